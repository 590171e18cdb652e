"""
Values to plain data and back: dictionaries, lists, text, numbers, truth and null, which every format can carry.

A value class becomes an object with one key per field; a field that holds its default is left out. A class that may
stand where others may stand too, such as a step and a wait in a workflow, carries a stable *tag* under the key
``type``. A tag is a word of the field and never the name of a Python class, so that code can be renamed while
stored documents stay readable.

Reading is strict. Unknown keys and tags are refused with the nearest known one, nothing is coerced, and every fault
of a document is found in one reading, each with its path.

This is the one module that imports cattrs.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum, IntEnum, StrEnum
from functools import cache, partial
from itertools import islice
from types import MappingProxyType
from typing import Any, Final, Literal, TypeVar, get_args, get_origin, get_type_hints, overload

import attrs
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
    StructureHandlerNotFoundError,
)
from cattrs.preconf.json import JsonConverter
from cattrs.preconf.json import make_converter as make_json_converter

from gridcare.attributes import EMPTY, Attributes, Scalar
from gridcare.codec.issues import Issue, UnreadableInput, UnwritableValue, field_path, index_path
from gridcare.codec.scalars import (
    PLAIN,
    TEXT_FORMS,
    TextForm,
    one_of,
    read_choice,
    write_choice,
    wrong_kind,
)
from gridcare.codec.standins import SHORTS, SPELLED, STAND_INS, is_type, read_type, write_type
from gridcare.codec.unions import TAG, AmbiguousPlace, InOrder, Place, Read, Vocabulary, Write, is_named, is_union
from gridcare.errors import DefinitionError, Fault, GridcareError, did_you_mean
from gridcare.people.identification import IdentityDecision, ValueChoice
from gridcare.places.alterations import (
    Closed,
    Extracted,
    Merged,
    Moved,
    Opened,
    Reclassified,
    Recoded,
    Renamed,
    Split,
    Withdrawal,
)
from gridcare.rules.contexts import Number, Text
from gridcare.timing.anchors import ChosenBy, Earliest, FirstAvailable, Latest
from gridcare.timing.slots import Daily, EveryDays, OnDays, Weekly
from gridcare.work.effects import Count, Leave, Notify, Open
from gridcare.work.release import AllNegative, AllOwedDone, Holds, NoOpen, Signed
from gridcare.work.scales import All, CleanDays, Has, LastRound
from gridcare.work.steps import After, Excluded, On, OpenForVerification, Settled, Spent, Step, Wait

__all__ = ["TAGS", "Converter", "from_plain", "make_converter", "to_plain"]

T = TypeVar("T")

Converter = JsonConverter
"""What reads and writes plain data: a converter of cattrs."""

TAGS: Final[Mapping[str, type]] = MappingProxyType(
    {
        "step": Step,
        "wait": Wait,
        "settled": Settled,
        "excluded": Excluded,
        "open for verification": OpenForVerification,
        "on": On,
        "spent": Spent,
        "after": After,
        "leave": Leave,
        "count": Count,
        "notify": Notify,
        "open": Open,
        "earliest": Earliest,
        "latest": Latest,
        "first available": FirstAvailable,
        "chosen by": ChosenBy,
        "daily": Daily,
        "on days": OnDays,
        "every days": EveryDays,
        "weekly": Weekly,
        "nothing open": NoOpen,
        "all owed done": AllOwedDone,
        "all negative": AllNegative,
        "signed": Signed,
        "holds": Holds,
        "has": Has,
        "clean days": CleanDays,
        "last round": LastRound,
        "all": All,
        "number": Number,
        "text": Text,
        "identity": IdentityDecision,
        "value": ValueChoice,
        "opened": Opened,
        "closed": Closed,
        "renamed": Renamed,
        "recoded": Recoded,
        "reclassified": Reclassified,
        "moved": Moved,
        "merged": Merged,
        "split": Split,
        "extracted": Extracted,
        "withdrawal": Withdrawal,
    }
)
"""The tag of every class that stands where others may stand too."""

_FAULTS: Final = (GridcareError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What writing a value of the wrong type may raise."""


def make_converter(
    *,
    tags: Mapping[str, type] = MappingProxyType({}),
    forms: Mapping[type, TextForm] = MappingProxyType({}),
    named: bool = False,
) -> Converter:
    """
    Make a converter of one's own, for classes of one's own.

    Every call makes a new one; nothing is shared, and nothing a host registers reaches anybody else.

    Args:
        tags: Further classes by tag, such as the steps of a plug-in, beside those of `TAGS`.
        forms: Further text forms by class, or others in place of those of `gridcare.codec.scalars.TEXT_FORMS`.
        named: Whether to write pairs of a name and something as an object, for formats whose objects keep their order.

    Raises:
        Fault: When a tag is taken, or its class has a field called ``type``.
    """
    converter = make_json_converter(
        forbid_extra_keys=True, omit_if_default=True, use_alias=True, unstructure_fallback_factory=_unknown
    )
    words = Vocabulary(tags=_all_tags(tags), forms={**TEXT_FORMS, **forms}, shorts=SHORTS, spelled=SPELLED, named=named)
    single = {**PLAIN} | {kind: _text_hooks(form) for kind, form in words.forms.items()}
    # Named here although _is_enum holds for them: cattrs would find str and int first, which they inherit from.
    single |= {StrEnum: (read_choice, write_choice), IntEnum: (read_choice, write_choice)}
    for kind, (read, write) in single.items():
        converter.register_structure_hook(kind, read)
        converter.register_unstructure_hook(kind, write)
    for applies, make_reader, make_writer in _shapes(words):
        converter.register_structure_hook_factory(applies, partial(_made, make_reader, converter))
        converter.register_unstructure_hook_factory(applies, partial(_made, make_writer, converter))
    return converter


def _made(make: Callable[[Any, Converter], Any], converter: Converter, kind: Any) -> Any:
    return make(kind, converter)


def _unknown(kind: Any) -> Write:
    def write(_: Any) -> Any:
        raise Fault("plain.unknown-class", "", f"a {_name(kind)} cannot be written as plain data")

    return write


def _all_tags(more: Mapping[str, type]) -> Mapping[str, type]:
    for tag, kind in more.items():
        if tag in TAGS:
            raise Fault("codec.tag-taken", tag, f"this tag stands for {TAGS[tag].__name__}; choose another")
        if attrs.has(kind) and any(field.alias == TAG for field in attrs.fields(kind)):
            raise Fault("codec.type-field", tag, f"{kind.__name__} has a field called '{TAG}', where the tag goes")
    return {**TAGS, **more}


def _text_hooks(form: TextForm) -> tuple[Read, Write]:
    if form.bare:
        return (lambda data, _: form.from_plain(data)), form.to_plain

    def read(data: Any, _: Any) -> Any:
        if type(data) is not dict or data.keys() != {form.name}:
            wrong_kind(f"an object with the one key '{form.name}'", data)
        return form.from_plain(data[form.name])

    return read, lambda value: {form.name: form.to_plain(value)}


@cache
def _own() -> Converter:
    """Keep one converter that nobody else can reach, because making one takes milliseconds."""
    return make_converter()


# Values to plain data and back


def to_plain(value: object, *, kind: Any = None, converter: Converter | None = None) -> Any:
    """
    Turn a value into plain data.

    >>> from gridcare.facts.fact import Origin
    >>> to_plain(Origin(source="tablet 3", roles=("grid head",)))
    {'source': 'tablet 3', 'roles': ['grid head']}

    Args:
        value: A value of gridcare, or a tuple or mapping of such.
        kind: The type that it will be read as, where that is not its class: a form such as ``tuple[Part, ...]``.
        converter: One of your own from `make_converter`.

    Raises:
        UnwritableValue: When something in it could not be read back, such as a naive moment.
    """
    converter = converter or _own()
    try:
        return converter.unstructure(value, unstructure_as=kind)
    except AmbiguousPlace:
        raise
    except _FAULTS:
        issue = _culprit(value, kind, converter, "$")
    raise UnwritableValue(type(value).__name__, [issue])


@overload
def from_plain(data: object, kind: type[T], *, converter: Converter | None = ..., root: str = ...) -> T: ...
@overload
def from_plain(data: object, kind: Any, *, converter: Converter | None = ..., root: str = ...) -> Any: ...
def from_plain(data: object, kind: Any, *, converter: Converter | None = None, root: str = "$") -> Any:
    """
    Read a value from plain data.

    >>> from gridcare.facts.fact import Origin
    >>> from_plain({"source": "tablet 3", "rolls": ["grid head"]}, Origin)
    Traceback (most recent call last):
    ...
    gridcare.codec.issues.UnreadableInput: 'Origin' cannot be read: 1 issue
      - $.rolls: unknown key; did you mean 'roles'?

    Args:
        data: What a parser made of a text.
        kind: The type to read: a class, or a form such as ``tuple[Fact, ...]``.
        converter: One of your own from `make_converter`.
        root: How paths begin.

    Raises:
        UnreadableInput: When it is no such value, with every fault and its path.
    """
    try:
        return (converter or _own()).structure(data, kind)
    except (StructureHandlerNotFoundError, AmbiguousPlace):
        raise
    except Exception as error:  # a class may refuse its values with any exception
        issues = tuple(_issues(error, root, kind))
    raise UnreadableInput(_name(kind), issues)


def _name(kind: Any) -> str:
    return kind.__name__ if isinstance(kind, type) and not get_args(kind) else str(kind).replace("typing.", "")


# Faults with their paths


def _issues(error: BaseException, path: str, kind: Any) -> Iterator[Issue]:
    if isinstance(error, BaseValidationError):
        for part in error.exceptions:
            yield from _part_issues(part, path, error.cl)
    elif isinstance(error, ForbiddenExtraKeysError):
        known = [field.alias for field in attrs.fields(error.cl)]
        for key in sorted(map(str, error.extra_fields)):
            yield Issue(field_path(path, key), "plain.unknown-key", f"unknown key{did_you_mean(key, known)}")
    elif isinstance(error, DefinitionError):
        for fault in error.faults:
            yield Issue(path, fault.code, str(fault))
    elif isinstance(error, Fault):
        yield Issue(path, error.code, str(error))
    elif isinstance(error, RecursionError):
        yield Issue(path, "input.depth", "this is nested too deeply")
    elif isinstance(error, GridcareError):
        yield Issue(path, error.code, str(error))
    else:
        # What others say in their errors may quote the value.
        yield Issue(path, "plain.value", f"these values make no {_name(kind)}")


def _part_issues(error: BaseException, path: str, kind: Any) -> Iterator[Issue]:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            key = _alias(kind, note.name)
            if isinstance(error, KeyError) and error.args == (key,):
                yield Issue(field_path(path, key), "plain.missing", "this key is required and missing")
            else:
                yield from _issues(error, field_path(path, key), note.type)
            return
        if isinstance(note, IterableValidationNote):
            inner = index_path(path, note.index) if isinstance(note.index, int) else field_path(path, note.index)
            yield from _issues(error, inner, note.type)
            return
    yield from _issues(error, path, kind)


def _alias(kind: Any, name: str) -> str:
    field = attrs.fields_dict(get_origin(kind) or kind).get(name)
    return field.alias if field and field.alias else name


def _culprit(value: object, kind: Any, converter: Converter, path: str) -> Issue:
    """Descend to the innermost part of a value that cannot be written, and say why."""
    for where, part, part_kind in _parts(value, kind, path):
        try:
            converter.unstructure(part, unstructure_as=part_kind)
        except _FAULTS:
            return _culprit(part, part_kind, converter, where)
    try:
        converter.unstructure(value, unstructure_as=kind)
    except Fault as fault:
        return Issue(path, fault.code, str(fault))
    except _FAULTS:
        pass
    return Issue(path, "plain.type", f"a {type(value).__name__} cannot be written here")


def _parts(value: object, kind: Any, path: str) -> Iterator[tuple[str, object, Any]]:
    arguments = get_args(kind)
    cls = type(value)
    if cls in STAND_INS:
        return
    if attrs.has(cls):
        for field in attrs.fields(cls):
            if field.init:
                yield field_path(path, field.alias), getattr(value, field.name), field.type
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield field_path(path, key), part, arguments[1] if len(arguments) == 2 else None
    elif _has_names(cls):
        kinds = get_type_hints(cls)
        for name, part in value._asdict().items():  # type: ignore[attr-defined]  # a named tuple has it
            yield field_path(path, name), part, kinds[name]
    elif isinstance(value, (tuple, list)):
        for index, part in enumerate(value):
            yield index_path(path, index), part, _member(arguments, index)


def _member(arguments: tuple[Any, ...], index: int) -> Any:
    if not arguments:
        return None
    return arguments[0] if len(arguments) == 1 or arguments[-1] is Ellipsis else arguments[index % len(arguments)]


# Types that are made of parts

_Shape = tuple[Callable[[Any], bool], Callable[[Any, Converter], Read], Callable[[Any, Converter], Write]]


def _shapes(words: Vocabulary) -> Iterator[_Shape]:
    """Tell how each form of type is read and written; of those that apply to a type, the last is taken."""
    yield attrs.has, partial(_object_reader, words), partial(_object_writer, words)
    yield _is_mapping, partial(_mapping_reader, words), partial(_mapping_writer, words)
    yield _is_series, partial(_series_reader, words), partial(_series_writer, words)
    yield _is_row, _row_reader, _row_writer
    yield _has_names, _named_reader, _named_writer
    yield _is_attributes, _attributes_reader, _attributes_writer
    yield _is_enum, lambda *_: read_choice, lambda *_: write_choice
    yield STAND_INS.__contains__, _held_reader, _held_writer
    yield _is_literal, lambda *_: _read_literal, lambda *_: _write_literal
    yield partial(_is_place, words), partial(_place_reader, words), partial(_place_writer, words)
    yield is_type, lambda *_: read_type, lambda *_: write_type


def _read_parts(parts: Collection[Any], read: Read, kind: Any, positions: Iterable[Any], whole: Any) -> list[Any]:
    """Read every part although some are refused, so that all faults are told."""
    found: list[Any] = []
    errors: list[Exception] = []
    for part in parts:
        try:
            found.append(read(part, kind))
        except Exception as error:  # a class may refuse its values with any exception
            position = next(islice(positions, len(found) + len(errors), None))
            error.__notes__ = [*getattr(error, "__notes__", ()), IterableValidationNote("", position, kind)]
            errors.append(error)
    if errors:
        raise IterableValidationError("", errors, whole)
    return found


# Objects


def _object_reader(words: Vocabulary, kind: Any, converter: Converter) -> Read:
    read_fields = converter.gen_structure_attrs_fromdict(kind)
    short = words.short(kind)

    def read(data: Any, _: Any) -> Any:
        if short is not None and type(data) is str:
            if kind in SPELLED:
                return short.from_plain(data)
            return kind(**{words.shorts[kind]: short.from_plain(data)})
        return read_fields(data, kind) if type(data) is dict else wrong_kind("an object", data)

    return read


def _object_writer(words: Vocabulary, kind: Any, converter: Converter) -> Write:
    write_fields = converter.gen_unstructure_attrs_fromdict(kind)
    expected = get_origin(kind) or kind
    short = {words.shorts[kind]} if kind in words.shorts and words.short(kind) is not None else None
    spelled = SPELLED.get(expected)

    def write(value: Any) -> Any:
        if spelled is not None and value.__class__ is expected and _reads_back(spelled, value):
            return spelled.write(value)
        written = write_fields(value) if value.__class__ is expected else wrong_kind(expected.__name__, value)
        return written.popitem()[1] if written.keys() == short else written

    return write


def _reads_back(form: TextForm, value: Any) -> bool:
    try:
        return bool(form.read(form.write(value)) == value)
    except GridcareError:
        return False


def _is_place(words: Vocabulary, kind: Any) -> bool:
    return is_union(kind) or bool(words.family(kind))


def _place_reader(words: Vocabulary, kind: Any, converter: Converter) -> Read:
    place = Place.of(kind, words)

    def reader_of(part: Any) -> Read:
        if part not in words.tagged:
            return converter.get_structure_hook(part)
        return (_held_reader if part in STAND_INS else partial(_object_reader, words))(part, converter)

    return place.reader(reader_of)


def _place_writer(words: Vocabulary, kind: Any, converter: Converter) -> Write:
    place = Place.of(kind, words)

    def writer_of(part: Any) -> Write:
        if part not in words.tagged:
            return converter.get_unstructure_hook(part)
        return (_held_writer if part in STAND_INS else partial(_object_writer, words))(part, converter)

    return place.writer(writer_of)


# Lists


def _is_series(kind: Any) -> bool:
    shape = get_origin(kind) or kind
    if shape is tuple:
        return get_args(kind)[-1:] == (Ellipsis,)
    return isinstance(shape, type) and issubclass(shape, (Sequence, AbstractSet)) and len(get_args(kind)) == 1


def _series_reader(words: Vocabulary, kind: Any, converter: Converter) -> Read:
    member = get_args(kind)[0]
    read_member = converter.get_structure_hook(member)
    make = _builder(get_origin(kind))
    read_named = None
    if is_named(kind) and words.is_text(get_args(member)[0]):
        read_named = _mapping_reader(words, _mapping_of(*get_args(member)), converter)

    def read(data: Any, _: Any) -> Any:
        if read_named is not None and type(data) is dict:
            return tuple(read_named(data, kind).items())
        if type(data) is not list and type(data) is not tuple:
            wrong_kind("a list", data)
        return make(_read_parts(data, read_member, member, range(len(data)), kind))

    return read


def _mapping_of(key: Any, member: Any) -> Any:
    return Mapping[key, member]


def _builder(shape: Any) -> Callable[[Iterable[Any]], Any]:
    if issubclass(shape, AbstractSet):
        return frozenset
    return list if shape is list else tuple


def _series_writer(words: Vocabulary, kind: Any, converter: Converter) -> Write:
    member = get_args(kind)[0]
    write_member = converter.get_unstructure_hook(member)
    as_object = words.named and is_named(kind) and words.is_text(get_args(member)[0])
    shape = get_origin(kind)
    unordered = issubclass(shape, AbstractSet)

    def write(value: Any) -> Any:
        if not isinstance(value, shape):
            wrong_kind(f"a {shape.__name__}", value)
        written = [write_member(part) for part in value]
        if as_object and len({name for name, _ in written}) == len(written):
            return InOrder(written)
        return sorted(written, key=_sorting) if unordered else written

    return write


def _sorting(data: Any) -> tuple[str, str]:
    """Put the members of a set into one order, whatever they are."""
    return type(data).__name__, repr(sorted(data.items()) if isinstance(data, dict) else data)


def _is_row(kind: Any) -> bool:
    return get_origin(kind) is tuple and get_args(kind)[-1:] != (Ellipsis,)


def _row_reader(kind: Any, converter: Converter) -> Read:
    members = [(converter.get_structure_hook(member), member) for member in get_args(kind)]

    def read(data: Any, _: Any) -> Any:
        if type(data) is not list and type(data) is not tuple:
            wrong_kind("a list", data)
        if len(data) != len(members):
            raise Fault("plain.length", "", f"expected a list of {len(members)}, found {len(data)}")
        return tuple(_read_parts([*zip(data, members, strict=True)], _read_member, None, range(len(data)), kind))

    return read


def _has_names(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields")


def _named_reader(kind: Any, converter: Converter) -> Read:
    reads = {name: (converter.get_structure_hook(member), member) for name, member in get_type_hints(kind).items()}
    defaults = kind._field_defaults

    def read(data: Any, _: Any) -> Any:
        if type(data) is not dict:
            wrong_kind("an object", data)

        def read_key(key: Any, _: Any) -> Any:
            if key not in reads:
                raise Fault("plain.unknown-key", "", f"unknown key{did_you_mean(str(key), reads)}")
            if key not in data and key not in defaults:
                raise Fault("plain.missing", "", "this key is required and missing")
            read_member, member = reads[key]
            return read_member(data[key], member) if key in data else defaults[key]

        keys = list(dict.fromkeys((*reads, *data)))
        return kind(*_read_parts(keys, read_key, None, keys, kind))

    return read


def _named_writer(kind: Any, converter: Converter) -> Write:
    writers = {name: converter.get_unstructure_hook(member) for name, member in get_type_hints(kind).items()}
    defaults = kind._field_defaults

    def write(value: Any) -> Any:
        if not isinstance(value, kind):
            wrong_kind(kind.__name__, value)
        told = value._asdict().items()
        return {name: writers[name](part) for name, part in told if name not in defaults or part != defaults[name]}

    return write


def _read_member(part: tuple[Any, tuple[Read, Any]], _: Any) -> Any:
    data, (read, kind) = part
    return read(data, kind)


def _row_writer(kind: Any, converter: Converter) -> Write:
    writers = [converter.get_unstructure_hook(member) for member in get_args(kind)]

    def write(value: Any) -> Any:
        if not isinstance(value, tuple):
            wrong_kind("a tuple", value)
        if len(value) != len(writers):
            raise Fault("plain.length", "", f"expected a tuple of {len(writers)}, found {len(value)}")
        return [write_part(part) for write_part, part in zip(writers, value, strict=True)]

    return write


# Mappings


def _is_mapping(kind: Any) -> bool:
    shape = get_origin(kind)
    return isinstance(shape, type) and issubclass(shape, Mapping) and len(get_args(kind)) == 2


def _mapping_reader(words: Vocabulary, kind: Any, converter: Converter) -> Read:
    key_kind, member = get_args(kind)
    if not words.is_text(key_kind):
        pair = tuple.__class_getitem__((key_kind, member))
        read_pairs = converter.get_structure_hook(tuple.__class_getitem__((pair, ...)))
        return lambda data, _: dict(read_pairs(data, kind))
    read_key, read_member = converter.get_structure_hook(key_kind), converter.get_structure_hook(member)

    def read(data: Any, _: Any) -> Any:
        if type(data) is not dict:
            wrong_kind("an object", data)
        keys = _read_parts(data, read_key, key_kind, data, kind)
        return dict(zip(keys, _read_parts(data.values(), read_member, member, data, kind), strict=True))

    return read


def _mapping_writer(words: Vocabulary, kind: Any, converter: Converter) -> Write:
    key_kind, member = get_args(kind)
    write_key, write_member = converter.get_unstructure_hook(key_kind), converter.get_unstructure_hook(member)
    as_object = words.is_text(key_kind)

    def write(value: Any) -> Any:
        if not isinstance(value, Mapping):
            wrong_kind("a mapping", value)
        if as_object:
            return {write_key(key): write_member(part) for key, part in value.items()}
        return sorted(([write_key(key), write_member(part)] for key, part in value.items()), key=_sorting)

    return write


def _is_attributes(kind: Any) -> bool:
    return kind is Attributes


def _attributes_reader(_: Any, converter: Converter) -> Read:
    read_values = converter.get_structure_hook(_NAMED_SCALARS)
    return lambda data, _: Attributes(read_values(data, _NAMED_SCALARS)) if data else EMPTY


def _attributes_writer(_: Any, converter: Converter) -> Write:
    return converter.get_unstructure_hook(_NAMED_SCALARS)


_NAMED_SCALARS: Final = Mapping[str, Scalar]


# Enumerations and literals


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _is_literal(kind: Any) -> bool:
    return get_origin(kind) is Literal


def _read_literal(data: Any, kind: Any) -> Any:
    for allowed in get_args(kind):
        if type(allowed) is type(data) and allowed == data:
            return allowed
    raise Fault("plain.choice", "", f"expected one of {one_of(get_args(kind))}")


def _write_literal(value: Any) -> Any:
    if type(value) not in PLAIN:
        wrong_kind("a plain value", value)
    return value


# Classes that are no attrs classes


def _held_reader(kind: Any, converter: Converter) -> Read:
    stand_in, make, _ = STAND_INS[kind]
    read = converter.get_structure_hook(stand_in)
    return lambda data, _: make(read(data, stand_in))


def _held_writer(kind: Any, converter: Converter) -> Write:
    stand_in, _, hold = STAND_INS[kind]
    write = converter.get_unstructure_hook(stand_in)
    return lambda value: write(hold(value)) if isinstance(value, kind) else wrong_kind(kind.__name__, value)
