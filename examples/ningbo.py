"""
What Ningbo set out to do on 4 February 2020, at its size: 629 communities and 2,477 villages, with made-up people.

A team of three for each of the 3,106, drawn from a pool of six sources and the health partner; the clearing of
everybody who came from an epidemic area within 48 hours of the order, each late clue with 48 hours of its own; the
evening's report from every unit, zero by signature and silence named; the compound gate with one entrance open and
staffed around the clock; a warning told from grid to community to street. The script shows where the city would have
stood at the deadline, who was outstanding and where, and what a second order finds when nobody comes in any more.

    python examples/ningbo.py [--seed 20200204] [--json FILE]

Published are the 629, the 2,477, the 48 hours, two disinfections a day and one entrance; everybody in it, every arrival
and every roster is synthetic.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from gridcare.attributes import Attributes, Scalar
from gridcare.facts.fact import Fact
from gridcare.people.register import Register
from gridcare.people.rosters import DutyShift, Roster
from gridcare.people.staffing import prove
from gridcare.people.subjects import Subject
from gridcare.people.teams import Member
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.tally import Tally
from gridcare.places.units import Unit
from gridcare.playbook import Playbook
from gridcare.plugins.casework.clearing import Clearing
from gridcare.plugins.three_three_three import (
    FIGURES,
    GATE_DUTIES,
    POOL,
    clear,
    draw_trios,
    uncovered,
    warnings,
)
from gridcare.registry import Registry
from gridcare.reporting.filings import Filing
from gridcare.reporting.returns import FilingBook
from gridcare.timing.periods import DAILY, Interval, local_day, moment
from gridcare.work.campaign import Campaign
from gridcare.work.gates import Entrances, Gate, GateClosing

ZONE = "Asia/Shanghai"
ORDER = moment("2020-02-04 08:00", ZONE)
SECOND_ORDER = moment("2020-02-08 08:00", ZONE)
HOUR = timedelta(hours=1)

DISTRICTS, STREETS = 10, 156  # ours: the article counts communities and villages only
STOCK, FOUND_LATER, INFLOW, CLUES = 12_000, 300, 40, 200  # ours: the article counts nobody
OUTSTANDING = 5  # ours: of the stock, still untraced at the deadline
LACKING = 12  # ours: health professionals who come one day later
SILENT = 3  # ours: units that do not report


def main(arguments: Sequence[str] | None = None) -> None:
    """Cover the city, clear it, and staff its gates."""
    options = _options(arguments)
    chance = Random(options.seed)
    playbook = Registry.load().playbook("three-three-three")
    city = make_city(playbook)
    units = (*city.at_level("community"), *city.at_level("village"))
    report = {
        "units": {level: len(city.at_level(level)) for level in ("street", "community", "village")},
        "trios": tell_trios(city, units),
        "clearing": tell_clearing(playbook, city, units, chance),
        "reports": tell_reports(playbook, city, chance),
        "channels": tell_channels(playbook, city),
        "gate": tell_gate(city),
        "warning": tell_warning(city),
    }
    if options.json:
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--seed", type=int, default=20200204, help="what is made up is drawn from it")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures there")
    return parser.parse_args(arguments)


def published(name: str) -> int:
    """Give a published figure as a whole number."""
    return int(FIGURES[name].value or 0)


# The city, made up


def make_city(playbook: Playbook) -> Hierarchy:
    """Make up districts and streets around the published communities and villages, and one grid with its compounds."""
    units = [Unit("ningbo", "Ningbo", "city")]
    units += [Unit(f"d{number}", f"District {number}", "district", "ningbo") for number in range(DISTRICTS)]
    units += [Unit(f"s{number}", f"Street {number}", "street", f"d{number % DISTRICTS}") for number in range(STREETS)]
    for level, figure in (("community", "communities"), ("village", "villages")):
        units += [
            Unit(f"{level} {number}", f"{level.title()} {number}", level, f"s{number % STREETS}")
            for number in range(published(figure))
        ]
    units.append(Unit("grid 1", "Grid 1", "grid", "community 0"))
    units += [
        Unit(name, name.title(), "compound", "grid 1", attributes=told)
        for name, told in (
            ("old compound", Attributes(compound_type="old", property_firm=False)),
            ("new compound", Attributes(compound_type="new", property_firm=True)),
            ("untold compound", Attributes()),
        )
    ]
    return Hierarchy(playbook.levels, units)


def pool() -> Iterator[Member]:
    """Make up the commando team and the health partner, everybody who is needed and nobody to spare."""
    communities, villages = published("communities"), published("villages")
    for number in range(communities):
        yield Member(f"worker {number}", "community worker")
    for number in range(villages):
        yield Member(f"village cadre {number}", "village cadre")
    for number in range(communities + villages):
        yield Member(f"health {number}", "health professional")
        yield Member(f"last {number}", "government cadre" if number % 3 else "volunteer")


# Teams of three


def tell_trios(city: Hierarchy, units: Sequence[str]) -> dict[str, Any]:
    """Draw the trios, list the units left without, and draw again when the health partner sends the rest."""
    everybody = list(pool())
    late = {f"health {number}" for number in range(LACKING)}
    first = uncovered(city, draw_trios(city, [member for member in everybody if member.id not in late], units))
    teams = draw_trios(city, everybody, units)
    left = uncovered(city, teams)
    seats = sum(len(team.members) for team in teams)
    print(f"{len(units)} communities and villages, sources of the pool: {', '.join(POOL)} and the health partner")
    print(f"  first day: {len(first)} without a valid trio, such as '{first[0].unit}': {first[0].findings[0][1]}")
    print(f"  second day: {len(left)} without; {len(teams)} trios, {seats} people, nobody in two")
    (rule, *_) = {team.rule for team in teams if team.rule.name == "trio"}
    print(f"  each: {', '.join(rule.duties)}, as {', '.join(rule.hats)}")
    people = {member.id for team in teams for member in team.members}
    return {"uncovered_first": len(first), "uncovered": len(left), "teams": len(teams), "seats": len(people)}


# Clearing to zero


def fact(
    subject: str, about: str, at: datetime, /, *, outcome: str = "", track: str = "", answers: dict[str, Scalar]
) -> Fact:
    """Tell one thing that happened, known at once."""
    return Fact(
        id=f"{subject} {about} {at:%m-%d %H:%M}",
        kind=about,
        subjects=(subject,),
        happened=at,
        known=at,
        outcome=outcome,
        answers=Attributes(answers),
        track=track,
    )


def comes(desk: Campaign, subject: str, kind: str, unit: str, track: str, at: datetime, **answers: Scalar) -> None:
    """Record that an arrival or a clue came up."""
    desk.record(fact(subject, "joined", at, track=track, answers={"kind": kind, "unit": unit, **answers}))


def traced(desk: Campaign, subject: str, at: datetime) -> None:
    """Record that an arrival was traced."""
    desk.record(fact(subject, "trace", at, outcome="cleared", track="clearing", answers={}))


def tell_clearing(playbook: Playbook, city: Hierarchy, units: Sequence[str], chance: Random) -> dict[str, Any]:
    """Clear the city within 48 hours of the order, and again by a second order after which nobody came in."""
    desk = playbook.campaign(city, Register(city, (), playbook.kinds), opened=ORDER)
    late = [f"arrival {number:05}" for number in range(OUTSTANDING)]
    for number in range(STOCK + FOUND_LATER + INFLOW):
        id, since = f"arrival {number:05}", 0 if number < STOCK else chance.randint(1, 20)
        at = ORDER + since * HOUR
        told = {"inflow": True} if number >= STOCK + FOUND_LATER else {}
        comes(desk, id, "arrival", chance.choice(units), "clearing", at, **told)
        if id not in late:
            traced(desk, id, at + timedelta(minutes=chance.randint(10, 27 * 60)))
    for number in range(CLUES):
        clue, at = f"clue {number:03}", ORDER + chance.randint(1, 46) * HOUR
        comes(desk, clue, "lead", chance.choice(units), "lead", at)
        if number:
            seen = at + timedelta(minutes=chance.randint(10, 40))
            desk.record(fact(clue, "contact", seen, outcome="not concerned", track="lead", answers={}))
    desk.advance(ORDER + 48 * HOUR)
    at_deadline = clear(desk, "ningbo")
    print(f"\nAt the deadline {at_deadline}")
    where = Counter(city.path(desk.case(id, track="clearing").unit)[2] for id in at_deadline.base.outstanding)
    print(f"  base: {base_told(at_deadline)}; outstanding by street: {dict(where)}")
    for id in late:
        traced(desk, id, ORDER + 60 * HOUR)
    desk.advance(ORDER + 96 * HOUR)
    after = clear(desk, "ningbo")
    print(f"Later {after}; overdue by its own 48 hours: {', '.join(after.overdue)}")

    again = playbook.campaign(city, Register(city, (), playbook.kinds), opened=SECOND_ORDER)
    for number in range(100):
        comes(again, f"arrival {number:05}", "arrival", chance.choice(units), "clearing", SECOND_ORDER)
        traced(again, f"arrival {number:05}", SECOND_ORDER + timedelta(minutes=chance.randint(10, 47 * 60)))
    again.advance(SECOND_ORDER + 48 * HOUR)
    second = clear(again, "ningbo")
    print(f"Second order {second}; both zeros: {second.both_zeros}")
    return {"deadline": plain(at_deadline), "after": plain(after), "second": plain(second)}


def base_told(clearing: Clearing) -> str:
    """Tell the base count."""
    base = clearing.base
    return f"stock {base.stock}, found later {base.new}, inflow {base.inflow}, cleared {base.cleared}"


def plain(clearing: Clearing) -> dict[str, Any]:
    """Give a certificate as plain data."""
    base = clearing.base
    return {
        "stock": base.stock,
        "new": base.new,
        "inflow": base.inflow,
        "cleared": base.cleared,
        "outstanding": list(clearing.outstanding),
        "overdue": list(clearing.overdue),
        "both_zeros": clearing.both_zeros,
    }


def tell_reports(playbook: Playbook, city: Hierarchy, chance: Random) -> dict[str, int]:
    """File the evening's report of every unit that owes one; nobody's silence is taken for zero."""
    form, day = playbook.form("daily"), local_day(ORDER, ZONE)
    period, due = DAILY.period_of(day), form.due(DAILY.period_of(day))
    owing = [unit for level in form.owed_by for unit in city.at_level(level)]
    silent = set(chance.sample(city.at_level("village"), SILENT))
    filings = []
    for unit in owing:
        if unit not in silent:
            found = chance.choice((0, 0, 0, 1, 2))
            filings.append(
                Filing(
                    id=unit,
                    form=form.name,
                    unit=unit,
                    period=period,
                    filed=due - HOUR,
                    known=due - HOUR,
                    figures={"key_people": found} if found else {},
                    zero="" if found else f"head of {unit}",
                )
            )
    book = FilingBook(form=form, hierarchy=city, since=day, until=day + timedelta(days=1), filings=filings)
    returns = book.as_of(due + HOUR)
    counts = returns.counts()
    named = ", ".join(sorted(each.obligation.unit for each in returns.missing))
    print(f"\nReports of {day}: owed {counts.owed}, received {counts.received}, {counts.zero} of them signed zeros")
    print(f"  silent, which is not zero: {named}")
    return {name: getattr(counts, name) for name in ("owed", "received", "zero", "missing")}


# Channels, gates, warning


def tell_channels(playbook: Playbook, city: Hierarchy) -> dict[str, list[str]]:
    """Show by which channels an old, a new and an untold compound are screened."""
    compounds = city.at_level("compound")
    households = [Subject(id=f"household in {unit}", kind="household", unit=unit) for unit in compounds]
    desk = playbook.campaign(city, Register(city, households, playbook.kinds), opened=ORDER)
    told = {}
    print("\nChannels by compound")
    for household in households:
        channels = desk.case(household.id, track="households").channels
        told[household.unit] = [f"{each.name} ({each.use})" for each in channels]
        print(f"  {household.unit}: {', '.join(told[household.unit])}")
    return told


def tell_gate(city: Hierarchy) -> dict[str, Any]:
    """Close all entrances but one, and prove who is at it around the clock."""
    day = Interval(ORDER, ORDER + 24 * HOUR)
    gates = Entrances(
        unit="new compound", gates=tuple(Gate(id=name, unit="new compound") for name in ("north", "south", "east"))
    )
    for gate in ("north", "east"):
        gates = gates.close(GateClosing(gate=gate, start=ORDER, by="community 0"))
    owed = GATE_DUTIES.owed(["new compound"], day, hierarchy=city, zone=ZONE)
    roles = owed.demands[0].by
    shifts = [
        DutyShift(
            id=f"shift {number}",
            person=f"{role} {number}",
            role=role,
            place="new compound",
            duty="compound gate",
            hours=Interval(ORDER + number * 8 * HOUR, ORDER + (number + 1) * 8 * HOUR),
        )
        for number, role in enumerate(roles)
    ]
    whole, short = prove(Roster(shifts=shifts), owed), prove(Roster(shifts=shifts[:2]), owed)
    print(f"\nGate of the new compound: open {gates.open(ORDER)}, exactly one all day: {gates.proof(day).holds}")
    print(f"  three shifts of {', '.join(roles)}: without a gap {whole.holds}; with two: {short.uncovered} uncovered")
    return {"one_open": gates.proof(day).holds, "staffed": whole.holds, "gap_hours": short.uncovered // HOUR}


def tell_warning(city: Hierarchy) -> dict[str, Any]:
    """Raise the warning of one person found in a compound."""
    _, raised = warnings(Tally.of(city, [("old compound", "found", {"person": 1})]))
    print("\nWarning")
    for alert in raised:
        print(f"  {alert}; told {' -> '.join(alert.told)}")
    return {alert.unit: list(alert.told) for alert in raised}


if __name__ == "__main__":
    main()
