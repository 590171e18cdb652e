"""
What comes in from outside: leads from other offices, and what people report by hotline, complaint or tip.

A *lead* (线索) is a record that somebody should be looked for: the street receives it, tries to reach the person by
message, telephone or at the door, and every lead ends in exactly one outcome, so that the outcomes add up to the
leads received. A *tip* (举报投诉、热线) is checked, and whoever reported is told the result by a deadline; who that
was is known to the register only, never to a fact. Both come from nowhere: a ``joined`` fact opens them, and their own
clock starts when they arrive.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import attrs

from gridcare.people.subjects import Field, SubjectKind
from gridcare.privacy import PrivacyClass
from gridcare.rules.parameters import Param, Parameter
from gridcare.timing.deadlines import NOT_STATED, OPENED, Deadline, NotStated, punctuality
from gridcare.work.campaign import Campaign
from gridcare.work.effects import Count, Leave, Notify, Open
from gridcare.work.steps import (
    Channel,
    Excluded,
    IfUnknown,
    On,
    OpenForVerification,
    Settled,
    Spent,
    Standing,
    Step,
    marked,
)
from gridcare.work.workflow import Workflow

__all__ = ["LEAD", "TIP", "Received", "Reply", "ReplyState", "leads", "received", "replies", "since_opening", "tips"]

LEAD: Final = SubjectKind(
    "lead",
    (
        Field("name", str, PrivacyClass.IDENTIFYING, mask="name", titles=(("zh", "姓名"),)),
        Field("phone", str, PrivacyClass.IDENTIFYING, mask="phone", titles=(("zh", "电话"),)),
        Field("feed", str, PrivacyClass.INTERNAL, titles=(("zh", "来源批次"),)),
    ),
    titles=(("zh", "线索"), ("en", "lead")),
)
"""A record passed down that somebody should be looked for."""

TIP: Final = SubjectKind(
    "tip",
    (
        Field("reporter", str, PrivacyClass.IDENTIFYING, mask="name", titles=(("zh", "举报人"),)),
        Field("reporter_phone", str, PrivacyClass.IDENTIFYING, mask="phone", titles=(("zh", "举报人电话"),)),
        Field("anonymous", bool, PrivacyClass.INTERNAL, titles=(("zh", "匿名"),)),
        Field("came_by", str, PrivacyClass.INTERNAL, choices=("hotline", "complaint", "tip", "visit")),
    ),
    titles=(("zh", "举报投诉"), ("en", "tip")),
)
"""Something that somebody reported; who it was is part of its identity, which no condition reads and no fact holds."""


def since_opening(within: str | timedelta | Deadline | Param | NotStated) -> Deadline | Param | NotStated:
    """
    Count a length of time from the opening of the case, however long its steps took.

    A parameter is left as it is: its length counts from when the case entered the step.
    """
    return Deadline(within=within, anchor=OPENED) if isinstance(within, str | timedelta) else within


def leads(
    *,
    contacts: int | Param,
    contact_within: str | timedelta | Param | NotStated = NOT_STATED,
    closes_within: str | timedelta | NotStated = NOT_STATED,
    parameters: Sequence[Parameter] = (),
) -> Workflow:
    """
    Follow up leads, each to exactly one outcome.

    Args:
        contacts: How many times one tries to reach somebody.
        contact_within: By when somebody was to be reached, counted from the lead's arrival.
        closes_within: By when the lead is to be closed, counted from its own arrival.
        parameters: What the steps refer to by `gridcare.rules.parameters.param`, to be set by the locality.
    """
    return Workflow(
        "lead",
        parameters=parameters,
        start="contact",
        closes=None if isinstance(closes_within, NotStated) else Deadline(within=closes_within, anchor=OPENED),
        titles=(("zh", "线索核查"), ("en", "following up a lead")),
        parts=(
            Step(
                "contact",
                attempts=contacts,
                deadline=since_opening(contact_within),
                channels=(Channel("message"), Channel("phone"), Channel("visit")),
                titles=(("zh", "联系本人"), ("en", "reach the person")),
                moves=(
                    On("messaged", again=True, do=Count("message")),
                    On("no answer", again=True),
                    On(
                        "came back",
                        go="isolating",
                        do=(Leave("isolation notice"), Count("publicity"), Open("observation")),
                    ),
                    On("observed already", go="observed already", do=Count("publicity")),
                    On("not concerned", go="not concerned", do=Count("publicity")),
                    On("elsewhere", go="elsewhere", do=Open("transfer slip")),
                    On("wrong record", go="wrong record"),
                    Spent(go="not traced"),
                ),
            ),
            Settled("isolating", category="isolating", titles=(("zh", "已落实隔离"), ("en", "in isolation"))),
            Settled(
                "observed already", category="observed already", titles=(("zh", "已在管控"), ("en", "observed already"))
            ),
            Settled("not concerned", category="not concerned", titles=(("zh", "无需管控"), ("en", "not concerned"))),
            Settled(
                "elsewhere", category="elsewhere", titles=(("zh", "不在辖区，已移交"), ("en", "elsewhere, handed over"))
            ),
            Excluded("wrong record", category="wrong record", titles=(("zh", "信息有误"), ("en", "wrong record"))),
            OpenForVerification(
                "not traced",
                category="not traced",
                titles=(("zh", "未联系上，待核实"), ("en", "not traced, to be verified")),
            ),
        ),
    )


@attrs.frozen(kw_only=True)
class Received:
    """
    What became of the cases that a unit received.

    Attributes:
        received: How many came in.
        outcomes: How many ended in each final, in the workflow's order, also those with none.
        under_way: How many have no outcome yet.
    """

    received: int
    outcomes: tuple[tuple[str, int], ...]
    under_way: int


def received(campaign: Campaign, unit: str, *, track: str) -> Received:
    """Part the cases that a unit received by their outcome; the parts add up to what it received."""
    workflow = next(each.workflow for each in campaign.tracks if each.name == track)
    finals = dict.fromkeys((part.name for part in workflow.parts if part.name not in _going(workflow)), 0)
    going = total = 0
    for subject in campaign.subjects(unit, track=track):
        state = campaign.state(subject, track=track)
        total += 1
        if state.standing in (Standing.NOT_STARTED, Standing.IN_PROGRESS):
            going += 1
        else:
            finals[state.part] = finals.get(state.part, 0) + 1
    return Received(received=total, outcomes=tuple(finals.items()), under_way=going)


def _going(workflow: Workflow) -> frozenset[str]:
    going = (Standing.NOT_STARTED, Standing.IN_PROGRESS)
    return frozenset(state.part for state in workflow.table.states if state.standing in going)


def tips(
    *,
    reply_within: str | timedelta | NotStated,
    check_within: str | timedelta | Param | NotStated = NOT_STATED,
    parameters: Sequence[Parameter] = (),
) -> Workflow:
    """
    Take in what is reported, check it, and tell whoever reported what came of it.

    Who reported anonymously (``anonymous``) is owed no answer; where nothing is said of it, one is owed.

    Args:
        reply_within: By when the answer is owed, counted from when the tip was received.
        check_within: By when it is to be checked, counted from when it was assigned.
        parameters: What the steps refer to by `gridcare.rules.parameters.param`, to be set by the locality.
    """
    checked = ("confirmed", "unfounded", "cannot be told")
    return Workflow(
        "tip",
        parameters=parameters,
        start="intake",
        titles=(("zh", "举报投诉办理"), ("en", "following a tip")),
        parts=(
            Step(
                "intake",
                deadline=since_opening(reply_within),
                titles=(("zh", "受理"), ("en", "take in the report")),
                moves=(
                    On("assigned", go="check"),
                    On("answered at once", go="answered", do=Notify("reporter")),
                    On("reported before", go="reported before"),
                    On("not ours", go="passed on", do=Open("transfer slip")),
                ),
            ),
            Step(
                "check",
                deadline=check_within,
                titles=(("zh", "核查"), ("en", "check the report")),
                moves=tuple(move for outcome in checked for move in _checked(outcome)),
            ),
            Step(
                "reply",
                deadline=since_opening(reply_within),
                titles=(("zh", "反馈"), ("en", "tell whoever reported")),
                moves=(
                    On("told", go="confirmed", when=marked("confirmed"), do=Notify("reporter")),
                    On("told", go="unfounded", when=marked("unfounded"), do=Notify("reporter")),
                    On("told", go="undecided", do=Notify("reporter")),
                    On("not reachable", go="confirmed", when=marked("confirmed")),
                    On("not reachable", go="unfounded", when=marked("unfounded")),
                    On("not reachable", go="undecided"),
                ),
            ),
            Settled("answered", category="answered", titles=(("zh", "当场答复"), ("en", "answered"))),
            Settled("confirmed", category="confirmed", titles=(("zh", "属实"), ("en", "confirmed"))),
            Settled("unfounded", category="unfounded", titles=(("zh", "不属实"), ("en", "unfounded"))),
            OpenForVerification("undecided", category="undecided", titles=(("zh", "无法查清"), ("en", "undecided"))),
            Excluded(
                "reported before", category="reported before", titles=(("zh", "重复举报"), ("en", "reported before"))
            ),
            Settled("passed on", category="passed on", titles=(("zh", "转办"), ("en", "passed on"))),
        ),
    )


def _checked(outcome: str) -> Iterator[On]:
    """A tip that was checked is answered, unless nobody is known who could be told."""
    mark = {"confirmed": "confirmed", "unfounded": "unfounded"}.get(outcome, "")
    opened = (Open("inspection"),) if outcome == "confirmed" else ()
    owed = "not subject.anonymous"
    yield On(outcome, go="reply", when=owed, if_unknown=IfUnknown.TAKE, mark=mark, do=opened)
    yield On(outcome, go=mark or "undecided", mark=mark, do=opened)


class ReplyState(StrEnum):
    """Where the answer to a tip stands; exactly one of these holds."""

    PENDING = "pending"
    """Owed, and its deadline has not come or was not stated."""
    OVERDUE = "overdue"
    """Owed, and its deadline has come."""
    ON_TIME = "on time"
    """Told before the deadline."""
    LATE = "late"
    """Told at the deadline or after it."""
    DONE = "done"
    """Told, and no deadline was stated."""
    NOT_REACHABLE = "not reachable"
    """Whoever reported could not be reached."""
    NOT_OWED = "not owed"
    """Reported anonymously or before, or passed on."""


@attrs.frozen(kw_only=True)
class Reply:
    """
    Where the answer to a tip stands.

    Attributes:
        tip: The tip.
        deadline: By when it is owed, or `NOT_STATED`.
        told: When whoever reported was told; none when not.
        state: Its state.
    """

    tip: str
    deadline: datetime | NotStated
    told: datetime | None
    state: ReplyState


def replies(campaign: Campaign, unit: str, *, track: str) -> Iterator[Reply]:
    """Tell of each tip that a unit received where its answer stands, by the campaign's clock."""
    for tip in campaign.subjects(unit, track=track):
        case = campaign.case(tip, track=track)
        reply = case.workflow["reply"]
        given = reply.deadline if isinstance(reply, Step) else NOT_STATED
        deadline = given.moment(case.opened, campaign.zone) if isinstance(given, Deadline) else NOT_STATED
        told = next((each.moment for each in case.effects if each.what == "reporter"), None)
        ended = case.standing not in (Standing.NOT_STARTED, Standing.IN_PROGRESS)
        if ended and told is None:
            reached_for = any(stay.part == "reply" for stay in case.passages)
            state = ReplyState.NOT_REACHABLE if reached_for else ReplyState.NOT_OWED
        else:
            seen = campaign.now if told is None else max(campaign.now, told)
            state = ReplyState(punctuality(deadline, told, seen).value)
        yield Reply(tip=tip, deadline=deadline, told=told, state=state)
