"""
The course that a timeline takes under the acts of one subject: which plan was in force when, and when it ends.

A *plan* lays the phases of a timeline on the calendar. Each act that concerns the timeline may change the plan from
its moment on, so a course is a row of *stages*: a moment, and the plan in force from then until the next. What an
earlier plan asked for in windows that have closed stays as it was; only what lies ahead is laid anew. Until the first
day of a new plan, what was in force goes on.

`course` folds the acts known by a moment in order of happening, so that the order in which they arrive does not
matter, and what is not known yet does not reach back. What could not be heeded, such as an end that another authority
decided, is a `Remark`.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

import attrs

from gridcare.timing.acts import Act, Heard, hear
from gridcare.timing.anchors import Anchor, Found, Need, place_of
from gridcare.timing.periods import Zone, add_months, at_clock, aware, day_end, day_start, local_day, time_zone
from gridcare.timing.slots import Beyond, SlotRule
from gridcare.timing.timelines import (
    START,
    Counts,
    DayOne,
    Decision,
    Ends,
    Extension,
    From,
    Overflow,
    OwnEnd,
    Phase,
    Reset,
    Timeline,
)

__all__ = ["Course", "EarliestEnd", "Placed", "Plan", "PlanFrom", "Remark", "course"]

_DAY: Final = timedelta(days=1)


@attrs.frozen
class Remark:
    """
    Something about the acts that could not be heeded, or that contradicts itself.

    Attributes:
        code: A stable word for it, such as ``wrong-authority``.
        act: The id of the act; empty when it concerns several.
        text: What is wrong.
    """

    code: str
    act: str
    text: str


@attrs.frozen(kw_only=True)
class Placed:
    """
    A phase, laid on the calendar.

    Attributes:
        index: Which phase of the timeline it is.
        name: Its name.
        run: The run that it belongs to; each reset begins another.
        start: Its first moment.
        end: The first moment after it; none while it is open.
        first_day: The local day that its days are numbered from, as number 1.
        last_day: The last local day of it, for days counted from the end; none while it is open.
        origins: For each of its rules the day numbered 1; none while the rule's own anchor waits.
        until: Where a later plan takes over, so that no window of this one opens from then on.
    """

    index: int
    name: str
    run: int
    start: datetime
    end: datetime | None
    first_day: date
    last_day: date | None
    origins: tuple[date | None, ...]
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Tell whether a moment lies in it."""
        end = self.end if self.until is None else self.until if self.end is None else min(self.end, self.until)
        return self.start <= at and (end is None or at < end)


@attrs.frozen(kw_only=True)
class Plan:
    """
    Where a timeline lies, as of some act.

    Attributes:
        run: The number of the run.
        placed: The phases, in order; first what goes on of an earlier plan until this one begins.
        owed: Whether anything is owed yet.
        owed_from: Before which moment nothing is owed; none when there is no such moment.
        owed_until: From which moment nothing is owed any more.
        held: Whether it is held because a reset waits.
        needs: Which acts are needed before its end can be told.
    """

    run: int
    placed: tuple[Placed, ...]
    owed: bool
    owed_from: datetime | None
    owed_until: datetime | None
    held: bool
    needs: tuple[Need, ...]

    @property
    def end(self) -> datetime | None:
        """The first moment after its last phase; none while something that it needs is missing."""
        return self.placed[-1].end if self.placed and not self.needs else None

    def phase(self, at: datetime) -> Placed | None:
        """Return the phase that a moment lies in."""
        return next((placed for placed in self.placed if placed.holds(at)), None)


@attrs.frozen
class PlanFrom:
    """
    A plan, and since when it has been in force.

    Attributes:
        since: The moment of the act that it follows from.
        plan: The plan, in force until the next stage begins.
    """

    since: datetime
    plan: Plan


@attrs.frozen(kw_only=True)
class EarliestEnd:
    """
    When a timeline ends at the earliest.

    Attributes:
        moment: The first moment after it, if nothing else happens; none while something is needed first.
        needs: What is needed first, and why.
    """

    moment: datetime | None
    needs: tuple[Need, ...] = ()


@attrs.frozen(kw_only=True)
class Course:
    """
    The course of a timeline.

    Attributes:
        stages: The plans, in the order in which they came into force; none before the first act.
        remarks: What could not be heeded.
    """

    stages: tuple[PlanFrom, ...]
    remarks: tuple[Remark, ...]

    def plan(self, at: datetime) -> Plan | None:
        """Return the plan in force at a moment; none before the first act that concerns the timeline."""
        at = aware(at, "at")
        return next((stage.plan for stage in reversed(self.stages) if stage.since <= at), None)

    def phase(self, at: datetime) -> Placed | None:
        """Return the phase that a moment lies in, by the plan in force then."""
        plan = self.plan(at)
        return plan.phase(aware(at, "at")) if plan is not None else None

    def earliest_end(self, at: datetime) -> EarliestEnd:
        """Tell when it ends at the earliest, as seen at a moment, or what is needed before that can be told."""
        plan = self.plan(at)
        if plan is None:
            return EarliestEnd(moment=None, needs=(Need((), "nothing has happened yet"),))
        return EarliestEnd(moment=plan.end, needs=plan.needs)

    def moments(self) -> Iterator[datetime]:
        """Go through the moments at which a plan or a phase changes, in no order."""
        for stage, after in pairwise((*self.stages, None)):
            if stage is None:
                continue
            yield stage.since
            for placed in stage.plan.placed:
                for moment in (placed.start, placed.end, placed.until):
                    if moment is not None and moment > stage.since and (after is None or moment < after.since):
                        yield moment


def course(timeline: Timeline, acts: Iterable[Act], *, zone: Zone, known: datetime | None = None) -> Course:
    """
    Lay a timeline on the calendar.

    Args:
        timeline: The timeline.
        acts: Every version of every act, in any order; those of other kinds are passed over.
        zone: The zone whose days are meant.
        known: The moment whose knowledge counts; all that there is when left out.
    """
    heard = hear((act for act in acts if act.kind in timeline.kinds), zone, known)
    return follow(timeline, heard, zone)


def follow(timeline: Timeline, heard: Sequence[Heard], zone: Zone) -> Course:
    """Lay a timeline on the calendar by acts that are heard already, given in order of happening."""
    fold = _Fold(timeline, tuple(each for each in heard if each.act.kind in timeline.kinds), zone)
    stages: list[PlanFrom] = []
    for count, each in enumerate(fold.acts, 1):
        plan = fold.take(count, each)
        if stages and stages[-1].since == each.stands:
            stages.pop()
        if not stages or stages[-1].plan != plan:
            stages.append(PlanFrom(each.stands, plan))
    return Course(stages=tuple(stages), remarks=(*fold.remarks, *fold.backward))


@attrs.frozen(kw_only=True)
class _Run:
    """A run: where it starts, and what has been decided about it."""

    number: int = 0
    origin: int = 0
    base: int = 0
    found: Found | None = None
    after: bool = True
    floor: datetime | None = None
    own_end: datetime | None = None
    added: tuple[tuple[int, int], ...] = ()
    least: tuple[tuple[int, datetime], ...] = ()


@attrs.frozen(kw_only=True)
class _Hold:
    """A reset that waits: since when, for what, and where it leads."""

    since: datetime
    base: int
    reset: Reset
    target: int | None
    found: Found | None


class _Fold:
    """The fold over the acts that concern a timeline; one use."""

    def __init__(self, timeline: Timeline, acts: tuple[Heard, ...], zone: Zone) -> None:
        self.timeline = timeline
        self.acts = acts
        self.zone = time_zone(zone)
        self.after = timeline.day_one is DayOne.AFTER_ANCHOR
        self.run = _Run(after=self.after)
        self.hold: _Hold | None = None
        self.plan: Plan | None = None
        self.nominal: datetime | None = None
        self.begins: datetime | None = None
        self.carried: tuple[Placed, ...] = ()
        self.remarks: list[Remark] = []
        self.backward: list[Remark] = []

    def take(self, count: int, heard: Heard) -> Plan:
        """Take the act that comes next, `count` being how many there are with it."""
        if self.plan is not None and self._is_running(self.plan, heard.stands):
            self._apply(count, heard, self.plan)
        elif self._is_own_end(heard):
            self._remark("not-running", heard, "an own end was decided while the timeline was not running")
        self._end_hold(count)
        self.plan = self._lay(count, heard.stands)
        return self.plan

    def _remark(self, code: str, heard: Heard, text: str) -> None:
        self.remarks.append(Remark(code, heard.act.id, text))

    def _is_running(self, plan: Plan, at: datetime) -> bool:
        over = plan.owed_until is not None and plan.owed_until <= at
        return bool(plan.placed) and plan.owed and not over

    def _is_own_end(self, heard: Heard) -> bool:
        return self.timeline.own_end is not None and heard.act.kind == self.timeline.own_end.on

    # What an act does

    def _apply(self, count: int, heard: Heard, plan: Plan) -> None:
        self._decide(count, heard)
        for reset in self.timeline.resets:
            if heard.act.kind in reset.on and self._bears(reset.tagged, heard):
                self._reset(count, heard, plan, reset)
                break
        for extension in self.timeline.extensions:
            if heard.act.kind in extension.on and self._bears(extension.tagged, heard):
                self._extend(heard, plan, extension)
        if self._is_own_end(heard) and self.timeline.own_end is not None:
            self._end(heard, self.timeline.own_end)

    def _bears(self, tag: str, heard: Heard) -> bool:
        if tag and tag not in heard.act.tags and tag in heard.act.undecided:
            self._remark("undecided", heard, f"whether it is '{tag}' is undecided; it changes nothing until then")
        return not tag or tag in heard.act.tags

    def _reset(self, count: int, heard: Heard, plan: Plan, reset: Reset) -> None:
        found = place_of(heard, reset.stated, self.zone)
        if found is None and reset.day_one is not DayOne.NEXT_ANCHOR:
            self._remark("no-date", heard, f"it resets by the date '{reset.stated}', and states none")
            return
        target = None if isinstance(reset.to, Decision) else self._index(reset.to)
        reached = plan.phase(heard.stands) or plan.placed[-1]
        if target is not None and target > reached.index:
            self._remark("phase-not-reached", heard, f"it leads back to '{reset.to}', which has not been reached yet")
            return
        if target is None or reset.day_one is DayOne.NEXT_ANCHOR:
            self.hold = _Hold(since=heard.stands, base=count, reset=reset, target=target, found=found)
        else:
            self._begin(reset, target, count - 1, found)

    def _index(self, phase: str) -> int:
        return 0 if phase == START else self.timeline.names.index(phase)

    def _begin(self, reset: Reset, target: int, base: int, found: Found | None) -> None:
        """Begin another run; a hold for a decision outlives it, one for an anchor does not."""
        after = self.after if found is None else reset.day_one is DayOne.AFTER_FACT
        floor = None if reset.may_shorten else self.nominal
        number = self.run.number + 1
        self.run = _Run(number=number, origin=target, base=base, found=found, after=after, floor=floor)
        if self.hold is not None and self.hold.target is not None:
            self.hold = None

    def _decide(self, count: int, heard: Heard) -> None:
        hold = self.hold
        if hold is None or not isinstance(hold.reset.to, Decision) or heard.act.kind != hold.reset.to.on:
            return
        decision = hold.reset.to
        phase = heard.act.stated.get(decision.states)
        if decision.by and heard.act.by != decision.by:
            self._remark("wrong-authority", heard, f"'{decision.by}' decides where a reset leads, not '{heard.act.by}'")
        elif not phase:
            self.hold = None
        elif phase not in {START, *self.timeline.names}:
            self._remark("unknown-phase", heard, f"it leads to '{phase}', and the timeline has no such phase")
        else:
            target = self._index(str(phase))
            self.hold = None
            if hold.reset.day_one is DayOne.NEXT_ANCHOR:
                self.hold = attrs.evolve(hold, target=target)
            else:
                self._begin(hold.reset, target, hold.base - 1, hold.found)

    def _end_hold(self, count: int) -> None:
        """End the hold of a reset whose anchor has come."""
        hold = self.hold
        if hold is None or hold.target is None:
            return
        anchor = self.timeline.phases[hold.target].starts or self.timeline.anchor
        if isinstance(self._find(anchor, hold.base, count), Found):
            self._begin(hold.reset, hold.target, hold.base, None)

    def _extend(self, heard: Heard, plan: Plan, extension: Extension) -> None:
        phase = plan.phase(heard.stands)
        if phase is None:
            self._remark("no-phase", heard, "it would lengthen the phase that it lies in, and lies in none")
        elif extension.counted is From.END:
            self.run = attrs.evolve(self.run, added=(*self.run.added, (phase.index, extension.days)))
        else:
            found = Found(local_day(heard.act.happened, self.zone), heard.stands, whole_day=heard.act.whole_day)
            least = self._begin_of(found, extension.days + 1, after=True)
            self.run = attrs.evolve(self.run, least=(*self.run.least, (phase.index, least)))

    def _end(self, heard: Heard, own: OwnEnd) -> None:
        found = place_of(heard, own.states, self.zone)
        if heard.act.by != own.by:
            self._remark("wrong-authority", heard, f"'{own.by}' decides an own end, not '{heard.act.by}'")
        elif not heard.act.stated.get(own.reason):
            self._remark(
                "no-reason", heard, f"an own end states its reason under '{own.reason}', and this one does not"
            )
        elif found is None:
            self._remark(
                "no-date", heard, f"an own end states its last day under '{own.states}', and this one does not"
            )
        else:
            moment = day_end(found.day, self.zone) if found.whole_day else found.moment
            if self.nominal is not None and moment < self.nominal and not own.may_shorten:
                self._remark("would-shorten", heard, "it lies before the end, which this timeline does not allow")
            else:
                self.run = attrs.evolve(self.run, own_end=moment)

    # Laying the phases

    def _find(self, anchor: Anchor, base: int, count: int) -> Found | Need:
        return anchor.find(self.acts[base:count], self.zone)

    def _begin_of(self, found: Found, number: int, *, after: bool) -> datetime:
        """Return the first moment of a numbered day."""
        if self.timeline.counts is Counts.ELAPSED:
            from_ = day_end(found.day, self.zone) if found.whole_day else found.moment
            return from_ + (number - 1) * _DAY
        return day_start(found.day + (number if after else number - 1) * _DAY, self.zone)

    def _first_date(self, found: Found, *, after: bool) -> date:
        return found.day + _DAY if after and self.timeline.counts is Counts.LOCAL_DAYS else found.day

    def _later(self, moment: datetime, months: int, days: int) -> datetime:
        """Return the moment so many months and days later, at the same time of the clock."""
        if not months and self.timeline.counts is Counts.ELAPSED:
            return moment + days * _DAY
        local = moment.astimezone(self.zone)
        day = local_day(moment, self.zone)
        if months and self.timeline.overflow is Overflow.ROLL:
            shifted = add_months(day.replace(day=1), months) + (day.day - 1) * _DAY
        else:
            shifted = add_months(day, months) if months else day
        if moment == day_start(day, self.zone):
            return day_start(shifted + days * _DAY, self.zone)
        return at_clock(shifted + days * _DAY, local.time(), self.zone)

    def _lay(self, count: int, at: datetime) -> Plan:
        own, needs = self._own_phases(count)
        nominal = own[-1].end if own and not needs else None
        own, needs = self._bound(own, needs, nominal)
        self.nominal = own[-1].end if own and not needs else None
        begins = own[0].start if own else None
        if self.plan is not None and begins is not None and begins != self.begins:
            self.carried = self._carried(self.plan, at) if begins > at else ()
        self.begins = begins
        placed = (*self._until(begins), *own)
        held = self.hold is not None
        if self.hold is not None:
            placed, needs = self._held(placed, self.hold)
        owed_from = self._moment(self.timeline.owed_from, count)
        return Plan(
            run=self.run.number,
            placed=placed,
            owed=self.timeline.owed_from is None or owed_from is not None,
            owed_from=owed_from,
            owed_until=self._moment(self.timeline.owed_until, count),
            held=held,
            needs=tuple(needs),
        )

    def _moment(self, anchor: Anchor | None, count: int) -> datetime | None:
        found = None if anchor is None else self._find(anchor, 0, count)
        return found.moment if isinstance(found, Found) else None

    def _own_phases(self, count: int) -> tuple[list[Placed], list[Need]]:
        laid: list[Placed] = []
        needs: list[Need] = []
        self.backward = []
        chain: tuple[datetime, int, int] | None = None
        for index in range(self.run.origin, len(self.timeline.phases)):
            phase = self.timeline.phases[index]
            anchored = self._start_anchor(index, count)
            if isinstance(anchored, Need):
                needs.append(anchored)
                break
            before = laid[-1].end if laid else None
            if anchored is not None:
                after = self.run.after if anchored is self.run.found else self.after
                start = self._begin_of(anchored, phase.from_day, after=after)
                start = start if before is None else max(start, before)
                chain = (start, 0, 0)
            elif before is not None and chain is not None:
                start = before
            else:
                break
            months, days = chain[1] + (phase.months or 0), chain[2] + (phase.days or 0)
            chain = (chain[0], months, days)
            end = self._end_of(index, start, chain, count)
            end, waiting = self._waits_for_its_numbers(phase, end, count)
            if isinstance(end, datetime) and end != self._later(*chain):
                chain = (end, 0, 0)
            laid.append(self._placed(index, start, end if isinstance(end, datetime) else None, count))
            if isinstance(end, Need):
                waiting = (end, *waiting)
            if waiting:
                needs.extend(waiting)
                break
        return laid, needs

    def _start_anchor(self, index: int, count: int) -> Found | Need | None:
        phase = self.timeline.phases[index]
        if index == self.run.origin and self.run.found is not None:
            return self.run.found
        if phase.starts is not None:
            return self._find(phase.starts, self.run.base, count)
        return self._find(self.timeline.anchor, self.run.base, count) if index == self.run.origin else None

    def _end_of(self, index: int, start: datetime, chain: tuple[datetime, int, int], count: int) -> datetime | Need:
        phase = self.timeline.phases[index]
        begun = self.timeline.ends is Ends.BEGUN and index == len(self.timeline.phases) - 1
        if phase.ends is None:
            end = self._later(*chain)
        else:
            found = self._find(phase.ends, self.run.base, count)
            if isinstance(found, Need):
                return found
            end = self._end_by(phase, found)
            if end < start:
                text = f"phase '{phase.name}' would end at '{end}', before it starts at '{start}'; it is empty"
                self.backward.append(Remark("ends-before-it-starts", found.act, text))
        if begun and (phase.ends is None or phase.days or phase.months):
            end = self._later(end, 0, -1)
        end = self._later(end, 0, sum(days for which, days in self.run.added if which == index))
        return max([end, start, *(least for which, least in self.run.least if which == index)])

    def _end_by(self, phase: Phase, found: Found) -> datetime:
        """Return the end of a phase that is counted from an anchor of its own."""
        if phase.days is not None:
            return self._begin_of(found, phase.days + 1, after=self.after)
        if phase.months is not None:
            return self._later(self._begin_of(found, 1, after=self.after), phase.months, 0)
        return day_end(found.day, self.zone) if found.whole_day else found.moment

    def _waits_for_its_numbers(
        self, phase: Phase, end: datetime | Need, count: int
    ) -> tuple[datetime | Need, tuple[Need, ...]]:
        """Hold the end of a phase for numbered days that lie past it, where they are declared to."""
        for rule in phase.slots:
            if rule.past_its_phase is not Beyond.HOLDS_THE_END or rule.counts_from is None or not rule.reach:
                continue
            found = self._find(rule.counts_from, 0, count)
            if isinstance(found, Need):
                return found, ()
            if isinstance(end, datetime):
                last = self._first_date(found, after=self.after) + rule.reach * _DAY
                end = max(end, day_start(last, self.zone))
        return end, ()

    def _placed(self, index: int, start: datetime, end: datetime | None, count: int) -> Placed:
        phase = self.timeline.phases[index]
        first = local_day(start, self.zone)
        last = None if end is None else local_day(end - datetime.resolution, self.zone)
        origins = tuple(self._origin(rule, first, count) for rule in phase.slots)
        return Placed(
            index=index,
            name=phase.name,
            run=self.run.number,
            start=start,
            end=end,
            first_day=first,
            last_day=last,
            origins=origins,
        )

    def _origin(self, rule: SlotRule, first: date, count: int) -> date | None:
        if rule.counts_from is None:
            return first
        found = self._find(rule.counts_from, 0, count)
        return self._first_date(found, after=self.after) if isinstance(found, Found) else None

    def _bound(self, own: list[Placed], needs: list[Need], nominal: datetime | None) -> tuple[list[Placed], list[Need]]:
        """Apply what binds the end of the run: the end before its reset, and an own end."""
        if nominal is not None and self.run.floor is not None and nominal < self.run.floor:
            own = [*own[:-1], self._ending(own[-1], self.run.floor)]
            nominal = self.run.floor
        end = self.run.own_end
        if end is None or not own:
            return own, needs
        may_shorten = self.timeline.own_end is not None and self.timeline.own_end.may_shorten
        if nominal is not None and end < nominal and not may_shorten:
            return own, needs
        own = [placed for placed in own if placed.start < end] or own[:1]
        return [*own[:-1], self._ending(own[-1], max(end, own[-1].start))], []

    def _ending(self, placed: Placed, end: datetime) -> Placed:
        return attrs.evolve(placed, end=end, last_day=local_day(end - datetime.resolution, self.zone))

    # What goes on of an earlier plan

    def _carried(self, plan: Plan, at: datetime) -> tuple[Placed, ...]:
        """Keep what was in force when another plan came that begins later."""
        phase = plan.phase(at)
        if phase is None:
            return ()
        earlier = plan.placed[: plan.placed.index(phase)]
        return (*earlier, attrs.evolve(phase, end=None, until=None))

    def _until(self, begins: datetime | None) -> tuple[Placed, ...]:
        return tuple(
            attrs.evolve(
                placed, end=begins if placed.end is None else min(placed.end, begins or placed.end), until=begins
            )
            for placed in self.carried
            if begins is None or placed.start < begins
        )

    def _held(self, placed: tuple[Placed, ...], hold: _Hold) -> tuple[tuple[Placed, ...], list[Need]]:
        need = self._hold_need(hold)
        for index, phase in enumerate(placed):
            if phase.holds(hold.since):
                open_ = attrs.evolve(phase, end=None, last_day=None, until=None)
                return (*placed[:index], open_), [need]
        return placed, [need]

    def _hold_need(self, hold: _Hold) -> Need:
        if hold.target is None and isinstance(hold.reset.to, Decision):
            by = f" by '{hold.reset.to.by}'" if hold.reset.to.by else ""
            return Need((hold.reset.to.on,), f"a reset waits for the decision '{hold.reset.to.on}'{by}")
        phase = self.timeline.phases[hold.target or 0]
        anchor = phase.starts or self.timeline.anchor
        return Need(tuple(sorted(anchor.kinds)), "a reset waits for its next anchor")
