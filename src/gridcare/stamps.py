"""
Under which method facts were recorded.

A street's facts outlive the version of the method that they were recorded under. What is stored with them is a *stamp*:
the playbook, its version, the extensions that were brought into it and the version of each workflow. Facts are judged
by the method of their stamp, and by a later one only where a state map says where its cases go.
"""

import attrs

from gridcare.errors import GridcareError

__all__ = ["OtherMethod", "Stamp"]


@attrs.frozen(kw_only=True)
class Stamp:
    """
    Which method cases were judged by, to be stored with their facts.

    Attributes:
        playbook: The name of the playbook.
        version: Its version.
        extensions: The extensions that were brought into it, each with its version.
        workflows: For each track the version of its workflow.
    """

    playbook: str
    version: str
    extensions: tuple[tuple[str, str], ...] = ()
    workflows: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return " + ".join((f"{self.playbook} {self.version}", *(f"{name} {each}" for name, each in self.extensions)))


class OtherMethod(GridcareError, ValueError):
    """
    Facts were to be judged by another method than the one they were recorded under, and nobody said how.

    Attributes:
        recorded: The stamp that they bear.
        asked: The stamp of the method they were to be judged by.
        track: The track that no state map leads to.
    """

    code = "other-method"

    def __init__(self, recorded: Stamp, asked: Stamp, track: str) -> None:
        self.recorded, self.asked, self.track = recorded, asked, track
        super().__init__(
            f"what was recorded under '{recorded}' cannot be judged by '{asked}': no state map says where the cases of "
            f"track '{track}' go; use that method, or declare its workflow with former=StateMap(...)"
        )
