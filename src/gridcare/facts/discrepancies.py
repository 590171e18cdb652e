"""
Discrepancies: what is wrong with what was recorded, told as values.

Somebody who records now can still mend his entry, so at the door a fault raises `Refused`. What others recorded
cannot be sent back: merging keeps it all, and lists what contradicts or cannot be used as a `Discrepancy`, until a
correction cures it. Both tell the same codes, so that a screen and a merge report read alike. Each room that reads
facts lists its own kinds; the codes here are open.
"""

from collections.abc import Iterable

import attrs

from gridcare.attributes import EMPTY, Attributes
from gridcare.errors import GridcareError

__all__ = ["Discrepancy", "Refused", "in_order"]


@attrs.frozen(kw_only=True)
class Discrepancy:
    """
    One fault of the world: an entry that contradicts another, or that cannot be used as it is.

    It is a plain value, so that two systems with the same entries list the same ones, and a system can tell which
    are new. It holds ids, field names and coded words, never an answer.

    Attributes:
        code: A stable word for the kind of fault, such as ``variant``, ``rival`` or ``naive-moment``.
        entry: The id of the fact or amendment that is at fault.
        problem: What is wrong and what follows from it, in one sentence.
        subjects: Opaque ids of the subjects concerned, as far as the entries name them.
        data: The particulars by name, for programs and translations.
    """

    code: str
    entry: str
    problem: str
    subjects: tuple[str, ...] = ()
    data: Attributes = attrs.field(default=EMPTY)

    def __str__(self) -> str:
        return f"'{self.entry}': {self.problem}"

    @property
    def order(self) -> tuple[str, ...]:
        """A key that sorts discrepancies in one way, whoever found them."""
        data = (part for name, value in self.data.items() for part in (name, str(value)))
        return (self.code, str(self.entry), self.problem, *map(str, self.subjects), "", *data)


class Refused(GridcareError, ValueError):
    """
    Entries were offered at the door that cannot be recorded as they are; none of the batch was.

    Attributes:
        code: The code of the first discrepancy.
        discrepancies: Everything that is wrong, with the ids of the entries.
    """

    def __init__(self, discrepancies: Iterable[Discrepancy]) -> None:
        self.discrepancies = tuple(discrepancies)
        self.code = self.discrepancies[0].code  # type: ignore[misc]  # each refusal has its own reason
        first = "; ".join(map(str, self.discrepancies[:3]))
        more = len(self.discrepancies) - 3
        super().__init__(f"{first}; and {more} more" if more > 0 else first)


def in_order(discrepancies: Iterable[Discrepancy]) -> tuple[Discrepancy, ...]:
    """Return each discrepancy once, in the one order that does not depend on who found it first."""
    found = set(discrepancies)
    return tuple(sorted(found, key=lambda discrepancy: discrepancy.order)) if found else ()
