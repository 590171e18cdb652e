"""Transfer slips: what moves somebody, what does not and why, and which receipts are owed."""

from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from gridcare.errors import NaiveMoment
from gridcare.people.transfers import Transfers, TransferSlip
from gridcare.timing.deadlines import Deadline
from gridcare.timing.periods import moment

ZONE = "Asia/Shanghai"
HOMES = {"r1": "n", "r2": "s"}


def at(hour: int) -> datetime:
    return moment(f"2020-02-03 {hour:02}:00", ZONE)


def slip(id: str = "t1", **told: Any) -> TransferSlip:
    fields: dict[str, Any] = {
        "subject": "r1",
        "sender": "n",
        "receiver": "s",
        "sent": at(8),
        "answered": at(10),
        "accepted": True,
    }
    return TransferSlip(id=id, **(fields | told))


def test_a_receipt_counts_from_its_very_moment_on() -> None:
    told = Transfers(HOMES, [slip()])
    assert ["n", "s"] == [told.owner("r1", each) for each in (at(10) - timedelta(seconds=1), at(10))]
    assert {"s": 2} == told.counts(at(10))


def test_a_slip_that_was_sent_back_moves_nobody_and_is_on_the_way_no_more() -> None:
    told = Transfers(HOMES, [slip(accepted=False)])
    assert ("n", ()) == (told.owner("r1", at(12)), told.on_the_way(at(10)))
    assert ["t1"] == [each.id for each in told.on_the_way(at(9))]
    assert () == told.on_the_way(at(7))
    assert () == told.findings


def test_whoever_was_taken_over_can_be_handed_on() -> None:
    told = Transfers(HOMES, [slip("t2", sender="s", receiver="w", sent=at(11), answered=at(12)), slip()])
    assert ["n", "s", "w"] == [told.owner("r1", at(hour)) for hour in (9, 10, 12)]
    assert () == told.findings


@pytest.mark.parametrize(
    ("code", "odd"),
    [
        ("stranger", {"subject": "r9"}),
        ("nowhere", {"receiver": "n"}),
        ("unknown-unit", {"receiver": "west"}),
        ("receipt-undated", {"answered": None}),
        ("answered-early", {"answered": at(7)}),
        ("not-theirs", {"sender": "w"}),
    ],
)
def test_an_odd_slip_is_named_and_moves_nobody(code: str, odd: dict[str, Any]) -> None:
    told = Transfers(HOMES, [slip(**odd)], units=("n", "s", "w"))
    assert [(code, "t1")] == [(each.code, each.entry) for each in told.findings]
    assert HOMES == {person: told.owner(person, at(23)) for person in HOMES}


def test_a_slip_told_twice_alike_is_one_and_told_otherwise_is_none() -> None:
    assert () == Transfers(HOMES, [slip(), slip()]).findings
    torn = Transfers(HOMES, [slip(), slip(receiver="w")])
    assert ["repeated"] == [each.code for each in torn.findings]
    assert "n" == torn.owner("r1", at(23))


def test_two_slips_on_the_way_for_one_person_are_named_and_the_first_receipt_counts() -> None:
    told = Transfers(HOMES, [slip(answered=at(12)), slip("t2", receiver="w", sent=at(9), answered=at(11))])
    assert [("not-theirs", "t1"), ("two-on-the-way", "t2")] == sorted((each.code, each.entry) for each in told.findings)
    assert "w" == told.owner("r1", at(23))


def test_a_slip_may_be_answered_the_moment_it_is_sent() -> None:
    told = Transfers(HOMES, [slip(answered=at(8))])
    assert ("s", ()) == (told.owner("r1", at(8)), told.findings)


def test_a_slip_is_on_the_way_from_its_very_moment_on() -> None:
    assert ["t1"] == [each.id for each in Transfers(HOMES, [slip()]).on_the_way(at(8))]


def test_every_slip_behind_one_that_is_still_on_the_way_is_named() -> None:
    third = [
        slip("t1", answered=at(20)),
        slip("t2", sent=at(9), answered=at(10)),
        slip("t3", sent=at(11), answered=None),
    ]
    odd = Transfers(HOMES, [attrs.evolve(each, accepted=False) for each in third]).findings
    assert [("two-on-the-way", "t2"), ("two-on-the-way", "t3")] == [(each.code, each.entry) for each in odd]


def test_a_slip_sent_the_moment_another_is_answered_crosses_nothing() -> None:
    onward = slip("t2", sender="s", receiver="w", sent=at(10), answered=at(11))
    assert () == Transfers(HOMES, [slip(), onward]).findings


def test_any_unit_may_take_somebody_over_where_none_are_named() -> None:
    assert "west" == Transfers(HOMES, [slip(receiver="west")]).owner("r1", at(10))


def test_a_receipt_is_owed_by_the_receiver_from_its_deadline_on() -> None:
    told, receipt = Transfers(HOMES, [slip(answered=at(20))]), Deadline(within="2h")
    assert [] == list(told.overdue(at(10) - timedelta(seconds=1), receipt=receipt, zone=ZONE))
    (owed,) = told.overdue(at(10), receipt=receipt, zone=ZONE)
    assert ("r1", "t1", "s", at(10)) == (owed.who, owed.what, owed.turn, owed.deadline)
    assert [] == list(told.overdue(at(20), receipt=receipt, zone=ZONE))


def test_moments_have_a_zone() -> None:
    with pytest.raises(NaiveMoment):
        slip(sent=datetime(2020, 2, 3))  # noqa: DTZ001
    with pytest.raises(NaiveMoment):
        slip(answered=datetime(2020, 2, 3))  # noqa: DTZ001
    with pytest.raises(NaiveMoment):
        Transfers(HOMES).owner("r1", datetime(2020, 2, 3))  # noqa: DTZ001


def test_somebody_registered_nowhere_belongs_to_nobody() -> None:
    with pytest.raises(KeyError):
        Transfers(HOMES).owner("r9", at(8))
