"""
What was wrong with a piece of input, and where.

Everything that cannot be read is told as an `Issue`: a place that a person can find again (``$.facts[3].happened``,
``row 7, column age``, ``line 12``), a stable code for programs and translations, and a sentence that says what was
expected there. An issue never holds what was found: a cell may be somebody's telephone number, and an error travels
further than the record it is about. Names of fields, columns and tags are told, cut to a decent length.

Readers that can go on (rows, journals) hand back issues beside what they read. Readers of one value cannot, and
raise one `UnreadableInput` that holds all of them.
"""

from collections.abc import Iterable
from typing import Final

import attrs

from gridcare.errors import GridcareError

__all__ = ["Issue", "UnreadableInput", "UnwritableValue"]

_LONGEST_NAME: Final = 40
_MOST_SHOWN: Final = 20


@attrs.frozen
class Issue:
    """
    One thing that is wrong with a piece of input.

    Attributes:
        path: The place, for a person: a path into a document, or a row and a column; empty for the whole.
        code: A stable word for programs and translations, such as ``plain.missing``.
        message: What was expected there and what to do; never what was found.
        row: The line of a text or the row of a sheet, counted from one; none where the form has neither.
        column: The header of the column, for sheets.
    """

    path: str
    code: str
    message: str
    row: int | None = attrs.field(default=None, kw_only=True)
    column: str = attrs.field(default="", kw_only=True)

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class _WithIssues(GridcareError, ValueError):
    _verdict = ""

    def __init__(self, what: str, issues: Iterable[Issue]) -> None:
        self.what = what
        self.issues = tuple(issues)
        count = "1 issue" if len(self.issues) == 1 else f"{len(self.issues)} issues"
        lines = [f"'{what}' {self._verdict}: {count}", *(f"  - {issue}" for issue in self.issues[:_MOST_SHOWN])]
        if len(self.issues) > _MOST_SHOWN:
            lines.append(f"  and {len(self.issues) - _MOST_SHOWN} more in .issues")
        super().__init__("\n".join(lines))

    @property
    def codes(self) -> tuple[str, ...]:
        """The code of each issue, in order."""
        return tuple(issue.code for issue in self.issues)


class UnreadableInput(_WithIssues):
    """
    Input was given that cannot be read as what was asked for.

    Attributes:
        what: What was to be read: the name of a type, or the form of the text.
        issues: Everything that is wrong with it, in the order of the input where the order is known.
    """

    code = "unreadable-input"
    _verdict = "cannot be read"


class UnwritableValue(_WithIssues):
    """
    A value was given that cannot be written so that it could be read back: a naive moment, a number that is none.

    Attributes:
        what: What was to be written: the name of its type.
        issues: What cannot be written, and where in the value it is.
    """

    code = "unwritable-value"
    _verdict = "cannot be written"


def field_path(path: str, name: object) -> str:
    """Extend a path by the name of a field or a key."""
    text = str(name)
    if len(text) > _LONGEST_NAME:
        text = text[: _LONGEST_NAME - 3] + "..."
    if not text.isidentifier():
        return f"{path}[{ascii(text) if not text.isprintable() else repr(text)}]"
    return f"{path}.{text}" if path else text


def index_path(path: str, index: int) -> str:
    """Extend a path by a position in a list, counted from zero."""
    return f"{path}[{index}]"


def shown(name: object) -> str:
    """Quote a name that came with the input: cut to a decent length, and printable."""
    text = str(name)[:_LONGEST_NAME]
    return f"'{text}'" if text.isprintable() else ascii(text)
