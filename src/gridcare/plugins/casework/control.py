"""
What is looked after from outside: venues that must stay closed, findings to be put right, emergencies.

A *venue* (场所) that was closed is visited again and again up to a bound; one found open is shut by force, and the
visits begin anew, again up to a bound. A *finding* of an inspection (督导) is solved on the spot or put right by its
owner by a deadline and looked at again; `follow_ups` says where each stands, and what is found at one place more than
once is listed by `repeats`. An *emergency* (应急处突) names whom to tell by its trigger and ends when it is over and
the residents know.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import attrs

from gridcare.people.teams import TeamRule
from gridcare.plugins.casework.intake import since_opening
from gridcare.privacy import PrivacyClass, classified
from gridcare.rules.expressions import literal, name
from gridcare.rules.parameters import Param, Parameter
from gridcare.rules.scopes import Given
from gridcare.timing.deadlines import NOT_STATED, NotStated
from gridcare.work.campaign import Campaign
from gridcare.work.effects import Leave, Notify, Open
from gridcare.work.stages import Stage
from gridcare.work.steps import Excluded, On, OpenForVerification, Settled, Spent, Standing, Step
from gridcare.work.workflow import Workflow

__all__ = ["FollowUp", "Repeat", "emergencies", "follow_ups", "inspections", "repeats", "venues"]

Within = str | timedelta | Param | NotStated

_VENUE_ENDS: Final = (
    Settled("stays closed", category="closed", titles=(("zh", "已关停"), ("en", "stays closed"))),
    Settled("permitted to open", category="permitted", titles=(("zh", "准予营业"), ("en", "permitted to open"))),
    Settled("handed over", category="handed over", titles=(("zh", "移交公安"), ("en", "handed over to the police"))),
    Excluded("need not close", category="need not close", titles=(("zh", "不在关停之列"), ("en", "need not close"))),
)
_FINDING_ENDS: Final = (
    Settled(
        "solved on the spot",
        category="solved on the spot",
        titles=(("zh", "当场解决"), ("en", "solved on the spot")),
    ),
    Settled("put right", category="put right", titles=(("zh", "已整改"), ("en", "put right"))),
    OpenForVerification(
        "taken up higher", category="taken up higher", titles=(("zh", "上报督办"), ("en", "taken up higher"))
    ),
    Excluded("unfounded", category="unfounded", titles=(("zh", "不属实"), ("en", "unfounded"))),
)


def venues(
    *,
    visit_every: str | timedelta | Param,
    visits: int | Param,
    handlings: int,
    close_within: Within = NOT_STATED,
    handle_within: Within = NOT_STATED,
    parameters: Sequence[Parameter] = (),
) -> Workflow:
    """
    Close a venue and see that it stays closed.

    Args:
        visit_every: How often a closed venue is visited again.
        visits: After how many visits in a row that find it closed it counts as staying closed.
        handlings: After how many rounds of visits in which it was found open it is handed over.
        close_within: By when the order to close is delivered.
        handle_within: By when one found open is shut by force.
        parameters: What the steps refer to by `gridcare.rules.parameters.param`, to be set by the locality.
    """
    return Workflow(
        "venue",
        parameters=parameters,
        start="order",
        titles=(("zh", "场所管控"), ("en", "venue supervision")),
        parts=(
            Step(
                "order",
                deadline=since_opening(close_within),
                titles=(("zh", "下达关停"), ("en", "order to close")),
                moves=(
                    On("closed", go="watch", do=Leave("closure notice")),
                    On("still open", go="forced handling", do=Leave("closure notice")),
                    On("need not close", go="need not close"),
                ),
            ),
            Step(
                "forced handling",
                deadline=handle_within,
                titles=(("zh", "强制处理"), ("en", "shut by force")),
                moves=(On("shut", go="watch"),),
            ),
            _watched(_revisits(visit_every, visits, handle_within, parameters), handlings),
            *_VENUE_ENDS,
        ),
    )


def _revisits(
    every: str | timedelta | Param, visits: int | Param, handle_within: Within, parameters: Sequence[Parameter]
) -> Workflow:
    """Visit a closed venue until it stays closed, and shut it again when it is found open."""
    return Workflow(
        "watch",
        parameters=parameters,
        start="visit",
        parts=(
            Step(
                "visit",
                every=every,
                attempts=visits,
                titles=(("zh", "复查"), ("en", "visit again")),
                moves=(
                    On("closed", again=True),
                    On("open", go="forced handling"),
                    On("permitted to open", go="permitted"),
                    Spent(go="stayed closed"),
                ),
            ),
            Step(
                "forced handling",
                deadline=handle_within,
                titles=(("zh", "再次强制处理"), ("en", "shut by force again")),
                moves=(On("shut", go="shut again"),),
            ),
            Settled("permitted"),
            Settled("stayed closed"),
            Settled("shut again"),
        ),
    )


def _watched(revisits: Workflow, handlings: int) -> Stage:
    """Begin the visits anew after each forced handling; hand the venue over after the last."""
    over = Notify("police")
    last = (On("shut again", again=True), Spent(go="handed over", do=over))
    return Stage(
        "watch",
        revisits,
        times=handlings,
        moves=(
            On("stayed closed", go="stays closed"),
            On("permitted", go="permitted to open"),
            *(last if handlings > 1 else (On("shut again", go="handed over", do=over),)),
        ),
    )


def inspections(
    *,
    rounds: int,
    assign_within: Within = NOT_STATED,
    put_right_within: Within = NOT_STATED,
    check_within: Within = NOT_STATED,
    parameters: Sequence[Parameter] = (),
) -> Workflow:
    """
    See a finding of an inspection to its end; a finding is a case of its own, opened with its place and item.

    Who gives it to somebody answers whose it is as ``owner``, an opaque id; `follow_ups` reads it.

    Args:
        rounds: How many times it may be put right and looked at before it is taken up higher.
        assign_within: By when it is solved on the spot or given an owner, counted from the finding.
        put_right_within: By when the owner puts it right, counted from when it was given to him.
        check_within: By when it is looked at again.
        parameters: What the steps refer to by `gridcare.rules.parameters.param`, to be set by the locality.
    """
    return Workflow(
        "inspection",
        parameters=parameters,
        start="finding",
        titles=(("zh", "督导整改"), ("en", "finding of an inspection")),
        parts=(
            Step(
                "finding",
                deadline=since_opening(assign_within),
                titles=(("zh", "发现问题"), ("en", "take in the finding")),
                moves=(
                    On("solved on the spot", go="solved on the spot"),
                    On("to be put right", go="rectification", do=Notify("owner")),
                    On("referred", go="rectification", do=Notify("office in charge")),
                    On("unfounded", go="unfounded"),
                ),
            ),
            _put_right(_rectification(put_right_within, check_within, parameters), rounds),
            *_FINDING_ENDS,
        ),
    )


def _rectification(put_right_within: Within, check_within: Within, parameters: Sequence[Parameter]) -> Workflow:
    """Put a finding right and look again."""
    return Workflow(
        "rectification",
        parameters=parameters,
        start="put right",
        parts=(
            Step(
                "put right",
                deadline=put_right_within,
                titles=(("zh", "整改"), ("en", "put right by its owner")),
                moves=(On("done", go="check"),),
            ),
            Step(
                "check",
                deadline=check_within,
                titles=(("zh", "复查"), ("en", "look again")),
                moves=(On("in order", go="in order"), On("not in order", go="not in order")),
            ),
            Settled("in order"),
            Settled("not in order"),
        ),
    )


def _put_right(rectification: Workflow, rounds: int) -> Stage:
    """Have a finding put right in so many rounds; take it up higher after the last."""
    higher = (Notify("next level"), Open("emergency", when="fact.hazard"))
    last = (On("not in order", again=True), Spent(go="taken up higher", do=higher))
    return Stage(
        "rectification",
        rectification,
        times=rounds,
        moves=(
            On("in order", go="put right"),
            *(last if rounds > 1 else (On("not in order", go="taken up higher", do=higher),)),
        ),
    )


@attrs.frozen(kw_only=True)
class FollowUp:
    """
    Where a finding of an inspection stands.

    Attributes:
        finding: The finding.
        owner: The opaque id of whoever has to put it right; empty where nobody was named.
        deadline: By when what comes next is owed; none when nothing is, or no time is stated.
        is_overdue: Whether that moment has come.
        checks: How many times it was looked at again.
        closed_as: What it ended as (``put right``, ``solved on the spot`` ...); empty while it is open.
    """

    finding: str
    owner: str
    deadline: datetime | None
    is_overdue: bool
    checks: int
    closed_as: str


def follow_ups(campaign: Campaign, unit: str, *, track: str) -> Iterator[FollowUp]:
    """
    Tell of each finding whose it is, what is owed until when and what it came to, by the campaign's clock.

    Args:
        campaign: The campaign.
        unit: The unit that is looked at with everything inside it.
        track: The track of the findings, a workflow made by `inspections`.
    """
    deadlines = {due.subject: due.deadline for due in campaign.due(unit, track=track)}
    late = {each.who for each in campaign.overdue(unit, track=track)}
    for finding in campaign.subjects(unit, track=track):
        case = campaign.case(finding, track=track)
        owners = [fact.answers.get("owner") for fact in case.facts if fact.kind == "finding"]
        yield FollowUp(
            finding=finding,
            owner=next((owner for owner in reversed(owners) if isinstance(owner, str)), ""),
            deadline=deadlines.get(finding),
            is_overdue=finding in late,
            checks=sum(stay.part == "rectification/check" for stay in case.passages),
            closed_as="" if case.standing in (Standing.NOT_STARTED, Standing.IN_PROGRESS) else case.state.part,
        )


@attrs.frozen(kw_only=True)
class Repeat:
    """
    Something found more than once; its ``repr`` does not say what.

    Attributes:
        what: What the findings have in common, in the order in which it was asked for.
        findings: The findings and when each came up, the first one first.
    """

    what: tuple[Given, ...] = classified(PrivacyClass.SENSITIVE)
    findings: tuple[tuple[str, datetime], ...]


def repeats(campaign: Campaign, unit: str, *, track: str, by: Sequence[str]) -> Iterator[Repeat]:
    """
    List what was found more than once, such as the same item at the same place.

    Args:
        campaign: The campaign.
        unit: The unit that is looked at with everything inside it.
        track: The track of the findings.
        by: What findings must have in common; one of which any of it is unknown repeats nothing.
    """
    found: dict[tuple[Given, ...], list[tuple[datetime, str]]] = {}
    for finding in campaign.subjects(unit, track=track):
        told = campaign.attributes(finding)
        what = tuple(told.get(each) for each in by)
        if None not in what:
            found.setdefault(what, []).append((campaign.case(finding, track=track).opened, finding))
    for what, findings in sorted(found.items(), key=lambda each: min(each[1])):
        if len(findings) > 1:
            yield Repeat(what=what, findings=tuple((finding, moment) for moment, finding in sorted(findings)))


def emergencies(
    *,
    tell: Mapping[str, Sequence[str]],
    respond_within: Within = NOT_STATED,
    team: TeamRule | None = None,
    parameters: Sequence[Parameter] = (),
) -> Workflow:
    """
    Answer an emergency: act, tell those concerned, inform the residents, close.

    Args:
        tell: Whom to tell by trigger; an emergency is opened with its ``trigger``.
        respond_within: By when somebody acts, counted from the trigger.
        team: Who responds; anybody may when left out.
        parameters: What the steps refer to by `gridcare.rules.parameters.param`, to be set by the locality.
    """
    trigger = name("subject.trigger")
    told = tuple(
        Notify(whom, when=trigger.is_(literal(each))) for each, everybody in tell.items() for whom in everybody
    )
    return Workflow(
        "emergency",
        parameters=parameters,
        teams=() if team is None else (team,),
        start="respond",
        titles=(("zh", "应急处置"), ("en", "emergency")),
        parts=(
            Step(
                "respond",
                team="" if team is None else team.name,
                deadline=since_opening(respond_within),
                titles=(("zh", "立即处置"), ("en", "respond at once")),
                moves=(On("acted", go="inform", do=told), On("false alarm", go="false alarm")),
            ),
            Step(
                "inform",
                deadline=NOT_STATED,
                titles=(("zh", "告知居民"), ("en", "inform the residents")),
                moves=(On("informed", go="close"), On("nobody concerned", go="close")),
            ),
            Step(
                "close",
                deadline=NOT_STATED,
                titles=(("zh", "结束应急"), ("en", "end the emergency")),
                moves=(On("over", go="over"), On("handed over", go="handed over")),
            ),
            Settled("over", category="over", titles=(("zh", "已平息"), ("en", "over"))),
            Settled("handed over", category="handed over", titles=(("zh", "移交"), ("en", "handed over"))),
            Excluded("false alarm", category="false alarm", titles=(("zh", "误报"), ("en", "false alarm"))),
        ),
    )
