"""
Clearing to zero (清零): everybody who came from an epidemic area is traced, and nobody new comes in.

The base is kept apart by how somebody came into it: known when the order was given, found later, come in since. A
*clearing* states both zeros, or names whoever is outstanding; a clue without an outcome is outstanding too.
"""

from datetime import datetime, timedelta

import attrs

from gridcare.timing.deadlines import OPENED, Deadline
from gridcare.work.campaign import Campaign
from gridcare.work.steps import Standing

__all__ = ["BaseCount", "Clearing", "base_count", "cleared"]


@attrs.frozen(kw_only=True)
class BaseCount:
    """
    The base of arrivals from epidemic areas (疫情地区来甬人员底数) at a moment.

    Attributes:
        stock: Arrivals that were known of when the order was given.
        new: Arrivals from before the order that were found out about since.
        inflow: Arrivals since the order.
        cleared: Of all these, those who are cleared or turned out to be none.
        outstanding: The ids of those who are not.
    """

    stock: int
    new: int
    inflow: int
    cleared: int
    outstanding: tuple[str, ...]

    @property
    def stock_cleared(self) -> bool:
        """Whether nobody is outstanding (存量清零)."""
        return not self.outstanding

    @property
    def zero_inflow(self) -> bool:
        """Whether nobody came since the order (增量零输入)."""
        return self.inflow == 0


def base_count(campaign: Campaign, unit: str, *, track: str) -> BaseCount:
    """
    Count the arrivals of a unit as the campaign stands.

    Args:
        campaign: The campaign; it opened with the order.
        unit: The unit, with everything inside it.
        track: The track of the arrivals; one that came since the order says so by its ``inflow``.
    """
    cases = [campaign.case(id, track=track) for id in campaign.subjects(unit, track=track)]
    inflow = [each for each in cases if campaign.attributes(each.subject).get("inflow") is True]
    stock = [each for each in cases if each not in inflow and each.opened == campaign.opened]
    left = tuple(each.subject for each in cases if each.standing in (Standing.NOT_STARTED, Standing.IN_PROGRESS))
    return BaseCount(
        stock=len(stock),
        new=len(cases) - len(stock) - len(inflow),
        inflow=len(inflow),
        cleared=len(cases) - len(left),
        outstanding=left,
    )


@attrs.frozen(kw_only=True)
class Clearing:
    """
    What a unit certifies when its time is over.

    Attributes:
        unit: The unit.
        at: The moment it speaks of.
        deadline: When the time from the order is over.
        base: The arrivals; those outstanding are named.
        clues: The ids of clues without an outcome, also of those whose own time is not over.
        overdue: The ids of arrivals and clues whose own time is over.
    """

    unit: str
    at: datetime
    deadline: datetime
    base: BaseCount
    clues: tuple[str, ...]
    overdue: tuple[str, ...]

    @property
    def outstanding(self) -> tuple[str, ...]:
        """The ids of arrivals and clues that are not settled: no clue is let go (不放过任何一条线索)."""
        return (*self.base.outstanding, *self.clues)

    @property
    def both_zeros(self) -> bool:
        """Whether nothing is outstanding and nobody came in (存量清零、增量零输入)."""
        return not self.outstanding and self.base.zero_inflow

    def __str__(self) -> str:
        left = ", ".join(self.outstanding)
        stock = f"{len(self.outstanding)} outstanding: {left}" if left else "zero outstanding"
        inflow = "zero inflow" if self.base.zero_inflow else f"an inflow of {self.base.inflow}"
        return f"'{self.unit}' at {self.at:%Y-%m-%d %H:%M}: {stock}; {inflow}"


def cleared(campaign: Campaign, unit: str, *, within: str | timedelta, arrivals: str, clues: str) -> Clearing:
    """
    Certify where a unit stands, by the campaign's clock; nobody who is outstanding is left out.

    Args:
        campaign: The campaign; it opened with the order.
        unit: The unit, with everything inside it.
        within: How long after the order the unit is to be cleared.
        arrivals: The track of the arrivals.
        clues: The track of the clues.
    """
    late = (each for track in (arrivals, clues) for each in campaign.overdue(unit, track=track))
    return Clearing(
        unit=unit,
        at=campaign.now,
        deadline=Deadline(within=within, anchor=OPENED).moment(campaign.opened, campaign.zone),
        base=base_count(campaign, unit, track=arrivals),
        clues=tuple(campaign.subjects(unit, Standing.NOT_STARTED, Standing.IN_PROGRESS, track=clues)),
        overdue=tuple(sorted({each.who for each in late})),
    )
