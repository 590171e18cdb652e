"""A case costs bytes, not an object: CI counts them."""

import gc
import tracemalloc

from gridcare.attributes import Attributes
from gridcare.people.register import Register
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.plugins.four_step import FOUR_STEP
from gridcare.timing.periods import moment

HOUSEHOLDS = 5_000
MOST_BYTES_A_CASE = 200


def test_a_case_costs_at_most_so_many_bytes() -> None:
    """What a campaign adds to a register that is there already, facts not counted."""
    hierarchy = Hierarchy((Level("grid"),), [Unit("g", "g", "grid")])
    inhabited = Attributes(vacant=False)
    subjects = [
        Subject(id=f"h{number}", kind="household", unit="g", persons=2, attributes=inhabited)
        for number in range(HOUSEHOLDS)
    ]
    register = Register(hierarchy, subjects, FOUR_STEP.kinds)
    opened = moment("2020-02-03 08:00", "Asia/Shanghai")
    gc.collect()
    tracemalloc.start()
    campaign = FOUR_STEP.campaign(hierarchy, register, opened=opened)
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert campaign.coverage("g").total.subjects == HOUSEHOLDS
    assert size / HOUSEHOLDS <= MOST_BYTES_A_CASE
