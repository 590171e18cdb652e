"""
Values as JSON and TOML text, and values from such text that somebody else wrote.

A text may come from a colleague, from a tablet that ran out of power, or from somebody who wishes harm. So it is
parsed under `Limits`: its size, how deeply it nests, how many values it holds, how many digits a number has. A key
given twice, a number that is none (``NaN``), half of a character pair, bytes that are no UTF-8 are refused rather
than guessed at. What is left is plain data, and `gridcare.codec.plain` reads it as strictly.

Nothing here opens a file: a host hands over text or bytes.
"""

import codecs
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from json import JSONDecodeError, JSONDecoder, JSONEncoder
from math import isfinite
from typing import Any, Final, NoReturn, TypeVar, overload

import attrs

from gridcare.codec.issues import Issue, UnreadableInput, UnwritableValue, field_path, index_path, shown
from gridcare.codec.layouts import laid_out
from gridcare.codec.plain import Converter, from_plain, make_converter, to_plain
from gridcare.codec.tables import QUOTED, table_lines

__all__ = ["SAFE", "Limits", "decoded", "from_json", "from_toml", "parse_json", "parse_toml", "to_json", "to_toml"]

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Limits:
    """
    How much of a text is read before it is refused.

    Attributes:
        size: The length of the text, in characters or in bytes, whichever was given.
        depth: How deeply lists and objects may lie inside one another.
        items: How many values a document may hold, or how many rows a sheet.
        digits: How many digits a whole number may have.
    """

    size: int = 64 * 2**20
    depth: int = 64
    items: int = 5_000_000
    digits: int = 40


SAFE: Final = Limits()
"""Enough for the register of a city in one document."""
DECLARED: Final = Limits(size=2**20, items=100_000)
"""Enough for the longest declaration that a person writes by hand."""


# Text


def decoded(source: str | bytes, *, encoding: str = "utf-8", limits: Limits = SAFE, what: str = "text") -> str:
    """
    Make text of bytes, strictly, and drop byte order marks.

    Args:
        source: Bytes, or a text that somebody decoded already.
        encoding: The encoding that the sender declared.
        limits: What to refuse.
        what: What is being read, for messages.

    Raises:
        UnreadableInput: When the bytes are not in that encoding, or there are too many of them.
    """
    if len(source) > limits.size:
        problem = f"this is longer than the {limits.size} characters or bytes allowed; raise Limits.size if you mean it"
        raise UnreadableInput(what, [Issue("", "input.size", problem)])
    if isinstance(source, str):
        return source.lstrip("\ufeff")
    try:
        return source.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} cannot be read as {encoding}; save it as UTF-8, or declare its encoding"
    except LookupError:
        problem = f"{shown(encoding)} is no encoding that Python knows"
    if source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        problem = "this is UTF-16; save it as UTF-8, or declare encoding='utf-16'"
    raise UnreadableInput(what, [Issue("", "input.encoding", problem)])


# JSON

_COMPACT: Final = JSONEncoder(ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":"))


def to_json(value: object, *, kind: Any = None, indent: int | None = None, converter: Converter | None = None) -> str:
    """
    Write a value as JSON; equal values give equal texts, whoever made them.

    >>> from gridcare.facts.fact import Origin
    >>> to_json(Origin(source="tablet 3", roles=("grid head",)))
    '{"roles":["grid head"],"source":"tablet 3"}'

    Args:
        value: A value of gridcare, or a tuple or mapping of such.
        kind: The type that it will be read as, where that is not its class: a form such as ``tuple[Part, ...]``.
        indent: How far to indent, for people; on one line without.
        converter: One of your own from `gridcare.codec.plain.make_converter`.

    Raises:
        UnwritableValue: When something in it could not be read back.
    """
    data = to_plain(value, kind=kind, converter=converter)
    try:
        if indent is None:
            text = _COMPACT.encode(data)
        else:
            text = json.dumps(data, ensure_ascii=False, sort_keys=True, allow_nan=False, indent=indent)
        if _is_sound(text):
            return text
    except (ValueError, TypeError, RecursionError):
        pass
    raise UnwritableValue(type(value).__name__, _flaws(data, SAFE))


@overload
def from_json(source: str | bytes, kind: type[T], *, limits: Limits = ..., converter: Converter | None = ...) -> T: ...
@overload
def from_json(source: str | bytes, kind: Any, *, limits: Limits = ..., converter: Converter | None = ...) -> Any: ...
def from_json(source: str | bytes, kind: Any, *, limits: Limits = SAFE, converter: Converter | None = None) -> Any:
    """
    Read a value from JSON.

    >>> from gridcare.facts.fact import Origin
    >>> from_json('{"source": "tablet 3"}', Origin)
    Origin(source='tablet 3', channel='', roles=(), performers=())

    Args:
        source: The text, or its bytes in UTF-8.
        kind: The type to read: a class, or a form such as ``tuple[Fact, ...]``.
        limits: What to refuse.
        converter: One of your own from `gridcare.codec.plain.make_converter`.

    Raises:
        UnreadableInput: With everything that is wrong, each with its path.
    """
    return from_plain(parse_json(source, limits=limits), kind, converter=converter)


def parse_json(source: str | bytes, *, limits: Limits = SAFE) -> Any:
    """
    Parse a JSON text into plain data, under limits.

    Args:
        source: The text, or its bytes in UTF-8.
        limits: What to refuse.

    Raises:
        UnreadableInput: When it is no JSON, repeats a key, holds a number that is none or half of a character pair,
            or exceeds a limit.
    """
    text = decoded(source, limits=limits, what="JSON")
    try:
        data = _strict(limits.digits).decode(text)
        if not _is_suspect(text, data, limits):
            return data
    except JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        issues = [Issue(place, "json.syntax", f"this is no JSON: {error.msg}", row=error.lineno)]
    except _Flawed:
        data = _marking(limits.digits).decode(text)
        issues = list(_flaws(data, limits))
    except RecursionError:
        issues = [_too_deep("$", limits)]
    else:
        issues = list(_flaws(data, limits))
        if not issues:
            return data
    raise UnreadableInput("JSON", issues)


class _Flawed(Exception):
    """Ends a fast reading, so that a slow one finds the places."""


@attrs.frozen
class _Flaw:
    """Stands in plain data where something cannot stay."""

    code: str
    problem: str
    keys: tuple[str, ...] = ()


@lru_cache(maxsize=8)
def _strict(digits: int) -> JSONDecoder:
    """Make a decoder that stops at the first flaw."""

    def whole(text: str) -> int:
        if len(text) > digits:
            raise _Flawed
        return int(text)

    def number(text: str) -> float:
        value = float(text)
        if not isfinite(value):
            raise _Flawed
        return value

    def constant(_: str) -> NoReturn:
        raise _Flawed

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise _Flawed
        return found

    return JSONDecoder(object_pairs_hook=members, parse_int=whole, parse_float=number, parse_constant=constant)


@lru_cache(maxsize=8)
def _marking(digits: int) -> JSONDecoder:
    """Make a decoder that marks every flaw in the data."""
    none = _Flaw("plain.not-finite", "a number must be finite; leave out what is not known")
    long = _Flaw("input.digits", f"a number may have {digits} digits at most; write an identifier as a text")

    def number(text: str) -> float | _Flaw:
        value = float(text)
        return value if isfinite(value) else none

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                found[key] = _Flaw("json.repeated-key", "this key is given twice; keep one")
            seen.add(key)
        return found

    return JSONDecoder(
        object_pairs_hook=members,
        parse_int=lambda text: long if len(text) > digits else int(text),
        parse_float=number,
        parse_constant=lambda _: none,
    )


def _is_suspect(text: str, data: Any, limits: Limits) -> bool:
    """Tell, fast, whether anything may be wrong; marks in the text bound what the data can hold."""
    opened = text.count("{") + text.count("[")
    if opened > limits.depth and _depth(data, limits.depth) > limits.depth:
        return True
    if opened + text.count(",") > limits.items:
        return True
    return "\\ud" in text or "\\uD" in text or not (text.isascii() or _is_sound(text))


def _depth(data: Any, enough: int) -> int:
    level, depth = [data] if isinstance(data, (dict, list)) else [], 0
    while level and depth <= enough:
        depth += 1
        level = [
            part
            for whole in level
            for part in (whole.values() if type(whole) is dict else whole)
            if type(part) is dict or type(part) is list
        ]
    return depth


def _is_sound(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _too_deep(path: str, limits: Limits) -> Issue:
    return Issue(
        path, "input.depth", f"this is nested more than {limits.depth} deep; raise Limits.depth if you mean it"
    )


def _flaws(data: Any, limits: Limits, root: str = "$") -> Iterator[Issue]:
    """Walk through plain data and tell what cannot stay, with its path; never by recursion."""
    count = 0
    waiting: list[tuple[str, Any, int]] = [(root, data, 1)]
    while waiting:
        path, part, depth = waiting.pop()
        yield from _flaw(path, part, limits)
        if not isinstance(part, (dict, list)):
            continue
        if depth > limits.depth:
            yield _too_deep(root, limits)
            return
        count += len(part)
        if count > limits.items:
            problem = f"this holds more than {limits.items} values; raise Limits.items if you mean it"
            yield Issue(root, "input.items", problem)
            return
        if isinstance(part, list):
            parts = [(index_path(path, index), inner, depth + 1) for index, inner in enumerate(part)]
        else:
            parts = [(field_path(path, key), inner, depth + 1) for key, inner in part.items()]
            yield from (issue for key in part for issue in _flaw(field_path(path, key), key, limits))
        waiting.extend(reversed(parts))


def _flaw(path: str, part: Any, limits: Limits) -> Iterator[Issue]:
    if isinstance(part, _Flaw):
        yield Issue(path, part.code, part.problem)
    elif isinstance(part, float) and not isfinite(part):
        yield Issue(path, "plain.not-finite", "a number must be finite; leave out what is not known")
    elif isinstance(part, int) and abs(part) >= 10**limits.digits:
        yield Issue(path, "input.digits", f"a number may have {limits.digits} digits at most")
    elif isinstance(part, str) and not _is_sound(part):
        yield Issue(path, "input.surrogate", "this text holds half of a character pair, which is no character")


# TOML


@overload
def from_toml(
    source: str | bytes, kind: type[T], *, limits: Limits = ..., converter: Converter | None = ..., file: str = ...
) -> T: ...
@overload
def from_toml(
    source: str | bytes, kind: Any, *, limits: Limits = ..., converter: Converter | None = ..., file: str = ...
) -> Any: ...
def from_toml(
    source: str | bytes, kind: Any, *, limits: Limits = DECLARED, converter: Converter | None = None, file: str = ""
) -> Any:
    """
    Read a value from TOML; each fault is told with the line and the path of its table.

    >>> from gridcare.places.units import Level
    >>> from_toml("name = 'grid'", Level)
    Level(name='grid', parents=())

    Args:
        source: The text, or its bytes in UTF-8.
        kind: The type to read.
        limits: What to refuse.
        converter: One of your own from `gridcare.codec.plain.make_converter`.
        file: What the text is called, for messages.

    Raises:
        UnreadableInput: With everything that is wrong, each with its line and the path of its table.
    """
    try:
        return from_plain(parse_toml(source, limits=limits), kind, converter=converter, root="")
    except UnreadableInput as refused:
        what = file or refused.what
        lines = table_lines(decoded(source, limits=limits, what="TOML")) if refused.what != "TOML" else {}
        issues = [_placed(issue, lines) for issue in refused.issues]
    raise UnreadableInput(what, issues)


def to_toml(value: object, *, kind: Any = None, converter: Converter | None = None) -> str:
    """
    Write a value as a TOML text that people read, and that reads back as an equal value.

    What fits on a line stands on one; pairs of a name and something become tables: ``titles = { zh = "…" }``.

    >>> from gridcare.places.units import Level
    >>> print(to_toml(Level("grid", parents=("community",))), end="")
    name = "grid"
    parents = ["community"]

    Args:
        value: A value of gridcare that is written as an object.
        kind: The type that it will be read as, where that is not its class, such as `gridcare.work.steps.Part`.
        converter: One of your own from `gridcare.codec.plain.make_converter`, made with ``named=True`` to write tables.

    Raises:
        UnwritableValue: When something in it could not be read back, or has no form in TOML.
    """
    data = to_plain(value, kind=kind, converter=converter or _naming())
    flaws = [*_flaws(data, DECLARED)]
    if flaws or not isinstance(data, dict):
        problem = "only a value that is written as an object is a TOML document"
        raise UnwritableValue(type(value).__name__, flaws or [Issue("", "toml.object", problem)])
    return laid_out(data)


@cache
def _naming() -> Converter:
    return make_converter(named=True)


def _placed(issue: Issue, lines: Mapping[str, int]) -> Issue:
    """Add the line to an issue: that of its key, or of the innermost table around it that has one."""
    path = issue.path
    while path and (line := lines.get(path, lines.get(index_path(path, 0)))) is None:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    if not path:
        return issue
    return attrs.evolve(issue, path=f"line {line}, {issue.path}", row=line)


_BETWEEN_KEYS: Final = re.compile(r"[=,{}\[\]\n]")


def _has_long_key(text: str, parts: int) -> bool:
    """Find a dotted key with very many parts before tomllib does, which takes quadratic time over it."""
    if all(line.count(".") < parts for line in text.split("\n")):
        return False
    return any(piece.count(".") >= parts for piece in _BETWEEN_KEYS.split(QUOTED.sub("", text)))


_LINE: Final = re.compile(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)$")


def parse_toml(source: str | bytes, *, limits: Limits = DECLARED) -> dict[str, Any]:
    """
    Parse a TOML text into plain data, under limits.

    Days, moments and times come as such; a moment without an offset is left for the reader to refuse.

    Args:
        source: The text, or its bytes in UTF-8.
        limits: What to refuse.

    Raises:
        UnreadableInput: When it is no TOML, with its line, or exceeds a limit.
    """
    text = decoded(source, limits=limits, what="TOML")
    if _has_long_key(text, limits.depth):
        raise UnreadableInput("TOML", [_too_deep("", limits)])
    try:
        data = tomllib.loads(text)
        issues = list(_flaws(data, limits, root=""))
        if not issues:
            return data
    except tomllib.TOMLDecodeError as error:
        issues = [_toml_issue(str(error))]
    except RecursionError:
        issues = [_too_deep("", limits)]
    except ValueError:
        issues = [Issue("", "input.digits", f"a number may have {limits.digits} digits at most")]
    raise UnreadableInput("TOML", issues)


def _toml_issue(message: str) -> Issue:
    found = _LINE.search(message)
    problem = f"this is no TOML: {_LINE.sub('', message)}"
    if found is None or found[1] is None:
        return Issue("", "toml.syntax", problem)
    return Issue(f"line {found[1]}, column {found[2]}", "toml.syntax", problem, row=int(found[1]))
