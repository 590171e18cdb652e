"""
Lists of units as they are found: rows of an office's table, of a national code list, of a colleague's sheet.

Such lists have missing parents, repeated ids, codes that a spreadsheet took for numbers. A list is read whole all the
same; what is odd about it comes back beside the hierarchy, row by row, for somebody to mend.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final, cast

from gridcare.places.hierarchy import Hierarchy, Loaded
from gridcare.places.oddities import Oddity
from gridcare.places.units import DatedAttribute, Level, Unit

__all__ = ["load_rows"]

_NAMES: Final = ("id", "code", "name", "parent", "level", "opened", "closed")
_SCALARS: Final = (str, bool, int, float, Decimal, date, datetime, type(None))


def load_rows(
    rows: Iterable[Mapping[str, object]],
    levels: Iterable[Level] | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    one_tree: bool = False,
    thorough: bool = False,
) -> Loaded:
    """
    Make a hierarchy of everything usable in a list of rows, and tell what is odd about it.

    Nothing is lost: see `Hierarchy.load` for what becomes of an orphan, a cycle or a repeated id. A row without an
    ``id`` goes by its ``code``. Text is taken as it stands, with its length. Columns that a `Unit` has no place for
    become its attributes.

    Args:
        rows: Mappings with ``id`` or ``code``, ``name``, ``parent`` and ``level``, and perhaps ``opened`` and
            ``closed`` as days; a blank parent makes a root.
        levels: The levels to judge by; without any, the levels and parents that occur are taken as they are.
        columns: Under which names the rows hold these things, such as ``{"parent": "parent_code"}``.
        one_tree: Report more than one root as an oddity.
        thorough: Tell also what may well be right, but often is not: siblings of one name, units under one code, a
            unit that skips a level which most of its kind do not, or stands under nothing where they stand under
            something, characters that no name is written with.

    Raises:
        DefinitionError: When the levels themselves are faulty.

    >>> hierarchy, oddities = load_rows(
    ...     [{"code": "11", "level": "county", "parent": ""}, {"code": "1101", "level": "street", "parent": "12"}]
    ... )
    >>> [(oddity.row, oddity.unit, oddity.code) for oddity in oddities]
    [(2, '1101', 'hierarchy.orphan')]
    """
    reader = _Reader(rows, columns or {})
    hierarchy, oddities = Hierarchy.load(reader.units(), levels, one_tree=one_tree)
    rootless = {oddity.unit for oddity in oddities if oddity.code in {"hierarchy.orphan", "hierarchy.cycle"}}
    found = [*reader.oddities, *oddities, *(_suspicions(hierarchy, reader, rootless) if thorough else ())]
    return Loaded(hierarchy, tuple(sorted(found, key=lambda oddity: oddity.row)))


def _suspicions(hierarchy: Hierarchy, reader: "_Reader", rootless: Container[str]) -> Iterator[Oddity]:
    rows = reader.first_rows
    for code, unit, problem, others in (
        *_namesakes(hierarchy),
        *_shared_codes(hierarchy),
        *_gaps(hierarchy, rootless),
        *_strange(hierarchy),
    ):
        yield Oddity(code=f"hierarchy.{code}", row=rows[unit], unit=unit, problem=problem, others=others)


_Suspicion = tuple[str, str, str, tuple[str, ...]]


def _namesakes(hierarchy: Hierarchy) -> Iterator[_Suspicion]:
    """Find siblings of one name, as a unit listed under two codes has."""
    named: defaultdict[tuple[str | None, str, str], list[str]] = defaultdict(list)
    for id, unit in hierarchy.items():
        named[unit.parent, unit.level, unit.name].append(id)
    for units in named.values():
        if len(units) > 1:
            problem = f"it has the name of {len(units) - 1} more units beside it; are they one?"
            yield "namesakes", units[-1], problem, tuple(units)


def _shared_codes(hierarchy: Hierarchy) -> Iterator[_Suspicion]:
    """Find units under one code, of which only one is found by it."""
    for code, units in hierarchy.shared_codes().items():
        problem = f"it has the code '{code}' as {len(units) - 1} more units do; look them up by their ids"
        yield "shared-code", units[-1], problem, units


def _gaps(hierarchy: Hierarchy, rootless: Container[str]) -> Iterator[_Suspicion]:
    """Find units that stand under another level than most of their own, or under none without having been told so."""
    under: defaultdict[str, Counter[str]] = defaultdict(Counter)
    roots: Counter[str] = Counter()
    levels = {id: (unit.level, unit.parent) for id, unit in hierarchy.items()}
    for level, parent in levels.values():
        if parent is None:
            roots[level] += 1
        else:
            under[level][levels[parent][0]] += 1
    usual = {level: counted.most_common(1)[0][0] for level, counted in under.items()}
    for id, (level, parent) in levels.items():
        if parent is not None and levels[parent][0] != usual[level]:
            problem = f"it stands under a '{levels[parent][0]}'; most of its level stand under a '{usual[level]}'"
            yield "level-gap", id, problem, (parent,)
        elif parent is None and id not in rootless and under[level].total() > roots[level]:
            yield "level-gap", id, f"it stands under nothing; most of its level stand under a '{usual[level]}'", ()


_ODD_KINDS: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Control and format characters, unassigned ones, private ones and halves of pairs, breaks of lines."""


def _is_strange(character: str) -> bool:
    odd = unicodedata.category(character) in _ODD_KINDS or character == "\N{REPLACEMENT CHARACTER}"
    return odd or (
        character.isalnum() and character.isascii() is False and unicodedata.normalize("NFKC", character).isascii()
    )


def _strange(hierarchy: Hierarchy) -> Iterator[_Suspicion]:
    """Find characters that somebody's machine put there: control characters, private ones, full-width digits."""
    texts = [(id, text) for id, unit in hierarchy.items() for text in (unit.name, unit.code)]
    strange = {each for each in set().union(*(text for _, text in texts)) if _is_strange(each)}
    for id, text in texts:
        found = sorted(strange.intersection(text)) if strange else []
        if found:
            shown = ", ".join(f"U+{ord(each):04X}" for each in found)
            yield "strange-characters", id, f"its name or code holds {shown}", ()
        elif text != text.strip():
            yield "strange-characters", id, "its name or code begins or ends with a blank", ()


class _Reader:
    """Reads units from rows of plain values, column by column, and lists what it cannot read."""

    def __init__(self, rows: Iterable[Mapping[str, object]], columns: Mapping[str, str]) -> None:
        self.oddities: list[Oddity] = []
        self.first_rows: dict[str, int] = {}
        self._rows = list(rows)
        self._columns = {name: columns.get(name, name) for name in _NAMES}

    def units(self) -> Iterator[Unit]:
        """Yield one unit a row."""
        codes = self._texts("code")
        ids = (unit or code for unit, code in zip(self._texts("id"), codes, strict=True))
        parents = (parent or None for parent in self._texts("parent"))
        dates = zip(self._days("opened"), self._days("closed"), strict=True)
        table = zip(
            ids, self._texts("name"), self._texts("level"), parents, codes, dates, self._attributes(), strict=True
        )
        for row, (unit, name, level, parent, code, (opened, closed), attributes) in enumerate(table, 1):
            self.first_rows.setdefault(unit, row)
            yield Unit(unit, name, level, parent, code=code, opened=opened, closed=closed, attributes=attributes)

    def _odd(self, code: str, index: int, problem: str) -> None:
        row = self._rows[index]
        unit = str(row.get(self._columns["id"]) or row.get(self._columns["code"]) or "")
        self.oddities.append(Oddity(code=f"hierarchy.{code}", row=index + 1, unit=unit, problem=problem))

    def _texts(self, name: str) -> list[str]:
        column = self._columns[name]
        cells = [row.get(column) for row in self._rows]
        if set(map(type, cells)) == {str}:
            return cast(list[str], cells)
        return [self._text(index, column, cell) for index, cell in enumerate(cells)]

    def _text(self, index: int, column: str, cell: object) -> str:
        if isinstance(cell, str):
            return cell
        if cell is None:
            return ""
        kind = type(cell).__name__
        self._odd("not-text", index, f"column '{column}' holds a {kind}, not text; zeros in front may be lost")
        return str(cell)

    def _days(self, name: str) -> list[date | None]:
        column = self._columns[name]
        cells = [row.get(column) for row in self._rows]
        if cells.count(None) + cells.count("") == len(cells):
            return [None] * len(cells)
        return [self._day(index, column, cell) for index, cell in enumerate(cells)]

    def _day(self, index: int, column: str, cell: object) -> date | None:
        if cell is None or cell == "":
            return None
        if isinstance(cell, date) and not isinstance(cell, datetime):
            return cell
        try:
            return date.fromisoformat(cast(str, cell))
        except (TypeError, ValueError):
            self._odd("not-a-day", index, f"column '{column}' holds no day like 2020-02-03; taken as not stated")
            return None

    def _attributes(self) -> Iterator[tuple[DatedAttribute, ...]]:
        own = frozenset(self._columns.values())
        for index, row in enumerate(self._rows):
            yield () if row.keys() <= own else tuple(self._others(index, row, own))

    def _others(self, index: int, row: Mapping[str, object], own: frozenset[str]) -> Iterator[DatedAttribute]:
        cells = cast(Mapping[object, object], row).items()  # csv.DictReader files surplus cells under None
        for name, cell in cells:
            if name in own:
                continue
            if isinstance(name, str) and isinstance(cell, _SCALARS):
                yield DatedAttribute(name, cell)
            else:
                self._odd("surplus-cell", index, "a cell without a heading, or with no plain value; left out")
