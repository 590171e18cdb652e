"""Timelines as published rules declare them, and what is refused or cannot be heeded."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.errors import DefinitionError, NaiveMoment
from gridcare.timing.acts import Act, hear
from gridcare.timing.anchors import ChosenBy, Earliest, FirstAvailable, Found, Latest, Need, When
from gridcare.timing.courses import Course, course
from gridcare.timing.periods import moment
from gridcare.timing.slots import LAST, Daily, EveryDays, OnDays, Weekly
from gridcare.timing.timelines import START, Decision, Extension, OwnEnd, Phase, Reset, Timeline

ZONE: Final = "Asia/Shanghai"
NAIVE: Final = datetime.fromisoformat("2020-02-01T08:00")


def at(text: str) -> datetime:
    return moment(text, ZONE)


def act(kind: str, when: str, known: str = "", *, id: str = "", **more: Any) -> Act:
    plain = Act(id=id or f"{kind} {when}", kind=kind, happened=at(when), known=at(known or when))
    return attrs.evolve(plain, **more)


def stating(kind: str, when: str, *, by: str = "", **stated: date | datetime | str | None) -> Act:
    return act(kind, when, by=by, stated=Attributes(stated))


def laid(timeline: Timeline, *acts: Act, zone: str = ZONE) -> Course:
    return course(timeline, acts, zone=zone)


def phases(found: Course) -> list[tuple[str, str, str]]:
    """The phases of the last plan, with their first moments and ends as local texts."""
    return [
        (placed.name, f"{placed.start:%m-%d %H:%M}", f"{placed.end:%m-%d %H:%M}" if placed.end else "open")
        for placed in found.stages[-1].plan.placed
    ]


def end(found: Course) -> str:
    last = found.stages[-1].plan.end
    return f"{last:%m-%d %H:%M}" if last else "open"


FOURTEEN: Final = Timeline(anchor=Latest("contact"), phases=(Phase("home", days=14),))


class TestPublishedRules:
    """Editions 1 to 9 and the 20 measures, measles, mpox and zones (guidelines, sections 2, 4 and 6)."""

    def test_fourteen_days_after_the_last_contact(self) -> None:
        found = laid(FOURTEEN, act("contact", "2020-02-01 10:00"), act("contact", "2020-02-03 22:00"))
        assert [("home", "02-04 00:00", "02-18 00:00")] == phases(found)[-1:]

    @pytest.mark.parametrize(
        ("central", "home", "moves", "ends"),
        [
            (14, 7, "06-16 00:00", "06-23 00:00"),
            (7, 3, "06-09 00:00", "06-12 00:00"),
            (5, 3, "06-07 00:00", "06-10 00:00"),
        ],
        ids=["14+7", "7+3", "5+3"],
    )
    def test_central_days_and_home_days(self, central: int, home: int, moves: str, ends: str) -> None:
        timeline = Timeline(anchor=Latest("contact"), phases=(Phase("central", days=central), Phase("home", days=home)))
        found = laid(timeline, act("contact", "2022-06-01 23:59"))
        assert [("central", "06-02 00:00", moves), ("home", moves, ends)] == phases(found)

    def test_home_days_may_start_when_the_person_is_home(self) -> None:
        timeline = Timeline(
            anchor=Latest("contact"),
            phases=(Phase("central", days=7), Phase("home", days=3, starts=Earliest("at home"))),
        )
        contact = act("contact", "2022-06-01 10:00")
        waiting = laid(timeline, contact).earliest_end(at("2022-06-20 08:00"))
        assert (None, ("at home",)) == (waiting.moment, waiting.needs[0].kinds)
        found = laid(timeline, contact, act("at home", "2022-06-10 15:00"))
        assert ("home", "06-11 00:00", "06-14 00:00") == phases(found)[-1]
        early = laid(timeline, contact, act("at home", "2022-06-05 15:00"))
        assert ("home", "06-09 00:00", "06-12 00:00") == phases(early)[-1], "never before the phase before it has ended"

    def test_measles_from_day_5_after_the_first_to_day_21_after_the_last_exposure(self) -> None:
        window = Phase("watch", starts=Earliest("exposure"), from_day=5, ends=Latest("exposure"), days=21)
        timeline = Timeline(anchor=Earliest("exposure"), phases=(window,))
        found = laid(timeline, act("exposure", "2024-03-01 09:00"), act("exposure", "2024-03-04 09:00"))
        assert [("watch", "03-06 00:00", "03-26 00:00")] == phases(found)

    def test_mpox_is_extended_by_five_days_past_day_21_from_each_new_symptom(self) -> None:
        extension = Extension("symptom", days=5, counted="from fact")
        timeline = Timeline(anchor=Latest("exposure"), phases=(Phase("watch", days=21),), extensions=(extension,))
        exposure = act("exposure", "2022-08-01 12:00")
        assert "08-23 00:00" == end(laid(timeline, exposure))
        first = act("symptom", "2022-08-10 08:00")
        assert "08-23 00:00" == end(laid(timeline, exposure, first)), "five days that end before day 21 add nothing"
        second = act("symptom", "2022-08-20 08:00")
        assert "08-26 00:00" == end(laid(timeline, exposure, first, second))
        third = act("symptom", "2022-08-24 08:00")
        assert "08-30 00:00" == end(laid(timeline, exposure, first, second, third))
        after = act("symptom", "2022-08-30 08:00")
        assert "no-phase" == laid(timeline, exposure, first, second, third, after).remarks[-1].code

    def test_a_zone_falls_after_seven_clean_days_and_three_more(self) -> None:
        zones = Timeline(
            anchor=Latest(("entered", "positive")),
            phases=(Phase("high", days=7), Phase("medium", days=3)),
            resets=(Reset("positive"),),
        )
        entered, positive = act("entered", "2022-07-01 10:00"), act("positive", "2022-07-10 09:00")
        assert [("high", "07-02 00:00", "07-09 00:00"), ("medium", "07-09 00:00", "07-12 00:00")] == phases(
            laid(zones, entered)
        )
        found = laid(zones, entered, positive)
        assert ["high", "medium", "high", "medium"] == [name for name, _, _ in phases(found)]
        assert "07-21 00:00" == end(found)
        assert found.phase(at("2022-07-10 20:00")) is not None, "what was in force goes on until the first new day"

    def test_the_first_available_of_three_anchors(self) -> None:
        since = FirstAvailable((Latest("exposure"), Latest("departure"), Earliest("arrival")))
        timeline = attrs.evolve(FOURTEEN, anchor=since)
        arrival, departure = act("arrival", "2020-01-25 08:00"), act("departure", "2020-01-23 08:00")
        assert "02-09 00:00" == end(laid(timeline, arrival))
        assert "02-07 00:00" == end(laid(timeline, arrival, departure))

    def test_an_anchor_chosen_by_a_condition(self) -> None:
        chosen = ChosenBy((When("case", "traveller", Latest("departure")),), otherwise=Latest("contact"))
        acts = (act("departure", "2020-01-20 08:00"), act("contact", "2020-01-22 08:00"))
        traveller = act("case", "2020-01-24 08:00", tags=("traveller",))
        anchors = attrs.evolve(FOURTEEN, anchor=chosen)
        assert "02-04 00:00" == end(laid(anchors, *acts, traveller))
        assert "02-06 00:00" == end(laid(anchors, *acts, act("case", "2020-01-24 08:00")))
        unsure = laid(anchors, *acts, act("case", "2020-01-24 08:00", undecided=("traveller",)))
        assert "whether act 'case 2020-01-24 08:00' is 'traveller' is undecided" in unsure.stages[-1].plan.needs[0].why


class TestDayCounting:
    def test_the_day_of_the_anchor_may_be_day_one(self) -> None:
        timeline = attrs.evolve(FOURTEEN, day_one="on anchor")
        assert [("home", "02-03 00:00", "02-17 00:00")] == phases(laid(timeline, act("contact", "2020-02-03 22:00")))

    def test_the_last_day_need_not_be_complete(self) -> None:
        timeline = attrs.evolve(FOURTEEN, ends="last day begun")
        assert "02-17 00:00" == end(laid(timeline, act("contact", "2020-02-03 22:00")))

    def test_elapsed_days_end_at_the_hour_of_the_anchor(self) -> None:
        timeline = attrs.evolve(FOURTEEN, counts="elapsed")
        assert [("home", "02-03 22:00", "02-17 22:00")] == phases(laid(timeline, act("contact", "2020-02-03 22:00")))

    def test_an_anchor_of_a_whole_day_elapses_from_its_end(self) -> None:
        timeline = attrs.evolve(FOURTEEN, counts="elapsed")
        assert "02-18 00:00" == end(laid(timeline, act("contact", "2020-02-03 08:00", whole_day=True)))

    def test_local_days_keep_midnight_when_clocks_change(self) -> None:
        contact = Act(
            id="a", kind="contact", happened=moment("2020-03-20 10:00", "Europe/Berlin"), known=at("2020-03-20 20:00")
        )
        local = laid(FOURTEEN, contact, zone="Europe/Berlin").stages[-1].plan.end
        assert "2020-04-04 00:00:00+02:00" == str(local)
        elapsed = laid(attrs.evolve(FOURTEEN, counts="elapsed"), contact, zone="Europe/Berlin").stages[-1].plan.end
        assert elapsed == moment("2020-04-03 11:00", "Europe/Berlin")

    @pytest.mark.parametrize(
        ("overflow", "ends"), [("clip", "2021-02-28"), ("roll", "2021-03-03")], ids=["clipped", "rolled over"]
    )
    def test_a_day_that_a_month_lacks(self, overflow: str, ends: str) -> None:
        timeline = Timeline(
            anchor=Latest("entry"), phases=(Phase("post", months=1),), day_one="on anchor", overflow=overflow
        )
        found = laid(timeline, act("entry", "2021-01-31 10:00"))
        assert ends == f"{found.stages[-1].plan.end:%Y-%m-%d}"

    def test_two_phases_of_a_month_end_where_two_months_end(self) -> None:
        timeline = Timeline(
            anchor=Latest("entry"), phases=(Phase("one", months=1), Phase("two", months=1)), day_one="on anchor"
        )
        found = laid(timeline, act("entry", "2021-01-31 10:00"))
        assert [("one", "01-31 00:00", "02-28 00:00"), ("two", "02-28 00:00", "03-31 00:00")] == phases(found)

    def test_an_anchor_may_lie_on_a_stated_date(self) -> None:
        timeline = attrs.evolve(FOURTEEN, anchor=Latest("visit", stated="last contact"))
        visit = act("visit", "2020-02-05 10:00", stated=Attributes({"last contact": date(2020, 2, 1)}))
        blank = act("visit", "2020-02-06 10:00", stated=Attributes({"last contact": None}))
        assert "02-16 00:00" == end(laid(timeline, visit, blank))
        assert "'last contact' stated by an act of 'visit'" in laid(timeline, blank).stages[-1].plan.needs[0].why


class TestResets:
    RESET: Final = attrs.evolve(FOURTEEN, anchor=Earliest("contact"), resets=(Reset("breach"),))
    CONTACT: Final = act("contact", "2020-02-01 10:00")

    def test_the_old_plan_goes_on_until_the_first_new_day(self) -> None:
        found = laid(self.RESET, self.CONTACT, act("breach", "2020-02-08 10:00"))
        assert [("home", "02-02 00:00", "02-09 00:00"), ("home", "02-09 00:00", "02-23 00:00")] == phases(found)

    def test_a_reset_never_shortens_unless_it_may(self) -> None:
        two = Timeline(
            anchor=Earliest("contact"),
            phases=(Phase("first", days=3), Phase("second", days=10)),
            resets=(Reset("breach", to="second"),),
            extensions=(Extension("sign", days=9),),
        )
        acts = (self.CONTACT, act("sign", "2020-02-06 08:00"), act("breach", "2020-02-07 08:00"))
        assert "02-24 00:00" == end(laid(two, *acts))
        may = attrs.evolve(two, resets=(Reset("breach", to="second", may_shorten=True),))
        assert "02-18 00:00" == end(laid(may, *acts))

    def test_a_phase_that_has_not_been_reached_is_no_way_back(self) -> None:
        two = Timeline(
            anchor=Earliest("contact"),
            phases=(Phase("first", days=3), Phase("second", days=10)),
            resets=(Reset("breach", to="second"),),
        )
        found = laid(two, self.CONTACT, act("breach", "2020-02-03 08:00"))
        assert ("02-15 00:00", ["phase-not-reached"]) == (end(found), [remark.code for remark in found.remarks])

    def test_until_the_next_anchor_the_old_plan_is_held(self) -> None:
        timeline = attrs.evolve(self.RESET, resets=(Reset("breach", day_one="next anchor"),))
        breach = act("breach", "2020-02-08 10:00")
        held = laid(timeline, self.CONTACT, breach)
        assert [("home", "02-02 00:00", "open")] == phases(held)
        assert ("contact",) == held.earliest_end(at("2020-03-30 10:00")).needs[0].kinds
        again = laid(timeline, self.CONTACT, breach, act("contact", "2020-02-20 10:00"))
        assert [("home", "02-02 00:00", "02-21 00:00"), ("home", "02-21 00:00", "03-06 00:00")] == phases(again)

    def test_an_authority_decides_where_a_reset_leads(self) -> None:
        timeline = attrs.evolve(self.RESET, resets=(Reset("breach", to=Decision("decided", by="county")),))
        breach = act("breach", "2020-02-08 10:00")
        assert "open" == end(laid(timeline, self.CONTACT, breach))
        other = laid(timeline, self.CONTACT, breach, stating("decided", "2020-02-09 10:00", by="street", phase=START))
        assert ("open", "wrong-authority") == (end(other), other.remarks[-1].code)
        start = laid(timeline, self.CONTACT, breach, stating("decided", "2020-02-09 10:00", by="county", phase=START))
        assert "02-23 00:00" == end(start)
        none = laid(timeline, self.CONTACT, breach, stating("decided", "2020-02-09 10:00", by="county", phase=None))
        assert "02-16 00:00" == end(none)
        unknown = laid(timeline, self.CONTACT, breach, stating("decided", "2020-02-09 10:00", by="county", phase="x"))
        assert ("open", "unknown-phase") == (end(unknown), unknown.remarks[-1].code)

    def test_before_anything_is_owed_nothing_is_reset(self) -> None:
        timeline = attrs.evolve(self.RESET, owed_from=Earliest("enrolled"))
        breach = act("breach", "2020-02-08 10:00")
        assert "02-16 00:00" == end(laid(timeline, self.CONTACT, breach, act("enrolled", "2020-02-09 10:00")))
        assert "02-23 00:00" == end(laid(timeline, self.CONTACT, breach, act("enrolled", "2020-02-07 10:00")))

    def test_after_the_exit_nothing_is_reset(self) -> None:
        timeline = attrs.evolve(self.RESET, owed_until=Earliest("left"))
        found = laid(timeline, self.CONTACT, act("left", "2020-02-07 10:00"), act("breach", "2020-02-08 10:00"))
        assert "02-16 00:00" == end(found)

    def test_a_reset_may_count_from_a_stated_date(self) -> None:
        timeline = attrs.evolve(self.RESET, resets=(Reset("breach", stated="on"),))
        assert "02-21 00:00" == end(
            laid(timeline, self.CONTACT, stating("breach", "2020-02-08 10:00", on=date(2020, 2, 6)))
        )
        silent = laid(timeline, self.CONTACT, act("breach", "2020-02-08 10:00"))
        assert ("02-16 00:00", "no-date") == (end(silent), silent.remarks[0].code)


class TestOwnEnd:
    TIMELINE: Final = attrs.evolve(FOURTEEN, own_end=OwnEnd(by="county"))
    CONTACT: Final = act("contact", "2020-02-01 10:00")

    def decided(self, until: date | None, by: str = "county", reason: str = "agreed") -> Course:
        return laid(
            self.TIMELINE, self.CONTACT, stating("own end", "2020-02-05 10:00", by=by, until=until, reason=reason)
        )

    def test_it_is_the_end_of_its_last_day(self) -> None:
        assert "02-21 00:00" == end(self.decided(date(2020, 2, 20)))

    @pytest.mark.parametrize(
        ("until", "by", "reason", "code"),
        [
            (date(2020, 2, 20), "street", "agreed", "wrong-authority"),
            (date(2020, 2, 20), "county", "", "no-reason"),
            (None, "county", "agreed", "no-date"),
            (date(2020, 2, 10), "county", "agreed", "would-shorten"),
        ],
    )
    def test_what_it_lacks_is_said_and_it_is_not_heeded(
        self, until: date | None, by: str, reason: str, code: str
    ) -> None:
        found = self.decided(until, by, reason)
        assert ("02-16 00:00", [code]) == (end(found), [remark.code for remark in found.remarks])


class TestBadInput:
    def test_without_its_anchor_a_timeline_waits(self) -> None:
        assert laid(FOURTEEN).stages == ()
        assert laid(FOURTEEN).earliest_end(at("2020-02-01 10:00")).moment is None
        assert laid(FOURTEEN).plan(at("2020-02-01 10:00")) is None

    def test_a_phase_whose_anchors_contradict_each_other_is_empty(self) -> None:
        window = Phase("watch", starts=Latest("begun"), ends=Earliest("stopped"))
        found = laid(
            Timeline(anchor=Latest("begun"), phases=(window,)),
            act("stopped", "2020-02-01 10:00"),
            act("begun", "2020-02-05 10:00"),
        )
        assert [("watch", "02-06 00:00", "02-06 00:00")] == phases(found)
        assert ["ends-before-it-starts"] == [remark.code for remark in found.remarks]

    def test_naive_moments_are_refused(self) -> None:
        with pytest.raises(NaiveMoment, match="'happened' has no time zone"):
            Act(id="a", kind="contact", happened=NAIVE, known=at("2020-02-01 10:00"))
        with pytest.raises(NaiveMoment, match="'at' has no time zone"):
            laid(FOURTEEN).plan(NAIVE)

    def test_a_stated_moment_without_a_zone_is_no_moment(self) -> None:
        anchor = Latest("visit", stated="on")
        heard = hear([stating("visit", "2020-02-05 10:00", on=NAIVE)], ZONE)
        assert isinstance(anchor.find(heard, ZONE), Need)
        aware = hear([stating("visit", "2020-02-05 10:00", on=at("2020-02-01 08:00"))], ZONE)
        found = anchor.find(aware, ZONE)
        assert isinstance(found, Found)
        assert (date(2020, 2, 1), at("2020-02-01 08:00")) == (found.day, found.moment)

    def test_two_contents_at_one_moment_give_one_answer_in_any_order(self) -> None:
        one, other = (
            act("contact", "2020-02-01 10:00", id="a"),
            act("contact", "2020-02-01 11:00", "2020-02-01 10:00", id="a"),
        )
        assert hear([one, other], ZONE) == hear([other, one], ZONE)


class TestDefinitions:
    def faults(self, **bad: object) -> Sequence[str]:
        with pytest.raises(DefinitionError) as caught:
            Timeline(**{"anchor": Latest("contact"), "phases": (Phase("home", days=14),), **bad})  # type: ignore[arg-type]
        return [str(fault) for fault in caught.value.faults]

    def test_every_fault_is_told_at_once(self) -> None:
        rules = (
            Daily("meet", windows=("07:00-09:00", "08:30-10:00", "7-8")),
            OnDays("check", days=(0, 15, LAST, -15)),
        )
        found = self.faults(
            phases=(Phase("home", days=14, slots=rules), Phase("home"), Phase("start", days=0)),
            resets=(Reset("breach", to="hom"),),
            extensions=(Extension("sign", days=0),),
            own_end=OwnEnd(by=""),
        )
        text = "\n".join(found)
        for part in (
            "two phases are called 'home'",
            "'phases/home/meet': its windows '07:00-09:00' and '08:30-10:00' overlap",
            "'7-8' is no window of a day",
            "'phases/home/check': there is no day 0",
            "day 15 lies outside its phase of 14 days",
            "day -15 lies outside its phase of 14 days",
            "it has no length",
            "'start' names no phase",
            "0 days is no length",
            "'resets/breach': it leads to the unknown phase 'hom'; did you mean 'home'?",
            "0 days lengthen nothing",
            "nobody may decide it",
        ):
            assert part in text
        assert len(found) == 12

    @pytest.mark.parametrize(
        ("rule", "problem"),
        [
            (Daily("meet", windows=()), "has no window"),
            (Daily("meet", windows=("22:00-02:00", "01:00-03:00")), "runs into '01:00-03:00' of the next day"),
            (Daily("meet", windows="25:00-26:00"), "is no window of a day"),
            (Daily("meet", windows="08:00-24:30"), "is no window of a day"),
            (Daily("meet", times=0), "0 times is not owed at all"),
            (Daily("meet", spacing="4h"), "needs several times"),
            (Daily("meet", times=3, spacing="13h"), "do not fit"),
            (Daily(""), "has no name"),
            (OnDays("check", days=()), "falls on no day"),
            (OnDays("check", days=(14, LAST)), "are one day"),
            (OnDays("check", days=(3, 3)), "names a day twice"),
            (EveryDays("check", n=0), "no rhythm"),
            (EveryDays("check", n=2, first=15), "first day 15 lies outside"),
            (Weekly("check", on="funday"), "'funday' is no day of the week"),
            (Weekly("check", on=()), "falls on no day of the week"),
            (OnDays("check", days=1, numbered_from=Latest(())), "name at least one"),
        ],
    )
    def test_a_rule_of_slots_is_checked_with_its_phase(self, rule: Daily, problem: str) -> None:
        assert problem in "\n".join(self.faults(phases=(Phase("home", days=14, slots=(rule,)),)))

    def test_days_of_an_own_anchor_may_lie_past_the_phase(self) -> None:
        rule = OnDays("check", days=(1, 20), numbered_from=Earliest("moved in"))
        timeline = Timeline(anchor=Latest("contact"), phases=(Phase("home", days=14, slots=(rule,)),))
        assert {"contact", "moved in"} == timeline.kinds

    @pytest.mark.parametrize(
        ("bad", "problem"),
        [
            ({"phases": ()}, "it has no phase"),
            ({"anchor": FirstAvailable(())}, "the first available of nothing"),
            ({"anchor": Latest("")}, "name at least one"),
            ({"day_one": "after fact"}, "counts from an act"),
            ({"counts": "elapsed", "day_one": "on anchor"}, "always day one"),
            ({"resets": (Reset("breach", day_one="on anchor"),)}, "says nothing after a reset"),
            ({"resets": (Reset("breach", day_one="next anchor", stated="on"),)}, "leave out 'stated'"),
            ({"resets": (Reset(()),)}, "happens on no kind of act"),
            ({"phases": (Phase("a", days=1), Phase("b", days=1, from_day=2))}, "give 'starts' too"),
            ({"phases": (Phase("a", days=1, months=1),)}, "in days and one in months"),
            ({"phases": (Phase("a", days=2, slots=(Daily("x"), Daily("x"))),)}, "two rules are called 'x'"),
        ],
    )
    def test_a_timeline_is_checked_whole(self, bad: dict[str, object], problem: str) -> None:
        assert problem in "\n".join(self.faults(**bad))
