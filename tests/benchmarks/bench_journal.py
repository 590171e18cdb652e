"""
What it costs to record a street's visits in batches and to replay them, beside an event-sourcing library.

The workload is the same list of rows on both sides: every household is visited twice, and a row says when and with
which outcome. Recording makes the facts (or triggers the events of one aggregate per household) and keeps them in
batches of a thousand; replaying folds them again into the last outcome of every household. The peer's in-memory
recorder turns each event into JSON and back, so each job is measured for ours twice: as a value that stays in
memory, and *stored*, through the codec's envelopes, one line of JSON an entry.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from importlib.metadata import version
from typing import Any, Final
from uuid import UUID

import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from gridcare.codec.envelopes import read_journal, write_journal
from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.timing.periods import moment

EVENTS: Final = 20_000
BATCH: Final = 1_000
ZONE: Final = "Asia/Shanghai"
START: Final = moment("2020-02-03 08:00", ZONE)

Row = tuple[str, str, datetime, str]
"""Household, step, moment, outcome."""


def rows(events: int = EVENTS) -> list[Row]:
    """Two visits for each household, in the order in which a street is walked."""
    minute = timedelta(minutes=1)
    first = [(f"h{house}", "door", START + house % 600 * minute, "shut") for house in range(events // 2)]
    return first + [(house, "phone", at + timedelta(days=1), "met") for house, _, at, _ in first]


def batches(facts: list[Fact]) -> Iterator[list[Fact]]:
    for start in range(0, len(facts), BATCH):
        yield facts[start : start + BATCH]


def append_ours(walk: list[Row]) -> Journal:
    facts = [
        Fact(id=f"v{number}", kind=step, subjects=(house,), happened=at, known=at, outcome=outcome)
        for number, (house, step, at, outcome) in enumerate(walk)
    ]
    journal = Journal()
    for batch in batches(facts):
        journal = journal.append(*batch)
    return journal


def replay_ours(journal: Journal) -> dict[str, str]:
    return {fact.subjects[0]: fact.outcome for fact in journal.replay(ZONE)}


def store_ours(walk: list[Row]) -> list[str]:
    return list(write_journal(append_ours(walk)))


def restore_ours(lines: list[str]) -> dict[str, str]:
    journal, issues = read_journal(lines)
    assert not issues
    return replay_ours(journal)


class Household(Aggregate):
    """A household whose first event is its first visit, so that both sides keep one event for each row."""

    @event("Opened")
    def __init__(self, house: str, step: str, at: datetime, outcome: str) -> None:
        self.house = house
        self.outcome = outcome

    @event("Visited")
    def visit(self, step: str, at: datetime, outcome: str) -> None:
        self.outcome = outcome


def append_peer(walk: list[Row]) -> tuple[Application[UUID], list[UUID]]:
    application: Application[UUID] = Application()
    households: dict[str, Household] = {}
    for house, step, at, outcome in walk:
        if house in households:
            households[house].visit(step, at, outcome)
        else:
            households[house] = Household(house, step, at, outcome)
    opened = list(households.values())
    for start in range(0, len(opened), BATCH // 2):
        application.save(*opened[start : start + BATCH // 2])
    return application, [household.id for household in opened]


def replay_peer(kept: tuple[Application[UUID], list[UUID]]) -> dict[str, str]:
    application, ids = kept
    households: list[Any] = [application.repository.get(one) for one in ids]
    return {household.house: household.outcome for household in households}


def ratio_journal(versus: Callable[..., tuple[float, float]]) -> list[dict[str, Any]]:
    """At equal numbers of events; both sides come to the same last outcomes."""
    walk = rows()
    journal, stored, kept = append_ours(walk), store_ours(walk), append_peer(walk)
    assert replay_ours(journal) == restore_ours(stored) == replay_peer(kept)
    jobs = {
        "append": (partial(append_ours, walk), partial(append_peer, walk)),
        "replay": (partial(replay_ours, journal), partial(replay_peer, kept)),
        "stored-append": (partial(store_ours, walk), partial(append_peer, walk)),
        "stored-replay": (partial(restore_ours, stored), partial(replay_peer, kept)),
    }
    peer = f"eventsourcing {version('eventsourcing')}, in-memory recorder, {EVENTS} events"
    lines = []
    for case, (ours, theirs) in jobs.items():
        ours_s, peer_s = versus(ours, theirs, rounds=3)
        floor, goal = (1.0, 2.0) if case.startswith("stored") else (5.0, 10.0)
        lines.append({"case": case, "ours_s": ours_s, "peer": peer, "peer_s": peer_s, "floor": floor, "goal": goal})
    return lines


@pytest.mark.parametrize("append", [append_ours, store_ours, append_peer])
def test_append(benchmark: Any, append: Callable[[list[Row]], object]) -> None:
    benchmark.pedantic(append, args=(rows(),), rounds=3)


def test_replay(benchmark: Any) -> None:
    benchmark.pedantic(replay_ours, args=(append_ours(rows()),), rounds=3)


def test_a_street_is_listed_again(benchmark: Any) -> None:
    """93,000 facts recorded and listed, with a fresh journal each time."""
    walk = rows(93_000)
    facts = list(append_ours(walk))
    benchmark.pedantic(lambda: Journal.of(facts).facts(), rounds=3)
