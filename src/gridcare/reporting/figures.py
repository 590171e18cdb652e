"""
Figures as they were published, kept as they were published.

A report says "about 3,000 persons", "over 10,000 vehicles", "1,317 away in Hubei, 80 of them returned". Such a figure
has a value, what it counts, how exactly it was meant, the day it speaks of, whether it is cumulative (累计), current
(现有) or new (新增), and the paper it stands in. gridcare keeps all of that and never corrects any of it: where figures
contradict each other, `gridcare.reporting.reconcile` says so and leaves them alone.

A collection of figures is itself a scope, so that an expression can be read on it:

>>> from gridcare.rules.evaluation import evaluate
>>> from gridcare.rules.grammar import parse
>>> published = Figures((Figure("home", 83_781, unit="person"), Figure("away", 11_093, unit="person")))
>>> evaluate(parse("home + away"), published)
94874
>>> print(evaluate(parse("home + unreached"), published))
unknown: 'unreached' is not stated
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import attrs

from gridcare.errors import Fault, UnknownName, refuse
from gridcare.given import typed
from gridcare.rules.contexts import Context, Number
from gridcare.rules.expressions import name as name_tree
from gridcare.rules.notices import Source
from gridcare.rules.unknowns import Unknown
from gridcare.rules.windows import NotAnExpression, Shift, Window
from gridcare.titles import Titles, titles

__all__ = ["Basis", "Figure", "Figures", "Qualifier", "UnknownFigure"]


class Qualifier(StrEnum):
    """How exactly a printed figure was meant; "about" and "over" may stand together (约一万余)."""

    EXACT = "exact"
    """As printed."""
    ABOUT = "about"
    """Near it, on either side (约)."""
    OVER = "over"
    """At least it (余、多)."""


class Basis(StrEnum):
    """What stretch of time a figure speaks of."""

    CUMULATIVE = "cumulative"
    """All that came before is in it (累计)."""
    CURRENT = "current"
    """What stands at its moment (现有)."""
    NEW = "new"
    """What came about in its period (新增)."""


def _qualifiers(given: Iterable[str]) -> tuple[Qualifier, ...]:
    return tuple(Qualifier(word) for word in ((given,) if isinstance(given, str) else given))


@attrs.frozen(kw_only=True)
class Figure:
    """
    One figure as its source printed it.

    >>> Figure("vehicles", 10_000, unit="vehicle", qualifiers=("about", "over")).exact
    False

    Attributes:
        name: The name that expressions and bulletins use, such as ``away`` or ``away.other_provinces``.
        value: A whole number or a decimal, never negative; ``None`` where the line was printed and left blank, which
            is not zero.
        unit: What it counts or measures, in the singular (``person``, ``household``); empty when not stated.
        qualifiers: How exactly it was meant; a figure printed without a word about that is ``exact``.
        as_of: The day it speaks of; ``None`` when not stated.
        basis: Whether it is cumulative, current or new; ``None`` when not stated.
        source: The paper it stands in.
        definition: The edition of the definition that it follows; empty when not stated.
        note: A remark of whoever carried it over, such as a misprint left as it is.
        titles: What it is called, by language; a mapping is taken too.

    Raises:
        DefinitionError: With every fault of the figure at once.
    """

    name: str = attrs.field(kw_only=False)
    value: int | Decimal | None = attrs.field(kw_only=False)
    unit: str = ""
    qualifiers: tuple[Qualifier, ...] = attrs.field(default=(Qualifier.EXACT,), converter=_qualifiers)
    as_of: date | None = None
    basis: Basis | None = attrs.field(default=None, converter=attrs.converters.optional(Basis))
    source: Source | None = None
    definition: str = ""
    note: str = ""
    titles: Titles = attrs.field(default=(), converter=titles)

    def __attrs_post_init__(self) -> None:
        refuse(f"figure '{self.name}'", self._faults())

    def _faults(self) -> Iterator[Fault]:
        try:
            name_tree(self.name)
        except NotAnExpression as error:
            yield Fault("figure.name", self.name, str(error))
        if problem := _no_value(self.value):
            yield Fault("figure.value", self.name, problem)
        if not self.qualifiers or len(set(self.qualifiers)) < len(self.qualifiers):
            yield Fault("figure.qualifiers", self.name, "give each qualifier once, and 'exact' where none was printed")
        if not self.exact and Qualifier.EXACT in self.qualifiers:
            yield Fault("figure.qualifiers", self.name, "a figure that is 'about' or 'over' is not 'exact'; keep one")

    @property
    def exact(self) -> bool:
        """Whether it was meant as printed."""
        return self.qualifiers == (Qualifier.EXACT,)

    def title(self, language: str) -> str:
        """What it is called in a language; its name where no title is given."""
        return dict(self.titles).get(language, self.name)


def _no_value(value: Any) -> str:
    """Say why something is no value of a figure; empty when it is one."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return f"a {type(value).__name__} is no published value; give an int, a Decimal, or None for a printed blank"
    if isinstance(value, Decimal) and not value.is_finite():
        return f"'{value}' is no number; give None for a printed blank, or leave the figure out"
    return "a figure counts or measures something and is never negative" if value < 0 else ""


def _members(given: Iterable[Figure]) -> tuple[Figure, ...]:
    return tuple(given)


@attrs.frozen(repr=False, field_transformer=typed)
class Figures(Mapping[str, Figure]):
    """
    Published figures by name, each there once; two collections with the same figures are equal in any order.

    Attributes:
        members: The figures, in the order of their source.
        label: An opaque id that tells this collection from others of its kind, such as the unit it speaks of.
        titles: What the collection is called, by language; its label where none is given.

    Raises:
        DefinitionError: When a name is there twice, all such names at once.
    """

    members: tuple[Figure, ...] = attrs.field(default=(), converter=_members, eq=frozenset)
    label: str = attrs.field(default="", kw_only=True)
    titles: Titles = attrs.field(default=(), converter=titles, kw_only=True)
    _by_name: dict[str, Figure] = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        by_name = {member.name: member for member in self.members}
        object.__setattr__(self, "_by_name", by_name)
        if len(by_name) < len(self.members):
            refuse("the collection of figures", _repeated(self.members))

    def __repr__(self) -> str:
        return f"Figures({', '.join(self._by_name)})"

    def __getitem__(self, name: str) -> Figure:
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownFigure(name, self._by_name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def context(self) -> Context:
        """
        Give what an identity may read here: its figures, each agreeing with any other.

        In which unit a figure was printed is the publisher's word; where units clash that is a finding, and no fault
        of the identity.
        """
        return Context(names=dict.fromkeys(self, Number(written=True)))

    @property
    def as_of(self) -> date | None:
        """The day that all of them speak of; none when they do not share one."""
        days = {member.as_of for member in self.members}
        return days.pop() if len(days) == 1 else None

    def value(self, name: str, /) -> int | Decimal | Unknown | None:
        """Answer a name of an expression: its value, a printed blank, or unknown because it is not stated."""
        figure = self._by_name.get(name)
        return Unknown.because("missing", name) if figure is None else figure.value

    def definition(self, name: str) -> str:
        """Return the edition of the definition that a figure follows; empty when not stated."""
        figure = self._by_name.get(name)
        return "" if figure is None else figure.definition

    def along(self, axis: str, /) -> Unknown:
        """Lead nowhere: published figures have no parts of their own."""
        return Unknown.because("axis", axis)

    def shifted(self, by: Shift, /) -> Unknown:
        """Lead nowhere: published figures speak of their own day."""
        return Unknown.because("shift", str(by))

    def windowed(self, over: Window, /) -> Unknown:
        """Lead nowhere: published figures speak of their own day."""
        return Unknown.because("window", str(over))


class UnknownFigure(UnknownName, KeyError):
    """A figure was asked for that the collection does not hold."""

    code = "figure.unknown"

    def __init__(self, name: str, allowed: Iterable[str]) -> None:
        super().__init__("figure", name, allowed)

    def __str__(self) -> str:
        return str(self.args[0])


def _repeated(members: tuple[Figure, ...]) -> Iterator[Fault]:
    names = [member.name for member in members]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            problem = f"this figure is given {names.count(name)} times; keep one, or name its source in the name"
            yield Fault("figure.repeated", name, problem)
