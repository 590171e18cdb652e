"""A journal is a set, and merging is union: who meets whom, and in what order, changes nothing."""

from itertools import chain

import attrs
from hypothesis import given
from hypothesis import strategies as st

from gridcare.facts.content import content
from gridcare.facts.fact import Amendment, Fact
from gridcare.facts.journal import Journal
from gridcare.testing.strategies.facts import entries, facts, journals

Entry = Fact | Amendment


def told(journal: Journal) -> tuple[object, ...]:
    """All that a journal tells, in a form that shows the slightest difference."""
    return (
        sorted(content(fact) for fact in journal.facts()),
        journal.discrepancies,
        [content(entry) for entry in journal.entries()],
        journal.digest,
        len(journal),
    )


@given(journals(), journals())
def test_it_does_not_matter_who_merges_whom(one: Journal, other: Journal) -> None:
    assert one | other == other | one
    assert told(one | other) == told(other | one)


@given(journals(max_size=5), journals(max_size=5), journals(max_size=5))
def test_it_does_not_matter_who_meets_first(a: Journal, b: Journal, c: Journal) -> None:
    assert (a | b) | c == a | (b | c)
    assert told((a | b) | c) == told(a | (b | c))


@given(journals(), journals())
def test_meeting_again_changes_nothing(one: Journal, other: Journal) -> None:
    assert one | one == one
    assert told(one | one) == told(one)
    merged = one | other
    assert told(merged | other) == told(merged)
    assert told(one | merged) == told(merged)


@given(entries().flatmap(lambda drawn: st.tuples(st.just(drawn), st.permutations(drawn))))
def test_the_order_of_arrival_does_not_matter(orders: tuple[tuple[Entry, ...], list[Entry]]) -> None:
    first, second = map(Journal.of, orders)
    assert first == second
    assert hash(first) == hash(second)
    assert told(first) == told(second)


@given(entries())
def test_nothing_is_lost_and_nothing_comes_twice(drawn: tuple[Entry, ...]) -> None:
    journal = Journal.of(drawn)
    assert {content(entry) for entry in drawn} == {content(entry) for entry in journal}
    assert len({content(entry) for entry in drawn}) == len(journal)
    assert all(entry in journal for entry in drawn)
    assert all(entry.id in journal for entry in drawn)


@given(entries(), st.data())
def test_merging_parts_is_having_recorded_it_all_in_one_place(drawn: tuple[Entry, ...], data: st.DataObject) -> None:
    homes = [data.draw(st.integers(0, 2)) for _ in drawn]
    parts = [Journal.of(entry for entry, home in zip(drawn, homes, strict=True) if home == at) for at in range(3)]
    merged = parts[0] | parts[1] | parts[2]
    assert merged == Journal.of(drawn)
    assert told(merged) == told(Journal.of(drawn))


@given(journals(), journals())
def test_two_journals_are_equal_when_they_hold_the_same_and_only_then(one: Journal, other: Journal) -> None:
    same = {content(entry) for entry in one} == {content(entry) for entry in other}
    assert same == (one == other)
    assert same == (one.digest == other.digest)


@given(entries())
def test_one_entry_less_is_another_journal(drawn: tuple[Entry, ...]) -> None:
    journal = Journal.of(drawn)
    held = journal.entries()
    for at in range(len(held)):
        shorter = Journal.of((*held[:at], *held[at + 1 :]))
        assert shorter != journal
        assert journal != shorter
        assert shorter.digest != journal.digest


@given(st.lists(st.tuples(st.integers(0, 5), st.lists(facts(), max_size=3)), max_size=8))
def test_journals_that_grew_from_one_another_stay_apart(steps: list[tuple[int, list[Fact]]]) -> None:
    """Each step grows any earlier journal, so that they share, fork, and share again."""
    grown = [Journal()]
    held: list[list[Fact]] = [[]]
    for number, (parent, batch) in enumerate(steps):
        at = parent % len(grown)
        fresh = [attrs.evolve(fact, id=f"{fact.id}-{number if index else 0}") for index, fact in enumerate(batch)]
        grown.append(grown[at] | Journal.of(fresh))
        held.append([*held[at], *fresh])
        reunited = grown[-1] | grown[number // 2]
        assert reunited == Journal.of([*held[-1], *held[number // 2]])
    for journal, expected in zip(grown, held, strict=True):
        assert journal == Journal.of(expected)
        assert told(journal) == told(Journal.of(expected))


@given(st.lists(entries(max_size=4), max_size=4))
def test_many_journals_merge_to_the_union(parts: list[tuple[Entry, ...]]) -> None:
    merged = Journal()
    for part in parts:
        merged = merged.merge(Journal.of(part))
    assert told(merged) == told(Journal.of(chain.from_iterable(parts)))
