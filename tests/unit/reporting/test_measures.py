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
from gridcare.rules.evaluation import evaluate
from gridcare.rules.grammar import parse
from gridcare.rules.parameters import Parameter, Parameters
from gridcare.rules.unknowns import Unknown
from gridcare.timing.periods import DAILY, MONTHLY, TWICE_DAILY, WEEKLY, Cadence, Period, moment

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

    @pytest.mark.parametrize(
        ("text", "every", "key", "code"),
        [
            ("sum(new_fever per period)[-999999..0]", DAILY, "2020-02-16", "window"),
            ("sum(new_fever per period)[-30000..0]", MONTHLY, "2020-02", "window"),
            ("sum(new_fever per period)[0..999999]", WEEKLY, "2020-W07", "window"),
            ("sum(new_fever per period)[100w]", TWICE_DAILY, "0001-06-03/1", "window"),
            ("new_fever[year]", DAILY, "2020-02-29", "shift"),
            ("new_fever[year]", DAILY, "0001-02-28", "shift"),
            ("new_fever[year]", TWICE_DAILY, "2020-02-16/2", "shift"),
            ("new_fever[year]", DAILY, "2020-02-16", "missing"),
        ],
    )
    def test_what_the_calendar_does_not_have_is_told_as_such(
        self, text: str, every: Cadence, key: str, code: str
    ) -> None:
        found = value(text, "s", every.read(key), rollups([], every=every, cut_off=()))
        assert isinstance(found, Unknown)
        assert {code} == {reason.code for reason in found.reasons}

    def test_a_window_of_a_longer_period_reaches_back_from_its_last_day(self) -> None:
        assert (6 + 1 + 2) + (5 + 1 + 2) == value("sum(new_fever per day)[2d]", "s", WEEKLY.read("2020-W07"))

    def test_days_come_in_their_order_up_to_the_present_one(self) -> None:
        assert [0, 6] == [value(f"{which}(new_fever per day)", "g1") for which in ("first", "last")]

    @pytest.mark.parametrize("text", ["(sum(new_fever per day)[3d])[2d]", "(sum(new_fever per day)[2d])[3d]"])
    def test_a_window_within_another_holds_the_days_of_both(self, text: str) -> None:
        assert 6 + 5 == value(text, "g1")

    def test_a_window_holds_for_whatever_is_read_within_it(self) -> None:
        assert (6 + 5) + (1 + 1) == value("sum(sum(new_fever per day) per child)[2d]", "c1")

    def test_half_days_are_counted_by_halves(self) -> None:
        halves = [TWICE_DAILY.read(f"2020-02-1{day}/{part}") for day in (5, 6) for part in (1, 2)]
        filings = [paper("g1", half, new_fever=10**at) for at, half in enumerate(halves)]
        among = rollups(filings, every=TWICE_DAILY, cut_off=())
        assert 1100 == value("sum(new_fever per period)[1d]", "g1", halves[-1], among)

    def test_a_form_that_was_in_force_for_no_period_states_nothing(self) -> None:
        book = FilingBook(form=FORM, hierarchy=TOWN, since=FIRST.first, until=FIRST.first)
        among = RollUps(book.as_of(at("2020-02-16 20:00")))
        assert isinstance(value("fever[last]", "g1", among=among), Unknown)

    def test_only_the_filings_of_the_source_that_is_asked_for_are_read(self) -> None:
        told = [attrs.evolve(each, source="phone" if each.unit == "g1" else "app") for each in week()]
        book = FilingBook(form=FORM, hierarchy=TOWN, since=FIRST.first, until=LAST.end, filings=told)
        among = RollUps(book.as_of(at("2020-02-16 20:00")), source="phone")
        assert 6 == value("new_fever", "s", among=among)

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

    def absent(self, text: str, unit: str, period: Period, among: RollUps) -> tuple[str, ...]:
        return measure(Indicator("x", text), among, unit, period).absent

    def test_who_was_absent_on_another_day_of_the_window_is_named(self) -> None:
        partial = rollups([each for each in week() if each.unit != "g2" or each.period != FIRST])
        assert ("g2",) == self.absent("sum(new_fever per day)[7d]", "s", LAST, partial)
        assert () == self.absent("sum(new_fever per day)[6d]", "s", LAST, partial)

    def test_a_total_that_was_stated_lacks_nobody_below(self) -> None:
        partial = rollups([*(each for each in week() if each.unit != "g2"), paper("c1", LAST, new_fever=7)])
        assert () == self.absent("new_fever", "c1", LAST, partial)

    def test_a_unit_that_left_out_a_day_of_its_own_week_is_absent_from_it(self) -> None:
        partial = rollups([each for each in week() if each.unit != "g1" or each.period != FIRST])
        assert ("g1",) == self.absent("new_fever", "g1", WEEKLY.read("2020-W07"), partial)
        assert () == self.absent("new_fever", "g1", WEEKLY.read("2020-W07"), WEEK)

    def test_a_unit_whose_own_part_is_lacking_is_absent_from_the_sum_with_those_below(self) -> None:
        added = rollups(week(), own_and_children="plus")
        assert (7, ("c1",)) == (value("new_fever", "c1", LAST, added), self.absent("new_fever", "c1", LAST, added))
        stated = rollups([*week(), paper("c1", LAST, new_fever=1)], own_and_children="plus")
        assert (8, ()) == (value("new_fever", "c1", LAST, stated), self.absent("new_fever", "c1", LAST, stated))

    def test_a_figure_carried_forward_lacks_the_unit_itself(self) -> None:
        carried = rollups([each for each in week() if each.unit != "g1" or each.period != LAST], silent_child="carry")
        assert (100, ("g1",)) == (value("persons", "g1", LAST, carried), self.absent("persons", "g1", LAST, carried))

    def test_blank_and_silence_are_told_apart_in_the_reason(self) -> None:
        blank = [each for each in week() if each.unit != "g1"] + [paper("g1", LAST, persons=1, new_fever=None)]
        assert "is a stated blank" in str(value("new_fever", "g1", among=rollups(blank)))
        assert "is not stated" in str(value("new_fever", "g1", FIRST, among=rollups(blank)))
        assert 3 == value("sum(blank0(new_fever) per unit)", "s", among=rollups(blank))

    def test_a_unit_without_figures_is_unknown(self) -> None:
        assert isinstance(value("new_fever", "g3", FIRST), Unknown)
        assert isinstance(value("sum(new_fever per child)", "g1"), Unknown)
        assert isinstance(value("sum(new_fever per child)", "g3", FIRST), Unknown)


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

    def test_what_the_unit_stated_is_meant_on_other_days_and_what_travels_up_below(self) -> None:
        scope = rollups(week()).scope("s", LAST, stated=True)
        own, before, parts, sums = (
            evaluate(parse(text), scope) for text in ("fever", "fever[-1]", "sum(fever per child)", "inside(fever)")
        )
        assert (True, True) == (isinstance(own, Unknown), isinstance(before, Unknown))
        assert (21 + 7 + 4, 21 + 7 + 4) == (parts, sums)

    def test_never_falls_is_against_the_last_stated(self) -> None:
        falls = Identity("never falls", "fever >= fever[last]")
        bent = [each for each in week() if each.unit != "g1" or each.period.number < LAST.number - 1]
        scope = rollups([*bent, paper("g1", LAST, fever=9)]).scope("g1", LAST)
        (found,) = reconcile([falls], scope)
        assert (Status.FAIL, 9, 10) == (found.status, found.left, found.right)


class TestReferences:
    def test_a_callable_that_an_indicator_cites_is_what_the_resolver_says(self) -> None:
        cited = Indicator("doubled", "locality.rules:double(new_fever)")
        found = measure(cited, WEEK, "s", LAST, resolver=lambda _: lambda number: 2 * number)
        assert 18 == found.value


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

    def test_what_items_count_may_not_be_mixed_and_sums_inside_may_be_read(self) -> None:
        form = attrs.evolve(FORM, items=[*FORM.items, Item("homes", counts="household")])
        indicators = [Indicator("mixed", "persons + homes"), Indicator("inside", "persons - inside(persons)")]
        assert ["mixed"] == [fault.where for fault in check_indicators(indicators, form)]

    def test_parameters_may_be_read_where_they_are_given(self) -> None:
        rate = Indicator("rate", "new_fever * param.per / persons")
        declared = Parameters((Parameter("per", 1000),))
        assert ([], ["rate"]) == (
            check_indicators([rate], FORM, declared),
            [fault.where for fault in check_indicators([rate], FORM)],
        )

    def test_an_axis_that_no_text_can_name_is_not_offered(self) -> None:
        halves = attrs.evolve(FORM, every=TWICE_DAILY, cut_off=())
        (fault,) = check_indicators([Indicator("x", "sum(new_fever per half)")], halves)
        assert "half day" not in fault.problem

    def test_categories_are_read_by_their_dotted_name(self) -> None:
        form = attrs.evolve(FORM, items=[Item("fever", categories=("female", "male"))])
        assert [] == check_indicators([Indicator("women", "fever.female / (fever.female + fever.male)")], form)
        paper_ = attrs.evolve(paper("g1", LAST), figures={"fever": {"female": 1, "male": 3}})
        among = rollups([paper_], items=form.items)
        assert Fraction(1, 4) == value("fever.female / (fever.female + fever.male)", "g1", among=among)
