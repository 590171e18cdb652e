"""
Lists of units as they are found: rows of an office's table, of a national code list, of a colleague's sheet.

Such lists have missing parents, repeated ids, codes that a spreadsheet took for numbers. A list is read whole all the
same; what is odd about it comes back beside the hierarchy, row by row, for somebody to mend.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final, cast

from gridcare.places.hierarchy import DatedAttribute, Hierarchy, Level, Loaded, Oddity, Unit

__all__ = ["load_rows"]

_NAMES: Final = ("id", "code", "name", "parent", "level", "opened", "closed")
_SCALARS: Final = (str, bool, int, float, Decimal, date, datetime, type(None))


def load_rows(
    rows: Iterable[Mapping[str, object]],
    levels: Iterable[Level] | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    one_tree: bool = False,
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
    return Loaded(hierarchy, tuple(sorted((*reader.oddities, *oddities), key=lambda oddity: oddity.row)))


class _Reader:
    """Reads units from rows of plain values, column by column, and lists what it cannot read."""

    def __init__(self, rows: Iterable[Mapping[str, object]], columns: Mapping[str, str]) -> None:
        self.oddities: list[Oddity] = []
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
        for unit, name, level, parent, code, (opened, closed), attributes in table:
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
        return [self._day(index, column, row.get(column)) for index, row in enumerate(self._rows)]

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
