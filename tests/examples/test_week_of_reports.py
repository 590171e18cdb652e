"""The week of reports is an example that adds up, whatever the seed."""

import io
import json
import runpy
import sys
from contextlib import redirect_stdout
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "week_of_reports.py"


def run(tmp_path: Path, *arguments: str) -> tuple[dict[str, Any], str]:
    """Run the script as somebody would, and return its figures and what it printed."""
    out, path, argv = io.StringIO(), tmp_path / "out.json", sys.argv
    sys.argv = [str(EXAMPLE), *arguments, "--json", str(path)]
    try:
        with redirect_stdout(out):
            runpy.run_path(str(EXAMPLE), run_name="__main__")
    finally:
        sys.argv = argv
    return json.loads(path.read_text(encoding="utf-8")), out.getvalue()


@pytest.fixture(scope="module", params=["20200210", "1", "2"])
def week(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    return run(tmp_path_factory.mktemp("week"), "--seed", request.param)


Week = tuple[dict[str, Any], str]


class TestArrival:
    def test_what_was_owed_adds_up_by_day_and_by_community(self, week: Week) -> None:
        arrival = week[0]["arrival"]
        for parts in (arrival["by_day"].values(), arrival["by_community"].values()):
            for counts in parts:
                assert counts["owed"] == sum(counts[name] for name in ("in_time", "late", "missing", "excused"))
            for name in ("owed", "in_time", "late", "missing", "zero"):
                assert arrival["week"][name] == sum(counts[name] for counts in parts)

    def test_a_grid_opened_on_thursday_owes_four_days(self, week: Week) -> None:
        assert 12 * 7 - 3 == week[0]["arrival"]["week"]["owed"]

    def test_the_late_the_missing_the_zeros_and_the_unasked_are_told_apart(self, week: Week) -> None:
        arrival = week[0]["arrival"]
        assert [{"unit": "c1-g2", "period": "2020-02-12"}] == arrival["late"]
        assert [{"unit": "c3-g1", "period": "2020-02-12"}] == arrival["missing"]
        assert [{"unit": "c1", "period": "2020-02-10", "why": "not owed"}] == arrival["unexpected"]
        assert arrival["zeros"] == arrival["week"]["zero"] > 0

    def test_no_rate_is_capped(self, week: Week) -> None:
        rates = week[0]["arrival"]["week"]
        assert (Fraction(80, 81), Fraction(79, 81)) == (Fraction(rates["completeness"]), Fraction(rates["timeliness"]))

    def test_time_since_the_order_is_counted(self, week: Week) -> None:
        hours = week[0]["arrival"]["first_after_the_order_hours"]
        assert 12 == len(hours)
        assert all(9 <= one <= 10 for unit, one in hours.items() if unit != "c2-g4")
        assert hours["c2-g4"] > 80


class TestApproval:
    def test_out_of_order_is_refused(self, week: Week) -> None:
        assert ["approval.waiting"] == week[0]["approval"]["refused"]
        assert "The street is too quick" in week[1]

    def test_a_return_takes_back_what_is_above_and_leaves_what_is_beside(self, week: Week) -> None:
        approval = week[0]["approval"]
        assert {"s": "waiting", "c1": "approved", "c2": "returned", "c3": "approved"} == approval["after_return"]
        assert {"approved", "approved above"} == set(approval["at_last"].values())
        assert ["c3-g1"] == approval["silent"]


class TestCorrection:
    def test_the_erratum_names_the_record_and_the_reason(self, week: Week) -> None:
        correction = week[0]["correction"]
        assert {"s", "c1", "c1-g2"} == {each["unit"] for each in correction["errata"]}
        for each in correction["errata"]:
            (record,) = each["records"]
            assert ("c1-g2/2020-02-12/k1", "corrected") == (record["filing"], record["how"])
            assert "one stairwell was forgotten" == record["reason"]
            assert 6 == each["now"] - each["published"] or "fever" == each["item"]

    def test_published_and_errata_together_are_the_current_figures(self, week: Week) -> None:
        correction, figures = week[0]["correction"], week[0]["publication"]["figures"]
        assert correction["published_and_errata_are_current"]
        assert correction["journal_is_still_the_one"]
        assert all(figures[each["item"]][each["unit"]] == each["published"] for each in correction["errata"])

    def test_a_correction_leaves_the_approval_and_the_punctuality(self, week: Week) -> None:
        correction = week[0]["correction"]
        assert "approved above" == correction["state_of_c1"]
        assert {"c1", "c1-g2"} == {unit for _, unit, _, _ in correction["changed_since_approval"]}
        now = correction["week_now"]
        assert ("1", "79/81", 2, 0) == (now["completeness"], now["timeliness"], now["late"], now["missing"])
