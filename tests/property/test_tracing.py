"""Every figure of a roll-up is made of the papers that its trail names, and of nothing else."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

import attrs
from hypothesis import given
from hypothesis import strategies as st

from gridcare.places.hierarchy import Hierarchy
from gridcare.places.tally import Number
from gridcare.places.units import Level, Unit
from gridcare.reporting.columns import put_together
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Form, OwnAndChildren
from gridcare.reporting.indicators import Adding, Item
from gridcare.reporting.returns import FilingBook, Returns
from gridcare.reporting.rollup import roll_up
from gridcare.reporting.tracing import TracedFigure, trace
from gridcare.testing.strategies.reporting import filing_books, looks
from gridcare.timing.periods import DAILY, Period

TOGETHER: Mapping[Adding, Callable[[Iterable[Number]], Number]] = {Adding.SUM: sum, Adding.MAX: max, Adding.MIN: min}


@st.composite
def looked(draw: st.DrawFn) -> tuple[FilingBook, Returns, Period]:
    book = draw(filing_books())
    return book, book.as_of(draw(looks(book))), draw(st.sampled_from(tuple(book.periods())))


def recounted(figures: tuple[TracedFigure, ...], over_time: Adding, over_units: Adding) -> Number:
    """Within each unit over time first, then over units, as items are put together."""
    units: dict[str, list[Number]] = {}
    for figure in figures:
        units.setdefault(figure.unit, []).append(figure.amount)
    one_each = [amounts[0] if len(amounts) == 1 else put_together(over_time, amounts) for amounts in units.values()]
    return one_each[0] if len(one_each) == 1 else TOGETHER[over_units](one_each)


class TestTrail:
    @given(looked())
    def test_what_a_trail_names_makes_the_figure(self, drawn: tuple[FilingBook, Returns, Period]) -> None:
        _, returns, period = drawn
        rolled = roll_up(returns, period)
        items = {item.name: item for item in returns.form.items}
        for cell in rolled.cells():
            trail = trace(returns, cell.item, cell.unit, period, category=cell.category)
            assert cell == trail.cell
            if cell.figure is None:
                assert () == trail.figures
            else:
                item = items[cell.item]
                assert cell.figure == recounted(trail.figures, item.over_time, item.over_units)
                if item.over_time is Adding.LAST:
                    assert len(trail.figures) == len({figure.unit for figure in trail.figures})

    @given(looked())
    def test_the_papers_of_a_trail_suffice(self, drawn: tuple[FilingBook, Returns, Period]) -> None:
        """Without every other paper the same figure travels up."""
        book, returns, period = drawn
        rolled = roll_up(returns, period)
        for root in rolled.roots:
            for cell in rolled.cells(unit=root):
                trail = trace(returns, cell.item, root, period, category=cell.category)
                named = {figure.filing.root for figure in trail.figures}
                filings = tuple(paper for paper in book.filings if paper.root in named)
                assert {paper.id for paper in filings} >= set(trail.papers)
                again = attrs.evolve(book, filings=filings).as_of(returns.at, returns.known)
                assert cell.figure == roll_up(again, period).figure(cell.item, root, cell.category)

    def test_a_trail_names_facts_where_somebody_says_so(self) -> None:
        form = Form("daily", items=[Item("fever")], every="day", zone="UTC", owed_by="community")
        day = DAILY.read("2020-02-10")
        at = datetime(2020, 2, 10, 16, tzinfo=UTC)
        filed = [
            Filing(id=f"p-{unit}", form="daily", unit=unit, period=day, filed=at, known=at, figures={"fever": fever})
            for unit, fever in (("c1", 2), ("c2", 3))
        ]
        units = [Unit("s", "", "street"), *(Unit(unit, "", "community", "s") for unit in ("c1", "c2", "c3"))]
        street = Hierarchy(Level.ordered("street", "community"), units)
        book = FilingBook(form=form, hierarchy=street, since=day.first, until=day.end, filings=filed)
        trail = trace(book.as_of(at), "fever", "s", day, facts={"p-c1": ("f1", "f2")})
        assert [("c1", 2, ("f1", "f2")), ("c2", 3, ())] == [
            (each.unit, each.amount, each.facts) for each in trail.figures
        ]
        assert (("p-c1", "p-c2"), ("f1", "f2"), ("c3",)) == (trail.papers, trail.facts, trail.absent)

    def test_what_a_parent_files_beside_its_children_is_traced_too(self) -> None:
        form = Form(
            "daily",
            items=[Item("fever")],
            every="day",
            zone="UTC",
            owed_by=("street", "community"),
            own_and_children=OwnAndChildren.PLUS,
        )
        day, at = DAILY.read("2020-02-10"), datetime(2020, 2, 10, 16, tzinfo=UTC)
        filed = [
            Filing(id=f"p-{unit}", form="daily", unit=unit, period=day, filed=at, known=at, figures={"fever": fever})
            for unit, fever in (("s", 1), ("c1", 2))
        ]
        street = Hierarchy(
            Level.ordered("street", "community"), [Unit("s", "", "street"), Unit("c1", "", "community", "s")]
        )
        book = FilingBook(form=form, hierarchy=street, since=day.first, until=day.end, filings=filed)
        trail = trace(book.as_of(at), "fever", "s", day)
        assert (3, [1, 2]) == (trail.cell.figure, [each.amount for each in trail.figures])
