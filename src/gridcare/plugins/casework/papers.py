"""
Numbered papers that must not go astray: access cards, passes, forms.

A card (出入卡) is a case whose subject is its number, so that the number is in exactly one state: blank, held, lost,
revoked, returned, spoilt. A case that has ended takes no further fact, so that no number is ever issued twice; who
lost a card is given another number.
"""

from gridcare.timing.deadlines import NOT_STATED
from gridcare.work.effects import Leave, Open
from gridcare.work.steps import Excluded, On, Settled, Step
from gridcare.work.workflow import Workflow

__all__ = ["cards"]


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
                titles=(("zh", "待发"),),
                moves=(On("issued", go="held", do=Leave(what)), On("spoilt", go="spoilt")),
            ),
            Step(
                "held",
                deadline=NOT_STATED,
                titles=(("zh", "在用"),),
                moves=(
                    On("lost", go="lost", do=Open(what)),
                    On("revoked", go="revoked"),
                    On("returned", go="returned"),
                ),
            ),
            Settled("lost", category="lost", titles=(("zh", "挂失"),)),
            Settled("revoked", category="revoked", titles=(("zh", "收回"),)),
            Settled("returned", category="returned", titles=(("zh", "交回"),)),
            Excluded("spoilt", category="spoilt", titles=(("zh", "作废"),)),
        ),
    )
