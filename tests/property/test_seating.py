"""A team is refused only when no way of seating it exists, whatever the order in which its members are named."""

from itertools import product

from hypothesis import example, given
from hypothesis import strategies as st

from gridcare.people.teams import Member, Seat, TeamRule, TeamTrouble, check, seat
from gridcare.testing.strategies.people import members, team_rules


def can_be_seated(rule: TeamRule, people: tuple[Member, ...]) -> bool:
    """Try every way of giving each member one seat or none."""
    for taken in product([None, *rule.seats], repeat=len(people)):
        fits = all(
            place is None or set(place.any_of) & set(member.roles) for place, member in zip(taken, people, strict=True)
        )
        everybody = None not in taken or not rule.exact
        full = all(
            taken.count(place) >= place.count if place.at_least else taken.count(place) == place.count
            for place in rule.seats
        )
        if fits and everybody and full:
            return True
    return False


GREEDY = TeamRule("pair", (Seat(("cadre", "volunteer"), name="either"), Seat("cadre", name="cadre")))
LEFT_OVER = TeamRule("x", (Seat("cadre", name="one"), Seat("doctor", at_least=True, name="more")))


@given(team_rules(), members(max_size=5))
@example(GREEDY, (Member("m0", "cadre"), Member("m1", "volunteer")))
@example(LEFT_OVER, (Member("m0", "cadre"), Member("m1", ("cadre", "doctor")), Member("m2", "doctor")))
def test_a_team_is_refused_only_when_no_seating_exists(rule: TeamRule, people: tuple[Member, ...]) -> None:
    assert can_be_seated(rule, people) == (not seat(rule, people).findings)


@given(team_rules(), members(), st.data())
def test_the_order_of_the_members_does_not_matter(
    rule: TeamRule, people: tuple[Member, ...], data: st.DataObject
) -> None:
    again = data.draw(st.permutations(people))
    assert seat(rule, people) == seat(rule, again)


@given(team_rules(), members(), st.data())
def test_the_order_of_the_roles_present_does_not_matter(
    rule: TeamRule, people: tuple[Member, ...], data: st.DataObject
) -> None:
    roles = [member.roles for member in people]
    turned = [data.draw(st.permutations(each)) for each in data.draw(st.permutations(roles))]
    assert check(rule, roles) == check(rule, turned)
    assert len(check(rule, roles)) == len(seat(rule, people).findings)


@given(team_rules(), members())
def test_nobody_takes_two_seats_nor_one_that_is_not_his(rule: TeamRule, people: tuple[Member, ...]) -> None:
    taken = seat(rule, people).taken
    assert len(taken) == len({member.id for _, member in taken})
    assert all(set(place.any_of) & set(member.roles) for place, member in taken)


@given(team_rules(), members())
def test_findings_and_seats_taken_account_for_every_seat_and_member(rule: TeamRule, people: tuple[Member, ...]) -> None:
    seating = seat(rule, people)
    troubles = [finding.trouble for finding in seating.findings]
    empty = troubles.count(TeamTrouble.MISSING) + troubles.count(TeamTrouble.WRONG_ROLE)
    standing = troubles.count(TeamTrouble.SURPLUS) + troubles.count(TeamTrouble.WRONG_ROLE)
    held = [place for place, _ in seating.taken]
    assert sum(max(0, place.count - held.count(place)) for place in rule.seats) == empty
    if rule.exact:
        assert len(people) - len(seating.taken) == standing
    else:
        assert standing == 0


@given(team_rules(), members())
def test_of_seats_that_cannot_all_be_filled_the_earlier_are(rule: TeamRule, people: tuple[Member, ...]) -> None:
    """The first seat is called empty only when nobody at all could take it."""
    first = rule.seats[0]
    fitting = [member for member in people if set(first.any_of) & set(member.roles)]
    held = [place for place, _ in seat(rule, people).taken]
    assert held.count(first) >= min(first.count, len(fitting))
