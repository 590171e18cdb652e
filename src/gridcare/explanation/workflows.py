"""
The workflows of a method, told step by step.

What a workflow says in parts and moves is told step by step as an official would: who does it, for whom, by when,
what follows each outcome. The words of a language are one `Phrases`; names that a locality declares are told by their
titles in that language where it gives them, and as they are otherwise.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Final as Constant

import attrs

from gridcare.explanation.vocabulary import ToldWords
from gridcare.facts.questionnaire import Question
from gridcare.people.subjects import SubjectKind
from gridcare.rules.expressions import Expression
from gridcare.rules.notices import Source
from gridcare.rules.parameters import Param, Parameters
from gridcare.timing.deadlines import ENTERED, OPENED, Deadline, NotStated, ordinal
from gridcare.titles import Titles
from gridcare.work.effects import Declared
from gridcare.work.routing import Route
from gridcare.work.rows import Track
from gridcare.work.steps import After, Channel, Final, IfUnknown, Move, On, Standing, Step, Use, Wait
from gridcare.work.workflow import Workflow

__all__ = ["SPOKEN", "explain", "sentences", "vocabulary"]


@attrs.frozen(kw_only=True)
class Phrases:
    """The words of one language; each is a template over the names in it."""

    source: str
    track: str
    only: str
    beside: str
    start: str
    otherwise: str
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
    channels: str
    use: Mapping[Use, str]
    asked: str
    withheld: str
    requires: str
    gap: str
    on: str
    again: str
    spent: str
    after: str
    when: str
    unknown: Mapping[IfUnknown, str]
    effects: str
    effect: Mapping[str, str]
    also: str
    between: str
    quoted: str
    end: str
    final: str
    carried: str
    standing: Mapping[Standing, str]
    slowest: str
    unproven: str
    differs: str
    route: str
    level: str
    units: Mapping[str, str]
    one: Mapping[str, str]


_PHRASES: Constant[Mapping[str, Phrases]] = {
    "en": Phrases(
        source="Source: {source}.",
        track="Procedure ‘{track}’, for each {kinds}{only}{beside}.",
        only=" ({condition})",
        beside="; counted apart from the population",
        start="It starts with ‘{part}’{when}.",
        otherwise=" otherwise",
        step="{number}. {part}{by}.{deadline}{attempts}",
        wait="{number}. {part}: for {until} at most.",
        endless="{number}. {part}: until one of these comes, however long.",
        by=", done by {team}",
        deadline=" Due {deadline}.",
        no_deadline=" No deadline is stated.",
        within={ENTERED: "within {time}", OPENED: "within {time} of the opening", "": "within {time} of {anchor}"},
        by_clock={"": "by {clock}, for the {nth} time after {anchor}", "next": "by the next {clock}"},
        closes="The whole case is due {deadline}.",
        order="Order ‘{order}’ ({outcomes}) counts in every step that names it, without a visit.",
        every=" Due every {time}.",
        attempts=" Up to {count} attempts.",
        channels="   - ways{when}: {channels}.",
        use={Use.PRIMARY: "{channels}", Use.FALL_BACK: "or else {channels}", Use.TRIAL: "{channels} on trial"},
        asked="   - asked: {questions}{withheld}.",
        withheld="; not to be asked: {names}",
        requires="   - it counts only if {condition}.",
        gap="   - attempts are at least {time} apart.",
        on="   - {outcome}{when}: on to ‘{target}’{effects}.",
        again="   - {outcome}{when}: try again{effects}.",
        spent="   - attempts spent{when}: on to ‘{target}’{effects}.",
        after="   - after {time}{when}: on to ‘{target}’{effects}.",
        when=" if {condition}",
        unknown={
            IfUnknown.HOLD: "",
            IfUnknown.SKIP: "",
            IfUnknown.TAKE: " or if that is not known",
        },
        effects="; {effects}",
        effect={
            "leave": "hand out {what}",
            "count": "record {what}",
            "notify": "inform {what}",
            "open": "start {what}",
        },
        also="; ",
        between=", ",
        quoted="‘{part}’",
        end="A case ends in one of these:",
        final="   - {part}: {standing}",
        carried=", carried over by name and signature",
        standing={standing: str(standing) for standing in Standing},
        slowest="If every deadline is kept, a case is closed within {time}.",
        unproven="How long a case may take cannot be told: no deadline is stated for {parts}.",
        differs="How long a case may take differs from one to the next: {parts} is due by a day of its own for each.",
        route="Starting {kind} means to follow ‘{track}’{level}{when}.",
        level=" at the level of the {level}",
        units={"d": " days", "h": " hours", "m": " minutes", "s": " seconds"},
        one={"d": " day", "h": " hour", "m": " minute", "s": " second"},
    ),
    "zh": Phrases(
        source="来源：{source}。",
        track="流程：{track}。对象：{kinds}{only}{beside}。",
        only="（{condition}）",
        beside="；单列统计",
        start="起始环节：“{part}”{when}。",
        otherwise="（其余情形）",
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
        channels="   - 方式{when}：{channels}。",
        use={Use.PRIMARY: "{channels}", Use.FALL_BACK: "必要时{channels}", Use.TRIAL: "试用{channels}"},
        asked="   - 询问登记：{questions}{withheld}。",
        withheld="；不得采集：{names}",
        requires="   - 须满足：{condition}，方为有效。",
        gap="   - 两次之间至少间隔{time}。",
        on="   - {outcome}{when}：转“{target}”{effects}。",
        again="   - {outcome}{when}：再次进行{effects}。",
        spent="   - 次数用完{when}：转“{target}”{effects}。",
        after="   - 满{time}{when}：转“{target}”{effects}。",
        when="（条件：{condition}）",
        unknown={IfUnknown.HOLD: "", IfUnknown.SKIP: "", IfUnknown.TAKE: "或情况不明"},
        effects="，{effects}",
        effect={"leave": "发放{what}", "count": "记录{what}", "notify": "通知{what}", "open": "启动{what}"},
        also="，",
        between="、",
        quoted="“{part}”",
        end="办结方式：",
        final="   - {part}：{standing}",
        carried="，逐一签字结转",
        standing={
            Standing.NOT_STARTED: "未开始",
            Standing.IN_PROGRESS: "进行中",
            Standing.SETTLED: "办结",
            Standing.EXCLUDED: "排除",
            Standing.OPEN: "未办结",
        },
        slowest="各环节均按时完成的，最迟{time}办结。",
        unproven="{parts}未规定时限，最长办结时间无法确定。",
        differs="{parts}的时限按各对象自己的日期计算，最长办结时间各不相同。",
        route="启动{kind}的，按“{track}”流程办理{level}{when}。",
        level="（由{level}一级）",
        units={"d": "天", "h": "小时", "m": "分钟", "s": "秒"},
        one={"d": "天", "h": "小时", "m": "分钟", "s": "秒"},
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


def vocabulary(
    words: Mapping[str, Titles], language: str, parameters: Parameters, own: Mapping[str, str] | None = None
) -> ToldWords:
    """
    Bring together what a method calls things in a language.

    Args:
        words: What declared names (outcomes, teams, effects) are called, by language.
        language: The code of the language.
        parameters: The parameters whose values stand in the words of conditions.
        own: Sentences that the method brings itself, by their codes; the units of time are among them.
    """
    own = own or {}
    phrases = _phrases(language, own)
    one = {unit: own.get(f"case.one.{unit}", own.get(f"case.units.{unit}", text)) for unit, text in phrases.one.items()}
    return ToldWords(language=language, words=words, parameters=parameters, units=phrases.units, one=one, own=own)


def explain(
    title: str,
    sources: Iterable[Source],
    tracks: Sequence[Track],
    told: ToldWords,
    kinds: Iterable[SubjectKind] = (),
    routes: Iterable[Route] = (),
    beside: Iterable[str] = (),
) -> str:
    """
    Tell a method in words.

    Args:
        title: What the method is called in the language.
        sources: The papers it was published in.
        tracks: Its tracks; those that go through one workflow are told together.
        told: The words of the language; ``zh`` and ``en`` are told in our sentences, others in English ones.
        kinds: The kinds of subject that the tracks are for.
        routes: Where cases go that other cases open.
        beside: What is told of the rest of the method, in lines.
    """
    phrases = _phrases(told.language, told.own)
    lines = [title, *(phrases.source.format(source=_source(source, told)) for source in sources)]
    titles = {kind.name: kind.titles for kind in kinds}
    for same in _alike(tracks):
        lines += ["", _heading(same, titles, phrases, told), *_Teller(same[0].workflow, phrases, told).lines()]
    ways = [_told_route(route, tracks, phrases, told) for route in routes]
    rest = list(beside)
    return "\n".join([*lines, *(["", *ways] if ways else ()), *(["", *rest] if rest else ())])


def _alike(tracks: Iterable[Track]) -> list[list[Track]]:
    """Bring together the tracks that take different subjects through one workflow."""
    groups: list[list[Track]] = []
    for track in tracks:
        same = (each for each in groups if each[0].workflow == track.workflow and str(each[0].only) == str(track.only))
        found = next(same, None)
        if found is None:
            groups.append([track])
        else:
            found.append(track)
    return groups


def _source(source: Source, told: ToldWords) -> str:
    body, title = told.word(source.body), told.word(source.title)
    if told.language != "zh":
        return str(attrs.evolve(source, body=body, title=title))
    day = "" if source.date is None else f"{source.date.year}年{source.date.month}月{source.date.day}日"
    return "，".join(filter(None, (f"{body}《{title}》" if title else body, source.number, day)))


def _text(condition: Expression | None) -> str:
    return "" if condition is None else str(condition)


def _heading(tracks: list[Track], kinds: Mapping[str, Titles], phrases: Phrases, told: ToldWords) -> str:
    first = tracks[0]
    names = phrases.between.join(told.title(kinds.get(each.kind, ()), each.kind) for each in tracks)
    only = "" if first.only is None else phrases.only.format(condition=told.condition(first.only))
    apart = phrases.beside if all(each.beside for each in tracks) else ""
    title = _track_title(first, told)
    return phrases.track.format(track=title, kinds=names, only=only, beside=apart)


def _track_title(track: Track, told: ToldWords) -> str:
    return dict(track.workflow.titles).get(told.language) or told.word(track.name)


def _told_route(route: Route, tracks: Iterable[Track], phrases: Phrases, told: ToldWords) -> str:
    when = "" if route.when is None else phrases.when.format(condition=told.condition(route.when))
    level = phrases.level.format(level=told.word(route.level, "level")) if route.level else ""
    track = next((_track_title(each, told) for each in tracks if each.name == route.track), route.track)
    return phrases.route.format(kind=told.word(route.opens), track=track, when=when, level=level)


@attrs.frozen
class _Teller:
    """Tells one workflow."""

    workflow: Workflow
    phrases: Phrases
    told: ToldWords

    def lines(self) -> Iterator[str]:
        for number, entry in enumerate(self.workflow.start):
            last = self.phrases.otherwise if number else ""
            yield self.phrases.start.format(part=self.part_title(entry.part), when=self.when(entry.when) or last)
        told = [part for part in self.workflow.parts if not isinstance(part, Final)]
        for number, part in enumerate(told, 1):
            yield self.heading(number, part)
            yield from self.performing(part) if isinstance(part, Step) else ()
            yield from (self.move(move) for move in part.moves)
        if self.workflow.closes is not None:
            yield self.phrases.closes.format(deadline=self.time(self.workflow.closes))
        for order in self.workflow.orders:
            outcomes = self.phrases.between.join(map(self.told.word, order.outcomes))
            yield self.phrases.order.format(order=self.told.word(order.name), outcomes=outcomes)
        yield self.phrases.end
        yield from (self.final(part) for part in self.workflow.parts if isinstance(part, Final))
        yield self.slowest()

    def heading(self, number: int, part: Step | Wait) -> str:
        title = self.part_title(part.name)
        if isinstance(part, Wait) and isinstance(part.until, NotStated):
            return self.phrases.endless.format(number=number, part=title)
        if isinstance(part, Wait):
            return self.phrases.wait.format(number=number, part=title, until=self.time(part.until))
        by = self.phrases.by.format(team=self.told.word(part.team)) if part.team else ""
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
        due = Deadline(within=value) if isinstance(value, timedelta) else value
        return self.phrases.deadline.format(deadline=self.time(due))

    def performing(self, step: Step) -> Iterator[str]:
        """Tell in which ways a step is performed, what is asked then, and what it needs."""
        groups = [(when, list(each)) for when, each in groupby(step.channels, key=lambda each: _text(each.when))]
        for number, (_, channels) in enumerate(groups):
            when = self.when(channels[0].when) or (self.phrases.otherwise if number else "")
            yield self.phrases.channels.format(when=when, channels=self.ways(channels))
        form = step.questionnaire
        if form is not None:
            forbidden = self.phrases.between.join(map(self.told.word, form.forbidden))
            withheld = self.phrases.withheld.format(names=forbidden) if forbidden else ""
            questions = self.phrases.between.join(map(self.question, form.questions))
            yield self.phrases.asked.format(questions=questions, withheld=withheld)
        if step.requires is not None:
            yield self.phrases.requires.format(condition=self.told.condition(step.requires))
        if step.retry_gap is not None:
            yield self.phrases.gap.format(time=self.time(step.retry_gap))

    def ways(self, channels: list[Channel]) -> str:
        told = []
        for use, each in groupby(channels, key=lambda each: each.use):
            names = self.phrases.between.join(self.told.word(channel.name, "channel") for channel in each)
            told.append(self.phrases.use[use].format(channels=names))
        return self.phrases.also.join(told)

    def question(self, question: Question) -> str:
        required = question.required
        title = self.told.title(question.titles, question.name, "question")
        return title + ("" if isinstance(required, bool) else self.when(required))

    def move(self, move: Move) -> str:
        effects = self.effects(move.do)
        told = {
            "when": self.when(move.when, move.if_unknown),
            "target": self.part_title(move.go),
            "effects": self.phrases.effects.format(effects=effects) if effects else "",
        }
        match move:
            case On(again=True):
                return self.phrases.again.format(outcome=self.told.word(move.outcome), **told)
            case On():
                return self.phrases.on.format(outcome=self.told.word(move.outcome), **told)
            case After():
                return self.phrases.after.format(time=self.time(move.delay), **told)
        return self.phrases.spent.format(**told)

    def effects(self, declared: Iterable[Declared]) -> str:
        """Tell together what is done alike under one condition."""
        told = []
        for _, alike in groupby(declared, key=lambda each: (each.kind, _text(each.when))):
            same = list(alike)
            what = self.phrases.between.join(dict.fromkeys(self.told.word(each.what) for each in same))
            told.append(self.phrases.effect[same[0].kind].format(what=what) + self.when(same[0].when))
        return self.phrases.also.join(told)

    def final(self, part: Final) -> str:
        carried = self.phrases.carried if part.standing is Standing.OPEN else ""
        standing = self.phrases.standing[part.standing] + carried
        return self.phrases.final.format(part=self.part_title(part.name), standing=standing)

    def slowest(self) -> str:
        closure = self.workflow.closure
        if closure.if_deadlines_kept is not None:
            return self.phrases.slowest.format(time=self.told.time(closure.if_deadlines_kept))
        if closure.without_deadline:
            return self.phrases.unproven.format(parts=self.parts(closure.without_deadline))
        return self.phrases.differs.format(parts=self.parts(closure.by_subject))

    def parts(self, names: Iterable[str]) -> str:
        order = [part.name for part in self.workflow.parts]
        quoted = (self.phrases.quoted.format(part=self.part_title(each)) for each in sorted(names, key=order.index))
        return self.phrases.between.join(quoted)

    def when(self, condition: Expression | None, unknown: IfUnknown = IfUnknown.HOLD) -> str:
        if condition is None:
            return ""
        return self.phrases.when.format(condition=self.told.condition(condition) + self.phrases.unknown[unknown])

    def time(self, given: object) -> str:
        value = self.workflow.parameters.get(given.name) if isinstance(given, Param) else given
        return self.moment(value) if isinstance(value, Deadline) else self.told.value(value)

    def moment(self, due: Deadline) -> str:
        anchor = self.told.word(due.anchor)
        if due.within is not None:
            within = self.phrases.within.get(due.anchor, self.phrases.within[""])
            return within.format(time=self.told.time(due.within), anchor=anchor)
        by = self.phrases.by_clock["next" if due.nth == 1 and due.anchor == ENTERED else ""]
        nth = ordinal(due.nth) if self.told.language == "en" else due.nth
        return by.format(clock=f"{due.clock:%H:%M}", nth=nth, anchor=anchor)

    def part_title(self, name: str) -> str:
        titles = dict(self.workflow[name].titles) if name in self.workflow.names else {}
        told = titles.get(self.told.language) or self.told.known(name)
        return told or self.told.word(name.rpartition("/")[2])
