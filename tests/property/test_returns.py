"""Laws of returns: two axes, counts that add up, knowledge that does not reach back, any order of arrival."""

from datetime import datetime, timedelta

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from gridcare.facts.journal import Journal
from gridcare.reporting.activations import Activation
from gridcare.reporting.filings import Content, Filing
from gridcare.reporting.forms import Arrangement, Excuse
from gridcare.reporting.orders import order_fact, order_of
from gridcare.reporting.returns import Arrival, FilingBook, FilingCounts, Returns
from gridcare.testing.strategies.reporting import filing_books, looks

FILED = (Arrival.IN_TIME, Arrival.LATE)

Looked = tuple[FilingBook, datetime]
looked: st.SearchStrategy[Looked] = filing_books().flatmap(lambda book: st.tuples(st.just(book), looks(book)))
"""A book and the moment at which it is looked at."""


def told(returns: Returns) -> list[tuple[object, ...]]:
    """All that returns say about obligations, apart from which paper says it."""
    return [
        (each.obligation, each.arrival, each.content, each.filing and (each.filing.figures, each.filing.zero))
        for each in returns.members
    ]


def as_known(book: FilingBook, known: datetime) -> FilingBook:
    return attrs.evolve(
        book,
        filings=[paper for paper in book.filings if paper.known <= known],
        arrangements=[each for each in book.arrangements if each.known <= known],
        excuses=[each for each in book.excuses if each.known <= known],
        activations=[each for each in book.activations if each.known <= known],
    )


def shuffled(data: st.DataObject, book: FilingBook) -> FilingBook:
    papers = data.draw(st.permutations(book.filings + book.filings[:2]))
    told = {name: getattr(book, name)[::-1] for name in ("arrangements", "excuses", "activations")}
    return attrs.evolve(book, filings=papers, **told)


class TestTwoAxes:
    @given(looked)
    def test_the_first_filing_gives_the_arrival_and_the_last_the_content(self, drawn: Looked) -> None:
        book, at = drawn
        for each in book.as_of(at).members:
            due = each.obligation.due
            filed = [filing.filed for filing in each.filings]
            assert filed == sorted(filed)
            if filed:
                assert each.arrival is (Arrival.IN_TIME if filed[0] < due else Arrival.LATE)
                assert each.filing is each.filings[-1]
                assert each.content is not Content.NOTHING
            else:
                silent = Arrival.EXCUSED if each.excuse else Arrival.MISSING
                assert each.arrival is (silent if due <= at else Arrival.NOT_YET_DUE)
                assert each.content is Content.NOTHING

    @given(looked, st.data())
    def test_a_corrected_value_keeps_its_time(self, drawn: Looked, data: st.DataObject) -> None:
        book, at = drawn
        book = as_known(book, at)
        answered = [each for each in book.as_of(at).members if each.filing is not None]
        assume(answered)
        before = data.draw(st.sampled_from(answered))
        assert before.filing is not None
        correction = attrs.evolve(
            before.filing,
            id="correction",
            amends=before.filing.root,
            reason="typing error",
            seen=[paper.id for paper in book.filings if paper.amends == before.filing.root],
            known=at + timedelta(hours=1),
            figures={name: 9 for name, _ in book.form.cells},
        )
        later = book.with_filings(correction).as_of(at, known=at + timedelta(hours=1))
        after = later.of(correction.unit, correction.period)
        assert after is not None
        assert before.arrival is after.arrival
        assert correction == after.filing
        assert after.corrected
        assert before.version + 1 == after.version


class TestCounts:
    @given(looked)
    def test_owed_is_received_missing_and_excused_and_parts_add_up(self, drawn: Looked) -> None:
        book, at = drawn
        returns = book.as_of(at)
        by_period = [returns.counts(period=period) for period in returns.periods]
        by_tree = [returns.counts(within=root) for root in book.hierarchy.roots]
        by_level = [returns.counts(level=level.name) for level in book.hierarchy.levels]
        whole = returns.counts()
        for parts in (by_period, by_tree, by_level):
            for counts in (*parts, whole):
                assert counts.owed == counts.received + counts.missing + counts.excused
                assert counts.zero + counts.incomplete <= counts.received
                for rate in (counts.completeness, counts.timeliness):
                    assert (rate is None) is (counts.expected == 0)
                    assert rate is None or 0 <= rate <= 1
            total = sum(parts, FilingCounts())
            assert attrs.evolve(whole, unexpected=0) == attrs.evolve(total, unexpected=0)

    @given(looked)
    def test_no_paper_is_lost(self, drawn: Looked) -> None:
        book, at = drawn
        returns = book.as_of(at)
        answering = {paper for each in returns.members for paper in each.history}
        beside = {one.filing.root for one in returns.unexpected} | {paper.root for paper in returns.withdrawn}
        listed = {found.entry for found in returns.contradictions}
        for paper in book.filings:
            if paper.known <= at and paper not in answering and paper.root not in beside:
                later = all(other.filed > at for other in book.filings if other.root == paper.root)
                assert later or {paper.id, paper.root} & listed or paper.filed > at


class TestOrderAndKnowledge:
    @given(looked, st.data())
    def test_the_order_of_arrival_does_not_matter(self, drawn: Looked, data: st.DataObject) -> None:
        book, at = drawn
        other = shuffled(data, book)
        assert book == attrs.evolve(other, filings=dict.fromkeys(other.filings))
        assert book.as_of(at) == other.as_of(at)
        assert book.as_of(at).discrepancies == other.as_of(at).discrepancies

    @given(looked, st.data())
    def test_merged_parts_say_what_the_whole_says(self, drawn: Looked, data: st.DataObject) -> None:
        book, at = drawn
        cut = data.draw(st.integers(0, len(book.filings)))
        one = attrs.evolve(book, filings=book.filings[:cut], excuses=(), activations=())
        two = attrs.evolve(book, filings=book.filings[max(cut - 1, 0) :], arrangements=())
        assert book == one.merge(two)
        assert one.merge(two) == two.merge(one)
        assert book.merge(book) == book
        assert book.as_of(at) == two.merge(one).as_of(at)

    @given(looked, st.integers(0, 60))
    def test_what_is_not_known_yet_does_not_reach_back(self, drawn: Looked, hours: int) -> None:
        book, at = drawn
        known = at + timedelta(hours=hours)
        before = as_known(book, known)
        returns = book.as_of(at, known=known)
        assert before.as_of(at, known=known) == returns
        seen = [filing for each in returns.members for filing in each.filings]
        assert all(filing.filed <= at for filing in (*seen, *(one.filing for one in returns.unexpected)))

    @given(looked, st.integers(0, 60))
    def test_a_journal_of_the_same_filings_gives_the_same_returns(self, drawn: Looked, hours: int) -> None:
        book, at = drawn
        known = at + timedelta(hours=hours)
        journal = Journal.of(paper.amendment() if paper.amends else paper.fact() for paper in book.filings)
        read = FilingBook.of_journal(
            journal.as_of(happened=at, known=known),
            form=book.form,
            hierarchy=book.hierarchy,
            since=book.since,
            until=book.until,
        )
        same = attrs.evolve(read, arrangements=book.arrangements, excuses=book.excuses, activations=book.activations)
        assert told(book.as_of(at, known=known)) == told(same.as_of(at, known=known))

    @given(looked, st.integers(0, 60))
    def test_one_journal_holds_filings_and_every_order_about_them(self, drawn: Looked, hours: int) -> None:
        book, at = drawn
        known = at + timedelta(hours=hours)
        orders: tuple[Arrangement | Excuse | Activation, ...]
        orders = (*book.arrangements, *book.excuses, *book.activations)
        facts = [order_fact(order, id=f"o{number}", form=book.form.name) for number, order in enumerate(orders)]
        facts += [order_fact(order, id=f"other {number}", form="another") for number, order in enumerate(orders)]
        papers = [paper.amendment() if paper.amends else paper.fact() for paper in book.filings]
        assert [*orders, *orders] == [order_of(fact) for fact in facts]
        read = FilingBook.of_journal(
            Journal.of([*facts[::-1], *papers]).as_of(known=known),
            form=book.form,
            hierarchy=book.hierarchy,
            since=book.since,
            until=book.until,
        )
        assert {each for each in orders if each.known <= known} == {
            *read.arrangements,
            *read.excuses,
            *read.activations,
        }
        assert told(book.as_of(at, known=known)) == told(read.as_of(at, known=known))


class TestFacts:
    @given(filing_books())
    def test_a_filing_goes_through_its_fact_unchanged(self, book: FilingBook) -> None:
        for paper in book.filings:
            first = attrs.evolve(paper, id=paper.root, amends="", seen=(), reason="", void=False)
            assert first == Filing.of_fact(paper.fact())
