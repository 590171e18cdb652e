"""What the entries of one id amount to, held against the law of corrections as it is written down."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st

from gridcare.facts.content import content, fingerprint
from gridcare.facts.fact import Amendment, Fact, instant
from gridcare.facts.journal import Journal
from gridcare.facts.resolution import resolve
from gridcare.testing.strategies.facts import amendments, chains, entries, facts, moments

Entry = Fact | Amendment


def aware(moment: datetime) -> bool:
    return moment.utcoffset() is not None


def usable(told: Fact) -> bool:
    return aware(told.happened) and bool(told.subjects) and all(told.subjects)


def turn(amendment: Amendment) -> tuple[timedelta, str]:
    return instant(amendment.known), amendment.id


def first_known(variants: Iterable[Fact]) -> Fact | None:
    return min(variants, key=lambda fact: (instant(fact.known), fingerprint(fact)), default=None)


def expected(drawn: tuple[Entry, ...], fact_id: str) -> Fact | None:
    """
    The law, read slowly: every candidate is tried, and every rule asked of it by itself.

    It is written apart from the code on purpose, by a search for the leaf that no other leaf exceeds.
    """
    variants = [entry for entry in drawn if isinstance(entry, Fact) and entry.id == fact_id and aware(entry.known)]
    sound = [fact for fact in variants if usable(fact)]
    root = first_known(sound or variants)
    if root is None or not fact_id:
        return None
    offered = [
        entry
        for entry in drawn
        if isinstance(entry, Amendment)
        and entry.id
        and aware(entry.known)
        and (entry.fact is None or usable(entry.fact))
    ]
    counted = []
    for name in {amendment.id for amendment in offered}:
        variants_of = [amendment for amendment in offered if amendment.id == name]
        earliest = min(variants_of, key=lambda one: (instant(one.known), fingerprint(one)))
        if earliest.of == fact_id:
            counted.append(earliest)
    if any(amendment.fact is None for amendment in counted):
        return None
    leaves = [
        one
        for one in counted
        if not any(one.id in other.seen and turn(one) < turn(other) for other in counted if other is not one)
    ]
    if not leaves:
        return root if sound else None
    (winner,) = [leaf for leaf in leaves if all(turn(leaf) >= turn(other) for other in leaves)]
    assert winner.fact is not None
    return attrs.evolve(winner.fact, id=root.id, known=root.known)


def rendered(fact: Fact | None) -> bytes | None:
    return None if fact is None else content(fact)


@given(entries())
def test_a_journal_tells_of_each_id_what_the_law_says(drawn: tuple[Entry, ...]) -> None:
    journal = Journal.of(drawn)
    ids = {entry.id for entry in drawn} | {entry.of for entry in drawn if isinstance(entry, Amendment)}
    for fact_id in ids:
        assert rendered(expected(drawn, fact_id)) == rendered(journal.fact(fact_id))
    effective = [fact for fact_id in sorted(ids) if (fact := expected(drawn, fact_id)) is not None]
    assert sorted(map(content, effective)) == sorted(map(content, journal.facts()))


ABOUT_ONE = st.tuples(facts(ids=("f1",)), st.lists(amendments(), max_size=6)).map(
    lambda drawn: (drawn[0], *(attrs.evolve(amendment, of="f1") for amendment in drawn[1]))
)


@given(ABOUT_ONE)
def test_a_root_among_its_amendments_is_told_as_the_law_says(drawn: tuple[Entry, ...]) -> None:
    """As above, with nothing around it: nearly every example has rivals, voids or a cycle."""
    assert rendered(expected(drawn, "f1")) == rendered(Journal.of(drawn).fact("f1"))


@given(ABOUT_ONE, moments())
def test_what_was_known_of_one_fact_is_what_the_journal_of_then_knew(drawn: tuple[Entry, ...], then: datetime) -> None:
    held = Journal.of(drawn)
    variants = [entry for entry in held if isinstance(entry, Fact)]
    about = [entry for entry in held if isinstance(entry, Amendment)]
    resolved = resolve("f1", variants, about, known=then)
    of_then = Journal.of(drawn).as_of(known=then).resolved("f1")
    assert rendered(of_then.fact) == rendered(resolved.fact)
    assert of_then.discrepancies == resolved.discrepancies


@given(entries())
def test_a_corrected_fact_keeps_the_id_and_the_moment_of_knowledge_of_its_root(drawn: tuple[Entry, ...]) -> None:
    journal = Journal.of(drawn)
    for fact in journal.facts():
        assert any(instant(fact.known) == instant(variant.known) for variant in sound(journal.variants(fact.id)))


def sound(variants: Iterable[Fact]) -> list[Fact]:
    return [variant for variant in variants if aware(variant.known)]


@given(entries(broken=False), entries(broken=False, max_size=5))
def test_a_void_is_final(drawn: tuple[Entry, ...], more: tuple[Entry, ...]) -> None:
    """Whatever arrives after it, from whomever: only an older content under the id of the void could undo it."""
    journal = Journal.of(drawn)
    names = {entry.id for entry in drawn}
    later = [entry for entry in more if isinstance(entry, Fact) or entry.id not in names]
    for fact_id in ("f1", "f2", "f3"):
        resolved = journal.resolved(fact_id)
        if resolved.root is not None and resolved.fact is None:
            assert (journal | Journal.of(later)).fact(fact_id) is None


@given(st.one_of(entries(broken=False), ABOUT_ONE))
def test_no_amendment_is_passed_over_in_silence(drawn: tuple[Entry, ...]) -> None:
    """Each gives the content, or was seen by a later one that counts, or ends the chain, or is listed."""
    journal = Journal.of(drawn)
    listed = {discrepancy.entry for discrepancy in journal.discrepancies}
    counted = [one for name in {a.id for a in drawn if isinstance(a, Amendment)} for one in counts(journal, name)]
    for amendment in counted:
        fact = journal.fact(amendment.of)
        gives = fact is not None and amendment.fact is not None and same_told(amendment.fact, fact)
        was_seen = any(
            amendment.id in other.seen and turn(amendment) < turn(other)
            for other in counted
            if other.of == amendment.of
        )
        void = amendment.fact is None and journal.resolved(amendment.of).root is not None
        assert gives or was_seen or void or amendment.id in listed


def counts(journal: Journal, name: str) -> list[Amendment]:
    """The content of an amendment that counts: the earliest known one."""
    variants = [entry for entry in journal if isinstance(entry, Amendment) and entry.id == name]
    return [min(variants, key=lambda one: (instant(one.known), fingerprint(one)))]


def same_told(one: Fact, other: Fact) -> bool:
    return content(attrs.evolve(one, id=other.id, known=other.known)) == content(other)


@given(chains())
def test_corrections_that_saw_all_before_them_leave_nothing_to_list(chain: tuple[Entry, ...]) -> None:
    root, *corrections = chain
    seen: list[str] = []
    whole: list[Entry] = [root]
    for correction in corrections:
        assert isinstance(correction, Amendment)
        whole.append(attrs.evolve(correction, seen=tuple(seen)))
        seen.append(correction.id)
        if correction.fact is None:
            break
    assert () == Journal.of(whole).discrepancies


@given(entries())
def test_every_variant_is_kept_and_listed_once(drawn: tuple[Entry, ...]) -> None:
    journal = Journal.of(drawn)
    listed = {discrepancy.entry: discrepancy for discrepancy in journal.discrepancies if discrepancy.code == "variant"}
    for fact_id in {entry.id for entry in drawn if isinstance(entry, Fact)}:
        variants = journal.variants(fact_id)
        if journal.resolved(fact_id).root is not None and fact_id.startswith("f"):
            assert (len(variants) > 1) == (fact_id in listed)


@given(st.lists(facts(ids=("f1",), broken=True), max_size=4), st.lists(amendments(broken=True), max_size=4), st.data())
def test_resolving_never_raises_and_asks_no_order(
    variants: list[Fact], drawn: list[Amendment], data: st.DataObject
) -> None:
    drawn = [attrs.evolve(amendment, of="f1") for amendment in drawn]
    skew = data.draw(st.sampled_from((None, timedelta(0), timedelta(hours=1))))
    known = data.draw(st.sampled_from((None, datetime.fromisoformat("2020-10-25T02:00+00:00"))))
    once = resolve("f1", variants, drawn, known=known, skew=skew)
    again = resolve(
        "f1", data.draw(st.permutations(variants)), data.draw(st.permutations(drawn)), known=known, skew=skew
    )
    assert rendered(once.fact) == rendered(again.fact)
    assert rendered(once.root) == rendered(again.root)
    assert once.discrepancies == again.discrepancies


@given(st.lists(facts(ids=("f1",)), max_size=3), st.lists(amendments(), max_size=3), st.sampled_from((0, 60, 120)))
def test_beyond_the_skew_nothing_folds_into_a_fact(variants: list[Fact], drawn: list[Amendment], minutes: int) -> None:
    skew = timedelta(minutes=minutes)
    about = [attrs.evolve(amendment, of="f1") for amendment in drawn]
    resolved = resolve("f1", variants, about, skew=skew)
    allowed = [variant for variant in variants if instant(variant.happened) - instant(variant.known) <= skew]
    told = [one for one in about if one.fact and instant(one.fact.happened) - instant(one.known) <= skew]
    if resolved.fact is not None:
        assert allowed or told
        assert any(resolved.fact is one for one in allowed) or any(
            one.fact is not None and same_told(one.fact, resolved.fact) for one in told
        )
    if variants and not allowed and not about:
        assert {"skew"} == {one.code for one in resolved.discrepancies} - {"variant"}
