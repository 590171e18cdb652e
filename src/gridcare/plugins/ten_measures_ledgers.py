"""
What the ten measures keep in ledgers: residents, the special groups among them, and the bodies of the community.

The second ledger lists the firms and organisations of a community (多元主体); how often either is refreshed the paper
does not say, so that the day of the last check stands in it.
"""

from typing import Final

from gridcare.plugins.casework.ledgers import HOME_ADDRESS, NAME, PHONE, column
from gridcare.reporting.ledgers import LedgerForm
from gridcare.rules.notices import Source

__all__ = ["ledgers"]

_CHECKED: Final = column("checked_on", "核对日期", "checked on")


def ledgers(source: Source) -> tuple[LedgerForm, ...]:
    """
    Give the three ledgers.

    Args:
        source: The paper that asks for them.
    """
    return (
        LedgerForm(
            "residents",
            of="resident",
            columns=(NAME, PHONE, HOME_ADDRESS, column("age", "年龄", "age"), _CHECKED),
            sources=(source,),
            titles={"zh": "社区居民信息台账", "en": "ledger of residents"},
        ),
        LedgerForm(
            "special groups",
            of="resident",
            where="known(subject.special_group) and subject.special_group != ''",
            columns=(
                NAME,
                PHONE,
                HOME_ADDRESS,
                column("special_group", "特殊群体", "special group"),
                column("needs", "需求", "needs"),
                column("grid", "网格", "grid", "place.grid"),
                _CHECKED,
            ),
            sources=(source,),
            titles={"zh": "特殊群体台账", "en": "ledger of special groups"},
        ),
        LedgerForm(
            "organisations",
            of="organisation",
            columns=(
                column("title", "名称", "title"),
                column("trade", "行业", "trade"),
                column("contact", "联系人", "contact"),
                PHONE,
            ),
            sources=(source,),
            titles={"zh": "社区多元主体台账", "en": "ledger of organisations"},
        ),
    )
