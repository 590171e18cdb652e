"""The board in the morning: what is due, what was missed today."""

from datetime import datetime
from typing import Final

import pytest

from gridcare.timing.acts import Act
from gridcare.timing.anchors import Latest
from gridcare.timing.boards import Board, OffTheBoard, board, board_row
from gridcare.timing.periods import moment
from gridcare.timing.schedules import Schedule
from gridcare.timing.slots import Daily
from gridcare.timing.timelines import Phase, Timeline

ZONE: Final = "Asia/Shanghai"
MEETS: Final = Daily("meet", windows=("07:00-09:00", "20:00-22:00"), late="3h")
HOME: Final = Timeline(anchor=Latest("contact"), phases=(Phase("home", days=14, slots=(MEETS,)),))


def at(text: str) -> datetime:
    return moment(text, ZONE)


def act(kind: str, when: str) -> Act:
    return Act(id=f"{kind} {when}", kind=kind, happened=at(when), known=at(when))


def schedule(*acts: Act) -> Schedule:
    return Schedule(HOME, (act("contact", "2020-02-02 10:00"), *acts), zone=ZONE)


def compiled(**schedules: Schedule) -> Board:
    return board(schedules, zone=ZONE, known=at("2020-02-05 06:00"), until=at("2020-02-07 00:00"))


class TestToday:
    def test_it_names_who_has_something_due_and_who_missed_something(self) -> None:
        found = compiled(done=schedule(act("meet", "2020-02-04 20:30")), idle=schedule())
        assert ({}, {"idle": 1}) == (
            found.today(at("2020-02-05 06:00")).due,
            found.today(at("2020-02-05 06:00")).missed,
        )
        assert {"done": 1, "idle": 1} == found.today(at("2020-02-05 07:00")).due

    def test_a_slot_is_missed_on_the_day_on_which_its_late_time_is_over(self) -> None:
        found = compiled(idle=schedule())
        last_evening, morning = at("2020-02-05 11:59"), at("2020-02-05 12:00")
        assert 1 == found.today(last_evening).missed_in_all
        assert (2, 0) == (found.today(morning).missed_in_all, found.today(morning).due_in_all)
        assert 1 == found.today(at("2020-02-06 01:00")).missed_in_all

    def test_an_act_that_happens_later_than_it_is_known_is_asked_each_time(self) -> None:
        announced = Act(id="a", kind="contact", happened=at("2020-02-05 19:00"), known=at("2020-02-05 05:00"))
        row = board_row("x", schedule(announced), known=at("2020-02-05 06:00"), until=at("2020-02-07 00:00"))
        assert row.schedule is not None
        found = compiled(x=schedule(announced))
        assert {"x": 1} == found.today(at("2020-02-05 20:00")).due

    @pytest.mark.parametrize("when", ["2020-02-05 05:59", "2020-02-07 00:00"])
    def test_it_answers_only_for_what_it_was_compiled_for(self, when: str) -> None:
        with pytest.raises(OffTheBoard, match="compile another") as refused:
            compiled(idle=schedule()).today(at(when))
        assert at("2020-02-07 00:00") == refused.value.until


class TestRows:
    def test_a_row_is_replaced_by_what_became_known(self) -> None:
        found = compiled(idle=schedule())
        done = schedule(act("meet", "2020-02-05 05:00"), act("meet", "2020-02-04 21:00"))
        row = board_row("idle", done, known=at("2020-02-05 06:00"), until=at("2020-02-07 00:00"))
        assert (1, 1) == (len(found.replaced(row)), len(found))
        assert {} == found.replaced(row).today(at("2020-02-05 06:30")).missed
        assert {"idle": 1} == found.today(at("2020-02-05 06:30")).missed

    def test_schedules_of_one_shape_are_asked_together(self) -> None:
        found = compiled(**{f"s{number}": schedule() for number in range(20)})
        assert 1 == len(found._groups)
        assert "Board(20 rows" in repr(found)
        assert 20 == found.today(at("2020-02-05 07:30")).due_in_all

    def test_without_windows_a_row_is_empty(self) -> None:
        empty = Schedule(HOME, (), zone=ZONE)
        assert {} == compiled(empty=empty).today(at("2020-02-05 08:00")).due
