"""Where a fact stands among others, and among moments that pass by themselves."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.facts.fact import Amendment, Fact, Precision, instant, standing, standing_order
from gridcare.timing.periods import day_end, day_start, local_day, moment

CHINA = "Asia/Shanghai"
EIGHT = moment("2020-02-03 08:00", CHINA)


def visit(fact_id: str, happened: datetime, precision: Precision = Precision.MINUTE, known: datetime = EIGHT) -> Fact:
    return Fact(id=fact_id, kind="door", subjects=("h1",), happened=happened, known=known, precision=precision)


class TestStanding:
    def test_a_fact_exact_to_the_minute_stands_when_it_happened(self) -> None:
        assert standing(visit("f1", EIGHT), CHINA) == EIGHT

    def test_a_fact_of_a_day_stands_after_all_that_happened_that_day(self) -> None:
        day = day_start(local_day(EIGHT, CHINA), CHINA)
        evening = visit("f1", moment("2020-02-03 23:59", CHINA))
        assert standing(evening, CHINA) < standing(visit("f2", day, Precision.DAY), CHINA)

    def test_a_fact_of_a_day_still_answers_what_ends_with_the_day(self) -> None:
        """A deadline is the first moment too late, and a fact at a passed moment comes after it."""
        end = day_end(local_day(EIGHT, CHINA), CHINA)
        assert standing(visit("f1", EIGHT, Precision.DAY), CHINA) < end

    def test_the_day_is_the_local_one(self) -> None:
        late = datetime(2020, 2, 2, 20, 0, tzinfo=UTC)
        paper = visit("f1", late, Precision.DAY)
        assert local_day(standing(paper, CHINA), CHINA).day == 3
        assert local_day(standing(paper, "UTC"), "UTC").day == 2

    def test_a_day_named_by_its_word_is_a_day(self) -> None:
        assert standing(visit("f1", EIGHT, "day"), CHINA) > EIGHT  # type: ignore[arg-type]  # from another program


class TestStandingOrder:
    def test_within_a_moment_the_rank_decides_then_knowledge_then_the_id(self) -> None:
        later = EIGHT + timedelta(hours=1)
        papers = {
            visit("f2", EIGHT, Precision.DAY, later): 1,
            visit("f1", EIGHT, Precision.DAY, later): 1,
            visit("f3", EIGHT, Precision.DAY): 1,
            visit("f4", EIGHT, Precision.DAY, later + timedelta(hours=1)): 0,
        }
        ordered = sorted(papers, key=lambda fact: standing_order(fact, papers[fact], CHINA))
        assert ["f4", "f3", "f1", "f2"] == [fact.id for fact in ordered]

    def test_an_hour_that_came_twice_is_ordered_as_it_passed(self) -> None:
        """Python compares two moments of one zone by the wall clock; 02:15 came again after 02:45."""
        berlin = ZoneInfo("Europe/Berlin")
        before = visit("f1", datetime(2020, 10, 25, 2, 45, tzinfo=berlin))
        after = visit("f2", datetime(2020, 10, 25, 2, 15, fold=1, tzinfo=berlin))
        assert after.happened < before.happened
        assert standing_order(before, 0, berlin) < standing_order(after, 0, berlin)

    def test_no_order_without_a_zone(self) -> None:
        with pytest.raises(TypeError, match="offset-naive"):
            instant(EIGHT.replace(tzinfo=None))


class TestValues:
    def test_a_fact_cannot_be_changed(self) -> None:
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            visit("f1", EIGHT).outcome = "met"  # type: ignore[misc]

    def test_no_answer_shows_in_a_repr(self) -> None:
        told = attrs.evolve(visit("f1", EIGHT), answers=Attributes(illness="planted secret"))
        assert "planted" not in repr(told)
        assert "planted" not in repr(Amendment(id="k1", of="f1", known=EIGHT, fact=told))
