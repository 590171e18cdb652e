"""
Special groups (特殊群体): who needs more than the others, and which grid looks after each of them.

A group is declared by a condition on the register (somebody of a certain age who lives alone), by a list that facts
keep (`gridcare.people.movements.listing`), or by both. Which groups there are is a locality's own. Every person of a
group has a grid; who has none is a gap. Of whom it cannot be told whether they belong is listed too, since a blank is
no reason to pass somebody over, and so is whoever stands on a list and not in the register.
"""

from collections.abc import Iterable, Mapping

import attrs

from gridcare.errors import UnknownName
from gridcare.people.register import Register
from gridcare.people.selection import Unclear
from gridcare.people.subjects import RESIDENT
from gridcare.people.whereabouts import Whereabouts
from gridcare.places.tally import Tally
from gridcare.rules.expressions import Expression
from gridcare.rules.grammar import expression
from gridcare.titles import Titles, titles

__all__ = ["GroupCall", "GroupMember", "SpecialGroup", "call_groups", "count_groups"]


def _condition(given: Expression | str | None) -> Expression | None:
    return None if given is None else expression(given)


@attrs.frozen
class SpecialGroup:
    """
    A special group.

    Attributes:
        name: Its name, which lists use too.
        condition: Who belongs to it by the register, see `gridcare.people.selection`; none when only lists tell.
        kind: The kind of subject that belongs to it.
        titles: What it is called, by language.
    """

    name: str
    condition: Expression | None = attrs.field(default=None, converter=_condition)
    kind: str = attrs.field(default=RESIDENT.name, kw_only=True)
    titles: Titles = attrs.field(default=(), converter=titles, kw_only=True)


@attrs.frozen
class GroupMember:
    """
    Somebody of a special group with the grid that looks after the person.

    Attributes:
        person: The id of the person.
        unit: The id of the grid.
    """

    person: str
    unit: str


@attrs.frozen(kw_only=True)
class GroupCall:
    """
    Who belongs to a special group on a day, each in exactly one of four lists.

    Attributes:
        group: The name of the group.
        assigned: Those who belong to it, with their grids.
        gaps: The ids of those who belong to it and live in no grid.
        unclear: Those of whom it cannot be told, with what would have to be known.
        strangers: The ids on the list that nobody of the group's kind goes by in the register of the day.
    """

    group: str
    assigned: tuple[GroupMember, ...]
    gaps: tuple[str, ...]
    unclear: tuple[Unclear, ...]
    strangers: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether everybody is in the register and has a grid, and of nobody it is unclear."""
        return not (self.gaps or self.unclear or self.strangers)


def call_groups(
    register: Register,
    groups: Iterable[SpecialGroup],
    *,
    level: str,
    listed: Mapping[str, Iterable[str]] | None = None,
) -> tuple[GroupCall, ...]:
    """
    Tell who belongs to each special group, and which grid looks after whom: the one the person lives in.

    Args:
        register: The register of the day.
        groups: The groups.
        level: The level whose units look after people, such as the grid.
        listed: Who is on the list of a group, by its name, such as `gridcare.people.residence.Residence.listed` tells.

    Raises:
        DefinitionError: When a condition reads what there is not.
        UnknownName: When there is no such level, no such kind, or a list is that of none of the groups.
    """
    places, lists, called = Whereabouts(register, level), listed or {}, tuple(groups)
    names = [group.name for group in called]
    for name in lists:
        if name not in names:
            raise UnknownName("special group", name, names)
    return tuple(_call(register, group, places, frozenset(lists.get(group.name, ()))) for group in called)


def _call(register: Register, group: SpecialGroup, places: Whereabouts, listed: frozenset[str]) -> GroupCall:
    members = {each for each in listed if each in register and register[each].kind == group.kind}
    strangers = tuple(sorted(listed - members))
    unclear: tuple[Unclear, ...] = ()
    if group.condition is not None:
        chosen = register.select(group.condition, kind=group.kind)
        unclear = tuple(each for each in chosen.unclear if each.subject not in members)
        members |= set(chosen.found)
    held = [(person, places.living(person)) for person in sorted(members, key=register.row)]
    return GroupCall(
        group=group.name,
        assigned=tuple(GroupMember(person, unit) for person, unit in held if unit),
        gaps=tuple(person for person, unit in held if not unit),
        unclear=unclear,
        strangers=strangers,
    )


def count_groups(register: Register, calls: Iterable[GroupCall]) -> Tally:
    """
    Count up the tree how many of each special group there are; somebody of two groups counts in both.

    A gap counts in the unit that the person lives in, so that wider units miss nobody.

    Args:
        register: The register of the day.
        calls: What `call_groups` told.
    """
    places = Whereabouts(register)
    told = ((call.group, each) for call in calls for each in (*(one.person for one in call.assigned), *call.gaps))
    return Tally.of(register.hierarchy, ((places.living(person), group, {"person": 1}) for group, person in told))
