"""Columns count what returns count; counts add up over units, levels and periods."""

from datetime import datetime, timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st

from gridcare.reporting.filings import content_of, read
from gridcare.reporting.forms import Owing
from gridcare.reporting.returns import FilingBook, FilingCounts
from gridcare.reporting.timeliness import responses, timeliness
from gridcare.testing.strategies.reporting import filing_books, looks

Looked = tuple[FilingBook, datetime]
looked: st.SearchStrategy[Looked] = filing_books().flatmap(lambda book: st.tuples(st.just(book), looks(book)))


@given(looked, st.sampled_from((0, 1, 40, 900)))
def test_columns_count_what_returns_count(drawn: Looked, hours: int) -> None:
    book, at = drawn
    known = at + timedelta(hours=hours)
    returns, columns = book.as_of(at, known=known), timeliness(book, at, known=known)
    levels = ["", *(level.name for level in book.hierarchy.levels)]
    for period in (None, *book.periods()):
        for level in levels:
            for unit in ("", *book.hierarchy):
                expected = returns.counts(within=unit, level=level, period=period)
                assert expected == columns.counts(within=unit, level=level, period=period)
    assert {one.filing for one in returns.unexpected} == set(columns.unexpected)


@given(looked)
def test_counts_add_up_over_units_levels_and_periods(drawn: Looked) -> None:
    book, at = drawn
    columns = timeliness(book, at)
    whole = columns.counts()
    for parts in (
        [counts for _, counts in columns.by_period()],
        [counts for _, counts in columns.by_level()],
        [columns.counts(within=root) for root in book.hierarchy.roots],
    ):
        total = sum(parts, FilingCounts())
        assert attrs.evolve(whole, unexpected=0) == attrs.evolve(total, unexpected=0)
    for unit in book.hierarchy:
        own = columns.counts(within=unit, level=book.hierarchy[unit].level)
        below = [columns.counts(within=child) for child in book.hierarchy.children(unit)]
        assert columns.counts(within=unit) == sum(below, own)


@given(looked, st.data())
def test_the_order_of_arrival_does_not_matter(drawn: Looked, data: st.DataObject) -> None:
    book, at = drawn
    other = attrs.evolve(book, filings=data.draw(st.permutations(book.filings)))
    assert list(timeliness(book, at).by_period()) == list(timeliness(other, at).by_period())


@given(filing_books())
def test_the_short_ways_say_what_the_long_ones_say(book: FilingBook) -> None:
    assert all(content_of(book.form, paper) is read(book.form, paper).content for paper in book.filings)
    for owing in (
        Owing(book.form, book.hierarchy, book.arrangements, book.activations),
        Owing(book.form, book.hierarchy, (), book.activations),
    ):
        for period in book.periods():
            assert [owed.unit for owed in owing.of(period)] == list(owing.units(period))


@given(looked)
def test_a_response_follows_its_order(drawn: Looked) -> None:
    book, at = drawn
    book = attrs.evolve(book, form=attrs.evolve(book.form, on_order=True))
    returns = book.as_of(at)
    found = list(responses(book, returns))
    assert {one.unit for one in found} == {member.obligation.unit for member in returns.members}
    for one in found:
        assert one.order.starts
        assert one.order.known <= at
        assert one.elapsed is None or one.elapsed >= timedelta()
