"""Codes described and never rejected; the check digit of an identity number, never repaired and never shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcare.plugins.cn_codes import check_identity_number, describe_code, describe_urban_rural_class
from gridcare.plugins.cn_readings import read_identity_number


def _iso_7064_mod_11_2(body: str) -> str:
    """Reckon the check character digit by digit, as ISO 7064 describes it for a pure system; no table of weights."""
    product = 0
    for digit in body:
        product = (product + int(digit)) * 2 % 11
    return "0123456789X"[(12 - product) % 11]


def _with_check(body: str) -> str:
    return body + _iso_7064_mod_11_2(body)


def _told(number: str) -> set[str]:
    return {finding.code for finding in check_identity_number(number)}


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

    @pytest.mark.parametrize(
        ("place", "kinds"),
        [
            (
                "34{:02}",
                {
                    "city": (1, 20, 51, 70),
                    "region, prefecture or league": (21, 50),
                    "county-level units run by the province": (90,),
                    "": (0, 71, 89, 91, 99),
                },
            ),
            (
                "3405{:02}",
                {
                    "total of districts": (1,),
                    "district": (2, 20),
                    "county or banner": (21, 80),
                    "city run by the province": (81, 99),
                    "": (0,),
                },
            ),
            (
                "340524{:03}",
                {
                    "street": (1, 99),
                    "town": (100, 199),
                    "township": (200, 399),
                    "unit that is government and enterprise in one": (400, 599),
                    "": (0, 600, 999),
                },
            ),
        ],
        ids=["prefecture", "county", "township"],
    )
    def test_each_range_of_digits_has_its_kind_up_to_both_ends(
        self, place: str, kinds: dict[str, tuple[int, ...]]
    ) -> None:
        assert kinds == {
            kind: tuple(each for each in numbers if describe_code(place.format(each)).parts[-1].kind == kind)
            for kind, numbers in kinds.items()
        }

    def test_a_code_of_other_characters_is_one_part_and_no_code_has_none(self) -> None:
        assert [("rest", "34x5")] == [(part.name, part.digits) for part in describe_code("34x5").parts]
        assert ("it has other characters than digits",) == describe_code("３４０５").remarks
        assert () == describe_code("").parts

    def test_up_to_six_digits_the_source_is_the_administrative_standard(self) -> None:
        assert [True, False] == ["GB/T 2260" in describe_code(code).source.title for code in ("340524", "3405241")]

    def test_a_code_of_another_length_is_described_as_far_as_it_goes(self) -> None:
        told = describe_code("3405241")
        assert ("rest", "1") == (told.parts[-1].name, told.parts[-1].digits)
        assert ("it has 7 digits; codes of 2, 4, 6, 9, 12, 15 are described",) == told.remarks

    @given(st.text(max_size=20) | st.from_regex(r"[0-9]{0,20}", fullmatch=True))
    def test_any_code_is_accepted_and_none_is_changed(self, code: str) -> None:
        assert code == "".join(part.digits for part in describe_code(code).parts)

    def test_urban_and_rural(self) -> None:
        told = {code: describe_urban_rural_class(code) for code in ("112", "121", "122", "999")}
        assert {
            "112": "urban-rural junction",
            "121": "town centre",
            "122": "town-township junction",
            "999": "",
        } == told


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

    @given(st.from_regex(r"[0-9]{6}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}", fullmatch=True))
    def test_one_check_digit_is_sound_and_it_is_that_of_iso_7064(self, body: str) -> None:
        assert [_iso_7064_mod_11_2(body)] == [
            each for each in "0123456789X" if not _told(body + each) & {"identity.check"}
        ]

    def test_all_eleven_check_digits_come_about(self) -> None:
        bodies = [f"110105194912310{number:02}" for number in range(20)]
        assert {*"0123456789X"} == {_iso_7064_mod_11_2(body) for body in bodies}
        assert not {code for body in bodies for code in _told(_with_check(body))} - {"identity.number"}

    def test_two_zeros_before_the_check_digit_are_no_sign_of_a_spreadsheet(self) -> None:
        number = _with_check("11010519551231100")
        assert ("1", set()) == (number[-1], _told(number))

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
            ("11010549123100x", "identity.length"),
            ("１１０１０５４９１２３１００２", "identity.length"),
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
        assert {"identity.date"} == _told(_with_check("11010519490431002"))
        assert {"identity.date"} == _told(_with_check("11010519490229002"))
        assert set() == _told(_with_check("11010519480229002"))
        assert {"identity.date"} == _told(_with_check("11010519490012002"))

    @pytest.mark.parametrize(
        "number",
        [
            "110105194912310000",
            "1.10105E+17",
            "1.10105194912310e17",
            "1E+17",
            "110105194912310000.0",
            "110105194912310.",
            "110105194912310123.0",
            "110105491231002.0",
        ],
    )
    def test_a_number_that_a_spreadsheet_rounded_is_told_and_not_repaired(self, number: str) -> None:
        findings = check_identity_number(number)
        assert "identity.number" == findings[0].code
        assert len(findings) > 1
        assert not [each for each in findings if number[:6] in each.problem]


class TestReading:
    @given(st.from_regex(r"[0-9]{6}[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}", fullmatch=True))
    def test_a_number_of_fifteen_is_read_as_the_one_of_eighteen_given_later(self, number: str) -> None:
        later = _with_check(f"{number[:6]}19{number[6:]}")
        assert (later if "identity.number" not in _told(later) else "") == read_identity_number(number)
