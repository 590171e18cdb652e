"""
Hypothesis strategies for editions and rule sets: exact, inexact and blank days, gaps, overlaps, ended sets.

All days lie within a few weeks of `FIRST_DAY`, so that a day drawn beside them often lies on a turn.
"""

import datetime as dt
from typing import Final

from hypothesis import strategies as st

from gridcare.rules.editions import Ended, RuleEdition, RuleSet
from gridcare.rules.notices import Source
from gridcare.rules.parameters import Parameter, Parameters
from gridcare.testing.strategies.rules import sources

__all__ = ["FIRST_DAY", "asked_days", "editions", "rule_sets"]

FIRST_DAY: Final = dt.date(2020, 1, 1)
"""The first day on which an edition of these strategies may apply."""

_SPAN: Final = 60


def asked_days() -> st.SearchStrategy[dt.date]:
    """Draw days before, between and after the turns of the rule sets that `rule_sets` draws."""
    return st.integers(-3, _SPAN + 20).map(lambda after: FIRST_DAY + dt.timedelta(after))


def editions(name: str = "first") -> st.SearchStrategy[RuleEdition[Parameters]]:
    """Draw editions of one name: from a day or from some day of a stretch, until a day or with no end."""
    return st.builds(
        _edition,
        name=st.just(name),
        first=st.integers(0, _SPAN),
        unsure=st.sampled_from((0, 0, 1, 5, 20)),
        lasts=st.sampled_from((None, None, None, 1, 10, 30)),
        days=st.integers(1, 9),
        source=sources(),
        dated=st.sampled_from((True, True, True, True, True, False)),
    )


def _edition(
    *, name: str, first: int, unsure: int, lasts: int | None, days: int, source: Source, dated: bool
) -> RuleEdition[Parameters]:
    certain = FIRST_DAY + dt.timedelta(first + unsure)
    return RuleEdition(
        name=name,
        rules=Parameters((Parameter("days", days),)),
        in_force_from=FIRST_DAY + dt.timedelta(first) if dated else None,
        certain_from=certain if dated else None,
        in_force_until=None if lasts is None else certain + dt.timedelta(lasts),
        source=source,
    )


@st.composite
def rule_sets(draw: st.DrawFn, *, max_size: int = 4) -> RuleSet[Parameters]:
    """Draw rule sets of one to so many editions in any order, some of which have come to their end."""
    drawn = [draw(editions(f"e{number}")) for number in range(draw(st.integers(1, max_size)))]
    ended = draw(st.one_of(st.none(), st.integers(0, _SPAN + 10)))
    return RuleSet(
        name="method",
        editions=tuple(draw(st.permutations(drawn))),
        ended=None if ended is None else Ended(on=FIRST_DAY + dt.timedelta(ended), why="it is managed otherwise"),
    )
