"""
What the runner of scenarios says, in English and in Chinese, to somebody who knows the method and no Python.

Each message says in which line, what was expected and what came.
"""

from collections.abc import Mapping
from typing import Final

__all__ = ["LANGUAGES", "SENTENCES", "sentence"]

LANGUAGES: Final = ("en", "zh")

SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "line": ("line {line}: {told}", "第 {line} 行：{told}"),
    "somewhere": ("{told}", "{told}"),
    "close": ("; did you mean '{close}'?", "；是否指“{close}”？"),
    "known": ("; there are {known}", "；可用：{known}"),
    "nothing": ("nothing", "无"),
    # the file
    "toml": ("this is no TOML: {why}", "不是有效的 TOML：{why}"),
    "key": ("'{name}' means nothing here{hint}", "此处不能写“{name}”{hint}"),
    "missing": ("'{name}' is missing", "缺少“{name}”"),
    "shape": ("'{name}' must be {wanted}", "“{name}”应为{wanted}"),
    "text": ("a text", "文字"),
    "table": ("a table", "表"),
    "tables": ("tables, each begun by [[...]]", "以 [[...]] 开头的表"),
    "texts": ("a list of texts", "文字列表"),
    "number": ("a whole number", "整数"),
    "moment": (
        "'{value}' is no moment; write it as 2020-02-03 08:00",
        "“{value}”不是时间；请写作 2020-02-03 08:00",
    ),
    "language": ("'{value}' is not spoken here; write en or zh", "不支持语言“{value}”；请写 en 或 zh"),
    "playbook": ("'{value}' is no playbook that is installed{hint}", "没有安装名为“{value}”的工作法{hint}"),
    "unusable": ("the playbook '{value}' cannot be used: {why}", "工作法“{value}”不能使用：{why}"),
    "given": ("the street or the register is faulty: {why}", "单位或登记表有误：{why}"),
    "subject": ("'{value}' is nobody of the register{hint}", "登记表中没有“{value}”{hint}"),
    "step": ("'{value}' is no step{hint}", "没有名为“{value}”的步骤{hint}"),
    "outcome": ("'{value}' is no outcome of '{step}'{hint}", "“{step}”没有结果“{value}”{hint}"),
    "track": ("'{value}' is no track{hint}", "没有名为“{value}”的流程{hint}"),
    "unit": ("'{value}' is no unit{hint}", "没有单位“{value}”{hint}"),
    "standing": ("'{value}' is no standing{hint}", "没有状态“{value}”{hint}"),
    "presence": ("'{value}' is not where somebody can be{hint}", "“{value}”不是人员去向{hint}"),
    "amends": (
        "'{value}' was not told above, so it cannot be corrected{hint}",
        "前面没有记录“{value}”，不能更正{hint}",
    ),
    "unchanged": (
        "this corrects nothing of '{value}'; say its outcome, answers or when it happened, or void = true",
        "没有更正“{value}”的任何内容；请写出结果、答案或发生时间，或写 void = true",
    ),
    "backwards": ("this moment lies before the one above it", "此时间早于上一个时间"),
    "early": ("this moment lies before the opening", "此时间早于开始时间"),
    "empty": ("this scenario expects nothing; add a [[then]]", "没有任何预期；请加入 [[then]]"),
    "parameters": ("the method does not take these parameters: {why}", "工作法不能采用这些参数：{why}"),
    # what came
    "same": (
        "the alternative comes to the same as the reading; expect what differs",
        "另一种理解与所选理解的结果相同；请写出不同之处",
    ),
    "expected": (
        "at {at}, {what} was expected to be '{expected}', and it is '{came}'",
        "{at}，{what}应为“{expected}”，实际为“{came}”",
    ),
    "of.state": ("the state of '{who}'", "“{who}”所处环节"),
    "of.standing": ("the standing of '{who}'", "“{who}”的状态"),
    "of.turn": ("whose turn it is about '{who}'", "“{who}”的责任人"),
    "of.effects": ("what followed for '{who}'", "“{who}”的后续事项"),
    "of.coverage": ("the number of {who} in '{unit}'", "“{unit}”的{who}户数"),
    "of.overdue": ("the list of those overdue", "逾期名单"),
    "of.channels": ("the channels for '{who}'", "“{who}”可用的渠道"),
    "of.ends": ("the end of the observation of '{who}'", "“{who}”的观察期满时间"),
    "of.owed": ("what is owed about '{who}' on the day", "“{who}”当日应做事项"),
    "of.follows": ("what follows from the observation of '{who}'", "“{who}”观察期间的后续事项"),
    "of.unmet": ("what stands against the release of '{who}'", "“{who}”不能解除的原因"),
    "of.kit": ("what '{who}' was not handed", "“{who}”未发放的物品"),
    "of.stock": ("the number of those {who}", "{who}人数"),
    "of.presence": ("the number of persons {who}", "{who}人数"),
    "of.figures": ("'{who}' of the published figures", "公布数字“{who}”"),
    "of.teams": ("what is wrong with the team '{who}'", "队伍“{who}”的问题"),
    "of.duties": ("what is owed at '{who}'", "“{who}”的值守安排"),
    "of.gates": ("what is decided about '{who}' at the gate", "卡口对“{who}”的处置"),
    "of.missing": ("who has not filed '{who}'", "“{who}”未报单位"),
    "of.zeros": ("who filed a zero on '{who}'", "“{who}”零报告单位"),
    "of.owes": ("the levels that file '{who}'", "“{who}”的填报层级"),
    "of.rules": ("the edition of '{who}' in force", "“{who}”适用版本"),
    "of.audit": ("the answer on '{who}'", "“{who}”的核查结论"),
    "of.findings": ("the list of findings", "问题清单"),
}


def sentence(language: str, code: str, **particulars: object) -> str:
    """
    Say something.

    Args:
        language: ``en`` or ``zh``.
        code: The code of a sentence.
        particulars: What it names.
    """
    return SENTENCES[code][LANGUAGES.index(language)].format(**particulars)
