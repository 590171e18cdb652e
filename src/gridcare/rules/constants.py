"""
Plain values as they may stand written in an expression, each in one exact form.

A number is a whole number or a decimal of limited length, never a binary float: 37.3 means 37.3. A text is quoted
singly, a day and a moment are named as such, and a stated blank is the word ``blank``.
"""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeGuard

from gridcare.errors import NaiveMoment
from gridcare.rules.windows import NotAnExpression

__all__ = ["MAX_DIGITS", "Constant", "checked", "decimal", "is_number", "written"]

MAX_DIGITS: Final = 60
"""How many digits a number written in an expression may have, before and after the point together."""

Constant = bool | int | Decimal | str | date | datetime | None
"""What can stand in an expression as itself; ``None`` is the word ``blank``."""


def checked(value: Constant) -> Constant:
    """
    Give a constant its one form: a whole decimal becomes an int, other decimals lose their closing zeros.

    Raises:
        NotAnExpression: For a value without an exact text of reasonable length.
        NaiveMoment: For a datetime without a time zone.
    """
    if isinstance(value, bool | None):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise NaiveMoment(value.isoformat())
        return value
    if isinstance(value, date):
        return value
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, int):
        if abs(value) >= 10**MAX_DIGITS:
            raise _too_long()
        return int(value)
    raise NotAnExpression(f"a value of type '{type(value).__name__}' cannot stand in an expression")


def _too_long() -> NotAnExpression:
    return NotAnExpression(f"a number with more than {MAX_DIGITS} digits cannot stand in an expression")


def _decimal(value: Decimal) -> int | Decimal:
    if not value.is_finite():
        raise NotAnExpression(f"'{value}' is no number; leave the value out, or write blank")
    if value == 0:
        return 0
    if abs(value.adjusted()) >= MAX_DIGITS:
        raise _too_long()
    number = Fraction(value)
    if number.denominator == 1:
        return number.numerator
    short = decimal(number)
    if short is None:
        raise _too_long()
    return short


def decimal(number: Fraction) -> Decimal | None:
    """Write a fraction as a decimal without closing zeros, or say that it has no exact one of `MAX_DIGITS` digits."""
    rest, twos, fives = number.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    scaled = abs(number.numerator) * 10**places // number.denominator
    if rest != 1 or places > MAX_DIGITS or scaled >= 10**MAX_DIGITS:
        return None
    return Decimal((int(number < 0), tuple(map(int, str(scaled))), -places))


def is_number(value: object) -> TypeGuard[int | Decimal]:
    """Tell whether a constant is a number; a truth is none."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def written(value: Constant) -> str:
    """Give the text of a constant in the language."""
    if value is None:
        return "blank"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, datetime):
        return f"moment({_quoted(value.isoformat())})"
    if isinstance(value, date):
        return f"day({_quoted(value.isoformat())})"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
