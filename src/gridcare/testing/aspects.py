"""
What a scenario may tell and expect besides the steps of a campaign.

A method is more than its ladder: people are observed, gates decide, units file reports and are audited, teams are made
up, duties are owed, published figures must add up. Each of these is an *aspect* of a scenario: `when` tells what
happens (somebody is observed, passes a gate, files, keeps a record), and `then` expects what the method makes of it.

Where the paper of a method can be read in several ways, an `Ambiguity` says so, and the scenario shows what comes of
the reading that was chosen and of the other.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, TypeVar

import attrs

from gridcare.attributes import Attributes
from gridcare.errors import DefinitionError, GridcareError, UnknownName
from gridcare.facts.fact import Amendment, Fact
from gridcare.facts.journal import Journal
from gridcare.people.register import Register
from gridcare.people.teams import check
from gridcare.places.hierarchy import Hierarchy
from gridcare.playbook import Playbook
from gridcare.reporting.audit import audit
from gridcare.reporting.evidence import AuditRecord, Dossier, RecordBook
from gridcare.reporting.filings import Content, Filing
from gridcare.reporting.reconcile import Status, reconcile
from gridcare.reporting.returns import FilingBook, Returns
from gridcare.rules.evaluation import evaluate
from gridcare.rules.grammar import expression
from gridcare.testing.wording import presence_of
from gridcare.timing.periods import Interval, local_day
from gridcare.timing.slots import SlotState
from gridcare.work.effects import Effect
from gridcare.work.observation import Observations
from gridcare.work.watching import Watched

__all__ = ["ASPECTS", "TOLD", "Ambiguity", "Aspects", "Crew", "Passing", "record_of", "written"]

_T = TypeVar("_T")


@attrs.frozen(kw_only=True)
class Ambiguity:
    """
    Something in the paper of a method that can be read in several ways.

    Attributes:
        id: What it is called, such as ``YX-G1``.
        asks: What the paper leaves open.
        reading: The reading that was chosen.
        alternative: What was not chosen.
        parameters: The values of the method's parameters under the alternative, where these are all that differs.
    """

    id: str
    asks: str
    reading: str
    alternative: str
    parameters: tuple[tuple[str, Any], ...] = ()


@attrs.frozen(kw_only=True)
class Crew:
    """
    Who makes up a team.

    Attributes:
        rule: The name of the team's rule.
        present: The role of each who is there.
    """

    rule: str
    present: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Passing:
    """
    Somebody or something at a gate.

    Attributes:
        policy: The name of the policy that decides there.
        known: What is known of the passage, by the names that policies read.
    """

    policy: str
    known: Mapping[str, Any] = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Aspects:
    """
    What a scenario tells besides the steps of its campaign.

    Attributes:
        playbook: The method.
        register: Who is given, in which units.
        since: When the scenario opens.
        observed: Facts about people under observation, and what was corrected of them.
        crews: Teams, by id.
        passings: Passages at gates, by id.
        filings: What was filed.
        books: The books of records that are kept.
    """

    playbook: Playbook
    register: Register
    since: datetime
    observed: tuple[Fact | Amendment, ...] = ()
    crews: Mapping[str, Crew] = attrs.field(factory=dict)
    passings: Mapping[str, Passing] = attrs.field(factory=dict)
    filings: tuple[Filing, ...] = ()
    books: tuple[RecordBook, ...] = ()

    def came(self, aspect: str, who: str, at: datetime) -> str:
        """
        Tell what an aspect comes to, as a text; where it cannot be told, why not.

        Args:
            aspect: One of `ASPECTS`.
            who: Whom or what it is asked of.
            at: The moment from which one looks.
        """
        try:
            return written(ASPECTS[aspect](self, who, at))
        except DefinitionError as error:
            return "; ".join(map(str, error.faults))
        except GridcareError as error:
            return str(error).splitlines()[0]

    @property
    def hierarchy(self) -> Hierarchy:
        """The units."""
        return self.register.hierarchy

    def observations(self) -> Observations:
        """Give the observations; each look at them says from which moment."""
        return self.playbook.observations(self.hierarchy).merge(Journal.of(self.observed))

    def watched(self, who: str, at: datetime) -> Watched:
        """Give the episode of somebody."""
        return self.observations().watch(who, at)

    def ends(self, who: str, at: datetime) -> str:
        """Tell when the period of somebody ends, or what must be known first."""
        end = self.watched(who, at).earliest_end
        return "; ".join(need.why for need in end.needs) if end.moment is None else self.clock(end.moment)

    def owed(self, who: str, at: datetime) -> Iterator[str]:
        """Tell how often what is owed about somebody on the day."""
        day = Interval.of_day(local_day(at, self.playbook.zone), self.playbook.zone)
        rows = [row for row in self.watched(who, at).table.rows if row.state is not SlotState.NOT_OWED]
        inside = Counter(row.slot.rule for row in rows if day.start <= row.slot.window.start < day.end)
        return (f"{rule} {count}" for rule, count in sorted(inside.items()))

    def follows(self, who: str, at: datetime) -> Iterator[str]:
        """Tell what follows from what happened under observation."""
        mine = (each for each in self.observations().effects(at) if each.subject == who)
        return (f"{each.kind} {each.what}" for each in sorted(mine, key=_turn))

    def unmet(self, who: str, at: datetime) -> Iterator[str]:
        """Tell what stands against a release that one of those who may sign it signs."""
        watched = self.watched(who, at)
        signed_by = next(iter(watched.protocol.release.by), "")
        return (each.code for each in watched.release(signed_by).unmet)

    def kit(self, who: str, at: datetime) -> Iterable[str]:
        """Tell what of the kit is missing."""
        return self.watched(who, at).missing_kit

    def stock(self, what: str, at: datetime) -> int:
        """Count those enrolled, active or ended, or who left for a reason."""
        stock = self.observations().stock(at, at)
        told = {"enrolled": stock.enrolled, "active": stock.active, "ended": stock.exits.total}
        reasons: dict[str, int] = attrs.asdict(stock.exits)
        return _named("count", what, told | reasons)

    def presence(self, what: str, at: datetime) -> int:
        """Count those who are somewhere on the day; of one destination, asked for as ``away: hubei``."""
        counts = self.register.presence(day=local_day(at, self.playbook.zone))
        state, _, destination = what.partition(": ")
        state = presence_of(state)
        here = {"home": counts.home, "unreachable": counts.unreachable, "not stated": counts.not_stated}
        told = [each for each in counts.destinations if destination in ("", each.destination)]
        gone = {
            "away": sum(each.away for each in told),
            "returned": sum(each.returned for each in told),
            "back": sum(each.back for each in told),
        }
        return _named("presence", state, gone if destination else here | gone)

    def figures(self, what: str, at: datetime) -> object:
        """Tell whether an identity of the published figures holds, or what an expression over them comes to."""
        for identity in self.playbook.identities_of():
            if identity.id == what:
                (finding,) = reconcile([identity], self.playbook.figures)
                failing = finding.status is Status.FAIL
                return f"fails by {finding.difference}" if failing else str(finding.status)
        return evaluate(expression(what), self.playbook.figures)

    def teams(self, who: str, at: datetime) -> Iterator[str]:
        """Tell the seats that nobody takes, and the roles that no seat is for."""
        crew = _named("team", who, self.crews)
        for finding in check(self.playbook.team(crew.rule), crew.present):
            if finding.seat:
                yield finding.seat
            if finding.roles:
                yield f"not {'/'.join(finding.roles)}"

    def duties(self, place: str, at: datetime) -> Iterator[str]:
        """Tell what is owed at a place in the 24 hours from the moment on, and by whom."""
        owed = self.playbook.duties.owed(
            (place,),
            Interval(at, at + timedelta(hours=24)),
            hierarchy=self.hierarchy,
            zone=self.playbook.zone,
            parameters=self.playbook.parameters,
        )
        for each in owed.demands:
            yield f"{each.duty} {each.hours.start:%H:%M}-{each.hours.end:%H:%M} {' or '.join(each.by)}"

    def gates(self, who: str, at: datetime) -> str:
        """Tell what is decided at the gate."""
        passing = _named("passage", who, self.passings)
        return str(self.playbook.policy(passing.policy).decide(passing.known).verdict)

    def returns(self, form: str, at: datetime) -> Returns:
        """Give the returns of a form, of the days that are over."""
        zone = self.playbook.zone
        book = FilingBook(
            form=self.playbook.form(form),
            hierarchy=self.hierarchy,
            since=local_day(self.since, zone),
            until=local_day(at, zone),
            filings=[each for each in self.filings if each.form == form],
        )
        return book.as_of(at)

    def missing(self, form: str, at: datetime) -> Iterator[str]:
        """Tell which units have not filed."""
        return (each.obligation.unit for each in self.returns(form, at).missing)

    def zeros(self, form: str, at: datetime) -> Iterator[str]:
        """Tell which units filed an explicit zero."""
        return (each.obligation.unit for each in self.returns(form, at).members if each.content is Content.ZERO)

    def owes(self, form: str, at: datetime) -> Iterable[str]:
        """Tell the levels of the units that file a form."""
        return self.playbook.form(form).owed_by

    def rules(self, name: str, at: datetime) -> str:
        """Tell the edition of a rule set that the method goes by on the day."""
        edition = self.playbook.rules_on(local_day(at, self.playbook.zone), name).edition
        return "" if edition is None else edition.name

    def audit(self, what: str, at: datetime) -> str:
        """Tell how a unit stands on a criterion, asked for as ``criterion: unit``."""
        criterion, _, unit = what.rpartition(": ")
        dossier = Dossier(self.hierarchy, self.books)
        report = audit(self.playbook.audits[0], dossier, at=at, zone=self.playbook.zone)
        return str(report.assessment(criterion, unit).result)

    def clock(self, at: datetime) -> str:
        """Write a moment in the time of the place."""
        local = at.astimezone(self.since.tzinfo)
        return f"{local:%Y-%m-%d %H:%M}"


def _turn(effect: Effect) -> tuple[datetime, str, str]:
    return effect.moment, effect.kind, effect.what


def _named(what: str, name: str, known: Mapping[str, _T]) -> _T:
    if name not in known:
        raise UnknownName(what, name, known)
    return known[name]


def written(value: object) -> str:
    """Write what is expected or came as one text."""
    if isinstance(value, str | int | date) or not isinstance(value, Iterable):
        return str(value)
    return ", ".join(map(str, value))


ASPECTS: Final[Mapping[str, Callable[[Aspects, str, datetime], object]]] = MappingProxyType(
    {
        "ends": Aspects.ends,
        "owed": Aspects.owed,
        "follows": Aspects.follows,
        "unmet": Aspects.unmet,
        "kit": Aspects.kit,
        "stock": Aspects.stock,
        "presence": Aspects.presence,
        "figures": Aspects.figures,
        "teams": Aspects.teams,
        "duties": Aspects.duties,
        "gates": Aspects.gates,
        "missing": Aspects.missing,
        "zeros": Aspects.zeros,
        "owes": Aspects.owes,
        "rules": Aspects.rules,
        "audit": Aspects.audit,
    }
)
"""What `then` may expect, by the key under which it stands there."""

TOLD: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "observed": ("id", "who", "unit", "outcome", "answers", "protocol"),
        "passes": ("id", "known"),
        "files": ("unit", "day", "figures", "zero"),
        "record": ("unit", "values"),
    }
)
"""What `when` may tell besides steps: each key names what it is, the others stand beside it."""


def record_of(table: Mapping[str, Any], number: int, at: datetime) -> AuditRecord:
    """Make a record of a table of `when`."""
    return AuditRecord(
        id=f"when {number + 1}",
        kind=str(table["record"]),
        unit=str(table.get("unit", "")),
        happened=at,
        known=at,
        values=Attributes(table.get("values", {})),
    )
