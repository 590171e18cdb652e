"""
Synthetic streets: registers and visits made up from a seed, for examples, benchmarks and tests.

Nobody in them exists. What is stated (how many households, persons, how many away and where) holds exactly for every
seed; only who lives where, and who is met when, is drawn. Anything computed from them should say so.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from random import Random

import attrs

from gridcare.attributes import Attributes
from gridcare.facts.fact import Fact, Origin
from gridcare.people.presence import AT_HOME, UNREACHABLE, Presence, PresenceState
from gridcare.people.register import Register
from gridcare.people.subjects import Subject, SubjectKind
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.work.campaign import Campaign
from gridcare.work.steps import Standing
from gridcare.work.table import State

__all__ = ["StreetTotals", "Visitor", "synthetic_street", "visits"]


@attrs.frozen(kw_only=True)
class StreetTotals:
    """
    What must hold of a synthetic street, whatever the seed.

    Attributes:
        communities: The number of communities.
        grids: The number of grids, at least one for each community.
        buildings: The number of residential buildings.
        with_property_firm: How many of them a property firm serves.
        households: The number of inhabited households.
        vacant: The number of vacant dwellings, on top of the households.
        home: Persons at home, those who came back among them.
        back: Of those at home, how many came back from each class of destination.
        away: Persons on the away list by class of destination.
        returned: Of those on the away list, how many have returned, by class of destination.
        unreached: Persons of households that nobody reached.
    """

    communities: int
    grids: int
    buildings: int
    with_property_firm: int
    households: int
    vacant: int
    home: int
    back: Mapping[str, int]
    away: Mapping[str, int]
    returned: Mapping[str, int]
    unreached: int

    @property
    def persons(self) -> int:
        """Everybody."""
        return self.home + sum(self.away.values()) + self.unreached

    def scaled(self, factor: float) -> "StreetTotals":
        """Return the totals of a street so many times as large; the communities stay, with a grid each at least."""
        stays_home = _scaled(self.home - sum(self.back.values()), factor)
        back = {place: _scaled(count, factor) for place, count in self.back.items()}
        buildings = _scaled(self.buildings, factor)
        return attrs.evolve(
            self,
            grids=max(self.communities, _scaled(self.grids, factor)),
            buildings=buildings,
            with_property_firm=min(buildings, _scaled(self.with_property_firm, factor)),
            households=_scaled(self.households, factor),
            vacant=_scaled(self.vacant, factor),
            home=stays_home + sum(back.values()),
            back=back,
            away={place: _scaled(count, factor) for place, count in self.away.items()},
            returned={place: _scaled(count, factor) for place, count in self.returned.items()},
            unreached=_scaled(self.unreached, factor),
        )


def _scaled(count: int, factor: float) -> int:
    return round(count * factor)


def synthetic_street(
    totals: StreetTotals, *, seed: int, levels: Iterable[Level], kinds: Iterable[SubjectKind], returned_on: date
) -> tuple[Hierarchy, Register]:
    """
    Make up a street of which the totals hold.

    Args:
        totals: What must hold.
        seed: What the rest is drawn from.
        levels: The levels ``street``, ``community``, ``grid`` and ``building``.
        kinds: The kinds of subject; households have a field ``vacant``.
        returned_on: The day of return of those who have returned.

    Returns:
        The units, with ids such as ``c03`` and ``c03-g07``, and the register.
    """
    random = Random(seed)
    hierarchy = Hierarchy(levels, _units(totals, random))
    homes = [unit for unit in hierarchy if not hierarchy.children(unit)]
    sizes = _sizes(totals, random)
    unreached = _exactly(totals.unreached, sizes, random)
    presences = iter(_presences(totals, returned_on, random))
    subjects: list[Subject] = []
    for number, size in enumerate(sizes):
        household = f"h{number:06}"
        unit = random.choice(homes)
        subjects.append(Subject(id=household, kind="household", unit=unit, attributes=_INHABITED))
        for member in range(size):
            presence = UNREACHABLE if number in unreached else next(presences)
            id = f"{household}-{member + 1}"
            subjects.append(Subject(id=id, kind="resident", unit=unit, containers=(household,), presence=presence))
    for number in range(totals.vacant):
        unit = random.choice(homes)
        subjects.append(Subject(id=f"v{number:06}", kind="household", unit=unit, attributes=_VACANT, persons=0))
    return hierarchy, Register(hierarchy, subjects, kinds)


_INHABITED = Attributes(vacant=False)
_VACANT = Attributes(vacant=True)


def _units(totals: StreetTotals, random: Random) -> Iterator[Unit]:
    yield Unit("street", "synthetic street", "street")
    communities = [f"c{number + 1:02}" for number in range(totals.communities)]
    yield from (Unit(community, f"community {community[1:]}", "community", "street") for community in communities)
    grids: list[str] = []
    for number in range(totals.grids):
        community = communities[number % len(communities)]
        grids.append(f"{community}-g{number // len(communities) + 1:03}")
        yield Unit(grids[-1], f"grid {number // len(communities) + 1}", "grid", community)
    served = set(random.sample(range(totals.buildings), totals.with_property_firm))
    for number in range(totals.buildings):
        grid = grids[number % len(grids)]
        attributes = {"property_firm": number in served}
        yield Unit(f"b{number + 1:05}", f"building {number + 1}", "building", grid, attributes=attributes)


def _sizes(totals: StreetTotals, random: Random) -> list[int]:
    """Draw household sizes of at least one person that add up to everybody."""
    sizes = [1] * totals.households
    for household in random.choices(range(totals.households), k=totals.persons - totals.households):
        sizes[household] += 1
    return sizes


def _exactly(persons: int, sizes: list[int], random: Random) -> set[int]:
    """Draw households that together have so many persons."""
    chosen: set[int] = set()
    for household in random.sample(range(len(sizes)), len(sizes)):
        if sizes[household] <= persons:
            chosen.add(household)
            persons -= sizes[household]
        if persons == 0:
            break
    return chosen


def _presences(totals: StreetTotals, returned_on: date, random: Random) -> list[Presence]:
    back = {place: Presence(PresenceState.HOME, place, returned_on) for place in totals.back}
    gone = {place: Presence(PresenceState.AWAY, place) for place in totals.away}
    returned = {place: Presence(PresenceState.AWAY, place, returned_on) for place in totals.returned}
    persons = [AT_HOME] * (totals.home - sum(totals.back.values()))
    for place, count in totals.back.items():
        persons += [back[place]] * count
    for place, count in totals.away.items():
        come = totals.returned.get(place, 0)
        persons += [gone[place]] * (count - come)
        persons += [returned[place]] * come if come else []
    random.shuffle(persons)
    return persons


Visitor = Callable[[str, State, Random], tuple[str, timedelta]]
"""
Says what comes of the next attempt about a subject in a state, and how long after the last event; an empty outcome
lets time pass until the state is left by itself.
"""


def visits(campaign: Campaign, visitor: Visitor, *, seed: int, started: Callable[[str], datetime]) -> Iterator[Fact]:
    """
    Make up the visits of a campaign that nobody has visited yet, subject by subject.

    Args:
        campaign: The campaign; it is only read. Tracks beside its population are left alone.
        visitor: What comes of each attempt.
        seed: What is drawn from.
        started: When the first attempt about a subject could happen.
    """
    random = Random(seed)
    (track,) = (track for track in campaign.tracks if not track.beside)
    table = track.workflow.table
    for subject in campaign.subjects(*campaign.hierarchy.roots):
        position = table.index[campaign.state(subject)]
        moment = started(subject)
        count = 0
        while table.states[position].standing in (Standing.NOT_STARTED, Standing.IN_PROGRESS):
            state = table.states[position]
            outcome, pause = visitor(subject, state, random)
            moment += pause
            if not outcome:
                timer = table.timers[position][0]
                moment, position = moment - pause + timer.delay, timer.branches[0].target
                continue
            count += 1
            yield Fact(
                id=f"{subject}/{count}",
                kind=state.part,
                subjects=(subject,),
                happened=moment,
                known=moment + _WRITING_IT_DOWN,
                outcome=outcome,
                origin=_SYNTHETIC,
            )
            position = table.moves[position][outcome][0].target


_WRITING_IT_DOWN = timedelta(minutes=5)
_SYNTHETIC = Origin(source="synthetic")
