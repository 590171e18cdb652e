"""Counts of a small street before and after each kind of alteration; what peers get wrong first."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from gridcare.given import WrongType
from gridcare.places.alterations import Alteration, Closed, Extracted, Merged, Moved, Opened, Part, Renamed, Split
from gridcare.places.hierarchy import Hierarchy, UnknownUnit
from gridcare.places.lineage import Lineage, NoMapYet
from gridcare.places.rebasing import NotRebased, Rebased, rebase
from gridcare.places.reversal import undoing
from gridcare.places.tally import Number, Tally
from gridcare.places.units import Level, Unit

SINCE = date(2020, 1, 1)
DAY = date(2020, 7, 1)
EVE = DAY - timedelta(days=1)
KNOWN = datetime(2020, 6, 1, tzinfo=UTC)


def unit(id: str, level: str = "community", parent: str | None = "s") -> Unit:
    return Unit(id, f"name of {id}", level, parent)


def stamp(id: str = "x", day: date = DAY) -> dict[str, Any]:
    return {"id": id, "day": day, "known": KNOWN}


DISTRICT = Hierarchy(
    Level.ordered("district", "street", "community", "grid"),
    [
        unit("d", "district", None),
        unit("s", "street", "d"),
        unit("t", "street", "d"),
        unit("a"),
        unit("b"),
        unit("c", parent="t"),
        *(unit(f"{community}{number}", "grid", community) for community in "abc" for number in (1, 2)),
    ],
)
MERGER = Merged(**stamp("merger"), sources=("a", "b"), into=unit("m"))


def lineage(*alterations: Alteration) -> Lineage:
    return Lineage(DISTRICT, SINCE, alterations)


HALVES = (Part(unit("p"), "a1", Fraction(1, 3)), Part(unit("q"), "a2", Fraction(2, 3)))
PARTS = (Part(unit("p"), "a1"), Part(unit("q"), "a2"))


def counts(history: Lineage, figures: Mapping[str, Number], counted: object = EVE, key: str = "fever") -> Tally:
    day = EVE if counted is EVE else DAY
    return Tally.of(history.as_of(day), [(at, key, {"person": amount}) for at, amount in figures.items()])


def own(rebased: Rebased) -> dict[str, Number]:
    """What stands at each unit, without what is inside it."""
    return {at: amounts["person"] for at, _, amounts in rebased.tally.entries()}


def onward(figures: Mapping[str, Number], *alterations: Alteration) -> Rebased:
    """Figures of the day before, on the map of the day."""
    history = lineage(*alterations)
    return rebase(counts(history, figures), history, counted=EVE, on=DAY)


def backward(figures: Mapping[str, Number], *alterations: Alteration) -> Rebased:
    """Figures of the day, on the map of the day before."""
    history = lineage(*alterations)
    return rebase(counts(history, figures, DAY), history, counted=DAY, on=EVE)


class TestMerging:
    def test_three_and_five_are_eight_on_the_new_map_and_three_and_five_on_the_old(self) -> None:
        """DHIS2 keeps the value that was updated last."""
        now = onward({"a": 3, "b": 5}, MERGER)
        assert now.tally.get("m", "fever", "person") == 8
        assert [(piece.origin, piece.amount) for piece in now.audit("m", "fever")] == [("a", 3), ("b", 5)]
        assert now.residue == ()
        assert own(rebase(now, lineage(MERGER), on=EVE)) == {"a": 3, "b": 5}

    def test_a_member_that_goes_elsewhere_on_that_day_keeps_the_count_above_both(self) -> None:
        away = Moved(**stamp("y"), unit="a1", parent="c")
        assert own(onward({"a": 3, "b": 5}, MERGER, away)) == {"d": 3, "m": 5}
        assert own(onward({"a": 3, "a1": 0}, MERGER, away)) == {"m": 3, "a1": 0}
        joined = Moved(**stamp("y"), unit="c1", parent="m")
        assert [(piece.heirs, piece.unit) for piece in backward({"m": 7}, MERGER, joined).residue] == [
            (("a", "b", "c1"), "d")
        ]

    def test_what_the_merged_unit_counts_is_neither_of_its_sources(self) -> None:
        then = backward({"m": 8}, MERGER)
        (left,) = then.residue
        assert (left.unit, left.heirs, left.amount) == ("s", ("a", "b"), 8)

    def test_a_unit_that_takes_another_in_keeps_what_it_had(self) -> None:
        now = onward({"a": 3, "b": 5}, Merged(**stamp(), sources="b", into="a"))
        assert now.tally.get("a", "fever", "person") == 8
        assert own(rebase(now, lineage(Merged(**stamp(), sources="b", into="a")), on=EVE)) == {"a": 3, "b": 5}

    def test_taken_back_each_has_its_own_again_and_what_was_counted_between_is_residue(self) -> None:
        later = DAY + timedelta(9)
        history = lineage(MERGER)
        history = history.with_(*undoing(history, "merger", id="back", day=later, known=KNOWN))
        assert own(rebase(counts(history, {"a": 3, "b": 5}), history, counted=EVE, on=later)) == {"a": 3, "b": 5}
        between = rebase(counts(history, {"m": 7}, DAY), history, counted=DAY, on=later)
        assert own(between) == {"s": 7}

    def test_what_was_counted_after_a_merger_that_is_taken_back_later_is_nobodys_alone(self) -> None:
        later = DAY + timedelta(9)
        history = lineage(Merged(**stamp("merger"), sources="b", into="a"))
        history = history.with_(*undoing(history, "merger", id="back", day=later, known=KNOWN))
        after = rebase(counts(history, {"a": 7}, DAY), history, counted=DAY, on=later)
        assert (own(after), [piece.heirs for piece in after.residue]) == ({"s": 7}, [("a", "b")])
        before = rebase(counts(history, {"a": 3, "b": 5}), history, counted=EVE, on=later)
        assert (own(before), before.residue) == ({"a": 3, "b": 5}, ())

    def test_a_merger_that_is_taken_back_after_a_part_left_sends_home_what_can_go_home(self) -> None:
        between, later = DAY + timedelta(1), DAY + timedelta(9)
        history = lineage(MERGER, Extracted(**stamp("part", between), source="m", part=Part("c", "b2")))
        history = history.with_(*undoing(history, "merger", id="back", day=later, known=KNOWN))
        now = rebase(counts(history, {"a": 3, "b": 5}), history, counted=EVE, on=later)
        assert own(now) == {"a": 3, "d": 5}
        assert [(piece.origin, set(piece.heirs)) for piece in now.residue] == [("b", {"a", "b", "c"})]

    def test_where_a_source_does_not_come_back_its_count_does_not_go_home(self) -> None:
        later = DAY + timedelta(9)
        parts = (Part(unit("z"), ("a1", "a2")), Part(unit("b"), ("b1", "b2")))
        history = lineage(MERGER, Split(**stamp("back", later), undoes="merger", source="m", parts=parts))
        now = rebase(counts(history, {"a": 3, "b": 5}), history, counted=EVE, on=later)
        assert own(now) == {"b": 5, "s": 3}
        assert [(piece.origin, piece.heirs) for piece in now.residue] == [("a", ("z", "b"))]

    def test_an_audit_names_what_was_counted_under_its_key_alone(self) -> None:
        figures = Tally.of(DISTRICT, [("a", "fever", {"person": 3}), ("a", "cough", {"person": 4})])
        now = rebase(figures, lineage(MERGER), counted=EVE, on=DAY)
        assert [(piece.key, piece.amount) for piece in now.audit("m", "cough")] == [("cough", 4)]
        assert now.audit("t", "cough") == ()

    def test_on_the_way_back_a_unit_that_took_another_in_keeps_its_own_with_nothing_to_remember_it_by(self) -> None:
        history = lineage(Merged(**stamp(), sources="b1", into="b2"))
        figures = counts(history, {"b2": 5, "b1": 1})
        there = rebase(figures, history, counted=EVE, on=DAY)
        assert own(there) == {"b2": 6}
        assert own(rebase(there, history, on=EVE)) == {"b2": 5, "b1": 1}
        assert own(rebase(there.tally, history, counted=DAY, on=EVE)) == {"b": 6}

    def test_sources_of_two_trees_leave_a_residue_outside_every_unit(self) -> None:
        root = unit("r", parent=None)
        history = lineage(Opened(**stamp("o", EVE), unit=root), Merged(**stamp(), sources=("r", "a"), into=unit("m")))
        then = rebase(counts(history, {"m": 4}, DAY), history, counted=DAY, on=EVE)
        assert [(piece.unit, piece.amount) for piece in then.residue] == [(None, 4)]
        assert own(then) == {}


class TestDividing:
    def test_members_take_their_own_counts_along(self) -> None:
        now = onward({"a1": 2, "a2": 4}, Split(**stamp(), source="a", parts=PARTS))
        assert (now.tally.get("p", "fever", "person"), now.tally.get("q", "fever", "person")) == (2, 4)

    def test_a_declared_key_divides_exactly(self) -> None:
        assert own(onward({"a": 10}, Split(**stamp(), source="a", parts=HALVES))) == {
            "p": Fraction(10, 3),
            "q": Fraction(20, 3),
        }

    def test_without_a_key_it_stays_visible_above(self) -> None:
        now = onward({"a": 10, "c": 1}, Split(**stamp(), source="a", parts=PARTS))
        assert own(now) == {"s": 10, "c": 1}
        assert [(piece.origin, piece.unit, piece.heirs) for piece in now.residue] == [("a", "s", ("p", "q"))]

    def test_what_the_key_of_a_loaded_source_leaves_over_is_residue(self) -> None:
        parts = (Part(unit("p"), "a1", Fraction(1, 2)), Part(unit("q"), "a2", Fraction(1, 4)))
        history = Lineage.load(DISTRICT, SINCE, [Split(**stamp(), source="a", parts=parts)]).lineage
        now = rebase(counts(history, {"a": 8}), history, counted=EVE, on=DAY)
        assert own(now) == {"p": 4, "q": 2, "s": 2}
        assert [piece.amount for piece in now.residue] == [2]

    @pytest.mark.parametrize(
        ("share", "expected"), [(None, {"s": 10}), (1, {"p": 10}), (Fraction(1, 2), {"p": 5, "s": 5})]
    )
    def test_what_a_loaded_split_misses_leaves_the_count_above_unless_a_share_says_otherwise(
        self, share: Fraction | int | None, expected: dict[str, Number]
    ) -> None:
        missing = Split(**stamp(), source="a", parts=(Part(unit("p"), "a1", share),))
        history = Lineage.load(DISTRICT, SINCE, [missing]).lineage
        now = rebase(counts(history, {"a": 10}), history, counted=EVE, on=DAY)
        assert own(now) == expected
        assert {piece.unit: piece.amount for piece in now.residue} == {at: n for at, n in expected.items() if at == "s"}
        assert own(rebase(now, history, on=EVE)) in ({"a": 10}, {"a": Fraction(10)})

    def test_what_a_loaded_split_misses_takes_nothing_when_it_was_counted_for_itself(self) -> None:
        missing = Split(**stamp(), source="a", parts=(Part(unit("p"), "a1"),))
        history = Lineage.load(DISTRICT, SINCE, [missing]).lineage
        now = rebase(counts(history, {"a": 10, "a2": 1}), history, counted=EVE, on=DAY)
        assert (own(now), now.residue) == ({"p": 10, "a2": 1}, ())
        then = rebase(counts(history, {"a2": 1}, DAY), history, counted=DAY, on=EVE)
        assert (own(then), then.residue) == ({"a2": 1}, ())

    def test_parts_counted_each_are_the_whole_on_the_old_map(self) -> None:
        assert (
            backward({"p": 3, "q": 5}, Split(**stamp(), source="a", parts=PARTS)).tally.get("a", "fever", "person") == 8
        )

    def test_parts_that_become_one_again_end_the_residue(self) -> None:
        again = Merged(**stamp("m", DAY + timedelta(1)), sources=("p", "q"), into=unit("n"))
        history = lineage(Split(**stamp(), source="a", parts=PARTS), again)
        now = rebase(counts(history, {"a": 10}), history, counted=EVE, on=DAY + timedelta(1))
        assert own(now) == {"n": 10}
        assert now.residue == ()

    def test_a_part_that_leaves_takes_its_share_and_the_rest_stays(self) -> None:
        part = Extracted(**stamp(), source="a", part=Part(unit("p"), "a1", Fraction(1, 4)))
        assert own(onward({"a": 8}, part)) == {"a": 6, "p": 2}

    def test_a_part_that_leaves_with_members_counted_for_themselves_takes_nothing_else(self) -> None:
        part = Extracted(**stamp(), source="a", part=Part(unit("p"), "a1", Fraction(1, 4)))
        now = onward({"a": 8, "a1": 1}, part)
        assert own(now) == {"a": 8, "a1": 1}
        assert now.tally.get("p", "fever", "person") == 1

    def test_parts_whose_shares_are_more_than_the_whole_share_nothing(self) -> None:
        parts = [
            Extracted(**stamp(into), source="a", part=Part(unit(into), member, Fraction(2, 3)))
            for into, member in (("p", "a1"), ("q", "a2"))
        ]
        assert own(onward({"a": 9}, *parts)) == {"s": 9}

    def test_what_was_counted_in_households_says_nothing_of_persons(self) -> None:
        history = lineage(Extracted(**stamp(), source="a", part=Part(unit("p"), "a1", Fraction(1, 4))))
        figures = Tally.of(DISTRICT, [("a", "met", {"person": 8, "household": 4}), ("a1", "met", {"household": 1})])
        now = rebase(figures, history, counted=EVE, on=DAY)
        assert (now.tally.own("a"), now.tally.own("p")) == (
            {"met": {"person": 6, "household": 4}},
            {"met": {"person": 2}},
        )

    def test_a_residue_that_may_be_of_a_unit_is_no_count_of_it(self) -> None:
        later = DAY + timedelta(1)
        history = lineage(Split(**stamp(), source="a", parts=PARTS), Moved(**stamp("y", later), unit="p", parent="t"))
        now = rebase(counts(history, {"a": 10, "s": 9}), history, counted=EVE, on=later)
        assert own(now) == {"d": 19}
        assert [(piece.origin, piece.heirs) for piece in now.residue] == [("a", ("p", "q")), ("s", ("s", "p"))]

    def test_a_part_that_stays_inside_takes_nothing_out(self) -> None:
        now = onward({"s": 9}, Extracted(**stamp(), source="s", part=Part("a")))
        assert (own(now), now.residue) == ({"s": 9}, ())

    def test_what_was_counted_where_a_later_part_never_was_stays_whole(self) -> None:
        later = DAY + timedelta(1)
        history = lineage(MERGER, Extracted(**stamp("part", later), source="m", part=Part("c", "b2")))
        now = rebase(counts(history, {"a": 3, "b": 5}), history, counted=EVE, on=later)
        assert own(now) == {"m": 3, "d": 5}
        assert [(piece.origin, piece.heirs) for piece in now.residue] == [("b", ("m", "c"))]

    def test_a_part_that_goes_to_another_street_leaves_the_count_above_both(self) -> None:
        now = onward({"a": 8}, Extracted(**stamp(), source="a", part=Part("c", "a1")))
        assert own(now) == {"d": 8}


class TestMoving:
    def test_what_a_unit_counted_moves_with_it(self) -> None:
        now = onward({"a": 3, "a1": 1}, Moved(**stamp(), unit="a", parent="t"))
        assert now.tally.get("t", "fever", "person") == 4
        assert now.residue == ()

    def test_the_street_that_counted_for_it_can_no_longer_tell(self) -> None:
        assert own(onward({"s": 9}, Moved(**stamp(), unit="a", parent="t"))) == {"d": 9}

    def test_the_street_keeps_its_count_when_what_left_was_counted_for_itself(self) -> None:
        now = onward({"s": 9, "a1": 0}, Moved(**stamp(), unit="a", parent="t"))
        assert own(now) == {"s": 9, "a1": 0}

    def test_one_that_came_and_was_counted_by_the_street_cannot_be_told_on_the_old_map(self) -> None:
        assert own(backward({"t": 9}, Moved(**stamp(), unit="a", parent="t"))) == {"d": 9}

    def test_one_that_left_and_came_back_is_told_again(self) -> None:
        history = lineage(
            Moved(**stamp("x"), unit="a", parent="t"), Moved(**stamp("y", DAY + timedelta(1)), unit="a", parent="s")
        )
        now = rebase(counts(history, {"s": 9}), history, counted=EVE, on=DAY + timedelta(1))
        assert own(now) == {"s": 9}


class TestOpeningAndClosing:
    def test_what_a_closed_unit_counted_is_residue_above(self) -> None:
        now = onward({"a1": 2, "a": 1}, Closed(**stamp(), unit="a1"))
        assert own(now) == {"a": 3}
        assert {(piece.origin, piece.is_residue) for piece in now.audit("a", "fever")} == {("a1", True), ("a", False)}

    def test_what_a_new_unit_counts_is_residue_above_on_the_old_map(self) -> None:
        then = backward({"n": 2}, Opened(**stamp(), unit=unit("n", "grid", "a")))
        assert own(then) == {"a": 2}
        assert len(then.residue) == 1


class TestWhatIsRefused:
    def test_ratios_are_computed_anew(self) -> None:
        with pytest.raises(NotRebased, match="'dict' cannot be re-based: only a Tally adds up"):
            rebase({"a": 0.5}, lineage(), counted=EVE, on=DAY)  # type: ignore[arg-type]

    def test_a_tally_needs_its_day(self) -> None:
        with pytest.raises(TypeError, match="'counted' is missing"):
            rebase(counts(lineage(), {}), lineage(), on=DAY)

    def test_rebased_figures_keep_their_own_day_and_knowledge(self) -> None:
        history = lineage(MERGER)
        now = rebase(counts(history, {"a": 3}), history, counted=EVE, on=DAY)
        assert rebase(now, history, counted=EVE, on=EVE) == rebase(now, history, on=EVE)
        with pytest.raises(TypeError, match=f"re-based already, counted on the map of {EVE}"):
            rebase(now, history, counted=DAY, on=EVE)
        with pytest.raises(TypeError, match="leave out 'counted' and 'known'"):
            rebase(now, history, on=EVE, known=KNOWN)

    def test_a_moment_is_no_day(self) -> None:
        with pytest.raises(WrongType, match=r"give a day, such as date\(2020, 2, 3\)"):
            rebase(counts(lineage(), {}), lineage(), counted=EVE, on=KNOWN)

    def test_a_figure_of_a_unit_that_was_not_there(self) -> None:
        history = lineage(MERGER)
        with pytest.raises(UnknownUnit, match="'m' is no unit"):
            rebase(counts(history, {"m": 1}, DAY), history, counted=EVE, on=DAY)

    def test_a_day_before_the_first_map(self) -> None:
        with pytest.raises(NoMapYet):
            rebase(counts(lineage(), {}), lineage(), counted=EVE, on=SINCE - timedelta(1))

    def test_what_was_not_known_moves_nothing(self) -> None:
        history = lineage(MERGER)
        figures = counts(history, {"a": 3})
        assert own(rebase(figures, history, counted=EVE, on=DAY, known=KNOWN - timedelta(1))) == {"a": 3}

    def test_a_rename_moves_nothing(self) -> None:
        assert own(onward({"a": 3}, Renamed(**stamp(), unit="a", name="A"))) == {"a": 3}
