"""
Codes as China writes them: what their digits say, without a table, and without turning any away.

An administrative code (行政区划代码) is described by its digits: province, prefecture, county, street or township,
committee, the urban-rural class (城乡分类代码). Lists of codes change and are no longer published, so a code that
nobody has heard of is described like any other, one of an odd length is described as far as it goes, and nothing is
ever rejected or padded.

The check digit of an identity number (公民身份号码) is reckoned, never repaired. What is said about a number never
holds the number.
"""

import re
from collections.abc import Iterator
from datetime import date
from operator import mul
from typing import Final

import attrs

from gridcare.rules.notices import Grade, Source

__all__ = [
    "GRID_LENGTH",
    "CodeDescription",
    "CodePart",
    "IdentityFinding",
    "check_identity_number",
    "describe_code",
    "describe_urban_rural_class",
]

ADMINISTRATIVE = Source(title="GB/T 2260, administrative codes of six digits", grade=Grade.SEEN)
STATISTICAL = Source(
    title="statistical codes of twelve digits; GB/T 10114-2003 for the township part", grade=Grade.SEEN
)
URBAN_RURAL = Source(
    body="State Council", title="urban-rural classes", number="国函〔2008〕60号", grade=Grade.SEEN_TWICE
)
IDENTITY = Source(title="GB 11643-1999, identity number of citizens", grade=Grade.SEEN_TWICE)

GRID_LENGTH: Final = 3
"""How many digits of a grid follow the twelve of the community; a convention of ours, no standard's."""


@attrs.frozen
class CodePart:
    """
    Some digits of a code.

    Attributes:
        name: What they number: ``province``, ``prefecture``, ``county``, ``street or township``, ``committee``,
            ``grid``, or ``rest`` for what no rule describes.
        digits: The digits, as written.
        kind: What the range they lie in says, in words; empty when it says nothing.
    """

    name: str
    digits: str
    kind: str = ""


@attrs.frozen(kw_only=True)
class CodeDescription:
    """
    What the digits of a code say.

    Attributes:
        code: The code as written.
        parts: Its parts in order; joined, their digits are the code.
        remarks: What is out of the ordinary, in words; never a reason to reject it.
        source: The paper that the description follows.
    """

    code: str
    parts: tuple[CodePart, ...]
    remarks: tuple[str, ...] = ()
    source: Source = ADMINISTRATIVE


_PREFECTURE: Final = (
    (range(1, 21), "city"),
    (range(21, 51), "region, prefecture or league"),
    (range(51, 71), "city"),
    (range(90, 91), "county-level units run by the province"),
)
_COUNTY: Final = (
    (range(1, 2), "total of districts"),
    (range(2, 21), "district"),
    (range(21, 81), "county or banner"),
    (range(81, 100), "city run by the province"),
)
_TOWNSHIP: Final = (
    (range(1, 100), "street"),
    (range(100, 200), "town"),
    (range(200, 400), "township"),
    (range(400, 600), "unit that is government and enterprise in one"),
)
_PARTS: Final = (
    ("province", 2, ()),
    ("prefecture", 2, _PREFECTURE),
    ("county", 2, _COUNTY),
    ("street or township", 3, _TOWNSHIP),
    ("committee", 3, ()),
    ("grid", GRID_LENGTH, ()),
)
_WHOLE: Final = frozenset({2, 4, 6, 9, 12, 12 + GRID_LENGTH})
_URBAN_RURAL: Final = {
    "111": "main city",
    "112": "urban-rural junction",
    "121": "town centre",
    "122": "town-township junction",
    "123": "special area",
    "210": "township centre",
    "220": "village",
}


def describe_code(code: str) -> CodeDescription:
    """
    Describe an administrative or statistical code; any text is accepted as it is.

    >>> [(part.name, part.digits, part.kind) for part in describe_code("110105").parts]
    [('province', '11', ''), ('prefecture', '01', 'city'), ('county', '05', 'district')]
    """
    parts = tuple(_cut(code))
    source = ADMINISTRATIVE if len(code) <= 6 else STATISTICAL
    return CodeDescription(code=code, parts=parts, remarks=tuple(_remarks(code)), source=source)


def _cut(code: str) -> Iterator[CodePart]:
    if not _digits(code):
        if code:
            yield CodePart("rest", code)
        return
    at = 0
    for name, length, ranges in _PARTS:
        digits = code[at : at + length]
        if len(digits) < length:
            break
        yield CodePart(name, digits, _kind(digits, ranges))
        at += length
    if code[at:]:
        yield CodePart("rest", code[at:])


def _kind(digits: str, ranges: tuple[tuple[range, str], ...]) -> str:
    return next((kind for numbers, kind in ranges if int(digits) in numbers), "")


def _remarks(code: str) -> Iterator[str]:
    if not _digits(code):
        yield "it has other characters than digits"
    elif len(code) not in _WHOLE:
        yield f"it has {len(code)} digits; codes of {', '.join(map(str, sorted(_WHOLE)))} are described"


def _digits(code: str) -> bool:
    return code.isascii() and code.isdigit()


def describe_urban_rural_class(code: str) -> str:
    """Give an urban-rural class in words; empty for a code that no rule describes."""
    return _URBAN_RURAL.get(code, "")


@attrs.frozen(kw_only=True)
class IdentityFinding:
    """
    Something that is wrong with an identity number; it never holds the number or any digit of it.

    Attributes:
        code: ``identity.length``, ``identity.characters``, ``identity.date``, ``identity.check`` or
            ``identity.legacy`` for a number of fifteen digits, which has no check digit, and ``identity.number`` for
            one that a spreadsheet seems to have taken for a number, so that its last digits are gone.
        problem: In one sentence.
        source: The paper that says so.
    """

    code: str
    problem: str
    source: Source = IDENTITY


_NUMBER: Final = re.compile(r"[0-9]{17}[0-9Xx]", re.ASCII)
_WEIGHTS: Final = tuple(2 ** (18 - place) % 11 for place in range(1, 18))
_CHECK: Final = "10X98765432"
_AS_NUMBER: Final = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+?[0-9]+|[0-9]{15}000|[0-9]{15,18}\.0*", re.ASCII)
_WAS_NUMBER: Final = (
    "it looks as if a spreadsheet took it for a number and lost its last digits; enter it from the paper"
)


def check_identity_number(number: str) -> tuple[IdentityFinding, ...]:
    """
    Check an identity number: its length, its characters, its date of birth and its check digit.

    A spreadsheet keeps fifteen digits of a number, so that an identity number which it took for one ends in three
    zeros. Few true ones do, and one that does is told as well: somebody must look at the paper.

    The address part is not looked up: it may be of a county that was abolished. Nothing is repaired.

    Args:
        number: The number as written.

    Returns:
        What is wrong; empty when nothing is.

    >>> check_identity_number("11010519491231002X")  # a published specimen
    ()
    """
    if _AS_NUMBER.fullmatch(number):
        return (IdentityFinding(code="identity.number", problem=_WAS_NUMBER), *_whole(number))
    return _whole(number)


def _whole(number: str) -> tuple[IdentityFinding, ...]:
    if len(number) == 15 and _digits(number):
        return (
            IdentityFinding(code="identity.legacy", problem="it has 15 digits, as before 1999, and no check digit"),
        )
    if len(number) != 18:
        problem = f"it has {len(number)} characters; an identity number has 18"
        return (IdentityFinding(code="identity.length", problem=problem),)
    if not _NUMBER.fullmatch(number):
        problem = "it has other characters than 17 digits and a digit or X at the end"
        return (IdentityFinding(code="identity.characters", problem=problem),)
    return tuple(_wrong(number))


def _wrong(number: str) -> Iterator[IdentityFinding]:
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        yield IdentityFinding(code="identity.date", problem="its date of birth is no date")
    if _CHECK[sum(map(mul, _WEIGHTS, map(int, number[:17]))) % 11] != number[17].upper():
        yield IdentityFinding(code="identity.check", problem="its check digit does not agree; some digit is wrong")
