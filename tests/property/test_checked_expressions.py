"""What `check` finds sound evaluates without a mismatch; what it finds wrong, it finds at the planted place, once."""

from hypothesis import assume, given
from hypothesis import strategies as st

from gridcare.rules.checking import check, type_of
from gridcare.rules.contexts import DAY, NUMBER, TEXT, TRUTH, Context, Number, Type
from gridcare.rules.expressions import Choice, Expression, Literal, Name, Product, Windowed, name, walk
from gridcare.rules.simplification import substitute
from gridcare.testing.strategies.rules import REPORT, conditions, expressions, sums

UNITS = st.dictionaries(st.sampled_from(("person", "household", "day")), st.integers(-2, 2))


@given(conditions())
def test_conditions_drawn_as_sound_are_found_sound(tree: Expression) -> None:
    assert check(tree, REPORT, expects=TRUTH) == []
    assert type_of(tree, REPORT) == TRUTH


@given(sums())
def test_sums_drawn_as_sound_are_found_sound(tree: Expression) -> None:
    assert check(tree, REPORT, expects=Number.of("person")) == []


@given(sums(), st.sampled_from((TRUTH, TEXT, DAY, NUMBER, Number.of("household"))))
def test_a_sum_of_persons_is_refused_where_anything_else_is_needed(tree: Expression, expects: Type) -> None:
    found = type_of(tree, REPORT)
    assume(isinstance(found, Number) and not found.written)
    assert ["expression.type"] == [fault.code for fault in check(tree, REPORT, expects=expects)]


@given(conditions(), st.data())
def test_a_misspelt_name_is_found_wherever_it_stands(tree: Expression, data: st.DataObject) -> None:
    spelt = sorted({node.path for node in walk(tree) if isinstance(node, Name)})
    assume(spelt)
    path = data.draw(st.sampled_from(spelt))
    wrong = substitute(tree, {}, everywhere={path: name(f"{path}x")})
    assume(wrong != tree)
    faults = check(wrong, REPORT)
    assert {"expression.name"} == {fault.code for fault in faults}
    assert all(f"'{path}x' is no name here; did you mean '" in fault.problem for fault in faults)


@given(sums())
def test_persons_and_households_never_add(tree: Expression) -> None:
    found = type_of(tree, REPORT)
    assume(isinstance(found, Number) and not found.written)
    wider = Context(
        names={**REPORT.names, "households": Number.of("household")},
        axes=REPORT.axes,
        shifts=REPORT.shifts,
        windows=REPORT.windows,
    )
    for wrong in (tree + name("households"), tree < name("households"), name("households") - tree):
        assert ["expression.unit"] == [fault.code for fault in check(wrong, wider)]
    assert check(tree / name("households") > 0.5, wider) == []


@given(sums())
def test_a_condition_is_asked_for_where_a_number_stands(tree: Expression) -> None:
    for wrong in (~tree, tree & Literal(value=True), Choice(((tree, 1),), 2)):
        assert ["expression.type"] == [fault.code for fault in check(wrong, REPORT)]


@given(expressions())
def test_checking_any_tree_ends_with_faults_or_a_type(tree: Expression) -> None:
    faults = check(tree, REPORT)
    assert all(fault.code.startswith("expression.") and fault.problem for fault in faults)
    assert len(faults) <= 4 * tree.size


@given(UNITS, UNITS, UNITS)
def test_units_multiply_and_divide_like_numbers(a: dict[str, int], b: dict[str, int], c: dict[str, int]) -> None:
    x, y, z = Number(a), Number(b), Number(c)
    assert x * y == y * x
    assert x * (y * z) == (x * y) * z
    assert x / y * y == x
    assert x / x == NUMBER
    assert x * NUMBER == x


@given(sums(depth=2), sums(depth=2))
def test_a_ratio_of_like_numbers_counts_nothing(a: Expression, b: Expression) -> None:
    kinds = [type_of(tree, REPORT) for tree in (a, b)]
    assume(all(isinstance(kind, Number) and not kind.written for kind in kinds))
    assert NUMBER == type_of(Product(1000, (("*", a), ("/", b))), REPORT)


@given(conditions(), st.sampled_from(("7d", "-3..-1")))
def test_a_window_needs_an_axis_in_time_between_it_and_a_name(tree: Expression, window: str) -> None:
    assume(not any(isinstance(node, Windowed) for node in walk(tree)))
    wrong = (tree & name("ready"))[window]
    assert any("sum(ready per day)" in fault.problem for fault in check(wrong, REPORT))
