"""
Papers weighed: which of the filings under one id counts, and which obligation it answers.

Most ids have one paper and need no weighing. Where a filing was corrected, withdrawn or told differently by two
sources, the law of `gridcare.facts.resolution` decides, as for any other fact.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain

from gridcare.facts.discrepancies import Discrepancy
from gridcare.facts.fact import Fact
from gridcare.facts.resolution import resolve
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Form
from gridcare.timing.periods import Period

__all__ = ["Inbox", "Papers", "recorded"]


def recorded(filing: Filing) -> tuple[datetime, str, datetime]:
    """Sort papers by when they became known."""
    return filing.known, filing.id, filing.filed


def _keep(among: dict[str, list[Filing]], filing: Filing) -> None:
    held = among.setdefault(filing.id, [])
    if filing not in held:
        held.append(filing)


class Papers:
    """
    Filings weighed.

    Args:
        filings: Every paper that is known, corrections included; those of other forms among them.

    Attributes:
        discrepancies: Where papers contradict each other.
        withdrawn: First filings that a correction voided.
        voids: The corrections that voided them.
        odd: The first papers of each id that needed weighing.
        counted: The filings that count, each as its corrections left it.
    """

    def __init__(self, filings: Iterable[Filing]) -> None:
        self.discrepancies: list[Discrepancy] = []
        self.withdrawn: list[Filing] = []
        self.voids: list[Filing] = []
        self._corrections: dict[str, list[Filing]] = {}
        self._amended: dict[str, dict[str, None]] = {}
        self._first_known: dict[str, datetime] = {}
        firsts: list[Filing] = []
        for filing in filings:
            if filing.amends:
                _keep(self._corrections, filing)
                self._amended.setdefault(filing.amends, {})[filing.id] = None
            else:
                firsts.append(filing)
        plain = {filing.id: filing for filing in firsts}
        variants: dict[str, list[Filing]] = {}
        for filing in firsts if len(plain) < len(firsts) else ():
            if (held := plain[filing.id]) is not filing and held != filing:
                variants.setdefault(filing.id, [held])
                _keep(variants, filing)
        # Most ids have one paper and need no weighing; what follows is about the others.
        amended = {root: [plain[root]] if root in plain else [] for root in self._amended if root not in variants}
        self.odd = {**variants, **amended}
        counted = [filing for root in self.odd for filing in self._weighed(root)]
        for root in self.odd:
            plain.pop(root, None)
        self.counted = [*plain.values(), *counted]

    def _named(self, root: str) -> list[Filing]:
        """Return every content of the corrections that name a first filing."""
        return [paper for each in self._amended.get(root, ()) for paper in self._corrections[each]]

    def _weighed(self, root: str) -> Iterable[Filing]:
        firsts, corrections = self.odd[root], self._named(root)
        facts = [filing.fact() for filing in firsts]
        amendments = [filing.amendment() for filing in corrections]
        resolved = resolve(root, facts, amendments)
        self.discrepancies += resolved.discrepancies
        if resolved.fact is None:
            self.withdrawn += firsts
            self.voids += (each for each in corrections if each.void and firsts)
            return ()
        self._first_known[root] = resolved.fact.known
        contents = chain(facts, (each.fact for each in amendments))
        papers = zip(chain(firsts, corrections), contents, strict=True)
        return [paper for paper, content in papers if _counts(content, resolved.fact)]

    def slots(self, form: Form, at: datetime) -> dict[tuple[str, int], tuple[Filing, ...]]:
        """Sort what was filed on the form so far by unit and period, within a slot in the order of filing."""
        found: dict[tuple[str, int], tuple[Filing, ...]] = {}
        for filing in self.counted:
            if filing.filed <= at and _on(form, filing):
                slot, alone = (filing.unit, filing.period.number), (filing,)
                if (held := found.setdefault(slot, alone)) is not alone:
                    found[slot] = (*held, filing)
        several = {slot: filings for slot, filings in found.items() if len(filings) > 1}
        return found | {slot: tuple(sorted(filings, key=self.order)) for slot, filings in several.items()}

    def order(self, filing: Filing) -> tuple[datetime, datetime, str]:
        """Sort by when they were filed; of one moment, the order in which the first papers became known decides."""
        return filing.filed, self._first_known.get(filing.root, filing.known), filing.root

    def elsewhere(self, form: Form, at: datetime) -> Iterator[Filing]:
        """Go through what was filed so far on another form or for a period of another cadence."""
        return (filing for filing in self.counted if filing.filed <= at and not _on(form, filing))

    def history(self, filings: tuple[Filing, ...]) -> tuple[Filing, ...]:
        """Return all papers behind some filings, in the order in which they became known."""
        roots = [filing.root for filing in filings]
        if not any(root in self.odd for root in roots):
            return filings
        odd = chain.from_iterable(chain(self.odd[root], self._named(root)) for root in roots if root in self.odd)
        plain = (filing for filing, root in zip(filings, roots, strict=True) if root not in self.odd)
        return tuple(sorted(chain(odd, plain), key=recorded))


def _on(form: Form, filing: Filing) -> bool:
    cadence = filing.period.cadence
    return filing.form == form.name and (cadence is form.every or cadence == form.every)


def _counts(content: Fact | None, counted: Fact) -> bool:
    """Tell whether this content counts; a correction shares its answers, and no two papers share theirs."""
    return content is not None and content.answers is counted.answers


class Inbox:
    """
    What was received on a form, asked for one obligation at a time, as it was known at any moment.

    Args:
        form: The form.
        filings: Every paper, corrections included; those of other forms among them.
    """

    def __init__(self, form: Form, filings: Iterable[Filing]) -> None:
        self._form = form
        self._papers: dict[str, list[Filing]] = {}
        self._roots: dict[tuple[str, int], dict[str, None]] = {}
        for paper in filings:
            if _on(form, paper):
                self._roots.setdefault((paper.unit, paper.period.number), {})[paper.root] = None
            self._papers.setdefault(paper.root, []).append(paper)

    def answers(self, unit: str, period: Period, at: datetime, known: datetime) -> bool:
        """Tell whether a filing was there that answers what a unit owes for a period."""
        slot = unit, period.number
        papers = [paper for root in self._roots.get(slot, ()) for paper in self._papers[root]]
        told = [paper for paper in papers if paper.known <= known]
        if len(told) == 1 and not told[0].amends:
            (only,) = told  # an amendment that nobody knows yet may have brought it here from another slot
            return (only.unit, only.period.number) == slot and only.filed <= at
        return bool(told) and slot in Papers(told).slots(self._form, at)
