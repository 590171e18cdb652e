"""
A scale: the ordered grades that a locality gives to places, who may change one, and what must hold before it falls.

Risk level and zone are two scales, the class of a community is a third. A scale says which moves there are. A *rise*
names the grade it leads to and, if there is one, the condition that makes it due; waiting for a form is no reason to
stay low, so a rise needs no more than a decision. A *fall* leads from one grade to another and is guarded: days without
anything adverse, a last round of tests, an authority. Usually only whoever set the grade may lift it (谁决定谁解除).

Conditions are small values that read *acts*: what happened in the place, and the move into its present grade under the
name ``entered``. Each answers with its reason, and with the moment at which it will be met if nothing new happens.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, Protocol, cast

import attrs

from gridcare.attribution import ask
from gridcare.errors import Fault, UnknownName, did_you_mean, refuse
from gridcare.given import texts, typed
from gridcare.rules.checking import check
from gridcare.rules.contexts import TEXT, Context
from gridcare.rules.evaluation import evaluate
from gridcare.rules.expressions import Choice, Expression, Literal
from gridcare.rules.grammar import expression
from gridcare.rules.scopes import Scope
from gridcare.rules.unknowns import Unknown
from gridcare.timing.acts import Act, Heard
from gridcare.timing.anchors import Anchor, Found, Latest
from gridcare.timing.courses import course
from gridcare.timing.periods import Zone, duration, duration_text, local_day
from gridcare.timing.timelines import Counts, DayOne, Phase, Timeline

__all__ = [
    "ENTERED_GRADE",
    "All",
    "Check",
    "CleanDays",
    "Condition",
    "Fall",
    "Has",
    "LastRound",
    "Rise",
    "Scale",
    "Sight",
    "WhoeverSet",
]

ENTERED_GRADE: Final = "entered"
"""The kind under which conditions read the move into the present grade."""

_DAY: Final = timedelta(days=1)
_ADVERSE: Final = Latest("adverse")


@attrs.frozen(kw_only=True)
class Check:
    """
    What one condition says at one moment.

    Attributes:
        code: ``clean-days``, ``last-round`` or ``has``.
        met: Whether it holds.
        reason: Why, in one sentence.
        ready: When it will come to hold if nothing new happens; blank when it holds, or needs a new fact.
        lapses: When it will cease to hold if nothing new happens; blank when it does not, or never will.
        needs: The kinds of fact of which one is needed; empty when time alone, or nothing, is.
    """

    code: str
    met: bool
    reason: str
    ready: datetime | None = None
    lapses: datetime | None = None
    needs: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Sight:
    """
    What a condition reads.

    Attributes:
        heard: What happened up to `at`, in order, the move into the present grade among it.
        at: The moment at which one looks.
        since: What happened before is passed over by conditions that count; blank to count everything.
        zone: The zone whose days are meant.
    """

    heard: tuple[Heard, ...]
    at: datetime
    since: datetime | None
    zone: Zone

    def of_kind(self, kind: str, outcome: str = "") -> tuple[Heard, ...]:
        """Return the acts of a kind, and of an outcome if one is named, in order."""
        return tuple(each for each in self.heard if each.act.kind == kind and (not outcome or outcome in each.act.tags))


class Condition(Protocol):
    """What must hold before a grade moves."""

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of fact that it reads in the place and inside it."""

    @property
    def around(self) -> frozenset[str]:
        """The kinds that count when told of the place itself or of one around it, and not of a part."""

    def faults(self, where: str) -> Iterator[Fault]:
        """Tell what is wrong with its definition."""

    def checks(self, sight: Sight) -> tuple[Check, ...]:
        """Tell whether it holds, with its reasons; one check for each part."""


def _faults_of(condition: Condition, where: str) -> tuple[Fault, ...]:
    return ask(condition, lambda each: tuple(each.faults(where)))


_NONE: Final[frozenset[str]] = frozenset()


def _within(given: str | timedelta | None) -> timedelta | None:
    return None if given is None else duration(given)


@attrs.frozen
class Has:
    """
    Something of a kind happened, since the place last fell or, for a fall, since it entered its grade.

    Attributes:
        kind: The kind of fact.
        outcome: Only facts of this outcome; empty for all.
        at_least: How many there must be.
        within: How long one counts after it happened; blank for ever.
    """

    kind: str
    outcome: str = ""
    at_least: int = attrs.field(default=1, kw_only=True)
    within: timedelta | None = attrs.field(default=None, converter=_within, kw_only=True)

    @property
    def kinds(self) -> frozenset[str]:
        """The kind that it counts."""
        return frozenset((self.kind,))

    @property
    def around(self) -> frozenset[str]:
        """Nothing: what happened around the place need not have happened in it."""
        return _NONE

    def faults(self, where: str) -> Iterator[Fault]:
        """Tell when it asks for fewer than one."""
        if self.at_least < 1:
            yield Fault("scale.condition", where, f"at_least={self.at_least} asks for nothing; ask for 1 or more")

    def checks(self, sight: Sight) -> tuple[Check, ...]:
        """Count what there is."""
        found = [
            each for each in sight.of_kind(self.kind, self.outcome) if sight.since is None or each.stands >= sight.since
        ]
        if self.within is not None:
            found = [each for each in found if sight.at < each.stands + self.within]
        what = f"'{self.kind}'{f' {self.outcome!r}' if self.outcome else ''}"
        over = f" within {duration_text(self.within)}" if self.within is not None else ""
        reason = f"{len(found)} of {self.at_least} {what}{over}"
        if len(found) < self.at_least:
            return (Check(code="has", met=False, reason=reason, needs=(self.kind,)),)
        lapses = None if self.within is None else found[-self.at_least].stands + self.within
        return (Check(code="has", met=True, reason=reason, lapses=lapses),)


@attrs.frozen
class CleanDays:
    """
    So many whole days have passed since the last adverse thing.

    A timeline of one phase: unless said otherwise the day of the anchor is day zero and the last day must be complete,
    so that seven clean days since a case of the 3rd are over when the 11th begins.

    Attributes:
        days: How many.
        since: What they are counted from, ``Latest(("entered", "positive"))`` for instance.
        day_one: Whether day one is the anchor's own day or the day after it.
        counts: In local days, or as elapsed time.
    """

    days: int
    since: Anchor = attrs.field(kw_only=True)
    day_one: DayOne = attrs.field(default=DayOne.AFTER_ANCHOR, converter=DayOne, kw_only=True)
    counts: Counts = attrs.field(default=Counts.LOCAL_DAYS, converter=Counts, kw_only=True)

    _clock: Timeline = attrs.field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        if self.days > 0:
            phases = (Phase("clean", days=self.days),)
            clock = Timeline(anchor=_ADVERSE, phases=phases, day_one=self.day_one, counts=self.counts)
            object.__setattr__(self, "_clock", clock)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that its anchor reads."""
        return self.since.kinds - {ENTERED_GRADE}

    @property
    def around(self) -> frozenset[str]:
        """Nothing: what happened around the place need not have happened in it."""
        return _NONE

    def faults(self, where: str) -> Iterator[Fault]:
        """Tell when it counts no day, or what is wrong with its anchor."""
        if self.days < 1:
            yield Fault("scale.condition", where, f"{self.days} clean days are none; ask for 1 or more")
        yield from self.since.faults(where)

    def checks(self, sight: Sight) -> tuple[Check, ...]:
        """Count the days."""
        found = self.since.find(sight.heard, sight.zone)
        if not isinstance(found, Found):
            return (Check(code="clean-days", met=False, reason=found.why, needs=found.kinds),)
        ends = self._ends(found, sight.zone)
        met = sight.at >= ends
        over = f"over {'since' if met else 'on'} {local_day(ends, sight.zone)}"
        reason = f"{self.days} clean days since {found.day} are {over}"
        return (Check(code="clean-days", met=met, reason=reason, ready=None if met else ends),)

    def _ends(self, found: Found, zone: Zone) -> datetime:
        """Let the clock run from the last adverse thing; what is older, or was refused, is none of its business."""
        adverse = Act(id=found.act, kind="adverse", happened=found.moment, known=found.moment)
        ends = course(self._clock, (adverse,), zone=zone).earliest_end(found.moment).moment
        return cast(datetime, ends)  # a phase of so many days from a known anchor always ends


@attrs.frozen
class LastRound:
    """
    The last round of tests came out as it must, and recently enough.

    A round told of a place around this one covered it too; a round of a part did not cover the whole.

    Attributes:
        outcome: How it must have come out.
        kind: The kind of fact that a round is.
        within: How long it counts; blank for ever.
        from_day: The day of the clock on or after which it must have been; blank for any.
        since: What the clock counts from, day zero; needed with `from_day`.
    """

    outcome: str
    kind: str = attrs.field(default="round", kw_only=True)
    within: timedelta | None = attrs.field(default=None, converter=_within, kw_only=True)
    from_day: int | None = attrs.field(default=None, kw_only=True)
    since: Anchor | None = attrs.field(default=None, kw_only=True)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that its anchor reads; a round of a part is none of the whole."""
        return self.since.kinds - {ENTERED_GRADE, self.kind} if self.since is not None else _NONE

    @property
    def around(self) -> frozenset[str]:
        """The kind of the round."""
        return frozenset((self.kind,))

    def faults(self, where: str) -> Iterator[Fault]:
        """Tell when a day of the clock stands without its clock."""
        if (self.from_day is None) is not (self.since is None):
            yield Fault("scale.condition", where, "'from_day' and 'since' belong together; give both or neither")
        if self.since is not None:
            yield from self.since.faults(where)

    def checks(self, sight: Sight) -> tuple[Check, ...]:
        """Look at the last round."""
        rounds = sight.of_kind(self.kind)
        if not rounds:
            return (self._unmet(f"there was no '{self.kind}' yet"),)
        last = rounds[-1]
        if self.outcome not in last.act.tags:
            return (
                self._unmet(f"the last '{self.kind}' of {local_day(last.stands, sight.zone)} was not {self.outcome}"),
            )
        if self.within is not None and sight.at >= last.stands + self.within:
            old = f"the last '{self.kind}' is older than {duration_text(self.within)}"
            return (self._unmet(old),)
        if (early := self._too_early(last, sight)) is not None:
            return (self._unmet(early),)
        lapses = None if self.within is None else last.stands + self.within
        reason = f"the last '{self.kind}' of {local_day(last.stands, sight.zone)} was {self.outcome}"
        return (Check(code="last-round", met=True, reason=reason, lapses=lapses),)

    def _too_early(self, last: Heard, sight: Sight) -> str | None:
        if self.since is None or self.from_day is None:
            return None
        found = self.since.find(sight.heard, sight.zone)
        if not isinstance(found, Found):
            return found.why
        first = found.day + self.from_day * _DAY
        held = local_day(last.stands, sight.zone)
        return None if held >= first else f"the last '{self.kind}' of {held} was before day {self.from_day}, {first}"

    def _unmet(self, reason: str) -> Check:
        return Check(code="last-round", met=False, reason=reason, needs=(self.kind,))


class All:
    """Every one of several conditions holds."""

    __slots__ = ("conditions",)

    def __init__(self, *conditions: Condition) -> None:
        self.conditions = conditions

    def __eq__(self, other: object) -> bool:
        return self.conditions == other.conditions if isinstance(other, All) else NotImplemented

    def __hash__(self) -> int:
        return hash((All, self.conditions))

    def __repr__(self) -> str:
        return f"All({', '.join(map(repr, self.conditions))})"

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that any of them reads."""
        return _NONE.union(*(ask(each, lambda one: one.kinds) for each in self.conditions))

    @property
    def around(self) -> frozenset[str]:
        """The kinds that any of them reads around the place."""
        return _NONE.union(*(ask(each, lambda one: one.around) for each in self.conditions))

    def faults(self, where: str) -> Iterator[Fault]:
        """Tell what is wrong with any of them."""
        for condition in self.conditions:
            yield from _faults_of(condition, where)

    def checks(self, sight: Sight) -> tuple[Check, ...]:
        """Ask each."""
        return tuple(check for each in self.conditions for check in ask(each, lambda one: one.checks(sight)))


@attrs.frozen(field_transformer=typed)
class WhoeverSet:
    """Only the authority that set a grade may lift it."""

    def __str__(self) -> str:
        return "whoever set it"


_ANYBODY: Final = All()


def _authority(given: WhoeverSet | str | Iterable[str]) -> WhoeverSet | tuple[str, ...]:
    return given if isinstance(given, WhoeverSet) else texts(given)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Rise:
    """
    A move upwards.

    Attributes:
        to: The grade it leads to, from any lower one.
        when: What makes it due; blank when it is decided freely.
        by: The authorities that may decide it; empty for any.
    """

    to: str
    when: Condition | None = None
    by: tuple[str, ...] = attrs.field(default=(), converter=texts)


@attrs.frozen(field_transformer=typed)
class Fall:
    """
    A move downwards, guarded.

    Attributes:
        start: The grade it leads from.
        to: The grade it leads to.
        by: Who may decide it: `WhoeverSet`, or authorities by name.
        when: What must hold; nothing when blank.
        after: Only where the grade was entered from this one; the fall without it is for all other cases.
    """

    start: str
    to: str
    by: WhoeverSet | tuple[str, ...] = attrs.field(default=WhoeverSet(), converter=_authority, kw_only=True)
    when: Condition = attrs.field(default=_ANYBODY, kw_only=True)
    after: str = attrs.field(default="", kw_only=True)


def _read(given: Expression | str | None) -> Expression | None:
    return None if given is None else expression(given)


def _titled(
    given: Mapping[str, Mapping[str, str]] | Iterable[tuple[str, str, str]],
) -> tuple[tuple[str, str, str], ...]:
    if not isinstance(given, Mapping):
        return tuple(given)
    return tuple((name, language, title) for name, told in given.items() for language, title in told.items())


@attrs.frozen(kw_only=True, field_transformer=typed)
class Scale:
    """
    Ordered grades, the moves between them, and what must hold.

    Attributes:
        name: What it is called; grading facts name it.
        grades: The grades from the lowest to the highest.
        rises: The moves upwards. A grade that none leads to is never set from below.
        falls: The moves downwards.
        reads: An expression that gives the grade from figures of a place, where the rule is stated in figures.
        figures: What that expression may read.
        titles: What scale and grades are called, by name and language, as a mapping of mappings or as rows of name,
            language and title.

    Raises:
        DefinitionError: When its parts contradict each other, all faults at once.

    >>> from gridcare.timing.anchors import Latest
    >>> zone = Scale(
    ...     name="zone",
    ...     grades=("low", "high"),
    ...     rises=(Rise(to="high", when=Has("positive")),),
    ...     falls=(Fall("high", "low", when=CleanDays(5, since=Latest(("entered", "positive")))),),
    ... )
    >>> zone.rank("high") > zone.rank("low")
    True
    """

    name: str = attrs.field(kw_only=False)
    grades: tuple[str, ...] = attrs.field(converter=texts, kw_only=False)
    rises: tuple[Rise, ...] = ()
    falls: tuple[Fall, ...] = ()
    reads: Expression | None = attrs.field(default=None, converter=_read)
    figures: Context | None = attrs.field(default=None, eq=False)
    titles: tuple[tuple[str, str, str], ...] = attrs.field(default=(), converter=_titled)

    def __attrs_post_init__(self) -> None:
        refuse(f"scale '{self.name}'", self._faults())

    def __contains__(self, grade: object) -> bool:
        return grade in self.grades

    def rank(self, grade: str) -> int:
        """
        Return the place of a grade, the lowest 0.

        Raises:
            UnknownName: When the scale has no such grade.
        """
        if grade not in self.grades:
            raise UnknownName(f"grade of '{self.name}'", grade, self.grades)
        return self.grades.index(grade)

    def highest(self, grades: Iterable[str]) -> str | None:
        """Return the highest of some grades, or nothing when there are none."""
        return max(grades, key=self.rank, default=None)

    def falls_from(self, grade: str, after: str | None = None) -> tuple[Fall, ...]:
        """Return the ways down from a grade; where it was entered from `after`, one that names it goes first."""
        ways = [fall for fall in self.falls if fall.start == grade and fall.after in ("", after)]
        named = {fall.to for fall in ways if fall.after}
        return tuple(fall for fall in ways if fall.after or fall.to not in named)

    def rises_from(self, grade: str) -> tuple[Rise, ...]:
        """Return the ways up from a grade."""
        return tuple(rise for rise in self.rises if self.rank(rise.to) > self.rank(grade))

    def read(self, scope: Scope) -> str | Unknown:
        """Give the grade of a place from its figures; unknown, with the reasons, where they do not tell."""
        if self.reads is None:
            return Unknown.because("missing", "a rule in figures")
        told = evaluate(self.reads, scope)
        return told if isinstance(told, str | Unknown) else Unknown.because("mismatch", self.name)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions of all moves."""
        rises = (rise.when for rise in self.rises if rise.when is not None)
        return (*rises, *(fall.when for fall in self.falls))

    def _faults(self) -> Iterator[Fault]:
        if len(self.grades) < 2 or len(set(self.grades)) < len(self.grades):
            yield Fault("scale.grades", self.name, "a scale has two or more grades, each named once, the lowest first")
        for rise in self.rises:
            where = f"{self.name}/rise to {rise.to}"
            yield from self._unknown(where, rise.to)
            if rise.to in self.grades[:1]:
                yield Fault("scale.rise", where, "nothing rises to the lowest grade; name a higher one")
            if rise.when is not None:
                yield from _faults_of(rise.when, where)
        for fall in self.falls:
            yield from self._fall_faults(fall)
        yield from self._stuck()
        if self.reads is not None and self.figures is not None:
            yield from check(self.reads, self.figures, where=self.name, expects=TEXT)
        for told in () if self.reads is None else _results(self.reads):
            if isinstance(told, Literal) and isinstance(told.value, str):
                yield from self._unknown(self.name, told.value)

    def _unknown(self, where: str, *grades: str) -> Iterator[Fault]:
        for grade in grades:
            if grade not in self.grades:
                yield Fault("scale.grade", where, f"'{grade}' is no grade of it{did_you_mean(grade, self.grades)}")

    def _fall_faults(self, fall: Fall) -> Iterator[Fault]:
        where = f"{self.name}/fall from {fall.start} to {fall.to}"
        yield from self._unknown(where, fall.start, fall.to, *filter(None, (fall.after,)))
        known = {fall.start, fall.to} <= set(self.grades)
        if known and self.grades.index(fall.to) >= self.grades.index(fall.start):
            yield Fault("scale.fall", where, "a fall leads downwards; order the grades from the lowest to the highest")
        way = (fall.start, fall.to, fall.after)
        if way in [(other.start, other.to, other.after) for other in self.falls if other is not fall]:
            yield Fault("scale.fall", where, "two falls lead this way; join their conditions in one")
        yield from _faults_of(fall.when, where)

    def _stuck(self) -> Iterator[Fault]:
        """Tell the grades that can be set and never lifted, unless figures give them."""
        if self.reads is None:
            left = {fall.start for fall in self.falls}
            for grade in self.grades[1:]:
                if grade not in left:
                    problem = f"nothing leads down from '{grade}'; give a fall, or it could never be lifted"
                    yield Fault("scale.no-way-down", f"{self.name}/{grade}", problem)


def _results(tree: Expression) -> Iterator[Expression]:
    """Give what a choice may come to, choices within choices among them."""
    if isinstance(tree, Choice):
        for part in (*(result for _, result in tree.branches), tree.otherwise):
            yield from _results(part)
    else:
        yield tree
