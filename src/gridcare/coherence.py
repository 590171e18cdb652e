"""
What the parts of a playbook owe to one another.

Each part of a declaration has checked itself: a protocol knows its rules of slots, a scale its grades. Whether they fit
together only shows where they meet: the team that a protocol names is a team of the method, an hour that a duty is
bounded by is one of its parameters, a target counts from something that a campaign has. Here each pair of nouns is held
together once, and everything that does not fit is told as a fault.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from gridcare.errors import Fault, did_you_mean
from gridcare.people.duties import Duties
from gridcare.people.teams import TeamRule
from gridcare.places.units import Level
from gridcare.reporting.criteria import AuditProgramme
from gridcare.reporting.forms import Form
from gridcare.rules.editions import RuleSet
from gridcare.rules.expressions import Expression, names
from gridcare.rules.notices import Source
from gridcare.rules.parameters import Param, Parameter, Parameters
from gridcare.timing.deadlines import ENTERED, OPENED, Target
from gridcare.work.effects import Open
from gridcare.work.gates import DefenceLine
from gridcare.work.protocols import Protocol
from gridcare.work.rows import Track
from gridcare.work.scales import Scale

__all__ = [
    "check_audits",
    "check_duties",
    "check_editions",
    "check_lines",
    "check_names",
    "check_papers",
    "check_parameters",
    "check_protocols",
    "check_scales",
    "check_targets",
    "check_teams",
    "check_zones",
    "opened_by",
    "read_by",
    "teams_of",
]

_BLANK = Source()
_PARAM: Final = "param."


def check_names(named: Iterable[tuple[str, Iterable[str]]]) -> Iterator[Fault]:
    """
    Find names that are borne twice, and names that are empty.

    Args:
        named: For each noun, the names that its values bear.
    """
    for noun, given in named:
        for name, count in sorted(Counter(given).items()):
            if count > 1:
                yield Fault("playbook.repeated", name, f"two {noun}s bear this name; give each its own")
            if not name:
                yield Fault("playbook.unnamed", noun, f"one {noun} has no name and cannot be asked for; give it one")


def check_parameters(tracks: Iterable[Track], settings: Parameters, keeps: Iterable[Parameter] = ()) -> Iterator[Fault]:
    """Find parameters that two parts of the method declare and differ in, such as two workflows."""
    seen: dict[str, Parameter] = {}
    declared = (member for track in tracks for member in track.workflow.parameters.members)
    for member in (*settings.members, *declared, *keeps):
        if seen.setdefault(member.name, member) != member:
            problem = "two parts of the method declare this parameter and differ; declare it once and use it in both"
            yield Fault("playbook.parameter", member.name, problem)


_APART: Final = ("parameters", "former")
"""What a part declares, or was before, and so does not read."""


def read_by(part: object) -> Iterator[str]:
    """
    Go through the parameters that a part of a declaration reads, by `param` or in a condition or a sum as ``param.``.

    Args:
        part: A value of any depth, or several of them. The parameters that it declares itself read nothing.
    """
    match part:
        case Param(name):
            yield name
        case Expression():
            yield from (path.removeprefix(_PARAM) for path in names(part) if path.startswith(_PARAM))
        case Parameter(name):  # it stands where its value is used
            yield name
        case tuple():
            for each in part:
                yield from read_by(each)
        case _ if attrs.has(kind := type(part)):
            for field in attrs.fields(kind):
                yield from read_by(getattr(part, field.name)) if field.name not in _APART else ()


def teams_of(tracks: Iterable[Track], teams: Iterable[TeamRule]) -> Mapping[str, TeamRule]:
    """Give every team rule of the method by its name, those of its workflows among them."""
    own = [rule for track in tracks for rule in track.workflow.teams]
    return {rule.name: rule for rule in (*own, *teams)}


def check_teams(tracks: Iterable[Track], teams: Iterable[TeamRule]) -> Iterator[Fault]:
    """Find teams that a workflow declares otherwise than the method does."""
    shared = {rule.name: rule for rule in teams}
    for track in tracks:
        for rule in track.workflow.teams:
            if shared.get(rule.name, rule) != rule:
                problem = f"track '{track.name}' declares this team with other seats; declare it once for both"
                yield Fault("playbook.team", rule.name, problem)


def check_protocols(protocols: Iterable[Protocol], teams: Mapping[str, TeamRule]) -> Iterator[Fault]:
    """Find protocols that are looked after by a team which nobody declares."""
    for protocol in protocols:
        if protocol.team and protocol.team not in teams:
            problem = f"'{protocol.team}' is no team rule{did_you_mean(protocol.team, teams)}"
            yield Fault("playbook.team", protocol.name, problem)


def opened_by(protocols: Iterable[Protocol]) -> tuple[str, ...]:
    """Give the kinds of case that protocols open, each once, sorted."""
    effects = (effect for protocol in protocols for follow in protocol.follows for effect in follow.do)
    return tuple(sorted({effect.what for effect in effects if isinstance(effect, Open)}))


def check_scales(scales: Iterable[Scale]) -> Iterator[Fault]:
    """Find scales that read figures and do not say what those figures count."""
    for scale in scales:
        if scale.reads is not None and scale.figures is None:
            problem = "it reads figures of which nobody says what they count; declare them in 'figures'"
            yield Fault("playbook.scale", scale.name, problem)


def check_duties(duties: Duties, parameters: Parameters, levels: Sequence[Level]) -> Iterator[Fault]:
    """Find duties that are bounded by parameters, or owed at levels, that nobody declares."""
    known = [level.name for level in levels]
    for rule in duties.rules:
        for name in sorted(set(read_by(rule))):
            if name not in parameters:
                problem = f"'{name}' is no parameter{did_you_mean(name, parameters.names())}"
                yield Fault("playbook.parameter", rule.duty, problem)
        if rule.level and known and rule.level not in known:
            yield Fault("playbook.level", rule.duty, f"'{rule.level}' is no level{did_you_mean(rule.level, known)}")


def check_lines(lines: Iterable[DefenceLine]) -> Iterator[Fault]:
    """Find lines of defence that stand in one place."""
    for number, count in sorted(Counter(line.number for line in lines).items()):
        if count > 1:
            problem = f"two lines of defence are number {number}; count them from the outside in"
            yield Fault("playbook.line", str(number), problem)


def check_editions(rule_sets: Iterable[RuleSet[Parameters]], picks: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    """Find picks of an edition that there is not."""
    known = {each.name: [edition.name for edition in each.editions] for each in rule_sets}
    for rule_set, edition in picks:
        if rule_set not in known:
            yield Fault("playbook.edition", rule_set, f"'{rule_set}' is no rule set{did_you_mean(rule_set, known)}")
        elif edition not in known[rule_set]:
            problem = f"'{edition}' is no edition{did_you_mean(edition, known[rule_set])}"
            yield Fault("playbook.edition", rule_set, problem)


def check_audits(audits: Iterable[AuditProgramme], levels: Sequence[Level]) -> Iterator[Fault]:
    """Find audits of levels that nobody declares."""
    known = [level.name for level in levels]
    for audit in audits:
        for level in audit.levels if known else ():
            if level not in known:
                yield Fault("playbook.level", audit.name, f"'{level}' is no level{did_you_mean(level, known)}")


def check_targets(targets: Iterable[tuple[str, Target]]) -> Iterator[Fault]:
    """Find targets that count from something that no campaign has."""
    for name, target in targets:
        if target.by.anchor not in (OPENED, ENTERED):
            problem = f"'{target.by.anchor}' is no anchor of a target; count from '{OPENED}'"
            yield Fault("playbook.target", name, problem)


def check_zones(forms: Iterable[Form], zone: str) -> Iterator[Fault]:
    """Find forms that count the days of another zone than the method."""
    for form in forms:
        if form.zone != zone:
            problem = f"the form counts days of '{form.zone}' and the playbook of '{zone}'; use one zone"
            yield Fault("playbook.zone", form.name, problem)


def check_papers(parts: Iterable[tuple[str, str, Iterable[Source]]]) -> Iterator[Fault]:
    """
    Find parts that state numbers of a rule and cite no paper for them.

    Args:
        parts: For each part its noun, its name and what it cites. A source that only has a grade is cited too: it
            says that the number is a reading of somebody's own.
    """
    for noun, name, sources in parts:
        if all(source == _BLANK for source in sources):
            problem = f"the {noun} states numbers and cites no paper; give its sources, or those of the whole method"
            yield Fault("playbook.source", name, problem)
