"""It implements a hook that there is not, beside one that there is."""

from gridcare.hookspecs import hookimpl
from gridcare.plugins.four_step import FOUR_STEP


@hookimpl
def gridcare_playbook():
    return [FOUR_STEP]


@hookimpl
def gridcare_playbooks(zone="Asia/Shanghai"):
    return [FOUR_STEP]
