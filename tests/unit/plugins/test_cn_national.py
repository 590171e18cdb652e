"""National rules of China by date: contacts, risk levels, zones, community classes."""

import datetime as dt

import pytest

from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.plugins import cn_national, who
from gridcare.plugins.cn_national import COMMUNITY_CLASSES, CONTACTS, RISK_LEVELS, ZONES
from gridcare.plugins.who import follow_up
from gridcare.rules.editions import RuleSet
from gridcare.rules.notices import Grade
from gridcare.rules.parameters import Parameters
from gridcare.rules.scopes import Values
from gridcare.rules.unknowns import Unknown
from gridcare.timing.deadlines import NOT_STATED
from gridcare.timing.periods import moment
from gridcare.work.grades import Gradings, grading
from gridcare.work.scales import Scale

TABLES = (CONTACTS, *cn_national.FOLLOW_UPS, *who.FOLLOW_UPS)
PLACES = Hierarchy(Level.ordered("county", "compound"), [Unit("k", "", "county"), Unit("x", "", "compound", "k")])


def rules(on: dt.date) -> Parameters:
    edition = CONTACTS.on(on).edition
    assert edition is not None
    return edition.rules


def scale(rule_set: RuleSet[Scale], on: dt.date) -> Scale:
    edition = rule_set.on(on).edition
    assert edition is not None
    return edition.rules


class TestContacts:
    @pytest.mark.parametrize(
        ("day", "name", "days", "tests", "monitored"),
        [
            (dt.date(2020, 2, 7), "cn2020", 14, None, None),
            (dt.date(2020, 9, 15), "cn-ed7", 14, None, None),
            (dt.date(2021, 6, 1), "cn-ed8", 14, (1, 4, 7, 14), 7),
            (dt.date(2022, 6, 27), "cn-ed8", 14, (1, 4, 7, 14), 7),
            (dt.date(2022, 6, 28), "cn-ed9", 7, (1, 2, 3, 5, 7), 3),
            (dt.date(2022, 11, 11), "cn-2022-11", 5, (1, 2, 3, 5), 3),
            (dt.date(2023, 1, 7), "cn-2022-11", 5, (1, 2, 3, 5), 3),
        ],
    )
    def test_the_edition_of_a_day(
        self, day: dt.date, name: str, days: int, tests: tuple[int, ...] | None, monitored: int | None
    ) -> None:
        edition = CONTACTS.on(day).edition
        assert edition is not None
        told = edition.rules
        assert (name, days, tests, monitored) == (
            edition.name,
            told["observation_days"],
            told.get("tests"),
            told.get("monitoring_days"),
        )

    @pytest.mark.parametrize("day", [dt.date(2023, 1, 8), dt.date(2026, 1, 1)])
    @pytest.mark.parametrize("rule_set", [CONTACTS, RISK_LEVELS, ZONES, COMMUNITY_CLASSES], ids=lambda each: each.name)
    def test_from_the_8th_of_january_2023_on_there_is_no_isolation(
        self, rule_set: RuleSet[object], day: dt.date
    ) -> None:
        answer = rule_set.on(day)
        assert answer.edition is None
        assert ["edition.ended"] == [finding.code for finding in answer.findings]
        assert "without isolation" in answer.findings[0].problem

    def test_an_edition_used_after_that_day_is_a_finding(self) -> None:
        (finding,) = CONTACTS.used("cn-ed9", dt.date(2023, 1, 8))
        assert "edition.ended" == finding.code

    def test_which_edition_applied_in_may_2021_is_not_told_by_the_papers(self) -> None:
        (finding,) = CONTACTS.on(dt.date(2021, 5, 15)).findings
        assert ("edition.untold", ("cn-ed7", "cn-ed8")) == (finding.code, finding.editions)

    def test_only_a_paper_that_says_so_counts_from_the_last_exposure_another_is_read_so(self) -> None:
        readings = [edition.rules.declared("period_from").reading for edition in CONTACTS.editions]
        assert [False, True, True, False, True] == readings


class TestSources:
    @pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
    def test_every_number_cites_its_paper_or_is_a_reading(self, table: RuleSet[Parameters]) -> None:
        for edition in table.editions:
            for parameter in edition.rules.members:
                assert parameter.sources or parameter.reading, parameter.name
                assert all(source.grade is not Grade.RECALLED for source in parameter.sources)

    def test_a_rule_set_says_nothing_twice(self) -> None:
        names = [table.name for table in TABLES]
        assert len(names) == len(set(names))


class TestOtherDiseases:
    def test_sars_has_two_rows(self) -> None:
        (cn,) = (table for table in cn_national.FOLLOW_UPS if table.name == "cn SARS")
        assert (14, 10) == (
            cn.editions[0].rules["observation_days"],
            follow_up("who sars").editions[0].rules["observation_days"],
        )

    def test_a_number_that_could_not_be_confirmed_is_not_stated(self) -> None:
        assert NOT_STATED is follow_up("who mers").editions[0].rules["observation_days"]

    def test_a_row_without_a_date_is_read_by_its_name(self) -> None:
        ebola = follow_up("who ebola")
        assert ["edition.untold"] == [finding.code for finding in ebola.on(dt.date(2020, 1, 1)).findings]
        assert 21 == ebola["who ebola"].rules["observation_days"]


def figures(confirmed: int, new: int, clusters: int) -> Values:
    return Values({"confirmed": confirmed, "confirmed_14_days": new, "clusters_14_days": clusters})


class TestRiskLevels:
    @pytest.mark.parametrize(
        ("confirmed", "new", "clusters", "level"),
        [(0, 0, 0, "low"), (80, 0, 0, "low"), (50, 1, 1, "medium"), (51, 1, 0, "medium"), (51, 1, 1, "high")],
    )
    def test_of_2020_follow_from_figures(self, confirmed: int, new: int, clusters: int, level: str) -> None:
        assert level == scale(RISK_LEVELS, dt.date(2020, 4, 1)).read(figures(confirmed, new, clusters))

    def test_of_edition_9_fall_after_seven_clean_days_and_a_round_then_three_more(self) -> None:
        def at(text: str) -> dt.datetime:
            return moment(f"2022-07-{text}", "Asia/Shanghai")

        def graded(id: str, grade: str, when: str) -> Fact:
            return grading(id, scale="risk", unit="x", grade=grade, by="county", happened=at(when))

        def tested(id: str, when: str) -> Fact:
            day = at(when)
            return Fact(id=id, kind="round", subjects=("x",), happened=day, known=day, outcome="negative")

        facts = [graded("g1", "high", "01 10:00"), tested("r1", "08 09:00"), graded("g2", "medium", "09 00:00")]
        told = Gradings(hierarchy=PLACES, scale=RISK_LEVELS, zone="Asia/Shanghai", journal=Journal.of(facts))
        assert [True, True] == [move.accepted for move in told.moves("x")]
        assert at("13 00:00") == told.needed("x", at("09 08:00"))[0].ready

        early = [graded("g1", "high", "01 10:00"), tested("r1", "07 09:00"), graded("g2", "medium", "09 00:00")]
        told = Gradings(hierarchy=PLACES, scale=RISK_LEVELS, zone="Asia/Shanghai", journal=Journal.of(early))
        (refusal,) = told.moves("x")[-1].refused
        assert "the last 'round' of 2022-07-07 was before day 7, 2022-07-08" == refusal.reason

    def test_of_the_twenty_measures_know_no_medium(self) -> None:
        assert ("low", "high") == scale(RISK_LEVELS, dt.date(2022, 11, 11)).grades


class TestZones:
    def test_end_with_edition_9(self) -> None:
        assert ZONES.on(dt.date(2022, 6, 27)).edition is not None
        assert ["edition.none"] == [finding.code for finding in ZONES.on(dt.date(2022, 6, 28)).findings]

    def test_a_positive_in_a_control_zone_makes_lockdown_due_at_once(self) -> None:
        when = moment("2022-03-05 10:00", "Asia/Shanghai")
        control = grading("g1", scale="zone", unit="x", grade="control", by="county", happened=when)
        later = moment("2022-03-06 10:00", "Asia/Shanghai")
        positive = Fact(id="p1", kind="positive", subjects=("x",), happened=later, known=later)
        told = Gradings(hierarchy=PLACES, scale=ZONES, zone="Asia/Shanghai", journal=Journal.of([control, positive]))
        assert ["lockdown"] == [way.to for way in told.due("x", later)]


class TestCommunityClasses:
    @pytest.mark.parametrize(
        ("confirmed", "secondary", "cluster", "sporadic", "sustained", "kind"),
        [
            (0, 0, 0, 0, False, "no case"),
            (1, 0, 1, 0, False, "case"),
            (2, 1, 2, 0, False, "outbreak"),
            (2, 0, 1, 2, False, "transmission"),
            (9, 5, 4, 0, True, "transmission"),
        ],
    )
    def test_follow_from_the_cases(
        self, confirmed: int, secondary: int, cluster: int, sporadic: int, sustained: bool, kind: str
    ) -> None:
        values = {
            "confirmed": confirmed,
            "secondary": secondary,
            "largest_cluster_14_days": cluster,
            "sporadic_unknown_source_14_days": sporadic,
            "sustained": sustained,
        }
        assert kind == scale(COMMUNITY_CLASSES, dt.date(2020, 2, 1)).read(Values(values))

    def test_what_the_paper_leaves_open_is_unknown(self) -> None:
        values = {
            "confirmed": 2,
            "secondary": 0,
            "largest_cluster_14_days": 1,
            "sporadic_unknown_source_14_days": 0,
            "sustained": False,
        }
        assert isinstance(scale(COMMUNITY_CLASSES, dt.date(2020, 2, 1)).read(Values(values)), Unknown)
