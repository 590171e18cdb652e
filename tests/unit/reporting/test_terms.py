"""A side of an identity taken apart into the figures that it adds up."""

from datetime import date
from fractions import Fraction

import pytest

from gridcare.reporting.figures import Figure, Figures
from gridcare.reporting.terms import Exact, Side, Term, joined, side_of
from gridcare.rules.grammar import parse
from gridcare.rules.scopes import Values
from gridcare.rules.unknowns import Unknown
from gridcare.rules.windows import Shift, Window

CHILDREN = [Values({"fever": 3}, label="c1"), Values({"fever": None}, label="c2"), Values({"fever": 4}, label="c3")]
STREET = Values(
    {"fever": 9, "new": 2, "from": date(2020, 2, 1), "until": date(2020, 2, 15), "word": "zero"},
    axes={"child": CHILDREN, "below": CHILDREN[::2]},
    times={Shift(-1): Values({"fever": 7}), Window(-2, -1): Values({"fever": 5})},
)


def taken(text: str) -> Side:
    side = side_of(parse(text), STREET)
    assert side is not None
    return side


def terms(text: str) -> list[tuple[str, tuple[str, ...], Exact]]:
    return [(term.name, term.at, term.times) for term in taken(text).terms]


class TestSideOf:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("fever", [("fever", (), 1)]),
            ("-fever + 3", [("fever", (), -1)]),
            ("fever - (new - fever)", [("fever", (), 2), ("new", (), -1)]),
            ("2 * fever / 4", [("fever", (), Fraction(1, 2))]),
            ("fever[-1] + new", [("fever", ("[-1]",), 1), ("new", (), 1)]),
            ("fever[-2..-1]", [("fever", ("[-2..-1]",), 1)]),
            ("sum(2 * fever per child)", [("fever", (f"child c{i}",), 2) for i in (1, 2, 3)]),
            ("below(fever)", [("fever", (f"below c{i}",), 1) for i in (1, 3)]),
            ("blank0(fever) + blank0(new)", [("fever", (), 1), ("new", (), 1)]),
        ],
    )
    def test_a_sum_is_told_by_its_terms(self, text: str, found: list[tuple[str, tuple[str, ...], Exact]]) -> None:
        assert found == terms(text)

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("max(fever per child)", None),
            ("greatest(fever, new)", 9),
            ("fever * new", 18),
            ("round(fever / 2)", 5),
            ("5 / (3 - 1)", Fraction(5, 2)),
            ("until - from", 14),
            ("sum(blank0(fever) per child)", 7),
            ("if fever > 3 then 1 otherwise 0", 1),
        ],
    )
    def test_what_is_no_sum_is_one_number(self, text: str, value: Exact | None) -> None:
        side = taken(text)
        told = None if isinstance(side.value, Unknown) else side.value
        assert value == told
        assert not any(term.times for term in side.terms if not term.at)

    @pytest.mark.parametrize("text", ["from", "word", "from + 3", "fever > 3"])
    def test_what_is_no_number_has_no_terms(self, text: str) -> None:
        assert side_of(parse(text), STREET) is None

    def test_a_figure_that_cancels_out_is_no_term(self) -> None:
        assert [] == terms("fever - fever")

    def test_a_gap_is_a_term_and_stays_one(self) -> None:
        side = taken("sum(fever per child)")
        assert [("child c2",)] == [term.at for term in side.gaps]
        assert "unknown: 'fever' is a stated blank at child c2" == str(side.value)
        assert isinstance(taken("0 * missing").value, Unknown)

    def test_what_nobody_left_out_is_unknown_without_being_a_gap(self) -> None:
        side = taken("fever + new / (new - 2)")
        assert () == side.gaps
        assert isinstance(side.value, Unknown)

    def test_an_axis_that_is_not_there_is_unknown(self) -> None:
        assert "unknown: 'grid' is no axis here" == str(taken("sum(fever per grid)").value)
        assert "unknown: '-3' cannot be looked up at another time here" == str(taken("fever[-3]").value)

    def test_published_figures_lend_their_terms_the_figure(self) -> None:
        home = Figure("home", 5, unit="person")
        side = side_of(parse("home + away"), Figures((home,)))
        assert side is not None
        assert [home, None] == [term.figure for term in side.terms]
        assert ["person", ""] == [term.unit for term in side.terms]


class TestJoined:
    def test_the_same_figure_in_two_sides_is_one_term(self) -> None:
        one = Side(terms=(Term(name="a", value=3, times=2),), constant=1)
        other = Side(terms=(Term(name="a", value=3, times=-1), Term(name="b", value=1)))
        both = joined((one, other.turned()))
        assert [("a", 3), ("b", -1)] == [(term.name, term.times) for term in both.terms]
        assert 9 == both.value
