"""
What is owed to one subject under a timeline, slot by slot, and how each slot stands.

A `Schedule` holds a timeline and the acts of one subject, and answers at any pair of moments: how did things stand
*at* one, by what was *known* at the other.

- A window is settled when it closes: the plan in force just before decides whether it was owed. An act that happens
  later cannot rewrite it; one that happened before and is learnt later does, from that knowledge on.
- A window that closed before anything was owed, or closes after nothing is owed any more, is not owed.
- An act answers the window of the plan in force when it happened, else the newest owed window that has closed and is
  still in its late time. An act of a whole day answers the first unanswered window of its day.
- Two acts in one window are both kept. The earliest acceptable one that was entered in time answers; the others
  confirm it, and what is not acceptable is set aside. Where a window asks for several times, acts closer together than
  the spacing confirm as well.
- An act that answers no window that is owed is surplus, the eighth row of every count.

To ask how things stand at a moment after what is known is refused, unless a forecast is asked for; the answer then
says that it is one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Final

import attrs

from gridcare.errors import GridcareError
from gridcare.timing.acts import Act, Heard, hear
from gridcare.timing.anchors import Need
from gridcare.timing.courses import Course, EarliestEnd, Placed, Plan, follow
from gridcare.timing.periods import Interval, Zone, aware, local_day
from gridcare.timing.slots import SURPLUS, Beyond, Slot, SlotRule, SlotState
from gridcare.timing.timelines import Timeline

__all__ = ["AskedAhead", "Schedule", "Shortening", "SlotRow", "SlotTable"]

_DAY: Final = timedelta(days=1)
_ANSWERED: Final = frozenset({SlotState.DONE_ON_TIME, SlotState.ENTERED_LATE, SlotState.DONE_LATE})


class AskedAhead(GridcareError, ValueError):
    """A question was asked about a moment after what is known, and not as a forecast."""

    code = "asked-ahead"

    def __init__(self, at: datetime, known: datetime) -> None:
        super().__init__(f"'{at}' lies after '{known}', until when things are known; ask for a forecast, or know more")
        self.at = at
        self.known = known


@attrs.frozen(kw_only=True)
class SlotRow:
    """
    One slot, and how it stands.

    Attributes:
        slot: The slot.
        state: Its state.
        answer: The id of the act that answers it; empty when none does.
        confirmations: The ids of the other acceptable acts of its window, on the row of the window's first part.
        set_aside: The ids of the acts of its window that are not acceptable, on the row of the window's first part.
    """

    slot: Slot
    state: SlotState
    answer: str = ""
    confirmations: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()

    @property
    def is_answered(self) -> bool:
        """Whether an act answers it."""
        return self.state in _ANSWERED


@attrs.frozen(kw_only=True)
class SlotTable:
    """
    Every slot of a schedule, as seen at a moment by what was known at another.

    Attributes:
        at: The moment.
        known: The moment whose knowledge counts.
        forecast: Whether `at` lies after `known`.
        rows: The slots with their states, in order of their windows.
        surplus: The ids of acts that answer no slot that is owed, in order of happening.
    """

    at: datetime
    known: datetime
    forecast: bool
    rows: tuple[SlotRow, ...]
    surplus: tuple[str, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many slots stand in each of the seven states, and how many acts are surplus."""
        found = Counter(row.state for row in self.rows)
        return MappingProxyType({**{state.value: found[state] for state in SlotState}, SURPLUS: len(self.surplus)})

    def of(self, *states: SlotState) -> tuple[SlotRow, ...]:
        """Return the rows in any of some states."""
        return tuple(row for row in self.rows if row.state in states)


@attrs.frozen(kw_only=True)
class Shortening:
    """
    An end that came earlier by what became known: a correction, or an act learnt late.

    Attributes:
        known: When it became known.
        acts: The ids of the acts that became known or were corrected then.
        before: The end as it was known before.
        after: The end as it is known since.
    """

    known: datetime
    acts: tuple[str, ...]
    before: datetime
    after: datetime


@attrs.frozen
class _Span:
    """A window of a plan, before it is cut into its parts."""

    rule: SlotRule
    placed: Placed
    number: int
    start: datetime
    close: datetime

    @property
    def key(self) -> tuple[str, datetime, datetime]:
        return self.rule.name, self.start, self.close

    @property
    def lapses(self) -> datetime:
        return self.close + self.rule.late


class _Entry:
    """A window while it is being judged, with the acts that were put to it."""

    __slots__ = ("acts", "owed", "span")

    def __init__(self, span: _Span, owed: bool) -> None:
        self.span = span
        self.owed = owed
        self.acts: list[Heard] = []


def _acts(given: Iterable[Act]) -> tuple[Act, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True)
class Schedule:
    """
    A timeline with the acts of one subject.

    Attributes:
        timeline: The timeline.
        acts: Every version of every act, in any order; what neither changes the timeline nor answers a rule is
            passed over.
        zone: The zone whose days are meant.
    """

    timeline: Timeline = attrs.field(kw_only=False)
    acts: tuple[Act, ...] = attrs.field(kw_only=False, converter=_acts)
    zone: Zone

    def course(self, known: datetime | None = None) -> Course:
        """Lay the timeline on the calendar by what was known at a moment."""
        return follow(self.timeline, hear(self.acts, self.zone, known), self.zone)

    def table(
        self,
        at: datetime,
        known: datetime | None = None,
        *,
        forecast: bool = False,
        ahead: datetime | None = None,
    ) -> SlotTable:
        """
        Tell how every slot stands.

        A phase that is still open shows the windows that have opened and the next of each rule.

        Args:
            at: The moment from which one looks.
            known: The moment whose knowledge counts; `at` when left out.
            forecast: Whether `at` may lie after `known`.
            ahead: Until when an open phase shows its windows; no further than the next of each rule when left out.

        Raises:
            AskedAhead: When `at` lies after `known`, and no forecast is asked for.
        """
        judge = self._judge(*self._asked(at, known, forecast=forecast))
        if ahead is not None:
            judge.horizon = max(judge.at, aware(ahead, "ahead"))
        return judge.table()

    def earliest_end(self, at: datetime, known: datetime | None = None, *, forecast: bool = False) -> EarliestEnd:
        """
        Tell when the timeline ends at the earliest, if nothing else happens and what is owed is done.

        A required slot that was missed is needed first; any later act that could have answered it makes up for it.

        Raises:
            AskedAhead: As `table`.
        """
        judge = self._judge(*self._asked(at, known, forecast=forecast))
        end = judge.course.earliest_end(judge.at)
        missed = tuple(judge.lacking())
        return EarliestEnd(moment=None if missed else end.moment, needs=(*end.needs, *missed))

    def next_change(self, at: datetime, known: datetime | None = None, *, forecast: bool = False) -> datetime | None:
        """
        Tell when something changes next without a new fact: a slot's state, a phase, the end.

        Returns:
            The first such moment after `at`; ``None`` when nothing changes any more by itself.

        Raises:
            AskedAhead: As `table`.
        """
        judge = self._judge(*self._asked(at, known, forecast=forecast))
        return min((moment for moment in judge.changes() if moment > judge.at), default=None)

    def knows_ahead(self, known: datetime) -> bool:
        """Tell whether, by what is known at a moment, some act happens only after it."""
        known = aware(known, "known")
        heard = hear(self.acts, self.zone, known)
        return any(each.stands > known or each.begins(self.zone) > known for each in heard)

    def shortenings(self, known: datetime | None = None) -> tuple[Shortening, ...]:
        """
        List every time that the end came earlier by something becoming known.

        Args:
            known: The moment whose knowledge counts; all that there is when left out.
        """
        learnt: dict[datetime, set[str]] = {}
        for act in self.acts:
            if act.kind in self.timeline.kinds and (known is None or act.known <= aware(known, "known")):
                learnt.setdefault(act.known, set()).add(act.id)
        return tuple(self._shortenings(learnt))

    def _shortenings(self, learnt: Mapping[datetime, set[str]]) -> Iterator[Shortening]:
        before: datetime | None = None
        for moment in sorted(learnt):
            stages = self.course(moment).stages
            after = stages[-1].plan.end if stages else None
            if before is not None and after is not None and after < before:
                yield Shortening(known=moment, acts=tuple(sorted(learnt[moment])), before=before, after=after)
            before = after if after is not None else before

    def _asked(self, at: datetime, known: datetime | None, *, forecast: bool) -> tuple[datetime, datetime]:
        at = aware(at, "at")
        known = at if known is None else aware(known, "known")
        if at > known and not forecast:
            raise AskedAhead(at, known)
        return at, known

    def _judge(self, at: datetime, known: datetime) -> "_Judge":
        heard = hear(self.acts, self.zone, known)
        return _Judge(self.timeline, heard, self.zone, at, known)


class _Judge:
    """One look at a schedule; one use."""

    def __init__(self, timeline: Timeline, heard: Sequence[Heard], zone: Zone, at: datetime, known: datetime) -> None:
        self.timeline = timeline
        self.heard = heard
        self.zone = zone
        self.at = at
        self.known = known
        self.horizon = at
        self.course = follow(timeline, heard, zone)
        self.seen = [each for each in heard if each.begins(zone) <= at]

    # Which windows there are, and which of them are owed

    @cached_property
    def stages(self) -> list[tuple[datetime, datetime | None, Plan]]:
        """The plans that have come into force, each with its stretch of time."""
        begun = [stage for stage in self.course.stages if stage.since <= self.at]
        ends = [*(stage.since for stage in begun[1:]), None]
        return [(stage.since, end, stage.plan) for stage, end in zip(begun, ends, strict=False)]

    @cached_property
    def windows(self) -> list[dict[str, list[_Span]]]:
        """The windows of each of those plans, by rule, in order and without overlaps."""
        return [self._windows(plan) for _, _, plan in self.stages]

    @cached_property
    def entries(self) -> dict[tuple[str, datetime, datetime], _Entry]:
        """Every window once, and whether it is owed."""
        found: dict[tuple[str, datetime, datetime], _Entry] = {}
        for (since, end, plan), windows in zip(self.stages, self.windows, strict=True):
            for spans in windows.values():
                for span in spans:
                    owed = since < span.close and (end is None or span.close <= end) and _owes(plan, span.close)
                    entry = found.get(span.key)
                    if entry is None or owed or not entry.owed:
                        found[span.key] = _Entry(span, owed)
        return found

    @cached_property
    def owed(self) -> dict[str, list[_Entry]]:
        """The windows that are owed, by rule."""
        found: dict[str, list[_Entry]] = {}
        for entry in self.entries.values():
            if entry.owed:
                found.setdefault(entry.span.rule.name, []).append(entry)
        return found

    @cached_property
    def furthest(self) -> date:
        """The day up to which open phases are laid: as far as any plan reaches, so that no window is passed over."""
        ends = [placed.end for _, _, plan in self.stages for placed in plan.placed if placed.end is not None]
        reach = max((rule.reach for phase in self.timeline.phases for rule in phase.slots), default=0)
        return local_day(max([self.horizon, *ends]), self.zone) + (reach + 1) * _DAY

    def _windows(self, plan: Plan) -> dict[str, list[_Span]]:
        found: dict[str, list[_Span]] = {}
        for placed in plan.placed:
            rules = self.timeline.phases[placed.index].slots
            for rule, origin in zip(rules, placed.origins, strict=True):
                if origin is not None:
                    found.setdefault(rule.name, []).extend(self._spans(rule, placed, origin))
        return {name: _without_overlaps(spans) for name, spans in found.items()}

    def _spans(self, rule: SlotRule, placed: Placed, origin: date) -> Iterator[_Span]:
        carries_on = rule.past_its_phase is Beyond.CARRIED_ON
        ends = [moment for moment in (None if carries_on else placed.end, placed.until) if moment is not None]
        end = min(ends, default=None)
        if carries_on and placed.end is not None:
            final = max(local_day(placed.end, self.zone), origin + rule.reach * _DAY)
        elif end is not None:
            final = local_day(end, self.zone)
        else:
            final = max(self.furthest, placed.first_day)
        start, until = ((day - origin).days + 1 for day in (placed.first_day, final))
        last = None if placed.last_day is None else (placed.last_day - origin).days + 1
        table = rule.timetable(rule.numbers(origin, start, until, last=last))
        for number, opens, closes in table.windows(origin, self.zone):
            if opens < closes and placed.start <= opens and (end is None or opens < end):
                yield _Span(rule, placed, number, opens, closes)

    # Which acts answer which windows

    @cached_property
    def surplus(self) -> list[Heard]:
        """The acts that answer nothing owed; finding them puts the others to their windows."""
        rules = {kind for phase in self.timeline.phases for rule in phase.slots for kind in rule.kinds}
        answering = [each for each in self.seen if each.act.kind in rules]
        whole_days_last = sorted(answering, key=lambda heard: heard.act.whole_day)
        left = [each for each in whole_days_last if not self._answer(each)]
        return sorted(left, key=self.seen.index)

    def _answer(self, heard: Heard) -> bool:
        """Put an act to every window that it answers, and tell whether there is one that is owed."""
        index = self._stage(heard.stands)
        if index is None:
            return False
        answered = False
        names = {rule.name for phase in self.timeline.phases for rule in phase.slots if heard.act.kind in rule.kinds}
        for name in sorted(names):
            entry = self._entry_for(heard, name, index)
            if entry is not None and entry.owed:
                entry.acts.append(heard)
                answered = True
        return answered

    def _stage(self, at: datetime) -> int | None:
        found = [index for index, (since, _, _) in enumerate(self.stages) if since <= at]
        return found[-1] if found else None

    def _entry_for(self, heard: Heard, name: str, index: int) -> _Entry | None:
        spans = [span for span in self.windows[index].get(name, ()) if heard.act.kind in span.rule.kinds]
        if heard.act.whole_day:
            return self._entry_of_day(heard, spans)
        at = heard.stands
        span = next((span for span in spans if span.start <= at < span.close), None)
        if span is not None:
            return self.entries[span.key]
        closed = [entry for entry in self.owed.get(name, ()) if entry.span.close <= at]
        newest = max(closed, key=lambda entry: entry.span.close, default=None)
        return newest if newest is not None and at < newest.span.lapses else None

    def _entry_of_day(self, heard: Heard, spans: Sequence[_Span]) -> _Entry | None:
        day = Interval.of_day(local_day(heard.act.happened, self.zone), self.zone)
        entries = [self.entries[span.key] for span in spans if span.start < day.end and day.start < span.close]
        entries = [entry for entry in entries if entry.owed]
        return next((entry for entry in entries if not _has_enough(entry)), entries[-1] if entries else None)

    # How the windows stand

    def table(self) -> SlotTable:
        surplus = tuple(each.act.id for each in self.surplus)
        entries = sorted(
            self.entries.values(), key=lambda entry: (entry.span.start, entry.span.close, entry.span.rule.name)
        )
        rows = tuple(row for entry in entries for row in self._rows(entry))
        return SlotTable(at=self.at, known=self.known, forecast=self.at > self.known, rows=rows, surplus=surplus)

    def _rows(self, entry: _Entry) -> Iterator[SlotRow]:
        span, rule = entry.span, entry.span.rule
        answers = _answers(entry)
        taken = {heard.act.id for heard, _ in answers}
        rest = [heard.act for heard in entry.acts if heard.act.id not in taken]
        for part in range(1, rule.times + 1):
            slot = Slot(
                rule=rule.name,
                phase=span.placed.name,
                run=span.placed.run,
                number=span.number,
                part=part,
                window=Interval(span.start, span.close),
                lapses=span.lapses,
                required=rule.required,
            )
            heard, state = answers[part - 1] if part <= len(answers) else (None, self._unanswered(entry))
            yield SlotRow(
                slot=slot,
                state=state,
                answer="" if heard is None else heard.act.id,
                confirmations=tuple(act.id for act in rest if act.acceptable) if part == 1 else (),
                set_aside=tuple(act.id for act in rest if not act.acceptable) if part == 1 else (),
            )

    def _unanswered(self, entry: _Entry) -> SlotState:
        if not entry.owed:
            return SlotState.NOT_OWED
        if self.at < entry.span.start:
            return SlotState.NOT_YET_DUE
        return SlotState.DUE if self.at < entry.span.lapses else SlotState.MISSED

    def lacking(self) -> Iterator[Need]:
        """Go through the required slots that were missed and that nothing has made up for."""
        spare = [each for each in self.surplus if each.act.acceptable]
        for row in self.table().rows:
            if row.state is not SlotState.MISSED or not row.slot.required:
                continue
            kinds = self._kinds_of(row.slot)
            made_up = next((each for each in spare if each.act.kind in kinds and each.stands >= row.slot.lapses), None)
            if made_up is None:
                yield Need(kinds, f"'{row.slot.rule}' of day {row.slot.number} was missed")
            else:
                spare.remove(made_up)

    def _kinds_of(self, slot: Slot) -> tuple[str, ...]:
        phase = next(phase for phase in self.timeline.phases if phase.name == slot.phase)
        return next(rule.kinds for rule in phase.slots if rule.name == slot.rule)

    def changes(self) -> Iterator[datetime]:
        """Go through the moments at which something changes by itself, in no order, past ones among them."""
        yield from self.course.moments()
        for each in self.heard:
            yield from (each.begins(self.zone), each.stands)
        for row in self.table().rows:
            if row.state in {SlotState.NOT_YET_DUE, SlotState.DUE}:
                yield from (row.slot.window.start, row.slot.lapses)


def _owes(plan: Plan, close: datetime) -> bool:
    """Tell whether a plan owes a window that closes at a moment."""
    begun = plan.owed and (plan.owed_from is None or plan.owed_from < close)
    return begun and (plan.owed_until is None or close <= plan.owed_until)


def _without_overlaps(spans: list[_Span]) -> list[_Span]:
    """Keep, of windows that overlap, the one that opens first; numbers of different anchors may fall on one day."""
    kept: list[_Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.close, span.placed.start)):
        if not kept or kept[-1].close <= span.start:
            kept.append(span)
    return kept


def _has_enough(entry: _Entry) -> bool:
    return len(_answers(entry)) >= entry.span.rule.times


def _answers(entry: _Entry) -> list[tuple[Heard, SlotState]]:
    """Choose the acts that answer the parts of a window, with the state that each gives."""
    if not entry.owed:
        return []
    rule, span = entry.span.rule, entry.span
    grace = None if rule.entry is None else span.close + rule.entry
    ranked: dict[SlotState, list[Heard]] = {state: [] for state in _ORDER}
    for heard in entry.acts:
        if heard.act.acceptable:
            ranked[_state(heard, span, grace)].append(heard)
    chosen: list[tuple[Heard, SlotState]] = []
    for state in _ORDER:
        for heard in sorted(ranked[state], key=lambda each: (each.stands, each.recorded, each.act.id)):
            apart = all(abs(heard.stands - other.stands) >= rule.spacing for other, _ in chosen)
            if len(chosen) < rule.times and apart:
                chosen.append((heard, state))
    return sorted(chosen, key=lambda pair: (pair[0].stands, pair[0].recorded, pair[0].act.id))


_ORDER: Final = (SlotState.DONE_ON_TIME, SlotState.ENTERED_LATE, SlotState.DONE_LATE)


def _state(heard: Heard, span: _Span, grace: datetime | None) -> SlotState:
    if not heard.act.whole_day and heard.stands >= span.close:
        return SlotState.DONE_LATE
    return SlotState.DONE_ON_TIME if grace is None or heard.entered <= grace else SlotState.ENTERED_LATE
