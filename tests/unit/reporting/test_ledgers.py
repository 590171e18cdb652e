from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.codec.rows import Column, read_rows
from gridcare.codec.sheets import ledger_sheet, written_rows
from gridcare.errors import DefinitionError, NaiveMoment, UnknownName
from gridcare.facts.fact import Fact, Origin
from gridcare.people.presence import Presence, PresenceState
from gridcare.people.register import Register
from gridcare.people.subjects import HOUSEHOLD, RESIDENT, SITE, Field, Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.privacy import PrivacyClass
from gridcare.reporting.access import AccessLog, AccessRefused, AccessScope, break_glass
from gridcare.reporting.doublets import CountedItem, SameColumn, counted_items, same_columns
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Item
from gridcare.reporting.ledgers import Ledger, LedgerColumn, LedgerForm, Treatment
from gridcare.reporting.levels import GapKind, LevelGap, level_gaps
from gridcare.reporting.records import Records
from gridcare.work.episodes import history
from gridcare.work.gatelog import PASSAGE, passage

ZONE = "Asia/Shanghai"
NOON = datetime(2020, 2, 10, 4, tzinfo=UTC)
STREET = Hierarchy(
    Level.ordered("street", "community", "yard"),
    [
        Unit("s", "Jinxue", "street"),
        Unit("c1", "Wenxin", "community", parent="s"),
        Unit("y1", "Yard 1", "yard", parent="c1"),
        Unit("y2", "Yard 2", "yard", parent="c1"),
        Unit("c2", "Wenhe", "community", parent="s"),
    ],
)
KIN = RESIDENT.with_fields(
    Field("lives_alone", bool, PrivacyClass.PERSONAL),
    Field("pregnant", bool, PrivacyClass.SENSITIVE),
    Field("origin_region", str, PrivacyClass.PERSONAL, choices=("local", "elsewhere", "affected")),
)
PEOPLE = (
    Subject(id="h1", kind="household", unit="y1", identity=Attributes(address="进学街道文新社区3号楼501室")),
    Subject(id="h2", kind="household", unit="c2"),
    Subject(
        id="r1",
        kind="resident",
        unit="y1",
        containers=("h1",),
        attributes=Attributes(age=71, lives_alone=True, origin_region="local"),
        identity=Attributes(name="张小红", phone="13800138000", identity_number="11010519491231002X"),
    ),
    Subject(
        id="r2",
        kind="resident",
        unit="y2",
        attributes=Attributes(age=30, pregnant=True, origin_region="affected"),
        identity=Attributes(name="李四"),
    ),
    Subject(
        id="r3",
        kind="resident",
        unit="c2",
        containers=("h2",),
        presence=Presence(PresenceState.AWAY, "province", date(2020, 2, 20)),
        attributes=Attributes(age=8),
    ),
    Subject(id="o1", kind="site", unit="y2", attributes=Attributes(title="North Gate Market"), persons=12),
)
REGISTER = Register(STREET, PEOPLE, (HOUSEHOLD, KIN, SITE))


def fact(id: str, kind: str, *subjects: str, hours: int = 0, outcome: str = "", **answers: object) -> Fact:
    moment = NOON - timedelta(hours=hours)
    told = Attributes(answers)  # type: ignore[arg-type]  # plain answers
    return Fact(
        id=id,
        kind=kind,
        subjects=subjects,
        happened=moment,
        known=moment,
        outcome=outcome,
        answers=told,
        origin=Origin(source="tablet 3", channel="door"),
    )


FACTS = (
    fact("t1", "reading", "r1", hours=30, temperature=36, by="a"),
    fact("t2", "reading", "r1", hours=6, temperature=38, by="b"),
    fact("arrived", "arrival", "r2", hours=200, region="affected"),
    fact("lead", "tip", "y2", hours=9, about="gathering", answered=False),
    fact("e1", "enrolled", "r2", hours=100, unit="y2"),
    fact("goods", "received", "s", hours=50, item="mask", quantity=500),
    fact("notice", "notice", "c1", hours=70, number="2020-1"),
    passage("p1", gate="y2", traveller="r2", direction="out", happened=NOON - timedelta(hours=3), verdict="dissuade"),
    fact("later", "reading", "r1", hours=-5, temperature=39),
)
OPEN = PrivacyClass.INTERNAL
RECORDS = Records(
    REGISTER,
    FACTS,
    at=NOON,
    zone=ZONE,
    episodes=history("r2", [each for each in FACTS if each.kind == "enrolled"], ZONE).episodes,
    answers=dict.fromkeys(("item", "quantity", "number", "about", "answered", "direction"), OPEN),
    kinds_of_facts={
        "reading": PrivacyClass.SENSITIVE,
        "arrival": PrivacyClass.SENSITIVE,
        "tip": OPEN,
        "received": OPEN,
        "notice": PrivacyClass.PUBLIC,
        PASSAGE: OPEN,
    },
)


def scope(clearance: PrivacyClass = PrivacyClass.IDENTIFYING, unit: str = "s", *purposes: str) -> AccessScope:
    return AccessScope(
        viewer="v1",
        unit=unit,
        purposes=purposes or ("response",),
        clearance=clearance,
        until=NOON + timedelta(days=1),
    )


def subjects(name: str, *columns: str | LedgerColumn, of: str = "resident", **more: object) -> Ledger:
    return Ledger(LedgerForm(name, of=of, columns=columns, **more), RECORDS)  # type: ignore[arg-type]  # the rest


def facts(name: str, kind: str, *columns: LedgerColumn) -> Ledger:
    return Ledger(LedgerForm(name, lists="facts", of=kind, columns=columns), RECORDS)


RESIDENTS = subjects(
    "residents",
    "name",
    "phone",
    "identity_number",
    "age",
    LedgerColumn("community", "place.community", titles={"zh": "社区"}),
    LedgerColumn("address", "home.address"),
)


def rows(ledger: Ledger, clearance: PrivacyClass = PrivacyClass.IDENTIFYING) -> list[tuple[object, ...]]:
    """The lines as somebody with a clearance sees them, blanks for what is unknown."""
    view = ledger.view(scope(clearance), at=NOON)
    sheet = read_rows(ledger_sheet(view), [Column(heading.name) for heading in view.shown])
    return [tuple(row.cells.values()) for row in sheet.rows]


class TestEveryLedgerOfTheStreet:
    """Each is a projection of the one set of records above."""

    def lines(self, ledger: Ledger) -> list[tuple[object, ...]]:
        return [line.cells for line in ledger.view(scope(), at=NOON).lines]

    def test_residents(self) -> None:
        assert ("r1", "r2", "r3") == RESIDENTS.ids()
        first = self.lines(RESIDENTS)[0]
        assert (
            "张小红",
            "13800138000",
            "11010519491231002X",
            71,
            "Wenxin",
            "进学街道文新社区3号楼501室",
        ) == first

    def test_key_persons_who_came_from_there_or_are_registered_there(self) -> None:
        either = "subject.origin_region = 'affected' or any(region = 'affected' per arrival)"
        ledger = subjects("key persons", "name", "origin_region", where=either)
        assert [("李四", "affected")] == self.lines(ledger)
        assert ("r3",) == ledger.view(scope(), at=NOON).undecided

    def test_special_groups(self) -> None:
        ledger = subjects(
            "special groups",
            LedgerColumn("group", "if subject.pregnant then 'pregnant' otherwise 'alone'"),
            where="blank0(if subject.pregnant then 1 otherwise 0) = 1 or first_known(subject.lives_alone, false)",
        )
        assert ("r1", "r2") == tuple(sorted({*ledger.ids(), *ledger.view(scope(), at=NOON).undecided} - {"r3"}))

    def test_organisations(self) -> None:
        ledger = subjects("organisations", "title", LedgerColumn("people", "subject.persons"), of="site")
        assert [("North Gate Market", 12)] == self.lines(ledger)

    def test_people_away(self) -> None:
        ledger = subjects(
            "away", LedgerColumn("to", "subject.destination"), "returns", where="subject.presence = 'away'"
        )
        assert [("province", date(2020, 2, 20))] == self.lines(ledger)

    def test_people_under_observation(self) -> None:
        form = LedgerForm(
            "observation",
            lists="episodes",
            columns=["name", LedgerColumn("since", "episode.start"), LedgerColumn("open", "episode.active")],
        )
        ledger = Ledger(form, RECORDS)
        assert [("李四", NOON - timedelta(hours=100), True)] == self.lines(ledger)
        assert PrivacyClass.SENSITIVE == ledger.listing

    def test_leads(self) -> None:
        ledger = facts("leads", "tip", LedgerColumn("about", "fact.about"), LedgerColumn("told back", "fact.answered"))
        assert [("gathering", False)] == self.lines(ledger)
        assert ("lead",) == ledger.ids("y2")

    def test_gate_log(self) -> None:
        ledger = facts(
            "gate log",
            PASSAGE,
            LedgerColumn("who", "subject.name"),
            LedgerColumn("way", "fact.direction"),
            LedgerColumn("verdict", "fact.outcome"),
        )
        assert [("李四", "out", "dissuade")] == self.lines(ledger)

    def test_supplies(self) -> None:
        ledger = facts("supplies", "received", LedgerColumn("item", "fact.item"), LedgerColumn("in", "fact.quantity"))
        assert [("mask", 500)] == self.lines(ledger)

    def test_notices(self) -> None:
        ledger = facts("notices", "notice", LedgerColumn("number", "fact.number"))
        assert [("2020-1",)] == self.lines(ledger)
        assert PrivacyClass.PUBLIC == ledger.listing

    def test_a_column_reads_along_facts_of_one_kind_up_to_the_moment(self) -> None:
        ledger = subjects("readings", LedgerColumn("last", "last(temperature per reading)"), where="subject.age > 70")
        assert [(38,)] == self.lines(ledger)


class TestWhatAScopeShows:
    def treatments(self, clearance: PrivacyClass) -> dict[str, str]:
        view = RESIDENTS.view(scope(clearance), at=NOON)
        return {heading.name: heading.treatment.value for heading in view.headings}

    def test_with_clearance_everything_is_shown(self) -> None:
        assert {"shown"} == set(self.treatments(PrivacyClass.IDENTIFYING).values())

    def test_names_and_numbers_are_masked_by_default_and_what_has_no_mask_is_dropped(self) -> None:
        assert {
            "name": "masked",
            "phone": "masked",
            "identity_number": "masked",
            "age": "dropped",
            "community": "shown",
            "address": "masked",
        } == self.treatments(PrivacyClass.INTERNAL)
        assert ("张**", "138****8000", "1****X", "Wenxin", "进学街道文****") == (
            RESIDENTS.view(scope(OPEN), at=NOON).lines[0].cells
        )

    def test_a_public_scope_may_not_know_who_is_listed(self) -> None:
        with pytest.raises(AccessRefused, match=r"who stands in it is internal; the scope shows up to public"):
            RESIDENTS.view(scope(PrivacyClass.PUBLIC), at=NOON)

    def test_the_public_board_shows_what_is_public_without_ids(self) -> None:
        board = facts("board", "notice", LedgerColumn("where", "place.name"), LedgerColumn("number", "fact.number"))
        view = board.view(scope(PrivacyClass.PUBLIC), at=NOON)
        assert [("", ("Wenxin",))] == [(line.id, line.cells) for line in view.lines]

    def test_a_dropped_column_is_refused_by_name(self) -> None:
        view = RESIDENTS.view(scope(OPEN), at=NOON)
        assert ("张**", "李**") == view.column("name")[:2]
        with pytest.raises(AccessRefused, match=r"column 'age' is personal, which the scope may not see"):
            view.column("age")
        with pytest.raises(UnknownName, match=r"'nam' is no column; did you mean 'name'\?"):
            view.column("nam")

    def test_whoever_stands_elsewhere_is_not_shown(self) -> None:
        assert ("r3",) == tuple(line.id for line in RESIDENTS.view(scope(OPEN, "c2"), at=NOON).lines)
        with pytest.raises(AccessRefused, match=r"'c1' lies outside 'c2', which the scope covers"):
            RESIDENTS.view(scope(OPEN, "c2"), at=NOON, unit="c1")

    def test_asking_for_the_street_shows_what_the_scope_covers_of_it(self) -> None:
        assert "c2" == RESIDENTS.view(scope(OPEN, "c2"), at=NOON, unit="s").unit

    def test_a_scope_runs_out_at_its_moment(self) -> None:
        mine = scope()
        RESIDENTS.view(mine, at=mine.until - timedelta(microseconds=1))
        with pytest.raises(AccessRefused, match=r"the scope ran out") as refused:
            RESIDENTS.view(mine, at=mine.until)
        assert ("residents", "expired") == (refused.value.what, refused.value.why)

    def test_a_ledger_is_opened_for_its_purposes_only(self) -> None:
        ledger = subjects("care", "name", purposes=("care",))
        with pytest.raises(AccessRefused, match=r"it serves 'care'; the scope was given for 'response'"):
            ledger.view(scope(), at=NOON)
        assert "care" == ledger.view(scope(OPEN, "s", "response", "care"), at=NOON).access.purpose

    def test_who_is_listed_by_a_sensitive_condition_is_sensitive(self) -> None:
        ledger = subjects("expecting", "name", where="subject.pregnant")
        assert PrivacyClass.SENSITIVE == ledger.listing
        with pytest.raises(AccessRefused, match=r"is sensitive"):
            ledger.view(scope(OPEN), at=NOON)

    def test_a_column_gives_away_as_much_as_the_most_private_thing_it_reads(self) -> None:
        column = LedgerColumn("hint", "if any(temperature > 37 per reading) then subject.age otherwise 0")
        assert PrivacyClass.SENSITIVE == subjects("hints", column).privacy("hint")

    def test_what_is_sensitive_is_shown_to_nobody_below_that_clearance(self) -> None:
        ledger = subjects("who expects", "id", "pregnant", "age")
        for clearance, shown in (
            (OPEN, ["id"]),
            (PrivacyClass.PERSONAL, ["id", "age"]),
            (PrivacyClass.SENSITIVE, ["id", "pregnant", "age"]),
        ):
            assert shown == [each.name for each in ledger.view(scope(clearance), at=NOON).shown]

    def test_the_public_sees_no_mask_and_no_id_of_anybody(self) -> None:
        board: dict[str, Any] = {
            "where": "subject.lives_alone",
            "listing": PrivacyClass.PUBLIC,
            "because": "counted on the board",
        }
        ledger = subjects("alone", "phone", LedgerColumn("community", "place.community"), **board)
        told = {each: ledger.view(scope(each), at=NOON) for each in (PrivacyClass.PUBLIC, PrivacyClass.INTERNAL)}
        assert [(["community"], "", 0), (["phone", "community"], "r1", 2)] == [
            ([each.name for each in view.shown], view.lines[0].id, len(view.undecided)) for view in told.values()
        ]

    def test_a_lower_class_needs_a_reason(self) -> None:
        column = LedgerColumn("reachable", "known(subject.phone)", privacy=OPEN)
        with pytest.raises(DefinitionError) as refused:
            subjects("calls", column)
        assert ("ledger.lowered",) == refused.value.codes
        told = LedgerColumn("reachable", "known(subject.phone)", privacy=OPEN, because="tells only whether")
        assert [("是",), ("否",), ("否",)] == rows(subjects("calls", told), OPEN)

    def test_reprs_previews_and_sheets_tell_no_more_than_the_scope(self) -> None:
        view = RESIDENTS.view(scope(OPEN), at=NOON)
        told = [repr(view), repr(view.lines), view.preview(), ledger_sheet(view), repr(view.access)]
        secrets = ("张小红", "13800138000", "11010519491231002X", "501室", "71")
        assert [] == [secret for secret in secrets for text in told if secret in text]
        assert "13800138000" not in repr(RESIDENTS.view(scope(), at=NOON).lines)

    def test_a_preview_says_how_much_more_there_is(self) -> None:
        view = subjects("short", "name", LedgerColumn("社区", "place.community")).view(scope(), at=NOON)
        assert "name | 社区\n张小红 | Wenxin\n... 2 more" == view.preview(1)


class TestTheGlass:
    def broken(self, **given: object) -> object:
        told = {"reason": "fire in yard 2", "at": NOON, "until": NOON + timedelta(hours=2), **given}
        return break_glass(scope(OPEN, "c1"), STREET, **told)  # type: ignore[arg-type]  # as given

    def test_it_is_broken_for_a_time_with_a_reason_and_every_look_says_so(self) -> None:
        wide, record = break_glass(
            scope(OPEN, "c1"),
            STREET,
            reason="fire in yard 2",
            at=NOON,
            until=NOON + timedelta(hours=2),
            clearance=PrivacyClass.IDENTIFYING,
            unit="s",
        )
        look = RESIDENTS.view(wide, at=NOON).access
        log = AccessLog([look, record, RESIDENTS.view(scope(OPEN, "c2"), at=NOON).access])
        assert {record, look} == set(log.broken())
        assert 2 == len(log.of("r3"))
        assert "fire in yard 2" == look.reason
        assert "李四" == RESIDENTS.view(wide, at=NOON).column("name")[1]

    def test_it_is_not_broken_without_a_reason_nor_to_see_less(self) -> None:
        with pytest.raises(DefinitionError) as refused:
            self.broken(reason=" ", unit="y1", clearance=PrivacyClass.PUBLIC, until=NOON)
        assert ("access.no-reason", "access.until", "access.narrower", "access.narrower") == refused.value.codes

    def test_a_scope_that_ran_out_is_not_widened(self) -> None:
        with pytest.raises(DefinitionError) as refused:
            self.broken(at=NOON + timedelta(days=2), until=NOON + timedelta(days=3))
        assert ("access.expired",) == refused.value.codes

    def test_the_end_of_a_scope_is_a_moment(self) -> None:
        with pytest.raises(NaiveMoment):
            AccessScope(viewer="v", unit="s", purposes="x", until=datetime(2020, 2, 1))  # noqa: DTZ001


class TestBadForms:
    def test_every_fault_of_a_form_is_told(self) -> None:
        with pytest.raises(DefinitionError) as refused:
            LedgerForm("empty", columns=[])
        assert ("ledger.no-column", "ledger.of-what") == refused.value.codes
        with pytest.raises(DefinitionError) as refused:
            LedgerForm("twice", of="resident", columns=["name", "name", LedgerColumn("x", "1", mask="fone")])
        assert ("ledger.column-twice", "ledger.mask") == refused.value.codes

    def test_a_name_that_nobody_declared_is_told_with_its_column(self) -> None:
        with pytest.raises(DefinitionError) as refused:
            subjects("ages", LedgerColumn("age", "subject.agee"), LedgerColumn("t", "last(t per raeding)"))
        assert ("expression.name", "expression.axis") == refused.value.codes
        assert "ages/age" in str(refused.value)

    def test_a_condition_reads_no_identity(self) -> None:
        with pytest.raises(DefinitionError, match=r"ledger 'zhangs' has 1 fault") as refused:
            subjects("zhangs", "age", where="subject.name = '张小红'")
        assert ("ledger.identity",) == refused.value.codes
        assert "张小红" not in str(refused.value)

    def test_a_kind_that_is_not_there_is_told(self) -> None:
        with pytest.raises(DefinitionError, match=r"ledger 'x'") as refused:
            subjects("x", LedgerColumn("a", "1"), of="residant")
        assert "did you mean 'resident'?" in str(refused.value)
        with pytest.raises(DefinitionError) as refused:
            facts("y", "tips", LedgerColumn("a", "1"))
        assert ("ledger.of-what",) == refused.value.codes


class TestWhatIsNotLost:
    def test_a_fact_about_nobody_known_is_listed_as_unplaced(self) -> None:
        records = Records(REGISTER, [fact("t9", "tip", "r99")], at=NOON, zone=ZONE, kinds_of_facts={"tip": OPEN})
        form = LedgerForm("leads", lists="facts", of="tip", columns=[LedgerColumn("kind", "fact.kind")])
        ledger = Ledger(form, records)
        assert (("t9",), (), 0) == (ledger.unplaced, ledger.ids(), ledger.count())

    def test_a_forgotten_person_keeps_the_line(self) -> None:
        records = Records(REGISTER.redact(["r1"]), FACTS, at=NOON, zone=ZONE)
        view = Ledger(RESIDENTS.form, records).view(scope(), at=NOON)
        assert 3 == len(view)
        assert "unknown: 'subject.name' redacted" == str(view.lines[0].cells[0])
        assert ",,,71,Wenxin,进学街道文新社区3号楼501室" == ledger_sheet(view).splitlines()[1]


class TestLevels:
    def test_views_of_one_set_agree_level_by_level(self) -> None:
        assert () == level_gaps(STREET, {unit: RESIDENTS.ids(unit) for unit in STREET})

    def test_lists_that_were_kept_apart_are_held_against_each_other(self) -> None:
        kept = {"s": ["r1", "r2", "r3"], "y1": ["r1", "r2"], "y2": ["r2"], "c2": ["r9"]}
        assert (
            LevelGap(unit="s", id="r2", what=GapKind.TWICE, below=("y1", "y2")),
            LevelGap(unit="s", id="r3", what=GapKind.BELOW),
            LevelGap(unit="s", id="r9", what=GapKind.ABOVE, below=("c2",)),
        ) == level_gaps(STREET, kept)

    def test_a_unit_above_nobody_who_keeps_a_list_has_no_gap(self) -> None:
        assert () == level_gaps(STREET, {"c1": ["r1"], "c2": []})


class TestSheets:
    def test_a_cell_that_looks_like_a_formula_is_text(self) -> None:
        assert "a\n'=1+1\n'@x\n-5\n" == written_rows(["a"], [["=1+1"], ["@x"], [-5]])

    def test_headings_are_in_the_language_asked_for(self) -> None:
        sheet = ledger_sheet(RESIDENTS.view(scope(OPEN), at=NOON), language="zh")
        assert "姓名,电话,身份证号,社区,地址" == sheet.splitlines()[0]
        assert (
            "name,phone,identity_number,community,address"
            == ledger_sheet(RESIDENTS.view(scope(OPEN), at=NOON)).splitlines()[0]
        )

    def test_a_title_of_the_column_goes_before_that_of_the_field(self) -> None:
        own = subjects(
            "own", LedgerColumn("phone", titles={"zh": "手机"}), "name", LedgerColumn("n", "count(true per fact)")
        )
        view = own.view(scope(OPEN), at=NOON)
        assert ["手机", "姓名"] == view.preview(language="zh").splitlines()[0].split(" | ")[:2]
        assert ["phone", "name"] == view.preview(language="en").splitlines()[0].split(" | ")[:2]

    def test_a_field_that_kinds_call_differently_is_headed_by_its_name(self) -> None:
        form = LedgerForm("all", of=("resident", "site"), columns=["phone"])
        kinds = (HOUSEHOLD, KIN.with_fields(attrs.evolve(KIN.identity["phone"], titles={"zh": "手机"})), SITE)
        records = Records(Register(STREET, PEOPLE, kinds), at=NOON, zone=ZONE)
        assert ("phone",) == tuple(
            each.title("zh") for each in Ledger(form, records).view(scope(OPEN), at=NOON).headings
        )

    def test_a_mask_is_shown_for_texts_only(self) -> None:
        ledger = subjects("masked", LedgerColumn("age", "subject.age", mask="name"))
        assert (Treatment.DROPPED,) == tuple(each.treatment for each in ledger.view(scope(OPEN), at=NOON).headings)


class TestNoneTwice:
    def form(self, name: str, *columns: LedgerColumn, **more: object) -> LedgerForm:
        return LedgerForm(name, of="resident", columns=columns, **more)  # type: ignore[arg-type]  # the rest

    def test_one_thing_under_two_names_and_two_things_under_one_are_told(self) -> None:
        one = self.form("residents", LedgerColumn("age"), LedgerColumn("home", "home.address"))
        other = self.form(
            "elderly",
            LedgerColumn("years", "subject.age"),
            LedgerColumn("Home", "place.name"),
            LedgerColumn("stairs", "unit.stairs"),
        )
        assert (
            SameColumn(ledger="residents", column="age", other_ledger="elderly", other_column="years", because="shows"),
            SameColumn(ledger="residents", column="home", other_ledger="elderly", other_column="Home", because="name"),
        ) == same_columns([one, other])

    def test_two_things_of_one_title_are_told(self) -> None:
        one = self.form("a", LedgerColumn("phone", titles={"zh": "联系电话"}))
        other = self.form("b", LedgerColumn("call", "home.phone", titles={"zh": "联系 电话"}))
        assert ["title zh"] == [each.because for each in same_columns([one, other])]

    def test_columns_of_one_name_that_show_one_thing_are_as_they_should_be(self) -> None:
        assert () == same_columns([self.form("a", LedgerColumn("age")), self.form("b", LedgerColumn("age"))])

    def test_a_figure_that_a_ledger_could_count_need_not_be_asked(self) -> None:
        daily = Form(
            name="daily",
            items=(Item("key_persons"), Item("fever"), Item("elders", titles={"zh": "独居老人"})),
            every="day",
            zone=ZONE,
            owed_by="community",
        )
        key = self.form("key persons", LedgerColumn("age"))
        alone = self.form("alone", LedgerColumn("age"), titles={"zh": "独居老人"})
        assert (
            CountedItem(form="daily", item="key_persons", ledger="key persons", because="name"),
            CountedItem(form="daily", item="elders", ledger="alone", because="title zh"),
        ) == counted_items([daily], [key, alone])
