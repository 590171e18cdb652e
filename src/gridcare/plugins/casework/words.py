"""What the ready workflows call things (用语), for the `words` of a playbook that uses them."""

from collections.abc import Mapping
from typing import Final

__all__ = ["CASEWORK_WORDS"]


def _zh(**words: str) -> dict[str, str]:
    return {name.replace("_", " "): told for name, told in words.items()}


_CHINESE: Final = {
    **_zh(messaged="已发短信", no_answer="未接听", came_back="确有其人，已返回", observed_already="已在管控"),
    **_zh(not_concerned="核实无需管控", elsewhere="人不在辖区", wrong_record="信息有误", message="短信提醒"),
    **_zh(isolation_notice="隔离告知书", publicity="政策宣传", observation="医学观察", transfer_slip="移交单"),
    **_zh(accepted="受理", relief_needed="需要救助", withdrawn="撤回", not_offered="无此服务", delivered="送达"),
    **_zh(out_of_stock="缺货", nobody_there="无人在家", delivery="代购代送", relief="救助", in_need="确有困难"),
    **_zh(helped_at_once="当场帮扶", no_need="无需救助", other_office="属其他部门", relieved="已救助", declined="谢绝"),
    **_zh(relief_office="救助部门", not_here="无法受理", requester="来函单位", done="完成", done_in_part="部分完成"),
    **_zh(closed="已关停", open="擅自营业", permitted_to_open="准予营业", shut="强制关停", police="公安"),
    **_zh(still_open="仍在营业", need_not_close="不在关停之列", closure_notice="关停通知", owner="责任人"),
    **_zh(solved_on_the_spot="当场解决", to_be_put_right="限期整改", referred="转交", unfounded="不属实"),
    **_zh(office_in_charge="主管部门", in_order="整改到位", not_in_order="整改不到位", next_level="上一级"),
    **_zh(emergency="应急处置", acted="已处置", false_alarm="误报", informed="已告知", nobody_concerned="无涉及居民"),
    **_zh(over="已平息", handed_over="移交", assigned="派办", answered_at_once="当场答复", not_ours="不属本单位"),
    **_zh(reported_before="重复举报", confirmed="属实", cannot_be_told="无法查清", told="已反馈", reporter="举报人"),
    **_zh(not_reachable="联系不上", inspection="督导整改", issued="发放", spoilt="作废", lost="遗失", revoked="收回"),
    **_zh(returned="交回", access_card="出入卡", signed_for="签收", sent_back="退回", sender="移出单位"),
}

_BOTH: Final = {
    "transfer slip": {"zh": "移交手续", "en": "a transfer slip"},
    "observation": {"zh": "医学观察", "en": "medical observation"},
    "emergency": {"zh": "应急处置", "en": "the answer to an emergency"},
    "relief": {"zh": "救助", "en": "relief"},
    "service": {"zh": "上门服务", "en": "service on request"},
    "fact.hazard": {"zh": "存在安全隐患", "en": "it is a hazard"},
    "not subject.anonymous": {"zh": "实名反映", "en": "whoever reported gave a name"},
    "memory.confirmed": {"zh": "核查属实", "en": "the check confirmed it"},
    "memory.unfounded": {"zh": "核查不属实", "en": "the check found nothing"},
    "memory.round_2_of_rectification": {"zh": "已是第二次整改", "en": "it was put right for the second time"},
    "memory.round_2_of_watch": {"zh": "再次发现营业", "en": "it was found open for the second time"},
    "police": {"zh": "公安", "en": "the police"},
    "owner": {"zh": "责任人", "en": "the owner"},
    "office in charge": {"zh": "主管部门", "en": "the office in charge"},
    "next level": {"zh": "上一级", "en": "the next level"},
    "requester": {"zh": "来函单位", "en": "the requester"},
    "reporter": {"zh": "举报人", "en": "whoever reported"},
    "sender": {"zh": "移出单位", "en": "the sender"},
    "relief office": {"zh": "救助部门", "en": "the relief office"},
    "message": {"zh": "短信提醒", "en": "the message"},
    "isolation notice": {"zh": "隔离告知书", "en": "the isolation notice"},
    "closure notice": {"zh": "关停通知", "en": "the order to close"},
    "channel.message": {"zh": "短信", "en": "message"},
    "channel.phone": {"zh": "电话", "en": "telephone"},
    "channel.door": {"zh": "上门", "en": "at the door"},
    "channel.visit": {"zh": "上门", "en": "visit"},
    "infrared": {"zh": "红外测温仪", "en": "an infrared thermometer"},
    "grid worker": {"zh": "网格员"},
    "police officer": {"zh": "民警"},
    "community worker": {"zh": "社区工作者"},
    "cumulative": {"zh": "累计"},
    "Class B, managed as Class A": {"zh": "乙类传染病按甲类管理", "en": "Class B disease, managed as Class A"},
    "lead": {"zh": "线索"},
    "tip": {"zh": "举报投诉"},
    "venue": {"zh": "管控场所"},
    "passage": {"zh": "出入登记", "en": "passages at a gate"},
    "fact.outside": {"zh": "外来人员或车辆", "en": "from outside"},
    "stand-down": {"zh": "应急响应终止", "en": "stand-down of the response"},
    "param.identities_kept": {"zh": "身份信息保留时间"},
    "param.delivery_attempts": {"zh": "送达次数上限", "en": "attempts at a delivery"},
    "param.lead_contacts": {"zh": "线索联系次数上限", "en": "attempts to reach somebody about a lead"},
    "param.fever_from": {"zh": "发热标准", "en": "cut-off of a fever"},
    "one attempt": {"zh": "只送一次"},
    "counted.attempt": {"zh": "次"},
    "counted.building": {"zh": "栋"},
    "counted.team": {"zh": "支"},
    "counted.year": {"zh": "年", "en": ""},
    "counted.request": {"zh": "件"},
    "counted.delivery": {"zh": "次"},
    "counted.community": {"zh": "个", "en": "communities"},
    "counted.village": {"zh": "个"},
}
_LEVELS: Final = {
    **_zh(province="省", city="市", county="县区", district="区", street="街道", community="社区", village="行政村"),
    **_zh(
        area="包片", grid="网格", compound="小区", building_yard="楼院", building="楼栋", stairwell="单元", floor="楼层"
    ),
}

CASEWORK_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    **{name: {"zh": told} for name, told in _CHINESE.items()},
    **_BOTH,
    **{f"level.{name}": {"zh": told, "en": name} for name, told in _LEVELS.items()},
}
"""Outcomes, channels, conditions, levels, measures and those who are told, by language."""
