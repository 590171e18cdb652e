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
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from random import Random
from typing import ClassVar

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.codec.documents import to_json
from gridcare.deprecations import warn_of
from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.people.register import Register
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.playbook import CONTRACT, Playbook
from gridcare.reporting.reconcile import Status, reconcile
from gridcare.testing.laws import binding_from
from gridcare.testing.scenarios import Scenario, read_scenario
from gridcare.timing.deadlines import NOT_STATED
from gridcare.timing.periods import moment
from gridcare.titles import Titles
from gridcare.work.campaign import Campaign
from gridcare.work.workflow import Workflow

__all__ = ["PlaybookConformance"]

_OPENED = "2020-02-03 08:00"


class PlaybookConformance:
    """
    The laws that every playbook keeps.

    Attributes:
        playbook: The playbook under test.
        module: The name of the module or package that declares it; without it the laws that read its source, or declare
            it again, are skipped. The package of a method that is a file has no hooks, and its playbook is looked up.
        subject_attributes: Attributes that the playbook's conditions need; a subject has those that its kind knows.
        scenarios: The directory of its scenarios; without it the laws that run them are skipped.
        read_elsewhere: The parameters that no declaration reads, but functions of the package or a host's screens do,
            which are given the playbook's `parameters`.
    """

    playbook: ClassVar[Playbook]
    module: ClassVar[str] = ""
    subject_attributes: ClassVar[Attributes] = Attributes()
    scenarios: ClassVar[Path | None] = None
    read_elsewhere: ClassVar[tuple[str, ...]] = ()

    def test_it_keeps_this_contract(self) -> None:
        """It was written for the contract that this gridcare keeps, or for one that it still reads, with a warning."""
        stated = self.playbook.contract
        assert stated == CONTRACT or warn_of(f"contract {stated}"), (
            f"it says contract={stated}, and this gridcare keeps {CONTRACT}: bring it there by the changelog, "
            f"or install a gridcare that keeps {stated}"
        )

    def test_it_is_a_value(self) -> None:
        """A copy is equal and hashes alike, so that two hosts can tell whether they use the same method."""
        copy = attrs.evolve(self.playbook)
        told = "make every part of it a value: attrs.frozen, with tuples and no lists inside"
        assert copy == self.playbook, f"a copy differs from it; {told}"
        assert hash(copy) == hash(self.playbook), f"a copy hashes otherwise; {told}"

    def test_its_numbers_come_from_somewhere(self) -> None:
        """Every parameter cites a paper, is marked as a reading, or says that nothing is stated."""
        unfounded = [
            member.name
            for member in self.playbook.parameters.members
            if not (member.sources or member.reading or member.value is NOT_STATED)
        ]
        assert not unfounded, (
            f"nobody says where the numbers of {unfounded} come from: give each parameter its 'sources', or "
            "'reading=True' with the 'alternatives' that you did not choose"
        )

    def test_its_figures_cite_a_source(self) -> None:
        """Every published figure says where it was published."""
        unfounded = [name for name, figure in self.playbook.figures.items() if figure.source is None]
        assert not unfounded, f"give the figures {unfounded} the 'source' that they were published in"

    def test_it_speaks_its_languages(self) -> None:
        """It explains itself in every language that it has a title in."""
        for language, title in self.playbook.titles:
            told = self.playbook.explain(language)
            assert title in told, f"'{title}' is not in what it explains in '{language}'; it begins: {told[:80]!r}"

    def test_its_steps_are_titled_alike(self) -> None:
        """Where one step has a title in a language, all have."""
        for track in self.playbook.tracks:
            parts = track.workflow.parts
            languages = {language for part in parts for language, _ in part.titles}
            for part in parts:
                missing = languages - {language for language, _ in part.titles}
                assert not missing, f"give the part '{part.name}' of '{track.name}' a title in {sorted(missing)}"

    def test_it_can_be_drawn(self) -> None:
        """Every part stands in the diagram."""
        for track in self.playbook.tracks:
            for form in ("mermaid", "dot", "md"):
                drawn = format(track.workflow, form)
                left = [part.name for part in track.workflow.parts if part.name not in drawn]
                assert not left, f"the diagram of '{track.name}' as '{form}' leaves out {left}; tell us of it"

    def test_its_identities_can_be_judged(self) -> None:
        """No identity of its published figures is left without a verdict."""
        findings = reconcile(self.playbook.identities_of(), self.playbook.figures)
        left = [f"'{each.id}': {each}" for each in findings if each.status is Status.NOT_EVALUATED]
        assert not left, (
            f"these identities read a figure that is not given: {left}; declare it in 'figures', or drop the identity"
        )

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
            for what, one, other in (
                ("count", shuffled.coverage("unit"), in_turn.coverage("unit")),
                ("effects", set(shuffled.effects), set(in_turn.effects)),
                ("findings", shuffled.discrepancies, in_turn.discrepancies),
            ):
                assert one == other, (
                    f"the {what} depends on the order in which facts arrive ({one} and {other}); guards may read "
                    "facts, the subject and memory, and nothing that changes between two questions"
                )

    def test_it_uses_public_names_only(self) -> None:
        """The package that declares it uses nothing from gridcare that begins with an underscore."""
        private = [
            f"{name} in {file.name}, line {line}"
            for file in _files_of(self._declared_by())
            for name, line in _used(ast.parse(file.read_text(encoding="utf-8")))
            if any(part.startswith("_") for part in name.split("."))
        ]
        assert not private, (
            f"these names are private, and any release may take them away: {private}; use what stands in `__all__`, "
            "and tell us which public name you miss"
        )

    def test_its_longest_time_is_stated_or_admitted(self) -> None:
        """Each workflow has a longest time to closure, or names the steps whose deadlines leave it unknown."""
        for track in self.playbook.tracks:
            closure = track.workflow.closure
            told = closure.if_deadlines_kept is not None or closure.without_deadline or closure.by_subject
            assert told, (
                f"nobody can say how long a case of '{track.name}' may stay open, nor which step leaves that unknown; "
                "give each step a 'deadline', or NOT_STATED where the paper names none"
            )

    def test_its_scenarios_hold(self) -> None:
        """Every scenario comes out as it expects."""
        for path, scenario in self._scenarios():
            found = scenario.run()
            assert not found, "\n".join([str(path), *map(str, found)])

    @binding_from("0.2")
    def test_every_outcome_is_reached_by_a_scenario(self) -> None:
        """No outcome of any step is left that no scenario shows."""
        reached = {outcome for _, scenario in self._scenarios() for outcome in scenario.reached()}
        declared = {
            (track.name, step, outcome)
            for track in self.playbook.tracks
            for step, outcomes in track.workflow.table.outcomes.items()
            for outcome in outcomes
        }
        missing = sorted(" / ".join(each) for each in declared - reached)
        assert not missing, (
            f"no scenario in {self.scenarios} reaches these outcomes (track / step / outcome): {missing}; tell in one "
            "what happens then, or drop the outcome if it never does"
        )

    @binding_from("0.2")
    def test_it_names_its_parts_in_every_language_it_declares(self) -> None:
        """A reader of a language in which the playbook has a title finds every part named in it; names are English."""
        words = dict(self.playbook.words)
        for language in {language for language, _ in self.playbook.titles} - {"en"}:
            for track in self.playbook.tracks:
                parts = track.workflow.parts
                nameless = [each.name for each in parts if language not in dict(each.titles + words.get(each.name, ()))]
                assert not nameless, (
                    f"these parts of '{track.name}' have no name in '{language}', in which the playbook has a title: "
                    f"{nameless}; give each a title, or its name one in 'words'"
                )

    @binding_from("0.2")
    def test_its_reports_speak_its_languages(self) -> None:
        """What a report prints has a title, and a bulletin a text, in every language of the playbook's own titles."""
        for language, _ in self.playbook.titles:
            untold = [what for what, told in self._printed() if language not in dict(told)]
            assert not untold, (
                f"these are not told in '{language}', in which the playbook has a title: {untold}; give each its "
                "'titles', and a bulletin its 'texts', in that language"
            )

    @binding_from("0.2")
    def test_its_parameters_take_effect(self) -> None:
        """What `with_parameters` accepts changes something: a declaration reads it, or what the author names."""
        unread = self.playbook.unread
        passed_over = [name for name in unread if name not in self.read_elsewhere]
        assert not passed_over, (
            f"`with_parameters` accepts {passed_over}, and no declaration reads them: write "
            f"`param('{passed_over[0]}')` where the value stands; or, where only a plain number may stand, make the "
            "playbook in a function of its readings and leave them out of 'settings'; or, if functions or screens "
            "read them in the playbook's `parameters`, name them in 'read_elsewhere'"
        )
        needless = [name for name in self.read_elsewhere if name not in unread]
        told = "drop them from 'read_elsewhere'"
        assert not needless, f"a declaration reads {needless}, or nothing declares them; {told}"

    def _printed(self) -> Iterator[tuple[str, Titles]]:
        method = self.playbook
        yield from ((f"bulletin '{each.name}'", each.texts) for each in method.bulletins)
        for form in method.forms:
            yield from ((f"item '{item.name}' of '{form.name}'", item.titles) for item in form.items)
        yield from ((f"indicator '{each.name}'", each.titles) for each in method.indicators)
        yield from ((f"identity '{each.id}'", each.titles) for each in method.identities)
        yield from ((f"figure '{name}'", figure.titles) for name, figure in method.figures.items())
        for question in method.open_readings:
            yield f"question '{question.id}'", question.titles
            for reading in question.readings:
                yield f"reading '{reading.label}' of '{question.id}'", reading.titles
                hanging = ((name, reading[name].titles) for name in question.hanging if name in reading)
                yield from ((f"figure '{name}' of '{reading.label}'", told) for name, told in hanging)

    @binding_from("0.2")
    def test_it_is_declared_alike_in_every_process(self) -> None:
        """Another process, which orders its sets otherwise, declares an equal playbook."""
        environment = {
            **os.environ,
            "PYTHONHASHSEED": "20200203",
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        words = [sys.executable, "-c", _DECLARE, self._declared_by(), self.playbook.name]
        told = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        assert told.returncode == 0, (
            f"another process cannot declare '{self.playbook.name}' by '{self.module}'; install the package, and name "
            f"in 'module' the one that declares it:\n{told.stderr}"
        )
        assert told.stdout.strip() == _fingerprint(self.playbook), (
            f"another process declares '{self.playbook.name}' otherwise; its parts must not depend on the order of a "
            "set, on the clock, on chance or on the machine"
        )

    def _declared_by(self) -> str:
        if not self.module:
            pytest.skip("say in 'module' which module declares the playbook")
        return self.module

    def _scenarios(self) -> Iterator[tuple[Path, Scenario]]:
        if self.scenarios is None:
            pytest.skip("say in 'scenarios' in which directory the scenarios stand")
        paths = sorted(self.scenarios.glob("**/*.scenario.toml"))
        assert paths, f"there is no file in {self.scenarios} whose name ends in .scenario.toml; write one, or move them"
        for path in paths:
            yield path, read_scenario(path.read_text(encoding="utf-8"), self.playbook, name=path.name)

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


def _files_of(module: str) -> Iterator[Path]:
    """Iterate over the sources of a module, of a package all of them."""
    found = import_module(module)
    places = list(getattr(found, "__path__", ()))
    yield from (Path(found.__file__),) if found.__file__ and not places else ()
    for place in places:
        yield from sorted(Path(place).rglob("*.py"))


def _used(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Iterate over what a module uses of gridcare, as dotted names with their lines."""
    meant: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "gridcare":
            for each in node.names:
                meant[each.asname or each.name] = name = f"{node.module}.{each.name}"
                yield name, node.lineno
        elif isinstance(node, ast.Import):
            for each in node.names:
                if each.name.partition(".")[0] == "gridcare":
                    meant[each.asname or "gridcare"] = each.name if each.asname else "gridcare"
                    yield each.name, node.lineno
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(ast.Name(name), attribute) if name in meant and not attribute.startswith("__"):
                yield f"{meant[name]}.{attribute}", node.lineno


def _fingerprint(playbook: Playbook) -> str:
    return sha256(to_json(playbook).encode()).hexdigest()


_DECLARE = """
import sys
from hashlib import sha256
from importlib import import_module
from gridcare.codec.documents import to_json
from gridcare.registry import Registry
module, name = import_module(sys.argv[1]), sys.argv[2]
brought = module.gridcare_playbooks() if hasattr(module, "gridcare_playbooks") else [Registry.load().playbook(name)]
(playbook,) = [each for each in brought if each.name == name]
print(sha256(to_json(playbook).encode()).hexdigest())
"""

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
