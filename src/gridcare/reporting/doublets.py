"""
What ledgers show or count twice, so that nothing is typed that could be drawn (一表多头).

Ledgers type nothing: each column is drawn from the records. Two columns that show one thing under two names, or two
things under one, are told all the same, because whoever reads both ledgers takes them for what they are called. And
where a form asks for a figure that bears the name of a ledger, the figure can be counted instead of asked. As with the
items of forms (`gridcare.reporting.overlaps`), only a person can tell what was meant; these are findings.
"""

from collections.abc import Iterable
from itertools import combinations

import attrs

from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Item
from gridcare.reporting.ledgers import LedgerColumn, LedgerForm
from gridcare.reporting.overlaps import same_title, same_word

__all__ = ["CountedItem", "SameColumn", "counted_items", "same_columns"]


@attrs.frozen(kw_only=True)
class SameColumn:
    """
    Two columns of two ledgers that are called and drawn differently from each other.

    Attributes:
        ledger: The first ledger.
        column: Its column.
        other_ledger: The second ledger.
        other_column: Its column.
        because: The evidence: ``shows`` when both show one thing under two names, ``name`` when both bear one name and
            show two things, or ``title`` and the language in which two things are called the same.
    """

    ledger: str
    column: str
    other_ledger: str
    other_column: str
    because: str


def same_columns(ledgers: Iterable[LedgerForm]) -> tuple[SameColumn, ...]:
    """
    Find what two ledgers show under two names, and what two things they call by one.

    Only ledgers whose lines are of the same sort are held against each other.

    Args:
        ledgers: The ledger forms.
    """
    listed = [(form, column) for form in ledgers for column in form.columns]
    return tuple(
        SameColumn(
            ledger=form.name, column=column.name, other_ledger=other.name, other_column=twin.name, because=because
        )
        for (form, column), (other, twin) in combinations(listed, 2)
        if form.name != other.name and form.lists is other.lists and (because := _confused(column, twin))
    )


def _confused(column: LedgerColumn, other: LedgerColumn) -> str:
    if column.shows == other.shows:
        return "" if same_word(column.name, other.name) else "shows"
    if same_word(column.name, other.name):
        return "name"
    return same_title(column.titles, other.titles)


@attrs.frozen(kw_only=True)
class CountedItem:
    """
    An item that a form asks for and a ledger could count.

    Attributes:
        form: The form.
        item: Its item.
        ledger: The ledger of whose lines it seems to be the number.
        because: The evidence, as in `SameItem`.
    """

    form: str
    item: str
    ledger: str
    because: str


def counted_items(forms: Iterable[Form], ledgers: Iterable[LedgerForm]) -> tuple[CountedItem, ...]:
    """
    Find the items of forms that bear the name or a title of a ledger, whose lines are what they ask to be counted.

    Args:
        forms: The forms.
        ledgers: The ledger forms.
    """
    kept = tuple(ledgers)
    return tuple(
        CountedItem(form=form.name, item=item.name, ledger=ledger.name, because=because)
        for form in forms
        for item in form.items
        for ledger in kept
        if (because := _same_name(item, ledger))
    )


def _same_name(item: Item, ledger: LedgerForm) -> str:
    return "name" if same_word(item.name, ledger.name) else same_title(item.titles, ledger.titles)
