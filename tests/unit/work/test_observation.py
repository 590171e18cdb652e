"""People under home observation: the calendar, the door, release with all its reasons, figures."""

from datetime import date, datetime

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.errors import DefinitionError, UnknownName
from gridcare.facts.discrepancies import Refused
from gridcare.facts.fact import Amendment, Fact, Precision
from gridcare.facts.journal import Journal
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.timing.anchors import Earliest, FirstAvailable, Latest
from gridcare.timing.periods import moment
from gridcare.timing.slots import LAST, Daily, OnDays, SlotState
from gridcare.timing.timelines import Phase, Reset, Timeline
from gridcare.work.effects import Notify, Open
from gridcare.work.episodes import ENROLLED, EXIT
from gridcare.work.observation import Observations, ReleaseRefused
from gridcare.work.protocols import (
    BEGAN,
    ENDED,
    KIT,
    OUTING,
    SYMPTOM,
    WAIVER,
    Event,
    Outings,
    Protocol,
    Restriction,
    Tag,
    Waiver,
    Whenever,
)
from gridcare.work.readings import Confirming, CutOff, ReadingRule
from gridcare.work.release import PERIOD, AllNegative, AllOwedDone, Holds, NoOpen, Release, Signed

ZONE = "Asia/Shanghai"


def at(text: str) -> datetime:
    return moment(f"2020-02-{text}", ZONE)


CALENDAR = Timeline(
    anchor=FirstAvailable((Latest("exposure"), Earliest("arrival"))),
    phases=(
        Phase(
            "home",
            days=14,
            slots=(
                Daily("meet", windows=("07:00-09:00", "20:00-22:00"), late="1h", entry="12h", answered_by="reading"),
                OnDays("test", days=(1, 7, LAST), late="24h"),
            ),
        ),
    ),
    resets=(Reset("exposure"), Reset("contact", tagged="unprotected")),
)
HOME = Protocol(
    name="home",
    kind="home medical",
    timeline=CALENDAR,
    readings=(
        ReadingRule(
            kind="reading",
            field="celsius",
            cut_offs=(CutOff(at="37.3"),),
            plausible=(30, 45),
            confirming=Confirming(within="1h"),
        ),
    ),
    symptoms=("cough", "fever"),
    tests="test",
    restriction=Restriction(outings=Outings.FORBIDDEN, legal_class="B as A"),
    kit=("thermometer", "letter"),
    waivers=(Waiver(name="immune", waives=("test", PERIOD), by="health centre"),),
    tags=(Tag(name="unprotected", kinds="contact", when="not mask"),),
    release=Release(
        guards=(NoOpen(SYMPTOM), NoOpen("reading"), AllNegative("test"), Signed("notice", by="street")),
        by=("street", "county"),
    ),
    follows=(Whenever(Event.ALARM, Notify("health centre")), Whenever(Event.BREACH, Open("emergency"))),
)
CENTRE = attrs.evolve(HOME, name="centre", kind="central")


def fact(
    name: str,
    kind: str,
    when: str,
    outcome: str = "",
    /,
    *,
    known: str = "",
    person: str = "p1",
    track: str = "",
    **answers: str | float | bool,
) -> Fact:
    return Fact(
        id=name,
        kind=kind,
        subjects=(person,),
        happened=at(when),
        known=at(known or when),
        outcome=outcome,
        track=track,
        answers=Attributes(answers),
    )


ENTRY = (fact("x", "exposure", "01 10:00"), fact("in", ENROLLED, "02 10:00"))
WELL = (
    *ENTRY,
    fact("t1", "test", "02 11:00", "negative"),
    fact("t7", "test", "08 11:00", "negative"),
    fact("t14", "test", "15 11:00", "negative"),
    fact("n", "notice", "15 18:00", authority="street"),
)


def home(*facts: Fact) -> Observations:
    return Observations(HOME, zone=ZONE).record(*facts)


class TestCalendar:
    def test_the_period_is_counted_from_the_last_exposure(self) -> None:
        watched = home(*ENTRY).watch("p1", at("03 10:00"))
        assert at("16 00:00") == watched.earliest_end.moment
        again = home(*ENTRY, fact("y", "exposure", "05 10:00"))
        assert at("20 00:00") == again.watch("p1", at("06 10:00")).earliest_end.moment

    def test_windows_before_enrolment_are_not_owed_and_missed_ones_are_missed(self) -> None:
        watched = home(*ENTRY, fact("r", "reading", "02 21:00", celsius=36.5)).watch("p1", at("03 12:00"))
        states = {(row.slot.number, row.slot.window.start.hour): row.state for row in watched.table.rows[:4]}
        assert SlotState.NOT_OWED is states[1, 7]
        assert SlotState.DONE_ON_TIME is states[1, 20]
        assert 1 == len(watched.table.of(SlotState.MISSED))
        assert at("03 20:00") == watched.next_change

    def test_correcting_a_value_keeps_the_time_of_entry_and_correcting_the_moment_does_not(self) -> None:
        wrong = fact("r", "reading", "02 21:00", celsius=36.5)
        value = attrs.evolve(wrong, answers=Attributes(celsius=36.7))
        found = home(*ENTRY, wrong).amend(Amendment(id="k", of="r", known=at("09 10:00"), fact=value))
        assert 1 == len(found.watch("p1", at("09 12:00")).table.of(SlotState.DONE_ON_TIME))
        moved = attrs.evolve(wrong, happened=at("02 20:30"))
        found = home(*ENTRY, wrong).amend(Amendment(id="k", of="r", known=at("09 10:00"), fact=moved))
        assert 1 == len(found.watch("p1", at("09 12:00")).table.of(SlotState.ENTERED_LATE))

    def test_an_implausible_reading_that_a_merge_brought_answers_no_slot(self) -> None:
        found = home(*ENTRY).merge(Journal.of([fact("r", "reading", "02 21:00", celsius=366)]))
        table = found.watch("p1", at("03 12:00")).table
        assert ("r",) == next(row.set_aside for row in table.rows if row.set_aside)
        assert ("implausible-reading",) == tuple(each.code for each in found.discrepancies())

    def test_a_condition_on_an_act_that_nobody_can_tell_holds_the_old_plan(self) -> None:
        told = fact("c", "contact", "05 10:00", mask=False)
        assert at("20 00:00") == home(*ENTRY, told).watch("p1", at("06 10:00")).earliest_end.moment
        worn = fact("c", "contact", "05 10:00", mask=True)
        assert at("16 00:00") == home(*ENTRY, worn).watch("p1", at("06 10:00")).earliest_end.moment
        untold = home(*ENTRY, fact("c", "contact", "05 10:00")).watch("p1", at("06 10:00"))
        assert at("16 00:00") == untold.earliest_end.moment
        assert [("undecided", "c")] == [(remark.code, remark.act) for remark in untold.remarks]

    def test_in_a_centre_the_exposure_at_home_still_counts(self) -> None:
        found = Observations((HOME, CENTRE), zone=ZONE).record(
            ENTRY[0],
            attrs.evolve(ENTRY[1], track="home"),
            fact("out", EXIT, "06 10:00", "transferred"),
            fact("again", ENROLLED, "06 12:00", track="centre"),
        )
        watched = found.watch("p1", at("07 10:00"))
        assert ("centre", at("16 00:00")) == (watched.protocol.name, watched.earliest_end.moment)


class TestWhatStands:
    def test_symptoms_open_and_end(self) -> None:
        told = (
            fact("s", SYMPTOM, "03 10:00", BEGAN, name="cough"),
            fact("e", SYMPTOM, "05 10:00", ENDED, name="cough"),
        )
        assert ["cough"] == list(home(*ENTRY, *told).watch("p1", at("04 10:00"), at("06 10:00")).symptoms)
        assert [] == list(home(*ENTRY, *told).watch("p1", at("06 10:00")).symptoms)

    def test_what_of_the_kit_is_missing_is_told(self) -> None:
        found = home(*ENTRY, fact("k", KIT, "02 12:00", item="letter"))
        assert ("thermometer",) == found.watch("p1", at("03 10:00")).missing_kit

    @pytest.mark.parametrize(
        ("outings", "outcome", "breaches"),
        [
            (Outings.FORBIDDEN, "approved", 1),
            (Outings.WITH_APPROVAL, "approved", 0),
            (Outings.WITH_APPROVAL, "seen", 1),
            (Outings.FREE, "seen", 0),
        ],
    )
    def test_an_outing_is_a_breach_unless_it_is_allowed(self, outings: Outings, outcome: str, breaches: int) -> None:
        protocol = attrs.evolve(HOME, restriction=Restriction(outings=outings, legal_class="B as A"))
        found = Observations(protocol, zone=ZONE).record(*ENTRY, fact("o", OUTING, "04 10:00", outcome))
        assert breaches == len(found.watch("p1", at("05 10:00")).breaches)
        assert breaches == sum(each.code == "breach" for each in found.findings(at("05 10:00")))
        assert breaches == sum(each.kind == "open" for each in found.effects(at("05 10:00")))

    def test_an_alarm_is_told_unless_it_is_refuted(self) -> None:
        hot, cool = fact("h", "reading", "03 07:10", celsius=37.9), fact("c", "reading", "03 07:40", celsius=36.6)
        found = home(*ENTRY, hot)
        (effect,) = found.effects(at("03 08:00"))
        assert ("notify", "health centre", "home", "p1", "h") == effect[:5]
        assert frozenset() == found.record(cool).effects(at("03 08:00"))


class TestRelease:
    def test_it_is_signed_when_everything_holds(self) -> None:
        found = home(*WELL, fact("out", EXIT, "16 09:00", "released", authority="street"))
        assert 1 == found.stock().exits.released
        assert () == found.findings(at("17 09:00"))

    def test_it_is_refused_with_all_reasons_and_nothing_is_recorded(self) -> None:
        found = home(
            *ENTRY,
            fact("t1", "test", "02 11:00", "positive"),
            fact("s", SYMPTOM, "09 10:00", BEGAN, name="fever"),
            fact("h", "reading", "09 08:00", celsius=38.4),
            fact("n", "notice", "09 18:00", authority="neighbour"),
        )
        with pytest.raises(ReleaseRefused) as caught:
            found.record(fact("out", EXIT, "10 09:00", "released", authority="community"))
        unmet = caught.value.decision.unmet
        assert {"period", "authority", "open", "not-negative", "missed", "wrong-authority"} == {
            each.code for each in unmet
        }
        assert [("s",), ("h",)] == [each.facts for each in unmet if each.code == "open"]
        assert "38.4" not in str(caught.value)
        assert found.watch("p1", at("10 10:00")).episode.is_active

    def test_it_is_judged_by_what_was_known_when_it_was_signed(self) -> None:
        late = fact("s", SYMPTOM, "14 10:00", BEGAN, name="cough", known="20 10:00")
        found = home(*WELL, late).record(fact("out", EXIT, "16 09:00", "released", authority="street"))
        assert 1 == found.stock().exits.released
        assert () == found.findings(at("17 09:00"))
        (finding,) = found.findings(at("21 09:00"))
        assert ("overtaken-release", "out") == (finding.code, finding.entry)
        assert 1 == found.stock(at("21 09:00")).exits.released

    def test_one_that_a_merge_brought_without_its_guards_stands_and_is_a_finding(self) -> None:
        out = fact("out", EXIT, "10 09:00", "released", authority="street")
        found = home(*ENTRY).merge(Journal.of([out]))
        assert 1 == found.stock().exits.released
        (finding,) = found.findings(at("11 09:00"))
        assert ("unfounded-release", "out") == (finding.code, finding.entry)

    def test_the_release_itself_excuses_nothing_that_was_due(self) -> None:
        protocol = attrs.evolve(HOME, release=Release(guards=(AllOwedDone("meet"),)))
        out = fact("out", EXIT, "10 08:00", "released")
        found = Observations(protocol, zone=ZONE).record(*ENTRY).merge(Journal.of([out]))
        (finding,) = found.findings(at("17 09:00"))
        assert "'meet of day 9' is due" in finding.problem

    def test_only_somebody_under_observation_can_be_released(self) -> None:
        with pytest.raises(ReleaseRefused, match="not under observation"):
            home(ENTRY[0]).record(fact("out", EXIT, "16 09:00", "released", authority="street"))
        out = fact("out", EXIT, "16 09:00", "left")
        with pytest.raises(ReleaseRefused, match="not under observation"):
            home(*WELL, out).record(fact("again", EXIT, "17 09:00", "released", authority="street"))

    def test_one_that_is_held_already_changes_nothing(self) -> None:
        out = fact("out", EXIT, "16 09:00", "released", authority="street")
        found = home(*WELL, out)
        assert found == found.record(out)

    def test_a_missed_last_check_is_named_and_can_be_waived(self) -> None:
        without = tuple(each for each in WELL if each.id != "t14")
        out = fact("out", EXIT, "18 09:00", "released", authority="street")
        with pytest.raises(ReleaseRefused, match="'test of day 14' was missed"):
            home(*without).record(out)
        by_nobody = fact("w", WAIVER, "17 09:00", "immune", authority="neighbour")
        with pytest.raises(ReleaseRefused, match="'test of day 14' was missed"):
            home(*without, by_nobody).record(out)
        waiver = fact("w", WAIVER, "17 09:00", "immune", authority="health centre")
        assert 1 == home(*without, waiver).record(out).stock().exits.released

    def test_a_waived_period_is_not_waited_for(self) -> None:
        waiver = fact("w", WAIVER, "03 09:00", "immune", authority="health centre")
        notice = fact("n", "notice", "03 10:00", authority="street")
        out = fact("out", EXIT, "03 11:00", "released", authority="county")
        assert 1 == home(*ENTRY, waiver, notice).record(out).stock().exits.released

    def test_it_can_be_asked_for_before_it_is_signed(self) -> None:
        found = home(*WELL)
        assert found.release("p1", signed_by="street", at=at("16 00:00")).granted
        early = found.release("p1", signed_by="street", at=at("15 23:59"))
        assert {"period", "due"} >= {each.code for each in early.unmet} >= {"period"}
        with pytest.raises(UnknownName, match="'p2' is no person under observation"):
            found.release("p2", signed_by="street", at=at("16 00:00"))

    def test_a_condition_of_the_localitys_own_guards_it(self) -> None:
        guard = Holds("count(kind = 'test' and outcome = 'negative' per fact) >= 2", "two negative tests are asked for")
        protocol = attrs.evolve(HOME, release=Release(guards=(guard,)))
        out = fact("out", EXIT, "16 09:00", "released")
        once = Observations(protocol, zone=ZONE).record(*WELL[:3])
        with pytest.raises(ReleaseRefused, match="two negative tests are asked for"):
            once.record(out)
        assert 1 == once.record(*WELL[3:5], out).stock().exits.released
        unknown = attrs.evolve(HOME, release=Release(guards=(Holds("subject.alone", "lives alone"),)))
        with pytest.raises(ReleaseRefused, match="cannot be told"):
            Observations(unknown, zone=ZONE).record(*WELL[:5], out)
        told = Observations(unknown, zone=ZONE, attributes=lambda person: {"alone": person == "p1"})
        assert 1 == told.record(*WELL[:5], out).stock().exits.released


class TestFigures:
    def test_a_return_is_a_new_episode_of_one_person(self) -> None:
        found = home(*ENTRY, fact("out", EXIT, "06 10:00", "left"), fact("back", ENROLLED, "08 10:00"))
        assert (2, 1, 1) == (found.stock().enrolled, found.stock().exits.left, found.stock().active)
        assert (1, 0, 1) == (found.persons().enrolled, found.persons().exits.left, found.persons().active)

    def test_what_was_not_known_yet_is_not_counted(self) -> None:
        found = home(ENTRY[0], fact("in", ENROLLED, "02 10:00", known="04 10:00"))
        assert 0 == found.stock(at("03 10:00"), at("03 10:00")).enrolled
        assert 1 == found.stock(at("03 10:00"), at("04 10:00")).enrolled
        assert 0 == found.stock(at("02 09:00"), at("04 10:00")).enrolled
        with pytest.raises(UnknownName):
            found.watch("p1", at("03 10:00"))

    def test_the_days_tell_flow_and_stock(self) -> None:
        found = home(*ENTRY, fact("out", EXIT, "03 10:00", "lost"))
        days = found.daily(date(2020, 2, 1), date(2020, 2, 3))
        assert [(0, 0, 0), (1, 0, 1), (0, 1, 0)] == [(day.enrolled, day.exits.lost, day.active) for day in days]

    def test_units_count_what_lies_in_them(self) -> None:
        places = Hierarchy(
            Level.ordered("street", "community"), (Unit("s", "S", "street"), Unit("c", "C", "community", "s"))
        )
        found = Observations(HOME, zone=ZONE, hierarchy=places).record(fact("in", ENROLLED, "02 10:00", unit="c"))
        assert 1 == found.stock(unit="s").active == found.stock(unit="c").active
        with pytest.raises(Refused, match="unit of the hierarchy"):
            found.record(fact("b", ENROLLED, "02 10:00", person="p2", unit="d"))


class TestBoard:
    def test_it_tells_for_everybody_who_is_watched_what_is_due_and_what_was_missed_today(self) -> None:
        found = home(
            *ENTRY,
            fact("x2", "exposure", "01 09:00", person="p2"),
            fact("in2", ENROLLED, "02 09:30", person="p2"),
            fact("r2", "reading", "03 07:30", celsius=36.5, person="p2"),
            fact("in3", ENROLLED, "02 09:30", person="p3"),
            fact("out3", EXIT, "02 12:00", "left", person="p3"),
        )
        board = found.board(at("03 08:00"), at("05 00:00"))
        assert 2 == len(board)
        today = board.today(at("03 12:00"))
        assert {"p1": 1} == today.missed
        for person in ("p1", "p2"):
            table = found.watch(person, at("03 12:00")).table
            assert len(table.of(SlotState.DUE)) == today.due.get(person, 0)
        assert 0 == len(found.board(at("03 08:00"), at("05 00:00"), unit="c9"))


class TestDoor:
    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            (fact("r", "reeding", "03 08:00"), "unknown-kind"),
            (fact("r", "reading", "03 08:00", celsius=366), "implausible-reading"),
            (fact("r", "reading", "03 08:00", celsius=36.6, slot="p2/in/meet/2/1"), "another's-slot"),
            (fact("r", EXIT, "03 08:00", "realeased"), "unknown-exit"),
            (fact("r", SYMPTOM, "03 08:00", "begun", name="cough"), "unknown-outcome"),
            (fact("r", SYMPTOM, "03 08:00", BEGAN), "unnamed-symptom"),
            (fact("r", SYMPTOM, "03 08:00", BEGAN, name="couhg"), "unknown-symptom"),
            (fact("r", WAIVER, "03 08:00", "imune"), "unknown-waiver"),
            (fact("r", ENROLLED, "03 08:00", track="hoem"), "unknown-protocol"),
            (fact("r", "exposure", "05 08:00", known="03 08:00"), "skew"),
        ],
    )
    def test_what_its_author_can_mend_is_refused(self, wrong: Fact, code: str) -> None:
        with pytest.raises(Refused) as caught:
            home(*ENTRY).record(wrong)
        assert code in {each.code for each in caught.value.discrepancies}

    def test_none_of_a_batch_is_recorded_when_one_is_refused(self) -> None:
        found = home(*ENTRY)
        with pytest.raises(Refused):
            found.record(fact("r", "reading", "03 08:00", celsius=36.6), fact("q", "reading", "03 08:00", celsius=3))
        assert 2 == len(found.journal)

    def test_with_several_protocols_an_enrolment_names_one(self) -> None:
        with pytest.raises(Refused, match="is no protocol"):
            Observations((HOME, CENTRE), zone=ZONE).record(ENTRY[1])

    def test_a_correction_is_held_to_the_same(self) -> None:
        reading = fact("r", "reading", "03 08:00", celsius=36.6)
        found = home(*ENTRY, reading)
        wrong = attrs.evolve(reading, answers=Attributes(celsius=366))
        with pytest.raises(Refused, match="between 30 and 45"):
            found.amend(Amendment(id="k", of="r", known=at("04 08:00"), fact=wrong))
        with pytest.raises(Refused, match="record the fact first"):
            found.amend(Amendment(id="k", of="nothing", known=at("04 08:00"), fact=None))

    def test_what_no_protocol_reads_is_passed_over_in_a_merge(self) -> None:
        found = home(*ENTRY).merge(Journal.of([fact("d", "door", "03 08:00", "met")]))
        assert () == found.discrepancies()

    def test_what_is_out_of_place_is_listed_and_cured_by_what_comes_later(self) -> None:
        early = fact("r", "reading", "02 08:00", celsius=36.6)
        found = Observations(HOME, zone=ZONE).record(early)
        assert ("not-watched",) == tuple(each.code for each in found.discrepancies())
        assert () == found.record(fact("in", ENROLLED, "02 07:00")).discrepancies()

    def test_an_enrolment_by_day_covers_the_readings_of_its_day(self) -> None:
        day = Fact(
            id="in",
            kind=ENROLLED,
            subjects=("p1",),
            happened=at("02 00:00"),
            known=at("02 18:00"),
            precision=Precision.DAY,
        )
        found = Observations(HOME, zone=ZONE).record(day, fact("r", "reading", "02 08:00", celsius=36.6))
        assert () == found.discrepancies()

    def test_nobody_is_shown_in_a_repr(self) -> None:
        found = home(*ENTRY, fact("r", "reading", "03 08:00", celsius=36.6))
        assert "36.6" not in repr(found) + repr(found.watch("p1", at("04 08:00"))) + repr(found.episodes())


class TestFaults:
    def test_all_faults_of_a_protocol_are_told_at_once(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            attrs.evolve(
                HOME,
                name="",
                readings=HOME.readings * 2,
                restriction=Restriction(outings=Outings.FORBIDDEN),
                waivers=(Waiver(name="w", waives="tset"), Waiver(name="w", waives="test")),
                tags=(Tag(name="t", kinds="contcat", when="mask"),),
                release=Release(guards=(AllOwedDone("meat"), AllNegative("tset"))),
                follows=(Whenever(Event.ALARM, Notify("x"), reason="left"),),
            )
        assert {
            "protocol.name",
            "protocol.readings",
            "protocol.restriction",
            "protocol.waiver",
            "protocol.tag",
            "protocol.guard",
            "protocol.follows",
        } == set(caught.value.codes)
        assert "did you mean 'meet'?" in str(caught.value)

    def test_observations_need_protocols_of_different_names(self) -> None:
        with pytest.raises(DefinitionError):
            Observations((), zone=ZONE)
        with pytest.raises(DefinitionError):
            Observations((HOME, HOME), zone=ZONE)
        with pytest.raises(UnknownName, match="'hoem' is no protocol; did you mean 'home'"):
            Observations(HOME, zone=ZONE).protocol("hoem")
