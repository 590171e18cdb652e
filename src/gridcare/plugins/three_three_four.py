"""
The three-three-four method of Yuxi street ("三三四"工作法), Neijiang, Sichuan, as published on 7 February 2020.

Three lines of defence keep cases out: the motorway exit, the doors of compound and stairwell, the own door. Three key
points find and keep those concerned: households screened in rounds, leads from big data, medical observation at home.
Four roles carry it: commander, fighter, vanguard, publicist (指挥员、战斗员、先锋员、宣传员): the organisation, the
closing of venues, the door-to-door teams, the publicity. The article states how often an observed person is met and
how many make a task force; it states hardly any deadline, and none is invented. What had to be read into it stands in
`READINGS`, and with it what was not chosen.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

import attrs

from gridcare.hookspecs import hookimpl
from gridcare.people.posts import Appointment, Establishment, Post
from gridcare.people.subjects import HOUSEHOLD, RESIDENT, SITE, Field, SubjectKind
from gridcare.people.teams import Seat, TeamRule
from gridcare.places.units import Level
from gridcare.playbook import Playbook
from gridcare.plugins.casework.care import services
from gridcare.plugins.casework.control import inspections, venues
from gridcare.plugins.casework.intake import LEAD, TIP, leads, tips
from gridcare.plugins.casework.ledgers import after_response, column
from gridcare.plugins.cn_national import CONTACTS
from gridcare.plugins.three_three_four_figures import (
    FIGURES,
    IDENTITIES,
    PUBLISHED_ON,
    SEVENTEEN_OR_ELEVEN,
    SOURCE,
    active_readings,
)
from gridcare.plugins.three_three_four_ledgers import ledgers
from gridcare.plugins.three_three_four_words import THREE_THREE_FOUR_WORDS
from gridcare.privacy import PrivacyClass
from gridcare.reporting.bulletin import Bulletin
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Item
from gridcare.rules.grammar import expression
from gridcare.rules.notices import Grade, Notice, Source
from gridcare.rules.parameters import Parameter, Parameters, param
from gridcare.timing.anchors import Earliest, FirstAvailable, Latest
from gridcare.timing.deadlines import NOT_STATED
from gridcare.timing.slots import Daily
from gridcare.timing.timelines import Phase, Reset, Timeline
from gridcare.work.effects import Count, Leave, Notify, Open
from gridcare.work.gatelog import PASSAGE
from gridcare.work.gates import DefenceLine, Manned
from gridcare.work.passages import GatePolicy, PassRule
from gridcare.work.protocols import Event, Outings, Protocol, Restriction, Whenever
from gridcare.work.readings import Confirming, CutOff, ReadingRule
from gridcare.work.release import NoOpen, Release, Signed
from gridcare.work.routing import Route
from gridcare.work.rows import Track
from gridcare.work.steps import On, OpenForVerification, Settled, Spent, Step
from gridcare.work.upkeep import Upkeep
from gridcare.work.workflow import Workflow

__all__ = [
    "COUNTERS",
    "DAILY_FORM",
    "GATE_POLICY",
    "HOME",
    "INSPECTION_ROUNDS",
    "KEY_PEOPLE",
    "KIT_OF_FIVE_ONES",
    "LEDGER_LEVELS",
    "LINES",
    "NOTICE_12",
    "NOTICE_13",
    "PATROLS",
    "READINGS",
    "RED_ARMBANDS",
    "SCREENING",
    "TASK_FORCE",
    "THREE_THREE_FOUR",
    "VENUE_TYPES",
    "closed_management",
    "gridcare_playbooks",
    "home_observation",
    "organisation",
    "three_three_four",
    "upkeeps",
]

# Sources, dates and numbers

FEVER = Source(title="prevention and control plan, cut-off of an axillary temperature", grade=Grade.SEEN)
NATIONAL = CONTACTS.on(PUBLISHED_ON).edition

ZONE = "Asia/Shanghai"
LEVELS = Level.ordered("street", "area", "community", "grid", "building yard")
LEDGER_LEVELS = ("street", "community", "building yard")
"""The three levels of the ledgers (街道、社区、楼院三级台账): each reads the same records (a reading)."""

LEADING_GROUP_SINCE = date(2020, 1, 22)
JOINT_GROUP_SINCE = date(2020, 1, 28)
HEADS = 2
WORKING_GROUPS = ("prevention", "publicity", "data", "emergency", "logistics")
STATIONED_BODIES = ("police station", "health service centre", "finance office", "justice office")


def _reading(name: str, value: str | bool | int | Decimal, unit: str, *alternatives: str) -> Parameter:
    return Parameter(name, value, unit=unit, reading=True, alternatives=alternatives)


READINGS = Parameters(
    (
        _reading("second_round_takes_residue", True, "", "a household may be screened in both rounds"),
        _reading("transferred_among_released", True, "", "the 6 come on top of the 105, and 11 are under observation"),
        _reading("lead_contacts", 3, "attempt", "one contact: the text lists message, telephone and visit as ways"),
        _reading("temperature_windows", "07:00-09:00, 19:00-21:00", "", "two temperatures at any time of the day"),
        _reading("visit_windows", "11:00-13:00, 15:00-17:00", "", "four meets by four kinds of staff, not two and two"),
        _reading("late", "1h", "duration", "what is done after its window is missed"),
        _reading("entry", "12h", "duration", "an entry counts whenever it is made"),
        Parameter(
            "observation_days",
            NOT_STATED if NATIONAL is None else NATIONAL.rules["observation_days"],
            unit="day",
            sources=() if NATIONAL is None else (NATIONAL.source,),
        ),
        Parameter("fever_from", Decimal("37.3"), unit="degree Celsius", sources=(FEVER,)),
        _reading("confirmed_within", "2h", "duration", "one reading suffices for a transfer"),
        _reading("released_by", "street", "", "the health centre: the text names nobody who lifts an observation"),
        _reading("patrols_a_day", 1, "patrol", "as often as the squadron passes: the text states no frequency"),
        _reading("disinfections_a_day", 1, "disinfection", "after each market day: the text states no frequency"),
        _reading("inspections_a_day", 1, "inspection", "each of the two heads goes once: the text says daily"),
        _reading("venue_visits", 3, "visit", "until the measures are lifted: the text says re-inspected"),
        _reading("handlings", 2, "round", "shut again without end: the text names no bound to forced handling"),
        _reading("delivery_attempts", 2, "attempt", "one: the text says goods are delivered, not how often one tries"),
        _reading("put_right_rounds", 2, "round", "one: the text says problems are solved on the spot"),
        _reading("reply_within", "24h", "duration", "no time: the text says that neighbours watch each other"),
        _reading("asks", 14, "attempt", "for as long as the observation lasts, however long that is"),
    )
)
"""
What had to be read into the article, each with what was not chosen, and the national numbers it leaves unsaid.

Whoever reads it otherwise makes the method anew: ``three_three_four(READINGS.with_values(visit_windows=...))``.
"""

FORMULA = tuple(
    Parameter(name, NOT_STATED, titles=(("zh", zh), ("en", en)))
    for name, zh, en in (
        *((f"responsibility_{each}", f"责任{each}", f"responsibility {each}") for each in (1, 2, 3)),
        *((f"service_{each}", f"服务{each}", f"service {each}") for each in (1, 2, 3, 4)),
        ("commitment", "承诺", "commitment"),
    )
)
"""Three responsibilities, four services, one commitment (三个责任、四个服务、一个承诺): named, and not enumerated."""

SERVICES = ("shopping", "delivery", "rubbish")
"""Bought, delivered and taken out on behalf of an observed household (代购代送代丢垃圾)."""

COUNTERS = ("vehicle disinfection", "poster", "leaflet", "banner", "broadcast", "video", "message")
"""Kinds of activity that are counted, by `gridcare.work.upkeep.activities`."""

# Who is concerned

_ORIGINS = (
    ("returned_from_epidemic_city", "疫区返回", "returned from the epidemic city"),
    ("stayed_in_epidemic_city", "近期到过疫区", "recently stayed in the epidemic city"),
    ("passed_through_epidemic_city", "途经疫区", "passed through the epidemic city"),
    ("back_from_travel", "近期外出旅游返回", "recently back from travel elsewhere"),
)
PERSON = RESIDENT.with_fields(
    *(Field(name, bool, PrivacyClass.PERSONAL, titles=(("zh", zh), ("en", en))) for name, zh, en in _ORIGINS)
)
KEY_PEOPLE = expression(" or ".join(f"subject.{name}" for name, _, _ in _ORIGINS))
"""Who is a key person (重点人员): any one of the four suffices, and one that is not known does not."""

VENUE_TYPES = (
    "mahjong parlour",
    "tea house",
    "internet café",
    "bar",
    "bath or foot bath",
    "restaurant",
    "live poultry point",
)
VENUE = SubjectKind(
    "venue",
    (Field("type", str, PrivacyClass.INTERNAL, choices=VENUE_TYPES, titles=(("zh", "类型"),)),),
    titles=(("zh", "管控场所"), ("en", "venue")),
)
FINDING = SubjectKind("finding", titles=(("zh", "发现的问题"), ("en", "finding")))
REQUEST = SubjectKind("request", titles=(("zh", "需求"), ("en", "request")))
OBSERVED = SubjectKind("observed household", titles=(("zh", "居家观察户"), ("en", "household under observation")))

TASK_FORCE = TeamRule(
    "task force",
    (Seat("street"), Seat("community"), Seat("grid worker"), Seat("auxiliary police"), Seat("health centre")),
    duties=("observe", "visit", "serve"),
)
"""The task force of an observed person (专班): one from each of five bodies."""

RED_ARMBANDS = TeamRule(
    "red armbands",
    (Seat(("party member", "volunteer", "resident"), at_least=True, name="red armband"),),
    duties=("door screening", "publicity", "gate duty"),
)
"""A red-armband team (红袖标): published are 11 of them with 103 people."""

# First key point: households in rounds (入户排查)

SCREENING = Workflow(
    "household screening",
    start="visit",
    teams=(RED_ARMBANDS,),
    parameters=(READINGS.declared("second_round_takes_residue"),),
    titles=(("zh", "入户排查"), ("en", "household screening, one round")),
    parts=(
        Step(
            "visit",
            team="red armbands",
            deadline=NOT_STATED,
            titles=(("zh", "逐户排查"), ("en", "household by household")),
            moves=(
                On("screened", go="screened", do=Count("publicity")),
                On("nobody there", go="next round"),
                On("refused", go="next round", do=Notify("police")),
                On("vacant", go="vacant"),
            ),
        ),
        Settled("screened", titles=(("zh", "已排查"), ("en", "screened"))),
        Settled("vacant", category="vacant", titles=(("zh", "空房"), ("en", "vacant dwelling"))),
        OpenForVerification("next round", titles=(("zh", "留待下一轮"), ("en", "left for the next round"))),
    ),
)
"""One round; `Campaign.next_round` takes what it left, where `second_round_takes_residue` holds."""

KEY_PERSON_WORK = Workflow(
    "key people",
    start="follow up",
    titles=(("zh", "重点人员排查"), ("en", "following up key people")),
    parts=(
        Step(
            "follow up",
            deadline=NOT_STATED,
            titles=(("zh", "逐人核实"), ("en", "person by person")),
            moves=(
                On("to be observed", go="observed", do=(Leave("isolation notice"), Open("observed household"))),
                On("period over", go="registered"),
                On("not in the city", go="registered"),
                On("not found", go="not found"),
            ),
        ),
        Settled("observed", category="observed", titles=(("zh", "已落实观察"), ("en", "under observation"))),
        Settled("registered", category="registered", titles=(("zh", "已登记"), ("en", "registered"))),
        OpenForVerification("not found", titles=(("zh", "待核实"), ("en", "to be verified"))),
    ),
)

# Third key point: home medical observation (居家医学观察)

KIT_OF_FIVE_ONES = ("contact card", "thermometer", "disinfectant", "letter")
"""What is handed over; the task force is the fifth of the five ones (五个一)."""


def _number(readings: Parameters, name: str) -> int:
    value = readings[name]
    return value if isinstance(value, int) else 0


def _decimal(readings: Parameters, name: str) -> Decimal:
    value = readings[name]
    return value if isinstance(value, Decimal) else Decimal(_number(readings, name))


def _time(readings: Parameters, name: str) -> timedelta:
    value = readings[name]
    return value if isinstance(value, timedelta) else timedelta()


def _words(readings: Parameters, name: str) -> tuple[str, ...]:
    return tuple(str(readings[name]).split(", "))


def home_observation(readings: Parameters = READINGS) -> Protocol:
    """
    Give the protocol of medical observation at home.

    Args:
        readings: `READINGS`, some of them perhaps with other values.
    """
    late, entry = _time(readings, "late"), _time(readings, "entry")
    meets = tuple(
        Daily(kind, windows=_words(readings, f"{kind}_windows"), late=late, entry=entry)
        for kind in ("temperature", "visit")
    )
    return Protocol(
        name="home medical observation",
        kind="home medical",
        titles=(("zh", "居家医学观察"),),
        timeline=Timeline(
            anchor=FirstAvailable((Latest("exposure"), Latest("departure"), Earliest("arrival"))),
            phases=(Phase("home", days=_number(readings, "observation_days"), slots=meets),),
            resets=(Reset("exposure"),),
        ),
        readings=(
            ReadingRule(
                kind="temperature",
                field="celsius",
                cut_offs=(CutOff(at=_decimal(readings, "fever_from")),),
                plausible=(30, 45),
                confirming=Confirming(within=_time(readings, "confirmed_within")),
            ),
        ),
        restriction=Restriction(outings=Outings.FORBIDDEN, legal_class="Class B, managed as Class A"),
        kit=KIT_OF_FIVE_ONES,
        services=SERVICES,
        team=TASK_FORCE.name,
        release=Release(
            guards=(NoOpen("temperature"), Signed("notice", by="health centre")),
            by=_words(readings, "released_by"),
        ),
        follows=(
            Whenever(Event.ALARM, Notify("health centre")),
            Whenever(Event.BREACH, (Notify("police"), Open("emergency"))),
            Whenever(Event.EXIT, Open("central observation"), reason="transferred"),
        ),
        sources=(SOURCE,),
    )


HOME = home_observation()
"""Four meets a day (四见面): two temperatures taken by health staff, two visits of the task force."""

CARE = Workflow(
    "observed household",
    start="liaison",
    parameters=(*FORMULA, READINGS.declared("asks")),
    titles=(("zh", "居家观察户服务"), ("en", "care for an observed household")),
    parts=(
        Step(
            "liaison",
            deadline=NOT_STATED,
            titles=(("zh", "确定联络干部"), ("en", "name a liaison cadre")),
            moves=(On("named", go="commitment", do=Leave("contact card")),),
        ),
        Step(
            "commitment",
            deadline=NOT_STATED,
            titles=(("zh", "签订承诺书"), ("en", "sign the commitment")),
            moves=(On("signed", go="ask", do=Leave("letter")), On("refused", go="ask", do=Notify("police"))),
        ),
        Step(
            "ask",
            every="1d",
            attempts=param("asks"),
            titles=(("zh", "每日询问需求"), ("en", "ask what is needed")),
            moves=(
                On("nothing needed", again=True),
                On("something needed", again=True, do=Open("request")),
                On("observation over", go="over"),
                Spent(go="over"),
            ),
        ),
        Settled("over", titles=(("zh", "服务结束"), ("en", "care over"))),
    ),
)
"""The liaison cadre asks first (主动询问): what is needed becomes a request, a case of its own."""

# The four roles: organisation, venues, teams, publicity


def organisation(street: str, areas: Sequence[str], appointments: Iterable[Appointment] = ()) -> Establishment:
    """
    Give the posts of the street's command; a seat that nobody fills is a finding of the establishment.

    Args:
        street: The id of the street.
        areas: The ids of its contracted areas (包片), each with its team of inspection.
        appointments: Who holds which post.
    """
    led = (
        Post(id="heads", role="head of the leading group", unit=street, count=HEADS, since=LEADING_GROUP_SINCE),
        *(
            Post(id=f"group/{group}", role=f"{group} group", unit=street, since=LEADING_GROUP_SINCE)
            for group in WORKING_GROUPS
        ),
        *(Post(id=f"body/{body}", role=body, unit=street, since=JOINT_GROUP_SINCE) for body in STATIONED_BODIES),
        *(Post(id=f"area/{area}", role="area inspection team", unit=area, since=JOINT_GROUP_SINCE) for area in areas),
    )
    return Establishment(posts=led, appointments=tuple(appointments))


def upkeeps(readings: Parameters = READINGS) -> tuple[Upkeep, Upkeep]:
    """
    Give what open farmers' markets and convenience points owe every day, and the daily inspection of each area.

    Args:
        readings: `READINGS`, some of them perhaps with other values.
    """
    markets = Upkeep(
        "markets",
        of=("farmers' market", "convenience point"),
        slots=(
            Daily("patrol", times=_number(readings, "patrols_a_day")),
            Daily("disinfection", times=_number(readings, "disinfections_a_day")),
        ),
    )
    inspection = Daily("inspection", times=_number(readings, "inspections_a_day"))
    return markets, Upkeep("area inspections", of="area", slots=(inspection,))


PATROLS = upkeeps()[0]
INSPECTION_ROUNDS = upkeeps()[1]

# Three lines of defence (三道防线)

NOTICE_12 = Notice(id="12", source=Source(body="Neijiang command", title="12号通告", grade=Grade.SEEN))
NOTICE_13 = Notice(id="13", source=Source(body="Neijiang command", title="13号通告", grade=Grade.SEEN))
"""The article cites both by number and gives no day from which they applied; the day stays blank."""

LINES = (
    DefenceLine(
        number=1,
        name="city gate",
        duties=("screen", "disinfect vehicles"),
        manned=(Manned("militia"),),
        source=SOURCE,
        titles=(("zh", "高速路口防线"), ("en", "motorway exit")),
    ),
    DefenceLine(
        number=2,
        name="unit door",
        duties=("measure", "register", "dissuade"),
        manned=(Manned("property manager", when="unit.property_firm"), Manned("resident")),
        source=SOURCE,
        titles=(("zh", "小区楼院单元门防线"), ("en", "doors of compound, courtyard and unit")),
    ),
    DefenceLine(
        number=3,
        name="own door",
        duties=("watch each other", "post the contact card"),
        manned=(Manned("neighbour"),),
        source=SOURCE,
        titles=(("zh", "家门防线"), ("en", "own door")),
    ),
)

_FEVERISH = "reading.value >= param.fever_from"
_COMES_IN = "direction = 'in' and traveller.outside"
_GOES_OUT = "direction = 'out' and not traveller.outside and not traveller.essential"


def closed_management(readings: Parameters = READINGS) -> GatePolicy:
    """
    Give what is decided at the doors of compound, courtyard and unit.

    Args:
        readings: `READINGS`, some of them perhaps with other values.
    """
    return GatePolicy(
        name="closed management",
        rules=(
            PassRule(
                "isolate and notify",
                when=_FEVERISH,
                reason="fever",
                notify=("health centre",),
            ),
            PassRule(
                "dissuade",
                when=_COMES_IN,
                reason="outside people and vehicles do not come in under notice 12",
            ),
            PassRule(
                "dissuade",
                when=_GOES_OUT,
                reason="locals are asked to stay at home under notice 12",
            ),
        ),
        otherwise="register",
        unknown="register",
        registers="true",
        screening_devices=("infrared",),
        parameters=Parameters((readings.declared("fever_from"),)),
    )


GATE_POLICY = closed_management()
"""At the second line: everybody in or out is measured and registered, outsiders are turned back, locals dissuaded."""

# What is filed and what was published

DAILY_FORM = Form(
    "daily ledger",
    owed_by=LEDGER_LEVELS,
    every="day",
    zone=ZONE,
    titles=(("zh", "三级台账日报"), ("en", "three-level ledger, daily")),
    items=(
        Item("households", counts="household", titles=(("zh", "当日排查户"), ("en", "households screened today"))),
        Item("persons", counts="person", titles=(("zh", "当日排查人"), ("en", "persons screened today"))),
        Item("leads", counts="lead", titles=(("zh", "大数据线索"), ("en", "leads received"))),
        Item("enrolled", counts="episode", titles=(("zh", "新增观察"), ("en", "newly observed"))),
        Item("released", counts="episode", titles=(("zh", "解除观察"), ("en", "released"))),
        Item("observed", counts="episode", over_time="last", titles=(("zh", "正在观察"), ("en", "under observation"))),
    ),
)
"""The ledgers of street, community and building yard, each stated by itself and reconciled with the level below."""


BULLETIN = Bulletin(
    "state of affairs",
    figures=("households", "persons", "leads", "observed", "ended", "transferred"),
    days=("day",),
    texts={
        "zh": (
            "截至{day}，全街道共排查{households}户{persons}人，接收大数据线索{leads}条，累计居家医学观察{observed}人次，"
            "解除{ended}人次（其中转集中医学观察{transferred}人次）。"
        ),
        "en": (
            "As of {day} the street has screened {households} {households|household|households} with {persons} "
            "{persons|person|persons}, received {leads} {leads|lead|leads} and observed {observed} person-times at "
            "home; {ended} ended, {transferred} of them by transfer to central observation."
        ),
    },
)


def three_three_four(readings: Parameters = READINGS) -> Playbook:
    """
    Give the whole method.

    Args:
        readings: `READINGS`, some of them perhaps with other values.
    """
    return Playbook(
        name="three-three-four",
        titles={"zh": "“三三四”工作法", "en": "Three-three-four (Yuxi street, Neijiang)"},
        sources=(SOURCE,),
        zone=ZONE,
        tracks=(
            Track(attrs.evolve(SCREENING, parameters=(readings.declared("second_round_takes_residue"),))),
            Track(KEY_PERSON_WORK, kind="resident", only=KEY_PEOPLE, beside=True),
            Track(
                leads(contacts=param("lead_contacts"), parameters=(readings.declared("lead_contacts"),)),
                kind="lead",
                beside=True,
            ),
            Track(
                attrs.evolve(CARE, parameters=(*FORMULA, readings.declared("asks"))),
                kind="observed household",
                beside=True,
            ),
            Track(
                services(attempts=param("delivery_attempts"), parameters=(readings.declared("delivery_attempts"),)),
                kind="request",
                beside=True,
            ),
            Track(
                venues(
                    visit_every="1d",
                    visits=param("venue_visits"),
                    handlings=_number(readings, "handlings"),
                    parameters=(readings.declared("venue_visits"),),
                ),
                kind="venue",
                beside=True,
            ),
            Track(inspections(rounds=_number(readings, "put_right_rounds")), kind="finding", beside=True),
            Track(tips(reply_within=_time(readings, "reply_within")), kind="tip", beside=True),
        ),
        routes=(
            Route("observed household", track="observed household"),
            Route("request", track="service"),
            Route("inspection", track="inspection"),
        ),
        levels=LEVELS,
        kinds=(HOUSEHOLD, PERSON, SITE, LEAD, OBSERVED, REQUEST, VENUE, FINDING, TIP),
        forms=(DAILY_FORM,),
        ledgers=ledgers(SOURCE, KEY_PEOPLE, [column(name, zh, en) for name, zh, en in _ORIGINS]),
        kinds_of_facts={PASSAGE: PrivacyClass.SENSITIVE},
        retention=(after_response("household", "resident", "lead", "site", "tip"),),
        figures=FIGURES,
        identities=IDENTITIES,
        open_readings=(
            attrs.evolve(
                SEVENTEEN_OR_ELEVEN,
                readings=active_readings(among=readings["transferred_among_released"] is True),
            ),
        ),
        bulletins=(BULLETIN,),
        words=THREE_THREE_FOUR_WORDS,
        protocols=(home_observation(readings),),
        teams=(TASK_FORCE,),
        lines=LINES,
        policies=(closed_management(readings),),
        upkeeps=upkeeps(readings),
        rule_sets=(CONTACTS,),
    )


THREE_THREE_FOUR = three_three_four()


@hookimpl
def gridcare_playbooks() -> Iterable[Playbook]:
    """Bring the three-three-four method."""
    return (THREE_THREE_FOUR,)
