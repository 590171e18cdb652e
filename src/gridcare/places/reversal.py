"""
Taking an alteration back: what must be done on a later day so that the units stand as they did before it.

The reversal is made of ordinary alterations that name what they undo, so that figures which went along with the first
come home with the second. It goes by the map of the day before the reversal: whoever came to stand under a merged unit
meanwhile belonged to nobody before, and has to be moved by hand first.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import attrs

from gridcare.errors import UnknownName
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
from gridcare.places.lineage import Lineage
from gridcare.places.succession import Succession
from gridcare.places.units import Unit

__all__ = ["undoing"]


def undoing(lineage: Lineage, alteration: str, *, id: str, day: date, known: datetime) -> tuple[Alteration, ...]:
    """
    Make the alterations that take one back.

    Args:
        lineage: What was done so far.
        alteration: The id of the alteration to take back.
        id: The id of the reversal; of several alterations each has a number behind it.
        day: The first day on which things stand as before again.
        known: When that became known; the reversal goes by what was known then.

    Raises:
        UnknownName: When no such alteration was done before that day, as far as known.
    """
    book = lineage.settled(known)
    done = {each.id: each for settlement in book.settlements if settlement.day < day for each in settlement.applied}
    if alteration not in done:
        raise UnknownName("alteration done before that day", alteration, done)
    said = done[alteration]
    made = list(_Reversal(book, said, day - timedelta(days=1)).made({"day": day, "known": known, "undoes": alteration}))
    return tuple(attrs.evolve(each, id=id if len(made) == 1 else f"{id}-{n}") for n, each in enumerate(made, 1))


class _Reversal:
    """An alteration to be taken back, the day before it, and the day before it is taken back."""

    def __init__(self, book: Succession, said: Alteration, now: date) -> None:
        self._book = book
        self._said = said
        self._then = said.day - timedelta(days=1)
        self._now = now

    def made(self, stamp: dict[str, Any]) -> Iterator[Alteration]:
        """Yield what takes it back; the ids are given later."""
        stamp = {"id": self._said.id, **stamp}
        match self._said:
            case Opened(unit=unit):
                yield Closed(**stamp, unit=unit.id)
            case Closed(unit=gone):
                yield Opened(**stamp, unit=self._was(gone))
            case Renamed(unit=named):
                yield Renamed(**stamp, unit=named, name=self._was(named).name)
            case Recoded(unit=named):
                yield Recoded(**stamp, unit=named, code=self._was(named).code)
            case Moved(unit=named):
                yield Moved(**stamp, unit=named, parent=self._was(named).parent)
            case Reclassified(unit=named, level=level, kind=kind):
                was = self._was(named)
                told = next((d.value for d in was.attributes if d.name == TYPE and d.holds(self._then)), None)
                yield Reclassified(
                    **stamp,
                    unit=named,
                    level=None if level is None else was.level,
                    kind=None if kind is None else str(told or ""),
                )
            case Merged(sources=sources, into=into):
                parts = tuple(Part(self._was(source), self._members(source, self._said.target)) for source in sources)
                if isinstance(into, Unit):
                    yield Split(**stamp, source=into.id, parts=parts)
                else:
                    yield from (Extracted(**stamp, source=into, part=part) for part in parts)
            case Split(source=source, parts=parts):
                yield from self._rejoined(source, parts, stamp)
            case Extracted(source=source, part=part):
                if isinstance(part.into, Unit):
                    yield Merged(**stamp, sources=part.target, into=source)
                else:
                    members = self._members(source, part.target)
                    yield Extracted(**stamp, source=part.target, part=Part(source, members))

    def _was(self, unit: str) -> Unit:
        was = self._book.unit(unit, self._then)
        assert was is not None, "what was altered was there the day before"  # noqa: S101  # for the type checker
        return was

    def _members(self, source: str, holder: str) -> tuple[str, ...]:
        """Name those that stood under a unit and stand under another now."""
        then, now = self._book.members(source, self._then), self._book.members(holder, self._now)
        return tuple(unit for unit in then if unit in now)

    def _rejoined(self, source: str, parts: tuple[Part, ...], stamp: dict[str, Any]) -> Iterator[Alteration]:
        opened = tuple(part.target for part in parts if isinstance(part.into, Unit))
        if opened:
            yield Merged(**stamp, sources=opened, into=self._was(source))
        else:
            yield Opened(**stamp, unit=self._was(source))
        for part in parts:
            if part.target not in opened:
                members = self._members(source, part.target)
                yield Extracted(**stamp, source=part.target, part=Part(source, members))
