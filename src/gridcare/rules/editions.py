"""
Rules have editions: the same question, answered by one paper until the next paper answers it otherwise.

An *edition* (版) is a named set of rules with its paper and the days on which it applied. A *rule set* holds the
editions that follow one another. Which of them applied on a day is chosen by the date and by nothing else, least of
all by what is newest today: a street of February 2020 is judged by what was in force in February 2020.

Papers are not always exact. Where only the month is known from which an edition applied, it may have applied since
the month's first day and certainly applied from the first day of the next; in between nothing is chosen and both
candidates are told. An edition that states no end applies until the next one does. A rule set as a whole may have
come to its end: from that day on nothing replaces it, and whoever asks is told by which paper.

A day without an edition, a day with two, and an edition used outside its days are findings; they never raise.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Final, Generic, TypeVar

import attrs

from gridcare.errors import Fault, UnknownName, refuse
from gridcare.rules.notices import Source
from gridcare.titles import Titles, titles

__all__ = ["EditionFinding", "Ended", "InForce", "RuleEdition", "RuleSet", "Stretch"]

R = TypeVar("R")

_BLANK: Final = Source()
_DAY: Final = dt.timedelta(days=1)


@attrs.frozen(kw_only=True)
class RuleEdition(Generic[R]):
    """
    A named set of rules, the paper it comes from and the days on which it applied.

    Attributes:
        name: What playbooks and findings call it; unique in its rule set.
        rules: What it says: `gridcare.rules.parameters.Parameters`, or a value of the room that reads it.
        in_force_from: The first day on which it may have applied; blank when the paper does not say, and then nobody
            can tell on which days it applied: it is read by its name only.
        certain_from: The first day on which it certainly applied; `in_force_from` unless said otherwise.
        in_force_until: The first day on which it applied no more; blank until the next edition applies.
        source: The paper.
        titles: What it is called, by language.

    Raises:
        DefinitionError: When its days contradict each other.
    """

    name: str
    rules: R
    in_force_from: dt.date | None = None
    certain_from: dt.date | None = attrs.field()
    in_force_until: dt.date | None = None
    source: Source = _BLANK
    titles: Titles = attrs.field(default=(), converter=titles)

    @certain_from.default
    def _certain(self) -> dt.date | None:
        return self.in_force_from

    def __attrs_post_init__(self) -> None:
        refuse(f"edition '{self.name}'", self._faults())

    def _faults(self) -> Iterable[Fault]:
        first, certain, until = self.in_force_from, self.certain_from, self.in_force_until
        if first is not None and certain is not None and certain < first:
            problem = f"it certainly applied from {certain}, which is before {first}; mend a day"
            yield Fault("edition.days", self.name, problem)
        if until is not None and certain is not None and until <= certain:
            problem = f"it applied until {until}, which is not after {certain}; mend a day"
            yield Fault("edition.days", self.name, problem)

    def __str__(self) -> str:
        return f"'{self.name}' ({self.source})"


@attrs.frozen(kw_only=True)
class Ended:
    """
    The end of a rule set as a whole.

    Attributes:
        on: The first day on which none of its editions applies.
        why: What holds instead, in one sentence.
        source: The paper that ended it.
    """

    on: dt.date
    why: str
    source: Source = _BLANK


@attrs.frozen(kw_only=True)
class EditionFinding:
    """
    A day on which a rule set gives no single answer, or on which an edition was used that did not apply.

    Attributes:
        code: ``edition.none``, ``edition.overlap``, ``edition.untold``, ``edition.ended`` or ``edition.outside``.
        rule_set: The name of the rule set.
        first: The first day it is about; blank when it reaches back for ever.
        end: The first day it is no longer about; blank when it goes on for ever.
        editions: The names of the editions concerned, in order.
        problem: What is wrong, in one sentence.
        source: The paper that says so, if one does.
    """

    code: str
    rule_set: str
    first: dt.date | None
    end: dt.date | None
    editions: tuple[str, ...]
    problem: str
    source: Source = _BLANK

    def __str__(self) -> str:
        return f"'{self.rule_set}': {self.problem}"


@attrs.frozen
class Stretch:
    """
    Days on end on which the same editions applied.

    Attributes:
        first: The first day; blank for the stretch before all others.
        end: The first day after it; blank for the last stretch.
        certain: The names of the editions that certainly applied.
        possible: The names of those of which it cannot be told.
    """

    first: dt.date | None
    end: dt.date | None
    certain: tuple[str, ...]
    possible: tuple[str, ...]

    def within(self, first: dt.date, end: dt.date) -> bool:
        """Tell whether some day of it lies from `first` up to `end`."""
        return (self.first is None or self.first < end) and (self.end is None or self.end > first)


@attrs.frozen(kw_only=True)
class InForce(Generic[R]):
    """
    What applied on a day, and by which paper.

    Attributes:
        day: The local day asked about.
        edition: The one edition that certainly applied; none when there is no such one.
        findings: Why there is none; empty when there is one.
    """

    day: dt.date
    edition: RuleEdition[R] | None
    findings: tuple[EditionFinding, ...]

    def __str__(self) -> str:
        if self.edition is not None:
            return f"on {self.day} applied {self.edition}"
        return "; ".join(finding.problem for finding in self.findings)


@attrs.frozen(kw_only=True)
class RuleSet(Generic[R]):
    """
    The editions that answer one question, each on its days.

    The order in which they are given does not matter.

    Attributes:
        name: What it is called.
        editions: The editions.
        ended: The end of the rule set as a whole, if it has come to one.

    Raises:
        DefinitionError: When two editions share a name, or there are none.

    >>> old = RuleEdition(name="old", rules=14, in_force_from=dt.date(2020, 1, 1))
    >>> new = RuleEdition(name="new", rules=7, in_force_from=dt.date(2022, 6, 28))
    >>> days = RuleSet(name="days", editions=(new, old))
    >>> days.on(dt.date(2022, 6, 27)).edition.rules, days.on(dt.date(2022, 6, 28)).edition.rules
    (14, 7)
    >>> print(days.used("new", dt.date(2020, 2, 4))[0])
    'days': 'new' was used on 2020-02-04, when 'old' applied
    """

    name: str
    editions: tuple[RuleEdition[R], ...]
    ended: Ended | None = None
    stretches: tuple[Stretch, ...] = attrs.field(init=False, repr=False, eq=False)
    """The days cut into stretches on which the same editions applied; they follow one another without a gap."""
    _firsts: tuple[dt.date, ...] = attrs.field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        names = [edition.name for edition in self.editions]
        faults = [
            Fault("edition.repeated", name, "two editions have this name; name each differently")
            for name in sorted({name for name in names if names.count(name) > 1})
        ]
        if not names:
            faults.append(Fault("edition.nothing", self.name, "it has no edition; give at least one"))
        refuse(f"rule set '{self.name}'", faults)
        object.__setattr__(self, "editions", tuple(sorted(self.editions, key=_order)))
        object.__setattr__(self, "stretches", tuple(self._cut()))
        object.__setattr__(self, "_firsts", tuple(stretch.first or dt.date.min for stretch in self.stretches))

    def __getitem__(self, name: str) -> RuleEdition[R]:
        """
        Return the edition of a name, whenever it applied.

        Raises:
            UnknownName: When there is none of that name.
        """
        for edition in self.editions:
            if edition.name == name:
                return edition
        raise UnknownName(f"edition of '{self.name}'", name, (edition.name for edition in self.editions))

    def on(self, day: dt.date) -> InForce[R]:
        """Tell what applied on a local day, and by which paper."""
        stretch = self._at(day)
        finding = self._finding(stretch, day)
        edition = self[stretch.certain[0]] if finding is None else None
        return InForce(day=day, edition=edition, findings=() if finding is None else (finding,))

    def used(self, name: str, first: dt.date, end: dt.date | None = None) -> tuple[EditionFinding, ...]:
        """
        Hold the use of an edition against its days.

        Args:
            name: The edition that was used.
            first: The first day, or the only one.
            end: The first day on which it was used no more; the day after `first` when left out.

        Returns:
            A finding for each stretch of those days on which another edition applied, or none, or on which it cannot
            be told; empty when it was used on its own days only.

        Raises:
            UnknownName: When there is no edition of that name.
        """
        edition, last = self[name], end or first + _DAY
        touched = (stretch for stretch in self.stretches if stretch.within(first, last))
        found = (self._outside(edition, stretch, first, last) for stretch in touched)
        return tuple(finding for finding in found if finding is not None)

    def findings(self) -> tuple[EditionFinding, ...]:
        """Tell every gap between editions, every overlap, and every stretch of which it cannot be told."""
        inner = self.stretches[1:] if self.stretches[0].first is None else self.stretches
        found = (self._finding(stretch, stretch.first or dt.date.min) for stretch in inner)
        return tuple(finding for finding in found if finding is not None and finding.code != "edition.ended")

    def _at(self, day: dt.date) -> Stretch:
        return self.stretches[bisect_right(self._firsts, day) - 1]

    def _finding(self, stretch: Stretch, day: dt.date) -> EditionFinding | None:
        if len(stretch.certain) == 1 and not stretch.possible:
            return None
        if self.ended is not None and day >= self.ended.on:
            problem = f"no edition applies from {self.ended.on} on: {self.ended.why}"
            return self._found("edition.ended", stretch, problem, self.ended.source)
        if len(stretch.certain) > 1:
            told = _quoted(stretch.certain)
            return self._found("edition.overlap", stretch, f"on {day} the editions {told} applied at once; mend a day")
        if stretch.possible:
            told = _quoted((*stretch.certain, *stretch.possible))
            return self._found("edition.untold", stretch, f"the papers do not say which applied on {day}: {told}")
        return self._found("edition.none", stretch, f"no edition applied on {day}")

    def _outside(
        self, edition: RuleEdition[R], stretch: Stretch, first: dt.date, end: dt.date
    ) -> EditionFinding | None:
        if edition.name in stretch.certain:
            return None
        start = max(first, stretch.first or first)
        met = attrs.evolve(stretch, first=start, end=min(end, stretch.end or end))
        said = self._finding(stretch, start)
        if said is not None and (edition.name in stretch.possible or said.code == "edition.ended"):
            return self._found(said.code, met, f"'{edition.name}' was used on {start}: {said.problem}", said.source)
        applied = _quoted(stretch.certain) or "no edition"
        problem = f"'{edition.name}' was used on {start}, when {applied} applied"
        return self._found("edition.outside", met, problem, edition.source)

    def _found(self, code: str, over: Stretch, problem: str, source: Source = _BLANK) -> EditionFinding:
        return EditionFinding(
            code=code,
            rule_set=self.name,
            first=over.first,
            end=over.end,
            editions=(*over.certain, *over.possible),
            problem=problem,
            source=source,
        )

    def _cut(self) -> Iterator[Stretch]:
        spans = [(edition.name, *self._days(edition)) for edition in self.editions]
        ended = () if self.ended is None else (self.ended.on,)
        turns = {turn for _, *days in spans for turn in days} | {dt.date.min, *ended}
        firsts = sorted(turns - {dt.date.max})
        for first, end in zip(firsts, (*firsts[1:], None), strict=True):
            certain = tuple(name for name, _, sure, over, _ in spans if sure <= first < over)
            possible = tuple(name for name, may, _, _, gone in spans if may <= first < gone and name not in certain)
            yield Stretch(None if first == dt.date.min else first, end, certain, possible)

    def _days(self, edition: RuleEdition[R]) -> tuple[dt.date, dt.date, dt.date, dt.date]:
        """Give the days from which an edition may have applied, surely applied, may have ended and surely ended."""
        last = dt.date.max if self.ended is None else self.ended.on
        may, sure = _starts(edition)
        later = [_starts(other) for other in self.editions if sure < _starts(other)[1] < dt.date.max]
        if edition.in_force_until is not None:
            over = gone = edition.in_force_until
        else:
            over = min((first for first, _ in later), default=last)
            gone = min((certain for _, certain in later), default=last)
        return may, sure, min(over, last), min(gone, last)


def _starts(edition: RuleEdition[R]) -> tuple[dt.date, dt.date]:
    """Give the days from which an edition may have applied and surely applied; a blank is as open as can be."""
    return edition.in_force_from or dt.date.min, edition.certain_from or dt.date.max


def _order(edition: RuleEdition[R]) -> tuple[dt.date, dt.date, str]:
    return *_starts(edition), edition.name


def _quoted(names: Iterable[str]) -> str:
    return " and ".join(f"'{name}'" for name in names)
