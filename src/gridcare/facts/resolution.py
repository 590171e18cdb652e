"""
What the entries under one fact's id amount to: which variant counts, which correction, and what has to be listed.

This is the whole law of corrections, as one pure function over the few entries of one id. The earliest known variant
is the root. Amendments that no other saw compete, and the last known of them gives the content; a void ends the
chain for good. The journal asks it for every id that has more than one sound entry, and whoever keeps facts of his
own asks it for the one that was corrected.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, timezone
from itertools import chain
from typing import TypeVar

import attrs

from gridcare.attributes import Attributes
from gridcare.facts.content import fingerprint, same_content
from gridcare.facts.discrepancies import Discrepancy, in_order
from gridcare.facts.fact import Amendment, Fact, instant
from gridcare.timing.periods import aware

__all__ = ["Resolved", "concerned", "counted_amendment", "flaws", "is_aware", "is_sound", "other_content", "resolve"]

Entry = TypeVar("Entry", Fact, Amendment)


@attrs.frozen
class Resolved:
    """
    What one id amounts to, all its variants and amendments weighed.

    Attributes:
        fact: The fact to read, under its root's id and `known`; ``None`` when it is void, unusable or not there yet.
        root: The variant that counts, also where it is void; ``None`` when none can.
        discrepancies: What was found on the way.
    """

    fact: Fact | None
    root: Fact | None = None
    discrepancies: tuple[Discrepancy, ...] = ()


# One root


def resolve(
    root_id: str,
    variants: Sequence[Fact],
    amendments: Sequence[Amendment] = (),
    *,
    known: datetime | None = None,
    skew: timedelta | None = None,
) -> Resolved:
    """
    Weigh all that was recorded under one fact's id.

    Args:
        root_id: The id.
        variants: Every content under the id.
        amendments: Every amendment that names the id, all variants of each.
        known: The moment whose knowledge counts; what became known later is passed over.
        skew: How far `happened` may lie after the recording; beyond it an entry folds into nothing. Left out, it is
            not judged.

    Raises:
        NaiveMoment: When `known` has no time zone. Nothing that the entries say raises.
    """
    if known is not None:
        variants, amendments = _known_by(variants, known), _known_by(amendments, known)
    if len(variants) == 1 and len(amendments) < 2 and is_sound(variants[0], skew):  # what nearly every id is
        only = variants[0]
        if not amendments:
            return Resolved(only, only)
        if amendments[0].of == root_id and _corrects(amendments[0], skew):
            return Resolved(_corrected(only, amendments[0]), only)
    sound = [fact for fact in variants if is_sound(fact, skew)]
    root = _earliest(sound or [fact for fact in variants if not any(_entry_flaws(fact))])
    found = [*other_content(root, variants)] if root is not None and len(variants) > 1 else []
    corrections = _corrections(root_id, amendments, skew, found)
    if not (sound or (root and corrections)):
        found += _all_flaws(variants, skew)
    if root is None:
        return Resolved(None, None, in_order([*found, *map(_orphan, corrections)]))
    if not corrections:
        return Resolved(root if sound else None, root, in_order(found))
    leaves = _leaves(corrections) if len(corrections) > 1 else corrections
    if any(correction.fact is None for correction in corrections):
        found += [_amends_void(root, leaf) for leaf in leaves if leaf.fact is not None]
        return Resolved(None, root, in_order(found))
    # Nobody older can have seen the last known amendment, so it is a leaf, and the greatest of them.
    winner = max(corrections, key=_turn) if len(corrections) > 1 else corrections[0]
    found += [_rival(root, leaf, winner) for leaf in leaves if leaf is not winner]
    return Resolved(_corrected(root, winner), root, in_order(found))


def _known_by(entries: Sequence[Entry], known: datetime) -> list[Entry]:
    """Keep what was known by a moment; what has no readable moment of knowledge was known by none."""
    until = instant(aware(known, "known"))
    return [entry for entry in entries if is_aware(entry.known) and instant(entry.known) <= until]


def _turn(entry: Fact | Amendment) -> tuple[timedelta, str]:
    return instant(entry.known), entry.id


def _earliest(variants: Sequence[Entry]) -> Entry | None:
    if len(variants) < 2:
        return variants[0] if variants else None
    return min(variants, key=lambda entry: (instant(entry.known), fingerprint(entry)))


def _corrections(
    root: str, amendments: Sequence[Amendment], skew: timedelta | None, found: list[Discrepancy]
) -> list[Amendment]:
    """Choose the amendments of a root that count: usable, one for each id, and of this root."""
    by_id: dict[str, list[Amendment]] = {}
    for amendment in amendments:
        by_id.setdefault(amendment.id, []).append(amendment)
    counted = []
    for variants in by_id.values():
        first = counted_amendment(variants, skew)
        if len(variants) > 1 or first is None:
            found += _all_flaws(variants, skew) if first is None else other_content(first, variants)
        if first is not None and first.of == root:
            counted.append(first)
    return counted


def counted_amendment(variants: Sequence[Amendment], skew: timedelta | None = None) -> Amendment | None:
    """Return the content that counts under one amendment's id: of the usable ones the earliest known."""
    return _earliest([variant for variant in variants if _corrects(variant, skew)])


def _leaves(amendments: Sequence[Amendment]) -> list[Amendment]:
    """
    Return the amendments that no other saw.

    Seeing counts only where the seen one is older by (known, id): one cannot have seen what came later. So a forged
    cycle falls apart at the same place for everybody.
    """
    turns = {amendment.id: _turn(amendment) for amendment in amendments}
    seen = {
        one for amendment in amendments for one in amendment.seen if one in turns and turns[one] < turns[amendment.id]
    }
    return [amendment for amendment in amendments if amendment.id not in seen]


def _corrected(root: Fact, winner: Amendment) -> Fact | None:
    """Give the new content the id and `known` of its root."""
    told = winner.fact
    if told is None or (told.id == root.id and told.known is root.known):
        return told
    return Fact(
        id=root.id,
        kind=told.kind,
        subjects=told.subjects,
        happened=told.happened,
        known=root.known,
        outcome=told.outcome,
        answers=told.answers,
        track=told.track,
        precision=told.precision,
        origin=told.origin,
    )


# What is listed


def is_sound(fact: Fact, skew: timedelta | None) -> bool:
    """Tell, fast, whether a fact can be used; `flaws` says why not."""
    happened, known = fact.happened, fact.known
    if type(happened) is datetime is type(known) and type(happened.tzinfo) is timezone is type(known.tzinfo):
        return (skew is None or happened - known <= skew) and _has_subjects(fact) and _has_id(fact)
    return is_aware(known) and _has_id(fact) and _is_usable(fact, known, skew)


def _is_usable(told: Fact, recorded: datetime, skew: timedelta | None) -> bool:
    return is_aware(told.happened) and _has_subjects(told) and (skew is None or _ahead(told.happened, recorded) <= skew)


def _ahead(happened: datetime, recorded: datetime) -> timedelta:
    if type(happened.tzinfo) is timezone:  # no hour comes twice, so subtracting is exact, and fast within one zone
        return happened - recorded
    return instant(happened) - instant(recorded)


def _corrects(amendment: Amendment, skew: timedelta | None) -> bool:
    return (
        is_aware(amendment.known)
        and _has_id(amendment)
        and (amendment.fact is None or _is_usable(amendment.fact, amendment.known, skew))
    )


def _has_id(entry: Fact | Amendment) -> bool:
    return _is_text(entry.id) and entry.id != ""


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _has_subjects(fact: Fact) -> bool:
    return type(fact.subjects) is tuple and len(fact.subjects) > 0 and all(fact.subjects)


def is_aware(moment: datetime) -> bool:
    """Tell whether a moment has a time zone."""
    if type(moment) is datetime and type(moment.tzinfo) is timezone:
        return True
    try:
        instant(moment)
    except TypeError:
        return False
    return True


def _told(entry: Fact | Amendment) -> Fact | None:
    return entry if isinstance(entry, Fact) else entry.fact


def _all_flaws(entries: Iterable[Fact | Amendment], skew: timedelta | None) -> Iterator[Discrepancy]:
    return chain.from_iterable(flaws(entry, skew) for entry in entries)


def flaws(entry: Fact | Amendment, skew: timedelta | None) -> Iterator[Discrepancy]:
    """Find all that makes an entry unusable by itself."""
    yield from _entry_flaws(entry)
    told = _told(entry)
    if told is None:
        return
    if not _has_subjects(told):
        yield _flaw(entry, "no-subject", "names no subject, or an empty one; give a tuple of at least one id")
    if not is_aware(told.happened):
        yield _flaw(entry, "naive-moment", "'happened' has no time zone, so nobody can say when it happened")
    elif skew is not None and is_aware(entry.known) and _ahead(told.happened, entry.known) > skew:
        yield _flaw(entry, "skew", f"happened after it was recorded, by more than the {skew} that are tolerated")


def _entry_flaws(entry: Fact | Amendment) -> Iterator[Discrepancy]:
    if not _has_id(entry):
        yield _flaw(entry, "no-id", "has no id, so it cannot be told from another; give a text that is not empty")
    if not is_aware(entry.known):
        yield _flaw(entry, "naive-moment", "'known' has no time zone, so nobody can say when it was recorded")


def _flaw(entry: Fact | Amendment, code: str, problem: str) -> Discrepancy:
    return Discrepancy(code=code, entry=entry.id, problem=problem, subjects=concerned(entry))


def concerned(*entries: Fact | Amendment) -> tuple[str, ...]:
    """Return the subjects that entries name, each once, sorted."""
    told = [fact for fact in map(_told, entries) if fact is not None and _has_subjects(fact)]
    return tuple(sorted({subject for fact in told for subject in fact.subjects}))


def other_content(counted: Entry, variants: Sequence[Entry]) -> Iterator[Discrepancy]:
    """List, as one discrepancy, the variants under an id that say something else than the one that counts."""
    others = [variant for variant in variants if not same_content(variant, counted)]
    if not others:
        return
    fields = [
        field.name
        for field in attrs.fields(type(counted))
        if any(getattr(other, field.name) != getattr(counted, field.name) for other in others)
    ]
    yield Discrepancy(
        code="variant",
        entry=counted.id,
        problem=f"is held with other content, in {', '.join(fields)}; what was known earliest counts",
        subjects=concerned(*variants),
        data=Attributes(contents=len(others) + 1, fields=" ".join(fields)),
    )


def _orphan(amendment: Amendment) -> Discrepancy:
    return Discrepancy(
        code="orphan-amendment",
        entry=amendment.id,
        problem=f"amends '{amendment.of}', which is no fact held here; it waits until that fact arrives",
        subjects=concerned(amendment),
        data=Attributes(of=amendment.of),
    )


def _amends_void(root: Fact, amendment: Amendment) -> Discrepancy:
    return Discrepancy(
        code="amends-void",
        entry=amendment.id,
        problem=f"amends '{root.id}', which is void, and a void is final; record what happened as a fact of its own",
        subjects=concerned(root, amendment),
        data=Attributes(of=root.id),
    )


def _rival(root: Fact, rival: Amendment, winner: Amendment) -> Discrepancy:
    return Discrepancy(
        code="rival",
        entry=rival.id,
        problem=f"amends '{root.id}' beside '{winner.id}', which did not see it and counts, being known later",
        subjects=concerned(root, rival, winner),
        data=Attributes(of=root.id, counts=winner.id),
    )
