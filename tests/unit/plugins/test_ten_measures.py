"""The ten measures (Shaanxi): each met, not met or untold on its records, and one test at least for every line."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import attrs
import pytest

from gridcare.attributes import Attributes, Scalar
from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.people.register import Register
from gridcare.people.rosters import DutyShift, Roster
from gridcare.people.staffing import RosterProof, prove
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Unit
from gridcare.plugins.cn_national import RISK_LEVELS, ZONES
from gridcare.plugins.ten_measures import (
    ACTIVATED,
    AUDIT,
    AUDIT_READINGS,
    DAILY_FORM,
    DEPARTMENTS,
    DUTIES,
    FIGURES,
    FIVE_HAVES,
    MEASURE_TAKEN,
    MEASURES,
    REGIMES,
    REQUESTERS,
    SOURCE,
    SPECIAL_GROUPS,
    STOOD_DOWN,
    SUPPORT_KINDS,
    TEN_MEASURES,
    case_records,
    duty_records,
    missing_haves,
    mode_changes,
    mode_records,
    regime,
    regime_records,
    resident_records,
)
from gridcare.reporting.audit import Assessment, AuditReport, AuditResult, audit
from gridcare.reporting.evidence import AuditRecord, Dossier, RecordBook, fact_records, return_records
from gridcare.reporting.filings import Filing
from gridcare.reporting.reconcile import reconcile
from gridcare.reporting.returns import FilingBook
from gridcare.testing.conformance import PlaybookConformance
from gridcare.timing.deadlines import NOT_STATED
from gridcare.timing.periods import DAILY, Interval, moment
from gridcare.work.campaign import Campaign
from gridcare.work.grades import Gradings, grading
from gridcare.work.steps import Standing
from gridcare.work.upkeep import activities

ZONE = "Asia/Shanghai"
DAY = date(2022, 3, 20)
NOW: Final = moment("2022-03-20 18:00", ZONE)
HOUR = timedelta(hours=1)
COMMUNITIES = ("c1", "c2")
STREET = Hierarchy(
    TEN_MEASURES.levels,
    (
        Unit("county", "", "county"),
        Unit("street", "", "street", "county"),
        Unit("c1", "", "community", "street", attributes={"urban_village": False}),
        Unit("c2", "", "community", "street", attributes={"urban_village": False}),
        Unit("g1", "", "grid", "c1", attributes={"urban_village": True}),
        Unit("g2", "", "grid", "c2"),
    ),
)
MET, NOT_MET, UNTOLD = AuditResult.MET, AuditResult.NOT_MET, AuditResult.CANNOT_BE_TOLD


def told_by(kind: str, unit: str, days: int, values: Mapping[str, Scalar]) -> AuditRecord:
    when = NOW - timedelta(days=days)
    id = f"{kind} {unit} {days}"
    return AuditRecord(id=id, kind=kind, unit=unit, happened=when, known=when, values=Attributes(values))


def record(kind: str, unit: str, *, days: int = 1, **values: Scalar) -> AuditRecord:
    return told_by(kind, unit, days, values)


def fact(subject: str, kind: str, outcome: str = "", when: datetime = NOW, **answers: Scalar) -> Fact:
    return Fact(
        id=f"{subject} {kind} {outcome} {when}",
        kind=kind,
        subjects=(subject,),
        happened=when,
        known=when,
        outcome=outcome,
        answers=Attributes(answers),
    )


def held(criterion: str, unit: str, books: Mapping[str, Iterable[AuditRecord]]) -> Assessment:
    """Audit one unit on the books of some kinds, each kept for the whole street."""
    dossier = Dossier(STREET, tuple(RecordBook(kind, "street", tuple(records)) for kind, records in books.items()))
    return audit(AUDIT, dossier, at=NOW, zone=ZONE, units=(unit,)).assessment(criterion, unit)


def desk() -> Campaign:
    register = Register(STREET, (), TEN_MEASURES.kinds)
    return TEN_MEASURES.campaign(STREET, register, opened=NOW - timedelta(days=10))


def tell(campaign: Campaign, *facts: Fact) -> Campaign:
    for each in facts:
        campaign.record(each)
    return campaign


def joined(id: str, kind: str, when: datetime, **told: Scalar) -> Fact:
    answers = Attributes({"kind": kind, "unit": "g1", **told})
    return attrs.evolve(fact(id, "joined", when=when), answers=answers)


class TestTenMeasuresConform(PlaybookConformance):
    playbook = TEN_MEASURES
    module = "gridcare.plugins.ten_measures"
    scenarios = Path(__file__).parents[2] / "scenarios" / "shaanxi"


class TestDuty:
    WEEK = Interval(NOW - timedelta(days=7), NOW)

    def proof(self, until: datetime = NOW) -> RosterProof:
        owed = DUTIES.owed(("street",), self.WEEK, hierarchy=STREET, zone=ZONE)
        shift = DutyShift(
            id="s",
            person="p",
            role="duty officer",
            place="street",
            duty="command",
            hours=Interval(self.WEEK.start, until),
        )
        return prove(Roster(shifts=(shift,)), owed)

    def filings(self, *units: str) -> tuple[AuditRecord, ...]:
        day = DAY - timedelta(days=1)
        period = DAILY.period_of(day)
        filed = DAILY_FORM.due(period) - HOUR
        book = FilingBook(
            form=DAILY_FORM,
            hierarchy=STREET,
            since=day,
            until=DAY,
            filings=[
                Filing(
                    id=unit,
                    form="daily",
                    unit=unit,
                    period=period,
                    filed=filed,
                    known=filed,
                    figures={"fever": 0, "requests": 0},
                    zero=f"head of {unit}",
                    preparer=f"head of {unit}",
                )
                for unit in units
            ],
        )
        return tuple(return_records(book.as_of(NOW), "filing"))

    def duty(self, until: datetime = NOW) -> tuple[AuditRecord, ...]:
        return tuple(duty_records(self.proof(until), at=NOW))

    def test_sx01_a_department_is_on_duty_at_every_minute_and_its_reports_are_complete(self) -> None:
        books = {"duty": self.duty(), "filing": self.filings("street", *COMMUNITIES)}
        assert MET is held("duty", "street", books).result

    def test_sx01_one_uncovered_minute_is_told(self) -> None:
        short = self.duty(NOW - timedelta(minutes=1))
        assert [1] == [each.values["uncovered"] for each in short]
        found = held("duty", "street", {"duty": short, "filing": self.filings("street", *COMMUNITIES)})
        assert (NOT_MET, ["duty"]) == (found.result, [each.kind for each in found.against])

    def test_sx01_silence_is_no_zero_report(self) -> None:
        found = held("duty", "street", {"duty": self.duty(), "filing": self.filings("street", "c1")})
        assert (NOT_MET, ["c2"]) == (found.result, [each.unit for each in found.against])

    def test_sx01_departments_at_every_level_owe_it(self) -> None:
        assert ("province", "city", "county", "street") == DEPARTMENTS == AUDIT["duty"].owner
        above = {"province": None, "city": "province", "county": "city", "street": "county"}
        line = Hierarchy(TEN_MEASURES.levels, [Unit(level, "", level, parent) for level, parent in above.items()])
        day = Interval(NOW - timedelta(days=1), NOW)
        owed = TEN_MEASURES.duties.owed(DEPARTMENTS, day, hierarchy=line, zone=ZONE)
        assert dict.fromkeys(DEPARTMENTS, timedelta(days=1)) == {
            level: sum((each.hours.duration for each in owed.demands if each.place == level), timedelta())
            for level in DEPARTMENTS
        }

    def test_sx01_the_daily_report_of_every_community_and_of_the_street_is_owed(self) -> None:
        book = FilingBook(form=TEN_MEASURES.form("daily"), hierarchy=STREET, since=DAY, until=DAY + timedelta(days=1))
        owed = book.as_of(NOW + timedelta(days=1)).missing
        assert ["street", "c1", "c2"] == [each.obligation.unit for each in owed]

    def test_sx12_activation_and_stand_down_are_dated_with_the_time_since_the_order(self) -> None:
        ordered = NOW - timedelta(days=3)
        changes = mode_changes(
            (
                fact("c1", STOOD_DOWN, when=NOW, ordered=NOW - HOUR),
                fact("c1", ACTIVATED, when=ordered + 5 * HOUR, ordered=ordered),
            )
        )
        told = [(each.emergency, each.elapsed) for each in changes]
        assert [(True, 5 * HOUR), (False, HOUR)] == told

    @pytest.mark.parametrize(("hours", "result"), [(24, MET), (25, NOT_MET)])
    def test_sx12_who_took_too_long_after_the_order_is_told(self, hours: int, result: AuditResult) -> None:
        ordered = NOW - timedelta(days=3)
        changes = mode_changes((fact("c1", ACTIVATED, when=ordered + hours * HOUR, ordered=ordered),))
        assert result is held("activation", "c1", {"activation": mode_records(changes)}).result


class TestMechanism:
    WHOLE: Final[Mapping[str, AuditRecord]] = {
        "plan": record("plan", "c1", peacetime=True, emergency=True),
        "mechanism": record("mechanism", "c1", in_place=True),
        "team": record("team", "c1", in_place=True),
        "resident": record("resident", "g1", checked=True),
        "supplies": record("supplies", "c1", balance=40),
    }

    def report(self, **books: Iterable[AuditRecord]) -> AuditReport:
        kept = tuple(RecordBook(kind, "c1", tuple(records)) for kind, records in books.items())
        return audit(AUDIT, Dossier(STREET, kept), at=NOW, zone=ZONE, units=("c1",))

    def test_sx02_a_community_with_all_five_meets_it(self) -> None:
        report = self.report(**{kind: (each,) for kind, each in self.WHOLE.items()})
        assert MET is report.assessment("mechanism", "c1").result
        assert () == missing_haves(report, "c1")
        assert 5 == len(FIVE_HAVES) == FIGURES["haves"].value

    @pytest.mark.parametrize("kind", list(WHOLE))
    def test_sx02_each_of_the_five_that_is_missing_is_named(self, kind: str) -> None:
        report = self.report(**{other: (each,) for other, each in self.WHOLE.items() if other != kind}, **{kind: ()})
        assert NOT_MET is report.assessment("mechanism", "c1").result
        assert ("ledger" if kind == "resident" else kind,) == missing_haves(report, "c1")

    def test_sx02_a_plan_without_an_emergency_mode_is_no_plan(self) -> None:
        books = {kind: (each,) for kind, each in self.WHOLE.items()}
        books["plan"] = (record("plan", "c1", peacetime=True, emergency=False),)
        assert ("plan",) == missing_haves(self.report(**books), "c1")


class TestLedgers:
    def resident(self, id: str, unit: str = "g1", days: int = 3, **told: Scalar) -> Subject:
        checked = {} if days < 0 else {"checked_on": DAY - timedelta(days=days)}
        return Subject(id=id, kind="resident", unit=unit, attributes=Attributes({**checked, **told}))

    def found(self, *residents: Subject, criterion: str = "ledgers", unit: str = "c1") -> Assessment:
        register = Register(STREET, residents, TEN_MEASURES.kinds)
        records = tuple(resident_records(register, at=NOW))
        books = {kind: [each for each in records if each.kind == kind] for kind in ("resident", "special")}
        shop = record("organisation", "c1", name="o1")
        return held(criterion, unit, {**books, "organisation": (shop,), "relief": (), "request": ()})

    def test_sx03_a_fresh_ledger_with_complete_special_groups_meets_it(self) -> None:
        told = self.found(
            self.resident("p1"), self.resident("p2", special_group="elderly living alone", needs="medicine")
        )
        assert MET is told.result

    @pytest.mark.parametrize(("days", "result"), [(30, MET), (31, NOT_MET)])
    def test_sx03_an_entry_older_than_the_stated_age_is_named(self, days: int, result: AuditResult) -> None:
        told = self.found(self.resident("p1"), self.resident("p2", days=days))
        assert result is told.result
        assert ([] if result is MET else ["p2"]) == [each.record for each in told.against]

    def test_sx03_an_entry_that_nobody_checked_is_named(self) -> None:
        told = self.found(self.resident("p1"), self.resident("p2", days=-1))
        assert UNTOLD is told.result
        assert ["p2"] == [each.record for each in told.lacks]

    def test_sx03_three_groups_are_named_and_the_list_is_open(self) -> None:
        assert ("elderly living alone", "disabled", "pregnant or postpartum") == SPECIAL_GROUPS
        (group,) = (field for kind in TEN_MEASURES.kinds for field in kind.fields if field.name == "special_group")
        assert () == group.choices

    @pytest.mark.parametrize("group", [*SPECIAL_GROUPS, "somebody else in need"])
    def test_sx03_any_special_group_must_be_complete(self, group: str) -> None:
        told = self.found(self.resident("p1", special_group=group))
        assert (NOT_MET, ["special"]) == (told.result, [each.kind for each in told.against])

    def test_sx03_an_urban_village_without_residents_in_the_ledger_is_told(self) -> None:
        told = self.found(self.resident("p1", unit="c1"))
        assert (NOT_MET, "g1") == (told.result, told.lacks[0].unit)

    def test_sx03_the_second_ledger_of_organisations_is_asked_for(self) -> None:
        register = Register(STREET, (self.resident("p1"),), TEN_MEASURES.kinds)
        books: dict[str, Iterable[AuditRecord]] = {"special": (), "organisation": ()}
        books["resident"] = tuple(resident_records(register, at=NOW))
        told = held("ledgers", "c1", books)
        assert (NOT_MET, ["organisation"]) == (told.result, [each.kind for each in told.lacks])

    def test_sx09_every_special_person_belongs_to_a_grid(self) -> None:
        gridded = self.resident("p1", special_group="disabled", needs="none")
        assert MET is self.found(gridded, criterion="special groups", unit="street").result
        loose = attrs.evolve(gridded, id="p2", unit="c1")
        told = self.found(gridded, loose, criterion="special groups", unit="street")
        assert (NOT_MET, ["p2"]) == (told.result, [each.record for each in told.against])


class TestWorkInTheCommunity:
    KINDS: Final[Mapping[str, tuple[str, Mapping[str, Scalar], int]]] = {
        "publicity": ("publicity", {"form": "poster", "audience": "tenants", "reached": 40}, 7),
        "sanitation": ("sanitation", {"target": "rubbish station", "area": 120}, 7),
    }

    @pytest.mark.parametrize("measure", list(KINDS))
    def test_sx04_sx05_work_is_recorded_with_its_kind_and_must_be_recent(self, measure: str) -> None:
        kind, values, age = self.KINDS[measure]
        assert MET is held(measure, "c1", {kind: (told_by(kind, "c1", age, values),)}).result
        assert NOT_MET is held(measure, "c1", {kind: (told_by(kind, "c1", age + 1, values),)}).result
        assert NOT_MET is held(measure, "c1", {kind: ()}).result
        assert UNTOLD is held(measure, "c1", {}).result

    def test_sx04_publicity_is_counted_by_kind_audience_and_day_and_audited(self) -> None:
        facts = [
            fact("c1", "publicity", when=NOW - days * timedelta(days=1), form=form, audience=who, reached=reached)
            for days, form, who, reached in ((1, "poster", "tenants", 40), (2, "talk", "elderly", 5))
        ]
        facts.append(attrs.evolve(facts[0], id="ten more", answers=Attributes({**facts[0].answers, "reached": 10})))
        counted = activities(facts, by=("form", "audience", "day"), zone=ZONE, amount="reached")
        yesterday, before = DAY - timedelta(days=1), DAY - timedelta(days=2)
        assert {("poster", "tenants", yesterday): 50, ("talk", "elderly", before): 5} == counted
        records = tuple(fact_records(facts, "publicity", lambda each: each.subjects[0]))
        found = held("publicity", "c1", {"publicity": records})
        assert (MET, {each.id for each in facts}) == (found.result, {id for e in found.exhibits for id in e.behind})

    def test_sx04_publicity_without_its_form_or_audience_is_no_evidence(self) -> None:
        for told in (record("publicity", "c1", form="poster"), record("publicity", "c1", audience="tenants")):
            assert MET is not held("publicity", "c1", {"publicity": (told,)}).result

    def test_sx05_a_campaign_without_its_target_or_area_is_no_evidence(self) -> None:
        for told in (record("sanitation", "c1", target="yard"), record("sanitation", "c1", area=10)):
            assert NOT_MET is held("sanitation", "c1", {"sanitation": (told,)}).result

    def test_sx06_who_reports_in_has_a_task_and_hours_in_a_community(self) -> None:
        came = fact("c1", "reported in", organisation="tax office", task="gate", hours=4)
        idle = fact("c2", "reported in", organisation="school", task="gate", hours=0)
        read = {
            each: tuple(fact_records(each, "report_in", lambda told: told.subjects[0], of=("reported in",)))
            for each in ((came,), (came, idle))
        }
        assert MET is held("social forces", "street", {"report_in": read[came,]}).result
        found = held("social forces", "street", {"report_in": read[came, idle]})
        assert (NOT_MET, ["c2"]) == (found.result, [each.unit for each in found.against])
        again = attrs.evolve(came, id="again", happened=NOW - timedelta(days=1), known=NOW)
        hours = activities((came, idle, again), by=("organisation", "task"), zone=ZONE, amount="hours")
        assert {("school", "gate"): 0, ("tax office", "gate"): 8} == hours

    @pytest.mark.parametrize("lacking", ["organisation", "task", "hours"])
    def test_sx06_without_its_organisation_task_or_hours_a_report_in_is_no_evidence(self, lacking: str) -> None:
        told: dict[str, Scalar] = {"organisation": "tax office", "task": "gate", "hours": 4}
        whole = told_by("report_in", "c1", 1, told)
        short = told_by("report_in", "c1", 2, {name: value for name, value in told.items() if name != lacking})
        assert MET is held("social forces", "street", {"report_in": (whole,)}).result
        assert MET is not held("social forces", "street", {"report_in": (whole, short)}).result
        assert NOT_MET is held("social forces", "street", {"report_in": ()}).result

    @pytest.mark.parametrize(
        ("training", "drill", "live", "result"),
        [(90, 180, True, MET), (91, 180, True, NOT_MET), (90, 181, True, NOT_MET), (90, 180, False, NOT_MET)],
    )
    def test_sx10_training_and_a_live_drill_are_recent(
        self, training: int, drill: int, live: bool, result: AuditResult
    ) -> None:
        books = {
            "training": (record("training", "c1", days=training, topic="screening"),),
            "drill": (record("drill", "c1", days=drill, live=live),),
        }
        assert result is held("training", "c1", books).result


class TestRegime:
    def scales(self, *facts: Fact) -> tuple[Gradings, Gradings]:
        journal = Journal.of(facts)
        zones = Gradings(hierarchy=STREET, scale=ZONES, zone=ZONE, journal=journal)
        return zones, Gradings(hierarchy=STREET, scale=RISK_LEVELS, zone=ZONE, journal=journal)

    def graded(self, scale: str, unit: str, grade: str, days: int = 5) -> Fact:
        when = NOW - timedelta(days=days)
        return grading(f"{scale} {unit} {grade}", scale=scale, unit=unit, grade=grade, by="county", happened=when)

    def test_sx07_risk_level_and_zone_are_two_scales(self) -> None:
        zones, risks = self.scales(self.graded("risk", "county", "medium"), self.graded("zone", "c1", "control"))
        zone, risk = zones.effective("c1", NOW), risks.effective("c1", NOW)
        assert ("control", "medium") == (zone and zone.grade, risk and risk.grade)
        assert {"risk", "zone"} == {scale.name for scale in TEN_MEASURES.scales}

    def test_sx07_low_risk_without_a_zone_is_routine_and_neither_is_untold(self) -> None:
        zones, risks = self.scales(self.graded("risk", "county", "low"))
        low = regime(zones, risks, "c1", NOW, on=DAY)
        assert "routine" == (low and low.zone)
        assert regime(*self.scales(), "c1", NOW, on=DAY) is None

    ASKED: Final[Mapping[str, tuple[str, ...]]] = {
        "lockdown": ("area closed", "nobody leaves home", "service to the door"),
        "control": ("nobody leaves the zone", "no gathering"),
        "precaution": ("social control strengthened", "gatherings limited"),
        "routine": ("routine measures",),
    }

    @pytest.mark.parametrize("zone", ASKED)
    def test_sx07_what_a_zone_asks_is_written_down_for_each(self, zone: str) -> None:
        facts = [self.graded("risk", "county", "low")]
        facts += [self.graded("zone", "c1", zone)] if zone != "routine" else []
        asked = regime(*self.scales(*facts), "c1", NOW, on=DAY)
        assert (zone, self.ASKED[zone]) == (asked and asked.zone, asked and asked.measures)

    def test_sx07_the_regime_is_dated_and_has_its_paper(self) -> None:
        edition = REGIMES.on(DAY).edition
        assert edition is not None
        assert edition.source == ZONES.editions[0].source
        assert edition.in_force_from is not None
        assert edition.in_force_from < DAY
        before = REGIMES.on(edition.in_force_from - timedelta(days=1))
        assert before.edition is None
        assert before.findings

    @pytest.mark.parametrize("zone", ["lockdown", "control", "precaution"])
    def test_sx07_each_zone_asks_for_its_measures(self, zone: str) -> None:
        scales = self.scales(self.graded("zone", "c1", zone), self.graded("risk", "county", "low"))
        asked = regime(*scales, "c1", NOW, on=DAY)
        assert asked is not None
        assert asked.measures
        others = [each.measures for each in REGIMES.editions[0].rules if each.zone != zone]
        assert all(set(asked.measures).isdisjoint(other) for other in others)
        taken = [fact("c1", MEASURE_TAKEN, measure) for measure in asked.measures]
        for facts, done in ((taken, True), (taken[1:], False)):
            records = tuple(regime_records(*scales, facts, ("c1",), NOW, on=DAY))
            assert done is all(each.values["done"] for each in records)

    def test_sx07_what_was_done_before_the_zone_was_set_does_not_count(self) -> None:
        scales = self.scales(self.graded("zone", "c1", "precaution", days=2))
        early = [
            fact("c1", MEASURE_TAKEN, measure, NOW - timedelta(days=3))
            for measure in ("social control strengthened", "gatherings limited")
        ]
        records = regime_records(*scales, early, ("c1",), NOW, on=DAY)
        assert [False, False] == [each.values["done"] for each in records]

    def test_sx07_the_department_answers_for_every_community(self) -> None:
        scales = self.scales(self.graded("risk", "county", "low"))
        taken = [fact(unit, MEASURE_TAKEN, "routine measures") for unit in COMMUNITIES]
        for facts, result in ((taken, MET), (taken[:1], NOT_MET)):
            records = tuple(regime_records(*scales, facts, COMMUNITIES, NOW, on=DAY))
            assert result is held("regime", "street", {"regime": records}).result

    def test_sx07_the_zones_of_2021_are_not_asked_after_june_2022(self) -> None:
        assert REGIMES.on(DAY).edition is not None
        assert REGIMES.on(date(2022, 7, 1)).edition is None
        assert REGIMES.on(date(2023, 2, 1)).edition is None


class TestCases:
    @pytest.mark.parametrize("what", SUPPORT_KINDS)
    @pytest.mark.parametrize("requester", REQUESTERS)
    def test_sx08_a_request_for_support_is_tracked_to_its_end(self, what: str, requester: str) -> None:
        start = NOW - timedelta(days=2)
        campaign = tell(
            desk(),
            joined("s1", "support", start, what=what, requester=requester),
            fact("s1", "answer", "accepted", start + HOUR),
            fact("s1", "carry out", "done", start + 30 * HOUR),
        )
        assert Standing.SETTLED is campaign.state("s1", track="support").standing
        assert ("notify", "requester") in {(each.kind, each.what) for each in campaign.effects}
        told = tuple(case_records(campaign, "street", track="support", kind="support"))
        assert MET is held("co-operation", "c1", {"support": told}).result

    def test_sx08_five_kinds_of_support_and_four_who_ask(self) -> None:
        assert (
            "sampling point",
            "vaccination",
            "epidemiological investigation",
            "source tracing",
            "key persons",
        ) == SUPPORT_KINDS
        assert ("health", "police", "industry", "command") == REQUESTERS
        (kind,) = (each for each in TEN_MEASURES.kinds if each.name == "support")
        assert {"what": SUPPORT_KINDS, "requester": REQUESTERS} == {each.name: each.choices for each in kind.fields}

    def test_sx08_a_request_that_nobody_answered_in_time_is_told(self) -> None:
        campaign = tell(desk(), joined("s1", "support", NOW - timedelta(days=2), what="vaccination"))
        campaign.advance(NOW)
        (told,) = case_records(campaign, "street", track="support", kind="support")
        assert (False, False) == (told.values["ended"], told.values["in_time"])
        assert NOT_MET is held("co-operation", "c1", {"support": (told,)}).result

    def test_sx08_where_nobody_asked_nothing_is_owed(self) -> None:
        assert MET is held("co-operation", "c1", {"support": ()}).result
        assert UNTOLD is held("co-operation", "c1", {}).result

    @pytest.mark.parametrize(("step_in", "relieve", "result"), [(23, 94, MET), (25, 40, NOT_MET), (23, 96, NOT_MET)])
    def test_sx09_found_stepped_in_and_relieved_early(self, step_in: int, relieve: int, result: AuditResult) -> None:
        found = NOW - timedelta(days=5)
        campaign = tell(
            desk(),
            joined("r1", "relief", found, about="p1"),
            fact("r1", "step in", "in need", found + step_in * HOUR),
            fact("r1", "relieve", "relieved", found + relieve * HOUR),
        )
        assert "relieved" == campaign.state("r1", track="relief").part
        records = tuple(case_records(campaign, "street", track="relief", kind="relief"))
        assert result is held("special groups", "street", {"special": (), "relief": records, "request": ()}).result

    def test_sx09_a_request_by_hotline_that_shows_need_opens_relief(self) -> None:
        start = NOW - timedelta(days=2)
        campaign = tell(
            desk(), joined("q1", "request", start, about="p1"), fact("q1", "request", "relief needed", start + HOUR)
        )
        assert ["step in"] == [each.part for each in campaign.due("street", track="relief")]
        late = tell(desk(), joined("q1", "request", start))
        late.advance(NOW)
        records = tuple(case_records(late, "street", track="service", kind="request"))
        assert NOT_MET is held("special groups", "street", {"special": (), "relief": (), "request": records}).result

    def test_sx13_what_supervision_finds_is_followed_to_its_end(self) -> None:
        campaign = tell(
            desk(),
            joined("f1", "finding", NOW - 2 * HOUR, item="plan"),
            fact("f1", "finding", "solved on the spot", NOW - HOUR),
        )
        assert "solved on the spot" == campaign.state("f1", track="inspection").part


class TestAudit:
    def test_sx11_the_ten_in_their_order_each_at_its_owner(self) -> None:
        owners = ["d", "c", "c", "c", "c", "d", "d", "c", "d", "c"]
        assert 10 == len(MEASURES) == FIGURES["measures"].value
        assert owners == ["c" if each.owner == ("community",) else "d" for each in MEASURES]
        assert all(each.sources == (SOURCE,) for each in AUDIT.criteria)

    def test_sx11_without_any_record_nothing_can_be_told_and_the_missing_books_are_named(self) -> None:
        report = audit(AUDIT, Dossier(STREET), at=NOW, zone=ZONE)
        for each in report.assessments:
            assert UNTOLD is each.result
            assert each.lacks

    @pytest.mark.parametrize("measure", [each.id for each in MEASURES])
    def test_sx11_each_of_the_ten_names_its_evidence_or_what_is_missing(self, measure: str) -> None:
        owner = "c1" if AUDIT[measure].owner == ("community",) else "street"
        kinds = sorted({kind.name for kind in AUDIT.kinds})
        told = held(measure, owner, {})
        assert UNTOLD is told.result
        assert {each.kind for each in told.lacks} <= set(kinds)
        empty = held(measure, owner, dict.fromkeys(kinds, ()))
        assert empty.result in (MET, NOT_MET, UNTOLD)
        if empty.result is NOT_MET:
            assert empty.lacks or empty.against

    def test_sx11_a_measure_that_is_met_shows_the_records_it_rests_on(self) -> None:
        books = {
            "training": (record("training", "c1", topic="screening"),),
            "drill": (record("drill", "c1", live=True),),
        }
        met = held("training", "c1", books)
        assert MET is met.result
        assert {"training c1 1", "drill c1 1"} == {each.record for each in met.exhibits}

    def test_sx11_a_street_rolls_its_communities_up(self) -> None:
        drill = {"training": record("training", "c1", topic="t"), "drill": record("drill", "c1", live=True)}
        books = [RecordBook(kind, "c1", (each,)) for kind, each in drill.items()]
        books += [RecordBook(kind, "c2") for kind in drill]
        report = audit(AUDIT, Dossier(STREET, tuple(books)), at=NOW, zone=ZONE)
        rolled = {each.criterion.id: each for each in report.roll_up("street")}
        assert (("c1",), ("c2",), ()) == (
            rolled["training"].met,
            rolled["training"].not_met,
            rolled["training"].cannot_be_told,
        )
        assert NOT_MET is rolled["training"].result
        assert COMMUNITIES == rolled["mechanism"].cannot_be_told

    @pytest.mark.parametrize(("days", "result"), [(30, MET), (31, NOT_MET)])
    def test_sx13_the_department_supervises_and_guides_each_community(self, days: int, result: AuditResult) -> None:
        visits = [
            record("supervision", "c1", days=1, guidance=True),
            record("supervision", "c2", days=days, guidance=True),
        ]
        assert result is held("supervision", "street", {"supervision": visits}).result

    def test_sx13_a_community_that_nobody_visited_is_named(self) -> None:
        told = held("supervision", "street", {"supervision": (record("supervision", "c1", guidance=True),)})
        assert (NOT_MET, ["c2"]) == (told.result, [each.unit for each in told.lacks])

    def test_no_identity_fails_and_every_number_read_into_the_paper_says_so(self) -> None:
        assert () == tuple(reconcile(TEN_MEASURES.identities_of(), TEN_MEASURES.figures))
        members = (*AUDIT_READINGS.members, *TEN_MEASURES.parameters.members)
        assert all(each.reading and each.alternatives for each in members if each.value is not NOT_STATED)
