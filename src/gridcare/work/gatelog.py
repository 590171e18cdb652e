"""
The log of the gates: who and what went in and out, and what in it somebody should look at.

A *passage* is a fact of the gate and whoever passes; its outcome is what was decided, and it says whether the traveller
went through all the same. Out of passages come the counts of a gate, the occupants of a place, and findings: a passage
through a gate that was closed, outsiders let through without being registered, a checkpoint rushed (冲击卡口).

An observed person who goes out is a *breach*, raised as soon as both are known: that the person was to stay in, and
that the person went out. Learnt late it is a breach all the same, and says how late.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

import attrs

from gridcare.attributes import Attributes
from gridcare.errors import did_you_mean
from gridcare.facts.fact import Fact, Origin, standing, standing_order
from gridcare.facts.journal import Journal
from gridcare.timing.periods import Interval, Zone, aware
from gridcare.work.gates import Entrances, GateClosing, GateFinding, closings
from gridcare.work.passages import Verdict
from gridcare.work.protocols import OUTING

__all__ = ["PASSAGE", "GateBreach", "GateLog", "GatePassage", "Observed", "breaches", "outing", "passage"]

PASSAGE: Final = "passage"
"""The kind of the fact of a passage, or of an attempt at one."""


def passage(
    id: str,
    *,
    gate: str,
    traveller: str,
    direction: str,
    happened: datetime,
    known: datetime | None = None,
    verdict: Verdict | str = Verdict.ADMIT,
    passed: bool | None = None,
    kind: str = "person",
    outside: bool = False,
    registered: bool = False,
    approved_by: str = "",
) -> Fact:
    """
    Make the fact of a passage, or of an attempt at one.

    Args:
        id: Given by the caller.
        gate: The id of the gate.
        traveller: The opaque id of the person or vehicle.
        direction: ``in`` or ``out``.
        happened: When, an aware datetime.
        known: When it was first recorded; at once when left out.
        verdict: What was decided.
        passed: Whether the traveller went through; as the verdict says when left out.
        kind: ``person`` or ``vehicle``.
        outside: Whether the traveller is on no register of the place.
        registered: Whether the traveller was entered in the book.
        approved_by: Who allowed an observed person to go out; empty when nobody did.
    """
    verdict = Verdict(verdict)
    answers = Attributes(
        direction=direction,
        kind=kind,
        outside=outside,
        registered=registered,
        passed=verdict.lets_through if passed is None else passed,
        **({"approved_by": approved_by} if approved_by else {}),
    )
    return Fact(
        id=id,
        kind=PASSAGE,
        subjects=(gate, traveller),
        happened=happened,
        known=happened if known is None else known,
        outcome=verdict.value,
        answers=answers,
        origin=Origin(source=gate),
    )


@attrs.frozen(kw_only=True)
class GatePassage:
    """
    One passage as the log reads it.

    Attributes:
        fact: The id of the fact.
        gate: The gate; empty when the fact names none that there is.
        unit: The place that the gate leads into; empty with it.
        travellers: The opaque ids of those who passed, or tried to.
        at: When.
        known: When it was first recorded.
        direction: ``in`` or ``out``.
        kind: ``person`` or ``vehicle``.
        outside: Whether they are on no register of the place.
        registered: Whether they were entered in the book.
        verdict: What was decided; none when the fact does not say.
        passed: Whether they went through.
        approved_by: Who allowed an observed person to go out; empty when nobody did.
    """

    fact: str
    gate: str
    unit: str
    travellers: tuple[str, ...]
    at: datetime
    known: datetime
    direction: str
    kind: str
    outside: bool
    registered: bool
    verdict: Verdict | None
    passed: bool
    approved_by: str

    @property
    def rushed(self) -> bool:
        """Whether they went through although it was decided otherwise."""
        return self.passed and self.verdict is not None and not self.verdict.lets_through


@attrs.frozen(kw_only=True)
class Observed:
    """
    Somebody who is to stay in.

    Attributes:
        subject: The opaque id of the person.
        start: From when on.
        end: The first moment at which the person may go out again; blank while that is open.
        known: When it became known at the gate, or was first recorded.
    """

    subject: str
    start: datetime
    end: datetime | None = None
    known: datetime

    def holds(self, at: datetime) -> bool:
        """Tell whether the person is to stay in at a moment."""
        return self.start <= at and (self.end is None or at < self.end)


@attrs.frozen(kw_only=True)
class GateBreach:
    """
    An observed person went out.

    Attributes:
        subject: The opaque id of the person.
        gate: Where.
        unit: The place that was left.
        fact: The id of the passage.
        happened: When it happened.
        known: When both were known, and the breach with them.
    """

    subject: str
    gate: str
    unit: str
    fact: str
    happened: datetime
    known: datetime

    @property
    def late(self) -> timedelta:
        """How long after it happened it could be told; nothing when it was raised at once."""
        return max(self.known - self.happened, timedelta())


@attrs.frozen(kw_only=True)
class GateLog:
    """
    The log of the gates of a locality.

    Attributes:
        entrances: The places with their gates; closings that facts tell are added to those given here.
        zone: The zone whose days are meant.
        journal: The facts.
    """

    entrances: tuple[Entrances, ...]
    zone: Zone
    journal: Journal = attrs.field(repr=False)

    def passages(self, over: Interval | None = None, *, known: datetime | None = None) -> tuple[GatePassage, ...]:
        """
        Return the passages in order of happening.

        Args:
            over: Only those of this stretch of time; all when left out.
            known: What was known by then; all that is recorded when left out.
        """
        units = {gate.id: each.unit for each in self.entrances for gate in each.gates}
        told = (self._read(fact, units) for fact in self._facts(known) if fact.kind == PASSAGE)
        return tuple(each for each in told if over is None or each.at in over)

    def closed(self, *, known: datetime | None = None) -> tuple[GateClosing, ...]:
        """Return every closing, those that were given and those that facts tell."""
        given = (closing for each in self.entrances for closing in each.closed)
        return (*given, *closings(self._facts(known), self.zone))

    def at(self, unit: str, *, known: datetime | None = None) -> tuple[Entrances, ...]:
        """Return the entrances of a place with every closing; empty for a place without any."""
        return tuple(
            attrs.evolve(each, closed=self.closed(known=known)) for each in self.entrances if each.unit == unit
        )

    def counts(self, over: Interval, *, known: datetime | None = None) -> Iterator[tuple[str, str, dict[str, int]]]:
        """
        Count passages, as figures that `gridcare.places.tally.Tally.of` takes.

        A passage through counts under its direction and under ``outside`` when outsiders made it; one that was not let
        through counts under its verdict. Weights are persons and vehicles.

        Args:
            over: The stretch of time.
            known: What was known by then; all that is recorded when left out.

        Returns:
            Unit, key and amount by weight, in order of units and keys.
        """
        totals: Counter[tuple[str, str, str]] = Counter()
        for each in self.passages(over, known=known):
            for key in _keys(each) if each.unit else ():
                totals[each.unit, key, each.kind] += max(len(each.travellers), 1)
        for unit, key, kind in sorted(totals):
            yield unit, key, {kind: totals[unit, key, kind]}

    def inside(
        self, unit: str, at: datetime, *, before: Iterable[str] = (), known: datetime | None = None
    ) -> frozenset[str]:
        """
        Tell who is in a place: those who were before the log began, and what the passages since have changed.

        Args:
            unit: The place.
            at: The moment asked about.
            before: The ids of those inside when the log began.
            known: What was known by then; all that is recorded when left out.
        """
        there = set(before)
        for each in self.passages(known=known):
            if each.unit == unit and each.passed and each.at <= at:
                (there.update if each.direction == "in" else there.difference_update)(each.travellers)
        return frozenset(there)

    def findings(self, over: Interval, *, known: datetime | None = None) -> tuple[GateFinding, ...]:
        """
        Tell what in the log is to be looked at, in order of happening, and then where not exactly one gate was open.

        Args:
            over: The stretch of time.
            known: What was known by then; all that is recorded when left out.
        """
        shut = self.closed(known=known)
        told = [found for each in self.passages(over, known=known) for found in self._wrong(each, shut)]
        proofs = (attrs.evolve(each, closed=shut).proof(over) for each in self.entrances)
        return (*told, *(found for proof in proofs for found in proof.findings))

    # Inside

    def _facts(self, known: datetime | None) -> tuple[Fact, ...]:
        journal = self.journal if known is None else self.journal.as_of(known=known)
        return tuple(sorted(journal.facts(), key=lambda fact: standing_order(fact, 0, self.zone)))

    def _read(self, fact: Fact, units: dict[str, str]) -> GatePassage:
        gate = next((subject for subject in fact.subjects if subject in units), "")
        verdict = Verdict(fact.outcome) if fact.outcome in set(Verdict) else None
        passed = fact.answers.get("passed")
        return GatePassage(
            fact=fact.id,
            gate=gate,
            unit=units.get(gate, ""),
            travellers=tuple(subject for subject in fact.subjects if subject != gate),
            at=aware(standing(fact, self.zone), "happened"),
            known=aware(fact.known, "known"),
            direction=str(fact.answers.get("direction") or ""),
            kind=str(fact.answers.get("kind") or "person"),
            outside=fact.answers.get("outside") is True,
            registered=fact.answers.get("registered") is True,
            verdict=verdict,
            passed=passed if isinstance(passed, bool) else verdict is not None and verdict.lets_through,
            approved_by=str(fact.answers.get("approved_by") or ""),
        )

    def _wrong(self, each: GatePassage, shut: Iterable[GateClosing]) -> Iterator[GateFinding]:
        if not each.gate:
            gates = (gate.id for place in self.entrances for gate in place.gates)
            hint = did_you_mean(each.travellers[0], gates)
            yield _finding("gate.unknown", each, f"passage '{each.fact}' names no gate that there is{hint}")
            return
        if each.direction not in ("in", "out"):
            problem = f"passage '{each.fact}' goes '{each.direction}'; a direction is 'in' or 'out'"
            yield _finding("gate.direction", each, problem)
        if each.passed and any(closing.gate == each.gate and closing.holds(each.at) for closing in shut):
            yield _finding(
                "gate.passed-closed", each, f"passage '{each.fact}' went through '{each.gate}', which was closed"
            )
        if each.passed and each.outside and not each.registered:
            problem = f"passage '{each.fact}': an outside {each.kind} went through and was not registered"
            yield _finding("gate.unregistered", each, problem)
        if each.rushed:
            problem = f"passage '{each.fact}' went through '{each.gate}' although it was decided to {each.verdict}"
            yield _finding("gate.rushed", each, problem)


def breaches(log: GateLog, observed: Iterable[Observed], *, known: datetime | None = None) -> tuple[GateBreach, ...]:
    """
    Find every time that an observed person went out without leave.

    Args:
        log: The log of the gates.
        observed: Who is to stay in, from when until when.
        known: What was known by then; all that is recorded when left out.

    Returns:
        The breaches in order of happening; one for each person and passage.
    """
    until = None if known is None else aware(known, "known")
    watched: dict[str, list[Observed]] = {}
    for each in observed:
        if until is None or each.known <= until:
            watched.setdefault(each.subject, []).append(each)
    return tuple(found for each in log.passages(known=until) for found in _out(each, watched))


def outing(breach: GateBreach) -> Fact:
    """
    Make the fact by which those who watch over the person learn of a breach.

    It is known from the moment the breach was, and its id follows from the passage and the person, so that making it
    again changes nothing.
    """
    return Fact(
        id=f"{breach.fact} {OUTING} {breach.subject}",
        kind=OUTING,
        subjects=(breach.subject,),
        happened=breach.happened,
        known=breach.known,
        origin=Origin(source=breach.gate),
    )


def _out(each: GatePassage, watched: dict[str, list[Observed]]) -> Iterator[GateBreach]:
    if not each.passed or each.direction != "out" or each.approved_by:
        return
    for subject in each.travellers:
        heard = [one.known for one in watched.get(subject, ()) if one.holds(each.at)]
        if heard:
            known = aware(max(each.known, min(heard)), "known")
            yield GateBreach(
                subject=subject, gate=each.gate, unit=each.unit, fact=each.fact, happened=each.at, known=known
            )


def _keys(each: GatePassage) -> Iterator[str]:
    if each.passed:
        yield each.direction
        if each.outside:
            yield "outside"
    elif each.verdict is not None:
        yield each.verdict.value


def _finding(code: str, each: GatePassage, problem: str) -> GateFinding:
    gates = (each.gate,) if each.gate else ()
    return GateFinding(code=code, unit=each.unit, gates=gates, problem=problem, fact=each.fact)
