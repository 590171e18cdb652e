"""The papers that rules come from, and what applied on a day."""

import datetime as dt

import pytest

from gridcare.errors import DefinitionError, NaiveMoment
from gridcare.rules.notices import Grade, Lifting, Notice, PassedDown, Source, applied, unheard
from gridcare.rules.unknowns import Unknown

ZONE = dt.timezone(dt.timedelta(hours=8))

PREVENTION = Source(
    body="State joint mechanism",
    title="Notice on strengthening community prevention",
    number="肺炎机制发〔2020〕5号",
    date=dt.date(2020, 1, 24),
    grade=Grade.SEEN_TWICE,
)


def at(day: int, hour: int = 9) -> dt.datetime:
    """Give a moment of February 2020."""
    return dt.datetime(2020, 2, day, hour, tzinfo=ZONE)


CLOSED = Notice(
    id="closed",
    source=Source(body="Shizhong district", title="Notice on closed management", date=dt.date(2020, 2, 5)),
    received=at(5),
    passed_down=(PassedDown(to="c1", at=at(5, 12)), PassedDown(to="c3", at=at(6))),
    in_force_from=dt.date(2020, 2, 6),
    in_force_until=dt.date(2020, 3, 6),
    lifted=Lifting(on=dt.date(2020, 2, 20), received=at(19)),
)


class TestSource:
    """What a source does not state stays blank."""

    def test_in_words(self) -> None:
        assert (
            "State joint mechanism, Notice on strengthening community prevention, 肺炎机制发〔2020〕5号, 2020-01-24"
            == str(PREVENTION)
        )
        assert "Civil affairs, 2020-02-04" == str(Source(body="Civil affairs", date=dt.date(2020, 2, 4)))
        assert "source not stated" == str(Source())

    def test_a_blank_is_no_guess(self) -> None:
        blank = Source()
        assert ("", "", "", None, None) == (blank.body, blank.title, blank.number, blank.date, blank.grade)

    def test_grades_have_the_letters_that_papers_use(self) -> None:
        assert ["S", "S2", "R", "D", "reading"] == [grade.value for grade in Grade]


class TestNotice:
    """A notice applies from its first day until its end or its lifting, whichever comes first."""

    @pytest.mark.parametrize(("day", "applies"), [(5, False), (6, True), (19, True), (20, False), (29, False)])
    def test_on_a_day(self, day: int, applies: bool) -> None:
        assert CLOSED.applies(dt.date(2020, 2, day)) is applies

    def test_as_was_known(self) -> None:
        day = dt.date(2020, 2, 21)
        assert CLOSED.applies(day) is False
        assert CLOSED.applies(day, known=at(18)) is True
        assert CLOSED.applies(day, known=at(4)) is False
        assert dt.date(2020, 3, 6) == CLOSED.ends(known=at(18))
        assert dt.date(2020, 2, 20) == CLOSED.ends()

    def test_a_blank_first_day_cannot_be_told(self) -> None:
        undated = Notice(id="undated", in_force_until=dt.date(2020, 3, 1))
        unknown = undated.applies(dt.date(2020, 2, 1))
        assert isinstance(unknown, Unknown)
        assert "unknown: 'in_force_from' is not stated at notice undated" == str(unknown)
        assert undated.applies(dt.date(2020, 3, 1)) is False

    def test_an_open_end_goes_on(self) -> None:
        assert Notice(id="open", in_force_from=dt.date(2020, 2, 1)).applies(dt.date(2030, 1, 1)) is True

    def test_which_applied_in_the_order_of_their_first_days(self) -> None:
        earlier = Notice(id="z", in_force_from=dt.date(2020, 1, 25))
        undated = Notice(id="undated")
        later = Notice(id="later", in_force_from=dt.date(2020, 4, 1))
        found = applied([later, CLOSED, undated, earlier], dt.date(2020, 2, 10))
        assert (["z", "closed"], ["undated"]) == ([n.id for n in found.certain], [n.id for n in found.untold])

    def test_who_has_not_heard(self) -> None:
        assert ("c2", "c4") == unheard(CLOSED, ["c1", "c2", "c3", "c4"])


class TestFaults:
    """Days and moments that contradict each other are refused together."""

    def test_all_at_once(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            Notice(
                id="n1",
                received=at(5),
                passed_down=(PassedDown(to="c1", at=at(4)),),
                in_force_from=dt.date(2020, 2, 6),
                in_force_until=dt.date(2020, 2, 6),
                lifted=Lifting(on=dt.date(2020, 2, 1)),
            )
        assert ("notice.days", "notice.lifted", "notice.passed-down") == caught.value.codes

    def test_moments_need_a_zone(self) -> None:
        naive = dt.datetime(2020, 2, 5)  # noqa: DTZ001  # a naive moment is meant
        with pytest.raises(NaiveMoment, match="a moment of notice n1"):
            Notice(id="n1", received=naive)
        with pytest.raises(NaiveMoment, match="a moment of notice n1"):
            Notice(id="n1", lifted=Lifting(on=dt.date(2020, 2, 5), received=naive))
        with pytest.raises(NaiveMoment, match="known"):
            CLOSED.applies(dt.date(2020, 2, 5), known=naive)
