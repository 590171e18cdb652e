"""Hypothesis strategies for what is done to places: in time, late, entered late, twice, elsewhere, corrected."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import attrs
from hypothesis import strategies as st

from gridcare.facts.fact import Amendment, Fact, Precision
from gridcare.facts.journal import Journal
from gridcare.testing.strategies.work import OPENED, ZONE, street
from gridcare.timing.deadlines import OPENED as SINCE_OPENING
from gridcare.timing.deadlines import Deadline
from gridcare.timing.slots import Daily, EveryDays
from gridcare.work.upkeep import Drive, Spot, Upkeep, UpkeepLog

__all__ = ["SPOTS", "UPKEEPS", "drives", "upkeep_logs"]

_DAY: Final = date(2020, 2, 3)
SPOTS: Final = (
    Spot(id="lift 1", kind="lift", unit="g1", since=_DAY, area=Decimal("4.5")),
    Spot(id="lift 2", kind="lift", unit="g2", since=_DAY + timedelta(days=1), area=Decimal("3.25")),
    Spot(id="lift 3", kind="lift", unit="c1", since=_DAY, until=_DAY + timedelta(days=2), area=Decimal(4)),
    Spot(id="bins", kind="rubbish station", unit="g2", since=_DAY, area=Decimal(60)),
    Spot(id="group", kind="compound group", unit="g1", since=_DAY),
)
UPKEEPS: Final = (
    Upkeep(
        "disinfection",
        of="lift",
        slots=(Daily("disinfected", windows=("06:00-12:00", "14:00-20:00"), late="1h", entry="6h"),),
    ),
    Upkeep("hauling", of="rubbish station", slots=(EveryDays("hauled", n=2, windows=("18:00-22:00",)),)),
    Upkeep("posts", of="compound group", slots=(Daily("posted"),)),
)
_KINDS: Final = ("disinfected", "disinfected", "hauled", "posted", "swept")


@st.composite
def upkeep_logs(draw: st.DrawFn) -> UpkeepLog:
    """Draw a log over `gridcare.testing.strategies.work.street` with three days of facts, some of them corrected."""
    facts = [draw(_facts(number)) for number in range(draw(st.integers(0, 9)))]
    entries: list[Fact | Amendment] = list(facts)
    for number, fact in enumerate(draw(st.lists(st.sampled_from(facts), max_size=2)) if facts else []):
        moved = attrs.evolve(fact, happened=fact.happened - timedelta(hours=draw(st.integers(1, 9))))
        new = draw(st.sampled_from((None, attrs.evolve(fact, subjects=("lift 1",)), moved)))
        known = fact.known + timedelta(hours=draw(st.sampled_from((1, 20))))
        entries.append(Amendment(id=f"k{number}", of=fact.id, known=known, fact=new))
    hierarchy, _ = street()
    return UpkeepLog(hierarchy=hierarchy, spots=SPOTS, upkeeps=UPKEEPS, journal=Journal.of(entries), zone=ZONE)


def drives() -> st.SearchStrategy[Drive]:
    """Draw a drive over some of the spots, opened before or during the facts, with some hours to go."""
    hours = st.integers(-10, 50)
    return st.builds(
        Drive,
        st.sampled_from(("swept", "disinfected")),
        of=st.sampled_from((("lift", "rubbish station"), "lift")),
        opened=hours.map(lambda after: OPENED + timedelta(hours=after)),
        by=st.integers(1, 60).map(lambda given: Deadline(within=timedelta(hours=given), anchor=SINCE_OPENING)),
    )


@st.composite
def _facts(draw: st.DrawFn, number: int) -> Fact:
    spots = st.sampled_from([spot.id for spot in SPOTS] + ["no such spot"])
    happened = OPENED + timedelta(minutes=draw(st.integers(-300, 4300)))
    day = draw(st.integers(0, 5)) == 0
    if day:
        happened = happened.replace(hour=0, minute=0)
    return Fact(
        id=f"f{number}",
        kind=draw(st.sampled_from(_KINDS)),
        subjects=tuple(draw(st.lists(spots, min_size=1, max_size=2, unique=True))),
        happened=happened,
        known=happened + timedelta(hours=24 * day + draw(st.sampled_from((0, 1, 9)))),
        precision=Precision.DAY if day else Precision.MINUTE,
    )
