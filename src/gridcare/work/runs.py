"""
Runs: the facts of a journal about one subject each, in order of happening, and the rest.

A campaign takes a run at once, for as long as its facts come in turn. Parting a journal so decides only how fast it is
taken over, never what comes of it.
"""

from operator import attrgetter

from gridcare.facts.fact import Amendment, Fact
from gridcare.facts.journal import Journal
from gridcare.work.table import JOINED

__all__ = ["runs_of"]


def runs_of(journal: Journal) -> tuple[dict[str, list[Fact]], list[Fact | Amendment]]:
    """Part what is merged into runs of facts about one subject each, and the rest; it decides only how fast it goes."""
    runs: dict[str, list[Fact]] = {}
    rest: list[Fact | Amendment] = []
    for entry in journal:
        if isinstance(entry, Amendment) or entry.kind == JOINED or type(entry.subjects) is not tuple:
            rest.append(entry)
        elif len(entry.subjects) == 1:
            runs.setdefault(entry.subjects[0], []).append(entry)
        else:
            rest.append(entry)
    for run in runs.values():
        if len(run) > 1:
            _sort(run)
    return runs, rest


def _sort(facts: list[Fact]) -> None:
    try:
        facts.sort(key=attrgetter("happened"))
    except TypeError:
        facts.sort(key=_roughly)


def _roughly(fact: Fact) -> float:
    """Say when a fact happened, also where it cannot be told exactly."""
    return fact.happened.timestamp() if fact.happened.tzinfo else 0.0
