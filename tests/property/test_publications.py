"""What was published stays; what differs now is an erratum; published and errata together are the current figures."""

from datetime import datetime, timedelta

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from gridcare.facts.journal import Journal
from gridcare.reporting.acts import ApprovalAct
from gridcare.reporting.approvals import ApprovalBook
from gridcare.reporting.publications import HowChanged, Snapshot, changed_since, errata, publish
from gridcare.reporting.returns import FilingBook
from gridcare.testing.strategies.reporting import approval_books, filing_books, looks
from gridcare.timing.periods import Period

LATER = (0, 1, 5, 60, 900)

Looked = tuple[FilingBook, datetime, Period]


def look(book: FilingBook) -> st.SearchStrategy[Looked]:
    return st.tuples(st.just(book), looks(book), st.sampled_from(list(book.periods())))


looked: st.SearchStrategy[Looked] = filing_books(max_units=5).flatmap(look)


def journal_of(book: FilingBook) -> Journal:
    return Journal.of(paper.amendment() if paper.amends else paper.fact() for paper in book.filings)


def unarranged(book: FilingBook) -> FilingBook:
    """Leave filings as the only thing that can change a figure."""
    return attrs.evolve(book, arrangements=(), activations=(), excuses=())


class TestStable:
    @given(looked, st.data())
    def test_a_publication_is_what_was_known_whatever_arrives_later(self, drawn: Looked, data: st.DataObject) -> None:
        book, at, period = drawn
        known = at + timedelta(hours=data.draw(st.sampled_from(LATER)))
        then = attrs.evolve(
            book,
            filings=[each for each in book.filings if each.known <= known],
            arrangements=[each for each in book.arrangements if each.known <= known],
            excuses=[each for each in book.excuses if each.known <= known],
            activations=[each for each in book.activations if each.known <= known],
        )
        first, again = (
            publish(each.as_of(at, known=known), period, id="p1", published=known, by="head", journal=journal_of(each))
            for each in (then, attrs.evolve(book, filings=data.draw(st.permutations(book.filings))))
        )
        assert first == again
        assert first.pins(journal_of(book))
        assert () == errata(first, again)

    @given(looked, st.data())
    def test_a_journal_that_lacks_a_record_is_another_one(self, drawn: Looked, data: st.DataObject) -> None:
        book, at, period = drawn
        known = [each for each in dict.fromkeys(book.filings) if each.known <= at]
        assume(known)
        published = publish(book.as_of(at), period, id="p1", published=at, by="head", journal=journal_of(book))
        lost = data.draw(st.sampled_from(known))
        lacking = attrs.evolve(book, filings=[each for each in book.filings if each != lost])
        assert not published.pins(journal_of(lacking))


class TestErrata:
    @given(looked, st.sampled_from(LATER), st.sampled_from(LATER))
    def test_published_and_errata_together_are_the_current_figures(self, drawn: Looked, hours: int, more: int) -> None:
        book, at, period = drawn
        then = Snapshot.of(book.as_of(at), period)
        later = at + timedelta(hours=hours)
        now = book.as_of(later, known=later + timedelta(hours=more))
        found = errata(then, now)
        assert all(each.published != each.now for each in found)
        assert len({each.key for each in found}) == len(found)
        corrected = then.figures() | {each.key: each.now for each in found}
        current = Snapshot.of(now, period)
        assert current.figures() == {key: value for key, value in corrected.items() if value is not None}
        assert found == errata(then, current)

    @given(looked, st.sampled_from(LATER))
    def test_every_erratum_names_the_records_that_made_it(self, drawn: Looked, hours: int) -> None:
        book, at, period = drawn
        book, later = unarranged(book), at + timedelta(days=40)
        now = book.as_of(at + timedelta(hours=hours), known=later)
        for erratum in errata(Snapshot.of(book.as_of(at), period), now):
            assert erratum.records
            for record in erratum.records:
                papers = [paper for paper in book.filings if paper.id == record.filing]
                assert record.root in {paper.root for paper in papers}
                assert book.hierarchy.inside(record.unit, erratum.unit)
                fresh = any(paper.known > at or paper.filed > at for paper in papers)
                assert fresh or record.how is HowChanged.MOVED

    @given(looked)
    def test_there_is_none_without_a_new_record(self, drawn: Looked) -> None:
        book, at, period = drawn
        book = attrs.evolve(book, filings=[each for each in book.filings if max(each.known, each.filed) <= at])
        book = unarranged(book)
        assert () == errata(Snapshot.of(book.as_of(at), period), book.as_of(at + timedelta(days=90)))

    @given(looked, st.data())
    def test_a_unit_alone_has_the_errata_of_its_own_part(self, drawn: Looked, data: st.DataObject) -> None:
        book, at, period = drawn
        book = unarranged(book)
        now = book.as_of(at + timedelta(days=40))
        whole, later = Snapshot.of(book.as_of(at), period), Snapshot.of(now, period)
        assume(whole.rows)
        unit = data.draw(st.sampled_from([row.unit for row in whole.rows]))
        part = errata(Snapshot.of(book.as_of(at), period, within=unit), now)
        inside = [each for each in errata(whole, later) if book.hierarchy.inside(each.unit, unit)]
        assert inside == list(part)


class TestSinceApproval:
    @given(approval_books(), st.sampled_from(LATER))
    def test_what_changed_since_an_approval_is_what_differs_from_what_was_seen(
        self, book: ApprovalBook, hours: int
    ) -> None:
        steps = book.as_of(datetime.fromisoformat("2020-12-31T00:00+00:00")).steps
        given = [step.act for step in steps if step.act is not None and step.act.act is ApprovalAct.APPROVE]
        filings = unarranged(book.filings)
        for act in given:
            seen = max(act.happened, act.known)
            assert () == changed_since(act, filings, act.happened, known=seen)
            later = seen + timedelta(hours=hours)
            found = changed_since(act, filings, later)
            figures = Snapshot.of(filings.as_of(later), act.period, within=act.unit).figures()
            assert all(figures.get(each.key) == each.now for each in found)
