"""Laws of approval: one state at any moment, taken back by returns alone, knowledge that does not reach back."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from gridcare.facts.discrepancies import Refused
from gridcare.facts.journal import Journal
from gridcare.reporting.acts import Approval, ApprovalAct
from gridcare.reporting.approvals import ApprovalBook, Approvals
from gridcare.reporting.filings import Filing
from gridcare.reporting.returns import Arrival
from gridcare.reporting.standings import APPROVED, ApprovalState
from gridcare.testing.strategies.reporting import approval_books, looks
from gridcare.timing.periods import DAILY

LAST = datetime(2020, 12, 31, tzinfo=UTC)
OFFERED = Approval(
    id="offered",
    form="daily",
    unit="u0",
    period=DAILY.read("2020-02-24"),
    happened=LAST,
    known=LAST,
    by="head",
    reason="figures differ",
)

Looked = tuple[ApprovalBook, datetime]


def look(book: ApprovalBook) -> st.SearchStrategy[Looked]:
    moments = sorted({moment for act in book.acts for moment in (act.happened, act.known)})
    about = st.one_of(st.sampled_from(moments), looks(book.filings)) if moments else looks(book.filings)
    return st.tuples(st.just(book), about)


looked: st.SearchStrategy[Looked] = approval_books().flatmap(look)
unreturned: st.SearchStrategy[Looked] = approval_books(returns=False).flatmap(look)


def as_known(book: ApprovalBook, known: datetime) -> ApprovalBook:
    filings = attrs.evolve(
        book.filings,
        filings=[each for each in book.filings.filings if each.known <= known],
        arrangements=[each for each in book.filings.arrangements if each.known <= known],
        excuses=[each for each in book.filings.excuses if each.known <= known],
        activations=[each for each in book.filings.activations if each.known <= known],
    )
    return ApprovalBook(filings=filings, acts=[act for act in book.acts if act.known <= known])


class TestOneState:
    @given(looked)
    def test_every_unit_is_in_one_state_and_it_says_what_it_waits_for(self, drawn: Looked) -> None:
        book, at = drawn
        found, returns = book.as_of(at), book.filings.as_of(at)
        assert len({(step.unit, step.period) for step in found.steps}) == len(found.steps)
        for period in book.filings.periods():
            for unit in book.filings.hierarchy:
                step = found.step(unit, period)
                has_step = book.filings.hierarchy[unit].level in book.filings.form.approved_by
                assert has_step is (step.state is not ApprovalState.NO_STEP)
                assert bool(step.act) is (step.state in (*APPROVED, ApprovalState.RETURNED))
                assert (step.state is not ApprovalState.READY) or not step.waits_for
                assert (step.state is not ApprovalState.WAITING) or step.waits_for
                for other in step.waits_for:
                    below = found.step(other, period)
                    own = returns.of(unit, period)
                    silent = own is not None and own.arrival in (Arrival.MISSING, Arrival.NOT_YET_DUE)
                    assert silent if other == unit else below.state not in APPROVED

    @given(looked)
    def test_what_is_approved_above_rests_on_what_is_approved(self, drawn: Looked) -> None:
        book, at = drawn
        found = book.as_of(at)
        for step in found.steps:
            if step.state is ApprovalState.APPROVED_ABOVE:
                above = [unit for unit in book.filings.hierarchy if found.state(unit, step.period) in APPROVED]
                assert set(above) - {step.unit}
            if step.state in (ApprovalState.READY, ApprovalState.WAITING):
                assert step.act is None


class TestMonotone:
    @given(unreturned, st.data())
    def test_without_returns_what_is_approved_stays_approved(self, drawn: Looked, data: st.DataObject) -> None:
        book, at = drawn
        before = book.as_of(at)
        later = data.draw(st.sampled_from([at + timedelta(hours=hours) for hours in (0, 1, 40, 900)]))
        after = book.as_of(data.draw(st.sampled_from((at, later))), known=later)
        for step in before.steps:
            if step.state in APPROVED:
                assert after.state(step.unit, step.period) in APPROVED

    @given(looked)
    def test_no_paper_takes_an_approval_back(self, drawn: Looked) -> None:
        """Not even when every filing that it rested on is withdrawn."""
        book, at = drawn
        known = at + timedelta(hours=1)
        voids = [
            attrs.evolve(paper, id=f"{paper.id}-v", amends=paper.id, reason="withdrawn", known=known, void=True)
            for paper in book.filings.filings
            if not paper.amends and paper.known <= at
        ]
        after = attrs.evolve(book, filings=book.filings.with_filings(*voids)).as_of(at, known=known)
        for step in book.as_of(at).steps:
            now = after.step(step.unit, step.period)
            if step.state in APPROVED:
                assert now.state in APPROVED or now.taken_back is not None

    @given(looked, st.sampled_from((0, 1, 40, 900)))
    def test_only_a_return_takes_an_approval_back(self, drawn: Looked, hours: int) -> None:
        book, at = drawn
        before, after = book.as_of(at), book.as_of(at + timedelta(hours=hours))
        for step in before.steps:
            now = after.step(step.unit, step.period)
            if step.state in APPROVED and now.state not in APPROVED:
                assert now.taken_back is not None
                assert now.taken_back.act is ApprovalAct.RETURN

    @given(looked)
    def test_a_return_takes_back_every_approval_above_it_and_none_beside(self, drawn: Looked) -> None:
        book, at = drawn
        filings = attrs.evolve(book.filings, arrangements=())
        book = as_known(attrs.evolve(book, filings=filings), at)
        before, later = book.as_of(at), at + timedelta(hours=1)
        stands = [step for step in before.steps if step.state in APPROVED]
        assume(stands)
        returned = max(stands, key=lambda step: (filings.hierarchy.depth(step.unit), step.unit))
        assert returned.act is not None
        act = attrs.evolve(
            returned.act, id="back", act=ApprovalAct.RETURN, reason="figures differ", happened=later, known=later
        )
        after = book.record(act).as_of(later)
        assert after.state(returned.unit, returned.period) is ApprovalState.RETURNED
        for step in stands:
            above = step.unit in filings.hierarchy.ancestors(returned.unit) and step.period == returned.period
            hit = above or (step.unit, step.period) == (returned.unit, returned.period)
            assert (after.state(step.unit, step.period) in APPROVED) is not hit

    @given(looked, st.sampled_from((0, 1, 40, 900)))
    def test_what_is_approved_was_approved_after_every_return_of_it_and_of_what_is_below(
        self, drawn: Looked, hours: int
    ) -> None:
        book, at = drawn
        book = attrs.evolve(book, filings=attrs.evolve(book.filings, arrangements=()))
        hierarchy, known = book.filings.hierarchy, at + timedelta(hours=hours)
        found = book.as_of(at, known=known)
        idle = listed(found)
        acts = [act for act in book.acts if act.happened <= at and act.known <= known and act.id not in idle]
        for step in found.steps:
            about = [act for act in acts if act.period == step.period and step.state in APPROVED]
            approved = [each.happened for each in about if (each.unit, each.act) == (step.unit, ApprovalAct.APPROVE)]
            for act in about:
                if act.act is ApprovalAct.RETURN and step.unit in (act.unit, *hierarchy.ancestors(act.unit)):
                    assert max(approved) >= act.happened


class TestOrderAndKnowledge:
    @given(looked, st.data())
    def test_the_order_of_arrival_does_not_matter(self, drawn: Looked, data: st.DataObject) -> None:
        book, at = drawn
        acts = data.draw(st.permutations(book.acts + book.acts[:2]))
        cut = data.draw(st.integers(0, len(acts)))
        one = ApprovalBook(filings=book.filings, acts=acts[:cut])
        two = ApprovalBook(filings=book.filings, acts=acts[cut:])
        assert book == two.merge(one) == one.merge(two)
        assert book.as_of(at) == two.merge(one).as_of(at)

    @given(looked, st.sampled_from((0, 1, 40)))
    def test_what_is_not_known_yet_does_not_reach_back(self, drawn: Looked, hours: int) -> None:
        book, at = drawn
        known = at + timedelta(hours=hours)
        assert book.as_of(at, known=known) == as_known(book, known).as_of(at, known=known)

    @given(approval_books())
    def test_what_was_in_order_when_it_was_recorded_stays_so(self, book: ApprovalBook) -> None:
        whole = listed(book.as_of(LAST))
        for act in book.acts:
            if act.id not in listed(as_known(book, act.known).as_of(act.known)):
                assert not whole & {act.id} or any(other.id == act.id and other != act for other in book.acts)

    @given(looked)
    def test_a_journal_of_the_same_acts_gives_the_same_states(self, drawn: Looked) -> None:
        book, at = drawn
        journal = Journal.of(act.fact() for act in book.acts)
        read = ApprovalBook.of_journal(journal.as_of(known=at), book.filings)
        assert book.as_of(at).steps == read.as_of(at).steps


def listed(found: Approvals) -> set[str]:
    waiting = [each.problem for each in found.discrepancies if each.code == "approval.waiting"]
    assert all("waits for, '" in each for each in waiting)
    return {each.entry for each in found.discrepancies}


class TestGrowing:
    @given(looked, st.data())
    def test_a_book_that_grew_act_by_act_is_the_book_of_those_acts_and_leaves_the_one_it_grew_from(
        self, drawn: Looked, data: st.DataObject
    ) -> None:
        book, at = drawn
        stages = [ApprovalBook(filings=book.filings)]
        in_turn = sorted(book.acts, key=lambda act: act.known)
        for act in data.draw(st.one_of(st.just(in_turn), st.permutations(book.acts))):
            base = stages[-1 - data.draw(st.sampled_from((0, 0, 0, 1, 2))) % len(stages)]
            with suppress(Refused):
                stages.append(base.record(act))
            for each in stages:
                assert_whole(each, at)

    @given(looked, st.data())
    def test_papers_and_acts_that_come_in_any_order_make_the_book_of_all_and_leave_those_it_grew_from(
        self, drawn: Looked, data: st.DataObject
    ) -> None:
        book, at = drawn
        by_knowledge: list[Filing | Approval] = sorted((*book.filings.filings, *book.acts), key=lambda each: each.known)
        arriving = data.draw(st.one_of(st.just(by_knowledge), st.permutations(by_knowledge)))
        there, coming = arriving[:-8], arriving[-8:]
        filings = attrs.evolve(book.filings, filings=[each for each in there if isinstance(each, Filing)])
        stages = [ApprovalBook(filings=filings, acts=[each for each in there if isinstance(each, Approval)])]
        told = [stages[0].as_of(at)]
        for each in coming:
            base = stages[-1 - data.draw(st.sampled_from((0, 0, 0, 1))) % len(stages)]
            with suppress(Refused):
                stages.append(base.with_filings(each) if isinstance(each, Filing) else base.record(each))
                told.append(stages[-1].as_of(at))
        for stage, then in zip(stages, told, strict=True):
            assert then == stage.as_of(at)
            assert_whole(stage, at)


def assert_whole(book: ApprovalBook, at: datetime) -> None:
    """Hold a book that grew against one that is made at one stroke."""
    whole = ApprovalBook(filings=book.filings, acts=book.acts)
    assert whole.as_of(at) == book.as_of(at)
    assert whole.as_of(LAST) == book.as_of(LAST)


class TestDoor:
    @given(looked, st.data())
    def test_the_door_takes_an_act_that_changes_something_and_no_other(
        self, drawn: Looked, data: st.DataObject
    ) -> None:
        book, at = drawn
        book = as_known(book, at)
        before = book.as_of(at)
        assume(before.steps)
        step = data.draw(st.sampled_from(before.steps))
        act = data.draw(st.sampled_from(ApprovalAct))
        now = at + timedelta(hours=1)
        steps = book.as_of(now)
        state = steps.state(step.unit, step.period)
        offered = attrs.evolve(OFFERED, form=book.filings.form.name, unit=step.unit, period=step.period)
        offered = attrs.evolve(offered, act=act, happened=now, known=now)
        allowed = {
            ApprovalAct.APPROVE: (ApprovalState.READY, ApprovalState.RETURNED),
            ApprovalAct.ACCEPT: (ApprovalState.APPROVED, ApprovalState.APPROVED_ABOVE),
            ApprovalAct.RETURN: APPROVED,
        }[act]
        found = steps.step(step.unit, step.period)
        accepted = found.act is not None and found.act.act is ApprovalAct.ACCEPT
        try:
            after = book.record(offered)
        except Refused:
            assert (
                state not in allowed
                or found.waits_for
                or (act is ApprovalAct.ACCEPT and accepted)
                or (state is ApprovalState.RETURNED)
            )
            assert steps.steps == book.with_acts(offered).as_of(now).steps
        else:
            assert state in allowed
            assert not found.waits_for
            assert steps.steps != after.as_of(now).steps
