"""
What names, conditions, lengths of time and numbers are called when a method is told in one language.

A locality says what it calls its outcomes, teams and conditions (用语). One name may mean two things; what it is called
as one of them stands under that meaning and a point, as ``channel.visit`` beside ``visit``, ``counted.building`` for
the measure word of buildings, ``param.fever_from`` for a parameter. Where the words of a condition name a parameter in
braces, its value is put in, so that what is told remains true when a locality sets another.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Final

import attrs

from gridcare.rules.expressions import Expression
from gridcare.rules.parameters import Param, Parameters
from gridcare.timing.deadlines import NotStated
from gridcare.timing.periods import duration_text
from gridcare.titles import Titles

__all__ = ["ToldWords", "paragraphs"]

_OURS: Final[Mapping[str, Mapping[str, str]]] = {
    "zh": {
        "enrolled": "入组",
        "alarm": "体温异常",
        "symptom": "出现症状",
        "breach": "擅自外出",
        "another result": "检测结果非阴性",
        "exit": "转归",
        "negative": "阴性",
        "monday": "一",
        "tuesday": "二",
        "wednesday": "三",
        "thursday": "四",
        "friday": "五",
        "saturday": "六",
        "sunday": "日",
        "reading": "测温",
        "test": "检测",
        "released": "解除",
        "household": "户",
        "resident": "居民",
        "site": "场所",
        "True": "是",
        "False": "否",
        "not stated": "未规定",
        "every.day": "每日",
        "every.half-day": "每半日",
        "every.week": "每周",
        "every.month": "每月",
        "every.quarter": "每季度",
        "every.year": "每年",
        "counted.celsius": "℃",
        "counted.degree Celsius": "℃",
        "counted.household": "户",
        "counted.person": "人",
        "counted.day": "天",
        "counted.hour": "小时",
        "counted.attempt": "次",
        "counted.visit": "次",
        "counted.time of day": "",
        "zh": "中文",
        "en": "英文",
    },
    "en": {
        "True": "yes",
        "False": "no",
        "every.day": "every day",
        "every.week": "every week",
        "every.month": "every month",
        "counted.celsius": "°C",
        "counted.degree Celsius": "°C",
        "counted.time of day": "",
        "zh": "Chinese",
        "en": "English",
    },
}
_PIECE: Final = re.compile(r"(\d+(?:\.\d+)?)([dhms])")
_HELD: Final = re.compile(r"\{(\w+)\}")


@attrs.frozen(kw_only=True)
class ToldWords:
    """
    The words of one language, as a method uses them.

    Attributes:
        language: The code of the language.
        words: What the method calls things, by name.
        parameters: The parameters whose values are put into the words of conditions.
        units: What days, hours, minutes and seconds are called, under ``d``, ``h``, ``m`` and ``s``.
        one: The same for a single one.
        own: Sentences that the method brings itself, by their codes (`gridcare.explanation.frames`).
    """

    language: str
    words: Mapping[str, Titles]
    parameters: Parameters
    units: Mapping[str, str]
    one: Mapping[str, str]
    own: Mapping[str, str] = attrs.field(factory=dict)

    def word(self, name: str, of: str = "") -> str:
        """
        Return what a name is called; the name itself where nobody says.

        Args:
            name: The name.
            of: What is meant by it, where a name means several things, such as ``channel``.
        """
        told = self.known(f"{of}.{name}") if of else None
        return self.known(name) or name if told is None else told

    def known(self, name: str) -> str | None:
        """Return what a name is called, or nothing where nobody says."""
        told = dict(self.words.get(name, ())).get(self.language)
        if told is None:
            told = _OURS.get(self.language, {}).get(name)
        return None if told is None else _HELD.sub(self._held, told)

    def condition(self, condition: Expression) -> str:
        """Return what a condition is called; its text where nobody says."""
        return self.word(str(condition))

    def title(self, titles: Titles, name: str, of: str = "") -> str:
        """Return the title of this language, else what the name is called."""
        return dict(titles).get(self.language) or self.word(name, of)

    def value(self, given: object) -> str:
        """Return a value of a method as it is told, that of a parameter in place of the parameter."""
        value = self.parameters.get(given.name) if isinstance(given, Param) else given
        if isinstance(value, timedelta):
            return self.time(value)
        if isinstance(value, tuple):
            return ", ".join(map(str, value))
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return f"{value:,}"
        return self.word(str(value))

    def counted(self, value: object, unit: str) -> str:
        """Return a number with what it counts."""
        if isinstance(value, timedelta | NotStated | bool) or not unit:
            return self.value(value)
        if unit == "year":
            value = str(value)
        told = self.known(f"counted.{unit}")
        if self.language == "zh":
            return f"{self.value(value)}{self.word(unit) if told is None else told}"
        several = f"{unit}s" if self.language == "en" and value != 1 else unit
        return f"{self.value(value)} {several if told is None else told}".rstrip()

    def time(self, length: timedelta) -> str:
        """Return a length of time with its units spelt out."""
        pieces = [
            f"{count}{(self.one if count == '1' else self.units)[unit]}"
            for count, unit in _PIECE.findall(duration_text(length))
        ]
        return ("" if self.language == "zh" else " ").join(pieces)

    def _held(self, found: re.Match[str]) -> str:
        name = found[1]
        return self.value(Param(name)) if name in self.parameters else found[0]


def paragraphs(told: Iterable[Iterable[str]]) -> Iterator[str]:
    """Put a blank line between paragraphs, and leave out those that say nothing."""
    for number, lines in enumerate(filter(None, map(list, told))):
        yield from ["", *lines] if number else lines
