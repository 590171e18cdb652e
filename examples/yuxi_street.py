"""
What the Yuxi street office (Neijiang, Sichuan) did until 7 February 2020, at its size, with made-up people.

The street had screened 19,149 households with 51,618 persons in two rounds, followed 107 leads, observed 122
person-times at home and closed some hundred venues. This script makes up a street of which that holds, takes it
through the three-three-four method, and shows what follows from it and what does not: three lines of defence with
every passage decided and its reason told; a second round of exactly those whom the first left, certified level by
level; leads that each end in one outcome; 17 under observation, or 11 in the other reading; venues shut by force where
they reopened; and the published figures held against each other, one of which bears the wrong unit.

    python examples/yuxi_street.py [--seed 20200207] [--json FILE]

Every person, household and passage in it is synthetic; the published figures are the street's own.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

import attrs

from gridcare.attributes import Attributes, Scalar
from gridcare.facts.fact import Fact, Origin
from gridcare.facts.journal import Journal
from gridcare.people.posts import Appointment
from gridcare.people.register import Register
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Unit
from gridcare.plugins.casework.intake import received
from gridcare.plugins.three_three_four import (
    GATE_POLICY,
    HOME,
    INSPECTION_ROUNDS,
    LEDGER_LEVELS,
    LINES,
    PATROLS,
    STATIONED_BODIES,
    TASK_FORCE,
    WORKING_GROUPS,
    organisation,
)
from gridcare.plugins.three_three_four_figures import FIGURES
from gridcare.registry import Registry
from gridcare.reporting.bulletin import render
from gridcare.reporting.languages import ENGLISH
from gridcare.reporting.reconcile import Status, reconcile
from gridcare.reporting.telling import tell
from gridcare.rules.scopes import Given, Values
from gridcare.timing.periods import Interval, at_clock
from gridcare.work.campaign import Campaign
from gridcare.work.certificates import Certificate
from gridcare.work.episodes import ENROLLED, EXIT, Exit
from gridcare.work.observation import Observations
from gridcare.work.upkeep import Spot, UpkeepLog, activities

ZONE = "Asia/Shanghai"
FIRST, LAST = date(2020, 1, 28), date(2020, 2, 7)
OPENED = at_clock(FIRST, time(8), ZONE)
SECOND_ROUND = at_clock(date(2020, 2, 3), time(8), ZONE)
PUBLISHED = at_clock(LAST, time(18, 10), ZONE)
HOUR = timedelta(hours=1)

AREAS = 5
COMMUNITIES_PER_AREA, YARDS_PER_COMMUNITY = 2, 10  # ours: the article counts neither communities nor yards
PASSAGES = 2_000  # ours: passages at the doors of one day
WITH_PROPERTY_FIRM = 0.3  # ours: the article says "where there are any"
CLOSED = {
    "closed_mahjong": "mahjong parlour",
    "closed_internet": "internet café",
    "closed_bars": "bar",
    "closed_baths": "bath or foot bath",
    "closed_poultry": "live poultry point",
}
STILL_OPEN, REOPENED = 3, 2  # ours: the article says that there were some


def main(arguments: Sequence[str] | None = None) -> None:
    """Go through the three lines, the three key points and the four roles."""
    options = _options(arguments)
    chance = Random(options.seed)
    street = make_street(chance)
    report = {
        "lines": tell_lines(street, chance),
        "rounds": tell_rounds(street, chance),
        "leads": tell_leads(street, chance),
        "observation": tell_observation(street, chance),
        "venues": tell_venues(street),
        "organisation": tell_organisation(street),
        "findings": tell_findings(),
    }
    playbook = Registry.load().playbook("three-three-four")
    bulletin = playbook.bulletin("state of affairs")
    values = {**{name: FIGURES[name] for name in bulletin.figures}, "day": LAST}
    print("\nBulletin\n" + "\n".join(render(bulletin, values, language) for language in ("zh", "en")))
    if options.json:
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--seed", type=int, default=20200207, help="what is made up is drawn from it")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures there")
    return parser.parse_args(arguments)


def published(name: str) -> int:
    """Give a published figure as a whole number."""
    return int(FIGURES[name].value or 0)


# The street, made up


def make_street(chance: Random) -> Hierarchy:
    """Make up areas, communities and building yards."""
    units = [Unit("yuxi", "Yuxi", "street")]
    for area in range(1, AREAS + 1):
        units.append(Unit(f"a{area}", f"Area {area}", "area", "yuxi"))
        for community in range(1, COMMUNITIES_PER_AREA + 1):
            code = f"a{area}c{community}"
            units.append(Unit(code, f"Community {area}-{community}", "community", f"a{area}"))
            units += [
                Unit(
                    f"{code}y{yard}",
                    f"Yard {yard}",
                    "building yard",
                    code,
                    attributes={"property_firm": chance.random() < WITH_PROPERTY_FIRM},
                )
                for yard in range(1, YARDS_PER_COMMUNITY + 1)
            ]
    return Hierarchy(Registry.load().playbook("three-three-four").levels, units)


def open_campaign(street: Hierarchy, subjects: Iterable[Subject] = ()) -> Campaign:
    """Open a campaign of the street."""
    playbook = Registry.load().playbook("three-three-four")
    return playbook.campaign(street, Register(street, subjects, playbook.kinds), opened=OPENED)


def fact(
    subject: str,
    about: str,
    at: datetime,
    /,
    *,
    outcome: str = "",
    track: str = "",
    roles: tuple[str, ...] = (),
    answers: dict[str, Scalar] | None = None,
) -> Fact:
    """Tell one thing that happened, known at once."""
    return Fact(
        id=f"{subject} {about} {at:%m-%d %H:%M} {outcome}".rstrip(),
        kind=about,
        subjects=(subject,),
        happened=at,
        known=at,
        outcome=outcome,
        answers=Attributes(answers or {}),
        origin=Origin(roles=roles),
        track=track,
    )


def joined(subject: str, kind: str, unit: str, track: str, at: datetime = OPENED, /, **answers: Scalar) -> Fact:
    """Tell that a case came in."""
    return fact(subject, "joined", at, track=track, answers={"kind": kind, "unit": unit, **answers})


# Three lines of defence


def tell_lines(street: Hierarchy, chance: Random) -> dict[str, Any]:
    """Man the lines and decide a day's passages at the doors."""
    yards = street.at_level("building yard")
    print("Three lines of defence")
    manned = {}
    for line in LINES:
        forces: Counter[str] = Counter()
        for yard in yards if line.number == 2 else yards[:1]:
            firm = street.attribute(yard, "property_firm", LAST)
            forces.update(line.forces(Values({"unit.property_firm": firm is True})))  # type: ignore[arg-type]  # it is known
        manned[line.name] = dict(sorted(forces.items()))
        print(f"  {line.number}. {line.name}: {', '.join(line.duties)}; manned by {manned[line.name]}")
    decided = [GATE_POLICY.decide(passage(chance)) for _ in range(PASSAGES)]
    verdicts = Counter(str(each.verdict) for each in decided)
    registered = sum(each.registers is True for each in decided)
    days = (LAST - FIRST).days + 1
    vehicles = activities(
        (
            fact("city gate", "vehicle disinfection", OPENED + timedelta(days=day), answers={"amount": amount})
            for day, amount in enumerate(spread(published("vehicles") + 250, days, chance))
        ),
        by=("kind",),
        zone=ZONE,
        amount="amount",
    )
    print(f"  {PASSAGES} passages at the doors, {registered} registered: {dict(sorted(verdicts.items()))}")
    print(f"  vehicles disinfected {vehicles['vehicle disinfection',]}, published about and over 10,000")
    return {"manned": manned, "verdicts": dict(verdicts), "registered": registered, "passages": PASSAGES}


def passage(chance: Random) -> dict[str, Given]:
    """Make up one passage at a door."""
    outside = chance.random() < 0.1
    return {
        "direction": chance.choice(("in", "out")),
        "traveller.kind": "person",
        "traveller.outside": outside,
        "traveller.essential": chance.random() < 0.8,
        "reading.value": chance.choice((Decimal("36.4"), Decimal("36.8"))) if chance.random() < 0.995 else Decimal(38),
        "reading.device": "infrared" if chance.random() < 0.9 else "thermometer",
    }


# Three key points


def spread(total: int, among: int, chance: Random) -> list[int]:
    """Part a total into nearly equal shares, the larger ones by lot."""
    shares = [total // among] * among
    for place in chance.sample(range(among), total % among):
        shares[place] += 1
    return shares


def tell_rounds(street: Hierarchy, chance: Random) -> dict[str, Any]:
    """Screen the street in two rounds, the second for whom the first left, and certify it level by level."""
    yards = street.at_level("building yard")
    sizes = [
        *spread(published("round_1_persons"), published("round_1_households"), chance),
        *spread(published("round_2_persons"), published("round_2_households"), chance),
    ]
    households = [
        Subject(id=f"h{number:05}", kind="household", unit=chance.choice(yards), persons=persons)
        for number, persons in enumerate(sizes, 1)
    ]
    first = open_campaign(street, households)
    reached = published("round_1_households")
    for number, household in enumerate(households):
        outcome = "screened" if number < reached else chance.choice(("nobody there", "refused"))
        at = OPENED + timedelta(minutes=chance.randrange(5 * 12 * 60))
        first.record(fact(household.id, "visit", at, outcome=outcome, roles=("volunteer",)))
    certificate = first.close("yuxi", signed_by="head of the street office")
    residue = Registry.load().playbook("three-three-four").parameters["second_round_takes_residue"] is True
    second = first.next_round(opened=SECOND_ROUND, residue=residue)
    left = list(second.subjects("yuxi"))
    for subject in left:
        at = SECOND_ROUND + timedelta(minutes=chance.randrange(3 * 12 * 60))
        second.record(fact(subject, "visit", at, outcome="screened", roles=("party member",)))
    last = second.close("yuxi", signed_by="head of the street office")
    print(f"\nRound 1: {tell_settled(certificate)}; {len(certificate.carry_over)} carried over by name")
    print(f"Round 2: {tell_settled(last)}; {len(last.carry_over)} carried over")
    both = [certificate.coverage.settled, last.coverage.settled]
    households_in_all, persons = sum(each.subjects for each in both), sum(each.persons for each in both)
    print(f"Together {households_in_all} households with {persons} persons, each in one round")
    levels = {level: level_sums(certificate, level) for level in LEDGER_LEVELS}
    print(f"  ledgers of round 1, household and person: {levels}")
    return {
        "rounds": [{"households": each.subjects, "persons": each.persons} for each in both],
        "carried_over": len(certificate.carry_over),
        "left": len(left),
        "households": households_in_all,
        "persons": persons,
        "levels": levels,
    }


def tell_settled(certificate: Certificate) -> str:
    """Tell what a certificate says."""
    settled = certificate.coverage.settled
    return f"{settled.subjects} households with {settled.persons} persons screened"


def level_sums(certificate: Certificate, level: str) -> tuple[int, int]:
    """Add up the settled of all units of a level."""
    settled = [line.coverage.settled for line in certificate.at_level(level)]
    return sum(each.subjects for each in settled), sum(each.persons for each in settled)


LEAD_OUTCOMES = ("came back", "observed already", "not concerned", "elsewhere", "wrong record")


def tell_leads(street: Hierarchy, chance: Random) -> dict[str, Any]:
    """Follow up the leads from big data, each by message, telephone or visit, to one outcome."""
    yards = street.at_level("building yard")
    desk = open_campaign(street)
    for number in range(published("leads")):
        lead = f"lead {number:03}"
        at = OPENED + chance.randrange(200) * HOUR
        desk.record(joined(lead, "lead", chance.choice(yards), "lead", at))
        tries = chance.randrange(4)
        for attempt in range(1, min(tries, 2) + 1):
            missed = chance.choice(("messaged", "no answer"))
            desk.record(fact(lead, "contact", at + attempt * HOUR, outcome=missed, track="lead"))
        last = "no answer" if tries == 3 else chance.choice(LEAD_OUTCOMES)
        desk.record(fact(lead, "contact", at + 3 * HOUR, outcome=last, track="lead"))
    told = received(desk, "yuxi", track="lead")
    outcomes = dict(told.outcomes)
    print(f"\n{told.received} leads received, {told.under_way} under way: {outcomes}")
    notices = Counter(effect.what for effect in desk.effects if effect.kind == "leave")
    print(f"  isolation notices left: {notices['isolation notice']}")
    return {"received": told.received, "under_way": told.under_way, "outcomes": outcomes, "notices": dict(notices)}


def tell_observation(street: Hierarchy, chance: Random) -> dict[str, Any]:
    """Count the person-times under observation, and how the meets of one day stand."""
    watch = Observations(HOME, zone=ZONE, hierarchy=street).record(*episodes(street, chance))
    stock = watch.stock(PUBLISHED)
    day = Interval.of_day(LAST - timedelta(days=1), ZONE)
    slots: Counter[str] = Counter()
    for episode in watch.episodes(PUBLISHED, PUBLISHED):
        if episode.is_active:
            rows = watch.watch(episode.person, PUBLISHED).table.rows
            slots.update(str(row.state) for row in rows if day.start <= row.slot.window.start < day.end)
    print(f"\n{stock.enrolled} person-times enrolled, {stock.exits.total} ended", end=" ")
    print(f"({stock.exits.transferred} transferred), {stock.active} under observation")
    for question in Registry.load().playbook("three-three-four").open_readings:
        for finding in question.consequences:
            print(f"  {finding.id}: {finding.left} in the reading chosen, {finding.right} in the other")
    print(f"  meets of {day.start:%d %B}: {dict(sorted(slots.items()))}")
    return {
        "enrolled": stock.enrolled,
        "exits": attrs.asdict(stock.exits),
        "active": stock.active,
        "meets": dict(slots),
    }


def episodes(street: Hierarchy, chance: Random) -> Iterator[Fact]:
    """Make up 122 episodes: 99 completed, 6 transferred, 17 under way with the meets of the day before."""
    yards, days = street.at_level("building yard"), HOME.timeline.phases[0].days or 0
    done, moved = published("ended") - published("transferred"), published("transferred")
    for number in range(published("observed")):
        person = f"p{number:03}"
        over = number < done
        came = at_clock(LAST - timedelta(days=days + 2 if over else chance.randint(3, 8)), time(9), ZONE)
        enrolled = max(came, OPENED) + HOUR
        yield fact(person, "arrival", came)
        yield fact(person, ENROLLED, enrolled, answers={"unit": chance.choice(yards)})
        if over:
            released = came + timedelta(days=days + 1)
            yield fact(person, "notice", released, answers={"authority": "health centre"})
            yield fact(person, EXIT, released + HOUR, outcome=Exit.RELEASED, answers={"authority": "street"})
        elif number < done + moved:
            yield fact(person, EXIT, enrolled + 20 * HOUR, outcome=Exit.TRANSFERRED)
        else:
            yield from meets(person, LAST - timedelta(days=1), chance)


def meets(person: str, day: date, chance: Random) -> Iterator[Fact]:
    """Make up the four meets of a day; one in ten is missed."""
    for rule in HOME.timeline.phases[0].slots:
        for window in rule.windows:
            at = at_clock(day, time.fromisoformat(window[:5]), ZONE) + timedelta(minutes=chance.randint(5, 50))
            told: dict[str, Scalar] = {"celsius": 36.5, "device": "thermometer", "site": "axillary"}
            roles = ("health centre",) if rule.name == "temperature" else TASK_FORCE.roles
            if chance.random() < 0.9:
                yield fact(person, rule.name, at, roles=roles, answers=told if rule.name == "temperature" else None)


# Four roles


def tell_venues(street: Hierarchy) -> dict[str, Any]:
    """Close the venues, shut those by force that stayed open or reopened, and visit them again."""
    desk, yards = open_campaign(street), street.at_level("building yard")
    counts = {}
    for figure, type_of in CLOSED.items():
        counts[type_of] = published(figure)
        for number in range(counts[type_of]):
            venue = f"{type_of} {number:02}"
            mahjong = figure == "closed_mahjong"
            still = mahjong and number < STILL_OPEN
            again = mahjong and STILL_OPEN <= number < STILL_OPEN + REOPENED
            at = OPENED + HOUR
            desk.record(joined(venue, "venue", yards[number % len(yards)], "venue", type=type_of))
            desk.record(fact(venue, "order", at, outcome="still open" if still else "closed", track="venue"))
            if still:
                desk.record(fact(venue, "forced handling", at + HOUR, outcome="shut", track="venue"))
            if again:
                desk.record(fact(venue, "watch/visit", at + 20 * HOUR, outcome="open", track="venue"))
                desk.record(fact(venue, "watch/forced handling", at + 21 * HOUR, outcome="shut", track="venue"))
            for visit in range(1, 4):
                seen = at + timedelta(days=visit)
                desk.record(fact(venue, "watch/visit", seen, outcome="closed", track="venue"))
    desk.advance(PUBLISHED)
    ends = Counter(desk.state(venue, track="venue").part for venue in desk.subjects("yuxi", track="venue"))
    forced = sum("forced handling" in case.kind for case in desk.journal.facts())
    print(f"\nVenues closed, each in its own unit: {counts}")
    print(f"  forced handling of {forced}, still open or reopened; now {dict(sorted(ends.items()))}")
    return {"closed": counts, "forced": forced, "ends": dict(ends)}


def tell_organisation(street: Hierarchy) -> dict[str, Any]:
    """List the seats that nobody fills, the areas that were not inspected and the markets that were not disinfected."""
    areas = street.at_level("area")
    held = [
        Appointment(post="heads", person="secretary"),
        Appointment(post="heads", person="director"),
        *(Appointment(post=f"group/{group}", person=f"lead of {group}") for group in WORKING_GROUPS),
        *(Appointment(post=f"body/{body}", person=body) for body in STATIONED_BODIES if body != "justice office"),
        *(Appointment(post=f"area/{area}", person=f"team {area}") for area in areas),
    ]
    vacant = [str(each) for each in organisation("yuxi", areas, held).findings(LAST, LAST + timedelta(days=1))]
    noon = at_clock(LAST, time(11), ZONE)
    log = UpkeepLog(
        hierarchy=street,
        spots=[
            *(Spot(id=f"area {area}", kind="area", unit=area, since=FIRST) for area in areas),
            *(Spot(id=f"market {area}", kind="farmers' market", unit=area, since=FIRST) for area in areas),
        ],
        upkeeps=(INSPECTION_ROUNDS, PATROLS),
        journal=Journal.of(
            [
                *(fact(f"area {area}", "inspection", noon) for area in areas[:-1]),
                *(fact(f"market {area}", "patrol", noon) for area in areas),
                *(fact(f"market {area}", "disinfection", noon) for area in areas[1:]),
            ]
        ),
        zone=ZONE,
    )
    lacking = {
        upkeep: [spot.id for spot in log.lacking(upkeep, "yuxi", LAST, PUBLISHED)]
        for upkeep in ("area inspections", "markets")
    }
    print("\nOrganisation")
    for line in vacant:
        print(f"  {line}")
    print(f"  lacking on {LAST:%d %B}: {lacking}")
    return {"vacant": vacant, "lacking": lacking}


def tell_findings() -> list[dict[str, Any]]:
    """Hold the published figures against each other."""
    print("\nPublished figures")
    method = Registry.load().playbook("three-three-four")
    findings = reconcile(method.identities_of(), method.figures)
    for finding in findings:
        if finding.status is not Status.PASS:
            print(f"  {tell(finding, ENGLISH)}")
    return [
        {"id": finding.id, "status": str(finding.status), "difference": finding.difference}
        for finding in (*findings, *chain.from_iterable(each.consequences for each in method.open_readings))
    ]


if __name__ == "__main__":
    main()
