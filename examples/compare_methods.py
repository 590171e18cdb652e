"""
Two methods over one register: the four-step screening of Jinxue and the three-three-three screening of Ningbo.

A street like Jinxue, made up, some of its dwellings vacant and some of its households reached by nobody. How likely
each outcome is, how long it takes and how many people it binds is assumed, and written down below as tables. From them
follows exactly what either method costs and what share of the dwellings it has closed after so many hours. The same
register is then taken through both methods household by household, by dice; the two ways must agree, to four standard
errors of the simulation, or the script says where they do not and fails.

    python examples/compare_methods.py [--seed 2020] [--scale 0.1] [--json FILE] [--svg FILE]

The two methods are those that their streets published; every probability, duration and team strength outside the teams
that the methods name is OURS, none was published, and nothing here says which street did better.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from html import escape
from math import sqrt
from pathlib import Path
from random import Random
from typing import Any

import attrs

from gridcare.facts.fact import Fact, Origin
from gridcare.people.register import Register
from gridcare.people.teams import TeamRule
from gridcare.places.hierarchy import Hierarchy
from gridcare.playbook import Playbook
from gridcare.registry import Registry
from gridcare.testing.synthetic import StreetTotals, Visitor, synthetic_street, visits
from gridcare.timing.periods import local_day, moment
from gridcare.work.campaign import Campaign
from gridcare.work.forecast import Forecast, forecast, mixed
from gridcare.work.steps import Excluded, Settled
from gridcare.work.table import State
from gridcare.work.workflow import Workflow

ZONE = "Asia/Shanghai"
OPENED = moment("2020-02-03 08:00", ZONE)
HOUR = timedelta(hours=1)
CURVE = tuple(range(0, 121, 2))
"""After how many hours the share closed is looked at."""
JUDGED_AT = (12, 24, 48, 72, 96)
DEADLINE = 48
"""Ningbo's 48 hours; the four-step method states no deadline."""
TIMES = 4
"""How many standard errors a simulation may lie from what is exact; one figure in fifteen thousand lies further."""

STREET = StreetTotals(
    communities=14,
    grids=150,
    buildings=768,
    with_property_firm=117,
    households=43_038,
    vacant=1_260,
    home=83_861,
    back={},
    away={"elsewhere": 11_013},
    returned={},
    unreached=7_822,
)
"""Jinxue's size as published on 17 February 2020; the grids and the vacant dwellings are ours."""


# What is assumed. All of it is ours.

Outcomes = Mapping[str, Mapping[str, Mapping[str, int]]]

FOUR_STEP: Outcomes = {
    "reachable": {
        "door": {"met": 66, "relayed": 8, "notice": 20, "refused": 6},
        "their call": {"called": 35},
        "phone": {"reached": 82, "no answer": 14, "refused": 4},
        "joint visit": {"met": 70, "shut": 22, "refused": 8},
        "records": {"found": 90, "not found": 10},
    },
    "unreached": {
        "door": {"relayed": 30, "notice": 60, "refused": 10},
        "their call": {"called": 0},
        "phone": {"no answer": 90, "refused": 10},
        "joint visit": {"shut": 85, "refused": 15},
        "records": {"found": 5, "not found": 95},
    },
    "vacant": {"records": {"vacant": 95, "not found": 5}},
}
"""How often in a hundred attempts each outcome comes, by kind of dwelling and channel; if not told, as at the first."""

SCREENING: Outcomes = {
    "reachable": {
        "online sign-up": {"screened": 58, "no answer": 41, "moved away": 1},
        "phone": {"screened": 82, "no answer": 17, "moved away": 1},
        "door": {"screened": 66, "no answer": 33, "moved away": 1},
    },
    "unreached": {
        "online sign-up": {"no answer": 100},
        "phone": {"no answer": 100},
        "door": {"no answer": 100},
    },
    "vacant": {
        "online sign-up": {"no answer": 100},
        "phone": {"no answer": 100},
        "door": {"no answer": 40, "moved away": 60},
    },
}
"""The same for the screening of three-three-three."""

STEPS: Mapping[str, str] = {
    "door": "door",
    "call-back": "their call",
    "phone": "phone",
    "joint visit": "joint visit",
    "linkage": "records",
}
ATTEMPTS: Mapping[str, Mapping[str, str]] = {
    "old": {"screen": "phone", "screen after 1": "door", "screen after 2": "door"},
    "new": {"screen": "online sign-up", "screen after 1": "phone", "screen after 2": "door"},
}
"""
By which channel each attempt is made.

The article has an old compound screened by telephone and at the door, a new one online; in which order is ours, and
so is that a building with a property firm counts as new.
"""

AFTER_HOURS: Mapping[str, tuple[int, ...]] = {
    "door": (1, 3, 5, 7, 9, 11, 25, 27, 29, 31, 33, 35),
    "their call": (2, 5, 10, 20),
    "phone": (2, 6, 10, 24),
    "joint visit": (12, 24, 36),
    "records": (12, 24, 48),
    "online sign-up": (1, 2, 4, 10),
}
"""After how many hours from the event before, each as likely; a round from door to door takes two days of twelve."""

MINUTES_OF_WORK: Mapping[str, int] = {
    "door": 10,
    "their call": 3,
    "phone": 6,
    "joint visit": 40,
    "records": 20,
    "online sign-up": 2,
}
"""How many minutes an attempt binds each of those who make it, the way included."""

ONE_PERSON: Mapping[str, int] = {"their call": 1, "phone": 1, "online sign-up": 1}
AT_THE_DOOR = ("door", "joint visit")
AT_A_DESK = ("records",)
COSTS = ("visits", "calls and messages", "person-hours")


@attrs.frozen
class Method:
    """
    A method under the assumptions.

    Attributes:
        name: What it is called.
        mark: How its curve is drawn in letters.
        colour: And in colour.
        workflow: What was published.
        outcomes: How often each outcome comes.
        ways: By which channel each attempt is made, by kind of compound.
        people: How many people an attempt binds, by channel.
        asks: The condition that decides where a case starts, if the method has one.
    """

    name: str
    mark: str
    colour: str
    workflow: Workflow
    outcomes: Outcomes
    ways: Mapping[str, Mapping[str, str]]
    people: Mapping[str, int]
    asks: str = ""

    @property
    def closing(self) -> tuple[str, ...]:
        """The finals that close a case; what is open for verification stays open."""
        return tuple(part.name for part in self.workflow.parts if isinstance(part, Settled | Excluded))

    def chances(self, group: "Group") -> dict[str, dict[str, Fraction]]:
        """Give the chances of every attempt at a group, exactly."""
        told = {**self.outcomes["reachable"], **self.outcomes[group.who]}
        return {
            attempt: {outcome: Fraction(count, 100) for outcome, count in told[channel].items()}
            for attempt, channel in self.ways[group.compound].items()
        }

    def cost(self, channel: str, what: str) -> Fraction:
        """Say what an attempt costs: a visit, a call or message, or hours of all who make it."""
        if what == "person-hours":
            return Fraction(self.people[channel] * MINUTES_OF_WORK[channel], 60)
        if what == "visits":
            return Fraction(channel in AT_THE_DOOR)
        return Fraction(channel not in AT_THE_DOOR + AT_A_DESK)


@attrs.frozen
class Group:
    """Dwellings that answer alike: in a new or an old compound; reachable, unreached or vacant."""

    compound: str
    who: str

    def __str__(self) -> str:
        return f"{self.who}, {self.compound} compound"


@attrs.frozen
class Figure:
    """
    One figure of a method, told in both ways.

    Attributes:
        what: What it is.
        exact: What is expected of the whole register.
        error: Its standard error: how far chance alone carries a simulation from it.
        drawn: What the simulation came to.
    """

    what: str
    exact: float
    error: float
    drawn: float

    @property
    def errors(self) -> float:
        """How many standard errors the simulation lies away."""
        apart = abs(self.drawn - self.exact)
        return apart / self.error if self.error else (0.0 if apart < 1e-6 else float("inf"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Compare the two methods, exactly and by simulation."""
    options = _options(arguments)
    registry = Registry.load()
    hierarchy, register = one_register(registry.playbook("four-step"), options)
    groups = grouped(hierarchy, register)
    counts = Counter(groups.values())
    tell_register(counts)
    methods = both_methods(registry)
    for method in methods:
        tell_assumptions(method)
    told = [Told.of(method, counts, simulated(method, hierarchy, register, groups, options.seed)) for method in methods]
    for each in told:
        tell_figures(each)
    tell_curves(told)
    tell_groups(told, counts)
    if options.svg:
        options.svg.write_text(picture(told) + "\n", encoding="utf-8")
    if options.json:
        options.json.write_text(json.dumps(as_plain(told, counts), indent=1) + "\n", encoding="utf-8")
    judge(told)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--seed", type=int, default=2020, help="what is made up is drawn from it")
    parser.add_argument("--scale", type=_scale, default=Fraction(1, 10), help="0.01 to 1 times the street's size")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures there")
    parser.add_argument("--svg", type=Path, metavar="PATH", help="write the two curves there")
    return parser.parse_args(arguments)


def _scale(text: str) -> Fraction:
    try:
        scale = Fraction(text)
    except (ValueError, ZeroDivisionError):
        scale = Fraction(0)
    if not Fraction(1, 100) <= scale <= 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no scale; give a number from 0.01 to 1")
    return scale


# The register, made up


def one_register(playbook: Playbook, options: argparse.Namespace) -> tuple[Hierarchy, Register]:
    """Make up a street; a building that a property firm serves counts as a new compound, any other as an old one."""
    made, register = synthetic_street(
        STREET.scaled(options.scale),
        seed=options.seed,
        levels=playbook.levels,
        kinds=playbook.kinds,
        returned_on=local_day(OPENED, ZONE),
    )
    day = local_day(OPENED, ZONE)
    units = [
        attrs.evolve(made[unit], attributes={"compound_type": "new" if made.attribute(unit, FIRM, day) else "old"})
        for unit in made
    ]
    hierarchy = Hierarchy(playbook.levels, units)
    return hierarchy, Register(hierarchy, [register[id] for id in register], playbook.kinds)


FIRM = "property_firm"


def grouped(hierarchy: Hierarchy, register: Register) -> dict[str, Group]:
    """Say for every household which group it belongs to."""
    unreached = {
        register[id].containers[0]
        for id in register.ids("resident")
        if (presence := register[id].presence) is not None and presence.state == "unreachable"
    }
    day = local_day(OPENED, ZONE)
    return {
        id: Group(
            str(hierarchy.attribute(register[id].unit, "compound_type", day)),
            "vacant" if register[id].attributes.get("vacant") else "unreached" if id in unreached else "reachable",
        )
        for id in register.ids("household")
    }


# The methods, as their playbooks declare them


def both_methods(registry: Registry) -> tuple[Method, Method]:
    """Take workflows and team strengths from the playbooks; who makes a call is ours."""
    four, three = registry.playbook("four-step"), registry.playbook("three-three-three")
    teams = {team.name: strength(team) for team in (*four.workflow.teams, *three.teams)}
    visiting = {"door": teams["grid"], "joint visit": teams["joint"], "records": teams["linkage"]}
    return (
        Method(
            name=four.name,
            mark="4",
            colour="#2166ac",
            workflow=four.workflow,
            outcomes=FOUR_STEP,
            ways={"old": STEPS, "new": STEPS},
            people={**ONE_PERSON, **visiting},
            asks="subject.vacant",
        ),
        Method(
            name=three.name,
            mark="3",
            colour="#b2182b",
            workflow=three.workflow,
            outcomes=SCREENING,
            ways=ATTEMPTS,
            people={**ONE_PERSON, "door": teams["trio"]},
        ),
    )


def strength(team: TeamRule) -> int:
    """Count the seats of a team."""
    return len(team.seats)


# Exactly


def expected(method: Method, counts: Mapping[Group, int]) -> dict[str, dict[Group, Forecast]]:
    """Forecast one household of every group, once for each thing that an attempt costs."""
    return {what: {group: one_household(method, group, what) for group in counts} for what in COSTS}


def one_household(method: Method, group: Group, what: str) -> Forecast:
    """
    Forecast one household of a group; its hours are those of work, or as many as there are visits or calls.

    Visits and calls need no clock: nobody is waited for longer than the method waits.
    """
    ways = method.ways[group.compound]
    pauses = {attempt: evenly(AFTER_HOURS[channel]) for attempt, channel in ways.items()}
    return forecast(
        method.workflow,
        method.chances(group),
        minutes=pauses if what == "person-hours" else None,
        hours={attempt: method.cost(channel, what) for attempt, channel in ways.items()},
        conditions={method.asks: Fraction(group.who == "vacant")} if method.asks else None,
    )


def evenly(hours: Sequence[int]) -> dict[int, Fraction]:
    """Make each of some hours as likely, in minutes."""
    return {60 * hour: Fraction(1, len(hours)) for hour in hours}


# By simulation, through the casebook


@attrs.frozen
class Drawn:
    """What a simulation came to: attempts by channel, and the share of households closed by hour."""

    attempts: Mapping[str, int]
    closed: Mapping[int, float]


def simulated(
    method: Method, hierarchy: Hierarchy, register: Register, groups: Mapping[str, Group], seed: int
) -> Drawn:
    """Take every household through the method, fact by fact, and read the campaign's own coverage as hours pass."""
    campaign = Campaign(hierarchy, register, method.workflow, opened=OPENED, zone=ZONE)
    made = visits(campaign, by_dice(method, groups), seed=seed, started=lambda _: OPENED)
    facts = sorted(with_channels(method, groups, made), key=lambda fact: (fact.happened, fact.id))
    closed, done = {}, 0
    for hour in CURVE:
        while done < len(facts) and facts[done].happened <= OPENED + hour * HOUR:
            campaign.record(facts[done])
            done += 1
        campaign.advance(OPENED + hour * HOUR)
        coverage = campaign.coverage("street")
        closed[hour] = (coverage.settled.subjects + coverage.excluded.subjects) / coverage.total.subjects
    return Drawn(Counter(fact.origin.channel for fact in facts), closed)


def by_dice(method: Method, groups: Mapping[str, Group]) -> Visitor:
    """Draw what comes of an attempt and when; whoever does not call back lets the time pass."""
    dice = {group: _dice(method, group) for group in set(groups.values())}

    def attempt(household: str, state: State, random: Random) -> tuple[str, timedelta]:
        own = dice[groups[household]]
        outcomes, weights, hours = own.get(f"{state.part} after {state.attempts}") or own[state.part]
        return random.choices(outcomes, weights)[0], random.choice(hours) * HOUR

    return attempt


def _dice(method: Method, group: Group) -> dict[str, tuple[list[str], list[float], tuple[int, ...]]]:
    """Make the outcomes of each attempt quick to draw; what they leave of one is no outcome at all."""
    ways = method.ways[group.compound]
    return {
        attempt: (
            [*outcomes, ""],
            [*map(float, outcomes.values()), float(1 - sum(outcomes.values()))],
            AFTER_HOURS[ways[attempt]],
        )
        for attempt, outcomes in method.chances(group).items()
    }


def with_channels(method: Method, groups: Mapping[str, Group], facts: Iterable[Fact]) -> Iterator[Fact]:
    """Say of each fact by which channel it came."""
    before: Counter[tuple[str, str]] = Counter()
    for fact in facts:
        (household,) = fact.subjects
        ways = method.ways[groups[household].compound]
        channel = ways.get(f"{fact.kind} after {before[household, fact.kind]}", ways[fact.kind])
        before[household, fact.kind] += 1
        yield attrs.evolve(fact, origin=Origin(source="synthetic", channel=channel))


# The two ways beside each other


@attrs.frozen
class Told:
    """A method with its figures, its exact forecasts by group, its curve, and what was drawn."""

    method: Method
    figures: tuple[Figure, ...]
    groups: Mapping[Group, Forecast]
    street: Forecast
    curve: tuple[float, ...]
    drawn: Drawn

    @classmethod
    def of(cls, method: Method, counts: Mapping[Group, int], drawn: Drawn) -> "Told":
        """Hold what was drawn against what is exact."""
        exact = expected(method, counts)
        groups = exact["person-hours"]
        street = mixed((count, groups[group]) for group, count in counts.items())
        figures = (*costs(method, counts, exact, drawn), *shares(method, counts, groups, drawn))
        curve = street.curve((hour * HOUR for hour in CURVE), *method.closing)
        return cls(method, figures, groups, street, tuple(map(float, curve)), drawn)

    def closed_by(self, hour: int) -> Fraction:
        """Give the exact share of all households that is closed after so many hours."""
        return self.street.closed_within(hour * HOUR, *self.method.closing)


def costs(
    method: Method, counts: Mapping[Group, int], exact: Mapping[str, Mapping[Group, Forecast]], drawn: Drawn
) -> Iterator[Figure]:
    """Compare what the attempts cost; households are independent, so that their variances add up."""
    for what in COSTS:
        each = [(count, exact[what][group]) for group, count in counts.items()]
        mean = sum(count * (one.person_hours or 0) for count, one in each)
        variance = sum(count * (one.person_hours_variance or 0) for count, one in each)
        came_to = sum(method.cost(channel, what) * count for channel, count in drawn.attempts.items())
        yield Figure(what, float(mean), sqrt(variance), float(came_to))


def shares(
    method: Method, counts: Mapping[Group, int], exact: Mapping[Group, Forecast], drawn: Drawn
) -> Iterator[Figure]:
    """Compare the shares closed by some hours."""
    households = sum(counts.values())
    for hour in JUDGED_AT:
        each = [(count, exact[group].closed_within(hour * HOUR, *method.closing)) for group, count in counts.items()]
        mean = sum(count * share for count, share in each)
        variance = sum(count * share * (1 - share) for count, share in each)
        yield Figure(closed_by(hour), float(mean / households), sqrt(variance) / households, drawn.closed[hour])


def closed_by(hour: int) -> str:
    """Name the share closed by an hour."""
    return f"closed by {hour} h"


def judge(told: Sequence[Told]) -> None:
    """Say whether the two ways agree, and fail where they do not."""
    apart = [f"{each.method.name}, {one.what}" for each in told for one in each.figures if one.errors > TIMES]
    if apart:
        sys.exit(f"\nThe simulation lies more than {TIMES} standard errors from what is exact: {'; '.join(apart)}")
    most = max(one.errors for each in told for one in each.figures)
    print(f"\nExact and simulated agree: the furthest lies {most:.1f} standard errors off, {TIMES} are allowed")


# What is told


def tell_register(counts: Mapping[Group, int]) -> None:
    """Say what the register holds."""
    households = sum(counts.values())
    print(f"SYNTHETIC: one register of {households} dwellings; every person, visit and call is made up")
    for group, count in sorted(counts.items(), key=lambda each: -each[1]):
        print(f"  {count:6} {group}")


def tell_assumptions(method: Method) -> None:
    """Print everything that is assumed of a method."""
    print(f"\n{method.name}, under ASSUMPTIONS OF OURS (outcomes in a hundred attempts)")
    for who, outcomes in method.outcomes.items():
        for channel, words in outcomes.items():
            told = ", ".join(f"{word} {count}" for word, count in words.items() if count)
            print(f"  {who + ', ' + channel:27} {told or 'nothing comes of it'}")
    for channel, people in sorted(method.people.items(), key=lambda each: -each[1]):
        if channel in {way for ways in method.ways.values() for way in ways.values()}:
            hours = ", ".join(map(str, AFTER_HOURS[channel]))
            bound = f"{people} for {MINUTES_OF_WORK[channel]} minutes"
            print(f"  {channel:15} binds {bound:17} after {hours} hours, each as likely")


def tell_figures(told: Told) -> None:
    """Print exact and simulated figures beside each other."""
    print(f"\n{told.method.name:21}{'exact':>10}{'simulated':>12}  standard errors apart")
    for each in told.figures:
        form = ".2%" if each.what.startswith("closed") else ",.0f"
        print(f"  {each.what:19}{each.exact:>10{form}}{each.drawn:>12{form}}  {each.errors:.1f}")


def tell_curves(told: Sequence[Told]) -> None:
    """Draw the two curves in letters, in colour on a terminal that has it."""
    marks = " and ".join(f"{each.method.mark} {each.method.name}" for each in told)
    print(f"\nShare of dwellings closed against hours since the opening: {marks}, * both")
    paint = painter({each.method.mark: each.method.colour for each in told})
    for label, line in plotted(told):
        print(label, end="")
        paint(line)
    width = len(CURVE)
    print("      +" + "-" * width)
    axis = [" "] * (width + 4)
    for column, hour in enumerate(CURVE):
        if hour % 24 == 0:
            axis[column : column + len(str(hour))] = str(hour)
    print("       " + "".join(axis).rstrip() + " h")


def plotted(told: Sequence[Told]) -> Iterator[tuple[str, str]]:
    """Give the label and the letters of each line of the plot, from the top."""
    for twentieths in range(20, -1, -1):
        line = ["|" if hour == DEADLINE else " " for hour in CURVE]
        for each in told:
            for column, share in enumerate(each.curve):
                if round(20 * share) == twentieths:
                    line[column] = "*" if line[column] in "34*" else each.method.mark
        yield (f"{5 * twentieths:4} % |" if twentieths % 4 == 0 else "       |")[-7:], "".join(line).rstrip()


def painter(colours: Mapping[str, str]) -> Callable[[str], None]:
    """Print lines in colour on a terminal that has it; as they are in a pipe."""
    if not sys.stdout.isatty():
        return print
    try:
        from rich.console import Console
        from rich.text import Text
    except ImportError:
        return print
    console = Console(highlight=False)

    def paint(line: str) -> None:
        text = Text(line)
        for mark, colour in colours.items():
            text.highlight_regex(mark, f"bold {colour}")
        console.print(text)

    return paint


def tell_groups(told: Sequence[Told], counts: Mapping[Group, int]) -> None:
    """Print who is closed by the deadline, who ever is, and who is carried over by name."""
    print(f"\nClosed by {DEADLINE} hours, and ever" + "".join(f"{each.method.name:>24}" for each in told))
    for group in counts:
        cells = [(group_closed(each, group, DEADLINE * HOUR), group_closed(each, group, EVER)) for each in told]
        print(f"  {group!s:30}" + "".join(f"{in_time:>15.1%}, {ever:>7.1%}" for in_time, ever in cells))
    by_then = " and ".join(f"{float(each.closed_by(DEADLINE)):.1%} under {each.method.name}" for each in told)
    print(f"By {DEADLINE} hours {by_then}; who is not closed stays on the list, by name")


EVER = timedelta(days=365)


def group_closed(told: Told, group: Group, within: timedelta) -> float:
    """Give the share of a group that is closed within a time."""
    return float(told.groups[group].closed_within(within, *told.method.closing))


# As a picture, and as plain data

WIDTH, HEIGHT, LEFT, TOP = 640, 320, 52, 36


def picture(told: Sequence[Told]) -> str:
    """Draw the exact curves as lines and the simulations as dots (SVG)."""
    title = "Share of dwellings closed against hours since the opening"
    said = "; ".join(f"{each.method.name} {float(each.closed_by(DEADLINE)):.1%} by {DEADLINE} hours" for each in told)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH + 80} {HEIGHT + 90}" role="img" '
        'font-family="sans-serif" font-size="12">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(said)}. All probabilities and durations are assumed, every dwelling is made up.</desc>",
        f'<text x="{LEFT}" y="20" font-size="14">{escape(title)}</text>',
        *_grid(),
    ]
    for number, each in enumerate(told):
        lines += _line(each, number)
    return "\n".join([*lines, "</svg>"])


def _grid() -> Iterator[str]:
    for fifths in range(6):
        y = _y(fifths / 5)
        yield f'<line x1="{LEFT}" x2="{LEFT + WIDTH}" y1="{y}" y2="{y}" stroke="#dddddd"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{20 * fifths} %</text>'
    for hour in range(0, CURVE[-1] + 1, 24):
        yield f'<text x="{_x(hour)}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{hour} h</text>'
    x = _x(DEADLINE)
    yield f'<line x1="{x}" x2="{x}" y1="{TOP}" y2="{TOP + HEIGHT}" stroke="#888888" stroke-dasharray="4 4"/>'


def _line(told: Told, number: int) -> Iterator[str]:
    colour, y = told.method.colour, TOP + HEIGHT + 40 + 18 * number
    points = " ".join(f"{_x(hour)},{_y(share)}" for hour, share in zip(CURVE, told.curve, strict=True))
    yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for hour, share in told.drawn.closed.items():
        if hour % 6 == 0:
            yield f'<circle cx="{_x(hour)}" cy="{_y(share)}" r="3" fill="white" stroke="{colour}"/>'
    in_time = f"{float(told.closed_by(DEADLINE)):.1%} by {DEADLINE} h"
    words = f"{told.method.name}: {in_time} (line exact, circles simulated)"
    yield f'<text x="{LEFT}" y="{y}" fill="{colour}">{escape(words)}</text>'


def _x(hour: int) -> float:
    return round(LEFT + WIDTH * hour / CURVE[-1], 1)


def _y(share: float) -> float:
    return round(TOP + HEIGHT * (1 - share), 1)


def as_plain(told: Sequence[Told], counts: Mapping[Group, int]) -> dict[str, Any]:
    """Give the figures as plain data."""
    return {
        "assumed": "every probability, duration and team strength outside the published teams; nothing was measured",
        "groups": {str(group): count for group, count in counts.items()},
        "methods": {
            each.method.name: {
                "figures": {one.what: attrs.asdict(one) | {"errors": one.errors} for one in each.figures},
                "curve": dict(zip(CURVE, each.curve, strict=True)),
                "simulated": dict(each.drawn.closed),
                "by_channel": dict(each.drawn.attempts),
                "ever": {str(group): group_closed(each, group, EVER) for group in counts},
            }
            for each in told
        },
    }


if __name__ == "__main__":
    main()
