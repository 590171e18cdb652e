"""
What several sources say of the same people, row by row, and the rule by which their rows are linked.

A *source* is a list that somebody keeps for a purpose of his own: the grid database (网格数据库), notes of visits at
the doors, the log of a gate. Its rows have ids of their own and say what that source knows. The *rule* names the
sources, the keys that two rows about the same subject share to the letter, the blocks within which rows are compared,
and from how many points on they are taken for the same.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

import attrs

from gridcare.attributes import EMPTY, Attributes
from gridcare.errors import Fault, UnknownName, did_you_mean, refuse
from gridcare.given import texts
from gridcare.people.admission import BadRow
from gridcare.people.identification import RowRef
from gridcare.people.likeness import Block, Comparison, ExactKey
from gridcare.people.subjects import Subject, SubjectKind
from gridcare.privacy import PrivacyClass, Redacted, classified
from gridcare.timing.periods import aware
from gridcare.titles import Titles, titles

__all__ = ["LinkRule", "LinkSource", "SourceRow", "TakenRows"]


def _told(given: datetime | None) -> datetime | None:
    return None if given is None else aware(given, "told")


@attrs.frozen(kw_only=True)
class SourceRow:
    """
    What one row of a source says about a subject.

    Attributes:
        source: The source.
        id: Its id in the source; opaque, never a name or a number that belongs to somebody.
        values: What it says, by the names of the kind's fields.
        unit: The unit that it puts the subject in; empty when it does not say.
        containers: The ids of the subjects that it makes the subject a member of.
        told: When it was written; none when not known.
    """

    source: str
    id: str
    values: Attributes = classified(PrivacyClass.IDENTIFYING, default=EMPTY)
    unit: str = ""
    containers: tuple[str, ...] = attrs.field(default=(), converter=texts)
    told: datetime | None = attrs.field(default=None, converter=_told)

    @classmethod
    def of(cls, subject: Subject, source: str) -> "SourceRow":
        """Tell what a register says of a subject, as the row of a source; of one who was forgotten not who it is."""
        identity = EMPTY if isinstance(subject.identity, Redacted) else subject.identity
        values = Attributes({**subject.attributes, **identity})
        return cls(source=source, id=subject.id, values=values, unit=subject.unit, containers=subject.containers)

    @property
    def ref(self) -> RowRef:
        """Where it stands."""
        return RowRef(self.source, self.id)


@attrs.frozen
class LinkSource:
    """
    A source.

    Attributes:
        name: What its rows call it.
        distinct: Whether it lists everybody once, so that two of its rows are never joined unless somebody says so.
        titles: What it is called, by language.
    """

    name: str
    distinct: bool = attrs.field(default=False, kw_only=True)
    titles: Titles = attrs.field(default=(), converter=titles, kw_only=True)


def _sources(given: Iterable[LinkSource]) -> tuple[LinkSource, ...]:
    return tuple(given)


def _keys(given: Iterable[ExactKey]) -> tuple[ExactKey, ...]:
    return tuple(given)


def _blocks(given: Iterable[Block]) -> tuple[Block, ...]:
    return tuple(given)


def _comparisons(given: Iterable[Comparison]) -> tuple[Comparison, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True)
class LinkRule:
    """
    By what rows are linked.

    Attributes:
        kind: The kind of subject that the rows tell of.
        sources: The sources.
        keys: The exact keys, the surest first; each is a step of its own.
        blocks: What rows must share to be compared.
        comparisons: How they are compared, field by field.
        same: From how many points on they are joined.
        ask: From how many points on somebody is asked.
        margin: Likenesses less than about this many points apart are equally strong, and looked at together.

    Raises:
        DefinitionError: Naming every fault: a source, key or block twice, a field that the kind does not have, points
            in the wrong order, agreements that can never hold, blocks without comparisons, nothing to link by.
    """

    kind: SubjectKind
    sources: tuple[LinkSource, ...] = attrs.field(converter=_sources)
    keys: tuple[ExactKey, ...] = attrs.field(default=(), converter=_keys)
    blocks: tuple[Block, ...] = attrs.field(default=(), converter=_blocks)
    comparisons: tuple[Comparison, ...] = attrs.field(default=(), converter=_comparisons)
    same: float = 0.0
    ask: float = 0.0
    margin: float = 1.0

    def __attrs_post_init__(self) -> None:
        refuse(f"the rule by which '{self.kind.name}' is linked", self._faults())

    def _faults(self) -> Iterator[Fault]:
        for what, names in (
            ("source", [each.name for each in self.sources]),
            ("key", [each.name for each in self.keys]),
            ("block", [each.name for each in self.blocks]),
            ("comparison", [each.field for each in self.comparisons]),
        ):
            for name in sorted(name for name, times in Counter(names).items() if times > 1):
                yield Fault(f"linkage.{what}-twice", name, f"this {what} is declared twice; keep one")
        if not self.sources:
            yield Fault("linkage.no-source", "sources", "there is no source; name at least one")
        if not self.keys and not self.blocks:
            yield Fault("linkage.no-key", "keys", "there is nothing to link by; declare a key, or blocks to compare in")
        if self.blocks and not self.comparisons:
            yield Fault("linkage.no-comparison", "comparisons", "rows of a block are compared; say how")
        if not 0 < self.ask <= self.same and self.comparisons:
            yield Fault(
                "linkage.points", "ask", f"asks from {self.ask} and joins from {self.same}; say 0 < ask <= same"
            )
        if self.margin <= 0:
            yield Fault("linkage.margin", "margin", f"is {self.margin}; it must be more than 0")
        yield from self._field_faults()
        yield from self._comparison_faults()

    def _field_faults(self) -> Iterator[Fault]:
        fields = [each.name for each in self.kind.fields]
        shared: tuple[ExactKey | Block, ...] = (*self.keys, *self.blocks)
        for each in shared:
            if not each.traits or not all(trait.fields for trait in each.traits):
                yield Fault("linkage.no-trait", each.name, "is made of nothing; name at least one field")
        asked = [(each.name, name) for each in shared for trait in each.traits for name in trait.fields]
        for comparison in self.comparisons:
            crossed = [way.crossed for way in comparison.agreements if way.crossed]
            asked += [(comparison.field, name) for name in (comparison.field, *crossed)]
        for where, name in asked:
            if name not in fields:
                problem = f"'{name}' is no field of '{self.kind.name}'{did_you_mean(name, fields)}"
                yield Fault("linkage.field", where, problem)
        compared = [each.field for each in self.comparisons]
        for key in self.keys:
            for name in key.confirm:
                if name not in compared:
                    problem = f"'{name}' is to confirm and is not compared{did_you_mean(name, compared)}"
                    yield Fault("linkage.confirm", key.name, problem)
        for each in shared:
            if each.at_most is not None and each.at_most < 2:
                problem = f"at most {each.at_most} rows leave nothing to compare; say 2 or more"
                yield Fault("linkage.block", each.name, problem)

    def _comparison_faults(self) -> Iterator[Fault]:
        for each in self.comparisons:
            if not each.agreements:
                yield Fault("linkage.agreement", each.field, "has no way to agree; name at least one")
            if each.differ > 0:
                yield Fault("linkage.differ", each.field, f"differing counts {each.differ}; it must be 0 or less")
            names = [way.name for way in each.agreements]
            for way in each.agreements:
                if not 0 < way.at_least <= 1:
                    problem = f"'{way.name}' holds from {way.at_least}; similarities go from 0 to 1"
                    yield Fault("linkage.similarity", each.field, problem)
                if names.count(way.name) > 1:
                    yield Fault("linkage.agreement-twice", each.field, f"'{way.name}' stands there twice; keep one")
                if way.crossed == each.field:
                    yield Fault(
                        "linkage.crossed", each.field, f"'{way.name}' is crossed with itself; name another field"
                    )

    def source(self, name: str) -> LinkSource:
        """
        Return a source by its name.

        Raises:
            UnknownName: When none has it.
        """
        for source in self.sources:
            if source.name == name:
                return source
        raise UnknownName("source", name, [each.name for each in self.sources])

    def take(self, source: str, rows: Iterable[Mapping[str, object]]) -> "TakenRows":
        """
        Take the rows of a source as they are found: use every good one, and hand back every bad one.

        A row has the column ``id`` and perhaps ``unit``, ``containers`` and ``told``, and one column for each field
        that it tells. Values have their types already; no text is taken for a number, and no number for a text.

        Raises:
            UnknownName: When the source is not declared.
        """
        name = self.source(source).name
        good: list[SourceRow] = []
        bad: list[BadRow] = []
        seen: set[str] = set()
        for number, row in enumerate(rows, 1):
            faults = list(_row_faults(self.kind, number, row, seen))
            id = row.get("id")
            if faults:
                bad.append(BadRow(row=number, id=id if isinstance(id, str) else "", faults=tuple(faults), given=row))
                continue
            seen.add(str(id))
            good.append(
                SourceRow(
                    source=name,
                    id=str(id),
                    values=Attributes({each: value for each, value in row.items() if each not in _OWN}),  # type: ignore[misc]  # judged above
                    unit=str(row.get("unit") or ""),
                    containers=row.get("containers") or (),  # type: ignore[arg-type]  # judged above
                    told=row.get("told"),  # type: ignore[arg-type]  # judged above
                )
            )
        return TakenRows(tuple(good), tuple(bad))


@attrs.frozen
class TakenRows:
    """
    What the rows of a source gave.

    Attributes:
        rows: Those that can be used.
        bad: Those that cannot, in the order of their numbers.
    """

    rows: tuple[SourceRow, ...]
    bad: tuple[BadRow, ...] = ()


_OWN: Final = ("id", "unit", "containers", "told")


def _row_faults(kind: SubjectKind, number: int, row: Mapping[str, object], seen: set[str]) -> Iterator[Fault]:
    id, where = row.get("id"), f"row {number}"
    if not isinstance(id, str) or not id:
        yield Fault("linkage.no-id", where, "it has no id; give each row an opaque text")
    elif id in seen:
        yield Fault("linkage.duplicate-id", where, "a row before it has the same id; ids must differ within a source")
    if not isinstance(row.get("unit") or "", str):
        yield Fault("linkage.unit", f"{where}, unit", "it must be the id of a unit")
    told = row.get("told")
    if told is not None and (not isinstance(told, datetime) or told.utcoffset() is None):
        yield Fault("linkage.told", f"{where}, told", "it must be a moment with a time zone")
    containers = row.get("containers") or ()
    if not isinstance(containers, str | tuple | list) or not all(isinstance(each, str) for each in containers):
        yield Fault("linkage.containers", f"{where}, containers", "it must list ids of subjects")
    fields = {**kind.attributes, **kind.identity}
    for name, value in row.items():
        if name in _OWN:
            continue
        if name not in fields:
            problem = f"'{name}' is no field of '{kind.name}'{did_you_mean(name, fields)}"
            yield Fault("linkage.field", f"{where}, {name}", problem)
        elif problem := fields[name].problem(value):  # type: ignore[arg-type]  # it judges whatever it is given
            yield Fault("linkage.value", f"{where}, {name}", problem)
