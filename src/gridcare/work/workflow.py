"""
What may happen next to a case: a locality's ladder of steps, checked whole when it is declared.

A `Workflow` is a value. Declaring one compiles it and finds every fault at once: a step that nothing leads to, an
outcome that leads nowhere, a branch that can never match, a loop without a bound, a way without a final, a team
that no rule describes, a deadline that is neither given nor said to be not stated. What is accepted can be run for
every household of a street, drawn as a diagram, forecast before anybody knocks, and replaced by a new version
while cases are in flight.

Steps that everybody passes and steps for the residue only are not told apart by a flag: they are where the moves
lead. In the four-step method (四步工作法) everyone whose door was opened is telephoned as well; only those neither
met nor reached are visited jointly.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any

import attrs

from gridcare.errors import Fault, did_you_mean, refuse
from gridcare.given import typed
from gridcare.people.subjects import SubjectKind
from gridcare.people.teams import TeamRule
from gridcare.rules.parameters import Param, Parameter, Parameters, ParameterValue
from gridcare.timing.deadlines import ENTERED, OPENED, Deadline, since_opening
from gridcare.timing.periods import duration, duration_text
from gridcare.titles import Titles, titles
from gridcare.work.closure import Closure, closure, dead_ends, loop
from gridcare.work.conditions import SUBJECT
from gridcare.work.diagrams import dot, markdown, mermaid
from gridcare.work.pictures import svg
from gridcare.work.readable import Readable
from gridcare.work.stages import written_out
from gridcare.work.steps import After, Enter, Final, Move, On, Order, Part, Step, Wait
from gridcare.work.table import JOINED, LEFT, Compiled, State, Table, compile_parts, moves_of, outcomes_of

__all__ = ["RESERVED", "StateMap", "Workflow"]

RESERVED = frozenset({LEFT, JOINED})
"""Kinds of facts that every campaign reads, so that no part can bear their names."""


def _pairs(given: Mapping[str, str] | Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(given.items() if isinstance(given, Mapping) else given)


def _entries(given: str | Iterable[Enter]) -> tuple[Enter, ...]:
    return (Enter(given),) if isinstance(given, str) else tuple(given)


def _teams(given: Iterable[TeamRule]) -> tuple[TeamRule, ...]:
    return tuple(given)


def _orders(given: Iterable[Order]) -> tuple[Order, ...]:
    return tuple(given)


def _parameters(given: Parameters | Iterable[Parameter]) -> Parameters:
    return given if isinstance(given, Parameters) else Parameters(tuple(given))


@attrs.frozen(kw_only=True, field_transformer=typed)
class StateMap:
    """
    Where the cases of a former version go when a new version of a workflow takes over.

    Attributes:
        workflow: The former version, which the cases were opened under.
        parts: For each part of the former version whose name changed or went, the part to go to. A part that is
            named in both versions and not here keeps its place.
        forget: Marks of the former version that mean nothing any more.
    """

    workflow: "Workflow" = attrs.field(kw_only=False)
    parts: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_pairs)
    forget: tuple[str, ...] = ()

    def goes_to(self, part: str) -> str:
        """Return the part that a part of the former version becomes."""
        return dict(self.parts).get(part, part)

    def arrival(self, state: State, parts: Iterable[Part]) -> State:
        """Return the state of the new version, which has these parts, that a state of the former one becomes."""
        part = self.goes_to(state.part)
        final = next((each for each in parts if each.name == part and isinstance(each, Final)), None)
        if final is not None:
            return State(part, final.standing, at=self.goes_to(state.at), category=final.category)
        marks = tuple(mark for mark in state.marks if mark not in self.forget)
        return attrs.evolve(state, part=part, marks=marks)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Workflow:
    """
    A ladder of steps, each case of which ends in exactly one final.

    Attributes:
        name: What it is called, and what journals and plug-ins know it by.
        version: Changes whenever cases in flight would be judged differently.
        start: The part where a case starts, or several entries of which the first whose condition holds is taken.
        parts: Steps, waits and finals; a `gridcare.work.stages.Stage` among them is written out.
        teams: The rules of the teams that steps name.
        parameters: The values that parts refer to by `gridcare.rules.parameters.param`.
        reads: Kinds of facts that belong to a case without being an outcome of a part, because conditions read them.
        orders: Kinds of facts that concern a case whatever part it is in.
        closes: The deadline of the whole case; its anchor is the opening, or the first fact of the kind it names
            (an order, a clue's arrival). A length of time counts from the opening.
        limit: The longest time to closure that the locality allows when deadlines are kept.
        former: How cases of the version before are taken over.
        titles: What it is called, by language.

    Raises:
        DefinitionError: With every fault of the declaration.
    """

    name: str = attrs.field(kw_only=False)
    version: str = "1"
    start: tuple[Enter, ...] = attrs.field(converter=_entries)
    parts: tuple[Part, ...] = attrs.field(converter=written_out)
    teams: tuple[TeamRule, ...] = attrs.field(default=(), converter=_teams)
    parameters: Parameters = attrs.field(factory=Parameters, converter=_parameters)
    reads: tuple[str, ...] = ()
    orders: tuple[Order, ...] = attrs.field(default=(), converter=_orders)
    closes: Deadline | None = attrs.field(default=None, converter=attrs.converters.optional(since_opening))
    limit: timedelta | None = attrs.field(default=None, converter=attrs.converters.optional(duration))
    former: StateMap | None = attrs.field(default=None, repr=False)
    titles: Titles = attrs.field(default=(), converter=titles)

    def __attrs_post_init__(self) -> None:
        what = f"workflow '{self.name}'"
        refuse(what, _declaration_faults(self))
        refuse(what, _compiled_faults(self, self._compiled))

    @cached_property
    def _compiled(self) -> Compiled:
        return compile_parts(self.parts, self.start, self.parameters, _arrivals(self))

    @property
    def table(self) -> Table:
        """The compiled workflow."""
        return self._compiled.table

    @cached_property
    def closure(self) -> Closure:
        """The longest time from opening a case to its final, told twice."""
        return closure(self.table)

    def condition_faults(self, kind: SubjectKind | None = None) -> Iterator[Fault]:
        """
        Find what is wrong with the conditions, held against what each of them may read.

        Args:
            kind: The kind of subject that is taken through the workflow; without it, a subject may have any attribute.
        """
        return Readable(
            start=self.start,
            parts=self.parts,
            teams=self.teams,
            parameters=self.parameters,
            reads=self.reads,
            orders=self.orders,
            kind=kind,
        ).faults()

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """The marks that moves may set, sorted."""
        return tuple(sorted({mark for part in self.parts for move in moves_of(part) for mark in move.mark}))

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps, in declared order."""
        return tuple(part for part in self.parts if isinstance(part, Step))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts, in declared order."""
        return tuple(self._by_name)

    def __getitem__(self, name: str) -> Part:
        """
        Return a part by its name.

        Raises:
            KeyError: When the workflow has none of that name.
        """
        return self._by_name[name]

    @cached_property
    def ordered(self) -> Mapping[str, frozenset[str]]:
        """What each kind of order may say, by its name."""
        return {order.name: frozenset(order.outcomes) for order in self.orders}

    @cached_property
    def _by_name(self) -> Mapping[str, Part]:
        return {part.name: part for part in self.parts}

    def attempts(self, step: str) -> int:
        """Return how many attempts a step allows."""
        part = self[step]
        given = part.attempts if isinstance(part, Step) else 1
        value = self.parameters[given.name] if isinstance(given, Param) else given
        return value if isinstance(value, int) else 1

    def with_parameters(self, **values: ParameterValue) -> "Workflow":
        """
        Return the workflow with other values for the named parameters, checked anew.

        Raises:
            DefinitionError: When a name is unknown, a value is of another type, or the result is faulty.
        """
        return attrs.evolve(self, parameters=self.parameters.with_values(**values))

    def __format__(self, form: str) -> str:
        """Print the workflow: ``mermaid``, ``dot``, ``md``, ``svg``, or its name without a form."""
        if not form:
            return self.name
        if form not in _FORMS:
            raise ValueError(f"'{form}' is no form of a workflow{did_you_mean(form, _FORMS)}")
        return _FORMS[form](self.name, self.start, self.parts, self.parameters)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Show the diagram in notebooks that can draw it, and the text in those that cannot."""
        drawn = format(self, "mermaid")
        return {"text/vnd.mermaid": drawn, "text/markdown": f"```mermaid\n{drawn}\n```", "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"Workflow({self.name!r}, version={self.version!r}, {len(self.parts)} parts)"


_FORMS: Mapping[str, Callable[..., str]] = {"mermaid": mermaid, "dot": dot, "md": markdown, "svg": svg}


def _arrivals(workflow: Workflow) -> tuple[State, ...]:
    """Return where the cases of the former version arrive, as far as the new version can take them."""
    if workflow.former is None:
        return ()
    former = workflow.former
    arrivals = ((state, former.arrival(state, workflow.parts)) for state in former.workflow.table.states)
    return tuple(arrival for state, arrival in arrivals if not _arrival_fault(workflow, state, arrival))


def _declaration_faults(workflow: Workflow) -> Iterator[Fault]:
    names = Counter(part.name for part in workflow.parts)
    yield from (
        Fault("workflow.repeated", name, "two parts bear this name; give each its own")
        for name, count in names.items()
        if count > 1
    )
    yield from _forgetting_faults(workflow)
    yield from _anchor_faults(workflow)
    yield from _order_faults(workflow)
    for name in names:
        if name in RESERVED or not name:
            reserved = ", ".join(f"'{each}'" for each in sorted(RESERVED))
            yield Fault("workflow.reserved", name, f"a part needs a name of its own, other than {reserved}")
    yield from _entry_faults(workflow, names)
    for part in workflow.parts:
        for move in moves_of(part):
            yield from _move_faults(part, move, names)
        yield from _part_faults(workflow, part)
    yield from workflow.condition_faults()


def _entry_faults(workflow: Workflow, names: Iterable[str]) -> Iterator[Fault]:
    for entry in workflow.start:
        if entry.part not in names:
            yield Fault("workflow.unknown-part", "start", f"'{entry.part}' is no part{did_you_mean(entry.part, names)}")
    if not workflow.start or workflow.start[-1].when is not None:
        problem = "some subjects would start nowhere; end the entries with one that has no condition"
        yield Fault("workflow.otherwise", "start", problem)
    for entry in workflow.start[:-1]:
        if entry.when is None:
            yield Fault(
                "workflow.never", "start", f"no entry after '{entry.part}' can be taken, as it has no condition"
            )


def _move_faults(part: Part, move: Move, names: Iterable[str]) -> Iterator[Fault]:
    where = f"{part.name}/{move.outcome}" if isinstance(move, On) else part.name
    again = isinstance(move, On) and move.again
    if again and move.go:
        yield Fault("workflow.move", where, "a move tries again or goes to a part, not both; leave out one")
    if again and isinstance(part, Wait):
        yield Fault("workflow.move", where, "a wait has no attempts; only a step can try again")
    if not again and not move.go:
        yield Fault("workflow.move", where, "this move leads nowhere; say where it goes, or again=True")
    if move.go and move.go not in names:
        yield Fault("workflow.unknown-part", where, f"'{move.go}' is no part{did_you_mean(move.go, names)}")
    repeated = [effect for effect, count in Counter(move.do).items() if count > 1]
    for effect in repeated:
        yield Fault("workflow.effect", where, f"the effect '{effect.kind} {effect.what}' is declared twice; keep one")


def _anchor_faults(workflow: Workflow) -> Iterator[Fault]:
    for step in workflow.steps:
        anchor = step.deadline.anchor if isinstance(step.deadline, Deadline) else ENTERED
        if anchor not in (ENTERED, OPENED) and not anchor.startswith(SUBJECT):
            problem = (
                f"a step counts from '{ENTERED}', '{OPENED}', or a day of the subject such as '{SUBJECT}due'; "
                "a case counts from a fact by 'closes'"
            )
            yield Fault("workflow.anchor", step.name, problem)
    read = (OPENED, *workflow.reads, *workflow.names, *workflow.ordered)
    if workflow.closes is not None and workflow.closes.anchor not in read:
        anchor = workflow.closes.anchor
        problem = f"no fact of the kind '{anchor}' is read{did_you_mean(anchor, read)}; name it in 'reads'"
        yield Fault("workflow.anchor", "closes", problem)


def _order_faults(workflow: Workflow) -> Iterator[Fault]:
    taken = Counter((*RESERVED, *workflow.names, *workflow.reads, *(order.name for order in workflow.orders)))
    heard = {outcome: None for part in workflow.parts for outcome in outcomes_of(part)}
    for order in workflow.orders:
        if not order.name or taken[order.name] > 1:
            problem = "an order needs a name of its own, which no part, no other order and nothing in 'reads' bears"
            yield Fault("workflow.order", order.name, problem)
        for outcome in order.outcomes:
            if outcome not in heard:
                problem = f"no part says what becomes of a case then{did_you_mean(outcome, heard)}"
                yield Fault("workflow.order", f"{order.name}/{outcome}", problem)


def _forgetting_faults(workflow: Workflow) -> Iterator[Fault]:
    for part in workflow.parts:
        for mark in {mark: None for move in moves_of(part) for mark in move.forget}:
            if mark not in workflow.marks:
                problem = f"forgets the mark '{mark}', which no move sets{did_you_mean(mark, workflow.marks)}"
                yield Fault("workflow.mark", part.name, problem)


def _part_faults(workflow: Workflow, part: Part) -> Iterator[Fault]:
    if not isinstance(part, Step):
        return
    if (part.deadline is None) == (part.every is None):
        problem = "give a deadline, or NOT_STATED where the method gives none; or 'every' alone, for what is owed again"
        yield Fault("workflow.deadline", part.name, problem)
    rules = {rule.name for rule in workflow.teams}
    if part.team and part.team not in rules:
        yield Fault("workflow.team", part.name, f"'{part.team}' is no team rule{did_you_mean(part.team, rules)}")
    named: set[str] = set()
    for channel in part.channels:
        if channel.name in named:
            problem = "an entry of this name before it is for everyone; order it earlier or remove it"
            yield Fault("workflow.channel", f"{part.name}/{channel.name}", problem)
        if channel.when is None:
            named.add(channel.name)
    if part.questionnaire is not None:
        derived, declared = set(part.questionnaire.outcome_names), set(outcomes_of(part))
        for outcome in sorted(derived - declared):
            hint = did_you_mean(outcome, declared)
            yield Fault("workflow.outcome", f"{part.name}/{outcome}", f"the questionnaire's outcome has no move{hint}")


def _compiled_faults(workflow: Workflow, compiled: Compiled) -> Iterator[Fault]:
    yield from compiled.faults
    table = compiled.table
    reached = {state.part for state in table.states}
    for part in workflow.parts:
        if part.name not in reached:
            yield Fault("workflow.unreachable", part.name, "no way leads here; send some outcome to it, or remove it")
    for name, move in compiled.unused:
        if name in reached:
            yield Fault(
                "workflow.never", _place(name, move), "this branch can never match; order it earlier or remove it"
            )
    circle = loop(table)
    if circle:
        way = " -> ".join(f"'{state}'" for state in circle)
        yield Fault("workflow.loop", circle[0].part, f"{way} has no bound; spend attempts or set a mark on the way")
        return
    for state in dead_ends(table):
        yield Fault("workflow.no-final", state.part, f"no final can be reached from '{state}'")
    yield from _arrival_faults(workflow)
    yield from _limit_faults(workflow, table)


def _place(name: str, move: Move) -> str:
    kind = move.outcome if isinstance(move, On) else "after" if isinstance(move, After) else "spent"
    return f"{name}/{kind}" + (f" when {move.when}" if move.when is not None else "")


def _limit_faults(workflow: Workflow, table: Table) -> Iterator[Fault]:
    if workflow.limit is None or dead_ends(table):
        return
    longest = closure(table).if_deadlines_kept
    if longest is not None and longest > workflow.limit:
        problem = (
            f"closing may take {duration_text(longest)} with every deadline kept, over {duration_text(workflow.limit)}"
        )
        yield Fault("workflow.limit", workflow.name, problem)


def _arrival_faults(workflow: Workflow) -> Iterator[Fault]:
    if workflow.former is None:
        return
    told = set()
    for state in workflow.former.workflow.table.states:
        problem = _arrival_fault(workflow, state, workflow.former.arrival(state, workflow.parts))
        if problem and (state.part, problem) not in told:
            told.add((state.part, problem))
            yield Fault("workflow.state-map", state.part, problem)


def _arrival_fault(workflow: Workflow, state: State, arrival: State) -> str:
    """Say why the new version cannot take a case in the former version's state, or nothing when it can."""
    if state.part == LEFT:
        return ""
    target = workflow._by_name.get(arrival.part)
    if target is None:
        hint = did_you_mean(arrival.part, workflow._by_name)
        return f"cases here go to '{arrival.part}', which is no part of version '{workflow.version}'{hint}"
    if isinstance(target, Final) != bool(state.at):
        return f"cases here go to '{arrival.part}'; a final can only become a final, and a step a step or a wait"
    if isinstance(target, Final) and target.standing is not state.standing:
        return f"cases closed as '{state.standing}' would become '{target.standing}'; a new version reopens nothing"
    unknown = [mark for mark in arrival.marks if mark not in workflow.marks]
    if unknown:
        return f"cases here carry the mark '{unknown[0]}', which this version never sets; forget it or set it"
    attempts = workflow.attempts(arrival.part)
    if state.attempts >= attempts:
        return f"cases here have spent {state.attempts} attempts and '{arrival.part}' allows {attempts}"
    return ""
