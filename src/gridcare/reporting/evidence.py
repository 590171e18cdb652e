"""
The records that an audit may look at, and which records nobody keeps.

Whether a community drilled within half a year is told by its drills. A *record* (记录) is one of them, as a fact, a
filing or a row of a ledger tells it: its kind, the unit that it speaks of, when it happened, when it became known, and
coded values. A *record book* (记录簿) is what one unit keeps of one kind, and a *dossier* (档案) is all the books that
were handed in.

A book is what makes silence speak. Where the book of drills is kept and holds none, there was no drill; where no book
of drills was handed in, nobody can tell. The two are never the same answer.

>>> from gridcare.places.units import Level, Unit
>>> street = Hierarchy(Level.ordered("street", "community"), [Unit("s", "", "street"), Unit("c", "", "community", "s")])
>>> dossier = Dossier(street, (RecordBook("drill", "c"),))
>>> dossier.lacking("drill", "c"), dossier.lacking("plan", "c")
((), ('c',))
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import chain, pairwise

import attrs

from gridcare.attributes import EMPTY, Attributes
from gridcare.errors import Fault, refuse
from gridcare.facts.fact import Fact, instant
from gridcare.given import typed
from gridcare.places.hierarchy import Hierarchy
from gridcare.reporting.returns import Returns
from gridcare.rules.contexts import Type
from gridcare.timing.cover import Cover
from gridcare.timing.periods import aware
from gridcare.titles import Titles, titles
from gridcare.work.coverage import Coverage
from gridcare.work.steps import Standing

__all__ = [
    "AuditRecord",
    "Dossier",
    "RecordBook",
    "RecordKind",
    "cover_record",
    "coverage_record",
    "fact_records",
    "return_records",
]

_OWN = ("age", "day")


def _fields(given: Mapping[str, Type] | Iterable[tuple[str, Type]]) -> tuple[tuple[str, Type], ...]:
    return tuple(given.items()) if isinstance(given, Mapping) else tuple((name, kind) for name, kind in given)


@attrs.frozen(kw_only=True, field_transformer=typed)
class RecordKind:
    """
    What one kind of record tells, so that criteria over it can be checked before there is any.

    Besides its fields every record tells ``day``, the local day on which it happened, and ``age``, how many days before
    the audit that was.

    Attributes:
        name: The kind, which is also the axis along which criteria read it: one word, such as ``drill``.
        fields: What its values are called, and of what type they are.
        climbs: Whether a record of a unit speaks of every unit above it too. A resident of a grid is a resident of its
            community; a drill of one community is no drill of the street.
        titles: What it is called, by language.

    Raises:
        DefinitionError: With every fault of the kind at once.
    """

    name: str = attrs.field(kw_only=False)
    fields: tuple[tuple[str, Type], ...] = attrs.field(default=(), converter=_fields)
    climbs: bool = False
    titles: Titles = attrs.field(default=(), converter=titles)

    def __attrs_post_init__(self) -> None:
        refuse(f"kind of record '{self.name}'", self._faults())

    def _faults(self) -> Iterator[Fault]:
        if not self.name.isidentifier():
            yield Fault("record-kind.name", self.name, f"'{self.name}' is no single word; write it like 'drill'")
        names = [name for name, _ in self.fields]
        for name in dict.fromkeys(names):
            if not name.isidentifier():
                yield Fault("record-kind.field", self.name, f"the field '{name}' is no single word")
            if name in _OWN:
                yield Fault(
                    "record-kind.field", self.name, f"every record tells its '{name}'; name the field otherwise"
                )
            if names.count(name) > 1:
                yield Fault("record-kind.field", self.name, f"the field '{name}' is declared twice; keep one")

    def title(self, language: str) -> str:
        """What it is called in a language; its name where no title is given."""
        return dict(self.titles).get(language, self.name)


def _happened(when: datetime) -> datetime:
    return aware(when, "happened")


def _known(when: datetime) -> datetime:
    return aware(when, "known")


def _updated(when: datetime | None) -> datetime | None:
    return None if when is None else aware(when, "updated")


@attrs.frozen(kw_only=True)
class AuditRecord:
    """
    One record, as an audit reads it.

    Attributes:
        id: What it is called among the records of its kind.
        kind: Its kind.
        unit: The unit that it speaks of.
        happened: When it happened, an aware datetime.
        known: When it became known, an aware datetime.
        values: Coded values by field name; ``None`` is a stated blank.
        behind: The ids of the facts and filings that it was made of, so that a finding can be followed to its papers.
    """

    id: str
    kind: str
    unit: str
    happened: datetime = attrs.field(converter=_happened)
    known: datetime = attrs.field(converter=_known)
    values: Attributes = attrs.field(default=EMPTY, converter=Attributes)
    behind: tuple[str, ...] = ()


def _in_order(records: Iterable[AuditRecord]) -> list[AuditRecord]:
    """Sort records by when they happened, then by when they were known, and by nothing that arrival decides."""
    held = sorted(records, key=_standing)
    ties = any(_standing(one) == _standing(next_) for one, next_ in pairwise(held))
    return sorted(held, key=lambda each: (*_standing(each), _content(each))) if ties else held


def _standing(record: AuditRecord) -> tuple[timedelta, timedelta, str]:
    return instant(record.happened), instant(record.known), record.id


def _content(record: AuditRecord) -> str:
    """Tell contents apart where nothing else does."""
    told = ((name, type(value).__name__, str(value)) for name, value in record.values.items())
    return repr((record.unit, *told, record.behind))


def _records(given: Iterable[AuditRecord]) -> tuple[AuditRecord, ...]:
    return tuple(_in_order(set(given)))


@attrs.frozen
class RecordBook:
    """
    What is kept of one kind of record for a unit and everything inside it; a set, in whatever order it was written.

    Attributes:
        kind: The kind of record.
        unit: For which unit, and all inside it, the book is kept; empty for the whole hierarchy.
        records: The records in it. None at all is an answer: nothing of the kind happened.
        updated: When the book was last brought up to date, an aware datetime; ``None`` when that is not stated.

    Raises:
        DefinitionError: When it holds records of another kind, all of them at once.
    """

    kind: str
    unit: str = ""
    records: tuple[AuditRecord, ...] = attrs.field(default=(), converter=_records, repr=lambda held: str(len(held)))
    updated: datetime | None = attrs.field(default=None, converter=_updated, kw_only=True)

    def __attrs_post_init__(self) -> None:
        strangers = [record for record in self.records if record.kind != self.kind]
        problem = f"is no {self.kind}; put each record into the book of its kind"
        faults = [
            Fault("record-book.kind", each.id, f"'{each.id}' is a {each.kind} and {problem}") for each in strangers
        ]
        refuse(f"record book '{self.kind}'", faults)


def _joined(given: Iterable[RecordBook]) -> tuple[RecordBook, ...]:
    """Make one book of those that are kept of one kind for one unit."""
    kept: dict[tuple[str, str], list[RecordBook]] = {}
    for book in given:
        kept.setdefault((book.kind, book.unit), []).append(book)
    return tuple(_one_of(books) if len(books) > 1 else books[0] for _, books in sorted(kept.items()))


def _one_of(books: list[RecordBook]) -> RecordBook:
    updated = max((book.updated for book in books if book.updated is not None), key=instant, default=None)
    records = chain.from_iterable(book.records for book in books)
    return RecordBook(books[0].kind, books[0].unit, tuple(records), updated=updated)


@attrs.frozen
class Dossier:
    """
    The record books that were handed in for an audit; a set, in whatever order they came.

    Attributes:
        hierarchy: The units.
        books: The books, one for each kind and unit.
    """

    hierarchy: Hierarchy = attrs.field(repr=False)
    books: tuple[RecordBook, ...] = attrs.field(default=(), converter=_joined)

    def merge(self, other: "Dossier") -> "Dossier":
        """
        Return both dossiers as one.

        Raises:
            ValueError: When they are about different hierarchies.
        """
        if self.hierarchy != other.hierarchy:
            raise ValueError("the dossiers are about different hierarchies; bring them onto one map first")
        return Dossier(self.hierarchy, (*self.books, *other.books))

    __or__ = merge

    @cached_property
    def _of_kind(self) -> Mapping[str, Mapping[str, RecordBook]]:
        found: dict[str, dict[str, RecordBook]] = {}
        for book in self.books:
            found.setdefault(book.kind, {})[book.unit] = book
        return found

    def book(self, kind: str, unit: str) -> RecordBook | None:
        """
        Return the book that is kept of a kind for a unit: its own, else that of the nearest unit above.

        Raises:
            UnknownUnit: When there is no such unit.
        """
        books = self._of_kind.get(kind, {})
        above = (books.get(each) for each in (unit, *self.hierarchy.ancestors(unit), ""))
        return next((book for book in above if book is not None), None)

    def lacking(self, kind: str, unit: str, *, climbs: bool = False, day: date | None = None) -> tuple[str, ...]:
        """
        Name the units whose book is missing, so that nobody can tell what a unit has of a kind.

        Args:
            kind: The kind of record.
            unit: The unit.
            climbs: Whether the books of all the units below make one of the unit's own.
            day: Ask only units below that exist on this day; all when left out.

        Returns:
            Nothing when a book is kept; the highest units without one, when those below count; else the unit.

        Raises:
            UnknownUnit: When there is no such unit.
        """
        if self.book(kind, unit) is not None:
            return ()
        below = [each for each in self.hierarchy.children(unit) if day is None or self.hierarchy[each].exists(day)]
        below = below if climbs else []
        missing = [self.lacking(kind, each, climbs=True, day=day) for each in below]
        return tuple(chain.from_iterable(missing)) if below and not all(map(_itself, below, missing)) else (unit,)

    @cached_property
    def _variants(self) -> Mapping[tuple[str, str], tuple[AuditRecord, ...]]:
        """Find the ids under which there is more than one content; all their contents, the one known first in front."""
        held: dict[tuple[str, str], set[AuditRecord]] = {}
        for record in chain.from_iterable(book.records for book in self.books):
            key = record.kind, record.id
            if self._first.get(key) != record:
                held.setdefault(key, {self._first[key]}).add(record)
        return {key: tuple(sorted(held[key], key=_first_known)) for key in sorted(held)}

    @cached_property
    def _first(self) -> Mapping[tuple[str, str], AuditRecord]:
        records = chain.from_iterable(book.records for book in reversed(self.books))
        return {(record.kind, record.id): record for record in records}

    @property
    def records(self) -> tuple[AuditRecord, ...]:
        """Every record once: of several contents under one id the one known first."""
        counted = dict(self._first)
        counted.update((key, variants[0]) for key, variants in self._variants.items())
        return tuple(counted[key] for key in sorted(counted))

    @property
    def conflicts(self) -> tuple[tuple[AuditRecord, ...], ...]:
        """Records that are told differently under one id, the one that counts first."""
        return tuple(self._variants.values())

    @property
    def strays(self) -> tuple[AuditRecord, ...]:
        """
        Records that no audit reads: of a unit that is not in the hierarchy, or outside the unit of their book.

        One that another book holds rightly is read there, and is none.
        """
        wrong = dict.fromkeys(record for book in self.books for record in book.records if not self._right(record, book))
        if wrong:
            for book in self.books:
                for record in book.records:
                    if record in wrong and self._right(record, book):
                        del wrong[record]
        return tuple(wrong)

    def _right(self, record: AuditRecord, book: RecordBook) -> bool:
        return record.unit in self.hierarchy and self._within(record.unit, book.unit)

    def _within(self, unit: str, kept_for: str) -> bool:
        return not kept_for or (kept_for in self.hierarchy and self.hierarchy.inside(unit, kept_for))

    def known_by(self, happened: datetime, known: datetime) -> "tuple[AuditRecord, ...]":
        """
        Return the records of what had happened and was known by then, without the strays, in order.

        Of several contents under one id the one known first counts, strays apart; what is known later changes nothing
        before.
        """
        strays, until, by = set(self.strays), instant(happened), instant(known)
        counted = self.records
        if strays:
            readable = (self._variants.get(key, (record,)) for key, record in self._first.items())
            first = (next((each for each in variants if each not in strays), None) for variants in readable)
            counted = tuple(record for record in first if record is not None)
        return tuple(
            _in_order(each for each in counted if instant(each.happened) <= until and instant(each.known) <= by)
        )


def _itself(unit: str, missing: tuple[str, ...]) -> bool:
    return missing == (unit,)


def _first_known(record: AuditRecord) -> tuple[timedelta, timedelta, str]:
    return instant(record.known), instant(record.happened), _content(record)


# --- records of what other rooms hold ------------------------------------------------------------------------------


def fact_records(
    facts: Iterable[Fact], kind: str, unit: Callable[[Fact], str], *, of: Iterable[str] = ()
) -> Iterator[AuditRecord]:
    """
    Read facts as records: each its own, with its outcome and its answers as values.

    Args:
        facts: The facts as a journal counts them, corrections applied.
        kind: The kind of record that they are taken for.
        unit: Names the unit that a fact speaks of, such as where its subject lives.
        of: Only facts of these kinds; the kind of record alone when left out.
    """
    wanted = frozenset(of) or {kind}
    for fact in facts:
        if fact.kind in wanted:
            yield AuditRecord(
                id=fact.id,
                kind=kind,
                unit=unit(fact),
                happened=fact.happened,
                known=fact.known,
                values=Attributes({"outcome": fact.outcome or None, **fact.answers}),
                behind=(fact.id,),
            )


def return_records(returns: Returns, kind: str) -> Iterator[AuditRecord]:
    """
    Read what was owed on a form as records: one for each obligation that is due, answered or not.

    Each tells ``arrival`` (``in time``, ``late``, ``missing``, ``excused``) and ``content`` (``figures``, ``zero``
    ...), and names the filings behind it. It stands at the last moment at which it was in time, and is known from
    then on.

    Args:
        returns: The returns of a form as of a moment.
        kind: The kind of record that they are taken for.
    """
    for member in returns.members:
        owed = member.obligation
        if instant(owed.due) <= instant(returns.at):
            last = owed.due - datetime.resolution
            yield AuditRecord(
                id=f"{owed.unit} {owed.period}",
                kind=kind,
                unit=owed.unit,
                happened=last,
                known=last,
                values=Attributes({"arrival": str(member.arrival), "content": str(member.content)}),
                behind=tuple(paper.id for paper in member.history),
            )


def cover_record(cover: Cover, kind: str, unit: str, *, id: str, at: datetime) -> AuditRecord:
    """
    Read cover that was owed without a gap as a record: ``uncovered`` minutes, and how many ``gaps``.

    Args:
        cover: Required time, cut into what is served and what is not, as of a roster.
        kind: The kind of record.
        unit: The unit that owed it.
        id: The record's id.
        at: The moment up to which it was owed.
    """
    minutes = cover.uncovered / timedelta(minutes=1)
    values = Attributes({"uncovered": int(minutes) if minutes.is_integer() else minutes, "gaps": len(cover.gaps)})
    return AuditRecord(id=id, kind=kind, unit=unit, happened=at, known=at, values=values)


def coverage_record(coverage: Coverage, kind: str, unit: str, *, id: str, at: datetime) -> AuditRecord:
    """
    Read how far a campaign got inside a unit as a record.

    It tells how many subjects are ``not_started``, ``in_progress``, ``settled``, ``excluded`` and ``open``, how many
    ``persons`` and subjects there are in ``total``, and whether the unit is ``closed``.

    Args:
        coverage: What `Campaign.coverage` counted inside the unit.
        kind: The kind of record.
        unit: The unit.
        id: The record's id.
        at: The moment at which it was counted.
    """
    standings = {standing.name.lower(): coverage[standing].subjects for standing in Standing}
    total = coverage.total
    values = Attributes({**standings, "total": total.subjects, "persons": total.persons, "closed": coverage.closed})
    return AuditRecord(id=id, kind=kind, unit=unit, happened=at, known=at, values=values)
