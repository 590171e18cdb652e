"""The canonical rendering: equal for what is equal, different for what differs, the same tomorrow and elsewhere."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import combinations
from zoneinfo import ZoneInfo

import attrs
import pytest

from gridcare.attributes import Attributes, Scalar
from gridcare.facts.content import content, fingerprint, same_content
from gridcare.facts.fact import Amendment, Fact, Origin, Precision
from gridcare.timing.periods import moment

EIGHT = moment("2020-02-03 08:00", "Asia/Shanghai")
NAIVE = EIGHT.replace(tzinfo=None)
VISIT = Fact(
    id="f1",
    kind="door",
    subjects=("h1", "h2"),
    happened=EIGHT,
    known=EIGHT + timedelta(minutes=5),
    outcome="met",
    answers=Attributes(rooms=3, note="四步", fever=False),
    precision=Precision.DAY,
    origin=Origin(source="tablet-7", roles=("grid head",)),
)
OTHERS: dict[str, object] = {
    "id": "f2",
    "kind": "phone",
    "subjects": ("h1",),
    "happened": EIGHT - timedelta(microseconds=1),
    "known": EIGHT,
    "outcome": "",
    "answers": Attributes(rooms=3),
    "track": "second",
    "precision": Precision.MINUTE,
    "origin": Origin(source="tablet-8"),
}


class TestContent:
    def test_it_is_written_down_for_good(self) -> None:
        """Digests of published certificates depend on it: a change needs a new number in the journal's digest."""
        expected = (
            "fact2:f14:door2[2:h12:h2@1580688000000000@15806883000000003:met"
            "3{5:fever!False4:note2:四步5:roomsi3;0:3:day8:tablet-70:1[9:grid head0["
        )
        assert expected == content(VISIT).decode()
        amendment = Amendment(id="k1", of="f1", known=EIGHT, seen=("k0",), reason="typo")
        assert b"amendment2:k12:f1@1580688000000000void1[2:k04:typo-" == content(amendment)

    @pytest.mark.parametrize("field", [field.name for field in attrs.fields(Fact)])
    def test_every_field_of_a_fact_tells(self, field: str) -> None:
        assert content(VISIT) != content(attrs.evolve(VISIT, **{field: OTHERS[field]}))  # type: ignore[arg-type]

    @pytest.mark.parametrize("field", [field.name for field in attrs.fields(Amendment)])
    def test_every_field_of_an_amendment_tells(self, field: str) -> None:
        others = {"of": "f2", "fact": VISIT, "seen": ("k2",), "reason": "x", **{k: OTHERS[k] for k in ("id", "known")}}
        others["origin"] = Origin(channel="phone")
        amendment = Amendment(id="k1", of="f1", known=EIGHT + timedelta(1))
        assert content(amendment) != content(attrs.evolve(amendment, **{field: others[field]}))  # type: ignore[arg-type]

    def test_each_type_of_answer_is_another_answer(self) -> None:
        alike: list[Scalar] = [1, True, 1.0, "1", Decimal(1), Decimal("1.0"), None, "None", "i1;", date(2020, 2, 3)]
        alike += [0, False, 0.0, -0.0, "", datetime(2020, 2, 3, tzinfo=UTC), NAIVE, "2020-02-03"]
        rendered = [content(attrs.evolve(VISIT, answers=Attributes(a=answer))) for answer in alike]
        for (one, first), (other, second) in combinations(zip(alike, rendered, strict=True), 2):
            assert first != second, (one, other)

    def test_texts_cannot_run_into_one_another(self) -> None:
        pairs = [("ab", "c"), ("a", "bc"), ("", "abc"), ("a1:b", "c"), ("\ud800", "\udc00"), ("\U00010000", "")]
        assert len(pairs) == len({content(attrs.evolve(VISIT, kind=one, outcome=other)) for one, other in pairs})

    def test_one_instant_told_in_two_zones_is_one_content(self) -> None:
        told_in = attrs.evolve(
            VISIT, happened=EIGHT.astimezone(UTC), known=VISIT.known.astimezone(ZoneInfo("Asia/Shanghai"))
        )
        assert content(VISIT) == content(told_in)
        assert same_content(VISIT, told_in)

    def test_an_hour_that_came_twice_is_two_contents(self) -> None:
        berlin = ZoneInfo("Europe/Berlin")
        first = attrs.evolve(VISIT, happened=datetime(2020, 10, 25, 2, 15, tzinfo=berlin))
        second = attrs.evolve(VISIT, happened=datetime(2020, 10, 25, 2, 15, fold=1, tzinfo=berlin))
        assert first == second
        assert not same_content(first, second)

    def test_the_order_of_answers_does_not_tell(self) -> None:
        turned = attrs.evolve(VISIT, answers=Attributes({"note": "四步", "rooms": 3, "fever": False}))
        assert content(VISIT) == content(turned)

    def test_an_equal_fact_from_elsewhere_is_the_same(self) -> None:
        twin = attrs.evolve(VISIT, subjects=("h1", "h2"))
        assert same_content(VISIT, twin)
        assert not same_content(VISIT, attrs.evolve(VISIT, outcome="shut"))
        assert not same_content(VISIT, Amendment(id="f1", of="f1", known=EIGHT))
        for first, second in ((Decimal("1.0"), Decimal("1.00")), (0.0, -0.0)):
            one, other = (attrs.evolve(VISIT, answers=Attributes(a=answer)) for answer in (first, second))
            assert one == other
            assert not same_content(one, other)
        nan = [attrs.evolve(VISIT, answers=Attributes(a=float("nan"))) for _ in range(2)]
        assert same_content(*nan)
        assert fingerprint(nan[0]) == fingerprint(nan[1])


class TestUglyContent:
    @pytest.mark.parametrize(
        "change",
        [
            {"happened": NAIVE},
            {"happened": "2020-02-03"},
            {"happened": None},
            {"known": date(2020, 2, 3)},
            {"subjects": ["h1"]},
            {"subjects": "h1"},
            {"id": 7},
            {"precision": "hour"},
            {"answers": Attributes(a=10**5000)},
            {"answers": Attributes(a=float("inf"))},
            {"answers": Attributes(a=Decimal("sNaN"))},
            {"answers": Attributes(a=["a"])},  # type: ignore[arg-type]
            {"happened": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))},
            {"happened": datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-12)))},
        ],
        ids=lambda change: repr(change)[:40],
    )
    def test_whatever_python_lets_in_can_be_compared_and_told_apart(self, change: dict[str, object]) -> None:
        bent = attrs.evolve(VISIT, **change)  # type: ignore[arg-type]
        assert content(bent) != content(VISIT)
        assert same_content(bent, attrs.evolve(bent))
        assert not same_content(bent, VISIT)

    def test_it_is_the_same_in_every_process(self) -> None:
        told = {
            subprocess.run(
                [sys.executable, "-c", _RECIPE],
                env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            for seed, zone in (("1", "UTC"), ("2", "America/New_York"))
        }
        assert len(told) == 1


_RECIPE = """
from gridcare.attributes import Attributes
from gridcare.facts.content import fingerprint
from gridcare.facts.fact import Fact
from gridcare.timing.periods import moment
at = moment("2020-02-03 08:00", "Asia/Shanghai")
VISIT = Fact(id="f1", kind="door", subjects=("h1",), happened=at, known=at, answers=Attributes(b="x", a=1.5, c=None))
print(fingerprint(VISIT).hex())
"""
