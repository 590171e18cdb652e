"""
A street audited by the ten measures of Shaanxi (March 2022), on its records, with made-up communities.

The paper counts nothing, so that the street is made up. Nobody types in that a measure is met: the duty roster, the
filings, the resident ledger, the cases and the facts of publicity, sanitation and drills are read as they are, and
each answer names the record that it rests on or the one that is missing. The communities are rolled up, and the
department's supervision of each of them is audited with the rest.

    python examples/shaanxi_audit.py [--seed 2022] [--communities 9] [--lang en|zh] [--json FILE]
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from gridcare.attributes import Attributes, Scalar
from gridcare.explanation.audits import tell_audit
from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.people.register import Register
from gridcare.people.rosters import DutyShift, Roster
from gridcare.people.staffing import prove
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Unit
from gridcare.plugins.cn_national import RISK_LEVELS, ZONES
from gridcare.plugins.ten_measures import (
    ACTIVATED,
    AUDIT,
    DAILY_FORM,
    MEASURE_TAKEN,
    REGIMES,
    SPECIAL_GROUPS,
    SUPPORT_KINDS,
    TEN_MEASURES,
    case_records,
    duty_records,
    missing_haves,
    mode_changes,
    mode_records,
    regime_records,
    resident_records,
)
from gridcare.reporting.audit import AuditReport, AuditResult, audit
from gridcare.reporting.evidence import AuditRecord, Dossier, RecordBook, fact_records, return_records
from gridcare.reporting.filings import Filing
from gridcare.reporting.returns import FilingBook
from gridcare.timing.periods import DAILY, Interval, local_day, moment
from gridcare.work.campaign import Campaign
from gridcare.work.grades import Gradings, grading

ZONE = TEN_MEASURES.zone
ORDERED = moment("2022-03-13 09:00", ZONE)
AT = moment("2022-03-20 18:00", ZONE)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GRIDS, RESIDENTS = 3, 40
"""Grids in a community, and residents in a grid."""

SILENT, UNDRILLED, UNTOLD, UNVISITED = 1, 2, 3, 4
"""The communities in which something is wrong, by number: no report, no drill, no book of drills, no supervision."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the records, audit the street, and roll its communities up."""
    options = _options(arguments)
    chance = Random(options.seed)
    street = made_up_street(options.communities)
    dossier = Dossier(street, tuple(books(street, chance)))
    report = audit(AUDIT, dossier, at=AT, zone=ZONE, units=("street", *street.at_level("community")))
    print("SYNTHETIC: every resident, filing, shift and case is made up; the paper counts nothing.")
    print(tell_audit(report, "street", TEN_MEASURES.words_in(options.lang)))
    tell_haves(report)
    if options.json:
        options.json.write_text(json.dumps(as_plain(report), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--seed", type=int, default=2022, help="what is made up is drawn from it")
    parser.add_argument("--communities", type=_communities, default=9, help="how many communities, 5 to 100")
    parser.add_argument("--lang", choices=("en", "zh"), default="en", help="the language of the report")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the findings there")
    return parser.parse_args(arguments)


def _communities(text: str) -> int:
    if not text.isdigit() or not 5 <= int(text) <= 100:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of communities; give 5 to 100")
    return int(text)


# The street, made up


def made_up_street(communities: int) -> Hierarchy:
    """Make up a street whose first community has an urban village."""
    units = [Unit("county", "County", "county"), Unit("street", "Street", "street", "county")]
    for number in range(communities):
        community = f"c{number}"
        told = {"urban_village": False}
        units.append(Unit(community, f"Community {number}", "community", "street", attributes=told))
        for grid in range(GRIDS):
            village = {"urban_village": True} if number == grid == 0 else {}
            units.append(Unit(f"{community}g{grid}", f"Grid {grid}", "grid", community, attributes=village))
    return Hierarchy(TEN_MEASURES.levels, units)


def fact(unit: str, kind: str, when: datetime, outcome: str = "", **answers: Scalar) -> Fact:
    """Tell one thing that a unit did, recorded at once."""
    return Fact(
        id=f"{unit} {kind} {outcome} {when:%m-%d %H:%M}",
        kind=kind,
        subjects=(unit,),
        happened=when,
        known=when,
        outcome=outcome,
        answers=Attributes(answers),
    )


def books(street: Hierarchy, chance: Random) -> Iterator[RecordBook]:
    """Hand in every book of the street; one community hands in no book of drills."""
    communities = street.at_level("community")
    yield RecordBook("duty", "street", tuple(duty(street)))
    yield RecordBook("filing", "street", tuple(filings(street)))
    changes = mode_changes(activations(communities, chance))
    yield RecordBook("activation", "street", tuple(mode_records(changes)))
    yield from ledgers(street, chance)
    yield RecordBook("regime", "street", tuple(regimes(street)))
    yield from cases(street, chance)
    done = tuple(work(communities, chance))
    for kind in ("plan", "mechanism", "team", "supplies", "publicity", "sanitation", "report_in", "training"):
        yield RecordBook(kind, "street", tuple(of_kind(done, kind)))
    yield RecordBook("supervision", "street", tuple(of_kind(done, "supervision")))
    for number, community in enumerate(communities):
        if number != UNTOLD:
            drills = (each for each in of_kind(done, "drill") if each.unit == community)
            yield RecordBook("drill", community, tuple(drills))


def of_kind(facts: Iterable[Fact], kind: str) -> Iterator[AuditRecord]:
    """Read the facts of a kind as records of the unit that they are about."""
    return fact_records(facts, kind, lambda told: told.subjects[0])


def duty(street: Hierarchy) -> Iterator[AuditRecord]:
    """Prove a week of the department's duty, three shifts a day."""
    week = Interval(AT - 7 * DAY, AT)
    shifts = [
        DutyShift(
            id=f"{number}",
            person=f"officer {number % 3}",
            role="duty officer",
            place="street",
            duty="command",
            hours=Interval(week.start + number * 8 * HOUR, week.start + (number + 1) * 8 * HOUR),
        )
        for number in range(21)
    ]
    owed = TEN_MEASURES.duties.owed(("street",), week, hierarchy=street, zone=ZONE)
    return duty_records(prove(Roster(shifts=shifts), owed), at=AT)


def filings(street: Hierarchy) -> Iterator[AuditRecord]:
    """File a week of zero reports; one community is silent on one day."""
    filed = []
    since = local_day(ORDERED, ZONE)
    days = [since + number * DAY for number in range(7)]
    for unit in ("street", *street.at_level("community")):
        for day in days:
            if unit == f"c{SILENT}" and day == days[3]:
                continue
            period = DAILY.period_of(day)
            when = DAILY_FORM.due(period) - HOUR
            filed.append(
                Filing(
                    id=f"{unit} {day}",
                    form=DAILY_FORM.name,
                    unit=unit,
                    period=period,
                    filed=when,
                    known=when,
                    figures={"fever": 0, "requests": 0},
                    zero=f"head of {unit}",
                    preparer=f"head of {unit}",
                )
            )
    book = FilingBook(form=DAILY_FORM, hierarchy=street, since=since, until=days[-1] + DAY, filings=filed)
    return return_records(book.as_of(AT), "filing")


def activations(communities: Sequence[str], chance: Random) -> Iterator[Fact]:
    """Enter the state of emergency within hours of the order."""
    for unit in ("street", *communities):
        yield fact(unit, ACTIVATED, ORDERED + chance.randint(1, 12) * HOUR, ordered=ORDERED)


def ledgers(street: Hierarchy, chance: Random) -> Iterator[RecordBook]:
    """Keep the resident ledger, the special groups in it, and the ledger of organisations."""
    residents = []
    for grid in street.at_level("grid"):
        for number in range(RESIDENTS):
            told: dict[str, Scalar] = {"checked_on": local_day(AT, ZONE) - chance.randint(0, 25) * DAY}
            if chance.random() < 0.08:
                told |= {"special_group": chance.choice(SPECIAL_GROUPS), "needs": chance.choice(("none", "medicine"))}
            residents.append(Subject(id=f"{grid}p{number}", kind="resident", unit=grid, attributes=Attributes(told)))
    records = tuple(resident_records(Register(street, residents, TEN_MEASURES.kinds), at=AT))
    for kind in ("resident", "special"):
        yield RecordBook(kind, "street", tuple(each for each in records if each.kind == kind))
    shops = (fact(community, "organisation", AT - DAY, name="shop") for community in street.at_level("community"))
    yield RecordBook("organisation", "street", tuple(of_kind(shops, "organisation")))


def regimes(street: Hierarchy) -> Iterator[AuditRecord]:
    """Hold the risk level of the county and the zone of one community against the measures that were taken."""
    communities = street.at_level("community")
    graded = Journal.of(
        (
            grading("risk", scale="risk", unit="county", grade="low", by="province", happened=ORDERED),
            grading("zone", scale="zone", unit="c0", grade="control", by="county", happened=ORDERED + DAY),
        )
    )
    zones = Gradings(hierarchy=street, scale=ZONES, zone=ZONE, journal=graded)
    risks = Gradings(hierarchy=street, scale=RISK_LEVELS, zone=ZONE, journal=graded)
    asked = {each.zone: each.measures for each in REGIMES.editions[0].rules}
    taken = [
        fact(unit, MEASURE_TAKEN, ORDERED + 2 * DAY, measure)
        for unit in communities
        for measure in asked["control" if unit == "c0" else "routine"]
    ]
    return regime_records(zones, risks, taken, communities, AT, on=local_day(AT, ZONE))


def cases(street: Hierarchy, chance: Random) -> Iterator[RecordBook]:
    """Follow requests for support, requests of residents and relief; one request for support is answered too late."""
    campaign = TEN_MEASURES.campaign(street, Register(street, (), TEN_MEASURES.kinds), opened=ORDERED)
    told: list[Fact] = []
    communities = street.at_level("community")
    for number in range(3 * len(communities)):
        unit, start = communities[number % len(communities)], ORDERED + number * HOUR
        late = 30 * HOUR if number == len(communities) - 1 else HOUR
        told += case(f"s{number}", unit, "support", start, what=chance.choice(SUPPORT_KINDS))
        told += [
            fact(f"s{number}", "answer", start + late, "accepted"),
            fact(f"s{number}", "carry out", start + late + 5 * HOUR, "done"),
        ]
        told += case(f"r{number}", f"{unit}g0", "relief", start)
        told += [
            fact(f"r{number}", "step in", start + 2 * HOUR, "in need"),
            fact(f"r{number}", "relieve", start + 20 * HOUR, "relieved"),
        ]
        told += case(f"q{number}", f"{unit}g0", "request", start)
        told += [
            fact(f"q{number}", "request", start + HOUR, "accepted"),
            fact(f"q{number}", "delivery", start + 4 * HOUR, "delivered"),
        ]
    record(campaign, told)
    for track, kind in (("support", "support"), ("relief", "relief"), ("service", "request")):
        yield RecordBook(kind, "street", tuple(case_records(campaign, "street", track=track, kind=kind)))


def case(id: str, unit: str, kind: str, when: datetime, **told: Scalar) -> Iterator[Fact]:
    """Open a case at a unit."""
    answers = Attributes({"kind": kind, "unit": unit, **told})
    yield Fact(id=f"{id} joined", kind="joined", subjects=(id,), happened=when, known=when, answers=answers)


def record(campaign: Campaign, facts: Iterable[Fact]) -> None:
    """Record facts as they happened, and let the clock go on to the audit."""
    for each in sorted(facts, key=lambda told: (told.known, told.kind != "joined", told.id)):
        campaign.record(each)
    campaign.advance(AT)


def work(communities: Sequence[str], chance: Random) -> Iterator[Fact]:
    """Tell what each community did, and when its department was there."""
    for number, unit in enumerate(communities):
        when = AT - chance.randint(1, 5) * DAY
        yield fact(unit, "plan", ORDERED, peacetime=True, emergency=True)
        yield fact(unit, "mechanism", ORDERED, in_place=True)
        yield fact(unit, "team", ORDERED, in_place=True)
        yield fact(unit, "supplies", AT - DAY, balance=chance.randint(50, 500))
        yield fact(unit, "publicity", when, form="poster", audience="tenants", reached=chance.randint(20, 200))
        yield fact(unit, "sanitation", when, target="rubbish station", area=chance.randint(50, 400))
        yield fact(unit, "report_in", when, organisation="county office", task="gate", hours=chance.randint(2, 8))
        yield fact(unit, "training", when, topic="screening")
        yield fact(unit, "drill", when - (200 * DAY if number == UNDRILLED else DAY), live=True)
        if number != UNVISITED:
            yield fact(unit, "supervision", when, guidance=True)


# What came of it


def tell_haves(report: AuditReport) -> None:
    """Say which communities lack one of the five haves."""
    owned = [each.unit for each in report.assessments if each.criterion.id == "mechanism"]
    lacking = [f"{unit} lacks {', '.join(missing)}" for unit in owned if (missing := missing_haves(report, unit))]
    print("\nFive haves: " + ("; ".join(lacking) or f"complete in all {len(owned)} communities"))


def as_plain(report: AuditReport) -> Mapping[str, Any]:
    """Give the findings as plain data."""
    return {
        "at": report.at.isoformat(),
        "measures": {
            each.criterion.id: {
                "result": each.result.value if each.result else None,
                "met": list(each.met),
                "not met": list(each.not_met),
                "cannot be told": list(each.cannot_be_told),
            }
            for each in report.roll_up("street")
        },
        "reasons": [
            {
                "unit": each.unit,
                "measure": each.criterion.id,
                "result": each.result.value,
                "against": [exhibit.record for exhibit in each.against],
                "lacks": [f"{lack.why}: {lack.kind} of {lack.unit}" for lack in each.lacks],
            }
            for each in report.assessments
            if each.result is not AuditResult.MET
        ],
    }


if __name__ == "__main__":
    main()
