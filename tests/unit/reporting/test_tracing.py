"""A total followed to its papers: over a week, from one source, past a silent day, and only as far as it was made."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import attrs

from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Item
from gridcare.reporting.returns import FilingBook, Returns
from gridcare.reporting.tracing import Trail, trace
from gridcare.timing.periods import DAILY, WEEKLY, Period, moment

ZONE = "Asia/Shanghai"
TOWN = Hierarchy(
    Level.ordered("street", "grid"),
    [Unit("s", "", "street"), Unit("g1", "", "grid", "s"), Unit("g2", "", "grid", "s")],
)
FORM = Form(
    "daily",
    items=[Item("fever"), Item("persons", over_time="last")],
    every="day",
    zone=ZONE,
    owed_by=("street", "grid"),
)
DAY = DAILY.read("2020-02-10")
WEEK = WEEKLY.read("2020-W07")


def at(text: str) -> datetime:
    return moment(text, ZONE)


def paper(unit: str, day: Period, figures: Mapping[str, Any], **changed: Any) -> Filing:
    filed = at(f"{day.first} 16:00")
    told: dict[str, Any] = {"id": f"{unit} {day}", "form": "daily", "unit": unit, "period": day}
    return Filing(**(told | {"filed": filed, "known": filed, "figures": figures} | changed))


def returns(*filings: Filing, form: Form = FORM) -> Returns:
    since, until = date(2020, 2, 10), date(2020, 2, 17)
    return FilingBook(form=form, hierarchy=TOWN, since=since, until=until, filings=filings).as_of(
        at("2020-02-17 08:00")
    )


def amounts(trail: Trail) -> list[tuple[str, str, Any]]:
    return [(each.unit, str(each.period), each.amount) for each in trail.figures]


DAYS = [DAY, DAY.next(), DAY.next().next()]
THREE_DAYS = [paper("g1", day, {"fever": n, "persons": 100 + n}) for n, day in enumerate(DAYS, 1)]


class TestOverAWeek:
    def test_what_is_new_each_day_is_made_of_every_day(self) -> None:
        trail = trace(returns(*THREE_DAYS), "fever", "g1", WEEK)
        assert [("g1", str(day), n) for n, day in enumerate(DAYS, 1)] == amounts(trail)
        assert (6, tuple(each.id for each in THREE_DAYS)) == (trail.cell.figure, trail.papers)

    def test_of_a_stock_only_what_was_stated_last_counts(self) -> None:
        trail = trace(returns(*THREE_DAYS), "persons", "s", WEEK)
        assert (103, [("g1", str(DAYS[2]), 103)]) == (trail.cell.figure, amounts(trail))
        assert (THREE_DAYS[2].id,) == trail.papers

    def test_a_day_that_left_the_figure_out_is_none_of_it(self) -> None:
        told = [THREE_DAYS[0], paper("g1", DAYS[1], {"fever": None, "persons": 102}), THREE_DAYS[2]]
        assert [("g1", str(DAYS[0]), 1), ("g1", str(DAYS[2]), 3)] == amounts(trace(returns(*told), "fever", "g1", WEEK))


class TestSilence:
    def test_a_figure_that_was_carried_forward_leads_to_the_day_that_stated_it(self) -> None:
        """However many days ago, and not past it."""
        form = attrs.evolve(FORM, silent_child="carry", items=[Item("persons", over_time="last")], owed_by="grid")
        filed = [paper("g1", day, {"persons": number}) for day, number in zip(DAYS, (100, 101), strict=False)]
        for days in (1, 2):
            trail = trace(returns(*filed, form=form), "persons", "s", Period(DAILY, DAYS[1].number + days))
            assert [("g1", str(DAYS[1]), 101)] == amounts(trail)
            assert {"g1", "g2"} == set(trail.absent)

    def test_nobody_is_absent_from_a_total_that_was_stated(self) -> None:
        stated = [paper("s", DAY, {"fever": 5, "persons": 9}), paper("g1", DAY, {"fever": 2, "persons": 4})]
        trail = trace(returns(*stated), "fever", "s", DAY)
        assert ([("s", str(DAY), 5)], ()) == (amounts(trail), trail.absent)
        assert ("g2",) == trail.cell.absent, "which its children lack all the same"

    def test_a_stated_total_is_none_of_the_sum_that_travels_up_in_its_place(self) -> None:
        stated = [paper("s", DAY, {"fever": 5, "persons": 9}), paper("g1", DAY, {"fever": 2, "persons": 4})]
        trail = trace(returns(*stated, form=attrs.evolve(FORM, carries_up="sum")), "fever", "s", DAY)
        assert [("g1", str(DAY), 2)] == amounts(trail)


class TestPapers:
    def test_the_facts_of_a_filing_stay_its_own_when_it_is_corrected(self) -> None:
        first = paper("g1", DAY, {"fever": 2, "persons": 1}, id="f1")
        corrected = attrs.evolve(first, id="f2", amends="f1", reason="typing error", figures={"fever": 3, "persons": 1})
        trail = trace(returns(first, corrected), "fever", "g1", DAY, facts={"f1": ("t1", "t2"), "f2": ("t3",)})
        assert (3, ("f1", "f2"), ("t1", "t2")) == (trail.cell.figure, trail.papers, trail.facts)

    def test_only_the_source_that_was_asked_for_is_followed(self) -> None:
        """And the papers of the other one are none of its own."""
        told = [
            paper("g1", DAY, {"fever": n, "persons": 1}, id=source, source=source, filed=at(f"2020-02-10 16:{n}0"))
            for n, source in ((2, "grid"), (3, "clinic"))
        ]
        for source, n in (("grid", 2), ("clinic", 3), ("", 3)):
            trail = trace(returns(*told), "fever", "g1", DAY, source=source)
            assert [("g1", str(DAY), n)] == amounts(trail)
            assert (source or "clinic",) == trail.papers
        assert () == trace(returns(*told), "fever", "g1", DAY, source="nobody").figures
