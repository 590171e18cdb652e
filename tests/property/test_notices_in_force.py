"""What applied on a day follows from the papers, and what they leave blank stays untold."""

import datetime as dt

import attrs
from hypothesis import given
from hypothesis import strategies as st

from gridcare.rules.notices import Applied, Lifting, Notice, applied, unheard
from gridcare.rules.unknowns import Unknown
from gridcare.testing.strategies.rules import notices

DAYS = st.dates(dt.date(2019, 12, 20), dt.date(2020, 4, 10))
MOMENTS = DAYS.map(lambda day: dt.datetime.combine(day, dt.time(12), dt.timezone(dt.timedelta(hours=8))))


@given(notices(), st.integers(-2, 2), st.data())
def test_a_notice_applies_on_the_days_between_its_first_and_its_end(
    notice: Notice, off: int, data: st.DataObject
) -> None:
    ends = [end for end in (notice.in_force_until, notice.lifted.on if notice.lifted else None) if end]
    turns = [*ends, notice.in_force_from or dt.date(2020, 2, 1)]
    day = data.draw(st.sampled_from(turns)) + dt.timedelta(off)
    answer = notice.applies(day)
    if any(day >= end for end in ends):
        assert answer is False
    elif notice.in_force_from is None:
        assert isinstance(answer, Unknown)
    else:
        assert answer is (day >= notice.in_force_from)


@given(notices(), st.integers(0, 40), MOMENTS, st.timedeltas(dt.timedelta(0), dt.timedelta(3)))
def test_a_lifting_counts_from_the_moment_that_it_was_received(
    notice: Notice, after: int, heard: dt.datetime, later: dt.timedelta
) -> None:
    day = (notice.in_force_from or dt.date(2020, 2, 1)) + dt.timedelta(after)
    lifted = attrs.evolve(notice, lifted=Lifting(on=day, received=heard))
    assert notice.in_force_until == lifted.ends(heard - dt.timedelta(seconds=1) - later)
    assert min(day, notice.in_force_until or day) == lifted.ends(heard + later)


@given(notices(), DAYS, st.integers(1, 40))
def test_once_ended_a_notice_never_applies_again(notice: Notice, day: dt.date, after: int) -> None:
    if notice.in_force_from is not None and day >= notice.in_force_from and notice.applies(day) is False:
        assert notice.applies(day + dt.timedelta(after)) is False


@given(notices(), DAYS, MOMENTS, MOMENTS)
def test_an_earlier_knowledge_knows_fewer_liftings(
    notice: Notice, day: dt.date, one: dt.datetime, other: dt.datetime
) -> None:
    earlier, later = sorted((one, other))
    if notice.received is None or notice.received <= earlier:
        was, became = notice.ends(earlier), notice.ends(later)
        assert was is None or (became is not None and became <= was)
        assert notice.applies(day, later) is not True or notice.applies(day, earlier) is True
    else:
        assert notice.applies(day, earlier) is False


@given(st.lists(notices(), max_size=5), DAYS)
def test_the_order_of_the_papers_does_not_matter(papers: list[Notice], day: dt.date) -> None:
    named = [attrs.evolve(notice, id=f"n{i}") for i, notice in enumerate(papers)]
    shuffled = named[::-1]
    found = applied(named, day)
    assert found == applied(shuffled, day)
    assert set(found.certain).isdisjoint(found.untold)


@given(st.lists(notices(), max_size=5), DAYS)
def test_every_paper_applies_does_not_or_cannot_be_told(papers: list[Notice], day: dt.date) -> None:
    found = applied(papers, day)
    not_applied = [notice for notice in papers if notice.applies(day) is False]
    assert isinstance(found, Applied)
    assert len(papers) == len(found.certain) + len(found.untold) + len(not_applied)


@given(notices())
def test_a_unit_has_heard_of_a_notice_or_is_named(notice: Notice) -> None:
    units = [f"c{i}" for i in range(4)]
    silent = unheard(notice, units)
    told = {passed.to for passed in notice.passed_down}
    assert set(units) == set(silent) | (told & set(units))
    assert not told & set(silent)
