"""
A fact: something that happened to one or several subjects, and when that became known.

A visit, a reading, a test, a stay, a filing, an exit are all facts. A fact holds opaque subject ids and coded
answers; names, numbers and free text live in the register, so that a person can be forgotten while every state
and count stays as it was.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final

import attrs

from gridcare.attributes import EMPTY, Attributes
from gridcare.timing.periods import aware, end_of_standing

__all__ = ["UNSTATED", "Amendment", "Fact", "Origin", "Precision", "instant", "standing", "standing_order"]


class Precision(StrEnum):
    """
    How exactly it is known when a fact happened.

    A fact of a whole day carries the first moment of its local day in `Fact.happened`. It stands at the end of
    that day for moments that pass by themselves, and answers any deadline of the day.
    """

    MINUTE = "minute"
    DAY = "day"


@attrs.frozen(kw_only=True)
class Origin:
    """
    Who or what says so.

    Attributes:
        source: The register, device, team or system that recorded the fact, as an opaque id.
        channel: How it was learnt (``door``, ``phone``, ``automatic caller``); empty when not stated.
        roles: The roles of those who performed it, for steps that ask for a team.
        performers: Opaque ids of those who performed it.
    """

    source: str = ""
    channel: str = ""
    roles: tuple[str, ...] = ()
    performers: tuple[str, ...] = ()


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
UNSTATED: Final = Origin()
"""The origin of a fact whose origin was not stated."""


@attrs.frozen(kw_only=True)
class Fact:
    """
    Something that happened, as one source tells it.

    Attributes:
        id: Given by the caller, unique for what happened; the same id with other content is a *variant*.
        kind: The step of a workflow that it answers (``door``, ``phone``), or another kind that a room declares
            (``joined``, ``left``, ``reading``, ``filing`` ...).
        subjects: Opaque ids of the subjects that it happened to, at least one.
        happened: When it happened, an aware datetime.
        known: When it was first recorded anywhere, an aware datetime; set once.
        outcome: The outcome of the step in the step's own words; empty when it follows from the answers.
        answers: Coded answers by field name.
        track: The track of the campaign that it belongs to; empty when its kind tells.
        precision: Whether `happened` is exact to the minute or names a day.
        origin: Who or what says so.
    """

    id: str
    kind: str
    subjects: tuple[str, ...]
    happened: datetime
    known: datetime
    outcome: str = ""
    answers: Attributes = attrs.field(default=EMPTY)
    track: str = ""
    precision: Precision = Precision.MINUTE
    origin: Origin = UNSTATED


@attrs.frozen(kw_only=True)
class Amendment:
    """
    A correction of a fact: its full new content, or nothing, which voids it.

    The amended fact keeps the id and `known` of its root; `known` here says from when on the correction counts.
    Amendments compete when neither saw the other: the greatest ``(known, id)`` wins and the rivals are listed.
    A void ends the whole chain and is final.

    Attributes:
        id: Given by the caller, unique for this correction.
        of: The id of the root fact, never of another amendment.
        known: When the correction became known, an aware datetime.
        fact: The new content, or ``None`` for a void; its own `id` and `known` are those of the root.
        seen: The ids of the amendments that its author had before him.
        reason: A coded reason, such as ``typing error``.
        origin: Who or what says so.
    """

    id: str
    of: str
    known: datetime
    fact: Fact | None = None
    seen: tuple[str, ...] = ()
    reason: str = ""
    origin: Origin = UNSTATED


def instant(moment: datetime) -> timedelta:
    """
    Return a moment as the time elapsed since 1970, which compares exactly across zones and changes of the clock.

    Python compares two moments of one zone by the wall clock, which shows some hours twice.

    Raises:
        TypeError: When the moment has no time zone.
    """
    return moment - _EPOCH


def standing(fact: Fact, zone: str | tzinfo) -> datetime:
    """
    Return the moment at which a fact stands among others, and among moments that pass by themselves.

    A fact exact to the minute stands when it happened. A fact of a whole day stands in the last instant of its local
    day: after everything of that day whose minute is known, before midnight, so that it still answers a deadline that
    ends with the day.

    Args:
        fact: The fact; its moments are aware.
        zone: The zone whose days are meant.
    """
    if fact.precision != Precision.DAY:
        return aware(fact.happened, "happened")
    return end_of_standing(fact.happened, zone) - datetime.resolution


def standing_order(fact: Fact, rank: int, zone: str | tzinfo) -> tuple[timedelta, int, timedelta, str]:
    """
    Return the key by which every fold sorts the facts that it reads.

    Within one moment the rank decides, so that the paper forms of one day do not contradict each other; then what was
    known first; then the id, so that no order of arrival is left to matter.

    Args:
        fact: The fact; its moments are aware.
        rank: The place of its kind among the steps of the method, the earliest lowest.
        zone: The zone whose days are meant.
    """
    return instant(standing(fact, zone)), rank, instant(fact.known), fact.id
