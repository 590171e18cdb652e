"""
What a method declares beside its workflows, told in words: whom it observes, grades, posts, keeps up and aims at.

Each noun is told by one function in a paragraph of its own, in the words of the field: a protocol (观察方案) with its
phases, what is owed in each and how it is lifted; a scale (分级) with the moves between its grades; who is on duty
(值守), which lines of defence (防线) there are, what is kept up (消杀、清运), which rules it goes by, what it aims at.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import groupby
from typing import Final

import attrs

from gridcare.explanation.vocabulary import ToldWords
from gridcare.people.duties import DutyRule, Hours
from gridcare.people.teams import TeamRule
from gridcare.reporting.criteria import AuditProgramme
from gridcare.reporting.ledgers import LedgerForm
from gridcare.reporting.retention import RetentionRule
from gridcare.reporting.suppression import SmallCells
from gridcare.rules.editions import RuleSet
from gridcare.rules.expressions import Expression
from gridcare.rules.parameters import Param, Parameters
from gridcare.timing.anchors import Anchor, ChosenBy, FirstAvailable, Latest
from gridcare.timing.deadlines import Target, ordinal
from gridcare.timing.slots import EveryDays, OnDays, SlotRule, Weekly
from gridcare.timing.timelines import Phase
from gridcare.work.effects import Declared
from gridcare.work.gates import DefenceLine
from gridcare.work.passages import GatePolicy
from gridcare.work.protocols import Outings, Protocol
from gridcare.work.readings import CutOff, ReadingRule
from gridcare.work.release import AllNegative, AllOwedDone, Guard, Holds, NoOpen, Signed
from gridcare.work.scales import All, CleanDays, Condition, Has, LastRound, Scale, WhoeverSet
from gridcare.work.upkeep import Upkeep

__all__ = ["LANGUAGES", "Practices"]

_ENGLISH: Final[Mapping[str, str]] = {
    "and": " and ",
    "or": " or ",
    "else": ", else ",
    "each": " and ",
    "comma": ", ",
    "also": "; ",
    "if": " if {condition}",
    "protocol": "Observation ‘{name}’{team}:",
    "team": ", looked after by {team}",
    "anchor": "   - counted from {anchor}",
    "latest": "the latest {kinds}",
    "earliest": "the earliest {kinds}",
    "days": "{count} days",
    "day": "one day",
    "months": "{count} months",
    "until": "until {anchor}",
    "phase": "   - {name}, {length}{slots}",
    "slots": ": {slots}",
    "slot": "{name}{times} {rhythm}{windows}",
    "slot times": " {count} times",
    "daily": "every day",
    "on days": "on day {days}",
    "the last": "the last",
    "from the end": "{count} days before the last",
    "every days": "every {count} days",
    "weekly": "on {days}",
    "windows": " from {windows}",
    "reset": "   - it starts again on {kinds}",
    "extension": "   - it is lengthened by {count} days on {kinds}",
    "reading": "   - {kind}: {cuts}{confirm}",
    "from": "abnormal from {value}",
    "above": "abnormal above {value}",
    "of": " ({of})",
    "confirm": ", confirmed by {count} more within {time}",
    "forbidden": "   - it is forbidden to go out ({legal})",
    "with approval": "   - going out needs approval ({legal})",
    "free": "",
    "symptoms": "   - asked for: {names}",
    "kit": "   - handed over: {names}",
    "services": "   - services: {names}",
    "waiver": "   - ‘{name}’ waives {what}{by}",
    "release": "   - lifted{by} once the period is complete{guards}",
    "by": " by {names}",
    "guards": ", and {guards}",
    "nothing open": "no abnormal {kind} is left unresolved",
    "all owed done": "every {rule} that was owed is done",
    "all negative": "every {kind} is {negative}",
    "signed": "{kind} is signed by {names}",
    "follow": "   - {event}: {effects}",
    "leave": "hand out {what}",
    "count": "record {what}",
    "notify": "inform {what}",
    "open": "start {what}{left}",
    "left": " (handled outside this method)",
    "scale": "Scale ‘{name}’, from the lowest: {grades}.",
    "rise": "   - up to {to}{when}{by}.",
    "fall": "   - from {start} down to {to}{after}{when}{by}.",
    "after": " (entered from {grade})",
    "reads": "   - from figures: {rule}.",
    "whoever set it": ", lifted by whoever set it",
    "has": "at least {count} {kind}{within}",
    "within": " within {time}",
    "clean days": "{count} clean days since {anchor}",
    "last round": "the last {kind} is {outcome}{within}",
    "rule": "Team ‘{name}’: {seats}{beyond}{duties}{hats}.",
    "beyond": ", and whoever else comes along",
    "duties": "; duties: {names}",
    "hats": "; parts played: {names}",
    "seat": "{count} {roles}",
    "at least": "at least {count} {roles}",
    "duty": "Duty ‘{name}’: {hours}, {count} {roles} on duty at once{level}{when}{note}.",
    "hours": "{start} to {end}",
    "level": ", at every {levels}",
    "note": ", handed over with a note",
    "line": "Line of defence {number}, {name}: {duties}; manned by {forces}.",
    "others": ", otherwise by ",
    "forces": "{forces}{when}",
    "policy": "At the gate ({name}): {rules}everybody else: {otherwise}; where it cannot be told: {unknown}."
    "{registers}{devices}",
    "registers": " Entered in the book: {condition}.",
    "everybody": "everybody who passes",
    "devices": " A reading by {names} is taken again before anybody is referred.",
    "pass": "{condition}: {verdict} ({reason}){notify}; ",
    "told": ", and {names} informed",
    "upkeep": "Upkeep ‘{name}’ of every {of}: {slots}.",
    "rule set": "Rules ‘{name}’: {which}.",
    "in force": "the edition in force on the day ({editions})",
    "picked": "always {edition}",
    "audit": "Audit ‘{name}’:",
    "criterion": "   - {title} ({owner}): {says}{mend}.",
    "mend": "; whatever is lacking is put right within {time}",
    "ledger": "Ledger ‘{name}’, of {lists}{of}{where}: {columns}{purposes}.",
    "subjects": "persons and places",
    "facts": "what happened",
    "episodes": "observations",
    "cases": "cases",
    "kinds": " ({names})",
    "purposes": "; to be looked at for {names} only",
    "retention": "Identities of {names}{where}: {length}.",
    "destroyed": "destroyed {time} after the last {since}",
    "not stated": "for how long they are kept after the last {since} is not stated; nothing is destroyed until it is",
    "small cells": "Counts below {limit}{zeros} are not published, nor what would tell them to within {width}.",
    "zeros": ", zeros among them,",
    "target": "Target ‘{name}’: {share} {deadline}.",
    "within the": "within {time} of the opening",
    "clock": "by {clock}{nth} after the opening",
    "nth": " for the {count} time",
}
_CHINESE: Final[Mapping[str, str]] = {
    "and": "且",
    "or": "或",
    "else": "，无则按",
    "each": "、",
    "comma": "、",
    "also": "，",
    "if": "（条件：{condition}）",
    "protocol": "观察方案“{name}”{team}：",
    "team": "，由{team}负责",
    "anchor": "   - 自{anchor}起算",
    "latest": "末次{kinds}",
    "earliest": "首次{kinds}",
    "days": "{count}天",
    "day": "1天",
    "months": "{count}个月",
    "until": "至{anchor}止",
    "phase": "   - {name}，{length}{slots}",
    "slots": "：{slots}",
    "slot": "{rhythm}{name}{times}{windows}",
    "slot times": "{count}次",
    "daily": "每天",
    "on days": "第{days}天",
    "the last": "最后一",
    "from the end": "倒数第{count}",
    "every days": "每{count}天一次",
    "weekly": "每周{days}",
    "windows": "（{windows}）",
    "reset": "   - 再次{kinds}的，重新起算",
    "extension": "   - 有{kinds}的，延长{count}天",
    "reading": "   - {kind}：{cuts}{confirm}",
    "from": "达到{value}为异常",
    "above": "超过{value}为异常",
    "of": "（{of}）",
    "confirm": "，{time}内再测{count}次仍异常即确认",
    "forbidden": "   - 不得外出（{legal}）",
    "with approval": "   - 外出须经批准（{legal}）",
    "free": "",
    "symptoms": "   - 询问症状：{names}",
    "kit": "   - 发放：{names}",
    "services": "   - 服务：{names}",
    "waiver": "   - “{name}”可免{what}{by}",
    "release": "   - 期满{guards}，方可解除{by}",
    "by": "，由{names}决定",
    "guards": "，且{guards}",
    "nothing open": "{kind}异常均已排除",
    "all owed done": "应做的{rule}均已完成",
    "all negative": "{kind}均为{negative}",
    "signed": "{kind}经{names}签发",
    "follow": "   - {event}：{effects}",
    "leave": "发放{what}",
    "count": "记录{what}",
    "notify": "通知{what}",
    "open": "启动{what}{left}",
    "left": "（另行办理）",
    "scale": "分级“{name}”，由低到高：{grades}。",
    "rise": "   - 升为{to}{when}{by}。",
    "fall": "   - 由{start}降为{to}{after}{when}{by}。",
    "after": "（由{grade}升入者）",
    "reads": "   - 按数据判定：{rule}。",
    "whoever set it": "，谁决定谁解除",
    "has": "{within}{kind}至少{count}起",
    "within": "{time}内",
    "clean days": "自{anchor}起连续{count}天无新增",
    "last round": "{within}最近一轮{kind}为{outcome}",
    "rule": "队伍“{name}”：{seats}{beyond}{duties}{hats}。",
    "beyond": "，可另加人员",
    "duties": "；职责：{names}",
    "hats": "；分工：{names}",
    "seat": "{roles}{count}人",
    "at least": "{roles}至少{count}人",
    "duty": "值守“{name}”：{hours}，由{roles}值守，同时在岗{count}人{level}{when}{note}。",
    "hours": "{start}至{end}",
    "level": "，每个{levels}均设",
    "note": "，交接须有记录",
    "line": "第{number}道防线，{name}：{duties}；值守力量：{forces}。",
    "others": "，其余由",
    "forces": "{forces}{when}",
    "policy": "卡口处置（{name}）：{rules}其余，{otherwise}；情况不明的，{unknown}。{registers}{devices}",
    "registers": "须登记的：{condition}。",
    "everybody": "所有进出人员",
    "devices": "{names}测得异常的，转送前须复测。",
    "pass": "{condition}的，{verdict}（{reason}）{notify}；",
    "told": "，并通知{names}",
    "upkeep": "日常工作“{name}”，对象为{of}：{slots}。",
    "rule set": "依据“{name}”：{which}。",
    "in force": "按当日有效的版本（{editions}）",
    "picked": "一律按{edition}",
    "audit": "检查考核“{name}”：",
    "criterion": "   - {title}（{owner}）：{says}{mend}。",
    "mend": "；不符合的，{time}内整改",
    "ledger": "台账“{name}”，登记{lists}{of}{where}：{columns}{purposes}。",
    "subjects": "人员和场所",
    "facts": "发生的事项",
    "episodes": "医学观察",
    "cases": "工作事项",
    "kinds": "（{names}）",
    "purposes": "；仅限{names}查阅",
    "retention": "{names}的身份信息{where}：{length}。",
    "destroyed": "末次{since}后{time}销毁",
    "not stated": "末次{since}后的保存期限未规定，规定之前不销毁",
    "small cells": "小于{limit}的数{zeros}不公布，可推算至{width}以内的数也不公布。",
    "zeros": "（含零）",
    "target": "目标“{name}”：{deadline}完成{share}。",
    "within the": "开始后{time}内",
    "clock": "开始后{nth}{clock}前",
    "nth": "第{count}个",
}
LANGUAGES: Final[Mapping[str, Mapping[str, str]]] = {"en": _ENGLISH, "zh": _CHINESE}
"""The phrases of each language; both know the same."""

_VERDICTS: Final[Mapping[str, str]] = {
    "admit": "放行",
    "register": "登记后放行",
    "measure again": "复测",
    "dissuade": "劝返",
    "isolate and notify": "隔离并报告",
}
_DONE: Final[Mapping[str, str]] = {
    "admit": "admitted",
    "register": "registered and admitted",
    "measure again": "measured again",
    "dissuade": "dissuaded",
    "isolate and notify": "isolated and reported",
}


class Practices:
    """
    Tells what stands beside the workflows, in one language.

    Args:
        told: The words of the language; sentences of another than ``zh`` and ``en`` are English unless brought.
        own: Sentences that the method brings itself, by their codes.
    """

    def __init__(self, told: ToldWords) -> None:
        ours = LANGUAGES.get(told.language, _ENGLISH)
        self._phrases = {code: told.own.get(f"practice.{code}", text) for code, text in ours.items()}
        self._language = told.language
        self._told = told
        self._word = told.word
        self._time = told.time
        self._title = told.title

    # Words

    def _say(self, phrase: str, **told: object) -> str:
        return self._phrases[phrase].format(**told)

    def _list(self, names: Iterable[str], between: str = "comma") -> str:
        return self._phrases[between].join(self._word(each) for each in names)

    def _levels(self, names: Iterable[str]) -> str:
        return self._join(self._told.word(each, "level") for each in names)

    def _join(self, told: Iterable[str], between: str = "comma") -> str:
        return self._phrases[between].join(told)

    def _maybe(self, phrase: str, when: object, **told: object) -> str:
        return self._say(phrase, **told) if when else ""

    def _when(self, condition: Expression | None) -> str:
        return "" if condition is None else self._say("if", condition=self._told.condition(condition))

    def _count(self, days: int) -> str:
        return self._say("day") if days == 1 else self._say("days", count=days)

    # Observation

    def protocol(self, protocol: Protocol, routed: Iterable[str] = ()) -> Iterator[str]:
        """
        Tell a protocol.

        Args:
            protocol: The protocol.
            routed: The kinds of case that the playbook says the way of; others are left to the host.
        """
        name = self._title(protocol.titles, protocol.name)
        team = self._maybe("team", protocol.team, team=self._word(protocol.team))
        yield self._say("protocol", name=name, team=team)
        yield self._say("anchor", anchor=self._anchor(protocol.timeline.anchor))
        yield from map(self._phase, protocol.timeline.phases)
        for reset in protocol.timeline.resets:
            yield self._say("reset", kinds=self._list(reset.on, "or"))
        for extension in protocol.timeline.extensions:
            yield self._say("extension", kinds=self._list(extension.on, "or"), count=extension.days)
        yield from map(self._reading, protocol.readings)
        if protocol.restriction.outings is not Outings.FREE:
            yield self._say(protocol.restriction.outings, legal=self._word(protocol.restriction.legal_class))
        for noun in ("symptoms", "kit", "services"):
            if names := getattr(protocol, noun):
                yield self._say(noun, names=self._list(names))
        for waiver in protocol.waivers:
            by = self._maybe("by", waiver.by, names=self._list(waiver.by, "or"))
            yield self._say("waiver", name=self._word(waiver.name), what=self._list(waiver.waives), by=by)
        yield self._release(protocol)
        for follow in protocol.follows:
            event = f"{self._word(follow.event)}{self._maybe('of', follow.reason, of=self._word(follow.reason))}"
            yield self._say("follow", event=event, effects=self._effects(follow.do, routed))

    def _effects(self, declared: Iterable[Declared], routed: Iterable[str]) -> str:
        told = []
        for _, alike in groupby(declared, key=lambda each: (each.kind, "" if each.when is None else str(each.when))):
            same = list(alike)
            names = (self._word(each.what) + self._left(each, routed) for each in same)
            told.append(self._say(same[0].kind, what=self._join(names), left="") + self._when(same[0].when))
        return self._join(told, "also")

    def _left(self, effect: Declared, routed: Iterable[str]) -> str:
        return self._maybe("left", effect.kind == "open" and effect.what not in routed)

    def _anchor(self, anchor: Anchor) -> str:
        if isinstance(anchor, FirstAvailable):
            return self._join(map(self._anchor, anchor.anchors), "else")
        if isinstance(anchor, ChosenBy):
            return self._phrases["or"].join(map(self._anchor, (*(row.then for row in anchor.whens), anchor.otherwise)))
        phrase = "latest" if isinstance(anchor, Latest) else "earliest"
        return self._say(phrase, kinds=self._list(anchor.of, "or"))

    def _phase(self, phase: Phase) -> str:
        lengths = [self._count(phase.days)] if phase.days else []
        lengths += [self._say("months", count=phase.months)] if phase.months else []
        lengths += [self._say("until", anchor=self._anchor(phase.ends))] if phase.ends is not None else []
        slots = self._maybe("slots", phase.slots, slots=self._slots(phase.slots))
        return self._say("phase", name=self._word(phase.name), length=self._phrases["comma"].join(lengths), slots=slots)

    def _slots(self, rules: Iterable[SlotRule]) -> str:
        return self._phrases["comma"].join(map(self._slot, rules))

    def _slot(self, rule: SlotRule) -> str:
        stated = rule.windows != ("00:00-24:00",)
        windows = self._maybe("windows", stated, windows=self._join(map(self._window, rule.windows), "each"))
        times = self._maybe("slot times", rule.times > 1, count=rule.times)
        return self._say(
            "slot", name=self._word(rule.name, "slot"), rhythm=self._rhythm(rule), times=times, windows=windows
        )

    def _window(self, window: str) -> str:
        start, _, end = window.partition("-")
        return self._say("hours", start=start, end=end)

    def _rhythm(self, rule: SlotRule) -> str:
        if isinstance(rule, OnDays):
            return self._say("on days", days=self._phrases["comma"].join(map(self._day, rule.days)))
        if isinstance(rule, EveryDays):
            return self._say("every days", count=rule.n)
        if isinstance(rule, Weekly):
            return self._say("weekly", days=self._list(rule.on))
        return self._say("daily")

    def _day(self, number: int) -> str:
        if number > 0:
            return str(number)
        backwards = -number if self._language == "zh" else -number - 1
        return self._say("the last") if number == -1 else self._say("from the end", count=backwards)

    def _reading(self, rule: ReadingRule) -> str:
        cuts = self._join(self._cut(each, rule.field) for each in rule.cut_offs)
        sure = rule.confirming
        confirm = "" if sure is None else self._say("confirm", count=sure.readings, time=self._time(sure.within))
        return self._say("reading", kind=self._word(rule.kind), cuts=cuts, confirm=confirm)

    def _cut(self, cut: CutOff, field: str) -> str:
        of = self._maybe("of", cut.devices or cut.sites, of=self._list((*cut.devices, *cut.sites)))
        unit = self._told.known(f"counted.{field}")
        value = self._told.value(cut.at) if unit is None else self._told.counted(cut.at, field)
        return self._say("above" if cut.strict else "from", value=value) + of

    def _release(self, protocol: Protocol) -> str:
        release = protocol.release
        by = self._maybe("by", release.by, names=self._list(release.by, "or"))
        guards = self._maybe(
            "guards", release.guards, guards=self._phrases["comma"].join(map(self._guard, release.guards))
        )
        return self._say("release", by=by, guards=guards)

    def _guard(self, guard: Guard) -> str:
        match guard:
            case NoOpen():
                return self._say("nothing open", kind=self._word(guard.kind))
            case AllOwedDone():
                return self._say("all owed done", rule=self._word(guard.rule))
            case AllNegative():
                return self._say("all negative", kind=self._word(guard.kind), negative=self._list(guard.negative, "or"))
            case Signed():
                return self._say("signed", kind=self._word(guard.kind), names=self._list(guard.by, "or"))
            case Holds():
                return self._told.condition(guard.condition)
        return self._word(type(guard).__name__)  # a guard of somebody's own

    # Grades

    def scale(self, scale: Scale) -> Iterator[str]:
        """Tell a scale."""
        names = {(name, language): title for name, language, title in scale.titles}

        def grade(name: str) -> str:
            return names.get((name, self._language)) or self._word(name)

        grades = self._phrases["comma"].join(map(grade, scale.grades))
        yield self._say("scale", name=grade(scale.name), grades=grades)
        for rise in scale.rises:
            when = "" if rise.when is None else self._given(rise.when)
            by = self._maybe("by", rise.by, names=self._list(rise.by, "or"))
            yield self._say("rise", to=grade(rise.to), when=when, by=by)
        for fall in scale.falls:
            after = self._maybe("after", fall.after, grade=grade(fall.after))
            by = self._lifted(fall.by)
            told = {"start": grade(fall.start), "to": grade(fall.to), "after": after, "by": by}
            yield self._say("fall", when=self._given(fall.when), **told)
        if scale.reads is not None:
            yield self._say("reads", rule=self._told.condition(scale.reads))

    def _lifted(self, by: WhoeverSet | tuple[str, ...]) -> str:
        if isinstance(by, WhoeverSet):
            return self._say("whoever set it")
        return self._maybe("by", by, names=self._list(by, "or"))

    def _given(self, condition: Condition) -> str:
        told = self._condition(condition)
        return self._maybe("if", told, condition=told)

    def _condition(self, condition: Condition) -> str:
        match condition:
            case All():
                return self._phrases["and"].join(filter(None, map(self._condition, condition.conditions)))
            case Has():
                what = self._word(condition.kind) + self._maybe(
                    "of", condition.outcome, of=self._word(condition.outcome)
                )
                return self._say("has", count=condition.at_least, kind=what, within=self._within(condition.within))
            case CleanDays():
                return self._say("clean days", count=condition.days, anchor=self._anchor(condition.since))
            case LastRound():
                told = {"kind": self._word(condition.kind), "outcome": self._word(condition.outcome)}
                return self._say("last round", within=self._within(condition.within), **told)
        return self._word(type(condition).__name__)  # a condition of somebody's own

    def _within(self, length: timedelta | None) -> str:
        return "" if length is None else self._say("within", time=self._time(length))

    # People and places

    def team(self, rule: TeamRule) -> Iterator[str]:
        """Tell who makes up a team, what it is for, and the parts that its members play."""
        seats = [
            self._say("at least" if seat.at_least else "seat", count=seat.count, roles=self._list(seat.any_of, "or"))
            for seat in rule.seats
        ]
        yield self._say(
            "rule",
            name=self._word(rule.name),
            seats=self._join(seats),
            beyond=self._maybe("beyond", not rule.exact),
            duties=self._maybe("duties", rule.duties, names=self._list(rule.duties)),
            hats=self._maybe("hats", rule.hats, names=self._list(rule.hats)),
        )

    def duties(self, rules: Iterable[DutyRule]) -> Iterator[str]:
        """Tell what is staffed, when and by whom; what is the same at several levels is told once."""
        for _, alike in groupby(rules, key=lambda rule: attrs.evolve(rule, level="")):
            rule, *others = alike
            levels = [each.level for each in (rule, *others) if each.level]
            yield self._say(
                "duty",
                name=self._word(rule.duty),
                hours=self._join(map(self._hours, rule.hours)),
                count=rule.at_once,
                roles=self._list(rule.by, "or"),
                level=self._maybe("level", levels, levels=self._levels(levels)),
                when=self._when(rule.when),
                note=self._maybe("note", rule.hand_over),
            )

    def _hours(self, hours: Hours) -> str:
        bounds = (each if isinstance(each, Param) else f"{each:%H:%M}" for each in (hours.start, hours.end))
        start, end = map(self._told.value, bounds)
        return self._say("hours", start=start, end="24:00" if end == "00:00" else end)

    def line(self, line: DefenceLine) -> Iterator[str]:
        """Tell a line of defence."""
        forces = [self._say("forces", forces=self._list(row.by), when=self._when(row.when)) for row in line.manned]
        name, duties = self._title(line.titles, line.name), self._list(line.duties)
        yield self._say("line", number=line.number, name=name, duties=duties, forces=self._join(forces, "others"))

    def policy(self, policy: GatePolicy) -> Iterator[str]:
        """Tell what is decided at a gate."""
        rules = [
            self._say(
                "pass",
                verdict=self._verdict(rule.verdict),
                condition=self._told.condition(rule.when),
                reason=self._word(rule.reason),
                notify=self._maybe("told", rule.notify, names=self._list(rule.notify)),
            )
            for rule in policy.rules
        ]
        ends = {"otherwise": self._verdict(policy.otherwise), "unknown": self._verdict(policy.unknown)}
        devices = self._maybe("devices", policy.screening_devices, names=self._list(policy.screening_devices, "or"))
        told = {"registers": self._registers(policy.registers), "devices": devices, **ends}
        yield self._say("policy", name=self._word(policy.name), rules="".join(rules), **told)

    def _registers(self, condition: Expression | None) -> str:
        if condition is None:
            return ""
        everybody = str(condition) == "true"
        told = self._phrases["everybody"] if everybody else self._told.condition(condition)
        return self._say("registers", condition=told)

    def _verdict(self, verdict: str) -> str:
        return (_VERDICTS if self._language == "zh" else _DONE)[verdict]

    def upkeep(self, upkeep: Upkeep) -> Iterator[str]:
        """Tell what is kept up, and when."""
        of = self._list(upkeep.of, "or")
        yield self._say("upkeep", name=self._word(upkeep.name), of=of, slots=self._slots(upkeep.slots))

    # Rules

    def rule_set(self, rule_set: RuleSet[Parameters], picked: str = "") -> Iterator[str]:
        """Tell which edition of a rule set the method goes by."""
        titles = {each.name: self._title(each.titles, each.name) for each in rule_set.editions}
        if picked:
            which = self._say("picked", edition=titles[picked])
        else:
            which = self._say("in force", editions=self._phrases["comma"].join(titles.values()))
        yield self._say("rule set", name=self._word(rule_set.name), which=which)

    def audit(self, audit: AuditProgramme) -> Iterator[str]:
        """Tell what units are audited against, and who owns each criterion."""
        yield self._say("audit", name=self._title(audit.titles, audit.name))
        for each in audit.criteria:
            title = self._title(each.titles, each.id)
            says = self._told.known(f"criterion.{each.id}") or self._told.condition(each.says)
            mend = "" if each.mend_days is None else self._say("mend", time=self._count(each.mend_days))
            yield self._say("criterion", title=title, owner=self._levels(each.owner), says=says, mend=mend)

    # What is kept of persons

    def ledger(self, form: LedgerForm) -> Iterator[str]:
        """Tell what a ledger lists, what it says of each, and what it may be looked at for."""
        columns = (self._title(column.titles, column.name) for column in form.columns)
        yield self._say(
            "ledger",
            name=self._title(form.titles, form.name),
            lists=self._phrases[form.lists],
            of=self._maybe("kinds", form.of, names=self._list(form.of)),
            where=self._when(form.where),
            columns=self._phrases["comma"].join(columns),
            purposes=self._maybe("purposes", form.purposes, names=self._list(form.purposes)),
        )

    def retention(self, rule: RetentionRule) -> Iterator[str]:
        """Tell for how long it may be kept who somebody is."""
        since, keep = self._list(rule.since, "or"), rule.keep.value
        if isinstance(keep, timedelta):
            length = self._say("destroyed", time=self._time(keep), since=since)
        else:
            length = self._say("not stated", since=since)
        yield self._say("retention", names=self._list(rule.of), where=self._when(rule.where), length=length)

    def small_cells(self, rule: SmallCells) -> Iterator[str]:
        """Tell which counts are not published."""
        yield self._say("small cells", limit=rule.limit, zeros=self._maybe("zeros", rule.zeros), width=rule.width)

    def target(self, name: str, target: Target) -> Iterator[str]:
        """Tell what is to be reached, and by when."""
        by = target.by
        if by.within is not None:
            deadline = self._say("within the", time=self._time(by.within))
        else:
            nth = self._maybe("nth", by.nth > 1, count=self._nth(by.nth))
            deadline = self._say("clock", clock=f"{by.clock:%H:%M}", nth=nth)
        yield self._say("target", name=self._word(name), share=target.share, deadline=deadline)

    def _nth(self, number: int) -> str:
        return ordinal(number) if self._language == "en" else str(number)
