"""
What people are given: services and supplies on request, relief for special groups, support to other offices.

A request (代购代送) is a case that ends delivered or says why not. Relief (救助) is early in three ways: found,
stepped in, relieved; the last two have deadlines that count from the finding. A request for support (协助) from
health, police, industry or the command is tracked to its end, and whoever asked is told.
"""

from collections.abc import Sequence
from datetime import timedelta

from gridcare.plugins.casework.intake import since_opening
from gridcare.rules.parameters import Param, Parameter
from gridcare.timing.deadlines import NOT_STATED, NotStated
from gridcare.work.effects import Count, Notify, Open
from gridcare.work.steps import Excluded, On, OpenForVerification, Settled, Spent, Step
from gridcare.work.workflow import Workflow

__all__ = ["relief", "services", "support"]

Within = str | timedelta | Param | NotStated


def services(
    *,
    attempts: int | Param,
    accept_within: Within = NOT_STATED,
    deliver_within: Within = NOT_STATED,
    parameters: Sequence[Parameter] = (),
) -> Workflow:
    """
    Bring what a household asked for: shopping, delivery, rubbish taken out, medicine.

    Args:
        attempts: How many times delivery is tried.
        accept_within: By when the request is taken on, counted from when it was made.
        deliver_within: By when it is delivered, counted from when it was made.
        parameters: What the steps refer to by `gridcare.rules.parameters.param`, to be set by the locality.
    """
    return Workflow(
        "service",
        parameters=parameters,
        start="request",
        titles=(("zh", "上门服务"), ("en", "service on request")),
        parts=(
            Step(
                "request",
                deadline=since_opening(accept_within),
                titles=(("zh", "受理需求"), ("en", "take in the request")),
                moves=(
                    On("accepted", go="delivery"),
                    On("relief needed", go="passed on", do=Open("relief")),
                    On("withdrawn", go="withdrawn"),
                    On("not offered", go="not offered"),
                ),
            ),
            Step(
                "delivery",
                attempts=attempts,
                deadline=since_opening(deliver_within),
                titles=(("zh", "代购代送"), ("en", "delivery")),
                moves=(
                    On("delivered", go="delivered", do=Count("delivery")),
                    On("out of stock", again=True),
                    On("nobody there", again=True),
                    On("withdrawn", go="withdrawn"),
                    Spent(go="not delivered"),
                ),
            ),
            Settled("delivered", category="delivered", titles=(("zh", "已送达"), ("en", "delivered"))),
            Settled("passed on", category="passed on", titles=(("zh", "转救助"), ("en", "passed on to relief"))),
            Settled("not offered", category="not offered", titles=(("zh", "无此服务"), ("en", "not offered"))),
            Excluded("withdrawn", category="withdrawn", titles=(("zh", "本人撤回"), ("en", "withdrawn"))),
            OpenForVerification(
                "not delivered", category="not delivered", titles=(("zh", "未送达"), ("en", "not delivered"))
            ),
        ),
    )


def relief(
    *, step_in_within: Within = NOT_STATED, relieve_within: Within = NOT_STATED, parameters: Sequence[Parameter] = ()
) -> Workflow:
    """
    Find early, step in early, relieve early (早发现、早介入、早救助); the case opens with the finding.

    Args:
        step_in_within: By when somebody steps in, counted from the finding.
        relieve_within: By when relief is given, counted from the finding; a parameter counts from the stepping in.
        parameters: What the steps refer to by `gridcare.rules.parameters.param`, to be set by the locality.
    """
    return Workflow(
        "relief",
        parameters=parameters,
        start="step in",
        titles=(("zh", "特殊群体救助"), ("en", "relief for special groups")),
        parts=(
            Step(
                "step in",
                deadline=since_opening(step_in_within),
                titles=(("zh", "早介入"), ("en", "step in")),
                moves=(
                    On("in need", go="relieve"),
                    On("helped at once", go="relieved", do=Count("relief")),
                    On("no need", go="no need"),
                    On("other office", go="passed on", do=Notify("relief office")),
                ),
            ),
            Step(
                "relieve",
                deadline=since_opening(relieve_within),
                titles=(("zh", "早救助"), ("en", "relieve")),
                moves=(
                    On("relieved", go="relieved", do=Count("relief")),
                    On("declined", go="declined"),
                    On("other office", go="passed on", do=Notify("relief office")),
                ),
            ),
            Settled("relieved", category="relieved", titles=(("zh", "已救助"), ("en", "relieved"))),
            Settled("no need", category="no need", titles=(("zh", "无需救助"), ("en", "no need"))),
            Settled("declined", category="declined", titles=(("zh", "本人谢绝"), ("en", "declined"))),
            Settled("passed on", category="passed on", titles=(("zh", "转办"), ("en", "passed on"))),
        ),
    )


def support(
    *, answer_within: Within = NOT_STATED, done_within: Within = NOT_STATED, parameters: Sequence[Parameter] = ()
) -> Workflow:
    """
    Support another office on request: sampling points, vaccination, investigation, tracing, checks of key persons.

    Args:
        answer_within: By when the request is answered, counted from when it came.
        done_within: By when it is carried out, counted from when it came.
        parameters: What the steps refer to by `gridcare.rules.parameters.param`, to be set by the locality.
    """
    return Workflow(
        "support",
        parameters=parameters,
        start="answer",
        titles=(("zh", "协助配合"), ("en", "support on request")),
        parts=(
            Step(
                "answer",
                deadline=since_opening(answer_within),
                titles=(("zh", "接收任务"), ("en", "take on the task")),
                moves=(
                    On("accepted", go="carry out"),
                    On("not here", go="declined", do=Notify("requester")),
                    On("withdrawn", go="withdrawn"),
                ),
            ),
            Step(
                "carry out",
                deadline=since_opening(done_within),
                titles=(("zh", "落实任务"), ("en", "carry it out")),
                moves=(
                    On("done", go="done", do=Notify("requester")),
                    On("done in part", go="done in part", do=Notify("requester")),
                    On("withdrawn", go="withdrawn"),
                ),
            ),
            Settled("done", category="done", titles=(("zh", "已完成"), ("en", "done"))),
            Settled("declined", category="declined", titles=(("zh", "无法受理"), ("en", "declined"))),
            OpenForVerification(
                "done in part", category="done in part", titles=(("zh", "部分完成"), ("en", "done in part"))
            ),
            Excluded("withdrawn", category="withdrawn", titles=(("zh", "已撤回"), ("en", "withdrawn"))),
        ),
    )
