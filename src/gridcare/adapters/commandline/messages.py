"""
Everything that the command line says of its own, by code, in English and in Chinese.

What a playbook says it says itself; faults of a playbook carry their own sentence, which is English, and a code, which
means something in Chinese too (`gridcare.explanation.codes`). Here are only the words around them. A message is a
template over named particulars.
"""

import re
from collections.abc import Mapping
from typing import Final

from gridcare.explanation.codes import CODES, meaning

__all__ = ["CATALOGUE", "LANGUAGES", "Voice", "spoken"]

LANGUAGES: Final = ("en", "zh")

CATALOGUE: Final[Mapping[str, tuple[str, str]]] = {
    # help
    "help.program": (
        "Look at working methods, check them, draw them and forecast them.",
        "查看、检查、绘制、测算工作法。",
    ),
    "help.commands": ("commands", "命令"),
    "help.options": ("options", "选项"),
    "help.arguments": ("arguments", "参数"),
    "help.usage": ("usage: ", "用法："),
    "help.help": ("show this help and stop", "显示本帮助后退出"),
    "help.version": ("show the version and stop", "显示版本后退出"),
    "help.lang": (
        "speak English (en) or Chinese (zh); a method is told in any language that it has a title in",
        "使用英文（en）或中文（zh）；工作法可用其自有标题的任何语言说明",
    ),
    "help.playbooks": ("list the playbooks that are installed", "列出已安装的工作法"),
    "help.plugins": ("list the plug-ins: loaded, in quarantine and why", "列出插件：已加载的、停用待查的及其原因"),
    "help.explain": ("tell a method in words", "用文字说明一个工作法"),
    "help.check": (
        "tell every fault of a playbook; exit code 1 when there is one",
        "列出工作法的全部错误；有错误时退出码为 1",
    ),
    "help.diagram": ("draw the workflows of a playbook", "绘制工作法的流程图"),
    "help.toml": (
        "write a method as a TOML file, to be read, changed and loaded without Python",
        "把工作法写成 TOML 文件，可阅读、修改，无需 Python 即可加载",
    ),
    "help.simulate": (
        "tell what a method will cost and how fast it closes, and check that by drawing cases",
        "测算工作法的工作量和办结速度，并用抽样模拟核对",
    ),
    "help.new": ("write a plug-in package that passes its own tests", "生成一个能通过自带测试的插件包"),
    "help.name": ("a playbook that is installed, or a TOML file", "已安装的工作法名称，或 TOML 文件"),
    "help.extensions": (
        "extensions to bring into it, with commas between them",
        "要加入的扩展，以逗号分隔",
    ),
    "help.format": ("what to write: {choices}", "输出格式：{choices}"),
    "help.output": ("write into this file instead of the terminal", "写入该文件，而不是终端"),
    "help.track": ("which track; not needed when there is only one", "哪条流程；只有一条时不需要"),
    "help.register": ("how many cases, or a CSV of subjects", "户数，或登记表（CSV）"),
    "help.units": ("the CSV of units that the subjects of the register lie in", "登记表所属单位的 CSV"),
    "help.chances": ("a TOML file of probabilities", "概率的 TOML 文件"),
    "help.within": ("the deadline to judge by, such as 48h", "按此时限计算办结率，如 48h"),
    "help.cases": ("how many cases to draw", "抽样模拟的户数"),
    "help.seed": ("what to draw them from", "抽样的种子"),
    "help.directory": ("a directory that does not exist yet, or is empty", "尚不存在的目录，或空目录"),
    "help.method": ("what the method is called; the directory's name unless given", "工作法的名称；默认与目录同名"),
    # headings
    "head.playbook": ("playbook", "工作法"),
    "head.title": ("title", "名称"),
    "head.version": ("version", "版本"),
    "head.plugin": ("plug-in", "插件"),
    "head.state": ("state", "状态"),
    "head.brings": ("brings", "提供"),
    "head.code": ("code", "代码"),
    "head.where": ("where", "位置"),
    "head.problem": ("problem", "问题"),
    "head.line": ("line", "行"),
    "head.measure": ("measure", "指标"),
    "head.forecast": ("forecast", "测算"),
    "head.drawn": ("drawn", "抽样"),
    "head.total": ("in all", "合计"),
    "plugins.extension": ("{extension} for {playbook}", "{extension}（用于 {playbook}）"),
    "state.loaded": ("loaded", "已加载"),
    "state.quarantined": ("in quarantine", "停用待查"),
    # answers
    "none.playbooks": ("No playbook is installed.", "没有安装任何工作法。"),
    "check.sound": ("'{name}' has no fault.", "“{name}”没有错误。"),
    "check.unread": (
        "No declaration reads {names}: another value reaches only functions that are given its parameters.",
        "没有任何声明读取 {names}：改动其值，只有读取工作法参数的函数才会知道。",
    ),
    "check.faulty": ("'{name}' has {count}.", "“{name}”有 {count}。"),
    "count.fault": ("1 fault", "1 处错误"),
    "count.faults": ("{count} faults", "{count} 处错误"),
    "new.made": ("'{directory}' holds a plug-in package now. Next:", "“{directory}”已生成插件包。下一步："),
    "text.written": ("Written to '{file}'.", "已写入“{file}”。"),
    "picture.table": ("Moves", "流转"),
    "picture.words": ("In words", "文字说明"),
    "simulate.attempts": ("attempts at '{part}'", "“{part}”次数"),
    "simulate.final": ("ends in '{part}'", "以“{part}”办结"),
    "simulate.hours": ("person-hours", "人时"),
    "simulate.within": ("closed within {time}", "{time}内办结"),
    "simulate.cases": ("cases", "户数"),
    "simulate.agrees": (
        "{cases} cases drawn from seed {seed} agree with the forecast, each measure within {times} standard errors.",
        "以种子 {seed} 抽样 {cases} 户，各项均与测算相符（不超过 {times} 倍标准误）。",
    ),
    "simulate.differs": (
        "{cases} cases drawn from seed {seed} differ from the forecast by over {times} standard errors in: {names}.",
        "以种子 {seed} 抽样 {cases} 户，下列各项与测算相差超过 {times} 倍标准误：{names}。",
    ),
    "simulate.drawing": ("drawing cases", "抽样中"),
    # wrong input
    "error": ("error", "错误"),
    "wrong.file": ("'{name}' cannot be read: {why}", "“{name}”无法读取：{why}"),
    "wrong.name": (
        "'{name}' is no playbook that is installed{hint}",
        "没有安装名为“{name}”的工作法{hint}",
    ),
    "wrong.extension": (
        "'{name}' is no extension that is offered to '{playbook}'{hint}",
        "没有为“{playbook}”提供名为“{name}”的扩展{hint}",
    ),
    "wrong.unoffered": ("; none is offered", "；没有任何扩展"),
    "wrong.extensions": (
        "'{name}' ({owner}) cannot be extended by {extensions}",
        "“{name}”（{owner}）不能加入扩展 {extensions}",
    ),
    "wrong.close": ("; did you mean '{close}'?", "；是否指“{close}”？"),
    "wrong.known": ("; there are {known}", "；现有：{known}"),
    "wrong.none": ("; none is installed", "；未安装任何工作法"),
    "wrong.quarantined": (
        "'{name}' cannot be used because of {plugins}; GRIDCARE_DISABLED_PLUGINS leaves plug-ins out",
        "“{name}”不能使用，原因在于插件 {plugins}；可用 GRIDCARE_DISABLED_PLUGINS 停用插件",
    ),
    "wrong.toml": ("'{name}' is no TOML file of a playbook", "“{name}”不是工作法的 TOML 文件"),
    "wrong.track": (
        "'{name}' has several tracks; name one by --track: {known}",
        "“{name}”有多条流程；请用 --track 指定：{known}",
    ),
    "wrong.chances": (
        "these probabilities cannot be used; each fault below says what to write in '{name}'",
        "“{name}”中的概率不能使用；请按下列错误修改",
    ),
    "wrong.key": (
        "'{key}' is no table of '{name}'; it may hold {known}",
        "“{name}”中不能有“{key}”；只能有：{known}",
    ),
    "wrong.table": (
        "'{key}' in '{name}' must be a table of names and numbers",
        "“{name}”中的“{key}”必须是名称与数值的表",
    ),
    "wrong.register": (
        "'{name}' is neither a number of cases from 1 on nor a CSV file",
        "“{name}”既不是户数（不小于 1），也不是 CSV 文件",
    ),
    "wrong.units": (
        "a register needs its units; give them by --units FILE",
        "登记表需要所属单位；请用 --units FILE 给出",
    ),
    "wrong.rows": ("'{name}' has rows that cannot be used", "“{name}”中有不能使用的行"),
    "wrong.empty": (
        "no subject of '{name}' goes through '{track}'",
        "“{name}”中没有对象属于“{track}”",
    ),
    "wrong.within": (
        "'{within}' is no length of time; write it as 48h, 90m or 14d",
        "“{within}”不是时长；请写作 48h、90m 或 14d",
    ),
    "wrong.minutes": (
        "--within needs the minutes of each step; add a table 'minutes' to '{name}'",
        "--within 需要各步用时；请在“{name}”中加入“minutes”表",
    ),
    "wrong.directory": (
        "'{directory}' is not empty; name a new directory",
        "“{directory}”不是空目录；请另取目录名",
    ),
    "wrong.method": (
        "'{name}' cannot name a Python package; use letters, digits and hyphens, a letter first, with --name",
        "“{name}”不能作为 Python 包名；请用 --name 给出以字母开头、由字母、数字和连字符组成的名称",
    ),
    "wrong.languages": (
        "'{language}' is not spoken here; use {known}",
        "不支持语言“{language}”；可用：{known}",
    ),
    "hint.help": ("`python -m gridcare {command}--help` tells more", "详见 `python -m gridcare {command}--help`"),
}

_ARGPARSE: Final = (
    (re.compile(r"the following arguments are required: (.*)"), r"缺少参数：\1"),
    (re.compile(r"unrecognized arguments: (.*)"), r"不认识的参数：\1"),
    (re.compile(r"argument (.*?): expected one argument"), r"参数 \1 需要一个值"),
    (re.compile(r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)"), r"参数 \1 不能是 \2；可选：\3"),
    (re.compile(r"argument (.*?): invalid int value: (.*)"), r"参数 \1 必须是整数，而不是 \2"),
    (re.compile(r"argument (.*?): ignored explicit argument (.*)"), r"参数 \1 不带值 \2"),
    (re.compile(r"ambiguous option: (.*?) could match (.*)"), r"选项 \1 不明确，可能是 \2"),
)


class Voice:
    """
    The words of one language.

    Args:
        name: ``en``, ``zh``, or another in which a method is told; what is said around it is then English.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._column = LANGUAGES.index(name) if name in LANGUAGES else 0

    def __call__(self, code: str, **particulars: object) -> str:
        """Say a message."""
        return CATALOGUE[code][self._column].format(**particulars)

    def told(self, code: str, sentence: str) -> str:
        """Say a sentence of the library; where its English is not spoken, the meaning of its code stands before it."""
        if self._column == 0 or code not in CODES:
            return sentence
        return f"{meaning(code, self.name)}（{sentence}）"

    def usage(self, told: str) -> str:
        """Say what the parser of the command line says in English."""
        if self._column == 0:
            return told
        for pattern, chinese in _ARGPARSE:
            if pattern.fullmatch(told):
                return pattern.sub(chinese, told)
        return told


def spoken(environment: Mapping[str, str]) -> str:
    """Tell which language a terminal is set to: Chinese where its locale is, else English."""
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"
