"""
Expressions held against the place where they are to be read, before they are.

A condition that compares a text with a number, adds persons to households or asks for an outcome that the step does
not have would be unknown for ever, silently. It is a fault of the definition, so it is found when the definition is
made, together with every other one.

>>> from gridcare.rules.contexts import Number
>>> from gridcare.rules.grammar import parse
>>> report = Context(names={"persons": Number.of("person"), "households": Number.of("household")})
>>> for fault in check(parse("persons = households + 1"), report):
...     print(fault.problem)
'persons' is a number of person and 'households + 1' is a number of household; only like compares with like
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from gridcare.errors import Fault, did_you_mean
from gridcare.rules.contexts import DAY, MOMENT, NUMBER, TRUTH, Context, Number, Text, Type
from gridcare.rules.expressions import (
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
)

__all__ = ["check", "type_of"]

_LONGEST: Final = 80


def check(expression: Expression, context: Context, *, where: str = "", expects: Type | None = None) -> list[Fault]:
    """
    Find everything that is wrong with an expression in a context.

    Args:
        expression: A tree.
        context: What may be read there.
        where: The place of the expression in its definition, for the faults; its text when left out.
        expects: What the expression must come to, such as `TRUTH` for a guard.

    Returns:
        The faults in the order of the text; none when the expression is sound.
    """
    checker = _Checker(where or _short(expression))
    found = checker.type(expression, _Place(context))
    if expects is not None and found is not None and not _meets(found, expects):
        checker.fault("type", f"'{_short(expression)}' is a {found}, but a {expects} is needed here")
    return checker.faults


def type_of(expression: Expression, context: Context) -> Type | None:
    """Give what an expression comes to in a context, or none when a fault or an untyped name leaves it open."""
    return _Checker("").type(expression, _Place(context))


def _short(expression: Expression) -> str:
    text = str(expression)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 4]} ..."


def _meets(found: Type, expected: Type) -> bool:
    if isinstance(found, Number) and isinstance(expected, Number):
        return found.written or expected.written or found.units == expected.units
    if isinstance(found, Text) and isinstance(expected, Text):
        return not expected.options or (bool(found.options) and set(found.options) <= set(expected.options))
    return found == expected


class _Place:
    """Where in the tree the checker stands: the context, and the times that surround it."""

    def __init__(
        self, context: Context, *, shifted: bool = False, windowed: bool = False, spread: bool = False
    ) -> None:
        self.context = context
        self.shifted = shifted
        self.windowed = windowed
        self.spread = spread  # a timed axis lies between the window and here

    def along(self, axis: str) -> "_Place":
        spread = self.spread or self.context.axes[axis].timed
        return _Place(self.context.along(axis), shifted=self.shifted, windowed=self.windowed, spread=spread)

    def in_shift(self) -> "_Place":
        return _Place(self.context, shifted=True, windowed=self.windowed, spread=self.spread)

    def in_window(self) -> "_Place":
        return _Place(self.context, shifted=self.shifted, windowed=True)


class _Checker:
    """
    One reading of one expression.

    A type of ``None`` means that it cannot be told, because it is open or because a fault was found already: it agrees
    with everything, so that one mistake is one fault.
    """

    def __init__(self, where: str) -> None:
        self.where = where
        self.faults: list[Fault] = []

    def fault(self, code: str, problem: str) -> None:
        self.faults.append(Fault(f"expression.{code}", self.where, problem))

    def type(self, tree: Expression, place: _Place) -> Type | None:
        match tree:
            case Literal():
                return _literal(tree)
            case Name():
                return self.name(tree, place)
            case Relation():
                self.related(tree, place)
                return TRUTH
            case And() | Or() | Not():
                self.truths(tree.parts, place)
                return TRUTH
            case Sum():
                return self.sum(tree, place)
            case Product():
                return self.product(tree, place)
            case Negative():
                return self.number(tree.operand, place)
            case Choice():
                self.truths([condition for condition, _ in tree.branches], place)
                return self.alike([*(value for _, value in tree.branches), tree.otherwise], place)
            case Aggregate():
                return self.aggregate(tree, place)
            case Shifted():
                return self.shifted(tree, place)
            case Windowed():
                return self.windowed(tree, place)
            case Word():
                return self.word(tree, place)
            case Reference():
                return self.reference(tree, place)
        raise AssertionError(f"'{type(tree).__name__}' is a form without a type")

    def name(self, tree: Name, place: _Place) -> Type | None:
        context, path = place.context, tree.path
        if place.windowed and place.shifted:
            self.fault("times", f"a shift and a window meet on '{path}'; use one of them")
        elif place.windowed and not place.spread:
            problem = f"'{path}' may have many values over a window; say what is made of them, such as"
            self.fault("window", f"{problem} sum({path} per day)")
        if not context.admits(path):
            self.fault("name", f"'{path}' is no name here{did_you_mean(path, context.names)}")
        return context.names.get(path)

    def shifted(self, tree: Shifted, place: _Place) -> Type | None:
        if not place.context.shifts:
            self.fault("shift", f"'{_short(tree)}' looks at another time, which cannot be done here")
        return self.type(tree.operand, place.in_shift())

    def windowed(self, tree: Windowed, place: _Place) -> Type | None:
        if not place.context.windows:
            self.fault("window", f"'{_short(tree)}' looks over a stretch of time, which cannot be done here")
        return self.type(tree.operand, place.in_window())

    # --- what a place needs

    def truths(self, trees: Sequence[Expression], place: _Place) -> None:
        for tree in trees:
            found = self.type(tree, place)
            if found is not None and found != TRUTH:
                self.fault("type", f"'{_short(tree)}' is a {found}, but a condition is needed there")

    def number(self, tree: Expression, place: _Place) -> Number | None:
        found = self.type(tree, place)
        if found is None or isinstance(found, Number):
            return found
        self.fault("type", f"'{_short(tree)}' is a {found}, but a number is needed there")
        return None

    def alike(self, trees: Sequence[Expression], place: _Place, verb: str = "stands beside") -> Type | None:
        """Find the one type of trees that must have the same."""
        settled: Type | None = None
        first = trees[0]
        for tree in trees:
            found = self.type(tree, place)
            if settled is None or _is_written(settled):
                settled, first = (found, tree) if found is not None else (settled, first)
            elif found is not None and not _alike(settled, found):
                self.unlike(first, settled, tree, found, verb)
        return Text() if isinstance(settled, Text) else settled

    def unlike(self, one: Expression, first: Type, other: Expression, second: Type, verb: str) -> None:
        code = "unit" if isinstance(first, Number) and isinstance(second, Number) else "type"
        problem = f"'{_short(one)}' is a {first} and '{_short(other)}' is a {second}; only like {verb} like"
        self.fault(code, problem)

    def related(self, tree: Relation, place: _Place) -> None:
        first, second = self.type(tree.left, place), self.type(tree.right, place)
        self.compared(tree.left, first, tree.right, second)
        if tree.sign not in ("=", "!=") and (isinstance(first, Text) or first == TRUTH):
            self.fault("type", f"'{_short(tree)}' puts a {first} in order; compare it with '=' or '!='")

    def compared(self, one: Expression, first: Type | None, other: Expression, second: Type | None) -> None:
        if first is None or second is None:
            return
        if not _alike(first, second):
            self.unlike(one, first, other, second, "compares with")
        elif isinstance(first, Text) and isinstance(second, Text):
            self.options(one, first, other, second)

    def options(self, one: Expression, first: Text, other: Expression, second: Text) -> None:
        if not first.options or not second.options or set(first.options) & set(second.options):
            return
        if isinstance(one, Literal):
            one, first, other, second = other, second, one, first
        value = second.options[0]
        hint = did_you_mean(value, first.options) if isinstance(other, Literal) else ""
        self.fault("option", f"'{_short(one)}' is never {_short(other)}{hint}")

    # --- forms

    def sum(self, tree: Sum, place: _Place) -> Type | None:
        found = [self.type(part, place) for part in tree.parts]
        if DAY in found:
            return self.days(tree, found)
        settled: Type | None = None
        first = tree.first
        for part, kind in zip(tree.parts, found, strict=True):
            if kind is None:
                continue
            if not isinstance(kind, Number):
                self.fault("type", f"'{_short(part)}' is a {kind}, but a number is needed there")
            elif settled is None or _is_written(settled):
                settled, first = kind, part
            elif not _alike(settled, kind):
                self.unlike(first, settled, part, kind, "adds to")
        return settled

    def days(self, tree: Sum, found: Sequence[Type | None]) -> Type | None:
        if None in found:
            return None
        total = found[0]
        for (sign, _), kind in zip(tree.rest, found[1:], strict=True):
            total = _day_sum(total, sign, kind)
            if total is None:
                self.fault("type", f"'{_short(tree)}' adds what does not add to a day; add or subtract days")
                return None
        return total

    def product(self, tree: Product, place: _Place) -> Type | None:
        factors = [self.number(part, place) for part in tree.parts]
        total = factors[0]
        for (sign, _), factor in zip(tree.rest, factors[1:], strict=True):
            if total is None or factor is None:
                return None
            total = total * factor if sign == "*" else total / factor
        return total

    def aggregate(self, tree: Aggregate, place: _Place) -> Type | None:
        context = place.context
        if tree.per not in context.axes:
            self.fault("axis", f"'{tree.per}' is no axis here{did_you_mean(tree.per, context.axes)}")
            return None
        there = place.along(tree.per)
        counted = Number.of(context.axes[tree.per].counts)
        if tree.how in ("count", "any", "every", "share", "run"):
            self.truths([tree.of], there)
            return {"count": counted, "run": counted, "share": NUMBER}.get(tree.how, TRUTH)
        if tree.how in ("sum", "mean"):
            return self.number(tree.of, there)
        found = self.type(tree.of, there)
        if tree.how in ("max", "min") and (isinstance(found, Text) or found == TRUTH):
            self.fault("type", f"'{_short(tree.of)}' is a {found}, which has no {tree.how}")
        return found

    def word(self, tree: Word, place: _Place) -> Type | None:
        first, *others = tree.arguments
        match tree.word:
            case "known":
                self.type(first, place)
                return TRUTH
            case "how_many":
                self.truths(tree.arguments, place)
                return NUMBER
            case "member":
                kind = self.type(first, place)
                for other in others:
                    self.compared(first, kind, other, self.type(other, place))
                return TRUTH
            case "below" | "inside":
                return self.aggregate(Aggregate("sum", first, tree.word), place)
            case "blank0" | "abs" | "round":
                return self.number(first, place)
        found = self.alike(tree.arguments, place)
        if tree.word in ("greatest", "least") and (isinstance(found, Text) or found == TRUTH):
            self.fault("type", f"'{_short(tree)}' compares a {found}, which has no order")
        return found

    def reference(self, tree: Reference, place: _Place) -> Type | None:
        signature = place.context.callables.get(tree.target)
        found = [self.type(given, place) for given in tree.inputs]
        if signature is None:
            hint = did_you_mean(tree.target, place.context.callables)
            self.fault("callable", f"'{tree.target}' may not be cited here{hint}")
            return None
        if len(found) != len(signature.inputs):
            needs = f"takes {len(signature.inputs)} input(s), not {len(found)}"
            self.fault("callable", f"'{tree.target}' {needs}")
        for given, kind, needed in zip(tree.inputs, found, signature.inputs, strict=False):
            if kind is not None and not _meets(kind, needed):
                self.fault("type", f"'{_short(given)}' is a {kind}, but '{tree.target}' takes a {needed}")
        return signature.result


def _literal(tree: Literal) -> Type | None:
    value = tree.value
    if value is None:
        return None
    if isinstance(value, bool):
        return TRUTH
    if isinstance(value, str):
        return Text((value,))
    if isinstance(value, datetime):
        return MOMENT
    return DAY if isinstance(value, date) else Number(written=True)


def _day_sum(total: Type | None, sign: str, kind: Type | None) -> Type | None:
    """Type a sum with days in it: a day and days make a day, a day from a day makes days."""
    days = Number.of("day")
    if total == DAY and kind == DAY:
        return days if sign == "-" else None
    if total == DAY or (kind == DAY and sign == "+"):
        other = kind if total == DAY else total
        return DAY if isinstance(other, Number) and _alike(days, other) else None
    return days if isinstance(total, Number) and isinstance(kind, Number) and _alike(total, kind) else None


def _is_written(kind: Type) -> bool:
    return isinstance(kind, Number) and kind.written


def _alike(one: Type, other: Type) -> bool:
    if isinstance(one, Number) and isinstance(other, Number):
        return one.written or other.written or one.units == other.units
    return type(one) is type(other) and (isinstance(one, Text) or one == other)
