"""
Scenarios: a small street, what happens there on which day, and what must come of it, as a table that anybody reads.

A file says what is *given* (units and subjects), *when* what happens, and what is true *then*. Steps, outcomes, teams
and things left may be told by their names or by what the playbook calls them in any language::

    playbook = "lakeside"
    opened = "2020-02-03 08:00"

    [[given.household]]
    id = "h1"
    persons = 3

    [[when]]
    at = "2020-02-03 09:00"
    who = "h1"
    step = "电话"
    outcome = "打通电话"

    [[then]]
    at = "2020-02-03 10:00"
    state = { h1 = "已登记" }
    coverage = { settled = 1 }

What somebody tells goes in as from another's tablet: nothing is refused, and what cannot be used is a finding that
`then` may expect. A *day* without a time is a fact of that whole day.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import attrs

from gridcare.attributes import Attributes
from gridcare.errors import DefinitionError, GridcareError
from gridcare.facts.fact import Amendment, Fact
from gridcare.facts.journal import Journal
from gridcare.people.presence import Presence
from gridcare.people.register import Register
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.playbook import Playbook
from gridcare.reporting.evidence import RecordBook
from gridcare.testing.aspects import ASPECTS, Ambiguity, Aspects, Crew, written
from gridcare.testing.happenings import HappeningReader
from gridcare.testing.telling import sentence
from gridcare.testing.wording import LineNumbers, Words, standing_of
from gridcare.work.campaign import Campaign
from gridcare.work.steps import Standing

__all__ = ["Failed", "Mismatched", "Scenario", "UnreadableScenario", "read_scenario"]


@attrs.frozen(kw_only=True)
class Mismatched:
    """
    Something in a scenario that is not as it should be: a line that cannot be read, or an expectation that is not met.

    Attributes:
        code: A stable word for programs.
        line: The line of the file; none where it cannot be told.
        told: What is wrong, in the language of the scenario.
    """

    code: str
    line: int | None
    told: str
    language: str = "en"

    def __str__(self) -> str:
        return sentence(self.language, "somewhere" if self.line is None else "line", line=self.line, told=self.told)


class UnreadableScenario(GridcareError, ValueError):
    """A scenario cannot be read; `faults` holds everything that is wrong with it."""

    code = "unreadable-scenario"

    def __init__(self, name: str, faults: Iterable[Mismatched]) -> None:
        self.name = name
        self.faults = tuple(faults)
        super().__init__("\n".join([name, *(f"  - {fault}" for fault in self.faults)]))


class Failed(GridcareError, AssertionError):
    """A scenario came out otherwise than it expects; `faults` holds each expectation that was not met."""

    code = "scenario-failed"

    def __init__(self, name: str, faults: Iterable[Mismatched]) -> None:
        self.name = name
        self.faults = tuple(faults)
        super().__init__("\n".join([name, *(f"  - {fault}" for fault in self.faults)]))


@attrs.frozen(kw_only=True)
class _Then:
    """What must be true at a moment."""

    at: datetime
    where: str = "then"
    table: int
    expected: Mapping[str, Any] = attrs.field(repr=False)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Scenario:
    """
    A scenario, ready to be run.

    Attributes:
        name: What it is called.
        playbook: The method.
        language: The language that its failures are told in.
        register: Who is given.
        opened: When the campaign opens.
        facts: What happens, in the order of the file.
        amendments: What of it was corrected or withdrawn later.
        whereabouts: Where persons are from some moment on, in the order of these moments.
        ambiguity: What can be read in several ways, where the scenario shows a reading.
        cases: What it calls the cases that other cases open, each with the id of the case.
    """

    name: str
    playbook: Playbook
    language: str
    register: Register
    opened: datetime
    facts: tuple[Fact, ...]
    amendments: tuple[Amendment, ...] = ()
    whereabouts: tuple[tuple[datetime, str, Presence], ...] = ()
    then: tuple[_Then, ...]
    otherwise: tuple[_Then, ...] = ()
    ambiguity: Ambiguity | None = None
    cases: Mapping[str, str] = attrs.field(factory=dict)
    aspects: Aspects
    lines: LineNumbers
    words: Words

    def run(self) -> tuple[Mismatched, ...]:
        """
        Return what came out otherwise than expected, in the order of the file.

        What is expected under the alternative of an ambiguity comes after it; an alternative whose parameters make no
        difference is a mismatch too.
        """
        found = self._run(self.playbook, self.then)
        other = dict(self.ambiguity.parameters) if self.ambiguity else {}
        found += self._run(self.playbook.with_parameters(**other) if other else self.playbook, self.otherwise)
        if other and self.otherwise and not self._run(self.playbook, self.otherwise):
            line = self.lines.of("otherwise", 0)
            told = sentence(self.language, "same")
            found.append(Mismatched(code="same", line=line, told=told, language=self.language))
        return tuple(found)

    def _run(self, playbook: Playbook, expected: Iterable[_Then]) -> list[Mismatched]:
        campaign = self._campaign(playbook)
        aspects = attrs.evolve(self.aspects, playbook=playbook)
        entries: tuple[Fact | Amendment, ...] = (*self.facts, *self.amendments)
        left = sorted(entries, key=lambda entry: entry.known)
        found: list[Mismatched] = []
        for then in expected:
            while left and left[0].known <= then.at:
                campaign.merge(Journal.of([left.pop(0)]))
            campaign.advance(then.at)
            found += _Look(self, campaign, then, attrs.evolve(aspects, register=self._register(then.at))).mismatches()
        return found

    def _register(self, at: datetime) -> Register:
        """Give the register with everybody where they are at a moment."""
        moved = {who: presence for since, who, presence in self.whereabouts if since <= at}
        return self.register.replace(attrs.evolve(self.register[who], presence=each) for who, each in moved.items())

    def check(self) -> None:
        """
        Run it.

        Raises:
            Failed: When something came out otherwise than expected.
        """
        found = self.run()
        if found:
            raise Failed(self.name, found)

    def reached(self) -> frozenset[tuple[str, str, str]]:
        """Return the outcomes that its facts reached in turn, each with its track and step."""
        campaign = self._campaign()
        journal = Journal.of((*self.facts, *self.amendments))
        campaign.merge(journal)
        unused = {found.entry for found in campaign.discrepancies}
        tracks = {part: track.name for track in self.playbook.tracks for part in track.workflow.names}
        answered = {
            (fact.track or tracks[fact.kind], fact.kind, fact.outcome)
            for fact in journal.facts()
            if fact.id not in unused and fact.kind in tracks
        }
        return frozenset(answered | set(self._heeded(campaign, journal.facts())))

    def _heeded(self, campaign: Campaign, facts: Iterable[Fact]) -> Iterator[tuple[str, str, str]]:
        """Find the orders that led a case out of a part, as outcomes of that part."""
        for track in self.playbook.tracks:
            orders = {fact.id: fact for fact in facts if fact.kind in track.workflow.ordered}
            for subject in self._concerned(campaign, track.name) if orders else ():
                for passage in campaign.case(subject, track=track.name).passages:
                    if passage.cause in orders:
                        yield track.name, passage.part, orders[passage.cause].outcome

    def _concerned(self, campaign: Campaign, track: str) -> Iterator[str]:
        for root in campaign.hierarchy.roots:
            yield from campaign.subjects(root, track=track)

    def _campaign(self, playbook: Playbook | None = None) -> Campaign:
        playbook = self.playbook if playbook is None else playbook
        return playbook.campaign(self.register.hierarchy, self.register, opened=self.opened)


class _Look:
    """One look at a campaign, at the moment of one table of expectations."""

    def __init__(self, scenario: Scenario, campaign: Campaign, then: _Then, aspects: Aspects) -> None:
        self.scenario = scenario
        self.aspects = aspects
        self.campaign = campaign
        self.then = then
        self.track = str(then.expected.get("track", ""))
        self.unit = str(then.expected.get("unit") or campaign.hierarchy.roots[0])
        tracks = [track for track in scenario.playbook.tracks if self.track in ("", track.name)]
        self.parts = [name for track in tracks for name in track.workflow.names]

    def mismatches(self) -> Iterator[Mismatched]:
        expected = self.then.expected
        for key, came in _ABOUT_EACH.items():
            for who, wanted in expected.get(key, {}).items():
                yield from self.compare(key, who, self.meant(key, wanted), self.of_case(came, who))
        for key in ASPECTS:
            for who, wanted in expected.get(key, {}).items():
                yield from self.compare(key, who, written(wanted), self.aspects.came(key, who, self.then.at))
        for standing, wanted in expected.get("coverage", {}).items():
            count = self.campaign.coverage(self.unit, track=self.track)[standing_of(standing)].subjects
            yield from self.compare("coverage", standing, str(wanted), str(count))
        if "overdue" in expected:
            called = {id: name for name, id in self.scenario.cases.items()}
            late = sorted(called.get(each.who, each.who) for each in self.campaign.overdue(self.unit, track=self.track))
            yield from self.compare("overdue", "", self.listed(sorted(expected["overdue"])), self.listed(late))
        if "findings" in expected:
            yield from self.findings(sorted(expected["findings"]))

    def of_case(self, came: "Callable[[_Look, str], str]", who: str) -> str:
        """Ask about a case; one that was expected and is not there comes to nothing."""
        id = self.scenario.cases.get(who, who)
        try:
            return came(self, id)
        except LookupError:
            if id == who:
                raise
            return sentence(self.scenario.language, "nothing")

    def findings(self, wanted: list[str]) -> Iterator[Mismatched]:
        """Compare the codes of what was found; where they differ, tell of each what it is about and why."""
        found = sorted(self.campaign.discrepancies, key=lambda each: (each.code, each.entry))
        for failed in self.compare("findings", "", self.listed(wanted), self.listed(each.code for each in found)):
            why = "".join(
                f"\n  {each.code}: '{each.entry}' ({', '.join(each.subjects)}) {each.problem}" for each in found
            )
            yield attrs.evolve(failed, told=failed.told + why)

    def meant(self, key: str, wanted: Any) -> str:
        words = self.scenario.words
        if key == "state":
            return words.name(wanted, self.parts)
        if key == "effects":
            return self.listed(words.effect(each) for each in wanted)
        if key == "channels":
            return self.listed(wanted)
        if key == "standing":
            return str(Standing(standing_of(wanted)))
        return words.name(wanted)

    def listed(self, each: Iterable[str]) -> str:
        return ", ".join(each) or sentence(self.scenario.language, "nothing")

    def state(self, who: str) -> str:
        return self.campaign.state(who, track=self.track).part

    def channels(self, who: str) -> str:
        case = self.campaign.case(who, track=self.track)
        return self.listed(f"{channel.name} ({channel.use})" for channel in case.channels)

    def turn(self, who: str) -> str:
        due = [each for each in self.campaign.due(self.unit, track=self.track) if each.subject == who]
        return due[0].team if due and due[0].team else sentence(self.scenario.language, "nothing")

    def effects(self, who: str) -> str:
        followed = sorted((each for each in self.campaign.effects if each.subject == who), key=lambda each: each.moment)
        return self.listed(f"{each.kind} {each.what}" for each in followed)

    def standing(self, who: str) -> str:
        return str(self.campaign.standing(who))

    def compare(self, key: str, who: str, wanted: str, came: str) -> Iterator[Mismatched]:
        if wanted == came:
            return
        language, words = self.scenario.language, self.scenario.words
        about = sentence(language, f"of.{key}", who=words.told(who), unit=self.unit)
        at = self.then.at.astimezone(self.campaign.zone).strftime("%Y-%m-%d %H:%M")
        line = self.scenario.lines.of(self.then.where, self.then.table, key, who)
        told = sentence(language, "expected", at=at, what=about, expected=words.told(wanted), came=words.told(came))
        yield Mismatched(code=key, line=line, told=told, language=language)


_ABOUT_EACH: Final[Mapping[str, Callable[[_Look, str], str]]] = {
    "state": _Look.state,
    "standing": _Look.standing,
    "turn": _Look.turn,
    "effects": _Look.effects,
    "channels": _Look.channels,
}

# Reading


def read_scenario(
    text: str, playbook: Playbook | Callable[[str], Playbook], *, name: str = "scenario", language: str = ""
) -> Scenario:
    """
    Read a scenario.

    Args:
        text: The text of a ``*.scenario.toml`` file.
        playbook: The method, or what finds it by the name that the file states, such as ``Registry.playbook``.
        name: What the scenario is called when it has no title.
        language: The language that its failures are told in; the file's own unless given, else English.

    Raises:
        UnreadableScenario: With everything that is wrong with it, each with its line.
    """
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        spoken = language or "en"
        line = int(found[1]) if (found := re.search(r"at line (\d+)", str(error))) else None
        told = sentence(spoken, "toml", why=error)
        raise UnreadableScenario(name, [Mismatched(code="toml", line=line, told=told, language=spoken)]) from error
    reader = _Reader(data, LineNumbers(text, data), language)
    scenario = reader.scenario(playbook, str(data.get("title") or name))
    if scenario is None or reader.faults:
        raise UnreadableScenario(name, reader.faults)
    return scenario


_THEN_TABLES: Final = ("then", "otherwise")
_OF_SUBJECT: Final = ("id", "unit", "persons", "in", "presence", "destination", "returns")
_TOP: Final = ("title", "playbook", "language", "opened", "parameters", "ambiguity", "given", "when", *_THEN_TABLES)
_AMBIGUITY: Final = ("id", "asks", "reading", "alternative", "parameters")
_THEN: Final = ("at", "track", "unit", "coverage", "overdue", "findings", *_ABOUT_EACH, *ASPECTS)


class _Reader(HappeningReader[Mismatched]):
    """Reads one file; every fault is gathered on the way."""

    def __init__(self, data: Mapping[str, Any], lines: LineNumbers, language: str) -> None:
        super().__init__(data, lines, language, Mismatched)

    def scenario(self, given: Playbook | Callable[[str], Playbook], name: str) -> Scenario | None:
        self.keys(self.data, _TOP, "", 0)
        playbook = given if isinstance(given, Playbook) else self.found(given)
        if playbook is None:
            return None
        self.zone = playbook.zone
        if told := self.table(self.data, "parameters"):
            playbook = self.under(playbook, told, "parameters")
        opened = self.moment(self.data.get("opened"), self.lines.top("opened"), "opened")
        register = self.register(playbook)
        if register is None or opened is None:
            return None
        words = Words(playbook, self.language)
        facts = tuple(self.facts(playbook, words, register, opened))
        then, otherwise = (tuple(self.then(playbook, register, opened, where)) for where in _THEN_TABLES)
        if not then and not self.faults:
            self.fault(None, "empty")
        ambiguity = self.ambiguity(playbook)
        return Scenario(
            name=name,
            playbook=playbook,
            language=self.language,
            register=register,
            opened=opened,
            facts=facts,
            amendments=tuple(self.amendments),
            whereabouts=tuple(sorted(self.whereabouts, key=lambda moved: moved[0])),
            then=then,
            otherwise=otherwise,
            ambiguity=ambiguity,
            cases=self.opened,
            aspects=self.aspects(playbook, register, opened),
            lines=self.lines,
            words=words,
        )

    def under(self, playbook: Playbook, told: Mapping[str, Any], where: str) -> Playbook:
        """Give the method under other values of its parameters."""
        try:
            return playbook.with_parameters(**told)
        except DefinitionError as error:
            self.fault(self.lines.top(where), "parameters", why="; ".join(map(str, error.faults)))
            return playbook

    def ambiguity(self, playbook: Playbook) -> Ambiguity | None:
        told = self.table(self.data, "ambiguity")
        if not told:
            return None
        self.keys(told, _AMBIGUITY, "", 0)
        named = [self.text(told, name, "", 0) for name in _AMBIGUITY[:4]]
        parameters = self.table(told, "parameters")
        self.under(playbook, parameters, "ambiguity")
        return Ambiguity(**dict(zip(_AMBIGUITY, named, strict=False)), parameters=tuple(parameters.items()))

    def aspects(self, playbook: Playbook, register: Register, opened: datetime) -> Aspects:
        given = self.table(self.data, "given")
        crews = {}
        for number, table in self.tables(given, "team", "given.team"):
            self.keys(table, ("id", "rule", "present"), "given.team", number)
            present = self.texts(table.get("present", ()), self.lines.of("given.team", number, "present"), "present")
            crews[self.text(table, "id", "given.team", number)] = Crew(
                rule=self.text(table, "rule", "given.team", number), present=tuple(present)
            )
        books = []
        for number, table in self.tables(given, "book", "given.book"):
            self.keys(table, ("kind", "unit"), "given.book", number)
            kind, unit = (self.text(table, key, "given.book", number) for key in ("kind", "unit"))
            kept = [each for each in self.records if each.kind == kind and register.hierarchy.inside(each.unit, unit)]
            books.append(RecordBook(kind, unit, kept))
        return Aspects(
            playbook=playbook,
            register=register,
            since=opened,
            observed=tuple(self.observed),
            crews=crews,
            passings=self.passings,
            filings=tuple(self.filings),
            books=tuple(books),
        )

    def found(self, find: Callable[[str], Playbook]) -> Playbook | None:
        named = self.data.get("playbook")
        line = self.lines.top("playbook")
        if not isinstance(named, str):
            self.fault(line, "missing", name="playbook")
            return None
        try:
            return find(named)
        except LookupError as error:
            allowed = getattr(error, "allowed", None)
            if allowed is None:
                self.fault(line, "unusable", value=named, why=error)
            else:
                self.fault(line, "playbook", value=named, hint=self.hint(named, allowed))
            return None

    # Given

    def register(self, playbook: Playbook) -> Register | None:
        given = self.data.get("given", {})
        if not isinstance(given, dict):
            self.fault(self.lines.top("given"), "shape", name="given", wanted=sentence(self.language, "table"))
            return None
        kinds = {kind.name: kind for kind in playbook.kinds}
        self.given_keys(given, ("unit", "team", "book", *kinds))
        units = [self.unit(table, number) for number, table in self.tables(given, "unit", "given.unit")]
        units = units or [Unit("street", "street", "street")]
        subjects = [
            self.subject(kind, table, number, units[0].id)
            for kind in kinds
            for number, table in self.tables(given, kind, f"given.{kind}")
        ]
        if self.faults:
            return None
        levels = playbook.levels or Level.ordered(*dict.fromkeys(unit.level for unit in units))
        if not {unit.level for unit in units} <= {level.name for level in levels}:
            levels = Level.ordered(*dict.fromkeys(unit.level for unit in units))
        try:
            return Register(Hierarchy(levels, units), subjects, playbook.kinds)
        except DefinitionError as error:
            self.fault(self.lines.top("given"), "given", why="; ".join(map(str, error.faults)))
            return None

    def given_keys(self, given: Mapping[str, Any], allowed: Sequence[str]) -> None:
        for key in given:
            if key not in allowed:
                self.fault(self.lines.of(f"given.{key}", 0), "key", name=key, hint=self.hint(key, allowed))

    def unit(self, table: Mapping[str, Any], number: int) -> Unit:
        self.keys(table, ("id", "name", "level", "parent", "attributes"), "given.unit", number)
        id = self.text(table, "id", "given.unit", number)
        parent = table.get("parent")
        name = str(table.get("name", id))
        level = str(table.get("level", "street"))
        return Unit(
            id, name, level, None if parent is None else str(parent), attributes=self.table(table, "attributes")
        )

    def subject(self, kind: str, table: Mapping[str, Any], number: int, home: str) -> Subject:
        where = f"given.{kind}"
        persons = table.get("persons", 0)
        if type(persons) is not int:
            line = self.lines.of(where, number, "persons")
            self.fault(line, "shape", name="persons", wanted=sentence(self.language, "number"))
            persons = 0
        told = {key: value for key, value in table.items() if key not in _OF_SUBJECT}
        return Subject(
            id=self.text(table, "id", where, number),
            kind=kind,
            unit=str(table.get("unit", home)),
            containers=tuple(self.texts(table.get("in", ()), self.lines.of(where, number, "in"), "in")),
            attributes=Attributes(told),
            persons=persons if "persons" in table else None,
            presence=self.presence(table, where, number),
        )

    # Then

    def then(self, playbook: Playbook, register: Register, opened: datetime, where: str) -> Iterator[_Then]:
        before = opened
        for number, table in self.tables(self.data, where, where):
            self.keys(table, _THEN, where, number)
            line = self.lines.of(where, number, "at")
            at = self.moment(table.get("at"), line, "at")
            if at is not None and at < before:
                self.fault(line, "early" if before == opened else "backwards")
            self.expected(table, number, register, [track.name for track in playbook.tracks], where)
            if at is not None:
                before = max(at, before)
                yield _Then(at=at, where=where, table=number, expected=table)

    def expected(
        self, table: Mapping[str, Any], number: int, register: Register, tracks: Sequence[str], where: str
    ) -> None:
        def line(*keys: str) -> int | None:
            return self.lines.of(where, number, *keys)

        for key in (*_ABOUT_EACH, *ASPECTS, "coverage"):
            if not isinstance(table.get(key, {}), dict):
                self.fault(line(key), "shape", name=key, wanted=sentence(self.language, "table"))
        for key in ("overdue", "findings"):
            self.texts(table.get(key, []), line(key), key)
        if table.get("track", tracks[0]) not in tracks:
            self.fault(line("track"), "track", value=table["track"], hint=self.hint(str(table["track"]), tracks))
        units = list(register.hierarchy)
        if table.get("unit", units[0]) not in units:
            self.fault(line("unit"), "unit", value=table["unit"], hint=self.hint(str(table["unit"]), units))
        if not self.faults:
            self.each_expected(table, line, register)

    def each_expected(self, table: Mapping[str, Any], line: Callable[..., int | None], register: Register) -> None:
        standings = [str(standing) for standing in Standing]
        for key in _ABOUT_EACH:
            for who, wanted in table.get(key, {}).items():
                if who not in register and who not in (*self.joined, *self.opened):
                    self.fault(line(key, who), "subject", value=who, hint=self.hint(who, register))
                elif key in ("effects", "channels"):
                    self.texts(wanted, line(key, who), who)
                elif not isinstance(wanted, str):
                    self.fault(line(key, who), "shape", name=who, wanted=sentence(self.language, "text"))
                elif key == "standing" and standing_of(wanted) not in standings:
                    self.fault(line(key, who), "standing", value=wanted, hint=self.hint(wanted, standings))
        for standing, wanted in table.get("coverage", {}).items():
            if standing_of(standing) not in standings:
                self.fault(line("coverage", standing), "standing", value=standing, hint=self.hint(standing, standings))
            elif type(wanted) is not int:
                wants = sentence(self.language, "number")
                self.fault(line("coverage", standing), "shape", name=standing, wanted=wants)
