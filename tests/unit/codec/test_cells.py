"""What one cell of a sheet says."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from gridcare.codec.cells import CODE, CODES, DAY, DECIMAL, MOMENT, TEXT, TRUTH, WHOLE, CellKind, words
from gridcare.errors import Fault

DAY_3 = date(2020, 2, 3)


@pytest.mark.parametrize(
    ("kind", "cell", "content"),
    [
        (TEXT, " 张 三 ", "张 三"),
        (TEXT, "１号楼", "１号楼"),
        (TEXT, "=SUM(A1:A3)", "=SUM(A1:A3)"),
        (TEXT, "+86 138", "+86 138"),
        (TEXT, "two\nlines", "two\nlines"),
        (TEXT, "\u3000 \xa0", None),
        (CODE, "００１２３", "00123"),
        (CODE, "=1+1", "=1+1"),
        (CODE, "2.5", "2.5"),
        (CODE, "", None),
        (CODES, "h1; h2 ;", ("h1", "h2")),
        (WHOLE, "１２", 12),
        (WHOLE, "-3", -3),
        (WHOLE, "007", 7),
        (WHOLE, "9" * 18, 10**18 - 1),
        (DECIMAL, "36", Decimal(36)),
        (DECIMAL, "３６．５", Decimal("36.5")),
        (DECIMAL, "36.50", Decimal("36.50")),
        (DAY, "2020-02-03", DAY_3),
        (DAY, "2020-2-3", DAY_3),
        (DAY, "2020/2/3", DAY_3),
        (DAY, "2020.02.03", DAY_3),
        (DAY, "2020年2月3日", DAY_3),
        (DAY, "２０２０ 年 ２ 月 ３ 日", DAY_3),
        (DAY, "20200203", DAY_3),
        (MOMENT, "2020-02-03T00:00:00Z", datetime(2020, 2, 3, tzinfo=UTC)),
        (TRUTH, "是", True),
        (TRUTH, "No", False),
        (TRUTH, "１", True),
        (TRUTH, "√", True),
        (TRUTH, "×", False),
        (words({"在家": "home", "Away": "away"}), "在家", "home"),
        (words({"在家": "home", "Away": "away"}), "AWAY", "away"),
    ],
)
def test_what_is_clear_is_read(kind: CellKind, cell: str, content: object) -> None:
    assert content == kind.content(cell)
    assert type(content) is type(kind.content(cell))


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        (CODE, "3.3010619900307E+17", "cell.spoilt-code"),
        (CODE, "3E5", "cell.spoilt-code"),
        (CODE, "3.3e17", "cell.spoilt-code"),
        (CODES, "h1;3E5", "cell.spoilt-code"),
        (WHOLE, "3.0", "cell.whole"),
        (WHOLE, "1,234", "cell.whole"),
        (WHOLE, "三", "cell.whole"),
        (WHOLE, "9" * 19, "cell.whole"),
        (DECIMAL, "1e3", "cell.decimal"),
        (DECIMAL, "NaN", "cell.decimal"),
        (DAY, "11.21", "cell.unclear-day"),
        (DAY, "3/2/20", "cell.unclear-day"),
        (DAY, "03/02/2020", "cell.unclear-day"),
        (DAY, "21-03-04", "cell.unclear-day"),
        (DAY, "20年2月3日", "cell.unclear-day"),
        (DAY, "2月3日", "cell.unclear-day"),
        (DAY, "2月3号", "cell.unclear-day"),
        (DAY, "200203", "cell.unclear-day"),
        (DAY, "2020-02-30", "cell.day"),
        (DAY, "2020/2-3", "cell.day"),
        (DAY, "43864", "cell.day"),
        (DAY, "2020-13-01", "cell.day"),
        (MOMENT, "2020-02-03T08:00", "plain.naive-moment"),
        (TRUTH, "maybe", "cell.truth"),
        (TEXT, "a\x00b", "cell.control"),
        (CODE, "a\x0bb", "cell.control"),
        (CODE, "a\x7f", "cell.control"),
        (words({"在家": "home"}), "离家", "cell.word"),
    ],
)
def test_what_is_not_clear_is_refused_without_being_told(kind: CellKind, cell: str, code: str) -> None:
    with pytest.raises(Fault) as refusal:
        kind.content(cell)
    assert code == refusal.value.code
    assert cell not in str(refusal.value)


def test_a_kind_of_ones_own_may_read_by_what_raises_on_wrong_numbers() -> None:
    ratio = CellKind("ratio", "a ratio", Decimal)
    assert Decimal("0.5") == ratio.content(" ０.５ ")
    with pytest.raises(Fault, match="expected a ratio"):
        ratio.content("half")
