"""
What follows from a step besides the next step: things left, counted, told, opened.

A step *declares* effects; a campaign answers each change with the effects that now follow and those that no
longer do. The library carries none of them out: the host keeps a set of effect ids, delivers what is new and
takes back what was revoked. An effect's id comes from its case, the fact that caused it and its content, so that
replaying a journal tells a host nothing that it did not know.
"""

from datetime import datetime
from typing import ClassVar, NamedTuple

import attrs

from gridcare.given import typed
from gridcare.rules.expressions import Expression
from gridcare.work.conditions import condition

__all__ = ["Count", "Declared", "Effect", "Leave", "Notify", "Open"]


@attrs.frozen(field_transformer=typed)
class Declared:
    """
    An effect as a step declares it.

    Attributes:
        what: The content: what is left or counted, who is told, the kind of case to open.
        when: A guard; an effect whose guard is false or unknown does not follow.
    """

    kind: ClassVar[str] = ""

    what: str
    when: Expression | None = attrs.field(default=None, kw_only=True, converter=condition)


class Leave(Declared):
    """Something is left with the household: a notice in the door, a leaflet, an access card (健康出入卡)."""

    kind = "leave"


class Count(Declared):
    """Something is counted that leaves no object behind: a neighbour asked to relay, advice given."""

    kind = "count"


class Notify(Declared):
    """Somebody must be told: the police, the health centre, the level above."""

    kind = "notify"


class Open(Declared):
    """A case of another kind is to be opened for the subject; the playbook says where it goes."""

    kind = "open"


class Effect(NamedTuple):
    """
    An effect that follows from the facts.

    Attributes:
        kind: ``leave``, ``count``, ``notify`` or ``open``.
        what: The content: what is left or counted, who is told, the kind of case.
        track: The track of the case it comes from.
        subject: The subject of that case.
        cause: The id of the fact that caused it, or the state whose moment passed.
        moment: When it came about.
    """

    kind: str
    what: str
    track: str
    subject: str
    cause: str
    moment: datetime

    @property
    def key(self) -> tuple[str, ...]:
        """What its id is made of; the moment is no part of it."""
        return self[:5]

    @property
    def id(self) -> str:
        """
        What a host knows the effect by: track, subject, cause, kind and content.

        It does not depend on the moment, so that a corrected time of the same visit leaves no second notice.
        """
        kind, what, *case = self.key
        return "/".join(map(_part, (*case, kind, what)))


def _part(text: str) -> str:
    """Keep the parts of an id apart even where a host's own ids hold a slash."""
    return text.replace("%", "%25").replace("/", "%2F") if "/" in text or "%" in text else text
