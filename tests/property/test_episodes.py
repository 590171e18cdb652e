"""Episodes of one person: every fact in its place, whatever the order of arrival."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gridcare.facts.fact import Fact, Precision
from gridcare.timing.periods import day_start, local_day
from gridcare.work.episodes import ENROLLED, EXIT, Exit, history

ZONE = "Asia/Shanghai"
START = datetime(2020, 2, 1, tzinfo=UTC)
ANCHORS = ("exposure",)


@st.composite
def facts(draw: st.DrawFn) -> list[Fact]:
    """A few days of one person's facts: mostly in turn, some not, some by day only."""
    kinds = draw(st.lists(st.sampled_from([ENROLLED, EXIT, "reading", "exposure", ENROLLED, EXIT]), max_size=12))
    told = []
    for number, kind in enumerate(kinds):
        moment = START + timedelta(hours=draw(st.integers(0, 24 * 6)))
        by_day = draw(st.integers(0, 3)) == 0
        outcome = draw(st.sampled_from([*Exit, "vanished"])) if kind == EXIT else ""
        told.append(
            Fact(
                id=f"f{number}",
                kind=kind,
                subjects=("p1",),
                happened=day_start(local_day(moment, ZONE), ZONE) if by_day else moment,
                known=moment + timedelta(days=1),
                outcome=str(outcome),
                precision=Precision.DAY if by_day else Precision.MINUTE,
            )
        )
    return told


@given(facts(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(told: list[Fact], random: object) -> None:
    shuffled = list(told)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis hands out a seeded Random
    assert history("p1", told, ZONE, anchors=ANCHORS) == history("p1", shuffled, ZONE, anchors=ANCHORS)


@given(facts())
def test_every_fact_has_one_place(told: list[Fact]) -> None:
    found = history("p1", told, ZONE, anchors=ANCHORS)
    inside = [fact.id for episode in found.episodes for fact in episode.facts]
    listed = [each.entry for each in found.discrepancies]
    assert len(inside) == len(set(inside))
    assert not set(inside) & set(listed)
    before = {fact.id for episode in found.episodes for fact in episode.before}
    waiting = {fact.id for fact in told if fact.kind in ANCHORS and not found.episodes}
    assert {fact.id for fact in told} == set(inside) | set(listed) | before | waiting


@given(facts())
def test_enrolled_is_active_and_exits_and_episodes_follow_one_another(told: list[Fact]) -> None:
    episodes = history("p1", told, ZONE, anchors=ANCHORS).episodes
    assert list(range(1, len(episodes) + 1)) == [episode.number for episode in episodes]
    for earlier, later in pairwise(episodes):
        assert earlier.end is not None
        assert earlier.start <= earlier.end <= later.start
    assert all(not episode.is_active for episode in episodes[:-1])
    for episode in episodes:
        assert (episode.exit is None) == (episode.end is None) == (episode.reason is None)
        assert episode.facts[0] is episode.enrolment
        assert episode.exit is None or episode.facts[-1] is episode.exit


@given(facts())
def test_a_release_settles_what_was_before_it(told: list[Fact]) -> None:
    episodes = history("p1", told, ZONE, anchors=ANCHORS).episodes
    for place, episode in enumerate(episodes):
        for fact in episode.before:
            assert fact.kind in ANCHORS
            assert fact.happened <= episode.start
            for earlier in episodes[:place]:
                if earlier.reason is Exit.RELEASED and earlier.end is not None:
                    assert fact.happened > earlier.end
