"""Twenty thousand movements of a street folded to the register of a day, beside a register made anew from its rows."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from platform import python_version
from random import Random
from typing import Any, Final

from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.people.movements import move, split, stay
from gridcare.people.register import Register
from gridcare.people.residence import Residence
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.timing.periods import moment

ZONE: Final = "Asia/Shanghai"
SINCE: Final = date(2020, 2, 1)
LAST: Final = date(2020, 2, 29)
HOUSEHOLDS: Final = 43_038
PERSONS: Final = 102_696
GRIDS: Final = 189
CHANGES: Final = 20_000


@cache
def register() -> Register:
    """A street of as many households and persons as Jinxue's, dealt out evenly."""
    grids = [Unit(f"g{number}", "", "grid", "s") for number in range(GRIDS)]
    street = Hierarchy(Level.ordered("street", "grid"), [Unit("s", "", "street"), *grids])
    rows = [Subject(id=f"h{number}", kind="household", unit=f"g{number % GRIDS}") for number in range(HOUSEHOLDS)]
    for number in range(PERSONS):
        home = number % HOUSEHOLDS
        rows.append(Subject(id=f"r{number}", kind="resident", unit=f"g{home % GRIDS}", containers=(f"h{home}",)))
    return Register(street, rows)


@cache
def journal() -> Journal:
    """Moves, stays outside and splits over four weeks; most can be done, and some come too late for that."""
    chance, first = Random(20200203), moment("2020-02-01 00:00", ZONE)
    facts: list[Fact] = []
    for number in range(CHANGES):
        person = chance.randrange(PERSONS)
        stamp: dict[str, Any] = {"happened": first + timedelta(days=chance.randrange(28))}
        if number % 5 < 3:
            facts.append(move(f"f{number}", f"r{person}", into=f"h{chance.randrange(HOUSEHOLDS)}", **stamp))
        elif number % 5 == 3:
            facts.append(stay(f"f{number}", f"r{person}", place="outside", **stamp))
        else:
            facts.append(split(f"f{number}", f"h{person % HOUSEHOLDS}", f"r{person}", into=f"x{number}", **stamp))
    return Journal.of(facts)


def folded() -> Register:
    """The register of the last day, by a residence that has read nothing yet."""
    return Residence(register(), SINCE, journal(), zone=ZONE).on(LAST)


def ratio_residence_on_a_day(versus: Callable[..., tuple[float, float]]) -> dict[str, Any]:
    """Reading and doing 20,000 movements costs little beside the register that comes of it."""
    rows = tuple(folded().values())
    hierarchy = register().hierarchy
    ours, peer = versus(folded, lambda: Register(hierarchy, rows), rounds=5)
    peer_named = f"a Register made anew from the rows of that day (Python {python_version()})"
    return {"ours_s": ours, "peer_s": peer, "peer": peer_named, "floor": "<= 3.0x", "goal": "<= 1.0 s"}
