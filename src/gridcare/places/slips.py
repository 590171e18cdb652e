"""Whom a mistaken id may have meant, looked for without comparing it with every unit of a country."""

from collections.abc import Mapping

__all__ = ["near_to"]


def near_to(unit: str, known: Mapping[str, int]) -> tuple[str, ...]:
    """Choose ids to compare a mistaken one with: all of a small map, those one slip away in a large one."""
    if len(known) <= 500:
        return tuple(known)
    letters = {*unit, *next(iter(known)), *"0123456789"}
    cuts = [(unit[:place], unit[place:]) for place in range(len(unit) + 1)]
    slips = {head + tail[1:] for head, tail in cuts}
    slips.update(head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1)
    slips.update(head + letter + tail[skip:] for head, tail in cuts for letter in letters for skip in (0, 1))
    return tuple(sorted(slip for slip in slips if slip in known))
