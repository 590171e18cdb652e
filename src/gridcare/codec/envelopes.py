"""
Facts and amendments as they are stored: each in an envelope that says what it is and in which schema.

A street's journal outlives the program that wrote it. So every entry is stored as one line of JSON, ::

    {"gridcare":"fact","schema":2,"body":{"id":"f1","kind":"door","subjects":["h1"], ...}}

and a reader knows every schema there ever was. An older body is brought up to date by *upcasters*: plain functions
from the plain data of one schema to that of the next, one per step, so that a body of schema 1 meets the same code
whether it is read today or in ten years. A newer schema than known is refused, since guessing at it would lose
what it added.

The first line may be the *stamp* of the method that the facts were recorded under (`gridcare.stamps`), so that they are
judged by that method and by no other: ``playbook.under(read_stamp(line))``.

A line that cannot be read is told with its number and every other line is used. Lines may be kept in any order and
files of several tablets may be joined; a journal is a set. What a journal only lists as a discrepancy, such as a
moment without a time zone, is written and read as it is, so that nothing is lost by storing it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import attrs

from gridcare.codec.documents import Limits, parse_json, to_json
from gridcare.codec.issues import Issue, UnreadableInput, UnwritableValue, shown
from gridcare.codec.plain import Converter, from_plain, make_converter
from gridcare.codec.scalars import TEXT_FORMS
from gridcare.errors import did_you_mean
from gridcare.facts.fact import Amendment, Fact
from gridcare.facts.journal import Journal
from gridcare.stamps import Stamp

__all__ = [
    "LINE",
    "SCHEMA",
    "UPCASTERS",
    "read_entry",
    "read_journal",
    "read_stamp",
    "write_entry",
    "write_journal",
    "write_stamp",
]

Body = dict[str, Any]
Upcaster = Callable[[Body], Body]

SCHEMA: Final = 2
"""The schema that this version writes."""
LINE: Final = Limits(size=2**20, items=10_000)
"""Enough for any single entry."""

_KINDS: Final[Mapping[str, type[Fact] | type[Amendment]]] = {"fact": Fact, "amendment": Amendment}


@attrs.frozen(kw_only=True)
class _Envelope:
    kind: str = attrs.field(alias="gridcare")
    schema: int
    body: Any


# Schema 1: a fact had one subject, and its moment was called "at".


def _fact_from_1(body: Body) -> Body:
    renamed = {"subject": "subjects", "at": "happened"}
    found = {key if (new := renamed.get(key, key)) in body else new: part for key, part in body.items()}
    if "subject" in body and "subjects" not in body:
        found["subjects"] = [body["subject"]]
    return found


def _amendment_from_1(body: Body) -> Body:
    fact = body.get("fact")
    return {**body, "fact": _fact_from_1(fact)} if isinstance(fact, dict) else body


UPCASTERS: Final[Mapping[tuple[str, int], Upcaster]] = MappingProxyType(
    {("fact", 1): _fact_from_1, ("amendment", 1): _amendment_from_1}
)
"""What brings the body of a kind from one schema to the next."""


# One entry


def write_entry(entry: Fact | Amendment) -> str:
    """
    Write a fact or an amendment in its envelope, on one line.

    Raises:
        UnwritableValue: When it holds something that could not be read back.
    """
    kind = "fact" if isinstance(entry, Fact) else "amendment"
    return f'{{"gridcare":"{kind}","schema":{SCHEMA},"body":{to_json(entry, converter=_tolerant())}}}'


def read_entry(line: str | bytes, *, limits: Limits = LINE) -> Fact | Amendment:
    """
    Read a fact or an amendment from its envelope, of whatever schema.

    Args:
        line: The line, or its bytes in UTF-8.
        limits: What to refuse.

    Raises:
        UnreadableInput: With everything that is wrong with the line.
    """
    return _entry(from_plain(parse_json(line, limits=limits), _Envelope))


def _entry(envelope: _Envelope) -> Fact | Amendment:
    body, kind = envelope.body, envelope.kind
    if (issue := _unopened(envelope)) is not None:
        raise UnreadableInput(kind if kind in _KINDS else "envelope", [issue])
    if isinstance(body, dict):
        for schema in range(envelope.schema, SCHEMA):
            body = UPCASTERS[kind, schema](body)
    return from_plain(body, _KINDS[kind], converter=_tolerant(), root="$.body")


def _unopened(envelope: _Envelope) -> Issue | None:
    if envelope.kind not in _KINDS:
        problem = f"{shown(envelope.kind)} is no kind of entry{did_you_mean(envelope.kind, _KINDS)}"
        return Issue("$.gridcare", "envelope.kind", problem)
    if envelope.schema > SCHEMA:
        problem = f"schema {envelope.schema} is newer than {SCHEMA}, the newest known here; update gridcare to read it"
        return Issue("$.schema", "envelope.newer", problem)
    if (envelope.kind, envelope.schema) not in UPCASTERS and envelope.schema != SCHEMA:
        return Issue("$.schema", "envelope.schema", f"expected a schema from 1 to {SCHEMA}")
    return None


# The method


_METHOD: Final = "method"
_METHOD_SCHEMA: Final = 1


def write_stamp(stamp: Stamp) -> str:
    """Write the stamp of a method in its envelope, on one line, to stand before a journal's entries."""
    return f'{{"gridcare":"{_METHOD}","schema":{_METHOD_SCHEMA},"body":{to_json(stamp)}}}'


def read_stamp(line: str | bytes, *, limits: Limits = LINE) -> Stamp:
    """
    Read the stamp of a method from its envelope.

    Args:
        line: The line, or its bytes in UTF-8.
        limits: What to refuse.

    Raises:
        UnreadableInput: When the line holds no stamp, with everything that is wrong with it.
    """
    envelope = from_plain(parse_json(line, limits=limits), _Envelope)
    if envelope.kind != _METHOD or envelope.schema != _METHOD_SCHEMA:
        problem = f"expected '{_METHOD}' of schema {_METHOD_SCHEMA}; give the first line, or read it as an entry"
        raise UnreadableInput(_METHOD, [Issue("$.gridcare", "envelope.kind", problem)])
    return from_plain(envelope.body, Stamp, root="$.body")


@cache
def _tolerant() -> Converter:
    """Keep a converter that passes a moment without a zone, which a journal lists and never drops."""
    strict = TEXT_FORMS[datetime]
    return make_converter(forms={datetime: attrs.evolve(strict, read=datetime.fromisoformat, write=_write_moment)})


def _write_moment(when: datetime) -> str:
    return when.isoformat() if when.tzinfo is None else TEXT_FORMS[datetime].to_plain(when)


# Journals


def write_journal(journal: Journal, stamp: Stamp | None = None) -> Iterator[str]:
    """
    Write a journal, one line for each entry, in the order in which they became known.

    The lines end in a line feed, for a file's ``writelines``. Equal journals give equal lines.

    Args:
        journal: The journal.
        stamp: The method that it was recorded under, as ``playbook.stamp``; its line goes first.

    Raises:
        UnwritableValue: After the last line, when entries hold something that could not be read back; every other
            entry has been written by then, and these are named.
    """
    issues: list[Issue] = []
    if stamp is not None:
        yield write_stamp(stamp) + "\n"
    for entry in journal.entries():
        try:
            line = write_entry(entry)
        except UnwritableValue as error:
            issues += [attrs.evolve(issue, path=f"entry {shown(entry.id)}, {issue.path}") for issue in error.issues]
        else:
            yield line + "\n"
    if issues:
        raise UnwritableValue("Journal", issues)


def read_journal(lines: Iterable[str | bytes] | bytes, *, limits: Limits = LINE) -> tuple[Journal, tuple[Issue, ...]]:
    """
    Read a journal: use every good line, and report every bad one with its number.

    Args:
        lines: An open file, or any lines; a whole text is split at its line feeds. Blank lines and stamps are passed
            over.
        limits: What to refuse, for each line.

    Returns:
        The journal, and what was wrong with the other lines, in their order.
    """
    if isinstance(lines, str):
        lines = lines.split("\n")
    elif isinstance(lines, bytes):
        lines = lines.split(b"\n")
    entries: list[Fact | Amendment] = []
    issues: list[Issue] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            envelope = from_plain(parse_json(line, limits=limits), _Envelope)
            if envelope.kind != _METHOD:
                entries.append(_entry(envelope))
        except UnreadableInput as error:
            issues += [
                attrs.evolve(issue, path=f"line {number}{issue.path and f', {issue.path}'}", row=number)
                for issue in error.issues
            ]
    return Journal.of(entries), tuple(issues)
