"""
Pages that show a terminal: every command is run and comes to what the page shows.

The page about the command line is run here and now; the tutorial that installs a locality is run as its reader would,
in an environment outside this one. Its English and its Chinese form share that, since each leaves it as it found it.
"""

import doctest
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import attrs
import pytest

pytest.importorskip("rich")

from rich.console import Console

from gridcare.adapters.commandline.program import main
from gridcare.adapters.commandline.screens import Screen
from gridcare.registry import Registry

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "reference" / "command-line.md"
TUTORIALS: Final = [ROOT / "docs" / language / "an-installed-locality.md" for language in ("tutorial", "zh")]

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"^```\{code-block\} \w+\n:caption: (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@attrs.frozen
class Shown:
    """A command that a page shows, and what it says comes out."""

    line: int
    command: str
    output: str

    def tells(self, came: str) -> bool:
        return doctest.OutputChecker().check_output(self.output.strip() + "\n", came.strip() + "\n", _FLAGS)


def shown_in(page: str) -> Iterator[Shown]:
    for block in _BLOCK.finditer(page):
        first = page[: block.start(1)].count("\n") + 1
        lines = block[1].splitlines()
        starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
        assert starts[0] == 0, f"line {first}: a console begins with a command"
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            more = [line for line in lines[start + 1 : end] if line.startswith("> ") or line == ">"]
            command = "\n".join([lines[start][2:], *(line[2:] for line in more)])
            output = "\n".join(lines[start + 1 + len(more) : end])
            yield Shown(first + start, command, output)


def files_of(page: str) -> Iterator[tuple[Path, str]]:
    for file in _FILE.finditer(page):
        yield Path(file[1]), file[2]


def run(command: str) -> str:
    """Run one command as a pipe would see it, the plug-ins being the four-step method alone."""
    python, dash, module, *words = shlex.split(command)
    assert [python, dash, module] == ["python", "-m", "gridcare"]
    told = io.StringIO()
    console = Console(file=told, force_terminal=False)
    registry = Registry.load(allow=["gridcare:four-step"])
    main(words, environment={}, screen=Screen(console, console), registry=registry)
    return told.getvalue()


def test_every_command_comes_to_what_the_page_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = PAGE.read_text(encoding="utf-8")
    for path, text in files_of(page):
        path.write_text(text, encoding="utf-8")
    shown = list(shown_in(page))
    assert len(shown) >= 10
    for each in shown:
        came = run(each.command)
        assert each.tells(came), f"line {each.line}: {each.command}\n{came}"


# The tutorial


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the readers of the tutorials work, one after the other."""
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment that finds the wheel of this gridcare."""
    if not (ROOT / "src").is_dir():
        pytest.skip("the source is not here")
    wheels = tmp_path_factory.mktemp("wheels")
    environment = {
        **{name: told for name, told in os.environ.items() if not name.startswith(_NOT_A_READERS)},
        "PIP_FIND_LINKS": f"{os.environ.get('PIP_FIND_LINKS', '')} {wheels}".strip(),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PYTHONUTF8": "1",
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "200",
    }
    words = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(wheels), str(ROOT)]
    built = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=600)
    if built.returncode and "No matching distribution found for hatchling" in built.stderr:
        pytest.skip("there is no package index here")
    assert built.returncode == 0, built.stderr
    return environment


def session(commands: list[str], directory: Path, environment: dict[str, str]) -> list[tuple[int, str]]:
    """Run commands one after the other in one shell; answer the exit code and the output of each."""
    script = "\n".join(f'{command}\necho "{_MARK} $?"' for command in commands)
    done = subprocess.run(
        ["bash", "-c", f"exec 2>&1\n{script}"],
        cwd=directory, env=environment, capture_output=True, text=True, check=False, timeout=1200,
    )  # fmt: skip
    output = re.sub(r"^WARNING: .*\n", "", done.stdout, flags=re.MULTILINE)  # pip's own, about its indexes
    told = re.split(rf"{_MARK} (\d+)\n", output)
    return [(int(code), output) for output, code in zip(told[::2], told[1::2], strict=False)]


_MARK: Final = "-- came to"
_NOT_A_READERS: Final = ("PYTHON", "COVERAGE", "GRIDCARE", "CI", "BUILD_NUMBER")  # pytest says more where CI is set


@pytest.mark.slow
@pytest.mark.parametrize("tutorial", TUTORIALS, ids=lambda page: page.parent.name)
def test_the_tutorial_installs_a_locality_and_takes_it_away_again(
    tutorial: Path, desk: Path, clean: dict[str, str]
) -> None:
    shutil.rmtree(desk / "lakeside", ignore_errors=True)
    shown = list(shown_in(tutorial.read_text(encoding="utf-8")))
    assert len(shown) >= 15
    told = session([each.command for each in shown], desk, clean)
    for each, (code, came) in zip(shown, told, strict=True):
        assert each.tells(came), f"line {each.line}: {each.command}\n{came}"
        assert code == 0 or "check" in each.command, f"line {each.line}: {each.command} came to {code}\n{came}"


@pytest.mark.slow
def test_a_hostile_package_that_is_installed_is_contained_and_named(tmp_path: Path, clean: dict[str, str]) -> None:
    hostile = ROOT / "tests" / "data" / "hostile_plugin"
    told = session(
        [
            "python3 -m venv .venv && . .venv/bin/activate && python -m pip install -q 'gridcare[cli]'",
            f"cp -R {shlex.quote(str(hostile))} hostile && python -m pip install -q ./hostile",
            "python -m gridcare plugins",
            "python -m gridcare explain three-three-four > /dev/null",
            "python -m gridcare explain four-step",
            "GRIDCARE_DISABLED_PLUGINS=hostile:four-step python -m gridcare explain four-step > /dev/null",
        ],
        tmp_path,
        {**clean, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{clean['PATH']}"},
    )
    assert [code for code, _ in told] == [0, 0, 0, 0, 2, 0], told
    rows = told[2][1].splitlines()
    quarantined = {row.split(" ")[0] for row in rows if "\tin quarantine\t" in row}
    broken = "cites deep import-error large mutates raises table wrong-hook"
    assert quarantined == {f"hostile:{name}" for name in broken.split()}
    assert "'gridcare:four-step 0.1.0', 'hostile:four-step 6.6.6'" in told[4][1]


TOML_ONLY: Final = (
    "cp -R {template} lakeside && cd lakeside",
    "sed -i 's/^lakeside = .*/lakeside = \"lakeside:lakeside.toml\"/' pyproject.toml",
    'echo \'"""A method that is told in lakeside.toml."""\' > src/lakeside/__init__.py',
    "sed -i '/^def test_both_forms/,$d' tests/test_lakeside.py",
    "python -m pip wheel -q --no-deps -w dist . && python -m pip install -q dist/lakeside-0.1.0-py3-none-any.whl",
    "cd tests && python -m gridcare playbooks | grep lakeside",
    "python -m gridcare check lakeside",
    "python -m pytest -q -p no:cacheprovider .",
    "python -m gridcare explain lakeside --lang zh > /dev/null",
    "python -m pip uninstall -q -y lakeside && python -m gridcare check lakeside",
)
"""What somebody does who keeps the TOML form of the template and no Python; each must come to 0 but the last."""


@pytest.mark.slow
def test_a_package_of_nothing_but_a_file_is_built_installed_run_and_taken_away_again(
    tmp_path: Path, clean: dict[str, str]
) -> None:
    template = shlex.quote(str(ROOT / "examples" / "locality_template"))
    told = session(
        [
            "python3 -m venv .venv && . .venv/bin/activate && python -m pip install -q 'gridcare[cli,testing]'",
            *(step.format(template=template) for step in TOML_ONLY),
        ],
        tmp_path,
        {**clean, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{clean['PATH']}"},
    )
    failed = [(step, came) for step, (code, came) in zip(("venv", *TOML_ONLY[:-1]), told, strict=False) if code]
    assert not failed
    assert told[-1][0] == 2
    assert "lakeside\tLakeside\t1\tlakeside:lakeside 0.1.0" in told[6][1]
    assert "'lakeside' is no playbook that is installed" in told[-1][1]
