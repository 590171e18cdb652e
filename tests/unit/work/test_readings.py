"""What readings amount to: thresholds by device and site, confirming, alarms."""

from datetime import datetime
from decimal import Decimal

import pytest

from gridcare.attributes import Attributes
from gridcare.errors import DefinitionError
from gridcare.facts.fact import Fact
from gridcare.timing.periods import moment
from gridcare.work.readings import AlarmState, Confirming, CutOff, Measurement, ReadingRule


def at(clock: str, day: int = 9) -> datetime:
    return moment(f"2020-02-{day:02d} {clock}", "Asia/Shanghai")


def measured(name: str, clock: str, value: str, device: str = "thermometer", site: str = "axillary") -> Measurement:
    return Measurement(fact=name, happened=at(clock), value=Decimal(value), device=device, site=site)


RULE = ReadingRule(
    kind="reading",
    field="celsius",
    cut_offs=(CutOff(at="37.3", sites="axillary"), CutOff(at="38", strict=True, devices="ear")),
    plausible=("30", "45"),
)
CAREFUL = ReadingRule(
    kind="reading",
    field="celsius",
    cut_offs=(CutOff(at="37.3"),),
    plausible=("30", "45"),
    confirming=Confirming(readings=1, after="10m", within="1h", sites="axillary"),
)


def fact(**answers: object) -> Fact:
    return Fact(
        id="f1",
        kind="reading",
        subjects=("p1",),
        happened=at("08:00"),
        known=at("08:05"),
        answers=Attributes(answers),  # type: ignore[arg-type]  # ugly values are the point
    )


class TestThresholds:
    def test_the_value_itself_is_abnormal_unless_the_threshold_is_strict(self) -> None:
        assert RULE.abnormal(measured("a", "08:00", "37.3")) is True
        assert RULE.abnormal(measured("a", "08:00", "37.2")) is False
        assert RULE.abnormal(measured("a", "08:00", "38", "ear", "ear")) is False
        assert RULE.abnormal(measured("a", "08:00", "38.1", "ear", "ear")) is True

    def test_a_reading_of_which_no_threshold_speaks_is_kept_and_not_judged(self) -> None:
        stray = measured("a", "08:00", "39.9", "infrared", "forehead")
        assert RULE.cut_off(stray) is None
        assert RULE.abnormal(stray) is None
        assert () == RULE.alarms([stray], at("09:00"))


class TestReadingOfFacts:
    @pytest.mark.parametrize("value", [36.6, "36.6", Decimal("36.6"), 37, None, True, float("nan"), Decimal("inf")])
    def test_only_numbers_are_values(self, value: object) -> None:
        readable = isinstance(value, float | int | Decimal) and value in (36.6, Decimal("36.6"), 37)
        assert readable == (RULE.problem(fact(celsius=value)) == "")
        assert readable == (RULE.read(fact(celsius=value)) is not None)

    def test_an_implausible_value_is_told_without_being_shown(self) -> None:
        problem = RULE.problem(fact(celsius=Decimal("366")))
        assert "not between 30 and 45" in problem
        assert "366" not in problem

    @pytest.mark.parametrize(("value", "plausible"), [("30", True), ("29.9", False), ("45", True), ("45.1", False)])
    def test_the_plausible_ends_are_plausible(self, value: str, plausible: bool) -> None:
        assert plausible == (RULE.problem(fact(celsius=Decimal(value))) == "")

    def test_a_missing_value_is_told_by_the_name_of_its_field(self) -> None:
        assert "'celsius'" in RULE.problem(fact())

    def test_a_fact_becomes_a_measurement_with_device_site_and_slot(self) -> None:
        told = RULE.read(fact(celsius=36.6, device="ear", site="ear", slot="morning"))
        assert told == Measurement(
            fact="f1", happened=at("08:00"), value=Decimal("36.6"), device="ear", site="ear", slot="morning"
        )
        assert "36.6" not in repr(told)

    def test_facts_of_another_kind_carry_no_reading(self) -> None:
        other = Fact(id="f", kind="visit", subjects=("p1",), happened=at("08:00"), known=at("08:00"))
        assert RULE.read(other) is None


class TestAlarms:
    def test_without_a_confirming_rule_a_single_reading_counts(self) -> None:
        (alarm,) = RULE.alarms([measured("a", "08:00", "37.5")], at("08:00"))
        assert (alarm.state, alarm.stands) == (AlarmState.CONFIRMED, True)

    def test_an_alarm_is_over_with_the_next_normal_reading_and_the_next_begins_after_it(self) -> None:
        readings = [
            measured("a", "08:00", "37.5"),
            measured("b", "12:00", "37.6"),
            measured("c", "16:00", "36.8"),
            measured("d", "20:00", "38.0"),
        ]
        first, second = RULE.alarms(reversed(readings), at("21:00"))
        assert (first.first.fact, first.over) == ("a", at("16:00"))
        assert (second.first.fact, second.over) == ("d", None)

    def test_what_happens_later_is_not_seen_yet(self) -> None:
        readings = [measured("a", "08:00", "37.5"), measured("b", "12:00", "36.5")]
        (alarm,) = RULE.alarms(readings, at("11:59"))
        assert alarm.over is None

    def test_an_abnormal_reading_waits_for_its_confirmation(self) -> None:
        gun = measured("a", "08:00", "37.6", "infrared", "forehead")
        (alarm,) = CAREFUL.alarms([gun], at("09:00"))
        assert (alarm.state, alarm.stands) == (AlarmState.SUSPECTED, True)
        (alarm,) = CAREFUL.alarms([gun], at("09:01"))
        assert (alarm.state, alarm.stands) == (AlarmState.UNCONFIRMED, True)

    def test_a_normal_reading_that_counts_refutes_it(self) -> None:
        readings = [measured("a", "08:00", "37.6", "infrared", "forehead"), measured("b", "08:15", "36.9")]
        (alarm,) = CAREFUL.alarms(readings, at("09:00"))
        assert (alarm.state, alarm.stands) == (AlarmState.REFUTED, False)
        assert ["b"] == [each.fact for each in alarm.by]

    def test_a_second_abnormal_reading_confirms_it(self) -> None:
        readings = [measured("a", "08:00", "37.6", "infrared", "forehead"), measured("b", "08:15", "37.8")]
        (alarm,) = CAREFUL.alarms(readings, at("09:00"))
        assert (alarm.state, [each.fact for each in alarm.by]) == (AlarmState.CONFIRMED, ["b"])

    @pytest.mark.parametrize(("clock", "site"), [("08:09", "axillary"), ("09:01", "axillary"), ("08:30", "forehead")])
    def test_too_early_too_late_or_at_another_site_it_neither_confirms_nor_refutes(self, clock: str, site: str) -> None:
        readings = [measured("a", "08:00", "37.6", site="forehead"), measured("b", clock, "37.8", site=site)]
        (alarm,) = CAREFUL.alarms(readings, at("10:00"))
        assert (alarm.state, alarm.by) == (AlarmState.UNCONFIRMED, ())

    def test_a_reading_late_for_refuting_still_ends_it(self) -> None:
        readings = [measured("a", "08:00", "37.6"), measured("b", "12:00", "36.6")]
        (alarm,) = CAREFUL.alarms(readings, at("13:00"))
        assert (alarm.state, alarm.over) == (AlarmState.UNCONFIRMED, at("12:00"))


class TestFaults:
    def test_all_faults_of_a_rule_are_told_at_once(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            ReadingRule(
                kind="reading",
                field="celsius",
                cut_offs=(CutOff(at=50), CutOff(at=38, devices="ear")),
                plausible=(30, 45),
                confirming=Confirming(readings=0, within="1h"),
            )
        assert {"reading.cut-off", "reading.unreachable", "reading.confirming"} == set(caught.value.codes)

    @pytest.mark.parametrize("plausible", [(45, 30), (30,), (30, 30)])
    def test_an_empty_range_is_refused(self, plausible: tuple[int, ...]) -> None:
        with pytest.raises(DefinitionError) as caught:
            ReadingRule(kind="reading", field="celsius", cut_offs=(), plausible=plausible)
        assert ("reading.plausible",) == caught.value.codes
