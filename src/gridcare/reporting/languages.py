"""
How a language writes what a report tells: numbers, days, lists, forms of words, and phrases.

Chinese and English are here; a third is another `Language` value, which a locality declares beside its bulletins. A
phrase that it does not translate is told in English, and `Language.untranslated` lists those.

>>> ENGLISH.day(date(2020, 2, 17)), CHINESE.day(date(2020, 2, 17))
('17 February 2020', '2020年2月17日')
>>> ENGLISH.number(43038), ENGLISH.number(43038, grouped=True)
('43038', '43,038')
>>> CHINESE.qualified("10000", ("about", "over"))
'约10000余'
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from string import Formatter
from typing import Final

import attrs

from gridcare.errors import Fault, did_you_mean, refuse
from gridcare.given import typed
from gridcare.reporting.phrases import CHINESE_PHRASES, PHRASES
from gridcare.titles import titles

__all__ = ["CHINESE", "ENGLISH", "LANGUAGES", "Language", "PluralForm", "Printable", "Rounding", "placeholders"]

Printable = int | Decimal | Fraction
"""A number that can be written in digits."""


class Rounding(StrEnum):
    """How a ratio is brought to its printed places; it is exact until then."""

    HALF_UP = "half up"
    """To the nearest, halves away from zero (四舍五入)."""
    HALF_EVEN = "half even"
    """To the nearest, halves to the even digit."""
    DOWN = "down"
    """Towards zero: what is not complete does not count."""

    def to(self, places: int, number: int | Fraction) -> Decimal:
        """
        Bring an exact number to so many places after the point.

        >>> Rounding.HALF_UP.to(1, Fraction(1, 4))
        Decimal('0.3')
        """
        scaled = Fraction(number) * 10**places
        if self is Rounding.HALF_EVEN:
            whole = round(scaled)
        elif self is Rounding.HALF_UP:
            whole = int(scaled + Fraction(1 if scaled >= 0 else -1, 2))
        else:
            whole = int(scaled)
        return Decimal((int(whole < 0), tuple(map(int, str(abs(whole)))), -places))


def placeholders(text: str) -> Iterator[tuple[str, str]]:
    """
    Give the placeholders of a text in order, each with what stands after its colon.

    Raises:
        ValueError: When a brace is not closed, or a placeholder asks for a conversion.
    """
    for _, field, spec, conversion in Formatter().parse(text):
        if field is not None:
            if conversion:
                raise ValueError(f"'!{conversion}' has no meaning in a text; leave it out")
            yield field, spec or ""


@attrs.frozen(kw_only=True, field_transformer=typed)
class PluralForm:
    """
    The whole numbers that take one form of a word.

    >>> PluralForm(endings=("1",), but=("11",)).takes(21)  # Russian: 21 дом, but 11 домов
    True

    Attributes:
        numbers: These numbers themselves.
        endings: Numbers whose digits end so.
        but: Except those whose digits end so.
    """

    numbers: tuple[int, ...] = ()
    endings: tuple[str, ...] = ()
    but: tuple[str, ...] = ()

    def takes(self, number: int) -> bool:
        """Tell whether a number takes this form; one digit is read with a zero before it."""
        digits = f"{number:02d}"
        ends = bool(self.endings) and digits.endswith(self.endings)
        return number in self.numbers or (ends and not (bool(self.but) and digits.endswith(self.but)))


@attrs.frozen(kw_only=True, field_transformer=typed)
class Language:
    """
    How one language writes what a report tells.

    >>> french = Language(
    ...     "fr",
    ...     date_pattern="{day} {month_name} {year}",
    ...     months=tuple(
    ...         "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
    ...     ),
    ...     group=" ",
    ...     point=",",
    ...     percent_pattern="{value} %",
    ...     last_comma=" et ",
    ...     forms=(PluralForm(numbers=(0, 1)),),
    ...     phrases={"not stated": "non communiqué"},
    ... )
    >>> french.day(date(2020, 2, 17)), french.number(Decimal("92.4")), french.form(0, ("ménage", "ménages"))
    ('17 février 2020', '92,4', 'ménage')

    Attributes:
        code: Its code, such as ``zh`` or ``en``.
        date_pattern: How a day is written, with ``{year}``, ``{month}``, ``{month_name}`` and ``{day}``.
        months: The names of the twelve months, where `date_pattern` uses them.
        group: What stands between groups of three digits, where grouping is asked for.
        point: What stands before the decimals.
        percent_pattern: How a percentage is written, with ``{value}``.
        quote_pattern: How a title is set apart, with ``{value}``.
        comma: What stands between the members of a list.
        last_comma: What stands before the last member of a list.
        forms: The numbers that take the first, second ... form of a word; all others take one more form. Empty for a
            language whose words do not change.
        phrases: Its phrases by code; a code that is not there is told in English.

    Raises:
        DefinitionError: With every fault of the language at once.
    """

    code: str = attrs.field(kw_only=False)
    date_pattern: str
    months: tuple[str, ...] = ()
    group: str = ","
    point: str = "."
    percent_pattern: str = "{value}%"
    quote_pattern: str = "“{value}”"
    comma: str = ", "
    last_comma: str = ", "
    forms: tuple[PluralForm, ...] = ()
    phrases: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=titles)

    def __attrs_post_init__(self) -> None:
        refuse(f"language '{self.code}'", self._faults())

    def _faults(self) -> Iterator[Fault]:
        yield from _misused(
            "date_pattern", self.date_pattern, {"year", "month", "day", *(["month_name"] if self.months else [])}
        )
        yield from _misused("percent_pattern", self.percent_pattern, {"value"})
        yield from _misused("quote_pattern", self.quote_pattern, {"value"})
        if self.group == self.point:
            yield Fault("language.point", "point", "groups and decimals are set apart by one sign; use two")
        if len(self.months) not in (0, 12):
            yield Fault(
                "language.months", "months", f"there are {len(self.months)} names of months; give twelve or none"
            )
        for code, text in self.phrases:
            if code not in PHRASES:
                yield Fault("language.phrase", code, f"no phrase has this code{did_you_mean(code, PHRASES)}")
            else:
                yield from _misused(code, text, {name for name, _ in placeholders(PHRASES[code])})

    def untranslated(self) -> tuple[str, ...]:
        """List the codes of the phrases that are told in English."""
        own = dict(self.phrases)
        return tuple(code for code in PHRASES if code not in own)

    def phrase(self, code: str, **values: str) -> str:
        """
        Tell a phrase.

        Args:
            code: One of `PHRASES`.
            values: What stands for its placeholders.
        """
        return (dict(self.phrases).get(code) or PHRASES[code]).format_map(values)

    def number(self, number: Printable, *, grouped: bool = False, signed: bool = False) -> str:
        """
        Write a number in full digits; one that no decimal can write is written as a fraction.

        Args:
            number: The number.
            grouped: Whether groups of three digits are set apart.
            signed: Whether a plus is written too.
        """
        sign = "-" if number < 0 else "+" if signed and number > 0 else ""
        whole, _, decimals = _digits(number).removeprefix("-").partition(".")
        written = f"{int(whole):,}".replace(",", self.group) if grouped and whole.isdigit() else whole
        return f"{sign}{written}{self.point}{decimals}" if decimals else f"{sign}{written}"

    def qualified(self, text: str, qualifiers: Sequence[str]) -> str:
        """Say of a number how exactly it was meant; an exact one is left as it is."""
        words = [word for word in ("about", "over") if word in qualifiers]
        return self.phrase(".".join(("qualified", *words)), value=text) if words else text

    def quoted(self, title: str) -> str:
        """Set a title apart from the words around it."""
        return self.quote_pattern.format_map({"value": title})

    def percentage(self, text: str) -> str:
        """Write a number as a percentage."""
        return self.percent_pattern.format_map({"value": text})

    def day(self, day: date) -> str:
        """Write a day."""
        name = self.months[day.month - 1] if self.months else ""
        values = {"year": day.year, "month": day.month, "day": day.day, "month_name": name}
        return self.date_pattern.format_map(values)

    def listing(self, members: Sequence[str]) -> str:
        """Write a list; an empty one says so."""
        if not members:
            return self.phrase("none")
        *others, last = members
        return f"{self.comma.join(others)}{self.last_comma}{last}" if others else last

    def form(self, number: Printable | None, words: Sequence[str]) -> str:
        """
        Choose the form of a word that goes with a number.

        Args:
            number: The number; the last form goes with one that is not stated or not whole.
            words: The forms in the order of `forms`, and the one for all other numbers.
        """
        if number is not None and number % 1 == 0:
            for word, form in zip(words, self.forms, strict=False):
                if form.takes(abs(int(number))):
                    return word
        return words[-1]


def _misused(where: str, text: str, allowed: set[str]) -> Iterator[Fault]:
    try:
        for name, spec in placeholders(text):
            if name not in allowed:
                yield Fault(
                    "language.placeholder", where, f"'{{{name}}}' means nothing here{did_you_mean(name, allowed)}"
                )
            if spec:
                yield Fault("language.placeholder", where, f"':{spec}' means nothing here; leave it out")
    except ValueError as error:
        yield Fault("language.placeholder", where, f"the text cannot be read: {error}")


def _digits(number: Printable) -> str:
    if not isinstance(number, Fraction):
        return format(number, "f") if isinstance(number, Decimal) else str(number)
    places = next((k for k in range(_MOST_PLACES + 1) if 10**k % number.denominator == 0), None)
    if not places:
        return str(number)
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    return f"{'-' if number < 0 else ''}{digits[:-places]}.{digits[-places:]}"


_MOST_PLACES: Final = 12

_MONTHS: Final = tuple("January February March April May June July August September October November December".split())

CHINESE: Final = Language(
    "zh", date_pattern="{year}年{month}月{day}日", comma="、", last_comma="、", phrases=CHINESE_PHRASES
)
"""Chinese, in full digits."""
ENGLISH: Final = Language(
    "en",
    date_pattern="{day} {month_name} {year}",
    months=_MONTHS,
    last_comma=" and ",
    forms=(PluralForm(numbers=(1,)),),
    phrases=PHRASES,
)
"""English."""
LANGUAGES: Final = (CHINESE, ENGLISH)
"""The languages that gridcare brings."""
