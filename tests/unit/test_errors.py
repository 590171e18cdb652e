"""Exceptions travel: a host that works in several processes gets back what was raised, particulars and all."""

import copy
import pickle
import typing
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest

import gridcare
from gridcare.errors import DefinitionError, Fault, GridcareError, MissingExtra, did_you_mean, nearest


class Anything(str):
    """Stands for whatever value an exception tells about: it has every attribute, and holds one of its kind."""

    def __getattr__(self, name: str) -> "Anything":
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything(name)

    def __iter__(self) -> Iterator["Anything"]:
        return iter((Anything("one"),))


GIVEN: dict[object, object] = {
    str: "h1",
    int: 2,
    datetime: datetime(2020, 2, 3, tzinfo=UTC),
    date: date(2020, 2, 3),
}


def kinds(base: type[GridcareError] = GridcareError) -> Iterator[type[GridcareError]]:
    for kind in base.__subclasses__():
        yield kind
        yield from kinds(kind)


def every_kind() -> list[type[GridcareError]]:
    for module in walk_packages(gridcare.__path__, "gridcare."):
        try:
            import_module(module.name)
        except (ImportError, MissingExtra):  # an adapter whose extra is not there
            continue
    return sorted(
        {kind for kind in kinds() if kind.__module__.startswith("gridcare.") and not kind.__name__.startswith("_")},
        key=lambda kind: (kind.__module__, kind.__qualname__),
    )


MADE: dict[str, Callable[[Any], GridcareError]] = {
    "ExtensionRefused": lambda kind: kind("four-step", ("caller",), ("gridcare:four-step", "caller:caller"), ()),
    "Mistake": lambda kind: kind("wrong.file", name="street.toml", why="no such file"),
}
"""Exceptions whose arguments hang together."""


def raised(kind: type[GridcareError]) -> GridcareError:
    """Make an exception of a kind as the library does, from what its constructor asks for."""
    made: Any = kind
    if kind.__name__ in MADE:
        return MADE[kind.__name__](kind)
    if kind.__init__ is Exception.__init__ or not hasattr(kind.__init__, "__annotations__"):
        return made("it went wrong")  # type: ignore[no-any-return]
    asked = {name: wanted for name, wanted in typing.get_type_hints(kind.__init__).items() if name != "return"}
    return made(**{name: given(wanted) for name, wanted in asked.items()})  # type: ignore[no-any-return]


def given(wanted: object) -> object:
    return (Anything("one"),) if typing.get_origin(wanted) is tuple else GIVEN.get(wanted, Anything("one"))


def through_pickle(error: Exception) -> Exception:
    return typing.cast(Exception, pickle.loads(pickle.dumps(error)))  # noqa: S301  # our own bytes


@pytest.mark.parametrize("travel", [through_pickle, copy.copy, copy.deepcopy])
class TestWhatTravels:
    @pytest.mark.parametrize("kind", every_kind(), ids=lambda kind: kind.__name__)
    def test_every_exception_comes_back_as_it_was(
        self, kind: type[GridcareError], travel: Callable[[Exception], Exception]
    ) -> None:
        error = raised(kind)
        error.add_note("seen on tablet 7")
        back = travel(error)
        assert (kind, str(error), error.args) == (type(back), str(back), back.args)
        assert vars(error) == vars(back)
        assert error.code == typing.cast(GridcareError, back).code

    def test_a_definition_comes_back_with_every_fault(self, travel: Callable[[Exception], Exception]) -> None:
        faults = [Fault("workflow.unreachable", "door/met", "is never reached"), Fault("tally.key", "g1", "is twice")]
        error = DefinitionError("workflow 'four-step' has 2 faults", faults)
        back = travel(error)
        assert isinstance(back, DefinitionError)
        assert (error.faults, error.codes, str(error)) == (back.faults, back.codes, str(back))


class TestWhatWasPerhapsMeant:
    @pytest.mark.parametrize(
        ("name", "allowed", "expected"),
        [
            ("dor", ("door", "phone"), "door"),
            ("进雪", ("进学", "河南"), "进学"),
            ("学进", ("进学", "河南"), "进学"),
            ("进学街", ("进学街道", "河南街道"), "进学街道"),
            ("进雪", ("进学", "进江"), ""),  # two are equally near
            ("进雪", ("河南",), ""),
            ("进雪", ("进学街道事务所",), ""),  # one character of many says little
            ("ab", ("ac",), ""),
            ("", (), ""),
        ],
    )
    def test_a_name_of_two_chinese_characters_is_near_the_only_one_that_shares_one(
        self, name: str, allowed: tuple[str, ...], expected: str
    ) -> None:
        assert expected == nearest(name, allowed)

    def test_it_is_told_at_the_end_of_a_message(self) -> None:
        assert "; did you mean '进学'?" == did_you_mean("进雪", ("进学", "河南"))
        assert "; there are '河南', '进学', '进江'" == did_you_mean("进雪", ("进学", "进江", "河南"))
