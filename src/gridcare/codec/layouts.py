"""
How plain data is laid out as a TOML text that people read and go on writing.

A writer that gives every value a line of its own makes a thousand lines of a method that an official reads on three
pages. Here what fits on a line stands on one line, a list whose members fit has one member a line, and only what is
longer becomes a table with a heading. Lines come before the tables of the same table, because TOML would take them for
a part of those; an object whose order says something (`InOrder`) stays on lines.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from gridcare.codec.issues import Issue, UnwritableValue, field_path, index_path
from gridcare.codec.unions import InOrder

__all__ = ["laid_out"]

_WIDTH: Final = 120
_INDENT: Final = "  "
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_ESCAPED: Final = re.compile(r'[\x00-\x1f\x7f"\\]')
_ESCAPED_IN_BLOCK: Final = re.compile(r'[\x00-\x08\x0b-\x1f\x7f\\]|"(?="")|"\Z')
_SHORT: Final = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def laid_out(data: Mapping[str, Any]) -> str:
    """
    Lay plain data out as TOML.

    >>> print(laid_out({"name": "lakeside", "titles": {"en": "Lakeside method"}, "levels": [{"name": "grid"}]}), end="")
    name = "lakeside"
    titles = { en = "Lakeside method" }
    levels = [{ name = "grid" }]

    Args:
        data: An object of plain data: objects, lists, texts, numbers and truth.

    Raises:
        UnwritableValue: When something in it has no form in TOML, such as null.
    """
    missing = [Issue(path, "toml.null", "TOML has no null; leave it out") for path in _nulls("", data)]
    if missing:
        raise UnwritableValue("TOML", missing)
    return "\n".join(_table((), data)).strip("\n") + "\n"


def _nulls(path: str, data: Any) -> Iterator[str]:
    if data is None:
        yield path
    parts = data.items() if isinstance(data, Mapping) else enumerate(data) if isinstance(data, list) else ()
    for at, part in parts:
        yield from _nulls(field_path(path, at) if isinstance(data, Mapping) else index_path(path, at), part)


def _table(path: tuple[str, ...], data: Mapping[str, Any]) -> Iterator[str]:
    """Write what stands on lines, then the tables inside, each with its heading."""
    below = {} if isinstance(data, InOrder) else {key: part for key, part in data.items() if _needs_heading(key, part)}
    for key, part in data.items():
        if key not in below:
            yield from _line(key, part)
    for key, part in below.items():
        inner = (*path, key)
        heading = ".".join(map(_key, inner))
        if isinstance(part, Mapping):
            if isinstance(part, InOrder) or not all(_needs_heading(*each) for each in part.items()):
                yield from ("", f"[{heading}]")
            yield from _table(inner, part)
        else:
            for member in part:
                yield from ("", f"[[{heading}]]", *_table(inner, member))


def _needs_heading(key: str, part: Any) -> bool:
    if _fits(f"{_key(key)} = ", part):
        return False
    if isinstance(part, Mapping):
        return True
    return isinstance(part, list) and all(isinstance(member, Mapping) for member in part) and not _is_listed(part)


def _is_listed(parts: Sequence[Mapping[str, Any]]) -> bool:
    """
    Tell whether objects stand one a line: all of them fit, or most do and the others once their last list is opened.

    An object that bears a name is a thing of its own, and has a heading rather than be opened.
    """
    short = sum(_fits(_INDENT, part, ",") for part in parts)
    if short == len(parts):
        return True
    opened = (line for part in parts for line in _opened(part, _INDENT))
    return 2 * short > len(parts) and not any("name" in part for part in parts) and max(map(len, opened)) <= _WIDTH


def _fits(before: str, part: Any, after: str = "") -> bool:
    return len(before) + len(_inline(part)) + len(after) <= _WIDTH


def _line(key: str, part: Any) -> Iterator[str]:
    if isinstance(part, str) and "\n" in part:
        yield f'{_key(key)} = """\n{_ESCAPED_IN_BLOCK.sub(_escape, part)}"""'
    elif _fits(f"{_key(key)} = ", part) or not isinstance(part, list):
        yield f"{_key(key)} = {_inline(part)}"
    else:
        yield from (f"{_key(key)} = [", *_members(part, _INDENT), "]")


def _members(parts: Iterable[Any], indent: str) -> Iterator[str]:
    for part in parts:
        if isinstance(part, list) and not _fits(indent, part, ","):
            yield from (f"{indent}[", *_members(part, indent + _INDENT), f"{indent}],")
        elif isinstance(part, Mapping):
            yield from _opened(part, indent)
        else:
            yield f"{indent}{_inline(part)},"


def _opened(part: Mapping[str, Any], indent: str) -> Iterator[str]:
    """Write an object inside a list: on one line, or with its last list opened, as TOML allows inside of braces."""
    lists = [key for key, inner in part.items() if isinstance(inner, list)]
    if _fits(indent, part, ",") or not lists or isinstance(part, InOrder):
        yield f"{indent}{_inline(part)},"
        return
    last = lists[-1]
    before = {key: inner for key, inner in part.items() if key != last}
    told = f"{_inline(before)[:-2]}, " if before else "{ "
    yield from (f"{indent}{told}{_key(last)} = [", *_members(part[last], indent + _INDENT), f"{indent}] }},")


def _inline(data: Any) -> str:
    if isinstance(data, Mapping):
        inside = ", ".join(f"{_key(key)} = {_inline(part)}" for key, part in data.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(data, list):
        return f"[{', '.join(map(_inline, data))}]"
    if isinstance(data, bool):
        return str(data).lower()
    return _quoted(data) if isinstance(data, str) else repr(data)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _quoted(text: str) -> str:
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    return _SHORT.get(found[0], f"\\u{ord(found[0]):04x}")
