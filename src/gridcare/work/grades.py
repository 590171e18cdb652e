"""
The grades that places stand at, as the facts tell: who raised, who lifted, and what a lift still waits for.

A *grading* is a dated fact: a place is given a grade of a scale by an authority. A place's grade is a fold over its
gradings; nothing flips by itself. Each grading is held against the edition of the scale in force on its day. A move
that the scale does not have, a lift by another authority than may lift, a lift whose conditions do not hold are
*refused*: they stay in the record with all their reasons and change nothing, no grade and no clock, since clocks read
accepted moves and what happened.

A lift is judged by what was known when it was signed. What is learnt later and would have stood against it is a
finding; it takes nothing back, and what was known then stays what was known then.

A place feels the highest grade on its way to the root: its own, or that of a place around it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain
from typing import Final

import attrs

from gridcare.attributes import Attributes
from gridcare.attribution import ask
from gridcare.errors import did_you_mean
from gridcare.facts.fact import Amendment, Fact, Origin, Precision, standing
from gridcare.facts.journal import Journal
from gridcare.places.hierarchy import Hierarchy
from gridcare.rules.editions import RuleEdition, RuleSet
from gridcare.timing.acts import Act, Heard, hear
from gridcare.timing.periods import Zone, aware, day_start, local_day
from gridcare.work.scales import ENTERED_GRADE, Check, Condition, Fall, Rise, Scale, Sight, WhoeverSet

__all__ = ["GRADED", "GradeFinding", "GradeMove", "GradeStanding", "Gradings", "Refusal", "Way", "grading"]

GRADED: Final = "graded"
"""The kind of the fact that gives a place a grade."""


def grading(
    id: str,
    *,
    scale: str,
    unit: str,
    grade: str,
    by: str,
    happened: datetime,
    known: datetime | None = None,
    precision: Precision = Precision.MINUTE,
    reason: str = "",
) -> Fact:
    """
    Make the fact that gives a place a grade.

    Args:
        id: Given by the caller.
        scale: The name of the scale.
        unit: The id of the place.
        grade: The grade, also a lower one: a lift is a grading like any other.
        by: The authority that decides.
        happened: When it was signed, an aware datetime.
        known: When it was first recorded; at once when left out.
        precision: Whether the moment or only the day is known.
        reason: A coded reason.
    """
    answers = Attributes(scale=scale, grade=grade, by=by, **({"reason": reason} if reason else {}))
    return Fact(
        id=id,
        kind=GRADED,
        subjects=(unit,),
        happened=happened,
        known=happened if known is None else known,
        answers=answers,
        precision=precision,
        origin=Origin(source=by),
    )


@attrs.frozen(kw_only=True)
class Refusal:
    """
    One reason why a grading did not count.

    Attributes:
        code: ``grade.unknown``, ``grade.same``, ``grade.move``, ``grade.authority``, ``grade.condition``, or the code
            of an `EditionFinding` where no edition of the scale applied on the day.
        reason: In one sentence.
    """

    code: str
    reason: str


@attrs.frozen(kw_only=True)
class GradeMove:
    """
    One grading and what became of it.

    Attributes:
        fact: The id of the grading fact.
        unit: The place.
        at: When it stands.
        start: The grade before it; blank for a place not graded before.
        to: The grade that it gives.
        by: The authority.
        edition: The edition of the scale it was held against; empty for a scale without editions, or when none applied.
        falls: Whether it leads downwards, or starts afresh under an edition that does not know the old grade.
        refused: Why it changed nothing; empty when it counts.
    """

    fact: str
    unit: str
    at: datetime
    start: str | None
    to: str
    by: str
    edition: str
    falls: bool = False
    refused: tuple[Refusal, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether it counts."""
        return not self.refused


@attrs.frozen(kw_only=True)
class GradeStanding:
    """
    The grade that a place stands at, and why.

    Attributes:
        unit: The place that was graded; for an effective grade it may lie around the place asked about.
        grade: The grade.
        since: When it was entered.
        by: The authority that set it.
        fact: The id of the grading fact.
        edition: The edition of the scale under which it was set.
    """

    unit: str
    grade: str
    since: datetime
    by: str
    fact: str
    edition: str


@attrs.frozen(kw_only=True)
class Way:
    """
    A move that a place could make, and what stands in its way.

    Attributes:
        unit: The place.
        start: Its grade; blank when it has none.
        to: The grade that the move leads to.
        by: The authorities that may decide it; empty for any.
        checks: What the conditions say, one for each part.
    """

    unit: str
    start: str | None
    to: str
    by: tuple[str, ...]
    checks: tuple[Check, ...]

    @property
    def is_open(self) -> bool:
        """Whether every condition holds."""
        return all(check.met for check in self.checks)

    @property
    def missing(self) -> tuple[Check, ...]:
        """What does not hold."""
        return tuple(check for check in self.checks if not check.met)

    @property
    def ready(self) -> datetime | None:
        """When time alone will have opened it; blank when it is open, or when it needs a new fact."""
        waits = [check.ready for check in self.missing]
        return None if None in waits else max((wait for wait in waits if wait is not None), default=None)


@attrs.frozen(kw_only=True)
class GradeFinding:
    """
    Something about the grades of a place that somebody should look at.

    Attributes:
        code: The code of a refusal, ``grade.undermined`` for a lift that later knowledge speaks against,
            ``grade.rise-due`` for a rise whose condition holds, or ``grade.other-edition`` for a grade that the edition
            now in force does not know.
        unit: The place.
        fact: The id of the grading fact concerned; empty when there is none.
        problem: In one sentence.
    """

    code: str
    unit: str
    fact: str
    problem: str

    def __str__(self) -> str:
        return f"'{self.unit}': {self.problem}"


@attrs.frozen
class _State:
    """Where the fold of one place is."""

    grade: str | None = None
    since: datetime | None = None
    fell: datetime | None = None
    by: str = ""
    fact: str = ""
    edition: str = ""
    start: str | None = None


_KEPT: Final = 4096


@attrs.frozen
class _Known:
    """What was known of a place by a moment, in order: its gradings, and what conditions read."""

    gradings: tuple[Fact, ...]
    heard: tuple[Heard, ...]


@attrs.frozen(kw_only=True, eq=False)
class Gradings:
    """
    The grades of places on one scale, told by a journal.

    A fact counts for the places among its subjects and for every place around them. Kinds that a condition reads
    *around* the place count the other way: a round of tests of the whole covers each part, one of a part not the whole.

    Attributes:
        hierarchy: The places.
        scale: The scale, or its editions.
        zone: The zone whose days are meant.
        journal: The facts: gradings, and whatever the conditions of the scale read.
    """

    hierarchy: Hierarchy
    scale: Scale | RuleSet[Scale]
    zone: Zone
    journal: Journal = attrs.field(repr=False)
    _read: Journal = attrs.field(init=False, repr=False)
    _around: frozenset[str] = attrs.field(init=False, repr=False)
    _entries: dict[str, list[Fact | Amendment]] = attrs.field(init=False, repr=False, factory=dict)
    _roots: dict[str, list[str]] = attrs.field(init=False, repr=False, factory=dict)
    _places: list[tuple[int, str]] = attrs.field(init=False, repr=False)
    _journals: dict[str, Journal] = attrs.field(init=False, repr=False, factory=dict)
    _then: dict[tuple[str, datetime | None], "_Known"] = attrs.field(init=False, repr=False, factory=dict)
    _folds: dict[tuple[str, datetime | None], tuple[tuple[GradeMove, "_State"], ...]] = attrs.field(
        init=False, repr=False, factory=dict
    )

    def __attrs_post_init__(self) -> None:
        conditions = [condition for scale in self.scales for condition in scale.conditions]
        around = frozenset[str]().union(*(ask(each, lambda one: one.around) for each in conditions))
        kinds = around.union((GRADED,), *(ask(each, lambda one: one.kinds) for each in conditions))
        object.__setattr__(self, "_around", around)
        object.__setattr__(self, "_read", _only(self.journal, kinds))
        for entry in self._read:
            fact = entry if isinstance(entry, Fact) else entry.fact
            root = entry.id if isinstance(entry, Fact) else entry.of
            self._entries.setdefault(root, []).append(entry)
            for place in () if fact is None else fact.subjects:
                if place in self.hierarchy:
                    self._roots.setdefault(place, []).append(root)
        places = sorted((self.hierarchy.position(place), place) for place in self._roots)
        object.__setattr__(self, "_places", places)

    @property
    def name(self) -> str:
        """The name of the scale; gradings that name another are passed over."""
        return self.scale.name

    @property
    def scales(self) -> tuple[Scale, ...]:
        """The scale, or each of its editions."""
        if isinstance(self.scale, Scale):
            return (self.scale,)
        return tuple(edition.rules for edition in self.scale.editions)

    # What stands

    def graded(self, *, known: datetime | None = None) -> tuple[str, ...]:
        """Return the places of which any grading was accepted, in the order of the hierarchy."""
        return tuple(
            place for _, place in self._places if any(move.accepted for move in self.moves(place, known=known))
        )

    def moves(self, unit: str, *, known: datetime | None = None) -> tuple[GradeMove, ...]:
        """
        Return every grading of a place in order of happening, those that were refused with their reasons.

        Args:
            unit: The id of the place.
            known: What was known by then; all that is recorded when left out.

        Raises:
            UnknownUnit: When the hierarchy has no such place.
            NaiveMoment: When `known` has no time zone.
        """
        return tuple(move for move, _ in self._fold(unit, known))

    def grade(self, unit: str, at: datetime, *, known: datetime | None = None) -> GradeStanding | None:
        """
        Return the grade that a place itself stands at, or none when it was never graded.

        Args:
            unit: The id of the place.
            at: The moment asked about.
            known: What was known by then; all that is recorded when left out.
        """
        state = self._state(unit, aware(at, "at"), known)
        if state.grade is None or state.since is None:
            return None
        return GradeStanding(
            unit=unit, grade=state.grade, since=state.since, by=state.by, fact=state.fact, edition=state.edition
        )

    def effective(self, unit: str, at: datetime, *, known: datetime | None = None) -> GradeStanding | None:
        """
        Return the highest grade on the way from a place to the root, of equals the nearest, with its cause.

        A grade that the edition in force does not know has no rank in it; it counts only where no other does.
        """
        way = (unit, *self.hierarchy.ancestors(unit))
        found = [each for each in (self.grade(place, at, known=known) for place in way) if each is not None]
        scale = self.in_force(local_day(at, self.zone))
        return max(found, key=lambda each: _rank(scale, each.grade), default=None)

    def in_force(self, day: date) -> Scale | None:
        """Return the edition of the scale in force on a local day, or none when there is no single one."""
        if isinstance(self.scale, Scale):
            return self.scale
        edition = self.scale.on(day).edition
        return None if edition is None else edition.rules

    # What may follow

    def needed(self, unit: str, at: datetime, *, known: datetime | None = None) -> tuple[Way, ...]:
        """
        Tell what is needed for a place to fall: each way down from its grade, with what each condition says.

        Args:
            unit: The id of the place.
            at: The moment asked about; after what is known it is a forecast of a time without anything new.
            known: What was known by then; all that is recorded when left out.
        """
        state, scale = self._state(unit, aware(at, "at"), known), self.in_force(local_day(at, self.zone))
        if scale is None or state.grade is None or state.grade not in scale:
            return ()
        heard = self._heard(unit, state, at, known)
        return tuple(self._down(unit, fall, state, heard, at) for fall in scale.falls_from(state.grade, state.start))

    def due(self, unit: str, at: datetime, *, known: datetime | None = None) -> tuple[Way, ...]:
        """Tell which rises are due: their condition holds, and the place still stands lower."""
        state, scale = self._state(unit, aware(at, "at"), known), self.in_force(local_day(at, self.zone))
        if scale is None or (state.grade is not None and state.grade not in scale):
            return ()
        grade = scale.grades[0] if state.grade is None else state.grade
        ways = (
            Way(unit=unit, start=state.grade, to=rise.to, by=rise.by, checks=self._asked(unit, rise, state, at, known))
            for rise in scale.rises_from(grade)
            if rise.when is not None
        )
        return tuple(way for way in ways if way.is_open)

    def next_change(self, unit: str, at: datetime, *, known: datetime | None = None) -> datetime | None:
        """
        Return the next moment at which an answer about a place may change without a new fact, or none.

        Clocks run out, rounds of tests grow too old, an edition follows another, and what is known of later moments
        comes to stand.
        """
        at = aware(at, "at")
        day = local_day(at, self.zone)
        ways = chain(self.needed(unit, at, known=known), self._rises(unit, at, known))
        checks = [check for way in ways for check in way.checks]
        turns = chain(
            (check.ready for check in checks),
            (check.lapses for check in checks),
            (each.stands for each in self._known(unit, known).heard),
            (standing(fact, self.zone) for fact in self._known(unit, known).gradings),
            self._turns(day),
        )
        return min((turn for turn in turns if turn is not None and turn > at), default=None)

    def findings(self, unit: str, at: datetime, *, known: datetime | None = None) -> tuple[GradeFinding, ...]:
        """
        Tell what is to be looked at: refused gradings, lifts that later knowledge speaks against, rises that are due.

        Args:
            unit: The id of the place.
            at: The moment asked about.
            known: What was known by then; all that is recorded when left out.
        """
        at = aware(at, "at")
        return tuple(
            chain(self._refused(unit, at, known), self._undermined(unit, at, known), self._now(unit, at, known))
        )

    # Findings

    def strays(self, *, known: datetime | None = None) -> tuple[GradeFinding, ...]:
        """Tell which gradings of this scale are of a place that the hierarchy does not have."""
        return tuple(
            GradeFinding(
                code="grade.place",
                unit=unit,
                fact=fact.id,
                problem=f"grading '{fact.id}' is of no place that there is{did_you_mean(unit, self.hierarchy)}",
            )
            for fact in (self._read if known is None else self._read.as_of(known=known)).replay(self.zone)
            if fact.kind == GRADED and fact.answers.get("scale") == self.name
            for unit in dict.fromkeys(fact.subjects)
            if unit not in self.hierarchy
        )

    def _refused(self, unit: str, at: datetime, known: datetime | None) -> Iterator[GradeFinding]:
        for move in self.moves(unit, known=known):
            for refusal in move.refused if move.at <= at else ():
                yield GradeFinding(code=refusal.code, unit=unit, fact=move.fact, problem=refusal.reason)

    def _undermined(self, unit: str, at: datetime, known: datetime | None) -> Iterator[GradeFinding]:
        for move, before in self._fold(unit, known):
            scale = self.in_force(local_day(move.at, self.zone))
            if not move.accepted or move.at > at or scale is None or before.grade is None:
                continue
            fall = _fall(scale, before, move.to)
            for check in () if fall is None else self._checks(unit, fall.when, before, move.at, known):
                if not check.met:
                    problem = (
                        f"the lift to '{move.to}' stands, but what became known later speaks against it: {check.reason}"
                    )
                    yield GradeFinding(code="grade.undermined", unit=unit, fact=move.fact, problem=problem)

    def _now(self, unit: str, at: datetime, known: datetime | None) -> Iterator[GradeFinding]:
        for way in self.due(unit, at, known=known):
            reasons = "; ".join(check.reason for check in way.checks)
            problem = f"a rise from '{way.start or 'no grade'}' to '{way.to}' is due: {reasons}"
            yield GradeFinding(code="grade.rise-due", unit=unit, fact="", problem=problem)
        now, scale = self.grade(unit, at, known=known), self.in_force(local_day(at, self.zone))
        if now is not None and (scale is None or now.grade not in scale):
            problem = f"'{now.grade}' is no grade of what is in force on {local_day(at, self.zone)}; decide it anew"
            yield GradeFinding(code="grade.other-edition", unit=unit, fact=now.fact, problem=problem)

    # The fold

    def _fold(self, unit: str, known: datetime | None) -> tuple[tuple[GradeMove, _State], ...]:
        """Give the gradings of a place, each with the state that it met; folded once for each knowledge."""
        self.hierarchy.position(unit)
        key = unit, None if known is None else aware(known, "known")
        if key not in self._folds:
            if len(self._folds) >= _KEPT:
                self._folds.clear()
            self._folds[key] = tuple(self._folded(*key))
        return self._folds[key]

    def _folded(self, unit: str, known: datetime | None) -> Iterator[tuple[GradeMove, _State]]:
        state = _State()
        for fact in self._known(unit, known).gradings:
            move = self._judged(unit, fact, state, known)
            yield move, state
            state = _after(state, move)

    def _state(self, unit: str, at: datetime, known: datetime | None) -> _State:
        state = _State()
        for move, before in self._fold(unit, known):
            if move.at > at:
                return before
            state = _after(before, move)
        return state

    def _judged(self, unit: str, fact: Fact, state: _State, known: datetime | None) -> GradeMove:
        at = standing(fact, self.zone)
        edition, refused = self._edition(local_day(at, self.zone))
        to, by = str(fact.answers.get("grade")), str(fact.answers.get("by", ""))
        falls = False
        if edition is not None:
            signed = at if known is None else min(at, known)
            refused = tuple(self._against(unit, edition.rules, state, to, by, at, signed))
            falls = state.grade is not None and _falls(edition.rules, state.grade, to)
        return GradeMove(
            fact=fact.id,
            unit=unit,
            at=at,
            start=state.grade,
            to=to,
            by=by,
            edition="" if edition is None else edition.name,
            falls=falls,
            refused=refused,
        )

    def _edition(self, day: date) -> "tuple[RuleEdition[Scale] | None, tuple[Refusal, ...]]":
        if isinstance(self.scale, Scale):
            return RuleEdition(name="", rules=self.scale, in_force_from=date.min), ()
        found = self.scale.on(day)
        return found.edition, tuple(Refusal(code=each.code, reason=each.problem) for each in found.findings)

    def _against(
        self, unit: str, scale: Scale, state: _State, to: str, by: str, at: datetime, signed: datetime
    ) -> Iterator[Refusal]:
        """Tell everything that speaks against a move, by what was known when it was signed."""
        if to not in scale:
            hint = did_you_mean(to, scale.grades)
            yield Refusal(code="grade.unknown", reason=f"'{to}' is no grade of '{scale.name}'{hint}")
        elif state.grade is None:
            return
        elif state.grade not in scale:
            yield from _authority(WhoeverSet(), state, by)
        elif to == state.grade:
            yield Refusal(code="grade.same", reason=f"it stands at '{to}' already")
        elif scale.rank(to) > scale.rank(state.grade):
            yield from _up(scale, to, by)
        elif (fall := _fall(scale, state, to)) is None:
            ways = [each.to for each in scale.falls_from(state.grade, state.start)]
            hint = did_you_mean(to, ways)
            yield Refusal(code="grade.move", reason=f"nothing leads down from '{state.grade}' to '{to}'{hint}")
        else:
            yield from _authority(fall.by, state, by)
            for check in self._checks(unit, fall.when, state, at, signed):
                if not check.met:
                    yield Refusal(code="grade.condition", reason=check.reason)

    # Conditions

    def _down(self, unit: str, fall: Fall, state: _State, heard: tuple[Heard, ...], at: datetime) -> Way:
        by = (state.by,) if isinstance(fall.by, WhoeverSet) else fall.by
        seen = Sight(heard=heard, at=at, since=state.since, zone=self.zone)
        return Way(
            unit=unit, start=state.grade, to=fall.to, by=by, checks=ask(fall.when, lambda each: each.checks(seen))
        )

    def _rises(self, unit: str, at: datetime, known: datetime | None) -> Iterator[Way]:
        state, scale = self._state(unit, at, known), self.in_force(local_day(at, self.zone))
        if scale is not None and (state.grade is None or state.grade in scale):
            for rise in scale.rises_from(scale.grades[0] if state.grade is None else state.grade):
                checks = self._asked(unit, rise, state, at, known)
                yield Way(unit=unit, start=state.grade, to=rise.to, by=rise.by, checks=checks)

    def _asked(self, unit: str, rise: Rise, state: _State, at: datetime, known: datetime | None) -> tuple[Check, ...]:
        heard = self._heard(unit, state, at, known)
        seen = Sight(heard=heard, at=at, since=state.fell, zone=self.zone)
        return () if rise.when is None else ask(rise.when, lambda each: each.checks(seen))

    def _checks(
        self, unit: str, when: Condition, state: _State, at: datetime, known: datetime | None
    ) -> tuple[Check, ...]:
        heard = self._heard(unit, state, at, known)
        seen = Sight(heard=heard, at=at, since=state.since, zone=self.zone)
        return ask(when, lambda each: each.checks(seen))

    def _heard(self, unit: str, state: _State, at: datetime, known: datetime | None) -> tuple[Heard, ...]:
        """Give what happened in the place up to a moment, as known by another, and the move into its grade."""
        heard = tuple(each for each in self._known(unit, known).heard if each.stands <= at)
        if state.since is None:
            return heard
        entered = Act(id=f"entered {state.fact}", kind=ENTERED_GRADE, happened=state.since, known=state.since)
        return tuple(sorted((*heard, *hear((entered,), self.zone)), key=_in_order))

    def _concerns(self, fact: Fact, unit: str) -> bool:
        places = [place for place in fact.subjects if place in self.hierarchy]
        if fact.kind in self._around:
            return any(self.hierarchy.inside(unit, place) for place in places)
        return any(self.hierarchy.inside(place, unit) for place in places)

    # Reading the facts

    def _known(self, unit: str, known: datetime | None) -> _Known:
        """Give what was known of a place by a moment, kept because each lift asks again as of its signing."""
        key = unit, None if known is None else aware(known, "known")
        if key not in self._then:
            if len(self._then) >= _KEPT:
                self._then.clear()
            self._then[key] = self._sorted_out(*key)
        return self._then[key]

    def _sorted_out(self, unit: str, known: datetime | None) -> _Known:
        journal = self._own(unit)
        facts = (journal if known is None else journal.as_of(known=known)).replay(self.zone)
        gradings = (fact for fact in facts if fact.kind == GRADED and unit in fact.subjects)
        acts = (_act(fact) for fact in facts if fact.kind != GRADED and self._concerns(fact, unit))
        mine = tuple(fact for fact in gradings if fact.answers.get("scale") == self.name)
        return _Known(mine, hear(acts, self.zone))

    def _own(self, unit: str) -> Journal:
        """Give the entries that may concern a place, each with all its versions."""
        if unit not in self._journals:
            start, end = self.hierarchy.span(unit)
            inside = self._places[bisect_left(self._places, (start, "")) : bisect_left(self._places, (end, ""))]
            places = chain((place for _, place in inside), self.hierarchy.ancestors(unit))
            roots = dict.fromkeys(root for place in places for root in self._roots.get(place, ()))
            self._journals[unit] = Journal.of(entry for root in roots for entry in self._entries[root])
        return self._journals[unit]

    def _turns(self, day: date) -> Iterator[datetime]:
        for stretch in () if isinstance(self.scale, Scale) else self.scale.stretches:
            if stretch.first is not None and stretch.first > day:
                yield day_start(stretch.first, self.zone)


def _after(state: _State, move: GradeMove) -> _State:
    if not move.accepted:
        return state
    fell = move.at if move.falls else state.fell
    return _State(move.to, move.at, fell, move.by, move.fact, move.edition, move.start)


def _falls(scale: Scale, start: str, to: str) -> bool:
    return start not in scale or _rank(scale, to) < _rank(scale, start)


def _fall(scale: Scale, state: _State, to: str) -> Fall | None:
    ways = () if state.grade is None else scale.falls_from(state.grade, state.start)
    return next((fall for fall in ways if fall.to == to), None)


def _up(scale: Scale, to: str, by: str) -> Iterator[Refusal]:
    rises = [rise for rise in scale.rises if rise.to == to]
    if not rises:
        hint = did_you_mean(to, (rise.to for rise in scale.rises))
        yield Refusal(code="grade.move", reason=f"nothing leads up to '{to}'{hint}")
    elif not any(not rise.by or by in rise.by for rise in rises):
        allowed = sorted({name for rise in rises for name in rise.by})
        yield _not_by(by, allowed, f"set '{to}'")


def _authority(allowed: WhoeverSet | tuple[str, ...], state: _State, by: str) -> Iterator[Refusal]:
    names = (state.by,) if isinstance(allowed, WhoeverSet) else allowed
    if names and by not in names:
        yield _not_by(by, names, f"lift '{state.grade}'")


def _not_by(by: str, allowed: Iterable[str], what: str) -> Refusal:
    who = " or ".join(f"'{name}'" for name in allowed)
    return Refusal(code="grade.authority", reason=f"'{by or 'nobody'}' may not {what}; only {who} may")


def _rank(scale: Scale | None, grade: str) -> int:
    return scale.rank(grade) if scale is not None and grade in scale else -1


def _act(fact: Fact) -> Act:
    return Act(
        id=fact.id,
        kind=fact.kind,
        happened=fact.happened,
        known=fact.known,
        whole_day=fact.precision == Precision.DAY,
        tags=(fact.outcome,) if fact.outcome else (),
        stated=fact.answers,
    )


def _in_order(each: Heard) -> tuple[datetime, datetime, str]:
    return each.stands, each.recorded, each.act.id


def _only(journal: Journal, kinds: frozenset[str]) -> Journal:
    """Keep the entries of which some version is of a kind that is read, so that later questions go through few."""
    facts = [each for each in journal if isinstance(each, Fact)]
    amendments = [each for each in journal if isinstance(each, Amendment)]
    ids = {fact.id for fact in facts if fact.kind in kinds}
    ids |= {each.of for each in amendments if each.fact is not None and each.fact.kind in kinds}
    kept = (each for each in facts if each.id in ids)
    return Journal.of(chain(kept, (each for each in amendments if each.of in ids)))
