"""Alerts go from the grid to the community to the street."""

import pytest

from gridcare.errors import DefinitionError
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.tally import Tally
from gridcare.places.thresholds import Falls, GradedPlaces, Threshold, grade_places
from gridcare.places.units import Level, Unit
from gridcare.work.alerts import alerts

SCALE = ("calm", "warning", "alarm")
STREET = Hierarchy(
    Level.ordered("street", "community", "grid"),
    [Unit("s", "", "street"), Unit("c1", "", "community", "s"), Unit("g1", "", "grid", "c1")],
)
RULE = Threshold(
    name="fever",
    key="fever",
    weight="person",
    level="grid",
    steps=((2, "warning"), (5, "alarm")),
    falls=Falls.WITH_COUNT,
)


def graded(count: int, scale: tuple[str, ...] = SCALE) -> GradedPlaces:
    return grade_places(Tally.of(STREET, [("g1", "fever", {"person": count})]), [RULE], scale)


class TestAlerts:
    def test_the_second_fever_in_a_grid_is_told_to_community_and_street(self) -> None:
        (alert,) = alerts(graded(2))
        assert ("g1", "warning", None, ("g1", "c1", "s")) == (alert.unit, alert.grade, alert.before, alert.told)
        assert "'g1' rises to 'warning': 2 at 'g1' by 'fever'" == str(alert)

    def test_one_more_is_no_news_and_the_fifth_is(self) -> None:
        assert () == alerts(graded(3), graded(2))
        (alert,) = alerts(graded(5), graded(3), levels=("street",))
        assert ("'g1' rises from 'warning' to 'alarm': 5 at 'g1' by 'fever'", ("s",)) == (str(alert), alert.told)

    def test_other_scales_and_levels_that_are_none_are_refused_at_once(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            alerts(graded(5), graded(5, scale=(*SCALE, "worst")), levels=("stret",))
        assert ("alert.scale", "alert.level") == caught.value.codes
        assert "did you mean 'street'" in str(caught.value)
