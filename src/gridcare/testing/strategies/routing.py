"""
Hypothesis strategies for cases that open other cases.

Three small tracks are enough to go wrong in every way: a door that opens emergencies by an outcome and by time, an
emergency that opens inspections by an outcome and by time, and routes that choose between two tracks by what the fact
answered. Facts about an opened case are drawn whether or not it is ever opened, for its id is known beforehand.
"""

from datetime import timedelta
from typing import Final

import attrs
from hypothesis import strategies as st

from gridcare.attributes import Attributes
from gridcare.facts.fact import Amendment, Fact
from gridcare.testing.strategies.work import OPENED
from gridcare.timing.deadlines import NOT_STATED
from gridcare.work.effects import Leave, Notify, Open
from gridcare.work.routing import Route
from gridcare.work.rows import Track
from gridcare.work.steps import After, On, Settled, Spent, Step
from gridcare.work.workflow import Workflow

__all__ = ["ROUTES", "TRACKS", "linked_entries"]

_DOOR: Final = Workflow(
    "door",
    start="visit",
    parts=(
        Step(
            "visit",
            deadline=NOT_STATED,
            attempts=2,
            moves=(
                On("met", go="done", do=Leave("leaflet")),
                On("breach", go="second", do=Open("emergency")),
                On("nobody", again=True),
                Spent(go="done", do=Open("emergency")),
            ),
        ),
        Step(
            "second",
            deadline=NOT_STATED,
            moves=(On("met", go="done"), After("30h", go="done", do=Open("emergency"))),
        ),
        Settled("done"),
    ),
)
_EMERGENCY: Final = Workflow(
    "emergency",
    start="respond",
    parts=(
        Step(
            "respond",
            deadline="2h",
            moves=(
                On("handled", go="closed", do=Notify("street")),
                On("hazard", go="closed", do=Open("inspection")),
                After("2h", go="closed", do=Open("inspection")),
            ),
        ),
        Settled("closed"),
    ),
)
_INSPECTION: Final = Workflow(
    "inspection",
    start="inspect",
    parts=(Step("inspect", deadline="24h", moves=(On("good", go="over"),)), Settled("over")),
)

TRACKS: Final = (
    Track(_DOOR),
    Track(_EMERGENCY, kind="emergency", beside=True),
    Track(_EMERGENCY, name="grave", kind="emergency", beside=True),
    Track(_INSPECTION, kind="inspection", beside=True),
)
ROUTES: Final = (
    Route("emergency", track="grave", when="fact.answer = 1"),
    Route("emergency", track="emergency", level="community"),
    Route("inspection", track="inspection"),
)

_OUTCOMES: Final = {
    "visit": ("met", "breach", "nobody"),
    "second": ("met",),
    "respond": ("handled", "hazard"),
    "inspect": ("good",),
}
_KINDS: Final = ("visit", "visit", "visit", "second", "respond", "respond", "inspect")


@st.composite
def _facts(draw: st.DrawFn, number: int) -> Fact:
    kind = draw(st.sampled_from(_KINDS))
    household = draw(st.sampled_from(("h1", "h2")))
    opened = _emergency(household, draw(st.sampled_from(("passed second", *(f"f{each}" for each in range(number))))))
    if kind == "inspect":
        track = draw(st.sampled_from(("emergency", "grave")))
        cause = draw(st.sampled_from((*(f"f{each}" for each in range(number)), "passed respond (not started)")))
        opened = "/".join((track, opened.replace("%", "%25").replace("/", "%2F"), cause, "open", "inspection"))
    happened = OPENED + timedelta(minutes=draw(st.sampled_from((0, 5, 60, 90, 180, 600, 2000, 4000))))
    return Fact(
        id=f"f{number}",
        kind=kind,
        subjects=(household if kind in ("visit", "second") else opened,),
        happened=happened,
        known=happened + timedelta(minutes=draw(st.sampled_from((0, 5, 3000)))),
        outcome=draw(st.sampled_from(_OUTCOMES[kind])),
        answers=Attributes(answer=draw(st.integers(0, 1))) if draw(st.booleans()) else Attributes(),
    )


def _emergency(household: str, cause: str) -> str:
    return f"door/{household}/{cause}/open/emergency"


@st.composite
def linked_entries(draw: st.DrawFn) -> list[Fact | Amendment]:
    """Draw facts about households and about the cases that they may open, some corrected or withdrawn."""
    facts = [draw(_facts(number)) for number in range(draw(st.integers(1, 8)))]
    if facts[0].kind == "visit" and draw(st.booleans()):
        facts[0] = attrs.evolve(facts[0], outcome="breach")
    entries: list[Fact | Amendment] = list(facts)
    for number, fact in enumerate(draw(st.lists(st.sampled_from(facts), max_size=3))):
        changed = draw(st.sampled_from(("void", "outcome", "answer", "moment")))
        new = {
            "void": None,
            "outcome": attrs.evolve(fact, outcome=draw(st.sampled_from(_OUTCOMES[fact.kind]))),
            "answer": attrs.evolve(fact, answers=Attributes(answer=1)),
            "moment": attrs.evolve(fact, happened=max(OPENED, fact.happened - timedelta(minutes=30))),
        }[changed]
        known = fact.known + timedelta(minutes=draw(st.sampled_from((0, 10, 2000))))
        entries.append(Amendment(id=f"k{number}", of=fact.id, known=known, fact=new))
    return entries
