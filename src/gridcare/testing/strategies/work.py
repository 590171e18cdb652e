"""
Hypothesis strategies for workflows, for facts that walk them and are bent, and for what happens to a campaign.

Facts drawn at random say almost nothing of a workflow: nearly all are out of turn. So facts here walk the compiled
table, outcome by outcome, with orders among them that move a case or pass it by, and are then bent as life bends them:
late, twice, corrected, withdrawn, out of turn, of a whole day, about two subjects, about nobody who is registered.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

import attrs
from hypothesis import strategies as st

from gridcare.attributes import Attributes
from gridcare.errors import DefinitionError
from gridcare.facts.fact import Amendment, Fact, Precision
from gridcare.facts.journal import Journal
from gridcare.facts.questionnaire import Question, Questionnaire
from gridcare.people.register import Register
from gridcare.people.subjects import HOUSEHOLD, Field, Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.privacy import PrivacyClass
from gridcare.timing.deadlines import NOT_STATED
from gridcare.timing.periods import moment
from gridcare.work.effects import Count, Declared, Leave, Notify
from gridcare.work.steps import (
    After,
    Enter,
    Excluded,
    On,
    OpenForVerification,
    Order,
    Part,
    Settled,
    Spent,
    Step,
    Wait,
    marked,
)
from gridcare.work.steps import (
    Final as End,
)
from gridcare.work.table import outcomes_of
from gridcare.work.workflow import StateMap, Workflow

__all__ = [
    "DWELLING",
    "OPENED",
    "SUBJECTS",
    "ZONE",
    "Act",
    "acts",
    "journals_of",
    "street",
    "successors",
    "walks",
    "workflows",
]

ZONE: Final = "Asia/Shanghai"
OPENED: Final = moment("2020-02-03 08:00", ZONE)
SUBJECTS: Final = ("h1", "h2", "h3", "h4")
NOBODY: Final = "h9"
"""A subject that the street's register does not hold; it may join."""

_FINALS: Final = (
    Settled("done"),
    Settled("gone", category="vacant"),
    Excluded("moved"),
    OpenForVerification("left open"),
)
DWELLING: Final = HOUSEHOLD.with_fields(
    Field("vacant", bool, PrivacyClass.INTERNAL), Field("rooms", int, PrivacyClass.INTERNAL)
)
"""The kind of subject whose fields the conditions of drawn workflows read."""


def street() -> tuple[Hierarchy, Register]:
    """Give a small street with four households in two grids of two communities."""
    levels = Level.ordered("street", "community", "grid")
    units = [Unit("s", "s", "street")]
    for number in ("1", "2"):
        units += [Unit(f"c{number}", "c", "community", "s"), Unit(f"g{number}", "g", "grid", f"c{number}")]
    hierarchy = Hierarchy(levels, units)
    subjects = [
        Subject(
            id=subject,
            kind="household",
            unit=f"g{1 + place % 2}",
            persons=place,
            attributes=Attributes(vacant=place == 3, rooms=place) if place else Attributes(vacant=False),
        )
        for place, subject in enumerate(SUBJECTS)
    ]
    return hierarchy, Register(hierarchy, subjects, (DWELLING,))


# Workflows


def _effects() -> st.SearchStrategy[tuple[Declared, ...]]:
    kinds = st.sampled_from(
        (
            Leave("notice"),
            Count("advice"),
            Notify("police"),
            Leave("card", when="subject.rooms >= 2"),
            Leave("thanks", when=marked("m1")),
        )
    )
    return st.lists(kinds, max_size=2, unique=True).map(tuple)


@st.composite
def workflows(draw: st.DrawFn, *, guards: bool = True) -> Workflow:
    """
    Draw a workflow without faults: steps and waits that lead onwards to finals, and orders that some of them take.

    Parts have attempts, marks, timers and guards.

    Args:
        draw: Hypothesis's own.
        guards: Whether moves may have conditions on the subject and the facts, which stay open until a case is read.
    """
    names = [f"p{number}" for number in range(draw(st.integers(1, 4)))]
    marks = ("m1", "m2")
    parts: list[Part] = []
    for place, name in enumerate(names):
        onward = [*names[place + 1 :], *(final.name for final in _FINALS)]
        if place and draw(st.integers(0, 3)) == 0:
            parts.append(draw(_waits(name, onward)))
        else:
            parts.append(draw(_steps(name, onward, marks, guards=guards)))
    vacant = (Enter(names[-1], when="subject.vacant"),) if guards and draw(st.booleans()) else ()
    drawn = _pruned((*vacant, Enter(names[0])), (*parts, *_FINALS))
    return attrs.evolve(drawn, orders=draw(_orders(drawn)))


@st.composite
def successors(draw: st.DrawFn, workflow: Workflow) -> Workflow:
    """
    Draw the next version of a workflow: it has other orders, and may do without the effects of outcomes.

    Args:
        draw: Hypothesis's own.
        workflow: The version in force, whose cases keep their places.
    """
    parts = tuple(_quieter(part) for part in workflow.parts) if draw(st.booleans()) else workflow.parts
    return attrs.evolve(workflow, version="2", parts=parts, orders=draw(_orders(workflow)), former=StateMap(workflow))


def _quieter(part: Part) -> Part:
    if isinstance(part, End):
        return part
    kept: list[Any] = [attrs.evolve(move, do=()) for move in part.moves]
    return attrs.evolve(part, moves=kept)


@st.composite
def _orders(draw: st.DrawFn, workflow: Workflow) -> tuple[Order, ...]:
    heard = list(dict.fromkeys(outcome for part in workflow.parts for outcome in outcomes_of(part)))
    names = draw(st.sampled_from(((), ("level",), ("level", "consent"), ("consent",)))) if heard else ()
    said = st.lists(st.sampled_from(heard), min_size=1, unique=True)
    return tuple(Order(name, tuple(draw(said))) for name in names)


@st.composite
def _waits(draw: st.DrawFn, name: str, onward: list[str]) -> Wait:
    hours = draw(st.sampled_from((1, 24, 48)))
    early = draw(st.booleans())
    moves = (On("called", go=draw(st.sampled_from(onward)), mark="m1", do=draw(_effects())),) if early else ()
    until = timedelta(hours=hours)
    return Wait(name, until=until, go=draw(st.sampled_from(onward)), moves=moves, do=draw(_effects()))


@st.composite
def _steps(draw: st.DrawFn, name: str, onward: list[str], marks: tuple[str, ...], *, guards: bool) -> Step:
    target = st.sampled_from(onward)
    mark = st.sampled_from(((), (marks[0],), (marks[1],)))
    moves: list[On | Spent | After] = []
    for outcome in ("yes", "no", "odd")[: draw(st.integers(1, 3))]:
        if draw(st.booleans()):
            condition = draw(st.sampled_from(_CONDITIONS if guards else _CONDITIONS[:2]))
            moves.append(On(outcome, go=draw(target), when=condition, do=draw(_effects())))
        moves.append(On(outcome, go=draw(target), mark=draw(mark), do=draw(_effects())))
    if draw(st.booleans()):
        moves.append(On("nobody", again=True, mark=draw(mark), do=draw(_effects())))
        moves.append(Spent(go=draw(target), do=draw(_effects())))
    if draw(st.booleans()):
        condition = draw(st.sampled_from((None, None, *_PASSING))) if guards else None
        delay = timedelta(hours=draw(st.sampled_from((2, 30))))
        moves.append(After(delay, go=draw(target), when=condition, do=draw(_effects())))
    gap = timedelta(hours=1) if draw(st.booleans()) else None
    return Step(
        name,
        moves=tuple(moves),
        attempts=draw(st.integers(1, 3)),
        retry_gap=gap,
        deadline=NOT_STATED,
        questionnaire=draw(st.sampled_from((None, None, _FORM))),
    )


_FORM: Final = Questionnaire(
    "form", questions=(Question("answer", "integer", required=False, most=2),), forbidden=("religion",)
)


_CONDITIONS: Final = (
    marked("m1"),
    ~marked("m2"),
    "subject.rooms >= 2",
    "count(outcome = 'yes' per fact) >= 2",
    "fact.answer = 1",
)
_PASSING: Final = _CONDITIONS[:-1]
"""Conditions that can be told while no fact is judged."""


def _pruned(start: tuple[Enter, ...], parts: tuple[Part, ...]) -> Workflow:
    """Take away what the checks find to be unreachable or unmatched, until nothing is."""
    try:
        return Workflow("drawn", start=start, parts=parts)
    except DefinitionError as error:
        dead = {fault.where for fault in error.faults if fault.code == "workflow.unreachable"}
        odd = {
            fault.where.split("/")[0] for fault in error.faults if fault.code in ("workflow.never", "expression.name")
        }
        plain = tuple(_plainer(part) if part.name in odd else part for part in parts)
        left = plain if plain != parts else tuple(part for part in parts if part.name not in dead)
        if left == parts:
            raise
    return _pruned(start, left)


def _plainer(part: Part) -> Part:
    """Drop what has a condition, and what the rest then leaves no room for."""
    if isinstance(part, End):
        return part
    kept: list[Any] = []
    outcomes = set[str]()
    for move in part.moves:
        if move.when is None and not (isinstance(move, On) and move.outcome in outcomes):
            kept.append(attrs.evolve(move, do=_unguarded(move.do)))
            outcomes |= {move.outcome} if isinstance(move, On) else set()
    if isinstance(part, Wait):
        return attrs.evolve(part, moves=tuple(kept), do=_unguarded(part.do))
    return attrs.evolve(part, moves=tuple(kept))


def _unguarded(effects: tuple[Declared, ...]) -> tuple[Declared, ...]:
    return tuple(effect for effect in effects if effect.when is None)


# Facts that walk


@st.composite
def walks(draw: st.DrawFn, workflow: Workflow, subject: str) -> list[Fact]:
    """Draw facts that walk a subject through a workflow, as far as the draw takes them."""
    table = workflow.table
    position = draw(st.sampled_from([position for _, position in table.entries]))
    moment, facts = OPENED, list[Fact]()
    for number in range(draw(st.integers(0, 5))):
        if not table.moves[position]:
            break
        ways = table.moves[position]
        kind, outcome = draw(st.sampled_from([*_answering(table.states[position].part, ways), *_ordering(workflow)]))
        moment += timedelta(minutes=draw(st.sampled_from((0, 1, 30, 60, 61, 600, 1440, 2880, 4000))))
        facts.append(
            Fact(
                id=f"{subject}.{number}",
                kind=kind,
                subjects=(subject,),
                happened=moment,
                known=moment + timedelta(minutes=draw(st.sampled_from((0, 5, 3000)))),
                outcome=outcome,
                answers=Attributes(answer=draw(st.integers(0, 2))) if draw(st.booleans()) else Attributes(),
            )
        )
        if outcome in ways:
            position = draw(st.sampled_from(ways[outcome])).target
    return facts


def _answering(part: str, outcomes: Iterable[str]) -> list[tuple[str, str]]:
    return [(part, outcome) for outcome in sorted(outcomes)]


def _ordering(workflow: Workflow) -> list[tuple[str, str]]:
    """List all that orders may say, also what a part they meet does not take."""
    return [(order.name, outcome) for order in workflow.orders for outcome in order.outcomes]


def _bent(workflow: Workflow) -> st.SearchStrategy[dict[str, object]]:
    parts = [part.name for part in workflow.parts if not part.name.startswith(("done", "gone", "moved", "left"))]
    parts += workflow.ordered
    day = {"precision": Precision.DAY}
    return st.one_of(
        st.just({}),
        st.just({}),
        st.just(day),
        st.sampled_from(parts).map(lambda kind: {"kind": kind}),
        st.sampled_from(("yes", "no", "nobody", "called", "nonsense")).map(lambda outcome: {"outcome": outcome}),
        st.sampled_from(((SUBJECTS[0], SUBJECTS[1]), SUBJECTS, (NOBODY,))).map(lambda subjects: {"subjects": subjects}),
        st.sampled_from((-90000, -600, 90)).map(lambda minutes: {"happened": OPENED + timedelta(minutes=minutes)}),
        st.just({"kind": "left", "outcome": ""}),
        st.just({"kind": "no such step"}),
        st.sampled_from((Attributes(answer="1"), Attributes(answer=3), Attributes(religion=1))).map(
            lambda answers: {"answers": answers}
        ),
    )


Act = tuple[str, object]
"""What happens to a campaign: ``record``, ``merge``, ``amend`` or ``advance``, and with what."""


@st.composite
def acts(draw: st.DrawFn, workflow: Workflow) -> list[Act]:
    """Draw what happens to a campaign over `street`: bent walks, corrections, merges, time passing."""
    facts = [fact for subject in SUBJECTS for fact in draw(walks(workflow, subject))]
    facts = [attrs.evolve(fact, **draw(_bent(workflow))) for fact in facts]  # type: ignore[arg-type]
    facts = [_known_after(fact) for fact in facts]
    if draw(st.booleans()):
        facts.append(_joining(draw(st.sampled_from((0, 600, 5000))), draw(st.sampled_from(("g1", "g2", "nowhere")))))
    entries: list[Fact | Amendment] = [*facts, *draw(_corrections(facts))]
    order = draw(st.permutations(entries)) if draw(st.booleans()) else sorted(entries, key=lambda each: each.known)
    happened: list[Act] = []
    clock = OPENED
    for entry in order:
        if draw(st.integers(0, 4)) == 0:
            clock += timedelta(minutes=draw(st.sampled_from((0, 60, 1440, 3000))))
            happened.append(("advance", clock))
        how = draw(st.sampled_from(("record", "record", "merge")))
        kind = "merge" if how == "merge" else "amend" if isinstance(entry, Amendment) else "record"
        happened.append((kind, Journal.of([entry]) if kind == "merge" else entry))
    return happened


def _known_after(fact: Fact) -> Fact:
    return attrs.evolve(fact, known=max(fact.known, fact.happened))


def _joining(minutes: int, unit: str) -> Fact:
    moment: datetime = OPENED + timedelta(minutes=minutes)
    answers = Attributes(unit=unit, persons=2, vacant=False, rooms=1)
    return Fact(id="join", kind="joined", subjects=(NOBODY,), happened=moment, known=moment, answers=answers)


@st.composite
def _corrections(draw: st.DrawFn, facts: list[Fact]) -> list[Amendment]:
    corrections: list[Amendment] = []
    for number, fact in enumerate(draw(st.lists(st.sampled_from(facts), max_size=3)) if facts else []):
        content = draw(st.sampled_from((None, "outcome", "moment", "subject")))
        changed: dict[str, Fact | None] = {
            "outcome": attrs.evolve(fact, outcome="yes"),
            "moment": _known_after(attrs.evolve(fact, happened=fact.happened - timedelta(minutes=45))),
            "subject": attrs.evolve(fact, subjects=(SUBJECTS[-1],)),
        }
        known = fact.known + timedelta(minutes=draw(st.sampled_from((0, 10, 2000))))
        seen = tuple(each.id for each in corrections) if draw(st.booleans()) else ()
        new = changed[content] if content is not None else None
        corrections.append(Amendment(id=f"k{number}", of=fact.id, known=known, fact=new, seen=seen))
    return corrections


def journals_of(happened: list[Act]) -> Journal:
    """Put everything that was recorded, amended or merged into one journal."""
    journal = Journal()
    for kind, what in happened:
        if kind == "merge":
            journal = journal.merge(what)  # type: ignore[arg-type]
        elif kind != "advance":
            journal = journal.merge(Journal.of([what]))  # type: ignore[list-item]
    return journal
