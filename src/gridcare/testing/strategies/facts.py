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
from typing import Final
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
_SUBJECTS: Final = (("h1",), ("h2",), ("h1", "h2"))


# Facts


@st.composite
def moments(draw: st.DrawFn, *, hours: int = 6) -> datetime:
    """Draw an aware moment out of few, told in one of several zones, also in an hour that came twice."""
    moment = START + timedelta(minutes=30 * draw(st.integers(0, 2 * hours)))
    return moment.astimezone(draw(st.sampled_from(_ZONES)))


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
    roles = st.sampled_from(((), ("police",), ("community", "police")))
    stated = st.builds(
        Origin,
        source=st.sampled_from(("", "tablet-1", "tablet-2")),
        channel=st.sampled_from(("", "door", "phone")),
        roles=roles,
        performers=st.sampled_from(((), ("w1",))),
    )
    return st.one_of(st.just(UNSTATED), stated)


@st.composite
def facts(draw: st.DrawFn, *, ids: tuple[str, ...] = _ROOTS, broken: bool = False) -> Fact:
    """Draw a fact under one of a few ids; a broken one may lack what a fact needs: a zone, an id, a subject."""
    fact = Fact(
        id=draw(st.sampled_from(ids)),
        kind=draw(st.sampled_from(("door", "phone"))),
        subjects=draw(st.sampled_from(_SUBJECTS)),
        happened=draw(moments()),
        known=draw(moments()),
        outcome=draw(st.sampled_from(("", "met", "shut"))),
        answers=draw(st.one_of(st.just(EMPTY), answers())),
        precision=draw(st.sampled_from(Precision)),
        origin=draw(origins()),
    )
    return draw(_broken(fact)) if broken and draw(st.integers(0, 4)) == 0 else fact


@st.composite
def _broken(draw: st.DrawFn, fact: Fact) -> Fact:
    naive = draw(naive_moments())
    flaw = draw(st.sampled_from(("happened", "known", "id", "subjects", "subject")))
    flaws: dict[str, dict[str, object]] = {
        "happened": {"happened": naive},
        "known": {"known": naive},
        "id": {"id": ""},
        "subjects": {"subjects": ()},
        "subject": {"subjects": ("h1", "")},
    }
    return attrs.evolve(fact, **flaws[flaw])  # type: ignore[arg-type]  # each is a change of one field


@st.composite
def amendments(draw: st.DrawFn, *, broken: bool = False) -> Amendment:
    """Draw an amendment: of a fact that may not be there or of an amendment, seeing any others, itself too."""
    amendment = Amendment(
        id=draw(st.sampled_from(_NAMES)),
        of=draw(st.sampled_from((*_ROOTS, *_ROOTS, *_NAMES))),
        known=draw(moments()),
        fact=draw(st.one_of(st.none(), facts(broken=broken), facts(broken=broken), facts(broken=broken))),
        seen=tuple(draw(st.lists(st.sampled_from(_NAMES), max_size=3, unique=True))),
        reason=draw(st.sampled_from(("", "typing error"))),
        origin=draw(origins()),
    )
    if broken and draw(st.integers(0, 9)) == 0:
        flawed: dict[str, object] = draw(st.sampled_from(({"id": ""}, {"known": START.replace(tzinfo=None)})))
        amendment = attrs.evolve(amendment, **flawed)  # type: ignore[arg-type]  # each is a change of one field
    return amendment


@st.composite
def chains(draw: st.DrawFn) -> tuple[Fact | Amendment, ...]:
    """
    Draw one fact with the corrections that people made of it, one after another, most having seen those before.

    The chain is whole: one content under each id, nothing older than what it saw, in the order of recording.
    """
    root = draw(facts())
    chain: list[Amendment] = []
    for number in range(draw(st.integers(0, len(_NAMES)))):
        known = root.known + timedelta(minutes=30 * (number + 1))
        seen = tuple(earlier.id for earlier in chain if draw(st.integers(0, 3)))
        void = draw(st.integers(0, 5)) == 0
        content = None if void else attrs.evolve(draw(facts()), id=root.id, known=root.known)
        chain.append(Amendment(id=_NAMES[number], of=root.id, known=known, fact=content, seen=seen))
    return (root, *chain)


@st.composite
def entries(draw: st.DrawFn, *, broken: bool = True, max_size: int = 10) -> tuple[Fact | Amendment, ...]:
    """Draw what several people recorded, in any order: chains, and at most `max_size` entries that contradict them."""
    stray = st.one_of(facts(broken=broken), amendments(broken=broken))
    drawn = [*draw(st.lists(stray, max_size=max_size))]
    for chain in draw(st.lists(chains(), max_size=2)):
        drawn += chain
    return tuple(draw(st.permutations(drawn)))


def journals(*, broken: bool = True, max_size: int = 10) -> st.SearchStrategy[Journal]:
    """Draw a journal with variants, rivals, voids and forged cycles; see `entries`."""
    return entries(broken=broken, max_size=max_size).map(Journal.of)


# Questionnaires


@st.composite
def questions(draw: st.DrawFn, name: str, *, before: tuple[Question, ...] = ()) -> Question:
    """Draw a question, required always, never, or depending on one asked before."""
    kind = draw(st.sampled_from(AnswerType))
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
            way = draw(st.integers(0, 9))
            if way:
                told[field] = None if way == 1 else draw(scalars() if way == 2 else _right(question))
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
