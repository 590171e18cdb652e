"""Who stayed where it was graded, beside asking for every person, place, day and hour."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import attrs
from hypothesis import event, given
from hypothesis import strategies as st

from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.people.residence import Residence
from gridcare.people.traces import Aspect, Sojourn
from gridcare.testing.strategies.grades import FIRST_HOUR, PLACES, ZONES, grade_facts
from gridcare.testing.strategies.residence import FIRST, days, moments_of, residences
from gridcare.timing.periods import moment
from gridcare.work.grades import Gradings
from gridcare.work.stays import stayed_where_graded

ZONE = "Asia/Shanghai"
START = moment("2020-02-01 00:00", ZONE)
HOUR = timedelta(hours=1)
GRADES = st.sets(st.sampled_from(("low", "middle", "high")), min_size=1).map(sorted)


def shifted(fact: Fact) -> Fact:
    """The same in the days of the residences."""
    back = FIRST_HOUR - START + timedelta(days=2)
    return attrs.evolve(fact, happened=fact.happened - back, known=fact.known - back)


def gradings() -> st.SearchStrategy[Gradings]:
    told = grade_facts(max_size=8).map(lambda facts: Journal.of(map(shifted, facts)))
    return told.map(lambda journal: Gradings(hierarchy=PLACES, scale=ZONES, zone=ZONE, journal=journal))


def units_on(residence: Residence, place: str, day: date, known: datetime | None) -> set[str]:
    """Where something was for any part of a day, from the changes alone."""
    if place in PLACES:
        return {place}
    was = residence.register[place].unit if place in residence.register else ""
    found = set()
    for change in residence.changes(FIRST, day + timedelta(days=1), known):
        if change.subject == place and change.aspect in (Aspect.THERE, Aspect.UNIT):
            if change.day == day:
                found.add(was)
            was = change.after
    return (found | {was}) - {""}


def stands(gradings: Gradings, unit: str, day: date, known: datetime | None) -> set[str]:
    """The grades that a unit stands at for any part of a day; everything happens at whole hours or at its end."""
    first = START + (day - FIRST) * 1
    moments = [first + hour * HOUR for hour in range(24)] + [first + 24 * HOUR - timedelta(microseconds=1)]
    found = (gradings.effective(unit, each, known=known) for each in moments)
    return {each.grade for each in found if each is not None}


def asked(
    residence: Residence, gradings: Gradings, grades: list[str], since: date, until: date, known: datetime | None
) -> Iterator[tuple[str, str, date]]:
    people = {
        *residence.register.ids("resident"),
        *(each.subject for each in residence.changes(FIRST, date.max, known)),
    }
    day = since
    while day < until:
        for person in people:
            for sojourn in residence.sojourns(person, known):
                if sojourn.since <= day <= (sojourn.until or date.max):
                    for unit in units_on(residence, sojourn.place, day, known):
                        if stands(gradings, unit, day, known) & set(grades):
                            yield person, sojourn.place, day
        day += timedelta(days=1)


@given(
    residences(hierarchy=PLACES, max_size=6), gradings(), GRADES, days(), st.integers(0, 4), st.none() | moments_of()
)
def test_it_tells_whoever_was_there_on_each_day_of_the_grade(
    residence: Residence, told: Gradings, grades: list[str], since: date, length: int, known: datetime | None
) -> None:
    until = since + timedelta(days=length)
    found = stayed_where_graded(residence, told, grades, since, until, known=known)
    expected = set(asked(residence, told, grades, since, until, known))
    event("somebody stayed" if expected else "nobody stayed")
    assert expected == {(stay.sojourn.person, stay.sojourn.place, day) for stay in found for day in stay.days}
    assert all(stay.days and list(stay.days) == sorted(set(stay.days)) for stay in found)


@given(residences(hierarchy=PLACES, max_size=6), gradings(), GRADES, days(), st.integers(0, 4), moments_of())
def test_at_a_moment_it_is_everybody_who_stayed_in_the_units_that_stand_at_the_grade(
    residence: Residence, told: Gradings, grades: list[str], since: date, length: int, at: datetime
) -> None:
    until = since + timedelta(days=length)
    found = {stay.sojourn for stay in stayed_where_graded(residence, told, grades, since, until, at=at)}
    graded = {unit for unit in PLACES if (each := told.effective(unit, at)) is not None and each.grade in grades}
    expected: set[Sojourn] = set()
    for unit in graded:
        if graded.issuperset(PLACES.descendants(unit)):
            expected.update(residence.stayed(unit, since, until))
    assert expected <= found
    assert found <= set(residence.stayed("a", since, until))
    for sojourn in found:
        assert graded & {unit for _, _, unit in residence.located(sojourn.place)}
