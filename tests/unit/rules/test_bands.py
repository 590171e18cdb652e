"""Step functions as papers state them."""

from decimal import Decimal
from fractions import Fraction

import pytest

from gridcare.errors import DefinitionError
from gridcare.rules.bands import Band, Bands, Span
from gridcare.rules.expressions import name
from gridcare.rules.scopes import Given
from gridcare.rules.unknowns import Unknown
from gridcare.rules.windows import NotAnExpression

GRID_WORKERS = Bands((Band("[300, 500]", 2), Band("(500, )", 3), Band("[0, 300)", 1)))


def faults(*spans: str, domain: str | None = None, whole: bool = False) -> list[tuple[str, str]]:
    """Say what is wrong with bands over these spans."""
    steps = tuple(Band(span, i) for i, span in enumerate(spans))
    with pytest.raises(DefinitionError) as caught:
        Bands(steps, whole=whole) if domain is None else Bands(steps, domain=domain, whole=whole)
    return [(fault.code, fault.where) for fault in caught.value.faults]


class TestValues:
    """Every size of the domain has one value."""

    @pytest.mark.parametrize(
        ("size", "workers"),
        [(0, 1), (299, 1), (300, 2), (500, 2), (501, 3), (Decimal("500.5"), 3), (299.5, 1), (10**9, 3)],
    )
    def test_ends_belong_where_the_bracket_says(self, size: Given, workers: int) -> None:
        assert workers == GRID_WORKERS.at(size)

    def test_counted_sizes_meet_at_neighbouring_numbers(self) -> None:
        pools = Bands((Band("[1, 50]", "small"), Band("[51, 100]", "large")), whole=True)
        assert ("small", "large") == (pools.at(50), pools.at(51))
        assert isinstance(pools.at(50.5), Unknown)
        assert isinstance(pools.at(101), Unknown)

    def test_values_are_exact(self) -> None:
        fever = Bands((Band("(, 37.3)", False), Band("[37.3, )", True)))
        assert fever.at(37.3) is True
        assert fever.at(Fraction(372, 10)) is False
        assert Fraction(1, 2) == Bands((Band("[0, 1]", Decimal("0.5")),)).at(0)

    def test_what_is_no_size_is_unknown(self) -> None:
        for size, code in ((None, "blank"), ("300", "mismatch"), (True, "mismatch"), (-1, "outside")):
            unknown = GRID_WORKERS.at(size)
            assert isinstance(unknown, Unknown)
            assert code == unknown.reasons[0].code

    def test_bands_are_a_value_in_any_order(self) -> None:
        assert GRID_WORKERS == Bands((Band("[0, 300)", 1), Band("[300, 500]", 2), Band("(500, )", 3)))
        assert "[0, )" == str(GRID_WORKERS.domain)
        assert hash(GRID_WORKERS)


class TestFaults:
    """Gaps, overlaps and empty steps are told together."""

    def test_each_kind(self) -> None:
        assert [("bands.gap", "[51, 100]")] == faults("[1, 50]", "[51, 100]")
        assert [("bands.gap", "(50, 100]")] == faults("[1, 50)", "(50, 100]")
        assert [("bands.overlap", "[50, 100]")] == faults("[1, 50]", "[50, 100]")
        assert [("bands.overlap", "[10, 20]")] == faults("[1, 50]", "[10, 20]")
        assert [("bands.empty", "(5, 5)")] == faults("[1, 5)", "(5, 5)", "[5, 9]")
        assert [("bands.outside", "[0, 5]")] == faults("[0, 5]", domain="[1, 5]")
        assert [("bands.gap", "[2, 5]"), ("bands.gap", "[2, 5]")] == faults("[2, 5]", domain="[1, 9]")
        assert [("bands.empty", "[0, 9]")] == faults(domain="[0, 9]")
        assert [("bands.overlap", "[51, 100]")] == faults("[1, 51]", "[51, 100]", whole=True)
        assert [("bands.empty", "(1, 2)")] == faults("[1, 1]", "(1, 2)", "[2, 3]", whole=True)

    def test_many_at_once_in_words(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            Bands((Band("[0, 10]", 1), Band("[10, 20)", 2), Band("[30, 40)", 3)), domain="[0, 50)")
        assert str(caught.value).splitlines() == [
            "the bands over [0, 50) has 3 faults",
            "  - '[10, 20)': it shares sizes with [0, 10]; let each size lie in one",
            "  - '[30, 40)': sizes lie between [10, 20) and it; let one of them reach further",
            "  - '[30, 40)': sizes lie between it and the end of the domain [0, 50)",
        ]


class TestSpans:
    """A span is written as in mathematics."""

    @pytest.mark.parametrize(
        "text", ["", "300", "[300]", "[300, 500", "300, 500)", "[a, b]", "[1; 2]", "[1, 2, 3]", "［1, 2）"]
    )
    def test_what_is_no_span(self, text: str) -> None:
        with pytest.raises(NotAnExpression, match="is no span"):
            Span.of(text)

    def test_an_end_that_is_not_there_belongs_to_nothing(self) -> None:
        assert Span(None, 3) == Span.of("(, 3)") == Span.of("[, 3)")
        assert "(, 3)" == str(Span.of("[, 3)"))

    def test_ends_are_numbers(self) -> None:
        with pytest.raises(NotAnExpression, match="the ends of a span are numbers"):
            Span("3", 4)  # type: ignore[arg-type]


class TestExpression:
    """Bands may stand wherever an expression may."""

    def test_they_print_as_a_choice(self) -> None:
        assert (
            "if households < 0 then blank elif households < 300 then 1 elif households <= 500 then 2 otherwise 3"
            == str(GRID_WORKERS.over(name("households")))
        )

    def test_one_band_for_everything_is_its_value(self) -> None:
        assert "7" == str(Bands((Band("(, )", 7),)).over(name("x")))
