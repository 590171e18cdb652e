"""A fact answers what its step asks, and nothing that may not be collected."""

from datetime import datetime

import attrs
import pytest

from gridcare.attributes import Attributes, Scalar
from gridcare.facts.discrepancies import Refused
from gridcare.facts.fact import Amendment, Fact
from gridcare.facts.journal import Journal
from gridcare.facts.questionnaire import Question, Questionnaire
from gridcare.people.register import Register
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.timing.deadlines import NOT_STATED
from gridcare.timing.periods import moment
from gridcare.work.campaign import Campaign
from gridcare.work.rows import Track
from gridcare.work.steps import On, OpenForVerification, Settled, Step
from gridcare.work.workflow import StateMap, Workflow

ZONE = "Asia/Shanghai"
FORM = Questionnaire(
    "door form",
    questions=(
        Question("opened", "truth"),
        Question("people", "integer", required="opened", least=1, counts="person"),
        Question("mood", "choice", choices=("calm", "angry"), required=False),
        Question("fever", "truth", per="member", required=False),
    ),
    outcomes=(("met", "opened"),),
    otherwise="shut",
    forbidden=("religion",),
)
DOOR = Step(
    "door",
    moves=(On("met", go="done"), On("shut", go="left open"), On("refused", go="left open")),
    questionnaire=FORM,
    deadline=NOT_STATED,
)
WORKFLOW = Workflow("w", start="door", parts=(DOOR, Settled("done"), OpenForVerification("left open")))
STREET = Hierarchy(Level.ordered("street"), [Unit("s", "", "street")])
REGISTER = Register(STREET, [Subject(id=id, kind="household", unit="s", persons=2) for id in ("h1", "h2")])


def at(text: str) -> datetime:
    return moment(f"2020-02-{text}", ZONE)


def opened(*tracks: Track) -> Campaign:
    return Campaign(STREET, REGISTER, tracks or WORKFLOW, opened=at("03 08:00"), zone=ZONE)


def visit(outcome: str = "", when: str = "03 09:00", kind: str = "door", **answers: Scalar) -> Fact:
    told = {name.replace("_at_", "@"): answer for name, answer in answers.items()}
    return Fact(
        id="1",
        kind=kind,
        subjects=("h1",),
        outcome=outcome,
        happened=at(when),
        known=at(when),
        answers=Attributes(told),
    )


WRONG = [
    (visit(opened=True, religion="secret"), "answer-forbidden", "'religion' may not be collected"),
    (visit(opened="secret"), "answer-type", "'door form/opened' must be true or false and is a text"),
    (visit(opened=True, mood="secret"), "answer-choice", "'door form/mood' is none of its choices"),
    (visit(opened=True, people=-77), "answer-bounds", "lies outside its bounds, from 1"),
    (visit(opened=True, fevr="secret"), "answer-unknown-field", "did you mean 'fever'?"),
    (visit(opened=True, fever=True), "answer-member", "write it as 'fever@<member>'"),
    (visit("met", opened=False), "contradicting-outcome", "states 'met', but by 'door form' its answers mean 'shut'"),
    (visit("refused", opened=True), "contradicting-outcome", "its answers mean 'met'"),
]


@pytest.mark.parametrize(("fact", "code", "problem"), WRONG, ids=[code for _, code, _ in WRONG])
class TestAWrongAnswer:
    def test_is_refused_at_the_door_without_its_value(self, fact: Fact, code: str, problem: str) -> None:
        campaign = opened()
        with pytest.raises(Refused) as caught:
            campaign.record(fact)
        assert [each.code for each in caught.value.discrepancies] == [code]
        assert problem in str(caught.value)
        assert "secret" not in str(caught.value)
        assert "77" not in str(caught.value)
        assert campaign.state("h1").part == "door"

    def test_is_kept_by_a_merge_and_cured_by_an_amendment(self, fact: Fact, code: str, problem: str) -> None:
        campaign = opened()
        change = campaign.merge(Journal.of([fact]))
        assert [each.code for each in change.discrepancies] == [code]
        assert [each.code for each in campaign.discrepancies] == [code]
        assert campaign.state("h1").part == "door"
        right = attrs.evolve(fact, outcome="", answers=Attributes(opened=True, people=2))
        cured = campaign.amend(Amendment(id="a", of="1", known=at("03 10:00"), fact=right))
        assert [each.code for each in cured.cured] == [code]
        assert campaign.state("h1").part == "done"

    def test_is_no_correction_either(self, fact: Fact, code: str, problem: str) -> None:
        campaign = opened()
        campaign.record(visit(opened=True, people=2))
        with pytest.raises(Refused, match="'a': ") as caught:
            campaign.amend(Amendment(id="a", of="1", known=at("03 10:00"), fact=fact))
        assert caught.value.code == code


class TestWhatIsRight:
    def test_a_missing_answer_counts_and_is_still_owed(self) -> None:
        campaign = opened()
        campaign.record(visit(opened=True))
        assert campaign.state("h1").part == "done"
        assert str(campaign.case("h1").owed_answers["1"]) == "'people' is not stated"

    def test_a_full_visit_owes_nothing(self) -> None:
        campaign = opened()
        campaign.record(visit("met", opened=True, people=2, fever_at_p1=False))
        assert not campaign.case("h1").owed_answers
        assert campaign.state("h1").part == "done"

    def test_an_outcome_counts_where_the_answers_do_not_decide(self) -> None:
        campaign = opened()
        campaign.record(visit("refused"))
        assert campaign.state("h1").part == "left open"

    def test_a_visit_fills_the_forms_of_every_track_that_knows_it(self) -> None:
        other = Questionnaire("survey", questions=(Question("pets", "integer"),))
        steps = (attrs.evolve(DOOR, questionnaire=other), *WORKFLOW.parts[1:])
        campaign = opened(Track(WORKFLOW, name="a"), Track(attrs.evolve(WORKFLOW, parts=steps), name="b"))
        campaign.record(visit("met", opened=True, people=2, pets=1))
        assert [campaign.state("h1", track=each).part for each in "ab"] == ["done", "done"]
        with pytest.raises(Refused, match="'pets' is asked by no questionnaire"):
            campaign.record(attrs.evolve(visit("met", opened=True, pets=1), id="2", track="a"))

    def test_a_version_judges_what_happened_under_it(self) -> None:
        campaign = opened()
        campaign.advance(at("04 08:00"))
        asked = attrs.evolve(FORM, questions=(*FORM.questions, Question("pets", "integer", required=False)))
        parts = (attrs.evolve(DOOR, questionnaire=asked), *WORKFLOW.parts[1:])
        campaign.migrate(attrs.evolve(WORKFLOW, parts=parts, version="2", former=StateMap(WORKFLOW)))
        with pytest.raises(Refused, match="'pets' is asked by no questionnaire"):
            campaign.record(visit(opened=True, pets=1))
        campaign.record(visit(when="04 08:00", opened=True, pets=1))
        assert campaign.state("h1").part == "done"
