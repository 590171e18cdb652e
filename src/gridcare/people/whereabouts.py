"""
Where the persons of a register are registered and where they live, told by the units of one level.

A person belongs to one unit and lives in a dwelling, which may lie in another: registered here, living there
(人户分离). Between two grids of one street that is nothing to hand over; between two streets it is. So the level says
how close one looks. Whoever lies in no unit of the level, such as in a dwelling that hangs directly on the community,
is nowhere.
"""

from collections.abc import Iterator

from gridcare.errors import UnknownName
from gridcare.people.register import Register

__all__ = ["Whereabouts"]


class Whereabouts:
    """
    The places of a register's persons, by the units of one level.

    Args:
        register: The register.
        level: The name of the level; the very units that subjects are in when not given.

    Raises:
        UnknownName: When the hierarchy has no such level.
    """

    __slots__ = ("_above", "level", "register")

    def __init__(self, register: Register, level: str = "") -> None:
        levels = [each.name for each in register.hierarchy.levels]
        if level and level not in levels:
            raise UnknownName("level", level, levels)
        self.register = register
        self.level = level
        self._above: dict[str, str] = {}

    def persons(self) -> Iterator[str]:
        """Go through the ids of all persons, in the order of the register."""
        for name, kind in self.register.kinds.items():
            if kind.person:
                yield from self.register.ids(name)

    def registered(self, person: str) -> str:
        """Return the unit that somebody belongs to; empty when it lies in none of the level."""
        return self._at_level(self.register[person].unit)

    def living(self, person: str) -> str:
        """
        Return the unit of the dwelling that somebody lives in; empty when it lies in none of the level.

        Of whom no dwelling is known, it is the unit that the person belongs to.
        """
        register = self.register
        subject = register[person]
        held = map(register.__getitem__, subject.containers)
        home = next((each for each in held if register.kinds[each.kind].dwelling), subject)
        return self._at_level(home.unit)

    def _at_level(self, unit: str) -> str:
        if unit not in self._above:
            hierarchy = self.register.hierarchy
            path = (unit, *hierarchy.ancestors(unit)) if self.level else (unit,)
            fitting = (each for each in path if not self.level or hierarchy[each].level == self.level)
            self._above[unit] = next(fitting, "")
        return self._above[unit]
