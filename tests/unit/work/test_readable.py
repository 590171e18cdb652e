"""Conditions are held against what they may read, place by place, before any case is."""

from datetime import datetime

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.errors import DefinitionError
from gridcare.facts.fact import Fact
from gridcare.facts.questionnaire import Question, Questionnaire
from gridcare.people.register import Register
from gridcare.people.subjects import HOUSEHOLD, Field, Subject
from gridcare.people.teams import Seat, TeamRule
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.playbook import Playbook
from gridcare.privacy import PrivacyClass
from gridcare.rules.parameters import Parameter
from gridcare.timing.deadlines import NOT_STATED
from gridcare.timing.periods import moment
from gridcare.work.campaign import Campaign
from gridcare.work.effects import Leave
from gridcare.work.rows import Track
from gridcare.work.steps import After, Channel, Enter, On, OpenForVerification, Settled, Spent, Step, Wait, marked
from gridcare.work.workflow import StateMap, Workflow

ZONE = "Asia/Shanghai"
DONE, LEFT_OPEN = Settled("done"), OpenForVerification("left open")
PARAMETERS = (
    Parameter("most", 40, unit="household"),
    Parameter("wait", "24h", unit="duration"),
    Parameter("hour", NOT_STATED, unit="hour"),
    Parameter("strict", True),
    Parameter("word", "yes"),
)
FORM = Questionnaire(
    "door form",
    questions=(
        Question("fever", "truth", required=False),
        Question("mood", "choice", choices=("calm", "angry"), required=False),
        Question("coughs", "truth", per="member", required=False),
    ),
)
KIND = HOUSEHOLD.with_fields(
    Field("rooms", int, PrivacyClass.INTERNAL, counts="room"),
    Field("tenure", str, PrivacyClass.INTERNAL, choices=("owned", "rented")),
    Field("vacant", bool, PrivacyClass.INTERNAL),
)


def problems(*, when: str = "", **step: object) -> list[str]:
    """Declare a step whose first move has a condition, and return what is wrong with it."""
    moves = (On("met", go="done", when=when or None, mark="seen"), On("met", go="left open"), On("shut", again=True))
    spent = (*moves, Spent(go="left open"))
    with pytest.raises(DefinitionError) as caught:
        Workflow(
            "w",
            start="door",
            parts=(Step("door", deadline=NOT_STATED, **{"moves": spent, **step}), DONE, LEFT_OPEN),  # type: ignore[arg-type]
            parameters=PARAMETERS,
            teams=(TeamRule("joint", (Seat("police"), Seat("nurse"))),),
        )
    return [f"{fault.where}: {fault.problem}" for fault in caught.value.faults]


def declared(when: str, **step: object) -> Workflow:
    moves = (On("met", go="done", when=when, mark="seen"), On("met", go="left open"))
    door = Step("door", moves=moves, deadline=NOT_STATED, **step)  # type: ignore[arg-type]
    return Workflow("w", start="door", parts=(door, DONE, LEFT_OPEN), parameters=PARAMETERS)


class TestWhatAWorkflowKnows:
    @pytest.mark.parametrize(
        ("when", "problem"),
        [
            ("age = 'x'", "'age' is no name here"),
            ("param.most + 1", "'param.most + 1' is a number of household, but a truth is needed here"),
            ("memory.seen = 1", "'memory.seen' is a truth and '1' is a number"),
            ("param.most = 'many'", "'param.most' is a number of household and ''many'' is a text"),
            ("1 > param.strict", "'1' is a number and 'param.strict' is a truth"),
            ("param.wait = 1", "'param.wait' is no name here"),
            ("fact.happened = 1", "'fact.happened' is a moment"),
            ("fact.outcome = 'mett'", "did you mean 'met'?"),
            ("count(kind = 'dor' per fact) > 1", "did you mean 'door'?"),
            ("any(happened > 1 per fact)", "'happened' is a moment"),
            ("count(kind = 'door' per fact) > param.most", "number of fact"),
            ("count(age > 1 per member) > 1", "'member' is no axis here"),
        ],
    )
    def test_what_can_never_be_told_is_a_fault(self, when: str, problem: str) -> None:
        (found,) = problems(when=when)
        assert problem in found

    @pytest.mark.parametrize(
        "when",
        [
            "subject.anything = 'x' or unit.firm",
            "fact.anything > 3",
            "performers.police >= 1",
            "(memory.seen or unit.firm) and param.strict and fact.outcome = param.word",
            "param.hour > 3",
            "count(outcome = 'met' and temperature > 37 per fact) >= 2",
            "any(rooms >= subject.rooms per fact)",
        ],
    )
    def test_what_may_be_told_is_none(self, when: str) -> None:
        assert declared(when).table.states

    def test_every_fault_of_every_place_is_told_at_once(self) -> None:
        found = problems(
            when="memory.sen",
            requires="performers.polic >= 1",
            team="joint",
            channels=(Channel("phone", when="subject.kind > 3"), Channel("door", when="fact.outcome = 'met'")),
            moves=(
                On("met", go="done", when="memory.sen", mark="seen", do=Leave("card", when="param.mst > 1")),
                On("met", go="left open"),
                After("1h", go="left open", when="fact.outcome = 'met'"),
                After("2h", go="left open"),
            ),
        )
        places = [each.split(":")[0] for each in found]
        assert places == ["door/met", "door/met/card", "door", "door/door", "door/requires"]

    def test_where_a_case_starts_there_is_no_fact(self) -> None:
        door = Step("door", moves=(On("met", go="done"),), deadline=NOT_STATED)
        for when in ("fact.outcome = 'met'", "any(outcome = 'met' per fact)", "performers.police = 1"):
            with pytest.raises(DefinitionError, match="1 fault"):
                Workflow("w", start=(Enter("done", when=when), Enter("door")), parts=(door, DONE))


class TestWhatAQuestionnaireTells:
    def test_its_questions_are_the_only_answers(self) -> None:
        assert (
            "'fact.fevr' is no name here; did you mean 'fact.fever'?"
            in problems(when="fact.fevr", questionnaire=FORM)[0]
        )
        assert "'fact.mood' is never 'cross'" in problems(when="fact.mood = 'cross'", questionnaire=FORM)[0]
        assert "'fact.coughs' is no name here" in problems(when="fact.coughs", questionnaire=FORM)[0]

    def test_its_answers_are_typed_along_the_facts_too(self) -> None:
        assert (
            "'fever' is a truth and '1' is a number" in problems(when="any(fever > 1 per fact)", questionnaire=FORM)[0]
        )

    def test_a_team_that_admits_nobody_else_names_who_performs(self) -> None:
        found = problems(requires="performers.doctor >= 1", team="joint")
        assert "'performers.doctor' is no name here" in found[0]

    def test_a_role_of_several_words_is_named_in_quotes(self) -> None:
        heads = TeamRule("heads", (Seat("grid head"), Seat("police")))

        def asks(requires: str) -> Workflow:
            door = Step("door", moves=(On("met", go="done"),), team="heads", requires=requires, deadline=NOT_STATED)
            return Workflow("w", start="door", parts=(door, DONE), teams=(heads,))

        assert asks("performers.'grid head' >= 1").table.states
        with pytest.raises(DefinitionError) as caught:
            asks("performers.'grid haed' >= 1")
        assert "did you mean 'performers.'grid head''?" in str(caught.value.exceptions)

    def test_a_team_that_admits_others_leaves_open_who_performs(self) -> None:
        door = Step(
            "door", moves=(On("met", go="done"),), team="pair", requires="performers.doctor >= 1", deadline=NOT_STATED
        )
        pair = TeamRule("pair", (Seat("police"),), exact=False)
        assert Workflow("w", start="door", parts=(door, DONE), teams=(pair,)).table.states


class TestWhatIsKnownOfSubjects:
    WORKFLOW = declared("subject.rooms >= 2 and subject.tenure = 'rented'")

    def test_a_register_or_playbook_that_knows_the_fields_takes_it(self) -> None:
        assert Playbook(name="p", zone=ZONE, tracks=self.WORKFLOW, kinds=(KIND,)).tracks

    @pytest.mark.parametrize(
        ("when", "problem"),
        [
            ("subject.age > 3", "'subject.age' is no name here"),
            ("subject.rooms = 'x'", "'subject.rooms' is a number of room"),
            ("subject.tenure = 'squatted'", "is never 'squatted'"),
            ("subject.persons > subject.rooms", "only like compares with like"),
            ("subject.persons + param.most > 3", "only like adds to like"),
        ],
    )
    def test_what_they_do_not_have_is_a_fault_of_the_playbook(self, when: str, problem: str) -> None:
        with pytest.raises(DefinitionError) as caught:
            Playbook(name="p", zone=ZONE, tracks=declared(when), kinds=(KIND,))
        assert problem in str(caught.value)

    def test_a_track_chooses_by_what_its_subjects_have(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            Playbook(name="p", zone=ZONE, tracks=(Track(self.WORKFLOW, only="subject.vacnt"),), kinds=(KIND,))
        assert "did you mean 'subject.vacant'?" in str(caught.value)

    def test_a_campaign_is_refused_over_a_register_that_cannot_answer(self) -> None:
        street = Hierarchy(Level.ordered("street"), [Unit("s", "", "street")])
        with pytest.raises(DefinitionError) as caught:
            Campaign(street, Register(street, ()), self.WORKFLOW, opened=moment("2020-02-03 08:00", ZONE), zone=ZONE)
        assert {fault.code for fault in caught.value.faults} == {"expression.name"}
        assert len(caught.value.faults) == 2

    def test_a_new_version_is_held_against_the_register_too(self) -> None:
        street = Hierarchy(Level.ordered("street"), [Unit("s", "", "street")])
        register = Register(street, (), (KIND,))
        campaign = Campaign(street, register, self.WORKFLOW, opened=moment("2020-02-03 08:00", ZONE), zone=ZONE)
        newer = attrs.evolve(declared("subject.flats > 1"), version="2", former=StateMap(self.WORKFLOW))
        with pytest.raises(DefinitionError) as caught:
            campaign.migrate(newer)
        assert "'subject.flats' is no name here" in str(caught.value)

    def test_a_field_that_counts_is_a_number(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            HOUSEHOLD.with_fields(Field("name", str, PrivacyClass.INTERNAL, counts="room"))
        assert "counts 'room' and is no number" in str(caught.value)


class TestWhatConditionsTell:
    STREET = Hierarchy(Level.ordered("street"), [Unit("s", "", "street")])
    REGISTER = Register(
        STREET, [Subject(id="h1", kind="household", unit="s", persons=2, attributes=Attributes(rooms=2))], (KIND,)
    )

    def campaign(self, *parts: Step | Wait | Settled | OpenForVerification) -> Campaign:
        workflow = Workflow("w", start=parts[0].name, parts=(*parts, DONE))
        return Campaign(self.STREET, self.REGISTER, workflow, opened=self.at("03 08:00"), zone=ZONE)

    def at(self, text: str) -> datetime:
        return moment(f"2020-02-{text}", ZONE)

    def fact(self, id: str, kind: str, outcome: str, when: str, **answers: int) -> Fact:
        moment = self.at(when)
        told = Attributes(answers)
        return Fact(id=id, kind=kind, subjects=("h1",), outcome=outcome, happened=moment, known=moment, answers=told)

    def test_an_effect_may_ask_for_a_mark(self) -> None:
        seen = On("met", go="call", mark="seen")
        left = (Leave("card", when=marked("seen")), Leave("notice", when=~marked("seen")))
        campaign = self.campaign(
            Step("door", moves=(seen, On("shut", go="call")), deadline=NOT_STATED),
            Step("call", moves=(On("reached", go="done", do=left),), deadline=NOT_STATED),
        )
        campaign.record(self.fact("1", "door", "met", "03 09:00"))
        campaign.record(self.fact("2", "call", "reached", "03 10:00"))
        assert [effect.what for effect in campaign.effects] == ["card"]

    def test_who_performs_may_depend_on_a_mark(self) -> None:
        door = Step("door", moves=(On("met", go="call", mark="seen"), On("shut", go="call")), deadline=NOT_STATED)
        call = Step("call", moves=(On("reached", go="done"),), requires=marked("seen"), deadline=NOT_STATED)
        campaign = self.campaign(door, call)
        campaign.record(self.fact("1", "door", "shut", "03 09:00"))
        change = campaign.record(self.fact("2", "call", "reached", "03 10:00"))
        assert [each.code for each in change.discrepancies] == ["not-entitled"]

    def test_a_fact_is_compared_with_its_case(self) -> None:
        moves = (On("met", go="done", when="any(rooms >= subject.rooms per fact)"), On("met", go="left open"))
        campaign = self.campaign(Step("door", moves=moves, deadline=NOT_STATED), LEFT_OPEN)
        campaign.record(self.fact("1", "door", "met", "03 09:00", rooms=2))
        assert campaign.state("h1").part == "done"

    def test_a_passed_moment_reads_no_fact_that_was_refused(self) -> None:
        door = Step(
            "door",
            attempts=3,
            retry_gap="1h",
            moves=(
                On("shut", again=True),
                Spent(go="left open"),
                After("4h", go="left open", when="count(outcome = 'shut' per fact) >= 2"),
                After("4h", go="done"),
            ),
            deadline=NOT_STATED,
        )
        campaign = self.campaign(door, LEFT_OPEN)
        campaign.record(self.fact("1", "door", "shut", "03 09:00"))
        too_soon = campaign.record(self.fact("2", "door", "shut", "03 09:10"))
        assert [each.code for each in too_soon.discrepancies] == ["too-soon"]
        campaign.advance(self.at("03 12:00"))
        assert campaign.state("h1").part == "done"

    def test_a_derived_outcome_is_read_like_a_stated_one(self) -> None:
        form = Questionnaire("f", questions=(Question("open", "truth"),), outcomes=(("met", "open"),), otherwise="shut")
        twice = (On("met", go="done", when="count(outcome = 'shut' per fact) >= 1"), On("met", go="left open"))
        moves = (*twice, On("shut", again=True), Spent(go="left open"))
        step = Step("door", moves=moves, attempts=3, questionnaire=form, deadline=NOT_STATED)
        campaign = self.campaign(step, LEFT_OPEN)
        campaign.record(self.fact("1", "door", "", "03 09:00", open=False))
        campaign.record(self.fact("2", "door", "", "03 10:00", open=True))
        assert campaign.state("h1").part == "done"

    def test_a_fact_counts_once_for_its_own_effects(self) -> None:
        left = Leave("card", when="count(outcome = 'met' per fact) >= 2")
        campaign = self.campaign(Step("door", moves=(On("met", go="done", do=left),), deadline=NOT_STATED))
        campaign.record(self.fact("1", "door", "met", "03 09:00"))
        assert campaign.state("h1").part == "done"
        assert campaign.effects == ()

    def test_an_outcome_that_no_fact_states_cannot_be_told(self) -> None:
        door = Step(
            "door",
            moves=(On("met", go="left open", when="any(outcome = 'grave' per fact)"), On("met", go="done")),
            deadline=NOT_STATED,
        )
        workflow = Workflow("w", start="door", parts=(door, DONE, LEFT_OPEN), reads=("clue",))
        campaign = Campaign(self.STREET, self.REGISTER, workflow, opened=self.at("03 08:00"), zone=ZONE)
        campaign.record(self.fact("1", "clue", "", "03 09:00"))
        change = campaign.record(self.fact("2", "door", "met", "03 10:00"))
        assert [each.code for each in change.discrepancies] == ["undecided"]
