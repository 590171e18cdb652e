"""
One episode under observation, as seen at a moment by what was known.

What stands about a person is derived from the facts each time it is asked: where in the protocol the episode is, how
its slots stand, what the readings amount to, which symptoms are open, what of the kit is missing, whether the person
was out. Nothing here flips by itself and nothing is stored.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Final

import attrs

from gridcare.facts.fact import Fact, Precision, instant
from gridcare.facts.journal import Journal
from gridcare.facts.resolution import resolve
from gridcare.rules.expressions import Expression
from gridcare.rules.scopes import Given
from gridcare.rules.unknowns import Unknown
from gridcare.timing.acts import Act
from gridcare.timing.courses import EarliestEnd, Remark
from gridcare.timing.periods import Zone
from gridcare.timing.schedules import Schedule, SlotTable
from gridcare.timing.slots import SlotState
from gridcare.work.conditions import FactScope, Reading, truth
from gridcare.work.episodes import Episode
from gridcare.work.protocols import BEGAN, KIT, OUTING, SYMPTOM, WAIVER, Outings, Protocol, Tag
from gridcare.work.readings import Alarm
from gridcare.work.release import AUTHORITY, PERIOD, ReleaseDecision, Unmet

__all__ = ["APPROVED", "Watched", "acts"]

APPROVED: Final = "approved"
"""The outcome of an outing that was allowed."""


def acts(journal: Journal, ids: Iterable[str], protocol: Protocol) -> Iterator[Act]:
    """
    Turn facts, and every correction of them, into acts on a timeline.

    Args:
        journal: Where they are recorded.
        ids: The ids of the facts.
        protocol: What they mean.
    """
    for name in ids:
        variants, amendments = journal.variants(name), journal.amendments_of(name)
        moments = [*(fact.known for fact in variants), *(amendment.known for amendment in amendments)]
        for known in sorted(dict.fromkeys(moments), key=instant):
            resolved = resolve(name, variants, amendments, known=known)
            told = resolved.fact or resolved.root
            if told is not None:
                yield _act(told, known, protocol, void=resolved.fact is None)


def _act(fact: Fact, known: datetime, protocol: Protocol, *, void: bool) -> Act:
    rule = protocol.rule_for(fact.kind)
    borne, undecided = _tags(fact, protocol.tags)
    authority = fact.answers.get(AUTHORITY)
    return Act(
        id=fact.id,
        kind=fact.kind,
        happened=fact.happened,
        known=known,
        whole_day=fact.precision is Precision.DAY,
        tags=borne,
        undecided=undecided,
        by=authority if isinstance(authority, str) else "",
        stated=fact.answers,
        acceptable=rule is None or not rule.problem(fact),
        void=void,
    )


def _tags(fact: Fact, tags: Iterable[Tag]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    borne, undecided = [], []
    for tag in tags:
        if fact.kind in tag.kinds:
            told = truth(tag.when, FactScope(fact))
            if isinstance(told, Unknown):
                undecided.append(tag.name)
            elif told:
                borne.append(tag.name)
    return tuple(borne), tuple(undecided)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Watched:
    """
    An episode as it was known.

    Attributes:
        episode: The episode, with the facts known then.
        protocol: Its protocol.
        schedule: Its calendar.
        at: The moment from which one looks.
        known: What was known by then counts.
        zone: The zone whose days count.
        attributes: What the register tells of the person that conditions may read.
    """

    episode: Episode
    protocol: Protocol
    schedule: Schedule
    at: datetime
    known: datetime
    zone: Zone
    attributes: Callable[[], Mapping[str, Given]] = dict

    def __repr__(self) -> str:
        return f"Watched({self.episode.id!r}, protocol={self.protocol.name!r})"

    @cached_property
    def table(self) -> SlotTable:
        """Every slot with its state and what answered it, in order, and the acts that answer none."""
        return self.schedule.table(self.at, self.known)

    @property
    def earliest_end(self) -> EarliestEnd:
        """When the period is over at the earliest, or what is needed before that can be told."""
        return self.schedule.earliest_end(self.at, self.known)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What the calendar could not heed, such as an end that another authority decided."""
        return self.schedule.course(self.known).remarks

    @property
    def next_change(self) -> datetime | None:
        """When something changes although nobody does anything."""
        return self.schedule.next_change(self.at, self.known)

    # What the facts amount to

    def facts(self, *kinds: str) -> Sequence[Fact]:
        """Give the facts of some kinds that belong to the episode, in order of happening."""
        return [fact for fact in self.episode.facts if fact.kind in kinds]

    def alarms(self, kind: str) -> tuple[Alarm, ...]:
        """Give what the readings of a kind amount to; none for a kind that is no reading."""
        rule = self.protocol.rule_for(kind)
        if rule is None:
            return ()
        readings = filter(None, map(rule.read, self.facts(kind)))
        return rule.alarms(readings, self.at)

    @cached_property
    def symptoms(self) -> Mapping[str, Fact]:
        """The symptoms that are open, each with the fact that told of it first."""
        open_: dict[str, Fact] = {}
        for fact in self.facts(SYMPTOM):
            name = str(fact.answers.get("name", ""))
            if fact.outcome == BEGAN:
                open_.setdefault(name, fact)
            else:
                open_.pop(name, None)
        return open_

    @property
    def breaches(self) -> tuple[Fact, ...]:
        """The outings that the restriction does not allow."""
        outings = self.protocol.restriction.outings
        if outings is Outings.FREE:
            return ()
        allowed = (APPROVED,) if outings is Outings.WITH_APPROVAL else ()
        return tuple(fact for fact in self.facts(OUTING) if fact.outcome not in allowed)

    @property
    def missing_kit(self) -> tuple[str, ...]:
        """What of the kit was not handed over."""
        given = {fact.answers.get("item") for fact in self.facts(KIT)}
        return tuple(item for item in self.protocol.kit if item not in given)

    @cached_property
    def waivers(self) -> frozenset[str]:
        """What has been waived, by somebody who may."""
        granted: set[str] = set()
        declared = {waiver.name: waiver for waiver in self.protocol.waivers}
        for fact in self.facts(WAIVER):
            waiver = declared.get(fact.outcome)
            if waiver is not None and (not waiver.by or fact.answers.get(AUTHORITY) in waiver.by):
                granted.update(waiver.waives)
        return frozenset(granted)

    # What a guard may ask

    def open(self, kind: str) -> tuple[str, ...]:
        """Give the facts behind what of a kind is open: symptoms that have not ended, alarms that stand."""
        if kind == SYMPTOM:
            return tuple(fact.id for fact in self.symptoms.values())
        return tuple(alarm.first.fact for alarm in self.alarms(kind) if alarm.stands)

    def slots(self, rule: str) -> Sequence[tuple[str, SlotState]]:
        """Give the slots of a rule that were owed so far, each as its label and state; none when it is waived."""
        if self.waived(rule):
            return ()
        idle = (SlotState.NOT_OWED, SlotState.NOT_YET_DUE)
        return [
            (f"{rule} of day {row.slot.number}", row.state)
            for row in self.table.rows
            if row.slot.rule == rule and row.state not in idle
        ]

    def waived(self, what: str) -> bool:
        """Tell whether something was waived."""
        return what in self.waivers

    def holds(self, condition: Expression) -> bool | Unknown:
        """Tell whether a condition holds of the episode."""
        reading = Reading(self.episode.person, self.attributes, _no_unit, self.at)
        reading.cause = self.episode.enrolment
        for fact in self.episode.facts:
            reading.note(fact)
        return truth(condition, reading)

    def release(self, signed_by: str) -> ReleaseDecision:
        """
        Judge whether the observation may be lifted now, and tell every reason why not.

        Args:
            signed_by: The authority that signs.
        """
        unmet = (*self._period(), *self.protocol.release.unmet(self, signed_by))
        return ReleaseDecision(
            person=self.episode.person, episode=self.episode.id, at=self.at, known=self.known, unmet=unmet
        )

    def _period(self) -> Iterator[Unmet]:
        if self.waived(PERIOD):
            return
        end = self.earliest_end
        if end.moment is None:
            why = "; ".join(need.why for need in end.needs)
            yield Unmet(code="undecided", problem=f"it cannot be told when the period ends: {why}")
        elif end.moment > self.at:
            when = end.moment.astimezone(self.at.tzinfo)
            problem = f"the period is not complete before {when:%Y-%m-%d %H:%M}; wait until then"
            yield Unmet(code="period", problem=problem)


def _no_unit(name: str, moment: datetime) -> Given:
    return Unknown.because("missing", name)
