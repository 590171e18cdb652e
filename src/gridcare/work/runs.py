"""
Runs: the facts of a journal about one subject each, in order of arrival, and the rest.

A campaign takes a run at once, for as long as its facts come in turn. Parting a journal so decides only how fast it is
taken over, never what comes of it.
"""

from collections import defaultdict
from collections.abc import Iterable
from operator import attrgetter

from gridcare.facts.fact import Amendment, Fact
from gridcare.facts.journal import Journal

__all__ = ["as_happened", "runs_of"]


def runs_of(journal: Journal) -> tuple[dict[str, list[Fact]], list[Fact | Amendment]]:
    """Part what is merged into runs of facts about one subject each, and the rest; it decides only how fast it goes."""
    runs: defaultdict[str, list[Fact]] = defaultdict(list)
    rest: list[Fact | Amendment] = []
    for entry in journal:
        if isinstance(entry, Fact) and type(entry.subjects) is tuple and len(entry.subjects) == 1:
            runs[entry.subjects[0]].append(entry)
        else:
            rest.append(entry)
    return runs, rest


def as_happened(facts: Iterable[Fact]) -> list[Fact]:
    """Sort facts by when they happened, as well as it can be told."""
    try:
        return sorted(facts, key=attrgetter("happened"))
    except TypeError:
        return sorted(facts, key=_roughly)


def _roughly(fact: Fact) -> float:
    """Say when a fact happened, also where it cannot be told exactly."""
    return fact.happened.timestamp() if fact.happened.tzinfo else 0.0
