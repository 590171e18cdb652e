"""Laws of likeness: points are those of the first agreement that holds, and breaking off changes nothing."""

from collections.abc import Iterator, Sequence

from hypothesis import given
from hypothesis import strategies as st

from gridcare.attributes import Attributes
from gridcare.people.likeness import Agreement, Comparison, Likeness, Trait, digits, folded, worded
from gridcare.people.sources import SourceRow
from gridcare.testing.strategies.linkage import link_rules, source_rows


def pairs(field: str, way: Agreement, one: Attributes, other: Attributes) -> Iterator[tuple[str, str]]:
    """Give the two readings that a way of agreeing looks at, both if it is crossed, those with a blank left out."""
    for left, right in [(field, way.crossed), (way.crossed, field)] if way.crossed else [(field, field)]:
        mine, its = way.read(worded(one.get(left))), way.read(worded(other.get(right)))
        if mine and its:
            yield mine, its


def holds(way: Agreement, mine: str, its: str) -> bool:
    if mine == its:
        return True
    return way.similarity is not None and way.similarity(*sorted((mine, its))) >= way.at_least


def plainly(comparisons: Sequence[Comparison], one: Attributes, other: Attributes) -> float:
    total = 0.0
    for comparison in comparisons:
        told = [(way, list(pairs(comparison.field, way, one, other))) for way in comparison.agreements]
        found = [way.points for way, looked_at in told if any(holds(way, *each) for each in looked_at)]
        said = any(looked_at and not way.crossed for way, looked_at in told)
        total += found[0] if found else comparison.differ if said else 0.0
    return total


@st.composite
def comparisons(draw: st.DrawFn) -> tuple[Comparison, ...]:
    """Draw comparisons whose agreements count against as well as for, in no good order, in fractions too."""
    points = st.sampled_from((-4.0, -0.1, 0.1, 0.2, 0.7, 3.0, 5.0))
    told = []
    for each in draw(st.permutations(draw(link_rules()).comparisons)):
        ways = draw(st.permutations(each.agreements))
        counted = [
            Agreement(
                way.name,
                draw(points),
                read=way.read,
                similarity=way.similarity,
                at_least=way.at_least,
                crossed=way.crossed,
            )
            for way in ways
        ]
        told.append(Comparison(each.field, counted, differ=draw(st.sampled_from((-3.0, -0.1, 0.0)))))
    return tuple(told)


@given(comparisons(), source_rows(most=2), st.sampled_from((-6.0, -0.1, 0.0, 0.3, 1.0, 3.2, 6.0)))
def test_points_are_those_of_the_first_agreement_that_holds_in_either_order(
    compared: tuple[Comparison, ...], rows: Sequence[SourceRow], enough: float
) -> None:
    likeness = Likeness(compared)
    values = [row.values for row in rows]
    columns = [likeness.columns(each) for each in values]
    for one, mine in enumerate(values):
        for other, its in enumerate(values):
            exact = plainly(compared, mine, its)
            assert exact == likeness.points(columns[one], columns[other])
            assert exact == likeness.points(columns[other], columns[one])
            for least in (enough, exact):
                found = likeness.points(columns[one], columns[other], least)
                assert (exact >= least) == (found >= least)
                assert exact == found or exact < least


@given(st.lists(st.sampled_from(("", "138", "１３８", "139", "x")), min_size=2, max_size=2))
def test_a_key_of_several_fields_is_found_in_each_once(told: list[str]) -> None:
    phone, number = told
    likeness = Likeness((), [Trait(("phone", "identity_number"), digits), Trait("name")])
    columns = likeness.columns(Attributes(phone=phone, identity_number=number, name="张伟"))
    read = {digits(each) for each in told} - {""}
    either = likeness.shares([Trait(("phone", "identity_number"), digits)])(columns)
    assert (read, len(read)) == (set(either), len(either))
    both = likeness.shares([Trait(("phone", "identity_number"), digits), Trait("name")])(columns)
    assert {(each, folded("张伟")) for each in read} == set(both)


@given(source_rows(), st.sampled_from((1, 2)))
def test_rows_that_share_a_key_are_listed_once_in_their_order(rows: Sequence[SourceRow], traits: int) -> None:
    asked = [Trait(("phone", "identity_number"), digits), Trait("name")][:traits]
    likeness = Likeness((), asked)
    columns = [likeness.columns(row.values) for row in rows]
    by_key: dict[object, list[int]] = {}
    for place, each in enumerate(columns):
        for key in likeness.shares(asked)(each):
            by_key.setdefault(key, []).append(place)
    assert sorted(group for group in by_key.values() if len(group) > 1) == sorted(likeness.sharing(asked, columns))


def test_what_later_fields_can_add_is_not_forgotten_when_a_sum_is_broken_off() -> None:
    names = (Agreement("same", 1), Agreement("alike", 2, similarity=lambda one, other: 1.0))
    likeness = Likeness([Comparison("name", names), Comparison("phone", Agreement("same", 5))])
    one, other = (likeness.columns({"name": name, "phone": "138"}) for name in ("张伟", "章玮"))
    assert 7 == likeness.points(one, other, 7) == likeness.points(one, other, 6)
    assert 8 > likeness.points(one, other, 8)
