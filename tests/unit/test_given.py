"""What is given is held against what was declared, and the refusal says what to give instead."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, Literal

import attrs
import pytest

from gridcare import Campaign, Fact, Hierarchy, Level, Register, Subject, Unit, Workflow, moment
from gridcare.facts.discrepancies import Refused
from gridcare.given import WrongType, texts, typed
from gridcare.people.subjects import RESIDENT, Field
from gridcare.plugins.four_step import FOUR_STEP
from gridcare.privacy import PrivacyClass
from gridcare.reporting.access import AccessScope
from gridcare.reporting.filings import Filing
from gridcare.reporting.returns import FilingBook
from gridcare.timing.deadlines import OPENED, Deadline, Target
from gridcare.timing.periods import DAILY
from gridcare.work.rows import Track
from gridcare.work.steps import Channel, On, Settled, Step


def slip(value: object) -> Any:
    """What somebody who runs no type checker gives."""
    return value


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@attrs.frozen(kw_only=True, field_transformer=typed)
class Notice:
    text: str = ""
    within: timedelta | None = None
    day: date = date(2020, 2, 3)
    lines: tuple[str, ...] = ()
    pairs: tuple[tuple[str, int], ...] = ()
    colour: Colour = Colour.RED
    weight: float = 1.0
    size: Literal["small", "large"] = "small"
    later: "tuple[Notice, ...]" = ()
    inner: int = attrs.field(default=1, init=False)


class TestTyped:
    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"text": 3}, "'Notice.text' is a whole number; give a text"),
            ({"within": "48h"}, "'Notice.within' is a text; give a timedelta, such as timedelta(hours=48) or None"),
            (
                {"day": datetime(2020, 2, 3, tzinfo=UTC)},
                "'Notice.day' is a datetime; give a day, such as date(2020, 2, 3)",
            ),
            ({"lines": "abc"}, "'Notice.lines' is a text; give a tuple of texts"),
            ({"lines": ["abc"]}, "'Notice.lines' is a list; give a tuple of texts"),
            ({"lines": ("a", 3)}, "'Notice.lines[1]' is a whole number; give a text"),
            ({"pairs": (("a", 1), ("b", "1"))}, "'Notice.pairs[1]' is a tuple; give a tuple of 2"),
            ({"colour": "red"}, "'Notice.colour' is a text; give Colour.RED or Colour.BLUE"),
            ({"weight": "heavy"}, "'Notice.weight' is a text; give a number"),
            ({"size": "huge"}, "'Notice.size' is a text; give 'small' or 'large'"),
            ({"within": Notice}, "'Notice.within' is a class (Notice); give a timedelta"),
        ],
    )
    def test_what_does_not_belong_is_refused_where_it_stands(self, given: dict[str, Any], told: str) -> None:
        with pytest.raises(WrongType) as caught:
            Notice(**given)
        assert str(caught.value).startswith(told)
        assert "wrong-type" == caught.value.code

    def test_what_belongs_is_taken(self) -> None:
        made = Notice(
            text="t",
            within=timedelta(hours=1),
            lines=("a",),
            pairs=(("a", 1),),
            colour=Colour.BLUE,
            weight=2,
            size="large",
        )
        assert ("a",) == made.lines
        assert 1 == made.inner

    def test_what_an_annotation_does_not_tell_plainly_is_not_looked_at(self) -> None:
        assert Notice(later=slip(["x"])).later == slip(["x"])

    def test_no_value_is_told(self) -> None:
        with pytest.raises(WrongType) as caught:
            Notice(lines=slip("13800138000"))
        assert "13800138000" not in str(caught.value)


class TestTexts:
    def test_a_text_is_one_and_not_its_letters(self) -> None:
        assert ("door",) == texts("door")
        assert ("door", "phone") == texts(each for each in ("door", "phone"))


EIGHT = moment("2020-02-03 08:00", "Asia/Shanghai")
STREET = Hierarchy(Level.ordered("street", "community", "grid"), [Unit("s", "Jinxue", "street")])
HOMES = Register(STREET, [Subject(id="h1", kind="household", unit="s", persons=3)])
LADDER = Workflow(
    "ladder", start="door", parts=(Step("door", deadline="24h", moves=On("met", go="done")), Settled("done"))
)
OPEN = Campaign(STREET, HOMES, LADDER, opened=EIGHT, zone="Asia/Shanghai")


def campaign(**changed: Any) -> Campaign:
    given: dict[str, Any] = {
        "hierarchy": STREET,
        "register": HOMES,
        "tracks": LADDER,
        "opened": EIGHT,
        "zone": "Asia/Shanghai",
    } | changed
    return Campaign(**given)


class TestWhatHostsGive:
    def test_workflows_make_tracks(self) -> None:
        assert ("ladder",) == tuple(track.name for track in campaign(tracks=[LADDER]).tracks)
        assert ("ladder",) == tuple(track.name for track in campaign(tracks=Track(LADDER)).tracks)

    def test_a_skew_may_be_written_as_a_text(self) -> None:
        late = Fact(
            id="f1", kind="door", subjects=("h1",), happened=EIGHT + timedelta(minutes=2), known=EIGHT, outcome="met"
        )
        assert ("h1",) == campaign(skew="2m").record(late).subjects

    def test_a_text_is_one_subject(self) -> None:
        assert ["h1"] == list(campaign(subjects="h1").subjects("s"))

    @pytest.mark.parametrize(
        ("made", "told"),
        [
            (
                lambda: campaign(tracks=FOUR_STEP),
                "'tracks' is a Playbook; give a Workflow.*of a playbook use its campaign",
            ),
            (lambda: campaign(tracks=["ladder"]), "'tracks' is a text; give a Workflow"),
            (lambda: campaign(hierarchy=HOMES), "'hierarchy' is a Register; give a Hierarchy"),
            (lambda: campaign(register=["h1"]), "'register' is a list; give a Register"),
            (lambda: campaign(opened="2020-02-03 08:00"), "'.*opened.*' is a text; give an aware datetime"),
            (lambda: campaign(skew=5), "'duration' is a whole number; give a text such as '48h'"),
            (lambda: OPEN.advance(slip("2020-02-04")), "is a text; give an aware datetime"),
            (lambda: OPEN.as_of(known=slip(date(2020, 2, 4))), "'known' is a date; give an aware datetime"),
            (lambda: OPEN.record(slip({"id": "f1"})), "'fact' is a dict; give a Fact; .*from_json"),
            (
                lambda: AccessScope(viewer="w", unit="s", purposes="care", clearance=slip("personal"), until=EIGHT),
                "'AccessScope.clearance' is a text; give PrivacyClass.PUBLIC or",
            ),
            (lambda: AccessScope(viewer="w", unit="s", purposes="care", until=slip("4h")), "'until' is a text"),
            (
                lambda: Filing(id="f", form="daily", unit="s", period=slip("2020-02-03"), filed=EIGHT, known=EIGHT),
                "'Filing.period' is a text; give a Period, such as .*DAILY.read",
            ),
            (
                lambda: FilingBook(
                    form=FOUR_STEP.form("daily"), hierarchy=STREET, since=slip("2020-02-03"), until=date(2020, 2, 4)
                ),
                "'FilingBook.since' is a text; give a day",
            ),
            (lambda: Step("door", deadline=slip(24), moves=On("met", go="done")), "'Step.deadline' is a whole number"),
            (lambda: Step("door", deadline="24h", moves=slip(("met",))), r"'Step.moves\[0\]' is a text; give a"),
            (
                lambda: Step("door", deadline="24h", moves=On("met", go="done"), channels=slip("phone")),
                "'Step.channels.*' is a text; give a Channel",
            ),
        ],
    )
    def test_what_is_of_another_type_is_refused_at_once(self, made: Callable[[], object], told: str) -> None:
        with pytest.raises(WrongType, match=told):
            made()

    def test_a_return_of_no_period_is_not_taken_for_nothing_owed(self) -> None:
        book = FilingBook(
            form=FOUR_STEP.form("daily"), hierarchy=STREET, since=date(2020, 2, 3), until=date(2020, 2, 4)
        )
        with pytest.raises(WrongType, match="'period' is a text"):
            book.as_of(EIGHT).counts(period=slip("2020-02-03"))
        assert 0 == book.as_of(EIGHT).counts(period=DAILY.read("2020-02-03")).owed

    def test_an_unknown_standing_is_told_from_the_known_ones(self) -> None:
        with pytest.raises(LookupError, match="'setled' is no standing; did you mean 'settled'"):
            list(OPEN.subjects("s", "setled"))

    def test_a_length_of_time_counts_from_the_opening(self) -> None:
        counted = Deadline(within="48h", anchor=OPENED)
        assert counted == Target(share="9/10", by="48h").by
        assert counted == attrs.evolve(LADDER, closes="48h").closes

    def test_one_text_is_one_member(self) -> None:
        assert ("h1",) == Subject(id="r1", kind="resident", unit="s", containers="h1").containers
        assert ("yes",) == Field("answered", str, PrivacyClass.INTERNAL, choices="yes").choices
        assert "resident" == RESIDENT.name
        assert ("door",) == Step("door", deadline="24h", moves=On("met", go="x", mark="door")).moves[0].mark

    def test_one_of_something_stands_for_several(self) -> None:
        step = Step("door", deadline="24h", moves=On("met", go="done"), channels=Channel("phone"))
        assert (On("met", go="done"),) == step.moves
        assert (Channel("phone"),) == step.channels

    @pytest.mark.parametrize(
        ("kind", "told"),
        [("door to door", "did you mean 'door'"), ("入户", "there are 'door'$"), ("敲门", "did you mean 'door'")],
    )
    def test_the_title_of_a_step_leads_to_its_name_and_an_end_to_nothing(self, kind: str, told: str) -> None:
        door, done = LADDER.parts
        titled = attrs.evolve(door, titles={"en": "door to door", "zh": "敲门"})
        visit = Fact(id="f1", kind=kind, subjects=("h1",), happened=EIGHT, known=EIGHT, outcome="met")
        with pytest.raises(Refused, match=told):
            campaign(tracks=attrs.evolve(LADDER, parts=(titled, done))).record(visit)
