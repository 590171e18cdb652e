"""
A playbook from a TOML file: the whole of a method as a text that needs no Python.

Every key is the name of a field of `gridcare.playbook.Playbook`, every table one of the values in it, and a playbook
that was read equals one that was written in Python. It is checked as one is, and each fault is told with the file, the
line and the path of its table. What is called something in several languages, and what is found by a name, is a table:
``titles = {zh = "湖滨工作法"}``, ``[words.refused]``.
"""

from typing import Any

from gridcare.codec.documents import from_toml
from gridcare.codec.schema import schema_of
from gridcare.extensions import StepExtension
from gridcare.playbook import CONTRACT, Playbook

__all__ = ["playbook_schema", "read_extension", "read_playbook"]


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


def read_extension(source: str | bytes, *, file: str = "") -> StepExtension:
    """
    Read what a package offers to the method of another from TOML; see `gridcare.extensions`.

    Args:
        source: The text, or its bytes in UTF-8.
        file: What the file is called, for messages.

    Raises:
        UnreadableInput: With everything that is wrong, each with its line and the path of its table.
    """
    return from_toml(source, StepExtension, file=file)


def playbook_schema() -> dict[str, Any]:
    """
    Make the JSON Schema of a playbook's TOML, for editors that complete and check while one types.

    Write it beside the file as JSON; it belongs to one version of gridcare and is made anew with the next.
    """
    return {**schema_of(Playbook), "title": f"gridcare playbook, contract {CONTRACT}"}
