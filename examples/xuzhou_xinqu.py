"""
What the Xinqu sub-district office (Xuzhou, Jiangsu) proves by its six-in-place system, with made-up people.

The article counts nothing, so that compounds, households and rosters are made up. Three sources tell of the same
dwellings: the grid database knows most of them and little about each, the five bodies at the doors learn much where
somebody opens, and the gates see everybody who passes. Merged into one, what is still missing is the next visit list.
Beside it the rosters of a week are held against the duties by day and by night, to the minute.

    python examples/xuzhou_xinqu.py [--seed 2020] [--compounds 40] [--json FILE]
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import attrs

from gridcare.attributes import Attributes, Scalar
from gridcare.facts.fact import Fact, Origin
from gridcare.people.duties import Owed
from gridcare.people.linkage import Linkage, link
from gridcare.people.merging import MergedSubject, merge, subject_of
from gridcare.people.register import Register
from gridcare.people.rosters import DutyShift, Roster
from gridcare.people.sources import SourceRow
from gridcare.people.staffing import RosterProof, prove
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Unit
from gridcare.plugins.six_in_place import (
    JOINT_VISIT,
    SIX_IN_PLACE,
    THREE_IN_ONE,
    THREE_SOURCES,
    after_merge,
)
from gridcare.timing.periods import Interval, moment
from gridcare.work.campaign import Campaign
from gridcare.work.certificates import Certificate

ZONE = SIX_IN_PLACE.zone
OPENED = moment("2020-02-03 08:00", ZONE)
MERGED = moment("2020-02-06 18:00", ZONE)
END = moment("2020-02-13 18:00", ZONE)
WEEK = Interval(moment("2020-02-03 00:00", ZONE), moment("2020-02-10 00:00", ZONE))
DAY = timedelta(days=1)
HOUSEHOLDS_EACH = 50
COMPOUNDS_EACH = 10
"""Compounds in a community."""
WITH_PROPERTY_FIRM = 0.6


def main(arguments: Sequence[str] | None = None) -> None:
    """Merge, visit the gaps, and prove the rosters."""
    options = _options(arguments)
    chance = Random(options.seed)
    street = made_up_street(options.compounds, chance)
    dwellings = tuple(made_up_dwellings(street, chance))
    print("SYNTHETIC: every dwelling, visit and shift is made up; the article counts nothing.")

    before = merged_of(link(THREE_SOURCES, grid_rows(dwellings)))
    register = Register(street, [subject_of(each, THREE_IN_ONE) for each in before], SIX_IN_PLACE.kinds)
    campaign = SIX_IN_PLACE.campaign(street, register, opened=OPENED)
    visited = joint_visits(dwellings, campaign, chance)
    linkage = link(THREE_SOURCES, (*grid_rows(dwellings), *visit_rows(visited), *gate_rows(dwellings, chance)))
    merged = merged_of(linkage)
    tell_merge(linkage, merged)
    for fact in after_merge(merged, campaign, at=MERGED):
        campaign.record(fact)
    gaps = gap_list(campaign)
    tell_gaps(gaps)
    gap_visits(campaign, chance)
    campaign.advance(END)
    certificate = campaign.close("street", signed_by="head of the street office")
    tell_certificate(campaign, certificate)

    proofs = {name: proof_of(street, rows) for name, rows in rosters(street, chance).items()}
    tell_rosters(proofs)
    if options.json:
        told = as_plain(linkage, merged, gaps, campaign, proofs)
        options.json.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--seed", type=int, default=2020, help="what is made up is drawn from it")
    parser.add_argument("--compounds", type=_compounds, default=40, help="how many compounds, 2 to 400")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures there")
    return parser.parse_args(arguments)


def _compounds(text: str) -> int:
    if not text.isdigit() or not 2 <= int(text) <= 400:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of compounds; give 2 to 400")
    return int(text)


# Places and dwellings, made up


def made_up_street(compounds: int, chance: Random) -> Hierarchy:
    """Make up a street of communities and compounds, most with a property firm; the first has one, the second none."""
    communities = range(1 + (compounds - 1) // COMPOUNDS_EACH)
    units = [Unit("street", "Xinqu", "street")]
    units += [Unit(f"k{number}", f"Community {number}", "community", "street") for number in communities]
    for number in range(compounds):
        firm = number == 0 or (number > 1 and chance.random() < WITH_PROPERTY_FIRM)
        community = f"k{number // COMPOUNDS_EACH}"
        told = {"property_firm": firm}
        units.append(Unit(f"x{number}", f"Compound {number}", "compound", community, attributes=told))
    return Hierarchy(SIX_IN_PLACE.levels, units)


@attrs.frozen(kw_only=True)
class Dwelling:
    """
    A dwelling made up, with what is true of it.

    Attributes:
        id: An opaque id.
        compound: Its compound.
        address: Its address within the compound.
        phone: Its telephone.
        people: How many live there.
        recent_outings: Whether somebody went out of town lately.
        rented: Whether tenants live there.
        registered: Whether the grid database knows it.
    """

    id: str
    compound: str
    address: str
    phone: str
    people: int
    recent_outings: bool
    rented: bool
    registered: bool


def made_up_dwellings(street: Hierarchy, chance: Random) -> Iterator[Dwelling]:
    """Make up the dwellings of each compound; a few are on no register."""
    for compound in street.at_level("compound"):
        for number in range(HOUSEHOLDS_EACH):
            yield Dwelling(
                id=f"{compound}h{number}",
                compound=compound,
                address=f"{1 + number // 10}-{1 + number % 2}-{101 + number % 10}",
                phone=f"138{chance.randrange(10**8):08}",
                people=chance.randint(1, 5),
                recent_outings=chance.random() < 0.1,
                rented=chance.random() < 0.15,
                registered=chance.random() < 0.97,
            )


# What three sources tell


def row(source: str, dwelling: Dwelling, told: Mapping[str, Scalar], *, id: str = "") -> SourceRow:
    """Tell one row of a source about a dwelling."""
    values = Attributes({"compound": dwelling.compound, **told})
    return SourceRow(source=source, id=id or dwelling.id, unit=dwelling.compound, values=values)


def grid_rows(dwellings: Iterable[Dwelling]) -> list[SourceRow]:
    """The grid database knows addresses, and how many live there where it was kept up."""
    rows = []
    for number, each in enumerate(each for each in dwellings if each.registered):
        told: dict[str, Scalar] = {"address": each.address, "phone": each.phone}
        if number % 2:
            told["people"] = each.people
        rows.append(row("grid", each, told))
    return rows


def visit_rows(visited: Mapping[str, tuple[Dwelling, Mapping[str, Scalar]]]) -> list[SourceRow]:
    """The notes of the visits tell what was answered, under an address as it is spoken."""
    rows = []
    for dwelling, answers in visited.values():
        told: dict[str, Scalar] = {"address": dwelling.address.replace("-", "号楼", 1)}
        for field, question in (("people", "persons"), ("recent_outings",) * 2, ("rented",) * 2):
            if question in answers:
                told[field] = answers[question]
        rows.append(row("visit", dwelling, told))
    return rows


def gate_rows(dwellings: Iterable[Dwelling], chance: Random) -> list[SourceRow]:
    """The gates see some people, and write down the telephone or the address, and where they say they have been."""
    rows = []
    for each in dwellings:
        if chance.random() < 0.5:
            named: dict[str, Scalar] = {"phone": each.phone}
            if not each.registered or chance.random() < 0.3:
                named["address"] = each.address
            said = each.recent_outings if chance.random() < 0.97 else not each.recent_outings
            rows.append(row("gate", each, {"recent_outings": said, **named}, id=f"{each.id} gate"))
    return rows


def merged_of(linkage: Linkage) -> tuple[MergedSubject, ...]:
    """Make one dwelling of the rows that tell of it."""
    return tuple(merge(THREE_IN_ONE, linkage))


# The visits, made up


FIVE = JOINT_VISIT.roles


def visit(subject: str, kind: str, when: datetime, answers: Mapping[str, Scalar]) -> Fact:
    """Tell of a visit of the five bodies; what it means follows from the answers."""
    return Fact(
        id=f"{subject} {kind} {when:%d %H:%M}",
        kind=kind,
        subjects=(subject,),
        happened=when,
        known=when,
        answers=Attributes(answers),
        origin=Origin(roles=FIVE),
    )


def answers_of(dwelling: Dwelling, chance: Random) -> dict[str, Scalar]:
    """Answer at the door: most open and tell all, some leave something out, some do not open."""
    fate = chance.random()
    if fate < 0.2:
        return {"answer": "none"}
    if fate < 0.22:
        return {"answer": "refused"}
    told: dict[str, Scalar] = {
        "answer": "opened",
        "persons": dwelling.people,
        "recent_outings": dwelling.recent_outings,
    }
    if dwelling.recent_outings:
        told["outing_to"] = "hubei" if chance.random() < 0.3 else "elsewhere"
    return told if fate < 0.3 else {**told, "rented": dwelling.rented}


def joint_visits(
    dwellings: Iterable[Dwelling], campaign: Campaign, chance: Random
) -> dict[str, tuple[Dwelling, Mapping[str, Scalar]]]:
    """Visit every registered dwelling once; give what was answered."""
    visited: dict[str, tuple[Dwelling, Mapping[str, Scalar]]] = {}
    for each in dwellings:
        if each.registered:
            answers = answers_of(each, chance)
            when = OPENED + chance.randrange(3) * DAY + timedelta(minutes=chance.randrange(600))
            campaign.record(visit(f"grid/{each.id}", "joint visit", when, answers))
            visited[each.id] = each, answers
    return visited


def gap_list(campaign: Campaign) -> dict[str, list[str]]:
    """List by compound the dwellings to be visited after the merge."""
    found: dict[str, list[str]] = {}
    for due in campaign.due("street", track="screening"):
        if due.part in ("gap visit", "joint visit"):
            found.setdefault(due.unit, []).append(due.subject)
    return found


ROUNDS = 6
"""After so many days every dwelling was visited as often as the system asks; one found at the gate takes longest."""


def gap_visits(campaign: Campaign, chance: Random) -> None:
    """Knock again where something is missing, twice at most; check the tenants."""
    for number in range(ROUNDS):
        for due in tuple(campaign.due("street", track="screening")):
            when = MERGED + (number + 1) * DAY
            if due.part == "tenant check":
                found = "hazard" if chance.random() < 0.02 else "on the register"
                told = visit(due.subject, due.part, when, {})
                campaign.record(attrs.evolve(told, outcome=found, origin=Origin(roles=("grid worker",))))
            elif due.part in ("gap visit", "joint visit"):
                opened = chance.random() < 0.75
                full: dict[str, Scalar] = {"answer": "opened", "persons": 2, "recent_outings": False, "rented": False}
                campaign.record(visit(due.subject, due.part, when, full if opened else {"answer": "none"}))
            elif due.part == "merge":
                told = visit(due.subject, due.part, when, {})
                campaign.record(attrs.evolve(told, outcome="gaps", origin=Origin(roles=("grid worker",))))


# The rosters, made up


def rosters(street: Hierarchy, chance: Random) -> dict[str, Roster]:
    """Write the week's roster as it should be, and as it was handed in: a shift too few and somebody booked twice."""
    whole = tuple(shifts(street))
    night, *others = (each for each in whole if each.duty == "patrol")
    guard = next(each for each in whole if each.duty == "checkpoint")
    missing = chance.choice([each for each in others if each.hours.duration == timedelta(hours=4)])
    twice = attrs.evolve(night, person=guard.person)
    handed_in = [twice if each is night else each for each in whole if each is not missing]
    return {"as planned": Roster(shifts=whole), "as handed in": Roster(shifts=handed_in)}


def shifts(street: Hierarchy) -> Iterator[DutyShift]:
    """Give every compound its shifts of the week: by day, by night, or round the clock."""
    owed = owed_of(street)
    for number, demand in enumerate(owed.demands):
        middle = demand.hours.start + demand.hours.duration / 2
        halves = (Interval(demand.hours.start, middle), Interval(middle, demand.hours.end))
        for half, hours in enumerate(halves):
            yield DutyShift(
                id=f"{number}/{half}",
                person=f"{demand.place} {demand.duty} {half}",
                role=demand.by[half % len(demand.by)],
                place=demand.place,
                duty=demand.duty,
                hours=hours,
            )


def owed_of(street: Hierarchy) -> Owed:
    """Tell what the compounds owe in the week."""
    return SIX_IN_PLACE.duties.owed(
        street.at_level("compound"), WEEK, hierarchy=street, zone=ZONE, parameters=SIX_IN_PLACE.settings
    )


def proof_of(street: Hierarchy, roster: Roster) -> RosterProof:
    """Hold a roster against what is owed."""
    return prove(roster, owed_of(street))


# What is told


def tell_merge(linkage: Linkage, merged: Sequence[MergedSubject]) -> None:
    """Say what the three sources came to."""
    rows = Counter(ref.source for ref in linkage.rows)
    print("\nThree in one")
    print("  rows: " + ", ".join(f"{source} {count}" for source, count in sorted(rows.items())))
    print(f"  dwellings: {len(merged)}, of them {len(unregistered(merged))} that the grid database does not know")
    print(f"  contradictions: {conflicts(merged)}, complete: {sum(each.is_full for each in merged)}")
    for conflict in [found for each in merged for found in each.conflicts][:2]:
        print(f"  for instance {conflict}")


def unregistered(merged: Iterable[MergedSubject]) -> list[str]:
    """List the dwellings that the grid database does not know."""
    return [each.id for each in merged if "grid" in each.absent]


def conflicts(merged: Iterable[MergedSubject]) -> int:
    """Count the fields on which sources contradict each other."""
    return sum(len(each.conflicts) for each in merged)


def tell_gaps(gaps: Mapping[str, Sequence[str]]) -> None:
    """Say where to knock next."""
    most = sorted(gaps.items(), key=lambda each: (-len(each[1]), each[0]))[:3]
    print(f"\nNext visit list: {sum(map(len, gaps.values()))} dwellings in {len(gaps)} compounds")
    print("  most in " + ", ".join(f"{compound} {len(ids)}" for compound, ids in most))


def tell_certificate(campaign: Campaign, certificate: Certificate) -> None:
    """Say that no household is missing, and who is carried over by name."""
    coverage = campaign.coverage("street")
    print(f"\nClosed by the {certificate.signed_by}")
    print(
        f"  {coverage.total.subjects} dwellings: settled {coverage.settled.subjects}, "
        f"to be verified {coverage.open.subjects}"
    )
    for track in ("charge", "inspection"):
        print(f"  {track}: {len(tuple(campaign.subjects('street', track=track)))} cases opened by visits")


def tell_rosters(proofs: Mapping[str, RosterProof]) -> None:
    """Say whether a minute is uncovered or somebody booked twice."""
    print("\nRosters of the week, by day and by night")
    for name, proof in proofs.items():
        required = sum((each.required for each in proof.covers), timedelta())
        hours = required // timedelta(hours=1)
        print(f"  {name}: {hours} hours owed, {'proved' if proof.holds else 'refused'}")
        for finding in proof.findings:
            print(f"    {finding}")


def as_plain(
    linkage: Linkage,
    merged: Sequence[MergedSubject],
    gaps: Mapping[str, Sequence[str]],
    campaign: Campaign,
    proofs: Mapping[str, RosterProof],
) -> dict[str, Any]:
    """Give the figures as plain data."""
    coverage = campaign.coverage("street")
    return {
        "rows": len(linkage.rows),
        "dwellings": len(merged),
        "unregistered": len(unregistered(merged)),
        "conflicts": conflicts(merged),
        "gaps": {compound: len(ids) for compound, ids in gaps.items()},
        "coverage": {
            "total": coverage.total.subjects,
            "settled": coverage.settled.subjects,
            "open": coverage.open.subjects,
        },
        "charges": len(tuple(campaign.subjects("street", track="charge"))),
        "rosters": {
            name: {
                "hours": sum((each.required for each in proof.covers), timedelta()) // timedelta(hours=1),
                "uncovered_minutes": sum(each.uncovered_minutes for each in proof.covers),
                "findings": [each.trouble.value for each in proof.findings],
            }
            for name, proof in proofs.items()
        },
    }


if __name__ == "__main__":
    main()
