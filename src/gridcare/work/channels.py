"""
By which channels a step may be performed, and by which it was.

A method may prefer a channel for some: the telephone and the door for an old compound, a form on the web for a new
one. A step lists its channels as choices; of several entries under one name the first whose condition holds counts,
so that a channel may be primary for some and a fall-back for others. A condition that cannot be told offers nothing:
a method that wants something for the unknown says so (``not known(subject.compound) or ...``).

Which channel was used stands in the facts. A trial channel, such as an automatic caller, counts inside the totals of
its step: every case that a fact led out of the step counts once, under that fact's channel.
"""

from collections.abc import Iterable, Mapping

from gridcare.work.casebook import Casebook
from gridcare.work.coverage import NOBODY, Counted
from gridcare.work.rows import Rows

__all__ = ["counts_by_channel"]


def counts_by_channel(book: Casebook, cases: Iterable[tuple[Rows, int]], step: str) -> Mapping[str, Counted]:
    """
    Count cases by the channel of the fact that last led them out of a step.

    Args:
        book: The cases of the campaign.
        cases: Those to count.
        step: The step.

    Returns:
        The channels in order of their names; a channel that no fact stated is the empty one.
    """
    counts: dict[str, Counted] = {}
    for rows, row in cases:
        causes = [passage.cause for passage in book.fold(rows, row).passages if passage.part == step and passage.cause]
        fact = book.entries.meaning(book.entries.number[causes[-1]]) if causes else None
        if fact is not None:
            persons = rows.tally.unpack(rows.weights[row])["person"]
            channel = fact.origin.channel
            counts[channel] = counts.get(channel, NOBODY) + Counted(1, persons)
    return dict(sorted(counts.items()))
