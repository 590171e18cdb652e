"""The doors to RapidFuzz and pypinyin, and the readings of Chinese numbers and addresses."""

import sys

import pytest

from gridcare.adapters.pinyin import pinyin
from gridcare.adapters.similarity import SIMILARITIES, similarity
from gridcare.errors import MissingExtra, UnknownName
from gridcare.plugins.cn_readings import read_address, read_identity_number, read_mobile


class TestSimilarity:
    @pytest.mark.parametrize("name", SIMILARITIES)
    def test_it_goes_from_nothing_to_one(self, name: str) -> None:
        pytest.importorskip("rapidfuzz")
        alike = similarity(name)
        assert 1 == alike("zhang wei", "zhang wei")
        assert 0 <= alike("zhang wei", "zhang wie") < 1
        assert 0 == alike("abc", "xyz")

    def test_neighbours_that_changed_places_count_once(self) -> None:
        pytest.importorskip("rapidfuzz")
        assert similarity("edit")("1234", "1324") == pytest.approx(0.75)

    def test_the_order_of_words_may_not_matter(self) -> None:
        pytest.importorskip("rapidfuzz")
        assert 1 == similarity("words")("zhang wei", "wei zhang")

    def test_an_unknown_one_is_refused_with_those_that_there_are(self) -> None:
        pytest.importorskip("rapidfuzz")
        with pytest.raises(UnknownName, match="did you mean 'edit'"):
            similarity("edti")

    def test_without_the_extra_it_says_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "rapidfuzz", None)
        with pytest.raises(MissingExtra, match=r"gridcare\[linkage\]"):
            similarity("edit")


class TestPinyin:
    @pytest.mark.parametrize(
        ("one", "other"), [("张伟", "章玮"), ("张伟", "Ｚhang wei"), ("吕布", "Lǚ bù"), ("女", "nv")]
    )
    def test_names_of_one_sound_are_read_alike(self, one: str, other: str) -> None:
        pytest.importorskip("pypinyin")
        assert pinyin()(one) == pinyin()(other) != ""

    @pytest.mark.parametrize(("one", "other"), [("林静", "凌进"), ("陈诗", "程思")])
    def test_sounds_that_are_often_confused_are_one_where_asked(self, one: str, other: str) -> None:
        pytest.importorskip("pypinyin")
        assert pinyin()(one) != pinyin()(other)
        assert pinyin(variants=True)(one) == pinyin(variants=True)(other)

    def test_the_order_of_the_syllables_may_not_matter(self) -> None:
        pytest.importorskip("pypinyin")
        assert pinyin(ordered=False)("张伟") == pinyin(ordered=False)("Wei Zhang")
        assert pinyin()("张伟") != pinyin()("伟张")

    def test_what_is_no_letter_is_not_read(self) -> None:
        pytest.importorskip("pypinyin")
        assert "" == pinyin()("13８-?") == pinyin()("")

    def test_without_the_extra_it_says_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "pypinyin", None)
        with pytest.raises(MissingExtra, match=r"gridcare\[linkage\]"):
            pinyin()


class TestReadings:
    def test_an_old_number_is_read_as_the_new_one(self) -> None:
        assert "11010519491231002X" == read_identity_number("110105491231002")
        assert "990000198201010025" == read_identity_number("990000820101002")

    def test_the_last_letter_may_be_small(self) -> None:
        assert "11010519491231002X" == read_identity_number("１1010519491231002x")

    @pytest.mark.parametrize("text", ["", "1", "11010519491331002X", "13800138000", "110105194912310020", "一二三"])
    def test_what_is_no_identity_number_is_read_as_nothing(self, text: str) -> None:
        assert "" == read_identity_number(text)

    def test_a_mobile_number_is_read_however_it_is_written(self) -> None:
        assert {"13800138000"} == {read_mobile(each) for each in ("138 0013 8000", "＋86-13800138000", "8613800138000")}
        assert "" == read_mobile("23800138000") == read_mobile("11010519491231002X")

    @pytest.mark.parametrize(
        ("text", "numbers"),
        [
            ("３号楼２单元５０１室", "3-2-501"),
            ("三号楼二单元五百零一", "3-2-501"),
            ("3栋-2-501", "3-2-501"),
            ("十二号楼03单元", "12-3"),
            ("A座一百二十", "a-120"),
            ("3、2，501", "3-2-501"),
            ("0-02-501", "0-2-501"),
            ("两栋〇二单元", "2-2"),
            ("村委会旁", ""),
        ],
    )
    def test_an_address_is_read_by_its_numbers(self, text: str, numbers: str) -> None:
        assert numbers == read_address(text)
