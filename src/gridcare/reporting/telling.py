"""
Findings told in words: both sides, why one could not be told, and what may have happened.

The words are those of a `Language`; figures are called by their titles, candidates come in the order of their ranks.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from gridcare.reporting.candidates import Candidate
from gridcare.reporting.languages import Language, Rounding
from gridcare.reporting.phrases import PHRASES
from gridcare.reporting.reconcile import Finding, Status
from gridcare.reporting.terms import Term
from gridcare.rules.unknowns import Reason

__all__ = ["tell", "tell_candidate"]


def tell(finding: Finding, language: Language) -> str:
    """
    Tell a finding in words: both sides, why it could not be told, and what may have happened.

    Args:
        finding: What `gridcare.reporting.reconcile.reconcile` answered.
        language: How to write it.

    Returns:
        One line for the finding, and an indented one for each reason and candidate.
    """
    return "\n  ".join(_Teller(finding, language).lines())


def tell_candidate(finding: Finding, candidate: Candidate, language: Language) -> str:
    """
    Tell one candidate explanation of a finding in words, without its rank.

    Args:
        finding: The finding that it may explain.
        candidate: One of its candidates.
        language: How to write it.
    """
    teller = _Teller(finding, language)
    return language.phrase(teller.code(candidate), **teller.particulars(candidate))


@attrs.frozen
class _Teller:
    """One telling of one finding."""

    finding: Finding
    language: Language

    def lines(self) -> Iterator[str]:
        finding = self.finding
        apart = finding.status is Status.FAIL and finding.difference is None
        yield self.language.phrase(
            f"finding.{finding.status}{'.apart' if apart else ''}",
            title=self.placed(finding.identity.title(self.language.code), (finding.where,) if finding.where else ()),
            left=self.amount(finding.left),
            right=self.amount(finding.right),
            difference="" if finding.difference is None else self.language.number(finding.difference, signed=True),
        )
        yield from map(self.reason, finding.reasons)
        yield from map(self.candidate, finding.candidates)

    def amount(self, value: object) -> str:
        if isinstance(value, date):
            return self.language.day(value)
        if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
            return self.language.phrase("not stated") if value is None else str(value)
        return self.language.number(value)

    def placed(self, text: str, places: Sequence[str]) -> str:
        return self.language.phrase("reason.at", about=text, places=", ".join(places)) if places else text

    def titled(self, term: Term) -> str:
        title = term.figure.title(self.language.code) if term.figure is not None else term.name
        return self.placed(self.language.quoted(title), term.at)

    def reason(self, reason: Reason) -> str:
        sides = (self.finding.left_side, self.finding.right_side)
        titles = {term.name: term.figure for side in sides if side is not None for term in side.terms}
        figure = titles.get(reason.about)
        title = self.language.quoted(figure.title(self.language.code) if figure is not None else reason.about)
        code = f"reason.{reason.code}" if f"reason.{reason.code}" in PHRASES else "reason"
        return self.language.phrase(code, about=self.placed(title, reason.at), word=reason.code)

    def candidate(self, candidate: Candidate) -> str:
        what = self.language.phrase(self.code(candidate), **self.particulars(candidate))
        chance = Rounding.HALF_UP.to(0, 100 * (candidate.chance or Fraction(0)))
        return self.language.phrase(
            "candidate.weak" if candidate.weak else "candidate",
            rank=str(candidate.rank),
            what=what,
            chance=self.language.percentage(self.language.number(chance)),
        )

    def code(self, candidate: Candidate) -> str:
        """Tell apart whether it speaks of a total or of one side among equals."""
        alone = f"candidate.{candidate.code}.alone"
        changed = {change.term.key for change in candidate.changes}
        spoken_of = {term.key for term in candidate.evidence}
        return (
            alone if alone in PHRASES and (len(changed) > 1 or changed & spoken_of) else f"candidate.{candidate.code}"
        )

    def particulars(self, candidate: Candidate) -> Mapping[str, str]:
        told: dict[str, str] = {}
        if candidate.changes:
            change = candidate.changes[0]
            told |= {
                "figure": self.titled(change.term),
                "stated": self.amount(change.term.value),
                "instead": self.amount(change.value),
                "unit": self.language.quoted(change.unit),
            }
        if candidate.evidence:
            first, *others = candidate.evidence
            told |= {
                "other": self.titled(first),
                "value": self.amount(first.value),
                "beside": self.titled(others[0]) if others else "",
                "others": self.language.listing([self.titled(term) for term in candidate.evidence]),
                "day": self.of_day(first.at[0]) if first.at else "",
            }
        return told

    def of_day(self, label: str) -> str:
        try:
            return self.language.day(date.fromisoformat(label))
        except ValueError:
            return label
