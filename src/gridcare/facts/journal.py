"""
The journal: every fact and every correction that anybody recorded, and what they amount to.

A journal is a set, and merging two is their union, so a tablet that was offline all day and an office that was not
come to the same journal in whatever order they meet. Nothing is ever taken out of it:

- Two contents under one id are *variants*. The one known earliest counts; the others stay and are listed.
- A correction is an *amendment* of the root fact: its full new content, or nothing, which voids it. Amendments that
  did not see one another compete; the last known wins and its *rivals* are listed. A void is final.
- What cannot be used (a moment without a zone, no subject) stays, is listed, and folds into nothing until an
  amendment or a sound variant cures it.

What is listed is a `Discrepancy`: a fault of the world, told as a value. `Journal.append`, `Journal.amend` and
`Journal.void` are the door for somebody who records now and can still mend his entry: there the same faults are
`Refused`. `Journal.of` and `Journal.merge` take what others recorded, and never raise for what it says.

The journal knows order and time and no kind of fact by name.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from hashlib import sha256
from itertools import chain
from types import MappingProxyType
from typing import Final

import attrs

from gridcare.attributes import Attributes
from gridcare.facts.content import content, same_content
from gridcare.facts.discrepancies import Discrepancy, Refused, in_order
from gridcare.facts.fact import UNSTATED, Amendment, Fact, Origin, instant, standing_order
from gridcare.facts.resolution import (
    Resolved,
    concerned,
    counted_amendment,
    flaws,
    is_aware,
    is_sound,
    other_content,
    resolve,
)
from gridcare.timing.periods import aware

__all__ = ["Journal"]

_NO_SKEW: Final = timedelta(0)


class _Log:
    """
    Facts in order of arrival, shared by the journals that grew from one another.

    A journal sees the first so many facts and never more. The last to grow may add behind them in place, which
    makes recording one by one linear; any other copies what it sees first. `tips` holds the size up to which the log
    may still grow, and is empty while somebody grows it, so that two threads cannot both.
    """

    __slots__ = ("facts", "index", "tips")

    def __init__(self, facts: list[Fact]) -> None:
        self.facts = facts
        self.index = {fact.id: at for at, fact in enumerate(facts)}
        self.tips = [len(facts)]

    def grow(self, size: int, fresh: Mapping[str, Fact]) -> "_Log":
        """Return a log that holds the first facts of this one and the fresh ones behind them."""
        try:
            tip = self.tips.pop()
        except IndexError:
            tip = -1
        if tip != size:
            if tip >= 0:
                self.tips.append(tip)
            return _Log([*self.facts[:size], *fresh.values()])
        self.facts.extend(fresh.values())
        self.index.update(zip(fresh, range(size, size + len(fresh)), strict=True))
        self.tips.append(size + len(fresh))
        return self


@attrs.frozen(eq=False, repr=False)
class Journal:
    """
    A set of facts and amendments; two journals with the same entries are equal, whatever the order of arrival.

    >>> from gridcare.facts.fact import Fact
    >>> from gridcare.timing.periods import moment
    >>> at = moment("2020-02-03 08:00", "Asia/Shanghai")
    >>> visit = Fact(id="f1", kind="door", subjects=("h1",), happened=at, known=at, outcome="met")
    >>> journal = Journal().append(visit)
    >>> journal
    Journal(1 fact)
    >>> journal | journal == journal
    True
    >>> journal.void("f1", id="k1", known=at).fact("f1") is None
    True

    A journal is a value: every change returns a new one, which shares what it can with the old.
    """

    _log: _Log = attrs.field(factory=lambda: _Log([]))
    _size: int = 0
    _odd: Mapping[str, tuple[Fact, ...]] = MappingProxyType({})  # all contents of an id that needs weighing
    _amendments: Mapping[str, tuple[Amendment, ...]] = MappingProxyType({})  # all contents by the amendment's id
    _amended: Mapping[str, tuple[str, ...]] = MappingProxyType({})  # ids of amendments by the root they name

    @classmethod
    def of(cls, entries: Iterable[Fact | Amendment]) -> "Journal":
        """
        Take what others recorded, in any order; what it says is weighed and never refused.

        Raises:
            TypeError: When something in it is neither a fact nor an amendment.
        """
        facts: list[Fact] = []
        amendments: list[Amendment] = []
        for entry in entries:
            if isinstance(entry, Fact):
                facts.append(entry)
            elif isinstance(entry, Amendment):
                amendments.append(entry)
            else:
                raise TypeError(f"'{type(entry).__name__}' is no entry of a journal; give facts and amendments")
        return cls()._union(facts, amendments)

    # Recording

    def append(self, *facts: Fact, skew: timedelta = _NO_SKEW) -> "Journal":
        """
        Record facts, all or none; a fact that is held already changes nothing.

        Args:
            facts: The facts; give many at once, it is faster.
            skew: How far `happened` may lie after `known`, because clocks go wrong.

        Raises:
            Refused: When a fact has a moment without a zone, no id or no subject, happened after it was known beyond
                the skew, or has other content than a fact held under its id.
        """
        fresh: dict[str, Fact] = {}
        refused: list[Discrepancy] = []
        first = self._first
        for fact in facts:
            if not is_sound(fact, skew):
                refused += flaws(fact, skew)
                continue
            held = first(fact.id) or fresh.get(fact.id)
            if held is None:
                fresh[fact.id] = fact
            elif held is not fact and not self._holds(fact, held):
                refused += other_content(held, (held, fact))
        if refused:
            raise Refused(in_order(refused))
        return self._grown(fresh) if fresh else self

    def amend(self, amendment: Amendment, *, skew: timedelta = _NO_SKEW) -> "Journal":
        """
        Record a correction; it may name a fact that is not held yet.

        Args:
            amendment: The correction. Let it list as seen what `amendments_of` gives, or it competes with those.
            skew: How far its fact may have happened after the correction was made.

        Raises:
            Refused: When a moment has no zone, the id or the subjects are missing, its fact happened after it was
                known beyond the skew, it has other content than the amendment held under its id, or it names an
                amendment where the fact was meant.
        """
        refused = list(flaws(amendment, skew))
        held = self._amendments.get(amendment.id)
        if held and amendment not in self:
            refused += other_content(held[0], (held[0], amendment))
        if amendment.of in self._amendments and self._first(amendment.of) is None:
            refused.append(_names_amendment(amendment))
        if refused:
            raise Refused(in_order(refused))
        return self._union((), (amendment,))

    def void(self, fact_id: str, *, id: str, known: datetime, reason: str = "", origin: Origin = UNSTATED) -> "Journal":
        """
        Record that a fact never happened, having seen all its amendments held here; there is no way back.

        Raises:
            Refused: As for `amend`.
        """
        seen = tuple(amendment.id for amendment in self.amendments_of(fact_id))
        return self.amend(Amendment(id=id, of=fact_id, known=known, seen=seen, reason=reason, origin=origin))

    # Merging

    def merge(self, other: "Journal") -> "Journal":
        """Return the union of two journals; in whatever order journals are merged, the outcome is equal."""
        more, less = (self, other) if self._size >= other._size else (other, self)
        shared = less._size if less._log is more._log else 0
        facts = chain(less._log.facts[shared : less._size], *less._odd.values())
        return more._union(facts, chain.from_iterable(less._amendments.values()))

    __or__ = merge

    def as_of(self, *, happened: datetime | None = None, known: datetime | None = None) -> "Journal":
        """
        Return the journal as it was.

        First `known` leaves out what became known later. Then, in the light of what is left, `happened` leaves out
        the facts that happened later, with all that amends them. Both moments belong to what is kept, and a fact of a
        whole day counts from the start of that day.

        Raises:
            NaiveMoment: When a moment has no time zone.
        """
        journal = self if known is None else self._known_by(instant(aware(known, "known")))
        return journal if happened is None else journal._happened_by(instant(aware(happened, "happened")))

    # Reading

    def facts(self) -> tuple[Fact, ...]:
        """Return the facts that count, corrected, without the void and the unusable; their order means nothing."""
        return self._effective

    def replay(self, zone: str | tzinfo, rank: Callable[[Fact], int] = lambda _: 0) -> tuple[Fact, ...]:
        """
        Return the facts that count in the order in which a fold reads them.

        Args:
            zone: The zone whose days are meant.
            rank: What decides within one moment, see `gridcare.facts.fact.standing_order`.
        """
        return tuple(sorted(self._effective, key=lambda fact: standing_order(fact, rank(fact), zone)))

    def fact(self, fact_id: str) -> Fact | None:
        """Return the fact under an id as it counts; ``None`` when it is void, unusable or not held."""
        return self.resolved(fact_id).fact

    def resolved(self, fact_id: str) -> Resolved:
        """Weigh all that is held under one fact's id."""
        first = self._first(fact_id)
        variants = self._odd.get(fact_id) or (() if first is None else (first,))
        amendments = [one for name in self._amended.get(fact_id, ()) for one in self._amendments[name]]
        return resolve(fact_id, variants, amendments)

    def variants(self, fact_id: str) -> tuple[Fact, ...]:
        """Return every content held under a fact's id, the earliest known first."""
        if fact_id in self._odd:
            return tuple(sorted(self._odd[fact_id], key=_recorded))
        first = self._first(fact_id)
        return () if first is None else (first,)

    def amendments_of(self, fact_id: str) -> tuple[Amendment, ...]:
        """Return the amendments that name a fact, every content of each, the earliest known first."""
        named = (one for name in self._amended.get(fact_id, ()) for one in self._amendments[name])
        return tuple(sorted((one for one in named if one.of == fact_id), key=_recorded))

    def entries(self) -> tuple[Fact | Amendment, ...]:
        """Return all that is held, in the order in which it became known; equal journals give equal tuples."""
        return tuple(sorted(self._all(), key=_recorded))

    @cached_property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """All that is wrong with what is held, in an order that does not depend on who found it first."""
        return in_order(chain.from_iterable(self.resolved(one).discrepancies for one in self._weighed))

    @cached_property
    def digest(self) -> str:
        """A SHA-256 hash of the content, in hexadecimals; equal for equal journals, in every process."""
        told = sha256(b"gridcare journal 1\n")
        for entry in sorted(map(content, self._all())):
            told.update(b"%d:%b" % (len(entry), entry))
        return told.hexdigest()

    def __len__(self) -> int:
        odd = sum(map(len, self._odd.values())) - len(self._odd)
        return self._size + odd + sum(map(len, self._amendments.values()))

    def __iter__(self) -> Iterator[Fact | Amendment]:
        """Go through the entries as they lie, which says nothing; `entries` has one order for equal journals."""
        return self._all()

    def __contains__(self, entry: object) -> bool:
        """Tell whether this very content is held, or anything under an id."""
        if isinstance(entry, Amendment):
            return any(same_content(entry, held) for held in self._amendments.get(entry.id, ()))
        if isinstance(entry, Fact):
            held = self._first(entry.id)
            return held is not None and self._holds(entry, held)
        return isinstance(entry, str) and (self._first(entry) is not None or entry in self._amendments)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Journal):
            return NotImplemented
        if self is other:
            return True
        if (self._size, len(self)) != (other._size, len(other)):
            return False
        return all(map(other.__contains__, self._all()))

    def __hash__(self) -> int:
        return hash(frozenset(entry.id for entry in self._all()))

    def __reduce__(self) -> tuple[Callable[..., "Journal"], tuple[tuple[Fact | Amendment, ...]]]:
        return Journal.of, (self.entries(),)

    def __repr__(self) -> str:
        amendments = sum(map(len, self._amendments.values()))
        counts = ((len(self) - amendments, "fact"), (amendments, "amendment"))
        told = (f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count)
        return f"Journal({', '.join(told) or 'empty'})"

    # Inside

    @property
    def _weighed(self) -> set[str]:
        """The ids that need `resolve`; all others hold one sound fact, as it was recorded."""
        return {*self._odd, *self._amended}

    @cached_property
    def _effective(self) -> tuple[Fact, ...]:
        facts = self._log.facts[: self._size]
        if not (weighed := self._weighed):
            return tuple(facts)
        counted = (self.resolved(one).fact for one in weighed)
        return (*(fact for fact in facts if fact.id not in weighed), *(fact for fact in counted if fact is not None))

    def _all(self) -> Iterator[Fact | Amendment]:
        facts = self._log.facts[: self._size]
        if self._odd:
            facts = [fact for fact in facts if fact.id not in self._odd]
        return chain(facts, *self._odd.values(), *self._amendments.values())

    def _first(self, fact_id: str) -> Fact | None:
        """Find the first content that arrived under an id."""
        at = self._log.index.get(fact_id)
        return None if at is None or at >= self._size else self._log.facts[at]

    def _holds(self, fact: Fact, first: Fact) -> bool:
        return any(same_content(fact, held) for held in self._odd.get(fact.id, (first,)))

    def _grown(self, fresh: Mapping[str, Fact], odd: Mapping[str, tuple[Fact, ...]] | None = None) -> "Journal":
        log = self._log.grow(self._size, fresh) if fresh else self._log
        return Journal(log, self._size + len(fresh), self._odd if odd is None else odd, self._amendments, self._amended)

    def _union(self, facts: Iterable[Fact], amendments: Iterable[Amendment]) -> "Journal":
        fresh: dict[str, Fact] = {}
        odd = dict(self._odd)
        for fact in facts:
            held = self._first(fact.id) or fresh.get(fact.id)
            if held is None:
                fresh[fact.id] = fact
                if not is_sound(fact, None):
                    odd[fact.id] = (fact,)
            elif held is not fact:
                variants = odd.get(fact.id, (held,))
                if not any(same_content(fact, variant) for variant in variants):
                    odd[fact.id] = (*variants, fact)
        grown = self._grown(fresh, odd) if fresh or odd != self._odd else self
        return grown._amended_by(amendments)

    def _amended_by(self, amendments: Iterable[Amendment]) -> "Journal":
        held = dict(self._amendments)
        amended = dict(self._amended)
        for amendment in amendments:
            variants = held.get(amendment.id, ())
            if any(same_content(amendment, variant) for variant in variants):
                continue
            held[amendment.id] = (*variants, amendment)
            of = amended.get(amendment.of, ())
            if not variants or amendment.id not in of:
                amended[amendment.of] = (*of, amendment.id)
        unchanged = held == self._amendments
        return self if unchanged else Journal(self._log, self._size, self._odd, held, amended)

    def _known_by(self, until: timedelta) -> "Journal":
        def was_known(entry: Fact | Amendment) -> bool:
            return is_aware(entry.known) and instant(entry.known) <= until

        facts = self._log.facts[: self._size]
        if self._odd:
            facts = [fact for fact in facts if fact.id not in self._odd]
        kept = _plain([fact for fact in facts if instant(fact.known) <= until])
        amendments = chain.from_iterable(self._amendments.values())
        return kept._union(filter(was_known, chain(*self._odd.values())), filter(was_known, amendments))

    def _happened_by(self, until: timedelta) -> "Journal":
        weighed = self._weighed
        facts = self._log.facts[: self._size]
        if weighed:
            facts = [fact for fact in facts if fact.id not in weighed]
        kept = _plain([fact for fact in facts if instant(fact.happened) <= until])
        roots = {one for one in weighed if self._happens_by(one, until)}
        amendments = (variants for variants in self._amendments.values() if _root_of(variants) in roots)
        return kept._union(chain.from_iterable(self.variants(root) for root in roots), chain.from_iterable(amendments))

    def _happens_by(self, fact_id: str, until: timedelta) -> bool:
        """Tell whether a weighed fact happened by a moment; one that is not there yet has no moment to be late."""
        resolved = self.resolved(fact_id)
        told = resolved.fact or resolved.root
        if told is None:
            return self._first(fact_id) is None
        return is_aware(told.happened) and instant(told.happened) <= until


def _names_amendment(amendment: Amendment) -> Discrepancy:
    return Discrepancy(
        code="amends-amendment",
        entry=amendment.id,
        problem=f"amends '{amendment.of}', which is an amendment; name the fact, and list that amendment as seen",
        subjects=concerned(amendment),
        data=Attributes(of=amendment.of),
    )


def _root_of(variants: tuple[Amendment, ...]) -> str:
    """Return the one root to which all that is held under an amendment's id belongs."""
    return (counted_amendment(variants) or min(variants, key=_recorded)).of


def _plain(facts: list[Fact]) -> Journal:
    """Make a journal of sound facts with different ids."""
    return Journal(_Log(facts), len(facts))


def _recorded(entry: Fact | Amendment) -> tuple[bool, timedelta, bool, str, bytes]:
    """Sort entries by when they became known; those of which it cannot be told come last."""
    known = instant(entry.known) if (readable := is_aware(entry.known)) else timedelta.max
    return not readable, known, isinstance(entry, Amendment), str(entry.id), content(entry)
