"""
What three-three-three keeps of persons: key people, arrivals, residents of each stairwell, and strangers at the gate.

These are what the article says is recorded; the base count of arrivals is brought up to date by the facts themselves.
"""

from gridcare.plugins.casework.ledgers import HOME_ADDRESS, IDENTITY_NUMBER, NAME, PHONE, column, gate_book
from gridcare.reporting.ledgers import LedgerForm
from gridcare.rules.expressions import Expression
from gridcare.rules.notices import Source

__all__ = ["ledgers"]


def ledgers(source: Source, key_people: Expression, arrivals: str) -> tuple[LedgerForm, ...]:
    """
    Give the four ledgers.

    Args:
        source: The paper that asks for them.
        key_people: Who is a key person.
        arrivals: The track that clears those who came from epidemic areas.
    """
    return (
        LedgerForm(
            "key people",
            of="resident",
            where=key_people,
            columns=(
                NAME,
                PHONE,
                IDENTITY_NUMBER,
                HOME_ADDRESS,
                column("place", "所在", "place", "place.name"),
                column("returned", "疫区返回", "returned", "subject.returned_from_epidemic_area"),
                column("registered", "疫区户籍", "registered there", "subject.registered_in_epidemic_area"),
            ),
            sources=(source,),
            titles={"zh": "重点人员信息台账", "en": "ledger of key people"},
        ),
        LedgerForm(
            "arrivals",
            lists="cases",
            of=arrivals,
            columns=(
                column("inflow", "新流入", "inflow", "subject.inflow"),
                column("found", "发现时间", "found", "case.opened"),
                column("standing", "核查状态", "standing", "case.standing"),
                column("state", "核查结果", "state", "case.part"),
            ),
            sources=(source,),
            titles={"zh": "疫情地区来甬人员台账", "en": "ledger of arrivals from epidemic areas"},
        ),
        LedgerForm(
            "stairwells",
            of="resident",
            where="known(place.stairwell)",
            columns=(column("stairwell", "单元", "stairwell", "place.stairwell"), NAME, HOME_ADDRESS),
            sources=(source,),
            titles={"zh": "楼道住户登记台账", "en": "residents of each stairwell"},
        ),
        gate_book(
            source, where="fact.outside", titles={"zh": "外来人员车辆登记台账", "en": "book of those from outside"}
        ),
    )
