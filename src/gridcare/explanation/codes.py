"""
What a code means, in English and in Chinese.

Every exception, every fault and every finding has a stable code; its sentence names the particulars and is English. A
code has one line beside it in each language: what is wrong, and what to do about it. That line is without particulars,
so that it can be looked up anywhere, by a program that keeps nothing but the code.

>>> meaning("workflow.unreachable")
'No way leads to this part; send some outcome to it, or remove it.'
>>> meaning("workflow.unreachable", "zh")
'没有流转通向这个环节；请补上，或删去该环节。'
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gridcare.errors import UnknownName
from gridcare.explanation.meanings import method, people, places, records, reporting, timing, work

__all__ = ["CODES", "SUBJECTS", "meaning"]

SUBJECTS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = MappingProxyType(
    {
        "records": records.MEANINGS,
        "timing": timing.MEANINGS,
        "places": places.MEANINGS,
        "people": people.MEANINGS,
        "work": work.MEANINGS,
        "reporting": reporting.MEANINGS,
        "method": method.MEANINGS,
    }
)
"""The codes by what they are about, each with its meaning in English and in Chinese."""

CODES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {code: meanings for subject in SUBJECTS.values() for code, meanings in subject.items()}
)
"""Every code of gridcare with its meaning in English and in Chinese; a plug-in's own codes are not among them."""

_LANGUAGES: Final = ("en", "zh")


def meaning(code: str, language: str = "en") -> str:
    """
    Say what a code means and what to do about it.

    Args:
        code: The code of an exception, a fault, an issue, a discrepancy or another finding.
        language: ``en`` or ``zh``.

    Raises:
        UnknownName: When gridcare has no such code, or no words of that language for it.
    """
    if language not in _LANGUAGES:
        raise UnknownName("language of the codes", language, _LANGUAGES)
    if code not in CODES:
        raise UnknownName("code", code, CODES)
    return CODES[code][_LANGUAGES.index(language)]
