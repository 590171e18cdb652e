"""
Grades of places, announced to the cases that live there.

A sector is graded once, by whoever may; its households are moved by an order of their workflow. So that nobody records
the same change twice, what the gradings say is turned into the orders that follow from it: one fact for all whose
highest grade on the way to the root changed by one grading, and for nobody else. A grading that was refused announces
nothing, and one of a whole says nothing to a part that stands higher already.

The facts are made anew whenever somebody asks, alike as long as the gradings are. After a correction, those that are
new are recorded and those that are there no longer are withdrawn.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from gridcare.facts.fact import Fact
from gridcare.work.grades import GradeMove, Gradings

__all__ = ["announced"]


def announced(
    gradings: Gradings,
    subjects: Mapping[str, str],
    *,
    order: str,
    outcomes: Mapping[str, str],
    known: datetime | None = None,
) -> tuple[Fact, ...]:
    """
    Make the orders that follow from gradings.

    Args:
        gradings: The grades of places.
        subjects: The unit of each subject whose case may hear of them, by its id.
        order: The kind of fact, see `gridcare.work.steps.Order`.
        outcomes: What the order says of each grade; a grade that is not named here announces nothing.
        known: What was known by then; all that is recorded when left out.

    Returns:
        The facts in order of happening, each as soon known as its grading.

    Raises:
        UnknownUnit: When the hierarchy has no unit of a subject.
    """
    heard: dict[tuple[datetime, str, str], list[str]] = {}
    changes = {unit: tuple(_changes(gradings, unit, known)) for unit in dict.fromkeys(subjects.values())}
    for subject, unit in subjects.items():
        for move, grade in changes[unit]:
            if grade in outcomes:
                heard.setdefault((move.at, move.fact, outcomes[grade]), []).append(subject)
    return tuple(
        Fact(
            id=f"{order}/{cause}/{outcome}",
            kind=order,
            subjects=tuple(whom),
            happened=at,
            known=max(at, _known(gradings, cause)),
            outcome=outcome,
        )
        for (at, cause, outcome), whom in sorted(heard.items())
    )


def _changes(gradings: Gradings, unit: str, known: datetime | None) -> Iterator[tuple[GradeMove, str]]:
    """Tell which gradings changed the highest grade on the way from a place to the root, and to what."""
    way = (unit, *gradings.hierarchy.ancestors(unit))
    moves = [move for place in way for move in gradings.moves(place, known=known) if move.accepted]
    last = {move.at: move for move in sorted(moves, key=lambda move: (move.at, move.fact))}
    grade = ""
    for at, move in last.items():
        standing = gradings.effective(unit, at, known=known)
        if standing is not None and standing.grade != grade:
            grade = standing.grade
            yield move, grade


def _known(gradings: Gradings, fact: str) -> datetime:
    recorded = gradings.journal.fact(fact)
    if recorded is None:
        raise AssertionError(f"'{fact}' was accepted and is not held")
    return recorded.known
