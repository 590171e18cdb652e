"""Laws of reports across a reorganisation: nothing owed is lost or doubled, and no total changes."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st

from gridcare.places.hierarchy import Hierarchy
from gridcare.places.lineage import Lineage
from gridcare.places.tally import Number
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Form, PartPeriod
from gridcare.reporting.indicators import Item
from gridcare.reporting.reorganised import FiguresOnMap, books_by_map, figures_on_map
from gridcare.reporting.returns import FilingBook, Returns
from gridcare.reporting.rollup import roll_up
from gridcare.testing.strategies.lineage import SINCE, lineages
from gridcare.testing.strategies.places import LEVELS
from gridcare.timing.periods import DAILY, MONTHLY, Period, moment

UNTIL = date(2020, 1, 13)
JANUARY = MONTHLY.read("2020-01")
DAYS = tuple(DAILY.between(SINCE, UNTIL))
READ = datetime(2020, 3, 1, tzinfo=UTC)
LEVEL = st.sampled_from([level.name for level in LEVELS])
LEVELS_ASKED = st.lists(LEVEL, min_size=1, max_size=2, unique=True)


def form(*levels: str, every: str = "day", part_period: PartPeriod = PartPeriod.LAST_DAY) -> Form:
    items = (Item("met", counts="person"), Item("stock", counts="person", over_time="last"))
    return Form("f", items=items, every=every, zone="UTC", owed_by=levels, part_period=part_period)


def paper(unit: str, day: Period, met: int) -> Filing:
    filed = moment(f"{day.first} 20:00", "UTC")
    figures = {"met": met, "stock": met + 1}
    return Filing(id=f"{unit}/{day}", form="f", unit=unit, period=day, filed=filed, known=filed, figures=figures)


@attrs.frozen
class Told:
    """What was reported under a lineage; shown short, as Hypothesis shows each example whole."""

    lineage: Lineage
    asked: Form = attrs.field(repr=lambda asked: str(asked.owed_by))
    filings: list[Filing] = attrs.field(repr=lambda filings: str([each.id for each in filings]))

    @property
    def returns(self) -> list[Returns]:
        return [book.as_of(READ) for book in self.books()]

    def books(self) -> tuple[FilingBook, ...]:
        return books_by_map(self.asked, self.lineage, since=SINCE, until=UNTIL, filings=self.filings)


@st.composite
def reported(draw: st.DrawFn) -> Told:
    """Draw a lineage, and reports of some units of every map under it; or else of all."""
    lineage, asked = draw(lineages()), form(*draw(LEVELS_ASKED))
    owing = [
        (unit, day) for day in DAYS for level in asked.owed_by for unit in lineage.as_of(day.first).at_level(level)
    ]
    told = owing if draw(st.booleans()) else draw(st.lists(st.sampled_from(owing), max_size=12)) if owing else []
    return Told(lineage, asked, [paper(unit, day, draw(st.integers(0, 9))) for unit, day in dict.fromkeys(told)])


def everywhere(read: FiguresOnMap, key: str) -> Number:
    return sum(piece.amount for part in read.parts for piece in part.pieces if piece.key == key)


def on_the_map(read: FiguresOnMap, key: str) -> Number:
    roots = [read.tally.at(root).get(key, {}) for root in read.tally.hierarchy.roots]
    outside = [piece for part in read.parts for piece in part.pieces if piece.key == key and piece.unit is None]
    return sum(each.get("person", 0) for each in roots) + sum(piece.amount for piece in outside)


def travelled_up(returns: list[Returns]) -> Number:
    summed = [roll_up(each, JANUARY) for each in returns if each.members]
    return sum(each.figure("met", root) or 0 for each in summed for root in each.roots)


class TestBooks:
    @given(lineages(), LEVEL)
    def test_every_unit_owes_each_day_once_on_which_the_map_shows_it(self, lineage: Lineage, level: str) -> None:
        books = books_by_map(form(level), lineage, since=SINCE, until=UNTIL)
        owed = Counter(each for book in books for each in _owed(book))
        assert owed == Counter((unit, day) for day in DAYS for unit in lineage.as_of(day.first).at_level(level))

    @given(lineages(), LEVEL)
    def test_who_existed_on_every_day_of_a_week_owes_it(self, lineage: Lineage, level: str) -> None:
        asked = form(level, every="week", part_period=PartPeriod.EVERY_DAY)
        books = books_by_map(asked, lineage, since=SINCE, until=UNTIL)
        owed = Counter(each for book in books for each in _owed(book))
        weeks = {period for book in books for period in book.periods()}
        wanted = (
            (unit, week) for week in weeks for unit in _throughout(lineage, week) if _is(lineage, unit, week, level)
        )
        assert owed == Counter(wanted)

    @given(reported().flatmap(lambda told: st.tuples(st.just(told), st.permutations(told.filings))))
    def test_the_order_of_filings_changes_nothing(self, told: tuple[Told, list[Filing]]) -> None:
        first, shuffled = told
        assert first.books() == attrs.evolve(first, filings=shuffled).books()

    @given(reported())
    def test_each_filing_is_received_once(self, told: Told) -> None:
        counts = [each.counts() for each in told.returns]
        assert sum(each.received for each in counts) == len(told.filings)
        assert sum(each.unexpected for each in counts) == 0


class TestFigures:
    @given(reported(), st.sampled_from(DAYS))
    def test_no_total_changes_on_any_map(self, told: Told, on: Period) -> None:
        returns = told.returns
        if any(each.members for each in returns):
            read = figures_on_map(returns, JANUARY, told.lineage, on=on.first)
            assert everywhere(read, "met") == on_the_map(read, "met") == travelled_up(returns)

    @given(reported(), st.sampled_from(DAYS))
    def test_what_was_owed_and_not_stated_is_a_gap(self, told: Told, on: Period) -> None:
        returns = told.returns
        if any(each.members for each in returns):
            read = figures_on_map(returns, JANUARY, told.lineage, on=on.first)
            gaps = [(gap.unit, gap.period) for gap in read.gaps if gap.key == "met"]
            missing = [(each.obligation.unit, each.obligation.period) for one in returns for each in one.missing]
            assert Counter(gaps) == Counter(missing)

    @given(reported(), st.sampled_from(DAYS))
    def test_on_the_map_of_its_day_a_report_says_what_its_roll_up_says(self, told: Told, day: Period) -> None:
        held = next((each for each in told.returns if day in each.periods), None)
        if held is not None:
            summed = roll_up(held, day)
            read = figures_on_map([held], day, told.lineage, on=day.first)
            assert {unit: read.tally.get(unit, "met", "person") for unit in summed.units} == {
                unit: summed.figure("met", unit) for unit in summed.units
            }


def _owed(book: FilingBook) -> Iterator[tuple[str, Period]]:
    owing = book.owing(READ)
    for period in book.periods():
        yield from ((owed.unit, period) for owed in owing.of(period))


def _throughout(lineage: Lineage, week: Period) -> set[str]:
    first = max(week.first, SINCE)
    days = [first + timedelta(days=number) for number in range((week.end - first).days)]
    return set[str]().union(lineage.as_of(days[0])).intersection(*map(lineage.as_of, days))


def _is(lineage: Lineage, unit: str, week: Period, level: str) -> bool:
    last: Hierarchy = lineage.as_of(week.end - timedelta(days=1))
    return last[unit].level == level
