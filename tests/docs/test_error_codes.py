"""
The page of error codes is made from the codes themselves.

Once a code or a meaning is added or changed, write the page anew and commit it::

    python tests/docs/test_error_codes.py
"""

import sys
from pathlib import Path
from typing import Final

from gridcare.explanation.codes import CODES, SUBJECTS

PAGE: Final = Path(__file__).parents[2] / "docs" / "reference" / "error-codes.md"
COMMAND: Final = "python tests/docs/test_error_codes.py"
MARK: Final = "<!-- from here on written by tests/docs/test_error_codes.py -->\n"

TITLES: Final = {
    "records": "What is read and recorded (数据与记录)",
    "timing": "Time, rules and expressions (时间、规定与算式)",
    "places": "Places (单位与区划)",
    "people": "People (人员与户)",
    "work": "Work (流程与事项)",
    "reporting": "Reporting (报表与台账)",
    "method": "Methods and plug-ins (工作法与插件)",
}


def told() -> str:
    """Write the tables: a section for each subject, a row for each code."""
    lines = []
    for subject, codes in SUBJECTS.items():
        lines += [f"\n## {TITLES[subject]}\n", "| code | meaning, and what to do | 含义与办法 |", "|---|---|---|"]
        lines += [f"| `{code}` | {english} | {chinese} |" for code, (english, chinese) in sorted(codes.items())]
    return "\n".join(lines).replace("<", "&lt;") + "\n"


def test_the_page_tells_the_codes_as_they_are() -> None:
    before, mark, tables = PAGE.read_text(encoding="utf-8").partition(MARK)
    assert before
    assert mark
    assert told() == tables, f"the page is out of date: {COMMAND}"


def test_the_page_has_a_row_for_each_code() -> None:
    rows = [line for line in told().splitlines() if line.startswith("| `")]
    assert len(rows) == len(CODES)


if __name__ == "__main__":
    PAGE.write_text(PAGE.read_text(encoding="utf-8").partition(MARK)[0] + MARK + told(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}: {len(CODES)} codes\n")
