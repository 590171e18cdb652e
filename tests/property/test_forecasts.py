"""
What holds of every forecast, whatever the method and whatever the chances.

Methods are made up by the strategies, their chances drawn for each state; conditions and timers stand in for what a
forecast cannot know and are left out or given.
"""

from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcare.testing.strategies.work import workflows
from gridcare.timing.deadlines import NOT_STATED
from gridcare.work.forecast import Forecast, forecast, mixed
from gridcare.work.steps import Enter, On, OpenForVerification, Settled, Spent, Step, Wait
from gridcare.work.workflow import Workflow

WEIGHTS = st.integers(0, 5)
SHARES = st.fractions(0, 1, max_denominator=12)
HOURS = (6, 24, 48, 96, 240)


@st.composite
def distributions(draw: st.DrawFn, keys: list[str]) -> dict[str, Fraction]:
    """Draw exact chances that add up to one."""
    weights = [draw(WEIGHTS) for _ in keys]
    weights[draw(st.integers(0, len(keys) - 1))] += 1
    return {key: Fraction(weight, sum(weights)) for key, weight in zip(keys, weights, strict=True)}


@st.composite
def assumed(draw: st.DrawFn, workflow: Workflow) -> dict[str, Mapping[str, Fraction]]:
    """Draw chances for every state in which a method waits for a fact."""
    table = workflow.table
    chances: dict[str, Mapping[str, Fraction]] = {}
    for position, state in enumerate(table.states):
        if table.moves[position] and not table.is_final(position):
            chances[str(state)] = draw(distributions(sorted(table.moves[position])))
    return chances


def minutes_of(workflow: Workflow) -> dict[str, dict[int, Fraction]]:
    """Give every step and wait two possible pauses of its own."""
    names = [part.name for part in workflow.parts if isinstance(part, Step | Wait)]
    return {name: {60 * n + 7: Fraction(1, 3), 600 + 60 * n: Fraction(2, 3)} for n, name in enumerate(names)}


def hours_of(workflow: Workflow) -> dict[str, Fraction]:
    return {part.name: Fraction(n, 4) for n, part in enumerate(workflow.parts, 1) if isinstance(part, Step)}


@st.composite
def forecasts(draw: st.DrawFn) -> Forecast:
    workflow = draw(workflows(guards=False))
    return forecast(workflow, draw(assumed(workflow)), minutes=minutes_of(workflow), hours=hours_of(workflow))


class TestEveryForecast:
    @given(forecasts())
    def test_every_case_ends_somewhere(self, told: Forecast) -> None:
        assert sum(chance for _, chance in told.finals) == 1
        assert all(chance >= 0 for _, chance in told.finals)

    @given(forecasts())
    def test_who_ends_ends_at_some_moment(self, told: Forecast) -> None:
        assert {name: sum(chance for _, chance in times) for name, times in told.closing} == dict(told.finals)

    @given(forecasts())
    def test_what_is_closed_stays_closed(self, told: Forecast) -> None:
        curve = told.curve([timedelta(hours=hours) for hours in HOURS])
        assert list(curve) == sorted(curve)
        assert curve[-1] <= 1

    @given(forecasts())
    def test_a_variance_is_never_below_nought(self, told: Forecast) -> None:
        assert told.person_hours_variance is not None
        assert told.person_hours_variance >= 0

    @given(st.data())
    def test_hours_are_the_attempts_at_their_cost(self, data: st.DataObject) -> None:
        workflow = data.draw(workflows(guards=False))
        hours = hours_of(workflow)
        told = forecast(workflow, data.draw(assumed(workflow)), minutes=minutes_of(workflow), hours=hours)
        assert told.person_hours == sum(hours.get(part, Fraction(0)) * count for part, count in told.attempts)


def ladder(attempts: int, *, entered: bool = False) -> Workflow:
    """Call so often, then go there once."""
    return Workflow(
        "ladder",
        start=(Enter("door", when="subject.vacant"), Enter("phone")) if entered else "phone",
        parts=(
            Step(
                "phone",
                deadline=NOT_STATED,
                attempts=attempts,
                moves=(On("reached", go="done"), On("no answer", again=True), Spent(go="door")),
            ),
            Step("door", deadline=NOT_STATED, moves=(On("met", go="done"), On("shut", go="open"))),
            Settled("done"),
            OpenForVerification("open"),
        ),
    )


def both(reached: Fraction, met: Fraction) -> dict[str, dict[str, Fraction]]:
    return {"phone": {"reached": reached, "no answer": 1 - reached}, "door": {"met": met, "shut": 1 - met}}


PAUSES = {"phone": {120: Fraction(1)}, "door": {600: Fraction(1, 2), 1200: Fraction(1, 2)}}
COSTS = {"phone": Fraction(1, 10), "door": Fraction(3, 2)}


class TestAttempts:
    @given(st.integers(1, 5), SHARES, SHARES)
    def test_one_attempt_more_never_closes_less(self, attempts: int, reached: Fraction, met: Fraction) -> None:
        fewer, more = (dict(forecast(ladder(n), both(reached, met)).finals) for n in (attempts, attempts + 1))
        assert more.get("done", 0) >= fewer.get("done", 0)

    @given(st.integers(1, 5), SHARES, SHARES)
    def test_one_call_more_never_means_more_doors(self, attempts: int, reached: Fraction, met: Fraction) -> None:
        fewer, more = (dict(forecast(ladder(n), both(reached, met)).attempts) for n in (attempts, attempts + 1))
        assert more["door"] <= fewer["door"]

    @given(SHARES, SHARES, SHARES, SHARES)
    def test_each_attempt_may_go_by_another_channel(
        self, first: Fraction, second: Fraction, met: Fraction, cost: Fraction
    ) -> None:
        """Chances, minutes and hours of a second attempt are those of its state, as if it were a step of its own."""
        again = forecast(
            ladder(2),
            {**both(first, met), "phone after 1": {"reached": second, "no answer": 1 - second}},
            minutes={**PAUSES, "phone after 1": {300: Fraction(1)}},
            hours={**COSTS, "phone after 1": cost},
        )
        apart = forecast(
            Workflow(
                "apart",
                start="phone",
                parts=(
                    Step("phone", deadline=NOT_STATED, moves=(On("reached", go="done"), On("no answer", go="second"))),
                    Step("second", deadline=NOT_STATED, moves=(On("reached", go="done"), On("no answer", go="door"))),
                    *ladder(1).parts[1:],
                ),
            ),
            {**both(first, met), "second": {"reached": second, "no answer": 1 - second}},
            minutes={**PAUSES, "second": {300: Fraction(1)}},
            hours={**COSTS, "second": cost},
        )
        assert (again.finals, again.closing) == (apart.finals, apart.closing)
        assert again.person_hours == apart.person_hours
        assert again.person_hours_variance == apart.person_hours_variance


class TestGroups:
    @given(SHARES, SHARES, SHARES, st.integers(1, 3))
    def test_a_group_by_condition_is_a_group(
        self, share: Fraction, reached: Fraction, met: Fraction, attempts: int
    ) -> None:
        """Two groups with forecasts of their own come to what one forecast with the condition's chance says."""
        workflow, chances = ladder(attempts, entered=True), both(reached, met)

        def told(vacant: Fraction) -> Forecast:
            conditions = {"subject.vacant": vacant}
            return forecast(workflow, chances, minutes=PAUSES, hours=COSTS, conditions=conditions)

        joined, whole = mixed(((share, told(Fraction(1))), (1 - share, told(Fraction(0))))), told(share)
        assert _without_nought(joined.attempts) == _without_nought(whole.attempts)
        assert _without_nought(joined.finals) == _without_nought(whole.finals)
        assert joined.person_hours == whole.person_hours
        assert joined.person_hours_variance == whole.person_hours_variance
        times = [timedelta(hours=hours) for hours in HOURS]
        for final in ("done", "open"):
            assert joined.curve(times, final) == whole.curve(times, final)

    @given(forecasts(), st.integers(1, 9), st.integers(0, 9))
    def test_like_groups_are_one(self, told: Forecast, some: int, others: int) -> None:
        assert mixed(((some, told), (others, told))) == told


def _without_nought(amounts: tuple[tuple[str, Fraction], ...]) -> dict[str, Fraction]:
    return {name: amount for name, amount in amounts if amount}


@pytest.mark.parametrize("seed", range(5))
def test_the_variance_is_that_of_cases_drawn(seed: int) -> None:
    """Twenty thousand cases by dice spread as the forecast says, to one part in twenty."""
    pytest.importorskip("rich")
    from gridcare.adapters.commandline.drawing import Dice

    chances = both(Fraction(3, 5), Fraction(1, 2))
    hours = {**COSTS, "phone after 1": Fraction(1, 2)}
    told = forecast(ladder(2), chances, hours=hours)
    dice = Dice(ladder(2), chances, None, {}, Random(seed), hours)
    drawn = [dice.case().hours for _ in range(20_000)]
    mean = sum(drawn) / len(drawn)
    variance = sum((each - mean) ** 2 for each in drawn) / len(drawn)
    assert variance == pytest.approx(float(told.person_hours_variance or 0), rel=0.05)
    assert mean == pytest.approx(float(told.person_hours or 0), abs=4 * (variance / len(drawn)) ** 0.5)
