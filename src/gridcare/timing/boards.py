"""
The board that hangs in the office in the morning: what is due for whom, and what was missed today.

A board holds many schedules as compiled rows. A row is a first day, the shape of what is asked for from that day on as
offsets of (day, minute), and one bit for each slot that is owed and not answered. Schedules of one shape and one first
day are asked together: which bits are due at a moment is found once for all of them, and the rest is counting bits.

A board answers for the moments from the knowledge that it was compiled by up to a moment ahead; nothing is read again
in between. When something becomes known about somebody, `replaced` puts one new row in the place of the old.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import compress
from types import MappingProxyType
from typing import Final

import attrs

from gridcare.errors import GridcareError
from gridcare.timing.periods import Zone, aware, day_start, local_day
from gridcare.timing.schedules import Schedule
from gridcare.timing.slots import SlotState
from gridcare.timing.timetables import at_minute

__all__ = ["Board", "BoardRow", "OffTheBoard", "Today", "board", "board_row"]

Shape = tuple[tuple[int, int, int, int, timedelta], ...]
"""For each slot the day and minute it opens, the day and minute it closes, and its late time."""

_PENDING: Final = frozenset({SlotState.NOT_YET_DUE, SlotState.DUE, SlotState.MISSED})
_EPOCH: Final = date(1970, 1, 1)


class OffTheBoard(GridcareError, ValueError):
    """A board was asked about a moment that it was not compiled for."""

    code = "off-the-board"

    def __init__(self, at: datetime, since: datetime, until: datetime) -> None:
        super().__init__(f"'{at}' is not on the board, which runs from '{since}' up to '{until}'; compile another")
        self.at = at
        self.since = since
        self.until = until


@attrs.frozen(kw_only=True)
class BoardRow:
    """
    One schedule, compiled.

    Attributes:
        id: Whose schedule it is.
        first: The day that the days of the shape are counted from.
        shape: What is asked for, by slot.
        pending: One bit for each slot of the shape, the first lowest: set while it is owed and nothing answers it.
        schedule: The schedule itself where an act that is known already happens only later; it is asked each time.
    """

    id: str
    first: date = _EPOCH
    shape: Shape = ()
    pending: int = 0
    schedule: Schedule | None = None


@attrs.frozen(kw_only=True)
class Today:
    """
    What a board says at a moment.

    Attributes:
        at: The moment.
        due: How many slots are due, by id; only ids with any.
        missed: How many slots became missed on the local day of the moment, by id; only ids with any.
    """

    at: datetime
    due: Mapping[str, int]
    missed: Mapping[str, int]

    @property
    def due_in_all(self) -> int:
        """How many slots are due."""
        return sum(self.due.values())

    @property
    def missed_in_all(self) -> int:
        """How many slots became missed today."""
        return sum(self.missed.values())


class Board:
    """
    Many schedules as compiled rows.

    Args:
        rows: The rows, at most one for each id.
        zone: The zone of the clocks.
        since: The knowledge that they were compiled by.
        until: Up to which moment they are good.
    """

    def __init__(self, rows: Iterable[BoardRow], *, zone: Zone, since: datetime, until: datetime) -> None:
        self.zone = zone
        self.since = aware(since, "since")
        self.until = aware(until, "until")
        self._rows = {row.id: row for row in rows}
        self._groups: dict[tuple[Shape, date], tuple[list[str], list[int]]] = {}
        for row in self._rows.values():
            if row.schedule is None:
                ids, pending = self._groups.setdefault((row.shape, row.first), ([], []))
                ids.append(row.id)
                pending.append(row.pending)
        self._asked_each = tuple(row for row in self._rows.values() if row.schedule is not None)

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"Board({len(self)} rows, {self.since} to {self.until})"

    def replaced(self, *rows: BoardRow) -> "Board":
        """Return a board on which some rows stand in the place of those with their ids, or are added."""
        merged = {**self._rows, **{row.id: row for row in rows}}
        return Board(merged.values(), zone=self.zone, since=self.since, until=self.until)

    def today(self, at: datetime) -> Today:
        """
        Tell what is due, and what was missed today.

        A slot is missed on the local day on which its late time is over.

        Args:
            at: The moment from which one looks.

        Raises:
            OffTheBoard: When the board was not compiled for that moment.
        """
        at = aware(at, "at")
        if not self.since <= at < self.until:
            raise OffTheBoard(at, self.since, self.until)
        due: dict[str, int] = {}
        missed: dict[str, int] = {}
        morning = day_start(local_day(at, self.zone), self.zone)
        for (shape, first), (ids, pending) in self._groups.items():
            due_bits, missed_bits = self._bits(shape, first, morning, at)
            if due_bits:
                due.update(_counts(ids, pending, due_bits))
            if missed_bits:
                missed.update(_counts(ids, pending, missed_bits))
        for row in self._asked_each:
            self._ask(row, morning, at, due, missed)
        return Today(at=at, due=MappingProxyType(due), missed=MappingProxyType(missed))

    def _bits(self, shape: Shape, first: date, morning: datetime, at: datetime) -> tuple[int, int]:
        """Find which slots of a shape are due at a moment, and which became missed since the morning."""
        due = missed = 0
        for number, (day, opens, close_day, closes, late) in enumerate(shape):
            if at_minute(first + timedelta(days=day), opens, self.zone) > at:
                continue
            lapses = at_minute(first + timedelta(days=close_day), closes, self.zone) + late
            if at < lapses:
                due |= 1 << number
            elif morning <= lapses:
                missed |= 1 << number
        return due, missed

    def _ask(self, row: BoardRow, morning: datetime, at: datetime, due: dict[str, int], missed: dict[str, int]) -> None:
        if row.schedule is None:
            return
        rows = row.schedule.table(at, self.since, forecast=True).rows
        states = [each.state for each in rows if each.state is not SlotState.MISSED or each.slot.lapses >= morning]
        for found, state in ((due, SlotState.DUE), (missed, SlotState.MISSED)):
            if count := states.count(state):
                found[row.id] = count


def _counts(ids: list[str], pending: list[int], bits: int) -> Iterator[tuple[str, int]]:
    """Count the bits of each row that are among some bits, and leave out the rows that have none."""
    counts = list(map(int.bit_count, map(bits.__and__, pending)))
    return compress(zip(ids, counts, strict=True), counts)


def board_row(id: str, schedule: Schedule, *, known: datetime, until: datetime) -> BoardRow:
    """
    Compile a schedule to a row of a board.

    Args:
        id: Whose schedule it is.
        schedule: The schedule.
        known: The moment whose knowledge counts.
        until: Up to which moment the row is to be good; an open phase is laid as far.
    """
    if schedule.knows_ahead(known):
        return BoardRow(id=id, schedule=schedule)
    rows = schedule.table(known, ahead=until).rows
    first = min((row.slot.window.start.date() for row in rows), default=_EPOCH)
    shape = []
    pending = 0
    for number, row in enumerate(rows):
        window = row.slot.window
        shape.append((*_offset(first, window.start), *_offset(first, window.end), row.slot.lapses - window.end))
        if row.state in _PENDING:
            pending |= 1 << number
    return BoardRow(id=id, first=first, shape=tuple(shape), pending=pending)


def _offset(first: date, moment: datetime) -> tuple[int, int]:
    return (moment.date() - first).days, moment.hour * 60 + moment.minute


def board(schedules: Mapping[str, Schedule], *, zone: Zone, known: datetime, until: datetime) -> Board:
    """
    Compile schedules to a board.

    Args:
        schedules: The schedules, by whose they are.
        zone: The zone of the clocks, which is that of every schedule.
        known: The moment whose knowledge counts, and from which on the board answers.
        until: Up to which moment it answers.
    """
    rows = (board_row(id, schedule, known=known, until=until) for id, schedule in schedules.items())
    return Board(rows, zone=zone, since=known, until=until)
