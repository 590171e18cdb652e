"""
The six-in-place system (“六到位”工作制度) of Xinqu sub-district (新区街道), Tongshan, Xuzhou, Jiangsu, early 2020.

Organisation, publicity, screening, control, protection and service, each in place in every compound (小区). Three
sources are merged into one, the grid database, the visits at the door and the book of the gate; a household of which
all is known is not visited again, and the gaps are the next visit list. By day the property firm controls, by night
building heads and volunteers patrol, and where there is no property firm the street keeps a checkpoint day and night.
A household under observation has four who are in charge of it (四包一) and one volunteer of its own.

The article bears no date and names no length, hour or threshold but those cited below; what had to be read into it is
a parameter marked as a reading, with what was not chosen.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

import attrs

from gridcare.attributes import Attributes
from gridcare.facts.fact import Fact
from gridcare.facts.questionnaire import Question, Questionnaire
from gridcare.hookspecs import hookimpl
from gridcare.people.duties import Duties, DutyRule, Hours
from gridcare.people.likeness import ExactKey, Trait
from gridcare.people.merging import MergedSubject, MergeRule, Precedence
from gridcare.people.posts import Post
from gridcare.people.sources import LinkRule, LinkSource
from gridcare.people.subjects import HOUSEHOLD, RESIDENT, SITE, Field, SubjectKind
from gridcare.people.teams import Seat, TeamRule
from gridcare.places.units import Level
from gridcare.playbook import Playbook
from gridcare.plugins.casework.care import services
from gridcare.plugins.casework.control import emergencies, inspections
from gridcare.plugins.casework.ledgers import after_response
from gridcare.plugins.cn_national import CONTACTS
from gridcare.plugins.cn_readings import read_address, read_mobile
from gridcare.plugins.six_in_place_ledgers import ledgers
from gridcare.plugins.six_in_place_words import SIX_IN_PLACE_WORDS
from gridcare.privacy import PrivacyClass
from gridcare.reporting.figures import Figure, Figures
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Item
from gridcare.rules.editions import RuleEdition, RuleSet
from gridcare.rules.notices import Grade, Source
from gridcare.rules.parameters import Parameter, Parameters, param
from gridcare.timing.anchors import Earliest, FirstAvailable, Latest
from gridcare.timing.deadlines import NOT_STATED
from gridcare.timing.periods import Interval
from gridcare.timing.slots import Daily
from gridcare.timing.timelines import Phase, Reset, Timeline
from gridcare.work.campaign import Campaign
from gridcare.work.effects import Count, Notify, Open
from gridcare.work.episodes import ENROLLED
from gridcare.work.gatelog import PASSAGE, GateLog, GatePassage
from gridcare.work.gates import DefenceLine, Manned
from gridcare.work.protocols import Event, Outings, Protocol, Restriction, Whenever
from gridcare.work.readings import CutOff, ReadingRule
from gridcare.work.release import NoOpen, Release
from gridcare.work.routing import Route
from gridcare.work.rows import Track
from gridcare.work.steps import Excluded, IfUnknown, On, OpenForVerification, Settled, Spent, Step
from gridcare.work.upkeep import Upkeep
from gridcare.work.workflow import Workflow

__all__ = [
    "COMFORTER",
    "COMPOUND_GROUPS",
    "DAILY_FORM",
    "DUTIES",
    "EMERGENCY_GROUP",
    "ENTRY_DISINFECTED",
    "FIGURES",
    "FOUR_TO_ONE",
    "GATE_LINE",
    "HEADINGS",
    "HOME_OBSERVATION",
    "JOINT_VISIT",
    "PREVENTION_GROUP",
    "ROSTER_HOURS",
    "SCREENING_FORM",
    "SCREENING_FORMS",
    "SIX_IN_PLACE",
    "THREE_IN_ONE",
    "THREE_SOURCES",
    "UPKEEPS",
    "CompoundGroup",
    "accompanying",
    "after_merge",
    "gridcare_playbooks",
    "home_observation",
    "leader_posts",
    "six_in_place",
    "undisinfected",
]


# Sources, dates and numbers

SOURCE: Final = Source(
    body="新区街道 (Xinqu sub-district, Tongshan district, Xuzhou)",
    title="疫情防控“六到位”工作制度",
    grade=Grade.SEEN,
)
"""The article; it bears no date."""

CITY_NOTICE: Final = Source(
    body="Xuzhou city", title="notice on people who arrived from Wuhan (四包一), early 2020", grade=Grade.SEEN
)
"""Which four are in charge of one; the article does not spell them out."""

ZONE = "Asia/Shanghai"
TAKEN_AS: Final = date(2020, 2, 1)
"""From when on the system is taken to be in force: the article is of January or February 2020 (a reading)."""

CN2020 = CONTACTS.editions[0]
INCUBATION_DAYS = 14
"""As the national plan of the time; see `CN2020`."""
MORNING_AND_EVENING = ("07:00-10:00", "17:00-20:00")
"""The two temperatures a day; the article says morning and evening, the hours are a reading."""

HEADINGS: Final = ("organisation", "publicity", "screening", "control", "protection", "service")
"""The six that must be in place: 组织、宣传、排查、管控、防护、服务."""

PARAMETERS = (
    Parameter(
        "incubation_days",
        INCUBATION_DAYS,
        unit="day",
        reading=True,
        alternatives=("whatever the edition in force states; the article only says 'the incubation period'",),
        sources=(CN2020.source,),
        titles=(("zh", "居家观察天数"), ("en", "days of home observation")),
    ),
    Parameter(
        "gap_visits",
        2,
        unit="attempt",
        reading=True,
        alternatives=("until somebody opens: the article says 'knock door by door' and sets no bound",),
        titles=(("zh", "补漏入户次数"), ("en", "visits for what is missing")),
    ),
    Parameter("delivery_attempts", 2, unit="attempt", reading=True, alternatives=("one attempt",)),
    Parameter("tenant_register_year", 2019, unit="year", sources=(SOURCE,)),
    *(
        Parameter(f"{step}_within", NOT_STATED, unit="duration", titles=(("en", f"deadline of the {words}"),))
        for step, words in (
            ("joint_visit", "joint visit"),
            ("merge", "three-in-one merge"),
            ("gap_visit", "visit for what is missing"),
            ("tenant_check", "check of tenants"),
            ("charge", "taking in charge"),
        )
    ),
)

ROSTER_HOURS = Parameters(
    tuple(
        Parameter(name, clock, unit="time of day", reading=True, alternatives=("sunrise and sunset; 07:00 and 21:00",))
        for name, clock in (("day_begins", "06:00"), ("night_begins", "22:00"))
    )
)
"""Where day and night part; the article names no hour."""


def _published(name: str, value: int, unit: str, zh: str, en: str) -> Figure:
    titles = (("zh", zh), ("en", en))
    return Figure(name, value, unit=unit, qualifiers=("exact",), as_of=TAKEN_AS, source=SOURCE, titles=titles)


FIGURES = Figures(
    (
        _published("headings", 6, "heading", "六到位", "what must be in place"),
        _published("in_charge_of_one", 4, "person", "四包一", "in charge of one"),
        _published("temperatures_a_day", 2, "per day", "每日早晚测温", "temperatures a day"),
        _published("checkpoint_hours", 24, "hour", "无物业小区值守", "hours a checkpoint is kept"),
        _published("tenant_register", 2019, "year", "流动人口登记年份", "year of the floating-population register"),
    ),
    label="xinqu",
    titles=(("zh", "新区街道“六到位”"), ("en", "Xinqu, six in place")),
)
"""The only numbers in the article. It counts nothing, so that there is no sum to check."""


# 1. Organisation in place (组织到位)

PREVENTION_GROUP = TeamRule(
    "prevention group",
    (Seat("party cadre", name="leader"), Seat(("property firm", "building head", "volunteer"), at_least=True)),
    duties=("link with the street's property office", "carry out every measure"),
)
"""The group of a compound; its leader is the link to the street's property office."""

EMERGENCY_GROUP = TeamRule(
    "emergency group", (Seat("owner representative"), Seat("property firm"), Seat("community staff")), exact=False
)

JOINT_VISIT = TeamRule(
    "joint visit",
    (
        Seat("property firm"),
        Seat("residents' committee"),
        Seat("community police officer"),
        Seat("grid worker"),
        Seat("urban management"),
    ),
)
"""Five bodies at one door (物业、居委会、公安、网格员、城管)."""

FOUR_TO_ONE = TeamRule(
    "four-to-one",
    (
        Seat("community police officer"),
        Seat("community cadre"),
        Seat("grid worker"),
        Seat("community doctor"),
    ),
    duties=("be in charge of one",),
)
"""Four in charge of one, by the city's notice; another locality names another four."""

COMFORTER = TeamRule("comforter", (Seat("party-member volunteer"),), duties=("comfort the household",))
"""One volunteer for one observed household alone, beside the four."""

MERGERS = TeamRule("grid", (Seat("grid worker", at_least=True),))


def leader_posts(compounds: Iterable[str]) -> tuple[Post, ...]:
    """Give the post of the leader of each compound's prevention group, so that a vacancy can be seen."""
    return tuple(Post(id=f"leader of {each}", role="party cadre", unit=each, since=TAKEN_AS) for each in compounds)


@attrs.frozen(kw_only=True)
class CompoundGroup:
    """
    A message group of a compound.

    Attributes:
        name: What it is called, which the kind of its spots repeats.
        owner: Who owns it.
        daily: What the owner owes in it every day, which the kind of the facts repeats.
        orders: The kind of case by which an order given in it goes on.
    """

    name: str
    owner: str
    daily: str
    orders: str


COMPOUND_GROUPS = (
    CompoundGroup(name="prevention group chat", owner="leader", daily="posted", orders="finding"),
    CompoundGroup(name="owners' order chat", owner="property firm", daily="orders collected", orders="request"),
)
"""The prevention group (daily posts; what is found goes on) and the owners' group (orders are collected)."""


# 2. Publicity and 5. protection in place (宣传到位、防护到位): what is owed every day, and by what

PUBLICITY = ("broadcast", "slogan", "banner", "loudspeaker patrol")

UPKEEPS = (
    *(Upkeep(f"{group.name} daily", of=group.name, slots=(Daily(group.daily),)) for group in COMPOUND_GROUPS),
    Upkeep("publicity", of="compound", slots=(Daily("publicised", answered_by=PUBLICITY),)),
    Upkeep("observed homes sprayed", of="surroundings of an observed home", slots=(Daily("disinfected"),)),
    Upkeep("public areas disinfected", of="public area", slots=(Daily("disinfected"),)),
    Upkeep("contact points disinfected", of=("lift", "unit door", "common part"), slots=(Daily("disinfected"),)),
    Upkeep("rubbish stations disinfected", of="rubbish station", slots=(Daily("disinfected"),)),
    Upkeep("rubbish hauled", of="rubbish station", slots=(Daily("hauled"),)),
    Upkeep("compounds cleaned", of="compound", slots=(Daily("cleaned"),)),
)
"""
What each kind of spot owes. The article says thorough, scheduled and continuous; once a day is a reading of it.

Cleaning and hauling are kinds of their own: who hauled the rubbish has disinfected nothing.
"""

ENTRY_DISINFECTED: Final = "entry disinfected"
"""The kind of the fact that who or what came in was disinfected; the answer ``passage`` names the passage."""

GATE_LINE = DefenceLine(
    number=1,
    name="compound gate",
    duties=("register", "disinfect"),
    manned=(Manned("property firm", when="unit.property_firm"), Manned("street")),
    source=SOURCE,
    titles=(("zh", "小区门岗"), ("en", "compound gate")),
)


def undisinfected(log: GateLog, over: Interval, *, known: datetime | None = None) -> tuple[GatePassage, ...]:
    """
    List the persons and vehicles that came in without being disinfected.

    Args:
        log: The log of the gates, whose journal also holds the `ENTRY_DISINFECTED` facts.
        over: The stretch of time.
        known: What was known by then; all that is recorded when left out.
    """
    journal = log.journal if known is None else log.journal.as_of(known=known)
    done = {fact.answers.get("passage") for fact in journal.replay(log.zone) if fact.kind == ENTRY_DISINFECTED}
    entered = (each for each in log.passages(over, known=known) if each.direction == "in" and each.passed)
    return tuple(each for each in entered if each.fact not in done)


# 3. Screening in place (排查到位)

SCREENING_FORM = Questionnaire(
    "screening form",
    questions=(
        Question("answer", "choice", choices=("opened", "refused", "none"), titles=(("zh", "入户情况"),)),
        Question("persons", "integer", required="answer = 'opened'", least=1, counts="person"),
        Question("recent_outings", "truth", required="answer = 'opened'", titles=(("zh", "近期外出"),)),
        Question("outing_to", "choice", choices=("hubei", "elsewhere"), required="recent_outings"),
        Question("rented", "truth", required="answer = 'opened'", titles=(("zh", "出租户"),)),
    ),
    outcomes=(
        ("refused", "answer = 'refused'"),
        ("shut", "answer = 'none'"),
        (
            "met in full",
            "known(persons) and known(recent_outings) and known(rented) "
            "and (recent_outings = false or known(outing_to))",
        ),
    ),
    otherwise="met in part",
    forbidden=("religion", "ethnicity"),
)
"""
The screening form (登记排查表): recent outings must be asked for.

Whether a household is met in full follows from the answers, and what a partial one lacks is told by
`gridcare.facts.questionnaire.Questionnaire.completeness`.
"""

SCREENING_FORMS: RuleSet[Questionnaire] = RuleSet(
    name="screening form",
    editions=(RuleEdition(name="first", in_force_from=TAKEN_AS, source=SOURCE, rules=SCREENING_FORM),),
)
"""The versions of the form; which one a visit of some day filled can be asked."""

WATCHED = "fact.outing_to = 'hubei'"
"""Who is watched: a household in which somebody came back from Hubei. It says nothing of who is in charge of it."""

_RENTED = "first_known(fact.rented, subject.rented, false)"
_FULL = (On("met in full", go="tenant check", when=_RENTED, do=Open("charge", when=WATCHED)),)

SCREENING = Workflow(
    "screening",
    start="joint visit",
    teams=(JOINT_VISIT, MERGERS),
    parameters=PARAMETERS,
    titles=(("zh", "排查到位"), ("en", "screening in place")),
    parts=(
        Step(
            "joint visit",
            team="joint visit",
            deadline=param("joint_visit_within"),
            questionnaire=SCREENING_FORM,
            titles=(("zh", "联合入户排查"), ("en", "joint visit of five bodies")),
            moves=(
                *_FULL,
                On("met in full", go="recorded", do=Open("charge", when=WATCHED)),
                On("met in part", go="merge", do=Open("charge", when=WATCHED)),
                On("shut", go="merge"),
                On("refused", go="merge", do=Notify("community police officer")),
            ),
        ),
        Step(
            "merge",
            team="grid",
            deadline=param("merge_within"),
            titles=(("zh", "三者合一比对"), ("en", "three-in-one merge")),
            moves=(
                On("complete", go="tenant check", when="subject.rented", if_unknown=IfUnknown.SKIP),
                On("complete", go="recorded"),
                On("gaps", go="gap visit"),
                On("vacant", go="vacant"),
            ),
        ),
        Step(
            "gap visit",
            team="joint visit",
            attempts=param("gap_visits"),
            deadline=param("gap_visit_within"),
            questionnaire=SCREENING_FORM,
            titles=(("zh", "补漏入户"), ("en", "visit for what is missing")),
            moves=(
                *_FULL,
                On("met in full", go="recorded", do=Open("charge", when=WATCHED)),
                On("met in part", again=True),
                On("shut", again=True),
                On("refused", again=True, do=Notify("community police officer")),
                Spent(go="incomplete"),
            ),
        ),
        Step(
            "tenant check",
            team="grid",
            deadline=param("tenant_check_within"),
            titles=(("zh", "出租户与流动人口登记比对"), ("en", "tenants against the floating-population register")),
            moves=(
                On("on the register", go="recorded"),
                On("newly registered", go="recorded", do=Count("tenant registered")),
                On("hazard", go="recorded", do=(Notify("street office"), Open("finding"))),
                On("moved out", go="recorded"),
            ),
        ),
        Settled("recorded", titles=(("zh", "信息齐全"), ("en", "fully recorded"))),
        Settled("vacant", category="vacant", titles=(("zh", "空房"), ("en", "vacant dwelling"))),
        OpenForVerification("incomplete", titles=(("zh", "信息不全，待核实"), ("en", "incomplete, to be verified"))),
    ),
)


# 3, at its end: the grid database, the visits and the book of the gate become one (三者合一)

DWELLING = HOUSEHOLD.with_fields(
    Field("compound", str, PrivacyClass.INTERNAL, titles=(("zh", "小区"),)),
    Field("people", int, PrivacyClass.PERSONAL, counts="person", titles=(("zh", "人数"),)),
    Field("recent_outings", bool, PrivacyClass.SENSITIVE, titles=(("zh", "近期外出"),)),
    Field("rented", bool, PrivacyClass.INTERNAL, titles=(("zh", "出租户"),)),
)

THREE_SOURCES = LinkRule(
    kind=DWELLING,
    sources=(
        LinkSource("grid", distinct=True, titles=(("zh", "网格信息"), ("en", "grid database"))),
        LinkSource("visit", titles=(("zh", "入户信息"), ("en", "door visit"))),
        LinkSource("gate", titles=(("zh", "登记信息"), ("en", "gate log"))),
    ),
    keys=(
        ExactKey("dwelling", (Trait("compound"), Trait("address", read_address)), unique=True),
        ExactKey("telephone", Trait("phone", read_mobile)),
    ),
)
"""One dwelling is one address in its compound; a row without a readable address is known by its telephone."""

THREE_IN_ONE = MergeRule(
    linked=THREE_SOURCES,
    precedences=(
        Precedence("address", ("grid",), read=read_address),
        Precedence("phone", ("visit", "gate", "grid"), read=read_mobile),
        *(Precedence(field, ("visit", "grid", "gate")) for field in ("people", "recent_outings", "rented")),
    ),
    needs=("people", "recent_outings", "rented"),
)
"""
Whose word holds: the grid database's on the address, the visit's on who lives there (a reading).

Every value keeps the rows that hold it, contradictions are listed, and what a full record needs and nobody tells is a
gap.
"""


def after_merge(merged: Iterable[MergedSubject], campaign: Campaign, *, at: datetime) -> Iterator[Fact]:
    """
    Tell a campaign what the merge came to, so that its gaps are the next visit list.

    A dwelling that waits for the merge is complete or has gaps. One that no register knew, found by a visit or at the
    gate, joins and is visited. Whatever is fully recorded already is passed over.

    Args:
        merged: What the sources tell together.
        campaign: The campaign; a dwelling of the grid database bears the id of its merged subject.
        at: When the merge was made.
    """
    for each in merged:
        if "grid" in each.absent:
            told = Attributes({"kind": "household", "unit": each.unit})
            yield Fact(id=f"{each.id} joined", kind="joined", subjects=(each.id,), happened=at, known=at, answers=told)
        elif campaign.state(each.id).part == "merge":
            outcome = "complete" if each.is_full else "gaps"
            yield Fact(
                id=f"{each.id} merge {at}", kind="merge", subjects=(each.id,), happened=at, known=at, outcome=outcome
            )


# 4. Control in place (管控到位)

DUTIES = Duties(
    (
        DutyRule(
            duty="gate",
            hours=Hours(param("day_begins"), param("night_begins")),
            by="property firm",
            when="unit.property_firm",
            level="compound",
        ),
        DutyRule(
            duty="patrol",
            hours=Hours(param("night_begins"), param("day_begins")),
            by=("building head", "volunteer"),
            when="unit.property_firm",
            level="compound",
        ),
        DutyRule(
            duty="checkpoint",
            hours=Hours("00:00", "24:00"),
            by="street",
            when="not unit.property_firm",
            level="compound",
        ),
    )
)
"""
Property firm by day, patrol by night, the street's checkpoint day and night where no property firm serves.

The patrol goes through the buildings and is a duty of its own. Who keeps the gate of such a compound at night the
article does not say, and nobody is demanded there.
"""


def accompanying(team: TeamRule = FOUR_TO_ONE) -> Workflow:
    """
    Follow a watched household from being taken in charge to its release; one volunteer comforts it every day.

    Args:
        team: Who is in charge of one; another locality names others.
    """
    return Workflow(
        "charge",
        start="taking in charge",
        teams=(team, COMFORTER),
        parameters=PARAMETERS,
        titles=(("zh", "四包一"), ("en", "four in charge of one")),
        parts=(
            Step(
                "taking in charge",
                team=team.name,
                deadline=param("charge_within"),
                titles=(("zh", "落实包保"), ("en", "taking in charge")),
                moves=(On("in charge", go="comfort", do=Open("observation")), On("not concerned", go="not concerned")),
            ),
            Step(
                "comfort",
                team="comforter",
                every="24h",
                attempts=param("incubation_days"),
                titles=(("zh", "专人安抚"), ("en", "comfort by a volunteer")),
                moves=(On("comforted", again=True), On("transferred", go="transferred"), Spent(go="release")),
            ),
            Step(
                "release",
                team=team.name,
                deadline=NOT_STATED,
                titles=(("zh", "解除观察"), ("en", "release")),
                moves=(On("released", go="released"), On("transferred", go="transferred")),
            ),
            Settled("released", category="released", titles=(("zh", "已解除"), ("en", "released"))),
            Settled("transferred", category="transferred", titles=(("zh", "已转送"), ("en", "transferred"))),
            Excluded("not concerned", category="not concerned", titles=(("zh", "不需观察"), ("en", "not concerned"))),
        ),
    )


def home_observation(*, days: int = INCUBATION_DAYS, abnormal_from: str = "37.3") -> Protocol:
    """
    Declare home observation: no outing, temperature at the door morning and evening.

    Args:
        days: The incubation period; the article states no number (a reading of the edition of early 2020).
        abnormal_from: From which temperature on one is abnormal, in degrees Celsius (a reading, with the national
            habit of the time; the article only says abnormal).
    """
    return Protocol(
        name="home observation",
        kind="home",
        titles=(("zh", "居家观察"), ("en", "home observation")),
        sources=(SOURCE,),
        timeline=Timeline(
            anchor=FirstAvailable((Latest("departure"), Earliest("arrival"), Earliest(ENROLLED))),
            phases=(Phase("home", days=days, slots=(Daily("temperature", windows=MORNING_AND_EVENING, late="2h"),)),),
            resets=(Reset("departure"),),
        ),
        readings=(
            ReadingRule(
                kind="temperature",
                field="celsius",
                cut_offs=(CutOff(at=abnormal_from),),
                plausible=(30, 45),
            ),
        ),
        restriction=Restriction(
            outings=Outings.FORBIDDEN, legal_class="Class B, managed as Class A", basis=CN2020.source
        ),
        team=FOUR_TO_ONE.name,
        release=Release(guards=(NoOpen("temperature"),)),
        follows=(
            Whenever(Event.ALARM, (Notify("community doctor"), Open("emergency"))),
            Whenever(Event.BREACH, (Notify("community police officer"), Notify("prevention group"))),
        ),
    )


HOME_OBSERVATION = home_observation()
"""
Fourteen days from leaving Hubei; from the arrival where that is not known, else from the registration.

The temperature is taken at the door by the doctor among the four (a reading). An outing is a breach at once.
"""


# 6. Service in place (服务到位)

TOLD_BY_TRIGGER = {
    "checkpoint rushed": ("community police officer", "street office"),
    "abnormal temperature": ("community doctor", "health centre", "street office"),
    "other": ("street office",),
}
"""Whom an emergency names, by its trigger; the article says 'the departments concerned' (a reading)."""

CHARGE = SubjectKind("charge", titles=(("zh", "包保户"), ("en", "household taken in charge")))
REQUEST = SubjectKind("request", titles=(("zh", "需求"), ("en", "request")))
FINDING = SubjectKind("finding", titles=(("zh", "隐患"), ("en", "finding")))
EMERGENCY = SubjectKind(
    "emergency",
    (Field("trigger", str, PrivacyClass.INTERNAL, choices=tuple(TOLD_BY_TRIGGER), titles=(("zh", "触发情形"),)),),
    titles=(("zh", "突发情况"), ("en", "emergency")),
)

ROUTES = (
    Route("charge", track="charge"),
    Route("finding", track="inspection"),
    Route("emergency", track="emergency"),
)

DAILY_FORM = Form(
    "daily",
    owed_by=("compound", "community"),
    every="day",
    zone=ZONE,
    cut_off="18:00",
    due_after="1h",
    titles=(("zh", "小区防疫日报"), ("en", "daily report of a compound")),
    items=(
        Item("visited", counts="household", titles=(("zh", "当日入户"), ("en", "visited today"))),
        Item("gaps", counts="household", over_time="last", titles=(("zh", "信息不全户"), ("en", "incomplete"))),
        Item("observed", counts="person", over_time="last", titles=(("zh", "居家观察"), ("en", "observed at home"))),
        Item("delivered", counts="delivery", titles=(("zh", "送物上门"), ("en", "deliveries to the door"))),
    ),
)
"""What a compound and a community file each day; the hour is a reading, since the article names none."""


def six_in_place(*, four_to_one: TeamRule = FOUR_TO_ONE) -> Playbook:
    """
    Give the playbook; a locality that puts others in charge of one says so here.

    Args:
        four_to_one: Who is in charge of one.
    """
    return Playbook(
        name="six-in-place",
        titles={"zh": "疫情防控“六到位”工作制度", "en": "Six in place (Xinqu sub-district, Xuzhou)"},
        sources=(SOURCE,),
        zone=ZONE,
        tracks=(
            Track(SCREENING),
            Track(accompanying(four_to_one), kind="charge", beside=True),
            Track(services(attempts=param("delivery_attempts"), parameters=PARAMETERS), kind="request", beside=True),
            Track(inspections(rounds=2), kind="finding", beside=True),
            Track(emergencies(tell=TOLD_BY_TRIGGER, team=EMERGENCY_GROUP), kind="emergency", beside=True),
        ),
        routes=ROUTES,
        protocols=(attrs.evolve(HOME_OBSERVATION, team=four_to_one.name),),
        teams=(PREVENTION_GROUP,),
        duties=DUTIES,
        lines=(GATE_LINE,),
        upkeeps=UPKEEPS,
        settings=ROSTER_HOURS,
        levels=Level.ordered("street", "community", "compound", "building", "floor"),
        kinds=(DWELLING, RESIDENT, SITE, CHARGE, REQUEST, FINDING, EMERGENCY),
        forms=(DAILY_FORM,),
        ledgers=ledgers(SOURCE),
        kinds_of_facts={PASSAGE: PrivacyClass.SENSITIVE},
        retention=(after_response("household", "resident", "site"),),
        figures=FIGURES,
        words=SIX_IN_PLACE_WORDS,
    )


SIX_IN_PLACE = six_in_place()


@hookimpl
def gridcare_playbooks() -> Iterable[Playbook]:
    """Bring the six-in-place system."""
    return (SIX_IN_PLACE,)
