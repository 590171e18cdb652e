"""Audits of a street and its two communities by plans, drills, residents, daily reports and duty."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.errors import DefinitionError, UnknownName
from gridcare.facts.fact import Fact
from gridcare.places.hierarchy import Hierarchy, UnknownUnit
from gridcare.places.units import DatedAttribute, Level, Unit
from gridcare.reporting.audit import AuditReport, AuditResult, OtherAudit, audit
from gridcare.reporting.criteria import AuditProgramme, Criterion
from gridcare.reporting.evidence import (
    AuditRecord,
    Dossier,
    RecordBook,
    RecordKind,
    cover_record,
    coverage_record,
    fact_records,
    return_records,
)
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Item
from gridcare.reporting.returns import AheadOfKnowledge, FilingBook
from gridcare.rules.contexts import TEXT, TRUTH, Number, Type
from gridcare.rules.parameters import Parameter, Parameters
from gridcare.timing.cover import cover
from gridcare.timing.deadlines import NOT_STATED
from gridcare.timing.periods import DAILY, Interval
from gridcare.work.coverage import Counted, Coverage

NOW = datetime(2022, 3, 13, 12, tzinfo=UTC)
STREET = Hierarchy(
    Level.ordered("street", "community", "grid"),
    [
        Unit("s", "", "street"),
        Unit("c1", "", "community", "s", attributes=[DatedAttribute("zone", "control", date(2022, 3, 10))]),
        Unit("c2", "", "community", "s"),
        Unit("c3", "", "community", "s", closed=date(2022, 3, 1)),
        Unit("g1", "", "grid", "c1"),
    ],
)
KINDS = (
    RecordKind("plan", fields={"peacetime": TRUTH, "emergency": TRUTH}),
    RecordKind("drill", fields={"live": TRUTH}),
    RecordKind("resident", fields={"grid": TEXT}, climbs=True),
    RecordKind("daily", fields={"arrival": TEXT, "content": TEXT}),
    RecordKind("duty", fields={"uncovered": Number(), "gaps": Number()}),
    RecordKind("supervision"),
)


def programme(says: str, owner: str = "community", **how: Any) -> AuditProgramme:
    return AuditProgramme(
        "ten",
        kinds=KINDS,
        levels=("street", "community"),
        criteria=(Criterion("k", says, owner=owner),),
        parameters=Parameters((Parameter("max_age", 180, unit="day"), Parameter("open", NOT_STATED, unit="day"))),
        **how,
    )


def record(kind: str, unit: str, days_ago: int = 0, *, id: str = "r1", **values: Any) -> AuditRecord:
    happened = NOW - timedelta(days=days_ago)
    return AuditRecord(id=id, kind=kind, unit=unit, happened=happened, known=happened, values=values)


def book(kind: str, unit: str, *records: AuditRecord, updated: datetime | None = None) -> RecordBook:
    return RecordBook(kind, unit, records, updated=updated)


def report(says: str, *books: RecordBook, owner: str = "community", **how: Any) -> AuditReport:
    return audit(programme(says, owner), Dossier(STREET, books), at=NOW, zone="Asia/Shanghai", **how)


def told(found: AuditReport) -> dict[str, str]:
    return {each.unit: each.result.value for each in found.assessments}


class TestThreeAnswers:
    def test_a_recent_drill_meets_an_old_one_does_not_and_no_book_tells_nothing(self) -> None:
        says = "any(live and age <= param.max_age per drill)"
        found = report(says, book("drill", "c1", record("drill", "c1", 180, live=True)))
        assert {"c1": "met", "c2": "cannot be told"} == told(found)
        found = report(says, book("drill", "c1", record("drill", "c1", 181, live=True)), book("drill", "c2"))
        assert {"c1": "not met", "c2": "not met"} == told(found)

    def test_a_unit_that_is_closed_owes_nothing(self) -> None:
        assert "c3" not in told(report("any(live per drill)", book("drill", "")))

    def test_what_was_asked_and_left_blank_cannot_be_told_and_names_the_record(self) -> None:
        found = report("any(live per drill)", book("drill", "", record("drill", "c1", live=None)))
        first = found.assessment("k", "c1")
        assert AuditResult.CANNOT_BE_TOLD is first.result
        assert [("c1", "drill", "not stated", "live", "r1")] == [
            (lack.unit, lack.kind, lack.why.value, lack.about, lack.record) for lack in first.lacks
        ]
        assert ["blank"] == [reason.code for reason in first.reasons]

    def test_what_a_parameter_leaves_open_cannot_be_told(self) -> None:
        found = report("any(age <= param.open per drill)", book("drill", "", record("drill", "c1")))
        assert {"c1": "cannot be told", "c2": "not met"} == told(found)

    @pytest.mark.parametrize(("longest", "met"), [("180d", 179), ("36h", 1), ("24h", 0), ("23h", 0)])
    def test_a_parameter_that_is_a_duration_is_read_in_days(self, longest: str, met: int) -> None:
        asked = AuditProgramme(
            "ten",
            kinds=KINDS,
            levels=("community",),
            criteria=(Criterion("k", "any(age < param.longest per drill)", owner="community"),),
            parameters=Parameters((Parameter("longest", longest, unit="duration"),)),
        )
        for age, expected in ((met, "met"), (met + 1, "not met")):
            dossier = Dossier(STREET, (book("drill", "", record("drill", "c1", age)),))
            assert expected == told(audit(asked, dossier, at=NOW, zone="Asia/Shanghai"))["c1"]

    def test_a_list_of_days_is_no_number_to_compare_with(self) -> None:
        with pytest.raises(DefinitionError) as refused:
            AuditProgramme(
                "ten",
                kinds=KINDS,
                levels=("community",),
                criteria=(Criterion("k", "any(age <= param.days per drill)", owner="community"),),
                parameters=Parameters((Parameter("days", (1, 4, 7), unit="day"),)),
            )
        assert ("expression.name",) == refused.value.codes

    def test_what_is_neither_true_nor_false_cannot_be_told(self) -> None:
        first, second = report("unit.zone").assessments
        assert (AuditResult.CANNOT_BE_TOLD, ["mismatch"]) == (first.result, [each.code for each in first.reasons])
        assert ["missing"] == [each.code for each in second.reasons]

    def test_what_a_unit_does_not_state_is_that_of_the_nearest_unit_above(self) -> None:
        zone = DatedAttribute("zone", "lockdown", date(2022, 3, 1))
        town = Hierarchy(
            STREET.levels, [Unit("s", "", "street", attributes=[zone]), *(STREET[each] for each in list(STREET)[1:])]
        )
        found = audit(programme("unit.zone = 'lockdown'"), Dossier(town), at=NOW, zone="Asia/Shanghai")
        assert {"c1": "not met", "c2": "met"} == told(found)

    @pytest.mark.parametrize(("live", "by"), [(True, None), (False, date(2022, 3, 20)), (None, date(2022, 3, 20))])
    def test_it_is_to_be_mended_within_its_days_unless_it_is_met(self, live: bool | None, by: date | None) -> None:
        asked = programme("any(live per drill)")
        asked = attrs.evolve(asked, criteria=(attrs.evolve(asked["k"], mend_days=7),))
        dossier = Dossier(STREET, (book("drill", "", record("drill", "c1", live=live)),))
        assert by == audit(asked, dossier, at=NOW, zone="Asia/Shanghai").assessment("k", "c1").mend_by

    def test_the_missing_record_of_each_kind_of_silence(self) -> None:
        says = "any(live per drill)"
        old = report(says, book("drill", "c1", record("drill", "c1", live=False)), book("drill", "c2"))
        assert [("c1", "too few", "live"), ("c2", "no record", "")] == [
            (lack.unit, lack.why.value, lack.about) for each in old.assessments for lack in each.lacks
        ]
        none = report(says)
        assert ["not kept", "not kept"] == [lack.why.value for each in none.assessments for lack in each.lacks]


class TestEvidence:
    def test_met_names_the_record_and_the_fact_behind_it(self) -> None:
        visit = Fact(id="f1", kind="drill", subjects=("c1",), happened=NOW, known=NOW, answers=Attributes(live=True))
        records = tuple(fact_records([visit], "drill", lambda fact: fact.subjects[0]))
        found = report("any(live per drill)", RecordBook("drill", "", records)).assessment("k", "c1")
        assert [("drill", "f1", ("f1",))] == [(each.kind, each.record, each.behind) for each in found.evidence]
        assert () == found.against

    def test_each_record_stands_on_its_side_and_what_it_leaves_out_on_neither(self) -> None:
        held = [record("drill", "c1", id=id, live=live) for id, live in (("d1", True), ("d2", False), ("d3", None))]
        found = report("count(live per drill) >= 1", book("drill", "", *held)).assessment("k", "c1")
        assert (["d1"], ["d2"], 3) == (
            [each.record for each in found.evidence],
            [each.record for each in found.against],
            len(found.exhibits),
        )
        read = report("max(age per drill) <= 9", book("drill", "", *held)).assessment("k", "c1")
        assert ["d1", "d2", "d3"] == [each.record for each in read.evidence]
        assert () == read.against

    @pytest.mark.parametrize("says", ["not known(unit.sealed)", "count(live per drill) >= 0"])
    def test_what_is_met_lacks_nothing(self, says: str) -> None:
        found = report(says, book("drill", "")).assessment("k", "c1")
        assert (AuditResult.MET, ()) == (found.result, found.lacks)

    def test_one_that_is_unsound_stands_against_every(self) -> None:
        held = [record("resident", "g1", id="p1", grid="g1"), record("resident", "c1", id="p2", grid="")]
        found = report("every(grid != '' per resident)", book("resident", "c1", *held)).assessment("k", "c1")
        assert (AuditResult.NOT_MET, ["p2"]) == (found.result, [each.record for each in found.against])

    def test_where_none_may_be_one_stands_against_it(self) -> None:
        """A count that must be nothing turns the sense round."""
        for says in ("count(not live per drill) = 0", "not any(not live per drill)"):
            held = [record("drill", "c1", id="d1", live=True), record("drill", "c1", id="d2", live=False)]
            found = report(says, book("drill", "", *held)).assessment("k", "c1")
            assert ["d2"] == [each.record for each in found.against]
            assert () == found.lacks

    @pytest.mark.parametrize(
        ("says", "lacks"),
        [
            ("count(live per drill) != 0", [("drill", "no record")]),
            ("count(live per drill) = 0 and false", []),
            ("sum(uncovered per duty) >= 5", [("duty", "no record")]),
            ("sum(uncovered per duty) < 0", []),
            ("book.resident.age > 30", []),
        ],
    )
    def test_only_what_more_of_would_have_helped_is_lacking(self, says: str, lacks: list[tuple[str, str]]) -> None:
        """A book that is too fresh is not outdated, and nobody lacks what there must be none of."""
        fresh = book("resident", "", updated=NOW - timedelta(days=3))
        found = report(says, book("drill", ""), book("duty", ""), fresh).assessment("k", "c1")
        assert AuditResult.NOT_MET is found.result
        assert lacks == [(lack.kind, lack.why.value) for lack in found.lacks]

    def test_what_is_taken_off_stands_against_it_and_what_must_be_exact_is_read(self) -> None:
        dead = book("drill", "", record("drill", "c1", live=False))
        for says, bearings in (
            ("count(live per drill) - count(not live per drill) > 0", {"against"}),
            ("count(live per drill) = 2", {"read"}),
        ):
            found = report(says, dead).assessment("k", "c1")
            assert bearings == {each.bearing.value for each in found.exhibits}

    def test_only_the_branch_that_was_taken_is_asked_for(self) -> None:
        """A regime by zone asks each zone for its own measures."""
        says = "if unit.zone = 'control' then any(live per drill) otherwise count(true per plan) >= 1"
        found = report(says, book("drill", ""), book("plan", "", record("plan", "c2")))
        assert "cannot be told" == told(found)["c2"], "no zone is stated there"
        assert [("drill", "no record")] == [(lack.kind, lack.why.value) for lack in found.assessment("k", "c1").lacks]

    def test_no_value_shows_in_what_is_told(self) -> None:
        found = report(
            "any(grid = 'secret' per resident)", book("resident", "", record("resident", "c1", grid="secret"))
        )
        assert "secret" not in repr([each.exhibits for each in found.assessments])
        assert "secret" not in repr(record("resident", "c1", grid="secret"))


class TestKindsThatClimb:
    def test_a_resident_of_a_grid_is_a_resident_of_its_community_and_a_drill_is_not(self) -> None:
        assert (
            "met"
            == told(report("any(grid = 'g1' per resident)", book("resident", "", record("resident", "g1", grid="g1"))))[
                "c1"
            ]
        )
        assert (
            "not met" == told(report("any(live per drill)", book("drill", "", record("drill", "g1", live=True))))["c1"]
        )

    def test_the_books_of_all_below_make_one(self) -> None:
        held = book("resident", "c1", record("resident", "c1", grid="g1"))
        some = report("any(known(grid) per resident)", held, owner="street").assessment("k", "s")
        assert AuditResult.CANNOT_BE_TOLD is some.result
        assert ["c2"] == [lack.unit for lack in some.lacks], "one that is closed keeps no book"
        all_of_them = (held, book("resident", "c2"))
        assert {"s": "met"} == told(report("any(known(grid) per resident)", *all_of_them, owner="street"))

    def test_where_nobody_below_keeps_one_it_is_the_units_own(self) -> None:
        none = report("any(known(grid) per resident)", owner="street").assessment("k", "s")
        assert ["s"] == [lack.unit for lack in none.lacks]

    def test_the_last_of_all_inside_is_the_last_that_happened(self) -> None:
        """Not the one of the last unit."""
        held = (record("resident", "c1", 1, id="p1", grid="last"), record("resident", "g1", 5, id="p2", grid="first"))
        found = report("last(grid per resident) = 'last'", book("resident", "", *held))
        assert AuditResult.MET is found.assessment("k", "c1").result


class TestFreshness:
    def test_a_book_is_as_fresh_as_its_last_update(self) -> None:
        says = "book.resident.age <= 30"
        for days, result in ((30, "met"), (31, "not met")):
            assert result == told(report(says, book("resident", "c1", updated=NOW - timedelta(days=days))))["c1"]

    @pytest.mark.parametrize(("updated", "age"), [(NOW, 0), (datetime(2022, 3, 12, 17, tzinfo=UTC), 0)])
    def test_the_age_of_a_book_is_counted_in_local_days_up_to_this_moment(self, updated: datetime, age: int) -> None:
        assert "met" == told(report(f"book.drill.age = {age}", book("drill", "c1", updated=updated)))["c1"]

    def test_a_book_in_two_parts_is_as_fresh_as_the_fresher_one(self) -> None:
        parts = [book("resident", "c1", updated=NOW - timedelta(days=days)) for days in (31, 3)]
        for handed_in in (parts, parts[::-1], [*parts, book("resident", "c1")]):
            assert "met" == told(report("book.resident.age <= 30", *handed_in))["c1"]

    def test_a_book_that_is_too_old_is_what_is_lacking(self) -> None:
        old = book("resident", "c1", updated=NOW - timedelta(days=31))
        found = report("book.resident.age <= 30", old).assessment("k", "c1")
        assert [("c1", "resident", "outdated")] == [(lack.unit, lack.kind, lack.why.value) for lack in found.lacks]

    @pytest.mark.parametrize("updated", [None, NOW + timedelta(days=1)])
    def test_an_update_that_is_not_stated_or_not_known_yet_cannot_be_told(self, updated: datetime | None) -> None:
        found = report("book.resident.age <= 30", book("resident", "c1", updated=updated)).assessment("k", "c1")
        assert AuditResult.CANNOT_BE_TOLD is found.result
        assert ["not stated"] == [lack.why.value for lack in found.lacks]

    def test_days_are_those_of_the_zone(self) -> None:
        """Late in the evening of UTC it is tomorrow in Shaanxi."""
        evening = AuditRecord(id="r", kind="drill", unit="c1", happened=NOW - timedelta(hours=19), known=NOW)
        for zone, age in (("Asia/Shanghai", 0), ("UTC", 1)):
            asked = programme(f"any(age = {age} and day = day('2022-03-{13 - age}') per drill)")
            found = audit(asked, Dossier(STREET, (book("drill", "", evening),)), at=NOW, zone=zone)
            assert "met" == told(found)["c1"]


class TestWhatOtherRoomsHold:
    def test_daily_reports_complete(self) -> None:
        form = Form("daily", items=[Item("fever")], every="day", zone="UTC", owed_by="community", cut_off="17:00")
        filed = [
            Filing(
                id=f"{unit}-{day}",
                form="daily",
                unit=unit,
                period=DAILY.read(f"2022-03-{day}"),
                filed=datetime(2022, 3, day, 16, tzinfo=UTC),
                known=datetime(2022, 3, day, 16, tzinfo=UTC),
                figures={"fever": 0},
            )
            for unit, day in (("c1", 11), ("c1", 12), ("c2", 11))
        ]
        filings = FilingBook(
            form=form, hierarchy=STREET, since=date(2022, 3, 11), until=date(2022, 3, 14), filings=filed
        )
        returns = filings.as_of(NOW)
        held = RecordBook("daily", "", tuple(return_records(returns, "daily")))
        assert {("c1", 11), ("c1", 12), ("c2", 11), ("c2", 12)} == {(r.unit, r.happened.day) for r in held.records}
        assert {16} == {r.happened.hour for r in held.records}, "the last moment at which it was in time"
        found = report("every(arrival = 'in time' or arrival = 'late' per daily)", held)
        assert {"c1": "met", "c2": "not met"} == told(found)
        assert ["c2 2022-03-12"] == [each.record for each in found.assessment("k", "c2").against]
        assert {("c1-11",), ("c1-12",)} == {each.behind for each in found.assessment("k", "c1").evidence}

    def test_duty_without_an_uncovered_minute(self) -> None:
        day = Interval(NOW - timedelta(days=1), NOW)
        whole, short = cover([day], [day]), cover([day], [Interval(day.start, NOW - timedelta(minutes=5))])
        held = [cover_record(served, "duty", unit, id=unit, at=NOW) for served, unit in ((whole, "c1"), (short, "c2"))]
        assert [(0, 0), (5, 1)] == [(each.values["uncovered"], each.values["gaps"]) for each in held]
        assert {"c1": "met", "c2": "not met"} == told(report("every(uncovered = 0 per duty)", book("duty", "", *held)))


class TestRollUp:
    def test_a_street_rolls_its_communities_up(self) -> None:
        found = report("any(live per drill)", book("drill", "c1", record("drill", "c1", live=True)))
        (rolled,) = found.roll_up("s")
        assert (("c1",), (), ("c2",), 2) == (rolled.met, rolled.not_met, rolled.cannot_be_told, rolled.owed)
        assert AuditResult.CANNOT_BE_TOLD is rolled.result
        (rolled,) = report("any(live per drill)", book("drill", "c2")).roll_up("s")
        assert AuditResult.NOT_MET is rolled.result, "whatever cannot be told of others"
        (rolled,) = found.roll_up("c1")
        assert AuditResult.MET is rolled.result
        (rolled,) = found.roll_up("g1")
        assert rolled.result is None

    def test_the_supervision_of_each_community_is_audited_at_the_department(self) -> None:
        says = "every(any(age <= 30 per supervision) per community)"
        held = [record("supervision", "c1", 3, id="v1"), record("supervision", "c2", 40, id="v2")]
        found = report(says, book("supervision", "", *held), owner="street").assessment("k", "s")
        assert AuditResult.NOT_MET is found.result
        assert [("c2", "too few")] == [(lack.unit, lack.why.value) for lack in found.lacks]
        assert ["v2"] == [each.record for each in found.against]

    def test_a_unit_that_is_closed_is_none_of_those_right_below(self) -> None:
        held = [record("supervision", unit, 3, id=unit) for unit in ("c1", "c2")]
        says = "every(any(age <= 30 per supervision) per child)"
        assert {"s": "met"} == told(report(says, book("supervision", "", *held), owner="street"))

    def test_a_department_with_nobody_to_supervise_cannot_be_told(self) -> None:
        alone = Hierarchy(Level.ordered("street", "community"), [Unit("s", "", "street")])
        asked = programme("every(any(age <= 30 per supervision) per community)", "street")
        (found,) = audit(asked, Dossier(alone), at=NOW, zone="UTC").assessments
        assert (AuditResult.CANNOT_BE_TOLD, "no unit") == (found.result, found.lacks[0].why.value)

    def test_parts_of_other_audits_are_not_joined(self) -> None:
        held = Dossier(STREET, (book("drill", ""),))
        asked = programme("any(live per drill)")
        first = audit(asked, held, at=NOW, zone="UTC", units=["c1"])
        with pytest.raises(OtherAudit, match="differ in their at"):
            first.merge(audit(asked, held, at=NOW - timedelta(days=1), zone="UTC", units=["c2"]))
        with pytest.raises(OtherAudit, match="different things of 'k' at 'c1'"):
            first.merge(audit(asked, Dossier(STREET), at=NOW, zone="UTC"))


class TestCampaigns:
    @pytest.mark.parametrize(
        ("changed", "what"),
        [({"known": NOW + timedelta(days=1)}, "known"), ({"hierarchy": Hierarchy((), ())}, "hierarchy")],
    )
    def test_parts_that_saw_other_things_are_not_joined(self, changed: dict[str, Any], what: str) -> None:
        found = report("any(live per drill)")
        with pytest.raises(OtherAudit, match=f"differ in their {what}"):
            found.merge(attrs.evolve(found, **changed))

    def test_how_far_a_campaign_got_is_evidence(self) -> None:
        done = Coverage(settled=Counted(3, 8), excluded=Counted(1, 2), open=Counted(2, 5))
        households = Number.of("household")
        fields: tuple[tuple[str, Type], ...] = (("total", households), ("open", households), ("closed", TRUTH))
        screening = RecordKind("screening", fields=fields)
        asked = AuditProgramme(
            "screened",
            kinds=(screening,),
            levels=("street", "community"),
            criteria=(Criterion("k", "any(closed and open * 3 <= total per screening)", owner="community"),),
        )
        held = Dossier(
            STREET,
            [
                RecordBook("screening", unit, (coverage_record(counted, "screening", unit, id=unit, at=NOW),))
                for unit, counted in (("c1", done), ("c2", done + Coverage(in_progress=Counted(1, 1))))
            ],
        )
        values = {"not_started": 0, "in_progress": 0, "settled": 3, "excluded": 1, "open": 2}
        counted = held.records[0].values
        assert {**values, "total": 6, "persons": 15, "closed": True} == dict(counted)
        found = told(audit(asked, held, at=NOW, zone="UTC"))
        assert ("met", "not met") == (found["c1"], found["c2"])


class TestWhatIsAsked:
    def test_what_is_planned_has_not_happened(self) -> None:
        planned = AuditRecord(
            id="r", kind="drill", unit="c1", happened=NOW + timedelta(days=1), known=NOW, values={"live": True}
        )
        assert "not met" == told(report("any(live per drill)", book("drill", "", planned)))["c1"]

    def test_a_fact_tells_its_outcome_and_its_answers(self) -> None:
        told_once = Fact(
            id="f",
            kind="drill",
            subjects=("c1",),
            happened=NOW,
            known=NOW,
            outcome="done",
            answers=Attributes(live=True),
        )
        (found,) = fact_records([told_once], "drill", lambda fact: fact.subjects[0])
        assert {"outcome": "done", "live": True} == dict(found.values)
        assert ("f",) == found.behind

    def test_many_contents_under_one_id_come_in_one_order(self) -> None:
        """However they were written down; the order of those that nothing tells apart is that of their contents."""
        same = [record("drill", "c1", 3, live=None, number=number) for number in range(40)]
        assert RecordBook("drill", "", tuple(same)) == RecordBook("drill", "", tuple(same[::-1]))
        later = [
            record("drill", "c1", 3 - number % 3, id=f"r{number // 3}", live=number % 2 == 0) for number in range(30)
        ]
        held = Dossier(STREET, (book("drill", "", *later),))
        assert all(first.known == NOW - timedelta(days=3) for first, *_ in held.conflicts)
        assert 10 == len(held.conflicts)

    def test_a_book_for_a_unit_that_is_not_there_is_read_by_nobody_and_listed(self) -> None:
        held = Dossier(STREET, (book("drill", "nowhere", record("drill", "c1", live=True)), book("drill", "c1")))
        assert ["r1"] == [each.id for each in held.strays]
        assert "not met" == told(audit(programme("any(live per drill)"), held, at=NOW, zone="UTC"))["c1"]

    def test_what_is_known_later_is_not_known_yet(self) -> None:
        happened, before = NOW - timedelta(days=2), NOW - timedelta(days=1)
        late = AuditRecord(id="r", kind="drill", unit="c1", happened=happened, known=NOW, values={"live": True})
        held, asked = Dossier(STREET, (book("drill", "", late),)), programme("any(live per drill)")
        assert "not met" == told(audit(asked, held, at=before, zone="UTC"))["c1"]
        assert "met" == told(audit(asked, held, at=before, known=NOW, zone="UTC"))["c1"]

    def test_of_two_contents_under_one_id_the_one_known_first_counts(self) -> None:
        first = record("drill", "c1", 3, live=False)
        held = Dossier(STREET, (book("drill", "", record("drill", "c1", 1, live=True), first),))
        assert ((first, record("drill", "c1", 1, live=True)),) == held.conflicts
        assert "not met" == told(audit(programme("any(live per drill)"), held, at=NOW, zone="UTC"))["c1"]

    def test_records_outside_their_book_are_listed_and_not_read(self) -> None:
        astray = [record("drill", "c2", id="d1", live=True), record("drill", "nowhere", id="d2", live=True)]
        held = Dossier(STREET, (book("drill", "c1", *astray), book("drill", "c2")))
        assert {"d1", "d2"} == {each.id for each in held.strays}
        assert "not met" == told(audit(programme("any(live per drill)"), held, at=NOW, zone="UTC"))["c2"]

    def test_a_record_that_is_kept_rightly_elsewhere_is_read_there(self) -> None:
        drill = record("drill", "c2", id="d1", live=True)
        held = Dossier(STREET, (book("drill", "c1", drill), book("drill", "c2", drill)))
        assert () == held.strays
        assert "met" == told(audit(programme("any(live per drill)"), held, at=NOW, zone="UTC"))["c2"]

    def test_a_stray_under_the_same_id_hides_no_record(self) -> None:
        stray, right = record("drill", "nowhere", 9, id="d1", live=False), record("drill", "c2", 1, id="d1", live=True)
        held = Dossier(STREET, (book("drill", "c1", stray), book("drill", "c2", right)))
        assert ((stray,), ((stray, right),)) == (held.strays, held.conflicts)
        assert "met" == told(audit(programme("any(live per drill)"), held, at=NOW, zone="UTC"))["c2"]

    def test_questions_that_make_no_sense_are_refused(self) -> None:
        held = Dossier(STREET)
        with pytest.raises(AheadOfKnowledge):
            audit(programme("any(live per drill)"), held, at=NOW, known=NOW - timedelta(days=1), zone="UTC")
        with pytest.raises(UnknownUnit, match="nowhere"):
            audit(programme("any(live per drill)"), held, at=NOW, zone="UTC", units=["nowhere"])
        with pytest.raises(UnknownName, match="owner of 'k'"):
            report("any(live per drill)").assessment("k", "s")


class TestDeclarations:
    def test_every_fault_of_a_programme_is_told_at_once(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            AuditProgramme(
                "ten",
                kinds=(RecordKind("drill", fields={"live": TRUTH}), RecordKind("street")),
                levels=("street", "community"),
                criteria=(
                    Criterion("a", "any(lived per drill)", owner="community"),
                    Criterion("a", "count(live per drill)", owner="comunity"),
                ),
            )
        assert ("audit.kind", "audit.repeated", "audit.owner") == tuple(
            code for code in caught.value.codes if code.startswith("audit")
        )
        assert "did you mean 'live'" in str(caught.value)
        assert "did you mean 'community'" in str(caught.value)

    def test_every_fault_of_a_criterion_and_of_a_kind_is_told_at_once(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            Criterion("", "any(live per", owner=())
        assert 3 == len(caught.value.exceptions)
        with pytest.raises(DefinitionError) as caught:
            RecordKind("two words", fields=(("age", TRUTH), ("live", TRUTH), ("live", TRUTH)))
        assert 3 == len(caught.value.exceptions)
        with pytest.raises(DefinitionError, match="2 faults"):
            RecordBook("plan", "", (record("drill", "c1", id="a"), record("drill", "c1", id="b")))

    @pytest.mark.parametrize(
        ("says", "grows"),
        [
            ("any(live per drill)", True),
            ("count(live per drill) >= 2 and any(true per plan)", True),
            ("2 <= count(live per drill)", True),
            ("min(age per drill) <= 30", True),
            ("every(any(live per drill) per community)", True),
            ("book.drill.age <= 30", True),
            ("book.drill.age > 30", False),
            ("last(any(live per drill) per community)", False),
            ("unit.zone = 'x' or any(live per drill)", True),
            ("every(live per drill)", False),
            ("not any(live per drill)", False),
            ("count(live per drill) = 2", False),
            ("count(live per drill) <= 2", False),
            ("last(live per drill)", False),
            ("share(live per drill) >= 0.5", False),
            ("count(live per drill) - count(not live per drill) > 0", False),
            ("if any(live per drill) then true otherwise any(true per plan)", False),
        ],
    )
    def test_a_criterion_tells_whether_it_only_grows(self, says: str, grows: bool) -> None:
        assert grows is programme(says)["k"].grows_only
