"""What became of every filing that was owed."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest

from gridcare.errors import NaiveMoment
from gridcare.facts.fact import Precision
from gridcare.facts.journal import Journal
from gridcare.places.hierarchy import Hierarchy, UnknownUnit
from gridcare.places.units import Level, Unit
from gridcare.reporting.activations import Activation
from gridcare.reporting.filings import Content, Filing
from gridcare.reporting.forms import Arrangement, Excuse, Form
from gridcare.reporting.indicators import Item
from gridcare.reporting.returns import (
    AheadOfKnowledge,
    Arrival,
    FilingBook,
    FilingCounts,
    OtherBook,
    Return,
    Returns,
    WhyUnexpected,
)
from gridcare.reporting.timeliness import timeliness
from gridcare.timing.periods import DAILY, EPI_WEEKLY, MONTHLY, WEEKLY, Period, moment

ZONE = "Asia/Shanghai"
TOWN = Hierarchy(
    Level.ordered("street", "grid"),
    [Unit("s", "", "street"), *(Unit(f"g{number}", "", "grid", "s") for number in range(1, 6))],
)
FORM = Form("daily", items=[Item("fever")], every="day", zone=ZONE, owed_by="grid", cut_off="17:00")
DAY = DAILY.read("2020-02-10")


def at(text: str) -> datetime:
    return moment(text, ZONE)


def paper(id: str, unit: str, filed: str = "2020-02-10 16:00", figure: int | None = 1, **changed: Any) -> Filing:
    told: dict[str, Any] = {"id": id, "form": "daily", "unit": unit, "period": DAY, "filed": at(filed)}
    told |= {"known": at(filed), "figures": {} if figure is None else {"fever": figure}}
    return Filing(**(told | changed))


def book(*filings: Filing, **changed: Any) -> FilingBook:
    told: dict[str, Any] = {"form": FORM, "hierarchy": TOWN, "since": date(2020, 2, 10), "until": date(2020, 2, 11)}
    return FilingBook(**(told | {"filings": filings} | changed))


def of(returns: Returns, unit: str) -> Return:
    found = returns.of(unit, DAY)
    assert found is not None
    return found


EVENING = "2020-02-10 20:00"
EXCUSE = Excuse(
    unit="g4", since=date(2020, 2, 10), until=date(2020, 2, 11), reason="road closed", known=at("2020-02-10 09:00")
)
FULL = book(
    paper("f1", "g1"),
    paper("f2", "g2", "2020-02-10 17:00"),
    paper("f3", "g3", figure=None, zero="head"),
    excuses=[EXCUSE],
)


class TestArrival:
    def test_every_obligation_has_its_own(self) -> None:
        returns = FULL.as_of(at(EVENING))
        assert [Arrival.IN_TIME, Arrival.LATE, Arrival.IN_TIME, Arrival.EXCUSED, Arrival.MISSING] == [
            each.arrival for each in returns.members
        ]
        assert ["g5"] == [each.obligation.unit for each in returns.missing]

    def test_nothing_is_late_or_missing_before_it_is_due(self) -> None:
        returns = FULL.as_of(at("2020-02-10 16:59"))
        assert [Arrival.IN_TIME, Arrival.NOT_YET_DUE, Arrival.IN_TIME, Arrival.NOT_YET_DUE, Arrival.NOT_YET_DUE] == [
            each.arrival for each in returns.members
        ]

    def test_at_the_moment_at_which_it_is_due_silence_is_missing_and_a_filing_late(self) -> None:
        returns = FULL.as_of(at("2020-02-10 17:00"))
        assert [Arrival.IN_TIME, Arrival.LATE, Arrival.IN_TIME, Arrival.EXCUSED, Arrival.MISSING] == [
            each.arrival for each in returns.members
        ]
        assert FilingCounts(owed=5, in_time=2, late=1, missing=1, excused=1, zero=1) == returns.counts()

    @pytest.mark.parametrize("every", ["day", "half day", "week", "epi week", "month", "3 days from 2020-02-10"])
    def test_every_cadence_makes_one_obligation_for_each_period(self, every: str) -> None:
        form = attrs.evolve(FORM, every=every, cut_off=())
        owed = book(form=form, since=date(2020, 2, 1), until=date(2020, 5, 1))
        first, second, third = list(owed.periods())[:3]
        after = form.due(third)
        filed = [
            paper(str(number), "g1", period=period, filed=f"{moved:%Y-%m-%d %H:%M}")
            for number, (period, early) in enumerate(((first, timedelta(minutes=1)), (second, timedelta())))
            for moved in [form.due(period) - early]
        ]
        returns = owed.with_filings(*filed).as_of(after)
        arrivals = [found.arrival for period in (first, second, third) if (found := returns.of("g1", period))]
        assert [Arrival.IN_TIME, Arrival.LATE, Arrival.MISSING] == arrivals
        assert timeliness(owed.with_filings(*filed), after).counts() == returns.counts()
        assert first.end <= second.end <= third.end <= owed.until

    def test_a_filing_of_later_is_not_there_yet_however_early_it_is_known(self) -> None:
        later = [paper("f1", "g1", "2020-02-10 19:00"), paper("f2", "s", "2020-02-10 19:00")]
        returns = book(*later).as_of(at("2020-02-10 18:00"), known=at(EVENING))
        assert (Arrival.MISSING, ()) == (of(returns, "g1").arrival, returns.unexpected)
        other = attrs.evolve(later[0], form="weekly")
        assert () == book(other).as_of(at("2020-02-10 18:00"), known=at(EVENING)).unexpected

    def test_a_filing_that_names_only_its_day_answers_every_deadline_of_that_day(self) -> None:
        day = paper("f1", "g1", "2020-02-10 00:00", precision=Precision.DAY)
        noon = paper("f2", "g2", "2020-02-10 18:00", precision=Precision.DAY)
        returns = book(day, noon).as_of(at(EVENING))
        assert [Arrival.IN_TIME, Arrival.IN_TIME] == [each.arrival for each in returns.members[:2]]

    def test_a_filing_answers_however_late_it_comes_and_an_excuse_ends(self) -> None:
        late = FULL.with_filings(paper("f5", "g5", "2021-02-10 08:00"))
        year_after = at("2021-02-10 08:00")
        assert Arrival.LATE is of(late.as_of(year_after), "g5").arrival
        assert Arrival.MISSING is of(late.as_of(at("2021-02-10 07:59"), known=year_after), "g5").arrival
        two = attrs.evolve(FULL, until=date(2020, 2, 12)).as_of(at("2020-02-11 20:00"))
        assert [Arrival.EXCUSED, Arrival.MISSING] == [
            found.arrival for period in (DAY, DAY.next()) if (found := two.of("g4", period))
        ]

    def test_a_filing_beats_an_excuse(self) -> None:
        returns = book(paper("f4", "g4", "2020-02-10 18:00"), excuses=[EXCUSE]).as_of(at(EVENING))
        assert Arrival.LATE is of(returns, "g4").arrival
        assert EXCUSE == of(returns, "g4").excuse

    def test_an_excuse_counts_from_when_it_is_known(self) -> None:
        later = attrs.evolve(EXCUSE, known=at("2020-02-10 19:00"))
        silent = book(excuses=[later])
        assert Arrival.MISSING is of(silent.as_of(at("2020-02-10 18:00")), "g4").arrival
        assert Arrival.EXCUSED is of(silent.as_of(at("2020-02-10 18:00"), known=at(EVENING)), "g4").arrival

    def test_what_was_filed_in_time_and_entered_later_is_missing_as_it_was_known_then(self) -> None:
        entered = paper("f1", "g1", known=at("2020-02-11 09:00"))
        assert Arrival.MISSING is of(book(entered).as_of(at(EVENING)), "g1").arrival
        assert Arrival.IN_TIME is of(book(entered).as_of(at(EVENING), known=at("2020-02-11 09:00")), "g1").arrival


class TestContent:
    def test_the_last_filing_gives_it(self) -> None:
        returns = book(paper("f1", "g1", figure=3), paper("f2", "g1", "2020-02-10 18:00", figure=5)).as_of(at(EVENING))
        found = of(returns, "g1")
        assert (Arrival.IN_TIME, "f2") == (found.arrival, found.filing and found.filing.id)

    def test_of_two_filed_at_one_moment_a_correction_of_the_first_is_not_the_last(self) -> None:
        first, second = paper("f1", "g1", figure=3), paper("f2", "g1", figure=5, known=at("2020-02-10 16:05"))
        correction = paper("k1", "g1", figure=9, amends="f1", reason="typing error", known=at("2020-02-10 18:00"))
        found = of(book(first, second, correction).as_of(at(EVENING)), "g1")
        assert ["k1", "f2"] == [each.id for each in found.filings]

    def test_a_correction_of_yesterday_is_visible_as_such(self) -> None:
        correction = paper("k1", "g1", figure=4, amends="f1", reason="typing error", known=at("2020-02-11 09:00"))
        both = book(paper("f1", "g1", figure=3), correction)
        then, now = both.as_of(at(EVENING)), both.as_of(at("2020-02-11 10:00"))
        assert ["f1"] == [each.id for each in of(then, "g1").history]
        assert ["f1", "k1"] == [each.id for each in of(now, "g1").history]
        assert (False, True) == (of(then, "g1").corrected, of(now, "g1").corrected)
        filing = of(now, "g1").filing
        assert filing is not None
        assert (4, "typing error") == (filing.figures[0].value, filing.reason)
        assert Arrival.IN_TIME is of(now, "g1").arrival

    def test_a_correction_of_the_moment_may_make_a_filing_late(self) -> None:
        correction = paper("k1", "g1", "2020-02-10 18:00", amends="f1", reason="clock", known=at("2020-02-10 19:00"))
        assert Arrival.LATE is of(book(paper("f1", "g1"), correction).as_of(at(EVENING)), "g1").arrival

    def test_a_withdrawn_filing_answers_nothing_and_is_listed(self) -> None:
        void = paper("k1", "g1", amends="f1", void=True, reason="wrong grid", known=at("2020-02-10 18:00"))
        returns = book(paper("f1", "g1"), void).as_of(at(EVENING))
        assert (Arrival.MISSING, Content.NOTHING) == (of(returns, "g1").arrival, of(returns, "g1").content)
        assert ["f1"] == [each.id for each in returns.withdrawn]

    def test_a_filing_for_the_wrong_day_may_be_moved_by_its_correction(self) -> None:
        moved = paper("k1", "g1", amends="f1", reason="wrong day", known=at("2020-02-10 18:00"), period=DAY.next())
        returns = book(paper("f1", "g1"), moved, until=date(2020, 2, 12)).as_of(at(EVENING))
        tomorrow = returns.of("g1", DAY.next())
        assert Arrival.MISSING is of(returns, "g1").arrival
        assert tomorrow is not None
        assert Arrival.IN_TIME is tomorrow.arrival

    def test_a_version_is_one_correction_however_many_contents_it_was_told_with(self) -> None:
        first = paper("f1", "g1", figure=3)
        told = [
            paper("k1", "g1", figure=figure, amends="f1", reason="typing error", known=at(f"2020-02-10 18:0{figure}"))
            for figure in (4, 5)
        ]
        found = of(book(first, *told).as_of(at(EVENING)), "g1")
        assert (2, 3) == (found.version, len(found.history))

    def test_rival_corrections_and_variants_are_listed_and_none_is_lost(self) -> None:
        one = paper("k1", "g1", figure=4, amends="f1", reason="a", known=at("2020-02-10 18:00"))
        two = paper("k2", "g1", figure=5, amends="f1", reason="b", known=at("2020-02-10 19:00"))
        variant = paper("f1", "g1", figure=9, known=at("2020-02-10 16:30"))
        returns = book(paper("f1", "g1", figure=3), one, two, variant).as_of(at(EVENING))
        assert ["rival", "variant"] == [found.code for found in returns.contradictions]
        assert {3, 4, 5, 9} == {each.figures[0].value for each in of(returns, "g1").history}
        filing = of(returns, "g1").filing
        assert filing is not None
        assert "k2" == filing.id

    def test_an_amendment_of_nothing_is_listed(self) -> None:
        returns = book(paper("k1", "g1", amends="f9", reason="typing error")).as_of(at(EVENING))
        assert Arrival.MISSING is of(returns, "g1").arrival
        assert ["k1"] == [found.entry for found in returns.contradictions]
        void = paper("k2", "g1", amends="f9", reason="never filed", void=True)
        assert () == book(void).as_of(at(EVENING)).voids

    def test_what_is_wrong_in_the_lines_is_told_with_the_rest(self) -> None:
        odd = paper("f1", "g1", figures={"fever": -3, "cough": 1})
        assert ["filing.negative", "filing.unknown-item"] == [
            found.code for found in book(odd).as_of(at(EVENING)).discrepancies
        ]


class TestUnexpected:
    @pytest.mark.parametrize(
        ("changed", "why"),
        [
            ({"unit": "s"}, WhyUnexpected.NOT_OWED),
            ({"unit": "g9"}, WhyUnexpected.UNKNOWN_UNIT),
            ({"form": "weekly"}, WhyUnexpected.OTHER_FORM),
            ({"period": MONTHLY.read("2020-02")}, WhyUnexpected.OTHER_CADENCE),
            ({"period": DAY.previous()}, WhyUnexpected.NOT_IN_FORCE),
        ],
    )
    def test_a_filing_nobody_owed_is_listed_with_the_reason_and_lifts_no_rate(
        self, changed: dict[str, Any], why: WhyUnexpected
    ) -> None:
        returns = book(attrs.evolve(paper("f1", "g1"), **changed)).as_of(at(EVENING))
        assert [("f1", why)] == [(each.filing.id, each.why) for each in returns.unexpected]
        assert (0, 5, 1) == (returns.counts().received, returns.counts().owed, returns.counts().unexpected)

    def test_a_week_of_another_calendar_answers_none_of_this_one(self) -> None:
        """Their numbers may be the same."""
        week, other = (Period(each, WEEKLY.period_of(DAY.first).number) for each in (WEEKLY, EPI_WEEKLY))
        form = attrs.evolve(FORM, every=WEEKLY)
        weekly = book(paper("f1", "g1", period=other), form=form, since=week.first, until=week.end)
        returns = weekly.as_of(at("2020-02-18 08:00"))
        assert (0, ["f1"]) == (returns.counts().received, [each.filing.id for each in returns.unexpected])

    def test_a_unit_that_opened_mid_quarter_owes_its_months_and_the_rate_stays_true(self) -> None:
        """DHIS2 expects 0 of it, receives 2 and caps the rate; here 2 of 3 of its months are in, and one is extra."""
        town = Hierarchy(Level.ordered("grid"), [Unit("g", "", "grid", opened=date(2020, 1, 15))])
        monthly = attrs.evolve(FORM, every=MONTHLY, due_after="5d")
        months = [MONTHLY.read(key) for key in ("2019-12", "2020-01", "2020-02")]
        quarter = FilingBook(
            form=monthly,
            hierarchy=town,
            since=date(2019, 10, 1),
            until=date(2020, 4, 1),
            filings=[attrs.evolve(paper(f"f{month}", "g"), period=month) for month in months],
        )
        counts = quarter.as_of(at("2020-04-10 08:00")).counts()
        assert (3, 2, 1, 1) == (counts.owed, counts.received, counts.missing, counts.unexpected)
        assert Fraction(2, 3) == counts.completeness


class TestCounts:
    def test_they_tell_everything_apart(self) -> None:
        counts = FULL.as_of(at(EVENING)).counts()
        assert FilingCounts(owed=5, in_time=2, late=1, missing=1, excused=1, zero=1) == counts
        assert (3, 4) == (counts.received, counts.expected)
        assert (Fraction(3, 4), Fraction(1, 2)) == (counts.completeness, counts.timeliness)

    def test_before_it_is_due_nothing_is_owed_and_there_is_no_rate(self) -> None:
        counts = FULL.as_of(at("2020-02-10 16:30")).counts()
        assert FilingCounts(early=2, not_yet_due=3) == counts
        assert (None, None) == (counts.completeness, counts.timeliness)

    def test_they_may_be_asked_by_unit_level_and_period(self) -> None:
        returns = attrs.evolve(FULL, until=date(2020, 2, 12)).as_of(at("2020-02-11 20:00"))
        assert (10, 5, 2, 10, 0) == (
            returns.counts().owed,
            returns.counts(period=DAY).owed,
            returns.counts(within="g1").owed,
            returns.counts(within="s", level="grid").owed,
            returns.counts(level="street").owed,
        )
        with pytest.raises(UnknownUnit):
            returns.counts(within="g9")

    def test_counts_add_up(self) -> None:
        one = FilingCounts(owed=5, in_time=2, late=1, missing=1, excused=1, zero=1)
        assert FilingCounts(owed=10, in_time=4, late=2, missing=2, excused=2, zero=2) == one + one


class TestBook:
    def test_a_question_beyond_what_is_known_is_refused(self) -> None:
        with pytest.raises(AheadOfKnowledge, match="ask about a moment not after it"):
            FULL.as_of(at(EVENING), known=at("2020-02-10 12:00"))
        with pytest.raises(NaiveMoment):
            FULL.as_of(datetime(2020, 2, 10))  # noqa: DTZ001

    def test_arrangements_count_from_when_they_are_known(self) -> None:
        off = Arrangement(unit="g5", owes=False, known=at("2020-02-10 19:00"))
        arranged = attrs.evolve(FULL, arrangements=[off])
        assert (5, 4) == (
            len(arranged.as_of(at("2020-02-10 18:00")).members),
            len(arranged.as_of(at(EVENING)).members),
        )

    def test_orders_count_from_when_they_are_known(self) -> None:
        down = Activation(starts=False, since=date(2020, 2, 10), ordered=at(EVENING), known=at(EVENING))
        ordered = attrs.evolve(FULL, activations=[down])
        assert (5, 0) == (len(ordered.as_of(at("2020-02-10 18:00")).members), len(ordered.as_of(at(EVENING)).members))

    def test_a_period_belongs_to_the_form_in_force_on_its_last_day(self) -> None:
        weekly = book(form=attrs.evolve(FORM, every="week"), since=date(2020, 2, 12), until=date(2020, 2, 26))
        assert ["2020-W07", "2020-W08"] == [str(period) for period in weekly.periods()]

    def test_merging_what_is_held_already_holds_nothing_twice(self) -> None:
        assert (FULL.filings, FULL.excuses) == (FULL.merge(FULL).filings, FULL.merge(FULL).excuses)
        assert FULL.filings == FULL.with_filings(*FULL.filings).filings
        new = paper("f9", "g5")
        assert (*FULL.filings, new) == FULL.with_filings(new, FULL.filings[0], new).filings

    def test_books_of_different_forms_do_not_merge(self) -> None:
        with pytest.raises(OtherBook, match="differ in form"):
            FULL.merge(attrs.evolve(FULL, until=date(2020, 3, 1)))

    def test_a_filing_held_already_changes_nothing(self) -> None:
        assert FULL == FULL.with_filings(*FULL.filings)
        assert hash(FULL) == hash(attrs.evolve(FULL, filings=FULL.filings[::-1]))

    def test_a_journal_gives_the_same_book(self) -> None:
        journal = Journal.of(each.fact() for each in FULL.filings)
        read = FilingBook.of_journal(
            journal, form=FORM, hierarchy=TOWN, since=date(2020, 2, 10), until=date(2020, 2, 11)
        )
        assert attrs.evolve(FULL, excuses=()) == read

    def test_decimals_and_ints_are_one_number(self) -> None:
        same = book(paper("f1", "g1", figures={"fever": Decimal(3)})).as_of(at(EVENING))
        assert same == book(paper("f1", "g1", figures={"fever": 3})).as_of(at(EVENING))
