"""
One stay of one person under observation: from enrolment to exit, with every fact that belongs to it.

A person may be watched several times; each time is an *episode* (人次), and a return is a new one. Counts are told
both ways: in episodes, where enrolled = active + exits, and in persons, where everybody counts once, by his latest
episode.

Two facts make an episode: `ENROLLED` opens it, `EXIT` ends it with a reason. Paper forms often name only the day; a
day's enrolment or exit then stands wherever in that day it makes sense, so that somebody who leaves home and enters
a centre on one day is not told to have done so in the wrong order.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import Final

import attrs

from gridcare.errors import did_you_mean
from gridcare.facts.discrepancies import Discrepancy, in_order
from gridcare.facts.fact import Fact, Precision, instant, standing
from gridcare.timing.periods import Zone, local_day, time_zone

__all__ = ["ENROLLED", "EXIT", "Episode", "Exit", "History", "history"]

ENROLLED: Final = "enrolled"
"""The kind of the fact that opens an episode; its track names the protocol, its answer ``unit`` the unit."""
EXIT: Final = "exit"
"""The kind of the fact that ends an episode; its outcome is one of `Exit`."""


class Exit(StrEnum):
    """Why an observation ended; exactly one reason each."""

    RELEASED = "released"
    """Completed: lifted by whoever may, all guards being met (解除)."""
    TRANSFERRED = "transferred"
    """Moved to another place or kind of observation (转集中); the period goes on there."""
    ESCALATED = "escalated"
    """Became a case, or was sent to hospital."""
    LEFT = "left"
    """Left the area and was handed over."""
    LOST = "lost"
    """Cannot be found any more."""


@attrs.frozen(kw_only=True)
class Episode:
    """
    One stay under observation.

    Attributes:
        person: The opaque id of the person.
        number: The how-manieth episode of the person it is, from 1.
        enrolment: The fact that opened it.
        exit: The fact that ended it; none while it is active.
        start: Since when it counts.
        end: When it ended; none while it is active.
        facts: What happened in it, in order, enrolment and exit among them.
        before: What happened earlier and still bears on it, such as an exposure: everything since the last release.
    """

    person: str
    number: int
    enrolment: Fact
    exit: Fact | None = None
    start: datetime
    end: datetime | None = None
    facts: tuple[Fact, ...] = attrs.field(default=(), repr=False)
    before: tuple[Fact, ...] = attrs.field(default=(), repr=False)

    @property
    def id(self) -> str:
        """What a host knows it by: the person and the fact that opened it."""
        return f"{self.person}/{self.enrolment.id}"

    @property
    def protocol(self) -> str:
        """The name of its protocol; empty when the enrolment names none."""
        return self.enrolment.track

    @property
    def unit(self) -> str:
        """The id of the unit that the enrolment names; empty when it names none."""
        unit = self.enrolment.answers.get("unit")
        return unit if isinstance(unit, str) else ""

    @property
    def reason(self) -> Exit | None:
        """Why it ended; none while it is active."""
        return None if self.exit is None else Exit(self.exit.outcome)

    @property
    def is_active(self) -> bool:
        """Whether it has not ended."""
        return self.exit is None


@attrs.frozen(kw_only=True)
class History:
    """
    All episodes of one person, and what fits into none.

    Attributes:
        episodes: The episodes, the earliest first.
        discrepancies: The facts that cannot be what they say, in order.
    """

    episodes: tuple[Episode, ...] = ()
    discrepancies: tuple[Discrepancy, ...] = ()


def history(person: str, facts: Iterable[Fact], zone: Zone, *, anchors: Collection[str] = ()) -> History:
    """
    Fold the facts of one person into episodes.

    Args:
        person: The person's id.
        facts: The person's facts in any order, sound and corrected, no later than the moment from which one looks.
        zone: The zone whose days count.
        anchors: The kinds, such as an exposure, that bear on an episode though they happened before it.
    """
    ordered = sorted(facts, key=lambda fact: (instant(standing(fact, zone)), instant(fact.known), fact.id))
    stays, odd = _stays(person, [fact for fact in ordered if fact.kind in (ENROLLED, EXIT)], time_zone(zone))
    others = [fact for fact in ordered if fact.kind not in (ENROLLED, EXIT)]
    inside: list[list[Fact]] = [[] for _ in stays]
    outside: list[Fact] = []
    for fact in others:
        place = _place(fact, stays, zone)
        (outside if place is None else inside[place]).append(fact)
    episodes = tuple(
        attrs.evolve(
            stay,
            facts=tuple(_framed(stay, inside[place])),
            before=tuple(_before(stay, stays[:place], outside, inside[:place], anchors)),
        )
        for place, stay in enumerate(stays)
    )
    odd += _unwatched(person, outside, episodes, anchors)
    return History(episodes=episodes, discrepancies=in_order(odd))


def _stays(person: str, marks: Sequence[Fact], zone: Zone) -> tuple[list[Episode], list[Discrepancy]]:
    """Pair enrolments with exits, day by day."""
    stays: list[Episode] = []
    odd: list[Discrepancy] = []
    for _, day in groupby(marks, key=lambda fact: local_day(fact.happened, zone)):
        for fact in _in_turn(list(day), bool(stays) and stays[-1].is_active):
            active = bool(stays) and stays[-1].is_active
            if fact.kind == ENROLLED and not active:
                stays.append(_opened(person, fact, stays))
            elif fact.kind == EXIT and active and fact.outcome in set(Exit):
                stays[-1] = attrs.evolve(stays[-1], exit=fact, end=max(standing(fact, zone), stays[-1].start))
            else:
                odd.append(_misplaced(person, fact, stays))
    return stays, odd


def _in_turn(day: list[Fact], active: bool) -> Iterator[Fact]:
    """
    Give the enrolments and exits of one day in an order that makes sense.

    Those with a minute keep their order; one that names only the day comes where its turn is, and last if it has none.
    """
    timed = [fact for fact in day if fact.precision is not Precision.DAY]
    whole = [fact for fact in day if fact.precision is Precision.DAY]
    while timed or whole:
        wanted = EXIT if active else ENROLLED
        fits = timed if timed and timed[0].kind == wanted else [fact for fact in whole if fact.kind == wanted]
        fact = (fits or timed or whole)[0]
        (timed if fact in timed else whole).remove(fact)
        active = fact.kind == ENROLLED if fits else active
        yield fact


def _opened(person: str, fact: Fact, stays: list[Episode]) -> Episode:
    """Open an episode; the one before, where it ended in the course of the same day, ends no later than this begins."""
    if stays and stays[-1].end is not None and instant(stays[-1].end) > instant(fact.happened):
        last = stays[-1]
        stays[-1] = attrs.evolve(last, end=max(last.start, fact.happened, key=instant))
    start = fact.happened
    if stays and stays[-1].end is not None:
        start = max(start, stays[-1].end, key=instant)
    return Episode(person=person, number=len(stays) + 1, enrolment=fact, start=start)


def _misplaced(person: str, fact: Fact, stays: Sequence[Episode]) -> Discrepancy:
    if fact.kind == ENROLLED:
        code, problem = "already-enrolled", f"enrols somebody who is watched already, since '{stays[-1].enrolment.id}'"
    elif fact.outcome not in set(Exit):
        code, problem = "unknown-exit", f"'{fact.outcome}' is no reason for an exit{did_you_mean(fact.outcome, Exit)}"
    elif stays and stays[-1].exit is not None:
        code, problem = "second-exit", f"ends what has ended already, by '{stays[-1].exit.id}'; the first exit counts"
    else:
        code, problem = "exit-before-enrolment", "ends an observation that has not begun; record the enrolment"
    return Discrepancy(code=code, entry=fact.id, problem=problem, subjects=(person,))


def _place(fact: Fact, stays: Sequence[Episode], zone: Zone) -> int | None:
    """Find the episode that a fact happened in; one that names only its day may be anywhere in the day."""
    moment = instant(standing(fact, zone))
    day = local_day(fact.happened, zone) if fact.precision is Precision.DAY else None
    for place in range(len(stays) - 1, -1, -1):
        stay = stays[place]
        if instant(stay.start) <= moment and (stay.end is None or moment <= instant(stay.end)):
            return place
        if day is not None and stay.end is not None and _touches(stay, day, zone):
            return place
    return None


def _touches(stay: Episode, day: date, zone: Zone) -> bool:
    return local_day(stay.start, zone) <= day and (stay.end is None or day <= local_day(stay.end, zone))


def _framed(stay: Episode, inside: Iterable[Fact]) -> Iterator[Fact]:
    yield stay.enrolment
    yield from inside
    if stay.exit is not None:
        yield stay.exit


def _before(
    stay: Episode,
    earlier: Sequence[Episode],
    outside: Iterable[Fact],
    inside: Sequence[Iterable[Fact]],
    anchors: Collection[str],
) -> Iterator[Fact]:
    """Give what happened before an episode and since the last release; a release settles what was before it."""
    released = max((place for place, each in enumerate(earlier) if each.reason is Exit.RELEASED), default=-1)
    since = earlier[released].end if released >= 0 else None
    for fact in (*(fact for facts in inside[released + 1 :] for fact in facts), *outside):
        late = instant(fact.happened) > instant(stay.start)
        if fact.kind in anchors and not late and (since is None or instant(fact.happened) > instant(since)):
            yield fact


def _unwatched(
    person: str, outside: Iterable[Fact], episodes: Sequence[Episode], anchors: Collection[str]
) -> Iterator[Discrepancy]:
    """List what happened while nobody was watching, apart from what an episode begins with."""
    used = {fact.id for episode in episodes for fact in episode.before}
    for fact in outside:
        if fact.id in used or (fact.kind in anchors and not episodes):
            continue
        if fact.kind in anchors:
            problem = f"'{fact.kind}' happened after the exit; enrol the person anew if it counts"
            yield Discrepancy(code="after-exit", entry=fact.id, problem=problem, subjects=(person,))
        else:
            problem = (
                f"'{fact.kind}' happened while the person was not under observation; enrol first, or mend the time"
            )
            yield Discrepancy(code="not-watched", entry=fact.id, problem=problem, subjects=(person,))
