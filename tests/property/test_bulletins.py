"""A bulletin tells the same figures in every language, in full digits, and never a zero that nobody stated."""

import re
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from gridcare.reporting.bulletin import Bulletin, render
from gridcare.reporting.figures import Figure, Figures
from gridcare.reporting.languages import CHINESE, ENGLISH, Language, PluralForm, Rounding
from gridcare.reporting.reconcile import Identity, Status, reconcile
from gridcare.reporting.telling import tell
from gridcare.testing.strategies.figures import accounts, amounts, bulletins, languages, publications, told

EXACT = st.fractions(-1000, 1000, max_denominator=1000)


def marks(text: str) -> list[str]:
    """What the drawn texts set between square brackets."""
    return re.findall(r"\[(.*?)\]", text)


class TestRendering:
    @given(st.data())
    def test_every_placeholder_is_filled(self, data: st.DataObject) -> None:
        bulletin = data.draw(bulletins())
        values = data.draw(told(bulletin))
        for code, text in bulletin.texts:
            assert len(marks(text)) == len(marks(render(bulletin, values, code)))

    @given(st.data())
    def test_what_is_not_stated_is_never_a_zero(self, data: st.DataObject) -> None:
        bulletin = data.draw(bulletins())
        for code, text in bulletin.texts:
            language = bulletin.language(code)
            assert {language.phrase("not stated")} == set(marks(render(bulletin, {}, code))), text

    @given(publications(blanks=False, qualified=False, least=1))
    def test_the_digits_of_a_figure_are_those_that_were_printed(self, figures: Figures) -> None:
        names = tuple(figures)
        text = "".join(f"[{{{name}}}]" for name in names)
        bulletin = Bulletin("plain", figures=names, texts={"zh": text, "en": text})
        for code in ("zh", "en"):
            printed = [Decimal(mark) for mark in marks(render(bulletin, figures, code))]
            assert [figure.value for figure in figures.values()] == printed

    @given(languages(), amounts(places=2, most=10**9))
    def test_groups_only_set_digits_apart(self, language: Language, number: int | Decimal) -> None:
        plain, grouped = language.number(number), language.number(number, grouped=True)
        whole = str(int(number))
        assert whole == plain.split(language.point)[0]
        assert whole == "".join(re.findall(r"\d", grouped))[: len(whole)]
        assert plain == grouped.replace(language.group, "")


class TestRounding:
    @given(st.sampled_from(Rounding), EXACT, st.integers(0, 4))
    def test_a_printed_ratio_is_within_one_unit_of_its_last_place(
        self, rounding: Rounding, exact: Fraction, places: int
    ) -> None:
        printed = rounding.to(places, exact)
        off = abs(Fraction(printed) - exact) * 10**places
        assert -places == printed.as_tuple().exponent
        assert off < 1 if rounding is Rounding.DOWN else off <= Fraction(1, 2)

    @given(st.integers(-(10**6), 10**6), st.integers(0, 4))
    def test_halves_go_where_they_are_told(self, whole: int, places: int) -> None:
        half = (Fraction(whole) + Fraction(1, 2)) / 10**places
        up, even, down = (rounding.to(places, half) for rounding in Rounding)
        assert abs(up) > abs(half)
        assert abs(down) < abs(half)
        assert int(even.scaleb(places)) % 2 == 0


class TestForms:
    @given(st.integers(0, 10**6))
    def test_english_has_one_form_for_one_and_another_for_the_rest(self, number: int) -> None:
        assert ("person" if number == 1 else "persons") == ENGLISH.form(number, ("person", "persons"))

    @given(st.integers(0, 10**4))
    def test_a_language_of_three_forms_follows_its_last_digits(self, number: int) -> None:
        """Russian, as its grammars state it."""
        russian = (PluralForm(endings=("1",), but=("11",)), PluralForm(endings=("2", "3", "4"), but=("12", "13", "14")))
        language = Language("ru", date_pattern="{day}", forms=russian)
        tens, last = number // 10 % 10, number % 10
        expected = "дом" if last == 1 and tens != 1 else "дома" if last in (2, 3, 4) and tens != 1 else "домов"
        assert expected == language.form(number, ("дом", "дома", "домов"))


class TestTelling:
    @given(accounts(), languages(), st.data())
    def test_a_finding_is_told_with_every_reason_and_candidate(
        self, account: tuple[Identity, Figures], language: Language, data: st.DataObject
    ) -> None:
        identity, figures = account
        name = data.draw(st.sampled_from(sorted(figures)))
        value = data.draw(st.none() | amounts())
        changed = Figures(
            figure if figure.name != name else Figure(name, value, unit=figure.unit, as_of=figure.as_of)
            for figure in figures.values()
        )
        (finding,) = reconcile([identity], changed, neighbours=[figures])
        lines = tell(finding, language).splitlines()
        told = len(finding.reasons) + len(finding.candidates) + (finding.needed is not None)
        assert 1 + told == len(lines)
        assert not any("{" in line or "}" in line for line in lines)
        if finding.status is Status.FAIL:
            assert language.number(finding.difference or 0, signed=True) in lines[0]

    @given(accounts(), languages())
    def test_an_identity_that_holds_is_one_line(self, account: tuple[Identity, Figures], language: Language) -> None:
        (finding,) = reconcile([account[0]], account[1])
        assert 1 == len(tell(finding, language).splitlines())


def test_chinese_and_english_translate_every_phrase() -> None:
    assert ((), ()) == (CHINESE.untranslated(), ENGLISH.untranslated())
