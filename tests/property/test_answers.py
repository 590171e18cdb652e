"""Answers: what more of them may change, what they may not, and what a questionnaire says about them."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from gridcare.attributes import Attributes
from gridcare.facts.completeness import Completeness, Missing, merged
from gridcare.facts.questionnaire import AnswerType, Asked, Question, Questionnaire, answer_faults, member_field
from gridcare.rules.unknowns import Unknown
from gridcare.testing.strategies.facts import MEMBERS, answers_to, questionnaires

FORMS = questionnaires()
FILLED = FORMS.flatmap(lambda form: st.tuples(st.just(form), answers_to(form)))
FILLED_TWICE = FORMS.flatmap(lambda form: st.tuples(st.just(form), answers_to(form), answers_to(form)))
Filled = tuple[Questionnaire, Attributes]


FITTING = {
    AnswerType.TRUTH: True,
    AnswerType.CHOICE: "x",
    AnswerType.INTEGER: 1,
    AnswerType.NUMBER: 1.5,
    AnswerType.DATE: date(2020, 2, 3),
}


@given(FILLED_TWICE)
def test_learning_more_never_turns_what_was_decided(drawn: tuple[Questionnaire, Attributes, Attributes]) -> None:
    form, before, other = drawn
    after = Attributes({**other, **before})
    decided = form.outcome(before, members=MEMBERS)
    if isinstance(decided, str):
        assert decided == form.outcome(after, members=MEMBERS)
    for (_, known), (_, later) in zip(
        form.counted(before, members=MEMBERS), form.counted(after, members=MEMBERS), strict=True
    ):
        assert isinstance(known, Unknown) or known == later


@given(FILLED)
def test_an_outcome_is_one_of_those_declared_or_open_with_a_reason(drawn: Filled) -> None:
    form, answers = drawn
    outcome = form.outcome(answers, members=MEMBERS)
    assert outcome.reasons if isinstance(outcome, Unknown) else outcome in form.outcome_names


@given(FILLED)
def test_outcome_and_counts_follow_the_declared_order_and_the_members(drawn: Filled) -> None:
    """Read slowly, where every answer that a rule may read is there and fits."""
    form, answers = drawn
    truths = [question for question in form.questions if question.type is AnswerType.TRUTH]
    told = {question: values(question, answers) for question in truths}
    if all(type(value) is bool for found in told.values() for value in found):
        holds = [outcome for (outcome, _), question in zip(form.outcomes, truths, strict=True) if any(told[question])]
        if form.outcomes:
            assert (holds[0] if holds else form.otherwise) == form.outcome(answers, members=MEMBERS)
        counted = [(f"n_{q.name}", sum(map(bool, told[q]))) for q in truths if q.per is Asked.MEMBER]
        assert counted == list(form.counted(answers, members=MEMBERS))


def values(question: Question, answers: Attributes) -> list[object]:
    if question.per is Asked.SUBJECT:
        return [answers.get(question.name)]
    return [answers.get(member_field(question.name, member)) for member in MEMBERS]


@given(FILLED)
def test_a_fault_is_told_for_each_answer_that_does_not_fit_and_for_no_other(drawn: Filled) -> None:
    form, answers = drawn
    unfit = [field for field in answers if form.question(field.partition("@")[0]).problem(answers[field])]
    assert [f"form/{field}" for field in unfit] == [fault.where for fault in form.check(answers, members=MEMBERS)]


@given(FILLED)
def test_answering_what_is_missing_leads_to_a_full_record(drawn: Filled) -> None:
    """Each round answers what is named; what was only undecided is decided by then, so the rounds end."""
    form, answers = drawn
    for _ in range(len(form.questions) + 1):
        complete = form.completeness(answers, members=MEMBERS)
        if complete.complete:
            break
        asked = [one for one in complete.missing if one.code != "undecided"]
        assert asked, "only undecided questions are left, so nobody can ever decide them"
        answers = answers.with_(**{field(one, form): fitting_answer(one, form) for one in asked})  # type: ignore[arg-type]
    assert form.completeness(answers, members=MEMBERS).complete
    assert () == form.check(answers, members=MEMBERS)


def field(missing: Missing, form: Questionnaire) -> str:
    per_member = form.question(missing.field).per is Asked.MEMBER
    return member_field(missing.field, missing.member) if per_member else missing.field


def fitting_answer(missing: Missing, form: Questionnaire) -> object:
    return FITTING[form.question(missing.field).type]


@given(FILLED)
def test_a_full_record_has_every_required_answer(drawn: Filled) -> None:
    form, answers = drawn
    missing = form.completeness(answers, members=MEMBERS).missing
    named = {(one.field, one.member) for one in missing}
    for question in form.questions:
        for member, answer in zip(
            MEMBERS if question.per is Asked.MEMBER else ("",), values(question, answers), strict=True
        ):
            unfit = question.problem(answer) is not None  # type: ignore[arg-type]  # it came from the answers
            if question.required is True:
                assert ((question.name, member) in named) == (unfit or answer is None)
            elif question.required is False or answer is not None:
                assert ((question.name, member) in named) == unfit


@given(st.lists(FILLED, min_size=2, max_size=3))
def test_the_completeness_of_several_forms_is_a_set(drawn: list[Filled]) -> None:
    parts = [form.completeness(answers, members=MEMBERS) for form, answers in drawn]
    assert set(merged(parts).missing) == set(merged(reversed(parts)).missing)
    assert merged(parts) == merged([merged(parts[:1]), merged(parts[1:]), *parts])
    assert merged(parts).complete == all(part.complete for part in parts)
    assert merged([]) == Completeness()


@given(questionnaires(name="one"), questionnaires(name="two"), st.data())
def test_a_visit_of_two_forms_has_the_faults_of_either_and_no_field_is_foreign(
    one: Questionnaire, two: Questionnaire, data: st.DataObject
) -> None:
    answers = Attributes({**data.draw(answers_to(one)), **data.draw(answers_to(two))})
    both = {(fault.code, fault.where) for fault in answer_faults((one, two), answers)}
    either = {(fault.code, fault.where) for form in (one, two) for fault in form.check(answers)}
    assert both == {(code, where) for code, where in either if code != "questionnaire.unknown-field"}
