"""
The workflows of a method, told step by step.

What a workflow says in parts and moves is told step by step as an official would: who does it, for whom, by when,
what follows each outcome. The words of a language are one `Phrases`; names that a locality declares are told by their
titles in that language where it gives them, and as they are otherwise.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Final as Constant

import attrs

from gridcare.rules.expressions import Expression
from gridcare.rules.notices import Source
from gridcare.rules.parameters import Param
from gridcare.timing.deadlines import ENTERED, OPENED, Deadline, NotStated, ordinal
from gridcare.timing.periods import duration_text
from gridcare.titles import Titles
from gridcare.work.routing import Route
from gridcare.work.rows import Track
from gridcare.work.steps import After, Final, Move, On, Standing, Step, Wait
from gridcare.work.workflow import Workflow

__all__ = ["SPOKEN", "explain", "sentences"]


@attrs.frozen(kw_only=True)
class Phrases:
    """The words of one language; each is a template over the names in it."""

    source: str
    start: str
    step: str
    wait: str
    endless: str
    by: str
    deadline: str
    no_deadline: str
    within: Mapping[str, str]
    by_clock: Mapping[str, str]
    closes: str
    order: str
    every: str
    attempts: str
    on: str
    again: str
    spent: str
    after: str
    when: str
    effects: str
    effect: Mapping[str, str]
    between: str
    end: str
    final: str
    carried: str
    standing: Mapping[Standing, str]
    slowest: str
    unproven: str
    route: str
    level: str
    units: Mapping[str, str]


_PHRASES: Constant[Mapping[str, Phrases]] = {
    "en": Phrases(
        source="Source: {source}.",
        start="A case starts at '{part}'{when}.",
        step="{number}. {part}{by}.{deadline}{attempts}",
        wait="{number}. {part}: {until} at most.",
        endless="{number}. {part}: until one of these comes, however long.",
        by=", done by {team}",
        deadline=" Owed {deadline}.",
        no_deadline=" No deadline is stated.",
        within={ENTERED: "within {time}", OPENED: "within {time} of the opening", "": "within {time} of {anchor}"},
        by_clock={"": "by {clock}, for the {nth} time after {anchor}", "next": "by the next {clock}"},
        closes="The whole case is owed {deadline}.",
        order="Order '{order}' ({outcomes}) counts in every step that names it, without a visit.",
        every=" Owed every {time}.",
        attempts=" Up to {count} attempts.",
        on="   - {outcome}{when}: on to '{target}'{effects}.",
        again="   - {outcome}: try again{effects}.",
        spent="   - attempts spent{when}: on to '{target}'{effects}.",
        after="   - after {time}{when}: on to '{target}'{effects}.",
        when=" if {condition}",
        effects="; {effects}",
        effect={"leave": "leave {what}", "count": "note {what}", "notify": "tell {what}", "open": "open {what}"},
        between=", ",
        end="A case ends in one of these:",
        final="   - {part}: {standing}",
        carried=", carried over by name and signature",
        standing={standing: str(standing) for standing in Standing},
        slowest="With every deadline kept, a case is closed after {time} at the latest.",
        unproven="The longest time to closure cannot be proven: no deadline is stated for {parts}.",
        route="What is opened as {kind} goes to '{track}'{level}{when}.",
        level=" of the {level}",
        units={each: each for each in "dhms"},
    ),
    "zh": Phrases(
        source="来源：{source}。",
        start="从“{part}”开始{when}。",
        step="{number}. {part}{by}。{deadline}{attempts}",
        wait="{number}. {part}：最长{until}。",
        endless="{number}. {part}：以下情形出现为止，不限时长。",
        by="，由{team}负责",
        deadline="时限：{deadline}。",
        no_deadline="未规定时限。",
        within={ENTERED: "{time}内", OPENED: "自立案起{time}内", "": "自{anchor}起{time}内"},
        by_clock={"": "自{anchor}起第{nth}个{clock}前", "next": "最近一个{clock}前"},
        closes="全案时限：{deadline}。",
        order="指令“{order}”（{outcomes}）：凡列明的环节均适用，无须上门。",
        every="每{time}一次。",
        attempts="最多{count}次。",
        on="   - {outcome}{when}：转“{target}”{effects}。",
        again="   - {outcome}：再次进行{effects}。",
        spent="   - 次数用完{when}：转“{target}”{effects}。",
        after="   - 满{time}{when}：转“{target}”{effects}。",
        when="（条件：{condition}）",
        effects="，{effects}",
        effect={"leave": "发放{what}", "count": "登记{what}", "notify": "通知{what}", "open": "建立{what}"},
        between="、",
        end="办结方式：",
        final="   - {part}：{standing}",
        carried="，逐户签字结转",
        standing={
            Standing.NOT_STARTED: "未开始",
            Standing.IN_PROGRESS: "进行中",
            Standing.SETTLED: "已办结",
            Standing.EXCLUDED: "已排除",
            Standing.OPEN: "待核实",
        },
        slowest="各步均按时完成时，最迟{time}办结。",
        unproven="最长办结时间无法证明：{parts}未规定时限。",
        route="建立的{kind}转入“{track}”{level}{when}。",
        level="（{level}一级）",
        units={"d": "天", "h": "小时", "m": "分钟", "s": "秒"},
    ),
}


SPOKEN: Constant = tuple(_PHRASES)
"""The languages whose sentences are here."""


def sentences() -> Mapping[str, str]:
    """Return every English sentence by its code; one that depends on a word is told under both, as ``effect.leave``."""
    told: dict[str, str] = {}
    for field in attrs.fields(Phrases):
        value = getattr(_PHRASES["en"], field.name)
        each = {"": value} if isinstance(value, str) else value
        told |= {f"{field.name}.{key}".rstrip("."): text for key, text in each.items()}
    return told


def _phrases(language: str, own: Mapping[str, str]) -> Phrases:
    """Return the sentences of a language: those that a method brings, else ours, else the English ones."""
    ours = _PHRASES.get(language, _PHRASES["en"])
    better: dict[str, str | Mapping[str, str]] = {}
    for field in attrs.fields(Phrases):
        value = getattr(ours, field.name)
        if isinstance(value, str):
            better[field.name] = own.get(f"case.{field.name}", value)
        else:
            better[field.name] = {
                key: own.get(f"case.{field.name}.{key}".rstrip("."), text) for key, text in value.items()
            }
    return Phrases(**better)  # type: ignore[arg-type]  # each field by its own name


def explain(
    title: str,
    sources: Iterable[Source],
    tracks: Iterable[Track],
    words: Mapping[str, Titles],
    language: str,
    routes: Iterable[Route] = (),
    beside: Iterable[str] = (),
    own: Mapping[str, str] | None = None,
) -> str:
    """
    Tell a method in words.

    Args:
        title: What the method is called in the language.
        sources: The papers it was published in.
        tracks: Its tracks.
        words: What declared names (outcomes, teams, effects) are called, by language.
        language: The code of the language; ``zh`` and ``en`` are told in our sentences, others in English ones.
        routes: Where cases go that other cases open.
        beside: What is told of the rest of the method, in lines.
        own: Sentences that the method brings itself, by their codes.
    """
    phrases = _phrases(language, own or {})
    lines = [title, *(phrases.source.format(source=source) for source in sources)]
    for track in tracks:
        lines += ["", *_Teller(track.workflow, phrases, words, language).lines()]
    told = [_told_route(route, phrases, words, language) for route in routes]
    rest = list(beside)
    return "\n".join([*lines, *(["", *told] if told else ()), *(["", *rest] if rest else ())])


def _told_route(route: Route, phrases: Phrases, words: Mapping[str, Titles], language: str) -> str:
    def word(name: str) -> str:
        return dict(words.get(name, ())).get(language, name)

    when = "" if route.when is None else phrases.when.format(condition=word(str(route.when)))
    level = phrases.level.format(level=word(route.level)) if route.level else ""
    return phrases.route.format(kind=word(route.opens), track=word(route.track), when=when, level=level)


@attrs.frozen
class _Teller:
    """Tells one workflow."""

    workflow: Workflow
    phrases: Phrases
    words: Mapping[str, Titles]
    language: str

    def lines(self) -> Iterator[str]:
        for entry in self.workflow.start:
            yield self.phrases.start.format(part=self.part_title(entry.part), when=self.when(entry.when))
        told = [part for part in self.workflow.parts if not isinstance(part, Final)]
        for number, part in enumerate(told, 1):
            yield self.heading(number, part)
            yield from (self.move(move) for move in part.moves)
        if self.workflow.closes is not None:
            yield self.phrases.closes.format(deadline=self.time(self.workflow.closes))
        for order in self.workflow.orders:
            outcomes = self.phrases.between.join(map(self.word, order.outcomes))
            yield self.phrases.order.format(order=self.word(order.name), outcomes=outcomes)
        yield self.phrases.end
        yield from (self.final(part) for part in self.workflow.parts if isinstance(part, Final))
        yield self.slowest()

    def heading(self, number: int, part: Step | Wait) -> str:
        title = self.part_title(part.name)
        if isinstance(part, Wait) and isinstance(part.until, NotStated):
            return self.phrases.endless.format(number=number, part=title)
        if isinstance(part, Wait):
            return self.phrases.wait.format(number=number, part=title, until=self.time(part.until))
        by = self.phrases.by.format(team=self.word(part.team)) if part.team else ""
        attempts = self.workflow.attempts(part.name)
        count = self.phrases.attempts.format(count=attempts) if attempts > 1 else ""
        return self.phrases.step.format(number=number, part=title, by=by, deadline=self.deadline(part), attempts=count)

    def deadline(self, step: Step) -> str:
        if step.every is not None:
            return self.phrases.every.format(time=self.time(step.every))
        given = step.deadline
        value = self.workflow.parameters.get(given.name) if isinstance(given, Param) else given
        if isinstance(value, NotStated) or value is None:
            return self.phrases.no_deadline
        return self.phrases.deadline.format(deadline=self.time(value))

    def move(self, move: Move) -> str:
        effects = self.phrases.between.join(
            self.phrases.effect[effect.kind].format(what=self.word(effect.what)) for effect in move.do
        )
        told = {
            "when": self.when(move.when),
            "target": self.part_title(move.go),
            "effects": self.phrases.effects.format(effects=effects) if effects else "",
        }
        match move:
            case On(again=True):
                return self.phrases.again.format(outcome=self.word(move.outcome), **told)
            case On():
                return self.phrases.on.format(outcome=self.word(move.outcome), **told)
            case After():
                return self.phrases.after.format(time=self.time(move.delay), **told)
        return self.phrases.spent.format(**told)

    def final(self, part: Final) -> str:
        carried = self.phrases.carried if part.standing is Standing.OPEN else ""
        standing = self.phrases.standing[part.standing] + carried
        return self.phrases.final.format(part=self.part_title(part.name), standing=standing)

    def slowest(self) -> str:
        closure = self.workflow.closure
        if closure.if_deadlines_kept is not None:
            return self.phrases.slowest.format(time=self.length(closure.if_deadlines_kept))
        parts = self.phrases.between.join(map(self.part_title, closure.without_deadline))
        return self.phrases.unproven.format(parts=parts)

    def when(self, condition: Expression | None) -> str:
        return "" if condition is None else self.phrases.when.format(condition=self.word(str(condition)))

    def time(self, given: object) -> str:
        value = self.workflow.parameters.get(given.name) if isinstance(given, Param) else given
        if isinstance(value, Deadline):
            return self.moment(value)
        return self.length(value) if isinstance(value, timedelta) else str(value)

    def length(self, given: timedelta) -> str:
        return re.sub("[dhms]", lambda unit: self.phrases.units[unit[0]], duration_text(given))

    def moment(self, due: Deadline) -> str:
        anchor = self.word(due.anchor)
        if due.within is not None:
            within = self.phrases.within.get(due.anchor, self.phrases.within[""])
            return within.format(time=self.length(due.within), anchor=anchor)
        by = self.phrases.by_clock["next" if due.nth == 1 and due.anchor == ENTERED else ""]
        nth = ordinal(due.nth) if self.language == "en" else due.nth
        return by.format(clock=f"{due.clock:%H:%M}", nth=nth, anchor=anchor)

    def part_title(self, name: str) -> str:
        titles = dict(self.workflow[name].titles) if name in self.workflow.names else {}
        return titles.get(self.language, self.word(name))

    def word(self, name: str) -> str:
        return dict(self.words.get(name, ())).get(self.language, name)
