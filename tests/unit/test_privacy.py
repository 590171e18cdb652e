"""Privacy classes, masks and classified fields."""

import copy
import pickle

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.privacy import (
    MASKS,
    REDACTED,
    PrivacyClass,
    Redacted,
    RefusedValue,
    classes_of,
    classified,
    mask_address,
    mask_identity_number,
    mask_name,
    mask_phone,
    mask_whole,
    quietly,
)


class TestPrivacyClass:
    def test_later_classes_give_away_more(self) -> None:
        names = ["public", "internal", "personal", "sensitive", "identifying"]
        assert names == [each.value for each in sorted(PrivacyClass)]
        assert PrivacyClass.SENSITIVE >= PrivacyClass.PERSONAL > PrivacyClass.INTERNAL

    def test_only_what_identifies_is_erased(self) -> None:
        assert [PrivacyClass.IDENTIFYING] == [each for each in PrivacyClass if not each.is_kept]

    def test_only_what_is_not_about_persons_is_open(self) -> None:
        assert [PrivacyClass.PUBLIC, PrivacyClass.INTERNAL] == [each for each in PrivacyClass if each.is_open]

    def test_it_has_no_order_with_anything_else(self) -> None:
        with pytest.raises(TypeError):
            assert PrivacyClass.PUBLIC < "internal"


class TestRedacted:
    def test_copies_and_pickles_are_itself(self) -> None:
        assert REDACTED is copy.deepcopy(REDACTED) is pickle.loads(pickle.dumps(REDACTED))  # noqa: S301
        assert REDACTED is Redacted("redacted")
        assert ("REDACTED", "redacted") == (repr(REDACTED), str(REDACTED))


class TestMasks:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [("张小红", "张**"), ("张三", "张**"), ("欧阳娜娜", "欧**"), (" Anna ", "A**"), ("张", "**")],
    )
    def test_a_name_keeps_its_first_character(self, name: str, expected: str) -> None:
        assert expected == mask_name(name)

    @pytest.mark.parametrize(
        ("phone", "expected"),
        [
            ("13800138000", "138****8000"),
            ("138-0013-8000", "138****8000"),
            ("+86 138 0013 8000", "861****8000"),
            ("04332255", "****55"),
            ("2255-678", "****78"),
            ("225567", "****"),
            ("ask the neighbour", "****"),
        ],
    )
    def test_a_phone_keeps_the_digits_by_which_its_owner_knows_it(self, phone: str, expected: str) -> None:
        assert expected == mask_phone(phone)

    @pytest.mark.parametrize(
        ("number", "expected"),
        [
            ("11010519491231002X", "1****X"),
            (" 11010519491231002X\n", "1****X"),
            ("G1234567", "G****7"),
            ("G123456", "****"),
            ("G12    ", "****"),
        ],
    )
    def test_an_identity_number_tells_neither_district_nor_birth(self, number: str, expected: str) -> None:
        assert expected == mask_identity_number(number)

    @pytest.mark.parametrize(
        ("address", "expected"),
        [
            ("延吉市进学街道文新社区3号楼2单元501室", "延吉市进学街****"),
            ("文新社区三号楼", "文新****"),
            ("进学街二号楼三单元五零一室", "进学街****"),
            ("进学街百花楼四单元五零一室", "进学街****"),
            ("进学街十号楼四单元五零一室", "进学街****"),
            ("  文新社区三号楼", "文新****"),
            ("延吉市进学街道文新社区文新小区物业办公室东侧", "延吉市进学街****"),
            ("3号楼2单元501室", "****"),
            ("Lane 12, flat 3", "Lane ****"),
        ],
    )
    def test_an_address_ends_before_its_first_number(self, address: str, expected: str) -> None:
        assert expected == mask_address(address)

    def test_every_mask_has_a_name(self) -> None:
        assert {mask_whole, mask_name, mask_phone, mask_identity_number, mask_address} == set(MASKS.values())


@attrs.frozen
class Contact:
    id: str
    phone: str | None = classified(PrivacyClass.IDENTIFYING, mask=mask_phone, metadata={"column": "B"})
    ill: bool | None = classified(PrivacyClass.SENSITIVE, default=None)
    lift: bool = classified(PrivacyClass.INTERNAL, default=True)
    more: Attributes | Redacted = classified(PrivacyClass.IDENTIFYING, default=REDACTED)


class TestClassified:
    def test_masks_classes_blanks_and_names_of_attributes_are_shown(self) -> None:
        expected = "Contact(id='c1', phone=138****8000, ill=<sensitive>, lift=True, more=Attributes(wechat))"
        assert expected == repr(Contact("c1", "13800138000", True, True, Attributes(wechat="abc")))
        assert "Contact(id='c1', phone=None, ill=None, lift=True, more=REDACTED)" == repr(Contact("c1", None))

    def test_what_has_a_mask_and_is_no_text_shows_its_class_alone(self) -> None:
        entered = Contact("c1", 13800138000)  # type: ignore[arg-type]  # as a spreadsheet holds it
        assert "phone=<identifying>" in repr(entered)

    def test_the_classes_of_a_class_can_be_asked(self) -> None:
        assert {"phone": "identifying", "ill": "sensitive", "lift": "internal", "more": "identifying"} == {
            name: privacy.value for name, privacy in classes_of(Contact).items()
        }
        assert {} == classes_of(str)

    def test_metadata_of_ones_own_is_kept(self) -> None:
        assert "B" == attrs.fields(Contact).phone.metadata["column"]

    def test_values_are_compared_as_ever(self) -> None:
        assert Contact("c1", "1") != Contact("c1", "2")


class TestQuietly:
    def test_the_error_says_what_is_allowed_and_chains_nothing(self) -> None:
        @attrs.frozen
        class Card:
            number: str = classified(
                PrivacyClass.IDENTIFYING,
                validator=quietly(attrs.validators.matches_re(r"\d{6}"), "must have six digits"),
            )

        with pytest.raises(RefusedValue, match=r"^'Card.number' must have six digits$") as refused:
            Card("secret")
        assert refused.value.__context__ is refused.value.__cause__ is None
        assert ("Card", "number") == (refused.value.owner, refused.value.field)
        assert "123456" == Card("123456").number

    def test_a_validator_given_plainly_is_made_quiet(self) -> None:
        @attrs.frozen
        class Card:
            number: str = classified(PrivacyClass.IDENTIFYING, validator=attrs.validators.max_len(3))

        with pytest.raises(RefusedValue, match=r"'Card\.number' was refused by its validator"):
            Card("secret")

    def test_each_of_several_validators_is_heard_and_made_quiet(self) -> None:
        @attrs.frozen
        class Card:
            number: str = classified(
                PrivacyClass.IDENTIFYING, validator=[attrs.validators.min_len(2), attrs.validators.max_len(3)]
            )

        for wrong in ("s", "secret"):
            with pytest.raises(RefusedValue, match=r"'Card\.number' was refused by its validator"):
                Card(wrong)
        assert "123" == Card("123").number

    def test_whatever_a_validator_raises_is_kept_quiet(self) -> None:
        def look_up(_: object, __: object, value: str) -> None:
            raise KeyError(value)

        @attrs.frozen
        class Card:
            number: str = classified(PrivacyClass.IDENTIFYING, validator=look_up)

        with pytest.raises(RefusedValue, match=r"'Card\.number' was refused by its validator"):
            Card("secret")
