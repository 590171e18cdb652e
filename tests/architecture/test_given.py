"""
Public values look at what they are given: a text is no collection of letters, and no length of time.

Asked of everything that a playbook may hold, however deep, and of what hosts make themselves. What is left out
says why.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin

import attrs
import pytest

import gridcare
from gridcare.given import WrongType
from gridcare.playbook import Playbook
from gridcare.reporting.access import AccessScope
from gridcare.reporting.forms import Form
from gridcare.reporting.returns import FilingBook
from gridcare.timing.deadlines import Target
from gridcare.work.rows import Track
from gridcare.work.workflow import Workflow

ROOTS: Final = (Playbook, Workflow, Track, Form, Target, AccessScope, FilingBook)

LOOKED_AT_ELSEWHERE: Final = {
    "Criterion": "tells every fault of a programme at once, with a text in place of what could not be read",
    "DatedAttribute": "checked by the hierarchy that it stands in",
    "Entry": "a line of a filing, read by `figures`",
    "Fact": "a journal lists what is wrong with it and drops nothing",
    "Figure": "`NoFigure` tells it in the words of print",
    "FirstAvailable": "names the class of its members before that is made",
    "Filing": "comes in thousands; its converters look",
    "Identity": "tells every fault at once",
    "Indicator": "tells every fault at once",
    "Origin": "a part of a fact",
    "Parameter": "tells every fault at once",
    "Param": "a name and nothing else",
    "Parameters": "each is looked at by itself",
    "Period": "made by a cadence",
    "Presence": "a part of a subject",
    "Subject": "comes in hundred thousands; the register looks at each row",
    "Unit": "comes in ten thousands; the hierarchy looks at each row",
}
TIMES: Final = (date, datetime, time, timedelta)


def public() -> Iterator[type]:
    for found in pkgutil.walk_packages(gridcare.__path__, "gridcare."):
        if found.name.rpartition(".")[2].startswith("_") or ".adapters" in found.name or ".testing" in found.name:
            continue
        module = importlib.import_module(found.name)
        for name in getattr(module, "__all__", ()):
            kind = getattr(module, name)
            if isinstance(kind, type) and attrs.has(kind) and kind.__module__ == found.name:
                yield kind


def inside(kind: Any, seen: dict[type, None]) -> None:
    for each in get_args(kind):
        inside(each, seen)
    if isinstance(kind, type) and attrs.has(kind) and kind not in seen:
        seen[kind] = None
        for field in attrs.fields(kind):
            if field.init:
                inside(field.type, seen)


def declared() -> list[type]:
    seen: dict[type, None] = {}
    for root in ROOTS:
        inside(root, seen)
    return [kind for kind in seen if not kind.__module__.startswith("gridcare.rules")]


def alternatives(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (UnionType, Union) else (kind,)


def asks_for_what_no_number_is(kind: Any) -> bool:
    """A time, or a collection: where a bare object never belongs."""
    return all(each in TIMES or get_origin(each) is tuple or each is type(None) for each in alternatives(kind))


def fields_of(kind: type) -> list[Any]:
    return [field for field in attrs.fields(kind) if field.init and asks_for_what_no_number_is(field.type)]


@pytest.mark.parametrize("kind", declared(), ids=lambda kind: kind.__name__)
def test_a_declaration_refuses_what_is_no_time_and_no_collection(kind: type) -> None:
    if kind.__name__ in LOOKED_AT_ELSEWHERE:
        return
    silent = []
    for field in fields_of(kind):
        assert field.validator is not None, f"{kind.__name__}.{field.name}: make it with field_transformer=typed"
        try:
            field.validator(object.__new__(kind), field, object())
        except WrongType:
            continue
        silent.append(field.name)
    assert [] == silent


def takes_apart(field: Any) -> bool:
    return field.type == tuple[str, ...] and field.converter is not None and field.converter("abc") == ("a", "b", "c")


def test_no_converter_takes_a_text_apart() -> None:
    apart = [
        f"{kind.__module__}.{kind.__name__}.{field.name}: take it by gridcare.given.texts"
        for kind in public()
        for field in attrs.fields(kind)
        if takes_apart(field)
    ]
    assert [] == apart


def test_what_is_left_out_is_there() -> None:
    assert set() == set(LOOKED_AT_ELSEWHERE) - {kind.__name__ for kind in public()}
