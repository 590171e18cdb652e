"""
What a sum is made of: which figures it adds up, and how many times each of them counts.

``away_hubei + away_other = away`` has two sides. To say more than that they differ, one must know their terms: the
figure that was read, where it was read (the child of a roll-up, the day before), its value, and how many times it
counts. Then it can be told how large a side is at least while a part is still missing, and what another value of one
term would do to the whole. What is no sum (a maximum, a rounded ratio) counts as one known number without terms.

>>> from gridcare.rules.grammar import parse
>>> from gridcare.rules.scopes import Values
>>> side = side_of(parse("2 * a - b / 4 + 5"), Values({"a": 3, "b": 2}))
>>> [(term.name, str(term.times)) for term in side.terms], str(side.value)
([('a', '2'), ('b', '-1/4')], '21/2')
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Protocol, cast

import attrs

from gridcare.reporting.figures import Figure, Figures
from gridcare.rules.evaluation import Resolver, evaluate, exact
from gridcare.rules.expressions import (
    Aggregate,
    Expression,
    Name,
    Negative,
    Product,
    Shifted,
    Sum,
    Windowed,
    Word,
)
from gridcare.rules.scopes import Given, Scope
from gridcare.rules.unknowns import Unknown

__all__ = ["Exact", "Side", "Term", "joined", "side_of", "whole_number"]

Exact = int | Fraction
"""An exact number; a whole one is an ``int``."""

_GAPS = frozenset(("missing", "blank"))


@attrs.frozen(kw_only=True)
class Term:
    """
    A figure as a sum reads it.

    Attributes:
        name: The name that was read.
        at: Where, from the outside in: ``("child c2",)``, ``("[-1]",)``; empty for the scope itself.
        value: Its value there, or unknown where it is not stated.
        times: How many times it counts in its side; negative when it is subtracted.
        figure: The published figure behind it, if there is one.
        definition: The edition of the definition that it follows; empty where none is named.
    """

    name: str
    at: tuple[str, ...] = ()
    value: Exact | Unknown
    times: Exact = 1
    figure: Figure | None = None
    definition: str = ""

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """What tells it from the other terms: its name and place."""
        return self.name, self.at

    @property
    def number(self) -> Exact:
        """Its value where it is stated."""
        return cast(Exact, self.value)

    @property
    def amount(self) -> Exact | Unknown:
        """What it adds to its side."""
        return self.value if isinstance(self.value, Unknown) else self.value * self.times

    @property
    def unit(self) -> str:
        """What it counts; empty when not stated."""
        return self.figure.unit if self.figure else ""


@attrs.frozen(kw_only=True)
class Side:
    """
    One side of an identity, taken apart.

    Attributes:
        constant: What it holds besides its terms.
        terms: The figures that it adds up, each once.
        unknown: What of it is unknown without being a figure that somebody left out, such as a ratio by zero.
    """

    constant: Exact = 0
    terms: tuple[Term, ...] = ()
    unknown: Unknown | None = None

    @property
    def value(self) -> Exact | Unknown:
        """What it comes to, or why that is not known."""
        unknown = [*(term.value for term in self.gaps), *([] if self.unknown is None else [self.unknown])]
        if unknown:
            return Unknown.joined(cast(list[Unknown], unknown))
        return whole_number(self.constant + sum(cast(Exact, term.amount) for term in self.terms))

    @property
    def gaps(self) -> tuple[Term, ...]:
        """The terms that are not stated."""
        return tuple(term for term in self.terms if isinstance(term.value, Unknown))

    def within(self, place: str) -> "Side":
        """Return the same side met one step further out."""
        terms = tuple(
            attrs.evolve(
                term,
                at=(place, *term.at),
                value=term.value.at(place) if isinstance(term.value, Unknown) else term.value,
            )
            for term in self.terms
        )
        return attrs.evolve(self, terms=terms, unknown=None if self.unknown is None else self.unknown.at(place))

    def scaled(self, by: Exact) -> "Side":
        """Return so many times this side."""
        terms = tuple(attrs.evolve(term, times=whole_number(term.times * by)) for term in self.terms)
        return attrs.evolve(self, constant=whole_number(self.constant * by), terms=terms)

    def turned(self) -> "Side":
        """Return this side subtracted."""
        return self.scaled(-1)


class _NoSum(Exception):
    """What was met is neither a number nor unknown, such as a day or a text."""


def side_of(expression: Expression, scope: Scope, resolver: Resolver | None = None) -> Side | None:
    """
    Take one side of an identity apart.

    Args:
        expression: The side.
        scope: Where it is read; `Figures` lend their terms the published figure.
        resolver: What stands behind its references, if it has any.

    Returns:
        Its terms, or ``None`` when it is no number at all.

    Raises:
        Unresolved: When the expression cites a callable and there is no resolver.
    """
    try:
        return _Reader(resolver).read(expression, scope)
    except _NoSum:
        return None


def joined(sides: Iterable[Side]) -> Side:
    """Add sides; a figure that occurs in several becomes one term, or none when it cancels out."""
    constant, terms, unknown = Fraction(0), dict[tuple[str, tuple[str, ...]], Term](), list[Unknown]()
    for side in sides:
        constant += side.constant
        unknown += [side.unknown] if side.unknown is not None else []
        for term in side.terms:
            before = terms.get(term.key)
            terms[term.key] = (
                term if before is None else attrs.evolve(term, times=whole_number(before.times + term.times))
            )
    return Side(
        constant=whole_number(constant),
        terms=tuple(term for term in terms.values() if term.times or isinstance(term.value, Unknown)),
        unknown=Unknown.joined(unknown) if unknown else None,
    )


@attrs.frozen
class _Reader:
    """One reading; each method reads one form of expression."""

    resolver: Resolver | None

    def read(self, expression: Expression, scope: Scope) -> Side:
        match expression:
            case Name():
                return self.name(expression.path, scope)
            case Negative():
                return self.read(expression.operand, scope).turned()
            case Sum():
                return self.sum(expression, scope)
            case Product():
                return self.product(expression, scope)
            case Aggregate(how="sum"):
                return self.along(expression, expression.of, expression.per, scope)
            case Word(word="below" | "inside"):
                return self.along(expression, expression.arguments[0], expression.word, scope)
            case Word(word="blank0"):
                return self.blank0(expression, scope)
            case Shifted():
                return self.elsewhere(expression.operand, scope.shifted(expression.by), str(expression.by))
            case Windowed():
                return self.elsewhere(expression.operand, scope.windowed(expression.over), str(expression.over))
        return self.whole(expression, scope)

    def whole(self, expression: Expression, scope: Scope) -> Side:
        """Take what is no sum as one value."""
        value = evaluate(expression, scope, self.resolver)
        if isinstance(value, Unknown):
            return Side(unknown=value)
        return Side(constant=_number(value))

    def name(self, path: str, scope: Scope) -> Side:
        given, absent = _answered(scope, path)
        side = self.figure(path, given, scope)
        gaps = (Unknown.because("missing", path).at(f"unit {unit}") for unit in absent)
        terms = (Term(name=path, at=(f"unit {unit}",), value=gap) for unit, gap in zip(absent, gaps, strict=True))
        return attrs.evolve(side, terms=(*side.terms, *terms))

    def figure(self, path: str, given: Given, scope: Scope) -> Side:
        value = exact(given, path)
        figure = scope.get(path) if isinstance(scope, Figures) else None
        if not isinstance(value, Unknown):
            return Side(terms=(Term(name=path, value=_number(value), figure=figure, definition=_edition(scope, path)),))
        if all(reason.code in _GAPS for reason in value.reasons):
            return Side(terms=(Term(name=path, value=value, figure=figure),))
        return Side(unknown=value)

    def sum(self, expression: Sum, scope: Scope) -> Side:
        signs = ("+", *(sign for sign, _ in expression.rest))
        try:
            sides = [self.read(part, scope) for part in expression.parts]
        except _NoSum:  # one day less another is a number of days
            return self.whole(expression, scope)
        return joined(side if sign == "+" else side.turned() for sign, side in zip(signs, sides, strict=True))

    def product(self, expression: Product, scope: Scope) -> Side:
        """Multiply by constants only: a product of two figures is no sum."""
        made = Side(constant=1)
        for sign, factor in (("*", expression.first), *expression.rest):
            side = self.read(factor, scope)
            if side.unknown is not None or (side.terms and made.terms):
                return self.whole(expression, scope)
            if sign == "/" and (side.terms or not side.constant):
                return self.whole(expression, scope)
            by = 1 / Fraction(side.constant) if sign == "/" else side.constant
            made = side.scaled(made.constant) if side.terms else made.scaled(by)
        return made

    def along(self, expression: Expression, of: Expression, axis: str, scope: Scope) -> Side:
        scopes = scope.along(axis)
        if isinstance(scopes, Unknown):
            return Side(unknown=scopes)
        try:
            return joined(self.read(of, each).within(f"{axis} {each.label}".rstrip()) for each in scopes)
        except _NoSum:
            return self.whole(expression, scope)

    def blank0(self, expression: Word, scope: Scope) -> Side:
        side = self.read(expression.arguments[0], scope)
        return side if side.unknown is None and not side.gaps else self.whole(expression, scope)

    def elsewhere(self, operand: Expression, there: Scope | Unknown, label: str) -> Side:
        if isinstance(there, Unknown):
            return Side(unknown=there)
        return self.read(operand, there).within(f"[{label}]")


class _Dated(Protocol):
    """A scope whose figures follow dated definitions."""

    def definition(self, name: str) -> str:
        """Return the edition that a figure follows there."""


def _edition(scope: Scope, path: str) -> str:
    return cast(_Dated, scope).definition(path) if hasattr(scope, "definition") else ""


class _Summing(Protocol):
    """A scope whose figures may be sums, and which notes the units that were absent from those it gave."""

    lacking: set[str]


def _answered(scope: Scope, path: str) -> tuple[Given, tuple[str, ...]]:
    """Answer a name, and tell which units are absent from the answer because it is a sum that lacks them."""
    if not hasattr(scope, "lacking"):
        return scope.value(path), ()
    summing = cast(_Summing, scope)
    noted = set(summing.lacking)
    summing.lacking.clear()
    value = scope.value(path)
    absent = tuple(sorted(summing.lacking))
    summing.lacking |= noted
    return value, absent


def _number(value: object) -> Exact:
    if type(value) is not int and type(value) is not Fraction:
        raise _NoSum
    return value


def whole_number(number: Exact) -> Exact:
    """Give an exact number its one form: an ``int`` when it is whole."""
    return number.numerator if isinstance(number, Fraction) and number.denominator == 1 else number
