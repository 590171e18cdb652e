"""Laws of comparing editions: an edition proposes nothing against itself, and all proposals lead to the newer one."""

from collections import Counter
from datetime import timedelta

import attrs
from hypothesis import event, given
from hypothesis import strategies as st

from gridcare.places.alterations import TYPE
from gridcare.places.editions import accept, compare
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.lineage import Lineage
from gridcare.testing.strategies.lineage import KNOWN, SINCE, lineages
from gridcare.testing.strategies.places import LEVELS, hierarchies

DAY = SINCE + timedelta(days=90)


def shape(edition: Hierarchy) -> Counter[tuple[tuple[str, str, str, object], ...]]:
    """Everything that is compared, whatever the ids are."""
    told = {id: (unit.name, unit.code, unit.level, edition.attribute(id, TYPE, DAY)) for id, unit in edition.items()}
    return Counter(tuple(told[step] for step in edition.path(unit)) for unit in edition)


def accepted(older: Hierarchy, newer: Hierarchy) -> Hierarchy:
    """The older edition after everything that is proposed."""
    proposals = compare(older, newer, day=DAY, known=KNOWN)
    for kind in {type(each.alteration).__name__ for each in proposals}:
        event(kind)
    return Lineage(older, SINCE, accept(proposals)).as_of(DAY)


class TestEditions:
    @given(hierarchies())
    def test_an_edition_against_itself_proposes_nothing(self, edition: Hierarchy) -> None:
        assert compare(edition, edition, day=DAY, known=KNOWN) == ()

    @given(hierarchies(max_size=12), hierarchies(max_size=12))
    def test_all_proposals_lead_from_one_edition_exactly_to_another(self, older: Hierarchy, newer: Hierarchy) -> None:
        assert shape(newer) == shape(accepted(older, newer))

    @given(lineages(), st.booleans())
    def test_all_proposals_lead_to_what_was_done_even_when_the_newer_list_has_other_ids(
        self, lineage: Lineage, renumbered: bool
    ) -> None:
        drawn = lineage.as_of(DAY)
        ids = {unit: f"{number}" if renumbered else unit for number, unit in enumerate(drawn)}
        newer = Hierarchy(
            LEVELS,
            [attrs.evolve(drawn[u], id=ids[u], parent=ids.get(drawn[u].parent or "")) for u in drawn],
        )
        assert shape(drawn) == shape(accepted(lineage.base, newer))
