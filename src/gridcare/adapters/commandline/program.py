"""
The program behind ``python -m gridcare``: what may be asked, and what comes of a mistake.

It is one of the two places that read the environment (the other is the plug-in for pytest): the language of the
terminal, and ``GRIDCARE_DISABLED_PLUGINS``, the plug-ins that are to be left out.
"""

import os
import sys
from argparse import Action, ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any, NoReturn

from gridcare.adapters.commandline.commands import COMMANDS, Desk, told_faults
from gridcare.adapters.commandline.messages import Voice, spoken
from gridcare.adapters.commandline.mistakes import Mistake
from gridcare.adapters.commandline.screens import Screen
from gridcare.errors import GridcareError
from gridcare.registry import Registry, disabled_plugins

__all__ = ["main"]

_FORMATS = ("mermaid", "dot", "md", "svg", "html")


def main(
    arguments: Sequence[str] | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    screen: Screen | None = None,
    registry: Registry | None = None,
) -> int:
    """
    Do what a command line asks for.

    Args:
        arguments: The words after ``python -m gridcare``; those of the process unless given.
        environment: The environment; that of the process unless given.
        screen: Where answers go; standard output and standard error unless given.
        registry: The plug-ins; those that are installed and not disabled unless given.

    Returns:
        The exit code: nought when done, one when there is something to mend, two for a mistake.
    """
    asked = sys.argv[1:] if arguments is None else list(arguments)
    around = os.environ if environment is None else environment
    screen = screen or Screen.standard()
    language = Voice(_language(asked, around))
    try:
        given = _parser(language, screen).parse_args(asked)
    except SystemExit as stop:
        return int(stop.code or 0)
    registry = registry or Registry.load(deny=disabled_plugins(around.get("GRIDCARE_DISABLED_PLUGINS")))
    desk = Desk(screen=screen, language=language, registry=registry)
    try:
        return COMMANDS[given.command](given, desk)
    except Mistake as mistake:
        words = language(mistake.code, **mistake.particulars)
        screen.complain(f"{language('error')}: {words}")
        if mistake.faults:
            told_faults(desk, mistake.faults, complaint=True)
        screen.complain(language("hint.help", command=f"{given.command} "), style="dim")
        return 2
    except GridcareError as error:
        screen.complain(f"{language('error')}: {language.told(error.code, str(error))}")
        return 2


def _language(asked: Sequence[str], environment: Mapping[str, str]) -> str:
    """Find the language before anything is parsed, so that a mistake is told in it too."""
    for number, word in enumerate(asked):
        name = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and number + 1 < len(asked):
            name = asked[number + 1]
        if name:
            return name
    return spoken(environment)


class _Parser(ArgumentParser):
    """A parser that speaks a language and complains where it is told to."""

    def __init__(self, *, language: Voice, screen: Screen, **options: object) -> None:
        self._language = language
        self._screen = screen
        super().__init__(add_help=False, allow_abbrev=False, **options)  # type: ignore[arg-type]  # passed through
        self._positionals.title = language("help.arguments")
        self._optionals.title = language("help.options")
        self.add_argument("-h", "--help", action=_Help, nargs=0, help=language("help.help"))
        self.add_argument("--lang", metavar="LANG", help=language("help.lang"))

    def format_help(self) -> str:
        formatter = self._get_formatter()
        formatter.add_usage(self.usage, self._actions, self._mutually_exclusive_groups, self._language("help.usage"))
        formatter.add_text(self.description)
        for group in self._action_groups:
            formatter.start_section(group.title)
            formatter.add_arguments(group._group_actions)
            formatter.end_section()
        return formatter.format_help()

    def _print_message(self, message: str, file: Any = None) -> None:
        self._screen.say(message.rstrip())

    def error(self, message: str) -> NoReturn:
        self._screen.complain(f"{self._language('error')}: {self._language.usage(message)}")
        command = f"{self.prog.rpartition(' ')[2]} " if self.prog.count(" ") > 2 else ""
        self._screen.complain(self._language("hint.help", command=command), style="dim")
        raise SystemExit(2)


class _Help(Action):
    def __call__(self, parser: ArgumentParser, *_: object) -> NoReturn:
        parser.print_help()
        raise SystemExit(0)


class _Version(Action):
    def __call__(self, parser: ArgumentParser, *_: object) -> NoReturn:
        parser._print_message(str(self.const))
        raise SystemExit(0)


def _parser(language: Voice, screen: Screen) -> _Parser:
    parser = _Parser(language=language, screen=screen, prog="python -m gridcare", description=language("help.program"))
    known = f"gridcare {version('gridcare')}"
    parser.add_argument("--version", action=_Version, nargs=0, help=language("help.version"), const=known)
    commands = parser.add_subparsers(
        dest="command",
        required=True,
        title=language("help.commands"),
        metavar="COMMAND",
        parser_class=_Parser,
    )
    for command in COMMANDS:
        told = language(f"help.{command}")
        _ARGUMENTS.get(command, _nothing)(
            commands.add_parser(command, help=told, description=told, language=language, screen=screen), language
        )
    return parser


def _nothing(parser: ArgumentParser, language: Voice) -> None:
    """Take no arguments."""


def _name(parser: ArgumentParser, language: Voice) -> None:
    parser.add_argument("name", metavar="NAME", help=language("help.name"))
    told = language("help.extensions")
    parser.add_argument("--extensions", type=_names, action="extend", default=[], metavar="NAMES", help=told)


def _names(given: str) -> list[str]:
    return [name for each in given.split(",") if (name := each.strip())]


def _diagram(parser: ArgumentParser, language: Voice) -> None:
    _name(parser, language)
    told = language("help.format", choices=", ".join(_FORMATS))
    parser.add_argument("--format", choices=_FORMATS, default="mermaid", metavar="FORMAT", help=told)
    parser.add_argument("--track", default="", help=language("help.track"))
    _output(parser, language)


def _output(parser: ArgumentParser, language: Voice) -> None:
    parser.add_argument("-o", "--output", default="", metavar="FILE", help=language("help.output"))


def _toml(parser: ArgumentParser, language: Voice) -> None:
    _name(parser, language)
    _output(parser, language)


def _simulate(parser: ArgumentParser, language: Voice) -> None:
    _name(parser, language)
    parser.add_argument("--register", required=True, metavar="N|FILE", help=language("help.register"))
    parser.add_argument("--units", default="", metavar="FILE", help=language("help.units"))
    parser.add_argument("--chances", required=True, metavar="FILE", help=language("help.chances"))
    parser.add_argument("--within", default="", metavar="TIME", help=language("help.within"))
    parser.add_argument("--track", default="", help=language("help.track"))
    parser.add_argument(
        "--cases", type=int, choices=_Positive(), default=10_000, metavar="N", help=language("help.cases")
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help=language("help.seed"))


class _Positive:
    """Whole numbers from one to a million."""

    def __contains__(self, number: int) -> bool:
        return 1 <= number <= _MOST_CASES

    def __iter__(self) -> Iterator[str]:
        return iter(("1", "...", str(_MOST_CASES)))


_MOST_CASES = 1_000_000


def _new(parser: ArgumentParser, language: Voice) -> None:
    parser.add_argument("directory", metavar="DIR", help=language("help.directory"))
    parser.add_argument("--name", default="", help=language("help.method"))


_ARGUMENTS = {
    "explain": _name,
    "check": _name,
    "diagram": _diagram,
    "toml": _toml,
    "simulate": _simulate,
    "new": _new,
}
