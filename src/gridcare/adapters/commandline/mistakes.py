"""A mistake on the command line: a message by its code, with what it is about, and the faults behind it."""

from collections.abc import Iterable

from gridcare.adapters.commandline.messages import CATALOGUE
from gridcare.errors import Fault, GridcareError

__all__ = ["Mistake"]


class Mistake(GridcareError, ValueError):
    """
    Something that was asked for on the command line cannot be done as it was asked.

    Args:
        code: The code of a message of the catalogue.
        faults: What is wrong in detail.
        particulars: What the message names.
    """

    def __init__(self, code: str, *, faults: Iterable[Fault] = (), **particulars: object) -> None:
        self.code = code  # type: ignore[misc]  # each mistake names its own message
        self.particulars = particulars
        self.faults = tuple(faults)
        super().__init__(CATALOGUE[code][0].format(**particulars))
