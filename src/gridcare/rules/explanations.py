"""
Why an expression came to what it came to.

An official who is told that an identity fails asks for both sides; one who is told that a guard is unknown asks which
reading is blank. An explanation keeps the value of every part, down to each scope along an axis.

>>> from gridcare.rules.grammar import parse
>>> from gridcare.rules.scopes import Values
>>> unit = Values({"persons": 6, "at_home": 3, "away": 2})
>>> left, right = explain(parse("persons = at_home + away"), unit).parts
>>> left.value, right.value
(6, 5)
"""

from collections.abc import Iterable

import attrs

from gridcare.rules.evaluation import Resolver, evaluate
from gridcare.rules.expressions import Aggregate, Expression, Shifted, Windowed
from gridcare.rules.scopes import Scope, Value
from gridcare.rules.unknowns import Unknown

__all__ = ["Explanation", "explain"]


@attrs.frozen
class Explanation:
    """
    A value with the values of the parts that it was made of.

    The two parts of a relation are its sides. Along an axis there is one part for each scope, so a blank reading that
    broke a run stands there by its place.

    Attributes:
        expression: What was evaluated.
        value: What it came to; left out of the ``repr``, since it may be somebody's.
        parts: The explanations of its parts, in the order in which they are written or met.
        place: The axis and label of the scope, when it was met along an axis.
    """

    expression: Expression
    value: Value = attrs.field(repr=False)
    parts: "tuple[Explanation, ...]" = attrs.field(default=(), repr=False)
    place: str = ""

    def lines(self, indent: str = "") -> list[str]:
        """Show it as indented lines, whole before parts, values included: only for who may see them."""
        place = f"{self.place}: " if self.place else ""
        shown = f"{indent}{place}{self.expression} -> {_shown(self.value)}"
        return [shown, *(line for part in self.parts for line in part.lines(indent + "  "))]


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}'" if isinstance(value, str) else str(value)


def explain(expression: Expression, scope: Scope, resolver: Resolver | None = None) -> Explanation:
    """
    Evaluate an expression and keep what each part came to.

    Args:
        expression: A tree.
        scope: What its names mean.
        resolver: What stands behind its references, if it has any.

    Raises:
        Unresolved: When the expression cites a callable and there is no resolver.
    """
    value = evaluate(expression, scope, resolver)
    return Explanation(expression, value, tuple(_explained(expression, scope, resolver)))


def _explained(expression: Expression, scope: Scope, resolver: Resolver | None) -> Iterable[Explanation]:
    if isinstance(expression, Aggregate):
        scopes = scope.along(expression.per)
        for each in () if isinstance(scopes, Unknown) else scopes:
            place = f"{expression.per} {each.label}".rstrip()
            yield attrs.evolve(explain(expression.of, each, resolver), place=place)
    elif isinstance(expression, Shifted | Windowed):
        shifted = isinstance(expression, Shifted)
        there = scope.shifted(expression.by) if shifted else scope.windowed(expression.over)  # type: ignore[union-attr]
        if not isinstance(there, Unknown):
            yield explain(expression.operand, there, resolver)
    else:
        for part in expression.parts:
            yield explain(part, scope, resolver)
