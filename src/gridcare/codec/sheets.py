"""
Sheets as text, written: what `gridcare.codec.rows` reads.

A view of a ledger is written as it is; what its scope does not show is not in it. Every office opens such a file with
a spreadsheet, which is why a cell that would be taken for a formula (it begins with ``=``, ``+``, ``-`` or ``@``) is
written with an apostrophe before it, and a long code is written as text and never as a number.
"""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from gridcare.attributes import Scalar
from gridcare.reporting.ledgers import LedgerView
from gridcare.rules.unknowns import Unknown

__all__ = ["ledger_sheet", "written_rows"]

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_TRUTHS: Final = {True: "是", False: "否"}

Cell = Scalar | Fraction | Unknown


def written_rows(headings: Iterable[str], rows: Iterable[Iterable[Cell]], *, delimiter: str = ",") -> str:
    """
    Write rows under headings.

    Truths are written as ``是`` and ``否``, days and moments in ISO 8601, blanks and whatever is unknown as nothing.

    >>> print(written_rows(["户号", "人数"], [["h1", 3], ["=1+1", None]]), end="")
    户号,人数
    h1,3
    '=1+1,

    Args:
        headings: The headings.
        rows: The cells of each row.
        delimiter: What parts the cells.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow([_text(heading) for heading in headings])
    writer.writerows([_text(cell) for cell in row] for row in rows)
    return out.getvalue()


def ledger_sheet(view: LedgerView, *, language: str = "", delimiter: str = ",") -> str:
    """
    Write a ledger as one scope shows it.

    Args:
        view: The ledger, as `Ledger.view` made it.
        language: The language of the headings; the names of the columns when there is no title in it.
        delimiter: What parts the cells.
    """
    headings = [heading.title(language) for heading in view.shown]
    return written_rows(headings, (line.cells for line in view.lines), delimiter=delimiter)


def _text(cell: Cell) -> str:
    match cell:
        case None | Unknown():
            return ""
        case bool():
            return _TRUTHS[cell]
        case datetime() | date():
            return cell.isoformat()
        case str():
            return f"'{cell}" if cell.startswith(_FORMULA) else cell
        case _:
            return str(cell)
