"""
What every playbook must hold to, as one class to inherit.

    from gridcare.testing.conformance import PlaybookConformance

    class TestFourStep(PlaybookConformance):
        playbook = FOUR_STEP

pytest then finds one test for each law. What a playbook *says* is its author's business; these tests ask whether it
can be relied upon: that it means the same however facts arrive, that its numbers come from somewhere, that it speaks
every language it claims to.
"""

import ast
import inspect
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import ClassVar

import attrs

from gridcare.attributes import Attributes
from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.people.register import Register
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy, Level, Unit
from gridcare.playbook import CONTRACT, Playbook
from gridcare.reporting.reconcile import Status, reconcile
from gridcare.timing.deadlines import NOT_STATED
from gridcare.timing.periods import moment
from gridcare.work.campaign import Campaign
from gridcare.work.workflow import Workflow

__all__ = ["PlaybookConformance"]

_OPENED = "2020-02-03 08:00"


class PlaybookConformance:
    """
    The laws that every playbook keeps.

    Attributes:
        playbook: The playbook under test.
        module: The name of the module that declares it, whose imports are looked at; empty skips that law.
        subject_attributes: Attributes that the playbook's conditions need; a subject has those that its kind knows.
    """

    playbook: ClassVar[Playbook]
    module: ClassVar[str] = ""
    subject_attributes: ClassVar[Attributes] = Attributes()

    def test_it_keeps_this_contract(self) -> None:
        """It was written for the contract that this gridcare keeps."""
        assert self.playbook.contract == CONTRACT

    def test_it_is_a_value(self) -> None:
        """A copy is equal and hashes alike, so that two hosts can tell whether they use the same method."""
        copy = attrs.evolve(self.playbook)
        assert copy == self.playbook
        assert hash(copy) == hash(self.playbook)

    def test_its_numbers_come_from_somewhere(self) -> None:
        """Every parameter cites a paper, is marked as a reading, or says that nothing is stated."""
        unfounded = [
            member.name
            for member in self.playbook.parameters.members
            if not (member.sources or member.reading or member.value is NOT_STATED)
        ]
        assert not unfounded, f"these parameters have neither source nor the mark of a reading: {unfounded}"

    def test_its_figures_cite_a_source(self) -> None:
        """Every published figure says where it was published."""
        unfounded = [name for name, figure in self.playbook.figures.items() if figure.source is None]
        assert not unfounded, f"these figures cite no source: {unfounded}"

    def test_it_speaks_its_languages(self) -> None:
        """It explains itself in every language that it has a title in."""
        for language, title in self.playbook.titles:
            assert title in self.playbook.explain(language)

    def test_its_steps_are_titled_alike(self) -> None:
        """Where one step has a title in a language, all have."""
        for track in self.playbook.tracks:
            parts = track.workflow.parts
            languages = {language for part in parts for language, _ in part.titles}
            for part in parts:
                missing = languages - {language for language, _ in part.titles}
                assert not missing, f"'{part.name}' has no title in {sorted(missing)}"

    def test_it_can_be_drawn(self) -> None:
        """Every part stands in the diagram."""
        for track in self.playbook.tracks:
            for form in ("mermaid", "dot", "md"):
                drawn = format(track.workflow, form)
                assert all(part.name in drawn for part in track.workflow.parts)

    def test_its_identities_can_be_judged(self) -> None:
        """No identity of its published figures is left without a verdict."""
        findings = reconcile(self.playbook.identities_of(), self.playbook.figures)
        assert [finding.id for finding in findings if finding.status is Status.NOT_EVALUATED] == []

    def test_any_order_of_arrival_comes_to_the_same_end(self) -> None:
        """Facts recorded in turn and facts merged in any order leave the same states, counts and effects."""
        facts = list(self._walks(Random(0)))
        in_turn = self._campaign()
        for fact in facts:
            in_turn.record(fact)
        for seed in range(3):
            shuffled = self._campaign()
            order = list(facts)
            Random(seed).shuffle(order)
            for fact in order:
                shuffled.merge(Journal.of([fact]))
            assert shuffled.coverage("unit") == in_turn.coverage("unit")
            assert set(shuffled.effects) == set(in_turn.effects)
            assert shuffled.discrepancies == in_turn.discrepancies

    def test_it_uses_public_names_only(self) -> None:
        """The module that declares it imports nothing from gridcare that begins with an underscore."""
        if not self.module:
            return
        tree = ast.parse(inspect.getsource(sys.modules[self.module]))
        private = [
            name.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gridcare")
            for name in node.names
            if name.name.startswith("_")
        ]
        assert not private, f"{self.module} imports private names: {private}"

    def _campaign(self) -> Campaign:
        hierarchy = Hierarchy((Level("unit"),), [Unit("unit", "unit", "unit")])
        subjects = [
            Subject(id=f"{track.kind}-{number}", kind=track.kind, unit="unit", attributes=self._known_of(track.kind))
            for track in {track.kind: track for track in self.playbook.tracks}.values()
            for number in range(_SUBJECTS)
        ]
        register = Register(hierarchy, subjects, self.playbook.kinds)
        return self.playbook.campaign(hierarchy, register, opened=moment(_OPENED, self.playbook.zone))

    def _known_of(self, kind: str) -> Attributes:
        """Return those of the attributes that subjects of a kind have; all for a kind that the playbook leaves open."""
        known = {each.name: each.attributes for each in self.playbook.kinds}
        return Attributes(
            {name: value for name, value in self.subject_attributes.items() if name in known.get(kind, (name,))}
        )

    def _walks(self, random: Random) -> Iterator[Fact]:
        """Walk every subject of a track through its workflow by outcomes that the table offers, a few facts astray."""
        campaign = self._campaign()
        for track in self.playbook.tracks:
            subjects = list(campaign.subjects("unit", track=track.name))
            assert subjects, f"'{track.name}' is for nobody; give the 'subject_attributes' that its condition asks for"
            for subject in subjects:
                yield from _walk(track.workflow, track.name, subject, campaign.opened, random)


_SUBJECTS = 12


def _walk(workflow: Workflow, track: str, subject: str, opened: datetime, random: Random) -> Iterator[Fact]:
    table = workflow.table
    position = table.entries[-1][1]
    moment = opened
    for number in range(len(table.states)):
        moves = table.moves[position]
        if not moves:
            return
        outcome = random.choice(sorted(moves))
        moment += timedelta(minutes=random.randint(1, 600))
        kind = table.states[position].part if random.random() < _IN_TURN else workflow.names[0]
        yield Fact(
            id=f"{track}/{subject}/{number}",
            kind=kind,
            subjects=(subject,),
            happened=moment,
            known=moment,
            outcome=outcome if outcome in table.outcomes[kind] else random.choice(sorted(table.outcomes[kind])),
            track=track,
        )
        position = moves[outcome][0].target


_IN_TURN = 0.9
