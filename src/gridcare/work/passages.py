"""
What is decided at a gate, and why: admit, register, measure again, dissuade, isolate and notify.

A `GatePolicy` is a list of rules in order, each a condition and a verdict; the first that holds decides. A decision is
a pure function of the facts of the passage and the policy: it opens no case and tells nobody, it says whom to tell.

Two things do not depend on how an author orders his rules. A reading of a *screening* device, the infrared gun of a
gate, never refers anybody: it is measured again first, and so is one whose device nobody stated. And a condition that
cannot be decided decides nothing: unless what follows agrees with it, the policy's answer for the unknown is given,
with the reasons.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Final

import attrs

from gridcare.errors import Fault, refuse
from gridcare.given import typed
from gridcare.rules.checking import check
from gridcare.rules.contexts import NUMBER, TEXT, TRUTH, Context, Text, Type
from gridcare.rules.expressions import Expression, names
from gridcare.rules.grammar import expression
from gridcare.rules.parameters import Parameters, ParameterValue
from gridcare.rules.scopes import Given, Values
from gridcare.rules.unknowns import Unknown
from gridcare.work.conditions import truth

__all__ = ["PASSAGE_NAMES", "GateDecision", "GatePolicy", "PassRule", "Verdict"]


class Verdict(StrEnum):
    """What is decided at a gate."""

    ADMIT = "admit"
    REGISTER = "register"
    """Registered, and then let through."""
    MEASURE_AGAIN = "measure again"
    """With another device, before anything else is decided."""
    DISSUADE = "dissuade"
    """Turned back, or talked out of going out."""
    ISOLATE = "isolate and notify"
    """Kept apart while those who must know are told."""

    @property
    def lets_through(self) -> bool:
        """Whether the traveller goes on."""
        return self in (Verdict.ADMIT, Verdict.REGISTER)


PASSAGE_NAMES: Final[Mapping[str, Type]] = {
    "direction": Text(("in", "out")),
    "traveller.kind": Text(("person", "vehicle")),
    "traveller.outside": TRUTH,
    "traveller.observed": TRUTH,
    "traveller.approved": TRUTH,
    "traveller.symptoms": TRUTH,
    "traveller.essential": TRUTH,
    "reading.value": NUMBER,
    "reading.device": TEXT,
    "reading.site": TEXT,
    "gate.closed": TRUTH,
}
"""What a rule may read of a passage; beside these anything under ``traveller.``, ``unit.`` and ``fact.``."""

_OPEN: Final = ("traveller.", "unit.", "fact.")
_READING: Final = "reading."
_AGAIN: Final = "the reading only screens, or nobody said of which device it is; it refers nobody"


def _rule(given: Expression | str) -> Expression:
    return expression(given)


def _maybe(given: Expression | str | None) -> Expression | None:
    return None if given is None else expression(given)


@attrs.frozen(kw_only=True, field_transformer=typed)
class PassRule:
    """
    One rule of a policy.

    Attributes:
        verdict: What it decides.
        when: The condition.
        reason: Why, in the words that are told at the gate.
        notify: Whom to tell.
    """

    verdict: Verdict = attrs.field(converter=Verdict, kw_only=False)
    when: Expression = attrs.field(converter=_rule)
    reason: str
    notify: tuple[str, ...] = ()

    @property
    def reads_a_reading(self) -> bool:
        """Whether it depends on what was measured."""
        return any(name.startswith(_READING) for name in names(self.when))


@attrs.frozen(kw_only=True)
class GateDecision:
    """
    What was decided about one passage.

    Attributes:
        verdict: The decision.
        reasons: Why, in order.
        registers: Whether traveller or vehicle is to be entered in the book; unknown when that cannot be told.
        notify: Whom to tell.
        rule: The place of the rule that decided, 0 first; none when no rule did.
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    registers: bool | Unknown = False
    notify: tuple[str, ...] = ()
    rule: int | None = None


@attrs.frozen(kw_only=True, field_transformer=typed)
class GatePolicy:
    """
    What is decided at the gates of a locality.

    Attributes:
        name: What it is called.
        rules: The rules in order, the first that holds decides.
        otherwise: What is decided where none holds.
        unknown: What is decided where a condition that matters cannot be told.
        registers: Who is entered in the book, whatever else is decided; nobody when blank.
        screening_devices: Devices whose reading is measured again before anybody is referred.
        parameters: The parameters that the rules read as ``param.name``.

    Raises:
        DefinitionError: When a rule reads what there is not, all faults at once.

    >>> policy = GatePolicy(
    ...     name="compound",
    ...     rules=(PassRule("dissuade", when="traveller.outside", reason="residents only"),),
    ...     otherwise="admit",
    ...     unknown="register",
    ... )
    >>> policy.decide({"traveller.outside": True}).reasons
    ('residents only',)
    >>> policy.decide({"traveller.outside": None}).verdict
    <Verdict.REGISTER: 'register'>
    """

    name: str
    rules: tuple[PassRule, ...]
    otherwise: Verdict = attrs.field(converter=Verdict)
    unknown: Verdict = attrs.field(converter=Verdict)
    registers: Expression | None = attrs.field(default=None, converter=_maybe)
    screening_devices: tuple[str, ...] = ()
    parameters: Parameters = attrs.field(factory=Parameters)

    def __attrs_post_init__(self) -> None:
        refuse(f"gate policy '{self.name}'", self._faults())

    def _faults(self) -> Iterator[Fault]:
        context = self.context
        for place, rule in enumerate(self.rules):
            yield from check(rule.when, context, where=f"{self.name}/{place}", expects=TRUTH)
        if self.registers is not None:
            yield from check(self.registers, context, where=f"{self.name}/registers", expects=TRUTH)
        for verdict, what in ((self.otherwise, "otherwise"), (self.unknown, "unknown")):
            if verdict is Verdict.ISOLATE:
                problem = "nobody is isolated for want of a reason; give another verdict, or a rule"
                yield Fault("policy.isolate", f"{self.name}/{what}", problem)

    @property
    def context(self) -> Context:
        """What its rules may read."""
        types = {f"param.{each.name}": _type(each.value) for each in self.parameters.members}
        return Context(names={**PASSAGE_NAMES, **types}, open=_OPEN)

    def decide(self, passage: Mapping[str, Given]) -> GateDecision:
        """
        Decide about one passage.

        Args:
            passage: What is known of it, by the names of `PASSAGE_NAMES` and the like; what is left out is unknown.
        """
        scope = Values({**passage, **dict(self._given())})
        registers = False if self.registers is None else truth(self.registers, scope)
        decided = self._decided(scope, passage)
        if decided.verdict is Verdict.ADMIT and registers is True:
            decided = attrs.evolve(decided, verdict=Verdict.REGISTER)
        return attrs.evolve(decided, registers=registers)

    def _decided(self, scope: Values, passage: Mapping[str, Given]) -> GateDecision:
        undecided: list[tuple[Verdict, Unknown]] = []
        again: GateDecision | None = None
        for place, rule in enumerate(self.rules):
            told = truth(rule.when, scope)
            if isinstance(told, Unknown):
                undecided += [] if again else [(rule.verdict, told)]
            elif told and self._is_screened(rule, passage):
                again = again or GateDecision(verdict=Verdict.MEASURE_AGAIN, reasons=(rule.reason, _AGAIN), rule=place)
            elif told and (again is None or rule.verdict is Verdict.ISOLATE):
                decided = GateDecision(verdict=rule.verdict, reasons=(rule.reason,), notify=rule.notify, rule=place)
                return self._agreed(decided, undecided)
        return self._agreed(again or GateDecision(verdict=self.otherwise, reasons=()), undecided)

    def _is_screened(self, rule: PassRule, passage: Mapping[str, Given]) -> bool:
        """Tell whether a rule would refer somebody for a reading that only screens."""
        device = passage.get("reading.device")
        screens = bool(self.screening_devices) and (device in self.screening_devices or not isinstance(device, str))
        return rule.verdict is Verdict.ISOLATE and rule.reads_a_reading and screens

    def _agreed(self, decided: GateDecision, undecided: Iterable[tuple[Verdict, Unknown]]) -> GateDecision:
        """Keep a decision that the undecided rules before it would not change, else give the answer for the unknown."""
        others = [(verdict, unknown) for verdict, unknown in undecided if verdict is not decided.verdict]
        if not others:
            return decided
        unsure = Unknown.joined(unknown for _, unknown in others)
        return GateDecision(verdict=self.unknown, reasons=tuple(map(str, unsure.reasons)))

    def _given(self) -> Iterator[tuple[str, Given]]:
        for each in self.parameters.members:
            if isinstance(each.value, bool | int | str | Decimal):
                yield f"param.{each.name}", each.value


def _type(value: ParameterValue) -> Type:
    if isinstance(value, bool):
        return TRUTH
    return TEXT if isinstance(value, str) else NUMBER
