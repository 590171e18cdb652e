"""People under observation: figures add up, knowledge does not reach back, a release is an act."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from gridcare.attributes import Attributes
from gridcare.facts.discrepancies import Refused
from gridcare.facts.fact import Amendment, Fact
from gridcare.facts.journal import Journal
from gridcare.places.hierarchy import Hierarchy, Level, Unit
from gridcare.timing.anchors import Earliest, FirstAvailable, Latest
from gridcare.timing.slots import LAST, Daily, OnDays
from gridcare.timing.timelines import Phase, Reset, Timeline
from gridcare.work.effects import Notify, Open
from gridcare.work.episodes import ENROLLED, EXIT, Exit
from gridcare.work.observation import Observations, ReleaseRefused
from gridcare.work.protocols import BEGAN, ENDED, OUTING, SYMPTOM, Event, Outings, Protocol, Restriction, Whenever
from gridcare.work.readings import Confirming, CutOff, ReadingRule
from gridcare.work.release import AUTHORITY, AllNegative, NoOpen, Release, Signed

START = datetime(2020, 2, 1, tzinfo=UTC)
ZONE = "Asia/Shanghai"
END = START + timedelta(days=12)
PLACES = Hierarchy(
    Level.ordered("street", "community"),
    (Unit("s", "S", "street"), Unit("c1", "One", "community", "s"), Unit("c2", "Two", "community", "s")),
)
SHORT = Protocol(
    name="short",
    kind="home medical",
    timeline=Timeline(
        anchor=FirstAvailable((Latest("exposure"), Earliest("arrival"), Earliest(ENROLLED))),
        phases=(
            Phase(
                "home",
                days=3,
                slots=(
                    Daily("meet", windows=("07:00-11:00", "16:00-22:00"), late="2h", entry="6h", answered_by="reading"),
                    OnDays("test", days=(1, LAST), late="24h"),
                ),
            ),
        ),
        resets=(Reset("exposure"),),
    ),
    readings=(
        ReadingRule(
            kind="reading",
            field="celsius",
            cut_offs=(CutOff(at="37.3"),),
            plausible=(30, 45),
            confirming=Confirming(within="1h"),
        ),
    ),
    tests="test",
    restriction=Restriction(outings=Outings.FORBIDDEN, legal_class="B as A"),
    release=Release(guards=(NoOpen(SYMPTOM), NoOpen("reading"), AllNegative("test"), Signed("notice", by="office"))),
    follows=(
        Whenever(Event.ALARM, Notify("health centre")),
        Whenever(Event.BREACH, Open("emergency")),
        Whenever(Event.EXIT, Notify("office"), reason="lost"),
    ),
)
OUTCOMES = {
    "test": (*(["negative"] * 9), "positive"),
    SYMPTOM: (BEGAN, ENDED, ENDED),
    OUTING: ("seen",),
    EXIT: (*Exit, Exit.RELEASED, Exit.RELEASED),
}


@st.composite
def courses(draw: st.DrawFn) -> list[Fact | Amendment]:
    """
    What happened to a few people: for each a course that could end well, bent here and there.

    Walked in order (exposure, enrolment, meets, tests, notice, exit), with delays in entering, odd kinds and
    corrections thrown in.
    """
    told: list[Fact | Amendment] = []
    for person in draw(st.lists(st.sampled_from(("p1", "p2", "p3")), min_size=1, max_size=3, unique=True)):
        unit = draw(st.sampled_from(("c1", "c2")))
        begin = draw(st.integers(0, 9))
        steps: list[tuple[str, int]] = [("exposure", begin), (ENROLLED, begin + draw(st.integers(1, 5)))]
        for day in range(1, 4):
            steps += [("reading", 24 * day + draw(st.integers(0, 14)))] * draw(st.integers(0, 2))
        steps += [("test", 24 * day + 4) for day in draw(st.sampled_from(((1, 3), (1, 3), (1,), (1, 3, 3))))]
        steps += [("notice", 24 * 4), (EXIT, 24 * draw(st.sampled_from((2, 4, 4, 5))) + 6)]
        odd = st.sampled_from(("exposure", "reading", SYMPTOM, OUTING, EXIT, ENROLLED, "test", "reading"))
        steps += [(draw(odd), draw(st.integers(0, 24 * 9))) for _ in range(draw(st.sampled_from((0, 0, 1, 3))))]
        for kind, hour in steps:
            happened = START + timedelta(hours=hour, minutes=draw(st.sampled_from((0, 0, 20))))
            fact = Fact(
                id=f"{person}-{len(told)}",
                kind=kind,
                subjects=(person,),
                happened=happened,
                known=happened + timedelta(hours=draw(st.sampled_from((0, 0, 0, 0, 5, 30)))),
                outcome=str(draw(st.sampled_from(OUTCOMES.get(kind, ("",))))),
                answers=Attributes(
                    {
                        "unit": unit,
                        "name": "cough",
                        "celsius": draw(st.sampled_from((36.5, 36.8, 36.9, 37.5))),
                        AUTHORITY: "office",
                    }
                ),
            )
            told.append(fact)
            if draw(st.integers(0, 9)) == 0:
                moved = draw(st.booleans())
                later = Fact(
                    id=fact.id,
                    kind=kind,
                    subjects=(person,),
                    happened=fact.happened - timedelta(hours=2 * moved),
                    known=fact.known,
                    outcome="positive" if kind == "test" else fact.outcome,
                    answers=fact.answers.with_(celsius=36.6),
                )
                known = fact.known + timedelta(hours=draw(st.sampled_from((1, 40))))
                new = draw(st.sampled_from((later, None)))
                told.append(Amendment(id=f"k{fact.id}", of=fact.id, known=known, fact=new))
    return told


def watching(entries: list[Fact | Amendment]) -> Observations:
    return Observations(SHORT, zone=ZONE, hierarchy=PLACES).merge(Journal.of(entries))


hours = st.integers(0, 24 * 11).map(lambda hour: START + timedelta(hours=hour))


@given(courses(), hours, hours)
def test_enrolled_is_active_and_exits_in_episodes_and_persons_and_units(
    entries: list[Fact | Amendment], at: datetime, known: datetime
) -> None:
    found = watching(entries)
    for stock in (found.stock(at, known), found.persons(at, known), found.stock(), found.stock(at, known, "c1")):
        assert stock.enrolled == stock.active + stock.exits.total
    parts = [found.stock(at, known, unit) for unit in ("c1", "c2")]
    assert found.stock(at, known, "s") == found.stock(at, known)
    assert found.stock(at, known).enrolled == sum(part.enrolled for part in parts)
    assert found.stock(at, known).active == sum(part.active for part in parts)
    persons = {episode.person for episode in found.episodes(at, known)}
    assert len(persons) == found.persons(at, known).enrolled
    assert found.persons(at, known).active == found.stock(at, known).active


@given(courses())
def test_flows_add_up_to_the_stock(entries: list[Fact | Amendment]) -> None:
    found = watching(entries)
    days = found.daily(date(2020, 1, 31), date(2020, 2, 15))
    whole = found.stock()
    assert whole.enrolled == sum(day.enrolled for day in days)
    assert whole.exits.total == sum(day.exits.total for day in days)
    assert whole.active == days[-1].active
    later = found.daily(date(2020, 2, 4), date(2020, 2, 15))
    assert days[4:] == later


@given(courses(), st.randoms(use_true_random=False), hours)
def test_the_order_of_arrival_does_not_matter(entries: list[Fact | Amendment], random: Random, at: datetime) -> None:
    shuffled = list(entries)
    random.shuffle(shuffled)
    one, other = watching(entries), watching([])
    for entry in shuffled:
        other = other.merge(Journal.of([entry]))
    assert one == other
    assert one.episodes(at) == other.episodes(at)
    assert one.discrepancies() == other.discrepancies()
    assert one.findings(END) == other.findings(END)
    assert one.effects(END) == other.effects(END)


@given(courses(), hours, hours)
def test_what_is_learnt_later_never_changes_what_was_known_then(
    entries: list[Fact | Amendment], at: datetime, known: datetime
) -> None:
    at = min(at, known)
    then = watching([entry for entry in entries if entry.known <= known])
    now = watching(entries)
    assert then.episodes(at, known) == now.episodes(at, known)
    assert then.effects(at, known) == now.effects(at, known)
    assert then.findings(at, known) == now.findings(at, known)
    for person in {episode.person for episode in now.episodes(at, known)}:
        assert then.watch(person, at, known).table == now.watch(person, at, known).table


@settings(max_examples=60)
@given(courses())
def test_a_release_is_signed_only_when_every_guard_holds_as_known_then_and_nothing_reopens_it(
    entries: list[Fact | Amendment],
) -> None:
    found = Observations(SHORT, zone=ZONE, hierarchy=PLACES)
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


@given(courses())
def test_effects_follow_from_events_that_are_there(entries: list[Fact | Amendment]) -> None:
    found = watching(entries)
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
    assert breaches == {effect.cause for effect in found.effects(END) if effect.kind == "open"}
