"""A country's tree of 664,352 units, beside the trees that Python already has; and counts that move up a street."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from importlib.metadata import version
from random import Random
from typing import Any, Final

import networkx as nx
import pytest
from anytree import Node
from treelib.tree import Tree

from gridcare.places.forest import depth_first
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.listing import load_rows
from gridcare.places.oddities import UnitTable
from gridcare.places.tally import RunningTally
from gridcare.places.units import Level, Unit

SIZES: Final = {"province": 31, "prefecture": 342, "county": 2_978, "street": 41_352, "village": 619_649}
LEVELS: Final = Level.ordered(*SIZES)
PEERS: Final = ("anytree", "treelib", "networkx")


@cache
def rows() -> list[dict[str, str]]:
    """As many units as the country has, level by level, with codes of growing length; none above the last is empty."""
    chance, made = Random(20200203), []
    above = [""]
    for (level, size), width in zip(SIZES.items(), (2, 2, 2, 3, 3), strict=True):
        parents = sorted(above[n] if n < len(above) else chance.choice(above) for n in range(size))
        rank: Counter[str] = Counter()
        below = []
        for parent in parents:
            rank[parent] += 1
            below.append(f"{parent}{rank[parent] + 10 * (not parent):0{width}d}")
            made.append({"code": below[-1], "name": f"name of {below[-1]}", "parent": parent, "level": level})
        above = below
    return made


@cache
def country() -> Hierarchy:
    return load_rows(rows(), LEVELS).hierarchy


def anytree() -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    for row in rows():
        parent = nodes[row["parent"]] if row["parent"] else None
        nodes[row["code"]] = Node(row["code"], parent, title=row["name"], level=row["level"])
    return nodes


def treelib() -> Tree:
    tree = Tree()
    tree.create_node("country", "country")  # a treelib tree has one root
    for row in rows():
        tree.create_node(row["name"], row["code"], parent=row["parent"] or "country", data=row["level"])
    return tree


def networkx() -> "nx.DiGraph[str]":
    graph: nx.DiGraph[str] = nx.DiGraph()
    for row in rows():
        graph.add_node(row["code"], name=row["name"], level=row["level"])
        if row["parent"]:
            graph.add_edge(row["parent"], row["code"])
    return graph


# One at a time: millions of objects kept alive would make the collector slow down whoever is measured next.
built: Final = lru_cache(maxsize=1)(lambda name: globals()[name]())


def descendants(peer: str) -> Callable[[str], object]:
    tree: Any = built(peer)
    return {
        "anytree": lambda unit: tree[unit].descendants,
        "treelib": lambda unit: list(tree.expand_tree(unit, sorting=False)),
        "networkx": lambda unit: nx.descendants(tree, unit),
    }[peer]


def inside(peer: str) -> Callable[[str, str], object]:
    tree: Any = built(peer)
    return {
        "anytree": lambda unit, other: tree[other] in tree[unit].ancestors,
        "treelib": lambda unit, other: tree.is_ancestor(other, unit),
        "networkx": lambda unit, other: other in nx.ancestors(tree, unit),
    }[peer]


def each(question: Callable[..., object], subjects: list[tuple[str, ...]]) -> Callable[[], object]:
    def ask() -> None:
        for subject in subjects:
            question(*subject)

    return ask


def against(versus: Callable[..., tuple[float, float]], ours: Any, theirs: Any, asked: Any) -> Iterator[dict[str, Any]]:
    """One line per peer, in seconds a question."""
    for peer in PEERS:
        ours_s, peer_s = versus(each(ours, asked), each(theirs(peer), asked))
        built.cache_clear()
        told = f"{peer} {version(peer)}"
        yield {"case": peer, "ours_s": ours_s / len(asked), "peer": told, "peer_s": peer_s / len(asked)}


def ratio_hierarchy_descendants(versus: Callable[..., tuple[float, float]]) -> list[dict[str, Any]]:
    """Everything inside a province."""
    provinces = [(unit,) for unit in country().roots[:5]]
    lines = against(versus, country().descendants, descendants, provinces)
    return [line | {"floor": 15, "goal": 30} for line in lines]


def ratio_hierarchy_inside(versus: Callable[..., tuple[float, float]]) -> list[dict[str, Any]]:
    """Whether a village lies in a county, half of the time its own; two hundred questions, ten times over."""
    chance, counties = Random(1), country().at_level("county")
    villages = chance.sample(country().at_level("village"), 200)
    asked = [
        (village, chance.choice(counties) if n % 2 else country().ancestors(village)[1])
        for n, village in enumerate(villages)
    ]
    return [line | {"floor": 3, "goal": 6} for line in against(versus, country().inside, inside, asked * 10)]


def ratio_hierarchy_index(versus: Callable[..., tuple[float, float]]) -> dict[str, Any]:
    """
    Numbering the whole country once its units are known; the peer builds its graph.

    On the machine of performance.md, where networkx takes 2.3 s, the floor is one second.
    """
    table = UnitTable()
    for row, unit in enumerate(country().values()):
        table.add(row, unit)
    table.judge(None, one_tree=False)

    def index() -> Hierarchy:
        table.order = depth_first(table.above)
        hierarchy = Hierarchy.__new__(Hierarchy)
        hierarchy._build(LEVELS, table)
        return hierarchy

    ours_s, peer_s = versus(index, networkx, rounds=2)
    peer = f"building it in networkx {version('networkx')}"
    return {"ours_s": ours_s, "peer": peer, "peer_s": peer_s, "floor": 2.3, "goal": 3.5}


def ratio_hierarchy_load(versus: Callable[..., tuple[float, float]]) -> dict[str, Any]:
    """
    Rows of text to a hierarchy, with every check; the peer checks nothing.

    On the machine of performance.md, where anytree takes 3.5 s, the floor is six seconds.
    """
    ours_s, peer_s = versus(lambda: load_rows(rows(), LEVELS), anytree, rounds=2)
    peer = f"building it in anytree {version('anytree')}"
    return {"ours_s": ours_s, "peer": peer, "peer_s": peer_s, "floor": "<= 1.7x", "goal": "<= 1.0x"}


def ratio_tally_move(versus: Callable[..., tuple[float, float]]) -> dict[str, Any]:
    """A household moves from state to state and every unit above counts it, in both weights; seconds a move."""
    sizes = {"street": 1, "community": 14, "grid": 150, "building": 768}
    units, above = [], [None]
    for level, size in sizes.items():
        below = [f"{level} {n}" for n in range(size)]
        units += [Unit(unit, "", level, above[n % len(above)]) for n, unit in enumerate(below)]
        above = below  # type: ignore[assignment]
    street, states = Hierarchy(Level.ordered(*sizes), units), ("open", "phone", "joint", "settled")
    running = RunningTally(street, states)
    weight = running.pack(household=1, person=3)
    chance, buildings = Random(1), street.at_level("building")
    moves = [(chance.choice(buildings), n % 3, n % 3 + 1) for n in range(50_000)]
    numbered = [(street.position(unit), old, new) for unit, old, new in moves]
    counters = {unit: Counter() for unit in street}  # type: ignore[var-annotated]
    ways = {unit: street.path(unit) for unit in street}

    def ours() -> None:
        for position, old, new in numbered:
            running.move(position, old, new, weight)

    def theirs() -> None:
        for unit, old, new in moves:
            for place in ways[unit]:
                counter = counters[place]
                for kind, amount in (("household", 1), ("person", 3)):
                    counter[states[old], kind] -= amount
                    counter[states[new], kind] += amount

    ours_s, peer_s = versus(ours, theirs)
    count = len(moves)
    peer = "a Counter per unit, of state and weight"
    return {"ours_s": ours_s / count, "peer": peer, "peer_s": peer_s / count, "floor": 3, "goal": 6}


@pytest.mark.parametrize("peer", ["gridcare", *PEERS])
def test_descendants_of_a_province(benchmark: Any, peer: str) -> None:
    question = country().descendants if peer == "gridcare" else descendants(peer)
    benchmark(question, country().roots[0])


def test_index_answers_what_the_peers_answer() -> None:
    province, village = country().roots[0], country().leaves()[0]
    for peer in PEERS:
        assert inside(peer)(village, province) is country().inside(village, province)
    assert set(country().descendants(province)) == nx.descendants(built("networkx"), province)
