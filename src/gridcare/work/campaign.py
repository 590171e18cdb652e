"""
A campaign: the subjects of a register under one or several workflows, until nobody is missed.

This is the one mutable aggregate of the library. It holds the journal, one compact row per case and running counts up
the hierarchy; everything else it says is folded from the facts when asked. There are four ways to change it, and each
answers one `Change`: `record` a fact, `amend` one, `merge` a journal, `advance` the clock.

Recording refuses at the door what its author can still mend: a moment without a zone, a fact from the future, an
unknown subject, step or outcome, other content under an id already held. Merging takes what others recorded as it
is, and keeps the same faults as discrepancies that fold into nothing until something cures them. Facts out of turn
are discrepancies either way, judged again whenever something before them changes, so that any order of arrival comes
to the same end.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Final, TypeVar

import attrs

from gridcare.errors import GridcareError, UnknownName, refuse
from gridcare.facts.discrepancies import Discrepancy, Refused, in_order
from gridcare.facts.fact import Amendment, Fact, standing
from gridcare.facts.journal import Journal
from gridcare.given import WrongType, texts
from gridcare.people.register import Register
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.tally import RunningTally
from gridcare.rules.scopes import Given
from gridcare.timing.deadlines import OPENED, Overdue, Target
from gridcare.timing.periods import Zone, aware, duration
from gridcare.work.casebook import Casebook
from gridcare.work.cases import Case, Edition, due_at
from gridcare.work.certificates import CarriedOver, Certificate, Line, StillOpen, Unfinished
from gridcare.work.changes import Change, Net
from gridcare.work.channels import counts_by_channel
from gridcare.work.conditions import SUBJECT
from gridcare.work.coverage import NOBODY, Counted, Coverage, join_standings
from gridcare.work.effects import Effect
from gridcare.work.routing import Route, Routing
from gridcare.work.rows import Rows, Track, as_tracks
from gridcare.work.steps import Standing, Step
from gridcare.work.table import State
from gridcare.work.targets import TargetLine, judge_target, settling
from gridcare.work.workflow import Workflow

__all__ = ["Campaign", "ClockTurnedBack", "Due", "MigrationRefused", "NoSuchCase", "Unsigned"]

Key = TypeVar("Key")

_new = tuple.__new__  # a named tuple's own constructor costs three times as much, on the hottest path there is
_UNFINISHED: Final = (Standing.NOT_STARTED, Standing.IN_PROGRESS)


class ClockTurnedBack(GridcareError, ValueError):
    """A campaign's clock was to be advanced to a moment before the one it stands at."""

    code = "clock-turned-back"

    def __init__(self, now: datetime, at: datetime) -> None:
        super().__init__(f"the clock stands at {now} and cannot go back to {at}; advance it to a later moment")
        self.now = now
        self.at = at


class NoSuchCase(GridcareError, LookupError):
    """A subject was asked for that has no case in the campaign."""

    code = "no-such-case"

    def __init__(self, subject: str) -> None:
        super().__init__(f"'{subject}' has no case in this campaign; it is neither registered for it nor did it join")
        self.subject = subject


class MigrationRefused(GridcareError, ValueError):
    """A workflow was to take over cases of a version that it does not say how to take over."""

    code = "migration-refused"

    def __init__(self, name: str, version: str, in_force: str) -> None:
        super().__init__(
            f"version '{version}' of workflow '{name}' does not say how it takes over version '{in_force}', which is "
            "in force; declare it with former=StateMap(...) of that version"
        )
        self.name = name
        self.version = version
        self.in_force = in_force


class Unsigned(GridcareError, ValueError):
    """A unit was to be closed and nobody signs for it."""

    code = "unsigned"

    def __init__(self, unit: str) -> None:
        super().__init__(f"'{unit}' closes only when somebody signs for its certificate and carry-over")
        self.unit = unit


@attrs.frozen(kw_only=True)
class Due:
    """
    Something that is owed about a subject now, and whose turn it is.

    Attributes:
        subject: The subject's id.
        unit: The unit it is counted at.
        track: The track of the case.
        part: The step to be done, or the wait it is in.
        team: The team whose turn it is; empty for waits and where the method names none.
        since: When the case entered the part.
        deadline: The first moment that is too late; none where no deadline is stated.
        attempts: How many attempts were spent.
    """

    subject: str
    unit: str
    track: str
    part: str
    team: str
    since: datetime
    deadline: datetime | None
    attempts: int


class Campaign:
    """
    The subjects of a register under one or several workflows.

    Args:
        hierarchy: The units.
        register: The subjects that must not be missed, over the same hierarchy.
        tracks: A workflow for every household, several of them, or tracks that say who goes through which.
        opened: When it opens; what happened before is not its business.
        zone: The zone whose days count.
        skew: How far a fact may happen after it became known, to allow for clocks that differ; ``"5m"`` will do.
        needs: With several tracks, whether a subject is settled when ``all`` settled it, or ``any``.
        subjects: The subjects that it is restricted to, such as the residue of a round before; none means all.
        routes: Where cases go that other cases open, in order.

    Attributes:
        hierarchy: The units.

    Raises:
        DefinitionError: With every fault of the routes, or every condition of the tracks that the register's kinds of
            subject cannot answer.
    """

    def __init__(
        self,
        hierarchy: Hierarchy,
        register: Register,
        tracks: Workflow | Track | Iterable[Workflow | Track],
        *,
        opened: datetime,
        zone: Zone,
        skew: timedelta | str = timedelta(),
        needs: str = "all",
        subjects: Iterable[str] | None = None,
        routes: Iterable[Route] = (),
    ) -> None:
        if not isinstance(hierarchy, Hierarchy):
            raise WrongType("hierarchy", hierarchy, "a Hierarchy")
        if not isinstance(register, Register):
            raise WrongType("register", register, "a Register, such as Register(hierarchy, subjects)")
        tracks = as_tracks(tracks)
        refuse("the campaign", (fault for track in tracks for fault in track.faults(register.kinds)))
        self.hierarchy = hierarchy
        self._needs = needs
        self._subjects = None if subjects is None else tuple(dict.fromkeys(texts(subjects)))
        self._units = tuple(hierarchy)
        self._counted: dict[str, tuple[int, int, int]] = {}
        self._overall = RunningTally(hierarchy, map(str, Standing), ("subject", "person"))
        self._routing = Routing(routes)
        refuse("routing", self._routing.faults(tracks))
        self._book = Casebook(
            hierarchy,
            register,
            tracks,
            opened=opened,
            zone=zone,
            skew=duration(skew),
            only=self._subjects,
            moved=self._recount,
            routing=self._routing,
        )
        self._count_all()

    @property
    def register(self) -> Register:
        """The subjects that must not be missed, as far as they are not redacted."""
        return self._book.register

    @property
    def opened(self) -> datetime:
        """When it opened."""
        return self._book.opened

    @property
    def zone(self) -> tzinfo:
        """The zone whose days count."""
        return self._book.zone

    @property
    def now(self) -> datetime:
        """The moment that its clock was last advanced to."""
        return self._book.now

    # Changing it

    def record(self, fact: Fact) -> Change:
        """
        Record a fact.

        Recording what is held already, word for word, changes nothing.

        Raises:
            Refused: When its author can still mend it: a moment without a zone, a fact further from the future than
                the skew, no such subject, step or outcome, an answer that the step does not ask for or that may not
                be collected, an outcome that the answers contradict, or other content under an id already held.
        """
        if not isinstance(fact, Fact):
            raise WrongType("fact", fact, "a Fact; gridcare.codec.documents.from_json(text, Fact) reads one")
        if type(fact.subjects) is tuple and len(fact.subjects) == 1:
            effects: list[Effect] = []
            if self._book.in_turn(fact.subjects[0], (fact,), effects):
                return _new(Change, (fact.subjects, tuple(effects), (), (), ()))
        if self._book.entries.holds(fact):
            return Change()
        _refuse(self._book.door(fact))
        return self._book.take(fact)

    def amend(self, amendment: Amendment) -> Change:
        """
        Correct or void a fact.

        Raises:
            Refused: When the fact is not held, the amendment's id is held with other content, or the corrected
                content could not be recorded.
        """
        if self._book.entries.holds(amendment):
            return Change()
        if (change := self._book.in_place(amendment)) is not None:
            return change
        _refuse(self._book.amendment_flaws(amendment))
        if amendment.fact is not None:
            _refuse(self._book.misfits(amendment.fact, entry=amendment.id))
        return self._book.take(amendment)

    def merge(self, journal: Journal) -> Change:
        """Take over what others recorded; nothing is refused, and nothing is lost."""
        net = Net()
        effects: list[Effect] = []
        subjects, left = self._book.take_runs(journal, effects)
        net.add(Change(subjects, tuple(effects)))
        for entry in left:
            if not self._book.entries.holds(entry):
                net.add(self._book.take(entry))
        return net.change()

    def replay(self, journal: Journal) -> None:
        """
        Take over a journal whose effects are delivered already, such as the campaign's own from a store.

        It comes to the same states and counts as `merge`, and spares working out a change that nobody asks for.
        """
        _, left = self._book.take_runs(journal, None)
        for entry in left:
            if not self._book.entries.holds(entry):
                self._book.take(entry)

    def advance(self, at: datetime) -> Change:
        """
        Advance the clock, so that moments up to and including `at` pass.

        Raises:
            ClockTurnedBack: When `at` lies before the moment that the clock stands at.
        """
        at = aware(at, "at")
        if at < self.now:
            raise ClockTurnedBack(self.now, at)
        return self._book.advance(at)

    def migrate(self, workflow: Workflow, *, track: str = "") -> None:
        """
        Let a new version of a workflow take over the cases in flight, from this moment of the clock on.

        Facts that happened before are judged by the version of then, also when they become known later.

        Args:
            workflow: The new version, whose `former` is the version in force.
            track: The track; not needed when there is only one.

        Raises:
            MigrationRefused: When the new version does not say how it takes over the version in force.
            DefinitionError: With every condition of it that the register's kinds of subject cannot answer.
        """
        rows = self._track(track)
        refuse(f"workflow '{workflow.name}'", attrs.evolve(rows.track, workflow=workflow).faults(self.register.kinds))
        in_force = rows.editions[-1].workflow
        if workflow.former is None or workflow.former.workflow != in_force:
            raise MigrationRefused(workflow.name, workflow.version, in_force.version)
        rows.editions = (*rows.editions, Edition(workflow, self.now))
        rows.use(workflow, self.now)
        self._book.count_in(rows)
        self._count_all()

    def redact(self, subjects: Iterable[str]) -> None:
        """Forget who the subjects are; every state, count and certificate stays as it is."""
        self._book.register = self.register.redact(subjects)

    # Asking it

    @property
    def journal(self) -> Journal:
        """Everything that was recorded, as a value."""
        return self._book.entries.journal()

    @property
    def tracks(self) -> tuple[Track, ...]:
        """The tracks, each with the version of its workflow that is in force."""
        return tuple(attrs.evolve(rows.track, workflow=rows.editions[-1].workflow) for rows in self._book.rows.values())

    def coverage(self, unit: str, *, track: str = "") -> Coverage:
        """
        Count the five standings of a unit with everything inside it.

        Args:
            unit: The unit.
            track: One track; else all of them joined.

        Raises:
            UnknownUnit: When there is no such unit.
            UnknownName: When there is no such track.
        """
        rows = self._track(track) if track else self._book.single
        if rows is None:
            return Coverage.of(_by(_STANDINGS, self._overall, unit))
        return Coverage.of(_by([state.standing for state in rows.table.states], rows.tally, unit))

    def settled_at(self, unit: str, *, track: str = "") -> Mapping[str, Counted]:
        """Count, by step in the workflow's order, who was settled at this step in a unit."""
        rows = self._track(track)
        at = [state.at if state.standing is Standing.SETTLED else "" for state in rows.table.states]
        counts = _by(at, rows.tally, unit)
        return {step.name: counts.get(step.name, NOBODY) for step in rows.editions[-1].workflow.steps}

    def by_channel(self, step: str, unit: str, *, track: str = "") -> Mapping[str, Counted]:
        """
        Count, by the channel that their fact names, the cases in a unit that a fact led out of a step, each once.

        A trial channel is one of them, so that they add up to everybody who passed the step.

        Raises:
            UnknownName: When there is no such track or step.
        """
        rows = self._track(track)
        steps = [each.name for each in rows.editions[-1].workflow.steps]
        if step not in steps:
            raise UnknownName("step", step, steps)
        return counts_by_channel(self._book, self._inside(unit, (rows,)), step)

    def categories(self, unit: str, *, track: str = "") -> Mapping[str, Counted]:
        """Count, by the finals' categories, who ended in each in a unit."""
        rows = self._track(track)
        counts = _by([state.category for state in rows.table.states], rows.tally, unit)
        return {category: count for category, count in counts.items() if category}

    def target(self, target: Target, unit: str, *, track: str = "") -> TargetLine:
        """
        Tell where a target stands in a unit with everything inside it, by the campaign's clock.

        Args:
            target: The share that is to be settled, and by when after the opening.
            unit: The unit.
            track: One track; else all of them joined.

        Raises:
            UnknownName: When there is no such track, or the target's deadline counts from anything but the opening.
        """
        cases: dict[str, list[tuple[Rows, int]]] = {}
        for rows, row in self._inside(unit, self._population(track)):
            cases.setdefault(rows.subjects[row], []).append((rows, row))
        told = (settling(self._book, places, needs=self._needs) for places in cases.values())
        population = [each for each in told if each is not None]
        place, zone = (unit, self.hierarchy[unit].level), self._book.zone
        return judge_target(target, place, population, opened=self.opened, at=self.now, zone=zone)

    def standing(self, subject: str) -> Standing:
        """
        Return which of the five standings a subject is in, all tracks joined.

        Raises:
            NoSuchCase: When it has no case.
        """
        held = [rows.table.states[rows.states[row]].standing for rows, row in self._judged_by(subject)]
        if not held:
            raise NoSuchCase(subject)
        return join_standings(held, needs=self._needs)

    def state(self, subject: str, *, track: str = "") -> State:
        """
        Return the state that a subject's case is in, without folding anything.

        Raises:
            NoSuchCase: When it has none under the track.
        """
        rows = self._track(track)
        row = rows.index.get(subject)
        if row is None:
            raise NoSuchCase(subject)
        return rows.table.states[rows.states[row]]

    def case(self, subject: str, *, track: str = "") -> Case:
        """
        Return a subject's case.

        Raises:
            NoSuchCase: When it has none under the track.
        """
        rows = self._track(track)
        row = rows.index.get(subject)
        if row is None:
            raise NoSuchCase(subject)
        folded = self._book.fold(rows, row)
        return Case(
            subject=subject,
            track=rows.track.name,
            unit=self._unit(rows, row),
            workflow=rows.editions[-1].workflow,
            state=rows.table.states[folded.state],
            opened=folded.opened,
            since=folded.since,
            entered=self._book.entered(subject),
            facts=tuple(self._book.facts_of(rows, row)),
            passages=folded.passages,
            effects=tuple(folded.effects),
            discrepancies=tuple(folded.discrepancies),
            channels=folded.channels,
        )

    def attributes(self, subject: str) -> Mapping[str, Given]:
        """
        Return what conditions may read of a subject: from the register, or from the fact that let it in.

        Raises:
            NoSuchCase: When it has no case.
        """
        if not self._book.places(subject):
            raise NoSuchCase(subject)
        return self._book.readable(subject)

    def subjects(self, unit: str, *standings: str, track: str = "") -> Iterator[str]:
        """
        Iterate over the subjects of a unit, those of certain standings only when some are named.

        Raises:
            UnknownName: When there is no such standing or track.
        """
        wanted = {Standing(standing) for standing in standings or Standing}
        for rows, row in self._inside(unit, self._population(track)):
            if rows.table.states[rows.states[row]].standing in wanted:
                yield rows.subjects[row]

    def due(self, unit: str, *, track: str = "") -> Iterator[Due]:
        """Iterate over what is owed about the subjects of a unit, under every track, and whose turn it is."""
        for rows, row in self._inside(unit, self._population(track) if track else self._book.rows.values()):
            if rows.table.states[rows.states[row]].standing in _UNFINISHED:
                yield self._due(rows, row)

    def overdue(self, unit: str, *, track: str = "") -> Iterator[Overdue]:
        """Iterate over what is owed and not done although its deadline has come, by the campaign's clock."""
        for due in self.due(unit, track=track):
            if due.deadline is not None and due.deadline <= self.now:
                yield Overdue(who=due.subject, what=due.part, turn=due.team, deadline=due.deadline, at=self.now)

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Every effect that follows from the journal, in the order of the cases."""
        places = ((rows, row) for rows in self._book.rows.values() for row in rows.index.values())
        return tuple(effect for rows, row in places for effect in self._book.fold(rows, row).effects)

    @property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """Everything in the journal that cannot be used, in one order whoever asks."""
        return in_order(self._book.seen(self._book.everybody(), range(len(self._book.entries.facts))).discrepancies)

    def close(self, unit: str, *, signed_by: str, track: str = "") -> Certificate:
        """
        Close a unit: certify that nobody in it is not started or in progress, and who is carried over.

        Args:
            unit: The unit.
            signed_by: Who signs for the certificate and for the carry-over.
            track: One track; else the population, all its tracks joined.

        Raises:
            StillOpen: With the ids and places of those not started or in progress.
            Unsigned: When nobody signs.
            UnknownName: When there is no such track.
        """
        if not signed_by.strip():
            raise Unsigned(unit)
        unfinished = tuple(self._unfinished(unit, track))
        if unfinished:
            raise StillOpen(unit, unfinished)
        start, end = self.hierarchy.span(unit)
        inside = [each for each in self.hierarchy if start <= self.hierarchy.position(each) < end]
        return Certificate(
            unit=unit,
            moment=self.now,
            signed_by=signed_by,
            workflows=tuple(_version_in_force(rows) for rows in self._population(track)),
            lines=tuple(Line(each, self.hierarchy[each].level, self.coverage(each, track=track)) for each in inside),
            carry_over=tuple(self._carry_over(unit, track)),
            digest=self.journal.digest,
        )

    def next_round(
        self,
        *,
        opened: datetime,
        residue: bool = True,
        tracks: Workflow | Track | Iterable[Workflow | Track] | None = None,
    ) -> "Campaign":
        """
        Open another round.

        Args:
            opened: When it opens.
            residue: Restrict it to the subjects that this round did not settle or exclude; else it is for everybody.
            tracks: Other tracks; the same ones unless given.
        """
        left = (Standing.NOT_STARTED, Standing.IN_PROGRESS, Standing.OPEN)
        everybody = dict.fromkeys(subject for rows in self._population("") for subject in rows.index)
        subjects = [each for each in everybody if not residue or self.standing(each) in left]
        return self._like(opened=opened, tracks=as_tracks(tracks or self.tracks), subjects=subjects)

    def as_of(self, *, happened: datetime | None = None, known: datetime | None = None) -> "Campaign":
        """
        Return the campaign as it stood, by what had happened and what was known.

        Args:
            happened: Only facts up to this moment, and the clock at most there.
            known: Only what was known by this moment, and the clock at most there.
        """
        bounds = [aware(each, what) for each, what in ((happened, "happened"), (known, "known")) if each is not None]
        clock = min([*bounds, self.now])
        first = [attrs.evolve(rows.track, workflow=rows.editions[0].workflow) for rows in self._book.rows.values()]
        past = self._like(opened=self.opened, tracks=first, subjects=self._subjects)
        past.merge(self.journal.as_of(happened=happened, known=known))
        for since, name, workflow in sorted(self._migrations(), key=lambda each: each[:2]):
            if since <= clock:
                past.advance(since)
                past.migrate(workflow, track=name)
        past.advance(max(clock, past.now))
        return past

    def _migrations(self) -> Iterator[tuple[datetime, str, Workflow]]:
        for name, rows in self._book.rows.items():
            yield from ((each.since, name, each.workflow) for each in rows.editions if each.since is not None)

    # Making it

    def _like(self, *, opened: datetime, tracks: Iterable[Track], subjects: Iterable[str] | None) -> "Campaign":
        return Campaign(
            self.hierarchy,
            self.register,
            tracks,
            opened=opened,
            zone=self._book.zone,
            skew=self._book.skew,
            needs=self._needs,
            subjects=subjects,
            routes=self._routing.routes,
        )

    # Counting and listing

    def _judged_by(self, subject: str) -> list[tuple[Rows, int]]:
        """Return the cases that say where a subject stands; those beside the population when it has no other."""
        places = self._book.places(subject)
        return [(rows, row) for rows, row in places if not rows.track.beside] or places

    def _population(self, track: str) -> tuple[Rows, ...]:
        """Return the rows of one track, or of all that are not beside the population."""
        if track:
            return (self._track(track),)
        return tuple(rows for rows in self._book.rows.values() if not rows.track.beside)

    def _track(self, track: str) -> Rows:
        if track:
            if track not in self._book.rows:
                raise UnknownName("track", track, self._book.rows)
            return self._book.rows[track]
        if self._book.single is None:
            raise UnknownName("track", track, self._book.rows)
        return self._book.single

    def _inside(self, unit: str, among: Iterable[Rows]) -> Iterator[tuple[Rows, int]]:
        start, end = self.hierarchy.span(unit)
        for rows in among:
            for row in rows.index.values():
                if start <= rows.units[row] < end:
                    yield rows, row

    def _unit(self, rows: Rows, row: int) -> str:
        return self._units[rows.units[row]]

    def _due(self, rows: Rows, row: int) -> Due:
        table, position = rows.table, rows.states[row]
        state = table.states[position]
        part = rows.editions[-1].workflow[state.part]
        opened = rows.opened.get(row, self.opened)
        subject, zone = rows.subjects[row], self._book.zone

        def told(name: str) -> Given:
            return self._book.readable(subject).get(name.removeprefix(SUBJECT))

        owed = due_at(table, position, since=rows.since[row], opened=opened, zone=zone, told=told)
        return Due(
            subject=rows.subjects[row],
            unit=self._unit(rows, row),
            track=rows.track.name,
            part=state.part,
            team=part.team if isinstance(part, Step) else "",
            since=rows.since[row],
            deadline=min((each for each in (owed, self._closes(rows, row)) if each is not None), default=None),
            attempts=state.attempts,
        )

    def _closes(self, rows: Rows, row: int) -> datetime | None:
        """Return by when the whole case is owed: from its opening, or from the first fact of the kind it names."""
        deadline = rows.editions[-1].workflow.closes
        if deadline is None:
            return None
        if deadline.anchor == OPENED:
            return deadline.moment(rows.opened.get(row, self.opened), self._book.zone)
        anchors = [fact for fact in self._book.facts_of(rows, row) if fact.kind == deadline.anchor]
        return deadline.moment(standing(anchors[0], self._book.zone), self._book.zone) if anchors else None

    def _unfinished(self, unit: str, track: str) -> Iterator[Unfinished]:
        for rows, row, state in self._standing_in(unit, track, *_UNFINISHED):
            yield Unfinished(rows.subjects[row], self._unit(rows, row), state.part, state.standing, rows.track.name)

    def _carry_over(self, unit: str, track: str) -> Iterator[CarriedOver]:
        for rows, row, state in self._standing_in(unit, track, Standing.OPEN):
            persons = rows.tally.unpack(rows.weights[row])["person"]
            yield CarriedOver(rows.subjects[row], self._unit(rows, row), state.at, persons)

    def _standing_in(self, unit: str, track: str, *wanted: Standing) -> Iterator[tuple[Rows, int, State]]:
        """Iterate over the cases of a unit in some standings, where the subject is in one of them by all its tracks."""
        own = bool(track) or self._book.single is not None
        for rows, row in self._inside(unit, self._population(track)):
            state = rows.table.states[rows.states[row]]
            if state.standing in wanted and (own or self.standing(rows.subjects[row]) in wanted):
                yield rows, row, state

    def _count_all(self) -> None:
        """With several tracks, count every subject once, by the joined standing of its tracks."""
        if self._book.single is None:
            for subject in self._book.everybody():
                self._recount(subject)

    def _recount(self, subject: str) -> None:
        """With several tracks, count a subject where it stands now instead of where it stood."""
        if self._book.single is not None:
            return
        before = self._counted.pop(subject, None)
        if before is not None:
            self._overall.remove(*before)
        places = self._judged_by(subject)
        if places and not places[0][0].track.beside:
            rows, row = places[0]
            now = (rows.units[row], _STANDINGS.index(self.standing(subject)), rows.weights[row])
            self._counted[subject] = now
            self._overall.add(*now)


_STANDINGS: Final = tuple(Standing)


def _by(keys: Sequence[Key], tally: RunningTally, unit: str) -> dict[Key, Counted]:
    """Add up the cells of a unit that share a key."""
    sums: dict[Key, Counted] = {}
    for key, amounts in zip(keys, tally.at(unit).values(), strict=False):
        sums[key] = sums.get(key, NOBODY) + Counted(amounts["subject"], amounts["person"])
    return sums


def _version_in_force(rows: Rows) -> tuple[str, str]:
    workflow = rows.editions[-1].workflow
    return workflow.name, workflow.version


def _refuse(found: Iterable[Discrepancy]) -> None:
    faults = tuple(found)
    if faults:
        raise Refused(faults)
