"""
What gridcare says when something is wrong.

Three things are kept apart. A *fault of the world* (a late report, a mismatching sum) is a value of the room
that found it and never raises. A *fault of the caller* raises one of the exceptions here or one that lives
beside its noun, each with its particulars as plain attributes. A *bad definition* raises one
`DefinitionError` that names every fault at once, so that an author mends a playbook in one reading.

Messages name the subject in quotes, say what is wrong, what was allowed and what to do. They never hold
personal data: identifiers, field names and positions only.
"""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import ClassVar, Self

__all__ = [
    "DefinitionError",
    "Fault",
    "GridcareError",
    "MissingExtra",
    "NaiveMoment",
    "UnknownName",
    "did_you_mean",
    "nearest",
    "refuse",
]


class GridcareError(Exception):
    """
    Base of every exception that gridcare raises on purpose.

    Attributes:
        code: A stable word for programs and translations; the message may change, the code may not.
    """

    code: ClassVar[str] = "gridcare"

    def __reduce__(self) -> tuple[object, ...]:
        """Come back from a copy or another process as it is, whatever particulars it was made from."""
        return _restored, (type(self), self.args, vars(self))


def _restored(kind: type[GridcareError], told: tuple[object, ...], particulars: Mapping[str, object]) -> GridcareError:
    error = kind.__new__(kind, *told)
    super(GridcareError, error).__init__(*told)
    vars(error).update(particulars)
    return error


class NaiveMoment(GridcareError, ValueError):
    """A moment without a time zone was given where only an aware one has a meaning."""

    code = "naive-moment"

    def __init__(self, what: str) -> None:
        super().__init__(f"'{what}' has no time zone; give an aware datetime, or use gridcare.timing.periods.moment")
        self.what = what


class UnknownName(GridcareError, LookupError):
    """A name was asked for that nobody declared."""

    code = "unknown-name"

    def __init__(self, kind: str, name: str, allowed: Iterable[str]) -> None:
        self.kind = kind
        self.name = name
        self.allowed = tuple(allowed)
        super().__init__(f"'{name}' is no {kind}{did_you_mean(name, self.allowed)}")


class MissingExtra(GridcareError, ImportError):
    """A door to the outside was opened without the extra that it needs."""

    code = "missing-extra"

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"'{what}' needs the extra '{extra}': pip install 'gridcare[{extra}]'")
        self.what = what
        self.extra = extra


class Fault(GridcareError, ValueError):
    """
    One thing that is wrong with a definition or with a piece of input.

    Args:
        code: A stable word for this kind of fault, such as ``workflow.unreachable``.
        where: The place, as a path that a reader can follow (``four-step/door/met``, ``row 7, column age``).
        problem: What is wrong, what was allowed, and what to do, as one or two sentences.
    """

    def __init__(self, code: str, where: str, problem: str) -> None:
        super().__init__(f"'{where}': {problem}" if where else problem)
        self.code = code  # type: ignore[misc]  # each fault names its own code
        self.where = where
        self.problem = problem

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Fault):
            return NotImplemented
        return (self.code, self.where, self.problem) == (other.code, other.where, other.problem)

    def __hash__(self) -> int:
        return hash((self.code, self.where, self.problem))


class DefinitionError(ExceptionGroup[Fault]):
    """Every fault of one definition, together; `faults` holds them in the order they were found."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The faults as a tuple."""
        return tuple(self.exceptions)  # type: ignore[arg-type]  # derive() keeps the members

    @property
    def codes(self) -> tuple[str, ...]:
        """The code of each fault, in order."""
        return tuple(fault.code for fault in self.faults)

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"  - {fault}" for fault in self.faults)])

    def derive(self, excs: Sequence[Fault], /) -> Self:  # type: ignore[override]
        """Keep the class when a part of the group is split off."""
        return type(self)(self.message, excs)


def refuse(what: str, faults: Iterable[Fault]) -> None:
    """
    Raise one `DefinitionError` if there are any faults.

    Args:
        what: The definition, in words, such as ``workflow 'four-step'``.
        faults: All that was found.

    Raises:
        DefinitionError: When there is at least one fault.
    """
    found = list(faults)
    if found:
        count = "1 fault" if len(found) == 1 else f"{len(found)} faults"
        raise DefinitionError(f"{what} has {count}", found)


def nearest(name: str, allowed: Iterable[str]) -> str:
    """
    Return the allowed name that was perhaps meant; empty when none is near, or several are equally near.

    Of two Chinese characters, one says as much as half a word: a name of two is near the only one that shares one.
    """
    choices = sorted(set(allowed))
    if close := get_close_matches(name, choices, n=1):
        return close[0]
    if len(name) != 2 or not all(map(_is_chinese, name)):
        return ""
    sharing = [choice for choice in choices if len(choice) == 2 and set(choice) & set(name)]
    return sharing[0] if len(sharing) == 1 else ""


def _is_chinese(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"


def did_you_mean(name: str, allowed: Iterable[str], *, at_most: int = 12) -> str:
    """
    Word the end of a message about an unknown name.

    Returns:
        ``; did you mean 'door'?`` when something is close, else the list of what is allowed, else nothing.
    """
    choices = sorted(set(allowed))
    if close := nearest(name, choices):
        return f"; did you mean '{close}'?"
    if not choices:
        return "; none are declared"
    shown = ", ".join(f"'{choice}'" for choice in choices[:at_most])
    more = f" and {len(choices) - at_most} more" if len(choices) > at_most else ""
    return f"; there are {shown}{more}"
