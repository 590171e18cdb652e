"""
Who lived where on a day: a first register, and everything that moved people since.

A `Residence` holds a register as it stood at the beginning of a day, and a journal. `Residence.on` answers with the
register of any later day, as known at any moment: later knowledge never changes an earlier answer, and neither does the
order of arrival. On any day somebody lives in one dwelling or in none that is known, counts for one person, and
belongs to one unit; splits, mergers and moves leave the number of persons as it was.

What cannot be done as it is told changes nothing and is among the `findings`. Whoever records now is told at once:
`Residence.record` refuses what would add one.
"""

from bisect import bisect_right
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Final, TypeVar

import attrs

from gridcare.errors import Fault, GridcareError, UnknownName, did_you_mean, refuse
from gridcare.facts.discrepancies import Discrepancy, Refused, in_order
from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.people.admission import Judge
from gridcare.people.movements import MOVEMENTS, turn
from gridcare.people.register import Register
from gridcare.people.roll import Roll
from gridcare.people.subjects import Subject
from gridcare.people.traces import Sojourn, Tie, Trace
from gridcare.privacy import REDACTED
from gridcare.timing.periods import Zone, local_day, time_zone

__all__ = ["NoRegisterYet", "Residence"]

_KEPT: Final = 4
_TOLD: Final = ("since", "single", "zone", "cards", "register", "journal", "odd")
_Read = tuple[tuple[date, ...], tuple[Fact, ...]]
_Days = Iterable[tuple[date, date]]


class NoRegisterYet(GridcareError, LookupError):
    """A register was asked for of a day before the first one."""

    code = "no-register-yet"

    def __init__(self, day: date, since: date) -> None:
        super().__init__(f"there is no register of {day}: the first one is of {since}; start from an older one")
        self.day = day
        self.since = since


class Residence:
    """
    A first register and everything that moved people since; a frozen value.

    Args:
        register: The register as it stood at the beginning of its day. Of several dwellings of one person the first
            counts, and `findings` lists the person.
        since: The day of the register; there is none of an earlier day.
        journal: The movements, see `gridcare.people.movements`, among any other facts.
        zone: The zone whose days are meant.
        newcomers: The records of those who come later: kind, attributes and identity. Where they are is told by the
            movements alone.
        single: The kinds of container of which a person is in one only at a time, besides dwellings.
        odd: What was found in the first register when it was mended before, such as by a residence that was stored.

    Raises:
        DefinitionError: When a newcomer is in the register already, comes twice, or has a record that its kind does
            not allow; or when `single` names no kind.

    >>> from gridcare.people.movements import split
    >>> from gridcare.places.hierarchy import Hierarchy
    >>> from gridcare.places.units import Level, Unit
    >>> from gridcare.timing.periods import moment
    >>> first = Register(
    ...     Hierarchy((Level("grid"),), [Unit("g1", "Grid 1", "grid")]),
    ...     [
    ...         Subject(id="h1", kind="household", unit="g1"),
    ...         Subject(id="r1", kind="resident", unit="g1", containers=("h1",)),
    ...         Subject(id="r2", kind="resident", unit="g1", containers=("h1",)),
    ...     ],
    ... )
    >>> residence = Residence(first, date(2020, 2, 1), zone="Asia/Shanghai").record(
    ...     split("f1", "h1", "r2", into="h2", happened=moment("2020-02-05 00:00", "Asia/Shanghai"))
    ... )
    >>> residence.on(date(2020, 2, 4)), residence.on(date(2020, 2, 5))
    (Register(household: 1, resident: 2), Register(household: 2, resident: 2))
    """

    __slots__ = (
        "_read",
        "_registers",
        "_rolls",
        "_sojourns",
        "cards",
        "journal",
        "odd",
        "register",
        "since",
        "single",
        "zone",
    )

    cards: Mapping[str, Subject]

    def __init__(
        self,
        register: Register,
        since: date,
        journal: Journal | None = None,
        *,
        zone: Zone,
        newcomers: Iterable[Subject] = (),
        single: Iterable[str] = (),
        odd: Iterable[Discrepancy] = (),
    ) -> None:
        cards, kinds = tuple(newcomers), tuple(single)
        refuse("residence", _faults(register, cards, kinds))
        mended, found = _one_place_each(register, frozenset(kinds))
        begun = register.replace(mended) if mended else register
        self._build(begun, since, Journal() if journal is None else journal, zone, cards, kinds, (*odd, *found))

    def _build(
        self,
        register: Register,
        since: date,
        journal: Journal,
        zone: Zone,
        cards: Iterable[Subject],
        single: tuple[str, ...],
        odd: tuple[Discrepancy, ...],
    ) -> None:
        self.register = register
        self.since = since
        self.journal = journal
        self.zone = zone
        self.cards = {card.id: card for card in cards}
        self.single = single
        self.odd = odd
        self._read: OrderedDict[datetime | None, _Read] = OrderedDict()
        self._rolls: OrderedDict[tuple[datetime | None, int], Roll] = OrderedDict()
        self._registers: OrderedDict[tuple[datetime | None, int], Register] = OrderedDict()
        self._sojourns: OrderedDict[datetime | None, Mapping[str, tuple[Sojourn, ...]]] = OrderedDict()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Residence):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _TOLD)

    def __hash__(self) -> int:
        return hash((self.since, self.register))

    def __repr__(self) -> str:
        return f"Residence({self.register!r} since {self.since}, {self.journal!r})"

    # Recording

    def with_(self, journal: Journal, *, newcomers: Iterable[Subject] = ()) -> "Residence":
        """
        Return the residence that also knows what a journal tells, sound or not.

        Args:
            journal: The facts and amendments of somebody else.
            newcomers: The records of those who come by them.

        Raises:
            DefinitionError: As for a residence made with these newcomers.
        """
        return self._of(self.register, self.journal | journal, self._with_cards(newcomers))

    def record(self, *facts: Fact, newcomers: Iterable[Subject] = ()) -> "Residence":
        """
        Record movements, all or none.

        Args:
            facts: The movements.
            newcomers: The records of those who come by them.

        Raises:
            Refused: When one cannot be done as it is told, or makes another impossible that was recorded before; and
                for what `gridcare.facts.journal.Journal.append` refuses.
            DefinitionError: As for a residence made with these newcomers.
        """
        grown = self._of(self.register, self.journal.append(*facts), self._with_cards(newcomers))
        if fresh := set(grown.findings()) - set(self.findings()):
            raise Refused(in_order(fresh))
        return grown

    def _with_cards(self, newcomers: Iterable[Subject]) -> tuple[Subject, ...]:
        cards = (*self.cards.values(), *newcomers)
        refuse("the list of newcomers", _faults(self.register, cards, ()))
        return cards

    def redact(self, subjects: Iterable[str]) -> "Residence":
        """
        Return a residence in which these are forgotten: their identity is erased on every day, and nothing else.

        Raises:
            UnknownName: When one was never in the register and has no record among the newcomers.
        """
        erased = frozenset(subjects)
        for id in erased:
            if id not in self.register and id not in self.cards:
                raise UnknownName("subject", id, ())
        register = self.register.redact(erased & self.register.keys())
        cards = (attrs.evolve(card, identity=REDACTED) if card.id in erased else card for card in self.cards.values())
        return self._of(register, self.journal, cards)

    def _of(self, register: Register, journal: Journal, cards: Iterable[Subject]) -> "Residence":
        changed = Residence.__new__(Residence)
        changed._build(register, self.since, journal, self.zone, cards, self.single, self.odd)
        return changed

    # Reading

    def on(self, day: date, known: datetime | None = None) -> Register:
        """
        Return the register as it stood when a day ended.

        Counts, members, rows and conditions are those of any register. The last few are kept.

        Args:
            day: The local day.
            known: Use only what was known by then; everything when not given.

        Raises:
            NoRegisterYet: When the day lies before the first register.
            NaiveMoment: When the moment has no time zone.
        """
        key = self._key(day, known)
        return _kept(self._registers, key, lambda: self._roll(day, known).register())

    def findings(self, known: datetime | None = None) -> tuple[Discrepancy, ...]:
        """
        List what is wrong with what was told, in an order that depends on nobody.

        The codes of movements that change nothing: ``not-there`` (somebody who never came, or has left),
        ``already-there``, ``not-a-person``, ``not-a-dwelling``, ``not-a-place``, ``unknown-container``,
        ``container-kind``, ``unknown-kind``, ``other-kind``, ``unknown-unit``, ``unknown-field``, ``wrong-value``,
        ``required``, ``persons``, ``presence``, ``several``, ``same-home``, ``same-unit``, ``not-member``,
        ``already-member``, ``second-membership``, ``circle``, ``itself``, ``no-members``, ``unnamed-persons``,
        ``uncounted``, ``no-place``, ``stay-dates``, ``not-away``, ``no-group`` and ``before-first-list``.

        A stay that begins before the end of another (``overlapping-stays``) counts, and ends the other. Somebody who
        has two dwellings in the first register (``second-membership``) lives in the first of them.
        """
        return in_order((*self.odd, *self._roll(date.max, known).findings))

    def undone(self, known: datetime | None = None) -> frozenset[str]:
        """Return the ids of the movements that changed nothing, because they could not be done as they were told."""
        return frozenset(self._roll(date.max, known).undone)

    def changes(self, since: date, until: date, known: datetime | None = None) -> tuple[Trace, ...]:
        """Tell everything that changed in a stretch of days, in turn; the last day does not belong to it."""
        return tuple(each for each in self._roll(date.max, known).changes if since <= each.day < until)

    def listed(self, group: str, day: date, known: datetime | None = None) -> tuple[str, ...]:
        """Return who was on the list of a special group when a day ended, by id."""
        return tuple(sorted(self._roll(day, known).lists.get(group, ())))

    def sojourns(self, person: str, known: datetime | None = None) -> tuple[Sojourn, ...]:
        """
        Tell where a person was: dwellings, containers and stays, the earliest first; nothing of whom nobody knows.

        Args:
            person: The id of the person.
            known: Use only what was known by then; everything when not given.
        """
        found = _kept(self._sojourns, known, lambda: self._by_person(known)).get(person, ())
        if person in self.register and person not in self._roll(date.max, known).touched:
            return tuple(sorted((*found, *self._untouched(self.register[person])), key=_by_day))
        return found

    def _by_person(self, known: datetime | None) -> Mapping[str, tuple[Sojourn, ...]]:
        roll, found = self._roll(date.max, known), defaultdict[str, list[Sojourn]](list)
        for sojourn in (*roll.ended, *roll.open()):
            found[sojourn.person].append(sojourn)
        return {person: tuple(sorted(sojourns, key=_by_day)) for person, sojourns in found.items()}

    def stayed(self, place: str, since: date, until: date, known: datetime | None = None) -> tuple[Sojourn, ...]:
        """
        Tell who was at a place in a stretch of days, so that they can be looked at again when it is graded.

        That is whoever lived or stayed there, was a member of it or, where no dwelling is known, belonged there; at a
        unit, also at whatever was inside it at the time. The day on which somebody left counts.

        Args:
            place: The id of a subject or unit, or a coded place outside.
            since: The first day.
            until: The first day that is no part of it.
            known: Use only what was known by then; everything when not given.

        Returns:
            The sojourns, whole, by person and day.

        Raises:
            NoRegisterYet: When the stretch begins before the first register; nobody knows who was there then.
        """
        self._check(since)
        roll = self._roll(date.max, known)
        inside = self._inside(place, since, until, roll)
        found = {each for each in (*roll.ended, *roll.open()) if _met(each, inside.get(each.place, ()), since, until)}
        for id in self._residents_of(place, inside):
            for each in self._untouched(self.register[id]) if id not in roll.touched else ():
                if _met(each, inside.get(each.place, ()), since, until):
                    found.add(each)
        return tuple(sorted(found, key=lambda each: (each.person, *_by_day(each))))

    def located(self, place: str, known: datetime | None = None) -> tuple[tuple[date, date | None, str], ...]:
        """
        Tell in which unit something was: the first day, the day on which it ended (none while it lasts), the unit.

        The last day of one stretch is the first of the next, since a part of it was spent in each.

        Args:
            place: The id of a subject that is no person, or of a unit, which is always in itself; nothing is told of
                what is neither.
            known: Use only what was known by then; everything when not given.
        """
        if place in self.register.hierarchy:
            return ((self.since, None, place),)
        spans = self._roll(date.max, known).addresses.get(place)
        if spans is None:
            held = self.register.get(place)
            spans = [] if held is None or self.register.kinds[held.kind].person else [(self.since, held.unit)]
        ends = [*(day for day, _ in spans), None][1:]
        return tuple((first, end, unit) for (first, unit), end in zip(spans, ends, strict=True) if unit)

    # Inside

    def _residents_of(self, place: str, inside: Mapping[str, object]) -> Iterator[str]:
        """Go through those of the first register who may have been at a place."""
        for each in inside:
            if each in self.register:
                yield from self.register.members(each)
        if place in self.register.hierarchy:
            for name, kind in self.register.kinds.items():
                if kind.person:
                    ids = self.register.ids(name)
                    yield from (ids[row] for row in self.register.rows(name, place))

    def _inside(self, place: str, since: date, until: date, roll: Roll) -> Mapping[str, _Days]:
        """Return what was at a place in a stretch of days, with the days on which it was."""
        always = ((since, until),)
        found: dict[str, _Days] = {place: always}
        hierarchy = self.register.hierarchy
        if place not in hierarchy:
            return found
        found |= dict.fromkeys((unit for unit in hierarchy.descendants(place)), always)
        for name, kind in self.register.kinds.items():
            if not kind.person:
                ids = self.register.ids(name)
                found |= dict.fromkeys((ids[row] for row in self.register.rows(name, place)), always)
        for id, known in roll.addresses.items():
            ends = [day for day, _ in known[1:]] + [date.max]
            spans = zip(known, ends, strict=True)
            if days := tuple((first, end) for (first, unit), end in spans if unit and hierarchy.inside(unit, place)):
                found[id] = days
        return found

    def _untouched(self, person: Subject) -> Iterator[Sojourn]:
        """Go through the sojourns of somebody whom no movement touched."""
        kinds, register = self.register.kinds, self.register
        if not kinds[person.kind].person:
            return
        home = next((each for each in person.containers if kinds[register[each].kind].dwelling), "")
        for place in person.containers if home else (person.unit, *person.containers):
            tie = Tie.HOME if place == home else Tie.UNIT if place == person.unit and not home else Tie.MEMBER
            yield Sojourn(person=person.id, place=place, tie=tie, since=self.since)

    def _check(self, day: date) -> None:
        if day < self.since:
            raise NoRegisterYet(day, self.since)

    def _seen(self, known: datetime | None) -> Journal:
        return self.journal if known is None else self.journal.as_of(known=known)

    def _movements(self, known: datetime | None) -> _Read:
        """Return the days of the movements that count, in turn, and the movements."""

        def read() -> _Read:
            zone = time_zone(self.zone)
            told = tuple(fact for fact in self._seen(known).replay(zone, turn) if fact.kind in MOVEMENTS)
            return tuple(local_day(fact.happened, zone) for fact in told), told

        return _kept(self._read, known, read)

    def _key(self, day: date, known: datetime | None) -> tuple[datetime | None, int]:
        self._check(day)
        return known, bisect_right(self._movements(known)[0], day)

    def _roll(self, day: date, known: datetime | None) -> Roll:
        key = self._key(day, known)
        return _kept(self._rolls, key, lambda: self._rolled(known, key[1]))

    def _rolled(self, known: datetime | None, count: int) -> Roll:
        roll = Roll(self.register, self.cards, self.single, self.since)
        days, facts = self._movements(known)
        for day, fact in zip(days[:count], facts[:count], strict=True):
            roll.read(fact, day)
        return roll


_Key = TypeVar("_Key")
_Made = TypeVar("_Made")


def _kept(held: "OrderedDict[_Key, _Made]", key: _Key, make: Callable[[], _Made]) -> _Made:
    """Return what was made for a key, or make it; the last few are kept."""
    made = held.pop(key) if key in held else make()
    held[key] = made
    if len(held) > _KEPT:
        held.popitem(last=False)
    return made


def _by_day(sojourn: Sojourn) -> tuple[date, str, str, date]:
    return sojourn.since, sojourn.tie, sojourn.place, sojourn.until or date.max


def _met(sojourn: Sojourn, days: _Days, since: date, until: date) -> bool:
    """Say whether somebody was at something while it was at the place looked at; last days count."""
    end = date.max if sojourn.until is None else sojourn.until
    return any((begin := max(sojourn.since, first, since)) <= min(end, last) and begin < until for first, last in days)


def _faults(register: Register, cards: tuple[Subject, ...], single: Iterable[str]) -> Iterator[Fault]:
    for kind in single:
        if kind not in register.kinds:
            problem = f"'single' names '{kind}', which is no kind{did_you_mean(kind, register.kinds)}"
            yield Fault("residence.kind", kind, problem)
    for card in cards:
        if card.id in register:
            yield Fault("residence.newcomer", card.id, "it is in the first register; a newcomer comes later")
    if not register.hierarchy and cards:
        yield Fault(
            "residence.newcomer", "", "there is no unit that a newcomer could come to; give a hierarchy of some"
        )
        return
    unit = next(iter(register.hierarchy), "")
    nowhere = [attrs.evolve(card, unit=unit, containers=()) for card in cards]
    yield from Judge(register.hierarchy, register.kinds).faults(nowhere)


def _one_place_each(register: Register, single: Iterable[str]) -> tuple[list[Subject], tuple[Discrepancy, ...]]:
    """Let everybody live in one dwelling, named first; say who had several."""
    mended, odd = [], []
    kinds = register.kinds
    for subject in [each for each in register.values() if len(each.containers) > 1]:
        if not kinds[subject.kind].person:
            continue
        taken: dict[str, str] = {}
        others = []
        for each in subject.containers:
            kind = kinds[register[each].kind]
            key = "" if kind.dwelling else kind.name if kind.name in single else f"{kind.name} {each}"
            if taken.setdefault(key, each) != each:
                others.append(each)
        home = [taken.pop("")] if "" in taken else []
        if (kept := (*home, *taken.values())) != subject.containers:
            mended.append(attrs.evolve(subject, containers=kept))
        if others:
            problem = f"is in '{kept[0]}' by the first register, and cannot be in {_quoted(others)} as well"
            odd.append(Discrepancy(code="second-membership", entry=subject.id, problem=problem, subjects=(subject.id,)))
    return mended, in_order(odd)


def _quoted(ids: Iterable[str]) -> str:
    return ", ".join(f"'{id}'" for id in ids)
