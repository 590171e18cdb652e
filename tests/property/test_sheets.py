"""Of a sheet, every good row is used and every bad one named, whatever stands beside it and however it was saved."""

import csv
import io
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from gridcare.codec.cells import CODE, DAY, TEXT, WHOLE
from gridcare.codec.rows import Column, Sheet, read_rows

COLUMNS = (
    Column("id", CODE, ("编号",), required=True),
    Column("name", TEXT, ("姓名",)),
    Column("count", WHOLE, ("人数",)),
    Column("day", DAY, ("日期",)),
)
HEADINGS = ("编号", "姓名", "人数", "日期")
DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
Cells = tuple[str, str, str, str]


def names() -> st.SearchStrategy[str]:
    """Names as people type them: quotes, delimiters, line feeds, formulas, full-width signs."""
    return st.text("张王a1,;|\t\"'=+-@\n　１ ", max_size=8).map(lambda name: f"n{name}n")


def good_rows() -> st.SearchStrategy[Cells]:
    days = st.builds(date.strftime, st.dates(date(1900, 1, 1), date(2030, 12, 31)), st.sampled_from(DAYS))
    return st.tuples(
        st.from_regex(r"[a-z][0-9]{1,4}", fullmatch=True), names(), st.integers(-9, 999).map(str) | st.just(""), days
    )


def bad_rows(secret: str = "") -> st.SearchStrategy[Cells]:
    """Rows in which one cell is wrong; the secret stands in it, and beside it."""
    return st.sampled_from(
        (
            ("", secret, "1", ""),
            ("3E5", secret, "1", ""),
            ("a1", secret, f"{secret}three", ""),
            ("a1", secret, "1.5", ""),
            ("a1", secret, "1", f"{secret}11.21"),
            ("a1", f"{secret}\x07", "1", ""),
        )
    )


def told(rows: list[Cells], delimiter: str = ",", title: str = "") -> str:
    text = io.StringIO(title)
    text.seek(0, io.SEEK_END)
    csv.writer(text, delimiter=delimiter).writerows([HEADINGS, *rows])
    return text.getvalue()


def read_of(sheet: Sheet) -> list[dict[str, object]]:
    return [dict(row.cells) for row in sheet.rows]


@given(st.lists(good_rows(), max_size=6))
def test_a_good_row_is_read_as_it_was_meant(rows: list[Cells]) -> None:
    sheet = read_rows(told(rows), COLUMNS)
    assert sheet.issues == ()
    assert [(row[0], row[1].strip(), int(row[2]) if row[2] else None) for row in rows] == [
        (cells["id"], cells["name"], cells["count"]) for cells in read_of(sheet)
    ]
    assert ["".join(filter(str.isdigit, row[3])) for row in rows] == [
        f"{cells['day']:%Y%m%d}" for cells in read_of(sheet)
    ]


@given(
    st.lists(good_rows(), min_size=1, max_size=6),
    st.sampled_from(",;\t|"),
    st.sampled_from(("utf-8", "utf-8-sig", "gb18030", "utf-16")),
    st.sampled_from(("", "某社区居民台账\r\n", "\ufeff", "\r\n\r\n")),
)
def test_how_it_was_saved_changes_nothing(rows: list[Cells], delimiter: str, encoding: str, title: str) -> None:
    plain = read_rows(told(rows), COLUMNS)
    saved = read_rows(told(rows, delimiter, title).encode(encoding), COLUMNS)
    assert read_of(plain) == read_of(saved)
    assert saved.issues == ()


@given(st.lists(st.tuples(st.booleans(), good_rows(), bad_rows()), max_size=8))
def test_a_bad_row_changes_nothing_for_the_good_ones(drawn: list[tuple[bool, Cells, Cells]]) -> None:
    mixed = read_rows(told([good if fine else bad for fine, good, bad in drawn]), COLUMNS)
    alone = read_rows(told([good for fine, good, _ in drawn if fine]), COLUMNS)
    assert read_of(alone) == read_of(mixed)
    assert [number for number, (fine, *_) in enumerate(drawn, 2) if fine] == [row.number for row in mixed.rows]
    bad = [number for number, (fine, *_) in enumerate(drawn, 2) if not fine]
    assert bad == [row.number for row in mixed.bad] == [issue.row for issue in mixed.issues]


@given(st.lists(good_rows() | bad_rows(), max_size=6), st.text('",\n\r;a', max_size=12), st.integers(0, 200))
def test_every_row_is_used_or_named(rows: list[Cells], noise: str, at: int) -> None:
    """Whatever somebody types into the middle of it."""
    text = told(rows)
    at = max(len(told([])), min(at, len(text)))
    sheet = read_rows(text[:at] + noise + text[at:], COLUMNS)
    numbers = [row.number for row in (*sheet.rows, *sheet.bad)]
    assert len(set(numbers)) == len(numbers)
    assert {row.number for row in sheet.bad} == {issue.row for issue in sheet.issues}


@given(st.lists(bad_rows("驫ψЖЮ"), min_size=1, max_size=4))
def test_no_issue_tells_what_was_found(rows: list[Cells]) -> None:
    sheet = read_rows(told(rows), COLUMNS)
    assert len(sheet.issues) >= len(rows)
    assert not [issue for issue in sheet.issues if "ψ" in repr(issue) or "ψ" in str(issue)]
    assert "ψ" not in repr(sheet)
