"""
How alike two rows about somebody are, counted in points.

Whoever compares two rows by hand goes from field to field: the names are the same, or sound the same, or differ; the
telephone agrees; the address is blank on one side. Each field speaks for or against in its own measure. A *comparison*
writes this down: its *agreements* in order, from the strongest to the weakest, each with its points; the first that
holds counts, and when both rows say something and none holds, ``differ`` counts. A field that is blank on either side
says nothing. The points of the fields add up, as in the model of Fellegi and Sunter (A Theory for Record Linkage,
Journal of the American Statistical Association 64, 1969): with points of ``log2(m / u)``, where ``m`` is how often the
same persons agree so and ``u`` how often different ones do, ten points are a thousand to one.

What is compared is never the value as typed but a *reading* of it: without blanks, full-width digits as digits, a
name by its sound. A reading is a function from text to text, and answers an empty text for what it cannot read; one
that knows pinyin or the shape of a number comes from outside, and so does a similarity.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, product
from operator import itemgetter
from typing import Final

import attrs

from gridcare.attributes import Scalar
from gridcare.given import texts

__all__ = [
    "DIFFERS",
    "NOT_SAID",
    "Agreement",
    "Block",
    "Comparison",
    "ExactKey",
    "Likeness",
    "ReadAs",
    "Similarity",
    "Trait",
    "digits",
    "folded",
    "in_any_order",
    "worded",
]

ReadAs = Callable[[str], str]
"""Reads a text for comparing; an empty text means that there is nothing to compare."""

Similarity = Callable[[str, str], float]
"""Says how alike two texts are, from 0 to 1."""

DIFFERS: Final = "differs"
NOT_SAID: Final = "not said"

_DROPPED: Final = str.maketrans("", "", "·•‧・.,，。、-－_/")


def folded(text: str) -> str:
    """
    Read a text without blanks, dots and hyphens, in half-width and lower-case characters.

    >>> folded(" Ｚhang　Ｗei "), folded("阿卜杜拉·买买提")
    ('zhangwei', '阿卜杜拉买买提')
    """
    normal = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if normal.isalnum():  # the usual case, in which there is nothing to drop
        return normal.casefold()
    return "".join(normal.split()).translate(_DROPPED).casefold()


def digits(text: str) -> str:
    """
    Read the digits of a text, full-width ones too.

    >>> digits("１３８-0013 8000"), digits("none")
    ('13800138000', '')
    """
    normal = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return "".join(each for each in normal if "0" <= each <= "9")


def in_any_order(text: str) -> str:
    """
    Read the characters of a text in a fixed order, so that a family name written last changes nothing.

    >>> in_any_order("张伟") == in_any_order("伟 张")
    True
    """
    return "".join(sorted(folded(text)))


def worded(value: Scalar) -> str:
    """Word a plain value of any type for reading; a blank is an empty text."""
    if value is None:
        return ""
    return value if isinstance(value, str) else str(value)


@attrs.frozen
class Trait:
    """
    What is read of a row for a key.

    Attributes:
        fields: The field; of several, each is taken by itself, so that a value in its neighbour's column is found.
        read: How it is read.
    """

    fields: tuple[str, ...] = attrs.field(converter=texts)
    read: ReadAs = folded


def _traits(given: Trait | Iterable[Trait]) -> tuple[Trait, ...]:
    return (given,) if isinstance(given, Trait) else tuple(given)


@attrs.frozen
class ExactKey:
    """
    What two rows about the same subject share to the letter; a row that lacks a trait has no such key.

    Attributes:
        name: What it is called.
        traits: What it is made of.
        unique: Whether a subject has only one: rows with two of them are kept apart until somebody decides.
        confirm: Fields whose comparison must not say that they differ; where it does, sharing the key is uncertain.
        at_most: How many different rows may share it; one that more share, a placeholder for example, is nobody's own:
            it is passed over and listed as such. Nothing when any number may.
    """

    name: str
    traits: tuple[Trait, ...] = attrs.field(converter=_traits)
    unique: bool = attrs.field(default=False, kw_only=True)
    confirm: tuple[str, ...] = attrs.field(default=(), converter=texts, kw_only=True)
    at_most: int | None = attrs.field(default=None, kw_only=True)


@attrs.frozen
class Block:
    """
    What two rows must share to be compared at all.

    Attributes:
        name: What it is called.
        traits: What must be shared; a row that lacks one of them is in no such block.
        at_most: How many different rows may share it; a larger block is passed over and listed as such.
    """

    name: str
    traits: tuple[Trait, ...] = attrs.field(converter=_traits)
    at_most: int = attrs.field(kw_only=True)


@attrs.frozen
class Agreement:
    """
    One way in which a field may agree.

    Attributes:
        name: What it is called, such as ``same sound``.
        points: What it counts.
        read: How both values are read.
        similarity: How alike the readings are; none when they must be equal. It is asked in one order only, so that
            it need not be symmetric.
        at_least: From which similarity on it holds.
        crossed: A field whose value may stand in this one's place, on one side.
    """

    name: str
    points: float
    read: ReadAs = attrs.field(default=folded, kw_only=True)
    similarity: Similarity | None = attrs.field(default=None, kw_only=True)
    at_least: float = attrs.field(default=1.0, kw_only=True)
    crossed: str = attrs.field(default="", kw_only=True)


def _agreements(given: Agreement | Iterable[Agreement]) -> tuple[Agreement, ...]:
    return (given,) if isinstance(given, Agreement) else tuple(given)


@attrs.frozen
class Comparison:
    """
    How one field is compared.

    Attributes:
        field: The field.
        agreements: The ways in which it may agree, the strongest first.
        differ: What counts, nothing or less, when both rows say something and no agreement holds.
    """

    field: str
    agreements: tuple[Agreement, ...] = attrs.field(converter=_agreements)
    differ: float = attrs.field(default=0.0, kw_only=True)


Columns = tuple[str, ...]
"""The readings of one row, column by column, in the order that a `Likeness` has."""

Shared = str | tuple[str, ...]
"""What rows of one key or block share: a reading, or one of each of its traits."""

_Way = tuple[int, int, Similarity | None, float, float]
"""The column of the one side and of the other, the similarity, from where on it holds, and its points."""

_OpenWay = tuple[int, int, Similarity | None, float, float, float]
"""A way of which both columns are filled, and the most that can still be added when it is reached."""

_Step = tuple[tuple[_OpenWay, ...], float, float]
"""The ways of a comparison, what counts when none holds, and the most that later comparisons can add."""

Points = Callable[[Columns, Columns, float], float]
"""Adds up the points of two rows; below the number given last the exact sum is of no interest."""

_HAIR: Final = 1e-9  # a sum added in another order is rounded otherwise; nothing is broken off for that


class _Readings(dict[str, Columns]):
    """What was read of each text; a text is read when it is first asked for."""

    def __init__(self, reads: Iterable[ReadAs]) -> None:
        super().__init__()
        self._reads = tuple(reads)

    def __missing__(self, text: str) -> Columns:
        readings = self[text] = tuple([read(text) for read in self._reads])
        return readings


class Likeness:
    """
    Compares rows by comparisons and keys that were put together once.

    It keeps what it has read, for the same names and places come again and again; make one for a run and drop it.
    """

    __slots__ = ("_blank", "_columns", "_comparisons", "_fields", "_plans", "_shapes", "_ways")

    def __init__(self, comparisons: Sequence[Comparison], traits: Iterable[Trait] = ()) -> None:
        self._comparisons = tuple(comparisons)
        asked = [(field, trait.read) for trait in traits for field in trait.fields]
        for comparison in comparisons:
            for way in comparison.agreements:
                asked += [(field, way.read) for field in (comparison.field, way.crossed) if field]
        reads: dict[str, dict[ReadAs, None]] = {}
        for field, read in asked:
            reads.setdefault(field, {})[read] = None
        self._columns = {
            column: place for place, column in enumerate((field, read) for field in reads for read in reads[field])
        }
        self._fields = {field: (place, _Readings(reads[field])) for place, field in enumerate(reads)}
        self._blank = [("",) * len(each) for each in reads.values()]
        self._ways = tuple((self._compiled(each), each.differ) for each in comparisons)
        self._shapes: dict[tuple[bool, ...], int] = {}
        self._plans: dict[tuple[int, int], Points] = {}

    def _compiled(self, comparison: Comparison) -> tuple[_Way, ...]:
        ways: list[_Way] = []
        for agreement in comparison.agreements:
            own = self._columns[comparison.field, agreement.read]
            like = (agreement.similarity, agreement.at_least, agreement.points)
            if agreement.crossed:
                other = self._columns[agreement.crossed, agreement.read]
                ways += [(own, other, *like), (other, own, *like)]
            else:
                ways.append((own, own, *like))
        return tuple(ways)

    def columns(self, values: Mapping[str, Scalar]) -> Columns:
        """Read a row."""
        told = self._blank.copy()
        for field, value in values.items():
            if value is not None and field in self._fields:
                place, readings = self._fields[field]
                told[place] = readings[value if isinstance(value, str) else worded(value)]
        return tuple(chain.from_iterable(told))

    def points(self, one: Columns, other: Columns, enough: float = float("-inf")) -> float:
        """
        Add up the points of two rows; it does not matter which one comes first.

        Args:
            one: The readings of a row.
            other: The readings of another row.
            enough: Below which the exact number is of no interest: the sum may be broken off when it cannot get there.
        """
        return self.between(self.shape(one), self.shape(other))(one, other, enough)

    def shape(self, columns: Columns) -> int:
        """Number which columns of a row are blank; rows that are blank in the same ones have the same shape."""
        return self._shapes.setdefault(tuple(map(bool, columns)), len(self._shapes))

    def between(self, one: int, other: int) -> "Points":
        """Make the function that adds up the points of a row of one shape and a row of another, as `points` does."""
        plan = self._plans.get((one, other))
        if plan is None:
            shapes = tuple(self._shapes)
            plan = self._plans[one, other] = self._planned(shapes[one], shapes[other])
        return plan

    def _planned(self, one: tuple[bool, ...], other: tuple[bool, ...]) -> "Points":
        steps: list[_Step] = []
        most = 0.0
        for ways, differ in reversed(self._ways):
            open_ways = [way for way in ways if one[way[0]] and other[way[1]]]
            otherwise = differ if any(left == right for left, right, *_ in open_ways) else 0.0
            told: list[_OpenWay] = []
            best = otherwise
            for way in reversed(open_ways):
                best = max(best, way[4])
                told.append((*way, best + most + _HAIR))
            if told:
                steps.append((tuple(reversed(told)), otherwise, most + _HAIR))
                most += best
        return _adding(tuple(reversed(steps)), most + _HAIR)

    def told(self, one: Columns, other: Columns) -> tuple[tuple[str, str], ...]:
        """Name the agreement of each field, `DIFFERS`, or `NOT_SAID`; never a value."""
        words = []
        for comparison, (ways, _) in zip(self._comparisons, self._ways, strict=True):
            found, said = _first(ways, one, other)
            names = [each.name for each in comparison.agreements for _ in range(2 if each.crossed else 1)]
            words.append((comparison.field, names[found] if found >= 0 else DIFFERS if said else NOT_SAID))
        return tuple(words)

    def shares(self, traits: Sequence[Trait]) -> Callable[[Columns], Sequence[Shared]]:
        """Make the function that gives the different keys of a row, none when it lacks a trait."""
        found, told = self._keys(traits)
        return lambda columns: tuple(filter(told, dict.fromkeys([key(columns) for key in found])))

    def sharing(self, traits: Sequence[Trait], rows: Sequence[Columns]) -> list[list[int]]:
        """List the places of the rows that share each key, in their order, where several share it."""
        found, told = self._keys(traits)
        first: dict[Shared, int] = {}
        groups: dict[Shared, list[int]] = {}
        for place, keys in enumerate(zip(*[map(key, rows) for key in found], strict=True)):
            for key in keys:
                if told(key) and (other := first.setdefault(key, place)) != place:
                    group = groups.setdefault(key, [other])
                    if group[-1] != place:
                        group.append(place)
        return list(groups.values())

    def _keys(self, traits: Sequence[Trait]) -> tuple[list[Callable[[Columns], Shared]], Callable[[Shared], bool]]:
        """Make the functions that give a key each, one for each choice among fields, and the test that it is whole."""
        places = [[self._columns[field, trait.read] for field in trait.fields] for trait in traits]
        return [itemgetter(*each) for each in product(*places)], bool if len(traits) == 1 else all

    def said(self, fields: Iterable[str]) -> Callable[[Columns], Columns]:
        """Make the function that keeps of a row what the comparisons of some fields read."""
        asked = set(fields)
        kept = {
            column: None
            for comparison, (ways, _) in zip(self._comparisons, self._ways, strict=True)
            if comparison.field in asked
            for way in ways
            for column in way[:2]
        }
        return lambda columns: tuple([columns[place] for place in kept])

    def confirms(self, one: Columns, other: Columns, fields: Iterable[str]) -> bool | None:
        """Whether the fields agree: not when any of them differs, none when nothing of them can be compared."""
        asked = set(fields)
        found = [
            _first(ways, one, other)
            for comparison, (ways, _) in zip(self._comparisons, self._ways, strict=True)
            if comparison.field in asked
        ]
        if (-1, True) in found:
            return False
        return True if any(said for _, said in found) else None


def _first(ways: tuple[_Way, ...], one: Columns, other: Columns) -> tuple[int, bool]:
    """Find the first agreement that holds, and say whether there was anything to compare."""
    said = False
    for place, (left, right, similarity, at_least, _) in enumerate(ways):
        mine, its = one[left], other[right]
        if not mine or not its:
            continue
        said = said or left == right
        if mine == its:
            return place, True
        if similarity is not None:
            alike = similarity(mine, its) if mine < its else similarity(its, mine)
            if alike >= at_least:
                return place, True
    return -1, said


def _adding(steps: tuple[_Step, ...], most: float) -> Points:
    def points(one: Columns, other: Columns, enough: float) -> float:
        if most < enough:
            return most
        total = 0.0
        for ways, otherwise, later in steps:
            for left, right, similarity, at_least, counts, best in ways:
                mine, its = one[left], other[right]
                if mine == its:
                    total += counts
                    break
                if similarity is not None:
                    if total + best < enough:
                        return total + best
                    if (similarity(mine, its) if mine < its else similarity(its, mine)) >= at_least:
                        total += counts
                        break
            else:
                total += otherwise
            if total + later < enough:
                return total + later
        return total

    return points
