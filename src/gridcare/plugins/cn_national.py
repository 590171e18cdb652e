"""
National rules of China as dated rule sets: contacts, risk levels, zones, community classes, and what was followed.

Every rule belongs to a time. `CONTACTS` tells how contacts of COVID-19 were managed from 2020 to 2022, edition by
edition; `RISK_LEVELS` and `ZONES` tell how places were graded, two scales that are not each other; `COMMUNITY_CLASSES`
tells the class of a community from its cases; `FOLLOW_UPS` holds the rows of other diseases that a national paper
states. From 8 January 2023 on, that day included, COVID-19 is managed without isolation, contact designation or zones:
whoever asks on that day or later is told so, and gets no numbers.

Each number cites its paper as far as that is known: what the copies at hand do not state stays blank. A source's grade
says how well it is attested. Where only the month or the year of a paper is known, the days in between belong to no
edition and are told as such. What had to be read into a text is a parameter marked as a reading.
"""

import datetime as dt
from typing import Final

from gridcare.rules.contexts import TRUTH, Context, Number
from gridcare.rules.editions import Ended, RuleEdition, RuleSet
from gridcare.rules.notices import Grade, Source
from gridcare.rules.parameters import Parameter, Parameters, ParameterValue
from gridcare.timing.anchors import Latest
from gridcare.work.scales import All, CleanDays, Fall, Has, LastRound, Rise, Scale, WhoeverSet

__all__ = [
    "COMMUNITY_CLASSES",
    "COMMUNITY_FIGURES",
    "CONTACTS",
    "FOLLOW_UPS",
    "RISK_FIGURES",
    "RISK_LEVELS",
    "ZONES",
]

PREVENTION_2020 = Source(
    body="State joint mechanism; National Health Commission",
    title="新型冠状病毒感染的肺炎疫情社区防控工作方案(试行)",
    number="肺炎机制发〔2020〕5号",
    date=dt.date(2020, 1, 24),
    grade=Grade.SEEN_TWICE,
)
EDITIONS_1_TO_6 = Source(title="prevention and control plan, editions 1 to 6", grade=Grade.SEEN_TWICE)
EDITION_7 = Source(title="prevention and control plan, edition 7", date=dt.date(2020, 9, 15), grade=Grade.SEEN)
EDITION_8 = Source(title="prevention and control plan, edition 8 (May 2021)", grade=Grade.SEEN_TWICE)
EDITION_9 = Source(title="prevention and control plan, edition 9", date=dt.date(2022, 6, 28), grade=Grade.SEEN_TWICE)
TWENTY = Source(title="twenty measures (二十条)", date=dt.date(2022, 11, 11), grade=Grade.SEEN_TWICE)
RISK_2020 = Source(title="county risk levels, February 2020 to June 2022", grade=Grade.SEEN_TWICE)
ZONES_2021 = Source(title="lockdown, control and precaution zones (封控区、管控区、防范区), 2021 to June 2022")
CLASS_B = Source(title="COVID-19 managed as a Class B infectious disease from 8 January 2023 on")
MPOX_2023 = Source(title="mpox, management of contacts in China, 2023", grade=Grade.SEEN_TWICE)
SARS_2003 = Source(title="SARS, observation of contacts in China, 2003")

COVID_ENDED: Final = Ended(
    on=dt.date(2023, 1, 8),
    why="COVID-19 is managed as Class B, without isolation, contact designation or zones",
    source=CLASS_B,
)


def _stated(source: Source, **values: ParameterValue) -> tuple[Parameter, ...]:
    """Declare numbers of days and what goes with them, each with its paper."""
    return tuple(
        Parameter(name, value, unit=_UNITS.get(name.rsplit("_", 1)[-1], ""), sources=(source,))
        for name, value in values.items()
    )


_UNITS: Final = {"days": "day", "tests": "day", "within": "duration", "day": "per day"}


# Contacts of COVID-19 (密接), by edition

_CLOCKS = (
    Parameter("tests_from", "first day of isolation", sources=(Source(grade=Grade.DERIVED),)),
    Parameter(
        "day_zero",
        "the day of the last exposure",
        reading=True,
        alternatives=("the day of the last exposure is day 1",),
    ),
)
_FROM_LAST_EXPOSURE = Parameter(
    "period_from",
    "last exposure",
    reading=True,
    alternatives=("departure, arrival or registration, where the exposure is not known",),
)

CONTACTS: Final = RuleSet(
    name="cn contacts of COVID-19",
    editions=(
        RuleEdition(
            name="cn2020",
            in_force_from=dt.date(2020, 1, 1),
            certain_from=dt.date(2020, 2, 1),
            source=EDITIONS_1_TO_6,
            rules=Parameters(
                (
                    *_stated(
                        EDITIONS_1_TO_6,
                        observation_days=14,
                        place="home or central",
                        temperatures_a_day=2,
                        period_from="last unprotected contact",
                    ),
                    *_CLOCKS,
                )
            ),
            titles=(("zh", "第一版至第六版"), ("en", "editions 1 to 6")),
        ),
        RuleEdition(
            name="cn-ed7",
            in_force_from=dt.date(2020, 9, 15),
            source=EDITION_7,
            rules=Parameters(
                (
                    *_stated(EDITION_7, observation_days=14, place="central", cluster_cases=5, cluster_days=14),
                    _FROM_LAST_EXPOSURE,
                    *_CLOCKS,
                )
            ),
            titles=(("zh", "第七版"), ("en", "edition 7")),
        ),
        RuleEdition(
            name="cn-ed8",
            in_force_from=dt.date(2021, 5, 1),
            certain_from=dt.date(2021, 6, 1),
            source=EDITION_8,
            rules=Parameters(
                (
                    *_stated(
                        EDITION_8,
                        observation_days=14,
                        place="central",
                        tests=(1, 4, 7, 14),
                        double_sampling=True,
                        transferred_within="12h",
                        monitoring_days=7,
                        monitoring_place="home",
                        monitoring_tests=(2, 7),
                        contact_of_contact_days=7,
                        contact_of_contact_place="central",
                        contact_of_contact_tests=(1, 4, 7),
                    ),
                    _FROM_LAST_EXPOSURE,
                    *_CLOCKS,
                )
            ),
            titles=(("zh", "第八版"), ("en", "edition 8")),
        ),
        RuleEdition(
            name="cn-ed9",
            in_force_from=dt.date(2022, 6, 28),
            source=EDITION_9,
            rules=Parameters(
                (
                    *_stated(
                        EDITION_9,
                        observation_days=7,
                        place="central",
                        tests=(1, 2, 3, 5, 7),
                        double_sampling=False,
                        monitoring_days=3,
                        monitoring_place="home",
                        monitoring_no_outings=True,
                        monitoring_tests=(3,),
                        contact_of_contact_days=7,
                        contact_of_contact_place="home",
                        contact_of_contact_tests=(1, 4, 7),
                        period_from="last exposure",
                        from_high_risk_days=7,
                        from_high_risk_place="central",
                        from_high_risk_tests=(1, 2, 3, 5, 7),
                        from_medium_risk_days=7,
                        from_medium_risk_place="home",
                        from_medium_risk_tests=(1, 4, 7),
                        from_low_risk_days=3,
                        from_low_risk_test_count=2,
                    ),
                    *_stated(
                        Source(title=EDITION_9.title, date=EDITION_9.date, grade=Grade.SEEN),
                        cluster_cases=2,
                        cluster_days=7,
                    ),
                    *_CLOCKS,
                )
            ),
            titles=(("zh", "第九版"), ("en", "edition 9")),
        ),
        RuleEdition(
            name="cn-2022-11",
            in_force_from=dt.date(2022, 11, 11),
            source=TWENTY,
            rules=Parameters(
                (
                    *_stated(
                        TWENTY,
                        observation_days=5,
                        place="central",
                        tests=(1, 2, 3, 5),
                        monitoring_days=3,
                        monitoring_place="home",
                        monitoring_no_outings=True,
                        monitoring_tests=(1, 3),
                        contact_of_contact_judged=False,
                        from_high_risk_days=7,
                        from_high_risk_place="home",
                        from_high_risk_tests=(1, 3, 5, 7),
                    ),
                    _FROM_LAST_EXPOSURE,
                    *_CLOCKS,
                )
            ),
            titles=(("zh", "二十条"), ("en", "twenty measures")),
        ),
    ),
    ended=COVID_ENDED,
)
"""How contacts of COVID-19 cases were managed; days of tests are ordinal days of isolation."""


# Risk levels and zones

_PERSONS: Final = Number.of("person")

RISK_FIGURES: Final = Context(
    names={"confirmed": _PERSONS, "confirmed_14_days": _PERSONS, "clusters_14_days": Number.of("cluster")}
)
"""What the risk level of a county is read from: cases in all, new ones and clusters within 14 days."""

_CLEAR: Final = Latest(("entered", "positive"))

_COUNTY_2020 = Scale(
    "risk",
    ("low", "medium", "high"),
    reads=(
        "if confirmed_14_days = 0 then 'low' "
        "elif confirmed > 50 and clusters_14_days > 0 then 'high' "
        "otherwise 'medium'"
    ),
    figures=RISK_FIGURES,
    rises=(Rise(to="medium"), Rise(to="high")),
    falls=(Fall("high", "medium"), Fall("medium", "low"), Fall("high", "low")),
)
_RISK_9 = Scale(
    "risk",
    ("low", "medium", "high"),
    rises=(Rise(to="high", when=Has("positive")), Rise(to="medium")),
    falls=(
        Fall("high", "medium", when=All(CleanDays(7, since=_CLEAR), LastRound("negative", from_day=7, since=_CLEAR))),
        Fall("medium", "low", when=CleanDays(3, since=_CLEAR), after="high"),
        Fall("medium", "low", when=All(CleanDays(7, since=_CLEAR), LastRound("negative", from_day=7, since=_CLEAR))),
    ),
)
_RISK_20 = Scale(
    "risk",
    ("low", "high"),
    rises=(Rise(to="high", when=Has("positive")),),
    falls=(Fall("high", "low", when=CleanDays(5, since=_CLEAR)),),
)

RISK_LEVELS: Final = RuleSet(
    name="risk",
    editions=(
        RuleEdition(
            name="cn2020",
            in_force_from=dt.date(2020, 2, 1),
            certain_from=dt.date(2020, 3, 1),
            source=RISK_2020,
            rules=_COUNTY_2020,
        ),
        RuleEdition(name="cn-ed9", in_force_from=dt.date(2022, 6, 28), source=EDITION_9, rules=_RISK_9),
        RuleEdition(name="cn-2022-11", in_force_from=dt.date(2022, 11, 11), source=TWENTY, rules=_RISK_20),
    ),
    ended=COVID_ENDED,
)
"""
The risk level of a county (2020), of a compound or village (edition 9), of a unit or building (twenty measures).

The level of 2020 is read from figures; where there were none new in 14 days it is low, however many there were before
(a reading: the text names more than 50 without a cluster among the medium ones too). Later levels are set and lifted.
Under edition 9 a place that was high needs three more clean days as a medium one; one that never was needs seven, and a
round on the seventh.
"""

_CONTACTS_CLEAR: Final = Latest(("entered", "exposed"))
_THREE_CONDITIONS: Final = All(
    CleanDays(14, since=_CLEAR),
    CleanDays(14, since=_CONTACTS_CLEAR),
    Has("contacts negative"),
    LastRound("negative", within="2d"),
)

ZONES: Final = RuleSet(
    name="zone",
    editions=(
        RuleEdition(
            name="cn2021",
            in_force_from=dt.date(2021, 1, 1),
            certain_from=dt.date(2022, 1, 1),
            in_force_until=dt.date(2022, 6, 28),
            source=ZONES_2021,
            rules=Scale(
                "zone",
                ("routine", "precaution", "control", "lockdown"),
                rises=(Rise(to="lockdown", when=Has("positive")), Rise(to="control"), Rise(to="precaution")),
                falls=(
                    Fall("lockdown", "precaution", by=WhoeverSet(), when=_THREE_CONDITIONS),
                    Fall("control", "precaution", by=WhoeverSet(), when=_THREE_CONDITIONS),
                    Fall("precaution", "routine", by=WhoeverSet()),
                ),
            ),
        ),
    ),
    ended=COVID_ENDED,
)
"""
Lockdown (封控区), control (管控区) and precaution (防范区) zones, until edition 9 put risk areas in their place.

A positive in a control zone makes it a lockdown zone at once. The last close contact's exposure is told by the fact
``exposed``, and that all are negative by ``contacts negative``. Precaution ends when every lockdown and control zone of
the county is lifted, which is for the authority to see: the scale of one place cannot.
"""


# Community classes (社区分类), January 2020

COMMUNITY_FIGURES: Final = Context(
    names={
        "confirmed": _PERSONS,
        "secondary": _PERSONS,
        "largest_cluster_14_days": _PERSONS,
        "sporadic_unknown_source_14_days": _PERSONS,
        "sustained": TRUTH,
    }
)
"""What the class of a community is read from; ``sustained`` is an authority's judgement of many or large outbreaks."""

COMMUNITY_CLASSES: Final = RuleSet(
    name="community class",
    editions=(
        RuleEdition(
            name="cn2020",
            in_force_from=PREVENTION_2020.date or dt.date(2020, 1, 24),
            source=PREVENTION_2020,
            rules=Scale(
                "community class",
                ("no case", "case", "outbreak", "transmission"),
                reads=(
                    "if sporadic_unknown_source_14_days >= 2 or sustained then 'transmission' "
                    "elif largest_cluster_14_days >= 2 then 'outbreak' "
                    "elif confirmed = 1 and secondary = 0 then 'case' "
                    "elif confirmed = 0 then 'no case' "
                    "otherwise blank"
                ),
                figures=COMMUNITY_FIGURES,
                titles=(
                    ("no case", "zh", "未发现病例"),
                    ("case", "zh", "出现病例"),
                    ("outbreak", "zh", "暴发疫情"),
                    ("transmission", "zh", "社区传播疫情"),
                ),
            ),
        ),
    ),
    ended=COVID_ENDED,
)
"""
The class of a community, after which its strategy is chosen.

The paper names no class for several cases that are neither a cluster nor of unknown source: there the class is unknown.
"""


# What is followed for how long

FOLLOW_UPS: Final[tuple[RuleSet[Parameters], ...]] = (
    RuleSet(
        name="cn SARS",
        editions=(
            RuleEdition(
                name="cn2003",
                in_force_from=dt.date(2003, 1, 1),
                certain_from=dt.date(2004, 1, 1),
                source=SARS_2003,
                rules=Parameters(_stated(SARS_2003, observation_days=14)),
            ),
        ),
    ),
    RuleSet(
        name="cn mpox",
        editions=(
            RuleEdition(
                name="cn-mpox-2023",
                in_force_from=dt.date(2023, 1, 1),
                certain_from=dt.date(2024, 1, 1),
                source=MPOX_2023,
                rules=Parameters(
                    _stated(MPOX_2023, observation_days=21, asked_on_days=(7, 14, 21), movement_restricted=False)
                ),
            ),
        ),
    ),
)
"""Rows of other diseases that a national paper states; those of the WHO are in `gridcare.plugins.who`."""
