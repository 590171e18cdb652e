"""
What Chinese numbers and addresses are read as, for comparing rows of several sources.

A reading is for comparing only: what is kept is the value as it was written. What does not have the shape of its kind
is read as nothing, so that a telephone in the column of identity numbers contradicts nobody. An identity number of 15
digits is read as the one of 18 that its holder was given later (GB 11643-1999: the century and a check digit were
added); one whose check digit does not agree is read as nothing, for some digit of it is wrong and nobody knows which.
"""

import re
import unicodedata
from typing import Final

from gridcare.people.likeness import folded
from gridcare.plugins.cn_codes import check_identity_number

__all__ = ["read_address", "read_identity_number", "read_mobile"]

_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_WEIGHTS: Final = tuple(2 ** (18 - place) % 11 for place in range(1, 18))
_CHECK: Final = "10X98765432"


def read_identity_number(text: str) -> str:
    """
    Read an identity number, of 15 digits or 18; nothing when it cannot be one.

    >>> read_identity_number("１１０１０５４９１２３１００２"), read_identity_number("110105 19491231 002x")
    ('11010519491231002X', '11010519491231002X')
    >>> read_identity_number("110105194912310029")  # its check digit does not agree
    ''
    """
    number = folded(text).upper()
    if not 15 <= len(number) <= 18:
        return ""
    if len(number) == 15 and number.isascii() and number.isdigit():
        body = f"{number[:6]}19{number[6:]}"
        total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True))
        number = body + _CHECK[total % 11]
    return "" if check_identity_number(number) else number


def read_mobile(text: str) -> str:
    """
    Read a mobile number of eleven digits, with or without the prefix of the country; nothing when it cannot be one.

    >>> read_mobile("＋86 138-0013-8000"), read_mobile("0433-2255")
    ('13800138000', '')
    """
    if _MOBILE.fullmatch(text):  # the usual case
        return text
    number = folded(text).removeprefix("+").removeprefix("86")
    return number if _MOBILE.fullmatch(number) else ""


_NUMERAL: Final = re.compile(r"[零〇一二两三四五六七八九十百]+")
_ASCII_NUMBER: Final = re.compile(r"[0-9]+|[a-z]+")
_DIGIT: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def read_address(text: str) -> str:
    """
    Read the numbers of an address within one compound: building, entrance, flat; nothing when there is none.

    >>> read_address("３号楼二单元五〇一室"), read_address("3.2.501"), read_address("十二栋 1203")
    ('3-2-501', '3-2-501', '12-1203')
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    arabic = _NUMERAL.sub(lambda found: str(_number(found[0])), plain)
    return "-".join(each.lstrip("0") or "0" for each in _ASCII_NUMBER.findall(arabic.casefold()))


def _number(numeral: str) -> int:
    """Read a numeral written in words (一百零三) or digit by digit (五〇一)."""
    if not set(numeral) & set("十百"):
        return int("".join(str(_DIGIT[each]) for each in numeral))
    total = digit = 0
    for each in numeral:
        if each in "十百":
            total += (digit or 1) * (100 if each == "百" else 10)
            digit = 0
        else:
            digit = _DIGIT[each]
    return total + digit
