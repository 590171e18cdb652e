"""Posts and responsibility: vacant seats of a street's organisation, a liaison cadre, a grid without its head."""

from datetime import date

import pytest

from gridcare.errors import DefinitionError, UnknownName
from gridcare.people.posts import Appointment, Establishment, Post, PostTrouble
from gridcare.people.register import Register
from gridcare.people.responsibility import Charge, NamedFor, WhyNobody, responsibility
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit

DAY, NEXT, LATER = date(2020, 2, 3), date(2020, 2, 4), date(2020, 2, 17)


class TestOrganisation:
    """YX-08: a leading group with two heads, five working groups, stationed bodies, five area teams."""

    POSTS = (
        Post(id="heads", role="head", unit="street", count=2),
        *(Post(id=f"group {n}", role="group leader", unit="street") for n in range(1, 6)),
        *(Post(id=f"area {n}", role="inspector", unit=f"area {n}") for n in range(1, 6)),
    )

    def test_yx08_unfilled_seats_are_listed(self) -> None:
        held = [
            Appointment(post="heads", person="secretary"),
            *(Appointment(post=f"group {n}", person=f"g{n}") for n in range(1, 6)),
            *(Appointment(post=f"area {n}", person=f"a{n}") for n in range(1, 5)),
        ]
        told = [str(each) for each in Establishment(posts=self.POSTS, appointments=held).findings(DAY, LATER)]
        expected = [
            "'area 5' (inspector): vacant, 1, from 2020-02-03 until 2020-02-17",
            "'heads' (head): vacant, 1, from 2020-02-03 until 2020-02-17",
        ]
        assert expected == told

    def test_a_post_is_vacant_from_the_day_its_holder_leaves(self) -> None:
        held = [
            Appointment(post="p", person="a", until=NEXT),
            Appointment(post="p", person="b", since=date(2020, 2, 6)),
        ]
        (gap,) = Establishment(posts=[Post(id="p", role="head", unit="u")], appointments=held).findings(DAY, LATER)
        assert (PostTrouble.VACANT, NEXT, date(2020, 2, 6)) == (gap.trouble, gap.since, gap.until)

    def test_a_post_may_be_filled_by_the_holder_of_another(self) -> None:
        posts = [
            Post(id="secretary", role="secretary", unit="c"),
            Post(id="grid head", role="grid head", unit="g", also_by="secretary"),
        ]
        office = Establishment(posts=posts, appointments=[Appointment(post="secretary", person="a")])
        assert ["secretary"] == [each.through for each in office.holders("grid head", DAY)]
        assert () == office.findings(DAY, NEXT)

    def test_xz01_a_group_is_led_by_a_party_cadre(self) -> None:
        post = Post(id="leader", role="leader", unit="compound", eligible="person.party_member and person.cadre")
        office = Establishment(posts=[post], appointments=[Appointment(post="leader", person="a")])
        assert () == office.findings(DAY, NEXT, people={"a": {"party_member": True, "cadre": True}})
        (wrong,) = office.findings(DAY, NEXT, people={"a": {"party_member": False}})
        assert PostTrouble.NOT_ELIGIBLE is wrong.trouble
        (unknown,) = office.findings(DAY, NEXT)
        assert PostTrouble.ELIGIBILITY_UNKNOWN is unknown.trouble
        assert "'person.party_member' is not stated" in str(unknown)

    def test_all_faults_at_once(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            Establishment(
                posts=[
                    Post(id="p", role="haed", unit="u", count=0, since=NEXT, until=DAY),
                    Post(id="p", role="head", unit="u", also_by=("p", "x"), eligible="unit.rooms > 2"),
                    Post(id="", role="head", unit="u"),
                ],
                appointments=[
                    Appointment(post="q", person="", since=NEXT, until=NEXT),
                    Appointment(post="p", person="a"),
                    Appointment(post="p", person="a", since=NEXT),
                ],
                roles=("head",),
            )
        expected = (
            "no-id unknown-role count dates also-by also-by name twice unknown nobody dates appointed-twice".split()
        )
        assert sorted(f"post.{code}" for code in expected) == sorted(caught.value.codes)
        assert "'haed' is no role; did you mean 'head'?" in str(caught.value)

    def test_an_unknown_post(self) -> None:
        with pytest.raises(UnknownName, match="did you mean 'heads'"):
            Establishment(posts=self.POSTS).holders("head", DAY)


STREET = Hierarchy(
    Level.ordered("street", "community", "grid"),
    [
        Unit("s", "", "street"),
        Unit("c", "", "community", "s"),
        Unit("g1", "", "grid", "c"),
        Unit("g2", "", "grid", "c"),
        Unit("g3", "", "grid", "c"),
    ],
)
REGISTER = Register(
    STREET,
    [Subject(id=f"h{n}", kind="household", unit=f"g{1 + n % 3}", persons=n + 1) for n in range(6)],
)
OFFICE = Establishment(
    posts=[
        Post(id="g1", role="grid head", unit="g1", span=1),
        Post(id="g2", role="grid head", unit="g2"),
        Post(id="c", role="secretary", unit="c"),
    ],
    appointments=[
        Appointment(post="g1", person="a", until=NEXT),
        Appointment(post="g1", person="b", since=NEXT),
        Appointment(post="c", person="secretary"),
    ],
)


class TestResponsibility:
    """C-09, YJ-10: every household has a named responsible person; gaps are listed."""

    def test_c09_gaps_are_listed_with_their_reason(self) -> None:
        proof = responsibility(REGISTER, OFFICE, kind="household", role="grid head", day=DAY)
        assert [("h1", "vacant", "g2"), ("h4", "vacant", "g2"), ("h2", "no post", ""), ("h5", "no post", "")] == [
            (gap.subject, gap.why.value, gap.post) for gap in proof.gaps
        ]
        assert "'h1' in 'g2' has no named responsible person: 'g2' is vacant" == str(proof.gaps[0])
        assert not proof.is_whole

    def test_c09_coverage_counts_up_the_tree(self) -> None:
        proof = responsibility(REGISTER, OFFICE, kind="household", role="grid head", day=DAY)
        expected = {"named": {"household": 2, "person": 5}, "nobody": {"household": 4, "person": 16}}
        assert expected == proof.counts(REGISTER).at("s")

    def test_c09_workload_per_person_and_beyond_the_span_of_control(self) -> None:
        (load,) = responsibility(REGISTER, OFFICE, kind="household", role="grid head", day=DAY).workloads
        assert ("a", 2, 5, 1) == (load.person, load.subjects, load.persons, load.over)

    def test_a_duty_by_place_passes_to_whoever_holds_the_post(self) -> None:
        days = {
            day: responsibility(REGISTER, OFFICE, kind="household", role="grid head", day=day).named["h0"]
            for day in (DAY, NEXT)
        }
        assert {DAY: (NamedFor(person="a", post="g1"),), NEXT: (NamedFor(person="b", post="g1"),)} == days

    def test_yx17_a_duty_by_person_stays_with_the_person(self) -> None:
        liaison = [Charge(subject="h1", person="a"), Charge(subject="h2", post="g1")]
        proof = responsibility(
            REGISTER, OFFICE, kind="household", role="liaison", day=LATER, charges=liaison, among=("h2", "h1", "h4")
        )
        assert {"h1": "a", "h2": "b"} == {subject: each[0].person for subject, each in proof.named.items() if each}
        assert [("h4", WhyNobody.NO_POST)] == [(gap.subject, gap.why) for gap in proof.gaps]

    def test_a_vacant_post_passes_upwards_only_when_told_to(self) -> None:
        office = Establishment(
            posts=[*OFFICE.posts, Post(id="c2", role="grid head", unit="c", also_by="c")],
            appointments=OFFICE.appointments,
        )
        kept = responsibility(REGISTER, office, kind="household", role="grid head", day=DAY)
        assert ["h1", "h4"] == [gap.subject for gap in kept.gaps]
        assert responsibility(REGISTER, office, kind="household", role="grid head", day=DAY, climb=True).is_whole

    @pytest.mark.parametrize(("person", "post"), [("", ""), ("a", "g1")])
    def test_a_charge_is_to_a_person_or_to_a_post(self, person: str, post: str) -> None:
        with pytest.raises(DefinitionError) as caught:
            Charge(subject="h1", person=person, post=post)
        assert ("responsibility.charge",) == caught.value.codes

    def test_a_charge_that_ends_before_it_begins_or_names_no_post(self) -> None:
        with pytest.raises(DefinitionError):
            Charge(subject="h1", person="a", since=NEXT, until=DAY)
        with pytest.raises(UnknownName, match="post"):
            responsibility(
                REGISTER, OFFICE, kind="household", role="x", day=DAY, charges=[Charge(subject="h1", post="g9")]
            )
