"""
Hypothesis strategies for fields, kinds of subject, subjects, presence, registers, team rules and teams.

Registers are drawn over a small hierarchy of their own or one that is given. Ids are short and dull (``h3``), and so
are names and numbers: nobody's.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import attrs
from hypothesis import strategies as st

from gridcare.attributes import EMPTY, Attributes, Scalar
from gridcare.people.presence import Presence, PresenceCounts, PresenceState
from gridcare.people.register import Register
from gridcare.people.subjects import HOUSEHOLD, KINDS, RESIDENT, SITE, Field, Subject, SubjectKind
from gridcare.people.teams import Member, Seat, Team, TeamRule
from gridcare.places.hierarchy import Hierarchy
from gridcare.privacy import MASKS, PrivacyClass
from gridcare.testing.strategies.places import hierarchies
from gridcare.testing.strategies.timing import moments

__all__ = [
    "bent_subjects",
    "fields",
    "kinds",
    "members",
    "presence_counts",
    "presences",
    "registers",
    "seats",
    "subjects",
    "team_rules",
    "teams",
    "values_of",
]

_TYPES: Final = (str, bool, int, Decimal, date, datetime)
_DESTINATIONS: Final = ("province", "elsewhere", "")
_ROLES: Final = ("cadre", "doctor", "grid worker", "officer", "volunteer")


def presences() -> st.SearchStrategy[Presence]:
    """Draw where a person is, with and without a destination and a day of return."""
    days = st.one_of(st.none(), st.dates(date(2020, 1, 20), date(2020, 3, 10)))
    told = st.sampled_from((PresenceState.HOME, PresenceState.AWAY))
    return st.one_of(
        st.just(Presence(PresenceState.UNREACHABLE)),
        st.builds(Presence, told, st.sampled_from(_DESTINATIONS), days),
    )


@st.composite
def fields(draw: st.DrawFn, *, name: str = "answer") -> Field:
    """Draw fields of every type and privacy class."""
    type_ = draw(st.sampled_from(_TYPES))
    choices = draw(st.sampled_from(((), ("owned", "rented")))) if type_ is str else ()
    return Field(
        name,
        type_,
        draw(st.sampled_from(PrivacyClass)),
        required=draw(st.booleans()),
        choices=choices,
        mask=draw(st.sampled_from(sorted(MASKS))),
    )


def values_of(field: Field) -> st.SearchStrategy[Scalar]:
    """Draw values that a field allows, the stated blank among them."""
    if field.choices:
        return st.one_of(st.none(), st.sampled_from(field.choices))
    by_type: dict[type, st.SearchStrategy[Scalar]] = {
        str: st.text("abcd 张", max_size=6),
        bool: st.booleans(),
        int: st.integers(0, 120),
        Decimal: st.decimals(30, 45, allow_nan=False, places=1),
        date: st.dates(date(1930, 1, 1), date(2020, 1, 1)),
        datetime: moments(),
    }
    return st.one_of(st.none(), by_type[field.type])


@st.composite
def kinds(draw: st.DrawFn) -> tuple[SubjectKind, ...]:
    """Draw the kinds that gridcare ships, with further fields."""
    drawn = []
    for kind in KINDS:
        names = draw(st.lists(st.sampled_from(("answer", "rooms", "remark")), max_size=2, unique=True))
        drawn.append(kind.with_fields(*(draw(fields(name=name)) for name in names)))
    return tuple(drawn)


@st.composite
def _details(draw: st.DrawFn, kind: SubjectKind) -> tuple[Attributes, Attributes]:
    """Draw attributes and identity: the required fields of a kind and some of the others."""
    told: dict[str, Scalar] = {}
    for field in kind.fields:
        if field.required or draw(st.booleans()):
            told[field.name] = draw(values_of(field))
    kept = {name: value for name, value in told.items() if name in kind.attributes}
    identity = {name: value for name, value in told.items() if name in kind.identity}
    return Attributes(kept) if kept else EMPTY, Attributes(identity) if identity else EMPTY


@st.composite
def subjects(
    draw: st.DrawFn, hierarchy: Hierarchy, kinds: Sequence[SubjectKind] = KINDS, *, first: int = 0, max_size: int = 10
) -> tuple[Subject, ...]:
    """
    Draw households, sites and residents that make a register over the hierarchy, in any order.

    Households may be empty, of a stated or unknown number of persons; residents may live nowhere, or be members of
    several containers, the first of which need not be their home. Ids are numbered from `first`.
    """
    by_name = {kind.name: kind for kind in kinds}
    units = st.sampled_from(tuple(hierarchy))
    drawn: list[Subject] = []
    containers: list[str] = []
    for number in range(draw(st.integers(0, max_size))):
        name = draw(st.sampled_from((RESIDENT.name, HOUSEHOLD.name, RESIDENT.name, HOUSEHOLD.name, SITE.name)))
        attributes, identity = draw(_details(by_name[name]))
        id = f"{name[0]}{first + number}"
        subject = Subject(id=id, kind=name, unit=draw(units), attributes=attributes, identity=identity)
        if name == RESIDENT.name:
            listed = draw(st.permutations(containers))[: draw(st.integers(0, 3))]
            presence = draw(st.one_of(st.none(), presences()))
            subject = attrs.evolve(subject, containers=listed, presence=presence)
        else:
            containers.append(subject.id)
            subject = attrs.evolve(subject, persons=draw(st.one_of(st.none(), st.integers(0, 6))))
        drawn.append(subject)
    return tuple(draw(st.permutations(drawn)))


@st.composite
def registers(draw: st.DrawFn, hierarchy: Hierarchy | None = None, *, max_size: int = 10) -> Register:
    """Draw registers with the kinds that gridcare ships."""
    over = draw(hierarchies(min_size=2, max_size=6)) if hierarchy is None else hierarchy
    return Register(over, draw(subjects(over, max_size=max_size)))


@st.composite
def bent_subjects(draw: st.DrawFn, hierarchy: Hierarchy, *, max_size: int = 8) -> tuple[Subject, ...]:
    """Draw lists of subjects with faults: unknown units, kinds and containers, repeated ids, values of other types."""
    sound = draw(subjects(hierarchy, max_size=max_size))
    bent: list[Subject] = []
    for subject in sound:
        change = draw(st.sampled_from((*(None,) * 6, *_BENDS, "again")))
        if change == "again":
            bent.append(subject)
        bent.append(attrs.evolve(subject, **_BENDS.get(change, {})))
    return tuple(bent)


_BENDS: Final[dict[str | None, dict[str, Any]]] = {
    "id": {"id": ""},
    "unit": {"unit": "u99"},
    "kind": {"kind": "hosehold"},
    "containers": {"containers": ("h99",)},
    "persons": {"persons": -1},
    "presence": {"presence": Presence(PresenceState.HOME), "kind": "site"},
    "attributes": {"attributes": Attributes(age="3")},
}


@st.composite
def seats(draw: st.DrawFn, *, name: str = "", roles: Sequence[str] = _ROLES) -> Seat:
    """Draw seats with one to three roles that may take them."""
    any_of = draw(st.lists(st.sampled_from(tuple(roles)), min_size=1, max_size=3, unique=True))
    return Seat(any_of, draw(st.integers(1, 2)), at_least=draw(st.booleans()), name=name)


@st.composite
def team_rules(draw: st.DrawFn, *, roles: Sequence[str] = _ROLES, max_seats: int = 3) -> TeamRule:
    """Draw rules of several seats that compete for the same roles."""
    count = draw(st.integers(1, max_seats))
    places = [draw(seats(name=f"seat {number}", roles=roles)) for number in range(1, count + 1)]
    return TeamRule("team", places, exact=draw(st.booleans()))


@st.composite
def members(draw: st.DrawFn, *, roles: Sequence[str] = _ROLES, max_size: int = 6) -> tuple[Member, ...]:
    """Draw members with one role, several, or none."""
    each = st.lists(st.sampled_from(tuple(roles)), max_size=3, unique=True)
    return tuple(Member(f"m{number}", draw(each)) for number in range(draw(st.integers(0, max_size))))


def teams() -> st.SearchStrategy[Team]:
    """Draw teams, most of which do not satisfy their rule."""
    return st.builds(lambda rule, given: Team(id="t1", rule=rule, members=given), team_rules(), members())


def presence_counts() -> st.SearchStrategy[PresenceCounts]:
    """Draw counts of persons by where they are."""
    listed = st.lists(st.one_of(st.none(), presences()), max_size=12)
    return st.builds(PresenceCounts.of, listed, st.just(date(2020, 2, 17)))
