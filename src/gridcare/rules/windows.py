"""
Another time at which to look: a shift (``[-1]``, ``[last]``) or a window (``[24h]``, ``[-3..-1]``).

They are plain data. What a period is, and whether a day is a local one, is known only to the scope that is asked.
"""

import re
from datetime import timedelta
from typing import Final
from typing import Literal as OneOf

import attrs

from gridcare.errors import GridcareError

__all__ = ["MAX_REACH", "Duration", "NotAnExpression", "Shift", "Window", "looked"]

MAX_REACH: Final = 999_999
"""How many periods, minutes, hours or days a shift or a window may reach."""

_DURATION: Final = re.compile(r"(-?[0-9]{1,6})(m|h|d|w)")
_BOUNDS: Final = re.compile(r"\s*(\S+?)\s*(?:\.\.\s*(\S+)\s*)?")


class NotAnExpression(GridcareError, ValueError):
    """Something was built that no expression can be: too deep, too large, or with a part that has no meaning."""

    code = "expression.malformed"


def _within_reach(count: object) -> None:
    if type(count) is not int or abs(count) > MAX_REACH:
        raise NotAnExpression(f"'{count}' is no whole number of periods or hours between -{MAX_REACH} and {MAX_REACH}")


@attrs.frozen
class Duration:
    """
    A length of time as it is written: ``24h``, ``7d``.

    Seven days are seven local days and need not be 168 hours, so the unit is kept.

    Attributes:
        count: How many; negative when it reaches back from a bound.
        unit: ``m`` (minutes), ``h``, ``d`` or ``w``.
    """

    count: int = attrs.field()
    unit: OneOf["m", "h", "d", "w"] = attrs.field(validator=attrs.validators.in_(("m", "h", "d", "w")))

    @count.validator
    def _reached(self, attribute: "attrs.Attribute[int]", count: int) -> None:
        _within_reach(count)

    @classmethod
    def of(cls, text: str) -> "Duration":
        """
        Read a duration such as ``24h``.

        Raises:
            NotAnExpression: When it is none.
        """
        found = _DURATION.fullmatch(text)
        if found is None:
            raise NotAnExpression(f"'{text}' is no duration; write a whole number and m, h, d or w, such as 24h")
        return cls(int(found[1]), found[2])  # type: ignore[arg-type]  # the pattern admits only the four units

    @property
    def elapsed(self) -> timedelta:
        """The length when a day has 24 hours."""
        minutes = {"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}[self.unit]
        return timedelta(minutes=self.count * minutes)

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"


@attrs.frozen
class Shift:
    """
    Another time at which to look: so many periods away, the year before, or when it was last stated.

    Attributes:
        by: A number of periods (``-1`` is the period before), ``"year"`` (the same period one year earlier) or
            ``"last"`` (the newest earlier period in which the name was stated).
    """

    by: int | OneOf["year", "last"] = attrs.field()

    @by.validator
    def _reached(self, attribute: "attrs.Attribute[int | str]", by: int | str) -> None:
        if by not in ("year", "last"):
            _within_reach(by)

    def __str__(self) -> str:
        return str(self.by)


@attrs.frozen
class Window:
    """
    A stretch of time over which to look.

    Attributes:
        first: A duration alone (``7d``) reaches back from the present and ends with it. In a range, the first
            period or the duration from which on.
        last: The last period of the range, itself included, or the duration up to which; none for a duration alone.
    """

    first: int | Duration
    last: int | Duration | None = None

    def __attrs_post_init__(self) -> None:
        first, last = self.first, self.last
        if last is None:
            if not isinstance(first, Duration) or first.count <= 0:
                raise NotAnExpression(f"'[{first}]' is no window; write a positive duration such as [24h]")
        elif isinstance(first, Duration) and isinstance(last, Duration):
            if first.elapsed > last.elapsed:
                raise NotAnExpression(f"'[{self}]' ends before it begins; write the earlier bound first")
        elif isinstance(first, int) and isinstance(last, int):
            if first > last:
                raise NotAnExpression(f"'[{self}]' ends before it begins; write the earlier bound first")
        else:
            raise NotAnExpression(f"'[{self}]' mixes periods and a duration; write both bounds alike")

    def __str__(self) -> str:
        return str(self.first) if self.last is None else f"{self.first}..{self.last}"


def looked(time: int | str | Duration | Shift | Window) -> Shift | Window:
    """
    Read what stands between square brackets: ``-1``, ``last``, ``year``, ``7d``, ``-3..-1``.

    Raises:
        NotAnExpression: When it is neither a shift nor a window.
    """
    if isinstance(time, Shift | Window):
        return time
    if isinstance(time, Duration):
        return Window(time)
    if isinstance(time, int):
        return Shift(time)
    found = _BOUNDS.fullmatch(time)
    if found is None:
        raise NotAnExpression(
            f"'[{time}]' is neither a shift nor a window; write [-1], [last], [year], [7d] or [-3..-1]"
        )
    first, last = found.groups()
    if last is not None:
        return Window(_bound(first), _bound(last))
    if first in ("last", "year"):
        return Shift(first)  # type: ignore[arg-type]  # narrowed by value
    bound = _bound(first)
    return Window(bound) if isinstance(bound, Duration) else Shift(bound)


def _bound(text: str) -> int | Duration:
    return int(text) if re.fullmatch(r"-?[0-9]{1,6}", text) else Duration.of(text)
