"""Gates: one entrance open, proved over time; decisions that are pure; breaches at once and when learnt late."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.tally import Tally
from gridcare.places.units import Level, Unit
from gridcare.rules.evaluation import evaluate
from gridcare.rules.scopes import Given, Values
from gridcare.rules.unknowns import Unknown
from gridcare.testing.strategies.gates import (
    GATES,
    OVER,
    closed_gates,
    defence_lines,
    gate_policies,
    observed,
    passage_facts,
    passages_known,
)
from gridcare.timing.periods import Interval
from gridcare.work.gatelog import GateLog, Observed, breaches
from gridcare.work.gates import DefenceLine, Entrances, GateClosing, LastEntrance
from gridcare.work.passages import GatePolicy, PassRule, Verdict

HALF = dt.timedelta(minutes=30)
HOURS = [OVER.start + dt.timedelta(hours=hour) for hour in range(72)]
PLACES = Hierarchy(Level.ordered("street", "community"), [Unit("s", "", "street"), Unit("c1", "", "community", "s")])


def log(facts: tuple[Fact, ...], gates: Entrances = GATES) -> GateLog:
    return GateLog(entrances=(gates,), zone="Asia/Shanghai", journal=Journal.of(facts))


class TestLines:
    @given(defence_lines(), st.sampled_from((True, False, None)), st.sampled_from((True, False, None)))
    def test_a_line_is_manned_by_the_first_row_that_holds_and_by_no_guess(
        self, line: DefenceLine, firm: bool | None, old: bool | None
    ) -> None:
        place = Values({"unit.property_firm": firm, "unit.old": old})
        told = [True if row.when is None else evaluate(row.when, place) for row in line.manned]
        first = next((index for index, truth in enumerate(told) if truth is not False), None)
        forces = line.forces(place)
        if first is None:
            assert forces == ()
        elif told[first] is True:
            assert forces == line.manned[first].by
        else:
            assert isinstance(forces, Unknown)


class TestOneOpen:
    @given(closed_gates())
    def test_the_proof_partitions_the_time_and_says_what_was_open_at_every_moment(self, gates: Entrances) -> None:
        proof = gates.proof(OVER)
        assert (OVER.start, OVER.end) == (proof.stretches[0].interval.start, proof.stretches[-1].interval.end)
        assert all(one.interval.end == other.interval.start for one, other in pairwise(proof.stretches))
        assert all(one.open != other.open for one, other in pairwise(proof.stretches))
        for hour in HOURS:
            (stretch,) = [each for each in proof.stretches if hour + HALF in each.interval]
            shut = {each.gate for each in gates.closed if each.start <= hour and (not each.end or hour < each.end)}
            there = [gate.id for gate in gates.gates if gate.since is None or gate.since <= hour]
            assert tuple(gate for gate in there if gate not in shut) == stretch.open == gates.open(hour + HALF)

    @given(closed_gates())
    def test_every_minute_with_none_or_with_several_is_in_a_finding_and_no_other_is(self, gates: Entrances) -> None:
        proof = gates.proof(OVER)
        for hour in HOURS:
            told = [f.code for f in proof.findings if f.interval and hour in f.interval]
            many = len(gates.open(hour))
            assert ([] if many == 1 else ["gate.several-open" if many else "gate.none-open"]) == told
        assert proof.holds is all(len(gates.open(hour)) == 1 for hour in HOURS)

    @given(closed_gates())
    def test_the_order_of_the_closings_does_not_matter(self, gates: Entrances) -> None:
        assert gates.proof(OVER) == attrs.evolve(gates, closed=gates.closed[::-1]).proof(OVER)

    @given(closed_gates(), st.sampled_from(("north", "south")), st.integers(0, 71), st.integers(1, 30))
    def test_closing_the_last_one_is_refused_and_any_other_is_done(
        self, gates: Entrances, gate: str, hour: int, lasts: int
    ) -> None:
        span = Interval(HOURS[hour], HOURS[hour] + dt.timedelta(hours=lasts))
        closing = GateClosing(gate=gate, start=span.start, end=span.end)
        after = attrs.evolve(gates, closed=(*gates.closed, closing))
        if any(not stretch.open for stretch in after.proof(span).stretches):
            with pytest.raises(LastEntrance, match="last open entrance"):
                gates.close(closing)
        else:
            assert after == gates.close(closing)


class TestDecisions:
    @given(gate_policies(), passages_known(), st.sampled_from(("infrared", None)), st.integers(0, 3))
    def test_a_screening_reading_alone_refers_nobody(
        self, policy: GatePolicy, known: Mapping[str, Given], device: str | None, place: int
    ) -> None:
        fever = PassRule("isolate and notify", when="reading.value >= param.fever_from", reason="temperature")
        policy = attrs.evolve(policy, rules=(*policy.rules[:place], fever, *policy.rules[place:]))
        decision = policy.decide({**known, "reading.value": Decimal("38.5"), "reading.device": device})
        if decision.verdict is Verdict.ISOLATE:
            assert decision.rule is not None
            assert not policy.rules[decision.rule].reads_a_reading

    @given(gate_policies(), passages_known(), st.data())
    def test_learning_more_never_turns_a_decision_that_was_no_answer_for_the_unknown(
        self, policy: GatePolicy, known: Mapping[str, Given], data: st.DataObject
    ) -> None:
        before = policy.decide(known)
        more = data.draw(passages_known())
        learnt = {**more, **{name: value for name, value in known.items() if value is not None}}
        if before.rule is not None and before.verdict is not Verdict.MEASURE_AGAIN and known.get("reading.device"):
            assert before.verdict is policy.decide(learnt).verdict
        if before.registers is True:
            assert policy.decide(learnt).registers is True

    @given(gate_policies(), st.sampled_from(Verdict), st.sampled_from(Verdict))
    def test_an_undecided_rule_gives_the_answer_for_the_unknown_unless_what_follows_agrees(
        self, policy: GatePolicy, first: Verdict, second: Verdict
    ) -> None:
        rules = (
            PassRule(first, when="traveller.symptoms", reason="symptoms"),
            PassRule(second, when="gate.closed", reason="closed"),
        )
        decision = attrs.evolve(policy, rules=rules, registers=None).decide({"gate.closed": True})
        if first is second:
            assert (second, ("closed",)) == (decision.verdict, decision.reasons)
        else:
            assert (policy.unknown, ("'traveller.symptoms' is not stated",)) == (decision.verdict, decision.reasons)

    @given(gate_policies(), passages_known())
    def test_every_decision_but_an_admission_has_a_reason(self, policy: GatePolicy, known: Mapping[str, Given]) -> None:
        decision = policy.decide(known)
        by_default = decision.rule is None and decision.verdict in (policy.otherwise, Verdict.REGISTER)
        assert decision.reasons or by_default
        assert decision == policy.decide(dict(reversed(list(known.items()))))


class TestBreaches:
    @given(passage_facts(), observed())
    def test_there_is_one_for_each_time_that_somebody_went_out_while_observed(
        self, facts: tuple[Fact, ...], watched: tuple[Observed, ...]
    ) -> None:
        expected = {
            (fact.id, fact.subjects[1])
            for fact in facts
            if fact.answers["passed"]
            and fact.answers["direction"] == "out"
            and not fact.answers.get("approved_by")
            and any(each.subject == fact.subjects[1] and each.holds(fact.happened) for each in watched)
        }
        found = breaches(log(facts), watched)
        assert expected == {(breach.fact, breach.subject) for breach in found}
        assert len(expected) == len(found)

    @given(passage_facts(), observed(), st.sampled_from(HOURS))
    def test_it_is_known_as_soon_as_both_are_and_never_before(
        self, facts: tuple[Fact, ...], watched: tuple[Observed, ...], known: dt.datetime
    ) -> None:
        then = breaches(log(facts), watched, known=known)
        assert tuple(breach for breach in breaches(log(facts), watched) if breach.known <= known) == then
        assert all(breach.known >= breach.happened for breach in then)


class TestLog:
    @given(passage_facts(), closed_gates())
    def test_the_same_facts_in_any_order_give_the_same_log(self, facts: tuple[Fact, ...], gates: Entrances) -> None:
        one, other = log(facts, gates), log(tuple(sorted(facts, key=lambda fact: fact.id)), gates)
        assert one.passages() == other.passages()
        assert one.findings(OVER) == other.findings(OVER)
        assert list(one.counts(OVER)) == list(other.counts(OVER))

    @given(passage_facts())
    def test_every_attempt_at_a_gate_counts_once_through_or_not(self, facts: tuple[Fact, ...]) -> None:
        gates = log(facts)
        over = Interval(OVER.start, OVER.end + HALF)
        counted = Tally.of(PLACES, gates.counts(over)).at("s")
        known = [each for each in gates.passages() if each.unit]
        total = sum(by["person"] for key, by in counted.items() if key != "outside")
        assert len(known) == total
        ins = sum(each.passed and each.direction == "in" for each in known)
        assert ins == counted.get("in", {}).get("person", 0)

    @given(passage_facts(), closed_gates())
    def test_a_passage_through_a_closed_gate_is_a_finding_and_no_other_is(
        self, facts: tuple[Fact, ...], gates: Entrances
    ) -> None:
        over = Interval(OVER.start, OVER.end + HALF)
        found = {f.fact for f in log(facts, gates).findings(over) if f.code == "gate.passed-closed"}
        expected = {
            fact.id
            for fact in facts
            if fact.answers["passed"]
            and fact.subjects[0] in ("north", "south")
            and fact.subjects[0] not in gates.open(fact.happened)
        }
        assert expected == found

    @given(passage_facts())
    def test_who_is_inside_is_who_went_in_last(self, facts: tuple[Fact, ...]) -> None:
        gates = log(facts)
        inside = gates.inside("c1", OVER.end, before=("t1", "t9"))
        for traveller in ("t1", "t2", "t9"):
            own = [each for each in gates.passages() if traveller in each.travellers and each.passed and each.unit]
            assert (own[-1].direction == "in" if own else traveller in ("t1", "t9")) is (traveller in inside)
