"""
What is odd about a list of units: repeated ids, missing parents, cycles, illegal levels, codes that would become one.

A `UnitTable` takes units row by row, keeps them as columns, and judges them: it mends the rows of the parents so that a
forest can be built, and tells what was odd, row by row. `places.hierarchy` builds its maps from it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple, cast

import attrs

from gridcare.errors import Fault, did_you_mean
from gridcare.places.forest import ROOT, cycles, depth_first
from gridcare.places.slips import near_to
from gridcare.places.units import DatedAttribute, Level, Unit

__all__ = ["Oddity", "UnitDetails", "UnitTable", "level_faults"]


@attrs.frozen(kw_only=True)
class Oddity:
    """
    One thing that is odd about a list of units; the row was used all the same wherever it could be.

    Attributes:
        code: A stable word for this kind of oddity, such as ``hierarchy.orphan``.
        row: The number of the row, counted from one without the heading.
        unit: The id in that row, empty when it has none.
        problem: What is odd and what was made of it.
        others: The ids that it has to do with: the missing parent, the members of a cycle, the other holders.
        left_out: The unit as the row tells it when it could not be taken into the hierarchy, else ``None``.
    """

    code: str
    row: int
    unit: str
    problem: str
    others: tuple[str, ...] = ()
    left_out: Unit | None = attrs.field(default=None, repr=False)


class UnitDetails(NamedTuple):
    """What most units of a large list do not have; kept only for those that do."""

    opened: date | None
    closed: date | None
    attributes: tuple[DatedAttribute, ...]


_MISSING: Final = -2
_HINTS: Final = 20
"""How many missing parents are compared with what is there; a wrong column makes every parent a missing one."""


class UnitTable:
    """Units as columns in the order given, with what is odd about them."""

    def __init__(self) -> None:
        self.at: dict[str, int] = {}
        self.ids: list[str] = []
        self.names: list[str] = []
        self.levels: list[str] = []
        self.parents: list[str | None] = []
        self.codes: list[str] = []
        self.rows: list[int] = []
        self.details: dict[int, UnitDetails] = {}
        self.above: list[int] = []
        self.order: list[int] = []
        self.oddities: list[Oddity] = []

    def add(self, row: int, unit: Unit) -> None:
        """Append a unit, unless it has no id or one that is taken."""
        if not unit.id:
            self._odd("no-id", row, "", "it has no id; give it one that no other unit has", left_out=unit)
            return
        index = len(self.ids)
        if self.at.setdefault(unit.id, index) != index:
            problem = f"row {self.rows[self.at[unit.id]]} has this id already; give each unit an id of its own"
            self._odd("duplicate-id", row, unit.id, problem, left_out=unit)
            return
        self.ids.append(unit.id)
        self.names.append(unit.name)
        self.levels.append(unit.level)
        self.parents.append(unit.parent)
        self.codes.append(unit.code)
        self.rows.append(row)
        if unit.opened is not None or unit.closed is not None or unit.attributes:
            self.details[index] = UnitDetails(unit.opened, unit.closed, unit.attributes)
            self._judge_dates(row, unit)

    def _odd(
        self, code: str, row: int, unit: str, problem: str, others: Iterable[str] = (), left_out: Unit | None = None
    ) -> None:
        found = Oddity(
            code=f"hierarchy.{code}", row=row, unit=unit, problem=problem, others=tuple(others), left_out=left_out
        )
        self.oddities.append(found)

    def _about(self, code: str, index: int, problem: str, others: Iterable[str] = ()) -> None:
        self._odd(code, self.rows[index], self.ids[index], problem, others)

    def ordered(self) -> tuple[Oddity, ...]:
        """Return the oddities in the order of the rows."""
        return tuple(sorted(self.oddities, key=lambda oddity: oddity.row))

    def faults(self) -> list[Fault]:
        """Tell the oddities as faults of a definition."""
        return [Fault(odd.code, odd.unit or f"row {odd.row}", odd.problem) for odd in self.ordered()]

    def judge(self, levels: tuple[Level, ...] | None, *, one_tree: bool) -> None:
        """Find what is odd, and mend the rows of the parents and their order so that a forest can be built."""
        self.above = self._find_parents()
        self.order = depth_first(self.above)
        if len(self.order) < len(self.ids):
            self._cut_cycles()
        if levels is not None:
            self._judge_levels({level.name: level for level in levels})
        self._judge_codes()
        if one_tree:
            self._judge_roots()

    def _judge_dates(self, row: int, unit: Unit) -> None:
        if unit.opened is not None and unit.closed is not None and unit.closed <= unit.opened:
            self._odd("closed-before-opened", row, unit.id, "it is closed no later than it is opened")
        stated: dict[str, list[DatedAttribute]] = defaultdict(list)
        for dated in unit.attributes:
            if dated.since is not None and dated.until is not None and dated.until <= dated.since:
                problem = f"its attribute '{dated.name}' ends no later than it begins"
                self._odd("attribute-dates", row, unit.id, problem)
            else:
                stated[dated.name].append(dated)
        for name, statements in stated.items():
            if len(statements) > 1 and _overlap(statements):
                problem = f"its attribute '{name}' is stated twice for one day; end one before the other begins"
                self._odd("attribute-twice", row, unit.id, problem)

    def _find_parents(self) -> list[int]:
        at = self.at
        rows = [ROOT if parent is None else at.get(parent, _MISSING) for parent in self.parents]
        hints: dict[str, str] = {}
        for index, row in enumerate(rows):
            if row == _MISSING:
                rows[index] = ROOT
                missing = cast(str, self.parents[index])
                if missing not in hints and len(hints) < _HINTS and (near := near_to(missing, at)):
                    hints[missing] = did_you_mean(missing, near)
                self._about("orphan", index, f"its parent '{missing}' is not there{hints.get(missing, '')}", (missing,))
        return rows

    def _cut_cycles(self) -> None:
        for ring in cycles(self.above, self.order):
            names = [self.ids[row] for row in ring]
            shown = names if len(names) <= 10 else [*names[:9], f"{len(names) - 9} more"]
            way = " in ".join(f"'{name}'" for name in (*shown, names[0]))
            self._about("cycle", ring[0], f"it lies inside itself: {way}; let one of them stand elsewhere", names)
            self.above[ring[0]] = ROOT
        self.order = depth_first(self.above)

    def _judge_levels(self, levels: Mapping[str, Level]) -> None:
        kinds = self.levels
        legal = {(level.name, above) for level in levels.values() for above in (*level.parents, None)}
        illegal = set(zip(kinds, (kinds[row] if row >= 0 else None for row in self.above), strict=True)) - legal
        for index, (named, row) in enumerate(zip(kinds, self.above, strict=True)) if illegal else ():
            above = kinds[row] if row >= 0 else None
            if named not in levels:
                self._about("unknown-level", index, f"'{named}' is no level{did_you_mean(named, levels)}")
            elif (named, above) in illegal and above in levels:
                allowed = " or ".join(f"a '{name}'" for name in levels[named].parents) or "nothing: it is a root"
                parent = self.ids[row]
                problem = f"a '{named}' may stand under {allowed}; '{parent}' is a '{above}'"
                self._about("illegal-parent", index, problem, (parent,))

    def _judge_codes(self) -> None:
        for side, strip, zeros in (("right", str.rstrip, str.endswith), ("left", str.lstrip, str.startswith)):
            # Of two codes that become one by filling, at least one has the zeros already.
            shared: dict[str, list[int]] = {strip(code, "0"): [] for code in self.codes if zeros(code, "0")}
            for index, code in enumerate(self.codes) if shared else ():
                if (bare := strip(code, "0")) in shared and code.isdecimal() and code.isascii():
                    shared[bare].append(index)
            if side == "left":
                shared.pop("", None)  # nothing but zeros, told already
            for rows in shared.values():
                if len({len(self.codes[row]) for row in rows}) > 1:
                    self._collide(rows, side)

    def _collide(self, rows: list[int], side: str) -> None:
        codes = ", ".join(f"'{self.codes[row]}'" for row in rows)
        problem = f"the codes {codes} become one when filled with zeros on the {side}; keep each at its own length"
        self._about("colliding-codes", rows[-1], problem, [self.ids[row] for row in rows])

    def _judge_roots(self) -> None:
        roots = [index for index, parent in enumerate(self.parents) if parent is None]
        if len(roots) > 1:
            shown = ", ".join(f"'{self.ids[row]}'" for row in roots[:5])
            more = f" and {len(roots) - 5} more" if len(roots) > 5 else ""
            problem = f"one tree was asked for and there are {len(roots)} roots: {shown}{more}"
            self._about("second-root", roots[1], problem, [self.ids[row] for row in roots])

    def levels_found(self) -> tuple[Level, ...]:
        """Make levels of what occurs, in the order of first mention."""
        found: dict[str, dict[str, None]] = {}
        for named, above in zip(self.levels, self.above, strict=True):
            parents = found.setdefault(named, {})
            if above >= 0:
                parents[self.levels[above]] = None
        return tuple(Level(name, parents) for name, parents in found.items())


def level_faults(levels: tuple[Level, ...]) -> list[Fault]:
    """Tell what is wrong with declared levels: one declared twice, a legal parent that is none of them."""
    faults, names = [], set()
    for level in levels:
        if level.name in names:
            faults.append(Fault("hierarchy.duplicate-level", level.name, "this level is declared twice"))
        names.add(level.name)
    for level in levels:
        for above in level.parents:
            if above not in {each.name for each in levels}:
                problem = f"its legal parent '{above}' is no level{did_you_mean(above, names)}"
                faults.append(Fault("hierarchy.unknown-level", level.name, problem))
    return faults


def _overlap(statements: list[DatedAttribute]) -> bool:
    ordered = sorted(statements, key=lambda dated: dated.since or date.min)
    return any(
        earlier.until is None or (later.since or date.min) < earlier.until for earlier, later in pairwise(ordered)
    )
