"""Editions of rules: what applied on a day, by which paper, and what is said when that cannot be told."""

import datetime as dt

import pytest

from gridcare.errors import DefinitionError, UnknownName
from gridcare.rules.editions import Ended, RuleEdition, RuleSet
from gridcare.rules.notices import Grade, Source
from gridcare.rules.parameters import Parameter, Parameters

NINTH = Source(title="prevention plan, ninth edition", date=dt.date(2022, 6, 28), grade=Grade.SEEN_TWICE)


def days(number: int) -> Parameters:
    return Parameters((Parameter("days", number, unit="day"),))


OLD = RuleEdition(name="ed-8", rules=days(14), in_force_from=dt.date(2021, 5, 1), certain_from=dt.date(2021, 6, 1))
NEW = RuleEdition(name="ed-9", rules=days(7), in_force_from=dt.date(2022, 6, 28), source=NINTH)
RULES = RuleSet(
    name="contacts", editions=(NEW, OLD), ended=Ended(on=dt.date(2023, 1, 8), why="it is managed without isolation")
)


class TestOnADay:
    def test_the_edition_of_that_day_answers(self) -> None:
        assert [14, 7] == [
            answer.edition.rules["days"]
            for answer in map(RULES.on, (dt.date(2022, 6, 27), dt.date(2022, 6, 28)))
            if answer.edition
        ]

    def test_the_answer_names_the_paper(self) -> None:
        told = str(RULES.on(dt.date(2022, 7, 1)))
        assert "on 2022-07-01 applied 'ed-9' (prevention plan, ninth edition, 2022-06-28)" == told

    def test_a_month_known_without_its_day_leaves_the_days_of_that_month_untold(self) -> None:
        answer = RULES.on(dt.date(2021, 5, 20))
        assert answer.edition is None
        assert ["edition.untold"] == [finding.code for finding in answer.findings]
        assert "the papers do not say which applied on 2021-05-20: 'ed-8'" == str(answer)

    def test_before_the_first_edition_there_was_none(self) -> None:
        assert "no edition applied on 2019-12-31" == str(RULES.on(dt.date(2019, 12, 31)))

    def test_from_the_day_on_which_it_ended_nothing_applies(self) -> None:
        assert RULES.on(dt.date(2023, 1, 7)).edition == NEW
        finding = RULES.on(dt.date(2023, 1, 8)).findings[0]
        assert "edition.ended" == finding.code
        assert "'contacts': no edition applies from 2023-01-08 on: it is managed without isolation" == str(finding)


class TestUsedOutsideItsDays:
    def test_it_is_a_finding_that_says_what_applied(self) -> None:
        (finding,) = RULES.used("ed-9", dt.date(2022, 6, 1))
        assert ("edition.outside", NINTH) == (finding.code, finding.source)
        assert "'ed-9' was used on 2022-06-01, when 'ed-8' applied" == finding.problem

    def test_a_stretch_of_use_has_a_finding_for_each_part_outside(self) -> None:
        found = RULES.used("ed-9", dt.date(2022, 6, 20), dt.date(2023, 2, 1))
        assert [
            ("edition.outside", dt.date(2022, 6, 20), dt.date(2022, 6, 28)),
            ("edition.ended", dt.date(2023, 1, 8), dt.date(2023, 2, 1)),
        ] == [(finding.code, finding.first, finding.end) for finding in found]

    def test_on_its_own_days_it_is_none(self) -> None:
        assert () == RULES.used("ed-8", dt.date(2021, 6, 1), dt.date(2022, 6, 28))

    def test_one_that_there_never_was_is_asked_for_in_vain(self) -> None:
        with pytest.raises(UnknownName, match="'ed-10' is no edition of 'contacts'; did you mean"):
            RULES.used("ed-10", dt.date(2022, 6, 1))


class TestOverlapsAndGaps:
    def test_two_at_once_are_told_and_neither_is_chosen(self) -> None:
        rules = RuleSet(
            name="zones",
            editions=(
                RuleEdition(
                    name="city", rules=1, in_force_from=dt.date(2022, 1, 1), in_force_until=dt.date(2022, 3, 1)
                ),
                RuleEdition(
                    name="state", rules=2, in_force_from=dt.date(2022, 2, 1), in_force_until=dt.date(2022, 4, 1)
                ),
                RuleEdition(name="late", rules=3, in_force_from=dt.date(2022, 5, 1)),
            ),
        )
        assert rules.on(dt.date(2022, 2, 10)).edition is None
        assert [
            ("edition.overlap", dt.date(2022, 2, 1), dt.date(2022, 3, 1), ("city", "state")),
            ("edition.none", dt.date(2022, 4, 1), dt.date(2022, 5, 1), ()),
        ] == [(finding.code, finding.first, finding.end, finding.editions) for finding in rules.findings()]


class TestFaults:
    def test_all_faults_of_an_edition_are_named_at_once(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            RuleEdition(
                name="e",
                rules=0,
                in_force_from=dt.date(2022, 2, 1),
                certain_from=dt.date(2022, 1, 1),
                in_force_until=dt.date(2022, 1, 1),
            )
        assert ("edition.days", "edition.days") == caught.value.codes

    def test_a_name_is_given_once(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            RuleSet(name="contacts", editions=(NEW, NEW))
        assert "two editions have this name" in str(caught.value)

    def test_a_rule_set_without_editions_answers_nothing(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            RuleSet[int](name="contacts", editions=())
        assert ("edition.nothing",) == caught.value.codes


class TestParameters:
    def test_a_parameter_may_list_days(self) -> None:
        assert (1, 4, 7, 14) == Parameter("test_days", (1, 4, 7, 14), unit="day").value

    def test_a_list_of_anything_but_whole_numbers_is_refused(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            Parameter("test_days", (1, "last"))  # type: ignore[arg-type]  # the wrong type is the point
        assert "give text, truth, number, duration or a tuple of whole numbers" in str(caught.value)
