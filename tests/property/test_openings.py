"""What cases open is a fold: exactly the cases whose effects follow are there, whatever order things arrived in."""

from datetime import timedelta
from itertools import chain

from hypothesis import event, given
from hypothesis import strategies as st

from gridcare.facts.fact import Amendment, Fact
from gridcare.facts.journal import Journal
from gridcare.testing.strategies.routing import ROUTES, TRACKS, linked_entries
from gridcare.testing.strategies.work import OPENED, ZONE, street
from gridcare.work.campaign import Campaign
from gridcare.work.changes import Change
from gridcare.work.effects import Effect

NAMES = tuple(track.name for track in TRACKS)
END = OPENED + timedelta(days=5)
CLOCKS = st.lists(st.sampled_from((1, 100, 1000, 3000, 5000)), max_size=3)


def campaign() -> Campaign:
    hierarchy, register = street()
    return Campaign(hierarchy, register, TRACKS, opened=OPENED, zone=ZONE, routes=ROUTES)


def picture(of: Campaign) -> object:
    states = {
        (track, subject): of.state(subject, track=track) for track in NAMES for subject in of.subjects("s", track=track)
    }
    counts = {(track, unit): of.coverage(unit, track=track) for track in NAMES for unit in ("s", "c1", "g2")}
    return states, counts, {effect.key: effect for effect in of.effects}, of.discrepancies, of.coverage("s")


def arrive(entries: list[Fact | Amendment], clocks: list[int]) -> tuple[Campaign, list[Change]]:
    """Let entries arrive one by one, the clock being advanced in between."""
    running, changes = campaign(), list[Change]()
    moments = sorted(OPENED + timedelta(minutes=minutes) for minutes in clocks)
    for position, entry in enumerate(entries):
        if position % 3 == 2 and moments:
            changes.append(running.advance(moments.pop(0)))
        changes.append(running.merge(Journal.of([entry])))
    changes.append(running.advance(END))
    return running, changes


@given(entries=linked_entries(), clocks=CLOCKS, data=st.data())
def test_the_order_of_arrival_does_not_matter(
    entries: list[Fact | Amendment], clocks: list[int], data: st.DataObject
) -> None:
    one, _ = arrive(entries, clocks)
    other, _ = arrive(data.draw(st.permutations(entries)), [])
    assert picture(one) == picture(other)


@given(entries=linked_entries(), clocks=CLOCKS)
def test_the_cases_that_are_open_are_those_whose_effects_follow(
    entries: list[Fact | Amendment], clocks: list[int]
) -> None:
    running, _ = arrive(entries, clocks)
    opened = {subject for track in NAMES[1:] for subject in running.subjects("s", track=track)}
    assert {effect.id for effect in running.effects if effect.kind == "open"} == opened
    event(f"{len(opened)} cases opened")


@given(entries=linked_entries(), clocks=CLOCKS)
def test_a_case_begins_when_its_effect_came_about_and_stays_with_the_one_route(
    entries: list[Fact | Amendment], clocks: list[int]
) -> None:
    running, _ = arrive(entries, clocks)
    for effect in running.effects:
        if effect.kind == "open":
            tracks = [track for track in NAMES[1:] if effect.id in set(running.subjects("s", track=track))]
            cause = {fact.id: fact for fact in running.case(effect.subject, track=effect.track).facts}.get(effect.cause)
            grave = cause is not None and cause.answers.get("answer") == 1
            assert ["inspection" if effect.what == "inspection" else "grave" if grave else "emergency"] == tracks
            assert effect.moment == running.case(effect.id, track=tracks[0]).opened


@given(entries=linked_entries(), clocks=CLOCKS)
def test_what_changes_told_adds_up_to_what_follows(entries: list[Fact | Amendment], clocks: list[int]) -> None:
    running, changes = arrive(entries, clocks)
    held: dict[tuple[str, ...], Effect] = {}
    for change in changes:
        for effect in change.revoked:
            assert effect.key in held
            del held[effect.key]
        for effect in change.emitted:
            assert effect.key not in held
            held[effect.key] = effect
    assert {effect.key for effect in running.effects} == set(held)
    told = set(chain.from_iterable(change.discrepancies for change in changes))
    assert set(running.discrepancies) <= told


@given(entries=linked_entries(), clocks=CLOCKS)
def test_replaying_its_journal_opens_nothing_twice(entries: list[Fact | Amendment], clocks: list[int]) -> None:
    running, _ = arrive(entries, clocks)
    assert Change() == running.merge(running.journal)
    again = campaign()
    again.replay(running.journal)
    again.advance(running.now)
    assert picture(running) == picture(again)


@given(entries=linked_entries(), minutes=st.sampled_from((0, 70, 700, 3100)))
def test_what_was_not_known_then_opened_nothing_then(entries: list[Fact | Amendment], minutes: int) -> None:
    running, _ = arrive(entries, [])
    moment = OPENED + timedelta(minutes=minutes)
    then = campaign()
    then.merge(running.journal.as_of(known=moment))
    then.advance(moment)
    assert picture(then) == picture(running.as_of(known=moment))


@given(entries=linked_entries())
def test_recording_in_turn_comes_to_the_same(entries: list[Fact | Amendment]) -> None:
    """Households go the fast way although cases stand beside them."""
    facts = sorted((each for each in entries if isinstance(each, Fact)), key=lambda fact: fact.happened)
    fast, slow = campaign(), campaign()
    for fact in facts:
        if fact.kind in ("visit", "second"):
            fast.record(fact)
    slow.merge(Journal.of([fact for fact in facts if fact.kind in ("visit", "second")]))
    assert picture(fast) == picture(slow)
