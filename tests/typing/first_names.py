"""What a type checker tells a user of gridcare: mypy and pyright read this, nothing runs it."""

from datetime import datetime, timedelta
from typing import assert_type

from gridcare import (
    Campaign,
    Fact,
    Hierarchy,
    Journal,
    Level,
    Playbook,
    Register,
    Registry,
    Subject,
    Unit,
    Workflow,
    moment,
)
from gridcare.attributes import Attributes, Scalar
from gridcare.facts.fact import Amendment
from gridcare.people.teams import Seat, TeamRule
from gridcare.places.tally import Number, Tally
from gridcare.rules.expressions import Expression, name
from gridcare.rules.grammar import parse
from gridcare.timing.deadlines import NOT_STATED
from gridcare.timing.periods import duration
from gridcare.work.certificates import Certificate
from gridcare.work.effects import Leave
from gridcare.work.steps import On, OpenForVerification, Settled, Spent, Step, Wait

# Time

assert_type(moment("2020-02-03 08:00", "Asia/Shanghai"), datetime)
assert_type(duration("48h"), timedelta)

# Places

levels = Level.ordered("street", "community")
street = Hierarchy(levels, (Unit("s", "Jinxue", "street"), Unit("c", "First", "community", "s")))
assert_type(levels, tuple[Level, ...])
assert_type(street.parent("c"), str | None)
assert_type(street.inside("c", "s"), bool)
assert_type(street.descendants("s"), tuple[str, ...])
assert_type(Tally.of(street, [("c", "settled", {"households": 1})]).get("s", "settled", "households"), Number | None)

# Facts

now = moment("2020-02-03 09:00", "Asia/Shanghai")
visit = Fact(
    id="v1", kind="door", subjects=("h1",), happened=now, known=now, outcome="met", answers=Attributes(fever=False)
)
assert_type(visit.happened, datetime)
assert_type(visit.answers["fever"], Scalar)
journal = Journal.of([visit]).append(visit).merge(Journal.of([]))
assert_type(journal, Journal)
assert_type(journal.amend(Amendment(id="a1", of="v1", known=now)), Journal)
assert_type(journal.facts(), tuple[Fact, ...])
Fact(id="v2", kind="door", subjects="h1", happened=now, known=now)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
visit.outcome = "refused"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]

# Rules

assert_type(parse("age >= 65"), Expression)
condition = (name("age") >= 65) & name("alone").is_(True)

# People

register = Register(street, (Subject(id="h1", kind="household", unit="c", persons=3),))
assert_type(register["h1"], Subject)
assert_type(register.count("household", "s"), int)

# Work

workflow = Workflow(
    "two-step",
    start="door",
    teams=(TeamRule("pair", (Seat("grid head", 1), Seat(("building head", "volunteer"), 1))),),
    parts=(
        Step(
            "door",
            team="pair",
            deadline="24h",
            attempts=2,
            moves=(
                On("met", go="done"),
                On("shut", again=True),
                On("notice", go="call back", do=Leave("notice"), when="subject.persons >= 1"),
                Spent(go="open", when=condition, mark="tried"),
                Spent(go="open"),
            ),
        ),
        Wait("call back", until=NOT_STATED, go="open", moves=(On("called", go="done"),)),
        Settled("done"),
        OpenForVerification("open"),
    ),
)
assert_type(workflow.steps, tuple[Step, ...])
assert_type(f"{workflow:mermaid}", str)

campaign = Campaign(street, register, workflow, opened=now, zone="Asia/Shanghai")
change = campaign.record(visit)
assert_type(campaign.coverage("s").settled.persons, int)
assert_type(campaign.close("s", signed_by="deputy head"), Certificate)
campaign.record("v1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

# Playbooks

assert_type(Registry.load().playbook("four-step"), Playbook)
assert_type(
    Playbook(name="two-step", zone="Asia/Shanghai", tracks=workflow).campaign(street, register, opened=now), Campaign
)
