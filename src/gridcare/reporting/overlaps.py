"""
What several forms ask twice, so that nobody has to write one figure on two papers (一表多头、重复填报).

Two forms claim one obligation when they bear one name, since a filing could answer either, or when both ask the same
unit for the same item at the same cadence. Either is a fault. Where two forms ask for what seems to be one item under
two names, nobody but a person can tell, and so it is a finding with its evidence.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations
from unicodedata import normalize

import attrs

from gridcare.errors import Fault
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Item
from gridcare.titles import Titles

__all__ = ["SameItem", "check_forms", "same_items", "same_title", "same_word"]


def check_forms(forms: Iterable[Form]) -> list[Fault]:
    """
    Find obligations that two forms claim.

    Args:
        forms: The forms that are in force together.

    Returns:
        A fault for each name that two forms bear, and for each item that two forms ask of the same units at one
        cadence. The units that two levels and a list of units have in common are not looked up: two forms overlap
        when they name one level or one unit.
    """
    return [fault for one, other in combinations(forms, 2) for fault in _claims(one, other)]


def _claims(one: Form, other: Form) -> Iterator[Fault]:
    if one.name == other.name:
        problem = "two forms bear this name, so that a filing could answer either; give each its own"
        yield Fault("forms.name-twice", one.name, problem)
    whom = sorted({*one.owed_by} & {*other.owed_by}) + sorted({*one.units} & {*other.units})
    if one.every != other.every or not whom:
        return
    asked = ", ".join(f"'{each}'" for each in whom)
    for item in one.items:
        if other.item(item.name) is not None:
            problem = (
                f"'{one.name}' and '{other.name}' both ask {asked} for it every {one.every}; ask it in one of them"
            )
            yield Fault("forms.asked-twice", f"{other.name}/{item.name}", problem)


@attrs.frozen(kw_only=True)
class SameItem:
    """
    Two items of two forms that seem to be one under two names.

    Attributes:
        form: The first form.
        item: Its item.
        other_form: The second form.
        other_item: Its item.
        because: The evidence: ``name`` when the names differ only in how they are written, or ``title`` and the
            language in which both are called the same.
    """

    form: str
    item: str
    other_form: str
    other_item: str
    because: str


def same_items(forms: Iterable[Form]) -> tuple[SameItem, ...]:
    """
    Find what two forms seem to ask under two names.

    Two items are held against each other when they count the same thing, over the same time and by the same
    categories.

    Args:
        forms: The forms.
    """
    asked = [(form.name, item) for form in forms for item in form.items]
    return tuple(
        SameItem(form=form, item=item.name, other_form=other, other_item=twin.name, because=because)
        for (form, item), (other, twin) in combinations(asked, 2)
        if form != other and (because := _evidence(item, twin))
    )


def _evidence(item: Item, other: Item) -> str:
    if item.name == other.name or _shape(item) != _shape(other):
        return ""
    if same_word(item.name, other.name):
        return "name"
    return same_title(item.titles, other.titles)


def same_word(one: str, other: str) -> bool:
    """Tell whether two names differ at most in how they are written: width, case, spaces and marks."""
    return _written(one) == _written(other)


def same_title(titles: Titles, others: Titles) -> str:
    """Say in which languages two things are called the same, as evidence; empty when in none."""
    known = {(language, _written(title)) for language, title in titles}
    same = sorted(language for language, title in others if (language, _written(title)) in known)
    return f"title {', '.join(same)}" if same else ""


def _shape(item: Item) -> tuple[object, ...]:
    return item.counts, item.cumulative, item.distinct, frozenset(item.categories), item.over_time, item.over_units


def _written(text: str) -> str:
    """Leave out how a name is written: width, case, spaces and marks."""
    return "".join(letter for letter in normalize("NFKC", text).casefold() if letter.isalnum())
