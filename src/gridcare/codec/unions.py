"""
How one place may hold one of several kinds of value, and how the reader tells which.

Null, truth, numbers, texts, lists and objects tell themselves apart. Among objects the *tag* under ``type`` decides;
it may be left out where only one tagged class can stand.
Among texts known words (``not stated``) and one text form (``48h``) may share a place; where more than that could
stand, or a free text, the form stands under its name: ``{"duration": "48h"}``, ``{"word": "not stated"}``. A place
for which no rule tells the kinds apart is refused when it is first met, not when a document is misread.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum
from functools import cached_property, partial
from types import MappingProxyType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from gridcare.codec.issues import shown
from gridcare.codec.scalars import KINDS, PLAIN, TextForm, choices, one_of, wrong_kind
from gridcare.errors import Fault, GridcareError, did_you_mean

__all__ = ["TAG", "AmbiguousPlace", "InOrder", "Place", "Read", "Vocabulary", "Write", "is_named", "is_union"]

Read = Callable[[Any, Any], Any]
"""Reads a piece of plain data as a type."""
Write = Callable[[Any], Any]
"""Writes a value as plain data."""

TAG: Final = "type"
"""The key that holds the tag of an object."""
_WORD: Final = "word"


class InOrder(dict[str, Any]):
    """An object of plain data whose order says something, such as pairs of a name and something."""


class AmbiguousPlace(GridcareError, TypeError):
    """A field was declared to hold several types that plain data cannot tell apart."""

    code = "ambiguous-place"

    def __init__(self, kind: object, which: str) -> None:
        super().__init__(f"'{kind}' could not be read back, because nothing tells apart {which}; give the classes tags")
        self.kind = kind


def is_named(kind: Any) -> bool:
    """Tell whether a type is a tuple of pairs of a name and something, which an object may say as well."""
    member = get_args(kind)[0] if get_origin(kind) is tuple and len(get_args(kind)) == 2 else None
    return get_args(kind)[-1:] == (Ellipsis,) and get_origin(member) is tuple and len(get_args(member)) == 2


def is_union(kind: Any) -> bool:
    """Tell whether a type is a choice of types."""
    return get_origin(kind) in (Union, UnionType)


def is_role(kind: Any) -> bool:
    """Tell whether a type says what a class can do (a `typing.Protocol`) rather than which class it is."""
    return isinstance(kind, type) and bool(getattr(kind, "_is_protocol", False))


def _plays(member: type, role: type) -> bool:
    """Tell whether a class has everything that a role asks for."""
    return all(hasattr(member, name) for name in vars(role) if not name.startswith("_"))


@attrs.frozen(kw_only=True, slots=False)
class Vocabulary:
    """
    The words of one converter.

    Attributes:
        tags: The classes that stand where others may stand too, by tag.
        forms: The text forms, by class.
        shorts: Classes of which one field may stand for the whole, by the name of that field.
        spelled: Classes whose values may be written as a text where it reads back as the same.
        named: Whether pairs of a name and something are written as objects, which then keep their order.
    """

    tags: Mapping[str, type]
    forms: Mapping[type, TextForm]
    shorts: Mapping[type, str] = MappingProxyType({})
    spelled: Mapping[type, TextForm] = MappingProxyType({})
    named: bool = False

    def family(self, kind: Any) -> dict[str, type]:
        """Find the tagged classes that may stand where a class, or one of several, is asked for."""
        asked = [get_origin(part) or part for part in (get_args(kind) if is_union(kind) else (kind,))]
        classes = tuple(part for part in asked if isinstance(part, type) and (attrs.has(part) or part in self.tagged))
        roles = [part for part in asked if is_role(part)]
        return {
            tag: member
            for tag, member in self.tags.items()
            if issubclass(member, classes) or any(_plays(member, role) for role in roles)
        }

    @cached_property
    def tagged(self) -> frozenset[type]:
        """The classes that have a tag."""
        return frozenset(self.tags.values())

    def form(self, kind: Any) -> TextForm | None:
        """Find the text form of a class, or of its nearest ancestor that has one."""
        if _is_enum(kind):
            return None
        return next((self.forms[base] for base in getattr(kind, "__mro__", ()) if base in self.forms), None)

    def short(self, kind: Any) -> TextForm | None:
        """Find the text form of the field that may stand for a whole value of a class."""
        if not isinstance(kind, type) or kind not in self.shorts:
            return self.spelled.get(kind) if isinstance(kind, type) else None
        hint = get_type_hints(kind)[self.shorts[kind]]
        return next(form for part in get_args(hint) or (hint,) if (form := self.form(part)) is not None)

    def is_text(self, kind: Any) -> bool:
        """Tell whether every value of a type is written as a bare text, as a key must be."""
        if _is_enum(kind):
            return all(isinstance(member.value, str) for member in kind)
        form = self.form(kind)
        return kind is str or (form is not None and form.bare)


@attrs.frozen(kw_only=True)
class Place:
    """
    What may stand in one place, sorted by how it is told apart.

    Attributes:
        kind: The type or the choice of types.
        vocabulary: The words of the converter.
        tagged: The classes whose objects carry a tag, by tag.
        plain: Null, truth, numbers and text, as far as they may stand here.
        words: Members of enumerations by their text, and texts of a literal.
        form: The one text form that stands as a bare text.
        named: The text forms that stand under their names.
        whole: The class or mapping whose objects carry no tag.
        series: The type of lists.
    """

    kind: Any
    vocabulary: Vocabulary
    tagged: Mapping[str, type]
    plain: tuple[type, ...] = ()
    words: Mapping[str, Enum | str] = MappingProxyType({})
    form: TextForm | None = None
    named: Mapping[str, TextForm] = MappingProxyType({})
    whole: Any = None
    series: Any = None

    @classmethod
    def of(cls, kind: Any, vocabulary: Vocabulary) -> "Place":
        """
        Sort the types that may stand in a place.

        Args:
            kind: A tagged class, the base of tagged classes, or a choice of types.
            vocabulary: The words of the converter.

        Raises:
            AmbiguousPlace: When nothing tells two of the types apart.
        """
        form_of = vocabulary.form
        members = [member for member in (get_args(kind) if is_union(kind) else ()) if not vocabulary.family(member)]
        enums = [member for member in members if _is_enum(member) or get_origin(member) is Literal]
        forms = [form for member in members if (form := form_of(member))]
        others = [member for member in members if not (member in PLAIN or member in enums or form_of(member))]
        bare = [form for form in forms if form.bare]
        alone = bare[0] if len(bare) == 1 and str not in members else None
        return cls(
            kind=kind,
            vocabulary=vocabulary,
            tagged=vocabulary.family(kind),
            plain=tuple(member for member in members if member in PLAIN),
            words=_words(kind, enums),
            form=alone,
            named={form.name: form for form in forms if form is not alone},
            whole=_only(kind, [member for member in others if not _is_series(member)]),
            series=_only(kind, [member for member in others if _is_series(member)]),
        )

    def reader(self, reader_of: Callable[[Any], Read]) -> Read:
        """
        Make what reads this place.

        Args:
            reader_of: Gives the reader of one type, of a tagged class without its tag.
        """
        readers: dict[type, Callable[[Any], Any]] = {kind: partial(_as, PLAIN[kind][0], kind) for kind in self.plain}
        if float in readers:
            readers.setdefault(int, readers[float])
        if str not in readers and (self.words or self.form or self._short is not None):
            readers[str] = self._text
        for form in (*self.named.values(), *([self.form] if self.form else [])):
            if form.native:
                readers[form.kind] = form.from_plain
        if self.series is not None:
            readers[list] = partial(_as, reader_of(self.series), self.series)
            if is_named(self.series):
                readers[dict] = readers[list]
        if self.tagged or self.named or self.whole is not None or (self.words and str in self.plain):
            readers[dict] = partial(self._object, reader_of, {})
        expected = " or ".join(dict.fromkeys(KINDS[kind] for kind in readers))

        as_it_is = frozenset(self.plain) - {float}

        def read(data: Any, _: Any) -> Any:
            kind = type(data)
            if kind in as_it_is:
                return data
            reader = readers.get(kind)
            return wrong_kind(expected, data) if reader is None else reader(data)

        return read

    def _text(self, text: str) -> Any:
        if text in self.words:
            return self.words[text]
        if self.form is not None:
            return self.form.from_plain(text)
        if self._short is not None:
            return self._from_short(self._short, text)
        raise Fault("plain.choice", "", f"expected one of {one_of(self.words)}")

    @property
    def _short(self) -> TextForm | None:
        return None if self.form is not None else self.vocabulary.short(self.whole)

    def _from_short(self, form: TextForm, text: str) -> Any:
        """Read a text that stands for a whole value; where it is none, say what words there are besides."""
        try:
            return self.whole(**{self.vocabulary.shorts[self.whole]: form.from_plain(text)})
        except Fault as fault:
            besides = f", or one of {one_of(self.words)}" if self.words else ""
            raise Fault(fault.code, "", f"{fault.problem}{besides}") from None

    def _object(self, reader_of: Callable[[Any], Read], made: dict[Any, Read], data: dict[str, Any]) -> Any:
        if self.tagged and (TAG in data or (self.whole is None and not self.named)):
            kind, data = self._untagged(data)
        elif len(data) == 1 and (form := self.named.get(*data)) is not None:
            return form.from_plain(*data.values())
        elif data.keys() == {_WORD} and str in self.plain:
            return self._word(data[_WORD])
        elif self.whole is not None:
            kind = self.whole
        else:
            names = [*([TAG] if self.tagged else []), *self.named, *([_WORD] if self.words else [])]
            raise Fault("plain.unknown-form", "", f"expected an object with the key {one_of(names)}")
        if kind not in made:
            made[kind] = reader_of(kind)
        return made[kind](data, kind)

    def _untagged(self, data: dict[str, Any]) -> tuple[type, dict[str, Any]]:
        tag = data.get(TAG)
        if tag is None and len(self.tagged) == 1:
            (kind,) = self.tagged.values()
            return kind, data
        if not isinstance(tag, str):
            allowed = did_you_mean("", self.tagged)
            raise Fault("plain.missing-tag", "", f"expected an object with the key '{TAG}'{allowed}")
        if tag not in self.tagged:
            raise Fault("plain.unknown-tag", "", f"unknown '{TAG}' {shown(tag)}{did_you_mean(tag, self.tagged)}")
        return self.tagged[tag], {key: part for key, part in data.items() if key != TAG}

    def _write_word(self, value: Enum | str) -> str:
        word: str = value.value if isinstance(value, Enum) else value
        if word not in self.words:
            raise Fault("plain.choice", "", f"expected one of {one_of(self.words)}")
        return word

    def _word(self, word: object) -> Enum | str:
        if not isinstance(word, str) or word not in self.words:
            raise Fault("plain.choice", "", f"expected one of {one_of(self.words)}")
        return self.words[word]

    def writer(self, writer_of: Callable[[Any], Write]) -> Write:
        """
        Make what writes this place.

        Args:
            writer_of: Gives the writer of one type, of a tagged class without its tag.
        """
        writers: dict[type, Write] = {}

        def write(value: Any) -> Any:
            kind = value.__class__
            if kind not in writers:
                writers[kind] = self._writer(kind, writer_of)
            return writers[kind](value)

        return write

    def _writer(self, kind: type, writer_of: Callable[[Any], Write]) -> Write:
        """Choose how to write one class, when it is first met, since classes may nest."""
        if kind in self.plain or (kind is int and float in self.plain):
            return PLAIN[kind if kind in self.plain else float][1]
        if kind in map(type, self.words.values()):
            return partial(_under, _WORD, self._write_word) if str in self.plain else self._write_word
        for tag, member in self.tagged.items():
            if kind is member:
                return partial(_with_tag, tag, writer_of(kind))
        form = self.vocabulary.form(kind)
        if form is not None and form in (self.form, *self.named.values()):
            return form.to_plain if form is self.form else partial(_under, form.name, form.to_plain)
        for other in (self.whole, self.series):
            if other is not None and issubclass(kind, get_origin(other) or other):
                return writer_of(other)
        if self.tagged and attrs.has(kind):
            hint = "give it one in make_converter(tags=...)"
            raise Fault("plain.unknown-class", "", f"a {kind.__name__} has no tag; {hint}")
        raise Fault("plain.type", "", f"a {kind.__name__} cannot stand here")


def _as(read: Read, kind: Any, data: Any) -> Any:
    return read(data, kind)


def _under(name: str, write: Write, value: Any) -> dict[str, Any]:
    return {name: write(value)}


def _with_tag(tag: str, write: Write, value: Any) -> dict[str, Any]:
    return {TAG: tag, **write(value)}


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _is_series(kind: Any) -> bool:
    shape = get_origin(kind) or kind
    return isinstance(shape, type) and issubclass(shape, (tuple, list, AbstractSet, Sequence))


def _words(kind: Any, sources: Iterable[Any]) -> dict[str, Enum | str]:
    words: dict[str, Enum | str] = {}
    for source in sources:
        members = choices(source) if _is_enum(source) else {(type(word), word): word for word in get_args(source)}
        for (_, word), member in members.items():
            if not isinstance(word, str) or word in words:
                raise AmbiguousPlace(kind, f"the words of {source} and what else may stand there")
            words[word] = member
    return words


def _only(kind: Any, members: Sequence[Any]) -> Any:
    if len(members) > 1:
        raise AmbiguousPlace(kind, " and ".join(getattr(member, "__name__", str(member)) for member in members))
    return members[0] if members else None
