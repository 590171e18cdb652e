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

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from heapq import heappush
from typing import Final, TypeVar

import attrs

from gridcare.errors import GridcareError, UnknownName, did_you_mean
from gridcare.facts.discrepancies import Discrepancy, Refused, in_order
from gridcare.facts.fact import Amendment, Fact, Precision, standing, standing_order
from gridcare.facts.journal import Journal
from gridcare.facts.resolution import flaws
from gridcare.people.register import Register
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.tally import RunningTally
from gridcare.rules.scopes import Given
from gridcare.timing.periods import Zone, aware, local_day, time_zone
from gridcare.timing.slots import OPENED, Overdue
from gridcare.work.cases import JOINED, Case, Edition, Fold, due_at, fold
from gridcare.work.certificates import CarriedOver, Certificate, Line, StillOpen, Unfinished
from gridcare.work.conditions import Reading, truth
from gridcare.work.coverage import NOBODY, Count, Coverage, join_standings
from gridcare.work.effects import Effect
from gridcare.work.entries import Entries
from gridcare.work.rows import Rows, Track
from gridcare.work.steps import Standing, Step
from gridcare.work.workflow import Workflow

__all__ = ["Campaign", "Change", "ClockTurnedBack", "Due", "MigrationRefused", "NoSuchCase", "Unsigned"]

Key = TypeVar("Key")

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


@attrs.frozen
class Change:
    """
    What one change of a campaign came to.

    Adding up `emitted` and taking away `revoked` after every change gives the effects that follow from the journal.

    Attributes:
        subjects: The subjects whose cases were touched.
        emitted: The effects that follow now and did not before.
        revoked: The effects that followed before and do not now.
        discrepancies: What cannot be used now and was no discrepancy before.
        cured: What was a discrepancy before and is none now.
    """

    subjects: tuple[str, ...] = ()
    emitted: tuple[Effect, ...] = ()
    revoked: tuple[Effect, ...] = ()
    discrepancies: tuple[Discrepancy, ...] = ()
    cured: tuple[Discrepancy, ...] = ()


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


@attrs.frozen
class _Seen:
    """What the facts about some subjects amounted to, to be compared with what they amount to after a change."""

    effects: Mapping[str, Effect]
    discrepancies: frozenset[Discrepancy]


def _tracks(given: Workflow | Iterable[Track]) -> tuple[Track, ...]:
    return (Track(given),) if isinstance(given, Workflow) else tuple(given)


class Campaign:
    """
    The subjects of a register under one or several workflows.

    Args:
        hierarchy: The units.
        register: The subjects that must not be missed, over the same hierarchy.
        tracks: A workflow for every household, or tracks that say who goes through which.
        opened: When it opens; what happened before is not its business.
        zone: The zone whose days count.
        skew: How far a fact may happen after it became known, to allow for clocks that differ.
        needs: With several tracks, whether a subject is settled when ``all`` settled it, or ``any``.
        subjects: The subjects that it is restricted to, such as the residue of a round before; none means all.

    >>> campaign = ...  # see the tutorial

    Attributes:
        hierarchy: The units.
        register: The register as given; `redact` puts a redacted one in its place.
        opened: When it opened.
        now: The moment that its clock was last advanced to.
    """

    def __init__(
        self,
        hierarchy: Hierarchy,
        register: Register,
        tracks: Workflow | Iterable[Track],
        *,
        opened: datetime,
        zone: Zone,
        skew: timedelta = timedelta(),
        needs: str = "all",
        subjects: Iterable[str] | None = None,
    ) -> None:
        self.hierarchy = hierarchy
        self.register = register
        self.opened = aware(opened, "opened")
        self.now = self.opened
        self._zone = time_zone(zone)
        self._skew = skew
        self._needs = needs
        self._subjects = None if subjects is None else tuple(dict.fromkeys(subjects))
        self._entries = Entries(skew)
        self._waiting: dict[str, list[int]] = {}
        self._joins: dict[str, dict[int, None]] = {}
        self._units = tuple(hierarchy)
        self._counted: dict[str, tuple[int, int, int]] = {}
        self._rows = {track.name: self._fill(track) for track in _tracks(tracks)}
        self._only = next(iter(self._rows.values())) if len(self._rows) == 1 else None
        if self._only is None:
            self._join_up()

    # Changing it

    def record(self, fact: Fact) -> Change:
        """
        Record a fact.

        Recording what is held already, word for word, changes nothing.

        Raises:
            Refused: When its author can still mend it: a moment without a zone, a fact further from the future than
                the skew, no such subject, step or outcome, or other content under an id already held.
        """
        effects = self._step_in_turn(fact)
        if effects is not None:
            return Change(fact.subjects, effects)
        if self._entries.holds(fact):
            return Change()
        self._refuse(self._door(fact))
        return self._take(fact)

    def amend(self, amendment: Amendment) -> Change:
        """
        Correct or void a fact.

        Raises:
            Refused: When the fact is not held, the amendment's id is held with other content, or the corrected
                content could not be recorded.
        """
        if self._entries.holds(amendment):
            return Change()
        self._refuse(self._amendment_flaws(amendment))
        if amendment.fact is not None:
            self._refuse(self._misfits(amendment.fact, entry=amendment.id))
        return self._take(amendment)

    def merge(self, journal: Journal) -> Change:
        """Take over what others recorded; nothing is refused, and nothing is lost."""
        net = _Net()
        for entry in self._in_turn(journal):
            effects = self._step_in_turn(entry) if isinstance(entry, Fact) else None
            if effects is not None:
                assert isinstance(entry, Fact)
                net.add(Change(entry.subjects, effects))
            elif not self._entries.holds(entry):
                net.add(self._take(entry))
        return net.change()

    def advance(self, at: datetime) -> Change:
        """
        Advance the clock, so that moments up to and including `at` pass.

        Raises:
            ClockTurnedBack: When `at` lies before the moment that the clock stands at.
        """
        at = aware(at, "at")
        if at < self.now:
            raise ClockTurnedBack(self.now, at)
        woken = tuple(dict.fromkeys(rows.subjects[row] for rows in self._rows.values() for row in rows.woken(at)))
        before = self._seen(woken)
        self.now = at
        return self._compare(woken, before, self._settle(woken))

    def migrate(self, workflow: Workflow, *, track: str = "") -> None:
        """
        Let a new version of a workflow take over the cases in flight, from this moment of the clock on.

        Facts that happened before are judged by the version of then, also when they become known later.

        Args:
            workflow: The new version, whose `former` is the version in force.
            track: The track; not needed when there is only one.

        Raises:
            MigrationRefused: When the new version does not say how it takes over the version in force.
        """
        rows = self._track(track)
        in_force = rows.editions[-1].workflow
        if workflow.former is None or workflow.former.workflow != in_force:
            raise MigrationRefused(workflow.name, workflow.version, in_force.version)
        rows.editions = (*rows.editions, Edition(workflow, self.now))
        rows.use(workflow, self.now)
        for row in rows.index.values():
            folded = self._fold(rows, row)
            rows.states[row], rows.since[row] = folded.state, folded.since
            rows.tally.add(rows.units[row], folded.state, rows.weights[row])
            rows.watch(row, self.now)
        if self._only is None:
            self._join_up()

    def redact(self, subjects: Iterable[str]) -> None:
        """Forget who the subjects are; every state, count and certificate stays as it is."""
        self.register = self.register.redact(subjects)

    # Asking it

    @property
    def journal(self) -> Journal:
        """Everything that was recorded, as a value."""
        return self._entries.journal()

    @property
    def tracks(self) -> tuple[Track, ...]:
        """The tracks, each with the version of its workflow that is in force."""
        return tuple(
            attrs.evolve(rows.track, workflow=rows.editions[-1].workflow) for rows in self._rows.values()
        )

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
        rows = self._track(track) if track else self._only
        if rows is None:
            return Coverage.of(_by(_STANDINGS, self._overall, unit))
        return Coverage.of(_by([state.standing for state in rows.table.states], rows.tally, unit))

    def settled_at(self, unit: str, *, track: str = "") -> Mapping[str, Count]:
        """Count, by step in the workflow's order, who was settled at this step in a unit."""
        rows = self._track(track)
        at = [state.at if state.standing is Standing.SETTLED else "" for state in rows.table.states]
        counts = _by(at, rows.tally, unit)
        return {step.name: counts.get(step.name, NOBODY) for step in rows.editions[-1].workflow.steps}

    def categories(self, unit: str, *, track: str = "") -> Mapping[str, Count]:
        """Count, by the finals' categories, who ended in each in a unit."""
        rows = self._track(track)
        counts = _by([state.category for state in rows.table.states], rows.tally, unit)
        return {category: count for category, count in counts.items() if category}

    def standing(self, subject: str) -> Standing:
        """
        Return which of the five standings a subject is in, all tracks joined.

        Raises:
            NoSuchCase: When it has no case.
        """
        held = [rows.table.states[rows.states[row]].standing for rows, row in self._places(subject)]
        if not held:
            raise NoSuchCase(subject)
        return join_standings(held, needs=self._needs)

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
        folded = self._fold(rows, row)
        return Case(
            subject=subject,
            track=rows.track.name,
            unit=self._unit(rows, row),
            workflow=rows.editions[-1].workflow,
            state=rows.table.states[folded.state],
            opened=folded.opened,
            since=folded.since,
            facts=tuple(self._facts_of(rows, row)),
            passages=tuple(folded.passages),
            effects=tuple(folded.effects),
            discrepancies=tuple(folded.discrepancies),
        )

    def subjects(self, unit: str, *standings: str, track: str = "") -> Iterator[str]:
        """Iterate over the subjects of a unit, those of certain standings only when some are named."""
        wanted = {Standing(standing) for standing in standings or Standing}
        for rows, row in self._inside(unit, track):
            if rows.table.states[rows.states[row]].standing in wanted:
                yield rows.subjects[row]

    def due(self, unit: str, *, track: str = "") -> Iterator[Due]:
        """Iterate over what is owed about the subjects of a unit, and whose turn it is."""
        for rows, row in self._inside(unit, track):
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
        places = ((rows, row) for rows in self._rows.values() for row in rows.index.values())
        return tuple(effect for rows, row in places for effect in self._fold(rows, row).effects)

    @property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """Everything in the journal that cannot be used, in one order whoever asks."""
        return in_order(self._seen(self._everybody(), range(len(self._entries.facts))).discrepancies)

    def close(self, unit: str, *, signed_by: str) -> Certificate:
        """
        Close a unit: certify that nobody in it is not started or in progress, and who is carried over.

        Args:
            unit: The unit.
            signed_by: Who signs for the certificate and for the carry-over.

        Raises:
            StillOpen: With the ids and places of those not started or in progress.
            Unsigned: When nobody signs.
        """
        if not signed_by.strip():
            raise Unsigned(unit)
        unfinished = tuple(self._unfinished(unit))
        if unfinished:
            raise StillOpen(unit, unfinished)
        start, end = self.hierarchy.span(unit)
        inside = [each for each in self.hierarchy if start <= self.hierarchy.position(each) < end]
        return Certificate(
            unit=unit,
            moment=self.now,
            signed_by=signed_by,
            workflows=tuple((track.workflow.name, track.workflow.version) for track in self.tracks),
            lines=tuple(Line(each, self.hierarchy[each].level, self.coverage(each)) for each in inside),
            carry_over=tuple(self._carry_over(unit)),
            digest=self.journal.digest,
        )

    def next_round(
        self, *, opened: datetime, residue: bool = True, tracks: Workflow | Iterable[Track] | None = None
    ) -> "Campaign":
        """
        Open another round.

        Args:
            opened: When it opens.
            residue: Restrict it to the subjects that this round did not settle or exclude; else it is for everybody.
            tracks: Other tracks; the same ones unless given.
        """
        left = (Standing.NOT_STARTED, Standing.IN_PROGRESS, Standing.OPEN)
        subjects = [each for each in self._everybody() if not residue or self.standing(each) in left]
        return self._like(opened=opened, tracks=tracks or self.tracks, subjects=subjects)

    def as_of(self, *, happened: datetime | None = None, known: datetime | None = None) -> "Campaign":
        """
        Return the campaign as it stood, by what had happened and what was known.

        Args:
            happened: Only facts up to this moment, and the clock at most there.
            known: Only what was known by this moment, and the clock at most there.
        """
        clock = min((moment for moment in (happened, known, self.now) if moment is not None))
        first = [attrs.evolve(rows.track, workflow=rows.editions[0].workflow) for rows in self._rows.values()]
        past = self._like(opened=self.opened, tracks=first, subjects=self._subjects)
        past.merge(self.journal.as_of(happened=happened, known=known))
        changes = ((edition, name) for name, rows in self._rows.items() for edition in rows.editions[1:])
        for edition, name in sorted(changes, key=lambda each: (each[0].since, each[1])):
            if edition.since is not None and edition.since <= clock:
                past.advance(edition.since)
                past.migrate(edition.workflow, track=name)
        past.advance(max(clock, past.now))
        return past

    # Making it

    def _like(
        self, *, opened: datetime, tracks: Workflow | Iterable[Track], subjects: Iterable[str] | None
    ) -> "Campaign":
        return Campaign(
            self.hierarchy,
            self.register,
            tracks,
            opened=opened,
            zone=self._zone,
            skew=self._skew,
            needs=self._needs,
            subjects=subjects,
        )

    def _fill(self, track: Track) -> Rows:
        rows = Rows(track, self.hierarchy, self.opened)
        wanted = None if self._subjects is None else frozenset(self._subjects)
        for id in self.register.ids(track.kind):
            if wanted is None or id in wanted:
                subject = self.register[id]
                self._open(rows, id, self.hierarchy.position(subject.unit), self.register.persons(id) or 0, self.opened)
        return rows

    def _open(self, rows: Rows, subject: str, unit: int, persons: int, moment: datetime) -> None:
        if rows.track.only is not None and truth(rows.track.only, self._reading(rows, subject)) is not True:
            return
        row = rows.open(subject, unit, rows.tally.pack(subject=1, person=persons), moment)
        if moment > self.opened:
            rows.opened[row] = moment
        state = self._entry(rows, subject)
        rows.states[row] = state
        rows.tally.add(unit, state, rows.weights[row])
        rows.watch(row, self.now)

    def _entry(self, rows: Rows, subject: str) -> int:
        for guard, position in rows.table.entries:
            if guard is None or truth(guard, self._reading(rows, subject)) is True:
                return position
        raise AssertionError("the last entry of a workflow has no condition")

    # In turn: the fast path

    def _step_in_turn(self, fact: Fact) -> tuple[Effect, ...] | None:
        """
        Take a fact that comes in turn and whose outcome needs no thought; say nothing when it is not such a fact.

        Whatever is true of such a fact is also what a fold would find, so the row moves without one.
        """
        rows = self._only
        if rows is None or len(fact.subjects) != 1:
            return None
        row = rows.index.get(fact.subjects[0])
        if row is None:
            return None
        state = rows.states[row]
        move = rows.plain[state].get((fact.kind, fact.outcome))
        happened = fact.happened
        if move is None or fact.track not in ("", rows.track.name) or fact.precision is not Precision.MINUTE:
            return None
        entries = self._entries
        try:
            in_turn = rows.latest[row] < happened <= fact.known
        except TypeError:
            return None
        if not in_turn or not fact.id or fact.id in entries.number or happened < rows.in_force:
            return None
        target, declared, stays = move
        delay = rows.delays[state]
        if delay is not None and rows.since[row] + delay <= max(happened, self.now):
            return None
        if not stays:
            delay = rows.delays[target]
            if delay is not None:
                if happened + delay <= self.now:
                    return None
                heappush(rows.alarms, (happened + delay, row))
            rows.since[row] = happened
        number = len(entries.facts)
        entries.number[fact.id] = number
        entries.facts.append(fact)
        rows.attach(row, number)
        rows.latest[row] = happened
        rows.states[row] = target
        rows.tally.move(rows.units[row], state, target, rows.weights[row])
        if not declared:
            return ()
        subject, track = fact.subjects[0], rows.track.name
        return tuple(
            Effect.of(each, track=track, subject=subject, cause=fact.id, moment=happened) for each in declared
        )

    # Out of turn: fold before, fold after, compare

    def _take(self, entry: Fact | Amendment) -> Change:
        """Keep an entry, and fold again every case that it may concern."""
        ids = self._named_by(entry)
        subjects = tuple(dict.fromkeys((*self._concerned(ids), *_subjects_of(entry))))
        before = self._seen(subjects, ids)
        numbers = self._entries.correct(entry) if isinstance(entry, Amendment) else (self._entries.add(entry),)
        for number in numbers:
            self._attach(number)
        return self._compare(subjects, before, self._settle(subjects, numbers))

    def _named_by(self, entry: Fact | Amendment) -> tuple[int, ...]:
        """Return the numbers of the facts that an entry is about, as far as they have any."""
        held = self._entries.amendments(entry.id) if isinstance(entry, Amendment) else ()
        ids = (entry.of, *(each.of for each in held)) if isinstance(entry, Amendment) else (entry.id,)
        return tuple(self._entries.number[id] for id in dict.fromkeys(ids) if id in self._entries.number)

    def _concerned(self, numbers: Iterable[int]) -> Iterator[str]:
        for number in numbers:
            for fact in self._entries.named(number):
                yield from _subjects_of(fact)

    def _attach(self, number: int) -> None:
        """Chain an entry to every case that any of its contents names, and have it wait for those not there yet."""
        for subject in dict.fromkeys(self._concerned((number,))):
            for rows, row in self._places(subject):
                if number not in rows.entries(row):
                    rows.attach(row, number)
            waiting = self._waiting.setdefault(subject, []) if self._waits(subject) else None
            if waiting is not None and number not in waiting:
                waiting.append(number)
        if any(fact.kind == JOINED for fact in self._entries.named(number)):
            for subject in self._concerned((number,)):
                self._joins.setdefault(subject, {})[number] = None

    def _waits(self, subject: str) -> bool:
        return not any(True for _ in self._places(subject))

    def _settle(self, subjects: Iterable[str], numbers: Iterable[int] = ()) -> _Seen:
        """Fold cases, move their rows to where the folds found them, and tell what the folds found."""
        for subject in subjects:
            if subject in self._joins:
                self._let_join(subject)
        return self._seen(subjects, numbers, place=True)

    def _seen(self, subjects: Iterable[str], numbers: Iterable[int] = (), *, place: bool = False) -> _Seen:
        effects: dict[str, Effect] = {}
        found = {each for number in numbers for each in self._entries.discrepancies(number)}
        for subject in subjects:
            found.update(self._unplaced(subject))
            for rows, row in self._places(subject):
                folded = self._fold(rows, row)
                effects.update((effect.id, effect) for effect in folded.effects)
                found.update(folded.discrepancies)
                if place:
                    self._place(rows, row, folded)
        return _Seen(effects, frozenset(found))

    def _compare(self, subjects: tuple[str, ...], before: _Seen, after: _Seen) -> Change:
        return Change(
            subjects,
            tuple(effect for id, effect in after.effects.items() if before.effects.get(id) != effect),
            tuple(effect for id, effect in before.effects.items() if after.effects.get(id) != effect),
            in_order(after.discrepancies - before.discrepancies),
            in_order(before.discrepancies - after.discrepancies),
        )

    def _place(self, rows: Rows, row: int, folded: Fold) -> None:
        rows.place(row, folded.state, folded.since, folded.latest)
        rows.watch(row, self.now)
        self._recount(rows.subjects[row])

    def _fold(self, rows: Rows, row: int) -> Fold:
        return fold(
            rows.editions,
            self._reading(rows, rows.subjects[row]),
            self._facts_of(rows, row),
            track=rows.track.name,
            opened=rows.opened.get(row, self.opened),
            until=self.now,
            zone=self._zone,
        )

    def _facts_of(self, rows: Rows, row: int) -> list[Fact]:
        """Return the facts that concern a case, corrected, in standing order."""
        subject, ranks, last = rows.subjects[row], rows.table.ranks, len(rows.table.ranks)
        facts = [
            fact
            for number in rows.entries(row)
            if (fact := self._entries.meaning(number)) is not None
            and subject in fact.subjects
            and self._concerns(rows, fact)
        ]
        if len(facts) > 1:
            facts.sort(key=lambda fact: standing_order(fact, ranks.get(fact.kind, last), self._zone))
        return facts

    def _concerns(self, rows: Rows, fact: Fact) -> bool:
        """A fact concerns the track it names, else every track that knows its kind, else the first one."""
        if fact.track:
            return fact.track == rows.track.name
        if self._only is not None or rows.knows(fact.kind):
            return True
        return rows is next(iter(self._rows.values())) and not any(each.knows(fact.kind) for each in self._rows.values())

    def _reading(self, rows: Rows, subject: str) -> Reading:
        joining = self._joining(subject)
        if joining is None:
            known: Mapping[str, Given] = self._readable(subject)
            unit = self.register[subject].unit
        else:
            known, unit = joining.answers, str(joining.answers.get("unit", ""))
        return Reading(subject, known, _UnitAttributes(self.hierarchy, unit, self._zone), self.opened)

    def _readable(self, subject: str) -> Mapping[str, Given]:
        """Return what conditions may read of a subject: never what tells who it is."""
        held = self.register[subject]
        return {**held.attributes, "kind": held.kind, "persons": self.register.persons(subject)}

    # Joining after the opening

    def _joining(self, subject: str) -> Fact | None:
        """Return the fact by which a subject that the register does not hold came in, the first of several."""
        if subject in self.register or subject not in self._joins:
            return None
        meant = (self._entries.meaning(number) for number in self._joins[subject])
        facts = [
            fact
            for fact in meant
            if fact is not None and fact.kind == JOINED and subject in fact.subjects and self._has_room(fact)
        ]
        return min(facts, key=lambda fact: standing_order(fact, 0, self._zone), default=None)

    def _has_room(self, fact: Fact) -> bool:
        """Tell whether the answers of a joining fact name a unit of the hierarchy, and persons that can be counted."""
        persons = fact.answers.get("persons", 0)
        return fact.answers.get("unit") in self.hierarchy and type(persons) is int and 0 <= persons < _MOST_PERSONS

    def _let_join(self, subject: str) -> None:
        """Make the rows of a subject that joins by facts agree with those facts."""
        if subject in self.register:
            return
        joining = self._joining(subject)
        for rows in self._rows.values():
            row = rows.index.get(subject)
            if row is not None:
                self._waiting.setdefault(subject, []).extend(rows.entries(row))
                rows.drop(row)
                self._recount(subject)
            if joining is not None and joining.answers.get("kind", rows.track.kind) == rows.track.kind:
                position = self.hierarchy.position(str(joining.answers["unit"]))
                persons = joining.answers.get("persons", 0)
                moment = max(self.opened, standing(joining, self._zone))
                self._open(rows, subject, position, persons if type(persons) is int else 0, moment)
                for number in dict.fromkeys(self._waiting.get(subject, ())):
                    rows.attach(rows.index[subject], number)
        if not self._waits(subject):
            self._waiting.pop(subject, None)

    def _unplaced(self, subject: str) -> Iterator[Discrepancy]:
        """Tell which facts name a subject that has no case, and which let somebody join who is there already."""
        for number in self._waiting.get(subject, ()):
            fact = self._entries.meaning(number)
            if fact is not None and subject in fact.subjects:
                yield _unknown_subject(fact, subject)
        first = self._joining(subject)
        for number in self._joins.get(subject, ()):
            fact = self._entries.meaning(number)
            if fact is not None and fact.kind == JOINED and fact is not first and not self._waits(subject):
                yield Discrepancy(
                    code="joined-already",
                    entry=fact.id,
                    problem="lets a subject join that is there already, and changes nothing",
                    subjects=(subject,),
                )

    # The door

    def _refuse(self, found: Iterable[Discrepancy]) -> None:
        faults = tuple(found)
        if faults:
            raise Refused(faults)

    def _door(self, fact: Fact) -> Iterator[Discrepancy]:
        """Find what the author of a fact can still mend."""
        yield from flaws(fact, self._skew)
        if self._entries.contents(fact.id):
            yield Discrepancy(
                code="variant",
                entry=fact.id,
                problem="is held already with other content; give it an id of its own, or amend the one that is held",
                subjects=fact.subjects,
            )
        yield from self._misfits(fact)

    def _misfits(self, fact: Fact, entry: str = "") -> Iterator[Discrepancy]:
        """Find what no case could take, whatever its state."""
        told = attrs.evolve(fact, id=entry) if entry else fact
        if fact.track and fact.track not in self._rows:
            problem = f"names the track '{fact.track}'{did_you_mean(fact.track, self._rows)}"
            yield Discrepancy(code="unknown-track", entry=told.id, problem=problem, subjects=fact.subjects)
        if fact.kind == JOINED:
            if not self._has_room(fact):
                problem = "lets a subject join without a unit of the hierarchy in its answers, or with impossible persons"
                yield Discrepancy(code="unknown-unit", entry=told.id, problem=problem, subjects=fact.subjects)
            return
        yield from (_unknown_subject(told, each) for each in fact.subjects if self._waits(each))
        tracks = [rows for name, rows in self._rows.items() if fact.track in ("", name)]
        if tracks and not any(rows.knows(fact.kind) for rows in tracks):
            kinds = sorted({kind for rows in tracks for kind in rows.table.outcomes})
            problem = f"'{fact.kind}' is no step of the workflow{did_you_mean(fact.kind, kinds)}"
            yield Discrepancy(code="unknown-step", entry=told.id, problem=problem, subjects=fact.subjects)
        elif fact.outcome and not any(rows.takes(fact.kind, fact.outcome) for rows in tracks):
            allowed = sorted({each for rows in tracks for each in rows.table.outcomes.get(fact.kind, ())})
            problem = f"'{fact.outcome}' is no outcome of '{fact.kind}'{did_you_mean(fact.outcome, allowed)}"
            yield Discrepancy(code="unknown-outcome", entry=told.id, problem=problem, subjects=fact.subjects)

    def _amendment_flaws(self, amendment: Amendment) -> Iterator[Discrepancy]:
        subjects = _subjects_of(amendment)
        if not self._entries.contents(amendment.of):
            problem = f"corrects '{amendment.of}', which is not held; record the fact first"
            yield Discrepancy(code="orphan-amendment", entry=amendment.id, problem=problem, subjects=subjects)
        if self._entries.amendments(amendment.id):
            problem = "is held already with other content; give it an id of its own"
            yield Discrepancy(code="variant", entry=amendment.id, problem=problem, subjects=subjects)
        yield from flaws(amendment, self._skew)

    def _in_turn(self, journal: Journal) -> Iterator[Fact | Amendment]:
        """Order what is merged so that most of it comes in turn; the order decides only how fast it goes."""
        entries = journal.entries()
        facts = [entry for entry in entries if isinstance(entry, Fact)]
        yield from (fact for fact in facts if fact.kind == JOINED)
        yield from sorted((fact for fact in facts if fact.kind != JOINED), key=_roughly)
        yield from (entry for entry in entries if isinstance(entry, Amendment))

    # Counting and listing

    def _track(self, track: str) -> Rows:
        if track:
            if track not in self._rows:
                raise UnknownName("track", track, self._rows)
            return self._rows[track]
        if self._only is None:
            raise UnknownName("track", track, self._rows)
        return self._only

    def _places(self, subject: str) -> Iterator[tuple[Rows, int]]:
        for rows in self._rows.values():
            row = rows.index.get(subject)
            if row is not None:
                yield rows, row

    def _everybody(self) -> tuple[str, ...]:
        everybody = (subject for rows in self._rows.values() for subject in rows.index)
        return tuple(dict.fromkeys((*everybody, *self._waiting)))

    def _inside(self, unit: str, track: str) -> Iterator[tuple[Rows, int]]:
        start, end = self.hierarchy.span(unit)
        for rows in (self._track(track),) if track else self._rows.values():
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
        owed = due_at(table, position, since=rows.since[row], opened=opened, zone=self._zone)
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
            return deadline.moment(rows.opened.get(row, self.opened), self._zone)
        anchors = [fact for fact in self._facts_of(rows, row) if fact.kind == deadline.anchor]
        return deadline.moment(standing(anchors[0], self._zone), self._zone) if anchors else None

    def _unfinished(self, unit: str) -> Iterator[Unfinished]:
        for rows, row in self._inside(unit, ""):
            state = rows.table.states[rows.states[row]]
            subject = rows.subjects[row]
            if state.standing in _UNFINISHED and (self._only or self.standing(subject) in _UNFINISHED):
                yield Unfinished(subject, self._unit(rows, row), state.part, state.standing, rows.track.name)

    def _carry_over(self, unit: str) -> Iterator[CarriedOver]:
        for rows, row in self._inside(unit, ""):
            state = rows.table.states[rows.states[row]]
            subject = rows.subjects[row]
            if state.standing is Standing.OPEN and (self._only or self.standing(subject) is Standing.OPEN):
                persons = rows.tally.unpack(rows.weights[row])["person"]
                yield CarriedOver(subject, self._unit(rows, row), state.at, persons)

    def _join_up(self) -> None:
        """Count every subject once, by the joined standing of its tracks."""
        self._counted.clear()
        self._overall = RunningTally(self.hierarchy, map(str, Standing), ("subject", "person"))
        for subject in self._everybody():
            self._recount(subject)

    def _recount(self, subject: str) -> None:
        """With several tracks, count a subject where it stands now instead of where it stood."""
        if self._only is not None:
            return
        before = self._counted.pop(subject, None)
        if before is not None:
            self._overall.remove(*before)
        places = list(self._places(subject))
        if places:
            rows, row = places[0]
            now = (rows.units[row], _STANDINGS.index(self.standing(subject)), rows.weights[row])
            self._counted[subject] = now
            self._overall.add(*now)


_STANDINGS: Final = tuple(Standing)
_MOST_PERSONS: Final = 1 << 32


class _UnitAttributes:
    """What the units that contain a subject tell on a day; the nearest unit that states a thing tells it."""

    __slots__ = ("_hierarchy", "_unit", "_zone")

    def __init__(self, hierarchy: Hierarchy, unit: str, zone: Zone) -> None:
        self._hierarchy = hierarchy
        self._unit = unit
        self._zone = zone

    def __call__(self, name: str, moment: datetime) -> Given:
        return self._hierarchy.attribute(self._unit, name, local_day(moment, self._zone), inherited=True)


class _Net:
    """What several changes came to together: what one of them emitted and a later one revoked is neither."""

    def __init__(self) -> None:
        self._subjects: dict[str, None] = {}
        self._emitted: dict[Effect, None] = {}
        self._revoked: dict[Effect, None] = {}
        self._found: set[Discrepancy] = set()
        self._cured: set[Discrepancy] = set()

    def add(self, change: Change) -> None:
        """Add one more change."""
        self._subjects.update(dict.fromkeys(change.subjects))
        _cancel(self._emitted, self._revoked, change.revoked, change.emitted)
        self._cured |= set(change.cured) - self._found
        self._found -= set(change.cured)
        self._found |= set(change.discrepancies) - self._cured
        self._cured -= set(change.discrepancies)

    def change(self) -> Change:
        """Return them as one."""
        return Change(
            tuple(self._subjects),
            tuple(self._emitted),
            tuple(self._revoked),
            in_order(self._found),
            in_order(self._cured),
        )


def _cancel(
    emitted: dict[Effect, None], revoked: dict[Effect, None], gone: Iterable[Effect], come: Iterable[Effect]
) -> None:
    for effect in gone:
        if effect in emitted:
            del emitted[effect]
        else:
            revoked[effect] = None
    for effect in come:
        if effect in revoked:
            del revoked[effect]
        else:
            emitted[effect] = None


def _by(keys: Sequence[Key], tally: RunningTally, unit: str) -> dict[Key, Count]:
    """Add up the cells of a unit that share a key."""
    sums: dict[Key, Count] = {}
    for key, amounts in zip(keys, tally.at(unit).values(), strict=False):
        sums[key] = sums.get(key, NOBODY) + Count(amounts["subject"], amounts["person"])
    return sums


def _roughly(fact: Fact) -> float:
    """Say when a fact happened, also where it cannot be told exactly."""
    return fact.happened.timestamp() if isinstance(fact.happened, datetime) and fact.happened.tzinfo else 0.0


def _subjects_of(entry: Fact | Amendment) -> tuple[str, ...]:
    """Return the subjects that an entry names, as far as it names any that can be."""
    fact = entry if isinstance(entry, Fact) else entry.fact
    return () if fact is None or type(fact.subjects) is not tuple else tuple(each for each in fact.subjects if each)


def _unknown_subject(fact: Fact, subject: str) -> Discrepancy:
    return Discrepancy(
        code="unknown-subject",
        entry=fact.id,
        problem=f"'{subject}' has no case in this campaign; register it, or record how it joined",
        subjects=(subject,),
    )
