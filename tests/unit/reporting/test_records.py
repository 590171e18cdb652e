"""Ledgers of cases and episodes over a campaign of a built-in method, from the order to the end of an observation."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from gridcare import Hierarchy, Level, Unit
from gridcare.attributes import Attributes, Scalar
from gridcare.facts.fact import Fact
from gridcare.people.register import Register
from gridcare.people.subjects import Subject
from gridcare.plugins.three_three_four import THREE_THREE_FOUR
from gridcare.privacy import PrivacyClass
from gridcare.reporting.access import AccessLog, AccessRefused, AccessScope
from gridcare.reporting.ledgers import Ledger, LedgerColumn, LedgerForm, LedgerView
from gridcare.reporting.records import Records
from gridcare.rules.unknowns import Unknown
from gridcare.timing.periods import moment
from gridcare.work.campaign import Campaign
from gridcare.work.episodes import ENROLLED, EXIT

ZONE = THREE_THREE_FOUR.zone
OPENED = moment("2020-01-28 08:00", ZONE)
YUXI = Hierarchy(
    [Level("street"), Level("community", "street"), Level("building yard", "community")],
    [
        Unit("s", "Yuxi", "street"),
        Unit("c", "One", "community", "s"),
        Unit("y1", "Yard 1", "building yard", "c"),
        Unit("y2", "Yard 2", "building yard", "c"),
    ],
)
PEOPLE = (
    Subject(id="h1", kind="household", unit="y1", persons=1, identity=Attributes(address="3号楼501室")),
    Subject(
        id="r1",
        kind="resident",
        unit="y1",
        containers=("h1",),
        attributes=Attributes(stayed_in_epidemic_city=True),
        identity=Attributes(name="赵大", phone="13800138000"),
    ),
    Subject(
        id="r2",
        kind="resident",
        unit="y2",
        attributes=Attributes(back_from_travel=True),
        identity=Attributes(name="钱二"),
    ),
    Subject(id="v1", kind="venue", unit="y2", attributes=Attributes(type="bar")),
)


def hour(hours: float) -> datetime:
    return OPENED + timedelta(hours=hours)


def fact(subject: str, about: str, hours: float, /, outcome: str = "", track: str = "", **answers: Scalar) -> Fact:
    return Fact(
        id=f"{subject}/{about}/{hours}",
        kind=about,
        subjects=(subject,),
        happened=hour(hours),
        known=hour(hours),
        outcome=outcome,
        answers=Attributes(answers),
        track=track,
    )


TWO_DAYS_LATER = hour(48)


def street(*facts: Fact) -> Campaign:
    """A week of the street: r1 must be observed and is cared for, r2 is not found, a lead came, a bar stays open."""
    register = Register(YUXI, PEOPLE, THREE_THREE_FOUR.kinds)
    campaign = THREE_THREE_FOUR.campaign(YUXI, register, opened=OPENED)
    told = (
        fact("r1", "follow up", 2, "to be observed", "key people"),
        fact("r2", "follow up", 3, "not found", "key people"),
        fact("l1", "joined", 4, track="lead", kind="lead", unit="y2", feed="push 7"),
        fact("l1", "contact", 5, "messaged", "lead"),
        fact("l1", "contact", 6, "no answer", "lead"),
    )
    for each in told:
        campaign.record(each)
    (cared,) = campaign.subjects("s", track="observed household")
    care = (("liaison", "named"), ("commitment", "signed"), ("ask", "nothing needed"), ("ask", "something needed"))
    for hours, (step, outcome) in enumerate(care, 7):
        campaign.record(fact(cared, step, hours, outcome, "observed household"))
    for each in facts:
        campaign.record(each)
    return campaign


def records(campaign: Campaign, *beside: Fact, at: datetime = TWO_DAYS_LATER) -> Records:
    watched = THREE_THREE_FOUR.observations(YUXI).record(*beside)
    tracks = [track.name for track in campaign.tracks]
    return THREE_THREE_FOUR.records(
        campaign.register,
        [*campaign.journal.facts(), *watched.journal.facts()],
        at=at,
        episodes=watched.episodes(),
        cases=[campaign.case(each, track=track) for track in tracks for each in campaign.subjects("s", track=track)],
    )


def view(form: LedgerForm, drawn: Records, clearance: PrivacyClass = PrivacyClass.IDENTIFYING) -> LedgerView:
    scope = AccessScope(viewer="w7", unit="s", purposes="response", clearance=clearance, until=hour(1000))
    return Ledger(form, drawn).view(scope, at=drawn.at)


def cells(form: LedgerForm, drawn: Records) -> list[tuple[object, ...]]:
    return [line.cells for line in view(form, drawn).lines]


def cases(*columns: str, of: str) -> LedgerForm:
    return LedgerForm("drawn", lists="cases", of=of, columns=[LedgerColumn(each, each) for each in columns])


class TestCasesOfACampaign:
    def test_a_line_tells_where_its_case_stands(self) -> None:
        form = cases("case.track", "case.part", "case.standing", "case.attempts", of="key people")
        assert [
            ("key people", "observed", "settled", 0),
            ("key people", "not found", "open", 0),
        ] == cells(form, records(street()))

    def test_its_moments_are_those_of_the_campaign(self) -> None:
        form = cases("case.opened", "case.since", of="key people")
        assert [(OPENED, hour(2)), (OPENED, hour(3))] == cells(form, records(street()))

    def test_a_case_that_another_opened_is_about_the_same_person(self) -> None:
        form = cases("subject.name", "home.address", "case.opened", "place.name", of="observed household")
        assert [("赵大", "3号楼501室", hour(2), "Yard 1")] == cells(form, records(street()))

    def test_its_facts_are_those_of_the_case_and_not_of_whom_it_is_about(self) -> None:
        form = cases("count(true per ask)", "case.part", "count(true per contact)", of="observed household")
        assert [(2, "ask", 0)] == cells(form, records(street()))
        assert [(2, "contact")] == cells(cases("case.attempts", "case.part", of="lead"), records(street()))

    def test_of_a_lead_that_no_register_holds_what_came_with_it_is_read(self) -> None:
        form = cases("subject.id", "subject.feed", "subject.kind", "subject.unit", "count(true per contact)", of="lead")
        assert [("l1", "push 7", "lead", "y2", 2)] == cells(form, records(street()))
        ((name,),) = cells(cases("subject.name", of="lead"), records(street()))
        assert isinstance(name, Unknown)

    def test_without_tracks_named_all_cases_are_listed(self) -> None:
        drawn = records(street())
        everything = Ledger(cases("case.part", of="lead"), drawn).ids()
        assert ("lead/l1",) == everything
        form = LedgerForm("all", lists="cases", columns=[LedgerColumn("track", "case.track")])
        assert {"household screening", "key people", "observed household", "lead", "venue", "service"} == {
            track for (track,) in cells(form, drawn)
        }

    def test_standing_among_cases_and_where_one_stands_are_sensitive(self) -> None:
        """A case of key people or of an observed household is opened by what may harm whom others recognise."""
        form, drawn = cases("case.part", "case.standing", of="observed household"), records(street())
        ledger = Ledger(form, drawn)
        assert PrivacyClass.SENSITIVE is ledger.listing
        assert [PrivacyClass.SENSITIVE, PrivacyClass.INTERNAL] == [ledger.privacy(each.name) for each in form.columns]
        with pytest.raises(AccessRefused, match="who stands in it is sensitive"):
            view(form, drawn, PrivacyClass.PERSONAL)

    def test_the_log_of_a_look_names_whom_the_cases_are_about(self) -> None:
        drawn = records(street())
        looks = [view(cases("case.part", of=track), drawn).access for track in ("observed household", "lead")]
        assert [("r1",), ("l1",)] == [look.subjects for look in looks]
        assert (looks[0],) == AccessLog(looks).of("r1")

    def test_a_campaign_that_hears_more_draws_another_ledger(self) -> None:
        later = street(fact("l1", "contact", 12, "came back", "lead"))
        assert [("isolating", "settled")] == cells(cases("case.part", "case.standing", of="lead"), records(later))


class TestEpisodesOfObservation:
    FORM = LedgerForm(
        "observation",
        lists="episodes",
        of="home medical observation",
        columns=[
            LedgerColumn("name", "subject.name"),
            *(LedgerColumn(each, f"episode.{each}") for each in ("number", "start", "end", "active", "reason")),
            LedgerColumn("temperatures", "count(true per temperature)"),
        ],
    )

    def watched(self, *more: Fact) -> Iterable[Fact]:
        track = "home medical observation"
        return (
            fact("r1", ENROLLED, 3, unit="y1", track=track),
            fact("r1", "exposure", 1, track=track),
            fact("r1", "temperature", 24, celsius=36),
            fact("r1", "temperature", 36, celsius=37),
            *more,
        )

    def test_it_tells_who_is_observed_and_how_often_was_measured(self) -> None:
        ((name, number, start, end, active, reason, measured),) = cells(self.FORM, records(street(), *self.watched()))
        assert ("赵大", 1, hour(3), True, 2) == (name, number, start, active, measured)
        assert isinstance(end, Unknown)
        assert isinstance(reason, Unknown)

    def test_whoever_was_transferred_stands_there_with_end_and_reason(self) -> None:
        moved = self.watched(fact("r1", EXIT, 40, "transferred"))
        ((_, _, _, end, active, reason, _),) = cells(self.FORM, records(street(), *moved))
        assert (hour(40), False, "transferred") == (end, active, reason)

    def test_of_somebody_who_is_not_registered_the_facts_are_read(self) -> None:
        unheard = [fact("r9", ENROLLED, 3, unit="y2", track="home medical observation")]
        unheard += [fact("r9", "temperature", 24, celsius=36)]
        watched = THREE_THREE_FOUR.observations(YUXI).record(*unheard)
        register = Register(YUXI, PEOPLE, THREE_THREE_FOUR.kinds)
        drawn = THREE_THREE_FOUR.records(register, unheard, at=hour(48), episodes=watched.episodes())
        ((name, *_, measured),) = cells(self.FORM, drawn)
        assert isinstance(name, Unknown)
        assert 1 == measured
        assert ("r9",) == view(self.FORM, drawn).access.subjects
