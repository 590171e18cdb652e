"""
How one day's map follows from the map of the day before.

Everything that alters the map on one day is taken together and read against the map of the day before, so that two
neighbours may trade codes, and one unit may close while another opens under its name. What contradicts itself is set
aside whole, never half done: of two that say different things of one unit, the one known first stands. A unit whose
parent closes and that nobody allots to anybody stands under the nearest unit above that lives on.

The outcome is kept per unit: what it was, from which day. `Succession` is that book, read by `places.lineage` for maps
and by `places.rebasing` for where the ground under a figure went.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final, NamedTuple

import attrs

from gridcare.errors import did_you_mean
from gridcare.places.alterations import (
    TYPE,
    Alteration,
    Closed,
    Extracted,
    Merged,
    Moved,
    Opened,
    Part,
    Reclassified,
    Recoded,
    Renamed,
    Split,
)
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import DatedAttribute, Level, Unit

__all__ = ["Ground", "Irregularity", "Settlement", "Succession"]


@attrs.frozen(kw_only=True)
class Irregularity:
    """
    Something in an alteration that does not fit the map of the day before.

    Attributes:
        code: A stable word for it, such as ``lineage.not-living``.
        alteration: The id of the alteration.
        unit: The id of the unit in question.
        problem: What does not fit and what was made of it.
        applied: Whether the rest of the alteration was done all the same; else it was set aside whole.
    """

    code: str
    alteration: str
    unit: str
    problem: str
    applied: bool


class Ground(NamedTuple):
    """
    Ground that went from a unit of the day before to a unit of the day.

    Attributes:
        alteration: The id of the alteration that says so.
        source: The unit whose ground it was.
        target: The unit whose ground it is.
        share: The declared part of the source's own counts that goes along, if any.
        members: The units directly under the source that went along.
    """

    alteration: str
    source: str
    target: str
    share: Fraction | int | None
    members: tuple[str, ...]


class Settlement(NamedTuple):
    """
    What one day's alterations came to.

    Attributes:
        day: The first day of the new map.
        applied: The alterations that were done, in the order of knowledge.
        grounds: Where ground went from one unit to another.
        reparented: The living units that came to stand under another parent, with everything inside them.
        changed: What the units that differ are now; ``None`` for one that closed.
    """

    day: date
    applied: tuple[Alteration, ...]
    grounds: tuple[Ground, ...]
    reparented: tuple[str, ...]
    changed: Mapping[str, Unit | None]


class Succession:
    """
    What became of every unit, from a first map on.

    Args:
        base: The first map.
        alterations: What was done to it since, in any order.

    Attributes:
        base: The first map.
        settlements: What each day came to, in order of days.
        irregularities: What did not fit, in order of days and of knowledge.
    """

    def __init__(self, base: Hierarchy, alterations: Iterable[Alteration]) -> None:
        self.base = base
        self._levels = {level.name: level for level in base.levels}
        self._days: dict[str, list[date]] = {}
        self._states: dict[str, list[Unit | None]] = {}
        self._comers: defaultdict[str, dict[str, None]] = defaultdict(dict)
        by_day: defaultdict[date, list[Alteration]] = defaultdict(list)
        for alteration in alterations:
            by_day[alteration.day].append(alteration)
        self.irregularities: tuple[Irregularity, ...] = ()
        self.settlements: tuple[Settlement, ...] = tuple(self._settle(day, by_day[day]) for day in sorted(by_day))

    # Reading

    def unit(self, unit: str, upto: date | None = None) -> Unit | None:
        """
        Return what a unit is, or ``None`` when it is not on the map.

        Args:
            unit: The unit's id.
            upto: The day of the map; the last there is when not given.
        """
        states = self._states.get(unit, ())
        index = len(states) if upto is None or not states else bisect_right(self._days[unit], upto)
        first: Unit | None = None if index else self.base.get(unit)
        return states[index - 1] if index else first

    def members(self, unit: str, upto: date | None = None) -> tuple[str, ...]:
        """Return the units directly under one, the first map's before those that came later."""
        first = self.base.children(unit) if unit in self.base else ()
        found = dict.fromkeys((*first, *self._comers.get(unit, ())))
        return tuple(each for each in found if (now := self.unit(each, upto)) is not None and now.parent == unit)

    def above(self, unit: str, upto: date | None = None) -> tuple[str, ...]:
        """Return the units above, the nearest first; the unit must be on the map of that day."""
        found: list[str] = []
        now = self.unit(unit, upto)
        while now is not None and now.parent is not None:
            found.append(now.parent)
            now = self.unit(now.parent, upto)
        return tuple(found)

    def changed(self, upto: date) -> dict[str, Unit | None]:
        """Return what differs from the first map on a day."""
        return {unit: self.unit(unit, upto) for unit, days in self._days.items() if days[0] <= upto}

    def states(self, unit: str) -> tuple[tuple[date, Unit | None], ...]:
        """Return from which day on the unit was what, after the first map."""
        return tuple(zip(self._days.get(unit, ()), self._states.get(unit, ()), strict=True))

    def altered(self) -> tuple[str, ...]:
        """Return the ids of the units that were ever altered."""
        return tuple(self._days)

    # Writing, once, while the book is made

    def _settle(self, day: date, alterations: list[Alteration]) -> Settlement:
        standing = sorted(alterations, key=in_turn)
        aside: list[Irregularity] = []
        while True:
            plan = _Plan(self, day, standing, self._levels)
            aside += plan.refused.values()
            if not plan.refused:
                break
            standing = [each for each in standing if each.id not in plan.refused]
        self.irregularities += tuple(
            sorted((*aside, *plan.mended), key=lambda odd: (odd.alteration, odd.code, odd.unit))
        )
        moved = tuple(unit for unit in plan.changed if self._is_reparented(unit, plan.changed[unit]))
        settlement = Settlement(day, tuple(standing), tuple(plan.went()), moved, plan.changed)
        for unit, now in plan.changed.items():
            self._days.setdefault(unit, []).append(day)
            self._states.setdefault(unit, []).append(now)
            if now is not None and now.parent is not None:
                self._comers[now.parent][unit] = None
        return settlement

    def _is_reparented(self, unit: str, now: Unit | None) -> bool:
        before = self.unit(unit)
        return before is not None and now is not None and before.parent != now.parent


def in_turn(alteration: Alteration) -> tuple[object, ...]:
    """Order alterations of a day by knowledge; of two that contradict each other the first stands."""
    return alteration.known, alteration.id


class _Plan:
    """What a day's alterations come to, and what does not fit."""

    def __init__(self, book: Succession, day: date, alterations: list[Alteration], levels: Mapping[str, Level]) -> None:
        self.book = book
        self.day = day
        self.levels = levels
        self.refused: dict[str, Irregularity] = {}
        self.mended: list[Irregularity] = []
        self.grounds: list[Ground] = []
        self.changed: dict[str, Unit | None] = {}
        self._closes: dict[str, Alteration] = {}
        self._opens: dict[str, Alteration] = {}
        self._sets: dict[tuple[str, str], Alteration] = {}
        self._values: defaultdict[str, dict[str, object]] = defaultdict(dict)
        self._follows: dict[str, Merged] = {}  # what stands under a merged unit goes along
        self._opened: dict[str, Unit] = {}
        self._placed: dict[str, str | None] = {}  # what nobody allotted, and where it stands now
        self._said = {alteration.id: alteration for alteration in alterations}
        for alteration in alterations:
            self._read(alteration)
        self._check_closed()
        if not self.refused:
            self._draw()
            self._check_drawn()
        if not self.refused:
            for alteration in alterations:
                self._check_allocation(alteration)

    # What each alteration says

    def _read(self, said: Alteration) -> None:
        match said:
            case Opened(unit=unit):
                self._open(said, unit)
            case Closed(unit=gone):
                self._close(said, gone)
            case Renamed(unit=named, name=name):
                self._set(said, named, "name", name)
            case Recoded(unit=named, code=code):
                self._set(said, named, "code", code)
            case Reclassified(unit=named, level=level, kind=kind):
                if level is not None:
                    self._set(said, named, "level", level)
                if kind is not None:
                    self._set(said, named, TYPE, kind)
            case Moved(unit=named, parent=parent):
                self._set(said, named, "parent", parent)
            case Merged(sources=sources, into=into):
                self._receive(said, into)
                for source in sources:
                    self._close(said, source)
                    members = self.book.members(source)
                    self.grounds.append(Ground(said.id, source, said.target, None, members))
                    self._follows |= dict.fromkeys(members, said)
            case Split(source=source, parts=parts):
                self._close(said, source)
                for part in parts:
                    self._allot(said, source, part)
            case Extracted(source=source, part=part):
                if self.book.unit(source) is None:
                    self._not_living(said, source)
                self._allot(said, source, part)

    def _refuse(self, said: Alteration, code: str, unit: str, problem: str) -> None:
        text = f"{problem}; set aside"
        found = Irregularity(code=f"lineage.{code}", alteration=said.id, unit=unit, problem=text, applied=False)
        self.refused.setdefault(said.id, found)

    def _mend(self, said: Alteration, code: str, unit: str, problem: str) -> None:
        found = Irregularity(code=f"lineage.{code}", alteration=said.id, unit=unit, problem=problem, applied=True)
        self.mended.append(found)

    def _not_living(self, said: Alteration, unit: str) -> None:
        states = self.book.states(unit)
        why = f"it closed on {states[-1][0]}" if states else "no unit of that id was ever there"
        self._refuse(said, "not-living", unit, f"'{unit}' is not on the map of the day before {self.day}: {why}")

    def _conflict(self, said: Alteration, unit: str, other: Alteration) -> None:
        later, earlier = sorted((said, other), key=in_turn, reverse=True)
        problem = f"'{earlier.id}', known first, says otherwise of '{unit}' for {self.day}"
        self._refuse(later, "conflict", unit, problem)

    def _open(self, said: Alteration, unit: Unit) -> None:
        if not unit.id:
            self._refuse(said, "no-id", "", "the unit that it opens has no id; give it one that no other unit has")
        elif unit.id in self._opens:
            self._conflict(said, unit.id, self._opens[unit.id])
        elif self.book.unit(unit.id) is not None:
            problem = f"'{unit.id}' is on the map of the day before {self.day}; a new unit needs an id of its own"
            self._refuse(said, "already-living", unit.id, problem)
        else:
            self._opens[unit.id] = said
            self._opened[unit.id] = unit

    def _close(self, said: Alteration, unit: str) -> None:
        if self.book.unit(unit) is None:
            self._not_living(said, unit)
        elif unit in self._closes:
            self._conflict(said, unit, self._closes[unit])
        else:
            self._closes[unit] = said

    def _set(self, said: Alteration, unit: str, what: str, value: object) -> None:
        if self.book.unit(unit) is None:
            self._not_living(said, unit)
        elif (unit, what) in self._sets and self._values[unit][what] != value:
            self._conflict(said, unit, self._sets[unit, what])
        else:
            self._sets.setdefault((unit, what), said)
            self._values[unit][what] = value

    def _receive(self, said: Alteration, into: Unit | str) -> None:
        if isinstance(into, Unit):
            self._open(said, into)

    def _allot(self, said: Alteration, source: str, part: Part) -> None:
        self._receive(said, part.into)
        mine = [unit for unit in dict.fromkeys(part.members) if self._stands_under(unit, source)]
        for unit in mine:
            if self._sets.get((unit, "parent")) is not said:  # a member given twice stays with the first part
                self._set(said, unit, "parent", part.target)
        self.grounds.append(Ground(said.id, source, part.target, part.share, tuple(mine)))

    def _stands_under(self, unit: str, source: str) -> bool:
        now = self.book.unit(unit)
        return now is not None and now.parent == source

    def _check_closed(self) -> None:
        """Refuse to alter a unit that another alteration closes on the same day; a member of a part may close."""
        for (unit, what), said in self._sets.items():
            closing = self._closes.get(unit)
            if closing is not None and not (what == "parent" and isinstance(said, Split | Extracted)):
                self._conflict(said, unit, closing)
        for ground in self.grounds:
            said = self._said[ground.alteration]
            for unit in {ground.target, ground.source} & self._closes.keys():
                if self._closes[unit] is not said:
                    self._conflict(said, unit, self._closes[unit])

    # The new map

    def _draw(self) -> None:
        for unit, values in self._values.items():
            before = self.book.unit(unit)
            if before is not None and unit not in self._closes:
                self.changed[unit] = self._altered(before, values)
        self.changed |= self._opened | dict.fromkeys(self._closes)
        for unit, said in self._follows.items():
            self._stand(unit, said.target)
        for gone in self._closes:
            for unit in self.book.members(gone):
                self._stand(unit, self._living_above(gone))

    def _stand(self, unit: str, parent: str | None) -> None:
        """Put what stood under a closed unit under another, unless somebody said where it goes."""
        if unit in self._closes or (unit, "parent") in self._sets or unit in self._placed:
            return
        self._placed[unit] = parent
        before = self.becomes(unit)
        if before is not None:
            self.changed[unit] = attrs.evolve(before, parent=parent)

    def _altered(self, unit: Unit, values: Mapping[str, object]) -> Unit:
        plain: dict[str, Any] = {what: value for what, value in values.items() if what != TYPE}
        if TYPE in values:
            others = [each for each in unit.attributes if each.name != TYPE]
            plain["attributes"] = (*others, *_followed(unit.attributes, str(values[TYPE]), self.day))
        return attrs.evolve(unit, **plain)

    def _living_above(self, unit: str) -> str | None:
        return next((above for above in self.book.above(unit) if self.becomes(above) is not None), None)

    def went(self) -> Iterator[Ground]:
        """Yield where ground went, with those members that really stand under the target now."""
        for ground in self.grounds:
            states = ((unit, self.becomes(unit)) for unit in ground.members)
            along = tuple(unit for unit, now in states if now is not None and now.parent == ground.target)
            yield ground._replace(members=along)

    def becomes(self, unit: str) -> Unit | None:
        """Return what a unit is on the new map."""
        return self.changed[unit] if unit in self.changed else self.book.unit(unit)

    # What does not fit

    def _check_drawn(self) -> None:
        placed = {unit: said for (unit, what), said in self._sets.items() if what == "parent"}
        placed |= self._opens | {unit: self._follows[unit] for unit in self._placed if unit in self._follows}
        for ground in self.grounds:
            if self.becomes(ground.target) is None:
                problem = f"'{ground.target}', which receives '{ground.source}', is not on the map of {self.day}"
                self._refuse(self._said[ground.alteration], "no-target", ground.target, problem)
        for unit, said in placed.items():
            self._check_place(said, unit, placed)
        for unit, said in self._levelled().items():
            self._check_level(said, unit)

    def _check_place(self, said: Alteration, unit: str, placed: Mapping[str, Alteration]) -> None:
        climbed, now = {unit: None}, self.becomes(unit)
        while now is not None and now.parent is not None:
            above = now.parent
            if above == unit:
                ring = [placed[each] for each in climbed if each in placed]
                way = " in ".join(f"'{each}'" for each in (*climbed, unit))
                self._refuse(max(ring, key=in_turn), "cycle", unit, f"it would lie inside itself: {way}")
                return
            if above in climbed:
                return  # a ring further up, told where it closes
            climbed[above] = None
            now = self.becomes(above)
            if now is None:
                if len(climbed) == 2:
                    problem = f"'{above}', under which '{unit}' is to stand, is not on the map of {self.day}"
                    self._refuse(said, "no-parent", unit, problem)
                return

    def _levelled(self) -> dict[str, Alteration]:
        said = {unit: each for (unit, what), each in self._sets.items() if what in {"parent", "level"}}
        said |= {unit: self._follows[unit] for unit in self._placed if unit in self._follows}
        return said | self._opens

    def _check_level(self, said: Alteration, unit: str) -> None:
        now = self.becomes(unit)
        if now is None:
            return
        level = self.levels.get(now.level)
        above = None if now.parent is None else self.becomes(now.parent)
        if level is None:
            self._mend(said, "unknown-level", unit, f"'{now.level}' is no level{did_you_mean(now.level, self.levels)}")
        elif above is not None and above.level in self.levels and above.level not in level.parents:
            allowed = " or ".join(f"a '{name}'" for name in level.parents) or "nothing: it is a root"
            problem = f"a '{now.level}' may stand under {allowed}; '{above.id}' is a '{above.level}'"
            self._mend(said, "illegal-parent", unit, problem)

    def _check_allocation(self, said: Alteration) -> None:
        match said:
            case Closed(unit=gone):
                left = [unit for unit in self.book.members(gone) if unit in self._placed]
                if left:
                    problem = f"{_shown(left)} stood under it and nobody says where they go; {self._fell_to(gone)}"
                    self._mend(said, "members-left", gone, problem)
            case Split(source=source, parts=parts):
                self._check_parts(said, source, parts)
                missed = [unit for unit in self.book.members(source) if unit in self._placed]
                if missed:
                    self._mend(said, "missed", source, f"no part has {_shown(missed)}; {self._fell_to(source)}")
                shares = [part.share for part in parts if part.share is not None]
                if shares and sum(shares) != 1:
                    problem = f"the shares add up to {sum(shares)}, not to 1; the rest of its counts goes to no part"
                    self._mend(said, "shares", source, problem)
            case Extracted(source=source, part=part):
                self._check_parts(said, source, (part,))

    def _fell_to(self, gone: str) -> str:
        above = self._living_above(gone)
        return "they are roots now" if above is None else f"they stand under '{above}', the nearest that lives on"

    def _check_parts(self, said: Alteration, source: str, parts: tuple[Part, ...]) -> None:
        given = [unit for part in parts for unit in part.members]
        twice = [unit for unit, times in Counter(given).items() if times > 1]
        if twice:
            self._mend(said, "repeated", source, f"{_shown(twice)} given more than once; the first part has it")
        strange = [unit for unit in dict.fromkeys(given) if not self._stands_under(unit, source)]
        if strange:
            problem = f"{_shown(strange)} did not stand directly under '{source}' the day before; passed over"
            self._mend(said, "no-member", source, problem)


def _followed(attributes: Iterable[DatedAttribute], kind: str, day: date) -> Iterator[DatedAttribute]:
    """End what the type was, and begin what it is until a day from which on another was stated already."""
    next_days: list[date] = []
    for each in attributes:
        if each.name == TYPE and (each.since is None or each.since < day):
            yield attrs.evolve(each, until=day if each.until is None else min(each.until, day))
        elif each.name == TYPE and each.since is not None and each.since > day:
            next_days.append(each.since)
            yield each
    if kind:
        yield DatedAttribute(TYPE, kind, day, min(next_days, default=None))


_SHOWN: Final = 5


def _shown(units: list[str]) -> str:
    named = ", ".join(f"'{unit}'" for unit in units[:_SHOWN])
    return named if len(units) <= _SHOWN else f"{named} and {len(units) - _SHOWN} more"
