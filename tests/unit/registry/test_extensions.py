"""A package offers steps to somebody's method; they apply where a host names them, and the result is checked whole."""

from types import ModuleType
from typing import Any

import attrs
import pytest

from gridcare.errors import DefinitionError, UnknownName
from gridcare.extensions import Redirect, StepExtension, extend
from gridcare.hookspecs import hookimpl
from gridcare.people.teams import Seat, TeamRule
from gridcare.playbook import Playbook
from gridcare.plugins.four_step import FOUR_STEP
from gridcare.registry import ExtensionRefused, Quarantined, Registry
from gridcare.rules.notices import Source
from gridcare.rules.parameters import Parameter, param
from gridcare.stamps import OtherMethod
from gridcare.timing.deadlines import NOT_STATED
from gridcare.work.steps import On, Settled, Spent, Step
from gridcare.work.workflow import StateMap

CALL = Step(
    "automatic call",
    team="machine",
    attempts=param("calls"),
    deadline="2h",
    titles=(("zh", "智能外呼"), ("en", "automatic call")),
    moves=(On("answered", go="done"), On("no answer", again=True), Spent(go="phone")),
)
CALLER = StepExtension(
    "auto-caller",
    playbook="four-step",
    adds=(CALL,),
    redirects=(Redirect("door", to="automatic call", was="phone"),),
    teams=(TeamRule("machine", (Seat("operator"),)),),
    parameters=(Parameter("calls", 2, unit="attempt", reading=True, alternatives=("one",)),),
    words={"answered": {"zh": "已接听"}},
    sources=(Source(title="智能外呼试用说明"),),
    in_flight={},
)
LETTER = StepExtension(
    "letter",
    playbook="four-step",
    adds=(Step("letter", deadline=NOT_STATED, moves=(On("answered", go="done"), On("silent", go="unverified"))),),
    redirects=(Redirect("linkage", to="letter", on="not found"),),
)


def plugin(*extensions: object, playbooks: tuple[Playbook, ...] = ()) -> ModuleType:
    module = ModuleType("stranger")

    @hookimpl
    def gridcare_steps(playbook: Playbook) -> list[object]:
        return list(extensions)

    @hookimpl
    def gridcare_playbooks() -> tuple[Playbook, ...]:
        return playbooks

    module.gridcare_steps, module.gridcare_playbooks = gridcare_steps, gridcare_playbooks  # type: ignore[attr-defined]
    return module


HOME = plugin(playbooks=(FOUR_STEP,))


def registry(**plugins: object) -> Registry:
    return Registry.load(extra={"yanji:home": HOME, **plugins}, installed=False)


def faults(*extensions: StepExtension, of: Playbook = FOUR_STEP) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        extend(of, extensions)
    return [f"{fault.code} {fault}" for fault in caught.value.faults]


class TestApplyingThem:
    def test_nothing_applies_until_it_is_named(self) -> None:
        found = registry(caller=plugin(CALLER))
        assert FOUR_STEP == found.playbook("four-step")
        assert {"auto-caller": CALLER} == found.extensions("four-step")

    def test_a_step_is_added_and_moves_lead_to_it(self) -> None:
        extended = registry(caller=plugin(CALLER)).playbook("four-step", extensions=("auto-caller",))
        goes = {(move.outcome, move.go) for move in extended.workflow["door"].moves}  # type: ignore[union-attr]
        assert {("met", "automatic call"), ("refused", "automatic call"), ("notice", "call-back")} < goes
        assert "machine" == extended.team("machine").name
        assert 2 == extended.parameters["calls"]
        assert "智能外呼" in extended.explain("zh")
        assert (("auto-caller", "1"),) == extended.extensions

    def test_the_order_in_which_they_are_named_does_not_matter(self) -> None:
        found = registry(a=plugin(CALLER), b=plugin(LETTER))
        one, other = (
            found.playbook("four-step", extensions=names)
            for names in (("letter", "auto-caller"), ("auto-caller", "letter"))
        )
        assert one == other
        assert (("auto-caller", "1"), ("letter", "1")) == one.extensions

    def test_a_step_may_be_replaced(self) -> None:
        phone = FOUR_STEP.workflow["phone"]
        assert isinstance(phone, Step)
        phone = attrs.evolve(phone, deadline="8h")
        other = StepExtension("quick", playbook="four-step", replaces=(phone,))
        assert phone == extend(FOUR_STEP, (other,)).workflow["phone"]

    def test_an_entry_may_lead_elsewhere(self) -> None:
        start = StepExtension(
            "caller first",
            playbook="four-step",
            adds=(CALL,),
            teams=CALLER.teams,
            parameters=CALLER.parameters,
            redirects=(Redirect(to="automatic call", was="door"),),
            replaces=(attrs.evolve(FOUR_STEP.workflow["phone"]),),
        )
        with pytest.raises(DefinitionError, match="fault"):  # nothing leads to the door any more
            extend(FOUR_STEP, (start,))
        back = attrs.evolve(CALL, moves=(On("answered", go="done"), On("no answer", again=True), Spent(go="door")))
        entered = extend(FOUR_STEP, (attrs.evolve(start, adds=(back,)),)).workflow.start
        assert ["linkage", "automatic call"] == [each.part for each in entered]

    def test_nothing_named_changes_nothing(self) -> None:
        assert FOUR_STEP is extend(FOUR_STEP, ())


class TestWhatDoesNotFit:
    def test_the_result_is_checked_whole_and_every_fault_told(self) -> None:
        lost = attrs.evolve(CALL, team="machin", moves=(On("answered", go="dnoe"),))
        told = "\n".join(faults(attrs.evolve(CALLER, adds=(lost,))))
        assert "'dnoe' is no part; did you mean 'done'?" in told
        assert "'machin' is no team rule; did you mean 'machine'?" in told

    def test_what_it_reaches_for_must_be_there(self) -> None:
        told = faults(
            StepExtension(
                "odd",
                playbook="four-step",
                adds=(Settled("done"),),
                replaces=(attrs.evolve(CALL, name="phon"),),
                redirects=(Redirect("dor", to="done"), Redirect("door", on="mett", to="done")),
            )
        )
        assert [
            "extension.adds 'odd/done': the workflow has a part of this name; replace it, or give yours another name",
            "extension.replaces 'odd/phon': 'phon' is no part that could be replaced; did you mean 'phone'?",
            "extension.redirects 'odd/dor': 'dor' is no part; did you mean 'door'?",
            "extension.redirects 'odd/door/mett': no move is like this, so that nothing could be led elsewhere",
        ] == told

    def test_it_is_for_another_playbook_or_track(self) -> None:
        assert "it is for 'lakeside' and not for 'four-step'" in faults(attrs.evolve(CALLER, playbook="lakeside"))[0]
        assert "'fourstep' is no track; did you mean 'four-step'?" in faults(attrs.evolve(CALLER, track="fourstep"))[0]

    @pytest.mark.parametrize(
        ("second", "where"),
        [
            (StepExtension("other", playbook="four-step", adds=(CALL,)), "automatic call"),
            (
                StepExtension("other", playbook="four-step", redirects=(Redirect("door", on="met", to="done"),)),
                "door/met",
            ),
            (StepExtension("other", playbook="four-step", replaces=(FOUR_STEP.workflow["door"],)), "door"),
        ],
    )
    def test_two_that_change_one_step_are_refused_by_both_names(self, second: StepExtension, where: str) -> None:
        told = [each for each in faults(CALLER, second) if each.startswith("extension.rivals")]
        assert told
        assert all("'auto-caller' and 'other' both change" in each and where in each for each in told)

    def test_one_cannot_be_brought_in_twice(self) -> None:
        assert "it is brought in twice" in faults(CALLER, of=extend(FOUR_STEP, (CALLER,)))[0]

    def test_an_extension_that_does_nothing(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            StepExtension("", playbook="four-step")
        assert ["extension.name", "extension.nothing"] == [fault.code for fault in caught.value.faults]


class TestBothPackagesAreNamed:
    def test_in_a_fault_of_what_results(self) -> None:
        lost = attrs.evolve(CALLER, redirects=(Redirect("dor", to="automatic call"),))
        with pytest.raises(ExtensionRefused) as caught:
            registry(**{"hills:caller": plugin(lost)}).playbook("four-step", extensions=("auto-caller",))
        told = str(caught.value)
        assert "'four-step' of 'yanji:home' cannot be extended by 'auto-caller' of 'hills:caller': " in told
        assert "did you mean 'door'?" in told
        assert ["yanji:home", "hills:caller"] == [plugin.name for plugin in caught.value.plugins]

    def test_in_a_conflict_of_names(self) -> None:
        with pytest.raises(Quarantined, match=r"'a' and 'b' are at fault: .*several plug-ins offer an extension"):
            registry(a=plugin(CALLER), b=plugin(CALLER)).playbook("four-step", extensions=("auto-caller",))

    def test_a_name_that_nobody_offers(self) -> None:
        with pytest.raises(UnknownName, match="did you mean 'auto-caller'"):
            registry(a=plugin(CALLER)).playbook("four-step", extensions=("autocaller",))

    def test_one_that_fails_to_answer_fails_whoever_asks_for_it_only(self) -> None:
        module = ModuleType("hostile")

        @hookimpl
        def gridcare_steps(playbook: Playbook) -> list[object]:
            raise RuntimeError("no network")

        module.gridcare_steps = gridcare_steps  # type: ignore[attr-defined]
        found = registry(a=plugin(CALLER), hostile=module)
        assert found.playbook("four-step", extensions=("auto-caller",)).extensions
        with pytest.raises(Quarantined, match="'gridcare_steps' raised RuntimeError: no network") as caught:
            found.playbook("four-step", extensions=("hostile",))
        assert ["raised by the plug-in 'hostile' in 'gridcare_steps'"] == caught.value.__cause__.__notes__  # type: ignore[union-attr]

    def test_something_else_than_extensions(self) -> None:
        with pytest.raises(
            Quarantined, match=r"returned a Playbook; return gridcare\.extensions\.StepExtension values"
        ):
            registry(odd=plugin(FOUR_STEP)).playbook("four-step", extensions=("odd",))


class TestCasesRememberTheirMethod:
    def test_the_stamp_names_playbook_extensions_and_workflows(self) -> None:
        stamp = extend(FOUR_STEP, (CALLER,)).stamp
        assert "four-step 1 + auto-caller 1" == str(stamp)
        assert (("four-step", "1+auto-caller.1"), ("service", "1")) == stamp.workflows

    def test_facts_are_judged_as_they_were_where_a_state_map_leads_on(self) -> None:
        extended = extend(FOUR_STEP, (CALLER,))
        assert StateMap(FOUR_STEP.workflow) == extended.workflow.former
        then = extended.under(FOUR_STEP.stamp)
        assert FOUR_STEP.workflow == then.workflow
        assert FOUR_STEP.stamp == then.stamp
        assert extended is extended.under(extended.stamp)

    @pytest.mark.parametrize(
        ("playbook", "stamp"),
        [
            (FOUR_STEP, extend(FOUR_STEP, (CALLER,)).stamp),
            (extend(FOUR_STEP, (LETTER,)), FOUR_STEP.stamp),
            (FOUR_STEP, attrs.evolve(FOUR_STEP.stamp, playbook="lakeside")),
        ],
    )
    def test_without_one_they_are_refused(self, playbook: Playbook, stamp: Any) -> None:
        with pytest.raises(OtherMethod, match="no state map says where the cases of track 'four-step' go"):
            playbook.under(stamp)
