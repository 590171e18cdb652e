"""
The commands: each takes what was asked and a desk, and answers an exit code.

Nought means done, one that there is something to mend (`check` found a fault, `simulate` disagrees with its forecast),
two that what was asked cannot be done.
"""

from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

import attrs

from gridcare.adapters.commandline.messages import Voice
from gridcare.adapters.commandline.mistakes import Mistake
from gridcare.adapters.commandline.pages import page, picture
from gridcare.adapters.commandline.scaffolding import write_package
from gridcare.adapters.commandline.screens import Screen
from gridcare.adapters.commandline.simulating import (
    TIMES,
    Assumptions,
    Estimate,
    Simulation,
    chosen_track,
    population,
    simulate,
)
from gridcare.codec.documents import to_toml
from gridcare.codec.issues import Issue, UnreadableInput
from gridcare.codec.playbooks import read_playbook
from gridcare.errors import DefinitionError, Fault, UnknownName
from gridcare.examination import Plugin, offers
from gridcare.playbook import Playbook
from gridcare.registry import ExtensionRefused, Quarantined, Registry
from gridcare.work.rows import Track

__all__ = ["COMMANDS", "Desk", "told_faults"]


@attrs.frozen(kw_only=True)
class Desk:
    """
    What the commands work with.

    Attributes:
        screen: Where answers go.
        language: The language that they are given in.
        registry: The plug-ins that were found.
    """

    screen: Screen
    language: Voice
    registry: Registry

    def playbook(self, name: str, extensions: Sequence[str] = ()) -> Playbook:
        """
        Return the playbook that a name or a file stands for.

        Args:
            name: The name of a playbook that is installed, or a TOML file.
            extensions: The extensions to bring into it.

        Raises:
            Mistake: When there is none, it is faulty, or the extensions do not fit it.
        """
        registry = self.registry
        if _is_file(name):
            playbook = _from_file(Path(name))
            registry, name = _with_file(registry, name, playbook), playbook.name
        try:
            return registry.playbook(name, extensions=extensions)
        except ExtensionRefused as error:
            brought = zip(error.extensions, error.plugins[1:], strict=True)
            others = ", ".join(f"'{each}' ({plugin})" for each, plugin in brought)
            told = {"name": name, "owner": error.plugins[0], "extensions": others}
            raise Mistake("wrong.extensions", faults=error.faults, **told) from error
        except Quarantined as error:
            plugins = ", ".join(f"'{plugin}'" for plugin in error.plugins)
            raise Mistake("wrong.quarantined", name=error.name, plugins=plugins, faults=error.faults) from error
        except UnknownName as error:
            if error.name in extensions:
                hint = self._hint(error, none="wrong.unoffered")
                raise Mistake("wrong.extension", name=error.name, playbook=name, hint=hint) from error
            raise Mistake("wrong.name", name=name, hint=self._hint(error)) from error

    def _hint(self, error: UnknownName, none: str = "wrong.none") -> str:
        if "did you mean" in str(error):
            return self.language("wrong.close", close=str(error).rpartition("mean '")[2].removesuffix("'?"))
        if not error.allowed:
            return self.language(none)
        return self.language("wrong.known", known=", ".join(error.allowed))


def _is_file(name: str) -> bool:
    return name.endswith(".toml") or Path(name).is_file()


def _with_file(registry: Registry, file: str, playbook: Playbook) -> Registry:
    """Let the playbook of a file stand in place of one that is installed under the same name."""
    others = (
        attrs.evolve(plugin, playbooks=tuple(each for each in plugin.playbooks if each.name != playbook.name))
        for plugin in registry.plugins
    )
    return attrs.evolve(registry, plugins=(*others, Plugin(file, playbooks=(playbook,))))


def _from_file(path: Path) -> Playbook:
    try:
        return read_playbook(path.read_bytes(), file=str(path))
    except OSError as error:
        raise Mistake("wrong.file", name=path, why=error.strerror) from error
    except UnreadableInput as error:
        raise Mistake("wrong.toml", name=path, faults=map(_fault_of, error.issues)) from error
    except DefinitionError as error:
        raise Mistake("wrong.toml", name=path, faults=error.faults) from error


def _fault_of(issue: Issue) -> Fault:
    line = f"line {issue.row}" if issue.row is not None and f"line {issue.row}" not in issue.path else ""
    return Fault(issue.code, ", ".join(filter(None, (line, issue.path))), issue.message)


def told_faults(desk: Desk, faults: Iterable[Fault], *, complaint: bool = False) -> None:
    """Write faults as a table, as the answer or as a complaint: the code, the place, and what to do about it."""
    heads = [desk.language(f"head.{each}") for each in ("code", "where", "problem")]
    rows = [(each.code, each.where, desk.language.told(each.code, each.problem)) for each in faults]
    desk.screen.table(heads, rows, styles=("bold", "cyan", ""), complaint=complaint)


def _playbooks(asked: Namespace, desk: Desk) -> int:
    playbooks = desk.registry.playbooks
    if not playbooks:
        desk.screen.say(desk.language("none.playbooks"))
        return 0
    heads = [desk.language(f"head.{each}") for each in ("playbook", "title", "version", "plugin")]
    rows = [
        (name, _title(playbook, desk.language), playbook.version, str(desk.registry.provider(name)))
        for name, playbook in playbooks.items()
    ]
    desk.screen.table(heads, rows, styles=("bold green", "", "", "dim"))
    return 0


def _title(playbook: Playbook, language: Voice) -> str:
    titles = dict(playbook.titles)
    return titles.get(language.name) or next(iter(titles.values()), playbook.name)


def _plugins(asked: Namespace, desk: Desk) -> int:
    heads = [desk.language(f"head.{each}") for each in ("plugin", "state", "brings", "problem")]
    desk.screen.table(heads, _plugin_rows(desk.registry, desk.language), styles=("bold", "", "green", "red"))
    return 0


def _plugin_rows(registry: Registry, language: Voice) -> Iterator[tuple[str, str, str, str]]:
    for plugin in registry.plugins:
        state = language("state.quarantined" if plugin.faults else "state.loaded")
        brings = ", ".join([*(playbook.name for playbook in plugin.playbooks), *_offered(plugin, registry, language)])
        first, *more = [language.told(fault.code, str(fault)) for fault in plugin.faults] or [""]
        yield str(plugin), state, brings, first
        yield from (("", "", "", fault) for fault in more)


def _offered(plugin: Plugin, registry: Registry, language: Voice) -> Iterator[str]:
    """Name the extensions that a plug-in offers, each with the method that it is for."""
    for playbook in registry.playbooks.values():
        for extension in offers(plugin, playbook)[0]:
            yield language("plugins.extension", extension=extension.name, playbook=playbook.name)


def _explain(asked: Namespace, desk: Desk) -> int:
    desk.screen.say(desk.playbook(asked.name, asked.extensions).explain(desk.language.name))
    return 0


def _check(asked: Namespace, desk: Desk) -> int:
    name = " + ".join((asked.name, *asked.extensions))
    try:
        playbook = desk.playbook(asked.name, asked.extensions)
    except Mistake as mistake:
        if not mistake.faults:
            raise
        code = "count.fault" if len(mistake.faults) == 1 else "count.faults"
        count = desk.language(code, count=len(mistake.faults))
        if mistake.code == "wrong.extensions":
            desk.screen.say(desk.language(mistake.code, **mistake.particulars))
        desk.screen.say(desk.language("check.faulty", name=name, count=count), style="bold red")
        told_faults(desk, mistake.faults)
        return 1
    desk.screen.say(desk.language("check.sound", name=name), style="bold green")
    if playbook.unread:
        desk.screen.say(desk.language("check.unread", names=", ".join(playbook.unread)), style="yellow")
    return 0


def _diagram(asked: Namespace, desk: Desk) -> int:
    playbook = desk.playbook(asked.name, asked.extensions)
    if asked.format == "html":
        drawn = page(playbook, desk.language)
    else:
        tracks = [chosen_track(playbook, asked.name, asked.track)] if asked.track else playbook.tracks
        if asked.format == "svg":
            tracks = [chosen_track(playbook, asked.name, asked.track)]
            drawn = picture(playbook, tracks[0], desk.language.name)
        else:
            drawn = "\n\n".join(format(track.workflow, asked.format) for track in tracks)
    return _handed_over(drawn, asked.output, desk)


def _toml(asked: Namespace, desk: Desk) -> int:
    return _handed_over(to_toml(desk.playbook(asked.name, asked.extensions)).rstrip("\n"), asked.output, desk)


def _handed_over(text: str, file: str, desk: Desk) -> int:
    """Say a text, or write it to a file that was named."""
    if not file:
        desk.screen.say(text)
        return 0
    try:
        Path(file).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise Mistake("wrong.file", name=file, why=error.strerror) from error
    desk.screen.say(desk.language("text.written", file=file))
    return 0


def _simulate(asked: Namespace, desk: Desk) -> int:
    playbook = desk.playbook(asked.name, asked.extensions)
    track = chosen_track(playbook, asked.name, asked.track)
    assumed = Assumptions.read(Path(asked.chances))
    cases, counted = population(playbook, track, asked.register, Path(asked.units) if asked.units else None)
    words = desk.language("simulate.drawing")
    simulated = simulate(
        track,
        assumed,
        counted,
        asked.within,
        cases=asked.cases,
        seed=asked.seed,
        watched=lambda numbers: desk.screen.watched(numbers, words),
    )
    heads = [desk.language(f"head.{each}") for each in ("measure", "forecast", "total", "drawn")]
    rows = [("simulate.cases", "1", str(cases), str(simulated.cases))]
    told = [(desk.language(code), *rest) for code, *rest in rows]
    titles = _part_titles(playbook, track, desk.language)
    told += [_row(measure, cases, desk.language, titles) for measure in simulated.measures]
    desk.screen.table(heads, told, styles=("", "bold green", "", "dim"))
    return _judge(simulated, asked.seed, desk, titles)


def _part_titles(playbook: Playbook, track: Track, language: Voice) -> Mapping[str, str]:
    words = {name: dict(titles) for name, titles in playbook.words}
    titles = {part.name: {**words.get(part.name, {}), **dict(part.titles)} for part in track.workflow.parts}
    return {name: told.get(language.name, name) for name, told in titles.items()}


def _named(measure: Estimate, language: Voice, titles: Mapping[str, str]) -> str:
    what = titles.get(measure.what, measure.what)
    return language(measure.code, part=what, time=what)


def _row(measure: Estimate, cases: int, language: Voice, titles: Mapping[str, str]) -> tuple[str, str, str, str]:
    words = _named(measure, language, titles)
    expected = _percent(float(measure.expected)) if measure.share else f"{float(measure.expected):.3f}"
    drawn = _percent(measure.drawn) if measure.share else f"{measure.drawn:.3f}"
    return words, expected, _in_all(measure.expected * cases), drawn


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _in_all(amount: Fraction) -> str:
    return f"{float(amount):.1f}".removesuffix(".0")


def _judge(simulated: Simulation, seed: int, desk: Desk, titles: Mapping[str, str]) -> int:
    particulars: Mapping[str, object] = {"cases": simulated.cases, "seed": seed, "times": TIMES}
    if not simulated.differing:
        desk.screen.say(desk.language("simulate.agrees", **particulars), style="green")
        return 0
    names = ", ".join(_named(each, desk.language, titles) for each in simulated.differing)
    desk.screen.say(desk.language("simulate.differs", **particulars, names=names), style="bold red")
    return 1


def _new(asked: Namespace, desk: Desk) -> int:
    directory = Path(asked.directory)
    write_package(directory, asked.name or directory.resolve().name)
    desk.screen.say(desk.language("new.made", directory=asked.directory), style="green")
    for command in (
        f"cd {asked.directory}",
        "python -m pip install -e '.[test]'",
        "python -m pytest",
        f"python -m gridcare explain {asked.name or directory.resolve().name}",
    ):
        desk.screen.say(f"  {command}")
    return 0


Command = Callable[[Namespace, Desk], int]

COMMANDS: Final[Mapping[str, Command]] = {
    "playbooks": _playbooks,
    "plugins": _plugins,
    "explain": _explain,
    "check": _check,
    "diagram": _diagram,
    "toml": _toml,
    "simulate": _simulate,
    "new": _new,
}
"""Every command by its word."""
