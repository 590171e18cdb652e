"""Every command, in a pipe and on a terminal, in English and in Chinese, and what is said to mistakes."""

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import attrs
import pytest

pytest.importorskip("rich")

from rich.console import Console

from gridcare.adapters.commandline.drawing import Dice
from gridcare.adapters.commandline.messages import CATALOGUE, Voice, spoken
from gridcare.adapters.commandline.program import main
from gridcare.adapters.commandline.screens import Screen
from gridcare.codec.playbooks import read_playbook
from gridcare.extensions import Redirect, StepExtension
from gridcare.hookspecs import hookimpl
from gridcare.playbook import Playbook
from gridcare.plugins import four_step
from gridcare.plugins.four_step import FOUR_STEP
from gridcare.registry import Registry
from gridcare.work.steps import On, Step

BROKEN = ModuleType("broken")


@hookimpl
def gridcare_playbooks() -> list[str]:
    return ["four-step", "lakeside"]


vars(BROKEN)["gridcare_playbooks"] = gridcare_playbooks
REGISTRY = Registry.load(extra={"street:four-step": four_step, "street:broken": BROKEN}, installed=False)

CHANCES = """
[chances]
door = { met = 0.6, relayed = 0.1, notice = 0.1, refused = 0.1, vacant = 0.1 }
call-back = { called = 0.5 }
phone = { reached = 0.7, "no answer" = 0.2, refused = 0.1 }
"joint visit" = { met = 0.5, shut = 0.3, refused = 0.2 }
linkage = { found = 0.6, vacant = 0.2, "not found" = 0.2 }
[minutes]
door = { 10 = 0.5, 30 = 0.5 }
call-back = { 60 = 1 }
phone = { 60 = 0.5, 600 = 0.5 }
"joint visit" = { 1440 = 1 }
linkage = { 2880 = 1 }
[hours]
door = 0.5
"""
CONDITIONS = '[conditions]\n"subject.vacant" = 0.02\n'


@attrs.frozen
class Answer:
    code: int
    told: str
    complaint: str


def ask(*words: str, terminal: bool = False, registry: Registry = REGISTRY, **environment: str) -> Answer:
    told, complaint = io.StringIO(), io.StringIO()
    consoles = [Console(file=file, force_terminal=terminal, width=120, highlight=False) for file in (told, complaint)]
    code = main(words, environment=environment, screen=Screen(*consoles), registry=registry)
    return Answer(code, told.getvalue(), complaint.getvalue())


@pytest.fixture
def chances(tmp_path: Path) -> str:
    path = tmp_path / "chances.toml"
    path.write_text(CHANCES + CONDITIONS, encoding="utf-8")
    return str(path)


class TestPlaybooks:
    def test_in_a_pipe_each_is_a_line_with_tabs(self) -> None:
        answer = ask("playbooks")
        assert answer == Answer(
            0,
            "playbook\ttitle\tversion\tplug-in\n"
            "four-step\tFour-step screening (Jinxue street, Yanji)\t1\tstreet:four-step\n",
            "",
        )

    def test_titles_and_headings_are_told_in_chinese(self) -> None:
        told = ask("playbooks", "--lang", "zh").told
        assert told.splitlines()[0] == "工作法\t名称\t版本\t插件"
        assert "人员排查“四步工作法”" in told

    def test_on_a_terminal_it_is_a_table_with_colours(self) -> None:
        told = ask("playbooks", terminal=True).told
        assert "\x1b[" in told
        assert "│" in told

    def test_none_is_said_to_be_none(self) -> None:
        assert ask("playbooks", registry=Registry()).told == "No playbook is installed.\n"


class TestPlugins:
    def test_what_is_in_quarantine_says_why(self) -> None:
        rows = [line.split("\t") for line in ask("plugins").told.splitlines()]
        assert rows[0] == ["plug-in", "state", "brings", "problem"]
        (broken,) = [row for row in rows if row[0] == "street:broken"]
        assert broken[1] == "in quarantine"
        assert broken[3]
        assert ["street:four-step", "loaded", "four-step", ""] in rows

    def test_in_chinese_it_says_why_too(self) -> None:
        assert "钩子返回的内容类型不对；请告知作者。（" in ask("plugins", "--lang", "zh").told

    def test_plugins_may_be_disabled_by_the_environment(self) -> None:
        words = [sys.executable, "-m", "gridcare", "playbooks"]
        environment = {**os.environ, "GRIDCARE_DISABLED_PLUGINS": "four-step", "LANG": "C", "LC_ALL": "C"}
        told = subprocess.run(words, env=environment, check=True, capture_output=True, text=True, timeout=120)
        assert "gridcare:four-step" not in told.stdout


class TestExplain:
    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_it_tells_what_the_playbook_tells(self, language: str) -> None:
        assert ask("explain", "four-step", "--lang", language).told == FOUR_STEP.explain(language) + "\n"

    def test_the_language_is_that_of_the_terminal_unless_asked(self) -> None:
        assert ask("explain", "four-step", LANG="zh_CN.UTF-8").told == FOUR_STEP.explain("zh") + "\n"
        assert ask("--lang=en", "explain", "four-step", LANG="zh_CN.UTF-8").told == FOUR_STEP.explain("en") + "\n"


class TestCheck:
    def test_a_parameter_that_no_declaration_reads_is_named(self) -> None:
        read_by_a_function = "No declaration reads disinfection_within: another value reaches only functions"
        answer = ask("check", "four-step")
        assert (0, "'four-step' has no fault.") == (answer.code, answer.told.splitlines()[0])
        assert answer.told.splitlines()[1].startswith(read_by_a_function)
        assert "没有任何声明读取 disinfection_within" in ask("check", "four-step", "--lang", "zh").told

    def test_a_sound_file_has_no_fault(self, tmp_path: Path) -> None:
        file = tmp_path / "lakeside.toml"
        file.write_text(SOUND, encoding="utf-8")
        assert ask("check", str(file)) == Answer(0, f"'{file}' has no fault.\n", "")

    def test_every_fault_of_a_file_is_told_with_its_place(self, tmp_path: Path) -> None:
        file = tmp_path / "lakeside.toml"
        file.write_text(SOUND.replace('go = "done"', 'go = "dnoe"').replace('within = "24h"', "within = 24"), "utf-8")
        answer = ask("check", str(file))
        assert answer.code == 1
        assert "deadline" in answer.told

    def test_in_chinese_each_fault_says_what_its_code_means(self, tmp_path: Path) -> None:
        file = tmp_path / "lakeside.toml"
        file.write_text(SOUND.replace('go = "done"', 'go = "dnoe"'), encoding="utf-8")
        english, chinese = (ask("check", str(file), "--lang", language).told.splitlines() for language in ("en", "zh"))
        sentence = english[2].split("\t")[2]
        assert sentence.startswith("'door/")
        assert f"所去的环节不存在；请改正名称。（{sentence}）" == chinese[2].split("\t")[2]

    def test_a_code_that_is_not_gridcares_is_told_by_its_sentence_alone(self) -> None:
        assert "no boat" == Voice("zh").told("lakeside.boat", "no boat")

    def test_a_plugin_in_quarantine_tells_its_faults(self) -> None:
        answer = ask("check", "broken", "--lang", "zh")
        assert answer.code == 1
        assert answer.told.startswith("“broken”有 ")
        assert len(answer.told.splitlines()) >= 3

    def test_two_plug_ins_that_claim_one_name_are_both_named(self) -> None:
        twice = Registry.load(extra={"a:four-step": four_step, "b:four-step": four_step}, installed=False)
        answer = ask("explain", "four-step", registry=twice)
        assert answer.code == 2
        assert "'four-step' cannot be used because of 'a:four-step', 'b:four-step'" in answer.complaint
        assert answer.told == ""
        assert "registry.conflict" in answer.complaint

    def test_a_name_that_nobody_bears_is_a_mistake_and_no_fault(self) -> None:
        answer = ask("check", "fourstep")
        assert answer.code == 2
        assert "did you mean 'four-step'?" in answer.complaint
        assert "是否指“four-step”" in ask("check", "fourstep", "--lang", "zh").complaint

    def test_a_file_that_is_not_there_is_a_mistake(self) -> None:
        answer = ask("check", "nowhere.toml")
        assert (answer.code, answer.told) == (2, "")
        assert "'nowhere.toml' cannot be read: No such file" in answer.complaint


def plugin(*offered: StepExtension) -> ModuleType:
    module = ModuleType("offering")

    @hookimpl
    def gridcare_steps(playbook: Playbook) -> list[StepExtension]:
        return list(offered)

    vars(module)["gridcare_steps"] = gridcare_steps
    return module


LETTER = StepExtension(
    "letter",
    playbook="four-step",
    adds=(
        Step("letter", team="grid", deadline="24h", titles=(("en", "a letter"),), moves=(On("answered", go="done"),)),
    ),
    redirects=(Redirect("joint visit", on="shut", to="letter"),),
)
LOST = attrs.evolve(LETTER, name="lost", redirects=(Redirect("dor", to="letter"),))
LAKESIDE = attrs.evolve(
    LETTER,
    name="lake letter",
    playbook="lakeside",
    adds=(Step("letter", deadline="1h", moves=(On("answered", go="done"),)),),
    redirects=(Redirect("door", to="letter"),),
)
OFFERING = Registry.load(
    extra={"street:four-step": four_step, "post:letter": plugin(LETTER, LOST, LAKESIDE)}, installed=False
)


class TestExtensions:
    def test_a_method_is_told_and_drawn_with_the_extensions_that_are_named_and_without_them_else(self) -> None:
        extended = OFFERING.playbook("four-step", extensions=("letter",))
        assert extended.explain("en") + "\n" == offered("explain", "four-step", "--extensions", "letter").told
        assert format(extended.workflow, "md") in offered("diagram", "four-step", "--format", "md", *BY_LETTER).told
        assert FOUR_STEP.explain("en") + "\n" == offered("explain", "four-step").told

    def test_what_is_extended_is_checked_whole(self) -> None:
        assert "'four-step + letter' has no fault." == offered("check", "four-step", *BY_LETTER).told.splitlines()[0]

    def test_names_have_commas_between_them_or_are_said_one_by_one(self) -> None:
        commas = offered("check", "four-step", "--extensions", "letter, lost")
        assert commas == offered("check", "four-step", "--extensions", "letter", "--extensions", "lost")
        assert commas.code == 1

    def test_a_fault_names_both_packages(self) -> None:
        answer = offered("check", "four-step", "--extensions", "lost")
        assert answer.code == 1
        assert answer.told.startswith("'four-step' (street:four-step) cannot be extended by 'lost' (post:letter)\n")
        assert "'four-step + lost' has 1 fault." in answer.told
        assert "lost/dor\t'dor' is no part; did you mean 'door'?" in answer.told
        told = offered("explain", "four-step", "--extensions", "lost", "--lang", "zh")
        assert (2, "") == (told.code, told.told)
        assert "“four-step”（street:four-step）不能加入扩展 'lost' (post:letter)" in told.complaint
        assert "extension.redirects" in told.complaint

    def test_an_extension_that_nobody_offers_is_a_mistake(self) -> None:
        answer = offered("check", "four-step", "--extensions", "leter")
        assert answer.code == 2
        assert "'leter' is no extension that is offered to 'four-step'; did you mean 'letter'?" in answer.complaint
        assert "; none is offered" in ask("explain", "four-step", "--extensions", "letter").complaint
        assert "没有任何扩展" in ask("explain", "four-step", "--extensions", "letter", "--lang", "zh").complaint

    def test_a_file_may_be_extended_before_it_is_packaged(self, tmp_path: Path) -> None:
        file = tmp_path / "lakeside.toml"
        file.write_text(SOUND, encoding="utf-8")
        answer = offered("explain", str(file), "--extensions", "lake letter")
        assert answer.complaint == ""
        assert "answered" in answer.told

    def test_a_file_stands_in_place_of_what_is_installed_under_its_name(self, tmp_path: Path) -> None:
        file = tmp_path / "mine.toml"
        file.write_text(SOUND.replace("lakeside", "four-step"), encoding="utf-8")
        assert offered("check", str(file)).code == 0
        assert "Jinxue" not in offered("explain", str(file)).told

    def test_the_list_of_plug_ins_tells_what_each_offers(self) -> None:
        rows = [line.split("\t") for line in offered("plugins").told.splitlines()]
        assert ["post:letter", "loaded", "letter for four-step, lost for four-step", ""] in rows
        assert "letter（用于 four-step）" in offered("plugins", "--lang", "zh").told

    def test_a_forecast_is_that_of_the_extended_method(self, chances: str) -> None:
        words = ("simulate", "four-step", "--register", "9", "--chances", chances)
        assert "letter" in offered(*words, *BY_LETTER).complaint


BY_LETTER = ("--extensions", "letter")


def offered(*words: str) -> Answer:
    return ask(*words, registry=OFFERING)


class TestDiagram:
    @pytest.mark.parametrize("form", ["mermaid", "dot", "md"])
    def test_text_forms_are_those_of_the_workflows(self, form: str) -> None:
        assert ask("diagram", "four-step", "--format", form).told == FOUR_STEP.diagram(form) + "\n"

    @pytest.mark.parametrize(("language", "title"), [("en", "joint visit"), ("zh", "联合入户")])
    def test_a_picture_is_well_formed_and_names_every_part(self, language: str, title: str) -> None:
        told = ask("diagram", "four-step", "--format", "svg", "--lang", language).told
        texts = [each.text for each in ElementTree.fromstring(told).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314
        assert title in texts

    def test_a_page_fetches_nothing(self, tmp_path: Path) -> None:
        file = tmp_path / "page.html"
        answer = ask("diagram", "four-step", "--format", "html", "-o", str(file), "--lang", "zh")
        assert answer == Answer(0, f"已写入“{file}”。\n", "")
        page = file.read_text(encoding="utf-8")
        assert "<svg" in page
        assert "办结" in page
        assert not re.search(r"<(script|link|img|iframe)|url\((?!#)|src=|href=", page)

    def test_a_format_that_is_none_is_refused(self) -> None:
        answer = ask("diagram", "four-step", "--format", "png", "--lang", "zh")
        assert answer.code == 2
        assert "mermaid" in answer.complaint
        assert "参数" in answer.complaint

    def test_a_file_that_cannot_be_written_is_a_mistake(self, tmp_path: Path) -> None:
        assert ask("diagram", "four-step", "-o", str(tmp_path)).code == 2


class TestToml:
    def test_a_method_is_written_so_that_it_reads_back_as_it_was(self, tmp_path: Path) -> None:
        file = tmp_path / "four-step.toml"
        answer = ask("toml", "four-step", "-o", str(file))
        assert answer == Answer(0, f"Written to '{file}'.\n", "")
        assert FOUR_STEP == read_playbook(file.read_bytes())
        assert file.read_text(encoding="utf-8") == ask("toml", "four-step").told
        assert ask("explain", str(file)).told == ask("explain", "four-step").told

    def test_on_a_terminal_it_is_the_same_text(self) -> None:
        assert FOUR_STEP == read_playbook(ask("toml", "four-step", terminal=True).told)

    def test_an_extended_method_is_written_whole(self) -> None:
        told = offered("toml", "four-step", *BY_LETTER).told
        assert read_playbook(told) == OFFERING.playbook("four-step", extensions=("letter",))

    def test_a_file_that_cannot_be_written_is_a_mistake(self, tmp_path: Path) -> None:
        assert ask("toml", "four-step", "-o", str(tmp_path)).code == 2


class TestSimulate:
    def test_the_forecast_is_told_for_one_and_for_all_and_agrees_with_what_is_drawn(self, chances: str) -> None:
        answer = ask("simulate", "four-step", "--register", "1000", "--chances", chances, "--within", "24h")
        rows = {line.split("\t")[0]: line.split("\t")[1:] for line in answer.told.splitlines()[:-1]}
        assert answer.code == 0
        assert rows["attempts at 'door to door'"][:2] == ["0.980", "980"]
        assert rows["cases"] == ["1", "1000", "10000"]
        assert rows["closed within 24h"][0].endswith("%")
        assert "agree with the forecast" in answer.told

    def test_the_same_seed_draws_the_same(self, chances: str) -> None:
        words = ("simulate", "four-step", "--register", "9", "--chances", chances, "--cases", "300")
        assert ask(*words).told == ask(*words).told
        assert ask(*words).told != ask(*words, "--seed", "2").told

    def test_a_terminal_shows_how_far_it_has_come(self, chances: str) -> None:
        answer = ask("simulate", "four-step", "--register", "9", "--chances", chances, terminal=True)
        assert "drawing cases" in answer.complaint

    def test_a_register_answers_the_conditions_itself(self, tmp_path: Path) -> None:
        (tmp_path / "chances.toml").write_text(CHANCES, encoding="utf-8")
        (tmp_path / "units.csv").write_text("id,name,parent,level\ns,Street,,street\n", encoding="utf-8")
        homes = "".join(f"h{number},household,s,{str(number < 5).lower()}\n" for number in range(20))
        (tmp_path / "homes.csv").write_text("id,kind,unit,vacant\n" + homes, encoding="utf-8")
        answer = ask(
            "simulate", "four-step", "--register", str(tmp_path / "homes.csv"), "--units", str(tmp_path / "units.csv"),
            "--chances", str(tmp_path / "chances.toml"),
        )  # fmt: skip
        assert answer.complaint == ""
        assert "attempts at 'door to door'\t0.750\t15\t" in answer.told

    @pytest.mark.parametrize(
        ("bent", "told"),
        [
            (CHANCES, "give its probability"),
            (CHANCES.replace("met = 0.6", "met = 0.7") + CONDITIONS, "must add up to 1"),
            (CHANCES.replace("met", "meet") + CONDITIONS, "'meet' is no outcome; did you mean 'met'?"),
            ("chances = 3", "must be a table"),
            ("chance = {}", "it may hold chances"),
            ("[chances", "cannot be read"),
            ('[chances]\ndoor = { met = "most" }', "must be a table of names and numbers"),
            ("[minutes]\ndoor = { soon = 1 }", "'minutes.door'"),
        ],
    )
    def test_probabilities_that_cannot_be_used_are_refused(self, tmp_path: Path, bent: str, told: str) -> None:
        file = tmp_path / "bent.toml"
        file.write_text(bent, encoding="utf-8")
        answer = ask("simulate", "four-step", "--register", "5", "--chances", str(file))
        assert answer.code == 2
        assert told in answer.complaint

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            (("--register", "none"), "neither a number of cases"),
            (("--register", "0"), "neither a number of cases"),
            (("--register", "homes.csv"), "give them by --units FILE"),
            (("--register", "5", "--within", "soon"), "write it as 48h"),
            (("--register", "5", "--track", "dor"), "'dor' is no track"),
            (("--register", "5", "--cases", "0"), "invalid choice"),
            (("--register", "homes.csv", "--units", "units.csv"), "'units.csv' cannot be read"),
        ],
    )
    def test_wrong_input_is_told_what_was_allowed(self, chances: str, words: tuple[str, ...], told: str) -> None:
        answer = ask("simulate", "four-step", "--chances", chances, *words)
        assert answer.code == 2
        assert told in answer.complaint


class TestMistakes:
    def test_nothing_asked_is_told_in_the_language_of_the_terminal(self) -> None:
        assert ask().code == 2
        assert "错误: 缺少参数" in ask(LANG="zh_CN.UTF-8").complaint

    @pytest.mark.parametrize(
        "command", ["playbooks", "plugins", "explain", "check", "diagram", "toml", "simulate", "new"]
    )
    def test_each_command_helps_in_both_languages(self, command: str) -> None:
        english, chinese = ask(command, "--help"), ask(command, "--help", "--lang", "zh")
        assert (english.code, chinese.code) == (0, 0)
        assert english.told.startswith("usage: python -m gridcare")
        assert chinese.told.startswith("用法：python -m gridcare")
        assert CATALOGUE[f"help.{command}"][1] in chinese.told.replace("\n", "")

    def test_the_version_is_told(self) -> None:
        assert re.fullmatch(r"gridcare \d+\.\d+\.\d+\n", ask("--version").told)

    def test_every_message_names_the_same_particulars_in_both_languages(self) -> None:
        for code, (english, chinese) in CATALOGUE.items():
            assert set(re.findall(r"\{(\w+)\}", english)) == set(re.findall(r"\{(\w+)\}", chinese)), code

    def test_a_method_is_told_in_no_language_that_it_does_not_have(self) -> None:
        told = ask("explain", "four-step", "--lang", "fr")
        assert (told.code, told.complaint.splitlines()[0]) == (2, "error: 'fr' is no language; there are 'en', 'zh'")

    def test_what_is_said_around_a_method_of_another_language_is_english(self) -> None:
        spanish = attrs.evolve(FOUR_STEP, name="cuatro", titles={"es": "Cuatro pasos"})
        package = ModuleType("valley")
        package.gridcare_playbooks = hookimpl(lambda: [spanish])  # type: ignore[attr-defined]
        registry = Registry.load(extra={"valley:cuatro": package}, installed=False)
        told = ask("explain", "cuatro", "--lang", "es", registry=registry)
        assert (told.code, told.told.splitlines()[0]) == (0, "Cuatro pasos")
        assert 0 == ask("diagram", "cuatro", "--lang", "es", "--format", "svg", registry=registry).code
        assert ask("playbooks", "--lang", "es", registry=registry).told.startswith("playbook\ttitle")

    def test_the_locale_of_the_terminal_decides(self) -> None:
        assert [spoken({"LANG": "zh_CN.UTF-8"}), spoken({"LANG": "zh", "LC_ALL": "C"}), spoken({})] == [
            "zh",
            "en",
            "en",
        ]


class TestProcess:
    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        return subprocess.run(
            [sys.executable, *words], env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    def test_a_pipe_holds_no_colours_and_a_mistake_has_code_two(self) -> None:
        done = self.run("-m", "gridcare", "explain", "fourstep")
        assert (done.returncode, done.stdout) == (2, "")
        assert "\x1b" not in done.stderr

    def test_without_rich_the_extra_is_named(self) -> None:
        program = "import sys, runpy; sys.modules['rich'] = None; sys.argv = ['gridcare', 'playbooks']; "
        done = self.run("-c", program + "runpy.run_module('gridcare', run_name='__main__')")
        assert done.returncode == 2
        assert "needs the extra 'cli': pip install 'gridcare[cli]'" in done.stderr
        assert "Traceback" not in done.stderr

    def test_a_real_terminal_gets_colours(self) -> None:
        leader, follower = pty.openpty()
        with subprocess.Popen(
            [sys.executable, "-m", "gridcare", "playbooks"],
            stdout=follower,
            env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "120"},
        ) as process:
            process.wait(timeout=120)
            os.close(follower)
            told = os.read(leader, 65536).decode()
        os.close(leader)
        assert process.returncode == 0
        assert "\x1b[" in told


SOUND = """
name = "lakeside"
zone = "Asia/Shanghai"
[[tracks]]
[tracks.workflow]
name = "lakeside"
start = [{ part = "door" }]
[[tracks.workflow.parts]]
type = "step"
name = "door"
deadline = { within = "24h" }
moves = [{ type = "on", outcome = "met", go = "done" }]
[[tracks.workflow.parts]]
type = "settled"
name = "done"
"""


class TestDisagreement:
    def test_a_forecast_that_draws_do_not_bear_out_is_told_and_fails(
        self, chances: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        loaded = Dice.case
        monkeypatch.setattr(Dice, "case", lambda dice: attrs.evolve(loaded(dice), attempts=(("door", 3),)))
        answer = ask("simulate", "four-step", "--register", "5", "--chances", chances, "--cases", "500", "--lang", "zh")
        assert answer.code == 1
        assert "与测算相差超过 4 倍标准误：“入户排查”次数" in answer.told
