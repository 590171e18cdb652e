"""
What time is counted from: the earliest act of a kind, the latest, the first that there is, or one chosen.

An anchor answers a place in time, the day and the moment of an act, or a date that the act states. While there is
nothing to answer it waits, and says which kinds of act it waits for. It waits as well while a condition that its
choice depends on is undecided: a guess might have to be taken back.

>>> since = FirstAvailable((Latest("contact", stated="on"), Earliest("arrival")))
>>> sorted(since.kinds)
['arrival', 'contact']
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

import attrs

from gridcare.errors import Fault
from gridcare.given import texts, typed
from gridcare.timing.acts import Heard
from gridcare.timing.periods import Zone, aware, day_end, local_day

__all__ = ["Anchor", "ChosenBy", "Earliest", "FirstAvailable", "Found", "Latest", "Need", "When", "place_of"]


@attrs.frozen
class Found:
    """
    Where an anchor lies.

    Attributes:
        day: Its local day.
        moment: Its moment; the last instant of the day where only the day is known or stated.
        act: The id of the act that it was read from.
        whole_day: Whether only the day is known or stated.
    """

    day: date
    moment: datetime
    act: str = ""
    whole_day: bool = False


@attrs.frozen
class Need:
    """
    Why something cannot be told yet, and which acts would tell it.

    Attributes:
        kinds: The kinds of act of which one is needed.
        why: What waits for it, in words.
        undecided: Whether an act is there, and a condition of it is what nobody can say.
    """

    kinds: tuple[str, ...]
    why: str
    undecided: bool = False


def place_of(heard: Heard, stated: str, zone: Zone) -> Found | None:
    """
    Tell where an act lies, or the date or moment that it states.

    Args:
        heard: The act.
        stated: The name of what it states; empty for the act itself.
        zone: The zone whose days are meant.

    Returns:
        ``None`` when it states no date and no aware moment under that name.
    """
    if not stated:
        return Found(local_day(heard.act.happened, zone), heard.stands, heard.act.id, heard.act.whole_day)
    value = heard.act.stated.get(stated)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return None
        return Found(local_day(value, zone), aware(value, stated), heard.act.id)
    if isinstance(value, date):
        return Found(value, day_end(value, zone) - datetime.resolution, heard.act.id, whole_day=True)
    return None


@attrs.frozen(kw_only=True)
class _Of:
    """
    What the earliest and the latest share.

    Attributes:
        of: The kind of act, or several kinds.
        tagged: Only acts that bear this tag; empty for all.
        stated: The name of a date or moment that the act states; empty for the act's own moment.
    """

    of: tuple[str, ...] = attrs.field(converter=texts, kw_only=False)
    tagged: str = ""
    stated: str = ""

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of act that it reads."""
        return frozenset(self.of)

    def faults(self, where: str) -> Iterator[Fault]:
        """Tell what is wrong with it."""
        if not self.of or not all(self.of):
            yield Fault("timeline.anchor", where, "an anchor reads acts of some kind; name at least one")

    def _found(self, heard: Sequence[Heard], zone: Zone) -> tuple[list[Found], list[Found]]:
        """Sort the places of acts into those that count and those of which nobody can say yet."""
        sure: list[Found] = []
        unsure: list[Found] = []
        for each in heard:
            act = each.act
            if act.kind not in self.of or (place := place_of(each, self.stated, zone)) is None:
                continue
            if not self.tagged or self.tagged in act.tags:
                sure.append(place)
            elif self.tagged in act.undecided:
                unsure.append(place)
        return sure, unsure

    def _need(self, unsure: Found | None) -> Need:
        if unsure is not None:
            return Need(self.of, f"whether act '{unsure.act}' is '{self.tagged}' is undecided", undecided=True)
        what = f"'{self.stated}' stated by " if self.stated else ""
        which = f" that is '{self.tagged}'" if self.tagged else ""
        return Need(self.of, f"needs {what}an act of {' or '.join(map(repr, self.of))}{which}")


def _moment(found: Found) -> datetime:
    return found.moment


@attrs.frozen(kw_only=True, field_transformer=typed)
class Earliest(_Of):
    """The earliest act of a kind, or of several, by its moment or by a date that it states."""

    def find(self, heard: Sequence[Heard], zone: Zone) -> Found | Need:
        """Find the anchor among acts, given in order of happening."""
        sure, unsure = self._found(heard, zone)
        best = min(sure, key=_moment, default=None)
        open_ = min(unsure, key=_moment, default=None)
        if best is None or (open_ is not None and open_.moment < best.moment):
            return self._need(open_)
        return best


@attrs.frozen(kw_only=True, field_transformer=typed)
class Latest(_Of):
    """The latest act of a kind, or of several, by its moment or by a date that it states."""

    def find(self, heard: Sequence[Heard], zone: Zone) -> Found | Need:
        """Find the anchor among acts, given in order of happening."""
        sure, unsure = self._found(heard, zone)
        best = max(sure, key=_moment, default=None)
        open_ = max(unsure, key=_moment, default=None)
        if best is None or (open_ is not None and open_.moment > best.moment):
            return self._need(open_)
        return best


def _anchors(given: "Iterable[Anchor]") -> "tuple[Anchor, ...]":
    return tuple(given)


def _whens(given: "Iterable[When]") -> "tuple[When, ...]":
    return tuple(given)


@attrs.frozen(field_transformer=typed)
class FirstAvailable:
    """
    The first of several anchors that there is something for, in the order given.

    Attributes:
        anchors: The anchors; one that is undecided makes the whole wait, one without acts is passed over.
    """

    anchors: "tuple[Anchor, ...]" = attrs.field(converter=_anchors)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of act that it reads."""
        return frozenset().union(*(anchor.kinds for anchor in self.anchors))

    def faults(self, where: str) -> Iterator[Fault]:
        """Tell what is wrong with it."""
        if not self.anchors:
            yield Fault("timeline.anchor", where, "the first available of nothing is never there; name anchors")
        for anchor in self.anchors:
            yield from anchor.faults(where)

    def find(self, heard: Sequence[Heard], zone: Zone) -> Found | Need:
        """Find the anchor among acts, given in order of happening."""
        for anchor in self.anchors:
            found = anchor.find(heard, zone)
            if isinstance(found, Found) or found.undecided:
                return found
        kinds = tuple(dict.fromkeys(kind for anchor in self.anchors for kind in sorted(anchor.kinds)))
        return Need(kinds, f"needs an act of {' or '.join(map(repr, kinds))}")


@attrs.frozen(field_transformer=typed)
class When:
    """
    One row of a choice of anchors.

    Attributes:
        of: The kind of act, or several kinds, that may bear the tag.
        tagged: The tag.
        then: The anchor to count from when some act of the kind bears it.
    """

    of: tuple[str, ...] = attrs.field(converter=texts)
    tagged: str
    then: "Anchor"


@attrs.frozen(kw_only=True, field_transformer=typed)
class ChosenBy:
    """
    The anchor of the first condition that holds, where conditions are tags of acts.

    Attributes:
        whens: The rows, the first that holds first; an undecided one makes the whole wait.
        otherwise: The anchor when none holds.
    """

    whens: tuple[When, ...] = attrs.field(converter=_whens, kw_only=False)
    otherwise: "Anchor"

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of act that it reads."""
        rows = (when.then.kinds.union(when.of) for when in self.whens)
        return self.otherwise.kinds.union(*rows)

    def faults(self, where: str) -> Iterator[Fault]:
        """Tell what is wrong with it."""
        for when in self.whens:
            if not when.of or not when.tagged:
                yield Fault("timeline.anchor", where, "a row of a choice names a kind of act and a tag")
            yield from when.then.faults(where)
        yield from self.otherwise.faults(where)

    def find(self, heard: Sequence[Heard], zone: Zone) -> Found | Need:
        """Find the anchor among acts, given in order of happening."""
        for when in self.whens:
            acts = [each.act for each in heard if each.act.kind in when.of]
            if any(when.tagged in act.tags for act in acts):
                return when.then.find(heard, zone)
            if open_ := next((act for act in acts if when.tagged in act.undecided), None):
                return Need(when.of, f"whether act '{open_.id}' is '{when.tagged}' is undecided", undecided=True)
        return self.otherwise.find(heard, zone)


Anchor = Earliest | Latest | FirstAvailable | ChosenBy
"""What time may be counted from."""
