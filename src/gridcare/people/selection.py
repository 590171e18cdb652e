"""
Who of a register answers to a condition, and of whom that cannot be told.

A condition reads ``subject.`` fields of the kind that is asked for, by name and type, and never what tells who
somebody is. Of whom it stands for ``subject.persons`` tells the number, ``subject.unit`` the unit; a person has
``subject.presence``, ``subject.destination`` and ``subject.returns``, and ``home.`` fields of the dwelling, with
``home.persons`` for all who live in it. Whatever has members leads to them: ``count(subject.age < 7 per member)``.

A blank or missing answer decides nothing: such a subject is neither chosen nor passed over, but listed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from types import MappingProxyType
from typing import Final, Protocol

import attrs

from gridcare.errors import UnknownName, refuse
from gridcare.people.presence import PresenceState
from gridcare.people.subjects import Field, Subject, SubjectKind
from gridcare.rules.checking import check
from gridcare.rules.contexts import DAY, MOMENT, TEXT, TRUTH, Axis, Context, Number, Text, Type
from gridcare.rules.evaluation import compiled
from gridcare.rules.expressions import Expression
from gridcare.rules.grammar import expression
from gridcare.rules.scopes import Given, Scope
from gridcare.rules.unknowns import Unknown
from gridcare.rules.windows import Shift, Window

__all__ = ["Listed", "Selection", "Unclear", "readable_of", "selected"]


class Listed(Protocol):
    """As much of a register as conditions are read in."""

    @property
    def kinds(self) -> Mapping[str, SubjectKind]:
        """The kinds by name."""

    def ids(self, kind: str, /) -> tuple[str, ...]:
        """Return the ids of a kind by row."""

    def rows(self, kind: str, unit: str | None = None, /) -> range:
        """Return the rows of a kind inside a unit."""

    def __getitem__(self, subject: str, /) -> Subject:
        """Return a subject."""

    def persons(self, subject: str, /) -> int | None:
        """Return how many persons a subject stands for."""

    def members(self, container: str, /) -> tuple[str, ...]:
        """Return the members of a subject."""


@attrs.frozen
class Unclear:
    """
    A subject of which it cannot be told whether it answers to a condition.

    Attributes:
        subject: Its id.
        why: What is not known.
    """

    subject: str
    why: Unknown


@attrs.frozen(kw_only=True)
class Selection:
    """
    Who answers to a condition, in the order of the register.

    Attributes:
        found: The ids of those who do.
        unclear: Those of whom it cannot be told, with what would have to be known.
    """

    found: tuple[str, ...]
    unclear: tuple[Unclear, ...]


_PLAIN: Final[Mapping[type, Type]] = MappingProxyType({str: TEXT, bool: TRUTH, date: DAY, datetime: MOMENT})
_PERSONS: Final = Number.of("person")


def _type(field: Field) -> Type:
    if field.choices:
        return Text(field.choices)
    return _PLAIN.get(field.type) or Number.of(field.counts)


def _names(kind: SubjectKind, prefix: str) -> Iterator[tuple[str, Type]]:
    yield from ((f"{prefix}.{name}", _type(field)) for name, field in kind.attributes.items())
    yield f"{prefix}.persons", _PERSONS
    yield f"{prefix}.unit", TEXT
    yield f"{prefix}.kind", TEXT
    if kind.person:
        yield f"{prefix}.presence", Text(tuple(PresenceState))
        yield f"{prefix}.destination", TEXT
        yield f"{prefix}.returns", DAY


def readable_of(kinds: Mapping[str, SubjectKind], kind: str) -> Context:
    """
    Return what a condition about a kind may read.

    Of a name that several kinds of dwelling or member have, the types must agree; else it cannot be read there.

    Args:
        kinds: The kinds by name.
        kind: The kind that is asked for.

    Raises:
        UnknownName: When there is no such kind.
    """
    if kind not in kinds:
        raise UnknownName("kind of subject", kind, kinds)
    own = kinds[kind]
    homes = [kinds[name] for name in own.containers if kinds[name].dwelling] if own.person else []
    members = [each for each in kinds.values() if kind in each.containers]
    axes = {"member": Axis(Context(names=_agreed(members, "subject")))} if members else {}
    return Context(names=dict(_names(own, "subject")) | _agreed(homes, "home"), axes=axes)


def _agreed(kinds: Iterable[SubjectKind], prefix: str) -> dict[str, Type]:
    found: dict[str, Type] = {}
    unlike = set()
    for kind in kinds:
        for name, type_ in _names(kind, prefix):
            if found.setdefault(name, type_) != type_:
                unlike.add(name)
    return {name: type_ for name, type_ in found.items() if name not in unlike}


def selected(listed: Listed, condition: Expression | str, *, kind: str, unit: str | None = None) -> Selection:
    """
    Choose the subjects of a kind that answer to a condition; `gridcare.people.register.Register.select` calls it.

    Args:
        listed: The register.
        condition: The condition, as a text or a tree.
        kind: The kind.
        unit: The unit inside which to look; everywhere when not given.

    Raises:
        DefinitionError: When the condition reads what there is not, or is none.
        UnknownName: When there is no such kind or unit.
    """
    tree = expression(condition)
    refuse(f"the condition on '{kind}'", check(tree, readable_of(listed.kinds, kind), where=kind, expects=TRUTH))
    holds = compiled(tree)
    ids, found, unclear = listed.ids(kind), [], []
    for row in listed.rows(kind, unit):
        answer = holds(_Row(listed, listed[ids[row]]))
        if answer is True:
            found.append(ids[row])
        elif isinstance(answer, Unknown):
            unclear.append(Unclear(ids[row], answer))
    return Selection(found=tuple(found), unclear=tuple(unclear))


class _Row:
    """One subject of a register, as a condition reads it."""

    __slots__ = ("_listed", "_subject")

    def __init__(self, listed: Listed, subject: Subject) -> None:
        self._listed = listed
        self._subject = subject

    @property
    def label(self) -> str:
        return self._subject.id

    def value(self, name: str, /) -> Given:
        about, _, rest = name.partition(".")
        subject = self._subject if about == "subject" else self._home()
        if subject is None:
            return Unknown.because("missing", name)
        read = _READ.get(rest)
        if read is not None:
            return read(self._listed, subject, name)
        return subject.attributes[rest] if rest in subject.attributes else Unknown.because("missing", name)

    def _home(self) -> Subject | None:
        held = map(self._listed.__getitem__, self._subject.containers)
        return next((each for each in held if self._listed.kinds[each.kind].dwelling), None)

    def along(self, axis: str, /) -> Iterable[Scope] | Unknown:
        if axis != "member":
            return Unknown.because("axis", axis)
        return [_Row(self._listed, self._listed[each]) for each in self._listed.members(self._subject.id)]

    def shifted(self, by: Shift, /) -> Scope | Unknown:
        return Unknown.because("shift", str(by))

    def windowed(self, over: Window, /) -> Scope | Unknown:
        return Unknown.because("window", str(over))


def _persons(listed: Listed, subject: Subject, name: str) -> Given:
    persons = listed.persons(subject.id)
    return Unknown.because("missing", name) if persons is None else persons


def _presence(part: str, listed: Listed, subject: Subject, name: str) -> Given:
    if subject.presence is None:
        return Unknown.because("missing", name)
    told: Given = getattr(subject.presence, part)
    return str(told) if part == "state" else Unknown.because("missing", name) if told in ("", None) else told


_READ: Final[Mapping[str, Callable[[Listed, Subject, str], Given]]] = MappingProxyType(
    {
        "kind": lambda listed, subject, name: subject.kind,
        "unit": lambda listed, subject, name: subject.unit,
        "persons": _persons,
        "presence": partial(_presence, "state"),
        "destination": partial(_presence, "destination"),
        "returns": partial(_presence, "returns"),
    }
)
