"""
Cells: members grouped by a size band, such as eight to twelve households that look after each other (联户).

Members stand in an order, along a lane, or next to each other, as buildings do. `partition` cuts them into cells of
neighbours whose sizes lie within the band, every member in exactly one cell. Whether the remainder is spread over the
cells or stands in the last is declared, and so is what happens where no such partition exists: nothing, a cell below
the band, or one above it. A cell outside the band is named as such; where nothing is allowed, the reason is told.

Where adjacency decides, the order in which members are given does not matter. Cutting a map into connected parts of
given sizes has no fast exact method, so a search is given an effort in steps; it tells "there is none" only when it has
looked at everything, and "none was found" when its effort was spent.

Cells cut across the administrative tree: `as_units` makes them dated units for `Hierarchy.regroup`.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

import attrs

from gridcare.errors import Fault, UnknownName, refuse
from gridcare.places.units import Unit

__all__ = [
    "CellUnits",
    "FallBack",
    "FormedCell",
    "NoPartition",
    "Outside",
    "Partition",
    "Remainder",
    "SizeBand",
    "WhyNone",
    "as_units",
    "partition",
]

EFFORT: Final = 50_000


@attrs.frozen
class SizeBand:
    """
    How large a cell may be.

    Attributes:
        least: The smallest size.
        most: The largest size.
        target: The size to come near to; without one the middle of the band, or its end where the last cell takes the
            remainder.

    Raises:
        DefinitionError: When it is empty, allows a cell of nobody, or aims outside itself.
    """

    least: int
    most: int
    target: int | None = None

    def __attrs_post_init__(self) -> None:
        if not 1 <= self.least <= self.most or (self.target is not None and self.outside(self.target)):
            given = f"{self.least} to {self.most}, target {self.target}"
            problem = "give a smallest size of at least 1, a largest no smaller, and a target between them"
            refuse("the size band", [Fault("cells.band", given, problem)])

    def outside(self, size: int) -> "Outside | None":
        """Say on which side of the band a size lies, or ``None`` within it."""
        if size < self.least:
            return Outside.SHORT
        return Outside.LONG if size > self.most else None

    def fits(self, total: int) -> bool:
        """Say whether some number of cells within the band adds up to a total."""
        return -(-total // self.most) <= total // self.least


class Outside(StrEnum):
    """On which side of the band a size lies."""

    SHORT = "short"
    LONG = "long"


class Remainder(StrEnum):
    """What becomes of the members that do not fill a cell, where order decides."""

    SPREAD = "spread"
    """They are spread over the cells, so that sizes come as near to the target as they can."""
    LAST = "last"
    """Each cell from the first on comes as near to the target as it can; the last takes what is left."""


class FallBack(StrEnum):
    """What to do where no partition within the band exists."""

    NONE = "none"
    """Nothing: tell why there is none."""
    SHORT = "short"
    """Allow as few cells below the band as possible."""
    LONG = "long"
    """Allow as few cells above the band as possible, of a member too large or of a cell and a remainder."""


@attrs.frozen(kw_only=True)
class FormedCell:
    """
    A cell.

    Attributes:
        members: The ids of its members, in their order, or sorted where adjacency decides.
        size: Their sizes together.
        outside: On which side of the band it lies, by the declared fall-back; ``None`` within it.
    """

    members: tuple[str, ...]
    size: int
    outside: Outside | None = None


class WhyNone(StrEnum):
    """Why there is no partition."""

    TOO_FEW = "too few"
    """All members together are smaller than one cell."""
    TOO_LARGE = "too large"
    """A member alone is larger than a cell may be."""
    NO_SUM = "no sum"
    """No number of cells within the band adds up to the whole."""
    NO_CUT = "no cut"
    """Every way of cutting was looked at, and each leaves a cell outside the band."""
    NOT_FOUND = "not found"
    """The search was given up; there may be one."""


@attrs.frozen(kw_only=True)
class NoPartition:
    """
    Members that could not be grouped.

    Attributes:
        why: Why not.
        members: Their ids; the members that are too large, if that is why.
        size: Their sizes together.
    """

    why: WhyNone
    members: tuple[str, ...]
    size: int

    def __str__(self) -> str:
        shown = ", ".join(f"'{each}'" for each in self.members[:5])
        more = f" and {len(self.members) - 5} more" if len(self.members) > 5 else ""
        return f"{self.why}: {shown}{more}, {self.size} together"


@attrs.frozen(kw_only=True)
class Partition:
    """
    Members grouped into cells.

    Attributes:
        cells: The cells, in order, or by first member where adjacency decides.
        none: Members that could not be grouped, each group with the reason; those that are not connected to each
            other are told apart.
    """

    cells: tuple[FormedCell, ...]
    none: tuple[NoPartition, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every member has a cell."""
        return not self.none


def partition(
    members: Iterable[str] | Mapping[str, int],
    band: SizeBand,
    *,
    adjacent: Iterable[tuple[str, str]] | None = None,
    remainder: Remainder = Remainder.SPREAD,
    fall_back: FallBack = FallBack.NONE,
    effort: int = EFFORT,
) -> Partition:
    """
    Group members into cells.

    >>> lane = [f"h{number}" for number in range(1, 27)]
    >>> [cell.size for cell in partition(lane, SizeBand(8, 12)).cells]
    [9, 9, 8]
    >>> [cell.size for cell in partition(lane, SizeBand(8, 12, 10), remainder=Remainder.LAST).cells]
    [10, 8, 8]

    Args:
        members: The ids of the members, each of size one, or the size of each by id.
        band: How large a cell may be.
        adjacent: Pairs of members that are next to each other; without it, they stand in the order given.
        remainder: What becomes of the remainder, where order decides.
        fall_back: What to do where no partition within the band exists.
        effort: How many steps to search, where adjacency decides.

    Raises:
        DefinitionError: When a member is named twice or has a size below zero.
        UnknownName: When a pair names somebody who is no member.
    """
    listed = list(members)
    sizes = dict(members) if isinstance(members, Mapping) else dict.fromkeys(listed, 1)
    refuse("the members", _faults(listed, sizes))
    if adjacent is None:
        return _in_order(sizes, band, remainder, fall_back) if listed else Partition(cells=())
    neighbours: dict[str, set[str]] = {member: set() for member in sorted(sizes)}
    for pair in adjacent:
        for one, other in (pair, pair[::-1]):
            if one not in neighbours:
                raise UnknownName("member", one, neighbours)
            if one != other:
                neighbours[one].add(other)
    cells: list[FormedCell] = []
    none: list[NoPartition] = []
    for component in _components(frozenset(sizes), neighbours):
        found = _Search(sizes, neighbours, band, fall_back, effort).of(component)
        if isinstance(found, NoPartition):
            none.append(found)
        else:
            cells += [_cell(sorted(cell), sizes, band) for cell in found]
    return Partition(cells=tuple(sorted(cells, key=lambda cell: cell.members)), none=tuple(none))


def _faults(listed: Sequence[str], sizes: Mapping[str, int]) -> Iterator[Fault]:
    if len(sizes) < len(listed):
        for member in sorted({each for each in listed if listed.count(each) > 1}):
            yield Fault("cells.member-twice", member, "is named twice; each member has one cell")
    for member, size in sizes.items():
        if size < 0:
            yield Fault("cells.size", member, f"has the size {size}; sizes are whole numbers from zero on")


def _cell(members: Sequence[str], sizes: Mapping[str, int], band: SizeBand) -> FormedCell:
    size = sum(sizes[member] for member in members)
    return FormedCell(members=tuple(members), size=size, outside=band.outside(size))


def _allowed(band: SizeBand, fall_back: FallBack, size: int, largest: int) -> Outside | bool:
    """Say whether a cell may have a size: yes, no, or as a fall-back on that side of the band."""
    outside = band.outside(size)
    if outside is None:
        return True
    if outside is Outside.SHORT:
        return outside if fall_back is FallBack.SHORT else False
    return outside if fall_back is FallBack.LONG and size - largest < band.least + band.most else False


def _why(members: Iterable[str], sizes: Mapping[str, int], band: SizeBand, otherwise: WhyNone) -> NoPartition:
    listed = tuple(members)
    total = sum(sizes[member] for member in listed)
    large = tuple(member for member in listed if sizes[member] > band.most)
    if total < band.least:
        return NoPartition(why=WhyNone.TOO_FEW, members=listed, size=total)
    if large:
        return NoPartition(why=WhyNone.TOO_LARGE, members=large, size=sum(sizes[member] for member in large))
    why = otherwise if band.fits(total) else WhyNone.NO_SUM
    return NoPartition(why=why, members=listed, size=total)


# Members in an order


def _in_order(sizes: Mapping[str, int], band: SizeBand, remainder: Remainder, fall_back: FallBack) -> Partition:
    """Find the best partition of every end of the list, the shortest end first."""
    members, spread = list(sizes), remainder is Remainder.SPREAD
    twice_target = 2 * band.target if band.target is not None else band.least + band.most if spread else 2 * band.most
    best: list[tuple[int, int] | None] = [None] * len(members) + [(0, 0)]
    cut = [0] * len(members)
    for start in reversed(range(len(members))):
        nearest: tuple[int, int, int] | None = None
        for end, size, allowed in _ends(members, sizes, start, band, fall_back):
            after = best[end]
            if not allowed or after is None:
                continue
            off = (2 * size - twice_target) ** 2
            ahead = after[1] if spread else 0
            score = (after[0] + isinstance(allowed, Outside), off + ahead, -end)
            if nearest is None or score < nearest:
                nearest, cut[start] = score, end
        best[start] = None if nearest is None else (nearest[0], nearest[1])
    if best[0] is None:
        return Partition(cells=(), none=(_why(members, sizes, band, WhyNone.NO_CUT),))
    cells, start = [], 0
    while start < len(members):
        cells.append(_cell(members[start : cut[start]], sizes, band))
        start = cut[start]
    return Partition(cells=tuple(cells))


def _ends(
    members: Sequence[str], sizes: Mapping[str, int], start: int, band: SizeBand, fall_back: FallBack
) -> Iterator[tuple[int, int, Outside | bool]]:
    """Give where a cell that begins at a member may end, its size, and whether it may be one."""
    size = largest = 0
    for end in range(start + 1, len(members) + 1):
        size += sizes[members[end - 1]]
        largest = max(largest, sizes[members[end - 1]])
        allowed = _allowed(band, fall_back, size, largest)
        if size > band.most and not allowed and size - largest >= band.least + band.most:
            return
        yield end, size, allowed


# Members next to each other


_Cells = list[frozenset[str]]
_Found = tuple[_Cells | None, int]


class _Spent(Exception):
    """The effort is spent."""


def _components(members: frozenset[str], neighbours: Mapping[str, set[str]]) -> list[frozenset[str]]:
    """Split members into those that are connected, by first member."""
    found, left = [], set(members)
    for first in sorted(members):
        if first not in left:
            continue
        reached, waiting = {first}, [first]
        while waiting:
            new = (neighbours[waiting.pop()] & left) - reached
            reached |= new
            waiting += new
        left -= reached
        found.append(frozenset(reached))
    return found


class _Search:
    """
    Cuts one connected group after the other.

    A cell is grown from a member at the rim; what it leaves falls into connected parts, each a search of its own.
    Members and neighbours are always tried in the order of rim and id, so that the result depends on nothing else.
    """

    def __init__(
        self,
        sizes: Mapping[str, int],
        neighbours: Mapping[str, set[str]],
        band: SizeBand,
        fall_back: FallBack,
        effort: int,
    ) -> None:
        self._sizes = sizes
        self._neighbours = neighbours
        self._band = band
        self._fall_back = fall_back
        self._effort = effort
        self._left = effort
        self._known: dict[tuple[frozenset[str], int], _Cells | None] = {}

    def of(self, component: frozenset[str]) -> _Cells | NoPartition:
        """Cut a connected group with as few cells outside the band as can be, or tell why not."""
        why = WhyNone.NO_CUT
        most_outside = 0 if self._fall_back is FallBack.NONE else len(component)
        for outside in range(most_outside + 1):
            self._left = self._effort
            try:
                found = self._run(component, outside)
            except _Spent:
                found, why = None, WhyNone.NOT_FOUND
            if found is not None:
                return found
        return _why(sorted(component), self._sizes, self._band, why)

    def _run(self, component: frozenset[str], outside: int) -> _Cells | None:
        """Drive the searches with a stack of their own, as a long street would overflow Python's."""
        stack = [self._search(component, outside)]
        answer: _Cells | None = None
        asked: frozenset[str] | None = None
        while stack:
            try:
                asked, allowed = stack[-1].send(answer) if asked is not None else next(stack[-1])
            except StopIteration as done:
                stack.pop()
                answer, asked = done.value, component
                continue
            stack.append(self._search(asked, allowed))
            asked = None
        return answer

    def _search(
        self, component: frozenset[str], outside: int
    ) -> Generator[tuple[frozenset[str], int], _Cells | None, _Cells | None]:
        """Cut a connected group with at most so many cells outside the band; asks for the cutting of what is left."""
        key = component, outside
        if key not in self._known:
            fits = self._needs(component) <= outside
            self._known[key] = (yield from self._cut(component, outside)) if fits else None
        return self._known[key]

    def _cut(
        self, component: frozenset[str], outside: int
    ) -> Generator[tuple[frozenset[str], int], _Cells | None, _Cells | None]:
        rim = min(component, key=lambda member: (len(self._neighbours[member] & component), member))
        for cell, is_outside in self._cells(rim, component):
            spare = outside - is_outside
            parts = _components(component - cell, self._neighbours)
            needs = [self._needs(part) for part in parts]
            if spare < sum(needs):
                continue
            found: _Cells | None = [cell]
            for part, need in sorted(zip(parts, needs, strict=True), key=lambda pair: (len(pair[0]), min(pair[0]))):
                answer: _Cells | None = None
                for used in range(need, spare - sum(needs) + need + 1):
                    answer = yield part, used
                    if answer is not None:
                        spare -= used - need
                        break
                if answer is None or found is None:
                    found = None
                    break
                found += answer
            if found is not None:
                return found
        return None

    def _needs(self, part: frozenset[str]) -> int:
        """Return how many cells outside the band a group needs at the very least."""
        return 0 if self._band.fits(sum(self._sizes[member] for member in part)) else 1

    def _cells(self, rim: str, component: frozenset[str]) -> Iterator[tuple[frozenset[str], bool]]:
        """Grow every connected cell around a member, each once, the more promising first."""
        target = self._band.target if self._band.target is not None else (self._band.least + self._band.most) // 2

        def crowded(member: str) -> tuple[int, str]:
            return len(self._neighbours[member] & component), member

        def grow(cell: frozenset[str], shut: frozenset[str]) -> Iterator[frozenset[str]]:
            self._left -= 1
            if self._left < 0:
                raise _Spent
            size = self._size(cell)
            if size >= target:
                yield cell
            if self._may_grow(cell):
                border = frozenset().union(*(self._neighbours[member] for member in cell)) & component
                closed = shut
                for member in sorted(border - cell - shut, key=crowded):
                    yield from grow(cell | {member}, closed)
                    closed |= {member}
            if size < target:
                yield cell

        for cell in grow(frozenset((rim,)), frozenset()):
            allowed = _allowed(self._band, self._fall_back, self._size(cell), self._largest(cell))
            if allowed:
                yield cell, isinstance(allowed, Outside)

    def _size(self, cell: Iterable[str]) -> int:
        return sum(self._sizes[member] for member in cell)

    def _largest(self, cell: Iterable[str]) -> int:
        return max(self._sizes[member] for member in cell)

    def _may_grow(self, cell: frozenset[str]) -> bool:
        size = self._size(cell)
        if self._fall_back is FallBack.LONG:
            return size - self._largest(cell) < self._band.least + self._band.most
        return size <= self._band.most


class CellUnits(NamedTuple):
    """Cells as units: the groups, and for each member the unit above it, as `Hierarchy.regroup` takes them."""

    groups: tuple[Unit, ...]
    under: dict[str, str]


def as_units(
    cells: Iterable[FormedCell],
    *,
    level: str,
    opened: date,
    closed: date | None = None,
    parent: str | None = None,
    id_of: Callable[[int], str] = lambda number: f"cell {number}",
) -> CellUnits:
    """
    Make dated units of cells.

    Args:
        cells: The cells.
        level: The name of their level.
        opened: The first day of their existence.
        closed: The first day on which they exist no longer.
        parent: The id of the unit they stand under, if any.
        id_of: Gives the id of a cell by its number, counted from one.
    """
    numbered = [(id_of(number), cell) for number, cell in enumerate(cells, 1)]
    groups = (Unit(id, id, level, parent, opened=opened, closed=closed) for id, _ in numbered)
    return CellUnits(tuple(groups), {member: id for id, cell in numbered for member in cell.members})
