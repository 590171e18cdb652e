"""
On which line of a TOML text each table and each key stands.

The parser says where a text is no TOML. Where it is TOML and says something wrong, such as a step that leads nowhere,
only the path of the table is known: ``tracks[0].workflow.parts[2]``. This reads the text once more, for its headers and
keys alone, so that the path leads to a line.
"""

import re
from collections.abc import Iterator
from typing import Final

from gridcare.codec.issues import field_path, index_path

__all__ = ["QUOTED", "table_lines"]

QUOTED: Final = re.compile(r""""{3}.*?"{3}|'{3}.*?'{3}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\#[^\n]*""", re.DOTALL)
"""What stands in quotes or behind a ``#``."""

_HEADER: Final = re.compile(r"\s*(\[\[?)([^\[\]]+)\]")
_KEY: Final = re.compile(r"\s*([^=\[\]{},]+?)\s*=")
_PART: Final = re.compile(r""""((?:[^"\\]|\\.)*)"|'([^']*)'|([^.\s"']+)""")


def table_lines(text: str) -> dict[str, int]:
    r"""
    Find the line of each table and each key, by its path; lines are counted from one.

    >>> table_lines("name = 'x'\n[[tracks]]\nkind = 'household'\n")
    {'name': 1, 'tracks[0]': 2, 'tracks[0].kind': 3}

    Args:
        text: A TOML text that can be parsed. What stands inside brackets has the line of the key before them.
    """
    lines: dict[str, int] = {}
    repeated: dict[str, int] = {}
    masked = QUOTED.sub(_masked, text)
    here, depth = "", 0
    for number, (line, mask) in enumerate(zip(text.split("\n"), masked.split("\n"), strict=True), start=1):
        if depth == 0 and (header := _HEADER.match(mask)):
            here = _entered(list(_parts(line[header.start(2) : header.end(2)])), repeated, many=header[1] == "[[")
            lines.setdefault(here, number)
            continue
        if depth == 0 and (key := _KEY.match(mask)):
            path = here
            for part in _parts(line[key.start(1) : key.end(1)]):
                path = field_path(path, part)
            lines.setdefault(path, number)
        depth = max(0, depth + mask.count("[") + mask.count("{") - mask.count("]") - mask.count("}"))
    return lines


def _masked(found: re.Match[str]) -> str:
    """Blank what is quoted, letter by letter, so that places stay; keys stay readable in the text itself."""
    return re.sub(r"[^\n]", "#" if found[0].startswith("#") else "_", found[0]).replace("#", " ")


def _parts(key: str) -> Iterator[str]:
    for double, single, bare in _PART.findall(key):
        yield double or single or bare


def _entered(parts: list[str], repeated: dict[str, int], *, many: bool) -> str:
    """Follow a header to its table; a name that is repeated means the last of its tables."""
    path = ""
    for place, part in enumerate(parts, start=1):
        path = field_path(path, part)
        if many and place == len(parts):
            repeated[path] = repeated.get(path, 0) + 1
        if path in repeated:
            path = index_path(path, repeated[path] - 1)
    return path
