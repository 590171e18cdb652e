"""An expression is one thing in two forms: its text and its tree."""

import pickle
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcare.rules.expressions import MAX_DEPTH, MAX_NODES, Choice, Expression, literal, name, names, walk
from gridcare.rules.grammar import ParseError, expression, parse
from gridcare.rules.windows import NotAnExpression
from gridcare.testing.strategies.rules import expressions


@given(expressions())
def test_a_printed_tree_parses_to_an_equal_tree(tree: Expression) -> None:
    again = parse(str(tree))
    assert tree == again
    assert hash(tree) == hash(again)
    assert str(tree) == str(again)


@given(expressions())
def test_spaces_and_needless_brackets_change_nothing(tree: Expression) -> None:
    assert tree == parse(f"  (\n{tree}\t) ")


@given(expressions())
def test_a_tree_is_a_plain_value(tree: Expression) -> None:
    copy = pickle.loads(pickle.dumps(tree))  # noqa: S301  # our own bytes
    assert tree == copy
    assert hash(tree) == hash(copy)
    assert eval(repr(tree), {"parse": parse}) == tree  # noqa: S307  # our own repr


@given(expressions())
def test_a_tree_rebuilt_over_its_own_parts_is_the_same(tree: Expression) -> None:
    assert all(node == node.rebuilt(node.parts) for node in walk(tree))
    assert tree.size == sum(1 for _ in walk(tree))
    assert names(tree) == frozenset().union(*(names(part) for part in tree.parts), {str(tree)} & names(tree))


_Build = tuple[Expression, str]


def _twins(part: st.SearchStrategy[_Build]) -> st.SearchStrategy[_Build]:
    """Build a tree with Python's operators, and its text by hand; what is chained from the left needs no brackets."""

    def two(make: Callable[[Expression, Expression], Expression], sign: str) -> st.SearchStrategy[_Build]:
        def both(left: _Build, right: _Build) -> _Build:
            made = make(left[0], right[0])
            first = left[1] if type(left[0]) is type(made) and sign not in "<>=!=" else f"({left[1]})"
            return made, f"{first} {sign} ({right[1]})"

        return st.builds(both, part, part)

    return st.one_of(
        two(lambda a, b: a * b, "*"),
        two(lambda a, b: a / b, "/"),
        two(lambda a, b: a + b, "+"),
        two(lambda a, b: a - b, "-"),
        two(lambda a, b: a < b, "<"),
        two(lambda a, b: a >= b, ">="),
        two(lambda a, b: a.is_(b), "="),
        two(lambda a, b: a.is_not(b), "!="),
        two(lambda a, b: a & b, "and"),
        two(lambda a, b: a | b, "or"),
        part.map(lambda one: (~one[0], f"not ({one[1]})")),
        part.map(lambda one: (-one[0], f"-({one[1]})")),
        part.map(lambda one: (one[0]["7d"], f"({one[1]})[7d]")),
        part.map(lambda one: (one[0][-1], f"({one[1]})[-1]")),
        part.map(lambda one: (one[0]["last"], f"({one[1]})[last]")),
    )


@given(st.recursive(st.sampled_from([(name(n), n) for n in ("a", "b.c", "count")]), _twins, max_leaves=8))
def test_operators_build_what_the_text_says(build: _Build) -> None:
    tree, text = build
    assert tree == parse(text)


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (name("a") + name("b") - 3, "a + b - 3"),
        (name("a") + (name("b") - 3), "a + (b - 3)"),
        (2 * name("a") / name("b"), "2 * a / b"),
        (1 - name("a"), "1 - a"),
        (1 / name("a"), "1 / a"),
        (name("a") & name("b") & name("c"), "a and b and c"),
        (name("a") | (name("b") & name("c")), "a or b and c"),
        (True & name("a"), "true and a"),
        (False | name("a"), "false or a"),
        (37.3 <= name("t"), "t >= 37.3"),
        (-name("a"), "-a"),
        (-literal(3), "-3"),
        (abs(name("a")), "abs(a)"),
        (name("a")["-3..-1"], "a[-3..-1]"),
        (name("kind").is_("it's"), "kind = 'it''s'"),
        (name("a").is_(None), "a = blank"),
    ],
)
def test_python_reads_like_the_text(tree: Expression, text: str) -> None:
    assert text == str(tree)
    assert tree == parse(text)


def read(text: str) -> Expression | ParseError:
    """Parse a text, with a refusal as a value."""
    try:
        return parse(text)
    except ParseError as refusal:
        return refusal


def sound(text: str) -> None:
    """Hold a text to be an expression that prints and parses, or refused with its place."""
    result = read(text)
    if isinstance(result, ParseError):
        assert 0 <= result.position <= len(text)
        assert result.code == "expression.syntax"
    else:
        assert result == parse(str(result))


@given(st.text(max_size=60))
def test_any_text_is_an_expression_or_refused_with_its_place(text: str) -> None:
    sound(text)


_PIECES = st.sampled_from(
    "a b.c 3 37.3 'x' ( ) [ ] .. , : + - * / = != < >= and or not if then elif otherwise per sum count known "
    "round day last year 7d true blank member".split()
)


@given(st.lists(_PIECES, max_size=14).map(" ".join))
def test_any_heap_of_words_is_an_expression_or_refused_with_its_place(text: str) -> None:
    sound(text)


@given(st.integers(1, 3 * MAX_DEPTH), st.sampled_from(("(", "-", "not ", "abs(", "sum(", "if ", "a.b:c(", "1 + (")))
def test_depth_is_limited_and_never_a_crash(levels: int, opening: str) -> None:
    closing = {"sum(": " per x)", "if ": " then 1 otherwise 2"}.get(opening, ")" if "(" in opening else "")
    text = opening * levels + "a" + closing * levels
    sound(text)
    result = read(text)
    if isinstance(result, ParseError):
        assert "levels deep" in str(result)
        assert levels >= MAX_DEPTH
    else:
        assert result.depth <= MAX_DEPTH


@pytest.mark.parametrize(
    "grow",
    [lambda t: ~t, lambda t: t[-1], lambda t: 1 - (t - 1), abs, lambda t: -(t * 2), lambda t: Choice(((t, 1),), 2)],
)
def test_the_deepest_tree_that_python_may_build_prints_and_parses(grow: Callable[[Expression], Expression]) -> None:
    tree: Expression = name("a")
    while tree.depth <= MAX_DEPTH - 2:
        tree = grow(tree)
    assert tree == parse(str(tree))
    with pytest.raises(NotAnExpression, match="levels deep"):
        grow(grow(tree))


def test_the_size_of_a_tree_is_limited() -> None:
    tree: Expression = name("a")
    while 2 * tree.size < MAX_NODES:
        tree = tree.is_(tree)
    with pytest.raises(NotAnExpression, match=f"more than {MAX_NODES} nodes"):
        tree.is_(tree)


def test_a_tree_passes_where_a_text_is_read() -> None:
    tree = name("a") > 3
    assert tree is expression(tree)
    assert tree == expression("a > 3")
