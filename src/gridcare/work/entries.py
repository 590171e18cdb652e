"""
The journal as a campaign keeps it: entries by number, so that a case can chain them, and weighed only where needed.

Nearly every id has one fact and no correction, and is its own meaning. Only ids with variants, amendments or a flaw
are weighed by `gridcare.facts.resolution.resolve`; everything that is known of an id is under its number.
"""

from collections.abc import Iterator
from datetime import timedelta

from gridcare.facts.content import same_content
from gridcare.facts.discrepancies import Discrepancy
from gridcare.facts.fact import Amendment, Fact
from gridcare.facts.journal import Journal
from gridcare.facts.resolution import Resolved, resolve

__all__ = ["Entries"]


class Entries:
    """
    The entries of one campaign; mutable, and owned by it.

    Args:
        skew: How far a fact may happen after it became known.

    Attributes:
        number: The number of each id that was recorded or amended.
        facts: The first content of each number; none where only an amendment is known so far.
    """

    __slots__ = ("_amended_by", "_amendments", "_odd", "_skew", "_variants", "_weighed", "facts", "number")

    def __init__(self, skew: timedelta) -> None:
        self._skew = skew
        self.number: dict[str, int] = {}
        self.facts: list[Fact | None] = []
        self._odd: set[int] = set()
        self._weighed: dict[int, Resolved] = {}
        self._variants: dict[int, list[Fact]] = {}
        self._amendments: dict[str, list[Amendment]] = {}
        self._amended_by: dict[int, dict[str, None]] = {}

    def numbered(self, id: str) -> int:
        """Return the number of an id, a new one if it has none."""
        number = self.number.get(id)
        if number is None:
            number = self.number[id] = len(self.facts)
            self.facts.append(None)
        return number

    def holds(self, entry: Fact | Amendment) -> bool:
        """Tell whether this very content is held already."""
        held = self.contents(entry.id) if isinstance(entry, Fact) else self._amendments.get(entry.id, ())
        return any(same_content(each, entry) for each in held)

    def contents(self, id: str) -> tuple[Fact, ...]:
        """Return every content that is held under a fact's id."""
        number = self.number.get(id)
        first = None if number is None else self.facts[number]
        return () if number is None or first is None else (first, *self._variants.get(number, ()))

    def amendments(self, id: str) -> tuple[Amendment, ...]:
        """Return every content that is held under an amendment's id."""
        return tuple(self._amendments.get(id, ()))

    def add(self, fact: Fact) -> int:
        """Keep a fact, beside what is already held under its id, and return its number."""
        number = self.numbered(fact.id)
        self._weighed.pop(number, None)
        if self.facts[number] is None:
            self.facts[number] = fact
        else:
            self._variants.setdefault(number, []).append(fact)
        if self._variants.get(number) or self._amended_by.get(number) or self.weigh(number).discrepancies:
            self._odd.add(number)
        return number

    def correct(self, amendment: Amendment) -> tuple[int, ...]:
        """Keep an amendment, and return the numbers of all that its contents name."""
        contents = self._amendments.setdefault(amendment.id, [])
        contents.append(amendment)
        numbers = tuple(dict.fromkeys(self.numbered(each.of) for each in contents))
        for number in numbers:
            self._amended_by.setdefault(number, {})[amendment.id] = None
            self._weighed.pop(number, None)
        self._odd.update(numbers)
        return numbers

    def untouched(self, number: int) -> Fact | None:
        """Return the only content under a number that nothing contradicts or corrects; none when there is more."""
        return None if number in self._odd else self.facts[number]

    def corrected(self, number: int, amendment: Amendment) -> Resolved | None:
        """Tell what an amendment makes of an untouched fact; none when anything about it needs a second look."""
        first = self.facts[number]
        if first is None or amendment.of != first.id or amendment.id in self._amendments:
            return None
        resolved = resolve(first.id, (first,), (amendment,), skew=self._skew)
        return None if resolved.fact is None or resolved.discrepancies else resolved

    def settle(self, number: int, amendment: Amendment, resolved: Resolved) -> None:
        """Keep the amendment of an untouched fact, with what it was found to make of it."""
        self._amendments[amendment.id] = [amendment]
        self._amended_by[number] = {amendment.id: None}
        self._weighed[number] = resolved
        self._odd.add(number)

    def meaning(self, number: int) -> Fact | None:
        """Return the fact to read under a number; none when it is void, unusable or not there yet."""
        return self.weigh(number).fact if number in self._odd else self.facts[number]

    def discrepancies(self, number: int) -> tuple[Discrepancy, ...]:
        """Return what is wrong with the entries under a number."""
        return self.weigh(number).discrepancies if number in self._odd else ()

    def weigh(self, number: int) -> Resolved:
        """Weigh everything that is held under a number; done once for as long as nothing is added there."""
        known = self._weighed.get(number)
        if known is None:
            known = self._weighed[number] = self._resolved(number)
        return known

    def _resolved(self, number: int) -> Resolved:
        first = self.facts[number]
        amendments = [each for id in self._amended_by.get(number, ()) for each in self._amendments[id]]
        variants = () if first is None else (first, *self._variants.get(number, ()))
        id = first.id if first is not None else next(each.of for each in amendments if self.number[each.of] == number)
        return resolve(id, variants, amendments, skew=self._skew)

    def named(self, number: int) -> Iterator[Fact]:
        """Iterate over every fact, corrected contents too, that is held under a number."""
        first = self.facts[number]
        if first is not None:
            yield first
        yield from self._variants.get(number, ())
        for id in self._amended_by.get(number, ()):
            yield from (each.fact for each in self._amendments[id] if each.fact is not None)

    def journal(self) -> Journal:
        """Return everything that is held, as a value."""
        variants = (fact for contents in self._variants.values() for fact in contents)
        amendments = (each for contents in self._amendments.values() for each in contents)
        return Journal.of((*(fact for fact in self.facts if fact is not None), *variants, *amendments))
