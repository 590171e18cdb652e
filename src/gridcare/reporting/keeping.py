"""
What a method keeps of persons: its ledgers, and how much the facts behind them give away.

A method says which ledgers (台账) an office keeps, and when it must be gone who somebody is; both read the records of
the office. What may be read of them follows from what the method declares: the kinds of facts that its workflows,
protocols and upkeeps ask for, and the answers of its questionnaires with their privacy classes. That there is such a
fact about somebody counts as sensitive, unless the method says that it gives away less.

Whether ledgers and rules read only what is there can therefore be told from the declaration alone, over a register
that holds nobody.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain
from typing import Final

from gridcare.errors import DefinitionError, Fault, UnknownName
from gridcare.privacy import PrivacyClass
from gridcare.reporting.ledgers import Ledger, LedgerForm, Lists
from gridcare.reporting.records import Records
from gridcare.reporting.retention import RetentionRule, retentions
from gridcare.work.protocols import Protocol
from gridcare.work.rows import Track
from gridcare.work.upkeep import Upkeep

__all__ = ["ANY_MOMENT", "answer_classes", "check_ledgers", "check_retention", "fact_classes"]

ANY_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""A moment for records that hold nobody, where it does not matter which."""


def fact_classes(
    tracks: Iterable[Track],
    protocols: Iterable[Protocol],
    upkeeps: Iterable[Upkeep],
    declared: Iterable[tuple[str, PrivacyClass]],
) -> Mapping[str, PrivacyClass]:
    """
    Tell how much it gives away that there is a fact of each kind about somebody.

    Args:
        tracks: The tracks, whose workflows ask for facts.
        protocols: The protocols that read facts.
        upkeeps: The upkeeps that facts answer.
        declared: What the method says of kinds, its own further ones among them; it wins.
    """
    workflows = [track.workflow for track in tracks]
    asked = (chain(each.table.outcomes, each.ordered, each.reads) for each in workflows)
    read = (each.kinds for each in protocols)
    answering = (each.answered_by for each in upkeeps)
    kinds = sorted(set(chain.from_iterable(chain(asked, read, answering))))
    return {**dict.fromkeys(kinds, PrivacyClass.SENSITIVE), **dict(declared)}


def answer_classes(tracks: Iterable[Track]) -> Mapping[str, PrivacyClass]:
    """Tell how much each answer gives away; of several questions with one name, what the most private one does."""
    steps = (step for track in tracks for step in track.workflow.steps if step.questionnaire is not None)
    found: dict[str, PrivacyClass] = {}
    for question in chain.from_iterable(step.questionnaire.questions for step in steps if step.questionnaire):
        found[question.name] = max(found.get(question.name, question.privacy), question.privacy)
    return found


def check_ledgers(
    forms: Iterable[LedgerForm], records: Records, *, protocols: Iterable[str], tracks: Iterable[str]
) -> Iterator[Fault]:
    """
    Find ledgers that read what is not there, or give away more than they say.

    Args:
        forms: The ledgers.
        records: The records of the method; those of nobody will do.
        protocols: The names of the protocols, whose episodes may be listed.
        tracks: The names of the tracks, whose cases may be listed.
    """
    known = {Lists.EPISODES: ("protocol", tuple(protocols)), Lists.CASES: ("track", tuple(tracks))}
    for form in forms:
        try:
            Ledger(form, records)
        except DefinitionError as error:
            yield from error.faults
        noun, names = known.get(form.lists, ("", form.of))
        for each in form.of:
            if each not in names:
                yield Fault("ledger.of-what", form.name, str(UnknownName(noun, each, names)))


def check_retention(rules: Iterable[RetentionRule], records: Records) -> Iterator[Fault]:
    """Find rules of retention that speak of a kind of subject that is not there, or read what is not there."""
    try:
        retentions(records, rules)
    except DefinitionError as error:
        yield from error.faults
