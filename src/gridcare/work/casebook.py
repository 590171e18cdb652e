"""
The cases of a campaign, and how they are kept up with its journal.

There are two ways for a fact to reach its case. Most come in turn: the case stands in the step that the fact answers,
nothing later is known, and the outcome needs no thought; then the row simply moves (`Casebook.in_turn`). Everything
else, late, amended, merged, timed, goes the long way: fold the cases concerned before, keep the entry, fold them
after, and compare (`Casebook.take`). The first way is a short cut to where the second would come to.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from functools import partial
from itertools import chain
from operator import ge
from typing import Final

from gridcare.attributes import EMPTY, Attributes
from gridcare.errors import NaiveMoment, did_you_mean
from gridcare.facts.discrepancies import Discrepancy
from gridcare.facts.fact import Amendment, Fact, Precision, standing, standing_order
from gridcare.facts.journal import Journal
from gridcare.facts.resolution import flaws
from gridcare.people.register import Register
from gridcare.places.hierarchy import Hierarchy
from gridcare.rules.scopes import Given
from gridcare.timing.periods import Zone, aware, local_day, time_zone
from gridcare.work.answers import wrong_answers
from gridcare.work.cases import Fold, entry, fold
from gridcare.work.changes import Change, Seen
from gridcare.work.conditions import Reading, truth
from gridcare.work.effects import Effect, Open
from gridcare.work.entries import Entries
from gridcare.work.routing import Routing
from gridcare.work.rows import Passed, Rows, Track, Walk
from gridcare.work.runs import as_happened, runs_of
from gridcare.work.table import JOINED

__all__ = ["Casebook"]

_MINUTE: Final = Precision.MINUTE
_NOTHING: Final[Passed] = ()
_MOST_PERSONS: Final = 1 << 32


class Casebook:
    """
    The rows and entries of one campaign; mutable, and owned by it.

    Args:
        hierarchy: The units.
        register: The subjects.
        tracks: Who goes through which workflow.
        opened: When the campaign opens.
        zone: The zone whose days count.
        skew: How far a fact may happen after it became known.
        only: The subjects that it is restricted to; none means all.
        routing: Where cases go that other cases open.

    Attributes:
        register: The subjects; a redacted register may take its place.
        rows: The rows of each track.
        single: The rows of the only track that is not beside the population; none when there are several.
        entries: What was recorded.
        opened: When the campaign opened.
        now: The moment that the clock was last advanced to.
        zone: The zone whose days count.
        skew: How far a fact may happen after it became known.
        moved: Called with a subject whose cases may stand elsewhere now.
    """

    def __init__(
        self,
        hierarchy: Hierarchy,
        register: Register,
        tracks: Iterable[Track],
        *,
        opened: datetime,
        zone: Zone,
        skew: timedelta,
        only: Iterable[str] | None,
        moved: Callable[[str], None],
        routing: Routing,
    ) -> None:
        self.register = register
        self.opened = aware(opened, "opened")
        self.now = self.opened
        self.zone = time_zone(zone)
        self.skew = skew
        self.moved = moved
        self.entries = Entries(skew)
        self._hierarchy = hierarchy
        self._waiting: dict[str, list[int]] = {}
        self._joins: dict[str, dict[int, None]] = {}
        self._routing = routing
        self._openings: dict[str, Fact] = {}
        self._opened_by: dict[str, dict[str, None]] = {}
        wanted = None if only is None else frozenset(only)
        self.rows = {track.name: self._fill(track, wanted) for track in tracks}
        population = [rows for rows in self.rows.values() if not rows.track.beside]
        self.single = population[0] if len(population) == 1 else None
        kinds = [rows.track.kind for rows in self.rows.values()]
        self._alone = self.single if self.single is not None and kinds.count(self.single.track.kind) == 1 else None

    def _fill(self, track: Track, wanted: frozenset[str] | None) -> Rows:
        rows = Rows(track, self._hierarchy, self.opened)
        foreign = track.beside and track.kind not in self.register.kinds
        for id in () if foreign else self.register.ids(track.kind):
            if wanted is None or id in wanted:
                subject = self.register[id]
                self._open(
                    rows, id, self._hierarchy.position(subject.unit), self.register.persons(id) or 0, self.opened
                )
        return rows

    def _open(self, rows: Rows, subject: str, unit: int, persons: int, moment: datetime) -> None:
        if rows.track.only is not None and truth(rows.track.only, self._reading(subject)) is not True:
            return
        row = rows.open(subject, unit, rows.tally.pack(subject=1, person=persons), moment)
        if moment > self.opened:
            rows.opened[row] = moment
        rows.starts[row] = state = entry(rows.editions[0].workflow, self._reading(subject))
        if len(rows.editions) > 1:
            state = self.fold(rows, row).state
        rows.states[row] = state
        rows.tally.add(unit, state, rows.weights[row])
        rows.watch(row, self.now)

    def count_in(self, rows: Rows) -> None:
        """Fold every case of a track anew and count it where it stands, after another version took over."""
        for row in rows.index.values():
            folded = self.fold(rows, row)
            rows.states[row], rows.since[row], rows.latest[row] = folded.state, folded.since, folded.latest
            rows.tally.add(rows.units[row], folded.state, rows.weights[row])
            rows.watch(row, self.now)

    # In turn: the fast path

    def in_turn(self, subject: str, facts: Sequence[Fact], effects: list[Effect] | None) -> int:
        """
        Take facts about one subject for as long as they come in turn and their outcomes need no thought.

        Whatever is true of such a fact is also what a fold would find, so the row moves without one. This is the one
        function of the library that is written for speed before it is written to be read.

        Args:
            subject: The subject, the only one of each fact.
            facts: The facts, in order of happening.
            effects: Where to put the effects that follow; none when nobody asks for them.

        Returns:
            How many were taken; the first that was not, and those after it, go the long way.
        """
        rows = self._alone
        row = None if rows is None else rows.index.get(subject)
        if rows is None or row is None:
            return 0
        before = state = rows.states[row]
        since, latest = rows.since[row], rows.latest[row]
        held, kept, timed, now = self.entries.number, self.entries.facts, rows.timed, self.now
        first = number = len(kept)
        for fact in facts:
            id, moment = fact.id, fact.happened
            try:
                if type(moment.tzinfo) is not timezone:
                    moment = aware(moment, "happened")
                if not latest < moment <= fact.known or moment < rows.in_force or fact.precision is not _MINUTE:
                    break
            except (TypeError, NaiveMoment):
                break
            at, entered, passed = state, since, _NOTHING
            if state in timed:
                slept = rows.sleep(state, since, latest, moment, now)
                if slept is None:
                    break
                at, entered, passed = slept
            part, moves = rows.plain[at]
            move = moves.get(fact.outcome)
            if move is None or part != fact.kind or (fact.track and fact.track != rows.track.name):
                break
            target, declared, stays = move
            if not stays:
                entered = moment
            if not id or id in held or (target in timed and not rows.set_alarm(row, target, entered, max(moment, now))):
                break
            if effects is not None:
                for each in passed:
                    effects += rows.effects(subject, *each)
                if declared:
                    effects += rows.effects(subject, declared, id, moment)
            held[id] = number
            kept.append(fact)
            rows.attach(row, number)
            number += 1
            state, since, latest = target, entered, moment
        if number > first:
            rows.states[row], rows.since[row], rows.latest[row] = state, since, latest
            rows.tally.move(rows.units[row], before, state, rows.weights[row])
        return number - first

    def take_runs(
        self, journal: Journal, effects: list[Effect] | None
    ) -> tuple[tuple[str, ...], list[Fact | Amendment]]:
        """
        Take from a journal what comes in turn.

        Args:
            journal: The journal.
            effects: Where to put the effects that follow; none when nobody asks for them.

        Returns:
            The subjects whose cases moved, and what has to go the long way.
        """
        runs, left = runs_of(journal, {} if self._alone is None else self._alone.index)
        moved: list[str] = []
        for subject, run in runs:
            facts = list(run)
            taken = self.in_turn(subject, facts, effects)
            if taken < len(facts):
                late = as_happened(facts[taken:])
                again = self.in_turn(subject, late, effects)
                left += late[again:]
                taken += again
            if taken:
                moved.append(subject)
        return tuple(moved), left

    # In place: one correction of one fact, walked before and after

    def in_place(self, amendment: Amendment) -> Change | None:
        """
        Take a correction that leaves a fact with its step and its only subject, where walks tell all that follows.

        What is recorded, found and answered is what the long way would come to.

        Returns:
            The change; none when it has to go the long way.
        """
        rows, number = self._alone, self.entries.number.get(amendment.of)
        if rows is None or number is None or self._routing:
            return None
        first = self.entries.untouched(number)
        if first is None or len(first.subjects) != 1 or not _keeps_its_place(first, amendment.fact):
            return None
        subject = first.subjects[0]
        row = rows.index.get(subject)
        if row is None or subject in self._joins or rows.form(first.kind, self.opened) is not None:
            return None
        resolved = self.entries.corrected(number, amendment)
        if resolved is None or resolved.fact is None or not rows.takes(first.kind, resolved.fact.outcome):
            return None
        better = resolved.fact
        told = self.facts_of(rows, row)
        before = rows.walk(row, told, self.now)
        if before is None:
            return None
        corrected = [better if fact is first else fact for fact in told]
        after = rows.walk(row, self._ordered(rows, corrected), self.now)
        if after is None:
            return None
        self.entries.settle(number, amendment, resolved)
        self._place(rows, row, after)
        return _between((subject,), before.effects, after.effects)

    # Out of turn: fold before, fold after, compare

    def take(self, entry: Fact | Amendment) -> Change:
        """Keep an entry, and fold again every case that it may concern."""
        ids = self._named_by(entry)
        subjects = tuple(dict.fromkeys((*self._concerned(ids), *_subjects_of(entry))))
        before = self.seen(subjects, ids)
        numbers = self.entries.correct(entry) if isinstance(entry, Amendment) else (self.entries.add(entry),)
        for number in numbers:
            self._attach(number)
        return self._follow(before, subjects, numbers)

    def advance(self, at: datetime) -> Change:
        """Advance the clock, and fold again every case that may move by itself until then."""
        woken = tuple(dict.fromkeys(rows.subjects[row] for rows in self.rows.values() for row in rows.woken(at)))
        before = self.seen(woken)
        self.now = at
        return self._follow(before, woken)

    def _follow(self, before: Seen, subjects: tuple[str, ...], numbers: Collection[int] = ()) -> Change:
        """Fold subjects again, and the cases that they open or no longer open, and the cases that these do."""
        wave = self.settle(subjects, numbers)
        if not self._routing:
            return before.became(wave, subjects)
        touched, last = dict.fromkeys(subjects), subjects
        while changed := self._changed_openings(last, wave):
            before = before.joined(self.seen([each for each in changed if each not in touched]))
            for opened, fact in changed.items():
                self._open_or_withdraw(opened, fact)
            touched.update(dict.fromkeys(changed))
            last = tuple(changed)
            wave = self.settle(last)
        return before.became(self.seen(touched, numbers), tuple(touched))

    # Cases that other cases open

    def _changed_openings(self, sources: Iterable[str], seen: Seen) -> dict[str, Fact | None]:
        """Tell which cases are opened otherwise than before, by the facts that let them in; none lets in no more."""
        facts = (self._opening(effect) for effect in seen.effects.values() if effect.kind == Open.kind)
        now = {fact.id: fact for fact in facts if fact is not None}
        before = [opened for source in sources for opened in self._opened_by.get(source, ())]
        return {id: now.get(id) for id in dict.fromkeys((*before, *now)) if self._openings.get(id) != now.get(id)}

    def _opening(self, effect: Effect) -> Fact | None:
        reading, tracks = self._reading(effect.subject), {name: rows.track for name, rows in self.rows.items()}
        number = self.entries.number.get(effect.cause)
        reading.moment, reading.cause = effect.moment, None if number is None else self.entries.meaning(number)
        unit = self._unit_of(effect.subject, self._joining(effect.subject))
        return self._routing.opening(effect, reading, unit=unit, tracks=tracks, on=self._hierarchy)

    def _open_or_withdraw(self, opened: str, fact: Fact | None) -> None:
        former = self._openings.pop(opened, None)
        if former is not None:
            self._opened_by[str(former.answers["about"])].pop(opened, None)
        if fact is not None:
            self._openings[opened] = fact
            self._opened_by.setdefault(str(fact.answers["about"]), {})[opened] = None
        self._let_join(opened)

    def _named_by(self, entry: Fact | Amendment) -> tuple[int, ...]:
        """Return the numbers of the facts that an entry is about, as far as they have any."""
        held = self.entries.amendments(entry.id) if isinstance(entry, Amendment) else ()
        ids = (entry.of, *(each.of for each in held)) if isinstance(entry, Amendment) else (entry.id,)
        return tuple(self.entries.number[id] for id in dict.fromkeys(ids) if id in self.entries.number)

    def _concerned(self, numbers: Iterable[int]) -> Iterator[str]:
        for number in numbers:
            yield from chain.from_iterable(map(_subjects_of, self.entries.named(number)))

    def _attach(self, number: int) -> None:
        """Chain an entry to every case that any of its contents names, and have it wait for those not there yet."""
        named = tuple(self.entries.named(number))
        joins = JOINED in [fact.kind for fact in named]
        for subject in dict.fromkeys(chain.from_iterable(map(_subjects_of, named))):
            if joins:
                self._joins.setdefault(subject, {})[number] = None
            places = self.places(subject)
            for rows, row in places:
                if number not in rows.entries(row):
                    rows.attach(row, number)
            if not places:
                self._wait(subject, (number,))

    def _wait(self, subject: str, numbers: Iterable[int]) -> None:
        self._waiting[subject] = list(dict.fromkeys((*self._waiting.get(subject, ()), *numbers)))

    def waits(self, subject: str) -> bool:
        """Tell whether facts about a subject have no case to go to."""
        return not self.places(subject)

    def settle(self, subjects: Iterable[str], numbers: Collection[int] = ()) -> Seen:
        """Fold cases, move their rows to where the folds found them, and tell what the folds found."""
        changed = set(numbers)
        for subject in subjects:
            if not changed.isdisjoint(self._joins.get(subject, ())):
                self._let_join(subject)
        return self.seen(subjects, numbers, place=True)

    def seen(self, subjects: Iterable[str], numbers: Iterable[int] = (), *, place: bool = False) -> Seen:
        """
        Fold the cases of some subjects and weigh some entries.

        Args:
            subjects: The subjects.
            numbers: The numbers of the entries.
            place: Whether to move the rows to where the folds found them.
        """
        effects: dict[tuple[str, ...], Effect] = {}
        found = {each for number in numbers for each in self.entries.discrepancies(number)}
        for subject in subjects:
            if subject in self._waiting or subject in self._joins:
                found.update(self._unplaced(subject))
            for rows, row in self.places(subject):
                folded = self._found(rows, row)
                for effect in folded.effects:
                    effects[effect.key] = effect
                found.update(folded.discrepancies)
                if place:
                    self._place(rows, row, folded)
        return Seen(effects, frozenset(found))

    def _place(self, rows: Rows, row: int, folded: Fold | Walk) -> None:
        rows.place(row, folded.state, folded.since, folded.latest)
        rows.watch(row, self.now)
        self.moved(rows.subjects[row])

    def _found(self, rows: Rows, row: int) -> Fold | Walk:
        """Find what the facts of a case amount to, without a fold where nothing needs thought."""
        walked = rows.walk(row, self.facts_of(rows, row), self.now) if rows is self._alone else None
        return walked or self.fold(rows, row)

    def fold(self, rows: Rows, row: int) -> Fold:
        """Fold one case from the journal as it is and the clock as it stands."""
        return fold(
            rows.editions,
            self._reading(rows.subjects[row]),
            self.facts_of(rows, row),
            track=rows.track.name,
            start=rows.starts[row],
            opened=rows.opened.get(row, self.opened),
            until=self.now,
            zone=self.zone,
            wrong=self.wrong_answers,
        )

    def facts_of(self, rows: Rows, row: int) -> list[Fact]:
        """Return the facts that concern a case, corrected, in standing order."""
        subject = rows.subjects[row]
        facts = [
            fact
            for number in rows.entries(row)
            if (fact := self.entries.meaning(number)) is not None
            and subject in fact.subjects
            and self._concerns(rows, fact, subject)
        ]
        facts.reverse()
        return self._ordered(rows, facts)

    def _ordered(self, rows: Rows, facts: list[Fact]) -> list[Fact]:
        """Put facts in standing order, those that stand in it already at no cost."""
        moments = [standing(fact, self.zone) for fact in facts]
        if any(map(ge, moments, moments[1:])):
            ranks, last = rows.table.ranks, len(rows.table.ranks)
            facts.sort(key=lambda fact: standing_order(fact, ranks.get(fact.kind, last), self.zone))
        return facts

    def _concerns(self, rows: Rows, fact: Fact, subject: str) -> bool:
        """A fact concerns the track it names, else every track that knows its kind, else the subject's first one."""
        if fact.track:
            return fact.track == rows.track.name
        if len(self.rows) == 1 or rows.knew(fact.kind, self._judged_at(fact)):
            return True
        held = [each for each, _ in self.places(subject)]
        return rows is held[0] and not any(each.knew(fact.kind, self._judged_at(fact)) for each in held)

    def _reading(self, subject: str) -> Reading:
        joining = self._joining(subject)
        inherited = _UnitAttributes(self._hierarchy, self._unit_of(subject, joining), self.zone)
        return Reading(subject, partial(self._readable, subject, joining), inherited, self.opened)

    def readable(self, subject: str) -> Mapping[str, Given]:
        """Return what conditions may read of a subject that has a case."""
        return self._readable(subject, self._joining(subject))

    def entered(self, subject: str) -> Attributes:
        """Return what the fact told that let a subject in, as far as it fits; nothing where the register did."""
        joining = self._joining(subject)
        return EMPTY if joining is None else self._fitting(joining)

    def _unit_of(self, subject: str, joining: Fact | None) -> str:
        return self.register[subject].unit if joining is None else str(joining.answers.get("unit", ""))

    def _readable(self, subject: str, joining: Fact | None) -> Mapping[str, Given]:
        """Return what conditions may read of a subject: never what tells who it is, nor what does not fit its field."""
        if joining is not None:
            return self._fitting(joining)
        held = self.register[subject]
        return {**held.attributes, "kind": held.kind, "persons": self.register.persons(subject)}

    # Joining after the opening

    def _fitting(self, joining: Fact) -> Attributes:
        """Leave out what does not fit its field."""
        return joining.answers.without(*(name for _, name, _ in self._misfitting(joining)))

    def _joining(self, subject: str) -> Fact | None:
        """Return the fact by which a subject that the register does not hold came in, the first of several."""
        if subject in self._openings:
            return self._openings[subject]
        if subject in self.register or subject not in self._joins:
            return None
        meant = (self.entries.meaning(number) for number in self._joins[subject])
        facts = [
            fact
            for fact in meant
            if fact is not None and fact.kind == JOINED and subject in fact.subjects and self._has_room(fact)
        ]
        return min(facts, key=lambda fact: standing_order(fact, 0, self.zone), default=None)

    def _has_room(self, fact: Fact) -> bool:
        """Tell whether the answers of a joining fact name a unit of the hierarchy, and persons that can be counted."""
        persons = fact.answers.get("persons", 0)
        return fact.answers.get("unit") in self._hierarchy and type(persons) is int and 0 <= persons < _MOST_PERSONS

    def _let_join(self, subject: str) -> None:
        """Make the rows of a subject that joins by facts agree with those facts."""
        if subject in self.register:
            return
        joining = self._joining(subject)
        for rows in self.rows.values():
            row = rows.index.get(subject)
            if row is not None:
                self._wait(subject, rows.entries(row))
                rows.drop(row)
                self.moved(subject)
            if joining is not None and _goes_through(joining, rows.track):
                position = self._hierarchy.position(str(joining.answers["unit"]))
                persons = joining.answers.get("persons", 0)
                moment = max(self.opened, standing(joining, self.zone))
                self._open(rows, subject, position, persons if type(persons) is int else 0, moment)
                for number in self._waiting.get(subject, ()) if subject in rows.index else ():
                    rows.attach(rows.index[subject], number)
        if not self.waits(subject):
            self._waiting.pop(subject, None)

    def _misfitting(self, joining: Fact) -> Iterator[tuple[str, str, str]]:
        """Give the kind, the field and the problem of what a joining fact says that its kind does not allow."""
        told, kinds = joining.answers.get("kind"), self.register.kinds
        tracks = (rows.track for rows in self.rows.values() if joining.track in ("", rows.track.name))
        names = (told,) if told is not None else (track.kind for track in tracks if not track.beside)
        for name in dict.fromkeys(names):
            fields = kinds[name].attributes if isinstance(name, str) and name in kinds else {}
            for field in fields.values():
                if field.name in joining.answers and (problem := field.problem(joining.answers[field.name])):
                    yield str(name), field.name, problem

    def _wrong_fields(self, joining: Fact, entry: str) -> Iterator[Discrepancy]:
        """Tell what of a joining subject does not fit its field; it joins, and this counts as not stated."""
        for kind, name, problem in self._misfitting(joining):
            told = f"'{name}' of a '{kind}' that joins {problem}"
            yield Discrepancy(code="wrong-value", entry=entry, problem=told, subjects=joining.subjects)

    def _unplaced(self, subject: str) -> Iterator[Discrepancy]:
        """Tell which facts name a subject that has no case, and which let somebody join who is there already."""
        for number in self._waiting.get(subject, ()):
            fact = self.entries.meaning(number)
            if fact is not None and subject in fact.subjects:
                yield _unknown_subject(fact.id, subject)
        first = self._joining(subject)
        for number in self._joins.get(subject, ()):
            fact = self.entries.meaning(number)
            if fact is not None and fact.kind == JOINED and fact is not first and not self.waits(subject):
                yield Discrepancy(
                    code="joined-already",
                    entry=fact.id,
                    problem="lets a subject join that is there already, and changes nothing",
                    subjects=(subject,),
                )
            if fact is not None and fact.kind == JOINED and fact is first:
                yield from self._wrong_fields(fact, fact.id)

    # The door

    def door(self, fact: Fact) -> Iterator[Discrepancy]:
        """Find what the author of a fact can still mend."""
        yield from flaws(fact, self.skew)
        if self.entries.contents(fact.id):
            yield Discrepancy(
                code="variant",
                entry=fact.id,
                problem="is held already with other content; give it an id of its own, or amend the one that is held",
                subjects=fact.subjects,
            )
        yield from self.misfits(fact)

    def misfits(self, fact: Fact, entry: str = "") -> Iterator[Discrepancy]:
        """Find what no case could take, whatever its state."""
        told = entry or fact.id
        if fact.track and fact.track not in self.rows:
            problem = f"names the track '{fact.track}'{did_you_mean(fact.track, self.rows)}"
            yield Discrepancy(code="unknown-track", entry=told, problem=problem, subjects=fact.subjects)
        if fact.kind == JOINED:
            if not self._has_room(fact):
                problem = (
                    "lets a subject join without a unit of the hierarchy in its answers, or with impossible persons"
                )
                yield Discrepancy(code="unknown-unit", entry=told, problem=problem, subjects=fact.subjects)
            yield from self._wrong_fields(fact, told)
            return
        yield from (_unknown_subject(told, each) for each in fact.subjects if self.waits(each))
        tracks = [rows for name, rows in self.rows.items() if fact.track in ("", name)]
        moment = self._judged_at(fact)
        if tracks and not any(rows.knew(fact.kind, moment) for rows in tracks):
            kinds = {kind for rows in tracks for kind in rows.kinds if rows.outcomes(kind)}
            parts = [part for rows in tracks for part in rows.track.workflow.parts if part.name in kinds]
            named = {title: part.name for part in parts for _, title in part.titles}
            meant = did_you_mean(named.get(fact.kind, fact.kind), kinds)
            problem = f"'{fact.kind}' is no step of the workflow{meant}"
            yield Discrepancy(code="unknown-step", entry=told, problem=problem, subjects=fact.subjects)
        elif fact.outcome and not any(rows.took(fact.kind, fact.outcome, moment) for rows in tracks):
            allowed = sorted({each for rows in tracks for each in rows.outcomes(fact.kind)})
            problem = f"'{fact.outcome}' is no outcome of '{fact.kind}'{did_you_mean(fact.outcome, allowed)}"
            yield Discrepancy(code="unknown-outcome", entry=told, problem=problem, subjects=fact.subjects)
        yield from self.wrong_answers(fact, told)

    def wrong_answers(self, fact: Fact, entry: str = "") -> Iterator[Discrepancy]:
        """Find what a fact answers that none of the questionnaires which it fills asks for."""
        places = (place for subject in fact.subjects for place in self.places(subject))
        tracks = {rows.track.name: rows for rows, _ in places if fact.track in ("", rows.track.name)}
        moment = self._judged_at(fact)
        forms = [form for rows in tracks.values() if (form := rows.form(fact.kind, moment)) is not None]
        return wrong_answers(forms, fact, entry)

    def _judged_at(self, fact: Fact) -> datetime:
        """Return the moment whose version of a workflow a fact is judged by."""
        return standing(fact, self.zone) if fact.happened.tzinfo is not None else self.now

    def amendment_flaws(self, amendment: Amendment) -> Iterator[Discrepancy]:
        """Find what the author of an amendment can still mend, its content's fit apart."""
        subjects = _subjects_of(amendment)
        if not self.entries.contents(amendment.of):
            problem = f"corrects '{amendment.of}', which is not held; record the fact first"
            yield Discrepancy(code="orphan-amendment", entry=amendment.id, problem=problem, subjects=subjects)
        if self.entries.amendments(amendment.id):
            problem = "is held already with other content; give it an id of its own"
            yield Discrepancy(code="variant", entry=amendment.id, problem=problem, subjects=subjects)
        yield from flaws(amendment, self.skew)

    def places(self, subject: str) -> list[tuple[Rows, int]]:
        """Return the cases of a subject, each as the rows of a track and the number of the row."""
        return [(rows, row) for rows in self.rows.values() if (row := rows.index.get(subject)) is not None]

    def everybody(self) -> tuple[str, ...]:
        """Return every subject that has a case, and every one that facts name in vain."""
        everybody = (subject for rows in self.rows.values() for subject in rows.index)
        return tuple(dict.fromkeys((*everybody, *self._waiting)))


class _UnitAttributes:
    """What the units that contain a subject tell on a day; the nearest unit that states a thing tells it."""

    __slots__ = ("_hierarchy", "_unit", "_zone")

    def __init__(self, hierarchy: Hierarchy, unit: str, zone: Zone) -> None:
        self._hierarchy = hierarchy
        self._unit = unit
        self._zone = zone

    def __call__(self, name: str, moment: datetime) -> Given:
        return self._hierarchy.attribute(self._unit, name, local_day(moment, self._zone), inherited=True)


def _goes_through(joining: Fact, track: Track) -> bool:
    """Tell whether who joins by a fact has a case under a track; beside the population nobody is without saying so."""
    kind = joining.answers.get("kind", "" if track.beside else track.kind)
    return kind == track.kind and joining.track in ("", track.name)


def _keeps_its_place(first: Fact, better: Fact | None) -> bool:
    if better is None:
        return False
    return (better.kind, better.subjects, better.track) == (first.kind, first.subjects, first.track)


def _between(subjects: tuple[str, ...], before: Sequence[Effect], after: Sequence[Effect]) -> Change:
    """Tell which effects follow now and which no longer do."""
    if not before and not after:
        return Change(subjects)
    old, new = {effect.key: effect for effect in before}, {effect.key: effect for effect in after}
    emitted = tuple(effect for key, effect in new.items() if key not in old)
    return Change(subjects, emitted, tuple(effect for key, effect in old.items() if key not in new))


def _subjects_of(entry: Fact | Amendment) -> tuple[str, ...]:
    """Return the subjects that an entry names, as far as it names any that can be."""
    fact = entry if isinstance(entry, Fact) else entry.fact
    return () if fact is None or type(fact.subjects) is not tuple else tuple(filter(None, fact.subjects))


def _unknown_subject(entry: str, subject: str) -> Discrepancy:
    return Discrepancy(
        code="unknown-subject",
        entry=entry,
        problem=f"'{subject}' has no case in this campaign; register it, or record how it joined",
        subjects=(subject,),
    )
