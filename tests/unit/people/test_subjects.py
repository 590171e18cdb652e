"""Kinds of subject and their fields: what may be known, how it is read, shown and kept apart."""

import copy
import pickle
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from gridcare.attributes import Attributes, Scalar
from gridcare.errors import DefinitionError
from gridcare.people.subjects import HOUSEHOLD, KINDS, RESIDENT, Field, Subject, SubjectKind, TypeOfField
from gridcare.privacy import REDACTED, PrivacyClass

AGE = RESIDENT.attributes["age"]


class TestField:
    @pytest.mark.parametrize(
        ("type_", "value"),
        [
            (int, "3"),
            (int, True),
            (int, 3.0),
            (bool, "false"),
            (bool, 0),
            (str, 3),
            (Decimal, 36.5),
            (Decimal, 36),
            (date, datetime(2020, 2, 3, tzinfo=UTC)),
            (datetime, date(2020, 2, 3)),
            (datetime, datetime(2020, 2, 3)),  # noqa: DTZ001
        ],
    )
    def test_nothing_is_taken_for_something_else(self, type_: TypeOfField, value: Scalar) -> None:
        problem = Field("x", type_, PrivacyClass.PERSONAL).problem(value)
        assert f"it must be a {Field('x', type_, PrivacyClass.PERSONAL).type_name}" in problem
        assert str(value) not in problem

    def test_a_blank_is_allowed_everywhere(self) -> None:
        assert {""} == {field.problem(None) for field in RESIDENT.fields}

    def test_a_coded_text_is_one_of_its_choices(self) -> None:
        tenure = Field("tenure", str, PrivacyClass.PERSONAL, choices=("owned", "rented"))
        assert "" == tenure.problem("rented")
        assert "holds none of its choices, which are 'owned', 'rented'" == tenure.problem("squatted")

    def test_a_value_is_shown_by_clearance(self) -> None:
        phone = RESIDENT.identity["phone"]
        assert "13800138000" == phone.shown("13800138000", PrivacyClass.IDENTIFYING)
        assert "138****8000" == phone.shown("13800138000", PrivacyClass.SENSITIVE)
        assert (71, "<personal>", None) == (
            AGE.shown(71, PrivacyClass.PERSONAL),
            AGE.shown(71, PrivacyClass.PUBLIC),
            AGE.shown(None, PrivacyClass.PUBLIC),
        )


class TestSubjectKind:
    def test_what_identifies_is_kept_apart(self) -> None:
        assert (["age"], ["name", "phone", "identity_number"]) == ([*RESIDENT.attributes], [*RESIDENT.identity])

    def test_a_locality_adds_fields_and_replaces_them(self) -> None:
        rooms = Field("rooms", int, PrivacyClass.INTERNAL)
        kind = HOUSEHOLD.with_fields(rooms, Field("phone", str, PrivacyClass.IDENTIFYING, required=True))
        assert ["address", "phone", "rooms"] == [field.name for field in kind.fields]
        assert kind.identity["phone"].required
        assert HOUSEHOLD == KINDS[0], "the shipped kind is as it was"

    def test_all_faults_are_named_at_once(self) -> None:
        wrong = (
            Field("unit", str, PrivacyClass.PUBLIC),
            Field("x", float, PrivacyClass.PUBLIC),  # type: ignore[arg-type]  # that is the point
            Field("x", int, PrivacyClass.PUBLIC, choices=("1",)),
            Field("y", str, PrivacyClass.IDENTIFYING, mask="phon"),
        )
        with pytest.raises(DefinitionError, match="subject kind 'thing' has 6 faults") as refused:
            SubjectKind("thing", wrong, person=True, dwelling=True)
        assert "'phon' is no mask; did you mean 'phone'?" in str(refused.value)
        assert (
            "kind.person-dwelling",
            "kind.field-name",
            "kind.field-type",
            "kind.field-twice",
            "kind.choices",
            "kind.mask",
        ) == refused.value.codes

    def test_copies_and_pickles_are_equal(self) -> None:
        assert RESIDENT.attributes
        assert RESIDENT == copy.deepcopy(RESIDENT) == pickle.loads(pickle.dumps(RESIDENT))  # noqa: S301


class TestSubject:
    def test_its_repr_shows_names_of_fields_and_no_values(self) -> None:
        subject = Subject(
            id="r1",
            kind="resident",
            unit="g1",
            attributes=Attributes(age=71),
            identity=Attributes(name="Zhang San", phone="13800138000"),
        )
        expected = (
            "Subject(id='r1', kind='resident', unit='g1', attributes=Attributes(age), containers=(), persons=None, "
            "presence=None, identity=Attributes(name, phone))"
        )
        assert expected == repr(subject)

    def test_one_whose_identity_was_erased_says_so(self) -> None:
        subject = Subject(id="r1", kind="resident", unit="g1", identity=REDACTED)
        assert subject.is_redacted
        assert "identity=REDACTED" in repr(subject)
