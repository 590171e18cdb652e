"""What was reported, added up the tree and held against each other."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest

from gridcare.errors import UnknownName
from gridcare.places.hierarchy import Hierarchy, UnknownUnit
from gridcare.places.units import Level, Unit
from gridcare.reporting.columns import Carried, CircularLine
from gridcare.reporting.filings import Filing, Said
from gridcare.reporting.forms import Arrangement, CarriesUp, Form, OwnAndChildren, SilentChild, WrongCadence
from gridcare.reporting.indicators import Adding, Item
from gridcare.reporting.returns import FilingBook
from gridcare.reporting.rollup import Contradiction, RollUp, roll_up
from gridcare.timing.periods import DAILY, MONTHLY, TWICE_DAILY, WEEKLY, Period, cadence, moment

ZONE = "Asia/Shanghai"
TOWN = Hierarchy(
    Level.ordered("street", "community", "grid"),
    [
        Unit("s", "", "street"),
        Unit("c1", "", "community", "s"),
        Unit("c2", "", "community", "s"),
        Unit("g1", "", "grid", "c1"),
        Unit("g2", "", "grid", "c1"),
        Unit("g3", "", "grid", "c2"),
    ],
)
FORM = Form(
    "daily",
    items=[Item("fever", counts="person")],
    every="day",
    zone=ZONE,
    owed_by=("community", "grid"),
    cut_off="17:00",
)
DAY = DAILY.read("2020-02-10")


def at(text: str) -> datetime:
    return moment(text, ZONE)


def paper(unit: str, figures: Mapping[str, Any] | int, day: Period = DAY, **changed: Any) -> Filing:
    filed = at(f"{day.first} 16:00")
    told: dict[str, Any] = {"id": f"{unit}-{day}", "form": "daily", "unit": unit, "period": day}
    told |= {"filed": filed, "known": filed}
    told["figures"] = {"fever": figures} if isinstance(figures, int) else figures
    return Filing(**(told | changed))


def book(*filings: Filing, form: Form = FORM, days: int = 1, **changed: Any) -> FilingBook:
    until = date(2020, 2, 10 + days)
    return FilingBook(form=form, hierarchy=TOWN, since=date(2020, 2, 10), until=until, filings=filings, **changed)


def rolled(figures: Mapping[str, Any], form: Form = FORM, **changed: Any) -> RollUp:
    """The roll-up of one day on which these units filed these figures."""
    filings = [paper(unit, figure) for unit, figure in figures.items()]
    return roll_up(book(*filings, form=form, **changed).as_of(at("2020-02-10 20:00")), DAY)


class TestWhatBecameOfAWeek:
    """Where no period states a figure, what somebody tried to say is told before what nobody said."""

    @pytest.mark.parametrize(
        ("told", "expected"),
        [
            (({"fever": None}, {"fever": -1}), Said.UNUSABLE),
            (({}, {"fever": None}), Said.BLANK),
            ((None, {}), Said.NOT_LISTED),
            ((None, None), Said.NO_REPORT),
        ],
    )
    def test_the_worst_of_several_days_is_told(
        self, told: tuple[Mapping[str, Any] | None, ...], expected: Said
    ) -> None:
        days = (DAY, DAY.next())
        filings = [paper("g1", figures, day) for day, figures in zip(days, told, strict=True) if figures is not None]
        returns = book(*filings, days=7).as_of(at("2020-02-18 20:00"))
        two_days = Period(cadence("2 days from 2020-02-10"), 0)
        assert expected is roll_up(returns, two_days).cell("fever", "g1").said

    def test_a_signed_zero_beside_a_figure_is_a_figure(self) -> None:
        zero = paper("g1", {}, DAY.next(), zero="head")
        week = [
            roll_up(book(*filings, days=7).as_of(at("2020-02-18 20:00")), WEEKLY.read("2020-W07"))
            for filings in ((zero,), (zero, paper("g1", 3)))
        ]
        assert [(0, Said.ZERO), (3, Said.FIGURE)] == [
            (each.own, each.said) for each in (tree.cell("fever", "g1") for tree in week)
        ]

    def test_silence_is_told_before_a_figure_that_does_not_add_up(self) -> None:
        form = attrs.evolve(FORM, items=[Item("fever", over_time=Adding.NONE)])
        returns = book(paper("g1", 3), form=form, days=7).as_of(at("2020-02-18 20:00"))
        assert Said.NO_REPORT is roll_up(returns, WEEKLY.read("2020-W07")).cell("fever", "g1").said


class TestLinkage:
    """Grid, community, street: the own figure beside the sum, who is absent, and every difference."""

    TREE = rolled({"c1": 7, "g1": 2, "g3": 4})

    def test_the_own_total_stands_beside_the_sum_and_the_absent_is_named(self) -> None:
        cell = self.TREE.cell("fever", "c1")
        assert (7, 2, ("g2",), 5) == (cell.own, cell.children, cell.absent, cell.difference)
        assert (7, Carried.STATED, 5) == (cell.figure, cell.carried, cell.residue)

    def test_where_nothing_is_stated_the_sum_travels_and_is_marked(self) -> None:
        cell = self.TREE.cell("fever", "c2")
        assert (None, 4, (), None) == (cell.own, cell.children, cell.absent, cell.difference)
        assert (4, Carried.DERIVED, 0) == (cell.figure, cell.carried, cell.residue)
        assert Said.NO_REPORT is cell.said

    def test_what_a_stated_total_covers_is_not_absent_further_up(self) -> None:
        cell = self.TREE.cell("fever", "s")
        assert (11, (), Said.NOT_OWED) == (cell.children, cell.absent, cell.said)

    def test_what_nothing_covers_is_absent_all_the_way_up(self) -> None:
        tree = rolled({"g1": 2, "g3": 4})
        assert [("g2",), ("g2",)] == [tree.cell("fever", unit).absent for unit in ("c1", "s")]
        assert 6 == tree.figure("fever", "s")

    def test_a_lowest_unit_that_is_silent_has_nothing(self) -> None:
        cell = self.TREE.cell("fever", "g2")
        assert (None, None, (), None, Carried.NOTHING, None) == (
            cell.own,
            cell.children,
            cell.absent,
            cell.figure,
            cell.carried,
            cell.residue,
        )
        assert (DAY,) == cell.gaps

    def test_a_sum_of_nobody_is_absent_and_not_zero(self) -> None:
        tree = rolled({})
        assert (None, ("g1", "g2", "g3"), Carried.NOTHING) == (
            tree.cell("fever", "s").children,
            tree.cell("fever", "s").absent,
            tree.cell("fever", "s").carried,
        )

    def test_a_silent_unit_above_complete_ones_is_nobody_absent(self) -> None:
        tree = rolled({"g1": 1, "g2": 0, "g3": 0})
        assert () == tree.cell("fever", "s").absent

    def test_blank_zero_and_no_report_are_three(self) -> None:
        zero = paper("g1", {}, zero="head")
        blank = paper("g2", {"fever": None})
        tree = roll_up(book(zero, blank).as_of(at("2020-02-10 20:00")), DAY)
        assert [(0, Said.ZERO), (None, Said.BLANK), (None, Said.NO_REPORT)] == [
            (tree.cell("fever", unit).own, tree.cell("fever", unit).said) for unit in ("g1", "g2", "g3")
        ]
        assert (0, ("g2",)) == (tree.cell("fever", "c1").children, tree.cell("fever", "c1").absent)
        assert None is tree.cell("fever", "c2").children

    def test_the_key_of_a_cell_holds_all_that_tells_it_apart(self) -> None:
        form = attrs.evolve(FORM, items=[Item("fever", categories=("female", "male"), definition="edition 5")])
        tree = rolled({"g1": {"fever": {"female": 1, "male": 2}}}, form)
        assert ("fever", "male", "g1", DAY, "", "edition 5") == tree.cell("fever", "g1", "male").key
        keys = [cell.key for cell in tree.cells()]
        assert 2 * 6 == len(keys) == len(set(keys))

    def test_cells_may_be_asked_by_item_unit_and_level(self) -> None:
        assert ["c1", "c2"] == [cell.unit for cell in self.TREE.cells(level="community")]
        assert ["g1"] == [cell.unit for cell in self.TREE.cells(item="fever", unit="g1")]
        assert [] == list(self.TREE.cells(item="cough"))
        assert ("s",) == self.TREE.roots
        assert ("g1", "g2", "g3") == self.TREE.lowest("s")

    def test_what_is_not_there_is_an_error_with_a_hint(self) -> None:
        with pytest.raises(UnknownUnit, match="did you mean 'g1'"):
            self.TREE.cell("fever", "g11")
        with pytest.raises(UnknownName, match="'fevre' is no figure; did you mean 'fever'"):
            self.TREE.figure("fevre", "g1")

    def test_units_that_owe_nothing_have_no_cells_unless_they_stand_above(self) -> None:
        tree = rolled({"c1": 1}, attrs.evolve(FORM, owed_by="community"))
        assert ("s", "c1", "c2") == tree.units
        assert "g1" not in tree


class TestPolicies:
    """SORMAS replaces a parent's figure and DHIS2 adds to it; here it is declared, and compared by default."""

    FIGURES: Mapping[str, int] = {"c1": 7, "g1": 2, "g2": 3}

    @pytest.mark.parametrize(
        ("declared", "figure", "carried", "difference", "residue"),
        [
            ({}, 7, Carried.STATED, 2, 2),
            ({"carries_up": CarriesUp.SUM}, 5, Carried.DERIVED, 2, 0),
            ({"own_and_children": OwnAndChildren.PLUS}, 12, Carried.DERIVED, None, 7),
            ({"own_and_children": OwnAndChildren.REPLACES}, 7, Carried.STATED, 2, 2),
        ],
    )
    def test_what_travels_up_is_declared(
        self, declared: dict[str, Any], figure: int, carried: Carried, difference: int | None, residue: int
    ) -> None:
        tree = rolled(self.FIGURES, attrs.evolve(FORM, **declared))
        cell = tree.cell("fever", "c1")
        assert (figure, carried, difference, residue) == (cell.figure, cell.carried, cell.difference, cell.residue)
        assert figure == tree.figure("fever", "s")

    def test_a_unit_that_adds_its_own_is_absent_itself_when_it_is_silent(self) -> None:
        form = attrs.evolve(FORM, own_and_children="plus")
        tree = rolled({"g1": 2, "g3": 1, "c2": 4}, form)
        assert (("g2",), ("c1", "g2")) == (tree.cell("fever", "c1").absent, tree.cell("fever", "s").absent)

    def test_a_silent_child_may_forbid_the_sum(self) -> None:
        form = attrs.evolve(FORM, silent_child=SilentChild.FORBID)
        tree = rolled({"g1": 2, "g3": 4}, form)
        cell = tree.cell("fever", "c1")
        assert (None, None, ("g2",)) == (cell.children, cell.figure, cell.absent)
        assert (4, None) == (tree.figure("fever", "c2"), tree.figure("fever", "s"))
        assert ("g2",) == tree.cell("fever", "s").absent

    def test_the_last_stated_figure_of_a_silent_child_may_stand_in_for_a_stock_and_never_for_what_is_new(self) -> None:
        form = attrs.evolve(
            FORM, silent_child="carry", items=[Item("fever"), Item("persons", over_time="last")], owed_by="grid"
        )
        filings = [
            paper("g1", {"fever": 2, "persons": 100}),
            paper("g2", {"fever": 1, "persons": 50}),
            paper("g1", {"fever": 2, "persons": 101}, DAY.next()),
        ]
        returns = book(*filings, form=form, days=2).as_of(at("2020-02-11 20:00"))
        tree = roll_up(returns, DAY.next())
        persons, fever = tree.cell("persons", "c1"), tree.cell("fever", "c1")
        assert (151, ("g2",)) == (persons.children, persons.absent)
        assert (2, ("g2",)) == (fever.children, fever.absent)
        assert (50, Carried.FORWARD, None) == (
            tree.figure("persons", "g2"),
            tree.cell("persons", "g2").carried,
            tree.cell("persons", "g2").own,
        )

    def test_what_stands_in_may_be_some_days_old(self) -> None:
        form = attrs.evolve(FORM, silent_child="carry", items=[Item("persons", over_time="last")], owed_by="grid")
        days = [DAY, DAY.next(), DAY.next().next()]
        filings = [paper("g1", {"persons": 100}, days[0]), paper("g2", {"persons": None}, days[1])]
        tree = roll_up(book(*filings, form=form, days=3).as_of(at("2020-02-12 20:00")), days[2])
        assert [100, None] == [tree.figure("persons", unit) for unit in ("g1", "g2")]
        assert (100, ("g1", "g2")) == (tree.cell("persons", "c1").children, tree.cell("persons", "c1").absent)

    def test_each_figure_that_stands_in_is_the_last_one_of_its_own(self) -> None:
        items = [Item("persons", over_time="last"), Item("beds", over_time="last")]
        form = attrs.evolve(FORM, silent_child="carry", items=items, owed_by="grid")
        filings = [paper("g1", {"persons": 100}), paper("g1", {"beds": 7}, DAY.next())]
        tree = roll_up(book(*filings, form=form, days=3).as_of(at("2020-02-12 20:00")), DAY.next().next())
        assert [100, 7] == [tree.figure(name, "g1") for name in ("persons", "beds")]

    def test_nothing_stands_in_unless_the_form_says_so(self) -> None:
        form = attrs.evolve(FORM, items=[Item("persons", over_time="last")], owed_by="grid")
        tree = roll_up(book(paper("g1", {"persons": 100}), form=form, days=2).as_of(at("2020-02-11 20:00")), DAY.next())
        assert (None, Carried.NOTHING) == (tree.figure("persons", "g1"), tree.cell("persons", "g1").carried)

    def test_what_does_not_add_is_not_added(self) -> None:
        items = [Item("worst", over_units=Adding.MAX), Item("best", over_units="min"), Item("heads", distinct="person")]
        form = attrs.evolve(FORM, items=items)
        figures = {"worst": 5, "best": 5, "heads": 5}
        tree = rolled({"g1": figures, "g2": {"worst": 3, "best": 3, "heads": 3}}, form)
        assert [5, 3, None] == [tree.cell(name, "c1").children for name in ("worst", "best", "heads")]
        assert [None, None, None] == [tree.cell(name, "c1").residue for name in ("worst", "best", "heads")]
        assert () == tree.cell("heads", "s").absent

    def test_sums_of_parts_of_a_number_are_exact(self) -> None:
        form = attrs.evolve(FORM, items=[Item("hours", counts="hour", whole=False)])
        tree = rolled({unit: {"hours": Decimal("0.1")} for unit in ("g1", "g2", "g3")}, form)
        assert Fraction(3, 10) == tree.figure("hours", "s")


class TestLines:
    def test_a_unit_that_reports_to_another_is_added_up_there(self) -> None:
        line = Arrangement(unit="g1", to="c2", known=at("2020-02-09 08:00"))
        tree = rolled({"g1": 2, "g2": 3, "g3": 4}, arrangements=[line])
        assert [3, 6, 9] == [tree.figure("fever", unit) for unit in ("c1", "c2", "s")]
        assert ("g1", "g3") == tree.children("c2")

    def test_a_unit_may_report_past_the_one_above_it(self) -> None:
        line = Arrangement(unit="g1", to="s", known=at("2020-02-09 08:00"))
        tree = rolled({"c1": 3, "g1": 2, "g2": 3}, arrangements=[line])
        assert (0, 5) == (tree.cell("fever", "c1").difference, tree.figure("fever", "s"))

    def test_a_circle_is_refused_with_its_members(self) -> None:
        lines = [
            Arrangement(unit="c1", to="g3", known=at("2020-02-09 08:00")),
            Arrangement(unit="c2", to="g1", known=at("2020-02-09 08:00")),
        ]
        with pytest.raises(CircularLine, match="report to each other in a circle") as caught:
            rolled({}, arrangements=lines)
        assert {"c1", "g1", "c2", "g3"} <= set(caught.value.units)


class TestSources:
    def test_two_sources_for_one_figure_are_two_cells(self) -> None:
        grid = paper("g1", 2, id="a", source="grid")
        clinic = paper("g1", 3, id="b", source="clinic", filed=at("2020-02-10 16:30"))
        returns = book(grid, clinic).as_of(at("2020-02-10 20:00"))
        by_source = [roll_up(returns, DAY, source=source).cell("fever", "g1") for source in ("grid", "clinic", "", "x")]
        assert [2, 3, 3, None] == [cell.own for cell in by_source]
        assert 4 == len({cell.key for cell in by_source})


class TestOverTime:
    WEEK = WEEKLY.read("2020-W07")
    FORM = attrs.evolve(
        FORM,
        owed_by="grid",
        items=[
            Item("new"),
            Item("stock", over_time="last"),
            Item("worst", over_time="max", over_units="max"),
            Item("heads", distinct="person"),
        ],
    )

    def week(self, days: int = 7) -> RollUp:
        filings = [
            paper(
                unit,
                {"new": number, "stock": 10 - number, "worst": number % 3, "heads": 1},
                Period(DAILY, DAY.number + number),
            )
            for number in range(days)
            for unit in ("g1", "g2", "g3")
        ]
        returns = book(*filings, form=self.FORM, days=7).as_of(at("2020-02-17 08:00"))
        return roll_up(returns, self.WEEK)

    def test_periods_are_put_together_within_the_unit_and_then_up_the_tree(self) -> None:
        week = self.week()
        assert [21, 4, 2, None] == [week.figure(name, "g1") for name in ("new", "stock", "worst", "heads")]
        assert [63, 12, 2] == [week.figure(name, "s") for name in ("new", "stock", "worst")]
        assert Said.NOT_ADDITIVE is week.cell("heads", "g1").said

    def test_a_day_without_a_figure_is_a_gap_and_the_unit_is_named(self) -> None:
        cell = self.week(days=5).cell("new", "g1")
        assert (10, Said.FIGURE, ("2020-02-15", "2020-02-16")) == (
            cell.own,
            cell.said,
            tuple(period.key for period in cell.gaps),
        )
        assert ("g1", "g2") == self.week(days=5).cell("new", "c1").absent

    def test_days_on_which_a_unit_did_not_exist_are_no_gaps(self) -> None:
        town = Hierarchy(Level.ordered("grid"), [Unit("g1", "", "grid", opened=date(2020, 2, 15))])
        filings = [
            paper("g1", {"new": 1, "stock": 1, "worst": 1, "heads": 1}, DAILY.read(f"2020-02-{day}"))
            for day in (15, 16)
        ]
        young = attrs.evolve(book(*filings, form=self.FORM, days=7), hierarchy=town)
        cell = roll_up(young.as_of(at("2020-02-17 08:00")), self.WEEK).cell("new", "g1")
        assert (2, ()) == (cell.own, cell.gaps)

    def test_days_for_which_nobody_owed_anything_are_named(self) -> None:
        assert self.week(days=5).unowed == ()
        short = book(paper("g1", 2), days=5).as_of(at("2020-02-17 08:00"))
        assert roll_up(short, self.WEEK).unowed == (DAILY.read("2020-02-15"), DAILY.read("2020-02-16"))
        assert roll_up(short, self.WEEK, units=()).unowed == roll_up(short, self.WEEK).unowed

    def test_a_period_must_hold_whole_periods_of_the_form(self) -> None:
        returns = book().as_of(at("2020-02-17 08:00"))
        with pytest.raises(WrongCadence, match="'2020-02-10/1' is a half day, and 'daily' is filed every day"):
            roll_up(returns, TWICE_DAILY.read("2020-02-10/1"))
        weekly = book(form=attrs.evolve(FORM, every=WEEKLY)).as_of(at("2020-02-17 08:00"))
        for month in ("2020-02", "2020-06", "2020-05"):  # ends within a week, begins with one, ends with one
            with pytest.raises(WrongCadence):
                roll_up(weekly, MONTHLY.read(month))


class TestPublished:
    """CHT changes a finished month when it is looked at later; here what was published stays."""

    FIRST = book(paper("g1", 2), paper("g2", 3), paper("g3", 4))
    CORRECTION = paper("g1", 5, id="k1", amends="g1-2020-02-10", reason="typing error", known=at("2020-02-12 09:00"))

    def test_a_later_correction_changes_nothing_that_was_published(self) -> None:
        evening = at("2020-02-10 20:00")
        published = roll_up(self.FIRST.as_of(evening), DAY)
        shown = list(published.cells())
        later = self.FIRST.with_filings(self.CORRECTION)
        assert shown == list(published.cells())
        assert published == roll_up(later.as_of(evening), DAY)


class TestParts:
    RETURNS = book(paper("g1", 2), paper("g2", 3), paper("g3", 4)).as_of(at("2020-02-10 20:00"))

    def test_what_lies_outside_a_part_is_absent_and_says_so(self) -> None:
        part = roll_up(self.RETURNS, DAY, units={"c1", "g1", "g2"})
        assert (5, ("g3",)) == (part.figure("fever", "s"), part.cell("fever", "s").absent)
        assert Said.OUTSIDE is part.cell("fever", "g3").said

    def test_lines_that_only_one_part_knows_of_hold_for_both(self) -> None:
        line = Arrangement(unit="g1", to="c2", known=at("2020-02-09 08:00"))
        arranged = book(paper("g1", 2), arrangements=[line]).as_of(at("2020-02-10 20:00"))
        here = roll_up(self.RETURNS, DAY, units={"g2", "g3"})
        there = roll_up(arranged, DAY, units={"g1"})
        assert [3, 6] == [here.merge(there).figure("fever", unit) for unit in ("c1", "c2")]
        assert roll_up(arranged, DAY, units=()) != roll_up(self.RETURNS, DAY, units=())

    def test_parts_that_contradict_each_other_are_refused(self) -> None:
        other = book(paper("g1", 9)).as_of(at("2020-02-10 20:00"))
        with pytest.raises(Contradiction, match="'g1' states different things"):
            roll_up(self.RETURNS, DAY).merge(roll_up(other, DAY))

    def test_parts_of_different_moments_are_refused(self) -> None:
        later = book().as_of(at("2020-02-11 20:00"))
        with pytest.raises(Contradiction, match="make both from the same returns"):
            roll_up(self.RETURNS, DAY).merge(roll_up(later, DAY))

    def test_it_says_what_it_is(self) -> None:
        tree = roll_up(self.RETURNS, DAY)
        assert "RollUp(daily 2020-02-10, 6 units, as known at 2020-02-10 20:00:00+08:00)" == repr(tree)
        assert hash(tree) == hash(roll_up(self.RETURNS, DAY))
