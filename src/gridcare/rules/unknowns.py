"""
What is not known, and why.

A blank on a form, a child that did not report, a day before the register began: none of them is zero and none
is false. Each becomes an `Unknown` that carries its reasons through every condition and sum that read it, so
that whoever asks learns which figure to chase. An unknown has no truth of its own: to use one as if it were
true or false raises.
"""

from collections.abc import Iterable
from typing import Final, NoReturn

import attrs

from gridcare.errors import GridcareError

__all__ = ["REASONS", "Reason", "Undecided", "Unknown"]

REASONS: Final = {
    "missing": "is not stated",
    "blank": "is a stated blank",
    "mismatch": "is of another type than its use needs",
    "division": "divides by zero",
    "empty": "has nothing to be taken of",
    "axis": "is no axis here",
    "shift": "cannot be looked up at another time here",
    "window": "cannot be looked up over a window here",
    "outside": "lies outside the declared domain",
}
"""Each code that a reason may have, with how it reads after its subject."""


class Undecided(GridcareError, TypeError):
    """An unknown was used as if it were true or false."""

    code = "undecided"

    def __init__(self, unknown: "Unknown") -> None:
        super().__init__(f"an unknown is neither true nor false; ask `is True` or `is False` ({unknown})")
        self.unknown = unknown


@attrs.frozen(order=True)
class Reason:
    """
    One reason for not knowing.

    Attributes:
        code: One of `REASONS`, or a word of the scope that answered.
        about: The name or the part of the expression that it is about.
        at: Where, from the outside in, as axis and label: ``("child c2", "day 2020-02-03")``; opaque ids only.
    """

    code: str
    about: str
    at: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f" at {', '.join(self.at)}" if self.at else ""
        return f"'{self.about}' {REASONS.get(self.code, self.code)}{place}"


def _sorted(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(sorted(set(reasons)))


@attrs.frozen
class Unknown:
    """
    A value that is not known, with every reason once, in sorted order.

    >>> print(Unknown.because("blank", "fever"))
    unknown: 'fever' is a stated blank
    """

    reasons: tuple[Reason, ...] = attrs.field(converter=_sorted)

    @classmethod
    def because(cls, code: str, about: str) -> "Unknown":
        """Make an unknown that has one reason."""
        return cls((Reason(code, about),))

    @classmethod
    def joined(cls, unknowns: Iterable["Unknown"]) -> "Unknown":
        """Make one unknown of several; their reasons add up."""
        return cls(tuple(reason for unknown in unknowns for reason in unknown.reasons))

    def at(self, place: str) -> "Unknown":
        """Say where it was met, one step further out."""
        return Unknown(tuple(attrs.evolve(reason, at=(place, *reason.at)) for reason in self.reasons))

    def __bool__(self) -> NoReturn:
        raise Undecided(self)

    def __str__(self) -> str:
        return f"unknown: {'; '.join(map(str, self.reasons))}"
