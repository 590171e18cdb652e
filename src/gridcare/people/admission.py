"""
Whether a row may enter a register, and what is wrong with it if not.

A list of households comes from several hands: a unit that was dissolved, an age typed as text, a child whose
household is on another sheet. Every row is read and judged by itself, then the memberships are judged among each
other. Whatever is wrong is a fault with its row and column and without the value, so that a list of faults can be
passed on to whoever must mend the rows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple, cast

import attrs

from gridcare.attributes import EMPTY, Attributes, Scalar
from gridcare.errors import DefinitionError, Fault, UnknownName, did_you_mean, refuse
from gridcare.people.presence import Presence, PresenceState
from gridcare.people.subjects import Field, Subject, SubjectKind
from gridcare.places.hierarchy import Hierarchy
from gridcare.privacy import REDACTED, PrivacyClass, classified

__all__ = ["BadRow", "Judge", "RowReader", "checked_kinds"]


@attrs.frozen(kw_only=True)
class BadRow:
    """
    A row that could not be used, and why.

    Attributes:
        row: Its number, counted from one without the heading.
        id: The id that it gives, empty when it gives none.
        faults: All that is wrong with it, without the values.
        given: The row as it came.
    """

    row: int
    id: str
    faults: tuple[Fault, ...]
    given: object = classified(PrivacyClass.IDENTIFYING)


def checked_kinds(kinds: Iterable[SubjectKind]) -> Mapping[str, SubjectKind]:
    """Check the kinds against each other."""
    listed = list(kinds)
    declared = {kind.name: kind for kind in listed}
    faults = []
    if len(declared) < len(listed):
        repeated = sorted({kind.name for kind in listed if listed.count(kind) > 1 or declared[kind.name] != kind})
        faults += [Fault("register.kind-twice", name, "this kind is declared twice; keep one") for name in repeated]
    for kind in listed:
        for container in kind.containers:
            if container not in declared:
                problem = f"may be a member of '{container}', which is no kind{did_you_mean(container, declared)}"
                faults.append(Fault("register.container-kind", kind.name, problem))
            elif declared[container].person:
                problem = f"may be a member of '{container}', which is a person; people live in dwellings and sites"
                faults.append(Fault("register.container-kind", kind.name, problem))
    refuse("the list of kinds", faults)
    return declared


class Judge:
    """Finds what is wrong with subjects, one by one and among each other; tells no value."""

    def __init__(self, hierarchy: Hierarchy, kinds: Mapping[str, SubjectKind]) -> None:
        self._hierarchy = hierarchy
        self._kinds = kinds
        self._required = {name: [field for field in kind.fields if field.required] for name, kind in kinds.items()}
        self._circling = _circling(kinds)
        self._legal = {(name, container) for name, kind in kinds.items() for container in kind.containers}
        self._units: dict[str, str] = {}

    def faults(
        self, subjects: Sequence[Subject], *, first_row: int = 1, beside: Mapping[str, str] = MappingProxyType({})
    ) -> list[Fault]:
        """
        Return all that is wrong, in the order of the rows.

        Args:
            subjects: The subject of each row.
            first_row: The number of the first row.
            beside: The kinds of containers that are no rows, by id.
        """
        bad: dict[int, list[Fault]] = {}
        self.add_bad_rows(bad, subjects, first_row=first_row, beside=beside)
        return [fault for row in sorted(bad) for fault in bad[row]]

    def add_bad_rows(
        self,
        bad: dict[int, list[Fault]],
        subjects: Sequence[Subject],
        *,
        first_row: int = 1,
        read: bool = False,
        beside: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """
        Add the faults of each bad row.

        Args:
            bad: The faults by row, perhaps with some that were found before.
            subjects: The subject of each row.
            first_row: The number of the first row; rows up to 0 were in the register before.
            read: Whether a `RowReader` made the subjects. It has judged their values; and since bad rows are left out,
                whoever is a member of one is bad too.
            beside: The kinds of containers that are no rows, by id.
        """
        rows: dict[str, int] = {}
        kind_of = dict(beside)
        for row, subject in enumerate(subjects, first_row):
            faults = self._own_faults(row, subject, values=not read)
            if subject.id and rows.setdefault(subject.id, row) != row:
                holder = f"row {rows[subject.id]}" if rows[subject.id] > 0 else "the register"
                problem = f"{holder} has the same id; ids must differ"
                faults.append(Fault("register.duplicate-id", _where(row, subject.id), problem))
            elif subject.id:
                kind_of[subject.id] = subject.kind
            if faults:
                bad.setdefault(row, []).extend(faults)
        for row, subject in enumerate(subjects, first_row):
            if not subject.containers or self._may_stand(subject, kind_of):
                continue
            if faults := list(self._membership_faults(row, subject, kind_of)):
                bad.setdefault(row, []).extend(faults)
        for row, fault in _circles(subjects, first_row, self._circling) if self._circling else ():
            bad.setdefault(row, []).append(fault)
        if read:
            members = [(row, subject) for row, subject in enumerate(subjects, first_row) if subject.containers]
            _spread(bad, members, rows)

    def _own_faults(self, row: int, subject: Subject, *, values: bool) -> list[Fault]:
        """Judge a subject by itself; written for the usual case, in which nothing is wrong."""
        faults: list[Fault] = []
        given_id: object = subject.id
        if not isinstance(given_id, str) or not given_id:
            faults.append(Fault("register.no-id", _where(row, ""), "it has no id; give each subject an opaque text"))
        if subject.unit not in self._units:
            self._units[subject.unit] = self._unit_problem(subject.unit)
        if problem := self._units[subject.unit]:
            faults.append(Fault("register.unknown-unit", _where(row, subject.id, "unit"), problem))
        kind = self._kinds.get(subject.kind)
        if kind is None:
            problem = f"'{subject.kind}' is no kind of subject{did_you_mean(str(subject.kind), self._kinds)}"
            faults.append(Fault("register.unknown-kind", _where(row, subject.id, "kind"), problem))
            return faults
        if subject.persons is not None and (type(subject.persons) is not int or subject.persons < 0 or kind.person):
            problem = "a person has none" if kind.person else "it must be a whole number, not below zero"
            faults.append(Fault("register.persons", _where(row, subject.id, "persons"), problem))
        if subject.presence is not None and not kind.person:
            problem = f"a '{kind.name}' has none; its members have"
            faults.append(Fault("register.presence", _where(row, subject.id, "presence"), problem))
        if values and subject.attributes is not EMPTY:
            faults += _value_faults(row, subject, subject.attributes, kind.attributes, kind)
        if values and subject.identity is not EMPTY and subject.identity is not REDACTED:
            faults += _value_faults(row, subject, subject.identity, kind.identity, kind)
        for field in self._required[subject.kind]:
            part = subject.attributes if field.privacy.is_kept else subject.identity
            if isinstance(part, Attributes) and field.name not in part:
                problem = "it is required; give it, or None where it was asked for and left blank"
                faults.append(Fault("register.required", _where(row, subject.id, field.name), problem))
        return faults

    def _unit_problem(self, unit: str) -> str:
        try:
            self._hierarchy.position(unit)
        except UnknownName as unknown:
            return str(unknown)
        return ""

    def _may_stand(self, subject: Subject, kind_of: Mapping[str, str]) -> bool:
        """Tell at little cost that a single container is all right, as nearly all are."""
        pair = subject.kind, kind_of.get(subject.containers[0], "")
        return len(subject.containers) == 1 and pair in self._legal

    def _membership_faults(self, row: int, subject: Subject, kind_of: Mapping[str, str]) -> Iterator[Fault]:
        where = _where(row, subject.id, "containers")
        if len(set(subject.containers)) < len(subject.containers):
            yield Fault("register.container-twice", where, "it names a container twice; name each once, the home first")
        kind = self._kinds.get(subject.kind)
        for container in subject.containers:
            if container not in kind_of:
                problem = f"'{container}' is no subject of this register; a container must be listed too"
                yield Fault("register.unknown-container", where, problem)
            elif kind is not None and kind_of[container] not in kind.containers:
                allowed = " or ".join(f"a '{name}'" for name in kind.containers) or "nothing"
                problem = f"'{container}' is a '{kind_of[container]}'; a '{kind.name}' may be a member of {allowed}"
                yield Fault("register.container-kind", where, problem)


def _circling(kinds: Mapping[str, SubjectKind]) -> frozenset[str]:
    """Return the kinds whose subjects could come to lie inside themselves."""
    above = {name: set(kind.containers) for name, kind in kinds.items()}
    for _ in kinds:
        above = {name: held.union(*(above[each] for each in held)) for name, held in above.items()}
    return frozenset(name for name, held in above.items() if name in held)


def _circles(subjects: Sequence[Subject], first_row: int, kinds: frozenset[str]) -> Iterator[tuple[int, Fault]]:
    """Find the rows that lie inside themselves."""
    above = {subject.id: subject.containers for subject in subjects if subject.kind in kinds}
    for row, subject in enumerate(subjects, first_row):
        seen: set[str] = set()
        waiting = list(above.get(subject.id, ()))
        while waiting:
            container = waiting.pop()
            if container not in seen:
                seen.add(container)
                waiting += above.get(container, ())
        if subject.id in seen:
            problem = "it lies inside itself by way of its containers; cut the circle"
            yield row, Fault("register.circle", _where(row, subject.id, "containers"), problem)


def _spread(bad: dict[int, list[Fault]], members: Sequence[tuple[int, Subject]], rows: Mapping[str, int]) -> None:
    """Add to the bad rows whoever is a member of something that is left out, until nobody is added."""
    staying = [(row, subject) for row, subject in members if row not in bad]
    while True:
        gone: dict[int, list[Fault]] = {}
        for row, subject in staying:
            if lost := [each for each in subject.containers if rows[each] in bad]:
                named = ", ".join(f"'{each}' in row {rows[each]}" for each in lost)
                where = _where(row, subject.id, "containers")
                gone[row] = [Fault("register.lost-container", where, f"it is a member of what is left out: {named}")]
        if not gone:
            return
        bad.update(gone)
        staying = [(row, subject) for row, subject in staying if row not in gone]


def _value_faults(
    row: int, subject: Subject, given: Attributes, fields: Mapping[str, Field], kind: SubjectKind
) -> Iterator[Fault]:
    for name, value in given.items():
        field = fields.get(name)
        if field is None:
            yield Fault("register.unknown-field", _where(row, subject.id, name), _misplaced(name, kind, fields))
        elif problem := field.problem(value):
            yield Fault("register.wrong-value", _where(row, subject.id, name), f"it {problem}")


def _misplaced(name: str, kind: SubjectKind, fields: Mapping[str, Field]) -> str:
    if name in kind.identity:
        return "it tells who somebody is; give it in 'identity', which can be erased"
    if name in kind.attributes:
        return "it does not tell who somebody is; give it in 'attributes'"
    return f"a '{kind.name}' has no such field{did_you_mean(name, fields)}"


def _where(row: int, subject: str, column: str = "") -> str:
    return f"row {row}{f' ({subject})' if subject else ''}{f', column {column}' if column else ''}"


class RowReader:
    """Makes subjects of rows, one after the other; what it cannot read it leaves blank and tells as a fault."""

    def __init__(self, kinds: Mapping[str, SubjectKind]) -> None:
        self._fields = {name: {field.name: _Reading.of(field) for field in kind.fields} for name, kind in kinds.items()}
        self._shared: dict[tuple[object, ...], Attributes] = {}
        self._presences: dict[tuple[object, ...], Presence] = {}
        self._at = (0, "")
        self._faults: list[Fault] = []

    def subject(self, number: int, row: object, bad: dict[int, list[Fault]]) -> Subject:
        """Read one row, and add whatever is wrong to the faults of its number."""
        self._at = number, ""
        self._faults = []
        cells = self._cells(row)
        id = self._text("id", cells.pop("id", None))
        self._at = number, id
        kind = self._text("kind", cells.pop("kind", None))
        unit = self._text("unit", cells.pop("unit", None))
        containers = self._containers(cells.pop("containers", None))
        persons = self._value(_PERSONS, cells.pop("persons", None))
        presence = self._presence(*(cells.pop(field.name, None) for field in _PRESENCE))
        attributes, identity = self._values(kind, cells)
        if self._faults:
            bad.setdefault(number, []).extend(self._faults)
        return Subject(
            id=id,
            kind=kind,
            unit=unit,
            attributes=attributes,
            containers=containers,
            persons=cast("int | None", persons),
            presence=presence,
            identity=identity,
        )

    def _fault(self, code: str, column: str, problem: str) -> None:
        self._faults.append(Fault(code, _where(*self._at, column), problem))

    def _cells(self, row: object) -> dict[str, object]:
        if type(row) is dict or isinstance(row, Mapping):
            return dict(row)
        self._fault("register.not-a-row", "", "it has no columns; give a mapping")
        return {}

    def _text(self, column: str, value: object) -> str:
        """Read a text; nothing is an empty one, for the judge to judge."""
        if value is None or isinstance(value, str):
            return value or ""
        problem = f"it holds a {type(value).__name__}; give it as text, or leading zeros may be lost"
        self._fault("register.not-text", column, problem)
        return ""

    def _containers(self, value: object) -> tuple[str, ...]:
        if value is None:
            return ()
        if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
            return tuple(value)
        self._fault("register.containers", "containers", "it must be a list of ids, as texts")
        return ()

    def _presence(self, *given: object) -> Presence | None:
        """Read where a person is, from three cells; the many who are at home share one value."""
        if given == (None, None, None):
            return None
        if all(map(_is_hashable, given)) and given in self._presences:
            return self._presences[given]
        given = tuple(value.value if isinstance(value, PresenceState) else value for value in given)
        state, destination, returns = (self._value(field, value) for field, value in zip(_PRESENCE, given, strict=True))
        if state is None:
            if given[0] is None:
                self._fault("register.presence", "presence", "a destination or a day of return needs a presence")
            return None
        try:
            presence = Presence(PresenceState(str(state)), str(destination or ""), cast("date | None", returns))
        except DefinitionError as error:
            self._fault("register.presence", "presence", error.faults[0].problem)
            return None
        return self._presences.setdefault((state, destination, returns), presence)

    def _values(self, kind: str, cells: Mapping[str, object]) -> tuple[Attributes, Attributes]:
        """Share the cells that are fields out to what is kept and what identifies; equal attributes become one."""
        fields = self._fields.get(kind)
        if not cells or fields is None:
            return EMPTY, EMPTY
        kept: dict[str, Scalar] = {}
        told: dict[str, Scalar] = {}
        for name, value in cells.items():
            reading = fields.get(name)
            if reading is not None:
                sound = value is None or type(value) is reading.plain
                found = cast("Scalar", value) if sound else self._value(reading.field, value)
                (kept if reading.kept else told)[name] = found
            elif value is not None:
                problem = f"a '{kind}' has no such field{did_you_mean(name, fields)}"
                self._fault("register.unknown-field", name, problem)
        identity = Attributes(told) if told else EMPTY
        if not kept:
            return EMPTY, identity
        key = tuple((name, type(value), value) for name, value in kept.items())
        if key not in self._shared:
            self._shared[key] = Attributes(kept)
        return self._shared[key], identity

    def _value(self, field: Field, value: object) -> Scalar:
        """Read a value of a field; one that is none is blank."""
        if value is None:
            return None
        if not isinstance(value, _SCALARS):
            self._fault("register.wrong-value", field.name, f"it must be a {field.type_name}; it is no plain value")
            return None
        if problem := field.problem(value):
            self._fault("register.wrong-value", field.name, f"it {problem}")
            return None
        return value


class _Reading(NamedTuple):
    """
    How the values of a field are read.

    Attributes:
        field: The field.
        kept: Whether redaction keeps it.
        plain: The type of which every value is a sound one; ``None`` where the field must look at each.
    """

    field: Field
    kept: bool
    plain: type | None

    @classmethod
    def of(cls, field: Field) -> "_Reading":
        looks = field.choices or field.type is datetime
        return cls(field, field.privacy.is_kept, None if looks else field.type)


def _is_hashable(value: object) -> bool:
    return value is None or type(value) is str or type(value) is date


_SCALARS: Final = (str, bool, int, float, Decimal, date, datetime)
_PERSONS: Final = Field("persons", int, PrivacyClass.INTERNAL)
_PRESENCE: Final = (
    Field("presence", str, PrivacyClass.SENSITIVE, choices=tuple(PresenceState)),
    Field("destination", str, PrivacyClass.SENSITIVE),
    Field("returns", date, PrivacyClass.SENSITIVE),
)
