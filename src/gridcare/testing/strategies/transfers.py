"""Hypothesis strategies for transfer slips between a few streets: in turn, crossed, refused, lost and told twice."""

from datetime import datetime, timedelta
from typing import Final

import attrs
from hypothesis import strategies as st

from gridcare.people.transfers import Transfers, TransferSlip
from gridcare.testing.strategies.work import OPENED

__all__ = ["MOMENTS", "STREETS", "transfers"]

STREETS: Final = ("north", "south", "west")
MOMENTS: Final = st.integers(0, 12).map(lambda hours: OPENED + timedelta(hours=hours))
_PERSONS: Final = ("r1", "r2", "r3")


@st.composite
def _slips(draw: st.DrawFn, homes: dict[str, str]) -> list[TransferSlip]:
    """Hand people on from where they are, most of the time, and bend some of the slips."""
    owners, moment = dict(homes), OPENED
    slips: list[TransferSlip] = []
    for number in range(draw(st.integers(0, 7))):
        person = draw(st.sampled_from(("r1", "r1", "r1", *_PERSONS, "nobody")))
        sender = owners.get(person, "north") if draw(st.integers(0, 3)) else draw(st.sampled_from(STREETS))
        receiver = draw(st.sampled_from(STREETS))
        moment += timedelta(hours=draw(st.integers(0, 2)))
        answered: datetime | None = moment + timedelta(hours=draw(st.integers(-1, 5)))
        accepted = draw(st.booleans())
        if draw(st.integers(0, 3)) == 0:
            answered, accepted = None, False
        slips.append(
            TransferSlip(
                id=f"t{number}",
                subject=person,
                sender=sender,
                receiver=receiver,
                sent=moment,
                answered=answered,
                accepted=accepted,
            )
        )
        if accepted and person in owners:
            owners[person] = receiver
            if draw(st.booleans()):
                onward = draw(st.sampled_from(STREETS))
                sooner = moment + timedelta(minutes=draw(st.sampled_from((10, 30, 200))))
                slips.append(
                    TransferSlip(
                        id=f"t{number}+",
                        subject=person,
                        sender=receiver,
                        receiver=onward,
                        sent=moment,
                        answered=sooner,
                        accepted=True,
                    )
                )
    if slips and draw(st.integers(0, 3)) == 0:
        slips.append(attrs.evolve(slips[0], receiver=draw(st.sampled_from(STREETS))))
    return slips


@st.composite
def transfers(draw: st.DrawFn) -> Transfers:
    """Draw who is registered where, and the slips between the streets."""
    homes = {person: draw(st.sampled_from(STREETS)) for person in _PERSONS}
    return Transfers(homes, draw(_slips(homes)))
