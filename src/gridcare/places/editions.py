"""
What probably happened between two editions of a code list, as proposals for a person to accept.

An office publishes its list of units once a year and seldom says what it did. Comparing two editions tells what may
have happened: which unit of the older list is which of the newer, in spite of other codes and other names, and from
that who was renamed, recoded, moved, merged, split, or gave up a part. Codes alone do not decide: one may have passed
to a neighbour. Each `Proposal` says on what evidence it rests, and none is done by itself: `accept` makes alterations
of those that somebody has looked at.

Names, codes, levels, the type and where each unit stands are compared; other attributes are not.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Hashable, Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

import attrs

from gridcare.places.alterations import (
    TYPE,
    Alteration,
    Closed,
    Extracted,
    Merged,
    Moved,
    Opened,
    Part,
    Reclassified,
    Recoded,
    Renamed,
    Split,
)
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Unit

__all__ = ["Proposal", "accept", "compare"]


@attrs.frozen
class Proposal:
    """
    What may have been done between two editions.

    Attributes:
        alteration: The alteration, known since the newer edition was.
        evidence: Why it is believed, in words.
    """

    alteration: Alteration
    evidence: tuple[str, ...]


def accept(proposals: Iterable[Proposal], *, known: datetime | None = None) -> tuple[Alteration, ...]:
    """
    Make alterations of the proposals that somebody has looked at.

    Args:
        proposals: Those that are believed.
        known: When that was decided; the moment given to `compare` when not given.
    """
    taken = (each.alteration for each in proposals)
    return tuple(taken) if known is None else tuple(attrs.evolve(each, known=known) for each in taken)


def compare(
    older: Hierarchy,
    newer: Hierarchy,
    *,
    day: date,
    known: datetime,
    earliest: date | None = None,
    taken: Container[str] = (),
) -> tuple[Proposal, ...]:
    """
    Propose what was done between two editions of a list.

    Done together on that day, all proposals lead from the older list exactly to the newer one, whose units then go by
    the ids of the older list where they are the same, and else by their own, or by their own and the day where that id
    is taken.

    Args:
        older: The units as they were, by their lasting ids.
        newer: The newer list, whose ids may be codes.
        day: The day of the newer list, on which all of it surely holds.
        known: When the newer list became known.
        earliest: The first day after the older list, from which on it may have held.
        taken: Ids that were ever used and may not be given again, such as those of a lineage.
    """
    return tuple(_Comparison(older, newer, taken, day).proposals({"day": day, "known": known, "earliest": earliest}))


class _Same(NamedTuple):
    """Two entries held to be one unit, and why."""

    newer: str
    why: str


class _Comparison:
    """Which unit of the older list is which of the newer."""

    def __init__(self, older: Hierarchy, newer: Hierarchy, taken: Container[str], day: date) -> None:
        self.older = older
        self.newer = newer
        self.day = day
        self.same: dict[str, _Same] = {}
        self.of: dict[str, str] = {}
        self._pair()
        self.ids = dict(self.of)
        for unit in newer:
            if unit not in self.ids:
                free = unit not in older and unit not in taken
                self.ids[unit] = unit if free else f"{unit}@{day.isoformat()}"

    # Who is who

    def _pair(self) -> None:
        """Pair what is alike, from the surest sign to the weakest; a sign that two share is none."""
        for unit, was in self.older.items():
            now = self.newer.get(unit)
            if now is not None and _entry(was) == _entry(now):
                self._hold_same(unit, unit, "the same entry")
        self._pair_by("same code and name", lambda unit, _: (unit.code or unit.id, unit.name))
        paired = -1
        while paired < len(self.same):  # whoever is paired may tell who stands under it
            paired = len(self.same)
            self._pair_by("same name under the same unit", lambda unit, above: (unit.name, unit.level, above))
            self._pair_by("the only one of this name and level in both", lambda unit, _: (unit.name, unit.level))
            self._pair_by(
                "same code under the same unit",
                lambda unit, above: (unit.code or unit.id, unit.level, above),
                leaves=True,
            )
            self._pair_by_members()

    def _pair_by(self, why: str, sign: Callable[[Unit, str | None], Hashable], *, leaves: bool = False) -> None:
        before = self._signs(self.older, self.same, lambda unit: sign(unit, unit.parent))
        after = self._signs(self.newer, self.of, lambda unit: sign(unit, self._paired_above(unit)))
        for mark, units in before.items():
            others = after.get(mark, [])
            if len(units) != 1 or len(others) != 1:
                continue
            if not leaves or not (self.older.children(units[0]) or self.newer.children(others[0])):
                self._hold_same(units[0], others[0], why)

    def _paired_above(self, unit: Unit) -> str | None:
        return None if unit.parent is None else self.of.get(unit.parent, f"unpaired {unit.parent}")

    def _signs(
        self, edition: Hierarchy, paired: Container[str], sign: Callable[[Unit], Hashable]
    ) -> dict[Hashable, list[str]]:
        found: defaultdict[Hashable, list[str]] = defaultdict(list)
        for id, unit in edition.items():
            if id not in paired:
                found[sign(unit)].append(id)
        return found

    def _hold_same(self, older: str, newer: str, why: str) -> None:
        self.same[older] = _Same(newer, why)
        self.of[newer] = older

    def _pair_by_members(self) -> None:
        """Hold two for one when they have the same code and most of what stands under each is the other's."""
        codes = {unit.code or id: id for id, unit in self.newer.items() if id not in self.of}
        for id, unit in self.older.items():
            other = codes.get(unit.code or id)
            if id in self.same or other is None or other in self.of:
                continue
            mine, theirs = self.older.children(id), self.newer.children(other)
            kept = sum(1 for each in mine if each in self.same and self.same[each].newer in theirs)
            if unit.level == self.newer[other].level and 2 * kept > max(len(mine), len(theirs)):
                self._hold_same(id, other, f"same code, and {kept} of {len(mine)} members are the same")

    # What follows

    def proposals(self, stamp: dict[str, Any]) -> Iterator[Proposal]:
        """Yield what was done: who closed and opened, and to whom their members went, then what changed in the rest."""
        self._stamp = stamp
        gone = [unit for unit in self.older if unit not in self.same]
        come = [unit for unit in self.newer if unit not in self.of]
        self._opened: set[str] = set()
        self._placed: set[str] = set()
        closed = set[str]()
        for proposal, source in self._successions(gone):
            closed.update(source)
            yield proposal
        yield from self._extractions(come)
        for unit in come:
            if unit not in self._opened:
                yield self._proposal(
                    Opened, self.ids[unit], ("no unit of the older list is like it",), unit=self._new(unit)
                )
        for unit in gone:
            if unit not in closed:
                yield self._proposal(Closed, unit, ("no unit of the newer list is like it",), unit=unit)
        for older, (newer, why) in self.same.items():
            yield from self._changes(older, newer, why)

    def _proposal(self, kind: type[Alteration], about: str, evidence: tuple[str, ...], /, **said: Any) -> Proposal:
        id = f"{self.day.isoformat()}/{kind.__name__.lower()}/{about}"
        return Proposal(kind(id=id, **self._stamp, **said), evidence)

    def _new(self, unit: str) -> Unit:
        new = self.newer[unit]
        return attrs.evolve(new, id=self.ids[unit], parent=None if new.parent is None else self.ids[new.parent])

    def _into(self, unit: str) -> Unit | str:
        """Name an heir: the new unit where it is first named, its id afterwards."""
        if unit in self.of or unit in self._opened:
            return self.ids[unit]
        self._opened.add(unit)
        return self._new(unit)

    def _heirs(self, unit: str) -> dict[str, list[str]]:
        """Find under whom the members of a unit that goes stand now, those of them that live on."""
        heirs: defaultdict[str, list[str]] = defaultdict(list)
        for member in self.older.children(unit):
            if member in self.same:
                above = self.newer.parent(self.same[member].newer)
                heirs[above or ""].append(member)
        return dict(heirs)

    def _successions(self, gone: list[str]) -> Iterator[tuple[Proposal, tuple[str, ...]]]:
        merging: defaultdict[str, list[str]] = defaultdict(list)
        for unit in gone:
            heirs = self._heirs(unit)
            if "" in heirs or any(self.newer[heir].level != self.older[unit].level for heir in heirs):
                continue
            if len(heirs) == 1:
                merging[next(iter(heirs))].append(unit)
            elif heirs:
                parts = tuple(Part(self._into(heir), tuple(members)) for heir, members in heirs.items())
                self._placed.update(member for members in heirs.values() for member in members)
                told = tuple(
                    f"{len(members)} of its members now stand under '{self.ids[heir]}'"
                    for heir, members in heirs.items()
                )
                yield self._proposal(Split, unit, told, source=unit, parts=parts), (unit,)
        for heir, sources in merging.items():
            members = [member for source in sources for member in self._heirs(source)[heir]]
            self._placed.update(members)
            told = (
                f"all {len(members)} members of {', '.join(map(repr, sources))} now stand under '{self.ids[heir]}'",
            )
            yield self._proposal(Merged, self.ids[heir], told, sources=sources, into=self._into(heir)), tuple(sources)

    def _extractions(self, come: list[str]) -> Iterator[Proposal]:
        for unit in come:
            members = [self.of[member] for member in self.newer.children(unit) if member in self.of]
            sources = Counter(self.older.parent(member) for member in members)
            (source,) = sources if len(sources) == 1 else (None,)
            alike = source in self.same and self.older[str(source)].level == self.newer[unit].level
            if unit not in self._opened and source is not None and alike and not self._placed.intersection(members):
                self._placed.update(members)
                told = (f"its {len(members)} members stood under '{source}', which lives on",)
                part = Part(self._into(unit), tuple(members))
                yield self._proposal(Extracted, self.ids[unit], told, source=source, part=part)

    def _changes(self, older: str, newer: str, why: str) -> Iterator[Proposal]:
        was, now = self.older[older], self._new(newer)
        if was.name != now.name:
            yield self._proposal(Renamed, older, (why,), unit=older, name=now.name)
        if was.code != now.code:
            yield self._proposal(Recoded, older, (why,), unit=older, code=now.code)
        level = None if was.level == now.level else now.level
        told = self.newer.attribute(newer, TYPE, self.day)
        kind = None if told is None or told == self.older.attribute(older, TYPE, self.day) else str(told)
        if level is not None or kind is not None:
            yield self._proposal(Reclassified, older, (why,), unit=older, level=level, kind=kind)
        if was.parent != now.parent and older not in self._placed:
            yield self._proposal(Moved, older, (why, "it stands elsewhere"), unit=older, parent=now.parent)


def _entry(unit: Unit) -> tuple[str | None, ...]:
    return unit.name, unit.code, unit.level, unit.parent
