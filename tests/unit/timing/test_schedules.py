"""How slots stand: four meets a day, tests on days of isolation, late, twice, corrected, held."""

from datetime import date, datetime
from typing import Any, Final

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.timing.acts import Act
from gridcare.timing.anchors import Earliest, Latest
from gridcare.timing.periods import moment
from gridcare.timing.schedules import AskedAhead, Schedule, SlotRow
from gridcare.timing.slots import LAST, SURPLUS, Daily, EveryDays, OnDays, SlotRule, SlotState, Weekly
from gridcare.timing.timelines import Decision, Phase, Reset, Timeline

ZONE: Final = "Asia/Shanghai"
MEETS: Final = Daily(
    "meet", windows=("07:00-09:00", "11:00-13:00", "16:00-18:00", "20:00-22:00"), late="1h", entry="12h"
)
HOME: Final = Timeline(
    anchor=Latest("contact"),
    owed_from=Earliest("enrolled"),
    owed_until=Earliest("left"),
    phases=(Phase("home", days=14, slots=(MEETS,)),),
    resets=(Reset("breach"),),
)


def at(text: str, zone: str = ZONE) -> datetime:
    return moment(text, zone)


def act(kind: str, when: str, known: str = "", *, id: str = "", **more: Any) -> Act:
    plain = Act(id=id or f"{kind} {when}", kind=kind, happened=at(when), known=at(known or when))
    return attrs.evolve(plain, **more)


START: Final = (act("contact", "2020-02-02 10:00"), act("enrolled", "2020-02-03 10:00"))


def schedule(*acts: Act, timeline: Timeline = HOME) -> Schedule:
    return Schedule(timeline, (*START, *acts), zone=ZONE)


def row(found: Schedule, window: str, when: str, known: str | None = None, rule: str = "meet") -> SlotRow:
    table = found.table(at(when), at(known) if known else None)
    opens = at(window)
    return next(row for row in table.rows if row.slot.window.start == opens and row.slot.rule == rule)


class TestStates:
    MORNING: Final = "2020-02-04 07:00"

    @pytest.mark.parametrize(
        ("when", "state"),
        [
            ("2020-02-04 06:59", "not yet due"),
            ("2020-02-04 07:00", "due"),
            ("2020-02-04 09:59", "due"),
            ("2020-02-04 10:00", "missed"),
        ],
    )
    def test_without_an_act_a_slot_becomes_due_and_then_missed(self, when: str, state: str) -> None:
        assert state == row(schedule(), self.MORNING, when).state

    @pytest.mark.parametrize(
        ("happened", "known", "state"),
        [
            ("07:00", "2020-02-04 07:05", "done on time"),
            ("08:59", "2020-02-04 21:00", "done on time"),
            ("08:59", "2020-02-04 21:01", "entered late"),
            ("09:00", "2020-02-04 09:05", "done late"),
            ("09:59", "2020-02-05 10:00", "done late"),
            ("10:00", "2020-02-04 10:00", "missed"),
            ("06:59", "2020-02-04 07:00", "missed"),
        ],
    )
    def test_an_act_answers_in_the_window_or_in_its_late_time(self, happened: str, known: str, state: str) -> None:
        found = schedule(act("meet", f"2020-02-04 {happened}", known))
        assert state == row(found, self.MORNING, "2020-02-06 12:00").state
        assert (state == "missed") == bool(found.table(at("2020-02-06 12:00")).surplus)

    def test_a_window_that_closed_before_enrolment_is_not_owed(self) -> None:
        found = schedule(act("meet", "2020-02-03 08:00"))
        assert "not owed" == row(found, "2020-02-03 07:00", "2020-02-04 12:00").state
        assert "missed" == row(found, "2020-02-03 11:00", "2020-02-04 12:00").state
        assert ("meet 2020-02-03 08:00",) == found.table(at("2020-02-04 12:00")).surplus

    def test_a_window_that_closed_before_the_act_that_asks_for_it_is_not_owed(self) -> None:
        timeline = attrs.evolve(HOME, anchor=Latest("visit", stated="on"), owed_from=None)
        visit = act("visit", "2020-02-05 10:00", stated=Attributes(on=date(2020, 2, 1)))
        found = Schedule(timeline, (visit,), zone=ZONE)
        assert "not owed" == row(found, "2020-02-04 20:00", "2020-02-06 12:00").state
        assert "not owed" == row(found, "2020-02-05 07:00", "2020-02-06 12:00").state
        assert "missed" == row(found, "2020-02-05 11:00", "2020-02-06 12:00").state

    def test_a_window_that_was_open_at_enrolment_is_owed(self) -> None:
        timeline = attrs.evolve(HOME, owed_from=Earliest("came"))
        found = schedule(act("came", "2020-02-03 08:59"), timeline=timeline)
        assert "missed" == row(found, "2020-02-03 07:00", "2020-02-04 12:00").state

    def test_nothing_is_owed_after_the_exit(self) -> None:
        found = schedule(act("left", "2020-02-05 12:30"))
        assert "missed" == row(found, "2020-02-05 07:00", "2020-02-07 12:00").state
        assert "not owed" == row(found, "2020-02-05 11:00", "2020-02-07 12:00").state

    def test_counts_have_an_eighth_row(self) -> None:
        counts = schedule(act("meet", "2020-02-04 14:30")).table(at("2020-02-04 12:00")).counts
        assert [*(state.value for state in SlotState), SURPLUS] == list(counts)
        assert {"not yet due": 50, "due": 1, "missed": 4, "not owed": 1} == {
            state: count for state, count in counts.items() if count
        }

    def test_ahead_of_what_is_known_is_a_forecast(self) -> None:
        with pytest.raises(AskedAhead, match="lies after '2020-02-04 12:00:00") as refused:
            schedule().table(at("2020-02-05 12:00"), at("2020-02-04 12:00"))
        assert (at("2020-02-05 12:00"), "asked-ahead") == (refused.value.at, refused.value.code)
        assert schedule().table(at("2020-02-05 12:00"), at("2020-02-04 12:00"), forecast=True).forecast


class TestTwoActsInOneSlot:
    def test_the_earliest_acceptable_answers_and_the_other_confirms(self) -> None:
        found = row(
            schedule(
                act("meet", "2020-02-04 08:30", id="b"),
                act("meet", "2020-02-04 08:00", id="a"),
                act("meet", "2020-02-04 07:30", id="x", acceptable=False),
                act("meet", "2020-02-04 09:30", id="c"),
            ),
            "2020-02-04 07:00",
            "2020-02-04 12:00",
        )
        assert ("a", ("b", "c"), ("x",)) == (found.answer, found.confirmations, found.set_aside)

    def test_one_that_is_not_acceptable_answers_nothing(self) -> None:
        found = row(schedule(act("meet", "2020-02-04 08:00", acceptable=False)), "2020-02-04 07:00", "2020-02-04 12:00")
        assert ("missed", "") == (found.state, found.answer)

    def test_an_earlier_one_that_is_entered_later_takes_nothing_back(self) -> None:
        acts = (act("meet", "2020-02-04 08:00", id="a"), act("meet", "2020-02-04 07:10", "2020-02-09 08:00", id="b"))
        found = row(schedule(*acts), "2020-02-04 07:00", "2020-02-10 12:00")
        assert ("done on time", "a", ("b",)) == (found.state, found.answer, found.confirmations)

    def test_whole_days_fill_the_windows_that_are_left(self) -> None:
        days = [act("meet", "2020-02-04 00:00", "2020-02-04 23:00", id=f"d{n}", whole_day=True) for n in range(4)]
        found = schedule(act("meet", "2020-02-04 08:00", id="a"), *days).table(at("2020-02-05 00:00"))
        day = [row for row in found.rows if row.slot.window.start.day == 4]
        assert ["a", "d0", "d1", "d2"] == [row.answer for row in day]
        assert ("d3",) == day[-1].confirmations
        assert {"done on time"} == {row.state for row in day}


class TestSeveralTimesADay:
    WIPE: Final = Timeline(
        anchor=Earliest("opened"),
        day_one="on anchor",
        phases=(Phase("open", ends=Earliest("closed"), slots=(Daily("wipe", times=2, spacing="4h"),)),),
    )

    def wiped(self, *times: str) -> list[tuple[str, str]]:
        acts = [act("wipe", f"2020-02-04 {time}", id=time) for time in times]
        found = Schedule(self.WIPE, (act("opened", "2020-02-04 00:00"), *acts), zone=ZONE)
        return [(row.state.value, row.answer) for row in found.table(at("2020-02-05 00:00")).rows[:2]]

    def test_two_times_must_lie_apart(self) -> None:
        assert [("done on time", "08:00"), ("done on time", "12:00")] == self.wiped("08:00", "10:00", "12:00")
        assert [("done on time", "08:00"), ("missed", "")] == self.wiped("08:00", "11:59")

    def test_an_open_phase_shows_the_next_window_and_ends_with_its_anchor(self) -> None:
        found = Schedule(self.WIPE, (act("opened", "2020-02-04 00:00"),), zone=ZONE)
        table = found.table(at("2020-03-04 12:00"))
        assert "2020-03-06" == f"{table.rows[-1].slot.window.start:%Y-%m-%d}"
        assert at("2020-03-05 00:00") == found.next_change(at("2020-03-04 12:00"))
        closed = attrs.evolve(found, acts=(*found.acts, act("closed", "2020-02-05 15:00")))
        assert at("2020-02-05 15:00") == closed.earliest_end(at("2020-02-06 00:00")).moment
        assert closed.next_change(at("2020-02-07 00:00")) is None


class TestCorrections:
    def test_correcting_a_value_keeps_its_time_and_correcting_the_moment_does_not(self) -> None:
        first = act("meet", "2020-02-04 08:00", id="a", acceptable=False)
        value = act("meet", "2020-02-04 08:00", "2020-02-09 08:00", id="a", stated=Attributes(value=36))
        moved = act("meet", "2020-02-04 08:10", "2020-02-09 08:00", id="a")
        window, when = "2020-02-04 07:00", "2020-02-10 12:00"
        assert "done on time" == row(schedule(first, value), window, when).state
        assert "entered late" == row(schedule(first, moved), window, when).state
        assert "missed" == row(schedule(first, value), window, "2020-02-09 07:00").state, "not acceptable as known then"

    def test_a_voided_act_answered_as_long_as_it_was_believed(self) -> None:
        first = act("meet", "2020-02-04 08:00", id="a")
        found = schedule(first, attrs.evolve(first, known=at("2020-02-06 08:00"), void=True))
        window = "2020-02-04 07:00"
        assert "done on time" == row(found, window, "2020-02-05 12:00").state
        assert "missed" == row(found, window, "2020-02-06 12:00").state
        assert "done on time" == row(found, window, "2020-02-05 12:00", "2020-02-06 07:59").state

    def test_a_reset_learnt_late_derives_its_slots_anew_from_that_knowledge_on(self) -> None:
        found = schedule(act("breach", "2020-02-10 12:30", "2020-02-20 08:00"))
        before = found.table(at("2020-02-19 12:00"))
        assert at("2020-02-17 00:00") == found.earliest_end(at("2020-02-19 12:00")).moment
        assert not before.of(SlotState.DUE)
        after = found.table(at("2020-02-20 12:00"))
        assert at("2020-02-25 00:00") == found.earliest_end(at("2020-02-20 12:00")).moment
        assert before.counts["missed"] < after.counts["missed"], "the days between are owed after all"


class TestTwoClocks:
    """The period counts from the last contact, the tests from the first day of isolation (edition 8: 14 + 7)."""

    def laid(self, beyond: str) -> Schedule:
        tests = OnDays("sample", days=(1, 4, 7, 14), numbered_from=Earliest("isolated"), beyond=beyond)
        timeline = Timeline(anchor=Latest("contact"), phases=(Phase("central", days=14, slots=(tests,)),))
        acts = (act("contact", "2021-06-01 10:00"), act("isolated", "2021-06-04 10:00"))
        return Schedule(timeline, acts, zone=ZONE)

    @pytest.mark.parametrize(
        ("beyond", "days", "ends"),
        [
            ("dropped", ["06-05", "06-08", "06-11"], "06-16"),
            ("carried on", ["06-05", "06-08", "06-11", "06-18"], "06-16"),
            ("holds the end", ["06-05", "06-08", "06-11", "06-18"], "06-19"),
        ],
    )
    def test_a_day_past_its_phase(self, beyond: str, days: list[str], ends: str) -> None:
        found = self.laid(beyond)
        table = found.table(at("2021-06-30 12:00"))
        assert days == [f"{row.slot.window.start:%m-%d}" for row in table.rows]
        assert {"missed"} == {row.state for row in table.rows}
        end = found.earliest_end(at("2021-06-30 12:00")).moment
        assert end is not None
        assert ends == f"{end:%m-%d}"

    def test_of_windows_that_fall_together_in_a_plan_the_first_to_open_is_owed(self) -> None:
        counted = OnDays("sample", days=1, numbered_from=Earliest("isolated"), beyond="carried on")
        again = OnDays("sample", days=(1, 2), windows="08:00-12:00")
        phases = (Phase("central", days=3, slots=(counted,)), Phase("home", days=2, slots=(again,)))
        acts = (act("contact", "2021-06-01 10:00"), act("isolated", "2021-06-04 10:00"))
        table = Schedule(Timeline(anchor=Latest("contact"), phases=phases), acts, zone=ZONE).table(
            at("2021-06-05 09:00")
        )
        assert [("central", "05 00:00"), ("home", "06 08:00")] == [
            (row.slot.phase, f"{row.slot.window.start:%d %H:%M}")
            for row in table.rows
            if row.state is not SlotState.NOT_OWED
        ]

    def test_while_isolation_waits_the_end_waits_with_it(self) -> None:
        found = attrs.evolve(self.laid("holds the end"), acts=(act("contact", "2021-06-01 10:00"),))
        asked = found.earliest_end(at("2021-06-02 12:00"))
        assert (None, ("isolated",)) == (asked.moment, asked.needs[0].kinds)


class TestRhythms:
    def starts(self, rule: SlotRule, days: int = 21) -> list[str]:
        timeline = Timeline(anchor=Latest("contact"), phases=(Phase("watch", days=days, slots=(rule,)),))
        table = Schedule(timeline, (act("contact", "2020-02-02 10:00"),), zone=ZONE).table(at("2020-04-01 12:00"))
        return [f"{row.slot.window.start:%m-%d}" for row in table.rows]

    def test_body_checks_on_days_7_14_and_21(self) -> None:
        assert ["02-09", "02-16", "02-23"] == self.starts(OnDays("check", days=(7, 14, 21)))

    def test_the_last_day_and_the_day_before_it(self) -> None:
        assert ["02-22", "02-23"] == self.starts(OnDays("check", days=(LAST, -2)))

    def test_every_fifth_day(self) -> None:
        assert ["02-04", "02-09", "02-14", "02-19"] == self.starts(EveryDays("check", n=5, first=2), days=20)

    def test_days_of_the_week(self) -> None:
        assert ["02-03", "02-07", "02-10", "02-14"] == self.starts(Weekly("check", on=("monday", "friday")), days=14)

    def test_a_window_over_midnight_belongs_to_its_first_day(self) -> None:
        timeline = Timeline(
            anchor=Latest("contact"), phases=(Phase("watch", days=2, slots=(Daily("patrol", windows="22:00-02:00"),)),)
        )
        found = Schedule(timeline, (act("contact", "2020-02-02 10:00"), act("patrol", "2020-02-04 01:00")), zone=ZONE)
        (first, second) = found.table(at("2020-02-05 12:00")).rows
        assert (1, "done on time", 2, "missed") == (first.slot.number, first.state, second.slot.number, second.state)


class TestRequired:
    TIMELINE: Final = Timeline(
        anchor=Latest("contact"), phases=(Phase("home", days=3, slots=(OnDays("sample", days=LAST, required=True),)),)
    )

    def test_a_missed_required_slot_is_needed_until_something_makes_up_for_it(self) -> None:
        contact = act("contact", "2020-02-02 10:00")
        found = Schedule(self.TIMELINE, (contact,), zone=ZONE)
        assert at("2020-02-06 00:00") == found.earliest_end(at("2020-02-05 12:00")).moment
        missed = found.earliest_end(at("2020-02-06 00:00"))
        assert (None, "'sample' of day 3 was missed") == (missed.moment, missed.needs[0].why)
        made_up = attrs.evolve(found, acts=(contact, act("sample", "2020-02-07 10:00")))
        assert at("2020-02-06 00:00") == made_up.earliest_end(at("2020-02-07 12:00")).moment
        assert "missed" == made_up.table(at("2020-02-07 12:00")).rows[0].state, "its debt was settled when it closed"


class TestHolds:
    def test_while_a_reset_waits_the_duties_of_the_old_plan_go_on(self) -> None:
        timeline = attrs.evolve(HOME, resets=(Reset("breach", to=Decision("decided")),))
        found = schedule(act("breach", "2020-02-16 12:30"), timeline=timeline)
        assert "due" == row(found, "2020-02-25 11:00", "2020-02-25 12:00").state
        decided = schedule(
            act("breach", "2020-02-16 12:30"),
            act("decided", "2020-02-20 12:30", stated=Attributes(phase="start")),
            timeline=timeline,
        )
        assert at("2020-03-02 00:00") == decided.earliest_end(at("2020-02-25 12:00")).moment


class TestClockChanges:
    @pytest.mark.parametrize(("day", "hours"), [("2020-03-29", 0), ("2020-10-25", 2)])
    def test_a_window_is_as_long_as_clocks_make_it(self, day: str, hours: int) -> None:
        zone = "Europe/Berlin"
        rule = Daily("meet", windows=("02:00-03:00", "03:00-04:00"))
        timeline = Timeline(
            anchor=Latest("contact"), phases=(Phase("watch", days=1, slots=(rule,)),), day_one="on anchor"
        )
        contact = Act(id="a", kind="contact", happened=at(f"{day} 12:00", zone), known=at(f"{day} 12:00", zone))
        early = attrs.evolve(contact, happened=at(f"{day} 00:30", zone))
        rows = Schedule(timeline, (early,), zone=zone).table(at(f"{day} 23:00", zone)).rows
        lengths = [row.slot.window.duration.seconds // 3600 for row in rows]
        assert ([1] if hours == 0 else [hours, 1]) == lengths
