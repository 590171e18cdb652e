"""A forecast is exact, agrees with a simulation, and refuses what it cannot know."""

import math
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from random import Random

import pytest

from gridcare.attributes import Attributes
from gridcare.errors import DefinitionError
from gridcare.people.register import Register
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.plugins.four_step import FOUR_STEP, WORKFLOW
from gridcare.testing.synthetic import visits
from gridcare.timing.deadlines import NOT_STATED
from gridcare.timing.periods import moment
from gridcare.work.forecast import Forecast, forecast, mixed
from gridcare.work.steps import After, On, Settled, Spent, Step, Wait
from gridcare.work.table import State
from gridcare.work.workflow import Workflow


def hundredths(**parts: int) -> dict[str, Fraction]:
    return {name.replace("_", " "): Fraction(part, 100) for name, part in parts.items()}


CHANCES = {
    "door": hundredths(met=60, relayed=10, notice=20, refused=10),
    "call-back": hundredths(called=30),
    "phone": hundredths(reached=70, no_answer=25, refused=5),
    "joint visit": hundredths(met=50, shut=30, refused=20),
    "linkage": hundredths(found=80, not_found=20),
}
MINUTES: dict[str, dict[int, Fraction]] = {
    "door": {30: Fraction(1, 2), 600: Fraction(1, 2)},
    "call-back": {60: Fraction(1, 2), 1500: Fraction(1, 2)},
    "phone": {45: Fraction(1, 3), 300: Fraction(2, 3)},
    "joint visit": {1200: Fraction(1)},
    "linkage": {2000: Fraction(1)},
}
VACANT = {"subject.vacant": Fraction(0)}


def four_steps(minutes: Mapping[str, Mapping[int, Fraction]] | None = None) -> Forecast:
    hours = {"door": Fraction(1, 2), "phone": Fraction(1, 6)}
    return forecast(WORKFLOW, CHANCES, minutes=minutes, hours=hours, conditions=VACANT)


class TestExactness:
    def test_every_case_ends_somewhere(self) -> None:
        for told in (four_steps(), four_steps(MINUTES)):
            assert sum(chance for _, chance in told.finals) == 1

    def test_a_ladder_by_hand(self) -> None:
        """Two attempts at seven in ten: 1.3 calls are expected, and 91 in a hundred are reached."""
        ladder = Workflow(
            "ladder",
            start="phone",
            parts=(
                Step(
                    "phone",
                    deadline="1h",
                    attempts=2,
                    moves=(On("reached", go="done"), On("nobody", again=True), Spent(go="given up")),
                ),
                Settled("done"),
                Settled("given up"),
            ),
        )
        told = forecast(ladder, {"phone": {"reached": Fraction(7, 10), "nobody": Fraction(3, 10)}}, hours={"phone": 2})
        assert dict(told.attempts) == {"phone": Fraction(13, 10)}
        assert dict(told.finals) == {"done": Fraction(91, 100), "given up": Fraction(9, 100)}
        assert told.person_hours == Fraction(26, 10)

    def test_a_timer_comes_before_a_fact_of_the_same_minute(self) -> None:
        wait = Workflow(
            "w",
            start="wait",
            parts=(
                Wait("wait", until="1h", go="over", moves=(On("called", go="done"),)),
                Settled("done"),
                Settled("over"),
            ),
        )
        told = forecast(wait, {"wait": {"called": 1}}, minutes={"wait": {59: Fraction(1, 4), 60: Fraction(3, 4)}})
        assert dict(told.finals) == {"done": Fraction(1, 4), "over": Fraction(3, 4)}
        assert told.curve(["58m", "59m", "1h"]) == (Fraction(0), Fraction(1, 4), Fraction(1))
        assert told.closed_within("1h", "done") == Fraction(1, 4)

    def test_attempts_run_against_the_timer_of_their_stay(self) -> None:
        """A second attempt does not start the clock of the step again."""
        step = Step(
            "door",
            deadline="1h",
            attempts=2,
            moves=(On("met", go="done"), On("shut", again=True), Spent(go="over"), After("1h", go="over")),
        )
        ladder = Workflow("w", start="door", parts=(step, Settled("done"), Settled("over")))
        chances = {"door": {"shut": 1}, "door after 1": {"met": 1}}
        assert dict(forecast(ladder, chances, minutes={"door": {40: 1}}).finals) == {"over": 1}
        assert dict(forecast(ladder, chances, minutes={"door": {20: 1}}).finals) == {"done": 1}

    def test_memory_may_have_chances_of_its_own(self) -> None:
        chances = CHANCES | {"phone[registered]": {"reached": Fraction(1)}}
        told = forecast(WORKFLOW, chances, conditions=VACANT)
        assert dict(told.attempts)["phone"] < dict(four_steps().attempts)["phone"]

    def test_the_hours_of_a_ladder_spread_as_by_hand(self) -> None:
        """One call in seven of ten cases, two in three: the variance of the calls is 0.21, at two hours each 0.84."""
        step = Step(
            "phone",
            deadline="1h",
            attempts=2,
            moves=(On("reached", go="done"), On("nobody", again=True), Spent(go="given up")),
        )
        ladder = Workflow("ladder", start="phone", parts=(step, Settled("done"), Settled("given up")))
        chances = {"phone": {"reached": Fraction(7, 10), "nobody": Fraction(3, 10)}}
        assert forecast(ladder, chances, hours={"phone": 2}).person_hours_variance == Fraction(84, 100)
        dearer = forecast(ladder, chances, hours={"phone": 2, "phone after 1": 5})
        assert dearer.person_hours == 2 + Fraction(3, 10) * 5
        assert dearer.person_hours_variance == 25 * Fraction(21, 100)


class TestGroups:
    def test_vacant_dwellings_are_one_part_in_four(self) -> None:
        living, vacant = (
            forecast(WORKFLOW, CHANCES, minutes=MINUTES, conditions={"subject.vacant": Fraction(share)})
            for share in (0, 1)
        )
        told = mixed(((3, living), (1, vacant)))
        assert dict(told.attempts)["door"] == Fraction(3, 4)
        assert dict(told.finals)["unverified"] == (3 * dict(living.finals)["unverified"] + Fraction(1, 5)) / 4
        assert told.person_hours is None
        assert told.closed_within("34h") == (3 * living.closed_within("34h") + 1) / 4

    def test_without_the_minutes_of_one_there_is_no_curve(self) -> None:
        assert mixed(((1, four_steps()), (1, four_steps(MINUTES)))).closing == ()

    def test_numbers_of_cases_are_checked_at_once(self) -> None:
        told = four_steps()
        with pytest.raises(DefinitionError) as caught:
            mixed(((0.5, told), (-1, told)))  # type: ignore[arg-type]
        assert "'0.5': a group has an exact number" in str(caught.value)
        assert "'-1': a group has an exact number" in str(caught.value)
        with pytest.raises(DefinitionError) as caught:
            mixed(((0, told),))
        assert "nobody is in any group" in str(caught.value)


class TestAgainstSimulation:
    def test_they_agree(self) -> None:
        """Of six thousand made-up households as many end in each final, and by each moment, as was forecast."""
        told, count = four_steps(MINUTES), 6000
        hierarchy = Hierarchy((Level("grid"),), [Unit("g", "g", "grid")])
        households = [
            Subject(id=f"h{n}", kind="household", unit="g", attributes=Attributes(vacant=False)) for n in range(count)
        ]
        opened = moment("2020-02-03 08:00", "Asia/Shanghai")
        register = Register(hierarchy, households, FOUR_STEP.kinds)
        campaign = FOUR_STEP.campaign(hierarchy, register, opened=opened)
        facts = list(visits(campaign, drawn, seed=7, started=lambda _: opened))
        for fact in facts:
            campaign.record(fact)
        campaign.advance(moment("2020-04-01 08:00", "Asia/Shanghai"))
        ended = Counter(campaign.state(subject).part for subject in campaign.subjects("g"))
        for final, chance in told.finals:
            assert near(ended[final], chance, count)
        for step, expected in told.attempts:
            made = sum(1 for fact in facts if fact.kind == step)
            assert abs(made / count - float(expected)) < 0.05
        ends = [campaign.case(subject).since for subject in campaign.subjects("g")]
        for hours in (12, 24, 30, 48, 72):
            within = sum(1 for moment in ends if moment <= opened + timedelta(hours=hours))
            assert near(within, told.closed_within(timedelta(hours=hours)), count)


def near(found: int, chance: Fraction, count: int) -> bool:
    """Whether a count lies within five standard deviations of what was forecast."""
    expected = float(chance)
    return abs(found - count * expected) <= 5 * math.sqrt(count * expected * (1 - expected)) + 1


def drawn(_: str, state: State, random: Random) -> tuple[str, timedelta]:
    """Draw an outcome and a pause as the forecast was given them."""
    outcomes, minutes = CHANCES[state.part], MINUTES[state.part]
    pause = random.choices(list(minutes), [float(each) for each in minutes.values()])[0]
    waits = 1 - float(sum(outcomes.values()))
    outcome = random.choices([*outcomes, ""], [*(float(each) for each in outcomes.values()), waits])[0]
    too_late = state.part == "call-back" and pause >= 24 * 60
    return ("" if too_late else outcome), timedelta(minutes=pause)


class TestRefusals:
    def test_everything_wrong_is_told_at_once(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            forecast(
                WORKFLOW,
                {"dor": {}, "door": {"mett": Fraction(1, 2)}, "phone": {"reached": 0.5}},  # type: ignore[dict-item]
                minutes={"door": {30: Fraction(1, 2)}},
                hours={"door": 0.5, "phone": -1},  # type: ignore[dict-item]
            )
        told = str(caught.value)
        assert "'dor': this is no step or wait; did you mean 'door'?" in told
        assert "'mett' is no outcome; did you mean 'met'?" in told
        assert "a float is not exact" in told
        assert "'subject.vacant': this condition decides where cases go" in told
        assert "minutes of door': the probabilities add up to 1/2" in told
        assert "'door': hours are an exact number" in told
        assert "'phone': hours are an exact number" in told

    def test_a_wait_that_nothing_ends(self) -> None:
        wait = Workflow(
            "w",
            start="wait",
            parts=(Wait("wait", until=NOT_STATED, go="done", moves=(On("called", go="done"),)), Settled("done")),
        )
        with pytest.raises(DefinitionError) as caught:
            forecast(wait, {"wait": {"called": Fraction(1, 2)}})
        assert "nothing ends this wait by itself" in str(caught.value)
