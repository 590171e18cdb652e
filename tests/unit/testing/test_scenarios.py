"""Scenarios come out as told, and their failures say which line, what was expected and what came."""

import os
import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import attrs
import pytest

from gridcare.errors import UnknownName
from gridcare.facts.fact import Precision
from gridcare.playbook import Playbook
from gridcare.plugins.four_step import FOUR_STEP
from gridcare.registry import Registry
from gridcare.testing.scenarios import Failed, Scenario, UnreadableScenario, read_scenario
from gridcare.testing.telling import SENTENCES
from gridcare.timing.deadlines import NOT_STATED
from gridcare.timing.periods import moment
from gridcare.work.steps import On, Order, Part, Settled, Step, Wait
from gridcare.work.workflow import Workflow

SCENARIOS = Path(__file__).parents[2] / "scenarios"
LONG_AFTER = moment("2030-01-01 00:00", "Asia/Shanghai")

STREET = """\
title = "Two households of one street"
playbook = "four-step"
opened = "2020-02-03 08:00"

[[given.unit]]
id = "s1"
level = "street"

[[given.household]]
id = "h1"
persons = 3
vacant = false

[[given.household]]
id = "h2"
vacant = true

[[when]]
at = "2020-02-03 09:00"
who = "h1"
step = "door"
outcome = "met"

[[then]]
at = "2020-02-03 10:00"
state = { h1 = "phone", h2 = "linkage" }
standing = { h1 = "in progress", h2 = "not started" }
turn.h1 = "phone"
coverage = { "not started" = 1, "in progress" = 1 }

[then.effects]
h1 = ["leave leaflet", "leave access card"]

[[when]]
at = "2020-02-03 18:00"
known = "2020-02-04 08:00"
who = "h1"
step = "phone"
outcome = "reached"

[[then]]
at = "2020-02-03 20:00"
state = { h1 = "phone" }

[[then]]
at = "2020-02-04 09:00"
standing = { h1 = "settled" }
findings = []
overdue = []
"""


def scenario(text: str = STREET, language: str = "") -> Scenario:
    return read_scenario(text, FOUR_STEP, language=language)


def failures(old: str, new: str, language: str = "en") -> list[str]:
    assert old in STREET
    return [str(each) for each in scenario(STREET.replace(old, new, 1), language).run()]


def faults(old: str, new: str, language: str = "") -> list[str]:
    assert old in STREET
    with pytest.raises(UnreadableScenario) as caught:
        scenario(STREET.replace(old, new, 1), language)
    return [str(each) for each in caught.value.faults]


class TestRunning:
    def test_what_comes_as_expected_tells_nothing(self) -> None:
        assert scenario().run() == ()
        scenario().check()

    def test_running_twice_comes_to_the_same(self) -> None:
        bent = scenario(STREET.replace('state = { h1 = "phone" }', 'state = { h1 = "door" }'))
        assert bent.run() == bent.run() != ()

    def test_what_the_playbook_calls_things_stands_for_their_names(self) -> None:
        chinese = (
            STREET.replace('step = "door"', 'step = "入户排查"')
            .replace('outcome = "met"', 'outcome = "见到住户"')
            .replace('"leave leaflet", "leave access card"', '"发放宣传单", "发放健康出入卡"')
            .replace('h1 = "settled"', 'h1 = "已办结"')
        )
        assert scenario(chinese).run() == ()

    def test_what_is_known_later_does_not_count_before(self) -> None:
        told = failures('state = { h1 = "phone" }\n\n', 'state = { h1 = "done" }\n\n')
        assert told == [
            "line 43: at 2020-02-03 20:00, the state of 'h1' was expected to be 'registered', "
            "and it is 'telephone, everybody'"
        ]

    @pytest.mark.parametrize(
        ("old", "new", "line", "told"),
        [
            ('h2 = "linkage"', 'h2 = "door"', 26, "the state of 'h2' was expected to be 'door to door'"),
            ('h2 = "not started"', 'h2 = "open"', 27, "the standing of 'h2' was expected to be 'open'"),
            ('turn.h1 = "phone"', 'turn.h1 = "grid"', 28, "whose turn it is about 'h1'"),
            ('"in progress" = 1', '"in progress" = 2', 29, "the number of in progress in 's1' was expected to be '2'"),
            ('"leave leaflet", ', "", 32, "and it is 'leave a leaflet, leave an access card'"),
            ("findings = []", 'findings = ["late"]', 48, "the list of findings was expected to be 'late'"),
            (
                "overdue = []",
                'overdue = ["h1"]',
                49,
                "those overdue was expected to be 'h1', and it is 'nothing'",
            ),
        ],
    )
    def test_each_expectation_that_is_not_met_names_its_line(self, old: str, new: str, line: int, told: str) -> None:
        (failure,) = failures(old, new)
        assert failure.startswith(f"line {line}: ")
        assert told in failure

    def test_a_health_worker_is_told_in_chinese(self) -> None:
        (failure,) = failures('h2 = "linkage"', 'h2 = "door"', "zh")
        assert failure == "第 26 行：2020-02-03 10:00，“h2”所处环节应为“入户排查”，实际为“联动排查”"

    def test_a_fact_that_cannot_be_used_is_a_finding(self) -> None:
        assert failures("findings = []", 'findings = ["out-of-turn"]') == [
            "line 48: at 2020-02-04 09:00, the list of findings was expected to be 'out-of-turn', and it is 'nothing'"
        ]
        twice = STREET.replace("[[then]]\nat = \"2020-02-04 09:00\"", (
            '[[when]]\nat = "2020-02-04 08:30"\nwho = "h1"\nstep = "linkage"\noutcome = "found"\n\n'
            '[[then]]\nat = "2020-02-04 09:00"'))  # fmt: skip
        (found,) = scenario(twice).run()
        assert found.code == "findings"
        assert "\n  after-final: 'when 3' (h1) comes after the case ended in 'done'" in found.told

    def test_a_state_may_be_told_by_the_title_of_its_part_though_an_outcome_is_called_alike(self) -> None:
        words = {name: dict(titles) for name, titles in FOUR_STEP.words} | {"reached": {"fr": "inscrit"}}
        parts = [
            attrs.evolve(part, titles=(*part.titles, ("fr", "inscrit"))) if part.name == "done" else part
            for part in FOUR_STEP.workflow.parts
        ]
        track = attrs.evolve(FOUR_STEP.tracks[0], workflow=attrs.evolve(FOUR_STEP.workflow, parts=parts))
        french = attrs.evolve(FOUR_STEP, words=words, tracks=(track, *FOUR_STEP.tracks[1:]))
        told = STREET.replace('standing = { h1 = "settled" }', 'state = { h1 = "inscrit" }')
        assert not read_scenario(told, french).run()

    def test_an_order_is_told_as_a_step_and_counts_as_reached_where_it_led_on(self) -> None:
        workflow = Workflow(
            "flood", start="watch", orders=(Order("level", ("orange", "lowered")),),
            parts=(
                Wait("watch", until=NOT_STATED, go="dry", moves=(On("orange", go="knock"), On("lowered", go="dry"))),
                Step("knock", deadline="12h", moves=(On("left", go="dry"), On("lowered", go="dry"))),
                Settled("dry"),
            ),
        )  # fmt: skip
        flood = Playbook(name="flood", zone="Europe/Madrid", tracks=workflow, words={"level": {"es": "nivel"}})
        text = """
            title = "The level rises and falls"
            opened = "2024-10-28 20:00"
            given.household = [{ id = "h1" }, { id = "h2" }]
            when = [
                { at = "2024-10-29 06:00", who = ["h1", "h2"], step = "nivel", outcome = "orange" },
                { at = "2024-10-29 07:00", who = "h1", step = "knock", outcome = "left" },
                { at = "2024-10-29 09:00", who = ["h1", "h2"], step = "level", outcome = "lowered" },
            ]
            then = [{ at = "2024-10-29 10:00", state = { h1 = "dry", h2 = "dry" }, findings = [] }]
        """
        told = read_scenario(text, flood)
        assert not told.run()
        assert told.reached() == {
            ("flood", "watch", "orange"), ("flood", "knock", "left"), ("flood", "knock", "lowered"),
        }  # fmt: skip

    def test_outcomes_that_facts_reached_are_known(self) -> None:
        assert scenario().reached() == {("four-step", "door", "met"), ("four-step", "phone", "reached")}

    def test_a_failure_is_an_assertion_with_every_line(self) -> None:
        bent = STREET.replace('h2 = "linkage"', 'h2 = "door"').replace("findings = []", 'findings = ["late"]')
        with pytest.raises(AssertionError, match=r"(?s)Two households.*line 26.*line 48") as caught:
            scenario(bent).check()
        assert isinstance(caught.value, Failed)
        assert [fault.code for fault in caught.value.faults] == ["state", "findings"]


class TestReading:
    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            ('step = "door"', 'step = "dor"', ["line 21: 'dor' is no step; did you mean 'door'?"]),
            ('"met"', '"mett"', ["line 22: 'mett' is no outcome of 'door'; did you mean 'met'?"]),
            ('who = "h1"', 'who = "h7"', ["line 20: 'h7' is nobody of the register; there are h1, h2"]),
            ("step = ", "stp = ", ["line 21: 'stp' means nothing here", "line 18: 'step' is missing"]),
            ("2020-02-03 09:00", "3 February", ["line 19: '3 February' is no moment; write it as 2020-02-03 08:00"]),
            ("2020-02-03 10:00", "2020-02-03 07:00", ["line 25: this moment lies before the opening"]),
            ("2020-02-04 09:00", "2020-02-03 12:00", ["line 46: this moment lies before the one above it"]),
            ("persons = 3", 'persons = "3"', ["line 11: 'persons' must be a whole number"]),
            ('h2 = "not started"', 'h2 = "begun"', ["line 27: 'begun' is no standing"]),
            ("coverage", "coverge", ["line 29: 'coverge' means nothing here; did you mean 'coverage'?"]),
            ("findings = []", "findings = 0", ["line 48: 'findings' must be a list of texts"]),
            ("[[given.household]]", "[[given.houshold]]", ["line 9: 'houshold' means nothing here"]),
            ("playbook =", "playbok =", ["line 2: 'playbok' means nothing here; did you mean 'playbook'?"]),
        ],
    )  # fmt: skip
    def test_what_cannot_be_read_is_told_with_its_line(self, old: str, new: str, told: list[str]) -> None:
        found = faults(old, new)
        assert len(found) == len(told)
        for came, expected in zip(found, told, strict=True):
            assert came.startswith(expected)

    def test_faults_are_told_in_the_language_of_the_file(self) -> None:
        assert faults('playbook = "four-step"', 'language = "zh"\nplaybok = "four-step"') == [
            "第 3 行：此处不能写“playbok”；是否指“playbook”？"
        ]

    def test_no_toml_tells_the_line(self) -> None:
        (fault,) = faults("[[given.unit]]", "[[given.unit]")
        assert fault.startswith("line 5: this is no TOML")

    def test_a_register_that_contradicts_itself_is_told(self) -> None:
        (fault,) = faults('id = "h2"', 'id = "h1"')
        assert "the street or the register is faulty" in fault

    def test_a_scenario_that_expects_nothing_is_none(self) -> None:
        with pytest.raises(UnreadableScenario, match="expects nothing"):
            scenario(STREET.partition("[[then]]")[0])

    def test_the_playbook_may_be_looked_up(self) -> None:
        def find(name: str) -> Playbook:
            if name != "four-step":
                raise UnknownName("playbook", name, ["four-step"])
            return FOUR_STEP

        assert read_scenario(STREET, find).run() == ()
        with pytest.raises(
            UnreadableScenario, match="'four' is no playbook that is installed; did you mean 'four-step'"
        ):
            read_scenario(STREET.replace('"four-step"', '"four"'), find)
        with pytest.raises(UnreadableScenario, match="'playbook' is missing"):
            read_scenario(STREET.replace('playbook = "four-step"\n', ""), find)

    def test_a_line_that_cannot_be_told_is_left_out(self) -> None:
        hidden = STREET.replace('title = "Two households of one street"', 'title = """\n[[then]]\n"""')
        bent = scenario(hidden.replace('h2 = "linkage"', 'h2 = "door"')).run()
        assert [each.line for each in bent] == [None]

    def test_every_sentence_names_the_same_particulars_in_both_languages(self) -> None:

        for code, (english, chinese) in SENTENCES.items():
            assert set(re.findall(r"\{(\w+)\}", english)) == set(re.findall(r"\{(\w+)\}", chinese)), code


CORRECTED = """\
opened = "2020-02-03 08:00"
given.household = [{ id = "h1", vacant = false }, { id = "h2", vacant = false }]

[[when]]
id = "visit"
at = "2020-02-03 09:00"
who = ["h1", "h2"]
step = "door"
outcome = "notice"

[[then]]
at = "2020-02-03 10:00"
state = { h1 = "call-back" }

[[when]]
at = "2020-02-03 11:00"
amends = "visit"
outcome = "见到住户"

[[then]]
at = "2020-02-03 12:00"
state = { h1 = "phone" }

[[when]]
at = "2020-02-03 13:00"
amends = "visit"
void = true

[[then]]
at = "2020-02-03 14:00"
state = { h1 = "door", h2 = "door" }
findings = []
"""


class TestCorrections:
    def test_a_correction_counts_from_when_it_became_known(self) -> None:
        told = read_scenario(CORRECTED, FOUR_STEP)
        assert not told.run()
        assert [((), "met"), (("when 2",), None)] == [
            (each.seen, each.fact and each.fact.outcome) for each in told.amendments
        ]

    def test_what_was_withdrawn_is_not_reached_and_what_it_was_corrected_to_is(self) -> None:
        assert read_scenario(CORRECTED, FOUR_STEP).reached() == frozenset()
        kept = CORRECTED.replace("void = true", 'answers = { note = "seen" }').replace(
            'h1 = "door", h2 = "door"', 'h1 = "phone"'
        )
        told = read_scenario(kept, FOUR_STEP)
        assert not told.run()
        assert {("four-step", "door", "met")} == told.reached()

    def test_a_moment_may_be_corrected(self) -> None:
        later = CORRECTED.replace('outcome = "见到住户"', "happened = 2020-02-03")
        (amendment, _) = read_scenario(later, FOUR_STEP).amendments
        assert amendment.fact is not None
        assert (Precision.DAY, "notice") == (amendment.fact.precision, amendment.fact.outcome)

    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            ('amends = "visit"\noutcome', 'amends = "visits"\noutcome', "line 17: 'visits' was not told above"),
            ("见到住户", "mett", "line 18: 'mett' is no outcome of 'door'; did you mean 'met'?"),
            ("void = true", "", "line 26: this corrects nothing of 'visit'"),
            ("void = true", 'step = "phone"', "line 27: 'step' means nothing here"),
        ],
    )
    def test_a_correction_that_cannot_be_read_is_told(self, old: str, new: str, told: str) -> None:
        with pytest.raises(UnreadableScenario, match=re.escape(told)):
            read_scenario(CORRECTED.replace(old, new), FOUR_STEP)


OBSERVED = """\
opened = "2020-02-03 08:00"

[[when]]
at = "2020-02-03 09:00"
observed = "enrolled"
who = "p1"

[[then]]
at = "2020-02-03 10:00"
stock = { enrolled = 1 }

[[when]]
at = "2020-02-03 11:00"
observed = "enrolled"
who = "p2"

[[when]]
at = "2020-02-03 12:00"
amends = "when 1"
void = true

[[then]]
at = "2020-02-03 11:30"
stock = { enrolled = 2 }

[[then]]
at = "2020-02-03 13:00"
stock = { enrolled = 1 }
"""
FILED = """\
opened = "2020-02-03 08:00"
given.unit = [{ id = "s1" }, { id = "c1", level = "community", parent = "s1" }]

[[when]]
at = "2020-02-06 09:00"
unit = "c1"
files = "daily"
day = "2020-02-03"
zero = "the duty officer"

[[then]]
at = "2020-02-06 08:00"
zeros = { daily = [] }

[[then]]
at = "2020-02-06 10:00"
zeros = { daily = ["c1"] }
"""


class TestWhatIsKnownLater:
    def test_an_observation_does_not_count_before_and_may_be_withdrawn(self) -> None:
        assert not read_scenario(OBSERVED, FOUR_STEP).run()

    def test_a_filing_does_not_count_before(self) -> None:
        assert not read_scenario(FILED, FOUR_STEP).run()

    def test_a_record_does_not_count_before(self) -> None:
        fresh = SCENARIOS / "shaanxi" / "fresh-ledgers.scenario.toml"
        told = read_scenario(fresh.read_text(encoding="utf-8"), Registry.load().playbook)
        (book, *_) = told.aspects.books
        later = attrs.evolve(book, records=[attrs.evolve(each, known=LONG_AFTER) for each in book.records])
        unknown = attrs.evolve(told, aspects=attrs.evolve(told.aspects, books=(later, *told.aspects.books[1:])))
        assert {each.code for each in unknown.run()} == {"audit"}


PRESENT = """\
opened = "2020-02-03 08:00"

[[given.resident]]
id = "p1"
presence = "away"
destination = "hubei"
returns = 2020-02-05

[[given.resident]]
id = "p2"
presence = "联系不上"

[[given.resident]]
id = "p3"

[[then]]
at = "2020-02-04 10:00"
presence = { away = 1, returned = 0, "away: hubei" = 1, "away: province" = 0, unreachable = 1, "未说明" = 1 }

[[then]]
at = "2020-02-05 10:00"
presence = { "已返回" = 1, home = 0, back = 0 }
"""


CAME_AND_WENT = """
[[when]]
at = "2020-02-06 09:00"
who = ["p2", "p3"]
presence = "外出"
destination = "hubei"

[[when]]
at = "2020-02-07 09:00"
who = "p3"
presence = "home"

[[then]]
at = "2020-02-06 10:00"
presence = { away = 3, "away: hubei" = 3, unreachable = 0, "not stated" = 0 }

[[then]]
at = "2020-02-07 09:00"
presence = { away = 2, home = 1 }
"""


class TestPresence:
    def test_it_is_given_and_expected_by_the_day(self) -> None:
        assert not read_scenario(PRESENT, FOUR_STEP).run()

    def test_they_come_and_go_while_the_campaign_runs(self) -> None:
        assert not read_scenario(PRESENT + CAME_AND_WENT, FOUR_STEP).run()
        assert read_scenario(PRESENT + CAME_AND_WENT.replace("2020-02-06 09:00", "2020-02-06 11:00"), FOUR_STEP).run()

    def test_who_is_nobody_cannot_go(self) -> None:
        told = 'at = "2020-02-06"\nwho = "p9"\npresence = "home"\n'
        with pytest.raises(UnreadableScenario, match="'p9' is no"):
            read_scenario(f"{PRESENT}\n[[when]]\n{told}", FOUR_STEP)
        with pytest.raises(UnreadableScenario, match="'hoem' is not where somebody can be"):
            read_scenario(f"{PRESENT}\n[[when]]\n{told.replace('p9', 'p1').replace('home', 'hoem')}", FOUR_STEP)

    def test_what_is_expected_otherwise_is_told(self) -> None:
        (found,) = read_scenario(PRESENT.replace("returned = 0", "returned = 2"), FOUR_STEP).run()
        assert "the number of persons returned was expected to be '2', and it is '0'" in str(found)
        (found,) = read_scenario(PRESENT.replace("home = 0", "hoem = 0"), FOUR_STEP).run()
        assert "did you mean 'home'" in str(found)

    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            ('"away"\n', '"awy"\n', "line 5: 'awy' is not where somebody can be; did you mean 'away'?"),
            ('presence = "away"\n', "", "line 5: 'presence' is missing"),
            ("2020-02-05\n", '"soon"\n', "line 7: 'soon' is no moment"),
            ('"联系不上"', '"unreachable"\ndestination = "hubei"', "line 11: the street or the register is faulty"),
        ],
    )
    def test_what_cannot_be_read_is_told(self, old: str, new: str, told: str) -> None:
        with pytest.raises(UnreadableScenario, match=re.escape(told)):
            read_scenario(PRESENT.replace(old, new, 1), FOUR_STEP)


HELPED = """\
playbook = "four-step"
opened = "2020-02-03 08:00"

[[given.household]]
id = "h1"
persons = 3

[[when]]
at = "2020-02-03 09:00"
who = "h1"
step = "door"
outcome = "met"

[[when]]
at = "2020-02-03 09:10"
who = "h1"
step = "phone"
outcome = "reached"
answers = { away = 0, needs_help = true }
opens = { request = "help for h1" }

[[when]]
at = "2020-02-03 10:00"
who = "help for h1"
step = "request"
outcome = "accepted"

[[then]]
at = "2020-02-03 11:00"
track = "service"
state = { "help for h1" = "delivery" }
standing = { h1 = "settled" }
findings = []
"""


class TestCasesThatOthersOpen:
    def test_they_are_called_as_the_file_says(self) -> None:
        scenario = read_scenario(HELPED, FOUR_STEP)
        assert {"help for h1": "four-step/h1/when 2/open/request"} == dict(scenario.cases)
        assert not scenario.run()
        assert ("service", "request", "accepted") in scenario.reached()

    def test_one_that_does_not_come_is_told(self) -> None:
        found = read_scenario(HELPED.replace("needs_help = true", "needs_help = false"), FOUR_STEP).run()
        assert "the state of 'help for h1' was expected to be 'delivery', and it is 'nothing'" in str(found[0])
        assert "unknown-subject" in str(found[1])

    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            ("{ request =", "{ reqest =", "line 20: 'reqest' means nothing here; did you mean 'request'?"),
            ('"help for h1" }', "3 }", "line 20: 'request' must be a text"),
            ('who = "help for h1"', 'who = "help for h2"', "line 24: 'help for h2' is no"),
        ],
    )
    def test_what_cannot_be_read_is_told(self, old: str, new: str, told: str) -> None:
        with pytest.raises(UnreadableScenario, match=re.escape(told)):
            read_scenario(HELPED.replace(old, new, 1), FOUR_STEP)

    def test_what_is_overdue_is_told_by_the_same_name(self) -> None:
        late = attrs.evolve(FOUR_STEP.tracks[1].workflow, parts=_hasty(FOUR_STEP.tracks[1].workflow))
        hasty = attrs.evolve(FOUR_STEP, tracks=(FOUR_STEP.tracks[0], attrs.evolve(FOUR_STEP.tracks[1], workflow=late)))
        assert not read_scenario(HELPED + 'overdue = ["help for h1"]\n', hasty).run()


def _hasty(workflow: Workflow) -> tuple[Part, ...]:
    return tuple(attrs.evolve(each, deadline="5m") if isinstance(each, Step) else each for each in workflow.parts)


class TestInPytest:
    def test_a_file_is_a_test_that_fails_in_the_words_of_the_method(self, tmp_path: Path) -> None:

        (tmp_path / "good.scenario.toml").write_text(STREET, encoding="utf-8")
        bent = STREET.replace('h2 = "linkage"', 'h2 = "door"')
        (tmp_path / "bent.scenario.toml").write_text(bent, encoding="utf-8")
        words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--gridcare-lang=zh", str(tmp_path)]
        if "gridcare.testing.pytest_plugin" not in _loaded():
            words[4:4] = ["-p", "gridcare.testing.pytest_plugin"]
        done = subprocess.run(
            words, capture_output=True, text=True, timeout=120, check=False, cwd=tmp_path,
            env={**os.environ, "PYTHONUTF8": "1"},
        )  # fmt: skip
        assert "1 failed, 1 passed" in done.stdout
        assert "第 26 行" in done.stdout
        assert "Traceback" not in done.stdout

    def test_a_plug_in_that_the_environment_leaves_out_is_not_looked_at(self, tmp_path: Path) -> None:
        (tmp_path / "good.scenario.toml").write_text(STREET, encoding="utf-8")
        words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
        around = {**os.environ, "PYTHONUTF8": "1", "GRIDCARE_DISABLED_PLUGINS": "gridcare:four-step"}
        done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False, cwd=tmp_path, env=around)
        assert "1 failed" in done.stdout
        assert "'four-step' is no playbook that is installed" in done.stdout


def _loaded() -> set[str]:

    return {entry.value for entry in entry_points(group="pytest11")}
