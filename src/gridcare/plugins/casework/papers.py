"""
Papers that must not go astray: numbered access cards, and transfer slips with their receipts.

A card (出入卡) is a case whose subject is its number, so that the number is in exactly one state: blank, held, lost,
revoked, returned, spoilt. A case that has ended takes no further fact, so that no number is ever issued twice; who
lost a card is given another number. A transfer slip (移交单) is open until the other unit signs for it; whose the
person is in the meantime, `gridcare.people.transfers` says.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from gridcare.people.transfers import TransferSlip
from gridcare.plugins.casework.intake import since_opening
from gridcare.rules.parameters import Param, Parameter
from gridcare.timing.deadlines import NOT_STATED, NotStated
from gridcare.work.campaign import Campaign
from gridcare.work.effects import Leave, Notify, Open
from gridcare.work.steps import Excluded, On, Settled, Step
from gridcare.work.workflow import Workflow

__all__ = ["cards", "slips", "transfer"]


def cards(*, what: str = "access card") -> Workflow:
    """
    Follow a numbered card from the print shop to its end.

    Args:
        what: What the card is, as the effect names it by which it is left with a household.
    """
    return Workflow(
        "card",
        start="blank",
        titles=(("zh", "编号证件"), ("en", "numbered card")),
        parts=(
            Step(
                "blank",
                deadline=NOT_STATED,
                titles=(("zh", "待发"), ("en", "blank")),
                moves=(On("issued", go="held", do=Leave(what)), On("spoilt", go="spoilt")),
            ),
            Step(
                "held",
                deadline=NOT_STATED,
                titles=(("zh", "在用"), ("en", "held")),
                moves=(
                    On("lost", go="lost", do=Open(what)),
                    On("revoked", go="revoked"),
                    On("returned", go="returned"),
                ),
            ),
            Settled("lost", category="lost", titles=(("zh", "挂失"), ("en", "lost"))),
            Settled("revoked", category="revoked", titles=(("zh", "收回"), ("en", "revoked"))),
            Settled("returned", category="returned", titles=(("zh", "交回"), ("en", "returned"))),
            Excluded("spoilt", category="spoilt", titles=(("zh", "作废"), ("en", "spoilt"))),
        ),
    )


def transfer(
    *, receipt_within: str | timedelta | Param | NotStated = NOT_STATED, parameters: Sequence[Parameter] = ()
) -> Workflow:
    """
    Follow a transfer slip to its receipt; its ``about``, ``sender`` and ``receiver`` are stated where it is opened.

    Args:
        receipt_within: By when the other unit answers, counted from when the slip was sent.
        parameters: What the steps refer to by `gridcare.rules.parameters.param`, to be set by the locality.
    """
    return Workflow(
        "transfer slip",
        parameters=parameters,
        start="receipt",
        titles=(("zh", "移交"), ("en", "transfer")),
        parts=(
            Step(
                "receipt",
                deadline=since_opening(receipt_within),
                titles=(("zh", "签收"), ("en", "wait for the receipt")),
                moves=(
                    On("signed for", go="taken over", do=Notify("sender")),
                    On("sent back", go="sent back", do=Notify("sender")),
                    On("withdrawn", go="withdrawn"),
                ),
            ),
            Settled("taken over", category="taken over", titles=(("zh", "已接收"), ("en", "taken over"))),
            Settled("sent back", category="sent back", titles=(("zh", "退回"), ("en", "sent back"))),
            Excluded("withdrawn", category="withdrawn", titles=(("zh", "撤回"), ("en", "withdrawn"))),
        ),
    )


def slips(campaign: Campaign, unit: str, *, track: str) -> Iterator[TransferSlip]:
    """Read the transfer slips of a unit from their cases; one that does not say who goes where is left out."""
    for id in campaign.subjects(unit, track=track):
        case, told = campaign.case(id, track=track), campaign.attributes(id)
        subject, sender, receiver = (told.get(each) for each in ("about", "sender", "receiver"))
        if isinstance(subject, str) and isinstance(sender, str) and isinstance(receiver, str):
            yield TransferSlip(
                id=id,
                subject=subject,
                sender=sender,
                receiver=receiver,
                sent=case.opened,
                answered=case.passages[0].left if case.passages else None,
                accepted=case.state.part == "taken over",
            )
