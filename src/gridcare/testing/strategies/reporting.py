"""
Hypothesis strategies for items, forms, filings and the books that hold them.

Books are drawn from what is owed: most obligations are answered, some in time, some late, some by a signed zero, some
twice, some not at all. Then they are bent: corrected, withdrawn, told differently under one id, filed by somebody
who owes nothing, with blanks, texts, negative numbers, lines given twice and lines that nobody asked for.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import attrs
from hypothesis import strategies as st

from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Unit
from gridcare.reporting.activations import Activation
from gridcare.reporting.acts import Approval, ApprovalAct
from gridcare.reporting.approvals import ApprovalBook
from gridcare.reporting.filings import Entry, Filing, Given
from gridcare.reporting.forms import (
    Arrangement,
    CarriesUp,
    Excuse,
    Form,
    Obligation,
    Owing,
    OwnAndChildren,
    PartPeriod,
    SilentChild,
    ZeroNeeds,
)
from gridcare.reporting.indicators import Adding, Item
from gridcare.reporting.returns import FilingBook
from gridcare.reporting.standings import ApprovalState
from gridcare.testing.strategies.places import LEVELS, hierarchies
from gridcare.timing.periods import DAILY, MONTHLY, TWICE_DAILY, WEEKLY, Cadence, Period

__all__ = [
    "SINCE",
    "UNTIL",
    "activations",
    "approval_books",
    "approvals",
    "arrangements",
    "dated_hierarchies",
    "excuses",
    "filing_books",
    "filings",
    "forms",
    "items",
    "lines",
    "looks",
]

SINCE: Final = date(2020, 2, 24)
"""The first day on which the forms of these books are in force: a Monday, and a month has begun before it."""
UNTIL: Final = {
    DAILY: date(2020, 2, 26),
    TWICE_DAILY: date(2020, 2, 25),
    WEEKLY: date(2020, 3, 9),
    MONTHLY: date(2020, 4, 1),
}
"""The first day on which they are so no longer, by cadence; two periods are in force."""

_LEVELS: Final = tuple(level.name for level in LEVELS)
_DAYS: Final = tuple(SINCE + timedelta(days) for days in (-1, 0, 1, 3, 7, 8))
_VALUES: Final[tuple[Given, ...]] = (0, 0, 1, 2, 3, 7, 40)
_ODD_VALUES: Final[tuple[Given, ...]] = (None, -1, "12人", Decimal("2.5"), Decimal(3))


def items(name: str) -> st.SearchStrategy[Item]:
    """Draw an item of that name: new, stock or cumulative, with categories or without, additive or not."""
    return _items.map(lambda kind: attrs.evolve(kind, name=name))


_items: Final = st.sampled_from(
    (
        Item("new", counts="person"),
        Item("stock", counts="person", over_time=Adding.LAST),
        Item("cumulative", counts="person", cumulative=True),
        Item("parted", counts="person", categories=("female", "male")),
        Item("measured", counts="hour", whole=False, may_be_negative=True),
        Item("greatest", counts="person", over_time=Adding.MAX, over_units=Adding.MAX),
        Item("least", counts="household", over_units=Adding.MIN, definition="2"),
        Item("heads", counts="person", distinct="person"),
    )
)
_CUT_OFFS: Final = {DAILY: ((), ("17:00",), ("24:00",)), TWICE_DAILY: ((), ("11:00", "20:30"))}


_cadences: Final = st.sampled_from((DAILY, DAILY, TWICE_DAILY, WEEKLY, MONTHLY))
_asked: Final = st.tuples(items("fever"), items("persons"), items("away"), st.integers(1, 3))
_owed_by: Final = st.one_of(st.just(_LEVELS), st.lists(st.sampled_from(_LEVELS), min_size=2, unique=True))
_policies: Final = st.tuples(
    st.sampled_from(PartPeriod),
    st.sampled_from(OwnAndChildren),
    st.sampled_from(CarriesUp),
    st.sampled_from(SilentChild),
    st.sampled_from(ZeroNeeds),
)
_places: Final = st.tuples(
    st.sampled_from(("Asia/Shanghai", "Europe/Berlin")),
    st.sampled_from(("", _LEVELS[0])),
    st.sampled_from((0, 2, 30)),
    st.integers(0, 2),
)


@st.composite
def forms(draw: st.DrawFn, *, every: Cadence | None = None, additive: bool = False) -> Form:
    """
    Draw a form over `gridcare.testing.strategies.places.LEVELS`, with any of its policies.

    Args:
        draw: Given by Hypothesis.
        every: The cadence; any when left out.
        additive: Whether all its items add up over units.
    """
    cadence = every or draw(_cadences)
    part, own, up, silent, zero = draw(_policies)
    zone, to, hours, cut = draw(_places)
    *asked, many = draw(_asked)
    kept = [item for item in asked[:many] if item.over_units is Adding.SUM or not additive]
    cut_offs = _CUT_OFFS.get(cadence, ((),))
    return Form(
        "daily",
        items=kept or [Item("fever")],
        every=cadence,
        zone=zone,
        owed_by=draw(_owed_by),
        to=to,
        cut_off=cut_offs[cut % len(cut_offs)],
        due_after=timedelta(hours=hours),
        part_period=part,
        own_and_children=own,
        carries_up=up if own is OwnAndChildren.INDEPENDENT else CarriesUp.STATED,
        silent_child=silent,
        zero_needs=zero,
    )


@st.composite
def dated_hierarchies(draw: st.DrawFn, *, max_size: int = 10) -> Hierarchy:
    """Draw a hierarchy in which some units open or close while the forms are in force."""
    drawn = draw(hierarchies(min_size=min(4, max_size), max_size=max_size))
    when = draw(st.lists(_changes, min_size=len(drawn), max_size=len(drawn)))
    return Hierarchy(LEVELS, map(_dated, drawn.values(), when))


_changes: Final = st.integers(0, 30)


def _dated(unit: Unit, draw: int) -> Unit:
    opened = _DAYS[draw - 1] if 1 <= draw <= 6 else None
    closed = _DAYS[draw - 7] if 7 <= draw <= 12 else None
    return attrs.evolve(unit, opened=opened, closed=closed)


_hours: Final = st.integers(0, 24 * 12)


def _moments() -> st.SearchStrategy[datetime]:
    start = datetime(2020, 2, 23, tzinfo=UTC)
    return _hours.map(lambda count: start + timedelta(hours=count))


def looks(book: FilingBook) -> st.SearchStrategy[datetime]:
    """Draw a moment at which a book may be looked at: about when something in it happens, or after everything."""
    owing = Owing(book.form, book.hierarchy)
    moments = {owed.due for period in book.periods() for owed in owing.of(period)}
    moments |= {moment for paper in book.filings for moment in (paper.filed, paper.known)}
    moments |= (
        {each.known for each in book.arrangements}
        | {each.known for each in book.activations}
        | {each.known for each in book.excuses}
    )
    last = max(moments, default=datetime(2020, 3, 1, tzinfo=UTC)) + timedelta(hours=1)
    return st.sampled_from((last, *sorted(moments), last))


def arrangements(hierarchy: Hierarchy) -> st.SearchStrategy[Arrangement]:
    """Draw a deviation of one unit; it never sends a filing to another unit, which could make a circle."""
    return st.builds(
        Arrangement,
        unit=st.sampled_from(tuple(hierarchy)),
        owes=st.booleans(),
        since=st.sampled_from((None, *_DAYS[:3])),
        until=st.sampled_from((None, *_DAYS[3:])),
        known=_moments(),
    )


def activations(hierarchy: Hierarchy) -> st.SearchStrategy[Activation]:
    """Draw an order that starts reporting in a unit, or everywhere, or stands it down."""
    return st.builds(
        Activation,
        unit=st.sampled_from(("", *hierarchy)),
        starts=st.booleans(),
        since=st.sampled_from(_DAYS),
        ordered=_moments(),
        known=_moments(),
    )


def excuses(hierarchy: Hierarchy) -> st.SearchStrategy[Excuse]:
    """Draw leave for one unit to file nothing for some days."""
    return st.builds(
        Excuse,
        unit=st.sampled_from(tuple(hierarchy)),
        since=st.sampled_from(_DAYS[:3]),
        until=st.sampled_from(_DAYS[3:]),
        reason=st.just("road closed"),
        known=_moments(),
    )


_KINDS: Final = ("leave out", "odd", "again", "stranger", "category")
_bend: Final = st.tuples(st.sampled_from(_KINDS), st.integers(0, 5), st.sampled_from((*_ODD_VALUES, 1, 5)))
# The numbers of six lines in one draw: a book has many lines, and Hypothesis pays for each draw.
_lines: Final = st.tuples(st.integers(0, len(_VALUES) ** 6 - 1), st.lists(_bend, max_size=2))
_Lines = tuple[int, list[tuple[str, int, Given]]]


def lines(form: Form, *, odd: bool = True) -> st.SearchStrategy[tuple[Entry, ...]]:
    """
    Draw the lines of a filing.

    Args:
        form: A form that asks for at most six figures.
        odd: Whether lines may be missing, blank, unusable, given twice or not asked for.
    """
    return _lines.map(lambda drawn: _written(form, drawn, odd))


def _written(form: Form, drawn: _Lines, odd: bool) -> tuple[Entry, ...]:
    number, bends = drawn
    found = []
    for item, category in form.cells:
        number, at = divmod(number, len(_VALUES))
        found.append(Entry(item, _VALUES[at], category))
    for change, at, value in bends if odd else ():
        at %= max(len(found), 1)
        found[at : at + 1] = _bent(change, found[at : at + 1], value)
    return tuple(found)


def _bent(change: str, line: list[Entry], value: Given) -> list[Entry]:
    if not line or change == "leave out":
        return []
    if change == "odd":
        return [attrs.evolve(line[0], value=value)]
    if change == "again":
        return [*line, attrs.evolve(line[0], value=value), *line][: 2 + (value == 1)]
    return [*line, Entry("fevre", value) if change == "stranger" else Entry(line[0].item, value, "child")]


_correction: Final = st.tuples(
    st.sampled_from(("figures", "figures", "figures", "period", "variant", "void")),
    st.sampled_from((1, 5, 50)),  # hours later
    st.booleans(),  # having seen the corrections before
    _lines,
)
_paper: Final = st.tuples(
    st.sampled_from((-30, -2, -1, 0, 1, 26)),  # hours after it is due
    st.sampled_from((0, 0, 3, 40)),  # hours until it is known
    st.sampled_from((("", ""), ("", ""), ("head", ""), ("", "clinic"))),  # zero and source
    _lines,
    st.lists(_correction, max_size=2),
)
_slot: Final = st.one_of(st.lists(_paper, min_size=1, max_size=1), st.lists(_paper, max_size=2))


def filings(form: Form, owed: Obligation, *, odd: bool = True) -> st.SearchStrategy[tuple[Filing, ...]]:
    """
    Draw what became of one obligation: nothing, a filing or two, corrections, a withdrawal, a variant.

    Args:
        form: A form that asks for at most six figures.
        owed: The obligation.
        odd: Whether lines and papers may be odd; without, there is at most one sound filing.
    """
    return _slot.map(lambda drawn: _papers(form, owed, drawn, odd))


def _papers(form: Form, owed: Obligation, drawn: list[Any], odd: bool) -> tuple[Filing, ...]:
    papers: list[Filing] = []
    for number, (due, known, (zero, source), written, corrections) in enumerate(drawn[: 2 if odd else 1]):
        filed = owed.due + timedelta(hours=due)
        first = Filing(
            id=f"{owed.unit}-{owed.period}-{number}",
            form=form.name,
            unit=owed.unit,
            period=owed.period,
            filed=filed,
            known=filed + timedelta(hours=known),
            figures=_written(form, written, odd),
            zero=zero,
            source=source if odd else "",
        )
        papers.append(first)
        for correction in corrections if odd else ():
            papers.append(_correct(form, first, papers, correction))
    return tuple(papers)


def _correct(form: Form, first: Filing, papers: list[Filing], drawn: tuple[str, int, bool, _Lines]) -> Filing:
    what, hours, sees, written = drawn
    figures, known = _written(form, written, True), first.known + timedelta(hours=hours)
    if what == "variant":
        return attrs.evolve(first, figures=figures, known=known)
    return attrs.evolve(
        first,
        id=f"{first.id}-k{len(papers)}",
        amends=first.id,
        reason="typing error",
        known=known,
        figures=figures,
        period=first.period.next() if what == "period" else first.period,
        seen=[each.id for each in papers if sees and each.amends == first.id],
        void=what == "void",
    )


_strays: Final = st.lists(st.integers(0, 4), max_size=2)


@st.composite
def filing_books(
    draw: st.DrawFn, *, every: Cadence | None = None, odd: bool = True, additive: bool = False, max_units: int = 6
) -> FilingBook:
    """
    Draw a book: a form, its units, and what was filed, corrected and excused.

    Args:
        draw: Given by Hypothesis.
        every: The cadence of the form, one of `UNTIL`; any of them when left out.
        odd: Whether anything may be odd; without, units neither open nor close and every filing is sound.
        additive: Whether all items add up over units.
        max_units: How many units there are at most.
    """
    form = draw(forms(every=every, additive=additive))
    hierarchy = draw(dated_hierarchies(max_size=max_units) if odd else hierarchies(min_size=4, max_size=max_units))
    deviations = draw(st.lists(arrangements(hierarchy), max_size=1)) if odd else []
    orders = draw(st.lists(activations(hierarchy), max_size=2)) if odd else []
    owing = Owing(form, hierarchy, deviations)
    until = UNTIL[form.every]
    periods = [period for period in form.every.between(SINCE, until) if period.end <= until]
    owed = [each for period in periods for each in owing.of(period)]
    slots = draw(st.lists(_slot, min_size=len(owed), max_size=len(owed)))
    papers = [paper for each, slot in zip(owed, slots, strict=True) for paper in _papers(form, each, slot, odd)]
    if odd and papers:
        papers += [_stray(papers[0], hierarchy, kind) for kind in draw(_strays)]
    return FilingBook(
        form=form,
        hierarchy=hierarchy,
        since=SINCE,
        until=until,
        filings=papers,
        arrangements=deviations,
        excuses=draw(st.lists(excuses(hierarchy), max_size=2)),
        activations=orders,
    )


def _stray(paper: Filing, hierarchy: Hierarchy, kind: int) -> Filing:
    """Make a filing that nobody owes."""
    changes: dict[str, Any] = (
        {"unit": "u99"},
        {"form": "weekly"},
        {"unit": next(iter(hierarchy))},
        {"period": Period(paper.period.cadence, paper.period.number - 40)},
        {"period": MONTHLY.read("2020-02")},
    )[kind]
    return attrs.evolve(paper, id=f"stray-{kind}", amends="", seen=(), void=False, **changes)


_act: Final = st.tuples(
    st.sampled_from((*["in turn"] * 5, "return", "return", "accept", "early", "late known", "variant", "stranger")),
    st.integers(0, 99),  # which step
    st.sampled_from((0, 1, 30)),  # hours after the act before
)


@st.composite
def approval_books(draw: st.DrawFn, *, returns: bool = True) -> ApprovalBook:
    """
    Draw what was filed and how it climbed.

    Most acts approve a step that is ready when they are done. The others are bent: a return, an acceptance, an
    approval before its turn, an act that becomes known days later, one that is told in two ways, one about nothing.

    Args:
        draw: Given by Hypothesis.
        returns: Whether anything is ever returned.
    """
    filings = draw(filing_books(max_units=5))
    levels = draw(st.sampled_from((_LEVELS, _LEVELS[:3], _LEVELS[1::2])))
    filings = attrs.evolve(filings, form=attrs.evolve(filings.form, approved_by=levels))
    return approvals(filings, draw(st.lists(_act, max_size=8)), returns=returns)


def approvals(filings: FilingBook, drawn: list[tuple[str, int, int]], *, returns: bool = True) -> ApprovalBook:
    """
    Make acts, one after another, about what was filed.

    Args:
        filings: What was filed, on a form that somebody approves.
        drawn: For each act what it is, which step it is about, and how many hours after the last it is done.
        returns: Whether anything is ever returned.
    """
    book = ApprovalBook(filings=filings)
    at = max((paper.known for paper in filings.filings[: len(filings.filings) // 2 + 1]), default=_START)
    for number, (what, which, hours) in enumerate(drawn):
        at += timedelta(hours=hours)
        now = book.as_of(at)
        choices = [step for step in now.steps if _suits(what, step.state)] or list(now.steps)
        if not choices or (what == "return" and not returns):
            continue
        step = choices[which % len(choices)]
        act = Approval(
            id=f"a{number}",
            form=filings.form.name,
            unit="u99" if what == "stranger" else step.unit,
            period=step.period,
            act=_ACTS.get(what, ApprovalAct.APPROVE),
            happened=at,
            known=at + timedelta(hours=60 if what == "late known" else 0),
            by="head",
            reason="figures differ" if what == "return" else "",
        )
        twice = [attrs.evolve(act, by="deputy", known=at + timedelta(hours=2))] if what == "variant" else []
        book = book.with_acts(act, *twice)
    return book


_START: Final = datetime(2020, 2, 25, tzinfo=UTC)
_ACTS: Final = {"return": ApprovalAct.RETURN, "accept": ApprovalAct.ACCEPT}


def _suits(what: str, state: ApprovalState) -> bool:
    if what in _ACTS:
        return state in (ApprovalState.APPROVED, ApprovalState.APPROVED_ABOVE)
    wanted = (ApprovalState.WAITING,) if what == "early" else (ApprovalState.READY, ApprovalState.RETURNED)
    return state in wanted
