"""Published figures: kept as printed, refused when they cannot have been printed so."""

import copy
import pickle
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gridcare.errors import DefinitionError, UnknownName
from gridcare.reporting.figures import Basis, Figure, Figures, Qualifier
from gridcare.rules.evaluation import evaluate
from gridcare.rules.grammar import parse
from gridcare.rules.notices import Source
from gridcare.rules.unknowns import Unknown

AWAY = Figure(
    "away",
    11_093,
    unit="person",
    as_of=date(2020, 2, 17),
    basis="cumulative",
    source=Source(body="Jinxue street office"),
    titles={"zh": "外出", "en": "away"},
)


class TestFigure:
    def test_it_keeps_what_its_source_printed(self) -> None:
        assert (11_093, "person", date(2020, 2, 17), Basis.CUMULATIVE) == (
            AWAY.value,
            AWAY.unit,
            AWAY.as_of,
            AWAY.basis,
        )
        assert "Jinxue street office" == str(AWAY.source)

    def test_a_figure_without_a_word_about_it_is_exact(self) -> None:
        assert AWAY.exact
        assert (Qualifier.EXACT,) == AWAY.qualifiers

    def test_about_and_over_may_stand_together(self) -> None:
        vehicles = Figure("vehicles", 10_000, qualifiers=("about", "over"))
        assert (Qualifier.ABOUT, Qualifier.OVER) == vehicles.qualifiers
        assert not vehicles.exact
        assert (Qualifier.ABOUT,) == Figure("vehicles", 10_000, qualifiers="about").qualifiers

    def test_it_is_called_by_its_title_or_else_by_its_name(self) -> None:
        assert ("外出", "away", "away") == tuple(AWAY.title(code) for code in ("zh", "en", "fr"))

    def test_a_printed_blank_is_kept_as_a_blank(self) -> None:
        assert Figure("restaurants", None).value is None
        assert 0 == Figure("restaurants", 0).value

    def test_it_is_a_value(self) -> None:
        assert {AWAY} == {copy.copy(AWAY), pickle.loads(pickle.dumps(AWAY))}  # noqa: S301

    @pytest.mark.parametrize(
        ("value", "problem"),
        [
            (True, "a bool is no published value"),
            (3.0, "a float is no published value"),
            ("3", "a str is no published value"),
            (Decimal("NaN"), "'NaN' is no number"),
            (Decimal("Infinity"), "'Infinity' is no number"),
            (-1, "is never negative"),
            (Decimal("-0.5"), "is never negative"),
        ],
    )
    def test_what_cannot_have_been_printed_is_refused(self, value: Any, problem: str) -> None:
        with pytest.raises(DefinitionError, match="figure 'away' has 1 fault") as refused:
            Figure("away", value)
        assert problem in str(refused.value)

    def test_every_fault_of_a_figure_is_told_at_once(self) -> None:
        with pytest.raises(DefinitionError) as refused:
            Figure("away from home", -1, qualifiers=("exact", "about", "about"))
        assert ("figure.name", "figure.value", "figure.qualifiers", "figure.qualifiers") == refused.value.codes

    def test_a_figure_without_any_qualifier_is_refused(self) -> None:
        with pytest.raises(DefinitionError) as refused:
            Figure("away", 1, qualifiers=())
        assert "'exact' where none was printed" in str(refused.value)

    def test_an_unknown_qualifier_or_basis_is_refused(self) -> None:
        with pytest.raises(ValueError, match="'nearly' is not a valid Qualifier"):
            Figure("away", 1, qualifiers=("nearly",))
        with pytest.raises(ValueError, match="'total' is not a valid Basis"):
            Figure("away", 1, basis="total")


class TestFigures:
    FIGURES = Figures((AWAY, Figure("home", 83_781, unit="person"), Figure("restaurants", None)))

    def test_figures_are_found_by_name(self) -> None:
        assert AWAY is self.FIGURES["away"]
        assert ["away", "home", "restaurants"] == list(self.FIGURES)
        assert "persons" not in self.FIGURES
        assert self.FIGURES.get("persons") is None

    def test_a_misspelt_name_is_answered_with_the_near_one(self) -> None:
        with pytest.raises(UnknownName, match="'awya' is no figure; did you mean 'away'"):
            self.FIGURES["awya"]

    def test_a_figure_given_twice_is_refused_with_every_other_one(self) -> None:
        with pytest.raises(DefinitionError, match="2 faults") as refused:
            Figures((AWAY, AWAY, AWAY, Figure("home", 1), Figure("home", 2)))
        assert ["away", "home"] == [fault.where for fault in refused.value.faults]
        assert "given 3 times" in str(refused.value)

    def test_the_order_of_the_source_is_kept_and_makes_no_difference(self) -> None:
        turned = Figures(reversed(list(self.FIGURES.values())))
        assert list(self.FIGURES) == list(reversed(list(turned)))
        assert self.FIGURES == turned
        assert hash(self.FIGURES) == hash(turned)

    def test_another_value_makes_another_collection(self) -> None:
        assert self.FIGURES != Figures((AWAY,))
        assert Figures((AWAY,)) != Figures((AWAY,), label="second edition")

    def test_they_speak_of_one_day_or_of_none(self) -> None:
        assert date(2020, 2, 17) == Figures((AWAY,)).as_of
        assert self.FIGURES.as_of is None
        assert Figures((AWAY, Figure("home", 1, as_of=date(2020, 2, 18)))).as_of is None
        assert Figures().as_of is None

    def test_its_repr_shows_names_and_no_values(self) -> None:
        assert "Figures(away, home, restaurants)" == repr(self.FIGURES)

    def test_expressions_are_read_on_it(self) -> None:
        assert 94_874 == evaluate(parse("home + away"), self.FIGURES)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("restaurants + 1", "blank"),
            ("persons + 1", "missing"),
            ("sum(home per child)", "axis"),
            ("home[-1]", "shift"),
            ("home[7d]", "window"),
        ],
    )
    def test_what_it_does_not_hold_is_unknown_with_its_reason(self, text: str, code: str) -> None:
        value = evaluate(parse(text), self.FIGURES)
        assert isinstance(value, Unknown)
        assert [code] == [reason.code for reason in value.reasons]
