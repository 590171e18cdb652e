"""
One subject out of the rows that tell of it: which value holds, where it comes from, what is missing.

For each field one source may be better than another: the visit knows who lives there, the grid database knows the
number. A *precedence* says so. Every value keeps the rows that hold it. Where sources contradict each other the best
one holds and the rest is listed for somebody to decide, and a field that must be known and that nobody tells is a gap.
A value that cannot be read as what its field holds (a telephone in the column of identity numbers) is listed and never
used, and nothing is repaired. A blank text tells nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from types import MappingProxyType

import attrs

from gridcare.attributes import Attributes, Scalar
from gridcare.errors import Fault, did_you_mean, refuse
from gridcare.given import texts
from gridcare.people.identification import IdentityDecisions, RowRef
from gridcare.people.likeness import ReadAs, worded
from gridcare.people.linkage import Cluster, Linkage
from gridcare.people.sources import LinkRule, SourceRow
from gridcare.people.subjects import Subject
from gridcare.privacy import REDACTED, PrivacyClass, Redacted, classified

__all__ = [
    "MergeRule",
    "MergedSubject",
    "MergedValue",
    "Precedence",
    "UnitClash",
    "ValueConflict",
    "merge",
    "subject_of",
]


@attrs.frozen
class Precedence:
    """
    Whose word holds for a field.

    Attributes:
        field: The field.
        sources: The sources, the best first; those that are not named come after them, in the rule's order.
        newest: Whether the word written last holds, whoever wrote it; sources decide between rows without a moment.
        read: How two values are found to say the same; one that is read as an empty text is not used. None when values
            must be equal.
    """

    field: str
    sources: tuple[str, ...] = attrs.field(default=(), converter=texts)
    newest: bool = attrs.field(default=False, kw_only=True)
    read: ReadAs | None = attrs.field(default=None, kw_only=True)


def _precedences(given: Iterable[Precedence]) -> tuple[Precedence, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True, slots=False)
class MergeRule:
    """
    By what rows become one subject.

    Attributes:
        linked: By what they were linked; its sources in their order are the precedence of every field without its own.
        precedences: The fields with a precedence of their own.
        needs: The fields that a full record has; where nobody tells one, it is a gap.

    Raises:
        DefinitionError: When a field or a source is not declared, or a field has two precedences.
    """

    linked: LinkRule
    precedences: tuple[Precedence, ...] = attrs.field(default=(), converter=_precedences)
    needs: tuple[str, ...] = attrs.field(default=(), converter=texts)

    def __attrs_post_init__(self) -> None:
        refuse(f"the rule by which '{self.linked.kind.name}' is merged", self._faults())

    def _faults(self) -> Iterator[Fault]:
        kind = self.linked.kind
        fields = [each.name for each in kind.fields]
        sources = [each.name for each in self.linked.sources]
        named = [each.field for each in self.precedences]
        for name in dict.fromkeys((*named, *self.needs)):
            if name not in fields:
                yield Fault("merge.field", name, f"'{name}' is no field of '{kind.name}'{did_you_mean(name, fields)}")
            if named.count(name) > 1:
                yield Fault("merge.field-twice", name, "this field has two precedences; keep one")
        for each in self.precedences:
            for name in each.sources:
                if name not in sources:
                    yield Fault("merge.source", each.field, f"'{name}' is no source{did_you_mean(name, sources)}")

    @cached_property
    def order(self) -> Mapping[str, tuple[Precedence, Mapping[str, int]]]:
        """The precedence of each field, and the rank that it gives each source."""
        own = {each.field: each for each in self.precedences}
        sources = [each.name for each in self.linked.sources]
        told = {}
        for field in self.linked.kind.fields:
            precedence = own.get(field.name, Precedence(field.name))
            ranked = dict.fromkeys((*precedence.sources, *sources))
            told[field.name] = precedence, {name: rank for rank, name in enumerate(ranked)}
        return MappingProxyType(told)


@attrs.frozen(kw_only=True)
class MergedValue:
    """
    A value with its provenance.

    Attributes:
        field: The field.
        value: The value, as the first of the rows wrote it.
        rows: The rows that say so, the one it was taken from first.
        chosen: Whether somebody chose it.
    """

    field: str
    value: Scalar = classified(PrivacyClass.IDENTIFYING)
    rows: tuple[RowRef, ...]
    chosen: bool = False


@attrs.frozen(kw_only=True)
class ValueConflict:
    """
    A field of which rows tell different things, for somebody to decide.

    Attributes:
        subject: The subject.
        field: The field.
        values: What they tell, the value in force first.
    """

    subject: str
    field: str
    values: tuple[MergedValue, ...]

    def __str__(self) -> str:
        told = " against ".join(", ".join(map(str, each.rows)) for each in self.values)
        return f"'{self.subject}': {told} on '{self.field}'"


@attrs.frozen(kw_only=True)
class UnitClash:
    """
    Rows that put one subject in different units.

    Attributes:
        subject: The subject.
        units: The units, the one in force first.
        rows: The first row that names each.
    """

    subject: str
    units: tuple[str, ...]
    rows: tuple[RowRef, ...]


@attrs.frozen(kw_only=True)
class MergedSubject:
    """
    What the rows of one subject tell together.

    Attributes:
        id: The id of its cluster.
        rows: Its rows.
        values: Each field that somebody tells, in the order of the kind.
        conflicts: Where they contradict each other and nobody has chosen.
        gaps: The fields that a full record has and nobody tells.
        unread: Values that were not used, because they cannot be read as what their field holds.
        absent: The sources that know nothing of it.
        unit: The unit that it belongs to; empty when nobody says.
        clash: Set when rows put it in different units.
        containers: What it is a member of, by the best row that says.
    """

    id: str
    rows: tuple[RowRef, ...]
    values: tuple[MergedValue, ...]
    conflicts: tuple[ValueConflict, ...] = ()
    gaps: tuple[str, ...] = ()
    unread: tuple[tuple[RowRef, str], ...] = ()
    absent: tuple[str, ...] = ()
    unit: str = ""
    clash: UnitClash | None = None
    containers: tuple[str, ...] = ()

    @property
    def is_full(self) -> bool:
        """Whether everything that a full record has is told, without contradiction."""
        return not self.gaps and not self.conflicts

    def value(self, field: str) -> Scalar:
        """Return the value of a field; none when nobody tells it."""
        return next((each.value for each in self.values if each.field == field), None)


def merge(rule: MergeRule, linkage: Linkage, decisions: IdentityDecisions | None = None) -> Iterator[MergedSubject]:
    """
    Make one subject of each cluster, in their order.

    Args:
        rule: By what.
        linkage: Which rows belong together.
        decisions: Which row somebody chose where sources contradict each other. The last choice among the rows of a
            subject holds; one whose row does not tell the field holds for nothing.
    """
    chosen: dict[RowRef, dict[str, datetime]] = {}
    for choice in (decisions or IdentityDecisions()).choices():
        chosen.setdefault(choice.row, {})[choice.field] = choice.decided
    for cluster in linkage.clusters:
        yield _merged(rule, linkage, cluster, chosen)


def subject_of(merged: MergedSubject, rule: MergeRule, *, held: Subject | None = None) -> Subject:
    """
    Make the subject that a register holds; its kind says what of it identifies.

    Args:
        merged: What the rows tell.
        rule: By what they became one.
        held: The subject as a register holds it already, when one of the rows was made of it (`SourceRow.of`). Its id
            stays, and whatever no row tells: where it is, persons stated for it, stated blanks. Who was forgotten
            stays so.
    """
    kind = rule.linked.kind
    told = {each.field: each.value for each in merged.values}
    attributes = Attributes({name: value for name, value in told.items() if name in kind.attributes})
    identity = Attributes({name: value for name, value in told.items() if name in kind.identity})
    if held is not None:
        return attrs.evolve(
            held,
            kind=kind.name,
            unit=merged.unit,
            attributes=Attributes({**held.attributes, **attributes}),
            containers=merged.containers,
            identity=REDACTED if isinstance(held.identity, Redacted) else Attributes({**held.identity, **identity}),
        )
    return Subject(
        id=merged.id,
        kind=kind.name,
        unit=merged.unit,
        attributes=attributes,
        containers=merged.containers,
        identity=identity,
    )


def _merged(
    rule: MergeRule, linkage: Linkage, cluster: Cluster, chosen: Mapping[RowRef, Mapping[str, datetime]]
) -> MergedSubject:
    rows = [linkage.rows[ref] for ref in cluster.rows]
    choices = [(ref, chosen[ref]) for ref in cluster.rows if ref in chosen] if chosen else []
    values: list[MergedValue] = []
    conflicts: list[ValueConflict] = []
    unread: list[tuple[RowRef, str]] = []
    for name, (precedence, rank) in rule.order.items():
        told = _told(name, precedence, rank, rows, unread)
        if not told:
            continue
        chosen_value = _chosen(name, told, choices)
        values.append(chosen_value or told[0])
        if len(told) > 1 and not chosen_value:
            conflicts.append(ValueConflict(subject=cluster.id, field=name, values=tuple(told)))
    held = {each.field for each in values}
    present = {ref.source for ref in cluster.rows}
    units = {row.unit: row.ref for row in reversed(rows) if row.unit}
    ordered = sorted(units, key=lambda unit: cluster.rows.index(units[unit]))
    clash = UnitClash(subject=cluster.id, units=tuple(ordered), rows=tuple(units[each] for each in ordered))
    return MergedSubject(
        id=cluster.id,
        rows=cluster.rows,
        values=tuple(values),
        conflicts=tuple(conflicts),
        gaps=tuple(name for name in rule.needs if name not in held),
        unread=tuple(unread),
        absent=tuple(each.name for each in rule.linked.sources if each.name not in present),
        unit=ordered[0] if ordered else "",
        clash=clash if len(ordered) > 1 else None,
        containers=next((row.containers for row in rows if row.containers), ()),
    )


_EVER = datetime.min.replace(tzinfo=UTC)


def _told(
    name: str,
    precedence: Precedence,
    rank: Mapping[str, int],
    rows: Iterable[SourceRow],
    unread: list[tuple[RowRef, str]],
) -> list[MergedValue]:
    """List what rows tell of a field, the best first: by source, the newest of a source, then by id."""
    said: list[tuple[int, float, RowRef, Scalar, object]] = []
    for row in rows:
        value = row.values.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        sense: object = (type(value), value) if precedence.read is None else precedence.read(worded(value))
        if sense == "":
            unread.append((row.ref, name))
            continue
        said.append((rank[row.source], -(row.told or _EVER).timestamp(), row.ref, value, sense))
    said.sort(key=lambda each: (each[1], each[0], each[2]) if precedence.newest else each[:3])
    by_sense: dict[object, list[tuple[RowRef, Scalar]]] = {}
    for _, _, ref, value, sense in said:
        by_sense.setdefault(sense, []).append((ref, value))
    return [MergedValue(field=name, value=held[0][1], rows=tuple(ref for ref, _ in held)) for held in by_sense.values()]


def _chosen(
    name: str, told: Iterable[MergedValue], choices: Iterable[tuple[RowRef, Mapping[str, datetime]]]
) -> MergedValue | None:
    """Find the value that somebody chose last among those that are told."""
    words = sorted(((fields[name], ref) for ref, fields in choices if name in fields), reverse=True)
    for _, ref in words:
        for each in told:
            if ref in each.rows:
                return attrs.evolve(each, chosen=True)
    return None
