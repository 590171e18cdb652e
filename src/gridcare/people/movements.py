"""
What moves people through a register: births and deaths, arrivals and departures, moves, splits and mergers, stays.

A *movement* (人口变动) is a fact like any other, so it is recorded once, may arrive late and is corrected through the
journal. It names whom it happened to among its `subjects`, and everything else as coded answers. The functions here
make such facts; `gridcare.people.residence` reads them, and finds at once what is wrong with one.

A movement holds from its local day on. Where somebody lives on a day is where the day ends.

Arrivals and departures are of the kinds ``joined`` and ``left``, which campaigns read too, so one journal tells both.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from gridcare.attributes import Attributes, Scalar
from gridcare.facts.fact import UNSTATED, Fact, Origin, Precision

__all__ = [
    "MOVEMENTS",
    "arrival",
    "birth",
    "death",
    "departure",
    "joining",
    "leaving",
    "listing",
    "merger",
    "move",
    "relocation",
    "return_",
    "split",
    "statement",
    "stay",
    "turn",
]

MOVEMENTS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "joined": 0,
        "relocated": 1,
        "split household": 2,
        "born": 3,
        "moved home": 4,
        "merged households": 5,
        "became member": 6,
        "ceased member": 7,
        "stayed": 8,
        "returned": 9,
        "stated": 10,
        "listed": 11,
        "died": 12,
        "left": 13,
    }
)
"""The kinds of movement, with their turn among those of one moment: whoever leaves has come before."""

_NOTHING: Final[Mapping[str, Scalar]] = MappingProxyType({})


def turn(fact: Fact) -> int:
    """Return the turn of a movement among those of one moment, for `gridcare.facts.journal.Journal.replay`."""
    return MOVEMENTS.get(fact.kind, len(MOVEMENTS))


def _movement(
    id: str,
    kind: str,
    subjects: Iterable[str],
    answers: Mapping[str, Scalar],
    *,
    happened: datetime,
    known: datetime | None = None,
    precision: Precision = Precision.DAY,
    origin: Origin = UNSTATED,
) -> Fact:
    """Make a fact of a whole day, unless said otherwise."""
    return Fact(
        id=id,
        kind=kind,
        subjects=tuple(subjects),
        happened=happened,
        known=happened if known is None else known,
        answers=Attributes(answers),
        precision=precision,
        origin=origin,
    )


def _said(**answers: Scalar) -> dict[str, Scalar]:
    """Leave out what was not said."""
    return {name: value for name, value in answers.items() if value not in ("", None)}


def arrival(
    id: str,
    subject: str,
    *,
    kind: str = "",
    unit: str = "",
    home: str = "",
    persons: int | None = None,
    about: Mapping[str, Scalar] = _NOTHING,
    **when: Any,
) -> Fact:
    """
    Make the fact that a subject comes into the register (迁入): a person, a household, a site; also one who comes back.

    Every function here takes ``happened`` and perhaps ``known`` (at once when left out), ``precision`` (the day when
    left out) and ``origin`` of `gridcare.facts.fact.Fact`.

    Args:
        id: The id of the fact, given by the caller.
        subject: The id of the subject.
        kind: Its kind; may be left out for one that was there before, or whose record is among the newcomers'.
        unit: The unit that it belongs to; that of the home when left out.
        home: For a person the dwelling.
        persons: For a household how many persons are stated.
        about: What is known about it in coded form; names and numbers belong into its record, not into a fact.
        when: When it happened and became known.
    """
    told = {**about, **_said(kind=kind, unit=unit, containers=home, persons=persons)}
    return _movement(id, "joined", (subject,), told, **when)


def birth(
    id: str, person: str, *, home: str, unit: str = "", about: Mapping[str, Scalar] = _NOTHING, **when: Any
) -> Fact:
    """Make the fact that a person is born (出生) into a dwelling; the person's kind is told by its record, or plain."""
    return _movement(id, "born", (person,), {**about, **_said(unit=unit, containers=home)}, **when)


def death(id: str, *persons: str, **when: Any) -> Fact:
    """Make the fact that persons died (死亡)."""
    return _movement(id, "died", persons, _NOTHING, **when)


def departure(id: str, *subjects: str, **when: Any) -> Fact:
    """
    Make the fact that subjects leave the register (迁出).

    A dwelling takes along those who live in it. Whoever was a member of anything else that leaves is one no more.
    """
    return _movement(id, "left", subjects, _NOTHING, **when)


def move(id: str, *persons: str, into: str, unit: str = "", **when: Any) -> Fact:
    """
    Make the fact that persons move into another dwelling of the register.

    Args:
        id: The id of the fact.
        persons: Who moves, from wherever they lived.
        into: The dwelling.
        unit: The unit to which they belong from then on; they stay registered where they were when it is left out,
            so that they are registered in one place and live in another (人户分离).
        when: When it happened and became known.
    """
    return _movement(id, "moved home", persons, _said(into=into, unit=unit), **when)


def relocation(id: str, subject: str, *, unit: str, **when: Any) -> Fact:
    """
    Make the fact that a household or site is in another unit from then on.

    Those who live in it and belonged to the same unit go with it; whoever is registered elsewhere stays so.
    """
    return _movement(id, "relocated", (subject,), {"unit": unit}, **when)


def joining(id: str, *subjects: str, container: str, **when: Any) -> Fact:
    """Make the fact that subjects become members of a container besides where they live: employer, crew, class."""
    return _movement(id, "became member", subjects, {"into": container}, **when)


def leaving(id: str, *subjects: str, container: str, **when: Any) -> Fact:
    """Make the fact that subjects are members of a container no more; of a dwelling, that they live nowhere known."""
    return _movement(id, "ceased member", subjects, {"from": container}, **when)


def split(
    id: str, household: str, *members: str, into: str, unit: str = "", persons: int | None = None, **when: Any
) -> Fact:
    """
    Make the fact that a household splits (分户): some of it found another.

    Args:
        id: The id of the fact.
        household: The household that is split.
        members: Those who go.
        into: The id of the household that they found.
        unit: Where it is; in the unit of the old one when left out.
        persons: How many go, where nobody of the household is registered by id.
        when: When it happened and became known.
    """
    told = _said(into=into, unit=unit, persons=persons)
    return _movement(id, "split household", (household, *members), told, **when)


def merger(id: str, *households: str, into: str, **when: Any) -> Fact:
    """Make the fact that households merge (并户) into another, which lives on; they are no more."""
    return _movement(id, "merged households", households, {"into": into}, **when)


def stay(id: str, *persons: str, place: str, until: date | None = None, destination: str = "", **when: Any) -> Fact:
    """
    Make the fact that persons stay somewhere else for a while (暂住, 外出) and keep their home.

    Args:
        id: The id of the fact.
        persons: Who stays there.
        place: The id of a subject or unit of the register, or a coded place outside; never an address.
        until: The day of return, past or expected; none when not told.
        destination: The class of destination; for a place outside the place itself when left out.
        when: When it began and became known.
    """
    return _movement(id, "stayed", persons, _said(place=place, until=until, destination=destination), **when)


def return_(id: str, *persons: str, **when: Any) -> Fact:
    """Make the fact that persons who were away are at home again."""
    return _movement(id, "returned", persons, _NOTHING, **when)


def statement(id: str, subject: str, *, about: Mapping[str, Scalar] = _NOTHING, **when: Any) -> Fact:
    """
    Make the fact that a record was gone through: it confirms the record, and tells what is otherwise from then on.

    Args:
        id: The id of the fact.
        subject: Whose record.
        about: What is otherwise: fields in coded form, ``persons``, and ``presence`` with ``destination`` and
            ``returns``. A blank (``None``) is a stated one.
        when: When it happened and became known.
    """
    return _movement(id, "stated", (subject,), about, **when)


def listing(id: str, *persons: str, group: str, off: bool = False, **when: Any) -> Fact:
    """Make the fact that persons are put on the list of a special group, or taken off it."""
    return _movement(id, "listed", persons, _said(group=group, off=off or None), **when)
