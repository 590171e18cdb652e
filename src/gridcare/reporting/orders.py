"""
Orders about reporting as facts, so that one journal holds the whole of it.

Filings and approvals are facts; so is what somebody decides about them. An *excuse* (免报) accepts silence for a time,
an *arrangement* (报送关系调整) lets a unit owe, owe nothing or report to another, and a *reporting order* (启动、终止)
starts reporting or stands it down. Each goes into a journal under an id of the caller's, for one form, and comes back
as the very same value; one that was granted by mistake is voided there like any other fact.

>>> from datetime import UTC, date, datetime
>>> leave = Excuse(
...     unit="g1",
...     since=date(2020, 2, 10),
...     until=date(2020, 2, 12),
...     reason="road closed",
...     known=datetime(2020, 2, 9, 8, tzinfo=UTC),
... )
>>> order_of(order_fact(leave, id="x1", form="daily")) == leave
True
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import attrs

from gridcare.attributes import Attributes
from gridcare.errors import GridcareError, did_you_mean
from gridcare.facts.fact import Fact
from gridcare.reporting.activations import Activation
from gridcare.reporting.forms import Arrangement, Excuse

__all__ = ["ARRANGEMENT", "EVERYWHERE", "EXCUSE", "REPORTING_ORDER", "NotAnOrder", "order_fact", "order_of"]

ARRANGEMENT: Final = "arrangement"
"""The kind of the facts that arrangements are."""
EXCUSE: Final = "excuse"
"""The kind of the facts that excuses are."""
REPORTING_ORDER: Final = "reporting order"
"""The kind of the facts that orders to start or stand down reporting are."""
EVERYWHERE: Final = "every unit"
"""The subject of an order that reaches every unit."""

_CLASSES: Final[Mapping[str, type[Arrangement] | type[Excuse] | type[Activation]]] = MappingProxyType(
    {ARRANGEMENT: Arrangement, EXCUSE: Excuse, REPORTING_ORDER: Activation}
)
_TYPES: Final[Mapping[str, type]] = MappingProxyType({"since": date, "until": date, "owes": bool, "starts": bool})
"""The types of the answers; the others are texts."""


class NotAnOrder(GridcareError, ValueError):
    """A fact was to be read as an excuse, an arrangement or an order that is none."""

    code = "not-an-order"

    def __init__(self, fact: str, problem: str) -> None:
        super().__init__(f"'{fact}' is no order about reporting: {problem}; make such facts with order_fact")
        self.fact = fact


def order_fact(order: Arrangement | Excuse | Activation, *, id: str, form: str) -> Fact:
    """
    Tell an order as a fact.

    Args:
        order: The excuse, the arrangement or the activation.
        id: The id of the fact, given by the caller.
        form: The name of the form that it is about.
    """
    kind = next(kind for kind, cls in _CLASSES.items() if isinstance(order, cls))
    told = {field.name: getattr(order, field.name) for field in attrs.fields(type(order))}
    known = told.pop("known")
    happened = told.pop("ordered", known)
    subjects = (order.unit or EVERYWHERE,)
    return Fact(
        id=id, kind=kind, subjects=subjects, happened=happened, known=known, answers=Attributes(form=form, **told)
    )


def order_of(fact: Fact) -> Arrangement | Excuse | Activation:
    """
    Read an order from a fact.

    Raises:
        NotAnOrder: When the fact is of another kind or does not hold what such an order says.
    """
    cls = _CLASSES.get(fact.kind)
    if cls is None:
        raise NotAnOrder(fact.id, f"its kind is '{fact.kind}'{did_you_mean(fact.kind, _CLASSES)}")
    fields = {field.name: field for field in attrs.fields(cls)}
    told: dict[str, Any] = {name: answer for name, answer in fact.answers.items() if name != "form"}
    owed = fields.keys() - {"known", "ordered"}
    for name in sorted(owed ^ told.keys()):
        raise NotAnOrder(fact.id, f"its answer '{name}' is {'missing' if name in owed else 'none of an order'}")
    for name, answer in told.items():
        blank = answer is None and fields[name].default is None
        if not blank and type(answer) is not _TYPES.get(name, str):
            raise NotAnOrder(fact.id, f"its answer '{name}' must be a {_TYPES.get(name, str).__name__}")
    if cls is Activation:
        told["ordered"] = fact.happened
    return cls(known=fact.known, **told)
