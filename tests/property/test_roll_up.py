"""Laws of roll-up: any partition gives the whole, nothing appears or disappears, absent is never zero."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from gridcare.places.hierarchy import Hierarchy
from gridcare.places.tally import Number
from gridcare.reporting.columns import Carried
from gridcare.reporting.filings import Filing, Said
from gridcare.reporting.forms import CarriesUp, Form, OwnAndChildren, SilentChild
from gridcare.reporting.indicators import Adding, Item
from gridcare.reporting.returns import FilingBook, Returns
from gridcare.reporting.rollup import Cell, RollUp, roll_up
from gridcare.testing.strategies.places import LEVELS, hierarchies
from gridcare.testing.strategies.reporting import SINCE, filing_books, looks
from gridcare.timing.periods import DAILY, WEEKLY, Period

Rolled = tuple[Returns, Period]
TOGETHER: Mapping[Adding, Callable[[Iterable[Number]], Number]] = {Adding.SUM: sum, Adding.MAX: max, Adding.MIN: min}


def rolled(books: st.SearchStrategy[FilingBook]) -> st.SearchStrategy[Rolled]:
    """Draw the returns of a book and one of its periods."""

    def looked(book: FilingBook) -> st.SearchStrategy[Rolled]:
        periods = st.sampled_from(tuple(book.periods()))
        return st.tuples(looks(book).map(book.as_of), periods)

    return books.flatmap(looked)


ANY = rolled(filing_books())
SOUND = rolled(filing_books(odd=False, max_units=8))
ADDITIVE = rolled(filing_books(additive=True))


class Recount:
    """A roll-up counted anew, one figure of one unit at a time, from the words that define it."""

    def __init__(self, returns: Returns, period: Period, tree: RollUp, item: str, category: str) -> None:
        self.returns = returns
        self.period = period
        self.tree = tree
        self.form = returns.form
        self.column = self.form.cells.index((item, category))
        found = self.form.item(item)
        assert found is not None
        self.item = found

    def own(self, unit: str, period: Period) -> Number | None:
        told = self.returns.of(unit, period)
        if told is None or told.statement is None or not told.statement.stated >> self.column & 1:
            return None
        return told.statement.values[self.column]

    def children(self, unit: str) -> Number | None:
        below = [self.figure(child) for child in self.tree.children(unit)]
        stated = [figure for figure in below if figure is not None]
        if not stated or self.item.over_units is Adding.NONE:
            return None
        if self.form.silent_child is SilentChild.FORBID and self.absent(unit):
            return None
        return TOGETHER[self.item.over_units](stated)

    def takes_own(self, unit: str) -> bool:
        sums_first = self.form.own_and_children is OwnAndChildren.INDEPENDENT and self.form.carries_up is CarriesUp.SUM
        return self.own(unit, self.period) is not None and not (sums_first and self.children(unit) is not None)

    def figure(self, unit: str) -> Number | None:
        own, children = self.own(unit, self.period), self.children(unit)
        if self.form.own_and_children is OwnAndChildren.PLUS and own is not None and children is not None:
            return TOGETHER[self.item.over_units]((own, children))
        if self.takes_own(unit):
            return own
        return self.lent(unit) if children is None else children

    def lent(self, unit: str) -> Number | None:
        if self.form.silent_child is not SilentChild.CARRY or self.item.over_time is not Adding.LAST:
            return None
        earlier = [period for period in self.returns.periods if period < self.period]
        for period in reversed(earlier):
            if self.returns.of(unit, period) is None:
                return None
            if (stated := self.own(unit, period)) is not None:
                return stated
        return None

    def absent(self, unit: str) -> set[str]:
        if self.item.over_units is Adding.NONE:
            return set()
        return {one for child in self.tree.children(unit) for one in self.lacks(child)}

    def lacks(self, unit: str) -> set[str]:
        silent = {unit} if self.returns.of(unit, self.period) and self.own(unit, self.period) is None else set()
        if self.form.own_and_children is OwnAndChildren.PLUS:
            return silent | self.absent(unit)
        if self.takes_own(unit):
            return set()
        return self.absent(unit) or (silent if self.children(unit) is None else set())


class TestDefinition:
    @given(st.one_of(ANY, SOUND))
    def test_every_cell_is_what_its_definition_says(self, drawn: Rolled) -> None:
        returns, period = drawn
        tree = roll_up(returns, period)
        for cell in tree.cells():
            anew = Recount(returns, period, tree, cell.item, cell.category)
            own, children = anew.own(cell.unit, period), anew.children(cell.unit)
            assert (own, children) == (cell.own, cell.children)
            assert anew.figure(cell.unit) == cell.figure
            assert anew.absent(cell.unit) == set(cell.absent)
            plus = returns.form.own_and_children is OwnAndChildren.PLUS
            comparable = own is not None and children is not None and not plus
            assert cell.difference == (own - children if comparable else None)  # type: ignore[operator]  # both are there

    @given(ANY)
    def test_absent_is_never_zero(self, drawn: Rolled) -> None:
        returns, period = drawn
        for cell in roll_up(returns, period).cells():
            assert (cell.own is not None) is (cell.said in (Said.FIGURE, Said.ZERO))
            assert (cell.figure is None) is (cell.carried is Carried.NOTHING)
            if cell.figure is not None:
                assert cell.own is not None or cell.children is not None or cell.carried is Carried.FORWARD

    @given(ADDITIVE)
    def test_nothing_appears_or_disappears_on_the_way_up(self, drawn: Rolled) -> None:
        returns, period = drawn
        assume(returns.form.silent_child is not SilentChild.FORBID)
        tree = roll_up(returns, period)
        for item, category in returns.form.cells:
            top = sum(tree.figure(item, root, category) or 0 for root in tree.roots)
            cells = [tree.cell(item, unit, category) for unit in tree.units]
            lowest = sum(cell.figure or 0 for cell in cells if not tree.children(cell.unit))
            residues = sum(cell.residue or 0 for cell in cells)
            assert top == lowest + residues


class TestParts:
    @given(ANY, st.data())
    def test_any_partition_merged_in_any_order_is_the_whole(self, drawn: Rolled, data: st.DataObject) -> None:
        returns, period = drawn
        whole = roll_up(returns, period)
        where = {unit: data.draw(st.integers(0, 2)) for unit in returns.hierarchy}
        parts = [roll_up(returns, period, units=[u for u in where if where[u] == part]) for part in range(3)]
        one, two, three = data.draw(st.permutations(parts))
        assert whole == one.merge(two).merge(three)
        assert whole == one.merge(two.merge(three))
        assert list(whole.cells()) == list(three.merge(one).merge(two).cells())
        assert one == one.merge(one)

    @given(ANY, st.data())
    def test_a_part_knows_less_and_never_something_else(self, drawn: Rolled, data: st.DataObject) -> None:
        returns, period = drawn
        assume(returns.hierarchy)
        unit = data.draw(st.sampled_from(tuple(returns.hierarchy)))
        inside = (unit, *returns.hierarchy.descendants(unit))
        whole, part = roll_up(returns, period), roll_up(returns, period, units=inside)
        for one in inside:
            if one in whole:
                assert list(whole.cells(unit=one)) == list(part.cells(unit=one))
        outside = [cell for cell in part.cells() if cell.unit not in inside]
        assert all(cell.own is None for cell in outside)
        assert all(cell.said in (Said.OUTSIDE, Said.NOT_OWED) for cell in outside)


trees = hierarchies(min_size=2, max_size=9, one_tree=True).filter(lambda tree: len(tree) > 1)


def consistent(tree: Hierarchy, lowest: Mapping[str, int], carries_up: CarriesUp) -> FilingBook:
    """A book in which every unit files exactly what the units below it amount to."""
    form = Form(
        "daily",
        items=(Item("fever", counts="person"),),
        every=DAILY,
        zone="UTC",
        owed_by=[level.name for level in LEVELS],
        carries_up=carries_up,
    )
    period = DAILY.period_of(SINCE)
    filed = form.due(period) - timedelta(hours=1)
    filings = [
        Filing(
            id=f"f-{unit}",
            form="daily",
            unit=unit,
            period=period,
            filed=filed,
            known=filed,
            zero="head",
            figures={"fever": sum(lowest[leaf] for leaf in tree.leaves(unit))},
        )
        for unit in tree
    ]
    return FilingBook(form=form, hierarchy=tree, since=SINCE, until=SINCE + timedelta(1), filings=filings)


def differences(book: FilingBook) -> dict[str, Number]:
    period = DAILY.period_of(SINCE)
    cells: Iterable[Cell] = roll_up(book.as_of(book.form.due(period)), period).cells()
    return {cell.unit: cell.difference for cell in cells if cell.difference}


class TestDifferences:
    @given(trees, st.data(), st.sampled_from(CarriesUp))
    def test_a_planted_difference_is_found_exactly_where_it_is(
        self, tree: Hierarchy, data: st.DataObject, carries_up: CarriesUp
    ) -> None:
        lowest = {leaf: data.draw(st.integers(0, 9)) for leaf in tree.leaves()}
        book = consistent(tree, lowest, carries_up)
        assert {} == differences(book)
        unit = data.draw(st.sampled_from([unit for unit in tree if tree.children(unit)]))
        more = data.draw(st.integers(1, 9))
        bent = [
            attrs.evolve(paper, figures={"fever": paper.figures[0].value + more}) if paper.unit == unit else paper  # type: ignore[operator]  # an int
            for paper in book.filings
        ]
        above = tree.parent(unit)
        passed_on = {above: -more} if above is not None and carries_up is CarriesUp.STATED else {}
        assert {unit: more, **passed_on} == differences(attrs.evolve(book, filings=bent))


class TestTime:
    @given(trees, st.data())
    def test_complete_figures_add_up_alike_over_days_first_or_units_first(
        self, tree: Hierarchy, data: st.DataObject
    ) -> None:
        days = list(DAILY.between(SINCE, SINCE + timedelta(7)))
        filings = []
        for day in days:
            lowest = {leaf: data.draw(st.integers(0, 9)) for leaf in tree.leaves()}
            book = consistent(tree, lowest, CarriesUp.STATED)
            filed = book.form.due(day) - timedelta(hours=1)
            filings += [
                attrs.evolve(paper, id=f"{paper.id}-{day}", period=day, filed=filed, known=filed)
                for paper in book.filings
            ]
        book = attrs.evolve(book, filings=filings, until=SINCE + timedelta(7))
        returns = book.as_of(book.form.due(days[-1]))
        week = roll_up(returns, WEEKLY.period_of(SINCE))
        each_day = [roll_up(returns, day) for day in days]
        for unit in tree:
            total = sum(day.figure("fever", unit) or 0 for day in each_day)
            assert total == week.figure("fever", unit)
            assert () == week.cell("fever", unit).gaps
