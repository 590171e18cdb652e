from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.errors import DefinitionError
from gridcare.facts.fact import Fact
from gridcare.people.register import Register
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.privacy import REDACTED
from gridcare.reporting.records import Records
from gridcare.reporting.retention import (
    ErasureGap,
    Retention,
    RetentionRule,
    RetentionState,
    erase,
    erasure_gaps,
    retentions,
)
from gridcare.rules.notices import Source
from gridcare.rules.parameters import Parameter
from gridcare.timing.deadlines import NOT_STATED

NOON = datetime(2020, 3, 1, 4, tzinfo=UTC)
STREET = Hierarchy(Level.ordered("street", "yard"), [Unit("s", "S", "street"), Unit("y", "Y", "yard", parent="s")])
RULING = Source(body="street office", title="made-up notice", date=date(2020, 2, 1))
MONTH = Parameter("keep_visits", "30d", unit="duration", sources=(RULING,))
VISITS = RetentionRule("visits", of="resident", keep=MONTH, since="visit")
RESPONSE = RetentionRule(
    "response", of="resident", keep=Parameter("keep_after", "60d", unit="duration"), since="stand-down"
)


def person(id: str, **attributes: int) -> Subject:
    return Subject(
        id=id, kind="resident", unit="y", attributes=Attributes(attributes), identity=Attributes(name=f"name of {id}")
    )


def fact(kind: str, subject: str, days: int) -> Fact:
    moment = NOON - timedelta(days=days)
    return Fact(id=f"{kind} {subject} {days}", kind=kind, subjects=(subject,), happened=moment, known=moment)


REGISTER = Register(STREET, [person("r1", age=70), person("r2", age=20), Subject(id="r3", kind="resident", unit="y")])


def records(*facts: Fact, register: Register = REGISTER) -> Records:
    return Records(register, facts, at=NOON, zone="Asia/Shanghai")


def states(told: Records, *rules: RetentionRule) -> dict[str, str]:
    return {each.subject: each.state.value for each in retentions(told, rules)}


class TestWhenItMustGo:
    def test_it_is_due_at_the_first_moment_after_its_time(self) -> None:
        told = retentions(records(fact("visit", "r1", 30), fact("visit", "r2", 29)), [VISITS])
        assert (
            Retention(
                subject="r1", state=RetentionState.DUE, rule="visits", since=NOON - timedelta(days=30), until=NOON
            ),
            Retention(
                subject="r2",
                state=RetentionState.KEPT,
                rule="visits",
                since=NOON - timedelta(days=29),
                until=NOON + timedelta(days=1),
            ),
        ) == told

    def test_the_last_fact_of_the_kind_starts_the_time(self) -> None:
        assert "kept" == states(records(fact("visit", "r1", 90), fact("visit", "r1", 3)), VISITS)["r1"]

    def test_a_time_may_start_with_the_end_of_the_response_for_the_street(self) -> None:
        assert {"r1": "due", "r2": "due"} == states(records(fact("stand-down", "s", 60)), RESPONSE)

    def test_the_longest_of_several_rules_wins(self) -> None:
        told = records(fact("visit", "r1", 40), fact("stand-down", "s", 40))
        assert "due" == states(told, VISITS)["r1"]
        assert "kept" == states(told, VISITS, RESPONSE)["r1"]

    def test_a_rule_whose_time_has_not_begun_keeps(self) -> None:
        assert "running" == states(records(fact("visit", "r1", 90)), VISITS, RESPONSE)["r1"]

    def test_nobody_is_destroyed_under_a_rule_that_cannot_be_told(self) -> None:
        told = records(fact("visit", "r1", 90), fact("visit", "r2", 90))
        open_rule = attrs.evolve(RESPONSE, keep=Parameter("keep_after", NOT_STATED, unit="duration"))
        aged = attrs.evolve(RESPONSE, name="aged", where="subject.persons > 1")
        assert "undecided" == states(told, VISITS, open_rule)["r1"]
        assert "undecided" == states(told, VISITS, aged)["r1"]
        assert "undecided" == states(told, RESPONSE, attrs.evolve(open_rule, name="an open one"))["r1"]

    def test_whom_no_rule_names_is_listed(self) -> None:
        old = attrs.evolve(VISITS, where="subject.age > 60")
        assert {"r1": "running", "r2": "no rule"} == states(records(), old)

    def test_a_rule_that_reads_what_is_not_there_is_refused(self) -> None:
        wrong = [
            attrs.evolve(VISITS, where="subject.agee > 60", of="residant"),
            attrs.evolve(VISITS, where="subject.name = 'x'"),
        ]
        with pytest.raises(DefinitionError) as refused:
            retentions(records(), wrong)
        assert ("ledger.of-what", "expression.name", "ledger.identity") == refused.value.codes

    def test_a_rule_names_what_it_speaks_of_and_for_how_long(self) -> None:
        with pytest.raises(DefinitionError) as refused:
            RetentionRule("x", of=(), since=(), keep=Parameter("n", 3, unit="person"))
        assert ("retention.keep", "retention.of", "retention.since") == refused.value.codes


class TestProof:
    def erased(self) -> tuple[Register, object]:
        due = retentions(records(fact("visit", "r1", 90), fact("visit", "r2", 1)), [VISITS])
        return erase(REGISTER, due, at=NOON, by="clerk 2")

    def test_what_is_due_is_erased_and_nothing_else(self) -> None:
        after, _ = self.erased()
        assert after["r1"].identity is REDACTED
        assert REGISTER["r2"] == after["r2"]

    def test_what_will_be_due_is_not_erased_before_its_time(self) -> None:
        visit = fact("visit", "r2", 29)
        soon = Records(REGISTER, [visit], at=NOON + timedelta(days=1), zone="Asia/Shanghai")
        planned = retentions(soon, [VISITS])
        assert ["r2"] == [each.subject for each in planned if each.state is RetentionState.DUE]
        kept, early = erase(REGISTER, planned, at=NOON, by="clerk")
        assert ((), False) == (early.erased, kept["r2"].identity is REDACTED)
        gone, proof = erase(REGISTER, planned, at=soon.at, by="clerk")
        assert ((("r2", "visits"),), True) == (proof.erased, gone["r2"].identity is REDACTED)

    def test_it_says_whose_and_under_which_rule_and_that_all_counts_are_as_before(self) -> None:
        due = retentions(records(fact("visit", "r1", 90)), [VISITS])
        after, proof = erase(REGISTER, due, at=NOON, by="clerk 2")
        assert (("r1", "visits"),) == proof.erased
        assert proof.before == proof.after == after.digest
        assert () == erasure_gaps(proof, after)
        assert "name of" not in repr(proof)

    def test_a_register_that_does_not_bear_it_out_is_found_out(self) -> None:
        due = retentions(records(fact("visit", "r1", 90)), [VISITS])
        after, proof = erase(REGISTER, due, at=NOON, by="clerk 2")
        assert (ErasureGap(code="identity", subject="r1"),) == erasure_gaps(proof, REGISTER)
        assert (
            ErasureGap(code="missing", subject="r1"),
            ErasureGap(code="counts"),
            ErasureGap(code="content"),
        ) == erasure_gaps(proof, after.leave("r1"))
        older = Register(STREET, [person("r1", age=71), person("r2", age=20), REGISTER["r3"]]).redact(["r1"])
        assert (ErasureGap(code="content"),) == erasure_gaps(proof, older)

    def test_a_copy_does_not_bring_a_name_back(self) -> None:
        after, _ = self.erased()
        assert after.merge(REGISTER)["r1"].identity is REDACTED
