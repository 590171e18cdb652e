"""
How rows about residents of a Chinese street are linked: keys, blocks and points, as one rule to begin with.

The points are ours. They follow from how often the same persons and different ones agree so in a street, and were
tried on made-up registers (docs/reference/linkage.md tells how well): a telephone and an address are shared by a
family, a name by strangers, and an identity number by nobody. So telephone and address together never join two
rows, and with a name either of them does. Columns that were swapped are found: number and telephone, name and
address. Change the points where your rows are of another kind.
"""

import re
from collections.abc import Iterable
from typing import Final

from gridcare.people.likeness import (
    Agreement,
    Block,
    Comparison,
    ExactKey,
    ReadAs,
    Similarity,
    Trait,
    folded,
    in_any_order,
)
from gridcare.people.sources import LinkRule, LinkSource
from gridcare.people.subjects import RESIDENT, Field, SubjectKind
from gridcare.plugins.cn_readings import read_address, read_identity_number, read_mobile
from gridcare.privacy import PrivacyClass

__all__ = ["LISTED_RESIDENT", "residents_rule"]

LISTED_RESIDENT: Final = RESIDENT.with_fields(
    Field("address", str, PrivacyClass.IDENTIFYING, mask="address", titles=(("zh", "地址"),))
)
"""A resident with the address at which a source lists him, within one compound."""

_ANY_NUMBER: Final = ("identity_number", "phone")


def _number_like(text: str) -> str:
    """Read what may be an identity number with slips of the pen."""
    number = folded(text)
    return number if 17 <= len(number) <= 19 and sum(map(str.isdigit, number)) >= 16 else ""


def _first_seven(text: str) -> str:
    return read_mobile(text)[:7]


def _last_four(text: str) -> str:
    return read_mobile(text)[-4:]


_ADDRESS: Final = re.compile(r"\d\D+\d|[楼栋幢座单元室]\D*\d")
"""Two numbers, or a number behind a word for a part of a building: no name looks like that."""


def _named(read: ReadAs) -> ReadAs:
    """Read a name; nothing where an address stands in its column."""
    return lambda text: read(text) if text.isalpha() or not _ADDRESS.search(text) else ""


def residents_rule(
    sources: Iterable[LinkSource],
    *,
    sound: ReadAs,
    loose_sound: ReadAs,
    edit: Similarity,
    kind: SubjectKind = LISTED_RESIDENT,
) -> LinkRule:
    """
    Make the rule.

    Args:
        sources: The sources, the one that is believed first at the head.
        sound: Reads a name by its sound, such as ``gridcare.adapters.pinyin.pinyin(ordered=False)``.
        loose_sound: The same with sounds that are often confused as one.
        edit: How alike two texts are by the characters to change, such as
            ``gridcare.adapters.similarity.similarity("edit")``.
        kind: The kind of subject; it has the fields of `LISTED_RESIDENT`.
    """
    written, turned, sounded, like_sounded = map(_named, (folded, in_any_order, sound, loose_sound))
    name = Comparison(
        "name",
        (
            Agreement("same", 9, read=written),
            Agreement("swapped", 8, read=written, crossed="address"),
            Agreement("turned", 8, read=turned),
            Agreement("same sound", 7, read=sounded),
            Agreement("like sound", 5, read=like_sounded),
            Agreement("one character", -4, read=written, similarity=edit, at_least=0.6),
        ),
        differ=-10,
    )
    number = Comparison(
        "identity_number",
        (
            Agreement("same", 18, read=read_identity_number),
            Agreement("swapped", 17, read=read_identity_number, crossed="phone"),
            Agreement("slip", 8, read=_number_like, similarity=edit, at_least=0.85),
        ),
        differ=-8,
    )
    phone = Comparison(
        "phone",
        (
            Agreement("same", 6, read=read_mobile),
            Agreement("swapped", 6, read=read_mobile, crossed="identity_number"),
            Agreement("slip", 4, read=read_mobile, similarity=edit, at_least=0.9),
        ),
        differ=-2,
    )
    address = Comparison("address", Agreement("same", 6, read=read_address), differ=-2)
    by_sound = Trait("name", like_sounded)
    by_number, by_phone = Trait(_ANY_NUMBER, read_identity_number), Trait(_ANY_NUMBER, read_mobile)
    return LinkRule(
        kind=kind,
        sources=sources,
        keys=(
            ExactKey("identity number", by_number, unique=True, confirm="name", at_most=60),
            ExactKey("telephone and name", (by_phone, Trait("name", turned))),
        ),
        blocks=(
            Block("telephone", by_phone, at_most=60),
            Block("flat", Trait("address", read_address), at_most=60),
            Block(
                "sound and head of telephone",
                (by_sound, Trait(_ANY_NUMBER, _first_seven)),
                at_most=60,
            ),
            Block("sound and tail of telephone", (by_sound, Trait(_ANY_NUMBER, _last_four)), at_most=60),
        ),
        comparisons=(name, phone, number, address),
        same=13,
        ask=8,
    )
