"""Registers: counting each person once, the two doors, changes, and bad rows."""

import copy
import sys
from datetime import date

import pytest

from gridcare.attributes import Attributes
from gridcare.errors import DefinitionError, UnknownName
from gridcare.people.presence import AT_HOME, Presence, PresenceState
from gridcare.people.register import Register, RegisterMismatch, UnknownSubject
from gridcare.people.subjects import HOUSEHOLD, KINDS, RESIDENT, SITE, Field, Subject, SubjectKind
from gridcare.places.hierarchy import Hierarchy, UnknownUnit
from gridcare.places.units import Level, Unit
from gridcare.privacy import REDACTED, PrivacyClass

STREET = Hierarchy(
    Level.ordered("street", "community", "grid"),
    [
        Unit("s", "Street", "street"),
        Unit("c1", "One", "community", "s"),
        Unit("c2", "Two", "community", "s"),
        Unit("g1", "1", "grid", "c1"),
        Unit("g2", "2", "grid", "c1"),
        Unit("g3", "3", "grid", "c2"),
    ],
)


def household(id: str, unit: str, persons: int | None = None) -> Subject:
    return Subject(id=id, kind="household", unit=unit, persons=persons)


def resident(id: str, unit: str, *containers: str, **told: object) -> Subject:
    return Subject(id=id, kind="resident", unit=unit, containers=containers, **told)  # type: ignore[arg-type]  # as told


REGISTER = Register(
    STREET,
    [
        household("h3", "g3"),
        household("h2", "g2", persons=4),
        household("h1", "g1", persons=9),
        household("h0", "g1", persons=0),
        Subject(id="market", kind="site", unit="g3", persons=30),
        Subject(id="shop", kind="site", unit="g3"),
        resident("r1", "g1", "h1", attributes=Attributes(age=71), presence=AT_HOME),
        resident("r2", "g1", "market", "h1", presence=Presence(PresenceState.AWAY, "province")),
        resident("r3", "g2"),
    ],
)


class TestCounts:
    def test_members_count_and_not_what_is_stated(self) -> None:
        assert 2 == REGISTER.persons("h1")

    def test_without_members_what_is_stated_counts(self) -> None:
        assert (4, 0) == (REGISTER.persons("h2"), REGISTER.persons("h0"))

    def test_nothing_stated_is_unknown(self) -> None:
        assert REGISTER.persons("h3") is None
        assert (("h3",), ("shop",)) == (REGISTER.unstated("household"), REGISTER.unstated("site"))

    def test_a_person_is_one_person(self) -> None:
        assert 1 == REGISTER.persons("r1")

    def test_a_worker_counts_at_the_market_among_sites_and_at_home_in_the_street(self) -> None:
        assert 1 == REGISTER.persons("market")
        assert (7, 7, 2, 5, 0) == tuple(REGISTER.persons_in(unit) for unit in (None, "s", "g1", "g2", "c2"))

    def test_weights_follow_the_rows(self) -> None:
        assert ("h0", "h1", "h2", "h3") == REGISTER.ids("household")
        assert [0, 2, 4, 0] == list(REGISTER.weights("household"))
        assert (range(2), range(3), range(3, 4)) == tuple(
            REGISTER.rows("household", unit) for unit in ("g1", "c1", "c2")
        )

    def test_households_are_counted_by_unit(self) -> None:
        assert (4, 3, 1) == tuple(REGISTER.count("household", unit) for unit in ("s", "c1", "g3"))

    def test_presence_is_counted_where_persons_live(self) -> None:
        counts = REGISTER.presence("g1", day=date(2020, 2, 17))
        assert (1, 1, 0) == (counts.home, counts.away, counts.not_stated)
        assert 1 == REGISTER.presence("g2", day=date(2020, 2, 17)).not_stated

    def test_a_registered_elsewhere_person_counts_at_home(self) -> None:
        """C-08: registered in one grid, living in another (人户分离): counted once, where the home is."""
        register = Register(STREET, [household("h1", "g3"), resident("r1", "g1", "h1")])
        assert (0, 1) == (register.persons_in("c1"), register.persons_in("c2"))

    def test_somebody_with_two_homes_counts_at_the_first(self) -> None:
        register = Register(STREET, [household("h1", "g1"), household("h2", "g3"), resident("r1", "g1", "h2", "h1")])
        assert (0, 1, 1) == (register.persons("h1"), register.persons("h2"), register.persons_in())
        assert ("r1",) == register.members("h1") == register.members("h2")

    def test_kinds_of_ones_own_count_too(self) -> None:
        dormitory = SubjectKind("dormitory", dwelling=True)
        worker = SubjectKind("worker", containers=("dormitory", "household"), person=True)
        register = Register(
            STREET,
            [
                Subject(id="d1", kind="dormitory", unit="g1"),
                household("h1", "g2", persons=3),
                Subject(id="w1", kind="worker", unit="g2", containers=("d1", "h1")),
            ],
            (HOUSEHOLD, dormitory, worker),
        )
        assert (1, 0, 1) == (register.persons("d1"), register.persons("h1"), register.persons_in())


class TestLookups:
    def test_it_is_a_mapping(self) -> None:
        assert 71 == REGISTER["r1"].attributes["age"]
        assert (9, True, False) == (len(REGISTER), "h1" in REGISTER, "h9" in REGISTER)
        assert REGISTER.get("h9") is None

    def test_an_unknown_subject_is_refused_by_name(self) -> None:
        for ask in (REGISTER.__getitem__, REGISTER.row, REGISTER.persons, REGISTER.members):
            with pytest.raises(UnknownSubject, match=r"^'h9' is no subject of this register$"):
                ask("h9")

    def test_an_unknown_kind_or_unit_is_refused(self) -> None:
        with pytest.raises(UnknownName, match="'houshold' is no kind of subject; did you mean 'household'"):
            REGISTER.ids("houshold")
        with pytest.raises(UnknownUnit):
            REGISTER.persons_in("g9")

    def test_a_condition_may_read_what_redaction_keeps(self) -> None:
        assert ("age",) == REGISTER.readable("resident")

    def test_its_repr_counts(self) -> None:
        assert "Register(household: 4, resident: 3, site: 2)" == repr(REGISTER)
        assert "Register(nobody)" == repr(Register(STREET, []))

    def test_a_copy_is_equal(self) -> None:
        assert REGISTER == copy.deepcopy(REGISTER)

    def test_a_subject_is_small(self) -> None:
        assert not hasattr(household("h1", "g1"), "__dict__")
        assert sys.getsizeof(household("h1", "g1")) <= 96


class TestStrictDoor:
    def test_every_fault_is_named_with_its_row(self) -> None:
        rows = [
            household("h1", "g1", persons=-1),
            household("h1", "g9"),
            Subject(id="x", kind="flat", unit="g1"),
            resident("r1", "g1", "h9", "r1"),
            resident("r2", "g1", "h1", "h1", attributes=Attributes(age="71", ages=3)),
            resident("r3", "g1", attributes=Attributes(phone="13800138000"), identity=Attributes(age=3)),
            Subject(id="h2", kind="household", unit="g1", presence=AT_HOME),
            Subject(id="r4", kind="resident", unit="g1", persons=1),
            Subject(id="", kind="resident", unit="g1"),
        ]
        with pytest.raises(DefinitionError, match="register has 14 faults") as refused:
            Register(STREET, rows)
        assert [
            ("register.persons", "row 1 (h1), column persons"),
            ("register.unknown-unit", "row 2 (h1), column unit"),
            ("register.duplicate-id", "row 2 (h1)"),
            ("register.unknown-kind", "row 3 (x), column kind"),
            ("register.unknown-container", "row 4 (r1), column containers"),
            ("register.container-kind", "row 4 (r1), column containers"),
            ("register.wrong-value", "row 5 (r2), column age"),
            ("register.unknown-field", "row 5 (r2), column ages"),
            ("register.container-twice", "row 5 (r2), column containers"),
            ("register.unknown-field", "row 6 (r3), column phone"),
            ("register.unknown-field", "row 6 (r3), column age"),
            ("register.presence", "row 7 (h2), column presence"),
            ("register.persons", "row 8 (r4), column persons"),
            ("register.no-id", "row 9"),
        ] == [(fault.code, fault.where) for fault in refused.value.faults]
        text = str(refused.value)
        for lesson in (
            "row 1 has the same id",
            "'h9' is no subject of this register; a container must be listed too",
            "'r1' is a 'resident'; a 'resident' may be a member of a 'household' or a 'site'",
            "did you mean 'age'?",
            "give it in 'identity', which can be erased",
            "give it in 'attributes'",
            "it holds a text; it must be a whole number",
        ):
            assert lesson in text

    def test_a_required_field_may_be_blank_and_not_missing(self) -> None:
        kind = RESIDENT.with_fields(Field("age", int, PrivacyClass.PERSONAL, required=True))
        Register(STREET, [resident("r1", "g1", attributes=Attributes(age=None))], (HOUSEHOLD, kind, SITE))
        with pytest.raises(DefinitionError) as refused:
            Register(STREET, [resident("r1", "g1")], (HOUSEHOLD, kind, SITE))
        assert "'row 1 (r1), column age': it is required; give it, or None" in str(refused.value)

    def test_a_forgotten_person_needs_no_identity(self) -> None:
        kind = RESIDENT.with_fields(Field("name", str, PrivacyClass.IDENTIFYING, required=True))
        subject = resident("r1", "g1", identity=REDACTED)
        assert "r1" in Register(STREET, [subject], (HOUSEHOLD, kind, SITE))

    def test_kinds_are_held_against_each_other(self) -> None:
        kinds = (
            HOUSEHOLD,
            HOUSEHOLD,
            SubjectKind("guest", containers=("hotel", "host")),
            SubjectKind("host", person=True),
        )
        with pytest.raises(DefinitionError, match="the list of kinds has 3 faults") as refused:
            Register(STREET, [], kinds)
        assert ["household", "guest", "guest"] == [fault.where for fault in refused.value.faults]


class TestTolerantDoor:
    ROWS: tuple[dict[str, object], ...] = (
        {"id": "h1", "kind": "household", "unit": "g1", "address": "Lane 1", "persons": None},
        {"id": "h2", "kind": "household", "unit": "g9", "persons": "two"},
        {"id": "r1", "kind": "resident", "unit": "g1", "containers": ["h1"], "age": 71, "presence": "home"},
        {"id": "r2", "kind": "resident", "unit": "g1", "containers": ["h1", "h2"]},
        {"id": "r3", "kind": "resident", "unit": "g1", "containers": ["h1"], "age": "71", "presence": "asleep"},
        {"id": "r3", "kind": "resident", "unit": "g1", "containers": ["h7"], "address": "Lane 1"},
        {"id": "r4", "kind": "resident", "unit": "g1", "destination": "province"},
        {"id": "r5", "kind": "resident", "unit": "g1", "presence": "unreachable", "returns": date(2020, 2, 17)},
        {"id": "", "kind": "", "unit": "g1"},
    )

    def test_every_good_row_is_used_and_every_bad_one_listed(self) -> None:
        loaded = Register.load(STREET, self.ROWS)
        assert ["h1", "r1"] == list(loaded.register)
        assert [
            (2, "h2", ("register.wrong-value", "register.unknown-unit")),
            (4, "r2", ("register.lost-container",)),
            (5, "r3", ("register.wrong-value", "register.wrong-value")),
            (6, "r3", ("register.unknown-field", "register.duplicate-id", "register.unknown-container")),
            (7, "r4", ("register.presence",)),
            (8, "r5", ("register.presence",)),
            (9, "", ("register.no-id", "register.unknown-kind")),
        ] == [(bad.row, bad.id, tuple(fault.code for fault in bad.faults)) for bad in loaded.bad]
        assert self.ROWS[1] == loaded.bad[0].given

    def test_members_of_what_is_left_out_are_told_where_it_is(self) -> None:
        loaded = Register.load(STREET, self.ROWS[:4])
        assert "it is a member of what is left out: 'h2' in row 2" == loaded.bad[1].faults[0].problem

    @pytest.mark.parametrize("persons", ["3", True, 3.0, -1])
    def test_nothing_is_taken_for_a_number(self, persons: object) -> None:
        loaded = Register.load(STREET, [{"id": "h1", "kind": "household", "unit": "g1", "persons": persons}])
        assert ["row 1 (h1), column persons"] == [fault.where for fault in loaded.bad[0].faults]

    def test_an_id_that_is_a_number_has_lost_its_zeros(self) -> None:
        loaded = Register.load(STREET, [{"id": 7, "kind": "household", "unit": "g1"}])
        assert "leading zeros may be lost" in loaded.bad[0].faults[0].problem

    def test_a_column_that_no_kind_declares_is_told_with_a_near_one(self) -> None:
        loaded = Register.load(STREET, [{"id": "r1", "kind": "resident", "unit": "g1", "aeg": 71}])
        assert "a 'resident' has no such field; did you mean 'age'?" == loaded.bad[0].faults[0].problem

    def test_a_blank_in_the_column_of_another_kind_is_passed_over(self) -> None:
        rows = [{"id": "h1", "kind": "household", "unit": "g1", "age": None}]
        assert () == Register.load(STREET, rows).bad

    @pytest.mark.parametrize("row", [None, "h1", 3, ["h1"]])
    def test_what_is_no_row_is_listed(self, row: object) -> None:
        loaded = Register.load(STREET, [row])  # type: ignore[list-item]  # that is the point
        assert "register.not-a-row" == loaded.bad[0].faults[0].code

    @pytest.mark.parametrize("value", [[1], {"a": 1}, object(), b"3", 3j])
    def test_what_is_no_plain_value_is_listed(self, value: object) -> None:
        row = {"id": "r1", "kind": "resident", "unit": "g1", "age": value, "containers": value, "presence": value}
        loaded = Register.load(STREET, [row])
        codes = {fault.where.rpartition(" ")[2]: fault.code for fault in loaded.bad[0].faults}
        assert {
            "age": "register.wrong-value",
            "presence": "register.wrong-value",
            "containers": "register.containers",
        } == codes

    def test_equal_attributes_are_kept_once(self) -> None:
        rows = [{"id": f"r{n}", "kind": "resident", "unit": "g1", "age": 71} for n in range(2)]
        register = Register.load(STREET, rows).register
        assert register["r0"].attributes is register["r1"].attributes

    def test_values_of_two_types_are_not_taken_for_one(self) -> None:
        kind = SubjectKind("flat", (Field("rooms", int, PrivacyClass.PUBLIC), Field("lift", bool, PrivacyClass.PUBLIC)))
        told: list[dict[str, object]] = [{"rooms": 1}, {"lift": True}]
        rows = [{"id": f"f{n}", "kind": "flat", "unit": "g1", **each} for n, each in enumerate(told, 1)]
        register = Register.load(STREET, rows, (kind,)).register
        assert (1, True) == (register["f1"].attributes["rooms"], register["f2"].attributes["lift"])


class TestChanges:
    def test_a_container_does_not_leave_its_members_behind(self) -> None:
        with pytest.raises(DefinitionError) as refused:
            REGISTER.leave("h1")
        assert ("register.unknown-container",) * 2 == refused.value.codes
        assert 6 == len(REGISTER.leave("h1", "r1", "r2"))

    def test_who_is_not_there_cannot_leave(self) -> None:
        with pytest.raises(UnknownSubject):
            REGISTER.leave("h9")

    def test_who_joins_is_judged_and_numbered_from_one(self) -> None:
        with pytest.raises(DefinitionError) as refused:
            REGISTER.join(household("h5", "g1"), household("h1", "g1"))
        assert ["'row 2 (h1)': the register has the same id; ids must differ"] == [*map(str, refused.value.faults)]

    def test_joining_leaves_the_old_register_as_it_was(self) -> None:
        more = REGISTER.join(resident("r9", "g1", "h3"))
        assert (9, 10, None, 1) == (len(REGISTER), len(more), REGISTER.persons("h3"), more.persons("h3"))

    def test_redacting_the_unknown_is_refused(self) -> None:
        with pytest.raises(UnknownSubject):
            REGISTER.redact(["r9"])

    def test_a_tombstone_outlives_its_subject(self) -> None:
        named = resident("r3", "g2", identity=Attributes(name="x"))
        gone = REGISTER.redact(["r3"]).leave("r3")
        assert frozenset({"r3"}) == gone.redacted
        assert gone.merge(Register(STREET, [named]))["r3"].is_redacted


class TestMerge:
    def test_other_content_under_one_id_is_a_conflict(self) -> None:
        one, other = (Register(STREET, [household("h1", "g1", persons=count)]) for count in (2, 3))
        (conflict,) = one.merge(other).conflicts
        assert ("h1", {2, 3}) == (conflict.id, {conflict.kept.persons, *(each.persons for each in conflict.others)})

    def test_whoever_leaves_takes_the_conflict_along(self) -> None:
        one, other = (Register(STREET, [household("h1", "g1", persons=count)]) for count in (2, 3))
        assert () == one.merge(other).leave("h1").conflicts

    def test_a_conflict_about_a_kind_is_counted_by_the_kind_in_force(self) -> None:
        member = resident("r1", "g1", "h1")
        one = Register(STREET, [household("h1", "g1"), member])
        other = Register(STREET, [Subject(id="h1", kind="site", unit="g1"), member])
        assert 1 == one.merge(other).persons_in() == other.merge(one).persons_in()

    def test_two_maps_are_not_merged(self) -> None:
        elsewhere = Register(Hierarchy((Level("grid"),), [Unit("g1", "1", "grid")]), [])
        with pytest.raises(RegisterMismatch, match="over one hierarchy and with the same kinds"):
            REGISTER.merge(elsewhere)
        with pytest.raises(RegisterMismatch):
            REGISTER.merge(Register(STREET, [], KINDS[:1]))


class TestDigest:
    def test_it_tells_contents_apart(self) -> None:
        digests = {
            Register(STREET, [each]).digest
            for each in (
                household("h1", "g1"),
                household("h1", "g2"),
                household("h1", "g1", persons=0),
                resident("h1", "g1", attributes=Attributes(age=1)),
                resident("h1", "g1", attributes=Attributes(age=None)),
                resident("h1", "g1", presence=AT_HOME),
            )
        }
        assert 6 == len(digests)

    def test_it_does_not_tell_who_somebody_is(self) -> None:
        named = resident("r1", "g1", identity=Attributes(name="x"))
        assert Register(STREET, [named]).digest == Register(STREET, [resident("r1", "g1")]).digest
