"""
A value that depends on a size in steps: one grid worker for fewer than so many households, two for more.

A rule of this kind is a step function, and the papers that state it leave gaps ("from 51" after "up to 49") and say
some sizes twice. `Bands` is checked when it is made: every size of its domain falls into exactly one band. Ends are
written as in mathematics, ``[`` and ``]`` for an end that belongs to the band and ``(`` and ``)`` for one that does
not, so that ``[300, 500)`` holds 300 and not 500. Where sizes are counted, ``[1, 50]`` and ``[51, 100]`` meet.

>>> workers = Bands((Band("[0, 300)", 1), Band("[300, 500]", 2), Band("(500, )", 3)))
>>> workers.at(300), workers.at(501)
(2, 3)
>>> print(workers.at(-1))
unknown: '-1' lies outside the declared domain
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, inf
from typing import Final

import attrs

from gridcare.errors import Fault, refuse
from gridcare.rules.constants import Constant, checked, is_number, written
from gridcare.rules.evaluation import exact
from gridcare.rules.expressions import Choice, Expression, Literal, Word, literal
from gridcare.rules.scopes import Given, Value
from gridcare.rules.unknowns import Unknown
from gridcare.rules.windows import NotAnExpression

__all__ = ["Band", "Bands", "Span"]

_SPAN: Final = re.compile(r"\s*([\[(])\s*(-?[0-9]+(?:\.[0-9]+)?)?\s*,\s*(-?[0-9]+(?:\.[0-9]+)?)?\s*([\])])\s*")


def _bound(value: int | float | Decimal | None) -> int | Decimal | None:
    if value is None:
        return None
    bound = checked(Decimal(repr(value)) if isinstance(value, float) else value)
    if not is_number(bound):
        raise NotAnExpression(f"'{value}' is no number; the ends of a span are numbers")
    return bound


_Cut = tuple[Fraction | float, int]
"""A place between numbers: just before one (0) or just after it (1)."""


@attrs.frozen
class Span:
    """
    A stretch of numbers.

    Attributes:
        low: Its lower end; none when it reaches down without end.
        high: Its upper end; none when it reaches up without end.
        holds_low: Whether the lower end belongs to it.
        holds_high: Whether the upper end belongs to it.
    """

    low: int | Decimal | None = attrs.field(default=None, converter=_bound)
    high: int | Decimal | None = attrs.field(default=None, converter=_bound)
    holds_low: bool = attrs.field(default=True, kw_only=True)
    holds_high: bool = attrs.field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "holds_low", self.holds_low and self.low is not None)
        object.__setattr__(self, "holds_high", self.holds_high and self.high is not None)

    @classmethod
    def of(cls, text: str) -> "Span":
        """
        Read a span such as ``[300, 500)`` or ``(500, )``.

        Raises:
            NotAnExpression: When the text is none.
        """
        found = _SPAN.fullmatch(text)
        if found is None:
            raise NotAnExpression(f"'{text}' is no span; write its two ends, such as [300, 500) or (500, )")
        low, high = (Decimal(end) if end else None for end in (found[2], found[3]))
        return cls(low, high, holds_low=found[1] == "[", holds_high=found[4] == "]")

    def __contains__(self, number: int | Fraction) -> bool:
        low, high = self.cuts()
        return low <= (number, 0) and (number, 1) <= high

    def cuts(self, *, whole: bool = False) -> tuple[_Cut, _Cut]:
        """
        Give the places between numbers at which it begins and ends.

        Args:
            whole: Only whole numbers exist, so that ``(0, 3)`` begins just before 1 and ends just before 3.
        """
        low: _Cut = (-inf, 0) if self.low is None else (Fraction(self.low), int(not self.holds_low))
        high: _Cut = (inf, 0) if self.high is None else (Fraction(self.high), int(self.holds_high))
        return (_raised(low), _raised(high)) if whole else (low, high)

    def __str__(self) -> str:
        low, high = ("" if end is None else written(end) for end in (self.low, self.high))
        return f"{'[' if self.holds_low else '('}{low}, {high}{']' if self.holds_high else ')'}"


def _raised(cut: _Cut) -> _Cut:
    """Move a cut up to just before the next whole number."""
    number, after = cut
    return cut if isinstance(number, float) else (Fraction(floor(number) + 1 if after else ceil(number)), 0)


def _span(given: Span | str) -> Span:
    return Span.of(given) if isinstance(given, str) else given


@attrs.frozen
class Band:
    """
    One step: a stretch of sizes and the value that they lead to.

    Attributes:
        span: The sizes; a text such as ``[300, 500)`` is read.
        value: The value.
    """

    span: Span = attrs.field(converter=_span)
    value: Constant = attrs.field(converter=checked)


def _rising(bands: Iterable[Band]) -> tuple[Band, ...]:
    return tuple(sorted(bands, key=lambda band: band.span.cuts()))


@attrs.frozen
class Bands:
    """
    A step function that gives every size of its domain exactly one value.

    Attributes:
        bands: The steps, in rising order.
        domain: The sizes that there are; all from the lowest to the highest end of the steps when left out.
        whole: Whether sizes are counted, so that only whole numbers are sizes.

    Raises:
        DefinitionError: When steps leave a gap, overlap, hold nothing or lie outside the domain, all faults at once.
    """

    bands: tuple[Band, ...] = attrs.field(converter=_rising)
    domain: Span = attrs.field(kw_only=True, converter=_span)
    whole: bool = attrs.field(default=False, kw_only=True)

    @domain.default
    def _hull(self) -> Span:
        if not self.bands:
            return Span()
        low = self.bands[0].span
        high = max((band.span for band in self.bands), key=lambda span: span.cuts()[1])
        return Span(low.low, high.high, holds_low=low.holds_low, holds_high=high.holds_high)

    def __attrs_post_init__(self) -> None:
        refuse(f"the bands over {self.domain}", self._faults())

    def _faults(self) -> Iterator[Fault]:
        start, end = self.domain.cuts(whole=self.whole)
        if not self.bands:
            yield Fault("bands.empty", str(self.domain), "there is no band; give at least one")
            return
        reached, before = start, f"the domain {self.domain}"
        for band in self.bands:
            low, high = band.span.cuts(whole=self.whole)
            where = str(band.span)
            if low >= high:
                yield Fault("bands.empty", where, "no size lies in it; mend an end or leave it out")
                continue
            if low < start or high > end:
                yield Fault("bands.outside", where, f"it reaches outside the domain {self.domain}; mend one of them")
            if low > reached:
                yield Fault("bands.gap", where, f"sizes lie between {before} and it; let one of them reach further")
            elif low < reached and low >= start:
                yield Fault("bands.overlap", where, f"it shares sizes with {before}; let each size lie in one")
            reached, before = max(reached, high), where
        if reached < end:
            yield Fault("bands.gap", before, f"sizes lie between it and the end of the domain {self.domain}")

    def at(self, size: Given) -> Value:
        """
        Give the value at a size.

        Returns:
            The value of the band that the size lies in, or unknown when the size is unknown or outside the domain.
        """
        number = exact(size, "size")
        if isinstance(number, Unknown):
            return number
        if isinstance(number, bool) or not isinstance(number, int | Fraction):
            return Unknown.because("mismatch", "size")
        if not self.whole or isinstance(number, int):
            for band in self.bands:
                if number in band.span:
                    return exact(band.value, "value")
        return Unknown.because("outside", str(number))

    def over(self, size: Expression) -> Expression:
        """
        Give the expression that is the value at a size, for use wherever an expression may stand.

        Sizes outside the domain lead to ``blank``.

        >>> from gridcare.rules.expressions import name
        >>> print(Bands((Band("[0, 65)", "adult"), Band("[65, )", "elder"))).over(name("age")))
        if age < 0 then blank elif age < 65 then 'adult' otherwise 'elder'
        """
        branches: list[tuple[Expression, Expression]] = []
        if self.whole:
            branches.append((Word("round", (size,)).is_not(size), Literal(None)))
        if self.domain.low is not None:
            below = size < self.domain.low if self.domain.holds_low else size <= self.domain.low
            branches.append((below, Literal(None)))
        for band in self.bands:
            if band.span.high is not None:
                inside = size <= band.span.high if band.span.holds_high else size < band.span.high
                branches.append((inside, literal(band.value)))
        otherwise = self.bands[-1].value if self.bands[-1].span.high is None else None
        return Choice(tuple(branches), otherwise) if branches else literal(otherwise)
