"""
A parameter is a number or a word of a method that a locality may set: hours to wait, attempts to make.

Where the published method says nothing, a parameter is a *reading*: our interpretation, named as such, with the
alternatives that were not chosen. Where even a reading would be invented, its value is `NOT_STATED`.

An expression reads a parameter as ``param.`` and its name. One that is measured in so much per something carries
figures from one unit to the other: with ``Parameter("doses_per_vial", 10, unit="dose/vial")``,
``param.doses_per_vial * vials`` is a number of doses.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal

import attrs

from gridcare.errors import Fault, UnknownName, refuse
from gridcare.rules.contexts import TEXT, TRUTH, Context, Number, Type
from gridcare.rules.expressions import Expression
from gridcare.rules.notices import Source
from gridcare.rules.simplification import substitute
from gridcare.timing.deadlines import NotStated
from gridcare.timing.periods import duration
from gridcare.titles import Titles, titles

__all__ = ["Param", "Parameter", "ParameterValue", "Parameters", "param"]

ParameterValue = str | bool | int | Decimal | timedelta | tuple[int, ...] | NotStated
"""
What a parameter may hold. A duration is a `timedelta`, given as ``"48h"`` where its unit says ``duration``; a tuple of
whole numbers lists the days on which something is done.
"""


@attrs.frozen
class Param:
    """A reference to a parameter by name, to stand where its value would."""

    name: str

    def __str__(self) -> str:
        return f"param({self.name})"


def param(name: str) -> Param:
    """Refer to the parameter of that name; the workflow that uses it must declare it."""
    return Param(name)


@attrs.frozen(kw_only=True)
class Parameter:
    """
    A value of a method that a locality may set.

    Attributes:
        name: The name that expressions and steps use.
        value: The value in force; `NOT_STATED` where the method gives none and none was read into it.
        unit: What it is measured in (``duration``, ``attempt``, ``person``, ``dose/vial`` ...); a ``duration`` may be
            given as text.
        reading: Whether the value is an interpretation rather than something stated.
        alternatives: Readings that were not chosen, in words.
        sources: The papers that state it; empty for a reading.
        titles: What it is called, by language.
    """

    name: str = attrs.field(kw_only=False)
    value: ParameterValue = attrs.field(kw_only=False)
    unit: str = ""
    reading: bool = False
    alternatives: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    titles: Titles = attrs.field(default=(), converter=titles)

    def __attrs_post_init__(self) -> None:
        if self.unit == "duration" and isinstance(self.value, str):
            object.__setattr__(self, "value", duration(self.value))
        value = self.value
        whole = not isinstance(value, tuple) or all(type(each) is int for each in value)
        if type(value) not in _ALLOWED or not whole:
            allowed = "text, truth, number, duration or a tuple of whole numbers"
            problem = f"a {type(value).__name__} is no parameter value; give {allowed}"
            refuse(f"parameter '{self.name}'", [Fault("parameter.type", self.name, problem)])


_ALLOWED = (str, bool, int, Decimal, timedelta, tuple, NotStated)


@attrs.frozen(repr=False)
class Parameters:
    """
    The parameters of one method, by name.

    >>> hours = Parameters((Parameter("call_back_hours", "24h", unit="duration", reading=True),))
    >>> hours.with_values(call_back_hours="12h")["call_back_hours"]
    datetime.timedelta(seconds=43200)
    """

    members: tuple[Parameter, ...] = ()

    def __attrs_post_init__(self) -> None:
        names = [member.name for member in self.members]
        repeated = sorted({name for name in names if names.count(name) > 1})
        faults = [Fault("parameter.repeated", name, "this parameter is declared twice; keep one") for name in repeated]
        refuse("the list of parameters", faults)

    def __repr__(self) -> str:
        return f"Parameters({', '.join(member.name for member in self.members)})"

    def __getitem__(self, name: str) -> ParameterValue:
        return self.declared(name).value

    def __contains__(self, name: object) -> bool:
        return any(member.name == name for member in self.members)

    def names(self) -> tuple[str, ...]:
        """The names, in declared order."""
        return tuple(member.name for member in self.members)

    def get(self, name: str) -> ParameterValue | None:
        """Return the value of a parameter, or nothing when there is none of that name."""
        return next((member.value for member in self.members if member.name == name), None)

    def declared(self, name: str) -> Parameter:
        """
        Return the declaration of one parameter.

        Raises:
            UnknownName: When there is none of that name.
        """
        for member in self.members:
            if member.name == name:
                return member
        raise UnknownName("parameter", name, self.names())

    def with_values(self, **values: ParameterValue) -> "Parameters":
        """
        Return a copy in which the named parameters hold other values of the same type.

        Raises:
            DefinitionError: When a name is not declared or a value has another type, all of them at once.
        """
        refuse("the change of parameters", self._faults(values))
        return Parameters(
            tuple(
                attrs.evolve(member, value=values[member.name]) if member.name in values else member
                for member in self.members
            )
        )

    def read_in(self, context: Context) -> Context:
        """
        Let the expressions of a context read these parameters, as ``param.`` and the name.

        A duration and a list of days have no place in an expression; what is not stated may be read, and is unknown.
        """
        told = {f"{_READ}{member.name}": member for member in self.members}
        types = {name: _type(member) for name, member in told.items() if isinstance(member.value, _READABLE)}
        unstated = [name for name, member in told.items() if isinstance(member.value, NotStated)]
        return attrs.evolve(context, names={**context.names, **types}, open=(*context.open, *unstated))

    def put_into(self, expression: Expression) -> Expression:
        """Put the values of these parameters in the places where an expression reads them."""
        known = {f"{_READ}{each.name}": each.value for each in self.members if isinstance(each.value, _READABLE)}
        return substitute(expression, {}, everywhere=known)

    def _faults(self, values: Mapping[str, ParameterValue]) -> Iterable[Fault]:
        for name, value in values.items():
            try:
                member = self.declared(name)
                changed = attrs.evolve(member, value=value)
            except (UnknownName, ValueError) as error:
                yield Fault("parameter.value", name, str(error))
                continue
            kinds = {type(member.value), type(changed.value)} - {NotStated}
            if len(kinds) > 1:
                yield Fault("parameter.type", name, f"the value must be a {type(member.value).__name__}")


_READ = "param."
_READABLE = (bool, str, int, Decimal)


def _type(member: Parameter) -> Type:
    """Give the type of a parameter, as an expression sees it."""
    match member.value:
        case bool():
            return TRUTH
        case str():
            return TEXT
    return Number.of(member.unit)
