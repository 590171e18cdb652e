"""Who owes a form, by when, and to whom."""

from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest

from gridcare.errors import DefinitionError, UnknownName
from gridcare.places.hierarchy import Hierarchy, UnknownUnit
from gridcare.places.units import DatedAttribute, Level, Unit
from gridcare.reporting.forms import (
    Arrangement,
    CarriesUp,
    Excuse,
    Form,
    Obligation,
    Owing,
    OwnAndChildren,
    PartPeriod,
    WrongCadence,
)
from gridcare.reporting.indicators import Item
from gridcare.timing.periods import DAILY, EPI_WEEKLY, MONTHLY, TWICE_DAILY, WEEKLY, moment

ZONE = "Asia/Shanghai"
LEVELS = Level.ordered("street", "community", "grid")
DAY = DAILY.read("2020-02-10")


def at(text: str) -> datetime:
    return moment(text, ZONE)


def street(*units: Unit) -> Hierarchy:
    return Hierarchy(LEVELS, [Unit("s", "", "street"), *units])


TOWN = street(
    Unit("c1", "", "community", "s"),
    Unit("c2", "", "community", "s", attributes={"firm": True}),
    Unit("g1", "", "grid", "c1"),
    Unit("g2", "", "grid", "c1", attributes={"firm": False}),
    Unit("g3", "", "grid", "c2"),
)

DAILY_FORM = Form("daily", items=[Item("fever")], every="day", zone=ZONE, owed_by="grid", cut_off="17:00")


def owed(form: Form, town: Hierarchy = TOWN, *arrangements: Arrangement, day: str = "2020-02-10") -> list[Obligation]:
    return list(Owing(form, town, arrangements).of(form.every.period_of(date.fromisoformat(day))))


def who(form: Form, town: Hierarchy = TOWN, *arrangements: Arrangement, day: str = "2020-02-10") -> list[str]:
    return [each.unit for each in owed(form, town, *arrangements, day=day)]


class TestWhen:
    def test_figures_stand_as_of_the_cut_off_and_are_owed_then(self) -> None:
        assert at("2020-02-10 17:00") == DAILY_FORM.cut_off_of(DAY)
        assert at("2020-02-10 17:00") == DAILY_FORM.due(DAY)

    def test_a_filing_may_be_owed_some_time_after_the_cut_off(self) -> None:
        form = attrs.evolve(DAILY_FORM, cut_off="24:00", due_after="9h")
        assert at("2020-02-10 24:00") == form.cut_off_of(DAY)
        assert at("2020-02-11 09:00") == form.due(DAY)

    def test_without_a_cut_off_figures_stand_as_of_the_end_of_the_period(self) -> None:
        assert at("2020-02-11 00:00") == attrs.evolve(DAILY_FORM, cut_off=()).due(DAY)

    def test_each_half_of_a_day_has_its_own_cut_off(self) -> None:
        form = attrs.evolve(DAILY_FORM, every=TWICE_DAILY, cut_off=("11:00", "20:30"))
        assert [at("2020-02-10 11:00"), at("2020-02-10 20:30")] == [
            form.due(TWICE_DAILY.read(key)) for key in ("2020-02-10/1", "2020-02-10/2")
        ]
        noon = attrs.evolve(form, cut_off=())
        assert at("2020-02-10 12:00") == noon.due(TWICE_DAILY.read("2020-02-10/1"))

    def test_a_week_and_a_month_are_cut_off_on_their_last_day(self) -> None:
        weekly = attrs.evolve(DAILY_FORM, every=WEEKLY)
        epi = attrs.evolve(DAILY_FORM, every=EPI_WEEKLY)
        monthly = attrs.evolve(DAILY_FORM, every=MONTHLY, due_after="5d")
        assert at("2020-02-16 17:00") == weekly.due(WEEKLY.read("2020-W07"))
        assert at("2020-02-15 17:00") == epi.due(EPI_WEEKLY.read("2020-EW07"))
        assert at("2020-03-05 17:00") == monthly.due(MONTHLY.read("2020-02"))

    def test_the_hour_is_local_also_where_clocks_change(self) -> None:
        berlin = attrs.evolve(DAILY_FORM, zone="Europe/Berlin")
        days = ("2020-03-28", "2020-03-29")
        assert ["+01:00", "+02:00"] == [berlin.due(DAILY.read(day)).strftime("%z")[:3] + ":00" for day in days]


class TestWho:
    def test_every_unit_of_the_levels_owes_it_and_sends_it_to_the_unit_above(self) -> None:
        due = at("2020-02-10 17:00")
        above = {"g1": "c1", "g2": "c1", "g3": "c2"}
        assert [Obligation(unit, DAY, due, to) for unit, to in above.items()] == owed(DAILY_FORM)

    def test_the_receiving_level_may_be_further_up(self) -> None:
        assert ["s", "s", "s"] == [each.to for each in owed(attrs.evolve(DAILY_FORM, to="street"))]
        assert [""] == [each.to for each in owed(attrs.evolve(DAILY_FORM, owed_by="street"))]

    def test_units_may_be_named_whatever_their_level(self) -> None:
        assert ["g1", "c2"] == who(attrs.evolve(DAILY_FORM, owed_by=(), units=("g1", "c2")))

    def test_units_may_be_chosen_by_an_attribute_their_own_or_inherited(self) -> None:
        assert ["g3"] == who(attrs.evolve(DAILY_FORM, where="known(firm) and firm"))

    def test_a_unit_for_which_the_condition_cannot_be_told_is_not_let_off(self) -> None:
        assert ["g1", "g3"] == who(attrs.evolve(DAILY_FORM, where="firm"))

    def test_the_condition_is_asked_on_the_last_day_of_each_period(self) -> None:
        changed = date(2020, 2, 10)
        served = (DatedAttribute("firm", True, None, changed), DatedAttribute("firm", False, changed))
        town = street(Unit("g", "", "grid", "s", attributes=served))
        form = attrs.evolve(DAILY_FORM, where="firm")
        assert (["g"], []) == (who(form, town, day="2020-02-09"), who(form, town, day="2020-02-10"))

    def test_a_unit_that_is_named_owes_it_whatever_the_condition_says_of_its_level(self) -> None:
        assert ["g2", "g3"] == who(attrs.evolve(DAILY_FORM, where="known(firm) and firm", units="g2"))

    @pytest.mark.parametrize(
        ("form", "arrangements"),
        [
            (DAILY_FORM, ()),
            (attrs.evolve(DAILY_FORM, where="firm"), ()),
            (DAILY_FORM, (Arrangement(unit="g1", owes=False, known=at("2020-02-09 08:00")),)),
        ],
        ids=["plain", "with a condition", "with an arrangement"],
    )
    def test_the_units_that_owe_it_are_named_alike_without_their_obligations(
        self, form: Form, arrangements: tuple[Arrangement, ...]
    ) -> None:
        assert who(form, TOWN, *arrangements) == list(Owing(form, TOWN, arrangements).units(DAY))

    def test_a_unit_that_is_not_there_is_an_error_with_a_hint(self) -> None:
        with pytest.raises(UnknownUnit, match="'g9' is no unit"):
            who(attrs.evolve(DAILY_FORM, units="g9"))
        with pytest.raises(UnknownName, match="'grids' is no level; did you mean 'grid'"):
            who(attrs.evolve(DAILY_FORM, owed_by="grids"))

    def test_a_period_of_another_cadence_is_an_error(self) -> None:
        with pytest.raises(WrongCadence, match="'2020-W07' is a week, and 'daily' is filed every day"):
            list(Owing(DAILY_FORM, TOWN).of(WEEKLY.read("2020-W07")))


class TestOpenedAndClosed:
    """DHIS2 expects nothing of a unit that opened within the quarter; here it owes the months from then on."""

    TOWN = street(
        Unit("old", "", "grid", "s"),
        Unit("new", "", "grid", "s", opened=date(2020, 2, 15)),
        Unit("gone", "", "grid", "s", closed=date(2020, 2, 15)),
    )
    MONTHLY_FORM = attrs.evolve(DAILY_FORM, every=MONTHLY)

    def test_a_unit_owes_the_months_at_the_end_of_which_it_exists(self) -> None:
        months = ["2020-01-01", "2020-02-01", "2020-03-01"]
        assert [["old", "gone"], ["old", "new"], ["old", "new"]] == [
            who(self.MONTHLY_FORM, self.TOWN, day=month) for month in months
        ]

    @pytest.mark.parametrize(
        ("rule", "expected"),
        [
            (PartPeriod.LAST_DAY, ["old", "new"]),
            (PartPeriod.ANY_DAY, ["old", "new", "gone"]),
            (PartPeriod.EVERY_DAY, ["old"]),
        ],
    )
    def test_the_month_of_opening_or_closing_is_owed_as_declared(self, rule: PartPeriod, expected: list[str]) -> None:
        assert expected == who(attrs.evolve(self.MONTHLY_FORM, part_period=rule), self.TOWN)

    def test_a_unit_owes_the_day_on_which_it_opens_and_not_the_one_on_which_it_closes(self) -> None:
        assert ["old", "gone"] == who(DAILY_FORM, self.TOWN, day="2020-02-14")
        assert ["old", "new"] == who(DAILY_FORM, self.TOWN, day="2020-02-15")
        owing = Owing(DAILY_FORM, self.TOWN)
        assert [("old", "gone"), ("old", "new")] == [
            owing.units(DAILY.read(day)) for day in ("2020-02-14", "2020-02-15")
        ]


class TestArrangements:
    def test_a_unit_may_owe_for_a_time_though_its_level_does_not(self) -> None:
        extra = Arrangement(unit="c1", since=date(2020, 2, 10), until=date(2020, 2, 11), known=at("2020-02-09 08:00"))
        assert ["c1", "g1", "g2", "g3"] == who(DAILY_FORM, TOWN, extra)
        assert ["g1", "g2", "g3"] == who(DAILY_FORM, TOWN, extra, day="2020-02-11")

    def test_a_unit_may_be_let_off_though_its_level_owes(self) -> None:
        off = Arrangement(unit="g1", owes=False, known=at("2020-02-09 08:00"))
        assert ["g2", "g3"] == who(DAILY_FORM, TOWN, off)

    def test_the_reporting_line_may_differ_from_the_tree(self) -> None:
        line = Arrangement(unit="g1", to="c2", known=at("2020-02-09 08:00"))
        first = owed(DAILY_FORM, TOWN, line)[0]
        assert ("g1", "c2", True) == (first.unit, first.to, first.rerouted)

    def test_an_arrangement_that_names_no_receiver_leaves_the_line_as_it_is(self) -> None:
        first = owed(DAILY_FORM, TOWN, Arrangement(unit="g1", known=at("2020-02-09 08:00")))[0]
        assert ("g1", "c1", False) == (first.unit, first.to, first.rerouted)

    def test_the_arrangement_known_last_counts(self) -> None:
        off = Arrangement(unit="g1", owes=False, known=at("2020-02-09 08:00"))
        on = Arrangement(unit="g1", owes=True, known=at("2020-02-09 09:00"))
        assert "g1" in who(DAILY_FORM, TOWN, on, off)
        assert "g1" not in who(DAILY_FORM, TOWN, on, attrs.evolve(off, known=at("2020-02-09 10:00")))


class TestExcuses:
    def test_an_excuse_covers_periods_that_lie_wholly_inside_it(self) -> None:
        since, until = date(2020, 2, 10), date(2020, 2, 17)
        excuse = Excuse(unit="g1", since=since, until=until, reason="road closed", known=at("2020-02-09 08:00"))
        assert excuse.covers(DAY)
        assert excuse.covers(WEEKLY.read("2020-W07"))
        assert not excuse.covers(DAILY.read("2020-02-17"))
        assert not excuse.covers(MONTHLY.read("2020-02"))
        assert not attrs.evolve(excuse, until=date(2020, 2, 16)).covers(WEEKLY.read("2020-W07"))
        assert not attrs.evolve(excuse, since=date(2020, 2, 11)).covers(WEEKLY.read("2020-W07"))


class TestDeclaration:
    def test_all_faults_are_named_at_once(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            Form(
                "daily",
                items=(Item("fever"), Item("fever")),
                every="day",
                zone=ZONE,
                where="firm",
                cut_off=("17:00", "25:00"),
                own_and_children=OwnAndChildren.PLUS,
                carries_up=CarriesUp.SUM,
            )
        assert {
            "form.item-twice",
            "form.owed-by-nobody",
            "form.where",
            "form.cut-off",
            "form.carries-up",
        } == set(caught.value.codes)
        assert "'25:00' is no time of day" in str(caught.value)

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"every": TWICE_DAILY, "cut_off": "17:00"}, "each of the 2 parts of a day needs a cut-off"),
            ({"owed_by": (), "units": "g1", "where": "firm"}, "'where' chooses among units of levels"),
        ],
    )
    def test_what_cannot_be_meant_is_told_in_words(self, changed: dict[str, Any], told: str) -> None:
        with pytest.raises(DefinitionError) as caught:
            attrs.evolve(DAILY_FORM, **changed)
        assert told in str(caught.value)

    def test_a_form_without_name_or_items_is_refused(self) -> None:
        with pytest.raises(DefinitionError, match="2 faults"):
            Form("", items=(), every="day", zone=ZONE, owed_by="grid")

    def test_a_zone_that_is_none_is_refused_with_a_hint(self) -> None:
        with pytest.raises(UnknownName, match="did you mean 'Asia/Shanghai'"):
            attrs.evolve(DAILY_FORM, zone="Asia/Shangai")

    def test_words_may_be_given_for_every_choice(self) -> None:
        form = Form(
            "daily",
            items=[Item("fever")],
            every="half day",
            zone=ZONE,
            owed_by="grid",
            due_after="30m",
            own_and_children="replaces",
            silent_child="carry",
            zero_needs="nothing",
            part_period="any day",
            titles={"zh": "日报"},
        )
        assert (TWICE_DAILY, timedelta(minutes=30)) == (form.every, form.due_after)
        assert OwnAndChildren.REPLACES is form.own_and_children
        assert (("zh", "日报"),) == form.titles
        assert hash(form) == hash(attrs.evolve(form))

    def test_it_knows_its_figures_and_items(self) -> None:
        form = attrs.evolve(DAILY_FORM, items=(Item("fever", categories=("female", "male")), Item("away")))
        assert (("fever", "female"), ("fever", "male"), ("away", "")) == form.cells
        assert form.items[1] == form.item("away")
        assert form.item("fevre") is None
