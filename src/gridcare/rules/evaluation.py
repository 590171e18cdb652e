"""
The value of an expression somewhere, or why it has none.

Truth is three-valued: ``a and b`` is false as soon as one of them is false, whatever the other may turn out to be,
and unknown when it still depends on something unknown. Learning a value can decide what was unknown; it never turns
a decided truth round (except through the words whose work is to look at ignorance itself: `known`, `first_known`,
`blank0` and `run`). Arithmetic is exact. Nothing is coerced: a text where a number is needed is unknown, with that as
its reason. So an evaluation never fails on data; what it cannot tell, it tells why.

Each expression is compiled once into nested functions and kept, so that a guard can run for every fact of a campaign.

>>> from gridcare.rules.grammar import parse
>>> from gridcare.rules.scopes import Values
>>> evaluate(parse("persons = at_home + away"), Values({"persons": 5, "at_home": 3, "away": 2}))
True
>>> print(evaluate(parse("persons - away"), Values({"persons": 5, "away": None})))
unknown: 'away' is a stated blank
"""

import operator
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial
from math import floor
from typing import Any, Final

from gridcare.attribution import blame
from gridcare.errors import GridcareError
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
from gridcare.rules.scopes import Given, Scope, Value
from gridcare.rules.unknowns import Unknown

__all__ = ["Resolver", "Unresolved", "compiled", "evaluate", "exact", "rounded"]

Resolver = Callable[[str], Callable[..., Given]]
"""Gives the callable behind a reference such as ``package.module:name``; the host decides what may be called."""

_Run = Callable[[Scope], Value]


class Unresolved(GridcareError, LookupError):
    """An expression cites a callable and nobody says what stands behind it."""

    code = "expression.unresolved"

    def __init__(self, target: str) -> None:
        super().__init__(f"'{target}' cites a callable; give `evaluate` a resolver that knows it")
        self.target = target


def evaluate(expression: Expression, scope: Scope, resolver: Resolver | None = None) -> Value:
    """
    Give the value of an expression somewhere.

    Args:
        expression: A tree; `gridcare.rules.grammar.parse` makes one of a text.
        scope: What its names mean.
        resolver: What stands behind its references, if it has any.

    Returns:
        A truth, an exact number (``int``, or ``Fraction`` when it is not whole), a text, a day, a moment, or an
        `Unknown` with every reason.

    Raises:
        Unresolved: When the expression cites a callable and there is no resolver.
    """
    return compiled(expression, resolver)(scope)


@lru_cache(maxsize=4096)
def compiled(expression: Expression, resolver: Resolver | None = None) -> Callable[[Scope], Value]:
    """
    Compile an expression into one function of a scope; done once for each tree and resolver.

    Raises:
        Unresolved: When the expression cites a callable and there is no resolver.
    """
    return _run(expression, resolver)


_AS_IS: Final = frozenset((int, bool, str, Unknown))


def exact(given: object, about: str) -> Value:
    """
    Take a plain value as the language knows it.

    Args:
        given: What a scope or a callable answered.
        about: The name it answered to, for the reason when it is unknown.

    Returns:
        The value; a float as the decimal it is written as, ``None`` as unknown because it is a stated blank, and
        anything that the language has no type for as unknown because of a mismatch.
    """
    if type(given) in _AS_IS:
        return given  # type: ignore[return-value]  # told apart by their exact type
    if given is None:
        return Unknown.because("blank", about)
    if isinstance(given, Fraction):
        return _whole(given)
    if isinstance(given, float):
        given = Decimal(repr(float(given)))
    if isinstance(given, Decimal):
        # an exponent without bound would make an exact number of unbounded length
        if given.is_finite() and abs(given.adjusted()) <= 400:
            return _whole(Fraction(given))
    elif isinstance(given, datetime):
        if given.utcoffset() is not None:
            return given
    elif isinstance(given, date):
        return given
    elif isinstance(given, str):
        return str.__str__(given)
    elif isinstance(given, int):
        return int(given)
    return Unknown.because("mismatch", about)


def _whole(number: Fraction) -> int | Fraction:
    return number.numerator if number.denominator == 1 else number


_KINDS: Final = {int: "number", Fraction: "number", bool: "truth", str: "text", date: "day", datetime: "moment"}


def _kind(value: Value) -> str:
    kind = _KINDS.get(type(value))
    if kind is None:
        kind = "moment" if isinstance(value, datetime) else "day" if isinstance(value, date) else ""
    return kind


def _run(expression: Expression, resolver: Resolver | None) -> _Run:
    compile_ = partial(_run, resolver=resolver)
    match expression:
        case Name():
            return _named(expression)
        case Literal():
            return _constant(expression)
        case Relation():
            return _related(expression, compile_(expression.left), compile_(expression.right))
        case And():
            return _decided(tuple(map(compile_, expression.conditions)), expression.conditions, by=False)
        case Or():
            return _decided(tuple(map(compile_, expression.conditions)), expression.conditions, by=True)
        case Not():
            return _turned(expression, compile_(expression.operand))
        case Sum():
            return _added(expression, tuple(map(compile_, expression.parts)))
        case Product():
            return _multiplied(expression, tuple(map(compile_, expression.parts)))
        case Negative():
            return _applied(expression, (compile_(expression.operand),), lambda number: -number)
        case Choice():
            return _chosen(expression, tuple(map(compile_, expression.parts)))
        case Aggregate():
            return _aggregated(expression, compile_(expression.of))
        case Shifted():
            return _elsewhere(compile_(expression.operand), lambda scope: scope.shifted(expression.by))
        case Windowed():
            return _elsewhere(compile_(expression.operand), lambda scope: scope.windowed(expression.over))
        case Word():
            return _worded(expression, tuple(map(compile_, expression.arguments)))
        case Reference():
            return _cited(expression, tuple(map(compile_, expression.inputs)), resolver)
    raise AssertionError(f"'{type(expression).__name__}' is a form without a meaning")


def _mismatch(expression: Expression) -> Unknown:
    return Unknown.because("mismatch", str(expression))


def _named(expression: Name) -> _Run:
    path = expression.path

    def run(scope: Scope) -> Value:
        given = scope.value(path)
        return given if type(given) in _AS_IS else exact(given, path)  # type: ignore[return-value]

    return run


def _constant(expression: Literal) -> _Run:
    value = exact(expression.value, "blank")
    return lambda scope: value


def _elsewhere(of: _Run, lead: Callable[[Scope], Scope | Unknown]) -> _Run:
    def run(scope: Scope) -> Value:
        there = lead(scope)
        return there if isinstance(there, Unknown) else of(there)

    return run


# --- truth ---------------------------------------------------------------------------------------------------------


def _decided(conditions: Sequence[_Run], trees: Sequence[Expression], *, by: bool) -> _Run:
    """Join conditions so that one that equals `by` decides: `and` by false, `or` by true."""
    other = not by
    pairs = tuple(zip(conditions, trees, strict=True))

    def run(scope: Scope) -> Value:
        unknown: list[Unknown] = []
        for condition, tree in pairs:
            value = condition(scope)
            if value is by:
                return by
            if value is not other:
                unknown.append(value if isinstance(value, Unknown) else _mismatch(tree))
        return Unknown.joined(unknown) if unknown else other

    return run


def _turned(expression: Not, condition: _Run) -> _Run:
    def run(scope: Scope) -> Value:
        value = condition(scope)
        if value is True:
            return False
        if value is False:
            return True
        return value if isinstance(value, Unknown) else _mismatch(expression.operand)

    return run


_ORDERS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_EQUALS: Final[dict[str, Callable[[Any, Any], bool]]] = {"=": operator.eq, "!=": operator.ne}
_ORDERED: Final = frozenset(("number", "day", "moment"))


def _related(expression: Relation, left: _Run, right: _Run) -> _Run:
    compare = {**_EQUALS, **_ORDERS}[expression.sign]
    kinds = frozenset(_KINDS.values()) if expression.sign in _EQUALS else _ORDERED
    alike = frozenset(kind for kind in _KINDS if _KINDS[kind] in kinds)

    def run(scope: Scope) -> Value:
        one, other = left(scope), right(scope)
        if type(one) is type(other) and type(one) in alike:
            return compare(one, other)
        if isinstance(one, Unknown) or isinstance(other, Unknown):
            return Unknown.joined(value for value in (one, other) if isinstance(value, Unknown))
        kind = _kind(one)
        return compare(one, other) if kind in kinds and kind == _kind(other) else _mismatch(expression)

    return run


def _chosen(expression: Choice, runs: Sequence[_Run]) -> _Run:
    branches = tuple(zip(runs[:-1:2], runs[1::2], expression.branches, strict=True))
    otherwise = runs[-1]

    def run(scope: Scope) -> Value:
        unknown: list[Unknown] = []
        open_: list[Value] = []
        for condition, value, (tree, _) in branches:
            held = condition(scope)
            if held is False:
                continue
            if held is not True:
                unknown.append(held if isinstance(held, Unknown) else _mismatch(tree))
            open_.append(value(scope))
            if held is True:
                break
        else:
            open_.append(otherwise(scope))
        return _agreed(open_, unknown) if unknown else open_[0]

    return run


def _agreed(values: Sequence[Value], unknown: Sequence[Unknown]) -> Value:
    """Give the one value that every branch still open leads to, or say why it is not known."""
    first = values[0]
    reasons = [*unknown, *(value for value in values if isinstance(value, Unknown))]
    if len(reasons) == len(unknown) and all(_kind(v) == _kind(first) and v == first for v in values):
        return first
    return Unknown.joined(reasons)


# --- numbers -------------------------------------------------------------------------------------------------------


def _number(value: Value) -> bool:
    return type(value) is int or type(value) is Fraction


def _strict(values: Iterable[Value]) -> Unknown | None:
    """Join what is unknown among values that are all needed."""
    unknown = [value for value in values if isinstance(value, Unknown)]
    return Unknown.joined(unknown) if unknown else None


_WHOLE: Final = {int}


def _added(expression: Sum, runs: Sequence[_Run]) -> _Run:
    signs = tuple(sign for sign, _ in expression.rest)
    factors = (1, *(1 if sign == "+" else -1 for sign in signs))

    def run(scope: Scope) -> Value:
        values = [term(scope) for term in runs]
        if set(map(type, values)) == _WHOLE:
            total: Value = sum(map(operator.mul, factors, values))
            return total
        unknown = _strict(values)
        if unknown is not None:
            return unknown
        total = values[0]
        for sign, value in zip(signs, values[1:], strict=True):
            total = _plus(total, sign, value, expression)
            if isinstance(total, Unknown):
                return total
        return total if _kind(total) in ("number", "day") else _mismatch(expression)

    return run


def _plus(one: Value, sign: str, other: Value, expression: Expression) -> Value:
    """Add or subtract: numbers, a day and a whole number of days, or two days subtracted."""
    if _number(one) and _number(other):
        return _settled(one + other if sign == "+" else one - other)  # type: ignore[operator]
    kinds = (_kind(one), _kind(other))
    if kinds == ("day", "day") and sign == "-":
        return (one - other).days  # type: ignore[operator,union-attr]
    if kinds == ("number", "day") and sign == "+":
        one, other, kinds = other, one, ("day", "number")
    if kinds == ("day", "number") and type(other) is int:
        try:
            return one + timedelta(days=other if sign == "+" else -other)  # type: ignore[operator,return-value]
        except OverflowError:
            return Unknown.because("outside", str(expression))
    return _mismatch(expression)


def _settled(number: Any) -> int | Fraction:
    return number if type(number) is int else _whole(number)


def _multiplied(expression: Product, runs: Sequence[_Run]) -> _Run:
    signs = ("*", *(sign for sign, _ in expression.rest))

    def run(scope: Scope) -> Value:
        values = [factor(scope) for factor in runs]
        unknown = _strict(values)
        if unknown is not None:
            return unknown
        if not all(map(_number, values)):
            return _mismatch(expression)
        product: Any = 1
        value: Any
        for sign, value in zip(signs, values, strict=True):
            if sign == "/" and value == 0:
                return Unknown.because("division", str(expression))
            product = product * value if sign == "*" else Fraction(product) / value
        return _settled(product)

    return run


def _applied(expression: Expression, runs: Sequence[_Run], make: Callable[..., Value]) -> _Run:
    """Apply a function of numbers to arguments that must all be known."""

    def run(scope: Scope) -> Value:
        values = [argument(scope) for argument in runs]
        unknown = _strict(values)
        if unknown is not None:
            return unknown
        return make(*values) if all(map(_number, values)) else _mismatch(expression)

    return run


def rounded(number: int | Fraction, places: int) -> int | Fraction:
    """
    Round half away from zero (四舍五入), as printed figures are.

    Args:
        number: An exact number.
        places: How many digits are kept after the point; negative rounds to tens, hundreds ...
    """
    unit: Fraction = Fraction(10) ** places
    nearest = floor(abs(Fraction(number)) * unit + Fraction(1, 2)) / unit
    return _whole(nearest if number >= 0 else -nearest)


# --- words ---------------------------------------------------------------------------------------------------------


def _worded(expression: Word, runs: Sequence[_Run]) -> _Run:
    match expression.word:
        case "known":
            return lambda scope: not isinstance(runs[0](scope), Unknown)
        case "first_known":
            return _first_known(runs)
        case "blank0":
            return _blank0(expression, runs[0])
        case "how_many":
            return _how_many(expression, runs)
        case "member":
            return _member(expression, runs)
        case "greatest" | "least":
            return _extreme(expression, runs)
        case "below" | "inside":
            return _aggregated(Aggregate("sum", expression.arguments[0], expression.word), runs[0])
        case "abs":
            return _applied(expression, runs, abs)
        case "round":
            return _applied(expression, runs, lambda number, places=0: rounded(number, places))
    raise AssertionError(f"'{expression.word}' is a word without a meaning")


def _first_known(runs: Sequence[_Run]) -> _Run:
    def run(scope: Scope) -> Value:
        unknown: list[Unknown] = []
        for argument in runs:
            value = argument(scope)
            if not isinstance(value, Unknown):
                return value
            unknown.append(value)
        return Unknown.joined(unknown)

    return run


def _blank0(expression: Word, of: _Run) -> _Run:
    """Count what was not stated as zero; what is wrong in another way stays unknown."""

    def run(scope: Scope) -> Value:
        value = of(scope)
        if isinstance(value, Unknown):
            return 0 if all(reason.code in ("blank", "missing") for reason in value.reasons) else value
        return value if _number(value) else _mismatch(expression)

    return run


def _how_many(expression: Word, runs: Sequence[_Run]) -> _Run:
    def run(scope: Scope) -> Value:
        values = [condition(scope) for condition in runs]
        unknown = _strict(values)
        if unknown is not None:
            return unknown
        return _trues(values) if all(type(value) is bool for value in values) else _mismatch(expression)

    return run


def _trues(values: Sequence[Value]) -> int:
    return sum(value is True for value in values)


def _member(expression: Word, runs: Sequence[_Run]) -> _Run:
    first, *others = expression.arguments
    equals = [Relation(first, "=", other) for other in others]
    return _decided([_related(tree, runs[0], run) for tree, run in zip(equals, runs[1:], strict=True)], equals, by=True)


def _extreme(expression: Word, runs: Sequence[_Run]) -> _Run:
    pick = max if expression.word == "greatest" else min

    def run(scope: Scope) -> Value:
        return _picked(pick, [argument(scope) for argument in runs], expression)

    return run


def _picked(pick: Callable[..., Any], values: Sequence[Value], expression: Expression) -> Value:
    unknown = _strict(values)
    if unknown is not None:
        return unknown
    kinds = set(map(_kind, values))
    return pick(values) if len(kinds) == 1 and kinds <= _ORDERED else _mismatch(expression)


def _cited(expression: Reference, runs: Sequence[_Run], resolver: Resolver | None) -> _Run:
    if resolver is None:
        raise Unresolved(expression.target)
    called = resolver(expression.target)

    def run(scope: Scope) -> Value:
        values = [given(scope) for given in runs]
        unknown = _strict(values)
        if unknown is not None:
            return unknown
        try:
            return exact(called(*values), expression.target)
        except Exception as error:
            blame(error, expression.target)
            raise

    return run


# --- along an axis -------------------------------------------------------------------------------------------------


def _aggregated(expression: Aggregate, of: _Run) -> _Run:
    make, per = _MADE[expression.how], expression.per

    def run(scope: Scope) -> Value:
        scopes = scope.along(per)
        if isinstance(scopes, Unknown):
            return scopes
        return make([_placed(of(each), per, each) for each in scopes], expression)

    return run


def _placed(value: Value, axis: str, scope: Scope) -> Value:
    return value.at(f"{axis} {scope.label}".rstrip()) if isinstance(value, Unknown) else value


def _total(values: Sequence[Value], expression: Aggregate) -> Value:
    unknown = _strict(values)
    if unknown is not None:
        return unknown
    return _settled(sum(values)) if all(map(_number, values)) else _mismatch(expression)


def _mean(values: Sequence[Value], expression: Aggregate) -> Value:
    total = _total(values, expression)
    if isinstance(total, Unknown):
        return total
    return _whole(Fraction(total) / len(values)) if values else _empty(expression)  # type: ignore[arg-type]


def _empty(expression: Aggregate) -> Unknown:
    return Unknown.because("empty", str(expression))


def _greatest(values: Sequence[Value], expression: Aggregate) -> Value:
    return _picked(max, values, expression) if values else _empty(expression)


def _least(values: Sequence[Value], expression: Aggregate) -> Value:
    return _picked(min, values, expression) if values else _empty(expression)


def _count(values: Sequence[Value], expression: Aggregate) -> Value:
    unknown = _strict(values)
    if unknown is not None:
        return unknown
    return _trues(values) if all(type(value) is bool for value in values) else _mismatch(expression)


def _share(values: Sequence[Value], expression: Aggregate) -> Value:
    count = _count(values, expression)
    if isinstance(count, Unknown):
        return count
    return _whole(Fraction(count, len(values))) if values else _empty(expression)  # type: ignore[arg-type]


def _quantified(values: Sequence[Value], expression: Aggregate) -> Value:
    by = expression.how == "any"
    if any(value is by for value in values):
        return by
    unknown = [
        value if isinstance(value, Unknown) else _mismatch(expression) for value in values if value is not (not by)
    ]
    return Unknown.joined(unknown) if unknown else not by


def _first(values: Sequence[Value], expression: Aggregate) -> Value:
    return values[0] if values else _empty(expression)


def _last(values: Sequence[Value], expression: Aggregate) -> Value:
    return values[-1] if values else _empty(expression)


def _unbroken(values: Sequence[Value], expression: Aggregate) -> Value:
    """Count how many at the end hold without a break; an unknown breaks, as no one vouches for it."""
    length = 0
    for value in reversed(values):
        if value is not True:
            break
        length += 1
    return length


_MADE: Final[dict[str, Callable[[Sequence[Value], Aggregate], Value]]] = {
    "sum": _total,
    "mean": _mean,
    "max": _greatest,
    "min": _least,
    "count": _count,
    "first": _first,
    "last": _last,
    "any": _quantified,
    "every": _quantified,
    "share": _share,
    "run": _unbroken,
}
