"""
Open readings: a published sentence that can be read in several ways.

"Released 105 (6 of them converted)" is no sum that fails. It is a sentence, and on how it is read hang several figures
at once: who completed, and who is still under observation. That is one question, whatever hangs on it; it is told with
what each figure comes to under every reading, and no reading is taken for what was printed. A method declares what its
papers leave open; where a reading states a figure that was printed, it states it as printed.

>>> from gridcare.reporting.figures import Figure
>>> inside = Figures((Figure("completed", 99), Figure("active", 17)), label="among the released")
>>> on_top = Figures((Figure("completed", 105), Figure("active", 11)), label="on top of them")
>>> question = OpenReading(id="converted", asks="are the 6 among the 105?", readings=(inside, on_top))
>>> [(each.id, each.left, each.right) for each in question.consequences]
[('completed', 99, 105), ('active', 17, 11)]
"""

from collections.abc import Iterable, Iterator

import attrs

from gridcare.errors import Fault, refuse
from gridcare.given import typed
from gridcare.reporting.figures import Figures
from gridcare.reporting.reconcile import Finding, Status, reconcile
from gridcare.titles import Titles, titles

__all__ = ["OpenReading", "check_quoted"]


def _figures(given: Iterable[Figures]) -> tuple[Figures, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True, field_transformer=typed)
class OpenReading:
    """
    A published sentence that can be read in several ways.

    Attributes:
        id: Its name.
        asks: What is open, in words.
        readings: What the figures that hang on it come to under each reading, the one chosen first.
        titles: What is open, in a few words, by language.

    Raises:
        DefinitionError: When there are fewer than two readings.
    """

    id: str
    asks: str
    readings: tuple[Figures, ...] = attrs.field(converter=_figures)
    titles: Titles = attrs.field(default=(), converter=titles)

    def __attrs_post_init__(self) -> None:
        refuse(f"question '{self.id}'", self._faults())

    def _faults(self) -> Iterator[Fault]:
        if len(self.readings) < 2:
            yield Fault("question.readings", self.id, "a question has at least two readings; give the others too")

    @property
    def consequences(self) -> tuple[Finding, ...]:
        """What comes out otherwise under another reading than the chosen one; none when nothing hangs on it."""
        chosen, *others = self.readings
        return tuple(
            finding for other in others for finding in reconcile(chosen, other) if finding.status is not Status.PASS
        )

    @property
    def hanging(self) -> tuple[str, ...]:
        """The names of the figures that hang on it, in the order in which they are first told."""
        return tuple(dict.fromkeys(finding.id for finding in self.consequences))


def check_quoted(questions: Iterable[OpenReading], printed: Figures) -> Iterator[Fault]:
    """
    Find readings that state a printed figure otherwise; a reading says what follows from figures, and mends none.

    Args:
        questions: What the papers leave open.
        printed: What they printed. Of a line that was left blank, a reading may state anything.
    """
    for question in questions:
        for reading in question.readings:
            for name in sorted({*reading} & {*printed}):
                was, read = printed[name].value, reading[name].value
                if was is not None and read != was:
                    problem = (
                        f"reading '{reading.label}' states '{name}' as {read}, and {was} is printed; state it as "
                        "printed, or give what follows from it a name of its own"
                    )
                    yield Fault("question.quoted", question.id, problem)
