"""
A playbook from a TOML file: the whole of a method as a text that needs no Python.

Every key is the name of a field of `gridcare.playbook.Playbook`, every table one of the values in it, and a playbook
that was read equals one that was written in Python. It is checked as one is, and each fault is told with the file, the
line and the path of its table. What is called something in several languages, and what is found by a name, is a table:
``titles = {zh = "湖滨工作法"}``, ``[words.refused]``.
"""

from gridcare.codec.documents import from_toml
from gridcare.playbook import Playbook

__all__ = ["read_playbook"]


def read_playbook(source: str | bytes, *, file: str = "") -> Playbook:
    """
    Read a playbook from TOML.

    Args:
        source: The text, or its bytes in UTF-8.
        file: What the file is called, for messages.

    Raises:
        UnreadableInput: With everything that is wrong, each with its line and the path of its table.
    """
    return from_toml(source, Playbook, file=file)
