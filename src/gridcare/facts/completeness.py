"""
Completeness: which answers a visit still owes, and why.

Enter once, have everything (进一次门): a household that is recorded in full is not visited again, and one that is not
gets a visit for exactly what is missing. So completeness is no percentage but a list, and an answer on it says
whether nobody asked, whether it was left blank on purpose, or whether it cannot even be told yet if it is needed.
"""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

import attrs

from gridcare.rules.unknowns import Reason

__all__ = ["Completeness", "Missing", "merged"]


@attrs.frozen(kw_only=True)
class Missing:
    """
    One answer that a questionnaire still needs, and why.

    Attributes:
        questionnaire: The name of the questionnaire.
        field: The name of the question.
        member: The member who is to answer; empty when the subject is.
        code: ``missing`` (nobody stated it), ``blank`` (left blank on purpose), ``unusable`` (what stands there is no
            answer) or ``undecided`` (whether it is required is unknown).
        reasons: What has to be known first, where it is undecided.
    """

    questionnaire: str
    field: str
    member: str = ""
    code: str = "missing"
    reasons: tuple[Reason, ...] = ()

    def __str__(self) -> str:
        who = f"'{self.field}' of '{self.member}'" if self.member else f"'{self.field}'"
        because = f", because {'; '.join(map(str, self.reasons))}" if self.reasons else ""
        return f"{who} {_WHY[self.code]}{because}"


_WHY: Final = MappingProxyType(
    {
        "missing": "is not stated",
        "blank": "is a stated blank",
        "unusable": "holds what is no answer to it",
        "undecided": "may be required, which cannot be told yet",
    }
)


@attrs.frozen
class Completeness:
    """
    What is still missing for a visit to be fully recorded.

    Attributes:
        missing: Each answer that is needed, in the order of the questions.
    """

    missing: tuple[Missing, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing is missing, so that nobody has to go there again (进一次门)."""
        return not self.missing

    def __str__(self) -> str:
        return "; ".join(map(str, self.missing)) or "complete"


def merged(parts: Iterable[Completeness]) -> Completeness:
    """Return the completeness of a visit that fills several questionnaires: what any of them misses, each once."""
    return Completeness(tuple(dict.fromkeys(missing for part in parts for missing in part.missing)))
