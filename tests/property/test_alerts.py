"""Grades by counts rise with the counts, and an alert is raised exactly when one does."""

import datetime as dt
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.places.tally import Tally
from gridcare.places.thresholds import Falls, GradedPlaces, Threshold, grade_places
from gridcare.plugins.cn_national import COMMUNITY_CLASSES, RISK_LEVELS
from gridcare.rules.scopes import Values
from gridcare.testing.strategies.grades import FIRST_HOUR, PLACES, ZONES, counts_of, grade_facts, hours
from gridcare.testing.strategies.places import thresholds
from gridcare.work.alerts import alerts, felt
from gridcare.work.grades import Gradings, grading
from gridcare.work.scales import Scale

SCALE = ("low", "middle", "high")
LEVELS = ("area", "quarter", "block")
COUNTS = st.fixed_dictionaries(dict.fromkeys(("a", "q", "b1", "b2"), st.integers(0, 6)))


def graded(counts: dict[str, int], rules: list[Threshold], standing: GradedPlaces | None = None) -> GradedPlaces:
    tally = Tally.of(PLACES, [(unit, "open", {"person": count}) for unit, count in counts.items()])
    return grade_places(tally, rules, SCALE, standing=standing.causes if standing else ())


def rank(places: GradedPlaces, unit: str) -> int:
    cause = places.effective(unit)
    return SCALE.index(cause.grade) if cause else -1


@given(COUNTS, COUNTS, st.lists(thresholds(levels=LEVELS, scale=SCALE), min_size=1, max_size=1))
def test_a_grade_by_counts_never_falls_when_counts_rise(
    counts: dict[str, int], more: dict[str, int], rules: list[Threshold]
) -> None:
    before, after = graded(counts, rules), graded({unit: counts[unit] + more[unit] for unit in counts}, rules)
    assert all(rank(before, unit) <= rank(after, unit) for unit in PLACES)
    assert {alert.unit for alert in alerts(before)} <= {alert.unit for alert in alerts(after)}
    assert () == alerts(before, after)


@given(COUNTS, COUNTS, st.lists(thresholds(levels=LEVELS, scale=SCALE), min_size=1, max_size=1))
def test_an_alert_is_raised_exactly_where_a_grade_rose_and_told_to_everybody_above(
    counts: dict[str, int], later: dict[str, int], rules: list[Threshold]
) -> None:
    before = graded(counts, rules)
    now = graded(later, rules, standing=before)
    raised = alerts(now, before)
    for unit in PLACES:
        own = [{SCALE.index(c.grade) for c in places.causes if c.unit == unit} for places in (before, now)]
        rose = max(own[1], default=-1) > max(own[0], default=-1)
        assert rose is (unit in {alert.unit for alert in raised})
    assert all(alert.told == (alert.cause.counted, *PLACES.ancestors(alert.cause.counted)) for alert in raised)
    if rules[0].falls is Falls.BY_DECISION:
        assert all(rank(before, unit) <= rank(now, unit) for unit in PLACES)


@given(
    COUNTS, st.lists(thresholds(levels=LEVELS, scale=SCALE), min_size=1, max_size=1), grade_facts(max_size=3), hours()
)
def test_a_place_feels_the_higher_of_what_is_decided_and_what_is_counted(
    counts: dict[str, int], rules: list[Threshold], facts: tuple[Fact, ...], at: dt.datetime
) -> None:
    first = grading("first", scale="zone", unit="q", grade="middle", by="upper", happened=FIRST_HOUR)
    journal = Journal.of((first, *facts))
    gradings = Gradings(hierarchy=PLACES, scale=ZONES, zone="Asia/Shanghai", journal=journal)
    places = graded(counts, rules)
    for unit in PLACES:
        decided, counted, both = gradings.effective(unit, at), places.effective(unit), felt(gradings, places, unit, at)
        grades = [each.grade for each in (decided, counted) if each is not None]
        assert max(grades, key=SCALE.index, default=None) == (both.grade if both else None)


def _read(scale: Scale, figures: Mapping[str, int]) -> int:
    grade = scale.read(Values(figures))
    return scale.rank(grade) if isinstance(grade, str) else -1


@given(counts_of(("confirmed_14_days", "older", "clusters_14_days"), most=70), counts_of(("a", "b", "c")))
def test_the_risk_level_of_2020_never_falls_when_counts_rise(counts: dict[str, int], more: dict[str, int]) -> None:
    edition = RISK_LEVELS.on(dt.date(2020, 4, 1)).edition
    assert edition is not None

    def level(new: int, older: int, clusters: int) -> int:
        return _read(
            edition.rules,
            {"confirmed": new + older, "confirmed_14_days": new, "clusters_14_days": min(clusters, new)},
        )

    low = level(*counts.values())
    assert low <= level(*(count + extra for count, extra in zip(counts.values(), more.values(), strict=True)))


@given(
    counts_of(("secondary", "largest_cluster_14_days", "sporadic_unknown_source_14_days"), most=5), st.integers(0, 3)
)
def test_a_community_class_never_falls_when_counts_rise(counts: dict[str, int], more: int) -> None:
    edition = COMMUNITY_CLASSES.on(dt.date(2020, 2, 1)).edition
    assert edition is not None
    figures = {**counts, "confirmed": sum(counts.values()), "sustained": False}
    for name in counts:
        raised = {**figures, name: counts[name] + more, "confirmed": figures["confirmed"] + more}
        grade = _read(edition.rules, raised)
        assert grade == -1 or _read(edition.rules, figures) <= grade
