"""
The ten measures for communities (社区疫情防控工作十条措施) of the civil-affairs department of Shaanxi, March 2022.

A paper of norms: who must do what, at once. It is no ladder that a household climbs but an audit: each measure is held
against whoever it addresses, a civil-affairs department or a community, on what the records of the communities tell.
Nothing is typed in to be compliant. A measure is met, not met, or cannot be told, and each answer names the records
that it rests on or the one that is missing; a street's audit rolls its communities up.

The paper states no age, no length of time and no count. Every number by which a record is too old, or an answer too
late, is a parameter marked as a reading. Its year is read from its words: lockdown, control and precaution zones were
in force from 2021 to June 2022.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

import attrs

from gridcare.attributes import Attributes
from gridcare.facts.fact import Fact
from gridcare.hookspecs import hookimpl
from gridcare.people.duties import Duties, DutyRule, Hours
from gridcare.people.register import Register
from gridcare.people.staffing import RosterProof
from gridcare.people.subjects import HOUSEHOLD, ORGANISATION, RESIDENT, SITE, Field, SubjectKind
from gridcare.places.units import Level
from gridcare.playbook import Playbook
from gridcare.plugins.casework.care import relief, services, support
from gridcare.plugins.casework.control import inspections
from gridcare.plugins.casework.ledgers import after_response
from gridcare.plugins.cn_national import RISK_LEVELS, ZONES
from gridcare.plugins.ten_measures_ledgers import ledgers
from gridcare.plugins.ten_measures_words import TEN_MEASURES_WORDS
from gridcare.privacy import PrivacyClass
from gridcare.reporting.audit import AuditReport
from gridcare.reporting.criteria import AuditProgramme, Criterion
from gridcare.reporting.evidence import AuditRecord, RecordKind, cover_record
from gridcare.reporting.figures import Figure, Figures
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Item
from gridcare.rules.contexts import TEXT, TRUTH, Number, Type
from gridcare.rules.editions import RuleEdition, RuleSet
from gridcare.rules.notices import Grade, Source
from gridcare.rules.parameters import Parameter, Parameters, param
from gridcare.work.campaign import Campaign
from gridcare.work.cases import Passage
from gridcare.work.grades import Gradings
from gridcare.work.routing import Route
from gridcare.work.rows import Track
from gridcare.work.steps import Standing

__all__ = [
    "ACTIVATED",
    "AUDIT",
    "DAILY_FORM",
    "DEPARTMENTS",
    "DUTIES",
    "FIGURES",
    "FIVE_HAVES",
    "MEASURES",
    "MEASURE_TAKEN",
    "REGIMES",
    "REQUESTERS",
    "SPECIAL_GROUPS",
    "STOOD_DOWN",
    "SUPPORT_KINDS",
    "TEN_MEASURES",
    "ModeChange",
    "Regime",
    "case_records",
    "duty_records",
    "gridcare_playbooks",
    "missing_haves",
    "mode_changes",
    "mode_records",
    "regime",
    "regime_records",
    "resident_records",
]


# Sources, dates and numbers

SOURCE: Final = Source(
    body="陕西省民政厅 (civil-affairs department of Shaanxi province)",
    title="社区疫情防控工作十条措施",
    date=date(2022, 3, 13),
    grade=Grade.SEEN,
)
"""Dated 13 March; the year is read from its vocabulary, which is that of 2021 to June 2022."""

ZONE = "Asia/Shanghai"
LEVELS = Level.ordered("province", "city", "county", "street", "community", "grid")
DEPARTMENTS = ("province", "city", "county", "street")
"""Civil-affairs departments at every level (各级民政部门); the street's office is the lowest of them (a reading)."""

SPECIAL_GROUPS = ("elderly living alone", "disabled", "pregnant or postpartum")
"""The groups that are named (独居老人、残疾人、孕产妇); the list ends with 'etc.', so any other may be added."""

SUPPORT_KINDS = ("sampling point", "vaccination", "epidemiological investigation", "source tracing", "key persons")
REQUESTERS = ("health", "police", "industry", "command")
"""Who asks for support: the three departments (三公（工）) and the command at any level."""


def _reading(name: str, value: int | str, unit: str, *alternatives: str) -> Parameter:
    return Parameter(name, value, unit=unit, reading=True, alternatives=alternatives)


CASE_READINGS = (
    _reading("step_in_within", "24h", "duration", "not stated: the paper only says early"),
    _reading("relieve_within", "72h", "duration", "counted from the finding", "not stated: the paper only says early"),
    _reading("answer_within", "24h", "duration", "not stated: the paper only says to co-operate"),
    _reading("delivery_attempts", 2, "attempt", "one attempt"),
)
"""By when cases are answered, each counted from when the step began; the paper states no length of time."""

AUDIT_READINGS = Parameters(
    (
        _reading("duty_days", 7, "day", "the whole time since the activation"),
        _reading("activation_hours", 24, "hour", "at once: the paper says immediately and names no hour"),
        _reading("ledger_days", 30, "day", "refreshed whenever something changes", "every day in an emergency"),
        _reading("publicity_days", 7, "day", "once"),
        _reading("sanitation_days", 7, "day", "once", "every day in an emergency"),
        _reading("supervision_days", 30, "day", "once"),
        _reading("training_days", 90, "day", "once a year"),
        _reading("drill_days", 180, "day", "once a year"),
    )
)
"""How old a record may be and still count; the paper states none of these."""


def _published(name: str, value: int, unit: str, zh: str, en: str) -> Figure:
    titles = (("zh", zh), ("en", en))
    return Figure(name, value, unit=unit, qualifiers=("exact",), as_of=SOURCE.date, source=SOURCE, titles=titles)


FIGURES = Figures(
    (
        _published("measures", 10, "measure", "十条措施", "measures"),
        _published("haves", 5, "kind", "五有", "things that every community has"),
        _published("duty_hours", 24, "hour", "24小时值班", "hours of duty a day"),
    ),
    label="shaanxi/2022-03-13",
    titles=(("zh", "陕西省社区疫情防控工作十条措施"), ("en", "Shaanxi, ten measures")),
)
"""The only numbers in the paper. It counts nothing, so that there is no sum to check."""


# 1. Duty: departments at every level, day and night, with daily and zero reports

DUTIES = Duties(
    tuple(
        DutyRule(duty="command", hours=Hours("00:00", "24:00"), by="duty officer", level=level) for level in DEPARTMENTS
    )
)

DAILY_FORM = Form(
    "daily",
    owed_by=("community", "street"),
    every="day",
    zone=ZONE,
    cut_off="17:00",
    due_after="1h",
    titles=(("zh", "每日疫情信息报告"), ("en", "daily report")),
    items=(
        Item("fever", counts="person", titles=(("zh", "新增发热"), ("en", "new fever"))),
        Item("requests", counts="request", titles=(("zh", "求助"), ("en", "requests for help"))),
    ),
)
"""The daily and zero report, to the level above; the hour is a reading, since the paper names none."""


def duty_records(proof: RosterProof, *, at: datetime) -> Iterator[AuditRecord]:
    """
    Read the proof of a duty roster as records: how many minutes each department left uncovered.

    Args:
        proof: What was owed and who was there.
        at: Up to when it was owed.
    """
    for duty in proof.covers:
        for number, each in enumerate(duty.covers):
            yield cover_record(each, "duty", duty.place, id=f"{duty.place} {duty.duty} {number} {at}", at=at)


# 12. Activation and stand-down, dated, with the time since the order

ACTIVATED: Final = "activated"
STOOD_DOWN: Final = "stood down"
"""The kinds of the facts by which a unit enters and leaves the state of emergency; ``ordered`` is when it was told."""


@attrs.frozen(kw_only=True)
class ModeChange:
    """
    A unit entered or left the state of emergency (平时、战时).

    Attributes:
        unit: The unit.
        emergency: Whether it entered it.
        ordered: The moment of the order.
        done: The moment of the act.
        known: When the act was recorded.
        fact: The id of the fact that tells it.
    """

    unit: str
    emergency: bool
    ordered: datetime
    done: datetime
    known: datetime
    fact: str

    @property
    def elapsed(self) -> timedelta:
        """The time from the order to the act."""
        return self.done - self.ordered


def mode_changes(facts: Iterable[Fact]) -> tuple[ModeChange, ...]:
    """List in order who entered and left the state of emergency; an act that cites no order's moment is left out."""
    told = []
    for fact in facts:
        ordered = fact.answers.get("ordered")
        if fact.kind in (ACTIVATED, STOOD_DOWN) and isinstance(ordered, datetime):
            told += [
                ModeChange(
                    unit=unit,
                    emergency=fact.kind == ACTIVATED,
                    ordered=ordered,
                    done=fact.happened,
                    known=fact.known,
                    fact=fact.id,
                )
                for unit in fact.subjects
            ]
    return tuple(sorted(told, key=lambda each: (each.done, each.unit, each.fact)))


def mode_records(changes: Iterable[ModeChange]) -> Iterator[AuditRecord]:
    """Read changes of mode as records with the hours since the order."""
    for each in changes:
        values = Attributes(emergency=each.emergency, elapsed=each.elapsed / timedelta(hours=1))
        yield AuditRecord(
            id=f"{each.fact} {each.unit}",
            kind="activation",
            unit=each.unit,
            happened=each.done,
            known=each.known,
            values=values,
            behind=(each.fact,),
        )


# 3. and 9. Ledgers, and the special groups in them

DWELLER = RESIDENT.with_fields(
    Field("special_group", str, PrivacyClass.SENSITIVE, titles=(("zh", "特殊群体"),)),
    Field("checked_on", date, PrivacyClass.INTERNAL, titles=(("zh", "核对日期"),)),
    Field("needs", str, PrivacyClass.SENSITIVE, titles=(("zh", "需求"),)),
)
"""A resident as the ledger holds one; who needs nothing has ``none`` written there."""


def resident_records(register: Register, *, at: datetime) -> Iterator[AuditRecord]:
    """
    Read the resident ledger as records: each resident, and again each member of a special group.

    A resident stands at the day of the last check. A member of a special group is complete when checked and asked for
    needs, and is assigned when it is registered in a grid.

    Args:
        register: The residents.
        at: As of when the register was read, an aware datetime.
    """
    for id in register.ids("resident"):
        subject = register[id]
        told, unit = subject.attributes, subject.unit
        checked, group = told.get("checked_on"), told.get("special_group")
        known = isinstance(checked, date)
        when = datetime.combine(checked, at.timetz()) if isinstance(checked, date) else at
        happened = min(when, at)
        yield AuditRecord(
            id=id,
            kind="resident",
            unit=unit,
            happened=happened,
            known=happened,
            values=Attributes(checked=True if known else None),
        )
        if group:
            grid = unit if register.hierarchy[unit].level == "grid" else None
            values = Attributes(group=group, complete=known and bool(told.get("needs")), grid=grid)
            yield AuditRecord(id=id, kind="special", unit=unit, happened=at, known=at, values=values)


# 7. The regime: risk level and zone are two scales, and what a zone asks is dated


@attrs.frozen(kw_only=True)
class Regime:
    """
    What a community must do in a zone.

    Attributes:
        zone: The zone, or ``routine`` where there is none and the risk is low.
        measures: What is asked there.
    """

    zone: str
    measures: tuple[str, ...]


REGIMES: RuleSet[tuple[Regime, ...]] = RuleSet(
    name="regimes",
    editions=(
        RuleEdition(
            name="cn2021",
            in_force_from=ZONES.editions[0].in_force_from,
            certain_from=ZONES.editions[0].certain_from,
            in_force_until=ZONES.editions[0].in_force_until,
            source=ZONES.editions[0].source,
            rules=(
                Regime(zone="lockdown", measures=("area closed", "nobody leaves home", "service to the door")),
                Regime(zone="control", measures=("nobody leaves the zone", "no gathering")),
                Regime(zone="precaution", measures=("social control strengthened", "gatherings limited")),
                Regime(zone="routine", measures=("routine measures",)),
            ),
        ),
    ),
    ended=ZONES.ended,
)
"""Lockdown, control and precaution zones (封控、管控、防范) and the routine, as they were asked until June 2022."""

MEASURE_TAKEN: Final = "measure taken"
"""The kind of the fact that a community took a measure; its outcome says which."""


def regime(zones: Gradings, risks: Gradings, unit: str, at: datetime, *, on: date) -> Regime | None:
    """
    Tell which regime holds in a community; none where neither a zone nor a low risk level is known.

    Args:
        zones: The zones of places.
        risks: The risk levels of counties, a scale of its own.
        unit: The community.
        at: The moment asked about.
        on: The day whose rules count.
    """
    zone, risk = zones.effective(unit, at), risks.effective(unit, at)
    name = zone.grade if zone is not None else "routine" if risk is not None and risk.grade == "low" else ""
    edition = REGIMES.on(on).edition
    return next((each for each in edition.rules if each.zone == name), None) if edition is not None else None


def regime_records(
    zones: Gradings, risks: Gradings, facts: Iterable[Fact], units: Iterable[str], at: datetime, *, on: date
) -> Iterator[AuditRecord]:
    """
    Hold what each community's regime asks against the measures that it took since the zone was set.

    Args:
        zones: The zones of places.
        risks: The risk levels of counties.
        facts: The measures that were taken, of the kind `MEASURE_TAKEN`.
        units: The communities.
        at: The moment asked about.
        on: The day whose rules count.

    Yields:
        One record for each measure that is asked of a community; none where no regime is known.
    """
    taken = [fact for fact in facts if fact.kind == MEASURE_TAKEN and fact.happened <= at]
    for unit in units:
        held, zone = regime(zones, risks, unit, at, on=on), zones.effective(unit, at)
        for measure in () if held is None else held.measures:
            since = [fact for fact in taken if unit in fact.subjects and fact.outcome == measure]
            done = [fact for fact in since if zone is None or fact.happened >= zone.since]
            yield AuditRecord(
                id=f"{unit}: {measure}",
                kind="regime",
                unit=unit,
                happened=done[-1].happened if done else at,
                known=done[-1].known if done else at,
                values=Attributes(zone=held.zone if held else None, measure=measure, done=bool(done)),
                behind=tuple(fact.id for fact in done),
            )


# 8. and 9. Cases: support to other offices, relief for special groups


def case_records(campaign: Campaign, unit: str, *, track: str, kind: str) -> Iterator[AuditRecord]:
    """
    Read cases as records: whether each has ended, and whether every step was done by its deadline.

    Args:
        campaign: The campaign, whose clock says what is late.
        unit: The unit with everything inside it.
        track: The track of the cases.
        kind: The kind of record that they are taken for.
    """
    late = {each.who for each in campaign.overdue(unit, track=track)}
    for id in campaign.subjects(unit, track=track):
        case = campaign.case(id, track=track)
        ended = case.standing not in (Standing.NOT_STARTED, Standing.IN_PROGRESS)
        in_time = id not in late and all(map(_left_in_time, case.passages))
        yield AuditRecord(
            id=id,
            kind=kind,
            unit=case.unit,
            happened=case.opened,
            known=case.opened,
            values=Attributes(ended=ended, in_time=in_time),
            behind=tuple(fact.id for fact in case.facts),
        )


def _left_in_time(stay: Passage) -> bool:
    return stay.deadline is None or stay.left is None or stay.left < stay.deadline


# The audit: ten measures, each at its owner, with the records that tell it

FIVE_HAVES = {
    "plan": "any(peacetime and emergency per plan)",
    "mechanism": "any(in_place per mechanism)",
    "team": "any(in_place per team)",
    "ledger": "any(true per resident)",
    "supplies": "any(balance > 0 per supplies)",
}
"""What every community has (五有：预案、机制、队伍、台账、物资), and how it is told from its records."""


def _kind(name: str, /, *, climbs: bool = False, **fields: Type) -> RecordKind:
    return RecordKind(name, fields=fields, climbs=climbs)


KINDS = (
    _kind("duty", uncovered=Number.of("minute"), gaps=Number.of("gap")),
    _kind("filing", climbs=True, arrival=TEXT, content=TEXT),
    _kind("activation", emergency=TRUTH, elapsed=Number.of("hour")),
    _kind("plan", peacetime=TRUTH, emergency=TRUTH),
    _kind("mechanism", in_place=TRUTH),
    _kind("team", in_place=TRUTH),
    _kind("supplies", balance=Number.of("unit")),
    _kind("resident", climbs=True, checked=TRUTH),
    _kind("special", climbs=True, group=TEXT, complete=TRUTH, grid=TEXT),
    _kind("organisation", climbs=True, name=TEXT),
    _kind("publicity", form=TEXT, audience=TEXT, reached=Number.of("person")),
    _kind("sanitation", target=TEXT, area=Number.of("square metre")),
    _kind("report_in", climbs=True, organisation=TEXT, task=TEXT, hours=Number.of("hour")),
    _kind("regime", climbs=True, zone=TEXT, measure=TEXT, done=TRUTH),
    _kind("support", climbs=True, ended=TRUTH, in_time=TRUTH),
    _kind("relief", climbs=True, ended=TRUTH, in_time=TRUTH),
    _kind("request", climbs=True, ended=TRUTH, in_time=TRUTH),
    _kind("training", topic=TEXT),
    _kind("drill", live=TRUTH),
    _kind("supervision", guidance=TRUTH),
)


def _measure(id: str, zh: str, says: str, *owner: str, why: str = "") -> Criterion:
    titles = (("zh", zh), ("en", id))
    return Criterion(id, says, owner=owner, titles=titles, why=why, sources=(SOURCE,))


MEASURES = (
    _measure(
        "duty",
        "夯实民政部门责任",
        "any(age <= param.duty_days per duty) and every(uncovered = 0 per duty) "
        "and any(true per filing) and every(arrival != 'missing' per filing)",
        *DEPARTMENTS,
        why="Day and night without an uncovered minute; daily and zero reports of all inside complete.",
    ),
    _measure(
        "mechanism",
        "完善疫情防控机制",
        " and ".join(FIVE_HAVES.values()),
        "community",
        why="One community, one plan with both modes, and with it the five haves.",
    ),
    _measure(
        "ledgers",
        "完善社区信息台账",
        "any(true per resident) and every(checked and age <= param.ledger_days per resident) "
        "and every(complete per special) and any(known(name) per organisation) "
        "and every(if unit.urban_village then any(true per resident) otherwise true per grid)",
        "community",
        why="Residents checked lately, special groups complete, urban villages among them, organisations beside them.",
    ),
    _measure(
        "publicity",
        "宣传教育引导",
        "any(age <= param.publicity_days per publicity) and every(known(form) and known(audience) per publicity)",
        "community",
    ),
    _measure(
        "sanitation",
        "环境卫生整治",
        "any(age <= param.sanitation_days per sanitation) and every(known(target) and known(area) per sanitation)",
        "community",
    ),
    _measure(
        "social forces",
        "动员社会力量",
        "any(true per report_in) and every(known(organisation) and known(task) and hours > 0 per report_in)",
        *DEPARTMENTS,
        why="Those who reported in to a community have a task there, and their hours are counted.",
    ),
    _measure(
        "regime",
        "从严落实防控措施",
        "every(any(known(zone) per regime) and every(done per regime) per community)",
        *DEPARTMENTS,
        why="The department answers for its communities: in each, what its zone asks is done.",
    ),
    _measure(
        "co-operation",
        "主动配合",
        "every(in_time per support)",
        "community",
        why="Every request for support is answered by its deadline; where nobody asked, nothing is owed (a reading).",
    ),
    _measure(
        "special groups",
        "特殊群体服务保障",
        "every(known(grid) per special) and every(in_time per relief) and every(in_time per request)",
        *DEPARTMENTS,
        why="Every member of a special group belongs to a grid; relief and requests are answered early.",
    ),
    _measure(
        "training",
        "强化培训",
        "any(age <= param.training_days per training) and any(live and age <= param.drill_days per drill)",
        "community",
    ),
)
"""The ten, in the order of the paper, each at the one whom its text addresses."""

BESIDE = (
    _measure(
        "activation",
        "进入应急状态",
        "any(emergency and elapsed <= param.activation_hours per activation)",
        "community",
        *DEPARTMENTS,
        why="At once: entered within so many hours of the order.",
    ),
    _measure(
        "supervision",
        "督促指导社区",
        "every(any(age <= param.supervision_days per supervision) per community)",
        *DEPARTMENTS,
        why="The department's supervision and guidance of each community is recorded, and is not too old.",
    ),
)
"""What the paper asks for within its measures, held apart because it is the department that owes it to a community."""

AUDIT = AuditProgramme(
    "ten measures",
    kinds=KINDS,
    levels=("province", "city", "county", "street", "community", "grid"),
    criteria=(*MEASURES, *BESIDE),
    parameters=AUDIT_READINGS,
    titles=(("zh", "社区疫情防控工作十条措施核查"), ("en", "audit of the ten measures")),
    sources=(SOURCE,),
)


def missing_haves(report: AuditReport, community: str) -> tuple[str, ...]:
    """
    Name which of the five haves a community lacks, or of which nobody can tell that it has them.

    Args:
        report: An audit of the ten measures.
        community: The community.

    Raises:
        UnknownName: When the community was not audited.
    """
    lacking = {each.kind for each in report.assessment("mechanism", community).lacks}
    kinds = {have: "resident" if have == "ledger" else have for have in FIVE_HAVES}
    return tuple(have for have, kind in kinds.items() if kind in lacking)


# The playbook

RELIEF = SubjectKind("relief", titles=(("zh", "救助对象"), ("en", "relief")))
REQUEST = SubjectKind("request", titles=(("zh", "求助"), ("en", "request")))
FINDING = SubjectKind("finding", titles=(("zh", "督导发现的问题"), ("en", "finding")))
SUPPORT = SubjectKind(
    "support",
    (
        Field("what", str, PrivacyClass.INTERNAL, choices=SUPPORT_KINDS, titles=(("zh", "协助事项"),)),
        Field("requester", str, PrivacyClass.INTERNAL, choices=REQUESTERS, titles=(("zh", "来函单位"),)),
    ),
    titles=(("zh", "协助任务"), ("en", "request for support")),
)

TEN_MEASURES = Playbook(
    name="ten-measures",
    titles={"zh": "社区疫情防控工作十条措施", "en": "Ten measures for communities (Shaanxi)"},
    sources=(SOURCE,),
    zone=ZONE,
    tracks=(
        Track(
            relief(
                step_in_within=param("step_in_within"),
                relieve_within=param("relieve_within"),
                parameters=CASE_READINGS,
            ),
            kind="relief",
            beside=True,
        ),
        Track(
            services(
                attempts=param("delivery_attempts"), accept_within=param("answer_within"), parameters=CASE_READINGS
            ),
            kind="request",
            beside=True,
        ),
        Track(support(answer_within=param("answer_within"), parameters=CASE_READINGS), kind="support", beside=True),
        Track(inspections(rounds=2), kind="finding", beside=True),
    ),
    routes=(Route("relief", track="relief"),),
    scales=(RISK_LEVELS.editions[0].rules, ZONES.editions[0].rules),
    audits=(AUDIT,),
    duties=DUTIES,
    levels=LEVELS,
    kinds=(HOUSEHOLD, DWELLER, SITE, ORGANISATION, RELIEF, REQUEST, SUPPORT, FINDING),
    forms=(DAILY_FORM,),
    ledgers=ledgers(SOURCE),
    retention=(after_response("household", "resident", "site", "organisation", since=STOOD_DOWN),),
    figures=FIGURES,
    words=TEN_MEASURES_WORDS,
)


@hookimpl
def gridcare_playbooks() -> Iterable[Playbook]:
    """Bring the ten measures."""
    return (TEN_MEASURES,)
