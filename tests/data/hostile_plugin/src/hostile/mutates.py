"""It tries to change a method that belongs to somebody else."""

from gridcare.hookspecs import hookimpl
from gridcare.plugins.four_step import FOUR_STEP


@hookimpl
def gridcare_playbooks():
    FOUR_STEP.workflow.parts[0].titles += (("en", "mine"),)
    return []
