"""Which edition applied is chosen by the date and by nothing else."""

import datetime as dt
from itertools import pairwise

import attrs
from hypothesis import given
from hypothesis import strategies as st

from gridcare.rules.editions import RuleEdition, RuleSet
from gridcare.rules.parameters import Parameters
from gridcare.testing.strategies.editions import FIRST_DAY, asked_days, rule_sets

DAY = dt.timedelta(days=1)


def newer(edition: RuleEdition[Parameters], among: RuleSet[Parameters]) -> list[tuple[dt.date, dt.date]]:
    """Give the days from which the dated editions that began after it may have applied, and surely applied."""
    dated = [(e.in_force_from, e.certain_from) for e in among.editions if e.in_force_from and e.certain_from]
    return [(may, sure) for may, sure in dated if edition.certain_from is not None and sure > edition.certain_from]


def surely(edition: RuleEdition[Parameters], among: RuleSet[Parameters], day: dt.date) -> bool:
    """Say in words of its own whether an edition certainly applied: begun, not ended, nothing newer begun."""
    if (
        edition.certain_from is None
        or day < edition.certain_from
        or (among.ended is not None and day >= among.ended.on)
    ):
        return False
    if edition.in_force_until is not None:
        return day < edition.in_force_until
    return all(day < first for first, _ in newer(edition, among))


def perhaps(edition: RuleEdition[Parameters], among: RuleSet[Parameters], day: dt.date) -> bool:
    """Say whether it may have applied: perhaps begun, not surely ended, nothing newer surely begun."""
    if (edition.in_force_from is not None and day < edition.in_force_from) or (
        among.ended is not None and day >= among.ended.on
    ):
        return False
    if edition.in_force_until is not None:
        return day < edition.in_force_until
    return all(day < certain for _, certain in newer(edition, among))


@given(rule_sets())
def test_the_edition_that_applies_is_the_only_one_that_may(rules: RuleSet[Parameters]) -> None:
    for day in (FIRST_DAY + dt.timedelta(after) for after in range(-2, 80)):
        sure = [edition for edition in rules.editions if surely(edition, rules, day)]
        may = [edition for edition in rules.editions if perhaps(edition, rules, day)]
        alone = sure[0] if len(sure) == 1 and may == sure else None
        assert alone == rules.on(day).edition


@given(rule_sets(), asked_days())
def test_there_is_an_edition_or_a_finding_and_never_both(rules: RuleSet[Parameters], day: dt.date) -> None:
    answer = rules.on(day)
    assert (answer.edition is None) is bool(answer.findings)
    assert all((f.first or day) <= day < (f.end or dt.date.max) for f in answer.findings)


@given(rule_sets(), asked_days())
def test_the_order_of_the_editions_does_not_matter(rules: RuleSet[Parameters], day: dt.date) -> None:
    backwards = attrs.evolve(rules, editions=rules.editions[::-1])
    assert (rules, rules.on(day), rules.findings()) == (backwards, backwards.on(day), backwards.findings())


@given(rule_sets(), asked_days())
def test_rules_made_later_do_not_change_what_applied_before(rules: RuleSet[Parameters], day: dt.date) -> None:
    later = RuleEdition(name="later", rules=Parameters(), in_force_from=day + DAY, certain_from=dt.date(2021, 1, 1))
    grown = attrs.evolve(rules, editions=(*rules.editions, later))
    assert rules.on(day).edition == grown.on(day).edition


@given(rule_sets())
def test_the_stretches_follow_one_another_without_a_gap(rules: RuleSet[Parameters]) -> None:
    assert rules.stretches[0].first is None
    assert rules.stretches[-1].end is None
    assert all(one.end == other.first is not None for one, other in pairwise(rules.stretches))


@given(rule_sets(), asked_days())
def test_after_its_end_no_edition_applies_and_the_end_is_told(rules: RuleSet[Parameters], day: dt.date) -> None:
    if rules.ended is not None:
        answer = rules.on(max(day, rules.ended.on))
        assert answer.edition is None
        assert [f.code for f in answer.findings] == ["edition.ended"]
        assert rules.ended.why in answer.findings[0].problem


@given(rule_sets(), asked_days(), st.integers(1, 40))
def test_an_edition_used_on_a_day_that_is_not_its_own_is_a_finding(
    rules: RuleSet[Parameters], first: dt.date, many: int
) -> None:
    days = [first + dt.timedelta(after) for after in range(many)]
    for edition in rules.editions:
        found = rules.used(edition.name, first, first + dt.timedelta(many))
        outside = {day for day in days if not surely(edition, rules, day)}
        assert outside == {
            day for f in found for day in days if f.first is not None and f.end and f.first <= day < f.end
        }


@given(rule_sets(), asked_days())
def test_gaps_overlaps_and_the_untold_are_listed_once(rules: RuleSet[Parameters], day: dt.date) -> None:
    codes = [f.code for f in rules.on(day).findings]
    told = [f.code for f in rules.findings() if (f.first or day) <= day < (f.end or dt.date.max)]
    before_all = rules.stretches[0].end is not None and day < rules.stretches[0].end
    if codes != ["edition.ended"] and not before_all:
        assert codes == told
