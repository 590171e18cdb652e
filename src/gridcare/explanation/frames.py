"""
The sentences that explanations are told in, by code, for those who bring a language of their own.

English and Chinese are here. A playbook may bring the sentences of a third language, each under the code of the English
one that it replaces; a sentence that it does not bring is told in English, as phrases of reports are. Sentences about
cases begin with ``case.``, those about what stands beside the workflows with ``practice.``, those about reports,
figures and settings with ``paper.``, those of audits with ``audit.``.

>>> frames()["case.again"]
'   - {outcome}{when}: try again{effects}.'
"""

from collections.abc import Iterable, Iterator, Mapping

from gridcare.errors import Fault, did_you_mean
from gridcare.explanation import audits, papers
from gridcare.explanation.practices import LANGUAGES
from gridcare.explanation.workflows import sentences
from gridcare.reporting.languages import placeholders

__all__ = ["frame_faults", "frames", "untranslated"]


def frames() -> Mapping[str, str]:
    """Return every sentence in English, by its code; what stands in braces is put in when a method is told."""
    practices = {f"practice.{code}": text for code, text in LANGUAGES["en"].items()}
    filed = {f"paper.{code}": text for code, text in papers.LANGUAGES["en"].items()}
    found = {f"audit.{code}": text for code, text in audits.LANGUAGES["en"].items()}
    return {f"case.{code}": text for code, text in sentences().items()} | practices | filed | found


def untranslated(own: Mapping[str, str]) -> tuple[str, ...]:
    """List the codes of the sentences that a language does not bring, and that are therefore told in English."""
    return tuple(code for code in frames() if code not in own)


def frame_faults(language: str, own: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    """
    Find what is wrong with the sentences of a language: a code that is none, and names that are not put in there.

    Args:
        language: The code of the language.
        own: Its sentences, by code.
    """
    known = frames()
    for code, text in own:
        where = f"{language}/{code}"
        if code not in known:
            yield Fault(
                "playbook.phrase", where, f"'{code}' is no sentence of an explanation{did_you_mean(code, known)}"
            )
            continue
        try:
            named = [name for name, _ in placeholders(text)]
        except ValueError as error:
            yield Fault("playbook.phrase", where, f"'{text}' cannot be filled in: {error}")
            continue
        allowed = [name for name, _ in placeholders(known[code])]
        for name in named:
            if name not in allowed:
                yield Fault("playbook.phrase", where, f"'{name}' is not put in here{did_you_mean(name, allowed)}")
