"""Reconciling finds exactly what was planted, hides no gap, and lets only an exact edit claim a difference."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, groupby
from typing import Any

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gridcare.reporting.candidates import UNALLOCATED, Candidate
from gridcare.reporting.figures import Figure, Figures
from gridcare.reporting.reconcile import Finding, Identity, Status, reconcile
from gridcare.reporting.slips import SLIPS
from gridcare.reporting.terms import Term, side_of
from gridcare.rules.evaluation import evaluate
from gridcare.rules.expressions import Aggregate, Expression, Negative, Word, literal, name
from gridcare.rules.scopes import Value, Values
from gridcare.rules.unknowns import Unknown
from gridcare.rules.windows import Shift
from gridcare.testing.strategies.figures import accounts, amounts, publications

Account = tuple[Identity, Figures]


def with_values(figures: Figures, values: Mapping[str, Any]) -> Figures:
    """The same publication with other values, as if it had been printed so."""
    return Figures(attrs.evolve(each, value=values.get(each.name, each.value)) for each in figures.values())


def without(figures: Figures, *names: str) -> Figures:
    return Figures(each for each in figures.values() if each.name not in names)


def near(figure: Figure) -> st.SearchStrategy[int | Decimal]:
    """Another value for a figure: any, or one that is hardly off."""
    value = figure.value or 0
    return st.one_of(amounts(), st.sampled_from([value + 1, max(value - 1, 0), value + 10, value]))


def shown(value: Value) -> Value | set[tuple[str, str]]:
    """Leave out of an unknown where it was met: terms say that more finely."""
    return {(reason.code, reason.about) for reason in value.reasons} if isinstance(value, Unknown) else value


def the(findings: Iterable[Finding]) -> Finding:
    (finding,) = findings
    return finding


def claims(finding: Finding) -> tuple[Candidate, ...]:
    return finding.candidates[:-1]


def read_otherwise(figures: Figures, candidate: Candidate) -> Figures:
    return with_values(figures, {change.term.name: as_value(change.value) for change in candidate.changes})


def as_value(number: Any) -> Any:
    """What a figure can hold: an exact number of at most two places."""

    return number if isinstance(number, int) else Decimal(int(number * 100)).scaleb(-2)


Numbers = dict[str, int | None]


def values() -> st.SearchStrategy[Numbers]:
    """Two figures by name, now and then blank or missing."""
    stated = st.fixed_dictionaries({"a": st.integers(1, 9), "b": st.integers(1, 9)})
    return st.one_of(stated, stated, stated, st.just({"a": 3, "b": None}), st.just({"b": 5}))


def trees() -> st.SearchStrategy[Expression]:
    """Sums of figures: added, subtracted, turned and scaled; some along an axis, some on the day before."""
    plain = st.recursive(st.sampled_from([name("a"), name("b"), literal(2)]), _larger, max_leaves=4)
    elsewhere = st.one_of(
        plain,
        plain.map(lambda of: Aggregate("sum", of, "child")),
        plain.map(lambda of: of[-1]),
        plain.map(lambda of: Word("blank0", (of,))),
    )
    return st.recursive(elsewhere, _larger, max_leaves=3)


def _larger(part: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    factor = st.sampled_from([literal(3), literal(-2)])
    return st.one_of(
        st.tuples(part, part).map(lambda pair: pair[0] + pair[1]),
        st.tuples(part, part).map(lambda pair: pair[0] - pair[1]),
        part.map(Negative),
        st.tuples(factor, part).map(lambda pair: pair[0] * pair[1]),
        st.tuples(part, factor).map(lambda pair: pair[0] / pair[1]),
    )


class TestTwoSources:
    @given(publications())
    def test_figures_agree_with_themselves(self, figures: Figures) -> None:
        """What is stated passes; a printed blank stays a gap."""
        for finding in reconcile(figures, figures):
            blank = figures[finding.id].value is None
            assert (Status.NOT_EVALUATED if blank else Status.PASS) is finding.status

    @given(publications(blanks=False, least=1), st.data())
    def test_exactly_a_planted_change_is_found(self, figures: Figures, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(figures)))
        value = data.draw(amounts())
        assume(value != figures[name].value)
        changed = with_values(figures, {name: value})
        failing = [finding for finding in reconcile(figures, changed) if finding.status is not Status.PASS]
        assert [name] == [finding.id for finding in failing]
        assert Fraction(figures[name].value or 0) - Fraction(value) == failing[0].difference

    @given(publications(blanks=False, least=1), st.data())
    def test_exactly_what_one_source_leaves_out_is_not_evaluated(self, figures: Figures, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(figures)))
        for pair in ((figures, without(figures, name)), (without(figures, name), figures)):
            told = {finding.id: finding.status for finding in reconcile(*pair)}
            assert {each: Status.NOT_EVALUATED if each == name else Status.PASS for each in figures} == told


class TestIdentities:
    @given(accounts(), st.data())
    def test_exactly_a_planted_change_is_found(self, account: Account, data: st.DataObject) -> None:
        """The difference is the change, as often as the figure counts, with the sign of its side."""
        identity, figures = account
        assert Status.PASS is the(reconcile([identity], figures)).status
        name = data.draw(st.sampled_from(sorted(each for each in figures if not each.startswith("with_"))))
        value = data.draw(near(figures[name]))
        changed = with_values(figures, {name: value})
        finding = the(reconcile([identity], changed))
        left, right = (evaluate(side, changed) for side in (identity.says.left, identity.says.right))
        assert (left, right) == (finding.left, finding.right)
        assert left - right == finding.difference  # type: ignore[operator]
        assert abs(Fraction(value) - Fraction(figures[name].value or 0)) == abs(Fraction(finding.difference or 0))
        assert (Status.FAIL if finding.difference else Status.PASS) is finding.status

    @given(accounts(), st.randoms(use_true_random=False))
    def test_the_order_of_the_figures_does_not_matter(self, account: Account, random: Any) -> None:
        identity, figures = account
        changed = with_values(figures, {"total": (figures["total"].value or 0) + 9})
        members = list(changed.values())
        random.shuffle(members)
        assert reconcile([identity], changed) == reconcile([identity], Figures(members))

    @given(trees(), values(), st.lists(values(), max_size=3), values())
    def test_a_side_taken_apart_comes_to_what_it_evaluates_to(
        self, tree: Expression, here: Numbers, children: list[Numbers], before: Numbers
    ) -> None:
        """However a sum is bracketed, turned and scaled, and wherever its figures are read."""
        axes = {"child": [Values(child, label=f"c{i}") for i, child in enumerate(children)]}
        scope = Values(here, axes=axes, times={Shift(-1): Values(before)})
        side = side_of(tree, scope)
        assert side is not None
        assert shown(evaluate(tree, scope)) == shown(side.value)
        assert len(side.terms) == len({term.key for term in side.terms})


class TestGaps:
    @given(accounts(subtracting=False), st.data())
    def test_a_figure_left_out_is_never_taken_for_zero(self, account: Account, data: st.DataObject) -> None:
        """Of an account that holds, whatever is left out could be there: it cannot be told."""
        identity, figures = account
        name = data.draw(st.sampled_from(sorted(each for each in figures if not each.startswith("with_"))))
        for gap, code in ((without(figures, name), "missing"), (with_values(figures, {name: None}), "blank")):
            finding = the(reconcile([identity], gap))
            assert Status.NOT_EVALUATED is finding.status
            assert [(code, name)] == [(reason.code, reason.about) for reason in finding.reasons]

    @given(accounts(subtracting=False), st.data())
    def test_parts_that_exceed_their_total_fail_whatever_is_left_out(
        self, account: Account, data: st.DataObject
    ) -> None:
        """A gap fails exactly when no number that may be missing could make the identity hold."""
        identity, figures = account
        gap = data.draw(st.sampled_from(sorted(each for each in figures if each.startswith("part_"))))
        total = data.draw(amounts())
        published = without(with_values(figures, {"total": total}), gap)
        stated = sum(Fraction(figures[each].value or 0) for each in published if each.startswith("part_"))
        finding = the(reconcile([identity], published))
        assert (Status.FAIL if stated > total else Status.NOT_EVALUATED) is finding.status
        assert gap in {reason.about for reason in finding.reasons}
        if finding.status is Status.FAIL:
            assert stated - Fraction(total) == abs(Fraction(finding.difference or 0))
            assert [UNALLOCATED] == [candidate.code for candidate in finding.candidates]

    @given(accounts(), st.data())
    def test_what_fails_with_a_gap_fails_with_every_number_in_it(self, account: Account, data: st.DataObject) -> None:
        identity, figures = account
        names = sorted(each for each in figures if not each.startswith("with_"))
        changed = with_values(figures, {data.draw(st.sampled_from(names)): data.draw(amounts())})
        gap = data.draw(st.sampled_from(names))
        if the(reconcile([identity], without(changed, gap))).status is Status.FAIL:
            filled = with_values(changed, {gap: data.draw(amounts(places=2))})
            assert Status.FAIL is the(reconcile([identity], filled)).status

    @given(accounts(), st.data())
    def test_what_is_needed_makes_it_hold_and_nothing_else_does(self, account: Account, data: st.DataObject) -> None:
        """Of the only gap in a sum; it is told and not put in."""
        identity, figures = account
        names = sorted(each for each in figures if not each.startswith("with_"))
        changed = with_values(figures, {data.draw(st.sampled_from(names)): data.draw(amounts())})
        gap = data.draw(st.sampled_from(names))
        finding = the(reconcile([identity], with_values(changed, {gap: None})))
        filled = data.draw(amounts())
        holds = the(reconcile([identity], with_values(changed, {gap: filled}))).status is Status.PASS
        if finding.needed is None:
            assert Status.FAIL is finding.status
            assert not holds
        else:
            assert gap == finding.needed.term.name
            assert holds is (filled == finding.needed.value)
            again = with_values(changed, {gap: as_value(finding.needed.value)})
            assert Status.PASS is the(reconcile([identity], again)).status


class TestQualifiers:
    @given(accounts(), st.data())
    def test_a_qualifier_without_an_allowance_widens_nothing(self, account: Account, data: st.DataObject) -> None:
        identity, figures = account
        changed = with_values(figures, {"total": data.draw(amounts())})
        vague = Figures(attrs.evolve(each, qualifiers=("about", "over")) for each in changed.values())
        plain, about = the(reconcile([identity], changed)), the(reconcile([identity], vague))
        assert (plain.status, plain.difference) == (about.status, about.difference)

    @given(accounts(subtracting=False), st.integers(0, 30), st.sampled_from(("about", "over")), st.data())
    def test_an_allowance_reaches_as_far_as_it_says(
        self, account: Account, percent: int, word: str, data: st.DataObject
    ) -> None:
        """About reaches to either side of what was printed, over only upwards."""
        identity, figures = account
        counted = Fraction(figures["total"].value or 0)
        total = max(Decimal(0), Decimal(int(counted)) * (100 + data.draw(st.integers(-40, 40))) / 100)
        vague = attrs.evolve(figures["total"], value=total, qualifiers=(word,))
        published = Figures((*without(figures, "total").values(), vague))
        allowing = attrs.evolve(identity, allows={word: Decimal(percent) / 100})
        off = counted - Fraction(total)
        reach = Fraction(total) * percent / 100
        reached = abs(off) <= reach if word == "about" else 0 <= off <= reach
        assert (Status.PASS if reached else Status.FAIL) is the(reconcile([allowing], published)).status


class TestCandidates:
    @given(accounts(), st.data())
    def test_only_an_exact_edit_claims_the_difference(self, account: Account, data: st.DataObject) -> None:
        identity, figures = account
        names = sorted(each for each in figures if not each.startswith("with_"))
        published = with_values(figures, {data.draw(st.sampled_from(names)): data.draw(amounts())})
        finding = the(reconcile([identity], published, neighbours=[figures]))
        assume(finding.status is Status.FAIL)
        for candidate in claims(finding):
            again = the(reconcile([identity], read_otherwise(published, candidate)))
            assert (Status.PASS, 0) == (again.status, again.difference)

    @given(accounts(), st.data())
    def test_ranks_follow_chance_and_nothing_allocated_comes_last(self, account: Account, data: st.DataObject) -> None:
        identity, figures = account
        published = with_values(figures, {"total": data.draw(amounts())})
        finding = the(reconcile([identity], published))
        if finding.status is Status.PASS:
            assert () == finding.candidates
            return
        chances = [candidate.chance for candidate in claims(finding)]
        assert sorted(chances, key=lambda chance: chance or 0) == chances
        assert all(chance is not None and 0 < chance <= 1 for chance in chances)
        by_rank = groupby(claims(finding), key=lambda candidate: candidate.rank)
        for rank, (number, tied) in enumerate(by_rank, 1):
            alike = list(tied)
            assert rank == number
            assert 1 == len({candidate.chance for candidate in alike})
            assert all(candidate.ties >= len(alike) for candidate in alike)
        codes = [candidate.code for candidate in finding.candidates]
        assert (UNALLOCATED, 1) == (codes[-1], codes.count(UNALLOCATED))

    @pytest.mark.parametrize("slip", [slip.code for slip in SLIPS])
    @settings(max_examples=min(25, settings().max_examples))
    @given(accounts(subtracting=False, places=0, accompanied=True), st.data())
    def test_a_planted_slip_is_among_the_candidates(self, slip: str, account: Account, data: st.DataObject) -> None:
        """Whatever went wrong, if it is one of the slips, reading it back is a candidate."""
        identity, figures = account
        published, yesterday = data.draw(slipped(slip, figures))
        finding = the(reconcile([identity], published, neighbours=yesterday))
        assume(finding.difference)
        backs = [read_otherwise(published, each) for each in claims(finding) if each.code == slip]
        assert backs, f"{slip} is not among {[each.code for each in finding.candidates]}"
        assert all(the(reconcile([identity], back)).status is Status.PASS for back in backs)

    @given(accounts(places=0), st.data())
    def test_the_chance_is_the_share_of_differences_that_the_slip_would_remove(
        self, account: Account, data: st.DataObject
    ) -> None:
        """Counted the long way: every two digits of every figure that could have changed places."""
        identity, figures = account
        meant = str(figures["total"].value)
        assume(swapped(int(meant)))
        finding = the(
            reconcile(
                [identity], with_values(figures, {"total": data.draw(st.sampled_from(sorted(swapped(int(meant)))))})
            )
        )
        (candidate, *_) = [each for each in claims(finding) if each.code == "digits.transposed"]
        shifts = {
            sign * (number - printed)
            for side, other in ((finding.left_side, 1), (finding.right_side, -1))
            if side is not None
            for term in side.terms
            for sign, printed in [(other * int(term.times), int(figure_value(term)))]
            for number in swapped(printed)
        }
        reach = 2 * abs(int(finding.difference or 0))
        assert Fraction(sum(0 < abs(shift) <= reach for shift in shifts), 2 * reach) == candidate.chance


def figure_value(term: Term) -> int | Fraction:
    assert not isinstance(term.value, Unknown)
    return term.value


def swapped(number: int) -> set[int]:
    digits = str(number)
    every = [digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1)]
    return {int(each) for each in every if each[0] != "0" and each != digits}


@st.composite
def slipped(draw: st.DrawFn, slip: str, figures: Figures) -> tuple[Figures, list[Figures]]:
    """Print an account that holds with one slip in it."""
    parts = sorted(each for each in figures if each.startswith("part_"))
    companions = sorted(each for each in figures if each.startswith("with_"))
    values: dict[str, Any] = {name: figure.value for name, figure in figures.items()}
    total = values["total"]
    part = draw(st.sampled_from(parts))
    kind, _, how = slip.partition(".")
    yesterday = [with_values(figures, {each: draw(amounts()) for each in (*parts, "total")})]
    if kind == "companion":
        beside = values[draw(st.sampled_from(companions))]
        values["total"] = total - beside if how == "netted" else total + beside
    elif kind == "companions":
        beside = sum(values[each] for each in companions)
        values["total"] = total - beside if how == "netted" else total + beside
    elif slip == "part.left-out":
        values["total"] = total - values[part]
    elif slip == "parts.left-out":
        assume(len(parts) > 2)
        values["total"] = total - sum(values[each] for each in draw(st.sampled_from(list(combinations(parts, 2)))))
    elif slip == "part.twice":
        values["total"] = total + values[part]
    elif slip == "part.repeated":
        first, second = parts[0], parts[1]
        values[second] = values[first]
        values["total"] = sum(values[each] for each in parts if each != second)
    elif slip == "day.total":
        yesterday = [with_values(figures, {each: draw(amounts()) for each in parts})]
        values["total"] = sum(yesterday[0][each].value for each in parts)
        assume(sum(yesterday[0][each].value != values[each] for each in parts) > 1)
    elif slip == "day.parts":
        now = draw(amounts())
        values["total"], yesterday = now, [figures]
    elif slip == "day.part":
        values["total"] = total - values[part] + yesterday[0][part].value
    elif slip == "day.two-parts":
        assume(all(yesterday[0][each].value != values[each] for each in parts[:2]))
        values["total"] = total - sum(values[each] - yesterday[0][each].value for each in parts[:2])
    elif slip == "scale":
        name, by = draw(st.sampled_from([*parts, "total"])), draw(st.sampled_from((100, 1_000, 10_000)))
        up = draw(st.booleans()) or values[name] % by
        values[name] = values[name] * by if up else values[name] // by
    elif kind == "beside":
        other = draw(amounts())
        values["total"] = total - other if how == "netted" else total + other
        figures = Figures((*figures.values(), Figure("other", other, unit=figures["total"].unit)))
    else:
        name = draw(st.sampled_from([*parts, "total"]))
        values[name] = draw(misprints(slip, values[name]))
    assume(all(value >= 0 for value in values.values()))
    return with_values(figures, values), yesterday


@st.composite
def misprints(draw: st.DrawFn, slip: str, meant: int) -> int:
    digits = str(meant)
    at = draw(st.integers(0, len(digits) - 1))
    digit = st.sampled_from("0123456789")
    assume(slip in ("digits.one", "digits.missing", "digits.too-many") or at + 1 < len(digits))
    if slip == "digits.transposed":
        printed = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    elif slip == "digits.one":
        printed = digits[:at] + draw(digit) + digits[at + 1 :]
    elif slip == "digits.missing":
        printed = digits[:at] + digits[at + 1 :]
    elif slip == "digits.too-many":
        printed = digits[:at] + draw(digit) + digits[at:]
    else:
        one, other = draw(digit), draw(digit)
        assume(one != digits[at] and other != digits[at + 1] and (one, other) != (digits[at + 1], digits[at]))
        printed = digits[:at] + one + other + digits[at + 2 :]
    assume(printed and (len(printed) == 1 or printed[0] != "0"))
    return int(printed)
