"""What is counted, and how counts may be put together."""

from decimal import Decimal
from fractions import Fraction

import pytest

from gridcare.errors import DefinitionError
from gridcare.reporting.indicators import Adding, Indicator, Item
from gridcare.rules.expressions import name


class TestItem:
    def test_what_is_new_adds_up_over_periods_and_units(self) -> None:
        item = Item("new_fever", counts="person")
        assert (Adding.SUM, Adding.SUM, True) == (item.over_time, item.over_units, item.said_by_zero)

    def test_a_cumulative_figure_is_told_by_the_last_period_and_is_not_made_zero_by_a_zero_report(self) -> None:
        item = Item("fever", counts="person", cumulative=True)
        assert (Adding.LAST, Adding.SUM, False) == (item.over_time, item.over_units, item.said_by_zero)

    def test_a_stock_adds_up_over_units_and_not_over_time(self) -> None:
        item = Item("persons", counts="person", over_time="last")
        assert (Adding.LAST, Adding.SUM, False) == (item.over_time, item.over_units, item.said_by_zero)

    def test_what_counts_once_adds_up_nowhere(self) -> None:
        item = Item("contacts", distinct="person")
        assert (Adding.NONE, Adding.NONE) == (item.over_time, item.over_units)

    def test_the_stock_of_a_form_may_be_said_by_its_zero_all_the_same(self) -> None:
        assert Item("isolated", over_time="last", said_by_zero=True).said_by_zero

    def test_categories_are_asked_one_by_one(self) -> None:
        assert (("fever", "female"), ("fever", "male")) == Item("fever", categories=("female", "male")).cells
        assert (("fever", ""),) == Item("fever").cells

    @pytest.mark.parametrize(
        ("declared", "code", "said"),
        [
            ({"cumulative": True, "over_time": "sum"}, "item.cumulative", "do not add up over time"),
            ({"distinct": "person", "over_units": "sum"}, "item.distinct", "each person counts once"),
            ({"over_units": "last"}, "item.over-units", "none of them is the last"),
            ({"categories": ("a", "a")}, "item.categories", "give it once"),
            ({"cumulative": True, "said_by_zero": True}, "item.zero", "nothing is new"),
        ],
    )
    def test_a_declaration_that_contradicts_itself_is_refused(
        self, declared: dict[str, object], code: str, said: str
    ) -> None:
        with pytest.raises(DefinitionError, match="item 'fever' has 1 fault") as caught:
            Item("fever", **declared)  # type: ignore[arg-type]  # as a careless author would
        assert (code,) == caught.value.codes
        assert said in str(caught.value)

    def test_a_name_that_no_expression_could_use_is_refused(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            Item("new fever")
        assert "write letters, digits and underscores" in str(caught.value)
        assert "发热" == Item("发热").name


class TestIndicator:
    def test_a_text_and_operators_make_the_same_indicator(self) -> None:
        text = Indicator("rate", "1000 * new_fever / persons", prints=2)
        built = Indicator("rate", 1000 * name("new_fever") / name("persons"), prints=2)
        assert text == built

    @pytest.mark.parametrize(
        ("value", "prints", "expected"),
        [
            (Fraction(2, 3), 2, "0.67"),
            (Fraction(1, 8), 2, "0.13"),
            (Fraction(-1, 8), 2, "-0.13"),
            (Fraction(5, 2), 0, "3"),
            (7, 1, "7.0"),
            (Fraction(10**40, 3), 1, "3" * 40 + ".3"),
        ],
    )
    def test_a_value_is_rounded_only_where_it_is_printed(
        self, value: int | Fraction, prints: int, expected: str
    ) -> None:
        shown = Indicator("rate", "a / b", prints=prints).rounded(value)
        assert (Decimal(expected), expected) == (shown, str(shown))

    def test_all_faults_are_named_at_once(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            Indicator("a rate", "1000 *", prints=-1)
        assert ("indicator.name", "expression.syntax", "indicator.prints") == caught.value.codes
