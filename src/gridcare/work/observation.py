"""
Everybody under observation: who is watched, who was released and why, and whether the figures add up.

`Observations` is a value: the protocols, and the journal of what was recorded. Recording gives a new value, and every
answer is derived from the facts as they were known at the moment one names. At the door it refuses what its author
can still mend (an unknown kind, an implausible reading, a reading for another person's slot, a release whose guards
do not hold, each with all its reasons); what a merge brings is kept, and told as a discrepancy or a finding.

A release is an act. Once signed it stands, whatever is learnt later: older knowledge that would have forbidden it is
a finding, and nobody is called back by a computation.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Final

import attrs

from gridcare.errors import Fault, GridcareError, UnknownName, did_you_mean, refuse
from gridcare.facts.discrepancies import Discrepancy, Refused, in_order
from gridcare.facts.fact import Amendment, Fact, instant, standing
from gridcare.facts.journal import Journal
from gridcare.places.hierarchy import Hierarchy
from gridcare.rules.scopes import Given
from gridcare.timing.boards import Board, board
from gridcare.timing.periods import Zone, aware, time_zone
from gridcare.timing.schedules import Schedule
from gridcare.work.effects import Effect
from gridcare.work.episodes import ENROLLED, EXIT, Episode, Exit, History, history
from gridcare.work.protocols import BEGAN, ENDED, SYMPTOM, WAIVER, Event, Protocol
from gridcare.work.readings import AlarmState
from gridcare.work.release import AUTHORITY, ReleaseDecision, Unmet
from gridcare.work.stocks import DayFlow, Stock, flows, stock
from gridcare.work.watching import Watched, acts

__all__ = ["Observations", "ReleaseRefused"]

_NOTHING: Final[Mapping[str, Given]] = MappingProxyType({})


def _no_attributes(person: str) -> Mapping[str, Given]:
    return _NOTHING


class ReleaseRefused(GridcareError, ValueError):
    """
    A release was offered whose guards do not hold; it tells every reason.

    Attributes:
        decision: The person, the moment and all that is unmet.
    """

    code = "release-refused"

    def __init__(self, decision: ReleaseDecision) -> None:
        self.decision = decision
        told = "; ".join(str(each) for each in decision.unmet)
        super().__init__(f"the release of '{decision.person}' is refused: {told}")


def _protocols(given: Protocol | Iterable[Protocol]) -> tuple[Protocol, ...]:
    return (given,) if isinstance(given, Protocol) else tuple(given)


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Observations:
    """
    The observations of one place, as a value.

    Attributes:
        protocols: How people are observed; an enrolment names one of them as its track, or there is only one.
        zone: The zone whose days count.
        journal: What was recorded.
        hierarchy: The units, for counts by unit; enrolments then name theirs under ``unit``.
        attributes: What the register tells of a person that conditions of releases may read.
        skew: How far a fact may happen after it became known.

    Raises:
        DefinitionError: When there is no protocol, or two of one name.
        UnknownName: When there is no such time zone.
    """

    protocols: tuple[Protocol, ...] = attrs.field(converter=_protocols, kw_only=False)
    zone: Zone
    journal: Journal = attrs.field(factory=Journal)
    hierarchy: Hierarchy | None = None
    attributes: Callable[[str], Mapping[str, Given]] = _no_attributes
    skew: timedelta = timedelta()

    def __attrs_post_init__(self) -> None:
        time_zone(self.zone)
        refuse("observations", self._faults())

    def _faults(self) -> Iterator[Fault]:
        if not self.protocols:
            yield Fault("observations.protocol", "protocols", "without a protocol nobody can be enrolled; give one")
        names = [protocol.name for protocol in self.protocols]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield Fault("observations.protocol", name, "two protocols bear this name; give each its own")

    def __repr__(self) -> str:
        return f"Observations({', '.join(protocol.name for protocol in self.protocols)}; {self.journal!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Observations):
            return NotImplemented
        return (self.protocols, self.zone, self.journal) == (other.protocols, other.zone, other.journal)

    def __hash__(self) -> int:
        return hash((self.protocols, self.journal))

    # Recording

    def record(self, *facts: Fact) -> "Observations":
        """
        Record facts, all or none; a fact that is held already changes nothing.

        Raises:
            Refused: When nothing here reads such a fact, its reading is implausible or for another's slot, its
                protocol, unit, symptom or reason for an exit is unknown, or the journal refuses it.
            ReleaseRefused: When it lifts an observation whose guards do not hold as known when it was signed.
        """
        odd = [each for fact in facts for each in self._barred(fact)]
        if odd:
            raise Refused(in_order(odd))
        releases = sorted((fact for fact in facts if _lifts(fact)), key=lambda fact: instant(fact.happened))
        others = [fact for fact in facts if not _lifts(fact)]
        after = self._grown(*others) if others else self
        for fact in releases:
            if fact not in after.journal:
                after._must_grant(fact)
            after = after._grown(fact)
        return after

    def _grown(self, *facts: Fact) -> "Observations":
        return attrs.evolve(self, journal=self.journal.append(*facts, skew=self.skew))

    def _must_grant(self, fact: Fact) -> None:
        signed_by = fact.answers.get(AUTHORITY)
        for person in fact.subjects:
            decision = self._decision(person, fact, fact.known, str(signed_by or ""))
            if not decision.granted:
                raise ReleaseRefused(decision)

    def amend(self, amendment: Amendment) -> "Observations":
        """
        Record a correction.

        Raises:
            Refused: As `record`, for the new content; a correction names a fact that is held.
        """
        odd = [] if amendment.fact is None else list(self._barred(amendment.fact))
        if self.journal.fact(amendment.of) is None and not self.journal.variants(amendment.of):
            problem = f"corrects '{amendment.of}', which is not held; record the fact first"
            odd.append(Discrepancy(code="orphan-amendment", entry=amendment.id, problem=problem))
        if odd:
            raise Refused(in_order(odd))
        return attrs.evolve(self, journal=self.journal.amend(amendment, skew=self.skew))

    def merge(self, journal: Journal) -> "Observations":
        """Take in what others recorded; nothing is refused and nothing is lost."""
        return attrs.evolve(self, journal=self.journal.merge(journal))

    # Episodes

    def histories(self, at: datetime | None = None, known: datetime | None = None) -> Mapping[str, History]:
        """
        Fold every person's facts into episodes.

        Args:
            at: What happened later does not count; everything does when left out.
            known: What became known later does not count; everything does when left out.

        Returns:
            By person, in the order of their ids.
        """
        if at is None and known is None:
            return self._histories
        return self._fold(self.journal.as_of(happened=at, known=known))

    def episodes(
        self, at: datetime | None = None, known: datetime | None = None, unit: str | None = None
    ) -> tuple[Episode, ...]:
        """
        Give every episode, in order of person and number.

        Args:
            at: As in `histories`.
            known: As in `histories`.
            unit: Only those enrolled in this unit or below it.

        Raises:
            UnknownUnit: When there is no such unit.
        """
        found = (episode for told in self.histories(at, known).values() for episode in told.episodes)
        return tuple(episode for episode in found if unit is None or self._inside(episode.unit, unit))

    def watch(self, person: str, at: datetime, known: datetime | None = None) -> Watched:
        """
        Look at a person's latest episode.

        Args:
            person: The person's id.
            at: The moment from which one looks.
            known: What was known by then counts; `at` when left out.

        Raises:
            UnknownName: When the person had not been enrolled then, as far as was known.
            NaiveMoment: When a moment has no time zone.
        """
        at = aware(at, "at")
        known = at if known is None else aware(known, "known")
        episodes = self._told(person, at, known).episodes
        if not episodes:
            raise UnknownName("person under observation", person, ())
        return self._watched(episodes[-1], at, known)

    def protocol(self, name: str) -> Protocol:
        """
        Return a protocol by its name; the empty name is that of the only one.

        Raises:
            UnknownName: When there is none of that name, or no name among several.
        """
        if not name and len(self.protocols) == 1:
            return self.protocols[0]
        for protocol in self.protocols:
            if protocol.name == name:
                return protocol
        raise UnknownName("protocol", name, (protocol.name for protocol in self.protocols))

    # Release

    def release(self, person: str, *, signed_by: str, at: datetime, known: datetime | None = None) -> ReleaseDecision:
        """
        Judge whether a person may be released at a moment, and tell every reason why not.

        Args:
            person: The person's id.
            signed_by: The authority that signs.
            at: When it is signed.
            known: What is known then; `at` when left out.

        Raises:
            UnknownName: When the person is not under observation then.
        """
        watched = self.watch(person, at, known)
        if not watched.episode.is_active:
            raise UnknownName("person under observation", person, ())
        return watched.release(signed_by)

    # Figures

    def stock(self, at: datetime | None = None, known: datetime | None = None, unit: str | None = None) -> Stock:
        """Count episodes (人次): enrolled = active + exits, whatever was recorded."""
        return stock(self.episodes(at, known, unit))

    def persons(self, at: datetime | None = None, known: datetime | None = None, unit: str | None = None) -> Stock:
        """Count persons (人数): everybody once, by the latest episode."""
        return stock({episode.person: episode for episode in self.episodes(at, known, unit)}.values())

    def daily(
        self, first: date, last: date, *, known: datetime | None = None, unit: str | None = None
    ) -> tuple[DayFlow, ...]:
        """
        Tell for each local day what came and went, and the stock at its end.

        Args:
            first: The first day.
            last: The last day.
            known: As in `histories`.
            unit: As in `episodes`.
        """
        return flows(self.episodes(None, known, unit), first, last, self.zone)

    def board(self, known: datetime, until: datetime, unit: str | None = None) -> Board:
        """
        Compile the calendars of everybody who is watched, for the question what is due and what was missed today.

        Args:
            known: What is known by then counts, and from then on the board answers.
            until: Up to which moment it answers.
            unit: As in `episodes`.

        Returns:
            A board whose ids are persons.
        """
        known = aware(known, "known")
        active = (episode for episode in self.episodes(known, known, unit) if episode.is_active)
        schedules = {episode.person: self._watched(episode, known, known).schedule for episode in active}
        return board(schedules, zone=self.zone, known=known, until=until)

    # What is out of order, and what follows

    def discrepancies(self, at: datetime | None = None, known: datetime | None = None) -> tuple[Discrepancy, ...]:
        """List what cannot be used as it is, in one order whoever found it first."""
        journal = self.journal if at is None and known is None else self.journal.as_of(happened=at, known=known)
        told = self.histories(at, known)
        odd = [*journal.discrepancies, *(each for person in told.values() for each in person.discrepancies)]
        for fact in journal.facts():
            if fact.kind in self._kinds:
                odd += self._misfits(fact)
        return in_order(odd)

    def findings(self, at: datetime, known: datetime | None = None) -> tuple[Discrepancy, ...]:
        """
        List the faults of the world that nobody can mend by correcting an entry.

        An outing that was not allowed (``breach``), a release that was signed though its guards did not hold as known
        then (``unfounded-release``), and one that later knowledge would have forbidden (``overtaken-release``).

        Args:
            at: The moment from which one looks.
            known: What was known by then counts; `at` when left out.
        """
        at = aware(at, "at")
        known = at if known is None else aware(known, "known")
        found: list[Discrepancy] = []
        for episode in self.episodes(at, known):
            for fact in self._watched(episode, at, known).breaches:
                problem = "an observed person was out, which the restriction does not allow"
                found.append(Discrepancy(code="breach", entry=fact.id, problem=problem, subjects=(episode.person,)))
            found += self._judged(episode, known)
        return in_order(found)

    def effects(self, at: datetime, known: datetime | None = None) -> frozenset[Effect]:
        """
        Give everything that follows from what happened; a host delivers what is new and takes back what is gone.

        Args:
            at: The moment from which one looks.
            known: What was known by then counts; `at` when left out.
        """
        at = aware(at, "at")
        known = at if known is None else aware(known, "known")
        return frozenset(
            Effect(declared.kind, declared.what, watched.protocol.name, episode.person, cause, moment)
            for episode in self.episodes(at, known)
            for watched in (self._watched(episode, at, known),)
            for event, cause, moment in _events(watched)
            for follow in watched.protocol.follows
            if follow.event is event and (not follow.reason or follow.reason == episode.reason)
            for declared in follow.do
            if declared.when is None or watched.holds(declared.when) is True
        )

    # How it is done

    @cached_property
    def _kinds(self) -> frozenset[str]:
        return frozenset(kind for protocol in self.protocols for kind in protocol.kinds)

    @cached_property
    def _anchors(self) -> frozenset[str]:
        return frozenset(kind for protocol in self.protocols for kind in protocol.anchors)

    @cached_property
    def _histories(self) -> Mapping[str, History]:
        return self._fold(self.journal)

    def _fold(self, journal: Journal) -> Mapping[str, History]:
        by_person: dict[str, list[Fact]] = {}
        for fact in journal.facts():
            if fact.kind in self._kinds:
                for person in fact.subjects:
                    by_person.setdefault(person, []).append(fact)
        return MappingProxyType({person: self._history(person, by_person[person]) for person in sorted(by_person)})

    def _history(self, person: str, facts: Iterable[Fact]) -> History:
        read = [fact for fact in facts if fact.kind in self._kinds and self._usable(fact)]
        return history(person, read, self.zone, anchors=self._anchors)

    def _usable(self, fact: Fact) -> bool:
        """Tell whether an enrolment names a protocol that is there; without one nobody knows what is owed."""
        return fact.kind != ENROLLED or not list(self._enrolment_problems(fact))

    @cached_property
    def _ids(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of the facts that name each person, in any version."""
        found: dict[str, dict[str, None]] = {}
        for entry in self.journal:
            root, fact = (entry.id, entry) if isinstance(entry, Fact) else (entry.of, entry.fact)
            if fact is not None and type(fact.subjects) is tuple:
                for person in fact.subjects:
                    found.setdefault(person, {})[root] = None
        return {person: tuple(ids) for person, ids in found.items()}

    def _own(self, person: str) -> Journal:
        """What was recorded about one person."""
        entries: list[Fact | Amendment] = []
        for name in self._ids.get(person, ()):
            entries += self.journal.variants(name)
            entries += self.journal.amendments_of(name)
        return Journal.of(entries)

    def _told(self, person: str, at: datetime, known: datetime) -> History:
        facts = self._own(person).as_of(happened=at, known=known).facts()
        return self._history(person, (fact for fact in facts if person in fact.subjects))

    def _watched(self, episode: Episode, at: datetime, known: datetime, *, without: str = "") -> Watched:
        protocol = self.protocol(episode.protocol)
        ids = [fact.id for fact in (*episode.before, *episode.facts) if fact.id != without]
        return Watched(
            episode=episode,
            protocol=protocol,
            schedule=Schedule(protocol.course, acts(self.journal, ids, protocol), zone=self.zone),
            at=at,
            known=known,
            zone=self.zone,
            attributes=lambda: self.attributes(episode.person),
        )

    def _decision(self, person: str, signed: Fact, known: datetime, signed_by: str) -> ReleaseDecision:
        """Judge a release by what was known at a moment, apart from the release itself."""
        at = min(standing(signed, self.zone), known, key=instant)
        for episode in reversed(self._told(person, at, known).episodes):
            if episode.is_active or episode.exit == signed:
                return self._watched(episode, at, known, without=signed.id).release(signed_by)
            break
        problem = "the person is not under observation; enrol first, or mend the moment"
        unmet = Unmet(code="not-watched", problem=problem)
        return ReleaseDecision(person=person, at=at, known=known, unmet=(unmet,))

    def _judged(self, episode: Episode, known: datetime) -> Iterator[Discrepancy]:
        """Tell whether a release held as known when it was signed, and whether it still does."""
        signed = episode.exit
        if signed is None or episode.reason is not Exit.RELEASED:
            return
        signed_by = str(signed.answers.get(AUTHORITY) or "")
        then = self._decision(episode.person, signed, signed.known, signed_by)
        now = self._decision(episode.person, signed, known, signed_by)
        if not then.granted:
            code, problem, told = "unfounded-release", "was signed although its guards did not hold then", then
        elif not now.granted:
            code, problem, told = "overtaken-release", "would be refused by what became known since; it stands", now
        else:
            return
        why = "; ".join(map(str, told.unmet))
        yield Discrepancy(code=code, entry=signed.id, problem=f"{problem}: {why}", subjects=(episode.person,))

    # What cannot be recorded

    def _barred(self, fact: Fact) -> Iterator[Discrepancy]:
        """Find what the author of a fact can still mend."""
        if fact.kind not in self._kinds:
            problem = f"'{fact.kind}' is read by no protocol{did_you_mean(fact.kind, self._kinds)}"
            yield Discrepancy(code="unknown-kind", entry=fact.id, problem=problem, subjects=fact.subjects)
        if fact.kind == EXIT and fact.outcome not in set(Exit):
            problem = f"'{fact.outcome}' is no reason for an exit{did_you_mean(fact.outcome, Exit)}"
            yield Discrepancy(code="unknown-exit", entry=fact.id, problem=problem, subjects=fact.subjects)
        yield from self._misfits(fact)

    def _misfits(self, fact: Fact) -> Iterator[Discrepancy]:
        for code, problem in self._problems(fact):
            yield Discrepancy(code=code, entry=fact.id, problem=problem, subjects=fact.subjects)

    def _problems(self, fact: Fact) -> Iterator[tuple[str, str]]:
        if fact.kind == ENROLLED:
            yield from self._enrolment_problems(fact)
        elif fact.kind == SYMPTOM:
            yield from self._symptom_problems(fact)
        elif fact.kind == WAIVER:
            names = [waiver.name for protocol in self.protocols for waiver in protocol.waivers]
            if fact.outcome not in names:
                yield "unknown-waiver", f"'{fact.outcome}' is no waiver{did_you_mean(fact.outcome, names)}"
        rules = [rule for protocol in self.protocols if (rule := protocol.rule_for(fact.kind))]
        problems = [rule.problem(fact) for rule in rules]
        if problems and all(problems):
            yield "implausible-reading", problems[0]
        slot = fact.answers.get("slot")
        if isinstance(slot, str) and slot and not any(slot.startswith(f"{each}/") for each in fact.subjects):
            yield "another's-slot", f"names the slot '{slot}', which is not this person's; record it for whose it is"

    def _enrolment_problems(self, fact: Fact) -> Iterator[tuple[str, str]]:
        names = [protocol.name for protocol in self.protocols]
        if fact.track not in names and (fact.track or len(names) > 1):
            yield "unknown-protocol", f"'{fact.track}' is no protocol{did_you_mean(fact.track, names)}"
        if self.hierarchy is not None and fact.answers.get("unit") not in self.hierarchy:
            yield "unknown-unit", "names no unit of the hierarchy under 'unit'; say where the person is watched"

    def _symptom_problems(self, fact: Fact) -> Iterator[tuple[str, str]]:
        if fact.outcome not in (BEGAN, ENDED):
            hint = did_you_mean(fact.outcome, (BEGAN, ENDED))
            yield "unknown-outcome", f"'{fact.outcome}' is no outcome of a symptom{hint}"
        asked = {name for protocol in self.protocols for name in protocol.symptoms}
        name = fact.answers.get("name")
        if not isinstance(name, str) or not name:
            yield "unnamed-symptom", "names no symptom under 'name'; say which"
        elif asked and name not in asked:
            yield "unknown-symptom", f"names under 'name' no symptom that is asked for{did_you_mean('', asked)}"

    def _inside(self, unit: str, other: str) -> bool:
        if self.hierarchy is None:
            return unit == other
        return unit in self.hierarchy and self.hierarchy.inside(unit, other)


def _lifts(fact: Fact) -> bool:
    return fact.kind == EXIT and fact.outcome == Exit.RELEASED


def _events(watched: Watched) -> Iterator[tuple[Event, str, datetime]]:
    """Go through what happened in an episode that others may have to hear of."""
    episode, protocol = watched.episode, watched.protocol
    yield Event.ENROLLED, episode.enrolment.id, episode.enrolment.happened
    for rule in protocol.readings:
        for alarm in watched.alarms(rule.kind):
            if alarm.state is not AlarmState.REFUTED:
                yield Event.ALARM, alarm.first.fact, alarm.first.happened
    for fact in watched.facts(SYMPTOM):
        if fact.outcome == BEGAN:
            yield Event.SYMPTOM, fact.id, fact.happened
    for fact in watched.breaches:
        yield Event.BREACH, fact.id, fact.happened
    for fact in watched.facts(*protocol.tests):
        if fact.outcome not in protocol.negative:
            yield Event.ANOTHER_RESULT, fact.id, fact.happened
    if episode.exit is not None:
        yield Event.EXIT, episode.exit.id, episode.exit.happened
