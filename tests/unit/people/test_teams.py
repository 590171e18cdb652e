"""Teams: the make-ups that localities published, the seat that is wrong, and bad definitions."""

from datetime import date

import pytest

from gridcare.errors import DefinitionError
from gridcare.people.teams import (
    DayNeeded,
    Member,
    Role,
    Seat,
    Team,
    TeamRule,
    TeamTrouble,
    check,
    seat,
    shortages,
)

TRIO = TeamRule(
    "trio", (Seat("community worker"), Seat("health professional"), Seat(("government cadre", "volunteer")))
)
VILLAGE_TRIO = TeamRule("trio", (Seat("village cadre"), *TRIO.seats[1:]))
FOUR_TO_ONE = TeamRule(
    "four to one",
    (Seat("community police officer"), Seat("community cadre"), Seat("grid worker"), Seat("community doctor")),
)
TASK_FORCE = TeamRule(
    "task force", (Seat("street"), Seat("community"), Seat("grid"), Seat("auxiliary police"), Seat("health centre"))
)


def troubles(rule: TeamRule, *present: str | tuple[str, ...]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(finding.trouble.value, finding.seat, finding.roles) for finding in check(rule, present)]


class TestTrio:
    """NB-01: one community worker (or village cadre), one health professional, one government cadre or volunteer."""

    @pytest.mark.parametrize("third", ["government cadre", "volunteer"])
    def test_nb01_either_alternative_fills_the_third_seat(self, third: str) -> None:
        assert [] == troubles(TRIO, third, "community worker", "health professional")

    def test_nb01_a_village_has_a_cadre_instead(self) -> None:
        assert [] == troubles(VILLAGE_TRIO, "village cadre", "health professional", "volunteer")
        wrong = [("wrong role", "village cadre", ("community worker",))]
        assert wrong == troubles(VILLAGE_TRIO, "community worker", "health professional", "volunteer")

    def test_nb01_a_missing_seat_is_named(self) -> None:
        assert [("missing", "health professional", ())] == troubles(TRIO, "community worker", "volunteer")

    def test_nb01_a_seat_held_by_the_wrong_role_is_named_with_it(self) -> None:
        expected = [("wrong role", "health professional", ("volunteer",))]
        assert expected == troubles(TRIO, "community worker", "volunteer", "government cadre")

    def test_nb01_a_fourth_person_is_surplus(self) -> None:
        expected = [("surplus", "", ("volunteer",))]
        assert expected == troubles(TRIO, "community worker", "health professional", "government cadre", "volunteer")

    def test_nb01_nobody_is_three_missing_seats(self) -> None:
        assert ["missing"] * 3 == [trouble for trouble, _, _ in troubles(TRIO)]

    def test_nb01_both_alternatives_do_not_make_up_for_another_seat(self) -> None:
        found = check(TRIO, ("government cadre", "volunteer", "health professional"))
        assert ["'trio': the seat 'community worker' is not taken; 'volunteer' may not take it"] == [*map(str, found)]


class TestFourToOne:
    """XZ-07: community police officer, community cadre, grid worker and community doctor."""

    ROLES = ("grid worker", "community doctor", "community cadre", "community police officer")

    def test_xz07_the_four_are_enough(self) -> None:
        assert [] == troubles(FOUR_TO_ONE, *self.ROLES)

    @pytest.mark.parametrize("lacking", ROLES)
    def test_xz07_whoever_is_lacking_is_named(self, lacking: str) -> None:
        present = [role for role in self.ROLES if role != lacking]
        assert [("missing", lacking, ())] == troubles(FOUR_TO_ONE, *present)

    def test_xz07_another_locality_can_say_otherwise(self) -> None:
        other = TeamRule("four to one", (Seat(("community doctor", "nurse")), *FOUR_TO_ONE.seats[:3]))
        assert [] == troubles(other, "nurse", *self.ROLES[2:], "grid worker")


class TestTaskForce:
    """YX-05: one person from each of street, community, grid, auxiliary police and health centre."""

    def test_yx05_five_persons_from_five_bodies(self) -> None:
        assert [] == troubles(TASK_FORCE, "grid", "street", "health centre", "community", "auxiliary police")

    def test_yx05_two_from_one_body_leave_another_out(self) -> None:
        expected = [("wrong role", "auxiliary police", ("grid",))]
        assert expected == troubles(TASK_FORCE, "grid", "street", "health centre", "community", "grid")


class TestJointVisit:
    """XZ-12: property firm, residents' committee, police, grid worker and urban management visit together."""

    BODIES = ("property", "residents' committee", "police", "grid worker", "urban management")

    def test_xz12_one_of_each_body_and_none_twice(self) -> None:
        rule = TeamRule("joint visit", [Seat(body) for body in self.BODIES])
        assert [] == troubles(rule, *reversed(self.BODIES))
        assert [("wrong role", "police", ("property",))] == troubles(
            rule, *("property" if body == "police" else body for body in self.BODIES)
        )


class TestSeating:
    def test_somebody_with_two_roles_sits_where_nobody_else_can(self) -> None:
        both = Member("m1", ("community worker", "volunteer"))
        rest = (Member("m2", "health professional"), Member("m3", "community worker"))
        seating = seat(TRIO, (both, *rest))
        assert () == seating.findings
        assert [("community worker", "m3"), ("health professional", "m2"), ("government cadre or volunteer", "m1")] == [
            (str(place), member.id) for place, member in seating.taken
        ]

    def test_more_than_the_count_may_sit_where_at_least_so_many_must(self) -> None:
        rule = TeamRule("gate", (Seat("guard", 2, at_least=True),))
        assert [] == troubles(rule, "guard", "guard", "guard")
        assert [("missing", "guard", ())] == troubles(rule, "guard")

    def test_others_may_come_along_where_the_rule_is_not_exact(self) -> None:
        rule = TeamRule("visit", (Seat("doctor"),), exact=False)
        assert [] == troubles(rule, "doctor", "driver")
        assert [("missing", "doctor", ())] == troubles(rule, "driver")

    def test_of_two_seats_for_one_person_the_later_is_empty(self) -> None:
        rule = TeamRule("pair", (Seat("cadre", name="head"), Seat(("cadre", "clerk"), name="deputy")))
        assert [("missing", "deputy", ())] == troubles(rule, "cadre")

    def test_somebody_without_a_role_takes_no_seat(self) -> None:
        rule = TeamRule("visit", (Seat("doctor"),))
        found = check(rule, ("doctor", ()))
        assert "'visit': 'somebody without a role' takes no seat" == str(found[0])

    def test_a_crowd_is_seated_too(self) -> None:
        rule = TeamRule("crowd", (Seat("guard", 300), Seat(("guard", "volunteer"), 300)))
        assert () == seat(rule, [Member(f"g{n}", ("guard", "volunteer")) for n in range(600)]).findings


class TestTeam:
    def test_its_members_are_seated_under_its_rule(self) -> None:
        team = Team(id="t1", rule=TRIO, members=(Member("m1", "community worker"), Member("m2", "volunteer")))
        (finding,) = team.seating().findings
        assert (TeamTrouble.MISSING, "health professional", "") == (finding.trouble, finding.seat, finding.member)

    def test_a_finding_names_the_member_who_is_wrong(self) -> None:
        members = (Member("m1", "community worker"), Member("m2", "volunteer"), Member("m3", "driver"))
        (finding,) = Team(id="t1", rule=TRIO, members=members).seating().findings
        assert ("m3", ("driver",)) == (finding.member, finding.roles)

    def test_a_member_twice_is_refused(self) -> None:
        with pytest.raises(DefinitionError, match="team 't1' has 2 faults") as refused:
            Team(id="t1", rule=TRIO, members=(Member("m1", "volunteer"), Member("m1", "doctor"), Member("", "doctor")))
        assert ("team.member-twice", "team.member-without-id") == refused.value.codes


class TestTeamRule:
    def test_all_faults_are_named_at_once(self) -> None:
        wrong = (Seat(()), Seat("doctor", 0), Seat(("nurse", "nurse")), Seat("doctor"))
        with pytest.raises(DefinitionError, match="team rule 'trio' has 4 faults") as refused:
            TeamRule("trio", wrong)
        assert ("team.no-role", "team.count", "team.role-twice", "team.seat-twice") == refused.value.codes
        assert "trio/seat 1" == refused.value.faults[0].where

    def test_a_rule_without_seats_is_refused(self) -> None:
        with pytest.raises(DefinitionError) as refused:
            TeamRule("trio", ())
        assert ("team.no-seat",) == refused.value.codes

    def test_it_tells_the_roles_that_it_knows(self) -> None:
        assert ("community worker", "health professional", "government cadre", "volunteer") == TRIO.roles

    def test_a_role_has_titles(self) -> None:
        assert (("zh", "网格员"),) == Role("grid worker", (("zh", "网格员"),)).titles


class TestOverTime:
    """Members come and go."""

    FEBRUARY = (date(2020, 2, 3), date(2020, 2, 10), date(2020, 2, 17))

    def team(self, *members: Member, unit: str = "c1", rule: TeamRule = TRIO) -> Team:
        return Team(id=f"team of {unit}", rule=rule, members=members, unit=unit)

    def test_whoever_left_no_longer_takes_a_seat(self) -> None:
        first, second, third = self.FEBRUARY
        team = self.team(
            Member("m1", "community worker"),
            Member("m2", "health professional", until=second),
            Member("m3", "health professional", since=third),
            Member("m4", "volunteer"),
        )
        assert () == team.seating(first).findings == team.seating(third).findings
        assert ["health professional"] == [each.seat for each in team.seating(second).findings]

    def test_a_team_that_changed_is_asked_for_a_day(self) -> None:
        with pytest.raises(DayNeeded, match="on which 'day'"):
            self.team(Member("m1", "volunteer", since=self.FEBRUARY[0])).seating()

    def test_a_member_may_leave_and_come_back_but_not_be_there_twice(self) -> None:
        first, second, third = self.FEBRUARY
        again = self.team(Member("m1", "volunteer", until=first), Member("m1", "volunteer", since=second))
        assert [0, 1] == [len(again.on(day)) for day in (first, third)]
        with pytest.raises(DefinitionError) as caught:
            self.team(Member("m1", "volunteer", until=third), Member("m1", "volunteer", since=second))
        assert ("team.member-twice",) == caught.value.codes

    def test_an_unknown_role_and_days_that_end_before_they_begin(self) -> None:
        first, second, _ = self.FEBRUARY
        with pytest.raises(DefinitionError) as caught:
            Team(
                id="t",
                rule=TRIO,
                members=(Member("m1", "volonteer", since=second, until=first),),
                known_roles=("volunteer",),
            )
        assert ("team.member-dates", "team.unknown-role") == caught.value.codes
        assert "did you mean 'volunteer'?" in str(caught.value)

    def test_nb02_units_without_a_valid_trio_are_listed(self) -> None:
        whole = [Member("m1", "community worker"), Member("m2", "health professional"), Member("m3", "volunteer")]
        teams = [self.team(*whole), self.team(*whole[:2], unit="c2"), self.team(*whole, unit="c3", rule=VILLAGE_TRIO)]
        told = shortages(("c1", "c2", "c3"), teams, TRIO)
        assert ["c2", "c3"] == [each.unit for each in told]
        assert [("team of c2", "government cadre or volunteer")] == [
            (team, each.seat) for team, each in told[0].findings
        ]

    def test_nb03_the_duties_of_a_trio_are_on_its_rule(self) -> None:
        duties = ("visit", "screen", "publicise", "serve")
        assert duties == TeamRule("trio", TRIO.seats, duties=duties).duties

    def test_yx15_eleven_teams_of_103_members(self) -> None:
        rule = TeamRule("volunteers", (Seat("volunteer", at_least=True),), duties=("gate duty",))
        sizes = (10, 10, 10, 10, 9, 9, 9, 9, 9, 9, 9)
        teams = [
            Team(id=f"t{n}", rule=rule, members=[Member(f"{n}-{m}", "volunteer") for m in range(size)], unit=f"u{n}")
            for n, size in enumerate(sizes)
        ]
        assert (11, 103) == (len(teams), sum(len(team.on(date(2020, 2, 3))) for team in teams))
        assert () == shortages([team.unit for team in teams], teams, rule)
