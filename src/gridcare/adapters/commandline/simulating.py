"""
``simulate``: what a method will cost over a register, from probabilities that somebody wrote down.

The probabilities stand in a TOML file: ``chances`` of each outcome of each step, and, where they are known, the
``minutes`` that pass before it, the ``hours`` that an attempt costs, and the probabilities of ``conditions``. Numbers
are read exactly as they are written. With a register the conditions on subjects need no probability: they are counted.
"""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import sqrt
from pathlib import Path
from random import Random
from typing import Any, Final

import attrs

from gridcare.adapters.commandline.drawing import Dice, DrawnCase
from gridcare.adapters.commandline.mistakes import Mistake
from gridcare.codec.issues import UnreadableInput
from gridcare.codec.registers import read_register, read_units
from gridcare.errors import DefinitionError, Fault, GridcareError, UnknownName
from gridcare.people.register import Register
from gridcare.playbook import Playbook
from gridcare.timing.periods import duration, duration_text, moment
from gridcare.work.campaign import Campaign
from gridcare.work.forecast import Chance, Forecast, forecast
from gridcare.work.rows import Track

__all__ = ["TIMES", "Assumptions", "Estimate", "Simulation", "chosen_track", "population", "simulate"]

TIMES: Final = 4
"""How many standard errors a drawn mean may lie from the forecast; one measure in fifteen thousand lies further."""

_TABLES: Final = ("chances", "minutes", "hours", "conditions")


@attrs.frozen
class Assumptions:
    """What a file of probabilities says, and its name for messages."""

    name: str
    chances: Mapping[str, Mapping[str, Chance]]
    minutes: Mapping[str, Mapping[int, Chance]] | None
    hours: Mapping[str, Chance]
    conditions: Mapping[str, Chance]

    @classmethod
    def read(cls, path: Path) -> "Assumptions":
        """
        Read a file.

        Raises:
            Mistake: When it cannot be read, or holds something else than tables of numbers.
        """
        data = _parsed(path)
        for key in data:
            if key not in _TABLES:
                raise Mistake("wrong.key", key=key, name=path, known=", ".join(_TABLES))
        nested = {key: _nested(path, key, data.get(key, {})) for key in ("chances", "minutes")}
        minutes = {part: _by_minute(path, part, times) for part, times in nested["minutes"].items()}
        return cls(
            str(path),
            nested["chances"],
            minutes or None,
            _numbers(path, "hours", data.get("hours", {})),
            _numbers(path, "conditions", data.get("conditions", {})),
        )


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, InvalidOperation) as error:
        raise Mistake("wrong.file", name=path, why=getattr(error, "strerror", None) or error) from error


def _nested(path: Path, key: str, table: Any) -> dict[str, Mapping[str, Chance]]:
    if not isinstance(table, dict):
        raise Mistake("wrong.table", key=key, name=path)
    return {name: _numbers(path, f"{key}.{name}", inner) for name, inner in table.items()}


def _numbers(path: Path, key: str, table: Any) -> Mapping[str, Chance]:
    if not isinstance(table, dict) or not all(type(value) in (int, Decimal) for value in table.values()):
        raise Mistake("wrong.table", key=key, name=path)
    return table


def _by_minute(path: Path, part: str, times: Mapping[str, Chance]) -> Mapping[int, Chance]:
    try:
        return {int(minute): chance for minute, chance in times.items()}
    except ValueError:
        raise Mistake("wrong.table", key=f"minutes.{part}", name=path) from None


@attrs.frozen
class Estimate:
    """
    One line of a simulation.

    Attributes:
        code: The code of its message.
        what: The part or time that it is about.
        expected: What the forecast says of one case, exactly.
        drawn: The mean of the cases drawn.
        agrees: Whether the two lie within the standard errors allowed.
        share: Whether it is a share of the cases.
    """

    code: str
    what: str
    expected: Fraction
    drawn: float
    agrees: bool
    share: bool


@attrs.frozen
class Simulation:
    """The forecast of a method for so many cases, with cases drawn beside it."""

    cases: int
    measures: tuple[Estimate, ...]

    @property
    def differing(self) -> tuple[Estimate, ...]:
        """The measures that chance does not explain."""
        return tuple(measure for measure in self.measures if not measure.agrees)


def chosen_track(playbook: Playbook, name: str, asked: str) -> Track:
    """
    Return the track that is asked for, or the only one that is not beside the population.

    Raises:
        Mistake: When none of several is named.
        UnknownName: When there is none of that name.
    """
    tracks = {track.name: track for track in playbook.tracks}
    if asked:
        if asked not in tracks:
            raise UnknownName("track", asked, tracks)
        return tracks[asked]
    through = [track for track in playbook.tracks if not track.beside]
    if len(through) != 1:
        raise Mistake("wrong.track", name=name, known=", ".join(tracks))
    return through[0]


def population(playbook: Playbook, track: Track, register: str, units: Path | None) -> tuple[int, Mapping[str, Chance]]:
    """
    Tell how many cases there are, and which share of them each condition on subjects holds for.

    Args:
        playbook: Whose kinds of subject the register holds.
        track: Whose cases they are.
        register: A number, or the path of a CSV.
        units: The CSV of units, when `register` is one.

    Raises:
        Mistake: When either cannot be read, or nobody goes through the track.
    """
    if register.isascii() and register.isdigit() and int(register):
        return int(register), {}
    path = Path(register)
    if path.suffix.lower() != ".csv":
        raise Mistake("wrong.register", name=register)
    if units is None:
        raise Mistake("wrong.units")
    return _counted(playbook, _register(playbook, path, units), track, register)


def _register(playbook: Playbook, path: Path, units: Path) -> Register:
    told, rows = _whole(units, lambda text: read_units(text, playbook.levels or None))
    read, more = _whole(path, lambda text: read_register(text, told.hierarchy, playbook.kinds))
    for name, issues in ((units, rows), (path, more)):
        if issues:
            raise Mistake(
                "wrong.rows", name=name, faults=[Fault(each.code, each.path, each.message) for each in issues]
            )
    register: Register = read.register
    return register


def _whole(path: Path, read: Callable[[bytes], Any]) -> tuple[Any, tuple[Any, ...]]:
    try:
        answer = read(path.read_bytes())
    except OSError as error:
        raise Mistake("wrong.file", name=path, why=error.strerror) from error
    except UnreadableInput as error:
        raise Mistake(
            "wrong.rows", name=path, faults=[Fault(each.code, each.path, each.message) for each in error.issues]
        ) from error
    return answer, answer.issues


def _counted(playbook: Playbook, register: Register, track: Track, name: str) -> tuple[int, Mapping[str, Chance]]:
    """Let a campaign say where each case of the register starts, and count."""
    hierarchy = register.hierarchy
    campaign = Campaign(hierarchy, register, (track,), opened=moment(_ANY_DAY, playbook.zone), zone=playbook.zone)
    starts = Counter(
        campaign.state(subject, track=track.name)
        for root in hierarchy.roots
        for subject in campaign.subjects(root, track=track.name)
    )
    cases = left = starts.total()
    if not cases:
        raise Mistake("wrong.empty", name=name, track=track.name)
    shares: dict[str, Chance] = {}
    for guard, position in track.workflow.table.entries:
        if guard is not None and left:
            held = starts.pop(track.workflow.table.states[position], 0)
            shares[str(guard)] = Fraction(held, left)
            left -= held
    return cases, shares


_ANY_DAY: Final = "2000-01-01 00:00"
"""Where cases start does not depend on the day."""


def simulate(
    track: Track,
    assumed: Assumptions,
    counted: Mapping[str, Chance],
    within: str,
    *,
    cases: int,
    seed: int,
    watched: Callable[[range], Iterator[int]] = iter,
) -> Simulation:
    """
    Forecast one case, and draw so many beside it.

    Args:
        track: The track that the cases go through.
        assumed: The probabilities.
        counted: Probabilities of conditions that a register told.
        within: The deadline to judge by; empty for none.
        cases: How many to draw.
        seed: What they are drawn from.
        watched: Iterates over the draws, and may show how far it has come.

    Raises:
        Mistake: With every fault of the probabilities.
    """
    deadline = _deadline(within, assumed)
    conditions = {**assumed.conditions, **counted}
    workflow = track.workflow
    try:
        told = forecast(
            workflow, assumed.chances, minutes=assumed.minutes, hours=assumed.hours or None, conditions=conditions
        )
    except DefinitionError as error:
        raise Mistake("wrong.chances", name=assumed.name, faults=error.faults) from error
    random = Random(seed)  # noqa: S311  # it must repeat
    dice = Dice(workflow, assumed.chances, assumed.minutes, conditions, random, assumed.hours)
    drawn = [dice.case() for _ in watched(range(cases))]
    return Simulation(cases, tuple(_measures(told, drawn, deadline)))


def _deadline(within: str, assumed: Assumptions) -> timedelta | None:
    if not within:
        return None
    if assumed.minutes is None:
        raise Mistake("wrong.minutes", name=assumed.name)
    try:
        return duration(within)
    except (ValueError, GridcareError):
        raise Mistake("wrong.within", within=within) from None


def _measures(told: Forecast, drawn: list[DrawnCase], deadline: timedelta | None) -> Iterator[Estimate]:
    attempts = [dict(case.attempts) for case in drawn]
    for part, expected in told.attempts:
        yield _measure("simulate.attempts", part, expected, [each.get(part, 0) for each in attempts])
    for part, expected in told.finals:
        yield _measure("simulate.final", part, expected, [case.final == part for case in drawn], share=True)
    if told.person_hours is not None:
        yield _measure("simulate.hours", "", told.person_hours, [case.hours for case in drawn])
    if deadline is not None:
        in_time = [case.closed is not None and case.closed <= deadline // timedelta(minutes=1) for case in drawn]
        yield _measure("simulate.within", duration_text(deadline), told.closed_within(deadline), in_time, share=True)


def _measure(code: str, what: str, expected: Fraction, drawn: list[Any], *, share: bool = False) -> Estimate:
    """Compare a mean with what was expected; the spread is that of the drawn, or of the share expected."""
    count = len(drawn)
    mean = sum(drawn) / count
    spread = sum((each - mean) ** 2 for each in drawn) / count
    least = float(expected * (1 - expected)) if share else 0.0
    error = sqrt(max(spread, least) / count)
    return Estimate(code, what, expected, mean, abs(mean - float(expected)) <= TIMES * error + _ROUNDING, share)


_ROUNDING: Final = 1e-9
