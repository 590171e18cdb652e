"""Counts that grade places."""

import attrs
import pytest

from gridcare.errors import DefinitionError
from gridcare.places.hierarchy import Hierarchy, UnknownUnit
from gridcare.places.tally import Tally
from gridcare.places.thresholds import Falls, GradeCause, Threshold, Whom, grade_places
from gridcare.places.units import Level, Unit

SCALE = ("low", "middle", "high")
STREET = Hierarchy(
    Level.ordered("street", "community", "grid"),
    [
        Unit("s", "", "street"),
        Unit("c1", "", "community", "s"),
        Unit("g1", "", "grid", "c1"),
        Unit("g2", "", "grid", "c1"),
        Unit("g3", "", "grid", "c1"),
        Unit("c2", "", "community", "s"),
        Unit("lone", "", "community"),
    ],
)
RULE = Threshold(
    name="positives",
    key="positive",
    weight="person",
    level="community",
    steps=((1, "middle"), (5, "high")),
    falls=Falls.WITH_COUNT,
)


def tally(**persons: int) -> Tally:
    return Tally.of(STREET, [(unit, "positive", {"person": count}) for unit, count in persons.items()])


class TestWhom:
    def test_the_unit_counted_is_graded_and_everything_inside_it_feels_it(self) -> None:
        graded = grade_places(tally(g1=4, g2=1), [RULE], SCALE)
        cause = GradeCause("c1", "high", "positives", "c1", 5)
        assert graded.causes == (cause,)
        assert [graded.effective(unit) for unit in ("g3", "c1", "s", "c2")] == [cause, cause, None, None]

    def test_only_the_members_where_it_arose_are_graded(self) -> None:
        rule = attrs.evolve(RULE, whom=Whom.MEMBERS)
        graded = grade_places(tally(g1=4, g2=1, g3=0), [rule], SCALE)
        assert [(cause.unit, cause.grade, cause.counted) for cause in graded.causes] == [
            ("g1", "high", "c1"),
            ("g2", "high", "c1"),
        ]
        assert graded.effective("g3") is None

    def test_a_unit_above_is_graded_with_the_count_below_as_its_cause(self) -> None:
        rule = attrs.evolve(RULE, whom=Whom.ANCESTOR, ancestor="street")
        graded = grade_places(tally(g1=1, c2=5), [rule], SCALE)
        assert [(cause.unit, cause.grade, cause.counted) for cause in graded.causes] == [
            ("s", "middle", "c1"),
            ("s", "high", "c2"),
        ]
        effective = graded.effective("g1")
        assert effective is not None
        assert (effective.grade, effective.counted) == ("high", "c2")

    def test_a_grade_without_a_place_is_listed(self) -> None:
        rule = attrs.evolve(RULE, whom=Whom.ANCESTOR, ancestor="street")
        graded = grade_places(tally(lone=1), [rule], SCALE)
        assert graded.causes == ()
        assert graded.unplaced == (GradeCause("", "middle", "positives", "lone", 1),)


class TestEffective:
    def test_of_equal_grades_the_nearest_is_the_cause(self) -> None:
        grids = attrs.evolve(RULE, name="grids", level="grid")
        graded = grade_places(tally(g1=1), [RULE, grids], SCALE)
        effective = graded.effective("g1")
        assert effective is not None
        assert effective.threshold == "grids"

    def test_a_place_that_is_not_there_is_refused(self) -> None:
        with pytest.raises(UnknownUnit):
            grade_places(tally(), [], SCALE).effective("nowhere")


class TestAbsent:
    def test_what_nobody_counted_is_not_graded_even_where_zero_is(self) -> None:
        rule = attrs.evolve(RULE, steps=((0, "low"), (1, "high")))
        graded = grade_places(tally(g1=0), [rule], SCALE)
        assert [(cause.unit, cause.grade) for cause in graded.causes] == [("c1", "low")]


class TestFall:
    def test_a_grade_that_falls_by_decision_stands_with_the_count_it_came_from(self) -> None:
        rule = attrs.evolve(RULE, falls=Falls.BY_DECISION)
        before = grade_places(tally(g1=5), [rule], SCALE)
        after = grade_places(tally(g1=1), [rule], SCALE, standing=before.causes)
        assert after.causes == (GradeCause("c1", "high", "positives", "c1", 5),)
        lifted = grade_places(tally(g1=1), [rule], SCALE)
        assert [cause.grade for cause in lifted.causes] == ["middle"]

    def test_a_grade_that_falls_with_the_count_falls(self) -> None:
        before = grade_places(tally(g1=5), [RULE], SCALE)
        after = grade_places(tally(g1=0), [RULE], SCALE, standing=before.causes)
        assert after.causes == ()

    def test_a_higher_count_renews_a_standing_grade(self) -> None:
        rule = attrs.evolve(RULE, falls=Falls.BY_DECISION)
        before = grade_places(tally(g1=5), [rule], SCALE)
        after = grade_places(tally(g1=9), [rule], SCALE, standing=before.causes)
        assert [cause.count for cause in after.causes] == [9]


class TestFaults:
    def test_every_fault_of_a_threshold_is_named(self) -> None:
        with pytest.raises(DefinitionError) as refusal:
            Threshold(
                name="t",
                key="k",
                weight="person",
                level="grid",
                steps=((5, "high"), (5, "low")),
                falls=Falls.WITH_COUNT,
                whom=Whom.ANCESTOR,
            )
        assert refusal.value.codes == ("threshold.steps", "threshold.ancestor")
        with pytest.raises(DefinitionError) as refusal:
            attrs.evolve(RULE, steps=(), ancestor="street")
        assert refusal.value.codes == ("threshold.no-steps", "threshold.ancestor")

    def test_every_fault_against_the_map_and_the_scale_is_named(self) -> None:
        rules = [
            RULE,
            RULE,
            attrs.evolve(RULE, name="a", level="comunity"),
            attrs.evolve(RULE, name="b", steps=((1, "hihg"),)),
            attrs.evolve(RULE, name="c", steps=((1, "high"), (2, "low"))),
        ]
        old = GradeCause("c1", "gone", "d", "c1", 1)
        rules.append(attrs.evolve(RULE, name="d", falls=Falls.BY_DECISION))
        with pytest.raises(DefinitionError) as refusal:
            grade_places(tally(), rules, SCALE, standing=[old])
        assert [(fault.code, fault.where) for fault in refusal.value.faults] == [
            ("threshold.name", "positives"),
            ("threshold.level", "a"),
            ("threshold.grade", "b"),
            ("threshold.grades", "c"),
            ("threshold.standing", "c1"),
        ]
        assert "did you mean 'community'" in str(refusal.value)
        assert "did you mean 'high'" in str(refusal.value)
