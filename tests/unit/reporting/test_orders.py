"""Excuses, arrangements and orders that start or stop reporting are facts in the journal of filings."""

from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.facts.fact import Amendment
from gridcare.facts.journal import Journal
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.reporting.activations import Activation
from gridcare.reporting.forms import Arrangement, Excuse, Form
from gridcare.reporting.indicators import Item
from gridcare.reporting.orders import EVERYWHERE, NotAnOrder, order_fact, order_of
from gridcare.reporting.returns import Arrival, FilingBook

DAY = date(2020, 2, 10)
NOON = datetime(2020, 2, 9, 4, tzinfo=UTC)
NIGHT = datetime(2020, 2, 10, 15, tzinfo=UTC)
LEAVE = Excuse(unit="g", since=DAY, until=date(2020, 2, 11), reason="road closed", by="office", known=NOON)
OFF = Arrangement(unit="g", owes=False, known=NOON)
START = Activation(since=DAY, ordered=datetime(2020, 2, 8, tzinfo=UTC), by="county", known=NOON)
FORM = Form("daily", items=[Item("fever")], every="day", zone="Asia/Shanghai", owed_by="grid", cut_off="17:00")
TOWN = Hierarchy(Level.ordered("grid"), [Unit("g", "", "grid")])
FACT = order_fact(LEAVE, id="x1", form="daily")


def book(*entries: object, form: Form = FORM) -> FilingBook:
    journal = Journal.of(entries)  # type: ignore[arg-type]  # facts and amendments
    return FilingBook.of_journal(journal, form=form, hierarchy=TOWN, since=DAY, until=date(2020, 2, 11))


class TestRoundTrip:
    @pytest.mark.parametrize("order", [LEAVE, OFF, attrs.evolve(OFF, since=DAY, until=DAY, to="s"), START])
    def test_an_order_goes_through_its_fact_unchanged(self, order: Excuse | Arrangement | Activation) -> None:
        assert order == order_of(order_fact(order, id="x", form="daily"))

    def test_an_order_that_reaches_every_unit_says_so(self) -> None:
        assert (EVERYWHERE,) == order_fact(START, id="x", form="daily").subjects
        assert START.ordered == order_fact(START, id="x", form="daily").happened


class TestInAJournal:
    def test_an_excuse_counts_for_its_form_alone(self) -> None:
        assert [Arrival.EXCUSED] == [each.arrival for each in book(FACT).as_of(NIGHT).members]
        other = order_fact(LEAVE, id="x1", form="weekly")
        assert [Arrival.MISSING] == [each.arrival for each in book(other).as_of(NIGHT).members]

    def test_an_excuse_that_was_withdrawn_counts_no_more(self) -> None:
        void = Amendment(id="v", of="x1", known=NIGHT, reason="mistake")
        assert [Arrival.MISSING] == [each.arrival for each in book(FACT, void).as_of(NIGHT).members]

    def test_an_order_starts_reporting_on_a_form_that_waits_for_one(self) -> None:
        form = attrs.evolve(FORM, on_order=True)
        assert () == book(form=form).as_of(NIGHT).members
        assert 1 == len(book(order_fact(START, id="x", form="daily"), form=form).as_of(NIGHT).members)

    def test_an_arrangement_lets_a_unit_owe_nothing(self) -> None:
        assert () == book(order_fact(OFF, id="x", form="daily")).as_of(NIGHT).members


class TestWhatIsNone:
    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"kind": "excuses"}, "its kind is 'excuses'; did you mean 'excuse'"),
            ({"answers": Attributes({**FACT.answers, "color": "red"})}, "'color' is none of an order"),
            ({"answers": Attributes({k: v for k, v in FACT.answers.items() if k != "since"})}, "'since' is missing"),
            ({"answers": Attributes({**FACT.answers, "since": "2020-02-10"})}, "'since' must be a date"),
            ({"answers": Attributes({**FACT.answers, "since": NOON})}, "'since' must be a date"),
            ({"answers": Attributes({**FACT.answers, "until": None})}, "'until' must be a date"),
            ({"answers": Attributes({**FACT.answers, "reason": 3})}, "'reason' must be a str"),
        ],
    )
    def test_a_fact_that_does_not_hold_one_is_refused(self, changed: dict[str, Any], told: str) -> None:
        with pytest.raises(NotAnOrder, match=told) as caught:
            order_of(attrs.evolve(FACT, **changed))
        assert "x1" == caught.value.fact
