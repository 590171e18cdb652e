"""What the three-three-three method calls things (用语), by language."""

from collections.abc import Mapping
from typing import Final

from gridcare.plugins.casework.words import CASEWORK_WORDS

__all__ = ["THREE_THREE_THREE_WORDS"]

_UNRELATED: Final = "direction = 'in' and traveller.outside and not traveller.related"

_NEW: Final = (
    "known(unit.compound_type) and unit.compound_type = 'new' "
    "or not known(unit.compound_type) and param.unknown_compound = 'new'"
)

THREE_THREE_THREE_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    **CASEWORK_WORDS,
    "宁波市民政局 (Ningbo civil affairs bureau)": {"zh": "宁波市民政局", "en": "Ningbo civil affairs bureau"},
    "“三三三”社区疫情防控工作法": {
        "zh": "“三三三”社区疫情防控工作法",
        "en": "Three-three-three method (“三三三”社区疫情防控工作法)",
    },
    _NEW: {
        "zh": "新建小区，或小区类型不明而按新建小区对待",
        "en": "it is a new compound, or one of unknown type that is taken for new",
    },
    "subject.returned_from_epidemic_area or subject.registered_in_epidemic_area": {
        "zh": "从疫区返回或户籍在疫区",
        "en": "back from an epidemic area, or registered there",
    },
    "channel.online sign-up": {"zh": "网上登记"},
    "channel.online survey": {"zh": "网上问卷"},
    "channel.WeChat": {"zh": "微信"},
    "households": {"zh": "户"},
    "wall-gate leader": {"zh": "墙门组长"},
    "visit": {"zh": "走访"},
    "screen": {"zh": "排查"},
    "publicise": {"zh": "宣传"},
    "serve": {"zh": "服务"},
    "information officer": {"zh": "信息员"},
    "liaison officer": {"zh": "联络员"},
    "publicist": {"zh": "宣传员"},
    "fighter": {"zh": "战斗员"},
    "traveller.outside": {"zh": "外来人员和车辆", "en": "outside people and vehicles"},
    "param.unknown_compound": {"zh": "类型不明的小区", "en": "a compound of unknown type"},
    "value.old": {"zh": "按老旧小区对待", "en": "taken for an old one"},
    "new: online only until somebody finds out": {
        "zh": "按新建小区对待，查明前只作网上排查",
        "en": "taken for a new one, online only until somebody finds out",
    },
    "param.screening_attempts": {"zh": "排查次数上限", "en": "attempts at a screening"},
    "one: the text says to screen to the bottom": {
        "zh": "只排查一次（原文只说排查到底）",
        "en": "one (the text says to screen to the bottom)",
    },
    "one: the text says that no clue is let go": {
        "zh": "只联系一次（原文只说不放过任何一条线索）",
        "en": "one (the text says that no clue is let go)",
    },
    "param.min_teams_per_unit": {
        "zh": "每个社区（村）三人小组数下限",
        "en": "teams of three of each community or village",
    },
    "so many teams as a large community needs: the text gives no number": {
        "zh": "大社区按需增设（原文未说数量）",
        "en": "as many as a large community needs (the text gives no number)",
    },
    "param.posted_within": {"zh": "张贴防疫知识时限", "en": "time to post prevention knowledge"},
    "no time: the text says that knowledge is posted": {
        "zh": "不设时限（原文只说张贴）",
        "en": "no time (the text says that knowledge is posted)",
    },
    "param.warning_from": {"zh": "预警起始人数", "en": "persons found that raise a warning"},
    "more: the text speaks of a warning and names no number": {
        "zh": "更多（原文只说预警，未说人数）",
        "en": "more (the text speaks of a warning and names no number)",
    },
    "counted.time per day": {"zh": "次/天", "en": "times a day"},
    "counted.hour per day": {"zh": "小时/天", "en": "hours a day"},
    "screened": {"zh": "已排查登记"},
    "moved away": {"zh": "已搬离"},
    "to be isolated": {"zh": "需隔离"},
    "no risk": {"zh": "排除风险"},
    "not here": {"zh": "不在本地"},
    "not found": {"zh": "未找到"},
    "cleared": {"zh": "已核清"},
    "found person": {"zh": "“四早”处置", "en": "the four earlies"},
    "four earlies": {"zh": "四早"},
    "advised": {"zh": "已劝导"},
    "not reached": {"zh": "未联系上"},
    "delay return": {"zh": "“暂缓返甬”劝导", "en": "advice to delay the return"},
    "stay calm": {"zh": "“安心留甬”劝导", "en": "advice to stay calmly"},
    "no family visit": {"zh": "“家人不来甬探亲”劝导", "en": "advice against a visit of the family"},
    "no gatherings": {"zh": "“不聚会”劝导", "en": "advice against gatherings"},
    "no visits": {"zh": "“不串门”劝导", "en": "advice against visits"},
    "fewer outings": {"zh": "“少外出”劝导", "en": "advice against outings"},
    "reported": {"zh": "已报告"},
    "isolated": {"zh": "已隔离"},
    "treated": {"zh": "已收治"},
    "no need": {"zh": "无需"},
    "community": {"zh": "社区"},
    "street": {"zh": "街道"},
    "self-governance": {"zh": "网格员、墙门组长、志愿者", "en": "grid workers, wall-gate leaders or volunteers"},
    "partners": {"zh": "社区、公安、卫健", "en": "community, police and health"},
    "trio": {"zh": "社区三人小组", "en": "team of three of a community"},
    "village trio": {"zh": "村三人小组", "en": "team of three of a village"},
    "community worker": {"zh": "社区工作者"},
    "village cadre": {"zh": "村干部"},
    "health professional": {"zh": "卫生专业人员"},
    "government cadre": {"zh": "机关干部"},
    "volunteer": {"zh": "志愿者"},
    "property firm": {"zh": "物业公司"},
    "self-help station": {"zh": "小区自治互助站"},
    "owners' committee": {"zh": "业主委员会"},
    "resident": {"zh": "居民"},
    "compound": {"zh": "小区"},
    "clearing": {"zh": "“清零”大排查", "en": "clearing to zero"},
    "known(place.stairwell)": {"zh": "登记在单元", "en": "registered in a stairwell"},
    "compound gate": {"zh": "小区门"},
    "stairwell door": {"zh": "楼道门"},
    "unit.property_firm": {"zh": "有物业", "en": "a property firm serves it"},
    "not unit.property_firm": {"zh": "无物业", "en": "no property firm serves it"},
    "keep one entrance": {"zh": "只保留一个出口"},
    "measure": {"zh": "测温"},
    "register": {"zh": "登记"},
    "post knowledge": {"zh": "张贴防疫知识"},
    "disinfect": {"zh": "消毒"},
    "know who is inside": {"zh": "掌握楼内人员"},
    "keep others out": {"zh": "无关人员不进单元门"},
    "dissuade": {"zh": "劝导"},
    "fever": {"zh": "发热"},
    "reading.value >= param.fever_from": {"zh": "体温达到{fever_from}℃", "en": "a reading of {fever_from} °C or above"},
    "not known(reading.value)": {"zh": "未测温", "en": "whoever was not measured"},
    _UNRELATED: {
        "zh": "外来无关人员进入",
        "en": "unrelated people who come in from outside",
    },
    "everybody in or out is measured": {"zh": "出入人员一律测温"},
    "unrelated people do not enter the unit door": {"zh": "无关人员不进单元门"},
    "disinfection": {"zh": "消毒"},
    "lift": {"zh": "电梯"},
    "corridor": {"zh": "楼道"},
    "key place": {"zh": "重点部位"},
    "subject.migrant_worker = 'back in the epidemic area'": {
        "zh": "已返回疫区的外来务工人员",
        "en": "it is a migrant worker who is back in the epidemic area",
    },
    "subject.migrant_worker = 'stayed'": {
        "zh": "留甬的外来务工人员",
        "en": "it is a migrant worker who stayed",
    },
}
"""Outcomes, teams, places and conditions, as its playbook tells them."""
