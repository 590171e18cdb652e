"""Laws of linking: nothing depends on order, nothing is lost, decisions hold and can be taken back."""

from datetime import timedelta

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from gridcare.attributes import Attributes
from gridcare.people.identification import IdentityDecision, IdentityDecisions, ValueChoice
from gridcare.people.likeness import ExactKey, Trait
from gridcare.people.linkage import Doubt, Linkage, link
from gridcare.people.merging import merge, subject_of
from gridcare.people.sources import LinkRule, LinkSource, SourceRow
from gridcare.people.subjects import RESIDENT
from gridcare.testing.strategies.linkage import identity_decisions, link_rules, merge_rules, source_rows
from gridcare.testing.strategies.work import OPENED


@st.composite
def linked(draw: st.DrawFn) -> tuple[LinkRule, tuple[SourceRow, ...], IdentityDecisions, Linkage]:
    rule, rows = draw(link_rules()), draw(source_rows())
    assume(rows)
    decisions = draw(identity_decisions(rows))
    return rule, rows, decisions, link(rule, rows, decisions)


@given(linked(), st.data())
def test_nothing_depends_on_the_order_of_the_rows(
    told: tuple[LinkRule, tuple[SourceRow, ...], IdentityDecisions, Linkage], data: st.DataObject
) -> None:
    rule, rows, decisions, linkage = told
    again = link(rule, data.draw(st.permutations(rows)), decisions)
    assert (linkage.clusters, linkage.uncertain, linkage.passed_over) == (
        again.clusters,
        again.uncertain,
        again.passed_over,
    )
    merged = data.draw(merge_rules(rule))
    assert list(merge(merged, linkage, decisions)) == list(merge(merged, again, decisions))


@given(linked())
def test_every_row_is_in_exactly_one_cluster(
    told: tuple[LinkRule, tuple[SourceRow, ...], IdentityDecisions, Linkage],
) -> None:
    _, rows, _, linkage = told
    assert sorted(row.ref for row in rows) == sorted(ref for cluster in linkage.clusters for ref in cluster.rows)
    assert len({cluster.id for cluster in linkage.clusters}) == len(linkage.clusters)
    for row in rows:
        assert row.ref in linkage.cluster_of(row.source, row.id).rows


@given(linked(), st.data())
def test_undoing_a_decision_is_as_if_it_had_never_been_made(
    told: tuple[LinkRule, tuple[SourceRow, ...], IdentityDecisions, Linkage], data: st.DataObject
) -> None:
    rule, rows, decisions, linkage = told
    refs = st.sampled_from([row.ref for row in rows])
    first, second = data.draw(refs), data.draw(refs)
    later = OPENED + timedelta(days=data.draw(st.sampled_from((0, 9))))
    assume(first != second)
    same = data.draw(st.booleans())
    words: tuple[IdentityDecision | ValueChoice, ...] = (
        IdentityDecision(first=first, second=second, same=same, decided=later, by="new clerk"),
        ValueChoice(row=first, field="name", decided=later, by="new clerk"),
    )
    decided = decisions.with_(*words)
    undone = decided
    for word in data.draw(st.permutations(words)):
        undone = undone.undo(word, decided=later, by="head")
    again = link(rule, rows, undone)
    assert linkage == again
    merged = data.draw(merge_rules(rule))
    assert list(merge(merged, linkage, decisions)) == list(merge(merged, again, undone))
    assert set(decided.words) <= set(undone.words), "what was undone stays on record"


@given(linked())
def test_a_decision_that_two_rows_differ_beats_everything(
    told: tuple[LinkRule, tuple[SourceRow, ...], IdentityDecisions, Linkage],
) -> None:
    _, _, decisions, linkage = told
    for word in decisions.identities():
        if word in linkage.unused or word.same:
            continue
        one, other = linkage.cluster_of(*word.first), linkage.cluster_of(*word.second)
        assert one != other
        asked = {
            frozenset((linkage.cluster_of(*pair.first).id, linkage.cluster_of(*pair.second).id))
            for pair in linkage.uncertain
        }
        assert frozenset((one.id, other.id)) not in asked, "what is decided is not asked again"


@given(link_rules(), source_rows(), st.data())
def test_a_decision_that_two_rows_are_the_same_beats_everything(
    rule: LinkRule, rows: tuple[SourceRow, ...], data: st.DataObject
) -> None:
    assume(len(rows) > 1)
    refs = [row.ref for row in rows]
    first, second = data.draw(st.lists(st.sampled_from(refs), min_size=2, max_size=2, unique=True))
    word = IdentityDecision(first=first, second=second, same=True, decided=OPENED, by="clerk")
    linkage = link(rule, rows, IdentityDecisions([word]))
    assert linkage.cluster_of(*first) == linkage.cluster_of(*second)


@given(linked())
def test_no_cluster_contradicts_itself_unless_somebody_said_so(
    told: tuple[LinkRule, tuple[SourceRow, ...], IdentityDecisions, Linkage],
) -> None:
    rule, _, decisions, linkage = told
    said = {ref for word in decisions.identities() if word.same for ref in (word.first, word.second)}
    unique = any(key.unique for key in rule.keys)
    for cluster in linkage.clusters:
        if said & set(cluster.rows):
            continue
        for source in rule.sources:
            assert not source.distinct or sum(ref.source == source.name for ref in cluster.rows) <= 1
        numbers = {linkage.rows[ref].values.get("identity_number") for ref in cluster.rows} - {None}
        readings = {str(number).casefold().replace(" ", "").replace("１３８", "138") for number in numbers}
        assert not unique or len(readings) <= 1


@given(link_rules(), source_rows())
def test_a_source_linked_with_itself_links_each_row_with_itself_only(
    rule: LinkRule, rows: tuple[SourceRow, ...]
) -> None:
    """Where every row has an exact key of its own, there is nothing to join and nothing to ask."""
    rows = tuple(
        attrs.evolve(row, source="grid", id=str(place), values=row.values.with_(identity_number=f"N{place}"))
        for place, row in enumerate(rows)
    )
    twins = [attrs.evolve(row, source="visits") for row in rows]
    keyed = attrs.evolve(
        rule,
        sources=[LinkSource("grid", distinct=True), LinkSource("visits", distinct=True)],
        keys=[attrs.evolve(key, unique=True) for key in rule.keys[:1]] or link_keys(),
    )
    linkage = link(keyed, [*rows, *twins])
    assert {frozenset((row.ref, twin.ref)) for row, twin in zip(rows, twins, strict=True)} == {
        frozenset(cluster.rows) for cluster in linkage.clusters
    }


def link_keys() -> list[ExactKey]:
    return [ExactKey("number", Trait("identity_number"), unique=True)]


@given(linked(), st.data())
def test_every_value_is_held_by_the_rows_that_it_names(
    told: tuple[LinkRule, tuple[SourceRow, ...], IdentityDecisions, Linkage], data: st.DataObject
) -> None:
    rule, _, decisions, linkage = told
    by = data.draw(merge_rules(rule))
    for subject in merge(by, linkage, decisions):
        for held in subject.values:
            assert held.value == linkage.rows[held.rows[0]].values[held.field]
        accounted = {(ref, value.field) for value in subject.values for ref in value.rows}
        accounted |= {
            (ref, each.field) for conflict in subject.conflicts for each in conflict.values for ref in each.rows
        }
        accounted |= set(subject.unread)
        chosen = {value.field for value in subject.values if value.chosen}
        for ref in subject.rows:
            for name, value in linkage.rows[ref].values.items():
                assert value is None or name in chosen or (ref, name) in accounted, "no value is dropped unseen"
        assert set(subject.gaps) == {name for name in by.needs if subject.value(name) is None}
        assert subject_of(subject, by).kind == RESIDENT.name


@given(linked(), st.data())
def test_lists_of_decisions_merge_in_any_order(
    told: tuple[LinkRule, tuple[SourceRow, ...], IdentityDecisions, Linkage], data: st.DataObject
) -> None:
    _, rows, decisions, _ = told
    other, third = data.draw(identity_decisions(rows)), data.draw(identity_decisions(rows))
    assert decisions.merged(other) == other.merged(decisions)
    assert decisions.merged(other).merged(third) == decisions.merged(other.merged(third))
    assert decisions == decisions.merged(decisions)


@given(linked())
def test_what_is_asked_is_about_two_clusters_and_asked_once(
    told: tuple[LinkRule, tuple[SourceRow, ...], IdentityDecisions, Linkage],
) -> None:
    rule, _, _, linkage = told
    asked = [
        frozenset((linkage.cluster_of(*pair.first).id, linkage.cluster_of(*pair.second).id))
        for pair in linkage.uncertain
    ]
    assert all(len(pair) == 2 for pair in asked)
    assert len(asked) == len(set(asked))
    for pair in linkage.uncertain:
        assert pair.doubt is not Doubt.ALIKE or rule.ask <= pair.points < rule.same


@given(link_rules(), source_rows())
def test_exact_copies_with_a_key_are_found_without_fail(rule: LinkRule, rows: tuple[SourceRow, ...]) -> None:
    """Precision and recall of exact duplicates are one."""
    people = [
        attrs.evolve(row, source="gate", id=f"p{place}", values=Attributes(identity_number=f"N{place}", name="张伟"))
        for place, row in enumerate(rows)
    ]
    copies = [attrs.evolve(each, id=f"{each.id}-{copy}") for each in people for copy in range(3)]
    linkage = link(
        attrs.evolve(rule, keys=link_keys(), sources=[LinkSource("gate")]),
        copies,
    )
    assert {frozenset(f"p{place}-{copy}" for copy in range(3)) for place in range(len(people))} == {
        frozenset(ref.id for ref in cluster.rows) for cluster in linkage.clusters
    }
