"""Routes are checked whole: where they lead, what they may read, and whether time alone would open cases for ever."""

from gridcare.timing.deadlines import NOT_STATED
from gridcare.work.effects import Open
from gridcare.work.routing import Route, Routing
from gridcare.work.rows import Track
from gridcare.work.steps import After, On, Settled, Step
from gridcare.work.workflow import Workflow


def track(name: str, *, by_time: str = "", by_hand: str = "") -> Track:
    moves: list[On | After] = [On("done", go="over", do=(Open(by_hand),) if by_hand else ())]
    if by_time:
        moves.append(After("1d", go="over", do=Open(by_time)))
    step = Step("do", deadline=NOT_STATED, moves=tuple(moves))
    return Track(Workflow(name, start="do", parts=(step, Settled("over"))), kind=name, beside=True)


def codes(routes: tuple[Route, ...], *tracks: Track) -> set[tuple[str, str]]:
    return {(fault.code, fault.where) for fault in Routing(routes).faults(tracks)}


class TestFaults:
    def test_what_is_well_declared_has_none(self) -> None:
        assert set() == codes((Route("b", track="b"),), track("a", by_hand="b"), track("b"))

    def test_a_kind_that_no_step_opens(self) -> None:
        assert {("routing.never", "bb")} == codes((Route("bb", track="b"),), track("a", by_hand="b"), track("b"))

    def test_a_track_that_is_none(self) -> None:
        assert {("routing.track", "b")} == codes((Route("b", track="c"),), track("a", by_hand="b"))

    def test_cases_that_would_go_nowhere(self) -> None:
        routes = (Route("b", track="b", when="fact.grave"),)
        assert {("routing.otherwise", "b")} == codes(routes, track("a", by_hand="b"), track("b"))

    def test_a_route_after_one_that_takes_all(self) -> None:
        routes = (Route("b", track="b"), Route("b", track="a"))
        assert {("routing.never", "b")} == codes(routes, track("a", by_hand="b"), track("b"))

    def test_what_a_route_cannot_read(self) -> None:
        routes = (Route("b", track="b", when="memory.seen"), Route("b", track="b"))
        assert {("routing.name", "b")} == codes(routes, track("a", by_hand="b"), track("b"))

    def test_cases_that_time_alone_opens_again_and_again(self) -> None:
        routes = (Route("a", track="a"), Route("b", track="b"))
        endless = codes(routes, track("a", by_time="b"), track("b", by_time="a"))
        assert {("routing.loop", "a"), ("routing.loop", "b")} == endless
        assert set() == codes(routes, track("a", by_time="b"), track("b", by_hand="a"))
