"""Orders that start reporting somewhere and stand it down."""

from datetime import date
from typing import Any

import attrs
import pytest

from gridcare.errors import NaiveMoment
from gridcare.places.hierarchy import Hierarchy, UnknownUnit
from gridcare.places.units import Level, Unit
from gridcare.reporting.activations import Activation, Running
from gridcare.reporting.forms import Arrangement, Form, Owing, PartPeriod
from gridcare.reporting.indicators import Item
from gridcare.timing.periods import DAILY, MONTHLY, WEEKLY, Cadence, Period, moment

ZONE = "Asia/Shanghai"
TOWN = Hierarchy(
    Level.ordered("county", "street", "community"),
    [
        Unit("k", "", "county"),
        Unit("s1", "", "street", "k"),
        Unit("s2", "", "street", "k"),
        Unit("c1", "", "community", "s1"),
        Unit("c2", "", "community", "s1", opened=date(2020, 2, 15)),
        Unit("c3", "", "community", "s2", closed=date(2020, 3, 20)),
    ],
)


def order(day: str, unit: str = "", *, starts: bool = True, **changed: Any) -> Activation:
    told: dict[str, Any] = {"ordered": moment(f"{day} 08:00", ZONE), "known": moment(f"{day} 09:00", ZONE)}
    return Activation(unit=unit, since=date.fromisoformat(day), starts=starts, **(told | changed))


START = order("2020-02-10", "k")
DOWN = order("2020-03-10", "k", starts=False)


def days(unit: str, *orders: Activation, at_first: bool = False) -> tuple[tuple[date | None, date | None], ...]:
    return Running(TOWN, orders, at_first=at_first).days(unit)


class TestDays:
    def test_reporting_runs_from_the_start_until_it_is_stood_down(self) -> None:
        assert ((date(2020, 2, 10), date(2020, 3, 10)),) == days("c1", DOWN, START)
        assert ((date(2020, 2, 10), None),) == days("k", START)

    def test_without_an_order_it_runs_always_or_never_as_the_form_says(self) -> None:
        assert ((None, None),) == days("c1", at_first=True)
        assert () == days("c1", at_first=False)
        assert ((None, date(2020, 3, 10)),) == days("c1", DOWN, at_first=True)

    def test_the_last_order_that_reaches_a_unit_counts(self) -> None:
        again = order("2020-03-17", "s2")
        assert ((date(2020, 2, 10), date(2020, 3, 10)), (date(2020, 3, 17), None)) == days("c3", START, DOWN, again)
        assert ((date(2020, 2, 10), date(2020, 3, 10)),) == days("c1", START, DOWN, again)
        everywhere = order("2020-03-20", starts=False)
        assert (date(2020, 3, 17), date(2020, 3, 20)) == days("c3", START, DOWN, again, everywhere)[-1]

    def test_of_two_orders_for_one_day_the_one_known_last_counts(self) -> None:
        recalled = order("2020-02-10", "s1", starts=False, known=moment("2020-02-10 07:00", ZONE))
        insisted = order("2020-02-10", "s1", starts=False, known=moment("2020-02-10 12:00", ZONE))
        assert days("c1", START) == days("c1", recalled, START) == days("c1", START, recalled)
        assert () == days("c1", START, insisted)
        before = moment("2020-02-09 08:00", ZONE)
        backdated = order("2020-02-10", "s1", starts=False, known=insisted.known, ordered=before)
        assert () == days("c1", START, backdated)
        together = order("2020-02-10", "s1", starts=False, known=START.known, ordered=moment("2020-02-10 08:30", ZONE))
        assert () == days("c1", START, together)
        assert days("c1", START) == days("c1", START, attrs.evolve(together, ordered=before))

    def test_a_unit_with_an_order_of_its_own_obeys_those_of_every_unit_above_it_too(self) -> None:
        alone = order("2020-03-17", "c1")
        assert ((date(2020, 2, 10), date(2020, 3, 10)), (date(2020, 3, 17), None)) == days("c1", START, DOWN, alone)

    def test_neighbouring_stretches_are_one(self) -> None:
        assert days("c1", START) == days("c1", START, order("2020-02-20", "s1"))

    def test_an_order_for_nowhere_is_a_fault_of_the_caller(self) -> None:
        with pytest.raises(UnknownUnit, match="c9"):
            Running(TOWN, [order("2020-02-10", "c9")], at_first=False)
        with pytest.raises(NaiveMoment, match="ordered"):
            order("2020-02-10", ordered=date_time_without_zone())


def date_time_without_zone() -> Any:
    return moment("2020-02-10 08:00", ZONE).replace(tzinfo=None)


def owed(
    key: str, *orders: Activation, every: Cadence = DAILY, part: PartPeriod = PartPeriod.LAST_DAY, **more: Any
) -> list[str]:
    form = Form("f", items=[Item("x")], every=every, zone=ZONE, owed_by="community", on_order=True, part_period=part)
    period: Period = every.read(key)
    return [each.unit for each in Owing(form, TOWN, more.get("arrangements", ()), orders).of(period)]


class TestOwing:
    def test_nobody_owes_a_form_on_order_before_the_order(self) -> None:
        assert [] == owed("2020-02-09", START)
        assert ["c1", "c3"] == owed("2020-02-10", START, DOWN)
        assert ["c1", "c2", "c3"] == owed("2020-03-09", START, DOWN)
        assert [] == owed("2020-03-10", START, DOWN)

    def test_a_unit_that_opens_or_closes_meanwhile_owes_what_it_lived(self) -> None:
        again = order("2020-03-17", "k")
        assert ["c1", "c3"] == owed("2020-02-14", START)
        assert ["c1", "c2", "c3"] == owed("2020-03-19", START, DOWN, again)
        assert ["c1", "c2"] == owed("2020-03-20", START, DOWN, again)

    @pytest.mark.parametrize(
        ("part", "february", "march"),
        [
            (PartPeriod.LAST_DAY, ["c1", "c2", "c3"], []),
            (PartPeriod.ANY_DAY, ["c1", "c2", "c3"], ["c1", "c2", "c3"]),
            (PartPeriod.EVERY_DAY, [], []),
        ],
    )
    def test_a_period_in_which_it_ran_for_a_part_is_owed_as_the_form_says(
        self, part: PartPeriod, february: list[str], march: list[str]
    ) -> None:
        assert february == owed("2020-02", START, DOWN, every=MONTHLY, part=part)
        assert march == owed("2020-03", START, DOWN, every=MONTHLY, part=part)

    def test_living_and_running_must_fall_on_the_same_day(self) -> None:
        """The community opened on the 15th; an order that ran until then never met it."""
        brief = order("2020-02-15", "k", starts=False)
        assert ["c1", "c3"] == owed("2020-W07", START, brief, every=WEEKLY, part=PartPeriod.ANY_DAY)

    def test_an_arrangement_does_not_outlive_a_stand_down(self) -> None:
        too = Arrangement(unit="s1", known=moment("2020-02-01 08:00", ZONE))
        assert ["s1", "c1", "c3"] == owed("2020-02-10", START, DOWN, arrangements=[too])
        assert [] == owed("2020-03-10", START, DOWN, arrangements=[too])
