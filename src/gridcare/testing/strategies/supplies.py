"""Hypothesis strategies for rules of supplies and of retention, kits, and facts of what came, went and was counted."""

from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import strategies as st

from gridcare.attributes import Attributes
from gridcare.facts.fact import Fact, Precision
from gridcare.reporting.retention import ErasureProof, RetentionRule
from gridcare.reporting.supplies import COUNTED, ISSUED, RECEIVED, Kit, SupplyRule
from gridcare.rules.parameters import Parameter
from gridcare.timing.deadlines import NOT_STATED
from gridcare.timing.periods import day_start

__all__ = ["erasure_proofs", "kits", "retention_rules", "supply_facts", "supply_rules"]

_ITEMS: Final = ("mask", "soap")
_START: Final = datetime(2020, 2, 1, tzinfo=UTC)
_ZONE: Final = "Asia/Shanghai"


def supply_rules() -> st.SearchStrategy[SupplyRule]:
    """Draw rules for masks and soap."""
    return st.builds(
        SupplyRule,
        st.sampled_from(_ITEMS),
        over=st.integers(1, 10),
        cover=st.integers(0, 10),
        least=st.integers(0, 50) | st.decimals(0, 50, places=1),
    )


def kits() -> st.SearchStrategy[Kit]:
    """Draw kits of up to three items for residents."""
    items = st.lists(st.sampled_from((*_ITEMS, "thermometer")), max_size=3, unique=True)
    where = st.sampled_from((None, "subject.age > 20", "subject.presence = 'away'"))
    return st.builds(Kit, st.just("kit"), items, of=st.just("resident"), where=where)


def retention_rules() -> st.SearchStrategy[RetentionRule]:
    """Draw rules that keep for none to some days, or do not state it, counted from visits or readings."""
    days = st.integers(0, 29).map(lambda number: timedelta(days=number % 5) if number else NOT_STATED)
    return st.builds(
        RetentionRule,
        st.sampled_from(("one", "two", "three")),
        of=st.sampled_from(("resident", ("resident", "household"))),
        keep=days.map(lambda length: Parameter("keep", length, unit="duration")),
        since=st.sampled_from(("visit", ("visit", "reading"))),
        where=st.sampled_from((*(None,) * 6, "subject.age > 20", "subject.kind = 'resident'")),
    )


def erasure_proofs() -> st.SearchStrategy[ErasureProof]:
    """Draw proofs that identities were destroyed, of none to three persons."""
    pairs = st.tuples(st.sampled_from(("r1", "r2", "r3")), st.sampled_from(("one", "two")))
    return st.builds(
        ErasureProof,
        at=st.integers(0, 240).map(lambda hours: _START + timedelta(hours=hours)),
        by=st.just("clerk"),
        erased=st.lists(pairs, max_size=3, unique=True).map(lambda given: tuple(sorted(given))),
        counts=st.just((("household", 2), ("resident", 5))),
        persons=st.integers(0, 9),
        before=st.just("0a"),
        after=st.sampled_from(("0a", "0b")),
    )


@st.composite
def supply_facts(draw: st.DrawFn, *, max_size: int = 10) -> tuple[Fact, ...]:
    """Draw what came, went and was counted at two stores over ten days; some quantities and items are none."""
    quantities = st.one_of(st.integers(0, 40), st.decimals(0, 40, places=1), st.sampled_from((None, -1, True, "3")))
    facts = []
    for number in range(draw(st.integers(0, max_size))):
        moment = _START + timedelta(hours=draw(st.integers(0, 240)))
        whole = draw(st.booleans())
        facts.append(
            Fact(
                id=f"s{number}",
                kind=draw(st.sampled_from((RECEIVED, RECEIVED, ISSUED, ISSUED, COUNTED, "other"))),
                subjects=(draw(st.sampled_from(("store 1", "store 2"))),),
                happened=day_start(moment.date(), _ZONE) if whole else moment,
                known=moment + timedelta(days=1),
                answers=Attributes(item=draw(st.sampled_from((*_ITEMS, ""))), quantity=draw(quantities)),
                precision=Precision.DAY if whole else Precision.MINUTE,
            )
        )
    return tuple(facts)
