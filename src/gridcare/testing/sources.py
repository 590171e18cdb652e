"""
Made-up residents as three sources tell of them: a street to try linking on, of which the truth is known.

Nobody in it exists: the numbers are of a district that there is none of, and the telephones of a range that no person
has. What goes wrong with a row is drawn from the shares in `Slips`, which are made up too: characters of the same
sound, names written backwards or in pinyin, digits changed or traded, full-width digits, old numbers of 15 digits,
columns swapped, an address in words, fields left blank, rows written twice.
"""

from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import Final, NamedTuple

import attrs

from gridcare.attributes import Attributes, Scalar
from gridcare.people.identification import RowRef
from gridcare.people.linkage import Cluster
from gridcare.people.sources import LinkSource, SourceRow

__all__ = ["STREET_SOURCES", "LinkQuality", "MadeSources", "Slips", "made_sources", "quality"]

STREET_SOURCES: Final = (LinkSource("visit"), LinkSource("database", distinct=True), LinkSource("gate"))
"""The sources of a made-up street, the one that is believed first at the head."""

_SURNAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹"
_GIVEN: Final = (
    "伟玮炜 芳方 静婧 丽莉俐 强 军君钧 洋阳 勇永 艳燕 杰洁 娟 涛 明鸣 超 兰岚 霞 平萍 刚钢 桂 英瑛 华桦 玉育 "
    "红宏鸿 建健 国 志智 海 春 秀 文雯 新欣心 云芸 晓小 佳嘉 雪 梅 峰锋枫 龙 飞 辉晖 鹏 波 宁 林琳霖 子紫 思 "
    "雨宇语 浩皓 俊骏 博 天 一怡依 诗施 梦 雅 欢 成诚 金 福 德"
).split()
_FAMILY: Final = "王汪 张章 李黎 朱诸 何和 谢解".split()
_SAME_SOUND: Final = {each: group for group in (*_GIVEN, *_FAMILY) for each in group if len(group) > 1}
_LATIN: Final = dict(zip("王李张刘陈杨伟芳", "Wang Li Zhang Liu Chen Yang Wei Fang".split(), strict=True))
_WIDE: Final = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_WEIGHTS: Final = tuple(2 ** (18 - place) % 11 for place in range(1, 18))
_CHECK: Final = "10X98765432"
_HOMES: Final = 60
_WORDS: Final = "零一二三四五六七八九"


@attrs.frozen(kw_only=True)
class Slips:
    """
    In what share of rows each thing goes wrong; made up.

    Attributes:
        sound: A character of the name is one of the same sound.
        turned: The family name stands last.
        latin: The name is written in pinyin.
        character: A character of the name is another one.
        no_name: There is no name.
        digit: A digit of the identity number or telephone is another one.
        traded: Two digits next to each other changed places.
        wide: Digits are full-width.
        old_number: The identity number is the old one of 15 digits.
        swapped: Identity number and telephone stand in each other's column.
        no_number: There is no identity number.
        no_phone: There is no telephone.
        old_phone: It is a telephone that nobody has any more.
        no_address: There is no address.
        twice: Somebody wrote the row twice, with slips of its own.
    """

    sound: float = 0.03
    turned: float = 0.01
    latin: float = 0.005
    character: float = 0.01
    no_name: float = 0.0
    digit: float = 0.02
    traded: float = 0.01
    wide: float = 0.05
    old_number: float = 0.01
    swapped: float = 0.01
    no_number: float = 0.0
    no_phone: float = 0.0
    old_phone: float = 0.0
    no_address: float = 0.0
    twice: float = 0.0


DATABASE: Final = Slips(sound=0.01, turned=0.0, latin=0.0, no_number=0.05, no_phone=0.1, old_phone=0.1)
VISIT: Final = Slips(no_number=0.4, no_phone=0.15, no_address=0.02, twice=0.05)
GATE: Final = Slips(sound=0.05, latin=0.01, no_name=0.03, no_number=0.85, no_phone=0.1, no_address=0.6)


class MadeSources(NamedTuple):
    """The rows of three sources, and which person each tells of."""

    rows: tuple[SourceRow, ...]
    truth: Mapping[RowRef, int]


def made_sources(
    persons: int,
    *,
    seed: int,
    in_database: float = 0.9,
    visited: float = 0.85,
    passages: float = 3.0,
    units: Iterable[str] = (),
) -> MadeSources:
    """
    Make up what the grid database, visits and a gate tell of a street.

    Args:
        persons: How many live there, in homes of three.
        seed: What everything is drawn from.
        in_database: The share that the grid database lists.
        visited: The share that was met at the door.
        passages: How many rows the gate log has for each person.
        units: The ids of the buildings, of sixty homes each, in turn; none leaves them out.
    """
    random = Random(seed)
    buildings = tuple(units)
    people = [_person(number, random) for number in range(persons)]
    rows: list[SourceRow] = []
    truth: dict[RowRef, int] = {}

    def write(source: str, number: int, slips: Slips) -> None:
        for _ in range(2 if random.random() < slips.twice else 1):
            unit = buildings[number // (3 * _HOMES) % len(buildings)] if buildings else ""
            values = Attributes(_slipped(people[number], slips, random))
            row = SourceRow(source=source, id=f"{source[0]}{len(rows):07}", values=values, unit=unit)
            rows.append(row)
            truth[row.ref] = number

    for number in range(persons):
        if random.random() < in_database:
            write("database", number, DATABASE)
        if random.random() < visited:
            write("visit", number, VISIT)
    for number in random.choices(range(persons), k=round(persons * passages)):
        write("gate", number, GATE)
    return MadeSources(tuple(rows), truth)


def _person(number: int, random: Random) -> Mapping[str, str]:
    home = number // 3
    surname = random.choices(_SURNAMES, range(2 * len(_SURNAMES), len(_SURNAMES), -1))[0]
    given = "".join(random.choice(random.choice(_GIVEN)) for _ in range(random.choice((1, 2, 2, 2))))
    born = f"{random.randrange(1930, 2019)}{random.randrange(1, 13):02}{random.randrange(1, 29):02}"
    body = f"990000{born}{number % 1000:03}"
    check = _CHECK[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True)) % 11]
    phone = f"1400{home if number % 3 and random.random() < 0.4 else number + 3_000_000:07}"
    building, entrance, flat = home // _HOMES + 1, home // 20 % 3 + 1, (home % 20 // 4 + 1) * 100 + home % 4 + 1
    address = f"{building}-{entrance}-{flat}"
    return {"name": surname + given, "identity_number": body + check, "phone": phone, "address": address}


def _slipped(person: Mapping[str, str], slips: Slips, random: Random) -> dict[str, Scalar]:
    def happens(share: float) -> bool:
        return random.random() < share

    name, number, phone, address = (person[each] for each in ("name", "identity_number", "phone", "address"))
    for share, bend in (
        (slips.sound, _same_sound),
        (slips.character, _other_character),
        (slips.turned, _turned),
        (slips.latin, _latin),
    ):
        name = bend(name, random) if happens(share) else name
    if happens(slips.old_phone):
        phone = f"1401{random.randrange(10_000_000):07}"
    if happens(slips.old_number) and number[6:8] == "19":
        number = number[:6] + number[8:17]
    for share, slip in ((slips.digit, _other_digit), (slips.traded, _traded), (slips.wide, _wide)):
        number = slip(number, random) if happens(share) else number
        phone = slip(phone, random) if happens(share) else phone
    told: dict[str, Scalar] = {
        "name": None if happens(slips.no_name) else name,
        "identity_number": None if happens(slips.no_number) else number,
        "phone": None if happens(slips.no_phone) else phone,
        "address": None if happens(slips.no_address) else random.choice(_SPELLINGS)(*address.split("-")),
    }
    if happens(slips.swapped):
        told["identity_number"], told["phone"] = told["phone"], told["identity_number"]
    return {field: value for field, value in told.items() if value is not None}


def _same_sound(name: str, random: Random) -> str:
    places = [place for place, each in enumerate(name) if each in _SAME_SOUND]
    if not places:
        return name
    place = random.choice(places)
    other = random.choice([each for each in _SAME_SOUND[name[place]] if each != name[place]])
    return name[:place] + other + name[place + 1 :]


def _other_character(name: str, random: Random) -> str:
    return name[:-1] + random.choice(random.choice(_GIVEN))


def _turned(name: str, random: Random) -> str:
    return name[1:] + name[0]


def _latin(name: str, random: Random) -> str:
    return " ".join(_LATIN.get(each, each) for each in name)


def _other_digit(digits: str, random: Random) -> str:
    place = random.randrange(3, len(digits))
    return digits[:place] + random.choice("0123456789") + digits[place + 1 :]


def _traded(digits: str, random: Random) -> str:
    place = random.randrange(3, len(digits) - 1)
    return digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]


def _wide(digits: str, random: Random) -> str:
    return digits.translate(_WIDE)


def _in_words(digits: str) -> str:
    return "".join(_WORDS[int(each)] for each in digits)


_SPELLINGS: Final[tuple[Callable[[str, str, str], str], ...]] = (
    lambda building, entrance, flat: f"{building}号楼{entrance}单元{flat}室",
    lambda building, entrance, flat: f"{building}-{entrance}-{flat}",
    lambda building, entrance, flat: f"{building}栋 {entrance}单元 {flat}".translate(_WIDE),
    lambda building, entrance, flat: f"{_in_words(building)}号楼{_in_words(entrance)}单元{flat}",
)


@attrs.frozen(kw_only=True)
class LinkQuality:
    """
    How well rows were linked, in pairs of rows.

    Attributes:
        found: Pairs that were put together.
        right: Those of them that tell of the same person.
        true: Pairs that tell of the same person.
    """

    found: int
    right: int
    true: int

    @property
    def precision(self) -> float:
        """How many of the pairs put together belong together; 1 when there are none."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """How many of the pairs that belong together were put together; 1 when there are none."""
        return self.right / self.true if self.true else 1.0


def quality(clusters: Iterable[Cluster], truth: Mapping[RowRef, int]) -> LinkQuality:
    """Hold clusters against the truth."""
    found = right = 0
    per_person: dict[int, int] = {}
    for cluster in clusters:
        counts: dict[int, int] = {}
        for ref in cluster.rows:
            counts[truth[ref]] = counts.get(truth[ref], 0) + 1
        found += _pairs(len(cluster.rows))
        for person, count in counts.items():
            right += _pairs(count)
            per_person[person] = per_person.get(person, 0) + count
    return LinkQuality(found=found, right=right, true=sum(map(_pairs, per_person.values())))


def _pairs(count: int) -> int:
    return count * (count - 1) // 2
