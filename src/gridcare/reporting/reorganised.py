"""
Reports across a reorganisation: who owed what while the map changed, and what was reported on the map of one day.

A `gridcare.reporting.returns.FilingBook` stands over one map. When communities merge in the middle of a month, the
reports of that month fall under two maps: until the merger the old communities owe, from then on the new one.
`books_by_map` makes one book for each map, every period under the map of its last day, so that no obligation is lost
and none is doubled. What the books count adds up, since a period belongs to one of them alone; only a paper that a
correction moves from one map's periods to another's is told twice, as unexpected in the book that it left.

`figures_on_map` reads what was reported under all these maps on the map of one day. Each figure goes along with its
ground, as `gridcare.places.rebasing` has it: by members, by a declared key, else as a residue that everybody can see.
What somebody owed and did not state is named as it was owed, since nobody can say what would have become of it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import chain
from types import MappingProxyType
from typing import Final

import attrs

from gridcare.errors import Fault, GridcareError, refuse
from gridcare.places.hierarchy import Hierarchy, UnknownUnit
from gridcare.places.lineage import Lineage, MapSpell
from gridcare.places.rebasing import Piece, Rebased, rebase
from gridcare.places.redrawing import redraw, undrawn
from gridcare.places.tally import Number, Tally
from gridcare.places.units import Unit
from gridcare.reporting.activations import Activation
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Arrangement, Excuse, Form, PartPeriod
from gridcare.reporting.indicators import Adding, Item
from gridcare.reporting.returns import FilingBook, Returns
from gridcare.reporting.rollup import Cell, RollUp, roll_up
from gridcare.timing.periods import Period

__all__ = ["FiguresOnMap", "NoReturns", "PeriodAcrossMaps", "Unstated", "books_by_map", "figures_on_map"]

_DAY: Final = timedelta(days=1)


class PeriodAcrossMaps(GridcareError, ValueError):
    """A form asks every unit that existed on any day of a period, and the map changed within one."""

    code = "period-across-maps"

    def __init__(self, form: str, period: Period, changed: date) -> None:
        super().__init__(
            f"'{form}' is owed for '{period}' by whoever existed on any day of it, and the map changed on {changed}, "
            "within it; no one map shows them all. Ask those of the 'last day' or of 'every day', or let one form end "
            "and another begin on that day"
        )
        self.form = form
        self.period = str(period)
        self.changed = changed


class NoReturns(GridcareError, ValueError):
    """Figures were to be read of a period in which none of the returns is in force."""

    code = "no-returns"

    def __init__(self, period: Period) -> None:
        super().__init__(f"none of the returns given holds '{period}'; give those of the books that it falls into")
        self.period = str(period)


def books_by_map(
    form: Form,
    lineage: Lineage,
    *,
    since: date,
    until: date,
    known: datetime | None = None,
    filings: Iterable[Filing] = (),
    arrangements: Iterable[Arrangement] = (),
    excuses: Iterable[Excuse] = (),
    activations: Iterable[Activation] = (),
) -> tuple[FilingBook, ...]:
    """
    Make one book of a form for each map that was in force between two days, in order of days.

    A period belongs to the map of its last day. A filing goes into the book of its period, with all its corrections,
    and where a correction names another period into the book of that one too. One of a period outside them all goes
    into the nearest book, and is unexpected there. Arrangements, excuses and orders hold under every map that shows
    their unit, and end with it.

    Args:
        form: The form.
        lineage: The first map, and what was done to it.
        since: The first day on which the form is in force.
        until: The first day on which it is so no longer.
        known: Use only what was known by then of the map; everything when not given.
        filings: The filings and their corrections.
        arrangements: Dated deviations of single units.
        excuses: Leave to file nothing.
        activations: Orders that start reporting somewhere, or stand it down.

    Raises:
        DefinitionError: When the form names units that one of the maps does not show.
        UnknownUnit: When an arrangement or an order names a unit that none of the maps shows.
        PeriodAcrossMaps: When units owe for any day of a period, and the map changed within one.
        NoMapYet: When the first day lies before the first map.
    """
    spells = tuple(lineage.maps(since, until, known))
    openings = _openings(lineage, known)
    maps = [_dated(spell, openings) for spell in spells]
    refuse(f"form '{form.name}'", _unnamed(form, spells))
    _check_periods(form, spells)
    sorted_out = _by_book(filings, [spell.since for spell in spells[1:]])
    told, orders, leave = tuple(arrangements), tuple(activations), tuple(excuses)
    _check_units((*(each.unit for each in told), *(each.unit for each in orders)), maps)
    return tuple(
        FilingBook(
            form=form,
            hierarchy=drawn,
            since=spell.since,
            until=spell.until,
            filings=sorted_out.get(number, ()),
            arrangements=(each for each in told if each.unit in drawn),
            excuses=leave,
            activations=(each for each in orders if not each.unit or each.unit in drawn),
        )
        for number, (spell, drawn) in enumerate(zip(spells, maps, strict=True))
    )


def _openings(lineage: Lineage, known: datetime | None) -> Mapping[str, list[date]]:
    """Tell of the units that came into being after the first map, or came back, on which days they did."""
    found: dict[str, list[date]] = {}
    for unit in lineage.settled(known).altered():
        until: date | None = lineage.since
        for spell in lineage.history(unit, known):
            if spell.since != until:
                found.setdefault(unit, []).append(spell.since)
            until = spell.until
    return found


def _dated(spell: MapSpell, openings: Mapping[str, list[date]]) -> Hierarchy:
    """Date the units that came into being by an alteration, so that they owe what falls into their existence."""
    drawn, dated = spell.hierarchy, dict[str, Unit]()
    for unit, days in openings.items():
        number = bisect_right(days, spell.since)
        if number and unit in drawn and drawn[unit].opened is None:
            dated[unit] = attrs.evolve(drawn[unit], opened=days[number - 1])
    return redraw(undrawn(drawn), dated, {unit: drawn.position(unit) for unit in dated}).drawn


def _unnamed(form: Form, spells: Sequence[MapSpell]) -> Iterator[Fault]:
    for spell in spells:
        for unit in form.units:
            if unit not in spell.hierarchy:
                problem = f"it names '{unit}', which is not on the map of {spell.since}"
                yield Fault("forms.unit-off-the-map", "units", f"{problem}; let another form begin on that day")


def _check_periods(form: Form, spells: Sequence[MapSpell]) -> None:
    if form.part_period is not PartPeriod.ANY_DAY:
        return
    for spell in spells[1:]:
        period = next(form.every.between(spell.since, spell.since + _DAY))
        if period.first < spell.since:
            raise PeriodAcrossMaps(form.name, period, spell.since)


def _check_units(named: Iterable[str], maps: Sequence[Hierarchy]) -> None:
    for unit in named:
        if unit and not any(unit in drawn for drawn in maps):
            raise UnknownUnit(unit, tuple(dict.fromkeys(chain.from_iterable(maps)))[:500])


def _by_book(filings: Iterable[Filing], changes: Sequence[date]) -> Mapping[int, list[Filing]]:
    """Sort filings by the map of their period's last day, and corrections to what they correct."""
    papers: dict[str, list[Filing]] = {}
    for filing in filings:
        papers.setdefault(filing.root, []).append(filing)
    found: dict[int, list[Filing]] = {}
    for together in papers.values():
        for number in {bisect_right(changes, filing.period.end - _DAY) for filing in together}:
            found.setdefault(number, []).extend(together)
    return found


@attrs.frozen
class Unstated:
    """
    A figure that a unit owed and did not state, and that is therefore in no sum.

    Attributes:
        key: The item, with its category behind a stroke where the form asks for several.
        unit: The unit, on the map of then.
        period: The period.
    """

    key: str
    unit: str
    period: Period


@attrs.frozen(kw_only=True)
class FiguresOnMap:
    """
    What was reported for a period under one map or several, read on the map of one day.

    Attributes:
        day: The day of the map.
        tally: The figures, by item (``item/category`` where the form asks for several) and in what the item counts;
            residue included.
        parts: What each map's returns gave, with every piece of it and where it came from.
        gaps: What was owed and not stated, and so is in no sum.
        left_out: The items that are not read on another map, and why.
        unowed: The form's periods in this one that none of the returns holds: no reporting then, or a book is lacking.
    """

    day: date
    tally: Tally
    parts: tuple[Rebased, ...] = attrs.field(repr=False)
    gaps: tuple[Unstated, ...] = attrs.field(repr=False)
    left_out: Mapping[str, str] = attrs.field(hash=False)
    unowed: tuple[Period, ...] = ()

    @property
    def residue(self) -> tuple[Piece, ...]:
        """The pieces of which nobody can say where on this map they belong."""
        return tuple(piece for part in self.parts for piece in part.residue)

    def audit(self, unit: str, key: str) -> tuple[Piece, ...]:
        """
        Name the pieces that a figure is made of: what was counted where, under which map.

        Raises:
            UnknownUnit: When the unit is not on the map of the day.
        """
        return tuple(piece for part in self.parts for piece in part.audit(unit, key))


def figures_on_map(
    returns: Iterable[Returns],
    period: Period,
    lineage: Lineage,
    *,
    on: date,
    known: datetime | None = None,
    source: str = "",
) -> FiguresOnMap:
    """
    Read what was reported for a period on the map of one day.

    What is new in each period adds up over the maps; of a stock or a cumulative item the last map's figure stands.
    Items that do not add up over units, or over the maps of the period, are left out and named.

    Args:
        returns: The returns of the books that `books_by_map` made, those of one moment; any that do not touch the
            period are passed over.
        period: A period of the form, or a longer one that holds whole periods of it.
        lineage: What was done to the map.
        on: The day on whose map the figures are to be read.
        known: Use only what was known by then of the map; everything when not given.
        source: Read only filings from this source; empty for any.

    Raises:
        NoReturns: When none of the returns touches the period.
        WrongCadence: When the period does not consist of whole periods of the form.
        UnknownUnit: When figures are of a unit that is not on the map of their day.
        NoMapYet: When a day lies before the first map.
    """
    held = [(_last_day(each, period), each) for each in returns]
    sums = [(day, roll_up(each, period, source=source)) for day, each in held if day is not None]
    sums.sort(key=lambda each: each[0])
    if not sums:
        raise NoReturns(period)
    left_out = dict(_left_out(sums[0][1].form, maps=len(sums)))
    parts, gaps = list[Rebased](), list[Unstated]()
    for number, (day, summed) in enumerate(sums, 1):
        wanted = {
            item.name: item.counts or "figure"
            for item in summed.form.items
            if item.name not in left_out and (item.over_time is Adding.SUM or number == len(sums))
        }
        counted = Tally.of(summed.hierarchy, _own(summed, wanted))
        parts.append(rebase(counted, lineage, counted=day, on=on, known=known))
        gaps += _gaps(summed, wanted)
    tally = parts[0].tally
    for part in parts[1:]:
        tally += part.tally
    lacking = set(sums[0][1].unowed).intersection(*(summed.unowed for _, summed in sums))
    return FiguresOnMap(
        day=on,
        tally=tally,
        parts=tuple(parts),
        gaps=tuple(gaps),
        left_out=MappingProxyType(left_out),
        unowed=tuple(sorted(lacking)),
    )


def _last_day(returns: Returns, period: Period) -> date | None:
    """Return the last day of those periods within a longer one that the returns hold; none when they hold none."""
    held = (each.end - _DAY for each in returns.periods if period.first <= each.first and each.end <= period.end)
    return max(held, default=None)


def _left_out(form: Form, *, maps: int) -> Iterator[tuple[str, str]]:
    for item in form.items:
        if why := _not_added(item, maps=maps):
            yield item.name, why


def _not_added(item: Item, *, maps: int) -> str:
    if item.over_units is not Adding.SUM:
        return f"over units it makes '{item.over_units}', and merged or divided units need a sum"
    if maps > 1 and item.over_time not in (Adding.SUM, Adding.LAST):
        return f"over time it makes '{item.over_time}', and the period lies under {maps} maps"
    return ""


def _own(summed: RollUp, wanted: Mapping[str, str]) -> Iterator[tuple[str, str, dict[str, Number]]]:
    """Give every unit what no unit below it explains, so that all of it together is what travelled up."""
    for name, counted in wanted.items():
        for cell in summed.cells(item=name):
            own = cell.figure if cell.residue is None else cell.residue
            explained = own == 0 and cell.children is not None
            if own is not None and not explained:
                yield cell.unit, _key(cell), {counted: own}


def _gaps(summed: RollUp, wanted: Mapping[str, str]) -> Iterator[Unstated]:
    for name in wanted:
        for cell in summed.cells(item=name):
            yield from (Unstated(_key(cell), cell.unit, period) for period in cell.gaps)


def _key(cell: Cell) -> str:
    return f"{cell.item}/{cell.category}" if cell.category else cell.item
