"""
Compliance (合规), computed from the records and never typed in.

An audit holds every unit that owns a criterion against it, on what its records tell: met, not met, or cannot be told.
Each answer names the records that it rests on, and what is lacking where it is not met. Where no book of a kind was
handed in nothing is known of it, so the answer is that it cannot be told; where the book is kept and holds no record,
the criterion is not met.

A street's audit rolls its communities up: for each criterion, the communities that meet it, those that do not, and
those of which it cannot be told. What the department itself owes, such as the supervision of each community, is a
criterion of its own that reads the records of the communities inside.

>>> from datetime import UTC, datetime, timedelta
>>> from gridcare.places.hierarchy import Hierarchy
>>> from gridcare.places.units import Level, Unit
>>> from gridcare.reporting.criteria import Criterion
>>> from gridcare.reporting.evidence import AuditRecord, RecordBook, RecordKind
>>> units = [Unit("s", "", "street"), Unit("c1", "", "community", "s"), Unit("c2", "", "community", "s")]
>>> street = Hierarchy(Level.ordered("street", "community"), units)
>>> programme = AuditProgramme(
...     "ten",
...     kinds=(RecordKind("drill"),),
...     levels=("street", "community"),
...     criteria=(Criterion("drilled", "any(age <= 180 per drill)", owner="community"),),
... )
>>> now = datetime(2022, 3, 13, 12, tzinfo=UTC)
>>> long_ago = AuditRecord(id="d1", kind="drill", unit="c1", happened=now - timedelta(days=200), known=now)
>>> report = audit(programme, Dossier(street, (RecordBook("drill", "c1", (long_ago,)),)), at=now, zone="UTC")
>>> for each in report.assessments:
...     print(each.unit, each.result, [lack.why.value for lack in each.lacks])
c1 not met ['too few']
c2 cannot be told ['not kept']
>>> report.roll_up("s")[0].not_met
('c1',)
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Final

import attrs

from gridcare.errors import GridcareError, UnknownName
from gridcare.places.hierarchy import Hierarchy, UnknownUnit
from gridcare.reporting.criteria import CHILD, AuditProgramme, Criterion
from gridcare.reporting.evidence import AuditRecord, Dossier
from gridcare.reporting.returns import AheadOfKnowledge
from gridcare.reporting.weighing import Bearing, Exhibit, Lack, weigh
from gridcare.rules.evaluation import Resolver, evaluate
from gridcare.rules.scopes import Given
from gridcare.rules.unknowns import Reason, Unknown
from gridcare.rules.windows import Shift, Window
from gridcare.timing.periods import Zone, aware, local_day

__all__ = ["Assessment", "AuditReport", "AuditResult", "OtherAudit", "RolledCriterion", "audit"]


class AuditResult(StrEnum):
    """What became of a criterion at a unit."""

    MET = "met"
    NOT_MET = "not met"
    CANNOT_BE_TOLD = "cannot be told"
    """The records that would tell are lacking, and the assessment names them."""


@attrs.frozen(kw_only=True)
class Assessment:
    """
    One criterion at one unit.

    Attributes:
        criterion: The criterion.
        unit: The unit that owns it.
        result: Met, not met, or cannot be told.
        exhibits: The records that it was told from; those that decided it, where some did.
        lacks: What is lacking; empty when it is met.
        reasons: Why it cannot be told; empty when it can.
        mend_by: The last local day on which its owner may mend it; none when it is met, or the criterion names no time.
    """

    criterion: Criterion
    unit: str
    result: AuditResult
    exhibits: tuple[Exhibit, ...] = ()
    lacks: tuple[Lack, ...] = ()
    reasons: tuple[Reason, ...] = ()
    mend_by: date | None = None

    @property
    def evidence(self) -> tuple[Exhibit, ...]:
        """The records that speak for it, and those that numbers were taken from."""
        return tuple(each for each in self.exhibits if each.bearing in (Bearing.FOR, Bearing.READ))

    @property
    def against(self) -> tuple[Exhibit, ...]:
        """The records that stand against it."""
        return tuple(each for each in self.exhibits if each.bearing is Bearing.AGAINST)


@attrs.frozen(kw_only=True)
class RolledCriterion:
    """
    One criterion over all units inside one that own it; each of them stands in exactly one of three lists.

    Attributes:
        criterion: The criterion.
        unit: The unit inside which one looked, itself included.
        met: The units that meet it, in the order of the hierarchy.
        not_met: Those that do not.
        cannot_be_told: Those of which it cannot be told.
    """

    criterion: Criterion
    unit: str
    met: tuple[str, ...] = ()
    not_met: tuple[str, ...] = ()
    cannot_be_told: tuple[str, ...] = ()

    @property
    def owed(self) -> int:
        """How many units own it."""
        return len(self.met) + len(self.not_met) + len(self.cannot_be_told)

    @property
    def result(self) -> AuditResult | None:
        """
        What it comes to: not met as soon as one unit does not meet it, whatever cannot be told of others.

        ``None`` when no unit inside owns it.
        """
        if self.not_met:
            return AuditResult.NOT_MET
        if self.cannot_be_told:
            return AuditResult.CANNOT_BE_TOLD
        return AuditResult.MET if self.met else None


class OtherAudit(GridcareError, ValueError):
    """Two audits were to be joined that are no parts of one, or that tell different things of one unit."""

    code = "audit.other"


@attrs.frozen(kw_only=True)
class AuditReport:
    """
    What an audit found, as of a moment.

    Attributes:
        programme: The criteria.
        hierarchy: The units.
        at: The moment that it speaks of.
        day: The local day of that moment, from which ages are counted.
        known: Up to when knowledge counted.
        assessments: One for each criterion and each unit that owns it: criterion by criterion, within one in the
            order of the hierarchy.
    """

    programme: AuditProgramme
    hierarchy: Hierarchy = attrs.field(repr=False)
    at: datetime
    day: date
    known: datetime
    assessments: tuple[Assessment, ...] = attrs.field(repr=lambda held: str(len(held)))

    @cached_property
    def _held(self) -> Mapping[tuple[str, str], Assessment]:
        return {(each.criterion.id, each.unit): each for each in self.assessments}

    def assessment(self, criterion: str, unit: str) -> Assessment:
        """
        Return what became of one criterion at one unit.

        Raises:
            UnknownName: When the programme has no such criterion, or the unit does not own it.
        """
        found = self._held.get((self.programme[criterion].id, unit))
        if found is None:
            owners = [each for of, each in self._held if of == criterion]
            raise UnknownName(f"owner of '{criterion}'", unit, owners)
        return found

    def of(self, unit: str) -> tuple[Assessment, ...]:
        """Return what became of every criterion that a unit owns."""
        return tuple(each for each in self.assessments if each.unit == unit)

    def roll_up(self, unit: str) -> tuple[RolledCriterion, ...]:
        """
        Put each criterion together over all units inside one.

        Raises:
            UnknownUnit: When there is no such unit.
        """
        first, end = self.hierarchy.span(unit)
        inside = [each for each in self.assessments if first <= self.hierarchy.position(each.unit) < end]
        return tuple(
            RolledCriterion(
                criterion=criterion,
                unit=unit,
                **{
                    result.name.lower(): tuple(
                        each.unit for each in inside if each.criterion.id == criterion.id and each.result is result
                    )
                    for result in AuditResult
                },
            )
            for criterion in self.programme.criteria
        )

    def merge(self, other: "AuditReport") -> "AuditReport":
        """
        Join the audits of two sets of units.

        Raises:
            OtherAudit: When they differ in programme, hierarchy or moment, or tell different things of one unit.
        """
        for what in ("programme", "at", "day", "known", "hierarchy"):
            if getattr(self, what) != getattr(other, what):
                raise OtherAudit(f"the audits differ in their {what}; join only parts of one audit")
        held = dict(self._held)
        for key, each in other._held.items():
            if held.setdefault(key, each) != each:
                raise OtherAudit(f"the audits tell different things of '{key[0]}' at '{key[1]}'; audit it once")
        return attrs.evolve(self, assessments=tuple(sorted(held.values(), key=self._place)))

    __or__ = merge

    def _place(self, each: Assessment) -> tuple[int, int]:
        return self.programme.criteria.index(each.criterion), self.hierarchy.position(each.unit)


def audit(
    programme: AuditProgramme,
    dossier: Dossier,
    *,
    at: datetime,
    zone: Zone,
    known: datetime | None = None,
    units: Iterable[str] | None = None,
    resolver: Resolver | None = None,
) -> AuditReport:
    """
    Hold every unit that owns a criterion against it.

    Args:
        programme: The criteria.
        dossier: The records.
        at: The moment that the audit speaks of; only what had happened by then counts.
        zone: The time zone whose days are counted.
        known: Up to when knowledge counts; `at` when left out.
        units: Only these units; every unit that exists on the day when left out.
        resolver: What stands behind the references of the criteria, if they have any.

    Returns:
        One assessment for each criterion and each unit that owns it.

    Raises:
        AheadOfKnowledge: When `at` lies after `known`.
        UnknownUnit: When one of `units` is not in the hierarchy.
        Unresolved: When a criterion cites a callable and there is no resolver.
    """
    known = aware(known or at, "known")
    if aware(at, "at") > known:
        raise AheadOfKnowledge(at, known)
    sight = _Sight(programme, dossier, at, known, zone)
    chosen = None if units is None else frozenset(units)
    for unit in sorted(chosen or ()):
        if unit not in dossier.hierarchy:
            raise UnknownUnit(unit, ())
    assessments = tuple(
        _assessed(criterion, _UnitScope(sight, unit), resolver)
        for criterion in programme.criteria
        for unit in sight.owners(criterion)
        if chosen is None or unit in chosen
    )
    return AuditReport(
        programme=programme,
        hierarchy=dossier.hierarchy,
        at=at,
        day=sight.day,
        known=known,
        assessments=assessments,
    )


def _assessed(criterion: Criterion, scope: "_UnitScope", resolver: Resolver | None) -> Assessment:
    value = evaluate(criterion.says, scope, resolver)
    if not isinstance(value, bool | Unknown):
        value = Unknown.because("mismatch", criterion.id)
    exhibits, lacks = weigh(criterion.says, scope, resolver)
    unknown = isinstance(value, Unknown)
    days = None if value is True else criterion.mend_days
    return Assessment(
        criterion=criterion,
        unit=scope.unit,
        result=AuditResult.CANNOT_BE_TOLD if unknown else AuditResult.MET if value else AuditResult.NOT_MET,
        exhibits=exhibits,
        lacks=() if value is True else lacks,
        reasons=value.reasons if isinstance(value, Unknown) else (),
        mend_by=None if days is None else scope.sight.day + days * _DAY,
    )


_UNSTATED: Final = float("nan")  # told by identity from whatever a unit may state
_DAY: Final = timedelta(days=1)


class _Sight:
    """What an audit sees: the records of its moment, found by unit and kind."""

    def __init__(self, programme: AuditProgramme, dossier: Dossier, at: datetime, known: datetime, zone: Zone) -> None:
        self.dossier = dossier
        self.hierarchy = dossier.hierarchy
        self.zone = zone
        self.at = at
        self.known = known
        self.day = local_day(at, zone)
        self.kinds = {kind.name: kind for kind in programme.kinds}
        self.levels = frozenset(programme.levels)
        self.parameters = {f"param.{each.name}": each.value for each in programme.parameters.members}
        found: dict[str, list[tuple[int, int, _RecordScope]]] = {kind: [] for kind in self.kinds}
        for number, record in enumerate(dossier.known_by(at, known)):
            if record.kind in found:
                found[record.kind].append((self.hierarchy.position(record.unit), number, _RecordScope(self, record)))
        self._found = {kind: sorted(rows, key=lambda row: row[:2]) for kind, rows in found.items()}

    def owners(self, criterion: Criterion) -> Iterator[str]:
        found = (unit for level in criterion.owner for unit in self.at_level(level, None))
        yield from sorted(found, key=self.hierarchy.position)

    def at_level(self, level: str, within: str | None) -> Iterator[str]:
        if level in {each.name for each in self.hierarchy.levels}:
            for unit in self.hierarchy.at_level(level, within):
                if self.hierarchy[unit].exists(self.day):
                    yield unit

    def records(self, kind: str, unit: str) -> "list[_RecordScope]":
        """Give the records of a unit, and of all inside it where the kind climbs, in order of happening."""
        first, end = self.hierarchy.span(unit)
        rows = self._found[kind]
        start = bisect_left(rows, first, key=lambda row: row[0])
        stop = bisect_left(rows, end if self.kinds[kind].climbs else first + 1, key=lambda row: row[0])
        return [record for _, _, record in sorted(rows[start:stop], key=lambda row: row[1])]

    def age(self, when: datetime) -> int:
        return (self.day - local_day(when, self.zone)) // _DAY

    def parameter(self, name: str) -> Given:
        value = self.parameters.get(name)
        if isinstance(value, timedelta):
            return Fraction(value // value.resolution, _DAY // value.resolution)
        return value if isinstance(value, Given) else Unknown.because("missing", name)

    def of_unit(self, unit: str, name: str) -> Given:
        attribute = name.partition(".")[2]
        stated = self.hierarchy.attribute(unit, attribute, self.day, inherited=True, default=_UNSTATED)
        return Unknown.because("missing", name) if stated is _UNSTATED else stated


@attrs.frozen(eq=False)
class _UnitScope:
    """A unit as its criteria read it."""

    sight: _Sight
    unit: str
    record: None = None

    @property
    def label(self) -> str:
        return self.unit

    def value(self, name: str, /) -> Given:
        first = name.partition(".")[0]
        if name == "day":
            return self.sight.day
        if first == "book":
            return self._age_of_book(name)
        if first == "unit":
            return self.sight.of_unit(self.unit, name)
        return self.sight.parameter(name)

    def _age_of_book(self, name: str) -> Given:
        book = self.sight.dossier.book(name.split(".")[1], self.unit)
        if book is None:
            return Unknown.because("missing", name)
        if book.updated is None or book.updated > self.sight.known:
            return None
        return self.sight.age(book.updated)

    def kept(self, axis: str) -> bool:
        return axis in self.sight.kinds

    def unkept(self, axis: str) -> tuple[str, ...]:
        if not self.kept(axis):
            return (self.unit,)
        return self.sight.dossier.lacking(axis, self.unit, climbs=self.sight.kinds[axis].climbs, day=self.sight.day)

    def along(self, axis: str, /) -> "Iterable[_UnitScope] | Iterable[_RecordScope] | Unknown":
        if self.kept(axis):
            if missing := self.unkept(axis):
                return Unknown.joined(Unknown.because("not kept", axis).at(f"unit {unit}") for unit in missing)
            return self.sight.records(axis, self.unit)
        if axis == CHILD:
            units = [unit for unit in self.sight.hierarchy.children(self.unit) if self._exists(unit)]
        else:
            units = list(self.sight.at_level(axis, self.unit))
        return [_UnitScope(self.sight, unit) for unit in units] or Unknown.because("empty", axis)

    def _exists(self, unit: str) -> bool:
        return self.sight.hierarchy[unit].exists(self.sight.day)

    def shifted(self, by: Shift, /) -> Unknown:
        return Unknown.because("shift", str(by))

    def windowed(self, over: Window, /) -> Unknown:
        return Unknown.because("window", str(over))


class _RecordScope:
    """A record as a criterion reads it; there is one for each record, since many criteria read the same ones."""

    __slots__ = ("_day", "label", "record", "sight", "unit")

    def __init__(self, sight: _Sight, record: AuditRecord) -> None:
        self.sight = sight
        self.record = record
        self.unit = record.unit
        self.label = record.id
        self._day: date | None = None

    def value(self, name: str, /) -> Given:
        if name == "age":
            return (self.sight.day - self.day) // _DAY
        if name == "day":
            return self.day
        try:
            return self.record.values[name]
        except KeyError:
            pass
        return self.sight.of_unit(self.unit, name) if name.startswith("unit.") else self.sight.parameter(name)

    @property
    def day(self) -> date:
        if self._day is None:
            self._day = local_day(self.record.happened, self.sight.zone)
        return self._day

    def kept(self, axis: str) -> bool:
        return False

    def unkept(self, axis: str) -> tuple[str, ...]:
        return ()

    def along(self, axis: str, /) -> Unknown:
        return Unknown.because("axis", axis)

    def shifted(self, by: Shift, /) -> Unknown:
        return Unknown.because("shift", str(by))

    def windowed(self, over: Window, /) -> Unknown:
        return Unknown.because("window", str(over))
