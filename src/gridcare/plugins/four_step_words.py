"""What the four-step method calls things (用语), by language."""

from collections.abc import Mapping
from typing import Final

from gridcare.plugins.casework.words import CASEWORK_WORDS

__all__ = ["FOUR_STEP_WORDS"]

FOUR_STEP_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    **CASEWORK_WORDS,
    "进学街道 (Jinxue street office, Yanji)": {"zh": "延吉市进学街道", "en": "Jinxue street office, Yanji"},
    "人员排查“四步工作法”": {"zh": "人员排查“四步工作法”", "en": "Four-step screening (人员排查“四步工作法”)"},
    "request": {"zh": "求助办理", "en": "the call for help"},
    "entry in the away ledger": {"zh": "外出台账登记", "en": "an entry in the away ledger"},
    "advice": {"zh": "提示与求助电话告知", "en": "advice and the help line"},
    "health centre": {"zh": "社区卫生服务中心", "en": "the health centre"},
    "met": {"zh": "见到住户"},
    "relayed": {"zh": "请邻居转告"},
    "notice": {"zh": "门缝留通知"},
    "refused": {"zh": "拒不配合"},
    "called": {"zh": "住户回电"},
    "reached": {"zh": "打通电话"},
    "no answer": {"zh": "无人接听"},
    "shut": {"zh": "敲不开门"},
    "found": {"zh": "核实到人"},
    "not found": {"zh": "仍未找到"},
    "vacant": {"zh": "空房"},
    "leaflet": {"zh": "宣传单", "en": "a leaflet"},
    "access card": {"zh": "健康出入卡", "en": "an access card"},
    "relay by neighbour": {"zh": "邻居转告", "en": "the relay by a neighbour"},
    "door notice": {"zh": "通知", "en": "a notice in the door"},
    "subject.vacant": {"zh": "登记为空房", "en": "the dwelling is known as vacant"},
    "memory.registered": {"zh": "入户时已登记", "en": "the household was registered at the door"},
    "fact.needs_help": {"zh": "需要帮助", "en": "help is needed"},
    "fact.away > 0": {"zh": "家中有人外出", "en": "somebody is away"},
    "fact.away = 0": {"zh": "家中无人外出", "en": "nobody is away"},
    "grid": {"zh": "网格长、楼长、楼道长", "en": "grid head, building head and stairwell head"},
    "phone": {"zh": "社区工作人员", "en": "community staff"},
    "joint": {"zh": "社区、民警、社区卫生服务中心", "en": "community, police and health centre"},
    "linkage": {"zh": "社区会同供热、房产部门", "en": "community with the heating company and the housing department"},
    "channel.automatic caller": {"zh": "智能外呼"},
    "grid head": {"zh": "网格长"},
    "building head": {"zh": "楼长"},
    "stairwell head": {"zh": "楼道长"},
    "health centre worker": {"zh": "社区卫生服务中心人员"},
    "heating company": {"zh": "供热公司"},
    "housing department": {"zh": "房产部门"},
    "arrival": {"zh": "抵达", "en": "arrival"},
    "home": {"zh": "居家", "en": "at home"},
    "temperature": {"zh": "测温"},
    "screening": {"zh": "排查情况", "en": "screening"},
    "away": {"zh": "外出台账", "en": "away ledger"},
    "known(subject.destination) and subject.destination != ''": {
        "zh": "外出或外出返回的",
        "en": "somebody is away or came back",
    },
    "after the response": {"zh": "响应终止后", "en": "after the response"},
    "counted.leaflet": {"zh": "份"},
    "counted.card": {"zh": "张"},
    "counted.square metre": {"zh": "平方米", "en": "square metres"},
    "param.call_back_hours": {"zh": "等待回电时限", "en": "how long a call back is waited for"},
    "no limit: the published text asks for a call back and states no time": {
        "zh": "不设时限（原文要求回电，未说时间）",
        "en": "no limit (the published text asks for a call back and states no time)",
    },
    "param.phone_attempts": {"zh": "电话排查次数上限", "en": "attempts by telephone"},
    "one attempt: the published text speaks of a telephone that cannot be reached, not how often": {
        "zh": "只打一次（原文只说电话联系不上，未说次数）",
        "en": "one (the published text speaks of a telephone that cannot be reached, not how often)",
    },
    "param.help_attempts": {"zh": "求助办理次数上限", "en": "attempts at help"},
    "one: the text offers a help line and does not say how often help is tried": {
        "zh": "只办一次（原文公布求助电话，未说次数）",
        "en": "one (the text offers a help line and does not say how often help is tried)",
    },
    "param.door_within": {"zh": "入户排查时限"},
    "param.phone_within": {"zh": "电话排查时限"},
    "param.joint_visit_within": {"zh": "联合入户时限"},
    "param.linkage_within": {"zh": "联动排查时限"},
    "param.disinfection_within": {"zh": "消杀行动时限", "en": "time for the disinfection drive"},
}
"""Outcomes, teams, conditions, measures and readings, as its playbook tells them."""
