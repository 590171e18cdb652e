"""
Hypothesis strategies for people under observation: protocols, and what happens to those who are watched by them.

A course walks its protocol as it is meant to go: exposure, enrolment, meets, tests, a signed notice, release. Then it
is bent: entered late, corrected, voided, a symptom, an outing, an exit too early, a second enrolment. Facts drawn at
random would hardly ever reach a release, and a law that never sees one says nothing about it.
"""

from datetime import datetime, timedelta
from decimal import Decimal

import attrs
from hypothesis import strategies as st

from gridcare.attributes import Attributes, Scalar
from gridcare.facts.fact import Amendment, Fact
from gridcare.timing.anchors import Earliest, FirstAvailable, Latest
from gridcare.timing.slots import LAST, Daily, OnDays
from gridcare.timing.timelines import Phase, Reset, Timeline
from gridcare.work.effects import Notify, Open
from gridcare.work.episodes import ENROLLED, EXIT, Exit
from gridcare.work.protocols import (
    BEGAN,
    ENDED,
    OUTING,
    SYMPTOM,
    WAIVER,
    Event,
    Outings,
    Protocol,
    Restriction,
    Waiver,
    Whenever,
)
from gridcare.work.readings import Confirming, CutOff, Measurement, ReadingRule
from gridcare.work.release import AUTHORITY, AllNegative, NoOpen, Release, Signed

__all__ = ["measurements", "observation_courses", "protocols", "reading_rules"]

_HOUR = timedelta(hours=1)
_DEVICES = ("thermometer", "infrared")
_SITES = ("axillary", "forehead")


@st.composite
def reading_rules(draw: st.DrawFn, kind: str = "reading") -> ReadingRule:
    """Draw rules that judge temperatures, with and without a second reading that has to confirm the first."""
    particular = CutOff(at=draw(st.sampled_from(("37", "37.5"))), strict=draw(st.booleans()), sites="forehead")
    confirming = Confirming(
        readings=draw(st.integers(1, 2)),
        after=draw(st.sampled_from(("0m", "10m"))),
        within=draw(st.sampled_from(("1h", "4h"))),
        devices=draw(st.sampled_from(((), ("thermometer",)))),
    )
    return ReadingRule(
        kind=kind,
        field="celsius",
        cut_offs=(*draw(st.sampled_from(((), (particular,)))), CutOff(at="37.3", strict=draw(st.booleans()))),
        plausible=(30, 45),
        confirming=draw(st.sampled_from((None, confirming))),
    )


@st.composite
def measurements(draw: st.DrawFn, start: datetime, *, at_most: int = 8) -> list[Measurement]:
    """
    Draw readings of one person in the hours after a moment, around the usual cut-offs.

    Args:
        draw: Given by Hypothesis.
        start: The moment.
        at_most: How many there may be.
    """
    minutes = draw(st.lists(st.integers(0, 600), max_size=at_most))
    return [
        Measurement(
            fact=f"m{number}",
            happened=start + timedelta(minutes=minute),
            value=draw(st.sampled_from((Decimal("36.5"), Decimal("37"), Decimal("37.3"), Decimal("38.2")))),
            device=draw(st.sampled_from(_DEVICES)),
            site=draw(st.sampled_from(_SITES)),
        )
        for number, minute in enumerate(minutes)
    ]


@st.composite
def protocols(draw: st.DrawFn, name: str = "watched") -> Protocol:
    """Draw protocols of a few days, short enough for a course to reach its end."""
    days = draw(st.integers(2, 4))
    meets = Daily("meet", windows=("07:00-11:00", "16:00-22:00"), late="2h", entry="6h", answered_by="reading")
    guards = (NoOpen(SYMPTOM), NoOpen("reading"), AllNegative("test"), Signed("notice", by="office"))
    follows = (
        Whenever(Event.ALARM, Notify("health centre")),
        Whenever(Event.BREACH, Open("emergency")),
        Whenever(Event.EXIT, Notify("office"), reason="lost"),
    )
    return Protocol(
        name=name,
        kind=draw(st.sampled_from(("home medical", "central"))),
        timeline=Timeline(
            anchor=FirstAvailable((Latest("exposure"), Earliest("arrival"), Earliest(ENROLLED))),
            phases=(Phase("watched", days=days, slots=(meets, OnDays("test", days=(1, LAST), late="24h"))),),
            resets=draw(st.sampled_from(((), (Reset("exposure"),)))),
        ),
        readings=(draw(reading_rules()),),
        tests="test",
        restriction=Restriction(outings=draw(st.sampled_from(Outings)), legal_class="B as A"),
        waivers=draw(st.sampled_from(((), (Waiver(name="immune", waives="test", by="office"),)))),
        release=Release(guards=tuple(guard for guard in guards if draw(st.integers(0, 4)))),
        follows=follows,
    )


_OUTCOMES = {
    "test": (*(["negative"] * 9), "positive"),
    SYMPTOM: (BEGAN, ENDED, ENDED),
    OUTING: ("seen", "approved"),
    WAIVER: ("immune",),
    EXIT: (*Exit, *([Exit.RELEASED] * 5)),
}
_ODD = ("exposure", "reading", SYMPTOM, OUTING, EXIT, ENROLLED, "test", WAIVER)


@st.composite
def observation_courses(
    draw: st.DrawFn, protocol: Protocol, start: datetime, *, units: tuple[str, ...] = ("",)
) -> list[Fact | Amendment]:
    """
    Draw what happens to a few people under one protocol of `protocols`.

    Args:
        draw: Given by Hypothesis.
        protocol: The protocol.
        start: The morning on which it begins.
        units: The units in which people may be watched.
    """
    told: list[Fact | Amendment] = []
    for person in draw(st.lists(st.sampled_from(("p1", "p2", "p3")), min_size=1, max_size=3, unique=True)):
        unit = draw(st.sampled_from(units))
        for kind, hour in draw(_steps(protocol)):
            fact = draw(_facts(f"{person}-{len(told)}", person, kind, start + hour * _HOUR, unit))
            told.append(fact)
            if draw(st.integers(0, 9)) == 0:
                told.append(draw(_corrections(fact)))
    return told


@st.composite
def _steps(draw: st.DrawFn, protocol: Protocol) -> list[tuple[str, int]]:
    """Draw the kinds of fact of one person with the hours after the start: the way to the end, and what bends it."""
    days = protocol.timeline.phases[0].days or 1
    begin = draw(st.integers(0, 9))
    steps = [("exposure", begin), (ENROLLED, begin + draw(st.integers(1, 5)))]
    for day in range(1, days + 1):
        steps += [("reading", 24 * day + draw(st.integers(0, 14)))] * draw(st.integers(0, 2))
    tested = draw(st.sampled_from(((1, days), (1, days), (1,), (1, days, days))))
    steps += [("test", 24 * day + 4) for day in tested]
    steps += [("notice", 24 * (days + 1)), (EXIT, 24 * draw(st.sampled_from((2, days + 1, days + 1, days + 2))) + 6)]
    return steps + [
        (draw(st.sampled_from(_ODD)), draw(st.integers(0, 24 * (days + 6))))
        for _ in range(draw(st.sampled_from((0, 0, 1, 3))))
    ]


@st.composite
def _facts(draw: st.DrawFn, name: str, person: str, kind: str, hour: datetime, unit: str) -> Fact:
    happened = hour + timedelta(minutes=draw(st.sampled_from((0, 0, 20))))
    answers: dict[str, Scalar] = {
        "unit": unit,
        "name": "cough",
        "celsius": draw(st.sampled_from((36.5, 36.8, 36.9, 37.5))),
        AUTHORITY: "office",
    }
    return Fact(
        id=name,
        kind=kind,
        subjects=(person,),
        happened=happened,
        known=happened + draw(st.sampled_from((0, 0, 0, 0, 5, 30))) * _HOUR,
        outcome=str(draw(st.sampled_from(_OUTCOMES.get(kind, ("",))))),
        answers=Attributes(answers),
    )


@st.composite
def _corrections(draw: st.DrawFn, fact: Fact) -> Amendment:
    better = attrs.evolve(
        fact,
        happened=fact.happened - draw(st.sampled_from((0, 2))) * _HOUR,
        outcome="positive" if fact.kind == "test" else fact.outcome,
        answers=fact.answers.with_(celsius=36.6),
    )
    known = fact.known + draw(st.sampled_from((1, 40))) * _HOUR
    return Amendment(id=f"k{fact.id}", of=fact.id, known=known, fact=draw(st.sampled_from((better, None))))
