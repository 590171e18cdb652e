"""Hypothesis strategies for access scopes and logs, ledger forms, and ledgers over drawn registers and facts."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hypothesis import strategies as st

from gridcare.facts.fact import Fact
from gridcare.people.register import Register
from gridcare.places.hierarchy import Hierarchy
from gridcare.privacy import MASKS, PrivacyClass
from gridcare.reporting.access import AccessLog, AccessRecord, AccessScope
from gridcare.reporting.ledgers import Ledger, LedgerColumn, LedgerForm, Lists
from gridcare.reporting.records import Records
from gridcare.testing.strategies.facts import answers
from gridcare.testing.strategies.people import registers
from gridcare.testing.strategies.places import hierarchies

__all__ = ["access_logs", "access_records", "access_scopes", "ledger_columns", "ledger_forms", "ledgers"]

_NOON: Final = datetime(2020, 2, 10, 4, tzinfo=UTC)
_PURPOSES: Final = ("care", "response", "supply")
_KINDS: Final = {"visit": PrivacyClass.INTERNAL, "reading": PrivacyClass.SENSITIVE}
_OF_SUBJECTS: Final = (
    "subject.id",
    "subject.name",
    "subject.phone",
    "subject.identity_number",
    "subject.age",
    "subject.destination",
    "subject.age + 1",
    "known(subject.name)",
    "home.address",
    "place.name",
    "count(true per visit)",
    "last(happened per reading)",
    "if known(subject.phone) then subject.name otherwise place.name",
)
_OF_FACTS: Final = ("fact.id", "fact.happened", "fact.outcome", "fact.met", "subject.name", "place.name")
_WHERE: Final = (None, "subject.age > 20", "subject.presence = 'away'", "any(true per visit)", "known(subject.age)")


def _moments() -> st.SearchStrategy[datetime]:
    return st.integers(-48, 48).map(lambda hours: _NOON + timedelta(hours=hours))


def access_scopes(hierarchy: Hierarchy) -> st.SearchStrategy[AccessScope]:
    """Draw scopes over a hierarchy, of every clearance, some of which have run out at noon of 10 February 2020."""
    return st.builds(
        AccessScope,
        viewer=st.sampled_from(("v1", "v2")),
        unit=st.sampled_from(tuple(hierarchy)),
        purposes=st.lists(st.sampled_from(_PURPOSES), min_size=1, max_size=3),
        clearance=st.sampled_from(PrivacyClass),
        until=_moments(),
        reason=st.sampled_from(("", "", "fire")),
    )


def access_records() -> st.SearchStrategy[AccessRecord]:
    """Draw looks that were taken, few enough for some to be the same."""
    names = st.lists(st.sampled_from(("age", "name")), max_size=2, unique=True).map(tuple)
    return st.builds(
        AccessRecord,
        at=_moments(),
        viewer=st.sampled_from(("v1", "v2")),
        what=st.sampled_from(("residents", "")),
        unit=st.just("u0"),
        purpose=st.sampled_from(_PURPOSES),
        clearance=st.sampled_from(PrivacyClass),
        plain=names,
        masked=names,
        subjects=st.lists(st.sampled_from(("r1", "r2", "r3")), max_size=3, unique=True).map(tuple),
        reason=st.sampled_from(("", "fire")),
    )


def access_logs() -> st.SearchStrategy[AccessLog]:
    """Draw logs of looks."""
    return st.lists(access_records(), max_size=6).map(AccessLog)


def ledger_columns(name: str, shows: tuple[str, ...] = _OF_SUBJECTS) -> st.SearchStrategy[LedgerColumn]:
    """Draw columns that show a field, a sum or a count, some of another class than they would have."""
    return st.builds(
        LedgerColumn,
        st.just(name),
        st.sampled_from(shows),
        privacy=st.sampled_from((None, None, None, *PrivacyClass)),
        because=st.just("decided by the street"),
        mask=st.sampled_from(("", "", "", *sorted(MASKS))),
    )


@st.composite
def ledger_forms(draw: st.DrawFn) -> LedgerForm:
    """Draw ledgers of residents, of households, and of visits."""
    lists = draw(st.sampled_from((Lists.SUBJECTS, Lists.SUBJECTS, Lists.FACTS)))
    of = ("visit", "reading") if lists is Lists.FACTS else ("resident",)
    shows = _OF_FACTS if lists is Lists.FACTS else _OF_SUBJECTS
    columns = [draw(ledger_columns(f"c{number}", shows)) for number in range(draw(st.integers(1, 5)))]
    more: dict[str, Any] = {} if lists is Lists.FACTS else {"where": draw(st.sampled_from(_WHERE))}
    purposes = draw(st.lists(st.sampled_from(_PURPOSES), max_size=2, unique=True))
    listing = draw(st.sampled_from((None, None, *PrivacyClass)))
    return LedgerForm(
        "drawn", lists=lists, of=of, columns=columns, purposes=purposes, listing=listing, because="decided", **more
    )


def _facts(register: Register) -> st.SearchStrategy[list[Fact]]:
    whom = st.sampled_from((*register, *register.hierarchy, "nobody"))

    def fact(number: int, kind: str, subjects: list[str], hours: int, told: Any) -> Fact:
        moment = _NOON + timedelta(hours=hours)
        return Fact(id=f"f{number}", kind=kind, subjects=tuple(subjects), happened=moment, known=moment, answers=told)

    each = st.tuples(
        st.sampled_from(tuple(_KINDS)), st.lists(whom, min_size=1, max_size=2), st.integers(-72, 24), answers()
    )
    return st.lists(each, max_size=8).map(lambda drawn: [fact(number, *told) for number, told in enumerate(drawn)])


@st.composite
def ledgers(draw: st.DrawFn, *, register: Register | None = None) -> Ledger:
    """Draw ledgers over registers and facts, as of noon of 10 February 2020."""
    kept = draw(registers(draw(hierarchies(min_size=2, max_size=8, one_tree=True)))) if register is None else register
    records = Records(kept, draw(_facts(kept)), at=_NOON, zone="Asia/Shanghai", kinds_of_facts=_KINDS)
    return Ledger(draw(ledger_forms()), records)
