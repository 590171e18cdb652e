"""Whatever happens to a campaign, in whatever order, its counts add up and its rows say what its facts say."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random

import attrs
from hypothesis import given
from hypothesis import strategies as st

from gridcare.facts.discrepancies import Refused
from gridcare.facts.fact import Amendment, Fact
from gridcare.facts.journal import Journal
from gridcare.testing.strategies.work import OPENED, ZONE, Act, acts, journals_of, street, successors, workflows
from gridcare.work.campaign import Campaign
from gridcare.work.changes import Change
from gridcare.work.coverage import Counted, Coverage
from gridcare.work.steps import Standing
from gridcare.work.workflow import Workflow

HIERARCHY, REGISTER = street()


def opened(workflow: Workflow) -> Campaign:
    return Campaign(HIERARCHY, REGISTER, workflow, opened=OPENED, zone=ZONE)


def do(campaign: Campaign, act: Act) -> Change | None:
    """Do one thing to a campaign; what is refused at the door changes nothing."""
    kind, what = act
    try:
        if kind == "record":
            assert isinstance(what, Fact)
            return campaign.record(what)
        if kind == "amend":
            assert isinstance(what, Amendment)
            return campaign.amend(what)
    except Refused:
        return None
    if kind == "merge":
        assert isinstance(what, Journal)
        return campaign.merge(what)
    assert isinstance(what, datetime)
    return campaign.advance(what)


@st.composite
def stories(draw: st.DrawFn) -> tuple[Workflow, list[Act]]:
    workflow = draw(workflows())
    return workflow, draw(acts(workflow))


def recounted(campaign: Campaign, unit: str) -> Coverage:
    """Count a unit again, from a fold of every case."""
    counts: dict[Standing, Counted] = {}
    for subject in campaign.subjects(unit):
        case = campaign.case(subject)
        persons = REGISTER.persons(subject) if subject in REGISTER else 2
        counts[case.standing] = counts.get(case.standing, Counted()) + Counted(1, persons or 0)
    return Coverage.of(counts)


@given(stories())
def test_rows_say_what_the_facts_say(story: tuple[Workflow, list[Act]]) -> None:
    """After every change each row is where a fold of its facts comes to, and the counts are those of a recount."""
    workflow, happened = story
    campaign = opened(workflow)
    for act in happened:
        do(campaign, act)
        for subject in campaign.subjects("s"):
            assert campaign.case(subject).state == campaign.state(subject)
        for due in campaign.due("s"):
            case = campaign.case(due.subject)
            assert (due.since, due.part) == (case.since, case.state.part)
        for unit in HIERARCHY:
            assert campaign.coverage(unit) == recounted(campaign, unit)


@given(stories())
def test_every_subject_stands_in_one_of_five_places(story: tuple[Workflow, list[Act]]) -> None:
    """The five standings add up to the register, in every unit and at both levels, before and after any facts."""
    workflow, happened = story
    campaign = opened(workflow)
    for act in (None, *happened):
        if act is not None:
            do(campaign, act)
        listed = Counter(subject for standing in Standing for subject in campaign.subjects("s", standing))
        assert set(listed.values()) <= {1}
        assert set(REGISTER) <= set(listed)
        for unit in HIERARCHY:
            children = HIERARCHY.children(unit)
            if children:
                assert campaign.coverage(unit) == sum((campaign.coverage(each) for each in children), Coverage())


@given(stories())
def test_effects_add_up(story: tuple[Workflow, list[Act]]) -> None:
    """What is emitted and revoked, change by change, is what follows from the journal at the end."""
    workflow, happened = story
    campaign = opened(workflow)
    outbox: set[str] = set()
    for act in happened:
        change = do(campaign, act)
        if change is not None:
            assert not {each.id for each in change.emitted} & outbox
            assert {each.id for each in change.revoked} <= outbox
            outbox |= {each.id for each in change.emitted}
            outbox -= {each.id for each in change.revoked}
        assert outbox == {each.id for each in campaign.effects}


@given(stories())
def test_discrepancies_add_up(story: tuple[Workflow, list[Act]]) -> None:
    """What is found and cured, change by change, is what is wrong with the journal at the end."""
    workflow, happened = story
    campaign = opened(workflow)
    found: set[object] = set()
    for act in happened:
        change = do(campaign, act)
        if change is not None:
            assert set(change.cured) <= found
            found = (found - set(change.cured)) | set(change.discrepancies)
        assert found == set(campaign.discrepancies)


@given(stories(), st.randoms(use_true_random=False))
def test_a_correction_at_the_door_is_what_a_merge_makes_of_it(
    story: tuple[Workflow, list[Act]], random: Random
) -> None:
    """The short way of a correction comes to the states, effects and discrepancies of the long one."""
    workflow, happened = story
    short, long = opened(workflow), opened(workflow)
    for act in happened:
        if act[0] in ("record", "merge", "advance"):
            do(short, act)
            do(long, act)
    for fact in random.sample(facts := [each for each in short.journal if isinstance(each, Fact)], min(4, len(facts))):
        other = random.choice([each.outcome for each in facts if each.kind == fact.kind])
        better = attrs.evolve(
            fact, happened=fact.happened - timedelta(minutes=random.choice((0, 1, 90))), outcome=other
        )
        amendment = Amendment(id=f"k {fact.id}", of=fact.id, known=fact.known + timedelta(days=9), fact=better)
        change = do(short, ("amend", amendment))
        if change is None:
            continue
        merged = long.merge(Journal.of([amendment]))
        assert {each.id for each in merged.emitted} == {each.id for each in change.emitted}
        assert {each.id for each in merged.revoked} == {each.id for each in change.revoked}
        assert (merged.discrepancies, merged.cured) == (change.discrepancies, change.cured)
        assert short.journal == long.journal
        assert short.effects == long.effects
        assert all(short.state(subject) == long.state(subject) for subject in short.subjects("s"))
        assert short.coverage("s") == long.coverage("s")


@given(stories(), st.integers(0, 3))
def test_order_of_arrival_does_not_matter(story: tuple[Workflow, list[Act]], seed: int) -> None:
    """Merged or replayed at once, or entry by entry in any order, before the clock or after it: it is all the same."""
    workflow, happened = story
    first = opened(workflow)
    for act in happened:
        do(first, act)
    entries = list(first.journal)
    Random(seed).shuffle(entries)
    second, third = opened(workflow), opened(workflow)
    for entry in entries:
        second.merge(Journal.of([entry]))
    second.advance(first.now)
    third.advance(first.now)
    third.merge(first.journal)
    fourth = opened(workflow)
    fourth.replay(first.journal)
    fourth.advance(first.now)
    for other in (second, third, fourth):
        assert told(other) == told(first)


def told(campaign: Campaign) -> tuple[object, ...]:
    """Everything that a campaign can say."""
    return (
        {subject: campaign.state(subject) for subject in campaign.subjects("s")},
        {unit: campaign.coverage(unit) for unit in HIERARCHY},
        frozenset(campaign.effects),
        campaign.discrepancies,
        campaign.journal,
    )


@st.composite
def changeovers(draw: st.DrawFn) -> tuple[Workflow, Workflow, list[Fact | Amendment], timedelta]:
    """Draw a workflow, its next version, entries in the words of either, and when after the opening it takes over."""
    workflow = draw(workflows())
    following = draw(successors(workflow))
    journal = journals_of(draw(acts(workflow)))
    for entry in journals_of(draw(acts(following))):
        journal = journal.merge(Journal.of([attrs.evolve(entry, id=f"{entry.id} again")]))
    return workflow, following, list(journal), timedelta(minutes=draw(st.sampled_from((0, 60, 700, 1440, 4000))))


@given(changeovers(), st.integers(0, 9), st.integers(0, 3))
def test_what_is_learnt_before_or_after_a_changeover_is_judged_alike(
    story: tuple[Workflow, Workflow, list[Fact | Amendment], timedelta], held: int, seed: int
) -> None:
    """Another version takes over at a moment; how many facts are held by then, and in what order, is all the same."""
    workflow, following, entries, after = story
    shuffled = Random(seed).sample(entries, len(entries))
    told_by = []
    for number, arriving in ((len(entries), entries), (0, entries), (held, shuffled)):
        campaign = opened(workflow)
        for entry in arriving[:number]:
            campaign.merge(Journal.of([entry]))
        campaign.advance(OPENED + after)
        campaign.migrate(following)
        for entry in arriving[number:]:
            campaign.merge(Journal.of([entry]))
        campaign.advance(OPENED + timedelta(days=9))
        told_by.append(told(campaign))
        for subject in campaign.subjects("s"):
            assert campaign.case(subject).state == campaign.state(subject)
    assert told_by[0] == told_by[1] == told_by[2]


@given(stories(), st.integers(0, 5000))
def test_a_prefix_replays_to_the_past(story: tuple[Workflow, list[Act]], place: int) -> None:
    """What is learnt later changes nothing of what was known then."""
    workflow, happened = story
    known = sorted({entry.known for _, what in happened if isinstance(what, Fact | Amendment) for entry in [what]})
    if not known:
        return
    then = known[place % len(known)]
    early, late = opened(workflow), opened(workflow)
    for act in happened:
        what = act[1]
        if isinstance(what, Fact | Amendment):
            late.merge(Journal.of([what]))
            if what.known <= then:
                early.merge(Journal.of([what]))
    late.advance(max(known[-1], late.now))
    early.advance(max(then, early.now))
    assert told(late.as_of(known=then))[:4] == told(early)[:4]


@given(stories())
def test_redaction_changes_no_state_and_no_count(story: tuple[Workflow, list[Act]]) -> None:
    """Persons can be forgotten: every state, count, effect and discrepancy stays."""
    workflow, happened = story
    campaign = opened(workflow)
    for act in happened:
        do(campaign, act)
    before = told(campaign)
    campaign.redact(REGISTER)
    assert told(campaign) == before
    assert told(campaign.as_of()) == before


@given(workflows())
def test_finals_have_no_way_out(workflow: Workflow) -> None:
    """Nothing leads out of a final, and every other state leads somewhere."""
    table = workflow.table
    for position, state in enumerate(table.states):
        leads = list(table.targets(position))
        assert bool(leads) != table.is_final(position), state


@given(workflows())
def test_compiling_is_deterministic(workflow: Workflow) -> None:
    """Two equal declarations have the same states in the same order."""
    again = Workflow(workflow.name, start=workflow.start, parts=workflow.parts, orders=workflow.orders)
    assert again == workflow
    assert again.table.states == workflow.table.states
    assert again.table.moves == workflow.table.moves
