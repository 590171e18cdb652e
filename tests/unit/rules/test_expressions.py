"""Trees as Python values."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from gridcare.errors import NaiveMoment
from gridcare.rules.expressions import (
    Aggregate,
    And,
    Choice,
    Expression,
    Literal,
    Name,
    Operand,
    Product,
    Reference,
    Relation,
    Shifted,
    Sum,
    Windowed,
    Word,
    literal,
    name,
    names,
)
from gridcare.rules.grammar import parse
from gridcare.rules.windows import Duration, NotAnExpression, Shift, Window


class TestEquality:
    """Two trees are equal when they are written alike; a condition of equality is written with `is_`."""

    def test_equality_asks_about_the_trees(self) -> None:
        assert name("a") == name("a")
        assert name("a") != name("b")
        assert isinstance(name("a").is_(name("a")), Relation)

    def test_one_and_true_are_different(self) -> None:
        assert Literal(1) != Literal(True)
        assert Literal(0) != Literal(False)
        assert Literal("1") != Literal(1)
        assert len({Literal(1), Literal(True), Literal(Decimal("1.0"))}) == 2

    def test_a_tree_has_no_truth(self) -> None:
        with pytest.raises(TypeError, match=r"combine conditions with & \| ~"):
            bool(name("a") > 1)
        with pytest.raises(TypeError, match=r"write a < b < c as"):
            1 < name("a") < 3  # noqa: B015

    def test_a_tree_is_no_sequence(self) -> None:
        with pytest.raises(TypeError, match="not iterable"):
            list(name("a"))  # type: ignore[call-overload]
        with pytest.raises(TypeError):
            3 in name("a")  # type: ignore[misc]  # noqa: B015

    def test_trees_cannot_change(self) -> None:
        with pytest.raises(AttributeError):
            name("a").path = "b"  # type: ignore[misc]


class TestLiterals:
    """Each plain value has one exact form in a tree."""

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (37.3, "37.3"),
            (37.0, "37"),
            (1e-7, "0.0000001"),
            (Decimal("37.30"), "37.3"),
            (Decimal("1E+3"), "1000"),
            (Decimal("-0.0"), "0"),
            (Fraction(3, 8), "0.375"),
            (Fraction(6, 3), "2"),
            (Fraction(1, 3), "1 / 3"),
            (-5, "-5"),
            (None, "blank"),
            (True, "true"),
            ("o'clock", "'o''clock'"),
            (dt.date(2020, 2, 3), "day('2020-02-03')"),
        ],
    )
    def test_one_form(self, value: Operand, text: str) -> None:
        assert text == str(literal(value))
        assert literal(value) == parse(text)

    @pytest.mark.parametrize(
        "value", [float("nan"), float("inf"), Decimal("sNaN"), 10**60, Decimal("1e-70"), object(), b"x"]
    )
    def test_a_value_without_an_exact_text_is_refused(self, value: Operand) -> None:
        with pytest.raises(NotAnExpression):
            literal(value)

    def test_a_naive_moment_has_no_meaning(self) -> None:
        with pytest.raises(NaiveMoment):
            literal(dt.datetime(2020, 2, 3))  # noqa: DTZ001  # a naive moment is meant


class TestForms:
    """A form that has no meaning cannot be built."""

    @pytest.mark.parametrize("path", ["", ".", "a.", ".a", "a..b", "1a", "a b", "a-b", "true", "per", "a\n", "é.1"])
    def test_what_is_no_name(self, path: str) -> None:
        with pytest.raises(NotAnExpression, match="cannot be a name"):
            name(path)

    def test_what_else_is_refused(self) -> None:
        a = name("a")
        for make in (
            lambda: And((a,)),
            lambda: Sum(a, ()),
            lambda: Sum(a, (("*", a),)),
            lambda: Product(a, (("", a),)),
            lambda: Choice((), a),
            lambda: Aggregate("total", a, "day"),  # type: ignore[arg-type]
            lambda: Aggregate("sum", a, "per"),
            lambda: Word("knwon", (a,)),
            lambda: Word("known", ()),
            lambda: Word("round", (a, 1.5)),
            lambda: Word("inside", (a + 1,)),
            lambda: Reference("module.name", ()),
            lambda: Shift("lastt"),  # type: ignore[arg-type]
            lambda: Shift(True),
            lambda: Duration(1, "y"),  # type: ignore[arg-type]
            lambda: Window(3),
            lambda: Window(Duration(0, "d")),
            lambda: Window(1, Duration(1, "d")),
            lambda: a["7 days"],
            lambda: a["last..-1"],
        ):
            with pytest.raises(ValueError, match="'"):
                make()

    def test_times_in_brackets(self) -> None:
        a = name("a")
        for time, tree in (
            (-1, Shifted(a, Shift(-1))),
            ("-1", Shifted(a, Shift(-1))),
            ("last", Shifted(a, Shift("last"))),
            (Shift("year"), Shifted(a, Shift("year"))),
            ("7d", Windowed(a, Window(Duration(7, "d")))),
            (Duration(30, "m"), Windowed(a, Window(Duration(30, "m")))),
            (" -48h .. -24h ", Windowed(a, Window(Duration(-48, "h"), Duration(-24, "h")))),
            (Window(-3, -1), Windowed(a, Window(-3, -1))),
        ):
            assert tree == a[time]

    def test_a_duration_knows_its_length(self) -> None:
        lengths = [Duration.of(text).elapsed for text in ("30m", "24h", "7d", "2w")]
        assert [dt.timedelta(minutes=30), dt.timedelta(1), dt.timedelta(7), dt.timedelta(14)] == lengths


class TestNames:
    """The names that a tree reads tell which room it needs."""

    def test_names_are_collected_from_everywhere(self) -> None:
        tree: Expression = parse("if fact.a then sum(b per child) otherwise c[-1] + below(d) + m:f(subject.e)")
        assert {"fact.a", "b", "c", "d", "subject.e"} == names(tree)

    def test_the_repr_builds_the_tree(self) -> None:
        assert "parse('a = 3')" == repr(name("a").is_(3))
        assert Name("a") == eval(repr(name("a")), {"parse": parse})  # noqa: S307  # our own repr
