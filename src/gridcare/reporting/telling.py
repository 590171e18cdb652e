"""
Findings told in words: both sides, why one could not be told, and what may have happened.

The words are those of a `Language`; figures are called by their titles, candidates come in the order of their ranks.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

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
    apart = finding.status is Status.FAIL and finding.difference is None
    first = language.phrase(
        f"finding.{finding.status}{'.apart' if apart else ''}",
        title=_placed(finding.identity.title(language.code), _place(finding, language), language),
        left=_amount(finding.left, language),
        right=_amount(finding.right, language),
        difference="" if finding.difference is None else language.number(finding.difference, signed=True),
    )
    reasons = [_reason(reason, finding, language) for reason in finding.reasons]
    if finding.needed is not None:
        figure, value = _titled(finding.needed.term, language), _amount(finding.needed.value, language)
        reasons.append(language.phrase("finding.needed", figure=figure, value=value))
    return "\n  ".join((first, *reasons, *(_ranked(candidate, language) for candidate in finding.candidates)))


def tell_candidate(candidate: Candidate, language: Language) -> str:
    """
    Tell in words what a candidate says to have happened.

    Args:
        candidate: One of a finding's.
        language: How to write it.

    Returns:
        A clause without its rank and without a full stop.
    """
    told: dict[str, str] = {}
    if candidate.changes:
        change = candidate.changes[0]
        told |= {
            "figure": _titled(change.term, language),
            "stated": _amount(change.term.value, language),
            "instead": _amount(change.value, language),
            "unit": language.quoted(change.unit),
        }
    if candidate.evidence:
        first, *others = candidate.evidence
        told |= {
            "other": _titled(first, language),
            "value": _amount(first.value, language),
            "beside": _titled(others[0], language) if others else "",
            "others": language.listing([_titled(term, language) for term in candidate.evidence]),
            "day": _day(first.at[0], language) if first.at else "",
        }
    return language.phrase(_code(candidate), **told)


def _code(candidate: Candidate) -> str:
    """Choose the phrase: some slips read otherwise where no side is a total."""
    alone = f"candidate.{candidate.code}.alone"
    changed = {change.term.key for change in candidate.changes}
    spoken_of = {term.key for term in candidate.evidence}
    return alone if alone in PHRASES and (len(changed) > 1 or changed & spoken_of) else f"candidate.{candidate.code}"


def _ranked(candidate: Candidate, language: Language) -> str:
    chance = Rounding.HALF_UP.to(0, 100 * (candidate.chance or Fraction(0)))
    return language.phrase(
        "candidate.weak" if candidate.weak else "candidate",
        rank=str(candidate.rank),
        what=tell_candidate(candidate, language),
        chance=language.percentage(language.number(chance)),
    )


def _reason(reason: Reason, finding: Finding, language: Language) -> str:
    sides = (finding.left_side, finding.right_side)
    figures = {term.name: term.figure for side in sides if side is not None for term in side.terms}
    figure = figures.get(reason.about)
    title = language.quoted(figure.title(language.code) if figure is not None else reason.about)
    code = f"reason.{reason.code}" if f"reason.{reason.code}" in PHRASES else "reason"
    return language.phrase(code, about=_placed(title, reason.at, language), word=reason.code)


def _titled(term: Term, language: Language) -> str:
    title = term.figure.title(language.code) if term.figure is not None else term.name
    return _placed(language.quoted(title), term.at, language)


def _placed(text: str, places: Sequence[str], language: Language) -> str:
    return language.phrase("reason.at", about=text, places=", ".join(places)) if places else text


def _place(finding: Finding, language: Language) -> tuple[str, ...]:
    place = finding.place(language.code)
    return (place,) if place else ()


def _amount(value: object, language: Language) -> str:
    if isinstance(value, date):
        return language.day(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        return language.phrase("not stated") if value is None else str(value)
    return language.number(value)


def _day(label: str, language: Language) -> str:
    try:
        return language.day(date.fromisoformat(label))
    except ValueError:
        return label
