"""
What the Jinxue street office (Yanji, Jilin) did in February 2020, at its size, with made-up people.

The street published how many it had screened, met, missed and found away on 17 February 2020. This script makes up a
register of which those totals hold, takes it through the four-step method visit by visit, and ends where an office
must end: nobody not started, nobody in progress, those still open carried over by name and signature, the day's
reports added up with the missing one named, and the published figures held against each other.

    python examples/jinxue_street.py [--seed 20200217] [--scale 1] [--json FILE] [--register FILE]

Every person, visit and report in it is synthetic; the published figures are the street's own.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from gridcare.codec.cells import CODE
from gridcare.codec.registers import read_register
from gridcare.codec.rows import Column, read_rows
from gridcare.facts.fact import Fact
from gridcare.people.register import Register
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.tally import Number, Tally
from gridcare.places.units import Unit
from gridcare.playbook import Playbook
from gridcare.registry import Registry
from gridcare.reporting.bulletin import render
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Form
from gridcare.reporting.languages import ENGLISH
from gridcare.reporting.reconcile import Finding, reconcile
from gridcare.reporting.returns import FilingBook, Returns
from gridcare.reporting.rollup import RollUp, roll_up
from gridcare.reporting.telling import tell_candidate
from gridcare.testing.synthetic import StreetTotals, synthetic_street, visits
from gridcare.timing.periods import DAILY, local_day, moment
from gridcare.work.campaign import Campaign
from gridcare.work.certificates import Certificate, StillOpen
from gridcare.work.coverage import Coverage
from gridcare.work.steps import Standing
from gridcare.work.table import State

ZONE = "Asia/Shanghai"
OPENED = moment("2020-02-03 08:00", ZONE)
HALF_WAY = moment("2020-02-07 20:00", ZONE)
END = moment("2020-02-17 17:00", ZONE)
REPORTED = date(2020, 2, 7)
REPORTS_READ = moment("2020-02-08 08:00", ZONE)

JINXUE = StreetTotals(
    communities=14,
    grids=150,  # ours: the article gives no number of grids
    buildings=768,
    with_property_firm=117,
    households=43_038,
    vacant=1_260,  # ours: the article mentions vacant dwellings and does not count them
    home=83_781,
    back={"hubei": 80},
    away={"hubei": 1_237, "other_provinces": 3_433, "province": 4_865, "prefecture": 1_558},
    returned={"other_provinces": 1_606, "province": 2_322, "prefecture": 840},
    unreached=7_822,
)
"""The one reading under which everything published adds up: the 80 back from Hubei are counted at home."""

OUR_DEADLINES = {"door_within": "72h", "phone_within": "72h", "joint_visit_within": "72h", "linkage_within": "72h"}
"""Readings of this example, so that there is something to be overdue: the published method states no deadlines."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the campaign from the register to the bulletin."""
    options = _options(arguments)
    playbook = Registry.load().playbook("four-step").with_parameters(**OUR_DEADLINES)
    hierarchy, register = _register(options, playbook)
    counted = register_counts(hierarchy, register)
    tell_register(counted, synthetic=options.register is None)

    campaign = playbook.campaign(hierarchy, register, opened=OPENED)
    unreached = households_unreached(register)
    started = first_attempts(hierarchy, register, options.seed)
    facts = sorted(
        visits(campaign, visitor(unreached), seed=options.seed, started=started),
        key=lambda fact: (fact.known, fact.id),
    )
    split = sum(1 for fact in facts if fact.known <= HALF_WAY)
    record(campaign, facts[:split], len(facts), 0)
    campaign.advance(HALF_WAY)
    tell_half_way(campaign)
    book = file_reports(playbook, campaign, facts[:split])
    record(campaign, facts[split:], len(facts), split)
    campaign.advance(max(END, campaign.now))

    (root, *_) = hierarchy.roots
    certificate = campaign.close(root, signed_by="deputy head of the street office")
    tell_certificate(campaign, certificate)
    returns = book.as_of(REPORTS_READ)
    rolled = roll_up(returns, DAILY.period_of(REPORTED))
    tell_reports(returns, rolled)
    findings = reconcile(playbook.identities_of(), playbook.figures)
    tell_findings(findings)
    texts = bulletin(playbook, counted)
    print("\nBulletin\n" + "\n".join(texts.values()))

    if options.json:
        report = {
            "register": counted,
            "coverage": coverage_by_step(campaign),
            "certificate": certificate_as_plain(certificate),
            "reports": reports_as_plain(returns),
            "rollup": rollup_as_plain(rolled),
            "findings": findings_as_plain(findings),
            "bulletin": texts,
        }
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--seed", type=int, default=20200217, help="what is made up is drawn from it")
    parser.add_argument("--scale", type=_scale, default=Fraction(1), help="0.01 to 10 times the street's size")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures there")
    parser.add_argument("--register", type=Path, metavar="FILE", help="a register of one's own, as CSV")
    return parser.parse_args(arguments)


def _scale(text: str) -> Fraction:
    try:
        scale = Fraction(text)
    except (ValueError, ZeroDivisionError):
        scale = Fraction(0)
    if not Fraction(1, 100) <= scale <= 10:
        raise argparse.ArgumentTypeError(f"'{text}' is no scale; give a number from 0.01 to 10")
    return scale


# The register


def _register(options: argparse.Namespace, playbook: Playbook) -> tuple[Hierarchy, Register]:
    if options.register is None:
        return synthetic_street(
            JINXUE.scaled(options.scale),
            seed=options.seed,
            levels=playbook.levels,
            kinds=playbook.kinds,
            returned_on=END.date(),
        )
    return read_own_register(options.register.read_bytes(), playbook)


def read_own_register(source: bytes, playbook: Playbook) -> tuple[Hierarchy, Register]:
    """Read units and subjects from one sheet, whose columns community and grid say where a household lies."""
    columns = (Column("community", CODE, ("社区",), required=True), Column("grid", CODE, ("网格",), required=True))
    sheet = read_rows(source, columns)
    places = {(str(row.cells["community"]), str(row.cells["grid"])) for row in sheet.rows}
    units = [Unit("street", "street", "street")]
    units += [Unit(name, name, "community", "street") for name in sorted({community for community, _ in places})]
    units += [Unit(f"{community}/{grid}", grid, "grid", community) for community, grid in sorted(places)]
    hierarchy = Hierarchy(playbook.levels, units)
    read = read_register(source, hierarchy, playbook.kinds, columns={"community": sheet.columns["community"]})
    nowhere = [id for id in read.register if hierarchy[read.register[id].unit].level != "grid"]
    issues = {str(issue): issue.row for issue in (*sheet.issues, *read.issues)}
    for issue in issues:
        print(f"not used: {issue}", file=sys.stderr)
    print(
        f"register read: {len(read.register) - len(nowhere)} subjects used, {len(set(issues.values()))} rows at fault"
    )
    return hierarchy, read.register.leave(*nowhere)


def register_counts(hierarchy: Hierarchy, register: Register) -> dict[str, Any]:
    """Count what the register holds."""
    presence = register.presence(day=END.date())
    buildings = hierarchy.at_level("building")
    vacant = sum(1 for id in register.ids("household") if register[id].attributes.get("vacant"))
    return {
        "households": register.count("household") - vacant,
        "persons": register.persons_in(),
        "vacant": vacant,
        "communities": len(hierarchy.at_level("community")),
        "grids": len(hierarchy.at_level("grid")),
        "buildings": len(buildings),
        "buildings_with_property_firm": sum(
            1 for building in buildings if hierarchy.attribute(building, "property_firm", REPORTED)
        ),
        "home": presence.home,
        "away": presence.away,
        "unreached": presence.unreachable,
        "destinations": {
            each.destination: {"away": each.away, "returned": each.returned + each.back}
            for each in presence.destinations
        },
    }


def households_unreached(register: Register) -> frozenset[str]:
    """Return the households of which nobody is to be reached."""
    return frozenset(
        register[id].containers[0]
        for id in register.ids("resident")
        if (presence := register[id].presence) is not None and presence.state == "unreachable"
    )


# The visits, made up


def first_attempts(hierarchy: Hierarchy, register: Register, seed: int) -> Callable[[str], datetime]:
    """Say when the first attempt about a household could be made: grid by grid, over five days of twelve hours."""
    random = Random(seed + 1)
    day_of = {grid: number % 5 for number, grid in enumerate(hierarchy.at_level("grid"))}

    def started(household: str) -> datetime:
        unit = register[household].unit
        grid = next((each for each in (unit, *hierarchy.ancestors(unit)) if each in day_of), unit)
        return OPENED + timedelta(days=day_of.get(grid, 0), minutes=random.randrange(1, 12 * 60))

    return started


CHANCES: Mapping[str, Mapping[str, int]] = {
    "door": {"met": 68, "relayed": 8, "notice": 18, "refused": 6},
    "call-back": {"called": 35, "": 65},
    "phone": {"reached": 82, "no answer": 14, "refused": 4},
    "joint visit": {"met": 60, "shut": 30, "refused": 10},
}
"""How often each outcome comes in a hundred attempts at a household that can be reached; made up."""

MISSED: Mapping[str, Mapping[str, int]] = {
    "door": {"relayed": 30, "notice": 60, "refused": 10},
    "call-back": {"": 100},
    "phone": {"no answer": 90, "refused": 10},
    "joint visit": {"shut": 85, "refused": 15},
}
"""The same for a household of which nobody is reached."""

HOURS = {"door": (0, 1), "call-back": (1, 20), "phone": (2, 40), "joint visit": (20, 60), "linkage": (20, 70)}
"""Within how many hours of the last event the next attempt is made; made up."""


def visitor(unreached: frozenset[str]) -> Callable[[str, State, Random], tuple[str, timedelta]]:
    """Say what comes of an attempt: nobody of the unreached is found, and vacant dwellings are vacant."""

    def attempt(household: str, state: State, random: Random) -> tuple[str, timedelta]:
        first, last = HOURS[state.part]
        pause = timedelta(minutes=random.randint(first * 60, last * 60))
        if state.part == "linkage":
            vacant = state.standing is Standing.NOT_STARTED
            return "vacant" if vacant else "not found" if household in unreached else "found", pause
        chances = (MISSED if household in unreached else CHANCES)[state.part]
        return random.choices(list(chances), list(chances.values()))[0], pause

    return attempt


def record(campaign: Campaign, facts: Sequence[Fact], total: int, done: int) -> None:
    """Record facts as they become known, with a progress bar on a terminal."""
    with progress(total, done) as step:
        for fact in facts:
            campaign.record(fact)
            step()


def progress(total: int, done: int) -> Any:
    """Draw a progress bar on a terminal that can show one; nothing in a pipe."""
    if not sys.stderr.isatty():
        return nullcontext(lambda: None)
    try:
        from rich.console import Console
        from rich.progress import Progress
    except ImportError:
        return nullcontext(lambda: None)
    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task("visits", total=total, completed=done)

    class Steps:
        def __enter__(self) -> Callable[[], None]:
            bar.start()
            return lambda: bar.advance(task)

        def __exit__(self, *_: object) -> None:
            bar.stop()

    return Steps()


# The day's reports


def file_reports(playbook: Playbook, campaign: Campaign, facts: Iterable[Fact]) -> FilingBook:
    """File the reports of grids and communities for one day: zeros signed, one filing late, one missing."""
    hierarchy, form = campaign.hierarchy, playbook.form("daily")
    visited = Tally.of(hierarchy, doors_visited(campaign, facts))
    grids = hierarchy.at_level("grid")
    missing, late = grids[:1], grids[1:2]
    filings = []
    for unit in (*grids, *hierarchy.at_level("community")):
        if unit in missing:
            continue
        due = form.due(DAILY.period_of(REPORTED))
        filed = due + LATE_BY if unit in late else due - EARLY_BY
        filings.append(filing(form, unit, visited.get(unit, "visited", "household"), campaign.register, filed))
    return FilingBook(
        form=form, hierarchy=hierarchy, since=REPORTED, until=REPORTED + timedelta(days=1), filings=filings
    )


LATE_BY, EARLY_BY = timedelta(minutes=40), timedelta(minutes=30)


def doors_visited(campaign: Campaign, facts: Iterable[Fact]) -> Iterator[tuple[str, str, Mapping[str, int]]]:
    """Name the unit of each household whose door was visited on the day."""
    for fact in facts:
        if fact.kind == "door" and local_day(fact.happened, ZONE) == REPORTED:
            yield campaign.register[fact.subjects[0]].unit, "visited", {"household": 1}


def filing(form: Form, unit: str, visited: Number | None, register: Register, filed: datetime) -> Filing:
    """Fill in one unit's form; where nothing is new, the head signs for the zero."""
    people = register.presence(unit, day=REPORTED)
    head = f"head of {unit}"
    return Filing(
        id=f"{unit}/{REPORTED}",
        form=form.name,
        unit=unit,
        period=DAILY.period_of(REPORTED),
        filed=filed,
        known=filed,
        figures={"visited": int(visited or 0), "fever": 0, "away": people.away, "unreached": people.unreachable},
        zero="" if visited else head,
        preparer=head,
    )


# What is told


def tell_register(counted: Mapping[str, Any], *, synthetic: bool) -> None:
    """Say what the register holds."""
    made_up = (
        "SYNTHETIC: every person and every visit is made up" if synthetic else "visits are SIMULATED from the seed"
    )
    print(f"Register ({made_up})")
    for name, value in counted.items():
        print(f"  {name.replace('_', ' ')}: {value}")


def tell_half_way(campaign: Campaign) -> None:
    """Show what an office looks at every evening, and that nothing can be closed yet."""
    hierarchy = campaign.hierarchy
    (root, *_) = hierarchy.roots
    print(f"\nOn the evening of {campaign.now:%d %B %Y}")
    tell_coverage(campaign, root)
    print("  overdue by step, and whose turn it is (deadlines are ours):")
    turns = Counter((overdue.what, overdue.turn) for overdue in campaign.overdue(root))
    for (step, team), count in sorted(turns.items()):
        print(f"    {step}: {count} households; turn of the {team} team")
    for overdue in list(campaign.overdue(root))[:3]:
        print(f"      {overdue.who}: {overdue.what}, late by {overdue.late_by}")
    try:
        campaign.close(root, signed_by="deputy head of the street office")
    except StillOpen as refusal:
        print(f"  closing is refused: {refusal}")


def tell_coverage(campaign: Campaign, root: str) -> None:
    """Print coverage by step and by community, households and persons."""
    print("  settled at each step (households / persons):")
    for step, count in campaign.settled_at(root).items():
        print(f"    {step:<12} {count.subjects:>7} / {count.persons:>7}")
    print("  by community (households / persons):")
    standings = [standing for standing in Standing if campaign.coverage(root)[standing].subjects]
    print(f"    {'':<10}" + "".join(f"{standing:>20}" for standing in ("total", *standings)))
    for community in (*campaign.hierarchy.at_level("community"), root):
        coverage = campaign.coverage(community)
        counts = [coverage.total, *(coverage[standing] for standing in standings)]
        print(f"    {community:<10}" + "".join(f"{f'{each.subjects} / {each.persons}':>20}" for each in counts))


def tell_certificate(campaign: Campaign, certificate: Certificate) -> None:
    """Print the closing certificate."""
    total = certificate.coverage
    print(f"\nClosing certificate of {certificate.unit}, {certificate.moment:%Y-%m-%d %H:%M}")
    tell_coverage(campaign, certificate.unit)
    print(
        f"  total {total.total.subjects} households = settled {total.settled.subjects} + excluded "
        f"{total.excluded.subjects} + open {total.open.subjects}"
    )
    print(
        f"  total {total.total.persons} persons = settled {total.settled.persons} + excluded "
        f"{total.excluded.persons} + open {total.open.persons}"
    )
    persons = sum(case.persons for case in certificate.carry_over)
    print(
        f"  carried over by name: {len(certificate.carry_over)} households with {persons} residents, "
        f"signed by the {certificate.signed_by}"
    )
    for case in certificate.carry_over[:3]:
        print(f"    {case.subject} at {case.unit}: {case.persons} residents, not found at step {case.at}")
    print(f"  journal {certificate.digest[:16]}...")


def tell_reports(returns: Returns, rolled: RollUp) -> None:
    """Print who reported, and what the reports add up to."""
    counts = returns.counts()
    print(
        f"\nReports for {REPORTED}: owed {counts.owed} = received {counts.received} + missing {counts.missing} + "
        f"excused {counts.excused}; {counts.zero} signed zeros, {counts.late} late, {counts.unexpected} unexpected"
    )
    print("  missing: " + ", ".join(member.obligation.unit for member in returns.missing))
    for cell in rolled.cells(level="street"):
        lacking = f" without {', '.join(cell.absent)}" if cell.absent else ""
        print(f"  {cell.item}: {cell.figure} from the communities{lacking}")
    for cell in rolled.cells(level="community"):
        if cell.absent or cell.difference:
            print(
                f"  {cell.unit}, {cell.item}: states {cell.own}, its grids add up to {cell.children} without "
                f"{', '.join(cell.absent) or 'none missing'}; difference {cell.difference}"
            )


def tell_findings(findings: Iterable[Finding]) -> None:
    """Print both sides of every identity, and what may explain the one that fails."""
    print("\nThe figures as published on 17 February 2020")
    for finding in findings:
        print(f"  {finding.status}: {finding.identity.says}: {finding.left} against {finding.right}")
        if finding.status == "fail":
            print(f"    difference {finding.difference:+}; nothing was changed. It would be explained by:")
            for candidate in explanations(finding):
                print(f"    - {candidate}")


def explanations(finding: Finding) -> list[str]:
    """What may explain a finding, the likeliest first, and whether it is weak."""
    return [
        tell_candidate(candidate, ENGLISH) + (" (weak)" if candidate.weak else "") for candidate in finding.candidates
    ]


def bulletin(playbook: Playbook, counted: Mapping[str, Any]) -> dict[str, str]:
    """Write the bulletin in both languages, from the register's own figures."""
    template = playbook.bulletin("screening")
    values = {**{name: counted[name] for name in template.figures}, "day": END.date()}
    return {language: render(template, values, language) for language in ("zh", "en")}


# As plain data


def coverage_by_step(campaign: Campaign) -> list[dict[str, Any]]:
    """What was settled at each step."""
    settled = campaign.settled_at(*campaign.hierarchy.roots)
    return [{"step": step, "households": each.subjects, "persons": each.persons} for step, each in settled.items()]


def certificate_as_plain(certificate: Certificate) -> dict[str, Any]:
    """The certificate, unit by unit."""
    units = [{"unit": line.unit, "level": line.level, **levels(line.coverage)} for line in certificate.lines]
    return {"total": levels(certificate.coverage), "units": units}


def levels(coverage: Coverage) -> dict[str, dict[str, int]]:
    """The five standings and their total, in households and in persons."""
    counts = {"total": coverage.total, **{each.name.lower(): coverage[each] for each in Standing}}
    return {
        "households": {name: count.subjects for name, count in counts.items()},
        "persons": {name: count.persons for name, count in counts.items()},
    }


def reports_as_plain(returns: Returns) -> dict[str, int]:
    """Who reported."""
    counts = returns.counts()
    names = ("owed", "received", "zero", "late", "missing", "excused", "unexpected")
    return {name: getattr(counts, name) for name in names}


def rollup_as_plain(rolled: RollUp) -> list[dict[str, Any]]:
    """Every figure at every unit."""
    return [
        {
            "item": cell.item,
            "unit": cell.unit,
            "level": cell.level,
            "own": cell.own,
            "children": cell.children,
            "missing": list(cell.absent),
            "difference": cell.difference,
        }
        for cell in rolled.cells()
    ]


def findings_as_plain(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Every identity, with both sides."""
    return [
        {
            "id": finding.id,
            "status": str(finding.status),
            "left": finding.left,
            "right": finding.right,
            "difference": finding.difference,
            "candidates": explanations(finding),
        }
        for finding in findings
    ]


if __name__ == "__main__":
    main()
