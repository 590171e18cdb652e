"""
What one cell of a sheet says.

A sheet (台账) comes from people who type, paste and export, so a cell is read with patience where there is no doubt
and refused where there is. Full-width digits (１３８) become digits in cells that hold numbers, days and codes, and
stay in names and addresses. A day may be written ``2020-02-03``, ``2020/2/3``, ``2020.2.3``, ``2020年2月3日`` or
``20200203``; ``3/2/20`` and ``11.21`` are refused, because nobody can tell which day was meant. A code that a
spreadsheet has turned into a number (``3.3E+17``) is refused, because its last digits are gone. A cell that looks
like a formula is text like any other and is never worked out.

A cell that is wrong is refused with a `Fault` that says what was expected and never what was found.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import attrs

from gridcare.attributes import Scalar
from gridcare.codec.scalars import TEXT_FORMS, one_of
from gridcare.errors import Fault

__all__ = ["CODE", "CODES", "DAY", "DECIMAL", "MOMENT", "TEXT", "TRUTH", "WHOLE", "CellKind", "Content", "words"]

Content = Scalar | tuple[str, ...]
"""What a cell may hold."""


@attrs.frozen
class CellKind:
    """
    How the cells of a column are read.

    Attributes:
        name: What such a cell holds, in a word; issues are coded by it (``cell.day``).
        expected: What may stand there, for messages.
        read: Reads a cell that is not blank; any `ValueError` or `ArithmeticError` means that it is no such thing.
        folded: Whether full-width characters are made narrow before (NFKC).
    """

    name: str
    expected: str
    read: Callable[[str], Content]
    folded: bool = True

    def content(self, cell: str) -> Content:
        """
        Read a cell; a blank one is ``None``.

        Raises:
            Fault: When it holds nothing of this kind.
        """
        text = cell.strip()
        if not text:
            return None
        if not text.isprintable() and _CONTROL.search(text):
            raise Fault("cell.control", "", "this cell holds control characters; type it again")
        try:
            if self.folded and not text.isascii():
                text = unicodedata.normalize("NFKC", text)
            return self.read(text)
        except Fault:
            raise
        except (ValueError, ArithmeticError):
            raise Fault(f"cell.{self.name}", "", f"expected {self.expected}") from None


_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPOILT: Final = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d+", re.ASCII)
_WHOLE: Final = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_DECIMAL: Final = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,18})?", re.ASCII)
_DAYS: Final = (
    re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII),
    re.compile(r"(\d{4})(\s*)年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日", re.ASCII),
    re.compile(r"(\d{4})()(\d{2})(\d{2})", re.ASCII),
)
_UNCLEAR_DAY: Final = re.compile(
    r"\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{1,4})?|(?:\d{1,2}\s*年\s*)?\d{1,2}\s*月\s*\d{1,2}\s*[日号]?|\d{6}", re.ASCII
)
_TRUTHS: Final = {
    **dict.fromkeys(("true", "yes", "y", "1", "是", "√"), True),
    **dict.fromkeys(("false", "no", "n", "0", "否", "×"), False),
}


def _matched(pattern: re.Pattern[str], text: str) -> str:
    if pattern.fullmatch(text) is None:
        raise ValueError
    return text


def _code(text: str) -> str:
    if _SPOILT.fullmatch(text):
        raise Fault(
            "cell.spoilt-code",
            "",
            "a spreadsheet turned this code into a number and dropped its last digits; enter it again as text",
        )
    return text


def _day(text: str) -> date:
    for pattern in _DAYS:
        if (found := pattern.fullmatch(text)) is not None:
            return date(int(found[1]), int(found[3]), int(found[4]))
    if _UNCLEAR_DAY.fullmatch(text):
        raise Fault("cell.unclear-day", "", "nobody can tell which day this is; write the year in full: 2020-02-03")
    raise ValueError


def _truth(text: str) -> bool:
    try:
        return _TRUTHS[text.casefold()]
    except KeyError:
        raise ValueError from None


def _moment(text: str) -> datetime:
    read: datetime = TEXT_FORMS[datetime].from_plain(text)
    return read


def _codes(text: str) -> tuple[str, ...]:
    return tuple(_code(part.strip()) for part in text.split(";") if part.strip())


TEXT: Final = CellKind("text", "a text", str, folded=False)
"""A name, an address: taken as it stands, without the blanks around it."""
CODE: Final = CellKind("code", "a code", _code)
"""An id or a number that is no quantity; it keeps its zeros."""
CODES: Final = CellKind("codes", "codes with ';' between them", _codes)
"""Several codes."""
WHOLE: Final = CellKind("whole", "a whole number without separators", lambda text: int(_matched(_WHOLE, text)))
"""A whole number."""
DECIMAL: Final = CellKind(
    "decimal", "a number such as 36.5, without separators", lambda text: Decimal(_matched(_DECIMAL, text))
)
"""A decimal number, kept exactly."""
DAY: Final = CellKind("day", "a day such as 2020-02-03, 2020/2/3, 2020年2月3日 or 20200203", _day)
"""A day."""
MOMENT: Final = CellKind("moment", "a moment with its offset, such as 2020-02-03T08:00+08:00", _moment)
"""A moment."""
TRUTH: Final = CellKind("truth", "yes or no (是 or 否)", _truth)
"""Yes or no."""


def words(meanings: Mapping[str, str]) -> CellKind:
    """
    Make the kind of a column that holds one of several words.

    Args:
        meanings: What each word means; capitals do not matter.
    """
    known = {word.casefold(): meaning for word, meaning in meanings.items()}

    def read(text: str) -> str:
        if text.casefold() not in known:
            raise ValueError
        return known[text.casefold()]

    return CellKind("word", f"one of {one_of(meanings)}", read)
