"""
How old a record is: who said last that it is right, and on which day.

A record is confirmed by whatever fact goes through it: the one that brought it into the register (an arrival, a birth,
the split that founded a household), a statement, and whichever other kinds a locality counts, such as a visit at the
door. A movement that could not be done confirms nothing. Before any fact it is the first list that says so.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Final

import attrs

from gridcare.people.residence import Residence
from gridcare.people.traces import Aspect
from gridcare.timing.periods import local_day

__all__ = ["CONFIRMING", "Confirmation", "confirmations", "stale"]

CONFIRMING: Final = ("joined", "born", "stated")
"""The kinds of movement that confirm the records of their subjects."""


@attrs.frozen(kw_only=True)
class Confirmation:
    """
    What confirmed a record last.

    Attributes:
        subject: The id of the subject.
        unit: The unit that it belongs to.
        day: The local day on which the record was confirmed.
        fact: The id of the fact; empty for the first list.
    """

    subject: str
    unit: str
    day: date
    fact: str = ""

    def age(self, day: date) -> int:
        """Return how many days old it is on a day."""
        return (day - self.day).days


def confirmations(
    residence: Residence, day: date, *, by: str | Iterable[str] = (), known: datetime | None = None
) -> Mapping[str, Confirmation]:
    """
    Tell for every record that stands on a day what confirmed it last.

    Args:
        residence: The register and its facts.
        day: The day; facts that happened later do not count.
        by: Further kinds of fact that confirm the records of their subjects.
        known: Use only what was known by then; everything when not given.

    Returns:
        The confirmations by subject, in the order of the register.
    """
    register = residence.on(day, known)
    counting = frozenset((*CONFIRMING, *((by,) if isinstance(by, str) else by)))
    last = dict(_last(residence, day, counting, known))
    return {
        id: Confirmation(
            subject=id, unit=subject.unit, day=(found := last.get(id, (residence.since, "")))[0], fact=found[1]
        )
        for id, subject in register.items()
    }


def _last(
    residence: Residence, day: date, kinds: frozenset[str], known: datetime | None
) -> Iterator[tuple[str, tuple[date, str]]]:
    """Go through what confirmed whom, the last of each subject last."""
    undone = residence.undone(known)
    journal = residence.journal if known is None else residence.journal.as_of(known=known)
    counted = [fact for fact in journal.facts() if fact.kind in kinds and fact.id not in undone]
    told = [(local_day(fact.happened, residence.zone), fact.id, fact.subjects) for fact in counted]
    changes = residence.changes(residence.since, date.max, known)
    told += [(each.day, each.fact, (each.subject,)) for each in changes if each.aspect is Aspect.THERE and each.after]
    for happened, id, subjects in sorted(told):
        if residence.since <= happened <= day:
            yield from ((subject, (happened, id)) for subject in subjects)


def stale(
    residence: Residence,
    day: date,
    *,
    older_than: int,
    kind: str = "",
    by: str | Iterable[str] = (),
    known: datetime | None = None,
) -> tuple[Confirmation, ...]:
    """
    List the records that were confirmed too long ago, the oldest first.

    Args:
        residence: The register and its facts.
        day: The day on which one asks.
        older_than: The age in days that is still fresh.
        kind: The only kind of subject to look at; all when not given.
        by: Further kinds of fact that confirm the records of their subjects.
        known: Use only what was known by then; everything when not given.
    """
    register = residence.on(day, known)
    old = [
        each
        for each in confirmations(residence, day, by=by, known=known).values()
        if each.age(day) > older_than and kind in ("", register[each.subject].kind)
    ]
    return tuple(sorted(old, key=lambda each: each.day))
