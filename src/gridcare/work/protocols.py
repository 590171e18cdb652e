"""
A protocol: how people of one kind are kept under observation, in medical words over a timeline.

The *timeline* says how long and what is owed when. The protocol adds what that means: how readings are judged, which
symptoms are asked for, what the person may not do and by which law, what is brought to the door (the kit), who looks
after it, what may be waived, and under which guards it is lifted. The legal kind of observation (home, home medical,
self-isolation, central) is part of it, because moving from one to another is an exit and a new episode.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cached_property
from typing import Final

import attrs

from gridcare.errors import Fault, did_you_mean, refuse
from gridcare.given import texts, typed
from gridcare.rules.expressions import Expression
from gridcare.rules.grammar import expression
from gridcare.rules.notices import Source
from gridcare.timing.anchors import Earliest
from gridcare.timing.timelines import Timeline
from gridcare.titles import Titles, titles
from gridcare.work.effects import Declared
from gridcare.work.episodes import ENROLLED, EXIT
from gridcare.work.readings import ReadingRule
from gridcare.work.release import PERIOD, AllNegative, AllOwedDone, Release

__all__ = [
    "BEGAN",
    "ENDED",
    "KIT",
    "OUTING",
    "SERVICE",
    "SYMPTOM",
    "WAIVER",
    "Event",
    "Outings",
    "Protocol",
    "Restriction",
    "Tag",
    "Waiver",
    "Whenever",
]

SYMPTOM: Final = "symptom"
"""The kind of facts about a symptom; the answer ``name`` says which, the outcome `BEGAN` or `ENDED`."""
BEGAN: Final = "began"
"""The outcome of a fact that tells of a symptom somebody has."""
ENDED: Final = "ended"
"""The outcome of a fact that tells that a symptom is gone."""
OUTING: Final = "outing"
"""The kind of facts that tell of an observed person outside; the outcome ``approved`` says that it was allowed."""
KIT: Final = "kit"
"""The kind of facts that something of the kit was handed over; the answer ``item`` says what."""
SERVICE: Final = "service"
"""The kind of facts that a service was given; the outcome says which."""
WAIVER: Final = "waiver"
"""The kind of facts by which something is waived; the outcome names the waiver."""


class Outings(StrEnum):
    """Whether an observed person may go out."""

    FORBIDDEN = "forbidden"
    WITH_APPROVAL = "with approval"
    FREE = "free"


@attrs.frozen(kw_only=True, field_transformer=typed)
class Restriction:
    """
    What an observed person may not do, and by which law.

    Attributes:
        outings: Whether the person may go out.
        legal_class: The class under which the disease is managed, without which nobody's movement may be restricted.
        basis: The law or order.
    """

    outings: Outings = attrs.field(default=Outings.FREE, converter=Outings)
    legal_class: str = ""
    basis: Source = attrs.field(factory=Source)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Tag:
    """
    A condition on facts, by name, so that the timeline's anchors and resets can ask for it.

    Attributes:
        name: The tag.
        kinds: The kinds of fact that may bear it.
        when: The condition, on the fact's answers and particulars.
    """

    name: str
    kinds: tuple[str, ...] = attrs.field(converter=texts)
    when: Expression = attrs.field(converter=expression)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Waiver:
    """
    What somebody need not do, and who may say so, such as tests for whoever has proof of immunity.

    Attributes:
        name: The outcome of the fact that grants it.
        waives: The names of the rules of slots, or kinds of tests, that are waived, or `PERIOD`.
        by: The authorities that may grant it; empty when the rule names none.
    """

    name: str
    waives: tuple[str, ...] = attrs.field(converter=texts)
    by: tuple[str, ...] = attrs.field(default=(), converter=texts)


class Event(StrEnum):
    """What may happen under observation that others have to hear of."""

    ENROLLED = "enrolled"
    """An episode begins."""
    ALARM = "alarm"
    """A reading above the cut-off that is not refuted, confirmed or not."""
    SYMPTOM = "symptom"
    """A symptom began."""
    BREACH = "breach"
    """An outing that the restriction does not allow."""
    ANOTHER_RESULT = "another result"
    """A test that was not negative."""
    EXIT = "exit"
    """An episode ended; see `Whenever.reason`."""


def _effects(given: Declared | Iterable[Declared]) -> tuple[Declared, ...]:
    return (given,) if isinstance(given, Declared) else tuple(given)


@attrs.frozen(field_transformer=typed)
class Whenever:
    """
    What follows from an event.

    Attributes:
        event: The event.
        do: The effects.
        reason: For exits, the reason that it speaks of; empty for any.
    """

    event: Event = attrs.field(converter=Event)
    do: tuple[Declared, ...] = attrs.field(converter=_effects)
    reason: str = attrs.field(default="", kw_only=True)


@attrs.frozen(kw_only=True, repr=False, field_transformer=typed)
class Protocol:
    """
    How people are kept under observation.

    Attributes:
        name: What enrolments name it by.
        kind: The legal kind of observation that it is, such as ``home medical``.
        timeline: How long, and what is owed when.
        readings: How readings are judged, one rule for each kind of fact.
        symptoms: The symptoms that are asked for; empty when any may be named.
        tests: The kinds of fact that bring results of tests; an outcome that is not in `negative` is another result.
        negative: The outcomes of tests that are negative.
        restriction: What the person may not do.
        kit: What is handed over at the beginning.
        services: The services that may be asked for.
        team: The team rule of those who look after it; empty when none is declared.
        waivers: What may be waived.
        tags: Conditions that the timeline asks for by name.
        release: How it is lifted.
        follows: What follows from what happens.
        titles: What it is called, by language.
        sources: The papers that it comes from.

    Raises:
        DefinitionError: With every fault at once.
    """

    name: str
    kind: str
    timeline: Timeline
    readings: tuple[ReadingRule, ...] = ()
    symptoms: tuple[str, ...] = attrs.field(default=(), converter=texts)
    tests: tuple[str, ...] = attrs.field(default=(), converter=texts)
    negative: tuple[str, ...] = attrs.field(default=("negative",), converter=texts)
    restriction: Restriction = Restriction()
    kit: tuple[str, ...] = attrs.field(default=(), converter=texts)
    services: tuple[str, ...] = attrs.field(default=(), converter=texts)
    team: str = ""
    waivers: tuple[Waiver, ...] = ()
    tags: tuple[Tag, ...] = ()
    release: Release = attrs.field(factory=Release)
    follows: tuple[Whenever, ...] = ()
    titles: Titles = attrs.field(default=(), converter=titles)
    sources: tuple[Source, ...] = ()

    def __attrs_post_init__(self) -> None:
        refuse(f"protocol '{self.name}'", self._faults())

    def __repr__(self) -> str:
        return f"Protocol({self.name!r}, kind={self.kind!r})"

    @cached_property
    def course(self) -> Timeline:
        """Its timeline, where nothing is owed before enrolment or after the exit unless the declaration says else."""
        timeline = self.timeline
        return attrs.evolve(
            timeline,
            owed_from=timeline.owed_from or Earliest(ENROLLED),
            owed_until=timeline.owed_until or Earliest(EXIT),
        )

    @property
    def rules(self) -> tuple[str, ...]:
        """The names of the rules of slots, each once, in order."""
        return tuple(dict.fromkeys(rule.name for phase in self.timeline.phases for rule in phase.slots))

    @property
    def anchors(self) -> frozenset[str]:
        """The kinds of fact that bear on its course and may happen before an episode begins."""
        return self.timeline.kinds - self.own_kinds

    @property
    def own_kinds(self) -> frozenset[str]:
        """The kinds of fact that only an episode can have: what answers its slots, and what is done to the person."""
        answers = (kind for phase in self.timeline.phases for rule in phase.slots for kind in rule.kinds)
        readings = (rule.kind for rule in self.readings)
        fixed = (ENROLLED, EXIT, SYMPTOM, OUTING, KIT, SERVICE, WAIVER)
        return frozenset((*answers, *readings, *self.tests, *self.release.kinds, *fixed))

    @property
    def kinds(self) -> frozenset[str]:
        """Every kind of fact that it reads."""
        return self.own_kinds | self.timeline.kinds

    def rule_for(self, kind: str) -> ReadingRule | None:
        """Give the rule that judges readings of a kind of fact; none when they are no readings."""
        return next((rule for rule in self.readings if rule.kind == kind), None)

    def _faults(self) -> Iterator[Fault]:
        if not self.name or not self.kind:
            yield Fault("protocol.name", self.name, "a protocol has a name and says which kind of observation it is")
        kinds = [rule.kind for rule in self.readings]
        for kind in sorted({kind for kind in kinds if kinds.count(kind) > 1}):
            yield Fault("protocol.readings", kind, "two rules judge readings of one kind; join their cut-offs")
        restricted = self.restriction.outings is not Outings.FREE
        if restricted and not self.restriction.legal_class:
            problem = "it restricts movement without a legal class; name the class, or let people go out"
            yield Fault("protocol.restriction", self.name, problem)
        yield from self._waiver_faults()
        yield from self._guard_faults()
        for tag in self.tags:
            if unread := sorted(set(tag.kinds) - self.kinds):
                problem = f"nothing reads facts of the kind '{unread[0]}'{did_you_mean(unread[0], self.kinds)}"
                yield Fault("protocol.tag", f"{self.name}/{tag.name}", problem)
        for follow in self.follows:
            if follow.reason and follow.event is not Event.EXIT:
                problem = f"only exits have a reason; '{follow.event}' has none"
                yield Fault("protocol.follows", f"{self.name}/{follow.event}", problem)

    def _waiver_faults(self) -> Iterator[Fault]:
        known = (PERIOD, *self.rules, *self.tests)
        names = [waiver.name for waiver in self.waivers]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield Fault("protocol.waiver", f"{self.name}/{name}", "two waivers bear this name; give each its own")
        for waiver in self.waivers:
            for what in waiver.waives:
                if what not in known:
                    problem = f"'{what}' is nothing that could be waived{did_you_mean(what, known)}"
                    yield Fault("protocol.waiver", f"{self.name}/{waiver.name}", problem)

    def _guard_faults(self) -> Iterator[Fault]:
        for guard in self.release.guards:
            if isinstance(guard, AllOwedDone) and guard.rule not in self.rules:
                problem = f"'{guard.rule}' is no rule of slots{did_you_mean(guard.rule, self.rules)}"
                yield Fault("protocol.guard", f"{self.name}/release", problem)
            if isinstance(guard, AllNegative) and guard.kind not in (*self.tests, *self.rules):
                problem = f"'{guard.kind}' is no test{did_you_mean(guard.kind, (*self.tests, *self.rules))}"
                yield Fault("protocol.guard", f"{self.name}/release", problem)
