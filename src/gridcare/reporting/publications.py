"""
Publication: figures that were given out and stay what they were, and the errata that correct them (发布、更正).

What was published stays. Publishing freezes every figure of a roll-up, names the papers that it was read from, and
pins the digest of the journal as it was known at that moment, so that anybody who holds the journal can prove what
the figures rest on. Nothing that arrives later changes a publication, and nothing changes it silently: a figure that
differs now is an *erratum*, which says what was, what is, why, and which records. Published figures with the errata
applied are the current ones.

The same comparison answers what changed since a report was approved.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from itertools import chain

import attrs

from gridcare.errors import GridcareError
from gridcare.facts.content import fingerprint
from gridcare.facts.journal import Journal
from gridcare.places.tally import Number
from gridcare.reporting.acts import Approval
from gridcare.reporting.approvals import Approvals
from gridcare.reporting.columns import Carried
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Form, OwnAndChildren
from gridcare.reporting.returns import AheadOfKnowledge, FilingBook, Returns
from gridcare.reporting.rollup import Contradiction, RollUp, roll_up
from gridcare.reporting.standings import APPROVED, ApprovalState
from gridcare.timing.periods import Period, aware

__all__ = [
    "Erratum",
    "FrozenRow",
    "HowChanged",
    "NotApproved",
    "PinnedPaper",
    "Publication",
    "RecordChange",
    "Snapshot",
    "changed_since",
    "errata",
    "publish",
]

FigureKey = tuple[str, str, str]
"""Item, category and unit."""


@attrs.frozen(kw_only=True)
class PinnedPaper:
    """
    A paper that figures were read from; of several for one period the last counts, in the order of filing.

    Attributes:
        filing: The id of the paper, of the correction where there was one.
        root: The id of the first filing.
        period: The period that it answered.
        reason: The reason for the correction.
        known: When the paper became known.
        fingerprint: The SHA-256 hash of its content, in hexadecimals.
    """

    filing: str
    root: str
    period: Period
    reason: str
    known: datetime
    fingerprint: str = attrs.field(repr=False)

    @classmethod
    def of(cls, filing: Filing, period: Period) -> "PinnedPaper":
        """Pin a filing that answers a period."""
        return cls(
            filing=filing.id,
            root=filing.root,
            period=period,
            reason=filing.reason,
            known=filing.known,
            fingerprint=fingerprint(filing.fact()).hex(),
        )


@attrs.frozen(kw_only=True)
class FrozenRow:
    """
    The figures of one unit as they stood.

    Attributes:
        unit: The unit.
        above: The unit that adds up its figures; empty at the top.
        values: What travelled up, in the order of `Form.cells`; ``None`` where nothing did.
        carried: Where each of them came from.
        papers: The papers of the unit's own figures, by period; those of earlier periods among them where a figure
            was carried forward.
    """

    unit: str
    above: str
    values: tuple[Number | None, ...]
    carried: tuple[Carried, ...]
    papers: tuple[PinnedPaper, ...] = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Snapshot:
    """
    The figures of a form for a period as they stood at a moment, with the papers that they were read from.

    Attributes:
        form: The form.
        period: The period.
        within: The unit whose figures and those below it are held; empty for all.
        source: The source that was read; empty for any.
        at: How far events had gone.
        known: Up to when knowledge counted.
        rows: The figures, units above before those below.
        voids: For each filing that was withdrawn its id, that of the paper which withdrew it, and the reason.
        unowed: The form's periods in this one for which nobody owed: no reporting then, or another book has them.
    """

    form: Form = attrs.field(repr=False)
    period: Period
    within: str = ""
    source: str = ""
    at: datetime
    known: datetime
    rows: tuple[FrozenRow, ...] = attrs.field(repr=False)
    voids: tuple[tuple[str, str, str, datetime], ...] = attrs.field(default=(), repr=False)
    unowed: tuple[Period, ...] = ()

    @classmethod
    def of(cls, returns: Returns, period: Period, *, within: str = "", source: str = "") -> "Snapshot":
        """
        Freeze what was reported for a period.

        Args:
            returns: The returns of the form as of a moment.
            period: A period of the form, or a longer one that holds whole periods of it.
            within: The unit to freeze, with all that report to it; empty for all.
            source: Read only filings from this source; empty for any.

        Raises:
            UnknownUnit: When `within` has no figures.
            WrongCadence: When the period does not consist of whole periods of the form.
            CircularLine: When arrangements let units report to each other in a circle.
        """
        rolled = roll_up(returns, period, source=source)
        chosen = set(_inside(rolled, within)) if within else set(rolled.units)
        above = {child: unit for unit in chosen for child in rolled.children(unit)}
        pins = _Pins(returns, period, source)
        return cls(
            form=returns.form,
            period=period,
            within=within,
            source=source,
            at=returns.at,
            known=returns.known,
            rows=tuple(_row(rolled, unit, above, pins) for unit in rolled.units if unit in chosen),
            voids=tuple(
                (paper.root, paper.id, paper.reason, paper.known) for paper in returns.voids if paper.unit in chosen
            ),
            unowed=rolled.unowed,
        )

    @cached_property
    def _by_unit(self) -> Mapping[str, FrozenRow]:
        return {row.unit: row for row in self.rows}

    def row(self, unit: str) -> FrozenRow | None:
        """Return the figures of a unit, or ``None`` when there are none."""
        return self._by_unit.get(unit)

    def figures(self) -> dict[FigureKey, Number]:
        """Return every figure that is there, by item, category and unit."""
        cells = self.form.cells
        return {
            (item, category, row.unit): value
            for row in self.rows
            for (item, category), value in zip(cells, row.values, strict=True)
            if value is not None
        }


def _inside(rolled: RollUp, unit: str) -> Iterator[str]:
    waiting = [unit]
    while waiting:
        unit = waiting.pop()
        yield unit
        waiting += rolled.children(unit)


class _Pins:
    """The papers of a unit: of a period, or of all before its end."""

    def __init__(self, returns: Returns, period: Period, source: str) -> None:
        self.source = source
        self.returns = returns
        self.earlier = [each for each in returns.periods if each.end <= period.first]
        self.parts = [each for each in returns.periods if period.first <= each.first and each.end <= period.end]

    def of(self, unit: str, *, earlier: bool) -> Iterator[PinnedPaper]:
        """Pin the papers of a unit, those of earlier periods among them when a figure of it was carried forward."""
        for period in chain(self.earlier if earlier else (), self.parts):
            member = self.returns.of(unit, period)
            for filing in () if member is None else member.filings:
                if self.source in ("", filing.source):
                    yield PinnedPaper.of(filing, period)


def _row(rolled: RollUp, unit: str, above: Mapping[str, str], pins: _Pins) -> FrozenRow:
    values, carried = zip(*rolled.carried(unit), strict=True)
    papers = tuple(pins.of(unit, earlier=Carried.FORWARD in carried))
    return FrozenRow(unit=unit, above=above.get(unit, ""), values=values, carried=carried, papers=papers)


# Publishing


class NotApproved(GridcareError, ValueError):
    """A report was to be published as approved that is not."""

    code = "not-approved"

    def __init__(self, unit: str, periods: tuple[Period, ...], states: tuple[ApprovalState, ...]) -> None:
        told = ", ".join(f"{period} ({state})" for period, state in zip(periods, states, strict=True))
        super().__init__(f"the report of '{unit}' is not approved for {told}; approve it, or publish without approvals")
        self.unit = unit
        self.periods = periods
        self.states = states


@attrs.frozen(kw_only=True)
class Publication:
    """
    Figures that were given out.

    Attributes:
        id: Given by the caller.
        published: When.
        by: Opaque id of who published them.
        content: The figures and the papers behind them.
        digest: The digest of the journal, as far as it was known at `content.known`.
        approvals: The ids of the approvals that it was published on.
        revises: The id of the publication that this one replaces; empty for a first one.
    """

    id: str
    published: datetime
    by: str
    content: Snapshot
    digest: str
    approvals: tuple[str, ...] = ()
    revises: str = ""

    def figures(self) -> dict[FigureKey, Number]:
        """Return every published figure, by item, category and unit."""
        return self.content.figures()

    def pins(self, journal: Journal) -> bool:
        """
        Tell whether a journal is the one that the figures were read from, whatever was recorded since.

        It is not when older knowledge was merged into it, or some is lacking.
        """
        return journal.as_of(known=self.content.known).digest == self.digest


def publish(
    returns: Returns,
    period: Period,
    *,
    id: str,
    published: datetime,
    by: str,
    journal: Journal,
    within: str = "",
    approvals: Approvals | None = None,
    revises: str = "",
) -> Publication:
    """
    Freeze what was reported for a period, and pin what it rests on.

    Args:
        returns: The returns of the form as of a moment.
        period: A period of the form, or a longer one that holds whole periods of it.
        id: Id of the publication.
        published: The moment; not before that up to which the returns are known.
        by: Opaque id of who publishes.
        journal: The journal that the returns were read from.
        within: The unit whose figures are published, with all that report to it; empty for all.
        approvals: Where the reports stand. When given, every unit at the top must be approved for every period.
        revises: The id of the publication that this one replaces.

    Raises:
        NaiveMoment: When the moment has no time zone.
        AheadOfKnowledge: When it lies before that up to which the returns are known.
        NotApproved: When approvals are given and a unit at the top is not approved.
        UnknownUnit: When `within` has no figures.
        WrongCadence: When the period does not consist of whole periods of the form.
    """
    published = aware(published, "published")
    if published < returns.known:
        raise AheadOfKnowledge(returns.known, published)
    content = Snapshot.of(returns, period, within=within)
    return Publication(
        id=id,
        published=published,
        by=by,
        content=content,
        digest=journal.as_of(known=returns.known).digest,
        approvals=() if approvals is None else tuple(_approved(content, returns, approvals)),
        revises=revises,
    )


def _approved(content: Snapshot, returns: Returns, approvals: Approvals) -> Iterator[str]:
    for row in content.rows:
        if row.above:
            continue
        steps = [
            approvals.step(row.unit, period)
            for period in returns.periods
            if content.period.first <= period.first and period.end <= content.period.end
        ]
        if lacking := [step for step in steps if step.state not in APPROVED]:
            raise NotApproved(row.unit, tuple(step.period for step in lacking), tuple(step.state for step in lacking))
        yield from (step.act.id for step in steps if step.act is not None)


# What differs now


class HowChanged(StrEnum):
    """What became of a record between two looks."""

    CAME = "came"
    """A filing became known, or was filed, since."""
    CORRECTED = "corrected"
    """A correction of it did."""
    WITHDRAWN = "withdrawn"
    """It was voided."""
    MOVED = "moved"
    """It answers another unit or period now, or nobody owes it any more."""
    CONTRADICTED = "contradicted"
    """Other content under its id became known, and counts because it is older."""


@attrs.frozen(kw_only=True)
class RecordChange:
    """
    One record that made a figure differ.

    Attributes:
        filing: The id of the paper that changed it.
        root: The id of the first filing.
        unit: The unit that filed it.
        period: The period that it answers, or answered.
        how: What became of it.
        reason: The reason that the paper gives; empty where it gives none.
        known: When the paper became known.
    """

    filing: str
    root: str
    unit: str
    period: Period
    how: HowChanged
    reason: str
    known: datetime


@attrs.frozen(kw_only=True)
class Erratum:
    """
    A figure that differs from what it was.

    Attributes:
        item: The item.
        category: Its category.
        unit: The unit.
        period: The period.
        published: What it was; ``None`` when there was none.
        now: What it is; ``None`` when there is none.
        records: The records that made it differ; none where only who reports to whom was arranged anew.
    """

    item: str
    category: str
    unit: str
    period: Period
    published: Number | None
    now: Number | None
    records: tuple[RecordChange, ...] = ()

    @property
    def key(self) -> FigureKey:
        """Item, category and unit, as in `Snapshot.figures`."""
        return self.item, self.category, self.unit


def errata(then: Publication | Snapshot, now: Publication | Snapshot | Returns) -> tuple[Erratum, ...]:
    """
    List what differs from what was published, which stays as it was.

    Args:
        then: What was published.
        now: The returns as they are now, or a later publication or snapshot of the same.

    Returns:
        An erratum for each figure of each unit that differs, units above before those below.

    Raises:
        Contradiction: When the two are about different forms, periods, units or sources.
    """
    before = then.content if isinstance(then, Publication) else then
    if isinstance(now, Returns):
        after = Snapshot.of(now, before.period, within=before.within, source=before.source)
    else:
        after = now.content if isinstance(now, Publication) else now
    if _about(before) != _about(after):
        raise Contradiction(f"{before!r} and {after!r} are not about one thing; compare the same form and period")
    return tuple(_Difference(before, after).errata())


def changed_since(
    approval: Approval, filings: FilingBook, at: datetime, known: datetime | None = None
) -> tuple[Erratum, ...]:
    """
    List what differs from what was approved, in the figures of the unit and of all that report to it.

    Args:
        approval: The act.
        filings: What was filed.
        at: How far events have gone.
        known: Up to when knowledge counts; the same moment when left out.

    Raises:
        AheadOfKnowledge: When `at` lies after `known`.
        UnknownUnit: When the unit has no figures.
    """
    seen = filings.as_of(approval.happened, max(approval.happened, approval.known))
    return errata(Snapshot.of(seen, approval.period, within=approval.unit), filings.as_of(at, known))


def _about(snapshot: Snapshot) -> tuple[Form, Period, str, str]:
    return snapshot.form, snapshot.period, snapshot.within, snapshot.source


class _Difference:
    """Two snapshots held against each other."""

    def __init__(self, before: Snapshot, after: Snapshot) -> None:
        self.before = before
        self.after = after
        self.cells = before.form.cells
        self.units = tuple(dict.fromkeys(row.unit for row in (*before.rows, *after.rows)))
        self.below: dict[str, dict[str, None]] = {}
        for row in (*before.rows, *after.rows):
            self.below.setdefault(row.above, {})[row.unit] = None
        self.own = {unit: tuple(self._own(unit)) for unit in self.units}
        self._records: dict[tuple[str, int], tuple[RecordChange, ...]] = {}

    def errata(self) -> Iterator[Erratum]:
        for unit in self.units:
            for cell, (item, category) in enumerate(self.cells):
                then, now = _value(self.before, unit, cell), _value(self.after, unit, cell)
                if then != now:
                    yield Erratum(
                        item=item,
                        category=category,
                        unit=unit,
                        period=self.before.period,
                        published=then,
                        now=now,
                        records=self.records(unit, cell),
                    )

    def records(self, unit: str, cell: int) -> tuple[RecordChange, ...]:
        """Find the records behind one figure: the unit's own, and those below where it was added up."""
        if (unit, cell) not in self._records:
            self._records[unit, cell] = ()  # who reported to whom may have been turned round, which makes a circle
            self._records[unit, cell] = self._found(unit, cell)
        return self._records[unit, cell]

    def _found(self, unit: str, cell: int) -> tuple[RecordChange, ...]:
        carried = {row.carried[cell] for row in self._rows(unit)}
        plus = self.before.form.own_and_children is OwnAndChildren.PLUS
        own = self.own[unit] if plus or carried != {Carried.DERIVED} else ()
        if carried <= {Carried.STATED}:
            return own
        below = (
            self.records(child, cell)
            for child in self.below.get(unit, ())
            if _value(self.before, child, cell) != _value(self.after, child, cell)
        )
        return tuple(dict.fromkeys(chain(own, *below)))

    def _rows(self, unit: str) -> Iterator[FrozenRow]:
        return (row for snapshot in (self.before, self.after) if (row := snapshot.row(unit)) is not None)

    def _own(self, unit: str) -> Iterator[RecordChange]:
        """Find what became of a unit's papers, for the periods in which another one counts now."""
        then, now = _pinned(self.before, unit), _pinned(self.after, unit)
        for period in sorted({*then, *now}):
            was, papers = then.get(period, {}), now.get(period, {})
            if _last(was) == _last(papers):
                continue
            for root, paper in papers.items():
                if root not in was or was[root].fingerprint != paper.fingerprint:
                    yield _changed(unit, paper, _how(was.get(root), paper))
            yield from (self._gone(unit, paper) for root, paper in was.items() if root not in papers)

    def _gone(self, unit: str, was: PinnedPaper) -> RecordChange:
        for root, void, reason, known in self.after.voids:
            if root == was.root:
                gone = attrs.evolve(was, filing=void, reason=reason, known=known)
                return _changed(unit, gone, HowChanged.WITHDRAWN)
        return _changed(unit, was, HowChanged.MOVED)


def _value(snapshot: Snapshot, unit: str, cell: int) -> Number | None:
    row = snapshot.row(unit)
    return None if row is None else row.values[cell]


def _pinned(snapshot: Snapshot, unit: str) -> dict[Period, dict[str, PinnedPaper]]:
    """Sort the papers of a unit by period and first filing."""
    row = snapshot.row(unit)
    found: dict[Period, dict[str, PinnedPaper]] = {}
    for paper in () if row is None else row.papers:
        found.setdefault(paper.period, {})[paper.root] = paper
    return found


def _last(papers: Mapping[str, PinnedPaper]) -> str:
    return list(papers.values())[-1].fingerprint if papers else ""


def _how(was: PinnedPaper | None, paper: PinnedPaper) -> HowChanged:
    if was is not None and was.filing == paper.filing:
        return HowChanged.CONTRADICTED
    return HowChanged.CAME if paper.filing == paper.root else HowChanged.CORRECTED


def _changed(unit: str, paper: PinnedPaper, how: HowChanged) -> RecordChange:
    return RecordChange(
        filing=paper.filing,
        root=paper.root,
        unit=unit,
        period=paper.period,
        how=how,
        reason=paper.reason,
        known=paper.known,
    )
