"""
Hypothesis strategies for audit programmes and for the record books that are held against them.

Programmes speak of the levels of `gridcare.testing.strategies.places`, so that any hierarchy drawn there can be
audited. Books are kept for some units and not for others; records are recent, old or of days to come, sound, blank,
told twice under one id, or of a unit that their book is not about.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import strategies as st

from gridcare.places.hierarchy import Hierarchy
from gridcare.reporting.criteria import AuditProgramme, Criterion
from gridcare.reporting.evidence import AuditRecord, Dossier, RecordBook, RecordKind
from gridcare.rules.contexts import TEXT, TRUTH, Number, Type
from gridcare.rules.parameters import Parameter, Parameters
from gridcare.testing.strategies.places import LEVELS

__all__ = ["AUDITED", "audit_programmes", "dossiers", "record_books", "records"]

AUDITED: Final = datetime(2022, 3, 13, 12, tzinfo=UTC)
"""The moment of the audits that these books are drawn for."""

_TOLD: Final[tuple[tuple[str, Type], ...]] = (("live", TRUTH), ("persons", Number.of("person")))
_KINDS: Final = (
    RecordKind("drill", fields=_TOLD),
    RecordKind("listed", fields=(*_TOLD, ("grid", TEXT)), climbs=True),
)
_LEVELS: Final = tuple(level.name for level in LEVELS)
_TEXTS: Final = (
    "any(live and age <= param.max_age per drill)",
    "any(age <= param.max_age per listed)",
    "every(known(grid) per listed)",
    "every(live per drill)",
    "not any(live per drill)",
    "count(live per drill) >= 2",
    "count(not live per listed) = 0",
    "sum(persons per drill) >= 5",
    "min(age per drill) <= param.max_age",
    "last(live per drill)",
    "share(live per listed) >= 0.5",
    "book.drill.age <= 3 and any(live per drill)",
    "every(any(age <= param.max_age per drill) per child)",
    "count(any(live per drill) per block) >= 1 or every(live per listed)",
    "any(every(live per drill) per child)",
    "if unit.served then any(live per drill) otherwise every(live per listed)",
    "if any(live per listed) then any(live per drill) otherwise any(live per drill)",
)


def audit_programmes() -> st.SearchStrategy[AuditProgramme]:
    """Draw programmes of a few criteria, each owned by one level, two or all."""
    owners = st.lists(st.sampled_from(_LEVELS), min_size=1, max_size=2, unique=True)
    asked = st.tuples(st.sampled_from(_TEXTS), st.one_of(st.just(list(_LEVELS)), st.just(list(_LEVELS)), owners))
    return st.builds(_programme, st.lists(asked, min_size=1, max_size=4), st.integers(1, 5))


def _programme(asked: list[tuple[str, list[str]]], most: int) -> AuditProgramme:
    return AuditProgramme(
        "drawn",
        kinds=_KINDS,
        levels=_LEVELS,
        criteria=tuple(Criterion(f"k{n}", says, owner=owner) for n, (says, owner) in enumerate(asked)),
        parameters=Parameters((Parameter("max_age", most, unit="day"),)),
    )


@st.composite
def records(draw: st.DrawFn, kind: str, unit: st.SearchStrategy[str]) -> AuditRecord:
    """
    Draw a record of a kind.

    Args:
        draw: Given by Hypothesis.
        kind: The kind.
        unit: Where it may be.
    """
    happened = AUDITED - timedelta(days=draw(st.integers(-1, 6)))
    values: dict[str, bool | int | str | None] = {
        "live": draw(st.sampled_from((True, True, False, None))),
        "persons": draw(st.sampled_from((0, 3, 5, None))),
    }
    if kind == "listed" and draw(st.booleans()):
        values["grid"] = draw(st.sampled_from(("g1", None)))
    number = draw(st.integers(0, 9))
    return AuditRecord(
        id=f"r{number}",
        kind=kind,
        unit=draw(unit),
        happened=happened,
        known=happened + timedelta(days=draw(st.integers(0, 2))),
        values=values,
        behind=(f"f{number}",),
    )


@st.composite
def record_books(draw: st.DrawFn, hierarchy: Hierarchy, kind: str | None = None) -> RecordBook:
    """
    Draw a book that is kept for a unit of a hierarchy or for all of it, most of its records inside that unit.

    Args:
        draw: Given by Hypothesis.
        hierarchy: The units.
        kind: The kind of record; any when left out.
    """
    kind = kind or draw(st.sampled_from([each.name for each in _KINDS]))
    units = sorted(hierarchy)
    unit = draw(st.sampled_from(["", "", *units]))
    inside = units if not unit else [*[unit, *hierarchy.descendants(unit)] * 3, units[0]]
    held = draw(st.lists(records(kind, st.sampled_from(inside)), max_size=6))
    updated = draw(st.sampled_from((None, AUDITED - timedelta(days=1), AUDITED - timedelta(days=9))))
    return RecordBook(kind, unit, tuple(held), updated=updated)


def dossiers(hierarchy: Hierarchy) -> st.SearchStrategy[Dossier]:
    """Draw the books that were handed in for the units of a hierarchy; some kinds have none, most one for all."""
    units = st.sampled_from(sorted(hierarchy))
    whole = [st.lists(records(kind.name, units), max_size=5).map(_for_all(kind.name)) for kind in _KINDS]
    books = st.tuples(
        *(st.one_of(st.none(), book, book, book) for book in whole), st.lists(record_books(hierarchy), max_size=3)
    )
    return books.map(lambda drawn: Dossier(hierarchy, (*filter(None, drawn[:-1]), *drawn[-1])))


def _for_all(kind: str) -> Callable[[list[AuditRecord]], RecordBook]:
    return lambda held: RecordBook(kind, "", tuple(held))
