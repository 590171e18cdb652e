"""What was known then stays what was known then; what comes later reaches back only with an older date."""

from datetime import datetime

from hypothesis import given

from gridcare.facts.content import content
from gridcare.facts.fact import Amendment, Fact, instant
from gridcare.facts.journal import Journal
from gridcare.testing.strategies.facts import entries, journals, moments

Entry = Fact | Amendment


def known_by(entry: Entry, moment: datetime) -> bool:
    return entry.known.utcoffset() is not None and instant(entry.known) <= instant(moment)


@given(entries(), moments())
def test_the_journal_of_then_is_the_one_that_held_what_was_known_then(drawn: tuple[Entry, ...], then: datetime) -> None:
    assert Journal.of(entry for entry in drawn if known_by(entry, then)) == Journal.of(drawn).as_of(known=then)


@given(journals(), journals(), moments(), moments())
def test_later_knowledge_never_reaches_back(
    journal: Journal, more: Journal, happened: datetime, known: datetime
) -> None:
    later = Journal.of(entry for entry in more if not known_by(entry, known))
    before, after = (each.as_of(happened=happened, known=known) for each in (journal, journal | later))
    assert before == after
    assert before.discrepancies == after.discrepancies
    assert before.digest == after.digest
    assert set(map(content, before.facts())) == set(map(content, after.facts()))


@given(journals(), moments(), moments())
def test_looking_back_twice_is_looking_back_to_the_earlier(journal: Journal, one: datetime, other: datetime) -> None:
    earlier = min(one, other, key=instant)
    assert journal.as_of(known=earlier) == journal.as_of(known=one).as_of(known=other)
    assert journal.as_of(happened=earlier) == journal.as_of(happened=one).as_of(happened=other)


@given(journals(), moments(), moments())
def test_both_at_once_is_first_knowledge_then_happening(journal: Journal, happened: datetime, known: datetime) -> None:
    both = journal.as_of(happened=happened, known=known)
    assert journal.as_of(known=known).as_of(happened=happened) == both
    assert both.as_of(happened=happened, known=known) == both


@given(journals(), moments())
def test_the_facts_of_then_are_those_that_had_happened(journal: Journal, then: datetime) -> None:
    """A correction that moves a fact takes it along, whole; it is never told as it was before the correction."""
    expected = [content(fact) for fact in journal.facts() if instant(fact.happened) <= instant(then)]
    assert sorted(expected) == sorted(map(content, journal.as_of(happened=then).facts()))


@given(journals(broken=False), moments(), moments())
def test_a_prefix_replays_to_the_past(journal: Journal, happened: datetime, known: datetime) -> None:
    """A host that had recorded nothing else then would have replayed exactly this."""
    host = Journal.of(entry for entry in journal if known_by(entry, known))
    expected = [fact for fact in host.replay("Asia/Shanghai") if instant(fact.happened) <= instant(happened)]
    replayed = journal.as_of(happened=happened, known=known).replay("Asia/Shanghai")
    assert [content(fact) for fact in expected] == [content(fact) for fact in replayed]


@given(journals(), journals(), moments())
def test_it_does_not_matter_who_merged_whom_before(one: Journal, other: Journal, happened: datetime) -> None:
    assert (one | other).as_of(happened=happened) == (other | one).as_of(happened=happened)


@given(journals(), journals(), moments())
def test_looking_back_and_merging_commute(one: Journal, other: Journal, known: datetime) -> None:
    assert one.as_of(known=known) | other.as_of(known=known) == (one | other).as_of(known=known)


@given(journals())
def test_asking_for_no_moment_is_asking_for_now(journal: Journal) -> None:
    assert journal is journal.as_of()
