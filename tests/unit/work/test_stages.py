"""Workflows inside steps, bounded loops, steps owed every so often, and marks that are forgotten."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from gridcare.errors import DefinitionError
from gridcare.timing.deadlines import NOT_STATED, Deadline
from gridcare.work.stages import Stage
from gridcare.work.steps import After, Enter, On, Part, Settled, Spent, Step, Wait, marked
from gridcare.work.workflow import Workflow

DONE, GIVEN_UP = Settled("done"), Settled("given up")
INNER = Workflow(
    "inner",
    start="try",
    parts=(
        Step("try", deadline="1d", moves=(On("well", go="good"), On("badly", go="bad"))),
        Settled("good"),
        Settled("bad"),
    ),
)
AGAIN = (On("good", go="done"), On("bad", again=True), Spent(go="given up"))


def end(workflow: Workflow, *outcomes: str) -> str:
    """Walk the table by outcomes that need no condition but marks."""
    position = workflow.table.entries[0][1]
    for outcome in outcomes:
        position = workflow.table.moves[position][outcome][0].target
    return workflow.table.states[position].part


def problems(make: Callable[[], object]) -> str:
    with pytest.raises(DefinitionError) as caught:
        make()
    return str([str(fault) for fault in caught.value.exceptions])


class TestStages:
    def test_its_parts_are_written_out_by_their_longer_names(self) -> None:
        stage = Stage("round", INNER, moves=(On("good", go="done"), On("bad", go="given up")))
        workflow = Workflow("outer", start="round/try", parts=(stage, DONE, GIVEN_UP))
        assert ("round/try", "done", "given up") == workflow.names
        assert "given up" == end(workflow, "badly")

    def test_a_move_goes_to_a_stage_by_its_name_and_enters_by_its_conditions(self) -> None:
        parts: tuple[Part, ...] = (
            Step("ask", deadline=NOT_STATED, moves=(On("yes", go="first"), On("no", go="second"))),
            Step("first", deadline=NOT_STATED, moves=(On("on", go="second"),)),
            Step("second", deadline=NOT_STATED, moves=(On("on", go="out"),)),
            Settled("out"),
        )
        inner = Workflow("inner", start=(Enter("first", when="subject.rooms >= 2"), Enter("second")), parts=parts[1:])
        stage = Stage("in", inner, moves=(On("out", go="done"),))
        knock = Step("knock", deadline=NOT_STATED, moves=(On("open", go="in"),))
        workflow = Workflow("outer", start="knock", parts=(knock, stage, DONE))
        branches = workflow.table.moves[0]["open"]
        targets = [workflow.table.states[branch.target].part for branch in branches]
        assert ["in/first", "in/second"] == targets
        assert ["subject.rooms >= 2", "None"] == [str(branch.guard) for branch in branches]

    def test_it_counts_anew_when_it_is_entered_anew(self) -> None:
        back = (On("once more", go="done", when=marked("back")), On("once more", go="round", mark="back"))
        workflow = Workflow(
            "outer",
            start="round/try",
            parts=(
                Stage("round", INNER, times=2, moves=(On("good", go="rest"), On("bad", again=True), Spent(go="rest"))),
                Step("rest", deadline="1d", moves=back),
                DONE,
            ),
        )
        bad = ("badly", "badly")
        assert "rest" == end(workflow, *bad)
        assert "round/try" == end(workflow, *bad, "once more", "badly")
        assert "rest" == end(workflow, *bad, "once more", *bad)
        assert "rest" == end(workflow, "badly", "well", "once more", *bad)
        assert timedelta(days=6) == workflow.closure.if_deadlines_kept

    def test_a_wait_inside_may_end_the_stage_by_itself(self) -> None:
        inner = Workflow(
            "inner",
            start="wait",
            parts=(Wait("wait", until="1d", go="over", moves=(On("called", go="over"),)), Settled("over")),
        )
        moves = (On("over", again=True), Spent(go="given up"))
        workflow = Workflow("outer", start="w/wait", parts=(Stage("w", inner, times=3, moves=moves), GIVEN_UP))
        assert timedelta(days=3) == workflow.closure.by_itself
        assert "w/wait" == end(workflow, "called", "called")
        assert "given up" == end(workflow, "called", "called", "called")

    def test_a_loop_needs_a_bound_and_an_end(self) -> None:
        told = problems(lambda: Stage("round", INNER, moves=AGAIN[:2]))
        assert "needs a bound" in told
        assert "say by Spent" in told

    def test_every_end_inside_needs_something_that_follows(self) -> None:
        told = problems(lambda: Stage("round", INNER, moves=(On("good", go="done"), On("bda", go="done"))))
        assert "did you mean 'bad'" in told
        assert "'round/bad'" in told

    def test_a_bound_without_a_loop_means_nothing(self) -> None:
        told = problems(lambda: Stage("round", INNER, times=2, moves=(On("good", go="done"), On("bad", go="done"))))
        assert "mean nothing" in told


class TestStepsOwedEverySoOften:
    VISIT = Step(
        "visit", every="7d", attempts=4, moves=(On("fine", again=True), On("bad", go="given up"), Spent(go="done"))
    )

    def test_the_last_time_is_the_bound_of_the_closure(self) -> None:
        workflow = Workflow("visits", start="visit", parts=(self.VISIT, DONE, GIVEN_UP))
        assert timedelta(days=28) == workflow.closure.if_deadlines_kept
        assert () == workflow.closure.without_deadline

    def test_it_is_every_or_a_deadline_and_not_both(self) -> None:
        both = Step("visit", every="7d", deadline="1d", moves=(On("bad", go="done"),))
        assert "'every' alone" in problems(lambda: Workflow("visits", start="visit", parts=(both, DONE)))


class TestMarksThatAreForgotten:
    def test_a_loop_that_forgets_its_mark_has_no_bound(self) -> None:
        parts = (
            Step("a", deadline=NOT_STATED, moves=(On("on", go="b", mark="seen"),)),
            Step("b", deadline=NOT_STATED, moves=(On("back", go="a", forget="seen"), On("out", go="done"))),
            DONE,
        )
        assert "has no bound" in problems(lambda: Workflow("loop", start="a", parts=parts))

    def test_what_no_move_sets_cannot_be_forgotten(self) -> None:
        step = Step(
            "a", deadline=NOT_STATED, moves=(On("on", go="done", forget="sene"), On("x", go="done", mark="seen"))
        )
        assert "did you mean 'seen'" in problems(lambda: Workflow("w", start="a", parts=(step, DONE)))


class TestAnchors:
    def test_a_step_counts_from_entering_or_opening_only(self) -> None:
        step = Step("a", deadline=Deadline(within="48h", anchor="order"), moves=(On("on", go="done"),))
        assert "by 'closes'" in problems(lambda: Workflow("w", start="a", parts=(step, DONE)))

    def test_a_case_counts_from_a_fact_that_it_reads(self) -> None:
        step = Step("a", deadline=NOT_STATED, moves=(On("on", go="done"), After("9d", go="done")))
        closes = Deadline(within="48h", anchor="order")
        assert "name it in 'reads'" in problems(lambda: Workflow("w", start="a", parts=(step, DONE), closes=closes))
        assert closes == Workflow("w", start="a", parts=(step, DONE), closes=closes, reads=("order",)).closes
