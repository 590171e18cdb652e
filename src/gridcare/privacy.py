"""
What must not be shown to everybody, and how it is kept from slipping out.

Every field of a register has a *privacy class*, from what may be printed on a notice board up to what tells who
somebody is. The class decides three things: what a preview or an error may show (nothing above `INTERNAL`, or a
mask), what a condition may read, and what remains when a person asks to be forgotten (被遗忘). What identifies is
erased then; what is coded stays, so that every count and every decision can still be explained.

The classes follow the steps of the Personal Information Protection Law of the People's Republic of China of 2021
(个人信息保护法), which sets sensitive personal information (敏感个人信息: health, whereabouts, belief, children under
fourteen) apart from other personal information; the order of the classes is ours.

A leak seldom happens where data is shown on purpose. It happens in a traceback or a log line. So an attrs field made
with `classified` shows its mask, or only its class, in ``repr``, and its validators say what was allowed and never
what was given.
"""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from functools import total_ordering
from types import MappingProxyType
from typing import Any, Final

import attrs

from gridcare.attributes import Attributes
from gridcare.errors import GridcareError

__all__ = [
    "MASKS",
    "REDACTED",
    "Mask",
    "PrivacyClass",
    "Redacted",
    "RefusedValue",
    "classes_of",
    "classified",
    "mask_address",
    "mask_identity_number",
    "mask_name",
    "mask_phone",
    "mask_whole",
    "quietly",
]


@total_ordering
class PrivacyClass(Enum):
    """
    How much is given away by showing a value; later classes give away more.

    >>> PrivacyClass.PUBLIC < PrivacyClass.IDENTIFYING
    True
    """

    PUBLIC = "public"
    """May be printed on a notice board: names of units, counts of a street."""
    INTERNAL = "internal"
    """For those who work in the campaign: opaque ids, rooms of a dwelling, which property firm serves it."""
    PERSONAL = "personal"
    """Coded and about a person, without telling who: an age, a relation, an occupation."""
    SENSITIVE = "sensitive"
    """Coded and able to harm a person whom others recognise: health, whereabouts, belief, a child's anything."""
    IDENTIFYING = "identifying"
    """Tells who somebody is or how to reach him: names, numbers, addresses, free text."""

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PrivacyClass):
            return NotImplemented
        return _RANK[self] < _RANK[other]

    @property
    def is_kept(self) -> bool:
        """Whether a value of this class stays when a person is forgotten; only then may a condition read it."""
        return self is not PrivacyClass.IDENTIFYING

    @property
    def is_open(self) -> bool:
        """Whether a value of this class may stand in reprs, errors and previews."""
        return self <= PrivacyClass.INTERNAL


_RANK: Final = {each: rank for rank, each in enumerate(PrivacyClass)}


class Redacted(Enum):
    """The class of `REDACTED`, which stands where a forgotten person's details were; copies of it are itself."""

    REDACTED = "redacted"

    def __repr__(self) -> str:
        return "REDACTED"

    def __str__(self) -> str:
        return str(self.value)


REDACTED: Final = Redacted.REDACTED


class RefusedValue(GridcareError, ValueError):
    """A value was refused; the message says where and what is allowed, and never the value."""

    code = "refused-value"

    def __init__(self, owner: str, field: str, allowed: str) -> None:
        super().__init__(f"'{owner}.{field}' {allowed}")
        self.owner = owner
        self.field = field
        self.allowed = allowed


# Masks

Mask = Callable[[str], str]
"""Turns a text into what may be shown of it."""

_STARS: Final = "****"
_DIGIT: Final = re.compile(r"[\d一二三四五六七八九十百]")


def mask_whole(_: str) -> str:
    """Show nothing, not even how long it is."""
    return _STARS


def mask_name(name: str) -> str:
    """
    Show the first character of a name, for a Chinese name its family name.

    >>> mask_name("张小红"), mask_name("Anna Schmidt"), mask_name("张")
    ('张**', 'A**', '**')
    """
    name = name.strip()
    return f"{name[0]}**" if len(name) > 1 else "**"


def mask_phone(phone: str) -> str:
    """
    Show the first three and last four digits of a mobile number, and the last two of a shorter one.

    >>> mask_phone("138 0013 8000"), mask_phone("0433-2255"), mask_phone("110")
    ('138****8000', '****55', '****')
    """
    digits = "".join(filter(str.isdigit, phone))
    if len(digits) >= 11:
        return digits[:3] + _STARS + digits[-4:]
    return _STARS + digits[-2:] if len(digits) >= 7 else _STARS


def mask_identity_number(number: str) -> str:
    """
    Show the first and the last character of an identity number; neither district nor date of birth.

    >>> mask_identity_number("11010519491231002X"), mask_identity_number("A12")
    ('1****X', '****')
    """
    number = number.strip()
    return number[0] + _STARS + number[-1] if len(number) >= 8 else _STARS


def mask_address(address: str) -> str:
    """
    Show the beginning of an address, before any number and never more than a third of it.

    >>> mask_address("延吉市进学街道文新社区3号楼2单元501室"), mask_address("501室")
    ('延吉市进学街****', '****')
    """
    address = address.strip()
    number = _DIGIT.search(address)
    before = number.start() if number else len(address)
    return address[: min(6, before, len(address) // 3)] + _STARS


MASKS: Final[Mapping[str, Mask]] = MappingProxyType(
    {
        "whole": mask_whole,
        "name": mask_name,
        "phone": mask_phone,
        "identity number": mask_identity_number,
        "address": mask_address,
    }
)
"""The masks by the names that declarations use."""


# Fields of attrs classes

_METADATA: Final = "gridcare.privacy"


def classified(privacy: PrivacyClass, *, mask: Mask | None = None, **field: Any) -> Any:
    """
    Declare an attrs field that has a privacy class.

    Its ``repr`` shows an open value as it is, else the mask of a text, the names of `Attributes`, or the class alone.
    Validators given here are wrapped with `quietly`.

    >>> @attrs.frozen
    ... class Contact:
    ...     phone: str = classified(PrivacyClass.IDENTIFYING, mask=mask_phone)
    >>> Contact("138 0013 8000")
    Contact(phone=138****8000)

    Args:
        privacy: The class of every value of the field.
        mask: What may be shown of a text.
        **field: Arguments of `attrs.field`, other than ``repr``.
    """
    if "validator" in field:
        given = field["validator"]
        each = given if isinstance(given, list | tuple) else [given]
        field["validator"] = [quietly(validator, "was refused by its validator") for validator in each]
    metadata = {**field.pop("metadata", {}), _METADATA: privacy}
    show: bool | Callable[[Any], str] = True if privacy.is_open else _shown(privacy, mask)
    return attrs.field(repr=show, metadata=metadata, **field)


def _shown(privacy: PrivacyClass, mask: Mask | None) -> Callable[[Any], str]:
    def show(value: Any) -> str:
        if value is None or value is REDACTED or isinstance(value, Attributes):
            return repr(value)
        return mask(value) if mask and isinstance(value, str) else f"<{privacy.value}>"

    return show


def classes_of(cls: type) -> dict[str, PrivacyClass]:
    """
    Return the privacy class of each field of an attrs class that declares one, in order of declaration.

    >>> @attrs.frozen
    ... class Contact:
    ...     id: str
    ...     phone: str = classified(PrivacyClass.IDENTIFYING)
    >>> classes_of(Contact)
    {'phone': <PrivacyClass.IDENTIFYING: 'identifying'>}
    """
    declared = attrs.fields(cls) if attrs.has(cls) else ()
    return {field.name: field.metadata[_METADATA] for field in declared if _METADATA in field.metadata}


Validator = Callable[[Any, "attrs.Attribute[Any]", Any], Any]


class _Quiet:
    """A validator that tells nothing of what another one raised; wrapping it again changes nothing."""

    __slots__ = ("allowed", "validator")

    def __init__(self, validator: Validator, allowed: str) -> None:
        self.validator = validator
        self.allowed = allowed

    def __call__(self, instance: Any, field: "attrs.Attribute[Any]", value: Any) -> None:
        # Raised outside the except clause: an exception raised inside would carry the one that holds the value.
        if self._refuses(instance, field, value):
            raise RefusedValue(type(instance).__name__, field.name, self.allowed)

    def _refuses(self, instance: Any, field: "attrs.Attribute[Any]", value: Any) -> bool:
        try:
            self.validator(instance, field, value)
        except Exception:
            return True
        return False


def quietly(validator: Validator, allowed: str) -> Validator:
    """
    Make an attrs validator whose error says what is allowed and never what was given.

    The validators of attrs put the refused value into the exception. This one raises `RefusedValue`, whose message
    names the class and the field, and chains no other exception.

    Args:
        validator: The validator that decides.
        allowed: What is allowed, to follow the name of the field, such as ``must have 11 digits``.
    """
    return validator if isinstance(validator, _Quiet) else _Quiet(validator, allowed)
