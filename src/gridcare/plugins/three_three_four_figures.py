"""
What Yuxi street published on 7 February 2020, and what those figures must satisfy.

One of them bears the wrong unit, and one sentence can be read in two ways; both are told, and nothing is corrected.
"""

from datetime import date

from gridcare.reporting.figures import Figure, Figures
from gridcare.reporting.open_readings import OpenReading
from gridcare.reporting.reconcile import Identity
from gridcare.rules.notices import Grade, Source

__all__ = ["FIGURES", "IDENTITIES", "PUBLISHED_ON", "SEVENTEEN_OR_ELEVEN", "SOURCE", "active_readings"]

PUBLISHED_ON = date(2020, 2, 7)
SOURCE = Source(
    body="玉溪街道 (Yuxi street office, Shizhong district, Neijiang)",
    title="“三三四”工作法",
    date=PUBLISHED_ON,
    grade=Grade.SEEN,
)
DERIVED = Source(title="derived from the published figures", date=PUBLISHED_ON, grade=Grade.DERIVED)


def _published(name: str, value: int, unit: str, zh: str, en: str, *qualifiers: str, note: str = "") -> Figure:
    return Figure(
        name,
        value,
        unit=unit,
        qualifiers=qualifiers or ("exact",),
        as_of=PUBLISHED_ON,
        basis="cumulative",
        source=SOURCE,
        note=note,
        titles=(("zh", zh), ("en", en)),
    )


FIGURES = Figures(
    (
        _published("households", 19_149, "household", "排查户数", "households screened"),
        _published("persons", 51_618, "person", "排查人数", "persons screened"),
        _published("round_1_households", 13_333, "household", "第一轮排查户数", "households, round 1"),
        _published("round_1_persons", 35_710, "person", "第一轮排查人数", "persons, round 1"),
        _published(
            "round_2_households",
            5_816,
            "person",
            "第二轮排查户数",
            "households, round 2",
            note="printed as 5816人15908人: the first unit says persons and must be households for both sums to hold",
        ),
        _published("round_2_persons", 15_908, "person", "第二轮排查人数", "persons, round 2"),
        _published("leads", 107, "lead", "大数据线索", "leads from big data"),
        _published("observed", 122, "episode", "累计居家观察人次", "person-times observed"),
        _published("ended", 105, "episode", "解除观察人次", "person-times ended"),
        _published("transferred", 6, "episode", "转集中医学观察人次", "of these transferred to central observation"),
        _published("red_armband_teams", 11, "team", "红袖标队", "red-armband teams"),
        _published("red_armbands", 103, "person", "红袖标队员", "red armbands"),
        _published("vehicles", 10_000, "vehicle", "消毒车次", "vehicles disinfected", "about", "over"),
        _published("closed_mahjong", 77, "mahjong parlour or tea house", "麻将馆茶馆", "mahjong parlours, tea houses"),
        _published("closed_internet", 7, "internet café", "网吧", "internet cafés"),
        _published("closed_bars", 1, "bar", "酒吧", "bars"),
        _published("closed_baths", 3, "bath", "浴足洗浴", "baths and foot baths"),
        _published("closed_poultry", 21, "slaughter point", "活禽宰杀点", "live poultry slaughter points"),
        _published("posters", 1_000, "poster", "宣传画", "posters printed"),
        _published("boards", 500, "board", "KT板", "boards printed"),
        _published("booklets", 1_000, "booklet", "宣传册", "booklets printed"),
        _published("letters", 550, "letter", "提醒信", "reminder letters printed"),
        _published("notices", 1_100, "notice", "12、13号通告", "notices 12 and 13 printed"),
        _published("distributed", 32_000, "copy", "张贴发放", "posted and distributed", "over"),
        _published("banners", 135, "banner", "横幅", "banners"),
        _published("models", 34, "figure", "宣传模型", "model figures"),
    ),
    label="yuxi/2020-02-07",
    titles=(("zh", "玉溪街道2020年2月7日公布"), ("en", "Yuxi, 7 February 2020")),
)
"""The figures as published; none is corrected. Copies printed and copies distributed are different measures."""

IDENTITIES = (
    Identity(
        "rounds in households",
        "round_1_households + round_2_households = households",
        why="A household is screened in one round: the second takes what the first left.",
        titles=(("zh", "两轮户数合计"), ("en", "households of both rounds")),
    ),
    Identity(
        "rounds in persons",
        "round_1_persons + round_2_persons = persons",
        why="The persons of a household are screened in its round.",
        titles=(("zh", "两轮人数合计"), ("en", "persons of both rounds")),
    ),
    Identity(
        "ended",
        "ended <= observed",
        why="No observation ends that did not begin.",
        titles=(("zh", "解除不多于观察"), ("en", "no more ended than were observed")),
    ),
    Identity(
        "transferred",
        "transferred <= ended",
        why="A transfer is one way in which an observation ends.",
        titles=(("zh", "转集中不多于解除"), ("en", "no more transferred than ended")),
    ),
)


_HANGING = {
    "completed": {"zh": "期满解除", "en": "completed"},
    "transferred": {"zh": "转集中医学观察", "en": "transferred to central observation"},
    "active": {"zh": "仍在观察", "en": "still under observation"},
}


def active_readings(figures: Figures = FIGURES, *, among: bool = True) -> tuple[Figures, Figures]:
    """
    Give the two readings of "released 105 (6 converted to central observation)", the one chosen first.

    Held against each other by `gridcare.reporting.reconcile.reconcile` they differ in who completed, who ended and who
    is under observation: 17 where the 6 are among the 105, the reading chosen, and 11 where they come on top.

    Args:
        figures: The published figures.
        among: Whether the 6 are among the 105, the parameter ``transferred_among_released``.
    """
    observed, ended, transferred = (int(figures[name].value or 0) for name in ("observed", "ended", "transferred"))

    def read(label: str, zh: str, completed: int) -> Figures:
        told = {"completed": completed, "transferred": transferred, "active": observed - completed - transferred}
        return Figures(
            tuple(
                Figure(name, value, unit="episode", as_of=PUBLISHED_ON, source=DERIVED, titles=_HANGING[name])
                for name, value in told.items()
            ),
            label=label,
            titles={"zh": zh, "en": label},
        )

    inside = read("transferred among the ended", "转集中含在解除之内", ended - transferred)
    on_top = read("transferred besides the ended", "转集中在解除之外", ended)
    return (inside, on_top) if among else (on_top, inside)


SEVENTEEN_OR_ELEVEN = OpenReading(
    id="transferred among the ended",
    asks="Are the 6 converted to central observation among the 105 released, or on top of them?",
    readings=active_readings(),
    titles={"zh": "转集中医学观察是否含在解除之内", "en": "whether the transferred are among those released"},
)
"""One question; on it hang who completed (99 or 105) and who is under observation (17 or 11)."""
