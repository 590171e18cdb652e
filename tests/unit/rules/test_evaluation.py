"""The value of an expression somewhere, by example."""

import datetime as dt
from decimal import Decimal
from enum import IntEnum, StrEnum
from fractions import Fraction

import pytest

from gridcare.rules.evaluation import Unresolved, compiled, evaluate, exact
from gridcare.rules.explanations import explain
from gridcare.rules.expressions import Expression, name
from gridcare.rules.grammar import parse
from gridcare.rules.scopes import NOWHERE, Given, Series, Value, Values
from gridcare.rules.unknowns import Reason, Undecided, Unknown

KUNMING = dt.timezone(dt.timedelta(hours=8))


def value(text: str, **values: Given) -> Value:
    """Evaluate a text over plain values; an underscore pair stands for a dot."""
    return evaluate(parse(text), Values({key.replace("__", "."): given for key, given in values.items()}))


def reasons(text: str, **values: Given) -> list[str]:
    """Say why a text is unknown."""
    unknown = value(text, **values)
    assert isinstance(unknown, Unknown)
    return [str(reason) for reason in unknown.reasons]


class TestPublishedFigures:
    """The figures that Jinxue street published on 17 February 2020, and those of Yuxi."""

    STREET = Values(
        {
            "persons": 102_696,
            "at_home": 83_781,
            "away": 11_093,
            "unreached": 7_822,
            "hubei": 1_237 + 80,
            "provinces": 3_433,
            "province": 4_865,
            "prefecture": 1_558,
            "buildings": 768,
            "with_firm": 117,
            "without_firm": 651,
        }
    )

    @pytest.mark.parametrize(
        ("identity", "holds"),
        [
            ("persons = at_home + away + unreached", True),
            ("buildings = with_firm + without_firm", True),
            ("away = hubei + provinces + province + prefecture", False),
            ("away = hubei - 80 + provinces + province + prefecture", True),
        ],
    )
    def test_identities(self, identity: str, holds: bool) -> None:
        assert evaluate(parse(identity), self.STREET) is holds

    def test_both_sides_of_the_identity_that_fails(self) -> None:
        failed = explain(parse("away = hubei + provinces + province + prefecture"), self.STREET)
        left, right = failed.parts
        assert (False, 11_093, 11_173) == (failed.value, left.value, right.value)
        assert [1_317, 3_433, 4_865, 1_558] == [part.value for part in right.parts]

    def test_rounds_of_screening_add_up(self) -> None:
        rounds = Values(
            axes={
                "round": [
                    Values({"households": 13_333, "persons": 35_710}),
                    Values({"households": 5_816, "persons": 15_908}),
                ]
            }
        )
        assert 19_149 == evaluate(parse("sum(households per round)"), rounds)
        assert 51_618 == evaluate(parse("sum(persons per round)"), rounds)


class TestNumbers:
    """Arithmetic is exact, and a number is what it was written as."""

    def test_no_float_surprises(self) -> None:
        assert value("0.1 + 0.2 = 0.3") is True
        assert value("temperature >= 37.3", temperature=37.3) is True
        assert value("a + b = 0.3", a=0.1, b=0.2) is True
        assert Fraction(1, 3) == value("1 / 3")
        assert 1 == value("1 / 3 * 3")
        assert isinstance(value("1 / 3 * 3"), int)

    def test_whole_numbers_stay_whole_however_they_are_given(self) -> None:
        for three in (3, 3.0, Decimal("3.00"), Fraction(9, 3)):
            assert (int, 3) == (type(value("x", x=three)), value("x", x=three))

    def test_a_rate_per_thousand(self) -> None:
        days = [{"new_fever": n, "persons": 600} for n in (0, 1, 0, 2, 0, 0, 3)]
        week = Series(days, dt.date(2020, 2, 3))
        assert 10 == evaluate(parse("1000 * sum(new_fever per day)[7d] / persons"), week)

    @pytest.mark.parametrize(
        ("text", "rounded"),
        [
            ("round(2.5)", 3),
            ("round(-2.5)", -3),
            ("round(0.125, 2)", Fraction(13, 100)),
            ("round(1250, -2)", 1300),
            ("round(1 / 3, 2)", Fraction(33, 100)),
        ],
    )
    def test_rounding_is_half_away_from_zero(self, text: str, rounded: int | Fraction) -> None:
        assert rounded == value(text)

    def test_division_by_zero_is_unknown(self) -> None:
        assert ["'fever / persons' divides by zero"] == reasons("fever / persons", fever=1, persons=0)

    def test_words_over_several(self) -> None:
        assert 3 == value("greatest(1, 3, 2)")
        assert 1 == value("least(1, 3, 2)")
        assert 2 == value("how_many(1 = 1, 2 > 1, 1 > 2)")
        assert 7 == value("abs(3 - 10)")
        assert value("member(kind, 'old', 'new')", kind="new") is True
        assert value("member(kind, 'old')", kind="new") is False


class TestDays:
    """A stated length can be held against stated dates."""

    def test_days_between_dates(self) -> None:
        first, last = dt.date(2020, 2, 3), dt.date(2020, 2, 17)
        assert 14 == value("last_day - first_day", last_day=last, first_day=first)
        assert value("length = last_day - first_day", length=14, last_day=last, first_day=first) is True
        assert last == value("first_day + 14", first_day=first)
        assert last == value("14 + first_day", first_day=first)
        assert first == value("last_day - 14", last_day=last)

    def test_days_and_moments_are_in_order(self) -> None:
        moment = dt.datetime(2020, 2, 3, 8, tzinfo=KUNMING)
        assert value("since < day('2020-02-04')", since=dt.date(2020, 2, 3)) is True
        assert value("at <= moment('2020-02-03T00:00:00+00:00')", at=moment) is True
        assert dt.date(2020, 3, 1) == value("greatest(a, b)", a=dt.date(2020, 3, 1), b=dt.date(2020, 2, 1))

    @pytest.mark.parametrize(
        "text", ["day('2020-02-03') + day('2020-02-03')", "day('2020-02-03') + 0.5", "1 - day('2020-02-03')"]
    )
    def test_what_does_not_add_to_a_day(self, text: str) -> None:
        assert "is of another type" in reasons(text)[0]

    def test_a_day_beyond_the_calendar_is_unknown(self) -> None:
        assert "outside" in reasons("day('2020-02-03') + 9999999999999")[0]


class TestUnknown:
    """What is not known stays unknown with every reason, until a word replaces it."""

    def test_missing_and_blank_are_told_apart(self) -> None:
        assert ["'away' is a stated blank", "'persons' is not stated"] == reasons("persons - away", away=None)

    def test_false_decides_and_whatever_else_is_unknown(self) -> None:
        assert value("ready and late", late=False) is False
        assert value("ready or late", late=True) is True
        assert ["'ready' is not stated"] == reasons("ready and late", late=True)

    def test_a_choice_stops_at_what_it_cannot_decide(self) -> None:
        text = "if asked then 1 elif late then 2 otherwise 3"
        assert 2 == value(text, asked=False, late=True)
        assert ["'asked' is not stated"] == reasons(text, late=True)
        assert 1 == value("if asked then 1 elif late then 1 otherwise 1")
        assert 1 == value("if asked then 1 elif late then 1 otherwise 3", late=True)

    def test_an_undecided_choice_does_not_take_one_for_true(self) -> None:
        assert ["'asked' is not stated"] == reasons("if asked then 1 otherwise true")

    def test_words_that_look_at_ignorance(self) -> None:
        assert 0 == value("blank0(fever)", fever=None)
        assert 0 == value("blank0(fever)")
        assert 4 == value("blank0(fever)", fever=4)
        assert value("known(fever)", fever=None) is False
        assert 3 == value("first_known(fever, cough, 3)", fever=None)
        assert ["'a' is not stated", "'b' is not stated"] == reasons("first_known(a, b)")

    def test_blank0_does_not_hide_a_mistake(self) -> None:
        assert ["'1 / 0' divides by zero"] == reasons("blank0(1 / 0)")
        assert ["'blank0(fever)' is of another type than its use needs"] == reasons("blank0(fever)", fever="3")

    def test_a_silent_child_is_named(self) -> None:
        street = Values(
            axes={"child": [Values({"fever": 1}, label="c1"), Values({"fever": None}, label="c2"), Values(label="c3")]}
        )
        unknown = evaluate(parse("sum(fever per child)"), street)
        assert Unknown((Reason("blank", "fever", ("child c2",)), Reason("missing", "fever", ("child c3",)))) == unknown
        assert 1 == evaluate(parse("sum(blank0(fever) per child)"), street)
        assert "unknown: 'fever' is a stated blank at child c2; 'fever' is not stated at child c3" == str(unknown)

    def test_places_nest_from_the_outside_in(self) -> None:
        child = Values(axes={"day": [Values({"x": None}, label="2020-02-03")]}, label="c1")
        unknown = evaluate(parse("max(sum(x per day) per child)"), Values(axes={"child": [child]}))
        assert isinstance(unknown, Unknown)
        assert ("child c1", "day 2020-02-03") == unknown.reasons[0].at

    @pytest.mark.parametrize("how", ["mean", "max", "min", "first", "last", "share"])
    def test_of_nothing_there_is_no_such_value(self, how: str) -> None:
        unknown = evaluate(parse(f"{how}(x per child)"), Values(axes={"child": []}))
        assert isinstance(unknown, Unknown)
        assert "empty" == unknown.reasons[0].code

    def test_sums_and_counts_and_quantifiers_of_nothing(self) -> None:
        scope = Values(axes={"child": []})
        told = [evaluate(parse(f"{how}(x per child)"), scope) for how in ("sum", "count", "run", "any", "every")]
        assert [0, 0, 0, False, True] == told

    def test_a_blank_reading_breaks_a_run_and_is_named_in_the_explanation(self) -> None:
        days = [True, True, None, True, True]
        person = Values(axes={"day": [Values({"clean": clean}, label=f"d{i}") for i, clean in enumerate(days)]})
        explained = explain(parse("run(clean per day)"), person)
        assert 2 == explained.value
        assert ["day d2"] == [part.place for part in explained.parts if isinstance(part.value, Unknown)]

    def test_an_unknown_is_neither_true_nor_false(self) -> None:
        unknown = value("ready")
        with pytest.raises(Undecided, match="ask `is True` or `is False`"):
            bool(unknown)


class Kind(StrEnum):
    OLD = "old"


class Size(IntEnum):
    SMALL = 1


class TestNothingIsCoerced:
    """A value of another type is unknown, never turned into what was needed."""

    @pytest.mark.parametrize(
        ("text", "given"),
        [
            ("x > 3", "4"),
            ("x > 3", True),
            ("x + 1", True),
            ("x and true", 1),
            ("x and true", "true"),
            ("x or false", 0),
            ("not x", 0),
            ("x = 1", True),
            ("x = true", 1),
            ("x = '3'", 3),
            ("x < 'b'", "a"),
            ("x < true", False),
            ("x + 1", "1"),
            ("-x", "1"),
            ("round(x)", "1.5"),
            ("greatest(x, 2)", "3"),
            ("how_many(x)", 1),
            ("x = 3", object()),
            ("x = 3", b"3"),
            ("x = 3", float("nan")),
            ("x = 3", float("inf")),
            ("x = 3", Decimal("NaN")),
            ("x = 3", Decimal("1e1000000")),
            ("x = 3", dt.datetime(2020, 2, 3)),  # noqa: DTZ001  # a naive moment is meant
            ("x > day('2020-02-03')", dt.datetime(2020, 2, 3, tzinfo=dt.UTC)),
        ],
    )
    def test_a_mismatch_is_unknown(self, text: str, given: Given) -> None:
        unknown = value(text, x=given)
        assert isinstance(unknown, Unknown)
        assert {"mismatch"} == {reason.code for reason in unknown.reasons}

    def test_what_is_a_text_or_a_number_by_its_class_is_taken_as_one(self) -> None:
        assert value("kind = 'old'", kind=Kind.OLD) is True
        assert value("size = 1", size=Size.SMALL) is True
        assert (str, int) == (type(exact(Kind.OLD, "kind")), type(exact(Size.SMALL, "size")))


class TestTally:
    """`below` and `inside` read what adds up to a subtree."""

    def test_without_and_with_the_own_figure(self) -> None:
        below = [Values({"fever": n}, label=f"g{n}") for n in (1, 2)]
        unit = Values({"fever": 4}, axes={"below": below, "inside": [*below, Values({"fever": 4})]})
        assert 3 == evaluate(parse("below(fever)"), unit)
        assert 7 == evaluate(parse("inside(fever)"), unit)
        assert evaluate(parse("inside(fever) = fever + below(fever)"), unit) is True


class TestReference:
    """A callable is cited by its address and is only what the resolver says."""

    CALLED = parse("yanji.rules:risk(age, kind) >= 2")

    def test_the_resolver_says_what_stands_behind_it(self) -> None:
        def risk(age: int, kind: str) -> int:
            return 3 if age >= 65 and kind == "old" else 1

        known = {"yanji.rules:risk": risk}
        assert evaluate(self.CALLED, Values({"age": 70, "kind": "old"}), known.__getitem__) is True
        assert evaluate(self.CALLED, Values({"age": 7, "kind": "old"}), known.__getitem__) is False

    def test_it_is_not_called_with_what_is_unknown(self) -> None:
        def never(*_: object) -> int:
            raise AssertionError("called")

        unknown = evaluate(self.CALLED, Values({"age": 70}), lambda _: never)
        assert isinstance(unknown, Unknown)
        assert "'kind' is not stated" in str(unknown)

    def test_what_it_answers_is_not_coerced_either(self) -> None:
        unknown = evaluate(self.CALLED, Values({"age": 70, "kind": "old"}), lambda _: lambda *_: object())  # type: ignore[arg-type,return-value]
        assert isinstance(unknown, Unknown)
        assert "mismatch" == unknown.reasons[0].code

    def test_without_a_resolver_it_is_refused(self) -> None:
        with pytest.raises(Unresolved, match=r"'yanji\.rules:risk' cites a callable"):
            evaluate(self.CALLED, NOWHERE)


class TestCompiling:
    """An expression is compiled once, and only what is asked is read."""

    def test_equal_expressions_share_their_compiled_form(self) -> None:
        assert compiled(parse("a > 1")) is compiled(name("a") > 1)

    def test_a_decided_condition_reads_no_further(self) -> None:
        read: list[str] = []

        class Noting(Values):
            def value(self, path: str, /) -> Given:
                read.append(path)
                return super().value(path)

        assert evaluate(parse("a and b and c"), Noting({"a": True, "b": False})) is False
        assert ["a", "b"] == read

    def test_a_large_expression_is_evaluated(self) -> None:
        tree: Expression = parse(" + ".join(f"x{i}" for i in range(1_000)))
        assert 1_000 == evaluate(tree, Values({f"x{i}": 1 for i in range(1_000)}))


class TestExplanation:
    """An explanation shows each part with what it came to, and keeps values out of its repr."""

    def test_lines(self) -> None:
        street = Values(
            {"fever": 3}, axes={"child": [Values({"fever": 1}, label="c1"), Values({"fever": None}, label="c2")]}
        )
        assert explain(parse("fever = sum(fever per child)"), street).lines() == [
            "fever = sum(fever per child) -> unknown: 'fever' is a stated blank at child c2",
            "  fever -> 3",
            "  sum(fever per child) -> unknown: 'fever' is a stated blank at child c2",
            "    child c1: fever -> 1",
            "    child c2: fever -> unknown: 'fever' is a stated blank",
        ]

    def test_other_times(self) -> None:
        series = Series([{"x": 1}, {"x": 2}], dt.date(2020, 2, 3))
        assert explain(parse("x = x[-1] + 1"), series).lines()[2:] == [
            "  x[-1] + 1 -> 2",
            "    x[-1] -> 1",
            "      x -> 1",
            "    1 -> 1",
        ]
        assert "day 2020-02-03: x -> 1" in "\n".join(explain(parse("sum(x per day)[2d]"), series).lines())

    def test_the_repr_holds_no_value(self) -> None:
        explained = explain(parse("name = 'x'"), Values({"name": "somebody"}))
        assert "somebody" not in repr(explained)
        assert "somebody" not in repr(Values({"name": "somebody"}))
