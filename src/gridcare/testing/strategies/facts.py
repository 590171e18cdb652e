"""
Hypothesis strategies for facts, amendments and journals, sound and ugly, and for questionnaires with their answers.

Few ids, few moments and few contents are drawn from, because the trouble with journals is in what meets: two
contents under one id, amendments that did not see one another, forged cycles of `Amendment.seen`, an amendment of an
amendment, a correction older than what it corrects, a void in the middle of a chain. A fact's id starts with ``f``, an
amendment's with ``k``.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from random import Random
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

import attrs
from hypothesis import strategies as st

from gridcare.attributes import EMPTY, Attributes, Scalar
from gridcare.facts.fact import UNSTATED, Amendment, Fact, Origin, Precision
from gridcare.facts.journal import Journal
from gridcare.facts.questionnaire import AnswerType, Asked, Question, Questionnaire, member_field

__all__ = [
    "MEMBERS",
    "START",
    "amendments",
    "answers",
    "answers_to",
    "chains",
    "entries",
    "facts",
    "journals",
    "moments",
    "naive_moments",
    "origins",
    "questionnaires",
    "questions",
    "scalars",
]

START: Final = datetime(2020, 10, 25, 0, 0, tzinfo=UTC)
"""The moment about which everything happens: in Europe clocks go back within the hour that follows."""

MEMBERS: Final = ("p1", "p2", "p3")
"""The members who answer `answers_to`."""

_ROOTS: Final = ("f1", "f2", "f3")
_NAMES: Final = ("k1", "k2", "k3", "k4")
_ZONES: Final = (UTC, timezone(timedelta(hours=8)), ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"))
_STEP: Final = timedelta(minutes=30)
_MOMENTS: Final = tuple((START + step * _STEP).astimezone(zone) for step in range(12) for zone in _ZONES)


# Facts


def moments() -> st.SearchStrategy[datetime]:
    """Draw an aware moment out of few, told in one of several zones, also in an hour that came twice."""
    return st.sampled_from(_MOMENTS)


def naive_moments() -> st.SearchStrategy[datetime]:
    """Draw a moment that somebody left without a zone."""
    return moments().map(lambda moment: moment.replace(tzinfo=None))


def scalars() -> st.SearchStrategy[Scalar]:
    """Draw a coded answer of any plain type, among them those that Python takes for equal."""
    alike = (0, False, 0.0, -0.0, "0", "", None, 1, True, 1.0, Decimal(1), Decimal("1.0"), "1", date(2020, 2, 3))
    return st.one_of(st.sampled_from(alike), st.floats(), st.integers(), st.decimals(allow_nan=False), moments())


def answers() -> st.SearchStrategy[Attributes]:
    """Draw coded answers by field name."""
    return st.dictionaries(st.sampled_from(("a", "b", "c")), scalars(), max_size=2).map(Attributes)


def origins() -> st.SearchStrategy[Origin]:
    """Draw who or what says so."""
    tablet = Origin(source="tablet-1", channel="door", roles=("community", "police"), performers=("w1", "w2"))
    return st.sampled_from((UNSTATED, tablet, Origin(channel="phone"), Origin(source="tablet-2")))


def facts(*, ids: tuple[str, ...] = _ROOTS, broken: bool = False) -> st.SearchStrategy[Fact]:
    """
    Draw a fact.

    Args:
        ids: The ids to draw from.
        broken: Whether it may lack what a fact needs: a zone, an id, a subject.
    """
    sound = st.builds(
        Fact,
        id=st.sampled_from(ids),
        kind=st.sampled_from(("door", "phone")),
        subjects=st.sampled_from((("h1",), ("h2",), ("h1", "h2"))),
        happened=moments(),
        known=moments(),
        outcome=st.sampled_from(("", "met")),
        answers=st.one_of(st.just(EMPTY), answers()),
        precision=st.sampled_from(Precision),
        origin=origins(),
    )
    return st.one_of(sound, sound, sound, _bent(sound, _FACT_FLAWS)) if broken else sound


def amendments(*, broken: bool = False) -> st.SearchStrategy[Amendment]:
    """
    Draw an amendment: of a fact that may not be there or of an amendment, seeing any others, itself too.

    Args:
        broken: Whether it or its content may lack what it needs.
    """
    content = facts(broken=broken)
    sound = st.builds(
        Amendment,
        id=st.sampled_from(_NAMES),
        of=st.sampled_from((*_ROOTS, *_ROOTS, *_NAMES)),
        known=moments(),
        fact=st.one_of(content, content, content, st.none()),
        seen=st.lists(st.sampled_from(_NAMES), max_size=3, unique=True).map(tuple),
        reason=st.sampled_from(("", "typing error")),
        origin=origins(),
    )
    return st.one_of(sound, sound, sound, _bent(sound, _AMENDMENT_FLAWS)) if broken else sound


_NAIVE: Final = START.replace(tzinfo=None)
_FACT_FLAWS: Final = ("happened", _NAIVE), ("known", _NAIVE), ("id", ""), ("subjects", ()), ("subjects", ("h1", ""))
_AMENDMENT_FLAWS: Final = ("known", _NAIVE), ("id", "")

Entry = TypeVar("Entry", Fact, Amendment)


def _bent(sound: st.SearchStrategy[Entry], flaws: tuple[tuple[str, object], ...]) -> st.SearchStrategy[Entry]:
    return st.builds(lambda entry, flaw: attrs.evolve(entry, **{flaw[0]: flaw[1]}), sound, st.sampled_from(flaws))


def chains() -> st.SearchStrategy[tuple[Fact | Amendment, ...]]:
    """
    Draw one fact with the corrections that people made of it, one after another, most having seen those before.

    The chain is whole: one content under each id, nothing older than what it saw, in the order of recording.
    """
    content = facts()
    correction = st.tuples(st.one_of(content, content, content, st.none()), st.sets(st.sampled_from(_NAMES)))
    return st.builds(_chain, content, st.lists(correction, max_size=len(_NAMES)))


def _chain(root: Fact, corrections: list[tuple[Fact | None, set[str]]]) -> tuple[Fact | Amendment, ...]:
    chain: list[Fact | Amendment] = [root]
    for number, (content, unseen) in enumerate(corrections):
        told = content and attrs.evolve(content, id=root.id, known=root.known)
        seen = tuple(name for name in _NAMES[:number] if name not in unseen)
        known = root.known + (number + 1) * _STEP
        chain.append(Amendment(id=_NAMES[number], of=root.id, known=known, fact=told, seen=seen))
    return tuple(chain)


def entries(*, broken: bool = True, max_size: int = 6) -> st.SearchStrategy[tuple[Fact | Amendment, ...]]:
    """
    Draw what several people recorded, in any order: a chain or two, and whatever contradicts them.

    Args:
        broken: Whether entries may lack what they need.
        max_size: The most entries beside the chains.
    """
    strays = st.lists(st.one_of(facts(broken=broken), amendments(broken=broken)), max_size=max_size)
    drawn = st.tuples(strays, st.lists(chains(), max_size=2), st.randoms(use_true_random=False))
    return drawn.map(lambda parts: _shuffled([*parts[0], *(entry for chain in parts[1] for entry in chain)], parts[2]))


def _shuffled(recorded: list[Fact | Amendment], chance: Random) -> tuple[Fact | Amendment, ...]:
    chance.shuffle(recorded)
    return tuple(recorded)


def journals(*, broken: bool = True, max_size: int = 6) -> st.SearchStrategy[Journal]:
    """Draw a journal with variants, rivals, voids and forged cycles; see `entries`."""
    return entries(broken=broken, max_size=max_size).map(Journal.of)


# Questionnaires


@st.composite
def questions(draw: st.DrawFn, name: str, *, before: tuple[Question, ...] = ()) -> Question:
    """Draw a question, required always, never, or depending on one asked before."""
    kind = draw(st.sampled_from((AnswerType.TRUTH, AnswerType.TRUTH, AnswerType.TRUTH, *AnswerType)))
    per = draw(st.sampled_from(Asked))
    readable = [q for q in before if q.type is AnswerType.TRUTH and (q.per is Asked.SUBJECT or per is Asked.MEMBER)]
    rules: list[str | bool] = [True, False, *(q.name for q in readable), *(f"not {q.name}" for q in readable)]
    numeric = kind in (AnswerType.INTEGER, AnswerType.NUMBER)
    return Question(
        name,
        kind,
        per=per,
        required=draw(st.sampled_from(rules)),
        choices=("x", "y", "z") if kind is AnswerType.CHOICE else (),
        least=draw(st.sampled_from((None, 0))) if numeric else None,
        most=draw(st.sampled_from((None, 10))) if numeric else None,
    )


@st.composite
def questionnaires(draw: st.DrawFn, *, name: str = "form") -> Questionnaire:
    """Draw a questionnaire with outcomes and counts over its questions of truth."""
    asked: tuple[Question, ...] = ()
    for number in range(draw(st.integers(1, 5))):
        asked = (*asked, draw(questions(f"q{number}", before=asked)))
    truths = [q for q in asked if q.type is AnswerType.TRUTH]
    rules = [f"any({q.name} per member)" if q.per is Asked.MEMBER else q.name for q in truths]
    counted = [q.name for q in truths if q.per is Asked.MEMBER]
    return Questionnaire(
        name,
        questions=asked,
        outcomes=tuple((f"o{number}", rule) for number, rule in enumerate(rules)),
        otherwise="none of them" if rules else "",
        counts=tuple((f"n_{name}", f"count({name} per member)") for name in counted),
        forbidden=("religion",),
    )


@st.composite
def answers_to(draw: st.DrawFn, questionnaire: Questionnaire) -> Attributes:
    """Draw answers of `MEMBERS` to a questionnaire: right ones, blanks, gaps, and some that do not fit."""
    told: dict[str, Scalar] = {}
    for question in questionnaire.questions:
        for field in _fields(question):
            way = draw(st.sampled_from("right right right right wrong blank gap gap".split()))
            if way != "gap":
                told[field] = None if way == "blank" else draw(scalars() if way == "wrong" else _right(question))
    return Attributes(told)


def _fields(question: Question) -> Iterator[str]:
    if question.per is Asked.SUBJECT:
        yield question.name
    else:
        yield from (member_field(question.name, member) for member in MEMBERS)


def _right(question: Question) -> st.SearchStrategy[Scalar]:
    match question.type:
        case AnswerType.TRUTH:
            return st.booleans()
        case AnswerType.CHOICE:
            return st.sampled_from(question.choices)
        case AnswerType.DATE:
            return st.dates(date(2020, 1, 1), date(2020, 3, 1))
        case _:
            return st.integers(0, 10)
