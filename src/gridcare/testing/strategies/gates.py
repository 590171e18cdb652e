"""
Hypothesis strategies for gates: closings that overlap, meet and leave gaps, passages told late, policies, passages.

Everything happens in whole hours of three days, so that turns often fall together.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from hypothesis import strategies as st

from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.rules.parameters import Parameter, Parameters
from gridcare.rules.scopes import Given
from gridcare.timing.periods import Interval
from gridcare.work.gatelog import GateLog, Observed, passage
from gridcare.work.gates import DefenceLine, Entrances, Gate, GateClosing, Manned
from gridcare.work.passages import GatePolicy, PassRule, Verdict

__all__ = [
    "GATES",
    "OVER",
    "closed_gates",
    "defence_lines",
    "gate_logs",
    "gate_policies",
    "observed",
    "passage_facts",
    "passages_known",
]

_FIRST: Final = dt.datetime(2020, 2, 4, tzinfo=dt.timezone(dt.timedelta(hours=8)))
_HOURS: Final = 72
OVER: Final = Interval(_FIRST, _FIRST + dt.timedelta(hours=_HOURS))
"""The three days in which everything of these strategies happens."""

GATES: Final = Entrances(
    unit="c1",
    gates=(
        Gate(id="north", unit="c1"),
        Gate(id="south", unit="c1"),
        Gate(id="new", unit="c1", since=_FIRST + dt.timedelta(hours=24)),
    ),
)
"""A place with three entrances, one of them opened on the second day."""

_RULES: Final = (
    "traveller.observed and direction = 'out'",
    "traveller.outside and direction = 'in'",
    "traveller.symptoms",
    "reading.value >= param.fever_from",
    "reading.value > 38 and direction = 'in'",
    "direction = 'out' and not traveller.essential",
    "gate.closed",
)


def _hour(most: int = _HOURS) -> st.SearchStrategy[dt.datetime]:
    return st.integers(0, most).map(lambda hour: _FIRST + dt.timedelta(hours=hour))


@st.composite
def closed_gates(draw: st.DrawFn, *, max_size: int = 8) -> Entrances:
    """Draw the entrances of `GATES` with closings, some without an end, some of gates that are elsewhere."""
    made = []
    for _ in range(draw(st.integers(0, max_size))):
        start = draw(_hour())
        lasts = draw(st.one_of(st.none(), st.integers(0, 40)))
        made.append(
            GateClosing(
                gate=draw(st.sampled_from(("north", "south", "new", "north", "elsewhere"))),
                start=start,
                end=None if lasts is None else start + dt.timedelta(hours=lasts),
                by="street",
            )
        )
    return Entrances(unit=GATES.unit, gates=GATES.gates, closed=tuple(made))


@st.composite
def passage_facts(draw: st.DrawFn, *, max_size: int = 10) -> tuple[Fact, ...]:
    """Draw passages and attempts of a few travellers at the gates of `GATES`, some told late, some decided against."""
    made = []
    for number in range(draw(st.integers(0, max_size))):
        at = draw(_hour())
        made.append(
            passage(
                f"p{number}",
                gate=draw(st.sampled_from(("north", "south", "noth"))),
                traveller=draw(st.sampled_from(("t1", "t2", "t3"))),
                direction=draw(st.sampled_from(("in", "out", "out"))),
                happened=at,
                known=at + dt.timedelta(hours=draw(st.sampled_from((0, 0, 30)))),
                verdict=draw(st.sampled_from(Verdict)),
                passed=draw(st.sampled_from((None, None, True))),
                outside=draw(st.booleans()),
                registered=draw(st.booleans()),
                approved_by=draw(st.sampled_from(("", "", "township"))),
            )
        )
    return tuple(draw(st.permutations(made)))


def gate_logs() -> st.SearchStrategy[GateLog]:
    """Draw logs of the gates of `GATES`, with closings."""
    return st.builds(
        lambda gates, facts: GateLog(entrances=(gates,), zone="Asia/Shanghai", journal=Journal.of(facts)),
        closed_gates(),
        passage_facts(),
    )


def defence_lines() -> st.SearchStrategy[DefenceLine]:
    """Draw lines of defence manned by facts of the place, some of them by nobody where none of the facts holds."""
    conditions = st.sampled_from(("unit.property_firm", "unit.old and not unit.property_firm"))
    forces = st.sampled_from(("property firm", "residents", "volunteers"))
    rows = st.lists(st.builds(Manned, forces, when=conditions), min_size=1, max_size=3)
    last = st.lists(st.builds(Manned, forces), max_size=1)
    return st.builds(
        DefenceLine,
        number=st.integers(1, 3),
        name=st.sampled_from(("exit", "compound door", "own door")),
        duties=st.lists(st.sampled_from(("measure", "register", "dissuade")), min_size=1, unique=True).map(tuple),
        manned=st.builds(lambda some, rest: (*some, *rest), rows, last),
    )


@st.composite
def observed(draw: st.DrawFn, *, max_size: int = 4) -> tuple[Observed, ...]:
    """Draw who is to stay in, from when until when, some learnt of late."""
    made = []
    for _ in range(draw(st.integers(0, max_size))):
        start = draw(_hour())
        lasts = draw(st.one_of(st.none(), st.integers(1, 60)))
        made.append(
            Observed(
                subject=draw(st.sampled_from(("t1", "t2", "t3"))),
                start=start,
                end=None if lasts is None else start + dt.timedelta(hours=lasts),
                known=start + dt.timedelta(hours=draw(st.sampled_from((0, 0, 20)))),
            )
        )
    return tuple(made)


def gate_policies() -> st.SearchStrategy[GatePolicy]:
    """Draw policies with rules in any order and with any verdicts, with an infrared screening device."""
    rule = st.builds(PassRule, st.sampled_from(Verdict), when=st.sampled_from(_RULES), reason=st.sampled_from("abcd"))
    mild = st.sampled_from([each for each in Verdict if each is not Verdict.ISOLATE])
    return st.builds(
        GatePolicy,
        name=st.just("gate"),
        rules=st.lists(rule, max_size=5).map(tuple),
        otherwise=mild,
        unknown=mild,
        registers=st.sampled_from((None, "traveller.outside", "direction = 'in'")),
        screening_devices=st.just(("infrared",)),
        parameters=st.just(Parameters((Parameter("fever_from", Decimal("37.3")),))),
    )


def passages_known() -> st.SearchStrategy[Mapping[str, Given]]:
    """Draw what is known of a passage; each part may be blank or missing."""
    truths = st.sampled_from((True, False, None))
    return st.fixed_dictionaries(
        {"direction": st.sampled_from(("in", "out"))},
        optional={
            "traveller.observed": truths,
            "traveller.outside": truths,
            "traveller.symptoms": truths,
            "traveller.essential": truths,
            "gate.closed": truths,
            "reading.value": st.sampled_from((Decimal("36.5"), Decimal("37.3"), Decimal("38.5"), None)),
            "reading.device": st.sampled_from(("infrared", "mercury", None)),
        },
    )
