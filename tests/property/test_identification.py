"""Laws of decisions on identity: two offices, second thoughts, and words taken back."""

from collections.abc import Sequence
from datetime import timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st

from gridcare.people.identification import IdentityDecision, IdentityDecisions, RowRef, Undone, ValueChoice
from gridcare.people.linkage import link
from gridcare.people.merging import merge
from gridcare.people.sources import LinkRule, SourceRow
from gridcare.testing.strategies.linkage import link_rules, merge_rules, source_rows
from gridcare.testing.strategies.work import OPENED

REFS = st.sampled_from([RowRef(source, id) for source in ("grid", "visits") for id in "123"])
MOMENTS = st.integers(0, 3).map(lambda hours: OPENED + timedelta(hours=hours))
OFFICES = st.sampled_from(("east", "west"))
PAIRS = st.tuples(REFS, REFS).filter(lambda pair: pair[0] != pair[1])
Word = IdentityDecision | ValueChoice
WORDS: st.SearchStrategy[Word] = st.one_of(
    st.builds(
        lambda pair, same, decided, by: IdentityDecision(
            first=pair[0], second=pair[1], same=same, decided=decided, by=by
        ),
        PAIRS,
        st.booleans(),
        MOMENTS,
        OFFICES,
    ),
    st.builds(
        lambda row, field, decided, by: ValueChoice(row=row, field=field, decided=decided, by=by),
        REFS,
        st.sampled_from(("name", "phone")),
        MOMENTS,
        OFFICES,
    ),
)


@st.composite
def decided(draw: st.DrawFn) -> tuple[list[Word], list[Undone]]:
    """Draw words, and which of them were taken back, some of them twice."""
    words = draw(st.lists(WORDS, max_size=8))
    gone = draw(st.lists(st.sampled_from(words), max_size=4)) if words else []
    return words, [Undone(word=word, decided=draw(MOMENTS), by=draw(OFFICES)) for word in gone]


def about(word: Word) -> object:
    return (word.row, word.field) if isinstance(word, ValueChoice) else frozenset((word.first, word.second))


@given(decided())
def test_of_several_words_about_one_thing_the_last_that_was_not_taken_back_holds(
    told: tuple[list[Word], list[Undone]],
) -> None:
    words, undone = told
    decisions = IdentityDecisions(words, undone)
    in_force: list[Word] = [*decisions.identities(), *decisions.choices()]
    left = [word for word in words if word not in {each.word for each in undone}]
    assert {about(word) for word in left} == {about(word) for word in in_force}
    assert len({about(word) for word in in_force}) == len(in_force)
    for word in in_force:
        rivals = [other for other in left if about(other) == about(word)]
        assert word in rivals
        assert (word.decided, word.by) == max((other.decided, other.by) for other in rivals)
    moments = [choice.decided for choice in decisions.choices()]
    assert sorted(moments) == moments, "choices come in the order in which they were made"


@given(decided(), st.data())
def test_two_offices_that_decide_apart_come_to_one_list_whoever_is_asked_first(
    told: tuple[list[Word], list[Undone]], data: st.DataObject
) -> None:
    """Words and what was taken back are dealt out to two lists, a word perhaps to both, and put together."""
    words, undone = told
    whole = IdentityDecisions(words, undone)
    where = data.draw(st.lists(st.sampled_from(("east", "west", "both")), min_size=20, max_size=20))
    lists = {
        office: IdentityDecisions(
            [word for word, place in zip(words, where, strict=False) if place in (office, "both")],
            [each for each, place in zip(undone, reversed(where), strict=False) if place in (office, "both")],
        )
        for office in ("east", "west")
    }
    one, other = lists["east"].merged(lists["west"]), lists["west"].merged(lists["east"])
    assert whole == one == other
    assert list(whole.identities()) == list(one.identities()) == list(other.identities())
    assert list(whole.choices()) == list(one.choices()) == list(other.choices())


@given(st.permutations(("1", "2")), st.booleans(), MOMENTS)
def test_which_row_is_named_first_makes_no_other_word(ids: Sequence[str], same: bool, at: object) -> None:
    refs = [RowRef("grid", id) for id in ids]
    word, turned = (
        IdentityDecision(first=first, second=second, same=same, decided=at, by="east")  # type: ignore[arg-type]
        for first, second in (refs, refs[::-1])
    )
    assert word == turned
    assert [word] == list(IdentityDecisions([word, turned]).identities())


@given(link_rules(), source_rows(), st.booleans(), st.data())
def test_a_word_against_an_earlier_one_is_as_if_the_earlier_had_never_been_given(
    rule: LinkRule, rows: tuple[SourceRow, ...], same: bool, data: st.DataObject
) -> None:
    """Clusters, questions, values, provenance and conflicts; and once it is taken back, those of the earlier word."""
    if len(rows) < 2:
        return
    first, second = data.draw(st.lists(st.sampled_from([row.ref for row in rows]), min_size=2, max_size=2, unique=True))
    earlier = IdentityDecision(first=first, second=second, same=same, decided=OPENED, by="west")
    later = attrs.evolve(earlier, same=not same, decided=OPENED + timedelta(hours=1), by="east")
    choice = ValueChoice(row=first, field="name", decided=OPENED, by="west")
    by = data.draw(merge_rules(rule))

    def told(decisions: IdentityDecisions) -> object:
        linkage = link(rule, rows, decisions)
        return linkage.clusters, linkage.uncertain, list(merge(by, linkage, decisions))

    both = IdentityDecisions([earlier, choice]).merged(IdentityDecisions([later]))
    assert told(IdentityDecisions([later, choice])) == told(both)
    undone = both.undo(later, decided=later.decided, by="head")
    assert told(IdentityDecisions([earlier, choice])) == told(undone)
    assert told(IdentityDecisions([choice])) == told(undone.undo(earlier, decided=later.decided, by="head"))
