"""
A week of daily reports in a made-up street: late, zero, missing, approved, published, corrected after publication.

The county orders reporting on a Monday morning. Every grid files every day: one report is late, many are signed
zeros, one never comes, one grid is opened in mid-week and owes what it lived, one paper comes that nobody asked for.
The reports climb the tree, with one sent back on the way, and the week is published. Then a correction arrives: what
was published stays, and an erratum says what was, what is, why, and which record.

    python examples/week_of_reports.py [--seed 20200210] [--json PATH]

Every unit, figure and person in it is synthetic.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import attrs

from gridcare.facts.discrepancies import Refused
from gridcare.facts.journal import Journal
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.reporting.activations import Activation
from gridcare.reporting.acts import Approval, ApprovalAct
from gridcare.reporting.approvals import ApprovalBook
from gridcare.reporting.filings import Content, Filing
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Item
from gridcare.reporting.publications import Erratum, Publication, changed_since, errata, publish
from gridcare.reporting.returns import Arrival, FilingBook, FilingCounts
from gridcare.reporting.timeliness import responses, timeliness
from gridcare.timing.periods import DAILY, WEEKLY, Period, moment

ZONE = "Asia/Shanghai"
WEEK = WEEKLY.read("2020-W07")
DAYS = tuple(DAILY.between(WEEK.first, WEEK.end))
ORDERED = moment("2020-02-10 08:00", ZONE)
READ = moment("2020-02-17 09:00", ZONE)
PUBLISHED = moment("2020-02-17 16:00", ZONE)
CORRECTED = moment("2020-02-19 09:30", ZONE)
LOOKED_AGAIN = moment("2020-02-20 08:00", ZONE)

LATE, MISSING, OPENED, SENT_BACK = "c1-g2", "c3-g1", "c2-g4", "c2"
WEDNESDAY, THURSDAY = DAYS[2], DAYS[3]

FORM = Form(
    "daily",
    items=(Item("visited", counts="household"), Item("fever", counts="person")),
    every="day",
    zone=ZONE,
    owed_by="grid",
    cut_off="17:00",
    due_after="1h",
    on_order=True,
    approved_by=("community", "street"),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the week and print it."""
    options = _options(arguments)
    street = lay_out()
    book = FilingBook(
        form=FORM,
        hierarchy=street,
        since=WEEK.first,
        until=WEEK.end,
        filings=file_week(street, Random(options.seed)),
        activations=[Activation(since=WEEK.first, ordered=ORDERED, known=ORDERED, by="county head")],
    )
    print(f"SYNTHETIC: {street.count('s', 'community')} communities, {street.count('s', 'grid')} grids")
    report: dict[str, Any] = {"arrival": tell_arrival(book)}
    approvals, report["approval"] = climb(book)
    published = give_out(approvals)
    report["publication"] = tell_publication(published)
    report["correction"] = correct(approvals, published)
    if options.json:
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--seed", type=int, default=20200210, help="figures are drawn from it")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures there")
    return parser.parse_args(arguments)


# What was filed, made up


def lay_out() -> Hierarchy:
    """Lay out a street of three communities with four grids each, one of them opened on Thursday."""
    units = [Unit("s", "", "street")]
    for community in ("c1", "c2", "c3"):
        units.append(Unit(community, "", "community", "s"))
        for number in range(1, 5):
            grid = f"{community}-g{number}"
            units.append(Unit(grid, "", "grid", community, opened=THURSDAY.first if grid == OPENED else None))
    return Hierarchy(Level.ordered("street", "community", "grid"), units)


def file_week(street: Hierarchy, random: Random) -> tuple[Filing, ...]:
    """File the week: where nothing was found, the head of the grid signs for it."""
    filings = []
    for day in DAYS:
        for grid in street.at_level("grid"):
            visited, fever = random.randrange(4) * 5, int(random.random() < 0.2)
            too_early = grid == OPENED and day < THURSDAY
            if too_early or (grid, day) == (MISSING, WEDNESDAY):
                continue
            filed = FORM.due(day) - timedelta(minutes=random.randrange(1, 60))
            if (grid, day) == (LATE, WEDNESDAY):
                filed = FORM.due(day) + timedelta(minutes=40)
                visited = 10
            filings.append(paper(grid, day, filed, visited, fever))
    unasked = paper("c1", DAYS[0], FORM.due(DAYS[0]), 40, 0)
    return (*filings, unasked)


def paper(unit: str, day: Period, filed: datetime, visited: int, fever: int) -> Filing:
    """Fill in the form."""
    head = f"head of {unit}"
    found = {"visited": visited, "fever": fever}
    nothing = not any(found.values())
    return Filing(
        id=f"{unit}/{day}",
        form=FORM.name,
        unit=unit,
        period=day,
        filed=filed,
        known=filed,
        figures={} if nothing else found,
        zero=head if nothing else "",
        preparer=head,
    )


# What became of it


def tell_arrival(book: FilingBook) -> dict[str, Any]:
    """Say who reported, by day and by community, and name whoever did not."""
    returns, counted = book.as_of(READ), timeliness(book, READ)
    by_day = {str(period): counts_as_plain(counts) for period, counts in counted.by_period()}
    by_community = {unit: counts_as_plain(counts) for unit, counts in counted.by_unit("community")}
    told: dict[str, Any] = {
        "by_day": by_day,
        "by_community": by_community,
        "week": counts_as_plain(counted.counts()),
        "late": [_slot(one.obligation.unit, one.obligation.period) for one in returns.arrived(Arrival.LATE)],
        "missing": [_slot(one.obligation.unit, one.obligation.period) for one in returns.missing],
        "zeros": sum(one.content is Content.ZERO for one in returns.members),
        "unexpected": [
            {**_slot(one.filing.unit, one.filing.period), "why": one.why.value} for one in returns.unexpected
        ],
        "first_after_the_order_hours": {
            one.unit: round(one.elapsed / timedelta(hours=1), 1) for one in responses(book, returns) if one.elapsed
        },
    }
    print(f"\nReporting was ordered on {ORDERED:%d %B %Y at %H:%M}. As of {READ:%d %B, %H:%M}:")
    for name, counts in (*by_day.items(), *by_community.items(), ("the week", told["week"])):
        print(
            f"  {name:<10} owed {counts['owed']:>2} = in time {counts['in_time']:>2} + late {counts['late']} + "
            f"missing {counts['missing']} + excused {counts['excused']}; {counts['zero']} signed zeros; complete "
            f"{counts['completeness']}, timely {counts['timeliness']}"
        )
    for name in ("late", "missing"):
        print(f"  {name}: " + ", ".join(f"{each['unit']} for {each['period']}" for each in told[name]))
    strays = ", ".join(f"{each['unit']} for {each['period']} ({each['why']})" for each in told["unexpected"])
    print(f"  unexpected: {strays}")
    return told


def counts_as_plain(counts: FilingCounts) -> dict[str, Any]:
    """Write counts and exact rates as plain data."""
    rates = {"completeness": str(counts.completeness), "timeliness": str(counts.timeliness)}
    return attrs.asdict(counts) | rates


def _slot(unit: str, period: Period) -> dict[str, str]:
    return {"unit": unit, "period": str(period)}


# How it climbed


def climb(book: FilingBook) -> tuple[ApprovalBook, dict[str, Any]]:
    """Let communities and then the street approve each day; one report is sent back, and one head is too quick."""
    approvals, refused = ApprovalBook(filings=book), []
    try:
        approvals.record(act("s", DAYS[0], READ))
    except Refused as refusal:
        refused = [each.code for each in refusal.discrepancies]
        print(f"\nThe street is too quick: {refusal}")
    for day in DAYS:
        for minutes, unit in enumerate((*book.hierarchy.at_level("community"), "s"), 1):
            approvals = approvals.record(act(unit, day, READ + timedelta(minutes=minutes)))
    back = act(SENT_BACK, DAYS[0], READ + timedelta(minutes=20), ApprovalAct.RETURN)
    approvals = approvals.record(back)
    returned = states(approvals, back.happened)
    print(f"\n'{back.unit}' is sent back for {back.period} ({back.reason}). For that day now:")
    for unit, state in returned.items():
        print(f"  {unit}: {state}")
    for minutes, unit in ((30, SENT_BACK), (31, "s")):
        approvals = approvals.record(act(unit, DAYS[0], READ + timedelta(minutes=minutes)))
    silent = approvals.as_of(PUBLISHED).step("c3", WEDNESDAY).silent
    told = {"refused": refused, "after_return": returned, "at_last": states(approvals, PUBLISHED), "silent": silent}
    print(f"  approved again from below; 'c3' approved {WEDNESDAY} without {', '.join(silent)}, which is named")
    return approvals, told


def act(unit: str, day: Period, when: datetime, what: ApprovalAct = ApprovalAct.APPROVE) -> Approval:
    """Approve a report, or send it back."""
    return Approval(
        id=f"{what}/{unit}/{day}/{when:%H%M}",
        form=FORM.name,
        unit=unit,
        period=day,
        act=what,
        happened=when,
        known=when,
        by="street office" if unit == "s" or what is ApprovalAct.RETURN else f"secretary of {unit}",
        reason="figures differ from the ledger" if what is ApprovalAct.RETURN else "",
    )


def states(approvals: ApprovalBook, at: datetime) -> dict[str, str]:
    """Say where the report of each unit stands for the first day."""
    found = approvals.as_of(at)
    return {unit: found.state(unit, DAYS[0]).value for unit in ("s", "c1", "c2", "c3")}


# What was given out, and what differs now


def journal_of(approvals: ApprovalBook) -> Journal:
    """Put all papers and acts into one journal, as a host would store them."""
    filings = approvals.filings.filings
    entries = (each.amendment() if each.amends else each.fact() for each in filings)
    return Journal.of([*entries, *(each.fact() for each in approvals.acts)])


def give_out(approvals: ApprovalBook) -> Publication:
    """Publish the week, on the street's approvals."""
    return publish(
        approvals.filings.as_of(PUBLISHED),
        WEEK,
        id=f"bulletin/{WEEK}",
        published=PUBLISHED,
        by="street office",
        journal=journal_of(approvals),
        within="s",
        approvals=approvals.as_of(PUBLISHED),
    )


def tell_publication(published: Publication) -> dict[str, Any]:
    """Print what was given out."""
    told = {item: figures_of(published, item) for item in ("visited", "fever")}
    print(f"\nPublished {published.published:%d %B %Y, %H:%M}, week {WEEK}, journal {published.digest[:16]}...")
    for item, figures in told.items():
        print(f"  {item}: " + ", ".join(f"{unit} {figures[unit]}" for unit in ("s", "c1", "c2", "c3")))
    return {"figures": told, "approvals": list(published.approvals), "digest": published.digest}


def figures_of(published: Publication, item: str) -> dict[str, int]:
    """Pick the figures of one item, by unit."""
    return {unit: int(value) for (name, _, unit), value in published.figures().items() if name == item}


def correct(approvals: ApprovalBook, published: Publication) -> dict[str, Any]:
    """Let a correction and the missing report arrive after publication, and say what differs now."""
    wrong = next(each for each in approvals.filings.filings if each.id == f"{LATE}/{WEDNESDAY}")
    correction = attrs.evolve(
        wrong,
        id=f"{wrong.id}/k1",
        amends=wrong.id,
        reason="one stairwell was forgotten",
        known=CORRECTED,
        figures={"visited": 16, "fever": 1},
        zero="",
    )
    found_again = paper(MISSING, WEDNESDAY, CORRECTED, 0, 0)
    later = approvals.with_filings(correction, found_again)
    book = later.filings
    now = book.as_of(LOOKED_AGAIN)
    found = errata(published, now)
    step = later.as_of(LOOKED_AGAIN).step("c1", WEDNESDAY)
    since = changed_since(step.act, book, LOOKED_AGAIN) if step.act else ()
    print(f"\nErrata as of {LOOKED_AGAIN:%d %B %Y}; what was published stays as it was")
    for each in found:
        print(f"  {each.item} of {each.unit}: {each.published} -> {each.now}; " + "; ".join(why(each)))
    print(
        f"  changed since 'c1' was approved for {WEDNESDAY}: " + ", ".join(f"{each.unit} {each.item}" for each in since)
    )
    second = publish(
        now,
        WEEK,
        id=f"{published.id}/2",
        published=LOOKED_AGAIN,
        by="street office",
        journal=journal_of(later),
        within="s",
        revises=published.id,
    )
    together = published.figures() | {each.key: each.now for each in found}
    week, differ = now.counts(), sum(each.unit == found_again.unit for each in found)
    print(
        f"  {found_again.unit} files for {WEDNESDAY} after all, a signed zero: {differ} of its figures differ, and the "
        f"week is now complete {week.completeness}, still timely {week.timeliness}"
    )
    print(f"  published and errata are the figures of now: {'yes' if together == second.figures() else 'no'}")
    return {
        "errata": [erratum_as_plain(each) for each in found],
        "changed_since_approval": [[each.item, each.unit, each.published, each.now] for each in since],
        "state_of_c1": step.state.value,
        "journal_is_still_the_one": published.pins(journal_of(later)),
        "week_now": counts_as_plain(week),
        "published_and_errata_are_current": together == second.figures(),
    }


def why(erratum: Erratum) -> Iterator[str]:
    """Word the records behind an erratum."""
    for record in erratum.records:
        yield f"{record.filing} {record.how} ({record.reason or 'late'})"


def erratum_as_plain(erratum: Erratum) -> dict[str, Any]:
    """Write an erratum as plain data."""
    return {
        "item": erratum.item,
        "unit": erratum.unit,
        "published": erratum.published,
        "now": erratum.now,
        "records": [
            {"filing": one.filing, "unit": one.unit, "period": str(one.period), "how": one.how, "reason": one.reason}
            for one in erratum.records
        ],
    }


if __name__ == "__main__":
    main()
