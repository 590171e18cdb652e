"""
Filings: what a unit reports for a period on a form, and what can be read from it.

Three things that look alike are kept apart. A *zero* is a statement: somebody wrote 0, or signed that there is
nothing to report (零报告). A *blank* is a line that was there and left empty. *No report* is silence. Silence is
never zero, and neither is a blank.

A filing is a fact: it was filed at one moment and became known at another, and it is never changed. A correction is
a filing of its own that `amends` the first one, carries the full new content and says why. Under the ids of a filing
the same law holds as under those of any fact (`gridcare.facts.resolution`), and `Filing.fact` puts it into a journal.

Reading a filing loses nothing. Whatever cannot be used - a negative count, a word where a number belongs, a line
that the form does not ask for, a figure given twice - stays in the filing and is listed with its row.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

import attrs

from gridcare.attributes import Attributes, Scalar
from gridcare.errors import Fault, GridcareError, did_you_mean, refuse
from gridcare.facts.discrepancies import Discrepancy, in_order
from gridcare.facts.fact import Amendment, Fact, Origin, Precision
from gridcare.given import WrongType, texts
from gridcare.reporting.forms import Form, ZeroNeeds
from gridcare.reporting.indicators import Item
from gridcare.timing.periods import Period, aware, cadence, day_start, local_day

__all__ = [
    "FILING",
    "Content",
    "Entry",
    "Filing",
    "Given",
    "NoFigure",
    "NotAFiling",
    "Said",
    "Statement",
    "content_of",
    "read",
]

FILING: Final = "filing"
"""The kind of the facts that filings are."""

Given = int | Decimal | str | None
"""What may stand in a line: a number, a text as it was written, which is never taken for a number, or a blank."""


class NoFigure(GridcareError, TypeError):
    """A line of a filing was given something that is neither a whole or decimal number, nor text, nor a blank."""

    code = "no-figure"

    def __init__(self, item: str, kind: str) -> None:
        super().__init__(f"'{item}' is given a {kind}; give an int, a Decimal, the text as it stands, or None")
        self.item = item
        self.kind = kind


class NotAFiling(GridcareError, ValueError):
    """A fact was to be read as a filing that is none."""

    code = "not-a-filing"

    def __init__(self, fact: str, problem: str) -> None:
        super().__init__(f"'{fact}' is no filing: {problem}; make such facts with Filing.fact")
        self.fact = fact


_GIVEN: Final = frozenset((int, Decimal, str, type(None)))


@attrs.frozen
class Entry:
    """
    One line of a filing.

    Attributes:
        item: The name of the item.
        value: What stands there.
        category: The category, where the form asks for several.
    """

    item: str
    value: Given = attrs.field(repr=lambda value: "<text>" if isinstance(value, str) else str(value))
    category: str = ""


Figures = Iterable[Entry] | Mapping[str, "Given | Mapping[str, Given]"]


def _entries(given: Figures) -> tuple[Entry, ...]:
    entries = tuple(_lines(given) if isinstance(given, Mapping) else given)
    if not {int}.issuperset(type(entry.value) for entry in entries):
        for entry in entries:
            _check(entry)
    return entries


def _check(entry: Entry) -> None:
    kind = type(entry.value)
    if kind not in _GIVEN:
        raise NoFigure(entry.item, kind.__name__)
    if isinstance(entry.value, Decimal) and not entry.value.is_finite():
        raise NoFigure(entry.item, "Decimal that is no number")


def _lines(given: Mapping[str, "Given | Mapping[str, Given]"]) -> Iterator[Entry]:
    for item, value in given.items():
        parts = value if isinstance(value, Mapping) else {"": value}
        yield from (Entry(item, part, category) for category, part in parts.items())


def _filed(when: datetime) -> datetime:
    return aware(when, "filed")


def _known(when: datetime) -> datetime:
    return aware(when, "known")


def _cut_off(when: datetime | None) -> datetime | None:
    return None if when is None else aware(when, "cut_off")


@attrs.frozen(kw_only=True)
class Filing:
    """
    What a unit reports for a period on a form.

    Attributes:
        id: Given by the caller, unique for this paper; a correction has an id of its own.
        form: The name of the form.
        unit: The id of the unit.
        period: The period that it is about.
        filed: When it was filed; a correction repeats the moment unless that is what it corrects.
        known: When it was first recorded anywhere; set once.
        figures: Its lines in order; a mapping of items to numbers may be given, or to mappings by category.
        zero: Opaque id of who signs that there is nothing to report; empty when nobody does.
        cut_off: The moment as of which the figures stand, where the paper names it.
        source: The register, team or system that it comes from, as an opaque id.
        preparer: Opaque id of who prepared it.
        approver: Opaque id of who approved it; empty while nobody has.
        amends: The id of the first filing that this one corrects; empty for a first one.
        reason: A coded reason for the correction.
        seen: The ids of the corrections that its author had before him.
        void: Whether the correction withdraws the filing altogether.
        precision: Whether `filed` is exact to the minute or names a day by its first moment.

    Raises:
        NaiveMoment: When a moment has no time zone.
        WrongType: When a moment is no datetime, or the period no period.
        NoFigure: When a line holds a float, a truth or anything else that cannot stand there.
        DefinitionError: When the id, the form or the unit is empty, or a first filing says what only a correction can.
    """

    id: str
    form: str
    unit: str
    period: Period
    filed: datetime = attrs.field(converter=_filed)
    known: datetime = attrs.field(converter=_known)
    figures: tuple[Entry, ...] = attrs.field(default=(), converter=_entries)
    zero: str = ""
    cut_off: datetime | None = attrs.field(default=None, converter=_cut_off)
    source: str = ""
    preparer: str = ""
    approver: str = ""
    amends: str = ""
    reason: str = ""
    seen: tuple[str, ...] = attrs.field(default=(), converter=texts)
    void: bool = False
    precision: Precision = Precision.MINUTE

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.period, Period):
            raise WrongType("Filing.period", self.period, "a Period, such as gridcare.timing.periods.DAILY.read(text)")
        if not (self.id and self.form and self.unit) or (not self.amends and (self.void or self.seen)):
            refuse(f"filing '{self.id}'", self._faults())

    def _faults(self) -> Iterator[Fault]:
        for field in ("id", "form", "unit"):
            if not getattr(self, field):
                yield Fault("filing.empty", field, "a filing says which paper it is, on which form and of which unit")
        if not self.amends and (self.void or self.seen):
            yield Fault("filing.amends", self.id, "only a correction voids or has seen others; say what it amends")

    @property
    def root(self) -> str:
        """The id of the first filing: its own, or the one that it corrects."""
        return self.amends or self.id

    def stands(self, zone: str) -> datetime:
        """Return the moment that is held against a deadline; a day answers every deadline of that day."""
        return day_start(local_day(self.filed, zone), zone) if self.precision is Precision.DAY else self.filed

    def fact(self) -> Fact:
        """Tell the content as a fact, under the id of the first filing."""
        told: dict[str, Scalar] = {name: getattr(self, name) for name in _TOLD}
        told |= {"cadence": str(self.period.cadence), "period": self.period.key}
        for row, entry in enumerate(self.figures, 1):
            told |= {f"{row}.item": entry.item, f"{row}.category": entry.category, f"{row}.value": entry.value}
        return Fact(
            id=self.root,
            kind=FILING,
            subjects=(self.unit,),
            happened=self.filed,
            known=self.known,
            answers=Attributes(told),
            precision=self.precision,
            origin=Origin(source=self.source),
        )

    def amendment(self) -> Amendment:
        """Tell a correction as an amendment of the fact that the first filing is."""
        return Amendment(
            id=self.id,
            of=self.amends,
            known=self.known,
            fact=None if self.void else self.fact(),
            seen=self.seen,
            reason=self.reason,
            origin=Origin(source=self.source),
        )

    @classmethod
    def of_fact(cls, fact: Fact) -> "Filing":
        """
        Read a filing from a fact, as it counts in a journal.

        Raises:
            NotAFiling: When the fact is of another kind or does not hold what a filing says.
        """
        if fact.kind != FILING:
            raise NotAFiling(fact.id, f"its kind is '{fact.kind}'")
        answers = dict(fact.answers)
        try:
            period = cadence(str(answers.pop("cadence"))).read(str(answers.pop("period")))
            told = {name: answers.pop(name) for name in _TOLD}
            rows = range(1, len(answers) // 3 + 1)
            lines = [Entry(*(answers.pop(f"{row}.{part}") for part in ("item", "value", "category"))) for row in rows]  # type: ignore[arg-type]  # Entry checks the value
            return cls(
                id=fact.id,
                unit=fact.subjects[0],
                period=period,
                filed=fact.happened,
                known=fact.known,
                figures=lines,
                source=fact.origin.source,
                precision=fact.precision,
                **told,  # type: ignore[arg-type]  # texts and a moment, as `fact` wrote them
            )
        except KeyError as missing:
            raise NotAFiling(fact.id, f"its answer {missing} is missing") from None
        except ValueError as wrong:
            raise NotAFiling(fact.id, str(wrong)) from None


_TOLD: Final = ("form", "zero", "cut_off", "preparer", "approver")


# What can be read from it


class Said(StrEnum):
    """What became of one figure that was asked for; exactly one of these holds."""

    FIGURE = "figure"
    """A number was written."""
    ZERO = "zero"
    """It is zero because somebody signed that there is nothing to report."""
    BLANK = "blank"
    """The line was there and left empty."""
    UNUSABLE = "unusable"
    """What was written cannot be used; the filing still holds it."""
    NOT_LISTED = "not listed"
    """The filing has no such line."""
    NO_REPORT = "no report"
    """The unit owed a filing and there is none."""
    NOT_OWED = "not owed"
    """Nobody asked this unit."""
    NOT_ADDITIVE = "not additive"
    """There are figures for several periods, and they do not make one."""
    OUTSIDE = "outside"
    """The unit lies outside the part that was looked at."""


class Content(StrEnum):
    """What a filing amounts to as a whole; exactly one of these holds."""

    NOTHING = "nothing"
    """There is no filing."""
    FIGURES = "figures"
    """Every figure that was asked for is stated."""
    INCOMPLETE = "incomplete"
    """Some figure is not stated, or zeros lack the signature that the form asks for."""
    ZERO = "zero"
    """An explicit zero (零报告)."""


_FIGURES: Final = Content.FIGURES  # names of their own are looked up quicker than members
_ZERO: Final = Content.ZERO


@attrs.frozen
class Statement:
    """
    What a filing states, figure by figure in the order of `Form.cells`.

    The sets of figures are whole numbers whose n-th bit stands for the n-th figure, so that thousands of filings add
    up quickly; `said` tells them apart by name.

    Attributes:
        values: The numbers; 0 stands where nothing usable is stated.
        stated: The figures that are stated.
        by_zero: Those among them that the signed zero states.
        blank: The lines that were left empty.
        unusable: The lines that cannot be used.
        content: What it amounts to as a whole.
        discrepancies: What is wrong with it, with the rows.
    """

    values: tuple[int | Fraction, ...]
    stated: int
    by_zero: int = 0
    blank: int = 0
    unusable: int = 0
    content: Content = Content.FIGURES
    discrepancies: tuple[Discrepancy, ...] = ()

    def said(self, cell: int) -> Said:
        """Tell what became of the figure with this number."""
        bit = 1 << cell
        if self.stated & bit:
            return Said.ZERO if self.by_zero & bit else Said.FIGURE
        if self.blank & bit:
            return Said.BLANK
        return Said.UNUSABLE if self.unusable & bit else Said.NOT_LISTED


def content_of(form: Form, filing: Filing) -> Content:
    """Tell what a filing amounts to as a whole: the content of `read`, faster where there is nothing odd about it."""
    if filing.zero and not filing.figures:
        return _ZERO
    return _FIGURES if _plain(form, filing) else read(form, filing).content


def read(form: Form, filing: Filing) -> Statement:
    """
    Read what a filing states, as the form asks for it.

    A figure given twice counts when its rows agree, and is unusable when they do not. A signed zero states every
    figure that `Item.said_by_zero` names and the filing does not list. A filing that lists nothing but zeros is an
    explicit zero only if it is signed, where the form asks for that.

    Args:
        form: The form that the filing names.
        filing: The filing; a correction carries its full content and is read like any other.
    """
    if _plain(form, filing):
        return Statement(tuple(entry.value for entry in filing.figures), (1 << len(form.cells)) - 1)  # type: ignore[misc]  # whole numbers, says `_plain`
    return _Reading(form, filing).statement()


def _plain(form: Form, filing: Filing) -> bool:
    """Tell whether a filing needs no second look: every line asked for, in order, with a whole number, not all 0."""
    figures = filing.figures
    if filing.zero or filing.cut_off or filing.amends or len(figures) != len(form.cells):
        return False
    some = 0
    for entry, (item, category) in zip(figures, form.cells, strict=True):
        value = entry.value
        if type(value) is not int or entry.item != item or entry.category != category:
            return False
        some |= value  # stays below zero once a value is
    return some > 0


class _Reading:
    """One careful reading of one filing."""

    def __init__(self, form: Form, filing: Filing) -> None:
        self.form = form
        self.filing = filing
        self.found: list[Discrepancy] = []
        self.values: list[int | Fraction] = [0] * len(form.cells)
        self.stated = self.by_zero = self.blank = self.unusable = 0

    def statement(self) -> Statement:
        self.correction()
        rows = self.rows()
        for cell, (item, category) in enumerate(self.form.cells):
            if given := rows.get((item, category)):
                self.line(cell, item, category, given)
        content = self.content()
        values = tuple(self.values)
        found = in_order(self.found)
        return Statement(values, self.stated, self.by_zero, self.blank, self.unusable, content, found)

    def note(self, code: str, problem: str, **data: Scalar) -> None:
        self.found.append(
            Discrepancy(
                code=f"filing.{code}",
                entry=self.filing.id,
                problem=problem,
                subjects=(self.filing.unit,),
                data=Attributes(data),
            )
        )

    def correction(self) -> None:
        filing = self.filing
        if filing.amends and not filing.reason:
            self.note("no-reason", f"corrects '{filing.amends}' and does not say why")
        if filing.cut_off is not None and filing.cut_off != self.form.cut_off_of(filing.period):
            self.note("other-cut-off", "its figures stand as of another moment than the form asks for")

    def rows(self) -> dict[tuple[str, str], list[tuple[int, Given]]]:
        """Sort the lines by figure, each with its row, and list those that the form does not ask for."""
        asked = {item.name: item for item in self.form.items}
        rows: dict[tuple[str, str], list[tuple[int, Given]]] = {cell: [] for cell in self.form.cells}
        for row, entry in enumerate(self.filing.figures, 1):
            cell = (entry.item, entry.category)
            if cell in rows:
                rows[cell].append((row, entry.value))
            elif entry.item not in asked:
                hint = did_you_mean(entry.item, asked)
                self.note("unknown-item", f"row {row} is about an item that the form does not ask for{hint}", row=row)
            else:
                hint = did_you_mean(entry.category, asked[entry.item].categories)
                problem = f"row {row} names no category of '{entry.item}'{hint}"
                self.note("unknown-category", problem, row=row, item=entry.item)
        return rows

    def line(self, cell: int, name: str, category: str, given: list[tuple[int, Given]]) -> None:
        item, bit = self.form.item(name), 1 << cell
        if item is None:
            return
        numbers: list[int | Fraction] = []
        for row, value in given:
            number = _number(item, value)
            if isinstance(number, str):
                self.note(number, f"row {row}: {_PROBLEMS[number]}", row=row, item=name, category=category)
            else:
                numbers.append(number)
        agreed = len(numbers) == len(given) and len(set(numbers)) == 1
        if len(given) > 1:
            rows = ", ".join(str(row) for row, _ in given)
            what = "agree, and count once" if agreed else "do not agree, so that none counts"
            self.note("given-twice", f"rows {rows} give one figure and {what}", rows=rows, item=name, category=category)
        if agreed:
            self.values[cell] = numbers[0]
            self.stated |= bit
        elif all(value is None for _, value in given):
            self.blank |= bit
        else:
            self.unusable |= bit

    def content(self) -> Content:
        zeroed = self.zeroed()
        some = any(self.values[cell] for cell in zeroed)
        if self.filing.zero and some:
            self.note("zero-contradicted", "is signed as a zero and states something new all the same")
        elif self.filing.zero:
            self.sign(zeroed)
            return Content.ZERO
        if not any(self.values) and any(self.stated >> cell & 1 for cell in zeroed):
            if self.form.zero_needs is ZeroNeeds.NOTHING:
                return Content.ZERO
            self.note("zero-unsigned", "lists nothing but zeros and nobody signs for it")
            return Content.INCOMPLETE
        return Content.FIGURES if self.stated == (1 << len(self.values)) - 1 else Content.INCOMPLETE

    def zeroed(self) -> list[int]:
        """Name the figures that a signed zero states."""
        says = {item.name for item in self.form.items if item.said_by_zero}
        return [cell for cell, (name, _) in enumerate(self.form.cells) if name in says]

    def sign(self, zeroed: list[int]) -> None:
        listed = self.stated | self.blank | self.unusable
        self.by_zero = sum(1 << cell for cell in zeroed if not listed >> cell & 1)
        self.stated |= self.by_zero


_PROBLEMS: Final = {
    "blank": "a blank stands where a number belongs",
    "not-a-number": "what stands there is no number",
    "not-whole": "only whole numbers can be counted",
    "negative": "a count is not below zero",
}


def _number(item: Item, value: Given) -> int | Fraction | str:
    """Take a line as an exact number, or name what is wrong with it."""
    if value is None:
        return "blank"
    if isinstance(value, str):
        return "not-a-number"
    number = value if type(value) is int else Fraction(value)
    if isinstance(number, Fraction) and number.denominator == 1:
        number = number.numerator
    if number < 0 and not item.may_be_negative:
        return "negative"
    return "not-whole" if item.whole and isinstance(number, Fraction) else number
