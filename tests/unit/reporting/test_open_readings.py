"""A sentence that can be read in several ways is one question, whatever hangs on it."""

import pytest
from hypothesis import given

from gridcare.errors import DefinitionError
from gridcare.reporting.figures import Figure, Figures
from gridcare.reporting.open_readings import OpenReading, check_quoted
from gridcare.testing.strategies.figures import open_readings


def read(label: str, **values: int) -> Figures:
    return Figures(tuple(Figure(name, value) for name, value in values.items()), label=label)


def asked(*readings: Figures) -> OpenReading:
    return OpenReading(id="q", asks="which?", readings=readings)


class TestConsequences:
    def test_they_are_what_another_reading_brings_otherwise(self) -> None:
        question = asked(read("one", same=6, active=17), read("two", same=6, active=11))
        assert [("active", 17, 11)] == [(each.id, each.left, each.right) for each in question.consequences]

    def test_every_other_reading_is_held_against_the_chosen_one(self) -> None:
        question = asked(read("one", n=1), read("two", n=2), read("three", n=3))
        assert [(1, 2), (1, 3)] == [(each.left, each.right) for each in question.consequences]

    def test_where_nothing_hangs_on_it_there_are_none(self) -> None:
        assert () == asked(read("one", n=1), read("two", n=1)).consequences

    @given(open_readings())
    def test_what_every_reading_states_alike_hangs_on_nothing(self, question: OpenReading) -> None:
        chosen, *others = question.readings
        told = {each.id for each in question.consequences}
        assert told <= {name for reading in question.readings for name in reading}
        alike = {name for name in chosen if all(each.get(name) == chosen[name] for each in others)}
        assert not told & alike

    def test_one_reading_is_no_question(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            asked(read("one", n=1))
        assert "at least two readings" in str(caught.value)

    def test_a_figure_that_one_reading_leaves_out_is_named_once(self) -> None:
        question = asked(read("one", active=17), read("two", active=11, ended=6), read("three", active=12))
        assert ("active", "ended") == question.hanging


class TestWhatWasPrinted:
    PRINTED = Figures((Figure("moved", 6), Figure("left", None)))

    def test_is_stated_as_printed_by_every_reading(self) -> None:
        right = asked(read("one", moved=6, active=17), read("two", moved=6, active=11))
        assert [] == list(check_quoted([right], self.PRINTED))

    def test_is_not_mended_by_a_reading(self) -> None:
        wrong = asked(read("one", moved=6, active=17), read("two", moved=7, active=11))
        (found,) = check_quoted([wrong], self.PRINTED)
        assert ("question.quoted", "q") == (found.code, found.where)
        assert "reading 'two' states 'moved' as 7, and 6 is printed" in found.problem

    def test_a_line_left_blank_may_be_read_as_anything(self) -> None:
        blank = asked(read("a blank is zero", left=0), read("a blank is the rest", left=5))
        assert [] == list(check_quoted([blank], self.PRINTED))
