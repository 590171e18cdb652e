"""Two plug-in objects that are equal, which pluggy takes for one."""

import attrs

from gridcare.hookspecs import hookimpl
from gridcare.plugins.four_step import FOUR_STEP


@attrs.frozen
class Twin:
    @hookimpl
    def gridcare_playbooks(self):
        return [attrs.evolve(FOUR_STEP, name="twin")]


ONE, OTHER = Twin(), Twin()
