"""
Every requirement of the five localities has a test that bears its id, and the page that says so is made from the tests.

A test proves a requirement when its name holds the id: `test_nb07_...`, or two of them, `test_sx04_sx05_...`. The ids,
with a few words each, are in `WORDS`. After a test was named, renamed or moved, make the page anew and commit it::

    python tests/docs/test_requirements.py
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
WORDS: Final = ROOT / "tests" / "data" / "requirements.toml"
PAGE: Final = ROOT / "docs" / "reference" / "requirements.md"
COMMAND: Final = "python tests/docs/test_requirements.py"
METHODS: Final = tomllib.loads(WORDS.read_text(encoding="utf-8"))["method"]
IDS: Final = tuple(id for method in METHODS for id in method["lines"])
A_TEST: Final = re.compile(r"^ *def (test_\w+)\(", re.MULTILINE)
IN_A_NAME: Final = re.compile(r"(?<=_)([a-z]{1,2})(\d\d)(?=_)")

HEAD: Final = f"""# Which test proves which requirement

Five localities published how they worked. What their methods ask of the software is cut into single lines with
permanent ids; each is proved by the tests that bear its id, and a test is red once the behaviour behind it is broken.
Paths are those under `tests/`; `pytest -k nb07` runs the tests of one line. The page is made from the names of the
tests, by `{COMMAND}`. Which names of a playbook express a line, the page of its
locality tells.
"""


def named_in(path: Path) -> Iterator[str]:
    """Go through the tests of a file, each as ``file::name``."""
    for name in A_TEST.findall(path.read_text(encoding="utf-8")):
        yield f"{path.relative_to(ROOT / 'tests').as_posix()}::{name}"


def ids_of(test: str) -> list[str]:
    """Give the ids that the name of a test holds."""
    prefixes = {method["prefix"].lower() for method in METHODS}
    found = IN_A_NAME.findall(test.rpartition("::")[2])
    return [f"{prefix.upper()}-{number}" for prefix, number in found if prefix in prefixes]


def proofs() -> Mapping[str, list[str]]:
    """Give the tests that bear each id, in order of their paths; also those of ids that nobody declared."""
    found: dict[str, dict[str, None]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for test in named_in(path):
            for id in ids_of(test):
                found.setdefault(id, {})[test] = None
    return {id: list(tests) for id, tests in found.items()}


def page(found: Mapping[str, list[str]]) -> str:
    """Write the page."""
    lines = [HEAD]
    for method in METHODS:
        lines += [f"## {method['title']}", "", "| id | what must hold | proved by |", "|---|---|---|"]
        for id, words in method["lines"].items():
            lines.append(f"| {id} | {words} | {'<br>'.join(f'`{test}`' for test in found.get(id, ()))} |")
        if names := method.get("names", {}):
            lines += ["", "What expresses them, in `gridcare`:", "", "| id | names |", "|---|---|"]
            lines += [f"| {id} | {', '.join(f'`{name}`' for name in told)} |" for id, told in names.items()]
        lines.append("")
    return "\n".join(lines)


def test_every_requirement_has_a_test_that_bears_its_id() -> None:
    found = proofs()
    assert [] == [id for id in IDS if id not in found], "no test bears these ids"
    assert [] == [(id, found[id]) for id in sorted(found.keys() - set(IDS))], "these ids are no requirement"


def test_the_ids_are_whole_and_each_there_once() -> None:
    assert len(set(IDS)) == len(IDS)
    for method in METHODS:
        count = len(method["lines"])
        assert [f"{method['prefix']}-{number:02}" for number in range(1, count + 1)] == list(method["lines"])


def test_what_expresses_a_requirement_is_public() -> None:
    snapshot = (ROOT / "tests" / "architecture" / "public_names.txt").read_text(encoding="utf-8")
    public = {line.partition(": ")[0].removeprefix("gridcare.") for line in snapshot.splitlines()}
    told = [name for method in METHODS for names in method.get("names", {}).values() for name in names]
    assert [] == [name for name in told if name not in public]


def test_the_page_is_made_from_the_tests() -> None:
    told = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    assert page(proofs()) == told, f"tests were named, renamed or moved; make the page anew with `{COMMAND}`"


def test_a_name_may_hold_two_ids_and_words_that_only_look_like_one() -> None:
    assert ["SX-04", "SX-05"] == ids_of("unit/x.py::test_sx04_sx05_work_is_recorded")
    assert [] == ids_of("unit/x.py::test_a_cn20_plan")


if __name__ == "__main__":
    PAGE.write_text(page(proofs()), encoding="utf-8")
