"""
One set of records, as the columns of a ledger read it.

A street keeps its people, visits, passages and papers once: in a register, a journal of facts, and what these fold
to, episodes of observation and cases. Every statutory table is drawn from that one set, so that nothing is typed
twice. This room says what a column may read of a record, and how much each thing that it reads gives away.

A record is a subject of the register, a fact, an episode or a case. What may be read of one:

- ``subject.age``, ``subject.name``: any field of the subject that it is about, identity included; ``subject.id``,
  ``.kind``, ``.unit``, ``.persons``, ``.presence``, ``.destination``, ``.returns`` besides. A case that another case
  opened is about whom that one was about; of a case that nobody registered, such as a lead, what the fact told that
  let it in can be read;
- ``home.address``: the same of the first container that the subject is a member of;
- ``place.id``, ``place.name``, and ``place.<level>``: the unit, and the name of the unit of a level above it;
- ``unit.<attribute>``: an attribute of the unit on the day, else of the nearest unit above that states it;
- ``fact.<answer>``: of a record that is a fact, its answers, ``id``, ``kind``, ``outcome``, ``channel``, ``source``,
  ``happened`` and ``known``; ``fact.answers.<answer>`` where an answer bears the name of one of those;
- ``episode.<...>`` and ``case.<...>``: of those;
- along the axis ``fact``, every fact about the subject, for a case about whatever goes through it, in the order in
  which they stand, and along an axis named after a declared kind of fact (``visit``, ``'tenant check'``) those of that
  kind:
  ``last(temperature per reading)``.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

import attrs

from gridcare.attributes import Scalar
from gridcare.facts.fact import Fact, instant, standing_order
from gridcare.people.register import Register
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.privacy import PrivacyClass, Redacted
from gridcare.rules.scopes import Given, Scope
from gridcare.rules.unknowns import Unknown
from gridcare.rules.windows import Shift, Window
from gridcare.timing.periods import Zone, aware, local_day
from gridcare.work.cases import Case
from gridcare.work.conditions import FactScope
from gridcare.work.episodes import Episode

__all__ = ["ANSWERS", "Record", "Records"]

ANSWERS: Final = "answers."
"""What the name of an answer begins with, after ``fact.``, where it is not to be taken for a particular of the fact."""

_NOTHING: Final[Mapping[str, PrivacyClass]] = MappingProxyType({})


def _fixed(classes: Mapping[str, PrivacyClass]) -> Mapping[str, PrivacyClass]:
    return MappingProxyType(dict(classes))


class Records:
    """
    Everything that ledgers are drawn from, at one moment.

    Args:
        register: The subjects.
        facts: What happened, sound and corrected (`Journal.facts`), in any order; what happens later is passed over.
        at: The moment at which one looks, an aware datetime.
        zone: The zone whose days count.
        episodes: The episodes of observation.
        cases: The cases of a campaign.
        answers: How much each answer, or other particular of a fact, gives away. An answer that is not named here is
            sensitive; of the particulars, only the outcome is.
        kinds_of_facts: The kinds of facts that ledgers may list or read along, each with how much it gives away that
            there is such a fact about somebody.
    """

    def __init__(
        self,
        register: Register,
        facts: Iterable[Fact] = (),
        *,
        at: datetime,
        zone: Zone,
        episodes: Iterable[Episode] = (),
        cases: Iterable[Case] = (),
        answers: Mapping[str, PrivacyClass] = _NOTHING,
        kinds_of_facts: Mapping[str, PrivacyClass] = _NOTHING,
    ) -> None:
        self.register = register
        self.at = aware(at, "at")
        self.zone = zone
        self.answers = _fixed(answers)
        self.kinds_of_facts = _fixed(kinds_of_facts)
        self._episodes = tuple(episodes)
        self._cases = tuple(cases)
        self._opened_for = {each.subject: str(each.entered["about"]) for each in self._cases if "about" in each.entered}
        until = instant(self.at)
        past = [fact for fact in facts if instant(fact.happened) <= until]
        self._facts = tuple(sorted(past, key=lambda fact: standing_order(fact, 0, zone)))
        self._about: dict[str, list[Fact]] = {}
        for fact in self._facts:
            for subject in dict.fromkeys(fact.subjects):
                self._about.setdefault(subject, []).append(fact)

    def __repr__(self) -> str:
        return f"Records({len(self.register)} subjects, {len(self._facts)} facts)"

    @property
    def hierarchy(self) -> Hierarchy:
        """The units that records stand at."""
        return self.register.hierarchy

    @property
    def day(self) -> date:
        """The local day on which one looks."""
        return local_day(self.at, self.zone)

    @property
    def all_facts(self) -> tuple[Fact, ...]:
        """The facts up to the moment, in the order in which they stand."""
        return self._facts

    def about(self, subject: str, kind: str = "") -> tuple[Fact, ...]:
        """Return the facts about a subject, or those of one kind, in the order in which they stand."""
        return tuple(fact for fact in self._about.get(subject, ()) if not kind or fact.kind == kind)

    def subjects(self, kinds: Iterable[str]) -> "Iterator[Record]":
        """Go through the subjects of some kinds as records."""
        for kind in kinds:
            for each in self.register.ids(kind):
                subject = self.register[each]
                yield Record(self, id=each, unit=subject.unit, subject=subject)

    def facts(self, kinds: Iterable[str]) -> "Iterator[Record]":
        """Go through the facts of some kinds as records; a fact about several subjects is one record."""
        wanted = set(kinds)
        for fact in self._facts:
            if fact.kind in wanted:
                yield Record(self, id=fact.id, unit=self._unit(fact), subject=self._subject(fact), fact=fact)

    def episodes(self, protocols: Iterable[str]) -> "Iterator[Record]":
        """Go through the episodes under some protocols as records; through all of them when none is named."""
        wanted = set(protocols)
        for episode in self._episodes:
            if not wanted or episode.protocol in wanted:
                subject = self.register.get(episode.person)
                unit = episode.unit or ("" if subject is None else subject.unit)
                yield Record(self, id=episode.id, unit=self._known(unit), subject=subject, episode=episode)

    def cases(self, tracks: Iterable[str]) -> "Iterator[Record]":
        """Go through the cases of some tracks as records; through all of them when none is named."""
        wanted = set(tracks)
        for case in self._cases:
            if not wanted or case.track in wanted:
                id, unit = f"{case.track}/{case.subject}", self._known(case.unit)
                yield Record(self, id=id, unit=unit, subject=self._meant(case), case=case)

    def _meant(self, case: Case) -> Subject | None:
        """Find the registered subject that a case is about: its own, else that of the case that opened it."""
        id, seen = case.subject, set()
        while id not in self.register and id in self._opened_for and id not in seen:
            seen.add(id)
            id = self._opened_for[id]
        return self.register.get(id)

    def _known(self, unit: object) -> str:
        return unit if isinstance(unit, str) and unit in self.hierarchy else ""

    def _subject(self, fact: Fact) -> Subject | None:
        """Choose whom a fact is about: the first person among its subjects, else the first that is registered."""
        there = [self.register[each] for each in fact.subjects if each in self.register]
        persons = [subject for subject in there if self.register.kinds[subject.kind].person]
        return next(iter((*persons, *there)), None)

    def _unit(self, fact: Fact) -> str:
        """Find where a fact counts: at the unit that it names, else at that of the first registered subject."""
        named = self._known(fact.answers.get("unit"))
        units = (self._known(each) or self._home(each) for each in fact.subjects)
        return named or next(filter(None, units), "")

    def _home(self, subject: str) -> str:
        return self.register[subject].unit if subject in self.register else ""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Record:
    """
    One line that a ledger may have, as a scope that its columns are read in.

    Attributes:
        records: The set that it belongs to.
        id: Its id: the subject's, the fact's, the episode's, or track and subject of a case.
        unit: The unit at which it counts; empty when nobody can tell.
        subject: The registered subject that it is about, if any.
        fact: The fact that it is, if it is one.
        episode: The episode that it is, if it is one.
        case: The case that it is, if it is one.
    """

    records: Records = attrs.field(kw_only=False)
    id: str
    unit: str
    subject: Subject | None = None
    fact: Fact | None = None
    episode: Episode | None = None
    case: Case | None = None

    def __repr__(self) -> str:
        return f"Record({self.id!r})"

    @property
    def label(self) -> str:
        """Its id."""
        return self.id

    @property
    def whom(self) -> str:
        """The id of the subject that it is about, registered or not; empty when nobody can tell."""
        if self.subject is not None:
            return self.subject.id
        if self.case is not None:
            return self.case.subject
        return "" if self.episode is None else self.episode.person

    def value(self, name: str, /) -> Given:
        """Answer a dotted name by its first word."""
        first, _, rest = name.partition(".")
        told: Given = Unknown.because("missing", name)
        match first:
            case "subject" if self.subject is not None:
                told = _of_subject(self.subject, rest, name)
            case "subject" if self.case is not None:
                told = _of_entered(self.case, rest, name)
            case "home" if (home := self._home) is not None:
                told = _of_subject(home, rest, name)
            case "place":
                told = self._place(rest, name)
            case "unit" if self.unit:
                value = self.records.hierarchy.attribute(self.unit, rest, self.records.day, inherited=True)
                told = Unknown.because("missing", name) if value is None else value
            case "fact" if self.fact is not None:
                told = _of_fact(self.fact, rest, name)
            case "episode" if self.episode is not None:
                told = _of_episode(self.episode, rest, name)
            case "case" if self.case is not None:
                told = _of_case(self.case, rest, name)
        return told

    def along(self, axis: str, /) -> Iterable[Scope] | Unknown:
        """Lead to the facts about the subject, all or those of one kind."""
        whom = self.whom if self.case is None else self.case.subject
        kind = "" if axis == "fact" else axis
        return [FactScope(fact, self) for fact in self.records.about(whom, kind)]

    def shifted(self, by: Shift, /) -> Scope | Unknown:
        """A record is read at one time only."""
        return Unknown.because("shift", str(by))

    def windowed(self, over: Window, /) -> Scope | Unknown:
        """A record is read whole."""
        return Unknown.because("window", str(over))

    @property
    def _home(self) -> Subject | None:
        containers = () if self.subject is None else self.subject.containers
        return self.records.register[containers[0]] if containers else None

    def _place(self, rest: str, name: str) -> Given:
        hierarchy = self.records.hierarchy
        if not self.unit:
            return Unknown.because("missing", name)
        if rest in ("id", "name"):
            return self.unit if rest == "id" else hierarchy[self.unit].name
        above = (hierarchy[each] for each in (self.unit, *hierarchy.ancestors(self.unit)))
        return next((unit.name for unit in above if unit.level == rest), Unknown.because("missing", name))


def _stated(given: Given | Scalar, name: str) -> Given:
    return Unknown.because("missing", name) if given in (None, "") else given


def _of_subject(subject: Subject, rest: str, name: str) -> Given:
    if rest in ("id", "kind", "unit", "persons"):
        return _stated(getattr(subject, rest), name)
    if rest in ("presence", "destination", "returns"):
        presence = subject.presence
        field = "state" if rest == "presence" else rest
        told = None if presence is None else getattr(presence, field)
        return _stated(told.value if field == "state" and told is not None else told, name)
    if rest in subject.attributes:
        return subject.attributes[rest]
    identity = subject.identity
    if isinstance(identity, Redacted):
        return Unknown.because("redacted", name)
    return identity[rest] if rest in identity else Unknown.because("missing", name)


def _of_entered(case: Case, rest: str, name: str) -> Given:
    """Answer for a subject that no register holds."""
    return case.subject if rest == "id" else case.entered.get(rest, Unknown.because("missing", name))


def _of_fact(fact: Fact, rest: str, name: str) -> Given:
    if rest in ("id", "known"):
        return fact.id if rest == "id" else fact.known
    if rest.startswith(ANSWERS):
        return fact.answers.get(rest.removeprefix(ANSWERS), Unknown.because("missing", name))
    told = FactScope(fact).value(rest)
    return Unknown.because("missing", name) if isinstance(told, Unknown) else told


def _of_episode(episode: Episode, rest: str, name: str) -> Given:
    match rest:
        case "id" | "number" | "protocol" | "start" | "end":
            return _stated(getattr(episode, rest), name)
        case "active":
            return episode.is_active
        case "reason":
            return _stated(episode.reason and episode.reason.value, name)
    return Unknown.because("missing", name)


def _of_case(case: Case, rest: str, name: str) -> Given:
    match rest:
        case "track" | "opened" | "since":
            return _stated(getattr(case, rest), name)
        case "part":
            return case.state.part
        case "standing":
            return case.standing.value
        case "attempts":
            return case.state.attempts
    return Unknown.because("missing", name)
