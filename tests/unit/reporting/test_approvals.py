"""How a report climbs the tree."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.errors import DefinitionError, UnknownName
from gridcare.facts.discrepancies import Refused
from gridcare.facts.journal import Journal
from gridcare.places.hierarchy import Hierarchy, UnknownUnit
from gridcare.places.units import Level, Unit
from gridcare.reporting.acts import APPROVAL, Approval, ApprovalAct, NotAnApproval
from gridcare.reporting.approvals import ApprovalBook
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Arrangement, Excuse, Form, WrongCadence
from gridcare.reporting.indicators import Item
from gridcare.reporting.returns import AheadOfKnowledge, FilingBook
from gridcare.reporting.standings import ApprovalState, Standings
from gridcare.timing.periods import DAILY, MONTHLY, moment

ZONE = "Asia/Shanghai"
DAY = DAILY.read("2020-02-10")
TOWN = Hierarchy(
    Level.ordered("county", "street", "community", "grid"),
    [
        Unit("k", "", "county"),
        Unit("s", "", "street", "k"),
        Unit("c1", "", "community", "s"),
        Unit("c2", "", "community", "s"),
        Unit("g1", "", "grid", "c1"),
        Unit("g2", "", "grid", "c1"),
        Unit("g3", "", "grid", "c2"),
    ],
)
FORM = Form(
    "daily",
    items=[Item("fever")],
    every="day",
    zone=ZONE,
    owed_by=("community", "grid"),
    cut_off="17:00",
    approved_by=("community", "street", "county"),
)


def at(clock: str) -> datetime:
    return moment(f"2020-02-10 {clock}", ZONE)


def paper(unit: str, filed: str = "16:00", **changed: Any) -> Filing:
    told: dict[str, Any] = {"id": f"f-{unit}", "form": "daily", "unit": unit, "period": DAY}
    return Filing(**(told | {"filed": at(filed), "known": at(filed), "figures": {"fever": 1}} | changed))


FILINGS = FilingBook(
    form=FORM,
    hierarchy=TOWN,
    since=DAY.first,
    until=DAY.end,
    filings=[paper("c1"), paper("c2"), paper("g1"), paper("g3")],
)


def act(id: str, unit: str, clock: str, what: str = "approve", **changed: Any) -> Approval:
    told: dict[str, Any] = {"form": "daily", "period": DAY, "by": f"head of {unit}"}
    told |= {"happened": at(clock), "known": at(clock), "reason": "figures differ" if what == "return" else ""}
    return Approval(id=id, unit=unit, act=ApprovalAct(what), **(told | changed))


CLIMB = (act("a1", "c1", "17:10"), act("a2", "c2", "17:20"), act("a3", "s", "17:30"), act("a4", "k", "17:40"))
BOOK = ApprovalBook(filings=FILINGS)


def states(book: ApprovalBook, clock: str = "23:00", known: str = "") -> dict[str, str]:
    found = book.as_of(at(clock), known=at(known) if known else None)
    return {unit: found.state(unit, DAY).value for unit in ("k", "s", "c1", "c2")}


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [each.code for each in caught.value.discrepancies]


class TestClimbing:
    def test_a_report_climbs_step_by_step(self) -> None:
        book = BOOK.record(*CLIMB)
        assert {"k": "waiting", "s": "waiting", "c1": "ready", "c2": "ready"} == states(book, "17:00")
        assert {"k": "waiting", "s": "waiting", "c1": "approved", "c2": "ready"} == states(book, "17:10")
        assert {"k": "waiting", "s": "ready", "c1": "approved", "c2": "approved"} == states(book, "17:20")
        above = {"c1": "approved above", "c2": "approved above"}
        assert {"k": "ready", "s": "approved"} | above == states(book, "17:30")
        assert {"k": "approved", "s": "approved above"} | above == states(book, "17:40")

    def test_what_holds_it_up_is_named(self) -> None:
        book = BOOK.record(CLIMB[0])
        street = book.as_of(at("17:10")).step("s", DAY)
        assert (ApprovalState.WAITING, ("c2",)) == (street.state, street.waits_for)
        early = book.as_of(at("15:00"))
        assert ("c1",) == early.step("c1", DAY).waits_for
        assert [] == list(early.of_state(ApprovalState.READY))

    def test_a_silent_unit_without_a_step_is_named_and_holds_nothing_up(self) -> None:
        step = BOOK.as_of(at("17:10")).step("c1", DAY)
        assert (ApprovalState.READY, ("g2",)) == (step.state, step.silent)
        assert "no step here" == BOOK.as_of(at("17:10")).state("g2", DAY).value
        leave = Excuse(unit="g2", since=DAY.first, until=DAY.end, reason="road closed", known=at("08:00"))
        excused = ApprovalBook(filings=attrs.evolve(FILINGS, excuses=[leave]))
        assert () == excused.as_of(at("17:10")).step("c1", DAY).silent

    def test_an_excused_unit_owes_nothing_until_it_files(self) -> None:
        excuse = Excuse(unit="c2", since=DAY.first, until=DAY.end, reason="road closed", known=at("08:00"))
        grid = attrs.evolve(excuse, unit="g3")
        silent = attrs.evolve(FILINGS, filings=[paper("c1"), paper("g1")], excuses=[excuse, grid])
        book = ApprovalBook(filings=silent).record(CLIMB[0])
        assert {"k": "waiting", "s": "ready", "c1": "approved", "c2": "nothing to approve"} == states(book)
        late = ApprovalBook(filings=silent.with_filings(paper("g3", "18:00")), acts=book.acts)
        assert {"k": "waiting", "s": "waiting", "c1": "approved", "c2": "ready"} == states(late)
        assert {"k": "approved", "s": "approved above", "c1": "approved above", "c2": "ready"} == states(
            late.with_acts(act("a3", "s", "17:30"), act("a4", "k", "17:40"))
        )

    def test_where_nothing_is_owed_there_is_nothing_to_approve(self) -> None:
        idle = attrs.evolve(FILINGS, filings=(), form=attrs.evolve(FORM, on_order=True))
        assert {"nothing to approve"} == set(states(ApprovalBook(filings=idle)).values())
        with pytest.raises(Refused, match="approves a report of which nothing is owed"):
            ApprovalBook(filings=idle).record(CLIMB[0])

    def test_the_reporting_line_is_followed_where_it_differs_from_the_tree(self) -> None:
        moved = Arrangement(unit="c2", to="k", known=at("08:00"))
        book = ApprovalBook(filings=attrs.evolve(FILINGS, arrangements=[moved])).record(CLIMB[0])
        assert {"k": "waiting", "s": "ready", "c1": "approved", "c2": "ready"} == states(book)
        assert ("s", "c2") == book.as_of(at("23:00")).step("k", DAY).waits_for

    def test_a_level_without_a_step_is_passed_over(self) -> None:
        form = attrs.evolve(FORM, approved_by=("community", "county"))
        book = ApprovalBook(filings=attrs.evolve(FILINGS, form=form)).record(*CLIMB[:2])
        assert {"k": "ready", "s": "no step here", "c1": "approved", "c2": "approved"} == states(book)
        assert "approved above" == states(book.record(CLIMB[3]))["c1"]

    def test_an_arrangement_and_an_excuse_count_from_when_they_are_known(self) -> None:
        leave = Excuse(unit="c1", since=DAY.first, until=DAY.end, reason="road closed", known=at("20:00"))
        silent = attrs.evolve(FILINGS, filings=[paper("g1"), paper("g3")])
        off = Arrangement(unit="c1", owes=False, known=at("20:00"))
        for filings in (attrs.evolve(silent, excuses=[leave]), attrs.evolve(silent, arrangements=[off])):
            book = ApprovalBook(filings=filings)
            told = [states(book, clock)["c1"] for clock in ("19:00", "20:00", "19:00")]
            assert ["waiting", "ready", "waiting"] == told

    def test_acceptance_is_shown_until_it_is_approved_above(self) -> None:
        book = BOOK.record(*CLIMB[:2], act("x1", "c1", "17:25", "accept"))
        assert {"k": "waiting", "s": "ready", "c1": "accepted", "c2": "approved"} == states(book)
        assert "approved above" == states(book.record(CLIMB[2]))["c1"]


class TestReturns:
    def test_a_return_takes_back_every_approval_above_and_none_beside(self) -> None:
        book = BOOK.record(*CLIMB, act("r1", "c1", "18:00", "return"))
        assert {"k": "waiting", "s": "waiting", "c1": "returned", "c2": "approved"} == states(book)
        found = book.as_of(at("23:00"))
        for unit in ("k", "s", "c1"):
            back = found.step(unit, DAY).taken_back
            assert back is not None
            assert "r1" == back.id

    def test_it_climbs_again_from_below(self) -> None:
        book = BOOK.record(*CLIMB, act("r1", "c1", "18:00", "return"))
        with pytest.raises(Refused, match="comes before what it waits for") as caught:
            book.record(act("b2", "s", "18:20"))
        assert ["approval.waiting"] == codes(caught)
        again = book.record(act("b1", "c1", "18:10"), act("b2", "s", "18:20"))
        assert {"k": "ready", "s": "approved", "c1": "approved above", "c2": "approved above"} == states(again)

    def test_what_was_returned_itself_stays_so_when_something_below_it_is(self) -> None:
        book = BOOK.record(*CLIMB[:3], act("r1", "s", "18:00", "return"), act("r2", "c1", "18:10", "return"))
        assert {"s": "returned", "c1": "returned"}.items() <= states(book).items()

    def test_a_return_above_leaves_what_is_below(self) -> None:
        book = BOOK.record(*CLIMB, act("r1", "s", "18:00", "return"))
        assert {"k": "waiting", "s": "returned", "c1": "approved", "c2": "approved"} == states(book)

    def test_a_later_correction_leaves_the_approval(self) -> None:
        amended = paper(
            "c1", id="f-c1-a", amends="f-c1", reason="typing error", known=at("19:00"), figures={"fever": 9}
        )
        book = ApprovalBook(filings=FILINGS.with_filings(amended), acts=CLIMB)
        assert states(BOOK.record(*CLIMB)) == states(book)


class TestDoor:
    @pytest.mark.parametrize(
        ("offered", "code"),
        [
            (act("x", "s", "17:15"), "waiting"),
            (act("x", "c1", "15:00"), "waiting"),
            (act("x", "c1", "17:30"), "already"),
            (act("x", "g1", "17:30"), "no-step"),
            (act("x", "c9", "17:30"), "unknown-unit"),
            (act("x", "c2", "17:30", form="weekly"), "other-form"),
            (act("x", "c2", "17:30", period=MONTHLY.read("2020-02")), "other-cadence"),
            (act("x", "c2", "17:30", period=DAY.next()), "waiting"),
            (act("x", "c2", "17:30", "return"), "not-approved"),
            (act("x", "c2", "17:30", "accept"), "not-approved"),
        ],
    )
    def test_what_is_out_of_order_is_refused_and_listed_in_a_merge(self, offered: Approval, code: str) -> None:
        book = BOOK.record(CLIMB[0])
        with pytest.raises(Refused) as caught:
            book.record(offered)
        assert [f"approval.{code}"] == codes(caught)
        merged = book.with_acts(offered).as_of(at("23:00"))
        assert [("x", f"approval.{code}")] == [(each.entry, each.code) for each in merged.discrepancies]
        assert book.as_of(at("23:00")).steps == merged.steps

    def test_it_is_told_what_an_act_waits_for(self) -> None:
        with pytest.raises(Refused) as caught:
            BOOK.record(act("a1", "c1", "17:10"), act("a3", "s", "17:30"))
        assert str(caught.value) == "'a3': comes before what it waits for, 'c2', and does nothing"
        unfiled = ApprovalBook(filings=attrs.evolve(FILINGS, filings=[paper("g1")]))
        with pytest.raises(Refused, match="waits for, 'c1', and does nothing"):
            unfiled.record(act("a1", "c1", "17:10"))

    def test_of_many_that_it_waits_for_some_are_named(self) -> None:
        grids = Hierarchy(
            Level.ordered("street", "grid"),
            [Unit("s", "", "street"), *(Unit(f"g{number}", "", "grid", "s") for number in range(9))],
        )
        form = attrs.evolve(FORM, owed_by="grid", approved_by=("grid", "street"))
        book = ApprovalBook(filings=FilingBook(form=form, hierarchy=grids, since=DAY.first, until=DAY.end))
        (found,) = book.with_acts(act("a", "s", "17:30")).as_of(at("18:00")).discrepancies
        assert "for, 'g0', 'g1', 'g2', 'g3', 'g4' and 4 more, and does nothing" in found.problem

    def test_a_unit_that_is_not_there_and_one_that_does_not_approve_are_named(self) -> None:
        wrong = BOOK.with_acts(act("a", "c9", "17:10"), act("b", "g1", "17:10")).as_of(at("18:00")).discrepancies
        assert [each.problem for each in wrong] == [
            "is about 'g1', whose level does not approve this form, and does nothing",
            "is about 'c9', which is no unit here, and does nothing",
        ]

    def test_accepting_twice_is_refused(self) -> None:
        book = BOOK.record(CLIMB[0], act("x1", "c1", "17:25", "accept"))
        with pytest.raises(Refused, match="done already"):
            book.record(act("x2", "c1", "17:26", "accept"))

    def test_other_content_under_an_id_is_refused_and_in_a_merge_the_earliest_known_counts(self) -> None:
        book = BOOK.record(CLIMB[0])
        other = attrs.evolve(CLIMB[0], by="somebody", known=at("17:50"))
        with pytest.raises(Refused) as caught:
            book.record(other)
        assert ["variant"] == codes(caught)
        found = book.merge(BOOK.with_acts(other)).as_of(at("23:00"))
        assert CLIMB[0] == found.step("c1", DAY).act
        assert ["variant"] == [each.code for each in found.discrepancies]

    def test_an_act_of_the_future_is_refused(self) -> None:
        with pytest.raises(Refused, match="after it was recorded"):
            BOOK.record(act("x", "c1", "17:10", known=at("17:00")))
        assert (
            "approved" == states(BOOK.record(act("x", "c1", "17:10", known=at("17:05")), skew=timedelta(hours=1)))["c1"]
        )

    def test_one_that_is_held_already_changes_nothing(self) -> None:
        book = BOOK.record(*CLIMB)
        assert book == book.record(*CLIMB)
        assert hash(book) == hash(attrs.evolve(book, acts=book.acts[::-1]))

    def test_within_one_moment_units_below_go_first(self) -> None:
        """A day's paper is approved at one stroke, whatever the ids are."""
        stroke = [act(f"z{9 - number}", unit, "18:00") for number, unit in enumerate(("c1", "c2", "s", "k"))]
        assert "approved" == states(BOOK.record(*stroke))["k"]

    def test_an_act_does_not_see_one_of_its_moment_whose_turn_is_later(self) -> None:
        units = [*TOWN.values(), Unit("t", "", "street", "k"), Unit("d", "", "community", "t")]
        filings = attrs.evolve(
            FILINGS,
            hierarchy=Hierarchy(Level.ordered("county", "street", "community", "grid"), units),
            filings=[*FILINGS.filings, paper("d")],
            arrangements=[Arrangement(unit="t", to="c1", known=at("08:00"))],
        )
        book = ApprovalBook(filings=filings.with_filings(paper("t")))
        book = book.record(act("a1", "d", "17:10"), act("a2", "t", "18:00"))
        with pytest.raises(Refused, match="waits for, 't', and does"):
            book.record(act("a3", "c1", "18:00", known=at("20:00")))

    def test_all_or_none(self) -> None:
        with pytest.raises(Refused):
            BOOK.record(CLIMB[0], CLIMB[3])


class TestGrowing:
    """A book of thousands of acts takes one more without judging the others anew."""

    def test_an_act_that_those_before_it_could_have_known_is_judged_with_them(self) -> None:
        grown = BOOK.record(*CLIMB[:3])
        back = act("r", "c1", "17:25", "return")
        for known in ("17:25", "17:30", "22:00"):
            whole = grown.with_acts(attrs.evolve(back, known=at(known)))
            assert whole.as_of(at("23:00")) == grown.record(attrs.evolve(back, known=at(known))).as_of(at("23:00"))

    def test_an_act_in_turn_has_no_other_judged_again_and_one_that_was_refused_leaves_nothing_behind(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        book = BOOK.record(*CLIMB[:2])
        monkeypatch.setattr(Standings, "__init__", None)
        with pytest.raises(Refused, match="waits for"):
            book.record(act("a9", "k", "17:25"))
        assert {"k": "approved"}.items() <= states(book.record(CLIMB[2]).record(CLIMB[3])).items()
        assert {"k": "waiting", "s": "ready"}.items() <= states(book).items()

    def test_a_paper_that_nobody_who_acted_could_know_has_no_act_judged_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        book = BOOK.record(*CLIMB[:2])
        monkeypatch.setattr(Standings, "_judge_all", None)
        later = book.with_filings(paper("g2", "17:30"))
        assert ((), ("g2",)) == tuple(each.as_of(at("23:00")).step("c1", DAY).silent for each in (later, book))

    def test_one_that_could_be_known_has_them_judged_again(self) -> None:
        early = ApprovalBook(filings=attrs.evolve(FILINGS, filings=FILINGS.filings[1:])).with_acts(*CLIMB[:1])
        assert ["approval.waiting"] == [each.code for each in early.as_of(at("23:00")).discrepancies]
        assert () == early.with_filings(paper("c1")).as_of(at("23:00")).discrepancies
        at_once = early.with_filings(paper("c1", known=CLIMB[0].known))
        assert () == at_once.as_of(at("23:00")).discrepancies

    def test_books_that_threads_let_grow_at_one_moment_are_each_their_own(self) -> None:
        """Every thread sends back another report and approves it again, all from one book."""
        book = BOOK.record(*CLIMB)

        def again(number: int) -> tuple[ApprovalBook, dict[str, str]]:
            unit, grown = ("c1", "c2")[number % 2], book
            for turn in range(20):
                what = "approve" if turn % 2 else "return"
                grown = grown.record(act(f"{number}-{turn}", unit, f"18:{turn:02}", what))
                with pytest.raises(Refused):
                    grown.record(act(f"{number}-{turn}-x", "k", f"18:{turn:02}"))
            return grown, states(grown)

        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            with ThreadPoolExecutor(8) as threads:
                found = list(threads.map(again, range(16)))
        finally:
            sys.setswitchinterval(interval)
        for grown, stood in found:
            assert states(ApprovalBook(filings=grown.filings, acts=grown.acts)) == stood == states(grown)
        assert "approved" == states(book)["k"]


class TestKnowledge:
    def test_another_office_counts_when_it_is_merged_much_later(self) -> None:
        """The community's tablet was offline; the street approved in the light of it by telephone is out of order."""
        street, tablet = BOOK.with_acts(CLIMB[1], CLIMB[2]), BOOK.record(CLIMB[0])
        assert ["approval.waiting"] == [each.code for each in street.as_of(at("23:00")).discrepancies]
        merged = street.merge(tablet)
        assert () == merged.as_of(at("23:00")).discrepancies
        assert "approved" == states(merged)["s"]

    def test_what_is_recorded_after_an_approval_does_not_put_it_in_order(self) -> None:
        late = attrs.evolve(CLIMB[0], known=at("20:00"))
        book = BOOK.with_acts(late, *CLIMB[1:3])
        assert {"k": "waiting", "s": "ready", "c1": "approved", "c2": "approved"} == states(book)
        assert ["a3"] == [each.entry for each in book.as_of(at("23:00")).discrepancies]

    def test_nor_does_it_put_one_out_of_order(self) -> None:
        void = paper("c1", id="f-c1-v", amends="f-c1", reason="other unit", known=at("20:00"), void=True)
        book = ApprovalBook(filings=FILINGS.with_filings(void), acts=CLIMB)
        assert "approved above" == states(book)["c1"]
        assert () == book.as_of(at("23:00")).discrepancies

    def test_nor_does_a_correction_of_tomorrow_bring_a_filing_to_another_slot_today(self) -> None:
        other = paper("c1", id="f-x", filed="17:00")
        moves = paper("c2", id="f-x-a", amends="f-x", reason="other unit", filed="17:00", known=at("20:00"))
        filings = attrs.evolve(FILINGS, filings=[other, moves, paper("g1"), paper("g3")])
        book = ApprovalBook(filings=filings)
        assert {"c1": "ready", "c2": "waiting"}.items() <= states(book, "19:00").items()
        assert {"c1": "waiting", "c2": "ready"}.items() <= states(book, "20:00").items()

    def test_what_happened_later_is_not_there_yet_however_early_it_is_known(self) -> None:
        assert "ready" == states(BOOK.record(*CLIMB), "17:00", known="23:00")["c1"]
        late = ApprovalBook(filings=attrs.evolve(FILINGS, filings=[paper("c1", "19:00")]))
        assert ["waiting", "ready"] == [states(late, clock, known="23:00")["c1"] for clock in ("18:00", "19:00")]

    def test_an_act_that_was_recorded_late_rests_on_what_had_happened_when_it_was_done(self) -> None:
        late = ApprovalBook(filings=attrs.evolve(FILINGS, filings=[paper("c1", "18:00")]))
        with pytest.raises(Refused, match="waits for"):
            late.record(act("a1", "c1", "17:30", known=at("19:00")))

    def test_of_two_approvals_that_knew_nothing_of_each_other_the_first_counts(self) -> None:
        offline, second = attrs.evolve(CLIMB[0], known=at("20:00")), act("b1", "c1", "17:20")
        found = BOOK.with_acts(offline, second).as_of(at("23:00"))
        assert (offline, ()) == (found.step("c1", DAY).act, found.discrepancies)

    def test_a_return_that_nobody_knew_of_lets_no_later_acceptance_count(self) -> None:
        back = act("r1", "c1", "18:00", "return", known=at("22:00"))
        book = BOOK.record(CLIMB[0]).with_acts(back, act("x1", "c1", "18:30", "accept"))
        assert ["accepted", "returned"] == [states(book, clock)["c1"] for clock in ("21:00", "22:00")]

    def test_a_return_takes_back_what_is_above_whatever_becomes_known_later(self) -> None:
        """An earlier return of the same report, told by a tablet that was offline, does not bring the street's back."""
        book = BOOK.record(*CLIMB[:3], act("r2", "c1", "18:30", "return"))
        later = book.with_acts(act("r1", "c1", "17:25", "return", known=at("22:00")))
        assert ["waiting", "waiting"] == [states(each)["s"] for each in (book, later)]
        assert () == later.as_of(at("23:00")).discrepancies

    def test_a_question_about_the_past_is_answered_as_it_was(self) -> None:
        back = act("r1", "c1", "18:00", "return", known=at("22:00"))
        book = BOOK.record(*CLIMB).with_acts(back)
        assert "approved above" == states(book, "20:00")["c1"]
        assert "returned" == states(book, "20:00", known="22:00")["c1"]
        with pytest.raises(AheadOfKnowledge):
            book.as_of(at("20:00"), known=at("19:00"))


class TestAsking:
    def test_wrong_questions_are_faults_of_the_caller(self) -> None:
        found = BOOK.as_of(at("23:00"))
        with pytest.raises(UnknownUnit):
            found.state("c9", DAY)
        with pytest.raises(WrongCadence):
            found.state("c1", MONTHLY.read("2020-02"))

    def test_a_period_outside_has_nothing_to_approve(self) -> None:
        assert ApprovalState.NOTHING is BOOK.as_of(at("23:00")).state("c1", DAY.previous())


class TestActs:
    def test_an_act_goes_through_a_journal(self) -> None:
        back = act("r1", "c1", "18:00", "return")
        assert back == Approval.of_fact(back.fact())
        journal = Journal().append(
            *(each.fact() for each in (*CLIMB, back)), *(each.fact() for each in FILINGS.filings)
        )
        other = act("z", "c1", "18:00", form="weekly").fact()
        assert BOOK.record(*CLIMB, back) == ApprovalBook.of_journal(journal.append(other), FILINGS)

    def test_a_return_without_a_reason_and_an_act_by_nobody_are_refused(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            act("", "c1", "18:00", "return", by="", reason="")
        assert ("approval.empty", "approval.empty", "approval.no-reason") == caught.value.codes

    def test_other_facts_are_no_approvals(self) -> None:
        with pytest.raises(NotAnApproval, match="its kind is 'filing'"):
            Approval.of_fact(FILINGS.filings[0].fact())
        fact = CLIMB[0].fact()
        with pytest.raises(NotAnApproval, match="'cadence' is missing"):
            Approval.of_fact(attrs.evolve(fact, answers=Attributes()))
        with pytest.raises(NotAnApproval, match="'sing' is not a valid"):
            Approval.of_fact(attrs.evolve(fact, answers=fact.answers.with_(act="sing")))
        assert APPROVAL == fact.kind

    def test_many_acts_about_one_report_are_no_burden(self) -> None:
        turns = [
            act(f"a{number:04}", "c1", "17:10", "return" if number % 2 else "approve", happened=when, known=when)
            for number in range(600)
            for when in [at("17:10") + timedelta(seconds=number)]
        ]
        assert "returned" == states(BOOK.record(*turns))["c1"]


def test_a_level_that_is_not_there_approves_nothing() -> None:
    with pytest.raises(UnknownName, match="county"):
        ApprovalBook(filings=attrs.evolve(FILINGS, form=attrs.evolve(FORM, approved_by="contry")))


def test_a_form_names_each_approving_level_once() -> None:
    with pytest.raises(DefinitionError) as caught:
        attrs.evolve(FORM, approved_by=("street", "street"))
    assert "form.approved-by" in caught.value.codes
