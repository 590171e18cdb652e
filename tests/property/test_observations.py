"""People under observation: figures add up, knowledge does not reach back, a release is an act."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from gridcare.facts.discrepancies import Refused
from gridcare.facts.fact import Amendment, Fact
from gridcare.facts.journal import Journal
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.testing.strategies.observation import measurements, observation_courses, protocols, reading_rules
from gridcare.work.episodes import EXIT, Exit
from gridcare.work.observation import Observations, ReleaseRefused
from gridcare.work.protocols import OUTING, Outings
from gridcare.work.readings import AlarmState, Measurement, ReadingRule

Drawn = tuple[Observations, list[Fact | Amendment]]
START = datetime(2020, 2, 1, tzinfo=UTC)  # eight in the morning there
ZONE = "Asia/Shanghai"
END = START + timedelta(days=16)
PLACES = Hierarchy(
    Level.ordered("street", "community"),
    (Unit("s", "S", "street"), Unit("c1", "One", "community", "s"), Unit("c2", "Two", "community", "s")),
)


@st.composite
def watchings(draw: st.DrawFn) -> Drawn:
    """An empty value for a protocol, and a course under it."""
    protocol = draw(protocols())
    course = draw(observation_courses(protocol, START, units=("c1", "c2")))
    return Observations(protocol, zone=ZONE, hierarchy=PLACES), course


hours = st.integers(0, 24 * 11).map(lambda hour: START + timedelta(hours=hour))


@given(reading_rules(), measurements(START), st.integers(0, 700), st.randoms(use_true_random=False))
def test_alarms_follow_one_another_and_do_not_depend_on_the_order_of_readings(
    rule: ReadingRule, readings: list[Measurement], minute: int, random: Random
) -> None:
    at = START + timedelta(minutes=minute)
    alarms = rule.alarms(readings, at)
    shuffled = list(readings)
    random.shuffle(shuffled)
    assert alarms == rule.alarms(shuffled, at)
    assert alarms == rule.alarms([each for each in readings if each.happened <= at], at)
    for earlier, later in pairwise(alarms):
        assert earlier.first.happened <= later.first.happened
        assert not earlier.stands
    for alarm in alarms:
        assert rule.abnormal(alarm.first) is True
        assert alarm.state is not AlarmState.REFUTED or rule.abnormal(alarm.by[-1]) is False
    judged = [each for each in readings if each.happened <= at and rule.abnormal(each)]
    assert bool(judged) == bool(alarms)


@given(watchings(), hours, hours)
def test_enrolled_is_active_and_exits_in_episodes_and_persons_and_units(
    drawn: Drawn, at: datetime, known: datetime
) -> None:
    empty, entries = drawn
    found = empty.merge(Journal.of(entries))
    for stock in (found.stock(at, known), found.persons(at, known), found.stock(), found.stock(at, known, "c1")):
        assert stock.enrolled == stock.active + stock.exits.total
    parts = [found.stock(at, known, unit) for unit in ("c1", "c2")]
    assert found.stock(at, known, "s") == found.stock(at, known)
    assert found.stock(at, known).enrolled == sum(part.enrolled for part in parts)
    assert found.stock(at, known).active == sum(part.active for part in parts)
    persons = {episode.person for episode in found.episodes(at, known)}
    assert len(persons) == found.persons(at, known).enrolled
    assert found.persons(at, known).active == found.stock(at, known).active


@given(watchings())
def test_flows_add_up_to_the_stock(drawn: Drawn) -> None:
    empty, entries = drawn
    found = empty.merge(Journal.of(entries))
    days = found.daily(date(2020, 1, 31), date(2020, 2, 20))
    whole = found.stock()
    assert whole.enrolled == sum(day.enrolled for day in days)
    assert whole.exits.total == sum(day.exits.total for day in days)
    assert whole.active == days[-1].active
    later = found.daily(date(2020, 2, 4), date(2020, 2, 20))
    assert days[4:] == later


@given(watchings(), st.randoms(use_true_random=False), hours)
def test_the_order_of_arrival_does_not_matter(drawn: Drawn, random: Random, at: datetime) -> None:
    empty, entries = drawn
    shuffled = list(entries)
    random.shuffle(shuffled)
    one, other = empty.merge(Journal.of(entries)), empty
    for entry in shuffled:
        other = other.merge(Journal.of([entry]))
    assert one == other
    assert one.episodes(at) == other.episodes(at)
    assert one.discrepancies() == other.discrepancies()
    assert one.findings(END) == other.findings(END)
    assert one.effects(END) == other.effects(END)


@given(watchings(), hours, hours)
def test_what_is_learnt_later_never_changes_what_was_known_then(drawn: Drawn, at: datetime, known: datetime) -> None:
    empty, entries = drawn
    at = min(at, known)
    then = empty.merge(Journal.of([entry for entry in entries if entry.known <= known]))
    now = empty.merge(Journal.of(entries))
    assert then.episodes(at, known) == now.episodes(at, known)
    assert then.effects(at, known) == now.effects(at, known)
    assert then.findings(at, known) == now.findings(at, known)
    for person in {episode.person for episode in now.episodes(at, known)}:
        assert then.watch(person, at, known).table == now.watch(person, at, known).table


@settings(max_examples=min(60, settings().max_examples))
@given(watchings())
def test_a_release_is_signed_only_when_every_guard_holds_as_known_then_and_nothing_reopens_it(
    drawn: Drawn,
) -> None:
    found, entries = drawn
    released: dict[str, str] = {}
    for entry in sorted(entries, key=lambda entry: (entry.known, isinstance(entry, Amendment), entry.id)):
        if isinstance(entry, Amendment):
            continue
        before = found
        try:
            found = found.record(entry)
        except (ReleaseRefused, Refused):
            continue
        for person, exit_ in released.items():
            kept = [each.exit.id for each in found.histories()[person].episodes if each.exit is not None]
            assert exit_ in kept
        if entry.kind == EXIT and entry.outcome == Exit.RELEASED:
            person = entry.subjects[0]
            decision = before.release(person, signed_by="office", at=entry.happened, known=entry.known)
            assert decision.granted
            released[person] = entry.id
    unfounded = {each.entry for each in found.findings(END) if each.code == "unfounded-release"}
    assert not unfounded & set(released.values())


@given(watchings())
def test_effects_follow_from_events_that_are_there(drawn: Drawn) -> None:
    empty, entries = drawn
    found = empty.merge(Journal.of(entries))
    by_id = {fact.id: fact for fact in found.journal.facts()}
    for effect in found.effects(END):
        cause = by_id[effect.cause]
        assert effect.subject in cause.subjects
        assert (effect.kind, effect.what, cause.kind) in {
            ("notify", "health centre", "reading"),
            ("open", "emergency", OUTING),
            ("notify", "office", EXIT),
        }
    breaches = {each.entry for each in found.findings(END) if each.code == "breach"}
    assert not breaches or empty.protocols[0].restriction.outings is not Outings.FREE
    assert breaches == {effect.cause for effect in found.effects(END) if effect.kind == "open"}
