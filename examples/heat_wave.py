"""
A heat wave: a city sees to it that nobody old who lives alone is left alone with the heat. No disease, no observation.

The forecast of a day gives its level of warning. From orange on everybody on the list is called by noon; who does not
answer twice is visited by a pair of volunteers within two hours; who does not open is a matter for neighbours, keys and
at last the fire brigade; who is not well is brought to a cool room or to hospital. A quarter with many who have not
been reached raises an alert to its district and the city. Cool rooms are opened in the morning or named, districts
report every evening, and the day closes only when nobody is left. The first part of this script is the playbook,
declared with public names only; the second is a host that takes a made-up city through five hot days.

    python examples/heat_wave.py [--seed 2003] [--people 1500] [--json FILE]

That cities need plans with warnings, lists of the vulnerable and cool places is what the WHO recommends (Heat-health
action plans: guidance, Regional Office for Europe, 2008). Every number here is OURS, and nobody in it exists.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import attrs

from gridcare.attributes import Attributes
from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.hookspecs import hookimpl
from gridcare.people.assignment import Task, Worker, assign
from gridcare.people.register import Register
from gridcare.people.subjects import Field, Subject, SubjectKind
from gridcare.people.teams import Seat, TeamRule
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.tally import Tally
from gridcare.places.thresholds import Falls, Threshold, grade_places
from gridcare.places.units import Level, Unit
from gridcare.playbook import Playbook
from gridcare.privacy import PrivacyClass
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Item
from gridcare.reporting.reconcile import Identity
from gridcare.reporting.returns import FilingBook
from gridcare.reporting.rollup import roll_up
from gridcare.rules.contexts import Context, Number
from gridcare.rules.notices import Grade, Source
from gridcare.rules.parameters import Parameter, Parameters, param
from gridcare.rules.scopes import Values
from gridcare.testing.synthetic import visits
from gridcare.timing.deadlines import OPENED, Deadline, Target
from gridcare.timing.periods import at_clock
from gridcare.timing.slots import Daily
from gridcare.work.alerts import alerts
from gridcare.work.campaign import Campaign
from gridcare.work.certificates import StillOpen
from gridcare.work.effects import Leave, Notify
from gridcare.work.rows import Track
from gridcare.work.scales import Scale
from gridcare.work.steps import Channel, On, OpenForVerification, Settled, Spent, Standing, Step
from gridcare.work.table import State
from gridcare.work.upkeep import Spot, Upkeep, UpkeepLog
from gridcare.work.workflow import Workflow

# The method

WHO_EUROPE = Source(
    body="World Health Organization, Regional Office for Europe",
    title="Heat-health action plans: guidance",
    date=date(2008, 1, 1),
    grade=Grade.SEEN,
)
ZONE = "Europe/Vienna"


def _reading(name: str, value: str | int, unit: str, *alternatives: str) -> Parameter:
    return Parameter(name, value, unit=unit, reading=True, alternatives=alternatives)


READINGS = Parameters(
    (
        _reading("age_from", 75, "year", "65", "no age: whoever asks for it"),
        _reading("calls", 2, "attempt", "one"),
        _reading("call_within", "4h", "duration", "by noon whatever the hour of opening"),
        _reading("visit_within", "2h", "duration", "the same day"),
        _reading("entry_within", "1h", "duration", "at once"),
        _reading("alert_from", 3, "person", "more in larger quarters"),
        _reading("alarm_from", 6, "person", "more in larger quarters"),
    )
)
"""Whoever reads it otherwise makes the method anew: ``heat_wave(READINGS.with_values(age_from=65))``."""


def _number(name: str, readings: Parameters = READINGS) -> int:
    value = readings[name]
    return value if isinstance(value, int) else 0


LEVELS = Level.ordered("city", "district", "quarter")

PERSON = SubjectKind(
    "person",
    (
        Field("name", str, PrivacyClass.IDENTIFYING, mask="name"),
        Field("age", int, PrivacyClass.PERSONAL),
        Field("lives_alone", bool, PrivacyClass.PERSONAL),
        Field("key_with_neighbour", bool, PrivacyClass.PERSONAL),
    ),
    titles=(("en", "person"),),
)

WARNING = Scale(
    "heat warning",
    ("none", "yellow", "orange", "red"),
    reads=(
        "if highest >= 38 or (highest >= 35 and lowest >= 22) then 'red' "
        "elif highest >= 35 then 'orange' elif highest >= 32 then 'yellow' otherwise 'none'"
    ),
    figures=Context(names={"highest": Number.of("degree Celsius"), "lowest": Number.of("degree Celsius")}),
)
"""From the highest temperature of the day and the lowest of the night; a night that does not cool makes it worse."""

CALLED_FROM = "orange"

PAIR = TeamRule("pair", (Seat("volunteer", count=2),))
CALLERS = TeamRule("callers", (Seat(("volunteer", "call centre")),))
ENTRY = TeamRule("entry", (Seat(("fire brigade", "caretaker")), Seat("volunteer")))

CHECK = Workflow(
    "daily check",
    start="call",
    teams=(CALLERS, PAIR, ENTRY),
    parameters=tuple(READINGS.declared(name) for name in ("calls", "call_within", "visit_within", "entry_within")),
    titles=(("en", "daily check"),),
    parts=(
        Step(
            "call",
            team="callers",
            attempts=param("calls"),
            deadline=param("call_within"),
            channels=(Channel("phone"), Channel("message", use="fall-back")),
            titles=(("en", "call"),),
            moves=(
                On("well", go="well"),
                On("no answer", again=True),
                On("needs help", go="visit"),
                On("at hospital", go="cared for"),
                Spent(go="visit"),
            ),
        ),
        Step(
            "visit",
            team="pair",
            deadline=param("visit_within"),
            titles=(("en", "visit at the door"),),
            moves=(
                On("well", go="well", do=Leave("water")),
                On("too hot at home", go="transfer"),
                On("ill", go="cared for", do=Notify("ambulance")),
                On("nobody opens", go="entry"),
            ),
        ),
        Step(
            "transfer",
            team="pair",
            deadline=param("visit_within"),
            titles=(("en", "bring to a cool room"),),
            moves=(On("brought", go="cool room"), On("stays at home", go="stays", do=Leave("water"))),
        ),
        Step(
            "entry",
            team="entry",
            deadline=param("entry_within"),
            titles=(("en", "ask neighbours, use the key, open the door"),),
            moves=(
                On("well", go="well"),
                On("away", go="away"),
                On("ill", go="cared for", do=Notify("ambulance")),
                On("dead", go="dead", do=Notify("police")),
                On("not entered", go="not reached", do=Notify("police")),
            ),
        ),
        Settled("well", titles=(("en", "well at home"),)),
        Settled("cool room", category="cool room", titles=(("en", "in a cool room"),)),
        Settled("stays", category="stays", titles=(("en", "staying in the heat"),)),
        Settled("cared for", category="hospital", titles=(("en", "in hospital"),)),
        Settled("away", category="away", titles=(("en", "away by what neighbours say"),)),
        Settled("dead", category="dead", titles=(("en", "found dead"),)),
        OpenForVerification("not reached", titles=(("en", "not reached"),)),
    ),
)
"""The check of one day; every day of orange or red is a campaign of its own over the same list."""

COOL_ROOMS = Upkeep(
    "cool rooms",
    of="cool room",
    slots=(Daily("opened", windows=("09:00-11:00",)), Daily("cool enough", windows=("12:00-14:00", "16:00-18:00"))),
)

FORM = Form(
    "evening report",
    owed_by="district",
    every="day",
    zone=ZONE,
    cut_off="20:00",
    due_after="1h",
    titles=(("en", "evening report"),),
    items=(
        Item("listed", counts="person", over_time="last", titles=(("en", "on the list"),)),
        Item("seen", counts="person", titles=(("en", "spoken to or seen"),)),
        Item("unseen", counts="person", titles=(("en", "not reached"),)),
        Item("cool", counts="person", titles=(("en", "brought to cool rooms"),)),
    ),
)


def heat_wave(readings: Parameters = READINGS) -> Playbook:
    """
    Give the method.

    Args:
        readings: `READINGS`, some of them perhaps with other values.
    """
    listed = f"subject.lives_alone and subject.age >= {_number('age_from', readings)}"
    held = [readings.declared(name) for name in CHECK.parameters.names()]
    return Playbook(
        name="heat-wave",
        titles={"en": "Heat wave: people who live alone"},
        sources=(WHO_EUROPE,),
        zone=ZONE,
        tracks=(Track(attrs.evolve(CHECK, parameters=held), kind="person", only=listed),),
        levels=LEVELS,
        kinds=(PERSON,),
        scales=(WARNING,),
        upkeeps=(COOL_ROOMS,),
        forms=(FORM,),
        identities=(
            Identity(
                "everybody",
                "seen + unseen = listed",
                form="evening report",
                why="Who is on the list was reached or was not.",
                titles=(("en", "everybody on the list"),),
            ),
        ),
        targets={"closed by noon": Target(share="9/10", by=Deadline(clock="12:00", anchor=OPENED))},
        settings=[readings.declared(name) for name in ("alert_from", "alarm_from")],
    )


HEAT_WAVE = heat_wave()


@hookimpl
def gridcare_playbooks() -> Iterable[Playbook]:
    """Bring the heat wave."""
    return (HEAT_WAVE,)


def unreached_rule(readings: Parameters) -> Threshold:
    """
    Say from how many in one quarter, neither spoken to nor seen by noon, its district and the city hear of it.

    Args:
        readings: `READINGS`, or the parameters of a playbook.
    """
    return Threshold(
        name="nobody has answered",
        key="unreached",
        weight="person",
        level="quarter",
        steps=tuple((_number(f"{grade}_from", readings), grade) for grade in ("alert", "alarm")),
        falls=Falls.WITH_COUNT,
    )


def level_of(highest: int, lowest: int) -> str:
    """Give the level of warning of a day from its temperatures in degrees Celsius."""
    return str(WARNING.read(Values({"highest": highest, "lowest": lowest})))


# The host: a made-up city

FIRST = date(2023, 8, 18)
FORECASTS = ((33, 18), (36, 20), (38, 22), (36, 23), (31, 19))
"""The highest and the lowest temperature of each day; made up."""
HOTTEST = FIRST + timedelta(days=2)
DISTRICTS, QUARTERS = 4, 20
PAIRS, VISITS_EACH = 12, 2
COOL_ROOM_EVERY = 2
"""A cool room in every other quarter."""
SILENT_PAIR = "q03"
"""The pairs of this quarter hand in what they wrote down late on the hottest day."""
ANSWERS: Mapping[str, Mapping[str, int]] = {
    "call": {"well": 70, "no answer": 25, "needs help": 4, "at hospital": 1},
    "visit": {"well": 60, "too hot at home": 20, "ill": 4, "nobody opens": 16},
    "transfer": {"brought": 70, "stays at home": 30},
    "entry": {"well": 50, "away": 35, "ill": 8, "dead": 1, "not entered": 6},
}
MINUTES = {"call": (40, 100), "visit": (20, 130), "transfer": (20, 60), "entry": (15, 55)}
"""What comes of an attempt in a hundred, and between how many minutes after the last; made up."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Take a city through five days of heat."""
    options = _options(arguments)
    chance = Random(options.seed)
    city, register = made_up(options.people, chance)
    on_list = HEAT_WAVE.campaign(city, register, opened=at_clock(FIRST, time(8), ZONE)).coverage("city").total
    print(f"SYNTHETIC: {len(register)} people of {_number('age_from') - 10} and older in {QUARTERS} quarters,", end=" ")
    print(f"{on_list.subjects} of them on the list: {_number('age_from')} or older, and living alone")
    days = []
    for number, (highest, lowest) in enumerate(FORECASTS):
        day, level = FIRST + timedelta(days=number), level_of(highest, lowest)
        print(f"\n{day:%d %B}: {lowest} to {highest} degrees, warning {level}")
        told: dict[str, Any] = {"day": day.isoformat(), "level": level}
        if WARNING.rank(level) >= WARNING.rank(CALLED_FROM):
            told |= hot_day(city, register, day, chance)
            register = register.leave(*told["leave"])
        else:
            print("  nobody is called; the list is kept ready")
        days.append(told)
    report = {"listed": on_list.subjects, "days": days}
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--seed", type=int, default=2003, help="what is made up is drawn from it")
    parser.add_argument("--people", type=_count, default=1500, help="how many old people there are, 100 to 20000")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures there")
    return parser.parse_args(arguments)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 100 <= int(text) <= 20_000:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of people; give one from 100 to 20000")
    return int(text)


def made_up(people: int, chance: Random) -> tuple[Hierarchy, Register]:
    """Make up a city and its old people; about every other one lives alone."""
    units = [Unit("city", "City", "city")]
    units += [Unit(f"d{n}", f"District {n}", "district", "city") for n in range(1, DISTRICTS + 1)]
    units += [Unit(f"q{n:02}", f"Quarter {n}", "quarter", f"d{n % DISTRICTS + 1}") for n in range(1, QUARTERS + 1)]
    city = Hierarchy(LEVELS, units)
    subjects = [
        Subject(
            id=f"p{number:05}",
            kind="person",
            unit=chance.choice(city.at_level("quarter")),
            attributes=Attributes(
                age=chance.randint(_number("age_from") - 10, 99),
                lives_alone=chance.random() < 0.5,
                key_with_neighbour=chance.random() < 0.6,
            ),
        )
        for number in range(people)
    ]
    return city, Register(city, subjects, HEAT_WAVE.kinds)


def hot_day(city: Hierarchy, register: Register, day: date, chance: Random) -> dict[str, Any]:
    """Check everybody on the list, from the morning's calls to the evening's certificate."""
    opened, noon, evening = (at_clock(day, time(hour), ZONE) for hour in (8, 12, 20))
    desk = HEAT_WAVE.campaign(city, register, opened=opened)
    started = {id: opened + timedelta(minutes=chance.randrange(5, 220)) for id in desk.subjects("city")}
    made = visits(desk, answer, seed=chance.randrange(1 << 30), started=started.__getitem__)
    facts = sorted(made, key=lambda fact: (fact.known, fact.id))
    held_back = [fact for fact in facts if day == HOTTEST and is_held_back(fact, register)]
    held = {fact.id for fact in held_back}
    for fact in facts:
        if fact.known <= noon and fact.id not in held:
            desk.record(fact)
    desk.advance(noon)
    told = {"noon": tell_noon(desk), "alerts": tell_alerts(desk), "volunteers": tell_volunteers(desk)}
    for fact in facts:
        if fact.known > noon and fact.id not in held:
            desk.record(fact)
    desk.advance(evening)
    refused = []
    try:
        certificate = desk.close("city", signed_by="duty officer")
    except StillOpen as refusal:
        refused = list(refusal.subjects)
        print(f"  20:00 closing is refused: {len(refused)} have not been seen, such as {', '.join(refused[:3])}")
        for fact in held_back:
            desk.record(attrs.evolve(fact, known=max(fact.known, evening + timedelta(minutes=40))))
        desk.advance(evening + timedelta(minutes=45))
        certificate = desk.close("city", signed_by="duty officer")
        print(f"  20:45 the slips of {city[SILENT_PAIR].name} have come in")
    ends = Counter(desk.state(id).part for id in desk.subjects("city"))
    print("  closed: " + ", ".join(f"{count} {TITLES[end]}" for end, count in ends.most_common()))
    carried = [each.subject for each in certificate.carry_over]
    if carried:
        print(f"  carried over by name, and told to the police: {', '.join(carried)}")
    return {
        **told,
        "refused": refused,
        "listed": certificate.coverage.total.subjects,
        "ends": dict(ends),
        "carried_over": carried,
        "cool_rooms": tell_cool_rooms(city, day),
        "reports": tell_reports(desk, day),
        "leave": [id for id in desk.subjects("city") if desk.state(id).part in ("cared for", "dead")],
    }


TITLES = {part.name: dict(part.titles)["en"] for part in CHECK.parts}


def is_held_back(fact: Fact, register: Register) -> bool:
    """Say whether a fact stands on the slips that come in late."""
    return fact.kind != "call" and register[fact.subjects[0]].unit == SILENT_PAIR


def answer(_: str, state: State, random: Random) -> tuple[str, timedelta]:
    """Draw what comes of an attempt, and how long it takes."""
    outcomes = ANSWERS[state.part]
    first = state.standing is Standing.NOT_STARTED
    pause = 0 if first else random.randint(*MINUTES[state.part])
    return random.choices(list(outcomes), list(outcomes.values()))[0], timedelta(minutes=pause)


def tell_noon(desk: Campaign) -> dict[str, Any]:
    """Hold noon against the target, and name what is overdue."""
    line = desk.target(dict(HEAT_WAVE.targets)["closed by noon"], "city")
    overdue = list(desk.overdue("city"))
    turns = Counter(due.what for due in overdue)
    by_step = ", ".join(f"{count} at '{TITLES[step]}'" for step, count in turns.items()) or "none"
    standing = line.subjects
    short = f", short by {standing.short}" if standing.short else ""
    print(f"  12:00 {standing.reached} closed, {standing.needed} wanted: {standing.state}{short}; overdue: {by_step}")
    verdict = {"reached": standing.reached, "needed": standing.needed, "state": str(standing.state)}
    return {**verdict, "overdue": dict(turns)}


def unreached(desk: Campaign) -> Iterator[str]:
    """Name everybody who has been neither spoken to nor seen: nothing but unanswered calls, and closed doors."""
    for id in desk.subjects("city", Standing.NOT_STARTED, Standing.IN_PROGRESS):
        spoken = any(fact.outcome not in ("no answer", "nobody opens") for fact in desk.case(id).facts)
        if not spoken:
            yield id


def tell_alerts(desk: Campaign) -> list[str]:
    """Raise an alert where many in one quarter have not been reached, told upwards."""
    counted = Tally.of(desk.hierarchy, ((desk.case(id).unit, "unreached", {"person": 1}) for id in unreached(desk)))
    raised = alerts(grade_places(counted, (unreached_rule(HEAT_WAVE.parameters),), ("alert", "alarm")))
    for each in raised:
        if each.grade == "alarm":
            print(f"  12:00 alarm: {each.cause.count} unreached in {each.unit}; told {' -> '.join(each.told)}")
    quiet = [each.unit for each in raised if each.grade == "alert"]
    if quiet:
        print(f"  12:00 alert: {', '.join(quiet)}")
    return [f"{each.grade} {each.unit}: {' -> '.join(each.told)}" for each in raised]


def tell_volunteers(desk: Campaign) -> dict[str, int]:
    """Share the visits that are due among the pairs, each in its own district, nobody overloaded."""
    due = [each for each in desk.due("city") if each.team == PAIR.name]
    tasks = [Task(id=each.subject, by="pair", place=desk.hierarchy.parent(each.unit) or "") for each in due]
    pairs = [
        Worker(id=f"pair {n}", roles="pair", places=f"d{n % DISTRICTS + 1}", at_most=VISITS_EACH) for n in range(PAIRS)
    ]
    shared = assign(tasks, pairs)
    most = max((load for _, load in shared.loads), default=0)
    left = f"; nobody is free for {len(shared.findings)}" if shared.findings else ""
    print(f"  12:00 {len(due)} visits due, {len(shared.given)} given to {PAIRS} pairs, {most} at most{left}")
    return {"due": len(due), "given": len(shared.given), "left": len(shared.findings), "most": most}


def tell_cool_rooms(city: Hierarchy, day: date) -> dict[str, list[str]]:
    """Say which cool rooms were not opened, or not measured, on the day."""
    quarters = city.at_level("quarter")[::COOL_ROOM_EVERY]
    spots = [Spot(id=f"room {unit}", kind="cool room", unit=unit, since=FIRST) for unit in quarters]
    told = [
        Fact(id=f"{spot.id} {kind} {at:%m-%d %H:%M}", kind=kind, subjects=(spot.id,), happened=at, known=at)
        for number, spot in enumerate(spots)
        for kind, hour in (("opened", 9), ("cool enough", 13), ("cool enough", 17))
        for at in (at_clock(day, time(hour, 30), ZONE),)
        if number != day.day % len(spots)
    ]
    log = UpkeepLog(hierarchy=city, spots=spots, upkeeps=(COOL_ROOMS,), journal=Journal.of(told), zone=ZONE)
    lacking = [spot.id for spot in log.lacking("cool rooms", "city", day, at_clock(day, time(20), ZONE))]
    print(f"  {len(spots)} cool rooms; without what was owed: {', '.join(lacking) or 'none'}")
    return {"rooms": [spot.id for spot in spots], "lacking": lacking}


def tell_reports(desk: Campaign, day: date) -> dict[str, Any]:
    """File the evening report of every district but one; its silence is named."""
    period, at = FORM.every.period_of(day), at_clock(day, time(20, 50), ZONE)
    silent = f"d{day.day % DISTRICTS + 1}"
    filings: list[Filing] = []
    for unit in desk.hierarchy.at_level("district"):
        ends = Counter(desk.state(id).part for id in desk.subjects(unit))
        unseen = ends["not reached"] + ends["away"]
        figures = {
            "listed": sum(ends.values()),
            "seen": sum(ends.values()) - unseen,
            "unseen": unseen,
            "cool": ends["cool room"],
        }
        filing = Filing(
            id=f"{unit} {day}", form=FORM.name, unit=unit, period=period, filed=at, known=at, figures=figures
        )
        filings += [filing] if unit != silent else []
    book = FilingBook(form=FORM, hierarchy=desk.hierarchy, since=day, until=day + timedelta(days=1), filings=filings)
    returns = book.as_of(at_clock(day, time(22), ZONE))
    counts, missing = returns.counts(), [each.obligation.unit for each in returns.missing]
    totals = {cell.item: cell.figure for cell in roll_up(returns, period).cells(level="city")}
    print(f"  reports: owed {counts.owed}, received {counts.received}, silent {', '.join(missing)}")
    print(f"    the others add up to {totals['seen']} seen and {totals['unseen']} not, of {totals['listed']}")
    return {"owed": counts.owed, "received": counts.received, "missing": missing, "totals": totals}


if __name__ == "__main__":
    main()
