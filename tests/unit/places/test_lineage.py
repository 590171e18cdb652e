"""Reorganisations of a small street, told one by one, sound and unsound."""

import gc
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from types import ModuleType
from typing import Any

import attrs
import pytest

from gridcare.errors import DefinitionError, NaiveMoment, UnknownName
from gridcare.given import WrongType
from gridcare.places.alterations import (
    Alteration,
    Closed,
    Extracted,
    Merged,
    Moved,
    Opened,
    Part,
    Reclassified,
    Recoded,
    Renamed,
    Split,
    Withdrawal,
)
from gridcare.places.hierarchy import Hierarchy, UnknownUnit
from gridcare.places.lineage import Entry, Lineage, NoMapYet
from gridcare.places.reversal import undoing
from gridcare.places.units import DatedAttribute, Level, Unit

SINCE = date(2020, 1, 1)
DAY = date(2020, 7, 1)
EVE = DAY - timedelta(days=1)
KNOWN = datetime(2020, 6, 1, tzinfo=UTC)
LEVELS = Level.ordered("district", "street", "community", "grid")


def unit(id: str, level: str = "community", parent: str | None = "s", name: str = "", code: str = "") -> Unit:
    return Unit(id, name or f"name of {id}", level, parent, code=code)


DISTRICT = Hierarchy(
    LEVELS,
    [
        unit("d", "district", None, code="1"),
        unit("s", "street", "d", code="11"),
        unit("t", "street", "d", code="12"),
        unit("a", code="111"),
        unit("b", code="112"),
        unit("c", parent="t", code="121"),
        *(unit(f"{community}{number}", "grid", community) for community in "abc" for number in (1, 2)),
    ],
)


def stamp(id: str = "x", day: date = DAY, known: datetime = KNOWN, **more: Any) -> dict[str, Any]:
    return {"id": id, "day": day, "known": known, **more}


def lineage(*entries: Entry) -> Lineage:
    return Lineage(DISTRICT, SINCE, entries)


def told(*entries: Entry) -> list[tuple[str, str, bool]]:
    """What is irregular about entries as they are found."""
    return [(odd.code, odd.unit, odd.applied) for odd in Lineage.load(DISTRICT, SINCE, entries).irregularities]


MERGER = Merged(**stamp("merger"), sources=("a", "b"), into=unit("m"))


class TestWhatIsDone:
    def test_a_unit_opens_and_closes(self) -> None:
        done = lineage(
            Opened(**stamp("o"), unit=unit("a3", "grid", "a")), Closed(**stamp("c", DAY + timedelta(9)), unit="a3")
        )
        assert done.as_of(EVE).children("a") == ("a1", "a2")
        assert done.as_of(DAY).children("a") == ("a1", "a2", "a3")
        assert done.as_of(DAY + timedelta(9)) == DISTRICT

    def test_a_name_and_a_code_are_dated(self) -> None:
        done = lineage(
            Renamed(**stamp("n"), unit="a", name="新城"), Recoded(**stamp("c", DAY + timedelta(1)), unit="a", code="9")
        )
        spells = [(spell.since, spell.until, spell.unit.name, spell.unit.code) for spell in done.history("a")]
        assert spells == [
            (SINCE, DAY, "name of a", "111"),
            (DAY, DAY + timedelta(1), "新城", "111"),
            (DAY + timedelta(1), None, "新城", "9"),
        ]

    def test_codes_rotate_among_neighbours_on_one_day(self) -> None:
        turns = {"a": "112", "b": "121", "c": "111"}
        done = lineage(*(Recoded(**stamp(u), unit=u, code=code) for u, code in turns.items()))
        assert {u: done.as_of(DAY)[u].code for u in "abc"} == turns
        assert [(spell.unit.id, spell.since) for spell in done.holders("111")] == [("a", SINCE), ("c", DAY)]

    def test_a_type_is_dated_beside_the_level(self) -> None:
        done = lineage(
            Reclassified(**stamp("one"), unit="s", kind="town"),
            Reclassified(**stamp("two", DAY + timedelta(9)), unit="s", kind="street office"),
        )
        kinds = [done.as_of(day).attribute("s", "type", day) for day in (EVE, DAY, DAY + timedelta(9))]
        assert kinds == [None, "town", "street office"]
        assert done.as_of(DAY)["s"].level == "street"

    def test_a_type_ends_where_none_follows_and_where_another_was_stated_already(self) -> None:
        later, last = DAY + timedelta(9), DAY + timedelta(20)
        done = lineage(
            Reclassified(**stamp(), unit="s", kind="town"), Reclassified(**stamp("y", later), unit="s", kind="")
        )
        assert [done.as_of(day).attribute("s", "type", day, default="none") for day in (DAY, later)] == ["town", "none"]
        stated = (DatedAttribute("type", "township"), DatedAttribute("type", "office", last))
        stated = (attrs.evolve(stated[0], until=last), stated[1])
        base = Hierarchy(LEVELS, [Unit("s", "S", "street", attributes=stated)])
        drawn = Lineage(base, SINCE, [Reclassified(**stamp(), unit="s", kind="town")]).as_of(last)
        assert [drawn.attribute("s", "type", day) for day in (EVE, DAY, later, last)] == [
            "township",
            "town",
            "town",
            "office",
        ]

    def test_a_type_that_is_taken_back_is_the_one_of_the_day_before(self) -> None:
        base = Hierarchy(LEVELS, [Unit("s", "S", "street", attributes={"type": "township"})])
        last, later = DAY + timedelta(5), DAY + timedelta(9)
        done = Lineage(
            base,
            SINCE,
            [
                Reclassified(**stamp("1"), unit="s", kind="town"),
                Reclassified(**stamp("2", last), unit="s", kind="office"),
            ],
        )
        done = done.with_(*undoing(done, "2", id="3", day=later, known=KNOWN))
        assert [done.as_of(day).attribute("s", "type", day) for day in (EVE, DAY, last, later)] == [
            "township",
            "town",
            "office",
            "town",
        ]

    def test_a_unit_moves_with_everything_inside_it(self) -> None:
        drawn = lineage(Moved(**stamp(), unit="b", parent="t")).as_of(DAY)
        assert drawn.path("b1") == ("d", "t", "b", "b1")

    def test_two_units_trade_places_on_one_day(self) -> None:
        drawn = lineage(Moved(**stamp("x"), unit="a", parent="t"), Moved(**stamp("y"), unit="c", parent="s")).as_of(DAY)
        assert (drawn.parent("a"), drawn.parent("c")) == ("t", "s")

    def test_a_merger_takes_along_what_stood_under_its_sources(self) -> None:
        drawn = lineage(MERGER).as_of(DAY)
        assert drawn.children("m") == ("a1", "a2", "b1", "b2")
        assert not {"a", "b"} & set(drawn)

    def test_a_unit_that_lives_on_takes_another_in(self) -> None:
        drawn = lineage(Merged(**stamp(), sources="b", into="a")).as_of(DAY)
        assert drawn.children("a") == ("a1", "a2", "b1", "b2")

    def test_a_split_allots_each_member(self) -> None:
        parts = (Part(unit("p"), "a1"), Part(unit("q"), "a2"))
        drawn = lineage(Split(**stamp(), source="a", parts=parts)).as_of(DAY)
        assert (drawn.children("p"), drawn.children("q")) == (("a1",), ("a2",))

    def test_a_part_leaves_a_unit_that_lives_on(self) -> None:
        drawn = lineage(Extracted(**stamp(), source="a", part=Part(unit("p"), "a1"))).as_of(DAY)
        assert (drawn.children("p"), drawn.children("a")) == (("a1",), ("a2",))

    def test_a_part_may_go_to_a_unit_that_another_alteration_opens_that_day(self) -> None:
        drawn = lineage(
            Extracted(**stamp("x"), source="a", part=Part(unit("p"), "a1")),
            Extracted(**stamp("y"), source="b", part=Part("p", "b1")),
        ).as_of(DAY)
        assert drawn.children("p") == ("a1", "b1")

    def test_a_member_of_a_part_may_close_on_the_same_day(self) -> None:
        divided = Split(**stamp(), source="a", parts=(Part(unit("p"), ("a1", "a2")),))
        for closing in (Closed(**stamp("y"), unit="a2"), Merged(**stamp("y"), sources="a2", into="a1")):
            assert told(divided, closing) == []
            assert lineage(divided, closing).as_of(DAY).children("p") == ("a1",)

    def test_an_id_that_closed_may_come_back(self) -> None:
        again = unit("a1", "grid", "b")
        done = lineage(Closed(**stamp("x"), unit="a1"), Opened(**stamp("y", DAY + timedelta(5)), unit=again))
        assert done.unit("a1", DAY) is None
        assert done.unit("a1", DAY + timedelta(5)) == again

    def test_two_living_units_under_one_code_are_told_of_the_day(self) -> None:
        taken = lineage(Recoded(**stamp(), unit="a", code="112"))
        assert taken.as_of(EVE).shared_codes() == {}
        assert taken.as_of(DAY).shared_codes() == {"112": ("a", "b")}
        swapped = lineage(Recoded(**stamp(), unit="a", code="112"), Recoded(**stamp("y"), unit="b", code="111"))
        assert swapped.as_of(DAY).shared_codes() == {}

    def test_a_unit_that_went_and_came_back_stands_where_it_stood(self) -> None:
        away = lineage(
            Moved(**stamp(), unit="a1", parent="b"), Moved(**stamp("y", DAY + timedelta(5)), unit="a1", parent="a")
        )
        assert away.as_of(DAY).children("b") == ("b1", "b2", "a1")
        assert away.as_of(DAY + timedelta(5)).children("a") == ("a1", "a2")

    def test_no_code_is_nobodys(self) -> None:
        assert lineage(Recoded(**stamp(), unit="a", code="")).holders("") == ()


class TestTakingBack:
    LATER = DAY + timedelta(9)

    def undone(self, *entries: Alteration) -> Hierarchy:
        """The map after the first of some alterations is taken back."""
        done = lineage(*entries)
        return done.with_(*undoing(done, entries[0].id, id="back", day=self.LATER, known=KNOWN)).as_of(self.LATER)

    def test_who_left_meanwhile_stays_where_it_went(self) -> None:
        drawn = self.undone(MERGER, Moved(**stamp("y", DAY + timedelta(1)), unit="a1", parent="c"))
        assert (drawn.children("a"), drawn.children("b"), drawn.children("c")) == (
            ("a2",),
            ("b1", "b2"),
            ("c1", "c2", "a1"),
        )

    def test_a_part_that_a_living_unit_took_comes_back_from_it(self) -> None:
        parts = (Part(unit("p"), "a1"), Part("c", "a2"))
        assert self.undone(Split(**stamp(), source="a", parts=parts)) == DISTRICT

    def test_a_type_is_taken_back_and_a_level_that_changed_later_is_not(self) -> None:
        drawn = self.undone(
            Reclassified(**stamp(), unit="a1", kind="yard"),
            Reclassified(**stamp("y", DAY + timedelta(1)), unit="a1", level="community"),
            Moved(**stamp("z", DAY + timedelta(1)), unit="a1", parent="s"),
        )
        assert (drawn["a1"].level, drawn.attribute("a1", "type", self.LATER)) == ("community", None)

    def test_only_what_was_done_before_that_day_can_be_taken_back(self) -> None:
        for day in (EVE, DAY):
            with pytest.raises(UnknownName, match="'merger' is no alteration done before that day"):
                undoing(lineage(MERGER), "merger", id="back", day=day, known=KNOWN)


class TestTime:
    def test_maps_as_known_at_several_moments_are_kept_apart(self) -> None:
        late = Renamed(**stamp("late", known=KNOWN + timedelta(30)), unit="c", name="C")
        done = lineage(MERGER, late)
        for known, name in ((None, "C"), (KNOWN, "name of c"), (None, "C"), (KNOWN + timedelta(29), "name of c")):
            assert done.as_of(DAY, known)["c"].name == name
            assert "m" in done.as_of(DAY, known)

    def test_days_without_change_share_one_map(self) -> None:
        done = lineage(MERGER)
        assert done.as_of(DAY) is done.as_of(DAY + timedelta(100))
        assert done.as_of(SINCE) is DISTRICT

    def test_there_is_no_map_before_the_first(self) -> None:
        with pytest.raises(NoMapYet, match="start the lineage from an older map"):
            lineage().as_of(SINCE - timedelta(1))

    def test_what_was_not_known_is_not_on_the_map(self) -> None:
        done = lineage(MERGER)
        assert done.as_of(DAY, KNOWN - timedelta(1)) == DISTRICT
        assert "m" in done.as_of(DAY, KNOWN)
        with pytest.raises(NaiveMoment):
            done.as_of(DAY, datetime(2020, 6, 1))  # noqa: DTZ001

    def test_what_was_done_is_told_in_the_order_of_knowledge(self) -> None:
        late, early = (
            Renamed(**stamp("a", known=KNOWN + timedelta(5)), unit="a", name="A"),
            Renamed(**stamp("b"), unit="b", name="B"),
        )
        assert lineage(late, early).entries == lineage(early, late).entries == (early, late)

    def test_an_alteration_that_was_withdrawn_stands_until_that_is_known(self) -> None:
        done = lineage(MERGER, Withdrawal(id="w", of="merger", known=KNOWN + timedelta(3)))
        assert done.as_of(DAY) == DISTRICT
        assert "m" in done.as_of(DAY, KNOWN)

    def test_between_two_days_it_is_undecided(self) -> None:
        change = Renamed(**stamp(earliest=SINCE + timedelta(9)), unit="a", name="A")
        done = lineage(change)
        assert done.undecided(EVE) == done.undecided(SINCE + timedelta(9)) == (change,)
        assert done.undecided(SINCE + timedelta(8)) == ()
        assert done.undecided(DAY) == done.undecided(SINCE) == ()
        assert done.as_of(EVE) == DISTRICT

    def test_heirs_and_origins(self) -> None:
        parts = (Part(unit("p"), ("a1", "a2")), Part(unit("q"), ("b1", "b2")))
        done = lineage(MERGER, Split(**stamp("s", DAY + timedelta(9)), source="m", parts=parts))
        assert done.heirs("a", EVE, DAY) == ("m",)
        assert done.heirs("a", EVE, DAY + timedelta(9)) == ("p", "q")
        assert done.heirs("p", DAY + timedelta(9), EVE) == ("a", "b")
        assert done.heirs("c", EVE, DAY) == ("c",)

    def test_a_drawn_map_keeps_the_first_map_alive_and_no_other(self) -> None:
        days = [DAY + timedelta(number) for number in range(12)]
        moves = [
            Moved(**stamp(f"x{number}", day), unit="a", parent="ts"[number % 2]) for number, day in enumerate(days)
        ]
        done = lineage(*moves)
        drawn = [done.as_of(day) for day in days][-1]
        kept, waiting = dict[int, object](), list[object]([drawn])
        while waiting:
            here = waiting.pop()
            if id(here) not in kept and not isinstance(here, type | ModuleType):
                kept[id(here)] = here
                waiting += gc.get_referents(here)
        assert sorted(len(each) for each in kept.values() if isinstance(each, Hierarchy)) == [12, 12]
        assert {id(each) for each in kept.values() if isinstance(each, Hierarchy)} == {id(DISTRICT), id(drawn)}


class TestWhatDoesNotFit:
    @pytest.mark.parametrize(
        ("code", "entry"),
        [
            ("not-living", Renamed(**stamp(), unit="z", name="")),
            ("not-living", Closed(**stamp(), unit="z")),
            ("not-living", Merged(**stamp(), sources=("a", "z"), into="b")),
            ("not-living", Extracted(**stamp(), source="z", part=Part("a"))),
            ("already-living", Opened(**stamp(), unit=unit("a"))),
            ("no-target", Merged(**stamp(), sources="a", into="z")),
            ("no-parent", Moved(**stamp(), unit="a", parent="z")),
            ("cycle", Moved(**stamp(), unit="s", parent="a1")),
            ("cycle", Moved(**stamp(), unit="a", parent="a")),
            ("before-first-map", Closed(**stamp(day=SINCE), unit="a1")),
            ("no-alteration", Withdrawal(id="x", of="y", known=KNOWN)),
        ],
    )
    def test_what_cannot_be_done_is_set_aside_or_refused(self, code: str, entry: Entry) -> None:
        loaded = Lineage.load(DISTRICT, SINCE, [entry])
        assert [f"lineage.{code}"] == [odd.code for odd in loaded.irregularities]
        assert loaded.lineage.as_of(DAY) == DISTRICT
        with pytest.raises(DefinitionError) as refusal:
            lineage(entry)
        assert refusal.value.codes == (f"lineage.{code}",)

    @pytest.mark.parametrize(
        ("code", "entry"),
        [
            ("missed", Split(**stamp(), source="a", parts=(Part(unit("p"), "a1"), Part(unit("q"))))),
            ("repeated", Split(**stamp(), source="a", parts=(Part(unit("p"), ("a1", "a2")), Part(unit("q"), "a1")))),
            ("no-member", Split(**stamp(), source="a", parts=(Part(unit("p"), ("a1", "a2", "b1")),))),
            ("no-member", Extracted(**stamp(), source="a", part=Part(unit("p"), ("a1", "nobody")))),
            (
                "shares",
                Split(
                    **stamp(),
                    source="a",
                    parts=(Part(unit("p"), "a1", Fraction(1, 2)), Part(unit("q"), "a2", Fraction(1, 3))),
                ),
            ),
            ("members-left", Closed(**stamp(), unit="a")),
            ("illegal-parent", Moved(**stamp(), unit="s", parent="c")),
            ("unknown-level", Reclassified(**stamp(), unit="a1", level="gird")),
        ],
    )
    def test_what_can_be_done_in_part_is_done_or_refused(self, code: str, entry: Entry) -> None:
        loaded = Lineage.load(DISTRICT, SINCE, [entry])
        assert [(f"lineage.{code}", True)] == [(odd.code, odd.applied) for odd in loaded.irregularities]
        assert loaded.lineage.as_of(DAY) != DISTRICT
        with pytest.raises(DefinitionError) as refusal:
            lineage(entry)
        assert refusal.value.codes == (f"lineage.{code}",)

    def test_what_no_part_has_stands_under_the_nearest_that_lives_on(self) -> None:
        entry = Split(**stamp(), source="a", parts=(Part(unit("p"), "a1"),))
        drawn = Lineage.load(DISTRICT, SINCE, [entry]).lineage.as_of(DAY)
        assert drawn.parent("a2") == "s"

    def test_what_stood_under_units_that_close_together_stands_under_the_nearest_that_lives_on(self) -> None:
        loaded = Lineage.load(DISTRICT, SINCE, [Closed(**stamp("x"), unit="s"), Closed(**stamp("y"), unit="a")])
        drawn = loaded.lineage.as_of(DAY)
        assert (drawn.parent("a1"), drawn.parent("b")) == ("d", "d")
        gone = [Closed(**stamp(id), unit=id) for id in "dstabc"]
        assert Lineage.load(DISTRICT, SINCE, gone).lineage.as_of(DAY).roots == ("a1", "a2", "b1", "b2", "c1", "c2")

    def test_a_merger_into_what_stands_inside_the_source_is_a_cycle(self) -> None:
        assert ("lineage.cycle", "a", False) in told(Merged(**stamp(), sources="s", into="a"))

    def test_of_two_that_contradict_each_other_the_one_known_first_stands(self) -> None:
        early = Renamed(**stamp("late id", known=KNOWN - timedelta(1)), unit="a", name="early")
        late = Renamed(**stamp("early id"), unit="a", name="late")
        loaded = Lineage.load(DISTRICT, SINCE, [late, early])
        assert loaded.lineage.as_of(DAY)["a"].name == "early"
        assert [(odd.code, odd.alteration) for odd in loaded.irregularities] == [("lineage.conflict", "early id")]

    def test_two_that_say_the_same_of_a_unit_do_not_contradict_each_other(self) -> None:
        twice = [Renamed(**stamp(id), unit="a", name="A") for id in ("one", "other")]
        assert told(*twice) == []
        assert lineage(*twice).as_of(DAY)["a"].name == "A"
        assert [each.id for each in lineage(*twice).settled().settlements[0].applied] == ["one", "other"]

    def test_a_change_to_a_unit_that_closes_that_day_is_set_aside(self) -> None:
        assert told(MERGER, Renamed(**stamp(), unit="a", name="")) == [("lineage.conflict", "a", False)]

    def test_a_change_to_a_unit_that_closed_before_names_the_day(self) -> None:
        with pytest.raises(DefinitionError) as refusal:
            lineage(MERGER, Renamed(**stamp(day=DAY + timedelta(1)), unit="a", name=""))
        assert "it closed on 2020-07-01" in str(refusal.value)

    def test_of_a_unit_that_closed_twice_the_last_day_is_named(self) -> None:
        days = [DAY + timedelta(number) for number in range(4)]
        loaded = Lineage.load(
            DISTRICT,
            SINCE,
            [
                Closed(**stamp("1", days[0]), unit="a1"),
                Opened(**stamp("2", days[1]), unit=unit("a1", "grid", "a")),
                Closed(**stamp("3", days[2]), unit="a1"),
                Renamed(**stamp("4", days[3]), unit="a1", name="A1"),
            ],
        )
        (odd,) = loaded.irregularities
        assert odd.problem.endswith(f"it closed on {days[2]}; set aside")

    def test_two_moves_that_make_a_ring_lose_the_later(self) -> None:
        entries = (
            Moved(**stamp("x"), unit="s", parent="t"),
            Moved(**stamp("y", known=KNOWN + timedelta(1)), unit="t", parent="s"),
        )
        loaded = Lineage.load(DISTRICT, SINCE, entries)
        assert ("lineage.cycle", "y") in [(odd.code, odd.alteration) for odd in loaded.irregularities]
        assert loaded.lineage.as_of(DAY).parent("s") == "t"

    def test_what_leans_on_something_set_aside_is_set_aside_too(self) -> None:
        opened = Opened(**stamp("o"), unit=unit("n", "community", "nowhere"))
        assert told(opened, Moved(**stamp("y"), unit="a1", parent="n")) == [
            ("lineage.no-parent", "n", False),
            ("lineage.no-parent", "a1", False),
        ]

    def test_other_content_under_one_id_keeps_the_one_known_first(self) -> None:
        first, other = Renamed(**stamp(), unit="a", name="A"), Renamed(**stamp(), unit="a", name="B")
        ways = [Lineage.load(DISTRICT, SINCE, order) for order in ([first, other], [other, first, first])]
        assert ways[0] == ways[1]
        assert [odd.code for odd in ways[0].irregularities] == ["lineage.other-content"]

    def test_an_alteration_that_arrives_twice_word_for_word_counts_once(self) -> None:
        twice = Lineage.load(DISTRICT, SINCE, [MERGER, attrs.evolve(MERGER), MERGER])
        assert twice == Lineage.load(DISTRICT, SINCE, [MERGER])
        assert twice.irregularities == ()
        assert lineage(MERGER, attrs.evolve(MERGER)).entries == (MERGER,)

    def test_a_withdrawal_is_not_withdrawn(self) -> None:
        first = Withdrawal(id="w", of="merger", known=KNOWN + timedelta(1))
        second = Withdrawal(id="v", of="w", known=KNOWN + timedelta(2))
        loaded = Lineage.load(DISTRICT, SINCE, [MERGER, first, second])
        assert [(odd.code, odd.alteration) for odd in loaded.irregularities] == [("lineage.no-alteration", "v")]
        assert loaded.lineage.as_of(DAY) == DISTRICT

    def test_what_no_map_can_show_is_told_from_the_day_on_which_it_is_known(self) -> None:
        early = Closed(**stamp(day=SINCE, known=KNOWN + timedelta(5)), unit="a1")
        loaded = Lineage.load(DISTRICT, SINCE, [MERGER, early]).lineage
        assert loaded.irregularities(KNOWN + timedelta(4)) == ()
        assert [odd.code for odd in loaded.irregularities(KNOWN + timedelta(5))] == ["lineage.before-first-map"]

    def test_a_new_unit_needs_an_id(self) -> None:
        for entry in (Opened(**stamp(), unit=unit("")), Merged(**stamp(), sources=("a", "b"), into=unit(""))):
            assert told(entry) == [("lineage.no-id", "", False)]

    def test_every_fault_is_named_at_once(self) -> None:
        with pytest.raises(DefinitionError) as refusal:
            lineage(Closed(**stamp("x"), unit="y"), Moved(**stamp("z"), unit="a", parent="w"))
        assert refusal.value.codes == ("lineage.not-living", "lineage.no-parent")

    def test_a_unit_that_no_map_has_is_unknown(self) -> None:
        with pytest.raises(UnknownUnit, match="'z' is no unit"):
            lineage().history("z")
        with pytest.raises(UnknownUnit):
            lineage(MERGER).heirs("m", EVE, DAY)


class TestWhatIsNoAlteration:
    @pytest.mark.parametrize(
        ("code", "kind", "fields"),
        [
            ("no-id", Closed, {"id": "", "unit": "a"}),
            ("span", Closed, {"unit": "a", "earliest": DAY + timedelta(1)}),
            ("nothing", Merged, {"sources": (), "into": "a"}),
            ("repeated", Merged, {"sources": ("b", "b"), "into": "a"}),
            ("lives-on", Merged, {"sources": ("a", "b"), "into": "a"}),
            ("nothing", Split, {"source": "a", "parts": ()}),
            ("repeated", Split, {"source": "a", "parts": (Part("b"), Part("b"))}),
            ("lives-on", Split, {"source": "a", "parts": (Part("a"), Part("b"))}),
            ("share", Split, {"source": "a", "parts": (Part("c", (), 1), Part("b", (), 1))}),
            ("share", Split, {"source": "a", "parts": (Part("c", (), 1), Part("b"))}),
            ("share", Extracted, {"source": "a", "part": Part("b", (), -1)}),
            ("lives-on", Extracted, {"source": "a", "part": Part("a")}),
            ("nothing", Reclassified, {"unit": "a"}),
        ],
    )
    def test_it_is_refused_when_it_is_made(self, code: str, kind: type[Alteration], fields: dict[str, Any]) -> None:
        with pytest.raises(DefinitionError) as refusal:
            kind(**stamp() | fields)
        assert refusal.value.codes == (f"alteration.{code}",)

    @pytest.mark.parametrize(
        ("where", "made"),
        [
            ("Part.share", lambda: Part("b", (), 0.5)),  # type: ignore[arg-type]
            ("Part.into", lambda: Part(None)),  # type: ignore[arg-type]
            ("Part.members[0]", lambda: Part("b", [1])),  # type: ignore[list-item]
            ("Renamed.day", lambda: Renamed(**stamp(day=KNOWN), unit="a", name="A")),
            ("Moved.parent", lambda: Moved(**stamp(), unit="a", parent=unit("s"))),  # type: ignore[arg-type]
            ("Opened.unit", lambda: Opened(**stamp(), unit="a")),  # type: ignore[arg-type]
            ("Closed.unit", lambda: Closed(**stamp(), unit=unit("a"))),  # type: ignore[arg-type]
            ("day", lambda: lineage().as_of(KNOWN)),
            ("day", lambda: lineage().undecided(KNOWN)),
        ],
    )
    def test_what_is_of_another_type_is_told_where_it_stands(self, where: str, made: Callable[[], object]) -> None:
        with pytest.raises(WrongType) as refusal:
            made()
        assert refusal.value.what == where
