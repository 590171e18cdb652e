"""
Steps that one package offers to the method of another.

A firm offers an automatic caller to whoever telephones households. It does not rewrite anybody's method: it offers a
`StepExtension`, which says whose method it is for, which steps it adds or replaces, and which moves lead to them.
Nothing of it applies until a host names it. What results is a playbook of its own, checked whole again, that says what
was added to it; two extensions that reach for one step are refused, because their order must not matter.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

import attrs

from gridcare.errors import Fault, did_you_mean, refuse
from gridcare.people.teams import TeamRule
from gridcare.playbook import Playbook
from gridcare.rules.notices import Source
from gridcare.rules.parameters import Parameter, Parameters
from gridcare.titles import Titles, Words, titles
from gridcare.titles import words as _words
from gridcare.work.rows import Track
from gridcare.work.steps import Enter, Final, Move, On, Part, Step, Wait
from gridcare.work.workflow import StateMap, Workflow

__all__ = ["Redirect", "StepExtension", "extend"]

AnyMove = TypeVar("AnyMove", bound=Move)


@attrs.frozen(kw_only=True)
class Redirect:
    """
    Lead moves elsewhere.

    Attributes:
        part: The part whose moves are meant; empty for the entries of the workflow.
        to: The part that they lead to from now on.
        on: Only moves on this outcome; empty for all.
        was: Only moves that led to this part; empty for all.
    """

    part: str = attrs.field(default="", kw_only=False)
    to: str
    on: str = ""
    was: str = ""

    def __str__(self) -> str:
        return "/".join(filter(None, (self.part or "start", self.on, self.was)))

    def meets(self, outcome: str, target: str) -> bool:
        """Tell whether it speaks of a move on an outcome to a target."""
        return bool(target) and self.on in ("", outcome) and self.was in ("", target)


def _in_flight(
    given: Mapping[str, str] | Iterable[tuple[str, str]] | None,
) -> tuple[tuple[str, str], ...] | None:
    return None if given is None else tuple(given.items() if isinstance(given, Mapping) else given)


def _parts(given: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(given)


def _redirects(given: Iterable[Redirect]) -> tuple[Redirect, ...]:
    return tuple(given)


def _teams(given: Iterable[TeamRule]) -> tuple[TeamRule, ...]:
    return tuple(given)


def _parameters(given: Iterable[Parameter]) -> tuple[Parameter, ...]:
    return tuple(given)


def _sources(given: Iterable[Source]) -> tuple[Source, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True)
class StepExtension:
    """
    What a package offers to somebody's method.

    Attributes:
        name: What a host asks for it by.
        playbook: The name of the playbook that it is for.
        track: The track whose workflow it changes; the only one of the population when left out.
        version: Changes with anything in it.
        titles: What it is called, by language.
        adds: Parts that the workflow does not have.
        replaces: Parts in place of those of the same name.
        redirects: Moves that lead elsewhere.
        teams: Team rules that its steps name.
        parameters: Parameters that its steps name.
        words: What its names are called.
        sources: The papers that it comes from.
        in_flight: Where cases in flight go when it is brought in: for each part that went, the part to go to; empty
            when every part keeps its place. Without it nobody in flight is taken over.
    """

    name: str = attrs.field(kw_only=False)
    playbook: str
    track: str = ""
    version: str = "1"
    titles: Titles = attrs.field(default=(), converter=titles)
    adds: tuple[Part, ...] = attrs.field(default=(), converter=_parts)
    replaces: tuple[Part, ...] = attrs.field(default=(), converter=_parts)
    redirects: tuple[Redirect, ...] = attrs.field(default=(), converter=_redirects)
    teams: tuple[TeamRule, ...] = attrs.field(default=(), converter=_teams)
    parameters: tuple[Parameter, ...] = attrs.field(default=(), converter=_parameters)
    words: Words = attrs.field(default=(), converter=_words)
    sources: tuple[Source, ...] = attrs.field(default=(), converter=_sources)
    in_flight: tuple[tuple[str, str], ...] | None = attrs.field(default=None, converter=_in_flight)

    def __attrs_post_init__(self) -> None:
        refuse(f"extension '{self.name}'", self._faults())

    def _faults(self) -> Iterator[Fault]:
        if not self.name or not self.playbook:
            yield Fault("extension.name", self.name, "an extension has a name, and names the playbook that it is for")
        if not (self.adds or self.replaces or self.redirects):
            yield Fault("extension.nothing", self.name, "it adds nothing, replaces nothing and redirects nothing")
        own = [part.name for part in (*self.adds, *self.replaces)]
        for name in sorted({name for name in own if own.count(name) > 1}):
            yield Fault("extension.repeated", name, "it brings two parts of this name; give each its own")


def extend(playbook: Playbook, extensions: Iterable[StepExtension]) -> Playbook:
    """
    Apply extensions to a playbook; their order does not matter.

    Args:
        playbook: The method.
        extensions: What is brought into it, each once.

    Returns:
        A playbook whose `extensions` name what was added, checked whole.

    Raises:
        DefinitionError: When an extension is for another playbook, reaches for what is not there or for what another
            one changes too, or when what results is faulty: every fault at once.
    """
    chosen = sorted(extensions, key=lambda each: each.name)
    if not chosen:
        return playbook
    found = [(each, _track(playbook, each)) for each in chosen]
    refuse(f"playbook '{playbook.name}' with {_named(chosen)}", _misfits(playbook, found))
    tracks = tuple(
        _extended(track, [each for each, of in found if of == track.name])
        if track.name in {of for _, of in found}
        else track
        for track in playbook.tracks
    )
    return attrs.evolve(
        playbook,
        tracks=tracks,
        words=(*playbook.words, *(word for each in chosen for word in each.words if word not in playbook.words)),
        sources=(*playbook.sources, *(paper for each in chosen for paper in each.sources)),
        extensions=(*playbook.extensions, *((each.name, each.version) for each in chosen)),
    )


def _named(extensions: Iterable[StepExtension]) -> str:
    return " and ".join(f"'{each.name}'" for each in extensions)


def _track(playbook: Playbook, extension: StepExtension) -> str:
    if extension.track:
        return extension.track
    population = [track.name for track in playbook.tracks if not track.beside]
    return population[0] if len(population) == 1 else ""


def _misfits(playbook: Playbook, found: list[tuple[StepExtension, str]]) -> Iterator[Fault]:
    known = {track.name: track for track in playbook.tracks}
    names = [each.name for each, _ in found]
    for name in sorted({name for name in names if names.count(name) > 1 or name in dict(playbook.extensions)}):
        yield Fault("extension.twice", name, "it is brought in twice; name it once")
    for each, track in found:
        if each.playbook != playbook.name:
            yield Fault("extension.playbook", each.name, f"it is for '{each.playbook}' and not for '{playbook.name}'")
        elif not track:
            yield Fault("extension.track", each.name, f"there are several tracks; say which{did_you_mean('', known)}")
        elif track not in known:
            yield Fault("extension.track", each.name, f"'{track}' is no track{did_you_mean(track, known)}")
        else:
            yield from _missing(each, known[track].workflow, [other for other, of in found if of == track])
    yield from _rivals(known, found)


def _missing(extension: StepExtension, workflow: Workflow, together: list[StepExtension]) -> Iterator[Fault]:
    for part in extension.adds:
        if part.name in workflow.names:
            problem = "the workflow has a part of this name; replace it, or give yours another name"
            yield Fault("extension.adds", f"{extension.name}/{part.name}", problem)
    for part in extension.replaces:
        if part.name not in workflow.names:
            problem = f"'{part.name}' is no part that could be replaced{did_you_mean(part.name, workflow.names)}"
            yield Fault("extension.replaces", f"{extension.name}/{part.name}", problem)
    parts = {part.name: part for part in (*workflow.parts, *(part for each in together for part in each.replaces))}
    for redirect in extension.redirects:
        where = f"{extension.name}/{redirect}"
        if redirect.part and redirect.part not in parts:
            yield Fault(
                "extension.redirects", where, f"'{redirect.part}' is no part{did_you_mean(redirect.part, parts)}"
            )
        elif not any(redirect.meets(*move) for move in _moves(workflow, parts.get(redirect.part))):
            yield Fault("extension.redirects", where, "no move is like this, so that nothing could be led elsewhere")


def _moves(workflow: Workflow, part: Part | None) -> Iterator[tuple[str, str]]:
    """Give the outcome and the target of every move of a part, or of every entry."""
    if part is None:
        yield from (("", entry.part) for entry in workflow.start)
    elif not isinstance(part, Final):
        yield from ((move.outcome if isinstance(move, On) else "", move.go) for move in part.moves)
        if isinstance(part, Wait):
            yield "", part.go


def _rivals(known: Mapping[str, Track], found: list[tuple[StepExtension, str]]) -> Iterator[Fault]:
    """Tell which two extensions reach for one part, or for one move."""
    replaced = {(track, part.name): each.name for each, track in found for part in each.replaces}
    reached: dict[tuple[str, ...], str] = {}
    for each, track in found:
        claims: list[tuple[str, ...]] = [("part", part.name) for part in (*each.adds, *each.replaces)]
        for redirect in each.redirects if track in known else ():
            first = replaced.get((track, redirect.part), each.name)
            if first != each.name:
                yield _rival(first, each.name, "part", redirect.part)
            workflow = known[track].workflow
            part = workflow[redirect.part] if redirect.part in workflow.names else None
            claims += [("move", redirect.part, *move) for move in _moves(workflow, part) if redirect.meets(*move)]
        for claim in claims:
            first = reached.setdefault((track, *claim), each.name)
            if first != each.name:
                yield _rival(first, each.name, claim[0], "/".join(filter(None, claim[1:])))


def _rival(first: str, second: str, what: str, where: str) -> Fault:
    first, second = sorted((first, second))
    return Fault("extension.rivals", where, f"'{first}' and '{second}' both change this {what}; bring in one of them")


def _extended(track: Track, extensions: list[StepExtension]) -> Track:
    workflow = track.workflow
    replaced = {part.name: part for each in extensions for part in each.replaces}
    redirects = [redirect for each in extensions for redirect in each.redirects]
    kept = [_redirected(replaced.get(part.name, part), redirects) for part in workflow.parts]
    named = {rule.name for rule in workflow.teams}
    declared = [parameter for each in extensions for parameter in each.parameters]
    own = [parameter for parameter in declared if parameter not in workflow.parameters.members]
    changed = attrs.evolve(
        workflow,
        version="+".join((workflow.version, *(f"{each.name}.{each.version}" for each in extensions))),
        start=tuple(_entered(entry, redirects) for entry in workflow.start),
        parts=(*kept, *(part for each in extensions for part in each.adds)),
        teams=(*workflow.teams, *(rule for each in extensions for rule in each.teams if rule.name not in named)),
        parameters=Parameters((*workflow.parameters.members, *own)),
        former=_former(workflow, extensions),
    )
    return attrs.evolve(track, workflow=changed)


def _former(workflow: Workflow, extensions: list[StepExtension]) -> StateMap | None:
    maps = [each.in_flight for each in extensions]
    if any(each is None for each in maps):
        return workflow.former
    return StateMap(workflow, parts=tuple(pair for each in maps for pair in each or ()))


def _entered(entry: Enter, redirects: list[Redirect]) -> Enter:
    for redirect in redirects:
        if not redirect.part and redirect.meets("", entry.part):
            return attrs.evolve(entry, part=redirect.to)
    return entry


def _redirected(part: Part, redirects: list[Redirect]) -> Part:
    own = [redirect for redirect in redirects if redirect.part == part.name]
    if not own or isinstance(part, Final):
        return part
    if isinstance(part, Step):
        return attrs.evolve(part, moves=tuple(_led(move, own) for move in part.moves))
    onward = next((redirect.to for redirect in own if redirect.meets("", part.go)), part.go)
    return attrs.evolve(part, moves=tuple(_led(move, own) for move in part.moves), go=onward)


def _led(move: AnyMove, redirects: list[Redirect]) -> AnyMove:
    outcome = move.outcome if isinstance(move, On) else ""
    for redirect in redirects:
        if redirect.meets(outcome, move.go):
            return attrs.evolve(move, go=redirect.to)
    return move
