"""
For how long somebody exposed to a disease is followed: what the WHO says, and three other bodies.

Each row is a rule set of its own, named after body and disease, so that one may change without the others. A row says
the days, what they are counted from, whether movement is restricted, and what lengthens them. Rows whose papers give
no date are read by their name, since nobody can tell on which days they applied. Where a number could not be confirmed
it is `NOT_STATED`. Rows that a Chinese paper states are in `gridcare.plugins.cn_national`.
"""

import datetime as dt
from decimal import Decimal
from typing import Final

from gridcare.errors import UnknownName
from gridcare.rules.editions import RuleEdition, RuleSet
from gridcare.rules.notices import Grade, Source
from gridcare.rules.parameters import Parameter, Parameters, ParameterValue
from gridcare.timing.deadlines import NOT_STATED

__all__ = ["FOLLOW_UPS", "follow_up"]

WHO = "World Health Organization"


def _row(
    name: str, source: Source, days: tuple[dt.date, dt.date] | None = None, **values: ParameterValue
) -> RuleSet[Parameters]:
    """Declare one row: its name, its paper, the first day it may have applied and surely applied, and its numbers."""
    parameters = (Parameter(each, value, sources=(source,)) for each, value in values.items())
    edition = RuleEdition(
        name=f"{name} {source.date.year}" if source.date else name,
        rules=Parameters(tuple(parameters)),
        in_force_from=days[0] if days else source.date,
        certain_from=days[1] if days else source.date,
        source=source,
    )
    return RuleSet(name=name, editions=(edition,))


FOLLOW_UPS: Final[tuple[RuleSet[Parameters], ...]] = (
    _row(
        "who covid-19",
        Source(body=WHO, title="interim guidance on contacts", date=dt.date(2021, 6, 25), grade=Grade.SEEN_TWICE),
        observation_days=14,
        counted_from="last contact",
        movement_restricted=True,
    ),
    _row(
        "who ebola",
        Source(body=WHO, title="follow-up of contacts", grade=Grade.SEEN_TWICE),
        observation_days=21,
        counted_from="last known exposure",
    ),
    _row(
        "who sars",
        Source(body=WHO, title="advice of 2003", grade=Grade.SEEN),
        (dt.date(2003, 1, 1), dt.date(2004, 1, 1)),
        observation_days=10,
        fever_above=Decimal("38.0"),
    ),
    _row(
        "who mers",
        Source(body=WHO, title="follow-up of contacts", number="WHO/MERS/IPC/18.1", grade=Grade.SEEN),
        observation_days=NOT_STATED,
    ),
    _row(
        "who mpox",
        Source(body=WHO, number="B09169", date=dt.date(2024, 11, 27), grade=Grade.SEEN_TWICE),
        observation_days=21,
        checks_a_day=1,
        movement_restricted=False,
    ),
    _row(
        "cdc mpox",
        Source(body="Centers for Disease Control and Prevention", title="mpox, monitoring", grade=Grade.SEEN),
        observation_days=21,
        temperatures_a_day=2,
        extension_days=5,
        extension_on="new symptom without rash",
        extension_past_the_end=True,
    ),
    _row(
        "singapore mpox",
        Source(title="report on mpox quarantine in Singapore, August 2022", grade=Grade.SEEN),
        (dt.date(2022, 8, 1), dt.date(2022, 9, 1)),
        observation_days=14,
        movement_restricted=True,
        monitoring_days=7,
        monitoring_by="phone",
    ),
    _row(
        "iowa measles",
        Source(body="Iowa Department of Health and Human Services", title="measles", grade=Grade.SEEN),
        first_day=5,
        first_day_counted_from="first exposure",
        observation_days=21,
        counted_from="last exposure",
        waived_by="documented doses or serology",
    ),
)
"""The rows, each a rule set of one edition."""


def follow_up(name: str) -> RuleSet[Parameters]:
    """
    Return the row of a body and a disease, such as ``who ebola``.

    Raises:
        UnknownName: When there is no such row.
    """
    for row in FOLLOW_UPS:
        if row.name == name:
            return row
    raise UnknownName("row of the table", name, (row.name for row in FOLLOW_UPS))
