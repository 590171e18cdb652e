"""
Supplies: what came, what went, what is there, how long it lasts, and who still lacks an item.

A store is a unit or a site. What it *received* and what it *issued* are facts with an item and a quantity, and the
balance follows: opening + received - issued. Now and then somebody *counts* the shelf (盘点). The shelf is right and
the book is not, so the count becomes the balance, and the difference is told as an *adjustment* beside it and never
hidden in another figure. A book below zero is a finding: more was issued than anybody recorded as received.

Days of stock are the balance over the mean daily use of the last days. How many days a use is averaged over, and for
how many days a store must be covered, are parameters of the host. Nothing issued means that nobody can tell how long
the stock lasts, which is not for ever.

A *kit* is the set of items that a person must be given. Who lacks what is read from the same facts.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs

from gridcare.errors import Fault, refuse
from gridcare.facts.fact import Fact, standing, standing_order
from gridcare.given import texts
from gridcare.reporting.disclosure import Disclosure
from gridcare.reporting.records import Record, Records
from gridcare.rules.evaluation import compiled
from gridcare.rules.expressions import Expression
from gridcare.rules.grammar import expression
from gridcare.rules.unknowns import Unknown
from gridcare.timing.periods import Zone, local_day
from gridcare.work.protocols import KIT

__all__ = [
    "COUNTED",
    "ISSUED",
    "RECEIVED",
    "Kit",
    "KitGap",
    "SupplyBook",
    "SupplyFinding",
    "SupplyLine",
    "SupplyRule",
    "kit_gaps",
    "supply_book",
]

RECEIVED: Final = "received"
"""The kind of the fact that a store received a quantity of an item."""
ISSUED: Final = "issued"
"""The kind of the fact that a store issued a quantity of an item."""
COUNTED: Final = "counted"
"""The kind of the fact that somebody counted a quantity of an item in a store."""

Quantity = int | Decimal
"""How much; never a float, so that sums are exact."""


@attrs.frozen(kw_only=True)
class SupplyRule:
    """
    How much of an item a store should hold.

    Attributes:
        item: The item.
        over: Over how many days, up to the last one, the daily use is averaged.
        cover: For how many days of that use there should be stock.
        least: What should be there whatever the use.

    Raises:
        DefinitionError: When `over` is below 1, or `cover` or `least` below 0.
    """

    item: str = attrs.field(kw_only=False)
    over: int
    cover: int
    least: Quantity = 0

    def __attrs_post_init__(self) -> None:
        lowest = (("over", self.over, 1), ("cover", self.cover, 0), ("least", self.least, 0))
        faults = [Fault("supply.rule", name, f"it must be {low} or more") for name, told, low in lowest if told < low]
        refuse(f"the rule of supplies for '{self.item}'", faults)


@attrs.frozen(kw_only=True)
class SupplyLine:
    """
    One item of one store over some days; balance = opening + received - issued + adjusted.

    Attributes:
        store: The id of the store.
        item: The item.
        opening: What was there at the beginning of the first day.
        received: What came.
        issued: What went.
        adjusted: What counts of the shelf added to the book, or took from it.
        balance: What is there at the end of the last day.
        daily_use: The mean of what went a day, as the rule says; none without a rule.
        shortage: How much is lacking of what should be there; none without a rule.
    """

    store: str
    item: str
    opening: Quantity
    received: Quantity
    issued: Quantity
    adjusted: Quantity
    balance: Quantity
    daily_use: Fraction | None = None
    shortage: Fraction | None = None

    @property
    def days_of_stock(self) -> Fraction | None:
        """For how many days the balance lasts at the daily use; none where there is no use to tell it by."""
        return Fraction(self.balance) / self.daily_use if self.daily_use else None


@attrs.frozen(kw_only=True)
class SupplyFinding:
    """
    Something about supplies that cannot be as it is told.

    Attributes:
        code: ``supply.item`` or ``supply.quantity`` for a fact that tells none, ``supply.overdrawn`` for a book that
            fell below zero.
        fact: The id of the fact.
        store: The id of the store.
        problem: In one sentence.
    """

    code: str
    fact: str
    store: str
    problem: str


@attrs.frozen
class SupplyBook:
    """
    Supplies over some days.

    Attributes:
        lines: The lines, by store and item.
        findings: What is wrong, in the order of the facts.
    """

    lines: tuple[SupplyLine, ...]
    findings: tuple[SupplyFinding, ...]


class _Shelf:
    """One item of one store while its facts are gone through."""

    def __init__(self, first: date) -> None:
        self._first = first
        self.opening: Quantity = 0
        self.balance: Quantity = 0
        self.flows: dict[str, Quantity] = {RECEIVED: 0, ISSUED: 0, COUNTED: 0}
        self.issued_on: list[tuple[date, Quantity]] = []

    def take(self, kind: str, quantity: Quantity, day: date) -> None:
        change = {RECEIVED: quantity, ISSUED: -quantity, COUNTED: quantity - self.balance}[kind]
        self.balance += change
        if day < self._first:
            self.opening = self.balance
        else:
            self.flows[kind] += -change if kind == ISSUED else change
        if kind == ISSUED:
            self.issued_on.append((day, quantity))

    def line(self, store: str, item: str, last: date, rule: SupplyRule | None) -> SupplyLine:
        line = SupplyLine(
            store=store,
            item=item,
            opening=self.opening,
            received=self.flows[RECEIVED],
            issued=self.flows[ISSUED],
            adjusted=self.flows[COUNTED],
            balance=self.balance,
        )
        if rule is None:
            return line
        since = last - timedelta(days=rule.over - 1)
        use = Fraction(sum(Fraction(quantity) for day, quantity in self.issued_on if day >= since), rule.over)
        wanted = max(Fraction(rule.least), use * rule.cover)
        return attrs.evolve(line, daily_use=use, shortage=max(Fraction(0), wanted - Fraction(self.balance)))


def supply_book(
    facts: Iterable[Fact], first: date, last: date, zone: Zone, rules: Iterable[SupplyRule] = ()
) -> SupplyBook:
    """
    Tell what came, went and is there.

    Args:
        facts: What happened, sound and corrected, in any order, those from before the first day among them. A fact
            of a kind above names the store as its first subject, and answers ``item`` and ``quantity``.
        first: The first day.
        last: The last day; what happens after it is passed over.
        zone: The zone whose days are meant.
        rules: How much of each item a store should hold.
    """
    by_item = {rule.item: rule for rule in rules}
    shelves: dict[tuple[str, str], _Shelf] = {}
    findings: list[SupplyFinding] = []
    told = [fact for fact in facts if fact.kind in (RECEIVED, ISSUED, COUNTED)]
    for fact in sorted(told, key=lambda fact: standing_order(fact, _RANK[fact.kind], zone)):
        day = local_day(standing(fact, zone), zone)
        if day > last:
            continue
        store, item, quantity = fact.subjects[0], fact.answers.get("item"), fact.answers.get("quantity")
        if problem := _problem(fact, item, quantity):
            findings.append(problem)
            continue
        shelf = shelves.setdefault((store, str(item)), _Shelf(first))
        shelf.take(fact.kind, quantity, day)  # type: ignore[arg-type]  # judged above
        if shelf.balance < 0:
            why = "more was issued than the book holds; a receipt is missing, or something was recorded twice"
            findings.append(SupplyFinding(code="supply.overdrawn", fact=fact.id, store=store, problem=why))
    lines = tuple(shelves[key].line(*key, last, by_item.get(key[1])) for key in sorted(shelves))
    return SupplyBook(lines, tuple(findings))


_RANK: Final = {RECEIVED: 0, ISSUED: 1, COUNTED: 2}


def _problem(fact: Fact, item: object, quantity: object) -> SupplyFinding | None:
    code = problem = ""
    if not isinstance(item, str) or not item:
        code, problem = "supply.item", "it names no item, and is not counted"
    elif type(quantity) not in (int, Decimal) or not Decimal(quantity).is_finite() or quantity < 0:  # type: ignore[arg-type, operator]  # told apart by their types
        code, problem = "supply.quantity", "its quantity is no number of zero or more, and is not counted"
    return SupplyFinding(code=code, fact=fact.id, store=fact.subjects[0], problem=problem) if code else None


# Kits


def _condition(given: Expression | str | None) -> Expression | None:
    return None if given is None else expression(given)


@attrs.frozen(kw_only=True)
class Kit:
    """
    What each person of some kind must be given.

    Attributes:
        name: Its name.
        items: The items, each once.
        of: The kinds of subjects who get it.
        where: Who of them; all when left out. A person of whom it cannot be told gets it too.
    """

    name: str = attrs.field(kw_only=False)
    items: tuple[str, ...] = attrs.field(kw_only=False, converter=texts)
    of: tuple[str, ...] = attrs.field(converter=texts)
    where: Expression | None = attrs.field(default=None, converter=_condition)


@attrs.frozen(kw_only=True)
class KitGap:
    """
    Somebody who lacks something of a kit.

    Attributes:
        subject: The subject's id.
        unit: The id of the subject's unit.
        lacks: The items that nobody recorded as given, in the order of the kit.
        doubtful: Whether it cannot be told that the kit is meant for this subject.
    """

    subject: str
    unit: str
    lacks: tuple[str, ...]
    doubtful: bool = False


def kit_gaps(records: Records, kit: Kit, *, given: str = KIT, unit: str = "") -> tuple[KitGap, ...]:
    """
    Find who lacks what of a kit, in the order of the register.

    Args:
        records: The register and the facts.
        kit: The kit.
        given: The kind of the fact that somebody was given an item, which its answer ``item`` names.
        unit: Only those inside this unit; all when left out.

    Raises:
        DefinitionError: When the condition reads what is not there, or an identity.
        UnknownUnit: When the unit is not there.
    """
    refuse(f"kit '{kit.name}'", Disclosure.over(records, kit.of).condition_faults(kit.where, f"{kit.name}/where"))
    holds = None if kit.where is None else compiled(kit.where)
    gaps = []
    for record in records.subjects(kit.of):
        if unit and not records.hierarchy.inside(record.unit, unit):
            continue
        told = True if holds is None else holds(record)
        lacks = tuple(_lacking(record, kit, given)) if told is not False else ()
        if lacks:
            gaps.append(KitGap(subject=record.id, unit=record.unit, lacks=lacks, doubtful=isinstance(told, Unknown)))
    return tuple(gaps)


def _lacking(record: Record, kit: Kit, given: str) -> Iterator[str]:
    held = {fact.answers.get("item") for fact in record.records.about(record.id, given)}
    return (item for item in kit.items if item not in held)
