"""
What a timeline hears of: acts, that is, things that happened and became known.

An *act* is as much of something that happened as a calendar has to know: which kind of thing it was, when it happened,
when it became known, and a date or word that it states. What it means is not known here. Whoever asks turns his own
records into acts, and tags an act with the conditions that hold of it, so that an anchor can choose among acts
without reading anything else.

An act may be given in several *versions* under one id: the first recording, and each correction with the moment at
which it became known. The last version known counts. A correction of what an act states keeps the time at which the
act was entered; one that moves the act, or makes it another kind of act, is entered when it became known. A void
version takes the act back. The order in which acts and versions are given does not matter.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import attrs

from gridcare.attributes import EMPTY, Attributes
from gridcare.timing.periods import Interval, Zone, aware, end_of_standing, local_day

__all__ = ["Act", "Heard", "hear"]


def _happened(when: datetime) -> datetime:
    return aware(when, "happened")


def _known(when: datetime) -> datetime:
    return aware(when, "known")


def _words(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) and given else tuple(given)


@attrs.frozen(kw_only=True)
class Act:
    """
    Something that happened, in one version.

    Attributes:
        id: Given by the caller; versions of one act share it.
        kind: What kind of thing it was; rules and anchors name kinds.
        happened: When it happened; for an act that names only its day, any moment of that local day.
        known: When this version became known; for the first version, when the act was first recorded.
        whole_day: Whether only the day of `happened` is known.
        tags: Conditions that hold of it, as words that anchors and resets may ask for.
        undecided: Conditions of which nobody can say yet whether they hold of it; what depends on one waits.
        by: The authority that it comes from, for resets and ends that need one.
        stated: Dates, moments and words that it states, by name.
        acceptable: Whether it may answer a slot; one that may not is kept and listed.
        void: Whether this version takes the act back.

    Raises:
        NaiveMoment: When a moment has no time zone.
    """

    id: str
    kind: str
    happened: datetime = attrs.field(converter=_happened)
    known: datetime = attrs.field(converter=_known)
    whole_day: bool = False
    tags: tuple[str, ...] = attrs.field(default=(), converter=_words)
    undecided: tuple[str, ...] = attrs.field(default=(), converter=_words)
    by: str = ""
    stated: Attributes = attrs.field(default=EMPTY)
    acceptable: bool = True
    void: bool = False


@attrs.frozen
class Heard:
    """
    An act as it was known at some moment.

    Attributes:
        act: The version that counts.
        stands: When it stands among others: when it happened, or in the last instant of its local day.
        recorded: When the act was first recorded, in any version.
        entered: Since when it has been known where it stands and what kind it is.
    """

    act: Act
    stands: datetime
    recorded: datetime
    entered: datetime

    def begins(self, zone: Zone) -> datetime:
        """Return the first moment at which it may have happened."""
        return Interval.of_day(local_day(self.act.happened, zone), zone).start if self.act.whole_day else self.stands


_INSTANT: Final = datetime.resolution


def hear(acts: Iterable[Act], zone: Zone, known: datetime | None = None) -> tuple[Heard, ...]:
    """
    Take in all that was known by a moment, in order of happening.

    Within one moment, what was recorded first comes first, and then the id decides.

    Args:
        acts: Every version of every act, in any order.
        zone: The zone whose days are meant.
        known: The moment whose knowledge counts; all that there is when left out.
    """
    until = None if known is None else aware(known, "known")
    versions: dict[str, list[Act]] = {}
    for act in acts:
        if until is None or act.known <= until:
            versions.setdefault(act.id, []).append(act)
    heard = [_heard(of_one, zone) for of_one in versions.values()]
    return tuple(sorted((each for each in heard if not each.act.void), key=order))


def order(heard: Heard) -> tuple[datetime, datetime, str]:
    """Return the key by which acts are put in order of happening."""
    return heard.stands, heard.recorded, heard.act.id


def _heard(versions: Sequence[Act], zone: Zone) -> Heard:
    if len(versions) > 1:
        versions = sorted(versions, key=_version)
    last = versions[-1]
    entered = last.known
    for version in reversed(versions):
        if _place(version) != _place(last):
            break
        entered = version.known
    stands = end_of_standing(last.happened, zone) - _INSTANT if last.whole_day else last.happened
    return Heard(last, stands, versions[0].known, entered)


def _place(act: Act) -> tuple[str, datetime, bool, bool]:
    return act.kind, act.happened, act.whole_day, act.void


def _version(act: Act) -> tuple[object, ...]:
    """Order versions by knowledge; one that says something else at the same moment by its content."""
    stated = tuple((name, str(value)) for name, value in act.stated.items())
    content = (act.happened, act.kind, act.whole_day, act.tags, act.undecided, act.by, stated, act.acceptable)
    return act.known, act.void, *content
