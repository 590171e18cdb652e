"""Completeness of a month of a district's grids, beside counting in plain dictionaries."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Item
from gridcare.reporting.returns import FilingBook
from gridcare.reporting.timeliness import timeliness
from gridcare.timing.periods import DAILY

GRIDS, COMMUNITIES, STREETS, DAYS = 15_000, 1_000, 20, 31
FIRST = date(2020, 2, 1)
FORM = Form(
    "daily",
    items=[Item("fever"), Item("visited"), Item("away")],
    every="day",
    zone="Asia/Shanghai",
    owed_by="grid",
    cut_off="17:00",
    due_after="1h",
)


def district() -> Hierarchy:
    """Lay out a district of 15,000 grids."""
    units = [Unit("d", "", "district")]
    units += [Unit(f"s{number}", "", "street", "d") for number in range(STREETS)]
    units += [Unit(f"c{number}", "", "community", f"s{number % STREETS}") for number in range(COMMUNITIES)]
    units += [Unit(f"g{number}", "", "grid", f"c{number % COMMUNITIES}") for number in range(GRIDS)]
    return Hierarchy(Level.ordered("district", "street", "community", "grid"), units)


def month(hierarchy: Hierarchy) -> tuple[FilingBook, datetime]:
    """File a month of reports: one in twenty missing, one in twenty late, one in five a signed zero."""
    random = Random(20200201)
    filings = []
    for period in DAILY.between(FIRST, FIRST + timedelta(DAYS)):
        due = FORM.due(period)
        moments = [due + timedelta(minutes=minutes) for minutes in range(-60, 4)]
        for number, unit in enumerate(hierarchy.at_level("grid")):
            draw = random.random()
            if draw < 0.05:
                continue
            zero = 0.5 < draw < 0.7
            filings.append(
                Filing(
                    id=f"{unit}/{period.number}",
                    form="daily",
                    unit=unit,
                    period=period,
                    filed=moments[int(draw * len(moments))],
                    known=moments[int(draw * len(moments))],
                    figures={} if zero else {"fever": number % 3, "visited": 7, "away": number % 40},
                    zero="head" if zero else "",
                )
            )
    until = FIRST + timedelta(DAYS)
    book = FilingBook(form=FORM, hierarchy=hierarchy, since=FIRST, until=until, filings=filings)
    return book, FORM.due(period) + timedelta(hours=6)


def counted_plainly(book: FilingBook, at: datetime) -> dict[str, list[int]]:
    """
    Count owed, in time, late and zero for every unit, as a script would: one pass over rows into dictionaries.

    It knows neither corrections nor excuses nor two filings for one day.
    """
    dues = {period.number: FORM.due(period) for period in book.periods()}
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    grids = book.hierarchy.at_level("grid")
    for unit in grids:
        counts[unit][0] = sum(due <= at for due in dues.values())
    for filing in book.filings:
        if filing.known <= at and filing.filed <= at:
            row = counts[filing.unit]
            row[1 if filing.filed < dues[filing.period.number] else 2] += 1
            values = [entry.value for entry in filing.figures]
            row[3] += filing.zero != "" and not any(values)
    for unit in grids:
        for above in book.hierarchy.ancestors(unit):
            row = counts[above]
            for column, count in enumerate(counts[unit]):
                row[column] += count
    return counts


def ratio_completeness_of_a_month(versus: Callable[..., tuple[float, float]]) -> dict[str, Any]:
    """15,000 grids over 31 days: the whole table, then each street and community and each day."""
    hierarchy = district()
    book, at = month(hierarchy)

    def ours() -> tuple[int, int]:
        found = timeliness(book, at)
        streets = sum(counts.late for _, counts in found.by_unit("street"))
        communities = sum(counts.owed for _, counts in found.by_unit("community"))
        list(found.by_period())
        return streets, communities

    def peer() -> tuple[int, int]:
        found = counted_plainly(book, at)
        return (
            sum(found[unit][2] for unit in hierarchy.at_level("street")),
            sum(found[unit][0] for unit in hierarchy.at_level("community")),
        )

    assert ours() == peer()
    ours_s, peer_s = versus(ours, peer, rounds=3)
    return {
        "ours_s": ours_s,
        "peer": "plain dictionaries, one pass, no corrections",
        "peer_s": peer_s,
        "floor": "<= 5.0x",
        "goal": "<= 2 s",
    }
