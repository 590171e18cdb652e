"""
Who must not be missed: subjects, and what may be known about each kind of them.

A *subject* is a household, a resident, a site, or whatever kind a locality declares. It has an opaque id, the unit
it belongs to, the containers that it is a member of (a resident of a household, say), and what is known about it.

A *kind* lists the fields that may be known: name, plain type and privacy class. The class decides where a value
lives. What tells who somebody is (a name, a number, an address) is kept apart as the subject's *identity*, which can
be erased and which no condition reads; everything else is an *attribute*. gridcare ships three kinds, the household,
the resident and the site; a locality adds fields with `SubjectKind.with_fields`, or kinds of its own.

`gridcare.people.register` holds subjects together; `gridcare.people.presence` says where persons are.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Final

import attrs

from gridcare.attributes import EMPTY, Attributes, Scalar
from gridcare.errors import Fault, did_you_mean, refuse
from gridcare.given import texts, typed
from gridcare.people.presence import Presence
from gridcare.privacy import MASKS, REDACTED, PrivacyClass, Redacted, classified
from gridcare.titles import Titles, titles

__all__ = [
    "HOUSEHOLD",
    "KINDS",
    "ORGANISATION",
    "RESERVED",
    "RESIDENT",
    "SITE",
    "Field",
    "Subject",
    "SubjectKind",
    "TypeOfField",
]

TypeOfField = type[str] | type[bool] | type[int] | type[Decimal] | type[date] | type[datetime]
"""The plain types that a field may have; none is taken for another."""

_TYPE_NAMES: Final[Mapping[type, str]] = MappingProxyType(
    {
        str: "text",
        bool: "truth",
        int: "whole number",
        Decimal: "decimal number",
        date: "day",
        datetime: "moment with a time zone",
    }
)


@attrs.frozen(field_transformer=typed)
class Field:
    """
    One thing that may be known about a subject.

    Attributes:
        name: The name that rows and conditions use.
        type: Its plain type: `str`, `bool`, `int`, `decimal.Decimal`, `datetime.date` or `datetime.datetime`.
        privacy: Its privacy class; a field that identifies is part of the identity.
        required: Whether every subject must have it; a required field may still be blank (``None``).
        choices: The only texts allowed, for a coded text; empty for any.
        counts: What a number counts (``person``), so that conditions add only like to like; empty for nothing.
        mask: How a text is shown to those without clearance, a name in `gridcare.privacy.MASKS`.
        titles: What it is called, by language.
    """

    name: str
    type: TypeOfField
    privacy: PrivacyClass
    required: bool = attrs.field(default=False, kw_only=True)
    choices: tuple[str, ...] = attrs.field(default=(), converter=texts, kw_only=True)
    counts: str = attrs.field(default="", kw_only=True)
    mask: str = attrs.field(default="whole", kw_only=True)
    titles: Titles = attrs.field(default=(), converter=titles, kw_only=True)

    @property
    def type_name(self) -> str:
        """Its type in words."""
        return _TYPE_NAMES[self.type]

    def problem(self, value: Scalar) -> str:
        """Say what is wrong with a value, without telling it; an empty text when nothing is."""
        if value is None:
            return ""
        if type(value) is not self.type:
            return f"holds a {_TYPE_NAMES.get(type(value), type(value).__name__)}; it must be a {self.type_name}"
        if isinstance(value, datetime) and value.utcoffset() is None:
            return f"holds a moment without a time zone; it must be a {self.type_name}"
        if self.choices and value not in self.choices:
            allowed = ", ".join(f"'{choice}'" for choice in self.choices)
            return f"holds none of its choices, which are {allowed}"
        return ""

    def shown(self, value: Scalar, clearance: PrivacyClass) -> Scalar:
        """Return the value as somebody with that clearance may see it: itself, its mask, or its class."""
        if value is None or self.privacy <= clearance:
            return value
        return MASKS[self.mask](value) if isinstance(value, str) else f"<{self.privacy.value}>"


def _fields(given: Iterable[Field]) -> tuple[Field, ...]:
    return tuple(given)


@attrs.frozen(slots=False, field_transformer=typed)
class SubjectKind:
    """
    A kind of subject.

    Attributes:
        name: The name that subjects use, such as ``household``.
        fields: What may be known about one.
        containers: The kinds of subject that one may be a member of.
        person: Whether each subject of this kind is one person.
        dwelling: Whether people live in one, so that the persons stated for it count towards a place.
        titles: What it is called, by language.

    Raises:
        DefinitionError: When a field is declared twice or takes a reserved name, or its type, mask or choices are
            none that there are; or when a kind is person and dwelling at once.
    """

    name: str
    fields: tuple[Field, ...] = attrs.field(default=(), converter=_fields)
    containers: tuple[str, ...] = attrs.field(default=(), converter=texts, kw_only=True)
    person: bool = attrs.field(default=False, kw_only=True)
    dwelling: bool = attrs.field(default=False, kw_only=True)
    titles: Titles = attrs.field(default=(), converter=titles, kw_only=True)

    def __attrs_post_init__(self) -> None:
        refuse(f"subject kind '{self.name}'", self._faults())

    def _faults(self) -> Iterable[Fault]:
        if self.person and self.dwelling:
            yield Fault("kind.person-dwelling", self.name, "nobody lives in a person; choose 'person' or 'dwelling'")
        names = [field.name for field in self.fields]
        for position, field in enumerate(self.fields):
            where = f"{self.name}/{field.name}"
            if field.name in names[:position]:
                yield Fault("kind.field-twice", where, "this field is declared twice; keep one")
            if not field.name or field.name in RESERVED:
                problem = f"every subject has its own {', '.join(RESERVED)}; give the field another name"
                yield Fault("kind.field-name", where, problem)
            if field.type not in _TYPE_NAMES:
                allowed = ", ".join(each.__name__ for each in _TYPE_NAMES)
                yield Fault("kind.field-type", where, f"its type is none of {allowed}")
            if field.choices and field.type is not str:
                yield Fault("kind.choices", where, "only a text has choices")
            if field.counts and field.type not in (int, Decimal):
                yield Fault("kind.counts", where, f"counts '{field.counts}' and is no number; give it a number's type")
            if field.mask not in MASKS:
                yield Fault("kind.mask", where, f"'{field.mask}' is no mask{did_you_mean(field.mask, MASKS)}")

    @cached_property
    def attributes(self) -> Mapping[str, Field]:
        """The fields that a subject keeps for good, by name."""
        return {field.name: field for field in self.fields if field.privacy.is_kept}

    @cached_property
    def identity(self) -> Mapping[str, Field]:
        """The fields that tell who a subject is, by name; these are erased when it is redacted."""
        return {field.name: field for field in self.fields if not field.privacy.is_kept}

    def with_fields(self, *fields: Field) -> "SubjectKind":
        """Return a kind that also has these fields; one of a name that it has takes that one's place."""
        changed = {field.name: field for field in (*self.fields, *fields)}
        return attrs.evolve(self, fields=tuple(changed.values()))

    def inside(self, *containers: str) -> "SubjectKind":
        """Return a kind whose subjects may also be members of these kinds."""
        return attrs.evolve(self, containers=tuple(dict.fromkeys((*self.containers, *containers))))


RESERVED: Final = ("id", "kind", "unit", "containers", "persons", "presence", "destination", "returns")
"""The columns of a row that are no fields."""

HOUSEHOLD: Final = SubjectKind(
    "household",
    (
        Field("address", str, PrivacyClass.IDENTIFYING, mask="address", titles=(("zh", "地址"),)),
        Field("phone", str, PrivacyClass.IDENTIFYING, mask="phone", titles=(("zh", "电话"),)),
    ),
    dwelling=True,
    titles=(("zh", "户"), ("en", "household")),
)
"""Those who live together in one dwelling (户), and the dwelling itself when it is vacant."""

RESIDENT: Final = SubjectKind(
    "resident",
    (
        Field("name", str, PrivacyClass.IDENTIFYING, mask="name", titles=(("zh", "姓名"),)),
        Field("phone", str, PrivacyClass.IDENTIFYING, mask="phone", titles=(("zh", "电话"),)),
        Field("identity_number", str, PrivacyClass.IDENTIFYING, mask="identity number", titles=(("zh", "身份证号"),)),
        Field("age", int, PrivacyClass.PERSONAL, titles=(("zh", "年龄"),)),
    ),
    containers=("household", "site"),
    person=True,
    titles=(("zh", "居民"), ("en", "resident")),
)
"""One person (居民)."""

SITE: Final = SubjectKind(
    "site",
    (
        Field("title", str, PrivacyClass.INTERNAL, titles=(("zh", "名称"),)),
        Field("use", str, PrivacyClass.INTERNAL, titles=(("zh", "用途"),)),
        Field("phone", str, PrivacyClass.IDENTIFYING, mask="phone", titles=(("zh", "电话"),)),
    ),
    titles=(("zh", "场所"), ("en", "site")),
)
"""
A place that is no dwelling (场所); its ``use`` says what it is: a firm, a hotel, a dormitory, a market, an exit.

A locality that counts only some uses declares them as choices, with `SubjectKind.with_fields`.
"""

ORGANISATION: Final = SubjectKind(
    "organisation",
    (
        Field("title", str, PrivacyClass.INTERNAL, titles=(("zh", "名称"),)),
        Field("trade", str, PrivacyClass.INTERNAL, titles=(("zh", "行业"),)),
        Field("contact", str, PrivacyClass.IDENTIFYING, mask="name", titles=(("zh", "联系人"),)),
        Field("phone", str, PrivacyClass.IDENTIFYING, mask="phone", titles=(("zh", "电话"),)),
    ),
    titles=(("zh", "单位"), ("en", "organisation")),
)
"""
A body that people work for or belong to: an employer, a school, an association (单位).

It is not among `KINDS`. A locality that keeps the second list lets its residents and sites be members of it with
`SubjectKind.inside`.
"""

KINDS: Final = (HOUSEHOLD, RESIDENT, SITE)
"""The kinds that gridcare ships."""


@attrs.frozen(kw_only=True, weakref_slot=False)
class Subject:
    """
    One household, resident, site, or other subject.

    Attributes:
        id: An opaque id; never a name or a number that belongs to somebody.
        kind: The name of its kind.
        unit: The id of the unit that it belongs to.
        attributes: What is known about it in coded form; it stays when the subject is redacted.
        containers: The ids of the subjects that it is a member of, its home first.
        persons: How many persons are stated to live or work there; ``None`` when not stated.
        presence: Where a person is; ``None`` when not stated, and for what is no person.
        identity: What tells who it is, or `REDACTED`.
    """

    id: str
    kind: str
    unit: str
    attributes: Attributes = classified(PrivacyClass.SENSITIVE, default=EMPTY)
    containers: tuple[str, ...] = attrs.field(default=(), converter=texts)
    persons: int | None = None
    presence: Presence | None = classified(PrivacyClass.SENSITIVE, default=None)
    identity: Attributes | Redacted = classified(PrivacyClass.IDENTIFYING, default=EMPTY)

    @property
    def is_redacted(self) -> bool:
        """Whether its identity was erased."""
        return self.identity is REDACTED
