"""
The calendar of one episode as a picture: a row for each day, a column for each window, a sign for how each slot stands.

The same picture is written as text for a terminal and as SVG for a page or a notebook; only text is made here, so
drawing needs no dependency. It shows ids and states, never a value that was measured.

    print(f"{calendar(watched):text}")
    page.write_text(f"{calendar(watched):svg}")
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final
from unicodedata import east_asian_width

import attrs

from gridcare.errors import UnknownName
from gridcare.timing.periods import Zone, local_day, time_zone
from gridcare.timing.slots import SlotState
from gridcare.work.episodes import Exit
from gridcare.work.protocols import BEGAN, OUTING, SYMPTOM
from gridcare.work.readings import AlarmState
from gridcare.work.watching import Watched

__all__ = ["Calendar", "DayCell", "Mark", "calendar"]


@attrs.frozen
class DayCell:
    """
    One slot in the picture.

    Attributes:
        day: Its local day.
        column: The rule and the window that it belongs to.
        state: How it stands.
    """

    day: date
    column: str
    state: SlotState


@attrs.frozen
class Mark:
    """
    Something that happened on a day, beside its slots.

    Attributes:
        day: The local day.
        what: The word for it: ``alarm``, ``breach``, ``symptom``, ``exit`` or the reason of an exit.
    """

    day: date
    what: str


_SIGNS: Final = MappingProxyType(
    {
        SlotState.DONE_ON_TIME: "●",
        SlotState.ENTERED_LATE: "◍",
        SlotState.DONE_LATE: "◐",
        SlotState.MISSED: "✗",
        SlotState.DUE: "○",
        SlotState.NOT_YET_DUE: "·",
        SlotState.NOT_OWED: " ",
    }
)
_COLOURS: Final = MappingProxyType(
    {
        SlotState.DONE_ON_TIME: "#1b7837",
        SlotState.ENTERED_LATE: "#7fbf7b",
        SlotState.DONE_LATE: "#fdb863",
        SlotState.MISSED: "#b2182b",
        SlotState.DUE: "#92c5de",
        SlotState.NOT_YET_DUE: "#e0e0e0",
        SlotState.NOT_OWED: "#f7f7f7",
    }
)
_WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "en": {"days": "day"},
        "zh": {
            "days": "日期",
            SlotState.DONE_ON_TIME: "按时",
            SlotState.ENTERED_LATE: "补录",
            SlotState.DONE_LATE: "迟做",
            SlotState.MISSED: "漏做",
            SlotState.DUE: "应做",
            SlotState.NOT_YET_DUE: "未到",
            SlotState.NOT_OWED: "不需",
            "alarm": "体温异常",
            "breach": "擅自外出",
            "symptom": "出现症状",
            Exit.RELEASED: "解除观察",
            Exit.TRANSFERRED: "转集中观察",
            Exit.ESCALATED: "送诊",
            Exit.LEFT: "离开移交",
            Exit.LOST: "失联",
        },
    }
)
_SVG: Final = "http://www.w3.org/2000/svg"
_SQUARE: Final = 18
_LEFT: Final = 96
_TOP: Final = 44


@attrs.frozen(kw_only=True)
class Calendar:
    """
    The picture of an episode.

    Attributes:
        title: What stands above it: the id of the episode.
        columns: The windows, in order of their rules and the clock.
        cells: The slots, in order of day and column.
        marks: What happened besides, in order.
        language: The language of its words: ``en`` or ``zh``.

    Raises:
        UnknownName: When there are no words in that language.
    """

    title: str
    columns: tuple[str, ...]
    cells: tuple[DayCell, ...]
    marks: tuple[Mark, ...] = ()
    language: str = "en"

    def __attrs_post_init__(self) -> None:
        if self.language not in _WORDS:
            raise UnknownName("language of calendars", self.language, _WORDS)

    @property
    def days(self) -> tuple[date, ...]:
        """Every day from the first to the last on which anything was owed or happened."""
        owed = (cell for cell in self.cells if cell.state is not SlotState.NOT_OWED)
        told = [cell.day.toordinal() for cell in owed] + [mark.day.toordinal() for mark in self.marks]
        return tuple(map(date.fromordinal, range(min(told), max(told) + 1))) if told else ()

    def __format__(self, form: str) -> str:
        """Write it as ``text``, as ``svg``, or as its title without a form."""
        if form and form not in _FORMS:
            raise UnknownName("form of a calendar", form, _FORMS)
        return _FORMS[form](self) if form else self.title

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Show the picture in notebooks, and the text in terminals."""
        return {"image/svg+xml": format(self, "svg"), "text/plain": format(self, "text")}


def calendar(watched: Watched, language: str = "en") -> Calendar:
    """
    Draw the calendar of an episode as it was known.

    Args:
        watched: The episode, with the moment from which one looks.
        language: The language of the words: ``en`` or ``zh``.

    Raises:
        UnknownName: When there are no words in that language.
    """
    zone = watched.zone
    clock = time_zone(zone)
    placed = []
    for row in watched.table.rows:
        opens = row.slot.window.start.astimezone(clock)
        part = f" #{row.slot.part}" if row.slot.part > 1 else ""
        placed.append((row.slot.rule, f"{opens:%H:%M}{part}", local_day(opens, zone), row.state))
    rules = watched.protocol.rules
    ordered = sorted({(rules.index(rule), window, rule) for rule, window, *_ in placed})
    cells = sorted((DayCell(day, f"{rule} {window}", state) for rule, window, day, state in placed), key=_order)
    return Calendar(
        title=watched.episode.id,
        columns=tuple(f"{rule} {window}" for _, window, rule in ordered),
        cells=tuple(cells),
        marks=tuple(sorted(_marks(watched, zone), key=lambda mark: (mark.day, mark.what))),
        language=language,
    )


def _order(cell: DayCell) -> tuple[date, str]:
    return cell.day, cell.column


def _marks(watched: Watched, zone: Zone) -> Iterator[Mark]:
    for rule in watched.protocol.readings:
        for alarm in watched.alarms(rule.kind):
            if alarm.state is not AlarmState.REFUTED:
                yield Mark(local_day(alarm.first.happened, zone), "alarm")
    breaches = {fact.id for fact in watched.breaches}
    for fact in watched.facts(OUTING, SYMPTOM):
        if fact.id in breaches:
            yield Mark(local_day(fact.happened, zone), "breach")
        elif fact.kind == SYMPTOM and fact.outcome == BEGAN:
            yield Mark(local_day(fact.happened, zone), "symptom")
    if watched.episode.exit is not None:
        yield Mark(local_day(watched.episode.exit.happened, zone), watched.episode.exit.outcome)


def _told(picture: Calendar, word: str) -> str:
    return _WORDS[picture.language].get(word, str(word))


def _legend(picture: Calendar) -> Iterator[tuple[SlotState, str]]:
    shown = {cell.state for cell in picture.cells}
    return ((state, _told(picture, state)) for state in _SIGNS if state in shown and state is not SlotState.NOT_OWED)


def _text(picture: Calendar) -> str:
    states = {(cell.day, cell.column): cell.state for cell in picture.cells}
    widths = [max(_width(column), 1) for column in picture.columns]
    first = max(_width(_told(picture, "days")), len("2020-02-29"))
    lines = [picture.title]
    heads = (_padded(column, width) for column, width in zip(picture.columns, widths, strict=True))
    lines.append("  ".join((_padded(_told(picture, "days"), first), *heads)).rstrip())
    for day in picture.days:
        signs = (_SIGNS[states[day, column]] if (day, column) in states else " " for column in picture.columns)
        row = (_padded(sign, width) for sign, width in zip(signs, widths, strict=True))
        told = " ".join(_told(picture, mark.what) for mark in picture.marks if mark.day == day)
        lines.append("  ".join((_padded(day.isoformat(), first), *row, told)).rstrip())
    lines.append("  ".join(f"{_SIGNS[state]} {word}" for state, word in _legend(picture)))
    return "\n".join(lines)


def _width(text: str) -> int:
    """Count the columns of a terminal that a text takes; Chinese characters take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _svg(picture: Calendar) -> str:
    days = picture.days
    width = _LEFT + _SQUARE * len(picture.columns) + 160
    height = _TOP + _SQUARE * len(days) + 40
    parts = [
        f'<svg xmlns="{_SVG}" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">',
        f"<title>{_escaped(picture.title)}</title>",
        f'<text x="4" y="16" font-size="13">{_escaped(picture.title)}</text>',
    ]
    parts += _squares(picture, days)
    for number, day in enumerate(days):
        y = _TOP + _SQUARE * number + 13
        parts.append(f'<text x="4" y="{y}">{day.isoformat()}</text>')
        told = " ".join(_told(picture, mark.what) for mark in picture.marks if mark.day == day)
        if told:
            x = _LEFT + _SQUARE * len(picture.columns) + 8
            parts.append(f'<text x="{x}" y="{y}">{_escaped(told)}</text>')
    parts += _svg_legend(picture, _TOP + _SQUARE * len(days) + 12)
    return "\n".join([*parts, "</svg>"])


def _squares(picture: Calendar, days: Iterable[date]) -> Iterator[str]:
    rows = {day: number for number, day in enumerate(days)}
    columns = {column: number for number, column in enumerate(picture.columns)}
    size = _SQUARE - 2
    for cell in picture.cells:
        if cell.day not in rows:
            continue
        x, y = _LEFT + _SQUARE * columns[cell.column], _TOP + _SQUARE * rows[cell.day]
        told = f"{cell.day.isoformat()} {cell.column}: {_told(picture, cell.state)}"
        rectangle = f'<rect x="{x}" y="{y}" width="{size}" height="{size}" fill="{_COLOURS[cell.state]}">'
        yield f"{rectangle}<title>{_escaped(told)}</title></rect>"


def _svg_legend(picture: Calendar, y: int) -> Iterator[str]:
    x = 4
    for state, word in _legend(picture):
        yield f'<rect x="{x}" y="{y}" width="12" height="12" fill="{_COLOURS[state]}"/>'
        yield f'<text x="{x + 16}" y="{y + 10}">{_escaped(word)}</text>'
        x += 28 + 7 * _width(word)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


_FORMS: Final = MappingProxyType({"text": _text, "svg": _svg})
