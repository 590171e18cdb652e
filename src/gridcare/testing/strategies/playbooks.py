"""
Hypothesis strategies for playbooks, and for the parameters and indicators that only a playbook brings together.

A drawn playbook is sound: its workflows read the fields that its kinds declare, its indicators the items of their
forms, its identities its figures. To see a fault found, bend one part with `attrs.evolve`.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import strategies as st

from gridcare.people.subjects import RESIDENT, SITE
from gridcare.playbook import Playbook
from gridcare.privacy import PrivacyClass
from gridcare.reporting.figures import Figures
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Indicator
from gridcare.reporting.overlaps import check_forms
from gridcare.reporting.reconcile import Identity
from gridcare.rules.expressions import name
from gridcare.rules.notices import Grade, Source
from gridcare.rules.parameters import Parameter, Parameters, ParameterValue
from gridcare.testing.strategies.audits import audit_programmes
from gridcare.testing.strategies.editions import rule_sets
from gridcare.testing.strategies.figures import accounts, bulletins, open_readings
from gridcare.testing.strategies.gates import defence_lines, gate_policies
from gridcare.testing.strategies.grades import scales
from gridcare.testing.strategies.ledgers import ledger_forms
from gridcare.testing.strategies.observation import protocols
from gridcare.testing.strategies.people import team_rules
from gridcare.testing.strategies.places import LEVELS
from gridcare.testing.strategies.reporting import forms
from gridcare.testing.strategies.rosters import duties
from gridcare.testing.strategies.rules import sources
from gridcare.testing.strategies.supplies import retention_rules
from gridcare.testing.strategies.suppression import small_cells
from gridcare.testing.strategies.upkeep import UPKEEPS
from gridcare.testing.strategies.work import DWELLING, ZONE, workflows
from gridcare.timing.deadlines import NOT_STATED, OPENED, Deadline, Target
from gridcare.work.rows import Track

__all__ = ["indicators", "parameters", "playbooks", "tracks"]


@st.composite
def parameters(draw: st.DrawFn) -> Parameters:
    """Draw parameters of every type, stated by a paper or marked as a reading."""
    values: tuple[tuple[ParameterValue, str], ...] = (
        (True, ""),
        ("daily", ""),
        (2, "attempt"),
        (Decimal("0.5"), "share"),
        (timedelta(hours=24), "duration"),
        (NOT_STATED, "duration"),
    )
    chosen = draw(st.lists(st.sampled_from(values), max_size=4))
    return Parameters(
        tuple(
            Parameter(
                f"parameter_{number}",
                value,
                unit=unit,
                reading=draw(st.booleans()),
                alternatives=draw(st.sampled_from(((), ("none at all",)))),
                sources=tuple(draw(st.lists(sources(), max_size=1))),
                titles=(("zh", "参数"),),
            )
            for number, (value, unit) in enumerate(chosen)
        )
    )


@st.composite
def tracks(draw: st.DrawFn, shared: Parameters | None = None) -> tuple[Track, ...]:
    """
    Draw one track or two, for every household or for some.

    Args:
        draw: Hypothesis's own.
        shared: The parameters that each of their workflows declares; none when left out.
    """
    only = st.sampled_from((None, "subject.vacant = false", "subject.rooms >= 2 or subject.persons > 3"))
    return tuple(
        Track(
            attrs.evolve(draw(workflows()), parameters=shared or Parameters()), name=f"track {number}", only=draw(only)
        )
        for number in range(draw(st.integers(1, 2)))
    )


def indicators(form: Form) -> st.SearchStrategy[Indicator]:
    """
    Draw an indicator over a form: a figure, or so many of it per thousand of another.

    Args:
        form: The form whose items it reads.
    """
    one = st.sampled_from([name(_read(*cell)) for cell in form.cells])
    says = st.one_of(one, st.builds(lambda left, right: 1000 * left / right, one, one))
    return st.builds(
        Indicator, st.just(f"{form.name}_indicator"), says, form=st.just(form.name), prints=st.integers(0, 2)
    )


@st.composite
def playbooks(draw: st.DrawFn) -> Playbook:
    """Draw a sound playbook: tracks, forms with indicators, published figures with an identity, bulletins, words."""
    shared = draw(parameters())
    asked = [attrs.evolve(draw(forms()), name=f"form_{number}", zone=ZONE) for number in range(draw(st.integers(0, 2)))]
    asked = asked if not tuple(check_forms(asked)) else asked[:1]
    identity, figures = draw(accounts()) if draw(st.booleans()) else (None, Figures())
    filed = [Identity(f"{form.name} states", f"{_first(form)} >= 0", form=form.name) for form in asked]
    papers = tuple(draw(st.lists(sources(), max_size=2)))
    more = {"sources": papers, **(draw(_beside()) if draw(st.booleans()) else {})}
    return Playbook(
        name=draw(st.sampled_from(("four-step", "三三三"))),
        titles=(("zh", "工作法"), ("en", "a method")),
        version=draw(st.sampled_from(("1", "2020.2"))),
        zone=ZONE,
        tracks=draw(tracks(shared)),
        needs=draw(st.sampled_from(("all", "any"))),
        levels=LEVELS,
        kinds=(DWELLING, RESIDENT, SITE),
        forms=tuple(asked),
        indicators=tuple(draw(indicators(form)) for form in asked),
        figures=figures,
        identities=(*((identity,) if identity is not None else ()), *filed),
        open_readings=(draw(open_readings()),) if not figures and draw(st.booleans()) else (),
        bulletins=(draw(bulletins()),) if draw(st.booleans()) else (),
        words={"met": {"zh": "见到住户"}},
        **more,
    )


@st.composite
def _beside(draw: st.DrawFn) -> dict[str, Any]:
    """Draw what a method declares beside its workflows, each noun or not."""
    rule_set = draw(rule_sets())
    drawn: dict[str, Any] = {
        "protocols": (attrs.evolve(draw(protocols()), team="watchers"),),
        "scales": (draw(scales()),),
        "duties": attrs.evolve(draw(duties()), roles=()),
        "lines": (draw(defence_lines()),),
        "policies": (draw(gate_policies()),),
        "upkeeps": UPKEEPS[: draw(st.integers(1, len(UPKEEPS)))],
        "rule_sets": (rule_set,),
        "audits": (draw(audit_programmes()),),
        "ledgers": (draw(ledger_forms()),),
        "retention": (draw(retention_rules()),),
        "suppression": draw(small_cells()),
        "targets": {"first": Target(share="9/10", by=Deadline(clock="20:00", nth=2, anchor=OPENED))},
        "settings": (Parameter("night_begins", "20:00", reading=True),),
    }
    kept = {noun: value for noun, value in drawn.items() if draw(st.booleans())}
    if "ledgers" in kept:
        kept["kinds_of_facts"] = {"visit": PrivacyClass.INTERNAL, "reading": PrivacyClass.SENSITIVE}
    if "rule_sets" in kept and draw(st.booleans()):
        kept["picks"] = {rule_set.name: rule_set.editions[0].name}
    paper = Source(title="一个方案", grade=Grade.READING)
    return {**kept, "teams": (attrs.evolve(draw(team_rules()), name="watchers"),), "sources": (paper,)}


def _first(form: Form) -> str:
    return _read(*form.cells[0])


def _read(item: str, category: str) -> str:
    return f"{item}.{category}" if category else item
