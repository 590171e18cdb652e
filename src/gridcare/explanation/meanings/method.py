"""What a code of a method as a whole means: playbooks, extensions, plug-ins, scenarios."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["MEANINGS"]

MEANINGS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "extension-refused": (
            "The extensions do not fit the method or one another; see to each fault.",
            "补充环节与工作法或彼此不合；请逐条处理。",
        ),
        "extension.adds": (
            "A part that is added is there already, or cannot be; rename or mend it.",
            "新增的环节已存在或不成立；请改名或改正。",
        ),
        "extension.name": (
            "An extension has no name, or does not say for which playbook; give both.",
            "补充没有名称或没有写用于哪个工作法；请都写上。",
        ),
        "extension.nothing": (
            "An extension changes nothing; say what it adds, replaces or redirects.",
            "补充没有内容；请写明新增、替换或改道什么。",
        ),
        "extension.playbook": (
            "An extension is for another playbook; ask for it there.",
            "补充不是给这个工作法的；请用于所写的工作法。",
        ),
        "extension.redirects": (
            "A redirect finds no part or no move that it could change; mend it.",
            "要改道的环节或流转不存在；请改正。",
        ),
        "extension.repeated": (
            "An extension brings two parts of one name; give each its own.",
            "补充中两个环节同名；请分别命名。",
        ),
        "extension.replaces": (
            "A part that is to be replaced is not there, or its place cannot be taken; mend it.",
            "要替换的环节不存在或不能替换；请改正。",
        ),
        "extension.rivals": (
            "Two extensions change one thing; bring in one of them.",
            "两个补充改动同一处；请只用其一。",
        ),
        "extension.track": (
            "An extension does not say for which track, or names one that there is not; mend it.",
            "补充没有写用于哪条流程，或流程不存在；请改正。",
        ),
        "extension.twice": ("An extension is named twice; name it once.", "同一补充写了两次；请写一次。"),
        "playbook.edition": (
            "A rule set or an edition that is named is not there; mend the name.",
            "所写的规定或版本不存在；请改正名称。",
        ),
        "playbook.form": (
            "An indicator or identity reads a form that is not there, or does not say which; mend it.",
            "指标或关系式没有写哪张表，或表不存在；请改正。",
        ),
        "playbook.kind": (
            "A track is for a kind that is not there; declare or mend it.",
            "流程的对象类别不存在；请登记或改正。",
        ),
        "playbook.level": ("A level that is named is not there; mend the name.", "所写的层级不存在；请改正名称。"),
        "playbook.line": (
            "Two lines of defence have one number; count them from the outside in.",
            "两道防线编号相同；请由外到内编号。",
        ),
        "playbook.name": ("A playbook has no name; give it one that hosts ask for it by.", "工作法没有名称；请命名。"),
        "playbook.needs": ("Two needs of the host have one name; join them.", "对使用方的同一要求写了两次；请合并。"),
        "playbook.parameter": (
            "A parameter is not declared, or declared in two ways; declare it once.",
            "参数没有登记或有两种写法；请只登记一次。",
        ),
        "playbook.phrase": (
            "A sentence of an explanation has no such code, or puts in what is not there; mend it.",
            "说明用语的代码不存在，或填入了没有的内容；请改正。",
        ),
        "playbook.repeated": (
            "Two things of one sort have one name; give each its own.",
            "同类的两项同名；请分别命名。",
        ),
        "playbook.scale": (
            "A scale reads figures of which nobody says what they count; declare them.",
            "分级用到的数据没有说明计什么；请登记。",
        ),
        "playbook.source": (
            "It states numbers and cites no paper; give its sources.",
            "写了数字却没有文件出处；请注明出处。",
        ),
        "playbook.target": (
            "A target counts from what is no anchor of a target; count from the opening.",
            "目标的起算点不对；请从启动时起算。",
        ),
        "playbook.team": (
            "A team is not declared, or declared in two ways; declare it once.",
            "小组没有登记或有两种写法；请只登记一次。",
        ),
        "playbook.tracks": (
            "A playbook without a workflow says nothing to do; declare one.",
            "工作法没有流程；请至少写一条。",
        ),
        "playbook.unnamed": (
            "Something without a name cannot be asked for; give it one.",
            "有一项没有名称，无法调用；请命名。",
        ),
        "playbook.zone": (
            "A form goes by another time zone than the playbook; mend one.",
            "报表与工作法的时区不同；请改正其一。",
        ),
        "quarantined": (
            "The plug-in that brings it is in quarantine; see to its faults or leave it out.",
            "提供它的插件已停用待查；请排除错误或停用该插件。",
        ),
        "registry.conflict": ("Two plug-ins bring one name; deny all but one.", "两个插件提供了同一名称；请只留一个。"),
        "registry.contract": (
            "The plug-in was written for a contract that this gridcare does not read; install a version that fits.",
            "插件的约定版本与本系统不符；请安装相配的版本。",
        ),
        "registry.hook": ("A function is called like no hook; mend its name.", "没有这个名称的钩子；请改正函数名。"),
        "registry.import": (
            "The plug-in cannot be imported or read; install what it needs, or ask its author.",
            "插件无法载入；请安装所需组件，或联系作者。",
        ),
        "registry.nothing": (
            "The plug-in implements no hook; mark its function with hookimpl.",
            "插件没有实现任何钩子；请用 hookimpl 标记函数。",
        ),
        "registry.parameter": (
            "A parameter of a hook is not as specified; take the parameters by position, without defaults.",
            "钩子参数不合规定；请按位置传参，不设默认值。",
        ),
        "registry.raised": (
            "A hook of the plug-in raised an error; tell its author.",
            "插件的钩子运行出错；请告知作者。",
        ),
        "registry.type": (
            "A hook returned something else than was asked for; tell its author.",
            "钩子返回的内容类型不对；请告知作者。",
        ),
        "registry.unmarked": (
            "A function has the name of a hook and is not marked; put hookimpl above it.",
            "函数与钩子同名却没有标记；请在上方加 hookimpl。",
        ),
        "registry.wrapper": (
            "A hook is wrapped, which is not allowed; return values instead.",
            "不允许包裹钩子；请直接返回内容。",
        ),
        "scenario-failed": (
            "The scenario came out otherwise than expected; compare each line that is listed.",
            "情景结果与预期不符；请逐行核对。",
        ),
        "unreadable-scenario": (
            "The scenario cannot be read; mend each line that is listed.",
            "情景无法读取；请逐行改正列出的问题。",
        ),
    }
)
