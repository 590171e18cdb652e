"""Findings told in words, in Chinese and in English."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gridcare.reporting.candidates import UNALLOCATED
from gridcare.reporting.figures import Figure, Figures
from gridcare.reporting.languages import CHINESE, ENGLISH
from gridcare.reporting.phrases import CHINESE_PHRASES, PHRASES
from gridcare.reporting.reconcile import Finding, Identity, reconcile
from gridcare.reporting.slips import SLIPS
from gridcare.reporting.telling import tell, tell_candidate
from gridcare.rules.scopes import Values
from gridcare.rules.unknowns import REASONS, Unknown

TITLES = {
    "hubei": ("湖北", "Hubei"),
    "provinces": ("外省", "other provinces"),
    "province": ("省内", "elsewhere in the province"),
    "prefecture": ("州内", "within the prefecture"),
    "away": ("外出", "away"),
    "returned": ("湖北返回", "returned from Hubei"),
}
VALUES = {"hubei": 1_317, "provinces": 3_433, "province": 4_865, "prefecture": 1_558, "away": 11_093, "returned": 80}
JINXUE = Figures(
    Figure(name, value, unit="person", titles=dict(zip(("zh", "en"), TITLES[name], strict=True)))
    for name, value in VALUES.items()
)
DESTINATIONS = Identity(
    "destinations",
    "hubei + provinces + province + prefecture = away",
    companions={"returned": "hubei"},
    titles={"zh": "外出去向合计", "en": "Destinations of those away"},
)


def finding(says: str, **values: Any) -> Finding:
    (found,) = reconcile([Identity("it", says)], Values(values))
    return found


class TestTell:
    def test_the_jinxue_finding_in_chinese(self) -> None:
        lines = tell(reconcile([DESTINATIONS], JINXUE)[0], CHINESE).splitlines()
        assert "外出去向合计：不成立，11173对11093，相差+80。" == lines[0]
        assert "  1. 与“湖北”同列公布的“湖北返回”80已从“外出”中扣除，计入为11173，扣除为11093。" == lines[1]
        assert "  2. 弱（这样大小的差额有52%都能如此解释）：“湖北”有两位数字有误，1237误为1317。" == lines[2]
        assert "  3. 差额原因不明。" == lines[-1]

    def test_the_jinxue_finding_in_english(self) -> None:
        lines = tell(reconcile([DESTINATIONS], JINXUE)[0], ENGLISH).splitlines()
        assert "Destinations of those away: does not hold, 11173 against 11093, a difference of +80." == lines[0]
        assert (
            "  1. “returned from Hubei”, 80 published beside “Hubei”, was netted out of “away”, 11173 with it and "
            "11093 without." == lines[1]
        )
        assert (
            "  2. Weak, for 52% of such differences could be told so: two digits of “Hubei” are wrong, 1317 for 1237."
            == lines[2]
        )
        assert "  3. the difference is not allocated." == lines[-1]

    def test_what_holds_is_one_line(self) -> None:
        assert "it: holds, 3 against 3." == tell(finding("a = 3", a=3), ENGLISH)
        assert "it：成立，3对3。" == tell(finding("a = 3", a=3), CHINESE)

    def test_a_gap_is_told_with_its_reason_and_place(self) -> None:
        street = Values(
            {"fever": 5}, axes={"child": [Values({"fever": None}, label="c1"), Values(label="c2")]}, label="s"
        )
        (found,) = reconcile([Identity("parts", "fever = sum(fever per child)")], street)
        assert [
            "parts (s): not evaluated.",
            "  “fever” (child c1) was left blank.",
            "  “fever” (child c2) is not stated.",
        ] == tell(found, ENGLISH).splitlines()
        assert ["parts（s）：无法核对。", "  “fever”（child c1）空缺。", "  “fever”（child c2）未报。"] == tell(
            found, CHINESE
        ).splitlines()

    def test_parts_that_exceed_their_total_are_told_with_what_is_missing(self) -> None:
        assert [
            "it: does not hold, 7 against 5, a difference of +2.",
            "  “b” is not stated.",
            "  1. the difference is not allocated.",
        ] == tell(finding("a + b = c", a=7, c=5), ENGLISH).splitlines()

    def test_days_are_told_as_days(self) -> None:
        found = finding("until = from", until=date(2020, 2, 15), **{"from": date(2020, 2, 1)})
        assert "it: does not hold, 15 February 2020 against 1 February 2020." == tell(found, ENGLISH).splitlines()[0]
        assert "it：不成立，2020年2月15日对2020年2月1日。" == tell(found, CHINESE).splitlines()[0]

    def test_other_units_other_days_and_qualifiers_are_told(self) -> None:
        figures = Figures(
            (
                Figure("a", 5, unit="person", as_of=date(2020, 2, 16), qualifiers=("about",)),
                Figure("b", 6, unit="household", as_of=date(2020, 2, 17)),
                Figure("c", 12, unit="household", as_of=date(2020, 2, 17)),
            )
        )
        (found,) = reconcile([Identity("it", "a + b = c")], figures)
        assert [
            "  “a” (person) is printed in another unit.",
            "  “a” (2020-02-16) is of another day.",
            "  “a” was not meant exactly, and nothing is allowed for that.",
        ] == tell(found, ENGLISH).splitlines()[1:4]

    def test_the_day_before_is_told_as_a_day(self) -> None:
        before = Figures((Figure("a", 4), Figure("b", 3)), label="2020-02-16")
        identity = Identity("it", "a + b = c")
        (found,) = reconcile(
            [identity], Figures((Figure("a", 50), Figure("b", 30), Figure("c", 7))), neighbours=[before]
        )
        assert "the total is that of 16 February 2020, to which the parts of that day add up" in tell(found, ENGLISH)
        assert "合计是2020年2月16日的数，当日各项之和与之相符" in tell(found, CHINESE)

    def test_a_word_of_ones_own_scope_is_told_as_it_is(self) -> None:
        found = finding("a = 3", a=Unknown.because("sealed by the court", "a"))
        assert "  “a”: sealed by the court." == tell(found, ENGLISH).splitlines()[1]


class TestCandidates:
    @pytest.mark.parametrize(
        ("values", "code", "text"),
        [
            (
                (500, 90, 590 - 47, 47),
                "companion.netted",
                "“d”, 47 published beside “a”, was netted out of “c”, 590 with it and 543 without",
            ),
            ((500, 90, 590 - 90, 47), "part.left-out", "“b”, 90, was left out of “c”, 590 with it and 500 without"),
            ((500, 90, 590 + 90, 47), "part.twice", "“b”, 90, was counted twice in “c”, 590 if once and 680 if twice"),
            ((90, 90, 90, 47), "part.repeated", "“b”, 90, is the row of “a” entered again"),
            ((500, 9, 590, 47), "digits.missing", "one digit of “b” is missing, 9 for 90"),
        ],
    )
    def test_a_clause_says_what_would_be(self, values: tuple[int, ...], code: str, text: str) -> None:
        figures = Figures(Figure(name, value) for name, value in zip("abcd", values, strict=True))
        (found,) = reconcile([Identity("it", "a + b = c", companions={"d": "a"})], figures)
        assert text in [tell_candidate(each, ENGLISH) for each in found.candidates if each.code == code]

    def test_without_a_total_it_speaks_of_one_side(self) -> None:
        figures = Figures(Figure(name, value) for name, value in zip("abcd", (500, 90, 300, 200), strict=True))
        (found,) = reconcile([Identity("it", "a + b = c + d")], figures)
        assert "“b”, 90, was left out on one side" in [tell_candidate(each, ENGLISH) for each in found.candidates]

    def test_a_misprinted_unit_is_told_with_the_unit(self) -> None:
        figures = Figures(
            Figure(name, value, unit=unit)
            for name, value, unit in (("a", 13_333, "household"), ("b", 5_816, "person"), ("c", 19_149, "household"))
        )
        (found,) = reconcile([Identity("rounds", "a + b = c")], figures)
        assert "the unit of “b”, 5816, is misprinted for “household”" == tell_candidate(found.candidates[0], ENGLISH)

    def test_decimals_keep_their_point(self) -> None:
        figures = Figures((Figure("a", Decimal("45.99")), Figure("b", Decimal("49.59"))))
        (found,) = reconcile([Identity("it", "a = b")], figures)
        assert any("45.99" in tell_candidate(each, ENGLISH) for each in found.candidates)


class TestPhrases:
    def test_every_slip_has_its_phrase_in_both_languages(self) -> None:
        codes = {f"candidate.{code}" for code in (*(slip.code for slip in SLIPS), "unit", UNALLOCATED)}
        assert codes <= PHRASES.keys()
        assert PHRASES.keys() == CHINESE_PHRASES.keys()

    def test_every_reason_for_not_knowing_has_its_phrase(self) -> None:
        assert {f"reason.{code}" for code in REASONS} <= PHRASES.keys()
