"""
What people see: plain lines in a pipe, tables with colours and progress on a terminal; the one door to rich.

In a pipe a table is one line a row with tabs between its cells, so that other programs can read it; nothing is
folded, padded or coloured.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

__all__ = ["Screen"]

Item = TypeVar("Item")


class Screen:
    """
    Where answers and errors go.

    Args:
        answers: Where answers are written.
        errors: Where errors and progress are written.
    """

    def __init__(self, answers: Console, errors: Console) -> None:
        self._answers = answers
        self._errors = errors

    @classmethod
    def standard(cls) -> "Screen":
        """Write to standard output and standard error."""
        return cls(Console(highlight=False), Console(stderr=True, highlight=False))

    def say(self, text: str, *, style: str = "") -> None:
        """Write lines as they are."""
        self._write(self._answers, text, style)

    def complain(self, text: str, *, style: str = "bold red") -> None:
        """Write lines about what is wrong."""
        self._write(self._errors, text, style)

    def _write(self, console: Console, text: str, style: str) -> None:
        if console.is_terminal:
            console.print(Text(text, style=style), soft_wrap=True)
        else:
            console.file.write(text + "\n")

    def table(
        self,
        headings: Sequence[str],
        rows: Iterable[Sequence[str]],
        *,
        styles: Sequence[str] = (),
        complaint: bool = False,
    ) -> None:
        """
        Write a table.

        Args:
            headings: What its columns are called.
            rows: Its rows.
            styles: The style of each column on a terminal.
            complaint: Whether it tells what is wrong with what was asked.
        """
        console = self._errors if complaint else self._answers
        if not console.is_terminal:
            for row in (headings, *rows):
                console.file.write("\t".join(cell.replace("\n", " ") for cell in row) + "\n")
            return
        table = Table()
        for number, heading in enumerate(headings):
            table.add_column(heading, style=styles[number] if number < len(styles) else "", overflow="fold")
        for row in rows:
            table.add_row(*map(Text, row))
        console.print(table)

    def watched(self, items: Sequence[Item], words: str) -> Iterator[Item]:
        """Iterate while a terminal shows how far it has come."""
        if not self._errors.is_terminal:
            yield from items
            return
        yield from track(items, words, console=self._errors, transient=True)
