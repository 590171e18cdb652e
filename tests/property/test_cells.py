"""Cells: every member in one of them, each within its band or named, and none only where there is none."""

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcare.people.cells import FallBack, Outside, Partition, Remainder, SizeBand, WhyNone, partition
from gridcare.testing.strategies.cells import maps_of_members, size_bands

Map = tuple[dict[str, int], tuple[tuple[str, str], ...]]
FALL_BACKS = st.sampled_from(FallBack)


def sound(told: Partition, sizes: dict[str, int], band: SizeBand, fall_back: FallBack) -> None:
    """Every member once; sizes add up; every cell within its band or the fall-back named."""
    held = [member for cell in told.cells for member in cell.members]
    left = [] if told.is_whole else sorted(set(sizes) - set(held))
    assert sorted(sizes) == sorted([*held, *left])
    allowed = {FallBack.NONE: None, FallBack.SHORT: Outside.SHORT, FallBack.LONG: Outside.LONG}[fall_back]
    for cell in told.cells:
        assert sum(sizes[member] for member in cell.members) == cell.size
        assert band.outside(cell.size) is cell.outside
        assert cell.outside in (None, allowed)


def may_be(sizes: list[int], band: SizeBand, fall_back: FallBack) -> int | None:
    """How many outside the band a cell of these sizes is, or nothing when it may not be."""
    outside = band.outside(sum(sizes))
    if outside is None:
        return 0
    if outside is Outside.SHORT:
        return 1 if fall_back is FallBack.SHORT else None
    return 1 if fall_back is FallBack.LONG and sum(sizes) - max(sizes) < band.least + band.most else None


def cuts(members: list[str]) -> Iterator[list[list[str]]]:
    if not members:
        yield []
    for end in range(1, len(members) + 1):
        for rest in cuts(members[end:]):
            yield [members[:end], *rest]


def groupings(members: list[str]) -> Iterator[list[list[str]]]:
    """Every way to group members."""
    if not members:
        yield []
        return
    first, rest = members[0], members[1:]
    for others in groupings(rest):
        yield [[first], *others]
        for place, group in enumerate(others):
            yield [*others[:place], [first, *group], *others[place + 1 :]]


def connected(members: list[str] | tuple[str, ...], pairs: tuple[tuple[str, str], ...]) -> bool:
    reached, left = {members[0]}, set(members[1:])
    while new := {each for each in left if any({each, other} in map(set, pairs) for other in reached)}:
        reached |= new
        left -= new
    return not left


def fewest(ways: Iterator[list[list[str]]], sizes: dict[str, int], band: SizeBand, fall_back: FallBack) -> int | None:
    """The fewest cells outside the band, told by looking at every way."""
    counts = []
    for way in ways:
        each = [may_be([sizes[member] for member in group], band, fall_back) for group in way]
        if all(count is not None for count in each):
            counts.append(sum(count or 0 for count in each))
    return min(counts, default=None)


@given(maps_of_members(max_size=8), size_bands(), FALL_BACKS, st.sampled_from(Remainder))
def test_in_order_cells_follow_each_other_and_there_are_none_only_if_there_can_be_none(
    drawn: Map, band: SizeBand, fall_back: FallBack, remainder: Remainder
) -> None:
    sizes, _ = drawn
    told = partition(sizes, band, remainder=remainder, fall_back=fall_back)
    sound(told, sizes, band, fall_back)
    if told.is_whole:
        assert [*sizes] == [member for cell in told.cells for member in cell.members]
    best = fewest(cuts([*sizes]), sizes, band, fall_back)
    assert best == (sum(cell.outside is not None for cell in told.cells) if told.is_whole else None)


@given(st.integers(1, 60), st.integers(1, 12), st.integers(0, 6))
def test_a_spread_remainder_makes_cells_of_nearly_one_size(count: int, least: int, more: int) -> None:
    told = partition([f"h{number}" for number in range(count)], SizeBand(least, least + more))
    sizes = [cell.size for cell in told.cells]
    assert told.is_whole == SizeBand(least, least + more).fits(count)
    assert not sizes or max(sizes) - min(sizes) <= 1


@given(st.integers(1, 60), st.integers(1, 12), st.integers(0, 6))
def test_a_remainder_in_the_last_cell_leaves_full_cells_before_it(count: int, least: int, more: int) -> None:
    band = SizeBand(least, least + more)
    told = partition([f"h{number}" for number in range(count)], band, remainder=Remainder.LAST)
    sizes = [cell.size for cell in told.cells]
    left = count
    for size in sizes:
        assert not any(band.fits(left - larger) for larger in range(size + 1, band.most + 1))
        left -= size


@given(maps_of_members(), size_bands(), FALL_BACKS)
def test_next_to_each_other_cells_are_connected_and_there_are_none_only_if_there_can_be_none(
    drawn: Map, band: SizeBand, fall_back: FallBack
) -> None:
    sizes, pairs = drawn
    told = partition(sizes, band, adjacent=pairs, fall_back=fall_back)
    sound(told, sizes, band, fall_back)
    assert all(connected(cell.members, pairs) for cell in told.cells)
    assert not any(each.why is WhyNone.NOT_FOUND for each in told.none), "so few members are looked at whole"
    ways = (way for way in groupings(sorted(sizes)) if all(connected(group, pairs) for group in way))
    best = fewest(ways, sizes, band, fall_back)
    assert best == (sum(cell.outside is not None for cell in told.cells) if told.is_whole else None)


@given(maps_of_members(max_size=12), size_bands(), FALL_BACKS, st.randoms())
def test_the_order_does_not_matter_where_adjacency_decides(
    drawn: Map, band: SizeBand, fall_back: FallBack, chance: Random
) -> None:
    sizes, pairs = drawn
    members = chance.sample([*sizes], len(sizes))
    turned = [pair[:: chance.choice((1, -1))] for pair in chance.sample(pairs, len(pairs))]
    again = partition(
        {member: sizes[member] for member in members},
        band,
        adjacent=[(one, other) for one, other in turned],
        fall_back=fall_back,
        effort=300,
    )
    assert partition(sizes, band, adjacent=pairs, fall_back=fall_back, effort=300) == again


@pytest.mark.parametrize(("wide", "high"), [(5, 5), (17, 18), (3, 40)])
def test_a_street_of_buildings_is_cut_whole(wide: int, high: int) -> None:
    name = "{:02}-{:02}".format
    pairs = [(name(x, y), name(x + 1, y)) for x in range(wide - 1) for y in range(high)]
    pairs += [(name(x, y), name(x, y + 1)) for x in range(wide) for y in range(high - 1)]
    members = [name(x, y) for x in range(wide) for y in range(high)]
    told = partition(members, SizeBand(8, 12), adjacent=pairs)
    assert told.is_whole
    sound(told, dict.fromkeys(members, 1), SizeBand(8, 12), FallBack.NONE)
    assert all(connected(cell.members, tuple(pairs)) for cell in told.cells)
