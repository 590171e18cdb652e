"""
What three-three-four keeps in ledgers: households and key people, leads, observed people, venues, and the gate.

Street, community and building yard (三级台账) look at the same ledger, each by a scope of its own.
"""

from collections.abc import Iterable
from typing import Final

from gridcare.plugins.casework.ledgers import ADDRESS, HOME_ADDRESS, NAME, PHONE, column, gate_book
from gridcare.privacy import PrivacyClass
from gridcare.reporting.ledgers import LedgerColumn, LedgerForm
from gridcare.rules.expressions import Expression
from gridcare.rules.notices import Source

__all__ = ["ledgers"]

_NOBODY: Final = "a venue is no person"


def ledgers(source: Source, key_people: Expression, origins: Iterable[LedgerColumn]) -> tuple[LedgerForm, ...]:
    """
    Give the six ledgers.

    Args:
        source: The paper that asks for them.
        key_people: Who is a key person.
        origins: The columns that say why.
    """
    return (
        LedgerForm(
            "households",
            of="household",
            columns=(
                ADDRESS,
                column("place", "所在", "place", "place.name"),
                column("persons", "人数", "persons", "subject.persons"),
                column("screened", "排查结果", "outcome of the screening", "last(outcome per visit)"),
            ),
            sources=(source,),
            titles={"zh": "入户排查三级台账", "en": "three-level ledger of households"},
        ),
        LedgerForm(
            "key people",
            of="resident",
            where=key_people,
            columns=(NAME, PHONE, HOME_ADDRESS, *origins),
            sources=(source,),
            titles={"zh": "重点人员台账", "en": "ledger of key people"},
        ),
        LedgerForm(
            "big-data leads",
            lists="cases",
            of="lead",
            columns=(
                NAME,
                PHONE,
                column("feed", "来源批次", "feed"),
                column("contacts", "联系次数", "contacts", "count(true per contact)"),
                column("state", "核查结果", "state", "case.part"),
            ),
            sources=(source,),
            titles={"zh": "大数据排查台账", "en": "ledger of big-data leads"},
        ),
        LedgerForm(
            "observation",
            lists="episodes",
            of="home medical observation",
            columns=(
                NAME,
                HOME_ADDRESS,
                column("start", "观察开始", "start", "episode.start"),
                column("temperatures", "测温次数", "temperatures", "count(true per temperature)"),
                column("last", "最近体温", "last temperature", "last(celsius per temperature)"),
                column("visits", "见面次数", "visits", "count(true per visit)"),
                column("end", "观察结束", "end", "episode.end"),
                column("reason", "解除原因", "why it ended", "episode.reason"),
            ),
            sources=(source,),
            titles={"zh": "居家医学观察台账", "en": "ledger of home observation"},
        ),
        LedgerForm(
            "venues",
            lists="cases",
            of="venue",
            listing=PrivacyClass.INTERNAL,
            because=_NOBODY,
            columns=(
                column("type", "类型", "type"),
                column("place", "所在", "place", "place.name"),
                LedgerColumn(
                    "state",
                    "case.part",
                    privacy=PrivacyClass.INTERNAL,
                    because=_NOBODY,
                    titles={"zh": "管控状态", "en": "state"},
                ),
            ),
            sources=(source,),
            titles={"zh": "重点场所台账", "en": "ledger of venues"},
        ),
        gate_book(source),
    )
