"""
The four-step method of Jinxue street (进学街道人员排查“四步工作法”), Yanji, Jilin, as published on 17 February 2020.

Door to door; everybody by telephone, those met at the door too; a joint visit where neither opened a way; at last the
records of the heating company and the housing department. What even these cannot settle stays open for verification:
it is neither an error nor dropped. Whoever is away stands in a ledger by destination, and isolates at home for 14 days
on return. Beside the ladder the street disinfected its buildings in two days, and calls to the community are cases.
The method states no deadlines, and none is invented here; what had to be read into it is a parameter marked as a
reading.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from gridcare.attributes import Attributes
from gridcare.facts.fact import Fact, Precision
from gridcare.hookspecs import hookimpl
from gridcare.people.presence import PresenceState
from gridcare.people.register import Register
from gridcare.people.subjects import HOUSEHOLD, RESIDENT, SITE, Field, SubjectKind
from gridcare.people.teams import Seat, TeamRule
from gridcare.places.units import Level
from gridcare.playbook import Playbook
from gridcare.plugins.casework.care import services
from gridcare.plugins.casework.ledgers import after_response
from gridcare.plugins.four_step_words import FOUR_STEP_WORDS
from gridcare.privacy import PrivacyClass
from gridcare.reporting.bulletin import Bulletin, Ratio
from gridcare.reporting.figures import Figure, Figures
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Item
from gridcare.reporting.ledgers import LedgerColumn, LedgerForm
from gridcare.reporting.reconcile import Identity
from gridcare.reporting.suppression import SmallCells
from gridcare.rules.notices import Grade, Source
from gridcare.rules.parameters import Parameter, Parameters, param
from gridcare.timing.anchors import FirstAvailable, Latest
from gridcare.timing.deadlines import NOT_STATED, OPENED, Deadline
from gridcare.timing.periods import Interval
from gridcare.timing.slots import Daily
from gridcare.timing.timelines import Phase, Timeline
from gridcare.work.effects import Count, Leave, Notify, Open
from gridcare.work.episodes import ENROLLED
from gridcare.work.protocols import Event, Outings, Protocol, Restriction, Whenever
from gridcare.work.readings import CutOff, ReadingRule
from gridcare.work.release import NoOpen, Release
from gridcare.work.routing import Route
from gridcare.work.rows import Track
from gridcare.work.steps import Channel, Enter, On, OpenForVerification, Settled, Spent, Step, Wait, marked
from gridcare.work.upkeep import Drive
from gridcare.work.workflow import Workflow

__all__ = [
    "AWAY_LEDGER",
    "CONTRACT_ROLES",
    "DAILY_FORM",
    "DESTINATIONS",
    "FIGURES",
    "FOUR_STEP",
    "IDENTITIES",
    "READINGS",
    "SELF_ISOLATION",
    "disinfection",
    "four_step",
    "gridcare_playbooks",
    "returned",
    "self_isolation",
]

SOURCE = Source(
    body="进学街道 (Jinxue street office, Yanji)",
    title="人员排查“四步工作法”",
    date=date(2020, 2, 17),
    grade=Grade.SEEN,
)

ZONE = "Asia/Shanghai"
LEVELS = Level.ordered("street", "community", "grid", "building")
DWELLING = HOUSEHOLD.with_fields(Field("vacant", bool, PrivacyClass.INTERNAL))

TEAMS = (
    TeamRule("grid", (Seat("grid head"), Seat("building head"), Seat("stairwell head"))),
    TeamRule("phone", (Seat("community worker", at_least=True),)),
    TeamRule("joint", (Seat("community worker"), Seat("police officer"), Seat("health centre worker"))),
    TeamRule("linkage", (Seat("community worker"), Seat("heating company"), Seat("housing department"))),
)

PARAMETERS = (
    Parameter(
        "call_back_hours",
        "24h",
        unit="duration",
        reading=True,
        alternatives=("no limit: the published text asks for a call back and states no time",),
    ),
    Parameter(
        "phone_attempts",
        2,
        unit="attempt",
        reading=True,
        alternatives=("one attempt: the published text speaks of a telephone that cannot be reached, not how often",),
    ),
    Parameter(
        "help_attempts",
        2,
        unit="attempt",
        reading=True,
        alternatives=("one: the text offers a help line and does not say how often help is tried",),
    ),
    *(
        Parameter(f"{step}_within", NOT_STATED, unit="duration", titles=(("en", f"deadline of the {words}"),))
        for step, words in (
            ("door", "door visit"),
            ("phone", "telephone call"),
            ("joint_visit", "joint visit"),
            ("linkage", "linkage check"),
        )
    ),
)

FEVER = Source(title="prevention and control plan, cut-off of an axillary temperature", grade=Grade.SEEN)

READINGS = Parameters(
    (
        Parameter("isolation_days", 14, unit="day", sources=(SOURCE,)),
        Parameter(
            "isolation_counts_from",
            "arrival",
            reading=True,
            alternatives=("departure: the day on which the place was left, which the text does not say either",),
        ),
        Parameter(
            "temperatures_a_day",
            2,
            unit="temperature",
            reading=True,
            alternatives=("one: the text says that the temperature is watched, not how often",),
        ),
        Parameter("fever_from", Decimal("37.3"), unit="degree Celsius", sources=(FEVER,)),
        Parameter("disinfection_within", "48h", unit="duration", sources=(SOURCE,)),
    )
)
"""
What stands beside the ladder.

Whoever reads it otherwise makes the method anew: ``four_step(READINGS.with_values(isolation_days=21))``.
"""

CONTRACT_ROLES = ("grid head", "building head", "stairwell head", "lane head")
"""Whose posts answer for households under the grid contract (网格化包保责任制)."""

registered = marked("registered")

WORKFLOW = Workflow(
    "four-step",
    start=(Enter("linkage", when="subject.vacant"), Enter("door")),
    teams=TEAMS,
    parameters=PARAMETERS,
    titles=(("zh", "四步工作法"), ("en", "four-step method")),
    parts=(
        Step(
            "door",
            team="grid",
            deadline=param("door_within"),
            titles=(("zh", "入户排查"), ("en", "door to door")),
            moves=(
                On("met", go="phone", mark="registered", do=(Leave("leaflet"), Leave("access card"))),
                On("relayed", go="call-back", do=Count("relay by neighbour")),
                On("notice", go="call-back", do=Leave("door notice")),
                On("refused", go="phone"),
                On("vacant", go="linkage"),
            ),
        ),
        Wait(
            "call-back",
            until=param("call_back_hours"),
            go="phone",
            titles=(("zh", "等待回电"), ("en", "call back")),
            moves=(On("called", go="phone", mark="registered", do=Open("request", when="fact.needs_help")),),
        ),
        Step(
            "phone",
            team="phone",
            attempts=param("phone_attempts"),
            deadline=param("phone_within"),
            titles=(("zh", "电话排查"), ("en", "telephone, everybody")),
            channels=(Channel("phone"), Channel("automatic caller", use="trial")),
            moves=(
                On(
                    "reached",
                    go="done",
                    do=(
                        Count("entry in the away ledger", when="fact.away > 0"),
                        Count("advice", when="fact.away = 0"),
                        Open("request", when="fact.needs_help"),
                    ),
                ),
                On("no answer", again=True),
                On("refused", go="done", when=registered),
                On("refused", go="joint visit"),
                Spent(go="done", when=registered),
                Spent(go="joint visit"),
            ),
        ),
        Step(
            "joint visit",
            team="joint",
            deadline=param("joint_visit_within"),
            titles=(("zh", "联合入户"), ("en", "joint visit")),
            moves=(
                On("met", go="done"),
                On("shut", go="linkage"),
                On("refused", go="linkage", do=Notify("police")),
            ),
        ),
        Step(
            "linkage",
            team="linkage",
            deadline=param("linkage_within"),
            titles=(("zh", "联动排查"), ("en", "linkage with heating and housing")),
            moves=(
                On("found", go="done"),
                On("vacant", go="vacant"),
                On("not found", go="unverified"),
            ),
        ),
        Settled("done", titles=(("zh", "已登记"), ("en", "registered"))),
        Settled("vacant", category="vacant", titles=(("zh", "空房"), ("en", "vacant dwelling"))),
        OpenForVerification("unverified", titles=(("zh", "需进一步核实"), ("en", "to be verified"))),
    ),
)

DESTINATIONS = ("hubei", "other_provinces", "province", "prefecture")
"""Classes of destination, widest first: Hubei, other provinces, elsewhere in the province, within the prefecture."""

AWAY_LEDGER = LedgerForm(
    "away",
    of="resident",
    where="known(subject.destination) and subject.destination != ''",
    columns=(
        LedgerColumn("presence", titles={"zh": "现状", "en": "where now"}),
        LedgerColumn("destination", titles={"zh": "去向", "en": "destination"}),
        LedgerColumn("returns", titles={"zh": "返回日期", "en": "day of return"}),
        LedgerColumn("temperatures", "count(true per temperature)", titles={"zh": "测温次数", "en": "temperatures"}),
        LedgerColumn("last", "last(celsius per temperature)", titles={"zh": "最近体温", "en": "last temperature"}),
    ),
    sources=(SOURCE,),
    titles={"zh": "外出人员台账", "en": "ledger of those away"},
)
"""Whoever is away or came back from somewhere, with the temperatures taken since the return."""

RETENTION = after_response("household", "resident", "site")
"""Who somebody is goes once the response has been stood down; the method does not say how long after."""

SMALL_CELLS = SmallCells(limit=5, sources=(Source(grade=Grade.READING),))
"""The method publishes totals of the street only; a table of its grids hides what is below five (a reading)."""

REQUEST = SubjectKind("request", titles=(("zh", "求助"), ("en", "call for help")))


def self_isolation(readings: Parameters = READINGS) -> Protocol:
    """
    Give the protocol of self-isolation on return: the stated 14 days, the temperature watched, no outing.

    Args:
        readings: `READINGS`, some of them perhaps with other values. From ``departure`` the days count from leaving
            the place where that is known, else from the return.
    """
    arrival = Latest("arrival")
    leaving = readings["isolation_counts_from"] == "departure"
    times, days, fever = (readings[name] for name in ("temperatures_a_day", "isolation_days", "fever_from"))
    daily = Daily("temperature", times=times if isinstance(times, int) else 1)
    return Protocol(
        name="self-isolation",
        kind="self-isolation",
        titles=(("zh", "自我隔离"), ("en", "self-isolation")),
        sources=(SOURCE,),
        timeline=Timeline(
            anchor=FirstAvailable((Latest("departure"), arrival)) if leaving else arrival,
            phases=(Phase("home", days=days if isinstance(days, int) else None, slots=(daily,)),),
        ),
        readings=(
            ReadingRule(
                kind="temperature",
                field="celsius",
                cut_offs=(CutOff(at=fever if isinstance(fever, Decimal) else 0),),
                plausible=(30, 45),
            ),
        ),
        restriction=Restriction(outings=Outings.FORBIDDEN, legal_class="Class B, managed as Class A"),
        release=Release(guards=(NoOpen("temperature"),)),
        follows=(Whenever(Event.ALARM, Notify("health centre")), Whenever(Event.BREACH, Notify("police"))),
    )


SELF_ISOLATION = self_isolation()
"""Supervised for 14 days from the return (a reading: nobody who is still away can isolate here)."""


def returned(register: Register, day: date, *, known: datetime, after: date | None = None) -> Iterator[Fact]:
    """
    Open the self-isolation of whoever has come back, as facts for `gridcare.work.observation.Observations`.

    Both count: those on the away list whose day of return has come, and those at home whose list says where from.

    Args:
        register: The register; the presence of its residents tells who is back.
        day: The day up to which one looks.
        known: When it became known.
        after: Only who came back later than this day, so that the next day's look opens nobody twice.
    """
    for id in register.ids("resident"):
        subject = register[id]
        presence = subject.presence
        if presence is None or not presence.destination or presence.returns is None or presence.returns > day:
            continue
        if presence.state is PresenceState.UNREACHABLE or (after is not None and presence.returns <= after):
            continue
        since = Interval.of_day(presence.returns, ZONE).start
        back = f"{id} back {presence.returns}"
        yield Fact(id=back, kind="arrival", subjects=(id,), happened=since, known=known, precision=Precision.DAY)
        yield Fact(
            id=f"{back} isolates",
            kind=ENROLLED,
            subjects=(id,),
            happened=known,
            known=known,
            answers=Attributes(unit=subject.unit),
            track=SELF_ISOLATION.name,
        )


def disinfection(opened: datetime, readings: Parameters = READINGS) -> Drive:
    """
    Give the drive by which the communities' offices and all residential buildings are disinfected in two days.

    Args:
        opened: When it opens, an aware datetime.
        readings: `READINGS`, some of them perhaps with other values.
    """
    within = readings["disinfection_within"]
    by = Deadline(within=within if isinstance(within, timedelta) else "48h", anchor=OPENED)
    return Drive("disinfected", of=("community office", "residential building"), opened=opened, by=by)


DAILY_FORM = Form(
    "daily",
    owed_by=("grid", "community"),
    every="day",
    zone=ZONE,
    cut_off="17:00",
    due_after="1h",
    titles=(("zh", "排查日报"), ("en", "daily screening report")),
    items=(
        Item("visited", counts="household", titles=(("zh", "当日入户"), ("en", "visited today"))),
        Item("fever", counts="person", titles=(("zh", "新增发热"), ("en", "new fever"))),
        Item("away", counts="person", over_time="last", titles=(("zh", "现外出"), ("en", "away"))),
        Item("unreached", counts="person", over_time="last", titles=(("zh", "待核实"), ("en", "not reached"))),
    ),
)
"""What a grid and a community file each day; the hour is a reading, since the article names none."""

PUBLISHED_ON = date(2020, 2, 17)


def _published(name: str, value: int, unit: str, zh: str, en: str, *qualifiers: str, note: str = "") -> Figure:
    titles = (("zh", zh), ("en", en))
    return Figure(
        name,
        value,
        unit=unit,
        qualifiers=qualifiers or ("exact",),
        as_of=PUBLISHED_ON,
        basis="cumulative",
        source=SOURCE,
        note=note,
        titles=titles,
    )


FIGURES = Figures(
    (
        _published("households", 43_038, "household", "排查户数", "households screened"),
        _published("persons", 102_696, "person", "排查人数", "persons screened"),
        _published("home", 83_781, "person", "在家", "at home"),
        _published("away", 11_093, "person", "外出", "away"),
        _published("unreached", 7_822, "person", "未联系上，需进一步核实", "not reached, to be verified"),
        _published("away_hubei", 1_317, "person", "湖北", "Hubei"),
        _published("away_other_provinces", 3_433, "person", "外省", "other provinces"),
        _published("away_province", 4_865, "person", "省内", "elsewhere in the province"),
        _published("away_prefecture", 1_558, "person", "州内", "within the prefecture"),
        _published("returned_hubei", 80, "person", "湖北返回", "returned from Hubei"),
        _published("returned_other_provinces", 1_606, "person", "外省返回", "returned from other provinces"),
        _published("returned_province", 2_322, "person", "省内返回", "returned from elsewhere in the province"),
        _published("returned_prefecture", 840, "person", "州内返回", "returned from within the prefecture"),
        _published("automatic_calls", 3_000, "person", "智能外呼试用", "screened by automatic caller", "about"),
        _published("leaflets", 30_000, "leaflet", "宣传单", "leaflets"),
        _published("access_cards", 45_000, "card", "健康出入卡", "access cards"),
        _published("ring_back_tones", 94, "person", "视频彩铃", "members with a video ring-back tone"),
        _published("staff", 208, "person", "工作人员", "staff"),
        _published("volunteers", 1_234, "person", "志愿者", "volunteers"),
        _published("buildings", 768, "building", "居民楼", "residential buildings"),
        _published("buildings_with_property_firm", 117, "building", "有物业", "with a property firm"),
        _published("buildings_without_property_firm", 651, "building", "无物业", "without a property firm"),
        _published("communities", 14, "community", "社区", "communities"),
        _published("area_disinfected", 459_900, "square metre", "消杀面积", "area disinfected"),
        _published("disinfection_days", 2, "day", "消杀天数", "days of disinfection"),
    ),
    label="jinxue/2020-02-17",
    titles=(("zh", "进学街道2020年2月17日公布"), ("en", "Jinxue, 17 February 2020")),
)
"""The figures as published; none is corrected."""

IDENTITIES = (
    Identity(
        "where",
        "home + away + unreached = persons",
        why="Everybody is at home, away or not reached.",
        titles=(("zh", "在家、外出、未联系上合计"), ("en", "home, away and not reached")),
    ),
    Identity(
        "destinations",
        "away_hubei + away_other_provinces + away_province + away_prefecture = away",
        why="Everybody who is away went somewhere.",
        companions=tuple((f"returned_{name}", f"away_{name}") for name in DESTINATIONS),
        titles=(("zh", "外出去向合计"), ("en", "destinations of those away")),
    ),
    Identity(
        "buildings",
        "buildings_with_property_firm + buildings_without_property_firm = buildings",
        why="A building has a property firm or has none.",
        titles=(("zh", "楼栋合计"), ("en", "buildings")),
    ),
    *(
        Identity(
            f"returned_{name}",
            f"returned_{name} <= away_{name}",
            why="Nobody returns who was not away.",
            titles=(("zh", "返回不多于外出"), ("en", "no more returned than were away")),
        )
        for name in DESTINATIONS
    ),
)

BULLETIN = Bulletin(
    "screening",
    figures=("households", "persons", "home", "away", "unreached"),
    ratios=(Ratio("reached", "(home + away) / persons", places=2),),
    days=("day",),
    texts={
        "zh": (
            "截至{day}，全街道共排查{households}户{persons}人，其中在家{home}人，外出{away}人，"
            "未联系上、需进一步核实{unreached}人，联系率{reached}。"
        ),
        "en": (
            "As of {day} the street has screened {households} {households|household|households} with {persons} "
            "{persons|person|persons}: {home} at home, {away} away and {unreached} not reached and still to be "
            "verified; {reached} were reached."
        ),
    },
)


def four_step(readings: Parameters = READINGS) -> Playbook:
    """
    Give the method.

    Args:
        readings: `READINGS`, some of them perhaps with other values.
    """
    return Playbook(
        name="four-step",
        titles={"zh": "人员排查“四步工作法”", "en": "Four-step screening (Jinxue street, Yanji)"},
        sources=(SOURCE,),
        zone=ZONE,
        tracks=(
            Track(WORKFLOW),
            Track(services(attempts=param("help_attempts"), parameters=PARAMETERS), kind="request", beside=True),
        ),
        routes=(Route("request", track="service"),),
        protocols=(self_isolation(readings),),
        settings=(readings.declared("disinfection_within"),),
        levels=LEVELS,
        kinds=(DWELLING, RESIDENT, SITE, REQUEST),
        forms=(DAILY_FORM,),
        ledgers=(AWAY_LEDGER,),
        kinds_of_facts={"temperature": PrivacyClass.SENSITIVE},
        retention=(RETENTION,),
        suppression=SMALL_CELLS,
        figures=FIGURES,
        identities=IDENTITIES,
        bulletins=(BULLETIN,),
        words=FOUR_STEP_WORDS,
    )


FOUR_STEP = four_step()


@hookimpl
def gridcare_playbooks() -> Iterable[Playbook]:
    """Bring the four-step method."""
    return (FOUR_STEP,)
