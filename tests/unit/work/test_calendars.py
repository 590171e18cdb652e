"""The calendar of an episode as a picture."""

from datetime import date, datetime
from xml.etree import ElementTree

import pytest

from gridcare.attributes import Attributes
from gridcare.errors import UnknownName
from gridcare.facts.fact import Fact
from gridcare.timing.anchors import Latest
from gridcare.timing.periods import moment
from gridcare.timing.slots import LAST, Daily, OnDays, SlotState
from gridcare.timing.timelines import Phase, Timeline
from gridcare.work.calendars import Calendar, DayCell, Mark, calendar
from gridcare.work.episodes import ENROLLED, EXIT
from gridcare.work.observation import Observations
from gridcare.work.protocols import BEGAN, OUTING, SYMPTOM, Outings, Protocol, Restriction
from gridcare.work.readings import CutOff, ReadingRule

MEETS = Daily("meet", windows=("07:00-09:00", "20:00-22:00"), answered_by="reading")
HOME = Protocol(
    name="home",
    kind="home medical",
    timeline=Timeline(
        anchor=Latest("exposure"), phases=(Phase("home", days=14, slots=(MEETS, OnDays("test", days=(1, LAST)))),)
    ),
    readings=(ReadingRule(kind="reading", field="celsius", cut_offs=(CutOff(at="37.3"),), plausible=(30, 45)),),
    restriction=Restriction(outings=Outings.FORBIDDEN, legal_class="B as A"),
)


def at(text: str) -> datetime:
    return moment(f"2020-02-{text}", "Asia/Shanghai")


def fact(name: str, kind: str, when: str, outcome: str = "", /, **answers: str | float) -> Fact:
    return Fact(
        id=name,
        kind=kind,
        subjects=("p1",),
        happened=at(when),
        known=at(when),
        outcome=outcome,
        answers=Attributes(answers),
    )


TOLD = (
    fact("x", "exposure", "01 10:00"),
    fact("in", ENROLLED, "02 10:00"),
    fact("r", "reading", "02 21:00", celsius=36.5),
    fact("h", "reading", "03 07:10", celsius=38.2),
    fact("o", OUTING, "04 10:00", "seen"),
    fact("s", SYMPTOM, "04 11:00", BEGAN, name="cough"),
    fact("out", EXIT, "05 12:00", "transferred"),
)


def drawn(language: str = "en") -> Calendar:
    return calendar(Observations(HOME, zone="Asia/Shanghai").record(*TOLD).watch("p1", at("06 10:00")), language)


class TestCalendar:
    def test_each_day_is_a_row_and_each_window_a_column(self) -> None:
        picture = drawn()
        assert ("meet 07:00", "meet 20:00", "test 00:00") == picture.columns
        assert (date(2020, 2, 2), date(2020, 2, 5)) == (picture.days[0], picture.days[-1])
        assert DayCell(date(2020, 2, 2), "meet 20:00", SlotState.DONE_ON_TIME) in picture.cells
        assert DayCell(date(2020, 2, 4), "meet 07:00", SlotState.MISSED) in picture.cells
        assert DayCell(date(2020, 2, 6), "meet 07:00", SlotState.NOT_OWED) in picture.cells

    def test_what_happened_besides_stands_beside_its_day(self) -> None:
        fourth = date(2020, 2, 4)
        assert (
            Mark(date(2020, 2, 3), "alarm"),
            Mark(fourth, "breach"),
            Mark(fourth, "symptom"),
            Mark(date(2020, 2, 5), "transferred"),
        ) == drawn().marks

    def test_the_text_has_a_line_for_each_day_and_a_legend(self) -> None:
        lines = f"{drawn():text}".splitlines()
        assert "p1/in" == lines[0]
        assert "2020-02-04  ✗           ✗                       breach symptom" == lines[4]
        assert "● done on time  ✗ missed" == lines[-1]
        assert 3 + len(drawn().days) == len(lines)

    def test_chinese_characters_keep_the_columns_in_line(self) -> None:
        lines = f"{drawn('zh'):text}".splitlines()
        assert lines[1].startswith("日期        meet 07:00")
        assert "2020-02-05  ✗                                   转集中观察" == lines[5]
        assert "● 按时  ✗ 漏做" == lines[-1]

    def test_the_svg_is_well_formed_and_tells_each_square(self) -> None:
        picture = drawn()
        root = ElementTree.fromstring(f"{picture:svg}")  # noqa: S314  # it is our own text
        titles = [each.text for each in root.iter("{http://www.w3.org/2000/svg}title")]
        shown = [cell for cell in picture.cells if cell.day in picture.days]
        assert 1 + len(shown) == len(titles)
        assert "2020-02-04 meet 07:00: missed" in titles

    def test_words_are_escaped(self) -> None:
        picture = Calendar(title='<"&">', columns=(), cells=(), marks=(Mark(date(2020, 2, 3), "<script>"),))
        assert "&lt;script&gt;" in f"{picture:svg}"
        assert ElementTree.fromstring(f"{picture:svg}")[1].text == '<"&">'  # noqa: S314  # it is our own text

    def test_nothing_that_was_measured_is_shown(self) -> None:
        assert "38.2" not in f"{drawn():svg}{drawn():text}"

    def test_notebooks_get_both(self) -> None:
        assert {"image/svg+xml", "text/plain"} == set(drawn()._repr_mimebundle_())
        assert "p1/in" == f"{drawn()}"

    def test_another_form_or_language_is_refused(self) -> None:
        with pytest.raises(UnknownName, match="'png' is no form of a calendar"):
            format(drawn(), "png")
        with pytest.raises(UnknownName, match="'fr' is no language of calendars"):
            drawn("fr")

    def test_an_empty_one_can_be_drawn(self) -> None:
        assert () == Calendar(title="x", columns=(), cells=()).days
