"""
What people decided about rows that a comparison left open, kept and reversible.

A *decision* says of two rows that they tell of the same subject, or of different ones. A *choice* says which row's
value holds where sources contradict each other. Both name rows and fields only, never a value, so that a list of
decisions gives nobody away and outlives the rows. Nothing is overwritten: of several decisions about the same two rows
the last one holds, and undoing one brings back the one before. Two lists put together are the union of both, in any
order.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

import attrs

from gridcare.timing.periods import aware

__all__ = ["IdentityDecision", "IdentityDecisions", "RowRef", "Undone", "ValueChoice"]


class RowRef(NamedTuple):
    """
    Where a row stands: its source, and its id there, which is opaque.

    >>> str(RowRef("visits", "17"))
    'visits/17'
    """

    source: str
    id: str

    def __str__(self) -> str:
        return f"{self.source}/{self.id}"


def _ref(given: tuple[str, str]) -> RowRef:
    return RowRef(*given)


def _decided(given: datetime) -> datetime:
    return aware(given, "decided")


@attrs.frozen(kw_only=True)
class IdentityDecision:
    """
    Somebody's word on whether two rows tell of the same subject; which of them is named first does not matter.

    Attributes:
        first: A row.
        second: Another row.
        same: Whether they tell of the same subject.
        decided: When it was decided.
        by: Who decided, by an opaque id.
    """

    first: RowRef = attrs.field(converter=_ref)
    second: RowRef = attrs.field(converter=_ref)
    same: bool
    decided: datetime = attrs.field(converter=_decided)
    by: str

    def __attrs_post_init__(self) -> None:
        if self.first == self.second:
            raise ValueError(f"'{self.first}' cannot be decided about itself; name two rows")
        if self.second < self.first:
            first = self.first
            object.__setattr__(self, "first", self.second)
            object.__setattr__(self, "second", first)


@attrs.frozen(kw_only=True)
class ValueChoice:
    """
    Somebody's word on which row tells a field of its subject rightly.

    Attributes:
        row: The row whose value holds.
        field: The field.
        decided: When it was decided.
        by: Who decided, by an opaque id.
    """

    row: RowRef = attrs.field(converter=_ref)
    field: str
    decided: datetime = attrs.field(converter=_decided)
    by: str


Word = IdentityDecision | ValueChoice


@attrs.frozen(kw_only=True)
class Undone:
    """
    A decision or choice that was taken back.

    Attributes:
        word: What was taken back.
        decided: When.
        by: By whom.
    """

    word: Word
    decided: datetime = attrs.field(converter=_decided)
    by: str


def _order(word: Word) -> tuple[object, ...]:
    if isinstance(word, IdentityDecision):
        return (word.decided, word.by, word.first, word.second, "", word.same)
    return (word.decided, word.by, word.row, word.row, word.field, False)


def _words(given: Iterable[Word]) -> tuple[Word, ...]:
    return tuple(sorted(set(given), key=_order))


def _undone(given: Iterable[Undone]) -> tuple[Undone, ...]:
    return tuple(sorted(set(given), key=lambda each: (each.decided, each.by, _order(each.word))))


@attrs.frozen(slots=False)
class IdentityDecisions:
    """
    All that was decided.

    Attributes:
        words: Decisions and choices, in whatever order they were given.
        undone: Those that were taken back.

    >>> from gridcare.timing.periods import moment
    >>> noon = moment("2020-02-10 12:00", "Asia/Shanghai")
    >>> first, second = RowRef("grid", "1"), RowRef("visits", "7")
    >>> same = IdentityDecision(first=first, second=second, same=True, decided=noon, by="clerk")
    >>> decisions = IdentityDecisions().with_(same)
    >>> [each.same for each in decisions.identities()]
    [True]
    >>> list(decisions.undo(same, decided=noon, by="clerk").identities())
    []
    """

    words: tuple[Word, ...] = attrs.field(default=(), converter=_words)
    undone: tuple[Undone, ...] = attrs.field(default=(), converter=_undone)

    def with_(self, *words: Word) -> "IdentityDecisions":
        """Return a list that also has these."""
        return IdentityDecisions((*self.words, *words), self.undone)

    def undo(self, word: Word, *, decided: datetime, by: str) -> "IdentityDecisions":
        """
        Take a decision or choice back; it stays on record. Decide anew to have it again.

        Raises:
            ValueError: When it is not on this list.
        """
        if word not in self.words:
            raise ValueError("what is to be undone was not decided on this list; undo it on the list that holds it")
        return IdentityDecisions(self.words, (*self.undone, Undone(word=word, decided=decided, by=by)))

    def merged(self, other: "IdentityDecisions") -> "IdentityDecisions":
        """Put two lists together."""
        return IdentityDecisions((*self.words, *other.words), (*self.undone, *other.undone))

    @cached_property
    def _in_force(self) -> tuple[Word, ...]:
        gone = {each.word for each in self.undone}
        last: dict[tuple[object, ...], Word] = {}
        for word in self.words:
            if word not in gone:
                about = (word.row, word.field) if isinstance(word, ValueChoice) else (word.first, word.second, None)
                last.pop(about, None)
                last[about] = word
        return tuple(last.values())

    def identities(self) -> Iterator[IdentityDecision]:
        """Give the decisions in force, one for any two rows."""
        return (word for word in self._in_force if isinstance(word, IdentityDecision))

    def choices(self) -> Iterator[ValueChoice]:
        """Give the choices in force, the earliest first."""
        return (word for word in self._in_force if isinstance(word, ValueChoice))
