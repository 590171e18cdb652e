"""
The text form of expressions, read into trees.

::

    expr     = "if" expr "then" expr {"elif" expr "then" expr} "otherwise" expr | or
    or       = and {"or" and}
    and      = not {"and" not}
    not      = "not" not | relation
    relation = sum [("=" | "!=" | "<" | "<=" | ">" | ">=") sum]
    sum      = product {("+" | "-") product}
    product  = unary {("*" | "/") unary}
    unary    = "-" unary | postfix
    postfix  = atom {"[" bound [".." bound] "]"}
    bound    = ["-"] integer | ["-"] duration | "year" | "last"
    atom     = number | 'text' | "true" | "false" | "blank" | name | "(" expr ")"
             | how "(" expr "per" axis ")" | word "(" expr {"," expr} ")"
             | "day" "(" 'text' ")" | "moment" "(" 'text' ")"
             | name ":" identifier "(" [expr {"," expr}] ")"
    name     = identifier {"." identifier} ["." 'text']
    axis     = identifier | 'text'

The words ``how`` and ``word`` are words only before a bracket, so a field may be called ``count`` or ``last``. A text
is written in single quotes, a quote inside it twice; so is the last part of a name, and an axis, where it is more than
one word: ``performers.'grid head'``, ``per 'tenant check'``. A text that cannot be read is refused with its place and a
hint; a parser meant for people learns from what people type, so ``==``, ``&&`` and full-width signs are named.

>>> parse("persons = at_home + away").sign
'='
>>> str(parse("1000*sum(new_fever per day)[7d]/persons"))
'1000 * sum(new_fever per day)[7d] / persons'
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Final, NamedTuple, cast

from gridcare.errors import Fault, did_you_mean
from gridcare.rules.expressions import (
    AXIS_WORDS,
    KEYWORDS,
    MAX_DEPTH,
    WORDS,
    Aggregate,
    And,
    Choice,
    Expression,
    How,
    Literal,
    Name,
    Negative,
    Not,
    Or,
    Product,
    Reference,
    Relation,
    Relative,
    Shifted,
    Sum,
    Windowed,
    Word,
)
from gridcare.rules.spelling import unquoted
from gridcare.rules.windows import Duration, NotAnExpression, Shift, Window

__all__ = ["MAX_TEXT", "ParseError", "expression", "parse"]

MAX_TEXT: Final = 20_000
"""How many characters the text of an expression may have."""

_TOKEN: Final = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<duration>[0-9]+(?:m|h|d|w)\b)
    | (?P<number>[0-9]+(?:\.[0-9]+)?(?![\w]))
    | (?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*(?:\.'(?:[^'\n]|'')+')?)
    | (?P<text>'(?:[^']|'')*')
    | (?P<sign>\.\.|!=|<=|>=|[-+*/=<>()\[\],:])
    """,
    re.VERBOSE,
)

_INSTEAD: Final = {
    "==": "write '=' for equal",
    "<>": "write '!=' for different",
    "≠": "write '!=' for different",
    "≤": "write '<='",
    "≥": "write '>='",
    "×": "write '*'",
    "÷": "write '/'",
    "&": "write 'and'",
    "|": "write 'or'",
    "!": "write 'not', or '!=' for different",
    "%": "a share is a number: write 0.9 for ninety in a hundred",
    '"': "put texts in single quotes: 'text'",
    "“": "put texts in single quotes: 'text'",
    "”": "put texts in single quotes: 'text'",
    "‘": "put texts in single quotes: 'text'",
    "’": "put texts in single quotes: 'text'",
    ".": "a name may not begin or end with a point, and a number needs digits on both sides of it",
}
_LOGIC: Final = {"AND": "and", "OR": "or", "NOT": "not", "else": "otherwise", "None": "blank", "null": "blank"}
_RELATIONS: Final = ("=", "!=", "<", "<=", ">", ">=")
_NONE, _OR, _AND, _NOT, _RELATION, _SUM, _PRODUCT = range(7)
_LEVELS: Final = {
    "or": _OR,
    "and": _AND,
    **dict.fromkeys(_RELATIONS, _RELATION),
    **dict.fromkeys("+-", _SUM),
    **dict.fromkeys("*/", _PRODUCT),
}


class ParseError(Fault):
    """
    A text that is no expression.

    It is a `Fault`, so a definition can list it among its other faults.

    Attributes:
        text: The whole text.
        position: Where it went wrong, counted in characters from 0.
    """

    def __init__(self, text: str, position: int, problem: str) -> None:
        super().__init__("expression.syntax", f"character {position + 1}", f"{problem}\n{_pointed(text, position)}")
        self.text = text
        self.position = position
        self.hint = problem


def _pointed(text: str, position: int) -> str:
    """Show the line around a position with a caret under it."""
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    start, end = max(start, position - 60), min(end if end >= 0 else len(text), position + 40)
    line = "".join(sign if sign.isprintable() else " " for sign in text[start:end])
    width = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text[start:position])
    return f"  {line}\n  {' ' * width}^"


class _Token(NamedTuple):
    kind: str
    text: str
    position: int


def parse(text: str) -> Expression:
    """
    Read the text of an expression into a tree.

    Args:
        text: At most `MAX_TEXT` characters.

    Returns:
        The tree; ``parse(str(tree))`` is equal to it.

    Raises:
        ParseError: With the place and what was expected there.
    """
    if len(text) > MAX_TEXT:
        raise ParseError(
            text,
            MAX_TEXT,
            f"the text has {len(text)} characters, more than {MAX_TEXT}; name a part of it and use the name",
        )
    return _Parser(text).whole()


def expression(source: Expression | str) -> Expression:
    """
    Take a tree as it is and read a text; the converter for fields that accept either.

    Raises:
        ParseError: When the text is no expression.
    """
    return parse(source) if isinstance(source, str) else source


def _tokens(text: str) -> list[_Token]:
    found, position = [], 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _unreadable(text, position)
        kind = cast(str, match.lastgroup)
        if kind != "space":
            found.append(_Token(kind, match[0], position))
        position = match.end()
    return [*found, _Token("end", "", len(text))]


def _unreadable(text: str, position: int) -> ParseError:
    sign = text[position]
    plain = unicodedata.normalize("NFKC", sign)
    if sign == "'":
        hint = "this text has no closing quote; a quote inside a text is written twice"
    elif sign.isdigit() and sign.isascii():
        hint = "a number is written in digits with at most one point, and a name does not begin with a digit"
    elif sign in _INSTEAD:
        hint = f"'{sign}' is no sign of the language; {_INSTEAD[sign]}"
    elif plain != sign and plain.isascii() and plain.isprintable():
        hint = f"'{sign}' is a full-width sign; write '{plain}'"
    else:
        hint = f"the character {sign!a} ({unicodedata.name(sign, 'without a name')}) has no meaning here"
    return ParseError(text, position, hint)


class _Parser:
    """One reading of one text; each method reads one line of the grammar."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.index = 0
        self.groups = 0
        self.nested = 0

    @property
    def now(self) -> _Token:
        return self.tokens[self.index]

    def whole(self) -> Expression:
        if self.now.kind == "end":
            raise self.refused("there is nothing here; write a condition or a sum")
        tree = self.expr()
        if self.now.kind != "end":
            raise self.stray()
        return tree

    def refused(self, problem: str, token: _Token | None = None) -> ParseError:
        return ParseError(self.text, (token or self.now).position, problem)

    def made(self, token: _Token, make: Callable[[], Expression]) -> Expression:
        """Build a node; what the node refuses is refused at its place in the text."""
        try:
            return make()
        except ValueError as refusal:
            raise ParseError(self.text, token.position, str(refusal)) from None

    def take(self, *texts: str) -> _Token | None:
        token = self.now
        if token.kind in ("sign", "name") and token.text in texts:
            self.index += 1
            return token
        return None

    def need(self, text: str, why: str) -> None:
        if self.take(text) is None:
            raise self.refused(f"'{text}' is missing {why}" + self.seen())

    def seen(self) -> str:
        return "" if self.now.kind == "end" else f", but here stands {self.now.text[:40]!r}"

    def stray(self) -> ParseError:
        token = self.now
        if token.text in _LOGIC:
            return self.refused(f"'{token.text}' is no word of the language; write '{_LOGIC[token.text]}'")
        if token.text == ")":
            return self.refused("this bracket closes nothing")
        before = self.tokens[self.index - 1]
        if token.kind == before.kind == "name" and "." in before.text:
            first, _, last = before.text.rpartition(".")
            problem = f"a name whose last part is several words has it in quotes: write {first}.'{last} {token.text}'"
            return self.refused(f"{problem}; or is a sign such as 'and' or '+' missing?")
        return self.refused(
            f"{token.text[:40]!r} follows where the expression has ended; is a sign such as 'and' or '+' missing?"
        )

    def expr(self, weight: int = 1) -> Expression:
        """Read a whole expression; brackets weigh one and calls two, as a call is a level of the tree for sure."""
        self.groups += weight
        if self.groups > 2 * MAX_DEPTH:
            raise self.too_deep()
        tree = self.choice() if self.now.text == "if" and self.now.kind == "name" else self.joined(_OR)
        self.groups -= weight
        return tree

    def too_deep(self) -> ParseError:
        return self.refused(f"the expression is more than {MAX_DEPTH} levels deep; name a part of it and use the name")

    def choice(self) -> Expression:
        start = self.now
        branches: list[tuple[Expression, Expression]] = []
        while self.take("elif" if branches else "if"):
            condition = self.expr()
            self.need("then", "after the condition of a choice")
            branches.append((condition, self.expr()))
        self.need("otherwise", "at the end of a choice; every choice says what holds when no condition does")
        otherwise = self.expr()
        return self.made(start, lambda: Choice(tuple(branches), otherwise))

    def joined(self, loosest: int) -> Expression:
        """Read all that is joined by signs which bind at least as tightly as `loosest`."""
        self.nested += 1
        if self.nested > 2 * MAX_DEPTH:
            raise self.too_deep()
        start, tree = self.now, self.turned(loosest)
        while (level := self.level()) >= loosest:
            rest = []
            while self.level() == level:
                sign = self.now
                self.index += 1
                rest.append((sign, self.joined(level + 1)))
            tree = self.chained(start, tree, level, rest)
        self.nested -= 1
        return tree

    def level(self) -> int:
        return _LEVELS.get(self.now.text, _NONE) if self.now.kind in ("sign", "name") else _NONE

    def chained(
        self, start: _Token, first: Expression, level: int, rest: list[tuple[_Token, Expression]]
    ) -> Expression:
        if level == _RELATION and len(rest) > 1:
            raise self.refused("relations do not follow one another; write a < b and b < c", rest[1][0])
        parts = tuple((sign.text, part) for sign, part in rest)
        several = (first, *(part for _, part in parts))
        makers: dict[int, Callable[[], Expression]] = {
            _OR: lambda: Or(several),
            _AND: lambda: And(several),
            _RELATION: lambda: Relation(first, cast(Relative, parts[0][0]), parts[0][1]),
            _SUM: lambda: Sum(first, parts),
            _PRODUCT: lambda: Product(first, parts),
        }
        return self.made(start, makers[level])

    def turned(self, loosest: int) -> Expression:
        """Read a condition behind its 'not's, or a number behind its signs."""
        turns = []
        while token := self.take("not"):
            if loosest > _NOT:
                raise self.refused(
                    "'not' binds more loosely than the sign before it; put the condition in brackets", token
                )
            turns.append(token)
        tree = self.joined(_RELATION) if turns else self.signed()
        for token in reversed(turns):
            tree = self.made(token, partial(Not, tree))
        return tree

    def signed(self) -> Expression:
        turns = []
        while token := self.take("-"):
            turns.append(token)
        number = self.now.kind == "number" and self.tokens[self.index + 1].text != "["
        tree = self.postfix()
        if turns and number:
            turns.pop()
            tree = -tree  # '-3' is one literal
        for token in reversed(turns):
            tree = self.made(token, partial(Negative, tree))
        return tree

    def postfix(self) -> Expression:
        tree = self.atom()
        while start := self.take("["):
            first = self.bound()
            last = self.bound() if self.take("..") else None
            self.need("]", "after a shift or a window")
            tree = self.made(start, partial(_looked, tree, first, last))
        return tree

    def bound(self) -> int | Duration | str:
        if word := self.take("year", "last"):
            return word.text
        sign = "-" if self.take("-") else ""
        token = self.now
        if token.kind not in ("number", "duration") or "." in token.text or len(token.text) > 9:
            raise self.refused("a shift or a window is written [-1], [last], [year], [7d] or [-3..-1]" + self.seen())
        self.index += 1
        if token.kind == "number":
            return int(sign + token.text)
        try:
            return Duration.of(sign + token.text)
        except NotAnExpression as refusal:
            raise self.refused(str(refusal), token) from None

    def atom(self) -> Expression:
        token = self.now
        self.index += 1
        if token.kind == "number":
            return self.made(token, lambda: Literal(Decimal(token.text)))
        if token.kind == "text":
            return Literal(unquoted(token.text))
        if token.kind == "name":
            return self.named(token)
        if token.text == "(":
            tree = self.expr()
            self.need(")", "to close the bracket opened at character " + str(token.position + 1))
            return tree
        self.index -= 1
        if token.kind == "end":
            raise self.refused("the expression ends where a value is expected")
        if token.kind == "duration":
            raise self.refused(
                f"'{token.text}' is a duration; it stands only in a window, such as count(fever per day)[{token.text}]"
            )
        if token.text == "=" and self.tokens[self.index - 1].text in _RELATIONS:
            raise self.refused("'==' is no sign of the language; write '=' for equal")
        raise self.refused(f"a value is expected, but here stands {token.text[:40]!r}")

    def named(self, token: _Token) -> Expression:
        word, called = token.text, self.now.text == "("
        if word in ("true", "false", "blank"):
            return Literal({"true": True, "false": False, "blank": None}[word])
        if word in KEYWORDS:
            raise self.refused(
                f"'{word}' is a word of the language and no value" + (" before 'per'" if word == "per" else ""), token
            )
        if self.now.text == ":":
            return self.reference(token)
        if not called:
            return Name(word)
        if word in AXIS_WORDS:
            return self.aggregate(token)
        if word in ("day", "moment"):
            return self.dated(token)
        if word in WORDS:
            return self.made(token, partial(Word, word, self.arguments(word)))
        raise self.refused(f"'{word}' is no word of the language{did_you_mean(word, (*AXIS_WORDS, *WORDS))}", token)

    def aggregate(self, token: _Token) -> Expression:
        self.take("(")
        of = self.expr(2)
        self.need("per", f"in '{token.text}(... per axis)'; say along what it is taken, such as per child")
        axis = self.now
        if axis.kind not in ("name", "text"):
            raise self.refused("an axis is expected after 'per', such as child, member or day" + self.seen())
        if "." in axis.text and axis.kind == "name":
            raise self.refused(f"'{axis.text}' cannot name an axis; write a word, such as child or day")
        self.index += 1
        if self.now.kind == "name":
            words = f"{axis.text} {self.now.text}"
            raise self.refused(f"an axis of several words stands in quotes; write per '{words}'", axis)
        self.need(")", f"to close '{token.text}('")
        return self.made(axis, lambda: Aggregate(cast(How, token.text), of, unquoted(axis.text)))

    def dated(self, token: _Token) -> Expression:
        self.take("(")
        written = self.now
        if written.kind != "text":
            raise self.refused(f"'{token.text}' takes a text such as {token.text}('2020-02-03')" + self.seen())
        self.index += 1
        self.need(")", f"to close '{token.text}('")
        read = date.fromisoformat if token.text == "day" else datetime.fromisoformat
        return self.made(written, lambda: Literal(read(unquoted(written.text))))

    def reference(self, token: _Token) -> Expression:
        self.take(":")
        called = self.now
        if called.kind != "name" or "." in called.text:
            raise self.refused("a reference is written package.module:name(inputs)" + self.seen())
        self.index += 1
        inputs = self.arguments(called.text)
        return self.made(token, lambda: Reference(f"{token.text}:{called.text}", inputs))

    def arguments(self, word: str) -> tuple[Expression, ...]:
        self.need("(", f"after '{word}'")
        if self.take(")"):
            return ()
        found = [self.expr(2)]
        while self.take(","):
            found.append(self.expr(2))
        if self.now.text == "per":
            raise self.refused(f"'{word}' takes no axis; the words that do are {', '.join(AXIS_WORDS)}")
        self.need(")", f"to close '{word}('")
        return tuple(found)


def _looked(tree: Expression, first: int | Duration | str, last: int | Duration | str | None) -> Expression:
    if last is None and not isinstance(first, Duration):
        return Shifted(tree, Shift(first))  # type: ignore[arg-type]  # the parser admits only year and last
    return Windowed(tree, Window(first, last))  # type: ignore[arg-type]  # a word in a range is refused by Window
