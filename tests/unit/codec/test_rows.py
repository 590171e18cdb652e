"""Sheets: encodings, delimiters, headings, good rows and bad ones."""

from datetime import date

import pytest

from gridcare.codec.cells import CODE, DAY, TEXT, WHOLE
from gridcare.codec.documents import Limits
from gridcare.codec.issues import UnreadableInput
from gridcare.codec.rows import Column, Sheet, read_rows

COLUMNS = (
    Column("household", CODE, ("户号",), required=True),
    Column("name", TEXT, ("姓名",)),
    Column("persons", WHOLE, ("人数",)),
    Column("day", DAY, ("日期",)),
)
SHEET = "户号,姓名,人数,日期\nh1,张三,３,2020年2月3日\nh2,李四,,\n"
READ = [
    (2, {"household": "h1", "name": "张三", "persons": 3, "day": date(2020, 2, 3)}),
    (3, {"household": "h2", "name": "李四", "persons": None, "day": None}),
]


def rows_of(sheet: Sheet) -> list[tuple[int, dict[str, object]]]:
    return [(row.number, dict(row.cells)) for row in sheet.rows]


def issues_of(sheet: Sheet) -> list[tuple[int | None, str, str]]:
    return [(issue.row, issue.column, issue.code) for issue in sheet.issues]


class TestEncodings:
    @pytest.mark.parametrize(
        ("source", "encoding"),
        [
            (SHEET, ""),
            ("\ufeff" + SHEET, ""),
            (SHEET.encode(), "utf-8"),
            (SHEET.encode("utf-8-sig"), "utf-8"),
            (SHEET.encode("gb18030"), "gb18030"),
            (SHEET.encode("utf-16"), "utf-16"),
            (("\ufeff" + SHEET).encode("utf-16-be"), "utf-16"),
            (("\ufeff" + SHEET).encode("utf-16-le"), "utf-16"),
            (SHEET.replace("\n", "\r\n").encode(), "utf-8"),
            (SHEET.replace("\n", "\r").encode(), "utf-8"),
        ],
    )
    def test_are_found_out(self, source: str | bytes, encoding: str) -> None:
        sheet = read_rows(source, COLUMNS)
        assert READ == rows_of(sheet)
        assert encoding == sheet.encoding
        assert sheet.issues == ()

    def test_may_be_declared(self) -> None:
        assert READ == rows_of(read_rows(SHEET.encode("utf-16-le"), COLUMNS, encoding="utf-16-le"))
        with pytest.raises(UnreadableInput, match="cannot be read as ascii"):
            read_rows(SHEET.encode(), COLUMNS, encoding="ascii")

    def test_broken_utf_8_is_not_taken_for_another_encoding(self) -> None:
        torn = (SHEET + "h3,欧阳建国诸葛孔明上官婉儿司马相如,1,\n").encode()
        with pytest.raises(UnreadableInput, match="cannot be read as utf-8"):
            read_rows(torn + "名".encode()[:2] + b",\n", COLUMNS)

    def test_how_much_of_a_text_tells_that_it_was_utf_8(self) -> None:
        begun = f"household,name,day\nh1,{'赵' * 15}".encode()
        with pytest.raises(UnreadableInput, match="neither UTF-8 nor GB18030"):
            read_rows(begun + b"\xff\n", COLUMNS)
        with pytest.raises(UnreadableInput, match="cannot be read as utf-8"):
            read_rows(begun + "赵".encode() + b"\xff\n", COLUMNS)

    def test_many_plain_letters_do_not_make_it_utf_8(self) -> None:
        sheet = read_rows("household,persons,day,name\nh1,1,2020-02-03,张三\n".encode("gb18030"), COLUMNS)
        assert ("gb18030", "张三") == (sheet.encoding, sheet.rows[0].cells["name"])

    def test_what_gb18030_would_read_as_signs_of_nobody_is_refused(self) -> None:
        with pytest.raises(UnreadableInput, match="neither UTF-8 nor GB18030"):
            read_rows(b"household,name\nh1,\xaa\xa1\n", COLUMNS)

    def test_bytes_in_no_known_encoding_are_refused(self) -> None:
        with pytest.raises(UnreadableInput, match="neither UTF-8 nor GB18030"):
            read_rows("户号\n".encode() + b"\xff\xff\xff", COLUMNS)


class TestDelimiters:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_are_found_out(self, delimiter: str) -> None:
        sheet = read_rows(SHEET.replace(",", delimiter), COLUMNS)
        assert READ == rows_of(sheet)
        assert delimiter == sheet.delimiter

    def test_headings_decide_not_the_commonest_sign(self) -> None:
        sheet = read_rows("household;name\nh1;a,b,c,d\nh2;e,f,g,h\n", COLUMNS)
        assert ["a,b,c,d", "e,f,g,h"] == [row.cells["name"] for row in sheet.rows]

    def test_a_single_column_is_not_parted_by_what_its_cells_hold(self) -> None:
        sheet = read_rows("户号\nh1;h2\n", COLUMNS)
        assert (["h1;h2"], ()) == ([row.cells["household"] for row in sheet.rows], sheet.issues)

    def test_may_be_declared(self) -> None:
        sheet = read_rows("household,name,day;persons\nh1,a,;1\n", COLUMNS[1:], delimiter=";")
        assert (";", {"persons": 1}) == (sheet.delimiter, dict(sheet.rows[0].cells))
        assert "a;b" == read_rows("household,name\nh1,a;b\n", COLUMNS, delimiter=",").rows[0].cells["name"]


class TestHeadings:
    @pytest.mark.parametrize(
        "heading", ["household", "HOUSEHOLD ", "House hold", "house_hold", "户　号", "*户号（必填）", "户号:"]
    )
    def test_are_known_by_name_or_synonym_however_they_are_written(self, heading: str) -> None:
        sheet = read_rows(f"{heading}\nh1\n", COLUMNS)
        assert {"household": heading.strip()} == sheet.columns

    def test_may_stand_below_title_lines(self) -> None:
        sheet = read_rows("某社区居民台账,,,\n2020年2月,,,\n\n" + SHEET, COLUMNS)
        assert [5, 6] == [row.number for row in sheet.rows]

    def test_are_looked_for_in_the_first_ten_rows_that_are_not_blank(self) -> None:
        titles = "某社区居民台账" * 90 + "\n" + "\n填表说明" * 8 + "\n"
        assert [12, 13] == [row.number for row in read_rows(titles + SHEET.replace(",", ";"), COLUMNS).rows]
        with pytest.raises(UnreadableInput, match="no row of headings was found"):
            read_rows("填表说明\n" + titles + SHEET, COLUMNS)

    def test_in_any_order_with_others_between(self) -> None:
        sheet = read_rows("备注,人数,户号\nx,1,h1\n", COLUMNS)
        assert [(2, {"persons": 1, "household": "h1"})] == rows_of(sheet)
        assert ("备注",) == sheet.unread

    def test_other_columns_are_kept_when_asked_for(self) -> None:
        sheet = read_rows("备注,户号\nx,h1\n", COLUMNS, others=TEXT)
        assert [(2, {"备注": "x", "household": "h1"})] == rows_of(sheet)
        assert sheet.unread == ()

    def test_a_column_without_a_heading_is_never_kept(self) -> None:
        sheet = read_rows("备注, ,户号\nx,y,h1\n", COLUMNS, others=TEXT)
        assert [(2, {"备注": "x", "household": "h1"})] == rows_of(sheet)
        assert sheet.unread == ()

    def test_a_required_one_that_is_missing_is_told_with_its_synonyms(self) -> None:
        with pytest.raises(
            UnreadableInput, match=r"row 1: no heading is 'household' or '户号'; did you mean 'houshold'\?"
        ):
            read_rows("houshold,name\n", COLUMNS)

    def test_two_for_one_column_are_refused(self) -> None:
        with pytest.raises(UnreadableInput, match="'户号' and 'household' both stand for 'household'"):
            read_rows("户号,household\nh1,h1\n", COLUMNS)

    @pytest.mark.parametrize("source", ["", "\n\n", "王小明,13800138000\n", b""])
    def test_without_any_nothing_is_read_and_nothing_told_of_what_stands_there(self, source: str | bytes) -> None:
        with pytest.raises(UnreadableInput, match="no row of headings was found") as refusal:
            read_rows(source, COLUMNS)
        assert "王小明" not in str(refusal.value)


class TestRows:
    def test_a_bad_row_is_reported_and_every_good_one_used(self) -> None:
        sheet = read_rows("household,persons,day\nh1,1,\nh2,many,11.21\n,1,\nh4,4,\n", COLUMNS)
        assert ["h1", "h4"] == [row.cells["household"] for row in sheet.rows]
        assert [
            (3, "persons", "cell.whole"),
            (3, "day", "cell.unclear-day"),
            (4, "household", "cell.missing"),
        ] == issues_of(sheet)
        assert [(3, {"household": "h2"}), (4, {"persons": 1, "day": None})] == [
            (row.number, dict(row.cells)) for row in sheet.bad
        ]

    def test_an_issue_names_the_heading_as_the_sheet_has_it(self) -> None:
        (issue,) = read_rows("户号,人数\nh1,三\n", COLUMNS).issues
        assert "row 2, column 人数" == issue.path

    def test_blank_rows_are_passed_over_and_counted(self) -> None:
        sheet = read_rows("household\n\n,\n  \nh1\n", COLUMNS)
        assert [5] == [row.number for row in sheet.rows]
        assert sheet.issues == ()

    @pytest.mark.parametrize(("row", "good"), [("h1", False), ("h1,a,b", False), ("h1,a,,", True), ("h1,a", True)])
    def test_a_ragged_row_is_bad_unless_only_blanks_are_too_many(self, row: str, good: bool) -> None:
        sheet = read_rows(f"household,name\n{row}\nh2,b\n", COLUMNS)
        assert [True, True][not good :] == [True for _ in sheet.rows]
        assert ([] if good else [(2, "", "rows.length")]) == issues_of(sheet)

    def test_quoted_cells_may_hold_delimiters_quotes_and_line_feeds(self) -> None:
        sheet = read_rows('household,name\nh1,"a,""b""\nc"\nh2,d\n', COLUMNS)
        assert [(2, {"household": "h1", "name": 'a,"b"\nc'}), (3, {"household": "h2", "name": "d"})] == rows_of(sheet)

    @pytest.mark.parametrize("broken", ['h1,"open', 'h1,"a"b'])
    def test_a_stray_quote_does_not_swallow_the_rows_behind_it(self, broken: str) -> None:
        sheet = read_rows(f'household,name\nh0,x\n{broken}\nh2,"good, too"\nh3,z\n', COLUMNS)
        assert [(2, "h0"), (4, "h2"), (5, "h3")] == [(row.number, row.cells["household"]) for row in sheet.rows]
        assert [(3, "", "rows.quotes")] == issues_of(sheet)

    def test_many_stray_quotes_cost_no_time(self) -> None:
        sheet = read_rows("household,name\n" + 'h,"\n' * 20_000 + 'x,"' + "y" * 200_000, COLUMNS)
        assert sheet.issues

    def test_the_number_of_rows_is_limited(self) -> None:
        sheet = read_rows("household\nh1\nh2\nh3\n", COLUMNS, limits=Limits(items=2))
        assert 2 == len(sheet.rows)
        assert [(4, "", "input.items")] == issues_of(sheet)
        bad = read_rows("household,persons\nh1,1\nh2,x\nh3,3\n", COLUMNS, limits=Limits(items=2))
        assert [(3, "persons", "cell.whole"), (4, "", "input.items")] == issues_of(bad)
        assert () == read_rows("household\nh1\nh2\n", COLUMNS, limits=Limits(items=2)).issues

    @pytest.mark.parametrize("encoding", ["", "utf-8", "gb18030", "utf-16"])
    def test_the_size_is_limited(self, encoding: str) -> None:
        source = SHEET.encode(encoding) if encoding else SHEET
        with pytest.raises(UnreadableInput, match=r"Limits\.size"):
            read_rows(source, COLUMNS, limits=Limits(size=5))

    def test_a_row_shows_the_names_of_its_cells_and_not_what_they_hold(self) -> None:
        shown = repr(read_rows(SHEET, COLUMNS))
        assert "name" in shown
        assert "张三" not in shown
