"""
What six in place keeps of households: the database of a compound, its tenants, and the book of its gate.

The article calls for no ledger by that word (台账). It calls for a complete database of each compound, made of the grid
database, the visits and the book of the gate, and for a focused check of tenants; these are its ledgers.
"""

from gridcare.plugins.casework.ledgers import ADDRESS, PHONE, column, gate_book
from gridcare.reporting.ledgers import LedgerForm
from gridcare.rules.notices import Source

__all__ = ["ledgers"]


def ledgers(source: Source) -> tuple[LedgerForm, ...]:
    """
    Give the three ledgers.

    Args:
        source: The paper that asks for them.
    """
    place = column("place", "所在", "place", "place.name")
    database = LedgerForm(
        "compound database",
        of="household",
        columns=(
            ADDRESS,
            PHONE,
            place,
            column("people", "人数", "people"),
            column("recent_outings", "近期外出", "recent outings"),
            column("rented", "出租户", "rented"),
        ),
        sources=(source,),
        titles={"zh": "小区信息库", "en": "database of the compound"},
    )
    tenants = LedgerForm(
        "tenants",
        lists="cases",
        of="screening",
        where="any(known(rented) and rented per fact) or first_known(subject.rented, false)",
        columns=(
            ADDRESS,
            place,
            column("state", "比对状态", "state of the check", "case.part"),
            column("found", "比对结果", "outcome of the check", "last(outcome per 'tenant check')"),
        ),
        sources=(source,),
        titles={"zh": "出租户台账", "en": "ledger of tenants"},
    )
    return database, tenants, gate_book(source)
