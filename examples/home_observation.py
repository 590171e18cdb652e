"""
Fourteen days of home medical observation (居家医学观察) in Yuxi street, Neijiang, as published on 7 February 2020.

The street had 122 person-times under observation by then; 105 had ended, 6 of them by transfer to central observation.
This script makes up 122 people of whom that holds and follows each of them door to door, four meets a day: two
temperatures taken by health staff, two visits of the task force of five. One of them, whose calendar is drawn at the
end, misses an evening, has a reading entered late, is seen outside at the gate, asks to be released too early, runs a
fever on the ninth day that a second reading confirms, and is transferred.

    python examples/home_observation.py [--seed 20200207] [--json FILE] [--svg FILE] [--lang zh]

Every person and reading in it is synthetic. Published are the figures above, the four meets, the five of the task
force and the five things handed over; the windows of the meets, the length and the guards of release are readings.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

import attrs

from gridcare.attributes import Attributes, Scalar
from gridcare.facts.fact import Fact, Origin
from gridcare.people.register import Register
from gridcare.people.teams import check
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.plugins.casework.care import services
from gridcare.plugins.three_three_four import HOME, KIT_OF_FIVE_ONES, TASK_FORCE
from gridcare.timing.periods import at_clock, local_day
from gridcare.work.calendars import calendar
from gridcare.work.campaign import Campaign
from gridcare.work.episodes import ENROLLED, EXIT, Exit
from gridcare.work.observation import Observations, ReleaseRefused
from gridcare.work.protocols import KIT, OUTING
from gridcare.work.rows import Track

ZONE = "Asia/Shanghai"
FIRST, LAST = date(2020, 1, 25), date(2020, 2, 7)
PUBLISHED = at_clock(LAST, time(18, 10), ZONE)

ENROLLED_IN_ALL, COMPLETED, TRANSFERRED = 122, 99, 6
COMMUNITIES = 9  # ours: the article names five areas and does not count the communities
SHOWN = "p001"

DAYS = HOME.timeline.phases[0].days or 0
FIVE = TASK_FORCE.roles
RULES = {rule.name: rule for rule in HOME.timeline.phases[0].slots}
TEMPERATURES, VISITS = RULES["temperature"].windows, RULES["visit"].windows


def main(arguments: Sequence[str] | None = None) -> None:
    """Watch the street's 122 person-times and tell what came of them."""
    options = _options(arguments)
    street = Hierarchy(
        Level.ordered("street", "community"),
        [Unit("yuxi", "Yuxi", "street")]
        + [Unit(f"c{number}", f"Community {number}", "community", "yuxi") for number in range(1, COMMUNITIES + 1)],
    )
    chance = Random(options.seed)
    watch = Observations(HOME, zone=ZONE, hierarchy=street)
    for facts in by_day(each for person in made_up(chance) for each in course(person, chance)):
        watch = watch.record(*facts)

    tell_task_force()
    tell_figures(watch)
    tell_days(watch)
    slots = count_slots(watch)
    print("\nSlots of all episodes\n  " + "  ".join(f"{state} {count}" for state, count in slots.items()))
    tell_shown(watch, options.lang)
    tell_services(street)
    if options.svg:
        picture = calendar(watch.watch(SHOWN, PUBLISHED), options.lang)
        options.svg.write_text(f"{picture:svg}\n", encoding="utf-8")
    if options.json:
        options.json.write_text(json.dumps(as_plain(watch, slots), indent=1) + "\n", encoding="utf-8")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--seed", type=int, default=20200207, help="what is made up is drawn from it")
    parser.add_argument("--lang", choices=("en", "zh"), default="en", help="the language of the calendar")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures there")
    parser.add_argument("--svg", type=Path, metavar="PATH", help="write the calendar of one episode there")
    return parser.parse_args(arguments)


# The people, made up


@attrs.frozen(kw_only=True)
class Person:
    """
    Somebody made up, with what is going to happen.

    Attributes:
        id: An opaque id.
        unit: The community.
        anchor: The kind of fact that the period is counted from.
        since: The day of that fact, which is day 0.
        enrolled: The day of enrolment.
        fever: The day of the period on which a fever comes; none for most.
    """

    id: str
    unit: str
    anchor: str
    since: date
    enrolled: date
    fever: int | None = None

    def day(self, number: int) -> date:
        """Give a day of the period by its number."""
        return self.since + timedelta(days=number)

    @property
    def leaves(self) -> datetime:
        """When nobody comes any more: at the transfer, after the period, or at the published moment."""
        if self.fever is not None:
            return at_clock(self.day(self.fever + 1), time(10), ZONE)
        return min(at_clock(self.day(DAYS + 1), time(0), ZONE), PUBLISHED)


class Fate(StrEnum):
    """What becomes of one meet."""

    ON_TIME = "on time"
    MISSED = "missed"
    LATE = "late"
    ENTERED_LATE = "entered late"


STORY = {(3, TEMPERATURES[1]): Fate.MISSED, (5, TEMPERATURES[0]): Fate.ENTERED_LATE}
"""What becomes of the meets of the one whose calendar is drawn, by day of the period and window."""
OUT_ON_DAY, ASKS_ON_DAY, FEVER_ON_DAY = 6, 8, 9


def made_up(chance: Random) -> Iterator[Person]:
    """Make up 122 people: 99 whose period is over by the published day, 6 with a fever, 17 who are still at home."""
    for number in range(1, ENROLLED_IN_ALL + 1):
        id, unit = f"p{number:03}", f"c{chance.randint(1, COMMUNITIES)}"
        if id == SHOWN:
            since = FIRST - timedelta(days=2)
            yield Person(id=id, unit=unit, anchor="departure", since=since, enrolled=FIRST, fever=FEVER_ON_DAY)
        elif number <= TRANSFERRED + COMPLETED:
            since = LAST - timedelta(days=DAYS + 1 + chance.randint(0, 8))
            enrolled = FIRST + timedelta(days=chance.randint(0, 3))
            fever = (enrolled - since).days + chance.randint(1, 3) if number <= TRANSFERRED else None
            yield Person(id=id, unit=unit, anchor="departure", since=since, enrolled=enrolled, fever=fever)
        else:
            since = FIRST + timedelta(days=chance.randint(0, 10))
            yield Person(id=id, unit=unit, anchor="arrival", since=since, enrolled=since + timedelta(days=1))


def course(person: Person, chance: Random) -> Iterator[Fact]:
    """Tell all that happens to a person until the published moment."""
    yield fact(person, person.anchor, person.since, time(9))
    yield fact(person, ENROLLED, person.enrolled, time(10), unit=person.unit)
    for item in KIT_OF_FIVE_ONES:
        yield fact(person, KIT, person.enrolled, time(10, 30), name=item, item=item)
    day = person.enrolled
    while day <= person.leaves.date():
        for kind, windows in (("temperature", TEMPERATURES), ("visit", VISITS)):
            for window in windows:
                yield from meet(person, kind, day, window, chance)
        day += timedelta(days=1)
    if person.id == SHOWN:
        yield fact(person, OUTING, person.day(OUT_ON_DAY), time(14, 5), outcome="seen at the gate")
    if person.fever is not None:
        yield temperature(person, person.day(person.fever), time(20, 40), 38.1, "again")
        yield fact(person, EXIT, person.day(person.fever + 1), time(10), outcome=Exit.TRANSFERRED)
    elif person.day(DAYS + 1) <= LAST:
        yield fact(person, "notice", person.day(DAYS + 1), time(9), authority="health centre")
        yield fact(person, EXIT, person.day(DAYS + 1), time(10), outcome=Exit.RELEASED, authority="street")


def meet(person: Person, kind: str, day: date, window: str, chance: Random) -> Iterator[Fact]:
    """Tell of one of the four meets of a day; most are on time."""
    hour, minute = int(window[:2]), chance.randint(0, 59)
    fate = chance.choices(list(Fate), weights=(94, 2, 2, 2))[0]
    if person.id == SHOWN:
        fate = STORY.get(((day - person.since).days, window), Fate.ON_TIME)
    late = timedelta(hours=2) if fate is Fate.LATE else timedelta(0)
    happened = at_clock(day, time(hour, minute), ZONE) + late
    begins = at_clock(person.enrolled, time(11), ZONE)
    feverish = person.fever is not None and day == person.day(person.fever)
    if (fate is Fate.MISSED and not feverish) or not begins <= happened < person.leaves:
        return
    if kind == "visit":
        yield fact(person, "visit", day, happened.timetz(), name=window, roles=FIVE, fate=fate)
    else:
        celsius = 37.8 if feverish and window == TEMPERATURES[1] else chance.choice((36.3, 36.5, 36.6, 36.8))
        yield temperature(person, day, happened.timetz(), celsius, window, fate)


def temperature(person: Person, day: date, clock: time, celsius: float, name: str, fate: Fate = Fate.ON_TIME) -> Fact:
    """Tell of a temperature that health staff took."""
    told = fact(person, "temperature", day, clock, name=name, roles=("health centre",), fate=fate)
    return attrs.evolve(told, answers=Attributes(celsius=celsius, device="thermometer", site="axillary"))


def fact(
    person: Person,
    kind: str,
    day: date,
    clock: time,
    /,
    *,
    outcome: str = "",
    name: str = "",
    roles: tuple[str, ...] = (),
    fate: Fate = Fate.ON_TIME,
    **answers: Scalar,
) -> Fact:
    """Tell one thing that happened, entered five minutes later or, if entered late, on the next day."""
    happened = at_clock(day, clock.replace(tzinfo=None), ZONE)
    return Fact(
        id=f"{person.id} {kind} {day} {name}".rstrip(),
        kind=kind,
        subjects=(person.id,),
        happened=happened,
        known=happened + timedelta(hours=16 if fate is Fate.ENTERED_LATE else 0, minutes=5),
        outcome=outcome,
        answers=Attributes(answers),
        origin=Origin(roles=roles),
    )


# What came of it


def tell_task_force() -> None:
    """Show that the force of five is checked, and what is said of four."""
    print("Task force of five:", "complete" if not check(TASK_FORCE, FIVE) else "incomplete")
    for finding in check(TASK_FORCE, FIVE[:-1]):
        print(f"  without one: {finding}")


def tell_figures(watch: Observations) -> None:
    """Print the published figures as they follow from the episodes, in both readings."""
    stock = watch.stock(PUBLISHED)
    other = stock.active - stock.exits.transferred
    print(f"\nBy {PUBLISHED:%Y-%m-%d %H:%M}: enrolled {stock.enrolled}, ended {stock.exits.total}", end=" ")
    print(
        f"(completed {stock.exits.released}, transferred {stock.exits.transferred}), under observation {stock.active}"
    )
    print(f"  other reading, the transferred not among the {stock.exits.total}: active {other}")
    units = (f"c{number}" for number in range(1, COMMUNITIES + 1))
    print("  by community:", ", ".join(f"{unit} {watch.stock(PUBLISHED, unit=unit).active}" for unit in units))


def tell_days(watch: Observations) -> None:
    """Print stock and flow, day by day."""
    print("\nday         enrolled  released  transferred  active")
    for flow in watch.daily(FIRST, LAST):
        exits = flow.exits
        print(f"{flow.day}  {flow.enrolled:8}  {exits.released:8}  {exits.transferred:11}  {flow.active:6}")


def count_slots(watch: Observations) -> dict[str, int]:
    """Count the slots of every episode by state, as known at the published moment."""
    counted: Counter[str] = Counter()
    for episode in watch.episodes(PUBLISHED, PUBLISHED):
        counted.update(watch.watch(episode.person, PUBLISHED).table.counts)
    return dict(counted)


def tell_shown(watch: Observations, language: str) -> None:
    """Follow one episode: what was refused, what was told to whom, and its calendar."""
    asked = at_clock(FIRST - timedelta(days=2) + timedelta(days=ASKS_ON_DAY), time(9), ZONE)
    early = Fact(
        id=f"{SHOWN} asks",
        kind=EXIT,
        subjects=(SHOWN,),
        happened=asked,
        known=asked,
        outcome=Exit.RELEASED,
        answers=Attributes(authority="community"),
    )
    then = Observations(HOME, zone=ZONE, hierarchy=watch.hierarchy).merge(watch.journal.as_of(known=asked))
    print(f"\n{SHOWN} asks to be released on {asked:%d %B}")
    try:
        then.record(early)
    except ReleaseRefused as refusal:
        for reason in refusal.decision.unmet:
            print(f"  refused: {reason}")
    watched = watch.watch(SHOWN, PUBLISHED)
    for alarm in watched.alarms("temperature"):
        print(f"  fever on {alarm.first.happened:%d %B %H:%M}: {alarm.state} by {len(alarm.by)} further reading")
    for finding in watch.findings(PUBLISHED):
        print(f"  {finding.code}: {finding.problem}")
    for effect in sorted(watch.effects(PUBLISHED), key=lambda effect: effect.moment):
        if effect.subject == SHOWN:
            print(f"  {effect.moment:%d %B %H:%M}: {effect.kind} {effect.what}")
    print(f"\n{calendar(watched, language):text}")


def tell_services(street: Hierarchy) -> None:
    """Follow what an observed household asked for, as cases of their own."""
    opened = at_clock(FIRST, time(8), ZONE)
    desk = Campaign(
        street,
        Register(street, ()),
        (Track(services(attempts=2), kind="request", beside=True),),
        opened=opened,
        zone=ZONE,
    )
    for number, (what, outcomes) in enumerate(
        (("vegetables", ("delivered",)), ("rubbish", ("nobody there", "delivered")), ("medicine", ()))
    ):
        steps = [("joined", ""), ("request", "accepted"), *(("delivery", outcome) for outcome in outcomes)]
        for hours, (kind, outcome) in enumerate(steps, 1 + 24 * number):
            moment = opened + timedelta(hours=hours)
            told = Attributes(kind="request", unit="c1", item=what, about=SHOWN) if kind == "joined" else Attributes()
            desk.record(
                Fact(
                    id=f"{what} {hours}",
                    kind=kind,
                    subjects=(what,),
                    happened=moment,
                    known=moment,
                    outcome=outcome,
                    answers=told,
                )
            )
    states = ", ".join(
        f"{what} {desk.state(what, track='service').part}" for what in ("vegetables", "rubbish", "medicine")
    )
    print(f"\nServices to {SHOWN}'s household: {states}")


def as_plain(watch: Observations, slots: dict[str, int]) -> dict[str, Any]:
    """Give the figures as plain data; exits hold reasons only, and days begin at zero."""
    stock = watch.stock(PUBLISHED)
    return {
        "enrolled": stock.enrolled,
        "exits": attrs.asdict(stock.exits),
        "active": stock.active,
        "active_other_reading": stock.active - stock.exits.transferred,
        "slots": slots,
        "daily": [
            {
                "day": flow.day.isoformat(),
                "enrolled": flow.enrolled,
                **{reason: count for reason, count in attrs.asdict(flow.exits).items() if count or reason in ALWAYS},
                "active": flow.active,
            }
            for flow in watch.daily(FIRST, LAST)
        ],
    }


ALWAYS = ("released", "transferred")


def by_day(facts: Iterable[Fact]) -> Iterator[list[Fact]]:
    """Group facts by the day on which they became known, in order."""
    ordered = sorted(facts, key=lambda each: (each.known, each.id))
    for _, group in groupby(ordered, key=lambda each: local_day(each.known, ZONE)):
        yield list(group)


if __name__ == "__main__":
    main()
