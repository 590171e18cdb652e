"""A condition of it is far too long."""

from gridcare import Playbook, Workflow
from gridcare.hookspecs import hookimpl
from gridcare.work.steps import On, Settled, Step

CONDITION = " or ".join(f"subject.persons = {number}" for number in range(100_000))


@hookimpl
def gridcare_playbooks():
    step = Step("door", deadline="24h", moves=(On("met", go="done", when=CONDITION), On("met", go="done")))
    workflow = Workflow("large", start="door", parts=(step, Settled("done")))
    return [Playbook(name="large", zone="Asia/Shanghai", tracks=workflow)]
