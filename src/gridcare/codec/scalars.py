"""
How single values are written as plain data, and how strictly they are read back.

Text, whole numbers, numbers and truth are themselves, and nothing else: ``"3"`` is no number, ``3`` no text, ``true``
no ``1``. Everything finer has one *text form*: a day ``2020-02-03``, a moment ``2020-02-03T08:00:00+08:00`` that never
lacks its offset, a duration ``48h``, an exact decimal ``37.3``. Where the place alone does not tell which form is
meant (a free attribute may hold a text, a day or a decimal), the form stands under its name: ``{"day": "2020-02-03"}``.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from math import isfinite
from types import NoneType
from typing import Any, Final, NoReturn
from zoneinfo import ZoneInfo

import attrs

from gridcare.errors import Fault
from gridcare.rules.expressions import Expression
from gridcare.rules.grammar import parse
from gridcare.rules.parameters import Param
from gridcare.timing.periods import aware, duration, duration_text, of_one_zone, time_zone

__all__ = [
    "KINDS",
    "PLAIN",
    "TEXT_FORMS",
    "TextForm",
    "choices",
    "kind_of",
    "one_of",
    "read_choice",
    "write_choice",
    "wrong_kind",
]

KINDS: Final[Mapping[type, str]] = {
    NoneType: "null",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "an object",
    date: "a bare date",
    datetime: "a bare moment",
    time: "a bare time",
}
"""What the members of plain data are called; the last three come from TOML only."""

_MOST_NAMED: Final = 12
_LARGEST_EXACT: Final = 2**53


def kind_of(data: object) -> str:
    """Say what a piece of plain data is, without saying what it holds."""
    return KINDS.get(type(data), f"a {type(data).__name__}")


def wrong_kind(expected: str, data: object) -> NoReturn:
    """Refuse a piece of plain data that is of another kind than the place asks for."""
    raise Fault("plain.type", "", f"expected {expected}, found {kind_of(data)}")


# Plain values


def _read_text(data: Any, kind: Any) -> Any:
    if type(data) is not str:
        wrong_kind("a text", data)
    return data if kind is str else read_choice(data, kind)


def _read_whole(data: Any, kind: Any) -> Any:
    if type(data) is not int:
        wrong_kind("a whole number", data)
    return data if kind is int else read_choice(data, kind)


def _read_number(data: Any, _: Any) -> float:
    if type(data) is int and abs(data) <= _LARGEST_EXACT:
        return float(data)
    if type(data) is not float:
        wrong_kind("a number", data)
    return _finite(data)


def _read_truth(data: Any, _: Any) -> bool:
    if type(data) is not bool:
        wrong_kind("true or false", data)
    return data


def _read_nothing(data: Any, _: Any) -> None:
    if data is not None:
        wrong_kind("null", data)


def _finite(number: float) -> float:
    if not isfinite(number):
        raise Fault("plain.not-finite", "", "a number must be finite; leave out what is not known")
    return number


def _write_text(value: Any) -> Any:
    if type(value) is str:
        return value
    return write_choice(value) if isinstance(value, Enum) else wrong_kind("a text", value)


def _write_whole(value: Any) -> Any:
    if type(value) is int:
        return value
    return write_choice(value) if isinstance(value, Enum) else wrong_kind("a whole number", value)


def _write_number(value: Any) -> float:
    if type(value) is int and abs(value) <= _LARGEST_EXACT:
        return float(value)
    if type(value) is not float:
        wrong_kind("a number", value)
    return _finite(value)


def _write_truth(value: Any) -> bool:
    return _read_truth(value, bool)


PLAIN: Final[Mapping[type, tuple[Callable[[Any, Any], Any], Callable[[Any], Any]]]] = {
    str: (_read_text, _write_text),
    int: (_read_whole, _write_whole),
    float: (_read_number, _write_number),
    bool: (_read_truth, _write_truth),
    NoneType: (_read_nothing, lambda value: _read_nothing(value, None)),
}
"""How each plain kind is read and written."""


# Choices


@lru_cache(maxsize=512)
def choices(kind: type[Enum]) -> dict[tuple[type, Any], Enum]:
    """Return the members of an enumeration by the type and the content of their value."""
    return {(type(member.value), member.value): member for member in kind}


def read_choice(data: Any, kind: Any) -> Enum:
    """Read a member of an enumeration by its value."""
    table = choices(kind)
    try:
        return table[type(data), data]
    except (KeyError, TypeError):
        raise Fault("plain.choice", "", f"expected one of {one_of(value for _, value in table)}") from None


def one_of(words: Iterable[object]) -> str:
    """List what is allowed."""
    listed = [f"'{word}'" for word in words]
    return ", ".join(listed[:_MOST_NAMED]) + (" ..." if len(listed) > _MOST_NAMED else "")


def write_choice(value: Any) -> Any:
    """Write a member of an enumeration as its value."""
    if not isinstance(value, Enum):
        wrong_kind("a member of an enumeration", value)
    return value.value


# Text forms


@attrs.frozen(kw_only=True)
class TextForm:
    """
    How a class is written as a text.

    Attributes:
        kind: The class.
        name: What it is called where the place alone does not tell: ``{"day": "2020-02-03"}``.
        example: A text that can be read, for messages.
        read: Text to value; any `ValueError` or `ArithmeticError` means that the text is no such thing.
        write: Value to text.
        bare: Whether the name may be left out where the place alone tells.
        native: Whether a parser such as TOML's may hand over the value itself.
    """

    kind: type
    name: str
    example: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    bare: bool = True
    native: bool = False

    def from_plain(self, data: object) -> Any:
        """
        Read a text, or the value itself where a parser knows the class.

        Raises:
            Fault: When it is neither, or no such thing.
        """
        if type(data) is not str:
            if not (self.native and type(data) is self.kind):
                wrong_kind(f"{self.name} as text such as '{self.example}'", data)
            data = self.write(data)
        try:
            return self.read(data)
        except Fault:
            raise
        except (ValueError, ArithmeticError, LookupError):
            raise Fault(f"plain.{self.name}", "", f"expected {self.name} such as '{self.example}'") from None

    def to_plain(self, value: object) -> str:
        """
        Write a text that can be read back.

        Raises:
            Fault: When the value is of another class, or cannot be written so.
        """
        if not isinstance(value, self.kind):
            wrong_kind(self.name, value)
        try:
            return self.write(value)
        except Fault:
            raise
        except ValueError:
            raise Fault(f"plain.{self.name}", "", f"this {self.name} has no text such as '{self.example}'") from None


_DIGITS: Final = re.compile(r"-?\d+(?:\.\d+)?(?:[Ee][+-]?\d{1,3})?", re.ASCII)
_RATIO: Final = re.compile(r"-?\d+(?:/\d+)?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLOCK: Final = re.compile(r"\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?", re.ASCII)
_MOMENT: Final = re.compile(
    r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d(?::\d\d)?)?", re.ASCII
).fullmatch


def _matched(pattern: re.Pattern[str], text: str) -> str:
    if pattern.fullmatch(text) is None:
        raise ValueError
    return text


def _read_moment(text: str) -> datetime:
    if _MOMENT(text) is None:
        raise ValueError
    when = datetime.fromisoformat(text)
    if when.tzinfo is None:
        raise Fault("plain.naive-moment", "", "this moment has no time zone; add its offset, such as '+08:00' or 'Z'")
    return of_one_zone(when)


def _write_moment(when: datetime) -> str:
    if when.tzinfo is None:
        raise Fault("plain.naive-moment", "", "this moment has no time zone; give an aware datetime")
    return aware(when, "moment").isoformat()


def _write_decimal(number: Decimal) -> str:
    if not number.is_finite():
        raise Fault("plain.not-finite", "", "a number must be finite; leave out what is not known")
    return _matched(_DIGITS, str(number))


def _write_param(reference: Param) -> str:
    return reference.name


def _write_day(day: date) -> str:
    if isinstance(day, datetime):
        wrong_kind("day", day)
    return day.isoformat()


def _write_clock(clock: time) -> str:
    if clock.tzinfo is not None:
        raise Fault("plain.clock", "", "a time of day is local and has no zone of its own")
    return clock.isoformat("auto" if clock.second or clock.microsecond else "minutes")


_FORMS: Final = (
    TextForm(
        kind=Decimal,
        name="decimal",
        example="37.3",
        read=lambda text: Decimal(_matched(_DIGITS, text)),
        write=_write_decimal,
    ),
    TextForm(
        kind=Fraction,
        name="fraction",
        example="9/10",
        read=lambda text: Fraction(_matched(_RATIO, text)),
        write=str,
    ),
    TextForm(
        kind=date,
        name="day",
        example="2020-02-03",
        read=lambda text: date.fromisoformat(_matched(_DAY, text)),
        write=_write_day,
        native=True,
    ),
    TextForm(
        kind=datetime,
        name="moment",
        example="2020-02-03T08:00:00+08:00",
        read=_read_moment,
        write=_write_moment,
        native=True,
    ),
    TextForm(
        kind=time,
        name="clock",
        example="20:00",
        read=lambda text: time.fromisoformat(_matched(_CLOCK, text)),
        write=_write_clock,
        native=True,
    ),
    TextForm(kind=timedelta, name="duration", example="48h", read=duration, write=duration_text),
    TextForm(kind=ZoneInfo, name="zone", example="Asia/Shanghai", read=time_zone, write=str),
    TextForm(kind=Expression, name="expression", example="persons = at_home + away", read=parse, write=str),
    TextForm(kind=Param, name="param", example="call_back_hours", read=Param, write=_write_param, bare=False),
)
TEXT_FORMS: Final[Mapping[type, TextForm]] = {form.kind: form for form in _FORMS}
"""The text form of each class that has one."""
