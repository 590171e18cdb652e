"""
Lakeside: what the method does, in the words of the paper that it was published in.

Replace the ladder below with your own: steps in the order of the paper, with the outcomes that its form knows. What the
paper does not say is not invented: a deadline that it does not state is `NOT_STATED`, and a number that you had to read
into it is a parameter marked as a reading, with what you did not choose.
"""

from collections.abc import Iterable

from gridcare import Playbook, Workflow
from gridcare.hookspecs import hookimpl
from gridcare.people.teams import Seat, TeamRule
from gridcare.rules.notices import Grade, Source
from gridcare.rules.parameters import Parameter, param
from gridcare.timing.deadlines import NOT_STATED
from gridcare.work.effects import Leave, Notify
from gridcare.work.steps import On, OpenForVerification, Settled, Spent, Step

__all__ = ["PLAYBOOK", "gridcare_playbooks"]

WORKFLOW = Workflow(
    "lakeside",
    start="phone",
    teams=(TeamRule("pair", (Seat("building head"), Seat(("volunteer", "community worker")))),),
    parameters=(
        Parameter("tries", 2, unit="attempt", reading=True, alternatives=("one: the paper says 'by telephone'",)),
    ),
    parts=(
        Step(
            "phone",
            attempts=param("tries"),
            deadline="24h",
            titles=(("zh", "电话"), ("en", "telephone")),
            moves=(On("reached", go="done"), On("no answer", again=True), Spent(go="door")),
        ),
        Step(
            "door",
            team="pair",
            deadline=NOT_STATED,
            titles=(("zh", "上门"), ("en", "at the door")),
            moves=(
                On("met", go="done", do=Leave("leaflet")),
                On("vacant", go="vacant"),
                On("shut", go="unverified", do=Notify("police")),
            ),
        ),
        Settled("done", titles=(("zh", "已登记"), ("en", "registered"))),
        Settled("vacant", category="vacant", titles=(("zh", "空房"), ("en", "vacant dwelling"))),
        OpenForVerification("unverified", titles=(("zh", "待核实"), ("en", "to be verified"))),
    ),
)

PLAYBOOK = Playbook(
    name="lakeside",
    contract=1,
    titles={"zh": "Lakeside", "en": "Lakeside"},
    sources=(Source(body="the office that published it", title="what it is called", grade=Grade.SEEN),),
    zone="Asia/Shanghai",
    tracks=WORKFLOW,
    words={
        "reached": {"zh": "打通电话"},
        "no answer": {"zh": "无人接听"},
        "met": {"zh": "见到住户"},
        "vacant": {"zh": "无人居住"},
        "shut": {"zh": "敲不开门"},
        "leaflet": {"zh": "宣传单"},
        "police": {"zh": "公安"},
        "pair": {"zh": "楼长与志愿者", "en": "building head and volunteer"},
        "building head": {"zh": "楼长"},
        "volunteer": {"zh": "志愿者"},
        "community worker": {"zh": "社区工作者"},
        "param.tries": {"zh": "电话次数"},
        "one: the paper says 'by telephone'": {"zh": "一次（原文只说“电话联系”）"},
    },
)


@hookimpl
def gridcare_playbooks() -> Iterable[Playbook]:
    """Bring the method."""
    return (PLAYBOOK,)
