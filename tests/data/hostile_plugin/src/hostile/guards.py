"""Its guard and its condition raise when they are asked, long after it was loaded."""

import attrs

from gridcare.hookspecs import hookimpl
from gridcare.plugins.four_step import FOUR_STEP, SELF_ISOLATION
from gridcare.work.release import Release
from gridcare.work.scales import Fall, Rise, Scale


@attrs.frozen
class Grudge:
    """It never lets go."""

    @property
    def kinds(self):
        return ("temperature",)

    def unmet(self, evidence):
        yield from ()
        raise ZeroDivisionError("the guard divides by nothing")


@attrs.frozen
class Whim:
    """Nobody knows when it holds."""

    kinds = frozenset(("test",))
    around = frozenset()

    def faults(self, where):
        return iter(())

    def checks(self, sight):
        raise ZeroDivisionError("the condition divides by nothing")


@hookimpl
def gridcare_playbooks():
    method = attrs.evolve(
        FOUR_STEP,
        name="grudge",
        protocols=(attrs.evolve(SELF_ISOLATION, release=Release(guards=(Grudge(),))),),
        scales=(
            Scale(
                "mood",
                ("calm", "cross"),
                rises=(Rise(to="cross"),),
                falls=(Fall("cross", "calm", when=Whim()),),
            ),
        ),
    )
    return [method]


@hookimpl
def gridcare_steps(playbook):
    playbook.tracks[0].workflow.parts[0].name = "mine"
