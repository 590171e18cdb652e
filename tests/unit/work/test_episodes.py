"""Episodes under observation: enrolment, exits, days without a minute, what is out of place."""

from datetime import datetime

import pytest

from gridcare.facts.fact import Fact, Precision
from gridcare.timing.periods import moment
from gridcare.work.episodes import ENROLLED, EXIT, Exit, History, history

ZONE = "Asia/Shanghai"


def at(text: str) -> datetime:
    return moment(f"2020-02-{text}", ZONE)


def fact(name: str, kind: str, when: str, outcome: str = "", *, day: bool = False) -> Fact:
    happened = at(f"{when} 00:00") if day else at(when)
    precision = Precision.DAY if day else Precision.MINUTE
    return Fact(
        id=name,
        kind=kind,
        subjects=("p1",),
        happened=happened,
        known=at("28 12:00"),
        outcome=outcome,
        precision=precision,
    )


def told(*facts: Fact) -> History:
    return history("p1", facts, ZONE, anchors=("exposure",))


class TestOneEpisode:
    def test_an_enrolment_opens_it_and_an_exit_ends_it(self) -> None:
        (episode,) = told(
            fact("in", ENROLLED, "03 10:00"),
            fact("r", "reading", "04 08:00"),
            fact("out", EXIT, "18 10:00", "released"),
        ).episodes
        assert (Exit.RELEASED, at("03 10:00"), at("18 10:00")) == (episode.reason, episode.start, episode.end)
        assert ["in", "r", "out"] == [each.id for each in episode.facts]
        assert (episode.id, episode.protocol, episode.unit) == ("p1/in", "", "")

    def test_a_return_is_a_new_episode(self) -> None:
        found = told(
            fact("in", ENROLLED, "03 10:00"), fact("out", EXIT, "10 10:00", "left"), fact("again", ENROLLED, "12 09:00")
        )
        assert [1, 2] == [episode.number for episode in found.episodes]
        assert () == found.discrepancies

    def test_leaving_one_place_and_entering_another_on_one_day_is_in_order(self) -> None:
        found = told(
            fact("in", ENROLLED, "03", day=True),
            fact("centre", ENROLLED, "08", day=True),
            fact("away", EXIT, "08", "transferred", day=True),
            fact("r", "reading", "08 19:00"),
        )
        assert () == found.discrepancies
        home, centre = found.episodes
        assert (home.end, centre.start) == (at("08 00:00"), at("08 00:00"))
        assert ["centre", "r"] == [each.id for each in centre.facts]

    def test_a_form_of_the_day_on_which_it_ended_belongs_to_it(self) -> None:
        found = told(
            fact("in", ENROLLED, "03 10:00"),
            fact("out", EXIT, "18 10:00", "left"),
            fact("r", "reading", "18", day=True),
        )
        assert () == found.discrepancies
        assert ["in", "r", "out"] == [each.id for each in found.episodes[0].facts]


class TestWhatBearsOnIt:
    def test_an_exposure_before_it_bears_on_it(self) -> None:
        (episode,) = told(fact("x", "exposure", "01 10:00"), fact("in", ENROLLED, "03 10:00")).episodes
        assert ["x"] == [each.id for each in episode.before]

    def test_after_a_transfer_the_exposure_still_bears_on_the_next(self) -> None:
        found = told(
            fact("x", "exposure", "01 10:00"),
            fact("in", ENROLLED, "03 10:00"),
            fact("y", "exposure", "04 10:00"),
            fact("out", EXIT, "08 10:00", "transferred"),
            fact("centre", ENROLLED, "08 12:00"),
        )
        assert {"x", "y"} == {each.id for each in found.episodes[1].before}

    def test_after_a_release_it_does_not(self) -> None:
        found = told(
            fact("x", "exposure", "01 10:00"),
            fact("in", ENROLLED, "03 10:00"),
            fact("out", EXIT, "15 10:00", "released"),
            fact("y", "exposure", "20 10:00"),
            fact("again", ENROLLED, "21 12:00"),
        )
        assert ["y"] == [each.id for each in found.episodes[1].before]
        assert () == found.discrepancies


class TestOutOfPlace:
    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            ([fact("out", EXIT, "18 10:00", "left")], "exit-before-enrolment"),
            ([fact("in", ENROLLED, "03 10:00"), fact("b", ENROLLED, "04 10:00")], "already-enrolled"),
            (
                [
                    fact("in", ENROLLED, "03 10:00"),
                    fact("out", EXIT, "08 10:00", "left"),
                    fact("b", EXIT, "09 10:00", "lost"),
                ],
                "second-exit",
            ),
            ([fact("in", ENROLLED, "03 10:00"), fact("out", EXIT, "08 10:00", "realeased")], "unknown-exit"),
            ([fact("r", "reading", "03 10:00")], "not-watched"),
            (
                [
                    fact("in", ENROLLED, "03 10:00"),
                    fact("out", EXIT, "08 10:00", "left"),
                    fact("x", "exposure", "09 10:00"),
                ],
                "after-exit",
            ),
        ],
    )
    def test_what_cannot_be_is_listed(self, facts: list[Fact], code: str) -> None:
        (found,) = told(*facts).discrepancies
        assert (code, ("p1",)) == (found.code, found.subjects)

    def test_a_misspelt_reason_is_helped(self) -> None:
        (found,) = told(fact("in", ENROLLED, "03 10:00"), fact("out", EXIT, "08 10:00", "realeased")).discrepancies
        assert "did you mean 'released'?" in found.problem

    def test_the_first_exit_counts(self) -> None:
        found = told(
            fact("in", ENROLLED, "03 10:00"), fact("a", EXIT, "08 10:00", "left"), fact("b", EXIT, "09 10:00", "lost")
        )
        assert Exit.LEFT is found.episodes[0].reason

    def test_an_exposure_while_watched_is_a_fact_like_any_other(self) -> None:
        found = told(fact("in", ENROLLED, "03 10:00"), fact("x", "exposure", "05 10:00"))
        assert () == found.discrepancies
        assert ["in", "x"] == [each.id for each in found.episodes[0].facts]

    def test_an_exposure_of_somebody_never_enrolled_waits(self) -> None:
        assert History() == told(fact("x", "exposure", "05 10:00"))
