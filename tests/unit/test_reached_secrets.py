"""
Whatever can be reached from a register full of secrets, and from the work on it, says none of them in its texts.

`tests/property/test_planted_secrets.py` plants a secret in each field that declares a privacy class. Here it is the
other way round: a street is screened, observed, linked, listed and refused, and everything that comes out is walked,
field by field and property by property, so that a class that forgot to declare a field is found as well.
"""

import pickle
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, Final

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.codec.registers import read_register
from gridcare.errors import DefinitionError, GridcareError
from gridcare.facts.fact import Fact
from gridcare.people.domicile import separated
from gridcare.people.identification import IdentityDecisions
from gridcare.people.linkage import link
from gridcare.people.merging import merge
from gridcare.people.presence import Presence, PresenceState
from gridcare.people.redrawn import headcount
from gridcare.people.register import Register
from gridcare.people.rosters import Absence, HandOver
from gridcare.people.sources import SourceRow
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Unit
from gridcare.plugins.casework.control import repeats
from gridcare.plugins.six_in_place import THREE_IN_ONE, THREE_SOURCES
from gridcare.plugins.three_three_four import THREE_THREE_FOUR
from gridcare.privacy import PrivacyClass
from gridcare.reporting.access import AccessScope, break_glass
from gridcare.reporting.ledgers import Ledger
from gridcare.reporting.records import Records
from gridcare.reporting.retention import erase, erasure_gaps, retentions
from gridcare.timing.periods import Interval, moment
from gridcare.work.campaign import Campaign
from gridcare.work.episodes import ENROLLED
from gridcare.work.gatelog import passage

SECRET: Final = "ⰀⰁⰂⰃⰄⰅⰆⰇⰈⰉⰊⰋ"
"""Letters that nothing else uses; any five of them in a row give it away."""
PIECES: Final = tuple(SECRET[at : at + 5] for at in range(len(SECRET) - 4))

OPENED: Final = moment("2020-01-28 08:00", "Asia/Shanghai")
YUXI: Final = Hierarchy(
    THREE_THREE_FOUR.levels,
    [
        Unit("s", "Yuxi", "street"),
        Unit("c", "One", "community", "s"),
        Unit("y1", "Yard 1", "building yard", "c"),
        Unit("y2", "Yard 2", "building yard", "c"),
    ],
)


def told(*texts: str) -> list[str]:
    return [text for text in texts if any(piece in text for piece in PIECES)]


def texts(value: object) -> list[str]:
    """What a log line, a preview or a debugger would print."""
    if isinstance(value, BaseException):
        inner = [each for each in (value.__cause__, value.__context__, *getattr(value, "exceptions", ())) if each]
        return [str(value), repr(value), repr(value.args), *(text for each in inner for text in texts(each))]
    return [repr(value), str(value), f"{value}", f"{[value]}"]


class Walk:
    """Everything that is reached from some values; plain texts and what `Attributes` hold are not opened."""

    def __init__(self) -> None:
        self.classes: set[str] = set()
        self.leaks: list[str] = []
        self._seen: dict[int, object] = {}

    def take(self, value: object, path: str, depth: int = 0) -> None:
        if isinstance(value, str | bytes | int | float | Enum | date | timedelta | type | Attributes | None):
            return
        if id(value) in self._seen or depth > 12:
            return
        self._seen[id(value)] = value
        cls = type(value)
        if cls.__module__.startswith("gridcare") or isinstance(value, BaseException):
            self.classes.add(cls.__qualname__)
            if told(*texts(value)):
                self.leaks.append(f"{path}: {cls.__module__}.{cls.__qualname__}")
            for name, inner in self._inside(value):
                self.take(inner, f"{path}.{name}", depth + 1)
        elif isinstance(value, Mapping):
            for key, inner in value.items():
                self.take(key, f"{path}.key", depth + 1)
                self.take(inner, f"{path}[]", depth + 1)
        elif isinstance(value, list | tuple | set | frozenset):
            for inner in value:
                self.take(inner, f"{path}[]", depth + 1)

    def _inside(self, value: object) -> Iterator[tuple[str, object]]:
        cls: Any = type(value)
        names = [field.name for field in attrs.fields(cls)] if attrs.has(cls) else []
        names += getattr(cls, "_fields", ())
        names += [name for name in dir(cls) if isinstance(getattr(cls, name, None), property)]
        for name in dict.fromkeys(name for name in names if not name.startswith("_")):
            try:
                yield name, getattr(value, name)
            except Exception as error:
                yield name, error
        if isinstance(value, Mapping):
            yield "items", dict(value)
        elif isinstance(value, tuple):
            yield "parts", tuple(value)


def walked(*roots: object) -> Walk:
    walk = Walk()
    for number, root in enumerate(roots):
        walk.take(root, f"root {number}")
    return walk


def refused(make: Any, *arguments: Any, **named: Any) -> BaseException:
    with pytest.raises((GridcareError, DefinitionError)) as caught:
        make(*arguments, **named)
    return caught.value


# A street full of secrets


def everybody() -> tuple[Subject, ...]:
    return (
        Subject(id="h1", kind="household", unit="y1", identity=Attributes(address=SECRET, phone=SECRET)),
        Subject(
            id="r1",
            kind="resident",
            unit="y1",
            containers=("h1",),
            presence=Presence(PresenceState.AWAY, SECRET, date(2020, 2, 9)),
            attributes=Attributes(stayed_in_epidemic_city=True, age=81),
            identity=Attributes(name=SECRET, phone=SECRET, identity_number=SECRET),
        ),
        Subject(id="l1", kind="lead", unit="y2", identity=Attributes(name=SECRET, phone=SECRET)),
        Subject(id="t1", kind="tip", unit="y2", identity=Attributes(reporter=SECRET, reporter_phone=SECRET)),
    )


def fact(subject: str, about: str, hours: float, outcome: str = "", track: str = "", **answers: str) -> Fact:
    when = OPENED + timedelta(hours=hours)
    return Fact(
        id=f"{subject}/{about}/{hours}",
        kind=about,
        subjects=(subject,),
        happened=when,
        known=when,
        outcome=outcome,
        answers=Attributes(answers),
        track=track,
    )


def register() -> Register:
    return Register(YUXI, everybody(), THREE_THREE_FOUR.kinds)


def campaign() -> Campaign:
    told = THREE_THREE_FOUR.campaign(YUXI, register(), opened=OPENED)
    facts = (
        fact("r1", "follow up", 2, "to be observed", "key people", remark=SECRET),
        fact("h1", "visit", 2, "screened", remark=SECRET),
        fact("l1", "contact", 3, "no answer", "lead", remark=SECRET),
        *(fact(f"f{n}", "joined", 4, track="inspection", kind="finding", unit="y2", what=SECRET) for n in (1, 2)),
        fact("t1", "intake", 5, "assigned", "tip", remark=SECRET),
    )
    for each in facts:
        told.record(each)
    return told


def records(desk: Campaign) -> Records:
    when = OPENED + timedelta(hours=9)
    watched = THREE_THREE_FOUR.observations(YUXI).record(
        fact("r1", ENROLLED, 3, track="home medical observation", unit="y1", remark=SECRET)
    )
    gate = passage("p1", gate="y1", traveller="r1", direction="out", happened=when, approved_by=SECRET)
    return THREE_THREE_FOUR.records(
        desk.register,
        [*desk.journal.facts(), *watched.journal.facts(), gate],
        at=OPENED + timedelta(days=2),
        episodes=watched.episodes(),
        cases=[
            desk.case(each, track=track.name) for track in desk.tracks for each in desk.subjects("s", track=track.name)
        ],
    )


def rows() -> Iterable[SourceRow]:
    spelled = {"compound": "k", "address": f"1-10{1} {SECRET}", "phone": f"138{SECRET}"}
    for source in ("grid", "visit", "gate"):
        yield SourceRow(source=source, id="1", values=Attributes(spelled), unit="k")
    yield SourceRow(source="visit", id="2", values=Attributes(spelled, people=3, rented=True), unit="k")
    yield SourceRow(source="gate", id="2", values=Attributes(spelled, people=4), unit="k")


def test_the_work_of_a_campaign_says_no_secret() -> None:
    desk = campaign()
    walk = walked(
        desk,
        desk.journal,
        *records(desk).all_facts,
        *(desk.coverage("s", track=track.name) for track in desk.tracks),
        *(list(each("s")) for each in (desk.due, desk.overdue)),
        *(desk.case(each, track=track.name) for track in desk.tracks for each in desk.subjects("s", track=track.name)),
        refused(desk.record, fact("nobody", "visit", 5, "screened", remark=SECRET)),
        desk.close("s", signed_by="head"),
        list(repeats(desk, "s", track="inspection", by=("what",))),
    )
    assert [] == walk.leaks
    assert {"Campaign", "Case", "Fact", "Coverage", "Due", "Passage", "Repeat"} <= walk.classes


def test_ledgers_their_views_and_the_destruction_of_identities_say_no_secret() -> None:
    drawn = records(campaign())
    roots: list[object] = [drawn, drawn.register, headcount(drawn.register)]
    roots += separated(drawn.register, drawn.at, level="community")
    for clearance in PrivacyClass:
        scope = AccessScope(
            viewer="w", unit="s", purposes="care", clearance=clearance, until=OPENED + timedelta(days=900)
        )
        for form in THREE_THREE_FOUR.ledgers:
            ledger = Ledger(form, drawn)
            if ledger.listing <= clearance:
                roots.append(ledger.view(scope, at=drawn.at))
            else:
                roots.append(refused(ledger.view, scope, at=drawn.at))
    ordinary = AccessScope(viewer="w", unit="c", purposes="care", until=OPENED + timedelta(days=900))
    roots.append(
        break_glass(
            ordinary,
            YUXI,
            reason="fire",
            at=drawn.at,
            until=drawn.at + timedelta(hours=1),
            clearance=PrivacyClass.SENSITIVE,
        )
    )
    rule = THREE_THREE_FOUR.with_parameters(identities_kept="0h").retention
    stood_down = Fact(id="end", kind="stand-down", subjects=("s",), happened=OPENED, known=OPENED)
    ended = THREE_THREE_FOUR.records(drawn.register, [stood_down], at=drawn.at)
    due = retentions(ended, rule)
    after, proof = erase(drawn.register, due, at=drawn.at, by="clerk")
    roots += [due, after, proof, erasure_gaps(proof, drawn.register)]
    walk = walked(*roots)
    assert [] == walk.leaks
    assert {"LedgerView", "LedgerLine", "AccessRecord", "AccessRefused", "BrokenGlass", "ErasureProof"} <= walk.classes
    assert not told(pickle.dumps(after).decode("latin-1"), repr(after["r1"]))


def test_linking_and_merging_say_no_secret() -> None:
    linkage = link(THREE_SOURCES, list(rows()))
    merged = list(merge(THREE_IN_ONE, linkage, IdentityDecisions()))
    walk = walked(linkage, merged, *linkage.rows.values())
    assert [] == walk.leaks
    assert {"Linkage", "Cluster", "SourceRow", "MergedSubject", "MergedValue", "ValueConflict"} <= walk.classes


def test_what_is_refused_or_read_badly_says_no_secret() -> None:
    sheet = f"id,kind,unit,age,persons,name\nr1,resident,y1,{SECRET},{SECRET},{SECRET}\nr2,{SECRET},y1,1,1,x\n"
    loaded = Register.load(
        YUXI, [{"id": "r1", "kind": "resident", "unit": "y1", "age": SECRET, "name": SECRET}], THREE_THREE_FOUR.kinds
    )
    other = Register(YUXI, [attrs.evolve(everybody()[0], unit="y2")], THREE_THREE_FOUR.kinds)
    walk = walked(
        loaded,
        read_register(sheet, YUXI, THREE_THREE_FOUR.kinds),
        register().merge(other).conflicts,
        refused(
            Register,
            YUXI,
            [Subject(id="r1", kind="resident", unit="y1", attributes=Attributes(age=SECRET))],
            THREE_THREE_FOUR.kinds,
        ),
        Absence(person="w1", hours=Interval(OPENED, OPENED + timedelta(hours=1)), reason=SECRET),
        HandOver(by="w1", shift="s1", to="s2", at=datetime(2020, 2, 3, tzinfo=UTC), note=SECRET),
    )
    assert [] == walk.leaks
    assert {"BadRow", "Fault", "Absence", "HandOver"} <= walk.classes


class TestTheWalkItself:
    """A walk that finds nothing would let everything pass."""

    @pytest.mark.parametrize("wrap", [lambda value: value, lambda value: (value,), lambda value: {"a": [value]}])
    def test_it_finds_a_field_that_shows_its_text(self, wrap: Any) -> None:
        @attrs.frozen
        class Forgetful:
            note: str

        Forgetful.__module__ = "gridcare.somewhere"
        walk = walked(wrap(Forgetful(SECRET)))
        assert ["Forgetful"] == [each.rpartition(".")[2] for each in walk.leaks]

    def test_it_looks_behind_properties_and_into_what_they_raise(self) -> None:
        class Behind:
            @property
            def open(self) -> object:
                raise LookupError(SECRET)

        Behind.__module__ = "gridcare.somewhere"
        walk = Walk()
        error = LookupError(SECRET)
        assert told(*texts(error))
        walk.take(Behind(), "here")
        assert ["here.open"] == [each.partition(":")[0] for each in walk.leaks]
