"""
Lists of units as they are found: rows of an office's table, of a national code list, of a colleague's sheet.

Such lists have missing parents, repeated ids, codes that a spreadsheet took for numbers. A list is read whole all the
same; what is odd about it comes back beside the hierarchy, row by row, for somebody to mend.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final, cast

from gridcare.attributes import Scalar
from gridcare.places.hierarchy import Hierarchy, Level, Loaded, Oddity, Unit

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
    reader = _Reader(columns or {})
    hierarchy, oddities = Hierarchy.load(map(reader.unit, rows), levels, one_tree=one_tree)
    return Loaded(hierarchy, tuple(sorted((*reader.oddities, *oddities), key=lambda oddity: oddity.row)))


class _Reader:
    """Reads units from rows of plain values, and lists what it cannot read."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        self.oddities: list[Oddity] = []
        self._row = 0
        self._columns = tuple(columns.get(name, name) for name in _NAMES)
        self._own = frozenset(self._columns)

    def unit(self, row: Mapping[str, object]) -> Unit:
        """Read the next row."""
        self._row += 1
        code = self._text(row, self._columns[1])
        return Unit(
            self._text(row, self._columns[0]) or code,
            self._text(row, self._columns[2]),
            self._text(row, self._columns[4]),
            self._text(row, self._columns[3]) or None,
            code=code,
            opened=self._day(row, self._columns[5]),
            closed=self._day(row, self._columns[6]),
            attributes=() if row.keys() <= self._own else self._others(row),
        )

    def _odd(self, code: str, row: Mapping[str, object], problem: str) -> None:
        unit = str(row.get(self._columns[0]) or row.get(self._columns[1]) or "")
        self.oddities.append(Oddity(code=f"hierarchy.{code}", row=self._row, unit=unit, problem=problem))

    def _text(self, row: Mapping[str, object], column: str) -> str:
        value = row.get(column)
        if isinstance(value, str):
            return value
        if value is None:
            return ""
        kind = type(value).__name__
        self._odd("not-text", row, f"column '{column}' holds a {kind}, not text; zeros in front may be lost")
        return str(value)

    def _day(self, row: Mapping[str, object], column: str) -> date | None:
        value = row.get(column)
        if value is None or value == "":
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return date.fromisoformat(cast(str, value))
        except (TypeError, ValueError):
            self._odd("not-a-day", row, f"column '{column}' holds no day like 2020-02-03; taken as not stated")
            return None

    def _others(self, row: Mapping[str, object]) -> dict[str, Scalar]:
        others: dict[str, Scalar] = {}
        cells = cast(Mapping[object, object], row).items()  # csv.DictReader files surplus cells under None
        for name, value in cells:
            if name in self._own:
                continue
            if isinstance(name, str) and isinstance(value, _SCALARS):
                others[name] = cast(Scalar, value)
            else:
                self._odd("surplus-cell", row, "a cell without a heading, or with no plain value; left out")
        return others
