"""Stock and flow add up, day by day and whatever the order of the facts."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from gridcare.facts.fact import Fact
from gridcare.reporting.supplies import SupplyLine, SupplyRule, supply_book
from gridcare.testing.strategies.supplies import supply_facts, supply_rules

ZONE = "Asia/Shanghai"
DAYS = st.dates(date(2020, 2, 1), date(2020, 2, 12))


def lines(facts: tuple[Fact, ...], first: date, last: date) -> dict[tuple[str, str], SupplyLine]:
    return {(line.store, line.item): line for line in supply_book(facts, first, last, ZONE).lines}


@given(supply_facts(), DAYS, st.integers(0, 10))
def test_the_balance_is_what_was_there_and_came_less_what_went(facts: tuple[Fact, ...], first: date, days: int) -> None:
    for line in lines(facts, first, first + timedelta(days=days)).values():
        assert line.balance == line.opening + line.received - line.issued + line.adjusted
        assert line.received >= 0
        assert line.issued >= 0


@given(supply_facts(), DAYS, st.integers(0, 5), st.integers(0, 5))
def test_two_stretches_of_days_make_one(facts: tuple[Fact, ...], first: date, days: int, more: int) -> None:
    middle = first + timedelta(days=days)
    last = middle + timedelta(days=1 + more)
    earlier, later = lines(facts, first, middle), lines(facts, middle + timedelta(days=1), last)
    for key, whole in lines(facts, first, last).items():
        assert whole.balance == later[key].balance
        if key in earlier:
            assert earlier[key].balance == later[key].opening
            assert whole.received == earlier[key].received + later[key].received
            assert whole.issued == earlier[key].issued + later[key].issued
            assert whole.adjusted == earlier[key].adjusted + later[key].adjusted
        else:
            assert 0 == later[key].opening


@given(supply_facts(), st.randoms(use_true_random=False), st.lists(supply_rules(), max_size=2))
def test_the_order_of_facts_does_not_matter(facts: tuple[Fact, ...], chance: Random, rules: list[SupplyRule]) -> None:
    mixed = list(facts)
    chance.shuffle(mixed)
    first, last = date(2020, 2, 3), date(2020, 2, 9)
    assert supply_book(facts, first, last, ZONE, rules) == supply_book(mixed, first, last, ZONE, rules)


@given(supply_facts(), supply_rules())
def test_a_shortage_is_what_lacks_and_never_less_than_nothing(facts: tuple[Fact, ...], rule: SupplyRule) -> None:
    for line in supply_book(facts, date(2020, 2, 1), date(2020, 2, 12), ZONE, [rule]).lines:
        if line.item != rule.item:
            assert line.shortage is None
            continue
        assert line.shortage is not None
        assert line.daily_use is not None
        assert line.shortage >= 0
        filled = Fraction(line.balance) + line.shortage
        assert filled >= max(Fraction(rule.least), line.daily_use * rule.cover)
        if line.shortage:
            assert filled in (Fraction(rule.least), line.daily_use * rule.cover)


@given(supply_facts())
def test_no_fact_is_lost(facts: tuple[Fact, ...]) -> None:
    """Each is counted in a line or told as a finding."""
    book = supply_book(facts, date(2020, 2, 1), date(2020, 2, 12), ZONE)
    refused = {finding.fact for finding in book.findings if finding.code != "supply.overdrawn"}
    counted = [each for each in facts if each.kind != "other" and each.id not in refused]
    assert {(each.subjects[0], each.answers["item"]) for each in counted} == {
        (line.store, line.item) for line in book.lines
    }
