"""What the ten measures call things (用语), by language; what an audit asks for is told with the days in force."""

from collections.abc import Mapping
from itertools import chain
from typing import Final

from gridcare.plugins.casework.words import CASEWORK_WORDS

__all__ = ["TEN_MEASURES_WORDS"]

_CRITERIA: Final[Mapping[str, tuple[str, str]]] = {
    "criterion.duty": (
        "{duty_days}天内有值班记录，值班无空档，日报告、零报告无一缺报",
        "duty was kept within {duty_days} days, no minute of it is uncovered, and no daily or zero report is missing",
    ),
    "criterion.mechanism": (
        "有预案（含平时和战时）、有机制、有队伍、有台账、有物资",
        "there are a plan for peacetime and emergency, a mechanism, a team, a ledger of residents, and supplies",
    ),
    "criterion.ledgers": (
        "居民台账{ledger_days}天内逐人核对，特殊群体信息完整，辖区单位已登记，城中村不遗漏",
        "every resident was checked within {ledger_days} days, special groups are complete, "
        "organisations are listed, and no urban village is left out",
    ),
    "criterion.publicity": (
        "{publicity_days}天内开展过宣传，每次均记明形式和对象",
        "there was publicity within {publicity_days} days, each time with its form and its audience",
    ),
    "criterion.sanitation": (
        "{sanitation_days}天内开展过整治，每次均记明对象和区域",
        "there was sanitation within {sanitation_days} days, each time with its target and its area",
    ),
    "criterion.social forces": (
        "有社会力量报到，均记明单位、任务和时长",
        "social forces reported in, each with its organisation, its task and its hours",
    ),
    "criterion.regime": (
        "各社区均已定区，所在分区的措施全部落实",
        "every community has its zone, and every measure of that zone was taken",
    ),
    "criterion.co-operation": (
        "各项协助任务均按时办结",
        "every request for support was answered in time",
    ),
    "criterion.special groups": (
        "特殊群体均已落到网格，救助和求助均按时办理",
        "everybody of a special group has a grid, and relief and requests were dealt with in time",
    ),
    "criterion.training": (
        "{training_days}天内开展过培训，{drill_days}天内开展过实战演练",
        "there was a training within {training_days} days and a live drill within {drill_days} days",
    ),
    "criterion.activation": (
        "指令下达后{activation_hours}小时内进入应急状态",
        "the emergency was activated within {activation_hours} hours of the order",
    ),
    "criterion.supervision": (
        "{supervision_days}天内对每个社区均有督促指导",
        "every community was supervised within {supervision_days} days",
    ),
}
"""What each criterion of the audit asks for, with the days in force."""

_RECORDS: Final[Mapping[str, tuple[str, str]]] = {
    "record.duty": ("值班", "duty"),
    "record.filing": ("日报告和零报告", "daily report"),
    "record.activation": ("进入应急状态", "activation"),
    "record.plan": ("预案", "plan"),
    "record.mechanism": ("机制", "mechanism"),
    "record.team": ("队伍", "team"),
    "record.supplies": ("物资", "supplies"),
    "record.resident": ("居民台账", "resident"),
    "record.special": ("特殊群体台账", "special group"),
    "record.organisation": ("辖区单位台账", "organisation"),
    "record.publicity": ("宣传", "publicity"),
    "record.sanitation": ("环境整治", "sanitation"),
    "record.report_in": ("社会力量报到", "social force"),
    "record.regime": ("分区管控措施", "measure of the zone"),
    "record.support": ("协助任务", "request for support"),
    "record.relief": ("临时救助", "relief"),
    "record.request": ("求助", "request"),
    "record.training": ("培训", "training"),
    "record.drill": ("演练", "drill"),
    "record.supervision": ("督促指导", "supervision"),
    "field.peacetime": ("平时模式", "the peacetime mode"),
    "field.emergency": ("应急模式", "the emergency mode"),
    "field.in_place": ("是否到位", "whether it is in place"),
    "field.balance": ("结存", "the balance"),
    "field.checked": ("是否核对", "whether it was checked"),
    "field.complete": ("信息是否完整", "whether it is complete"),
    "field.uncovered": ("空档分钟数", "the uncovered minutes"),
    "field.arrival": ("报送情况", "how it arrived"),
    "field.hours": ("时长", "the hours"),
    "field.done": ("是否落实", "whether it was done"),
    "field.in_time": ("是否按时", "whether it was in time"),
    "field.live": ("是否实战", "whether it was live"),
    "field.elapsed": ("距指令的小时数", "the hours since the order"),
    "unit.urban_village": ("是否城中村", "whether it is an urban village"),
}
"""What the kinds of record are called, and what a record or a unit may leave out."""

_READ: Final[Mapping[str, tuple[str, str]]] = {
    "param.duty_days": ("值班核查天数", "days within which duty is looked for"),
    "param.activation_hours": ("进入应急状态时限", "time to activate the emergency"),
    "param.ledger_days": ("台账核对天数", "days within which the ledger is checked"),
    "param.publicity_days": ("宣传间隔天数", "days within which publicity is repeated"),
    "param.sanitation_days": ("环境整治间隔天数", "days within which sanitation is repeated"),
    "param.supervision_days": ("督促指导间隔天数", "days within which supervision is repeated"),
    "param.training_days": ("培训间隔天数", "days within which training is repeated"),
    "param.drill_days": ("演练间隔天数", "days within which a drill is repeated"),
    "param.step_in_within": ("早介入时限", "time to step in"),
    "param.relieve_within": ("早救助时限", "time to relieve"),
    "param.answer_within": ("受理时限", "time to answer a request"),
    "the whole time since the activation": ("自进入应急状态以来的全部时间", "the whole time since the activation"),
    "at once: the paper says immediately and names no hour": (
        "立即（原文只说立即，未说小时数）",
        "at once (the paper says immediately and names no hour)",
    ),
    "refreshed whenever something changes": ("有变化即更新", "whenever something changes"),
    "every day in an emergency": ("应急状态下每日", "every day in an emergency"),
    "once": ("一次即可", "once"),
    "once a year": ("每年一次", "once a year"),
    "counted from the finding": ("自发现之时起算", "counted from the finding"),
    "not stated: the paper only says early": ("不定时限（原文只说早）", "not stated (the paper only says early)"),
    "not stated: the paper only says to co-operate": (
        "不定时限（原文只说主动配合）",
        "not stated (the paper only says to co-operate)",
    ),
}
_READS: Final = (
    "if confirmed_14_days = 0 then 'low' elif confirmed > 50 and clusters_14_days > 0 then 'high' otherwise 'medium'"
)

TEN_MEASURES_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    **CASEWORK_WORDS,
    "organisation": {"zh": "单位"},
    "stood down": {"zh": "解除应急状态", "en": "stand-down"},
    "known(subject.special_group) and subject.special_group != ''": {
        "zh": "属于特殊群体",
        "en": "in a special group",
    },
    "陕西省民政厅 (civil-affairs department of Shaanxi province)": {
        "zh": "陕西省民政厅",
        "en": "civil-affairs department of Shaanxi province",
    },
    "社区疫情防控工作十条措施": {
        "zh": "社区疫情防控工作十条措施",
        "en": "Ten measures for communities (社区疫情防控工作十条措施)",
    },
    "relief": {"zh": "临时救助", "en": "temporary relief"},
    "command": {"zh": "指挥值班", "en": "duty of the command"},
    "duty officer": {"zh": "值班员"},
    "risk": {"zh": "风险等级", "en": "risk level"},
    "low": {"zh": "低风险", "en": "low risk"},
    "medium": {"zh": "中风险", "en": "medium risk"},
    "high": {"zh": "高风险", "en": "high risk"},
    "zone": {"zh": "管控分区"},
    "routine": {"zh": "常态化"},
    "precaution": {"zh": "防范区"},
    "control": {"zh": "管控区"},
    "lockdown": {"zh": "封控区"},
    "positive": {"zh": "阳性检出", "en": "positive test"},
    "entered": {"zh": "划入该区", "en": "entry into the zone"},
    "exposed": {"zh": "暴露", "en": "exposure"},
    "contacts negative": {"zh": "密接全部阴性的确认", "en": "confirmation that all contacts are negative"},
    "round": {"zh": "全员检测", "en": "round of tests"},
    _READS: {
        "zh": "14天内无确诊病例的为低风险；累计确诊超过50例且14天内有聚集性疫情的为高风险；其余为中风险",
        "en": "no case within 14 days is low, more than 50 cases and a cluster within 14 days high, all else medium",
    },
    "counted.measure": {"zh": "条"},
    "counted.kind": {"zh": "项"},
    **{name: {"zh": zh, "en": en} for name, (zh, en) in chain(_CRITERIA.items(), _RECORDS.items(), _READ.items())},
}
"""Scales, duties, what the audit asks for, and readings, as its playbook tells them."""
