"""Cases that are drawn agree with the forecast where time decides, and only there is chance at work."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

pytest.importorskip("rich")

from gridcare.adapters.commandline.drawing import Dice
from gridcare.timing.deadlines import NOT_STATED
from gridcare.work.forecast import Chance, forecast
from gridcare.work.steps import On, Settled, Spent, Step, Wait
from gridcare.work.workflow import Workflow

WAITING = Workflow(
    "waiting",
    start="wait",
    parts=(
        Wait("wait", until="1h", go="late", moves=(On("called", go="done"),)),
        Settled("done"),
        Settled("late"),
    ),
)


def finals(minutes: dict[int, Decimal], *, called: str = "1") -> dict[str, int]:
    chances = {"wait": {"called": Decimal(called)}}
    dice = Dice(WAITING, chances, {"wait": minutes}, {}, Random(7))
    drawn = [dice.case() for _ in range(1000)]
    counts = {final: sum(case.final == final for case in drawn) for final in ("done", "late")}
    assert sum(counts.values()) == 1000
    return counts


@pytest.mark.parametrize(("minute", "final"), [(59, "done"), (60, "late"), (61, "late")])
def test_a_fact_in_the_very_minute_of_a_timer_comes_after_it(minute: int, final: str) -> None:
    assert finals({minute: Decimal(1)})[final] == 1000
    told = forecast(WAITING, {"wait": {"called": 1}}, minutes={"wait": {minute: 1}})
    assert dict(told.finals) == {final: 1}


def test_who_never_calls_waits_until_the_time_is_over() -> None:
    assert finals({1: Decimal(1)}, called="0") == {"done": 0, "late": 1000}
    dice = Dice(WAITING, {"wait": {"called": 0}}, {"wait": {1: 1}}, {}, Random(7))
    assert dice.case().closed == 60


def test_shares_come_out_as_they_were_given() -> None:
    counts = finals({30: Decimal("0.25"), 90: Decimal("0.75")})
    assert 200 < counts["done"] < 300


def test_the_same_seed_draws_the_same_cases() -> None:
    def cases(seed: int) -> list[str]:
        dice = Dice(WAITING, {"wait": {"called": Decimal("0.5")}}, {"wait": {1: 1}}, {}, Random(seed))
        return [dice.case().final for _ in range(50)]

    assert cases(1) == cases(1) != cases(2)


def test_each_attempt_has_minutes_and_hours_of_its_own() -> None:
    calls = Step(
        "phone",
        deadline=NOT_STATED,
        attempts=2,
        moves=(On("reached", go="done"), On("nobody", again=True), Spent(go="late")),
    )
    ladder = Workflow("calls", start="phone", parts=(calls, Settled("done"), Settled("late")))
    chances = {"phone": {"nobody": 1}, "phone after 1": {"reached": 1}}
    minutes: dict[str, dict[int, Chance]] = {"phone": {10: 1}, "phone after 1": {25: 1}}
    hours: dict[str, Chance] = {"phone": Decimal("0.1"), "phone after 1": 3}
    drawn = Dice(ladder, chances, minutes, {}, Random(7), hours).case()
    assert (drawn.final, drawn.closed, drawn.attempts) == ("done", 35, (("phone", 2),))
    assert drawn.hours == pytest.approx(3.1)
    told = forecast(ladder, chances, minutes=minutes, hours=hours)
    assert told.person_hours == Fraction(31, 10)
    assert told.curve(["34m", "35m"]) == (Fraction(0), Fraction(1))
