"""How languages write numbers, days, lists and forms of words, and what a definition of one may not hold."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from gridcare.errors import DefinitionError
from gridcare.reporting.languages import CHINESE, ENGLISH, LANGUAGES, Language, PluralForm, Printable, Rounding
from gridcare.reporting.phrases import PHRASES

GERMAN = Language(
    "de",
    date_pattern="{day}. {month_name} {year}",
    months=tuple("Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()),
    group=".",
    point=",",
    percent_pattern="{value} %",
    quote_pattern="„{value}“",
    last_comma=" und ",
    forms=(PluralForm(numbers=(1,)),),
    phrases={"not stated": "nicht gemeldet"},
)


class TestNumbers:
    @pytest.mark.parametrize(
        ("number", "full", "grouped", "german"),
        [
            (43_038, "43038", "43,038", "43.038"),
            (0, "0", "0", "0"),
            (-80, "-80", "-80", "-80"),
            (Decimal("-1234.50"), "-1234.50", "-1,234.50", "-1.234,50"),
            (Decimal("1E+3"), "1000", "1,000", "1.000"),
            (Fraction(9238, 100), "92.38", "92.38", "92,38"),
            (Fraction(-1, 8), "-0.125", "-0.125", "-0,125"),
            (Fraction(1, 3), "1/3", "1/3", "1/3"),
        ],
    )
    def test_they_are_written_in_full_digits_or_in_groups(
        self, number: Printable, full: str, grouped: str, german: str
    ) -> None:
        assert (full, grouped) == (ENGLISH.number(number), ENGLISH.number(number, grouped=True))
        assert german == GERMAN.number(number, grouped=True)

    def test_a_difference_shows_its_sign(self) -> None:
        assert ["+80", "-80", "0"] == [ENGLISH.number(number, signed=True) for number in (80, -80, 0)]

    def test_no_digit_of_a_long_number_is_lost(self) -> None:
        digits = "123456789" * 8
        assert digits == CHINESE.number(int(digits))
        assert f"0.{digits}"[:14] == CHINESE.number(Fraction(int(digits[:12]), 10**12))

    @pytest.mark.parametrize(
        ("qualifiers", "zh", "en"),
        [
            (("exact",), "3000", "3000"),
            (("about",), "约3000", "about 3000"),
            (("over",), "3000余", "over 3000"),
            (("over", "about"), "约3000余", "about 3000 or more"),
        ],
    )
    def test_a_qualified_number_says_so(self, qualifiers: tuple[str, ...], zh: str, en: str) -> None:
        assert (zh, en) == tuple(language.qualified("3000", qualifiers) for language in LANGUAGES)


class TestDaysAndLists:
    def test_days_are_written_as_the_language_writes_them(self) -> None:
        day = date(2020, 2, 7)
        assert ("2020年2月7日", "7 February 2020", "7. Februar 2020") == (
            CHINESE.day(day),
            ENGLISH.day(day),
            GERMAN.day(day),
        )

    @pytest.mark.parametrize(
        ("members", "zh", "en"),
        [
            ((), "无", "none"),
            (("c1",), "c1", "c1"),
            (("c1", "c2"), "c1、c2", "c1 and c2"),
            (("c1", "c2", "c3"), "c1、c2、c3", "c1, c2 and c3"),
        ],
    )
    def test_lists_are_joined_and_an_empty_one_says_so(self, members: tuple[str, ...], zh: str, en: str) -> None:
        assert (zh, en) == (CHINESE.listing(members), ENGLISH.listing(members))


class TestForms:
    @pytest.mark.parametrize(
        ("number", "word"),
        [
            (1, "household"),
            (0, "households"),
            (2, "households"),
            (21, "households"),
            (Decimal("1.0"), "household"),
            (Decimal("1.5"), "households"),
            (Fraction(1, 2), "households"),
            (-1, "household"),
            (None, "households"),
        ],
    )
    def test_english_counts_one_apart(self, number: Printable | None, word: str) -> None:
        assert word == ENGLISH.form(number, ("household", "households"))

    def test_chinese_words_do_not_change(self) -> None:
        assert {"户"} == {CHINESE.form(number, ("户",)) for number in (0, 1, 2, None)}

    @pytest.mark.parametrize(
        ("number", "form"), [(3, 0), (10, 0), (103, 0), (11, 1), (99, 1), (111, 1), (100, 2), (2, 2)]
    )
    def test_endings_of_two_digits_serve_languages_of_many_forms(self, number: int, form: int) -> None:
        """Two of the forms of Arabic."""
        few = PluralForm(endings=tuple(f"{ending:02d}" for ending in range(3, 11)))
        many = PluralForm(endings=tuple(f"{ending:02d}" for ending in range(11, 100)))
        arabic = Language("ar", date_pattern="{day}/{month}/{year}", forms=(few, many))
        assert "abc"[form] == arabic.form(number, ("a", "b", "c"))


class TestPhrases:
    def test_what_is_not_translated_is_told_in_english(self) -> None:
        assert "nicht gemeldet" == GERMAN.phrase("not stated")
        assert "none" == GERMAN.phrase("none")
        assert set(PHRASES) - {"not stated"} == set(GERMAN.untranslated())

    def test_a_phrase_that_nobody_knows_is_refused(self) -> None:
        with pytest.raises(KeyError):
            ENGLISH.phrase("not stetad")


class TestRounding:
    @pytest.mark.parametrize(
        ("number", "up", "even", "down"),
        [
            (Fraction(5, 20), "0.3", "0.2", "0.2"),
            (Fraction(7, 20), "0.4", "0.4", "0.3"),
            (Fraction(-5, 20), "-0.3", "-0.2", "-0.2"),
            (Fraction(1999, 1000), "2.0", "2.0", "1.9"),
            (3, "3.0", "3.0", "3.0"),
        ],
    )
    def test_each_way_of_rounding(self, number: int | Fraction, up: str, even: str, down: str) -> None:
        ways = (Rounding.HALF_UP, Rounding.HALF_EVEN, Rounding.DOWN)
        assert (up, even, down) == tuple(str(way.to(1, number)) for way in ways)


class TestDefinition:
    def test_every_fault_of_a_language_is_told_at_once(self) -> None:
        with pytest.raises(DefinitionError) as refused:
            Language(
                "xx",
                date_pattern="{dya}",
                months=("Januar",),
                group=".",
                percent_pattern="{value:.1f}",
                quote_pattern="{",
                phrases={"not stetad": "?", "finding.fail": "{titel}"},
            )
        assert (
            "language.placeholder",
            "language.placeholder",
            "language.placeholder",
            "language.point",
            "language.months",
            "language.phrase",
            "language.placeholder",
        ) == refused.value.codes
        for hint in (
            "did you mean 'day'?",
            "did you mean 'not stated'?",
            "did you mean 'title'?",
            "give twelve or none",
        ):
            assert hint in str(refused.value)

    def test_names_of_months_are_needed_where_a_day_uses_them(self) -> None:
        with pytest.raises(DefinitionError) as refused:
            Language("xx", date_pattern="{day} {month_name}")
        assert "'{month_name}' means nothing here" in str(refused.value)
