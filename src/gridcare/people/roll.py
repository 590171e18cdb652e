"""
The register while movements are read into it, one after the other.

A movement is done whole or not at all. What cannot be done as it is told (somebody leaves who never came, a household
merges with itself, a second home) changes nothing and is a `Discrepancy`, until a correction cures it. Whatever is
done is told as `Trace` values: whose record, what about it, from what to what. They hold ids and the names of fields,
never what a field says.

People are conserved. A household of which only a number is stated cannot take in persons with records, because the
number would be lost; one whose last member has gone is empty, whatever number was once stated.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, cast

import attrs

from gridcare.attributes import EMPTY, Attributes, Scalar
from gridcare.errors import DefinitionError, Fault, did_you_mean
from gridcare.facts.discrepancies import Discrepancy
from gridcare.facts.fact import Fact
from gridcare.people.presence import Presence, PresenceState
from gridcare.people.register import Register
from gridcare.people.subjects import Subject, SubjectKind
from gridcare.people.traces import Aspect, Pile, Sojourn, Tie, Trace

__all__ = ["Roll"]


_PRESENCE: Final = ("presence", "destination", "returns")
_Answers = Mapping[str, Scalar]


class Roll:
    """
    A register under change.

    Args:
        base: The register to begin with, in which everybody has one dwelling at most.
        cards: The records of those who come later, by id.
        single: The kinds of container of which somebody is in one only, besides dwellings.
        since: The day of the register.

    Attributes:
        findings: The movements that could not be done, and those that contradict each other.
        undone: The ids of the movements that could not be done.
        lists: Who is on the list of each special group.
    """

    def __init__(self, base: Register, cards: Mapping[str, Subject], single: Iterable[str], since: date) -> None:
        self.findings: list[Discrepancy] = []
        self.undone: set[str] = set()
        self.lists: dict[str, set[str]] = {}
        self.addresses: dict[str, list[tuple[date, str]]] = {}
        self._base = base
        self._cards = cards
        self._single = frozenset(single)
        self._since = since
        self._dwellings = {id for kind in base.kinds.values() if kind.dwelling for id in base.ids(kind.name)}
        self._now: dict[str, Subject | None] = {}
        self._members: dict[str, dict[str, None]] = {}
        self._changes = Pile(Trace)
        self._ended = Pile(Sojourn)
        self._begun: dict[tuple[str, str], date] = {}
        self._away: dict[str, Sojourn] = {}
        self._at = ("", since)
        self._deeds = {
            "joined": self._join,
            "born": self._bear,
            "died": self._die,
            "left": self._leave,
            "moved home": self._move,
            "relocated": self._relocate,
            "became member": self._become,
            "ceased member": self._cease,
            "split household": self._split,
            "merged households": self._merge,
            "stayed": self._stay,
            "returned": self._return,
            "stated": self._state,
            "listed": self._list,
        }

    @property
    def touched(self) -> Mapping[str, Subject | None]:
        """Whoever changed, with what holds now; ``None`` for those who are gone."""
        return self._now

    @property
    def changes(self) -> Sequence[Trace]:
        """Everything that changed, in turn."""
        return self._changes.made()

    @property
    def ended(self) -> Sequence[Sojourn]:
        """The sojourns that ended."""
        return self._ended.made()

    def register(self) -> Register:
        """Make the register as it stands now."""
        gone = [id for id, subject in self._now.items() if subject is None and id in self._base]
        return self._base.replace((each for each in self._now.values() if each is not None), gone)

    def open(self) -> Iterator[Sojourn]:
        """Go through the sojourns, of those whom a movement touched, that have not ended."""
        for id, subject in self._now.items():
            if subject is not None and self._kind(subject).person:
                lived = subject, self._home(subject)
                for place in _places(lived):
                    since = self._begun.get((id, place), self._since)
                    yield Sojourn(person=id, place=place, tie=_tie(lived, place) or Tie.UNIT, since=since)
        yield from self._away.values()

    def read(self, fact: Fact, day: date) -> None:
        """Do a movement whole, or list why it cannot be done."""
        self._at = fact.id, day
        try:
            if day < self._since:
                raise Fault("before-first-list", fact.id, f"is of {day}, before the first list; correct the day")
            self._deeds[fact.kind](fact.subjects, fact.answers)
        except Fault as fault:
            self.undone.add(fact.id)
            self._note(fault.code, fault.problem, fact.subjects)

    def _note(self, code: str, problem: str, subjects: Iterable[str]) -> None:
        self.findings.append(Discrepancy(code=code, entry=self._at[0], problem=problem, subjects=tuple(subjects)))

    # Looking up

    def get(self, id: str) -> Subject | None:
        """Return a subject as it stands now; ``None`` when it is not there."""
        return self._now[id] if id in self._now else self._base.get(id)

    def members(self, container: str) -> Mapping[str, None]:
        """Return who is a member of a container now, by id."""
        return self._of(container)

    def _of(self, container: str) -> dict[str, None]:
        if container not in self._members:
            there = self._base.members(container) if container in self._base else ()
            self._members[container] = dict.fromkeys(there)
        return self._members[container]

    def _kind(self, subject: Subject) -> SubjectKind:
        return self._base.kinds[subject.kind]

    def _there(self, id: str) -> Subject:
        subject = self.get(id)
        if subject is None:
            raise Fault("not-there", id, f"'{id}' is not in the register on that day; tell first how it came there")
        return subject

    def _persons(self, ids: Iterable[str]) -> list[Subject]:
        found = [self._there(id) for id in dict.fromkeys(ids)]
        for subject in found:
            if not self._kind(subject).person:
                raise Fault("not-a-person", subject.id, f"'{subject.id}' is a '{subject.kind}', and no person")
        return found

    def _dwelling(self, id: str) -> Subject:
        subject = self._container(id)
        if not self._kind(subject).dwelling:
            raise Fault("not-a-dwelling", id, f"'{id}' is a '{subject.kind}'; people live in dwellings")
        return subject

    def _container(self, id: str) -> Subject:
        subject = self.get(id) if id else None
        if subject is None:
            problem = f"'{id}' is no subject of the register on that day" if id else "it does not name a container"
            raise Fault("unknown-container", id, f"{problem}; name one that is there")
        return subject

    def _home(self, subject: Subject) -> str:
        """Return the dwelling that somebody lives in; it stands first."""
        return subject.containers[0] if subject.containers and subject.containers[0] in self._dwellings else ""

    def _unit(self, answers: _Answers, otherwise: str) -> str:
        unit = answers.get("unit", otherwise)
        if not isinstance(unit, str) or unit not in self._base.hierarchy:
            raise Fault("unknown-unit", "", "it names no unit of this hierarchy; give the id of one")
        return unit

    def _unnamed(self, household: Subject) -> bool:
        """Say whether a household has stated persons of whom none has a record."""
        return bool(household.persons) and not self.members(household.id)

    def _fits(self, subject: Subject, container: Subject) -> None:
        if container.kind not in self._kind(subject).containers:
            problem = f"a '{subject.kind}' cannot be a member of '{container.id}', which is a '{container.kind}'"
            raise Fault("container-kind", subject.id, problem)

    # Writing

    def _put(self, subject: Subject, *, before: Subject | None) -> None:
        """Let a subject stand as given, and tell what is otherwise."""
        self._now[subject.id] = subject
        if before is None:
            self._tell(subject.id, Aspect.THERE, "", subject.unit)
            self._place(subject, None)
            if self._kind(subject).dwelling:
                self._dwellings.add(subject.id)
            return
        if before.unit != subject.unit:
            self._tell(subject.id, Aspect.UNIT, before.unit, subject.unit)
        if before.unit != subject.unit or before.containers != subject.containers:
            self._place(subject, before)
        if before.persons != subject.persons:
            self._tell(subject.id, Aspect.PERSONS, _number(before.persons), _number(subject.persons))
        if before.presence != subject.presence:
            self._tell(subject.id, Aspect.PRESENCE)
        if before.attributes is not subject.attributes:
            for name in sorted(_differing(before.attributes, subject.attributes)):
                self._tell(subject.id, Aspect.FIELD, "", name)

    def _place(self, subject: Subject, before: Subject | None) -> None:
        """Note where a subject is from now on, and where it is no more."""
        old = _NOBODY if before is None else before
        was, home = self._home(old), self._home(subject)
        if old.containers != subject.containers:
            self._tie(subject, old, was, home)
        if self._kind(subject).person:
            self._mark(subject.id, None if before is None else (before, was), (subject, home))
        elif old.unit != subject.unit:
            known = self.addresses.setdefault(subject.id, [] if before is None else [(self._since, old.unit)])
            known.append((self._at[1], subject.unit))

    def _tie(self, subject: Subject, old: Subject, was: str, now: str) -> None:
        if was != now:
            self._tell(subject.id, Aspect.HOME, was, now)
        for container in old.containers:
            if container not in subject.containers:
                self._of(container).pop(subject.id, None)
                if container != was:
                    self._tell(subject.id, Aspect.MEMBER, container, "")
        for container in subject.containers:
            if container not in old.containers:
                self._of(container)[subject.id] = None
                if container != now:
                    self._tell(subject.id, Aspect.MEMBER, "", container)

    def _drop(self, subject: Subject) -> None:
        """Let a subject be gone; nobody is a member of it any more."""
        for container in subject.containers:
            self._of(container).pop(subject.id, None)
        self._tell(subject.id, Aspect.THERE, subject.unit, "")
        if self._kind(subject).person:
            self._mark(subject.id, (subject, self._home(subject)), None)
            self._end_stay(subject.id, planned=True)
        else:
            known = self.addresses.setdefault(subject.id, [(self._since, subject.unit)])
            known.append((self._at[1], ""))
        self._dwellings.discard(subject.id)
        self._now[subject.id] = None
        for held in self.lists.values():
            held.discard(subject.id)

    def _tell(self, subject: str, aspect: Aspect, before: str = "", after: str = "") -> None:
        self._changes.add(*self._at, subject, aspect, before, after)

    def _mark(self, id: str, before: "_Lived | None", after: "_Lived | None") -> None:
        """Note where a person's sojourns end and begin."""
        day = self._at[1]
        for place in _places(before):
            tie = _tie(before, place)
            if _tie(after, place) is not tie:
                self._ended.add(id, place, tie, self._begun.pop((id, place), self._since), day)
        for place in _places(after):
            if _tie(before, place) is not _tie(after, place):
                self._begun[id, place] = day

    def _emptied(self, homes: Iterable[str]) -> None:
        """Let dwellings whose last member has gone be empty: a number stated once counts nobody now."""
        for id in dict.fromkeys(homes):
            home = self.get(id) if id else None
            if home is not None and home.persons and not self.members(id):
                self._put(attrs.evolve(home, persons=0), before=home)

    # Coming and going

    def _join(self, subjects: tuple[str, ...], answers: _Answers, kind: str = "") -> None:
        id = _one(subjects)
        if self.get(id) is not None:
            raise Fault("already-there", id, f"'{id}' is in the register already; record what changed instead")
        card = self._card(id)
        name = str(answers.get("kind") or (card.kind if card is not None else kind))
        if name not in self._base.kinds:
            raise Fault("unknown-kind", id, f"'{name}' is no kind of subject{did_you_mean(name, self._base.kinds)}")
        new = self._blank(id, name)
        container = str(answers.get("containers", ""))
        home = self._dwelling(container) if container else None
        unit = self._unit(answers, "" if home is None else home.unit)
        new = attrs.evolve(new, unit=unit)
        new = self._stated(new, {each: answers[each] for each in answers if each not in ("kind", "unit", "containers")})
        if home is not None:
            self._settle([new], home)
            new = attrs.evolve(new, containers=(home.id,))
        self._whole(new)
        self._put(new, before=None)

    def _blank(self, id: str, kind: str) -> Subject:
        """Return a subject that is about to come: what its record says, and nothing of where it is."""
        card = self._card(id)
        if card is None:
            return Subject(id=id, kind=kind, unit="")
        if card.kind != kind:
            raise Fault("other-kind", id, f"it is taken for a '{kind}', and its record is that of a '{card.kind}'")
        return attrs.evolve(card, containers=(), presence=None, persons=None)

    def _card(self, id: str) -> Subject | None:
        return self._cards.get(id) or self._base.get(id)

    def _whole(self, subject: Subject) -> None:
        for field in self._kind(subject).fields:
            part = subject.attributes if field.privacy.is_kept else subject.identity
            if field.required and isinstance(part, Attributes) and field.name not in part:
                raise Fault("required", subject.id, f"'{field.name}' is required of a '{subject.kind}'; tell it")

    def _bear(self, subjects: tuple[str, ...], answers: _Answers) -> None:
        self._container(str(answers.get("containers", "")))
        persons = [kind.name for kind in self._base.kinds.values() if kind.person]
        self._join(subjects, answers, persons[0] if len(persons) == 1 else "")

    def _die(self, subjects: tuple[str, ...], _: _Answers) -> None:
        self._go(self._persons(subjects))

    def _leave(self, subjects: tuple[str, ...], _: _Answers) -> None:
        leaving = {subject.id: subject for subject in map(self._there, subjects)}
        for subject in tuple(leaving.values()):
            if self._kind(subject).dwelling:
                leaving |= {id: self._there(id) for id in sorted(self.members(subject.id))}
        self._go(leaving.values())

    def _go(self, leaving: Iterable[Subject]) -> None:
        gone = sorted(leaving, key=lambda subject: not self._kind(subject).person)
        homes = [self._home(subject) for subject in gone]
        for subject in gone:
            for id in sorted(self.members(subject.id)):
                self._without(self._there(id), subject.id)
            self._drop(self._there(subject.id))
        self._emptied(homes)

    def _without(self, member: Subject, container: str) -> None:
        kept = tuple(each for each in member.containers if each != container)
        self._put(attrs.evolve(member, containers=kept), before=member)

    # Where people live

    def _settle(self, persons: Iterable[Subject], home: Subject) -> None:
        """Say why persons cannot live in a dwelling."""
        for person in persons:
            self._fits(person, home)
        if self._unnamed(home):
            problem = f"persons are stated for '{home.id}' and none has a record; give them records before others come"
            raise Fault("unnamed-persons", home.id, problem)

    def _move(self, subjects: tuple[str, ...], answers: _Answers) -> None:
        persons, home = self._persons(subjects), self._dwelling(str(answers.get("into", "")))
        for person in persons:
            if home.id in person.containers:
                raise Fault("same-home", person.id, f"'{person.id}' lives in '{home.id}' already")
        self._settle(persons, home)
        units = [self._unit(answers, person.unit) for person in persons]
        for person, unit in zip(persons, units, strict=True):
            self._rehouse(person, home.id, unit)
        self._emptied(map(self._home, persons))

    def _rehouse(self, person: Subject, home: str, unit: str) -> None:
        was = self._home(person)
        others = person.containers[1:] if was else person.containers
        self._put(_placed(person, unit, (home, *others)), before=person)

    def _relocate(self, subjects: tuple[str, ...], answers: _Answers) -> None:
        subject = self._there(_one(subjects))
        kind = self._kind(subject)
        if kind.person:
            raise Fault("not-a-place", subject.id, f"'{subject.id}' is a person; persons move into a dwelling")
        unit = self._unit(answers, "")
        if unit == subject.unit:
            raise Fault("same-unit", subject.id, f"'{subject.id}' is in '{unit}' already")
        self._put(attrs.evolve(subject, unit=unit), before=subject)
        for id in sorted(self.members(subject.id)) if kind.dwelling else ():
            member = self._there(id)
            if member.unit == subject.unit:
                self._put(attrs.evolve(member, unit=unit), before=member)

    def _split(self, subjects: tuple[str, ...], answers: _Answers) -> None:
        household = self._dwelling(subjects[0])
        unit = self._unit(answers, household.unit)
        into, persons = str(answers.get("into", "")), self._persons(subjects[1:])
        if not into or into == household.id:
            raise Fault("itself", household.id, "it names no new household; give it an id of its own")
        if self.get(into) is not None:
            raise Fault("already-there", into, f"'{into}' is in the register already; let them move into it")
        for person in persons:
            if self._home(person) != household.id:
                raise Fault("not-member", person.id, f"'{person.id}' does not live in '{household.id}' on that day")
        count = answers.get("persons")
        left = _remaining(household, self.members(household.id), persons, count)
        stated = None if persons else cast("int", count)
        new = attrs.evolve(self._blank(into, household.kind), unit=unit, persons=stated)
        self._whole(new)
        self._put(new, before=None)
        for person in persons:
            self._rehouse(person, into, person.unit)
        if not persons:
            self._put(attrs.evolve(household, persons=left), before=household)
        self._emptied([household.id] if persons else ())

    def _merge(self, subjects: tuple[str, ...], answers: _Answers) -> None:
        into = self._dwelling(str(answers.get("into", "")))
        if into.id in subjects:
            raise Fault("itself", into.id, f"'{into.id}' cannot merge with itself; name the others only")
        sources = [self._dwelling(id) for id in dict.fromkeys(subjects)]
        persons = [self._there(id) for source in sources for id in sorted(self.members(source.id))]
        for person in persons:
            self._fits(person, into)
        total = self._merged([into, *sources])
        for person in persons:
            self._rehouse(person, into.id, person.unit)
        for source in sources:
            self._drop(self._there(source.id))
        if total != into.persons:
            self._put(attrs.evolve(into, persons=total), before=into)

    def _merged(self, households: list[Subject]) -> int | None:
        """Return the number that is stated for households once they are one."""
        named = [each for each in households if self.members(each.id)]
        stated = [each for each in households if each not in named]
        if named:
            if lost := [each.id for each in stated if each.persons]:
                problem = f"persons are stated for '{lost[0]}' and none has a record, while others have"
                raise Fault("unnamed-persons", lost[0], f"{problem}; give them records before they merge")
            return households[0].persons
        counts = [each.persons for each in stated]
        if None in counts and any(counts):
            uncounted = next(each.id for each in stated if each.persons is None)
            problem = f"nothing is stated of '{uncounted}', so that the sum would be lost; state its persons first"
            raise Fault("uncounted", uncounted, problem)
        return None if None in counts else sum(count or 0 for count in counts)

    # Members besides

    def _become(self, subjects: tuple[str, ...], answers: _Answers) -> None:
        members = [self._there(id) for id in dict.fromkeys(subjects)]
        container = self._container(str(answers.get("into", "")))
        dwelling = self._kind(container).dwelling
        for member in members:
            self._fits(member, container)
            if container.id in member.containers:
                raise Fault("already-member", member.id, f"'{member.id}' is a member of '{container.id}' already")
            if self._closes_a_circle(member, container):
                raise Fault("circle", member.id, f"'{container.id}' lies inside '{member.id}'; nothing contains itself")
            self._only_one(member, container)
        if dwelling:
            self._settle(members, container)
        for member in members:
            kept = (container.id, *member.containers) if dwelling else (*member.containers, container.id)
            self._put(attrs.evolve(member, containers=kept), before=member)

    def _only_one(self, member: Subject, container: Subject) -> None:
        if not (self._kind(container).dwelling or container.kind in self._single):
            return
        for other in member.containers:
            held = self.get(other)
            alike = held is not None and (
                held.kind == container.kind or (self._kind(held).dwelling and self._kind(container).dwelling)
            )
            if alike:
                problem = f"'{member.id}' is in '{other}' on that day, and may be in one '{container.kind}' only"
                raise Fault("second-membership", member.id, f"{problem}; end that first, or record a move")

    def _closes_a_circle(self, member: Subject, container: Subject) -> bool:
        if self._kind(member).person:
            return False
        waiting, seen = [container.id], {container.id}
        while waiting:
            held = self.get(waiting.pop())
            fresh = [each for each in (held.containers if held is not None else ()) if each not in seen]
            seen.update(fresh)
            waiting += fresh
        return member.id in seen

    def _cease(self, subjects: tuple[str, ...], answers: _Answers) -> None:
        members, container = [self._there(id) for id in dict.fromkeys(subjects)], str(answers.get("from", ""))
        for member in members:
            if container not in member.containers:
                problem = f"'{member.id}' is no member of '{container}' on that day, and cannot leave it"
                raise Fault("not-member", member.id, problem)
        for member in members:
            self._without(member, container)
        self._emptied([container])

    # Being away

    def _stay(self, subjects: tuple[str, ...], answers: _Answers) -> None:
        persons, place, until = self._persons(subjects), answers.get("place"), answers.get("until")
        day = self._at[1]
        if not isinstance(place, str):
            raise Fault("no-place", "", "it does not tell where; give the id of a place, or a coded place outside")
        if until is not None and (type(until) is not date or until < day):
            raise Fault("stay-dates", "", "it ends before it begins, or on no day; correct the days")
        outside = self.get(place) is None and place not in self._base.hierarchy
        destination = str(answers.get("destination") or (place if outside else ""))
        presence = Presence(PresenceState.AWAY, destination, until)
        for person in persons:
            self._end_stay(person.id)
            self._away[person.id] = Sojourn(person=person.id, place=place, tie=Tie.STAY, since=day, until=until)
            self._put(_present(person, presence), before=person)

    def _end_stay(self, person: str, *, planned: bool = False) -> None:
        """Let a stay end, today at the latest; another that begins before its stated end is to be seen."""
        stay = self._away.pop(person, None)
        if stay is None:
            return
        day = self._at[1]
        if stay.until is not None and stay.until > day and not planned:
            problem = f"'{person}' was to stay elsewhere until {stay.until}; that stay is taken to end on {day}"
            self._note("overlapping-stays", problem, (person,))
        ended = day if stay.until is None or stay.until > day else stay.until
        self._ended.add(stay.person, stay.place, stay.tie, stay.since, ended)

    def _return(self, subjects: tuple[str, ...], _: _Answers) -> None:
        persons, day = self._persons(subjects), self._at[1]
        for person in persons:
            if person.presence is None or person.presence.state is not PresenceState.AWAY:
                raise Fault("not-away", person.id, f"'{person.id}' was not away, and cannot return")
        for person in persons:
            self._end_stay(person.id, planned=True)
            destination = "" if person.presence is None else person.presence.destination
            self._put(_present(person, Presence(PresenceState.HOME, destination, day)), before=person)

    # What is known

    def _state(self, subjects: tuple[str, ...], answers: _Answers) -> None:
        subject = self._there(_one(subjects))
        self._put(self._stated(subject, answers), before=subject)

    def _stated(self, subject: Subject, answers: _Answers) -> Subject:
        """Return a subject of which this is told besides."""
        kind = self._kind(subject)
        told = {name: value for name, value in answers.items() if name not in (*_PRESENCE, "persons")}
        for name, value in told.items():
            field = kind.attributes.get(name)
            if field is None:
                problem = f"a '{kind.name}' has no such field{did_you_mean(name, kind.attributes)}"
                if name in kind.identity:
                    problem = "it tells who somebody is, which no fact may; a newcomer's record in 'newcomers' may"
                raise Fault("unknown-field", subject.id, f"'{name}': {problem}")
            if wrong := field.problem(value):
                raise Fault("wrong-value", subject.id, f"'{name}': it {wrong}")
        changed = subject
        if told:
            changed = attrs.evolve(changed, attributes=changed.attributes.with_(**told))
        if "persons" in answers:
            changed = attrs.evolve(changed, persons=_stated_number(kind, subject.id, answers["persons"]))
        if any(name in answers for name in _PRESENCE):
            changed = attrs.evolve(changed, presence=_stated_presence(kind, subject.id, answers))
        return changed

    def _list(self, subjects: tuple[str, ...], answers: _Answers) -> None:
        persons, group = self._persons(subjects), answers.get("group")
        if not isinstance(group, str):
            raise Fault("no-group", "", "it does not tell which special group; name it")
        held = self.lists.setdefault(group, set())
        for person in persons:
            if answers.get("off") is True:
                held.discard(person.id)
                self._tell(person.id, Aspect.GROUP, group, "")
            else:
                held.add(person.id)
                self._tell(person.id, Aspect.GROUP, "", group)


_NOBODY: Final = Subject(id="", kind="", unit="", attributes=EMPTY)


def _one(subjects: tuple[str, ...]) -> str:
    if len(subjects) != 1:
        raise Fault("several", "", "it is about one subject at a time; record one for each")
    return subjects[0]


_Lived = tuple[Subject, str]
"""A person with the dwelling lived in, empty for none."""


def _places(lived: _Lived | None) -> tuple[str, ...]:
    if lived is None:
        return ()
    person, home = lived
    return person.containers if home or person.unit in person.containers else (person.unit, *person.containers)


def _tie(lived: _Lived | None, place: str) -> Tie | None:
    if lived is None:
        return None
    person, home = lived
    if place in person.containers:
        return Tie.HOME if place == home else Tie.MEMBER
    return Tie.UNIT if not home and place == person.unit else None


# Every movement makes a subject, and evolving one takes five times as long as making it.


def _placed(person: Subject, unit: str, containers: tuple[str, ...]) -> Subject:
    return Subject(
        id=person.id,
        kind=person.kind,
        unit=unit,
        attributes=person.attributes,
        containers=containers,
        persons=person.persons,
        presence=person.presence,
        identity=person.identity,
    )


def _present(person: Subject, presence: Presence) -> Subject:
    return Subject(
        id=person.id,
        kind=person.kind,
        unit=person.unit,
        attributes=person.attributes,
        containers=person.containers,
        persons=person.persons,
        presence=presence,
        identity=person.identity,
    )


def _number(persons: int | None) -> str:
    return "" if persons is None else str(persons)


def _differing(old: Attributes, new: Attributes) -> Iterator[str]:
    for name in {*old, *new}:
        if name not in old or name not in new or (type(old[name]), old[name]) != (type(new[name]), new[name]):
            yield name


def _remaining(household: Subject, members: Mapping[str, None], going: list[Subject], count: Scalar) -> int | None:
    """Return how many persons are stated for a household once some of it have gone."""
    if going:
        return household.persons
    if members:
        raise Fault("no-members", household.id, f"'{household.id}' has members with records; name those who go")
    stated = household.persons or 0
    if type(count) is not int or not 0 < count <= stated:
        problem = f"it does not tell how many of the persons stated for '{household.id}' go, from one to all"
        raise Fault("persons", household.id, problem)
    return stated - count


def _stated_number(kind: SubjectKind, id: str, persons: Scalar) -> int | None:
    if persons is not None and (type(persons) is not int or persons < 0 or kind.person):
        raise Fault("persons", id, "'persons': it is a whole number, not below zero, and a person has none")
    return persons


def _stated_presence(kind: SubjectKind, id: str, answers: _Answers) -> Presence | None:
    state, destination, returns = (answers.get(name) for name in _PRESENCE)
    if kind.person and (state, destination, returns) == (None, None, None):
        return None
    if not kind.person or state not in tuple(PresenceState) or not (returns is None or type(returns) is date):
        raise Fault(
            "presence", id, f"'presence': a person's is one of {', '.join(PresenceState)}, with a day of return"
        )
    try:
        return Presence(PresenceState(str(state)), str(destination or ""), returns)
    except DefinitionError as error:
        raise error.faults[0] from None
