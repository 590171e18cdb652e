"""Two editions of a small list: what is proposed, and on what evidence."""

from datetime import UTC, date, datetime

from gridcare.places.alterations import Alteration, Merged, Renamed
from gridcare.places.editions import Proposal, accept, compare
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit

DAY = date(2021, 1, 1)
KNOWN = datetime(2021, 2, 1, tzinfo=UTC)
LEVELS = Level.ordered("street", "community", "grid")
ENTRIES = {
    "1": ("进学街道", "street", None),
    "11": ("文明社区", "community", "1"),
    "111": ("第一网格", "grid", "11"),
    "112": ("第二网格", "grid", "11"),
    "12": ("园月社区", "community", "1"),
    "121": ("东网格", "grid", "12"),
    "122": ("西网格", "grid", "12"),
}


def edition(**changed: tuple[str, str, str | None] | None) -> Hierarchy:
    """The list, with some entries changed, added (``_13=...``) or left out."""
    entries = dict(ENTRIES) | {code.strip("_"): entry for code, entry in changed.items()}
    rows = [(code, entry) for code, entry in entries.items() if entry is not None]
    return Hierarchy(LEVELS, [Unit(code, name, level, parent, code=code) for code, (name, level, parent) in rows])


def proposed(newer: Hierarchy) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    found = compare(edition(), newer, day=DAY, known=KNOWN)
    return [(type(each.alteration).__name__, each.alteration.altered, each.evidence) for each in found]


class TestEvidence:
    def test_another_name_with_the_same_members_is_a_renaming(self) -> None:
        found = proposed(edition(_11=("新文明社区", "community", "1")))
        assert found == [("Renamed", ("11",), ("same code, and 2 of 2 members are the same",))]

    def test_another_code_with_the_same_name_is_a_recoding(self) -> None:
        found = proposed(edition(_112=None, _119=("第二网格", "grid", "11")))
        assert found == [("Recoded", ("112",), ("same name under the same unit",))]

    def test_codes_that_two_neighbours_traded_are_two_recodings(self) -> None:
        found = proposed(edition(_111=("第二网格", "grid", "11"), _112=("第一网格", "grid", "11")))
        assert [(kind, units) for kind, units, _ in found] == [("Recoded", ("111",)), ("Recoded", ("112",))]

    def test_a_code_that_passed_to_the_merged_unit_does_not_make_it_the_old_one(self) -> None:
        newer = edition(
            _11=None,
            _12=("文园社区", "community", "1"),
            _111=("第一网格", "grid", "12"),
            _112=("第二网格", "grid", "12"),
        )
        assert proposed(newer) == [
            ("Merged", ("11", "12", "12@2021-01-01"), ("all 4 members of '11', '12' now stand under '12@2021-01-01'",))
        ]

    def test_members_that_part_make_a_split(self) -> None:
        newer = edition(
            _11=None,
            _13=("东文明社区", "community", "1"),
            _14=("西文明社区", "community", "1"),
            _111=("第一网格", "grid", "13"),
            _112=("第二网格", "grid", "14"),
        )
        assert [(kind, units) for kind, units, _ in proposed(newer)] == [("Split", ("11", "13", "14"))]

    def test_members_that_leave_for_a_new_unit_make_a_part(self) -> None:
        newer = edition(_13=("新社区", "community", "1"), _112=("第二网格", "grid", "13"))
        (found,) = proposed(newer)
        assert found == ("Extracted", ("11", "13"), ("its 1 members stood under '11', which lives on",))

    def test_what_is_like_nothing_opens_or_closes(self) -> None:
        found = proposed(edition(_122=None, _113=("小树林", "grid", "11")))
        assert [(kind, units) for kind, units, _ in found] == [("Opened", ("113",)), ("Closed", ("122",))]

    def test_a_unit_that_stands_elsewhere_has_moved(self) -> None:
        (found,) = proposed(edition(_112=("第二网格", "grid", "12")))
        assert found == ("Moved", ("112",), ("same code and name", "it stands elsewhere"))

    def test_members_that_stand_under_the_wider_unit_now_were_not_merged_into_it(self) -> None:
        newer = edition(_11=None, _111=("第一网格", "grid", "1"), _112=("第二网格", "grid", "1"))
        assert [(kind, units) for kind, units, _ in proposed(newer)] == [
            ("Closed", ("11",)),
            ("Moved", ("111",)),
            ("Moved", ("112",)),
        ]

    def test_a_sign_that_two_units_share_tells_nothing(self) -> None:
        older, newer = (
            Hierarchy(LEVELS, [*edition().values(), *(Unit(c, "新村", "grid", "11", code=c) for c in codes)])
            for codes in (("113", "114"), ("115", "116"))
        )
        found = compare(older, newer, day=DAY, known=KNOWN)
        assert [(type(each.alteration).__name__, _altered(each)) for each in found] == [
            ("Opened", ("115",)),
            ("Opened", ("116",)),
            ("Closed", ("113",)),
            ("Closed", ("114",)),
        ]


class TestItself:
    def test_units_that_nothing_tells_apart_but_their_ids_are_the_same_in_the_same_list(self) -> None:
        twins = [Unit(id, "新村", "grid", "11", code="9") for id in ("x", "y")]
        both = Hierarchy(LEVELS, [*edition().values(), *twins])
        assert compare(both, both, day=DAY, known=KNOWN) == ()


class TestAccepting:
    def test_only_what_somebody_believes_becomes_an_alteration(self) -> None:
        decided = datetime(2021, 3, 1, tzinfo=UTC)
        newer = edition(_11=("新文明社区", "community", "1"), _12=("新园月社区", "community", "1"))
        first, _ = compare(edition(), newer, day=DAY, known=KNOWN, earliest=date(2020, 1, 2))
        (taken,) = accept([first], known=decided)
        assert isinstance(taken, Renamed)
        assert (taken.known, taken.day, taken.earliest) == (decided, DAY, date(2020, 1, 2))
        assert accept([first]) == (first.alteration,)

    def test_an_id_that_was_ever_taken_is_not_given_again(self) -> None:
        newer = edition(_113=("小树林", "grid", "11"))
        free, taken = (compare(edition(), newer, day=DAY, known=KNOWN, taken=ids)[0] for ids in ((), ("113",)))
        assert _altered(free) == ("113",)
        assert _altered(taken) == ("113@2021-01-01",)


def _altered(proposal: Proposal) -> tuple[str, ...]:
    alteration: Alteration = proposal.alteration
    assert not isinstance(alteration, Merged)
    return alteration.altered
