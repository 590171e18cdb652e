"""Leads part into outcomes, replies are in one state, numbers are issued once, stages keep to their bound."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from gridcare.attributes import Attributes
from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.people.register import Register
from gridcare.plugins.casework.intake import ReplyState, leads, received, replies, tips
from gridcare.plugins.casework.papers import cards
from gridcare.testing.strategies.work import OPENED, ZONE, street, walks
from gridcare.timing.deadlines import NOT_STATED
from gridcare.work.campaign import Campaign
from gridcare.work.rows import Track
from gridcare.work.stages import Stage
from gridcare.work.steps import Final, On, Settled, Spent, Step
from gridcare.work.workflow import Workflow

HIERARCHY, _ = street()
LEADS = leads(contacts=2, closes_within="48h")
CARDS = cards()
IDS = ("a", "b", "c", "d")
MINUTES = st.sampled_from((0, 30, 61, 700, 3000, 9000))


def desk(workflow: Workflow) -> Campaign:
    track = Track(workflow, kind=workflow.name, beside=True)
    return Campaign(HIERARCHY, Register(HIERARCHY, ()), (track,), opened=OPENED, zone=ZONE)


@st.composite
def stories(draw: st.DrawFn, workflow: Workflow) -> list[Fact]:
    """Cases that come in at different moments, and are learnt of later still, with facts that walk them."""
    facts = []
    for subject in IDS:
        came = OPENED + timedelta(minutes=draw(MINUTES))
        learnt = came + timedelta(minutes=draw(MINUTES))
        answers = Attributes(kind=workflow.name, unit=draw(st.sampled_from(("g1", "g2"))))
        facts.append(
            Fact(id=f"in {subject}", kind="joined", subjects=(subject,), happened=came, known=learnt, answers=answers)
        )
        facts += draw(walks(workflow, subject))
    return draw(st.permutations(facts))


@given(facts=stories(LEADS), happened=MINUTES, known=MINUTES)
def test_outcomes_partition_the_leads_received_at_any_moment_and_knowledge(
    facts: list[Fact], happened: int, known: int
) -> None:
    campaign = desk(LEADS)
    campaign.merge(Journal.of(facts))
    at, by = OPENED + timedelta(minutes=happened), OPENED + timedelta(minutes=known)
    then = campaign.as_of(happened=at, known=by)
    told = received(then, "s", track="lead")
    came = [fact for fact in facts if fact.kind == "joined" and fact.happened <= at and fact.known <= by]
    assert len(came) == told.received == told.under_way + sum(count for _, count in told.outcomes)
    assert {part.name for part in LEADS.parts if isinstance(part, Final)} == {name for name, _ in told.outcomes}
    units = [received(then, unit, track="lead") for unit in ("g1", "g2")]
    assert told.under_way == sum(unit.under_way for unit in units)


@given(facts=stories(LEADS), data=st.data())
def test_the_order_in_which_leads_and_outcomes_arrive_does_not_matter(facts: list[Fact], data: st.DataObject) -> None:
    one, other = desk(LEADS), desk(LEADS)
    one.merge(Journal.of(facts))
    for fact in data.draw(st.permutations(facts)):
        other.merge(Journal.of([fact]))
    assert received(one, "s", track="lead") == received(other, "s", track="lead")
    assert one.discrepancies == other.discrepancies
    assert {effect.key for effect in one.effects} == {effect.key for effect in other.effects}


@given(
    within=st.sampled_from((60, 1440, None)),
    told=st.one_of(st.none(), MINUTES),
    clock=MINUTES,
    data=st.data(),
)
def test_a_reply_owed_is_pending_overdue_on_time_late_or_done(
    within: int | None, told: int | None, clock: int, data: st.DataObject
) -> None:
    campaign = desk(tips(reply_within=NOT_STATED if within is None else timedelta(minutes=within)))
    answers = Attributes(kind="tip", unit="g1", anonymous=False)
    facts = [Fact(id="in", kind="joined", subjects=("t",), happened=OPENED, known=OPENED, answers=answers)]
    if told is not None:
        when = OPENED + timedelta(minutes=told)
        facts.append(
            Fact(id="f", kind="intake", subjects=("t",), happened=when, known=when, outcome="answered at once")
        )
    campaign.merge(Journal.of(data.draw(st.permutations(facts))))
    campaign.advance(OPENED + timedelta(minutes=clock))
    (reply,) = replies(campaign, "s", track="tip")
    if told is not None:
        expected = ReplyState.DONE if within is None else ReplyState.ON_TIME if told < within else ReplyState.LATE
    else:
        expected = ReplyState.OVERDUE if within is not None and clock >= within else ReplyState.PENDING
    assert expected is reply.state


@given(facts=stories(CARDS))
def test_a_number_is_in_one_state_and_issued_at_most_once(facts: list[Fact]) -> None:
    campaign = desk(CARDS)
    campaign.merge(Journal.of(facts))
    issued = [effect.subject for effect in campaign.effects if effect.kind == "leave"]
    assert len(issued) == len(set(issued))
    told = received(campaign, "s", track="card")
    assert len(IDS) == told.received == told.under_way + sum(count for _, count in told.outcomes)
    ended = [campaign.state(number, track="card").part for number in IDS]
    assert sum(part in ("held", "lost", "revoked", "returned") for part in ended) == len(issued)


INNER = Workflow(
    "inner",
    start="do",
    parts=(
        Step("do", deadline="24h", attempts=2, moves=(On("done", go="check"), On("no", again=True), Spent(go="bad"))),
        Step("check", deadline="1h", moves=(On("good", go="good"), On("bad", go="bad", mark="was_bad"))),
        Settled("good"),
        Settled("bad"),
    ),
)


@st.composite
def loops(draw: st.DrawFn) -> tuple[Workflow, int]:
    """Draw a workflow with a stage of a bound, also one inside another stage."""
    times = draw(st.integers(2, 4))
    moves = (On("good", go="good"), On("bad", again=True), Spent(go="given up"))
    finals = (Settled("good"), Settled("given up"))
    once = Workflow("once", start="stage/do", parts=(Stage("stage", INNER, times=times, moves=moves), *finals))
    if draw(st.booleans()):
        return once, times
    outer = (On("good", go="good"), On("given up", again=True), Spent(go="given up"))
    again = Stage("outer", once, times=2, moves=outer)
    return Workflow("twice", start="outer/stage/do", parts=(again, *finals)), 2 * times


@given(loop=loops(), data=st.data())
def test_a_stage_is_gone_through_at_most_as_often_as_it_says(loop: tuple[Workflow, int], data: st.DataObject) -> None:
    workflow, times = loop
    campaign = desk(workflow)
    moment, begun = OPENED, 0
    answers = Attributes(kind=workflow.name, unit="g1")
    campaign.record(Fact(id="in", kind="joined", subjects=("x",), happened=moment, known=moment, answers=answers))
    while (state := campaign.state("x", track=workflow.name)).at == "":
        moment += timedelta(minutes=1)
        begun += state.part.endswith("do") and state.attempts == 0
        outcome = data.draw(st.sampled_from(("done", "no") if state.part.endswith("do") else ("bad", "bad", "good")))
        campaign.record(
            Fact(id=str(moment), kind=state.part, subjects=("x",), happened=moment, known=moment, outcome=outcome)
        )
    assert 1 <= begun <= times
    assert state.part == "good" or begun == times
    assert times * timedelta(hours=25) == workflow.closure.if_deadlines_kept
