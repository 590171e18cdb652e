"""
The paperwork (表册) of a method: the forms that units file, and what is read of them and of the figures it published.

A form asks; an indicator is derived from what one form asks; an identity is what the filings of a form, or the
published figures, must satisfy. Which of them belong to which form is told here, and whether each reads something that
is there. An indicator that names no form reads the only one there is; an identity that names none is one of the
published figures.

>>> from gridcare.reporting.figures import Figure
>>> published = Figures((Figure("home", 83_781), Figure("away", 11_093), Figure("persons", 94_874)))
>>> whole = Identity("whole", "home + away = persons")
>>> [each.id for each in Paperwork(figures=published, identities=(whole,)).identities_of()]
['whole']
>>> [fault.code for fault in Paperwork(identities=(attrs.evolve(whole, form="daily"),)).faults()]
['playbook.form']
"""

from collections import Counter
from collections.abc import Iterator
from typing import TypeVar

import attrs

from gridcare.errors import Fault, UnknownName, did_you_mean
from gridcare.reporting.figures import Figures
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Indicator
from gridcare.reporting.measures import check_indicators, report_context
from gridcare.reporting.open_readings import OpenReading, check_quoted
from gridcare.reporting.overlaps import check_forms
from gridcare.reporting.reconcile import Identity, check_identities
from gridcare.rules.parameters import Parameters

__all__ = ["Paperwork"]


@attrs.frozen(kw_only=True)
class Paperwork:
    """
    The forms, indicators, published figures, identities and open readings of one method.

    Attributes:
        forms: The forms that units file.
        indicators: What is derived from the items of the form that each names.
        figures: What was published.
        identities: What the published figures must satisfy and, where one names a form, what its filings must.
        open_readings: What the papers leave open, on which figures hang.
        parameters: What indicators and identities may read beside items and figures.
    """

    forms: tuple[Form, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    figures: Figures = attrs.field(factory=Figures)
    identities: tuple[Identity, ...] = ()
    open_readings: tuple[OpenReading, ...] = ()
    parameters: Parameters = attrs.field(factory=Parameters)

    def form(self, name: str) -> Form:
        """
        Return a form by its name.

        Raises:
            UnknownName: When there is none of that name.
        """
        known = {form.name: form for form in self.forms}
        if name not in known:
            raise UnknownName("form", name, known)
        return known[name]

    def indicators_of(self, form: str) -> tuple[Indicator, ...]:
        """
        Return the indicators that read a form, with the values of the parameters that they read.

        Raises:
            UnknownName: When there is no form of that name.
        """
        self.form(form)
        return tuple(_settled(each, self.parameters) for each in self._reading(form))

    def identities_of(self, form: str = "") -> tuple[Identity, ...]:
        """
        Return the identities that the filings of a form must satisfy; without a form, those of the published figures.

        The values of the parameters that they read stand in their places.

        Raises:
            UnknownName: When there is no form of that name.
        """
        if form:
            self.form(form)
        return tuple(_settled(each, self.parameters) for each in self.identities if each.form == form)

    def faults(self) -> Iterator[Fault]:
        """Find forms that claim one obligation, and what reads an item, a figure or a form that is not there."""
        yield from self._astray()
        apart = Counter(id for id, _ in {(each.id, each.form) for each in self.identities})
        for id in sorted(id for id, forms in apart.items() if forms > 1):
            yield Fault("playbook.repeated", id, "two identities bear this id; give each its own")
        yield from check_identities(self.identities_of(), self.figures.context())
        for form in self.forms:
            yield from check_indicators(self._reading(form.name), form, self.parameters)
            read = self.parameters.read_in(report_context(form))
            yield from check_identities([each for each in self.identities if each.form == form.name], read)
        yield from check_forms(self.forms)
        yield from check_quoted(self.open_readings, self.figures)

    def _reading(self, form: str) -> Iterator[Indicator]:
        single = len(self.forms) == 1
        return (each for each in self.indicators if each.form == form or (single and not each.form))

    def _astray(self) -> Iterator[Fault]:
        """Find what names a form that is not there, or none where one must be named."""
        known = [form.name for form in self.forms]
        reading = [(each.name, each.form) for each in self.indicators]
        for name, form in (*reading, *((each.id, each.form) for each in self.identities)):
            if form and form not in known:
                yield Fault("playbook.form", name, f"'{form}' is no form of this playbook{did_you_mean(form, known)}")
        if len(known) != 1:
            unsaid = [indicator.name for indicator in self.indicators if not indicator.form]
            told = "declare the form" if not known else "say which form, as there are several"
            yield from (Fault("playbook.form", name, f"the indicator reads no form; {told}") for name in unsaid)


Relating = TypeVar("Relating", Indicator, Identity)


def _settled(reading: Relating, parameters: Parameters) -> Relating:
    """Put the values of parameters in the places where an expression over a form reads them."""
    says = parameters.put_into(reading.says)
    return reading if says is reading.says else attrs.evolve(reading, says=says)
