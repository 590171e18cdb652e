"""
How sums go wrong: digits change places, a part is left out, the total is yesterday's.

Each *slip* stands for a number of *edits*, figures read otherwise than they are printed. Trying a slip on a mismatch
tells how many edits it stands for, which differences they could bring about, and which of them remove the one that is
there, exactly. What that is worth is told by `gridcare.reporting.candidates`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from math import lcm
from typing import Final, cast

import attrs

from gridcare.reporting.terms import Exact, Side, Term, joined, whole_number

__all__ = ["SLIPS", "Edit", "Instead", "Mismatch", "Neighbour", "Slip", "Trial"]

_MOST_PLACES: Final = 12
_MOST_PAIRED: Final = 60
_SCALES: Final = (100, 1_000, 10_000)


@attrs.frozen(kw_only=True)
class Instead:
    """
    One figure read otherwise than it is printed.

    Attributes:
        term: The figure as the identity reads it.
        value: The value with which the identity would hold.
        unit: The unit with which it would hold, where that is what differs; else empty.
    """

    term: Term
    value: Exact
    unit: str = ""


@attrs.frozen(kw_only=True)
class Edit:
    """
    One thing that a slip may have done.

    Attributes:
        changes: The figures read otherwise.
        evidence: The figures that speak for it: the companion and the part it stands beside, the part left out, the
            figure of the other day.
    """

    changes: tuple[Instead, ...]
    evidence: tuple[Term, ...] = ()


@attrs.frozen(kw_only=True)
class Neighbour:
    """
    The same figures on another day, as evidence.

    Attributes:
        label: The day, or another word for it.
        terms: The figures of both sides that were stated then.
    """

    label: str
    terms: tuple[Term, ...]


@attrs.frozen(kw_only=True)
class Mismatch:
    """
    Two sides that are known and differ, with what may explain it.

    Attributes:
        left: The left side.
        right: The right side.
        companions: Figures published beside a part, such as how many of those away have returned, each with the part.
        beside: Other published figures in the unit of the total.
        neighbours: The figures of other days.
        balance: The left side less the right.
        difference: What that comes to.
        step: The finest difference that the figures can show, one part of a whole number of them.
        total: The single figure on one side, when the other side adds up several.
        parts: The figures of that other side; those of both sides when there is no total.
    """

    left: Side
    right: Side
    companions: tuple[tuple[Term, Term], ...] = ()
    beside: tuple[Term, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    balance: Side = attrs.field(init=False, eq=False)
    difference: Exact = attrs.field(init=False, eq=False)
    step: Fraction = attrs.field(init=False, eq=False)
    total: Term | None = attrs.field(init=False, eq=False)
    parts: tuple[Term, ...] = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        balance = joined((self.left, self.right.turned()))
        finest = (Fraction(term.times, 10 ** _printed(term)[1]).denominator for term in balance.terms)
        exact = (Fraction(term.times * term.number).denominator for term in balance.terms)
        object.__setattr__(self, "balance", balance)
        object.__setattr__(self, "difference", cast(Exact, balance.value))
        object.__setattr__(self, "step", Fraction(1, lcm(Fraction(balance.constant).denominator, *finest, *exact)))
        total, parts = _total_and_parts(self.left, self.right)
        object.__setattr__(self, "total", total)
        object.__setattr__(self, "parts", parts)

    def steps(self, amount: Exact) -> Exact:
        """Tell how many steps make an amount; a figure with finer decimals may take a fraction of one."""
        return whole_number(amount * self.step.denominator)


def _printed(term: Term) -> tuple[str, int]:
    """Give the digits of a figure, and how many of them stand after the point; no digits when it is no decimal."""
    value = term.number
    if isinstance(value, int) and (term.figure is None or isinstance(term.figure.value, int)):
        return (str(value) if value >= 0 else "", 0)
    value = Fraction(value)
    if term.figure is not None and isinstance(term.figure.value, Decimal):
        places = max(0, -int(term.figure.value.as_tuple().exponent))
    else:
        places = next((k for k in range(_MOST_PLACES + 1) if 10**k % value.denominator == 0), 0)
    scaled = value * 10**places
    return (str(scaled).rjust(places + 1, "0") if scaled.denominator == 1 and scaled >= 0 else "", places)


def _total_and_parts(left: Side, right: Side) -> tuple[Term | None, tuple[Term, ...]]:
    """Tell the total, if one side is a single figure and the other is not, from the parts."""
    for one, other in ((left, right), (right, left)):
        if len(one.terms) == 1 and one.terms[0].times == 1 and not one.constant and len(other.terms) > 1:
            return one.terms[0], other.terms
    return None, (*left.terms, *right.terms)


@attrs.frozen(kw_only=True)
class Trial:
    """
    What came of trying one slip on a mismatch.

    Attributes:
        tried: How many edits it stands for.
        shifts: What they would have added to the difference, in steps of the mismatch.
        agreeing: Those that remove the difference exactly.
    """

    tried: int
    shifts: frozenset[Exact]
    agreeing: tuple[Edit, ...]


@attrs.frozen
class Slip:
    """
    One way in which sums go wrong.

    Attributes:
        code: Its word, such as ``part.twice``.
        on: Tries it on a mismatch.
    """

    code: str
    on: Callable[[Mismatch], Trial]


# --- slips of which there are few edits ----------------------------------------------------------------------------


def _by_edits(edits: Callable[[Mismatch], Iterable[Edit]]) -> Callable[[Mismatch], Trial]:
    def on(mismatch: Mismatch) -> Trial:
        tried = [edit for edit in edits(mismatch) if all(each.value >= 0 for each in edit.changes)]
        times = {term.key: term.times for term in mismatch.balance.terms}
        shifts = [mismatch.steps(_shift(edit, times)) for edit in tried]
        needed = -mismatch.steps(mismatch.difference)
        agreeing = tuple(edit for edit, shift in zip(tried, shifts, strict=True) if shift == needed)
        return Trial(tried=len(tried), shifts=frozenset(shifts), agreeing=agreeing)

    return on


def _shift(edit: Edit, times: Mapping[tuple[str, tuple[str, ...]], Exact]) -> Exact:
    """Tell what an edit adds to the difference."""
    return sum(times.get(each.term.key, 0) * (each.value - each.term.number) for each in edit.changes)


def _in_total(mismatch: Mismatch, pairs: Iterable[tuple[Term, Term]], sign: int) -> tuple[Instead, ...]:
    """Add amounts of the first of each pair, counted as the second, to the total, or take them from the second."""
    total = mismatch.total
    if total is not None:
        amount = sum(sign * part.times * term.number for term, part in pairs)
        return (Instead(term=total, value=whole_number(total.number + amount)),)
    return tuple(Instead(term=part, value=whole_number(part.number - sign * term.number)) for term, part in pairs)


def _companion(sign: int) -> Callable[[Mismatch], Iterator[Edit]]:
    def edits(mismatch: Mismatch) -> Iterator[Edit]:
        for pair in mismatch.companions:
            yield Edit(changes=_in_total(mismatch, [pair], sign), evidence=pair)

    return edits


def _companions(sign: int) -> Callable[[Mismatch], Iterator[Edit]]:
    def edits(mismatch: Mismatch) -> Iterator[Edit]:
        if len(mismatch.companions) > 1:
            evidence = tuple(companion for companion, _ in mismatch.companions)
            yield Edit(changes=_in_total(mismatch, mismatch.companions, sign), evidence=evidence)

    return edits


def _part(sign: int) -> Callable[[Mismatch], Iterator[Edit]]:
    def edits(mismatch: Mismatch) -> Iterator[Edit]:
        for part in mismatch.parts:
            yield Edit(changes=_in_total(mismatch, [(part, part)], sign), evidence=(part,))

    return edits


def _beside(sign: int) -> Callable[[Mismatch], Iterator[Edit]]:
    def edits(mismatch: Mismatch) -> Iterator[Edit]:
        total = mismatch.total
        if total is not None:
            for other in mismatch.beside:
                value = whole_number(total.number + sign * other.number)
                yield Edit(changes=(Instead(term=total, value=value),), evidence=(other,))

    return edits


def _scaled(mismatch: Mismatch) -> Iterator[Edit]:
    """Read a figure as printed in hundreds, thousands or tens of thousands, or as one that should have been."""
    for term in mismatch.balance.terms:
        for by in _SCALES:
            yield Edit(changes=(Instead(term=term, value=whole_number(term.number * by)),))
            if Fraction(term.number, by).denominator == 1:
                yield Edit(changes=(Instead(term=term, value=whole_number(Fraction(term.number, by))),))


def _repeated(mismatch: Mismatch) -> Iterator[Edit]:
    """Read a row that says the same as one above it as the same row entered again."""
    seen: dict[tuple[str, Exact], Term] = {}
    for part in mismatch.parts:
        alike = (part.name if part.at else "", part.number)
        if alike in seen and part.value:
            yield Edit(changes=(Instead(term=part, value=0),), evidence=(part, seen[alike]))
        seen.setdefault(alike, part)


# --- figures of another day ----------------------------------------------------------------------------------------


def _as_then(neighbour: Neighbour, terms: Iterable[Term]) -> Iterator[Edit]:
    """Read each of some figures that stood otherwise on the other day as it was then."""
    then = {term.key: term for term in neighbour.terms}
    for term in terms:
        other = then.get(term.key)
        if other is not None and other.value != term.value:
            evidence = attrs.evolve(other, at=(neighbour.label, *other.at))
            yield Edit(changes=(Instead(term=term, value=other.number),), evidence=(evidence,))


def _one_behind(mismatch: Mismatch) -> Iterator[Edit]:
    for neighbour in mismatch.neighbours:
        yield from _as_then(neighbour, mismatch.parts)


def _parts_behind(mismatch: Mismatch) -> Iterator[Edit]:
    """Take the parts for those of another day: they add up to its total."""
    for neighbour in mismatch.neighbours:
        yield from _as_then(neighbour, [] if mismatch.total is None else [mismatch.total])


def _total_behind(mismatch: Mismatch) -> Iterator[Edit]:
    """Take the total for that of another day: the parts of that day add up to it."""
    for neighbour in mismatch.neighbours if mismatch.total is not None else ():
        each = tuple(_as_then(neighbour, mismatch.parts))
        if len(each) > 1:
            yield Edit(
                changes=tuple(change for edit in each for change in edit.changes),
                evidence=tuple(term for edit in each for term in edit.evidence),
            )


# --- two slips of one kind ------------------------------------------------------------------------------------------


def _by_pairs(edits: Callable[[Mismatch], Iterable[Edit]]) -> Callable[[Mismatch], Trial]:
    """Try any two edits together; of very many, whose pairs would agree with anything, none."""

    def on(mismatch: Mismatch) -> Trial:
        times = {term.key: term.times for term in mismatch.balance.terms}
        single = [(edit, mismatch.steps(_shift(edit, times))) for edit in edits(mismatch)]
        needed = -mismatch.steps(mismatch.difference)
        pairs = [pair for pair in combinations(single, 2) if _apart(mismatch, pair[0][0], pair[1][0])]
        pairs = pairs if len(single) <= _MOST_PAIRED else []
        both = (_both(first, second) for (first, one), (second, other) in pairs if one + other == needed)
        agreeing = tuple(edit for edit in both if all(change.value >= 0 for change in edit.changes))
        return Trial(
            tried=len(pairs), shifts=frozenset(one + other for (_, one), (_, other) in pairs), agreeing=agreeing
        )

    return on


def _apart(mismatch: Mismatch, first: Edit, second: Edit) -> bool:
    """Tell whether two edits can both be: those of one part cannot, those of two parts in one total can."""
    shared = {change.term.key for change in first.changes} & {change.term.key for change in second.changes}
    return not shared or (mismatch.total is not None and shared == {mismatch.total.key})


def _both(first: Edit, second: Edit) -> Edit:
    changed = {change.term.key: change for change in first.changes}
    for change in second.changes:
        held = changed.get(change.term.key)
        value = change.value if held is None else whole_number(held.value + change.value - change.term.number)
        changed[change.term.key] = attrs.evolve(change, value=value)
    return Edit(changes=tuple(changed.values()), evidence=(*first.evidence, *second.evidence))


# --- slips of the pen ----------------------------------------------------------------------------------------------

_Meant = Callable[[str], Iterator[str]]
_Misread = Callable[[str, int], Iterator[frozenset[int]]]


def _transposed(pair: str) -> Iterator[str]:
    if pair[0] != pair[1]:
        yield pair[::-1]


def _one_changed(digit: str) -> Iterator[str]:
    yield from "0123456789".replace(digit, "")


def _two_changed(pair: str) -> Iterator[str]:
    """Change both digits, other than by letting them change places."""
    changed = (one + other for one in _one_changed(pair[0]) for other in _one_changed(pair[1]))
    yield from (each for each in changed if each != pair[::-1])


def _one_missing(digits: str) -> Iterator[str]:
    for i in range(len(digits) + 1):
        yield from (f"{digits[:i]}{meant}{digits[i:]}" for meant in "0123456789")


def _one_too_many(digits: str) -> Iterator[str]:
    yield from (digits[:i] + digits[i + 1 :] for i in range(len(digits)))


@lru_cache(maxsize=4096)
def _moves(meant: _Meant, window: str, power: int, *, leads: bool) -> frozenset[int]:
    """Tell by how much a number changes when some of its digits were meant otherwise; none has a needless zero."""
    return frozenset(
        (int(each) - int(window)) * 10**power for each in meant(window) if not (leads and each.startswith("0"))
    )


def _along(width: int, meant: _Meant) -> _Misread:
    """Read some neighbouring digits otherwise, wherever they stand."""

    def misread(digits: str, least: int) -> Iterator[frozenset[int]]:
        for i in range(len(digits) - width + 1):
            leads = i == 0 and len(digits) > least
            yield _moves(meant, digits[i : i + width], len(digits) - width - i, leads=leads)

    return misread


def _whole(meant: _Meant) -> _Misread:
    """Read the number with more or fewer digits."""

    def misread(digits: str, least: int) -> Iterator[frozenset[int]]:
        told = (
            each for each in meant(digits) if len(each) == least or (len(each) > least and not each.startswith("0"))
        )
        yield frozenset(int(each) - int(digits) for each in told)

    return misread


def _pen(misread: _Misread) -> Callable[[Mismatch], Trial]:
    def on(mismatch: Mismatch) -> Trial:
        tried, agreeing = 0, list[Edit]()
        seen: dict[tuple[Exact, int], set[frozenset[int]]] = {}  # many places print the same digits
        needs = {
            times: whole_number(Fraction(-mismatch.difference) / times)
            for times in {term.times for term in mismatch.balance.terms}
        }
        for term in mismatch.balance.terms:
            digits, places = _printed(term)
            moves = [*misread(digits, places + 1)] if digits else []
            tried += sum(map(len, moves))
            seen.setdefault((term.times, places), set()).update(moves)
            needed = needs[term.times]
            if any(needed * 10**places in each for each in moves):
                agreeing.append(Edit(changes=(Instead(term=term, value=whole_number(term.number + needed)),)))
        shifts = set[Exact]()
        for (times, places), each in seen.items():
            steps = mismatch.steps(Fraction(times, 10**places))
            shifts.update(steps * move for move in set[int]().union(*each))
        return Trial(tried=tried, shifts=frozenset(shifts), agreeing=tuple(agreeing))

    return on


SLIPS: Final[tuple[Slip, ...]] = (
    Slip("companion.netted", _by_edits(_companion(1))),
    Slip("companion.added", _by_edits(_companion(-1))),
    Slip("companions.netted", _by_edits(_companions(1))),
    Slip("companions.added", _by_edits(_companions(-1))),
    Slip("part.left-out", _by_edits(_part(1))),
    Slip("parts.left-out", _by_pairs(_part(1))),
    Slip("part.twice", _by_edits(_part(-1))),
    Slip("part.repeated", _by_edits(_repeated)),
    Slip("day.total", _by_edits(_total_behind)),
    Slip("day.parts", _by_edits(_parts_behind)),
    Slip("day.part", _by_edits(_one_behind)),
    Slip("day.two-parts", _by_pairs(_one_behind)),
    Slip("beside.netted", _by_edits(_beside(1))),
    Slip("beside.added", _by_edits(_beside(-1))),
    Slip("scale", _by_edits(_scaled)),
    Slip("digits.transposed", _pen(_along(2, _transposed))),
    Slip("digits.one", _pen(_along(1, _one_changed))),
    Slip("digits.missing", _pen(_whole(_one_missing))),
    Slip("digits.too-many", _pen(_whole(_one_too_many))),
    Slip("digits.two", _pen(_along(2, _two_changed))),
)
"""The slips that are tried; those of equal chance and equally many edits keep this order."""
