"""Residence: a register of any day from a first one and the movements since."""

import gc
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest

from gridcare.attributes import Attributes, Scalar
from gridcare.errors import DefinitionError, NaiveMoment, UnknownName
from gridcare.facts.discrepancies import Refused
from gridcare.facts.fact import Amendment, Fact
from gridcare.facts.journal import Journal
from gridcare.people import movements
from gridcare.people.presence import Presence, PresenceState
from gridcare.people.register import Register, UnknownSubject
from gridcare.people.residence import NoRegisterYet, Residence
from gridcare.people.subjects import HOUSEHOLD, ORGANISATION, RESIDENT, SITE, Field, Subject, SubjectKind
from gridcare.people.traces import Aspect, Sojourn, Tie, Trace
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.privacy import PrivacyClass
from gridcare.timing.periods import moment

ZONE = "Asia/Shanghai"
STREET = Hierarchy(
    Level.ordered("street", "grid"),
    [Unit("s", "", "street"), Unit("g1", "", "grid", "s"), Unit("g2", "", "grid", "s"), Unit("t", "", "street")],
)
KINDS = (HOUSEHOLD, RESIDENT.inside("organisation"), SITE, ORGANISATION.inside("organisation"))
SINCE = date(2020, 2, 1)


def household(id: str, unit: str = "g1", persons: int | None = None) -> Subject:
    return Subject(id=id, kind="household", unit=unit, persons=persons)


def resident(id: str, *containers: str, unit: str = "g1") -> Subject:
    return Subject(id=id, kind="resident", unit=unit, containers=containers)


ROWS = (
    household("h1"),
    household("h2", "g2"),
    household("h3", "g2", persons=3),
    household("h4"),
    resident("r1", "h1", "w1"),
    resident("r2", "h1"),
    resident("r3", "h2", unit="g2"),
    resident("r4", unit="t"),
    Subject(id="w1", kind="site", unit="g2"),
    Subject(id="o1", kind="organisation", unit="s"),
    Subject(id="o2", kind="organisation", unit="s"),
)


def at(day: int, hour: int = 0) -> datetime:
    return moment(f"2020-02-{day:02} {hour:02}:00", ZONE)


def feb(day: int) -> date:
    return date(2020, 2, day)


def made(rows: Iterable[Subject] = ROWS, *, kinds: Iterable[SubjectKind] = KINDS, **options: Any) -> Residence:
    return Residence(Register(STREET, rows, kinds), SINCE, zone=ZONE, **options)


def told(residence: Residence, *facts: Fact) -> Residence:
    return residence.with_(Journal.of(facts))


def codes(residence: Residence) -> list[str]:
    return [finding.code for finding in residence.findings()]


class TestDays:
    def test_a_movement_holds_from_its_day_on(self) -> None:
        residence = made().record(movements.move("f1", "r2", into="h2", happened=at(5)))
        assert ("r1", "r2") == residence.on(feb(4)).members("h1")
        assert ("r2", "r3") == residence.on(feb(5)).members("h2")

    def test_the_first_day_begins_with_the_first_register_and_has_movements_of_its_own(self) -> None:
        residence = told(made(), movements.death("f1", "r2", happened=at(1)))
        assert ([], 3 + 3) == (codes(residence), residence.on(SINCE).persons_in())
        assert "r2" in residence.register

    def test_the_day_is_the_local_one(self) -> None:
        late = movements.move("f1", "r2", into="h2", happened=datetime.fromisoformat("2020-02-04T17:00+00:00"))
        assert ("h2",) == made().record(late).on(feb(5))["r2"].containers
        assert ("h1",) == made().record(late).on(feb(4))["r2"].containers

    def test_before_the_first_register_there_is_none(self) -> None:
        with pytest.raises(NoRegisterYet, match="no register of 2020-01-31: the first one is of 2020-02-01"):
            made().on(date(2020, 1, 31))

    def test_what_became_known_later_was_not_known_then(self) -> None:
        residence = made().record(movements.death("f1", "r2", happened=at(3), known=at(9)))
        assert 4 + 3 == residence.on(feb(5), at(8)).persons_in()
        assert 3 + 3 == residence.on(feb(5), at(9)).persons_in()

    def test_knowledge_needs_a_zone(self) -> None:
        with pytest.raises(NaiveMoment):
            made().on(feb(5), at(5).replace(tzinfo=None))

    def test_an_amended_movement_happens_as_amended(self) -> None:
        first = movements.move("f1", "r2", into="h2", happened=at(5))
        amended = Amendment(id="k1", of="f1", known=at(7), fact=attrs.evolve(first, answers=Attributes(into="h4")))
        residence = made().with_(Journal.of([first, amended]))
        assert ("h4",) == residence.on(feb(5))["r2"].containers
        assert ("h2",) == residence.on(feb(5), at(6))["r2"].containers

    def test_a_void_movement_never_happened(self) -> None:
        journal = Journal.of([movements.death("f1", "r2", happened=at(3))]).void("f1", id="k1", known=at(4))
        assert "r2" in made(journal=journal).on(feb(9))

    def test_whoever_comes_and_goes_on_one_day_has_come_before(self) -> None:
        gone = movements.departure("f1", "r9", happened=at(5))
        come = movements.arrival("f2", "r9", kind="resident", unit="g1", happened=at(5), known=at(6))
        residence = told(made(), gone, come)
        assert () == residence.findings()
        assert "r9" not in residence.on(feb(5))

    def test_two_residences_of_the_same_content_are_equal(self) -> None:
        one = made().record(movements.death("f1", "r2", happened=at(3)))
        assert one == made().record(movements.death("f1", "r2", happened=at(3)))
        assert one != made()
        assert one != object()
        assert hash(one) == hash(made().record(movements.death("f1", "r2", happened=at(3))))
        assert "since 2020-02-01, Journal(1 fact))" in repr(one)

    def test_whatever_a_residence_is_told_makes_it_another(self) -> None:
        register = made().register
        plain: dict[str, Any] = {"since": SINCE, "zone": ZONE}
        first = Residence(register, **plain)
        others: tuple[dict[str, Any], ...] = (
            {"since": feb(2)},
            {"zone": "UTC"},
            {"newcomers": [CARD]},
            {"single": ["organisation"]},
            {"odd": told(made(), *IMPOSSIBLE["not-there"]).findings()},
        )
        assert first == Residence(register, **plain)
        assert all(first != Residence(register, **{**plain, **other}) for other in others)

    def test_the_registers_of_the_last_days_asked_for_are_kept(self) -> None:
        residence = made().record(*(movements.stay(f"f{n}", "r1", place=f"p{n}", happened=at(n)) for n in range(2, 8)))
        given = {day: residence.on(feb(day)) for day in range(2, 7)}
        assert [True] * 4 == [given[day] is residence.on(feb(day)) for day in range(3, 7)]
        assert given[2] is not residence.on(feb(2))
        assert given[2] == residence.on(feb(2))

    def test_other_facts_move_nobody(self) -> None:
        door = Fact(id="f1", kind="door", subjects=("h1",), happened=at(3), known=at(3))
        assert made().register == made().record(door).on(feb(9))

    def test_a_day_costs_no_more_objects_than_the_subjects_that_changed(self) -> None:
        facts = [movements.move(f"f{day}", "r3", into=f"h{1 + day % 2}", happened=at(day)) for day in range(2, 29)]
        residence = told(made(), *facts)
        before = _alive(Trace, Sojourn)
        assert ("h1",) == residence.on(feb(28))["r3"].containers
        assert before == _alive(Trace, Sojourn)
        assert () == residence.findings()
        assert len(facts) == sum(each.aspect is Aspect.HOME for each in residence.changes(SINCE, date.max))


def _alive(*kinds: type) -> int:
    return sum(type(each) in kinds for each in gc.get_objects())


class TestComingAndGoing:
    def test_a_child_is_born_into_a_home(self) -> None:
        born = movements.birth("f1", "b1", home="h2", about={"age": 0}, happened=at(5))
        child = made().record(born).on(feb(5))["b1"]
        assert ("resident", "g2", ("h2",), 0) == (child.kind, child.unit, child.containers, child.attributes["age"])

    def test_a_newcomer_brings_a_record(self) -> None:
        card = Subject(id="n1", kind="resident", unit="", identity=Attributes(name="李四"))
        residence = made().record(movements.arrival("f1", "n1", home="h1", happened=at(5)), newcomers=[card])
        assert "李四" == residence.on(feb(5))["n1"].identity["name"]  # type: ignore[index]
        assert "n1" not in residence.on(feb(4))

    def test_of_where_somebody_was_a_record_brings_nothing(self) -> None:
        away = Presence(PresenceState.AWAY, "hubei")
        cards = [
            attrs.evolve(CARD, unit="elsewhere", containers=("h99",), presence=away),
            Subject(id="n2", kind="household", unit="elsewhere", persons=4),
        ]
        residence = made(newcomers=cards).record(
            movements.arrival("f1", "n2", unit="g2", happened=at(5)),
            movements.arrival("f2", "n1", unit="g1", happened=at(5)),
        )
        came = residence.on(feb(5))
        assert ("g1", (), None) == (came["n1"].unit, came["n1"].containers, came["n1"].presence)
        assert ("g2", None) == (came["n2"].unit, came["n2"].persons)

    def test_what_others_recorded_brings_records_too(self) -> None:
        journal = Journal.of([movements.arrival("f1", "n1", home="h1", about={"age": None}, happened=at(5))])
        assert ["unknown-kind"] == codes(made().with_(journal))
        known = made().with_(journal, newcomers=[CARD])
        assert [] == codes(known)
        assert Attributes(age=None) == known.on(feb(5))["n1"].attributes
        with pytest.raises(DefinitionError, match="the list of newcomers"):
            known.with_(journal, newcomers=[CARD])

    def test_whoever_comes_back_is_the_same(self) -> None:
        rows = [household("h1"), attrs.evolve(resident("r1", "h1"), attributes=Attributes(age=70))]
        gone = movements.departure("f1", "r1", happened=at(5))
        residence = made(rows).record(gone, movements.arrival("f2", "r1", unit="t", happened=at(8)))
        assert "r1" not in residence.on(feb(7))
        assert ("t", 70) == (residence.on(feb(8))["r1"].unit, residence.on(feb(8))["r1"].attributes["age"])

    def test_a_household_leaves_with_those_who_live_in_it(self) -> None:
        residence = made().record(movements.departure("f1", "h1", happened=at(5)))
        assert {"h1", "r1", "r2"} == set(residence.on(feb(4))) - set(residence.on(feb(5)))

    def test_whoever_leaves_with_a_household_lived_in_it_to_the_last(self) -> None:
        residence = made().record(movements.departure("f1", "h1", happened=at(5)))
        traces = residence.changes(SINCE, date.max)
        assert [(id, Aspect.THERE) for id in ("r1", "r2", "h1")] == [(each.subject, each.aspect) for each in traces]
        assert (Sojourn(person="r2", place="h1", tie=Tie.HOME, since=SINCE, until=feb(5)),) == residence.sojourns("r2")

    def test_a_site_leaves_alone(self) -> None:
        residence = made().record(movements.departure("f1", "w1", happened=at(5)))
        assert ("h1",) == residence.on(feb(5))["r1"].containers

    def test_a_home_that_everybody_left_is_empty_whatever_was_stated_once(self) -> None:
        rows = [household("h1", persons=4), resident("r1", "h1")]
        residence = made(rows).record(movements.death("f1", "r1", happened=at(5)))
        assert (1, 0) == (residence.on(feb(4)).persons_in(), residence.on(feb(5)).persons_in())

    def test_an_id_may_come_back_as_something_nobody_lives_in(self) -> None:
        residence = made().record(
            movements.arrival("f1", "x", kind="household", unit="g1", happened=at(5)),
            movements.departure("f2", "x", happened=at(6)),
            movements.arrival("f3", "x", kind="site", unit="g1", happened=at(7)),
            movements.joining("f4", "r4", container="x", happened=at(8)),
        )
        assert [("t", Tie.UNIT), ("x", Tie.MEMBER)] == sorted(
            (each.place, each.tie) for each in residence.sojourns("r4")
        )

    def test_a_stated_number_stands_while_somebody_lives_there(self) -> None:
        residence = made([household("h1", persons=4), household("h2"), resident("r1", "h1"), resident("r2", "h1")])
        first = residence.record(movements.move("f1", "r2", into="h2", happened=at(5)))
        assert 4 == first.on(feb(5))["h1"].persons
        assert 0 == first.record(movements.death("f2", "r1", happened=at(6))).on(feb(6))["h1"].persons

    def test_where_no_number_was_stated_none_is_when_everybody_has_left(self) -> None:
        residence = made().record(movements.move("f1", "r3", into="h1", happened=at(5)))
        assert (None, ()) == (residence.on(feb(5))["h2"].persons, residence.on(feb(5)).members("h2"))


class TestHomes:
    def test_a_split_founds_a_household(self) -> None:
        residence = made().record(movements.split("f1", "h1", "r2", into="h9", unit="g2", happened=at(5)))
        register = residence.on(feb(5))
        assert (("r1",), ("r2",), "g2") == (register.members("h1"), register.members("h9"), register["h9"].unit)
        assert residence.register.persons_in() == register.persons_in()

    def test_stated_persons_split_by_number(self) -> None:
        register = made().record(movements.split("f1", "h3", into="h9", persons=1, happened=at(5))).on(feb(5))
        assert (2, 1) == (register.persons("h3"), register.persons("h9"))

    def test_a_merger_ends_all_but_one(self) -> None:
        residence = made().record(movements.merger("f1", "h2", "h4", into="h1", happened=at(5)))
        register = residence.on(feb(5))
        assert ("r1", "r2", "r3") == register.members("h1")
        assert not {"h2", "h4"} & set(register)
        assert residence.register.persons_in() == register.persons_in()

    def test_stated_persons_merge_by_number(self) -> None:
        rows = [household("h1", persons=2), household("h2", persons=3)]
        assert 5 == made(rows).record(movements.merger("f1", "h1", into="h2", happened=at(5))).on(feb(5)).persons("h2")

    def test_a_move_keeps_where_somebody_is_registered(self) -> None:
        moved = made().record(movements.move("f1", "r2", into="h2", happened=at(5))).on(feb(5))["r2"]
        taken = made().record(movements.move("f1", "r2", into="h2", unit="g2", happened=at(5))).on(feb(5))["r2"]
        assert ("g1", "g2") == (moved.unit, taken.unit)

    def test_a_move_keeps_other_memberships(self) -> None:
        moved = made().record(movements.move("f1", "r1", into="h2", happened=at(5)))
        assert ("h2", "w1") == moved.on(feb(5))["r1"].containers

    def test_persons_with_records_are_joined_whatever_number_is_stated_beside_them(self) -> None:
        residence = made([household("h1", persons=4), household("h2"), resident("r1", "h1"), resident("r2", "h2")])
        moved = residence.record(movements.move("f1", "r2", into="h1", happened=at(5))).on(feb(5))
        assert (("r1", "r2"), 4) == (moved.members("h1"), moved["h1"].persons)

    def test_who_moved_out_goes_nowhere_with_the_home_that_was_left(self) -> None:
        residence = made().record(
            movements.move("f1", "r2", into="h2", happened=at(5)),
            movements.leaving("f2", "r1", container="w1", happened=at(5)),
            movements.merger("f3", "h1", into="h4", happened=at(6)),
            movements.departure("f4", "w1", happened=at(7)),
        )
        last = residence.on(feb(7))
        assert [("h4",), ("h2",)] == [last[id].containers for id in ("r1", "r2")]
        assert ("r1",) == last.members("h4")

    def test_who_had_no_home_keeps_other_memberships_on_moving_in(self) -> None:
        residence = made([*(row for row in ROWS if row.id != "r4"), resident("r4", "w1", unit="t")])
        moved = residence.record(movements.move("f1", "r4", into="h1", happened=at(5))).on(feb(5))
        assert ("h1", "w1") == moved["r4"].containers

    def test_members_of_what_is_no_dwelling_stay_where_they_are(self) -> None:
        residence = made([*(row for row in ROWS if row.id != "r3"), resident("r3", "h2", "w1", unit="g2")])
        moved = residence.record(movements.relocation("f1", "w1", unit="t", happened=at(5))).on(feb(5))
        assert ("t", "g2") == (moved["w1"].unit, moved["r3"].unit)

    def test_a_household_named_twice_merges_once(self) -> None:
        residence = made([household("a", persons=1), household("b", persons=3)])
        merged = residence.record(movements.merger("f1", "b", "b", into="a", happened=at(5)))
        assert (["a"], 4) == (list(merged.on(feb(5))), merged.on(feb(5)).persons_in())

    def test_what_was_stated_of_the_one_that_stays_stands_and_nothing_is_made_up(self) -> None:
        rows = [household("a", persons=5), household("b"), resident("r1", "a"), resident("r2", "b")]
        merged = made(rows).record(movements.merger("f1", "b", into="a", happened=at(5))).on(feb(5))
        assert (5, ("r1", "r2")) == (merged["a"].persons, merged.members("a"))
        blank = made([household("a"), household("b")]).record(movements.merger("f1", "b", into="a", happened=at(5)))
        assert blank.on(feb(5))["a"].persons is None

    def test_a_split_names_the_new_household(self) -> None:
        nameless = Fact(id="f1", kind="split household", subjects=("h1", "r2"), happened=at(5), known=at(5))
        assert ["itself"] == codes(told(made(), nameless))

    def test_a_relocation_takes_along_whoever_was_registered_there(self) -> None:
        rows = [household("h1"), resident("r1", "h1"), resident("r2", "h1", unit="t")]
        register = made(rows).record(movements.relocation("f1", "h1", unit="g2", happened=at(5))).on(feb(5))
        assert ("g2", "g2", "t") == (register["h1"].unit, register["r1"].unit, register["r2"].unit)

    def test_a_person_leaves_a_home_for_nowhere_known(self) -> None:
        register = made().record(movements.leaving("f1", "r2", container="h1", happened=at(5))).on(feb(5))
        assert () == register["r2"].containers
        assert 7 == register.persons_in()

    def test_of_two_first_homes_the_first_counts_and_is_told(self) -> None:
        residence = made([household("h1"), household("h2"), resident("r1", "h2", "h1")])
        assert ("h2",) == residence.on(SINCE)["r1"].containers
        assert ["'r1': is in 'h2' by the first register, and cannot be in 'h1' as well"] == [
            str(each) for each in residence.findings()
        ]
        assert residence.findings() == residence.redact(["r1"]).findings()

    def test_a_home_stands_first_whatever_else_was_named_before_it(self) -> None:
        site = Subject(id="w1", kind="site", unit="g2")
        residence = made([household("h1"), household("h2"), site, resident("r1", "w1", "h1")])
        assert (("h1", "w1"), ()) == (residence.on(SINCE)["r1"].containers, residence.findings())
        moved = residence.record(movements.move("f1", "r1", into="h2", happened=at(5))).on(feb(5))
        assert ("h2", "w1") == moved["r1"].containers


class TestMembers:
    def test_somebody_is_a_member_of_several_things_at_once(self) -> None:
        residence = made().record(
            movements.joining("f1", "r1", container="o1", happened=at(5)),
            movements.leaving("f2", "r1", container="w1", happened=at(8)),
        )
        assert ("h1", "w1", "o1") == residence.on(feb(5))["r1"].containers
        assert ("h1", "o1") == residence.on(feb(8))["r1"].containers

    def test_of_some_kinds_somebody_is_in_one_only(self) -> None:
        residence = made(single=("organisation",))
        first = movements.joining("f1", "r1", container="o1", happened=at(5))
        second = movements.joining("f2", "r1", container="o2", happened=at(6))
        assert () == made().record(first, second).findings()
        with pytest.raises(Refused, match="'r1' is in 'o1' on that day, and may be in one 'organisation' only"):
            residence.record(first, second)
        assert ["second-membership"] == codes(told(residence, first, second))
        assert ("h1", "w1", "o1") == told(residence, first, second).on(feb(9))["r1"].containers

    def test_of_such_a_kind_the_first_in_the_first_register_counts(self) -> None:
        rows = [*(row for row in ROWS if row.id != "r4"), resident("r4", "o2", "o1", unit="t")]
        assert [()] == [made(rows).findings()]
        residence = made(rows, single=("organisation",))
        assert [("second-membership", ("r4",))] == [(each.code, each.subjects) for each in residence.findings()]
        assert ("o2",) == residence.on(SINCE)["r4"].containers

    def test_who_lives_in_a_dwelling_of_one_kind_cannot_join_one_of_another(self) -> None:
        dormitory = attrs.evolve(HOUSEHOLD, name="dormitory")
        kinds = (*KINDS[:1], RESIDENT.inside("organisation", "dormitory"), *KINDS[2:], dormitory)
        residence = made(
            [household("h1"), resident("r1", "h1"), Subject(id="d1", kind="dormitory", unit="g1")], kinds=kinds
        )
        assert ["second-membership"] == codes(
            told(residence, movements.joining("f1", "r1", container="d1", happened=at(5)))
        )

    def test_whoever_leaves_a_home_last_leaves_it_empty(self) -> None:
        residence = made([household("h1", persons=2), resident("r1", "h1")])
        left = residence.record(movements.leaving("f1", "r1", container="h1", happened=at(5))).on(feb(5))
        assert (0, ()) == (left["h1"].persons, left["r1"].containers)

    def test_single_names_kinds(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            made(single=("organization",))
        assert "did you mean 'organisation'" in str(caught.value.exceptions[0])

    def test_nothing_contains_itself(self) -> None:
        residence = told(
            made(),
            movements.joining("f1", "o1", container="o2", happened=at(5)),
            movements.joining("f2", "o2", container="o1", happened=at(6)),
            movements.joining("f3", "o1", container="o1", happened=at(7)),
        )
        assert ["circle", "circle"] == codes(residence)
        assert (("o2",), ()) == (residence.on(feb(9))["o1"].containers, residence.on(feb(9))["o2"].containers)


IMPOSSIBLE: Mapping[str, tuple[Fact, ...]] = {
    "not-there": (movements.departure("f1", "nobody", happened=at(5)),),
    "already-there": (movements.arrival("f1", "r1", kind="resident", unit="g1", happened=at(5)),),
    "not-a-person": (movements.death("f1", "h1", happened=at(5)),),
    "not-a-dwelling": (movements.move("f1", "r1", into="w1", happened=at(5)),),
    "not-a-place": (movements.relocation("f1", "r1", unit="g2", happened=at(5)),),
    "unknown-container": (movements.move("f1", "r1", into="h99", happened=at(5)),),
    "container-kind": (movements.joining("f1", "o1", container="w1", happened=at(5)),),
    "unknown-kind": (movements.arrival("f1", "x", kind="hosehold", unit="g1", happened=at(5)),),
    "other-kind": (movements.arrival("f1", "n1", kind="site", unit="g1", happened=at(5)),),
    "unknown-unit": (movements.arrival("f1", "x", kind="site", unit="g9", happened=at(5)),),
    "unknown-field": (movements.statement("f1", "r1", about={"name": "张三"}, happened=at(5)),),
    "wrong-value": (movements.statement("f1", "r1", about={"age": "old"}, happened=at(5)),),
    "persons": (movements.split("f1", "h3", into="h9", persons=4, happened=at(5)),),
    "presence": (movements.statement("f1", "r1", about={"presence": "gone"}, happened=at(5)),),
    "several": (Fact(id="f1", kind="stated", subjects=("r1", "r2"), happened=at(5), known=at(5)),),
    "same-home": (movements.move("f1", "r1", into="h1", happened=at(5)),),
    "same-unit": (movements.relocation("f1", "h1", unit="g1", happened=at(5)),),
    "not-member": (movements.split("f1", "h1", "r3", into="h9", happened=at(5)),),
    "already-member": (movements.joining("f1", "r1", container="w1", happened=at(5)),),
    "second-membership": (movements.joining("f1", "r1", container="h2", happened=at(5)),),
    "circle": (movements.joining("f1", "o1", container="o1", happened=at(5)),),
    "itself": (movements.merger("f1", "h1", into="h1", happened=at(5)),),
    "no-members": (movements.split("f1", "h1", into="h9", persons=1, happened=at(5)),),
    "unnamed-persons": (movements.move("f1", "r1", into="h3", happened=at(5)),),
    "uncounted": (movements.merger("f1", "h4", into="h3", happened=at(5)),),
    "no-place": (Fact(id="f1", kind="stayed", subjects=("r1",), happened=at(5), known=at(5)),),
    "stay-dates": (movements.stay("f1", "r1", place="w1", until=feb(4), happened=at(5)),),
    "not-away": (movements.return_("f1", "r1", happened=at(5)),),
    "no-group": (Fact(id="f1", kind="listed", subjects=("r1",), happened=at(5), known=at(5)),),
    "before-first-list": (movements.death("f1", "r1", happened=moment("2020-01-30 00:00", ZONE)),),
}
CARD = Subject(id="n1", kind="resident", unit="")


class TestWhatCannotBe:
    @pytest.mark.parametrize("code", IMPOSSIBLE)
    def test_it_is_listed_and_changes_nothing(self, code: str) -> None:
        residence = told(made(newcomers=[CARD]), *IMPOSSIBLE[code])
        assert [code] == codes(residence)
        assert made().register == residence.on(feb(9))
        assert () == residence.changes(SINCE, date.max)

    @pytest.mark.parametrize("code", IMPOSSIBLE)
    def test_whoever_records_it_is_refused(self, code: str) -> None:
        with pytest.raises(Refused) as caught:
            made(newcomers=[CARD]).record(*IMPOSSIBLE[code])
        assert code == caught.value.code

    @pytest.mark.parametrize(
        ("code", "fact"),
        [
            ("unnamed-persons", movements.arrival("f1", "x", kind="resident", home="h3", happened=at(5))),
            ("unnamed-persons", movements.birth("f1", "x", home="h3", happened=at(5))),
            ("unnamed-persons", movements.joining("f1", "r4", container="h3", happened=at(5))),
            ("unnamed-persons", movements.merger("f1", "h1", into="h3", happened=at(5))),
            ("container-kind", movements.arrival("f1", "x", kind="organisation", home="h1", happened=at(5))),
            ("unknown-container", Fact(id="f1", kind="born", subjects=("x",), happened=at(5), known=at(5))),
        ],
    )
    def test_nobody_comes_where_nobody_can(self, code: str, fact: Fact) -> None:
        residence = told(made(), fact)
        assert [code] == codes(residence)
        assert made().register == residence.on(feb(9))

    def test_a_movement_of_several_is_done_whole_or_not_at_all(self) -> None:
        residence = told(made(), movements.death("f1", "r1", "nobody", happened=at(5)))
        assert "r1" in residence.on(feb(5))

    def test_leaving_before_joining_is_cured_by_a_correction(self) -> None:
        came = movements.arrival("f1", "x", kind="resident", unit="g1", happened=at(7))
        gone = movements.departure("f2", "x", happened=at(5))
        residence = told(made(), came, gone)
        assert ["not-there"] == codes(residence)
        mended = Amendment(id="k1", of="f2", known=at(9), fact=attrs.evolve(gone, happened=at(8)))
        assert [] == codes(residence.with_(Journal.of([mended])))

    def test_whoever_records_out_of_turn_may_not_spoil_what_was_recorded(self) -> None:
        residence = made().record(movements.move("f1", "r2", into="h2", happened=at(5)))
        with pytest.raises(Refused, match="'f1': 'r2' is not in the register"):
            residence.record(movements.death("f2", "r2", happened=at(3), known=at(9)))

    def test_what_was_wrong_before_keeps_nobody_from_recording(self) -> None:
        residence = told(made(), *IMPOSSIBLE["not-there"])
        moved = residence.record(movements.move("f2", "r2", into="h2", happened=at(6)))
        assert ("h2",) == moved.on(feb(6))["r2"].containers
        wrong = [movements.death(f"f{number}", f"nobody{number}", happened=at(7)) for number in range(9, 2, -1)]
        with pytest.raises(Refused) as caught:
            residence.record(*wrong)
        assert [f"f{number}" for number in range(3, 10)] == [each.entry for each in caught.value.discrepancies]

    def test_what_could_not_be_done_is_told_by_its_id_as_it_was_known_then(self) -> None:
        late = movements.death("f2", "nobody", happened=at(5), known=at(9))
        residence = told(made(), *IMPOSSIBLE["same-home"], late)
        assert {"f1", "f2"} == residence.undone()
        assert {"f1"} == residence.undone(known=at(8))

    def test_a_required_field_is_told_on_arrival(self) -> None:
        tenure = Field("tenure", str, PrivacyClass.PERSONAL, required=True)
        kinds = (HOUSEHOLD.with_fields(tenure), RESIDENT, SITE)
        rows = [attrs.evolve(household("h1", persons=2), attributes=Attributes(tenure="owned"))]
        residence = made(rows, kinds=kinds)
        missing = movements.arrival("f1", "h2", kind="household", unit="g1", happened=at(5))
        assert ["required"] == codes(told(residence, missing))
        assert ["required"] == codes(told(residence, movements.split("f1", "h1", into="h9", persons=1, happened=at(5))))
        whole = movements.arrival("f1", "h2", kind="household", unit="g1", about={"tenure": "rented"}, happened=at(5))
        assert "rented" == residence.record(whole).on(feb(5))["h2"].attributes["tenure"]

    def test_findings_hold_no_value(self) -> None:
        residence = told(made(), *IMPOSSIBLE["unknown-field"])
        assert "张三" not in str(residence.findings())

    @pytest.mark.parametrize(
        ("newcomers", "problem"),
        [
            ([Subject(id="r1", kind="resident", unit="")], "it is in the first register"),
            ([CARD, CARD], "row 1 has the same id"),
            ([Subject(id="n1", kind="resident", unit="", attributes=Attributes(age="old"))], "holds a text"),
            ([attrs.evolve(CARD, persons=2)], "persons"),
            ([Subject(id="n2", kind="household", unit="", presence=Presence(PresenceState.HOME))], "presence"),
        ],
    )
    def test_newcomers_records_are_sound(self, newcomers: list[Subject], problem: str) -> None:
        with pytest.raises(DefinitionError) as caught:
            made(newcomers=newcomers)
        assert problem in str(caught.value.exceptions[0])

    def test_nobody_can_come_where_there_is_no_unit(self) -> None:
        nowhere = Register(Hierarchy((), []), [])
        with pytest.raises(DefinitionError) as caught:
            Residence(nowhere, SINCE, zone=ZONE, newcomers=[CARD])
        assert ["there is no unit that a newcomer could come to; give a hierarchy of some"] == [
            fault.problem for fault in caught.value.faults
        ]


class TestAway:
    def test_a_stay_outside_is_an_absence_by_class_of_destination(self) -> None:
        residence = made().record(movements.stay("f1", "r1", place="hubei", until=feb(9), happened=at(5)))
        assert Presence(PresenceState.AWAY, "hubei", feb(9)) == residence.on(feb(5))["r1"].presence
        (before,) = residence.on(feb(8)).presence(day=feb(8)).destinations
        (after,) = residence.on(feb(9)).presence(day=feb(9)).destinations
        assert (0, 1) == (before.returned, after.returned)

    @pytest.mark.parametrize("until", ["soon", at(9), 9])
    def test_a_stay_ends_on_a_day(self, until: Scalar) -> None:
        answers = Attributes(place="hubei", until=until)
        odd = Fact(id="f1", kind="stayed", subjects=("r1",), happened=at(5), known=at(5), answers=answers)
        assert ["stay-dates"] == codes(told(made(), odd))
        day_trip = movements.stay("f1", "r1", place="hubei", until=feb(5), happened=at(5))
        assert [] == codes(told(made(), day_trip))

    def test_a_return_brings_somebody_home(self) -> None:
        residence = made().record(
            movements.stay("f1", "r1", place="hubei", happened=at(5)), movements.return_("f2", "r1", happened=at(7))
        )
        counts = residence.on(feb(7)).presence(day=feb(7))
        assert (1, 0, 1) == (counts.home, counts.away, counts.destinations[0].back)

    def test_a_stay_keeps_the_home(self) -> None:
        residence = made().record(movements.stay("f1", "r1", place="h2", happened=at(5)))
        assert ("h1", "w1") == residence.on(feb(5))["r1"].containers
        assert Presence(PresenceState.AWAY) == residence.on(feb(5))["r1"].presence

    def test_stays_that_overlap_are_told_and_the_first_ends(self) -> None:
        residence = told(
            made(),
            movements.stay("f1", "r2", place="hubei", until=feb(9), happened=at(5)),
            movements.stay("f2", "r2", place="h2", happened=at(7)),
        )
        assert ["overlapping-stays"] == codes(residence)
        stays = [each for each in residence.sojourns("r2") if each.tie is Tie.STAY]
        assert [("hubei", feb(5), feb(7)), ("h2", feb(7), None)] == [(e.place, e.since, e.until) for e in stays]

    def test_stays_one_after_the_other_end_when_they_were_to_end(self) -> None:
        first = movements.stay("f1", "r2", place="hubei", until=feb(7), happened=at(5))
        for begins in (7, 9):
            residence = told(made(), first, movements.stay("f2", "r2", place="h2", happened=at(begins)))
            stays = [each for each in residence.sojourns("r2") if each.tie is Tie.STAY]
            assert ([], feb(7), None) == (codes(residence), stays[0].until, stays[1].until)

    def test_who_comes_home_early_contradicts_nothing_and_came_from_there(self) -> None:
        away = movements.stay("f1", "r2", place="hubei", until=feb(9), happened=at(5))
        residence = told(made(), away, movements.return_("f2", "r2", happened=at(7)))
        (stay,) = (each for each in residence.sojourns("r2") if each.tie is Tie.STAY)
        assert ([], feb(7)) == (codes(residence), stay.until)
        assert Presence(PresenceState.HOME, "hubei", feb(7)) == residence.on(feb(7))["r2"].presence

    def test_who_dies_away_contradicts_nothing(self) -> None:
        away = movements.stay("f1", "r2", place="hubei", until=feb(9), happened=at(5))
        residence = told(made(), away, movements.death("f2", "r2", happened=at(7)))
        assert [] == codes(residence)
        assert [("h1", feb(7)), ("hubei", feb(7))] == [(each.place, each.until) for each in residence.sojourns("r2")]


class TestStayed:
    RESIDENCE = told(
        made(),
        movements.move("f1", "r2", into="h2", happened=at(5)),
        movements.stay("f2", "r4", place="h1", until=feb(8), happened=at(6)),
        movements.relocation("f3", "w1", unit="t", happened=at(10)),
    )

    def who(self, place: str, since: int, until: int, known: datetime | None = None) -> list[str]:
        return sorted({each.person for each in self.RESIDENCE.stayed(place, feb(since), feb(until), known)})

    def test_those_who_lived_there_are_found(self) -> None:
        assert ["r1", "r2"] == self.who("g1", 1, 5)

    def test_the_day_of_leaving_counts(self) -> None:
        assert ["r1", "r2"] == self.who("g1", 5, 6)
        assert ["r1", "r4"] == self.who("g1", 6, 7)

    def test_a_stay_counts_up_to_its_last_day(self) -> None:
        assert ["r1", "r4"] == self.who("g1", 8, 9)
        assert ["r1"] == self.who("g1", 9, 10)

    def test_members_count_where_their_container_was(self) -> None:
        assert ["r1", "r2", "r3"] == self.who("g2", 9, 10)
        assert ["r1", "r2", "r3"] == self.who("g2", 10, 11)
        assert ["r2", "r3"] == self.who("g2", 11, 12)
        assert ["r1", "r4"] == self.who("t", 10, 12)

    def test_what_moved_counts_in_everything_above_where_it_came_to(self) -> None:
        rows = [household("h1", "t"), resident("r1", "h1", unit="t")]
        found = told(made(rows), movements.relocation("f1", "h1", unit="g2", happened=at(5)))
        for unit in ("s", "g2"):
            assert [] == [each.person for each in found.stayed(unit, SINCE, feb(5))]
            assert ["r1"] == [each.person for each in found.stayed(unit, feb(8), feb(9))]

    def test_a_container_may_be_asked_for(self) -> None:
        assert ["r2", "r3"] == self.who("h2", 6, 7)
        assert ["r3"] == self.who("h2", 6, 7, known=at(4))

    def test_of_days_before_the_first_register_nobody_knows_who_was_there(self) -> None:
        with pytest.raises(NoRegisterYet, match="the first one is of"):
            self.RESIDENCE.stayed("g1", SINCE - timedelta(days=1), feb(9))

    def test_who_has_no_home_was_in_the_unit(self) -> None:
        assert ["r4"] == [each.person for each in made().stayed("t", SINCE, feb(9))]

    def test_they_are_told_by_person_and_then_by_day(self) -> None:
        back = (
            movements.move("f1", "r1", into="h2", happened=at(3)),
            movements.move("f2", "r1", into="h1", happened=at(5)),
        )
        found = told(made(), *back).stayed("h1", SINCE, feb(9))
        assert [("r1", SINCE), ("r1", feb(5)), ("r2", SINCE)] == [(each.person, each.since) for each in found]

    def test_no_days_hold_nobody(self) -> None:
        assert [] == self.who("g1", 5, 5)

    def test_a_person_has_a_history(self) -> None:
        assert (
            Sojourn(person="r2", place="h1", tie=Tie.HOME, since=SINCE, until=feb(5)),
            Sojourn(person="r2", place="h2", tie=Tie.HOME, since=feb(5)),
        ) == self.RESIDENCE.sojourns("r2")
        assert () == self.RESIDENCE.sojourns("nobody")

    def test_who_never_moved_has_one_too_the_home_first(self) -> None:
        site = Subject(id="a1", kind="site", unit="g2")
        residence = made([household("h1"), site, resident("r1", "h1", "a1"), resident("r4", "a1", unit="t")])
        assert [("h1", Tie.HOME), ("a1", Tie.MEMBER)] == [(each.place, each.tie) for each in residence.sojourns("r1")]
        assert [("a1", Tie.MEMBER), ("t", Tie.UNIT)] == [(each.place, each.tie) for each in residence.sojourns("r4")]
        assert {SINCE} == {each.since for id in ("r1", "r4") for each in residence.sojourns(id)}

    def test_what_is_no_person_was_nowhere(self) -> None:
        rows = [Subject(id="o1", kind="organisation", unit="s"), resident("r1", "o1")]
        rows.append(Subject(id="o3", kind="organisation", unit="s", containers=("o1",)))
        residence = made(rows)
        assert () == residence.sojourns("o3")
        assert ["r1"] == [each.person for each in residence.stayed("o1", SINCE, feb(9))]


class TestLocated:
    def test_a_place_is_told_unit_by_unit_until_it_goes(self) -> None:
        residence = told(
            made(),
            movements.relocation("f1", "h1", unit="g2", happened=at(5), known=at(7)),
            movements.departure("f2", "h1", happened=at(9)),
            movements.arrival("f3", "h9", kind="household", unit="g1", happened=at(6)),
        )
        assert ((SINCE, feb(5), "g1"), (feb(5), feb(9), "g2")) == residence.located("h1")
        assert ((SINCE, None, "g1"),) == residence.located("h1", known=at(6))
        assert (((feb(6), None, "g1"),), ()) == (residence.located("h9"), residence.located("h9", known=at(5)))
        assert ((SINCE, None, "g2"),) == residence.located("h2")

    def test_a_unit_is_in_itself_and_a_person_is_no_place(self) -> None:
        residence = made()
        assert ((SINCE, None, "s"),) == residence.located("s")
        assert () == residence.located("r1") == residence.located("nobody")


class TestTraces:
    def test_every_change_is_told_without_values(self) -> None:
        stated = movements.statement("f1", "r1", about={"age": 71, "presence": "home"}, happened=at(5))
        moved = movements.split("f2", "h1", "r2", into="h9", happened=at(6))
        traces = made().record(stated, moved).changes(SINCE, date.max)
        told = [(each.fact, each.subject, each.aspect, each.before, each.after) for each in traces]
        assert [
            ("f1", "r1", Aspect.PRESENCE, "", ""),
            ("f1", "r1", Aspect.FIELD, "", "age"),
            ("f2", "h9", Aspect.THERE, "", "g1"),
            ("f2", "r2", Aspect.HOME, "h1", "h9"),
        ] == told

    def test_fields_are_told_by_name_in_order(self) -> None:
        fields = [Field(name, int, PrivacyClass.PERSONAL) for name in "gcaebfd"]
        kinds = (HOUSEHOLD, RESIDENT.with_fields(*fields), SITE, ORGANISATION)
        stated = movements.statement("f1", "r1", about=dict.fromkeys("gcaebfd", 1), happened=at(5))
        residence = made([household("h1"), resident("r1", "h1")], kinds=kinds).record(stated)
        assert list("abcdefg") == [each.after for each in residence.changes(SINCE, date.max)]

    def test_days_bound_what_is_told(self) -> None:
        residence = made().record(movements.listing("f1", "r1", group="frail", happened=at(5)))
        trace = Trace(fact="f1", day=feb(5), subject="r1", aspect=Aspect.GROUP, after="frail")
        assert (trace,) == residence.changes(feb(5), feb(6))
        assert () == residence.changes(feb(6), feb(9))
        assert () == residence.changes(feb(1), feb(5))

    def test_lists_are_kept_by_day(self) -> None:
        residence = made().record(
            movements.listing("f1", "r1", "r2", group="frail", happened=at(5)),
            movements.listing("f2", "r1", group="frail", off=True, happened=at(7)),
            movements.death("f3", "r2", happened=at(9)),
        )
        listed = [residence.listed("frail", feb(day)) for day in (4, 5, 7, 9)]
        assert [(), ("r1", "r2"), ("r2",), ()] == listed


class TestRedaction:
    def test_the_forgotten_are_forgotten_on_every_day(self) -> None:
        rows = [household("h1"), attrs.evolve(resident("r1", "h1"), identity=Attributes(name="张三"))]
        card = Subject(id="n1", kind="resident", unit="", identity=Attributes(name="李四"))
        residence = made(rows, newcomers=[card]).record(movements.arrival("f1", "n1", home="h1", happened=at(5)))
        forgotten = residence.redact(["r1", "n1"])
        assert all(forgotten.on(feb(5))[id].is_redacted for id in ("r1", "n1"))
        assert residence.on(feb(5)).digest == forgotten.on(feb(5)).digest

    def test_strangers_cannot_be_forgotten(self) -> None:
        with pytest.raises(UnknownName, match="nobody"):
            made().redact(["nobody"])


class TestReplacing:
    """`Register.replace`, by which the register of a day is made."""

    REGISTER = made().register

    def test_it_is_as_if_made_anew(self) -> None:
        rows = {row.id: row for row in ROWS} | {"r2": resident("r2", "h2"), "x": household("x")}
        del rows["r4"]
        assert Register(STREET, rows.values(), KINDS) == self.REGISTER.replace([rows["r2"], rows["x"]], ["r4"])

    @pytest.mark.parametrize(
        ("changed", "gone", "problem"),
        [
            ([resident("r2", "h99")], [], "'h99' is no subject"),
            ([], ["h1"], "'h1' is no subject"),
            ([Subject(id="h1", kind="organisation", unit="s"), household("h1")], [], "the same id"),
            ([Subject(id="w1", kind="resident", unit="g1")], [], "a 'resident' may be a member of"),
            ([attrs.evolve(resident("r2"), unit="g9")], [], "'g9' is no unit"),
        ],
    )
    def test_what_could_not_stand_is_refused(self, changed: list[Subject], gone: list[str], problem: str) -> None:
        with pytest.raises(DefinitionError) as caught:
            self.REGISTER.replace(changed, gone)
        assert problem in " ".join(str(each) for each in caught.value.exceptions)

    def test_the_forgotten_stay_forgotten(self) -> None:
        named = attrs.evolve(resident("r2", "h2"), identity=Attributes(name="张三"))
        assert self.REGISTER.redact(["r2"]).replace([named])["r2"].is_redacted

    def test_a_stranger_cannot_go(self) -> None:
        with pytest.raises(UnknownSubject):
            self.REGISTER.replace([], ["nobody"])

    def test_circles_are_refused_in_a_new_register(self) -> None:
        rows = [
            Subject(id="o1", kind="organisation", unit="s", containers=("o2",)),
            Subject(id="o2", kind="organisation", unit="s", containers=("o1",)),
            Subject(id="o3", kind="organisation", unit="s", containers=("o1",)),
        ]
        loaded = Register.load(STREET, [_row(each) for each in rows], KINDS)
        assert ["register.circle", "register.circle", "register.lost-container"] == [
            each.faults[0].code for each in loaded.bad
        ]


def _row(subject: Subject) -> dict[str, Scalar | tuple[str, ...]]:
    return {"id": subject.id, "kind": subject.kind, "unit": subject.unit, "containers": subject.containers}
