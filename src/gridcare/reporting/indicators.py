"""
What is counted, what it is counted in, how counts are put together, and what is computed from them.

An *item* is one line of a form: new fevers, persons at home, hours of duty. Three kinds of figure look alike on
paper and must never be mixed: what is *new* in a period adds up over time; what *stands* at its end (现有) is told by
the last period; what is *cumulative* (累计) already holds every period before. An item says which it is, and whether
the figures of two places may be added: distinct persons, maxima and ratios may not.

What does not add is an *indicator*: an expression over items, such as ``1000 * new_fever / persons``. Where nothing
else is written, the periods of a unit are put together first and units up the tree after that; so a rate of a street
is made of the street's sums, and is no mean of rates. Another order is written as nesting:
``sum(max(new_fever per day) per unit)`` takes each unit's worst day and adds them up. `gridcare.reporting.measures`
computes indicators.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Any

import attrs

from gridcare.errors import Fault, refuse
from gridcare.given import texts, typed
from gridcare.rules.evaluation import rounded
from gridcare.rules.expressions import Expression
from gridcare.rules.grammar import ParseError, parse
from gridcare.titles import Titles, titles

__all__ = ["Adding", "Indicator", "Item"]


class Adding(StrEnum):
    """How several figures of one item become one."""

    SUM = "sum"
    """They add up: what is new in each period, or in each place."""
    LAST = "last"
    """The last stated one stands: stocks and cumulative figures over time."""
    MAX = "max"
    """The greatest one stands."""
    MIN = "min"
    """The least one stands."""
    NONE = "none"
    """They do not make one figure: distinct persons, ratios, medians."""


def _dated(given: Iterable[tuple[date, str]]) -> tuple[tuple[date, str], ...]:
    return tuple((since, edition) for since, edition in given)


def _over_time(item: "Item") -> Adding:
    if item.distinct:
        return Adding.NONE
    return Adding.LAST if item.cumulative else Adding.SUM


def _over_units(item: "Item") -> Adding:
    return Adding.NONE if item.distinct else Adding.SUM


def _said_by_zero(item: "Item") -> bool:
    return item.over_time is Adding.SUM and not item.cumulative


@attrs.frozen(kw_only=True, field_transformer=typed)
class Item:
    """
    One figure that a form asks for.

    >>> Item("fever", counts="person", cumulative=True).over_time
    <Adding.LAST: 'last'>

    Attributes:
        name: The name that filings and expressions use.
        counts: What it counts, in the singular (``person``, ``household``, ``hour``).
        cumulative: Whether each figure holds all that came before it (累计).
        over_time: How the figures of one unit over several periods become one: by default they add up, and the last
            one stands where the item is cumulative.
        over_units: How the figures of several units become one; by default they add up.
        distinct: What is counted once however often it occurs (``person``); such figures make no sum.
        categories: The parts that the form asks for one by one (``male``, ``female``); empty asks for one figure.
        definition: The edition of its definition, so that figures before and after a change stay apart.
        redefined: Later editions of the definition, each with the first day from which it holds, in order.
        whole: Whether only whole numbers have a meaning.
        may_be_negative: Whether a figure below zero has a meaning, as for a net change.
        said_by_zero: Whether a signed zero report states it as 0: by default what is new in a period. A stock or a
            cumulative figure is not made 0 by there being nothing new.
        titles: What it is called, by language.

    Raises:
        DefinitionError: When the parts of the declaration contradict each other.
    """

    name: str = attrs.field(kw_only=False)
    counts: str = ""
    cumulative: bool = False
    distinct: str = ""
    over_time: Adding = attrs.field(default=attrs.Factory(_over_time, takes_self=True), converter=Adding)
    over_units: Adding = attrs.field(default=attrs.Factory(_over_units, takes_self=True), converter=Adding)
    categories: tuple[str, ...] = attrs.field(default=(), converter=texts)
    definition: str = ""
    redefined: tuple[tuple[date, str], ...] = attrs.field(default=(), converter=_dated)
    whole: bool = True
    may_be_negative: bool = False
    said_by_zero: bool = attrs.field(default=attrs.Factory(_said_by_zero, takes_self=True))
    titles: Titles = attrs.field(default=(), converter=titles)

    def __attrs_post_init__(self) -> None:
        refuse(f"item '{self.name}'", self._faults())

    def _faults(self) -> list[Fault]:
        return [Fault(f"item.{code}", self.name, problem) for code, wrong, problem in self._rules() if wrong]

    def _rules(self) -> tuple[tuple[str, bool, str], ...]:
        return (
            (
                "name",
                not self.name.isidentifier(),
                "write letters, digits and underscores, no digit first",
            ),
            (
                "cumulative",
                self.cumulative and self.over_time is Adding.SUM,
                "cumulative figures hold each other and do not add up over time; say over_time='last'",
            ),
            (
                "distinct",
                bool(self.distinct) and Adding.SUM in (self.over_time, self.over_units),
                f"each {self.distinct} counts once, so its figures do not add up; leave over_time and over_units out",
            ),
            ("over-units", self.over_units is Adding.LAST, "places have no order, so none of them is the last"),
            (
                "categories",
                len(set(self.categories)) < len(self.categories) or "" in self.categories,
                "each category has a name of its own; give it once",
            ),
            (
                "zero",
                self.said_by_zero and self.cumulative,
                "a zero report says that nothing is new, which makes no cumulative figure 0; leave said_by_zero out",
            ),
            (
                "redefined",
                any(later <= earlier for (earlier, _), (later, _) in pairwise(self.redefined)),
                "give later editions of the definition in the order of their first days, each day once",
            ),
        )

    def definitions(self, first: date, end: date) -> tuple[str, ...]:
        """Return the editions of the definition that hold on some day of a stretch; several where it has a break."""
        starts = (date.min, *(since for since, _ in self.redefined))
        editions = (self.definition, *(edition for _, edition in self.redefined))
        ends = (*starts[1:], date.max)
        held = zip(starts, ends, editions, strict=True)
        return tuple(edition for start, stop, edition in held if start < end and first < stop)

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """The name and category of each figure that the form asks for; the category is empty without categories."""
        return tuple((self.name, category) for category in self.categories or ("",))


def _says(source: Expression | str) -> Any:
    """Read the text; a fault waits in its place until all faults are told together."""
    try:
        return parse(source) if isinstance(source, str) else source
    except ParseError as fault:
        return fault


@attrs.frozen(kw_only=True)
class Indicator:
    """
    A number computed from what was reported.

    >>> rate = Indicator("fever_rate", "1000 * new_fever / persons", prints=2)
    >>> rate.rounded(Fraction(2, 3))
    Decimal('0.67')

    Attributes:
        name: Its name.
        says: The expression, as a text or a tree; its names are items of a form, or ``item.category``.
        form: The name of the form whose items it reads; a playbook of one form may leave it out.
        prints: How many digits after the point are printed; the value itself stays exact.
        titles: What it is called, by language.

    Raises:
        DefinitionError: With every fault of the declaration at once.
    """

    name: str = attrs.field(kw_only=False)
    says: Expression = attrs.field(kw_only=False, converter=_says)
    form: str = ""
    prints: int = 0
    titles: Titles = attrs.field(default=(), converter=titles)

    def __attrs_post_init__(self) -> None:
        refuse(f"indicator '{self.name}'", self._faults())

    def _faults(self) -> Iterator[Fault]:
        if not self.name.isidentifier():
            yield Fault("indicator.name", self.name, "write letters, digits and underscores, no digit first")
        says: object = self.says
        if isinstance(says, ParseError):
            yield says
        if self.prints < 0:
            yield Fault("indicator.prints", self.name, f"{self.prints} digits cannot be printed; give 0 or more")

    def rounded(self, value: int | Fraction) -> Decimal:
        """Return a value as it is printed: rounded half away from zero (四舍五入)."""
        digits = int(rounded(value, self.prints) * 10**self.prints)
        return Decimal(f"{digits}E-{self.prints}")
