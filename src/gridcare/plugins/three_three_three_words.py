"""What the three-three-three method calls things (用语), by language."""

from collections.abc import Mapping
from typing import Final

from gridcare.plugins.casework.words import CASEWORK_WORDS

__all__ = ["THREE_THREE_THREE_WORDS"]

_UNRELATED: Final = "direction = 'in' and traveller.outside and not traveller.related"

THREE_THREE_THREE_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    **CASEWORK_WORDS,
    "screened": {"zh": "已排查登记"},
    "moved away": {"zh": "已搬离"},
    "to be isolated": {"zh": "需隔离"},
    "no risk": {"zh": "排除风险"},
    "not here": {"zh": "不在本地"},
    "not found": {"zh": "未找到"},
    "cleared": {"zh": "已核清"},
    "found person": {"zh": "“四早”处置", "en": "four earlies"},
    "four earlies": {"zh": "四早"},
    "advised": {"zh": "已劝导"},
    "not reached": {"zh": "未联系上"},
    "delay return": {"zh": "劝其暂缓返甬"},
    "stay calm": {"zh": "劝其安心留甬"},
    "no family visit": {"zh": "劝其家人不来甬探亲"},
    "no gatherings": {"zh": "不聚会"},
    "no visits": {"zh": "不串门"},
    "fewer outings": {"zh": "少外出"},
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
    "reading.value >= param.fever_from": {"zh": "体温达到发热标准", "en": "a reading at the fever cut-off or above"},
    "not known(reading.value)": {"zh": "未测温", "en": "nobody measured"},
    _UNRELATED: {
        "zh": "外来无关人员进入",
        "en": "unrelated people from outside coming in",
    },
    "everybody in or out is measured": {"zh": "出入人员一律测温"},
    "unrelated people do not enter the unit door": {"zh": "无关人员不进单元门"},
    "disinfection": {"zh": "消毒"},
    "lift": {"zh": "电梯"},
    "corridor": {"zh": "楼道"},
    "key place": {"zh": "重点部位"},
    "subject.migrant_worker = 'back in the epidemic area'": {"zh": "已返回疫区的外来务工人员"},
    "subject.migrant_worker = 'stayed'": {"zh": "留甬的外来务工人员"},
}
"""Outcomes, teams, places and conditions, as its playbook tells them."""
