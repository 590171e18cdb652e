"""
Whether a fact's answers are ones that its step asks for.

A step's questionnaire says what may be answered, what may not be collected at all, and which outcome the answers mean.
A fact that breaks it is refused at the door, where its author can still mend it, and kept as a discrepancy by a merge;
it then folds into nothing until it is corrected. What is told of it names fields and never a value. An answer that is
missing is no fault: the visit took place and counts, and its completeness says what somebody still has to ask.
"""

from collections.abc import Iterator, Mapping, Sequence

from gridcare.facts.completeness import Completeness
from gridcare.facts.discrepancies import Discrepancy
from gridcare.facts.fact import Fact
from gridcare.facts.questionnaire import Questionnaire, answer_faults

__all__ = ["answers_owed", "wrong_answers"]


def wrong_answers(forms: Sequence[Questionnaire], fact: Fact, entry: str = "") -> Iterator[Discrepancy]:
    """
    Find what a fact answers that it should not, and an outcome that its answers contradict.

    Args:
        forms: The questionnaires that the fact fills; without any, it may answer anything.
        fact: The fact.
        entry: The id to tell of, when the fact is the content of an amendment.
    """
    told = entry or fact.id
    if not forms:
        return
    for fault in answer_faults(forms, fact.answers):
        code = f"answer-{fault.code.rpartition('.')[2]}"
        problem = f"'{fault.where}' {fault.problem}"
        yield Discrepancy(code=code, entry=told, problem=problem, subjects=fact.subjects)
    for form in forms:
        derived = form.outcome(fact.answers)
        if fact.outcome and isinstance(derived, str) and derived != fact.outcome:
            problem = f"states '{fact.outcome}', but by '{form.name}' its answers mean '{derived}'; correct either"
            yield Discrepancy(code="contradicting-outcome", entry=told, problem=problem, subjects=fact.subjects)


def answers_owed(forms: Mapping[str, Questionnaire], facts: Sequence[Fact]) -> Mapping[str, Completeness]:
    """
    Say which answers each fact still owes, by the ids of the facts; those that owe none are left out.

    Args:
        forms: The questionnaire of each kind of fact that has one.
        facts: The facts.
    """
    told = {fact.id: forms[fact.kind].completeness(fact.answers) for fact in facts if fact.kind in forms}
    return {id: each for id, each in told.items() if not each.complete}
