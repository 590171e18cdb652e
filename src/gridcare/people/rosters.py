"""
Who is on duty where and when: shifts, who replaced whom, and what was handed over.

A `Roster` is a plan as people write it: *shifts*, and beside them the *substitutions* that changed it: from when on
somebody else did the rest of a shift, and until when. What then really holds are its *turns*: each a stretch that one
person is on duty. Whether the turns leave a minute uncovered is another question, answered by
`gridcare.people.staffing.prove`.

Shifts are stretches between two moments, so that midnight, the end of a month and a night on which clocks change are
nothing special. A sheet that only has clock times is read with the day and the zone by `Roster.load`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final, NamedTuple, Self

import attrs

from gridcare.errors import DefinitionError, Fault, GridcareError, did_you_mean, refuse
from gridcare.given import texts
from gridcare.people.admission import BadRow
from gridcare.people.duties import Hours
from gridcare.privacy import PrivacyClass, classified
from gridcare.timing.periods import Interval, Zone, aware, moment

__all__ = ["Absence", "DutyShift", "HandOver", "LoadedRoster", "Roster", "Substitution", "Turn"]


def _since(when: datetime) -> datetime:
    return aware(when, "since")


def _until(when: datetime | None) -> datetime | None:
    return when and aware(when, "until")


def _at(when: datetime) -> datetime:
    return aware(when, "at")


@attrs.frozen(kw_only=True)
class DutyShift:
    """
    Somebody planned to be on duty.

    Attributes:
        id: What the shift is known by.
        person: The opaque id of who is on duty.
        role: The role in which the person serves.
        place: The id of the place.
        duty: The name of the duty.
        hours: From when up to when.
    """

    id: str
    person: str
    role: str
    place: str
    duty: str
    hours: Interval


@attrs.frozen(kw_only=True)
class Substitution:
    """
    Somebody taking over a shift from another.

    Attributes:
        shift: The id of the shift.
        person: The opaque id of the substitute.
        since: From when on the substitute is on duty.
        until: When the substitute leaves; ``None`` for the end of the shift, or until the next substitute comes.
        role: The role in which the substitute serves; empty for the role of the shift.
    """

    shift: str
    person: str
    since: datetime = attrs.field(converter=_since)
    until: datetime | None = attrs.field(default=None, converter=_until)
    role: str = ""


@attrs.frozen(kw_only=True)
class HandOver:
    """
    What somebody leaving a duty left for the next.

    Attributes:
        shift: The id of the shift that was left.
        by: The opaque id of who left it.
        at: When it was written.
        to: The opaque id of who took over; empty when not told.
        note: The note itself, never shown.
    """

    shift: str
    by: str
    at: datetime = attrs.field(converter=_at)
    to: str = ""
    note: str = classified(PrivacyClass.IDENTIFYING, default="")


@attrs.frozen(kw_only=True)
class Absence:
    """
    A stretch of time in which somebody cannot be on duty: sick, under observation, away.

    Attributes:
        person: The opaque id of the person.
        hours: From when up to when.
        reason: A coded reason, never shown.
    """

    person: str
    hours: Interval
    reason: str = classified(PrivacyClass.SENSITIVE, default="")


@attrs.frozen(kw_only=True)
class Turn:
    """
    A stretch of time that one person is on duty, substitutions heeded.

    Attributes:
        shift: The id of the shift that it is of.
        person: The opaque id of who is on duty.
        role: The role in which the person serves.
        place: The id of the place.
        duty: The name of the duty.
        hours: From when up to when.
    """

    shift: str
    person: str
    role: str
    place: str
    duty: str
    hours: Interval


class LoadedRoster(NamedTuple):
    """What a sheet gave: the roster of its sound rows, and the rows that could not be used."""

    roster: "Roster"
    bad_rows: tuple[BadRow, ...]


def _shifts(given: Iterable[DutyShift]) -> tuple[DutyShift, ...]:
    return tuple(sorted(given, key=lambda shift: (shift.place, shift.duty, shift.hours.start, shift.id)))


def _substitutions(given: Iterable[Substitution]) -> tuple[Substitution, ...]:
    return tuple(sorted(given, key=lambda each: (each.shift, each.since, each.person)))


def _hand_overs(given: Iterable[HandOver]) -> tuple[HandOver, ...]:
    return tuple(sorted(given, key=lambda each: (each.shift, each.at, each.by)))


@attrs.frozen(kw_only=True)
class Roster:
    """
    A plan of who is on duty where and when, and how it was changed.

    Attributes:
        shifts: The shifts; given in any order, they are kept by place, duty, start and id.
        substitutions: Who replaced whom, from when.
        hand_overs: The notes that were left.
        roles: The roles that are known; when given, any other is refused.

    Raises:
        DefinitionError: When a shift has no id or the id of another, no person or place, or no time; when a role is
            unknown; when a substitution names no shift of the roster, lies outside its shift, ends before it starts or
            begins together with another of the same shift; when a note is about no shift. All faults at once.
    """

    shifts: tuple[DutyShift, ...] = attrs.field(converter=_shifts)
    substitutions: tuple[Substitution, ...] = attrs.field(default=(), converter=_substitutions)
    hand_overs: tuple[HandOver, ...] = attrs.field(default=(), converter=_hand_overs)
    roles: tuple[str, ...] = attrs.field(default=(), converter=texts)

    def __attrs_post_init__(self) -> None:
        refuse("the roster", [*self._shift_faults(), *self._change_faults()])

    def _shift_faults(self) -> Iterator[Fault]:
        seen = set()
        for shift in self.shifts:
            yield from _own_faults(shift, self.roles)
            if shift.id in seen:
                yield Fault("roster.shift-twice", shift.id, "another shift has this id; give each its own")
            seen.add(shift.id)

    def _change_faults(self) -> Iterator[Fault]:
        by_id = {shift.id: shift for shift in self.shifts}
        named = [*(each.shift for each in self.substitutions), *(each.shift for each in self.hand_overs)]
        for shift in dict.fromkeys(named):
            if shift not in by_id:
                problem = f"there is no such shift{did_you_mean(shift, by_id)}"
                yield Fault("roster.unknown-shift", shift, problem)
        for each in self.substitutions:
            if each.shift in by_id:
                yield from _substitution_faults(each, by_id[each.shift], self.roles)
        for earlier, later in pairwise(self.substitutions):
            if earlier.shift == later.shift and later.since < (earlier.until or later.since):
                problem = f"two substitutes are there at {later.since}; let one leave before the other comes"
                yield Fault("roster.two-substitutes", later.shift, problem)
            elif (earlier.shift, earlier.since) == (later.shift, later.since):
                problem = f"two substitutes come at {later.since}; name the one who did"
                yield Fault("roster.two-substitutes", later.shift, problem)

    def turns(self) -> tuple[Turn, ...]:
        """Return who really is on duty, substitutions heeded, in the order of the shifts."""
        replaced: dict[str, list[Substitution]] = defaultdict(list)
        for each in self.substitutions:
            replaced[each.shift].append(each)
        return tuple(turn for shift in self.shifts for turn in _turns(shift, replaced.get(shift.id, ())))

    def replace(self, *substitutions: Substitution) -> Self:
        """
        Return the roster with further substitutions.

        Raises:
            DefinitionError: As for a roster made with them.
        """
        return attrs.evolve(self, substitutions=(*self.substitutions, *substitutions))

    @classmethod
    def load(cls, rows: Iterable[Mapping[str, object]], *, zone: Zone, roles: Iterable[str] = ()) -> LoadedRoster:
        """
        Read a duty sheet (值班表) of rows as they are found.

        A row has ``person``, ``role``, ``place`` and ``duty``, and its time: either ``start`` and ``end`` as moments,
        or ``day`` with ``from`` and ``to`` as clock times, which run over midnight when ``to`` is no later. An ``id``
        may be given; else it is the number of the row, as ``row 7``. Nothing is lost: a row that cannot be used is
        handed back with all that is wrong with it.

        Args:
            rows: The rows, such as those of `csv.DictReader`.
            zone: The zone of times without an offset of their own.
            roles: The roles that are known; when given, any other is refused.
        """
        reader = _SheetReader(zone, tuple(roles))
        for number, row in enumerate(rows, 1):
            reader.read(number, row)
        return LoadedRoster(cls(shifts=reader.shifts, roles=roles), tuple(reader.bad))


def _own_faults(shift: DutyShift, roles: tuple[str, ...]) -> Iterator[Fault]:
    if not (shift.id and shift.person and shift.place and shift.duty):
        problem = "its id, person, place or duty is blank; give each, or leave the shift out and let proof find the gap"
        yield Fault("roster.blank", shift.id, problem)
    if shift.hours.is_empty:
        yield Fault("roster.empty-shift", shift.id, "it ends when it starts; give the end, or leave it out")
    if roles and shift.role not in roles:
        yield Fault("roster.unknown-role", shift.id, f"'{shift.role}' is no role{did_you_mean(shift.role, roles)}")


def _substitution_faults(each: Substitution, shift: DutyShift, roles: tuple[str, ...]) -> Iterator[Fault]:
    until = each.until or shift.hours.end
    if not shift.hours.start <= each.since < until <= shift.hours.end:
        problem = f"a substitute must come and leave within the shift, {shift.hours}, and come first"
        yield Fault("roster.substitution-outside", each.shift, problem)
    if roles and each.role and each.role not in roles:
        yield Fault("roster.unknown-role", each.shift, f"'{each.role}' is no role{did_you_mean(each.role, roles)}")


def _turns(shift: DutyShift, replaced: Iterable[Substitution]) -> Iterator[Turn]:
    """Cut a shift where somebody else takes over; the first to be planned is there whenever nobody else is."""
    listed = list(replaced)
    if not listed:
        yield _turn(shift, shift.person, shift.role, shift.hours)
        return
    nexts = [*(each.since for each in listed[1:]), shift.hours.end]
    since = shift.hours.start
    for each, following in zip(listed, nexts, strict=True):
        if since < each.since:
            yield _turn(shift, shift.person, shift.role, Interval(since, each.since))
        since = each.until or following
        yield _turn(shift, each.person, each.role or shift.role, Interval(each.since, since))
    if since < shift.hours.end:
        yield _turn(shift, shift.person, shift.role, Interval(since, shift.hours.end))


def _turn(shift: DutyShift, person: str, role: str, hours: Interval) -> Turn:
    return Turn(shift=shift.id, person=person, role=role, place=shift.place, duty=shift.duty, hours=hours)


_COLUMNS: Final = ("person", "role", "place", "duty")


class _SheetReader:
    """Reads a duty sheet row by row; a row is a shift or is handed back."""

    def __init__(self, zone: Zone, roles: tuple[str, ...]) -> None:
        self._zone = zone
        self._roles = roles
        self._ids: dict[str, int] = {}
        self.shifts: list[DutyShift] = []
        self.bad: list[BadRow] = []

    def read(self, number: int, row: Mapping[str, object]) -> None:
        id = str(row.get("id") or f"row {number}")
        faults = [
            Fault("roster.blank", f"row {number}, column {column}", "it is blank or no text; fill it in")
            for column in _COLUMNS
            if not isinstance(row.get(column), str) or not row[column]
        ]
        if id in self._ids:
            problem = f"row {self._ids[id]} has the same id; give each shift its own"
            faults.append(Fault("roster.shift-twice", f"row {number}, column id", problem))
        hours, problem = self._hours(row)
        if problem:
            faults.append(Fault("roster.hours", f"row {number}", problem))
        if hours is not None and not faults:
            told: dict[str, Any] = {column: row[column] for column in _COLUMNS}
            shift = DutyShift(id=id, hours=hours, **told)
            faults += [Fault(fault.code, f"row {number}", fault.problem) for fault in _own_faults(shift, self._roles)]
            if not faults:
                self._ids[id] = number
                self.shifts.append(shift)
                return
        self.bad.append(BadRow(row=number, id=id, faults=tuple(faults), given=row))

    def _hours(self, row: Mapping[str, object]) -> tuple[Interval | None, str]:
        """Read when a shift runs, or what is wrong with it."""
        try:
            if row.get("day"):
                day = date.fromisoformat(str(row["day"]))
                hours = Hours(str(row.get("from") or ""), str(row.get("to") or "")).on(day, self._zone)
                return hours, ""
            start, end = (moment(str(row.get(column) or ""), self._zone) for column in ("start", "end"))
            return Interval(start, end), ""
        except (GridcareError, DefinitionError, ValueError) as error:
            return None, str(error)
