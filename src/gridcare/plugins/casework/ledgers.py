"""
What several methods keep alike: the columns by which a ledger tells who somebody is, the book of the gate, and the end.

Whoever stands in a ledger (台账) is told by the same columns everywhere, so that two ledgers of one person agree in
their words; each is masked or left out below its clearance. The book of the gate (出入登记) is drawn from the passages.
When an epidemic is over nobody needs to know any more who was in it; for how long it may still be kept no locality
states, so that nothing is destroyed before a host says how long.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from gridcare.reporting.ledgers import LedgerColumn, LedgerForm
from gridcare.reporting.retention import RetentionRule
from gridcare.rules.notices import Source
from gridcare.rules.parameters import Parameter
from gridcare.timing.deadlines import NOT_STATED
from gridcare.work.gatelog import PASSAGE

__all__ = [
    "ADDRESS",
    "HOME_ADDRESS",
    "IDENTITY_NUMBER",
    "NAME",
    "PHONE",
    "STAND_DOWN",
    "after_response",
    "column",
    "gate_book",
]


def column(name: str, zh: str, en: str, shows: str = "") -> LedgerColumn:
    """
    Give a column with its titles.

    Args:
        name: Its name.
        zh: What it is called in Chinese.
        en: What it is called in English.
        shows: What it shows, as the text of an expression; the field of its name when left out.
    """
    titles = {"zh": zh, "en": en}
    return LedgerColumn(name, shows, titles=titles) if shows else LedgerColumn(name, titles=titles)


NAME: Final = column("name", "姓名", "name")
PHONE: Final = column("phone", "电话", "telephone")
IDENTITY_NUMBER: Final = column("identity_number", "身份证号", "identity number")
ADDRESS: Final = column("address", "地址", "address")
HOME_ADDRESS: Final = column("home", "住址", "home address", "home.address")
"""The address of the dwelling that a person lives in, where `ADDRESS` is that of the dwelling itself."""


def gate_book(
    *sources: Source,
    where: str | None = None,
    titles: Mapping[str, str] | Sequence[tuple[str, str]] = (("zh", "出入登记台账"), ("en", "book of the gate")),
) -> LedgerForm:
    """
    Give the book of the gate: who and what went in and out, when, and what was decided.

    Args:
        sources: The papers that ask for it.
        where: Which passages stand in it, such as ``fact.outside``; all when left out.
        titles: What it is called.
    """
    return LedgerForm(
        "gate book",
        lists="facts",
        of=PASSAGE,
        where=where,
        columns=(
            column("at", "时间", "time", "fact.happened"),
            column("direction", "进出", "in or out", "fact.direction"),
            column("what", "人或车", "person or vehicle", "fact.answers.kind"),
            NAME,
            PHONE,
            column("outside", "外来", "from outside", "fact.outside"),
            column("verdict", "处置", "what was decided", "fact.outcome"),
        ),
        sources=sources,
        titles=titles,
    )


STAND_DOWN: Final = "stand-down"
"""The kind of the fact that the response was stood down at a place (应急响应终止)."""


def after_response(*kinds: str, since: str = STAND_DOWN) -> RetentionRule:
    """
    Let it go who somebody is once the response was stood down; how long after is `NOT_STATED` until a host says so.

    Args:
        kinds: The kinds of subjects that are meant.
        since: The kind of the fact by which the response ends.
    """
    keep = Parameter("identities_kept", NOT_STATED, unit="duration", titles=(("en", "how long identities are kept"),))
    return RetentionRule("after the response", of=kinds, keep=keep, since=since)
