"""
What became of every filing that was owed: the returns of a form, as of a moment.

Each obligation stands on two axes. Its *arrival* comes from the first filing: not yet due, in time, late, missing,
excused. Its *content* comes from the last one: figures, incomplete, an explicit zero, or nothing. So a correction
sent the next day makes a timely report neither late nor unfinished. A filing beats an excuse, and a filing that
nobody owed is no return: it is listed by itself, and can never lift a rate above one.

A `FilingBook` holds all that is known of one form: who owes it, what was filed, what was excused. It is asked for
the returns `as_of` two moments, how far events had gone and what was known of them, so that a day can be looked at
as it was seen then and as it is seen now. In whatever order filings arrive, the answers are the same.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import chain, groupby
from typing import Any, Final

import attrs

from gridcare.errors import GridcareError
from gridcare.facts.discrepancies import Discrepancy, in_order
from gridcare.facts.journal import Journal
from gridcare.given import WrongType, typed
from gridcare.places.hierarchy import Hierarchy
from gridcare.reporting.activations import Activation
from gridcare.reporting.filings import FILING, Content, Filing, Statement, read
from gridcare.reporting.forms import Arrangement, Excuse, Form, Obligation, Owing
from gridcare.reporting.orders import ARRANGEMENT, EXCUSE, REPORTING_ORDER, order_of
from gridcare.reporting.papers import Papers, recorded
from gridcare.timing.periods import Period, aware

__all__ = [
    "AheadOfKnowledge",
    "Arrival",
    "FilingBook",
    "FilingCounts",
    "OtherBook",
    "Return",
    "Returns",
    "Unexpected",
    "WhyUnexpected",
]

_DAY: Final = timedelta(days=1)
_ORDERS: Final = frozenset((ARRANGEMENT, EXCUSE, REPORTING_ORDER))


class AheadOfKnowledge(GridcareError, ValueError):
    """A question was asked about a moment that lies after all that may be known for the answer."""

    code = "ahead-of-knowledge"

    def __init__(self, at: datetime, known: datetime) -> None:
        super().__init__(f"'{at}' lies after '{known}', up to which knowledge counts; ask about a moment not after it")
        self.at = at
        self.known = known


class Arrival(StrEnum):
    """What became of an obligation in time, by its first filing; exactly one of these holds."""

    NOT_YET_DUE = "not yet due"
    """There is no filing, and there need not be one yet."""
    IN_TIME = "in time"
    """It was filed before it was due."""
    LATE = "late"
    """It was filed when it was due, or after."""
    MISSING = "missing"
    """It is due and not filed (漏报)."""
    EXCUSED = "excused"
    """It is due and not filed, and somebody granted that."""


@attrs.frozen
class Return:
    """
    One obligation and what became of it.

    Attributes:
        form: The form.
        obligation: What is owed, of whom and by when.
        arrival: What became of it in time, by the first filing.
        filings: The filings that answer it, each as its corrections left it, in the order of filing.
        history: All papers behind them, corrections included, in the order in which they became known.
        excuse: The excuse that covers it, if there is one.
    """

    form: Form = attrs.field(repr=False)
    obligation: Obligation
    arrival: Arrival
    filings: tuple[Filing, ...] = ()
    history: tuple[Filing, ...] = attrs.field(default=(), repr=False)
    excuse: Excuse | None = None

    @property
    def filing(self) -> Filing | None:
        """The last filing, whose figures count; ``None`` when there is none."""
        return self.filings[-1] if self.filings else None

    @property
    def corrected(self) -> bool:
        """Whether a correction is among the papers."""
        return any(paper.amends for paper in self.history)

    @property
    def version(self) -> int:
        """Which version the last filing is: 1 as first filed, one more for each correction of it, 0 without any."""
        if self.filing is None:
            return 0
        return 1 + len({paper.id for paper in self.history if paper.amends == self.filing.root})

    @cached_property
    def statement(self) -> Statement | None:
        """What the last filing states; ``None`` when there is none."""
        return None if self.filing is None else read(self.form, self.filing)

    @property
    def content(self) -> Content:
        """What the last filing amounts to as a whole."""
        return Content.NOTHING if self.statement is None else self.statement.content


class WhyUnexpected(StrEnum):
    """Why nobody owed a filing."""

    OTHER_FORM = "other form"
    OTHER_CADENCE = "other cadence"
    UNKNOWN_UNIT = "unknown unit"
    NOT_IN_FORCE = "not in force"
    """The form was not in force in that period."""
    NOT_OWED = "not owed"
    """The unit did not owe this form for that period."""


@attrs.frozen
class Unexpected:
    """
    A filing that nobody owed.

    Attributes:
        filing: The filing, as its corrections left it.
        why: Why nobody owed it.
    """

    filing: Filing
    why: WhyUnexpected


@attrs.frozen(kw_only=True)
class FilingCounts:
    """
    How many filings were owed and what became of them; ``owed = received + missing + excused`` always holds.

    Attributes:
        owed: Obligations that are due.
        in_time: Those of them that were filed in time.
        late: Those that were filed late.
        missing: Those that are not filed.
        excused: Those that are not filed and excused.
        zero: Explicit zeros among the received.
        incomplete: Incomplete ones among the received.
        early: Obligations that are filed and not due yet; not counted among the owed.
        not_yet_due: Obligations that are neither filed nor due; not counted among the owed.
        unexpected: Filings that nobody owed.
    """

    owed: int = 0
    in_time: int = 0
    late: int = 0
    missing: int = 0
    excused: int = 0
    zero: int = 0
    incomplete: int = 0
    early: int = 0
    not_yet_due: int = 0
    unexpected: int = 0

    @property
    def received(self) -> int:
        """Filed in time or late."""
        return self.in_time + self.late

    @property
    def expected(self) -> int:
        """Owed and not excused."""
        return self.owed - self.excused

    @property
    def completeness(self) -> Fraction | None:
        """The share of the expected that was received; ``None`` where nothing was expected."""
        return Fraction(self.received, self.expected) if self.expected else None

    @property
    def timeliness(self) -> Fraction | None:
        """The share of the expected that was received in time; ``None`` where nothing was expected."""
        return Fraction(self.in_time, self.expected) if self.expected else None

    def __add__(self, other: "FilingCounts") -> "FilingCounts":
        if not isinstance(other, FilingCounts):
            return NotImplemented
        mine, theirs = attrs.astuple(self), attrs.astuple(other)
        names = [field.name for field in attrs.fields(FilingCounts)]
        return FilingCounts(**{name: a + b for name, a, b in zip(names, mine, theirs, strict=True)})


@attrs.frozen(kw_only=True)
class Returns:
    """
    The returns of a form as of a moment.

    Attributes:
        form: The form.
        hierarchy: The units.
        at: How far events had gone.
        known: Up to when knowledge counts.
        members: Every obligation and what became of it, by period and within it in the order of the hierarchy.
        unexpected: The filings that nobody owed.
        withdrawn: First filings that a correction voided; they answer nothing.
        voids: The corrections that voided them, with their reasons.
        contradictions: What was found where papers contradict each other: variants under one id, rival corrections.
    """

    form: Form
    hierarchy: Hierarchy = attrs.field(repr=False)
    at: datetime
    known: datetime
    members: tuple[Return, ...] = attrs.field(repr=False)
    unexpected: tuple[Unexpected, ...] = attrs.field(repr=False)
    withdrawn: tuple[Filing, ...] = attrs.field(repr=False)
    voids: tuple[Filing, ...] = attrs.field(repr=False)
    contradictions: tuple[Discrepancy, ...] = attrs.field(repr=False)

    @cached_property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """All that is wrong with the papers: where they contradict each other, and in the lines of those that count."""
        statements = (member.statement for member in self.members)
        found = (statement.discrepancies for statement in statements if statement is not None)
        return in_order(chain(self.contradictions, *found))

    @cached_property
    def _by_period(self) -> Mapping[Period, tuple[Return, ...]]:
        return {period: tuple(members) for period, members in groupby(self.members, lambda one: one.obligation.period)}

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods for which something was owed, in order."""
        return tuple(self._by_period)

    def for_period(self, period: Period) -> tuple[Return, ...]:
        """Return every obligation for a period and what became of it, in the order of the hierarchy."""
        if not isinstance(period, Period):
            raise WrongType("period", period, "a Period, such as gridcare.timing.periods.DAILY.read(text)")
        return self._by_period.get(period, ())

    @cached_property
    def _by_slot(self) -> Mapping[tuple[str, Period], Return]:
        return {(member.obligation.unit, member.obligation.period): member for member in self.members}

    def of(self, unit: str, period: Period) -> Return | None:
        """Return what became of one obligation, or ``None`` when the unit owed none for that period."""
        return self._by_slot.get((unit, period))

    def arrived(self, arrival: Arrival) -> tuple[Return, ...]:
        """Return those of one arrival, such as the missing ones."""
        return tuple(member for member in self.members if member.arrival is arrival)

    @property
    def missing(self) -> tuple[Return, ...]:
        """Those that are due and not filed."""
        return self.arrived(Arrival.MISSING)

    def counts(self, *, within: str = "", level: str = "", period: Period | None = None) -> FilingCounts:
        """
        Count what was owed and what became of it.

        Args:
            within: Only units inside this one, itself included.
            level: Only units of this level.
            period: Only this period.

        Raises:
            UnknownUnit: When there is no such unit.
        """
        chosen = self._chosen(within, level)
        members = self.members if period is None else self.for_period(period)
        tally: Counter[str] = Counter()
        for member in members:
            owed = member.obligation
            if chosen is not None and owed.unit not in chosen:
                continue
            if owed.due > self.at:
                tally["early" if member.filings else "not_yet_due"] += 1
                continue
            tally[_ARRIVALS[member.arrival]] += 1
            if member.filings and (content := _CONTENTS.get(member.content)):
                tally[content] += 1
        tally["owed"] = sum(tally[name] for name in _ARRIVALS.values())
        tally["unexpected"] = sum(
            (period is None or one.filing.period == period) and (chosen is None or one.filing.unit in chosen)
            for one in self.unexpected
        )
        return FilingCounts(**tally)

    def _chosen(self, within: str, level: str) -> frozenset[str] | None:
        if level:
            return frozenset(self.hierarchy.at_level(level, within or None))
        return frozenset((within, *self.hierarchy.descendants(within))) if within else None


_ARRIVALS: Final = {
    Arrival.IN_TIME: "in_time",
    Arrival.LATE: "late",
    Arrival.MISSING: "missing",
    Arrival.EXCUSED: "excused",
}
_CONTENTS: Final = {Content.ZERO: "zero", Content.INCOMPLETE: "incomplete"}


def _filings(given: Iterable[Filing]) -> tuple[Filing, ...]:
    return tuple(given)


def _arrangements(given: Iterable[Arrangement]) -> tuple[Arrangement, ...]:
    return tuple(given)


def _activations(given: Iterable[Activation]) -> tuple[Activation, ...]:
    return tuple(given)


def _excuses(given: Iterable[Excuse]) -> tuple[Excuse, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True, field_transformer=typed)
class FilingBook:
    """
    All that is known of one form: who owes it, what was filed, and what was excused.

    Books with the same content are equal, whatever the order in which it came.

    Attributes:
        form: The form.
        hierarchy: The units.
        since: The first day on which the form is in force.
        until: The first day on which it is so no longer; a period is owed when its last day lies before it.
        filings: The filings and their corrections, those nobody owed among them.
        arrangements: Dated deviations of single units.
        excuses: Leave to file nothing.
        activations: Orders that start reporting somewhere, or stand it down.
    """

    form: Form
    hierarchy: Hierarchy = attrs.field(repr=False)
    since: date
    until: date
    filings: tuple[Filing, ...] = attrs.field(default=(), converter=_filings, eq=frozenset, repr=False)
    arrangements: tuple[Arrangement, ...] = attrs.field(default=(), converter=_arrangements, eq=frozenset, repr=False)
    excuses: tuple[Excuse, ...] = attrs.field(default=(), converter=_excuses, eq=frozenset, repr=False)
    activations: tuple[Activation, ...] = attrs.field(default=(), converter=_activations, eq=frozenset, repr=False)

    def with_filings(self, *filings: Filing) -> "FilingBook":
        """Return the book with more filings; one that it holds already changes nothing."""
        ids = {filing.id for filing in filings}  # of thousands held, only these few are looked at
        held = {filing for filing in self.filings if filing.id in ids}
        new = (filing for filing in dict.fromkeys(filings) if filing not in held)
        return attrs.evolve(self, filings=(*self.filings, *new))

    def merge(self, other: "FilingBook") -> "FilingBook":
        """
        Return what two books of one form hold together.

        Raises:
            OtherBook: When they are of different forms, units or times in force.
        """
        if self._kind != other._kind:
            raise OtherBook(self.form.name, other.form.name)
        return attrs.evolve(
            self,
            filings=_union(self.filings, other.filings),
            arrangements=_union(self.arrangements, other.arrangements),
            excuses=_union(self.excuses, other.excuses),
            activations=_union(self.activations, other.activations),
        )

    @property
    def _kind(self) -> tuple[Form, Hierarchy, date, date]:
        return self.form, self.hierarchy, self.since, self.until

    def periods(self) -> Iterator[Period]:
        """Go through the periods for which the form is in force."""
        for period in self.form.every.between(self.since, self.until):
            if self.since <= period.end - _DAY < self.until:
                yield period

    def owing(self, known: datetime) -> Owing:
        """Tell who owes the form, as far as arrangements and orders were known at a moment."""
        arrangements = (each for each in self.arrangements if each.known <= known)
        return Owing(
            self.form, self.hierarchy, arrangements, (each for each in self.activations if each.known <= known)
        )

    def excused(self, period: Period, known: datetime) -> Mapping[str, Excuse]:
        """Name the units whose silence about a period is accepted, as far as it was known at a moment."""
        by_unit = _by_unit(excuse for excuse in self.excuses if excuse.known <= known)
        found = ((unit, _covering(excuses, period)) for unit, excuses in by_unit.items())
        return {unit: excuse for unit, excuse in found if excuse is not None}

    def as_of(self, at: datetime, known: datetime | None = None) -> Returns:
        """
        Return what became of every obligation.

        Args:
            at: How far events had gone; what was filed later is not there yet.
            known: Up to when knowledge counts; the same moment when left out.

        Raises:
            NaiveMoment: When a moment has no time zone.
            AheadOfKnowledge: When `at` lies after `known`.
        """
        at = aware(at, "at")
        known = at if known is None else aware(known, "known")
        if at > known:
            raise AheadOfKnowledge(at, known)
        papers = Papers(filing for filing in self.filings if filing.known <= known)
        owing = self.owing(known)
        excuses = _by_unit(excuse for excuse in self.excuses if excuse.known <= known)
        slots = papers.slots(self.form, at)
        members = []
        for period in self.periods():
            for owed in owing.of(period):
                filings = slots.pop((owed.unit, period.number), ())
                excuse = _covering(excuses[owed.unit], period) if owed.unit in excuses else None
                arrival = self._arrival(owed, filings, at, excused=excuse is not None)
                history = papers.history(filings) if papers.odd and filings else filings
                members.append(Return(self.form, owed, arrival, filings, history, excuse))
        stray = sorted(chain(papers.elsewhere(self.form, at), *slots.values()), key=papers.order)
        return Returns(
            form=self.form,
            hierarchy=self.hierarchy,
            at=at,
            known=known,
            members=tuple(members),
            unexpected=tuple(Unexpected(filing, self._why(filing)) for filing in stray),
            withdrawn=tuple(sorted(papers.withdrawn, key=recorded)),
            voids=tuple(sorted(papers.voids, key=recorded)),
            contradictions=in_order(papers.discrepancies),
        )

    @classmethod
    def of_journal(
        cls, journal: Journal, *, form: Form, hierarchy: Hierarchy, since: date, until: date
    ) -> "FilingBook":
        """
        Read what counts in a journal about a form: filings, excuses, arrangements and orders; the rest is passed over.

        A journal as it was known at a moment (`Journal.as_of`) gives the book as it was known then.

        Raises:
            NotAFiling: When a fact of the kind `FILING` does not hold what a filing says.
            NotAnOrder: When a fact of a kind in `gridcare.reporting.orders` does not hold what such an order says.
        """
        facts = journal.facts()
        filings = tuple(Filing.of_fact(fact) for fact in facts if fact.kind == FILING)
        told = [fact for fact in facts if fact.kind in _ORDERS and fact.answers.get("form") == form.name]
        orders = dict.fromkeys(map(order_of, told))
        return cls(
            form=form,
            hierarchy=hierarchy,
            since=since,
            until=until,
            filings=filings,
            arrangements=(order for order in orders if isinstance(order, Arrangement)),
            excuses=(order for order in orders if isinstance(order, Excuse)),
            activations=(order for order in orders if isinstance(order, Activation)),
        )

    def _arrival(self, owed: Obligation, filings: tuple[Filing, ...], at: datetime, *, excused: bool) -> Arrival:
        if filings:
            return Arrival.IN_TIME if filings[0].stands(self.form.zone) < owed.due else Arrival.LATE
        if at < owed.due:
            return Arrival.NOT_YET_DUE
        return Arrival.EXCUSED if excused else Arrival.MISSING

    def _why(self, filing: Filing) -> WhyUnexpected:
        period = filing.period
        if filing.form != self.form.name:
            return WhyUnexpected.OTHER_FORM
        if period.cadence != self.form.every:
            return WhyUnexpected.OTHER_CADENCE
        if filing.unit not in self.hierarchy:
            return WhyUnexpected.UNKNOWN_UNIT
        in_force = self.since <= period.end - _DAY < self.until
        return WhyUnexpected.NOT_OWED if in_force else WhyUnexpected.NOT_IN_FORCE


class OtherBook(GridcareError, ValueError):
    """Two books were to be merged that are not of the same form, units and time in force."""

    code = "other-book"

    def __init__(self, form: str, other: str) -> None:
        super().__init__(f"these books of '{form}' and '{other}' differ in form, units or time in force")
        self.form = form
        self.other = other


def _union(mine: tuple[Any, ...], theirs: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys((*mine, *theirs)))


def _by_unit(excuses: Iterable[Excuse]) -> dict[str, list[Excuse]]:
    found: dict[str, list[Excuse]] = {}
    for excuse in sorted(excuses, key=lambda each: (each.known, each.since, each.until, each.reason, each.by)):
        found.setdefault(excuse.unit, []).append(excuse)
    return found


def _covering(excuses: Iterable[Excuse], period: Period) -> Excuse | None:
    return next((excuse for excuse in excuses if excuse.covers(period)), None)
