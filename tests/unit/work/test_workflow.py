"""A workflow is checked whole when it is declared."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import attrs
import pytest

from gridcare.errors import DefinitionError
from gridcare.people.teams import Seat, TeamRule
from gridcare.plugins.four_step import WORKFLOW
from gridcare.rules.parameters import Parameter, param
from gridcare.timing.deadlines import NOT_STATED, OPENED, Deadline
from gridcare.work.effects import Leave
from gridcare.work.steps import After, Enter, Final, On, OpenForVerification, Part, Settled, Spent, Step, Wait, marked
from gridcare.work.workflow import StateMap, Workflow

DONE, LEFT_OPEN = Settled("done"), OpenForVerification("left open")


def door(*moves: On | Spent | After, **options: object) -> Step:
    return Step("door", moves=moves, deadline=NOT_STATED, **options)  # type: ignore[arg-type]


def faults(*parts: Part, **options: object) -> dict[str, str]:
    """Declare a faulty workflow, and return where each kind of fault was found."""
    with pytest.raises(DefinitionError) as caught:
        Workflow("w", start=options.pop("start", "door"), parts=parts, **options)  # type: ignore[arg-type]
    return {fault.code: f"{fault.where}: {fault.problem}" for fault in caught.value.faults}


def refusal(declare: Callable[[], object]) -> str:
    """Return the whole text of the refusal of a declaration."""
    with pytest.raises(DefinitionError) as caught:
        declare()
    return str(caught.value)


class TestFaultsOfADeclaration:
    def test_all_faults_are_told_at_once(self) -> None:
        found = faults(Step("door", moves=(On("met", go="dnoe"),), team="gird"), DONE)
        assert set(found) == {"workflow.unknown-part", "workflow.deadline", "workflow.team"}
        assert "'dnoe' is no part; did you mean 'done'?" in found["workflow.unknown-part"]

    def test_a_step_that_nothing_leads_to(self) -> None:
        found = faults(door(On("met", go="done")), Step("attic", deadline="1h", moves=(On("x", go="done"),)), DONE)
        assert found == {"workflow.unreachable": "attic: no way leads here; send some outcome to it, or remove it"}

    def test_a_deadline_neither_given_nor_said_to_be_not_stated(self) -> None:
        assert (
            "NOT_STATED where the method gives none"
            in faults(Step("door", moves=(On("met", go="done"),)), DONE)["workflow.deadline"]
        )

    def test_a_loop_without_a_bound(self) -> None:
        found = faults(
            door(On("shut", go="later"), On("met", go="done")),
            Step("later", deadline="1h", moves=(On("again", go="door"),)),
            DONE,
        )
        assert "has no bound; spend attempts or set a mark on the way" in found["workflow.loop"]

    def test_a_loop_that_a_mark_bounds_is_no_fault(self) -> None:
        workflow = Workflow(
            "w",
            start="door",
            parts=(
                door(On("shut", go="left open", when=marked("tried")), On("shut", go="later"), On("met", go="done")),
                Step(
                    "later", deadline="1h", moves=(On("again", go="door", mark="tried"), On("give up", go="left open"))
                ),
                DONE,
                LEFT_OPEN,
            ),
        )
        assert {str(state) for state in workflow.table.states} >= {"door[tried]", "later"}

    def test_an_outcome_that_may_lead_nowhere(self) -> None:
        found = faults(door(On("met", go="done", when="subject.rooms > 1")), DONE)
        assert "end with a move without 'when'" in found["workflow.otherwise"]

    def test_a_branch_that_can_never_match(self) -> None:
        found = faults(door(On("met", go="done"), On("met", go="left open")), DONE, LEFT_OPEN)
        assert "this branch can never match" in found["workflow.never"]

    def test_attempts_without_anything_to_do_when_they_are_spent(self) -> None:
        found = faults(door(On("nobody", again=True), On("met", go="done"), attempts=2), DONE)
        assert found["workflow.otherwise"].startswith("door/nobody: ")

    def test_moves_that_contradict_themselves(self) -> None:
        found = faults(door(On("met", go="done", again=True), On("shut")), DONE)
        assert "workflow.move" in found

    def test_two_parts_of_one_name_and_a_reserved_name(self) -> None:
        found = faults(door(On("met", go="left")), door(On("met", go="left")), Settled("left"))
        assert "two parts bear this name" in found["workflow.repeated"]
        assert "other than 'joined', 'left'" in found["workflow.reserved"]

    def test_entries_that_leave_somebody_out(self) -> None:
        found = faults(door(On("met", go="done")), DONE, start=(Enter("door", when="subject.vacant"),))
        assert "some subjects would start nowhere" in found["workflow.otherwise"]

    def test_a_name_that_no_condition_may_read(self) -> None:
        found = faults(door(On("met", go="done", when="tally.fever > 3"), On("met", go="done")), DONE)
        assert "'tally.fever' is no name here" in found["expression.name"]
        assert "names begin with 'fact.', 'performers.', 'subject.', 'unit.'" in found["expression.name"]

    def test_a_mark_that_no_move_sets_and_a_parameter_that_is_not_declared(self) -> None:
        found = faults(
            door(On("met", go="done", when=marked("regsitered")), On("met", go="done", mark="registered")), DONE
        )
        assert "did you mean 'memory.registered'?" in found["expression.name"]
        assert (
            "'hours' is not declared"
            in faults(door(On("met", go="done"), After(param("hours"), go="done")), DONE)["workflow.parameter"]
        )

    def test_an_effect_declared_twice(self) -> None:
        found = faults(door(On("met", go="done", do=(Leave("card"), Leave("card")))), DONE)
        assert "the effect 'leave card' is declared twice" in found["workflow.effect"]

    def test_a_worst_case_over_the_limit(self) -> None:
        found = faults(Step("door", deadline="72h", moves=(On("met", go="done"),)), DONE, limit="48h")
        assert "closing may take 72h with every deadline kept, over 48h" in found["workflow.limit"]


class TestClosure:
    def test_it_is_told_twice(self) -> None:
        """It closes in time if deadlines are kept, and by itself if every stay has an end."""
        closure = Workflow(
            "w",
            start="door",
            parts=(
                Step("door", deadline="24h", moves=(On("met", go="done"), After("48h", go="phone"))),
                Step(
                    "phone",
                    deadline="12h",
                    attempts=2,
                    moves=(
                        On("reached", go="done"),
                        On("nobody", again=True),
                        Spent(go="left open"),
                        After("36h", go="left open"),
                    ),
                ),
                DONE,
                LEFT_OPEN,
            ),
        ).closure
        assert closure.if_deadlines_kept == timedelta(hours=36)
        assert closure.by_itself == timedelta(hours=84)

    def test_an_hour_of_the_day_comes_at_the_latest_after_days_of_25_hours(self) -> None:
        evening = Deadline(clock="20:00", nth=2)
        step = Step("door", deadline=evening, moves=(On("met", go="done"),))
        assert Workflow("w", start="door", parts=(step, DONE)).closure.if_deadlines_kept == timedelta(hours=50)

    def test_a_deadline_from_the_opening_counts_once_however_late_its_part_is_entered(self) -> None:
        soon, later = Deadline(within="24h", anchor=OPENED), Deadline(clock="17:00", nth=3, anchor=OPENED)
        parts = (
            Step("door", deadline=later, moves=(On("met", go="phone"),)),
            Step("phone", deadline=soon, moves=(On("reached", go="visit"),)),
            Step("visit", deadline="5h", moves=(On("met", go="done"),)),
            DONE,
        )
        closure = Workflow("w", start="door", parts=parts).closure
        assert closure.if_deadlines_kept == timedelta(hours=75 + 0 + 5)
        assert closure.without_deadline == closure.by_subject == ()

    def test_a_day_of_the_subject_proves_nothing_and_is_a_deadline_all_the_same(self) -> None:
        ends = Deadline(clock="17:00", anchor="subject.ends")
        step = Step("door", deadline=ends, moves=(On("met", go="done"),))
        closure = Workflow("w", start="door", parts=(step, DONE)).closure
        assert closure.if_deadlines_kept is None
        assert (closure.without_deadline, closure.by_subject) == ((), ("door",))
        timed = attrs.evolve(step, moves=(*step.moves, After("9h", go="done")))
        assert Workflow("w", start="door", parts=(timed, DONE)).closure.if_deadlines_kept == timedelta(hours=9)

    def test_a_timer_is_sure_when_its_last_branch_needs_no_condition(self) -> None:
        timed = (After("1h", go="left open", when="unit.firm"), After("1h", go="done"))
        step = Step("door", deadline="24h", moves=(On("met", go="done"), *timed))
        assert Workflow("w", start="door", parts=(step, DONE, LEFT_OPEN)).closure.by_itself == timedelta(hours=1)

    def test_what_is_not_stated_is_named(self) -> None:
        closure = WORKFLOW.closure
        assert closure.if_deadlines_kept is None
        assert closure.without_deadline == ("linkage", "door", "phone", "joint visit")

    def test_a_locality_may_state_it(self) -> None:
        names = ("door", "phone", "joint_visit", "linkage")
        stated = WORKFLOW.with_parameters(**{f"{name}_within": "24h" for name in names})
        assert stated.closure.if_deadlines_kept == timedelta(hours=5 * 24)


class TestStates:
    def test_memory_lives_in_states(self) -> None:
        """One named step compiles to several states: a call after a met door and after a closed one."""
        phones = [str(state) for state in WORKFLOW.table.states if state.part == "phone"]
        assert sorted(phones) == ["phone", "phone after 1", "phone[registered]", "phone[registered] after 1"]

    def test_a_final_remembers_where_it_was_reached(self) -> None:
        assert {state.at for state in WORKFLOW.table.states if state.part == "done"} == {
            "phone",
            "joint visit",
            "linkage",
        }


class TestDiagrams:
    @pytest.mark.parametrize("form", ["mermaid", "dot", "md"])
    def test_every_part_is_drawn(self, form: str) -> None:
        drawn = format(WORKFLOW, form)
        assert all(part.name in drawn for part in WORKFLOW.parts)

    def test_names_cannot_break_out_of_a_label(self) -> None:
        odd = Workflow(
            'a"b', start='do"or', parts=(Step('do"or', deadline="1h", moves=(On('x"]; evil[', go="done"),)), DONE)
        )
        assert '|"x#quot;]; evil["|' in format(odd, "mermaid")
        assert r'label="x\"]; evil["' in format(odd, "dot")

    def test_notebooks_get_a_diagram_and_a_text(self) -> None:
        shown = WORKFLOW._repr_mimebundle_()
        assert shown["text/markdown"].startswith("```mermaid\n")
        assert shown["text/plain"] == "Workflow('four-step', version='1', 8 parts)"

    def test_an_unknown_form_is_refused(self) -> None:
        with pytest.raises(ValueError, match="'mermiad' is no form of a workflow; did you mean 'mermaid'"):
            format(WORKFLOW, "mermiad")


def version_two(
    change: Callable[[Part], Part] = lambda part: part, *, goes: Mapping[str, str] | None = None
) -> Workflow:
    changed = tuple(change(part) for part in WORKFLOW.parts)
    return attrs.evolve(WORKFLOW, version="2", parts=changed, former=StateMap(WORKFLOW, parts=goes or {}))


class TestStateMaps:
    def test_parts_of_the_same_name_keep_their_place(self) -> None:
        assert {*WORKFLOW.table.states} <= {*version_two().table.states}

    def test_a_map_must_be_total(self) -> None:
        def renamed(part: Part) -> Part:
            if isinstance(part, Final) and part.name == "done":
                return attrs.evolve(part, name="registered")
            if isinstance(part, Step):
                moves = [attrs.evolve(move, go="registered") if move.go == "done" else move for move in part.moves]
                return attrs.evolve(part, moves=tuple(moves))
            return part

        assert "'done': cases here go to 'done', which is no part of version '2'" in refusal(
            lambda: version_two(renamed)
        )
        assert "registered at phone" in map(str, version_two(renamed, goes={"done": "registered"}).table.states)

    def test_a_new_version_reopens_nothing(self) -> None:
        assert "a new version reopens nothing" in refusal(lambda: version_two(goes={"done": "unverified"}))

    def test_attempts_that_no_longer_exist_are_refused(self) -> None:
        once = WORKFLOW.with_parameters(phone_attempts=1)
        told = refusal(lambda: attrs.evolve(once, version="2", former=StateMap(WORKFLOW)))
        assert "have spent 1 attempts and 'phone' allows 1" in told


class TestParameters:
    def test_a_value_of_another_type_is_refused(self) -> None:
        assert "the value must be a int" in refusal(lambda: WORKFLOW.with_parameters(phone_attempts="many"))

    def test_a_wait_takes_its_length_from_one(self) -> None:
        waiting = Workflow(
            "w",
            start="wait",
            parameters=(Parameter("hours", "3h", unit="duration"),),
            parts=(Wait("wait", until=param("hours"), go="done"), DONE),
        )
        assert waiting.closure.by_itself == timedelta(hours=3)
        assert waiting.with_parameters(hours="5h").closure.by_itself == timedelta(hours=5)

    def test_a_team_rule_is_found_by_name(self) -> None:
        rule = TeamRule("grid", (Seat("grid head"),))
        workflow = Workflow("w", start="door", teams=(rule,), parts=(door(On("met", go="done"), team="grid"), DONE))
        assert workflow.teams == (rule,)
