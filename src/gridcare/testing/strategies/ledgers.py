"""Hypothesis strategies for access scopes and logs, ledger forms, and ledgers over drawn registers and facts."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hypothesis import strategies as st

from gridcare.attributes import EMPTY, Attributes
from gridcare.facts.fact import Fact
from gridcare.people.register import Register
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.privacy import MASKS, PrivacyClass
from gridcare.reporting.access import AccessLog, AccessRecord, AccessScope
from gridcare.reporting.ledgers import Ledger, LedgerColumn, LedgerForm, Lists
from gridcare.reporting.records import Records
from gridcare.testing.strategies.facts import answers
from gridcare.testing.strategies.people import presences
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
_WHERE: Final = (
    None,
    None,
    "subject.age > 20",
    "subject.presence = 'away'",
    "any(true per visit)",
    "known(subject.age)",
)


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
    listing = draw(st.sampled_from((None, None, None, None, *PrivacyClass)))
    return LedgerForm(
        "drawn", lists=lists, of=of, columns=columns, purposes=purposes, listing=listing, because="decided", **more
    )


_AGES: Final = (10, 30, 70, None)
_TOLD: Final = {"name": "Zhang San", "phone": "13800138000", "identity_number": "11010519491231002X"}


@st.composite
def _registers(draw: st.DrawFn) -> Register:
    """Draw a street of two households and three to eight residents, of whom more or less is known."""
    hierarchy = draw(hierarchies(min_size=3, max_size=8, one_tree=True))
    units = st.sampled_from(tuple(hierarchy))
    people = [
        Subject(id="h1", kind="household", unit=draw(units), identity=Attributes(address="Gate Lane 3")),
        Subject(id="h2", kind="household", unit=draw(units), persons=2),
    ]
    for number in range(draw(st.integers(3, 8))):
        known = draw(st.sets(st.sampled_from(sorted(_TOLD))))
        age = draw(st.sampled_from(_AGES))
        person = Subject(
            id=f"r{number}",
            kind="resident",
            unit=draw(units),
            containers=draw(st.sampled_from(((), ("h1",), ("h2",)))),
            presence=draw(st.one_of(st.none(), presences())),
            attributes=EMPTY if age is None else Attributes(age=age),
            identity=Attributes({name: _TOLD[name] for name in known}),
        )
        people.append(person)
    return Register(hierarchy, people)


def _facts(register: Register) -> st.SearchStrategy[list[Fact]]:
    whom = st.sampled_from((*register, *register, *register.hierarchy, "nobody"))

    def fact(number: int, kind: str, subjects: list[str], hours: int, told: Any) -> Fact:
        moment = _NOON + timedelta(hours=hours)
        return Fact(id=f"f{number}", kind=kind, subjects=tuple(subjects), happened=moment, known=moment, answers=told)

    each = st.tuples(
        st.sampled_from(tuple(_KINDS)), st.lists(whom, min_size=1, max_size=2), st.integers(-120, 6), answers()
    )
    listed = st.lists(each, min_size=2, max_size=8)
    return listed.map(lambda drawn: [fact(number, *told) for number, told in enumerate(drawn)])


@st.composite
def ledgers(draw: st.DrawFn, *, register: Register | None = None) -> Ledger:
    """Draw ledgers over registers and facts, as of noon of 10 February 2020."""
    kept = draw(_registers()) if register is None else register
    records = Records(kept, draw(_facts(kept)), at=_NOON, zone="Asia/Shanghai", kinds_of_facts=_KINDS)
    return Ledger(draw(ledger_forms()), records)
