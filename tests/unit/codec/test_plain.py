"""Plain data: what becomes of values, and how strictly they are read back."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from fractions import Fraction
from typing import Any, Literal
from zoneinfo import ZoneInfo

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.codec.documents import from_json, to_json
from gridcare.codec.issues import Issue, UnreadableInput, UnwritableValue
from gridcare.codec.plain import TAGS, from_plain, make_converter, to_plain
from gridcare.codec.scalars import TextForm
from gridcare.codec.unions import AmbiguousPlace
from gridcare.errors import Fault, refuse
from gridcare.facts.fact import Amendment, Fact, Origin, Precision
from gridcare.facts.journal import Journal
from gridcare.people.presence import Presence
from gridcare.people.subjects import Field, Subject
from gridcare.places.alterations import Alteration, Merged, Renamed, Withdrawal
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.lineage import Entry, Lineage
from gridcare.places.units import Level, Unit
from gridcare.playbook import Playbook
from gridcare.plugins.four_step import FOUR_STEP
from gridcare.privacy import REDACTED, PrivacyClass
from gridcare.rules.expressions import Expression, name
from gridcare.rules.grammar import parse
from gridcare.rules.parameters import Param, Parameter, param
from gridcare.timing.deadlines import NOT_STATED, NotStated
from gridcare.timing.periods import Cadence, cadence, duration, moment
from gridcare.work.changes import Change
from gridcare.work.effects import Declared, Effect, Leave
from gridcare.work.steps import After, Final, On, OpenForVerification, Part, Settled, Spent, Step, Wait

BEIJING = timezone(timedelta(hours=8))
AT = datetime(2020, 2, 3, 8, tzinfo=BEIJING)
VISIT = Fact(
    id="f1",
    kind="door",
    subjects=("h1", "r1"),
    happened=AT,
    known=AT,
    outcome="met",
    answers=Attributes(adults=2, reading=Decimal("37.30"), lift=None),
    precision=Precision.DAY,
    origin=Origin(source="tablet 3", roles=("grid head",)),
)
PLAIN_VISIT: dict[str, Any] = {
    "id": "f1",
    "kind": "door",
    "subjects": ["h1", "r1"],
    "happened": "2020-02-03T08:00:00+08:00",
    "known": "2020-02-03T08:00:00+08:00",
    "outcome": "met",
    "answers": {"adults": 2, "lift": None, "reading": {"decimal": "37.30"}},
    "precision": "day",
    "origin": {"source": "tablet 3", "roles": ["grid head"]},
}


class Colour(Enum):
    RED = "red"
    GREEN = "green"


class Rank(IntEnum):
    FIRST = 1
    SECOND = 2


class Word(StrEnum):
    ALSO = "also"


def issues_of(data: object, kind: Any) -> list[tuple[str, str]]:
    with pytest.raises(UnreadableInput) as refusal:
        from_plain(data, kind)
    return [(issue.path, issue.code) for issue in refusal.value.issues]


class TestValues:
    def test_a_fact_is_an_object_with_one_key_for_each_field_that_says_something(self) -> None:
        assert PLAIN_VISIT == to_plain(VISIT)
        assert VISIT == from_plain(PLAIN_VISIT, Fact)

    def test_a_field_that_holds_its_default_is_left_out_and_comes_back(self) -> None:
        bare = Fact(id="f1", kind="door", subjects=("h1",), happened=AT, known=AT)
        assert {"id", "kind", "subjects", "happened", "known"} == to_plain(bare).keys()
        assert bare == from_plain(to_plain(bare), Fact)

    def test_a_value_inside_another_comes_back(self) -> None:
        amendment = Amendment(id="k1", of="f1", known=AT, fact=VISIT, seen=("k0",))
        assert amendment == from_plain(to_plain(amendment), Amendment)

    def test_what_a_host_stores_of_a_change_has_names(self) -> None:
        effect = Effect("leave", "leaflet", "door", "h1", "f1", AT)
        change = Change(("h1",), (effect,))
        told = to_plain(change)
        assert {"subjects": ["h1"], "emitted": [to_plain(effect)]} == told
        assert ["kind", "what", "track", "subject", "cause", "moment"] == list(told["emitted"][0])
        assert change == from_plain(told, Change)
        assert change == from_json(to_json(change), Change)
        assert Change() == from_plain({}, Change)

    @pytest.mark.parametrize(
        ("data", "told"),
        [
            ([["h1"], [], [], [], []], {("$", "plain.type")}),
            ({"emited": []}, {("$.emited", "plain.unknown-key")}),
            (
                {"subjects": 1, "revoked": [{"kind": "leave", "what": 2}]},
                {("$.subjects", "plain.type")}
                | {("$.revoked[0].what", "plain.type")}
                | {(f"$.revoked[0].{each}", "plain.missing") for each in ("track", "subject", "cause", "moment")},
            ),
        ],
    )
    def test_what_makes_no_change_is_told_by_its_names(self, data: object, told: set[tuple[str, str]]) -> None:
        with pytest.raises(UnreadableInput) as caught:
            from_plain(data, Change)
        assert told == {(issue.path, issue.code) for issue in caught.value.issues}

    def test_a_field_that_cannot_be_written_is_told_by_its_name(self) -> None:
        effect = Effect("leave", "leaflet", "door", "h1", object(), AT)  # type: ignore[arg-type]
        with pytest.raises(UnwritableValue) as caught:
            to_plain(Change(emitted=(effect,)))
        assert ["$.emitted[0].cause"] == [issue.path for issue in caught.value.issues]

    def test_sets_are_written_in_one_order(self) -> None:
        assert ["a", "b", "c"] == to_plain(frozenset("cab"), kind=frozenset[str])
        assert frozenset("cab") == from_plain(["b", "a", "c"], frozenset[str])

    def test_a_mapping_whose_keys_are_no_texts_is_a_list_of_pairs(self) -> None:
        kind = Mapping[int, str]
        assert [[1, "a"], [2, "b"]] == to_plain({2: "b", 1: "a"}, kind=kind)
        assert {1: "a", 2: "b"} == from_plain([[1, "a"], [2, "b"]], kind)

    def test_a_mapping_of_days_is_an_object(self) -> None:
        kind = Mapping[date, int]
        assert {"2020-02-03": 1} == to_plain({date(2020, 2, 3): 1}, kind=kind)
        assert {date(2020, 2, 3): 1} == from_plain({"2020-02-03": 1}, kind)

    def test_a_hierarchy_is_its_levels_and_units(self) -> None:
        hierarchy = Hierarchy(Level.ordered("a", "b"), [Unit("1", "One", "a"), Unit("2", "Two", "b", "1")])
        assert hierarchy == from_plain(to_plain(hierarchy), Hierarchy)

    def test_a_hierarchy_with_oddities_comes_back_with_them(self) -> None:
        odd, oddities = Hierarchy.load([Unit("1", "One", "a", code="11"), Unit("2", "Two", "a", code="110")])
        assert oddities
        assert odd == from_plain(to_plain(odd), Hierarchy)

    def test_a_hierarchy_that_would_have_to_be_mended_is_refused(self) -> None:
        data = {"levels": [{"name": "a"}], "units": [{"id": "1", "name": "One", "level": "a", "parent": "gone"}]}
        assert [("$", "hierarchy.orphan")] == issues_of(data, Hierarchy)

    def test_an_identity_is_what_is_known_or_redacted(self) -> None:
        known = Subject(id="r1", kind="resident", unit="g1", identity=Attributes(name="n"))
        erased = attrs.evolve(known, identity=REDACTED)
        assert "redacted" == to_plain(erased)["identity"]
        assert known == from_plain(to_plain(known), Subject)
        assert erased == from_plain(to_plain(erased), Subject)

    def test_a_field_of_a_kind_names_its_type(self) -> None:
        field = Field("age", int, PrivacyClass.PERSONAL)
        assert {"name": "age", "type": "whole", "privacy": "personal"} == to_plain(field)
        assert field == from_plain(to_plain(field), Field)
        assert [("$.type", "plain.choice")] == issues_of({"name": "a", "type": "int", "privacy": "personal"}, Field)

    def test_a_journal_is_its_facts_and_amendments(self) -> None:
        assert {} == to_plain(Journal())
        assert Journal() == from_plain({}, Journal)


class TestScalars:
    @pytest.mark.parametrize(
        ("value", "data"),
        [
            (Decimal("37.30"), "37.30"),
            (Decimal("1E+3"), "1E+3"),
            (Fraction(9, 10), "9/10"),
            (date(2020, 2, 3), "2020-02-03"),
            (AT, "2020-02-03T08:00:00+08:00"),
            (datetime(2020, 2, 3, 8, 0, 0, 500000, tzinfo=UTC), "2020-02-03T08:00:00.500000+00:00"),
            (time(20, 0), "20:00"),
            (time(20, 0, 30), "20:00:30"),
            (timedelta(hours=48), "48h"),
            (timedelta(minutes=90), "1h30m"),
            (ZoneInfo("Asia/Shanghai"), "Asia/Shanghai"),
            (Colour.RED, "red"),
            (Rank.SECOND, 2),
            (Word.ALSO, "also"),
        ],
    )
    def test_each_class_has_one_text(self, value: object, data: object) -> None:
        assert data == to_plain(value)
        assert type(data) is type(to_plain(value))
        assert value == from_plain(data, type(value))

    def test_an_expression_is_its_text(self) -> None:
        tree = parse("persons = at_home + away")
        assert "persons = at_home + away" == to_plain(tree, kind=Expression)
        assert tree == from_plain("persons = at_home + away", Expression)

    def test_an_expression_that_cannot_be_read_says_what_is_wrong_with_it(self) -> None:
        with pytest.raises(UnreadableInput, match="=="):
            from_plain("persons == 3", Expression)

    def test_a_duration_may_be_written_in_any_units(self) -> None:
        assert timedelta(days=2) == from_plain("48h", timedelta)

    def test_moments_of_one_offset_share_their_zone(self) -> None:
        one, other = (from_plain(f"2020-02-03T0{hour}:00:00+08:00", datetime) for hour in (8, 9))
        assert one.tzinfo is other.tzinfo is moment("2020-02-03 08:00", "Asia/Shanghai").tzinfo

    def test_a_moment_in_an_hour_that_comes_twice_keeps_its_instant(self) -> None:
        berlin = ZoneInfo("Europe/Berlin")
        for fold, text in ((0, "2020-10-25T02:30:00+02:00"), (1, "2020-10-25T02:30:00+01:00")):
            twice = datetime(2020, 10, 25, 2, 30, tzinfo=berlin, fold=fold)
            assert text == to_plain(twice)
            assert twice.astimezone(UTC) == from_plain(text, datetime)

    @pytest.mark.parametrize(
        ("data", "kind", "code"),
        [
            ("3", int, "plain.type"),
            (True, int, "plain.type"),
            (3.7, int, "plain.type"),
            (3.0, int, "plain.type"),
            (None, int, "plain.type"),
            (3, str, "plain.type"),
            (None, str, "plain.type"),
            (["a"], str, "plain.type"),
            ("false", bool, "plain.type"),
            (0, bool, "plain.type"),
            (True, float, "plain.type"),
            ("3.5", float, "plain.type"),
            (2**53 + 1, float, "plain.type"),
            (float("nan"), float, "plain.not-finite"),
            (3.5, Decimal, "plain.type"),
            ("NaN", Decimal, "plain.decimal"),
            ("1_000", Decimal, "plain.decimal"),
            ("٣", Decimal, "plain.decimal"),
            ("1e999999999", Decimal, "plain.decimal"),
            ("1/0", Fraction, "plain.fraction"),
            ("2020-2-3", date, "plain.day"),
            ("20200203", date, "plain.day"),
            ("2020-02-30", date, "plain.day"),
            ("2020-02-03T08:00:00+08:00", date, "plain.day"),
            ("2020-02-03T08:00:00", datetime, "plain.naive-moment"),
            ("2020-02-03 08:00:00+08:00", datetime, "plain.moment"),
            ("2020-02-03", datetime, "plain.moment"),
            ("2020-W06-1T08:00+08:00", datetime, "plain.moment"),
            ("2020-02-03T08:00:00.1234567+08:00", datetime, "plain.moment"),
            ("2020-02-03T24:00+08:00", datetime, "plain.moment"),
            (1580688000, datetime, "plain.type"),
            ("48 hours", timedelta, "plain.duration"),
            ("-1h", timedelta, "plain.duration"),
            ("Mars/Olympus", ZoneInfo, "plain.zone"),
            ("../../etc/passwd", ZoneInfo, "plain.zone"),
            ("RED", Colour, "plain.choice"),
            (["red"], Colour, "plain.choice"),
            (True, Rank, "plain.choice"),
            ("b", Literal["a"], "plain.choice"),
            (True, Literal[1], "plain.choice"),
            ("abc", tuple[str, ...], "plain.type"),
            ({"a": 1}, tuple[str, ...], "plain.type"),
            (["a"], tuple[str, str], "plain.length"),
            (["a"], Mapping[str, str], "plain.type"),
            ("abc", frozenset[str], "plain.type"),
            ([], Origin, "plain.type"),
            ("abc", Origin, "plain.type"),
            (None, Origin, "plain.type"),
        ],
    )
    def test_nothing_is_taken_for_something_else(self, data: object, kind: Any, code: str) -> None:
        assert [("$", code)] == issues_of(data, kind)


class TestFaults:
    """Everything that is wrong is told at once, with its path and without its content."""

    def test_a_missing_key(self) -> None:
        data = [PLAIN_VISIT, {key: part for key, part in PLAIN_VISIT.items() if key != "happened"}]
        assert [("$[1].happened", "plain.missing")] == issues_of(data, tuple[Fact, ...])

    def test_an_unknown_key_is_told_with_the_nearest_known_one(self) -> None:
        with pytest.raises(UnreadableInput, match=r"\$\.happend: unknown key; did you mean 'happened'\?"):
            from_plain({**PLAIN_VISIT, "happend": 1}, Fact)

    def test_all_at_once(self) -> None:
        data = {
            **PLAIN_VISIT,
            "id": 7,
            "subjects": ["h1", 2, None],
            "known": "now",
            "answers": {"door colour": {}},
            "x": 1,
        }
        found = issues_of({"id": "k", "of": "f", "known": data["happened"], "fact": data}, Amendment)
        assert [
            ("$.fact.id", "plain.type"),
            ("$.fact.subjects[1]", "plain.type"),
            ("$.fact.subjects[2]", "plain.type"),
            ("$.fact.known", "plain.moment"),
            ("$.fact.answers['door colour']", "plain.unknown-form"),
            ("$.fact.x", "plain.unknown-key"),
        ] == found

    def test_a_definition_that_faults_itself_tells_each_fault(self) -> None:
        assert [("$.presence", "presence.unreachable")] == issues_of(
            {"id": "r", "kind": "resident", "unit": "g", "presence": {"state": "unreachable", "destination": "x"}},
            Subject,
        )

    def test_an_exception_of_somebody_elses_is_not_quoted(self) -> None:
        @attrs.frozen
        class Phone:
            number: str = attrs.field(validator=attrs.validators.matches_re(r"\d+"))

        with pytest.raises(UnreadableInput, match=r"\$: these values make no Phone") as refusal:
            from_plain({"number": "secret-number"}, Phone)
        assert "secret-number" not in str(refusal.value)
        assert refusal.value.__context__ is None

    def test_a_fault_of_a_class_of_ones_own_reaches_the_issue(self) -> None:
        @attrs.frozen
        class Pair:
            first: int

            def __attrs_post_init__(self) -> None:
                refuse("pair", [Fault("pair.odd", "first", "must be even")] if self.first % 2 else [])

        with pytest.raises(UnreadableInput, match="'first': must be even"):
            from_plain({"first": 3}, Pair)

    def test_long_names_are_cut(self) -> None:
        (issue,) = _refusal({"y" * 500: 1}, Origin).issues
        assert len(issue.path) < 60

    def test_many_issues_are_counted_and_the_first_shown(self) -> None:
        refusal = _refusal([1] * 50, tuple[str, ...])
        assert 50 == len(refusal.issues)
        assert "50 issues" in str(refusal)
        assert "and 30 more" in str(refusal)
        assert ("plain.type",) * 50 == refusal.codes

    def test_an_issue_reads_as_place_and_message(self) -> None:
        assert "$.a: wrong" == str(Issue("$.a", "code", "wrong"))
        assert "wrong" == str(Issue("", "code", "wrong"))


def _refusal(data: object, kind: Any) -> UnreadableInput:
    with pytest.raises(UnreadableInput) as refusal:
        from_plain(data, kind)
    return refusal.value


class TestWriting:
    """What could not be read back is refused when it is written."""

    @pytest.mark.parametrize(
        ("change", "path", "code"),
        [
            ({"id": 3}, "$.id", "plain.type"),
            ({"subjects": ("h1", None)}, "$.subjects[1]", "plain.type"),
            ({"subjects": "h1"}, "$.subjects", "plain.type"),
            ({"known": datetime(2020, 2, 3)}, "$.known", "plain.naive-moment"),  # noqa: DTZ001  # that is the point
            ({"known": "2020-02-03"}, "$.known", "plain.type"),
            ({"answers": Attributes(x=float("inf"))}, "$.answers.x", "plain.not-finite"),
            ({"answers": Attributes(x=Decimal("NaN"))}, "$.answers.x", "plain.not-finite"),
            ({"answers": {"x": object()}}, "$.answers.x", "plain.unknown-class"),
            ({"origin": None}, "$.origin", "plain.type"),
            ({"precision": "day"}, "$.precision", "plain.type"),
        ],
    )
    def test_with_its_place(self, change: dict[str, Any], path: str, code: str) -> None:
        with pytest.raises(UnwritableValue) as refusal:
            to_plain(attrs.evolve(VISIT, **change))
        assert [(path, code)] == [(issue.path, issue.code) for issue in refusal.value.issues]

    def test_a_class_that_nobody_knows(self) -> None:
        with pytest.raises(UnwritableValue, match="a object cannot be written"):
            to_plain(object())


class TestPlacesOfSeveralKinds:
    @pytest.mark.parametrize(
        ("value", "data"),
        [
            (None, None),
            (True, True),
            (1, 1),
            (1.5, 1.5),
            ("2020-02-03", "2020-02-03"),
            (date(2020, 2, 3), {"day": "2020-02-03"}),
            (AT, {"moment": "2020-02-03T08:00:00+08:00"}),
            (Decimal("1.0"), {"decimal": "1.0"}),
        ],
    )
    def test_a_free_attribute_keeps_its_class(self, value: Any, data: object) -> None:
        attributes = Attributes(x=value)
        assert {"x": data} == to_plain(attributes)
        back = from_plain({"x": data}, Attributes)
        assert attributes == back
        assert type(value) is type(back["x"])

    @pytest.mark.parametrize(
        ("value", "data"),
        [
            (timedelta(hours=2), "2h"),
            (NOT_STATED, "not stated"),
            (param("hours"), {"param": "hours"}),
            (None, None),
        ],
    )
    def test_a_deadline_is_a_duration_a_parameter_or_not_stated(self, value: Any, data: object) -> None:
        kind = timedelta | Param | NotStated | None
        assert data == to_plain(value, kind=kind)
        assert value == from_plain(data, kind)

    @pytest.mark.parametrize(
        ("value", "data"),
        [
            ("not stated", "not stated"),
            (NOT_STATED, {"word": "not stated"}),
            (timedelta(hours=2), {"duration": "2h"}),
            (Decimal(2), {"decimal": "2"}),
            (2, 2),
        ],
    )
    def test_beside_a_free_text_a_form_goes_by_its_name(self, value: Any, data: object) -> None:
        parameter = Parameter("p", value)
        assert data == to_plain(parameter)["value"]
        assert parameter == from_plain(to_plain(parameter), Parameter)

    @pytest.mark.parametrize(
        ("data", "kind", "code"),
        [
            ("not said", timedelta | NotStated, "plain.duration"),
            ("x", NotStated | None, "plain.choice"),
            (1, timedelta | NotStated, "plain.type"),
            ({"word": "no"}, str | NotStated, "plain.choice"),
            ({"word": ["no"]}, str | NotStated, "plain.choice"),
            ({"duration": "2h", "x": 1}, str | timedelta, "plain.unknown-form"),
            ({"duraton": "2h"}, str | timedelta, "plain.unknown-form"),
            (1.5, int | str, "plain.type"),
            ("last", int | Literal["year"], "plain.choice"),
        ],
    )
    def test_what_may_not_stand_there(self, data: object, kind: Any, code: str) -> None:
        assert [("$", code)] == issues_of(data, kind)

    def test_a_whole_number_may_stand_for_a_number(self) -> None:
        assert 3.0 == from_plain(3, float)
        assert isinstance(from_plain(3, float | None), float)

    def test_a_place_that_nothing_tells_apart_is_refused_when_first_met(self) -> None:
        with pytest.raises(AmbiguousPlace, match="Fact and Amendment"):
            from_plain({}, Fact | Amendment)
        with pytest.raises(AmbiguousPlace, match="Fact and Amendment"):
            to_plain(VISIT, kind=Fact | Amendment)


class TestTags:
    STEP = Step(
        "door",
        team="grid",
        deadline=NOT_STATED,
        attempts=param("tries"),
        moves=(
            On("met", go="done", mark="registered", do=Leave("leaflet", when=name("age") >= 65)),
            Spent(go="wait"),
            After("48h", go="wait"),
        ),
    )

    @pytest.mark.parametrize(
        "part",
        [STEP, Wait("wait", until="24h", go="done"), Settled("done", category="vacant"), OpenForVerification("open")],
    )
    def test_a_part_of_a_workflow_comes_back_as_the_class_it_was(self, part: Part) -> None:
        back = from_plain(to_plain(part), Part)
        assert part == back
        assert type(part) is type(back)

    def test_a_tag_is_a_word_of_the_field(self) -> None:
        data = to_plain(self.STEP)
        assert "step" == data["type"]
        assert ["on", "spent", "after"] == [move["type"] for move in data["moves"]]
        assert {"type": "leave", "what": "leaflet", "when": "age >= 65"} == data["moves"][0]["do"][0]

    def test_where_a_base_is_asked_for_its_tagged_classes_may_stand(self) -> None:
        assert Leave("x") == from_plain({"type": "leave", "what": "x"}, Declared)
        assert Settled("x") == from_plain({"type": "settled", "name": "x"}, Final)

    def test_an_unknown_tag_is_told_with_the_nearest_known_one(self) -> None:
        with pytest.raises(UnreadableInput, match=r"\$\.moves\[0\]: unknown 'type' 'afte'; did you mean 'after'\?"):
            from_plain({"type": "step", "name": "x", "moves": [{"type": "afte"}]}, Part)

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            ({"name": "x"}, "plain.missing-tag"),
            ({"type": 3}, "plain.missing-tag"),
            ({"type": []}, "plain.missing-tag"),
            ({"type": "leave", "what": "x"}, "plain.unknown-tag"),
            ("step", "plain.type"),
            ([], "plain.type"),
        ],
    )
    def test_what_is_no_part(self, data: object, code: str) -> None:
        assert [("$", code)] == issues_of(data, Part)

    def test_a_tag_may_be_left_out_where_only_one_class_can_stand(self) -> None:
        assert Settled("x") == from_plain({"name": "x"}, Settled)
        assert Settled("x") == from_plain({"type": "settled", "name": "x"}, Settled)
        assert [("$", "plain.unknown-tag")] == issues_of({"type": "excluded", "name": "x"}, Settled)

    def test_an_unknown_key_beside_the_tag_is_refused(self) -> None:
        assert [("$.tpye", "plain.unknown-key")] == issues_of({"type": "settled", "name": "x", "tpye": 1}, Part)

    def test_tags_are_not_the_names_of_classes(self) -> None:
        assert not {kind.__name__ for kind in TAGS.values()} & set(TAGS)
        assert len(set(TAGS.values())) == len(TAGS)


@attrs.frozen
class Phoned:
    """A part of somebody else's package."""

    name: str
    number: "Number"


@attrs.frozen
class Number:
    digits: str


class TestCadences:
    @pytest.mark.parametrize("text", ["day", "half day", "week", "epi week", "month", "3 days from 2020-02-03"])
    def test_a_cadence_is_its_text(self, text: str) -> None:
        assert (text, cadence(text)) == (to_plain(cadence(text)), from_plain(text, Cadence))

    def test_one_that_no_text_names_is_written_out(self) -> None:
        fortnight = Cadence(name="fortnight", days=14)
        assert {"name": "fortnight", "days": 14} == to_plain(fortnight)
        assert fortnight == from_plain(to_plain(fortnight), Cadence)

    def test_one_that_is_called_like_another_is_written_out(self) -> None:
        false = Cadence(name="month", days=30)
        assert false == from_plain(to_plain(false), Cadence)

    def test_a_text_that_is_none_is_told(self) -> None:
        with pytest.raises(UnreadableInput, match="expected cadence such as 'month'"):
            from_plain("montly", Cadence)


@attrs.frozen
class Typed:
    type: str


class TestConvertersOfOnesOwn:
    def test_a_converter_knows_further_tags(self) -> None:
        converter = make_converter(tags={"phoned": Phoned})
        kind = Phoned | Final
        value = Phoned("x", Number("1"))
        data = {"type": "phoned", "name": "x", "number": {"digits": "1"}}
        assert data == to_plain(value, kind=kind, converter=converter)
        assert value == from_plain(data, kind, converter=converter)

    def test_a_converter_knows_further_text_forms(self) -> None:
        form = TextForm(kind=Number, name="number", example="110", read=Number, write=lambda number: number.digits)
        converter = make_converter(forms={Number: form})
        assert {"name": "x", "number": "110"} == to_plain(Phoned("x", Number("110")), converter=converter)
        assert Phoned("x", Number("110")) == from_plain({"name": "x", "number": "110"}, Phoned, converter=converter)

    def test_hooks_of_a_host_stay_with_the_host(self) -> None:
        converter = make_converter()
        converter.register_structure_hook(Number, lambda data, _: Number(str(data)))
        assert Number("7") == from_plain(7, Number, converter=converter)
        assert [("$", "plain.type")] == issues_of(7, Number)
        assert make_converter() is not converter

    def test_a_tag_that_is_taken_is_refused(self) -> None:
        with pytest.raises(Fault, match="'step': this tag stands for Step"):
            make_converter(tags={"step": Phoned})

    def test_a_class_with_a_field_where_the_tag_goes_is_refused(self) -> None:
        with pytest.raises(Fault, match="has a field called 'type'"):
            make_converter(tags={"typed": Typed})

    def test_a_class_without_a_tag_is_refused_where_others_have_one(self) -> None:
        class Stray(Final):
            pass

        with pytest.raises(UnwritableValue, match="a Stray has no tag"):
            to_plain(Stray("x"), kind=Final)


def test_a_whole_playbook_comes_back() -> None:
    text = to_json(FOUR_STEP)
    back = from_json(text, Playbook)
    assert FOUR_STEP == back
    assert text == to_json(back)


def test_a_length_is_read_as_the_constructor_reads_it() -> None:
    assert (
        After("48h", go="x").delay
        == duration("48h")
        == from_plain({"type": "after", "delay": "48h", "go": "x"}, After).delay
    )


def test_presence_is_checked_by_its_own_class() -> None:
    assert Presence("home") == from_plain({"state": "home"}, Presence)


class TestLineages:
    """A first map, and what was done to it, each entry under its tag."""

    MAP = Hierarchy(
        Level.ordered("street", "community"),
        [
            Unit("s", "进学街道", "street"),
            Unit("a", "文明社区", "community", "s"),
            Unit("b", "园月社区", "community", "s"),
        ],
    )
    SINCE = date(2020, 1, 1)
    MERGER = Merged(
        id="m", day=date(2020, 7, 1), known=AT, sources=("a", "b"), into=Unit("c", "文园社区", "community", "s")
    )
    TAKEN_BACK = Withdrawal(id="w", of="m", known=AT + timedelta(days=1))

    def test_entries_stand_under_their_tags(self) -> None:
        lineage = Lineage(self.MAP, self.SINCE, [self.MERGER, self.TAKEN_BACK])
        plain = to_plain(lineage)
        assert [entry["type"] for entry in plain["entries"]] == ["merged", "withdrawal"]
        back = from_plain(plain, Lineage)
        assert lineage == back
        assert back.as_of(date(2020, 7, 1), AT) == lineage.as_of(date(2020, 7, 1), AT)
        assert "c" in back.as_of(date(2020, 7, 1), AT)
        assert "c" not in back.as_of(date(2020, 7, 1))

    def test_what_does_not_fit_is_stored_with_the_rest_and_told_again(self) -> None:
        stray = Renamed(id="x", day=date(2020, 8, 1), known=AT, unit="nobody", name="N")
        loaded = Lineage.load(self.MAP, self.SINCE, [self.MERGER, stray])
        back = from_json(to_json(loaded.lineage), Lineage)
        assert loaded.lineage == back
        assert loaded.irregularities == back.irregularities() != ()

    @pytest.mark.parametrize("bent", [{"id": "m", "name": "N"}, {"id": "x", "day": "2019-12-31"}])
    def test_a_stored_entry_that_would_be_dropped_is_refused(self, bent: dict[str, Any]) -> None:
        renamed = Renamed(id="x", day=date(2020, 8, 1), known=AT + timedelta(days=2), unit="c", name="C")
        plain = to_plain(Lineage(self.MAP, self.SINCE, [self.MERGER, renamed]))
        plain["entries"][1] |= bent
        with pytest.raises(UnreadableInput, match=r"lineage\.(other-content|before-first-map)|set aside"):
            from_plain(plain, Lineage)

    def test_one_entry_is_told_by_its_tag_and_an_unknown_tag_by_its_place(self) -> None:
        assert from_plain(to_plain(self.TAKEN_BACK, kind=Entry), Entry) == self.TAKEN_BACK
        with pytest.raises(UnreadableInput, match=r"unknown 'type' 'mergd'; did you mean 'merged'\?"):
            from_plain({**to_plain(self.MERGER, kind=Alteration), "type": "mergd"}, Alteration)


def test_no_tagged_class_has_a_field_where_its_tag_goes() -> None:
    tagged = [kind for kind in TAGS.values() if attrs.has(kind)]
    assert [kind for kind in tagged if any(field.alias == "type" for field in attrs.fields(kind))] == []
