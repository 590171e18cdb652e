"""
Who may look at what, for how long and what for, and who did.

Whoever opens a ledger (台账) does so under an *access scope*: the units it covers, the purposes it was given for, how
much of a person it may show (its clearance), and until when it holds. Nobody may look without one. What a scope does
not cover is refused with an error and never shown as an empty list, because an empty list says that there is nobody.

In an emergency somebody may *break the glass*: take a wider scope for a stated time and a stated reason. The wider
scope carries the reason with it, so that every look taken under it can be found afterwards.

Each look leaves an `AccessRecord`, a value like any other. A log of them has no order of its own: two logs merge
whichever comes first, and the log answers what any person may ask: who has looked at my record?
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, NamedTuple

import attrs

from gridcare.errors import Fault, GridcareError, refuse
from gridcare.facts.fact import instant
from gridcare.given import typed
from gridcare.places.hierarchy import Hierarchy
from gridcare.privacy import PrivacyClass
from gridcare.timing.periods import aware

__all__ = ["AccessLog", "AccessRecord", "AccessRefused", "AccessScope", "BrokenGlass", "break_glass"]


class AccessRefused(GridcareError, PermissionError):
    """
    Somebody asked to see what the scope does not cover.

    Attributes:
        why: ``expired``, ``purpose``, ``unit`` or ``clearance``.
        what: The ledger that was asked for.
    """

    code = "access-refused"

    def __init__(self, what: str, why: str, problem: str) -> None:
        super().__init__(f"'{what}' is not shown: {problem}")
        self.what = what
        self.why = why


def _moment(moment: datetime) -> datetime:
    return aware(moment, "until")


def _purposes(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(sorted(set(given)))


@attrs.frozen(kw_only=True, field_transformer=typed)
class AccessScope:
    """
    What somebody may look at.

    Attributes:
        viewer: An opaque id of whoever looks.
        unit: The unit whose records it covers, with all below it.
        purposes: What it was given for; a ledger says which purposes it serves.
        clearance: The highest privacy class that it shows; what lies above is masked or left out.
        until: The first moment at which it holds no more, an aware datetime.
        reason: Why the glass was broken; empty for a scope that was given in the ordinary way.
    """

    viewer: str
    unit: str
    purposes: tuple[str, ...] = attrs.field(converter=_purposes)
    clearance: PrivacyClass = PrivacyClass.INTERNAL
    until: datetime = attrs.field(converter=_moment)
    reason: str = ""

    def covers(self, other: "AccessScope", hierarchy: Hierarchy) -> bool:
        """
        Tell whether this scope is as wide as another in every respect, whoever holds them.

        A wider scope never shows less: whatever the other shows, this one shows at least as plainly.
        """
        return (
            hierarchy.inside(other.unit, self.unit)
            and set(other.purposes) <= set(self.purposes)
            and other.clearance <= self.clearance
            and instant(other.until) <= instant(self.until)
        )

    def purpose_for(self, what: str, purposes: Iterable[str], at: datetime) -> str:
        """
        Return the purpose for which something is looked at now.

        Args:
            what: The name of what is asked for.
            purposes: The purposes that it serves; none for any.
            at: The moment of looking.

        Raises:
            AccessRefused: When the scope has run out, or was given for other purposes.
        """
        if instant(aware(at, "at")) >= instant(self.until):
            raise AccessRefused(what, "expired", f"the scope ran out at {self.until.isoformat()}; ask for a new one")
        served = set(purposes)
        common = [each for each in self.purposes if each in served or not served]
        if not common:
            allowed = ", ".join(f"'{each}'" for each in sorted(served))
            given = ", ".join(f"'{each}'" for each in self.purposes) or "none"
            raise AccessRefused(what, "purpose", f"it serves {allowed}; the scope was given for {given}")
        return common[0]


@attrs.frozen(kw_only=True)
class AccessRecord:
    """
    One look that was taken, or one breaking of the glass.

    Attributes:
        at: When, an aware datetime.
        viewer: Whose scope it was.
        what: The ledger that was shown; empty where the glass was broken.
        unit: The unit whose records were shown.
        purpose: What it was looked at for.
        clearance: How much the scope may show.
        plain: The columns that were shown as they are.
        masked: The columns of which a mask was shown.
        subjects: The opaque ids of those whose records were shown.
        reason: Why the glass was broken; empty in the ordinary way.
    """

    at: datetime
    viewer: str
    what: str = ""
    unit: str
    purpose: str = ""
    clearance: PrivacyClass
    plain: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    subjects: tuple[str, ...] = attrs.field(default=(), repr=lambda subjects: f"<{len(subjects)}>")
    reason: str = ""


def _turn(record: AccessRecord) -> tuple[object, ...]:
    texts = (record.viewer, record.what, record.unit, record.purpose, record.reason, record.clearance.value)
    return instant(record.at), texts, record.plain, record.masked, record.subjects


def _in_order(given: Iterable[AccessRecord]) -> tuple[AccessRecord, ...]:
    return tuple(sorted(set(given), key=_turn))


@attrs.frozen
class AccessLog:
    """
    The looks that were taken, in the order of their moments; each once.

    Attributes:
        records: The records.
    """

    records: tuple[AccessRecord, ...] = attrs.field(default=(), converter=_in_order)

    def with_(self, *records: AccessRecord) -> "AccessLog":
        """Return a log that also holds these."""
        return AccessLog((*self.records, *records))

    def merge(self, other: "AccessLog") -> "AccessLog":
        """Return the union of two logs; their order does not matter."""
        return self.with_(*other.records)

    def of(self, subject: str) -> tuple[AccessRecord, ...]:
        """Return the looks at one subject's record."""
        return tuple(record for record in self.records if subject in record.subjects)

    def broken(self) -> tuple[AccessRecord, ...]:
        """Return every breaking of the glass and every look that was taken behind it."""
        return tuple(record for record in self.records if record.reason)

    def __iter__(self) -> Iterator[AccessRecord]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)


class BrokenGlass(NamedTuple):
    """The wider scope that was taken, and the record of taking it."""

    scope: AccessScope
    record: AccessRecord


_NOT_ORDINARY: Final = "say in a sentence why the ordinary scope does not do"


def break_glass(
    scope: AccessScope,
    hierarchy: Hierarchy,
    *,
    reason: str,
    at: datetime,
    until: datetime,
    unit: str = "",
    clearance: PrivacyClass | None = None,
    purpose: str = "",
) -> BrokenGlass:
    """
    Take a wider scope in an emergency (应急查阅); it is recorded at once, and again with every look taken under it.

    Args:
        scope: The ordinary scope, which must still hold.
        hierarchy: The units.
        reason: Why, in words; never blank, and without anybody's particulars.
        at: The moment.
        until: The first moment at which the wider scope holds no more.
        unit: The unit that it covers; that of the ordinary scope when not given, and never one inside it.
        clearance: How much it shows; as the ordinary scope when not given, and never less.
        purpose: A purpose that the ordinary scope was not given for.

    Raises:
        DefinitionError: When no reason is given, the ordinary scope has run out, or the new one ends before it begins
            or is narrower; every fault at once.
        UnknownUnit: When a unit is not there.
    """
    wide = attrs.evolve(
        scope,
        unit=unit or scope.unit,
        clearance=clearance or scope.clearance,
        purposes=(*scope.purposes, *((purpose,) if purpose else ())),
        until=until,
        reason=reason.strip(),
    )
    refuse("the breaking of the glass", _glass_faults(scope, wide, hierarchy, aware(at, "at")))
    used = purpose or next(iter(scope.purposes), "")
    record = AccessRecord(
        at=at, viewer=scope.viewer, unit=wide.unit, purpose=used, clearance=wide.clearance, reason=wide.reason
    )
    return BrokenGlass(wide, record)


def _glass_faults(scope: AccessScope, wide: AccessScope, hierarchy: Hierarchy, at: datetime) -> Iterator[Fault]:
    if not wide.reason:
        yield Fault("access.no-reason", "reason", f"the glass is not broken without a reason; {_NOT_ORDINARY}")
    if instant(at) >= instant(scope.until):
        problem = f"the ordinary scope ran out at {scope.until.isoformat()}; only one that holds can be widened"
        yield Fault("access.expired", "until", problem)
    if instant(wide.until) <= instant(at):
        yield Fault("access.until", "until", "the wider scope would end before it begins; give a later moment")
    if not hierarchy.inside(scope.unit, wide.unit):
        problem = f"'{wide.unit}' does not hold '{scope.unit}'; name a unit that does"
        yield Fault("access.narrower", "unit", problem)
    if wide.clearance < scope.clearance:
        problem = f"'{wide.clearance.value}' is less than '{scope.clearance.value}', which the scope has"
        yield Fault("access.narrower", "clearance", problem)
