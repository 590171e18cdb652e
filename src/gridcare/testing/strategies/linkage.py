"""
Hypothesis strategies for rows of several sources, rules to link and merge them by, and decisions about them.

People are drawn first and then told of by each source: in full, with a slip, with fields swapped or blank, twice, or
not at all. Names, numbers and telephones are short and come from a few, so that people resemble each other.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from hypothesis import strategies as st

from gridcare.attributes import Attributes, Scalar
from gridcare.people.identification import IdentityDecision, IdentityDecisions, RowRef, ValueChoice
from gridcare.people.likeness import Agreement, Block, Comparison, ExactKey, Trait, digits, in_any_order
from gridcare.people.merging import MergeRule, Precedence
from gridcare.people.sources import LinkRule, LinkSource, SourceRow
from gridcare.people.subjects import RESIDENT
from gridcare.testing.strategies.work import OPENED

__all__ = ["SOURCES", "identity_decisions", "link_rules", "merge_rules", "source_rows"]

SOURCES: Final = ("grid", "gate", "visits")
_NAMES: Final = ("张伟", "伟张", "章伟", "王芳", "Zhang Wei")
_PHONES: Final = ("138", "１３８", "139", "1 39")
_FIELDS: Final = ("name", "phone", "identity_number", "age")


def _beginning(text: str) -> str:
    return in_any_order(text)[:1]


def _likeness(one: str, other: str) -> float:
    """Share of common characters; not symmetric, as some similarities are."""
    return len(set(one) & set(other)) / len(set(one))


@st.composite
def link_rules(draw: st.DrawFn) -> LinkRule:
    """Draw rules with and without keys that are unique or confirmed, lists of everybody, and small blocks."""
    confirm = draw(st.sampled_from(((), ("name",))))
    unique = draw(st.booleans())
    keys = [
        ExactKey("number", Trait("identity_number"), unique=unique, confirm=confirm),
        ExactKey("name and phone", (Trait("name", in_any_order), Trait("phone", digits))),
    ]
    blocks = [
        Block("phone", Trait(("phone", "identity_number"), digits), at_most=draw(st.sampled_from((2, 50)))),
        Block("beginning", Trait("name", _beginning), at_most=50),
    ]
    names = (
        Agreement("same", 4),
        Agreement("turned", 3, read=in_any_order),
        Agreement("alike", 2, similarity=_likeness, at_least=0.5),
    )
    phones = (Agreement("same", 4, read=digits), Agreement("swapped", 3, read=digits, crossed="identity_number"))
    same = draw(st.sampled_from((4, 6)))
    return LinkRule(
        kind=RESIDENT,
        sources=[LinkSource(name, distinct=draw(st.booleans())) for name in SOURCES],
        keys=keys[: draw(st.integers(0, 2))],
        blocks=blocks,
        comparisons=[Comparison("name", names, differ=-3), Comparison("phone", phones, differ=-1)],
        same=same,
        ask=draw(st.sampled_from((1, same))),
        margin=draw(st.sampled_from((0.5, 1, 3))),
    )


@st.composite
def merge_rules(draw: st.DrawFn, rule: LinkRule) -> MergeRule:
    """Draw precedences of some fields, by source or by age, with and without a reading."""
    precedences = [
        Precedence(
            field,
            draw(st.lists(st.sampled_from(SOURCES), unique=True)),
            newest=draw(st.booleans()),
            read=digits if field == "phone" else None,
        )
        for field in _FIELDS
        if draw(st.booleans())
    ]
    return MergeRule(linked=rule, precedences=precedences, needs=draw(st.lists(st.sampled_from(_FIELDS), unique=True)))


_MOMENTS: Final = st.integers(0, 9).map(lambda hours: OPENED + timedelta(hours=hours))


@st.composite
def source_rows(draw: st.DrawFn, *, most: int = 4) -> tuple[SourceRow, ...]:
    """Draw a few people, and what each source tells of them."""
    rows: list[SourceRow] = []
    for person in range(draw(st.integers(1, most))):
        told: dict[str, Scalar] = {
            "name": draw(st.sampled_from(_NAMES)),
            "phone": draw(st.sampled_from(_PHONES)),
            "identity_number": f"N{draw(st.integers(0, most))}",
            "age": 30 + person,
        }
        for source in SOURCES:
            for copy in range(draw(st.sampled_from((0, 1, 1, 2)))):
                values = {name: value for name, value in told.items() if draw(st.integers(0, 3))}
                bend = draw(st.integers(0, 5))
                if bend == 0:
                    values["name"] = draw(st.sampled_from(_NAMES))
                elif bend == 1:
                    values["phone"], values["identity_number"] = values.get("identity_number"), values.get("phone")
                moment = draw(st.one_of(st.none(), _MOMENTS))
                unit = draw(st.sampled_from(("", "g1", "g2")))
                id = f"{person}{'ab'[copy]}"
                rows.append(SourceRow(source=source, id=id, values=Attributes(values), unit=unit, told=moment))
    return tuple(draw(st.permutations(rows)))


@st.composite
def identity_decisions(draw: st.DrawFn, rows: Sequence[SourceRow]) -> IdentityDecisions:
    """Draw what people decided about some rows, contradicting each other at times, and what they took back."""
    refs = st.sampled_from([row.ref for row in rows] + [RowRef("visits", "gone")])
    decisions = IdentityDecisions()
    for _ in range(draw(st.integers(0, 4))):
        first, second = draw(st.tuples(refs, refs))
        moment: datetime = draw(_MOMENTS)
        word: IdentityDecision | ValueChoice = (
            ValueChoice(row=first, field=draw(st.sampled_from(_FIELDS)), decided=moment, by="clerk")
            if first == second
            else IdentityDecision(first=first, second=second, same=draw(st.booleans()), decided=moment, by="clerk")
        )
        decisions = decisions.with_(word)
        if draw(st.integers(0, 3)) == 0:
            decisions = decisions.undo(word, decided=moment, by="head")
    return decisions
