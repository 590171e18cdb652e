"""
Which records speak for a condition, which against it, and which are lacking.

That a community has not drilled is half an answer. The other half is what was looked at: the two drills that are too
old, or that its book of drills holds none, or that nobody handed the book in. Weighing walks through a condition the
way its value came about: to the parts that decided it, along each axis to the records that did, and through every
*not* with the sense turned round.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Protocol, TypeVar, cast

import attrs

from gridcare.reporting.evidence import AuditRecord
from gridcare.rules.evaluation import Resolver, compiled, evaluate
from gridcare.rules.expressions import (
    Aggregate,
    And,
    Choice,
    Expression,
    Literal,
    Name,
    Not,
    Or,
    Relation,
    Sum,
    literal,
)
from gridcare.rules.scopes import Scope, Value
from gridcare.rules.unknowns import Unknown

__all__ = ["Bearing", "Exhibit", "Lack", "Weighable", "WhyLacking", "weigh"]


_T = TypeVar("_T")


class Bearing(StrEnum):
    """What a record says about a criterion."""

    FOR = "for"
    """It helps to meet it."""
    AGAINST = "against"
    """It stands against it."""
    OPEN = "open"
    """It leaves out what was asked of it."""
    READ = "read"
    """A number was taken from it."""


@attrs.frozen(kw_only=True)
class Exhibit:
    """
    A record that was weighed; it shows ids and never values.

    Attributes:
        kind: Its kind.
        record: Its id.
        unit: The unit that it speaks of.
        bearing: What it says about the criterion.
        behind: The ids of the facts and filings that it was made of.
    """

    kind: str
    record: str
    unit: str
    bearing: Bearing
    behind: tuple[str, ...] = ()


class WhyLacking(StrEnum):
    """Why there is no record that would do."""

    NOT_KEPT = "not kept"
    """No book of the kind was handed in for the unit, so that nobody can tell."""
    NO_RECORD = "no record"
    """The book is kept and holds none."""
    TOO_FEW = "too few"
    """There are records, and too few of them are as was asked."""
    OUTDATED = "outdated"
    """The book is kept, and was brought up to date too long ago."""
    NOT_STATED = "not stated"
    """Something that was asked of a record, of the unit or of a parameter is not stated."""
    NO_UNIT = "no unit"
    """There is no unit of the level to look at."""


@attrs.frozen(kw_only=True, order=True)
class Lack:
    """
    Something that a criterion needs and does not find.

    Attributes:
        unit: The unit that should have it.
        kind: The kind of record, or the level; empty where it is about the unit itself or a parameter.
        why: Why it is lacking.
        about: The condition that too few records meet, or the name that is not stated.
        record: The record that leaves it out, where it is one.
    """

    unit: str
    kind: str = ""
    why: WhyLacking
    about: str = ""
    record: str = ""


class Weighable(Scope, Protocol):
    """A scope that leads along kinds of record and along levels, and can tell the one from the other."""

    @property
    def unit(self) -> str:
        """The unit that it is about."""

    @property
    def record(self) -> AuditRecord | None:
        """The record, where it is one."""

    def kept(self, axis: str) -> bool:
        """Tell whether an axis leads to records."""

    def unkept(self, axis: str) -> tuple[str, ...]:
        """Name the units whose book of a kind is missing."""


def weigh(
    says: Expression, scope: Weighable, resolver: Resolver | None = None
) -> tuple[tuple[Exhibit, ...], tuple[Lack, ...]]:
    """
    Find what a condition came from.

    Args:
        says: The condition.
        scope: Where it is read.
        resolver: What stands behind its references, if it has any.

    Returns:
        The records that were weighed, and what is lacking, each once and sorted. A record that bears in several ways is
        there with each of them.
    """
    weighing = _Weighing(resolver)
    weighing.look(says, scope, 1)
    exhibits = sorted(weighing.exhibits, key=lambda each: (each.kind, each.unit, each.record, each.bearing))
    return tuple(exhibits), tuple(sorted(weighing.lacks))


_EMPTY_IS_UNKNOWN = frozenset(("min", "max", "mean", "first", "last", "share"))


@attrs.frozen(eq=False)
class _Weighing:
    """One walk through a condition; `sense` is 1 where true helps, -1 where it harms, 0 where neither is so."""

    resolver: Resolver | None
    exhibits: set[Exhibit] = attrs.field(factory=set)
    lacks: set[Lack] = attrs.field(factory=set)

    def value(self, node: Expression, scope: Scope) -> Value:
        return evaluate(node, scope, self.resolver)

    def look(self, node: Expression, scope: Weighable, sense: int) -> None:
        match node:
            case And() | Or():
                self.joined(node, scope, sense)
            case Choice():
                self.chosen(node, scope, sense)
            case Aggregate():
                self.along(node, scope, sense)
            case Name():
                self.name(node, scope, sense)
            case _:
                for part, turned in zip(node.parts, _senses(node, sense), strict=True):
                    self.look(part, scope, turned)

    def joined(self, node: And | Or, scope: Weighable, sense: int) -> None:
        """Look at the parts that decided: one true part of an *or*, one false part of an *and*, else at all."""
        values = [(part, self.value(part, scope)) for part in node.parts]
        for part in _deciding(values, by=isinstance(node, Or)):
            self.look(part, scope, sense)

    def chosen(self, node: Choice, scope: Weighable, sense: int) -> None:
        """Look at the branch that was taken; where a condition is unknown, at every one that may have been."""
        for condition, result in node.branches:
            self.look(condition, scope, 0)
            held = self.value(condition, scope)
            if held is not False:
                self.look(result, scope, sense)
            if held is True:
                return
        self.look(node.otherwise, scope, sense)

    def name(self, node: Name, scope: Weighable, sense: int) -> None:
        value = self.value(node, scope)
        book = node.path.split(".") if node.path.startswith("book.") else []
        if book and not isinstance(value, Unknown) and sense < 0:
            self.lacks.add(Lack(unit=scope.unit, kind=book[1], why=WhyLacking.OUTDATED))
        if isinstance(value, Unknown):
            if book and (missing := scope.unkept(book[1])):
                self.lacks.update(Lack(unit=unit, kind=book[1], why=WhyLacking.NOT_KEPT) for unit in missing)
                return
            record = scope.record
            self.lacks.add(
                Lack(
                    unit=scope.unit,
                    kind=record.kind if record else "",
                    why=WhyLacking.NOT_STATED,
                    about=node.path,
                    record=record.id if record else "",
                )
            )

    def along(self, node: Aggregate, scope: Weighable, sense: int) -> None:
        scopes = scope.along(node.per)
        if isinstance(scopes, Unknown):
            why = WhyLacking.NOT_KEPT if scope.kept(node.per) else WhyLacking.NO_UNIT
            self.lacks.update(Lack(unit=unit, kind=node.per, why=why) for unit in scope.unkept(node.per))
            return
        run = compiled(node.of, self.resolver)
        there = [(each, run(each)) for each in cast(Iterable[Weighable], scopes)]
        deciding = (
            _deciding(there, by=node.how == "any") if node.how in ("any", "every") else [each for each, _ in there]
        )
        if not scope.kept(node.per):
            for each in deciding:
                self.look(node.of, each, sense)
            return
        values = {each.label: value for each, value in there}
        for each in deciding:
            self.show(node, each, values[each.label], sense)
        self.count(node, scope, there, sense)

    def show(self, node: Aggregate, scope: Weighable, value: Value, sense: int) -> None:
        record = cast(AuditRecord, scope.record)
        if isinstance(value, Unknown):
            self.look(node.of, scope, 0)
        self.exhibits.add(
            Exhibit(
                kind=record.kind,
                record=record.id,
                unit=record.unit,
                bearing=_bearing(value, sense),
                behind=record.behind,
            )
        )

    def count(self, node: Aggregate, scope: Weighable, there: Sequence[tuple[Scope, Value]], sense: int) -> None:
        """Say that there are no records, or too few, where more of them would have helped."""
        wanted = node.how in ("any", "count", "share") and sense > 0
        if not there:
            if wanted or node.how in _EMPTY_IS_UNKNOWN or (node.how == "sum" and sense > 0):
                self.lacks.add(Lack(unit=scope.unit, kind=node.per, why=WhyLacking.NO_RECORD))
        elif wanted and not any(isinstance(value, Unknown) or (node.how == "any" and value) for _, value in there):
            about = "" if isinstance(node.of, Literal) else str(node.of)
            self.lacks.add(Lack(unit=scope.unit, kind=node.per, why=WhyLacking.TOO_FEW, about=about))


def _deciding(values: Sequence[tuple[_T, Value]], *, by: bool) -> list[_T]:
    """Name those that decided a quantified value: those that are so, else the unknown ones, else all."""
    decided = [each for each, value in values if value is by]
    unknown = [each for each, value in values if isinstance(value, Unknown)]
    return decided or unknown or [each for each, _ in values]


_NUMBERS_UP = (">", ">=")
_NUMBERS_DOWN = ("<", "<=")
_NOTHING = literal(0)


def _senses(node: Expression, sense: int) -> Iterable[int]:
    """Tell for each part whether more of it helps as much as more of the whole does."""
    match node:
        case Not():
            return (-sense,)
        case Relation():
            if node.sign in _NUMBERS_UP or (node.sign == "!=" and node.right == _NOTHING):
                return (sense, -sense)
            if node.sign in _NUMBERS_DOWN or (node.sign == "=" and node.right == _NOTHING):
                return (-sense, sense)
        case Sum():
            return (sense, *(sense if sign == "+" else -sense for sign, _ in node.rest))
    return (0,) * len(node.parts)


def _bearing(value: Value, sense: int) -> Bearing:
    if isinstance(value, Unknown):
        return Bearing.OPEN
    if not isinstance(value, bool) or not sense:
        return Bearing.READ
    return Bearing.FOR if value is (sense > 0) else Bearing.AGAINST
