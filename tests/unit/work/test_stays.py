"""Who stayed where it was graded: relocations, grades from above, late knowledge, and grades that are none."""

from datetime import date, datetime

import pytest

from gridcare.errors import UnknownName
from gridcare.facts.fact import Fact, Precision
from gridcare.facts.journal import Journal
from gridcare.people import movements
from gridcare.people.occupancy import OtherPlaces
from gridcare.people.register import Register
from gridcare.people.residence import NoRegisterYet, Residence
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.testing.strategies.grades import PLACES, ZONES
from gridcare.timing.periods import moment
from gridcare.work.grades import Gradings, grading
from gridcare.work.stays import stayed_where_graded

ZONE = "Asia/Shanghai"
ROWS = (
    Subject(id="h1", kind="household", unit="b1"),
    Subject(id="r1", kind="resident", unit="b1", containers=("h1",)),
    Subject(id="r2", kind="resident", unit="a"),
)
SINCE, UNTIL = date(2020, 2, 1), date(2020, 2, 11)


def at(day: int, hour: int = 0) -> datetime:
    return moment(f"2020-02-{day:02} {hour:02}:00", ZONE)


def graded(id: str, unit: str, grade: str, happened: datetime, known: datetime | None = None) -> Fact:
    return grading(
        id,
        scale="zone",
        unit=unit,
        grade=grade,
        by="upper",
        happened=happened,
        known=known or happened,
        precision=Precision.MINUTE,
    )


def days(
    *gradings: Fact, grade: str = "high", moved: tuple[Fact, ...] = (), **options: datetime
) -> dict[str, list[int]]:
    residence = Residence(Register(PLACES, ROWS), SINCE, Journal.of(moved), zone=ZONE)
    told = Gradings(hierarchy=PLACES, scale=ZONES, zone=ZONE, journal=Journal.of(gradings))
    stays = stayed_where_graded(residence, told, grade, SINCE, UNTIL, **options)
    return {stay.sojourn.person: [day.day for day in stay.days] for stay in stays}


class TestDays:
    def test_a_household_that_moved_out_of_the_unit_is_there_no_more(self) -> None:
        away = movements.relocation("m", "h1", unit="b2", happened=at(5))
        assert {"r1": [3, 4, 5]} == days(graded("z", "b1", "high", at(3, 9)), moved=(away,))

    def test_a_household_that_moved_into_the_unit_was_not_there_before(self) -> None:
        came = movements.relocation("m", "h1", unit="b2", happened=at(5))
        assert {"r1": [5, 6, 7, 8, 9, 10]} == days(graded("z", "b2", "high", at(3, 9)), moved=(came,))

    def test_a_person_is_there_from_the_day_of_coming_to_the_day_of_leaving(self) -> None:
        came = movements.move("m1", "r2", into="h1", happened=at(5))
        gone = movements.departure("m2", "r1", happened=at(6))
        assert {"r1": [3, 4, 5, 6], "r2": [5, 6, 7, 8, 9, 10]} == days(
            graded("z", "b1", "high", at(3, 9)), moved=(came, gone)
        )

    def test_a_movement_known_later_was_not_known_then(self) -> None:
        away = movements.relocation("m1", "h1", unit="a", happened=at(5), known=at(8))
        came = movements.move("m2", "r2", into="h1", happened=at(4), known=at(8))
        zone = graded("z", "b1", "high", at(3, 9))
        assert {"r1": [3, 4, 5, 6, 7, 8, 9, 10]} == days(zone, moved=(away, came), known=at(7))
        assert {"r1": [3, 4, 5], "r2": [4, 5]} == days(zone, moved=(away, came), known=at(8))

    def test_a_grade_from_above_counts_from_its_hour_on(self) -> None:
        own, above = graded("z1", "b1", "middle", at(3, 9)), graded("z2", "q", "high", at(10, 9))
        assert {"r1": [10]} == days(own, above)
        assert {"r1": [3, 4, 5, 6, 7, 8, 9, 10]} == days(own, above, grade="middle")

    def test_what_was_known_later_was_not_known_then(self) -> None:
        told = graded("z1", "b1", "middle", at(3, 9)), graded("z2", "b1", "high", at(4, 9), known=at(8))
        assert {} == days(*told, known=at(7))
        assert {"r1": [3, 4, 5, 6, 7, 8, 9, 10]} == days(*told, grade="middle", known=at(7))
        assert {"r1": [4, 5, 6, 7, 8, 9, 10]} == days(*told, known=at(8))

    def test_at_a_moment_everybody_who_was_there_in_the_days_before_is_told(self) -> None:
        away = movements.relocation("m", "h1", unit="b2", happened=at(5))
        assert {"r1": [1, 2, 3, 4, 5]} == days(graded("z", "b1", "high", at(9)), moved=(away,), at=at(10))
        assert {} == days(graded("z", "b1", "high", at(9)), at=at(8))


def test_other_maps_are_refused_rather_than_nobody_told() -> None:
    elsewhere = Register(Hierarchy((Level("grid"),), [Unit("g", "", "grid")]), [])
    told = Gradings(hierarchy=PLACES, scale=ZONES, zone=ZONE, journal=Journal())
    with pytest.raises(OtherPlaces, match="different hierarchies"):
        stayed_where_graded(Residence(elsewhere, SINCE, zone=ZONE), told, "high", SINCE, UNTIL)


def test_of_days_before_the_first_register_nobody_knows_anything() -> None:
    residence = Residence(Register(PLACES, ROWS), SINCE, zone=ZONE)
    told = Gradings(hierarchy=PLACES, scale=ZONES, zone=ZONE, journal=Journal())
    with pytest.raises(NoRegisterYet, match="2020-01-31"):
        stayed_where_graded(residence, told, "high", date(2020, 1, 31), UNTIL)


def test_days_are_those_of_the_residence() -> None:
    residence = Residence(Register(PLACES, ROWS), SINCE, zone="Pacific/Honolulu")
    journal = Journal.of([graded("z", "b1", "high", at(3, 9))])
    told = Gradings(hierarchy=PLACES, scale=ZONES, zone=ZONE, journal=journal)
    (stay,) = stayed_where_graded(residence, told, "high", SINCE, UNTIL)
    assert date(2020, 2, 2) == stay.days[0]


def test_a_grade_that_is_none_is_refused() -> None:
    with pytest.raises(UnknownName, match="'hihg'"):
        days(grade="hihg")
