"""
The parts that a workflow is declared with: steps that somebody performs, waits that time ends, and finals.

A locality's ladder reads top to bottom as its document does::

    Step(
        "phone",
        team="phone",
        attempts=2,
        deadline=NOT_STATED,
        moves=(On("reached", go="done"), On("no answer", again=True), Spent(go="joint visit")),
    )

Moves are ordered choices: among those for one outcome the first whose condition holds is taken, and the last one
has no condition. A move may set a *mark*, the only memory of a case (`marked` asks for it); marks and spent
attempts are compiled into the states of the workflow, so that a case holds nothing but its state.
"""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

import attrs

from gridcare.errors import UnknownName
from gridcare.facts.questionnaire import Questionnaire
from gridcare.given import typed
from gridcare.rules.expressions import Expression, name
from gridcare.rules.parameters import Param
from gridcare.rules.spelling import quoted
from gridcare.timing.deadlines import Deadline, NotStated
from gridcare.timing.periods import duration
from gridcare.titles import Titles, titles
from gridcare.work.conditions import condition
from gridcare.work.effects import Declared

__all__ = [
    "After",
    "Channel",
    "Enter",
    "Excluded",
    "Final",
    "IfUnknown",
    "Move",
    "On",
    "OpenForVerification",
    "Order",
    "Part",
    "Settled",
    "Spent",
    "Standing",
    "Step",
    "Use",
    "Wait",
    "marked",
]


class Standing(StrEnum):
    """
    Where a subject stands; every subject of a track is in exactly one of these five (requirement C-02).

    The Chinese forms used on ledgers are 未开始, 进行中, 已办结, 已排除, 待核实.
    """

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    SETTLED = "settled"
    EXCLUDED = "excluded"
    OPEN = "open"

    @classmethod
    def _missing_(cls, value: object) -> None:
        raise UnknownName("standing", str(value), map(str, cls))


class IfUnknown(StrEnum):
    """What a guarded move does when its condition cannot be told."""

    HOLD = "hold"
    """Keep the case where it is, as a finding (the default)."""
    SKIP = "skip"
    """Try the next move."""
    TAKE = "take"
    """Take this move."""


Names = tuple[str, ...]
Effects = tuple[Declared, ...]
Time = timedelta | Param
"""A length of time, or the parameter that holds it."""


def marked(mark: str) -> Expression:
    """Ask whether the case carries a mark, for the ``when`` of a move."""
    return name(f"memory.{quoted(mark)}")


def _names(value: str | Iterable[str]) -> Names:
    return (value,) if isinstance(value, str) and value else tuple(value)


def _effects(value: Declared | Iterable[Declared]) -> Effects:
    return (value,) if isinstance(value, Declared) else tuple(value)


def _time(value: str | timedelta | Param) -> Time:
    return value if isinstance(value, Param) else duration(value)


def _until(value: str | timedelta | Param | NotStated) -> Time | NotStated:
    return value if isinstance(value, NotStated) else _time(value)


Due = Deadline | Param | NotStated | None


def _deadline(value: str | timedelta | Due) -> Due:
    return Deadline(within=value) if isinstance(value, str | timedelta) else value


@attrs.frozen(kw_only=True)
class Move:
    """
    What every move shares.

    Attributes:
        go: The part to go to; empty only on a move that tries `again`.
        when: The condition under which it is taken, an expression or its text; none means always.
        if_unknown: What to do when the condition cannot be told.
        mark: Marks that the case carries from here on.
        forget: Marks that it carries no longer.
        do: The effects that follow.
    """

    go: str = ""
    when: Expression | None = attrs.field(default=None, converter=condition)
    if_unknown: IfUnknown = attrs.field(default=IfUnknown.HOLD, converter=IfUnknown)
    mark: Names = attrs.field(default=(), converter=_names)
    forget: Names = attrs.field(default=(), converter=_names)
    do: Effects = attrs.field(default=(), converter=_effects)


@attrs.frozen(kw_only=True, field_transformer=typed)
class On(Move):
    """
    A move on an outcome.

    Attributes:
        outcome: The outcome, in the step's own words.
        again: Stay in the step and spend one attempt; when all are spent, the step's `Spent` moves apply.
    """

    outcome: str = attrs.field(kw_only=False)
    again: bool = False


@attrs.frozen(kw_only=True, field_transformer=typed)
class Spent(Move):
    """A move for a case whose attempts at this step are all spent."""


@attrs.frozen(kw_only=True, field_transformer=typed)
class After(Move):
    """
    A move that time makes by itself.

    Attributes:
        delay: How long after the case entered this part.
    """

    delay: Time = attrs.field(kw_only=False, converter=_time)


class Use(StrEnum):
    """What a channel is to a step, in the order in which channels are offered."""

    PRIMARY = "primary"
    """What the method prefers."""
    FALL_BACK = "fall-back"
    """Allowed where the preferred one fails."""
    TRIAL = "trial"
    """On trial; it counts inside the step's totals."""


def _use(given: str) -> Use:
    try:
        return Use(given)
    except ValueError:
        raise UnknownName("use of a channel", given, Use) from None


@attrs.frozen(kw_only=True, field_transformer=typed)
class Channel:
    """
    A way to perform a step; of several of one name, the first whose condition holds is offered.

    Attributes:
        name: The word that a fact's origin uses for it (``door``, ``phone``, ``automatic caller``).
        use: ``primary``, ``fall-back`` or ``trial``.
        when: For whom it is offered; none means everyone, and a condition that cannot be told means nobody.

    Raises:
        UnknownName: When its use is none of the three.
    """

    name: str = attrs.field(kw_only=False)
    use: Use = attrs.field(default=Use.PRIMARY, converter=_use)
    when: Expression | None = attrs.field(default=None, converter=condition)


def _moves(given: "On | Spent | After | Iterable[On | Spent | After]") -> "tuple[On | Spent | After, ...]":
    return (given,) if isinstance(given, On | Spent | After) else tuple(given)


def _early_moves(given: "On | After | Iterable[On | After]") -> "tuple[On | After, ...]":
    return (given,) if isinstance(given, On | After) else tuple(given)


def _channels(given: "Channel | Iterable[Channel]") -> "tuple[Channel, ...]":
    return (given,) if isinstance(given, Channel) else tuple(given)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Step:
    """
    Something that people do about a case, with the outcomes it may have.

    Attributes:
        name: The step's name, which the kind of its facts repeats.
        moves: What follows each outcome, spent attempts, and time passed.
        team: The name of the team rule that says who performs it; empty when anybody may.
        deadline: By when it is owed: a length of time after the case entered the step, a `Deadline`, or `NOT_STATED`
            where the method gives none.
        every: Or how often it is owed, while moves that try again keep the case in it: the n-th time by n periods after
            the case entered the step, however early or late the times before were done. `attempts` is the bound.
        attempts: How many attempts a move that tries again may spend.
        retry_gap: How long after an attempt the next one counts as another attempt.
        channels: The ways to perform it; empty when the method names none.
        requires: A condition on who performed it (``performers.police >= 1``).
        questionnaire: What is asked; its outcomes are derived from the answers.
        titles: What the step is called, by language.
    """

    name: str = attrs.field(kw_only=False)
    moves: tuple[On | Spent | After, ...] = attrs.field(converter=_moves)
    team: str = ""
    deadline: Due = attrs.field(default=None, converter=_deadline)
    every: Time | None = attrs.field(default=None, converter=attrs.converters.optional(_time))
    attempts: int | Param = 1
    retry_gap: Time | None = attrs.field(default=None, converter=attrs.converters.optional(_time))
    channels: tuple[Channel, ...] = attrs.field(default=(), converter=_channels)
    requires: Expression | None = attrs.field(default=None, converter=condition)
    questionnaire: Questionnaire | None = None
    titles: Titles = attrs.field(default=(), converter=titles)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Wait:
    """
    A time in which nothing is owed and which a fact may end early, such as waiting for a call back.

    Attributes:
        name: The wait's name, which the kind of a fact that ends it repeats.
        until: How long it lasts after the case entered it; `NOT_STATED` never passes by itself.
        go: Where the case goes when the time is over.
        moves: Outcomes that end it early.
        mark: Marks that the case carries when the time is over.
        forget: Marks that it carries no longer then.
        do: The effects that follow then.
        titles: What the wait is called, by language.
    """

    name: str = attrs.field(kw_only=False)
    until: Time | NotStated = attrs.field(converter=_until)
    go: str
    moves: tuple[On | After, ...] = attrs.field(default=(), converter=_early_moves)
    mark: Names = attrs.field(default=(), converter=_names)
    forget: Names = attrs.field(default=(), converter=_names)
    do: Effects = attrs.field(default=(), converter=_effects)
    titles: Titles = attrs.field(default=(), converter=titles)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Final:
    """
    An end of a case.

    Attributes:
        name: The final's name.
        category: The locality's own category inside the standing, such as ``vacant``.
        titles: What it is called, by language.
    """

    standing = Standing.SETTLED

    name: str = attrs.field(kw_only=False)
    category: str = ""
    titles: Titles = attrs.field(default=(), converter=titles)


class Settled(Final):
    """The case is settled: somebody found out what there was to find out (已办结)."""

    standing = Standing.SETTLED


class Excluded(Final):
    """The subject does not belong to this campaign; `category` is the reason (已排除)."""

    standing = Standing.EXCLUDED


class OpenForVerification(Final):
    """Every step was done and the case stays open, to be carried over by name and signature (待核实)."""

    standing = Standing.OPEN


Part = Step | Wait | Final


@attrs.frozen(kw_only=True, field_transformer=typed)
class Order:
    """
    A kind of fact that concerns a case wherever it stands: a warning level, a consent withdrawn (指令).

    Among its moves a part says what becomes of a case there; in all other parts, and after the end, an order changes
    nothing. So one fact about every household of a valley moves those whom it concerns.

    Attributes:
        name: The kind of fact.
        outcomes: What it may say; each is an outcome of at least one part.
    """

    name: str = attrs.field(kw_only=False)
    outcomes: Names = attrs.field(converter=_names, kw_only=False)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Enter:
    """
    Where a case starts.

    Attributes:
        part: The first part of the case.
        when: For whom; none means everyone that no entry before it took.
    """

    part: str = attrs.field(kw_only=False)
    when: Expression | None = attrs.field(default=None, converter=condition)
