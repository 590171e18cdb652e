"""
Reads what happens in a scenario: the tables of ``[[when]]``.

Each is a fact of the campaign, somebody who joins, something beside the campaign (`gridcare.testing.aspects`), or an
*amendment*: what was told above was corrected or withdrawn at some later moment.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final, TypeVar

import attrs

from gridcare.attributes import Attributes
from gridcare.errors import DefinitionError
from gridcare.facts.fact import Amendment, Fact, Origin, Precision
from gridcare.people.presence import Presence, PresenceState
from gridcare.people.register import Register
from gridcare.playbook import Playbook
from gridcare.reporting.evidence import AuditRecord
from gridcare.reporting.filings import Filing
from gridcare.testing.aspects import TOLD, Passing, record_of
from gridcare.testing.tables import TableReader
from gridcare.testing.telling import sentence
from gridcare.testing.wording import LineNumbers, Words, presence_of
from gridcare.timing.periods import DAILY, local_day
from gridcare.work.effects import Effect
from gridcare.work.episodes import ENROLLED
from gridcare.work.table import JOINED

__all__ = ["HappeningReader"]

_Fault = TypeVar("_Fault")
_Steps = Mapping[str, Iterable[str]]

_WHEN: Final = ("id", "at", "known", "who", "step", "outcome", "track", "by", "channel", "answers", "opens")
_JOINS: Final = ("at", "known", "who", "joins", "unit", "track", "answers")
_MOVES: Final = ("at", "who", "presence", "destination", "returns")
_AMENDS: Final = ("id", "at", "amends", "void", "happened", "outcome", "answers", "reason")


def _is_day(told: object) -> bool:
    return type(told) is date or re.fullmatch(r"\d{4}-\d\d-\d\d", str(told)) is not None


class HappeningReader(TableReader[_Fault]):
    """Reads what happens; what does not belong to the campaign is gathered in lists of its own."""

    def __init__(
        self, data: Mapping[str, Any], lines: LineNumbers, language: str, faulty: Callable[..., _Fault]
    ) -> None:
        """Read the tables of one file; see `TableReader`."""
        super().__init__(data, lines, language, faulty)
        self.joined: list[str] = []
        self.opened: dict[str, str] = {}
        self.whereabouts: list[tuple[datetime, str, Presence]] = []
        self.observed: list[Fact | Amendment] = []
        self.passings: dict[str, Passing] = {}
        self.filings: list[Filing] = []
        self.records: list[AuditRecord] = []
        self.amendments: list[Amendment] = []
        self._content: dict[str, Fact] = {}

    def facts(self, playbook: Playbook, words: Words, register: Register, opened: datetime) -> Iterator[Fact]:
        """Give the facts of the campaign, in the order of the file."""
        tracks = {track.name: {**track.workflow.table.outcomes, **track.workflow.ordered} for track in playbook.tracks}
        for number, table in self.tables(self.data, "when", "when"):
            if "amends" in table:
                self.amends(table, number, tracks, words)
                continue
            if "joins" in table:
                yield from self.joins(table, number)
                continue
            if "presence" in table:
                self.moves(table, number, register)
                continue
            if beside := next((key for key in TOLD if key in table), ""):
                self.beside(beside, table, number, register.hierarchy.roots[0])
                continue
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
            id = str(table.get("id", f"when {number + 1}"))
            if "opens" in table and step and subjects:
                self.opens(table, number, playbook, Effect("open", "", track, subjects[0], id, opened), step, register)
            if happened is None or known is None or not step or not subjects:
                continue
            yield self.noted(
                Fact(
                    id=id,
                    kind=step,
                    subjects=tuple(self.opened.get(each, each) for each in subjects),
                    happened=happened,
                    known=known,
                    outcome=outcome,
                    answers=Attributes(table.get("answers", {})),
                    track=track,
                    precision=Precision.DAY if _is_day(table["at"]) else Precision.MINUTE,
                    origin=Origin(
                        channel=str(table.get("channel", "")),
                        roles=tuple(self.texts(table.get("by", ()), line("by"), "by")),
                    ),
                )
            )

    def opens(
        self, table: Mapping[str, Any], number: int, playbook: Playbook, of: Effect, step: str, register: Register
    ) -> None:
        """Read what the cases are called that a fact opens, each by its kind; their ids follow from the fact."""
        kinds = [route.opens for route in playbook.routes]
        subject = self.opened.get(of.subject, of.subject)
        having = [each for each in playbook.tracks if step in each.workflow.names]
        meant = [each.name for each in having if subject in register and each.kind == register[subject].kind]
        for kind, name in self.table(table, "opens").items():
            line = self.lines.of("when", number, "opens", kind)
            if kind not in kinds:
                self.fault(line, "key", name=kind, hint=self.hint(kind, kinds))
            elif not isinstance(name, str) or not name:
                self.fault(line, "shape", name=kind, wanted=sentence(self.language, "text"))
            else:
                track = of.track or (meant or [each.name for each in having])[0]
                self.opened[name] = of._replace(what=kind, track=track, subject=subject).id

    def noted(self, fact: Fact) -> Fact:
        """Keep what a fact says, for amendments of it."""
        self._content[fact.id] = fact
        return fact

    def amends(self, table: Mapping[str, Any], number: int, tracks: Mapping[str, _Steps], words: Words) -> None:
        """Read that something told above was corrected or withdrawn; who corrects has seen the corrections before."""
        self.keys(table, _AMENDS, "when", number)
        line = self.lines.of("when", number, "amends")
        known = self.moment(table.get("at"), self.lines.of("when", number, "at"), "at")
        of = self.text(table, "amends", "when", number)
        before = self._content.get(of)
        if before is None:
            self.fault(line, "amends", value=of, hint=self.hint(of, self._content))
            return
        if not table.keys() & {"void", "happened", "outcome", "answers"}:
            self.fault(line, "unchanged", value=of)
        if known is None:
            return
        content = None if table.get("void") else self.amended(before, table, number, tracks, words)
        watched = any(before.id == each.id for each in self.observed)
        earlier = self.observed if watched else self.amendments
        amendment = Amendment(
            id=str(table.get("id", f"when {number + 1}")),
            of=of,
            known=known,
            fact=content,
            seen=tuple(each.id for each in earlier if isinstance(each, Amendment) and each.of == of),
            reason=str(table.get("reason", "")),
        )
        self._content[of] = content or before
        (self.observed if watched else self.amendments).append(amendment)

    def amended(
        self, before: Fact, table: Mapping[str, Any], number: int, tracks: Mapping[str, _Steps], words: Words
    ) -> Fact:
        """Give the new content of a fact: what the table says, and the rest as it was."""
        changed: dict[str, Any] = {}
        if "happened" in table:
            happened = self.moment(table["happened"], self.lines.of("when", number, "happened"), "happened")
            day = Precision.DAY if _is_day(table["happened"]) else Precision.MINUTE
            changed |= {"happened": happened or before.happened, "precision": day}
        if "outcome" in table:
            said = self.text(table, "outcome", "when", number)
            known = next((parts[before.kind] for parts in tracks.values() if before.kind in parts), None)
            changed["outcome"] = said if known is None else words.name(said, known)
            if known is not None and said and changed["outcome"] not in known:
                at, hint = self.lines.of("when", number, "outcome"), self.hint(said, known)
                self.fault(at, "outcome", value=said, step=before.kind, hint=hint)
        if "answers" in table:
            changed["answers"] = Attributes({**before.answers, **self.table(table, "answers")})
        return attrs.evolve(before, **changed)

    def joins(self, table: Mapping[str, Any], number: int) -> Iterator[Fact]:
        """Read that a subject comes into the register while the campaign runs."""
        self.keys(table, _JOINS, "when", number)
        at = self.moment(table.get("at"), self.lines.of("when", number, "at"), "at")
        who, kind = (self.text(table, key, "when", number) for key in ("who", "joins"))
        self.joined.append(who)
        told = {**self.table(table, "answers"), "kind": kind, "unit": self.text(table, "unit", "when", number)}
        if at is not None and who:
            yield self.noted(
                Fact(
                    id=f"when {number + 1}",
                    kind=JOINED,
                    subjects=(who,),
                    happened=at,
                    known=at,
                    track=str(table.get("track", "")),
                    answers=Attributes(told),
                )
            )

    def moves(self, table: Mapping[str, Any], number: int, register: Register) -> None:
        """Read that persons come or go while the campaign runs."""
        self.keys(table, _MOVES, "when", number)
        at = self.moment(table.get("at"), self.lines.of("when", number, "at"), "at")
        line = self.lines.of("when", number, "who")
        presence = self.presence(table, "when", number)
        for who in self.who(table.get("who"), line, register):
            if who not in register:
                self.fault(line, "subject", value=who, hint=self.hint(who, register))
            elif at is not None and presence is not None:
                self.whereabouts.append((at, who, presence))

    def presence(self, table: Mapping[str, Any], where: str, number: int) -> Presence | None:
        """Read where a person is."""
        if "presence" not in table:
            for key in ("destination", "returns"):
                if key in table:
                    self.fault(self.lines.of(where, number, key), "missing", name="presence")
            return None
        line = self.lines.of(where, number, "presence")
        state = presence_of(self.text(table, "presence", where, number))
        known = [str(each) for each in PresenceState]
        if state not in known:
            self.fault(line, "presence", value=table["presence"], hint=self.hint(state, known))
            return None
        returns = table.get("returns")
        if returns is not None:
            at = self.moment(returns, self.lines.of(where, number, "returns"), "returns")
            returns = None if at is None else local_day(at, self.zone)
        try:
            return Presence(PresenceState(state), str(table.get("destination", "")), returns)
        except DefinitionError as error:
            self.fault(line, "given", why="; ".join(map(str, error.faults)))
            return None

    def beside(self, what: str, table: Mapping[str, Any], number: int, home: str) -> None:
        """Read what happens besides the steps of the campaign; see `gridcare.testing.aspects`."""
        self.keys(table, ("at", what, *TOLD[what]), "when", number)
        line = self.lines.of("when", number, "at")
        at = self.moment(table.get("at"), line, "at")
        name = self.text(table, what, "when", number)
        if at is None or not name:
            return
        id = f"when {number + 1}"
        if what == "record":
            self.records.append(record_of(table, number, at))
        elif what == "passes":
            known = self.table(table, "known")
            self.passings[self.text(table, "id", "when", number)] = Passing(policy=name, known=known)
        elif what == "files":
            day = self.moment(table.get("day"), line, "day")
            if day is not None:
                self.filings.append(
                    Filing(
                        id=id,
                        form=name,
                        unit=self.text(table, "unit", "when", number),
                        period=DAILY.period_of(local_day(day, self.zone)),
                        filed=at,
                        known=at,
                        figures=self.table(table, "figures"),
                        zero=str(table.get("zero", "")),
                    )
                )
        else:
            told, enrols = self.table(table, "answers"), name == ENROLLED
            self.observed.append(
                self.noted(
                    Fact(
                        id=str(table.get("id", id)),
                        kind=name,
                        subjects=tuple(self.texts(table.get("who", ()), line, "who")),
                        happened=at,
                        known=at,
                        outcome=str(table.get("outcome", "")),
                        answers=Attributes({**({"unit": table.get("unit", home)} if enrols else {}), **told}),
                        track=str(table.get("protocol", "")),
                        precision=Precision.DAY if _is_day(table["at"]) else Precision.MINUTE,
                    )
                )
            )

    def step(
        self, table: Mapping[str, Any], number: int, steps: Mapping[str, Iterable[str]], words: Words
    ) -> tuple[str, str]:
        """Read the step and the outcome of a fact."""
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
        """Read whom a fact is about."""
        if told is None:
            self.fault(line, "missing", name="who")
            return []
        subjects = self.texts(told, line, "who")
        for subject in subjects:
            if subject not in register and subject not in (*self.joined, *self.opened):
                self.fault(line, "subject", value=subject, hint=self.hint(subject, register))
        return subjects
