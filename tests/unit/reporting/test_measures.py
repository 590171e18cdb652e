"""Indicators computed from roll-ups."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

import attrs
import pytest

from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Indicator, Item
from gridcare.reporting.measures import Measure, RollUps, check_indicators, measure
from gridcare.reporting.reconcile import Identity, Status, reconcile
from gridcare.reporting.returns import FilingBook
from gridcare.rules.unknowns import Unknown
from gridcare.timing.periods import DAILY, MONTHLY, WEEKLY, Period, moment

ZONE = "Asia/Shanghai"
TOWN = Hierarchy(
    Level.ordered("street", "community", "grid"),
    [
        Unit("s", "", "street"),
        Unit("c1", "", "community", "s"),
        Unit("g1", "", "grid", "c1"),
        Unit("g2", "", "grid", "c1"),
        Unit("g3", "", "grid", "s", opened=date(2020, 2, 15)),
    ],
)
FORM = Form(
    "daily",
    items=[
        Item("persons", counts="person", over_time="last"),
        Item("new_fever", counts="person", categories=()),
        Item("fever", counts="person", cumulative=True),
    ],
    every="day",
    zone=ZONE,
    owed_by=("community", "grid"),
    cut_off="17:00",
)
FIRST = DAILY.read("2020-02-10")
LAST = DAILY.read("2020-02-16")


def at(text: str) -> datetime:
    return moment(text, ZONE)


def paper(unit: str, day: Period, **figures: int | None) -> Filing:
    filed = at(f"{day.first} 16:00")
    return Filing(id=f"{unit}-{day}", form="daily", unit=unit, period=day, filed=filed, known=filed, figures=figures)


def week() -> list[Filing]:
    """Seven days: g1 has 0, 1, ... 6 new fevers, g2 one a day, g3 from the sixth day on two a day."""
    found = []
    for number in range(7):
        day = Period(DAILY, FIRST.number + number)
        found.append(paper("g1", day, persons=100, new_fever=number, fever=number * (number + 1) // 2))
        found.append(paper("g2", day, persons=50, new_fever=1, fever=number + 1))
        if number >= 5:
            found.append(paper("g3", day, persons=10, new_fever=2, fever=2 * (number - 4)))
    return found


def rollups(filings: list[Filing], **changed: Any) -> RollUps:
    form = attrs.evolve(FORM, **changed)
    book = FilingBook(form=form, hierarchy=TOWN, since=FIRST.first, until=LAST.end, filings=filings)
    return RollUps(book.as_of(at("2020-02-16 20:00")))


WEEK = rollups(week())


def value(text: str, unit: str, period: Period = LAST, among: RollUps = WEEK) -> Any:
    return measure(Indicator("x", text), among, unit, period).value


class TestOrderOfPuttingTogether:
    def test_a_rate_is_made_of_sums_and_is_no_mean_of_rates(self) -> None:
        assert Fraction(1000 * 9, 160) == value("1000 * new_fever / persons", "s")
        assert [60, 20] == [value("1000 * new_fever / persons", unit) for unit in ("g1", "g2")]

    def test_another_order_is_written_as_nesting(self) -> None:
        assert 6 + 1 + 2 == value("sum(max(new_fever per day) per unit)", "s")
        assert 9 == value("max(sum(new_fever per unit) per day)[2d]", "s")

    def test_a_longer_period_puts_days_together_first(self) -> None:
        assert 21 + 7 + 4 == value("new_fever", "s", WEEKLY.read("2020-W07"))
        assert 160 == value("persons", "s", WEEKLY.read("2020-W07"))
        assert 7 == value("max(new_fever per day)", "c1", WEEKLY.read("2020-W07"))


class TestTime:
    def test_windows_and_shifts_look_at_earlier_days(self) -> None:
        assert 28 == value("sum(new_fever per day)[7d]", "c1")
        assert 6 + 5 + 4 == value("sum(new_fever per day)[-2..0]", "g1")
        assert 6 == value("fever - fever[-1]", "g1")
        assert 7 == value("sum(new_fever per day)[1w]", "g2")

    def test_a_window_reaches_over_a_day_on_which_a_unit_did_not_exist(self) -> None:
        assert 4 == value("sum(new_fever per day)[7d]", "g3")

    def test_a_day_before_the_form_was_in_force_is_missing_and_not_zero(self) -> None:
        found = value("sum(new_fever per day)[8d]", "g1")
        assert isinstance(found, Unknown)
        assert "'new_fever' is not stated at day g1 2020-02-09" in str(found)

    def test_the_last_stated_figure_is_looked_for_before_the_present_one(self) -> None:
        silent = [each for each in week() if each.unit != "g1" or each.period in (FIRST, LAST)]
        assert 0 == value("fever[last]", "g1", among=rollups(silent))
        assert 15 == value("fever[last]", "g1")
        assert isinstance(value("fever[last]", "g1", FIRST), Unknown)

    def test_shifts_of_longer_periods_are_of_their_own_length(self) -> None:
        assert isinstance(value("new_fever - new_fever[-1]", "s", WEEKLY.read("2020-W07")), Unknown)
        assert isinstance(value("new_fever[year]", "s"), Unknown)

    @pytest.mark.parametrize("text", ["sum(new_fever per day)[5h]", "new_fever[-999999]", "sum(new_fever per hour)"])
    def test_what_cannot_be_looked_up_is_unknown_with_its_reason(self, text: str) -> None:
        assert isinstance(value(text, "s"), Unknown)

    def test_durations_are_no_whole_number_of_months(self) -> None:
        monthly = rollups([], every=MONTHLY)
        assert isinstance(value("sum(new_fever per month)[30d]", "s", MONTHLY.read("2020-02"), monthly), Unknown)


class TestWhoIsAbsent:
    def test_a_value_made_of_a_sum_that_lacks_somebody_says_who(self) -> None:
        partial = rollups([each for each in week() if each.unit != "g2"])
        found = measure(Indicator("x", "1000 * new_fever / persons"), partial, "s", LAST)
        assert (Fraction(1000 * 8, 110), ("g2",)) == (found.value, found.absent)

    def test_a_complete_value_lacks_nobody(self) -> None:
        indicator = Indicator("x", "new_fever")
        expected = Measure(indicator=indicator, unit="s", period=LAST, value=9, absent=())
        assert expected == measure(indicator, WEEK, "s", LAST)

    def test_a_unit_that_was_silent_on_some_day_of_a_week_is_named(self) -> None:
        partial = rollups([each for each in week() if each.unit != "g1" or each.period != FIRST])
        found = measure(Indicator("x", "new_fever"), partial, "s", WEEKLY.read("2020-W07"))
        assert (32, ("g1",)) == (found.value, found.absent)

    def test_blank_and_silence_are_told_apart_in_the_reason(self) -> None:
        blank = [each for each in week() if each.unit != "g1"] + [paper("g1", LAST, persons=1, new_fever=None)]
        assert "is a stated blank" in str(value("new_fever", "g1", among=rollups(blank)))
        assert "is not stated" in str(value("new_fever", "g1", FIRST, among=rollups(blank)))
        assert 3 == value("sum(blank0(new_fever) per unit)", "s", among=rollups(blank))

    def test_a_unit_without_figures_is_unknown(self) -> None:
        assert isinstance(value("new_fever", "g3", FIRST), Unknown)
        assert isinstance(value("sum(new_fever per child)", "g1"), Unknown)


class TestIdentities:
    """What the unit stated itself is held against the sum of those below."""

    PARTS = Identity("parts", "fever = sum(fever per child)")

    def finding(self, filings: list[Filing], unit: str = "c1") -> tuple[Status, Any]:
        (found,) = reconcile([self.PARTS], rollups(filings).scope(unit, LAST, stated=True))
        return found.status, found.difference

    def test_an_own_total_that_differs_from_its_children_fails(self) -> None:
        assert (Status.FAIL, 2) == self.finding([*week(), paper("c1", LAST, fever=30)])
        assert (Status.PASS, 0) == self.finding([*week(), paper("c1", LAST, fever=28)])

    def test_a_total_nobody_stated_is_not_held_against_its_own_sum(self) -> None:
        assert Status.NOT_EVALUATED is self.finding(week())[0]

    def test_never_falls_is_against_the_last_stated(self) -> None:
        falls = Identity("never falls", "fever >= fever[last]")
        bent = [each for each in week() if each.unit != "g1" or each.period.number < LAST.number - 1]
        scope = rollups([*bent, paper("g1", LAST, fever=9)]).scope("g1", LAST)
        (found,) = reconcile([falls], scope)
        assert (Status.FAIL, 9, 10) == (found.status, found.left, found.right)


class TestDeclaration:
    def test_indicators_are_checked_against_the_form(self) -> None:
        indicators = [
            Indicator("rate", "1000 * sum(new_fever per day)[7d] / persons"),
            Indicator("typo", "new_fevre / persons"),
            Indicator("units", "sum(new_fever per unit) + count(known(persons) per unit)"),
            Indicator("axis", "sum(new_fever per house)"),
        ]
        faults = check_indicators(indicators, FORM)
        assert ["typo", "units", "axis"] == [fault.where for fault in faults]
        assert "did you mean 'new_fever'" in str(faults[0])

    def test_categories_are_read_by_their_dotted_name(self) -> None:
        form = attrs.evolve(FORM, items=[Item("fever", categories=("female", "male"))])
        assert [] == check_indicators([Indicator("women", "fever.female / (fever.female + fever.male)")], form)
        paper_ = attrs.evolve(paper("g1", LAST), figures={"fever": {"female": 1, "male": 3}})
        among = rollups([paper_], items=form.items)
        assert Fraction(1, 4) == value("fever.female / (fever.female + fever.male)", "g1", among=among)
