"""What is known may be put in at any time: the rest then asks for nothing else and comes to the same."""

from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from gridcare.rules.checking import check, type_of
from gridcare.rules.evaluation import evaluate, exact
from gridcare.rules.expressions import Expression, Literal, Operand, literal, name, names, walk
from gridcare.rules.grammar import parse
from gridcare.rules.scopes import Scope, Value, Values
from gridcare.rules.simplification import simplify, substitute
from gridcare.rules.unknowns import Unknown
from gridcare.testing.strategies.rules import REPORT, conditions, expressions, scopes, sums

EITHER = st.one_of(conditions(), sums())


def told(value: Value) -> object:
    """Leave out of the reasons which part of the text they are about: simplifying rewrites it."""
    if isinstance(value, Unknown):
        return {(reason.code, reason.at) for reason in value.reasons}
    return type(value), value


@given(EITHER, scopes())
def test_simplifying_changes_no_value(tree: Expression, scope: Scope) -> None:
    assert told(evaluate(tree, scope)) == told(evaluate(simplify(tree), scope))


@given(EITHER)
def test_simplifying_ends_and_asks_for_nothing_more(tree: Expression) -> None:
    simple = simplify(tree)
    assert simple == simplify(simple)
    assert names(simple) <= names(tree)
    assert simple.size <= tree.size or all(isinstance(part, Literal) for part in simple.parts)


@given(EITHER)
def test_simplifying_keeps_an_expression_sound_and_its_type(tree: Expression) -> None:
    assert check(tree, REPORT) == []
    assert check(simplify(tree), REPORT, expects=type_of(tree, REPORT)) == []


@given(EITHER, scopes(), st.sets(st.sampled_from(sorted(REPORT.names))))
def test_what_is_known_may_be_put_in_before_the_rest_is_asked(tree: Expression, scope: Scope, which: set[str]) -> None:
    known = {path: exact(scope.value(path), path) for path in which}
    known = {path: value for path, value in known.items() if not isinstance(value, Unknown)}
    assert isinstance(scope, Values)
    poorer = Values(
        {path: value for path, value in scope.values.items() if path not in known}, axes=scope.axes, times=scope.times
    )
    rest = simplify(substitute(tree, cast(dict[str, Operand], known)))
    assert told(evaluate(tree, scope)) == told(evaluate(rest, poorer))


@given(conditions(), scopes(unknown=False))
def test_a_condition_whose_names_are_all_known_is_decided(tree: Expression, scope: Scope) -> None:
    here = {path: exact(scope.value(path), path) for path in REPORT.names}
    rest = simplify(substitute(tree, cast(dict[str, Operand], here)))
    if not any(type(node).__name__ in ("Aggregate", "Word", "Shifted", "Windowed") for node in walk(tree)):
        value = evaluate(tree, scope)
        assert isinstance(value, Unknown) or rest == literal(cast(Operand, value))


@given(expressions())
def test_what_stands_everywhere_is_replaced_everywhere(tree: Expression) -> None:
    paths = names(tree)
    summed = {word.arguments[0] for word in walk(tree) if getattr(word, "word", "") in ("below", "inside")}  # type: ignore[attr-defined]
    kept = {path for path in paths if name(path) in summed}
    replaced = substitute(tree, {}, everywhere=dict.fromkeys(paths - kept, 0))
    assert names(replaced) == kept


@given(expressions())
def test_putting_in_the_name_itself_changes_nothing(tree: Expression) -> None:
    assert tree == substitute(tree, {path: name(path) for path in names(tree)})
    assert tree == substitute(tree, {})


class TestWhereANameIsReplaced:
    """A name along an axis or at another time is another figure."""

    def test_only_the_figure_of_this_place_and_time_is_replaced(self) -> None:
        for text, left in (
            ("fever = sum(fever per child)", "3 = sum(fever per child)"),
            ("fever = fever[-1] + new_fever", "3 = fever[-1] + new_fever"),
            ("sum(fever per day)[7d] > fever", "sum(fever per day)[7d] > 3"),
            ("fever >= below(fever)", "3 >= below(fever)"),
        ):
            assert left == str(substitute(parse(text), {"fever": 3}))

    def test_a_parameter_is_replaced_everywhere(self) -> None:
        tree = parse("count(value >= param.limit per reading)[24h] > param.often")
        known = {"param.limit": 37.3, "param.often": 1}
        assert "count(value >= 37.3 per reading)[24h] > 1" == str(substitute(tree, {}, everywhere=known))

    def test_a_stated_blank_becomes_the_word_blank(self) -> None:
        assert "blank + 1" == str(substitute(parse("a + 1"), {"a": None}))

    def test_a_fraction_without_a_decimal_becomes_a_division(self) -> None:
        third = evaluate(parse("1 / 3"), Values())
        assert "2 * (1 / 3)" == str(substitute(parse("2 * a"), {"a": cast(Operand, third)}))
        assert literal(cast(Operand, third)) == parse("1 / 3")

    def test_another_expression_may_stand_for_a_name(self) -> None:
        assert "1000 * (a + b) / persons" == str(substitute(parse("1000 * ill / persons"), {"ill": parse("a + b")}))


class TestMarks:
    """What a case remembers is known in each of its states, and compiled away."""

    def test_known_marks_leave_only_what_is_still_open(self) -> None:
        guard = parse("(memory.met or memory.called) and not memory.refused and fact.answer = 'yes'")
        for marks, left in (
            ({"met": False, "called": False, "refused": False}, "false"),
            ({"met": True, "called": False, "refused": False}, "fact.answer = 'yes'"),
            ({"met": True, "called": True, "refused": True}, "false"),
        ):
            assert left == str(simplify(substitute(guard, {f"memory.{mark}": held for mark, held in marks.items()})))

    def test_a_choice_loses_the_branches_that_cannot_be_taken(self) -> None:
        tree = parse("if memory.met then 1 elif fact.late then 2 otherwise 3")
        assert "if fact.late then 2 otherwise 3" == str(simplify(substitute(tree, {"memory.met": False})))
        assert "1" == str(simplify(substitute(tree, {"memory.met": True})))

    def test_constants_are_worked_out_exactly(self) -> None:
        for text, worked in (
            ("1 + 2 * 3 - a", "1 + 6 - a"),
            ("0.1 + 0.2 = 0.3", "true"),
            ("first_known(blank, 3, a)", "3"),
            ("first_known(a, 3, b)", "first_known(a, 3)"),
            ("1 / 0", "1 / 0"),
            (f"1{'0' * 59} * 1{'0' * 59}", f"1{'0' * 59} * 1{'0' * 59}"),
        ):
            assert worked == str(simplify(parse(text)))
