"""
What is done to places again and again: disinfection, cleaning, hauling, patrols, the daily post of a group.

A *spot* (点位) is anything that is kept up: a lift, a corridor, a rubbish station, a convenience point, the chat group
of a compound. An `Upkeep` says which kinds of spot owe what, in slots: lifts and corridors twice a day, a rubbish
station every evening, a group one post a day. Facts name the spot and what was done; cleaning and hauling are kinds of
their own, and do not pass for disinfection. From them an `UpkeepLog` tells how each slot stands, how a unit complies,
and which spots are without what is owed on a day. A `Drive` is done once: every building of a street in two days,
followed to its completion with the area that is done.

Nothing is typed in to be compliant: every count is read from the facts, and names the spots behind it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import attrs

from gridcare.attributes import Scalar
from gridcare.errors import Fault, UnknownName, refuse
from gridcare.facts.discrepancies import Discrepancy, in_order
from gridcare.facts.fact import Fact, Precision, instant, standing
from gridcare.facts.journal import Journal
from gridcare.facts.resolution import resolve
from gridcare.given import texts, typed
from gridcare.places.hierarchy import Hierarchy
from gridcare.timing.acts import Act
from gridcare.timing.anchors import Earliest
from gridcare.timing.deadlines import Deadline, Punctuality, punctuality
from gridcare.timing.periods import Interval, Zone, aware, local_day
from gridcare.timing.schedules import Schedule, SlotTable
from gridcare.timing.slots import SlotRule, SlotState
from gridcare.timing.timelines import Phase, Timeline

__all__ = ["Compliance", "Drive", "Progress", "Spot", "Upkeep", "UpkeepLog", "activities"]

_BEGUN = "spot begun"
_ENDED = "spot ended"
_DONE = (SlotState.DONE_ON_TIME, SlotState.ENTERED_LATE, SlotState.DONE_LATE)
_OPEN = (SlotState.DUE, SlotState.MISSED)


def _rules(given: Iterable[SlotRule]) -> tuple[SlotRule, ...]:
    return tuple(given)


def _opened(given: datetime) -> datetime:
    return aware(given, "opened")


@attrs.frozen(kw_only=True)
class Spot:
    """
    Something that is kept up.

    Attributes:
        id: An opaque id, which facts name as their subject.
        kind: What it is, in the locality's words: lift, corridor, rubbish station, compound group.
        unit: The unit that it belongs to.
        since: The first day on which anything is owed about it.
        until: The first day on which nothing is owed any more; none while that is not known.
        area: Its area in square metres, where that is counted.
    """

    id: str
    kind: str
    unit: str
    since: date
    until: date | None = None
    area: Decimal = Decimal(0)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Upkeep:
    """
    What some kinds of spot owe again and again.

    Attributes:
        name: What it is called.
        of: The kinds of spot that owe it.
        slots: When it is owed; a rule's name, or what it says it is answered by, is the kind of fact that does it.

    Raises:
        DefinitionError: When no kind or no slot is given, or with every fault of the slots.
    """

    name: str = attrs.field(kw_only=False)
    of: tuple[str, ...] = attrs.field(converter=texts)
    slots: tuple[SlotRule, ...] = attrs.field(converter=_rules)
    timeline: Timeline = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        refuse(f"upkeep '{self.name}'", self._faults())
        object.__setattr__(self, "timeline", self._timeline())

    def _faults(self) -> Iterator[Fault]:
        if not self.of:
            yield Fault("upkeep.kinds", self.name, "no kind of spot owes it; name at least one")
        if not self.slots:
            yield Fault("upkeep.slots", self.name, "it is owed at no time; give at least one rule of slots")

    def _timeline(self) -> Timeline:
        """Owe its slots from the first day of a spot to its last."""
        return Timeline(
            anchor=Earliest(_BEGUN),
            day_one="on anchor",
            phases=(Phase(self.name, ends=Earliest(_ENDED), slots=self.slots),),
        )

    @property
    def answered_by(self) -> frozenset[str]:
        """The kinds of fact that answer any of its slots."""
        return frozenset(kind for rule in self.slots for kind in rule.kinds)


@attrs.frozen(kw_only=True)
class Compliance:
    """
    How a unit complies with an upkeep.

    Attributes:
        counts: How many slots stand in each of the seven states.
    """

    counts: tuple[tuple[SlotState, int], ...]

    def __getitem__(self, state: str) -> int:
        """Return how many slots stand in a state."""
        return dict(self.counts)[SlotState(state)]

    @property
    def owed(self) -> int:
        """How many slots were owed by now: answered, missed, or due."""
        return sum(self[state] for state in (*_DONE, *_OPEN))

    @property
    def done(self) -> int:
        """How many of them were answered, in whatever way."""
        return sum(self[state] for state in _DONE)

    @property
    def share(self) -> Fraction | None:
        """The exact share of settled slots that were answered; none while none is settled."""
        settled = self.owed - self[SlotState.DUE]
        return Fraction(self.done, settled) if settled else None

    def __add__(self, other: "Compliance") -> "Compliance":
        """Add up two units, or two upkeeps."""
        return Compliance(counts=tuple((state, self[state] + other[state]) for state in SlotState))


@attrs.frozen(kw_only=True)
class Drive:
    """
    Something that is done once to every spot of some kinds, by a deadline.

    Attributes:
        name: What it is called, which the kind of the facts repeats that do it.
        of: The kinds of spot.
        opened: When it opened; what was done before is not its business.
        by: By when it is owed, counted from the opening.
    """

    name: str = attrs.field(kw_only=False)
    of: tuple[str, ...] = attrs.field(converter=texts)
    opened: datetime = attrs.field(converter=_opened)
    by: Deadline


@attrs.frozen(kw_only=True)
class Progress:
    """
    How far a drive has come in a unit.

    Attributes:
        spots: How many spots there are.
        done: How many are done.
        late: How many of these were done at the deadline or after it.
        area: The area of all of them.
        area_done: The area of those that are done.
        left: The ids of those that are not.
        deadline: By when it is owed.
        overdue: Whether the deadline has come and something is left.
    """

    spots: int
    done: int
    late: int
    area: Decimal
    area_done: Decimal
    left: tuple[str, ...]
    deadline: datetime
    overdue: bool


def _spots(given: Iterable[Spot]) -> tuple[Spot, ...]:
    return tuple(sorted(given, key=lambda spot: spot.id))


def _upkeeps(given: Iterable[Upkeep]) -> tuple[Upkeep, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True, slots=False)
class UpkeepLog:
    """
    Spots, what they owe, and what was done to them.

    Attributes:
        hierarchy: The units.
        spots: The spots.
        upkeeps: What they owe.
        journal: What was recorded; facts of other kinds are passed over.
        zone: The zone whose days count.

    Raises:
        DefinitionError: When two spots share an id, a spot belongs to no unit, or two upkeeps share a name.
    """

    hierarchy: Hierarchy = attrs.field(repr=False)
    spots: tuple[Spot, ...] = attrs.field(converter=_spots, repr=False)
    upkeeps: tuple[Upkeep, ...] = attrs.field(default=(), converter=_upkeeps)
    journal: Journal = attrs.field(factory=Journal, repr=False)
    zone: Zone

    def __attrs_post_init__(self) -> None:
        refuse("upkeep log", self._faults())

    def _faults(self) -> Iterator[Fault]:
        for id, count in Counter(spot.id for spot in self.spots).items():
            if count > 1:
                yield Fault("upkeep.spot", id, "two spots bear this id; give each its own")
        for spot in self.spots:
            if spot.unit not in self.hierarchy:
                yield Fault("upkeep.unit", spot.id, f"'{spot.unit}' is no unit of the hierarchy")
            if spot.until is not None and spot.until < spot.since:
                yield Fault("upkeep.days", spot.id, "it ends before it begins; swap the days")
        for name, count in Counter(upkeep.name for upkeep in self.upkeeps).items():
            if count > 1:
                yield Fault("upkeep.repeated", name, "two upkeeps bear this name; give each its own")

    @cached_property
    def _by_id(self) -> Mapping[str, Spot]:
        return {spot.id: spot for spot in self.spots}

    @cached_property
    def _by_name(self) -> Mapping[str, Upkeep]:
        return {upkeep.name: upkeep for upkeep in self.upkeeps}

    @cached_property
    def _named(self) -> Mapping[str, tuple[str, ...]]:
        """For each spot the ids of the facts of which some version names it."""
        named: dict[str, dict[str, None]] = {}
        for entry in self.journal:
            fact = entry if isinstance(entry, Fact) else entry.fact
            for subject in fact.subjects if fact is not None else ():
                named.setdefault(subject, {})[entry.id if isinstance(entry, Fact) else entry.of] = None
        return {subject: tuple(ids) for subject, ids in named.items()}

    def upkeep(self, name: str) -> Upkeep:
        """
        Return an upkeep by its name.

        Raises:
            UnknownName: When there is none of that name.
        """
        if name not in self._by_name:
            raise UnknownName("upkeep", name, self._by_name)
        return self._by_name[name]

    def table(self, upkeep: str, spot: str, at: datetime, known: datetime | None = None) -> SlotTable:
        """
        Tell how every slot of a spot stands.

        Args:
            upkeep: What it owes.
            spot: The spot.
            at: The moment from which one looks.
            known: The moment whose knowledge counts; `at` when left out.

        Raises:
            UnknownName: When there is no such upkeep or spot.
            AskedAhead: When `at` lies after `known`.
        """
        declared = self.upkeep(upkeep)
        if spot not in self._by_id:
            raise UnknownName("spot", spot, self._by_id)
        held = self._by_id[spot]
        acts = (*self._life(held), *self._acts(held.id, declared.answered_by))
        return Schedule(declared.timeline, acts, zone=self.zone).table(at, known)

    def _life(self, spot: Spot) -> Iterator[Act]:
        for kind, day in ((_BEGUN, spot.since), (_ENDED, spot.until)):
            if day is not None:
                moment = Interval.of_day(day, self.zone).start
                yield Act(id=kind, kind=kind, happened=moment, known=moment)

    def _acts(self, spot: str, kinds: frozenset[str]) -> Iterator[Act]:
        """Turn the facts about a spot, and every correction of them, into acts."""
        for id in self._named.get(spot, ()):
            variants, amendments = self.journal.variants(id), self.journal.amendments_of(id)
            moments = {*(fact.known for fact in variants), *(each.known for each in amendments)}
            for known in sorted(moments, key=instant):
                resolved = resolve(id, variants, amendments, known=known)
                told = resolved.fact or resolved.root
                if told is not None:
                    meant = resolved.fact is not None and told.kind in kinds and spot in told.subjects
                    yield Act(
                        id=id,
                        kind=told.kind,
                        happened=told.happened,
                        known=known,
                        whole_day=told.precision is Precision.DAY,
                        void=not meant,
                    )

    def inside(self, unit: str, *kinds: str) -> tuple[Spot, ...]:
        """Return the spots of a unit with everything inside it, of some kinds only when some are named."""
        return tuple(
            spot for spot in self.spots if self.hierarchy.inside(spot.unit, unit) and (not kinds or spot.kind in kinds)
        )

    def compliance(
        self, upkeep: str, unit: str, at: datetime, known: datetime | None = None, *, days: Interval | None = None
    ) -> Compliance:
        """
        Count how the slots of a unit stand.

        Args:
            upkeep: What is owed.
            unit: The unit, with everything inside it.
            at: The moment from which one looks.
            known: The moment whose knowledge counts; `at` when left out.
            days: Only windows that open in this interval; every one when left out.
        """
        found: Counter[SlotState] = Counter()
        for spot in self.inside(unit, *self.upkeep(upkeep).of):
            for row in self.table(upkeep, spot.id, at, known).rows:
                if days is None or days.start <= row.slot.window.start < days.end:
                    found[row.state] += 1
        return Compliance(counts=tuple((state, found[state]) for state in SlotState))

    def lacking(
        self, upkeep: str, unit: str, day: date, at: datetime, known: datetime | None = None
    ) -> tuple[Spot, ...]:
        """
        List the spots of a unit that are without something owed on a day, such as today's post.

        Args:
            upkeep: What is owed.
            unit: The unit, with everything inside it.
            day: The day in which a window opens that nothing has answered, although it has opened.
            at: The moment from which one looks.
            known: The moment whose knowledge counts; `at` when left out.
        """
        days = Interval.of_day(day, self.zone)
        return tuple(
            spot
            for spot in self.inside(unit, *self.upkeep(upkeep).of)
            if any(
                row.state in _OPEN and days.start <= row.slot.window.start < days.end
                for row in self.table(upkeep, spot.id, at, known).rows
            )
        )

    def progress(self, drive: Drive, unit: str, at: datetime, known: datetime | None = None) -> Progress:
        """
        Tell how far a drive has come in a unit; what is done once stays done.

        Args:
            drive: The drive.
            unit: The unit, with everything inside it.
            at: The moment from which one looks.
            known: The moment whose knowledge counts; `at` when left out.
        """
        at = aware(at, "at")
        done = self._first_done(drive, at, at if known is None else known)
        deadline = drive.by.moment(drive.opened, self.zone)
        spots = self.inside(unit, *drive.of)
        left = tuple(spot.id for spot in spots if spot.id not in done)
        judged = (punctuality(deadline, done[spot.id], at) for spot in spots if spot.id in done)
        return Progress(
            spots=len(spots),
            done=len(spots) - len(left),
            late=sum(state is Punctuality.LATE for state in judged),
            area=sum((spot.area for spot in spots), Decimal(0)),
            area_done=sum((spot.area for spot in spots if spot.id in done), Decimal(0)),
            left=left,
            deadline=deadline,
            overdue=bool(left) and deadline <= at,
        )

    def _first_done(self, drive: Drive, at: datetime, known: datetime) -> Mapping[str, datetime | Interval]:
        """Tell when each spot was done first, by what had happened and was known; a day's fact is of its whole day."""
        done: dict[str, datetime | Interval] = {}
        for fact in self.journal.as_of(happened=at, known=known).replay(self.zone):
            if fact.kind == drive.name and standing(fact, self.zone) >= drive.opened:
                day = Interval.of_day(local_day(fact.happened, self.zone), self.zone)
                for subject in fact.subjects:
                    done.setdefault(subject, day if fact.precision is Precision.DAY else fact.happened)
        return done

    @property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """The facts of a kind that answers an upkeep here, about something that is no spot or owes no such thing."""
        owed = {kind for each in self.upkeeps for kind in each.answered_by}
        found = []
        for fact in self.journal.replay(self.zone):
            for subject in fact.subjects if fact.kind in owed else ():
                if not self._owes(subject, fact.kind):
                    problem = f"'{subject}' is no spot that owes '{fact.kind}'; the fact counts for nothing"
                    found.append(Discrepancy(code="no-such-spot", entry=fact.id, problem=problem, subjects=(subject,)))
        return in_order((*found, *self.journal.discrepancies))

    def _owes(self, subject: str, kind: str) -> bool:
        spot = self._by_id.get(subject)
        return spot is not None and any(spot.kind in each.of and kind in each.answered_by for each in self.upkeeps)


def activities(
    facts: Iterable[Fact], *, by: Iterable[str], zone: Zone, amount: str = ""
) -> Mapping[tuple[Scalar, ...], int]:
    """
    Count activities, such as publicity by kind, audience and day; each count can name its facts.

    Args:
        facts: The activities.
        by: What they are counted by: ``kind``, ``day``, or the name of an answer; an answer that is missing is
            counted under ``None``.
        zone: The zone whose days count.
        amount: The answer that says how many, such as leaflets; each fact counts one without it, and a fact in which it
            is missing counts none.
    """
    names = tuple(by)
    found: Counter[tuple[Scalar, ...]] = Counter()
    for fact in facts:
        given = fact.answers.get(amount, 0) if amount else 1
        own: dict[str, Scalar] = {"kind": fact.kind, "day": local_day(fact.happened, zone)}
        found[tuple(own[name] if name in own else fact.answers.get(name) for name in names)] += (
            given if type(given) is int else 0
        )
    return dict(sorted(found.items(), key=lambda each: tuple(map(str, each[0]))))
