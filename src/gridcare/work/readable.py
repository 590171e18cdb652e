"""
What the conditions of a workflow may read, place by place, and of what type it is.

A condition that asks for a name nobody answers, compares a text with a number or adds persons to households would be
unknown for ever, silently, and hold cases where they are. Each place of a workflow therefore has a typed context:
where a case starts there is no fact yet; where time passes no fact is judged; what a step asks types the answers that
its moves read. `condition_faults` holds every condition against its place.

What a subject is like is known only where the kinds of subject are: a workflow alone takes any name under
``subject.``, a track in a campaign or playbook takes the fields of its kind.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Final

import attrs

from gridcare.errors import Fault, did_you_mean
from gridcare.facts.questionnaire import Asked
from gridcare.people.subjects import Field, SubjectKind
from gridcare.people.teams import TeamRule
from gridcare.rules.checking import check
from gridcare.rules.contexts import DAY, MOMENT, TEXT, TRUTH, Axis, Context, Number, Text, Type
from gridcare.rules.expressions import Expression
from gridcare.rules.parameters import Parameters
from gridcare.rules.spelling import quoted
from gridcare.timing.deadlines import Deadline
from gridcare.work.conditions import SUBJECT
from gridcare.work.steps import After, Enter, On, Order, Part, Step
from gridcare.work.table import JOINED, moves_of, outcomes_of

__all__ = ["Readable", "field_type", "subject_context", "typed_faults"]

_PERSON: Final = "person"
_FACT: Final = "fact"
_PARTICULARS: Final[Mapping[str, Type]] = {
    "kind": TEXT,
    "outcome": TEXT,
    "channel": TEXT,
    "source": TEXT,
    "happened": MOMENT,
}
"""What every fact tells beside its answers."""


def typed_faults(guard: Expression | None, where: str, place: Context) -> Iterator[Fault]:
    """Find everything that is wrong with a condition in a place; none where there is no condition."""
    if guard is None:
        return
    for fault in check(guard, place, where=where, expects=TRUTH):
        if fault.code == "expression.name" and "did you mean" not in fault.problem:
            words = sorted({each.partition(".")[0] for each in (*place.names, *place.open)})
            listed = ", ".join(f"'{word}.'" for word in words)
            yield Fault(fault.code, fault.where, f"{fault.problem}; names begin with {listed}")
        else:
            yield fault


def subject_context(kind: SubjectKind | None) -> Context:
    """Give what a condition may read that looks only at a subject and the units that contain it."""
    if kind is None:
        return Context(open=("subject.", "unit."))
    names: dict[str, Type] = {"subject.kind": Text((kind.name,)), "subject.persons": Number.of(_PERSON)}
    for name, field in kind.attributes.items():
        names[f"subject.{quoted(name)}"] = field_type(field)
    return Context(names=names, open=("unit.",))


def field_type(field: Field) -> Type:
    """Give the type of what a field of a subject holds, as an expression sees it."""
    if field.type is str:
        return Text(field.choices)
    plain: Mapping[type, Type] = {bool: TRUTH, date: DAY, datetime: MOMENT}
    return plain.get(field.type, Number.of(field.counts))


@attrs.frozen(kw_only=True)
class Readable:
    """
    What conditions may read in each place of one workflow.

    Attributes:
        start: The entries.
        parts: Steps, waits and finals.
        teams: The rules of the teams that steps name.
        parameters: The parameters that the workflow declares.
        reads: Kinds of facts that conditions read without their being outcomes.
        orders: Kinds of facts that may move a case out of any part.
        kind: The kind of subject that is taken through it; none when that is not known.
    """

    start: tuple[Enter, ...]
    parts: tuple[Part, ...]
    teams: tuple[TeamRule, ...]
    parameters: Parameters
    reads: tuple[str, ...]
    orders: tuple[Order, ...] = ()
    kind: SubjectKind | None = None

    def faults(self) -> Iterator[Fault]:
        """Find everything that is wrong with the conditions, in declared order."""
        case = self._case()
        passing = attrs.evolve(case, axes=self._axes(case))
        for entry in self.start:
            yield from typed_faults(entry.when, f"start/{entry.part}", case)
        for part in self.parts:
            judging = self._judging(part, passing)
            for move in moves_of(part):
                where = f"{part.name}/{move.outcome}" if isinstance(move, On) else part.name
                place = passing if isinstance(move, After) else judging
                yield from typed_faults(move.when, where, place)
                for effect in move.do:
                    yield from typed_faults(effect.when, f"{where}/{effect.what}", place)
            if isinstance(part, Step):
                for channel in part.channels:
                    yield from typed_faults(channel.when, f"{part.name}/{channel.name}", passing)
                yield from typed_faults(part.requires, f"{part.name}/requires", judging)
                yield from self._anchor_faults(part)

    def _anchor_faults(self, step: Step) -> Iterator[Fault]:
        """Find a deadline that counts from what is no day of the subject."""
        names = subject_context(self.kind).names
        anchor = step.deadline.anchor if isinstance(step.deadline, Deadline) else ""
        if self.kind is not None and anchor.startswith(SUBJECT) and names.get(anchor) not in (DAY, MOMENT):
            days = [name for name, kind in names.items() if kind in (DAY, MOMENT)]
            problem = f"'{anchor}' is no day of the subject{did_you_mean(anchor, days)}"
            yield Fault("workflow.anchor", step.name, problem)

    def _case(self) -> Context:
        """What may be read of a case while no fact is judged."""
        subject = subject_context(self.kind)
        names = {**subject.names, **dict.fromkeys((f"memory.{quoted(mark)}" for mark in self._marks()), TRUTH)}
        return self.parameters.read_in(Context(names=names, open=subject.open))

    def _marks(self) -> Iterable[str]:
        return (mark for part in self.parts for move in moves_of(part) for mark in move.mark)

    def _axes(self, case: Context) -> Mapping[str, Axis]:
        """Along the axis ``fact`` lies every fact of the case; its answers are typed where all that ask agree."""
        asked = [_answers(part) for part in self.parts if isinstance(part, Step)]
        answers: dict[str, set[Type]] = {}
        for name, kind in (pair for each in asked for pair in (each or {}).items()):
            answers.setdefault(name, set()).add(kind)
        agreed = {name: next(iter(kinds)) for name, kinds in answers.items() if len(kinds) == 1}
        kinds = (
            *(part.name for part in self.parts if outcomes_of(part)),
            *self.reads,
            *(order.name for order in self.orders),
            JOINED,
        )
        names = {**case.names, **agreed, **_PARTICULARS, "kind": Text(kinds)}
        return {_FACT: Axis(Context(names=names, open=("",)), counts=_FACT)}

    def _judging(self, part: Part, passing: Context) -> Context:
        """What may be read while a fact of a part is judged: what it says and who performed it, too."""
        channels = tuple(channel.name for channel in part.channels) if isinstance(part, Step) else ()
        told = {
            **_PARTICULARS,
            "kind": Text((part.name, *self._heeded(part))),
            "outcome": Text(outcomes_of(part)),
            "channel": Text(channels),
        }
        answers = _answers(part)
        roles = self._roles(part)
        names = {
            **passing.names,
            **{f"fact.{quoted(name)}": kind for name, kind in {**(answers or {}), **told}.items()},
            **{f"performers.{quoted(role)}": Number.of(_PERSON) for role in roles or ()},
        }
        untold = ("fact.",) if answers is None else ()
        anybody = ("performers.",) if roles is None else ()
        return attrs.evolve(passing, names=names, open=(*passing.open, *untold, *anybody))

    def _heeded(self, part: Part) -> Iterable[str]:
        """Return the orders that may move a case out of a part."""
        return (order.name for order in self.orders if {*order.outcomes} & {*outcomes_of(part)})

    def _roles(self, part: Part) -> tuple[str, ...] | None:
        """Return the roles of those who perform a part; none when anybody may come along."""
        team = part.team if isinstance(part, Step) else ""
        rule = next((each for each in self.teams if each.name == team), None)
        return rule.roles if rule is not None and rule.exact else None


def _answers(part: Part) -> Mapping[str, Type] | None:
    """Return the types of the answers that a part asks of its subject; none when it has no questionnaire."""
    form = part.questionnaire if isinstance(part, Step) else None
    if form is None:
        return None
    return {question.name: question.comes_to for question in form.questions if question.per is Asked.SUBJECT}
