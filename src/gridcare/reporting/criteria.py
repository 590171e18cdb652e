"""
What an audit asks for, as data.

A *criterion* (审核标准) is a condition over the records of a unit: a drill within half a year, a plan that has both
modes, every resident of a special group assigned to a grid. It says who owns it: the levels whose units are held
against it, such as the community or the department above. A *programme* (审核方案) is the criteria of one method with
the kinds of record that count as evidence, checked whole when it is made.

A criterion reads, at its owner:

- along each kind of record, the records of the unit: ``any(age <= 180 per drill)``;
- along each level, the units inside: ``every(any(age <= 30 per supervision) per community)``;
- ``book.drill.age``, how many days ago the book of a kind was brought up to date;
- ``unit.zone`` and other attributes of the unit, ``param.max_age``, and ``day``, the day of the audit.

>>> drills = RecordKind("drill", fields={"live": TRUTH})
>>> recent = Criterion("drill", "any(live and age <= param.max_age per drill)", owner="community")
>>> programme = AuditProgramme(
...     "ten",
...     kinds=(drills,),
...     levels=("community",),
...     criteria=(recent,),
...     parameters=Parameters((Parameter("max_age", 180, unit="day"),)),
... )
>>> programme["drill"].grows_only
True
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import attrs

from gridcare.errors import Fault, UnknownName, did_you_mean, refuse
from gridcare.given import texts, typed
from gridcare.reporting.evidence import RecordKind
from gridcare.rules.checking import check
from gridcare.rules.contexts import DAY, TEXT, TRUTH, Axis, Context, Number, Type
from gridcare.rules.expressions import (
    Aggregate,
    And,
    Choice,
    Expression,
    Name,
    Negative,
    Not,
    Or,
    Relation,
    Sum,
    Word,
)
from gridcare.rules.grammar import ParseError, parse
from gridcare.rules.notices import Source
from gridcare.rules.parameters import Parameter, Parameters
from gridcare.timing.deadlines import NOT_STATED
from gridcare.titles import Titles, titles

__all__ = ["AuditProgramme", "Criterion"]

CHILD: Final = "child"


def _condition(source: Expression | str) -> Any:
    """Read the text; a fault waits in its place until all faults are told together."""
    try:
        return parse(source) if isinstance(source, str) else source
    except ParseError as fault:
        return fault


@attrs.frozen(kw_only=True)
class Criterion:
    """
    One thing that an audit asks of every unit that owns it.

    Attributes:
        id: Its name in findings.
        says: The condition over the records, as a text or a tree.
        owner: The level whose units are held against it; several where departments of every level are.
        mend_days: Within how many days after the day of the audit an owner that does not meet it, or of which it cannot
            be told, must mend it (整改期限); ``None`` where no paper says.
        titles: What it is called, by language.
        why: What it is for and how its text was read, in words.
        sources: The papers that ask for it.

    Raises:
        DefinitionError: With every fault of the criterion at once.
    """

    id: str = attrs.field(kw_only=False)
    says: Expression = attrs.field(kw_only=False, converter=_condition)
    owner: tuple[str, ...] = attrs.field(converter=texts)
    mend_days: int | None = None
    titles: Titles = attrs.field(default=(), converter=titles)
    why: str = ""
    sources: tuple[Source, ...] = ()

    def __attrs_post_init__(self) -> None:
        refuse(f"criterion '{self.id}'", self._faults())

    def _faults(self) -> Iterator[Fault]:
        says: object = self.says
        if isinstance(says, ParseError):
            yield says
        if not self.id:
            yield Fault("criterion.id", "", "a criterion needs an id that findings call it by")
        if not self.owner or len(set(self.owner)) < len(self.owner):
            yield Fault("criterion.owner", self.id, "name each level that owns the criterion once, and at least one")
        if self.mend_days is not None and (type(self.mend_days) is not int or self.mend_days < 0):
            problem = f"'{self.mend_days}' is no number of days to mend it in; give an int of 0 or more, or None"
            yield Fault("criterion.mend", self.id, problem)

    def title(self, language: str) -> str:
        """What it is called in a language; its id where no title is given."""
        return dict(self.titles).get(language, self.id)

    @property
    def grows_only(self) -> bool:
        """
        Whether further records can never turn it from met to not met, as its text tells.

        So it is where records are only asked to be there (``any``, ``count(...) >= 2``), and not where each of them
        must be sound (``every``). Where the text cannot tell, the answer is no.
        """
        return _direction(self.says) in (0, 1)


@attrs.frozen(kw_only=True, repr=False, field_transformer=typed)
class AuditProgramme:
    """
    The criteria of one method, and what counts as evidence for them.

    Attributes:
        name: What it is asked for by.
        kinds: The kinds of record that its criteria read.
        levels: The levels of the hierarchy that it speaks of: those of the owners, and those that criteria lead to.
        criteria: The criteria, in order.
        parameters: The numbers that the criteria leave to the locality; a duration is read in days, like every age.
        titles: What it is called, by language.
        sources: The papers that it comes from.

    Raises:
        DefinitionError: With every fault of the programme at once: an id used twice, an owner of an unknown level, a
            name that nobody declares, a condition that is none.
    """

    name: str = attrs.field(kw_only=False)
    kinds: tuple[RecordKind, ...] = ()
    levels: tuple[str, ...] = attrs.field(converter=texts)
    criteria: tuple[Criterion, ...]
    parameters: Parameters = attrs.field(factory=Parameters)
    titles: Titles = attrs.field(default=(), converter=titles)
    sources: tuple[Source, ...] = ()

    def __attrs_post_init__(self) -> None:
        refuse(f"audit programme '{self.name}'", self._faults())

    def __repr__(self) -> str:
        return f"AuditProgramme({self.name}: {', '.join(criterion.id for criterion in self.criteria)})"

    def __getitem__(self, criterion: str) -> Criterion:
        """
        Return a criterion by its id.

        Raises:
            UnknownName: When there is none of that id.
        """
        for each in self.criteria:
            if each.id == criterion:
                return each
        raise UnknownName("criterion", criterion, [each.id for each in self.criteria])

    def kind(self, name: str) -> RecordKind:
        """
        Return a kind of record by its name.

        Raises:
            UnknownName: When the programme declares none of that name.
        """
        for each in self.kinds:
            if each.name == name:
                return each
        raise UnknownName("kind of record", name, [each.name for each in self.kinds])

    def title(self, language: str) -> str:
        """What it is called in a language; its name where no title is given."""
        return dict(self.titles).get(language, self.name)

    def context(self) -> Context:
        """Say what its criteria may read at a unit."""
        members = self.parameters.members
        told = {f"param.{each.name}": type_ for each in members if (type_ := _type_of(each)) is not None}
        unstated = tuple(f"param.{each.name}" for each in members if each.value is NOT_STATED)
        names: dict[str, Type] = {"day": DAY, **told}
        axes = {level: Axis(counts=level) for level in (*self.levels, CHILD)}
        for kind in self.kinds:
            names[f"book.{kind.name}.age"] = Number.of("day")
            own = {"day": DAY, "age": Number.of("day"), **told, **dict(kind.fields)}
            axes[kind.name] = Axis(context=Context(names=own, open=("unit.", *unstated)), counts=kind.name)
        return Context(names=names, axes=axes, open=("unit.", *unstated))

    def _faults(self) -> Iterator[Fault]:
        taken: dict[str, str] = {CHILD: "the units below", **dict.fromkeys(self.levels, "a level")}
        for kind in self.kinds:
            if kind.name in taken:
                problem = f"'{kind.name}' is the name of {taken[kind.name]} already; each axis needs its own"
                yield Fault("audit.kind", kind.name, problem)
            taken[kind.name] = "a kind of record"
        if not self.criteria:
            yield Fault("audit.criteria", self.name, "a programme without criteria asks for nothing; declare one")
        seen: set[str] = set()
        context = self.context()
        for criterion in self.criteria:
            if criterion.id in seen:
                yield Fault("audit.repeated", criterion.id, "this id is used twice; give each criterion its own")
            seen.add(criterion.id)
            for level in criterion.owner:
                if level not in self.levels:
                    problem = f"'{level}' is no level of the programme{did_you_mean(level, self.levels)}"
                    yield Fault("audit.owner", criterion.id, problem)
            yield from check(criterion.says, context, where=criterion.id, expects=TRUTH)


def _type_of(parameter: Parameter) -> Type | None:
    """Give the type of a parameter; none where its value is not stated, or is a list of days."""
    match parameter.value:
        case bool():
            return TRUTH
        case str():
            return TEXT
        case int() | Decimal():
            return Number.of(parameter.unit)
        case timedelta():
            return Number.of("day")
    return None


# --- what further records can do to a condition --------------------------------------------------------------------

_RISES: Final = frozenset(("any", "count", "max"))
_FALLS: Final = frozenset(("every", "min"))
_PASSES: Final = frozenset(("any", "every", "count", "sum", "max", "min", "share", "mean"))


def _direction(node: Expression) -> int | None:
    """Tell where further records can move a value: 1 only up or to true, -1 only down, 0 nowhere, none anywhere."""
    match node:
        case Name():
            return -1 if node.path.startswith("book.") else 0
        case Not() | Negative():
            return _turned(_direction(node.operand))
        case Relation():
            return _related(node)
        case Aggregate():
            return _along(node)
        case And() | Or() | Word(word="how_many" | "greatest" | "least"):
            return _alike(map(_direction, node.parts))
        case Sum():
            signs = ("+", *(sign for sign, _ in node.rest))
            ways = zip(signs, map(_direction, node.parts), strict=True)
            return _alike(way if sign == "+" else _turned(way) for sign, way in ways)
        case Choice():
            conditions = _alike(_direction(condition) for condition, _ in node.branches)
            results = (*(result for _, result in node.branches), node.otherwise)
            return _alike(map(_direction, results)) if conditions == 0 else None
    return 0 if all(_direction(part) == 0 for part in node.parts) else None


def _related(node: Relation) -> int | None:
    left, right = _direction(node.left), _direction(node.right)
    if node.sign in (">", ">="):
        return _alike((left, _turned(right)))
    if node.sign in ("<", "<="):
        return _alike((_turned(left), right))
    return 0 if left == right == 0 else None


def _along(node: Aggregate) -> int | None:
    """A level leads to the same units whatever is recorded; a kind of record to more of them."""
    inner = _direction(node.of)
    if _reads_records(node.of) or inner != 0:
        return inner if node.how in _PASSES else None
    return 1 if node.how in _RISES else -1 if node.how in _FALLS else None


def _reads_records(node: Expression) -> bool:
    return any(isinstance(part, Aggregate) or _reads_records(part) for part in node.parts)


def _turned(way: int | None) -> int | None:
    return None if way is None else -way


def _alike(ways: Iterable[int | None]) -> int | None:
    """Join directions: all that move must move the same way."""
    moved = set(ways) - {0}
    return 0 if not moved else moved.pop() if len(moved) == 1 else None
