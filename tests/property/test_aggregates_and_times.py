"""What is made along an axis does not depend on how the axis is walked; looking at other times composes."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcare.rules.evaluation import evaluate
from gridcare.rules.expressions import Aggregate, Expression, How, Name
from gridcare.rules.grammar import parse
from gridcare.rules.scopes import Given, Series, Value, Values
from gridcare.rules.unknowns import Unknown

NUMBERS = st.one_of(st.none(), st.integers(-20, 20), st.decimals(-20, 20, places=2), st.floats(-9, 9, width=16))
TRUTHS = st.one_of(st.none(), st.booleans())


def along(how: How, values: list[Given], *labels: str) -> Value:
    """Take one value for each scope along an axis."""
    named = labels or [f"c{i}" for i in range(len(values))]
    scopes = [Values({"v": value}, label=label) for value, label in zip(values, named, strict=True)]
    return evaluate(Aggregate(how, Name("v"), "child"), Values(axes={"child": scopes}))


class TestOrder:
    """The order of an axis matters to `first`, `last` and `run` alone."""

    @given(st.data(), st.sampled_from(("sum", "mean", "max", "min")), st.lists(NUMBERS, max_size=6))
    def test_numbers_in_any_order_come_to_the_same(self, data: st.DataObject, how: How, values: list[Given]) -> None:
        order = data.draw(st.permutations(range(len(values))))
        labels = [f"c{i}" for i in range(len(values))]
        assert along(how, values) == along(how, [values[i] for i in order], *(labels[i] for i in order))

    @given(st.data(), st.sampled_from(("count", "any", "every", "share")), st.lists(TRUTHS, max_size=6))
    def test_truths_in_any_order_come_to_the_same(self, data: st.DataObject, how: How, values: list[Given]) -> None:
        order = data.draw(st.permutations(range(len(values))))
        labels = [f"c{i}" for i in range(len(values))]
        assert along(how, values) == along(how, [values[i] for i in order], *(labels[i] for i in order))

    @given(st.lists(NUMBERS, min_size=1, max_size=6))
    def test_the_first_is_the_last_of_the_axis_walked_back(self, values: list[Given]) -> None:
        first, last = along("first", values), along("last", values[::-1])
        assert isinstance(first, Unknown) is isinstance(last, Unknown)
        assert isinstance(first, Unknown) or first == last


class TestParts:
    """A sum over parts is the sum of the sums over any grouping of them."""

    @given(st.lists(st.lists(st.decimals(-50, 50, places=3), max_size=4), max_size=4))
    def test_sums_of_sums(self, groups: list[list[Decimal]]) -> None:
        flat = [value for group in groups for value in group]
        assert along("sum", list(flat)) == along("sum", [along("sum", list(group)) for group in groups])

    @given(st.lists(st.booleans(), min_size=1, max_size=8))
    def test_a_share_is_a_count_of_all(self, values: list[bool]) -> None:
        assert Fraction(values.count(True), len(values)) == along("share", list(values))
        assert values.count(True) == along("count", list(values))

    @given(st.lists(st.integers(-9, 9), min_size=1, max_size=7))
    def test_a_mean_lies_between_the_least_and_the_greatest(self, values: list[int]) -> None:
        mean = along("mean", list(values))
        assert isinstance(mean, int | Fraction)
        assert min(values) <= mean <= max(values)
        assert mean * len(values) == sum(values)

    @given(st.lists(TRUTHS, max_size=8))
    def test_a_run_ends_at_the_first_that_nobody_vouches_for(self, values: list[bool | None]) -> None:
        length = along("run", list(values))
        assert isinstance(length, int)
        assert values[len(values) - length :] == [True] * length
        assert length == len(values) or values[-length - 1] is not True

    @given(st.lists(st.decimals(-10, 10, places=3), min_size=1, max_size=6), st.integers(-1, 3))
    def test_rounding_is_never_further_off_than_half_a_unit(self, values: list[Decimal], places: int) -> None:
        for value in values:
            rounded = evaluate(parse(f"round(v, {places})"), Values({"v": value}))
            assert isinstance(rounded, int | Fraction)
            assert abs(rounded - Fraction(value)) <= Fraction(1, 2) / Fraction(10) ** places
            assert rounded == -evaluate(parse(f"round(-v, {places})"), Values({"v": value}))  # type: ignore[operator]


DAYS = st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=1, max_size=12)


def series(days: list[int | None], present: int) -> Series:
    """Make a series of days; ``None`` is a blank."""
    return Series([{"x": value, "y": 1} for value in days], date(2020, 2, 1), present=present)


class TestTimes:
    """Shifts add up, windows intersect, and a shift goes through whatever it is put on."""

    @given(DAYS, st.integers(-2, 12), st.integers(-5, 5), st.integers(-5, 5))
    def test_shifts_add_up(self, days: list[int | None], present: int, a: int, b: int) -> None:
        scope = series(days, present)
        assert evaluate(parse(f"x[{a}][{b}]"), scope) == evaluate(parse(f"x[{a + b}]"), scope)
        assert evaluate(parse("x[0]"), scope) == evaluate(parse("x"), scope)

    @given(DAYS, st.integers(0, 12), st.integers(-5, 5))
    def test_a_shift_of_a_sum_is_the_sum_of_the_shifted(self, days: list[int | None], present: int, by: int) -> None:
        scope = series(days, present)
        assert evaluate(parse(f"(x + 2 * y)[{by}]"), scope) == evaluate(parse(f"x[{by}] + 2 * y[{by}]"), scope)

    @given(DAYS, st.integers(0, 12), st.integers(1, 9), st.integers(1, 9))
    def test_a_window_in_a_window_is_what_both_hold(self, days: list[int | None], present: int, a: int, b: int) -> None:
        scope = series(days, present)
        least = f"sum(blank0(x) per day)[{min(a, b)}d]"
        assert evaluate(parse(f"sum(blank0(x) per day)[{a}d][{b}d]"), scope) == evaluate(parse(least), scope)

    @given(DAYS, st.integers(0, 12), st.integers(-9, 0), st.integers(0, 8))
    def test_a_window_falls_apart_into_neighbours(
        self, days: list[int | None], present: int, first: int, length: int
    ) -> None:
        scope, middle, last = series(days, present), first + length // 2, first + length
        whole = evaluate(parse(f"count(known(x) per day)[{first}..{last}]"), scope)
        if middle < last:
            halves = f"count(known(x) per day)[{first}..{middle}] + count(known(x) per day)[{middle + 1}..{last}]"
            assert whole == evaluate(parse(halves), scope)

    @given(DAYS, st.integers(0, 12), st.integers(1, 9))
    def test_a_duration_is_so_many_periods_up_to_the_present_one(
        self, days: list[int | None], present: int, length: int
    ) -> None:
        scope = series(days, present)
        for text in (f"[{-length + 1}..0]", f"[-{length}d..0d]", f"[{24 * length}h]"):
            of = "sum(blank0(x) per day)"
            assert evaluate(parse(f"{of}[{length}d]"), scope) == evaluate(parse(of + text), scope)

    @given(DAYS, st.integers(0, 12), st.integers(1, 9))
    def test_a_flow_over_a_window_is_the_difference_of_its_stocks(
        self, days: list[int | None], present: int, length: int
    ) -> None:
        stocks = [{"new": day or 0, "stock": sum(d or 0 for d in days[: i + 1])} for i, day in enumerate(days)]
        scope = Series(stocks, date(2020, 2, 1), present=min(present, len(days) - 1))
        identity = parse(f"stock = stock[-{length}] + sum(new per day)[{length}d]")
        assert evaluate(identity, scope) is True or isinstance(evaluate(identity, scope), Unknown)
        assert (evaluate(identity, scope) is True) == (scope.present - length >= 0)

    @given(DAYS, st.integers(0, 12))
    def test_last_is_the_newest_day_before_on_which_it_was_stated(self, days: list[int | None], present: int) -> None:
        before = [value for value in days[:present] if value is not None]
        value = evaluate(parse("x[last]"), series(days, present))
        assert value == before[-1] if before else isinstance(value, Unknown)


@pytest.mark.parametrize("beyond", ["sum(x per day)[7d]", "sum(x per day)[-1..0]", "x[-9]", "x[last]"])
def test_days_before_the_series_began_are_missing_and_never_zero(beyond: str) -> None:
    value = evaluate(parse(beyond), series([3], 0))
    assert isinstance(value, Unknown)
    assert {"missing"} == {reason.code for reason in value.reasons}


@pytest.mark.parametrize("tree", [parse("sum(x per child)"), parse("x[-1]"), parse("sum(x per day)[7d]")])
def test_a_plain_scope_without_axes_and_times_says_so(tree: Expression) -> None:
    value = evaluate(tree, Values({"x": 1}))
    assert isinstance(value, Unknown)
    assert value.reasons[0].code in {"axis", "shift", "window"}
