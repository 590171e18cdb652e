"""What expressions read of parameters, and how parameters carry figures from one unit to another."""

from decimal import Decimal

import pytest

from gridcare.rules.checking import check
from gridcare.rules.contexts import TEXT, TRUTH, Context, Number
from gridcare.rules.grammar import parse
from gridcare.rules.parameters import Parameter, Parameters
from gridcare.timing.deadlines import NOT_STATED

VIALS = Parameters(
    (
        Parameter("doses_per_vial", 10, unit="dose/vial"),
        Parameter("wastage", Decimal("0.15")),
        Parameter("rule", "daily"),
        Parameter("night", True),
        Parameter("within", "48h", unit="duration"),
        Parameter("days", (1, 3)),
        Parameter("lost", NOT_STATED, unit="vial"),
    )
)
CLINIC = Context(names={"doses": Number.of("dose"), "vials": Number.of("vial")})


class TestUnit:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("dose", "number of dose"),
            ("dose/vial", "number of dose per vial"),
            ("dose / vial / box", "number of dose per box per vial"),
            ("/vial", "number per vial"),
            ("vial/vial", "number"),
            ("", "number"),
        ],
    )
    def test_a_unit_may_be_so_much_per_something(self, text: str, told: str) -> None:
        assert told == str(Number.of(text))


class TestReading:
    def test_each_is_read_as_what_it_holds(self) -> None:
        names = VIALS.read_in(CLINIC).names
        told = {name.removeprefix("param."): kind for name, kind in names.items() if name.startswith("param.")}
        assert told == {"doses_per_vial": Number.of("dose/vial"), "wastage": Number(), "rule": TEXT, "night": TRUTH}

    @pytest.mark.parametrize("text", ["doses = param.doses_per_vial * vials", "vials = param.lost", "param.night"])
    def test_what_is_sound_is_sound(self, text: str) -> None:
        assert [] == check(parse(text), VIALS.read_in(CLINIC), expects=TRUTH)

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("doses = vials", "'doses' is a number of dose and 'vials' is a number of vial"),
            ("vials = param.doses_per_vial * doses", "is a number of dose^2 per vial"),
            ("doses = param.doses_per_vail * vials", "'param.doses_per_vail' is no name here; did you mean"),
            ("doses = param.within", "'param.within' is no name here"),
            ("doses = param.days", "'param.days' is no name here"),
        ],
    )
    def test_what_is_not_is_told(self, text: str, told: str) -> None:
        (fault,) = check(parse(text), VIALS.read_in(CLINIC))
        assert told in fault.problem

    def test_values_are_put_in_wherever_they_are_read(self) -> None:
        read = parse("param.doses_per_vial * vials = sum(doses / param.doses_per_vial per child) and param.night")
        assert "10 * vials = sum(doses / 10 per child) and true" == str(VIALS.put_into(read))

    def test_what_is_not_stated_stays_and_what_reads_none_is_left_alone(self) -> None:
        lost, plain = parse("vials = param.lost"), parse("vials = 3")
        assert VIALS.put_into(lost) is lost
        assert VIALS.put_into(plain) is plain
