"""Grades of places: raised, lifted by whoever set them, refused with every reason."""

import datetime as dt

import attrs
import pytest

from gridcare.errors import DefinitionError, UnknownName
from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.places.hierarchy import Hierarchy, UnknownUnit
from gridcare.places.units import Level, Unit
from gridcare.rules.contexts import Context, Number
from gridcare.rules.editions import Ended, RuleEdition, RuleSet
from gridcare.rules.scopes import Values
from gridcare.rules.unknowns import Unknown
from gridcare.timing.anchors import Latest
from gridcare.timing.periods import moment
from gridcare.work.grades import Gradings, grading
from gridcare.work.scales import All, CleanDays, Fall, Has, LastRound, Rise, Scale, WhoeverSet

ZONE = "Asia/Shanghai"
PLACES = Hierarchy(
    Level.ordered("street", "community", "compound"),
    [
        Unit("s", "", "street"),
        Unit("c1", "", "community", "s"),
        Unit("x1", "", "compound", "c1"),
        Unit("c2", "", "community", "s"),
    ],
)
CLEAR = Latest(("entered", "positive"))
ZONES = Scale(
    "zone",
    ("routine", "low", "medium", "high"),
    rises=(Rise(to="high", when=Has("positive"), by="county"), Rise(to="medium"), Rise(to="low")),
    falls=(
        Fall(
            "high",
            "medium",
            by=WhoeverSet(),
            when=All(CleanDays(7, since=CLEAR), LastRound("negative", within="48h")),
        ),
        Fall("medium", "low", by=WhoeverSet(), when=CleanDays(3, since=CLEAR)),
        Fall("low", "routine", by=("county", "city")),
    ),
)


def at(text: str) -> dt.datetime:
    """Give a moment of July 2022, as in '03 09:00'."""
    return moment(f"2022-07-{text}", ZONE)


def graded(id: str, grade: str, when: str, by: str = "county", unit: str = "c1") -> Fact:
    return grading(id, scale="zone", unit=unit, grade=grade, by=by, happened=at(when))


def fact(id: str, kind: str, when: str, unit: str = "c1", outcome: str = "", known: str = "") -> Fact:
    return Fact(id=id, kind=kind, subjects=(unit,), happened=at(when), known=at(known or when), outcome=outcome)


RAISED = graded("g1", "high", "01 10:00")
ROUND = fact("r1", "round", "08 20:00", outcome="negative")


def told(*facts: Fact, scale: Scale | RuleSet[Scale] = ZONES) -> Gradings:
    return Gradings(hierarchy=PLACES, scale=scale, zone=ZONE, journal=Journal.of(facts))


class TestALift:
    def test_counts_when_the_days_are_clean_and_the_round_is_fresh(self) -> None:
        gradings = told(RAISED, ROUND, graded("g2", "medium", "09 08:00"))
        assert ["high", "medium"] == [move.to for move in gradings.moves("c1") if move.accepted]
        standing = gradings.grade("c1", at("09 08:00"))
        assert standing is not None
        assert ("medium", "county", "g2") == (standing.grade, standing.by, standing.fact)

    def test_too_early_is_refused_with_every_reason(self) -> None:
        gradings = told(RAISED, graded("g2", "medium", "08 23:00", by="street"))
        (move,) = [move for move in gradings.moves("c1") if not move.accepted]
        assert [
            ("grade.authority", "'street' may not lift 'high'; only 'county' may"),
            ("grade.condition", "7 clean days since 2022-07-01 are over on 2022-07-09"),
            ("grade.condition", "there was no 'round' yet"),
        ] == [(refusal.code, refusal.reason) for refusal in move.refused]

    def test_by_another_authority_than_set_it_is_refused_though_everything_else_holds(self) -> None:
        (refusal,) = told(RAISED, ROUND, graded("g2", "medium", "09 08:00", by="city")).moves("c1")[-1].refused
        assert ("grade.authority", "'city' may not lift 'high'; only 'county' may") == (refusal.code, refusal.reason)

    def test_after_a_round_that_has_grown_old_is_refused(self) -> None:
        (refusal,) = told(RAISED, ROUND, graded("g2", "medium", "10 20:00")).moves("c1")[-1].refused
        assert "the last 'round' is older than 48h" == refusal.reason

    def test_may_ask_for_more_where_the_grade_was_entered_otherwise(self) -> None:
        longer = Fall("medium", "low", when=CleanDays(7, since=CLEAR))
        shorter = attrs.evolve(ZONES.falls[1], after="high")
        scale = attrs.evolve(ZONES, falls=(ZONES.falls[0], longer, shorter, ZONES.falls[2]))
        fallen = told(RAISED, ROUND, graded("g2", "medium", "09 08:00"), scale=scale)
        direct = told(graded("g2", "medium", "09 08:00"), scale=scale)
        assert [at("13 00:00"), at("17 00:00")] == [
            told.needed("c1", at("10 08:00"))[0].ready for told in (fallen, direct)
        ]

    def test_refused_restarts_no_clock(self) -> None:
        refused = graded("g2", "medium", "05 09:00")
        with_it, without = told(RAISED, ROUND, refused), told(RAISED, ROUND)
        assert with_it.needed("c1", at("06 09:00")) == without.needed("c1", at("06 09:00"))

    def test_a_case_in_a_part_restarts_it(self) -> None:
        gradings = told(RAISED, fact("p1", "positive", "04 09:00", unit="x1"))
        (way,) = gradings.needed("c1", at("08 09:00"))
        assert "7 clean days since 2022-07-04 are over on 2022-07-12" == way.missing[0].reason
        assert at("12 00:00") == way.missing[0].ready

    def test_a_case_elsewhere_does_not(self) -> None:
        gradings = told(RAISED, fact("p1", "positive", "04 09:00", unit="c2"))
        (way,) = gradings.needed("c1", at("08 09:00"))
        assert at("09 00:00") == way.missing[0].ready

    def test_a_round_of_the_whole_street_covers_the_community_and_one_of_a_part_does_not(self) -> None:
        whole, part = attrs.evolve(ROUND, subjects=("s",)), attrs.evolve(ROUND, subjects=("x1",))
        lift = graded("g2", "medium", "09 08:00")
        assert told(RAISED, whole, lift).moves("c1")[-1].accepted
        assert ["there was no 'round' yet"] == [
            refusal.reason for refusal in told(RAISED, part, lift).moves("c1")[-1].refused
        ]

    def test_later_knowledge_against_it_is_a_finding_and_takes_nothing_back(self) -> None:
        late = fact("p1", "positive", "08 12:00", known="10 09:00")
        gradings = told(RAISED, ROUND, graded("g2", "medium", "09 08:00"), late)
        standing = gradings.grade("c1", at("11 08:00"))
        assert standing is not None
        assert "medium" == standing.grade
        assert ["grade.undermined"] == [finding.code for finding in gradings.findings("c1", at("11 08:00"))]
        assert () == gradings.findings("c1", at("11 08:00"), known=at("10 08:00"))


class TestMovesThatThereAreNot:
    def test_two_grades_at_once_are_refused(self) -> None:
        (refusal,) = told(RAISED, ROUND, graded("g2", "low", "12 08:00")).moves("c1")[-1].refused
        assert ("grade.move", "nothing leads down from 'high' to 'low'; there are 'medium'") == (
            refusal.code,
            refusal.reason,
        )

    def test_an_unknown_grade_is_refused_with_what_may_have_been_meant(self) -> None:
        (refusal,) = told(graded("g1", "hihg", "01 10:00")).moves("c1")[0].refused
        assert ("grade.unknown", "'hihg' is no grade of 'zone'; did you mean 'high'?") == (refusal.code, refusal.reason)

    def test_the_same_grade_again_is_no_move(self) -> None:
        (refusal,) = told(RAISED, graded("g2", "high", "03 08:00")).moves("c1")[-1].refused
        assert "grade.same" == refusal.code

    def test_a_rise_by_one_who_may_not_set_it(self) -> None:
        (refusal,) = (
            told(graded("g1", "low", "01 08:00"), graded("g2", "high", "02 08:00", by="street")).moves("c1")[-1].refused
        )
        assert "'street' may not set 'high'; only 'county' may" == refusal.reason

    def test_a_grading_of_a_place_that_is_none_is_told_and_not_lost(self) -> None:
        (finding,) = told(RAISED, graded("g2", "low", "02 08:00", unit="c11")).strays()
        assert ("grade.place", "g2") == (finding.code, finding.fact)
        assert "did you mean 'c1'" in finding.problem

    def test_a_place_that_is_none(self) -> None:
        with pytest.raises(UnknownUnit):
            told(RAISED).grade("c9", at("02 08:00"))


class TestWhatFollows:
    def test_a_positive_makes_a_rise_due_until_it_is_decided(self) -> None:
        low = graded("g0", "low", "01 08:00")
        gradings = told(low, fact("p1", "positive", "02 09:00", unit="x1"))
        (way,) = gradings.due("c1", at("02 10:00"))
        assert ("high", ("county",)) == (way.to, way.by)
        assert ["grade.rise-due"] == [finding.code for finding in gradings.findings("c1", at("02 10:00"))]
        decided = told(low, fact("p1", "positive", "02 09:00", unit="x1"), graded("g1", "high", "02 11:00"))
        assert () == decided.due("c1", at("02 12:00"))

    def test_next_change_is_when_a_clock_runs_out_or_a_round_grows_old(self) -> None:
        gradings = told(RAISED, ROUND)
        assert at("08 20:00") == gradings.next_change("c1", at("08 10:00"))
        assert at("09 00:00") == gradings.next_change("c1", at("08 21:00"))
        assert at("10 20:00") == gradings.next_change("c1", at("09 00:00"))
        assert gradings.next_change("c1", at("10 20:00")) is None

    def test_a_way_says_when_time_alone_will_open_it(self) -> None:
        (way,) = told(graded("g1", "medium", "01 10:00")).needed("c1", at("02 10:00"))
        assert at("05 00:00") == way.ready
        (way,) = told(RAISED).needed("c1", at("02 10:00"))
        assert way.ready is None
        assert [(), ("round",)] == [check.needs for check in way.missing]

    def test_a_part_feels_the_grade_around_it(self) -> None:
        gradings = told(RAISED, graded("g2", "low", "01 11:00", unit="x1"))
        felt = gradings.effective("x1", at("02 08:00"))
        assert felt is not None
        assert ("c1", "high", "g1") == (felt.unit, felt.grade, felt.fact)
        assert gradings.effective("c2", at("02 08:00")) is None


OLDER = Scale("zone", ("open", "lockdown"), rises=(Rise(to="lockdown"),), falls=(Fall("lockdown", "open"),))
EDITIONS = RuleSet(
    name="zone",
    editions=(
        RuleEdition(name="older", rules=OLDER, in_force_from=dt.date(2022, 6, 1)),
        RuleEdition(name="newer", rules=ZONES, in_force_from=dt.date(2022, 7, 3)),
    ),
    ended=Ended(on=dt.date(2022, 7, 20), why="there are no zones"),
)


class TestEditions:
    def test_a_grading_is_held_against_the_edition_of_its_day(self) -> None:
        gradings = told(graded("g1", "lockdown", "01 08:00"), graded("g2", "lockdown", "04 08:00"), scale=EDITIONS)
        assert [("older", True), ("newer", False)] == [(move.edition, move.accepted) for move in gradings.moves("c1")]

    def test_a_grade_that_the_new_edition_does_not_know_is_to_be_decided_anew(self) -> None:
        gradings = told(graded("g1", "lockdown", "01 08:00"), scale=EDITIONS)
        assert ["grade.other-edition"] == [finding.code for finding in gradings.findings("c1", at("05 08:00"))]
        assert at("03 00:00") == gradings.next_change("c1", at("02 08:00"))
        anew = told(graded("g1", "lockdown", "01 08:00"), graded("g2", "high", "05 09:00"), scale=EDITIONS)
        assert [True, True] == [move.accepted for move in anew.moves("c1")]

    def test_a_grading_when_nothing_is_in_force_any_more_is_refused_with_that_finding(self) -> None:
        (refusal,) = told(graded("g1", "high", "21 08:00"), scale=EDITIONS).moves("c1")[0].refused
        assert ("edition.ended", "no edition applies from 2022-07-20 on: there are no zones") == (
            refusal.code,
            refusal.reason,
        )


class TestAScale:
    def test_every_fault_is_named_at_once(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            Scale(
                "zone",
                ("low", "medium", "high"),
                rises=(Rise(to="hgih"), Rise(to="low", when=Has("positive", at_least=0))),
                falls=(
                    Fall("low", "high"),
                    Fall("high", "low", when=All(CleanDays(0, since=Latest(())), LastRound("negative", from_day=7))),
                    Fall("high", "low"),
                ),
            )
        told = str(caught.value)
        assert "'hgih' is no grade of it; did you mean 'high'?" in told
        assert "nothing rises to the lowest grade" in told
        assert "a fall leads downwards" in told
        assert "two falls lead this way" in told
        assert "nothing leads down from 'medium'" in told
        assert 3 == caught.value.codes.count("scale.condition")
        assert "timeline.anchor" in caught.value.codes

    def test_a_grade_named_twice_is_refused(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            Scale("zone", ("low", "low"))
        assert "scale.grades" in caught.value.codes

    def test_a_grade_that_is_none_has_no_rank(self) -> None:
        with pytest.raises(UnknownName, match="did you mean 'medium'"):
            ZONES.rank("meduim")

    def test_figures_may_give_the_grade(self) -> None:
        figures = Context(names={"cases": Number.of("person")})
        scale = Scale("level", ("low", "high"), reads="if cases > 1 then 'high' otherwise 'low'", figures=figures)
        assert ["low", "high"] == [scale.read(Values({"cases": cases})) for cases in (1, 2)]
        assert isinstance(scale.read(Values({"cases": None})), Unknown)
        assert isinstance(ZONES.read(Values({"cases": 1})), Unknown)

    def test_figures_that_give_no_grade_of_it_are_refused(self) -> None:
        figures = Context(names={"cases": Number.of("person")})
        with pytest.raises(DefinitionError):
            Scale("level", ("low", "high"), reads="if cases > 1 then 'hgih' otherwise 'low'", figures=figures)
