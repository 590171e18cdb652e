"""
A condition or a sum as data: what guards, selects, counts and reconciles.

``persons = at_home + away`` is a text that an official can read, a frozen tree that a program can walk, and the
same tree whether the text was parsed (`gridcare.rules.grammar.parse`) or Python operators built it. Printing the
tree gives back a text that parses to an equal tree. Nothing is ever run by ``eval``.

Trees compare by structure, so ``==`` asks whether two trees are the same; a condition that two terms are equal is
written with `Expression.is_`. The tree holds no meaning of its own: `gridcare.rules.checking` types it,
`gridcare.rules.evaluation` gives it a value, `gridcare.rules.simplification` replaces what is known already.

>>> fever = name("fever")
>>> print((fever >= fever["last"]) & (name("persons").is_(name("at_home") + name("away"))))
fever >= fever[last] and persons = at_home + away
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Final, NoReturn, get_args
from typing import Literal as OneOf

import attrs

from gridcare.errors import did_you_mean
from gridcare.rules.constants import MAX_DIGITS, Constant, checked, decimal, is_number, written
from gridcare.rules.spelling import IDENTIFIER, QUOTED, quoted, unquoted
from gridcare.rules.windows import Duration, NotAnExpression, Shift, Window, looked

__all__ = [
    "AXIS_WORDS",
    "KEYWORDS",
    "MAX_DEPTH",
    "MAX_NODES",
    "WORDS",
    "Aggregate",
    "And",
    "Choice",
    "Expression",
    "How",
    "Literal",
    "Name",
    "Negative",
    "Not",
    "Operand",
    "Or",
    "Product",
    "Reference",
    "Relation",
    "Relative",
    "Shifted",
    "Sum",
    "Windowed",
    "Word",
    "literal",
    "name",
    "names",
    "walk",
]

MAX_DEPTH: Final = 50
"""How many levels a tree may have."""
MAX_NODES: Final = 5_000
"""How many nodes a tree may have."""

KEYWORDS: Final = frozenset("if then elif otherwise or and not true false blank per".split())
"""The words that cannot be names."""

How = OneOf["sum", "mean", "max", "min", "count", "first", "last", "any", "every", "share", "run"]
"""What is made of the values along an axis."""

AXIS_WORDS: Final[tuple[str, ...]] = get_args(How)
"""The words of the form ``how(expression per axis)``."""

WORDS: Final = {
    "first_known": (1, None),
    "greatest": (1, None),
    "least": (1, None),
    "known": (1, 1),
    "how_many": (1, None),
    "round": (1, 2),
    "blank0": (1, 1),
    "abs": (1, 1),
    "below": (1, 1),
    "inside": (1, 1),
    "member": (2, None),
}
"""The words of the form ``word(expression, ...)``, each with the least and the greatest number of its arguments."""

Relative = OneOf["=", "!=", "<", "<=", ">", ">="]
"""The signs of a relation."""

_NAME: Final = re.compile(rf"{IDENTIFIER}(?:\.{IDENTIFIER})*(?:\.{QUOTED})?")
_TARGET: Final = re.compile(rf"{IDENTIFIER}(?:\.{IDENTIFIER})*:{IDENTIFIER}")

# How tightly each form binds, loosest first: a part that binds more loosely than its place asks is put in brackets.
_CHOICE, _OR, _AND, _NOT, _RELATION, _SUM, _PRODUCT, _NEGATIVE, _POSTFIX, _ATOM = range(10)


@attrs.frozen(cache_hash=True, order=False)
class Expression:
    """
    A frozen tree; see the module for how it is written, and the subclasses for its forms.

    Operators build larger trees: arithmetic ``+ - * /``, relations ``< <= > >=``, `is_` and `is_not`, and ``& | ~``
    for *and*, *or*, *not* (mind Python's brackets: ``(a > 1) & (b > 2)``). ``e[-1]``, ``e["last"]``, ``e["7d"]``
    and ``e["-3..-1"]`` look at another time.

    Attributes:
        depth: The number of levels.
        size: The number of nodes.
    """

    depth: int = attrs.field(init=False, eq=False, repr=False)
    size: int = attrs.field(init=False, eq=False, repr=False)

    binds: ClassVar[int] = _ATOM

    def __attrs_post_init__(self) -> None:
        parts = self.parts
        depth = 1 + max((part.depth for part in parts), default=0)
        size = 1 + sum(part.size for part in parts)
        if depth > MAX_DEPTH:
            raise NotAnExpression(
                f"the expression is more than {MAX_DEPTH} levels deep; name a part of it and use the name"
            )
        if size > MAX_NODES:
            raise NotAnExpression(f"the expression has more than {MAX_NODES} nodes; name a part of it and use the name")
        object.__setattr__(self, "depth", depth)
        object.__setattr__(self, "size", size)

    @property
    def parts(self) -> "tuple[Expression, ...]":
        """The trees directly below this one, in the order in which they are written."""
        return ()

    def rebuilt(self, parts: "tuple[Expression, ...]") -> "Expression":
        """Return the same form over other parts, as many as there were."""
        del parts
        return self

    def __repr__(self) -> str:
        return f"parse({str(self)!r})"

    def is_(self, other: "Operand") -> "Relation":
        """State that this equals `other`; ``=`` in the text form."""
        return Relation(self, "=", other)

    def is_not(self, other: "Operand") -> "Relation":
        """State that this differs from `other`; ``!=`` in the text form."""
        return Relation(self, "!=", other)

    def __lt__(self, other: "Operand") -> "Relation":
        return Relation(self, "<", other)

    def __le__(self, other: "Operand") -> "Relation":
        return Relation(self, "<=", other)

    def __gt__(self, other: "Operand") -> "Relation":
        return Relation(self, ">", other)

    def __ge__(self, other: "Operand") -> "Relation":
        return Relation(self, ">=", other)

    def __add__(self, other: "Operand") -> "Sum":
        return _sum(self, "+", literal(other))

    def __radd__(self, other: "Operand") -> "Sum":
        return _sum(literal(other), "+", self)

    def __sub__(self, other: "Operand") -> "Sum":
        return _sum(self, "-", literal(other))

    def __rsub__(self, other: "Operand") -> "Sum":
        return _sum(literal(other), "-", self)

    def __mul__(self, other: "Operand") -> "Product":
        return _product(self, "*", literal(other))

    def __rmul__(self, other: "Operand") -> "Product":
        return _product(literal(other), "*", self)

    def __truediv__(self, other: "Operand") -> "Product":
        return _product(self, "/", literal(other))

    def __rtruediv__(self, other: "Operand") -> "Product":
        return _product(literal(other), "/", self)

    def __neg__(self) -> "Expression":
        return Negative(self)

    def __abs__(self) -> "Word":
        return Word("abs", (self,))

    def __and__(self, other: "Operand") -> "And":
        return And((*(self.parts if isinstance(self, And) else (self,)), literal(other)))

    def __rand__(self, other: "Operand") -> "And":
        return And((literal(other), self))

    def __or__(self, other: "Operand") -> "Or":
        return Or((*(self.parts if isinstance(self, Or) else (self,)), literal(other)))

    def __ror__(self, other: "Operand") -> "Or":
        return Or((literal(other), self))

    def __invert__(self) -> "Not":
        return Not(self)

    def __getitem__(self, time: int | str | Duration | Shift | Window) -> "Expression":
        there = looked(time)
        return Shifted(self, there) if isinstance(there, Shift) else Windowed(self, there)

    __iter__: ClassVar[None] = None  # indexing alone would make Python try to iterate
    __contains__: ClassVar[None] = None

    def __bool__(self) -> NoReturn:
        raise TypeError(
            f"'{self}' has no truth before it is evaluated; combine conditions with & | ~ instead of and, or, not, "
            "write a < b < c as (a < b) & (b < c), and compare with .is_()"
        )


Operand = Expression | bool | int | float | Decimal | Fraction | str | date | datetime | None
"""What an operator takes beside an expression: a plain value stands for itself."""


@attrs.frozen(cache_hash=True, order=False, repr=False)
class Literal(Expression):
    """A value that stands for itself: a number, ``'text'``, ``true``, ``false``, ``blank``, a day or a moment."""

    value: Constant = attrs.field(converter=checked, eq=lambda value: (type(value), value))

    @property
    def binds(self) -> int:  # type: ignore[override]  # a negative number is written with a sign
        """How tightly the text of this literal binds."""
        return _NEGATIVE if is_number(self.value) and self.value < 0 else _ATOM

    def __neg__(self) -> Expression:
        return Literal(-self.value) if is_number(self.value) else Negative(self)

    def __str__(self) -> str:
        return written(self.value)


def literal(value: Operand) -> Expression:
    """
    Make a tree of a plain value; a tree is returned as it is.

    A float stands for the decimal it is written as (``37.3`` is 37.3). A fraction without an exact decimal becomes
    a division.

    Raises:
        NotAnExpression: For a value that has no exact text, such as an infinite number.
        NaiveMoment: For a datetime without a time zone.
    """
    if isinstance(value, Expression):
        return value
    if isinstance(value, float):
        return Literal(Decimal(repr(value)))
    if isinstance(value, Fraction):
        return _fraction(value)
    return Literal(value)


def _fraction(value: Fraction) -> Expression:
    short = value.numerator if value.denominator == 1 else decimal(value)
    return Literal(short) if short is not None else Product(value.numerator, (("/", value.denominator),))


def _literals(values: "tuple[Operand, ...]") -> tuple[Expression, ...]:
    return tuple(map(literal, values))


def _path(path: str) -> str:
    if not _NAME.fullmatch(path) or path in KEYWORDS:
        raise NotAnExpression(
            f"'{path}' cannot be a name; write letters, digits and underscores, joined by dots, the last of them in "
            f"quotes where it is several words, and none of the words {', '.join(sorted(KEYWORDS))} alone"
        )
    plain, point, last = path.partition(".'")
    return f"{plain}.{quoted(unquoted(point[1:] + last))}" if point else path


@attrs.frozen(cache_hash=True, order=False, repr=False)
class Name(Expression):
    """
    A dotted name that a scope answers: ``persons``, ``subject.age``.

    Its last part stands in quotes where it is more than one word: ``performers.'grid head'``.
    """

    path: str = attrs.field(converter=_path)

    def __str__(self) -> str:
        return self.path


def name(path: str) -> Name:
    """
    Make the tree of a dotted name.

    Raises:
        NotAnExpression: When it is no name.
    """
    return Name(path)


@attrs.frozen(cache_hash=True, order=False, repr=False)
class _Single(Expression):
    """A form over one operand."""

    operand: Expression = attrs.field(converter=literal)

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The operand alone."""
        return (self.operand,)

    def rebuilt(self, parts: tuple[Expression, ...]) -> Expression:
        """Return the same form over another operand."""
        return attrs.evolve(self, operand=parts[0])


@attrs.frozen(cache_hash=True, order=False, repr=False)
class Negative(_Single):
    """A number with its sign turned: ``-x``."""

    binds = _NEGATIVE

    def __str__(self) -> str:
        number = isinstance(self.operand, Literal) and self.operand.binds == _ATOM  # '-3' is a literal of its own
        return f"-({self.operand})" if number else f"-{_bracketed(self.operand, _NEGATIVE)}"


def _pairs(rest: tuple[tuple[str, Operand], ...]) -> tuple[tuple[str, Expression], ...]:
    return tuple((sign, literal(part)) for sign, part in rest)


@attrs.frozen(cache_hash=True, order=False, repr=False)
class _Chain(Expression):
    """Parts joined by signs, from left to right."""

    first: Expression = attrs.field(converter=literal)
    rest: tuple[tuple[str, Expression], ...] = attrs.field(converter=_pairs)

    signs: ClassVar[str]

    @rest.validator
    def _joined(self, _: object, rest: tuple[tuple[str, Expression], ...]) -> None:
        form = type(self).__name__.lower()
        for sign, _part in rest:
            if len(sign) != 1 or sign not in self.signs:
                raise NotAnExpression(f"'{sign}' is no sign of a {form}; there are {' and '.join(self.signs)}")
        if not rest:
            raise NotAnExpression(f"a '{form}' needs at least two parts")

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The first part and the others."""
        return (self.first, *(part for _, part in self.rest))

    def rebuilt(self, parts: tuple[Expression, ...]) -> Expression:
        """Return other parts joined by the same signs."""
        rest = tuple((sign, part) for (sign, _), part in zip(self.rest, parts[1:], strict=True))
        return attrs.evolve(self, first=parts[0], rest=rest)

    def __str__(self) -> str:
        tighter = self.binds + 1
        rest = "".join(f" {sign} {_bracketed(part, tighter)}" for sign, part in self.rest)
        return _bracketed(self.first, tighter) + rest


@attrs.frozen(cache_hash=True, order=False, repr=False)
class Sum(_Chain):
    """
    Terms added and subtracted from left to right: ``a + b - c``.

    Attributes:
        first: The first term.
        rest: The other terms, each with its sign.
    """

    binds = _SUM
    signs = "+-"


@attrs.frozen(cache_hash=True, order=False, repr=False)
class Product(_Chain):
    """
    Factors multiplied and divided from left to right: ``1000 * a / b``.

    Attributes:
        first: The first factor.
        rest: The other factors, each with its sign.
    """

    binds = _PRODUCT
    signs = "*/"


def _sum(left: Expression, sign: str, right: Expression) -> Sum:
    if isinstance(left, Sum):
        return Sum(left.first, (*left.rest, (sign, right)))
    return Sum(left, ((sign, right),))


def _product(left: Expression, sign: str, right: Expression) -> Product:
    if isinstance(left, Product):
        return Product(left.first, (*left.rest, (sign, right)))
    return Product(left, ((sign, right),))


@attrs.frozen(cache_hash=True, order=False, repr=False)
class Relation(Expression):
    """
    Two sides compared: ``persons = at_home + away``.

    Attributes:
        left: The left side; `gridcare.rules.evaluation.evaluate` gives its value on its own.
        sign: ``= != < <= > >=``.
        right: The right side.
    """

    left: Expression = attrs.field(converter=literal)
    sign: Relative = attrs.field(validator=attrs.validators.in_(get_args(Relative)))
    right: Expression = attrs.field(converter=literal)
    binds = _RELATION

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The trees directly below this one, in the order in which they are written."""
        return (self.left, self.right)

    def rebuilt(self, parts: tuple[Expression, ...]) -> Expression:
        """Return the same form over other parts."""
        return Relation(parts[0], self.sign, parts[1])

    def __str__(self) -> str:
        return f"{_bracketed(self.left, _SUM)} {self.sign} {_bracketed(self.right, _SUM)}"


@attrs.frozen(cache_hash=True, order=False, repr=False)
class Not(_Single):
    """A condition turned round: ``not a``."""

    binds = _NOT

    def __str__(self) -> str:
        return f"not {_bracketed(self.operand, _NOT)}"


@attrs.frozen(cache_hash=True, order=False, repr=False)
class _Joined(Expression):
    """Conditions joined by one word."""

    conditions: tuple[Expression, ...] = attrs.field(converter=_literals)

    @conditions.validator
    def _several(self, _: object, conditions: tuple[Expression, ...]) -> None:
        if len(conditions) < 2:
            raise NotAnExpression(f"'{type(self).__name__.lower()}' joins at least two conditions")

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The conditions."""
        return self.conditions

    def rebuilt(self, parts: tuple[Expression, ...]) -> Expression:
        """Return other conditions joined by the same word."""
        return attrs.evolve(self, conditions=parts)

    def __str__(self) -> str:
        return f" {type(self).__name__.lower()} ".join(_bracketed(part, self.binds + 1) for part in self.conditions)


@attrs.frozen(cache_hash=True, order=False, repr=False)
class And(_Joined):
    """Conditions that must all hold: ``a and b and c``."""

    binds = _AND


@attrs.frozen(cache_hash=True, order=False, repr=False)
class Or(_Joined):
    """Conditions of which one must hold: ``a or b or c``."""

    binds = _OR


def _branches(branches: tuple[tuple[Operand, Operand], ...]) -> tuple[tuple[Expression, Expression], ...]:
    made = tuple((literal(condition), literal(value)) for condition, value in branches)
    if not made:
        raise NotAnExpression("a choice needs at least one branch before its 'otherwise'")
    return made


@attrs.frozen(cache_hash=True, order=False, repr=False)
class Choice(Expression):
    """
    An ordered choice, first match wins: ``if a then x elif b then y otherwise z``.

    Attributes:
        branches: Pairs of a condition and the value that it leads to.
        otherwise: The value when no condition holds.
    """

    branches: tuple[tuple[Expression, Expression], ...] = attrs.field(converter=_branches)
    otherwise: Expression = attrs.field(converter=literal)
    binds = _CHOICE

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The trees directly below this one, in the order in which they are written."""
        return (*(part for branch in self.branches for part in branch), self.otherwise)

    def rebuilt(self, parts: tuple[Expression, ...]) -> Expression:
        """Return the same form over other parts."""
        return Choice(tuple(zip(parts[:-1:2], parts[1::2], strict=True)), parts[-1])

    def __str__(self) -> str:
        chosen = " elif ".join(f"{_bracketed(c, _OR)} then {_bracketed(v, _OR)}" for c, v in self.branches)
        return f"if {chosen} otherwise {self.otherwise}"


def _axis(text: str) -> str:
    if not text.strip() or not text.isprintable() or text in KEYWORDS:
        raise NotAnExpression(f"{text!r} cannot name an axis; write a word, such as child or day")
    return text


def _how(node: object, _: object, how: str) -> None:
    if how not in AXIS_WORDS:
        raise NotAnExpression(f"'{how}' is no word for what is made along an axis{did_you_mean(how, AXIS_WORDS)}")


@attrs.frozen(cache_hash=True, order=False, repr=False)
class Aggregate(Expression):
    """
    One value made of many along an axis: ``sum(fever per child)``, ``any(age >= 65 per member)``.

    Attributes:
        how: What is made of them.
        of: What is taken of each; its names are those of the scopes along the axis.
        per: The axis; in the text it stands in quotes where it is more than one word.
    """

    how: How = attrs.field(validator=_how)
    of: Expression = attrs.field(converter=literal)
    per: str = attrs.field(converter=_axis)

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The trees directly below this one, in the order in which they are written."""
        return (self.of,)

    def rebuilt(self, parts: tuple[Expression, ...]) -> Expression:
        """Return the same form over other parts."""
        return Aggregate(self.how, parts[0], self.per)

    def __str__(self) -> str:
        return f"{self.how}({self.of} per {quoted(self.per)})"


def _word(node: object, _: object, word: str) -> None:
    if word not in WORDS:
        raise NotAnExpression(f"'{word}' is no word of the language{did_you_mean(word, (*WORDS, *AXIS_WORDS))}")


def _arguments(node: "Word", _: object, arguments: tuple[Expression, ...]) -> None:
    least, most = WORDS[node.word]
    if len(arguments) < least or (most is not None and len(arguments) > most):
        allowed = f"{least}" if most == least else f"{least} or more" if most is None else f"{least} to {most}"
        raise NotAnExpression(f"'{node.word}' takes {allowed} argument(s), not {len(arguments)}")
    if node.word in ("below", "inside") and not isinstance(arguments[0], Name):
        raise NotAnExpression(f"'{node.word}' takes the name of a figure, not '{arguments[0]}'")
    if node.word == "round" and len(arguments) == 2:
        places = arguments[1].value if isinstance(arguments[1], Literal) else None
        if type(places) is not int or abs(places) > MAX_DIGITS:
            raise NotAnExpression(
                f"'round' takes a whole number of places as its second argument, not '{arguments[1]}'"
            )


@attrs.frozen(cache_hash=True, order=False, repr=False)
class Word(Expression):
    """
    A word over its arguments: ``blank0(fever)``, ``first_known(a, b)``.

    Attributes:
        word: One of `WORDS`.
        arguments: What it is applied to.
    """

    word: str = attrs.field(validator=_word)
    arguments: tuple[Expression, ...] = attrs.field(converter=_literals, validator=_arguments)

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The trees directly below this one, in the order in which they are written."""
        return self.arguments

    def rebuilt(self, parts: tuple[Expression, ...]) -> Expression:
        """Return the same form over other parts."""
        return Word(self.word, parts)

    def __str__(self) -> str:
        return f"{self.word}({', '.join(map(str, self.arguments))})"


def _target(target: str) -> str:
    if not _TARGET.fullmatch(target):
        raise NotAnExpression(f"'{target}' is no reference to a callable; write package.module:name")
    return target


@attrs.frozen(cache_hash=True, order=False, repr=False)
class Reference(Expression):
    """
    A callable by its address, where words end: ``package.module:name(subject.age)``.

    Attributes:
        target: The address; who evaluates says what it stands for, nothing is imported here.
        inputs: The declared inputs, all that the callable is given.
    """

    target: str = attrs.field(converter=_target)
    inputs: tuple[Expression, ...] = attrs.field(converter=_literals, default=())

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The trees directly below this one, in the order in which they are written."""
        return self.inputs

    def rebuilt(self, parts: tuple[Expression, ...]) -> Expression:
        """Return the same form over other parts."""
        return Reference(self.target, parts)

    def __str__(self) -> str:
        return f"{self.target}({', '.join(map(str, self.inputs))})"


@attrs.frozen(cache_hash=True, order=False, repr=False)
class Shifted(_Single):
    """A tree read at another time: ``fever[-1]``, ``fever[last]``."""

    by: Shift
    binds = _POSTFIX

    def __str__(self) -> str:
        return f"{_bracketed(self.operand, _POSTFIX)}[{self.by}]"


@attrs.frozen(cache_hash=True, order=False, repr=False)
class Windowed(_Single):
    """A tree read over a stretch of time: ``sum(new_fever per day)[7d]``."""

    over: Window
    binds = _POSTFIX

    def __str__(self) -> str:
        return f"{_bracketed(self.operand, _POSTFIX)}[{self.over}]"


def _bracketed(part: Expression, place: int) -> str:
    return str(part) if part.binds >= place else f"({part})"


def walk(expression: Expression) -> Iterator[Expression]:
    """Visit a tree and every tree below it, each before its parts."""
    yield expression
    for part in expression.parts:
        yield from walk(part)


def names(expression: Expression) -> frozenset[str]:
    """
    Collect every name that a tree reads, also along axes and at other times.

    >>> sorted(names(name("fever").is_(name("fever")[-1] + name("new_fever"))))
    ['fever', 'new_fever']
    """
    return frozenset(node.path for node in walk(expression) if isinstance(node, Name))
