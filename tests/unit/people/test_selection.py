"""Selection: who answers to a condition, and of whom that cannot be told."""

from datetime import date

import pytest

from gridcare.attributes import Attributes
from gridcare.errors import DefinitionError, UnknownName
from gridcare.people.presence import Presence, PresenceState
from gridcare.people.register import Register
from gridcare.people.selection import readable_of
from gridcare.people.subjects import HOUSEHOLD, ORGANISATION, RESIDENT, SITE, Field, Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.privacy import PrivacyClass
from gridcare.rules.contexts import NUMBER, TEXT, TRUTH, Number, Text
from gridcare.rules.unknowns import Reason

STREET = Hierarchy(
    Level.ordered("street", "grid"),
    [Unit("s", "", "street"), Unit("g1", "", "grid", "s"), Unit("g2", "", "grid", "s")],
)
TENURE = Field("tenure", str, PrivacyClass.PERSONAL, choices=("owned", "rented"))
PREGNANT = Field("pregnant", bool, PrivacyClass.SENSITIVE)
KINDS = (HOUSEHOLD.with_fields(TENURE), RESIDENT.with_fields(PREGNANT), SITE, ORGANISATION)
REGISTER = Register(
    STREET,
    [
        Subject(id="h1", kind="household", unit="g1", attributes=Attributes(tenure="rented")),
        Subject(id="h2", kind="household", unit="g2", attributes=Attributes(tenure="owned")),
        Subject(id="h3", kind="household", unit="g2", persons=5),
        Subject(id="r1", kind="resident", unit="g1", containers=("h1",), attributes=Attributes(age=81)),
        Subject(id="r2", kind="resident", unit="g2", containers=("h2",), attributes=Attributes(age=70)),
        Subject(id="r3", kind="resident", unit="g2", containers=("h2",), attributes=Attributes(age=None)),
        Subject(
            id="r4",
            kind="resident",
            unit="s",
            attributes=Attributes(age=90, pregnant=False),
            presence=Presence(PresenceState.AWAY, "hubei", date(2020, 2, 9)),
        ),
        Subject(id="w1", kind="site", unit="g1", attributes=Attributes(title="market")),
        Subject(id="o1", kind="organisation", unit="s", attributes=Attributes(title="works", trade="metal")),
    ],
    KINDS,
)


class TestSelect:
    @pytest.mark.parametrize(
        ("kind", "condition", "found", "unclear"),
        [
            ("resident", "subject.age >= 70", ("r4", "r1", "r2"), ("r3",)),
            ("resident", "subject.age >= 60 and home.persons = 1", ("r1",), ("r4",)),
            ("resident", "home.tenure = 'rented'", ("r1",), ("r4",)),
            ("resident", "subject.presence = 'away' and subject.destination = 'hubei'", ("r4",), ("r1", "r2", "r3")),
            ("resident", "subject.returns < day('2020-02-10')", ("r4",), ("r1", "r2", "r3")),
            ("resident", "subject.unit = 'g2' and not known(subject.age)", ("r3",), ()),
            ("household", "subject.persons > 1", ("h2", "h3"), ()),
            ("household", "any(subject.age > 75 per member)", ("h1",), ("h2",)),
            ("organisation", "subject.trade = 'metal'", ("o1",), ()),
            ("site", "true", ("w1",), ()),
        ],
    )
    def test_conditions_choose(
        self, kind: str, condition: str, found: tuple[str, ...], unclear: tuple[str, ...]
    ) -> None:
        chosen = REGISTER.select(condition, kind=kind)
        assert found == chosen.found
        assert unclear == tuple(each.subject for each in chosen.unclear)

    def test_nobody_is_a_number_and_unknown_is_none(self) -> None:
        rows = [Subject(id="h1", kind="household", unit="g1", persons=0), Subject(id="h2", kind="household", unit="g1")]
        chosen = Register(STREET, rows, KINDS).select("subject.persons = 0", kind="household")
        assert (("h1",), ["h2"]) == (chosen.found, [each.subject for each in chosen.unclear])

    def test_the_home_is_the_first_dwelling_and_no_other_container(self) -> None:
        rows = [
            Subject(id="w1", kind="site", unit="g1"),
            Subject(id="h1", kind="household", unit="g1", attributes=Attributes(tenure="rented")),
            Subject(id="r1", kind="resident", unit="g1", containers=("w1", "h1")),
            Subject(id="r2", kind="resident", unit="g1", containers=("w1",)),
        ]
        chosen = Register(STREET, rows, KINDS).select("home.tenure = 'rented'", kind="resident")
        assert (("r1",), ["r2"]) == (chosen.found, [each.subject for each in chosen.unclear])

    def test_a_destination_that_was_not_told_is_unclear(self) -> None:
        away = Subject(id="r1", kind="resident", unit="g1", presence=Presence(PresenceState.AWAY))
        chosen = Register(STREET, [away], KINDS).select("subject.destination = 'hubei'", kind="resident")
        assert ((), ["r1"]) == (chosen.found, [each.subject for each in chosen.unclear])

    def test_inside_a_unit_only(self) -> None:
        chosen = REGISTER.select("subject.age >= 70", kind="resident", unit="g1")
        assert (("r1",), ()) == (chosen.found, chosen.unclear)

    def test_what_is_unclear_says_why(self) -> None:
        (unclear,) = REGISTER.select("subject.age >= 70", kind="resident").unclear
        assert (Reason("blank", "subject.age"),) == unclear.why.reasons

    @pytest.mark.parametrize(
        ("kind", "condition", "problem"),
        [
            ("resident", "subject.name = '张三'", "name"),
            ("resident", "subject.aeg > 3", "did you mean 'subject.age'"),
            ("resident", "subject.age = 'old'", "'old'"),
            ("resident", "subject.age", "truth"),
            ("household", "home.persons > 1", "home"),
            ("household", "subject.tenure = 'rent'", "rent"),
            ("resident", "any(subject.age > 3 per member)", "member"),
        ],
    )
    def test_what_cannot_be_read_is_refused(self, kind: str, condition: str, problem: str) -> None:
        with pytest.raises(DefinitionError) as caught:
            REGISTER.select(condition, kind=kind)
        assert problem in " ".join(str(each) for each in caught.value.exceptions)

    def test_unknown_kinds_are_named(self) -> None:
        with pytest.raises(UnknownName, match="did you mean 'household'"):
            REGISTER.select("true", kind="hosehold")

    def test_unknown_units_are_named(self) -> None:
        with pytest.raises(UnknownName, match="g9"):
            REGISTER.select("true", kind="resident", unit="g9")


class TestContext:
    def test_fields_are_read_by_their_types(self) -> None:
        names = readable_of(REGISTER.kinds, "resident").names
        assert NUMBER == names["subject.age"]
        assert TRUTH == names["subject.pregnant"]
        assert Text(("owned", "rented")) == names["home.tenure"]
        assert Number.of("person") == names["home.persons"]
        assert TEXT == names["subject.unit"]

    def test_nothing_that_identifies_is_read(self) -> None:
        for kind in REGISTER.kinds.values():
            names = readable_of(REGISTER.kinds, kind.name).names
            assert not {f"subject.{name}" for name in kind.identity} & names.keys()

    def test_names_on_which_kinds_disagree_are_not_read(self) -> None:
        flat = HOUSEHOLD.with_fields(Field("tenure", bool, PrivacyClass.PERSONAL))
        kinds = {
            "household": KINDS[0],
            "dormitory": type(flat)("dormitory", flat.fields, dwelling=True),
            "resident": RESIDENT.inside("dormitory"),
            "site": SITE,
        }
        names = readable_of(kinds, "resident").names
        assert "home.tenure" not in names
        assert "home.persons" in names
