"""
A workflow inside a step: a stage that a case goes through once, or again and again up to a bound.

A locality describes the work on a finding once (put right, checked) and uses it wherever a finding is worked on. A
`Stage` names such a workflow among the parts of a larger one; the finals of the inner workflow are its outcomes. A
move that tries again begins the stage anew, at most as many times as the stage says, so that a loop always has a
bound; what then follows is said by `Spent`. Where a single step is done over and over, ``Step(every=...)`` says it
more shortly.

When the larger workflow is declared, stages are written out: the inner step ``put right`` of the stage
``rectification`` becomes ``rectification/put right``, which is also what its facts are called. So a stage is checked,
drawn, forecast and folded like any other part. Its team rules, parameters and the kinds of facts it reads are
declared by the workflow that holds it, and its marks are marks of the case.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol, TypeVar

import attrs

from gridcare.errors import Fault, did_you_mean, refuse
from gridcare.rules.expressions import Expression
from gridcare.timing.deadlines import NotStated
from gridcare.work.steps import After, Enter, Final, Move, On, Part, Spent, Step, Wait, marked

__all__ = ["Ladder", "Stage", "written_out"]

AnyMove = TypeVar("AnyMove", bound=Move)


class Ladder(Protocol):
    """What a stage needs of the workflow inside it."""

    @property
    def start(self) -> tuple[Enter, ...]:
        """The entries."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts, written out themselves."""

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks that its moves may set."""


def _moves(given: Iterable[On | Spent]) -> tuple[On | Spent, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True)
class Stage:
    """
    A workflow as a part of another one.

    Attributes:
        name: What it is called where it is used; moves go to it by this name.
        workflow: The workflow inside.
        moves: What follows each of its finals, by the final's name as an outcome; ``again=True`` begins it anew.
        times: How many times it may be gone through.

    Raises:
        DefinitionError: When a final has no move that always holds, a move names no final, or beginning anew has no
            bound or nothing that follows when the bound is reached.
    """

    name: str = attrs.field(kw_only=False)
    workflow: Ladder = attrs.field(kw_only=False)
    moves: tuple[On | Spent, ...] = attrs.field(converter=_moves)
    times: int = 1

    def __attrs_post_init__(self) -> None:
        refuse(f"stage '{self.name}'", self._faults())

    def _faults(self) -> Iterator[Fault]:
        finals = [part.name for part in self.workflow.parts if isinstance(part, Final)]
        ons = [move for move in self.moves if isinstance(move, On)]
        for move in ons:
            if move.outcome not in finals:
                problem = f"the workflow inside does not end so{did_you_mean(move.outcome, finals)}"
                yield Fault("stage.outcome", f"{self.name}/{move.outcome}", problem)
        for final in finals:
            if not any(move.outcome == final and move.when is None for move in ons):
                problem = "the stage may end so and nothing follows; end its moves with one without 'when'"
                yield Fault("stage.otherwise", f"{self.name}/{final}", problem)
        again = [move for move in ons if move.again]
        spent = [move for move in self.moves if isinstance(move, Spent)]
        if again and self.times < 2:
            yield Fault("stage.loop", self.name, "beginning anew needs a bound; say how many times at most")
        if again and (not spent or spent[-1].when is not None):
            yield Fault("stage.loop", self.name, "say by Spent(go=...) what follows when the bound is reached")
        if not again and (spent or self.times != 1):
            yield Fault("stage.loop", self.name, "no move begins it anew, so that 'times' and Spent mean nothing")

    @property
    def entries(self) -> tuple[Enter, ...]:
        """Where a case enters it, as the workflow that holds it calls those parts."""
        return tuple(attrs.evolve(each, part=f"{self.name}/{each.part}") for each in self.workflow.start)

    @property
    def _rounds(self) -> tuple[str, ...]:
        """The marks of a case that goes through it for the second, third, last time."""
        word = re.sub(r"\W", "_", self.name)
        return tuple(f"round_{number}_of_{word}" for number in range(2, self.times + 1))

    def parts(self) -> Iterator[Part]:
        """Write it out: the parts inside, by their longer names."""
        for part in self.workflow.parts:
            if isinstance(part, Step):
                moves = tuple(each for move in part.moves for each in self._onward(move))
                yield attrs.evolve(part, name=f"{self.name}/{part.name}", moves=moves)
            elif isinstance(part, Wait):
                yield self._wait(part)

    def _wait(self, wait: Wait) -> Wait:
        early = tuple(each for move in wait.moves for each in self._onward(move))
        *guarded, last = self._onward(Move(go=wait.go, mark=wait.mark, forget=wait.forget, do=wait.do))
        if not isinstance(wait.until, NotStated):
            early += tuple(_after(wait.until, move) for move in guarded)
        return attrs.evolve(
            wait,
            name=f"{self.name}/{wait.name}",
            moves=early,
            go=last.go,
            mark=last.mark,
            forget=last.forget,
            do=last.do,
        )

    def _onward(self, move: AnyMove) -> Iterator[AnyMove]:
        """Say where a move inside goes once its end is a move of the stage."""
        final = {part.name: part for part in self.workflow.parts if isinstance(part, Final)}.get(move.go)
        if final is None:
            yield attrs.evolve(move, go=f"{self.name}/{move.go}" if move.go else "")
            return
        for onward in self.moves:
            if isinstance(onward, On) and onward.outcome == final.name:
                yield from self._again(move, onward) if onward.again else self._out(move, onward)

    def _out(self, move: AnyMove, onward: Move) -> Iterator[AnyMove]:
        yield _both(move, onward, forget=self._rounds)

    def _again(self, move: AnyMove, onward: On) -> Iterator[AnyMove]:
        """Begin anew, from the last round backwards: the bound first, for the marks of a case tell its round."""
        *earlier, last = self._rounds
        for spent in self.moves:
            if isinstance(spent, Spent):
                yield _both(_both(move, onward), spent, when=marked(last), forget=self._rounds)
        back = attrs.evolve(onward, go=self.name, again=False)
        for former, following in reversed(tuple(zip(earlier, self._rounds[1:], strict=True))):
            yield _both(move, back, when=marked(former), mark=(following,), forget=self.workflow.marks)
        yield _both(move, back, mark=self._rounds[:1], forget=self.workflow.marks)


def _after(delay: object, move: Move) -> After:
    return After(delay, go=move.go, when=move.when, mark=move.mark, forget=move.forget, do=move.do)  # type: ignore[arg-type]


def _both(
    move: AnyMove,
    onward: Move,
    *,
    when: Expression | None = None,
    mark: tuple[str, ...] = (),
    forget: tuple[str, ...] = (),
) -> AnyMove:
    """Take one move and then another as one."""
    marks = tuple(dict.fromkeys((*(each for each in move.mark if each not in forget), *onward.mark, *mark)))
    return attrs.evolve(
        move,
        go=onward.go,
        when=_all(move.when, onward.when, when),
        if_unknown=move.if_unknown if move.when is not None else onward.if_unknown,
        mark=marks,
        forget=tuple(dict.fromkeys((*move.forget, *onward.forget, *forget))),
        do=move.do + onward.do,
    )


def _all(*conditions: Expression | None) -> Expression | None:
    held: Expression | None = None
    for each in conditions:
        held = each if held is None else held if each is None else held & each
    return held


def written_out(given: Iterable[Part | Stage]) -> tuple[Part, ...]:
    """Write out the stages among the parts of a workflow, and lead moves that go to a stage to its first part."""
    declared = tuple(given)
    stages = {each.name: each for each in declared if isinstance(each, Stage)}
    plain = [part for each in declared for part in (each.parts() if isinstance(each, Stage) else (each,))]
    return tuple(_led(part, stages) for part in plain) if stages else tuple(plain)


def _led(part: Part, stages: Mapping[str, Stage]) -> Part:
    if isinstance(part, Final):
        return part
    if isinstance(part, Step):
        return attrs.evolve(part, moves=tuple(each for move in part.moves for each in _entering(move, stages)))
    moves = tuple(each for move in part.moves for each in _entering(move, stages))
    *guarded, last = _entering(Move(go=part.go), stages)
    if not isinstance(part.until, NotStated):
        end = Move(mark=part.mark, forget=part.forget, do=part.do)
        moves += tuple(_after(part.until, _both(end, move)) for move in guarded)
    return attrs.evolve(part, moves=moves, go=last.go)


def _entering(move: AnyMove, stages: Mapping[str, Stage]) -> Iterator[AnyMove]:
    stage = stages.get(move.go)
    if stage is None:
        yield move
        return
    for entry in stage.entries:
        yield attrs.evolve(move, go=entry.part, when=_all(move.when, entry.when))
