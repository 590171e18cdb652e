"""Covered time and gaps partition what is required, whatever the order of the pieces that serve it."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from gridcare.testing.strategies.timing import pieces
from gridcare.timing.cover import cover, depths, lasting, merged, total
from gridcare.timing.periods import Interval

MANY = st.integers(1, 3)


def running(at: datetime, among: tuple[Interval, ...]) -> int:
    return sum(1 for piece in among if at in piece)


def turns(*groups: tuple[Interval, ...]) -> list[datetime]:
    """Every moment at which something changes, and one within each stretch between."""
    bounds = sorted({bound for group in groups for piece in group for bound in (piece.start, piece.end)})
    between = [early + (late - early) / 2 for early, late in pairwise(bounds)]
    return [*bounds, *between]


@given(pieces(), pieces(), MANY)
def test_every_moment_is_covered_or_in_a_gap_exactly_if_it_is_required(
    required: tuple[Interval, ...], serving: tuple[Interval, ...], at_once: int
) -> None:
    proof = cover(required, serving, at_once=at_once)
    for at in turns(required, serving):
        gaps = [gap for gap in proof.gaps if at in gap.interval]
        covered = running(at, proof.covered)
        assert covered + len(gaps) == min(1, running(at, required))
        serve = running(at, serving)
        assert bool(covered) == (bool(running(at, required)) and serve >= at_once)
        assert [(gap.serving, gap.lacking) for gap in gaps] == [(serve, at_once - serve)] * len(gaps)


@given(pieces(), pieces(), MANY)
def test_the_lengths_add_up(required: tuple[Interval, ...], serving: tuple[Interval, ...], at_once: int) -> None:
    proof = cover(required, serving, at_once=at_once)
    assert total(merged(required)) == proof.required == total(proof.covered) + proof.uncovered
    assert proof.uncovered <= proof.lacking <= at_once * proof.uncovered
    assert proof.is_whole == (proof.uncovered == timedelta())


@given(pieces(), pieces(), MANY, st.randoms())
def test_the_order_of_the_pieces_does_not_matter(
    required: tuple[Interval, ...], serving: tuple[Interval, ...], at_once: int, chance: Random
) -> None:
    owed, served = list(required), list(serving)
    chance.shuffle(owed)
    chance.shuffle(served)
    assert cover(required, serving, at_once=at_once) == cover(owed, served, at_once=at_once)


@given(pieces(), pieces(), pieces(), MANY)
def test_more_pieces_never_uncover(
    required: tuple[Interval, ...], serving: tuple[Interval, ...], more: tuple[Interval, ...], at_once: int
) -> None:
    before = cover(required, serving, at_once=at_once)
    after = cover(required, serving + more, at_once=at_once)
    assert after.lacking <= before.lacking
    assert after.uncovered <= before.uncovered


@given(pieces(), pieces(), MANY)
def test_stretches_are_as_long_as_they_can_be(
    required: tuple[Interval, ...], serving: tuple[Interval, ...], at_once: int
) -> None:
    proof = cover(required, serving, at_once=at_once)
    assert all(early.end < late.start for early, late in pairwise(proof.covered))
    for early, late in pairwise(proof.gaps):
        assert early.interval.end < late.interval.start or early.serving != late.serving
    assert not any(piece.is_empty for piece in (*proof.covered, *(gap.interval for gap in proof.gaps)))


@given(pieces())
def test_depths_count_what_runs(among: tuple[Interval, ...]) -> None:
    told = depths(among)
    for at in turns(among):
        assert running(at, among) == sum(stretch.at_once for stretch in told if at in stretch.interval)
    assert total(among) == sum((each.interval.duration * each.at_once for each in told), timedelta())


@given(pieces(), pieces(), st.integers(-10, 90))
def test_the_next_gap_is_the_first_that_has_not_ended(
    required: tuple[Interval, ...], serving: tuple[Interval, ...], hours: int
) -> None:
    proof = cover(required, serving)
    at = datetime(2020, 2, 3, tzinfo=UTC) + timedelta(hours=hours)
    ahead = [gap for gap in proof.gaps if at < gap.interval.end]
    assert (ahead[0] if ahead else None) == proof.next_gap(at)


@given(st.lists(st.integers(0, 80), min_size=1, max_size=8), st.integers(1, 30))
def test_checks_at_least_so_often_leave_no_gap_and_others_do(hours: list[int], often: int) -> None:
    start = datetime(2020, 2, 3, tzinfo=UTC)
    checks = [start + timedelta(hours=hour) for hour in hours]
    owed = Interval(min(checks), max(checks))
    apart = [late - early for early, late in pairwise(sorted(checks))]
    proof = cover([owed], lasting(checks, timedelta(hours=often)))
    assert proof.is_whole == all(length <= timedelta(hours=often) for length in apart)
