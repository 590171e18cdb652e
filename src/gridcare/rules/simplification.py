"""
Expressions of which a part is known already.

A playbook's parameters are known when a campaign opens, and what a case remembers is known in each of its states. Put
in what is known, `simplify` what has thereby been decided, and only what is still open is left to ask per case.

>>> from gridcare.rules.grammar import parse
>>> guard = parse("memory.registered and fact.attempts >= param.attempts")
>>> print(simplify(substitute(guard, {"memory.registered": True, "param.attempts": 2})))
fact.attempts >= 2
>>> print(simplify(substitute(guard, {"memory.registered": False})))
false
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gridcare.rules.evaluation import evaluate
from gridcare.rules.expressions import (
    Aggregate,
    And,
    Choice,
    Expression,
    Literal,
    Name,
    Negative,
    Not,
    Operand,
    Or,
    Product,
    Relation,
    Shifted,
    Sum,
    Windowed,
    Word,
    literal,
)
from gridcare.rules.scopes import NOWHERE
from gridcare.rules.unknowns import Unknown
from gridcare.rules.windows import NotAnExpression

__all__ = ["simplify", "substitute"]

_NOTHING: Final[Mapping[str, Operand]] = MappingProxyType({})
_FOLDED: Final = (Sum, Product, Negative, Relation, Word)


def substitute(
    expression: Expression, known: Mapping[str, Operand], *, everywhere: Mapping[str, Operand] = _NOTHING
) -> Expression:
    """
    Put values or trees in the place of names.

    Args:
        expression: A tree.
        known: What stands for each name where the expression is read. The same name along an axis or at another time
            is another figure and stays: in ``fever = sum(fever per child)`` only the first is replaced.
        everywhere: What stands for a name wherever it is read, such as a parameter.

    Returns:
        The tree with the names replaced; a stated blank (``None``) becomes the word ``blank``.
    """
    if isinstance(expression, Name):
        path = expression.path
        return (
            literal(known[path]) if path in known else literal(everywhere[path]) if path in everywhere else expression
        )
    elsewhere = isinstance(expression, Aggregate | Shifted | Windowed) or (
        isinstance(expression, Word) and expression.word in ("below", "inside")
    )
    here = _NOTHING if elsewhere else known
    return _rebuilt(expression, tuple(substitute(part, here, everywhere=everywhere) for part in expression.parts))


def _rebuilt(expression: Expression, parts: tuple[Expression, ...]) -> Expression:
    unchanged = all(new is old for new, old in zip(parts, expression.parts, strict=True))
    return expression if unchanged else expression.rebuilt(parts)


def simplify(expression: Expression) -> Expression:
    """
    Leave out what is decided already.

    Conditions that can no longer matter go, choices lose the branches that can no longer be taken, and sums of
    constants become constants. For data of the declared types the result evaluates like the original.
    """
    expression = _rebuilt(expression, tuple(map(simplify, expression.parts)))
    match expression:
        case And():
            return _joined(expression.conditions, decides=False)
        case Or():
            return _joined(expression.conditions, decides=True)
        case Not(operand=Literal(value=bool() as value)):
            return Literal(not value)
        case Choice():
            return _chosen(expression)
        case Word(word="first_known"):
            return _first_known(expression)
        case Word(word="below" | "inside"):
            return expression
        case _ if isinstance(expression, _FOLDED) and all(isinstance(part, Literal) for part in expression.parts):
            return _folded(expression)
    return expression


def _folded(expression: Expression) -> Expression:
    value = evaluate(expression, NOWHERE)
    try:
        return expression if isinstance(value, Unknown) else literal(value)
    except NotAnExpression:  # the constant has more digits than may be written
        return expression


def _joined(conditions: tuple[Expression, ...], *, decides: bool) -> Expression:
    """Join conditions of which one that equals `decides` decides, and its opposite says nothing."""
    if Literal(decides) in conditions:
        return Literal(decides)
    kind = Or if decides else And
    flat = (part for c in conditions for part in (c.conditions if isinstance(c, kind) else (c,)))
    left = tuple(dict.fromkeys(part for part in flat if part != Literal(not decides)))
    return kind(left) if len(left) > 1 else left[0] if left else Literal(not decides)


def _chosen(expression: Choice) -> Expression:
    branches: list[tuple[Expression, Expression]] = []
    otherwise = expression.otherwise
    for condition, value in expression.branches:
        if condition == Literal(value=True):
            otherwise = value
            break
        if condition != Literal(value=False):
            branches.append((condition, value))
    return Choice(tuple(branches), otherwise) if branches else otherwise


def _first_known(expression: Word) -> Expression:
    """Leave out what is never reached, and the blanks before a constant."""
    parts = expression.arguments
    reached = next((i for i, part in enumerate(parts) if isinstance(part, Literal) and part.value is not None), None)
    if reached is None:
        return expression
    left = parts[: reached + 1]
    return left[-1] if set(left[:-1]) <= {Literal(None)} else Word("first_known", left)
