"""
Registered here, living there (人户分离), and whose somebody is.

Whoever lives in another street than the one he is registered in is easily counted by both or by neither. He belongs
to the street of his register until another has signed a transfer slip for him; `gridcare.people.transfers` knows the
slips. So everybody has one owner at any moment, and the owners' counts add up to everybody.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

import attrs

from gridcare.people.register import Register
from gridcare.people.transfers import Transfers, TransferSlip
from gridcare.people.whereabouts import Whereabouts

__all__ = ["Separation", "handed_over", "owners", "separated"]


@attrs.frozen(kw_only=True)
class Separation:
    """
    Somebody who is registered in one unit and lives in another.

    Attributes:
        person: The id of the person.
        registered: The unit of the register.
        living: The unit of the dwelling; empty when it lies in none of the level.
        owner: The unit whose the person is, by the slips that were signed for.
        slip: The id of a slip that is on the way; empty when none is.
    """

    person: str
    registered: str
    living: str
    owner: str
    slip: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether the unit where the person lives has taken the person over."""
        return self.owner == self.living


def handed_over(register: Register, *, level: str, slips: Iterable[TransferSlip] = ()) -> Transfers:
    """
    Lay transfer slips over a register; the `findings` of the answer are the slips that move nobody, and why.

    Args:
        register: The register; slips start from the units that persons belong to in it.
        level: The level at which people are handed over, such as the street.
        slips: The slips.
    """
    return _transfers(Whereabouts(register, level), slips)


def _transfers(places: Whereabouts, slips: Iterable[TransferSlip]) -> Transfers:
    hierarchy = places.register.hierarchy
    units = hierarchy.at_level(places.level) if places.level else tuple(hierarchy)
    return Transfers({person: places.registered(person) for person in places.persons()}, slips, units=units)


def owners(register: Register, at: datetime, *, level: str, slips: Iterable[TransferSlip] = ()) -> Mapping[str, int]:
    """
    Count by unit of a level whose the persons with records are; the counts add up to all of them.

    Args:
        register: The register; slips start from the units that persons belong to in it.
        at: The moment; a receipt counts from its very moment on.
        level: The level at which people are handed over, such as the street.
        slips: The slips.

    Returns:
        The counts by unit; those who belong to none of the level under an empty id.
    """
    return _transfers(Whereabouts(register, level), slips).counts(at)


def separated(
    register: Register, at: datetime, *, level: str, slips: Iterable[TransferSlip] = ()
) -> tuple[Separation, ...]:
    """
    List those who are registered in one unit of a level and live in another, in the order of the register.

    Args:
        register: The register.
        at: The moment at which slips are looked at.
        level: The level at which people are handed over.
        slips: The slips.
    """
    places = Whereabouts(register, level)
    transfers = _transfers(places, slips)
    waiting = {slip.subject: slip.id for slip in reversed(transfers.on_the_way(at))}
    return tuple(
        Separation(
            person=person,
            registered=registered,
            living=living,
            owner=transfers.owner(person, at),
            slip=waiting.get(person, ""),
        )
        for person in places.persons()
        if (registered := places.registered(person)) != (living := places.living(person))
    )
