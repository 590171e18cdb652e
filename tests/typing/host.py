"""What a type checker tells the author of a host: mypy and pyright read this, nothing runs it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import assert_type

from gridcare import Campaign, Fact, Hierarchy, Journal, Playbook, Register, Registry, moment
from gridcare.attributes import Attributes
from gridcare.codec.documents import from_json, to_json
from gridcare.codec.envelopes import read_journal
from gridcare.codec.issues import Issue, UnreadableInput
from gridcare.errors import DefinitionError, Fault, GridcareError
from gridcare.examination import Plugin
from gridcare.explanation.codes import meaning
from gridcare.facts.discrepancies import Discrepancy
from gridcare.places.hierarchy import UnknownUnit
from gridcare.registry import Quarantined
from gridcare.stamps import Stamp
from gridcare.timing.deadlines import Overdue
from gridcare.work.campaign import Due, NoSuchCase
from gridcare.work.cases import Case
from gridcare.work.changes import Change
from gridcare.work.coverage import Coverage
from gridcare.work.effects import Effect
from gridcare.work.observation import Observations
from gridcare.work.release import ReleaseDecision
from gridcare.work.steps import Part, Wait

# Methods


def look(registry: Registry) -> None:
    """Look at what is installed."""
    assert_type(registry.playbooks, Mapping[str, Playbook])
    assert_type(registry.plugins, tuple[Plugin, ...])
    assert_type(registry.playbook("four-step", extensions=("letter",)).stamp, Stamp)
    registry.playbook("four-step", "letter")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    try:
        registry.playbook("hills")
    except Quarantined as error:
        assert_type(error.plugins, tuple[Plugin, ...])
        assert_type(error.faults, tuple[Fault, ...])


# Work


def screen(playbook: Playbook, hierarchy: Hierarchy, register: Register, fact: Fact, at: datetime) -> Campaign:
    """Run a campaign."""
    campaign = playbook.campaign(hierarchy, register, opened=at)
    assert_type(campaign.record(fact), Change)
    assert_type(campaign.merge(Journal.of([fact])), Change)
    assert_type(campaign.advance(at), Change)
    assert_type(campaign.case("h1"), Case)
    assert_type(campaign.coverage("s"), Coverage)
    assert_type(campaign.due("s"), Iterator[Due])
    assert_type(campaign.overdue("s"), Iterator[Overdue])
    assert_type(campaign.discrepancies, tuple[Discrepancy, ...])
    assert_type(campaign.effects, tuple[Effect, ...])
    assert_type(campaign.as_of(known=at), Campaign)
    campaign.close("s")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    campaign.advance("2020-02-03")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    campaign.record(at)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    playbook.campaign(hierarchy, register)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    return campaign


def observe(watched: Observations, fact: Fact, at: datetime) -> Observations:
    """Watch people; a collection of observations is a value, and recording answers another one."""
    decision = watched.record(fact).release("p1", signed_by="doctor", at=at)
    assert_type(decision, ReleaseDecision)
    assert_type(decision.granted, bool)
    watched.journal = Journal()  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    return watched.merge(Journal.of([fact]))


# Facts: an answer is a plain value

known = moment("2020-02-03 09:00", "Asia/Shanghai")
Fact(id="f1", kind="door", subjects=("h1",), happened=known, known=known, answers=Attributes(fever=Decimal("37.3")))
Fact(id="f1", kind="door", subjects=("h1",), happened="2020-02-03", known=known)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Fact(id="f1", kind="door", subjects=("h1",), happened=known, known=known, answers={"fever": True})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
moment(date(2020, 2, 3), "Asia/Shanghai")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

# Stored data: the class that is read is the class that comes back

fact = from_json("{}", Fact)
assert_type(fact, Fact)
assert_type(to_json(fact), str)
assert_type(read_journal([""]), tuple[Journal, tuple[Issue, ...]])
assert_type(from_json("{}", Wait), Wait)
part: Part = from_json("{}", Part)

# Errors

caught: tuple[type[GridcareError], ...] = (NoSuchCase, UnknownUnit, UnreadableInput)
assert_type(GridcareError.code, str)
assert_type(meaning(UnknownUnit.code, "zh"), str)


def refused(definition: Callable[[], object]) -> tuple[str, ...]:
    """Tell the codes of every fault of a definition."""
    try:
        definition()
    except DefinitionError as error:
        assert_type(error.faults, tuple[Fault, ...])
        return error.codes
    return ()
