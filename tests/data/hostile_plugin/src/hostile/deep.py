"""A condition of it is nested far too deeply."""

from gridcare import Playbook, Workflow
from gridcare.hookspecs import hookimpl
from gridcare.work.steps import On, Settled, Step

CONDITION = "(" * 5_000 + "subject.persons > 3" + ")" * 5_000


@hookimpl
def gridcare_playbooks():
    step = Step("door", deadline="24h", moves=(On("met", go="done", when=CONDITION), On("met", go="done")))
    workflow = Workflow("deep", start="door", parts=(step, Settled("done")))
    return [Playbook(name="deep", zone="Asia/Shanghai", tracks=workflow)]
