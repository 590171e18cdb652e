"""A district under Ebola: another disease, other levels, one language, and nobody lost from the sums."""

import io
import json
import sys
from contextlib import redirect_stdout
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from gridcare.people.register import Register
from gridcare.testing.conformance import PlaybookConformance
from gridcare.timing.periods import at_clock
from gridcare.work.episodes import ENROLLED, EXIT, Exit

EXAMPLE = Path(__file__).parents[2] / "examples" / "ebola_contacts.py"


sys.path.append(str(EXAMPLE.parent))
EBOLA: Any = import_module("ebola_contacts")


class TestConformance(PlaybookConformance):
    """It keeps every law of a playbook, as one that is built in does."""

    playbook = EBOLA.EBOLA_CONTACTS
    module = "ebola_contacts"
    scenarios = EXAMPLE.parent / "scenarios" / "ebola_contacts"
    read_elsewhere = ("lost_after",)


def run(tmp_path: Path, *arguments: str) -> tuple[dict[str, Any], str]:
    """Run the script, and return its figures and what it printed."""
    out, path = io.StringIO(), tmp_path / "out.json"
    with redirect_stdout(out):
        EBOLA.main([*arguments, "--json", str(path)])
    return json.loads(path.read_text(encoding="utf-8")), out.getvalue()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    return run(tmp_path_factory.mktemp("ebola"), "--contacts", "120")


def check(figures: dict[str, Any]) -> None:
    """Hold what must add up whoever was drawn."""
    tracing, follow_up, reports = figures["tracing"], figures["follow_up"], figures["reports"]
    assert sum(tracing["ends"].values()) == tracing["listed"]
    assert tracing["overdue"] == tracing["refused"] == ["contact 002"]
    assert len(tracing["carried_over"]) == tracing["ends"].get("not found", 0)
    assert follow_up["enrolled"] == sum(follow_up["exits"].values()) + follow_up["active"]
    assert follow_up["persons"] == tracing["ends"]["followed"]
    assert follow_up["then"]["due"] == follow_up["now"]["due"] >= follow_up["now"]["seen"]
    assert follow_up["then"]["seen"] < follow_up["now"]["seen"]
    assert figures["shown"]["episodes"] == ["f01", "f02"]
    assert figures["shown"]["released"] == "2014-11-04"
    assert len(figures["shown"]["refused"]) == 1
    for name in ("daily", "weekly"):
        assert reports[name]["owed"] == reports[name]["received"] + len(reports[name]["missing"])
    assert reports["daily"]["missing"] == [reports["silent"]]
    assert reports["daily"]["zero"] >= 2


class TestTheDistrict:
    def test_it_adds_up(self, told: tuple[dict[str, Any], str]) -> None:
        check(told[0])

    def test_another_seed_adds_up_too(self, tmp_path: Path) -> None:
        check(run(tmp_path, "--contacts", "60", "--seed", "5")[0])

    def test_it_says_what_is_made_up_and_is_plain_in_a_pipe(self, told: tuple[dict[str, Any], str]) -> None:
        assert told[1].startswith("SYNTHETIC")
        assert "\x1b" not in told[1]
        assert told[1].isascii()

    def test_the_bulletin_tells_persons(self, told: tuple[dict[str, Any], str]) -> None:
        assert "the district has listed 120 contacts" in told[0]["reports"]["bulletin"]

    def test_a_number_of_contacts_that_is_none_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        for count in ("7", "-1", "many"):
            with pytest.raises(SystemExit):
                EBOLA.main(["--contacts", count])
            assert f"'{count}' is no number of contacts" in capsys.readouterr().err


def watched(*facts: tuple[str, int, dict[str, Any]]) -> Any:
    """Observe one contact: what happened, on which day of October, with which particulars."""
    watch = EBOLA.EBOLA_CONTACTS.observations(EBOLA.make_district())
    for kind, day, told in facts:
        watch = watch.record(EBOLA.fact("k", kind, date(2014, 10, day), time(9), **told))
    return watch


def ends(watch: Any) -> date:
    """Say on which day the follow-up may end."""
    end = watch.watch("k", at_clock(date(2014, 11, 30), time(9), EBOLA.ZONE))
    moment: datetime = end.schedule.earliest_end(end.at).moment
    return moment.date()


class TestTheMethod:
    def test_twenty_one_days_come_from_the_table_of_the_who(self) -> None:
        assert EBOLA.FOLLOW_UP.timeline.phases[0].days == 21
        assert EBOLA.READINGS.declared("follow_up_days").sources == (EBOLA.WHO_FOLLOW_UP.source,)

    def test_who_reads_it_otherwise_makes_the_method_anew(self) -> None:
        read = {"follow_up_days": 42, "visits_a_day": 2, "fever_from": Decimal("37.5"), "trace_attempts": 5}
        other = EBOLA.ebola_contacts(EBOLA.READINGS.with_values(investigate_within="12h", lost_after=1, **read))
        (protocol,) = other.protocols
        (phase,) = protocol.timeline.phases
        assert (42, 2, Decimal("37.5")) == (phase.days, phase.slots[0].times, protocol.readings[0].cut_offs[0].at)
        assert 5 == other.tracks[0].workflow.attempts("trace")
        assert [timedelta(hours=12), 1] == [other.parameters[each] for each in ("investigate_within", "lost_after")]
        assert EBOLA.EBOLA_CONTACTS == EBOLA.ebola_contacts() != other

    def test_nobody_is_kept_at_home(self) -> None:
        assert EBOLA.FOLLOW_UP.restriction.outings == "free"

    def test_who_is_ill_when_found_is_an_alert_at_once(self) -> None:
        opened = at_clock(date(2014, 10, 1), time(0), EBOLA.ZONE)
        playbook = EBOLA.EBOLA_CONTACTS
        district = EBOLA.make_district()
        desk = playbook.campaign(district, Register(district, (), playbook.kinds), opened=opened)
        day = date(2014, 10, 2)
        desk.record(EBOLA.fact("k", "joined", day, time(8), track="tracing", unit="f03", kind="contact"))
        desk.record(EBOLA.fact("k", "trace", day, time(9), outcome="ill when found"))
        (alert,) = desk.subjects("f03", track="alert")
        assert desk.state(alert, track="alert").part == "investigate"
        desk.advance(opened + timedelta(days=3))
        assert [each.who for each in desk.overdue("c3", track="alert")] == [alert]

    def test_the_last_exposure_counts(self) -> None:
        once = watched(("exposure", 1, {}), (ENROLLED, 2, {"unit": "f01"}))
        again = watched(("exposure", 1, {}), (ENROLLED, 2, {"unit": "f01"}), ("exposure", 8, {}))
        assert ends(again) - ends(once) == timedelta(days=7)

    def test_who_was_lost_goes_on_where_the_days_stand(self) -> None:
        once = watched(("exposure", 1, {}), (ENROLLED, 2, {"unit": "f01"}))
        lost = watched(
            ("exposure", 1, {}),
            (ENROLLED, 2, {"unit": "f01"}),
            (EXIT, 8, {"outcome": Exit.LOST}),
            (ENROLLED, 12, {"unit": "f02"}),
        )
        assert ends(lost) == ends(once)
        now = at_clock(date(2014, 10, 13), time(9), EBOLA.ZONE)
        assert [lost.stock(now, unit=unit).active for unit in ("c1", "c2", "district")] == [0, 1, 1]

    def test_the_chiefdom_hears_of_the_lost_and_an_alert_is_opened_for_the_ill(self) -> None:
        start: list[tuple[str, int, dict[str, Any]]] = [("exposure", 1, {}), (ENROLLED, 2, {"unit": "f01"})]
        now = at_clock(date(2014, 10, 20), time(9), EBOLA.ZONE)

        def follows(*facts: tuple[str, int, dict[str, Any]]) -> set[tuple[str, str]]:
            return {(effect.kind, effect.what) for effect in watched(*start, *facts).effects(now)}

        assert follows((EXIT, 8, {"outcome": Exit.LOST})) == {("notify", "chiefdom")}
        assert follows(("symptom", 5, {"outcome": "began", "name": "fever"})) == {("open", "alert")}
        assert follows(("temperature", 5, {"celsius": 38.0})) == {("open", "alert")}
        assert follows(("temperature", 5, {"celsius": 37.9})) == set()

    def test_it_is_told_in_english_only(self) -> None:
        assert [language for language, _ in EBOLA.EBOLA_CONTACTS.titles] == ["en"]
        told = EBOLA.EBOLA_CONTACTS.explain("en")
        assert "follow-up, 21 days: visit every day" in told
        assert "household" not in told
