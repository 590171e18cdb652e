"""
Registers and lists of units out of sheets, whole: every good row used, every bad one reported with its place.

An office keeps its households in one of two ways, and both are read. Either each row is one subject, with its ``id``,
its ``kind`` and its ``containers``; or each row is one resident with the household in a column of its own, so that
the household stands in as many rows as it has members, or in one row without a resident when it is vacant. Columns
are found by the names of kinds and fields, by their titles in any language, and by what they are commonly called.

Where a row lies is told by a unit's id or code, by a path of names (``Wenming / 3``), or by columns that are named
after the levels of the hierarchy.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import attrs

from gridcare.codec.cells import CODE, CODES, DAY, DECIMAL, MOMENT, TEXT, TRUTH, WHOLE, CellKind, words
from gridcare.codec.documents import SAFE, Limits
from gridcare.codec.issues import Issue, UnreadableInput
from gridcare.codec.rows import Column, Sheet, read_rows
from gridcare.codec.scalars import one_of
from gridcare.errors import Fault
from gridcare.people.presence import PresenceState
from gridcare.people.register import Register
from gridcare.people.subjects import KINDS, Field, SubjectKind
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.listing import load_rows
from gridcare.places.units import Level

__all__ = ["ReadRegister", "ReadUnits", "read_register", "read_units"]

_NONE: Final[Mapping[str, Any]] = MappingProxyType({})


class ReadUnits(NamedTuple):
    """What a sheet of units gave: the hierarchy, all that is odd or wrong in the order of the rows, and the sheet."""

    hierarchy: Hierarchy
    issues: tuple[Issue, ...]
    sheet: Sheet


class ReadRegister(NamedTuple):
    """What a sheet of subjects gave: the register, all that is wrong in the order of the rows, and the sheet."""

    register: Register
    issues: tuple[Issue, ...]
    sheet: Sheet


# Units

_UNIT_COLUMNS: Final = (
    Column("id", CODE, ("unit", "unit id", "编号")),
    Column("code", CODE, ("代码", "编码", "区划代码")),
    Column("name", TEXT, ("名称",)),
    Column("parent", CODE, ("parent code", "parent id", "上级", "上级代码", "上级编码", "上级编号")),
    Column("level", TEXT, ("级别", "层级"), required=True),
    Column("opened", DAY, ("设立日期", "启用日期")),
    Column("closed", DAY, ("撤销日期", "停用日期")),
)
_DECISIVE: Final = frozenset({"id", "code", "parent", "level"})


def read_units(
    source: str | bytes,
    levels: Iterable[Level] | None = None,
    *,
    columns: Mapping[str, str] = _NONE,
    one_tree: bool = False,
    delimiter: str = "",
    encoding: str = "",
    limits: Limits = SAFE,
) -> ReadUnits:
    r"""
    Read a hierarchy from a sheet of units.

    Everything usable is used, and what is odd about it comes back beside it; see
    `gridcare.places.listing.load_rows`, whose columns these are.

    >>> hierarchy, issues, _ = read_units("code,name,parent_code,level\n11,Beijing,,top\n1101,,12,middle\n")
    >>> len(hierarchy), [(issue.path, issue.code) for issue in issues]
    (2, [('row 3, 1101', 'hierarchy.orphan')])

    Args:
        source: The text, or its bytes.
        levels: The levels to judge by; those that occur when not given.
        columns: What columns are called in this sheet, such as ``{"parent": "belongs to"}``.
        one_tree: Report more than one root.
        delimiter: What parts the cells; found out when not given.
        encoding: The encoding of the bytes; found out when not given.
        limits: What to refuse.

    Raises:
        UnreadableInput: When the whole cannot be read.
        DefinitionError: When the levels themselves are faulty.
    """
    declared = _called(_UNIT_COLUMNS, columns)
    sheet = read_rows(source, declared, others=TEXT, delimiter=delimiter, encoding=encoding, limits=limits)
    if not {"id", "code"} & sheet.columns.keys():
        problem = "no heading is 'id' or 'code'; a unit goes by one of them"
        raise UnreadableInput("sheet", [Issue("", "rows.missing-column", problem, column="id")])
    needed = _DECISIVE & sheet.columns.keys()
    usable = [row for row in (*sheet.rows, *sheet.bad) if needed <= row.cells.keys()]
    usable.sort(key=lambda row: row.number)
    numbers = [row.number for row in usable]
    own = {column.name for column in declared}
    loaded = load_rows(
        ({name: cell for name, cell in row.cells.items() if name in own or cell is not None} for row in usable),
        levels,
        one_tree=one_tree,
    )
    issues = [
        Issue(
            f"row {numbers[odd.row - 1]}, {odd.unit}",
            odd.code,
            _renumbered(odd.problem, numbers),
            row=numbers[odd.row - 1],
        )
        for odd in loaded.oddities
    ]
    return ReadUnits(loaded.hierarchy, _in_order(sheet.issues, issues), sheet)


def _called(columns: Iterable[Column], headings: Mapping[str, str]) -> tuple[Column, ...]:
    """Let a sheet's own heading take the place of a column's synonyms."""
    return tuple(
        attrs.evolve(column, headings=(headings[column.name],)) if column.name in headings else column
        for column in columns
    )


_ROW_NUMBER: Final = re.compile(r"'[^']*'|\brow (\d+)")


def _renumbered(problem: str, numbers: Sequence[int]) -> str:
    """Turn the row numbers of a loader, which counts what it was given, into those of the sheet."""
    return _ROW_NUMBER.sub(lambda found: f"row {numbers[int(found[1]) - 1]}" if found[1] else found[0], problem)


def _in_order(*issues: Iterable[Issue]) -> tuple[Issue, ...]:
    return tuple(sorted((issue for some in issues for issue in some), key=lambda issue: issue.row or 0))


# Subjects

_CELL_KINDS: Final[Mapping[type, CellKind]] = MappingProxyType(
    {str: TEXT, bool: TRUTH, int: WHOLE, Decimal: DECIMAL, date: DAY, datetime: MOMENT}
)
_PRESENCES: Final = words(
    {state.value: state.value for state in PresenceState}
    | dict.fromkeys(("在家", "在户"), PresenceState.HOME.value)
    | dict.fromkeys(("外出", "离开"), PresenceState.AWAY.value)
    | dict.fromkeys(("未联系上", "联系不上", "失联"), PresenceState.UNREACHABLE.value)
)
_SUBJECT_COLUMNS: Final = (
    Column("id", CODE, ("编号",)),
    Column("unit", CODE, ("unit id", "网格", "网格编号", "所属网格", "单位")),
    Column("containers", CODES, ("container", "所属")),
    Column("persons", WHOLE, ("number of persons", "人数", "户内人数", "常住人数")),
    Column("presence", _PRESENCES, ("在家情况", "人员状态")),
    Column("destination", TEXT, ("去向", "外出地", "外出目的地")),
    Column("returns", DAY, ("returned", "returned on", "return date", "返回日期", "返回时间")),
)


def read_register(
    source: str | bytes,
    hierarchy: Hierarchy,
    kinds: Iterable[SubjectKind] = KINDS,
    *,
    columns: Mapping[str, str] = _NONE,
    meanings: Mapping[str, Mapping[str, str]] = _NONE,
    delimiter: str = "",
    encoding: str = "",
    limits: Limits = SAFE,
) -> ReadRegister:
    r"""
    Read a register from a sheet of its subjects.

    >>> from gridcare.places.units import Unit
    >>> grid = Hierarchy((Level("grid"),), [Unit("g1", "Grid 1", "grid")])
    >>> register, issues, _ = read_register(
    ...     "户号,网格,居民,姓名,年龄\nh1,g1,r1,张三,61\nh1,g1,r2,李四,old\nh2,g1,,,\n", grid
    ... )
    >>> register
    Register(household: 2, resident: 1)
    >>> print(*issues)
    row 3, column 年龄: expected a whole number without separators

    Args:
        source: The text, or its bytes.
        hierarchy: The units that subjects belong to.
        kinds: The kinds of subject that may occur; where one row holds a resident and the household, the kinds are
            those declared as person and as dwelling.
        columns: What columns are called in this sheet, such as ``{"household": "door"}``.
        meanings: What the words of a column mean, such as ``{"destination": {"外省": "elsewhere"}}``; other words
            are then refused there.
        delimiter: What parts the cells; found out when not given.
        encoding: The encoding of the bytes; found out when not given.
        limits: What to refuse.

    Raises:
        UnreadableInput: When the whole cannot be read, such as without a column of ids or of units.
        DefinitionError: When the kinds themselves are faulty.
    """
    declared = tuple(kinds)
    layout = _Layout.of(declared, hierarchy)
    sheet = read_rows(
        source,
        _meaning(_called(layout.columns, columns), meanings),
        delimiter=delimiter,
        encoding=encoding,
        limits=limits,
    )
    layout.check(sheet)
    gathered = _Gathered(layout, hierarchy, sheet)
    loaded = Register.load(hierarchy, gathered.subjects(), declared)
    issues = [gathered.issue(row.row, fault) for row in loaded.bad for fault in row.faults]
    return ReadRegister(loaded.register, _in_order(sheet.issues, gathered.issues, issues), sheet)


def _meaning(columns: Iterable[Column], meanings: Mapping[str, Mapping[str, str]]) -> tuple[Column, ...]:
    return tuple(
        attrs.evolve(column, kind=words(meanings[column.name])) if column.name in meanings else column
        for column in columns
    )


def _one(kinds: Iterable[SubjectKind]) -> SubjectKind | None:
    found = list(kinds)
    return found[0] if len(found) == 1 else None


def _titles(titles: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(title for _, title in titles)


def _kind_column(kind: SubjectKind) -> Column:
    titles = _titles(kind.titles)
    return Column(
        kind.name, CODE, (f"{kind.name} id", *titles, *(f"{title}{end}" for title in titles for end in ("号", "编号")))
    )


def _field_column(field: Field) -> Column:
    if field.choices:
        kind = words({choice: choice for choice in field.choices})
    elif field.type is str:
        kind = CODE if field.mask in ("phone", "identity number") else TEXT
    else:
        kind = _CELL_KINDS[field.type]
    return Column(field.name, kind, _titles(field.titles))


@attrs.frozen(kw_only=True)
class _Layout:
    """
    Which columns a sheet of subjects may have, and what they are about.

    Attributes:
        columns: All of them.
        levels: The names of those that are called after a level, from the widest.
        dwelling: The kind whose id may stand in a row of one of its members.
        person: The kind of those members.
    """

    columns: tuple[Column, ...]
    levels: tuple[str, ...]
    dwelling: SubjectKind | None
    person: SubjectKind | None

    @classmethod
    def of(cls, kinds: Sequence[SubjectKind], hierarchy: Hierarchy) -> "_Layout":
        dwelling, person = _one(kind for kind in kinds if kind.dwelling), _one(kind for kind in kinds if kind.person)
        names = {kind.name: kind.name for kind in kinds}
        titles = {title: kind.name for kind in kinds for title in _titles(kind.titles)}
        columns = [
            *_SUBJECT_COLUMNS,
            Column("kind", words(titles | names), ("类别", "对象类别")),
            *(_kind_column(kind) for kind in (dwelling, person) if kind is not None),
            *(_field_column(field) for kind in kinds for field in kind.fields),
            *(Column(level.name, CODE) for level in hierarchy.levels),
        ]
        known = {column.name: column for column in reversed(columns)}
        own = len(columns) - len(hierarchy.levels)
        taken = {column.name for column in columns[:own]}
        return cls(
            columns=tuple(reversed(known.values())),
            levels=tuple(level.name for level in hierarchy.levels if level.name not in taken),
            dwelling=dwelling,
            person=person,
        )

    def check(self, sheet: Sheet) -> None:
        """Require that the sheet tells who and where."""
        ids = ["id", *(kind.name for kind in (self.dwelling, self.person) if kind is not None)]
        for needed, what in ((ids, "subjects go by"), (["unit", *self.levels], "a subject belongs to")):
            if not sheet.columns.keys() & set(needed):
                problem = f"no heading is {one_of(needed)}, which tells what {what}"
                raise UnreadableInput("sheet", [Issue("", "rows.missing-column", problem, column=needed[0])])


_NO_CONTAINER: Final = "it names a container that no row lists; list that too, and part several with ';'"
_SEVERAL: Final = (
    "Who belongs to several containers stands in one row of a sheet with 'id', 'kind', 'unit' and 'containers'"
)


class _Gathered:
    """
    The subjects of a sheet as rows for the register, with the place of each in the sheet.

    Attributes:
        issues: What was wrong with rows that give no subject.
    """

    def __init__(self, layout: _Layout, hierarchy: Hierarchy, sheet: Sheet) -> None:
        self.issues: list[Issue] = []
        self._layout = layout
        self._find_unit = _UnitFinder(hierarchy).find
        self._sheet = sheet
        self._rows: list[dict[str, Any]] = []
        self._numbers: list[int] = []
        self._homes: dict[str, int] = {}
        self._told_in: dict[int, dict[str, int]] = {}
        self._home_of: dict[str, str | None] = {}
        self._elsewhere: set[int] = set()
        present = [level for level in layout.levels if level in sheet.columns]
        self._told_by = {"unit": present[-1] if present else "unit"}
        if layout.dwelling is not None:
            self._told_by["containers"] = layout.dwelling.name
        self._of_home = {"persons", *_names(layout.dwelling)} if layout.dwelling is not None else set()
        self._of_home_alone = self._of_home - _names(layout.person)

    def subjects(self) -> list[dict[str, Any]]:
        """Return a row for each subject, a household once however many of its members tell of it."""
        take = self._take_one if "id" in self._sheet.columns else self._take_member
        for row in self._sheet.rows:
            cells = {name: cell for name, cell in row.cells.items() if cell is not None}
            try:
                cells["unit"] = self._find_unit(self._path(cells))
                take(row.number, cells)
            except Fault as fault:
                self._report(row.number, fault)
        return self._rows

    def issue(self, number: int, fault: Fault) -> Issue:
        """Say where in the sheet a fault of the register lies."""
        column = fault.where.partition(", column ")[2]
        problem = _NO_CONTAINER if fault.code == "register.unknown-container" else fault.problem
        problem = _renumbered(problem, self._numbers)
        if fault.code == "register.duplicate-id" and number in self._elsewhere:
            problem += f". {_SEVERAL}"
        row = self._told_in.get(number, {}).get(column, self._numbers[number - 1])
        return self._issue(row, Fault(fault.code, column, problem))

    def _issue(self, row: int, fault: Fault) -> Issue:
        column = fault.where
        if column not in self._sheet.columns:
            column = self._told_by.get(column, column)
        heading = self._sheet.columns.get(column, column)
        path = f"row {row}, column {heading}" if heading else f"row {row}"
        return Issue(path, fault.code, fault.problem, row=row, column=heading)

    def _report(self, row: int, fault: Fault) -> None:
        self.issues.append(self._issue(row, fault))

    def _path(self, cells: dict[str, Any]) -> tuple[str, ...]:
        return *(cells.pop(level) for level in self._layout.levels if level in cells), *_parted(cells.get("unit"))

    def _add(self, row: int, subject: dict[str, Any]) -> None:
        self._numbers.append(row)
        self._rows.append(subject)

    def _take_one(self, row: int, cells: dict[str, Any]) -> None:
        """Take a row that is one subject; a household beside the id is its container."""
        for kind in (self._layout.dwelling, self._layout.person):
            other = cells.pop(kind.name, None) if kind is not None else None
            if kind is self._layout.dwelling and other is not None and other != cells.get("id"):
                cells.setdefault("containers", (other,))
        self._add(row, cells)

    def _take_member(self, row: int, cells: dict[str, Any]) -> None:
        """Take a row that is a member and its household, or a household alone."""
        dwelling, person = self._layout.dwelling, self._layout.person
        home = cells.pop(dwelling.name, None) if dwelling is not None else None
        member = cells.pop(person.name, None) if person is not None else None
        if home is None and member is None:
            raise Fault("register.no-id", "", "it names neither a household nor a resident; give at least one id")
        unit = cells.pop("unit")
        of_home = self._of_home if member is None else self._of_home_alone
        own = {name: cells.pop(name) for name in of_home & cells.keys()}
        if member is None and cells:
            raise Fault("register.no-member", min(cells), "it says something of a member and names none; give an id")
        if home is not None and dwelling is not None:
            self._take_home(row, {"id": home, "kind": dwelling.name, "unit": unit, **own})
            cells["containers"] = (home,)
        if member is not None and person is not None:
            self._add(row, {"id": member, "kind": person.name, "unit": unit, **cells})
            if self._home_of.setdefault(member, home) != home:
                self._elsewhere.add(len(self._rows))

    def _take_home(self, row: int, told: dict[str, Any]) -> None:
        """Take what a row tells of a household, the first time or beside what other rows told of it."""
        number = self._homes.get(told["id"])
        if number is None:
            self._add(row, told)
            self._homes[told["id"]] = len(self._rows)
            return
        known, told_in = self._rows[number - 1], self._told_in.setdefault(number, {})
        for name, value in told.items():
            if known.get(name, value) != value:
                first = told_in.get(name, self._numbers[number - 1])
                problem = f"row {first} tells otherwise of the same household; make them agree"
                raise Fault("register.differs", name, problem)
        for name in told.keys() - known.keys():
            known[name] = told[name]
            told_in[name] = row


def _names(kind: SubjectKind | None) -> set[str]:
    return set() if kind is None else {field.name for field in kind.fields}


# Where a row lies

_STEP: Final = re.compile(r"\s*[/>]\s*")


def _parted(unit: str | None) -> tuple[str, ...]:
    return () if unit is None else (unit,)


class _UnitFinder:
    """Finds units by id, by code, or by a path of ids, codes and names from wide to small."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        self._hierarchy = hierarchy
        self._found: dict[tuple[str, ...], str] = {}
        self._labels: dict[str, list[str]] = {}

    def find(self, path: tuple[str, ...]) -> str:
        """
        Find the one unit at the end of a path.

        Raises:
            Fault: When there is none, or more than one.
        """
        if len(path) == 1 and path[0] in self._hierarchy:
            return path[0]
        if path not in self._found:
            self._found[path] = self._search(path)
        return self._found[path]

    def _search(self, path: tuple[str, ...]) -> str:
        if not path:
            raise Fault("register.no-unit", "unit", "it does not tell where it lies; give a unit")
        found = self._called(path[-1]) if len(path) == 1 else []
        if not found:
            steps = [step for part in path for step in _STEP.split(part)]
            found = self._called(steps[0])
            for step in steps[1:]:
                found = [each for each in self._called(step) if any(map(partial(self._hierarchy.inside, each), found))]
        if len(found) == 1:
            return found[0]
        if found:
            problem = f"{len(found)} units are called so; give the unit's id, or a path from a wider unit down"
            raise Fault("register.unclear-unit", "unit", problem)
        raise Fault("register.unknown-unit", "unit", "no unit goes by this id or code, or lies at the end of this path")

    def _called(self, label: str) -> list[str]:
        if not self._labels:
            labels = defaultdict(list)
            for unit in self._hierarchy.values():
                for known in {_folded(unit.id), _folded(unit.code), _folded(unit.name)}:
                    labels[known].append(unit.id)
            self._labels = labels
        return self._labels.get(_folded(label), [])


def _folded(label: str) -> str:
    return unicodedata.normalize("NFKC", label).strip().casefold()
