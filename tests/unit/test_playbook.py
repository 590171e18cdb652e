"""A playbook is checked whole when it is made, and gives out what belongs together."""

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.errors import DefinitionError, UnknownName
from gridcare.facts.fact import Fact
from gridcare.facts.questionnaire import AnswerType, Question, Questionnaire
from gridcare.people.duties import DutyRule, Hours
from gridcare.people.register import Register
from gridcare.people.subjects import HOUSEHOLD, RESIDENT, Subject
from gridcare.people.teams import Seat, TeamRule
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.playbook import Playbook
from gridcare.plugins.four_step import FIGURES, FOUR_STEP
from gridcare.privacy import PrivacyClass
from gridcare.reporting.access import AccessScope
from gridcare.reporting.figures import Figure, Figures
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Indicator, Item
from gridcare.reporting.keeping import answer_classes
from gridcare.reporting.languages import CHINESE, ENGLISH
from gridcare.reporting.ledgers import Ledger, LedgerColumn, LedgerForm
from gridcare.reporting.open_readings import OpenReading
from gridcare.reporting.reconcile import Identity, reconcile
from gridcare.reporting.retention import RetentionRule
from gridcare.reporting.suppression import AdditiveTable, SmallCells, suppress
from gridcare.reporting.telling import tell
from gridcare.rules.editions import RuleEdition, RuleSet
from gridcare.rules.notices import Grade, Source
from gridcare.rules.parameters import Parameter, Parameters, param
from gridcare.timing.anchors import Latest
from gridcare.timing.deadlines import NOT_STATED, Deadline, Target
from gridcare.timing.slots import Daily
from gridcare.timing.timelines import Phase, Timeline
from gridcare.work.effects import Open
from gridcare.work.gates import DefenceLine, Manned
from gridcare.work.protocols import Event, Protocol, Whenever
from gridcare.work.routing import Route
from gridcare.work.rows import Track
from gridcare.work.scales import Scale
from gridcare.work.steps import On, Settled, Spent, Step
from gridcare.work.upkeep import Upkeep
from gridcare.work.workflow import Workflow

ZONE = "Asia/Shanghai"
DAY = timedelta(days=1)
WORKFLOW = Workflow(
    "door", start="door", parts=(Step("door", moves=(On("met", go="done"),), deadline=NOT_STATED), Settled("done"))
)


def form(name: str, *items: str, every: str, zone: str = ZONE) -> Form:
    counted = tuple(Item(item, counts="visit" if item == "visits" else "person") for item in items)
    return Form(name, items=counted, every=every, zone=zone, owed_by="grid")


DAILY = form("daily", "fever", "persons", every="day")
WEEKLY = form("weekly", "visits", "persons", every="week")
RATE = Indicator("rate", "1000 * fever / persons", form="daily")
LOAD = Indicator("load", "visits / persons", form="weekly")


def playbook(**given: object) -> Playbook:
    return Playbook(**{"name": "p", "zone": ZONE, "tracks": WORKFLOW, **given})  # type: ignore[arg-type]


def faults(**given: object) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        playbook(**given)
    return [f"{fault.code} {fault}" for fault in caught.value.faults]


class TestWhatAPlaybookCannotHold:
    def test_every_fault_is_told_at_once(self) -> None:
        found = faults(
            name="",
            needs="both",
            tracks=(Track(WORKFLOW, kind="flat"), Track(WORKFLOW)),
            forms=(DAILY, form("daily", "x", every="day", zone="Europe/Oslo")),
        )
        codes = [each.split()[0] for each in found]
        assert codes == [
            "playbook.name",
            "playbook.needs",
            "playbook.repeated",
            "playbook.kind",
            "forms.name-twice",
            "playbook.zone",
        ]

    def test_what_nobody_can_read_without_a_resolver(self) -> None:
        told = "'lakeside.rules:risk' may not be cited here; none are declared"
        cited = Indicator("risk", "lakeside.rules:risk(fever)")
        assert any(told in each for each in faults(forms=(DAILY,), indicators=(cited,)))
        few = Identity("few", "fever = lakeside.rules:risk(persons)", form="daily", why="few")
        assert any(told in each for each in faults(forms=(DAILY,), identities=(few,)))
        moves = (On("met", go="done", when="lakeside.rules:risk(subject.persons)"), On("met", go="done"))
        with pytest.raises(DefinitionError) as caught:
            attrs.evolve(WORKFLOW, parts=(Step("door", moves=moves, deadline=NOT_STATED), Settled("done")))
        assert told in str(caught.value.exceptions)

    def test_a_playbook_without_a_workflow(self) -> None:
        assert faults(tracks=()) == [
            "playbook.tracks 'p': a playbook without a workflow says nothing to do; declare one"
        ]


class TestSeveralForms:
    def test_each_indicator_reads_the_form_it_names(self) -> None:
        both = playbook(forms=(DAILY, WEEKLY), indicators=(RATE, LOAD))
        assert both.indicators_of("daily") == (RATE,)
        assert both.indicators_of("weekly") == (LOAD,)
        assert both.form("weekly") is WEEKLY

    def test_one_form_needs_no_name(self) -> None:
        plain = Indicator("rate", "fever / persons")
        assert playbook(forms=(DAILY,), indicators=(plain,)).indicators_of("daily") == (plain,)

    @pytest.mark.parametrize(("forms", "told"), [((), "declare the form"), ((DAILY, WEEKLY), "say which form")])
    def test_none_and_several_need_one(self, forms: tuple[Form, ...], told: str) -> None:
        (found,) = faults(forms=forms, indicators=(Indicator("rate", "fever / persons"),))
        assert found.startswith("playbook.form 'rate': the indicator reads no form")
        assert told in found

    def test_what_they_cannot_read_is_a_fault_each(self) -> None:
        found = faults(
            forms=(DAILY, WEEKLY),
            indicators=(
                Indicator("a", "fevr / persons", form="daily"),
                Indicator("b", "fever / persons", form="weekly"),
                Indicator("c", "visits + persons", form="weekly"),
                Indicator("d", "visits", form="weakly"),
            ),
            identities=(
                Identity("e", "fever <= persons", form="daily"),
                Identity("f", "visits = persons", form="weekly"),
                Identity("g", "fever <= persons", form="dayly"),
                Identity("h", "fever <= persons"),
            ),
        )
        assert sorted({each.split("'")[1] for each in found}) == ["a", "b", "c", "d", "f", "g", "h"]
        text = "\n".join(found)
        assert "'weakly' is no form of this playbook; did you mean 'weekly'?" in text
        assert "did you mean 'fever'?" in text
        assert "only like adds to like" in text

    def test_identities_of_filings_and_of_figures_are_kept_apart(self) -> None:
        daily = Identity("part", "fever <= persons", form="daily")
        printed = Identity("printed", "home <= all")
        figures = Figures((Figure("home", 1), Figure("all", 2)))
        both = playbook(forms=(DAILY,), identities=(daily, printed), figures=figures)
        assert both.identities_of("daily") == (daily,)
        assert both.identities_of() == (printed,)
        with pytest.raises(UnknownName, match="did you mean 'daily'"):
            both.identities_of("dialy")

    def test_an_id_is_used_once_over_all_of_them(self) -> None:
        daily = Identity("part", "fever <= persons", form="daily")
        printed = Identity("part", "home <= all")
        figures = Figures((Figure("home", 1), Figure("all", 2)))
        (found,) = faults(forms=(DAILY,), identities=(daily, printed), figures=figures)
        assert found.startswith("playbook.repeated 'part'")


class TestWhatItsPapersLeaveOpen:
    PRINTED = Figures((Figure("moved", 6), Figure("left", 105)))

    @staticmethod
    def question(moved: int, *stays: int) -> OpenReading:
        readings = [Figures((Figure("moved", moved), Figure("stays", each)), label=f"{each} stay") for each in stays]
        return OpenReading(id="moved", asks="are the 6 among the 105?", readings=readings)

    def test_it_is_declared_and_told(self) -> None:
        told = playbook(figures=self.PRINTED, open_readings=(self.question(6, 17, 11),)).explain("en").splitlines()
        start = told.index("The text leaves open ‘are the 6 among the 105?’:")
        assert ["   - 17 stay: stays 17 (read so here)", "   - 11 stay: stays 11"] == told[start + 1 : start + 3]

    def test_a_reading_that_mends_a_figure_is_a_fault_of_the_playbook(self) -> None:
        found = faults(figures=self.PRINTED, open_readings=(self.question(7, 17, 11),))
        assert ["question.quoted 'moved'"] * 2 == [each.partition(":")[0] for each in found]

    def test_two_of_one_name_are_a_fault(self) -> None:
        twice = (self.question(6, 17, 11), self.question(6, 17, 12))
        (found,) = faults(figures=self.PRINTED, open_readings=twice)
        assert found.startswith("playbook.repeated 'moved': two questions bear this name")


class TestFiguresAreCalledByTheirTitles:
    def test_a_finding_is_placed_in_the_language_of_its_telling(self) -> None:
        finding = reconcile(FOUR_STEP.identities_of(), FIGURES)[0]
        assert "进学街道2020年2月17日公布" in tell(finding, CHINESE)
        assert "Jinxue, 17 February 2020" in tell(finding, ENGLISH)
        assert "jinxue" not in tell(finding, CHINESE).lower()

    def test_without_a_title_the_label_stands(self) -> None:
        figures = Figures((Figure("home", 1), Figure("all", 2)), label="here")
        (finding,) = reconcile((Identity("x", "home <= all"),), figures)
        assert "here" in tell(finding, CHINESE)


class TestWhatStandsBesideTheWorkflows:
    def test_every_part_is_held_to_the_rest_of_the_method(self) -> None:
        upkeep = Upkeep("cleaning", of="lift", slots=(Daily("cleaned"),))
        line = DefenceLine(number=1, name="gate", duties=("measure",), manned=(Manned("firm"),))
        duty = DutyRule(duty="patrol", hours=Hours(param("nigth"), "07:00"), by="volunteer", level="grdi")
        days = RuleSet(name="days", editions=(RuleEdition(name="ed7", rules=Parameters()),))
        told = faults(
            levels=Level.ordered("street", "grid"),
            settings=(Parameter("night", "20:00", reading=True),),
            protocols=(attrs.evolve(HOME, team="piar"),),
            teams=(TeamRule("pair", (Seat("doctor"),)),),
            scales=(Scale("zone", ("low", "high"), reads="if cases > 0 then 'high' otherwise 'low'"),),
            upkeeps=(upkeep, upkeep),
            lines=(line, attrs.evolve(line, name="door")),
            duties=(duty,),
            rule_sets=(days,),
            picks={"days": "ed8", "dys": "ed7"},
            targets={"first": Target(share="9/10", by=Deadline(within="2h", anchor="order"))},
        )
        for part in (
            "playbook.repeated 'cleaning': two upkeeps bear this name",
            "playbook.team 'home': 'piar' is no team rule; did you mean 'pair'?",
            "playbook.scale 'zone': it reads figures of which nobody says what they count",
            "playbook.parameter 'patrol': 'nigth' is no parameter; did you mean 'night'?",
            "playbook.level 'patrol': 'grdi' is no level; did you mean 'grid'?",
            "playbook.line '1': two lines of defence are number 1",
            "playbook.edition 'days': 'ed8' is no edition; did you mean 'ed7'?",
            "playbook.edition 'dys': 'dys' is no rule set; did you mean 'days'?",
            "playbook.target 'first': 'order' is no anchor of a target",
            "playbook.source 'home': the protocol states numbers and cites no paper",
        ):
            assert any(each.startswith(part) for each in told), part

    def test_it_is_found_by_its_name_and_observes(self) -> None:
        paper = Source(title="方案", grade=Grade.READING)
        whole = playbook(protocols=(HOME,), sources=(paper,))
        assert HOME is whole.protocol("home") is whole.observations().protocol("home")
        with pytest.raises(UnknownName, match="did you mean 'home'"):
            whole.protocol("hoem")

    def test_a_picked_edition_is_used_whatever_the_day_and_says_when_it_did_not_apply(self) -> None:
        old = RuleEdition(name="old", rules=Parameters(), in_force_from=date(2020, 1, 1))
        new = RuleEdition(name="new", rules=Parameters(), in_force_from=date(2022, 6, 28))
        days = RuleSet(name="days", editions=(old, new))
        free, picked = playbook(rule_sets=(days,)), playbook(rule_sets=(days,), picks={"days": "old"})
        assert new == free.rules_on(date(2022, 7, 1), "days").edition
        then = picked.rules_on(date(2022, 7, 1), "days")
        assert old == then.edition
        assert ["edition.outside"] == [finding.code for finding in then.findings]

    def test_what_a_protocol_opens_may_be_routed(self) -> None:
        paper = Source(title="方案", grade=Grade.READING)
        given = {
            "protocols": (HOME,),
            "sources": (paper,),
            "tracks": (Track(WORKFLOW), Track(WORKFLOW, name="b", beside=True)),
        }
        playbook(routes=(Route("emergency", track="b"),), **given)
        told = faults(routes=(Route("emergncy", track="b"),), **given)
        assert "no step opens 'emergncy'; did you mean 'emergency'?" in told[0]


HOME = Protocol(
    name="home",
    kind="home medical",
    timeline=Timeline(anchor=Latest("contact"), phases=(Phase("home", days=2, slots=(Daily("reading"),)),)),
    follows=(Whenever(Event.BREACH, Open("emergency")),),
)


RESIDENTS = LedgerForm("residents", of="resident", columns=("name", LedgerColumn("visits", "count(true per door)")))
KEEP = Parameter("kept_for", "30d", unit="duration")
GONE = RetentionRule("gone", of="resident", keep=KEEP, since="stand-down")
CITED = (Source(title="a paper"),)


class TestWhatIsKeptOfPersons:
    """A method declares its ledgers, how long identities are kept, and which counts are too small to publish."""

    NOON = datetime(2020, 2, 10, 4, tzinfo=UTC)

    def test_a_host_draws_a_ledger_from_the_records_of_the_method(self) -> None:
        method = playbook(ledgers=(RESIDENTS,), levels=(Level("grid"),))
        register = Register(
            Hierarchy((Level("grid"),), [Unit("g", "", "grid")]),
            [Subject(id="r1", kind="resident", unit="g", identity=Attributes(name="Li Si"))],
            method.kinds,
        )
        knock = Fact(id="d", kind="door", subjects=("r1",), happened=self.NOON, known=self.NOON)
        ledger = Ledger(method.ledger("residents"), method.records(register, [knock], at=self.NOON))
        scope = AccessScope(
            viewer="w", unit="g", purposes="care", clearance=PrivacyClass.IDENTIFYING, until=self.NOON + DAY
        )
        assert [("Li Si", 1)] == [line.cells for line in ledger.view(scope, at=self.NOON).lines]
        assert PrivacyClass.SENSITIVE is ledger.privacy("visits")

    def test_that_a_step_was_done_is_sensitive_unless_the_method_says_less(self) -> None:
        method = playbook(ledgers=(RESIDENTS,), kinds_of_facts={"door": PrivacyClass.INTERNAL})
        register = Register(Hierarchy((), ()), (), method.kinds)
        ledger = Ledger(method.ledger("residents"), method.records(register, at=self.NOON))
        assert PrivacyClass.INTERNAL is ledger.privacy("visits")

    def test_an_answer_gives_away_what_the_most_private_question_of_its_name_does(self) -> None:
        def asking(privacy: PrivacyClass) -> Step:
            asked = Questionnaire("asked", questions=(Question("fever", AnswerType.TRUTH, privacy=privacy),))
            return Step("x", moves=(On("met", go="done"),), deadline=NOT_STATED, questionnaire=asked)

        for one, other in ((PrivacyClass.INTERNAL, PrivacyClass.SENSITIVE), (PrivacyClass.PERSONAL,) * 2):
            steps = (attrs.evolve(asking(one), name="a"), attrs.evolve(asking(other), name="b"))
            tracks = [Track(Workflow(each.name, start=each.name, parts=(each, Settled("done")))) for each in steps]
            assert {"fever": max(one, other)} == answer_classes(tracks) == answer_classes(tracks[::-1])

    def test_ledgers_and_rules_are_held_against_what_there_is(self) -> None:
        found = faults(
            levels=(Level("grid"),),
            ledgers=(
                attrs.evolve(RESIDENTS, name="a", of=("villager",)),
                attrs.evolve(RESIDENTS, name="b", columns=(LedgerColumn("c", "count(true per dor)"),)),
                attrs.evolve(RESIDENTS, name="c", columns=(LedgerColumn("c", "place.gird"),)),
                LedgerForm("d", lists="episodes", of="self-isolation", columns=(LedgerColumn("c", "episode.start"),)),
                LedgerForm("e", lists="cases", of="dor", columns=(LedgerColumn("c", "case.part"),)),
                attrs.evolve(RESIDENTS, name="f"),
                attrs.evolve(RESIDENTS, name="f"),
            ),
            retention=(attrs.evolve(GONE, of=("villager",)), attrs.evolve(GONE, name="g", where="subject.name = 'x'")),
            sources=CITED,
        )
        text = "\n".join(found)
        assert "ledger.of-what 'a': 'villager' is no kind of subject" in text
        assert "did you mean 'door'?" in text
        assert "did you mean 'place.grid'?" in text
        assert "ledger.of-what 'd': 'self-isolation' is no protocol" in text
        assert "ledger.of-what 'e': 'dor' is no track; did you mean 'door'?" in text
        assert "playbook.repeated 'f': two ledgers bear this name" in text
        assert "ledger.of-what 'gone': 'villager' is no kind of subject" in text
        assert "ledger.identity 'g/where'" in text

    def test_the_levels_of_a_host_may_be_read_where_the_method_declares_none(self) -> None:
        reading = attrs.evolve(RESIDENTS, columns=(LedgerColumn("c", "place.grid"),))
        assert (reading,) == playbook(ledgers=(reading,)).ledgers

    def test_faulty_kinds_are_told_and_hide_no_other_fault(self) -> None:
        found = faults(kinds=(RESIDENT, RESIDENT, HOUSEHOLD), ledgers=(RESIDENTS,), zone=ZONE, name="")
        assert 2 <= len(found)

    def test_how_long_identities_are_kept_is_a_parameter_of_the_method(self) -> None:
        method = playbook(retention=(GONE,), sources=CITED)
        assert "kept_for" in method.parameters
        other = method.with_parameters(kept_for="60d")
        assert [timedelta(days=60)] == [rule.keep.value for rule in other.retention]
        assert other == playbook(retention=(attrs.evolve(GONE, keep=attrs.evolve(KEEP, value="60d")),), sources=CITED)
        with pytest.raises(DefinitionError, match="the change of parameters"):
            method.with_parameters(kept_for=3)

    def test_what_no_declaration_reads_is_named(self) -> None:
        settings = [Parameter(each, 3, unit="person", reading=True) for each in ("copied", "sum", "same")]
        night = Parameter("night", "22:00", reading=True)
        rule = DutyRule(duty="patrol", hours=Hours(param("night"), "07:00"), by="warden", when="param.duty > 1")
        guarded = attrs.evolve(
            WORKFLOW,
            parameters=[Parameter(each, 3, unit="fact", reading=True) for each in ("again", "limit", "left")],
            parts=(
                Step(
                    "door",
                    attempts=param("again"),
                    moves=(
                        On("met", go="done", when="count(kind = 'door' per fact) < param.limit"),
                        On("met", go="done"),
                        On("shut", again=True),
                        Spent(go="done"),
                    ),
                    deadline=NOT_STATED,
                ),
                Settled("done"),
            ),
        )
        method = playbook(
            tracks=guarded,
            settings=(*settings, night, Parameter("duty", 3, reading=True)),
            duties=(rule,),
            forms=(DAILY,),
            indicators=(Indicator("rate", "param.sum * fever"),),
            identities=(Identity("few", "fever <= param.same", form="daily", why="few"),),
            retention=(GONE,),
            sources=CITED,
        )
        assert ("left", "copied") == method.unread
        assert method.unread == method.with_parameters(copied=4).unread

    def test_two_rules_differ_in_no_parameter(self) -> None:
        other = attrs.evolve(GONE, name="other", keep=attrs.evolve(KEEP, value="60d"))
        (found,) = faults(retention=(GONE, other), sources=CITED)
        assert found.startswith("playbook.parameter 'kept_for'")

    def test_numbers_cite_a_paper(self) -> None:
        found = faults(retention=(GONE,), suppression=SmallCells(limit=5))
        assert ["after", "suppression"] == ["after" if "gone" in each else "suppression" for each in found]
        assert all(each.startswith("playbook.source") for each in found)
        cited = SmallCells(limit=5, sources=CITED)
        assert cited == playbook(suppression=cited).suppression

    def test_a_host_publishes_by_the_limit_of_the_method(self) -> None:
        limit = FOUR_STEP.suppression
        assert limit is not None
        street = Hierarchy(Level.ordered("street", "grid"), [Unit("s", "", "street"), Unit("g", "", "grid", "s")])
        released = suppress(AdditiveTable(street, "s", (), {"g": {"": limit.limit - 1}}), limit).released
        assert {("s", ""), ("g", "")} == released.hidden

    def test_it_is_told_in_both_languages(self) -> None:
        method = playbook(
            ledgers=(attrs.evolve(RESIDENTS, purposes=("care",), where="subject.age > 60"),),
            retention=(GONE, attrs.evolve(GONE, name="open", keep=Parameter("open", NOT_STATED, unit="duration"))),
            suppression=SmallCells(limit=5, width=8, zeros=True),
            sources=CITED,
        )
        english, chinese = method.explain("en"), method.explain("zh")
        assert (
            "Ledger ‘residents’, of persons and places (resident) if subject.age > 60: name, visits; "
            "to be looked at for care only." in english
        )
        assert "Identities of resident: destroyed 30 days after the last stand-down." in english
        assert "for how long they are kept after the last stand-down is not stated" in english
        assert "Counts below 5, zeros among them, are not published" in english
        assert (
            "台账“residents”，登记人员和场所（居民）（条件：subject.age > 60）：name、visits；仅限care查阅。" in chinese
        )
        assert "居民的身份信息：末次stand-down后30天销毁。" in chinese
        assert "末次stand-down后的保存期限未规定，规定之前不销毁" in chinese
        assert "小于5的数（含零）不公布" in chinese
