"""Counting many units and periods at once, and the time since an order."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import attrs
import pytest

from gridcare.errors import UnknownName
from gridcare.facts.fact import Precision
from gridcare.places.hierarchy import Hierarchy, UnknownUnit
from gridcare.places.units import Level, Unit
from gridcare.reporting.activations import Activation
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Excuse, Form
from gridcare.reporting.indicators import Item
from gridcare.reporting.returns import AheadOfKnowledge, FilingBook, FilingCounts
from gridcare.reporting.timeliness import responses, timeliness
from gridcare.timing.periods import DAILY, WEEKLY, Period, moment

ZONE = "Asia/Shanghai"
TOWN = Hierarchy(
    Level.ordered("street", "community", "grid"),
    [
        Unit("s", "", "street"),
        Unit("c1", "", "community", "s"),
        Unit("g1", "", "grid", "c1"),
        Unit("g2", "", "grid", "c1"),
        Unit("c2", "", "community", "s"),
        Unit("g3", "", "grid", "c2"),
    ],
)
FORM = Form("daily", items=[Item("fever")], every="day", zone=ZONE, owed_by=("community", "grid"), cut_off="17:00")
DAY = DAILY.read("2020-02-10")


def at(text: str) -> datetime:
    return moment(f"2020-02-{text}", ZONE)


def paper(unit: str, filed: str, figure: int | None = 1, period: Period = DAY, **changed: str) -> Filing:
    return Filing(
        id=changed.pop("id", f"{unit}/{period}"),
        form="daily",
        unit=unit,
        period=period,
        filed=at(filed),
        known=at(filed),
        figures={} if figure is None else {"fever": figure},
        **changed,  # type: ignore[arg-type]  # texts
    )


BOOK = FilingBook(
    form=FORM,
    hierarchy=TOWN,
    since=DAY.first,
    until=DAY.next().end,
    filings=[
        paper("g1", "10 16:00"),
        paper("g2", "10 18:00", None, zero="head"),
        paper("c1", "10 16:30", None),
        paper("g1", "11 16:00", period=DAY.next()),
        paper("s", "10 16:00"),
    ],
    excuses=[Excuse(unit="c2", since=DAY.first, until=DAY.end, reason="road closed", known=at("10 08:00"))],
)
FOUND = timeliness(BOOK, at("11 16:30"))


class TestCounts:
    def test_they_tell_everything_apart(self) -> None:
        assert (
            FilingCounts(
                owed=5,
                in_time=2,
                late=1,
                missing=1,
                excused=1,
                zero=1,
                incomplete=1,
                early=1,
                not_yet_due=4,
                unexpected=1,
            )
            == FOUND.counts()
        )
        assert Fraction(3, 4) == FOUND.counts().completeness

    def test_they_may_be_asked_by_unit_level_and_period(self) -> None:
        assert {"c1": 3, "c2": 2} == {unit: counts.owed for unit, counts in FOUND.by_unit("community")}
        assert [("street", 0), ("community", 2), ("grid", 3)] == [
            (level, counts.owed) for level, counts in FOUND.by_level()
        ]
        assert [(5, 0), (0, 5)] == [(counts.owed, counts.early + counts.not_yet_due) for _, counts in FOUND.by_period()]
        assert (1, 0) == (FOUND.counts(level="street").unexpected, FOUND.counts(within="c1").unexpected)

    def test_wrong_questions_are_faults_of_the_caller(self) -> None:
        with pytest.raises(UnknownUnit):
            FOUND.counts(within="c9")
        with pytest.raises(UnknownName, match="gird"):
            FOUND.counts(level="gird")
        with pytest.raises(AheadOfKnowledge):
            timeliness(BOOK, at("11 16:30"), known=at("11 16:00"))

    def test_a_period_outside_counts_nothing(self) -> None:
        assert FilingCounts() == FOUND.counts(period=DAY.previous())

    def test_the_first_of_two_filings_gives_the_time_and_the_last_the_content(self) -> None:
        twice = BOOK.with_filings(paper("g1", "10 19:00", None, id="again", zero="head"))
        counts = timeliness(twice, at("10 20:00")).counts(within="g1", period=DAY)
        assert (1, 0, 1) == (counts.in_time, counts.late, counts.zero)

    def test_at_the_moment_at_which_it_is_due_silence_is_missing_or_excused_and_a_filing_late(self) -> None:
        book = BOOK.with_filings(paper("g3", "10 17:00"))
        counts = timeliness(book, at("10 17:00")).counts(period=DAY)
        assert (5, 2, 1, 1, 1) == (counts.owed, counts.in_time, counts.late, counts.missing, counts.excused)

    def test_nothing_that_is_known_later_is_counted(self) -> None:
        late = [attrs.evolve(paper("g3", "10 16:00"), known=at("10 22:00"))]
        leave = attrs.evolve(BOOK.excuses[0], unit="g3", known=at("10 22:00"))
        for book in (BOOK.with_filings(*late), attrs.evolve(BOOK, excuses=(*BOOK.excuses, leave))):
            then, now = (timeliness(book, at("10 20:00"), known=at(f"10 {hour}:00")) for hour in (21, 22))
            assert (1, 0) == (then.counts(within="g3").missing, now.counts(within="g3").missing)

    def test_of_two_filings_the_first_filed_is_the_first_in_whatever_order_they_come(self) -> None:
        twice = [paper("g3", "10 19:00", id="late"), paper("g3", "10 16:00", None, id="early", zero="head")]
        for filings in (twice, twice[::-1]):
            counts = timeliness(BOOK.with_filings(*filings), at("10 20:00")).counts(within="g3", period=DAY)
            assert (1, 0, 0) == (counts.in_time, counts.late, counts.zero)

    def test_a_paper_of_a_day_answers_its_deadline(self) -> None:
        day = attrs.evolve(paper("c2", "10 20:00"), precision=Precision.DAY)
        assert 1 == timeliness(BOOK.with_filings(day), at("10 21:00")).counts(within="c2").in_time

    def test_a_book_in_which_nothing_is_owed_yet_counts_strays(self) -> None:
        empty = attrs.evolve(BOOK, until=DAY.first)
        assert FilingCounts(unexpected=5) == timeliness(empty, at("11 16:30")).counts()
        assert "Timeliness(daily, 0 periods" in repr(timeliness(empty, at("11 16:30")))


class TestResponses:
    ORDER = Activation(since=DAY.first, ordered=at("10 08:00"), known=at("10 08:05"))
    AGAIN = Activation(unit="c2", since=date(2020, 2, 11), ordered=at("11 08:00"), known=at("11 08:05"))

    def elapsed(self, *orders: Activation) -> list[tuple[str, datetime, timedelta | None]]:
        book = attrs.evolve(BOOK, form=attrs.evolve(FORM, on_order=True), activations=orders)
        return [(each.unit, each.order.ordered, each.elapsed) for each in responses(book, book.as_of(at("12 08:00")))]

    def test_time_runs_from_the_order_to_the_first_filing(self) -> None:
        hours = {unit: elapsed for unit, _, elapsed in self.elapsed(self.ORDER)}
        assert {"g1": timedelta(hours=8), "g2": timedelta(hours=10), "c1": timedelta(hours=8.5)} == {
            unit: hours[unit] for unit in ("g1", "g2", "c1")
        }
        assert hours["c2"] is hours["g3"] is None

    def test_a_filing_at_the_moment_of_the_order_answers_it(self) -> None:
        now = attrs.evolve(self.ORDER, ordered=at("10 16:00"))
        assert timedelta() == {unit: elapsed for unit, _, elapsed in self.elapsed(now)}["g1"]

    def test_an_order_to_stand_down_is_answered_by_nobody(self) -> None:
        down = Activation(starts=False, since=date(2020, 2, 10), ordered=at("10 09:00"), known=at("10 09:00"))
        keep = attrs.evolve(FORM, part_period="any day", every="week")
        week = WEEKLY.read("2020-W07")
        stopped = attrs.evolve(down, since=date(2020, 2, 12))
        book = attrs.evolve(BOOK, form=keep, filings=(), until=week.end, activations=[stopped])
        returns = book.as_of(at("18 08:00"))
        assert returns.members
        assert [] == list(responses(book, returns))

    def test_each_order_is_answered_for_itself(self) -> None:
        assert [("c2", self.ORDER.ordered), ("c2", self.AGAIN.ordered)] == [
            each[:2] for each in self.elapsed(self.ORDER, self.AGAIN) if each[0] == "c2"
        ]

    def test_without_an_order_nobody_answers_one(self) -> None:
        assert [] == list(responses(BOOK, BOOK.as_of(at("12 08:00"))))
