"""What a type checker tells the author of a plug-in: mypy and pyright read this, nothing runs it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import ClassVar, assert_type

from gridcare import Playbook, Workflow
from gridcare.extensions import Redirect, StepExtension, extend
from gridcare.facts.questionnaire import AnswerType, Question, Questionnaire
from gridcare.hookspecs import hookimpl
from gridcare.people.teams import Seat, TeamRule
from gridcare.playbook import CONTRACT
from gridcare.registry import Registry
from gridcare.rules.expressions import Expression, name
from gridcare.rules.grammar import parse
from gridcare.rules.notices import Source
from gridcare.rules.parameters import Param, Parameter, Parameters
from gridcare.testing.conformance import PlaybookConformance
from gridcare.testing.recording import RecordingRegistry
from gridcare.testing.scenarios import Mismatched, Scenario, read_scenario
from gridcare.work.rows import Track
from gridcare.work.steps import On, OpenForVerification, Settled, Spent, Step

# A workflow, from Python values and from text, names and parameters

household: Expression = name("subject.persons") >= 1
inhabited: Expression = household & ~parse("subject.vacant")
more: Expression = name("a") + 1

form = Questionnaire(
    "visit",
    questions=(
        Question(name="fever", type=AnswerType.TRUTH),
        Question(name="whence", type=AnswerType.CHOICE, choices=("here", "elsewhere"), required="fever"),
    ),
)
DOOR = Step(
    "door",
    team="pair",
    questionnaire=form,
    deadline=Param("within"),
    attempts=2,
    moves=(
        On("met", go="done", when=household),
        On("met", go="open"),
        On("shut", again=True),
        Spent(go="open"),
    ),
    titles={"zh": "入户", "en": "at the door"},
)
WORKFLOW = Workflow(
    "two-step",
    start="door",
    parts=(DOOR, Settled("done"), OpenForVerification("open")),
    teams=[TeamRule("pair", (Seat("grid head"),))],
    parameters=(Parameter("within", timedelta(hours=24), unit="duration", sources=(Source(title="paper"),)),),
)
assert_type(WORKFLOW.parameters, Parameters)

Step("door", dedline="24h")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Step("door", moves=(Settled("done"),))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
On("met", go=DOOR)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
DOOR.name = "window"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]

# A playbook, with tracks or with a workflow alone

LAKESIDE = Playbook(name="lakeside", zone="Asia/Shanghai", tracks=WORKFLOW, titles={"zh": "湖滨"}, contract=CONTRACT)
BOTH = Playbook(name="both", zone="Asia/Shanghai", tracks=[Track(WORKFLOW, name="homes", only=inhabited)])
assert_type(LAKESIDE.tracks, tuple[Track, ...])
assert_type(LAKESIDE.with_parameters(within="48h"), Playbook)

Playbook(name="lakeside", tracks=WORKFLOW)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Playbook(name="lakeside", zone="Asia/Shanghai", tracks=DOOR)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

# Hooks keep the types of the functions that they mark


@hookimpl
def gridcare_playbooks() -> list[Playbook]:
    """Bring a method."""
    return [LAKESIDE]


@hookimpl
def gridcare_steps(playbook: Playbook) -> Iterable[StepExtension]:
    """Offer a letter."""
    return [LETTER] if playbook.name == "lakeside" else []


LETTER = StepExtension(
    "letter",
    playbook="lakeside",
    adds=(Step("letter", deadline="48h", moves=(On("answered", go="done"),)),),
    redirects=(Redirect("door", on="shut", to="letter"),),
)
assert_type(gridcare_playbooks(), list[Playbook])
assert_type(gridcare_steps(LAKESIDE), Iterable[StepExtension])
assert_type(extend(LAKESIDE, [LETTER]), Playbook)
gridcare_steps()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]

# Its tests


class TestLakeside(PlaybookConformance):
    """The laws of every playbook."""

    playbook: ClassVar[Playbook] = LAKESIDE


class TestNothing(PlaybookConformance):
    """A method is a playbook and no workflow."""

    playbook = WORKFLOW  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]


scenario = read_scenario("", LAKESIDE)
assert_type(scenario, Scenario)
assert_type(scenario.run(), tuple[Mismatched, ...])
assert_type(RecordingRegistry([LAKESIDE]).playbook("lakeside"), Playbook)


def hosts(registry: Registry) -> Playbook:
    """A recording registry stands where a host takes one."""
    return registry.playbook("lakeside", extensions=["letter"])


hosts(RecordingRegistry([LAKESIDE]))
