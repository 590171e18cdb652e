"""
Who must be there when something is done: roles, the seats of a team, and whether those present fill them.

A method says "one community worker, one health professional, and a cadre or a volunteer". That is a `TeamRule` of
three seats, the last with an alternative. Whether the people present satisfy it is a question of *matching*: each
person takes at most one seat, and a person who could take several must not be put where another could have sat.
Filling seats greedily gets this wrong; here a maximal matching decides, so that a team is refused only when no way of
seating it exists, and the same people give the same answer in whatever order they are named.

A team of another make-up is a fault of the world: a `TeamFinding` names the seat that is wrong.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

import attrs

from gridcare.errors import Fault, GridcareError, did_you_mean, refuse
from gridcare.given import texts, typed
from gridcare.titles import Titles, titles

__all__ = [
    "DayNeeded",
    "Member",
    "Role",
    "Seat",
    "Seating",
    "Team",
    "TeamFinding",
    "TeamRule",
    "TeamShortage",
    "TeamTrouble",
    "check",
    "seat",
    "shortages",
]


@attrs.frozen
class Role:
    """
    What somebody does in a team.

    Attributes:
        name: The name that seats and facts use, such as ``grid worker``.
        titles: What it is called, by language, such as ``(("zh", "网格员"),)``.
    """

    name: str
    titles: Titles = attrs.field(default=(), converter=titles)


@attrs.frozen(field_transformer=typed)
class Seat:
    """
    A place in a team, or several alike.

    >>> str(Seat(("government cadre", "volunteer"))), str(Seat("guard", 2, at_least=True))
    ('government cadre or volunteer', 'guard')

    Attributes:
        any_of: The roles that may take it; any one suffices.
        count: How many must take it.
        at_least: Whether more may.
        name: What the seat is called; its roles when not given.
    """

    any_of: tuple[str, ...] = attrs.field(converter=texts)
    count: int = 1
    at_least: bool = attrs.field(default=False, kw_only=True)
    name: str = attrs.field(default="", kw_only=True)

    def __str__(self) -> str:
        return self.name or " or ".join(self.any_of)


def _seats(given: Iterable[Seat]) -> tuple[Seat, ...]:
    return tuple(given)


@attrs.frozen(cache_hash=True, field_transformer=typed)
class TeamRule:
    """
    The seats that a team must fill.

    Attributes:
        name: The name that steps use, such as ``joint``.
        seats: The seats, the more important first: of two seats that cannot both be filled, the later is called empty.
        exact: Whether somebody who takes no seat is wrong; otherwise more people may come along.
        duties: What the team is for, in the words of the method, such as ``("visit", "screen")``.
        hats: The parts that its members play besides, in the same words, such as ``("liaison", "publicist")``; any
            member may play any of them, so that they fill no seat.

    Raises:
        DefinitionError: When there is no seat, or a seat has no role, a role twice, a count below one or the title of
            another seat.
    """

    name: str
    seats: tuple[Seat, ...] = attrs.field(converter=_seats)
    exact: bool = attrs.field(default=True, kw_only=True)
    duties: tuple[str, ...] = attrs.field(default=(), converter=texts, kw_only=True)
    hats: tuple[str, ...] = attrs.field(default=(), converter=texts, kw_only=True)

    def __attrs_post_init__(self) -> None:
        refuse(f"team rule '{self.name}'", self._faults())

    def _faults(self) -> Iterable[Fault]:
        if not self.seats:
            yield Fault("team.no-seat", self.name, "a rule without seats asks for nobody; declare at least one seat")
        titles = [str(place) for place in self.seats]
        for position, place in enumerate(self.seats):
            where = f"{self.name}/{titles[position] or f'seat {position + 1}'}"
            if not place.any_of or "" in place.any_of:
                yield Fault("team.no-role", where, "a role is not named; name every role that may take the seat")
            if len(set(place.any_of)) < len(place.any_of):
                yield Fault("team.role-twice", where, "a role is named twice; name each once and use 'count'")
            if place.count < 1:
                yield Fault("team.count", where, f"'count={place.count}' asks for nobody; ask for at least one")
            if titles[position] in titles[:position]:
                yield Fault("team.seat-twice", where, "another seat is called the same; join them or give a 'name'")

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role that may take a seat, in the order of the seats."""
        return tuple(dict.fromkeys(role for place in self.seats for role in place.any_of))


@attrs.frozen
class Member:
    """
    Somebody in a team.

    Attributes:
        id: An opaque id.
        roles: The roles that the member can take; the member fills one seat all the same.
        since: The first day in the team; ``None`` for from the beginning.
        until: The first day in it no longer; ``None`` for no end known.
    """

    id: str
    roles: tuple[str, ...] = attrs.field(converter=texts)
    since: date | None = attrs.field(default=None, kw_only=True)
    until: date | None = attrs.field(default=None, kw_only=True)

    def belongs(self, day: date) -> bool:
        """Say whether the member belongs to the team on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


class TeamTrouble(StrEnum):
    """What is wrong with a seat or with a member."""

    MISSING = "missing"
    """Nobody takes the seat."""
    WRONG_ROLE = "wrong role"
    """Somebody is there in place of the one whom the seat asks for."""
    SURPLUS = "surplus"
    """Somebody takes no seat, and the rule allows nobody else."""


@attrs.frozen(kw_only=True)
class TeamFinding:
    """
    One thing that is wrong with the make-up of a team.

    Attributes:
        trouble: What is wrong.
        rule: The name of the rule.
        seat: The seat that is wrong; empty for a surplus member.
        roles: The roles of the member who is wrong; empty for a missing one.
        member: The id of that member, where ids are known.
    """

    trouble: TeamTrouble
    rule: str
    seat: str = ""
    roles: tuple[str, ...] = ()
    member: str = ""

    def __str__(self) -> str:
        roles = "/".join(self.roles) or "somebody without a role"
        if self.trouble is TeamTrouble.MISSING:
            return f"'{self.rule}': nobody takes the seat '{self.seat}'"
        if self.trouble is TeamTrouble.WRONG_ROLE:
            return f"'{self.rule}': the seat '{self.seat}' is not taken; '{roles}' may not take it"
        return f"'{self.rule}': '{roles}' takes no seat"


@attrs.frozen(kw_only=True)
class Seating:
    """
    Who takes which seat, and what is wrong.

    Attributes:
        taken: Pairs of a seat and the member who takes it, in the order of the rule's seats.
        findings: What is wrong: seats in the order of the rule, then surplus members.
    """

    taken: tuple[tuple[Seat, Member], ...]
    findings: tuple[TeamFinding, ...]


def _members(given: Iterable[Member]) -> tuple[Member, ...]:
    return tuple(given)


class DayNeeded(GridcareError, ValueError):
    """A team whose members came and went was asked how it is made up, and not on which day."""

    code = "team.day-needed"

    def __init__(self, team: str) -> None:
        super().__init__(f"the members of '{team}' came and went; say on which 'day' it is to be looked at")
        self.team = team


@attrs.frozen(kw_only=True)
class Team:
    """
    A team of named members under a rule, over time.

    Attributes:
        id: An opaque id.
        rule: The rule that it is made by.
        members: Its members, in any order; one who leaves and comes back is named once for each time.
        unit: The id of the unit that it is for; empty for none.
        known_roles: The roles that are known; when given, a member with another is refused.

    Raises:
        DefinitionError: When a member has no id, is a member twice on one day, leaves no later than it came, or has an
            unknown role.
    """

    id: str
    rule: TeamRule
    members: tuple[Member, ...] = attrs.field(converter=_members)
    unit: str = ""
    known_roles: tuple[str, ...] = attrs.field(default=(), converter=texts)

    def __attrs_post_init__(self) -> None:
        refuse(f"team '{self.id}'", self._faults())

    def _faults(self) -> Iterable[Fault]:
        ordered = sorted(self.members, key=lambda member: (member.id, member.since or date.min))
        for earlier, later in pairwise(ordered):
            if later.id == earlier.id != "" and (
                earlier.until is None or later.since is None or later.since < earlier.until
            ):
                problem = "is a member twice; somebody with several roles is one member with all of them"
                yield Fault("team.member-twice", f"{self.id}/{later.id}", problem)
        if any(not member.id for member in self.members):
            yield Fault("team.member-without-id", self.id, "a member has no id; give each an opaque id")
        for member in self.members:
            where = f"{self.id}/{member.id}"
            if member.since and member.until and member.until <= member.since:
                yield Fault("team.member-dates", where, "leaves no later than it came; mend the days")
            for role in member.roles if self.known_roles else ():
                if role not in self.known_roles:
                    problem = f"'{role}' is no role{did_you_mean(role, self.known_roles)}"
                    yield Fault("team.unknown-role", where, problem)

    def on(self, day: date) -> tuple[Member, ...]:
        """Return its members on a day."""
        return tuple(member for member in self.members if member.belongs(day))

    def seating(self, day: date | None = None) -> Seating:
        """
        Seat the members and tell what is wrong.

        Args:
            day: The day to look at; needed once members have come or gone.

        Raises:
            DayNeeded: When it is, and is not given.
        """
        if day is None and any(member.since or member.until for member in self.members):
            raise DayNeeded(self.id)
        return seat(self.rule, self.members if day is None else self.on(day))


@attrs.frozen(kw_only=True)
class TeamShortage:
    """
    A unit with fewer valid teams than it should have.

    Attributes:
        unit: The id of the unit.
        rule: The name of the rule.
        valid: How many teams of the unit satisfy the rule.
        wanted: How many should.
        findings: What is wrong with its other teams, by the id of the team.
    """

    unit: str
    rule: str
    valid: int
    wanted: int
    findings: tuple[tuple[str, TeamFinding], ...] = ()


def shortages(
    units: Iterable[str], teams: Iterable[Team], rule: TeamRule, *, day: date | None = None, wanted: int = 1
) -> tuple[TeamShortage, ...]:
    """
    List the units that have too few valid teams, in the order of the units.

    Args:
        units: The units that should have one.
        teams: All teams; those under another rule or of other units are left aside.
        rule: The rule.
        day: The day to look at; needed once members have come or gone.
        wanted: How many valid teams each unit should have.

    Raises:
        DayNeeded: When a day is needed and not given.
    """
    own: dict[str, list[Team]] = {}
    for team in sorted(teams, key=lambda each: each.id):
        if team.rule == rule:
            own.setdefault(team.unit, []).append(team)
    found = []
    for unit in units:
        seatings = [(team.id, team.seating(day).findings) for team in own.get(unit, ())]
        valid = sum(1 for _, findings in seatings if not findings)
        if valid < wanted:
            wrong = tuple((team, finding) for team, findings in seatings for finding in findings)
            found.append(TeamShortage(unit=unit, rule=rule.name, valid=valid, wanted=wanted, findings=wrong))
    return tuple(found)


def check(rule: TeamRule, present: Iterable[str | Iterable[str]]) -> tuple[TeamFinding, ...]:
    """
    Tell what is wrong with the roles that were present; nothing when they satisfy the rule.

    >>> trio = TeamRule("trio", (Seat("community"), Seat("health"), Seat(("cadre", "volunteer"))))
    >>> check(trio, ("volunteer", "health", "community"))
    ()
    >>> print(*check(trio, ("volunteer", "community", "cadre")))
    'trio': the seat 'health' is not taken; 'volunteer' may not take it

    Args:
        rule: The rule.
        present: For each person who was present the role, or the several roles, that the person can take.
    """
    return _check(rule, tuple(sorted(tuple(sorted(set(texts(roles)))) for roles in present)))


@lru_cache(maxsize=1024)
def _check(rule: TeamRule, present: tuple[tuple[str, ...], ...]) -> tuple[TeamFinding, ...]:
    return seat(rule, [Member("", roles) for roles in present]).findings


def seat(rule: TeamRule, members: Iterable[Member]) -> Seating:
    """
    Seat as many members as can be seated, the earlier seats first.

    The result depends on who the members are and not on their order.
    """
    ordered = sorted(members, key=lambda member: (tuple(sorted(set(member.roles))), member.id))
    places = [place for place in rule.seats for _ in range(place.count)]
    needed = len(places)
    places += [place for place in rule.seats if place.at_least for _ in ordered]
    sitting = _match(places, ordered)
    seated = {index for index in sitting if index is not None}
    empty = [place for place, index in zip(places[:needed], sitting, strict=False) if index is None]
    standing = [member for index, member in enumerate(ordered) if index not in seated] if rule.exact else []
    pairs = [(place, ordered[index]) for place, index in zip(places, sitting, strict=True) if index is not None]
    pairs.sort(key=lambda pair: rule.seats.index(pair[0]))
    return Seating(taken=tuple(pairs), findings=tuple(_findings(rule, empty, standing)))


def _match(places: Sequence[Seat], members: Sequence[Member]) -> list[int | None]:
    """
    Match places to members, as many as possible, by augmenting paths.

    A place that has been filled stays filled when a later one is tried, so earlier places come first.
    """
    fitting = [
        [at for at, member in enumerate(members) if not set(place.any_of).isdisjoint(member.roles)] for place in places
    ]
    sitting: list[int | None] = [None] * len(places)
    place_of: dict[int, int] = {}
    for place in range(len(places)):
        asked_by: dict[int, int] = {}
        waiting = deque([place])
        while waiting:
            asking = waiting.popleft()
            for member in fitting[asking]:
                if member in asked_by:
                    continue
                asked_by[member] = asking
                if member in place_of:
                    waiting.append(place_of[member])
                    continue
                _reseat(member, asked_by, sitting, place_of)
                waiting.clear()
                break
    return sitting


def _reseat(member: int, asked_by: dict[int, int], sitting: list[int | None], place_of: dict[int, int]) -> None:
    """Move everybody along the path of requests by one place, from the free member back to the empty place."""
    moving: int | None = member
    while moving is not None:
        to = asked_by[moving]
        sitting[to], place_of[moving], moving = moving, to, sitting[to]


def _findings(rule: TeamRule, empty: Sequence[Seat], standing: Sequence[Member]) -> Iterable[TeamFinding]:
    for position, place in enumerate(empty):
        if position < len(standing):
            wrong = standing[position]
            yield TeamFinding(
                trouble=TeamTrouble.WRONG_ROLE, rule=rule.name, seat=str(place), roles=wrong.roles, member=wrong.id
            )
        else:
            yield TeamFinding(trouble=TeamTrouble.MISSING, rule=rule.name, seat=str(place))
    for member in standing[len(empty) :]:
        yield TeamFinding(trouble=TeamTrouble.SURPLUS, rule=rule.name, roles=member.roles, member=member.id)
