"""Twenty-eight slots laid from a first day, and a hundred thousand episodes asked what is due and was missed today."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.metadata import version
from random import Random
from typing import Any, Final

import attrs
from dateutil.rrule import DAILY, rrule

from gridcare.timing.acts import Act
from gridcare.timing.anchors import Latest
from gridcare.timing.boards import Board, BoardRow, board_row
from gridcare.timing.periods import at_clock, day_start, time_zone
from gridcare.timing.schedules import Schedule
from gridcare.timing.slots import Daily
from gridcare.timing.timelines import Phase, Timeline
from gridcare.timing.timetables import Timetable

ZONE: Final = time_zone("Asia/Shanghai")
MEETS: Final = Daily("meet", windows=("07:00-09:00", "20:00-22:00"), late="1h", entry="12h")
HOME: Final = Timeline(anchor=Latest("contact"), phases=(Phase("home", days=14, slots=(MEETS,)),))
TODAY: Final = date(2020, 2, 20)
EPISODES: Final = 100_000
FIRST_DAYS: Final = tuple(date(2020, 1, 1) + timedelta(days=number) for number in range(400))


@cache
def table() -> Timetable:
    return MEETS.timetable(range(1, 15))


def laid() -> int:
    return sum(len(table().starts(first, ZONE)) for first in FIRST_DAYS)


def by_rrule() -> int:
    """The same instants by the rule that a calendar program would store."""
    starts = [datetime(first.year, first.month, first.day, tzinfo=ZONE) for first in FIRST_DAYS]
    return sum(
        len(list(rrule(DAILY, dtstart=start, count=28, byhour=(7, 20), byminute=0, bysecond=0))) for start in starts
    )


def by_stored_offsets() -> int:
    """The least that can be done: a moment and an addition for each slot."""
    offsets = tuple(timedelta(days=day, hours=hour) for day in range(14) for hour in (7, 20))
    bases = [day_start(first, ZONE) for first in FIRST_DAYS]
    return sum(len([base + offset for offset in offsets]) for base in bases)


@cache
def evening() -> datetime:
    return at_clock(TODAY, time(20, 30), ZONE)


@cache
def begun(days_ago: int) -> Schedule:
    happened = evening() - timedelta(days=days_ago)
    return Schedule(HOME, (Act(id="a", kind="contact", happened=happened, known=happened),), zone=ZONE)


@cache
def rows() -> tuple[BoardRow, ...]:
    """Active episodes, begun on the last fourteen days; nine in ten of the slots up to this evening are answered."""
    chance = Random(20200220)
    known = day_start(TODAY, ZONE)
    compiled = [board_row("", begun(days), known=known, until=known + timedelta(days=1)) for days in range(1, 15)]
    made = []
    for number in range(EPISODES):
        row = compiled[chance.randrange(len(compiled))]
        answered = sum(1 << bit for bit in range(28) if chance.random() < 0.9)
        past = (1 << 2 * ((TODAY - row.first).days + 1)) - 1
        made.append(attrs.evolve(row, id=f"e{number}", pending=row.pending & ~(answered & past)))
    return tuple(made)


@cache
def board() -> Board:
    return Board(rows(), zone=ZONE, since=day_start(TODAY, ZONE), until=day_start(TODAY + timedelta(days=1), ZONE))


@cache
def objects() -> list[list[tuple[datetime, datetime]]]:
    """The same episodes as lists of the moments at which what is pending opens and lapses."""
    windows = {
        first: [(opens, closes + MEETS.late) for _, opens, closes in table().windows(first, ZONE)]
        for first in {row.first for row in rows()}
    }
    return [[windows[row.first][bit] for bit in range(28) if row.pending >> bit & 1] for row in rows()]


def today() -> tuple[int, int]:
    found = board().today(evening())
    return found.due_in_all, found.missed_in_all


def today_by_objects() -> tuple[int, int]:
    at, start = evening(), day_start(TODAY, ZONE)
    due = missed = 0
    for pending in objects():
        for opens, lapses in pending:
            if opens <= at < lapses:
                due += 1
            elif start <= lapses <= at:
                missed += 1
    return due, missed


def ratio_schedule_of_28_slots(versus: Callable[..., tuple[float, float]]) -> list[dict[str, Any]]:
    lines = []
    for case, peer, told, floor, goal in (
        ("rrule", by_rrule, f"dateutil.rrule {version('python-dateutil')}", 15, 29),
        ("offsets", by_stored_offsets, "stored offsets, added to a stored moment", "<= 2.0x", "<= 1.2x"),
    ):
        assert laid() == peer()
        ours_s, peer_s = versus(laid, peer, rounds=5)
        line = {"case": case, "ours_s": ours_s, "peer_s": peer_s, "peer": f"{told}, 400 first days"}
        lines.append({**line, "floor": floor, "goal": goal})
    return lines


def ratio_due_and_missed_today(versus: Callable[..., tuple[float, float]]) -> dict[str, Any]:
    assert today() == today_by_objects()
    ours_s, peer_s = versus(today, today_by_objects, rounds=5)
    peer = f"comparing the moments of each pending slot, {EPISODES} episodes of 28 slots"
    return {"ours_s": ours_s, "peer_s": peer_s, "peer": peer, "floor": "<= 0.2 s", "goal": "<= 0.05 s"}


def test_schedule_of_28_slots(benchmark: Callable[..., int]) -> None:
    assert benchmark(laid) == 28 * len(FIRST_DAYS)


def test_due_and_missed_today(benchmark: Callable[..., tuple[int, int]]) -> None:
    assert benchmark(today) == today_by_objects()
