"""
Figures of one day's map, read on the map of another.

A count was made at a unit of its own day's map. On another day's map its place may have moved, merged or fallen into
parts, and the count goes along, in this order:

1. *By members.* What was counted at a member stays at that member and is found under its new parent. A unit that lost
   or gained members keeps its own count when those members were counted for themselves.
2. *By a declared key.* A part takes the share that the alteration declares, as an exact fraction.
3. *Else not at all.* The count is a `Residue`: it stands, visibly, at the nearest unit above that lives on and holds
   all the heirs, and nobody guesses. A wrong guess would be believed.

So every total is the same on either map, residue included. Each piece knows the unit it was counted at and every
alteration it passed; where one alteration takes back another, its pieces go home.

Only what adds may be re-based: whole numbers and exact fractions in a `Tally`. A ratio, a mean or a number of distinct
persons of two units says nothing about their union; these are computed anew, from the facts on the new map.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

import attrs

from gridcare.errors import GridcareError
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.lineage import Lineage, between, traced
from gridcare.places.succession import Ground, Settlement, Succession
from gridcare.places.tally import Number, Tally

__all__ = ["Crossing", "NotRebased", "Piece", "Rebased", "rebase"]


class NotRebased(GridcareError, TypeError):
    """Something was to be re-based that does not add: a ratio, a mean, distinct persons."""

    code = "not-rebased"

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"'{kind}' cannot be re-based: only a Tally adds up over merged and divided units; compute ratios, means "
            "and distinct counts anew, from the facts on the other map"
        )
        self.kind = kind


@attrs.frozen
class Crossing:
    """
    What became of a piece on one day.

    Attributes:
        alterations: The ids of the alterations that concerned it.
        heirs: Who had its ground before.
        loose: Whether its ground was nobody's own before.
    """

    alterations: tuple[str, ...]
    heirs: tuple[str, ...]
    loose: bool


@attrs.frozen(kw_only=True)
class Piece:
    """
    A count, or an exact part of one, with where it came from.

    Attributes:
        key: What was counted.
        weight: In what it was counted.
        amount: How many.
        origin: The unit at which it was counted.
        unit: The unit at which it stands; ``None`` when no living unit holds all its ground.
        heirs: The units that have its ground; of several it is not known in which of them it belongs.
        loose: Whether its ground has no heir of its own, since its unit closed, or was not there yet.
        trail: What became of it, day by day.
    """

    key: str
    weight: str
    amount: Number
    origin: str
    unit: str | None
    heirs: tuple[str, ...]
    loose: bool = False
    trail: tuple[Crossing, ...] = ()

    @property
    def is_residue(self) -> bool:
        """Whether it stands at a unit above because nobody says where below it belongs."""
        return self.loose or len(self.heirs) != 1


@attrs.frozen(kw_only=True)
class Rebased:
    """
    Figures read on the map of another day.

    Attributes:
        day: The day of the map.
        counted: The day on whose map they were counted.
        known: What was known of the map, if not everything.
        pieces: Every count and part of a count, with where it came from.
        tally: What stands at each unit of the map, residue included; a residue outside every unit is only in `pieces`.
    """

    day: date
    counted: date
    known: datetime | None
    pieces: tuple[Piece, ...] = attrs.field(repr=False)
    tally: Tally

    @property
    def residue(self) -> tuple[Piece, ...]:
        """The pieces that nobody can say where they belong."""
        return tuple(piece for piece in self.pieces if piece.is_residue)

    def audit(self, unit: str, key: str) -> tuple[Piece, ...]:
        """
        Name the pieces that a figure is made of: all that stands at a unit or inside it under a key.

        Raises:
            UnknownUnit: When the unit is not on the map of the day.
        """
        hierarchy = self.tally.hierarchy
        hierarchy.position(unit)
        alike = (piece for piece in self.pieces if piece.key == key and piece.unit is not None)
        return tuple(piece for piece in alike if hierarchy.inside(str(piece.unit), unit))


def rebase(
    figures: Tally | Rebased, lineage: Lineage, *, counted: date | None = None, on: date, known: datetime | None = None
) -> Rebased:
    """
    Read figures of one day's map on the map of another day, earlier or later.

    Args:
        figures: Counts on the map of the day they were counted on, or what an earlier call gave, which remembers where
            each piece came from.
        lineage: What was done to the map.
        counted: The day on whose map the figures were counted; re-based ones know it.
        on: The day on whose map they are to be read.
        known: Use only what was known by then of the map; re-based ones keep to what they were re-based by.

    Raises:
        NotRebased: When something else than counts is given.
        UnknownUnit: When a figure is of a unit that is not on the map of the day it was counted on.
        NoMapYet: When a day lies before the first map.
        TypeError: When the day of a tally is not given, or what is given differs from what re-based figures know.
    """
    start = (
        _kept(figures, counted, known) if isinstance(figures, Rebased) else _started(figures, lineage, counted, known)
    )
    drawn, book = lineage.as_of(on, start.known), lineage.settled(start.known)
    walk = _Walk(book, start)
    for settlement in between(book, start.day, on):
        walk.cross(settlement, forward=start.day < on)
    return _read_on(drawn, on, start, walk.pieces())


def _kept(figures: Rebased, counted: date | None, known: datetime | None) -> Rebased:
    if counted not in {None, figures.counted} or known not in {None, figures.known}:
        own = (
            f"counted on the map of {figures.counted}, as known {'by now' if figures.known is None else 'at a moment'}"
        )
        raise TypeError(
            f"these figures are re-based already, {own}; leave out 'counted' and 'known', or give the tally"
        )
    return figures


def _started(figures: Tally, lineage: Lineage, counted: date | None, known: datetime | None) -> Rebased:
    if not isinstance(figures, Tally):
        raise NotRebased(type(figures).__name__)
    if counted is None:
        raise TypeError("'counted' is missing: give the day on whose map the figures were counted")
    drawn, pieces = lineage.as_of(counted, known), tuple(_pieces(figures))
    for piece in pieces:
        drawn.position(piece.origin)
    return Rebased(day=counted, counted=counted, known=known, pieces=pieces, tally=figures)


def _pieces(figures: Tally) -> Iterator[Piece]:
    for unit, key, amounts in figures.entries():
        for weight, amount in amounts.items():
            yield Piece(key=key, weight=weight, amount=amount, origin=unit, unit=unit, heirs=(unit,))


def _read_on(drawn: Hierarchy, day: date, start: Rebased, pieces: Iterable[Piece]) -> Rebased:
    settled = tuple(piece if piece.heirs == (piece.unit,) else _placed(drawn, piece) for piece in pieces)
    standing = ((each.unit, each.key, {each.weight: each.amount}) for each in settled if each.unit is not None)
    return attrs.evolve(start, day=day, pieces=settled, tally=Tally.of(drawn, standing))


def _placed(drawn: Hierarchy, piece: Piece) -> Piece:
    """Put a piece at the smallest unit that holds all who have its ground; a heir inside another adds nothing."""
    inside = drawn.inside
    heirs = tuple(
        each for each in piece.heirs if not any(other != each and inside(each, other) for other in piece.heirs)
    )
    unit: str | None = heirs[0] if heirs else None
    for heir in heirs[1:]:
        unit = None if unit is None else drawn.common_ancestor(unit, heir)
    return attrs.evolve(piece, heirs=heirs, unit=unit)


class _Loss(NamedTuple):
    """What left the inside of a unit that lives on: what it was, what it is, and which alterations say so."""

    was: str
    members: tuple[str, ...]
    becomes: str
    alterations: tuple[str, ...]


class _Day(NamedTuple):
    """
    What happened on one day, seen in the direction in which it is crossed.

    Attributes:
        before: The day whose map is left.
        after: The day whose map is reached.
        goes: To whom the ground of a unit went.
        losses: What left the inside of a unit.
        gone: The units that are not on the map that is reached, and which alterations say so.
    """

    before: date
    after: date
    goes: dict[str, list[Ground]]
    losses: dict[str, list[_Loss]]
    gone: dict[str, tuple[str, ...]]

    def without(self, spared: set[str]) -> "_Day":
        """Leave out alterations that only take back what a piece has passed already."""
        goes = {
            unit: [each for each in grounds if each.alteration not in spared] for unit, grounds in self.goes.items()
        }
        losses = {
            unit: [each for each in lost if not spared.issuperset(each.alterations)]
            for unit, lost in self.losses.items()
        }
        return self._replace(goes=goes, losses=losses)


def _seen(book: Succession, settlement: Settlement, *, forward: bool) -> _Day:
    eve = settlement.day - timedelta(days=1)
    before, after = (eve, settlement.day) if forward else (settlement.day, eve)
    named: defaultdict[str, list[str]] = defaultdict(list)
    for said in settlement.applied:
        for unit in said.altered:
            named[unit].append(said.id)
    goes: defaultdict[str, list[Ground]] = defaultdict(list)
    for ground in settlement.grounds:
        seen = ground if forward else ground._replace(source=ground.target, target=ground.source, share=None)
        goes[seen.source].append(seen)
    gone = {
        unit: tuple(sorted(named[unit]))
        for unit in settlement.changed
        if book.unit(unit, after) is None and book.unit(unit, before) is not None
    }
    lost: defaultdict[str, list[_Loss]] = defaultdict(list)
    for loss in _left(settlement, goes, named):
        still = {loss.becomes, *book.above(loss.becomes, after)}
        for above in book.above(loss.was, before):
            if above not in still and (above not in gone or above in goes):
                lost[above].append(loss)
    return _Day(before, after, dict(goes), dict(lost), gone)


def _left(settlement: Settlement, goes: dict[str, list[Ground]], named: dict[str, list[str]]) -> Iterator[_Loss]:
    """Name what went elsewhere: the ground of units, and the units that went with everything inside them."""
    along: set[str] = set()
    for grounds in goes.values():
        for ground in grounds:
            along.update(ground.members)
            yield _Loss(ground.source, ground.members, ground.target, (ground.alteration,))
    for unit in settlement.reparented:
        if unit not in along:
            yield _Loss(unit, (), unit, tuple(sorted(named.get(unit, ()))))


class _Walk:
    """Pieces on their way from one map to another, day by day."""

    def __init__(self, book: Succession, start: Rebased) -> None:
        self._book = book
        self._counted = start.counted
        self._origins: dict[tuple[str, date], set[str]] = {}
        self._pieces: list[Piece | None] = []
        self._at: defaultdict[str, set[int]] = defaultdict(set)
        self._crossed: defaultdict[str, set[int]] = defaultdict(set)
        self._partners: defaultdict[str, list[str]] = defaultdict(list)
        self._days: dict[str, date] = {}
        for settlement in book.settlements:
            for each in settlement.applied:
                self._days[each.id] = settlement.day
                if each.undoes:
                    self._partners[each.undoes].append(each.id)
                    self._partners[each.id].append(each.undoes)
        for piece in start.pieces:
            self._put(piece)

    def pieces(self) -> Iterator[Piece]:
        """Yield the pieces as they are by now."""
        return (piece for piece in self._pieces if piece is not None)

    def _put(self, piece: Piece) -> None:
        number = len(self._pieces)
        self._pieces.append(piece)
        for heir in piece.heirs:
            self._at[heir].add(number)
        for alteration in piece.trail[-1].alterations if piece.trail else ():
            self._crossed[alteration].add(number)

    def _take(self, number: int) -> None:
        piece = self._piece(number)
        self._pieces[number] = None
        for heir in piece.heirs:
            self._at[heir].discard(number)
        for alteration in piece.trail[-1].alterations if piece.trail else ():
            self._crossed[alteration].discard(number)

    def _piece(self, number: int) -> Piece:
        piece = self._pieces[number]
        assert piece is not None, "an index names a piece that was taken"  # noqa: S101  # for the type checker
        return piece

    def cross(self, settlement: Settlement, *, forward: bool) -> None:
        """Read every piece on the map on the other side of a day."""
        if forward is (settlement.day <= self._counted):
            self._retrace(settlement)
            return
        day = _seen(self._book, settlement, forward=forward)
        ids = {each.id for each in settlement.applied}
        undone = {each: {by for by in self._partners.get(each, ()) if self._was_crossed(by, day)} for each in ids}
        taken_back = set[str]().union(*undone.values())
        spared = {each for each in ids if undone[each]}
        returning = {number for each in taken_back for number in self._crossed.get(each, ())}
        touched = {number for unit in (*day.goes, *day.losses, *day.gone) for number in self._at.get(unit, ())}
        became: dict[int, tuple[Piece, ...]] = {}
        for number in sorted(returning | touched):
            piece = self._piece(number)
            home = self._home(piece, taken_back, day.after) if number in returning else None
            became[number] = (home,) if home else self._carried(piece, day, spared)
        self._replace(became)  # only now, since what covers what is judged by the map that is left

    def _was_crossed(self, alteration: str, day: _Day) -> bool:
        """Say whether an alteration lies on the way from the day of counting."""
        when = self._days.get(alteration)
        return when is not None and (self._counted < when <= day.before or day.before < when <= self._counted)

    def _retrace(self, settlement: Settlement) -> None:
        """Go back the way the pieces came: each is sent home over what it crossed that day, and no other is touched."""
        ids = {each.id for each in settlement.applied}
        eve = settlement.day - timedelta(days=1)
        reached = eve if settlement.day > self._counted else settlement.day
        became: dict[int, tuple[Piece, ...]] = {}
        for number in sorted({number for each in ids for number in self._crossed.get(each, ())}):
            home = self._home(self._piece(number), ids, reached)
            if home is not None:
                became[number] = (home,)
        self._replace(became)

    def _replace(self, became: dict[int, tuple[Piece, ...]]) -> None:
        for number, pieces in became.items():
            if pieces != (self._piece(number),):
                self._take(number)
                for piece in pieces:
                    self._put(piece)

    def _home(self, piece: Piece, taken_back: set[str], reached: date) -> Piece | None:
        """Send a piece back where it was before the alterations that are now taken back, or crossed the other way."""
        if not piece.trail or not taken_back.issuperset(piece.trail[-1].alterations):
            return None
        last = piece.trail[-1]
        if any(self._book.unit(heir, reached) is None for heir in last.heirs):
            return None
        unit = last.heirs[0] if len(last.heirs) == 1 else None
        return attrs.evolve(piece, unit=unit, heirs=last.heirs, loose=last.loose, trail=piece.trail[:-1])

    def _carried(self, piece: Piece, day: _Day, spared: set[str]) -> tuple[Piece, ...]:
        if spared and not day.gone.keys() & piece.heirs:
            day = day.without(spared)
        if len(piece.heirs) == 1 and not piece.loose:
            shared = self._shared(piece, day)
            if shared:
                (heir,) = piece.heirs
                causes = {ground.alteration for ground in day.goes[heir]}
                return tuple(_crossed(piece, heirs, loose, amount, causes) for heirs, loose, amount in shared)
        heirs: dict[str, None] = {}
        causes, loose = set[str](), piece.loose
        for heir in piece.heirs:
            if heir in day.gone and heir not in day.goes:
                heirs |= dict.fromkeys(self._above(heir, day))
                causes.update(day.gone[heir])
                loose = True
                continue
            if heir not in day.gone:
                heirs[heir] = None
            for target, alterations in self._parted(piece, heir, day):
                heirs[target] = None
                causes.update(alterations)
        if tuple(heirs) == piece.heirs and loose == piece.loose:
            return (piece,)
        return (_crossed(piece, tuple(heirs), loose, piece.amount, causes),)

    def _above(self, unit: str, day: _Day) -> tuple[str, ...]:
        """Name the nearest unit above that lives on, if one does."""
        above = self._book.above(unit, day.before)
        return tuple(each for each in above if self._book.unit(each, day.after) is not None)[:1]

    def _parted(self, piece: Piece, heir: str, day: _Day) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Name who else may have the ground of an heir now, and by which alterations."""
        for ground in day.goes.get(heir, ()):
            if heir in day.gone or self._may_hold(piece, ground.members, day):
                yield ground.target, (ground.alteration,)
        for loss in day.losses.get(heir, ()):
            counted = self._covered(piece, loss.was, day)
            if not counted and self._may_hold(piece, loss.members or (loss.was,), day):
                yield loss.becomes, loss.alterations

    def _may_hold(self, piece: Piece, units: tuple[str, ...], day: _Day) -> bool:
        """Say whether a count may speak of one of some units that leave: it was not counted there, nor elsewhere."""
        return not units or any(not self._covered(piece, unit, day) and self._is_of(piece, unit, day) for unit in units)

    def _is_of(self, piece: Piece, unit: str, day: _Day) -> bool:
        """Say whether a unit has ground that was inside the piece's unit when it was counted."""
        origins = self._origins.get((unit, day.before))
        if origins is None:
            units = traced(self._book, unit, day.before, self._counted)
            origins = {each for origin in units for each in (origin, *self._book.above(origin, self._counted))}
            self._origins[unit, day.before] = origins
        return not origins or piece.origin in origins

    def _shared(self, piece: Piece, day: _Day) -> list[tuple[tuple[str, ...], bool, Number]]:
        """Divide a count by the shares that were declared, if they were: whose each part is, and whether nobody's."""
        (heir,) = piece.heirs
        grounds = day.goes.get(heir, [])
        if heir not in day.gone:
            grounds = [each for each in grounds if not self._counted_alone(piece, each.members, day)]
        shares = [each.share for each in grounds if each.share is not None]
        if not shares or len(shares) < len(grounds) or sum(shares) > 1:
            return []
        parts: list[tuple[tuple[str, ...], bool, Number]] = [
            ((each.target,), False, _plain(piece.amount * share)) for each, share in zip(grounds, shares, strict=True)
        ]
        rest = _plain(piece.amount * (1 - sum(shares)))
        if heir not in day.gone:
            return [((heir,), False, rest), *parts]
        anywhere = (*(each.target for each in grounds), *self._above(heir, day))
        return [*parts, (anywhere, True, rest)] if rest else parts

    def _counted_alone(self, piece: Piece, members: tuple[str, ...], day: _Day) -> bool:
        return bool(members) and all(self._covered(piece, member, day) for member in members)

    def _covered(self, piece: Piece, unit: str, day: _Day) -> bool:
        """Say whether the same was counted at a unit or inside it, so that a count above does not speak of it."""
        waiting = [unit]
        while waiting:
            here = waiting.pop()
            for number in self._at.get(here, ()):
                other = self._piece(number)
                if other.heirs == (here,) and other.key == piece.key and other.weight == piece.weight:
                    return True
            waiting += self._book.members(here, day.before)
        return False


def _crossed(piece: Piece, heirs: tuple[str, ...], loose: bool, amount: Number, causes: Iterable[str]) -> Piece:
    step = Crossing(tuple(sorted(causes)), piece.heirs, piece.loose)
    unit = heirs[0] if len(heirs) == 1 else None
    return attrs.evolve(piece, unit=unit, heirs=heirs, loose=loose, amount=amount, trail=(*piece.trail, step))


def _plain(amount: Number) -> Number:
    return amount.numerator if isinstance(amount, Fraction) and amount.denominator == 1 else amount
