"""Whatever was done and whenever it became known: slots part, units add up, and who lacks something lacks it."""

from datetime import datetime, timedelta
from decimal import Decimal

import attrs
from hypothesis import given
from hypothesis import strategies as st

from gridcare.facts.fact import standing
from gridcare.facts.journal import Journal
from gridcare.testing.strategies.upkeep import SPOTS, UPKEEPS, drives, upkeep_logs
from gridcare.testing.strategies.work import OPENED, ZONE
from gridcare.timing.periods import local_day
from gridcare.timing.slots import SlotState
from gridcare.work.upkeep import Drive, UpkeepLog

MOMENTS = st.integers(0, 80).map(lambda hours: OPENED + timedelta(hours=hours))
NAMES = st.sampled_from([upkeep.name for upkeep in UPKEEPS])


@given(log=upkeep_logs(), name=NAMES, at=MOMENTS, later=MOMENTS)
def test_units_add_up_and_every_slot_is_in_one_state(log: UpkeepLog, name: str, at: datetime, later: datetime) -> None:
    known = max(at, later)
    own = log.inside("s", *log.upkeep(name).of)
    rows = [row for spot in own for row in log.table(name, spot.id, at, known).rows]
    whole = log.compliance(name, "s", at, known)
    assert len(rows) == sum(count for _, count in whole.counts)
    parts = [log.compliance(name, unit, at, known) for unit in ("c1", "c2")]
    assert whole == parts[0] + parts[1]
    assert whole.share is None or 0 <= whole.share <= 1
    assert whole.owed == whole.done + whole[SlotState.DUE] + whole[SlotState.MISSED]


@given(log=upkeep_logs(), name=NAMES, drive=drives(), at=MOMENTS, data=st.data())
def test_the_order_of_arrival_does_not_matter(
    log: UpkeepLog, name: str, drive: Drive, at: datetime, data: st.DataObject
) -> None:
    journal = Journal()
    for entry in data.draw(st.permutations(list(log.journal.entries()))):
        journal = journal.merge(Journal.of([entry]))
    other = attrs.evolve(log, journal=journal)
    assert log.compliance(name, "s", at) == other.compliance(name, "s", at)
    assert log.discrepancies == other.discrepancies
    assert log.progress(drive, "s", at) == other.progress(drive, "s", at)


@given(log=upkeep_logs(), at=MOMENTS, known=MOMENTS)
def test_a_group_lacks_todays_post_exactly_when_no_post_of_today_is_known(
    log: UpkeepLog, at: datetime, known: datetime
) -> None:
    known = max(at, known)
    today = local_day(at, ZONE)
    told = log.journal.as_of(happened=None, known=known).replay(ZONE)
    posts = [
        fact
        for fact in told
        if fact.kind == "posted" and "group" in fact.subjects and local_day(fact.happened, ZONE) == today
    ]
    happened = [fact for fact in posts if fact.precision == "minute" and fact.happened <= at]
    ofday = [fact for fact in posts if fact.precision == "day"]
    lacking = [spot.id for spot in log.lacking("posts", "s", today, at, known)]
    if happened:
        assert [] == lacking
    elif not ofday:
        assert ["group"] == lacking


@given(log=upkeep_logs(), drive=drives(), at=MOMENTS, known=MOMENTS)
def test_a_drive_is_done_or_left_and_never_both(log: UpkeepLog, drive: Drive, at: datetime, known: datetime) -> None:
    known = max(at, known)
    told = log.progress(drive, "s", at, known)
    spots = {spot.id: spot for spot in SPOTS if spot.kind in drive.of}
    assert len(spots) == told.spots == told.done + len(told.left)
    assert told.area - told.area_done == sum((spots[id].area for id in told.left), Decimal(0))
    assert told.late <= told.done
    assert told.overdue == (bool(told.left) and at >= told.deadline)
    parts = [log.progress(drive, unit, at, known) for unit in ("c1", "c2")]
    assert (told.done, told.area_done) == (sum(p.done for p in parts), sum((p.area_done for p in parts), Decimal(0)))
    done = {
        subject
        for fact in log.journal.as_of(happened=at, known=known).facts()
        for subject in fact.subjects
        if fact.kind == drive.name and standing(fact, ZONE) >= drive.opened
    }
    assert sorted(set(spots) - done) == sorted(told.left)


@given(log=upkeep_logs(), name=NAMES, at=MOMENTS)
def test_a_closed_window_owes_what_it_owed(log: UpkeepLog, name: str, at: datetime) -> None:
    """By the same knowledge, what was settled stays settled: time alone takes back no missed and no done."""
    settled = (SlotState.MISSED, SlotState.DONE_ON_TIME, SlotState.ENTERED_LATE, SlotState.DONE_LATE)
    end = OPENED + timedelta(days=9)
    for spot in log.inside("s", *log.upkeep(name).of):
        before = {row.slot.window.start: row.state for row in log.table(name, spot.id, at, end).rows}
        after = {row.slot.window.start: row.state for row in log.table(name, spot.id, end, end).rows}
        for start, state in before.items():
            if state in settled:
                assert state is after[start]
