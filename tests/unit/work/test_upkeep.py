"""Sanitation and publicity as slots over spots, and drives followed to their end."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from gridcare.attributes import Attributes, Scalar
from gridcare.errors import DefinitionError, UnknownName
from gridcare.facts.fact import Amendment, Fact
from gridcare.facts.journal import Journal
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.timing.deadlines import OPENED, Deadline
from gridcare.timing.periods import Interval, moment
from gridcare.timing.slots import Daily, EveryDays, SlotState, Weekly
from gridcare.work.upkeep import Drive, Spot, Upkeep, UpkeepLog, activities

ZONE = "Asia/Shanghai"
DAY = date(2020, 2, 10)
STREET = Hierarchy(
    Level.ordered("street", "community"),
    (Unit("s", "", "street"), Unit("c1", "", "community", "s"), Unit("c2", "", "community", "s")),
)


def at(clock: str, day: int = 0) -> datetime:
    return moment(f"{DAY + timedelta(days=day)} {clock}", ZONE)


def done(kind: str, spot: str, when: datetime, *, known: datetime | None = None, **answers: Scalar) -> Fact:
    return Fact(
        id=f"{kind} {spot} {when}",
        kind=kind,
        subjects=(spot,),
        happened=when,
        known=known or when,
        answers=Attributes(answers),
    )


def log(spots: Iterable[Spot], upkeeps: Iterable[Upkeep] = (), facts: Iterable[Fact] = ()) -> UpkeepLog:
    return UpkeepLog(hierarchy=STREET, spots=spots, upkeeps=upkeeps, journal=Journal.of(facts), zone=ZONE)


def spot(id: str, kind: str, unit: str = "c1", area: str = "0", until: date | None = None) -> Spot:
    return Spot(id=id, kind=kind, unit=unit, since=DAY, until=until, area=Decimal(area))


TWICE = Upkeep(
    "disinfection",
    of=("lift", "corridor"),
    slots=(Daily("disinfected", windows=("06:00-12:00", "14:00-20:00"), late="1h", entry="12h"),),
)


class TestSlots:
    def test_nb09_lifts_and_corridors_twice_a_day_comply_by_slot(self) -> None:
        facts = (
            done("disinfected", "lift", at("07:00")),
            done("disinfected", "lift", at("20:30")),
            done("disinfected", "corridor", at("15:00"), known=at("23:00", 1)),
        )
        kept = log((spot("lift", "lift"), spot("corridor", "corridor", "c2")), (TWICE,), facts)
        told = kept.compliance("disinfection", "s", at("23:30"), at("23:30", 2))
        assert 1 == told["done on time"] == told["done late"] == told["missed"] == told["entered late"]
        assert Fraction(3, 4) == told.share
        assert ["corridor"] == [each.id for each in kept.lacking("disinfection", "s", DAY, at("23:30"))]

    def test_xz02_a_compound_without_todays_post_is_listed(self) -> None:
        posts = Upkeep("posts", of="compound group", slots=(Daily("posted"),))
        groups = (spot("north", "compound group"), spot("south", "compound group", "c2"))
        kept = log(groups, (posts,), (done("posted", "north", at("09:00")), done("posted", "south", at("09:00", -1))))
        assert ["south"] == [each.id for each in kept.lacking("posts", "s", DAY, at("18:00"))]
        assert [] == [each.id for each in kept.lacking("posts", "c1", DAY, at("18:00"))]

    def test_xz09_each_kind_of_spot_has_its_rule_and_xz14_hauling_is_no_disinfection(self) -> None:
        bins = (
            Upkeep("bins disinfected", of="rubbish station", slots=(Daily("disinfected"),)),
            Upkeep("bins hauled", of="rubbish station", slots=(EveryDays("hauled", n=2),)),
        )
        kept = log((spot("bins", "rubbish station"),), bins, (done("hauled", "bins", at("10:00")),))
        assert 1 == kept.compliance("bins hauled", "s", at("12:00", 1))["done on time"]
        assert 1 == kept.compliance("bins disinfected", "s", at("12:00", 1))["missed"]

    def test_yx14_markets_are_patrolled_on_their_days(self) -> None:
        patrol = Upkeep("patrol", of="market", slots=(Weekly("patrolled", on=("monday", "thursday")),))
        kept = log((spot("market", "market"),), (patrol,), (done("patrolled", "market", at("10:00")),))
        told = kept.compliance("patrol", "s", at("12:00", 6))
        assert (1, 1) == (told["done on time"], told["missed"])
        week = Interval(at("00:00", 1), at("00:00", 7))
        assert (0, 1) == (
            kept.compliance("patrol", "s", at("12:00", 6), days=week)["done on time"],
            kept.compliance("patrol", "s", at("12:00", 6), days=week)["missed"],
        )

    def test_nothing_is_owed_once_a_spot_is_gone(self) -> None:
        kept = log((spot("lift", "lift", until=DAY + timedelta(days=1)),), (TWICE,))
        told = kept.compliance("disinfection", "s", at("23:00", 5))
        assert 2 == told.owed == told["missed"]
        assert 0 == told.share

    def test_one_visit_may_do_several_spots_and_a_strange_one_is_listed(self) -> None:
        visit = Fact(id="v", kind="disinfected", subjects=("lift", "nowhere"), happened=at("07:00"), known=at("07:00"))
        kept = log((spot("lift", "lift"),), (TWICE,), (visit,))
        assert 1 == kept.compliance("disinfection", "s", at("11:00"))["done on time"]
        (odd,) = kept.discrepancies
        assert ("no-such-spot", ("nowhere",)) == (odd.code, odd.subjects)

    def test_a_visit_that_is_put_on_another_spot_counts_there_from_when_that_is_known(self) -> None:
        first = done("disinfected", "lift", at("07:00"))
        moved = Amendment(id="k", of=first.id, known=at("09:00"), fact=attrs.evolve(first, subjects=("corridor",)))
        spots = (spot("lift", "lift"), spot("corridor", "corridor"))
        kept = attrs.evolve(log(spots, (TWICE,)), journal=Journal.of((first, moved)))
        for known, done_one in ((at("08:00"), "lift"), (at("10:00"), "corridor")):
            answered = [
                each.id for each in spots if kept.table("disinfection", each.id, known).of(SlotState.DONE_ON_TIME)
            ]
            assert [done_one] == answered

    def test_a_log_without_spots_complies_with_nothing(self) -> None:
        assert log((), (TWICE,)).compliance("disinfection", "s", at("12:00")).share is None


class TestDrives:
    """YJ-09: 14 office buildings and 768 residential buildings in two days, 459,900 square metres."""

    DRIVE = Drive(
        "disinfected", of=("office", "building"), opened=at("08:00"), by=Deadline(within="48h", anchor=OPENED)
    )

    def buildings(self) -> tuple[Spot, ...]:
        """The area of each building was not published; it is spread evenly here."""
        offices = [spot(f"o{n}", "office", "c1", "588") for n in range(14)]
        dwellings = [spot(f"b{n}", "building", f"c{1 + n % 2}", "588") for n in range(768)]
        rest = Decimal(459_900) - 588 * 782
        return (*offices, *dwellings[1:], spot("b0", "building", "c1", str(588 + rest)))

    def test_it_is_followed_to_its_completion_with_the_area_done(self) -> None:
        spots = self.buildings()
        facts = [done("disinfected", each.id, at("09:00", number % 2)) for number, each in enumerate(spots[:-1])]
        kept = log(spots, facts=facts)
        told = kept.progress(self.DRIVE, "s", at("20:00", 1))
        assert (782, 781, Decimal(459_900), ("b0",)) == (told.spots, told.done, told.area, told.left)
        assert not told.overdue
        assert kept.progress(self.DRIVE, "s", at("08:00", 2)).overdue
        last = log(spots, facts=(*facts, done("disinfected", "b0", at("09:00", 2))))
        told = last.progress(self.DRIVE, "s", at("10:00", 2))
        assert (782, 1, Decimal(459_900), False) == (told.done, told.late, told.area_done, told.overdue)

    def test_sx05_its_counts_are_told_by_area(self) -> None:
        kept = log(
            self.buildings(), facts=(done("disinfected", "b1", at("09:00")), done("disinfected", "b1", at("10:00")))
        )
        assert (1, 0) == tuple(kept.progress(self.DRIVE, unit, at("20:00")).done for unit in ("c2", "c1"))

    def test_what_was_done_in_time_is_not_late_for_being_done_again(self) -> None:
        facts = (done("disinfected", "b1", at("09:00")), done("disinfected", "b1", at("09:00", 3)))
        assert 0 == log(self.buildings(), facts=facts).progress(self.DRIVE, "s", at("10:00", 3)).late

    def test_what_was_done_before_is_not_its_business(self) -> None:
        kept = log(self.buildings(), facts=(done("disinfected", "b1", at("07:59")),))
        assert 0 == kept.progress(self.DRIVE, "s", at("20:00")).done


class TestActivities:
    def test_sx04_publicity_is_counted_by_kind_audience_and_date(self) -> None:
        facts = (
            done("leaflets", "c1", at("09:00"), audience="tenants", copies=300),
            done("leaflets", "c2", at("10:00"), audience="tenants", copies=200),
            done("broadcast", "c1", at("11:00"), audience="everybody"),
            done("leaflets", "c1", at("12:00", 1), copies=50),
        )
        assert {
            ("broadcast", "everybody", DAY): 1,
            ("leaflets", None, DAY + timedelta(days=1)): 1,
            ("leaflets", "tenants", DAY): 2,
        } == dict(activities(facts, by=("kind", "audience", "day"), zone=ZONE))
        assert {("broadcast",): 0, ("leaflets",): 550} == dict(
            activities(facts, by=("kind",), zone=ZONE, amount="copies")
        )


class TestUglyInput:
    def test_every_fault_of_a_log_is_told_at_once(self) -> None:
        spots = (
            spot("lift", "lift"),
            spot("lift", "lift", "c9"),
            spot("gone", "lift", until=DAY - timedelta(days=1)),
        )
        with pytest.raises(DefinitionError) as caught:
            log(spots, (TWICE, TWICE))
        told = str([str(fault) for fault in caught.value.exceptions])
        for problem in ("two spots", "'c9' is no unit", "ends before it begins", "two upkeeps"):
            assert problem in told

    def test_an_upkeep_of_nothing_or_never_is_refused(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            Upkeep("idle", of=(), slots=())
        assert {"upkeep.kinds", "upkeep.slots"} == {fault.code for fault in caught.value.faults}

    def test_windows_that_overlap_are_refused(self) -> None:
        with pytest.raises(DefinitionError):
            Upkeep("lifts", of="lift", slots=(Daily("d", windows=("06:00-12:00", "11:00-13:00")),))

    def test_an_unknown_upkeep_or_spot_is_told_with_the_nearest(self) -> None:
        kept = log((spot("lift", "lift"),), (TWICE,))
        with pytest.raises(UnknownName, match="did you mean 'disinfection'"):
            kept.compliance("disinfecton", "s", at("12:00"))
        with pytest.raises(UnknownName, match="did you mean 'lift'"):
            kept.table("disinfection", "lfit", at("12:00"))

    def test_two_acts_in_one_window_are_one_slot_done(self) -> None:
        facts = (done("disinfected", "lift", at("07:00")), done("disinfected", "lift", at("08:00")))
        table = log((spot("lift", "lift"),), (TWICE,), facts).table("disinfection", "lift", at("12:00"))
        assert 1 == len(table.of(SlotState.DONE_ON_TIME))
        assert 1 == sum(len(row.confirmations) for row in table.rows)
