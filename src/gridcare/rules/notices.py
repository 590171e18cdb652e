"""
Rules have papers: who said so, in which document, and on which days it applied.

A *source* is a document as a rule cites it; what it does not state stays blank and is never filled in. A *notice*
(通知) is a document on its way: it is received from above, passed down, in force from one day until another, and may
be lifted early. Which notices applied on a day can be asked, as known at any later moment; where the paper leaves
its first day blank, the answer is that it cannot be told.
"""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

import attrs

from gridcare.errors import Fault, NaiveMoment, refuse
from gridcare.given import typed
from gridcare.rules.unknowns import Unknown

__all__ = ["Applied", "Grade", "Lifting", "Notice", "PassedDown", "Source", "applied", "unheard"]


class Grade(StrEnum):
    """How well a source is attested."""

    SEEN = "S"
    """Seen in one published copy."""
    SEEN_TWICE = "S2"
    """Seen in two or more independent copies."""
    RECALLED = "R"
    """From general knowledge, not confirmed."""
    DERIVED = "D"
    """Derived from other sources by arithmetic or logic."""
    READING = "reading"
    """An interpretation of a text that can be read otherwise."""


@attrs.frozen(kw_only=True, field_transformer=typed)
class Source:
    """
    A document as a rule or a figure cites it; a blank stays blank.

    Attributes:
        body: The issuing body (发文机关).
        title: The title of the document.
        number: Its document number (文号), such as ``国函〔2008〕60号``.
        date: The day it is dated.
        grade: How well it is attested.
    """

    body: str = ""
    title: str = ""
    number: str = ""
    date: dt.date | None = None
    grade: Grade | None = None

    def __str__(self) -> str:
        stated = (self.body, self.title, self.number, self.date.isoformat() if self.date else "")
        return ", ".join(part for part in stated if part) or "source not stated"


@attrs.frozen(kw_only=True)
class PassedDown:
    """
    One passing down of a notice (转发).

    Attributes:
        to: The id of the unit that it was passed to.
        at: When, an aware datetime.
    """

    to: str
    at: dt.datetime


@attrs.frozen(kw_only=True)
class Lifting:
    """
    The early end of a notice (解除).

    Attributes:
        on: The first day on which the notice applies no more.
        by: The document that lifts it.
        received: When that was received, an aware datetime; blank when not stated.
    """

    on: dt.date
    by: Source = Source()
    received: dt.datetime | None = None


@attrs.frozen(kw_only=True)
class Notice:
    """
    A document from above on its way through the hierarchy, and the days on which it applies.

    Attributes:
        id: Given by the caller; rules cite a notice by it.
        source: The document.
        received: When it was received from above, an aware datetime; blank when not stated.
        passed_down: To whom it was passed, and when.
        in_force_from: The first local day on which it applies; blank when the paper does not say.
        in_force_until: The first local day on which it applies no more; blank when it is open-ended.
        lifted: Its early end, if there was one.

    Raises:
        DefinitionError: When its days or moments contradict each other, all faults at once.
    """

    id: str
    source: Source = Source()
    received: dt.datetime | None = None
    passed_down: tuple[PassedDown, ...] = ()
    in_force_from: dt.date | None = None
    in_force_until: dt.date | None = None
    lifted: Lifting | None = None

    def __attrs_post_init__(self) -> None:
        lifting = self.lifted.received if self.lifted else None
        for moment in (self.received, *(passed.at for passed in self.passed_down), lifting):
            if moment is not None and moment.utcoffset() is None:
                raise NaiveMoment(f"a moment of notice {self.id}")
        refuse(f"notice '{self.id}'", self._faults())

    def _faults(self) -> Iterable[Fault]:
        start, until, lifted = self.in_force_from, self.in_force_until, self.lifted
        if start is not None and until is not None and until <= start:
            yield Fault("notice.days", self.id, f"it is in force until {until}, which is not after {start}; mend a day")
        if start is not None and lifted is not None and lifted.on < start:
            yield Fault("notice.lifted", self.id, f"it is lifted on {lifted.on}, before it is in force on {start}")
        for passed in self.passed_down:
            if self.received is not None and passed.at < self.received:
                problem = f"it is passed down to '{passed.to}' before it is received; mend one of the moments"
                yield Fault("notice.passed-down", self.id, problem)

    def ends(self, known: dt.datetime | None = None) -> dt.date | None:
        """
        Give the first day on which it applies no more, or none while it is open-ended.

        Args:
            known: Leave out a lifting that was received after this moment; without it all that is recorded counts.
        """
        lifted = self.lifted
        if lifted is not None and known is not None and lifted.received is not None and lifted.received > known:
            lifted = None
        days = [day for day in (self.in_force_until, lifted.on if lifted else None) if day is not None]
        return min(days, default=None)

    def applies(self, day: dt.date, known: dt.datetime | None = None) -> bool | Unknown:
        """
        Tell whether it applied on a local day.

        Args:
            day: The day that is asked about.
            known: What was known by then: a notice received later did not apply yet, a later lifting does not count.

        Returns:
            The truth, or unknown when the paper does not say from which day on.

        Raises:
            NaiveMoment: When `known` has no time zone.
        """
        if known is not None and known.utcoffset() is None:
            raise NaiveMoment("known")
        if known is not None and self.received is not None and self.received > known:
            return False
        ends = self.ends(known)
        if ends is not None and day >= ends:
            return False
        if self.in_force_from is None:
            return Unknown.because("missing", "in_force_from").at(f"notice {self.id}")
        return day >= self.in_force_from


@attrs.frozen
class Applied:
    """
    What applied on a day.

    Attributes:
        certain: The notices that applied.
        untold: The notices of which it cannot be told.
    """

    certain: tuple[Notice, ...]
    untold: tuple[Notice, ...]


def applied(notices: Iterable[Notice], day: dt.date, known: dt.datetime | None = None) -> Applied:
    """
    Find which notices applied on a local day, in the order in which they came into force.

    Args:
        notices: The notices of a locality.
        day: The day that is asked about.
        known: What was known by then; without it all that is recorded counts.
    """
    ordered = sorted(notices, key=lambda notice: (notice.in_force_from or dt.date.min, notice.id))
    answers = [(notice, notice.applies(day, known)) for notice in ordered]
    return Applied(
        certain=tuple(notice for notice, answer in answers if answer is True),
        untold=tuple(notice for notice, answer in answers if isinstance(answer, Unknown)),
    )


def unheard(notice: Notice, units: Iterable[str]) -> tuple[str, ...]:
    """Give the units, in order, to which a notice was not passed down."""
    told = {passed.to for passed in notice.passed_down}
    return tuple(unit for unit in units if unit not in told)
