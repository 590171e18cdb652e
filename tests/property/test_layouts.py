"""What is laid out as TOML for people is read back as it was, by the parser of Python itself."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcare.codec.documents import from_toml, to_toml
from gridcare.codec.issues import UnwritableValue
from gridcare.codec.layouts import laid_out
from gridcare.codec.playbooks import read_extension
from gridcare.codec.unions import InOrder
from gridcare.extensions import StepExtension
from gridcare.places.units import Level
from gridcare.work.scales import All, Has
from gridcare.work.steps import On, Step

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.text("\"\\\r\n\t\x7f'#[]{}=.", max_size=12)
numbers = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
data = st.recursive(
    texts | numbers | st.booleans(),
    lambda parts: (
        st.lists(parts, max_size=6)
        | st.dictionaries(texts, parts, max_size=6)
        | st.dictionaries(texts, parts, max_size=6).map(InOrder)
    ),
    max_leaves=40,
)


def same(one: Any, other: Any) -> bool:
    """Hold two pieces of plain data against each other: true is no 1, and an order that counts is one."""
    if isinstance(one, dict) and isinstance(other, dict):
        ordered = list(one) == list(other) if isinstance(one, InOrder) else one.keys() == other.keys()
        return ordered and all(same(part, other[key]) for key, part in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


@given(st.dictionaries(texts, data, max_size=8))
def test_what_is_laid_out_is_read_back(document: dict[str, Any]) -> None:
    assert same(document, tomllib.loads(laid_out(document)))


@given(st.dictionaries(texts, data, max_size=4), st.lists(texts, min_size=1, max_size=3))
def test_what_has_no_form_is_named_by_its_place(document: dict[str, Any], path: list[str]) -> None:
    planted: Any = None
    for key in reversed(path):
        planted = {key: [planted]}
    with pytest.raises(UnwritableValue, match="TOML has no null; leave it out"):
        laid_out({**document, **planted})


def test_what_is_no_object_is_no_document() -> None:
    assert from_toml(to_toml(Level("grid")), Level) == Level("grid")
    with pytest.raises(UnwritableValue, match="only a value that is written as an object is a TOML document"):
        to_toml((Level("grid"),), kind=tuple[Level, ...])


def test_a_list_of_which_most_fit_has_a_member_a_line_and_opens_what_does_not() -> None:
    steps = [{"go": "done"}, {"go": "phone"}, {"go": "door", "do": [{"leave": "x" * 60}, {"leave": "y" * 60}]}]
    assert laid_out({"moves": steps}).splitlines() == [
        "moves = [",
        '  { go = "done" },',
        '  { go = "phone" },',
        '  { go = "door", do = [',
        f'    {{ leave = "{"x" * 60}" }},',
        f'    {{ leave = "{"y" * 60}" }},',
        "  ] },",
        "]",
    ]


def test_what_is_longer_has_a_heading_and_stands_after_the_lines() -> None:
    text = laid_out({"long": {"a": "x" * 60, "b": "y" * 60}, "short": 1, "many": [{"a": "x" * 60, "b": "y" * 60}]})
    assert [line for line in text.splitlines() if not line.startswith(("a", "b"))] == [
        "short = 1", "", "[long]", "", "[[many]]",
    ]  # fmt: skip


def test_what_bears_a_name_has_a_heading_rather_than_be_opened() -> None:
    steps = [{"name": "done"}, {"name": "over"}, {"name": "door", "moves": [{"go": "x" * 60}, {"go": "y" * 60}]}]
    assert laid_out({"parts": steps}).count("[[parts]]") == 3
    assert laid_out({"parts": steps[:2]}) == 'parts = [{ name = "done" }, { name = "over" }]\n'


def test_a_condition_of_which_all_must_hold_is_written_too() -> None:
    both = All(Has("positive"), Has("fever"))
    assert from_toml(to_toml(both, kind=All | Has), All | Has) == both


@pytest.mark.parametrize("in_flight", [None, {}, {"phone": "letter", "call-back": "letter"}])
def test_what_is_offered_to_a_method_is_its_own_file(in_flight: dict[str, str] | None) -> None:
    letter = Step("letter", deadline="24h", moves=(On("answered", go="done"),))
    offered = StepExtension("letter", playbook="four-step", adds=(letter,), in_flight=in_flight)
    assert read_extension(to_toml(offered)) == offered


@pytest.mark.parametrize("text", ['a\n"""b', 'a\n""""', 'a\nb"', '\n"', "a\\\n b", "a\r\nb\n"])
def test_a_text_of_several_lines_keeps_its_quotes_and_its_end(text: str) -> None:
    assert tomllib.loads(laid_out({"text": text})) == {"text": text}
