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

CASEWORK_WORDS: Final[Mapping[str, Mapping[str, str]]] = {name: {"zh": told} for name, told in _CHINESE.items()}
"""Outcomes, effects and those who are told, by language."""
