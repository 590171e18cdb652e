"""
What may have happened when two sides of an identity differ.

Every slip (`gridcare.reporting.slips`) is tried. Only an edit that removes the difference exactly may claim it; it is
then a *candidate*, never a correction. That the difference is not allocated is always a candidate too, and always the
last.

Candidates are ranked by how unlikely the agreement is by chance. A difference of 80 is removed by one of four published
counts of returned persons, or by changing two neighbouring digits somewhere; but such digits could remove most
differences of that size, and the four counts hardly any. The measure of a slip is therefore

    **the share of the differences of this size that its edits would have removed just as exactly**:

of all differences up to twice this one, upwards and downwards, in steps of the finest decimal in the account, those
that some edit of the slip brings about. It grows with the number of edits tried and needs no opinion about which slip
is more common. Equal shares are ties and share a rank; of those, slips with fewer edits are listed first. From one in
twenty on a candidate is called weak.
"""

from fractions import Fraction
from itertools import groupby
from typing import Final

import attrs

from gridcare.reporting.slips import SLIPS, Edit, Instead, Mismatch, Trial
from gridcare.reporting.terms import Term

__all__ = ["UNALLOCATED", "WEAK_FROM", "Candidate", "candidates", "misnamed_unit"]

WEAK_FROM: Final = Fraction(1, 20)
"""From this share on, agreement by chance is likely enough for a candidate to be called weak."""
UNALLOCATED: Final = "unallocated"
"""The code of the candidate that claims nothing."""


@attrs.frozen(kw_only=True)
class Candidate:
    """
    An explanation that removes the difference exactly, or, as the last, that there is none.

    Attributes:
        code: The slip (``companion.netted``, ``digits.transposed`` ...) or ``unallocated``.
        changes: The figures that would have to read otherwise.
        evidence: The figures that speak for it.
        tried: How many edits of the slip were tried.
        chance: The share of the differences of this size that the slip would have removed as exactly; ``None`` for
            ``unallocated``.
        rank: Its place, 1 for the least likely agreement by chance; ties share a place.
        ties: How many share that place, itself among them; more than are listed when there are very many.
        weak: Whether agreement by chance is too likely for the candidate to count for much.
    """

    code: str
    changes: tuple[Instead, ...] = ()
    evidence: tuple[Term, ...] = ()
    tried: int = 0
    chance: Fraction | None = None
    rank: int = 1
    ties: int = 1
    weak: bool = False


def candidates(mismatch: Mismatch, *, most: int = 20) -> tuple[Candidate, ...]:
    """
    Find what would remove a difference exactly, least likely by chance first.

    Args:
        mismatch: Two known sides that differ.
        most: How many candidates of one slip are listed; `Candidate.ties` counts all.

    Returns:
        The candidates, ``unallocated`` as the last.
    """
    found = []
    for slip in SLIPS:
        trial = slip.on(mismatch)
        if trial.agreeing:
            found.append((_chance(trial, mismatch), slip.code, trial))
    return _ranked(found, most)


def misnamed_unit(mismatch: Mismatch) -> tuple[Candidate, ...]:
    """
    Find the figures whose unit alone is out of line, where the numbers agree.

    The share here is of all differences up to the greater side: so many would have told against this reading.

    Args:
        mismatch: Two sides that come to the same number in unlike units.

    Returns:
        The candidates, ``unallocated`` as the last.
    """
    terms = (*mismatch.left.terms, *mismatch.right.terms)
    edits = []
    for term in terms:
        others = {other.unit for other in terms if other.key != term.key and other.unit}
        if len(others) == 1:
            edits.append(Edit(changes=(Instead(term=term, value=term.number, unit=others.pop()),)))
    greatest = max(abs(Fraction(term.number)) for term in terms)
    share = min(Fraction(1), Fraction(len(edits), max(1, int(2 * mismatch.steps(greatest)))))
    trial = Trial(tried=len(edits), shifts=frozenset(), agreeing=tuple(edits))
    return _ranked([(share, "unit", trial)] if edits else [], len(edits))


def _chance(trial: Trial, mismatch: Mismatch) -> Fraction:
    """Measure which share of the differences of this size a slip would have removed as exactly."""
    reach = int(2 * abs(Fraction(mismatch.steps(mismatch.difference))))
    alike = sum(shift != 0 and shift % 1 == 0 and -reach <= shift <= reach for shift in trial.shifts)
    return Fraction(alike, 2 * reach)


def _ranked(found: list[tuple[Fraction, str, Trial]], most: int) -> tuple[Candidate, ...]:
    listed: list[Candidate] = []
    rank = 1
    by_share = sorted(found, key=lambda each: (each[0], each[2].tried))
    for share, group in groupby(by_share, key=lambda each: each[0]):
        tied = list(group)
        ties = sum(len(trial.agreeing) for _, _, trial in tied)
        listed += [
            Candidate(
                code=code,
                changes=edit.changes,
                evidence=edit.evidence,
                tried=trial.tried,
                chance=share,
                rank=rank,
                ties=ties,
                weak=share >= WEAK_FROM,
            )
            for _, code, trial in tied
            for edit in trial.agreeing[:most]
        ]
        rank += 1
    return (*listed, Candidate(code=UNALLOCATED, rank=rank))
