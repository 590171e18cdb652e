"""
What a method files and publishes, told in words: its places and subjects, forms, figures, and what a locality may set.

A form (报表) says who files it, how often and by what hour, and what is asked; published figures (公布数据) keep their
units and qualifiers; identities (核对关系) are told in the titles of the figures that they relate; what a paper leaves
open is told with what each reading comes to; a parameter (参数) says whether its value is stated or read into the text,
and what was not chosen.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from gridcare.explanation.vocabulary import ToldWords
from gridcare.people.subjects import SubjectKind
from gridcare.places.units import Level
from gridcare.reporting.bulletin import Bulletin
from gridcare.reporting.figures import Figure, Figures, Qualifier
from gridcare.reporting.forms import Form, ZeroNeeds
from gridcare.reporting.indicators import Indicator, Item
from gridcare.reporting.open_readings import OpenReading
from gridcare.reporting.reconcile import Identity
from gridcare.rules.parameters import Parameter, Parameters
from gridcare.timing.deadlines import NotStated
from gridcare.titles import Titles

__all__ = ["LANGUAGES", "ToldPapers"]

_ENGLISH: Final[Mapping[str, str]] = {
    "comma": ", ",
    "levels": "Levels of the hierarchy: {names}.",
    "kinds": "Kept in the register: {names}.",
    "any": "A subject of several procedures is settled once one of them settled it.",
    "form": "Form ‘{title}’, filed {every}{by}{cut_off}{due}{order}{approved}{zero}:",
    "filed by": " by every {names}",
    "filed where": " by units where {condition}",
    "cut off": ", as of {hours}",
    "due": ", within {time} after that",
    "on order": ", only where ordered",
    "approved": ", approved by {names}",
    "zero": "; a report of zero is signed",
    "items": "   - {items}",
    "item": "{title}{counts}{categories}",
    "counts": " ({unit})",
    "cumulative": " ({unit}, cumulative)",
    "stock": " ({unit}, at the time)",
    "categories": " by {names}",
    "indicator": "Indicator ‘{title}’: {says}.",
    "figures": "Published figures{title}:",
    "figures of": ", {title}{basis}",
    "figure": "   - {title}: {value}{basis}{day}{note}",
    "blank": "left blank",
    "about": "about {value}",
    "over": "over {value}",
    "all cumulative": ", cumulative",
    "all new": ", new",
    "all current": ", current",
    "cumulative basis": " (cumulative)",
    "new basis": " (new)",
    "current basis": " (current)",
    "day": " on {day}",
    "note": "; note: {note}",
    "identity": "It must hold that {says}{form}.",
    "of form": " in ‘{title}’",
    "titled": "‘{title}’",
    "= of": " equals ",
    "<= of": " is at most ",
    ">= of": " is at least ",
    "question": "The text leaves open ‘{title}’:",
    "answer": "   - {title}: {figures}{chosen}",
    "chosen": " (read so here)",
    "hanging": "{title} {value}",
    "bulletin": "Bulletin ‘{title}’, written in {languages}.",
    "parameters": "What a locality may set:",
    "parameter": "   - {title}: {value}{reading}",
    "reading": " (read into the text{alternatives})",
    "alternatives": "; other readings: {names}",
    "extensions": "Extended by {names}.",
}
_CHINESE: Final[Mapping[str, str]] = {
    "comma": "、",
    "levels": "层级：{names}。",
    "kinds": "登记对象：{names}。",
    "any": "同一对象有多个流程的，其一办结即为办结。",
    "form": "报表“{title}”，{every}{by}填报{cut_off}{due}{order}{approved}{zero}：",
    "filed by": "由各{names}",
    "filed where": "由{condition}的单位",
    "cut off": "，数据截至{hours}",
    "due": "，截止后{time}内报送",
    "on order": "，按指令启动",
    "approved": "，由{names}审核",
    "zero": "，零报告须签字",
    "items": "   - {items}",
    "item": "{title}{counts}{categories}",
    "counts": "（{unit}）",
    "cumulative": "（{unit}，累计）",
    "stock": "（{unit}，时点数）",
    "categories": "，分{names}",
    "indicator": "指标“{title}”：{says}。",
    "figures": "公布数据{title}：",
    "figures of": "（{title}{basis}）",
    "figure": "   - {title}：{value}{basis}{day}{note}",
    "blank": "空白",
    "about": "约{value}",
    "over": "{value}以上",
    "all cumulative": "，累计数",
    "all new": "，新增数",
    "all current": "，现有数",
    "cumulative basis": "（累计）",
    "new basis": "（新增）",
    "current basis": "（现有）",
    "day": "，{day}",
    "note": "（注：{note}）",
    "identity": "核对关系：{says}{form}。",
    "of form": "（见“{title}”）",
    "titled": "“{title}”",
    "= of": "等于",
    "<= of": "不多于",
    ">= of": "不少于",
    "question": "原文未明确“{title}”：",
    "answer": "   - {title}：{figures}{chosen}",
    "chosen": "（按此理解）",
    "hanging": "{title}{value}",
    "bulletin": "通报“{title}”，以{languages}发布。",
    "parameters": "各地可设定的事项：",
    "parameter": "   - {title}：{value}{reading}",
    "reading": "（原文未明确，按此理解{alternatives}）",
    "alternatives": "；另一种理解：{names}",
    "extensions": "已并入的扩展：{names}。",
}
LANGUAGES: Final[Mapping[str, Mapping[str, str]]] = {"en": _ENGLISH, "zh": _CHINESE}
"""The phrases of each language; both know the same."""

_NAME: Final = re.compile(r"[A-Za-z_][\w.]*")
_RELATION: Final = re.compile(r" (=|<=|>=) ")


class ToldPapers:
    """
    Tells what is filed, published and set, in one language.

    Args:
        told: The words of the language; sentences of another than ``zh`` and ``en`` are English unless brought.
    """

    def __init__(self, told: ToldWords) -> None:
        ours = LANGUAGES.get(told.language, _ENGLISH)
        self._phrases = {code: told.own.get(f"paper.{code}", text) for code, text in ours.items()}
        self._told = told

    def _say(self, phrase: str, **told: object) -> str:
        return self._phrases[phrase].format(**told)

    def _maybe(self, phrase: str, when: object, **told: object) -> str:
        return self._say(phrase, **told) if when else ""

    def _list(self, names: Iterable[str], of: str = "") -> str:
        return self._phrases["comma"].join(self._told.word(each, of) for each in names)

    # Whom and where

    def levels(self, levels: Iterable[Level]) -> Iterator[str]:
        """Tell the levels of the hierarchy."""
        yield self._say("levels", names=self._list((level.name for level in levels), "level"))

    def kinds(self, kinds: Iterable[SubjectKind]) -> Iterator[str]:
        """Tell the kinds of subject that are kept in the register."""
        names = (self._told.title(kind.titles, kind.name) for kind in kinds)
        yield self._say("kinds", names=self._phrases["comma"].join(names))

    def settled_by_any(self) -> Iterator[str]:
        """Tell that one of several tracks settles a subject."""
        yield self._say("any")

    # What is filed

    def form(self, form: Form) -> Iterator[str]:
        """Tell a form: who files it, by when, and what is asked."""
        where = "" if form.where is None else self._say("filed where", condition=self._told.condition(form.where))
        yield self._say(
            "form",
            title=self._told.title(form.titles, form.name),
            every=self._told.word(form.every.name, "every"),
            by=self._maybe("filed by", form.owed_by, names=self._list(form.owed_by, "level")) + where,
            cut_off=self._maybe("cut off", form.cut_off, hours=self._phrases["comma"].join(form.cut_off)),
            due=self._maybe("due", form.due_after, time=self._told.time(form.due_after)),
            order=self._maybe("on order", form.on_order),
            approved=self._maybe("approved", form.approved_by, names=self._list(form.approved_by, "level")),
            zero=self._maybe("zero", form.zero_needs is ZeroNeeds.SIGNATURE),
        )
        yield from (self._say("items", items=self._item(item)) for item in form.items)

    def _item(self, item: Item) -> str:
        kind = "cumulative" if item.cumulative else "stock" if item.over_time == "last" else "counts"
        return self._say(
            "item",
            title=self._told.title(item.titles, item.name),
            counts=self._maybe(kind, item.counts, unit=self._unit(item.counts)),
            categories=self._maybe("categories", item.categories, names=self._list(item.categories)),
        )

    def _unit(self, unit: str) -> str:
        told = self._told.known(f"counted.{unit}") if self._told.language == "zh" else None
        return told or self._told.word(unit)

    def indicator(self, indicator: Indicator, items: Iterable[Item]) -> Iterator[str]:
        """Tell what is computed from the items of a form."""
        says = self._in_titles(str(indicator.says), {item.name: item.titles for item in items})
        yield self._say("indicator", title=self._told.title(indicator.titles, indicator.name), says=says)

    # What was published

    def figures(self, figures: Figures) -> Iterator[str]:
        """Tell the figures as they were published."""
        title = self._told.title(figures.titles, figures.label)
        days, bases = ({getattr(each, name) for each in figures.values()} for name in ("as_of", "basis"))
        alike = next(iter(bases)) if len(bases) == 1 else None
        basis = self._maybe(f"all {alike}", alike)
        yield self._say("figures", title=self._maybe("figures of", title, title=title, basis=basis))
        for figure in figures.values():
            yield self._figure(figure, dated=len(days) > 1, based=len(bases) > 1)

    def _figure(self, figure: Figure, *, dated: bool, based: bool) -> str:
        day = self._maybe("day", dated and figure.as_of, day=f"{figure.as_of:%Y-%m-%d}" if figure.as_of else "")
        return self._say(
            "figure",
            title=self._told.title(figure.titles, figure.name),
            value=self._value(figure),
            basis=self._maybe(f"{figure.basis} basis", based and figure.basis),
            day=day,
            note=self._maybe("note", figure.note, note=self._told.word(figure.note)),
        )

    def _value(self, figure: Figure) -> str:
        value = self._phrases["blank"] if figure.value is None else self._told.counted(figure.value, figure.unit)
        for qualifier in figure.qualifiers:
            value = value if qualifier is Qualifier.EXACT else self._say(qualifier, value=value)
        return value

    def identity(self, identity: Identity, form: Form | None, figures: Figures) -> Iterator[str]:
        """Tell what figures must satisfy, in their titles."""
        members = figures.values() if form is None else form.items
        says = self._in_titles(str(identity.says), {each.name: each.titles for each in members})
        said = _RELATION.sub(lambda found: self._phrases[f"{found[1]} of"], says)
        title = "" if form is None else self._told.title(form.titles, form.name)
        yield self._say("identity", says=said, form=self._maybe("of form", form is not None, title=title))

    def _in_titles(self, says: str, titles: Mapping[str, Titles]) -> str:
        def told(found: re.Match[str]) -> str:
            if found[0] not in titles:
                return found[0]
            return self._say("titled", title=self._told.title(titles[found[0]], found[0]))

        return self._told.known(says) or _NAME.sub(told, says)

    def open_reading(self, question: OpenReading) -> Iterator[str]:
        """Tell what a paper leaves open, and what each figure that hangs on it comes to under every reading."""
        yield self._say("question", title=self._told.title(question.titles, question.asks))
        for number, reading in enumerate(question.readings):
            yield self._say(
                "answer",
                title=self._told.title(reading.titles, reading.label),
                figures=self._phrases["comma"].join(
                    self._say("hanging", title=self._told.title(each.titles, each.name), value=self._value(each))
                    for each in map(reading.get, question.hanging)
                    if each is not None
                ),
                chosen=self._maybe("chosen", not number),
            )

    def bulletin(self, bulletin: Bulletin) -> Iterator[str]:
        """Tell that a bulletin is written, and in which languages."""
        title = self._told.title(bulletin.titles, bulletin.name)
        yield self._say("bulletin", title=title, languages=self._list(language for language, _ in bulletin.texts))

    # What a locality may set

    def parameters(self, parameters: Parameters) -> Iterator[str]:
        """Tell what a locality may set, what is stated of it, and what was read into the text."""
        yield self._say("parameters")
        yield from map(self._parameter, parameters.members)

    def _parameter(self, parameter: Parameter) -> str:
        given = parameter.value
        plain = isinstance(given, NotStated | str)
        value = self._told.word(str(given), "value") if plain else self._told.counted(given, parameter.unit)
        others = self._maybe("alternatives", parameter.alternatives, names=self._list(parameter.alternatives))
        return self._say(
            "parameter",
            title=self._told.title(parameter.titles, parameter.name, "param"),
            value=value,
            reading=self._maybe("reading", parameter.reading, alternatives=others),
        )

    def extensions(self, extensions: Iterable[tuple[str, str]]) -> Iterator[str]:
        """Tell what was brought into the method from elsewhere."""
        names = self._phrases["comma"].join(f"{name} {version}" for name, version in extensions)
        yield self._say("extensions", names=names)
