"""
What must be staffed where and when: duties by the facts of the place.

A locality's rule reads "by day the property firm, by night building heads and volunteers on patrol; where no property
firm serves, the street's checkpoint round the clock". Each part is a `DutyRule`: a duty, its hours, the roles that may
take it, how many at once, and a condition on the place. Where the day ends is a parameter of the method. Held against
places and a stretch of time the rules give `Demand` values, and those are what a roster is proved against.

Hours are told by the clock and become moments only on a day and in a zone, so that a night on which clocks change is
as long as it is. Hours that end no later than they start run over midnight and belong to the day on which they start;
that day's facts decide. A place of which the fact is not known gets no demand and no silence: it is a finding.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final

import attrs

from gridcare.errors import Fault, did_you_mean, refuse
from gridcare.given import texts, typed
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Unit
from gridcare.rules.evaluation import compiled
from gridcare.rules.expressions import Expression, names
from gridcare.rules.grammar import expression
from gridcare.rules.parameters import Param, Parameters
from gridcare.rules.scopes import Given, Scope
from gridcare.rules.unknowns import Unknown
from gridcare.rules.windows import Shift, Window
from gridcare.timing.periods import Interval, UnreadableTime, Zone, at_clock, local_day

__all__ = ["Demand", "Duties", "DutyFinding", "DutyRule", "DutyTrouble", "Hours", "Owed"]

_DAY: Final = timedelta(days=1)
_READABLE: Final = ("unit", "param")
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00", re.ASCII)


def _clock(given: str | time | Param) -> time | Param:
    if isinstance(given, Param):
        return given
    if isinstance(given, str):
        if not _CLOCK.fullmatch(given):
            allowed = "write it like '07:00', or '24:00' for the end of the day"
            raise UnreadableTime("time of day", given, allowed)
        given = time.min if given == "24:00" else time.fromisoformat(given)
    if given.tzinfo is not None:
        raise UnreadableTime("time of day", str(given), "hours are local: give them without a zone")
    return given


@attrs.frozen(field_transformer=typed)
class Hours:
    """
    Hours of each day by the clock; over midnight when they end no later than they start.

    >>> print(Hours("22:00", "06:00").on(date(2020, 2, 29), "Asia/Shanghai"))
    2020-02-29 22:00:00+08:00 to 2020-03-01 06:00:00+08:00
    >>> str(Hours("00:00", "24:00")), str(Hours(Param("night_begins"), "07:00"))
    ('00:00-24:00', 'param(night_begins)-07:00')

    Attributes:
        start: When they start, such as ``22:00``, or a parameter that says so.
        end: When they end; ``24:00`` is the end of the day.

    Raises:
        UnreadableTime: When a text is no time of day, or a time has a zone of its own.
    """

    start: time | Param = attrs.field(converter=_clock)
    end: time | Param = attrs.field(converter=_clock)

    def __str__(self) -> str:
        start = self.start if isinstance(self.start, Param) else f"{self.start:%H:%M}"
        end = self.end if isinstance(self.end, Param) else f"{self.end:%H:%M}"
        return f"{start}-{'24:00' if end == '00:00' else end}"

    def on(self, day: date, zone: Zone, parameters: Parameters | None = None) -> Interval | None:
        """
        Return the hours that start on a local day, or ``None`` when a parameter that bounds them is not stated.

        Raises:
            UnknownName: When a parameter is not declared.
            UnreadableTime: When a parameter is no time of day.
        """
        start, end = (_bound(each, parameters or Parameters()) for each in (self.start, self.end))
        if start is None or end is None:
            return None
        return Interval(at_clock(day, start, zone), at_clock(day if start < end else day + _DAY, end, zone))


def _bound(given: time | Param, parameters: Parameters) -> time | None:
    if isinstance(given, time):
        return given
    value = parameters[given.name]
    if isinstance(value, str):
        return _bound(_clock(value), parameters)
    if isinstance(value, bool | int | Decimal | timedelta):
        raise UnreadableTime("time of day", f"{given.name}={value}", "give the parameter as a text like '07:00'")
    return None


def _hours(given: Hours | Iterable[Hours]) -> tuple[Hours, ...]:
    return (given,) if isinstance(given, Hours) else tuple(given)


def _condition(given: Expression | str | None) -> Expression | None:
    return None if given is None else expression(given)


@attrs.frozen(kw_only=True, field_transformer=typed)
class DutyRule:
    """
    One duty, where it is owed, in which hours and by whom.

    Attributes:
        duty: The name of the duty; two duties at once are two rules, and nobody can do both at once.
        hours: Its hours, one or several stretches a day.
        by: The roles that may take it; any one suffices.
        at_once: How many must be there at every moment.
        when: A condition on the place, reading ``unit.…`` (what the place and the units around it are known for) and
            ``param.…``; without one the duty is owed everywhere.
        level: The level of the places that it is for; empty for all places.
        hand_over: Whether whoever leaves while the duty goes on must leave a note for the next.
    """

    duty: str
    hours: tuple[Hours, ...] = attrs.field(converter=_hours)
    by: tuple[str, ...] = attrs.field(converter=texts)
    at_once: int = 1
    when: Expression | None = attrs.field(default=None, converter=_condition)
    level: str = ""
    hand_over: bool = False


@attrs.frozen(kw_only=True)
class Demand:
    """
    That a duty must be done at a place over a stretch of time.

    Attributes:
        place: The id of the place.
        duty: The name of the duty.
        hours: The stretch of time.
        by: The roles that may take it.
        at_once: How many must be there at every moment.
        hand_over: Whether whoever leaves while the duty goes on must leave a note for the next.
    """

    place: str
    duty: str
    hours: Interval
    by: tuple[str, ...] = attrs.field(converter=texts)
    at_once: int = 1
    hand_over: bool = False

    @property
    def order(self) -> tuple[str, str, datetime]:
        """Sorts demands by place, duty and start."""
        return self.place, self.duty, self.hours.start


class DutyTrouble(StrEnum):
    """Why nothing could be demanded at a place."""

    UNDECIDED = "undecided"
    """What the rule asks of the place, or the hour that bounds it, is not known."""
    NO_RULE = "no rule"
    """No rule speaks of the place."""


@attrs.frozen(kw_only=True)
class DutyFinding:
    """
    A place for which the rules do not say what is owed.

    Attributes:
        trouble: Why not.
        place: The id of the place.
        duty: The duty that may be owed; empty where no rule speaks.
        since: The first day of which this is so.
        until: The first day of which it is so no longer.
        reason: What is not known, in words.
    """

    trouble: DutyTrouble
    place: str
    duty: str = ""
    since: date
    until: date
    reason: str = ""

    def __str__(self) -> str:
        days = f"from {self.since} until {self.until}"
        if self.trouble is DutyTrouble.NO_RULE:
            return f"'{self.place}': no rule says who is on duty {days}"
        return f"'{self.place}': whether '{self.duty}' is owed {days} is not known: {self.reason}"


def _demands(given: Iterable[Demand]) -> tuple[Demand, ...]:
    return tuple(sorted(given, key=lambda demand: (*demand.order, demand.hours.end, demand.by)))


def _findings(given: Iterable[DutyFinding]) -> tuple[DutyFinding, ...]:
    return tuple(sorted(given, key=lambda finding: (finding.place, finding.since, finding.duty, finding.reason)))


@attrs.frozen(kw_only=True)
class Owed:
    """
    What must be staffed in a stretch of time.

    Attributes:
        within: The stretch of time that was looked at.
        demands: The demands, in the order of place, duty and start.
        findings: The places for which the rules do not say what is owed.

    Raises:
        DefinitionError: When two demands of one duty at one place overlap, or one has no role, no time or nobody.
    """

    within: Interval
    demands: tuple[Demand, ...] = attrs.field(converter=_demands)
    findings: tuple[DutyFinding, ...] = attrs.field(default=(), converter=_findings)

    def __attrs_post_init__(self) -> None:
        refuse("what is owed", self._faults())

    def _faults(self) -> Iterator[Fault]:
        for demand in self.demands:
            if not demand.by or demand.at_once < 1 or demand.hours.is_empty:
                problem = "it asks for nobody; give roles, at least one at once, and hours that are not empty"
                yield Fault("duty.nobody", f"{demand.place}/{demand.duty}", problem)
        for earlier, later in pairwise(self.demands):
            if earlier.order[:2] == later.order[:2] and later.hours.start < earlier.hours.end:
                problem = "is demanded twice at once; make them one demand of more people, or two duties"
                yield Fault("duty.twice", f"{later.place}/{later.duty} at {later.hours.start}", problem)


def _rules(given: Iterable[DutyRule]) -> tuple[DutyRule, ...]:
    return tuple(given)


@attrs.frozen(field_transformer=typed)
class Duties:
    """
    The rules by which places are staffed.

    >>> day, night = Param("day_begins"), Param("night_begins")
    >>> duties = Duties(
    ...     (
    ...         DutyRule(duty="gate", hours=Hours(day, night), by="property firm", when="unit.property_firm"),
    ...         DutyRule(duty="patrol", hours=Hours(night, day), by=("head", "volunteer"), when="unit.property_firm"),
    ...         DutyRule(duty="checkpoint", hours=Hours("00:00", "24:00"), by="street", when="not unit.property_firm"),
    ...     )
    ... )

    Attributes:
        rules: The rules, in any order; all that apply to a place are owed there.
        roles: The roles that are known; when given, a rule with another role is refused.

    Raises:
        DefinitionError: When a rule has no name, no hours, no role, an unknown role, a count below one, or a condition
            that reads something else than the place and the parameters; all faults at once.
    """

    rules: tuple[DutyRule, ...] = attrs.field(converter=_rules)
    roles: tuple[str, ...] = attrs.field(default=(), converter=texts, kw_only=True)

    def __attrs_post_init__(self) -> None:
        refuse("the duty rules", [fault for rule in self.rules for fault in self._faults(rule)])

    def _faults(self, rule: DutyRule) -> Iterator[Fault]:
        if not rule.duty:
            yield Fault("duty.no-name", "", "a duty has no name; give each its own")
        if not rule.hours or not rule.by or rule.at_once < 1:
            problem = "it asks for nobody; give at least one stretch of hours, one role and one at once"
            yield Fault("duty.nobody", rule.duty, problem)
        for role in rule.by:
            if self.roles and role not in self.roles:
                yield Fault("duty.unknown-role", rule.duty, f"'{role}' is no role{did_you_mean(role, self.roles)}")
        for path in sorted(names(rule.when)) if rule.when is not None else ():
            first = path.partition(".")[0]
            if first not in _READABLE or first == path:
                hint = did_you_mean(first, [f"{word}.…" for word in _READABLE])
                yield Fault("duty.name", rule.duty, f"'{path}' cannot be read of a place{hint}")

    def owed(
        self,
        places: Iterable[str] | Mapping[str, str],
        within: Interval,
        *,
        hierarchy: Hierarchy,
        zone: Zone,
        parameters: Parameters | None = None,
    ) -> Owed:
        """
        Tell what must be staffed at places in a stretch of time.

        Args:
            places: The units that are places, or the unit of each place that is none itself, such as an entrance.
            within: The stretch of time; hours that reach beyond it are cut.
            hierarchy: What is known of the units; what a unit does not state it inherits from those above it.
            zone: The zone of the clocks.
            parameters: The parameters that hours and conditions name.

        Raises:
            UnknownUnit: When a unit is not in the hierarchy.
            UnknownName: When hours are bounded by a parameter that is not declared.
            DefinitionError: When two rules demand one duty at one place and time.
        """
        units = places if isinstance(places, Mapping) else {place: place for place in places}
        survey = _Survey(hierarchy, within, zone, parameters or Parameters())
        demands: list[Demand] = []
        findings: list[DutyFinding] = []
        for place, id in units.items():
            unit = hierarchy[id]
            rules = [rule for rule in self.rules if rule.level in ("", unit.level)]
            demands += survey.demands(place, unit, rules)
            findings += survey.findings(place)
        return Owed(within=within, demands=demands, findings=findings)


_Open = tuple[DutyTrouble, str, str]


class _Survey:
    """Holds rules against one place after the other over the same days."""

    def __init__(self, hierarchy: Hierarchy, within: Interval, zone: Zone, parameters: Parameters) -> None:
        self._hierarchy = hierarchy
        self._within = within
        self._zone = zone
        self._parameters = parameters
        eve = local_day(within.start, zone) - _DAY  # whose night may reach into the stretch
        self._eve = eve
        self._days = (eve, *within.days(zone))
        self._hours: dict[tuple[Hours, date], Interval | None] = {}
        self._open: dict[_Open, list[date]] = {}

    def demands(self, place: str, unit: Unit, rules: list[DutyRule]) -> Iterator[Demand]:
        """Give what is owed at a place while it exists, and keep what cannot be told for `findings`."""
        self._open = {}
        for day in self._days:
            if not unit.exists(day):
                continue
            scope = _PlaceScope(self._hierarchy, unit.id, day, self._parameters)
            told = [(rule, _truth(rule.when, scope)) for rule in rules]
            if day != self._eve and all(truth is False for _, truth in told):
                self._leave_open(day, DutyTrouble.NO_RULE)
            for rule, truth in told:
                if truth is not False:
                    yield from self._of_rule(place, rule, day, truth)

    def _of_rule(self, place: str, rule: DutyRule, day: date, truth: bool | Unknown) -> Iterator[Demand]:
        for each in rule.hours:
            if (each, day) not in self._hours:
                self._hours[each, day] = each.on(day, self._zone, self._parameters)
            hours = self._hours[each, day]
            cut = hours.intersection(self._within) if hours else None
            if hours is None and day != self._eve:
                self._leave_open(day, DutyTrouble.UNDECIDED, rule.duty, f"the hours {each} are not stated")
            elif cut is not None and isinstance(truth, Unknown):
                self._leave_open(day, DutyTrouble.UNDECIDED, rule.duty, str(truth))
            elif cut is not None:
                yield Demand(
                    place=place, duty=rule.duty, hours=cut, by=rule.by, at_once=rule.at_once, hand_over=rule.hand_over
                )

    def _leave_open(self, day: date, trouble: DutyTrouble, duty: str = "", reason: str = "") -> None:
        days = self._open.setdefault((trouble, duty, reason), [])
        if day not in days:
            days.append(day)

    def findings(self, place: str) -> Iterator[DutyFinding]:
        """Tell what the last place left open; days that follow each other are one finding."""
        for (trouble, duty, reason), days in self._open.items():
            starts = [day for day in days if day - _DAY not in days]
            ends = [day + _DAY for day in days if day + _DAY not in days]
            for since, until in zip(starts, ends, strict=True):
                yield DutyFinding(trouble=trouble, place=place, duty=duty, since=since, until=until, reason=reason)


def _truth(when: Expression | None, scope: Scope) -> bool | Unknown:
    told = True if when is None else compiled(when)(scope)
    return told if isinstance(told, bool | Unknown) else Unknown.because("mismatch", str(when))


@attrs.frozen(eq=False)
class _PlaceScope:
    """A place on a day, as the condition of a rule reads it."""

    hierarchy: Hierarchy
    unit: str
    day: date
    parameters: Parameters

    @property
    def label(self) -> str:
        return self.unit

    def value(self, name: str, /) -> Given:
        first, _, rest = name.partition(".")
        if first == "unit":
            told: Given = self.hierarchy.attribute(self.unit, rest, self.day, inherited=True)
        else:
            value = self.parameters.get(rest)
            told = value if isinstance(value, bool | int | str | Decimal) else None
        return Unknown.because("missing", name) if told is None else told

    def along(self, axis: str, /) -> Iterable[Scope] | Unknown:
        return Unknown.because("axis", axis)

    def shifted(self, by: Shift, /) -> Scope | Unknown:
        return Unknown.because("shift", str(by))

    def windowed(self, over: Window, /) -> Scope | Unknown:
        return Unknown.because("window", str(over))
