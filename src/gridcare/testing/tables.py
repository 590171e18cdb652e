"""Reads the tables of a scenario: what may stand where, moments, texts; every fault is gathered with its line."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from gridcare.errors import nearest
from gridcare.testing.telling import LANGUAGES, sentence
from gridcare.testing.wording import LineNumbers
from gridcare.timing.periods import moment

__all__ = ["TableReader"]


_Fault = TypeVar("_Fault")


class TableReader(Generic[_Fault]):
    """Reads tables; what is wrong with them is gathered in `faults`."""

    def __init__(
        self, data: Mapping[str, Any], lines: LineNumbers, language: str, faulty: Callable[..., _Fault]
    ) -> None:
        """
        Read the tables of one file.

        Args:
            data: The file.
            lines: Where its keys stand.
            language: The language of its faults; the file's own unless given, else English.
            faulty: What makes a fault of its ``code``, ``line``, what is ``told`` and the ``language``.
        """
        self._faulty = faulty
        self.data = data
        self.lines = lines
        self.faults: list[_Fault] = []
        self.zone = ""
        self.language = language or "en"
        told = data.get("language", self.language)
        if told not in LANGUAGES:
            self.fault(lines.top("language"), "language", value=told)
        elif not language:
            self.language = told

    def fault(self, line: int | None, code: str, **particulars: object) -> None:
        """Note a fault with its line."""
        told = sentence(self.language, code, **particulars)
        self.faults.append(self._faulty(code=code, line=line, told=told, language=self.language))

    def hint(self, word: str, allowed: Iterable[str]) -> str:
        """Name the word that was perhaps meant, or those that there are."""
        known = sorted(set(allowed))
        if close := nearest(word, known):
            return sentence(self.language, "close", close=close)
        return sentence(self.language, "known", known=", ".join(known[:12])) if known else ""

    def table(self, within: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        """Return a table; an empty one where there is none."""
        told = within.get(name, {})
        if isinstance(told, dict):
            return told
        self.fault(self.lines.top(name), "shape", name=name, wanted=sentence(self.language, "table"))
        return {}

    def keys(self, table: Mapping[str, Any], allowed: Sequence[str], where: str, number: int) -> None:
        """Note every key that may not stand in a table."""
        for key in table:
            if key not in allowed:
                line = self.lines.of(where, number, key) if where else self.lines.top(key)
                self.fault(line, "key", name=key, hint=self.hint(key, allowed))

    def tables(self, within: Mapping[str, Any], name: str, where: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Give the tables of a name in order, with their numbers."""
        given = within.get(name, [])
        if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
            wanted = sentence(self.language, "tables")
            self.fault(self.lines.top(name), "shape", name=name, wanted=wanted)
            return
        yield from enumerate(given)

    def moment(self, told: Any, line: int | None, name: str) -> datetime | None:
        """Read a moment, in the zone of the method where it names none; a day is its beginning."""
        if told is None:
            self.fault(line, "missing", name=name)
            return None
        try:
            if isinstance(told, datetime):
                return told if told.tzinfo else moment(told.isoformat(" ", "minutes"), self.zone)
            if isinstance(told, date) or re.fullmatch(r"\d{4}-\d\d-\d\d", str(told)):
                return moment(f"{told} 00:00", self.zone)
            return moment(str(told), self.zone)
        except ValueError:
            self.fault(line, "moment", value=told)
            return None

    def text(self, table: Mapping[str, Any], key: str, where: str, number: int) -> str:
        """Return a text that must be there."""
        value = table.get(key)
        if isinstance(value, str) and value:
            return value
        line = self.lines.of(where, number, key)
        if value is None:
            self.fault(line, "missing", name=key)
        else:
            self.fault(line, "shape", name=key, wanted=sentence(self.language, "text"))
        return ""

    def texts(self, value: Any, line: int | None, name: str) -> list[str]:
        """Read one text or several."""
        each = [value] if isinstance(value, str) else value
        if isinstance(each, list | tuple) and all(isinstance(word, str) for word in each):
            return list(each)
        self.fault(line, "shape", name=name, wanted=sentence(self.language, "texts"))
        return []
