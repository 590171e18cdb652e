"""
One register out of several sources.

The grid database (网格数据库), the notes of visits at the doors and the log of a gate all tell of the same people, and
none of them tells of everybody. Linking them says which rows tell of the same subject. It goes from the surest to the
least sure: what somebody decided, then keys that agree exactly, then likeness in points. Rows are only compared when
they share a *block* (the last digits of a telephone, the sound of a name in one building), so that a street takes
seconds.

Two rows are joined when they have ``same`` points or more. From ``ask`` points on somebody is asked, and below that
they tell of different subjects. Somebody is also asked where likeness would join what contradicts itself: two identity
numbers, two rows of a source that lists everybody once. A decision that two rows are not the same beats any likeness,
and one that they are beats any block. The order of the rows changes nothing.

`gridcare.people.merging` makes one subject of the rows that belong together.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from itertools import combinations
from math import floor
from operator import attrgetter
from typing import Final

import attrs

from gridcare.errors import Fault, UnknownName, did_you_mean, refuse
from gridcare.people.clusters import Clusters, Joint
from gridcare.people.identification import IdentityDecision, IdentityDecisions, RowRef
from gridcare.people.likeness import Block, Columns, ExactKey, Likeness, Shared
from gridcare.people.sources import LinkRule, SourceRow

__all__ = [
    "Cluster",
    "Doubt",
    "Linkage",
    "PassedOver",
    "UncertainPair",
    "link",
]


class Doubt(StrEnum):
    """Why somebody is asked whether two rows tell of the same subject."""

    CONTRADICTION = "contradiction"
    """What would join them would also join what contradicts itself."""
    KEY_ALONE = "key alone"
    """They share an exact key, and what should confirm it differs."""
    ALIKE = "alike"
    """They are alike, and not alike enough."""


@attrs.frozen(kw_only=True)
class UncertainPair:
    """
    Two rows that may tell of the same subject.

    Attributes:
        first: A row.
        second: A row of another cluster.
        doubt: Why somebody is asked.
        points: How alike they are.
        agreements: How each field agrees, by name; never a value.
        against: The unique keys and the sources by which their clusters contradict each other.
    """

    first: RowRef
    second: RowRef
    doubt: Doubt
    points: float
    agreements: tuple[tuple[str, str], ...]
    against: tuple[str, ...] = ()

    def __str__(self) -> str:
        told = ", ".join(f"{field} {agreement}" for field, agreement in self.agreements)
        against = f"; against it: {', '.join(self.against)}" if self.against else ""
        return f"'{self.first}' and '{self.second}': {self.doubt}, {self.points:g} points ({told}){against}"


@attrs.frozen
class Cluster:
    """
    The rows that tell of one subject.

    Attributes:
        rows: Where they stand, in the order of the declared sources and of their ids.
    """

    rows: tuple[RowRef, ...]

    @property
    def id(self) -> str:
        """An id that does not depend on the order of the rows: where its first row stands."""
        return str(self.rows[0])


@attrs.frozen(kw_only=True)
class PassedOver:
    """
    Rows that shared a block or an exact key with too many others for it to count.

    Attributes:
        name: The block or the key.
        shared: How many readings were shared by too many.
        rows: How many different rows these are.
        largest: How many shared the commonest one.
    """

    name: str
    shared: int
    rows: int
    largest: int

    @classmethod
    def of(cls, name: str, groups: Sequence[Sequence[int]]) -> "PassedOver":
        """Count the rows of groups that are too large."""
        rows = len({item for group in groups for item in group})
        return cls(name=name, shared=len(groups), rows=rows, largest=max(map(len, groups)))


@attrs.frozen(slots=False)
class Linkage:
    """
    Which rows tell of the same subject, and what has to be asked.

    Attributes:
        rule: By what they were linked.
        clusters: Every row is in exactly one.
        uncertain: What somebody has to decide, the likeliest first; one line for any two clusters.
        passed_over: What counted for nothing because too many shared it: the exact keys, then the blocks.
        unused: Decisions about rows that are not here.
        compared: How many pairs were compared.
    """

    rule: LinkRule
    rows: Mapping[RowRef, SourceRow] = attrs.field(repr=lambda rows: f"<{len(rows)} rows>")
    clusters: tuple[Cluster, ...] = attrs.field(repr=lambda clusters: f"<{len(clusters)} clusters>")
    uncertain: tuple[UncertainPair, ...] = attrs.field(repr=lambda pairs: f"<{len(pairs)} pairs>")
    passed_over: tuple[PassedOver, ...] = ()
    unused: tuple[IdentityDecision, ...] = attrs.field(default=(), eq=False)
    compared: int = attrs.field(default=0, eq=False)

    @cached_property
    def _places(self) -> Mapping[RowRef, int]:
        return {ref: place for place, cluster in enumerate(self.clusters) for ref in cluster.rows}

    def cluster_of(self, source: str, id: str) -> Cluster:
        """
        Return the cluster of a row.

        Raises:
            UnknownName: When there is no such row.
        """
        place = self._places.get(RowRef(source, id))
        if place is None:
            raise UnknownName("row", f"{source}/{id}", ())
        return self.clusters[place]

    def without(self, source: str) -> tuple[Cluster, ...]:
        """List the clusters of which a source knows nothing: its gaps."""
        name = self.rule.source(source).name
        return tuple(each for each in self.clusters if all(ref.source != name for ref in each.rows))


def link(rule: LinkRule, rows: Iterable[SourceRow], decisions: IdentityDecisions | None = None) -> Linkage:
    """
    Say which rows tell of the same subject.

    Args:
        rule: By what they are linked.
        rows: The rows of all sources, in any order.
        decisions: What was decided before.

    Returns:
        The clusters, and what has to be asked. The same rows in another order give the same answer.

    Raises:
        DefinitionError: Naming every row of an undeclared source, every id that a source has twice, and every value
            that the kind has no field for, since no subject could hold it.
    """
    given = list(rows)
    of_source: dict[str, list[SourceRow]] = {source.name: [] for source in rule.sources}
    for row in given:
        of_source.setdefault(row.source, []).append(row)
    by_ref = {row.ref: row for told in of_source.values() for row in sorted(told, key=attrgetter("id"))}
    fields = {field.name for field in rule.kind.fields}
    known = all(fields.issuperset(row.values) for row in given)
    if not known or len(by_ref) < len(given) or len(of_source) > len(rule.sources):
        refuse("the list of rows", _list_faults(rule, given))
    return _Run(rule, by_ref, decisions or IdentityDecisions()).linkage()


def _list_faults(rule: LinkRule, rows: Sequence[SourceRow]) -> Iterator[Fault]:
    seen: set[RowRef] = set()
    names = [source.name for source in rule.sources]
    fields = [field.name for field in rule.kind.fields]
    for number, row in enumerate(rows, 1):
        if row.source not in names:
            problem = f"'{row.source}' is no source of the rule{did_you_mean(row.source, names)}"
            yield Fault("linkage.source", f"row {number}", problem)
        if row.ref in seen:
            yield Fault("linkage.duplicate-id", f"row {number}", f"'{row.source}' has the id '{row.id}' twice")
        seen.add(row.ref)
        for name in row.values:
            if name not in fields:
                problem = f"'{name}' is no field of '{rule.kind.name}'{did_you_mean(name, fields)}"
                yield Fault("linkage.field", f"row {number}, {name}", problem)


_ORDER: Final = {doubt: place for place, doubt in enumerate(Doubt)}


class _Run:
    """
    One run over rows in their fixed order.

    Rows of the same content are one *item*, as far as they would be joined anyhow; a gate sees the same people again
    and again.
    """

    def __init__(self, rule: LinkRule, by_ref: Mapping[RowRef, SourceRow], decisions: IdentityDecisions) -> None:
        self.rule = rule
        self.by_ref = by_ref
        self.refs = tuple(by_ref)
        self.rows = tuple(by_ref.values())
        shared: tuple[ExactKey | Block, ...] = (*rule.keys, *rule.blocks)
        traits = [trait for each in shared for trait in each.traits]
        self.likeness = Likeness(rule.comparisons, traits)
        self.key_of = [self.likeness.shares(key.traits) for key in rule.keys]
        words = tuple(decisions.identities())
        named = {ref for each in words for ref in (each.first, each.second)}
        at = {ref: place for place, ref in enumerate(self.refs) if ref in named}
        known: list[IdentityDecision] = []
        unknown: list[IdentityDecision] = []
        for each in words:
            (known if each.first in at and each.second in at else unknown).append(each)
        self.unused = tuple(unknown)
        self.items: list[Columns] = []
        self.first: list[int] = []
        self.again: dict[int, list[int]] = defaultdict(list)
        item_at = self._collapse({at[ref] for each in known for ref in (each.first, each.second)})
        self.decided = [(item_at[at[each.first]], item_at[at[each.second]], each.same) for each in known]
        self.sources = [source.name for source in rule.sources if source.distinct]
        self.uniques = [key for key in rule.keys if key.unique]
        self.clusters = Clusters(len(self.items), self._unique())
        self.doubts: dict[Joint, Doubt] = {}
        self.passed_over: list[PassedOver] = []
        self.compared = 0

    def _collapse(self, named: set[int]) -> dict[int, int]:
        """Put rows of one content into one item; give the items of rows that decisions name."""
        distinct = {source.name for source in self.rule.sources if source.distinct}
        first: dict[Columns, int] = {}
        alone: set[Columns] = set()
        item_at: dict[int, int] = {}
        for place, row in enumerate(self.rows):
            columns = self.likeness.columns(row.values)
            if place in named:
                item_at[place] = len(self.items)
            elif row.source not in distinct and columns not in alone:
                item = first.setdefault(columns, len(self.items))
                if item < len(self.items):
                    if item in self.again or self._joins_itself(columns):
                        self.again[item].append(place)
                        continue
                    alone.add(columns)
            self.items.append(columns)
            self.first.append(place)
        return item_at

    def _joins_itself(self, columns: Columns) -> bool:
        if any(keys(columns) for keys in self.key_of):
            return True
        return bool(self.rule.comparisons) and self.likeness.points(columns, columns) >= self.rule.same

    def _unique(self) -> list[list[int]]:
        """Number what is unique in each item; 0 where it does not say."""
        told = [
            [item + 1 if self.rows[place].source == name else 0 for item, place in enumerate(self.first)]
            for name in self.sources
        ]
        for key in self.uniques:
            keys = self.likeness.shares(key.traits)
            numbers: dict[Shared, int] = {}
            told.append(
                [
                    numbers.setdefault(texts[0], len(numbers) + 1) if (texts := keys(columns)) else 0
                    for columns in self.items
                ]
            )
        return told

    def linkage(self) -> Linkage:
        """Go from the surest to the least sure."""
        settled = {self.clusters.keep_apart((one, other)) for one, other, same in self.decided if not same}
        self._join([(one, other) for one, other, same in self.decided if same], forced=True)
        self._by_content()
        for key in self.rule.keys:
            self._by_key(key)
        self._by_likeness()
        clusters, place_of = self._clusters()
        return Linkage(
            self.rule,
            self.by_ref,
            clusters,
            self._uncertain(settled, place_of),
            tuple(self.passed_over),
            self.unused,
            self.compared,
        )

    def _join(self, joints: Sequence[Joint], *, forced: bool = False) -> None:
        for joint in self.clusters.join(joints, forced=forced):
            self.doubts[min(joint), max(joint)] = Doubt.CONTRADICTION

    def _by_key(self, key: ExactKey) -> None:
        said = self.likeness.said(key.confirm)
        joints: list[Joint] = []
        apart: list[list[list[int]]] = []
        for members in self._in_bounds(key, self.likeness.sharing(key.traits, self.items)):
            parts = self._confirmed(key, members, said) if key.confirm else [members]
            joints += [(part[0], other) for part in parts for other in part[1:]]
            if len(parts) > 1:
                apart.append(parts)
        self._join(joints)
        for parts in apart:
            self._doubt_key(parts)

    def _confirmed(self, key: ExactKey, members: Sequence[int], said: Callable[[Columns], Columns]) -> list[list[int]]:
        """Join those who agree on what should confirm the key; those nobody can be held against join a single part."""
        by_content: dict[Columns, list[int]] = {}
        for item in members:
            by_content.setdefault(said(self.items[item]), []).append(item)
        if len(by_content) == 1:
            return [list(members)]
        contents, agreed = list(by_content.values()), Clusters(len(by_content))
        words = {
            (one, other): self.likeness.confirms(
                self.items[contents[one][0]], self.items[contents[other][0]], key.confirm
            )
            for one, other in combinations(range(len(contents)), 2)
        }
        agreed.join([pair for pair, agree in words.items() if agree])
        spoke = {place for pair, agree in words.items() if agree is not None for place in pair}
        parts: dict[int, list[int]] = defaultdict(list)
        for place, items in enumerate(contents):
            parts[agreed.find(place) if place in spoke else -1] += items
        if len(parts.keys() - {-1}) <= 1:
            return [list(members)]
        return sorted(sorted(part) for part in parts.values())

    def _doubt_key(self, parts: Sequence[Sequence[int]]) -> None:
        """Keep apart those who share a key that is not confirmed, and ask about any two of them."""
        self.clusters.keep_apart(part[0] for part in parts)
        for place, part in enumerate(parts):
            for other in parts[:place]:
                self.doubts.setdefault((min(part[0], other[0]), max(part[0], other[0])), Doubt.KEY_ALONE)

    def _by_content(self) -> None:
        """Join items of one content; those of a source that lists everybody once were not put together."""
        first: dict[Columns, int] = {}
        joints = []
        for item, columns in enumerate(self.items):
            if (other := first.setdefault(columns, item)) != item and self._joins_itself(columns):
                joints.append((other, item))
        self._join(joints)

    def _by_likeness(self) -> None:
        roots = [self.clusters.find(item) for item in range(len(self.items))]
        groups_of = self._groups(roots)
        steps: dict[int, list[Joint]] = defaultdict(list)
        rule, items, between = self.rule, self.items, self.likeness.between
        shapes = [self.likeness.shape(columns) for columns in items]
        for item, groups in sorted(groups_of.items()):
            for group in groups:
                group.pop()  # that is the item itself, so that every pair is met once
            root, columns, shape = roots[item], items[item], shapes[item]
            others = [each for each in set().union(*groups) if roots[each] != root]
            self.compared += len(others)
            for other in others:
                found = between(shape, shapes[other])(columns, items[other], rule.ask)
                if found >= rule.same:
                    steps[floor(found / rule.margin)].append((item, other))
                elif found >= rule.ask:
                    self.doubts.setdefault((item, other), Doubt.ALIKE)
        for step in sorted(steps, reverse=True):
            self._join(steps[step])

    def _groups(self, roots: Sequence[int]) -> dict[int, list[list[int]]]:
        """Give items the groups of a block in which there is something left to join, each from its last item on."""
        groups_of: dict[int, list[list[int]]] = defaultdict(list)
        for block in self.rule.blocks:
            for group in self._in_bounds(block, self.likeness.sharing(block.traits, self.items)):
                if len({roots[item] for item in group}) > 1:
                    for item in group:
                        groups_of[item].append(group)
                    group.reverse()
        return groups_of

    def _in_bounds(self, by: ExactKey | Block, groups: Iterable[list[int]]) -> list[list[int]]:
        """Leave out the groups that too many share, and note them."""
        if by.at_most is None:
            return list(groups)
        kept: list[list[int]] = []
        large: list[list[int]] = []
        for group in groups:
            (kept if len(group) <= by.at_most else large).append(group)
        if large:
            self.passed_over.append(PassedOver.of(by.name, large))
        return kept

    def _clusters(self) -> tuple[tuple[Cluster, ...], dict[int, int]]:
        """Give the clusters in the order of their first rows, and the place of each by the item that stands for it."""
        held: dict[int, list[int]] = defaultdict(list)
        for item, place in enumerate(self.first):
            held[self.clusters.find(item)].append(place)
        for item, places in self.again.items():
            held[self.clusters.find(item)] += places
        ordered = sorted((sorted(rows), root) for root, rows in held.items())
        clusters = tuple(Cluster(tuple([self.refs[place] for place in rows])) for rows, _ in ordered)
        return clusters, {root: place for place, (_, root) in enumerate(ordered)}

    def _uncertain(self, settled: set[int], place_of: Mapping[int, int]) -> tuple[UncertainPair, ...]:
        """Word what has to be asked, once for any two clusters, by the likeliest of their rows."""
        best: dict[Joint, tuple[tuple[int, float, Joint], Joint]] = {}
        for (one, other), doubt in self.doubts.items():
            first, second = self.clusters.find(one), self.clusters.find(other)
            if first == second or (
                settled and settled & self.clusters.disputes(first) & self.clusters.disputes(second)
            ):
                continue
            if doubt is Doubt.ALIKE and self.clusters.contradictions((first, second)):
                continue
            points = self.likeness.points(self.items[one], self.items[other])
            pair = min(place_of[first], place_of[second]), max(place_of[first], place_of[second])
            found = (_ORDER[doubt], -points, (self.first[one], self.first[other])), (one, other)
            best[pair] = min(best[pair], found) if pair in best else found
        return tuple(self._pair(*best[pair]) for pair in sorted(best, key=lambda pair: (best[pair][0], pair)))

    def _pair(self, found: tuple[int, float, Joint], joint: Joint) -> UncertainPair:
        order, points, _ = found
        one, other = joint
        names = (*self.sources, *(key.name for key in self.uniques))
        against = self.clusters.contradictions((self.clusters.find(one), self.clusters.find(other)))
        return UncertainPair(
            first=self.refs[self.first[one]],
            second=self.refs[self.first[other]],
            doubt=tuple(Doubt)[order],
            points=-points,
            agreements=self.likeness.told(self.items[one], self.items[other]),
            against=tuple(names[place] for place in against),
        )
