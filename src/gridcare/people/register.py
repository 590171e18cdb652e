"""
The list of those who must not be missed.

A *register* (底册) is the checked list of the subjects of one hierarchy. It numbers the subjects of each kind along
the hierarchy, so that those inside any unit are one run of rows, and counting them takes no walk.

Persons are counted once. A person counts where it lives: at its first container that is a dwelling, else at its own
unit. A dwelling without registered members counts for the persons stated for it; where nothing is stated, the count
is unknown, which is not zero.

There are two doors, as for hierarchies. `Register(...)` refuses a faulty list and names every fault; `Register.load`
takes every good row and hands back every bad one with its reasons.
"""

import hashlib
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set, ValuesView
from datetime import date
from itertools import accumulate, chain
from operator import attrgetter
from typing import NamedTuple, TypeVar, overload

import attrs

from gridcare.errors import Fault, GridcareError, UnknownName, did_you_mean, refuse
from gridcare.people.admission import BadRow, Judge, RowReader, checked_kinds
from gridcare.people.contents import erased, kept_text, whole_text
from gridcare.people.presence import PresenceCounts
from gridcare.people.selection import Selection, selected
from gridcare.people.subjects import KINDS, Subject, SubjectKind
from gridcare.places.hierarchy import Hierarchy
from gridcare.rules.expressions import Expression

__all__ = ["Conflict", "LoadedRegister", "Register", "RegisterMismatch", "UnknownSubject"]

T = TypeVar("T")


class UnknownSubject(UnknownName, KeyError):
    """A subject was asked for that the register does not hold."""

    code = "unknown-subject"

    def __init__(self, name: str) -> None:
        GridcareError.__init__(self, f"'{name}' is no subject of this register")
        self.kind = "subject"
        self.name = name
        self.allowed = ()

    __str__ = Exception.__str__


class RegisterMismatch(GridcareError, ValueError):
    """Two registers were merged that stand over different hierarchies or declare different kinds."""

    code = "register-mismatch"


@attrs.frozen(kw_only=True)
class Conflict:
    """
    One id under which merged registers hold different content.

    Attributes:
        id: The id.
        kept: The content in force, chosen by content alone, so that the order of merging does not matter.
        others: The rest, in a fixed order.
    """

    id: str
    kept: Subject
    others: tuple[Subject, ...]


class LoadedRegister(NamedTuple):
    """What a list of rows gave: the register of all good ones, and the bad ones in the order of their numbers."""

    register: "Register"
    bad: tuple[BadRow, ...]


class Register(Mapping[str, Subject]):
    """
    The subjects of one hierarchy, by id.

    It is a frozen mapping from id to `Subject`. Within a kind, subjects are numbered by *rows* along the hierarchy,
    depth first, then by id, in whatever order they were given; iteration goes kind by kind in this order.

    Args:
        hierarchy: The units that subjects belong to.
        subjects: The subjects, in any order.
        kinds: The kinds that occur.

    Raises:
        DefinitionError: Naming every fault with its row: an id missing or given twice, an unknown kind, a unit that
            is not in the hierarchy, a field that is undeclared, missing, or of another type, identity among the
            attributes, a container that is not there or cannot be one.

    >>> from gridcare.places.units import Level, Unit
    >>> grid = Hierarchy((Level("grid"),), [Unit("g1", "Grid 1", "grid")])
    >>> register = Register(
    ...     grid,
    ...     [
    ...         Subject(id="h1", kind="household", unit="g1", persons=3),
    ...         Subject(id="h2", kind="household", unit="g1"),
    ...         Subject(id="r1", kind="resident", unit="g1", containers=("h2",)),
    ...     ],
    ... )
    >>> register.persons("h1"), register.persons("h2"), register.persons_in("g1")
    (3, 1, 4)
    """

    __slots__ = (
        "_at",
        "_digest",
        "_homeless",
        "_homes",
        "_ids",
        "_inhabited",
        "_members",
        "_persons",
        "_positions",
        "_rivals",
        "_runs",
        "_subjects",
        "_sums",
        "_weights",
        "hierarchy",
        "kinds",
        "redacted",
    )

    hierarchy: Hierarchy
    kinds: Mapping[str, SubjectKind]
    redacted: frozenset[str]

    def __init__(self, hierarchy: Hierarchy, subjects: Iterable[Subject], kinds: Iterable[SubjectKind] = KINDS) -> None:
        declared = checked_kinds(kinds)
        given = list(subjects)
        refuse("register", Judge(hierarchy, declared).faults(given))
        self._build(hierarchy, declared, given, {}, frozenset())

    @classmethod
    def load(
        cls, hierarchy: Hierarchy, rows: Iterable[Mapping[str, object]], kinds: Iterable[SubjectKind] = KINDS
    ) -> LoadedRegister:
        """
        Take a list of rows as it is found: use every good one, and hand back every bad one.

        A row has the columns ``id``, ``kind``, ``unit`` and perhaps ``containers`` (ids), ``persons``, ``presence``,
        ``destination`` and ``returns`` (of its `Presence`), and one column for each field that it tells. Values have
        their types already; no text is taken for a number. A member of a container whose own row is bad is handed
        back with it.

        Args:
            hierarchy: The units that subjects belong to.
            rows: The rows, numbered from one.
            kinds: The kinds that occur.

        Raises:
            DefinitionError: When the kinds themselves are faulty.
        """
        declared = checked_kinds(kinds)
        reader = RowReader(declared)
        given = list(rows)
        bad: dict[int, list[Fault]] = {}
        read = [reader.subject(number, row, bad) for number, row in enumerate(given, 1)]
        Judge(hierarchy, declared).add_bad_rows(bad, read, read=True)
        good = [subject for number, subject in enumerate(read, 1) if number not in bad]
        listed = tuple(
            BadRow(row=number, id=read[number - 1].id, faults=tuple(bad[number]), given=given[number - 1])
            for number in sorted(bad)
        )
        return LoadedRegister(_restored(hierarchy, declared, good, {}, frozenset()), listed)

    @classmethod
    def restored(
        cls,
        hierarchy: Hierarchy,
        subjects: Iterable[Subject],
        kinds: Iterable[SubjectKind] = KINDS,
        *,
        rivals: Iterable[Subject] = (),
        redacted: Iterable[str] = (),
    ) -> "Register":
        """
        Make a register of all that one held, such as a host has stored it.

        Args:
            hierarchy: The units that subjects belong to.
            subjects: The subjects in force.
            kinds: The kinds that occur.
            rivals: Other contents under their ids, as `conflicts` lists them.
            redacted: The ids of those who were forgotten, also of those who have left.

        Raises:
            DefinitionError: As for a new register; and when a rival is of no unit or kind there is, or rivals nobody.
        """
        register, others = cls(hierarchy, subjects, kinds), defaultdict[str, list[Subject]](list)
        for each in rivals:
            others[each.id].append(each)
        given = [each for some in others.values() for each in some]
        faults = [*_strays(hierarchy, given)]
        for each in given:
            if each.kind not in register.kinds:
                problem = f"'{each.kind}' is no kind of subject{did_you_mean(each.kind, register.kinds)}"
                faults.append(Fault("register.unknown-kind", each.id, problem))
            if each.id not in register:
                faults.append(
                    Fault("register.no-id", each.id, "it rivals nobody in force; give the subject in force too")
                )
        refuse("the register as it was stored", faults)
        return register._with(register._subjects, others, frozenset(redacted))

    def _build(
        self,
        hierarchy: Hierarchy,
        kinds: Mapping[str, SubjectKind],
        subjects: Sequence[Subject],
        rivals: Mapping[str, tuple[Subject, ...]],
        redacted: frozenset[str],
        *,
        in_order: bool = False,
    ) -> None:
        rank = {name: number for number, name in enumerate(kinds)}
        position = {unit: hierarchy.position(unit) for unit in {subject.unit for subject in subjects}}
        ordered = subjects
        if not in_order:
            ordered = sorted(subjects, key=lambda subject: (rank[subject.kind], position[subject.unit], subject.id))
        self.hierarchy = hierarchy
        self.kinds = kinds
        self.redacted = redacted
        self._rivals = dict(rivals)
        self._subjects = tuple(ordered)
        self._ids = tuple([subject.id for subject in ordered])
        self._at = dict(zip(self._ids, range(len(ordered)), strict=True))
        self._positions = array("i", [position[subject.unit] for subject in ordered])
        starts = [bisect_left(ordered, number, key=lambda each: rank[each.kind]) for number in range(len(rank) + 1)]
        self._runs = {name: (starts[number], starts[number + 1]) for name, number in rank.items()}
        self._count_persons()
        self._members: dict[str, tuple[str, ...]] | None = None
        self._digest = ""

    def _count_persons(self) -> None:
        """Give every subject its weight in persons, and every person the position where it counts."""
        subjects, positions, at, size = self._subjects, self._positions, self._at, len(self._subjects)
        weights = array("i", [0]) * size
        inhabited, dwelling = bytearray(size), bytearray(size)
        for name, (start, end) in self._runs.items():
            if self.kinds[name].dwelling:
                dwelling[start:end] = b"\1" * (end - start)
        homeless, rows, living = array("i"), list[int](), list[int]()
        for name, kind in self.kinds.items():
            if not kind.person:
                continue
            start, end = self._runs[name]
            weights[start:end] = array("i", [1]) * (end - start)
            rows += range(start, end)
            for row, subject in enumerate(subjects[start:end], start):
                containers = subject.containers
                if len(containers) == 1 and dwelling[home := at[containers[0]]]:
                    weights[home] += 1
                    inhabited[home] = 1
                    living.append(positions[home])
                    continue
                lived, places = self._places(containers)
                for place in places:
                    weights[place] += 1
                for container in containers:
                    inhabited[at[container]] = 1
                if lived is None:
                    homeless.append(positions[row])
                living.append(positions[row if lived is None else lived])
        for name, kind in self.kinds.items():
            start, end = (0, 0) if kind.person else self._runs[name]
            for row, subject in enumerate(subjects[start:end], start):
                if subject.persons and not inhabited[row]:
                    weights[row] = subject.persons
        order = sorted(range(len(rows)), key=living.__getitem__)
        self._homes = array("i", [living[each] for each in order])
        self._persons = array("i", [rows[each] for each in order])
        self._homeless = array("i", sorted(homeless))
        self._inhabited = bytes(inhabited)
        self._weights = weights
        self._sums = array("q", accumulate(weights, initial=0))

    def _places(self, containers: tuple[str, ...]) -> tuple[int | None, Iterable[int]]:
        """Return where a member lives, and all places where it counts: its home, and one of each other kind."""
        home: int | None = None
        first: dict[str, int] = {}
        for container in containers:
            place = self._at[container]
            name = self._subjects[place].kind
            kind = self.kinds[name]
            if kind.dwelling:
                if home is None:
                    home = first[name] = place
            elif not kind.person:
                first.setdefault(name, place)
        return home, first.values()

    def __getitem__(self, subject: str) -> Subject:
        try:
            return self._subjects[self._at[subject]]
        except KeyError:
            raise UnknownSubject(subject) from None

    @overload
    def get(self, key: str, default: None = None, /) -> Subject | None: ...
    @overload
    def get(self, key: str, default: Subject, /) -> Subject: ...
    @overload
    def get(self, key: str, default: T, /) -> Subject | T: ...
    def get(self, key: str, default: object = None, /) -> object:
        """Return a subject, or the default; the mapping's own would raise and catch for each that is not held."""
        at = self._at.get(key)
        return default if at is None else self._subjects[at]

    def __contains__(self, subject: object) -> bool:
        return subject in self._at

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def values(self) -> ValuesView[Subject]:
        """Return the subjects in order."""
        return _Values(self)

    def __eq__(self, other: object) -> bool:
        """Compare content; the order in which subjects were given does not matter."""
        if not isinstance(other, Register):
            return NotImplemented
        return self is other or (
            self._subjects == other._subjects
            and self._rivals == other._rivals
            and self.redacted == other.redacted
            and self.kinds == other.kinds
            and self.hierarchy == other.hierarchy
        )

    def __hash__(self) -> int:
        return hash(self._ids)

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (self.hierarchy, dict(self.kinds), self._subjects, self._rivals, self.redacted)

    def __repr__(self) -> str:
        counts = ", ".join(f"{name}: {end - start}" for name, (start, end) in self._runs.items() if end > start)
        return f"Register({counts or 'nobody'})"

    # Rows

    def ids(self, kind: str) -> tuple[str, ...]:
        """Return the ids of a kind in the order of its rows."""
        start, end = self._run(kind)
        return self._ids[start:end]

    def row(self, subject: str) -> int:
        """
        Return the row of a subject within its kind, from zero.

        Raises:
            UnknownSubject: When the register does not hold it.
        """
        at = self._place(subject)
        return at - self._runs[self._subjects[at].kind][0]

    def rows(self, kind: str, unit: str | None = None) -> range:
        """Return the rows of a kind inside a unit, which are one run; all of them without a unit."""
        start, end = self._run(kind)
        if unit is None:
            return range(end - start)
        first, last = self.hierarchy.span(unit)
        low = bisect_left(self._positions, first, start, end)
        return range(low - start, bisect_left(self._positions, last, low, end) - start)

    def positions(self, kind: str) -> "array[int]":
        """Return the hierarchy position of the unit of each subject of a kind, by row; it never falls."""
        start, end = self._run(kind)
        return self._positions[start:end]

    def weights(self, kind: str) -> "array[int]":
        """
        Return how many persons each subject of a kind stands for, by row.

        A person stands for itself, a container for the members that count there, else for the persons stated for it.
        Where nothing is stated either, the weight is 0; `unstated` names these.
        """
        start, end = self._run(kind)
        return self._weights[start:end]

    def unstated(self, kind: str) -> tuple[str, ...]:
        """Return those of a kind whose number of persons is unknown: no member registered and none stated."""
        return tuple(subject for subject in self.ids(kind) if self.persons(subject) is None)

    def readable(self, kind: str) -> tuple[str, ...]:
        """Return the names of the fields of a kind that a condition may read, which redaction keeps."""
        return tuple(self._kind(kind).attributes)

    def _kind(self, name: str) -> SubjectKind:
        if name not in self.kinds:
            raise UnknownName("kind of subject", name, self.kinds)
        return self.kinds[name]

    def _run(self, kind: str) -> tuple[int, int]:
        self._kind(kind)
        return self._runs[kind]

    def _place(self, subject: str) -> int:
        try:
            return self._at[subject]
        except KeyError:
            raise UnknownSubject(subject) from None

    # Counts

    def count(self, kind: str, unit: str | None = None) -> int:
        """Return how many subjects of a kind there are inside a unit, or in all."""
        return len(self.rows(kind, unit))

    def persons(self, subject: str) -> int | None:
        """Return how many persons a subject stands for; ``None`` when no member is registered and none is stated."""
        at = self._place(subject)
        if not self._weights[at] and not self._inhabited[at]:
            return self._subjects[at].persons
        return self._weights[at]

    def persons_in(self, unit: str | None = None) -> int:
        """
        Return how many persons there are inside a unit, or in all, each counted once where it lives.

        These are the persons of all dwellings, and the registered persons who have none. Dwellings of which nothing
        is stated add nothing; `unstated` names them.
        """
        first, last = (0, len(self.hierarchy)) if unit is None else self.hierarchy.span(unit)
        total = bisect_left(self._homeless, last) - bisect_left(self._homeless, first)
        for name, kind in self.kinds.items():
            if kind.dwelling:
                start, rows = self._runs[name][0], self.rows(name, unit)
                total += self._sums[start + rows.stop] - self._sums[start + rows.start]
        return total

    def presence(self, unit: str | None = None, *, day: date) -> PresenceCounts:
        """
        Count the registered persons who live inside a unit, or all, by where they are.

        Args:
            unit: The unit; all when not given.
            day: The local day on which one asks; a day of return up to it has come.
        """
        first, last = (0, len(self.hierarchy)) if unit is None else self.hierarchy.span(unit)
        living = self._persons[bisect_left(self._homes, first) : bisect_left(self._homes, last)]
        return PresenceCounts.of((self._subjects[row].presence for row in living), day)

    def members(self, container: str) -> tuple[str, ...]:
        """Return the ids of those who are members of a subject, whether they live there or not."""
        self._place(container)
        if self._members is None:
            members: defaultdict[str, list[str]] = defaultdict(list)
            for subject in self._subjects:
                for each in subject.containers:
                    members[each].append(subject.id)
            self._members = {each: tuple(ids) for each, ids in members.items()}
        return self._members.get(container, ())

    def select(self, condition: Expression | str, *, kind: str, unit: str | None = None) -> Selection:
        """
        Choose the subjects of a kind that answer to a condition, and list those of whom it cannot be told.

        Args:
            condition: A condition such as ``subject.age >= 60 and home.persons = 1``; `gridcare.people.selection` says
                what it may read.
            kind: The kind.
            unit: The unit inside which to look; everywhere when not given.

        Raises:
            DefinitionError: When the condition reads what there is not, or is none.
            UnknownName: When there is no such kind or unit.
        """
        return selected(self, condition, kind=kind, unit=unit)

    # Changes

    def join(self, *subjects: Subject) -> "Register":
        """
        Return a register that holds these too; one who was redacted here comes back without identity.

        Raises:
            DefinitionError: As for a new register; an id that is held already is one given twice.
        """
        given = [*self._subjects, *subjects]
        faults = Judge(self.hierarchy, self.kinds).faults(given, first_row=1 - len(self))
        refuse("the list of those who join", faults)
        return self._with(given, self._rivals, self.redacted)

    def leave(self, *subjects: str) -> "Register":
        """
        Return a register that lacks these.

        Raises:
            UnknownSubject: When one is not held.
            DefinitionError: When a container leaves and a member of it stays.
        """
        for subject in subjects:
            self._place(subject)
        leaving = set(subjects)
        staying = [subject for subject in self._subjects if subject.id not in leaving]
        refuse("the list of those who stay", Judge(self.hierarchy, self.kinds).faults(staying))
        rivals = {subject: others for subject, others in self._rivals.items() if subject not in leaving}
        return self._with(staying, rivals, self.redacted)

    def replace(self, subjects: Iterable[Subject], gone: Iterable[str] = ()) -> "Register":
        """
        Return a register in which these stand instead of what was held under their ids, or join; and others are gone.

        Only what changes is judged, which takes a small part of the time that a new register takes. What is given
        here settles a conflict.

        Args:
            subjects: Those who changed, and those who join.
            gone: The ids of those who leave.

        Raises:
            UnknownSubject: When one that leaves is not held.
            DefinitionError: When one of them could not stand in a new register, or a container leaves and a member
                of it stays.
        """
        given, leaving = list(subjects), set(gone)
        changed = {subject.id: subject for subject in given}
        otherwise = {each.id for each in given if each.id in self._at and self[each.id].kind != each.kind}
        left = {each for id in leaving | otherwise for each in self.members(id)} - leaving - changed.keys()
        judged = [*given, *(self[each] for each in sorted(left))]
        named = {each for subject in judged for each in subject.containers} - leaving - changed.keys()
        kinds = {each: self[each].kind for each in named if each in self._at}
        refuse("the list of changes", Judge(self.hierarchy, self.kinds).faults(judged, beside=kinds))
        settled = leaving | changed.keys()
        held = self._interleaved(changed.values(), settled)
        rivals = {id: others for id, others in self._rivals.items() if id not in settled}
        if not (rivals or self.redacted):
            return _restored(self.hierarchy, self.kinds, held, {}, self.redacted, in_order=True)
        return self._with(held, rivals, self.redacted)

    def _interleaved(self, fresh: Iterable[Subject], without: Set[str]) -> list[Subject]:
        """Return all but some of those held, with others among them, in order; only where these come is sorted."""
        coming: defaultdict[tuple[int, int], list[Subject]] = defaultdict(list)
        rank = {name: number for number, name in enumerate(self.kinds)}
        for subject in fresh:
            coming[rank[subject.kind], self.hierarchy.position(subject.unit)].append(subject)
        runs, done, found = tuple(self._runs.values()), 0, list[Subject]()
        for number, position in sorted(coming):
            low = bisect_left(self._positions, position, *runs[number])
            high = bisect_right(self._positions, position, low, runs[number][1])
            found += [each for each in self._subjects[done:low] if each.id not in without]
            beside = [each for each in self._subjects[low:high] if each.id not in without]
            found += sorted([*beside, *coming[number, position]], key=attrgetter("id"))
            done = high
        found += [each for each in self._subjects[done:] if each.id not in without]
        return found

    def over(self, hierarchy: Hierarchy, unit_of: Callable[[Subject], str]) -> "Register":
        """
        Return the register over another hierarchy, with everything but units as it is.

        Of contents that differ under one id, which is in force is settled anew, as merging there would settle it.

        Args:
            hierarchy: The units of the other map.
            unit_of: Tells for each content that is held to which of these it belongs.

        Raises:
            DefinitionError: When it belongs to none of them.
        """
        held, rivals = _moved(self._subjects, unit_of), {id: _moved(each, unit_of) for id, each in self._rivals.items()}
        refuse("the register over the other map", _strays(hierarchy, chain(held, *rivals.values())))
        begun = _restored(hierarchy, self.kinds, held, {}, self.redacted)
        return begun._with(held, rivals, self.redacted) if rivals else begun

    def redact(self, subjects: Iterable[str]) -> "Register":
        """
        Return a register in which these are forgotten: their identity is erased for good.

        What is coded stays, and so does every count. The ids are kept as tombstones that `join` and `merge` obey.

        Raises:
            UnknownSubject: When one is not held.
        """
        erased = frozenset(subjects)
        for subject in erased:
            self._place(subject)
        return self._with(self._subjects, self._rivals, self.redacted | erased)

    def merge(self, other: "Register") -> "Register":
        """
        Return the union of two registers.

        Where one id has different content, one content is in force and all are kept; `conflicts` lists them. Whoever
        is redacted in either is redacted in the union. The order of merging does not matter.

        Raises:
            RegisterMismatch: When they stand over different hierarchies or declare different kinds.
        """
        if self.hierarchy != other.hierarchy or self.kinds != other.kinds:
            raise RegisterMismatch("registers are merged over one hierarchy and with the same kinds of subject")
        subjects = dict(zip(self._ids, self._subjects, strict=True))
        rivals = {each: list(others) for each, others in self._rivals.items()}
        for given in (*other._subjects, *(each for others in other._rivals.values() for each in others)):
            if subjects.setdefault(given.id, given) != given:
                rivals.setdefault(given.id, []).append(given)
        return self._with(subjects.values(), rivals, self.redacted | other.redacted)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The ids under which merged registers held different content, in the order of the ids."""
        return tuple(Conflict(id=each, kept=self[each], others=self._rivals[each]) for each in sorted(self._rivals))

    @property
    def digest(self) -> str:
        """
        A digest (SHA-256) of all that redaction keeps.

        It does not depend on order, nor on identities: forgetting a person leaves it as it was.
        """
        if not self._digest:
            held = [kept_text(subject) for subject in self._subjects]
            held += [kept_text(subject) for others in self._rivals.values() for subject in others]
            self._digest = hashlib.sha256("\n".join(sorted(set(held))).encode()).hexdigest()
        return self._digest

    def _with(
        self,
        subjects: Iterable[Subject],
        rivals: Mapping[str, Iterable[Subject]],
        redacted: frozenset[str],
    ) -> "Register":
        """Erase whoever is redacted, and settle which of rival contents is in force."""
        held = {subject.id: subject for subject in subjects}
        for each in redacted.intersection(held):
            held[each] = erased(held[each])
        settled: dict[str, tuple[Subject, ...]] = {}
        for each, others in rivals.items():
            contents = {held[each], *(erased(other) if each in redacted else other for other in others)}
            kept, *rest = sorted(contents, key=whole_text, reverse=True)
            held[each] = kept
            if rest:
                settled[each] = tuple(rest)
        return _restored(self.hierarchy, self.kinds, list(held.values()), settled, redacted)


def _moved(subjects: Iterable[Subject], unit_of: Callable[[Subject], str]) -> list[Subject]:
    units = ((subject, unit_of(subject)) for subject in subjects)
    return [subject if unit == subject.unit else attrs.evolve(subject, unit=unit) for subject, unit in units]


def _strays(hierarchy: Hierarchy, subjects: Iterable[Subject]) -> Iterator[Fault]:
    for subject in subjects:
        if subject.unit not in hierarchy:
            problem = f"'{subject.unit}' is no unit of this hierarchy{did_you_mean(subject.unit, hierarchy)}"
            yield Fault("register.unknown-unit", subject.id, problem)


class _Values(ValuesView[Subject]):
    """The subjects of a register, gone through without looking each one up."""

    _mapping: Register

    def __iter__(self) -> Iterator[Subject]:
        return iter(self._mapping._subjects)


def _restored(
    hierarchy: Hierarchy,
    kinds: Mapping[str, SubjectKind],
    subjects: Sequence[Subject],
    rivals: Mapping[str, tuple[Subject, ...]],
    redacted: frozenset[str],
    *,
    in_order: bool = False,
) -> Register:
    """Make a register of what has been judged before."""
    register = Register.__new__(Register)
    register._build(hierarchy, kinds, subjects, rivals, redacted, in_order=in_order)
    return register
