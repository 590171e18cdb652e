"""A new package is what the example shows, and holds together before it is installed."""

import io
import re
from pathlib import Path

import pytest

pytest.importorskip("rich")

from rich.console import Console

from gridcare.adapters.commandline.mistakes import Mistake
from gridcare.adapters.commandline.program import main
from gridcare.adapters.commandline.scaffolding import package_files, write_package
from gridcare.adapters.commandline.screens import Screen
from gridcare.codec.playbooks import read_playbook
from gridcare.playbook import Playbook
from gridcare.registry import Registry
from gridcare.testing.scenarios import read_scenario

EXAMPLE = Path(__file__).parents[3] / "examples" / "locality_template"


def files_of(name: str) -> dict[str, str]:
    return dict(package_files(name))


def playbook_of(name: str, module: str) -> Playbook:
    namespace: dict[str, object] = {}
    exec(files_of(name)[f"src/{module}/__init__.py"], namespace)  # noqa: S102  # it is our own text
    playbook = namespace["PLAYBOOK"]
    assert isinstance(playbook, Playbook)
    return playbook


class TestTemplate:
    def test_the_example_is_what_new_writes(self) -> None:
        kept = {
            str(path.relative_to(EXAMPLE).as_posix()): path.read_text(encoding="utf-8")
            for path in EXAMPLE.rglob("*")
            if path.is_file() and not any(part.startswith((".", "__py")) for part in path.relative_to(EXAMPLE).parts)
        }
        assert files_of("lakeside") == kept, "write it anew: python -m gridcare new examples/locality_template"

    def test_no_name_is_left_open(self) -> None:
        for path, text in files_of("east-lake").items():
            assert "$" not in text.replace("$ ", ""), path
            assert "_module_" not in path
            assert "_name_" not in path

    @pytest.mark.parametrize(("name", "module"), [("lakeside", "lakeside"), ("east-lake", "east_lake"), ("A2", "a2")])
    def test_python_and_toml_say_the_same_whatever_the_name(self, name: str, module: str) -> None:
        playbook = playbook_of(name, module)
        assert playbook.name == name.lower()
        text = files_of(name)[f"src/{module}/{name.lower()}.toml"]
        assert read_playbook(text) == playbook

    def test_it_is_told_in_chinese_without_an_english_word_of_the_method(self) -> None:
        told = playbook_of("lakeside", "lakeside").explain("zh").splitlines()
        assert "队伍“楼长与志愿者”：楼长1人、志愿者或社区工作者1人。" in told
        named = [line for line in told[2:] if not line.startswith("流程：")]  # its title and paper are the author's
        assert [] == [line for line in named if re.search("[A-Za-z]", line)]

    def test_its_scenario_holds_and_reaches_every_outcome(self) -> None:
        playbook = playbook_of("lakeside", "lakeside")
        scenario = read_scenario(files_of("lakeside")["tests/visits.scenario.toml"], playbook)
        assert scenario.run() == ()
        declared = {
            (track.name, part, outcome)
            for track in playbook.tracks
            for part, outcomes in track.workflow.table.outcomes.items()
            for outcome in outcomes
        }
        assert scenario.reached() == declared


class TestNew:
    def ask(self, *words: str) -> tuple[int, str]:
        told = io.StringIO()
        console = Console(file=told, width=120)
        return main(words, environment={}, screen=Screen(console, console), registry=Registry()), told.getvalue()

    def test_it_says_what_comes_next(self, tmp_path: Path) -> None:
        code, told = self.ask("new", str(tmp_path / "lakeside"))
        assert code == 0
        assert "python -m pytest" in told
        assert (tmp_path / "lakeside/src/lakeside/lakeside.toml").is_file()

    def test_the_method_may_be_called_otherwise_than_the_directory(self, tmp_path: Path) -> None:
        assert self.ask("new", str(tmp_path / "work in progress"), "--name", "east-lake")[0] == 0
        assert (tmp_path / "work in progress/src/east_lake/__init__.py").is_file()

    @pytest.mark.parametrize("name", ["东湖", "2nd", "a b", "class", "-x", "a--b", "../up"])
    def test_a_name_that_python_cannot_import_is_refused(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(Mistake, match="cannot name a Python package"):
            write_package(tmp_path / "new", name)
        assert not (tmp_path / "new").exists()

    def test_nothing_is_written_over(self, tmp_path: Path) -> None:
        (tmp_path / "kept.txt").write_text("kept", encoding="utf-8")
        code, told = self.ask("new", str(tmp_path), "--name", "lakeside", "--lang", "zh")
        assert code == 2
        assert "不是空目录" in told
        assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.txt"]

    def test_a_place_that_cannot_be_written_is_a_mistake(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        assert self.ask("new", str(tmp_path / "file" / "lakeside"))[0] == 2
        assert self.ask("new", str(tmp_path / "file"), "--name", "x")[0] == 2
