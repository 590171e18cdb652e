"""
Numbering a forest depth first, so that everything inside a node is one run of numbers.

Nodes are rows of a list, and the forest is the row of each one's parent, or `ROOT`. This room knows nothing of
units; `places.hierarchy` numbers them with it.
"""

from array import array
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

__all__ = ["ROOT", "cycles", "depth_first", "run_ends"]

ROOT: Final = -1
"""Stands for the parent of a node that has none."""


def depth_first(parents: Sequence[int]) -> list[int]:
    """Order the rows so that each comes before what is inside it, siblings as given; cycles are not reached."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    for row, parent in enumerate(parents):
        children[parent].append(row)
    for below in children.values():
        below.reverse()
    order: list[int] = []
    waiting = children.get(ROOT, [])
    while waiting:
        row = waiting.pop()
        order.append(row)
        if row in children:
            waiting += children[row]
    return order


def run_ends(parents: Sequence[int]) -> "array[int]":
    """
    Find where the run of each node ends.

    Args:
        parents: The number of each node's parent, the nodes being numbered depth first.
    """
    ends = [*range(1, len(parents) + 1), 0]  # the last one takes what the roots hand up
    for node in range(len(parents) - 1, -1, -1):
        parent, end = parents[node], ends[node]
        if ends[parent] < end:
            ends[parent] = end
    return array("i", ends[:-1])


def cycles(parents: Sequence[int], reached: Sequence[int]) -> list[list[int]]:
    """
    Find the rings among the rows that no root leads to.

    Args:
        parents: The row of each one's parent.
        reached: The rows that `depth_first` found.

    Returns:
        Each ring from its first row on, every row followed by its parent.
    """
    met: dict[int, int] = {}
    rings = []
    for start in sorted(set(range(len(parents))).difference(reached)):
        climbed, row = [], start
        while row not in met:
            met[row] = start
            climbed.append(row)
            row = parents[row]
        if met[row] == start:
            ring = climbed[climbed.index(row) :]
            first = ring.index(min(ring))
            rings.append(ring[first:] + ring[:first])
    return rings
