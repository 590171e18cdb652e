"""
Questionnaires: what a visit asks, what it may not ask, and what follows from the answers.

A questionnaire lists its questions with the type of each answer, whether it is asked once for the subject or of each
member of it, and when it is required. It also lists the fields that may *not* be collected: a form that does not ask
for religion is one thing, a form that refuses it another. Outcomes and counts of persons follow from the answers by
expressions, so that nobody ticks "met" on a form whose answers say otherwise.

The answers of a visit are coded and flat. The answer of a member stands under the question's name and the member's
id, as `member_field` writes it: ``fever@p7``. Nothing is coerced: ``"3"`` is no number, ``1`` is no truth. What is
wrong with answers is told as faults that name fields and never values; what is wrong with a questionnaire is told at
once when it is made.

>>> form = Questionnaire(
...     "door",
...     questions=(
...         Question("opened", "truth"),
...         Question("fever", "truth", per="member", required="opened"),
...     ),
...     outcomes=(("met", "opened"),),
...     otherwise="shut",
...     counts=(("feverish", "count(fever per member)"),),
...     forbidden=("religion",),
... )
>>> visit = Attributes({"opened": True, "fever@p1": False})
>>> form.outcome(visit)
'met'
>>> print(form.completeness(visit, members=("p1", "p2")))
'fever' of 'p2' is not stated
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from math import isfinite
from types import MappingProxyType
from typing import Final

import attrs

from gridcare.attributes import Attributes, Scalar
from gridcare.errors import Fault, UnknownName, did_you_mean, refuse
from gridcare.facts.completeness import Completeness, Missing
from gridcare.given import texts, typed
from gridcare.privacy import PrivacyClass
from gridcare.rules.checking import check
from gridcare.rules.contexts import DAY, TRUTH, Axis, Context, Number, Text, Type
from gridcare.rules.evaluation import evaluate
from gridcare.rules.expressions import KEYWORDS, Choice, Expression, literal, names
from gridcare.rules.grammar import expression
from gridcare.rules.scopes import Given, Scope, Value
from gridcare.rules.unknowns import Reason, Unknown
from gridcare.rules.windows import Shift, Window
from gridcare.titles import Titles, titles

__all__ = [
    "AnswerType",
    "Asked",
    "Bound",
    "Question",
    "Questionnaire",
    "answer_faults",
    "member_field",
]

_NAME: Final = re.compile(r"[^\W\d]\w*")
_AT: Final = "@"
_MEMBER: Final = "member"
_PERSON: Final = "person"
_LONGEST: Final = 60


class AnswerType(StrEnum):
    """What an answer may be; free text is none of these, it belongs to the register."""

    TRUTH = "truth"
    INTEGER = "integer"
    NUMBER = "number"
    CHOICE = "choice"
    DATE = "date"


class Asked(StrEnum):
    """Of whom a question is asked: once for the subject of the visit, or of each of its members."""

    SUBJECT = "subject"
    MEMBER = "member"


def _answer_type(given: str) -> AnswerType:
    try:
        return AnswerType(given)
    except ValueError:
        raise UnknownName("type of answer", given, AnswerType) from None


def _asked(given: str) -> Asked:
    try:
        return Asked(given)
    except ValueError:
        raise UnknownName("way to ask a question", given, Asked) from None


def _condition(given: Expression | str | bool) -> Expression | bool:
    return given if isinstance(given, bool) else expression(given)


Bound = int | Decimal | date
"""The least or the greatest answer that is allowed."""


@attrs.frozen(kw_only=True, field_transformer=typed)
class Question:
    """
    One thing that is asked.

    Attributes:
        name: The name of the field, one word as expressions use it.
        type: What its answer is.
        per: Whether it is asked once for the subject, or of each member.
        required: Whether it must be answered: always, never, or when a condition holds over what was asked before. A
            member's question may read the answers of that member and those of the subject.
        choices: The codes that may be answered, for a choice.
        least: The least allowed number or day, itself allowed.
        most: The greatest allowed number or day, itself allowed.
        counts: What a number counts (``person``), so that only like is added to like; empty for nothing.
        privacy: How much the answer gives away; an answer never identifies anybody.
        titles: The question as it is put, by language.
    """

    name: str = attrs.field(kw_only=False)
    type: AnswerType = attrs.field(kw_only=False, converter=_answer_type)
    per: Asked = attrs.field(default=Asked.SUBJECT, converter=_asked)
    required: Expression | bool = attrs.field(default=True, converter=_condition)
    choices: tuple[str, ...] = attrs.field(default=(), converter=texts)
    least: Bound | None = None
    most: Bound | None = None
    counts: str = ""
    privacy: PrivacyClass = PrivacyClass.SENSITIVE
    titles: Titles = attrs.field(default=(), converter=titles)

    def problem(self, answer: Scalar) -> tuple[str, str] | None:
        """
        Say what is wrong with an answer, without telling it.

        Returns:
            A code (``type``, ``choice`` or ``bounds``) and a sentence; nothing when it is right, as a stated blank is.
        """
        if answer is None:
            return None
        if not _fits(self.type, answer):
            return "type", f"must be {_WORDED[self.type]} and is {_worded(answer)}; nothing is converted"
        if self.type is AnswerType.CHOICE and answer not in self.choices:
            allowed = ", ".join(f"'{choice}'" for choice in self.choices)
            return "choice", f"is none of its choices, which are {allowed}"
        if not self._within(answer):
            return "bounds", f"lies outside its bounds, {_bounds(self)}"
        return None

    def _within(self, answer: Scalar) -> bool:
        low, high = self.least, self.most
        return (low is None or answer >= low) and (high is None or answer <= high)  # type: ignore[operator]  # it fits

    @property
    def comes_to(self) -> Type:
        """The type of its answer to an expression that reads it."""
        match self.type:
            case AnswerType.TRUTH:
                return TRUTH
            case AnswerType.CHOICE:
                return Text(self.choices)
            case AnswerType.DATE:
                return DAY
            case _:
                return Number.of(self.counts)


_WORDED: Final = MappingProxyType(
    {
        AnswerType.TRUTH: "true or false",
        AnswerType.INTEGER: "a whole number",
        AnswerType.NUMBER: "a finite number",
        AnswerType.CHOICE: "a code",
        AnswerType.DATE: "a day",
    }
)
_TYPES: Final[Mapping[AnswerType, tuple[type, ...]]] = MappingProxyType(
    {
        AnswerType.TRUTH: (bool,),
        AnswerType.INTEGER: (int,),
        AnswerType.NUMBER: (int, Decimal, float),
        AnswerType.CHOICE: (str,),
        AnswerType.DATE: (date,),
    }
)
_NUMERIC: Final = frozenset({AnswerType.INTEGER, AnswerType.NUMBER})


def _fits(wanted: AnswerType, answer: object) -> bool:
    """Tell whether an answer is of exactly that type: true is no number, and a moment is no day."""
    if isinstance(answer, Decimal) and not answer.is_finite():
        return False
    return type(answer) in _TYPES[wanted] and (not isinstance(answer, float) or isfinite(answer))


def _worded(answer: Scalar) -> str:
    words: Mapping[type, str] = {bool: "a truth", str: "a text", datetime: "a moment", date: "a day"}
    return words.get(type(answer), "a number")


def _bounds(question: Question) -> str:
    low = "" if question.least is None else f"from {question.least}"
    high = "" if question.most is None else f"up to {question.most}"
    return " ".join(filter(None, (low, high)))


def member_field(question: str, member: str) -> str:
    """
    Return the name under which a visit keeps the answer of one member.

    >>> member_field("fever", "p7")
    'fever@p7'
    """
    return f"{question}{_AT}{member}"


# The questionnaire


def _outcomes(given: Iterable[tuple[str, Expression | str]]) -> tuple[tuple[str, Expression], ...]:
    return tuple((name, expression(rule)) for name, rule in given)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Questionnaire:
    """
    What is asked on a visit, what may not be, and what follows.

    Attributes:
        name: Its name.
        questions: The questions, in the order in which they are put.
        outcomes: Pairs of an outcome and the condition under which the answers mean it; the first that holds counts.
        otherwise: The outcome when no condition holds; must be given if there are any.
        counts: Pairs of a name and an expression that counts persons from the answers of the members.
        forbidden: Fields that may not be collected, with this or any questionnaire of the same visit.

    Raises:
        DefinitionError: With every fault of the definition.
    """

    name: str = attrs.field(kw_only=False)
    questions: tuple[Question, ...] = attrs.field(converter=tuple[Question, ...])
    outcomes: tuple[tuple[str, Expression], ...] = attrs.field(default=(), converter=_outcomes)
    otherwise: str = ""
    counts: tuple[tuple[str, Expression], ...] = attrs.field(default=(), converter=_outcomes)
    forbidden: tuple[str, ...] = attrs.field(default=(), converter=texts)

    def __attrs_post_init__(self) -> None:
        refuse(f"questionnaire '{self.name}'", _definition_faults(self))

    @property
    def outcome_names(self) -> tuple[str, ...]:
        """Every outcome that the answers can mean, each once."""
        return tuple(dict.fromkeys((*(name for name, _ in self.outcomes), self.otherwise))) if self.outcomes else ()

    @cached_property
    def context(self) -> Context:
        """What an expression over the answers may read; the axis ``member`` leads to each member."""
        own = _types(self, Asked.SUBJECT)
        each = Context(names=own | _types(self, Asked.MEMBER))
        return Context(names=own, axes={_MEMBER: Axis(context=each, counts=_PERSON)})

    def question(self, name: str) -> Question:
        """
        Return the question of that name.

        Raises:
            UnknownName: When there is none.
        """
        if name not in self._by_name:
            raise UnknownName("question", name, self._by_name)
        return self._by_name[name]

    def scope(self, answers: Attributes, *, members: Iterable[str] | None = None) -> Scope:
        """
        Return the place in which an expression reads the answers.

        Args:
            answers: The answers of a visit; those that do not fit their questions are unknown there.
            members: The ids of the members; those who answered anything, when left out.
        """
        return _Answered(self._by_name, answers, self._members(answers, members))

    def check(self, answers: Attributes, *, members: Iterable[str] | None = None) -> tuple[Fault, ...]:
        """Find all that is wrong with the answers of a visit that fills only this questionnaire."""
        return answer_faults((self,), answers, members=members)

    def completeness(self, answers: Attributes, *, members: Iterable[str] | None = None) -> Completeness:
        """
        Say which answers are still missing and why.

        Where a condition cannot be told, its question may be required, as long as an answer that the condition reads
        is missing itself; if nobody has to give that answer, nobody has to give this one.

        Args:
            answers: The answers so far.
            members: The ids of the members; those who answered anything, when left out.
        """
        known = self._members(answers, members)
        subject = _Answered(self._by_name, answers, known)
        found: dict[tuple[str, str], Missing] = {}
        for question in self.questions:
            for member in known if question.per is Asked.MEMBER else ("",):
                place = attrs.evolve(subject, label=member)
                code, reasons = _lacks(question, place, found)
                if code:
                    found[question.name, member] = Missing(
                        questionnaire=self.name, field=question.name, member=member, code=code, reasons=reasons
                    )
        return Completeness(tuple(found.values()))

    def outcome(self, answers: Attributes, *, members: Iterable[str] | None = None) -> str | Unknown:
        """
        Return the outcome that the answers mean.

        Returns:
            The first whose condition holds, else `otherwise`; unknown, with the reasons, when a condition before it
            cannot be decided and the rest do not agree, or when no outcomes are declared.
        """
        if not self.outcomes:
            return Unknown.because("missing", "outcome")
        outcome = evaluate(self._choice, self.scope(answers, members=members))
        return outcome if isinstance(outcome, Unknown) else str(outcome)

    def counted(self, answers: Attributes, *, members: Iterable[str] | None = None) -> tuple[tuple[str, Value], ...]:
        """Return each declared count of persons with its figure, or unknown with the reasons."""
        place = self.scope(answers, members=members)
        return tuple((name, evaluate(rule, place)) for name, rule in self.counts)

    @cached_property
    def _by_name(self) -> Mapping[str, Question]:
        return MappingProxyType({question.name: question for question in self.questions})

    @cached_property
    def _choice(self) -> Expression:
        return Choice(tuple((rule, literal(name)) for name, rule in self.outcomes), self.otherwise)

    def _members(self, answers: Attributes, members: Iterable[str] | None) -> tuple[str, ...]:
        if members is not None:
            return tuple(dict.fromkeys(members))
        named = (field.partition(_AT) for field in answers if _AT in field)
        return tuple(sorted({member for name, _, member in named if member and name in self._by_name}))


def _types(questionnaire: Questionnaire, per: Asked) -> dict[str, Type]:
    return {question.name: question.comes_to for question in questionnaire.questions if question.per is per}


@attrs.frozen(eq=False)
class _Answered:
    """The answers as an expression reads them, for the subject or, under a label, for one member."""

    questions: Mapping[str, Question]
    answers: Attributes
    members: tuple[str, ...]
    label: str = ""

    def value(self, name: str, /) -> Given:
        question = self.questions.get(name)
        if question is None or (question.per is Asked.MEMBER and not self.label):
            return Unknown.because("missing", name)
        field = _field(question, self.label)
        if field not in self.answers:
            return Unknown.because("missing", name)
        answer = self.answers[field]
        return answer if question.problem(answer) is None else Unknown.because("mismatch", name)

    def along(self, axis: str, /) -> Iterable[Scope] | Unknown:
        if axis != _MEMBER or self.label:
            return Unknown.because("axis", axis)
        return tuple(attrs.evolve(self, label=member) for member in self.members)

    def shifted(self, by: Shift, /) -> Scope | Unknown:
        return Unknown.because("shift", str(by))

    def windowed(self, over: Window, /) -> Scope | Unknown:
        return Unknown.because("window", str(over))


def _field(question: Question, member: str) -> str:
    return member_field(question.name, member) if question.per is Asked.MEMBER else question.name


def _lacks(
    question: Question, place: _Answered, missing: Mapping[tuple[str, str], Missing]
) -> tuple[str, tuple[Reason, ...]]:
    """Say why an answer is missing, as a code and reasons, or give an empty code; earlier questions are judged."""
    field = _field(question, place.label)
    if field in place.answers:
        answer = place.answers[field]
        if question.problem(answer) is not None:
            return "unusable", ()
        if answer is not None:
            return "", ()
    required = question.required if isinstance(question.required, bool) else evaluate(question.required, place)
    if isinstance(required, Unknown):
        waits = any(_waits(reason, place, missing) for reason in required.reasons)
        return ("undecided", required.reasons) if waits else ("", ())
    if not required:
        return "", ()
    return ("blank" if field in place.answers else "missing"), ()


def _waits(reason: Reason, place: _Answered, missing: Mapping[tuple[str, str], Missing]) -> bool:
    """Tell whether somebody still owes what a condition lacks; what is no lack of an answer waits for ever."""
    question = place.questions.get(reason.about)
    if question is None or reason.code not in ("missing", "blank", "mismatch"):
        return True
    if question.per is Asked.SUBJECT:
        return (question.name, "") in missing
    member = reason.at[0].removeprefix(f"{_MEMBER} ") if reason.at else place.label
    return (question.name, member) in missing


# Checking answers


def answer_faults(
    questionnaires: Sequence[Questionnaire], answers: Attributes, *, members: Iterable[str] | None = None
) -> tuple[Fault, ...]:
    """
    Find all that is wrong with the answers of a visit, naming fields and never telling values.

    Args:
        questionnaires: All that the visit fills; a field may belong to any of them, and none may forbid it.
        answers: The answers.
        members: The ids of the members, so that an answer of somebody else is found; not checked when left out.
    """
    known = None if members is None else frozenset(members)
    return tuple(fault for field in answers for fault in _field_faults(questionnaires, field, answers[field], known))


def _field_faults(
    questionnaires: Sequence[Questionnaire], field: str, answer: Scalar, members: frozenset[str] | None
) -> Iterator[Fault]:
    name, at, member = field.partition(_AT)
    forbidding = [each.name for each in questionnaires if name in each.forbidden]
    if forbidding:
        forms = ", ".join(f"'{form}'" for form in forbidding)
        yield Fault("questionnaire.forbidden", field, f"may not be collected, says {forms}; delete the answer")
        return
    asking = [(each.name, each._by_name[name]) for each in questionnaires if name in each._by_name]
    if not asking:
        hint = did_you_mean(name[:_LONGEST], [question.name for each in questionnaires for question in each.questions])
        yield Fault(
            "questionnaire.unknown-field", field[:_LONGEST], f"is asked by no questionnaire of this visit{hint}"
        )
    for form, question in asking:
        where = f"{form}/{field}"
        if question.per is Asked.MEMBER and not member:
            yield Fault("questionnaire.member", where, f"is asked of each member; write it as '{name}{_AT}<member>'")
        elif question.per is Asked.SUBJECT and at:
            yield Fault("questionnaire.member", where, f"is asked once and of no member; write it as '{name}'")
        elif member and members is not None and member not in members:
            yield Fault("questionnaire.member", where, f"'{member}' is no member; correct the id, or let him join")
        elif (problem := question.problem(answer)) is not None:
            yield Fault(f"questionnaire.{problem[0]}", where, problem[1])


# Checking the definition


def _definition_faults(questionnaire: Questionnaire) -> Iterator[Fault]:
    if not questionnaire.name:
        yield Fault("questionnaire.name", "", "a questionnaire needs a name")
    fields = [question.name for question in questionnaire.questions]
    counts = [name for name, _ in questionnaire.counts]
    for name, times in Counter([*fields, *counts]).items():
        if times > 1:
            yield Fault(
                "questionnaire.repeated", name, "stands for more than one question or count; rename or drop one"
            )
    for name in sorted({*questionnaire.forbidden} & {*fields}):
        yield Fault("questionnaire.forbidden", name, "is asked and forbidden; drop the question or the prohibition")
    for question in questionnaire.questions:
        yield from _question_faults(question)
    yield from _rule_faults(questionnaire)


def _question_faults(question: Question) -> Iterator[Fault]:
    name = question.name
    if not _NAME.fullmatch(name) or name in KEYWORDS:
        words = ", ".join(sorted(KEYWORDS))
        problem = f"cannot be read by an expression; write one word of letters, digits and underscores, none of {words}"
        yield Fault("questionnaire.name", name, problem)
    if (question.type is AnswerType.CHOICE) != bool(question.choices):
        problem = "list what may be answered" if question.type is AnswerType.CHOICE else "only a choice has choices"
        yield Fault("questionnaire.choices", name, problem)
    if "" in question.choices or len(set(question.choices)) < len(question.choices):
        yield Fault("questionnaire.choices", name, "a choice is empty or listed twice; give each code once")
    if question.privacy is PrivacyClass.IDENTIFYING:
        yield Fault(
            "questionnaire.privacy", name, "would identify somebody; keep it in the register, answers are coded"
        )
    if question.counts and question.type not in _NUMERIC:
        yield Fault(
            "questionnaire.counts", name, f"counts '{question.counts}' and is no number; give it a number's type"
        )
    yield from _bound_faults(question)


def _bound_faults(question: Question) -> Iterator[Fault]:
    given = [bound for bound in (question.least, question.most) if bound is not None]
    if given and question.type not in (*_NUMERIC, AnswerType.DATE):
        yield Fault("questionnaire.bounds", question.name, "only numbers and days have bounds")
    elif not all(_fits(question.type, bound) for bound in given):
        yield Fault("questionnaire.bounds", question.name, f"each bound must be {_WORDED[question.type]}")
    elif len(given) == 2 and given[0] > given[1]:  # type: ignore[operator]  # both fit one type
        yield Fault("questionnaire.bounds", question.name, "the least is above the most; swap them")


def _rule_faults(questionnaire: Questionnaire) -> Iterator[Fault]:
    """Check every expression where it is read, and that a choice of outcomes has an end."""
    context = questionnaire.context
    later = {question.name for question in questionnaire.questions}
    for question in questionnaire.questions:
        if isinstance(question.required, Expression):
            where = f"{question.name}/required"
            place = context.along(_MEMBER) if question.per is Asked.MEMBER else context
            yield from check(question.required, place, where=where, expects=TRUTH)
            for name in sorted(names(question.required) & later):
                yield Fault("questionnaire.order", where, f"reads '{name}', which is asked later; ask that before")
        later.discard(question.name)
    for name, rule in questionnaire.outcomes:
        yield from check(rule, context, where=f"outcome {name}", expects=TRUTH)
    if "" in [name for name, _ in questionnaire.outcomes]:
        yield Fault("questionnaire.outcomes", "outcomes", "an outcome has no name; give it one")
    if bool(questionnaire.outcomes) != bool(questionnaire.otherwise):
        problem = "name the outcome when no condition holds" if questionnaire.outcomes else "stands without outcomes"
        yield Fault("questionnaire.otherwise", "otherwise", problem)
    for name, rule in questionnaire.counts:
        yield from check(rule, context, where=f"count {name}", expects=Number.of(_PERSON))
