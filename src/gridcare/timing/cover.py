"""
Required time, and what serves it: a gate staffed day and night, a check at least every so many hours.

What is owed here is owed without a gap. *Required* time is held against *serving* pieces of time, and what is
required falls into two parts that leave nothing over: what is covered, and the gaps. Where several must serve at
once, a stretch with fewer is a gap that says how many were there.

A duty by turns and a check that must be repeated are one question. Each check is good for so long (`lasting`), so it
serves a piece of time just as somebody on duty does, and what no piece serves is a gap:

>>> from gridcare.timing.periods import moment
>>> checks = [moment(f"2020-02-{day} 08:00", "Asia/Shanghai") for day in ("03", "05", "08")]
>>> owed = Interval(checks[0], checks[2])
>>> proof = cover([owed], lasting(checks, "48h"))
>>> for gap in proof.gaps:
...     print(gap.interval)
2020-02-07 08:00:00+08:00 to 2020-02-08 08:00:00+08:00

Everything here takes pieces in any order, and time that grows with their number as sorting does.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

import attrs

from gridcare.errors import GridcareError
from gridcare.timing.periods import Interval, aware, duration

__all__ = ["Cover", "Depth", "Gap", "InvalidCover", "cover", "depths", "lasting", "merged", "total"]


class InvalidCover(GridcareError, ValueError):
    """Cover was asked for by fewer than one at once, or by facts that are good for no time."""

    code = "invalid-cover"


@attrs.frozen
class Depth:
    """
    A stretch of time throughout which the same number of pieces run.

    Attributes:
        interval: The stretch.
        at_once: How many pieces run at every moment of it.
    """

    interval: Interval
    at_once: int


@attrs.frozen
class Gap:
    """
    A stretch of required time that too few pieces serve.

    Attributes:
        interval: The stretch.
        serving: How many serve throughout it; 0 when nothing does.
        lacking: How many more would be needed.
    """

    interval: Interval
    serving: int
    lacking: int


@attrs.frozen(kw_only=True)
class Cover:
    """
    Required time, cut into what is served and what is not.

    Attributes:
        at_once: How many must serve at once.
        covered: The required stretches that enough pieces serve, in order, as long as they can be.
        gaps: The required stretches that too few serve, in order.
    """

    at_once: int
    covered: tuple[Interval, ...]
    gaps: tuple[Gap, ...]

    @property
    def is_whole(self) -> bool:
        """Whether no required moment is left uncovered."""
        return not self.gaps

    @property
    def required(self) -> timedelta:
        """The required time, each moment counted once."""
        return total(self.covered) + self.uncovered

    @property
    def uncovered(self) -> timedelta:
        """The time of the gaps, each moment counted once however many are lacking."""
        return total(gap.interval for gap in self.gaps)

    @property
    def lacking(self) -> timedelta:
        """The time that would fill the gaps: a moment at which two are lacking counts twice."""
        return sum((gap.interval.duration * gap.lacking for gap in self.gaps), timedelta())

    def next_gap(self, at: datetime) -> Gap | None:
        """Return the gap at a moment or the first one after it: by when something must serve again."""
        at = aware(at, "at")
        place = bisect_right(self.gaps, at, key=lambda gap: gap.interval.end)
        return self.gaps[place] if place < len(self.gaps) else None


def total(intervals: Iterable[Interval]) -> timedelta:
    """Add up lengths; a moment that lies in several counts as often."""
    return sum((interval.duration for interval in intervals), timedelta())


def lasting(facts: Iterable[datetime | Interval], valid: str | timedelta) -> tuple[Interval, ...]:
    """
    Return the pieces of time that facts serve, each being good for so long from its moment on.

    A fact that names only its day is given as the day. It serves from the day's first moment, and is good for so long
    from the day's end on, as such a fact answers every deadline of its day and stands at its end.

    Args:
        facts: When each happened, in any order: a moment, or a day's interval.
        valid: For how long each is good, such as ``48h``.

    Raises:
        InvalidCover: When a fact would be good for no time at all.
        NaiveMoment: When a moment has no time zone.
    """
    length = duration(valid)
    if not length:
        raise InvalidCover("'0m' is no time to be good for; give how long a fact stays valid, such as '48h'")
    return tuple(
        Interval(fact.start, fact.end + length) if isinstance(fact, Interval) else Interval(fact, fact + length)
        for fact in facts
    )


def depths(pieces: Iterable[Interval]) -> tuple[Depth, ...]:
    """
    Tell how many pieces run at once: stretches in order, a new one wherever the number changes, none where it is 0.

    >>> from datetime import date
    >>> day = [Interval.of_day(date(2020, 2, 3), "Asia/Shanghai")] * 2
    >>> [stretch.at_once for stretch in depths(day)]
    [2]
    """
    return tuple(Depth(Interval(start, end), running) for start, end, running in _steps(pieces))


def merged(pieces: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the time in which at least one piece runs, as few stretches in order."""
    found: list[Interval] = []
    for piece in sorted(pieces, key=_start):
        if piece.is_empty:
            continue
        if not found or found[-1].end < piece.start:
            found.append(piece)
        elif found[-1].end < piece.end:
            found[-1] = Interval(found[-1].start, piece.end)
    return tuple(found)


def cover(required: Iterable[Interval], serving: Iterable[Interval], *, at_once: int = 1) -> Cover:
    """
    Hold required time against what serves it.

    Args:
        required: What is owed, in any order; stretches that overlap are owed once.
        serving: The pieces of time that serve, in any order; what lies outside the required time counts for nothing.
        at_once: How many must serve at every moment.

    Raises:
        InvalidCover: When fewer than one must serve at once.
    """
    if at_once < 1:
        raise InvalidCover(f"'at_once={at_once}' requires nobody; require at least one at once")
    told = _joined(_held_against(merged(required), list(_steps(serving)), at_once))
    covered, gaps = [], []
    for start, end, count in told:
        if count < at_once:
            gaps.append(Gap(Interval(start, end), count, at_once - count))
        else:
            covered.append(Interval(start, end))
    return Cover(at_once=at_once, covered=tuple(covered), gaps=tuple(gaps))


_Piece = tuple[datetime, datetime, int]


def _start(piece: Interval) -> datetime:
    return piece.start


def _steps(pieces: Iterable[Interval]) -> Iterator[_Piece]:
    """Cut time where the number of running pieces changes; leave out where none runs."""
    changes: dict[datetime, int] = {}
    for piece in pieces:
        changes[piece.start] = changes.get(piece.start, 0) + 1
        changes[piece.end] = changes.get(piece.end, 0) - 1
    running, since = 0, None
    for when in sorted(changes):
        change = changes[when]
        if change:
            if running and since is not None:
                yield since, when, running
            running, since = running + change, when


def _held_against(required: Iterable[Interval], steps: Sequence[_Piece], enough: int) -> Iterator[_Piece]:
    """Cut the required time where the number serving changes; more than enough is enough."""
    at = 0
    for owed in required:
        since, end = owed.start, owed.end
        while at < len(steps) and steps[at][1] <= since:
            at += 1
        for start, until, serving in islice(steps, at, None):
            if end <= start:
                break
            if since < start:
                yield since, start, 0
            yield max(since, start), min(until, end), min(serving, enough)
            since = min(until, end)
        if since < end:
            yield since, end, 0


def _joined(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Join neighbours that meet and tell the same."""
    last: _Piece | None = None
    for piece in pieces:
        if last is not None and last[1] == piece[0] and last[2] == piece[2]:
            last = (last[0], piece[1], last[2])
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
