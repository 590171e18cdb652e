from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from gridcare.attributes import Attributes, Scalar
from gridcare.errors import DefinitionError
from gridcare.facts.fact import Fact
from gridcare.people.register import Register
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.reporting.records import Records
from gridcare.reporting.supplies import (
    COUNTED,
    ISSUED,
    RECEIVED,
    Kit,
    KitGap,
    SupplyBook,
    SupplyRule,
    kit_gaps,
    supply_book,
)
from gridcare.work.protocols import KIT

ZONE = "Asia/Shanghai"
FIRST = date(2020, 2, 10)
MASKS = SupplyRule("mask", over=2, cover=7, least=100)


def fact(id: str, kind: str, quantity: Scalar, *, day: int, item: str = "mask", store: str = "s") -> Fact:
    moment = datetime(2020, 2, day, 4, tzinfo=UTC)
    answers = Attributes(item=item, quantity=quantity)
    return Fact(id=id, kind=kind, subjects=(store,), happened=moment, known=moment, answers=answers)


def book(*facts: Fact, rules: tuple[SupplyRule, ...] = (), days: int = 2) -> SupplyBook:
    return supply_book(facts, FIRST, FIRST + timedelta(days=days - 1), ZONE, rules)


class TestStockAndFlow:
    def test_the_balance_is_what_was_there_and_came_less_what_went(self) -> None:
        (line,) = book(
            fact("1", RECEIVED, 500, day=8),
            fact("2", ISSUED, 50, day=9),
            fact("3", RECEIVED, 100, day=10),
            fact("4", ISSUED, 70, day=11),
            fact("5", ISSUED, 400, day=12),
        ).lines
        assert (450, 100, 70, 0, 480) == (line.opening, line.received, line.issued, line.adjusted, line.balance)

    def test_a_count_of_the_shelf_becomes_the_balance_and_tells_the_difference(self) -> None:
        (line,) = book(fact("1", RECEIVED, 500, day=10), fact("2", COUNTED, 480, day=10)).lines
        assert (0, 500, 0, -20, 480) == (line.opening, line.received, line.issued, line.adjusted, line.balance)

    def test_each_store_and_item_has_a_line(self) -> None:
        told = book(
            fact("1", RECEIVED, 5, day=10, store="b"),
            fact("2", RECEIVED, Decimal("2.5"), day=10, item="soap", store="a"),
            fact("3", RECEIVED, 7, day=10, store="a"),
        )
        assert [("a", "mask", 7), ("a", "soap", Decimal("2.5")), ("b", "mask", 5)] == [
            (line.store, line.item, line.balance) for line in told.lines
        ]

    def test_days_of_stock_and_shortage_follow_from_the_use(self) -> None:
        (line,) = book(
            fact("1", RECEIVED, 300, day=8),
            fact("2", ISSUED, 99, day=9),
            fact("3", ISSUED, 40, day=10),
            fact("4", ISSUED, 60, day=11),
            rules=(MASKS,),
        ).lines
        assert (101, Fraction(50), Fraction(101, 50), Fraction(249)) == (
            line.balance,
            line.daily_use,
            line.days_of_stock,
            line.shortage,
        )

    def test_nothing_issued_does_not_last_for_ever(self) -> None:
        (line,) = book(fact("1", RECEIVED, 30, day=10), rules=(MASKS,)).lines
        assert (Fraction(0), None, Fraction(70)) == (line.daily_use, line.days_of_stock, line.shortage)

    def test_a_store_that_holds_more_than_it_should_is_short_of_nothing(self) -> None:
        (line,) = book(fact("1", RECEIVED, 300, day=10), rules=(MASKS,)).lines
        assert Fraction(0) == line.shortage

    def test_an_item_without_a_rule_has_no_shortage(self) -> None:
        (line,) = book(fact("1", RECEIVED, 30, day=10)).lines
        assert (None, None, None) == (line.daily_use, line.days_of_stock, line.shortage)


class TestFindings:
    def test_a_book_below_zero_is_told_and_not_mended(self) -> None:
        told = book(fact("1", ISSUED, 30, day=10))
        assert -30 == told.lines[0].balance
        assert [("supply.overdrawn", "1")] == [(each.code, each.fact) for each in told.findings]

    def test_one_more_than_there_is_is_already_told_and_the_last_one_is_not(self) -> None:
        received = fact("1", RECEIVED, 30, day=10)
        assert () == book(received, fact("2", ISSUED, 30, day=10)).findings
        assert ["2"] == [each.fact for each in book(received, fact("2", ISSUED, 31, day=10)).findings]

    @pytest.mark.parametrize("quantity", [None, -1, True, "12", 1.5, Decimal("NaN")])
    def test_what_is_no_quantity_is_told_and_not_counted(self, quantity: Scalar) -> None:
        told = book(fact("1", RECEIVED, quantity, day=10), fact("2", RECEIVED, 4, day=10))
        assert ["supply.quantity"] == [each.code for each in told.findings]
        assert 4 == told.lines[0].balance

    def test_nothing_may_be_counted_or_issued(self) -> None:
        told = book(fact("1", RECEIVED, 4, day=10), fact("2", ISSUED, 0, day=10), fact("3", COUNTED, 0, day=11))
        assert ((), 0, -4) == (told.findings, told.lines[0].balance, told.lines[0].adjusted)

    def test_a_fact_without_an_item_is_told(self) -> None:
        assert ["supply.item"] == [each.code for each in book(fact("1", RECEIVED, 4, day=10, item="")).findings]

    def test_a_rule_of_no_days_is_refused(self) -> None:
        with pytest.raises(DefinitionError) as refused:
            SupplyRule("mask", over=0, cover=-1, least=-1)
        assert 3 == len(refused.value.faults)


class TestKits:
    STREET = Hierarchy(
        Level.ordered("town", "street"),
        [Unit("k", "K", "town"), Unit("s", "S", "street", "k"), Unit("t", "T", "street", "k"), Unit("l", "L", "town")],
    )
    REGISTER = Register(
        STREET,
        [
            Subject(id="r1", kind="resident", unit="s", attributes=Attributes(age=80)),
            Subject(id="r2", kind="resident", unit="s", attributes=Attributes(age=20)),
            Subject(id="r3", kind="resident", unit="t"),
        ],
    )

    def records(self, *items: str) -> Records:
        given = [fact(item, KIT, 1, day=10, item=item, store="r1") for item in items]
        return Records(self.REGISTER, given, at=datetime(2020, 2, 11, tzinfo=UTC), zone=ZONE)

    def test_who_lacks_what_is_told_in_the_order_of_the_kit(self) -> None:
        kit = Kit("starter", ("thermometer", "soap", "mask"), of="resident", where="subject.age > 60")
        assert (
            KitGap(subject="r1", unit="s", lacks=("thermometer", "mask")),
            KitGap(subject="r3", unit="t", lacks=("thermometer", "soap", "mask"), doubtful=True),
        ) == kit_gaps(self.records("soap"), kit)
        within = {unit: [gap.subject for gap in kit_gaps(self.records(), kit, unit=unit)] for unit in ("s", "k", "l")}
        assert {"s": ["r1"], "k": ["r1", "r3"], "l": []} == within

    def test_what_was_given_in_another_way_counts_where_that_is_asked_for(self) -> None:
        kit = Kit("starter", ("soap",), of="resident")
        assert ("r1", "r2", "r3") == tuple(gap.subject for gap in kit_gaps(self.records("soap"), kit, given="lent"))

    def test_who_has_everything_is_not_listed(self) -> None:
        kit = Kit("starter", ("soap",), of="resident")
        assert ("r2", "r3") == tuple(gap.subject for gap in kit_gaps(self.records("soap"), kit))

    def test_a_condition_on_what_is_not_there_is_refused(self) -> None:
        with pytest.raises(DefinitionError, match="kit 'x' has 1 fault"):
            kit_gaps(self.records(), Kit("x", ("soap",), of="resident", where="subject.agee > 3"))
