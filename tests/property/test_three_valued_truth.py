"""Truth is three-valued, and knowing more never turns a decided truth round."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcare.rules.evaluation import evaluate
from gridcare.rules.expressions import Aggregate, And, Choice, Expression, Not, Or, Relation, name
from gridcare.rules.grammar import parse
from gridcare.rules.scopes import Given, Scope, Value, Values
from gridcare.rules.unknowns import Unknown
from gridcare.testing.strategies.rules import conditions, learning, scopes, sums

TRUTHS: list[bool | None] = [True, False, None]
"""The three truths; ``None`` is unknown."""


def told(text: str, **values: Given) -> bool | None:
    """Evaluate a condition, with unknown shown as ``None``."""
    value = evaluate(parse(text), Values(values))
    assert isinstance(value, bool | Unknown)
    return None if isinstance(value, Unknown) else value


def shown(value: Value) -> Value | None:
    """Leave out the reasons of what is unknown: they may be told in another order of words."""
    return None if isinstance(value, Unknown) else value


class TestKleene:
    """`and`, `or` and `not` are those of Kleene's strong logic, in full."""

    @pytest.mark.parametrize(("a", "b"), list(product(TRUTHS, TRUTHS)))
    def test_and_is_the_least_and_or_the_greatest(self, a: bool | None, b: bool | None) -> None:
        order = {False: 0, None: 1, True: 2}
        assert min(a, b, key=order.__getitem__) is told("a and b", a=a, b=b)
        assert max(a, b, key=order.__getitem__) is told("a or b", a=a, b=b)

    @pytest.mark.parametrize(("a", "turned"), [(True, False), (False, True), (None, None)])
    def test_not_turns_round_what_is_known(self, a: bool | None, turned: bool | None) -> None:
        assert turned is told("not a", a=a)

    @pytest.mark.parametrize("values", list(product(TRUTHS, repeat=3)))
    def test_along_an_axis_any_is_or_and_every_is_and(self, values: tuple[bool | None, ...]) -> None:
        scope = Values(dict(zip("abc", values, strict=True)), axes={"x": [Values({"v": value}) for value in values]})
        for text, along in (("a or b or c", "any(v per x)"), ("a and b and c", "every(v per x)")):
            assert shown(evaluate(parse(text), scope)) is shown(evaluate(parse(along), scope))


@given(conditions(), conditions(), conditions(), scopes())
def test_the_laws_of_logic_hold(a: Expression, b: Expression, c: Expression, scope: Scope) -> None:
    def same(one: Expression, other: Expression) -> None:
        assert evaluate(one, scope) == evaluate(other, scope)

    same(a & b, b & a)
    same(a | b, b | a)
    same(a & (b & c), And((a, b, c)))
    same(a | (b | c), Or((a, b, c)))
    same(~(a & b), ~a | ~b)
    same(~(a | b), ~a & ~b)
    same(~~a, a)
    same(a & a, a)
    assert shown(evaluate(a & (b | c), scope)) is shown(evaluate((a & b) | (a & c), scope))


@given(sums(), sums(), scopes())
def test_relations_are_each_others_opposites(a: Expression, b: Expression, scope: Scope) -> None:
    for sign, opposite in (("=", "!="), ("<", ">="), (">", "<=")):
        assert evaluate(Relation(a, sign, b), scope) == evaluate(Not(Relation(a, opposite, b)), scope)  # type: ignore[arg-type]
    assert evaluate(a < b, scope) == evaluate(b > a, scope)


@given(conditions(ignorance=False), learning())
def test_learning_never_turns_a_decided_truth_round(condition: Expression, known: tuple[Scope, Scope]) -> None:
    now, later = (evaluate(condition, scope) for scope in known)
    assert isinstance(now, Unknown) or now is later


@given(sums(ignorance=False), learning())
def test_learning_never_changes_a_known_number(total: Expression, known: tuple[Scope, Scope]) -> None:
    now, later = (evaluate(total, scope) for scope in known)
    assert isinstance(now, Unknown) or now == later


@given(conditions(), scopes(unknown=False))
def test_a_sound_condition_never_meets_another_type(condition: Expression, scope: Scope) -> None:
    value = evaluate(condition, scope)
    assert isinstance(value, bool | Unknown)
    if isinstance(value, Unknown):
        assert {reason.code for reason in value.reasons} <= {"division", "empty"}


@given(sums(), scopes())
def test_a_sound_number_is_exact_or_tells_why_not(total: Expression, scope: Scope) -> None:
    value = evaluate(total, scope)
    assert not isinstance(value, bool | float | str)
    if isinstance(value, Unknown):
        assert value.reasons
        assert "mismatch" not in {reason.code for reason in value.reasons}


@given(conditions(), sums(), sums(), scopes())
def test_a_choice_is_its_branch_or_what_all_open_branches_agree_on(
    asked: Expression, a: Expression, b: Expression, scope: Scope
) -> None:
    held, one, other = (evaluate(tree, scope) for tree in (asked, a, b))
    chosen = evaluate(Choice(((asked, a),), b), scope)
    if held is True:
        assert one == chosen
    elif held is False:
        assert other == chosen
    elif one == other and not isinstance(one, Unknown):
        assert one == chosen
    else:
        assert isinstance(chosen, Unknown)
        assert isinstance(held, Unknown)
        assert set(held.reasons) <= set(chosen.reasons)


@given(st.lists(st.one_of(st.none(), st.booleans()), max_size=5), st.permutations(range(5)))
def test_reasons_name_every_scope_that_did_not_tell(told: list[bool | None], order: list[int]) -> None:
    scope = Values(axes={"child": [Values({"v": value}, label=f"c{i}") for i, value in enumerate(told)]})
    value = evaluate(Aggregate("count", name("v"), "child"), scope)
    silent = [f"child c{i}" for i, each in enumerate(told) if each is None]
    if silent:
        assert isinstance(value, Unknown)
        assert silent == [reason.at[0] for reason in value.reasons]
    else:
        assert told.count(True) == value
