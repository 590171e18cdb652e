"""
What a reading says: above the cut-off or not, and whether a second reading bears it out.

A temperature has a device and a body site, and the cut-off depends on both: an infrared gun at a gate is no
thermometer in the armpit. Whether the cut-off itself is still normal is declared (*strict*). A rule may ask that a
reading above the cut-off be *confirmed* by further readings within a time, perhaps with a better device; until
then it is suspected. All readings are kept; an `Alarm` is what they amount to.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

import attrs

from gridcare.attributes import Attributes, Scalar
from gridcare.errors import Fault, refuse
from gridcare.facts.fact import Fact, instant
from gridcare.given import texts, typed
from gridcare.timing.periods import duration

__all__ = ["Alarm", "AlarmState", "Confirming", "CutOff", "Measurement", "ReadingRule"]


def _exact(given: Decimal | int | float | str) -> Decimal:
    return Decimal(str(given))


def _range(given: Sequence[Decimal | int | float | str]) -> tuple[Decimal, ...]:
    return tuple(map(_exact, given))


def _duration(given: str | timedelta) -> timedelta:
    return duration(given)


@attrs.frozen(kw_only=True)
class Measurement:
    """
    One measured value, as a fact tells it.

    Attributes:
        fact: The id of the fact.
        happened: When it was measured.
        value: What was measured, in the unit of the rule.
        device: With what; empty when not stated.
        site: Where on the body; empty when not stated.
        slot: The slot that it says it answers; empty when it names none.
    """

    fact: str
    happened: datetime
    value: Decimal = attrs.field(repr=False)
    device: str = ""
    site: str = ""
    slot: str = ""


@attrs.frozen(kw_only=True, field_transformer=typed)
class CutOff:
    """
    From which value on a reading is abnormal, for some devices and body sites.

    Attributes:
        at: The value.
        strict: Whether only values above it are abnormal; else the value itself is abnormal too.
        devices: For which devices; empty for any.
        sites: For which body sites; empty for any.
    """

    at: Decimal = attrs.field(converter=_exact)
    strict: bool = False
    devices: tuple[str, ...] = attrs.field(default=(), converter=texts)
    sites: tuple[str, ...] = attrs.field(default=(), converter=texts)

    def judges(self, reading: Measurement) -> bool:
        """Tell whether it speaks of readings of this device and body site."""
        return (not self.devices or reading.device in self.devices) and (not self.sites or reading.site in self.sites)

    def exceeded(self, value: Decimal) -> bool:
        """Tell whether a value is abnormal."""
        return value > self.at if self.strict else value >= self.at


@attrs.frozen(kw_only=True, field_transformer=typed)
class Confirming:
    """
    How a reading above the cut-off is borne out by further ones.

    Attributes:
        readings: How many further abnormal readings confirm it.
        within: How long after the first they may come, as elapsed time.
        after: How long after the first they may come at the earliest, such as a rest of some minutes.
        devices: The devices whose readings count; empty for any.
        sites: The body sites that count; empty for any.
    """

    readings: int = 1
    within: timedelta = attrs.field(converter=_duration)
    after: timedelta = attrs.field(default=timedelta(0), converter=_duration)
    devices: tuple[str, ...] = attrs.field(default=(), converter=texts)
    sites: tuple[str, ...] = attrs.field(default=(), converter=texts)

    def counts(self, first: Measurement, reading: Measurement) -> bool:
        """Tell whether a later reading may bear out or refute the first."""
        elapsed = instant(reading.happened) - instant(first.happened)
        return (
            self.after <= elapsed <= self.within
            and (not self.devices or reading.device in self.devices)
            and (not self.sites or reading.site in self.sites)
        )


def _cut_offs(given: Iterable[CutOff]) -> tuple[CutOff, ...]:
    return tuple(given)


class AlarmState(StrEnum):
    """What a reading above the cut-off has come to; exactly one of these holds at any moment."""

    SUSPECTED = "suspected"
    """It waits for the readings that confirm or refute it."""
    CONFIRMED = "confirmed"
    """Enough further readings were abnormal too, or none are asked for."""
    REFUTED = "refuted"
    """A further reading that counts was normal."""
    UNCONFIRMED = "unconfirmed"
    """The time for further readings is over and they did not come; it stands as long as nobody refutes it."""


@attrs.frozen(kw_only=True)
class Alarm:
    """
    What a reading above the cut-off amounts to.

    Attributes:
        first: The reading that raised it.
        state: What it has come to.
        by: The readings that confirmed or refuted it.
        over: When a later reading that the cut-off judges was normal again; none while it stands.
    """

    first: Measurement
    state: AlarmState
    by: tuple[Measurement, ...] = ()
    over: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether the person must be treated as abnormal: neither refuted nor over."""
        return self.state is not AlarmState.REFUTED and self.over is None


_PARTICULARS: Final = ("device", "site", "slot")


def _text(answers: Attributes, name: str) -> str:
    value = answers.get(name)
    return value if isinstance(value, str) else ""


@attrs.frozen(kw_only=True, field_transformer=typed)
class ReadingRule:
    """
    How the readings of one kind are judged.

    Attributes:
        kind: The kind of the facts that carry them.
        field: The answer that holds the value.
        cut_offs: The first that speaks of a reading's device and body site judges it; a reading that none speaks
            of is kept and not judged.
        plausible: The least and the greatest value that can be true.
        confirming: How an abnormal reading is borne out; none means that a single one counts.

    Raises:
        DefinitionError: When the plausible range is empty, a cut-off lies outside it or can never be asked, or the
            confirming rule asks for nothing, all faults at once.
    """

    kind: str
    field: str
    cut_offs: tuple[CutOff, ...] = attrs.field(converter=_cut_offs)
    plausible: tuple[Decimal, ...] = attrs.field(converter=_range)
    confirming: Confirming | None = None

    def __attrs_post_init__(self) -> None:
        refuse(f"the rule for '{self.kind}'", self._faults())

    def _faults(self) -> Iterator[Fault]:
        if len(self.plausible) != 2 or self.plausible[0] >= self.plausible[1]:
            yield Fault(
                "reading.plausible", self.kind, "give the least and the greatest plausible value, in this order"
            )
            return
        least, greatest = self.plausible
        for cut in self.cut_offs:
            if not least <= cut.at <= greatest:
                problem = f"the cut-off {cut.at} is outside the plausible {least} to {greatest}; mend one"
                yield Fault("reading.cut-off", self.kind, problem)
        if any(not earlier.devices and not earlier.sites for earlier in self.cut_offs[:-1]):
            problem = "a cut-off for any device and site stands before others, which are never asked; put it last"
            yield Fault("reading.unreachable", self.kind, problem)
        rule = self.confirming
        if rule is not None and (rule.readings < 1 or rule.within <= rule.after):
            problem = "confirming asks for at least one further reading and for time in which it may come"
            yield Fault("reading.confirming", self.kind, problem)

    def problem(self, fact: Fact) -> str:
        """
        Say why a fact holds no plausible reading; the empty text when it does.

        The value is not told: it is somebody's.
        """
        value = _number(fact.answers.get(self.field))
        if value is None:
            return f"has no number under '{self.field}'; write the value as a number"
        least, greatest = self.plausible
        if not least <= value <= greatest:
            return f"has a value under '{self.field}' that is not between {least} and {greatest}; measure again"
        return ""

    def read(self, fact: Fact) -> Measurement | None:
        """Give the reading that a fact carries, or none when it holds no plausible one."""
        value = _number(fact.answers.get(self.field))
        if fact.kind != self.kind or value is None or self.problem(fact):
            return None
        device, site, slot = (_text(fact.answers, name) for name in _PARTICULARS)
        return Measurement(fact=fact.id, happened=fact.happened, value=value, device=device, site=site, slot=slot)

    def cut_off(self, reading: Measurement) -> CutOff | None:
        """Give the cut-off that judges a reading, or none when no rule speaks of its device and body site."""
        return next((each for each in self.cut_offs if each.judges(reading)), None)

    def abnormal(self, reading: Measurement) -> bool | None:
        """Tell whether a reading is abnormal, or none when no cut-off judges it."""
        cut = self.cut_off(reading)
        return None if cut is None else cut.exceeded(reading.value)

    def alarms(self, readings: Iterable[Measurement], at: datetime) -> tuple[Alarm, ...]:
        """
        Give what the readings amount to, oldest alarm first.

        A reading that is judged while an alarm stands belongs to that alarm; the next alarm begins with the first
        abnormal reading after it is over or refuted.

        Args:
            readings: The readings of one person, in any order.
            at: The moment from which one looks; later readings do not count.
        """
        ordered = sorted(readings, key=lambda reading: (instant(reading.happened), reading.fact))
        judged = [(each, self.abnormal(each)) for each in ordered if instant(each.happened) <= instant(at)]
        alarms: list[Alarm] = []
        start = 0
        while (first := _first_abnormal(judged, start)) is not None:
            alarm, start = self._alarm(judged, first, at)
            alarms.append(alarm)
        return tuple(alarms)

    def _alarm(self, judged: Sequence[tuple[Measurement, bool | None]], first: int, at: datetime) -> tuple[Alarm, int]:
        """Follow one alarm to its end; say from which reading on the next may begin."""
        reading = judged[first][0]
        state, by, seen = self._confirmed(judged, first, at)
        if state is AlarmState.REFUTED:
            return Alarm(first=reading, state=state, by=by), seen
        for place in range(seen, len(judged)):
            later, abnormal = judged[place]
            if abnormal is False and self._clears(later):
                return Alarm(first=reading, state=state, by=by, over=later.happened), place + 1
        return Alarm(first=reading, state=state, by=by), len(judged)

    def _confirmed(
        self, judged: Sequence[tuple[Measurement, bool | None]], first: int, at: datetime
    ) -> tuple[AlarmState, tuple[Measurement, ...], int]:
        rule = self.confirming
        if rule is None:
            return AlarmState.CONFIRMED, (), first + 1
        reading = judged[first][0]
        by: list[Measurement] = []
        for place in range(first + 1, len(judged)):
            later, abnormal = judged[place]
            if abnormal is None or not rule.counts(reading, later):
                continue
            if not abnormal:
                return AlarmState.REFUTED, (later,), place + 1
            by.append(later)
            if len(by) == rule.readings:
                return AlarmState.CONFIRMED, tuple(by), place + 1
        waits = instant(at) <= instant(reading.happened) + rule.within
        state = AlarmState.SUSPECTED if waits else AlarmState.UNCONFIRMED
        return state, tuple(by), first + 1

    def _clears(self, reading: Measurement) -> bool:
        """Tell whether a normal reading is good enough to end an alarm: one that could have refuted it."""
        rule = self.confirming
        if rule is None:
            return True
        return (not rule.devices or reading.device in rule.devices) and (not rule.sites or reading.site in rule.sites)


def _number(value: Scalar) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    exact = _exact(value)
    return exact if exact.is_finite() else None


def _first_abnormal(judged: Sequence[tuple[Measurement, bool | None]], start: int) -> int | None:
    return next((place for place in range(start, len(judged)) if judged[place][1]), None)
