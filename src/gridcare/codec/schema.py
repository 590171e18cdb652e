"""
A JSON Schema of what can be read, so that an editor completes a declaration and checks it while somebody types.

The schema is made from the declared classes, by the same rules that the reader goes by, and is never written by hand:
a field that is added to a class is known to the editor the next day. What an attribute means is taken from the
docstring of its class. The schema knows the *shape* of a document; whether a step leads anywhere only shows when the
declaration is read.

Most editors that know TOML take such a schema (for instance by a first line ``#:schema playbook.schema.json``).
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import lru_cache
from types import MappingProxyType, NoneType
from typing import Any, Final, Literal, TypeVar, get_args, get_origin, get_type_hints

import attrs

from gridcare.attributes import Attributes, Scalar
from gridcare.codec.plain import TAGS
from gridcare.codec.scalars import TEXT_FORMS, TextForm
from gridcare.codec.standins import SHORTS, SPELLED, STAND_INS, TYPE_WORDS, is_type
from gridcare.codec.unions import TAG, Place, Vocabulary, is_named, is_union

__all__ = ["DIALECT", "schema_of"]

Schema = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
"""The dialect of JSON Schema that is written."""

_PLAIN: Final[Mapping[Any, str]] = MappingProxyType(
    {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}
)
_FORMATS: Final = MappingProxyType({"day": "date", "moment": "date-time"})
_ATTRIBUTE: Final = re.compile(r"^ {4}(\w+): ")


def schema_of(
    kind: Any, *, tags: Mapping[str, type] = MappingProxyType({}), forms: Mapping[type, TextForm] = MappingProxyType({})
) -> Schema:
    """
    Make the JSON Schema of the plain data that a type is read from.

    >>> from gridcare.places.units import Level
    >>> schema_of(Level)["$defs"]["Level"]["required"]
    ['name']

    Args:
        kind: The type: a class, or a form such as ``tuple[Part, ...]``.
        tags: Further classes by tag, as in `gridcare.codec.plain.make_converter`.
        forms: Further text forms by class.
    """
    drawing = _Drawing(Vocabulary(tags={**TAGS, **tags}, forms={**TEXT_FORMS, **forms}, shorts=SHORTS, spelled=SPELLED))
    drawn = drawing.of(kind)
    return {"$schema": DIALECT, **drawn, "$defs": dict(sorted(drawing.definitions.items()))}


class _Drawing:
    """Draws one schema; every class is drawn once, under its name."""

    def __init__(self, words: Vocabulary) -> None:
        self.definitions: dict[str, Schema] = {}
        self._words = words

    def of(self, kind: Any) -> Schema:
        """Draw the schema of a type, by the rules of `gridcare.codec.plain.make_converter` in their order."""
        if not is_union(kind) and (form := self._words.form(kind)) is not None:
            return self._text(form)
        for applies, draw in self._rules():
            if applies(kind):
                return draw(kind)
        return {}

    def _rules(self) -> Iterator[tuple[Callable[[Any], bool], Callable[[Any], Schema]]]:
        yield is_type, lambda _: {"enum": list(TYPE_WORDS)}
        yield _PLAIN.__contains__, lambda kind: {"type": _PLAIN[kind]}
        yield (lambda kind: is_union(kind) or bool(self._words.family(kind))), self._place
        yield (lambda kind: get_origin(kind) is Literal), lambda kind: {"enum": list(get_args(kind))}
        yield STAND_INS.__contains__, lambda kind: self.of(STAND_INS[kind][0])
        yield _is_enum, lambda kind: {"enum": [member.value for member in kind]}
        yield (lambda kind: kind is Attributes), lambda _: self._members(Mapping[str, Scalar])
        yield (lambda kind: get_origin(kind) is tuple and get_args(kind)[-1:] != (Ellipsis,)), self._row
        yield (lambda kind: len(get_args(kind)) == 2 and _is_mapping(kind)), self._members
        yield (lambda kind: bool(get_args(kind)) and not attrs.has(get_origin(kind))), self._series
        yield attrs.has, self._reference

    def _text(self, form: TextForm) -> Schema:
        text: Schema = {"type": "string", "examples": [form.example]}
        if form.name in _FORMATS:
            text["format"] = _FORMATS[form.name]
        return text if form.bare else _keyed(form.name, text)

    def _row(self, kind: Any) -> Schema:
        parts = [self.of(part) for part in get_args(kind)]
        return {"type": "array", "prefixItems": parts, "minItems": len(parts), "maxItems": len(parts)}

    def _series(self, kind: Any) -> Schema:
        member = get_args(kind)[0]
        listed: Schema = {"type": "array", "items": self.of(member)}
        if is_named(kind) and self._words.is_text(get_args(member)[0]):
            return {"anyOf": [{"type": "object", "additionalProperties": self.of(get_args(member)[1])}, listed]}
        return listed

    def _members(self, kind: Any) -> Schema:
        key, member = get_args(kind)
        if self._words.is_text(key):
            return {"type": "object", "additionalProperties": self.of(member)}
        return {"type": "array", "items": self._row(tuple.__class_getitem__((key, member)))}

    # Choices

    def _place(self, kind: Any) -> Schema:
        choices = list(self._choices(Place.of(kind, self._words)))
        return choices[0] if len(choices) == 1 else {"anyOf": choices}

    def _choices(self, place: Place) -> Iterator[Schema]:
        alone = len(place.tagged) == 1 and place.whole is None and not place.named
        for tag, member in place.tagged.items():
            yield self._tagged(tag, member, alone=alone)
        yield from ({"type": _PLAIN[kind]} for kind in place.plain)
        if place.words:
            words: Schema = {"enum": list(place.words)}
            yield _keyed("word", words) if str in place.plain else words
        if place.form is not None:
            yield self._text(place.form)
        yield from (_keyed(name, self._text(attrs.evolve(form, bare=True))) for name, form in place.named.items())
        yield from (self.of(other) for other in (place.whole, place.series) if other is not None)

    def _tagged(self, tag: str, member: type, *, alone: bool) -> Schema:
        name = f"{member.__name__}.{tag.replace(' ', '-')}" + (".alone" if alone else "")
        if name not in self.definitions:
            self.definitions[name] = {}  # a class may hold itself
            drawn = self._object(STAND_INS[member][0] if member in STAND_INS else member, told=member)
            drawn["properties"] = {TAG: {"const": tag}, **drawn["properties"]}
            drawn["required"] = drawn["required"] if alone else [TAG, *drawn["required"]]
            self.definitions[name] = drawn
        return _reference(name)

    # Classes

    def _reference(self, kind: Any) -> Schema:
        cls = get_origin(kind) or kind
        name = ".".join(part.__name__.lstrip("_") for part in (cls, *get_args(kind)))
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name] = self._object(kind, told=cls)
        short = self._words.short(kind)
        return _reference(name) if short is None else {"anyOf": [self._text(short), _reference(name)]}

    def _object(self, kind: Any, *, told: type) -> Schema:
        cls = get_origin(kind) or kind
        given = dict(zip(getattr(cls, "__parameters__", ()), get_args(kind), strict=False))
        hints, meanings = get_type_hints(cls), _meanings(told)
        fields = [field for field in attrs.fields(cls) if field.init]
        properties = {}
        for field in fields:
            alias = field.alias or field.name
            meaning = {"description": meanings[alias]} if alias in meanings else {}
            properties[alias] = {**meaning, **self.of(_applied(hints[field.name], given))}
        return {
            "type": "object",
            "description": _first_sentence(told),
            "properties": properties,
            "required": [field.alias or field.name for field in fields if field.default is attrs.NOTHING],
            "additionalProperties": False,
        }


def _reference(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _keyed(name: str, schema: Schema) -> Schema:
    return {"type": "object", "properties": {name: schema}, "required": [name], "additionalProperties": False}


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _is_mapping(kind: Any) -> bool:
    shape = get_origin(kind)
    return isinstance(shape, type) and issubclass(shape, Mapping)


def _applied(hint: Any, given: Mapping[Any, Any]) -> Any:
    """Put types in the place of the variables of a generic class."""
    if isinstance(hint, TypeVar):
        return given.get(hint, hint)
    variables = getattr(hint, "__parameters__", ())
    return hint[tuple(given[each] for each in variables)] if variables and given else hint


def _first_sentence(cls: type) -> str:
    return (inspect.getdoc(cls) or "").partition("\n")[0]


@lru_cache(maxsize=512)
def _meanings(cls: type) -> Mapping[str, str]:
    """Read what each attribute means from the docstrings of a class and of those that it comes from."""
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        section = inspect.cleandoc(base.__doc__ or "").partition("Attributes:\n")[2]
        name = ""
        for line in section.split("\n\n")[0].split("\n"):
            if start := _ATTRIBUTE.match(line):
                name = start[1]
                found[name] = line[start.end() :].strip()
            elif name and line.startswith(" " * 8):
                found[name] += f" {line.strip()}"
    return MappingProxyType(found)
