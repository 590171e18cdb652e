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
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Final

import attrs

from gridcare.attributes import Attributes
from gridcare.errors import DefinitionError, GridcareError
from gridcare.facts.fact import Fact, Origin, Precision
from gridcare.facts.journal import Journal
from gridcare.people.register import Register
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy, Level, Unit
from gridcare.playbook import Playbook
from gridcare.testing.telling import LANGUAGES, sentence
from gridcare.timing.periods import moment
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
    """

    name: str
    playbook: Playbook
    language: str
    register: Register
    opened: datetime
    facts: tuple[Fact, ...]
    then: tuple[_Then, ...]
    lines: "_Lines"
    words: "_Words"

    def run(self) -> tuple[Mismatched, ...]:
        """Return what came out otherwise than expected, in the order of the file."""
        campaign = self._campaign()
        left = sorted(self.facts, key=lambda fact: fact.known)
        found: list[Mismatched] = []
        for then in self.then:
            while left and left[0].known <= then.at:
                campaign.merge(Journal.of([left.pop(0)]))
            campaign.advance(then.at)
            found += _Look(self, campaign, then).mismatches()
        return tuple(found)

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
        campaign.merge(Journal.of(self.facts))
        unused = {found.entry for found in campaign.discrepancies}
        tracks = {part: track.name for track in self.playbook.tracks for part in track.workflow.names}
        answered = {
            (fact.track or tracks[fact.kind], fact.kind, fact.outcome)
            for fact in self.facts
            if fact.id not in unused and fact.kind in tracks
        }
        return frozenset(answered | set(self._heeded(campaign)))

    def _heeded(self, campaign: Campaign) -> Iterator[tuple[str, str, str]]:
        """Find the orders that led a case out of a part, as outcomes of that part."""
        for track in self.playbook.tracks:
            orders = {fact.id: fact for fact in self.facts if fact.kind in track.workflow.ordered}
            for subject in self._concerned(campaign, track.name) if orders else ():
                for passage in campaign.case(subject, track=track.name).passages:
                    if passage.cause in orders:
                        yield track.name, passage.part, orders[passage.cause].outcome

    def _concerned(self, campaign: Campaign, track: str) -> Iterator[str]:
        for root in campaign.hierarchy.roots:
            yield from campaign.subjects(root, track=track)

    def _campaign(self) -> Campaign:
        return self.playbook.campaign(self.register.hierarchy, self.register, opened=self.opened)


class _Look:
    """One look at a campaign, at the moment of one table of expectations."""

    def __init__(self, scenario: Scenario, campaign: Campaign, then: _Then) -> None:
        self.scenario = scenario
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
                yield from self.compare(key, who, self.meant(key, wanted), came(self, who))
        for standing, wanted in expected.get("coverage", {}).items():
            count = self.campaign.coverage(self.unit, track=self.track)[_standing_of(standing)].subjects
            yield from self.compare("coverage", standing, str(wanted), str(count))
        if "overdue" in expected:
            late = sorted(each.who for each in self.campaign.overdue(self.unit, track=self.track))
            yield from self.compare("overdue", "", self.listed(sorted(expected["overdue"])), self.listed(late))
        if "findings" in expected:
            yield from self.findings(sorted(expected["findings"]))

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
        if key == "standing":
            return str(Standing(_standing_of(wanted)))
        return words.name(wanted)

    def listed(self, each: Iterable[str]) -> str:
        return ", ".join(each) or sentence(self.scenario.language, "nothing")

    def state(self, who: str) -> str:
        return self.campaign.state(who, track=self.track).part

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
        line = self.scenario.lines.of("then", self.then.table, key, who)
        told = sentence(language, "expected", at=at, what=about, expected=words.told(wanted), came=words.told(came))
        yield Mismatched(code=key, line=line, told=told, language=language)


_ABOUT_EACH: Final[Mapping[str, Callable[[_Look, str], str]]] = {
    "state": _Look.state,
    "standing": _Look.standing,
    "turn": _Look.turn,
    "effects": _Look.effects,
}

_STANDINGS_ZH: Final = {
    "未开始": Standing.NOT_STARTED,
    "进行中": Standing.IN_PROGRESS,
    "已办结": Standing.SETTLED,
    "已排除": Standing.EXCLUDED,
    "待核实": Standing.OPEN,
}


def _standing_of(word: str) -> str:
    return str(_STANDINGS_ZH.get(word, word))


class _Words:
    """What names of a playbook are called, in both directions."""

    def __init__(self, playbook: Playbook, language: str) -> None:
        self._called: dict[str, dict[str, str]] = {}
        for name, titles in playbook.words:
            self._called.setdefault(name, {}).update(titles)
        for track in playbook.tracks:
            for part in track.workflow.parts:
                self._called.setdefault(part.name, {}).update(part.titles)
        self._language = language
        self._meant: dict[str, set[str]] = {}
        for name, called in self._called.items():
            for title in called.values():
                self._meant.setdefault(title, set()).add(name)

    def name(self, word: str, among: Iterable[str] | None = None) -> str:
        """Return the name that a word means; a name means itself, and a word that means several is left alone."""
        allowed = None if among is None else set(among)
        if word in (self._called if allowed is None else allowed):
            return word
        meant = {name for name in self._meant.get(word, ()) if allowed is None or name in allowed}
        return meant.pop() if len(meant) == 1 else word

    def effect(self, told: str) -> str:
        """Return an effect as ``kind what``."""
        for kind, (english, chinese) in _EFFECTS.items():
            for verb in (f"{english} ", chinese):
                if told.startswith(verb):
                    return f"{kind} {self.name(told.removeprefix(verb).strip())}"
        return told

    def told(self, name: str) -> str:
        """Tell a name, or a list of names and effects, in the language of the scenario."""
        return ", ".join(map(self._told, name.split(", ")))

    def _told(self, name: str) -> str:
        kind, _, what = name.partition(" ")
        if kind in _EFFECTS and what:
            english, chinese = _EFFECTS[kind]
            return chinese + self._told(what) if self._language == "zh" else f"{english} {self._told(what)}"
        if self._language == "zh":
            standings = {str(standing): word for word, standing in _STANDINGS_ZH.items()}
            name = standings.get(name, name)
        return self._called.get(name, {}).get(self._language, name)


_EFFECTS: Final = {
    "leave": ("leave", "发放"),
    "count": ("count", "登记"),
    "notify": ("notify", "通知"),
    "open": ("open", "建立"),
}


class _Lines:
    """Where the tables of a TOML text begin, and where a key stands in one."""

    def __init__(self, text: str, data: Mapping[str, Any]) -> None:
        self._text = text.splitlines()
        self._begins: dict[str, list[int]] = {}
        for number, line in enumerate(self._text):
            if found := re.match(r"\s*\[\[\s*([\w.\-\"' ]+?)\s*\]\]", line):
                self._begins.setdefault(found[1].replace(" ", ""), []).append(number)
        for key in [key for key, begins in self._begins.items() if _count(data, key) != len(begins)]:
            del self._begins[key]  # some of them stand inside a text, and a wrong line is worse than none

    def of(self, table: str, number: int, *keys: str) -> int | None:
        """Return the line of a key in a table, as near as can be told; lines are counted from one."""
        begins = self._begins.get(table, [])
        if number >= len(begins):
            return self.top(*keys) if not table else None
        line = first = begins[number]
        last = next((at for at in range(first + 1, len(self._text)) if self._text[at].lstrip().startswith("[[")), None)
        for key in filter(None, keys):
            word = re.compile(rf"(^|[\s.,{{\[\"']){re.escape(key)}[\"']?\s*(=|\.|\]|,|\"|')")
            line = next((at for at in range(line, last or len(self._text)) if word.search(self._text[at])), line)
        return line + 1

    def top(self, *keys: str) -> int | None:
        """Return the line of a key outside tables."""
        for number, line in enumerate(self._text):
            if keys and re.match(rf"\s*\[*\s*{re.escape(keys[0])}\b", line):
                return number + 1
        return None


def _count(data: Any, key: str) -> int:
    for part in key.split("."):
        data = data.get(part.strip("\"'"), {}) if isinstance(data, dict) else {}
    return len(data) if isinstance(data, list) else 0


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
    reader = _Reader(data, _Lines(text, data), language)
    scenario = reader.scenario(playbook, str(data.get("title") or name))
    if scenario is None or reader.faults:
        raise UnreadableScenario(name, reader.faults)
    return scenario


_TOP: Final = ("title", "playbook", "language", "opened", "given", "when", "then")
_WHEN: Final = ("id", "at", "known", "who", "step", "outcome", "track", "by", "channel", "answers")
_THEN: Final = ("at", "track", "unit", "coverage", "overdue", "findings", *_ABOUT_EACH)


class _Reader:
    """Reads one file; every fault is gathered on the way."""

    def __init__(self, data: Mapping[str, Any], lines: _Lines, language: str) -> None:
        self.data = data
        self.lines = lines
        self.faults: list[Mismatched] = []
        self.language = language or "en"
        told = data.get("language", self.language)
        if told not in LANGUAGES:
            self.fault(lines.top("language"), "language", value=told)
        elif not language:
            self.language = told
        self.zone = ""

    def fault(self, line: int | None, code: str, **particulars: object) -> None:
        told = sentence(self.language, code, **particulars)
        self.faults.append(Mismatched(code=code, line=line, told=told, language=self.language))

    def hint(self, word: str, allowed: Iterable[str]) -> str:
        known = sorted(set(allowed))
        if close := get_close_matches(word, known, n=1):
            return sentence(self.language, "close", close=close[0])
        return sentence(self.language, "known", known=", ".join(known[:12])) if known else ""

    def scenario(self, given: Playbook | Callable[[str], Playbook], name: str) -> Scenario | None:
        self.keys(self.data, _TOP, "", 0)
        playbook = given if isinstance(given, Playbook) else self.found(given)
        if playbook is None:
            return None
        self.zone = playbook.zone
        opened = self.moment(self.data.get("opened"), self.lines.top("opened"), "opened")
        register = self.register(playbook)
        if register is None or opened is None:
            return None
        words = _Words(playbook, self.language)
        facts = tuple(self.facts(playbook, words, register, opened))
        then = tuple(self.then(playbook, register, opened))
        if not then and not self.faults:
            self.fault(None, "empty")
        return Scenario(
            name=name,
            playbook=playbook,
            language=self.language,
            register=register,
            opened=opened,
            facts=facts,
            then=then,
            lines=self.lines,
            words=words,
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

    def keys(self, table: Mapping[str, Any], allowed: Sequence[str], where: str, number: int) -> None:
        for key in table:
            if key not in allowed:
                line = self.lines.of(where, number, key) if where else self.lines.top(key)
                self.fault(line, "key", name=key, hint=self.hint(key, allowed))

    def tables(self, within: Mapping[str, Any], name: str, where: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        given = within.get(name, [])
        if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
            wanted = sentence(self.language, "tables")
            self.fault(self.lines.top(name), "shape", name=name, wanted=wanted)
            return
        yield from enumerate(given)

    def moment(self, told: Any, line: int | None, name: str) -> datetime | None:
        if told is None:
            self.fault(line, "missing", name=name)
            return None
        try:
            if isinstance(told, datetime):
                return told if told.tzinfo else moment(told.isoformat(" ", "minutes"), self.zone)
            if isinstance(told, date) or re.fullmatch(r"\d{4}-\d\d-\d\d", str(told)):
                return moment(f"{told} 00:00", self.zone)
            return moment(str(told), self.zone)
        except ValueError:
            self.fault(line, "moment", value=told)
            return None

    # Given

    def register(self, playbook: Playbook) -> Register | None:
        given = self.data.get("given", {})
        if not isinstance(given, dict):
            self.fault(self.lines.top("given"), "shape", name="given", wanted=sentence(self.language, "table"))
            return None
        kinds = {kind.name: kind for kind in playbook.kinds}
        self.given_keys(given, ("unit", *kinds))
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
        self.keys(table, ("id", "name", "level", "parent"), "given.unit", number)
        id = self.text(table, "id", "given.unit", number)
        parent = table.get("parent")
        name = str(table.get("name", id))
        return Unit(id, name, str(table.get("level", "street")), None if parent is None else str(parent))

    def subject(self, kind: str, table: Mapping[str, Any], number: int, home: str) -> Subject:
        where = f"given.{kind}"
        persons = table.get("persons", 0)
        if type(persons) is not int:
            line = self.lines.of(where, number, "persons")
            self.fault(line, "shape", name="persons", wanted=sentence(self.language, "number"))
            persons = 0
        told = {key: value for key, value in table.items() if key not in ("id", "unit", "persons", "in")}
        return Subject(
            id=self.text(table, "id", where, number),
            kind=kind,
            unit=str(table.get("unit", home)),
            containers=tuple(self.texts(table.get("in", ()), self.lines.of(where, number, "in"), "in")),
            attributes=Attributes(told),
            persons=persons if "persons" in table else None,
        )

    def text(self, table: Mapping[str, Any], key: str, where: str, number: int) -> str:
        value = table.get(key)
        if isinstance(value, str) and value:
            return value
        line = self.lines.of(where, number, key)
        if value is None:
            self.fault(line, "missing", name=key)
        else:
            self.fault(line, "shape", name=key, wanted=sentence(self.language, "text"))
        return ""

    def texts(self, value: Any, line: int | None, name: str) -> list[str]:
        each = [value] if isinstance(value, str) else value
        if isinstance(each, list | tuple) and all(isinstance(word, str) for word in each):
            return list(each)
        self.fault(line, "shape", name=name, wanted=sentence(self.language, "texts"))
        return []

    # When

    def facts(self, playbook: Playbook, words: _Words, register: Register, opened: datetime) -> Iterator[Fact]:
        tracks = {track.name: {**track.workflow.table.outcomes, **track.workflow.ordered} for track in playbook.tracks}
        for number, table in self.tables(self.data, "when", "when"):
            self.keys(table, _WHEN, "when", number)

            def line(key: str, number: int = number) -> int | None:
                return self.lines.of("when", number, key)

            happened = self.moment(table.get("at"), line("at"), "at")
            known = self.moment(table["known"], line("known"), "known") if "known" in table else happened
            track = str(table.get("track", ""))
            if track and track not in tracks:
                self.fault(line("track"), "track", value=track, hint=self.hint(track, tracks))
                continue
            steps = {
                step: outs for name, parts in tracks.items() if track in ("", name) for step, outs in parts.items()
            }
            step, outcome = self.step(table, number, steps, words)
            subjects = self.who(table.get("who"), line("who"), register)
            if happened is None or known is None or not step or not subjects:
                continue
            whole_day = type(table["at"]) is date or re.fullmatch(r"\d{4}-\d\d-\d\d", str(table["at"]))
            yield Fact(
                id=str(table.get("id", f"when {number + 1}")),
                kind=step,
                subjects=tuple(subjects),
                happened=happened,
                known=known,
                outcome=outcome,
                answers=Attributes(table.get("answers", {})),
                track=track,
                precision=Precision.DAY if whole_day else Precision.MINUTE,
                origin=Origin(
                    channel=str(table.get("channel", "")),
                    roles=tuple(self.texts(table.get("by", ()), line("by"), "by")),
                ),
            )

    def step(
        self, table: Mapping[str, Any], number: int, steps: Mapping[str, Iterable[str]], words: _Words
    ) -> tuple[str, str]:
        told = self.text(table, "step", "when", number)
        known = [step for step, outcomes in steps.items() if outcomes]
        step = words.name(told, known)
        if step not in known:
            if told:
                self.fault(self.lines.of("when", number, "step"), "step", value=told, hint=self.hint(told, known))
            return "", ""
        if "outcome" not in table:
            return step, ""
        said = self.text(table, "outcome", "when", number)
        outcome = words.name(said, steps[step])
        if said and outcome not in steps[step]:
            line, hint = self.lines.of("when", number, "outcome"), self.hint(said, steps[step])
            self.fault(line, "outcome", value=said, step=told, hint=hint)
        return step, outcome

    def who(self, told: Any, line: int | None, register: Register) -> list[str]:
        if told is None:
            self.fault(line, "missing", name="who")
            return []
        subjects = self.texts(told, line, "who")
        for subject in subjects:
            if subject not in register:
                self.fault(line, "subject", value=subject, hint=self.hint(subject, register))
        return subjects

    # Then

    def then(self, playbook: Playbook, register: Register, opened: datetime) -> Iterator[_Then]:
        before = opened
        for number, table in self.tables(self.data, "then", "then"):
            self.keys(table, _THEN, "then", number)
            line = self.lines.of("then", number, "at")
            at = self.moment(table.get("at"), line, "at")
            if at is not None and at < before:
                self.fault(line, "early" if before == opened else "backwards")
            self.expected(table, number, register, [track.name for track in playbook.tracks])
            if at is not None:
                before = max(at, before)
                yield _Then(at=at, table=number, expected=table)

    def expected(self, table: Mapping[str, Any], number: int, register: Register, tracks: Sequence[str]) -> None:
        def line(*keys: str) -> int | None:
            return self.lines.of("then", number, *keys)

        for key in (*_ABOUT_EACH, "coverage"):
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
                if who not in register:
                    self.fault(line(key, who), "subject", value=who, hint=self.hint(who, register))
                elif key == "effects":
                    self.texts(wanted, line(key, who), who)
                elif not isinstance(wanted, str):
                    self.fault(line(key, who), "shape", name=who, wanted=sentence(self.language, "text"))
                elif key == "standing" and _standing_of(wanted) not in standings:
                    self.fault(line(key, who), "standing", value=wanted, hint=self.hint(wanted, standings))
        for standing, wanted in table.get("coverage", {}).items():
            if _standing_of(standing) not in standings:
                self.fault(line("coverage", standing), "standing", value=standing, hint=self.hint(standing, standings))
            elif type(wanted) is not int:
                wants = sentence(self.language, "number")
                self.fault(line("coverage", standing), "shape", name=standing, wanted=wants)
