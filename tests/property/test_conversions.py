"""A parameter in so much per something carries figures from unit to unit, and nothing else lets unlike units meet."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcare.errors import DefinitionError
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.playbook import Playbook
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Indicator, Item
from gridcare.reporting.measures import RollUps, measure
from gridcare.reporting.reconcile import Identity, Status, reconcile
from gridcare.reporting.returns import FilingBook
from gridcare.rules.parameters import Parameter
from gridcare.timing.periods import DAILY, moment
from gridcare.work.rows import Track
from gridcare.work.steps import On, Settled, Step
from gridcare.work.workflow import Workflow

ZONE = "Europe/Paris"
UNITS = ("child", "dose", "vial")
DAY = DAILY.read("2024-03-04")
CLINIC = Hierarchy((Level("clinic"),), [Unit("c", "", "clinic")])
WORK = Workflow(
    "w", start="visit", parts=(Step("visit", deadline="1h", moves=(On("met", go="done"),)), Settled("done"))
)
SAYS = "param.doses_per_child * children + wasted = param.doses_per_vial * vials"
COUNTS = st.integers(0, 60)
RATES = st.integers(1, 12)


def method(per_child: int, per_vial: int, says: str = SAYS, *, of: tuple[str, str] = ("child", "vial")) -> Playbook:
    """Declare a clinic that counts children, doses and vials, and says how many doses two of them take."""
    items = [Item(name, counts=counts) for name, counts in zip(("children", "wasted", "vials"), UNITS, strict=True)]
    return Playbook(
        name="clinic",
        zone=ZONE,
        tracks=[Track(WORK, name="clinic")],
        forms=(Form("daily", items=items, every=DAILY, zone=ZONE, owed_by="clinic"),),
        identities=(Identity("doses", says, form="daily"),),
        indicators=(Indicator("used", "param.doses_per_child * children / (param.doses_per_vial * vials)"),),
        settings=[
            Parameter("doses_per_child", per_child, unit=f"dose/{of[0]}"),
            Parameter("doses_per_vial", per_vial, unit=f"dose/{of[1]}"),
        ],
    )


def filed(playbook: Playbook, children: int, wasted: int, vials: int) -> RollUps:
    at = moment("2024-03-04 17:00", ZONE)
    figures = {"children": children, "wasted": wasted, "vials": vials}
    filing = Filing(id="f", form="daily", unit="c", period=DAY, filed=at, known=at, figures=figures)
    book = FilingBook(
        form=playbook.form("daily"),
        hierarchy=CLINIC,
        since=date(2024, 3, 4),
        until=date(2024, 3, 5),
        filings=[filing],
    )
    return RollUps(book.as_of(at))


@given(RATES, RATES, COUNTS, COUNTS, st.integers(1, 20), st.booleans())
def test_it_holds_when_it_holds_in_doses(a: int, b: int, children: int, wasted: int, vials: int, even: bool) -> None:
    """Whether declared so or set so later, the identity and the indicator come to what plain numbers come to."""
    wasted = max(0, b * vials - a * children) if even else wasted
    for playbook in (method(a, b), method(1, 10).with_parameters(doses_per_child=a, doses_per_vial=b)):
        told = filed(playbook, children, wasted, vials)
        (finding,) = reconcile(playbook.identities_of("daily"), told.scope("c", DAY))
        assert finding.status is (Status.PASS if a * children + wasted == b * vials else Status.FAIL)
        assert (finding.left, finding.right) == (a * children + wasted, b * vials)
        (used,) = playbook.indicators_of("daily")
        assert measure(used, told, "c", DAY).value == Fraction(a * children, b * vials)


@given(st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_only_the_right_units_make_it_sound(one: str, other: str) -> None:
    """Of all the units in which the two could be measured, one pair is taken; every other is told as a fault."""
    if (one, other) == ("child", "vial"):
        assert method(1, 10, of=(one, other)).identities_of("daily")
        return
    with pytest.raises(DefinitionError) as caught:
        method(1, 10, of=(one, other))
    assert {"expression.unit"} == {fault.code for fault in caught.value.faults}
