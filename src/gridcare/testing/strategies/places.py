"""
Hypothesis strategies for hierarchies, lists of units as they are found, tallies and what moves on a running one.

Ids are short and dull (``u3``), so that a failing example can be read.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

import attrs
from hypothesis import strategies as st

from gridcare.places.hierarchy import Hierarchy
from gridcare.places.tally import Number, Tally
from gridcare.places.thresholds import Falls, Threshold, Whom
from gridcare.places.units import DatedAttribute, Level, Unit

__all__ = [
    "LEVELS",
    "Entry",
    "Move",
    "bent_units",
    "dated_attributes",
    "entries",
    "hierarchies",
    "moves",
    "tallies",
    "thresholds",
    "units",
]

LEVELS: Final = Level.ordered("area", "quarter", "block", "house", "flat")
"""The levels that these strategies use, from the widest to the smallest; each may be skipped."""

Entry = tuple[str, str, dict[str, Number]]
"""A figure for `Tally.of`: unit, key, amount by weight."""

Move = tuple[int, int, int]
"""A member of a running tally by its index, and the indexes of the key it leaves and of the one it goes to."""

_DAYS: Final = tuple(date(2020, 1, 1) + timedelta(days) for days in (0, 20, 40))
_HISTORIES: Final = (
    (),
    (DatedAttribute("served", True),),
    (DatedAttribute("served", None),),
    (DatedAttribute("served", True, None, _DAYS[0]), DatedAttribute("served", False, _DAYS[0])),
    (DatedAttribute("served", 1, _DAYS[1], _DAYS[2]), DatedAttribute("served", 2, _DAYS[0], _DAYS[1])),
    (DatedAttribute("served", None, _DAYS[0], _DAYS[1]), DatedAttribute("kind", "new", _DAYS[2])),
)
_NAMES: Final = ("Xincun", "Huayuan", "新村")


def dated_attributes() -> st.SearchStrategy[tuple[DatedAttribute, ...]]:
    """Draw attributes of a unit: none, undated ones, blanks, values that follow one another with and without gaps."""
    return st.sampled_from(_HISTORIES)


def units(*, min_size: int = 1, max_size: int = 25, one_tree: bool = False) -> st.SearchStrategy[tuple[Unit, ...]]:
    """Draw units that make a legal forest over `LEVELS`, or one tree, in any order; names repeat."""
    numbers = st.tuples(
        st.integers(0, max_size),  # which of the units so far it stands under
        st.integers(0, len(LEVELS) - 1),  # how far below it
        st.sampled_from(_NAMES),
        st.booleans(),  # with a code or without
        dated_attributes(),
        st.integers(0, 3),  # where in the list
    )
    drawn = st.lists(numbers, min_size=min_size, max_size=max_size)
    return drawn.map(lambda rows: _forest(rows, one_tree))


def _forest(
    rows: Iterable[tuple[int, int, str, bool, tuple[DatedAttribute, ...], int]], one_tree: bool
) -> tuple[Unit, ...]:
    ranks: list[int] = []
    made: list[tuple[int, Unit]] = []
    for number, (parent, below, name, coded, attributes, place) in enumerate(rows):
        above: list[int | None] = [index for index, rank in enumerate(ranks) if rank < len(LEVELS) - 1]
        above = above if one_tree and number else [None, *above]
        stands_under = above[parent % len(above)]
        wider = 0 if stands_under is None else ranks[stands_under] + 1
        one_root = one_tree and stands_under is None  # it leaves room below it
        ranks.append(0 if one_root else wider + below % (len(LEVELS) - wider))
        unit = Unit(
            f"u{number}",
            name,
            LEVELS[ranks[-1]].name,
            None if stands_under is None else f"u{stands_under}",
            code=f"{number + 1}1" if coded else "",
            attributes=attributes,
        )
        made.append((place, unit))
    return tuple(unit for _, unit in sorted(made, key=lambda each: each[0]))


def hierarchies(*, min_size: int = 1, max_size: int = 25, one_tree: bool = False) -> st.SearchStrategy[Hierarchy]:
    """Draw hierarchies over `LEVELS`: forests, or single trees, with skipped levels and repeated names."""
    drawn = units(min_size=min_size, max_size=max_size, one_tree=one_tree)
    return drawn.map(lambda each: Hierarchy(LEVELS, each, one_tree=one_tree))


@st.composite
def bent_units(draw: st.DrawFn, *, max_size: int = 15) -> tuple[Unit, ...]:
    """Draw lists of units with faults: orphans, cycles, repeated ids, illegal and unknown levels, blank ids."""
    sound = draw(units(max_size=max_size))
    ids = [unit.id for unit in sound]
    changes: st.SearchStrategy[dict[str, Any]] = st.one_of(
        st.just({}),
        st.fixed_dictionaries({"parent": st.sampled_from([*ids, "u99"])}),
        st.fixed_dictionaries({"level": st.sampled_from((LEVELS[0].name, LEVELS[-1].name, "hosue"))}),
        st.fixed_dictionaries({"code": st.sampled_from(("1", "10", "01", "100"))}),
        st.fixed_dictionaries({"id": st.sampled_from(("", *ids))}),
    )
    bent = [attrs.evolve(unit, **draw(changes)) for unit in sound]
    return tuple(bent + bent[: draw(st.integers(0, 2))])


_AMOUNTS: Final = (0, 1, 2, 3, 5, 8, Fraction(1, 2), Fraction(4, 3))


def entries(
    hierarchy: Hierarchy,
    *,
    keys: Sequence[str] = ("open", "settled", "left"),
    weights: tuple[str, str] = ("household", "person"),
    max_size: int = 20,
) -> st.SearchStrategy[tuple[Entry, ...]]:
    """Draw figures for a hierarchy, zeros among them; a figure need not state both weights."""
    figure = st.tuples(
        st.sampled_from(tuple(hierarchy)),
        st.sampled_from(tuple(keys)),
        st.sampled_from((weights, weights[:1], weights[1:])).flatmap(_amounts),
    )
    return st.lists(figure, max_size=max_size).map(tuple)


def _amounts(weights: tuple[str, ...]) -> st.SearchStrategy[dict[str, Number]]:
    return st.fixed_dictionaries({weight: st.sampled_from(_AMOUNTS) for weight in weights})


def tallies(hierarchy: Hierarchy) -> st.SearchStrategy[Tally]:
    """Draw tallies on a hierarchy."""
    return entries(hierarchy).map(lambda figures: Tally.of(hierarchy, figures))


def moves(*, members: int, keys: int, max_size: int = 30) -> st.SearchStrategy[tuple[Move, ...]]:
    """Draw moves of so many members, all starting under key 0, each from the key where it then is."""
    steps = st.tuples(st.integers(0, max(members - 1, 0)), st.integers(0, keys - 1))
    return st.lists(steps, max_size=max_size if members else 0).map(_walk)


def _walk(steps: Iterable[tuple[int, int]]) -> tuple[Move, ...]:
    where: dict[int, int] = {}
    walked = []
    for member, new in steps:
        walked.append((member, where.get(member, 0), new))
        where[member] = new
    return tuple(walked)


@st.composite
def thresholds(
    draw: st.DrawFn,
    *,
    name: str = "many",
    levels: Sequence[str] = tuple(level.name for level in LEVELS),
    scale: Sequence[str] = ("low", "middle", "high"),
) -> Threshold:
    """Draw thresholds at the given levels that count persons under ``open`` and give grades of the scale."""
    leasts = sorted(draw(st.sets(st.integers(1, 8), min_size=1, max_size=len(scale))))
    first = draw(st.integers(0, len(scale) - len(leasts)))
    whom = draw(st.sampled_from(Whom))
    return Threshold(
        name=name,
        key="open",
        weight="person",
        level=draw(st.sampled_from(levels)),
        steps=tuple(zip(leasts, scale[first:], strict=False)),
        falls=draw(st.sampled_from(Falls)),
        whom=whom,
        ancestor=draw(st.sampled_from(levels)) if whom is Whom.ANCESTOR else "",
    )
