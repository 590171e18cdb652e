"""Whoever is handed over belongs to exactly one unit at any moment: nobody twice, nobody between two."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from gridcare.people.transfers import Transfers
from gridcare.testing.strategies.transfers import MOMENTS, transfers


@given(told=transfers(), at=MOMENTS)
def test_everybody_is_counted_exactly_once(told: Transfers, at: datetime) -> None:
    assert len(told.homes) == sum(told.counts(at).values())
    owners = {person: told.owner(person, at) for person, _ in told.homes}
    for unit, count in told.counts(at).items():
        assert count == sum(owner == unit for owner in owners.values())


@given(told=transfers(), data=st.data(), at=MOMENTS)
def test_the_order_of_arrival_does_not_matter(told: Transfers, data: st.DataObject, at: datetime) -> None:
    other = Transfers(told.homes, data.draw(st.permutations(told.slips)))
    assert told.counts(at) == other.counts(at)
    assert told.findings == other.findings


@given(told=transfers(), before=MOMENTS, after=MOMENTS)
def test_only_a_receipt_of_the_owners_own_slip_moves_anybody(
    told: Transfers, before: datetime, after: datetime
) -> None:
    """Between two moments each change of owner is one signed slip, sent by the owner, and no other slip counts."""
    before, after = sorted((before, after))
    odd = {finding.entry for finding in told.findings if finding.code != "two-on-the-way"}
    for person, _ in told.homes:
        signed = [
            slip
            for slip in sorted(dict.fromkeys(told.slips), key=lambda each: (each.answered or after, each.id))
            if slip.id not in odd and slip.subject == person and slip.accepted and slip.answered is not None
        ]
        owner = told.owner(person, before)
        for slip in signed:
            if slip.answered is not None and before < slip.answered <= after:
                assert owner == slip.sender
                owner = slip.receiver
        assert owner == told.owner(person, after)


@given(told=transfers(), at=MOMENTS)
def test_what_is_on_the_way_still_belongs_to_whoever_sent_it_or_was_never_his(told: Transfers, at: datetime) -> None:
    odd = {finding.entry for finding in told.findings}
    for slip in told.on_the_way(at):
        if slip.id not in odd and slip.subject in dict(told.homes) and slip.answered is not None and slip.accepted:
            assert slip.sender == told.owner(slip.subject, at) or slip.sent > at


@given(told=transfers(), at=MOMENTS)
def test_what_happens_later_changes_nothing_now(told: Transfers, at: datetime) -> None:
    sent = [slip for slip in told.slips if slip.answered is None or slip.answered <= at]
    if len({slip.id for slip in told.slips}) == len(told.slips):
        assert told.counts(at) == Transfers(told.homes, sent).counts(at)
