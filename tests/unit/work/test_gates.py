"""Lines of defence, entrances, passages: what is decided at a gate, and what its log tells."""

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from gridcare.attributes import Attributes, Scalar
from gridcare.errors import DefinitionError, UnknownName
from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.tally import Tally
from gridcare.places.units import Level, Unit
from gridcare.rules.notices import Lifting, Notice
from gridcare.rules.parameters import Parameter, Parameters
from gridcare.rules.scopes import Given, Values
from gridcare.rules.unknowns import Unknown
from gridcare.timing.periods import BackwardInterval, Interval, moment
from gridcare.work.gatelog import GateLog, Observed, breaches, outing, passage
from gridcare.work.gates import (
    GATE_CLOSED,
    GATE_REOPENED,
    DefenceLine,
    Entrances,
    Gate,
    GateClosing,
    LastEntrance,
    Manned,
    closings,
    unsupported,
)
from gridcare.work.passages import GatePolicy, PassRule, Verdict
from gridcare.work.protocols import OUTING

ZONE = "Asia/Shanghai"


def at(text: str) -> dt.datetime:
    """Give a moment of February 2020, as in '04 09:00'."""
    return moment(f"2020-02-{text}", ZONE)


NORTH, SOUTH = Gate(id="north", unit="c1"), Gate(id="south", unit="c1")
YARD = Entrances(unit="c1", gates=(NORTH, SOUTH))
DAY = Interval(at("04 00:00"), at("05 00:00"))
SHUT = GateClosing(gate="south", start=at("04 00:00"), by="street")


class TestLinesOfDefence:
    """The second line of the Yuxi street: property managers where there are any, otherwise residents."""

    SECOND = DefenceLine(
        number=2,
        name="compound door",
        duties=("measure", "register", "dissuade"),
        manned=(Manned("property managers", when="unit.property_firm"), Manned("residents")),
    )

    def test_who_mans_it_follows_from_facts_of_the_place(self) -> None:
        assert [("property managers",), ("residents",)] == [
            self.SECOND.forces(Values({"unit.property_firm": firm})) for firm in (True, False)
        ]

    def test_where_the_fact_is_not_known_nobody_is_guessed(self) -> None:
        assert isinstance(self.SECOND.forces(Values({})), Unknown)

    def test_every_fault_is_named_at_once(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            DefenceLine(number=1, name="exit", duties=(), manned=(Manned("militia"), Manned("police", when="true")))
        assert ("line.duties", "line.manned") == caught.value.codes


class TestEntrances:
    def test_one_closed_all_day_leaves_exactly_one(self) -> None:
        assert YARD.close(SHUT).proof(DAY).holds

    def test_two_open_are_told_with_their_minutes(self) -> None:
        shut = GateClosing(gate="south", start=at("04 00:00"), end=at("04 22:30"), by="street")
        (finding,) = YARD.close(shut).proof(DAY).findings
        assert ("gate.several-open", ("north", "south")) == (finding.code, finding.gates)
        assert "2 entrances were open for 90 minutes" in finding.problem

    def test_none_open_is_told_of_closings_that_others_made(self) -> None:
        both = Entrances(
            unit="c1",
            gates=(NORTH, SOUTH),
            closed=(SHUT, GateClosing(gate="north", start=at("04 10:00"), end=at("04 10:05"), by="community")),
        )
        (finding,) = both.proof(DAY).findings
        assert "no entrance was open for 5 minutes, 2020-02-04 10:00:00+08:00 to 2020-02-04 10:05:00+08:00" == (
            finding.problem
        )

    def test_closing_the_last_one_is_refused_with_the_time_that_would_be_left(self) -> None:
        with pytest.raises(LastEntrance, match="'north' is the last open entrance of 'c1'") as caught:
            YARD.close(SHUT).close(GateClosing(gate="north", start=at("04 10:00"), end=at("04 11:00"), by="guard"))
        assert Interval(at("04 10:00"), at("04 11:00")) == caught.value.interval

    def test_closing_for_ever_what_will_be_the_last_one_is_refused_too(self) -> None:
        with pytest.raises(LastEntrance) as caught:
            YARD.close(SHUT).close(GateClosing(gate="north", start=at("04 10:00"), by="guard"))
        assert caught.value.interval is None

    def test_a_gate_that_is_none(self) -> None:
        with pytest.raises(UnknownName, match="'noth' is no gate of 'c1'; did you mean 'north'"):
            YARD.close(GateClosing(gate="noth", start=at("04 10:00")))

    def test_a_closing_that_ends_before_it_starts(self) -> None:
        with pytest.raises(BackwardInterval):
            GateClosing(gate="north", start=at("04 10:00"), end=at("04 09:00"))

    def test_gates_of_another_place_and_ids_given_twice_are_refused(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            Entrances(unit="c2", gates=(NORTH, NORTH))
        assert ("gate.repeated", "gate.unit", "gate.unit") == caught.value.codes


class TestClosingsAsFacts:
    def close(self, id: str, when: str, kind: str = GATE_CLOSED, **answers: Scalar) -> Fact:
        moment_ = at(when)
        return Fact(id=id, kind=kind, subjects=("south",), happened=moment_, known=moment_, answers=Attributes(answers))

    def test_until_and_by_whom(self) -> None:
        fact = self.close("f1", "04 08:00", until=at("06 08:00"), by="street", notice="12")
        assert (
            GateClosing(gate="south", start=at("04 08:00"), end=at("06 08:00"), by="street", notice="12", fact="f1"),
        ) == closings([fact], ZONE)

    def test_one_without_an_end_goes_on_until_it_is_reopened(self) -> None:
        facts = [self.close("f2", "05 08:00", kind=GATE_REOPENED), self.close("f1", "04 08:00")]
        assert [at("05 08:00")] == [each.end for each in closings(facts, ZONE)]

    def test_one_under_a_notice_that_was_lifted_is_a_finding_for_each_day_after(self) -> None:
        notice = Notice(id="12", in_force_from=dt.date(2020, 2, 4), lifted=Lifting(on=dt.date(2020, 2, 6)))
        shut = GateClosing(gate="south", start=at("04 08:00"), by="street", notice="12")
        found = unsupported([shut], {"12": notice}, Interval(at("04 00:00"), at("08 00:00")), ZONE)
        assert [dt.date(2020, 2, 6), dt.date(2020, 2, 7)] == [
            finding.interval.start.date() for finding in found if finding.interval
        ]
        assert "'south' was closed under notice '12', which did not apply on 2020-02-06" == found[0].problem

    def test_one_under_a_notice_that_nobody_knows_is_one_finding(self) -> None:
        shut = GateClosing(gate="south", start=at("04 08:00"), notice="13")
        (finding,) = unsupported([shut], {}, Interval(at("04 00:00"), at("08 00:00")), ZONE)
        assert finding.problem.endswith("notice '13', which is not known")


POLICY = GatePolicy(
    name="compound",
    rules=(
        PassRule("dissuade", when="gate.closed", reason="this entrance is closed"),
        PassRule(
            "isolate and notify",
            when="traveller.observed and direction = 'out' and not traveller.approved",
            reason="under observation",
            notify=("police", "health centre"),
        ),
        PassRule(
            "isolate and notify",
            when="reading.value >= param.fever_from",
            reason="temperature",
            notify=("health centre",),
        ),
        PassRule("dissuade", when="traveller.outside and direction = 'in'", reason="residents only"),
        PassRule("dissuade", when="direction = 'out' and not traveller.essential", reason="go out less"),
    ),
    otherwise="admit",
    unknown="measure again",
    registers="traveller.outside or direction = 'in'",
    screening_devices=("infrared",),
    parameters=Parameters((Parameter("fever_from", Decimal("37.3")),)),
)
RESIDENT: dict[str, Given] = {
    "gate.closed": False,
    "direction": "out",
    "traveller.observed": False,
    "traveller.approved": False,
    "traveller.outside": False,
    "traveller.essential": True,
    "reading.value": Decimal("36.6"),
    "reading.device": "infrared",
}


class TestDecisions:
    def test_a_resident_on_an_errand_goes_out(self) -> None:
        assert Verdict.ADMIT is POLICY.decide(RESIDENT).verdict

    def test_and_is_registered_coming_in(self) -> None:
        decision = POLICY.decide({**RESIDENT, "direction": "in"})
        assert (Verdict.REGISTER, True) == (decision.verdict, decision.registers)

    def test_an_infrared_reading_is_measured_again_and_another_device_refers(self) -> None:
        hot = {**RESIDENT, "reading.value": Decimal("37.3")}
        again = POLICY.decide(hot)
        assert (Verdict.MEASURE_AGAIN, ()) == (again.verdict, again.notify)
        assert "temperature" == again.reasons[0]
        sure = POLICY.decide({**hot, "reading.device": "mercury"})
        assert (Verdict.ISOLATE, ("health centre",)) == (sure.verdict, sure.notify)

    def test_a_device_that_nobody_stated_refers_nobody(self) -> None:
        hot = {**RESIDENT, "reading.value": Decimal("39")}
        del hot["reading.device"]
        assert Verdict.MEASURE_AGAIN is POLICY.decide(hot).verdict

    def test_measuring_again_puts_off_nobody_who_is_held_for_another_reason(self) -> None:
        rules = (
            PassRule("isolate and notify", when="reading.value >= param.fever_from", reason="temperature"),
            PassRule("isolate and notify", when="traveller.symptoms", reason="symptoms"),
        )
        hot = {**RESIDENT, "reading.value": Decimal("38"), "traveller.symptoms": True}
        decision = attrs.evolve(POLICY, rules=rules).decide(hot)
        assert (Verdict.ISOLATE, ("symptoms",)) == (decision.verdict, decision.reasons)

    def test_an_observed_person_is_held_whatever_the_reading(self) -> None:
        decision = POLICY.decide({**RESIDENT, "traveller.observed": True, "reading.value": None})
        assert (Verdict.ISOLATE, ("police", "health centre")) == (decision.verdict, decision.notify)

    def test_a_stranger_is_turned_back_and_recorded(self) -> None:
        decision = POLICY.decide({**RESIDENT, "direction": "in", "traveller.outside": True})
        assert (Verdict.DISSUADE, ("residents only",), True) == (
            decision.verdict,
            decision.reasons,
            decision.registers,
        )

    def test_what_was_not_measured_is_told_with_the_reason(self) -> None:
        decision = POLICY.decide({**RESIDENT, "reading.value": None})
        assert (Verdict.MEASURE_AGAIN, ("'reading.value' is a stated blank",)) == (decision.verdict, decision.reasons)

    def test_a_policy_that_reads_what_there_is_not_is_refused_whole(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            GatePolicy(
                name="compound",
                rules=(
                    PassRule("admit", when="directon = 'in'", reason=""),
                    PassRule("admit", when="reading.value >= param.fever", reason=""),
                    PassRule("admit", when="direction = 'inn'", reason=""),
                ),
                otherwise="isolate and notify",
                unknown="admit",
            )
        told = str(caught.value)
        assert "did you mean 'direction'" in told
        assert "param.fever" in told
        assert "'inn'" in told
        assert "nobody is isolated for want of a reason" in told


PLACES = Hierarchy(Level.ordered("street", "community"), [Unit("s", "", "street"), Unit("c1", "", "community", "s")])


def log(*facts: Fact, gates: Entrances = YARD) -> GateLog:
    return GateLog(entrances=(gates,), zone=ZONE, journal=Journal.of(facts))


class TestTheLog:
    def test_counts_go_up_the_tree(self) -> None:
        gates = log(
            passage("p1", gate="north", traveller="t1", direction="in", happened=at("04 08:00")),
            passage("p2", gate="north", traveller="t1", direction="out", happened=at("04 09:00"), verdict="dissuade"),
            passage(
                "p3", gate="south", traveller="v1", direction="in", happened=at("04 10:00"), kind="vehicle",
                outside=True, registered=True, verdict="register",
            ),
        )  # fmt: skip
        assert {
            "dissuade": {"person": 1},
            "in": {"person": 1, "vehicle": 1},
            "outside": {"vehicle": 1},
        } == Tally.of(PLACES, gates.counts(DAY)).at("s")

    def test_a_passage_through_a_closed_gate_is_a_finding(self) -> None:
        shut = Entrances(unit="c1", gates=(NORTH, SOUTH), closed=(SHUT,))
        (finding,) = log(
            passage("p1", gate="south", traveller="t1", direction="in", happened=at("04 08:00")), gates=shut
        ).findings(DAY)
        assert ("gate.passed-closed", "passage 'p1' went through 'south', which was closed") == (
            finding.code,
            finding.problem,
        )

    def test_a_rushed_checkpoint_an_outsider_not_in_the_book_and_a_gate_that_is_none(self) -> None:
        found = log(
            passage(
                "p1", gate="north", traveller="t1", direction="in", happened=at("04 08:00"),
                verdict="dissuade", passed=True, outside=True,
            ),
            passage("p2", gate="noth", traveller="t1", direction="in", happened=at("04 09:00")),
        ).findings(DAY)  # fmt: skip
        assert ["gate.unregistered", "gate.rushed", "gate.unknown", "gate.several-open"] == [f.code for f in found]
        assert "did you mean 'north'" in found[2].problem

    def test_who_is_inside_the_stairwell(self) -> None:
        gates = log(
            passage("p1", gate="north", traveller="t1", direction="in", happened=at("04 08:00")),
            passage("p2", gate="south", traveller="t2", direction="out", happened=at("04 09:00")),
            passage("p3", gate="north", traveller="t3", direction="in", happened=at("04 09:30"), verdict="dissuade"),
        )
        assert frozenset({"t1"}) == gates.inside("c1", at("04 12:00"), before=("t2",))
        assert frozenset({"t1", "t2"}) == gates.inside("c1", at("04 08:30"), before=("t2",))


WATCHED = Observed(subject="t1", start=at("03 00:00"), end=at("17 00:00"), known=at("03 08:00"))
OUT = passage("p1", gate="north", traveller="t1", direction="out", happened=at("04 08:00"))


class TestBreaches:
    def test_an_observed_person_who_goes_out_is_one_at_once(self) -> None:
        (breach,) = breaches(log(OUT), [WATCHED])
        assert ("t1", "north", "p1", dt.timedelta()) == (breach.subject, breach.gate, breach.fact, breach.late)

    def test_those_who_watch_over_the_person_learn_of_it_as_an_outing(self) -> None:
        (breach,) = breaches(log(OUT), [WATCHED])
        told = outing(breach)
        assert (OUTING, ("t1",), OUT.happened, breach.known) == (told.kind, told.subjects, told.happened, told.known)
        assert told == outing(breach)

    def test_learnt_late_it_says_how_late(self) -> None:
        learnt = Observed(subject="t1", start=at("03 00:00"), known=at("05 08:00"))
        assert () == breaches(log(OUT), [learnt], known=at("05 07:00"))
        (breach,) = breaches(log(OUT), [learnt])
        assert dt.timedelta(days=1) == breach.late

    def test_with_leave_turned_back_or_after_the_end_it_is_none(self) -> None:
        leave = passage(
            "p2", gate="north", traveller="t1", direction="out", happened=at("04 09:00"), approved_by="township"
        )
        held = passage(
            "p3", gate="north", traveller="t1", direction="out", happened=at("04 10:00"), verdict="isolate and notify"
        )
        after = passage("p4", gate="north", traveller="t1", direction="out", happened=at("17 00:00"))
        assert () == breaches(log(leave, held, after), [WATCHED])
