"""What a code of places means: units, trees, tallies, thresholds, changes of the map (区划变更)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["MEANINGS"]

MEANINGS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "alteration.lives-on": (
            "A unit ends by the change and goes on at once; say which.",
            "单位在这次变更中既撤销又保留；请写明。",
        ),
        "alteration.no-id": ("A change of the map has no id; give it one.", "区划变更没有编号；请编号。"),
        "alteration.nothing": (
            "A change of the map changes nothing; name the units.",
            "区划变更没有内容；请写明单位。",
        ),
        "alteration.repeated": (
            "A change of the map names a unit twice; name it once.",
            "区划变更中同一单位写了两次；请写一次。",
        ),
        "alteration.share": (
            "A share is no part of the whole; give one between nought and one.",
            "份额不成立；请填 0 到 1 之间的数。",
        ),
        "alteration.span": (
            "The earliest day lies after the day of the change; mend one.",
            "最早日期晚于变更日；请改正其一。",
        ),
        "hierarchy.attribute-dates": (
            "An attribute ends before it begins; mend the days.",
            "属性的起止日期颠倒；请改正。",
        ),
        "hierarchy.attribute-twice": (
            "An attribute has two values on one day; keep one.",
            "同一天一个属性有两个值；请保留一个。",
        ),
        "hierarchy.closed-before-opened": (
            "A unit closes before it opens; mend the days.",
            "单位撤销早于设立；请改正日期。",
        ),
        "hierarchy.colliding-codes": (
            "Two units have one code at one time; correct one.",
            "同一时间两个单位代码相同；请改正其一。",
        ),
        "hierarchy.cycle": (
            "Units lie inside each other in a circle; correct a parent.",
            "单位互为上级，形成循环；请改正上级。",
        ),
        "hierarchy.duplicate-id": ("Two rows have one id; give each unit its own.", "两行编号相同；请一单位一编号。"),
        "hierarchy.duplicate-level": ("A level is declared twice; keep one.", "同一层级写了两次；请保留一个。"),
        "hierarchy.illegal-parent": (
            "A unit lies below one of a level that cannot hold it; correct the parent or the level.",
            "上级单位的层级不对；请改正上级或层级。",
        ),
        "hierarchy.level-gap": (
            "A unit skips a level; check whether that is meant.",
            "单位越过了中间层级；请核实是否如此。",
        ),
        "hierarchy.namesakes": (
            "Two units below one parent bear one name; check whether they are one.",
            "同一上级下有两个同名单位；请核实是否重复。",
        ),
        "hierarchy.no-id": ("A unit has no id; give it one of its own.", "单位没有编号；请编号。"),
        "hierarchy.not-a-day": (
            "What stands for a day is none, and was left out; write it like 2020-02-03.",
            "日期无法识别，已略去；请写作 2020-02-03。",
        ),
        "hierarchy.not-text": (
            "A cell holds no text, and was read as one; write a text, with its zeros.",
            "单元格不是文字，已按文字读入；请写成文字，保留前导零。",
        ),
        "hierarchy.orphan": (
            "The parent of a unit is not there; add it or correct the id.",
            "上级单位不存在；请补上或改正编号。",
        ),
        "hierarchy.second-root": (
            "There are two units without a parent; say which lies below the other.",
            "有两个没有上级的单位；请写明隶属关系。",
        ),
        "hierarchy.shared-code": (
            "Several units have one code; look them up by their ids, or correct one.",
            "多个单位代码相同；请按编号查找，或改正其一。",
        ),
        "hierarchy.strange-characters": (
            "A name or code holds blanks or characters that nobody sees; type it again.",
            "名称或代码中有空格或看不见的字符；请重新录入。",
        ),
        "hierarchy.surplus-cell": (
            "A row has a cell without a heading, and it was left out; mend the row.",
            "这一行有格没有表头，已略去；请改正。",
        ),
        "hierarchy.unknown-level": (
            "A unit is of a level that is not declared; declare it or correct it.",
            "单位的层级没有登记；请登记或改正。",
        ),
        "lineage.already-living": (
            "A change opens a unit that is on the map already; correct the day or the id.",
            "要设立的单位已在图上；请改正日期或编号。",
        ),
        "lineage.before-first-map": (
            "A change lies before the first map, which shows or contradicts it; leave it out.",
            "变更早于首张区划图；请删去。",
        ),
        "lineage.conflict": (
            "Two changes of one day contradict each other; the later known one is left aside.",
            "同一天的两项变更矛盾；后登记的一项不采用，请核实。",
        ),
        "lineage.cycle": (
            "By this change units would lie inside each other; correct a parent.",
            "变更后单位互为上级；请改正上级。",
        ),
        "lineage.illegal-parent": (
            "By this change a unit would lie below one that cannot hold it; correct the parent.",
            "变更后上级单位的层级不对；请改正。",
        ),
        "lineage.members-left": (
            "A unit closes and members are left in it; say where they go.",
            "撤销的单位还有下级；请写明划到哪里。",
        ),
        "lineage.missed": (
            "A split leaves out members of the unit; say to which part they go.",
            "拆分时漏了下级单位；请写明划到哪一部分。",
        ),
        "lineage.no-alteration": (
            "It takes back a change that is not there; correct the id.",
            "要撤回的变更不存在；请改正编号。",
        ),
        "lineage.no-id": (
            "A change opens a unit without an id; give it one of its own.",
            "要设立的单位没有编号；请编号。",
        ),
        "lineage.no-member": (
            "A change hands on a unit that is no member of its source; correct the id.",
            "划出的单位不属于原单位；请改正编号。",
        ),
        "lineage.no-parent": (
            "A change puts a unit below one that is not there; correct the parent.",
            "新的上级单位不存在；请改正。",
        ),
        "lineage.no-target": (
            "A change hands something to a unit that is not there; correct the id.",
            "接收单位不存在；请改正编号。",
        ),
        "lineage.not-living": (
            "A change is about a unit that is not on the map of that day; correct the day or the id.",
            "当天图上没有这个单位；请改正日期或编号。",
        ),
        "lineage.other-content": (
            "Two changes have one id; the one known first counts.",
            "两项变更编号相同；以先登记的为准，请核实。",
        ),
        "lineage.repeated": ("A change names one unit twice; name it once.", "变更中同一单位写了两次；请写一次。"),
        "lineage.shares": ("The shares of a split do not add up to one; mend them.", "拆分的份额合计不是 1；请改正。"),
        "lineage.unknown-level": (
            "A change gives a level that there is not; mend the name.",
            "变更后的层级不存在；请改正名称。",
        ),
        "no-map-yet": (
            "No map is known of a day before the first one; ask about a later day.",
            "首张区划图之前没有资料；请查以后的日期。",
        ),
        "not-additive": (
            "A figure is no whole number or exact fraction and cannot be added; give an exact one.",
            "数值不是整数或分数，不能相加；请填准确的数。",
        ),
        "not-rebased": (
            "A ratio, a mean or a count of distinct persons cannot be re-based; re-base what it is made of.",
            "比率、均值、去重人数不能换算；请换算其原始数。",
        ),
        "other-hierarchy": (
            "Two tallies count on different trees of units; rebase one first.",
            "两份汇总的单位层级不同；请先换算到同一层级。",
        ),
        "tally.duplicate-key": ("A count is named twice; keep one.", "同一计数项写了两次；请保留一个。"),
        "threshold.ancestor": (
            "A threshold asks a unit above that there is not; mend the level.",
            "界线所指的上级单位不存在；请改正层级。",
        ),
        "threshold.grade": (
            "A threshold gives a grade that the scale does not have; take one of its grades.",
            "所定等级不在分级之内；请改用已有等级。",
        ),
        "threshold.grades": (
            "Two thresholds lead to one grade in ways that do not go together; mend one.",
            "几条界线的等级相互不合；请改正。",
        ),
        "threshold.level": (
            "A threshold is for a level that there is not; mend the name.",
            "界线所用的层级不存在；请改正名称。",
        ),
        "threshold.name": ("Two thresholds have one name; name each differently.", "两条界线同名；请分别命名。"),
        "threshold.no-steps": (
            "A threshold has no steps; say from how many on which grade.",
            "界线没有分档；请写明多少起为哪一级。",
        ),
        "threshold.standing": (
            "A unit stands at a grade that the scale does not have; correct it.",
            "单位现有等级不在分级之内；请改正。",
        ),
        "threshold.steps": (
            "The steps do not rise; order them by the least count.",
            "分档没有由低到高；请按起点排列。",
        ),
        "unknown-unit": ("There is no such unit; mend the id.", "没有这个单位；请改正编号。"),
    }
)
