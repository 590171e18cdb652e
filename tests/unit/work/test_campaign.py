"""What a campaign does with the facts it is given, told in visits."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.facts.discrepancies import Refused
from gridcare.facts.fact import Amendment, Fact, Origin, Precision
from gridcare.facts.journal import Journal
from gridcare.facts.questionnaire import Question, Questionnaire
from gridcare.people.register import Register
from gridcare.people.subjects import HOUSEHOLD, SITE, Field, Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.plugins.four_step import FOUR_STEP, WORKFLOW
from gridcare.privacy import PrivacyClass
from gridcare.rules.parameters import Parameter
from gridcare.timing.deadlines import NOT_STATED, OPENED, Deadline
from gridcare.timing.periods import moment
from gridcare.work.campaign import Campaign, ClockTurnedBack, MigrationRefused, NoSuchCase, Unsigned
from gridcare.work.certificates import StillOpen
from gridcare.work.coverage import Counted
from gridcare.work.effects import Leave, Notify
from gridcare.work.rows import Track
from gridcare.work.steps import After, Excluded, On, OpenForVerification, Settled, Spent, Step, marked
from gridcare.work.workflow import StateMap, Workflow

ZONE = "Asia/Shanghai"
DONE = Settled("done")


def at(text: str) -> datetime:
    return moment(f"2020-02-{text}", ZONE)


START = at("03 08:00")
STREET = Hierarchy(
    Level.ordered("street", "grid"),
    [Unit("s", "", "street"), Unit("g1", "", "grid", "s"), Unit("g2", "", "grid", "s", attributes={"firm": True})],
)
REGISTER = Register(
    STREET,
    [
        Subject(id="h1", kind="household", unit="g1", persons=3, attributes=Attributes(vacant=False)),
        Subject(id="h2", kind="household", unit="g2", persons=2, attributes=Attributes(vacant=False)),
        Subject(id="v1", kind="household", unit="g2", persons=0, attributes=Attributes(vacant=True)),
    ],
    FOUR_STEP.kinds,
)


def four_step(**parameters: str) -> Campaign:
    playbook = FOUR_STEP.with_parameters(**parameters)
    return playbook.campaign(STREET, REGISTER, opened=START)


def campaign_of(*parts: Step | Settled | OpenForVerification | Excluded, **options: object) -> Campaign:
    workflow = Workflow("w", start=parts[0].name, parts=parts, **options)  # type: ignore[arg-type]
    return Campaign(STREET, REGISTER, workflow, opened=START, zone=ZONE)


def fact(id: str, subject: str, kind: str, outcome: str, when: str, **more: object) -> Fact:
    told: dict[str, object] = {"known": at(when), **more}
    return Fact(id=id, kind=kind, subjects=(subject,), outcome=outcome, happened=at(when), **told)  # type: ignore[arg-type]


class TestFourSteps:
    def test_yj02_everybody_is_telephoned_also_those_met(self) -> None:
        campaign = four_step()
        campaign.record(fact("1", "h1", "door", "met", "03 09:00"))
        assert str(campaign.state("h1")) == "phone[registered]"

    def test_yj03_who_was_registered_at_the_door_needs_no_joint_visit(self) -> None:
        campaign = four_step()
        campaign.record(fact("1", "h1", "door", "met", "03 09:00"))
        campaign.record(fact("2", "h1", "phone", "no answer", "03 10:00"))
        campaign.record(fact("3", "h1", "phone", "no answer", "03 11:00"))
        assert str(campaign.state("h1")) == "done at phone"

    def test_yj03_who_refuses_at_the_door_and_on_the_telephone_is_visited_jointly(self) -> None:
        campaign = four_step()
        campaign.record(fact("1", "h1", "door", "refused", "03 09:00"))
        campaign.record(fact("2", "h1", "phone", "refused", "03 10:00"))
        assert campaign.state("h1").part == "joint visit"

    def test_yj04_vacant_dwellings_go_to_linkage_directly(self) -> None:
        campaign = four_step()
        assert str(campaign.state("v1")) == "linkage (not started)"
        campaign.record(fact("1", "v1", "linkage", "vacant", "04 09:00"))
        assert campaign.categories("s")["vacant"] == Counted(1, 0)

    def test_yj05_what_linkage_cannot_settle_stays_open(self) -> None:
        campaign = four_step()
        campaign.record(fact("1", "h1", "door", "vacant", "03 09:00"))
        campaign.record(fact("2", "h1", "linkage", "not found", "04 09:00"))
        assert campaign.coverage("s").open == Counted(1, 3)

    def test_yj07_things_left_are_counted_as_effects_of_visits(self) -> None:
        change = four_step().record(fact("1", "h1", "door", "met", "03 09:00"))
        assert [(effect.kind, effect.what) for effect in change.emitted] == [
            ("leave", "leaflet"),
            ("leave", "access card"),
        ]

    def test_yj12_no_call_back_leads_to_the_next_step(self) -> None:
        campaign = four_step()
        campaign.record(fact("1", "h1", "door", "relayed", "03 09:00"))
        campaign.advance(at("04 08:59"))
        assert campaign.state("h1").part == "call-back"
        campaign.advance(at("04 09:00"))
        assert str(campaign.state("h1")) == "phone"


class TestMoments:
    def test_a_fact_at_the_very_moment_comes_after_the_timer(self) -> None:
        """A call in the minute in which the wait is over finds the case in the next step."""
        campaign = four_step()
        campaign.record(fact("1", "h1", "door", "notice", "03 09:00"))
        change = campaign.record(fact("2", "h1", "call-back", "called", "04 09:00"))
        assert [each.code for each in change.discrepancies] == ["out-of-turn"]
        assert str(campaign.state("h1")) == "phone"

    def test_a_late_fact_undoes_a_timer(self) -> None:
        campaign = four_step()
        campaign.record(fact("1", "h1", "door", "notice", "03 09:00"))
        campaign.advance(at("05 09:00"))
        campaign.record(fact("2", "h1", "call-back", "called", "03 20:00", known=at("05 10:00")))
        assert str(campaign.state("h1")) == "phone[registered]"

    def test_paper_forms_of_one_day_are_read_in_the_order_of_the_steps(self) -> None:
        """A visit and a call of one day, entered in the wrong order, do not contradict each other."""
        day = {"precision": Precision.DAY}
        campaign = four_step()
        campaign.record(fact("2", "h1", "phone", "reached", "03 00:00", known=at("04 10:00"), **day))
        campaign.record(fact("1", "h1", "door", "met", "03 00:00", known=at("04 10:05"), **day))
        assert str(campaign.state("h1")) == "done at phone"
        assert campaign.discrepancies == ()

    @pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["as they happened", "the other way round"])
    def test_an_hour_that_comes_twice_has_an_order_too(self, order: tuple[int, int]) -> None:
        """Half past two of the first pass comes before ten past two of the second, whatever the wall clock shows."""
        berlin, later = ZoneInfo("Europe/Berlin"), datetime(2020, 10, 26, tzinfo=UTC)
        first = datetime(2020, 10, 25, 2, 30, tzinfo=berlin)
        second = datetime(2020, 10, 25, 2, 10, fold=1, tzinfo=berlin)
        visits = (
            Fact(id="1", kind="door", subjects=("h1",), outcome="met", happened=first, known=later),
            Fact(id="2", kind="phone", subjects=("h1",), outcome="no answer", happened=second, known=later),
        )
        campaign = four_step()
        for place in order:
            campaign.record(visits[place])
        assert str(campaign.state("h1")) == "phone[registered] after 1"
        assert campaign.discrepancies == ()

    def test_a_further_attempt_does_not_begin_the_step_anew(self) -> None:
        """Neither when it is recorded nor when the case is gone through again after a correction."""
        campaign = four_step()
        campaign.record(fact("1", "h1", "door", "met", "03 09:00"))
        campaign.record(fact("2", "h1", "phone", "no answer", "03 10:00"))
        assert [each.since for each in campaign.due("g1")] == [at("03 09:00")]
        earlier = fact("1", "h1", "door", "met", "03 08:50")
        campaign.amend(Amendment(id="k", of="1", known=at("03 12:00"), fact=earlier))
        assert [each.since for each in campaign.due("g1")] == [at("03 08:50")]

    def test_the_clock_only_goes_forward(self) -> None:
        campaign = four_step()
        campaign.advance(at("04 08:00"))
        with pytest.raises(ClockTurnedBack, match="cannot go back"):
            campaign.advance(at("03 08:00"))

    def test_an_attempt_within_the_retry_gap_spends_nothing(self) -> None:
        moves = (On("nobody", again=True), On("met", go="done"), Spent(go="left open"))
        step = Step("door", deadline="24h", attempts=2, retry_gap="2h", moves=moves)
        campaign = campaign_of(step, DONE, OpenForVerification("left open"))
        campaign.record(fact("1", "h1", "door", "nobody", "03 09:00"))
        change = campaign.record(fact("2", "h1", "door", "nobody", "03 10:59"))
        assert [each.code for each in change.discrepancies] == ["too-soon"]
        campaign.record(fact("3", "h1", "door", "nobody", "03 11:00"))
        assert campaign.state("h1").part == "left open"

    def test_a_timer_whose_condition_does_not_hold_passes_by(self) -> None:
        moves = (On("met", go="done"), After("1h", go="left open", when="unit.firm"), After("5h", go="done"))
        campaign = campaign_of(Step("door", deadline="24h", moves=moves), DONE, OpenForVerification("left open"))
        campaign.advance(at("03 10:00"))
        assert (campaign.state("h1").part, campaign.state("h2").part) == ("door", "left open")
        campaign.advance(at("03 13:00"))
        assert campaign.state("h1").part == "done"


class TestTimersThatMemoryBringsIn:
    """A mark set by an attempt may bring in a timer of the same stay, whose moment lies before or after it."""

    STEP = Step(
        "door",
        deadline="24h",
        attempts=3,
        moves=(
            On("met", go="done"),
            On("nobody", again=True, mark="tried"),
            Spent(go="left open"),
            After("2h", go="left open", when=marked("tried")),
        ),
    )

    def campaign(self) -> Campaign:
        return campaign_of(self.STEP, DONE, OpenForVerification("left open"))

    def test_its_moment_is_still_to_come(self) -> None:
        campaign = self.campaign()
        campaign.record(fact("1", "h1", "door", "nobody", "03 09:00"))
        campaign.advance(at("03 10:00"))
        assert campaign.state("h1").part == "left open"

    def test_its_moment_had_passed_before_the_mark(self) -> None:
        campaign = self.campaign()
        campaign.record(fact("1", "h1", "door", "nobody", "03 12:00"))
        campaign.record(fact("2", "h1", "door", "met", "03 13:00"))
        assert campaign.state("h1") == campaign.case("h1").state
        assert campaign.state("h1").part == "done"

    def test_the_clock_had_passed_it_before_the_attempt_was_known(self) -> None:
        campaign = self.campaign()
        campaign.advance(at("03 11:00"))
        campaign.record(fact("1", "h1", "door", "nobody", "03 09:00", known=at("03 11:00")))
        assert campaign.state("h1") == campaign.case("h1").state
        assert campaign.state("h1").part == "left open"

    def test_an_attempt_at_the_very_moment_brings_it_in_too_late(self) -> None:
        campaign = self.campaign()
        campaign.record(fact("1", "h1", "door", "nobody", "03 10:00"))
        campaign.record(fact("2", "h1", "door", "nobody", "03 11:00"))
        assert campaign.state("h1") == campaign.case("h1").state
        assert str(campaign.state("h1")) == "door[tried] after 2"

    def test_what_it_would_have_led_to_is_then_out_of_turn(self) -> None:
        timed = After("2h", go="phone", when=marked("tried"))
        door = attrs.evolve(self.STEP, moves=(*self.STEP.moves[:3], timed))
        phone = Step("phone", deadline="24h", moves=(On("reached", go="done"),))
        campaign = campaign_of(door, phone, DONE, OpenForVerification("left open"))
        campaign.record(fact("1", "h1", "door", "nobody", "03 10:00"))
        early = campaign.record(fact("2", "h1", "phone", "reached", "03 11:00"))
        assert [each.code for each in early.discrepancies] == ["out-of-turn"]
        assert campaign.state("h1") == campaign.case("h1").state

    def test_a_wait_that_is_learnt_of_when_it_is_over_ends_at_once(self) -> None:
        campaign = four_step(call_back_hours="12h")
        campaign.advance(at("03 21:00"))
        campaign.record(fact("1", "h1", "door", "notice", "03 09:00", known=at("03 21:00")))
        assert campaign.state("h1").part == "phone"


class TestWhenAttemptsAreSpent:
    def test_the_last_attempt_sets_its_mark_and_both_moves_have_their_effects(self) -> None:
        step = Step(
            "door",
            deadline="24h",
            moves=(
                On("nobody", again=True, mark="tried", do=Leave("notice")),
                On("refused", again=True),
                Spent(go="left open", when=marked("tried"), do=Notify("police")),
                Spent(go="done"),
            ),
        )
        campaign = campaign_of(step, DONE, OpenForVerification("left open"))
        campaign.record(fact("1", "h1", "door", "nobody", "03 09:00"))
        campaign.record(fact("2", "h2", "door", "refused", "03 09:00"))
        assert [campaign.state(each).part for each in ("h1", "h2")] == ["left open", "done"]
        assert [effect.what for effect in campaign.effects] == ["notice", "police"]

    def test_the_conditions_of_both_moves_must_hold(self) -> None:
        step = Step(
            "door",
            deadline="24h",
            moves=(
                On("nobody", again=True, when="subject.persons >= 2"),
                On("nobody", go="done"),
                Spent(go="left open", when="subject.persons >= 3"),
                Spent(go="elsewhere"),
            ),
        )
        campaign = campaign_of(step, DONE, OpenForVerification("left open"), Excluded("elsewhere"))
        for subject in ("h1", "h2", "v1"):
            campaign.record(fact(subject, subject, "door", "nobody", "03 09:00"))
        assert [campaign.state(each).part for each in ("h1", "h2", "v1")] == ["left open", "elsewhere", "done"]


class TestTheDoor:
    @pytest.mark.parametrize(
        ("changed", "code", "told"),
        [
            ({"kind": "dor"}, "unknown-step", "'dor' is no step of the workflow; did you mean 'door'?"),
            ({"outcome": "mett"}, "unknown-outcome", "'mett' is no outcome of 'door'; did you mean 'met'?"),
            ({"subjects": ("h9",)}, "unknown-subject", "'h9' has no case in this campaign"),
            ({"happened": datetime(2020, 2, 3, 9)}, "naive-moment", "has no time zone"),  # noqa: DTZ001
            ({"happened": at("03 10:00")}, "skew", "happened after it was recorded"),
            ({"subjects": ()}, "no-subject", "names no subject"),
            ({"track": "other"}, "unknown-track", "names the track 'other'"),
        ],
    )
    def test_what_can_be_mended_is_refused_and_kept_by_a_merge(
        self, changed: dict[str, object], code: str, told: str
    ) -> None:
        wrong = attrs.evolve(fact("1", "h1", "door", "met", "03 09:00"), **changed)  # type: ignore[arg-type]
        campaign = four_step()
        with pytest.raises(Refused) as caught:
            campaign.record(wrong)
        assert code in {each.code for each in caught.value.discrepancies}
        assert told in str(caught.value)
        assert len(campaign.journal) == 0
        campaign.merge(Journal.of([wrong]))
        assert campaign.coverage("s").not_started.subjects == 3
        assert wrong in campaign.journal

    def test_recording_again_changes_nothing_and_other_content_is_refused(self) -> None:
        campaign = four_step()
        visit = fact("1", "h1", "door", "met", "03 09:00")
        campaign.record(visit)
        assert campaign.record(visit).emitted == ()
        with pytest.raises(Refused, match="is held already with other content"):
            campaign.record(attrs.evolve(visit, outcome="refused"))

    def test_an_amendment_of_nothing_is_refused(self) -> None:
        with pytest.raises(Refused, match="corrects 'f', which is not held"):
            four_step().amend(Amendment(id="k", of="f", known=at("03 09:00")))

    def test_a_step_may_ask_who_performs_it(self) -> None:
        step = Step("door", deadline="1h", requires="performers.police >= 1", moves=(On("met", go="done"),))
        campaign = campaign_of(step, DONE)
        alone = campaign.record(fact("1", "h1", "door", "met", "03 09:00", origin=Origin(roles=("volunteer",))))
        assert [each.code for each in alone.discrepancies] == ["not-entitled"]
        campaign.record(fact("2", "h1", "door", "met", "03 10:00", origin=Origin(roles=("volunteer", "police"))))
        assert campaign.state("h1").part == "done"

    def test_a_role_of_several_words_is_counted_too(self) -> None:
        step = Step("door", deadline="1h", requires="performers.'grid head' >= 1", moves=(On("met", go="done"),))
        campaign = campaign_of(step, DONE)
        alone = campaign.record(fact("1", "h1", "door", "met", "03 09:00", origin=Origin(roles=("grid", "head"))))
        assert [each.code for each in alone.discrepancies] == ["not-entitled"]
        campaign.record(fact("2", "h1", "door", "met", "03 10:00", origin=Origin(roles=("grid head",))))
        assert campaign.state("h1").part == "done"

    def test_a_mark_of_several_words_is_read_in_quotes(self) -> None:
        moves = (
            On("shut", again=True, mark="seen twice"),
            On("met", go="done", when="memory.'seen twice' and fact.'flat number' = 3"),
            On("met", go="gone"),
            Spent(go="gone"),
        )
        step = Step("door", deadline="1h", attempts=3, moves=moves)
        for answer, end in ((3, "done"), (4, "gone")):
            campaign = campaign_of(step, DONE, Settled("gone"))
            campaign.record(fact("1", "h1", "door", "shut", "03 09:00"))
            campaign.record(fact("2", "h1", "door", "met", "03 10:00", answers=Attributes({"flat number": answer})))
            assert campaign.state("h1").part == end
        assert "memory.'seen twice'" == str(marked("seen twice"))

    def test_it_may_ask_for_several_of_a_role(self) -> None:
        step = Step("door", deadline="1h", requires="performers.police >= 2", moves=(On("met", go="done"),))
        campaign = campaign_of(step, DONE)
        unsaid = campaign.record(fact("1", "h1", "door", "met", "03 09:00"))
        assert "which cannot be told" in unsaid.discrepancies[0].problem
        one = campaign.record(fact("2", "h1", "door", "met", "03 10:00", origin=Origin(roles=("police", "nurse"))))
        assert "which does not hold" in one.discrepancies[0].problem
        campaign.record(fact("3", "h1", "door", "met", "03 11:00", origin=Origin(roles=("police", "police"))))
        assert campaign.state("h1").part == "done"

    def test_an_outcome_may_follow_from_the_answers(self) -> None:
        asked = Questionnaire(
            "visit",
            questions=(Question("opened", "truth"),),
            outcomes=(("met", "opened"),),
            otherwise="shut",
        )
        step = Step(
            "door", deadline="1h", questionnaire=asked, moves=(On("met", go="done"), On("shut", go="left open"))
        )
        campaign = campaign_of(step, DONE, OpenForVerification("left open"))
        campaign.record(fact("1", "h1", "door", "", "03 09:00", answers=Attributes(opened=True)))
        campaign.record(fact("2", "h2", "door", "", "03 09:00", answers=Attributes(opened=False)))
        unknown = campaign.record(fact("3", "v1", "door", "", "03 09:00"))
        assert [campaign.state(each).part for each in ("h1", "h2", "v1")] == ["done", "left open", "door"]
        assert [each.code for each in unknown.discrepancies] == ["undecided"]


class TestConditionsThatCannotBeTold:
    STEP = Step("door", deadline="1h", moves=(On("met", go="done", when="fact.rooms >= 2"), On("met", go="left open")))

    def test_the_case_is_held_and_the_reason_listed(self) -> None:
        campaign = campaign_of(self.STEP, DONE, OpenForVerification("left open"))
        change = campaign.record(fact("1", "h1", "door", "met", "03 09:00"))
        assert campaign.state("h1").part == "door"
        assert "'fact.rooms' is not stated" in change.discrepancies[0].problem

    def test_a_move_may_say_otherwise(self) -> None:
        step = attrs.evolve(self.STEP, moves=(attrs.evolve(self.STEP.moves[0], if_unknown="skip"), self.STEP.moves[1]))
        campaign = campaign_of(step, DONE, OpenForVerification("left open"))
        campaign.record(fact("1", "h1", "door", "met", "03 09:00"))
        assert campaign.state("h1").part == "left open"


class TestJoiningAndLeaving:
    def joined(self, when: str, unit: str = "g1") -> Fact:
        return fact("j", "h9", "joined", "", when, answers=Attributes(unit=unit, persons=4, vacant=False))

    def test_who_joins_late_is_counted_from_then_on(self) -> None:
        campaign = four_step()
        campaign.record(self.joined("05 09:00"))
        assert campaign.coverage("s").total == Counted(4, 9)
        assert campaign.case("h9").opened == at("05 09:00")

    def test_facts_wait_for_somebody_who_is_not_there_yet(self) -> None:
        campaign = four_step()
        change = campaign.merge(Journal.of([fact("1", "h9", "door", "met", "05 10:00")]))
        assert [each.code for each in change.discrepancies] == ["unknown-subject"]
        cured = campaign.record(self.joined("05 09:00"))
        assert [each.code for each in cured.cured] == ["unknown-subject"]
        assert campaign.state("h9").part == "phone"

    def test_a_joining_that_is_withdrawn_counts_nobody(self) -> None:
        campaign = four_step()
        campaign.record(self.joined("05 09:00"))
        campaign.amend(Amendment(id="k", of="j", known=at("05 12:00")))
        assert campaign.coverage("s").total == Counted(3, 5)
        with pytest.raises(NoSuchCase, match="'h9' has no case"):
            campaign.case("h9")

    def test_a_joining_outside_the_hierarchy_is_refused(self) -> None:
        with pytest.raises(Refused, match="without a unit of the hierarchy"):
            four_step().record(self.joined("05 09:00", unit="elsewhere"))

    def of_uses(self, only: str | None = None) -> Campaign:
        """Sites of two declared uses, each to be knocked at."""
        site = SITE.with_fields(Field("use", str, PrivacyClass.INTERNAL, choices=("market", "school")))
        register = Register(STREET, [Subject(id="s1", kind="site", unit="g1")], (HOUSEHOLD, site))
        knock = Workflow(
            "knock", start="door", parts=(Step("door", deadline="1h", moves=(On("met", go="done"),)), DONE)
        )
        return Campaign(STREET, register, (Track(knock, kind="site", only=only),), opened=START, zone=ZONE)

    def site(self, id: str, use: object, **more: object) -> Fact:
        return fact(id, "s9", "joined", "", "05 09:00", answers=Attributes(unit="g1", use=use, **more))  # type: ignore[arg-type]

    @pytest.mark.parametrize("more", [{}, {"kind": "site"}])
    def test_a_joining_that_does_not_fit_its_declared_fields_is_refused(self, more: dict[str, str]) -> None:
        campaign = self.of_uses()
        with pytest.raises(Refused, match="'use' of a 'site' that joins holds none of its choices, which are 'market'"):
            campaign.record(self.site("j", "parade", **more))
        with pytest.raises(Refused, match="'use' of a 'site' that joins holds a whole number; it must be a text"):
            campaign.record(self.site("j", 3, **more))
        campaign.record(self.site("j", "market", **more))
        with pytest.raises(Refused, match="holds none of its choices"):
            campaign.amend(Amendment(id="k", of="j", known=at("05 12:00"), fact=self.site("j", "parade", **more)))

    def test_one_that_is_merged_joins_and_is_listed_until_it_is_corrected(self) -> None:
        campaign = self.of_uses()
        change = campaign.merge(Journal.of([self.site("j", "parade")]))
        assert [("wrong-value", "j", ("s9",))] == [(e.code, e.entry, e.subjects) for e in change.discrepancies]
        assert "parade" not in str(change.discrepancies[0])
        assert campaign.coverage("s").total.subjects == 2
        cured = campaign.amend(Amendment(id="k", of="j", known=at("05 12:00"), fact=self.site("j", "school")))
        assert [each.code for each in cured.cured] == ["wrong-value"]

    def test_what_does_not_fit_its_field_is_not_read(self) -> None:
        campaign = self.of_uses(only="subject.use != 'market'")
        campaign.merge(Journal.of([self.site("j", "parade")]))
        assert campaign.coverage("s").total.subjects == 0, "nobody knows its use; its fact waits, and is listed"
        campaign.amend(Amendment(id="k", of="j", known=at("05 12:00"), fact=self.site("j", "school")))
        assert campaign.coverage("s").total.subjects == 1

    def test_who_leaves_is_excluded(self) -> None:
        campaign = four_step()
        campaign.record(fact("1", "h1", "left", "", "05 09:00"))
        assert campaign.coverage("s").excluded == Counted(1, 3)


class TestSeveralTracks:
    KNOCK = Workflow("knock", start="door", parts=(Step("door", deadline="1h", moves=(On("met", go="done"),)), DONE))
    CALL = Workflow(
        "call", start="phone", parts=(Step("phone", deadline="1h", moves=(On("reached", go="done"),)), DONE)
    )

    def both(self, needs: str) -> Campaign:
        return Campaign(STREET, REGISTER, (Track(self.KNOCK), Track(self.CALL)), opened=START, zone=ZONE, needs=needs)

    @pytest.mark.parametrize(("needs", "settled"), [("all", 0), ("any", 3)])
    def test_they_are_joined_as_declared(self, needs: str, settled: int) -> None:
        campaign = self.both(needs)
        campaign.record(fact("1", "h1", "door", "met", "03 09:00"))
        assert campaign.coverage("s").settled.persons == settled
        assert campaign.coverage("s", track="knock").settled.persons == 3
        campaign.record(fact("2", "h1", "phone", "reached", "03 09:30"))
        assert campaign.coverage("s").settled == Counted(1, 3)
        assert campaign.coverage("s").total == Counted(3, 5)

    def test_a_track_may_take_some_only(self) -> None:
        tracks = (Track(self.KNOCK), Track(self.CALL, only="subject.vacant = false"))
        campaign = Campaign(STREET, REGISTER, tracks, opened=START, zone=ZONE)
        assert campaign.coverage("s", track="call").total.subjects == 2


class TestDeadlines:
    def test_what_is_overdue_and_whose_turn_it_is(self) -> None:
        campaign = four_step(door_within="24h")
        assert list(campaign.overdue("s")) == []
        campaign.advance(at("04 08:00"))
        assert [(late.who, late.what, late.turn) for late in campaign.overdue("s")] == [
            ("h1", "door", "grid"),
            ("h2", "door", "grid"),
        ]

    def test_nothing_is_overdue_where_no_deadline_is_stated(self) -> None:
        campaign = four_step()
        campaign.advance(at("28 08:00"))
        assert list(campaign.overdue("s")) == []

    def test_the_whole_case_may_have_a_deadline(self) -> None:
        step = Step("door", deadline=NOT_STATED, moves=(On("met", go="done"),))
        order = campaign_of(step, DONE, closes=Deadline(within="48h", anchor=OPENED))
        assert next(order.due("s")).deadline == START + timedelta(hours=48)

    def test_the_sooner_of_the_step_and_the_whole_case_is_owed(self) -> None:
        for step, whole, owed in (("2h", "24h", "03 10:00"), ("24h", "2h", "03 10:00")):
            door = Step("door", deadline=step, moves=(On("met", go="done"),))
            campaign = campaign_of(door, DONE, closes=Deadline(within=whole, anchor=OPENED))
            assert {due.deadline for due in campaign.due("s")} == {at(owed)}

    def test_it_may_count_from_a_clue(self) -> None:
        step = Step("door", deadline=NOT_STATED, moves=(On("met", go="done"),))
        campaign = campaign_of(step, DONE, closes=Deadline(within="48h", anchor="clue"), reads=("clue",))
        campaign.record(fact("1", "h1", "clue", "", "05 10:00"))
        assert {due.subject: due.deadline for due in campaign.due("s")} == {
            "h1": at("07 10:00"),
            "h2": None,
            "v1": None,
        }


class TestClosing:
    def test_the_refusal_names_everybody_with_their_place(self) -> None:
        with pytest.raises(StillOpen) as caught:
            four_step().close("s", signed_by="deputy head")
        assert caught.value.subjects == ("h1", "h2", "v1")
        assert [case.unit for case in caught.value.unfinished] == ["g1", "g2", "g2"]

    def test_somebody_signs(self) -> None:
        with pytest.raises(Unsigned, match="somebody signs"):
            four_step().close("s", signed_by=" ")

    def closed(self) -> Campaign:
        campaign = four_step()
        for number, subject in enumerate(("h1", "h2")):
            campaign.record(fact(f"{number}.1", subject, "door", "vacant", "03 09:00"))
            campaign.record(fact(f"{number}.2", subject, "linkage", ("not found", "found")[number], "04 09:00"))
        campaign.record(fact("v", "v1", "linkage", "vacant", "04 09:00"))
        return campaign

    def test_c02_the_certificate_adds_up_and_names_the_carry_over(self) -> None:
        certificate = self.closed().close("s", signed_by="deputy head")
        assert certificate.coverage.total == Counted(3, 5)
        assert certificate.coverage.settled + certificate.coverage.open == Counted(3, 5)
        assert [(case.subject, case.at, case.persons) for case in certificate.carry_over] == [("h1", "linkage", 3)]
        assert sum((line.coverage.total.persons for line in certificate.at_level("grid")), 0) == 5

    def test_a_certificate_pins_what_was_known(self) -> None:
        campaign = self.closed()
        certificate = campaign.close("s", signed_by="deputy head")
        campaign.amend(Amendment(id="k", of="0.2", known=at("06 09:00")))
        assert certificate.coverage.open == Counted(1, 3)
        assert certificate.digest != campaign.journal.digest

    def test_yj13_the_carry_over_opens_the_next_round(self) -> None:
        following = self.closed().next_round(opened=at("10 08:00"))
        assert list(following.subjects("s")) == ["h1"]
        everybody = self.closed().next_round(opened=at("10 08:00"), residue=False)
        assert len(list(everybody.subjects("s"))) == 3

    def test_a_refusal_tells_three_and_how_many_more_and_names_each_subject_once(self) -> None:
        step = Step("door", deadline="24h", moves=(On("met", go="done"),))
        tracks = [Track(Workflow(name, start="door", parts=(step, DONE))) for name in ("a", "b")]
        campaign = Campaign(STREET, REGISTER, tracks, opened=START, zone=ZONE)
        with pytest.raises(StillOpen, match="; and 3 more") as caught:
            campaign.close("s", signed_by="deputy head")
        assert caught.value.subjects == ("h1", "h2", "v1")
        with pytest.raises(StillOpen, match="'h2' at 'g2' is not started in 'door'; and 1 more"):
            campaign.close("g2", signed_by="deputy head")


class TestMigration:
    def test_the_past_at_the_very_moment_has_the_new_version(self) -> None:
        campaign = four_step()
        in_force = campaign.tracks[0].workflow
        campaign.advance(at("04 08:00"))
        campaign.migrate(attrs.evolve(in_force, version="2", former=StateMap(in_force)))
        campaign.advance(at("05 08:00"))
        assert campaign.as_of(happened=at("04 08:00")).tracks[0].workflow.version == "2"
        assert campaign.as_of(happened=at("04 07:59")).tracks[0].workflow.version == "1"

    def test_cases_in_flight_are_taken_over(self) -> None:
        """Facts from before are judged by the version of then, also when they become known later."""
        campaign = four_step(phone_attempts=1)  # type: ignore[arg-type]
        in_force = campaign.tracks[0].workflow
        campaign.record(fact("1", "h1", "door", "refused", "03 09:00"))
        campaign.advance(at("04 08:00"))
        two_calls = attrs.evolve(in_force.with_parameters(phone_attempts=2), version="2", former=StateMap(in_force))
        campaign.migrate(two_calls)
        campaign.record(fact("2", "h2", "door", "refused", "03 09:00", known=at("04 09:00")))
        campaign.record(fact("3", "h2", "phone", "no answer", "03 10:00", known=at("04 09:00")))
        campaign.record(fact("4", "h1", "phone", "no answer", "04 10:00"))
        assert str(campaign.state("h2")) == "joint visit"
        assert str(campaign.state("h1")) == "phone after 1"
        assert campaign.as_of().coverage("s") == campaign.coverage("s")
        assert campaign.as_of(known=at("03 20:00")).tracks[0].workflow == in_force

    def test_who_joins_afterwards_is_counted_in_the_new_version(self) -> None:
        campaign = four_step()
        in_force = campaign.tracks[0].workflow
        campaign.migrate(attrs.evolve(in_force, version="2", former=StateMap(in_force)))
        campaign.record(
            fact("j", "h9", "joined", "", "05 09:00", answers=Attributes(unit="g1", persons=4, vacant=True))
        )
        assert str(campaign.state("h9")) == "linkage (not started)"
        campaign.record(fact("1", "h9", "linkage", "found", "05 10:00"))
        assert campaign.coverage("s").total == Counted(4, 9)
        assert campaign.coverage("g1").settled == Counted(1, 4)

    @pytest.mark.parametrize("tracks", [1, 2])
    def test_a_step_that_went_takes_what_was_done_before_and_is_known_only_now(self, tracks: int) -> None:
        door = Step("door", deadline="1h", moves=(On("met", go="done"), On("shut", go="call")))
        call = Step("call", deadline="1h", moves=(On("reached", go="done"), On("no answer", go="unverified")))
        unverified = OpenForVerification("unverified")
        one = Workflow("hillside", start="door", parts=(door, call, DONE, unverified))
        asked = Step("door", deadline="1h", moves=(On("met", go="done"), On("closed", go="telephone")))
        telephone = attrs.evolve(call, name="telephone")
        parts = (asked, telephone, DONE, unverified)
        two = attrs.evolve(one, version="2", parts=parts, former=StateMap(one, parts={"call": "telephone"}))
        beside = Workflow(
            "beside", start="ask", parts=(attrs.evolve(door, name="ask", moves=(On("met", go="done"),)), DONE)
        )
        campaign = Campaign(STREET, REGISTER, [Track(beside), Track(one)][-tracks:], opened=START, zone=ZONE)
        campaign.record(fact("1", "h1", "door", "shut", "03 09:00"))
        campaign.advance(at("04 08:00"))
        campaign.migrate(two, track="hillside")
        campaign.record(fact("2", "h1", "call", "no answer", "03 10:00", known=at("04 09:00")))
        campaign.record(fact("3", "h2", "door", "shut", "03 10:00", known=at("04 09:00")))
        assert str(campaign.state("h1", track="hillside")) == "unverified at telephone"
        assert str(campaign.state("h2", track="hillside")) == "telephone"
        with pytest.raises(Refused, match="'call' is no step of the workflow"):
            campaign.record(fact("4", "h2", "call", "no answer", "04 10:00"))
        with pytest.raises(Refused, match="'shut' is no outcome of 'door'"):
            campaign.record(fact("5", "v1", "door", "shut", "04 10:00"))
        again = Campaign(STREET, REGISTER, [Track(beside), Track(one)][-tracks:], opened=START, zone=ZONE)
        again.advance(at("04 08:00"))
        again.migrate(two, track="hillside")
        again.merge(campaign.journal)
        assert again.coverage("s") == campaign.coverage("s")
        assert again.discrepancies == campaign.discrepancies == ()

    def test_a_version_that_says_nothing_of_the_one_in_force_is_refused(self) -> None:
        with pytest.raises(MigrationRefused, match="does not say how it takes over version '1'"):
            four_step().migrate(attrs.evolve(WORKFLOW, version="3"))


def test_parameters_of_a_campaign_are_those_of_its_playbook() -> None:
    told = Parameter("large", 3, unit="person", reading=True)
    moves = (On("met", go="done", when="subject.persons >= param.large"), On("met", go="left open"))
    left_open = OpenForVerification("left open")
    campaign = campaign_of(Step("door", deadline="1h", moves=moves), DONE, left_open, parameters=(told,))
    campaign.record(fact("1", "h1", "door", "met", "03 09:00"))
    campaign.record(fact("2", "h2", "door", "met", "03 09:00"))
    assert [campaign.state(each).part for each in ("h1", "h2")] == ["done", "left open"]
