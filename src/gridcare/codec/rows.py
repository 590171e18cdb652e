"""
Sheets as text: rows of cells under headings, the way every office can export them.

Three things are found out rather than asked for, and each can be declared instead: the encoding (UTF-8 with or
without a mark, else GB18030, both strictly), what parts the cells (the candidate under which most headings are
known), and which column is which (by its name or a synonym, Chinese or English, whatever the capitals, blanks and
notes in brackets). Title lines above the headings are passed over.

Every good row is used and every bad one reported, with its number as a spreadsheet shows it, its column and a code,
and never with what stood there. Only what spoils the whole raises: bytes in no known encoding, or a required column
that is not there.
"""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from types import MappingProxyType
from typing import Final

import attrs

from gridcare.codec.cells import TEXT, CellKind, Content
from gridcare.codec.documents import SAFE, Limits, decoded
from gridcare.codec.issues import Issue, UnreadableInput, shown
from gridcare.codec.scalars import one_of
from gridcare.errors import Fault, did_you_mean

__all__ = ["Column", "Sheet", "SheetRow", "read_rows"]

_DELIMITERS: Final = (",", "\t", ";", "|")
_HIGHEST_HEADING: Final = 10
_HEAD: Final = 20_000
_LONGEST: Final = 40
_CERTAIN: Final = 16
_NOTE: Final = re.compile(r"\([^)]*\)|[\s_*:：-]")
_PRIVATE: Final = "\ue000"
_PRIVATE_USE: Final = re.compile("[\ue000-\uf8ff]")
_NO_CELLS: Final[Mapping[str, Content]] = MappingProxyType({})
_REMEMBERED: Final = 1_000
"""How many cells of a column are remembered, since most columns say few things many times over."""


@attrs.frozen
class Column:
    """
    A column that a sheet may have.

    Attributes:
        name: What rows call it.
        kind: How its cells are read.
        headings: Synonyms of its name, as sheets write them.
        required: Whether a sheet without it, and a row with a blank there, cannot be used.
    """

    name: str
    kind: CellKind = TEXT
    headings: tuple[str, ...] = ()
    required: bool = attrs.field(default=False, kw_only=True)


@attrs.frozen
class SheetRow:
    """
    One row.

    Attributes:
        number: Its number as a spreadsheet shows it; the first row of the text is 1.
        cells: What it holds, by the name of the column; ``None`` for a blank. Cells that could not be read are absent.
    """

    number: int
    cells: Mapping[str, Content] = attrs.field(repr=lambda cells: f"<{', '.join(cells)}>")


@attrs.frozen(kw_only=True)
class Sheet:
    """
    What a sheet gave.

    Attributes:
        rows: The good rows.
        bad: The rows with an issue, as far as they could be read.
        issues: Everything that is wrong, in the order of the rows.
        columns: The headings of the columns that were read, by name.
        unread: The headings that no column goes by.
        encoding: The encoding that the bytes were read in; empty for a text.
        delimiter: What parts the cells.
    """

    rows: tuple[SheetRow, ...]
    bad: tuple[SheetRow, ...]
    issues: tuple[Issue, ...]
    columns: Mapping[str, str]
    unread: tuple[str, ...]
    encoding: str
    delimiter: str


def read_rows(
    source: str | bytes,
    columns: Iterable[Column],
    *,
    delimiter: str = "",
    encoding: str = "",
    others: CellKind | None = None,
    limits: Limits = SAFE,
) -> Sheet:
    r"""
    Read the rows of a sheet: use every good one, and report every bad one.

    >>> from gridcare.codec.cells import CODE, WHOLE
    >>> sheet = read_rows(
    ...     "户号,人数\nh1,３\nh2,three\n",
    ...     [Column("household", CODE, ("户号",)), Column("persons", WHOLE, ("人数",))],
    ... )
    >>> [(row.number, row.cells["persons"]) for row in sheet.rows]
    [(2, 3)]
    >>> print(*sheet.issues)
    row 3, column 人数: expected a whole number without separators

    Args:
        source: The text, or its bytes.
        columns: The columns that the sheet may have.
        delimiter: What parts the cells; found out when not given.
        encoding: The encoding of the bytes; found out when not given.
        others: How columns that nobody declared are read, under their own headings; they are left out when not given.
        limits: What to refuse: the size, and the number of rows.

    Raises:
        UnreadableInput: When the bytes are in no known encoding, or a required column is not there or there twice.
    """
    text, encoding = _text(source, encoding, limits)
    declared = tuple(columns)
    names = _names(declared)
    delimiter = delimiter or _sniffed(text, names)
    records = _records(text, delimiter)
    head = list(islice(records, _HIGHEST_HEADING))
    at = _heading_at(head, declared, names)
    headings = [heading.strip() for heading in head[at][1] or ()]
    places = _places(headings, declared, names, others)
    rows, bad, issues = _read_all(chain(head[at + 1 :], records), headings, places, limits)
    taken = {index for index, _ in places}
    return Sheet(
        rows=tuple(rows),
        bad=tuple(bad),
        issues=tuple(issues),
        columns=MappingProxyType({column.name: headings[index] for index, column in places}),
        unread=tuple(heading for index, heading in enumerate(headings) if heading and index not in taken),
        encoding=encoding,
        delimiter=delimiter,
    )


# Text


def _text(source: str | bytes, encoding: str, limits: Limits) -> tuple[str, str]:
    """Make text of the source, and tell the encoding that was found."""
    if isinstance(source, str) or encoding:
        return decoded(source, encoding=encoding or "utf-8", limits=limits, what="sheet"), encoding
    if source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decoded(source, encoding="utf-16", limits=limits, what="sheet"), "utf-16"
    try:
        return decoded(source, limits=limits, what="sheet"), "utf-8"
    except UnreadableInput as error:
        if error.codes != ("input.encoding",) or _is_torn(source):
            raise
    try:
        text = decoded(source, encoding="gb18030", limits=limits)
    except UnreadableInput:
        text = _PRIVATE
    if _PRIVATE_USE.search(text):
        problem = "this is neither UTF-8 nor GB18030; save it as UTF-8, or declare its encoding"
        raise UnreadableInput("sheet", [Issue("", "input.encoding", problem)])
    return text, "gb18030"


def _is_torn(source: bytes) -> bool:
    """Tell whether bytes began as UTF-8 for too long to be anything else by chance."""
    try:
        source.decode()
    except UnicodeDecodeError as error:
        return sum(char > "\x7f" for char in source[: error.start].decode()) >= _CERTAIN
    return False


def _sniffed(text: str, names: Mapping[str, str]) -> str:
    """Choose the delimiter under which most headings are known; of several the first."""

    def known(delimiter: str) -> int:
        head = islice(_records(text[:_HEAD], delimiter), _HIGHEST_HEADING)
        return max((sum(_plain(cell) in names for cell in cells or ()) for _, cells in head), default=0)

    return max(_DELIMITERS, key=known)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """
    Part a text into rows that are not blank, each with its number; ``None`` stands for one with stray quotes.

    A quotation mark that nobody closed would swallow every row behind it, so that reading starts again after its
    first line.
    """
    lines = list(io.StringIO(text, newline=""))
    number = start = 0
    while start < len(lines):
        done = 0
        reader = csv.reader(map(lines.__getitem__, range(start, len(lines))), delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                number, done = number + 1, reader.line_num
                if any(map(str.strip, cells)):
                    yield number, cells
            return
        except csv.Error:
            number, start = number + 1, start + done + 1
        yield number, None


# Headings


def _plain(heading: str) -> str:
    """Bring a heading to the form in which synonyms are compared."""
    return _NOTE.sub("", unicodedata.normalize("NFKC", heading)).casefold()


def _names(columns: Iterable[Column]) -> dict[str, str]:
    return {_plain(heading): column.name for column in columns for heading in (column.name, *column.headings)}


def _heading_at(
    head: Sequence[tuple[int, list[str] | None]], columns: Sequence[Column], names: Mapping[str, str]
) -> int:
    """Find the row of headings, below title lines if there are any."""

    def known(at: int) -> set[str]:
        return {names[plain] for cell in head[at][1] or () if (plain := _plain(cell)) in names}

    best = max(range(len(head)), key=lambda at: len(known(at)), default=0)
    if not head or not known(best):
        # What stands there may be somebody's name rather than a heading, so it is not told.
        expected = one_of(column.name for column in columns)
        problem = f"no row of headings was found; expected some of {expected}, or what they are called elsewhere"
        raise UnreadableInput("sheet", [Issue("", "rows.no-headings", problem)])
    missing = [column for column in columns if column.required and column.name not in known(best)]
    if missing:
        raise UnreadableInput("sheet", [_missing(column, head[best][0], head[best][1] or []) for column in missing])
    return best


def _missing(column: Column, number: int, found: Sequence[str]) -> Issue:
    allowed = " or ".join(f"'{heading}'" for heading in (column.name, *column.headings))
    near = did_you_mean(column.name, [cell.strip()[:_LONGEST] for cell in found if cell.strip()], at_most=20)
    return Issue(
        f"row {number}", "rows.missing-column", f"no heading is {allowed}{near}", row=number, column=column.name
    )


def _places(
    headings: Sequence[str], columns: Sequence[Column], names: Mapping[str, str], others: CellKind | None
) -> list[tuple[int, Column]]:
    """Tell which column stands where."""
    by_name = {column.name: column for column in columns}
    places: list[tuple[int, Column]] = []
    taken: dict[str, str] = {}
    issues = []
    for index, heading in enumerate(headings):
        name = names.get(_plain(heading))
        if name is not None and name in taken:
            problem = f"{shown(taken[name])} and {shown(heading)} both stand for '{name}'; keep one"
            issues.append(Issue("headings", "rows.repeated-column", problem, column=heading))
        elif name is not None:
            taken[name] = heading
            places.append((index, by_name[name]))
        elif others is not None and heading:
            places.append((index, Column(heading, others)))
    if issues:
        raise UnreadableInput("sheet", issues)
    return places


# Rows

_Place = tuple[int, Column, dict[str, Content]]
"""Where a column stands, with what its first cells were read as."""


def _read_all(
    records: Iterable[tuple[int, list[str] | None]],
    headings: Sequence[str],
    places: Sequence[tuple[int, Column]],
    limits: Limits,
) -> tuple[list[SheetRow], list[SheetRow], list[Issue]]:
    """Read the good rows and the bad ones."""
    rows: list[SheetRow] = []
    bad: list[SheetRow] = []
    issues: list[Issue] = []
    remembering: list[_Place] = [(index, column, {}) for index, column in places]
    for number, cells in records:
        if len(rows) + len(bad) >= limits.items:
            problem = f"rows from here on were not read; raise Limits.items above {limits.items} if you mean it"
            issues.append(Issue(f"row {number}", "input.items", problem, row=number))
            break
        row, found = _read_row(number, cells, headings, remembering)
        (bad if found else rows).append(row)
        issues += found
    return rows, bad, issues


def _read_row(
    number: int, cells: list[str] | None, headings: Sequence[str], places: Sequence[_Place]
) -> tuple[SheetRow, list[Issue]]:
    if cells is None:
        problem = "a quotation mark opens or closes in the wrong place, or a cell is too long; quote whole cells"
        return SheetRow(number, _NO_CELLS), [Issue(f"row {number}", "rows.quotes", problem, row=number)]
    width = len(headings)
    if len(cells) < width or (len(cells) > width and any(map(str.strip, cells[width:]))):
        problem = f"it has {len(cells)} cells under {width} headings, so that some stand in the wrong column"
        return SheetRow(number, _NO_CELLS), [Issue(f"row {number}", "rows.length", problem, row=number)]
    found: dict[str, Content] = {}
    issues: list[Issue] = []
    for index, column, known in places:
        cell = cells[index]
        if cell in known:
            found[column.name] = known[cell]
            continue
        try:
            content = column.kind.content(cell)
            if content is None and column.required:
                raise Fault("cell.missing", "", f"expected {column.kind.expected}, found a blank")
            found[column.name] = content
            if len(known) < _REMEMBERED:
                known[cell] = content
        except Fault as fault:
            where = headings[index]
            issues.append(Issue(f"row {number}, column {where}", fault.code, str(fault), row=number, column=where))
    return SheetRow(number, MappingProxyType(found)), issues
