"""
What an entry of a journal says, written down so that equal content gives equal bytes, in every process.

Two systems that hold "the same" fact must be able to find out whether they really do. So each entry has one
canonical rendering: every text with its length before it, every moment as the instant it is (the same instant told
in two zones is one content), every answer with its type (``1``, ``1.0``, ``true`` and ``"1"`` are four answers). No
two contents share a rendering, and nothing in it depends on the process, the platform or the order of the answers.
Content hashes, the digest of a journal and the test for *other content under one id* all read this rendering.
"""

from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Final

from gridcare.attributes import EMPTY, Attributes
from gridcare.facts.fact import UNSTATED, Amendment, Fact, Origin, instant

__all__ = ["content", "fingerprint", "same_content"]

_EXACT: Final = frozenset({str, bool, int, type(None)})


def content(entry: Fact | Amendment) -> bytes:
    """
    Render all that an entry says.

    Any value that Python lets into an entry is rendered, also a moment without a zone, so that a broken entry can be
    kept, compared and listed like any other.
    """
    parts = _fact(entry) if isinstance(entry, Fact) else _amendment(entry)
    return "".join(parts).encode("utf-8", "surrogatepass")


def fingerprint(entry: Fact | Amendment) -> bytes:
    """Return the SHA-256 hash of the entry's content; it breaks ties between variants and says nothing else."""
    return sha256(content(entry)).digest()


def same_content(one: Fact | Amendment, other: Fact | Amendment) -> bool:
    """Tell whether two entries say the same, to the last answer and its type."""
    return one is other or _plainly_same(one, other) or content(one) == content(other)


def _plainly_same(one: Fact | Amendment, other: Fact | Amendment) -> bool:
    """Spare the rendering where comparing fields already proves two facts the same; a doubt says false."""
    return (
        isinstance(one, Fact)
        and isinstance(other, Fact)
        and one == other
        and _same_instant(one.happened, other.happened)
        and _same_instant(one.known, other.known)
        and all(type(value) in _EXACT for value in one.answers.values())
    )


def _same_instant(one: object, other: object) -> bool:
    """Tell equal moments from those that only show the same wall clock, in an hour that came twice."""
    return isinstance(one, datetime) and isinstance(other, datetime) and one.utcoffset() == other.utcoffset()


def _text(value: object) -> str:
    if not isinstance(value, str):
        return f"?{_text(f'{type(value).__qualname__} {value!r}')}"
    return f"{len(value)}:" + value


def _texts(values: object) -> str:
    if not isinstance(values, tuple):
        return _text(values)
    return f"{len(values)}[{''.join(map(_text, values))}"


def _moment(moment: object) -> str:
    if not isinstance(moment, datetime):
        return _text(moment)
    try:
        return f"@{instant(moment) // datetime.resolution}"
    except TypeError:
        return f"~{_text(moment.isoformat())}"


def _answer(value: object) -> str:
    """Render one answer with its type before it; whole numbers in base sixteen, which has no limit of digits."""
    match value:
        case str():
            return _text(value)
        case bool() | None:
            return f"!{value}"
        case int():
            return f"i{value:x};"
        case float() | Decimal():
            return f"{type(value).__name__}{_text(str(value))}"
        case datetime():
            return _moment(value)
        case date():
            return f"d{value.isoformat()}"
        case _:
            return _text(value)


def _answers(answers: Attributes) -> str:
    if answers is EMPTY:
        return "0{"
    return f"{len(answers)}{{{''.join(f'{_text(name)}{_answer(value)}' for name, value in answers.items())}"


def _origin(origin: Origin) -> str:
    if origin is UNSTATED or origin == UNSTATED:
        return "-"
    return _text(origin.source) + _text(origin.channel) + _texts(origin.roles) + _texts(origin.performers)


def _fact(fact: Fact) -> tuple[str, ...]:
    return (
        "fact",
        _text(fact.id),
        _text(fact.kind),
        _texts(fact.subjects),
        _moment(fact.happened),
        _moment(fact.known),
        _text(fact.outcome),
        _answers(fact.answers),
        _text(fact.track),
        _text(fact.precision),
        _origin(fact.origin),
    )


def _amendment(amendment: Amendment) -> tuple[str, ...]:
    return (
        "amendment",
        _text(amendment.id),
        _text(amendment.of),
        _moment(amendment.known),
        *(("void",) if amendment.fact is None else _fact(amendment.fact)),
        _texts(amendment.seen),
        _text(amendment.reason),
        _origin(amendment.origin),
    )
