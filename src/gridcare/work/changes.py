"""
What a change of a campaign comes to: effects that follow now, effects that no longer do, discrepancies found and cured.

A host keeps a set of effect ids. Adding what is emitted and taking out what is revoked, change by change, keeps that
set equal to what follows from the journal, in whatever order the facts arrived.
"""

from collections.abc import Mapping
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

    effects: Mapping[tuple[str, ...], Effect]
    discrepancies: frozenset[Discrepancy]

    def joined(self, other: "Seen") -> "Seen":
        """Put together what the facts about these subjects and about others amounted to."""
        return Seen({**self.effects, **other.effects}, self.discrepancies | other.discrepancies)

    def became(self, after: "Seen", subjects: tuple[str, ...]) -> Change:
        """Compare with what the same facts amount to after a change."""
        emitted = tuple(effect for key, effect in after.effects.items() if key not in self.effects)
        revoked = tuple(effect for key, effect in self.effects.items() if key not in after.effects)
        if self.discrepancies == after.discrepancies:
            return Change(subjects, emitted, revoked)
        found = in_order(after.discrepancies - self.discrepancies)
        return Change(subjects, emitted, revoked, found, in_order(self.discrepancies - after.discrepancies))


class Net:
    """What several changes came to together: what one of them emitted and a later one revoked is neither."""

    def __init__(self) -> None:
        self._subjects: dict[str, None] = {}
        self._emitted: list[Effect] = []
        self._kept: dict[tuple[str, ...], Effect] = {}
        self._revoked: dict[tuple[str, ...], Effect] = {}
        self._found: set[Discrepancy] = set()
        self._cured: set[Discrepancy] = set()

    def add(self, change: Change) -> None:
        """Add one more change."""
        for subject in change.subjects:
            self._subjects[subject] = None
        self._emitted += change.emitted
        if change.revoked:
            self._settle()
            for effect in change.revoked:
                if self._kept.pop(effect.key, None) is None:
                    self._revoked[effect.key] = effect
        if change.discrepancies or change.cured:
            cured, found = set(change.cured), set(change.discrepancies)
            self._cured, self._found = self._cured | (cured - self._found), self._found - cured
            self._cured, self._found = self._cured - found, self._found | (found - self._cured)

    def _settle(self) -> None:
        """Cancel what was emitted since against what had been revoked; most merges revoke nothing."""
        for effect in self._emitted:
            if self._revoked.pop(effect.key, None) is None:
                self._kept[effect.key] = effect
        self._emitted.clear()

    def change(self) -> Change:
        """Return them as one."""
        if self._kept or self._revoked:
            self._settle()
        return Change(
            tuple(self._subjects),
            (*self._kept.values(), *self._emitted),
            tuple(self._revoked.values()),
            in_order(self._found),
            in_order(self._cured),
        )
