"""A post is held, or vacant, on each day; and every household has somebody named for it or is on the list."""

from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from gridcare.people.posts import Appointment, Establishment, Post, PostTrouble
from gridcare.people.register import Register
from gridcare.people.responsibility import Charge, NamedFor, WhyNobody, responsibility
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.testing.strategies.people import registers
from gridcare.testing.strategies.posts import charges, establishments

FIRST = date(2020, 2, 3)
DAYS = [FIRST + timedelta(days=ahead) for ahead in range(13)]
PEOPLE: dict[str, dict[str, bool | None]] = {"a": {"cadre": True}, "b": {"cadre": False}, "c": {"cadre": None}}


@given(establishments())
def test_each_day_of_a_post_tells_what_is_wrong_and_nothing_else(office: Establishment) -> None:
    findings = office.findings(DAYS[0], DAYS[-1], people=PEOPLE)
    for post in office.posts:
        for day in DAYS[:-1]:
            told = {
                (each.trouble, each.person, each.count)
                for each in findings
                if each.post == post.id and each.since <= day < each.until
            }
            held = [each.person for each in office.holders(post.id, day)]
            own = {each.person for each in office.appointments if each.post == post.id and each.holds(day)}
            expected: set[tuple[PostTrouble, str, int]] = set()
            if not post.exists(day):
                assert not held
                expected = {(PostTrouble.OUTSIDE, person, 0) for person in own}
            elif len(held) < post.count:
                expected.add((PostTrouble.VACANT, "", post.count - len(held)))
            elif len(own) > post.count:
                expected.add((PostTrouble.CROWDED, "", len(own) - post.count))
            for person in held if post.eligible is not None else ():
                cadre = PEOPLE.get(person, {}).get("cadre")
                if cadre is None:
                    expected.add((PostTrouble.ELIGIBILITY_UNKNOWN, person, 0))
                elif cadre != (str(post.eligible) == "person.cadre"):
                    expected.add((PostTrouble.NOT_ELIGIBLE, person, 0))
            assert expected == told


@given(establishments())
def test_a_post_is_filled_by_its_own_first_and_by_others_only_while_too_few(office: Establishment) -> None:
    for post in office.posts:
        for day in DAYS:
            held = office.holders(post.id, day)
            own = [each for each in held if each.through == post.id]
            assert own == list(held[: len(own)])
            assert {each.through for each in held} <= {post.id, *post.also_by}
            if len(own) < len(held):
                assert len(held) <= post.count
            spare = {
                each.person
                for other in post.also_by
                for each in office.appointments
                if each.post == other and each.holds(day) and office.post(other).exists(day)
            }
            if post.exists(day) and len(held) < post.count:
                assert spare <= {each.person for each in held}, "nobody who could fill it is left out"


@given(establishments())
def test_neighbouring_findings_are_joined(office: Establishment) -> None:
    found = office.findings(DAYS[0], DAYS[-1], people=PEOPLE)
    ends = {(each.post, each.trouble, each.person, each.count, each.until) for each in found}
    assert not any((each.post, each.trouble, each.person, each.count, each.since) in ends for each in found)


@st.composite
def staffed(draw: st.DrawFn) -> tuple[Register, Establishment, tuple[Charge, ...]]:
    register = draw(registers())
    office = draw(establishments(register))
    return register, office, draw(charges(register, office))


@given(staffed(), st.sampled_from(DAYS), st.booleans())
def test_every_household_has_somebody_or_is_on_the_list(
    plan: tuple[Register, Establishment, tuple[Charge, ...]], day: date, climb: bool
) -> None:
    register, office, given_to = plan
    proof = responsibility(register, office, kind="household", role="grid head", day=day, charges=given_to, climb=climb)
    gaps = {gap.subject: gap for gap in proof.gaps}
    assert [*register.ids("household")] == [*proof.named]
    assert gaps.keys() == {subject for subject, people in proof.named.items() if not people}
    for subject, people in proof.named.items():
        own = [charge for charge in given_to if charge.subject == subject and charge.holds(day)]
        if own:
            (charge,) = own
            held = office.holders(charge.post, day) if charge.post else ()
            expected = {NamedFor(person=each.person, post=charge.post) for each in held}
            assert (expected if charge.post else {NamedFor(person=charge.person)}) == set(people)
            continue
        path = [register[subject].unit, *register.hierarchy.ancestors(register[subject].unit)]
        above = [
            [post.id for post in office.posts if post.unit == unit and post.role == "grid head" and post.exists(day)]
            for unit in path
        ]
        rungs = [posts for posts in above if posts]
        if not rungs:
            assert WhyNobody.NO_POST is gaps[subject].why
            continue
        held_at = [
            {NamedFor(person=each.person, post=post) for post in posts for each in office.holders(post, day)}
            for posts in (rungs if climb else rungs[:1])
        ]
        assert next(filter(None, held_at), set()) == set(people)
        if not people:
            assert (WhyNobody.VACANT, True) == (gaps[subject].why, gaps[subject].post in rungs[0])


@given(st.data(), st.sampled_from(DAYS), st.lists(st.integers(0, 2), min_size=4, max_size=4))
def test_a_vacant_post_passes_its_households_up_only_if_the_caller_says_so(
    data: st.DataObject, day: date, held: list[int]
) -> None:
    """On a ladder of units each has no post (0), a vacant one (1) or a held one (2); the household is at the foot."""
    levels = Level.ordered("a", "b", "c", "d")
    units = [
        Unit(level.name, "", level.name, above) for level, above in zip(levels, (None, "a", "b", "c"), strict=True)
    ]
    register = Register(Hierarchy(levels, units), [Subject(id="h", kind="household", unit="d")])
    rungs = [(f"post {unit.id}", unit.id, how) for unit, how in zip(units, held, strict=True) if how]
    posts = [Post(id=id, role="grid head", unit=unit) for id, unit, _ in rungs]
    holders = [Appointment(post=id, person=f"p{id}") for id, _, how in rungs if how == 2]
    office = Establishment(posts=posts, appointments=holders)
    climb = data.draw(st.booleans())
    proof = responsibility(register, office, kind="household", role="grid head", day=day, climb=climb)
    upwards = [(id, how) for id, _, how in reversed(rungs)]
    answering = [(id, how) for id, how in (upwards if climb else upwards[:1]) if how == 2]
    assert [f"p{id}" for id, _ in answering[:1]] == [each.person for each in proof.named["h"]]
    if not answering:
        expected = (WhyNobody.VACANT, upwards[0][0]) if upwards else (WhyNobody.NO_POST, "")
        assert [expected] == [(gap.why, gap.post) for gap in proof.gaps]


@given(staffed(), st.sampled_from(DAYS), st.randoms())
def test_workloads_and_counts_add_up_in_any_order(
    plan: tuple[Register, Establishment, tuple[Charge, ...]], day: date, chance: Random
) -> None:
    register, office, given_to = plan
    proof = responsibility(register, office, kind="household", role="grid head", day=day, charges=given_to)
    again = responsibility(
        register,
        Establishment(posts=reversed(office.posts), appointments=reversed(office.appointments)),
        kind="household",
        role="grid head",
        day=day,
        charges=chance.sample(given_to, len(given_to)),
        among=chance.sample(register.ids("household"), register.count("household")),
    )
    assert proof == again
    loads = {load.person: load for load in proof.workloads}
    for person, load in loads.items():
        own = [subject for subject, people in proof.named.items() if person in {each.person for each in people}]
        assert (len(own), sum(register.persons(each) or 0 for each in own)) == (load.subjects, load.persons)
        spans = [
            max(
                0,
                sum(1 for people in proof.named.values() if NamedFor(person=person, post=post.id) in people)
                - post.span,
            )
            for post in office.posts
            if post.span is not None
        ]
        assert sum(spans) == load.over
    assert loads.keys() == {each.person for people in proof.named.values() for each in people}
    counts = proof.counts(register)
    for root in register.hierarchy.roots:
        told = counts.at(root)
        both = sum(told.get(key, {}).get("household", 0) for key in ("named", "nobody"))
        assert register.count("household", root) == both
