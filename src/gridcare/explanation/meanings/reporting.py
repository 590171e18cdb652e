"""What a code of reporting means: forms, filings, approvals, bulletins, ledgers, audits, retention."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["MEANINGS"]

MEANINGS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "access-refused": (
            "The scope does not cover what was asked for; ask within it.",
            "超出查看权限；请在权限范围内查询。",
        ),
        "access.expired": (
            "A wider scope has ended; ask for it anew, with a reason.",
            "扩大的权限已到期；请写明理由重新申请。",
        ),
        "access.narrower": (
            "A wider scope would see less than the ordinary one; mend it.",
            "扩大后的范围反而更小；请改正。",
        ),
        "access.no-reason": ("Nobody sees more without a reason; state it.", "没有理由不得扩大查看；请写明理由。"),
        "access.until": (
            "A wider scope would end before it begins; give a later moment.",
            "扩大权限的截止早于开始；请改正。",
        ),
        "ahead-of-knowledge": (
            "The question is about a moment after all that may be known; ask about an earlier one.",
            "所问时刻晚于已知情况；请查较早的时刻。",
        ),
        "approval.already": ("It does again what was done already, and does nothing.", "重复审核，不起作用。"),
        "approval.empty": (
            "An approval does not say of which form and unit, or by whom; say it.",
            "审核没有写表、单位或审核人；请补上。",
        ),
        "approval.no-reason": ("A return does not say why; give a reason.", "退回没有写理由；请补写。"),
        "approval.no-step": (
            "The level of this unit does not approve this form; it does nothing.",
            "该层级不审核这张表，不起作用。",
        ),
        "approval.not-approved": (
            "Nothing was approved that could be accepted or returned; it does nothing.",
            "报告未审核通过，无从接收或退回，不起作用。",
        ),
        "approval.nothing": ("Nothing of this report is owed; it does nothing.", "这份报告不应报，不起作用。"),
        "approval.other-cadence": (
            "It is about a period that the form does not have; correct the period.",
            "报告期不是这张表的；请改正。",
        ),
        "approval.other-form": ("It is about another form; correct it.", "审核的是另一张表；请改正。"),
        "approval.unknown-unit": ("It names a unit that is not there; correct the id.", "单位不存在；请改正编号。"),
        "approval.waiting": (
            "It comes before what it waits for, a step below or the filing itself; it does nothing.",
            "下级未审核或本单位未报，此时审核不起作用。",
        ),
        "audit.criteria": (
            "A programme without criteria asks for nothing; declare one.",
            "督查没有标准；请至少写一条。",
        ),
        "audit.kind": ("A kind of record does not fit the programme; mend it.", "记录类别与督查不合；请改正。"),
        "audit.other": (
            "Two audits are no parts of one, or differ about a unit; join like with like.",
            "两份督查不属一项，或对同一单位说法不同；不能合并。",
        ),
        "audit.owner": (
            "A criterion is owned by a level that the programme does not reach; mend the level.",
            "标准的责任层级不在督查范围；请改正。",
        ),
        "audit.repeated": ("Two criteria have one id; give each its own.", "两条标准编号相同；请分别编号。"),
        "bulletin.forms": (
            "A language lacks a form of a word, or has one too many; mend them.",
            "某语言的词形缺少或多余；请改正。",
        ),
        "bulletin.language": (
            "A text is in a language that is not declared; add the language.",
            "正文的语言没有登记；请登记。",
        ),
        "bulletin.languages": (
            "One language leaves out what another tells; tell it too.",
            "有一种语言漏了内容；请补上。",
        ),
        "bulletin.placeholder": (
            "A placeholder does not fit; write what is allowed after its name.",
            "占位符写法不对；请按允许的写法改正。",
        ),
        "bulletin.ratio": (
            "A ratio is of a figure that is not there; mend the name.",
            "比率所用数据不存在；请改正名称。",
        ),
        "bulletin.repeated": ("A name is declared twice; keep one.", "名称重复；请保留一个。"),
        "bulletin.text": (
            "A text cannot be read; write a brace of the text itself twice.",
            "正文无法解析；正文里的花括号请写两遍。",
        ),
        "bulletin.texts": ("A bulletin has no text; give one per language.", "通报没有正文；请每种语言写一份。"),
        "bulletin.unused": (
            "A figure is declared and no text tells it; use it or leave it out.",
            "有数据没有写进正文；请用上或删去。",
        ),
        "bulletin.value": (
            "A value cannot stand at its place in the bulletin; give another.",
            "该值不能填在此处；请改填。",
        ),
        "circular-line": (
            "Units report to each other in a circle; correct the line of reporting.",
            "单位互相上报，形成循环；请改正上报关系。",
        ),
        "content": ("What was to stay is not as it was; compare the registers.", "应保留的内容有变化；请核对登记表。"),
        "contradiction": (
            "Two roll-ups do not belong together, or state different things of one unit; find out which is right.",
            "两份汇总不属一套，或对同一单位说法不同；请核实。",
        ),
        "counts": ("The counts are not those of the proof; compare the registers.", "人数与证明不符；请核对登记表。"),
        "criterion.id": ("A criterion has no id; give it one.", "标准没有编号；请编号。"),
        "criterion.mend": (
            "The time to mend a criterion is no number of days; give whole days, or leave it out.",
            "整改期限不是天数；请写整数天，或不写。",
        ),
        "criterion.owner": (
            "Nobody owns a criterion, or one level is named twice; name each once.",
            "标准没有责任层级或重复；请各写一次。",
        ),
        "figure.name": (
            "A figure cannot have this name; write letters, digits and underscores.",
            "数据项不能用这个名称；请用字母、数字和下划线。",
        ),
        "figure.qualifiers": (
            "The qualifiers of a figure do not fit, such as 'about' and 'exact'; keep one.",
            "“约”“余”“确数”相互矛盾；请保留一个。",
        ),
        "figure.repeated": (
            "A figure is given twice with different values; find out which was printed.",
            "同一数据有两个值；请查明所登的是哪个。",
        ),
        "figure.unknown": (
            "The collection does not hold this figure; give it, or ask for another.",
            "没有这个数据；请补上或改查别的。",
        ),
        "figure.value": ("A figure's value is no exact number; write it as printed.", "数值不是准确数；请照原文填写。"),
        "filing.amends": (
            "Only a correction voids, or has seen others; say what it amends.",
            "只有订正才能作废或引用前表；请写明订正哪份。",
        ),
        "filing.blank": (
            "A blank stands where a number belongs; fill it in, nought too.",
            "该填数字的地方空着；没有也请填 0。",
        ),
        "filing.empty": (
            "A filing does not say which form, unit or paper it is; say it.",
            "填报没有写是哪张表、哪个单位；请补上。",
        ),
        "filing.given-twice": ("One figure is given in several rows; keep one.", "同一项填了几行；请保留一行。"),
        "filing.negative": ("A count is below nought; correct it.", "人数、户数不能为负；请改正。"),
        "filing.no-reason": ("A correction does not say why; state it.", "订正没有写原因；请补写。"),
        "filing.not-a-number": ("What stands for a number is none; write digits.", "填的不是数字；请写数字。"),
        "filing.not-whole": ("Only whole numbers can be counted; correct it.", "计数只能是整数；请改正。"),
        "filing.other-cut-off": (
            "The figures stand as of another moment than the form asks for; bring them up to it.",
            "数据截止时间与报表要求不符；请按规定截止时间填报。",
        ),
        "filing.unknown-category": (
            "There is no such category of this item; correct it.",
            "该项没有这个分类；请改正。",
        ),
        "filing.unknown-item": (
            "The form does not ask for this item; correct the name.",
            "报表没有这一项；请改正名称。",
        ),
        "filing.zero-contradicted": (
            "It is signed as a zero and states something new; correct one.",
            "签了零报告却填了新增数；请改正其一。",
        ),
        "filing.zero-unsigned": (
            "It lists nothing but zeros and nobody signs for it; sign the zero report.",
            "全部为零而无人签字；请签零报告。",
        ),
        "form.approved-by": ("A level approves twice; name each once.", "同一层级审核两次；请各写一次。"),
        "form.carries-up": (
            "Only independent totals leave a choice of what travels up; leave it out.",
            "只有自报合计时才需选择上报口径；请删去。",
        ),
        "form.cut-off": (
            "A cut-off is no time of day, or one is missing; write it like 17:00.",
            "截止时间不对或缺少；请写作 17:00。",
        ),
        "form.item-twice": ("An item is asked twice; keep one.", "同一项问了两次；请保留一项。"),
        "form.name": ("A form has no name; give it one.", "报表没有名称；请命名。"),
        "form.no-items": ("A form asks for nothing; give at least one item.", "报表没有内容；请至少写一项。"),
        "form.owed-by-nobody": (
            "Nobody owes the form; say which levels or units do.",
            "没有写由谁填报；请写明层级或单位。",
        ),
        "form.where": (
            "A condition chooses among levels and none is given; say which levels owe it.",
            "条件用于挑选填报单位，却没有写层级；请补上。",
        ),
        "forms.asked-twice": (
            "Two forms ask the same item of the same units; ask it once.",
            "两张表向同一单位要同一数据；请只要一次。",
        ),
        "forms.name-twice": ("Two forms have one name; rename one.", "两张表同名；请给其中一张改名。"),
        "forms.unit-off-the-map": (
            "A form names a unit that a later map does not show; let another form begin on that day.",
            "表中点名的单位在后来的区划中已不存在；请自该日起另立一张表。",
        ),
        "identity": (
            "Somebody who was to be forgotten has an identity again; erase it again.",
            "应删除身份的人又有了身份信息；请再次删除。",
        ),
        "identity.allows": ("A tolerance is given for what widens nothing; mend it.", "允许误差写错了对象；请改正。"),
        "identity.characters": (
            "The number of an identity card has characters that it cannot have; compare it with the card.",
            "身份证号码中有不该有的字符；请对照证件核对。",
        ),
        "identity.check": (
            "The check digit does not agree, so some digit is wrong; compare it with the card.",
            "校验码不符，有数字录错；请对照证件核对。",
        ),
        "identity.companions": (
            "A companion figure does not fit the identity; mend it.",
            "并列数据与关系式不合；请改正。",
        ),
        "identity.date": (
            "The date of birth in the number is no date; compare it with the card.",
            "号码中的出生日期不存在；请对照证件核对。",
        ),
        "identity.legacy": (
            "It is a number of 15 digits, as before 1999, without a check digit; ask for the new one.",
            "是 15 位旧号码，没有校验码；请换用新号码。",
        ),
        "identity.length": (
            "The number has neither 18 nor 15 digits; compare it with the card.",
            "号码不是 18 位或 15 位；请对照证件核对。",
        ),
        "identity.negative": (
            "A term of the identity may not be below nought; mend it.",
            "关系式中的项不能为负；请改正。",
        ),
        "identity.number": (
            "A spreadsheet turned it into a number; enter it again as a text.",
            "表格软件把号码变成了数字；请按文本重新录入。",
        ),
        "identity.relation": (
            "An identity compares nothing; write two sides, such as a = b + c.",
            "关系式没有比较；请写成 a = b + c。",
        ),
        "identity.repeated": ("Two identities have one id; give each its own.", "两条关系式编号相同；请分别编号。"),
        "identity.tolerance": ("A tolerance is no share; give one from 0 to 1.", "允许误差不是比例；请填 0 到 1。"),
        "indicator.name": (
            "An indicator cannot have this name; write letters, digits and underscores.",
            "指标不能用这个名称；请用字母、数字和下划线。",
        ),
        "indicator.prints": ("So many digits cannot be printed; give 0 or more.", "小数位数不对；请填 0 或以上。"),
        "item.categories": (
            "A category has no name or is given twice; give each its own once.",
            "分类没有名称或重复；请各写一次。",
        ),
        "item.cumulative": (
            "Cumulative figures do not add up over time; take the last.",
            "累计数不能跨期相加；请取期末数。",
        ),
        "item.distinct": (
            "What counts each once does not add up; leave out how it adds.",
            "去重计数不能相加；请删去相加方式。",
        ),
        "item.name": (
            "An item cannot have this name; write letters, digits and underscores.",
            "数据项不能用这个名称；请用字母、数字和下划线。",
        ),
        "item.over-units": (
            "Units have no order, so none is the last; take another way of adding.",
            "各单位没有先后，不能取最后；请改用别的方式。",
        ),
        "item.redefined": (
            "The days from which a definition holds do not fit; give each once, in order.",
            "口径变更日期不合；请按先后各写一次。",
        ),
        "item.zero": (
            "A zero report says nothing of cumulative figures; leave it out.",
            "零报告不说明累计数；请删去。",
        ),
        "language.months": (
            "There are not twelve names of months; give twelve or none.",
            "月份名称不是十二个；请写齐或不写。",
        ),
        "language.phrase": ("There is no phrase of this code; mend it.", "没有这条用语；请改正代码。"),
        "language.placeholder": (
            "A placeholder means nothing here; mend or remove it.",
            "占位符在此没有意义；请改正或删去。",
        ),
        "language.point": (
            "Groups and decimals are set apart by one sign; use two.",
            "千位和小数用了同一符号；请用不同的。",
        ),
        "ledger.column-twice": ("Two columns have one name; keep one.", "两列同名；请保留一列。"),
        "ledger.identity": (
            "A condition reads who somebody is, so that a forgotten person would drop out; leave it out.",
            "条件用到了身份信息，删除身份后会漏人；请删去。",
        ),
        "ledger.lowered": (
            "A column shows more than its field allows; raise its class or mask it.",
            "该列公开程度超过字段规定；请提高密级或遮盖。",
        ),
        "ledger.mask": (
            "There is no such way of masking; take one of those that are.",
            "没有这种遮盖方式；请改用已有的。",
        ),
        "ledger.no-column": ("A ledger has no column; give at least one.", "台账没有列；请至少写一列。"),
        "ledger.of-what": (
            "A ledger does not say of which kinds, or of kinds that there are not; name them.",
            "台账没有写登记哪类对象；请写明。",
        ),
        "missing": (
            "Somebody of the proof is not in the register; find out where they went.",
            "证明所列的人不在登记表中；请查明。",
        ),
        "no-figure": (
            "A line holds neither number, text nor blank; write one of them.",
            "填的既非数字、文字也非空白；请改正。",
        ),
        "no-returns": (
            "None of the returns holds the period; give those of the books that it falls into.",
            "所给各期报表均不含该期；请给出该期所属的报表。",
        ),
        "not-a-filing": ("The record is no filing and cannot be read as one.", "这条记录不是填报记录。"),
        "not-an-approval": ("The record is no approval and cannot be read as one.", "这条记录不是审核记录。"),
        "not-an-order": ("The record is no order about reporting and cannot be read as one.", "这条记录不是报送安排。"),
        "not-approved": ("The report is not approved; have it approved first.", "报告未经审核通过；请先审核。"),
        "other-book": (
            "Two books of filings are of different forms, units or times; merge like with like.",
            "两本填报台账的表、单位或时间不同，不能合并。",
        ),
        "period-across-maps": (
            "The map changed within a period that every unit of any day owes; ask those of one day.",
            "周期内区划有变，而该表要求周期内任一日存在的单位填报；请改按某一日的单位填报。",
        ),
        "question.quoted": (
            "A reading states a printed figure otherwise than it was printed; state it as printed.",
            "某种理解改动了已公布的数；请按公布的写。",
        ),
        "question.readings": (
            "A question that a paper leaves open has one reading only; give the others too.",
            "文件未明确的问题只写了一种理解；请把其他理解也写上。",
        ),
        "record-book.kind": (
            "A record stands in the book of another kind; move it.",
            "记录放错了类别；请移到所属的台账。",
        ),
        "record-kind.field": (
            "A field of a record kind is no single word, taken or declared twice; rename it.",
            "字段名不能用或重复；请改名。",
        ),
        "record-kind.name": (
            "The name of a record kind is no single word; write one.",
            "记录类别名称不是一个词；请改写。",
        ),
        "retention.keep": (
            "How long it is kept is no length of time; give a duration.",
            "保存期限不是时长；请填时长。",
        ),
        "retention.of": ("A rule keeps nothing; name at least one kind.", "没有写保存哪类资料；请至少写一类。"),
        "retention.since": (
            "A rule does not say from when it counts; name at least one kind of record.",
            "没有写从何时起算；请至少写一类记录。",
        ),
        "supply.item": (
            "A movement of supplies names no item, and is not counted; name it.",
            "物资收发没有写品名，未计入；请补写。",
        ),
        "supply.overdrawn": ("A store gave out more than it had; count it anew.", "发出多于库存；请盘点。"),
        "supply.quantity": (
            "A quantity is no number of nought or more, and is not counted; correct it.",
            "数量不对，未计入；请改正。",
        ),
        "supply.rule": (
            "A rule of supplies is below what has a meaning; raise it.",
            "物资标准太低，没有意义；请改正。",
        ),
        "suppression.category": (
            "A category does not fit its breakdown; give each one name, in one breakdown.",
            "分类与分组不合；每个分类只属一组、只写一次。",
        ),
        "suppression.count": ("A count is none, or its parts exceed it; mend it.", "计数不对；请改正。"),
        "suppression.limit": (
            "So low a limit hides nothing; give 2 or more.",
            "界限太低，起不到遮盖作用；请填 2 或以上。",
        ),
        "suppression.not-additive": (
            "The parts do not add up to the total; mend the counts.",
            "各项之和不等于合计；请改正。",
        ),
        "suppression.unit": ("A unit is not among those that are told; mend it.", "单位不在所列之内；请改正。"),
        "suppression.width": (
            "So narrow a width protects nothing; give 1 or more.",
            "范围太窄，起不到保护作用；请填 1 或以上。",
        ),
        "wrong-cadence": (
            "The period is none of the form's own; write one as the form counts.",
            "报告期与报表周期不符；请按报表周期填写。",
        ),
    }
)
