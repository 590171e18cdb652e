"""The grades of places: refused lifts, late knowledge, the highest on the path, when something changes."""

import datetime as dt
from itertools import pairwise

import attrs
from hypothesis import given
from hypothesis import strategies as st

from gridcare.facts.fact import Fact, instant
from gridcare.facts.journal import Journal
from gridcare.testing.strategies.grades import FIRST_HOUR, PLACES, ZONES, grade_facts, hours, scales
from gridcare.work.grades import GRADED, Gradings
from gridcare.work.scales import Scale

ZONE = "Asia/Shanghai"
UNITS = ("a", "q", "b1", "b2")
HOUR = dt.timedelta(hours=1)


def told(facts: tuple[Fact, ...], scale: Scale = ZONES) -> Gradings:
    return Gradings(hierarchy=PLACES, scale=scale, zone=ZONE, journal=Journal.of(facts))


def answers(gradings: Gradings, unit: str, at: dt.datetime, known: dt.datetime | None = None) -> tuple[object, ...]:
    """All that a host may ask about one place."""
    return (
        gradings.grade(unit, at, known=known),
        gradings.effective(unit, at, known=known),
        gradings.needed(unit, at, known=known),
        gradings.due(unit, at, known=known),
    )


@given(grade_facts(), scales(), hours())
def test_a_refused_grading_changes_no_grade_and_no_clock(
    facts: tuple[Fact, ...], scale: Scale, at: dt.datetime
) -> None:
    gradings = told(facts, scale)
    refused = {move.fact for unit in UNITS for move in gradings.moves(unit) if not move.accepted}
    without = told(tuple(fact for fact in facts if fact.id not in refused), scale)
    for unit in UNITS:
        assert answers(without, unit, at) == answers(gradings, unit, at)


@given(grade_facts(), scales(), hours(), hours())
def test_late_knowledge_never_changes_what_was_known_then(
    facts: tuple[Fact, ...], scale: Scale, at: dt.datetime, known: dt.datetime
) -> None:
    then = told(tuple(fact for fact in facts if fact.known <= known), scale)
    now = told(facts, scale)
    for unit in UNITS:
        assert answers(then, unit, at, known) == answers(now, unit, at, known)
        assert then.moves(unit, known=known) == now.moves(unit, known=known)


@given(grade_facts(), scales())
def test_a_lift_holds_every_condition_as_known_when_it_was_signed(facts: tuple[Fact, ...], scale: Scale) -> None:
    gradings = told(facts, scale)
    for unit in UNITS:
        moves = gradings.moves(unit)
        for move in moves:
            judged = {refusal.code for refusal in move.refused} <= {"grade.condition", "grade.authority"}
            if move.falls and judged and [other.at for other in moves].count(move.at) == 1:
                known = (fact for fact in facts if fact.kind == GRADED or fact.known <= move.at)
                before = told(tuple(fact for fact in known if fact.id != move.fact), scale)
                way = next(each for each in before.needed(unit, move.at) if each.to == move.to)
                allowed = not way.by or move.by in way.by
                assert move.accepted is (way.is_open and allowed)


@given(grade_facts(), scales(), hours())
def test_the_same_facts_in_any_order_give_the_same_answers(
    facts: tuple[Fact, ...], scale: Scale, at: dt.datetime
) -> None:
    in_order = tuple(sorted(facts, key=lambda fact: (instant(fact.happened), fact.id)))
    one, other = told(facts, scale), told(in_order[::-1], scale)
    for unit in UNITS:
        assert answers(one, unit, at) == answers(other, unit, at)
        assert one.findings(unit, at) == other.findings(unit, at)


@given(grade_facts(), scales(), hours())
def test_a_place_feels_the_highest_grade_on_its_way_to_the_root(
    facts: tuple[Fact, ...], scale: Scale, at: dt.datetime
) -> None:
    gradings = told(facts, scale)
    for unit in UNITS:
        way = [gradings.grade(place, at) for place in (unit, *PLACES.ancestors(unit))]
        felt = gradings.effective(unit, at)
        assert scale.highest(each.grade for each in way if each) == (felt.grade if felt else None)
        assert felt is None or felt in way


@given(grade_facts(), scales(), hours())
def test_nothing_changes_before_the_next_change(facts: tuple[Fact, ...], scale: Scale, at: dt.datetime) -> None:
    gradings = told(facts, scale)
    for unit in ("q", "b1"):
        turn = gradings.next_change(unit, at)
        assert turn is None or turn > at
        last = turn if turn is not None else at + 12 * 24 * HOUR
        grade, opened, due = gradings.grade(unit, at), *_open(gradings, unit, at)
        for later in (at + HOUR * step for step in range(1, 24 * 12, 5)):
            if later < last:
                assert (grade, opened, due) == (gradings.grade(unit, later), *_open(gradings, unit, later))


def _open(gradings: Gradings, unit: str, at: dt.datetime) -> tuple[list[object], list[str]]:
    ways = [(way.to, [check.met for check in way.checks]) for way in gradings.needed(unit, at)]
    return list(ways), [way.to for way in gradings.due(unit, at)]


@given(grade_facts(), scales())
def test_moves_follow_one_another(facts: tuple[Fact, ...], scale: Scale) -> None:
    gradings = told(facts, scale)
    for unit in UNITS:
        moves = gradings.moves(unit)
        assert len(moves) == sum(fact.kind == GRADED and unit in fact.subjects for fact in facts)
        accepted = [move for move in moves if move.accepted]
        assert [move.to for move in accepted[:-1]] == [move.start for move in accepted[1:]]
        assert all(one.at <= other.at for one, other in pairwise(moves))
        assert all(move.to in scale for move in accepted)


@given(grade_facts(), scales(), hours(), st.sampled_from(("b1", "b2", "q")))
def test_an_adverse_fact_shuts_every_way_down_from_the_places_around_it_and_no_other(
    facts: tuple[Fact, ...], scale: Scale, at: dt.datetime, place: str
) -> None:
    positive = Fact(id="new", kind="positive", subjects=(place,), happened=FIRST_HOUR, known=FIRST_HOUR)
    positive = attrs.evolve(positive, happened=at, known=at)
    before, after = told(facts, scale), told((*facts, positive), scale)
    for unit in ("q", "b1"):
        ways = zip(before.needed(unit, at, known=at), after.needed(unit, at, known=at), strict=True)
        inside = PLACES.inside(place, unit)
        assert all(not became.is_open if inside else was == became for was, became in ways)
