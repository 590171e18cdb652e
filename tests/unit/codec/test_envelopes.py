"""Facts as they are stored, today and years ago."""

import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.codec.documents import Limits
from gridcare.codec.envelopes import (
    SCHEMA,
    UPCASTERS,
    read_entry,
    read_journal,
    read_stamp,
    write_entry,
    write_journal,
)
from gridcare.codec.issues import UnreadableInput, UnwritableValue
from gridcare.facts.fact import Amendment, Fact
from gridcare.facts.journal import Journal
from gridcare.plugins.four_step import FOUR_STEP

DATA = Path(__file__).parents[2] / "data"
AT = datetime(2020, 2, 3, 8, tzinfo=timezone(timedelta(hours=8)))
VISIT = Fact(id="f1", kind="door", subjects=("h1",), happened=AT, known=AT, outcome="met", answers=Attributes(adults=2))
AMENDED = Amendment(id="k1", of="f1", known=AT, fact=attrs.evolve(VISIT, outcome="refused"), reason="typing error")
VOID = Amendment(id="k2", of="f1", known=AT, seen=("k1",))


def envelope(**changes: Any) -> str:
    return json.dumps(json.loads(write_entry(VISIT)) | changes)


def issues_of(line: str | bytes) -> list[tuple[str, str]]:
    with pytest.raises(UnreadableInput) as refusal:
        read_entry(line)
    return [(issue.path, issue.code) for issue in refusal.value.issues]


class TestAnEntry:
    @pytest.mark.parametrize("entry", [VISIT, AMENDED, VOID])
    def test_comes_back(self, entry: Fact | Amendment) -> None:
        assert entry == read_entry(write_entry(entry))

    def test_says_what_it_is_and_in_which_schema(self) -> None:
        data = json.loads(write_entry(VISIT))
        assert ("fact", SCHEMA) == (data["gridcare"], data["schema"])
        assert "amendment" == json.loads(write_entry(VOID))["gridcare"]

    def test_of_a_newer_schema_is_refused_and_says_what_to_do(self) -> None:
        with pytest.raises(UnreadableInput, match="schema 3 is newer than 2, the newest known here; update gridcare"):
            read_entry(envelope(schema=3))

    @pytest.mark.parametrize(
        ("changes", "path", "code"),
        [
            ({"schema": 0}, "$.schema", "envelope.schema"),
            ({"schema": -1}, "$.schema", "envelope.schema"),
            ({"schema": "2"}, "$.schema", "plain.type"),
            ({"schema": True}, "$.schema", "plain.type"),
            ({"gridcare": "fct"}, "$.gridcare", "envelope.kind"),
            ({"gridcare": ["fact"]}, "$.gridcare", "plain.type"),
            ({"body": []}, "$.body", "plain.type"),
            ({"schema": 1, "body": []}, "$.body", "plain.type"),
            ({"schema": 1, "gridcare": "amendment", "body": {"fact": 3}}, "$.body.fact", "plain.type"),
            ({"extra": 1}, "$.extra", "plain.unknown-key"),
            ({"body": {**json.loads(write_entry(VISIT))["body"], "id": 1}}, "$.body.id", "plain.type"),
        ],
    )
    def test_that_is_none(self, changes: dict[str, Any], path: str, code: str) -> None:
        assert (path, code) in issues_of(envelope(**changes))

    def test_an_unknown_kind_is_told_with_the_nearest_known_one(self) -> None:
        with pytest.raises(UnreadableInput, match="'fct' is no kind of entry; did you mean 'fact'"):
            read_entry(envelope(gridcare="fct"))

    def test_is_short(self) -> None:
        with pytest.raises(UnreadableInput, match=r"Limits\.size"):
            read_entry(envelope(), limits=Limits(size=20))


class TestOlderSchemas:
    def test_a_stored_journal_of_schema_1_is_read(self) -> None:
        with (DATA / "journal-schema-1.jsonl").open(encoding="utf-8") as lines:
            journal, issues = read_journal(lines)
        assert issues == ()
        assert 4 == len(journal)
        door = journal.variants("f1")[0]
        assert (("h1",), "met", AT) == (door.subjects, door.outcome, door.happened)
        corrected = journal.fact("f1")
        assert corrected is not None
        assert "refused" == corrected.outcome
        assert journal.fact("f2") is None, "it was voided"
        assert journal.discrepancies == ()

    def test_what_was_read_is_written_in_the_schema_of_today(self) -> None:
        journal, _ = read_journal((DATA / "journal-schema-1.jsonl").read_bytes())
        lines = list(write_journal(journal))
        assert {SCHEMA} == {json.loads(line)["schema"] for line in lines}
        assert journal == read_journal(lines)[0]

    def test_every_older_schema_of_every_kind_has_its_upcaster(self) -> None:
        assert {(kind, schema) for kind in ("fact", "amendment") for schema in range(1, SCHEMA)} == set(UPCASTERS)

    def test_an_upcaster_leaves_what_it_was_given_as_it_was(self) -> None:
        body = {"subject": "h1", "at": "then", "id": "f1"}
        assert {"subjects": ["h1"], "happened": "then", "id": "f1"} == UPCASTERS["fact", 1](body)
        assert {"subject": "h1", "at": "then", "id": "f1"} == body

    def test_a_body_that_names_a_thing_in_both_ways_is_refused(self) -> None:
        body = {**json.loads(write_entry(VISIT))["body"], "at": "2020-02-03T08:00:00+08:00"}
        assert [("$.body.at", "plain.unknown-key")] == issues_of(envelope(schema=1, body=body))


class TestAJournal:
    JOURNAL = Journal.of([VISIT, AMENDED, VOID, attrs.evolve(VISIT, outcome="other content")])

    def test_comes_back_with_its_variants(self) -> None:
        lines = list(write_journal(self.JOURNAL))
        assert all(line.endswith("\n") and line.count("\n") == 1 for line in lines)
        journal, issues = read_journal(lines)
        assert self.JOURNAL == journal
        assert self.JOURNAL.digest == journal.digest
        assert issues == ()

    def test_may_be_given_whole_in_text_or_bytes_or_in_another_order(self) -> None:
        lines = list(write_journal(self.JOURNAL))
        for given in ("".join(lines), "".join(lines).encode(), "\ufeff" + "".join(lines), lines[::-1], lines * 2):
            assert self.JOURNAL == read_journal(given)[0]

    def test_every_bad_line_is_told_with_its_number_and_every_good_one_used(self) -> None:
        good = write_entry(VISIT)
        lines: list[str | bytes] = [
            good,
            "",
            "not json",
            envelope(schema=9),
            good[:40],
            envelope(id=1),
            write_entry(VOID),
            b"\xff\n",
        ]
        journal, issues = read_journal(lines)
        assert 2 == len(journal)
        assert [3, 4, 5, 6, 8] == [issue.row for issue in issues]
        assert ["line 3, line 1, column 1", "line 4, $.schema"] == [issue.path for issue in issues[:2]]
        assert "line 8" == issues[-1].path

    def test_a_moment_without_a_zone_is_kept_for_the_journal_to_list(self) -> None:
        naive = attrs.evolve(VISIT, id="f2", happened=AT.replace(tzinfo=None))
        journal = Journal.of([naive])
        assert ["naive-moment"] == [each.code for each in journal.discrepancies]
        back, issues = read_journal(write_journal(journal))
        assert issues == ()
        assert journal == back
        assert journal.discrepancies == back.discrepancies

    def test_what_cannot_be_written_is_told_after_everything_else_was(self) -> None:
        wrong = attrs.evolve(VISIT, id="f3", answers=Attributes(reading=Decimal("NaN")))
        lines = write_journal(Journal.of([wrong, VISIT, VOID]))
        written = [next(lines), next(lines)]
        with pytest.raises(UnwritableValue, match=r"entry 'f3', \$\.answers\.reading"):
            next(lines)
        assert Journal.of([VISIT, VOID]) == read_journal(written)[0]

    def test_a_recorded_journal_grows_line_by_line(self) -> None:
        """A host appends `write_entry` to a file, and the file is a journal at any moment."""
        file = ""
        for entry in (VISIT, AMENDED, VOID):
            file += write_entry(entry) + "\n"
        assert Journal.of([VISIT, AMENDED, VOID]) == read_journal(file)[0]


class TestTheMethodThatFactsWereRecordedUnder:
    def test_its_stamp_goes_before_the_entries_and_is_read_back(self) -> None:
        lines = list(write_journal(Journal.of([VISIT]), FOUR_STEP.stamp))
        assert FOUR_STEP.stamp == read_stamp(lines[0])
        assert FOUR_STEP is FOUR_STEP.under(read_stamp(lines[0]))
        assert (Journal.of([VISIT]), ()) == read_journal(lines)

    def test_a_fact_is_no_stamp(self) -> None:
        with pytest.raises(UnreadableInput, match="expected 'method' of schema 1"):
            read_stamp(write_entry(VISIT))
