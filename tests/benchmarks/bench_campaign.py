"""
A street of 43,038 households on the object path, beside hand-written code and beside two state machine libraries.

The peers hold one machine object per household and do nothing but change its state. gridcare's `record` checks the
fact, looks for its id, chains it to its case, keeps the journal and counts up the tree.
"""

import gc
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import cache
from importlib.metadata import version
from random import Random
from time import perf_counter
from typing import Any, Final

import attrs
import pytest
from statemachine import State as PeerState
from statemachine import StateMachine
from transitions import Machine

from gridcare.facts.fact import Amendment, Fact
from gridcare.facts.journal import Journal
from gridcare.people.register import Register
from gridcare.places.hierarchy import Hierarchy
from gridcare.plugins.four_step import FOUR_STEP, WORKFLOW
from gridcare.testing.synthetic import StreetTotals, synthetic_street, visits
from gridcare.timing.periods import moment
from gridcare.work.campaign import Campaign
from gridcare.work.table import State

OPENED: Final = moment("2020-02-03 08:00", "Asia/Shanghai")
TOTALS: Final = StreetTotals(
    communities=14,
    grids=150,
    buildings=768,
    with_property_firm=117,
    households=43_038,
    vacant=0,
    home=83_781,
    back={},
    away={"elsewhere": 11_093},
    returned={},
    unreached=7_822,
)
CHANCES: Final = {
    "door": {"met": 70, "notice": 20, "refused": 10},
    "call-back": {"called": 30, "": 70},
    "phone": {"reached": 80, "no answer": 15, "refused": 5},
    "joint visit": {"met": 60, "shut": 40},
    "linkage": {"found": 70, "not found": 30},
}
Street = tuple[Hierarchy, Register]


@cache
def street() -> Street:
    return synthetic_street(TOTALS, seed=1, levels=FOUR_STEP.levels, kinds=FOUR_STEP.kinds, returned_on=OPENED.date())


def attempt(_: str, state: State, random: Random) -> tuple[str, timedelta]:
    chances = CHANCES[state.part]
    pause = timedelta(minutes=random.randint(1, 1200))
    return random.choices(list(chances), list(chances.values()))[0], pause


@cache
def by_household() -> tuple[Fact, ...]:
    """The visits of the street, household by household."""
    return tuple(visits(opened(), attempt, seed=2, started=lambda _: OPENED))


@cache
def in_time_order() -> tuple[Fact, ...]:
    return tuple(sorted(by_household(), key=lambda fact: fact.happened))


def opened() -> Campaign:
    hierarchy, register = street()
    return FOUR_STEP.campaign(hierarchy, register, opened=OPENED)


def record(campaign: Campaign, facts: Iterable[Fact]) -> None:
    one = campaign.record
    for fact in facts:
        one(fact)


def timed(prepare: Callable[[], Any], work: Callable[[Any], object], rounds: int = 3) -> float:
    """Measure what follows a preparation that does not count; the best of a few rounds on a shared machine."""
    best = float("inf")
    for _ in range(rounds):
        prepared = prepare()
        gc.collect()
        start = perf_counter()
        work(prepared)
        best = min(best, perf_counter() - start)
    return best


# The peers


def moves() -> dict[str, dict[int, int]]:
    """The table of the four-step method, event by event; a passed moment is an event of its own."""
    table = WORKFLOW.table
    found: dict[str, dict[int, int]] = {}
    for position, state in enumerate(table.states):
        for outcome, branches in table.moves[position].items():
            found.setdefault(event(state.part, outcome), {})[position] = branches[0].target
        for timer in table.timers[position]:
            found.setdefault(event(state.part, "passed"), {})[position] = timer.branches[0].target
    return found


def event(part: str, outcome: str) -> str:
    return f"{part}_{outcome}".replace(" ", "_").replace("-", "_")


@cache
def events() -> tuple[tuple[int, str], ...]:
    """The same visits for the peers: the number of the household, and the event; time that passes is one too."""
    table = WORKFLOW.table
    positions = dict.fromkeys((fact.subjects[0] for fact in by_household()), start())
    numbers = {household: number for number, household in enumerate(positions)}
    told = []
    for fact in by_household():
        household = fact.subjects[0]
        position = positions[household]
        if table.states[position].part != fact.kind:
            told.append((numbers[household], event(table.states[position].part, "passed")))
            position = table.timers[position][0].branches[0].target
        told.append((numbers[household], event(fact.kind, fact.outcome)))
        positions[household] = table.moves[position][fact.outcome][0].target
    return tuple(told)


def start() -> int:
    return WORKFLOW.table.entries[-1][1]


def in_transitions() -> None:
    machine = Machine(
        model=None,
        states=[str(position) for position in range(len(WORKFLOW.table.states))],
        transitions=[
            {"trigger": name, "source": str(source), "dest": str(target)}
            for name, ways in moves().items()
            for source, target in ways.items()
        ],
        initial=str(start()),
        auto_transitions=False,
    )

    class Household:
        pass

    households: list[Any] = [Household() for _ in range(TOTALS.households)]
    machine.add_model(households)
    for number, name in events():
        households[number].trigger(name)


@cache
def peer_class() -> Any:
    table = WORKFLOW.table
    used = {start()} | {position for ways in moves().values() for way in ways.items() for position in way}
    reached = {start()}
    while True:
        more = reached | {target for ways in moves().values() for source, target in ways.items() if source in reached}
        if more == reached:
            break
        reached = more
    states = {
        position: PeerState(initial=position == start(), final=table.is_final(position)) for position in used & reached
    }
    body: dict[str, Any] = {f"s{position}": state for position, state in states.items()}
    for name, ways in moves().items():
        here = [(source, target) for source, target in ways.items() if source in reached]
        if here:
            (first, *others) = [states[source].to(states[target]) for source, target in here]
            for other in others:
                first = first | other
            body[name] = first
    return type("FourStep", (StateMachine,), body)


def in_statemachine() -> None:
    machine = peer_class()
    households = [machine() for _ in range(TOTALS.households)]
    for number, name in events():
        households[number].send(name)


PEERS: Final = (
    ("python-statemachine", in_statemachine),
    ("transitions", in_transitions),
)


@cache
def peer_seconds(name: str) -> float:
    """Measure a peer once, at full size: it takes so long that its noise does not matter."""
    return timed(lambda: None, lambda _: dict(PEERS)[name](), rounds=1)


# The lines


def lines(ours_s: float, floor: float, goal: float) -> list[dict[str, Any]]:
    return [
        {
            "case": name,
            "ours_s": ours_s,
            "peer": f"{name} {version(name)}, {TOTALS.households} machines, which keep no journal and count nothing",
            "peer_s": peer_seconds(name),
            "floor": floor,
            "goal": goal,
        }
        for name, _ in PEERS
    ]


def ratio_street_record(_: object) -> list[dict[str, Any]]:
    """`Campaign.record` for every visit in street-wide time order, the facts being there, the collector on."""
    facts = in_time_order()
    return lines(timed(opened, lambda campaign: record(campaign, facts)), 40, 80)


def ratio_street_record_by_building(_: object) -> list[dict[str, Any]]:
    """The same with the visits household by household."""
    facts = by_household()
    return lines(timed(opened, lambda campaign: record(campaign, facts)), 40, 100)


def ratio_street_whole(_: object) -> list[dict[str, Any]]:
    """The same with opening the cases and making each fact."""
    facts = [attrs.asdict(fact, recurse=False) for fact in in_time_order()]
    return lines(timed(lambda: None, lambda _: record(opened(), (Fact(**fact) for fact in facts))), 25, 50)


def ratio_street_bare(versus: Callable[..., tuple[float, float]]) -> dict[str, Any]:
    """Nothing but transitions through the compiled table, against a class written by hand for this one method."""
    plain = WORKFLOW.table.plain
    visits_made = [(int(fact.subjects[0][1:]), (fact.kind, fact.outcome)) for fact in by_household()]
    passed = {position: timers[0].branches[0].target for position, timers in enumerate(WORKFLOW.table.timers) if timers}

    def ours() -> None:
        states = [start()] * TOTALS.households
        for number, key in visits_made:
            state = states[number]
            move = plain[state].get(key)
            states[number] = plain[passed[state]][key][0] if move is None else move[0]

    def peer() -> None:
        households = [ByHand() for _ in range(TOTALS.households)]
        for number, (kind, outcome) in visits_made:
            households[number].take(kind, outcome)

    ours_s, peer_s = versus(ours, peer)
    return {
        "ours_s": ours_s,
        "peer": "hand-written slots class",
        "peer_s": peer_s,
        "floor": "<= 2.0x",
        "goal": "<= 1.2x",
    }


class ByHand:
    """The four-step method written by hand."""

    __slots__ = ("attempts", "registered", "step")

    def __init__(self) -> None:
        self.step = "door"
        self.registered = False
        self.attempts = 0

    def take(self, kind: str, outcome: str) -> None:
        if self.step == "call-back" and kind == "phone":
            self.step = "phone"
        if kind == "door":
            if outcome == "met":
                self.registered = True
                self.step = "phone"
            elif outcome == "refused":
                self.step = "phone"
            else:
                self.step = "call-back"
        elif kind == "call-back":
            self.registered = True
            self.step = "phone"
        elif kind == "phone":
            if outcome == "reached":
                self.step = "done"
            elif outcome == "refused":
                self.step = "done" if self.registered else "joint visit"
            else:
                self.attempts += 1
                if self.attempts == 2:
                    self.step = "done" if self.registered else "joint visit"
        elif kind == "joint visit":
            self.step = "done" if outcome == "met" else "linkage"
        else:
            self.step = "done" if outcome == "found" else "unverified"


def ratio_street_replay(_: object) -> dict[str, Any]:
    """Replaying a journal of the whole street into a fresh campaign, against folding it by hand in a loop."""
    journal = Journal.of(in_time_order())
    ours_s = timed(opened, lambda campaign: campaign.replay(journal))
    return {
        "ours_s": ours_s,
        "peer": f"hand-written fold of {len(journal)} facts, without checks, journal and counts",
        "peer_s": timed(lambda: None, lambda _: by_hand(in_time_order())),
        "floor": "<= 0.5 s",
        "goal": "<= 0.3 s",
    }


def ratio_street_correction(_: object) -> dict[str, Any]:
    """One correction of one visit, against folding the street again by hand."""
    campaign = opened()
    record(campaign, in_time_order())
    some = in_time_order()[1000:1400]
    later = OPENED + timedelta(days=30)
    amendments = [Amendment(id=f"k{fact.id}", of=fact.id, known=later, fact=a_minute_earlier(fact)) for fact in some]

    def correct(_: object) -> None:
        for amendment in amendments:
            campaign.amend(amendment)

    return {
        "ours_s": timed(lambda: None, correct, rounds=1) / len(amendments),
        "peer": "hand-written fold of the street again",
        "peer_s": timed(lambda: None, lambda _: by_hand(in_time_order())),
        "floor": "<= 50 us",
        "goal": "<= 25 us",
    }


def a_minute_earlier(fact: Fact) -> Fact:
    return attrs.evolve(fact, happened=fact.happened - timedelta(minutes=1))


def by_hand(facts: Iterable[Fact]) -> None:
    households = [ByHand() for _ in range(TOTALS.households)]
    for fact in facts:
        households[int(fact.subjects[0][1:])].take(fact.kind, fact.outcome)


# pytest-benchmark


@pytest.mark.parametrize("order", [in_time_order, by_household])
def test_record(benchmark: Any, order: Callable[[], tuple[Fact, ...]]) -> None:
    facts = order()
    benchmark.pedantic(record, setup=lambda: ((opened(), facts), {}), rounds=3)
