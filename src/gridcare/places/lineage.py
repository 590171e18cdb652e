"""
The maps of many days: what every unit was, on any day, as far as it was known at any moment.

Administrative maps do not stand still. Villages merge, a district gives a street to its neighbour, a county becomes a
district and is given a new code, and the old code passes to somebody else. A `Lineage` is a first map and everything
that was done to it since, as `places.alterations`. From it `Lineage.as_of` draws the map of any day as known at any
moment: later knowledge never changes an earlier answer, and the order in which alterations arrived changes none.

A unit is the same as long as it has the same id, whatever it is called, coded or classed. `places.rebasing` tells
what figures of one day's map are on another's; `places.editions` finds alterations by comparing two lists.

There are two doors, as for a hierarchy. `Lineage(base, since, alterations)` is for a history somebody writes: it
refuses a faulty one and names every fault. `Lineage.load` is for one as it is found: it does what can be done, and
lists the rest.
"""

from bisect import bisect_right
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

import attrs

from gridcare.errors import Fault, GridcareError, refuse
from gridcare.given import WrongType
from gridcare.places.alterations import Alteration, Withdrawal
from gridcare.places.hierarchy import Hierarchy, UnknownUnit
from gridcare.places.redrawing import Drawing, redraw, undrawn
from gridcare.places.succession import Irregularity, Settlement, Succession
from gridcare.places.units import Unit
from gridcare.timing.periods import aware

__all__ = ["Entry", "Lineage", "LoadedLineage", "MapSpell", "NoMapYet", "Spell", "between", "traced"]

Entry = Alteration | Withdrawal
"""What a lineage is made of."""

_MAPS_KEPT: Final = 4
_BOOKS_KEPT: Final = 4


class NoMapYet(GridcareError, LookupError):
    """A map was asked for of a day before the first one."""

    code = "no-map-yet"

    def __init__(self, day: date, since: date) -> None:
        super().__init__(f"there is no map of {day}: the first one is of {since}; start the lineage from an older map")
        self.day = day
        self.since = since


class Spell(NamedTuple):
    """
    What a unit was for a while.

    Attributes:
        since: The first day.
        until: The first day on which it was so no longer; ``None`` while it lasts.
        unit: What it was: its name, level, parent, code and attributes.
    """

    since: date
    until: date | None
    unit: Unit


class MapSpell(NamedTuple):
    """
    A map and the days on which it held.

    Attributes:
        since: The first day.
        until: The first day on which it holds no longer, or is not asked for any more.
        hierarchy: The map.
    """

    since: date
    until: date
    hierarchy: Hierarchy


class LoadedLineage(NamedTuple):
    """What a list of alterations gave: the lineage of everything that fits, and what does not, in order of days."""

    lineage: "Lineage"
    irregularities: tuple[Irregularity, ...]


class Lineage:
    """
    A first map and everything that was done to it since; a frozen value.

    Args:
        base: The first map.
        since: The day of the first map; there is none of an earlier day.
        entries: What was done to it after that day, and what of that was withdrawn, in any order.

    Raises:
        DefinitionError: Naming every fault: an alteration of a unit that is not there, two that contradict each other
            on one day, a unit that would lie inside itself, an id opened while it lives, an allocation that misses or
            repeats a member, an illegal parent, an alteration given twice or before the first map.

    >>> from datetime import UTC
    >>> from gridcare.places.alterations import Merged
    >>> from gridcare.places.units import Level
    >>> street = Hierarchy(
    ...     Level.ordered("street", "community"),
    ...     [Unit("s", "", "street"), Unit("a", "East", "community", "s"), Unit("b", "West", "community", "s")],
    ... )
    >>> new, known = Unit("c", "East-West", "community", "s"), datetime(2020, 6, 1, tzinfo=UTC)
    >>> merger = Merged(id="m", day=date(2020, 7, 1), known=known, sources=("a", "b"), into=new)
    >>> lineage = Lineage(street, date(2020, 1, 1), [merger])
    >>> lineage.as_of(date(2020, 6, 30)).children("s"), lineage.as_of(date(2020, 7, 1)).children("s")
    (('a', 'b'), ('c',))
    """

    __slots__ = ("_base", "_books", "_entries", "_maps", "_moments", "_odd", "_since")

    def __init__(self, base: Hierarchy, since: date, entries: Iterable[Entry] = ()) -> None:
        self._build(base, since, entries)
        faults = [Fault(each.code, each.alteration, each.problem) for each in self.irregularities()]
        refuse("lineage", faults)

    @classmethod
    def load(cls, base: Hierarchy, since: date, entries: Iterable[Entry] = ()) -> LoadedLineage:
        """
        Take alterations as they are found, and tell what does not fit.

        An alteration that cannot be done is set aside whole. A unit that loses its parent and that no part has stands
        under the nearest unit above that lives on; of an allocation that misses or repeats a member the rest is done.
        Of several alterations under one id the one known first counts.
        """
        lineage = cls.__new__(cls)
        lineage._build(base, since, entries)
        return LoadedLineage(lineage, lineage.irregularities())

    def _build(self, base: Hierarchy, since: date, entries: Iterable[Entry]) -> None:
        self._base = base
        self._since = since
        self._entries, self._odd = _sorted_out(entries, since)
        self._moments = sorted({each.known for each in self._entries})
        self._books: OrderedDict[int, Succession] = OrderedDict()
        self._maps: OrderedDict[tuple[int, int], Drawing] = OrderedDict()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Lineage):
            return NotImplemented
        return (self._since, self._entries, self._base) == (other._since, other._entries, other._base)

    def __hash__(self) -> int:
        return hash((self._since, len(self._entries), self._base))

    def __repr__(self) -> str:
        return f"Lineage({len(self._base)} units since {self._since}, {len(self._entries)} entries)"

    @property
    def base(self) -> Hierarchy:
        """The first map."""
        return self._base

    @property
    def since(self) -> date:
        """The day of the first map."""
        return self._since

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What was done, in the order of knowledge."""
        return self._entries

    def with_(self, *entries: Entry) -> "Lineage":
        """
        Return the lineage with more entries.

        Raises:
            DefinitionError: As for a lineage made from all of them.
        """
        return Lineage(self._base, self._since, (*self._entries, *entries))

    def as_of(self, day: date, known: datetime | None = None) -> Hierarchy:
        """
        Draw the map of a day.

        Days between which nothing changed share one map. The last few maps are kept, and another day's is drawn from
        the nearest of them.

        Args:
            day: The day.
            known: Use only what was known by then; everything when not given.

        Raises:
            NoMapYet: When the day lies before the first map.
            NaiveMoment: When the moment has no time zone.
        """
        self._check(day)
        number, book = self._book(known)
        turn = bisect_right(book.settlements, day, key=_day_of)
        drawing = self._maps.pop((number, turn), None) or self._draw(number, book, turn)
        self._maps[number, turn] = drawing
        if len(self._maps) > _MAPS_KEPT:
            self._maps.popitem(last=False)
        return drawing.drawn

    def maps(self, since: date, until: date, known: datetime | None = None) -> Iterator[MapSpell]:
        """
        Draw the maps that held between two days, in order of days; none when the second does not lie after the first.

        Args:
            since: The first day.
            until: The first day that is not asked for.
            known: Use only what was known by then; everything when not given.

        Raises:
            NoMapYet: When the first day lies before the first map.
            NaiveMoment: When the moment has no time zone.
        """
        self._check(since)
        changed = (settlement.day for settlement in self.settled(known).settlements)
        days = [since, *(day for day in changed if since < day < until), until]
        for day, end in pairwise(days if since < until else ()):
            yield MapSpell(day, end, self.as_of(day, known))

    def _draw(self, number: int, book: Succession, turn: int) -> Drawing:
        """Draw a map from the nearest one that is kept, or from the first."""
        held = {0: undrawn(self._base)} | {turn: kept for (of, turn), kept in self._maps.items() if of == number}
        near = min(held, key=lambda other: abs(other - turn))
        passed = book.settlements[min(near, turn) : max(near, turn)]
        day = book.settlements[turn - 1].day if turn else self._since
        changed = {unit: book.unit(unit, day) for settlement in passed for unit in settlement.changed}
        return redraw(held[near], changed, {unit: place for place, unit in enumerate(book.altered())})

    def _check(self, day: date) -> None:
        if isinstance(day, datetime):
            raise WrongType("day", day, "a day, such as date(2020, 2, 3)")
        if day < self._since:
            raise NoMapYet(day, self._since)

    def _book(self, known: datetime | None) -> tuple[int, Succession]:
        moments = self._moments
        number = len(moments) if known is None else bisect_right(moments, aware(known, "known"))
        book = self._books.pop(number, None)
        if book is None:
            entries = self._entries if known is None else [each for each in self._entries if each.known <= known]
            withdrawn = {each.of for each in entries if isinstance(each, Withdrawal)}
            standing = (each for each in entries if isinstance(each, Alteration) and each.id not in withdrawn)
            book = Succession(self._base, standing)
        self._books[number] = book
        if len(self._books) > _BOOKS_KEPT:
            self._books.popitem(last=False)
        return number, book

    def settled(self, known: datetime | None = None) -> Succession:
        """Return what became of every unit as known at a moment, from which maps and figures are read."""
        return self._book(known)[1]

    def irregularities(self, known: datetime | None = None) -> tuple[Irregularity, ...]:
        """Tell what does not fit as known at a moment: first what no map can show, then day by day."""
        odd = self._odd if known is None else [(each, said) for each, said in self._odd if said.known <= known]
        return (*(each for each, _ in odd), *self.settled(known).irregularities)

    def unit(self, unit: str, day: date, known: datetime | None = None) -> Unit | None:
        """
        Return what a unit was on a day, or ``None`` when it was not on the map.

        Raises:
            UnknownUnit: When no map has such a unit.
            NoMapYet: When the day lies before the first map.
        """
        self._check(day)
        book = self.settled(known)
        self._must_be_known(book, unit)
        return book.unit(unit, day)

    def _must_be_known(self, book: Succession, unit: str) -> None:
        if unit not in self._base and not book.states(unit):
            raise UnknownUnit(unit, book.altered())

    def history(self, unit: str, known: datetime | None = None) -> tuple[Spell, ...]:
        """
        Tell what a unit was, spell by spell; there is none for the days on which it did not exist.

        Raises:
            UnknownUnit: When no map has such a unit.
        """
        book = self.settled(known)
        self._must_be_known(book, unit)
        states = [(self._since, self._base.get(unit)), *book.states(unit)]
        ends = [*(day for day, _ in states[1:]), None]
        return tuple(Spell(day, end, was) for (day, was), end in zip(states, ends, strict=True) if was is not None)

    def holders(self, code: str, known: datetime | None = None) -> tuple[Spell, ...]:
        """Tell which units had a code, in order of days; a code may pass from one unit to another."""
        if not code:
            return ()
        book = self.settled(known)
        first = (unit for unit in self._base.values() if unit.code == code)
        units = dict.fromkeys((*(unit.id for unit in first), *book.altered()))
        spells = [spell for unit in units for spell in self.history(unit, known) if spell.unit.code == code]
        return tuple(sorted(spells, key=lambda spell: (spell.since, spell.unit.id)))

    def undecided(self, day: date, known: datetime | None = None) -> tuple[Alteration, ...]:
        """Return the alterations that may or may not have been in force on a day; the map of the day lacks them."""
        self._check(day)
        settlements = self.settled(known).settlements
        done = (each for settlement in settlements for each in settlement.applied)
        return tuple(each for each in done if each.earliest is not None and each.earliest <= day < each.day)

    def heirs(self, unit: str, day: date, on: date, known: datetime | None = None) -> tuple[str, ...]:
        """
        Tell who has the ground of a unit on another day, the unit itself if it lives on.

        Args:
            unit: The unit's id.
            day: A day on which it exists.
            on: The other day, which may lie before: then these are the units that it came from.
            known: Use only what was known by then.

        Raises:
            UnknownUnit: When the unit is not on the map of the day.
            NoMapYet: When a day lies before the first map.
        """
        self._check(min(day, on))
        book = self.settled(known)
        if book.unit(unit, day) is None:
            raise UnknownUnit(unit, ())
        return traced(book, unit, day, on)


def traced(book: Succession, unit: str, day: date, on: date) -> tuple[str, ...]:
    """Tell who has the ground of a unit of one day's map on another day, earlier or later."""
    holders = {unit: None}
    for settlement in between(book, day, on):
        beside = _passed_on(settlement, backwards=on < day)
        upto = settlement.day if day < on else settlement.day - timedelta(days=1)
        going = [heir for each in holders for heir in (each, *beside.get(each, ()))]
        holders = {each: None for each in going if book.unit(each, upto) is not None}
    return tuple(holders)


def between(book: Succession, day: date, on: date) -> tuple[Settlement, ...]:
    """Return what was settled between two days, in the order in which it is met on the way."""
    first, last = sorted(bisect_right(book.settlements, each, key=_day_of) for each in (day, on))
    passed = book.settlements[first:last]
    return passed if day <= on else passed[::-1]


def _passed_on(settlement: Settlement, *, backwards: bool) -> dict[str, list[str]]:
    heirs: defaultdict[str, list[str]] = defaultdict(list)
    for ground in settlement.grounds:
        source, target = (ground.target, ground.source) if backwards else (ground.source, ground.target)
        heirs[source].append(target)
    return heirs


def _day_of(settlement: Settlement) -> date:
    return settlement.day


def _sorted_out(entries: Iterable[Entry], since: date) -> tuple[tuple[Entry, ...], list[tuple[Irregularity, Entry]]]:
    """Put entries in the order of knowledge, and set aside what no map can show."""
    distinct = dict.fromkeys(entries)
    times = Counter(each.id for each in distinct)
    given = sorted(distinct, key=lambda each: (each.known, each.id, times[each.id] > 1 and str(attrs.astuple(each))))
    kept: dict[str, Entry] = {}
    odd: list[tuple[Irregularity, Entry]] = []
    for each in given:
        if each.id in kept:
            odd.append((_aside("other-content", each, "another alteration has this id and was known no later"), each))
        elif isinstance(each, Alteration) and each.day <= since:
            problem = f"it holds from {each.day}, and the first map, of {since}, shows it or contradicts it already"
            odd.append((_aside("before-first-map", each, problem), each))
        else:
            kept[each.id] = each
    for each in kept.values():
        if isinstance(each, Withdrawal) and not isinstance(kept.get(each.of), Alteration):
            problem = f"it withdraws '{each.of}', which is no alteration here"
            odd += [(_aside("no-alteration", each, problem), each)]
    return tuple(kept.values()), odd


def _aside(code: str, entry: Entry, problem: str) -> Irregularity:
    text = f"{problem}; set aside"
    return Irregularity(code=f"lineage.{code}", alteration=entry.id, unit="", problem=text, applied=False)
