"""What a code of records means: moments, values, texts, cells, rows, journals and answers."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["MEANINGS"]

MEANINGS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "ambiguous-place": (
            "A field may hold several types that plain data cannot tell apart; give each a tag or a shape of its own.",
            "同一字段可填几种类型，数据上无法区分；请加标签或换成不同的形式。",
        ),
        "amends-amendment": (
            "An amendment amends another one; amend the fact itself.",
            "订正所订正的又是一条订正；请直接订正原记录。",
        ),
        "amends-void": (
            "It amends what was voided before; it changes nothing.",
            "所订正的记录已作废；这条订正不起作用。",
        ),
        "cell.code": ("It is no code; enter the code as a text.", "不是代码；请按文本录入代码。"),
        "cell.codes": ("These are no codes; set them apart by ';'.", "不是一组代码；请用分号隔开。"),
        "cell.control": ("The cell holds control characters; type it again.", "单元格中有控制字符；请重新录入。"),
        "cell.day": ("It is no day; write it like 2020-02-03.", "不是日期；请写作 2020-02-03。"),
        "cell.decimal": (
            "It is no number; write it like 36.5, without separators.",
            "不是数字；请写作 36.5，不加分隔符。",
        ),
        "cell.missing": ("A required cell is blank; fill it in.", "必填单元格空着；请填写。"),
        "cell.moment": (
            "It is no moment; write it with its offset, like 2020-02-03T08:00+08:00.",
            "不是时刻；请连同时差写作 2020-02-03T08:00+08:00。",
        ),
        "cell.spoilt-code": (
            "A spreadsheet turned this code into a number and dropped digits; enter it again as a text.",
            "表格软件把代码变成了数字，尾数已丢；请按文本重新录入。",
        ),
        "cell.text": ("It is no text; type it again.", "不是文字；请重新录入。"),
        "cell.truth": ("It is neither yes nor no; write 是 or 否.", "既不是“是”也不是“否”；请填“是”或“否”。"),
        "cell.unclear-day": (
            "Nobody can tell which day this is; write the year in full.",
            "看不出是哪一天；请写全年份，如 2020-02-03。",
        ),
        "cell.whole": ("It is no whole number; write digits only.", "不是整数；请只写数字。"),
        "cell.word": (
            "It is none of the words of this column; choose one of them.",
            "不是本列可填的词；请从可选词中选一个。",
        ),
        "codec.tag-taken": (
            "This tag stands for another class already; choose another.",
            "这个标签已被占用；请另取一个。",
        ),
        "codec.type-field": (
            "A class has a field where the tag goes; rename the field.",
            "有一个字段占用了标签的位置；请给字段改名。",
        ),
        "dhis2.no-unit": (
            "A row of the export is no organisation unit; export it again.",
            "导出数据中有一条不是机构；请重新导出。",
        ),
        "dhis2.no-units": (
            "The export holds no organisation units; export them with their parents.",
            "导出数据中没有机构；请连同上级机构一起导出。",
        ),
        "envelope.kind": (
            "The line does not say whether it is a fact or an amendment; restore it.",
            "这一行没有说明是记录还是订正；请恢复原样。",
        ),
        "envelope.newer": (
            "The line was written by a newer gridcare; read it with that one.",
            "这一行由更新版本写成；请用新版本读取。",
        ),
        "envelope.schema": (
            "The line does not say in which schema it is written; restore it.",
            "这一行没有说明数据格式版本；请恢复原样。",
        ),
        "gridcare": ("Something is wrong; the sentence beside says what.", "出现错误；具体情况见旁边的说明。"),
        "input.depth": (
            "It is nested too deeply; flatten it, or raise the limit if it is meant.",
            "嵌套层次太深；请减少层次，确有需要再放宽限制。",
        ),
        "input.digits": (
            "A number has too many digits; write an identifier as a text.",
            "数字位数太多；编号请写成文本。",
        ),
        "input.encoding": ("The text is not in UTF-8; save it so.", "文字编码不是 UTF-8；请另存为 UTF-8。"),
        "input.items": (
            "It holds more items than are read at once; split it, or raise the limit if it is meant.",
            "条目太多，一次读不完；请拆分，确有需要再放宽限制。",
        ),
        "input.size": (
            "It is larger than is read at once; split it, or raise the limit if it is meant.",
            "文件太大，一次读不完；请拆分，确有需要再放宽限制。",
        ),
        "input.surrogate": ("The text holds half of a character; type it again.", "文字中有半个字符；请重新录入。"),
        "json.repeated-key": ("A key is given twice; keep one.", "同一个键写了两次；请保留一个。"),
        "json.syntax": ("This is no JSON; mend the place that is named.", "不是合格的 JSON；请改正所指位置。"),
        "missing-extra": (
            "An optional part of gridcare is not installed; install the extra that is named.",
            "缺少 gridcare 的选装组件；请按提示安装。",
        ),
        "naive-moment": ("A moment has no time zone; give it one.", "时刻没有注明时区；请注明。"),
        "no-id": (
            "An entry has no id and cannot be told from another; give it one.",
            "没有编号，无法与别的区分；请编号。",
        ),
        "no-subject": (
            "A fact is about nobody; name at least one household or person.",
            "没有写是关于谁的；请至少写明一户或一人。",
        ),
        "orphan-amendment": (
            "It amends a record that is not there; it waits until that arrives.",
            "所订正的记录还没有；待原记录到来再生效。",
        ),
        "other-method": (
            "The records were made under another method; use that one, or say how its states carry over.",
            "这些记录是按另一套工作法登记的；请用原工作法，或说明新旧状态如何对应。",
        ),
        "plain.choice": (
            "It is none of the values that may stand here; choose one of them.",
            "不在可选范围内；请从所列的值中选一个。",
        ),
        "plain.clock": ("A time of day has a zone of its own; leave the zone out.", "钟点不带时区；请去掉时区。"),
        "plain.day": ("It is no day; write it like 2020-02-03.", "不是日期；请写作 2020-02-03。"),
        "plain.decimal": ('It is no decimal number; write it as a text like "37.30".', '不是小数；请写作 "37.30"。'),
        "plain.duration": ("It is no length of time; write it like 48h.", "不是时长；请写作 48h。"),
        "plain.expression": (
            "It is no condition or sum; mend it as the sentence says.",
            "不是条件式或算式；请按说明改正。",
        ),
        "plain.fraction": ("It is no fraction; write it like 9/10.", "不是分数；请写作 9/10。"),
        "plain.length": (
            "The list has the wrong length; give as many members as are asked for.",
            "列表长度不对；请按要求的个数填写。",
        ),
        "plain.missing": ("A required key is missing; add it.", "缺少必填的键；请补上。"),
        "plain.missing-tag": (
            "It does not say which kind it is; add the key 'type'.",
            "没有说明是哪一类；请补上 type。",
        ),
        "plain.moment": (
            "It is no moment; write it with its offset, like 2020-02-03T08:00+08:00.",
            "不是时刻；请连同时差写作 2020-02-03T08:00+08:00。",
        ),
        "plain.naive-moment": (
            "A moment has no time zone; add its offset, such as +08:00.",
            "时刻没有注明时区；请加上时差，如 +08:00。",
        ),
        "plain.not-finite": (
            "A number is not finite; leave out what is not known.",
            "数值不是有限数；不知道的请不填。",
        ),
        "plain.param": ("It is no reference to a parameter; name one.", "不是参数引用；请写参数名称。"),
        "plain.type": (
            "It is of another type than is wanted; nothing is converted, so write it in that type.",
            "类型不符；系统不作转换，请按要求的类型填写。",
        ),
        "plain.unknown-class": (
            "Values of this class cannot be written here; register a hook or a tag for it.",
            "此处不能写这类值；请先登记它的写法或标签。",
        ),
        "plain.unknown-form": (
            "A single value does not say what it is; put it under its name, such as 'day'.",
            "没有说明是哪一种值；请写在其名称之下，如 day。",
        ),
        "plain.unknown-key": (
            "This key is not known here; mend the spelling or remove it.",
            "不认识这个键；请改正写法，或删去。",
        ),
        "plain.unknown-tag": (
            "This 'type' is not known here; use one of the known ones.",
            "不认识这个 type；请改用已有的。",
        ),
        "plain.value": ("The values do not go together; the sentence says why.", "几个值相互不符；原因见说明。"),
        "plain.zone": ("It is no time zone; write it like Asia/Shanghai.", "不是时区；请写作 Asia/Shanghai。"),
        "questionnaire.bounds": (
            "An answer or a bound lies outside what is allowed; check the number.",
            "数值超出规定范围；请核对。",
        ),
        "questionnaire.choice": (
            "The answer is none of the choices; choose one of them.",
            "答案不在选项之内；请从选项中选。",
        ),
        "questionnaire.choices": (
            "The choices of a question are missing, empty or repeated; list each once.",
            "题目的选项缺失、为空或重复；每个选项请列一次。",
        ),
        "questionnaire.counts": (
            "A question counts something and asks for no number; make it a number.",
            "题目是计数的，答案却不是数字；请改为数字题。",
        ),
        "questionnaire.forbidden": (
            "This may not be collected; delete the answer or the question.",
            "这项内容不得采集；请删去答案或题目。",
        ),
        "questionnaire.member": (
            "The answer is given for a member where none is asked, or the other way round; write it as asked.",
            "该按人填的没有按人填，或不该按人填的写到了人；请按要求填写。",
        ),
        "questionnaire.name": (
            "A name is missing or cannot be used; give another.",
            "名称缺失或不能使用；请另取名称。",
        ),
        "questionnaire.order": (
            "A question reads an answer that is asked later; ask that one first.",
            "题目用到了后面才问的答案；请把那一题移到前面。",
        ),
        "questionnaire.otherwise": (
            "No outcome is left when none of the conditions holds; say which one then.",
            "各条件都不满足时没有结果；请写明此时的结果。",
        ),
        "questionnaire.outcomes": (
            "An outcome has no name, or no questionnaire has it; name it.",
            "结果没有名称；请补上。",
        ),
        "questionnaire.privacy": (
            "A question would identify somebody; keep that in the register and ask for codes.",
            "题目会暴露个人身份；身份信息留在登记表，问卷只填代码。",
        ),
        "questionnaire.repeated": (
            "A name stands for two questions or counts; rename one.",
            "同一名称用在两个题目上；请给其中一个改名。",
        ),
        "questionnaire.type": (
            "The answer is of another type than asked for; nothing is converted.",
            "答案类型不符；系统不作转换，请重填。",
        ),
        "questionnaire.unknown-field": (
            "No questionnaire of this visit asks this; mend the name or leave it out.",
            "本次走访的问卷没有这一题；请改正名称，或不填。",
        ),
        "refused-value": (
            "A value is refused where it stands; give one of those that are allowed there.",
            "此处不接受这个值；请改填允许的值。",
        ),
        "register.differs": (
            "Two rows tell different things of one household or person; mend one of them.",
            "同一户或同一人的两行内容不一致；请改正其中一行。",
        ),
        "register.no-member": (
            "A row says something of a member and names none; give an id.",
            "这一行填了成员情况，却没有写是谁；请填编号。",
        ),
        "register.no-unit": ("A row does not tell where it lies; give its unit.", "这一行没有写所在单位；请填写。"),
        "register.unclear-unit": (
            "Several units go by this name; give the id, the code or the whole path.",
            "有几个单位都叫这个名字；请填编号、代码或完整路径。",
        ),
        "rival": (
            "Two amendments of one record contradict each other; one was chosen by rule, confirm which is meant.",
            "同一记录有两条相互矛盾的订正；已按规则取一条，请核实以哪条为准。",
        ),
        "rows.length": (
            "A row has more cells than there are headings; mend the row.",
            "这一行的格数多于表头；请改正该行。",
        ),
        "rows.missing-column": (
            "A column that is needed has no heading; add it, or say which column it is.",
            "缺少必需的列；请补上表头，或指明是哪一列。",
        ),
        "rows.no-headings": ("The sheet has no row of headings; add one.", "表中没有表头行；请补上。"),
        "rows.quotes": ("A quotation mark is not closed; close it.", "引号没有成对；请补全。"),
        "rows.repeated-column": ("Two columns mean the same; keep one.", "有两列是同一内容；请保留一列。"),
        "skew": (
            "It happened after it was recorded; correct the clock or the moment.",
            "发生时间晚于登记时间；请校准时钟或改正时间。",
        ),
        "toml.null": ("TOML knows no null; leave the key out.", "TOML 没有空值；不填就删去该键。"),
        "toml.object": ("The document is no table; write keys and values.", "文件内容不是表；请写成键和值。"),
        "toml.syntax": ("This is no TOML; mend the line that is named.", "不是合格的 TOML；请改正所指的行。"),
        "unknown-name": (
            "Nothing of this name is declared; take one of the names that are.",
            "没有登记过这个名称；请改用已有的名称。",
        ),
        "unreadable-input": (
            "What was given cannot be read; mend each issue that is listed.",
            "所给内容无法读取；请逐条改正列出的问题。",
        ),
        "unwritable-value": (
            "A value cannot be written so that it could be read back; mend what is listed.",
            "有的值写出后读不回来；请按列出的问题改正。",
        ),
        "variant": (
            "Two entries have one id and different content; one was chosen by rule, confirm which is meant.",
            "同一编号有两种内容；已按规则取一种，请核实以哪种为准。",
        ),
        "wrong-type": (
            "Something of another type was given than belongs there; give what the sentence names.",
            "给出的内容类型不符；请按说明给出应有的类型。",
        ),
    }
)
