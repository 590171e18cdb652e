"""
Lines of defence and their gates: who stands where, which entrance is open when, and that it is always exactly one.

A locality defends itself in lines (防线): at the motorway exit, at the compound or stairwell door, at the own door.
Each line has its duties and the forces that man it, by facts of the place. At the gates of one place unnecessary
entrances are closed for a time (from, until, by whom, under which notice) so that *exactly one* is left open
(只保留一个出入口). Whether that held is proved over time: a stretch with no entrance open, or with two, is a finding
that names its minutes and gates. Whoever closes the last one is refused at the door; what others closed is only told.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

import attrs

from gridcare.errors import Fault, GridcareError, UnknownName, refuse
from gridcare.facts.fact import Fact, standing, standing_order
from gridcare.given import texts, typed
from gridcare.rules.expressions import Expression
from gridcare.rules.grammar import expression
from gridcare.rules.notices import Notice, Source
from gridcare.rules.scopes import Scope
from gridcare.rules.unknowns import Unknown
from gridcare.timing.periods import BackwardInterval, Interval, Zone, aware
from gridcare.titles import Titles, titles
from gridcare.work.conditions import truth

__all__ = [
    "GATE_CLOSED",
    "GATE_REOPENED",
    "DefenceLine",
    "Entrances",
    "Gate",
    "GateClosing",
    "GateFinding",
    "LastEntrance",
    "Manned",
    "OpenProof",
    "OpenStretch",
    "closings",
    "unsupported",
]

GATE_CLOSED: Final = "gate closed"
"""The kind of the fact that closes gates; its answers ``until``, ``by`` and ``notice`` may say more."""
GATE_REOPENED: Final = "gate reopened"
"""The kind of the fact that ends the closing of gates before its time."""


def _start(when: datetime) -> datetime:
    return aware(when, "start")


def _end(when: datetime | None) -> datetime | None:
    return None if when is None else aware(when, "end")


def _condition(given: Expression | str | None) -> Expression | None:
    return None if given is None else expression(given)


@attrs.frozen(field_transformer=typed)
class Manned:
    """
    Who mans a line where something holds of the place.

    Attributes:
        by: The forces, such as ``property firm``.
        when: The condition on the place; blank for everywhere else.
    """

    by: tuple[str, ...] = attrs.field(converter=texts)
    when: Expression | None = attrs.field(default=None, converter=_condition)


@attrs.frozen(kw_only=True, field_transformer=typed)
class DefenceLine:
    """
    One line of defence.

    Attributes:
        number: Its place from the outside in, 1 first.
        name: What it is called.
        duties: What is done there, in order (``register``, ``measure``, ``dissuade`` ...).
        manned: Who does it, the first row whose condition holds.
        source: The paper.
        titles: What it is called, by language.

    Raises:
        DefinitionError: When it has no duty, or rows that can never be reached.
    """

    number: int
    name: str
    duties: tuple[str, ...]
    manned: tuple[Manned, ...]
    source: Source | None = None
    titles: Titles = attrs.field(default=(), converter=titles)

    def __attrs_post_init__(self) -> None:
        refuse(f"line of defence '{self.name}'", self._faults())

    def _faults(self) -> Iterator[Fault]:
        if not self.duties:
            yield Fault("line.duties", self.name, "nothing is done there; name its duties")
        if not self.manned:
            yield Fault("line.manned", self.name, "nobody mans it; say who does")
        if any(row.when is None for row in self.manned[:-1]):
            yield Fault("line.manned", self.name, "a row without a condition hides those behind it; put it last")

    def forces(self, place: Scope) -> tuple[str, ...] | Unknown:
        """Tell who mans it at a place; unknown, with the reasons, where a condition cannot be decided."""
        for row in self.manned:
            told = True if row.when is None else truth(row.when, place)
            if isinstance(told, Unknown):
                return told
            if told:
                return row.by
        return ()


@attrs.frozen(kw_only=True)
class Gate:
    """
    An entrance of a place.

    Attributes:
        id: Given by the caller; passages name it.
        unit: The place that it leads into.
        line: The name of the line of defence that it belongs to.
        name: What people call it.
        since: When there first was such an entrance; blank for ever.
        until: When it was walled up for good; blank when it was not.
    """

    id: str
    unit: str
    line: str = ""
    name: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def exists(self, at: datetime) -> bool:
        """Tell whether there was such an entrance at a moment."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@attrs.frozen(kw_only=True)
class GateClosing:
    """
    An entrance is closed for a time.

    Attributes:
        gate: The gate.
        start: From when on.
        end: The first moment at which it is open again; blank when nobody said.
        by: Who closed it.
        notice: The id of the notice it was closed under; empty when none is cited.
        fact: The id of the fact that tells it; empty when it is only planned.

    Raises:
        NaiveMoment: When a moment has no time zone.
        BackwardInterval: When it ends before it starts.
    """

    gate: str
    start: datetime = attrs.field(converter=_start)
    end: datetime | None = attrs.field(default=None, converter=_end)
    by: str = ""
    notice: str = ""
    fact: str = ""

    def __attrs_post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise BackwardInterval(self.start, self.end)

    def holds(self, at: datetime) -> bool:
        """Tell whether the gate is closed by it at a moment."""
        return self.start <= at and (self.end is None or at < self.end)


def closings(facts: Iterable[Fact], zone: Zone) -> tuple[GateClosing, ...]:
    """
    Read which gates were closed from when until when, out of facts in any order.

    A fact of the kind `GATE_CLOSED` closes the gates that are its subjects, until the moment under ``until`` or until a
    fact of the kind `GATE_REOPENED`.
    """
    told: list[GateClosing] = []
    for fact in sorted(facts, key=lambda fact: standing_order(fact, 0, zone)):
        at = aware(standing(fact, zone), "happened")
        if fact.kind == GATE_REOPENED:
            told = [_ended(each, at) if each.gate in fact.subjects and each.holds(at) else each for each in told]
        elif fact.kind == GATE_CLOSED:
            told += (_closing(fact, gate, at) for gate in fact.subjects)
    return tuple(told)


def _ended(closing: GateClosing, at: datetime) -> GateClosing:
    return attrs.evolve(closing, end=at)


def _closing(fact: Fact, gate: str, at: datetime) -> GateClosing:
    until = fact.answers.get("until")
    return GateClosing(
        gate=gate,
        start=at,
        end=max(until, at) if isinstance(until, datetime) else None,
        by=str(fact.answers.get("by") or fact.origin.source),
        notice=str(fact.answers.get("notice") or ""),
        fact=fact.id,
    )


@attrs.frozen
class OpenStretch:
    """
    A stretch of time throughout which the same entrances are open.

    Attributes:
        interval: The stretch.
        open: The gates that are open, by id.
    """

    interval: Interval
    open: tuple[str, ...]


@attrs.frozen(kw_only=True)
class GateFinding:
    """
    Something about a gate that somebody should look at.

    Attributes:
        code: A stable word, such as ``gate.none-open`` or ``gate.passed-closed``.
        unit: The place.
        gates: The gates concerned, by id.
        interval: When; blank for what has no duration.
        fact: The id of the fact concerned; empty when there is none.
        problem: In one sentence.
    """

    code: str
    unit: str
    gates: tuple[str, ...]
    problem: str
    interval: Interval | None = None
    fact: str = ""

    def __str__(self) -> str:
        return f"'{self.unit}': {self.problem}"


@attrs.frozen(kw_only=True)
class OpenProof:
    """
    Whether exactly one entrance was open all the time.

    Attributes:
        stretches: The time asked about, cut where the open entrances change; they follow one another without a gap.
        findings: The stretches with none open, or with several.
    """

    stretches: tuple[OpenStretch, ...]
    findings: tuple[GateFinding, ...]

    @property
    def holds(self) -> bool:
        """Whether exactly one was open at every moment."""
        return not self.findings


class LastEntrance(GridcareError, ValueError):
    """A closing was asked for that would leave a place without any open entrance."""

    code = "gate.last-entrance"

    def __init__(self, gate: str, unit: str, interval: Interval | None) -> None:
        self.gate = gate
        self.unit = unit
        self.interval = interval
        when = f" from {interval}" if interval is not None else ""
        super().__init__(f"'{gate}' is the last open entrance of '{unit}'{when}; open another one first")


@attrs.frozen(kw_only=True)
class Entrances:
    """
    The entrances of one place, and which of them are closed when; a frozen value.

    Attributes:
        unit: The place.
        gates: Its entrances.
        closed: The closings, in any order; those of other gates are passed over.

    Raises:
        DefinitionError: When a gate leads into another place, or two have one id.

    >>> from gridcare.timing.periods import moment
    >>> noon = moment("2020-02-04 12:00", "Asia/Shanghai")
    >>> gates = Entrances(unit="c1", gates=(Gate(id="north", unit="c1"), Gate(id="south", unit="c1")))
    >>> gates.close(GateClosing(gate="north", start=noon, by="street")).open(noon)
    ('south',)
    """

    unit: str
    gates: tuple[Gate, ...]
    closed: tuple[GateClosing, ...] = ()

    def __attrs_post_init__(self) -> None:
        refuse(f"entrances of '{self.unit}'", self._faults())

    def _faults(self) -> Iterator[Fault]:
        ids = [gate.id for gate in self.gates]
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            yield Fault("gate.repeated", name, "two gates have this id; give each its own")
        for gate in self.gates:
            if gate.unit != self.unit:
                yield Fault("gate.unit", gate.id, f"it leads into '{gate.unit}', not into '{self.unit}'")

    def open(self, at: datetime) -> tuple[str, ...]:
        """Return the ids of the gates that are open at a moment, in the order in which the gates were given."""
        at = aware(at, "at")
        shut = {each.gate for each in self.closed if each.holds(at)}
        return tuple(gate.id for gate in self.gates if gate.exists(at) and gate.id not in shut)

    def close(self, closing: GateClosing) -> "Entrances":
        """
        Close one entrance for a time.

        Raises:
            UnknownName: When the place has no such gate.
            LastEntrance: When some moment of that time would have no entrance open.
        """
        ids = tuple(gate.id for gate in self.gates)
        if closing.gate not in ids:
            raise UnknownName(f"gate of '{self.unit}'", closing.gate, ids)
        after = attrs.evolve(self, closed=(*self.closed, closing))
        for at in (closing.start, *(turn for turn in after._turns() if closing.holds(turn))):
            if closing.holds(at) and not after.open(at):
                ends = [turn for turn in after._turns() if turn > at and after.open(turn)]
                raise LastEntrance(closing.gate, self.unit, Interval(at, min(ends)) if ends else None)
        return after

    def proof(self, over: Interval) -> OpenProof:
        """Prove over a stretch of time that exactly one entrance is open, or tell when it is not."""
        stretches = tuple(self._stretches(over))
        return OpenProof(stretches=stretches, findings=tuple(filter(None, map(self._judged, stretches))))

    def _turns(self) -> list[datetime]:
        ids = {gate.id for gate in self.gates}
        turns = [turn for each in self.closed if each.gate in ids for turn in (each.start, each.end)]
        turns += [turn for gate in self.gates for turn in (gate.since, gate.until)]
        return sorted({turn for turn in turns if turn is not None})

    def _stretches(self, over: Interval) -> Iterator[OpenStretch]:
        cuts = [over.start, *(turn for turn in self._turns() if over.start < turn < over.end), over.end]
        last: OpenStretch | None = None
        for start, end in pairwise(cuts):
            now = self.open(start)
            if last is not None and last.open == now:
                last = OpenStretch(Interval(last.interval.start, end), now)
                continue
            if last is not None:
                yield last
            last = OpenStretch(Interval(start, end), now)
        if last is not None and not last.interval.is_empty:
            yield last

    def _judged(self, stretch: OpenStretch) -> GateFinding | None:
        if len(stretch.open) == 1:
            return None
        minutes = stretch.interval.duration // timedelta(minutes=1)
        if stretch.open:
            code, told = "gate.several-open", f"{len(stretch.open)} entrances were open"
        else:
            code, told = "gate.none-open", "no entrance was open"
        problem = f"{told} for {minutes} minutes, {stretch.interval}"
        return GateFinding(code=code, unit=self.unit, gates=stretch.open, interval=stretch.interval, problem=problem)


def unsupported(
    closed: Iterable[GateClosing], notices: Mapping[str, Notice], over: Interval, zone: Zone
) -> tuple[GateFinding, ...]:
    """
    Find the days of closed management that no notice bears.

    Args:
        closed: The closings; one that cites no notice is passed over.
        notices: The notices by id.
        over: The stretch of time asked about.
        zone: The zone whose days are meant.

    Returns:
        A finding for each day of a closing on which the notice it cites did not apply, or is not known.
    """
    return tuple(finding for each in closed if each.notice for finding in _unborne(each, notices, over, zone))


def _unborne(closing: GateClosing, notices: Mapping[str, Notice], over: Interval, zone: Zone) -> Iterator[GateFinding]:
    end = over.end if closing.end is None else min(closing.end, over.end)
    start = max(closing.start, over.start)
    notice = notices.get(closing.notice)
    for day in Interval(start, end).days(zone) if start < end else ():
        if notice is not None and notice.applies(day) is True:
            continue
        why = "is not known" if notice is None else f"did not apply on {day}"
        yield GateFinding(
            code="gate.notice",
            unit="",
            gates=(closing.gate,),
            interval=Interval.of_day(day, zone).intersection(Interval(start, end)),
            fact=closing.fact,
            problem=f"'{closing.gate}' was closed under notice '{closing.notice}', which {why}",
        )
        if notice is None:
            return
