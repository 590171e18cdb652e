"""
Hypothesis strategies for acts, rules of slots, timelines and schedules.

Drawn acts walk what is declared and then bend it: they answer windows at their edges, late, twice, entered late or for
a whole day; they are corrected, moved and taken back; and what resets, extends or ends a timeline happens among them.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

import attrs
from hypothesis import strategies as st

from gridcare.attributes import Attributes
from gridcare.testing.strategies.timing import days, zones
from gridcare.timing.acts import Act
from gridcare.timing.anchors import Anchor, ChosenBy, Earliest, FirstAvailable, Latest, When
from gridcare.timing.periods import aware, day_start
from gridcare.timing.schedules import Schedule
from gridcare.timing.slots import LAST, Beyond, Daily, EveryDays, OnDays, SlotRule, Weekly
from gridcare.timing.timelines import (
    START,
    Counts,
    DayOne,
    Decision,
    Ends,
    Extension,
    From,
    Overflow,
    OwnEnd,
    Phase,
    Reset,
    Timeline,
)

__all__ = ["act_versions", "anchors", "answers", "disturbances", "schedules", "slot_rules", "timelines"]

AUTHORITY: Final = "county"
_MINUTE: Final = timedelta(minutes=1)
_WINDOWS: Final = (
    ("00:00-24:00",),
    ("07:00-09:00", "20:00-22:00"),
    ("01:30-02:30", "02:30-12:00"),
    ("22:00-01:00",),
    ("08:00-12:00", "12:00-12:01"),
)
_WEEKDAYS: Final = ("monday", "wednesday", "saturday", "sunday")
_TAG: Final = "close"


def anchors() -> st.SearchStrategy[Anchor]:
    """Draw anchors on acts of the kinds ``contact`` and ``arrival``."""
    singles: tuple[Anchor, ...] = (
        Earliest("contact"),
        Latest("contact"),
        Latest(("contact", "arrival")),
        Latest("contact", stated="on"),
        Latest("contact", tagged=_TAG),
        Earliest("arrival"),
    )
    single = st.sampled_from(singles)
    first = st.lists(single, min_size=2, max_size=3).map(lambda given: FirstAvailable(given))
    chosen = st.builds(
        lambda then, otherwise: ChosenBy((When("contact", _TAG, then),), otherwise=otherwise), single, single
    )
    return st.one_of(single, first, chosen)


@st.composite
def slot_rules(draw: st.DrawFn, name: str = "meet", *, days: int | None = None) -> SlotRule:
    """
    Draw rules of slots of every form.

    Args:
        draw: Drawn by Hypothesis.
        name: The name of the rule, which is also the kind of act that answers it.
        days: The length of its phase; none where that is not fixed.
    """
    windows = draw(st.sampled_from(_WINDOWS))
    late = timedelta(minutes=draw(st.sampled_from((0, 0, 30, 60, 600))))
    entry = draw(st.sampled_from((None, timedelta(0), timedelta(hours=12))))
    several = windows == _WINDOWS[0] and draw(st.booleans())
    times, spacing = (
        (draw(st.integers(2, 3)), timedelta(hours=draw(st.sampled_from((0, 4))))) if several else (1, timedelta(0))
    )
    required = draw(st.booleans())
    form = draw(st.sampled_from(("daily", "on days", "numbered", "every", "weekly")))
    if form == "daily":
        return Daily(name, windows=windows, late=late, entry=entry, times=times, spacing=spacing, required=required)
    if form == "every":
        return EveryDays(
            name, n=draw(st.integers(1, 3)), windows=windows, late=late, entry=entry, times=times, spacing=spacing
        )
    if form == "weekly":
        on = draw(st.lists(st.sampled_from(_WEEKDAYS), min_size=1, unique=True))
        return Weekly(name, on=on, windows=windows, late=late, entry=entry, times=times, spacing=spacing)
    most = days or 4
    own = form == "numbered"
    numbers = draw(st.sets(st.integers(1, most + 2 if own else most), max_size=3))
    last = {LAST} if days is None or own or most not in numbers else set()
    return OnDays(
        name,
        days=tuple(sorted(numbers)) + tuple(last) or (1,),
        numbered_from=Earliest("moved in") if own else None,
        beyond=draw(st.sampled_from(tuple(Beyond))),
        windows=windows,
        late=late,
        entry=entry,
        times=times,
        spacing=spacing,
        required=required,
    )


@st.composite
def _phases(draw: st.DrawFn, index: int) -> Phase:
    form = draw(st.sampled_from(("days", "days", "days", "months", "ends", "ends by")))
    count = draw(st.integers(1, 5))
    length = count if form in {"days", "ends by"} else None
    names = draw(st.lists(st.sampled_from(("meet", "check")), min_size=1, unique=True))
    fixed = length if form == "days" else None
    return Phase(
        f"phase {index}",
        days=length,
        months=1 if form == "months" else None,
        ends=Latest("contact") if form == "ends by" else Earliest("stopped") if form == "ends" else None,
        starts=Earliest("moved in") if index and draw(st.booleans()) else None,
        slots=tuple(draw(slot_rules(name, days=fixed)) for name in names),
    )


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Draw timelines of one to three phases, with resets, extensions and own ends of every form."""
    phases = tuple(draw(_phases(index)) for index in range(draw(st.integers(1, 3))))
    counts = draw(st.sampled_from((Counts.LOCAL_DAYS, Counts.LOCAL_DAYS, Counts.ELAPSED)))
    local = counts is Counts.LOCAL_DAYS
    to: list[str | Decision] = [START, phases[0].name, Decision("decided", by=AUTHORITY)]
    fact = [DayOne.AFTER_FACT, DayOne.ON_FACT, DayOne.NEXT_ANCHOR] if local else [DayOne.AFTER_FACT, DayOne.NEXT_ANCHOR]
    reset = st.builds(
        Reset,
        st.just("breach"),
        to=st.sampled_from(to),
        day_one=st.sampled_from(fact),
        may_shorten=st.booleans(),
    )
    extension = st.builds(Extension, st.just("sign"), days=st.integers(1, 3), counted=st.sampled_from(tuple(From)))
    return Timeline(
        anchor=draw(anchors()),
        phases=phases,
        day_one=draw(st.sampled_from((DayOne.AFTER_ANCHOR, DayOne.ON_ANCHOR))) if local else DayOne.AFTER_ANCHOR,
        counts=counts,
        ends=draw(st.sampled_from(tuple(Ends))),
        overflow=draw(st.sampled_from(tuple(Overflow))),
        owed_from=draw(st.sampled_from((None, Earliest("enrolled")))),
        owed_until=draw(st.sampled_from((None, Earliest("left")))),
        resets=(draw(reset),),
        extensions=(draw(extension),),
        own_end=OwnEnd(by=AUTHORITY, may_shorten=draw(st.booleans())),
    )


def _moment(day: date, minute: int, zone: tzinfo) -> datetime:
    return aware((day_start(day, zone) + minute * _MINUTE).astimezone(zone), "moment")


_MINUTES: Final = st.one_of(
    st.sampled_from((0, 90, 150, 420, 539, 540, 599, 600, 720, 1200, 1319, 1320, 1380, 1439)), st.integers(0, 1439)
)
_DELAYS: Final = st.sampled_from((0, 0, 0, 5, 600, 721, 3000)).map(lambda count: count * _MINUTE)


@st.composite
def answers(draw: st.DrawFn, first: date, zone: tzinfo, *, id: str, days: int = 10) -> Act:
    """Draw acts that answer rules, near the edges of windows, entered late, for a whole day or not acceptable."""
    happened = _moment(first + timedelta(days=draw(st.integers(0, days))), draw(_MINUTES), zone)
    return Act(
        id=id,
        kind=draw(st.sampled_from(("meet", "meet", "check"))),
        happened=happened,
        known=happened + draw(_DELAYS),
        whole_day=draw(st.sampled_from((False, False, False, True))),
        acceptable=draw(st.sampled_from((True, True, True, False))),
    )


_DISTURBING: Final = (
    "contact",
    "contact",
    "breach",
    "breach",
    "sign",
    "own end",
    "decided",
    "stopped",
    "moved in",
    "left",
)


@st.composite
def disturbances(draw: st.DrawFn, first: date, zone: tzinfo, *, id: str, days: int = 10) -> Act:
    """Draw acts that change the course of a timeline."""
    day = first + timedelta(days=draw(st.integers(0, days)))
    happened = _moment(day, draw(_MINUTES), zone)
    stated = Attributes(
        on=day - timedelta(days=draw(st.integers(0, 2))),
        until=first + timedelta(days=draw(st.integers(0, 2 * days))),
        reason=draw(st.sampled_from(("agreed", "agreed", ""))),
        phase=draw(st.sampled_from((START, "phase 0", "", "elsewhere"))),
    )
    tag = draw(st.sampled_from(((_TAG,), (_TAG,), ())))
    return Act(
        id=id,
        kind=draw(st.sampled_from(_DISTURBING)),
        happened=happened,
        known=happened + draw(_DELAYS),
        whole_day=draw(st.sampled_from((False, False, True))),
        tags=tag,
        undecided=() if tag else draw(st.sampled_from(((), (_TAG,)))),
        by=draw(st.sampled_from((AUTHORITY, AUTHORITY, "street"))),
        stated=stated,
    )


@st.composite
def act_versions(draw: st.DrawFn, act: Act) -> Act:
    """Draw a later version of an act: the same with another value, moved, or void."""
    known = act.known + draw(st.integers(1, 3000)) * _MINUTE
    form = draw(st.sampled_from(("value", "moment", "void")))
    if form == "value":
        return attrs.evolve(act, known=known, acceptable=True, stated=act.stated.with_(note="corrected"))
    moved = act.happened + draw(st.integers(-700, 700)) * _MINUTE
    return attrs.evolve(act, known=known, happened=moved if form == "moment" else act.happened, void=form == "void")


@st.composite
def schedules(draw: st.DrawFn, timeline: Timeline | None = None) -> Schedule:
    """Draw schedules: a timeline that usually begins, and acts that walk and bend it."""
    declared = draw(timelines()) if timeline is None else timeline
    zone = draw(zones())
    first = draw(days(zone))
    acts: list[Act] = []
    for kind, chance in (("contact", 9), ("arrival", 5), ("enrolled", 8), ("moved in", 6)):
        if draw(st.integers(0, 9)) < chance:
            happened = _moment(first + timedelta(days=draw(st.integers(-2, 1))), draw(_MINUTES), zone)
            on = Attributes(on=first - timedelta(days=draw(st.integers(0, 2))))
            acts.append(
                Act(id=f"a-{kind}", kind=kind, happened=happened, known=happened + draw(_DELAYS), tags=_TAG, stated=on)
            )
    acts += [draw(answers(first, zone, id=f"b{number}")) for number in range(draw(st.integers(0, 6)))]
    acts += [draw(disturbances(first, zone, id=f"c{number}")) for number in range(draw(st.integers(0, 3)))]
    bent: Sequence[Act] = (
        draw(st.lists(st.sampled_from(acts), max_size=2, unique_by=lambda act: act.id)) if acts else ()
    )
    acts += [draw(act_versions(act)) for act in bent]
    return Schedule(declared, draw(st.permutations(acts)), zone=zone)
