"""
The follow-up of Ebola contacts in a West African district, as a method of its own: no street, no household, no Chinese.

Contacts are listed from cases, traced in their villages, and visited every day until 21 days after their last exposure
are over. Whoever falls ill is an alert: investigated, isolated, tested. Whoever is not found any more is lost, and when
found again goes on where the days stand, not from the beginning. Every facility reports every day and every chiefdom
every week, zero among them, so that silence is never taken for zero. The first part of this script is the playbook,
declared with public names only; the second is a host that takes a made-up district through six weeks of it.

    python examples/ebola_contacts.py [--seed 2014] [--contacts 240] [--json FILE]

Published are the 21 days from the most recent exposure, the early symptoms and that the ill are isolated (CDC, December
2014; WHO). Everything marked as a reading is OURS, and so are all people, places and days.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

import attrs

from gridcare.attributes import Attributes, Scalar
from gridcare.facts.fact import Fact
from gridcare.hookspecs import hookimpl
from gridcare.people.register import Register
from gridcare.people.subjects import Field, SubjectKind
from gridcare.people.teams import Seat, TeamRule
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.playbook import Playbook
from gridcare.plugins.who import follow_up
from gridcare.privacy import PrivacyClass
from gridcare.reporting.bulletin import Bulletin, Ratio, render
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Indicator, Item
from gridcare.reporting.reconcile import Identity
from gridcare.reporting.returns import FilingBook, Returns
from gridcare.rules.notices import Grade, Source
from gridcare.rules.parameters import Parameter, Parameters, param
from gridcare.timing.anchors import Latest
from gridcare.timing.periods import Interval, Period, at_clock
from gridcare.timing.slots import Daily, SlotState
from gridcare.timing.timelines import Phase, Timeline
from gridcare.work.campaign import Campaign
from gridcare.work.certificates import StillOpen
from gridcare.work.effects import Notify, Open
from gridcare.work.episodes import ENROLLED, EXIT, Exit
from gridcare.work.observation import Observations, ReleaseRefused
from gridcare.work.protocols import BEGAN, SYMPTOM, Event, Protocol, Whenever
from gridcare.work.readings import CutOff, ReadingRule
from gridcare.work.release import NoOpen, Release
from gridcare.work.routing import Route
from gridcare.work.rows import Track
from gridcare.work.steps import Excluded, On, OpenForVerification, Settled, Spent, Step
from gridcare.work.workflow import Workflow

# The method: sources, and what had to be read into them

CDC = Source(
    body="Centers for Disease Control and Prevention",
    title="methods for implementing and managing contact tracing for Ebola virus disease in less-affected countries",
    date=date(2014, 12, 1),
    grade=Grade.SEEN,
)
WHO_FOLLOW_UP = follow_up("who ebola").editions[0]
DAYS = WHO_FOLLOW_UP.rules["observation_days"]
ZONE = "Africa/Freetown"

SYMPTOMS = ("fever", "severe headache", "muscle pain", "fatigue", "weakness")
"""The early symptoms that CDC names; a host may add the later ones."""


def _reading(name: str, value: str | int | Decimal, unit: str, *alternatives: str) -> Parameter:
    return Parameter(name, value, unit=unit, reading=True, alternatives=alternatives)


READINGS = Parameters(
    (
        Parameter("follow_up_days", DAYS, unit="day", sources=(WHO_FOLLOW_UP.source,)),
        _reading("visits_a_day", 1, "time per day", "two: morning and evening"),
        _reading("fever_from", Decimal("38.0"), "degree Celsius", "another cut-off: the papers cited give none"),
        _reading("trace_within", "48h", "duration", "24 hours"),
        _reading("trace_attempts", 3, "attempt", "until somebody is found"),
        _reading("investigate_within", "24h", "duration", "at once: the paper says prompt"),
        _reading("lost_after", 3, "day", "the first missed visit"),
    )
)
"""
What was read into the papers, and the days they state.

Whoever reads it otherwise makes the method anew: ``ebola_contacts(READINGS.with_values(visits_a_day=2))``.
"""

LEVELS = Level.ordered("nation", "district", "chiefdom", "facility")

CONTACT = SubjectKind(
    "contact",
    (
        Field("name", str, PrivacyClass.IDENTIFYING, mask="name"),
        Field("source_case", str, PrivacyClass.PERSONAL),
        Field("health_worker", bool, PrivacyClass.PERSONAL),
    ),
    titles=(("en", "contact"),),
)
ALERT = SubjectKind("alert", titles=(("en", "alert"),))

TRACERS = TeamRule("tracers", (Seat("contact tracer"), Seat(("community leader", "contact tracer"))))
INVESTIGATORS = TeamRule("investigators", (Seat("surveillance officer"), Seat("clinician")))

TRACING = Workflow(
    "tracing",
    start="trace",
    teams=(TRACERS,),
    parameters=(READINGS.declared("trace_within"), READINGS.declared("trace_attempts")),
    titles=(("en", "tracing of listed contacts"),),
    parts=(
        Step(
            "trace",
            team="tracers",
            deadline=param("trace_within"),
            attempts=param("trace_attempts"),
            titles=(("en", "find the contact in the village"),),
            moves=(
                On("found", go="followed"),
                On("not at home", again=True),
                On("ill when found", go="ill", do=Open("alert")),
                On("moved", go="moved", do=Notify("district of destination")),
                On("no contact", go="no contact"),
                Spent(go="not found"),
            ),
        ),
        Settled("followed", titles=(("en", "under follow-up"),)),
        Settled("ill", category="ill", titles=(("en", "ill when found"),)),
        Settled("moved", category="moved", titles=(("en", "moved, handed over"),)),
        Excluded("no contact", category="no contact", titles=(("en", "no contact after all"),)),
        OpenForVerification("not found", titles=(("en", "not found"),)),
    ),
)

ALERTS = Workflow(
    "alert",
    start="investigate",
    teams=(INVESTIGATORS,),
    parameters=(READINGS.declared("investigate_within"),),
    titles=(("en", "alert: a contact who is ill"),),
    parts=(
        Step(
            "investigate",
            team="investigators",
            deadline=param("investigate_within"),
            titles=(("en", "investigate"),),
            moves=(On("suspected", go="isolate"), On("no suspicion", go="no suspicion")),
        ),
        Step(
            "isolate",
            deadline=param("investigate_within"),
            titles=(("en", "refer and isolate"),),
            moves=(On("admitted", go="test"), On("refused", go="refused", do=Notify("paramount chief"))),
        ),
        Step(
            "test",
            deadline=param("investigate_within"),
            titles=(("en", "test in the treatment unit"),),
            moves=(On("negative", go="not a case"), On("positive", go="confirmed", do=Notify("district"))),
        ),
        Settled("no suspicion", category="not a case", titles=(("en", "no suspicion"),)),
        Settled("not a case", category="not a case", titles=(("en", "tested negative"),)),
        Settled("confirmed", category="confirmed", titles=(("en", "confirmed case"),)),
        OpenForVerification("refused", titles=(("en", "isolation refused"),)),
    ),
)


def _number(name: str, readings: Parameters = READINGS) -> int:
    value = readings[name]
    return value if isinstance(value, int) else 0


OFFICER = "district surveillance officer"


def contact_follow_up(readings: Parameters = READINGS) -> Protocol:
    """
    Give the follow-up: visited daily until day 21 after the last exposure, free to go out, isolated only when ill.

    Args:
        readings: `READINGS`, some of them perhaps with other values.
    """
    days, visits = (_number(name, readings) for name in ("follow_up_days", "visits_a_day"))
    fever = readings["fever_from"]
    return Protocol(
        name="contact follow-up",
        kind="follow-up in the community",
        titles=(("en", "contact follow-up"),),
        timeline=Timeline(
            anchor=Latest("exposure"),
            phases=(Phase("follow-up", days=days, slots=(Daily("visit", times=visits),)),),
        ),
        readings=(
            ReadingRule(
                kind="temperature",
                field="celsius",
                cut_offs=(CutOff(at=fever if isinstance(fever, Decimal) else 0),),
                plausible=(30, 45),
            ),
        ),
        symptoms=SYMPTOMS,
        team=TRACERS.name,
        release=Release(guards=(NoOpen(SYMPTOM), NoOpen("temperature")), by=OFFICER),
        follows=(
            Whenever(Event.SYMPTOM, Open("alert")),
            Whenever(Event.ALARM, Open("alert")),
            Whenever(Event.EXIT, Notify("chiefdom"), reason=Exit.LOST),
        ),
        sources=(WHO_FOLLOW_UP.source, CDC),
    )


FOLLOW_UP = contact_follow_up()

DAILY_FORM = Form(
    "daily contacts",
    owed_by="facility",
    every="day",
    zone=ZONE,
    cut_off="18:00",
    due_after="2h",
    titles=(("en", "daily report on contacts"),),
    items=(
        Item("due", counts="person", titles=(("en", "contacts to be visited"),)),
        Item("seen", counts="person", titles=(("en", "contacts seen"),)),
        Item("missed", counts="person", titles=(("en", "contacts not seen"),)),
        Item("ill", counts="person", titles=(("en", "contacts ill"),)),
    ),
)
WEEKLY_FORM = Form(
    "weekly surveillance",
    owed_by=("chiefdom",),
    every="week",
    zone=ZONE,
    due_after="24h",
    titles=(("en", "weekly surveillance report"),),
    items=(
        Item("suspected", counts="person", titles=(("en", "suspected cases"),)),
        Item("confirmed", counts="person", titles=(("en", "confirmed cases"),)),
    ),
)


def ebola_contacts(readings: Parameters = READINGS) -> Playbook:
    """
    Give the method.

    Args:
        readings: `READINGS`, some of them perhaps with other values.
    """
    return Playbook(
        name="ebola-contacts",
        titles={"en": "Follow-up of Ebola contacts (a West African district)"},
        sources=(CDC, WHO_FOLLOW_UP.source),
        zone=ZONE,
        tracks=(
            Track(attrs.evolve(TRACING, parameters=_held(TRACING, readings)), kind="contact"),
            Track(attrs.evolve(ALERTS, parameters=_held(ALERTS, readings)), kind="alert", beside=True),
        ),
        routes=(Route("alert", track="alert"),),
        levels=LEVELS,
        kinds=(CONTACT, ALERT),
        protocols=(contact_follow_up(readings),),
        forms=(DAILY_FORM, WEEKLY_FORM),
        indicators=(
            Indicator(
                "seen_share",
                "100 * seen / due",
                prints=1,
                form="daily contacts",
                titles=(("en", "contacts seen in a hundred due"),),
            ),
        ),
        identities=(
            Identity(
                "everybody due",
                "seen + missed = due",
                form="daily contacts",
                why="A contact who is due is seen or is not.",
                titles=(("en", "contacts due are seen or not"),),
            ),
        ),
        bulletins=(
            Bulletin(
                "situation",
                figures=("listed", "active", "completed", "ill", "lost", "due", "seen"),
                ratios=(Ratio("share", "seen / due", places=1),),
                days=("day",),
                texts={
                    "en": (
                        "As of {day} the district has listed {listed} {listed|contact|contacts}: {active} under "
                        "follow-up, {completed} have completed it, {ill} were isolated when ill and {lost} are lost. "
                        "Of {due} due on the day {seen} were seen ({share})."
                    )
                },
            ),
        ),
        rule_sets=(follow_up("who ebola"),),
        settings=(readings.declared("lost_after"),),
    )


def _held(workflow: Workflow, readings: Parameters) -> Parameters:
    """Give the parameters of a workflow as they are read."""
    return Parameters(tuple(map(readings.declared, workflow.parameters.names())))


EBOLA_CONTACTS = ebola_contacts()


@hookimpl
def gridcare_playbooks() -> Iterable[Playbook]:
    """Bring the follow-up of Ebola contacts."""
    return (EBOLA_CONTACTS,)


# The host: a made-up district

FIRST, TODAY = date(2014, 10, 1), date(2014, 11, 10)
EVENING = at_clock(TODAY, time(20), ZONE)
NEXT_MORNING = at_clock(TODAY + timedelta(days=1), time(9), ZONE)
DAY = timedelta(days=1)
CHIEFDOMS, FACILITIES = 6, 24
LATE_CHIEFDOM = "c6"
"""Its tablet comes in a day late."""
SHOWN, SHOWN_EXPOSED = "contact 001", FIRST + 12 * DAY
UNTRACED = "contact 002"
"""Nobody went to trace this one."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Trace the contacts of a district, follow them, and report."""
    options = _options(arguments)
    chance = Random(options.seed)
    district = make_district()
    contacts = list(made_up(district, options.contacts, chance))
    print(f"SYNTHETIC: {len(contacts)} contacts of a made-up district, {CHIEFDOMS} chiefdoms, {FACILITIES} facilities")
    campaign, watch = take_down(district, contacts, chance)
    report = {
        "tracing": tell_tracing(campaign),
        "follow_up": tell_follow_up(watch, district),
        "shown": tell_shown(watch),
        "alerts": tell_alerts(campaign, watch),
        "reports": tell_reports(watch, district, campaign),
    }
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--seed", type=int, default=2014, help="what is made up is drawn from it")
    parser.add_argument("--contacts", type=_count, default=240, help="how many contacts, 20 to 2000")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures there")
    return parser.parse_args(arguments)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 20 <= int(text) <= 2000:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of contacts; give one from 20 to 2000")
    return int(text)


def make_district() -> Hierarchy:
    """Make up a district of chiefdoms and facilities."""
    units = [Unit("nation", "Nation", "nation"), Unit("district", "District", "district", "nation")]
    units += [Unit(f"c{n}", f"Chiefdom {n}", "chiefdom", "district") for n in range(1, CHIEFDOMS + 1)]
    units += [
        Unit(f"f{n:02}", f"Health post {n}", "facility", f"c{(n - 1) % CHIEFDOMS + 1}")
        for n in range(1, FACILITIES + 1)
    ]
    return Hierarchy(LEVELS, units)


@attrs.frozen(kw_only=True)
class Contact:
    """
    Somebody made up, with what is going to happen.

    Attributes:
        id: An opaque id.
        unit: The facility whose tracers visit.
        exposed: The day of the exposure.
        listed: The day on which the contact is listed.
        traced: What the attempts to trace come to.
        fate: What becomes of the follow-up.
        turn: On which day after the listing it takes that turn.
    """

    id: str
    unit: str
    exposed: date
    listed: date
    traced: tuple[str, ...] = ("found",)
    fate: str = "completes"
    turn: int = 0

    @property
    def is_followed(self) -> bool:
        """Whether the contact is found and well."""
        return self.traced[-1:] == ("found",)


FATES = {"completes": 84, "ill": 6, "lost": 3, "lost and found": 4, "exposed again": 3}
TRACED = {("found",): 80, ("not at home", "found"): 12, ("not at home",) * 3: 3, ("moved",): 3, ("no contact",): 2}
"""How often in a hundred; made up."""


def made_up(district: Hierarchy, count: int, chance: Random) -> Iterator[Contact]:
    """Make up contacts exposed over four weeks; the first is lost and found again, the second is never traced."""
    facilities = district.at_level("facility")[: FACILITIES - 2]  # two have no contact, and sign for zero
    for number in range(1, count + 1):
        exposed = FIRST + timedelta(days=chance.randrange(30))
        contact = Contact(
            id=f"contact {number:03}",
            unit=chance.choice(facilities),
            exposed=exposed,
            listed=exposed + timedelta(days=chance.randint(1, 4)),
            traced=chance.choices(list(TRACED), list(TRACED.values()))[0],
            fate=chance.choices(list(FATES), list(FATES.values()))[0],
            turn=chance.randint(2, 6),
        )
        if contact.id == SHOWN:
            listed = SHOWN_EXPOSED + 2 * DAY
            contact = Contact(id=SHOWN, unit="f01", exposed=SHOWN_EXPOSED, listed=listed, fate="lost and found", turn=5)
        elif contact.id == UNTRACED:
            contact = attrs.evolve(contact, listed=TODAY - timedelta(days=3), traced=())
        yield contact


# What happens to them


def take_down(district: Hierarchy, contacts: Iterable[Contact], chance: Random) -> tuple[Campaign, Observations]:
    """Record everything day by day as it becomes known; the last day of one chiefdom is merged late."""
    opened = at_clock(FIRST, time(0), ZONE)
    campaign = EBOLA_CONTACTS.campaign(district, Register(district, (), EBOLA_CONTACTS.kinds), opened=opened)
    watch = EBOLA_CONTACTS.observations(district)
    told = [fact for contact in contacts for fact in course(contact, district, chance)]
    for facts in by_day(fact for fact in told if fact.kind not in CAMPAIGN_KINDS):
        watch = watch.record(*facts)
    traced = sorted((fact for fact in told if fact.kind in CAMPAIGN_KINDS), key=_by_known)
    for fact in traced:
        campaign.record(fact)
    campaign.advance(EVENING)
    return campaign, watch


CAMPAIGN_KINDS = ("joined", "trace", "investigate", "isolate", "test")


def _by_known(fact: Fact) -> tuple[datetime, str]:
    return fact.known, fact.id


def by_day(facts: Iterable[Fact]) -> Iterator[list[Fact]]:
    """Group facts by the day on which they became known, in order."""
    for _, group in groupby(sorted(facts, key=_by_known), key=lambda fact: fact.known.date()):
        yield list(group)


def course(contact: Contact, district: Hierarchy, chance: Random) -> Iterator[Fact]:
    """Tell all that happens to a contact up to today."""
    late = district.parent(contact.unit) == LATE_CHIEFDOM
    yield fact(contact.id, "joined", contact.listed, time(8), track="tracing", unit=contact.unit, kind="contact")
    for number, outcome in enumerate(contact.traced):
        day = contact.listed + number * timedelta(hours=12)
        yield fact(contact.id, "trace", day, time(9 + 3 * number), outcome=outcome)
    if contact.is_followed:
        for told in followed(contact, chance):
            if told.happened <= EVENING:
                yield attrs.evolve(told, known=NEXT_MORNING) if late and told.happened.date() == TODAY else told
        if contact.fate == "ill":
            yield from alert(contact, chance)


def followed(contact: Contact, chance: Random) -> Iterator[Fact]:
    """Tell of the follow-up: the exposure, the visits, the turn it takes, and its end."""
    yield fact(contact.id, "exposure", contact.exposed, time(12))
    yield fact(contact.id, ENROLLED, contact.listed, time(16), unit=contact.unit)
    turn = contact.listed + timedelta(days=contact.turn)
    end = contact.exposed + timedelta(days=_number("follow_up_days") + 1)
    away: tuple[date, date] | None = None
    if contact.fate == "exposed again":
        yield fact(contact.id, "exposure", turn, time(12))
        end = turn + timedelta(days=_number("follow_up_days") + 1)
    elif contact.fate == "ill":
        yield fact(contact.id, SYMPTOM, turn, time(10), outcome=BEGAN, name="fever")
        yield fact(contact.id, "temperature", turn, time(10), celsius=38.7)
        yield fact(contact.id, EXIT, turn, time(17), outcome=Exit.ESCALATED)
        end = turn
    elif contact.fate.startswith("lost"):
        found = turn + timedelta(days=_number("lost_after", EBOLA_CONTACTS.parameters) + 2)
        yield fact(
            contact.id,
            EXIT,
            turn + timedelta(days=_number("lost_after", EBOLA_CONTACTS.parameters)),
            time(18),
            outcome=Exit.LOST,
        )
        away = (turn, found)
        if contact.fate == "lost and found":
            yield fact(contact.id, ENROLLED, found, time(11), unit="f02" if contact.id == SHOWN else contact.unit)
        else:
            end = turn
    day = contact.listed + DAY
    while day < end:
        gone = away is not None and away[0] <= day <= away[1]
        if not gone and chance.random() < 0.96:
            yield fact(contact.id, "visit", day, time(8 + chance.randrange(9)))
        day += DAY
    if contact.fate not in ("ill", "lost"):
        yield fact(contact.id, EXIT, end, time(10), outcome=Exit.RELEASED, authority=OFFICER)


def alert(contact: Contact, chance: Random) -> Iterator[Fact]:
    """Tell what comes of the alert about a contact who is ill."""
    day = contact.listed + timedelta(days=contact.turn)
    if day >= TODAY:
        return
    about = f"alert {contact.id}"
    yield fact(about, "joined", day, time(10), track="alert", unit=contact.unit, kind="alert", about=contact.id)
    result = "positive" if chance.random() < 0.3 else "negative"
    steps = (("investigate", "suspected"), ("isolate", "admitted"), ("test", result))
    for hours, (kind, outcome) in enumerate(steps, 1):
        yield fact(about, kind, day, time(10 + 2 * hours), outcome=outcome, track="alert")


def fact(
    about: str, kind: str, day: date, clock: time, /, *, outcome: str = "", track: str = "", **answers: Scalar
) -> Fact:
    """Tell one thing that happened, and was entered a quarter of an hour later."""
    happened = at_clock(day, clock, ZONE)
    return Fact(
        id=f"{about} {kind} {happened:%m-%d %H:%M}",
        kind=kind,
        subjects=(about,),
        happened=happened,
        known=happened + timedelta(minutes=15),
        outcome=outcome,
        answers=Attributes(answers),
        track=track,
    )


# What is told


def tell_tracing(campaign: Campaign) -> dict[str, Any]:
    """Say who was found, who is overdue, and that nobody is dropped."""
    ends = Counter(campaign.state(contact, track="tracing").part for contact in campaign.subjects("district"))
    listed = sum(ends.values())
    print(f"\nTracing: {listed} listed = " + " + ".join(f"{count} {end}" for end, count in sorted(ends.items())))
    overdue = [due.who for due in campaign.overdue("district", track="tracing")]
    print(f"  overdue: {', '.join(overdue)}")
    still: list[str] = []
    try:
        campaign.close("district", signed_by="district medical officer")
    except StillOpen as refusal:
        still = list(refusal.subjects)
        print(f"  closing is refused while these are not traced: {', '.join(still)}")
    campaign.record(fact(UNTRACED, "trace", TODAY, time(19), outcome="no contact"))
    certificate = campaign.close("district", signed_by="district medical officer")
    carried = [each.subject for each in certificate.carry_over]
    print(f"  traced the same evening; certified, {len(carried)} not found carried over by name: {', '.join(carried)}")
    return {"listed": listed, "ends": dict(ends), "overdue": overdue, "refused": still, "carried_over": carried}


def tell_follow_up(watch: Observations, district: Hierarchy) -> dict[str, Any]:
    """Add up the episodes of every chiefdom, and tell what a late tablet changes about a day."""
    print(f"\nFollow-up as of {EVENING:%d %B %Y %H:%M}, in episodes")
    print("             enrolled  completed  isolated when ill  lost  active")
    for unit in ("district", *district.at_level("chiefdom")):
        stock = watch.stock(EVENING, EVENING, unit)
        cells = (stock.enrolled, stock.exits.released, stock.exits.escalated, stock.exits.lost, stock.active)
        print(f"  {district[unit].name:11}" + "".join(f"{cell:>{w}}" for cell, w in zip(cells, COLUMNS, strict=True)))
    then, now = (visited(watch, district, known) for known in (EVENING, NEXT_MORNING))
    print(f"Visits of the day: {sum(then.values(), Visits())}, as known that evening")
    print(f"  {sum(now.values(), Visits())}, once the tablet of {district[LATE_CHIEFDOM].name} has come in")
    stock, persons = watch.stock(EVENING, EVENING), watch.persons(EVENING, EVENING)
    print(f"{stock.enrolled} episodes of {persons.enrolled} persons: who was lost and is found again has two")
    return {
        "enrolled": stock.enrolled,
        "exits": attrs.asdict(stock.exits),
        "active": stock.active,
        "persons": persons.enrolled,
        "then": attrs.asdict(sum(then.values(), Visits())),
        "now": attrs.asdict(sum(now.values(), Visits())),
    }


COLUMNS = (10, 11, 19, 6, 8)


@attrs.frozen
class Visits:
    """How many contacts were due on a day, how many of them were seen, and how many fell ill."""

    due: int = 0
    seen: int = 0
    ill: int = 0

    def __add__(self, other: "Visits") -> "Visits":
        """Add up two places."""
        return Visits(self.due + other.due, self.seen + other.seen, self.ill + other.ill)

    def __str__(self) -> str:
        return f"{self.due} due, {self.seen} seen, {self.due - self.seen} not"


def visited(watch: Observations, district: Hierarchy, known: datetime) -> dict[str, Visits]:
    """Count by facility who was due today, who was seen and who fell ill, as known at a moment."""
    day, told = Interval.of_day(TODAY, ZONE), dict.fromkeys(district.at_level("facility"), Visits())
    for episode in watch.episodes(EVENING, known):
        if episode.reason is Exit.ESCALATED and episode.end is not None and episode.end >= day.start:
            told[episode.unit] += Visits(ill=1)
        elif episode.is_active:
            for row in watch.watch(episode.person, EVENING, known).table.rows:
                if row.slot.window.start == day.start and row.state not in (SlotState.NOT_OWED, SlotState.NOT_YET_DUE):
                    told[episode.unit] += Visits(1, row.state not in (SlotState.DUE, SlotState.MISSED))
    return told


def tell_shown(watch: Observations) -> dict[str, Any]:
    """Follow one contact who was lost and found in another chiefdom: the days go on, they do not begin again."""
    episodes = [each for each in watch.episodes(EVENING, EVENING) if each.person == SHOWN]
    print(f"\n{SHOWN}, exposed on {SHOWN_EXPOSED:%d %B}")
    for each in episodes:
        end = "under follow-up" if each.end is None else f"{each.reason} on {each.end:%d %B}"
        print(f"  episode {each.number}: enrolled at {each.unit} on {each.start:%d %B}, {end}")
    last = SHOWN_EXPOSED + timedelta(days=_number("follow_up_days"))
    asked = at_clock(last, time(9), ZONE)
    early = fact(SHOWN, EXIT, last, time(9), outcome=Exit.RELEASED, authority=OFFICER)
    then = EBOLA_CONTACTS.observations(watch.hierarchy, journal=watch.journal.as_of(known=asked))
    print(f"  release asked for on day {_number('follow_up_days')}, {last:%d %B}")
    refused = []
    try:
        then.record(early)
    except ReleaseRefused as refusal:
        refused = [str(each) for each in refusal.decision.unmet]
        print(f"    refused: {'; '.join(refused)}")
    ended = episodes[-1].end
    print(f"  released on {ended:%d %B}, when day {_number('follow_up_days')} was over" if ended else "  not released")
    return {
        "episodes": [each.unit for each in episodes],
        "refused": refused,
        "released": ended.date().isoformat() if ended else None,
    }


def tell_alerts(campaign: Campaign, watch: Observations) -> dict[str, Any]:
    """Tell what came of everybody who fell ill, and that each alert has one cause."""
    ends = Counter(campaign.state(each, track="alert").part for each in campaign.subjects("district", track="alert"))
    effects = [effect for effect in watch.effects(EVENING) if effect.kind == "open" and effect.what == "alert"]
    ill = {effect.subject for effect in effects}
    print(f"\nAlerts: {sum(ends.values())} = " + " + ".join(f"{count} {end}" for end, count in sorted(ends.items())))
    print(f"  {len(ill)} contacts fell ill under follow-up; symptom and temperature of one day are one alert")
    return {"ends": dict(ends), "ill": len(ill), "effects": len(effects)}


def tell_reports(watch: Observations, district: Hierarchy, campaign: Campaign) -> dict[str, Any]:
    """File the reports of the day and of the week: zeros by signature, silence named, and the bulletin."""
    visits = visited(watch, district, EVENING)
    period = DAILY_FORM.every.period_of(TODAY)
    silent = next(unit for unit, told in visits.items() if told.due)
    daily = []
    for unit, each in visits.items():
        if unit != silent:
            figures = {"due": each.due, "seen": each.seen, "missed": each.due - each.seen, "ill": each.ill}
            daily.append(filing(DAILY_FORM, unit, period, figures))
    returns = filed(DAILY_FORM, district, period, daily)
    week = WEEKLY_FORM.every.period_of(TODAY - timedelta(days=7))
    cases = suspected(campaign, district, week)
    weekly = [filing(WEEKLY_FORM, unit, week, figures) for unit, figures in cases.items()]
    weeks = filed(WEEKLY_FORM, district, week, weekly)
    print("\nReports")
    told = {"daily": tell_returns("daily", returns), "weekly": tell_returns("weekly", weeks)}
    persons, seen = watch.persons(EVENING, EVENING), sum(visits.values(), Visits())
    values = {
        "listed": campaign.coverage("district", track="tracing").total.subjects,
        "active": persons.active,
        "completed": persons.exits.released,
        "ill": persons.exits.escalated,
        "lost": persons.exits.lost,
        "due": seen.due,
        "seen": seen.seen,
        "day": TODAY,
    }
    text = render(EBOLA_CONTACTS.bulletin("situation"), values, "en")
    print(f"\n{text}")
    return {**told, "silent": silent, "bulletin": text}


def suspected(campaign: Campaign, district: Hierarchy, week: Period) -> dict[str, dict[str, int]]:
    """Count by chiefdom the alerts of a week and the confirmed among them."""
    told = {unit: Counter[str]() for unit in district.at_level("chiefdom")}
    for unit, counts in told.items():
        for about in campaign.subjects(unit, track="alert"):
            case = campaign.case(about, track="alert")
            if week.first <= case.since.date() < week.end:
                counts["suspected"] += 1
                counts["confirmed"] += case.state.part == "confirmed"
    return {unit: {"suspected": each["suspected"], "confirmed": each["confirmed"]} for unit, each in told.items()}


def filing(form: Form, unit: str, period: Period, figures: Mapping[str, int]) -> Filing:
    """Fill in a form half an hour before it is late; where there is nothing, the one in charge signs for zero."""
    at = form.due(period) - timedelta(minutes=30)
    some = any(figures.values())
    return Filing(
        id=f"{form.name}/{unit}/{period}",
        form=form.name,
        unit=unit,
        period=period,
        filed=at,
        known=at,
        figures=figures if some else {},
        zero="" if some else f"in charge of {unit}",
    )


def filed(form: Form, district: Hierarchy, period: Period, filings: Iterable[Filing]) -> Returns:
    """Hold what was filed against what was owed."""
    book = FilingBook(form=form, hierarchy=district, since=period.first, until=period.end, filings=list(filings))
    return book.as_of(form.due(period) + timedelta(hours=1))


def tell_returns(name: str, returns: Returns) -> dict[str, Any]:
    """Print who reported."""
    counts = returns.counts()
    missing = [each.obligation.unit for each in returns.missing]
    silent = f"; silent, which is not zero: {', '.join(missing)}" if missing else ""
    print(f"  {name}: owed {counts.owed}, received {counts.received}, {counts.zero} of them signed zeros{silent}")
    return {"owed": counts.owed, "received": counts.received, "zero": counts.zero, "missing": missing}


if __name__ == "__main__":
    main()
