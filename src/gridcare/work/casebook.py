"""
The cases of a campaign, and how they are kept up with its journal.

There are two ways for a fact to reach its case. Most come in turn: the case stands in the step that the fact answers,
nothing later is known, and the outcome needs no thought; then the row simply moves (`Casebook.in_turn`). Everything
else, late, amended, merged, timed, goes the long way: fold the cases concerned before, keep the entry, fold them
after, and compare (`Casebook.take`). The first way is a short cut to where the second would come to.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

import attrs

from gridcare.errors import did_you_mean
from gridcare.facts.discrepancies import Discrepancy
from gridcare.facts.fact import Amendment, Fact, Precision, standing, standing_order
from gridcare.facts.resolution import flaws
from gridcare.people.register import Register
from gridcare.places.hierarchy import Hierarchy
from gridcare.rules.scopes import Given
from gridcare.timing.periods import Zone, aware, local_day, time_zone
from gridcare.work.cases import Fold, entry, fold
from gridcare.work.changes import Change, Seen
from gridcare.work.conditions import Reading, truth
from gridcare.work.effects import Effect
from gridcare.work.entries import Entries
from gridcare.work.rows import Rows, Track
from gridcare.work.table import JOINED

__all__ = ["Casebook"]

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

    Attributes:
        register: The subjects; a redacted register may take its place.
        rows: The rows of each track.
        single: The rows of the only track; none when there are several.
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
        wanted = None if only is None else frozenset(only)
        self.rows = {track.name: self._fill(track, wanted) for track in tracks}
        self.single = next(iter(self.rows.values())) if len(self.rows) == 1 else None

    def _fill(self, track: Track, wanted: frozenset[str] | None) -> Rows:
        rows = Rows(track, self._hierarchy, self.opened)
        for id in self.register.ids(track.kind):
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
        state = entry(rows.editions[0].workflow, self._reading(subject))
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

    def in_turn(self, fact: Fact) -> Change | None:
        """
        Take a fact that comes in turn and whose outcome needs no thought; say nothing when it is not such a fact.

        Whatever is true of such a fact is also what a fold would find, so the row moves without one. This is the one
        function of the library that is written for speed before it is written to be read.
        """
        rows = self.single
        subjects = fact.subjects
        if rows is None or len(subjects) != 1 or fact.precision is not Precision.MINUTE:
            return None
        row = rows.index.get(subjects[0])
        entries = self.entries
        id, happened, track = fact.id, fact.happened, fact.track
        if row is None or id in entries.number or not id or (track and track != rows.track.name):
            return None
        try:
            if not rows.latest[row] < happened <= fact.known or happened < rows.in_force:
                return None
        except TypeError:
            return None
        before = state = rows.states[row]
        since = rows.since[row]
        passed: tuple[Effect, ...] = ()
        if state in rows.timed:
            slept = rows.sleep(state, since, happened, self.now)
            if slept is None:
                return None
            state, since, causes = slept
            passed = tuple(effect for each in causes for effect in rows.effects(subjects[0], *each))
        move = rows.plain[state].get((fact.kind, fact.outcome))
        if move is None:
            return None
        target, declared, stays = move
        if not stays:
            since = happened
            if target in rows.timed and not rows.set_alarm(row, target, happened, self.now):
                return None
        number = len(entries.facts)
        entries.number[id] = number
        entries.facts.append(fact)
        links = rows.links
        links.append(rows.last[row])
        rows.last[row] = len(links) - 1
        rows.linked.append(number)
        rows.latest[row] = happened
        rows.since[row] = since
        rows.states[row] = target
        tally = rows.tally
        cells, weight = tally.cells, rows.weights[row]
        for offset in tally.offsets[rows.units[row]]:
            cells[offset + before] -= weight
            cells[offset + target] += weight
        if not declared:
            return Change(subjects, passed)
        return Change(subjects, passed + rows.effects(subjects[0], declared, id, happened))

    # Out of turn: fold before, fold after, compare

    def take(self, entry: Fact | Amendment) -> Change:
        """Keep an entry, and fold again every case that it may concern."""
        ids = self._named_by(entry)
        subjects = tuple(dict.fromkeys((*self._concerned(ids), *_subjects_of(entry))))
        before = self.seen(subjects, ids)
        numbers = self.entries.correct(entry) if isinstance(entry, Amendment) else (self.entries.add(entry),)
        for number in numbers:
            self._attach(number)
        return before.became(self.settle(subjects, numbers), subjects)

    def _named_by(self, entry: Fact | Amendment) -> tuple[int, ...]:
        """Return the numbers of the facts that an entry is about, as far as they have any."""
        held = self.entries.amendments(entry.id) if isinstance(entry, Amendment) else ()
        ids = (entry.of, *(each.of for each in held)) if isinstance(entry, Amendment) else (entry.id,)
        return tuple(self.entries.number[id] for id in dict.fromkeys(ids) if id in self.entries.number)

    def _concerned(self, numbers: Iterable[int]) -> Iterator[str]:
        for number in numbers:
            for fact in self.entries.named(number):
                yield from _subjects_of(fact)

    def _attach(self, number: int) -> None:
        """Chain an entry to every case that any of its contents names, and have it wait for those not there yet."""
        for subject in dict.fromkeys(self._concerned((number,))):
            for rows, row in self.places(subject):
                if number not in rows.entries(row):
                    rows.attach(row, number)
            waiting = self._waiting.setdefault(subject, []) if self.waits(subject) else None
            if waiting is not None and number not in waiting:
                waiting.append(number)
        if any(fact.kind == JOINED for fact in self.entries.named(number)):
            for subject in self._concerned((number,)):
                self._joins.setdefault(subject, {})[number] = None

    def waits(self, subject: str) -> bool:
        """Tell whether facts about a subject have no case to go to."""
        return not any(True for _ in self.places(subject))

    def settle(self, subjects: Iterable[str], numbers: Iterable[int] = ()) -> Seen:
        """Fold cases, move their rows to where the folds found them, and tell what the folds found."""
        for subject in subjects:
            if subject in self._joins:
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
        effects: dict[str, Effect] = {}
        found = {each for number in numbers for each in self.entries.discrepancies(number)}
        for subject in subjects:
            found.update(self._unplaced(subject))
            for rows, row in self.places(subject):
                folded = self.fold(rows, row)
                effects.update((effect.id, effect) for effect in folded.effects)
                found.update(folded.discrepancies)
                if place:
                    self._place(rows, row, folded)
        return Seen(effects, frozenset(found))

    def _place(self, rows: Rows, row: int, folded: Fold) -> None:
        rows.place(row, folded.state, folded.since, folded.latest)
        rows.watch(row, self.now)
        self.moved(rows.subjects[row])

    def fold(self, rows: Rows, row: int) -> Fold:
        """Fold one case from the journal as it is and the clock as it stands."""
        return fold(
            rows.editions,
            self._reading(rows.subjects[row]),
            self.facts_of(rows, row),
            track=rows.track.name,
            opened=rows.opened.get(row, self.opened),
            until=self.now,
            zone=self.zone,
        )

    def facts_of(self, rows: Rows, row: int) -> list[Fact]:
        """Return the facts that concern a case, corrected, in standing order."""
        subject, ranks, last = rows.subjects[row], rows.table.ranks, len(rows.table.ranks)
        facts = [
            fact
            for number in rows.entries(row)
            if (fact := self.entries.meaning(number)) is not None
            and subject in fact.subjects
            and self._concerns(rows, fact)
        ]
        if len(facts) > 1:
            facts.sort(key=lambda fact: standing_order(fact, ranks.get(fact.kind, last), self.zone))
        return facts

    def _concerns(self, rows: Rows, fact: Fact) -> bool:
        """A fact concerns the track it names, else every track that knows its kind, else the first one."""
        if fact.track:
            return fact.track == rows.track.name
        if self.single is not None or rows.knows(fact.kind):
            return True
        return rows is next(iter(self.rows.values())) and not any(each.knows(fact.kind) for each in self.rows.values())

    def _reading(self, subject: str) -> Reading:
        joining = self._joining(subject)
        if joining is None:
            known: Mapping[str, Given] = self._readable(subject)
            unit = self.register[subject].unit
        else:
            known, unit = joining.answers, str(joining.answers.get("unit", ""))
        return Reading(subject, known, _UnitAttributes(self._hierarchy, unit, self.zone), self.opened)

    def _readable(self, subject: str) -> Mapping[str, Given]:
        """Return what conditions may read of a subject: never what tells who it is."""
        held = self.register[subject]
        return {**held.attributes, "kind": held.kind, "persons": self.register.persons(subject)}

    # Joining after the opening

    def _joining(self, subject: str) -> Fact | None:
        """Return the fact by which a subject that the register does not hold came in, the first of several."""
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
                self._waiting.setdefault(subject, []).extend(rows.entries(row))
                rows.drop(row)
                self.moved(subject)
            if joining is not None and joining.answers.get("kind", rows.track.kind) == rows.track.kind:
                position = self._hierarchy.position(str(joining.answers["unit"]))
                persons = joining.answers.get("persons", 0)
                moment = max(self.opened, standing(joining, self.zone))
                self._open(rows, subject, position, persons if type(persons) is int else 0, moment)
                for number in dict.fromkeys(self._waiting.get(subject, ())):
                    rows.attach(rows.index[subject], number)
        if not self.waits(subject):
            self._waiting.pop(subject, None)

    def _unplaced(self, subject: str) -> Iterator[Discrepancy]:
        """Tell which facts name a subject that has no case, and which let somebody join who is there already."""
        for number in self._waiting.get(subject, ()):
            fact = self.entries.meaning(number)
            if fact is not None and subject in fact.subjects:
                yield _unknown_subject(fact, subject)
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
        told = attrs.evolve(fact, id=entry) if entry else fact
        if fact.track and fact.track not in self.rows:
            problem = f"names the track '{fact.track}'{did_you_mean(fact.track, self.rows)}"
            yield Discrepancy(code="unknown-track", entry=told.id, problem=problem, subjects=fact.subjects)
        if fact.kind == JOINED:
            if not self._has_room(fact):
                problem = (
                    "lets a subject join without a unit of the hierarchy in its answers, or with impossible persons"
                )
                yield Discrepancy(code="unknown-unit", entry=told.id, problem=problem, subjects=fact.subjects)
            return
        yield from (_unknown_subject(told, each) for each in fact.subjects if self.waits(each))
        tracks = [rows for name, rows in self.rows.items() if fact.track in ("", name)]
        if tracks and not any(rows.knows(fact.kind) for rows in tracks):
            kinds = sorted({kind for rows in tracks for kind in rows.table.outcomes})
            problem = f"'{fact.kind}' is no step of the workflow{did_you_mean(fact.kind, kinds)}"
            yield Discrepancy(code="unknown-step", entry=told.id, problem=problem, subjects=fact.subjects)
        elif fact.outcome and not any(rows.takes(fact.kind, fact.outcome) for rows in tracks):
            allowed = sorted({each for rows in tracks for each in rows.table.outcomes.get(fact.kind, ())})
            problem = f"'{fact.outcome}' is no outcome of '{fact.kind}'{did_you_mean(fact.outcome, allowed)}"
            yield Discrepancy(code="unknown-outcome", entry=told.id, problem=problem, subjects=fact.subjects)

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

    def places(self, subject: str) -> Iterator[tuple[Rows, int]]:
        """Iterate over the cases of a subject, as the rows of a track and the number of the row."""
        for rows in self.rows.values():
            row = rows.index.get(subject)
            if row is not None:
                yield rows, row

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
