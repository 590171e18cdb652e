"""
What a change of a campaign comes to: effects that follow now, effects that no longer do, discrepancies found and cured.

A host keeps a set of effect ids. Adding what is emitted and taking out what is revoked, change by change, keeps that
set equal to what follows from the journal, in whatever order the facts arrived.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import attrs

from gridcare.facts.discrepancies import Discrepancy, in_order
from gridcare.work.effects import Effect

__all__ = ["Change", "Net", "Seen"]


class Change(NamedTuple):
    """
    What one change of a campaign came to.

    Adding up `emitted` and taking away `revoked` after every change gives the effects that follow from the journal.

    Attributes:
        subjects: The subjects whose cases were touched.
        emitted: The effects that follow now and did not before.
        revoked: The effects that followed before and do not now.
        discrepancies: What cannot be used now and was no discrepancy before.
        cured: What was a discrepancy before and is none now.
    """

    subjects: tuple[str, ...] = ()
    emitted: tuple[Effect, ...] = ()
    revoked: tuple[Effect, ...] = ()
    discrepancies: tuple[Discrepancy, ...] = ()
    cured: tuple[Discrepancy, ...] = ()


@attrs.frozen
class Seen:
    """What the facts about some subjects amounted to, to be compared with what they amount to after a change."""

    effects: Mapping[str, Effect]
    discrepancies: frozenset[Discrepancy]

    def became(self, after: "Seen", subjects: tuple[str, ...]) -> Change:
        """Compare with what the same facts amount to after a change."""
        return Change(
            subjects,
            tuple(effect for id, effect in after.effects.items() if id not in self.effects),
            tuple(effect for id, effect in self.effects.items() if id not in after.effects),
            in_order(after.discrepancies - self.discrepancies),
            in_order(self.discrepancies - after.discrepancies),
        )


class Net:
    """What several changes came to together: what one of them emitted and a later one revoked is neither."""

    def __init__(self) -> None:
        self._subjects: dict[str, None] = {}
        self._emitted: dict[str, Effect] = {}
        self._revoked: dict[str, Effect] = {}
        self._found: set[Discrepancy] = set()
        self._cured: set[Discrepancy] = set()

    def add(self, change: Change) -> None:
        """Add one more change."""
        self._subjects.update(dict.fromkeys(change.subjects))
        if change.emitted or change.revoked:
            _cancel(self._emitted, self._revoked, change.revoked, change.emitted)
        if change.discrepancies or change.cured:
            cured, found = set(change.cured), set(change.discrepancies)
            self._cured, self._found = self._cured | (cured - self._found), self._found - cured
            self._cured, self._found = self._cured - found, self._found | (found - self._cured)

    def change(self) -> Change:
        """Return them as one."""
        return Change(
            tuple(self._subjects),
            tuple(self._emitted.values()),
            tuple(self._revoked.values()),
            in_order(self._found),
            in_order(self._cured),
        )


def _cancel(
    emitted: dict[str, Effect], revoked: dict[str, Effect], gone: Iterable[Effect], come: Iterable[Effect]
) -> None:
    for effect in gone:
        if emitted.pop(effect.id, None) is None:
            revoked[effect.id] = effect
    for effect in come:
        if revoked.pop(effect.id, None) is None:
            emitted[effect.id] = effect
