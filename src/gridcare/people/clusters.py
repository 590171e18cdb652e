"""
Joining what belongs together while some things must stay apart, whatever the order.

Rows are joined in steps, the best evidence first. All joins of one step are looked at together: where a chain of them
would bring together what contradicts each other, none of that chain is done, for nothing says which of its links is
wrong. Those it would have joined are *disputed* and stay apart in every later step too, so that they do not meet by a
detour. Nothing depends on the order within a step.

Here rows and values are numbers; `gridcare.people.linkage` knows what they stand for.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

__all__ = ["Clusters", "Joint"]

Joint = tuple[int, int]
"""Two rows that some evidence would join."""

_NOTHING: Final[frozenset[int]] = frozenset()


class Clusters:
    """
    The rows that were joined so far.

    Args:
        size: How many rows there are.
        unique: For each thing that a subject has only one of, its number in each row; 0 where the row does not say.
    """

    __slots__ = ("_disputes", "_many", "_parents", "_told", "_unique")

    def __init__(self, size: int, unique: Sequence[list[int]] = ()) -> None:
        self._parents = list(range(size))
        self._unique = [list(each) for each in unique]
        self._many: list[dict[int, frozenset[int]]] = [{} for _ in unique]
        self._disputes: dict[int, set[int]] = {}
        self._told = 0

    def find(self, row: int) -> int:
        """Return the row that stands for the cluster of a row."""
        parents = self._parents
        while parents[row] != row:
            parents[row] = row = parents[parents[row]]
        return row

    def keep_apart(self, rows: Iterable[int]) -> int:
        """
        Keep the clusters of some rows apart from now on, those that are one already excepted.

        Returns:
            The number of the dispute.
        """
        self._told += 1
        for row in rows:
            self._disputes.setdefault(self.find(row), set()).add(self._told)
        return self._told

    def disputes(self, row: int) -> frozenset[int]:
        """Return the numbers of the disputes that the cluster of a row is in."""
        return frozenset(self._disputes.get(self.find(row), _NOTHING))

    def join(self, joints: Sequence[Joint], *, forced: bool = False) -> list[Joint]:
        """
        Do one step.

        Args:
            joints: All that is to be joined by evidence of this strength, in any order.
            forced: Whether to join across different values of what is unique; disputes hold all the same.

        Returns:
            The joints that were not done, because a chain of them contradicts itself.
        """
        links, chains = self._chained(joints)
        refused = set()
        for top, roots in chains.items():
            if self._disputed(roots) or (not forced and self.contradictions(roots)):
                refused.add(top)
                self.keep_apart(roots)
        for top, roots in chains.items():
            if top not in refused:
                self._unite(top, roots)
        if not refused:
            return []
        ends = ((each, self.find(each[0]), self.find(each[1])) for each in joints)
        return [each for each, one, other in ends if one != other and _top(links, one) in refused]

    def _chained(self, joints: Sequence[Joint]) -> tuple[dict[int, int], dict[int, list[int]]]:
        """Chain the clusters that the joints touch, without joining them."""
        links: dict[int, int] = {}
        for one, other in joints:
            first, second = _top(links, self.find(one)), _top(links, self.find(other))
            if first != second:
                links.setdefault(first, first)
                links[second] = first
        chains: dict[int, list[int]] = defaultdict(list)
        for root in links:
            chains[_top(links, root)].append(root)
        return links, chains

    def contradictions(self, roots: Sequence[int]) -> list[int]:
        """Return the places of the unique things of which clusters, given by the rows that stand for them, have two."""
        found = []
        for place, (codes, many) in enumerate(zip(self._unique, self._many, strict=True)):
            if len({code for root in roots if (code := codes[root])}) > 1 and _apart(
                [many.get(root) or frozenset((codes[root],)) for root in roots if codes[root]]
            ):
                found.append(place)
        return found

    def _disputed(self, roots: Iterable[int]) -> bool:
        if not self._disputes:
            return False
        seen: set[int] = set()
        for root in roots:
            own = self._disputes.get(root, _NOTHING)
            if not seen.isdisjoint(own):
                return True
            seen |= own
        return False

    def _unite(self, top: int, roots: Iterable[int]) -> None:
        for codes, many in zip(self._unique, self._many, strict=True):
            held = {code for root in roots if (code := codes[root])}
            if not held:
                continue
            if len(held) > 1 or (many and any(root in many for root in roots)):
                many[top] = frozenset(held).union(*(many.get(root, _NOTHING) for root in roots))
            codes[top] = min(held)
        disputes = [found for root in roots if (found := self._disputes.get(root))]
        if disputes:
            self._disputes[top] = set().union(*disputes)
        for root in roots:
            self._parents[root] = top


def _top(links: dict[int, int], root: int) -> int:
    above = links.get(root, root)
    while above != root:
        links[root] = links[above]
        root, above = above, links[above]
    return root


def _apart(held: Sequence[frozenset[int]]) -> bool:
    """Whether sets of values do not hang together; after a forced join a cluster may have several."""
    joined, *left = held
    while left:
        meeting = [each for each in left if not joined.isdisjoint(each)]
        if not meeting:
            return True
        joined = joined.union(*meeting)
        left = [each for each in left if joined.isdisjoint(each)]
    return False
