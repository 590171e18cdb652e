"""The Chinese pages keep step with the English ones: the same commands, the same code, other words."""

import ast
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
DOCS: Final = ROOT / "docs"
PAIRS: Final = [
    (ROOT / "README.md", DOCS / "zh" / "README.md"),
    (DOCS / "tutorial" / "a-street-in-an-hour.md", DOCS / "zh" / "a-street-in-an-hour.md"),
    (DOCS / "tutorial" / "an-installed-locality.md", DOCS / "zh" / "an-installed-locality.md"),
]
EACH_PAIR: Final = pytest.mark.parametrize(("english", "chinese"), PAIRS, ids=lambda page: page.stem)

_WORDS = re.compile(r" --(?:gridcare-)?lang[ =]zh| grep .*")  # how Chinese is asked for, and what is looked for in it
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def commands(page: Path) -> list[str]:
    """The commands that the consoles of a page show, but for the files that they write."""
    typed = (line[2:] for block in blocks(page, "console") for line in block.splitlines() if line.startswith("$ "))
    return [line for line in typed if not line.startswith("cat ")]


def sources(page: Path) -> Iterator[str]:
    """The Python of a page, of doctests what is typed alone."""
    for block in blocks(page, "python"):
        typed = [line[4:] for line in block.splitlines() if line.startswith((">>> ", "... "))]
        yield "\n".join(typed) if typed else block


class _WithoutWords(ast.NodeTransformer):
    """Takes out what may be said in another language: texts, and arguments that are one."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("") if isinstance(node.value, str) else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        node.args = [each for each in node.args if not (isinstance(each, ast.Constant) and isinstance(each.value, str))]
        return self.generic_visit(node)


def shape(source: str) -> str:
    return ast.unparse(_WithoutWords().visit(ast.parse(source)))


@pytest.mark.parametrize(("english", "chinese"), PAIRS[:2], ids=lambda page: page.stem)
def test_the_code_is_the_same_but_for_its_words(english: Path, chinese: Path) -> None:
    assert blocks(english, "python")
    assert [shape(each) for each in sources(english)] == [shape(each) for each in sources(chinese)]


@pytest.mark.parametrize("language", ["sh", "toml"])
def test_the_readmes_show_the_same_commands(language: str) -> None:
    english, chinese = PAIRS[0]
    assert blocks(english, language)
    assert blocks(english, language) == blocks(chinese, language)


def test_the_tutorials_give_the_same_commands_in_the_same_order() -> None:
    english, chinese = ([_WORDS.sub("", each) for each in commands(page)] for page in PAIRS[2])
    told = iter(chinese)
    assert english
    assert [each for each in english if each not in told] == []


def test_the_chinese_tutorial_asks_for_chinese_wherever_there_is_some() -> None:
    asked = [each for each in commands(PAIRS[2][1]) if each.startswith("python -m gridcare ")]
    assert asked
    assert [each for each in asked if " --lang zh" not in each] == []


@EACH_PAIR
def test_every_link_leads_somewhere(english: Path, chinese: Path) -> None:
    for page in (english, chinese):
        text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        assert [link for link in _LINK.findall(text) if not (page.parent / link).exists()] == []


def test_readers_of_chinese_find_their_pages() -> None:
    assert "](docs/zh/README.md)" in PAIRS[0][0].read_text(encoding="utf-8")
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    assert "](zh/README.md)" in index
    assert {page.stem for page in (DOCS / "zh").glob("*.md")} == set(re.findall(r"^zh/(\S+)$", index, re.MULTILINE))


def test_the_search_of_the_documentation_finds_a_chinese_word_inside_a_sentence() -> None:
    pytest.importorskip("sphinx")
    search = runpy.run_path(str(DOCS / "conf.py"))["EnglishAndChinese"]({})
    assert search.language_name == "English"  # the script of the page calls its stemmer so
    assert {"台账", "零报", "报告", "ledger"} <= set(search.split("居家观察台账、零报告: a ledger"))
    assert ["户", "2"] == sorted(search.split("2户"), reverse=True)
