"""What a code of time or of a rule means: intervals, slots, timelines (计时), expressions, editions, parameters."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["MEANINGS"]

MEANINGS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "ambiguous-moment": (
            "This clock time happened twice or never, because clocks were changed; give the offset.",
            "因调整时钟，这个钟点出现了两次或没有出现；请注明时差。",
        ),
        "asked-ahead": (
            "The question lies after what is known; ask it as a forecast, or later.",
            "所问时间晚于已知情况；请按预测询问，或以后再问。",
        ),
        "backward-interval": ("An interval ends before it begins; swap its ends.", "时段的终点早于起点；请对调。"),
        "bands.empty": (
            "There is no band, or one without a size in it; mend or remove it.",
            "没有档次，或某档内没有数；请改正或删去。",
        ),
        "bands.gap": ("Some sizes lie in no band; let one reach further.", "有的数不在任何一档；请把某一档放宽。"),
        "bands.outside": ("A band reaches outside its domain; mend one of them.", "档次超出总范围；请改正。"),
        "bands.overlap": ("Two bands share sizes; let each size lie in one.", "两档重叠；一个数只能在一档。"),
        "edition.days": (
            "An edition ends before it begins, or its days do not fit; mend them.",
            "某版的起止日期不合；请改正。",
        ),
        "edition.ended": (
            "An edition was used after it had ended; use the one in force.",
            "所用版本已停止执行；请改用现行版。",
        ),
        "edition.none": (
            "No edition applied on this day; find out which one did.",
            "当天没有适用的版本；请查明应用哪一版。",
        ),
        "edition.nothing": ("A rule set has no edition; give at least one.", "规定没有任何版本；请至少给出一版。"),
        "edition.outside": (
            "An edition was used when another applied; use that one.",
            "所用版本当时并不适用；请改用适用的版本。",
        ),
        "edition.overlap": ("Two editions applied at once; mend a day.", "两个版本同时适用；请改正日期。"),
        "edition.repeated": ("Two editions have one name; name each differently.", "两个版本同名；请分别命名。"),
        "edition.untold": (
            "The papers do not say which edition applied; ask who issued them.",
            "文件没有说明当时适用哪一版；请问发文单位。",
        ),
        "ends-before-it-starts": (
            "It would end before it starts; it changes nothing, correct the day.",
            "终止早于开始，不起作用；请改正日期。",
        ),
        "expression.axis": (
            "The expression looks over something that is not there; look over what is named.",
            "算式所查看的范围不存在；请改用已有的范围。",
        ),
        "expression.callable": (
            "The expression calls what is not declared; declare it or take another.",
            "算式引用了没有登记的函数；请登记或改用别的。",
        ),
        "expression.malformed": (
            "The expression is too deep, too large or has a part without meaning; simplify it.",
            "算式太深、太长或有无意义的部分；请简化。",
        ),
        "expression.name": (
            "The expression reads a name that nothing answers; mend the name.",
            "算式中的名称没有出处；请改正名称。",
        ),
        "expression.option": (
            "The expression compares with a word that is no choice; choose one of them.",
            "算式比较的词不在选项之内；请改正。",
        ),
        "expression.shift": (
            "Nothing can be looked up at another time here; leave the shift out.",
            "此处不能查其他时间的值；请去掉。",
        ),
        "expression.times": (
            "Moments or lengths of time are reckoned in a way that has no meaning; mend it.",
            "时间的算法不成立；请改正。",
        ),
        "expression.type": (
            "Two parts are of types that do not go together; mend one.",
            "算式两边类型不符；请改正其一。",
        ),
        "expression.unit": ("Two numbers are of different units; bring them to one.", "两个数的单位不同；请先统一。"),
        "expression.unresolved": (
            "The expression calls what nobody provides; hand it over.",
            "算式引用的函数没有提供；请提供。",
        ),
        "expression.window": (
            "Nothing can be looked up over a stretch of time here; leave the window out.",
            "此处不能按时间段查；请去掉。",
        ),
        "invalid-cover": (
            "Cover is asked for by nobody, or by facts that are good for no time; mend the rule.",
            "值守人数或有效时长为零；请改正规定。",
        ),
        "invalid-deadline": (
            "A deadline does not say one length or one hour, and from when; say it.",
            "时限没有写明多长、到几点，或从何时起算；请写明。",
        ),
        "invalid-target": (
            "A target's share is no share, or is measured on nobody; mend it.",
            "目标比例不成立，或没有计算对象；请改正。",
        ),
        "no-date": (
            "It counts by a date that it does not state; state it.",
            "要按某日期计算，却没有填该日期；请填写。",
        ),
        "no-phase": (
            "It would lengthen a phase and lies in none; it changes nothing.",
            "要延长阶段，但当时不在任何阶段内，不起作用。",
        ),
        "no-reason": ("No reason is stated where one is asked for; state it.", "应写理由而没有写；请补写。"),
        "not-running": ("It ends what was not running then; it changes nothing.", "当时并未计时，终止不起作用。"),
        "notice.days": ("A notice ends before it is in force; mend a day.", "通知的失效日不晚于生效日；请改正日期。"),
        "notice.lifted": (
            "A notice is lifted before it is in force; mend a day.",
            "通知在生效前就解除了；请改正日期。",
        ),
        "notice.passed-down": (
            "A notice was passed on before it was issued, or by nobody; mend it.",
            "通知的转发早于印发或没有转发单位；请改正。",
        ),
        "off-the-board": (
            "The board does not reach to this moment; make one that does.",
            "这块看板不含该时刻；请重新生成。",
        ),
        "parameter.repeated": ("A parameter is declared twice; keep one.", "同一参数写了两次；请保留一个。"),
        "parameter.type": (
            "A parameter's value is of another type than its unit asks for; mend it.",
            "参数值的类型与单位不符；请改正。",
        ),
        "parameter.value": (
            "A parameter's value cannot be read; write it as in the example.",
            "参数值无法读取；请照示例书写。",
        ),
        "phase-not-reached": (
            "It leads back to a phase that was not reached yet; it changes nothing.",
            "要退回的阶段尚未到过，不起作用。",
        ),
        "slots.days": (
            "The days of a rule name no day, or days that do not fit; mend them.",
            "规定的日子不存在或不合适；请改正。",
        ),
        "slots.name": ("A rule of slots has no name; say what is owed.", "时段规定没有名称；请写明要做什么。"),
        "slots.overlap": ("Two windows overlap; cut them apart.", "两个时段重叠；请分开。"),
        "slots.spacing": ("The spacing does not fit its window; mend either.", "间隔与时段不合；请改正其一。"),
        "slots.times": ("Nothing is owed at all; ask for at least one time.", "次数为零；请至少要求一次。"),
        "slots.window": (
            "A window is missing, or is no stretch of a day; write it like 08:00-12:00.",
            "没有时段，或时段不成立；请写作 08:00-12:00。",
        ),
        "timeline.anchor": (
            "An anchor reads nothing; name the acts that it waits for.",
            "起算点没有依据；请写明以哪些事项为准。",
        ),
        "timeline.day-one": (
            "What counts as day one is not told, or told twice; say it once.",
            "哪天算第一天没有写明或写了两处；请只写一处。",
        ),
        "timeline.extension": (
            "An extension has no cause or no length; give both.",
            "延长没有写事由或天数；请都写上。",
        ),
        "timeline.length": (
            "A phase has no length, or two; give one in days or in months, or what ends it.",
            "阶段没有长度或有两个长度；请只写天数、月数或终止条件之一。",
        ),
        "timeline.own-end": (
            "An own end does not fit; name who decides it and what it states.",
            "自定终止不完整；请写明由谁决定、写明什么。",
        ),
        "timeline.phase-name": ("A phase cannot have this name; give another.", "阶段不能用这个名称；请另取。"),
        "timeline.phases": (
            "A timeline has no phase, or two of one name; mend them.",
            "没有阶段，或两个阶段同名；请改正。",
        ),
        "timeline.reset": (
            "A reset has no cause, leads nowhere, or says what means nothing; mend it.",
            "重新计时没有事由、去向不明，或有无意义的内容；请改正。",
        ),
        "timeline.slots": (
            "Two rules of slots have one name; join them or rename one.",
            "两条时段规定同名；请合并或改名。",
        ),
        "timeline.start": (
            "A phase does not say from when it counts; give its start.",
            "阶段没有写从何时起算；请写明。",
        ),
        "undecided": (
            "It cannot be decided from what is known; record what is missing.",
            "凭已知情况无法判定；请补记所缺的情况。",
        ),
        "unknown-phase": ("It leads to a phase that there is not; correct the name.", "去向的阶段不存在；请改正名称。"),
        "unreadable-time": (
            "The text is no moment, day, length of time or period; write it as in the example.",
            "不是时刻、日期、时长或周期；请照示例书写。",
        ),
        "would-shorten": (
            "It would shorten what may not be shortened; it changes nothing.",
            "不允许缩短期限，不起作用。",
        ),
        "wrong-authority": (
            "Somebody decided who may not; have the one decide who is named.",
            "决定人没有权限；请由规定的人决定。",
        ),
    }
)
