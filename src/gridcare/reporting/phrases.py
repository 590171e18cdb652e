"""
The phrases of a report, by code: what became of an identity, why one could not be told, what may have happened.

English holds every phrase and with it the placeholders that a translation may use. What another language lacks is
told in English; `gridcare.reporting.languages` puts the words in.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["CHINESE_PHRASES", "PHRASES"]

PHRASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "not stated": "not stated",
        "none": "none",
        "qualified.about": "about {value}",
        "qualified.over": "over {value}",
        "qualified.about.over": "about {value} or more",
        "finding.pass": "{title}: holds, {left} against {right}.",
        "finding.fail": "{title}: does not hold, {left} against {right}, a difference of {difference}.",
        "finding.fail.apart": "{title}: does not hold, {left} against {right}.",
        "finding.not evaluated": "{title}: not evaluated.",
        "finding.needed": "It would hold with {value} for {figure}.",
        "finding.none": "Every identity holds.",
        "reason": "{about}: {word}.",
        "reason.at": "{about} ({places})",
        "reason.missing": "{about} is not stated.",
        "reason.blank": "{about} was left blank.",
        "reason.mismatch": "{about} is of another kind than its use needs.",
        "reason.division": "{about} divides by zero.",
        "reason.empty": "{about} has nothing to be taken of.",
        "reason.axis": "{about} leads nowhere here.",
        "reason.shift": "{about} cannot be looked up at another time here.",
        "reason.window": "{about} cannot be looked up over a stretch of time here.",
        "reason.outside": "{about} lies outside the declared range.",
        "reason.unit": "{about} is printed in another unit.",
        "reason.day": "{about} is of another day.",
        "reason.definition": "{about} follows another edition of its definition.",
        "reason.qualified": "{about} was not meant exactly, and nothing is allowed for that.",
        "candidate": "{rank}. {what}.",
        "candidate.weak": "{rank}. Weak, for {chance} of such differences could be told so: {what}.",
        "candidate.companion.netted": "{other}, {value} published beside {beside}, was netted out of {figure}, "
        "{instead} with it and {stated} without",
        "candidate.companion.netted.alone": "{other}, {value} published beside {beside}, was netted out on one side",
        "candidate.companion.added": "{other}, {value} published beside {beside}, was added to {figure}, "
        "{instead} without it and {stated} with",
        "candidate.companion.added.alone": "{other}, {value} published beside {beside}, was added on one side",
        "candidate.companions.netted": "all of {others} was netted out of {figure}, "
        "{instead} with it and {stated} without",
        "candidate.companions.netted.alone": "all of {others} was netted out on one side",
        "candidate.companions.added": "all of {others} was added to {figure}, {instead} without it and {stated} with",
        "candidate.companions.added.alone": "all of {others} was added on one side",
        "candidate.part.left-out": "{other}, {value}, was left out of {figure}, {instead} with it and {stated} without",
        "candidate.part.left-out.alone": "{other}, {value}, was left out on one side",
        "candidate.parts.left-out": "{other}, {value}, and {beside} were left out of {figure}, "
        "{instead} with them and {stated} without",
        "candidate.parts.left-out.alone": "{other}, {value}, and {beside} were left out on one side",
        "candidate.part.twice": "{other}, {value}, was counted twice in {figure}, "
        "{instead} if once and {stated} if twice",
        "candidate.part.twice.alone": "{other}, {value}, was counted twice on one side",
        "candidate.part.repeated": "{other}, {value}, is the row of {beside} entered again",
        "candidate.day.total": "the total is that of {day}, to which the parts of that day add up",
        "candidate.day.parts": "the parts are those of {day}, when {figure} was {instead}",
        "candidate.day.part": "{figure} was counted in the total as on {day}, {instead} for {stated}",
        "candidate.day.two-parts": "{others} were counted in the total as on {day}",
        "candidate.beside.netted": "{other}, {value}, is missing from {figure}, {instead} with it and {stated} without",
        "candidate.beside.added": "{other}, {value}, was added to {figure}, {instead} without it and {stated} with",
        "candidate.scale": "{figure} was printed in another multiple of ten, {stated} for {instead}",
        "candidate.digits.transposed": "two digits of {figure} changed places, {stated} for {instead}",
        "candidate.digits.one": "one digit of {figure} is wrong, {stated} for {instead}",
        "candidate.digits.missing": "one digit of {figure} is missing, {stated} for {instead}",
        "candidate.digits.too-many": "{figure} has one digit too many, {stated} for {instead}",
        "candidate.digits.two": "two digits of {figure} are wrong, {stated} for {instead}",
        "candidate.unit": "the unit of {figure}, {stated}, is misprinted for {unit}",
        "candidate.unallocated": "the difference is not allocated",
    }
)
"""Every phrase by its code, in English; a translation uses the same placeholders or fewer."""

CHINESE_PHRASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "not stated": "未报",
        "none": "无",
        "qualified.about": "约{value}",
        "qualified.over": "{value}余",
        "qualified.about.over": "约{value}余",
        "finding.pass": "{title}：成立，{left}对{right}。",
        "finding.fail": "{title}：不成立，{left}对{right}，相差{difference}。",
        "finding.fail.apart": "{title}：不成立，{left}对{right}。",
        "finding.not evaluated": "{title}：无法核对。",
        "finding.needed": "{figure}为{value}时方能成立。",
        "finding.none": "各项勾稽关系均成立。",
        "reason": "{about}：{word}。",
        "reason.at": "{about}（{places}）",
        "reason.missing": "{about}未报。",
        "reason.blank": "{about}空缺。",
        "reason.mismatch": "{about}类型不符。",
        "reason.division": "{about}除数为零。",
        "reason.empty": "{about}无可取之数。",
        "reason.axis": "{about}在此处无下级。",
        "reason.shift": "{about}在此处无法查其他时点。",
        "reason.window": "{about}在此处无法查一段时间。",
        "reason.outside": "{about}超出规定范围。",
        "reason.unit": "{about}所印单位不同。",
        "reason.day": "{about}不是同一天的数。",
        "reason.definition": "{about}采用的统计口径不同。",
        "reason.qualified": "{about}不是确数，且未规定允许的误差。",
        "candidate": "{rank}. {what}。",
        "candidate.weak": "{rank}. 弱（这样大小的差额有{chance}都能如此解释）：{what}。",
        "candidate.companion.netted": "与{beside}同列公布的{other}{value}已从{figure}中扣除，"
        "计入为{instead}，扣除为{stated}",
        "candidate.companion.netted.alone": "与{beside}同列公布的{other}{value}只在一边扣除",
        "candidate.companion.added": "与{beside}同列公布的{other}{value}又加入{figure}，"
        "不加为{instead}，加入为{stated}",
        "candidate.companion.added.alone": "与{beside}同列公布的{other}{value}只在一边加入",
        "candidate.companions.netted": "{others}全部从{figure}中扣除，计入为{instead}，扣除为{stated}",
        "candidate.companions.netted.alone": "{others}全部只在一边扣除",
        "candidate.companions.added": "{others}全部又加入{figure}，不加为{instead}，加入为{stated}",
        "candidate.companions.added.alone": "{others}全部只在一边加入",
        "candidate.part.left-out": "{figure}漏计{other}{value}，计入为{instead}，漏计为{stated}",
        "candidate.part.left-out.alone": "{other}{value}在一边漏计",
        "candidate.parts.left-out": "{figure}漏计{other}{value}和{beside}，计入为{instead}，漏计为{stated}",
        "candidate.parts.left-out.alone": "一边漏计{other}{value}和{beside}",
        "candidate.part.twice": "{figure}重复计入{other}{value}，计一次为{instead}，计两次为{stated}",
        "candidate.part.twice.alone": "{other}{value}在一边重复计入",
        "candidate.part.repeated": "{other}{value}是{beside}一行的重复录入",
        "candidate.day.total": "合计是{day}的数，当日各项之和与之相符",
        "candidate.day.parts": "各项是{day}的数，当日{figure}为{instead}",
        "candidate.day.part": "合计中的{figure}是{day}的数，{instead}而非{stated}",
        "candidate.day.two-parts": "合计中{others}是{day}的数",
        "candidate.beside.netted": "{figure}中缺少{other}{value}，计入为{instead}，未计为{stated}",
        "candidate.beside.added": "{figure}中多计{other}{value}，不计为{instead}，计入为{stated}",
        "candidate.scale": "{figure}错了计数单位（百、千、万），{stated}应为{instead}",
        "candidate.digits.transposed": "{figure}有两位数字颠倒，{instead}误为{stated}",
        "candidate.digits.one": "{figure}有一位数字有误，{instead}误为{stated}",
        "candidate.digits.missing": "{figure}漏一位数字，{instead}误为{stated}",
        "candidate.digits.too-many": "{figure}多一位数字，{instead}误为{stated}",
        "candidate.digits.two": "{figure}有两位数字有误，{instead}误为{stated}",
        "candidate.unit": "{figure}{stated}的单位误印，应为{unit}",
        "candidate.unallocated": "差额原因不明",
    }
)
"""The phrases in Chinese."""
