"""The text of a report: the Jinxue bulletin in three languages, what is not stated, and bulletins that are wrong."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from gridcare.errors import DefinitionError, UnknownName
from gridcare.reporting.bulletin import Bulletin, NotPrintable, Ratio, render
from gridcare.reporting.figures import Figure, Figures
from gridcare.reporting.languages import LANGUAGES, Language, PluralForm
from gridcare.reporting.reconcile import Identity, reconcile
from gridcare.rules.grammar import ParseError
from gridcare.rules.unknowns import Unknown

FRENCH = Language(
    "fr",
    date_pattern="{day}/{month}/{year}",
    group="\u202f",
    point=",",
    percent_pattern="{value} %",
    last_comma=" et ",
    forms=(PluralForm(numbers=(0, 1)),),
    phrases={"not stated": "non communiqué"},
)
SCREENING = Bulletin(
    "screening",
    figures=("households", "persons", "home", "away", "unreached"),
    ratios=(Ratio("reached", "(home + away) / persons", places=2),),
    days=("day",),
    lists=("missing",),
    findings=("findings",),
    languages=(*LANGUAGES, FRENCH),
    texts={
        "zh": "截至{day}，共排查{households}户{persons}人：在家{home}人，外出{away}人，待核实{unreached}人，"
        "联系率{reached}。未报单位：{missing}。\n{findings}",
        "en": "By {day} {households} {households|household|households} with {persons} {persons|person|persons} were "
        "screened: {home} at home, {away} away, {unreached} not reached ({reached} reached). Not reported: {missing}.\n"
        "{findings}",
        "fr": "Au {day}, {households:,} {households|ménage|ménages}, {persons:,} {persons|personne|personnes} : "
        "{home:,} à domicile, {away:,} absentes, {unreached:,} non jointes ({reached} jointes). "
        "Sans rapport : {missing}.\n{findings}",
    },
)
FIGURES = Figures(
    (
        Figure("households", 43_038, unit="household"),
        Figure("persons", 102_696, unit="person"),
        Figure("home", 83_781, unit="person"),
        Figure("away", 11_093, unit="person"),
        Figure("unreached", 7_822, unit="person"),
    )
)
SUM = Identity("sum", "home + away + unreached = persons")
VALUES: dict[str, object] = {
    **FIGURES,
    "day": date(2020, 2, 17),
    "missing": ("g7", "g9"),
    "findings": reconcile([SUM], FIGURES),
}


class TestRender:
    @pytest.mark.parametrize(
        ("language", "text"),
        [
            (
                "zh",
                "截至2020年2月17日，共排查43038户102696人：在家83781人，外出11093人，待核实7822人，联系率92.38%。"
                "未报单位：g7、g9。\n各项勾稽关系均成立。",
            ),
            (
                "en",
                "By 17 February 2020 43038 households with 102696 persons were screened: 83781 at home, 11093 away, "
                "7822 not reached (92.38% reached). Not reported: g7 and g9.\nEvery identity holds.",
            ),
            (
                "fr",
                "Au 17/2/2020, 43\u202f038 ménages, 102\u202f696 personnes : 83\u202f781 à domicile, "
                "11\u202f093 absentes, 7\u202f822 non jointes (92,38 % jointes). "
                "Sans rapport : g7 et g9.\nEvery identity holds.",
            ),
        ],
    )
    def test_the_jinxue_bulletin(self, language: str, text: str) -> None:
        assert text == render(SCREENING, VALUES, language)

    def test_counts_may_stand_in_for_published_figures(self) -> None:
        counts = {name: figure.value for name, figure in FIGURES.items()}
        assert render(SCREENING, VALUES, "zh") == render(SCREENING, {**VALUES, **counts}, "zh")

    @pytest.mark.parametrize("gap", [None, Unknown.because("missing", "away"), Figure("away", None)])
    def test_what_is_not_stated_says_so_and_so_does_what_follows_from_it(self, gap: object) -> None:
        text = render(SCREENING, {**VALUES, "away": gap}, "zh")
        assert "外出未报人" in text
        assert "联系率未报" in text
        assert "0人" not in text

    def test_a_bulletin_without_values_states_nothing(self) -> None:
        assert 9 == render(SCREENING, {}, "en").count("not stated")

    def test_a_ratio_by_zero_is_not_stated(self) -> None:
        bulletin = Bulletin("it", figures=("a", "b"), ratios=(Ratio("r", "a / b"),), texts={"en": "{r}{a}{b}"})
        assert "not stated30" == render(bulletin, {"a": 3, "b": 0}, "en")

    def test_one_household_is_no_households(self) -> None:
        assert "1 household with 1 person were" in render(SCREENING, {**VALUES, "households": 1, "persons": 1}, "en")

    def test_a_qualified_figure_says_so_and_so_does_a_ratio_of_it(self) -> None:
        bulletin = Bulletin(
            "it",
            figures=("calls", "persons"),
            ratios=(Ratio("share", "calls / persons"),),
            texts={"zh": "{calls:,}人，占{persons}人的{share}", "en": "{calls:,} of {persons}, {share}"},
        )
        values = {"calls": Figure("calls", 3_000, qualifiers=("about",)), "persons": 102_696}
        assert "约3,000人，占102696人的约2.9%" == render(bulletin, values, "zh")
        assert "about 3,000 of 102696, about 2.9%" == render(bulletin, values, "en")

    @pytest.mark.parametrize(
        ("rounding", "text"), [("half up", "0.13 13%"), ("half even", "0.12 12%"), ("down", "0.12 12%")]
    )
    def test_a_ratio_is_rounded_as_declared(self, rounding: Any, text: str) -> None:
        ratios = (
            Ratio("plain", "a / b", places=2, percent=False, rounding=rounding),
            Ratio("share", "a / b", places=0, rounding=rounding),
        )
        bulletin = Bulletin("it", figures=("a", "b"), ratios=ratios, texts={"en": "{plain} {share}"})
        assert text == render(bulletin, {"a": 1, "b": 8}, "en")

    def test_what_fails_is_told_in_words(self) -> None:
        figures = Figures(
            Figure(name, 11_903 if name == "away" else figure.value, unit=figure.unit)
            for name, figure in FIGURES.items()
        )
        text = render(SCREENING, {**VALUES, "findings": reconcile([SUM], figures)}, "zh")
        assert "sum：不成立，103506对102696，相差+810。" in text
        assert "“away”有两位数字颠倒，11093误为11903" in text

    def test_braces_of_the_text_itself_are_written_twice(self) -> None:
        assert "{3}" == render(Bulletin("it", figures=("a",), texts={"en": "{{{a}}}"}), {"a": 3}, "en")

    def test_another_language_is_refused(self) -> None:
        with pytest.raises(UnknownName, match="'de' is no language of bulletin 'screening'"):
            render(SCREENING, VALUES, "de")

    @pytest.mark.parametrize(
        ("name", "value", "allowed"),
        [
            ("home", 3.5, "a figure"),
            ("home", True, "a figure"),
            ("home", "3", "a figure"),
            ("day", datetime(2020, 2, 17), "a day"),  # noqa: DTZ001
            ("day", "2020-02-17", "a day"),
            ("missing", "g7", "a list"),
            ("missing", (7,), "a list"),
            ("findings", ("sum",), "a sequence of findings"),
            ("findings", 3, "a sequence of findings"),
        ],
    )
    def test_a_value_that_does_not_fit_its_place_is_refused(self, name: str, value: object, allowed: str) -> None:
        with pytest.raises(NotPrintable, match=f"'{name}' is {allowed}.* and a .* was given"):
            render(SCREENING, {**VALUES, name: value}, "en")


class TestDefinition:
    def refused(self, **definition: Any) -> DefinitionError:
        with pytest.raises(DefinitionError) as refused:
            Bulletin("it", **definition)
        return refused.value

    def test_every_fault_is_told_at_once(self) -> None:
        error = self.refused(
            figures=("home", "away", "away"),
            ratios=(Ratio("share", "hoem / away"),),
            days=("day",),
            lists=("missing",),
            texts={
                "zh": "{hmoe} {away:.2f} {missing|a|b}",
                "en": "{home|person} {away} {share:%} {day:,}",
                "fr": "",
            },
        )
        assert (
            "bulletin.repeated",
            "bulletin.ratio",
            "bulletin.placeholder",
            "bulletin.placeholder",
            "bulletin.placeholder",
            "bulletin.forms",
            "bulletin.placeholder",
            "bulletin.placeholder",
            "bulletin.language",
        ) == error.codes[:9]
        assert {"bulletin.languages"} == set(error.codes[9:])
        for hint in ("'{hmoe}' is declared nowhere; did you mean 'home'?", "did you mean 'home'", "':,' or nothing"):
            assert hint in str(error)

    def test_languages_must_tell_the_same(self) -> None:
        error = self.refused(figures=("home", "away"), texts={"zh": "{home}{away}", "en": "{home}"})
        assert [("bulletin.languages", "en")] == [(fault.code, fault.where) for fault in error.faults]
        assert "it does not tell 'away', which another language tells" in str(error)

    def test_what_no_text_tells_is_left_out(self) -> None:
        error = self.refused(figures=("home", "away"), texts={"en": "{home}"})
        assert [("bulletin.unused", "away")] == [(fault.code, fault.where) for fault in error.faults]

    def test_a_figure_that_only_a_ratio_reads_is_used(self) -> None:
        ratios = (Ratio("share", "home / away"),)
        bulletin = Bulletin("it", figures=("home", "away"), ratios=ratios, texts={"en": "{share}"})
        assert "25.0%" == render(bulletin, {"home": 1, "away": 4}, "en")

    @pytest.mark.parametrize("text", ["{home", "home}", "{home!r}"])
    def test_a_text_that_cannot_be_read_is_refused(self, text: str) -> None:
        assert ("bulletin.text",) == self.refused(figures=(), texts={"en": text}).codes

    def test_a_bulletin_has_a_text(self) -> None:
        assert ("bulletin.texts",) == self.refused(texts={}).codes

    def test_a_ratio_must_be_an_expression(self) -> None:
        with pytest.raises(ParseError, match="character 7"):
            Ratio("share", "home /")
        with pytest.raises(ValueError, match="'places' must be >= 0"):
            Ratio("share", "home / away", places=-1)

    def test_values_are_exact_until_printed(self) -> None:
        bulletin = Bulletin(
            "it", figures=("a", "b"), ratios=(Ratio("r", "a / b", places=3, percent=False),), texts={"en": "{r}"}
        )
        assert "0.333" == render(bulletin, {"a": Decimal("0.1"), "b": Decimal("0.3")}, "en")
