"""A condition of it cites a callable that raises."""

from gridcare import Playbook, Workflow
from gridcare.hookspecs import hookimpl
from gridcare.work.steps import On, Settled, Step


def explode(persons):
    raise ZeroDivisionError(f"the secret is {persons}")


@hookimpl
def gridcare_playbooks():
    parts = (
        Step(
            "door",
            deadline="24h",
            moves=(
                On("met", go="done", when="hostile.cites:explode(subject.persons)"),
                On("met", go="other"),
            ),
        ),
        Settled("done"),
        Settled("other"),
    )
    return [Playbook(name="cites", zone="Asia/Shanghai", tracks=Workflow("cites", start="door", parts=parts))]
