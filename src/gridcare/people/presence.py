"""
Where a person is: at home, away, or not reached.

Presence is a person's own axis and says nothing about the household's case: a settled household may have three
members away. An *away* person has the class of the destination, never an address, and perhaps a day of return. Lists
differ in what they do with those who have come back: some keep them on the away list with the day of their return,
some count them at home and note where from. Both can be told, and are counted apart.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final

import attrs

from gridcare.errors import Fault, refuse
from gridcare.privacy import PrivacyClass, classified

__all__ = ["AT_HOME", "UNREACHABLE", "DestinationCount", "Presence", "PresenceCounts", "PresenceState"]


class PresenceState(StrEnum):
    """The three answers to where a person is."""

    HOME = "home"
    AWAY = "away"
    UNREACHABLE = "unreachable"


@attrs.frozen
class Presence:
    """
    Where a person is; its ``repr`` says nothing of it, because whereabouts are sensitive.

    Attributes:
        state: At home, away or unreachable.
        destination: The class of place that the person is at or has come back from; empty when not told.
        returns: The day of return, past or expected; ``None`` when not told.

    Raises:
        DefinitionError: When an unreachable person has a destination or a day of return.
    """

    state: PresenceState = attrs.field(converter=PresenceState, repr=False)  # mypy reads no converter of `classified`
    destination: str = classified(PrivacyClass.SENSITIVE, default="")
    returns: date | None = classified(PrivacyClass.SENSITIVE, default=None)

    def __attrs_post_init__(self) -> None:
        if self.state is PresenceState.UNREACHABLE and (self.destination or self.returns):
            problem = "nothing is known of somebody unreachable; leave destination and day of return blank"
            refuse("presence", [Fault("presence.unreachable", "", problem)])


AT_HOME: Final = Presence(PresenceState.HOME)
UNREACHABLE: Final = Presence(PresenceState.UNREACHABLE)


@attrs.frozen(kw_only=True)
class DestinationCount:
    """
    How many are, or were, at one class of destination.

    Attributes:
        destination: The class; empty for those who did not tell it.
        away: Those on the away list.
        returned: Those on the away list whose day of return has come.
        back: Those counted at home who came back from there; not part of `away`.
    """

    destination: str
    away: int
    returned: int
    back: int


@attrs.frozen(kw_only=True)
class PresenceCounts:
    """
    How many persons are where, each counted once; `home`, `away`, `unreachable` and `not_stated` add up to all.

    Attributes:
        home: At home.
        unreachable: Not reached.
        not_stated: Those of whom nothing is said.
        destinations: The away by class of destination, in the order of the names.
    """

    home: int
    unreachable: int
    not_stated: int
    destinations: tuple[DestinationCount, ...]

    @property
    def away(self) -> int:
        """Those away, whatever the destination."""
        return sum(each.away for each in self.destinations)

    @property
    def total(self) -> int:
        """Everybody."""
        return self.home + self.away + self.unreachable + self.not_stated

    @classmethod
    def of(cls, persons: Iterable[Presence | None], day: date) -> "PresenceCounts":
        """
        Count persons by where they are.

        Args:
            persons: The presence of each, ``None`` where nothing is said.
            day: The local day on which one asks; a day of return up to it has come.
        """
        tally = Counter(persons)
        away: Counter[str] = Counter()
        returned: Counter[str] = Counter()
        back: Counter[str] = Counter()
        for presence, count in tally.items():
            if presence is None:
                continue
            if presence.state is PresenceState.AWAY:
                away[presence.destination] += count
                returned[presence.destination] += count if presence.returns and presence.returns <= day else 0
            elif presence.state is PresenceState.HOME and presence.destination:
                back[presence.destination] += count
        states = Counter[PresenceState]()
        for presence, count in tally.items():
            if presence is not None:
                states[presence.state] += count
        return cls(
            home=states[PresenceState.HOME],
            unreachable=states[PresenceState.UNREACHABLE],
            not_stated=tally[None],
            destinations=tuple(
                DestinationCount(destination=name, away=away[name], returned=returned[name], back=back[name])
                for name in sorted({*away, *back})
            ),
        )
