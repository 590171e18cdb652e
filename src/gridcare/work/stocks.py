"""
Stock and flow of people under observation, which must add up.

Enrolled is what ever came, exits are what left and why, active is what is there; whatever is recorded,
enrolled = active + exits. A day's flow is what came and went on it, and its stock is what is there at its end. A
published figure may have been read in two ways; the stock answers both.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

import attrs

from gridcare.timing.periods import Zone, local_day
from gridcare.work.episodes import Episode, Exit

__all__ = ["DayFlow", "Exits", "Stock", "flows", "stock"]


@attrs.frozen(kw_only=True)
class Exits:
    """
    How many left, for each reason; see `Exit`.

    >>> Exits(released=99, transferred=6).total
    105
    """

    released: int = 0
    transferred: int = 0
    escalated: int = 0
    left: int = 0
    lost: int = 0

    @property
    def total(self) -> int:
        """How many are not watched any more, for whatever reason."""
        return self.released + self.transferred + self.escalated + self.left + self.lost


@attrs.frozen(kw_only=True)
class Stock:
    """
    How many were enrolled, how many of them left and why, and how many are watched.

    Attributes:
        enrolled: All that were ever enrolled.
        exits: How many left, for each reason.
        active: How many are under observation.
    """

    enrolled: int
    exits: Exits
    active: int


@attrs.frozen(kw_only=True)
class DayFlow:
    """
    What came and went on one local day, and the stock at its end.

    Attributes:
        day: The day.
        enrolled: How many began on it.
        exits: How many ended on it, for each reason.
        active: How many were active at its end.
    """

    day: date
    enrolled: int
    exits: Exits
    active: int


def _exits(counted: Counter[Exit]) -> Exits:
    return Exits(**{reason.value: counted[reason] for reason in Exit})


def stock(episodes: Iterable[Episode]) -> Stock:
    """Count episodes by how they stand."""
    told = list(episodes)
    exits = _exits(Counter(episode.reason for episode in told if episode.reason is not None))
    return Stock(enrolled=len(told), exits=exits, active=sum(episode.is_active for episode in told))


def flows(episodes: Iterable[Episode], first: date, last: date, zone: Zone) -> tuple[DayFlow, ...]:
    """
    Tell for each local day what came and went, and the stock at its end.

    Args:
        episodes: The episodes, in any order, those from before the first day among them.
        first: The first day.
        last: The last day.
        zone: The zone whose days are meant.
    """
    began: Counter[date] = Counter()
    ended: dict[date, Counter[Exit]] = {}
    for episode in episodes:
        began[local_day(episode.start, zone)] += 1
        if episode.end is not None and episode.reason is not None:
            ended.setdefault(local_day(episode.end, zone), Counter())[episode.reason] += 1
    active = sum(count for day, count in began.items() if day < first)
    active -= sum(counted.total() for day, counted in ended.items() if day < first)
    told = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        exits = _exits(ended.get(day, Counter()))
        active += began[day] - exits.total
        told.append(DayFlow(day=day, enrolled=began[day], exits=exits, active=active))
    return tuple(told)
