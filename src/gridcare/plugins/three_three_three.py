"""
The three-three-three method of Ningbo ("三三三"社区疫情防控工作法), Zhejiang, as published on 4 February 2020.

Teams of three in every community and village; three screenings that run side by side: key people one by one,
everybody by the channel that suits the compound, and within 48 hours a clearing after which nobody who came from an
epidemic area is outstanding; three gates: of the compound, of the stairwell, of the own door. The article gives 48
hours, two disinfections a day, one open entrance and a roster of 24 hours; it does not say from when the 48 hours run
nor how many teams a community has. What had to be read into it stands in `READINGS`, and with it what was not chosen.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

import attrs

from gridcare.hookspecs import hookimpl
from gridcare.people.duties import Duties, DutyRule, Hours
from gridcare.people.subjects import HOUSEHOLD, RESIDENT, SITE, Field, SubjectKind
from gridcare.people.teams import Member, Seat, Team, TeamRule, TeamShortage, shortages
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.tally import Tally
from gridcare.places.thresholds import Falls, GradedPlaces, Threshold, grade_places
from gridcare.places.units import Level
from gridcare.playbook import Playbook
from gridcare.plugins.casework.clearing import Clearing, cleared
from gridcare.plugins.casework.intake import LEAD, leads
from gridcare.plugins.casework.ledgers import after_response
from gridcare.plugins.three_three_three_ledgers import ledgers
from gridcare.plugins.three_three_three_words import THREE_THREE_THREE_WORDS
from gridcare.privacy import PrivacyClass
from gridcare.reporting.figures import Figure, Figures
from gridcare.reporting.forms import Form, ZeroNeeds
from gridcare.reporting.indicators import Item
from gridcare.rules.grammar import expression
from gridcare.rules.notices import Grade, Source
from gridcare.rules.parameters import Parameter, Parameters, param
from gridcare.timing.deadlines import NOT_STATED, OPENED, Deadline
from gridcare.timing.slots import Daily
from gridcare.work.alerts import Alert, alerts
from gridcare.work.campaign import Campaign
from gridcare.work.cases import Case
from gridcare.work.effects import Count, Leave, Notify, Open
from gridcare.work.gatelog import PASSAGE
from gridcare.work.gates import DefenceLine, Manned
from gridcare.work.passages import GatePolicy, PassRule
from gridcare.work.routing import Route
from gridcare.work.rows import Track
from gridcare.work.steps import (
    Channel,
    Excluded,
    IfUnknown,
    On,
    OpenForVerification,
    Settled,
    Spent,
    Step,
)
from gridcare.work.upkeep import Drive, Upkeep
from gridcare.work.workflow import Workflow

__all__ = [
    "COMPOUND_GATE",
    "DAILY_FORM",
    "DISINFECTION",
    "FIGURES",
    "GATE_DUTIES",
    "HATS",
    "KEY_PEOPLE",
    "LEVELS_OF_COMPLETION",
    "LINES",
    "PARTNERS",
    "POOL",
    "READINGS",
    "SCREENING",
    "STAIRWELL_DOOR",
    "THREE_THREE_THREE",
    "TRIO",
    "VILLAGE_TRIO",
    "clear",
    "draw_trios",
    "earlies",
    "gridcare_playbooks",
    "posting",
    "uncovered",
    "warnings",
]

# Sources, dates and numbers

PUBLISHED_ON = date(2020, 2, 4)
SOURCE = Source(
    body="宁波市民政局 (Ningbo civil affairs bureau)",
    title="“三三三”社区疫情防控工作法",
    date=PUBLISHED_ON,
    grade=Grade.SEEN,
)
FEVER = Source(title="prevention and control plan, cut-off of an axillary temperature", grade=Grade.SEEN)

ZONE = "Asia/Shanghai"
LEVELS = (
    Level("city"),
    Level("district", "city"),
    Level("street", ("city", "district")),
    Level("community", ("city", "district", "street")),
    Level("village", ("city", "district", "street")),
    Level("grid", ("community", "village")),
    Level("compound", ("community", "village", "grid")),
    Level("stairwell", ("community", "village", "grid", "compound")),
)
WITHIN = "48h"
DISINFECTIONS_A_DAY = 2
ALL_DAY = Hours("00:00", "24:00")


def _reading(name: str, value: str | bool | int, unit: str, *alternatives: str) -> Parameter:
    return Parameter(name, value, unit=unit, reading=True, alternatives=alternatives)


READINGS = Parameters(
    (
        _reading("min_teams_per_unit", 1, "team", "so many teams as a large community needs: the text gives no number"),
        _reading("unknown_compound", "old", "", "new: online only until somebody finds out"),
        _reading("screening_attempts", 3, "attempt", "one: the text says to screen to the bottom"),
        _reading("lead_contacts", 3, "attempt", "one: the text says that no clue is let go"),
        _reading("posted_within", "48h", "duration", "no time: the text says that knowledge is posted"),
        _reading("warning_from", 1, "person", "more: the text speaks of a warning and names no number"),
        Parameter("fever_from", Decimal("37.3"), unit="degree Celsius", sources=(FEVER,)),
    )
)
"""
What had to be read into the article, each with what was not chosen, and the national number it leaves unsaid.

A playbook carries them as its settings; the functions of this module take them, or a playbook's `parameters`.
"""

# Teams of three (三人小组), drawn from a pool of six sources

HATS = ("information officer", "liaison officer", "publicist", "fighter")
"""The four hats of a trio (信息员、联络员、宣传员、战斗员)."""

POOL = ("government cadre", "community worker", "property firm", "police officer", "grid worker", "volunteer")
"""The six sources of the commando team (防疫突击队); in a village its cadres stand for the community's workers."""

_LAST_SEAT = Seat(("government cadre", "volunteer"))
_DUTIES = ("visit", "screen", "publicise", "serve")
TRIO = TeamRule("trio", (Seat("community worker"), Seat("health professional"), _LAST_SEAT), duties=_DUTIES, hats=HATS)
VILLAGE_TRIO = TeamRule(
    "village trio", (Seat("village cadre"), Seat("health professional"), _LAST_SEAT), duties=_DUTIES, hats=HATS
)
SELF_GOVERNANCE = TeamRule(
    "self-governance", (Seat(("grid worker", "wall-gate leader", "volunteer"), at_least=True, name="resident force"),)
)
"""Who screens every household: the forces that live there (居民自治力量)."""
PARTNERS = TeamRule(
    "partners", (Seat(("community worker", "village cadre")), Seat("police officer"), Seat("health professional"))
)
"""Who screens key people together: community, public security and health (社区、公安、卫健联动)."""


def _trio_of(level: str) -> TeamRule:
    return VILLAGE_TRIO if level == "village" else TRIO


def uncovered(
    hierarchy: Hierarchy, teams: Iterable[Team], *, day: date | None = None, readings: Parameters = READINGS
) -> tuple[TeamShortage, ...]:
    """
    List the communities and villages without a valid team of three, each with what is wrong with its teams.

    Args:
        hierarchy: The units.
        teams: All teams.
        day: The day to look at; needed once members have come or gone.
        readings: `READINGS`, or the parameters of a playbook.
    """
    given, wanted = tuple(teams), readings["min_teams_per_unit"]
    return tuple(
        shortage
        for level in ("community", "village")
        for shortage in shortages(
            hierarchy.at_level(level), given, _trio_of(level), day=day, wanted=wanted if isinstance(wanted, int) else 1
        )
    )


def draw_trios(hierarchy: Hierarchy, pool: Iterable[Member], units: Iterable[str]) -> tuple[Team, ...]:
    """
    Draw a team of three for each unit from the pool, everybody at most once.

    A seat for which nobody is left stays empty; `uncovered` names it.

    Args:
        hierarchy: The units.
        pool: Everybody who may be drawn, those of the health partner among them; whoever has fewer roles goes first.
        units: The communities and villages, the more urgent first.
    """
    by_role: dict[str, list[Member]] = defaultdict(list)
    for member in sorted(pool, key=lambda each: (len(each.roles), each.id), reverse=True):
        for role in member.roles:
            by_role[role].append(member)
    taken: set[str] = set()
    teams = []
    for unit in units:
        rule, members = _trio_of(hierarchy[unit].level), []
        for place in rule.seats:
            found = next((each for role in place.any_of if (each := _next(by_role[role], taken))), None)
            if found is not None:
                taken.add(found.id)
                members.append(found)
        teams.append(Team(id=f"trio {unit}", rule=rule, members=tuple(members), unit=unit))
    return tuple(teams)


def _next(waiting: list[Member], taken: set[str]) -> Member | None:
    while waiting and waiting[-1].id in taken:
        waiting.pop()
    return waiting[-1] if waiting else None


# Who is concerned

FAMILY = SubjectKind("family", containers=("household",), titles=(("zh", "家庭"), ("en", "family")))
"""A family (家); a household (户) may hold several, and each has its persons (人)."""

MIGRANT = ("back in the epidemic area", "stayed")
PERSON = attrs.evolve(
    RESIDENT.with_fields(
        Field("returned_from_epidemic_area", bool, PrivacyClass.PERSONAL, titles=(("zh", "疫区返回"),)),
        Field("registered_in_epidemic_area", bool, PrivacyClass.PERSONAL, titles=(("zh", "疫区户籍"),)),
        Field("migrant_worker", str, PrivacyClass.PERSONAL, choices=MIGRANT, titles=(("zh", "外来务工"),)),
    ),
    containers=("family", "household", "site"),
)
KEY_PEOPLE = expression("subject.returned_from_epidemic_area or subject.registered_in_epidemic_area")
"""Who is a key person (重点人员): either suffices, and one that is not known does not."""

ARRIVAL = SubjectKind(
    "arrival",
    (Field("inflow", bool, PrivacyClass.INTERNAL, titles=(("zh", "新流入"),)),),
    titles=(("zh", "疫情地区来甬人员"), ("en", "arrival from an epidemic area")),
)
"""Somebody who came from an epidemic area: before the order, or after it as an inflow (增量输入)."""

FOUND = SubjectKind("found person", titles=(("zh", "发现对象"), ("en", "person found")))

# Three screenings (三大排查), side by side

_NEW = (
    "(known(unit.compound_type) and unit.compound_type = 'new') "
    "or (not known(unit.compound_type) and param.unknown_compound = 'new')"
)

SCREENING = Workflow(
    "screening",
    start="screen",
    teams=(SELF_GOVERNANCE,),
    parameters=(READINGS.declared("unknown_compound"), READINGS.declared("screening_attempts")),
    titles=(("zh", "线上线下齐排查"), ("en", "screening online and at the door")),
    parts=(
        Step(
            "screen",
            team=SELF_GOVERNANCE.name,
            deadline=NOT_STATED,
            attempts=param("screening_attempts"),
            channels=(
                Channel("online sign-up", when=_NEW),
                Channel("online survey", when=_NEW),
                Channel("phone", use="fall-back", when=_NEW),
                Channel("door", use="fall-back", when=_NEW),
                Channel("phone"),
                Channel("door"),
                Channel("online sign-up", use="fall-back"),
                Channel("online survey", use="fall-back"),
            ),
            titles=(("zh", "排查到家到户到人"), ("en", "screen every family, household and person")),
            moves=(
                On("screened", go="screened"),
                On("no answer", again=True),
                On("moved away", go="moved away"),
                Spent(go="to be verified"),
            ),
        ),
        Settled("screened", titles=(("zh", "已排查"), ("en", "screened"))),
        Excluded("moved away", category="moved away", titles=(("zh", "已搬离"), ("en", "moved away"))),
        OpenForVerification("to be verified", titles=(("zh", "待核实"), ("en", "to be verified"))),
    ),
)
"""An old compound by telephone and at the door, a new one online and without contact; others as a fall-back."""

KEY_SCREENING = Workflow(
    "key people",
    start="check",
    teams=(PARTNERS,),
    titles=(("zh", "重点人员排查"), ("en", "screening of key people")),
    parts=(
        Step(
            "check",
            team="partners",
            deadline=NOT_STATED,
            titles=(("zh", "逐一登记"), ("en", "one by one")),
            moves=(
                On("to be isolated", go="isolated", do=Open("found person")),
                On("no risk", go="registered"),
                On("not here", go="not here", do=Notify("police")),
                On("not found", go="not found", do=Notify("police")),
            ),
        ),
        Settled("isolated", category="isolated", titles=(("zh", "已隔离"), ("en", "isolated"))),
        Settled("registered", category="registered", titles=(("zh", "已登记"), ("en", "registered"))),
        Excluded("not here", category="not here", titles=(("zh", "不在本地"), ("en", "not here"))),
        OpenForVerification("not found", titles=(("zh", "待核实"), ("en", "to be verified"))),
    ),
)

CLEARING = Workflow(
    "clearing",
    start="trace",
    titles=(("zh", "“清零”大排查"), ("en", "clearing to zero")),
    parts=(
        Step(
            "trace",
            deadline=WITHIN,
            titles=(("zh", "逐条核清"), ("en", "trace to the bottom")),
            moves=(
                On("cleared", go="cleared"),
                On("to be isolated", go="cleared", do=Open("found person")),
                On("wrong record", go="wrong record"),
            ),
        ),
        Settled("cleared", titles=(("zh", "已清零"), ("en", "cleared"))),
        Excluded("wrong record", category="wrong record", titles=(("zh", "信息有误"), ("en", "wrong record"))),
    ),
)
"""Whoever came from an epidemic area is traced within 48 hours of the order, or of being found out about."""

LEVELS_OF_COMPLETION = ("families", "households", "persons")
"""One family, one household, one person (一家、一户、一人): the tracks by which completion is judged."""


def clear(campaign: Campaign, unit: str) -> Clearing:
    """
    Certify where a unit stands, by the campaign's clock; nobody who is outstanding is left out.

    Args:
        campaign: The campaign; it opened with the order.
        unit: The unit, with everything inside it.
    """
    return cleared(campaign, unit, within=WITHIN, arrivals=CLEARING.name, clues="lead")


# Three gates (三道门)

LINES = (
    DefenceLine(
        number=1,
        name="compound gate",
        duties=("keep one entrance", "measure", "register"),
        manned=(
            Manned(("property firm", "self-help station", "owners' committee"), when="unit.property_firm"),
            Manned("volunteer"),
        ),
        source=SOURCE,
        titles=(("zh", "小区门"), ("en", "compound gate")),
    ),
    DefenceLine(
        number=2,
        name="stairwell door",
        duties=("post knowledge", "disinfect", "know who is inside", "keep others out"),
        manned=(Manned("resident"),),
        source=SOURCE,
        titles=(("zh", "楼道门"), ("en", "stairwell door")),
    ),
    DefenceLine(
        number=3,
        name="own door",
        duties=("dissuade",),
        manned=(Manned("community worker"),),
        source=SOURCE,
        titles=(("zh", "自家门"), ("en", "own door")),
    ),
)

GATE_DUTIES = Duties(
    (
        DutyRule(
            duty="compound gate",
            hours=ALL_DAY,
            by=("property firm", "self-help station", "owners' committee"),
            when="unit.property_firm",
            level="compound",
        ),
        DutyRule(duty="compound gate", hours=ALL_DAY, by="volunteer", when="not unit.property_firm", level="compound"),
    )
)
"""Round the clock in rotation (24小时轮流值班)."""

_FEVERISH = "reading.value >= param.fever_from"
_UNMEASURED = "not known(reading.value)"
_UNRELATED = "direction = 'in' and traveller.outside and not traveller.related"

COMPOUND_GATE = GatePolicy(
    name="compound gate",
    rules=(
        PassRule("measure again", when=_UNMEASURED, reason="everybody in or out is measured"),
        PassRule("isolate and notify", when=_FEVERISH, reason="fever", notify=("community",)),
    ),
    otherwise="admit",
    unknown="register",
    registers="traveller.outside",
    screening_devices=("infrared",),
    parameters=Parameters((READINGS.declared("fever_from"),)),
)
"""Everybody is measured; outside persons and vehicles are entered in the book."""

STAIRWELL_DOOR = GatePolicy(
    name="stairwell door",
    rules=(
        PassRule(
            "dissuade",
            when=_UNRELATED,
            reason="unrelated people do not enter the unit door",
        ),
    ),
    otherwise="admit",
    unknown="register",
    registers="traveller.outside",
)

DISINFECTION = Upkeep(
    "disinfection",
    of=("lift", "corridor", "key place"),
    slots=(Daily("disinfection", times=DISINFECTIONS_A_DAY),),
)


def posting(opened: datetime, readings: Parameters = READINGS) -> Drive:
    """
    Give the drive by which prevention knowledge is posted at every stairwell door.

    Args:
        opened: When it opens, an aware datetime.
        readings: `READINGS`, or the parameters of a playbook.
    """
    within = readings["posted_within"]
    by = Deadline(within=within if isinstance(within, timedelta) else WITHIN, anchor=OPENED)
    return Drive("knowledge posted", of="stairwell door", opened=opened, by=by)


OWN_DOOR = Workflow(
    "own door",
    start="contact",
    titles=(("zh", "自家门劝导"), ("en", "dissuasion at the own door")),
    parts=(
        Step(
            "contact",
            deadline=NOT_STATED,
            channels=(Channel("WeChat"), Channel("phone")),
            titles=(("zh", "逐一劝导"), ("en", "one by one")),
            moves=(
                On(
                    "advised",
                    go="advised",
                    when="subject.migrant_worker = 'back in the epidemic area'",
                    if_unknown=IfUnknown.SKIP,
                    do=Count("delay return"),
                ),
                On(
                    "advised",
                    go="advised",
                    when="subject.migrant_worker = 'stayed'",
                    if_unknown=IfUnknown.SKIP,
                    do=(Count("stay calm"), Count("no family visit")),
                ),
                On("advised", go="advised", do=(Count("no gatherings"), Count("no visits"), Count("fewer outings"))),
                On("not reached", go="not reached"),
            ),
        ),
        Settled("advised", titles=(("zh", "已劝导"), ("en", "advised"))),
        OpenForVerification("not reached", titles=(("zh", "未联系上"), ("en", "not reached"))),
    ),
)
"""What each is asked: the two kinds of migrant worker differently, everybody else to keep to the own door."""

# Four earlies (四早) and the warning upwards

FOUR_EARLIES = Workflow(
    "four earlies",
    start="report",
    titles=(("zh", "四早"), ("en", "found, reported, isolated, treated early")),
    parts=(
        Step(
            "report",
            deadline=NOT_STATED,
            titles=(("zh", "早报告"), ("en", "report early")),
            moves=(On("reported", go="isolate", do=(Notify("community"), Notify("street"))),),
        ),
        Step(
            "isolate",
            deadline=NOT_STATED,
            titles=(("zh", "早隔离"), ("en", "isolate early")),
            moves=(On("isolated", go="treat", do=Leave("isolation notice")), On("no need", go="no need")),
        ),
        Step(
            "treat",
            deadline=NOT_STATED,
            titles=(("zh", "早治疗"), ("en", "treat early")),
            moves=(On("treated", go="treated"), On("no need", go="no need")),
        ),
        Settled("treated", titles=(("zh", "已收治"), ("en", "treated"))),
        Settled("no need", titles=(("zh", "无需"), ("en", "no need"))),
    ),
)


def earlies(case: Case) -> tuple[tuple[str, timedelta], ...]:
    """
    Give how long it took from finding to report, from report to isolation, from isolation to treatment.

    Args:
        case: A case of somebody found; it opens with the finding. What has not happened has no interval.
    """
    return tuple((stay.part, stay.left - stay.entered) for stay in case.passages if stay.left is not None)


def warnings(
    found: Tally, before: GradedPlaces | None = None, readings: Parameters = READINGS
) -> tuple[GradedPlaces, tuple[Alert, ...]]:
    """
    Raise a warning for every grid in which enough people were found, told to grid, community or village, and street.

    Args:
        found: Persons under the key ``found``, by unit.
        before: The grades that stood before; what stays as it was is no news.
        readings: `READINGS`, or the parameters of a playbook.
    """
    least = readings["warning_from"]
    rule = Threshold(
        name="people found",
        key="found",
        weight="person",
        level="grid",
        steps=((least if isinstance(least, int) else 1, "warning"),),
        falls=Falls.WITH_COUNT,
    )
    now = grade_places(found, (rule,), ("warning",), standing=() if before is None else before.causes)
    told = [level for level in ("grid", "community", "village", "street") if _has(found.hierarchy, level)]
    return now, alerts(now, before, levels=told)


def _has(hierarchy: Hierarchy, level: str) -> bool:
    return any(each.name == level for each in hierarchy.levels)


# What is filed and what was published

DAILY_FORM = Form(
    "daily",
    owed_by=("grid", "community", "village", "street"),
    every="day",
    zone=ZONE,
    zero_needs=ZeroNeeds.SIGNATURE,
    titles=(("zh", "日报告、零报告"), ("en", "daily and zero report")),
    items=(
        Item("key_people", counts="person", titles=(("zh", "新增重点人员"), ("en", "new key people"))),
        Item("arrivals", counts="person", titles=(("zh", "新流入"), ("en", "arrivals from epidemic areas"))),
        Item("cleared", counts="person", titles=(("zh", "当日核清"), ("en", "cleared today"))),
        Item("outstanding", counts="person", over_time="last", titles=(("zh", "未核清"), ("en", "outstanding"))),
    ),
)
"""Every day, and zero by signature: silence is not zero."""


def _published(name: str, value: int, unit: str, zh: str, en: str) -> Figure:
    titles = (("zh", zh), ("en", en))
    return Figure(name, value, unit=unit, as_of=PUBLISHED_ON, basis="current", source=SOURCE, titles=titles)


FIGURES = Figures(
    (
        _published("communities", 629, "community", "社区", "communities"),
        _published("villages", 2_477, "village", "行政村", "villages"),
        _published("clearing_hours", 48, "hour", "清零时限", "hours to clear"),
        _published("disinfections", DISINFECTIONS_A_DAY, "time per day", "每日消毒次数", "disinfections a day"),
        _published("gate_hours", 24, "hour per day", "小区门值守", "hours a day the gate is staffed"),
    ),
    label="ningbo/2020-02-04",
    titles=(("zh", "宁波市2020年2月4日公布"), ("en", "Ningbo, 4 February 2020")),
)
"""The figures as published. Nothing printed relates one to another, so that no identity can fail."""

THREE_THREE_THREE = Playbook(
    name="three-three-three",
    titles={"zh": "“三三三”社区疫情防控工作法", "en": "Three-three-three (Ningbo)"},
    sources=(SOURCE,),
    zone=ZONE,
    tracks=(
        Track(SCREENING, name="households"),
        Track(SCREENING, name="families", kind="family", beside=True),
        Track(SCREENING, name="persons", kind="resident", beside=True),
        Track(KEY_SCREENING, kind="resident", only=KEY_PEOPLE, beside=True),
        Track(CLEARING, kind="arrival", beside=True),
        Track(
            leads(
                contacts=param("lead_contacts"),
                closes_within=WITHIN,
                parameters=(READINGS.declared("lead_contacts"),),
            ),
            kind="lead",
            beside=True,
        ),
        Track(OWN_DOOR, kind="resident", beside=True),
        Track(FOUR_EARLIES, kind="found person", beside=True),
    ),
    routes=(Route("found person", track="four earlies"),),
    levels=LEVELS,
    kinds=(HOUSEHOLD, FAMILY, PERSON, SITE, LEAD, ARRIVAL, FOUND),
    forms=(DAILY_FORM,),
    ledgers=ledgers(SOURCE, KEY_PEOPLE, CLEARING.name),
    kinds_of_facts={PASSAGE: PrivacyClass.SENSITIVE},
    retention=(after_response("household", "resident", "lead", "site"),),
    figures=FIGURES,
    words=THREE_THREE_THREE_WORDS,
    teams=(TRIO, VILLAGE_TRIO),
    duties=GATE_DUTIES,
    lines=LINES,
    policies=(COMPOUND_GATE, STAIRWELL_DOOR),
    upkeeps=(DISINFECTION,),
    settings=[READINGS.declared(name) for name in ("min_teams_per_unit", "posted_within", "warning_from")],
)


@hookimpl
def gridcare_playbooks() -> Iterable[Playbook]:
    """Bring the three-three-three method."""
    return (THREE_THREE_THREE,)
