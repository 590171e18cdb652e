"""
Where a case goes that another case opens.

A breach at the gate opens an emergency, a tip about a closed venue opens an inspection. The step that finds it out
only names the kind of case to open; where such cases go is an ordered table of the playbook: the first route of that
kind whose condition holds is taken, and the last one has no condition. A kind without a route is left to the host.

What is opened is a fold like everything else. The new case bears the id of the effect that opened it, so that
replaying a journal opens nothing twice, and it is withdrawn when the effect no longer follows; facts about it wait
until it is there. It knows what the fact that caused it answered, and as ``about`` the subject of the case that it
came from.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

import attrs

from gridcare.attributes import Attributes
from gridcare.errors import Fault, did_you_mean
from gridcare.facts.fact import Fact
from gridcare.given import typed
from gridcare.places.hierarchy import Hierarchy
from gridcare.rules.expressions import Expression, names
from gridcare.work.conditions import Reading, condition, truth
from gridcare.work.effects import Effect, Open
from gridcare.work.rows import Track
from gridcare.work.table import JOINED, Branch

__all__ = ["Route", "Routing"]

_READABLE: Final = ("fact", "performers", "subject", "unit")


@attrs.frozen(kw_only=True, field_transformer=typed)
class Route:
    """
    Where cases of one kind go.

    Attributes:
        opens: The kind of case, as an `gridcare.work.effects.Open` effect names it.
        track: The track that takes it.
        when: For which of them, read where the effect arose: the fact, the subject, its units. None means all that no
            route before it took.
        level: The level of the unit that it is counted at, such as the street for what only the street may decide;
            empty, or where there is no such unit above, it stays at the unit of the case it comes from.
    """

    opens: str = attrs.field(kw_only=False)
    track: str
    when: Expression | None = attrs.field(default=None, converter=condition)
    level: str = ""


def _routes(given: Iterable[Route]) -> tuple[Route, ...]:
    return tuple(given)


@attrs.frozen(slots=False)
class Routing:
    """
    The routes of a playbook, in order.

    Attributes:
        routes: The routes; among those for one kind of case the first that holds is taken.
    """

    routes: tuple[Route, ...] = attrs.field(default=(), converter=_routes)

    @cached_property
    def _by_kind(self) -> Mapping[str, tuple[Route, ...]]:
        kinds = dict.fromkeys(route.opens for route in self.routes)
        return {kind: tuple(route for route in self.routes if route.opens == kind) for kind in kinds}

    def __bool__(self) -> bool:
        return bool(self.routes)

    def route(self, kind: str, reading: Reading) -> Route | None:
        """
        Choose where a case of a kind goes; none when no route is for that kind.

        Args:
            kind: The kind of case to open.
            reading: What is known where the effect arose. A condition that cannot be told does not hold.
        """
        routes = self._by_kind.get(kind, ())
        return next((each for each in routes if each.when is None or truth(each.when, reading) is True), None)

    def faults(self, tracks: Iterable[Track], opened: Iterable[str] = ()) -> Iterator[Fault]:
        """
        Find what is wrong with the routes.

        Args:
            tracks: The tracks that there are.
            opened: Kinds of case that something else than a step opens.
        """
        known = {track.name: track for track in tracks}
        opened = sorted({*opened, *(what for track in known.values() for what in _opened_by(track))})
        for kind, routes in self._by_kind.items():
            if kind not in opened:
                yield Fault("routing.never", kind, f"no step opens '{kind}'{did_you_mean(kind, opened)}")
            if routes[-1].when is not None:
                yield Fault("routing.otherwise", kind, "some of these cases would go nowhere; end with an open route")
            for route in routes[:-1]:
                if route.when is None:
                    yield Fault("routing.never", kind, f"no route after '{route.track}' can be taken; order it last")
        for route in self.routes:
            if route.track not in known:
                problem = f"'{route.track}' is no track{did_you_mean(route.track, known)}"
                yield Fault("routing.track", route.opens, problem)
            for path in sorted(names(route.when)) if route.when is not None else ():
                if path.partition(".")[0] not in _READABLE:
                    problem = f"a route cannot read '{path}'; it may read what begins with {', '.join(_READABLE)}"
                    yield Fault("routing.name", route.opens, problem)
        yield from self._endless(known)

    def _endless(self, tracks: Mapping[str, Track]) -> Iterator[Fault]:
        """Find tracks that open one another for ever although nobody does anything."""
        onward = {
            name: {route.track for kind in _opened_by_time(track) for route in self._by_kind.get(kind, ())}
            for name, track in tracks.items()
        }
        for name in tracks:
            reached, left = set[str](), list(onward[name])
            while left:
                each = left.pop()
                if each not in reached:
                    reached.add(each)
                    left += onward.get(each, ())
            if name in reached:
                yield Fault("routing.loop", name, "time alone opens these cases again and again; let a fact open them")

    def opening(
        self, effect: Effect, reading: Reading, unit: str, tracks: Mapping[str, Track], on: Hierarchy
    ) -> Fact | None:
        """
        Return the fact by which the case that an effect opens comes in; none when the effect opens none here.

        Args:
            effect: The effect.
            reading: What is known where it arose.
            unit: The unit of the case that it comes from.
            tracks: The tracks by name.
            on: The units.
        """
        route = self.route(effect.what, reading) if effect.kind == Open.kind else None
        if route is None:
            return None
        told = Attributes() if reading.cause is None else reading.cause.answers
        place = next((each for each in on.path(unit) if on[each].level == route.level), unit)
        return Fact(
            id=effect.id,
            kind=JOINED,
            subjects=(effect.id,),
            happened=effect.moment,
            known=effect.moment,
            answers=told.with_(kind=tracks[route.track].kind, unit=place, persons=0, about=effect.subject),
            track=route.track,
        )


def _opened_by(track: Track) -> Iterator[str]:
    table = track.workflow.table
    for outcomes in table.moves:
        for branches in outcomes.values():
            yield from _opens(branches)
    yield from _opened_by_time(track)


def _opened_by_time(track: Track) -> Iterator[str]:
    for timers in track.workflow.table.timers:
        for timer in timers:
            yield from _opens(timer.branches)


def _opens(branches: Iterable[Branch]) -> Iterator[str]:
    return (each.what for branch in branches for each in branch.effects if each.kind == Open.kind)
