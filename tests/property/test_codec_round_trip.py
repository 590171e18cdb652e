"""
What is written is read back as it was: every public value that a strategy can draw, as JSON and back.

New strategies join by themselves. One whose values are not stored is named in `NOT_STORED`, with the reason.
"""

import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules, walk_packages
from types import FunctionType
from typing import Any, Final, get_args, get_origin, get_type_hints

import attrs
import pytest
from cattrs.errors import StructureHandlerNotFoundError
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

import gridcare
from gridcare.attributes import Attributes
from gridcare.codec.documents import from_json, to_json
from gridcare.codec.envelopes import read_journal, write_journal
from gridcare.codec.issues import Issue, UnreadableInput, UnwritableValue
from gridcare.codec.plain import from_plain, make_converter, to_plain
from gridcare.codec.unions import AmbiguousPlace
from gridcare.errors import Fault
from gridcare.facts.content import content
from gridcare.facts.journal import Journal
from gridcare.testing import strategies
from gridcare.testing.strategies.facts import journals
from gridcare.timing.periods import aware

NOT_STORED: Final[Mapping[str, str]] = {
    "facts.chains": "entries of a journal are stored in envelopes",
    "facts.entries": "entries of a journal are stored in envelopes",
    "facts.naive_moments": "a moment without a time zone is refused",
    "figures.told": "what fills a bulletin, of any class",
    "ledgers.ledgers": "drawn from records when they are looked at, and never stored with their people",
    "linkage.link_rules": "holds functions that read and compare values",
    "linkage.merge_rules": "holds functions that read and compare values",
    "suppression.additive_tables": "added up from the counts of a release when it is made",
    "lineage.figures_of": "a tally is derived",
    "observation.observation_courses": "entries of a journal are stored in envelopes",
    "routing.linked_entries": "entries of a journal are stored in envelopes",
    "timelines.schedules": "made of a timeline and acts when it is asked for",
    "places.tallies": "a tally is derived",
    "rules.learning": "scopes are views of other values",
    "rules.scopes": "scopes are views of other values",
    "timing.zones": "a zone is stored by its name",
    "work.acts": "what a test does to a campaign",
}
UNWRITABLE: Final = {"plain.not-finite", "plain.naive-moment"}
"""What a value may hold that no reader would take back; writing it must be refused."""


def strategies_by_name() -> Iterator[tuple[str, Callable[..., Any]]]:
    for found in iter_modules(strategies.__path__):
        room = import_module(f"{strategies.__name__}.{found.name}")
        for name in room.__all__:
            function = getattr(room, name)
            if isinstance(function, FunctionType) and drawn_by(function) is not None:
                yield f"{found.name}.{name}", function


def drawn_by(function: Callable[..., Any]) -> Any:
    """What the strategy draws, as its annotation says."""
    returned = inspect.signature(function).return_annotation
    if isinstance(returned, str):
        returned = get_type_hints(function)["return"]
    return get_args(returned)[0] if get_origin(returned) is st.SearchStrategy else None


def needed_by(function: Callable[..., Any]) -> dict[str, Any]:
    parameters = inspect.signature(function).parameters.values()
    return {each.name: each.annotation for each in parameters if each.default is each.empty}


FOUND: Final = dict(strategies_by_name())
BARE: Final = {str(drawn_by(function)): function for function in FOUND.values() if not needed_by(function)}


def values_of(function: Callable[..., Any]) -> st.SearchStrategy[Any] | None:
    """The strategy, with whatever it needs drawn from the others."""
    needed: dict[str, st.SearchStrategy[Any]] = {}
    for name, kind in needed_by(function).items():
        if kind is str:
            needed[name] = st.just("thing")
        elif kind is int:
            needed[name] = st.integers(1, 4)
        elif str(kind) in BARE:
            needed[name] = BARE[str(kind)]()
        else:
            return None
    return st.fixed_dictionaries(needed).flatmap(lambda drawn: function(**drawn))


STORED: Final = {
    name: strategy
    for name, function in FOUND.items()
    if name not in NOT_STORED and (strategy := values_of(function)) is not None
}


def settled(value: Any) -> Any:
    """Tell every moment with a fixed offset: Python calls no two moments equal in an hour that comes twice."""
    if isinstance(value, datetime):
        return aware(value, "moment")
    if isinstance(value, Attributes):
        return Attributes({name: settled(each) for name, each in value.items()})
    if isinstance(value, tuple):
        return tuple(map(settled, value))
    if attrs.has(type(value)) and any(
        isinstance(each, datetime | tuple | Attributes) or attrs.has(type(each)) for each in parts(value)
    ):
        changed = {
            field.alias: settled(getattr(value, field.name)) for field in attrs.fields(type(value)) if field.init
        }
        return attrs.evolve(value, **changed)
    return value


def parts(value: Any) -> list[Any]:
    return [getattr(value, field.name) for field in attrs.fields(type(value)) if field.init]


def written(value: Any, kind: Any) -> str:
    """The JSON of a value; one that holds what must be refused is drawn again."""
    try:
        return to_json(value, kind=kind)
    except UnwritableValue as refusal:
        if set(refusal.codes) <= UNWRITABLE:
            reject()
        raise


def test_the_strategies_are_found() -> None:
    assert len(STORED) >= 30
    assert {"facts.facts", "timing.deadlines", "people.subjects", "places.hierarchies", "rules.expressions"} <= set(
        STORED
    )
    assert not NOT_STORED.keys() - FOUND.keys(), "an exception for a strategy that is gone"


@pytest.mark.parametrize("name", STORED)
def test_what_is_written_is_read_back(name: str) -> None:
    kind = drawn_by(FOUND[name])

    @settings(max_examples=min(25, settings().max_examples), suppress_health_check=list(HealthCheck))
    @given(STORED[name])
    def round_trip(value: Any) -> None:
        text = written(value, kind)
        back = from_json(text, kind)
        assert settled(value) == back
        assert text == to_json(back, kind=kind)
        assert text == json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    round_trip()


def stored(journal: Journal) -> tuple[list[str], set[str]]:
    """The lines of a journal, and the entries that hold what must be refused."""
    lines: list[str] = []
    try:
        lines += write_journal(journal)
    except UnwritableValue as refusal:
        if set(refusal.codes) <= UNWRITABLE:
            return lines, {issue.path.partition(", ")[0] for issue in refusal.issues}
        raise
    return lines, set()


@given(journals())
def test_a_journal_is_read_back_as_it_was_stored(journal: Journal) -> None:
    lines, named = stored(journal)
    back, issues = read_journal(lines)
    assert issues == ()
    if named:
        assert {content(entry) for entry in back} < {content(entry) for entry in journal}
    else:
        assert journal == back
        assert journal.digest == back.digest


PLAIN: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("name", [name for name in STORED if name.split(".")[0] in ("facts", "people", "timing")])
def test_what_is_something_else_is_refused_with_its_place(name: str) -> None:
    """Whatever plain data is offered, reading ends in a value that can be written again, or in issues with paths."""
    kind = drawn_by(FOUND[name])

    @settings(max_examples=min(25, settings().max_examples))
    @given(PLAIN)
    def read(data: Any) -> None:
        value, issues = read_or_not(data, kind)
        if issues:
            assert all(issue.path.startswith("$") and issue.code and issue.message for issue in issues)
        else:
            assert from_plain(to_plain(value, kind=kind), kind) == value

    read()


def read_or_not(data: Any, kind: Any) -> tuple[Any, tuple[Issue, ...]]:
    try:
        return from_plain(data, kind), ()
    except UnreadableInput as refusal:
        return None, refusal.issues


NOT_DATA: Final[Mapping[str, str]] = {
    "people.admission.BadRow": "holds a row as it came, of any class",
    "reporting.slips.Slip": "holds a function",
    "people.likeness.Agreement": "holds a function that compares values",
    "people.likeness.Trait": "holds a function that reads values",
    "people.sources.TakenRows": "holds rows as they came in",
    "reporting.records.Record": "holds functions of its records",
    "places.rebasing.Rebased": "holds a tally",
    "reporting.reorganised.FiguresOnMap": "holds a tally",
    "rules.editions.InForce": "says of what only when it is written as InForce[Parameters]",
    "rules.editions.RuleEdition": "says of what only when it is written as RuleEdition[Parameters]",
    "rules.editions.RuleSet": "says of what only when it is written as RuleSet[Parameters]",
    "work.observation.Observations": "holds a journal and a function",
    "work.stages.Stage": "is written out as the parts that it stands for",
    "work.watching.Watched": "holds a function",
    "rules.scopes.Series": "a view of other values",
    "rules.scopes.Values": "a view of other values",
}
"""Public classes that are no data."""


def public_values() -> Iterator[tuple[str, type]]:
    for found in walk_packages(gridcare.__path__, "gridcare."):
        name = found.name.removeprefix("gridcare.")
        if name.partition(".")[0] in {"testing", "codec", "adapters", "plugins", "registry", "examination", "__main__"}:
            continue
        room = import_module(found.name)
        for public in getattr(room, "__all__", ()):
            kind = getattr(room, public)
            if isinstance(kind, type) and attrs.has(kind) and not issubclass(kind, BaseException):
                yield f"{name}.{public}", kind


PUBLIC: Final = dict(public_values())


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_class_can_be_written_and_read(name: str) -> None:
    converter, kind = make_converter(), PUBLIC[name]
    if name in NOT_DATA:
        with pytest.raises((StructureHandlerNotFoundError, AmbiguousPlace, Fault)):
            converter.get_structure_hook(kind)({}, kind)
    else:
        assert callable(converter.get_structure_hook(kind))
        assert callable(converter.get_unstructure_hook(kind))


SECRET: Final = "驫ψЖЮ13800138000"


@pytest.mark.parametrize("name", ["facts.facts", "facts.amendments", "people.subjects", "people.presences"])
def test_no_issue_tells_what_was_found(name: str) -> None:
    kind = drawn_by(FOUND[name])

    @settings(max_examples=min(50, settings().max_examples), suppress_health_check=list(HealthCheck))
    @given(STORED[name], st.data())
    def plant(value: Any, data: st.DataObject) -> None:
        text = written(value, kind)
        spoilt = data.draw(planted(json.loads(text)))
        _, issues = read_or_not(spoilt, kind)
        refusal = UnreadableInput("value", issues)
        assert SECRET not in f"{refusal}{refusal!r}{refusal.args}{issues}"

    plant()


def planted(data: Any) -> st.SearchStrategy[Any]:
    """The data with a secret in the place of one part of it."""
    here = st.sampled_from((SECRET, [SECRET], {"decimal": SECRET}, {"moment": SECRET}, {"id": SECRET, "state": SECRET}))
    if isinstance(data, dict) and data:
        return here | st.sampled_from(sorted(data)).flatmap(
            lambda key: planted(data[key]).map(lambda part: {**data, key: part})
        )
    if isinstance(data, list) and data:
        return here | st.integers(0, len(data) - 1).flatmap(
            lambda at: planted(data[at]).map(lambda part: [*data[:at], part, *data[at + 1 :]])
        )
    return here
