"""
A playbook: everything that a locality declares about its working method (工作法), as one frozen value.

The published method is a document; a playbook is the same thing said so that a program can follow it: the workflows of
its tracks, the protocols by which people are observed, the scales by which places are graded, who must be where, what
is kept up, the forms of its reports, the figures it published and the identities they must satisfy, the text of its
bulletin, each number with the paper it comes from. A playbook is checked whole when it is made, and every fault is
told at once. It holds no subject and no fact: those are a host's, and meet it in a `Campaign`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import chain
from typing import TypeVar

import attrs

from gridcare import coherence
from gridcare.errors import DefinitionError, Fault, UnknownName, did_you_mean, refuse
from gridcare.explanation.frames import frame_faults
from gridcare.explanation.papers import ToldPapers
from gridcare.explanation.practices import Practices
from gridcare.explanation.vocabulary import ToldWords, paragraphs
from gridcare.explanation.workflows import SPOKEN, explain, vocabulary
from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.given import typed
from gridcare.people.duties import Duties, DutyRule
from gridcare.people.register import Register
from gridcare.people.subjects import KINDS, SubjectKind
from gridcare.people.teams import TeamRule
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level
from gridcare.privacy import PrivacyClass
from gridcare.reporting import keeping
from gridcare.reporting.bulletin import Bulletin
from gridcare.reporting.criteria import AuditProgramme
from gridcare.reporting.figures import Figures
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Indicator
from gridcare.reporting.ledgers import LedgerForm
from gridcare.reporting.open_readings import OpenReading
from gridcare.reporting.paperwork import Paperwork
from gridcare.reporting.reconcile import Identity
from gridcare.reporting.records import Records
from gridcare.reporting.retention import RetentionRule
from gridcare.reporting.suppression import SmallCells
from gridcare.rules.editions import InForce, RuleSet
from gridcare.rules.notices import Source
from gridcare.rules.parameters import Parameter, Parameters, ParameterValue
from gridcare.rules.scopes import Given
from gridcare.stamps import OtherMethod, Stamp
from gridcare.timing.deadlines import Target
from gridcare.timing.periods import time_zone
from gridcare.titles import Titles, Words
from gridcare.titles import titles as _titles
from gridcare.titles import words as _words
from gridcare.work.campaign import Campaign
from gridcare.work.cases import Case
from gridcare.work.episodes import Episode
from gridcare.work.gates import DefenceLine
from gridcare.work.observation import Observations
from gridcare.work.passages import GatePolicy
from gridcare.work.protocols import Protocol
from gridcare.work.routing import Route, Routing
from gridcare.work.rows import Track, as_tracks
from gridcare.work.scales import Scale
from gridcare.work.upkeep import Upkeep
from gridcare.work.workflow import Workflow

__all__ = ["CONTRACT", "Playbook"]

CONTRACT = 1
"""The number of the contract between gridcare and plug-ins; it rises when a plug-in must change."""


Named = TypeVar("Named")


def _pairs(given: Mapping[str, Named] | Iterable[tuple[str, Named]]) -> tuple[tuple[str, Named], ...]:
    return tuple(given.items()) if isinstance(given, Mapping) else tuple(given)


def _targets(given: Mapping[str, Target] | Iterable[tuple[str, Target]]) -> tuple[tuple[str, Target], ...]:
    return _pairs(given)


def _picks(given: Mapping[str, str] | Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return _pairs(given)


def _classes(
    given: Mapping[str, PrivacyClass] | Iterable[tuple[str, PrivacyClass]],
) -> tuple[tuple[str, PrivacyClass], ...]:
    return _pairs(given)


def _duties(given: Duties | Iterable[DutyRule]) -> Duties:
    return given if isinstance(given, Duties) else Duties(tuple(given))


def _settings(given: Parameters | Iterable[Parameter]) -> Parameters:
    return given if isinstance(given, Parameters) else Parameters(tuple(given))


@attrs.frozen(kw_only=True, repr=False, field_transformer=typed)
class Playbook:
    """
    What a locality declares.

    Attributes:
        name: What a host asks for it by, such as ``four-step``.
        titles: What it is called, by language.
        version: Changes with anything in it.
        contract: The contract that it was written for; see `CONTRACT`.
        sources: The papers that the method was published in.
        zone: The time zone whose days count.
        tracks: Who goes through which workflow; one workflow alone is taken for every household.
        routes: Where cases go that other cases open, in order.
        needs: With several tracks, whether a subject is settled when ``all`` settled it, or ``any``.
        levels: The levels of its hierarchy, for hosts that have none of their own.
        kinds: The kinds of subject that its conditions read.
        forms: The forms of its reports.
        indicators: What is derived from the items of the form that each names.
        figures: The figures that the locality published.
        identities: What those figures must satisfy, and, where one names a form, what its filings must.
        open_readings: What its papers leave open, with the figures that hang on each; the reading that the method goes
            by comes first.
        bulletins: The texts of its reports.
        words: What names in the workflows (outcomes, teams, things left) are called, each by language.
        phrases: The sentences that it is explained in, for languages other than Chinese and English, by language and
            code (`gridcare.explanation.frames`); what a language does not bring is told in English.
        protocols: How people are kept under observation.
        scales: The grades that places are given, and how they move.
        teams: Rules of teams beside those that a workflow declares, such as those that protocols name.
        duties: What must be staffed where and when.
        lines: The lines of defence, with who mans them.
        policies: What is decided at the gates.
        upkeeps: What is done to places again and again.
        rule_sets: Dated rules that the method goes by, edition after edition.
        picks: The edition of a rule set that the method goes by whatever the day; else it is the one in force.
        audits: What units are audited against.
        ledgers: The lists that an office keeps.
        kinds_of_facts: Further kinds of facts that its ledgers read, and those of its workflows, protocols and upkeeps
            that give away less than what is sensitive; each with how much.
        retention: For how long it may be kept who somebody is.
        suppression: Which counts are too small to be published; ``None`` where the method sets no limit.
        targets: What the campaign is held against, by name.
        settings: Parameters that no workflow declares, such as the hours of duties.
        extensions: What extensions were brought into it, each with its version; see `gridcare.extensions`.

    Raises:
        DefinitionError: With every fault of the bundle. The parts have checked themselves before.
        UnknownName: When there is no such time zone.
    """

    name: str
    titles: Titles = attrs.field(default=(), converter=_titles)
    version: str = "1"
    contract: int = CONTRACT
    sources: tuple[Source, ...] = ()
    zone: str
    tracks: tuple[Track, ...] = attrs.field(converter=as_tracks)
    routes: tuple[Route, ...] = ()
    needs: str = "all"
    levels: tuple[Level, ...] = ()
    kinds: tuple[SubjectKind, ...] = KINDS
    forms: tuple[Form, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    figures: Figures = attrs.field(factory=Figures)
    identities: tuple[Identity, ...] = ()
    open_readings: tuple[OpenReading, ...] = ()
    bulletins: tuple[Bulletin, ...] = ()
    words: Words = attrs.field(default=(), converter=_words)
    phrases: Words = attrs.field(default=(), converter=_words)
    protocols: tuple[Protocol, ...] = ()
    scales: tuple[Scale, ...] = ()
    teams: tuple[TeamRule, ...] = ()
    duties: Duties = attrs.field(default=Duties(()), converter=_duties)
    lines: tuple[DefenceLine, ...] = ()
    policies: tuple[GatePolicy, ...] = ()
    upkeeps: tuple[Upkeep, ...] = ()
    rule_sets: tuple[RuleSet[Parameters], ...] = ()
    picks: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_picks)
    audits: tuple[AuditProgramme, ...] = ()
    ledgers: tuple[LedgerForm, ...] = ()
    kinds_of_facts: tuple[tuple[str, PrivacyClass], ...] = attrs.field(default=(), converter=_classes)
    retention: tuple[RetentionRule, ...] = ()
    suppression: SmallCells | None = None
    targets: tuple[tuple[str, Target], ...] = attrs.field(default=(), converter=_targets)
    settings: Parameters = attrs.field(factory=Parameters, converter=_settings)
    extensions: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_picks)

    def __attrs_post_init__(self) -> None:
        time_zone(self.zone)
        refuse(f"playbook '{self.name}'", self._faults())

    def _faults(self) -> Iterator[Fault]:
        if not self.name:
            yield Fault("playbook.name", "", "a playbook needs a name that hosts ask for it by")
        if self.needs not in ("all", "any"):
            problem = f"'{self.needs}' is no way to join tracks{did_you_mean(self.needs, ('all', 'any'))}"
            yield Fault("playbook.needs", self.name, problem)
        if not self.tracks:
            yield Fault("playbook.tracks", self.name, "a playbook without a workflow says nothing to do; declare one")
        yield from coherence.check_names(self._named())
        yield from self._unknown_kinds()
        yield from coherence.check_parameters(self.tracks, self.settings, [rule.keep for rule in self.retention])
        yield from Routing(self.routes).faults(self.tracks, opened=coherence.opened_by(self.protocols))
        yield from self._incoherent()
        yield from self.paperwork.faults()
        for language, own in self.phrases:
            yield from frame_faults(language, own)
        yield from coherence.check_zones(self.forms, self.zone)

    def _named(self) -> Iterator[tuple[str, list[str]]]:
        yield "track", [track.name for track in self.tracks]
        yield "indicator", [indicator.name for indicator in self.indicators]
        yield "question", [question.id for question in self.open_readings]
        yield "bulletin", [bulletin.name for bulletin in self.bulletins]
        yield "protocol", [protocol.name for protocol in self.protocols]
        yield "scale", [scale.name for scale in self.scales]
        yield "team rule", [rule.name for rule in self.teams]
        yield "line of defence", [line.name for line in self.lines]
        yield "gate policy", [policy.name for policy in self.policies]
        yield "upkeep", [upkeep.name for upkeep in self.upkeeps]
        yield "rule set", [rule_set.name for rule_set in self.rule_sets]
        yield "audit programme", [audit.name for audit in self.audits]
        yield "ledger", [ledger.name for ledger in self.ledgers]
        yield "kind of facts", [name for name, _ in self.kinds_of_facts]
        yield "retention rule", [rule.name for rule in self.retention]
        yield "target", [name for name, _ in self.targets]

    def _unknown_kinds(self) -> Iterator[Fault]:
        known = {kind.name: kind for kind in self.kinds}
        for track in self.tracks:
            if track.kind not in known and not track.beside:
                problem = f"'{track.kind}' is no kind of subject{did_you_mean(track.kind, known)}"
                yield Fault("playbook.kind", track.name, problem)
            yield from track.faults(known)

    def _incoherent(self) -> Iterator[Fault]:
        """Hold what is declared beside the workflows against the rest of the method."""
        yield from coherence.check_teams(self.tracks, self.teams)
        yield from coherence.check_protocols(self.protocols, coherence.teams_of(self.tracks, self.teams))
        yield from coherence.check_scales(self.scales)
        yield from coherence.check_duties(self.duties, self.parameters, self.levels)
        yield from coherence.check_lines(self.lines)
        yield from coherence.check_editions(self.rule_sets, self.picks)
        yield from coherence.check_audits(self.audits, self.levels)
        yield from coherence.check_targets(self.targets)
        yield from coherence.check_papers(self._citing())
        yield from self._unkept()

    def _unkept(self) -> Iterator[Fault]:
        """Hold ledgers and rules of retention against what may be read of a record."""
        if self.ledgers or self.retention:
            try:
                records = self.records(Register(Hierarchy(self.levels, ()), (), self.kinds), at=keeping.ANY_MOMENT)
            except DefinitionError as error:
                yield from error.faults
                return
            protocols, tracks = [each.name for each in self.protocols], [each.name for each in self.tracks]
            yield from keeping.check_ledgers(self.ledgers, records, protocols=protocols, tracks=tracks)
            yield from keeping.check_retention(self.retention, records)

    def _citing(self) -> Iterator[tuple[str, str, Iterable[Source]]]:
        """Go through the parts that state numbers, with the papers that these come from."""
        shared = self.sources
        yield from (("protocol", each.name, (*each.sources, *shared)) for each in self.protocols)
        yield from (("scale", each.name, shared) for each in self.scales)
        yield from (("duty", each.duty, shared) for each in self.duties.rules)
        yield from (("upkeep", each.name, shared) for each in self.upkeeps)
        yield from (("audit programme", each.name, (*each.sources, *shared)) for each in self.audits)
        yield from (("target", name, shared) for name, _ in self.targets)
        yield from (("retention rule", each.name, (*each.keep.sources, *shared)) for each in self.retention)
        if self.suppression is not None:
            yield "limit of small cells", "suppression", (*self.suppression.sources, *shared)

    def __repr__(self) -> str:
        return f"Playbook({self.name!r}, version={self.version!r})"

    @property
    def workflow(self) -> Workflow:
        """
        The workflow of the only track that is not beside the population.

        Raises:
            UnknownName: When there are several tracks.
        """
        population = [track for track in self.tracks if not track.beside]
        if len(population) != 1:
            raise UnknownName("single workflow of this playbook", self.name, [track.name for track in population])
        return population[0].workflow

    @property
    def stamp(self) -> Stamp:
        """What to store with the facts of its cases."""
        workflows = tuple((track.name, track.workflow.version) for track in self.tracks)
        return Stamp(playbook=self.name, version=self.version, extensions=self.extensions, workflows=workflows)

    def under(self, stamp: Stamp) -> "Playbook":
        """
        Return the method as it was when a stamp was given, so that facts are judged as they were.

        A campaign that is opened by it takes what was recorded; `Campaign.migrate` then brings it up to date.

        Args:
            stamp: What was stored with the facts.

        Raises:
            OtherMethod: When it is the stamp of another method, or of a version that no state map leads from.
        """
        if stamp == self.stamp:
            return self
        then, tracks = dict(stamp.workflows), []
        for track in self.tracks:
            workflow: Workflow | None = track.workflow
            while workflow is not None and workflow.version != then.get(track.name):
                workflow = None if workflow.former is None else workflow.former.workflow
            if workflow is None or stamp.playbook != self.name:
                raise OtherMethod(stamp, self.stamp, track.name)
            tracks.append(attrs.evolve(track, workflow=workflow))
        return attrs.evolve(self, tracks=tuple(tracks), version=stamp.version, extensions=stamp.extensions)

    @property
    def parameters(self) -> Parameters:
        """What a locality may set, over all workflows and beside them."""
        own = [member for track in self.tracks for member in track.workflow.parameters.members]
        keeps = [rule.keep for rule in self.retention]
        members = {member.name: member for member in (*own, *self.settings.members, *keeps)}
        return Parameters(tuple(members.values()))

    @property
    def unread(self) -> tuple[str, ...]:
        """The parameters that nothing declared here reads: only functions do, or their values were copied into it."""
        parts = (self.duties, self.indicators, self.identities, self.retention)
        read = {*coherence.read_by((*(track.workflow for track in self.tracks), *parts))}
        return tuple(name for name in self.parameters.names() if name not in read)

    def with_parameters(self, **values: ParameterValue) -> "Playbook":
        """
        Return the playbook with other values for the named parameters, checked anew; see `unread`.

        Raises:
            DefinitionError: When a name is unknown, a value is of another type, or a workflow becomes faulty.
        """
        self.parameters.with_values(**values)
        tracks = []
        for track in self.tracks:
            own = {name: value for name, value in values.items() if name in track.workflow.parameters}
            tracks.append(attrs.evolve(track, workflow=track.workflow.with_parameters(**own)))
        own = {name: value for name, value in values.items() if name in self.settings}
        retention = tuple(rule.with_parameters(**values) for rule in self.retention)
        return attrs.evolve(self, tracks=tuple(tracks), settings=self.settings.with_values(**own), retention=retention)

    @property
    def paperwork(self) -> Paperwork:
        """Its forms and published figures, with what is read of them."""
        return Paperwork(
            forms=self.forms,
            indicators=self.indicators,
            figures=self.figures,
            identities=self.identities,
            open_readings=self.open_readings,
            parameters=self.parameters,
        )

    def form(self, name: str) -> Form:
        """
        Return a form by its name.

        Raises:
            UnknownName: When there is none of that name.
        """
        return self.paperwork.form(name)

    def indicators_of(self, form: str) -> tuple[Indicator, ...]:
        """
        Return the indicators that read a form, with the values of the parameters that they read.

        Raises:
            UnknownName: When there is no form of that name.
        """
        return self.paperwork.indicators_of(form)

    def identities_of(self, form: str = "") -> tuple[Identity, ...]:
        """
        Return the identities that the filings of a form must satisfy; without a form, those of the published figures.

        The values of the parameters that they read stand in their places.

        Raises:
            UnknownName: When there is no form of that name.
        """
        return self.paperwork.identities_of(form)

    def bulletin(self, name: str) -> Bulletin:
        """
        Return a bulletin by its name.

        Raises:
            UnknownName: When there is none of that name.
        """
        return _by_name("bulletin", name, {bulletin.name: bulletin for bulletin in self.bulletins})

    def protocol(self, name: str) -> Protocol:
        """
        Return a protocol by its name.

        Raises:
            UnknownName: When there is none of that name.
        """
        return _by_name("protocol", name, {each.name: each for each in self.protocols})

    def scale(self, name: str) -> Scale:
        """
        Return a scale by its name.

        Raises:
            UnknownName: When there is none of that name.
        """
        return _by_name("scale", name, {each.name: each for each in self.scales})

    def line(self, name: str) -> DefenceLine:
        """
        Return a line of defence by its name.

        Raises:
            UnknownName: When there is none of that name.
        """
        return _by_name("line of defence", name, {each.name: each for each in self.lines})

    def policy(self, name: str) -> GatePolicy:
        """
        Return a gate policy by its name.

        Raises:
            UnknownName: When there is none of that name.
        """
        return _by_name("gate policy", name, {each.name: each for each in self.policies})

    def upkeep(self, name: str) -> Upkeep:
        """
        Return an upkeep by its name.

        Raises:
            UnknownName: When there is none of that name.
        """
        return _by_name("upkeep", name, {each.name: each for each in self.upkeeps})

    def rule_set(self, name: str) -> RuleSet[Parameters]:
        """
        Return a rule set by its name.

        Raises:
            UnknownName: When there is none of that name.
        """
        return _by_name("rule set", name, {each.name: each for each in self.rule_sets})

    def audit(self, name: str) -> AuditProgramme:
        """
        Return an audit programme by its name.

        Raises:
            UnknownName: When there is none of that name.
        """
        return _by_name("audit programme", name, {each.name: each for each in self.audits})

    def ledger(self, name: str) -> LedgerForm:
        """
        Return a ledger form by its name.

        Raises:
            UnknownName: When there is none of that name.
        """
        return _by_name("ledger", name, {each.name: each for each in self.ledgers})

    def team(self, name: str) -> TeamRule:
        """
        Return a team rule by its name, those that only a workflow declares among them.

        Raises:
            UnknownName: When there is none of that name.
        """
        return _by_name("team rule", name, coherence.teams_of(self.tracks, self.teams))

    def target(self, name: str) -> Target:
        """
        Return a target by its name.

        Raises:
            UnknownName: When there is none of that name.
        """
        return _by_name("target", name, dict(self.targets))

    def rules_on(self, day: date, rule_set: str) -> InForce[Parameters]:
        """
        Tell which edition of a rule set the method goes by on a local day.

        An edition that the method picks is used whatever the day; where it did not apply then, a finding says so.

        Args:
            day: The day.
            rule_set: The name of the rule set.

        Raises:
            UnknownName: When there is no rule set of that name.
        """
        rules, picked = self.rule_set(rule_set), dict(self.picks).get(rule_set)
        if picked is None:
            return rules.on(day)
        return InForce(day=day, edition=rules[picked], findings=rules.used(picked, day))

    def campaign(
        self, hierarchy: Hierarchy, register: Register, *, opened: datetime, skew: timedelta = timedelta()
    ) -> Campaign:
        """
        Open a campaign over a register by this method.

        Args:
            hierarchy: The units.
            register: The subjects that must not be missed.
            opened: When it opens.
            skew: How far a fact may happen after it became known.
        """
        return Campaign(
            hierarchy,
            register,
            self.tracks,
            opened=opened,
            zone=self.zone,
            skew=skew,
            needs=self.needs,
            routes=self.routes,
        )

    def observations(
        self,
        hierarchy: Hierarchy | None = None,
        *,
        journal: Journal | None = None,
        attributes: Callable[[str], Mapping[str, Given]] | None = None,
        skew: timedelta = timedelta(),
    ) -> Observations:
        """
        Observe people by the protocols of this method.

        Args:
            hierarchy: The units, for counts by unit; without them nobody is counted by unit.
            journal: What was recorded before.
            attributes: What the register tells of a person that conditions of releases may read.
            skew: How far a fact may happen after it became known.

        Raises:
            DefinitionError: When the method declares no protocol.
        """
        known = {} if attributes is None else {"attributes": attributes}
        return Observations(
            self.protocols, zone=self.zone, hierarchy=hierarchy, journal=journal or Journal(), skew=skew, **known
        )

    def records(
        self,
        register: Register,
        facts: Iterable[Fact] = (),
        *,
        at: datetime,
        episodes: Iterable[Episode] = (),
        cases: Iterable[Case] = (),
    ) -> Records:
        """
        Bring together what the ledgers of this method are drawn from, at one moment.

        Args:
            register: The subjects.
            facts: What happened, as a journal counts it (`Journal.facts`), in any order.
            at: The moment at which one looks, an aware datetime.
            episodes: The episodes of observation.
            cases: The cases of a campaign.
        """
        return Records(
            register,
            facts,
            at=at,
            zone=self.zone,
            episodes=episodes,
            cases=cases,
            answers=keeping.answer_classes(self.tracks),
            kinds_of_facts=keeping.fact_classes(self.tracks, self.protocols, self.upkeeps, self.kinds_of_facts),
        )

    def diagram(self, form: str = "mermaid") -> str:
        """Draw the workflow of each track, as ``mermaid``, ``dot`` or ``md``."""
        return "\n\n".join(format(track.workflow, form) for track in self.tracks)

    def explain(self, language: str = "en") -> str:
        """
        Tell the method in words.

        Args:
            language: ``zh``, ``en``, or a language that it has a title in. Sentences of such a language are English
                where `phrases` does not bring them.

        Raises:
            UnknownName: When it says nothing in that language.
        """
        told = self.words_in(language)
        title = dict(self.titles).get(language, self.name)
        beside = paragraphs([*self._practices(Practices(told)), *self._papers(ToldPapers(told), told)])
        return explain(title, self.sources, self.tracks, told, self.kinds, self.routes, beside)

    def words_in(self, language: str) -> ToldWords:
        """
        Return what the method calls things in a language, for whoever tells an audit or something else of it.

        Raises:
            UnknownName: When it says nothing in that language.
        """
        if language not in self.languages:
            raise UnknownName("language", language, self.languages)
        own = dict(dict(self.phrases).get(language, ()))
        return vocabulary(dict(self.words), language, self._told_parameters, own)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it can be told in: English, Chinese, and those of its titles and phrases."""
        return tuple(dict.fromkeys((*SPOKEN, *dict(self.titles), *dict(self.phrases))))

    @property
    def _told_parameters(self) -> Parameters:
        """The parameters of the method, and those that its audits and policies alone declare."""
        held = (
            *(each.parameters for each in self.policies),
            *(each.parameters for each in self.audits),
            self.parameters,
        )
        members = {member.name: member for each in reversed(held) for member in reversed(each.members)}
        return Parameters(tuple(reversed(members.values())))

    def _practices(self, tell: Practices) -> Iterator[Iterable[str]]:
        """Tell paragraph by paragraph what is declared about observation, grades, people and places."""
        routed, picks = [route.opens for route in self.routes], dict(self.picks)
        yield from (tell.protocol(each, routed) for each in self.protocols)
        yield from (tell.scale(each) for each in self.scales)
        yield chain.from_iterable(map(tell.team, coherence.teams_of(self.tracks, self.teams).values()))
        yield tell.duties(self.duties.rules)
        yield chain.from_iterable(tell.line(each) for each in sorted(self.lines, key=lambda each: each.number))
        yield chain.from_iterable(map(tell.policy, self.policies))
        yield chain.from_iterable(map(tell.upkeep, self.upkeeps))
        yield chain.from_iterable(tell.rule_set(each, picks.get(each.name, "")) for each in self.rule_sets)
        yield from map(tell.audit, self.audits)
        yield chain.from_iterable(map(tell.ledger, self.ledgers))
        yield chain.from_iterable(map(tell.retention, self.retention))
        yield tell.small_cells(self.suppression) if self.suppression is not None else ()
        yield chain.from_iterable(tell.target(name, target) for name, target in self.targets)

    def _papers(self, tell: ToldPapers, told: ToldWords) -> Iterator[Iterable[str]]:
        """Tell paragraph by paragraph what is declared about places, reports, figures and settings."""
        forms = {form.name: form for form in self.forms}
        places = tell.levels(self.levels) if self.levels else ()
        yield (*places, *(tell.kinds(self.kinds) if self.kinds != KINDS else ()))
        yield tell.settled_by_any() if self.needs == "any" else ()
        yield from map(tell.form, self.forms)
        read = ((each, forms[each.form or next(iter(forms))]) for each in self.indicators)
        yield chain.from_iterable(tell.indicator(each, form.items) for each, form in read)
        yield tell.figures(self.figures) if self.figures else ()
        yield chain.from_iterable(tell.identity(each, forms.get(each.form), self.figures) for each in self.identities)
        yield from map(tell.open_reading, self.open_readings)
        yield chain.from_iterable(map(tell.bulletin, self.bulletins))
        yield tell.parameters(told.parameters) if told.parameters.members else ()
        yield tell.extensions(self.extensions) if self.extensions else ()


def _by_name(kind: str, name: str, known: Mapping[str, Named]) -> Named:
    if name not in known:
        raise UnknownName(kind, name, known)
    return known[name]
