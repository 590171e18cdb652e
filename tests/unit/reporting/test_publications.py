"""Figures that were given out, and the errata that correct them."""

from datetime import date, datetime
from typing import Any

import attrs
import pytest

from gridcare.facts.journal import Journal
from gridcare.places.hierarchy import Hierarchy, UnknownUnit
from gridcare.places.units import Level, Unit
from gridcare.reporting.acts import Approval
from gridcare.reporting.approvals import ApprovalBook
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Arrangement, Form
from gridcare.reporting.indicators import Item
from gridcare.reporting.publications import (
    Erratum,
    HowChanged,
    NotApproved,
    Publication,
    Snapshot,
    changed_since,
    errata,
    publish,
)
from gridcare.reporting.returns import AheadOfKnowledge, FilingBook
from gridcare.reporting.rollup import Contradiction
from gridcare.timing.periods import DAILY, WEEKLY, Period, moment

ZONE = "Asia/Shanghai"
DAY = DAILY.read("2020-02-10")
TOWN = Hierarchy(
    Level.ordered("street", "community", "grid"),
    [
        Unit("s", "", "street"),
        Unit("c1", "", "community", "s"),
        Unit("c2", "", "community", "s"),
        *(Unit(f"g{number}", "", "grid", "c1" if number < 3 else "c2") for number in range(1, 5)),
    ],
)
FORM = Form("daily", items=[Item("fever")], every="day", zone=ZONE, owed_by="grid", approved_by=("community", "street"))


def at(text: str) -> datetime:
    return moment(f"2020-02-{text}", ZONE)


def paper(unit: str, figure: int | None, filed: str = "11 08:00", **changed: Any) -> Filing:
    told: dict[str, Any] = {"id": f"f-{unit}", "form": "daily", "unit": unit, "period": DAY, "filed": at(filed)}
    return Filing(**(told | {"known": at(filed), "figures": {} if figure is None else {"fever": figure}} | changed))


def amended(unit: str, figure: int, known: str = "12 09:00", **changed: Any) -> Filing:
    told: dict[str, Any] = {"id": f"f-{unit}-a", "amends": f"f-{unit}", "reason": "typing error", "known": at(known)}
    return paper(unit, figure, **(told | changed))


BOOK = FilingBook(
    form=FORM,
    hierarchy=TOWN,
    since=DAY.first,
    until=DAY.end,
    filings=[paper("g1", 3), paper("g2", 5), paper("g3", 0, zero="head")],
)
NOON, LATER = at("11 12:00"), at("12 12:00")


def journal_of(book: FilingBook) -> Journal:
    return Journal.of(each.amendment() if each.amends else each.fact() for each in book.filings)


def published(book: FilingBook = BOOK, period: Period = DAY, **changed: Any) -> Publication:
    told: dict[str, Any] = {"id": "p1", "published": NOON, "by": "office", "journal": journal_of(book)}
    return publish(book.as_of(NOON), period, **(told | changed))


FIRST = published()


def changes(book: FilingBook) -> list[tuple[str, object, object, list[tuple[str, HowChanged, str]]]]:
    return [
        (each.unit, each.published, each.now, [(one.filing, one.how, one.reason) for one in each.records])
        for each in errata(FIRST, book.as_of(LATER))
    ]


class TestPublication:
    def test_it_holds_the_figures_and_the_papers(self) -> None:
        assert {("s", 8), ("c1", 8), ("c2", 0), ("g1", 3), ("g2", 5), ("g3", 0)} == {
            (unit, value) for (_, _, unit), value in FIRST.figures().items()
        }
        row = FIRST.content.row("g1")
        assert row is not None
        assert [("f-g1", "f-g1")] == [(each.filing, each.root) for each in row.papers]
        assert FIRST.content.row("x") is None

    def test_it_pins_the_journal_as_it_was_known(self) -> None:
        later = BOOK.with_filings(amended("g1", 4), paper("g4", 2, "12 08:00"))
        assert FIRST.pins(journal_of(later))
        older = BOOK.with_filings(paper("g4", 2, "11 09:00"))
        assert not FIRST.pins(journal_of(older))

    def test_what_a_journal_holds_of_later_is_no_part_of_it(self) -> None:
        assert FIRST.digest == published(journal=journal_of(BOOK.with_filings(amended("g1", 4)))).digest

    def test_it_pins_the_papers_of_one_source_where_one_is_read(self) -> None:
        clinic = paper("g1", 4, "11 09:00", id="c-g1", source="clinic")
        found = Snapshot.of(BOOK.with_filings(clinic).as_of(NOON), DAY, source="clinic")
        row = found.row("g1")
        assert row is not None
        assert ["c-g1"] == [each.filing for each in row.papers]
        assert 4 == found.figures()["fever", "", "s"]
        returns = BOOK.with_filings(clinic).as_of(NOON)
        assert () == errata(found, returns)
        with pytest.raises(Contradiction):
            errata(found, Snapshot.of(returns, DAY))

    def test_it_pins_earlier_papers_only_where_one_of_their_figures_was_carried_forward(self) -> None:
        stocks = [Item("fever", over_time="last"), Item("beds", over_time="last")]
        for silent, filings in (("flag", ["next"]), ("carry", ["f-g1", "next"])):
            form = attrs.evolve(FORM, items=stocks, silent_child=silent)
            told = [
                paper("g1", None, figures={"fever": 3, "beds": 2}),
                paper("g1", 4, "12 07:00", id="next", period=DAY.next()),
            ]
            book = attrs.evolve(BOOK, form=form, filings=told, until=date(2020, 2, 12))
            row = Snapshot.of(book.as_of(LATER), DAY.next()).row("g1")
            assert row is not None
            assert filings == [each.filing for each in row.papers]

    def test_a_withdrawal_elsewhere_is_no_part_of_it(self) -> None:
        void = paper("g3", None, id="f-g3-v", amends="f-g3", reason="other unit", void=True, known=at("11 09:00"))
        returns = BOOK.with_filings(void).as_of(NOON)
        assert ((), ("f-g3",)) == tuple(
            tuple(root for root, *_ in Snapshot.of(returns, DAY, within=unit).voids) for unit in ("c1", "c2")
        )

    def test_a_part_may_be_published(self) -> None:
        part = published(within="c1")
        assert {"c1", "g1", "g2"} == {row.unit for row in part.content.rows}
        with pytest.raises(UnknownUnit):
            published(within="x9")

    def test_nothing_is_published_before_it_is_known(self) -> None:
        with pytest.raises(AheadOfKnowledge):
            published(published=at("11 11:59"))

    def test_a_week_is_published_from_its_days(self) -> None:
        days = [
            attrs.evolve(paper("g1", 1, f"{day + 1} 08:00"), id=f"f{day}", period=DAILY.read(f"2020-02-{day}"))
            for day in range(10, 17)
        ]
        week = attrs.evolve(BOOK, filings=days, until=date(2020, 2, 17))
        told = publish(
            week.as_of(at("18 08:00")),
            WEEKLY.read("2020-W07"),
            id="w",
            published=at("18 08:00"),
            by="office",
            journal=journal_of(week),
        )
        assert 7 == told.figures()["fever", "", "s"]
        row = told.content.row("g1")
        assert row is not None
        assert 7 == len(row.papers)
        better = week.with_filings(
            attrs.evolve(
                days[2], id="f12-a", amends="f12", reason="typing error", figures={"fever": 9}, known=at("19 08:00")
            )
        )
        found = errata(told, better.as_of(at("20 08:00")))
        assert [("s", 7, 15), ("c1", 7, 15), ("g1", 7, 15)] == [(each.unit, each.published, each.now) for each in found]
        assert [DAILY.read("2020-02-12")] == [each.period for each in found[0].records]

    def test_days_for_which_nobody_owed_anything_are_told(self) -> None:
        week = published(period=WEEKLY.period_of(DAY.first)).content
        assert week.unowed == tuple(DAILY.read(f"2020-02-{day}") for day in range(11, 17))
        assert published().content.unowed == ()


class TestErrata:
    def test_a_correction_is_told_with_what_was_what_is_and_why(self) -> None:
        record = [("f-g1-a", HowChanged.CORRECTED, "typing error")]
        assert [("s", 8, 9, record), ("c1", 8, 9, record), ("g1", 3, 4, record)] == changes(
            BOOK.with_filings(amended("g1", 4))
        )
        assert 3 == FIRST.figures()["fever", "", "g1"]

    def test_a_late_filing_is_one_where_it_moves_a_figure(self) -> None:
        record = [("f-g4", HowChanged.CAME, "")]
        assert [("s", 8, 10, record), ("c2", 0, 2, record), ("g4", None, 2, record)] == changes(
            BOOK.with_filings(paper("g4", 2, "12 08:00"))
        )
        assert [("g4", None, 0, record)] == changes(BOOK.with_filings(paper("g4", 0, "12 08:00", zero="head")))

    def test_a_withdrawal_and_its_reason(self) -> None:
        void = amended("g2", 0, void=True, reason="filed twice")
        record = [("f-g2-a", HowChanged.WITHDRAWN, "filed twice")]
        assert [("s", 8, 3, record), ("c1", 8, 3, record), ("g2", 5, None, record)] == changes(BOOK.with_filings(void))

    def test_a_filing_that_answers_another_unit(self) -> None:
        moved = attrs.evolve(amended("g2", 5), unit="g4", reason="wrong grid")
        found = changes(BOOK.with_filings(moved))
        assert ["c1", "g2", "c2", "g4"] == [unit for unit, *_ in found]
        assert [("f-g2", HowChanged.MOVED, "")] == found[1][3]
        assert [("f-g2-a", HowChanged.CORRECTED, "wrong grid")] == found[3][3]

    def test_older_knowledge_under_the_same_id(self) -> None:
        older = paper("g1", 7, known=at("11 07:00"))
        assert ("g1", 3, 7, [("f-g1", HowChanged.CONTRADICTED, "")]) == changes(BOOK.with_filings(older))[-1]
        assert not FIRST.pins(journal_of(BOOK.with_filings(older)))

    def test_changes_that_cancel_out_explain_nothing_above_them(self) -> None:
        found = changes(BOOK.with_filings(amended("g1", 4), amended("g2", 4), paper("g4", 1, "12 08:00")))
        assert [("s", 8, 9), ("g1", 3, 4), ("g2", 5, 4), ("c2", 0, 1), ("g4", None, 1)] == [each[:3] for each in found]
        assert ["f-g4"] == [one[0] for one in found[0][3]], "the two in c1 cancel out"

    def test_what_nobody_owes_any_more_counts_no_longer(self) -> None:
        off = Arrangement(unit="g2", owes=False, known=at("12 09:00"))
        found = errata(FIRST, attrs.evolve(BOOK, arrangements=[off]).as_of(LATER))
        assert [("s", 3), ("c1", 3), ("g2", None)] == [(each.unit, each.now) for each in found]
        assert [HowChanged.MOVED] == [one.how for one in found[0].records]

    def test_units_that_change_places_in_the_line_make_no_circle(self) -> None:
        turned = [
            Arrangement(unit="c1", to="g1", known=at("12 09:00")),
            Arrangement(unit="g1", to="s", known=at("12 09:00")),
        ]
        form = attrs.evolve(FORM, owed_by=("community", "grid"))
        book = attrs.evolve(BOOK, form=form)
        before = Snapshot.of(book.as_of(NOON), DAY)
        assert isinstance(errata(before, attrs.evolve(book, arrangements=turned).as_of(LATER)), tuple)
        alone = attrs.evolve(book, filings=[paper("g2", 5)])
        turned_round = attrs.evolve(alone, arrangements=turned).with_filings(amended("g2", 6)).as_of(LATER)
        found = errata(Snapshot.of(alone.as_of(NOON), DAY), turned_round)
        assert {("s", 5, 6), ("c1", 5, 6), ("g1", None, 6)} <= {(each.unit, each.published, each.now) for each in found}

    def test_a_stated_figure_is_explained_by_its_own_paper_alone(self) -> None:
        form = attrs.evolve(FORM, owed_by=("community", "grid"))
        book = attrs.evolve(BOOK, form=form).with_filings(paper("c1", 8))
        then = Snapshot.of(book.as_of(NOON), DAY)
        found = errata(then, book.with_filings(amended("g1", 4), amended("c1", 9)).as_of(LATER))
        told = {each.unit: [one.filing for one in each.records] for each in found}
        assert {"s": ["f-c1-a"], "c1": ["f-c1-a"], "g1": ["f-g1-a"]} == told

    def test_a_figure_carried_forward_is_explained_by_the_earlier_paper(self) -> None:
        form = attrs.evolve(FORM, items=[Item("fever", over_time="last")], silent_child="carry")
        book = attrs.evolve(BOOK, form=form, until=date(2020, 2, 12))
        then = Snapshot.of(book.as_of(LATER), DAY.next())
        found = errata(then, book.with_filings(amended("g1", 4, "12 13:00")).as_of(at("12 14:00")))
        assert [("s", 8, 9), ("c1", 8, 9), ("g1", 3, 4)] == [(each.unit, each.published, each.now) for each in found]
        assert ["f-g1-a"] == [one.filing for one in found[0].records]

    def test_a_figure_that_was_added_up_is_not_explained_by_the_total_beside_it(self) -> None:
        form = attrs.evolve(FORM, owed_by=("community", "grid"), carries_up="sum")
        book = attrs.evolve(BOOK, form=form, filings=(*BOOK.filings, paper("c1", 8)))
        then = Snapshot.of(book.as_of(NOON), DAY)
        found = errata(then, book.with_filings(amended("c1", 9), amended("g1", 4)).as_of(LATER))
        assert {("f-g1-a",)} == {tuple(one.filing for one in each.records) for each in found if each.unit != "c2"}

    def test_a_paper_that_did_not_count_explains_nothing(self) -> None:
        first = paper("g1", 7, "11 07:00", id="first")
        book = attrs.evolve(BOOK, filings=(first, *BOOK.filings), until=date(2020, 2, 17), since=date(2020, 2, 10))
        next_day = paper("g1", 2, "12 07:00", id="next", period=DAY.next())
        week = WEEKLY.read("2020-W07")
        then = Snapshot.of(book.as_of(NOON), week)
        idle = attrs.evolve(first, id="first-a", amends="first", reason="typing error", known=LATER, figures={})
        found = errata(then, book.with_filings(idle, next_day).as_of(LATER))
        assert found
        assert {("next",)} == {tuple(one.filing for one in each.records) for each in found}

    def test_different_things_are_not_compared(self) -> None:
        with pytest.raises(Contradiction, match="compare the same form and period"):
            errata(FIRST, published(within="c1"))

    def test_a_second_edition_is_compared_with_the_first(self) -> None:
        book = BOOK.with_filings(amended("g1", 4))
        second = publish(
            book.as_of(LATER), DAY, id="p2", published=LATER, by="office", journal=journal_of(book), revises="p1"
        )
        assert errata(FIRST, book.as_of(LATER)) == errata(FIRST, second)
        assert () == errata(second, book.as_of(LATER))
        (first, *_) = errata(FIRST, second)
        assert isinstance(first, Erratum)
        assert ("fever", "", "s") == first.key
        assert ("", "p1") == (FIRST.revises, second.revises)

    def test_what_was_corrected_and_then_withdrawn_is_withdrawn(self) -> None:
        book = BOOK.with_filings(amended("g1", 4, "11 09:00"))
        void = amended("g1", 0, id="v", void=True, reason="other street")
        found = errata(Snapshot.of(book.as_of(NOON), DAY), book.with_filings(void).as_of(LATER))
        (record,) = found[-1].records
        assert ("v", HowChanged.WITHDRAWN, void.known) == (record.filing, record.how, record.known)

    def test_a_unit_that_owes_only_now_is_told(self) -> None:
        form = attrs.evolve(FORM, owed_by=(), units="g1")
        book = attrs.evolve(BOOK, form=form)
        owes = Arrangement(unit="g3", known=at("12 09:00"))
        found = errata(Snapshot.of(book.as_of(NOON), DAY), attrs.evolve(book, arrangements=[owes]).as_of(LATER))
        assert [("c2", None, 0), ("g3", None, 0)] == [(each.unit, each.published, each.now) for each in found]

    def test_an_own_part_beside_those_below_is_explained_by_its_own_paper(self) -> None:
        form = attrs.evolve(FORM, owed_by=("community", "grid"), own_and_children="plus")
        book = attrs.evolve(BOOK, form=form).with_filings(paper("c1", 8))
        found = errata(Snapshot.of(book.as_of(NOON), DAY), book.with_filings(amended("c1", 9)).as_of(LATER))
        assert [("s", 16, 17, ["f-c1-a"]), ("c1", 16, 17, ["f-c1-a"])] == [
            (each.unit, each.published, each.now, [one.filing for one in each.records]) for each in found
        ]


APPROVED = ApprovalBook(filings=BOOK).record(
    *(
        Approval(id=f"a-{unit}", form="daily", unit=unit, period=DAY, happened=at(when), known=at(when), by="head")
        for unit, when in (("c1", "11 09:00"), ("c2", "11 09:10"), ("s", "11 10:00"))
    )
)


class TestApproved:
    def test_a_day_is_published_though_the_next_is_not_approved(self) -> None:
        two = attrs.evolve(BOOK, until=date(2020, 2, 12)).with_filings(paper("g1", 1, period=DAY.next(), id="n"))
        approvals = ApprovalBook(filings=two, acts=APPROVED.acts).as_of(NOON)
        assert ("a-s",) == published(two, approvals=approvals).approvals

    def test_what_was_taken_over_above_is_approved(self) -> None:
        told = {"form": "daily", "unit": "s", "period": DAY, "happened": at("11 11:00"), "known": at("11 11:00")}
        taken = APPROVED.record(Approval(id="x-s", act="accept", by="county", **told))  # type: ignore[arg-type]
        assert ("x-s",) == published(approvals=taken.as_of(NOON)).approvals

    def test_what_changed_since_an_approval_is_told_from_what_had_happened_then(self) -> None:
        """It was recorded late; what was filed meanwhile is a change."""
        step = APPROVED.as_of(LATER).step("c1", DAY)
        assert step.act is not None
        late = attrs.evolve(step.act, known=LATER)
        (found, *_) = changed_since(late, BOOK.with_filings(paper("g2", 9, "11 10:00", id="again")), LATER)
        assert ("c1", 8, 12) == (found.unit, found.published, found.now)

    def test_what_was_filed_before_an_approval_and_recorded_before_it_was_seen(self) -> None:
        step = APPROVED.as_of(LATER).step("c1", DAY)
        assert step.act is not None
        filed = paper("g2", 9, "11 08:30", id="again", known=at("12 08:00"))
        assert () == changed_since(attrs.evolve(step.act, known=LATER), BOOK.with_filings(filed), LATER)
        (found, *_) = changed_since(step.act, BOOK.with_filings(filed), NOON, LATER)
        assert ("c1", 8, 12) == (found.unit, found.published, found.now)

    def test_a_day_is_published_though_the_one_before_is_not_approved(self) -> None:
        two = attrs.evolve(BOOK, since=date(2020, 2, 9)).with_filings(paper("g1", 1, period=DAY.previous(), id="n"))
        approvals = ApprovalBook(filings=two, acts=APPROVED.acts).as_of(NOON)
        assert ("a-s",) == published(two, approvals=approvals).approvals

    def test_what_was_returned_is_not_approved(self) -> None:
        told = {"form": "daily", "unit": "s", "period": DAY, "happened": at("11 11:00"), "known": at("11 11:00")}
        returned = APPROVED.record(Approval(id="x-s", act="return", by="county", reason="incomplete", **told))  # type: ignore[arg-type]
        with pytest.raises(NotApproved):
            published(approvals=returned.as_of(NOON))

    def test_a_publication_names_the_approval_it_rests_on(self) -> None:
        assert ("a-s",) == published(approvals=APPROVED.as_of(NOON)).approvals

    def test_what_is_not_approved_is_refused_when_approvals_are_given(self) -> None:
        with pytest.raises(NotApproved, match=r"'s' is not approved for 2020-02-10 \(ready\)") as caught:
            published(approvals=APPROVED.as_of(at("11 09:30")))
        assert ("s", (DAY,)) == (caught.value.unit, caught.value.periods)

    def test_what_changed_since_an_approval(self) -> None:
        step = APPROVED.as_of(LATER).step("c1", DAY)
        assert step.act is not None
        assert () == changed_since(step.act, BOOK, LATER)
        book = BOOK.with_filings(amended("g1", 4), paper("g4", 1, "12 08:00"))
        found = changed_since(step.act, book, LATER)
        assert [("c1", 8, 9), ("g1", 3, 4)] == [(each.unit, each.published, each.now) for each in found]
