"""
What an audit found, told in words: who meets what, what stands against it, what is lacking, and by when to mend it.

A community reads what is asked of it, what was looked at, and what it has to do (审核意见); it never reads an
expression or an English word of the code. Whatever is told comes from the report: criteria in their titles, units in
their names, and what is asked with the days that were in force. Kinds of record and what they leave out are told in
the words of the method, under their meaning and a point, as ``record.drill`` and ``field.live``. Records are told by
their ids, and never by what they say of anybody.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Final

import attrs

from gridcare.explanation.vocabulary import ToldWords
from gridcare.reporting.audit import Assessment, AuditReport, AuditResult, RolledCriterion
from gridcare.reporting.criteria import Criterion
from gridcare.reporting.languages import CHINESE, ENGLISH
from gridcare.reporting.weighing import Exhibit, Lack, WhyLacking

__all__ = ["LANGUAGES", "tell_audit"]

_ENGLISH: Final[Mapping[str, str]] = {
    "comma": ", ",
    "heading": "Audit ‘{title}’ of {unit} as of {day}:",
    "criterion": "{number}. {title} ({owner}): {says}.",
    "counts": "   Met by {met} of {owed}{not_met}{untold}.",
    "counts not met": ", not met by {count}",
    "counts untold": ", cannot be told of {count}",
    "finding": "   - {unit}: {result}{by}.",
    "not met": "not met",
    "cannot be told": "cannot be told",
    "by": ", to be put right by {day}",
    "against": "     Against it: ‘{kind}’ of {unit}, {records}.",
    "more": "{records} and {count} more",
    "not kept": "     No book ‘{kind}’ was handed in for {unit}, so that nobody can tell.",
    "no record": "     The book ‘{kind}’ of {unit} holds no record.",
    "too few": "     Too few records ‘{kind}’ of {unit} are as asked.",
    "outdated": "     The book ‘{kind}’ of {unit} was brought up to date too long ago.",
    "not stated": "     Not stated of {unit}: {about}.",
    "not stated of records": "     Not stated in ‘{kind}’ of {unit}, {records}: {about}.",
    "day of book": "the day on which the book ‘{kind}’ was brought up to date",
    "no unit": "     {unit} has no {kind} to look at.",
    "unsound": "     What is asked gives neither yes nor no here.",
    "nobody": "Asked of nobody here: {titles}.",
}
_CHINESE: Final[Mapping[str, str]] = {
    "comma": "、",
    "heading": "“{title}”审核意见：{unit}，截至{day}。",
    "criterion": "{number}. {title}（{owner}）：{says}。",
    "counts": "   应审核{owed}个，符合{met}个{not_met}{untold}。",
    "counts not met": "，不符合{count}个",
    "counts untold": "，无法判定{count}个",
    "finding": "   - {unit}：{result}{by}。",
    "not met": "不符合",
    "cannot be told": "无法判定",
    "by": "，限{day}前（含当日）整改",
    "against": "     {unit}不符合要求的“{kind}”记录：{records}。",
    "more": "{records}，另有{count}条",
    "not kept": "     {unit}未提交“{kind}”记录簿，无从判定。",
    "no record": "     {unit}的“{kind}”记录簿中没有记录。",
    "too few": "     {unit}的“{kind}”记录中符合要求的不足。",
    "outdated": "     {unit}的“{kind}”记录簿久未更新。",
    "not stated": "     {unit}未填报：{about}。",
    "not stated of records": "     {unit}的“{kind}”记录（{records}）未填报：{about}。",
    "day of book": "“{kind}”记录簿的更新日期",
    "no unit": "     {unit}没有可供审核的{kind}。",
    "unsound": "     所要求的事项在此既不能判定为是，也不能判定为否。",
    "nobody": "此处不适用：{titles}。",
}
LANGUAGES: Final[Mapping[str, Mapping[str, str]]] = {"en": _ENGLISH, "zh": _CHINESE}
"""The phrases of each language; both know the same."""
_DAYS: Final = {each.code: each.day for each in (CHINESE, ENGLISH)}


def tell_audit(report: AuditReport, unit: str, told: ToldWords, *, most: int = 5) -> str:
    """
    Tell what an audit found inside a unit, criterion by criterion.

    Args:
        report: What `gridcare.reporting.audit.audit` answered.
        unit: The unit, told with all inside it: a street reads of all its communities, a community of itself.
        told: What the method calls things (`gridcare.Playbook.words_in`); its sentences are used where it brings them.
        most: How many records of one kind are named together; how many more there are is told.

    Returns:
        A heading; each criterion that somebody inside owns, with how many meet it, and every unit that does not or of
        which it cannot be told, with what stands against it and what is lacking; last the criteria that nobody inside
        owns.

    Raises:
        UnknownUnit: When there is no such unit.
    """
    return "\n".join(_Teller(report, attrs.evolve(told, parameters=report.programme.parameters), most).lines(unit))


class _Teller:
    """Tells one report in one language; the days that it names are those that the audit went by."""

    def __init__(self, report: AuditReport, told: ToldWords, most: int) -> None:
        ours = LANGUAGES.get(told.language, _ENGLISH)
        self._phrases = {code: told.own.get(f"audit.{code}", text) for code, text in ours.items()}
        self._report = report
        self._told = told
        self._most = most

    def _say(self, phrase: str, **told: object) -> str:
        return self._phrases[phrase].format(**told)

    def _list(self, told: Iterable[str]) -> str:
        return self._phrases["comma"].join(told)

    def lines(self, unit: str) -> Iterator[str]:
        programme = self._report.programme
        title = self._told.title(programme.titles, programme.name)
        yield self._say("heading", title=title, unit=self._unit(unit), day=self._day(self._report.day))
        rolled = self._report.roll_up(unit)
        owned = [each for each in rolled if each.owed]
        for number, each in enumerate(owned, 1):
            yield from self._criterion(number, each)
        strangers = [self._title(each.criterion) for each in rolled if not each.owed]
        if strangers:
            yield self._say("nobody", titles=self._list(strangers))

    def _criterion(self, number: int, rolled: RolledCriterion) -> Iterator[str]:
        criterion = rolled.criterion
        says = self._told.known(f"criterion.{criterion.id}") or self._told.condition(criterion.says)
        owner = self._list(self._told.word(level, "level") for level in criterion.owner)
        yield self._say("criterion", number=number, title=self._title(criterion), owner=owner, says=says)
        yield self._say(
            "counts",
            met=len(rolled.met),
            owed=rolled.owed,
            not_met=self._count("counts not met", rolled.not_met),
            untold=self._count("counts untold", rolled.cannot_be_told),
        )
        for unit in (*rolled.not_met, *rolled.cannot_be_told):
            yield from self._finding(self._report.assessment(criterion.id, unit))

    def _count(self, phrase: str, units: Sequence[str]) -> str:
        return self._say(phrase, count=len(units)) if units else ""

    def _finding(self, found: Assessment) -> Iterator[str]:
        by = self._say("by", day=self._day(found.mend_by)) if found.mend_by else ""
        yield self._say("finding", unit=self._unit(found.unit), result=self._say(found.result), by=by)
        yield from self._against(found.against)
        yield from self._lacking(found.lacks)
        if found.result is AuditResult.CANNOT_BE_TOLD and not found.lacks:
            yield self._say("unsound")

    def _against(self, exhibits: Iterable[Exhibit]) -> Iterator[str]:
        """Tell the records that stand against it, those of one kind and unit together."""
        for (kind, unit), alike in groupby(exhibits, key=lambda each: (each.kind, each.unit)):
            records = self._records([each.record for each in alike])
            yield self._say("against", kind=self._kind(kind), unit=self._unit(unit), records=records)

    def _lacking(self, lacks: Iterable[Lack]) -> Iterator[str]:
        """Tell what is lacking; records that leave out the same are told together."""
        alike: dict[Lack, list[str]] = {}
        for each in lacks:
            alike.setdefault(attrs.evolve(each, record="", about=_name(each)), []).append(each.record)
        for lack, records in alike.items():
            named = [record for record in records if record]
            yield self._say(
                "not stated of records" if named else lack.why,
                unit=self._unit(lack.unit),
                kind=self._kind(lack.kind),
                about=self._about(lack.about),
                records=self._records(named),
            )

    def _records(self, records: Sequence[str]) -> str:
        """List records; of many the first, and how many more there are."""
        more = len(records) - self._most
        told = self._list(records[: self._most])
        return self._say("more", records=told, count=more) if more > 0 else told

    def _about(self, name: str) -> str:
        """Tell what a name that a condition reads is called: a field, an attribute, a parameter, the day of a book."""
        first, _, rest = name.partition(".")
        if first == "book":
            return self._say("day of book", kind=self._kind(rest.partition(".")[0]))
        return self._told.word(rest, first) if rest else self._told.word(name, "field")

    def _kind(self, name: str) -> str:
        """Tell what a kind of record is called; of a level, what its units are."""
        kinds = {kind.name: kind.titles for kind in self._report.programme.kinds}
        if name in kinds:
            return self._told.title(kinds[name], name, "record")
        return self._told.word(name, "level")

    def _title(self, criterion: Criterion) -> str:
        return self._told.title(criterion.titles, criterion.id)

    def _unit(self, unit: str) -> str:
        return self._report.hierarchy[unit].name or unit

    def _day(self, day: date) -> str:
        return _DAYS[self._told.language](day) if self._told.language in _DAYS else day.isoformat()


def _name(lack: Lack) -> str:
    """Give the name that is not stated; the condition that too few records meet is told with the criterion."""
    return lack.about if lack.why is WhyLacking.NOT_STATED else ""
