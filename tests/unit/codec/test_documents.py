"""JSON and TOML texts, from colleagues and from those who wish harm."""

import json
from datetime import UTC, datetime, timedelta, timezone
from time import process_time
from typing import Any

import pytest

from gridcare.attributes import Attributes
from gridcare.codec.documents import Limits, decoded, from_json, from_toml, parse_json, parse_toml, to_json
from gridcare.codec.issues import UnreadableInput, UnwritableValue
from gridcare.codec.plain import make_converter
from gridcare.facts.fact import Fact, Origin
from gridcare.places.units import Level, Unit
from gridcare.timing.deadlines import Deadline
from gridcare.work.steps import Part, Settled, Wait

AT = datetime(2020, 2, 3, 8, tzinfo=timezone(timedelta(hours=8)))


def issues_of(read: Any, source: str | bytes, **arguments: Any) -> list[tuple[str, str]]:
    with pytest.raises(UnreadableInput) as refusal:
        read(source, **arguments)
    assert refusal.value.__context__ is None, "a chained error would show what was found"
    return [(issue.path, issue.code) for issue in refusal.value.issues]


class TestWriting:
    def test_equal_values_give_equal_texts(self) -> None:
        one = Attributes(b=1, a=2)
        other = Attributes(a=2, b=1)
        assert '{"a":2,"b":1}' == to_json(one) == to_json(other)

    def test_a_text_keeps_its_characters(self) -> None:
        assert '{"name":"文明社区 😀"}' == to_json(Attributes(name="文明社区 😀"))

    def test_it_may_be_indented_for_people(self) -> None:
        assert '{\n  "a": 2,\n  "b": 1\n}' == to_json(Attributes(b=1, a=2), indent=2)

    def test_half_a_character_pair_is_refused_with_its_place(self) -> None:
        with pytest.raises(UnwritableValue) as refusal:
            to_json(Attributes(a="ok", b="\ud83d"))
        assert [("$.b", "input.surrogate")] == [(issue.path, issue.code) for issue in refusal.value.issues]

    def test_a_converter_of_ones_own_is_used(self) -> None:
        converter = make_converter()
        converter.register_unstructure_hook(Origin, lambda origin: origin.source)
        assert '"tablet"' == to_json(Origin(source="tablet"), converter=converter)


class TestReadingJson:
    FACT = (
        '{"id":"f1","kind":"door","subjects":["h1"],'
        '"happened":"2020-02-03T08:00:00+08:00","known":"2020-02-03T00:00:00Z"}'
    )

    def test_a_value(self) -> None:
        expected = Fact(id="f1", kind="door", subjects=("h1",), happened=AT, known=datetime(2020, 2, 3, tzinfo=UTC))
        assert expected == from_json(self.FACT, Fact)
        assert expected == from_json(self.FACT.encode(), Fact)
        assert (expected,) == from_json(f"[{self.FACT}]", tuple[Fact, ...])

    def test_a_byte_order_mark_is_passed_over(self) -> None:
        assert {} == parse_json(b"\xef\xbb\xbf{}") == parse_json("\ufeff{}")

    def test_a_converter_of_ones_own_is_used(self) -> None:
        converter = make_converter()
        converter.register_structure_hook(Origin, lambda data, _: Origin(source=data))
        assert Origin(source="x") == from_json('"x"', Origin, converter=converter)

    @pytest.mark.parametrize(
        ("text", "path", "code"),
        [
            ('{"a": [1, {"b": 1, "b": 2}]}', "$.a[1].b", "json.repeated-key"),
            ('{"a": NaN}', "$.a", "plain.not-finite"),
            ("[Infinity]", "$[0]", "plain.not-finite"),
            ("[-Infinity]", "$[0]", "plain.not-finite"),
            ("[1e999]", "$[0]", "plain.not-finite"),
            ("[" + "9" * 41 + "]", "$[0]", "input.digits"),
            ("[" + "9" * 5000 + "]", "$[0]", "input.digits"),
            (r'{"a": "\ud83d"}', "$.a", "input.surrogate"),
            (r'{"\udc00": 1}', r"$['\udc00']", "input.surrogate"),
            ('["\ud83d"]', "$[0]", "input.surrogate"),
            ("[" * 65 + "]" * 65, "$", "input.depth"),
            ("[" * 100_000, "$", "input.depth"),
            ('{"a":' * 100_000 + "1" + "}" * 100_000, "$", "input.depth"),
        ],
    )
    def test_what_is_hostile_or_broken(self, text: str, path: str, code: str) -> None:
        assert [(path, code)] == issues_of(parse_json, text)

    @pytest.mark.parametrize(
        ("text", "row"),
        [("", 1), ('{"a": 1,}', 1), ('{"a":\n 1} x', 2), ("{'a': 1}", 1), ("[1, 2", 1), ('"a\nb"', 1), ("\x00", 1)],
    )
    def test_what_is_no_json_is_told_with_its_line(self, text: str, row: int) -> None:
        with pytest.raises(UnreadableInput) as refusal:
            parse_json(text)
        (issue,) = refusal.value.issues
        assert ("json.syntax", row) == (issue.code, issue.row)
        assert issue.path.startswith(f"line {row}, column ")

    def test_every_flaw_is_told_at_once(self) -> None:
        text = '{"a": NaN, "b": [{"c": 1, "c": 2}, 1e999], "d": ' + "9" * 99 + r', "e": "\ud800"}'
        assert ["$.a", "$.b[0].c", "$.b[1]", "$.d", "$.e"] == [path for path, _ in issues_of(parse_json, text)]

    def test_what_is_within_the_limits_passes(self) -> None:
        assert parse_json("[" * 64 + "]" * 64)
        assert [10**39] == parse_json(f"[{10**39}]")
        assert ["😀"] == parse_json(r'["\ud83d\ude00"]')
        text = json.dumps(["[{,"] * 100)
        assert json.loads(text) == parse_json(text, limits=Limits(depth=2, items=100))

    @pytest.mark.parametrize(
        ("text", "limits", "code"),
        [
            ("[1]", Limits(size=2), "input.size"),
            ("[[1]]", Limits(depth=1), "input.depth"),
            ("[1,2,3]", Limits(items=2), "input.items"),
            ('{"a":1,"b":[2]}', Limits(items=2), "input.items"),
            ("[123]", Limits(digits=2), "input.digits"),
        ],
    )
    def test_limits_are_arguments(self, text: str, limits: Limits, code: str) -> None:
        assert [code] == [found for _, found in issues_of(parse_json, text, limits=limits)]

    @pytest.mark.parametrize(
        ("source", "encoding", "match"),
        [
            ("名".encode("gb18030"), "utf-8", "byte 0 cannot be read as utf-8"),
            (b"\xff\xfe[\x00]\x00", "utf-8", "UTF-16"),
            (b"[]", "klingon", "'klingon' is no encoding"),
        ],
    )
    def test_bytes_in_another_encoding_are_refused(self, source: bytes, encoding: str, match: str) -> None:
        with pytest.raises(UnreadableInput, match=match):
            decoded(source, encoding=encoding)

    def test_a_declared_encoding_is_read(self) -> None:
        assert "名" == decoded("名".encode("gb18030"), encoding="gb18030")


class TestReadingToml:
    def test_a_value(self) -> None:
        text = """
            type = "wait"
            name = "call back"
            until = { param = "call_back_hours" }
            go = "phone"
            moves = [{ type = "on", outcome = "called", go = "phone" }]
        """
        wait: Wait = from_toml(text, Part)
        assert "call_back_hours" == wait.until.name  # type: ignore[union-attr]  # it is a parameter
        assert "called" == wait.moves[0].outcome  # type: ignore[union-attr]  # it is on an outcome

    def test_days_moments_and_times_may_be_bare(self) -> None:
        assert Unit("g", "Grid", "grid", opened=AT.date()) == from_toml(
            'id = "g"\nname = "Grid"\nlevel = "grid"\nopened = 2020-02-03', Unit
        )
        assert Deadline(clock="20:00") == from_toml("clock = 20:00:00", Deadline)
        fact = from_toml(
            'id = "f"\nkind = "k"\nsubjects = ["h"]\n'
            "happened = 2020-02-03T08:00:00+08:00\nknown = 2020-02-03T00:00:00Z",
            Fact,
        )
        assert AT == fact.happened == fact.known

    @pytest.mark.parametrize(
        ("text", "path", "code"),
        [
            ("category = 'v'", "name", "plain.missing"),
            ("name = 'x'\ncategori = 'v'", "line 2, categori", "plain.unknown-key"),
            ("name = 3", "line 1, name", "plain.type"),
        ],
    )
    def test_faults_are_told_by_table(self, text: str, path: str, code: str) -> None:
        assert (path, code) in issues_of(lambda source: from_toml(source, Settled), text)

    def test_the_path_goes_through_tables_and_their_members(self) -> None:
        text = "type = 'step'\nname = 'x'\n[[moves]]\ntype = 'on'\noutcome = 'met'\ngo = 'y'\n[[moves]]\ntype = 'afer'"
        assert [("line 7, moves[1]", "plain.unknown-tag")] == issues_of(lambda source: from_toml(source, Part), text)

    def test_a_local_moment_is_no_moment(self) -> None:
        text = "id = 'f'\nkind = 'k'\nsubjects = ['h']\nhappened = 2020-02-03T08:00:00\nknown = 2020-02-03T00:00:00Z"
        assert [("line 4, happened", "plain.naive-moment")] == issues_of(lambda source: from_toml(source, Fact), text)

    @pytest.mark.parametrize(
        ("text", "path", "code"),
        [
            ("a = 1\nb = !", "line 2, column 5", "toml.syntax"),
            ("a = ", "", "toml.syntax"),
            ("a = 1\na = 2", "", "toml.syntax"),
            ('a = "\\uD800"', "line 1, column 12", "toml.syntax"),
            ("a = nan", "a", "plain.not-finite"),
            ("[t]\na = [1, { b = -inf }]", "t.a[1].b", "plain.not-finite"),
            ("a = " + "9" * 5000, "", "input.digits"),
            ("a = 0x" + "f" * 5000, "a", "input.digits"),
            ("a = " + "[" * 5000, "", "input.depth"),
            ("a = " + "[" * 70 + "]" * 70, "", "input.depth"),
            ("a = [" + "1," * 100_001 + "]", "", "input.items"),
            ("a" * 2**21, "", "input.size"),
        ],
    )
    def test_what_is_hostile_or_broken(self, text: str, path: str, code: str) -> None:
        found = issues_of(parse_toml, text)
        assert [code] == [each for _, each in found]
        assert path in {"", found[0][0]}

    @pytest.mark.parametrize(
        "text",
        [
            ".".join("a" * 200_000) + " = 1",
            "[" + ".".join("a" * 200_000) + "]",
            "a = { " + " . ".join("a" * 100_000) + " = 1 }",
            'a = """\n' + "x" * 100 + '\n"""\n' + ".".join(["'b'"] * 100_000) + " = 1",
        ],
    )
    def test_a_key_of_very_many_parts_costs_no_time(self, text: str) -> None:
        """tomllib takes quadratic time over it: minutes for a text of 100 kB."""
        started = process_time()
        assert [("", "input.depth")] == issues_of(parse_toml, text)
        assert process_time() - started < 10

    def test_dots_in_texts_and_numbers_are_no_keys(self) -> None:
        dots = "." * 500
        text = f'a = \'{dots}\' # {dots}\nb = [{"1.5, " * 500}]\nc = """\n{dots}\n"""\n"{dots}" = 1\nd = "\\"{dots}"'
        assert dots == parse_toml(text)["a"]

    def test_a_level_in_toml_is_the_level_in_python(self) -> None:
        assert Level("grid", ("community",)) == from_toml('name = "grid"\nparents = ["community"]', Level)
