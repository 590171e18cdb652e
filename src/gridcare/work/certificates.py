"""
The closing certificate: the proof, unit by unit, that nobody was missed, or the list of those who would be.

A campaign closes only when nobody is not started or in progress. Cases still open for verification are allowed as a
carry-over, named one by one and signed for. A certificate pins its figures and the digest of the journal that they
were counted from: what is learnt next week makes another certificate, never this one.
"""

from collections.abc import Iterator
from datetime import datetime

import attrs

from gridcare.errors import GridcareError
from gridcare.work.coverage import Coverage
from gridcare.work.steps import Standing

__all__ = ["CarriedOver", "Certificate", "Line", "StillOpen", "Unfinished"]


@attrs.frozen
class Line:
    """
    The coverage of one unit with everything inside it.

    Attributes:
        unit: The unit's id.
        level: Its level.
        coverage: The five standings.
    """

    unit: str
    level: str
    coverage: Coverage


@attrs.frozen
class CarriedOver:
    """
    A case that stays open for verification and is carried over by name.

    Attributes:
        subject: The subject's id.
        unit: The unit it is counted at.
        at: The step that could not settle it.
        persons: The persons it stands for.
    """

    subject: str
    unit: str
    at: str
    persons: int


@attrs.frozen(kw_only=True)
class Certificate:
    """
    A campaign, or a part of it, as closed at a moment.

    Attributes:
        unit: The unit that closes.
        moment: The campaign's clock when it was closed.
        signed_by: Who signed for the certificate and its carry-over.
        workflows: Name and version of each track's workflow.
        lines: The unit and every unit inside it, depth first.
        carry_over: The cases open for verification.
        digest: The digest of the journal that the figures were counted from.
    """

    unit: str
    moment: datetime
    signed_by: str
    workflows: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...] = attrs.field(repr=False)
    carry_over: tuple[CarriedOver, ...] = attrs.field(repr=False)
    digest: str

    @property
    def coverage(self) -> Coverage:
        """The coverage of the unit that closes."""
        return self.lines[0].coverage

    def at_level(self, level: str) -> Iterator[Line]:
        """Iterate over the lines of one level."""
        return (line for line in self.lines if line.level == level)


@attrs.frozen
class Unfinished:
    """
    A case that keeps a unit from closing.

    Attributes:
        subject: The subject's id.
        unit: The unit it is counted at.
        part: The step or wait it is in.
        standing: Not started or in progress.
        track: The track.
    """

    subject: str
    unit: str
    part: str
    standing: Standing
    track: str


class StillOpen(GridcareError, ValueError):
    """
    A unit cannot close, because subjects in it are not started or in progress.

    Attributes:
        unit: The unit.
        unfinished: Every case that stands in the way, with its place.
    """

    code = "still-open"

    def __init__(self, unit: str, unfinished: tuple[Unfinished, ...]) -> None:
        self.unit = unit
        self.unfinished = unfinished
        first = "; ".join(
            f"'{case.subject}' at '{case.unit}' is {case.standing} in '{case.part}'" for case in unfinished[:3]
        )
        more = f"; and {len(unfinished) - 3} more" if len(unfinished) > 3 else ""
        super().__init__(f"'{unit}' cannot close while cases are not finished: {first}{more}")

    @property
    def subjects(self) -> tuple[str, ...]:
        """The ids of the subjects that stand in the way, each once."""
        return tuple(dict.fromkeys(case.subject for case in self.unfinished))
