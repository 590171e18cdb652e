"""Four thousand dated changes to a country of 664,352 units, beside a graph in networkx that replays them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.metadata import version
from random import Random
from typing import Any, Final

import networkx as nx
from bench_hierarchy import (  # type: ignore[import-not-found]  # ratios.py and `pythonpath` put this folder there
    LEVELS,
    country,
    networkx,
    rows,
)

from gridcare.places.alterations import Alteration, Merged, Moved, Recoded, Renamed
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.lineage import Lineage
from gridcare.places.listing import load_rows

SINCE: Final = date(2020, 1, 1)
KNOWN: Final = datetime(2020, 1, 1, tzinfo=UTC)
CHANGES: Final = 4_000


@cache
def alterations() -> tuple[Alteration, ...]:
    """Renames, recodings, moves and mergers of two, a few a day over four years; no unit is altered twice."""
    chance, base = Random(20200203), country()
    streets = base.at_level("street")
    villages = chance.sample(base.at_level("village"), CHANGES)
    made: list[Alteration] = []
    taken: set[str] = set()
    for number, village in enumerate(villages):
        stamp: dict[str, Any] = {
            "id": f"x{number}",
            "day": SINCE + timedelta(days=1 + number * 1_460 // CHANGES),
            "known": KNOWN,
        }
        mates = [each for each in base.children(base.ancestors(village)[0]) if each not in taken and each != village]
        kind = number % 4
        if village in taken:
            continue
        taken.add(village)
        if kind == 3 and mates:
            taken.add(mates[0])
            made.append(Merged(**stamp, sources=(mates[0],), into=village))
        elif kind == 2:
            made.append(Moved(**stamp, unit=village, parent=chance.choice(streets)))
        elif kind == 1:
            made.append(Recoded(**stamp, unit=village, code=f"9{number}"))
        else:
            made.append(Renamed(**stamp, unit=village, name=f"renamed {number}"))
    return tuple(made)


@cache
def lineage() -> Lineage:
    return Lineage(country(), SINCE, alterations())


def replayed(day: date) -> "nx.DiGraph[str]":
    """The peer: the graph of the first map, and every change until the day done to it in turn."""
    graph = networkx()
    for each in sorted(alterations(), key=lambda alteration: alteration.day):
        if each.day > day:
            break
        match each:
            case Renamed(unit=unit, name=name):
                graph.nodes[unit]["name"] = name
            case Recoded(unit=unit, code=code):
                graph.nodes[unit]["code"] = code
            case Moved(unit=unit, parent=parent):
                graph.remove_edges_from(list(graph.in_edges(unit)))
                graph.add_edge(parent, unit)
            case Merged(sources=sources):
                graph.remove_nodes_from(sources)
    return graph


DAYS: Final = (SINCE + timedelta(days=1_400), SINCE + timedelta(days=700))


def fresh() -> Lineage:
    """The same lineage with no map drawn yet."""
    return Lineage(country(), SINCE, alterations())


def ratio_lineage_load(versus: Callable[..., tuple[float, float]]) -> dict[str, Any]:
    """
    Rows of text and four thousand changes to a lineage, with every check; the peer checks nothing.

    On the machine of performance.md the floor is six seconds.
    """
    alterations()
    ours_s, peer_s = versus(
        lambda: Lineage(load_rows(rows(), LEVELS).hierarchy, SINCE, alterations()), lambda: replayed(DAYS[0]), rounds=2
    )
    peer = f"building it in networkx {version('networkx')} and replaying them"
    return {"ours_s": ours_s, "peer": peer, "peer_s": peer_s, "floor": "<= 3.0x", "goal": "<= 2.0x"}


def ratio_lineage_first_map(versus: Callable[..., tuple[float, float]]) -> dict[str, Any]:
    """The first map of a lineage that has drawn none; the peer builds its graph and replays the changes."""
    made = iter([fresh() for _ in range(3)])
    ours_s, peer_s = versus(lambda: next(made).as_of(DAYS[0]), lambda: replayed(DAYS[0]), rounds=2)
    peer = f"building it in networkx {version('networkx')} and replaying them"
    return {"ours_s": ours_s, "peer": peer, "peer_s": peer_s, "floor": 2.3, "goal": 4}


def ratio_lineage_map_again(versus: Callable[..., tuple[float, float]]) -> dict[str, Any]:
    """The maps of two days, asked for in turn, after the first time; the peer copies a graph that it kept."""
    ours, graphs = lineage(), {day: replayed(day) for day in DAYS}
    ours_s, peer_s = versus(lambda: [ours.as_of(day) for day in DAYS], lambda: [graphs[day] for day in DAYS])
    return {
        "ours_s": ours_s / 2,
        "peer": "a dict of graphs, kept by the day",
        "peer_s": peer_s / 2,
        "floor": "<= 100 ms",
        "goal": "<= 1 ms",
    }


def test_a_map_is_what_the_peer_replays() -> None:
    for day in DAYS:
        drawn: Hierarchy = lineage().as_of(day)
        graph = replayed(day)
        assert set(graph) == set(drawn)
        assert {unit: drawn.parent(unit) for unit in drawn} == {
            unit: next(iter(graph.predecessors(unit)), None) for unit in graph
        }
        assert all(graph.nodes[unit]["name"] == drawn[unit].name for unit in drawn)
