"""
What a caller gives, held against what a declaration is made of.

To Python a text is a collection of letters, a list compares unlike a tuple, and a length of time written ``"48h"``
where a `timedelta` belongs is only missed much later, in a sum. So the values that people write down, such as a
workflow, a form or a scope, look at what they are given as they are made: ``attrs.frozen(field_transformer=typed)``
holds every field against its annotation. What comes in thousands, facts for example, does not pay for it; its door
looks instead.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from functools import partial
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

import attrs

from gridcare.errors import GridcareError

__all__ = ["AWARE", "WrongType", "texts", "typed"]

AWARE: Final = "an aware datetime, such as gridcare.moment('2020-02-03 08:00', zone)"
"""What a moment is, for the end of a sentence."""

Holds = Callable[[Any], bool]


class WrongType(GridcareError, TypeError):
    """
    Something was given where a value of another type belongs.

    Attributes:
        what: The class and the field, or the argument.
        given: The name of the type that was given; never the value.
    """

    code = "wrong-type"

    def __init__(self, what: str, given: object, wanted: str) -> None:
        self.what = what
        self.given = type(given).__name__
        super().__init__(f"'{what}' is {_article(_said(given))}; give {wanted}")


def texts(given: str | Iterable[str]) -> tuple[str, ...]:
    """
    Take one text or several; a text is one and never its letters.

    >>> texts("door"), texts(["door", "phone"])
    (('door',), ('door', 'phone'))
    """
    return (given,) if isinstance(given, str) else tuple(given)


def typed(kind: type, fields: list["attrs.Attribute[Any]"]) -> list["attrs.Attribute[Any]"]:
    """
    Hold each field of a class against its annotation, after its converter; for ``field_transformer`` of attrs.

    What an annotation does not tell plainly, such as a class that is named before it is made, is not looked at.

    Raises:
        WrongType: When a value is made with something else; says where, and what to give.
    """
    return [_looked_at(field) for field in fields]


def _looked_at(field: "attrs.Attribute[Any]") -> "attrs.Attribute[Any]":
    if not field.init or _holds(field.type) is None:
        return field
    look = _Look()
    return field.evolve(validator=look if field.validator is None else attrs.validators.and_(look, field.validator))


class _Look:
    """The validator of a field, which finds out at the first value what its annotation asks for."""

    __slots__ = ("holds",)

    def __init__(self) -> None:
        self.holds: Holds | None = None

    def __call__(self, instance: Any, field: "attrs.Attribute[Any]", value: Any) -> None:
        if self.holds is None:
            self.holds = _holds(field.type)
        if self.holds is not None and not self.holds(value):
            raise _wrong(f"{type(instance).__name__}.{field.alias or field.name}", value, field.type)


def _wrong(what: str, value: object, kind: Any) -> WrongType:
    """Word it, of the first member that is wrong where the collection is right."""
    member = next((each for each in _alternatives(kind) if get_origin(each) is tuple), None)
    if member is not None and isinstance(value, tuple) and get_args(member)[1:] == (Ellipsis,):
        inner = get_args(member)[0]
        holds = _holds(inner)
        for number, each in enumerate(value):
            if holds is not None and not holds(each):
                return _wrong(f"{what}[{number}]", each, inner)
    return WrongType(what, value, " or ".join(dict.fromkeys(_wanted(each) for each in _alternatives(kind))))


def _alternatives(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (UnionType, Union) else (kind,)


def _holds(kind: Any) -> Holds | None:
    """Return what tells whether a value fits an annotation, or none when the annotation does not tell it."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (UnionType, Union):
        return _any_of([_holds(each) for each in arguments])
    if origin is tuple:
        return _tuple_of(arguments)
    if origin is Literal:
        return partial(_is_among, frozenset(arguments))
    if kind is None:
        return partial(_is, (NoneType,))
    plain = origin if isinstance(origin, type) else kind
    if not isinstance(plain, type) or getattr(plain, "_is_protocol", False):
        return None
    return _day if plain is date else partial(_is, _PLAIN.get(plain, (plain,)))


def _any_of(each: list[Holds | None]) -> Holds | None:
    known = [holds for holds in each if holds is not None]
    return (lambda value: any(holds(value) for holds in known)) if len(known) == len(each) else None


def _tuple_of(arguments: tuple[Any, ...]) -> Holds:
    members = [_holds(each) for each in arguments if each is not Ellipsis]
    if arguments[1:] == (Ellipsis,):
        (holds,) = members
        return lambda value: isinstance(value, tuple) and (holds is None or all(map(holds, value)))
    return lambda value: (
        isinstance(value, tuple)
        and len(value) == len(members)
        and all(holds is None or holds(each) for holds, each in zip(members, value, strict=True))
    )


_PLAIN: Final[Mapping[type, tuple[type, ...]]] = {float: (float, int), object: (object,)}


def _is(kinds: tuple[type, ...], value: object) -> bool:
    return isinstance(value, kinds)


def _is_among(values: frozenset[object], value: object) -> bool:
    return isinstance(value, str | int | bool | NoneType) and value in values


def _day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


_WANTED: Final[Mapping[Any, str]] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "True or False",
    NoneType: "None",
    datetime: AWARE,
    date: "a day, such as date(2020, 2, 3)",
    timedelta: "a timedelta, such as timedelta(hours=48)",
}


def _wanted(kind: Any) -> str:
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in _WANTED:
        return _WANTED[kind]
    if origin is tuple:
        if arguments[1:] == (Ellipsis,):
            members = " or ".join("texts" if each is str else _called(each) for each in _alternatives(arguments[0]))
            return f"a tuple of {members}"
        return f"a tuple of {len(arguments)}"
    if origin is Literal:
        return " or ".join(f"'{each}'" for each in arguments)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return " or ".join(f"{kind.__name__}.{each.name}" for each in kind)
    return _article(_called(kind))


def _called(kind: Any) -> str:
    named: str = getattr(kind, "__name__", str(kind))
    return named


_SAID: Final[Mapping[type, str]] = {str: "text", int: "whole number", float: "number", NoneType: "None", list: "list"}


def _said(value: object) -> str:
    if isinstance(value, type):
        return f"class ({value.__name__})"
    return _SAID.get(type(value), type(value).__name__)


def _article(named: str) -> str:
    if named == "None":
        return named
    return f"{'an' if named[:1].lower() in 'aeio' else 'a'} {named}"
