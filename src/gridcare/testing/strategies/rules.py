"""
Hypothesis strategies for expressions, the scopes they are read in, bands, sources and notices.

`expressions` draws any tree at all. `conditions` and `sums` draw trees that are sound in a context, and `scopes` and
`learning` draw places where every name of that context has a value of its type, or is unknown.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Final

import attrs
from hypothesis import strategies as st

from gridcare.rules.bands import Band, Bands, Span
from gridcare.rules.contexts import DAY, MOMENT, NUMBER, TRUTH, Axis, Context, Number, Text, Type
from gridcare.rules.expressions import (
    AXIS_WORDS,
    KEYWORDS,
    Aggregate,
    And,
    Choice,
    Expression,
    Literal,
    Name,
    Negative,
    Not,
    Or,
    Product,
    Reference,
    Relation,
    Shifted,
    Sum,
    Windowed,
    Word,
    literal,
)
from gridcare.rules.notices import Grade, Lifting, Notice, PassedDown, Source
from gridcare.rules.scopes import Given, Scope, Values
from gridcare.rules.spelling import quoted
from gridcare.rules.windows import Duration, Shift, Window

__all__ = [
    "REPORT",
    "bands",
    "conditions",
    "expressions",
    "learning",
    "literals",
    "names",
    "notices",
    "scopes",
    "shifts",
    "sources",
    "spans",
    "sums",
    "windows",
]

_PERSONS: Final = Number.of("person")
_CHILD: Final = Context(names={"fever": _PERSONS, "persons": _PERSONS, "ready": TRUTH})
_READING: Final = Context(names={"value": NUMBER, "symptom": TRUTH})

REPORT: Final = Context(
    names={
        "persons": _PERSONS,
        "away": _PERSONS,
        "fever": _PERSONS,
        "rate": NUMBER,
        "ready": TRUTH,
        "signed": TRUTH,
        "unit.kind": Text(("old", "new")),
        "since": DAY,
    },
    axes={
        "child": Axis(_CHILD, counts="unit"),
        "reading": Axis(_READING, counts="reading", timed=True),
        "below": Axis(_CHILD, counts="unit"),
    },
    shifts=True,
    windows=True,
)
"""A context with names of every type, axes, other times and units; the default of these strategies."""

_SHIFTS: Final = (Shift(-1), Shift("last"))
_WINDOWS: Final = (Window(Duration(7, "d")), Window(-3, -1))
_FIRST: Final = dt.date(2020, 1, 1)


# --- any tree ------------------------------------------------------------------------------------------------------


def names() -> st.SearchStrategy[Name]:
    """Draw names, some dotted, some Chinese, some like words of the language, some that end in several words."""
    segment = st.one_of(
        st.sampled_from(("fever", "persons", "sum", "count", "last", "known", "day", "year", "人数", "x1", "_a")),
        st.from_regex(r"[^\W\d]\w{0,5}", fullmatch=True),
    )
    paths = st.lists(segment, min_size=1, max_size=3).map(".".join).filter(lambda path: path not in KEYWORDS)
    several = st.text(st.sampled_from("ab .'2号"), min_size=1, max_size=6).map(quoted)
    return st.one_of(paths, st.builds("{}.{}".format, paths, several)).map(Name)


def literals() -> st.SearchStrategy[Literal]:
    """Draw everything that stands for itself."""
    return st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**12), 10**12),
        st.decimals(-1000, 1000, places=3),
        st.text(max_size=8),
        st.dates(),
        st.datetimes(timezones=st.just(dt.timezone(dt.timedelta(hours=8)))),
    ).map(Literal)


def shifts() -> st.SearchStrategy[Shift]:
    """Draw shifts."""
    return st.one_of(st.builds(Shift, st.integers(-400, 400)), st.sampled_from((Shift("year"), Shift("last"))))


def windows() -> st.SearchStrategy[Window]:
    """Draw windows: durations, ranges of durations, ranges of periods."""
    units = st.sampled_from(("m", "h", "d", "w"))
    long = st.builds(Duration, st.integers(1, 400), units)
    pairs = st.tuples(st.integers(-400, 400), st.integers(-400, 400)).map(sorted)
    return st.one_of(
        long.map(Window),
        pairs.map(lambda ends: Window(*ends)),
        st.builds(lambda ends, unit: Window(*(Duration(end, unit) for end in ends)), pairs, units),
    )


def expressions(max_leaves: int = 12) -> st.SearchStrategy[Expression]:
    """Draw any tree, sound or not."""
    return st.recursive(st.one_of(names(), literals()), _larger, max_leaves=max_leaves)


def _larger(part: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(part, min_size=2, max_size=4).map(tuple)

    def rest(signs: str) -> st.SearchStrategy[tuple[tuple[str, Expression], ...]]:
        return st.lists(st.tuples(st.sampled_from(signs), part), min_size=1, max_size=3).map(tuple)

    branches = st.lists(st.tuples(part, part), min_size=1, max_size=2).map(tuple)
    return st.one_of(
        st.builds(Relation, part, st.sampled_from(("=", "!=", "<", "<=", ">", ">=")), part),
        st.builds(Sum, part, rest("+-")),
        st.builds(Product, part, rest("*/")),
        st.builds(Negative, part),
        st.builds(And, several),
        st.builds(Or, several),
        st.builds(Not, part),
        st.builds(Choice, branches, part),
        st.builds(Aggregate, st.sampled_from(AXIS_WORDS), part, st.sampled_from(("child", "last", "tenant's check"))),
        st.builds(Shifted, part, shifts()),
        st.builds(Windowed, part, windows()),
        st.builds(Word, st.sampled_from(("first_known", "greatest", "least", "how_many", "member")), several),
        st.builds(lambda word, one: Word(word, (one,)), st.sampled_from(("known", "round", "blank0", "abs")), part),
        st.builds(lambda word, one: Word(word, (one,)), st.sampled_from(("below", "inside")), names()),
        st.builds(lambda one, places: Word("round", (one, places)), part, st.integers(-3, 6)),
        st.builds(Reference, st.just("yanji.rules:risk"), st.lists(part, max_size=2).map(tuple)),
    )


# --- sound trees ---------------------------------------------------------------------------------------------------


def conditions(context: Context = REPORT, *, depth: int = 3, ignorance: bool = True) -> st.SearchStrategy[Expression]:
    """
    Draw conditions that are sound in a context.

    Args:
        context: What may be read.
        depth: How many levels at most.
        ignorance: Whether words may occur that look at what is unknown: `known`, `first_known`, `blank0` and `run`.
    """
    return _Sound(context, ignorance=ignorance).truths(depth)


def sums(
    context: Context = REPORT, *, counts: Number = _PERSONS, depth: int = 3, ignorance: bool = True
) -> st.SearchStrategy[Expression]:
    """
    Draw numbers that are sound in a context.

    Args:
        context: What may be read.
        counts: The type of the number.
        depth: How many levels at most.
        ignorance: Whether words may occur that look at what is unknown: `known`, `first_known`, `blank0` and `run`.
    """
    return _Sound(context, ignorance=ignorance).numbers(counts, depth)


@attrs.frozen
class _Sound:
    """The sound trees of one context; `timed` once a shift or a window lies around, so that no other may follow."""

    context: Context
    ignorance: bool = attrs.field(kw_only=True)
    timed: bool = attrs.field(default=False, kw_only=True)

    def leaves(self, kind: Type, *literals: bool | int | Decimal) -> st.SearchStrategy[Expression]:
        named = [Name(name) for name, found in self.context.names.items() if found == kind]
        return st.sampled_from([*named, *named, *map(literal, literals)])

    def elsewhere(self, axis: Axis) -> "_Sound":
        return attrs.evolve(self, context=axis.context or self.context, timed=True)

    def truths(self, depth: int) -> st.SearchStrategy[Expression]:
        return _truths(self, depth)

    def numbers(self, counts: Number, depth: int) -> st.SearchStrategy[Expression]:
        return _numbers(self, counts, depth)

    def joined(self, smaller: st.SearchStrategy[Expression]) -> Iterable[st.SearchStrategy[Expression]]:
        several = st.lists(smaller, min_size=2, max_size=3).map(tuple)
        yield st.builds(And, several)
        yield st.builds(Or, several)
        yield st.builds(Not, smaller)
        yield st.builds(Choice, st.tuples(st.tuples(smaller, smaller)), smaller)
        if self.ignorance:
            yield st.builds(lambda one: Word("known", (one,)), smaller)
            yield st.builds(lambda some: Word("first_known", some), several)

    def relations(self, depth: int) -> Iterable[st.SearchStrategy[Expression]]:
        signs = st.sampled_from(("=", "!=", "<", "<=", ">", ">="))
        for counts in dict.fromkeys(kind for kind in self.context.names.values() if isinstance(kind, Number)):
            numbers = st.deferred(lambda counts=counts: self.numbers(counts, depth - 1))  # type: ignore[misc]
            yield st.builds(Relation, numbers, signs, numbers)
        for name, kind in self.context.names.items():
            if isinstance(kind, Text) and kind.options:
                options = st.sampled_from(kind.options).map(Literal)
                yield st.builds(Relation, st.just(Name(name)), st.sampled_from(("=", "!=")), options)
                yield st.builds(lambda one, two, name=name: Word("member", (Name(name), one, two)), options, options)
            elif kind == DAY:
                days = st.integers(0, 60).map(lambda day: Literal(_FIRST + dt.timedelta(day)))
                yield st.builds(Relation, st.just(Name(name)), signs, days)

    def quantified(self, depth: int) -> Iterable[st.SearchStrategy[Expression]]:
        for per, axis in self.context.axes.items():
            if per not in ("below", "inside"):
                each = st.deferred(lambda axis=axis: self.elsewhere(axis).truths(depth - 1))  # type: ignore[misc]
                yield self.looked(st.builds(Aggregate, st.sampled_from(("any", "every")), each, st.just(per)), axis)

    def looked(self, tree: st.SearchStrategy[Expression], axis: Axis) -> st.SearchStrategy[Expression]:
        """Look at a tree over a window, where that may be done."""
        if self.timed or not self.context.windows or not axis.timed:
            return tree
        return st.one_of(tree, st.builds(Windowed, tree, st.sampled_from(_WINDOWS)))

    def combined(self, smaller: st.SearchStrategy[Expression], depth: int) -> Iterable[st.SearchStrategy[Expression]]:
        pairs = st.tuples(smaller, smaller)
        yield st.builds(lambda pair, sign: Sum(pair[0], ((sign, pair[1]),)), pairs, st.sampled_from("+-"))
        yield st.builds(
            lambda one, sign, by: Product(one, ((sign, by),)), smaller, st.sampled_from("*/"), st.integers(-3, 3)
        )
        yield st.builds(Negative, smaller)
        yield st.builds(lambda pair, word: Word(word, pair), pairs, st.sampled_from(("greatest", "least")))
        yield st.builds(lambda one, word: Word(word, (one,)), smaller, st.sampled_from(("abs", "round")))
        asked = st.deferred(lambda: self.truths(depth - 1))
        yield st.builds(Choice, st.tuples(st.tuples(asked, smaller)), smaller)
        if self.ignorance:
            yield st.builds(lambda one: Word("blank0", (one,)), smaller)
            yield st.builds(lambda pair: Word("first_known", pair), pairs)

    def aggregated(self, counts: Number, depth: int) -> Iterable[st.SearchStrategy[Expression]]:
        for per, axis in self.context.axes.items():
            there = self.elsewhere(axis)
            if per in ("below", "inside"):
                shared = [name for name, kind in there.context.names.items() if kind == counts]
                if shared:
                    yield st.sampled_from(shared).map(lambda name, per=per: Word(per, (Name(name),)))  # type: ignore[misc]
                continue
            each = st.deferred(lambda there=there: there.numbers(counts, depth - 1))  # type: ignore[misc]
            asked = st.deferred(lambda there=there: there.truths(depth - 1))  # type: ignore[misc]
            how = st.sampled_from(("sum", "mean", "max", "min", "first", "last"))
            yield self.looked(st.builds(Aggregate, how, each, st.just(per)), axis)
            if counts == NUMBER:
                yield self.looked(st.builds(Aggregate, st.just("share"), asked, st.just(per)), axis)
            if counts == Number.of(axis.counts):
                words = ("count", "run") if self.ignorance else ("count",)
                yield self.looked(st.builds(Aggregate, st.sampled_from(words), asked, st.just(per)), axis)


@cache
def _truths(sound: _Sound, depth: int) -> st.SearchStrategy[Expression]:
    leaves = sound.leaves(TRUTH, True, False)
    if depth <= 0:
        return leaves
    smaller = st.deferred(lambda: sound.truths(depth - 1))
    return st.one_of(leaves, *sound.relations(depth), *sound.joined(smaller), *sound.quantified(depth))


@cache
def _numbers(sound: _Sound, counts: Number, depth: int) -> st.SearchStrategy[Expression]:
    leaves = sound.leaves(counts, -7, 0, 1, 12, Decimal("2.5"))
    if depth <= 0:
        return leaves
    smaller = st.deferred(lambda: sound.numbers(counts, depth - 1))
    larger = [*sound.combined(smaller, depth), *sound.aggregated(counts, depth)]
    if sound.context.shifts and not sound.timed:
        larger.append(st.builds(Shifted, leaves, st.sampled_from(_SHIFTS)))
    return st.one_of(leaves, *larger)


# --- places --------------------------------------------------------------------------------------------------------


def scopes(context: Context = REPORT, *, unknown: bool = True) -> st.SearchStrategy[Scope]:
    """
    Draw places where every name of a context has a value of its type.

    Args:
        context: The names, axes and times.
        unknown: Whether some are blank or missing instead.
    """
    return learning(context, unknown=unknown).map(lambda pair: pair[0])


def learning(context: Context = REPORT, *, unknown: bool = True) -> st.SearchStrategy[tuple[Scope, Scope]]:
    """
    Draw a place as it is known now and as it is known later.

    What was known stays; some of what was blank or missing is known later. The same scopes lie along the axes.

    Args:
        context: The names, axes and times.
        unknown: Whether some are blank or missing now.
    """
    return _places(context, unknown, 2)


_VALUES: Final[tuple[tuple[Callable[[Type], bool], st.SearchStrategy[Given]], ...]] = (
    (lambda kind: isinstance(kind, Number), st.one_of(st.integers(-5, 30), st.decimals(-5, 30, places=1))),
    (lambda kind: kind == TRUTH, st.booleans()),
    (lambda kind: kind == DAY, st.dates(_FIRST, _FIRST + dt.timedelta(60))),
    (lambda kind: kind == MOMENT, st.datetimes(timezones=st.just(dt.UTC))),
)


def _values(kind: Type) -> st.SearchStrategy[Given]:
    if isinstance(kind, Text):
        return st.sampled_from(kind.options) if kind.options else st.text(max_size=3)
    return next(values for admits, values in _VALUES if admits(kind))


_Pair = tuple[Scope, Scope]


@cache
def _places(context: Context, unknown: bool, depth: int) -> st.SearchStrategy[_Pair]:
    told = st.sampled_from(("known", "known", "learnt", "blank", "missing") if unknown else ("known",))
    names = st.fixed_dictionaries({name: st.tuples(told, _values(kind)) for name, kind in context.names.items()})
    axes: dict[str, st.SearchStrategy[list[_Pair]]] = {}
    times: dict[Shift | Window, st.SearchStrategy[_Pair]] = {}
    still = attrs.evolve(context, axes={}, shifts=False, windows=False)
    if depth:
        for per, axis in context.axes.items():
            axes[per] = st.lists(_places(axis.context or context, unknown, depth - 1), max_size=3)
    if depth and context.shifts:
        times |= dict.fromkeys(_SHIFTS, _places(still, unknown, 0))
    if depth and context.windows:
        timed = {per: axis for per, axis in context.axes.items() if axis.timed}
        times |= dict.fromkeys(_WINDOWS, _places(attrs.evolve(still, names={}, axes=timed), unknown, depth))
    return st.builds(_place, names, st.fixed_dictionaries(axes), st.fixed_dictionaries(times))


def _place(
    names: dict[str, tuple[str, Given]], axes: dict[str, list[_Pair]], times: dict[Shift | Window, _Pair]
) -> _Pair:
    blank = {name: None for name, (told, _) in names.items() if told == "blank"}
    now = {name: value for name, (told, value) in names.items() if told == "known"}
    later = {name: value for name, (told, value) in names.items() if told in ("known", "learnt")}
    return _scope(blank | now, axes, times, 0), _scope(blank | later, axes, times, 1)


def _scope(
    values: dict[str, Given], axes: dict[str, list[_Pair]], times: dict[Shift | Window, _Pair], which: int
) -> Values:
    return Values(
        values,
        axes={
            per: [attrs.evolve(pair[which], label=f"{per[0]}{i}") for i, pair in enumerate(pairs)]  # type: ignore[misc]
            for per, pairs in axes.items()
        },
        times={time: pair[which] for time, pair in times.items()},
    )


# --- bands, sources, notices ---------------------------------------------------------------------------------------


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """Draw spans, among them empty ones and ones without an end."""
    ends = st.one_of(st.none(), st.integers(-20, 20), st.decimals(-20, 20, places=1))
    return Span(draw(ends), draw(ends), holds_low=draw(st.booleans()), holds_high=draw(st.booleans()))


def bands(*, whole: bool | None = None) -> st.SearchStrategy[Bands]:
    """
    Draw step functions without a gap or an overlap.

    Args:
        whole: Whether sizes are counted; either when left out.
    """
    return (st.booleans() if whole is None else st.just(whole)).flatmap(_steps)


@st.composite
def _steps(draw: st.DrawFn, counted: bool) -> Bands:
    # two open ends that are neighbours would hold no whole number
    ends: st.SearchStrategy[int | Decimal] = st.integers(-10, 20).map(lambda half: 2 * half)
    if not counted:
        ends = st.one_of(ends, st.decimals(-20, 40, places=1))
    cuts = draw(
        st.lists(st.tuples(ends, st.booleans()), min_size=2, max_size=5, unique_by=lambda cut: cut[0]).map(sorted)
    )
    open_low, open_high = draw(st.booleans()), draw(st.booleans())
    values = draw(st.lists(st.integers(0, 5), min_size=len(cuts), max_size=len(cuts)))
    steps = []
    for place, ((low, above), (high, through)) in enumerate(pairwise(cuts)):
        first, last = place == 0 and open_low, place == len(cuts) - 2 and open_high
        span = Span(
            None if first else low, None if last else high, holds_low=first or not above, holds_high=last or through
        )
        steps.append(Band(span, values[place]))
    return Bands(tuple(steps), whole=counted)


def sources() -> st.SearchStrategy[Source]:
    """Draw sources; each part may be blank."""
    return st.builds(
        Source,
        body=st.sampled_from(("", "State Council", "民政部")),
        title=st.sampled_from(("", "Notice on strengthening community prevention")),
        number=st.sampled_from(("", "国函〔2008〕60号")),
        date=st.one_of(st.none(), st.dates(dt.date(2020, 1, 1), dt.date(2022, 12, 31))),
        grade=st.one_of(st.none(), st.sampled_from(Grade)),
    )


def notices() -> st.SearchStrategy[Notice]:
    """Draw notices whose days do not contradict each other; each may be blank."""
    days = st.integers(0, 30)
    blank = st.booleans()
    return st.builds(
        _notice,
        id=st.integers(0, 99),
        source=sources(),
        first=days,
        after=st.tuples(st.integers(1, 30), st.integers(0, 40)),
        received=st.one_of(st.none(), st.integers(0, 5)),
        passed=st.lists(st.integers(6, 20), max_size=2),
        lifted=st.one_of(st.none(), sources()),
        heard=st.one_of(st.none(), st.integers(0, 80)),
        blanks=st.tuples(blank, blank),
    )


def _notice(
    *,
    id: int,
    source: Source,
    first: int,
    after: tuple[int, int],
    received: int | None,
    passed: list[int],
    lifted: Source | None,
    heard: int | None,
    blanks: tuple[bool, bool],
) -> Notice:
    until, lift = (_FIRST + dt.timedelta(first + days) for days in after)
    return Notice(
        id=f"n{id}",
        source=source,
        received=None if received is None else _noon(first + received),
        passed_down=tuple(PassedDown(to=f"c{i}", at=_noon(first + day)) for i, day in enumerate(passed)),
        in_force_from=None if blanks[0] else _FIRST + dt.timedelta(first),
        in_force_until=None if blanks[1] else until,
        lifted=Lifting(on=lift, by=lifted, received=None if heard is None else _noon(heard)) if lifted else None,
    )


def _noon(day: int) -> dt.datetime:
    return dt.datetime(2020, 1, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=8))) + dt.timedelta(days=day)
