"""Two communities merge in the middle of a month of reports."""

from datetime import UTC, date, datetime

import attrs
import pytest

from gridcare.errors import DefinitionError
from gridcare.places.alterations import Closed, Merged, Opened, Renamed
from gridcare.places.hierarchy import Hierarchy, UnknownUnit
from gridcare.places.lineage import Lineage, NoMapYet
from gridcare.places.units import Level, Unit
from gridcare.reporting.activations import Activation
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Arrangement, Excuse, Form, PartPeriod
from gridcare.reporting.indicators import Item
from gridcare.reporting.reorganised import NoReturns, PeriodAcrossMaps, Unstated, books_by_map, figures_on_map
from gridcare.reporting.returns import FilingBook
from gridcare.timing.periods import DAILY, MONTHLY, WEEKLY, Period, moment

JUNE, MERGER, JULY = date(2020, 6, 1), date(2020, 6, 17), date(2020, 7, 1)  # the 17th is a Wednesday
MONTH = MONTHLY.read("2020-06")
NOTICE = datetime(2020, 6, 10, tzinfo=UTC)
READ = datetime(2020, 7, 2, tzinfo=UTC)
STREET = Hierarchy(
    Level.ordered("street", "community"),
    [Unit("s", "", "street"), *(Unit(each, "", "community", "s") for each in "abc")],
)
INTO_D = Merged(id="m", day=MERGER, known=NOTICE, sources=("a", "b"), into=Unit("d", "", "community", "s"))
LINEAGE = Lineage(STREET, JUNE, [INTO_D])
DAILY_FORM = Form(
    "daily",
    items=(
        Item("fever", counts="person"),
        Item("watched", counts="person", over_time="last"),
        Item("deepest", over_time="max"),
        Item("rate", over_units="none"),
    ),
    every="day",
    zone="UTC",
    owed_by="community",
)
BEFORE, AFTER = DAILY.read("2020-06-16"), DAILY.read("2020-06-17")


def paper(unit: str, day: Period, fever: int, watched: int = 0, **said: object) -> Filing:
    filed = moment(f"{day.first} 20:00", "UTC")
    figures = {"fever": fever, "watched": watched, "deepest": 1, "rate": 1}
    filing = Filing(id=f"{unit}/{day}", form="daily", unit=unit, period=day, filed=filed, known=filed, figures=figures)
    return attrs.evolve(filing, **said)  # type: ignore[arg-type]


PAPERS = (paper("a", BEFORE, 3, 30), paper("b", BEFORE, 5, 50), paper("d", AFTER, 2, 78), paper("c", AFTER, 1, 9))


def books(form: Form = DAILY_FORM, **given: object) -> tuple[FilingBook, ...]:
    return books_by_map(form, LINEAGE, **{"since": JUNE, "until": JULY, "filings": PAPERS} | given)  # type: ignore[arg-type]


def owed(book: FilingBook, period: Period) -> list[str]:
    return list(book.owing(READ).units(period))


class TestBooks:
    def test_until_the_merger_the_old_communities_owe_and_then_the_new_one(self) -> None:
        before, after = books()
        assert (before.since, before.until, after.since, after.until) == (JUNE, MERGER, MERGER, JULY)
        assert (owed(before, BEFORE), owed(after, AFTER)) == (["a", "b", "c"], ["c", "d"])

    def test_counts_add_up_over_the_maps(self) -> None:
        before, after = (book.as_of(READ).counts(within="s") for book in books())
        both = before + after
        assert (both.owed, both.received, both.unexpected) == (16 * 3 + 14 * 2, 4, 0)

    def test_what_was_not_known_yet_changes_no_earlier_answer(self) -> None:
        (alone,) = books(known=datetime(2020, 6, 9, tzinfo=UTC))
        assert owed(alone, AFTER) == ["a", "b", "c"]

    def test_where_nothing_was_altered_there_is_one_book(self) -> None:
        (book,) = books_by_map(DAILY_FORM, LINEAGE, since=JUNE, until=MERGER, filings=PAPERS[:2])
        assert book == FilingBook(form=DAILY_FORM, hierarchy=STREET, since=JUNE, until=MERGER, filings=PAPERS[:2])

    def test_a_week_belongs_to_the_map_of_its_last_day(self) -> None:
        before, after = books(attrs.evolve(DAILY_FORM, every=WEEKLY), filings=())
        week = WEEKLY.period_of(MERGER)
        assert week not in set(before.periods())
        assert owed(after, week) == ["c", "d"]

    def test_of_those_who_existed_on_every_day_the_new_one_is_none(self) -> None:
        weekly = attrs.evolve(DAILY_FORM, every=WEEKLY, part_period=PartPeriod.EVERY_DAY)
        _, after = books(weekly, filings=())
        week = WEEKLY.period_of(MERGER)
        assert (owed(after, week), owed(after, week.next())) == (["c"], ["c", "d"])

    def test_one_that_comes_back_owes_from_its_return(self) -> None:
        gone = Closed(id="x", day=date(2020, 6, 3), known=NOTICE, unit="c")
        back = Opened(id="y", day=date(2020, 6, 17), known=NOTICE, unit=STREET["c"])
        lineage = Lineage(STREET, JUNE, [gone, back])
        weekly = attrs.evolve(DAILY_FORM, every=WEEKLY, part_period=PartPeriod.EVERY_DAY)
        last = books_by_map(weekly, lineage, since=JUNE, until=JULY)[-1]
        week = WEEKLY.period_of(MERGER)
        assert (owed(last, week), owed(last, week.next())) == (["a", "b"], ["a", "b", "c"])

    def test_its_own_dates_go_before_the_lineage(self) -> None:
        dated = attrs.evolve(INTO_D, into=Unit("d", "", "community", "s", opened=date(2020, 6, 20)))
        _, after = books_by_map(DAILY_FORM, Lineage(STREET, JUNE, [dated]), since=JUNE, until=JULY)
        assert (owed(after, DAILY.read("2020-06-19")), owed(after, DAILY.read("2020-06-20"))) == (["c"], ["c", "d"])

    def test_a_loaded_lineage_need_not_be_sound(self) -> None:
        odd = attrs.evolve(INTO_D, into=Unit("d", "", "street", "c"))
        lineage, irregularities = Lineage.load(STREET, JUNE, [odd])
        _, after = books_by_map(DAILY_FORM, lineage, since=JUNE, until=JULY)
        assert [each.code for each in irregularities] == ["lineage.illegal-parent"]
        assert after.hierarchy["d"].opened == MERGER

    def test_those_of_any_day_stand_on_no_one_map(self) -> None:
        weekly = attrs.evolve(DAILY_FORM, every=WEEKLY, part_period=PartPeriod.ANY_DAY)
        with pytest.raises(PeriodAcrossMaps, match=r"'daily' .* '2020-W25' .* changed on 2020-06-17, within it"):
            books(weekly)

    @pytest.mark.parametrize("every", ["day", "half day"])
    def test_any_day_is_fine_where_the_map_changes_between_two_periods(self, every: str) -> None:
        asked = attrs.evolve(DAILY_FORM, part_period=PartPeriod.ANY_DAY, every=every)
        assert len(books(asked, filings=())) == 2

    def test_corrections_go_where_their_filing_went(self) -> None:
        late = paper("a", BEFORE, 4, id="k", amends="a/2020-06-16", reason="recount", known=READ)
        before, after = (book.as_of(READ) for book in books(filings=(*PAPERS, late)))
        told = before.of("a", BEFORE)
        assert told is not None
        assert told.corrected
        assert not after.unexpected

    def test_a_filing_whose_correction_names_another_day_is_in_the_books_of_both(self) -> None:
        first = paper("c", BEFORE, 4)
        moved = attrs.evolve(first, id="k", amends=first.id, reason="wrong day", period=AFTER, known=READ)
        before, after = (book.as_of(READ) for book in books(filings=[first, moved]))
        assert (before.counts().received, after.counts().received) == (0, 1)

    def test_knowledge_of_later_does_not_date_a_unit(self) -> None:
        learnt = datetime(2020, 6, 30, tzinfo=UTC)
        told_late = (
            Closed(id="x", day=date(2020, 6, 3), known=learnt, unit="c"),
            Opened(id="y", day=date(2020, 6, 16), known=learnt, unit=STREET["c"]),
            Renamed(id="z", day=MERGER, known=NOTICE, unit="c", name="East"),
        )
        lineage = Lineage(STREET, JUNE, told_late)
        weekly, week = (
            attrs.evolve(DAILY_FORM, every=WEEKLY, part_period=PartPeriod.EVERY_DAY),
            WEEKLY.period_of(MERGER),
        )
        owing = {
            known: owed(books_by_map(weekly, lineage, since=JUNE, until=JULY, known=known)[-1], week)
            for known in (NOTICE, learnt)
        }
        assert owing == {NOTICE: ["a", "b", "c"], learnt: ["a", "b"]}

    def test_a_form_that_begins_with_the_merger_has_one_map(self) -> None:
        assert [(book.since, list(book.hierarchy)) for book in books(since=MERGER)] == [(MERGER, ["s", "c", "d"])]

    def test_one_of_a_day_outside_is_unexpected_once(self) -> None:
        strays = [paper("a", DAILY.read("2020-05-31"), 1), paper("d", DAILY.read("2020-07-01"), 1)]
        found = [[each.why.value for each in book.as_of(READ).unexpected] for book in books(filings=strays)]
        assert found == [["not in force"], ["not in force"]]

    def test_a_merged_unit_that_goes_on_reporting_is_unexpected(self) -> None:
        _, after = books(filings=[paper("a", AFTER, 1)])
        assert [each.why.value for each in after.as_of(READ).unexpected] == ["unknown unit"]

    def test_deviations_and_orders_end_with_their_unit(self) -> None:
        off = Arrangement(unit="a", owes=False, known=NOTICE)
        down = Activation(unit="b", starts=False, since=JUNE, ordered=NOTICE, known=NOTICE)
        ill = Excuse(unit="c", since=JUNE, until=JULY, reason="closed road", known=NOTICE)
        before, after = books(arrangements=[off], activations=[down], excuses=[ill])
        assert (owed(before, BEFORE), owed(after, AFTER)) == (["c"], ["c", "d"])
        assert after.as_of(READ).counts().excused == 13

    def test_an_order_for_all_reaches_every_map(self) -> None:
        asked = attrs.evolve(DAILY_FORM, on_order=True)
        start = Activation(since=BEFORE.first, ordered=NOTICE, known=NOTICE)
        before, after = books(asked, activations=[start])
        assert (owed(before, BEFORE.previous()), owed(before, BEFORE), owed(after, AFTER)) == (
            [],
            ["a", "b", "c"],
            ["c", "d"],
        )

    @pytest.mark.parametrize(
        "given",
        [
            {"arrangements": [Arrangement(unit="e", known=NOTICE)]},
            {"activations": [Activation(unit="e", since=JUNE, ordered=NOTICE, known=NOTICE)]},
        ],
    )
    def test_a_unit_on_no_map_is_named(self, given: dict[str, object]) -> None:
        with pytest.raises(UnknownUnit, match="'e'"):
            books(DAILY_FORM, **given)

    def test_a_form_that_names_a_merged_unit_is_refused(self) -> None:
        named = attrs.evolve(DAILY_FORM, owed_by=(), units=("a", "c"))
        with pytest.raises(DefinitionError) as caught:
            books(named)
        assert "it names 'a', which is not on the map of 2020-06-17; let another form begin on that day" in str(
            caught.value
        )

    def test_the_maps_are_those_known_then(self) -> None:
        learnt = datetime(2020, 6, 30, tzinfo=UTC)
        gone = Closed(id="x", day=date(2020, 6, 3), known=learnt, unit="c")
        named = Renamed(id="z", day=MERGER, known=NOTICE, unit="a", name="East")
        lineage = Lineage(STREET, JUNE, [gone, named])
        assert [(each.since, each.until, len(each.hierarchy)) for each in lineage.maps(JUNE, JULY, NOTICE)] == [
            (JUNE, MERGER, 4),
            (MERGER, JULY, 4),
        ]
        assert [len(each.hierarchy) for each in lineage.maps(JUNE, JULY)] == [4, 3, 3]

    def test_there_is_no_map_before_the_first(self) -> None:
        with pytest.raises(NoMapYet):
            books(since=date(2020, 5, 31))

    def test_no_days_give_no_books(self) -> None:
        assert books(until=JUNE, filings=()) == ()


class TestFigures:
    def test_three_and_five_read_eight_on_the_new_map_and_three_and_five_on_the_old(self) -> None:
        before, after = (book.as_of(READ) for book in books())
        new = figures_on_map([before, after], MONTH, LINEAGE, on=JULY)
        assert {unit: new.tally.get(unit, "fever", "person") for unit in "scd"} == {"s": 11, "c": 1, "d": 10}
        old = figures_on_map([before], MONTH, LINEAGE, on=JUNE)
        assert {unit: old.tally.get(unit, "fever", "person") for unit in "sab"} == {"s": 8, "a": 3, "b": 5}

    def test_what_the_merged_one_counted_is_neither_of_its_sources(self) -> None:
        read = figures_on_map([book.as_of(READ) for book in books()], MONTH, LINEAGE, on=JUNE)
        assert {unit: read.tally.get(unit, "fever", "person") for unit in "sabc"} == {"s": 11, "a": 3, "b": 5, "c": 1}
        assert [(piece.key, piece.origin, piece.amount) for piece in read.residue] == [
            ("fever", "d", 2),
            ("watched", "d", 78),
        ]

    def test_of_a_stock_the_last_map_has_the_figure(self) -> None:
        read = figures_on_map([book.as_of(READ) for book in books()], MONTH, LINEAGE, on=JULY)
        assert {unit: read.tally.get(unit, "watched", "person") for unit in "scd"} == {"s": 87, "c": 9, "d": 78}

    def test_each_piece_names_where_it_was_counted(self) -> None:
        read = figures_on_map([book.as_of(READ) for book in reversed(books())], MONTH, LINEAGE, on=JULY)
        assert [(piece.origin, piece.amount) for piece in read.audit("d", "fever")] == [("a", 3), ("b", 5), ("d", 2)]

    def test_what_does_not_add_up_is_left_out_by_name(self) -> None:
        before, after = (book.as_of(READ) for book in books())
        assert dict(figures_on_map([before, after], MONTH, LINEAGE, on=JULY).left_out) == {
            "deepest": "over time it makes 'max', and the period lies under 2 maps",
            "rate": "over units it makes 'none', and merged or divided units need a sum",
        }
        assert set(figures_on_map([before], BEFORE, LINEAGE, on=JULY).left_out) == {"rate"}

    def test_what_was_owed_and_not_stated_is_named_as_it_was_owed(self) -> None:
        day = [book.as_of(READ) for book in books()]
        assert [gap for gap in figures_on_map(day, BEFORE, LINEAGE, on=JULY).gaps if gap.key == "fever"] == [
            Unstated("fever", "c", BEFORE)
        ]

    def test_a_street_that_states_more_than_its_communities_keeps_the_rest_itself(self) -> None:
        asked = attrs.evolve(DAILY_FORM, owed_by=("street", "community"))
        told = [*PAPERS, paper("s", BEFORE, 9)]
        read = figures_on_map([book.as_of(READ) for book in books(asked, filings=told)], BEFORE, LINEAGE, on=JULY)
        assert (read.tally.get("s", "fever", "person"), read.tally.own("s")["fever"]) == (9, {"person": 1})

    def test_categories_stay_apart(self) -> None:
        asked = attrs.evolve(DAILY_FORM, items=[Item("fever", counts="person", categories=("in", "out"))])
        told = [attrs.evolve(paper("a", BEFORE, 0), figures={"fever": {"in": 3, "out": 4}})]
        (before, _) = books(asked, filings=told)
        read = figures_on_map([before.as_of(READ)], BEFORE, LINEAGE, on=JULY)
        assert read.tally.at("d") == {"fever/in": {"person": 3}, "fever/out": {"person": 4}}

    def test_it_goes_by_what_was_known_of_the_map(self) -> None:
        (alone,) = books(known=datetime(2020, 6, 9, tzinfo=UTC), filings=PAPERS[:2])
        read = figures_on_map([alone.as_of(READ)], BEFORE, LINEAGE, on=JULY, known=datetime(2020, 6, 9, tzinfo=UTC))
        assert (read.tally.get("a", "fever", "person"), "d" in read.tally.hierarchy) == (3, False)

    def test_one_source_alone_may_be_read(self) -> None:
        told = [paper("a", BEFORE, 3, source="clinic"), paper("b", BEFORE, 5, source="school")]
        read = figures_on_map(
            [book.as_of(READ) for book in books(filings=told)], BEFORE, LINEAGE, on=JULY, source="clinic"
        )
        assert read.tally.get("d", "fever", "person") == 3

    def test_a_period_that_none_of_them_holds_is_refused(self) -> None:
        with pytest.raises(NoReturns, match="holds '2020-06-17'"):
            figures_on_map([books()[0].as_of(READ)], AFTER, LINEAGE, on=JULY)

    def test_a_period_that_they_hold_in_part_names_what_they_lack(self) -> None:
        before, after = (book.as_of(READ) for book in books())
        days = WEEKLY.period_of(MERGER)
        assert figures_on_map([before, after], days, LINEAGE, on=MERGER).unowed == ()
        lacking = tuple(DAILY.read(f"2020-06-{day}") for day in (15, 16))
        assert figures_on_map([after], days, LINEAGE, on=MERGER).unowed == lacking

    def test_a_unit_that_only_adds_up_leaves_no_piece_of_nothing(self) -> None:
        of_grids = attrs.evolve(DAILY_FORM, owed_by="grid")
        street = Hierarchy(
            Level.ordered("street", "community", "grid"),
            [
                Unit("s", "", "street"),
                *(Unit(each, "", "community", "s") for each in "ab"),
                *(Unit(f"{each}1", "", "grid", each) for each in "ab"),
            ],
        )
        merged = Lineage(street, JUNE, [INTO_D])
        papers = (paper("a1", BEFORE, 3), paper("b1", BEFORE, 0), paper("a1", AFTER, 2), paper("b1", AFTER, 1))
        told = books_by_map(of_grids, merged, since=JUNE, until=JULY, filings=papers)
        read = figures_on_map([book.as_of(READ) for book in told], MONTH, merged, on=JUNE)
        assert (read.residue, read.tally.at("s")["fever"]) == ((), {"person": 6})
        assert [(each.origin, each.amount) for each in read.audit("b", "fever")] == [("b1", 0), ("b1", 1)]
