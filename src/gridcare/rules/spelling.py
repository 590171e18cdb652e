"""
How a name is spelt in the text of an expression.

One word stands as it is: letters of any script, digits and underscores. What people call a role or a step is often
more than one word, 网格长 but also "grid head"; in an expression it stands in single quotes then, a quote inside it
twice.

>>> quoted("police"), quoted("grid head")
('police', "'grid head'")
"""

import re
from typing import Final

__all__ = ["IDENTIFIER", "QUOTED", "quoted", "unquoted"]

IDENTIFIER: Final = r"[^\W\d]\w*"
"""The pattern of one word."""
QUOTED: Final = r"'(?:[^'\n]|'')+'"
"""The pattern of a word or several in quotes."""


def quoted(word: str) -> str:
    """Write a word as it stands after a point or after ``per``: in quotes where it is more than one."""
    return word if re.fullmatch(IDENTIFIER, word) else "'" + word.replace("'", "''") + "'"


def unquoted(text: str) -> str:
    """Read what `quoted` wrote."""
    return text[1:-1].replace("''", "'") if text.startswith("'") else text
