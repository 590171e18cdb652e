"""
Acts about a report: somebody approves it, takes it over from below, or sends it back (审核、接收、退回).

An act is a fact: it happened at one moment, became known at another, and is never changed. What follows from acts is
told by `gridcare.reporting.standings`.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import attrs

from gridcare.attributes import Attributes
from gridcare.errors import Fault, GridcareError, refuse
from gridcare.facts.fact import Fact
from gridcare.timing.periods import Period, aware, cadence

__all__ = ["APPROVAL", "Approval", "ApprovalAct", "NotAnApproval"]

APPROVAL: Final = "approval"
"""The kind of the facts that approvals, acceptances and returns are."""


class ApprovalAct(StrEnum):
    """What somebody does about a report."""

    APPROVE = "approve"
    """He answers for it (审核通过)."""
    ACCEPT = "accept"
    """He takes over what was approved below (接收)."""
    RETURN = "return"
    """He sends back what was approved, and says why (退回)."""


class NotAnApproval(GridcareError, ValueError):
    """A fact was to be read as an approval that is none."""

    code = "not-an-approval"

    def __init__(self, fact: str, problem: str) -> None:
        super().__init__(f"'{fact}' is no approval: {problem}; make such facts with Approval.fact")
        self.fact = fact


def _happened(when: datetime) -> datetime:
    return aware(when, "happened")


def _known(when: datetime) -> datetime:
    return aware(when, "known")


@attrs.frozen(kw_only=True)
class Approval:
    """
    One act about the report of one unit for one period.

    Attributes:
        id: Given by the caller, unique for this act.
        form: The name of the form.
        unit: The unit whose step it is; one that accepts or returns names the unit below whose report it received.
        period: The period.
        act: What was done.
        happened: When.
        known: When it was first recorded anywhere; set once.
        by: Opaque id of who did it.
        reason: A coded reason; needed for a return.

    Raises:
        NaiveMoment: When a moment has no time zone.
        DefinitionError: When the id, the form, the unit, who did it, or the reason for a return is missing.
    """

    id: str
    form: str
    unit: str
    period: Period
    act: ApprovalAct = attrs.field(default=ApprovalAct.APPROVE, converter=ApprovalAct)
    happened: datetime = attrs.field(converter=_happened)
    known: datetime = attrs.field(converter=_known)
    by: str
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        refuse(f"approval '{self.id}'", self._faults())

    def _faults(self) -> Iterator[Fault]:
        for field in ("id", "form", "unit", "by"):
            if not getattr(self, field):
                problem = "an approval says which act it is, on which form, of which unit and by whom"
                yield Fault("approval.empty", field, problem)
        if self.act is ApprovalAct.RETURN and not self.reason:
            yield Fault("approval.no-reason", self.id, "a return says why; give a coded reason")

    def fact(self) -> Fact:
        """Tell it as a fact."""
        told = Attributes(
            form=self.form,
            cadence=str(self.period.cadence),
            period=self.period.key,
            act=self.act.value,
            by=self.by,
            reason=self.reason,
        )
        return Fact(
            id=self.id, kind=APPROVAL, subjects=(self.unit,), happened=self.happened, known=self.known, answers=told
        )

    @classmethod
    def of_fact(cls, fact: Fact) -> "Approval":
        """
        Read an act from a fact.

        Raises:
            NotAnApproval: When the fact is of another kind or does not hold what an act says.
        """
        if fact.kind != APPROVAL:
            raise NotAnApproval(fact.id, f"its kind is '{fact.kind}'")
        answers = dict(fact.answers)
        try:
            period = cadence(str(answers.pop("cadence"))).read(str(answers.pop("period")))
            told: dict[str, Any] = {name: answers[name] for name in ("form", "act", "by", "reason")}
            return cls(
                id=fact.id, unit=fact.subjects[0], period=period, happened=fact.happened, known=fact.known, **told
            )
        except KeyError as missing:
            raise NotAnApproval(fact.id, f"its answer {missing} is missing") from None
        except ValueError as wrong:
            raise NotAnApproval(fact.id, str(wrong)) from None
