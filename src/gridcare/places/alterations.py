"""
What is done to a map: units open, close, change their name, code or kind, move, merge, split, give up a part.

An `Alteration` (区划调整) says what was done, the first day on which it surely holds, and when it became known. It
names units by their ids, which are nobody's codes, so that a code may pass to a neighbour on the very day its holder
gives it up. All alterations of one day read the map of the day before: two that trade places, or names, or codes,
need no order between them.

An alteration is only what somebody says. Whether it fits the map is for `places.lineage` to find.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import Final

import attrs

from gridcare.errors import Fault, refuse
from gridcare.given import texts, typed
from gridcare.places.units import Unit
from gridcare.timing.periods import aware

__all__ = [
    "TYPE",
    "Alteration",
    "Closed",
    "Extracted",
    "Merged",
    "Moved",
    "Opened",
    "Part",
    "Reclassified",
    "Recoded",
    "Renamed",
    "Split",
    "Withdrawal",
]

TYPE: Final = "type"
"""The dated attribute that says what kind of body a unit is, beside its level: a town or a township, say."""


def _moment(given: datetime) -> datetime:
    return aware(given, "known")


@attrs.frozen(kw_only=True, field_transformer=typed)
class Alteration:
    """
    What every alteration of a map has; one of its kinds says what was done.

    Attributes:
        id: Its own id, given by whoever records it; among the alterations of a lineage it occurs once.
        day: The first day on which the new map surely holds.
        known: When it became known; an aware moment.
        earliest: The first day on which the new map may have held, when only a span is known, as between two
            editions of a list; ``None`` when it is `day` itself.
        undoes: The id of the alteration that this one takes back, so that figures it moved go back where they came
            from; empty for none.
    """

    id: str
    day: date
    known: datetime = attrs.field(converter=_moment)
    earliest: date | None = None
    undoes: str = ""

    def __attrs_post_init__(self) -> None:
        found = list(self._faults())
        if found:
            refuse(f"alteration '{self.id}'", (Fault(f"alteration.{code}", self.id, text) for code, text in found))

    def _faults(self) -> Iterator[tuple[str, str]]:
        if not self.id:
            yield "no-id", "it has no id; give it one of its own"
        if self.earliest is not None and self.earliest > self.day:
            yield "span", f"its earliest day {self.earliest} lies after {self.day}, on which it surely holds"

    @property
    def altered(self) -> tuple[str, ...]:
        """The ids that it speaks of."""
        return ()


@attrs.frozen(kw_only=True, field_transformer=typed)
class Opened(Alteration):
    """A unit comes into being out of no other, or one that was closed comes back."""

    unit: Unit

    @property
    def altered(self) -> tuple[str, ...]:
        """The unit."""
        return (self.unit.id,)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Closed(Alteration):
    """A unit ceases to be and nobody takes its place; whatever stands under it goes elsewhere on the same day."""

    unit: str

    @property
    def altered(self) -> tuple[str, ...]:
        """The unit."""
        return (self.unit,)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Renamed(Alteration):
    """A unit takes another name."""

    unit: str
    name: str = attrs.field(repr=False)

    @property
    def altered(self) -> tuple[str, ...]:
        """The unit."""
        return (self.unit,)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Recoded(Alteration):
    """A unit is given another code, which may have been a neighbour's until the day before."""

    unit: str
    code: str

    @property
    def altered(self) -> tuple[str, ...]:
        """The unit."""
        return (self.unit,)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Reclassified(Alteration):
    """
    A unit becomes something else: of another level, of another type within its level, or both.

    Attributes:
        level: Its new level; ``None`` leaves it.
        kind: Its new type (乡改镇, 县改区 ...), told by the dated attribute `TYPE`; empty when it has none any more,
            ``None`` leaves it.
    """

    unit: str
    level: str | None = None
    kind: str | None = None

    @property
    def altered(self) -> tuple[str, ...]:
        """The unit."""
        return (self.unit,)

    def _faults(self) -> Iterator[tuple[str, str]]:
        yield from super()._faults()
        if self.level is None and self.kind is None:
            yield "nothing", "it names neither a level nor a type; say what the unit becomes"


@attrs.frozen(kw_only=True, field_transformer=typed)
class Moved(Alteration):
    """A unit comes to stand under another parent, with everything inside it; ``None`` makes it a root."""

    unit: str
    parent: str | None

    @property
    def altered(self) -> tuple[str, ...]:
        """The unit."""
        return (self.unit,)


def _called(unit: Unit | str) -> str:
    return unit if isinstance(unit, str) else unit.id


@attrs.frozen(kw_only=True, field_transformer=typed)
class Merged(Alteration):
    """
    Units cease to be and become one.

    What stands directly under them goes with them, unless it is itself altered on that day.

    Attributes:
        sources: The ids of the units that cease to be.
        into: The new unit, or the id of one that lives on and takes them in.
    """

    sources: tuple[str, ...] = attrs.field(converter=texts)
    into: Unit | str

    @property
    def target(self) -> str:
        """The id of the unit that they become."""
        return _called(self.into)

    @property
    def altered(self) -> tuple[str, ...]:
        """The sources and the target."""
        return (*self.sources, self.target)

    def _faults(self) -> Iterator[tuple[str, str]]:
        yield from super()._faults()
        if not self.sources:
            yield "nothing", "it merges no unit; name the units that cease to be"
        for unit in _repeated(self.sources):
            yield "repeated", f"'{unit}' is merged twice"
        if self.target in self.sources:
            yield "lives-on", f"'{self.target}' is a source and the target; a unit that lives on is the target alone"


@attrs.frozen(field_transformer=typed)
class Part:
    """
    What one heir receives of a unit that is divided.

    Attributes:
        into: The new unit, or the id of a living one that takes the part in.
        members: The ids of the units that stood directly under the divided one and go with this part.
        share: The part of the unit's own counts that goes along, by whatever key the decision declares, such as
            residents: ``Fraction(2, 5)``. ``None`` when nobody declared one.
    """

    into: Unit | str
    members: tuple[str, ...] = attrs.field(default=(), converter=texts)
    share: Fraction | int | None = None

    @property
    def target(self) -> str:
        """The id of the unit that receives the part."""
        return _called(self.into)


def _parts(given: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(given)


def _share_faults(parts: tuple[Part, ...]) -> Iterator[tuple[str, str]]:
    shares = [part.share for part in parts if part.share is not None]
    if any(share < 0 for share in shares) or sum(shares) > 1:
        yield "share", f"the shares {', '.join(map(str, shares))} are more than the whole, or less than nothing"
    elif shares and len(shares) < len(parts):
        yield "share", "some parts have a share and some have none; declare all of them or none"


@attrs.frozen(kw_only=True, field_transformer=typed)
class Split(Alteration):
    """
    A unit ceases to be and falls into parts.

    Attributes:
        source: The id of the unit that ceases to be.
        parts: Who receives what. Each unit that stood directly under the source belongs to exactly one part.
    """

    source: str
    parts: tuple[Part, ...] = attrs.field(converter=_parts)

    @property
    def altered(self) -> tuple[str, ...]:
        """The source and those who receive a part."""
        return (self.source, *(part.target for part in self.parts))

    def _faults(self) -> Iterator[tuple[str, str]]:
        yield from super()._faults()
        targets = tuple(part.target for part in self.parts)
        if not targets:
            yield "nothing", "it has no parts; say who receives what"
        for unit in _repeated(targets):
            yield "repeated", f"'{unit}' receives two parts; make them one"
        if self.source in targets:
            yield "lives-on", f"'{self.source}' receives a part of itself; where it lives on, extract the others"
        yield from _share_faults(self.parts)


@attrs.frozen(kw_only=True, field_transformer=typed)
class Extracted(Alteration):
    """
    A part leaves a unit that lives on.

    Attributes:
        source: The id of the unit that lives on without it.
        part: Who receives what; its share is that of what leaves.
    """

    source: str
    part: Part

    @property
    def altered(self) -> tuple[str, ...]:
        """The source and the one who receives the part."""
        return (self.source, self.part.target)

    def _faults(self) -> Iterator[tuple[str, str]]:
        yield from super()._faults()
        if self.part.target == self.source:
            yield "lives-on", f"'{self.source}' gives a part to itself"
        yield from _share_faults((self.part,))


@attrs.frozen(kw_only=True, field_transformer=typed)
class Withdrawal:
    """
    An alteration turns out never to have been made; until that is known, it stands.

    It stands for good: what was withdrawn by mistake is recorded anew, under another id.

    Attributes:
        id: Its own id.
        of: The id of the alteration.
        known: When it became known; an aware moment.
    """

    id: str
    of: str
    known: datetime = attrs.field(converter=_moment)


def _repeated(ids: tuple[str, ...]) -> list[str]:
    return [unit for place, unit in enumerate(ids) if unit in ids[:place]]
