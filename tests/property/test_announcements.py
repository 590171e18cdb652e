"""Whoever follows the announced orders stands at the grade of the place, at every moment and after every correction."""

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.testing.strategies.grades import PLACES, ZONES, grade_facts, hours
from gridcare.work.announcements import announced
from gridcare.work.grades import GRADED, Gradings

ZONE = "Asia/Shanghai"
SUBJECTS = {"h1": "b1", "h2": "b2", "h3": "q", "h4": "a", "h5": "b1"}
OUTCOMES = {"low": "lowered", "middle": "watch", "high": "leave"}


def told(facts: tuple[Fact, ...]) -> Gradings:
    return Gradings(hierarchy=PLACES, scale=ZONES, zone=ZONE, journal=Journal.of(facts))


@given(grade_facts(), hours())
def test_the_last_order_heard_is_the_grade_of_the_place(facts: tuple[Fact, ...], at: dt.datetime) -> None:
    gradings = told(facts)
    orders = announced(gradings, SUBJECTS, order="level", outcomes=OUTCOMES)
    for subject, unit in SUBJECTS.items():
        heard = [order.outcome for order in orders if subject in order.subjects and order.happened <= at]
        standing = gradings.effective(unit, at)
        assert heard[-1:] == ([] if standing is None else [OUTCOMES[standing.grade]])
        assert all(one != other for one, other in pairwise(heard))


@given(grade_facts(), st.sampled_from(tuple(OUTCOMES)))
def test_they_are_made_of_accepted_gradings_once_each(facts: tuple[Fact, ...], silent: str) -> None:
    gradings = told(facts)
    accepted = {move.fact for unit in PLACES for move in gradings.moves(unit) if move.accepted}
    outcomes = {grade: outcome for grade, outcome in OUTCOMES.items() if grade != silent}
    orders = announced(gradings, SUBJECTS, order="level", outcomes=outcomes)
    assert len({order.id for order in orders}) == len(orders)
    assert {order.id.split("/")[1] for order in orders} <= accepted
    assert OUTCOMES[silent] not in {order.outcome for order in orders}
    assert all(order.known >= order.happened for order in orders)
    assert orders == announced(told(facts[::-1]), SUBJECTS, order="level", outcomes=outcomes)
    kinds = {entry.kind for entry in gradings.journal if isinstance(entry, Fact)}
    assert orders == () or GRADED in kinds
