"""Completeness of a month of a district's grids beside plain dictionaries, approvals beside `transitions`."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib.metadata import version
from random import Random
from typing import Any

import attrs
from transitions import Machine

from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.reporting.acts import Approval
from gridcare.reporting.approvals import ApprovalBook
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Item
from gridcare.reporting.returns import FilingBook
from gridcare.reporting.standings import ApprovalState
from gridcare.reporting.timeliness import timeliness
from gridcare.timing.periods import DAILY, Period

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


# A month of approvals

CLIMBING, STEPS = attrs.evolve(FORM, approved_by=("community", "street")), 21
Slot = tuple[str, Period]


def street_month() -> FilingBook:
    """File a month of a street of 20 communities with 12 grids each, all in time."""
    units = [Unit("s", "", "street")]
    units += [Unit(f"c{number}", "", "community", "s") for number in range(STEPS - 1)]
    units += [Unit(f"g{number}", "", "grid", f"c{number % (STEPS - 1)}") for number in range(12 * (STEPS - 1))]
    hierarchy = Hierarchy(Level.ordered("street", "community", "grid"), units)
    figures = {"fever": 1, "visited": 7, "away": 2}
    filings = [
        Filing(
            id=f"{unit}/{day.number}", form="daily", unit=unit, period=day, filed=filed, known=filed, figures=figures
        )
        for day in DAILY.between(FIRST, FIRST + timedelta(DAYS))
        for filed in [CLIMBING.due(day) - timedelta(minutes=30)]
        for unit in hierarchy.at_level("grid")
    ]
    return FilingBook(form=CLIMBING, hierarchy=hierarchy, since=FIRST, until=FIRST + timedelta(DAYS), filings=filings)


class Report:
    """A report as `transitions` moves it; it may be approved when those below it are."""

    state: str

    def __init__(self) -> None:
        self.below: list[Report] = []

    def may_climb(self) -> bool:
        """Tell whether everything below is approved."""
        return all(each.state == "approved" for each in self.below)


def machines(book: FilingBook) -> tuple[Machine, dict[Slot, Report]]:
    """Make one machine for the report of each unit and day; they keep no journal, know no returns and nobody's past."""
    reports = {(unit, day): Report() for day in book.periods() for unit in (*book.hierarchy.at_level("community"), "s")}
    for (unit, day), report in reports.items():
        if unit != "s":
            reports["s", day].below.append(report)
    climb = {"trigger": "approve", "source": "ready", "dest": "approved", "conditions": "may_climb"}
    machine = Machine(
        list(reports.values()),
        states=["ready", "approved"],
        transitions=[climb],
        initial="ready",
        auto_transitions=False,
    )
    return machine, reports


def ratio_recording_approvals(versus: Callable[..., tuple[float, float]]) -> dict[str, Any]:
    """Record 651 approvals one by one, and count the reports that are approved."""
    book = street_month()
    acts = [
        Approval(id=f"a/{unit}/{day}", form="daily", unit=unit, period=day, happened=when, known=when, by="head")
        for day in book.periods()
        for minutes, unit in enumerate((*book.hierarchy.at_level("community"), "s"))
        for when in [CLIMBING.due(day) + timedelta(minutes=minutes)]
    ]
    machine, reports = machines(book)

    def ours() -> int:
        approvals = ApprovalBook(filings=book)
        for act in acts:
            approvals = approvals.record(act)
        steps = approvals.as_of(acts[-1].known).steps
        return sum(step.state in (ApprovalState.APPROVED, ApprovalState.APPROVED_ABOVE) for step in steps)

    def peer() -> int:
        for report in reports.values():
            machine.set_state("ready", report)
        for act in acts:
            reports[act.unit, act.period].approve()  # type: ignore[attr-defined]  # made by the machine
        return sum(report.state == "approved" for report in reports.values())

    assert ours() == peer() == len(acts) == STEPS * DAYS
    ours_s, peer_s = versus(ours, peer, rounds=3)
    return {
        "ours_s": ours_s,
        "peer": f"transitions {version('transitions')}, {len(reports)} machines without journal, returns or knowledge",
        "peer_s": peer_s,
        "floor": "<= 50.0x",
        "goal": "<= 0.3 s",
    }
