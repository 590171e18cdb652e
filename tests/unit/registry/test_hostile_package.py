"""A package whose plug-ins break every rule in turn: each is contained and named, and the others work."""

import sys
import tomllib
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib.metadata import Distribution, EntryPoint
from os import PathLike
from pathlib import Path

import pytest

import gridcare.registry
from gridcare.facts.fact import Fact
from gridcare.facts.journal import Journal
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.plugins import four_step, six_in_place
from gridcare.plugins.four_step import FOUR_STEP
from gridcare.registry import Quarantined, Registry
from gridcare.rules.evaluation import Unresolved, evaluate
from gridcare.rules.grammar import parse
from gridcare.rules.scopes import Values
from gridcare.timing.periods import moment
from gridcare.work.grades import Gradings, grading

HOSTILE = Path(__file__).parents[2] / "data" / "hostile_plugin"


class Installed(Distribution):
    """The hostile package as if it were installed."""

    def read_text(self, filename: str) -> str | None:
        return "Metadata-Version: 2.1\nName: hostile\nVersion: 6.6.6\n" if filename == "METADATA" else None

    def locate_file(self, path: str | PathLike[str]) -> Path:
        return HOSTILE / "src" / path


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    named = tomllib.loads((HOSTILE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"][
        "gridcare"
    ]
    entries = [EntryPoint(name, value, "gridcare") for name, value in named.items()]
    for entry in entries:
        vars(entry).update(dist=Installed())
    monkeypatch.syspath_prepend(str(HOSTILE / "src"))
    monkeypatch.setattr(gridcare.registry, "_installed", lambda: iter(entries))
    yield Registry.load(extra={"gridcare:four-step": four_step, "gridcare:six-in-place": six_in_place})
    for name in [name for name in sys.modules if name.partition(".")[0] == "hostile"]:
        del sys.modules[name]


def faults_of(registry: Registry, name: str) -> str:
    (plugin,) = [each for each in registry.plugins if each.name == f"hostile:{name}"]
    return "; ".join(map(str, plugin.faults))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("import-error", "it cannot be imported: RuntimeError: the database of the street office is closed"),
        ("wrong-hook", "'gridcare_playbook' is no hook; did you mean 'gridcare_playbooks'?"),
        ("raises", "'gridcare_playbooks' raised SystemExit: 3"),
        ("cites", "'hostile.cites:explode' may not be cited here"),
        ("deep", "the expression is more than 50 levels deep"),
        ("large", "characters, more than"),
        ("mutates", "'gridcare_playbooks' raised FrozenInstanceError"),
        ("table", "'method.toml, line 5, tracks[0].workflow': 'start': 'dor' is no part"),
    ],
)
def test_what_breaks_a_rule_is_in_quarantine_by_its_name(registry: Registry, name: str, told: str) -> None:
    assert told in faults_of(registry, name)
    with pytest.raises(Quarantined, match=f"'{name}' cannot be used, because 'hostile:{name} 6.6.6' is at fault"):
        registry.playbook(name)


def test_several_faults_of_one_are_told_together(registry: Registry) -> None:
    assert "remove it" in faults_of(registry, "wrong-hook")


def test_a_condition_that_is_too_deep_or_too_large_says_so_and_is_not_repeated(registry: Registry) -> None:
    for name in ("deep", "large"):
        assert len(faults_of(registry, name)) < 1000


def test_equal_objects_are_two_plug_ins_and_their_playbook_a_conflict(registry: Registry) -> None:
    twins = {each.name for each in registry.plugins if each.name.endswith("twin")}
    assert twins == {"hostile:one-twin", "hostile:other-twin"}
    with pytest.raises(Quarantined, match=r"'hostile:one-twin 6\.6\.6' and 'hostile:other-twin 6\.6\.6'"):
        registry.playbook("twin")


def test_one_name_in_two_distributions_names_both(registry: Registry) -> None:
    with pytest.raises(Quarantined, match=r"'gridcare:four-step' and 'hostile:four-step 6\.6\.6'"):
        registry.playbook("four-step")


def test_nothing_of_the_method_that_it_reached_for_has_changed(registry: Registry) -> None:
    assert ("en", "mine") not in FOUR_STEP.workflow.parts[0].titles
    allowed = Registry.load(extra={"gridcare:four-step": four_step}, deny=["hostile:four-step"])
    assert allowed.playbook("four-step") is FOUR_STEP


def test_a_guard_that_raises_long_after_it_was_loaded_bears_its_plug_in(registry: Registry) -> None:
    method = registry.playbook("grudge")
    happened = Journal.of([Fact(id="e1", kind="enrolled", subjects=("r1",), happened=OPENED, known=OPENED)])
    observed = method.observations().merge(happened)
    told = raised(lambda: observed.watch("r1", OPENED + timedelta(days=20)).release("doctor"))
    assert told == ["raised by 'hostile.guards:Grudge' of the plug-in 'hostile:guards 6.6.6'"]
    assert FOUR_STEP.observations().merge(happened).watch("r1", OPENED + timedelta(days=20)).release("doctor").unmet


def test_a_condition_that_raises_long_after_it_was_loaded_bears_its_plug_in(registry: Registry) -> None:
    (scale,) = registry.playbook("grudge").scales
    street = Hierarchy((Level("street"),), [Unit("s1", "s1", "street")])
    facts = [grading("g1", scale=scale.name, unit="s1", grade="cross", happened=OPENED, by="office")]
    graded = Gradings(hierarchy=street, scale=scale, zone="Asia/Shanghai", journal=Journal.of(facts))
    told = raised(lambda: graded.needed("s1", OPENED + timedelta(days=1)))
    assert told == ["raised by 'hostile.guards:Whim' of the plug-in 'hostile:guards 6.6.6'"]


def test_a_hook_that_reaches_for_the_method_that_it_is_handed_fails_only_who_asks_for_it(registry: Registry) -> None:
    method = registry.playbook("six-in-place")
    assert {} == registry.extensions("six-in-place")
    with pytest.raises(Quarantined, match=r"'guards' cannot be used, because 'hostile:guards 6\.6\.6' is at fault"):
        registry.playbook("six-in-place", extensions=("guards",))
    assert method is registry.playbook("six-in-place")
    assert "mine" not in method.tracks[0].workflow.names


def test_a_callable_that_raises_bears_its_plug_in_where_an_expression_cites_it(registry: Registry) -> None:
    assert registry.quarantined
    condition = parse("hostile.cites:explode(subject.persons)")
    with pytest.raises(Unresolved, match=r"'hostile\.cites:explode' cites a callable"):
        evaluate(condition, Values({"subject.persons": 3}))
    explode = sys.modules["hostile.cites"].explode
    told = raised(lambda: evaluate(condition, Values({"subject.persons": 3}), lambda target: explode))
    assert told == ["raised by 'hostile.cites:explode' of the plug-in 'hostile:cites 6.6.6'"]


def raised(question: Callable[[], object]) -> list[str]:
    with pytest.raises(ZeroDivisionError) as caught:
        question()
    return caught.value.__notes__


OPENED = moment("2020-02-03 08:00", "Asia/Shanghai")
