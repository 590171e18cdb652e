"""Bands give every size of their domain exactly one value."""

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gridcare.errors import DefinitionError
from gridcare.rules.bands import Band, Bands, Span
from gridcare.rules.evaluation import evaluate
from gridcare.rules.expressions import name
from gridcare.rules.grammar import parse
from gridcare.rules.scopes import Values
from gridcare.rules.unknowns import Unknown
from gridcare.testing.strategies.rules import bands, spans

SIZES = st.one_of(st.integers(-30, 50), st.decimals(-30, 50, places=1), st.fractions(-30, 50, max_denominator=7))


def size_in(span: Span, whole: bool) -> Fraction:
    """Give some size that lies in a span."""
    (low, above), (high, through) = span.cuts(whole=whole)
    if low == float("-inf"):
        return Fraction(floor(high)) - 1 if high != float("inf") else Fraction(0)
    if not above:
        return Fraction(low)
    if high == float("inf"):
        return Fraction(ceil(low)) + 1
    return Fraction(high) if through else (Fraction(low) + Fraction(high)) / 2


@given(bands(), SIZES)
def test_a_size_lies_in_exactly_one_band_or_outside_the_domain(steps: Bands, size: Fraction) -> None:
    exact = Fraction(size)
    holding = [band for band in steps.bands if exact in band.span]
    inside = exact in steps.domain and (not steps.whole or exact.denominator == 1)
    if inside:
        assert [steps.at(size)] == [band.value for band in holding]
    else:
        assert isinstance(steps.at(size), Unknown)


@given(bands(), SIZES)
def test_bands_as_an_expression_come_to_the_same(steps: Bands, size: Fraction) -> None:
    over = steps.over(name("size"))
    value, direct = evaluate(over, Values({"size": size})), steps.at(size)
    assert isinstance(value, Unknown) is isinstance(direct, Unknown)
    assert isinstance(value, Unknown) or value == direct
    assert over == parse(str(over))


@given(bands(), st.data())
def test_a_band_that_is_left_out_leaves_a_gap(steps: Bands, data: st.DataObject) -> None:
    assume(len(steps.bands) > 1)
    kept = list(steps.bands)
    kept.remove(data.draw(st.sampled_from(kept)))
    with pytest.raises(DefinitionError) as refusal:
        Bands(tuple(kept), domain=steps.domain, whole=steps.whole)
    assert {"bands.gap"} == set(refusal.value.codes)


@given(bands(), spans())
def test_a_band_too_many_overlaps_or_holds_nothing_or_lies_outside(steps: Bands, span: Span) -> None:
    with pytest.raises(DefinitionError) as refusal:
        Bands((*steps.bands, Band(span, 9)), domain=steps.domain, whole=steps.whole)
    assert set(refusal.value.codes) <= {"bands.overlap", "bands.empty", "bands.outside", "bands.gap"}
    assert refusal.value.codes != ("bands.gap",)


@given(bands(), st.data())
def test_a_band_split_in_two_gives_the_same_values(steps: Bands, data: st.DataObject) -> None:
    band = data.draw(st.sampled_from(steps.bands))
    at = size_in(band.span, steps.whole)
    assume(at.denominator in (1, 2, 5, 10))
    cut = Decimal(at.numerator) / at.denominator
    low, high = (
        Span(band.span.low, cut, holds_low=band.span.holds_low),
        Span(cut, band.span.high, holds_high=band.span.holds_high),
    )
    assume(all(one.cuts(whole=steps.whole)[0] < one.cuts(whole=steps.whole)[1] for one in (low, high)))
    parts = [b for b in steps.bands if b != band] + [Band(low, band.value), Band(high, band.value)]
    split = Bands(tuple(parts), domain=steps.domain, whole=steps.whole)
    assert split.at(at) == steps.at(at) == band.value


@given(spans())
def test_the_text_of_a_span_is_read_back(span: Span) -> None:
    assert span == Span.of(str(span))


@given(spans(), SIZES)
def test_a_whole_size_lies_in_a_span_as_in_its_whole_form(span: Span, size: Fraction) -> None:
    number = floor(size)
    low, high = span.cuts(whole=True)
    assert (number in span) == (low <= (number, 0) and (number, 1) <= (high[0], 1) and (number, 0) < high)
