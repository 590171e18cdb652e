"""The published figures of linking are those that the measurement gives."""

import re
import runpy
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "linkage.md"

pytest.importorskip("rapidfuzz")
pytest.importorskip("pypinyin")


def measured(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> list[list[str]]:
    """Run the script as somebody would, and return the cells of its lines, but for the seconds."""
    monkeypatch.setattr(sys, "argv", ["linkage_measured.py", *arguments])
    runpy.run_path(str(ROOT / "examples" / "linkage_measured.py"), run_name="__main__")
    return cells(capsys.readouterr().out)


def cells(text: str) -> list[list[str]]:
    lines = re.findall(r"^\| \d.*\|$", text, re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split("|")][:7] for line in lines]


def test_a_small_street_is_linked_without_a_wrong_pair(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ((seed, rows, precision, recall, telling, *_),) = measured(capsys, monkeypatch, "--persons", "300", "--seeds", "5")
    assert ("5", "1.0000") == (seed, precision)
    assert 1_200 < int(rows) < 1_700
    assert 0.8 < float(recall) < float(telling) < 1


@pytest.mark.slow
def test_the_page_publishes_what_is_measured(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    published = cells(PAGE.read_text(encoding="utf-8"))
    seeds = [line[0] for line in published]
    assert ["1", "2", "3"] == seeds
    assert published == measured(capsys, monkeypatch, "--persons", "10000", "--seeds", *seeds)
