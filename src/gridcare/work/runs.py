"""
Runs: the facts of a journal about one subject each, in order of arrival, and the rest.

A campaign takes a run at once, for as long as its facts come in turn. Parting a journal so decides only how fast it is
taken over, never what comes of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter

from gridcare.facts.fact import Amendment, Fact
from gridcare.facts.journal import Journal

__all__ = ["as_happened", "runs_of"]


def runs_of(
    journal: Journal, index: Mapping[str, int]
) -> tuple[Iterator[tuple[str, Iterator[Fact]]], list[Fact | Amendment]]:
    """
    Part what is merged into runs of facts about one subject each, and the rest; it decides only how fast it goes.

    The runs come in the order of the subjects' rows, so that what lies together in memory is touched together.

    Args:
        journal: What is merged.
        index: The number of each subject's row; facts about others are part of the rest.

    Returns:
        Each subject with its facts, and the rest, both in order of arrival.
    """
    alone: list[Fact] = []
    rest: list[Fact | Amendment] = []
    for entry in journal:
        if isinstance(entry, Fact) and type(entry.subjects) is tuple and len(entry.subjects) == 1:
            (alone if entry.subjects[0] in index else rest).append(entry)
        else:
            rest.append(entry)
    alone.sort(key=lambda fact: index[fact.subjects[0]])
    return groupby(alone, key=_subject), rest


def _subject(fact: Fact) -> str:
    return fact.subjects[0]


def as_happened(facts: Iterable[Fact]) -> list[Fact]:
    """Sort facts by when they happened, as well as it can be told."""
    try:
        return sorted(facts, key=attrgetter("happened"))
    except TypeError:
        return sorted(facts, key=_roughly)


def _roughly(fact: Fact) -> float:
    """Say when a fact happened, also where it cannot be told exactly."""
    return fact.happened.timestamp() if fact.happened.tzinfo else 0.0
