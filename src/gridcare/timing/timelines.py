"""
When something runs: from what it is counted, through which phases, and what starts it again.

A *timeline* is declared once. It names the *anchor* that it is counted from, the *phases* that follow one another,
what is owed at which windows of each (`gridcare.timing.slots`), and what acts may do to it: a *reset* leads back to
the start, to an earlier phase, or to somebody's decision; an *extension* lengthens the phase its act lies in; an
*own end* is decided by an authority, with a reason. Nothing here knows what any of it is about::

    HOME_14 = Timeline(
        anchor=FirstAvailable((Latest("contact"), Earliest("arrival"))),
        owed_from=Earliest("enrolled"),
        phases=(
            Phase(
                "home",
                days=14,
                slots=(
                    Daily("meet", windows=("07:00-09:00", "20:00-22:00"), late="1h", entry="12h"),
                    OnDays("check", days=(1, 7, LAST), numbered_from=Earliest("moved in"), beyond="holds the end"),
                ),
            ),
        ),
        resets=(Reset("contact", to=START, day_one="after fact"),),
        own_end=OwnEnd("own end", by="county"),
    )

How others use it, from here upwards:

- They turn what they record into acts (`gridcare.timing.acts.Act`), one per version of a record.
- `gridcare.timing.courses.course(timeline, acts, zone, known)` tells where everything lies: the plan in force at each
  moment, its phases, its end. `gridcare.timing.schedules.Schedule(timeline, acts, zone)` holds the acts and answers
  every question at any (happened, known): ``table(at, known)`` with the state of every slot, ``counts``,
  ``phase``, ``earliest_end(at, known)``, ``next_change(at, known)``, ``shortenings(known)``.
- `gridcare.timing.boards.Board` holds many schedules as compiled rows for the morning's question, what is due and
  what was missed today.

How days are counted
    ``day_one="after anchor"`` makes the anchor's own day number 0, ``"on anchor"`` number 1. ``counts="local days"``
    lets days run from midnight to midnight; ``"elapsed"`` in stretches of 24 hours from the anchor's very moment, the
    first of which is always day 1.
    ``ends="last day complete"`` ends a timeline with its last day, ``"last day begun"`` where that day begins. Lengths
    are added up from the anchor, so that two phases of a month each end where two months end; a day that a month
    lacks is clipped to its last (``overflow="clip"``) or rolls over into the next month (``"roll"``).

What waits
    An anchor without its act waits, and says what it needs. A phase whose own start waits is not there yet, nor are
    those after it; one whose own end waits goes on. After a reset that waits for its anchor, or for a decision, the
    old plan is held: the phase in which it happened goes on, and so does what is owed in it.

What binds
    Acts apply in order of happening. A reset never makes the end earlier, unless it may. An own end binds the run in
    which it was decided; it needs its authority, a reason and a date, and may lie before the end only if declared so.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final

import attrs

from gridcare.errors import Fault, did_you_mean, refuse
from gridcare.given import texts, typed
from gridcare.timing.anchors import Anchor
from gridcare.timing.slots import SlotRule

__all__ = [
    "START",
    "Counts",
    "DayOne",
    "Decision",
    "Ends",
    "Extension",
    "From",
    "Overflow",
    "OwnEnd",
    "Phase",
    "Reset",
    "Timeline",
]

START: Final = "start"
"""Where a reset leads that begins everything again; no phase may bear this name."""


class DayOne(StrEnum):
    """Which day is number one, and what it is counted from."""

    AFTER_ANCHOR = "after anchor"
    ON_ANCHOR = "on anchor"
    AFTER_FACT = "after fact"
    ON_FACT = "on fact"
    NEXT_ANCHOR = "next anchor"


class Counts(StrEnum):
    """What a day is that is counted."""

    LOCAL_DAYS = "local days"
    ELAPSED = "elapsed"


class Ends(StrEnum):
    """Whether the last day of a timeline has to be complete."""

    COMPLETE = "last day complete"
    BEGUN = "last day begun"


class Overflow(StrEnum):
    """What becomes of a day that a month lacks."""

    CLIP = "clip"
    ROLL = "roll"


class From(StrEnum):
    """What an extension is counted from."""

    END = "from end"
    """Its days are added to the end of the phase."""
    FACT = "from fact"
    """The phase ends no earlier than so many days after the act; another act counts anew."""


def _rules(given: Iterable[SlotRule]) -> tuple[SlotRule, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Phase:
    """
    A part of a timeline.

    It has a length in days or months, or an anchor of its own that it ends by, or both: with both, the length is
    counted from that anchor. Without a length it ends at the very moment of its anchor.

    Attributes:
        name: Its name.
        days: Its length in days.
        months: Its length in months.
        starts: The anchor that it starts from; where the phase before it ends, or for the first the timeline's anchor,
            when left out. It never starts before the phase before it has ended.
        from_day: The number of its first day as counted from its anchor; on the timeline's first phase, or with
            `starts`.
        ends: The anchor that it ends by.
        slots: What is owed in it, at which windows.
    """

    name: str = attrs.field(kw_only=False)
    days: int | None = None
    months: int | None = None
    starts: Anchor | None = None
    from_day: int = 1
    ends: Anchor | None = None
    slots: tuple[SlotRule, ...] = attrs.field(default=(), converter=_rules)

    @property
    def fixed_days(self) -> int | None:
        """Its length in days where that is fixed; none where it is counted in months or hangs on an anchor."""
        return self.days if self.ends is None and self.months is None else None

    def anchors(self) -> Iterator[Anchor]:
        """Go through the anchors that it names."""
        yield from (anchor for anchor in (self.starts, self.ends) if anchor is not None)
        yield from (rule.counts_from for rule in self.slots if rule.counts_from is not None)

    def faults(self, where: str, *, first: bool) -> Iterator[Fault]:
        """Tell what is wrong with it."""
        here = f"{where}/{self.name}"
        if not self.name or self.name == START:
            yield Fault("timeline.phase-name", here, f"'{self.name}' names no phase; give another name")
        yield from self._length_faults(here)
        if self.from_day != 1 and not first and self.starts is None:
            yield Fault("timeline.start", here, "'from_day' is counted from an anchor; give 'starts' too")
        for anchor in (self.starts, self.ends):
            if anchor is not None:
                yield from anchor.faults(here)
        names = [rule.name for rule in self.slots]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield Fault("timeline.slots", here, f"two rules are called '{name}'; join their windows or name them apart")
        for rule in self.slots:
            yield from rule.faults(here, self.fixed_days)

    def _length_faults(self, here: str) -> Iterator[Fault]:
        if self.days is None and self.months is None and self.ends is None:
            yield Fault(
                "timeline.length", here, "it has no length; give 'days' or 'months', or the anchor it 'ends' by"
            )
        if self.days is not None and self.months is not None:
            yield Fault("timeline.length", here, "it has a length in days and one in months; give one of them")
        least = 0 if self.ends is not None else 1
        for unit, count in (("days", self.days), ("months", self.months)):
            if count is not None and count < least:
                yield Fault("timeline.length", here, f"{count} {unit} is no length; give {least} or more")


@attrs.frozen(kw_only=True, field_transformer=typed)
class Decision:
    """
    What a reset waits for when an authority decides where it leads.

    Attributes:
        on: The kind of act that is the decision.
        by: The authority that it must come from; anybody's counts when left out.
        states: The name under which it states the phase that it leads to: `START`, the name of a phase, or a blank
            when nothing starts again and the old plan goes on.
    """

    on: str = attrs.field(kw_only=False)
    by: str = ""
    states: str = "phase"


@attrs.frozen(kw_only=True, field_transformer=typed)
class Reset:
    """
    What begins a timeline, or a part of it, again.

    Attributes:
        on: The kind of act, or several kinds.
        to: Where it leads: `START`, the name of an earlier phase, or a `Decision`.
        day_one: Where day one comes from: after the act, on its day, or from the next anchor.
        stated: The name of a date that the act states, to be counted from instead of the act's own moment.
        tagged: Only acts that bear this tag; empty for all.
        may_shorten: Whether the end may come earlier by it.
    """

    on: tuple[str, ...] = attrs.field(kw_only=False, converter=texts)
    to: str | Decision = START
    day_one: DayOne = attrs.field(default=DayOne.AFTER_FACT, converter=DayOne)
    stated: str = ""
    tagged: str = ""
    may_shorten: bool = False


@attrs.frozen(kw_only=True, field_transformer=typed)
class Extension:
    """
    What lengthens the phase that its act lies in.

    Attributes:
        on: The kind of act, or several kinds.
        days: By how many days.
        counted: From the end of the phase, or from the act.
        tagged: Only acts that bear this tag; empty for all.
    """

    on: tuple[str, ...] = attrs.field(kw_only=False, converter=texts)
    days: int
    counted: From = attrs.field(default=From.END, converter=From)
    tagged: str = ""


@attrs.frozen(kw_only=True, field_transformer=typed)
class OwnEnd:
    """
    An end that an authority decides for one subject of its own, with a reason.

    Attributes:
        on: The kind of act that is the decision.
        by: The authority that it must come from.
        states: The name under which it states its last day, or the moment of its end.
        reason: The name under which it states the reason.
        may_shorten: Whether it may lie before the end that the timeline gives.
    """

    on: str = attrs.field(default="own end", kw_only=False)
    by: str
    states: str = "until"
    reason: str = "reason"
    may_shorten: bool = False


def _phases(given: Iterable[Phase]) -> tuple[Phase, ...]:
    return tuple(given)


def _resets(given: Iterable[Reset]) -> tuple[Reset, ...]:
    return tuple(given)


def _extensions(given: Iterable[Extension]) -> tuple[Extension, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Timeline:
    """
    When something runs, as it is declared; the module says what each word means.

    Attributes:
        anchor: What it is counted from.
        phases: Its phases, in order.
        day_one: Whether the day of the anchor is number 0 or number 1.
        counts: Local days, or stretches of 24 hours from the anchor's moment.
        ends: Whether the last day has to be complete.
        overflow: What becomes of a day that a month lacks.
        owed_from: The anchor before which nothing is owed, and no reset applies; none when all is owed at once.
        owed_until: The anchor from which nothing is owed any more, and no act applies.
        resets: What begins it again.
        extensions: What lengthens its phases.
        own_end: Who may decide another end.

    Raises:
        DefinitionError: When anything about it is wrong, with every fault at once.
    """

    anchor: Anchor
    phases: tuple[Phase, ...] = attrs.field(converter=_phases)
    day_one: DayOne = attrs.field(default=DayOne.AFTER_ANCHOR, converter=DayOne)
    counts: Counts = attrs.field(default=Counts.LOCAL_DAYS, converter=Counts)
    ends: Ends = attrs.field(default=Ends.COMPLETE, converter=Ends)
    overflow: Overflow = attrs.field(default=Overflow.CLIP, converter=Overflow)
    owed_from: Anchor | None = None
    owed_until: Anchor | None = None
    resets: tuple[Reset, ...] = attrs.field(default=(), converter=_resets)
    extensions: tuple[Extension, ...] = attrs.field(default=(), converter=_extensions)
    own_end: OwnEnd | None = None
    kinds: frozenset[str] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        refuse("timeline", self._faults())
        object.__setattr__(self, "kinds", frozenset(self._kinds()))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its phases, in order."""
        return tuple(phase.name for phase in self.phases)

    def _kinds(self) -> Iterator[str]:
        """Go through the kinds of act that may change its course."""
        for anchor in self._anchors():
            yield from anchor.kinds
        for reset in self.resets:
            yield from reset.on
            if isinstance(reset.to, Decision):
                yield reset.to.on
        for extension in self.extensions:
            yield from extension.on
        if self.own_end is not None:
            yield self.own_end.on

    def _anchors(self) -> Iterator[Anchor]:
        yield self.anchor
        yield from (anchor for anchor in (self.owed_from, self.owed_until) if anchor is not None)
        for phase in self.phases:
            yield from phase.anchors()

    def _faults(self) -> Iterator[Fault]:
        if not self.phases:
            yield Fault("timeline.phases", "phases", "it has no phase; a timeline runs through at least one")
        for name in sorted({name for name in self.names if self.names.count(name) > 1}):
            yield Fault("timeline.phases", "phases", f"two phases are called '{name}'; name them apart")
        if self.day_one not in {DayOne.AFTER_ANCHOR, DayOne.ON_ANCHOR}:
            problem = f"'{self.day_one}' counts from an act; give '{DayOne.AFTER_ANCHOR}' or '{DayOne.ON_ANCHOR}'"
            yield Fault("timeline.day-one", "day_one", problem)
        if self.counts is Counts.ELAPSED and DayOne.ON_ANCHOR is self.day_one:
            problem = f"the first 24 hours that elapse are always day one; leave out '{DayOne.ON_ANCHOR}'"
            yield Fault("timeline.day-one", "day_one", problem)
        for where in ("anchor", "owed_from", "owed_until"):
            if (anchor := getattr(self, where)) is not None:
                yield from anchor.faults(where)
        for number, phase in enumerate(self.phases):
            yield from phase.faults("phases", first=number == 0)
        for reset in self.resets:
            yield from self._reset_faults(reset, f"resets/{'/'.join(reset.on)}")
        for extension in self.extensions:
            yield from _extension_faults(extension, f"extensions/{'/'.join(extension.on)}")
        if self.own_end is not None and not self.own_end.by:
            yield Fault("timeline.own-end", "own_end", "nobody may decide it; name the authority in 'by'")

    def _reset_faults(self, reset: Reset, here: str) -> Iterator[Fault]:
        if not reset.on or not all(reset.on):
            yield Fault("timeline.reset", here, "it happens on no kind of act; name at least one")
        if isinstance(reset.to, str) and reset.to not in {START, *self.names}:
            hint = did_you_mean(reset.to, (START, *self.names))
            yield Fault("timeline.reset", here, f"it leads to the unknown phase '{reset.to}'{hint}")
        if reset.day_one not in {DayOne.AFTER_FACT, DayOne.ON_FACT, DayOne.NEXT_ANCHOR}:
            allowed = f"'{DayOne.AFTER_FACT}', '{DayOne.ON_FACT}' or '{DayOne.NEXT_ANCHOR}'"
            yield Fault("timeline.day-one", here, f"'{reset.day_one}' says nothing after a reset; give {allowed}")
        if self.counts is Counts.ELAPSED and reset.day_one is DayOne.ON_FACT:
            problem = f"the first 24 hours that elapse are always day one; give '{DayOne.AFTER_FACT}'"
            yield Fault("timeline.day-one", here, problem)
        if reset.stated and reset.day_one is DayOne.NEXT_ANCHOR:
            yield Fault("timeline.reset", here, "day one comes from the next anchor; leave out 'stated'")


def _extension_faults(extension: Extension, here: str) -> Iterator[Fault]:
    if not extension.on or not all(extension.on):
        yield Fault("timeline.extension", here, "it happens on no kind of act; name at least one")
    if extension.days < 1:
        yield Fault("timeline.extension", here, f"{extension.days} days lengthen nothing; give 1 or more")
