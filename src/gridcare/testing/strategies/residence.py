"""
Hypothesis strategies for residences: a register and the movements of a fortnight, in turn and out of turn.

Most movements fit what stands when they happen; the others name somebody who never came, a home that is none, a
household that merges with itself. Some are known late, some are amended or void, and all come in any order.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

import attrs
from hypothesis import strategies as st

from gridcare.attributes import Attributes, Scalar
from gridcare.facts.fact import Amendment, Fact, Precision
from gridcare.facts.journal import Journal
from gridcare.people import movements
from gridcare.people.groups import SpecialGroup
from gridcare.people.register import Register
from gridcare.people.residence import Residence
from gridcare.people.roll import Roll
from gridcare.people.subjects import Subject
from gridcare.people.traces import Tie
from gridcare.places.hierarchy import Hierarchy
from gridcare.testing.strategies.people import subjects
from gridcare.testing.strategies.places import hierarchies
from gridcare.timing.periods import local_day, moment

__all__ = ["FIRST", "NEWCOMERS", "ZONE", "days", "journals_of", "moments_of", "residences", "special_groups"]

ZONE: Final = "Asia/Shanghai"
FIRST: Final = date(2020, 2, 1)
"""The day of the first register."""

_OPENED: Final = moment("2020-02-01 00:00", ZONE)
_DAYS: Final = 8
_PLACES: Final = ("hubei", "elsewhere")

NEWCOMERS: Final = (
    Subject(id="n1", kind="resident", unit="", identity=Attributes(name="nobody")),
    Subject(id="n2", kind="resident", unit="", attributes=Attributes(age=70)),
    Subject(id="n3", kind="household", unit=""),
)
"""The records of those who may come later."""


def days() -> st.SearchStrategy[date]:
    """Draw a day from the first one on."""
    return st.integers(0, _DAYS + 1).map(lambda number: FIRST + timedelta(days=number))


def moments_of() -> st.SearchStrategy[datetime]:
    """Draw a moment up to which something was known."""
    return st.integers(0, 24 * (_DAYS + 4)).map(lambda hours: _OPENED + timedelta(hours=hours))


class _Walk:
    """Draws movements one after the other, each from what stands after those before."""

    def __init__(self, draw: st.DrawFn, register: Register) -> None:
        self.draw = draw
        self.register = register
        self.roll = Roll(register, {card.id: card for card in NEWCOMERS}, (), FIRST)
        self.number = 0

    def fact(self, happened: datetime) -> Fact:
        self.number += 1
        make = self.draw(st.sampled_from(self._ways()))
        exact = self.draw(st.integers(0, 3)) == 0
        late = self.draw(st.sampled_from((0, 0, 1, 30, 70)))
        drawn = make(f"f{self.number}", happened)
        if exact:
            hour = self.draw(st.sampled_from((1, 9, 23)))
            drawn = attrs.evolve(drawn, happened=happened + timedelta(hours=hour), precision=Precision.MINUTE)
        drawn = attrs.evolve(drawn, known=drawn.happened + timedelta(hours=late))
        self.roll.read(drawn, local_day(drawn.happened, ZONE))
        return drawn

    def one(self, *ids: str) -> str:
        return self.draw(st.sampled_from((*ids * 4, "nobody"))) if ids else "nobody"

    def there(self, *kinds: str) -> tuple[str, ...]:
        ids = dict.fromkeys((*self.register, *self.roll.touched))
        held = ((id, self.roll.get(id)) for id in ids)
        return tuple(id for id, subject in held if subject is not None and subject.kind in kinds)

    def some(self, ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=3))) if ids else ("nobody",)

    def unit(self) -> str:
        return self.draw(st.sampled_from(tuple(self.register.hierarchy)))

    def _ways(self) -> tuple[Callable[[str, datetime], Fact], ...]:
        return (
            self._arrive, self._bear, self._die, self._leave, self._move, self._move, self._relocate, self._become,
            self._cease, self._split, self._split, self._merge, self._merge, self._stay, self._return, self._state,
            self._list,
        )  # fmt: skip

    def _person(self) -> str:
        return self.one(*self.there("resident"))

    def _home(self) -> str:
        return self.one(*self.there("household"))

    def _arrive(self, id: str, at: datetime) -> Fact:
        gone = tuple(each for each in (*self.register, "n1", "n2", "n3") if self.roll.get(each) is None)
        who = self.one(*gone)
        kind = "" if who in self.register or who != "nobody" else self.one("resident", "household")
        return movements.arrival(id, who, kind=kind, unit=self.unit(), happened=at)

    def _bear(self, id: str, at: datetime) -> Fact:
        return movements.birth(id, self.one("n1", "n2", f"b{id}", f"b{id}"), home=self._home(), happened=at)

    def _die(self, id: str, at: datetime) -> Fact:
        return movements.death(id, self._person(), happened=at)

    def _leave(self, id: str, at: datetime) -> Fact:
        return movements.departure(id, *self.some(self.there("resident", "household", "site")), happened=at)

    def _move(self, id: str, at: datetime) -> Fact:
        unit = self.draw(st.sampled_from(("", self.unit(), "u99")))
        return movements.move(id, *self.some(self.there("resident")), into=self._home(), unit=unit, happened=at)

    def _relocate(self, id: str, at: datetime) -> Fact:
        return movements.relocation(id, self.one(*self.there("household", "site")), unit=self.unit(), happened=at)

    def _become(self, id: str, at: datetime) -> Fact:
        container = self.one(*self.there("site", "site", "household"))
        return movements.joining(id, self._person(), container=container, happened=at)

    def _cease(self, id: str, at: datetime) -> Fact:
        who = self.roll.get(self._person())
        container = self.one(*(() if who is None else who.containers))
        return movements.leaving(id, "nobody" if who is None else who.id, container=container, happened=at)

    def _split(self, id: str, at: datetime) -> Fact:
        home = self._home()
        members = tuple(sorted(self.roll.members(home)))
        into = self.draw(st.sampled_from(("n3", f"s{id}", f"s{id}", home)))
        if members:
            return movements.split(id, home, *self.some(members), into=into, happened=at)
        return movements.split(id, home, into=into, persons=self.draw(st.integers(0, 3)), happened=at)

    def _merge(self, id: str, at: datetime) -> Fact:
        return movements.merger(id, *self.some(self.there("household")), into=self._home(), happened=at)

    def _stay(self, id: str, at: datetime) -> Fact:
        place = self.one(*_PLACES, *self.register.hierarchy, *self.there("household", "site"))
        length = self.draw(st.sampled_from((None, -1, 0, 2, 5)))
        until = None if length is None else local_day(at, ZONE) + timedelta(days=length)
        return movements.stay(id, *self.some(self.there("resident")), place=place, until=until, happened=at)

    def _return(self, id: str, at: datetime) -> Fact:
        away = tuple(each.person for each in self.roll.open() if each.tie is Tie.STAY)
        return movements.return_(id, self.one(*away), happened=at)

    def _state(self, id: str, at: datetime) -> Fact:
        return movements.statement(id, self._person(), about=self.draw(st.sampled_from(_STATED)), happened=at)

    def _list(self, id: str, at: datetime) -> Fact:
        off = self.draw(st.booleans())
        return movements.listing(id, *self.some(self.there("resident")), group="frail", off=off, happened=at)


def special_groups() -> st.SearchStrategy[SpecialGroup]:
    """Draw the group that listings are about, with a condition too or without one."""
    conditions = (None, "subject.age >= 60", "home.persons = 1", "subject.age >= 60 or home.persons = 1")
    return st.builds(SpecialGroup, st.just("frail"), st.sampled_from(conditions))


@st.composite
def journals_of(draw: st.DrawFn, register: Register, *, max_size: int = 10, bent: bool = True) -> Journal:
    """Draw the movements of a register; when not bent, none is amended or void."""
    walk = _Walk(draw, register)
    told = [
        walk.fact(_OPENED + timedelta(days=day))
        for day in sorted(draw(st.lists(_NUMBERS, min_size=1, max_size=max_size)))
    ]
    entries: list[Fact | Amendment] = [*told]
    for fact in told if bent else ():
        match draw(st.sampled_from((*"......", "void", "amend"))):
            case "void":
                entries.append(Amendment(id=f"k{fact.id}", of=fact.id, known=fact.known + timedelta(hours=9)))
            case "amend":
                moved = attrs.evolve(fact, happened=fact.happened - timedelta(days=draw(st.integers(-1, 2))))
                late = fact.known + timedelta(hours=40)
                entries.append(Amendment(id=f"k{fact.id}", of=fact.id, known=late, fact=moved))
    return Journal.of(draw(st.permutations(entries)))


_STATED: Final[tuple[Mapping[str, Scalar], ...]] = (
    {"age": 66},
    {"presence": "away", "destination": "hubei"},
    {"presence": None},
    {"age": "old"},
    {"name": "x"},
    {},
)
_NUMBERS: Final = st.integers(0, _DAYS)


@st.composite
def _settled(draw: st.DrawFn, hierarchy: Hierarchy) -> list[Subject]:
    """Draw a few households with people in most of them, and a site."""
    units = st.sampled_from(tuple(hierarchy))
    homes = [
        Subject(id=f"h{number}", kind="household", unit=draw(units), persons=draw(st.sampled_from((None, 0, 2, 3))))
        for number in range(4)
    ]
    work = Subject(id="s0", kind="site", unit=draw(units))
    people = []
    for number in range(5):
        home = draw(st.sampled_from(("h0", "h0", "h1", "h2")))
        containers = (home, "s0") if draw(st.booleans()) else (home,)
        people.append(Subject(id=f"r{number}", kind="resident", unit=draw(units), containers=containers))
    return [*homes, work, *people]


@st.composite
def residences(
    draw: st.DrawFn, *, max_size: int = 10, bent: bool = True, hierarchy: Hierarchy | None = None
) -> Residence:
    """Draw a first register with the movements since, over the units given or over any; see `journals_of`."""
    hierarchy = draw(hierarchies(min_size=2, max_size=5)) if hierarchy is None else hierarchy
    register = Register(hierarchy, [*draw(_settled(hierarchy)), *draw(subjects(hierarchy, first=10, max_size=4))])
    mended = Residence(register, FIRST, zone=ZONE).register
    journal = draw(journals_of(mended, max_size=max_size, bent=bent))
    return Residence(mended, FIRST, journal, zone=ZONE, newcomers=NEWCOMERS)
