"""
What must add up, and what does not.

An *identity* is a relation that published or filed figures must satisfy: ``persons = at_home + away + unreached``,
``fever = sum(fever per child)``, ``fever >= fever[last]``. Reconciling evaluates each one exactly and answers with a
*finding* that shows both sides. It passes, it fails with the difference, or it is not evaluated with the reason why: a
figure that nobody stated is never taken for zero. Parts that are stated and never negative can exceed their total while
others are still missing; that fails.

Nothing is corrected. A failing identity comes with what may have happened (`gridcare.reporting.candidates`), and the
figures stay as they were printed.

>>> from gridcare.reporting.figures import Figure
>>> published = Figures((Figure("all", 768), Figure("with_firm", 117), Figure("without", 615)))
>>> (finding,) = reconcile([Identity("buildings", "with_firm + without = all")], published)
>>> finding.status, finding.left, finding.right, finding.difference
(<Status.FAIL: 'fail'>, 732, 768, -36)
>>> [(change.term.name, change.value) for change in finding.candidates[0].changes]
[('without', 651)]
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import chain
from typing import Any, Final

import attrs

from gridcare.errors import Fault, did_you_mean, refuse
from gridcare.reporting.candidates import UNALLOCATED, Candidate, candidates, misnamed_unit
from gridcare.reporting.figures import Figures, Qualifier
from gridcare.reporting.slips import Instead, Mismatch, Neighbour
from gridcare.reporting.terms import Exact, Side, Term, joined, side_of, whole_number
from gridcare.rules.checking import check
from gridcare.rules.contexts import TRUTH, Context
from gridcare.rules.evaluation import Resolver, evaluate, exact
from gridcare.rules.expressions import Expression, Name, Relation, names
from gridcare.rules.grammar import ParseError, parse
from gridcare.rules.notices import Source
from gridcare.rules.scopes import Scope, Value
from gridcare.rules.unknowns import Reason, Unknown
from gridcare.titles import Titles, titles

__all__ = ["Finding", "Identity", "Status", "check_identities", "reconcile"]


class Status(StrEnum):
    """What became of an identity."""

    PASS = "pass"  # noqa: S105
    """It holds."""
    FAIL = "fail"
    """It does not."""
    NOT_EVALUATED = "not evaluated"
    """It cannot be told, and the finding says why."""


_UNEXPLAINED: Final = (Candidate(code=UNALLOCATED),)
_GIVEN: Final = (Qualifier.ABOUT, Qualifier.OVER)


def _relation(source: Expression | str) -> Any:
    """Read the text; a fault waits in its place until all faults are told together."""
    try:
        return parse(source) if isinstance(source, str) else source
    except ParseError as fault:
        return fault


def _by_word(given: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> tuple[tuple[str, Any], ...]:
    return tuple(given.items()) if isinstance(given, Mapping) else tuple((word, value) for word, value in given)


@attrs.frozen(kw_only=True)
class Identity:
    """
    A relation that figures must satisfy.

    >>> Identity("where", "persons = at_home + away").says.left
    parse('persons')

    Attributes:
        id: Its name in findings.
        says: The relation, as a text or a tree.
        form: The name of the form whose items it relates; empty where it relates published figures.
        why: Why it must hold, in words.
        sources: The papers that state it.
        tolerance: By how much the sides may differ all the same, in the unit of the figures.
        allows: By which share of its value a figure that is ``about`` or ``over`` may differ:
            ``{"about": Decimal("0.05")}`` lets it lie one part in twenty off on either side. A qualifier that is not
            named here widens nothing.
        companions: Figures published beside a part, such as how many of those away have returned, each with the name
            of its part; they are tried when the identity fails.
        may_be_negative: The names of figures that may lie below zero, such as a net change.
        titles: What it is called, by language.

    Raises:
        DefinitionError: With every fault of the identity at once.
    """

    id: str = attrs.field(kw_only=False)
    says: Relation = attrs.field(kw_only=False, converter=_relation)
    form: str = ""
    why: str = ""
    sources: tuple[Source, ...] = ()
    tolerance: int | Decimal = 0
    allows: tuple[tuple[str, int | Decimal], ...] = attrs.field(default=(), converter=_by_word)
    companions: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_by_word)
    may_be_negative: tuple[str, ...] = ()
    titles: Titles = attrs.field(default=(), converter=titles)

    def __attrs_post_init__(self) -> None:
        refuse(f"identity '{self.id}'", self._faults())

    def _faults(self) -> Iterator[Fault]:
        says: object = self.says
        if isinstance(says, ParseError):
            yield says
        elif not isinstance(says, Relation):
            yield Fault("identity.relation", self.id, f"'{says}' compares nothing; write two sides, such as a = b + c")
        else:
            yield from self._strangers(names(says))
        if _no_share(self.tolerance):
            yield Fault("identity.tolerance", self.id, f"the tolerance {_no_share(self.tolerance)}")
        for word, share in self.allows:
            if word not in _GIVEN:
                yield Fault("identity.allows", self.id, f"'{word}' widens nothing{did_you_mean(word, _GIVEN)}")
            elif _no_share(share):
                yield Fault("identity.allows", self.id, f"the share allowed for '{word}' {_no_share(share)}")

    def _strangers(self, read: frozenset[str]) -> Iterator[Fault]:
        for companion, part in self.companions:
            if part not in read:
                problem = (
                    f"'{companion}' stands beside '{part}', which the identity does not read{did_you_mean(part, read)}"
                )
                yield Fault("identity.companions", self.id, problem)
            if companion in read:
                problem = f"'{companion}' is a part of the identity itself; leave it out of the companions"
                yield Fault("identity.companions", self.id, problem)
        for name in self.may_be_negative:
            if name not in read:
                problem = f"'{name}' may be negative, but the identity does not read it{did_you_mean(name, read)}"
                yield Fault("identity.negative", self.id, problem)

    def title(self, language: str) -> str:
        """What it is called in a language; its id where no title is given."""
        return dict(self.titles).get(language, self.id)


def _no_share(number: object) -> str:
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        return f"is a {type(number).__name__}; give an int or a Decimal"
    return "" if number >= 0 else "is negative; give 0 or more"


@attrs.frozen(kw_only=True)
class Finding:
    """
    What came of one identity in one place.

    Attributes:
        identity: The identity.
        where: The label of the scope that it was read in, such as a unit.
        titles: What that place is called, by language, where it is told otherwise than by its label.
        status: Whether it holds.
        left: What the left side comes to; of a side with gaps that fails all the same, what is stated of it. ``None``
            when it is not known.
        right: The same for the right side.
        difference: Left less right; ``None`` when it is not known or the sides are no numbers.
        reasons: Why it is not evaluated, or what else must be known to read it: figures left out (``missing``,
            ``blank``), in another unit (``unit``), of another day (``day``), of another edition of their definition
            (``definition``), or qualified without an allowance (``qualified``).
        candidates: What would remove the difference, the last being that it is not allocated; empty unless it fails.
        needed: What the only figure that is not stated would have to be for a sum to hold exactly; ``None`` unless it
            is not evaluated for want of that one. It is told and never put in its place: 0 says that the total was made
            as though there were nothing.
        left_side: The terms of the left side, when it is a sum.
        right_side: The terms of the right side, when it is a sum.
    """

    identity: Identity
    where: str = ""
    titles: Titles = ()
    status: Status
    left: Value | None = None
    right: Value | None = None
    difference: Exact | None = None
    reasons: tuple[Reason, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    needed: Instead | None = None
    left_side: Side | None = attrs.field(default=None, repr=False)
    right_side: Side | None = attrs.field(default=None, repr=False)

    @property
    def id(self) -> str:
        """The id of its identity."""
        return self.identity.id

    def place(self, language: str) -> str:
        """What the place is called in a language; its label where no title is given."""
        return dict(self.titles).get(language, self.where)


def check_identities(identities: Iterable[Identity], context: Context) -> list[Fault]:
    """
    Hold identities against what can be read where they are to be evaluated.

    Args:
        identities: Those of one playbook or one publication.
        context: The names and their units; `Figures.context` gives that of published figures.

    Returns:
        Every fault: a name nobody declares, an unlike unit, an id used twice.
    """
    faults: list[Fault] = []
    seen: set[str] = set()
    for identity in identities:
        if identity.id in seen:
            faults.append(Fault("identity.repeated", identity.id, "this id is used twice; give each identity its own"))
        seen.add(identity.id)
        faults += check(identity.says, context, where=identity.id, expects=TRUTH)
        for companion, _ in identity.companions:
            faults += check(Name(companion), context, where=identity.id)
    return faults


def reconcile(
    says: Iterable[Identity] | Figures,
    figures: Scope,
    *,
    neighbours: Sequence[Scope] = (),
    resolver: Resolver | None = None,
    most: int = 20,
) -> tuple[Finding, ...]:
    """
    Hold figures against identities, or against the same figures from another source.

    Args:
        says: The identities; or figures, each of which must equal the one of the same name.
        figures: Published figures, or any other scope: a unit of a roll-up on a day.
        neighbours: The same scope on other days, as evidence for candidates.
        resolver: What stands behind the references of the identities, if they have any.
        most: How many candidates of one kind are listed.

    Returns:
        One finding for each identity, or for each name that either source states, in order; those that pass too.

    Raises:
        Unresolved: When an identity cites a callable and there is no resolver.
    """
    if isinstance(says, Figures):
        if not isinstance(figures, Figures):
            raise TypeError("figures are held against Figures; give identities to read another scope")
        return tuple(_pair(name, says, figures, most) for name in dict.fromkeys((*says, *figures)))
    found = (_Reading(identity, figures, neighbours, resolver, most).finding() for identity in says)
    titles = figures.titles if isinstance(figures, Figures) else ()
    return tuple(attrs.evolve(finding, titles=titles) for finding in found)


def _pair(name: str, first: Figures, second: Figures, most: int) -> Finding:
    """Hold one figure against the same figure of another source."""
    figure = first.get(name) or second[name]
    same = Identity(name, Name(name).is_(Name(name)), titles=figure.titles)
    places = (first.label, second.label) if first.label != second.label else ("first", "second")
    left, right = (_single(name, source).within(place) for source, place in zip((first, second), places, strict=True))
    return _judged(same, "", left, right, lambda: Mismatch(left=left, right=right), most)


def _single(name: str, source: Figures) -> Side:
    value = exact(source.value(name), name)
    term = Term(name=name, value=value, figure=source.get(name), definition=source.definition(name))  # type: ignore[arg-type]  # a figure is a number or unknown
    return Side(terms=(term,))


@attrs.frozen
class _Reading:
    """One identity read in one scope, with what may explain a difference."""

    identity: Identity
    scope: Scope
    neighbours: Sequence[Scope]
    resolver: Resolver | None
    most: int

    def finding(self) -> Finding:
        left, right = self.sides(self.scope)
        if left is None or right is None:
            return self.by_truth()
        return _judged(self.identity, self.scope.label, left, right, lambda: self.mismatch(left, right), self.most)

    def sides(self, scope: Scope) -> tuple[Side | None, Side | None]:
        says = self.identity.says
        return side_of(says.left, scope, self.resolver), side_of(says.right, scope, self.resolver)

    def by_truth(self) -> Finding:
        """Judge what is no sum on either side: days, moments, texts."""
        says = self.identity.says
        left, right, truth = (evaluate(each, self.scope, self.resolver) for each in (says.left, says.right, says))
        unknown = isinstance(truth, Unknown)
        return Finding(
            identity=self.identity,
            where=self.scope.label,
            status=Status.NOT_EVALUATED if unknown else Status.PASS if truth is True else Status.FAIL,
            left=None if isinstance(left, Unknown) else left,
            right=None if isinstance(right, Unknown) else right,
            reasons=truth.reasons if isinstance(truth, Unknown) else (),
            candidates=_UNEXPLAINED if truth is False else (),
        )

    def mismatch(self, left: Side, right: Side) -> Mismatch:
        plain = Mismatch(left=left, right=right)
        return attrs.evolve(
            plain,
            companions=tuple(self.companions(plain.parts)),
            beside=tuple(self.beside(plain.total)),
            neighbours=tuple(self.days()),
        )

    def companions(self, parts: tuple[Term, ...]) -> Iterator[tuple[Term, Term]]:
        hosts = {part.name: part for part in parts if not part.at}
        for companion, host in self.identity.companions:
            side = side_of(Name(companion), self.scope)
            if host in hosts and side is not None and side.terms and not side.gaps:
                yield side.terms[0], hosts[host]

    def beside(self, total: Term | None) -> Iterator[Term]:
        """Give the other published figures in the unit of the total."""
        if total is None or not isinstance(self.scope, Figures):
            return
        used = {*names(self.identity.says), *(companion for companion, _ in self.identity.companions)}
        for name, figure in self.scope.items():
            if name not in used and figure.unit == total.unit and figure.value is not None:
                yield Term(name=name, value=exact(figure.value, name), figure=figure)  # type: ignore[arg-type]  # a number

    def days(self) -> Iterator[Neighbour]:
        here = _label(self.scope)
        for day in self.neighbours:
            there = _label(day)
            terms = chain.from_iterable(side.terms for side in self.sides(day) if side is not None)
            stated = (term for term in terms if not isinstance(term.value, Unknown))
            apart = _apart(there, here)
            yield Neighbour(
                label=" ".join(apart) or there,
                terms=tuple(attrs.evolve(term, at=tuple(_moved(place, apart) for place in term.at)) for term in stated),
            )


def _label(scope: Scope) -> str:
    as_of = scope.as_of if isinstance(scope, Figures) else None
    return scope.label or (as_of.isoformat() if as_of else "")


def _apart(there: str, here: str) -> dict[str, str]:
    """Tell in which words the label of another day differs, such as the day itself."""
    words = there.split(), here.split()
    return {one: other for one, other in zip(*words, strict=False) if one != other and len(words[0]) == len(words[1])}


def _moved(place: str, apart: Mapping[str, str]) -> str:
    """Give the place on our day that corresponds to one on the other."""
    return " ".join(apart.get(word, word) for word in place.split())


def _judged(
    identity: Identity, where: str, left: Side, right: Side, mismatch: Callable[[], Mismatch], most: int
) -> Finding:
    terms = (*left.terms, *right.terms)
    balance = joined((left, right.turned()))
    unlike = _odd_ones(terms, lambda term: term.unit)
    unknown = Unknown.joined(value for value in (left.value, right.value) if isinstance(value, Unknown)).reasons
    failing = bool(unlike) or not _possible(identity, balance)
    status = Status.FAIL if failing else Status.NOT_EVALUATED if unknown else Status.PASS
    stated = [_stated(side, in_part=failing and not unlike) for side in (left, right)]
    difference = None if None in stated else whole_number(stated[0] - stated[1])  # type: ignore[operator]  # two numbers
    found: tuple[Candidate, ...] = ()
    if failing:
        found = _UNEXPLAINED
        if identity.says.sign == "=" and not unknown:
            found = candidates(mismatch(), most=most) if difference else misnamed_unit(mismatch())
    return Finding(
        identity=identity,
        where=where,
        status=status,
        left=stated[0],
        right=stated[1],
        difference=difference,
        reasons=(*unknown, *_remarks(identity, terms, unlike, failing=failing)),
        candidates=found,
        needed=_needed(identity, balance) if status is Status.NOT_EVALUATED else None,
        left_side=left,
        right_side=right,
    )


def _needed(identity: Identity, balance: Side) -> Instead | None:
    """Solve a sum for the only figure in it that is not stated; none where it has several, or may not be below zero."""
    if identity.says.sign != "=" or balance.unknown is not None or len(balance.gaps) != 1:
        return None
    (gap,) = balance.gaps
    if not gap.times:
        return None
    stated = balance.constant + sum(term.number * term.times for term in balance.terms if term is not gap)
    value = whole_number(Fraction(-stated) / gap.times)
    return Instead(term=gap, value=value) if value >= 0 or gap.name in identity.may_be_negative else None


def _stated(side: Side, *, in_part: bool) -> Exact | None:
    """Give what a side comes to; of a side with gaps what is stated of it, when that is asked for."""
    value = side.value
    if not isinstance(value, Unknown):
        return value
    if not in_part or side.unknown is not None:
        return None
    return whole_number(side.constant + sum(term.amount for term in side.terms if not isinstance(term.amount, Unknown)))


def _possible(identity: Identity, balance: Side) -> bool:
    """Tell whether the relation can hold, whatever is not stated and however far a qualifier is allowed to reach."""
    low, high = _span(identity, balance)
    tolerance = Fraction(identity.tolerance)
    low = None if low is None else low - tolerance
    high = None if high is None else high + tolerance
    match identity.says.sign:
        case "=":
            return (low is None or low <= 0) and (high is None or high >= 0)
        case "<=":
            return low is None or low <= 0
        case "<":
            return low is None or low < 0
        case ">=":
            return high is None or high >= 0
        case ">":
            return high is None or high > 0
        case "!=":
            return low != 0 or high != 0
    raise AssertionError(f"'{identity.says.sign}' is no sign of a relation")


_Bound = Exact | None


def _span(identity: Identity, balance: Side) -> tuple[_Bound, _Bound]:
    """Give the least and the greatest that left less right can be; none where there is no bound."""
    if balance.unknown is not None:
        return None, None
    low: _Bound = balance.constant
    high: _Bound = balance.constant
    for term in balance.terms:
        if term.times:
            ends = [None if end is None else end * term.times for end in _reach(identity, term)]
            least, greatest = ends if term.times > 0 else reversed(ends)
            low = None if low is None or least is None else low + least
            high = None if high is None or greatest is None else high + greatest
    return low, high


def _reach(identity: Identity, term: Term) -> tuple[_Bound, _Bound]:
    """Give the least and the greatest that a figure can have meant."""
    value = term.value
    if isinstance(value, Unknown):
        return (None if term.name in identity.may_be_negative else 0), None
    if term.figure is None or term.figure.exact:
        return value, value
    allowed = {word: Fraction(share) * value for word, share in identity.allows if word in term.figure.qualifiers}
    either_side = allowed.get(Qualifier.ABOUT, Fraction(0))
    return value - either_side, value + either_side + allowed.get(Qualifier.OVER, Fraction(0))


def _odd_ones(terms: Sequence[Term], told: Callable[[Term], str]) -> tuple[Term, ...]:
    """Give the terms that tell something else than most of them do; all, where none is in the majority."""
    counts = Counter(told(term) for term in terms if told(term))
    if len(counts) < 2:
        return ()
    (usual, most), (_, next_most) = counts.most_common(2)
    return tuple(term for term in terms if told(term) and (told(term) != usual or most == next_most))


def _day(term: Term) -> str:
    return term.figure.as_of.isoformat() if term.figure is not None and term.figure.as_of is not None else ""


def _edition(term: Term) -> str:
    return term.definition


def _remarks(identity: Identity, terms: Sequence[Term], unlike: Sequence[Term], *, failing: bool) -> Iterator[Reason]:
    for term in unlike:
        yield Reason("unit", term.name, (*term.at, term.unit))
    for term in _odd_ones(terms, _day):
        yield Reason("day", term.name, (*term.at, _day(term)))
    for name in dict.fromkeys(term.name for term in terms):
        for term in _odd_ones([term for term in terms if term.name == name], _edition):
            yield Reason("definition", name, (*term.at, term.definition))
    allowed = {word for word, _ in identity.allows}
    for term in terms if failing else ():
        if term.figure is not None and not term.figure.exact and not allowed.issuperset(term.figure.qualifiers):
            yield Reason("qualified", term.name, term.at)
