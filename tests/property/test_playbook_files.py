"""A playbook and its TOML file are one value, and the schema for editors knows what the reader takes."""

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import attrs
import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from gridcare.codec.documents import to_toml
from gridcare.codec.issues import UnreadableInput
from gridcare.codec.plain import from_plain, to_plain
from gridcare.codec.playbooks import playbook_schema, read_playbook
from gridcare.playbook import Playbook
from gridcare.registry import Registry
from gridcare.testing.strategies.playbooks import playbooks
from gridcare.timing.periods import duration_text
from gridcare.work.steps import On, Step

BUILT_IN = Registry.load().playbooks
patient = settings(suppress_health_check=list(HealthCheck))


@cache
def schema() -> Draft202012Validator:
    return Draft202012Validator(playbook_schema())


@patient
@given(playbooks())
def test_every_playbook_is_its_own_file(playbook: Playbook) -> None:
    assert playbook == read_playbook(tomli_w.dumps(to_plain(playbook)))
    written = to_toml(playbook)
    assert playbook == read_playbook(written)
    assert [] == list(schema().iter_errors(tomllib.loads(written)))


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_built_in_playbook_is_its_own_file(name: str) -> None:
    assert BUILT_IN[name] == read_playbook(tomli_w.dumps(to_plain(BUILT_IN[name])))
    written = to_toml(BUILT_IN[name])
    assert BUILT_IN[name] == read_playbook(written, file=f"{name}.toml")
    assert [] == list(schema().iter_errors(tomllib.loads(written)))
    assert written == to_toml(read_playbook(written))


@pytest.mark.parametrize("name", BUILT_IN)
def test_what_is_written_for_people_has_a_line_for_each_thing_and_no_endless_lines(name: str) -> None:
    lines = to_toml(BUILT_IN[name]).splitlines()
    assert len(lines) < len(tomli_w.dumps(to_plain(BUILT_IN[name])).splitlines()) / 2
    assert max(map(len, lines)) < 300


@given(st.integers(1, 10_000))
def test_a_length_of_time_alone_is_a_deadline(hours: int) -> None:
    bare, table = (SMALL.replace('"24h"', told) for told in (f'"{hours}h"', f'{{ within = "{hours}h" }}'))
    assert read_playbook(bare) == read_playbook(table)
    assert read_playbook(bare).workflow["door"] == Step("door", deadline=f"{hours}h", moves=(On("met", go="done"),))
    assert f'deadline = "{duration_text(timedelta(hours=hours))}"' in to_toml(read_playbook(table))
    assert [] == list(schema().iter_errors(tomllib.loads(bare)))


SMALL = """
name = "lakeside"
zone = "Asia/Shanghai"
[[tracks]]
[tracks.workflow]
name = "lakeside"
start = [{ part = "door" }]
[[tracks.workflow.parts]]
type = "step"
name = "door"
deadline = "24h"
moves = [{ type = "on", outcome = "met", go = "done" }]
[[tracks.workflow.parts]]
type = "settled"
name = "done"
"""


def test_what_is_no_length_of_time_says_what_else_a_deadline_may_be() -> None:
    with pytest.raises(UnreadableInput, match=r"deadline: expected duration such as '48h', or one of 'not stated'"):
        read_playbook(SMALL.replace("24h", "not statd"))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(playbook_schema())


@pytest.mark.parametrize("name", BUILT_IN)
def test_what_is_found_by_a_name_may_be_a_table(name: str) -> None:
    data = to_plain(BUILT_IN[name])
    for key in ("titles", "words"):
        data[key] = {each: dict(told) if isinstance(told, list) else told for each, told in data.get(key, [])}
    assert BUILT_IN[name] == read_playbook(tomli_w.dumps(data))
    assert [] == list(schema().iter_errors(data))


OPEN = {"names", "axes", "callables", "attributes"}
"""Keys under which an author chooses the keys."""


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in plain data, as what holds it and where it stands there."""
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for at, part in parts:
        yield data, at
        if at not in OPEN:
            yield from places(part)


@patient
@given(playbooks(), st.data())
def test_a_key_that_nobody_knows_is_refused_by_both(playbook: Playbook, draw: st.DataObject) -> None:
    data = to_plain(playbook)
    keys = [(held, at) for held, at in places(data) if isinstance(held, dict) and at not in OPEN]
    held, at = draw.draw(st.sampled_from(keys))
    held[f"{at}x"] = held.pop(at)
    assert list(schema().iter_errors(data))
    with pytest.raises(UnreadableInput):
        from_plain(data, Playbook)


@patient
@given(playbooks(), st.data(), st.sampled_from((None, True, 3, 0.5, "x", [], {}, ["x"], {"type": "x"})))
def test_what_the_reader_takes_the_schema_takes(playbook: Playbook, draw: st.DataObject, planted: Any) -> None:
    data = to_plain(playbook)
    held, at = draw.draw(st.sampled_from(list(places(data))))
    held[at] = planted
    try:
        from_plain(data, Playbook)
    except UnreadableInput:
        return
    assert [] == list(schema().iter_errors(data))


@pytest.mark.parametrize(
    ("planted", "place"),
    [
        ({"zone": 8}, "zone"),
        ({"tracks": [{}]}, "tracks[0].workflow"),
        (
            {
                "scales": [
                    {"name": "zone", "grades": ["low", "high"], "rises": [{"to": "high", "when": {"type": "hass"}}]}
                ]
            },
            "scales[0].rises[0].when",
        ),
        ({"targets": {"first": {"share": 0.9, "by": {"within": "2h"}}}}, "targets.first.share"),
        ({"lines": [{"number": "1", "name": "gate", "duties": [], "manned": []}]}, "lines[0].number"),
    ],
)
def test_a_planted_fault_is_told_by_both(planted: dict[str, Any], place: str) -> None:
    data = {**to_plain(BUILT_IN["four-step"]), **planted}
    assert list(schema().iter_errors(data))
    with pytest.raises(UnreadableInput) as caught:
        read_playbook(tomli_w.dumps(data), file="method.toml")
    assert "'method.toml' cannot be read" in str(caught.value)
    assert any(issue.path.endswith(place) and issue.row for issue in caught.value.issues)


@patient
@given(playbooks(), st.sampled_from(("protocols", "scales", "upkeeps", "rule_sets", "lines", "policies", "teams")))
def test_what_is_declared_twice_under_one_name_is_found(playbook: Playbook, noun: str) -> None:
    data = to_plain(playbook)
    if data.get(noun):
        data[noun] = [*data[noun], data[noun][0]]
        with pytest.raises(UnreadableInput) as caught:
            from_plain(data, Playbook)
        assert "playbook.repeated" in caught.value.codes


def test_the_file_and_the_python_form_share_their_checks() -> None:
    bent = attrs.evolve(BUILT_IN["four-step"], picks=())
    data = {**to_plain(bent), "picks": {"contacts": "ed7"}}
    with pytest.raises(UnreadableInput, match="'contacts' is no rule set"):
        read_playbook(tomli_w.dumps(data))
