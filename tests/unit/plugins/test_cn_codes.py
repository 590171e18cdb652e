"""Codes described and never rejected; the check digit of an identity number, never repaired and never shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcare.plugins.cn_codes import check_identity_number, describe_code, describe_urban_rural_class

SPECIMENS = ("11010519491231002X", "440524188001010014", "34052419800101001X")  # published, nobody's


class TestDescribing:
    def test_a_code_of_six_digits(self) -> None:
        assert [("province", "34", ""), ("prefecture", "05", "city"), ("county", "24", "county or banner")] == [
            (part.name, part.digits, part.kind) for part in describe_code("340524").parts
        ]

    def test_a_statistical_code_goes_on_to_the_committee_and_ours_to_the_grid(self) -> None:
        told = describe_code("340524002007015")
        assert [("street or township", "002"), ("committee", "007"), ("grid", "015")] == [
            (part.name, part.digits) for part in told.parts[3:]
        ]
        assert "street" == told.parts[3].kind
        assert () == told.remarks

    def test_a_code_of_another_length_is_described_as_far_as_it_goes(self) -> None:
        told = describe_code("3405241")
        assert ("rest", "1") == (told.parts[-1].name, told.parts[-1].digits)
        assert ("it has 7 digits; codes of 2, 4, 6, 9, 12, 15 are described",) == told.remarks

    @given(st.text(max_size=20) | st.from_regex(r"[0-9]{0,20}", fullmatch=True))
    def test_any_code_is_accepted_and_none_is_changed(self, code: str) -> None:
        assert code == "".join(part.digits for part in describe_code(code).parts)

    def test_urban_and_rural(self) -> None:
        assert ("urban-rural junction", "") == (describe_urban_rural_class("112"), describe_urban_rural_class("999"))


class TestIdentityNumber:
    @pytest.mark.parametrize("number", SPECIMENS)
    def test_a_published_specimen_is_sound(self, number: str) -> None:
        assert () == check_identity_number(number)
        assert () == check_identity_number(number.lower())

    @given(st.sampled_from(SPECIMENS), st.integers(0, 17), st.sampled_from("0123456789"))
    def test_one_wrong_digit_is_always_found(self, number: str, at: int, digit: str) -> None:
        wrong = number[:at] + digit + number[at + 1 :]
        assert bool(check_identity_number(wrong)) is (wrong != number)

    @given(st.sampled_from(SPECIMENS), st.integers(0, 16))
    def test_two_neighbours_exchanged_are_always_found(self, number: str, at: int) -> None:
        swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        assert bool(check_identity_number(swapped)) is (swapped != number)

    @given(st.from_regex(r"[0-9X]{12,20}", fullmatch=True))
    def test_what_is_said_never_holds_the_number(self, number: str) -> None:
        for finding in check_identity_number(number):
            assert number not in repr(finding)
            assert number[:6] not in finding.problem

    @pytest.mark.parametrize(
        ("number", "code"),
        [
            ("110105491231002", "identity.legacy"),
            ("11010519491231", "identity.length"),
            ("11010519491231O02X", "identity.characters"),
            ("", "identity.length"),
        ],
    )
    def test_what_is_no_number_of_eighteen_is_told_apart(self, number: str, code: str) -> None:
        assert [code] == [finding.code for finding in check_identity_number(number)]

    def test_a_birthday_that_is_no_day(self) -> None:
        assert ["identity.date", "identity.check"] == [
            finding.code for finding in check_identity_number("11010519491331002X")
        ]

    @pytest.mark.parametrize(
        "number",
        ["110105194912310000", "1.10105E+17", "1.10105194912310e17", "110105194912310000.0", "110105491231002.0"],
    )
    def test_a_number_that_a_spreadsheet_rounded_is_told_and_not_repaired(self, number: str) -> None:
        findings = check_identity_number(number)
        assert "identity.number" == findings[0].code
        assert not [each for each in findings if number[:6] in each.problem]
