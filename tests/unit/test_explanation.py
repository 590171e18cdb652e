"""What a method declares beside its workflows is told in both languages, in the words of the field."""

from datetime import date
from string import Formatter

import attrs
import pytest

from gridcare.explanation.practices import LANGUAGES
from gridcare.people.duties import DutyRule, Hours
from gridcare.people.subjects import HOUSEHOLD, Field
from gridcare.people.teams import Seat, TeamRule
from gridcare.playbook import Playbook
from gridcare.plugins.four_step import FOUR_STEP
from gridcare.privacy import PrivacyClass
from gridcare.rules.editions import RuleEdition, RuleSet
from gridcare.rules.notices import Source
from gridcare.rules.parameters import Parameter, Parameters, param
from gridcare.timing.anchors import Earliest, FirstAvailable, Latest
from gridcare.timing.deadlines import NOT_STATED, OPENED, Deadline, NotStated, Target
from gridcare.timing.slots import LAST, Daily, OnDays
from gridcare.timing.timelines import Phase, Reset, Timeline
from gridcare.work.effects import Notify, Open
from gridcare.work.gates import DefenceLine, Manned
from gridcare.work.passages import GatePolicy, PassRule
from gridcare.work.protocols import Event, Protocol, Restriction, Whenever
from gridcare.work.readings import CutOff, ReadingRule
from gridcare.work.release import AllNegative, NoOpen, Release
from gridcare.work.rows import Track
from gridcare.work.scales import CleanDays, Fall, Has, Rise, Scale
from gridcare.work.steps import On, Settled, Step
from gridcare.work.upkeep import Upkeep
from gridcare.work.workflow import Workflow

HOME = Protocol(
    name="home",
    kind="home medical",
    titles=(("zh", "居家医学观察"), ("en", "home observation")),
    team="pair",
    timeline=Timeline(
        anchor=FirstAvailable((Latest("contact"), Earliest("arrival"))),
        phases=(
            Phase(
                "home",
                days=14,
                slots=(
                    Daily("temperature", windows=("07:00-09:00", "17:00-19:00"), answered_by="reading"),
                    OnDays("test", days=(1, LAST)),
                ),
            ),
        ),
        resets=(Reset("contact"),),
    ),
    readings=(ReadingRule(kind="reading", field="celsius", cut_offs=(CutOff(at="37.3"),), plausible=(34, 43)),),
    tests="test",
    restriction=Restriction(outings="forbidden", legal_class="B as A"),
    release=Release(guards=(NoOpen("reading"), AllNegative("test")), by="health centre"),
    follows=(Whenever(Event.ALARM, Notify("health centre")), Whenever(Event.BREACH, Open("emergency"))),
)
LADDER = attrs.evolve(FOUR_STEP, protocols=(), ledgers=(), retention=(), suppression=None)
METHOD = attrs.evolve(
    LADDER,
    protocols=(HOME,),
    scales=(
        Scale(
            "zone",
            ("low", "high"),
            rises=(Rise(to="high", when=Has("case")),),
            falls=(Fall("high", "low", when=CleanDays(5, since=Latest(("entered", "case")))),),
            titles=(("zone", "zh", "疫情分区"), ("low", "zh", "低风险"), ("high", "zh", "高风险")),
        ),
    ),
    teams=(TeamRule("pair", (Seat("grid worker"), Seat("doctor", at_least=True))),),
    duties=(DutyRule(duty="patrol", hours=Hours(param("night"), "07:00"), by="volunteer", when="unit.property_firm"),),
    settings=(Parameter("night", "20:00", reading=True),),
    lines=(DefenceLine(number=1, name="gate", duties=("measure",), manned=(Manned("property firm"),)),),
    policies=(
        GatePolicy(
            name="compound",
            rules=(PassRule("dissuade", when="traveller.outside", reason="residents only", notify=("community",)),),
            otherwise="admit",
            unknown="register",
        ),
    ),
    upkeeps=(Upkeep("disinfection", of="lift", slots=(Daily("disinfected"),)),),
    rule_sets=(RuleSet(name="contacts", editions=(RuleEdition(name="ed7", rules=Parameters()),)),),
    picks={"contacts": "ed7"},
    targets={"first round": Target(share="9/10", by=Deadline(clock="20:00", nth=2, anchor=OPENED))},
    words={
        **{name: dict(told) for name, told in FOUR_STEP.words},
        "home medical": {"zh": "居家医学观察", "en": "home medical observation"},
        "temperature": {"zh": "测量体温"},
        "contact": {"zh": "接触", "en": "contact"},
        "health centre": {"zh": "社区卫生服务中心"},
    },
)


def rest(language: str) -> list[str]:
    """Give what is told between the workflows and the levels, without the blank lines."""
    told = METHOD.explain(language).splitlines()
    first, last = {"en": ("Observation ", "Levels of "), "zh": ("观察方案", "层级：")}[language]
    start, end = (next(at for at, line in enumerate(told) if line.startswith(head)) for head in (first, last))
    return [line for line in told[start:end] if line]


class TestTheLanguages:
    def test_both_know_the_same_phrases_about_the_same_things(self) -> None:
        def asked(phrase: str) -> set[str]:
            return {field for _, field, _, _ in Formatter().parse(phrase) if field}

        english, chinese = (LANGUAGES[language] for language in ("en", "zh"))
        assert english.keys() == chinese.keys()
        assert {} == {name: phrase for name, phrase in english.items() if asked(phrase) != asked(chinese[name])}

    def test_in_english(self) -> None:
        assert [
            "Observation ‘home observation’, looked after by pair:",
            "   - counted from the latest contact, else the earliest arrival",
            "   - at home, 14 days: temperature every day from 07:00 to 09:00 and 17:00 to 19:00, "
            "test on day 1, the last",
            "   - it starts again on contact",
            "   - reading: abnormal from 37.3 °C",
            "   - it is forbidden to go out (B as A)",
            "   - lifted by health centre once the period is complete, "
            "and no abnormal reading is left unresolved, every test is negative",
            "   - alarm: inform health centre",
            "   - breach: start the answer to an emergency (handled outside this method)",
            "Scale ‘zone’, from the lowest: low, high.",
            "   - up to high if at least 1 case.",
            "   - from high down to low if 5 clean days since the latest entered or case, lifted by whoever set it.",
            "Team ‘grid head, building head and stairwell head’: 1 grid head, 1 building head, 1 stairwell head.",
            "Team ‘community staff’: at least 1 community worker.",
            "Team ‘community, police and health centre’: 1 community worker, 1 police officer, 1 health centre worker.",
            "Team ‘community with the heating company and the housing department’: 1 community worker, "
            "1 heating company, 1 housing department.",
            "Team ‘pair’: 1 grid worker, at least 1 doctor.",
            "Duty ‘patrol’: 20:00 to 07:00, 1 volunteer on duty at once if unit.property_firm.",
            "Line of defence 1, gate: measure; manned by property firm.",
            "At the gate (compound): traveller.outside: dissuaded (residents only), and community informed; "
            "everybody else: admitted; where it cannot be told: registered and admitted.",
            "Upkeep ‘disinfection’ of every lift: disinfected every day.",
            "Rules ‘contacts’: always ed7.",
            "Target ‘first round’: 9/10 by 20:00 for the 2nd time after the opening.",
        ] == rest("en")

    @pytest.mark.parametrize(
        "sentence",
        [
            "观察方案“居家医学观察”，由pair负责：",
            "   - 自末次接触，无则按首次抵达起算",
            "   - 居家，14天：每天测量体温（07:00至09:00、17:00至19:00）、第1、最后一天检测",
            "   - 再次接触的，重新起算",
            "   - 测温：达到37.3℃为异常",
            "   - 期满，且测温异常均已排除、检测均为阴性，方可解除，由社区卫生服务中心决定",
            "   - 体温异常：通知社区卫生服务中心",
            "分级“疫情分区”，由低到高：低风险、高风险。",
            "卡口处置（compound）：traveller.outside的，劝返（residents only），并通知community；其余，放行；"
            "情况不明的，登记后放行。",
            "目标“first round”：开始后第2个20:00前完成9/10。",
        ],
    )
    def test_in_chinese(self, sentence: str) -> None:
        assert sentence in rest("zh")

    def test_a_method_without_them_is_told_as_before(self) -> None:
        plain: Playbook = attrs.evolve(FOUR_STEP, sources=(Source(title="x"),))
        assert "   - 需进一步核实：未办结，逐一签字结转" in plain.explain("zh")
        assert "2. 等待回电：最长24小时。" in plain.explain("zh")
        assert "2. call back: for 24 hours at most." in plain.explain("en")


class TestLongestTime:
    """A deadline by a day of each subject is a deadline, and nothing says how long the slowest case takes."""

    ENDS = Deadline(clock="17:00", anchor="subject.ends")

    def _told(self, language: str, **deadlines: Deadline | NotStated) -> str:
        steps = [
            Step(name, deadline=deadline, moves=(On("met", go=target),))
            for (name, deadline), target in zip(deadlines.items(), (*list(deadlines)[1:], "done"), strict=True)
        ]
        walk = Workflow("walk", start=steps[0].name, parts=(*steps, Settled("done")))
        home = HOUSEHOLD.with_fields(Field("ends", date, PrivacyClass.INTERNAL))
        return Playbook(name="walk", zone="Europe/Paris", kinds=(home,), tracks=(Track(walk),)).explain(language)

    def test_it_differs_where_a_day_of_the_subject_counts(self) -> None:
        told = self._told("en", door=self.ENDS, call=Deadline(within="24h", anchor=OPENED))
        assert (
            "How long a case may take differs from one to the next: ‘door’ is due by a day of its own for each." in told
        )
        assert "“door”的时限按各对象自己的日期计算，最长办结时间各不相同。" in self._told("zh", door=self.ENDS)

    def test_what_is_not_stated_is_told_before_it(self) -> None:
        told = self._told("en", door=self.ENDS, call=NOT_STATED)
        assert "How long a case may take cannot be told: no deadline is stated for ‘call’." in told

    def test_one_from_the_opening_is_counted(self) -> None:
        told = self._told("en", door=Deadline(within="24h", anchor=OPENED), call=Deadline(within="6h", anchor=OPENED))
        assert "If every deadline is kept, a case is closed within 24 hours." in told
