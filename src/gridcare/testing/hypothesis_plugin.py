"""
How Hypothesis draws gridcare's values where only their type is given, as in ``st.from_type(Hierarchy)``.

Only the types are looked up then; a strategy is imported when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["register"]

_DRAWN: Final = {
    "audits": {"audit_programmes": "reporting.criteria.AuditProgramme"},
    "cells": {"size_bands": "people.cells.SizeBand"},
    "editions": {"editions": "rules.editions.RuleEdition", "rule_sets": "rules.editions.RuleSet"},
    "extensions": {"offered_extensions": "extensions.StepExtension"},
    "facts": {
        "amendments": "facts.fact.Amendment",
        "answers": "attributes.Attributes",
        "facts": "facts.fact.Fact",
        "journals": "facts.journal.Journal",
        "origins": "facts.fact.Origin",
        "questionnaires": "facts.questionnaire.Questionnaire",
    },
    "figures": {
        "bulletins": "reporting.bulletin.Bulletin",
        "figures": "reporting.figures.Figure",
        "languages": "reporting.languages.Language",
        "open_readings": "reporting.open_readings.OpenReading",
        "publications": "reporting.figures.Figures",
    },
    "gates": {
        "closed_gates": "work.gates.Entrances",
        "defence_lines": "work.gates.DefenceLine",
        "gate_logs": "work.gatelog.GateLog",
        "gate_policies": "work.passages.GatePolicy",
    },
    "grades": {"scales": "work.scales.Scale"},
    "ledgers": {
        "access_logs": "reporting.access.AccessLog",
        "access_records": "reporting.access.AccessRecord",
        "ledger_forms": "reporting.ledgers.LedgerForm",
        "ledgers": "reporting.ledgers.Ledger",
    },
    "lineage": {"lineages": "places.lineage.Lineage"},
    "linkage": {"link_rules": "people.sources.LinkRule"},
    "observation": {"protocols": "work.protocols.Protocol", "reading_rules": "work.readings.ReadingRule"},
    "people": {
        "fields": "people.subjects.Field",
        "presences": "people.presence.Presence",
        "presence_counts": "people.presence.PresenceCounts",
        "registers": "people.register.Register",
        "seats": "people.teams.Seat",
        "team_rules": "people.teams.TeamRule",
        "teams": "people.teams.Team",
    },
    "places": {"hierarchies": "places.hierarchy.Hierarchy", "thresholds": "places.thresholds.Threshold"},
    "playbooks": {"parameters": "rules.parameters.Parameters", "playbooks": "playbook.Playbook"},
    "posts": {"establishments": "people.posts.Establishment"},
    "reporting": {
        "approval_books": "reporting.approvals.ApprovalBook",
        "filing_books": "reporting.returns.FilingBook",
        "forms": "reporting.forms.Form",
    },
    "residence": {"residences": "people.residence.Residence", "special_groups": "people.groups.SpecialGroup"},
    "rosters": {
        "duties": "people.duties.Duties",
        "hours": "people.duties.Hours",
        "owed": "people.duties.Owed",
        "rosters": "people.rosters.Roster",
        "work_limits": "people.staffing.WorkLimits",
    },
    "rules": {
        "bands": "rules.bands.Bands",
        "expressions": "rules.expressions.Expression",
        "literals": "rules.expressions.Literal",
        "names": "rules.expressions.Name",
        "notices": "rules.notices.Notice",
        "shifts": "rules.windows.Shift",
        "sources": "rules.notices.Source",
        "spans": "rules.bands.Span",
        "windows": "rules.windows.Window",
    },
    "supplies": {
        "erasure_proofs": "reporting.retention.ErasureProof",
        "kits": "reporting.supplies.Kit",
        "retention_rules": "reporting.retention.RetentionRule",
        "supply_rules": "reporting.supplies.SupplyRule",
    },
    "suppression": {"small_cells": "reporting.suppression.SmallCells"},
    "timelines": {
        "schedules": "timing.schedules.Schedule",
        "slot_rules": "timing.slots.SlotRule",
        "timelines": "timing.timelines.Timeline",
    },
    "timing": {
        "cadences": "timing.periods.Cadence",
        "deadlines": "timing.deadlines.Deadline",
        "intervals": "timing.periods.Interval",
        "periods": "timing.periods.Period",
        "targets": "timing.deadlines.Target",
    },
    "transfers": {"transfers": "people.transfers.Transfers"},
    "upkeep": {"drives": "work.upkeep.Drive", "upkeep_logs": "work.upkeep.UpkeepLog"},
    "work": {"workflows": "work.workflow.Workflow"},
}
"""What can be drawn without being told more: the values, by room of strategies and by strategy."""


def register() -> None:
    """Register a strategy for each type; Hypothesis calls this by its entry point."""
    from hypothesis import strategies as st

    for room, strategies in _DRAWN.items():
        for function, value in strategies.items():
            home, _, name = value.rpartition(".")
            st.register_type_strategy(getattr(import_module(f"gridcare.{home}"), name), _Later(room, function))


class _Later:
    """Finds a strategy when it is asked for."""

    def __init__(self, room: str, function: str) -> None:
        self._room = room
        self._function = function

    def __call__(self, _: type) -> "SearchStrategy[Any]":
        made: SearchStrategy[Any] = getattr(
            import_module(f"gridcare.testing.strategies.{self._room}"), self._function
        )()
        return made
