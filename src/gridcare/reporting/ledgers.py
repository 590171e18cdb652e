"""
Ledgers: the lists that an office must keep, each drawn from one set of records.

A street is asked for a dozen ledgers (台账): of key persons, residents, special groups, organisations, people under
observation, people away, leads, the gate, supplies, notices. Kept by hand, each is typed again and none agrees with
the next (一表多头). Here a *ledger form* only says what it lists, which columns it has, and for each column an
expression over a record (`gridcare.reporting.records`); the lines follow, and follow again after every correction.

Each column has a privacy class. It is found out rather than declared: a column gives away as much as the most private
thing that it reads. An author may say that it gives away less, with the reason, and never silently. Standing in a
ledger gives something away as well; its class is that of the condition that puts one there.

A ledger is only ever seen through an `AccessScope`, which makes a `LedgerView`. What lies above the clearance is not
in the view: the column is *masked* where a mask leaves something to work with (a phone's last digits), else *dropped*.
So there is nothing left to slip out of a repr, a preview, an error or an export. No condition reads an identity and no
order of lines depends on one, so that forgetting a person changes no count.

The ledgers of a community and of its yards are views of the same records, which is how three-level ledgers (三级台账)
agree by themselves; lists that were kept apart on paper are held against each other by `gridcare.reporting.levels`.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple

import attrs

from gridcare.errors import Fault, UnknownName, refuse
from gridcare.facts.fact import instant
from gridcare.given import texts, typed
from gridcare.places.hierarchy import Hierarchy
from gridcare.privacy import MASKS, PrivacyClass, classified
from gridcare.reporting.access import AccessRecord, AccessRefused, AccessScope
from gridcare.reporting.disclosure import Disclosure
from gridcare.reporting.records import Record, Records
from gridcare.rules.checking import check
from gridcare.rules.contexts import TEXT
from gridcare.rules.evaluation import compiled
from gridcare.rules.expressions import Expression
from gridcare.rules.grammar import expression
from gridcare.rules.notices import Source
from gridcare.rules.scopes import Value
from gridcare.rules.unknowns import Unknown
from gridcare.titles import Titles, titles

__all__ = [
    "Heading",
    "Ledger",
    "LedgerColumn",
    "LedgerForm",
    "LedgerLine",
    "LedgerView",
    "Lists",
    "Treatment",
]


class Lists(StrEnum):
    """What the lines of a ledger are."""

    SUBJECTS = "subjects"
    FACTS = "facts"
    EPISODES = "episodes"
    CASES = "cases"


class Treatment(StrEnum):
    """What a view does with a column."""

    SHOWN = "shown"
    """Its values stand there."""
    MASKED = "masked"
    """A mask of each text stands there."""
    DROPPED = "dropped"
    """Nothing of it is there."""


def _condition(given: Expression | str | None) -> Expression | None:
    return None if given is None else expression(given)


@attrs.frozen(kw_only=True, field_transformer=typed)
class LedgerColumn:
    """
    One column of a ledger.

    Attributes:
        name: Its name in the ledger.
        shows: What it shows of a record, as an expression or its text; its own name under ``subject.`` when left out.
        privacy: How much it gives away, where that is other than what it reads.
        because: Why it gives away less than what it reads; needed then, such as ``tells only whether there is one``.
        mask: How a text is shown to those without clearance, a name in `gridcare.privacy.MASKS`; that of the field
            which it shows when left out, else ``whole``.
        titles: What it is called, by language; in another one as the field is which it shows.
    """

    name: str = attrs.field(kw_only=False)
    shows: Expression = attrs.field(kw_only=False, converter=expression)
    privacy: PrivacyClass | None = None
    because: str = ""
    mask: str = ""
    titles: Titles = attrs.field(default=(), converter=titles)

    @shows.default
    def _same_name(self) -> str:
        return f"subject.{self.name}"


def _columns(given: Iterable[LedgerColumn | str]) -> tuple[LedgerColumn, ...]:
    return tuple(LedgerColumn(each) if isinstance(each, str) else each for each in given)


@attrs.frozen(kw_only=True, field_transformer=typed)
class LedgerForm:
    """
    What a ledger lists, and what it says of each.

    Attributes:
        name: Its name.
        lists: What its lines are.
        of: The kinds of subjects or facts, the protocols or the tracks that are meant; for episodes and cases, all
            when left out.
        columns: Its columns, at least one; a text stands for a field of the subject.
        where: Which records stand in it; all when left out. It reads no identity.
        purposes: What it may be looked at for; anything when left out.
        listing: How much it gives away to stand in it, where that is other than what `where` reads.
        because: Why standing in it gives away less than that; needed then.
        sources: The papers that ask for it.
        titles: What it is called, by language.

    Raises:
        DefinitionError: When there is no column, or two have one name, a mask is none that there is, or nothing is
            said of which kinds of subjects or facts it lists.
    """

    name: str = attrs.field(kw_only=False)
    lists: Lists = attrs.field(default=Lists.SUBJECTS, converter=Lists)
    of: tuple[str, ...] = attrs.field(default=(), converter=texts)
    columns: tuple[LedgerColumn, ...] = attrs.field(converter=_columns)
    where: Expression | None = attrs.field(default=None, converter=_condition)
    purposes: tuple[str, ...] = attrs.field(default=(), converter=texts)
    listing: PrivacyClass | None = None
    because: str = ""
    sources: tuple[Source, ...] = ()
    titles: Titles = attrs.field(default=(), converter=titles)

    def __attrs_post_init__(self) -> None:
        refuse(f"ledger '{self.name}'", self._faults())

    def _faults(self) -> Iterator[Fault]:
        if not self.columns:
            yield Fault("ledger.no-column", self.name, "it has no column; give it at least one")
        if not self.of and self.lists in (Lists.SUBJECTS, Lists.FACTS):
            yield Fault("ledger.of-what", self.name, f"it lists {self.lists.value} of no kind; name the kinds in 'of'")
        names = [column.name for column in self.columns]
        for position, column in enumerate(self.columns):
            where = f"{self.name}/{column.name}"
            if column.name in names[:position]:
                yield Fault("ledger.column-twice", where, "two columns bear this name; keep one")
            if column.mask and column.mask not in MASKS:
                yield Fault("ledger.mask", where, str(UnknownName("mask", column.mask, MASKS)))


# What is seen


Shown = Value | None
"""What may stand in a cell: a value, or an `Unknown` that says why there is none."""


@attrs.frozen(kw_only=True)
class Heading:
    """
    One column as a view has it.

    Attributes:
        column: The column.
        privacy: How much it gives away.
        treatment: Whether its values, their masks or nothing stand in the lines.
        titles: What it is called, by language: the column's own titles, then those of the field that it shows.
    """

    column: LedgerColumn
    privacy: PrivacyClass
    treatment: Treatment
    titles: Titles = attrs.field(default=(), converter=titles)

    @property
    def name(self) -> str:
        """The name of the column."""
        return self.column.name

    def title(self, language: str) -> str:
        """What it is called in a language, else its name."""
        return dict(self.titles).get(language, self.name)


@attrs.frozen(kw_only=True)
class LedgerLine:
    """
    One line as a view has it; its ``repr`` shows no cell, whatever the clearance.

    Attributes:
        id: The record's opaque id; empty for those who may see only what is public.
        unit: The id of the unit at which it counts.
        cells: What stands in the columns that were not dropped, in their order.
    """

    id: str
    unit: str
    cells: tuple[Shown, ...] = classified(PrivacyClass.IDENTIFYING)


@attrs.frozen(kw_only=True)
class LedgerView:
    """
    A ledger as one scope shows it.

    Attributes:
        form: The ledger form.
        unit: The unit whose records it shows.
        at: The moment as of which the records are told.
        headings: The columns, dropped ones among them.
        lines: The lines, by the place of their unit, then by when they happened, then by id.
        undecided: The ids of records of which the condition cannot be told; they are in no line, and somebody must
            look. Empty for those who may see only what is public.
        access: The record of this look, for the log.
    """

    form: LedgerForm = attrs.field(repr=lambda form: repr(form.name))
    unit: str
    at: datetime
    headings: tuple[Heading, ...] = attrs.field(repr=False)
    lines: tuple[LedgerLine, ...] = attrs.field(repr=lambda lines: f"<{len(lines)}>")
    undecided: tuple[str, ...] = attrs.field(default=(), repr=lambda ids: f"<{len(ids)}>")
    access: AccessRecord = attrs.field(repr=False)

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def shown(self) -> tuple[Heading, ...]:
        """The columns that were not dropped, one for each cell of a line."""
        return tuple(heading for heading in self.headings if heading.treatment is not Treatment.DROPPED)

    def column(self, name: str) -> tuple[Shown, ...]:
        """
        Return what stands in one column, line by line.

        Raises:
            AccessRefused: When the column was dropped.
            UnknownName: When the ledger has no such column.
        """
        names = [heading.name for heading in self.shown]
        if name in names:
            place = names.index(name)
            return tuple(line.cells[place] for line in self.lines)
        dropped = [heading for heading in self.headings if heading.name == name]
        if dropped:
            problem = f"column '{name}' is {dropped[0].privacy.value}, which the scope may not see"
            raise AccessRefused(self.form.name, "clearance", problem)
        raise UnknownName("column", name, [heading.name for heading in self.headings])

    def preview(self, lines: int = 5, *, language: str = "") -> str:
        """
        Return the first lines as text, to be looked at; it holds what the view holds.

        Args:
            lines: How many lines, at most.
            language: The language of the headings; their names when there is no title in it.
        """
        table = [[heading.title(language) for heading in self.shown]]
        table += [
            ["" if isinstance(cell, Unknown) else str(cell) for cell in line.cells] for line in self.lines[:lines]
        ]
        more = len(self.lines) - lines
        return "\n".join([*(" | ".join(row) for row in table), *([f"... {more} more"] if more > 0 else [])])


class _Placed(NamedTuple):
    position: int
    moment: object
    id: str
    record: Record


_NOWHERE: Final = -1


class Ledger:
    """
    A ledger form over one set of records.

    Args:
        form: What it lists and says.
        records: What it is drawn from.

    Raises:
        DefinitionError: When a column or the condition reads what is not there or is wrongly typed, the condition
            reads an identity, or something is said to give away less than it reads without a reason; all faults.
    """

    def __init__(self, form: LedgerForm, records: Records) -> None:
        self.form = form
        self.records = records
        self._disclosure = Disclosure(records, form.lists.value, form.of)
        refuse(f"ledger '{form.name}'", self._faults())
        self._cells = tuple(compiled(column.shows) for column in form.columns)

    def __repr__(self) -> str:
        return f"Ledger({self.form.name!r})"

    def _faults(self) -> Iterator[Fault]:
        form, told = self.form, self._disclosure
        yield from told.unknown_kinds(form.name)
        yield from told.condition_faults(form.where, f"{form.name}/where")
        if _lowers(form.listing, told.listing(form.where), form.because):
            yield _lowered(form.name, told.listing(form.where), form.listing)
        for column in form.columns:
            place = f"{form.name}/{column.name}"
            yield from check(column.shows, told.context, where=place)
            if _lowers(column.privacy, told.of(column.shows), column.because):
                yield _lowered(place, told.of(column.shows), column.privacy)

    @property
    def listing(self) -> PrivacyClass:
        """How much it gives away to stand in this ledger."""
        return self.form.listing or self._disclosure.listing(self.form.where)

    def privacy(self, column: str) -> PrivacyClass:
        """
        Return how much a column gives away.

        Raises:
            UnknownName: When there is no such column.
        """
        for each in self.form.columns:
            if each.name == column:
                return each.privacy or self._disclosure.of(each.shows)
        raise UnknownName("column", column, [each.name for each in self.form.columns])

    @cached_property
    def _standing(self) -> tuple[list[_Placed], list[_Placed]]:
        """Find the records that stand in it and those of which that cannot be told, each in the order of lines."""
        holds = None if self.form.where is None else compiled(self.form.where)
        inside: list[_Placed] = []
        undecided: list[_Placed] = []
        for record in self._candidates():
            told = True if holds is None else holds(record)
            if told is True or isinstance(told, Unknown):
                (inside if told is True else undecided).append(self._placed(record))
        return sorted(inside, key=_turn), sorted(undecided, key=_turn)

    def _candidates(self) -> Iterator[Record]:
        find = {
            Lists.SUBJECTS: self.records.subjects,
            Lists.FACTS: self.records.facts,
            Lists.EPISODES: self.records.episodes,
            Lists.CASES: self.records.cases,
        }
        return find[self.form.lists](self.form.of)

    def _placed(self, record: Record) -> _Placed:
        position = self.records.hierarchy.position(record.unit) if record.unit else _NOWHERE
        started = record.fact.happened if record.fact else record.episode.start if record.episode else None
        return _Placed(position, 0 if started is None else instant(started).total_seconds(), record.id, record)

    def _inside(self, placed: list[_Placed], unit: str) -> list[_Placed]:
        first, last = self.records.hierarchy.span(unit) if unit else (0, len(self.records.hierarchy))
        return placed[bisect_left(placed, first, key=_position) : bisect_left(placed, last, key=_position)]

    def ids(self, unit: str = "") -> tuple[str, ...]:
        """Return the opaque ids of its lines in their order, those inside a unit or all that stand somewhere."""
        return tuple(each.id for each in self._inside(self._standing[0], unit))

    def count(self, unit: str = "") -> int:
        """Return how many lines it has, inside a unit or in all units."""
        return len(self._inside(self._standing[0], unit))

    @property
    def unplaced(self) -> tuple[str, ...]:
        """The ids of records that belong in it and stand at no known unit, so that no scope covers them."""
        both = (*self._standing[0], *self._standing[1])
        return tuple(each.id for each in both if each.position == _NOWHERE)

    def view(self, scope: AccessScope, *, at: datetime, unit: str = "") -> LedgerView:
        """
        Show the ledger to somebody.

        Args:
            scope: What they may look at.
            at: The moment of looking, an aware datetime.
            unit: The unit whose records are wanted; that of the scope when not given.

        Raises:
            AccessRefused: When the scope has run out, was given for other purposes, does not cover the unit, or has
                no clearance to know who stands in this ledger.
            UnknownUnit: When a unit is not there.
        """
        purpose = scope.purpose_for(self.form.name, self.form.purposes, at)
        unit = self._covered(scope, unit)
        headings = tuple(self._heading(column, scope.clearance) for column in self.form.columns)
        knows = scope.clearance > PrivacyClass.PUBLIC
        inside, undecided = (self._inside(placed, unit) for placed in self._standing)
        lines = tuple(
            LedgerLine(id=each.id if knows else "", unit=each.record.unit, cells=self._shown(each.record, headings))
            for each in inside
        )
        access = AccessRecord(
            at=at,
            viewer=scope.viewer,
            what=self.form.name,
            unit=unit,
            purpose=purpose,
            clearance=scope.clearance,
            plain=tuple(each.name for each in headings if each.treatment is Treatment.SHOWN),
            masked=tuple(each.name for each in headings if each.treatment is Treatment.MASKED),
            subjects=tuple(dict.fromkeys(each.record.whom for each in inside if each.record.whom)),
            reason=scope.reason,
        )
        return LedgerView(
            form=self.form,
            unit=unit,
            at=self.records.at,
            headings=headings,
            lines=lines,
            undecided=tuple(each.id for each in undecided) if knows else (),
            access=access,
        )

    def _covered(self, scope: AccessScope, unit: str) -> str:
        """Find the unit to show: the one asked for, as far as the scope covers it."""
        hierarchy: Hierarchy = self.records.hierarchy
        unit = unit or scope.unit
        if hierarchy.inside(scope.unit, unit):
            unit = scope.unit
        if not hierarchy.inside(unit, scope.unit):
            problem = f"'{unit}' lies outside '{scope.unit}', which the scope covers"
            raise AccessRefused(self.form.name, "unit", problem)
        if self.listing > scope.clearance:
            problem = f"who stands in it is {self.listing.value}; the scope shows up to {scope.clearance.value}"
            raise AccessRefused(self.form.name, "clearance", problem)
        return unit

    def _heading(self, column: LedgerColumn, clearance: PrivacyClass) -> Heading:
        privacy = self.privacy(column.name)
        titles = {**dict(self._disclosure.titles(column.shows)), **dict(column.titles)}
        if privacy <= clearance:
            return Heading(column=column, privacy=privacy, treatment=Treatment.SHOWN, titles=titles)
        useful = self._mask(column) != "whole" and clearance > PrivacyClass.PUBLIC
        masked = useful and self._disclosure.type_of(column.shows) == TEXT
        treatment = Treatment.MASKED if masked else Treatment.DROPPED
        return Heading(column=column, privacy=privacy, treatment=treatment, titles=titles)

    def _mask(self, column: LedgerColumn) -> str:
        return column.mask or self._disclosure.mask(column.shows)

    def _shown(self, record: Record, headings: tuple[Heading, ...]) -> tuple[Shown, ...]:
        cells: list[Shown] = []
        for heading, cell in zip(headings, self._cells, strict=True):
            if heading.treatment is not Treatment.DROPPED:
                value = cell(record)
                masked = heading.treatment is Treatment.MASKED and not isinstance(value, Unknown)
                cells.append(MASKS[self._mask(heading.column)](str(value)) if masked else value)
        return tuple(cells)


def _position(placed: _Placed) -> int:
    return placed.position


def _turn(placed: _Placed) -> tuple[int, object, str]:
    return placed[:3]


def _lowers(said: PrivacyClass | None, found: PrivacyClass, because: str) -> bool:
    return said is not None and said < found and not because


def _lowered(where: str, found: PrivacyClass, said: PrivacyClass | None) -> Fault:
    problem = (
        f"it reads what is {found.value} and is said to be {said.value if said else ''}; "
        "say in 'because' why it gives away less"
    )
    return Fault("ledger.lowered", where, problem)
