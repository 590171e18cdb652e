"""
What the conditions of a workflow may read.

A guard reads the subject (``subject.rooms``), the units that contain it (``unit.property_firm``), the fact that is
being judged (``fact.answer``), the parameters of the method (``param.attempts``), the marks of the case
(``memory.registered``) and who performed the step (``performers.police``); along the axis ``fact`` it reads every fact
that the case has accepted: ``count(kind = 'phone' per fact)``. It never reads counts over several cases: those drive
gradings, which are facts of their own. `gridcare.work.readable` says of what type each name is, and where.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final

import attrs

from gridcare.facts.fact import Fact
from gridcare.rules.evaluation import compiled
from gridcare.rules.expressions import Expression, Literal
from gridcare.rules.grammar import expression
from gridcare.rules.parameters import Parameters
from gridcare.rules.scopes import Given, Scope, Value
from gridcare.rules.simplification import simplify, substitute
from gridcare.rules.spelling import unquoted
from gridcare.rules.unknowns import Unknown
from gridcare.rules.windows import Shift, Window

__all__ = ["READABLE", "SUBJECT", "FactScope", "Reading", "Told", "condition", "known_truth", "truth"]

READABLE: Final = ("subject", "unit", "fact", "param", "memory", "performers")
"""The first words of the names that a condition may read."""

SUBJECT: Final = "subject."
"""What the names begin with that tell of the subject itself."""

Told = bool | Unknown
"""What a condition tells: true, false, or unknown with the reasons."""


def condition(given: Expression | str | None) -> Expression | None:
    """Take a condition as an expression or as its text."""
    return None if given is None else expression(given)


def known_truth(guard: Expression, known: Mapping[str, bool | int | str]) -> Expression | bool:
    """Put in what is known of marks and parameters; tell the truth if that decides it, else what is left to ask."""
    left = simplify(substitute(guard, {}, everywhere=known))
    return left.value if isinstance(left, Literal) and isinstance(left.value, bool) else left


@lru_cache(maxsize=4096)
def _run(guard: Expression) -> Callable[[Scope], Value]:
    return compiled(guard)


def truth(guard: Expression, scope: Scope) -> Told:
    """Tell whether a condition holds somewhere; what is no truth is unknown."""
    value = _run(guard)(scope)
    return value if isinstance(value, bool | Unknown) else Unknown.because("mismatch", str(guard))


@attrs.frozen(eq=False)
class FactScope:
    """
    One fact of a case, as an expression reads it: its coded answers, and beside them its own particulars.

    Attributes:
        fact: The fact.
        case: What the case tells, for the names that are none of the fact's.
    """

    fact: Fact
    case: Scope | None = None

    @property
    def label(self) -> str:
        """The fact's id."""
        return self.fact.id

    def value(self, name: str, /) -> Given:
        """Answer one of the fact's particulars or answers."""
        match name:
            case "kind":
                return self.fact.kind
            case "outcome":
                return self.fact.outcome or None
            case "channel":
                return self.fact.origin.channel or None
            case "source":
                return self.fact.origin.source or None
            case "happened":
                return self.fact.happened
        answers = self.fact.answers
        if name in answers:
            return answers[name]
        if self.case is not None and name.partition(".")[0] in READABLE:
            return self.case.value(name)
        return Unknown.because("missing", name)

    def along(self, axis: str, /) -> Iterable[Scope] | Unknown:
        """A fact leads nowhere."""
        return Unknown.because("axis", axis)

    def shifted(self, by: Shift, /) -> Scope | Unknown:
        """A fact has no other time."""
        return Unknown.because("shift", str(by))

    def windowed(self, over: Window, /) -> Scope | Unknown:
        """A fact is at one moment."""
        return Unknown.because("window", str(over))


class Reading:
    """
    What the conditions of one case read while it is folded.

    Args:
        subject: The subject's id.
        attributes: Gives what the register tells of the subject that conditions may read; asked when one does.
        unit: What the units that contain it tell of a name at a moment.

    Attributes:
        cause: The fact that is being judged, if any.
        marks: The marks that the case carries.
        moment: The moment at which one looks.
        parameters: The parameters of the workflow in force then.
    """

    __slots__ = ("_attributes", "_facts", "_unit", "cause", "marks", "moment", "parameters", "subject")

    def __init__(
        self,
        subject: str,
        attributes: Callable[[], Mapping[str, Given]],
        unit: Callable[[str, datetime], Given],
        moment: datetime,
    ) -> None:
        self.subject = subject
        self.moment = moment
        self.cause: Fact | None = None
        self.marks: tuple[str, ...] = ()
        self.parameters = _NO_PARAMETERS
        self._attributes = attributes
        self._unit = unit
        self._facts: list[Fact] = []

    @property
    def label(self) -> str:
        """The subject's id."""
        return self.subject

    def note(self, fact: Fact) -> None:
        """Add a fact that the case accepted to those that conditions read."""
        self._facts.append(fact)

    def value(self, name: str, /) -> Given:
        """Answer a dotted name by its first word."""
        first, _, rest = name.partition(".")
        rest = unquoted(rest)
        match first:
            case "subject":
                return _of(self._attributes(), rest, name)
            case "unit":
                told = self._unit(rest, self.moment)
                return Unknown.because("missing", name) if told is None else told
            case "param":
                return self._parameter(rest, name)
            case "memory":
                return rest in self.marks
            case "fact" if self.cause is not None:
                answer = FactScope(self.cause).value(rest)
                return Unknown.because("missing", name) if isinstance(answer, Unknown) else answer
            case "performers" if self.cause is not None and self.cause.origin.roles:
                return self.cause.origin.roles.count(rest)
        return Unknown.because("missing", name)

    def along(self, axis: str, /) -> Iterable[Scope] | Unknown:
        """Lead to the facts that the case has accepted so far, the one being judged last."""
        if axis != "fact":
            return Unknown.because("axis", axis)
        judged = () if self.cause is None or self.cause in self._facts else (self.cause,)
        return [FactScope(fact, self) for fact in (*self._facts, *judged)]

    def shifted(self, by: Shift, /) -> Scope | Unknown:
        """A case is read at one time only."""
        return Unknown.because("shift", str(by))

    def windowed(self, over: Window, /) -> Scope | Unknown:
        """A case is read whole."""
        return Unknown.because("window", str(over))

    def _parameter(self, rest: str, name: str) -> Given:
        value = self.parameters.get(rest)
        return value if isinstance(value, bool | int | str | Decimal) else Unknown.because("missing", name)


_NO_PARAMETERS: Final = Parameters()


def _of(values: Mapping[str, Given], key: str, name: str) -> Given:
    return values[key] if key in values else Unknown.because("missing", name)
