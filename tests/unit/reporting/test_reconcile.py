"""What must add up: identities as published, gaps, qualifiers, days and units, and definitions that are wrong."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest

from gridcare.errors import DefinitionError
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Level, Unit
from gridcare.reporting.candidates import UNALLOCATED
from gridcare.reporting.figures import Figure, Figures
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Item
from gridcare.reporting.languages import ENGLISH
from gridcare.reporting.measures import RollUps
from gridcare.reporting.reconcile import Finding, Identity, Status, check_identities, reconcile
from gridcare.reporting.returns import FilingBook
from gridcare.reporting.telling import tell
from gridcare.rules.contexts import Axis, Context, Number
from gridcare.rules.expressions import name
from gridcare.rules.scopes import Scope, Values
from gridcare.rules.windows import Shift
from gridcare.timing.periods import DAILY, Period, day_end


def persons(**values: int | Decimal | None) -> Figures:
    return Figures(Figure(each, value, unit="person") for each, value in values.items())


def finding(says: str, scope: Scope, **settings: Any) -> Finding:
    (found,) = reconcile([Identity("it", says, **settings)], scope)
    return found


def reasons(found: Finding) -> list[tuple[str, str]]:
    return [(reason.code, reason.about) for reason in found.reasons]


class TestPublishedIdentities:
    """The sums that the localities published."""

    @pytest.mark.parametrize(
        ("says", "values"),
        [
            ("home + away + unreached = persons", (83_781, 11_093, 7_822, 102_696)),
            ("firm + none = buildings", (117, 651, 768)),
            ("round_1 + round_2 = screened", (35_710, 15_908, 51_618)),
            ("communities + villages = units", (629, 2_477, 3_106)),
        ],
    )
    def test_those_that_hold_pass(self, says: str, values: tuple[int, ...]) -> None:
        identity = Identity("it", says)
        read = [part for part in says.split() if part.isidentifier()]
        (found,) = reconcile([identity], persons(**dict(zip(read, values, strict=True))))
        assert (Status.PASS, values[-1], values[-1], 0) == (found.status, found.left, found.right, found.difference)
        assert ((), ()) == (found.reasons, found.candidates)

    def test_the_destinations_of_those_away_exceed_their_total_by_80(self) -> None:
        values = {"hubei": 1_317, "provinces": 3_433, "province": 4_865, "prefecture": 1_558, "away": 11_093}
        found = finding("hubei + provinces + province + prefecture = away", persons(**values))
        assert (Status.FAIL, 11_173, 11_093, 80) == (found.status, found.left, found.right, found.difference)

    def test_the_figures_stay_as_they_were_printed(self) -> None:
        published = persons(a=1, b=1, all=3)
        before = [figure.value for figure in published.values()]
        reconcile([Identity("it", "a + b = all")], published)
        assert before == [figure.value for figure in published.values()]


class TestRelations:
    @pytest.mark.parametrize(
        ("says", "status"),
        [
            ("a = 4", "fail"),
            ("a = 3", "pass"),
            ("a <= 3", "pass"),
            ("a < 3", "fail"),
            ("a >= 3", "pass"),
            ("a > 3", "fail"),
            ("a > 2", "pass"),
            ("a <= 2", "fail"),
            ("a != 3", "fail"),
            ("a != 4", "pass"),
        ],
    )
    def test_every_relation_is_judged(self, says: str, status: str) -> None:
        assert status == finding(says, persons(a=3)).status

    @pytest.mark.parametrize("says", ["a > 3", "a != 3", "a <= 2"])
    def test_of_an_order_no_edit_can_claim_the_difference(self, says: str) -> None:
        """Many numbers would do, so none is named."""
        assert [UNALLOCATED] == [each.code for each in finding(says, persons(a=3)).candidates]

    def test_a_cumulative_figure_never_falls(self) -> None:
        today = Values({"fever": 17}, times={Shift("last"): Values({"fever": 71})})
        found = finding("fever >= fever[last]", today)
        assert (Status.FAIL, 17, 71, -54) == (found.status, found.left, found.right, found.difference)

    def test_a_ratio_is_held_against_its_printed_places(self) -> None:
        rate = "rate = round(100 * (home + away) / persons, 2)"
        scope = persons(rate=Decimal("92.38"), home=83_781, away=11_093, persons=102_696)
        assert Status.PASS is finding(rate, scope).status
        found = finding(rate, persons(rate=Decimal("93.28"), home=83_781, away=11_093, persons=102_696))
        assert (Status.FAIL, Fraction("93.28"), Fraction("92.38")) == (found.status, found.left, found.right)
        assert "digits.transposed" in [candidate.code for candidate in found.candidates]

    def test_a_stated_length_is_held_against_stated_days(self) -> None:
        stay = Values({"days": 14, "from": date(2020, 2, 1), "until": date(2020, 2, 15)})
        assert Status.PASS is finding("days = until - from", stay).status

    def test_days_and_words_are_compared_too(self) -> None:
        stay = Values({"from": date(2020, 2, 1), "until": date(2020, 2, 15), "word": None})
        found = finding("until = from", stay)
        assert (Status.FAIL, date(2020, 2, 15), date(2020, 2, 1), None) == (
            found.status,
            found.left,
            found.right,
            found.difference,
        )
        assert [UNALLOCATED] == [each.code for each in found.candidates]
        assert Status.PASS is finding("from = from + 0", stay).status
        assert Status.NOT_EVALUATED is finding("word = from", stay).status

    def test_a_tolerance_is_an_amount(self) -> None:
        assert Status.FAIL is finding("a = b", persons(a=10, b=12), tolerance=1).status
        assert Status.PASS is finding("a = b", persons(a=10, b=12), tolerance=2).status
        assert 2 == -(finding("a = b", persons(a=10, b=12), tolerance=2).difference or 0)


class TestGaps:
    def test_a_figure_that_is_not_stated_is_named(self) -> None:
        found = finding("home + away + unreached = persons", persons(home=5, away=None, persons=20))
        assert (Status.NOT_EVALUATED, None, 20, None) == (found.status, found.left, found.right, found.difference)
        assert [("blank", "away"), ("missing", "unreached")] == reasons(found)
        assert () == found.candidates

    def test_parts_that_exceed_their_total_already_fail(self) -> None:
        """What is missing is not negative, so it cannot help."""
        found = finding("home + away + unreached = persons", persons(home=15, away=7, persons=20))
        assert (Status.FAIL, 22, 20, 2) == (found.status, found.left, found.right, found.difference)
        assert [("missing", "unreached")] == reasons(found)
        assert [UNALLOCATED] == [each.code for each in found.candidates]

    def test_a_missing_child_is_named_with_its_place(self) -> None:
        children = [Values({"fever": 3}, label="c1"), Values(label="c2")]
        found = finding("fever = sum(fever per child)", Values({"fever": 5}, axes={"child": children}))
        assert Status.NOT_EVALUATED is found.status
        assert ["'fever' is not stated at child c2"] == [str(reason) for reason in found.reasons]

    def test_a_figure_that_may_be_negative_could_help(self) -> None:
        figures = persons(home=15, persons=10)
        assert Status.FAIL is finding("home + change = persons", figures).status
        found = finding("home + change = persons", figures, may_be_negative=("change",))
        assert Status.NOT_EVALUATED is found.status

    def test_what_is_subtracted_could_help(self) -> None:
        assert Status.NOT_EVALUATED is finding("enrolled - exits = active", persons(enrolled=122, active=17)).status
        assert Status.FAIL is finding("enrolled - exits = active", persons(enrolled=12, active=17)).status

    def test_a_gap_on_both_sides_cancels_out(self) -> None:
        assert Status.FAIL is finding("a + x = b + x", persons(a=3, b=4)).status

    def test_what_is_unknown_in_another_way_could_be_anything(self) -> None:
        found = finding("a + 1 / (b - b) = 0", persons(a=3, b=4))
        assert Status.NOT_EVALUATED is found.status
        assert ["division"] == [code for code, _ in reasons(found)]

    def test_a_blank_counts_as_zero_only_where_the_identity_says_so(self) -> None:
        figures = persons(a=3, b=None, all=3)
        assert Status.NOT_EVALUATED is finding("a + b = all", figures).status
        assert Status.PASS is finding("a + blank0(b) = all", figures).status


class TestRemarks:
    def test_a_figure_is_remarked_on_only_where_something_fails_and_a_word_of_it_allows_nothing(self) -> None:
        vague = Figure("a", 100, qualifiers=("about", "over"))
        identity = Identity("it", "a = b", allows={"about": Decimal("0.01")})
        for b, reasons in ((100, []), (150, ["qualified"])):
            (finding,) = reconcile([identity], Figures((vague, Figure("b", b))))
            assert reasons == [each.code for each in finding.reasons]

    def test_of_two_sources_the_first_gives_the_title(self) -> None:
        one, other = (Figures((Figure("a", 1, titles={"en": title}),)) for title in ("first", "second"))
        (finding,) = reconcile(one, other)
        assert "first" == finding.identity.title("en")


class TestQualifiers:
    def vague(self, value: int, *qualifiers: str) -> Figures:
        return Figures((Figure("said", value, qualifiers=qualifiers), Figure("counted", 10_400)))

    def test_about_is_exact_until_an_allowance_is_declared(self) -> None:
        found = finding("said = counted", self.vague(10_000, "about"))
        assert (Status.FAIL, [("qualified", "said")]) == (found.status, reasons(found))

    @pytest.mark.parametrize(
        ("value", "qualifiers", "allows", "status"),
        [
            (10_000, ["about"], {"about": Decimal("0.05")}, "pass"),
            (10_000, ["about"], {"about": Decimal("0.03")}, "fail"),
            (10_800, ["about"], {"about": Decimal("0.05")}, "pass"),
            (10_000, ["over"], {"over": Decimal("0.05")}, "pass"),
            (10_800, ["over"], {"over": Decimal("0.05")}, "fail"),
            (10_000, ["about"], {"over": Decimal("0.05")}, "fail"),
            (9_900, ["about", "over"], {"about": Decimal("0.03"), "over": Decimal("0.03")}, "pass"),
            (10_000, ["exact"], {"about": 1, "over": 1}, "fail"),
        ],
    )
    def test_an_allowance_widens_as_declared(
        self, value: int, qualifiers: list[str], allows: dict[str, Decimal], status: str
    ) -> None:
        """About reaches to either side, over only upwards."""
        assert status == finding("said = counted", self.vague(value, *qualifiers), allows=allows).status

    def test_the_difference_is_told_as_printed(self) -> None:
        found = finding("said = counted", self.vague(10_000, "about"), allows={"about": Decimal("0.05")})
        assert -400 == found.difference


class TestDays:
    def test_figures_of_another_day_are_pointed_out(self) -> None:
        figures = Figures(
            (
                Figure("a", 1, as_of=date(2020, 2, 17)),
                Figure("b", 2, as_of=date(2020, 2, 16)),
                Figure("all", 3, as_of=date(2020, 2, 17)),
            )
        )
        found = finding("a + b = all", figures)
        assert Status.PASS is found.status
        assert [("day", "b", ("2020-02-16",))] == [(each.code, each.about, each.at) for each in found.reasons]


class TestTwoSources:
    OURS = Figures((Figure("home", 31), Figure("away", 7), Figure("vacant", None)), label="grid")
    THEIRS = Figures((Figure("home", 13), Figure("away", 7), Figure("vacant", None), Figure("new", 1)), label="gate")

    def test_every_figure_of_either_source_has_a_finding(self) -> None:
        found = reconcile(self.OURS, self.THEIRS)
        assert [
            ("home", Status.FAIL, 18),
            ("away", Status.PASS, 0),
            ("vacant", Status.NOT_EVALUATED, None),
            ("new", Status.NOT_EVALUATED, None),
        ] == [(each.id, each.status, each.difference) for each in found]

    def test_what_one_source_lacks_is_named_with_the_source(self) -> None:
        assert ["'new' is not stated at grid"] == [
            str(reason) for reason in reconcile(self.OURS, self.THEIRS)[3].reasons
        ]

    def test_a_slip_between_sources_is_a_candidate(self) -> None:
        home = reconcile(self.OURS, self.THEIRS)[0]
        assert [(("grid",), 13), (("gate",), 31)] == [
            (each.changes[0].term.at, each.changes[0].value)
            for each in home.candidates
            if each.code == "digits.transposed"
        ]

    def test_unlike_units_fail(self) -> None:
        (found,) = reconcile(Figures((Figure("a", 1, unit="person"),)), Figures((Figure("a", 1, unit="household"),)))
        assert (Status.FAIL, 0) == (found.status, found.difference)

    def test_sources_without_a_label_are_the_first_and_the_second(self) -> None:
        (found,) = reconcile(Figures((Figure("a", 1),)), Figures())
        assert ["'a' is not stated at second"] == [str(reason) for reason in found.reasons]

    def test_figures_are_not_held_against_another_scope(self) -> None:
        with pytest.raises(TypeError, match="figures are held against Figures"):
            reconcile(Figures(), Values())


DAY = DAILY.period_of(date(2020, 2, 17))
FORM = Form(
    "daily",
    items=(Item("persons", counts="person", over_time="last"), Item("fever", counts="person", cumulative=True)),
    every="day",
    zone="Asia/Shanghai",
    owed_by=("street", "community", "grid"),
)
TREE = Hierarchy(
    Level.ordered("street", "community", "grid"),
    (
        Unit("s", "Jinxue", "street"),
        Unit("c1", "one", "community", "s"),
        Unit("c2", "two", "community", "s"),
        Unit("g1", "one", "grid", "c1"),
        Unit("g2", "two", "grid", "c1"),
    ),
)


def filed(unit: str, persons: int, day: Period = DAY) -> Filing:
    late = day_end(day.first, "Asia/Shanghai")
    return Filing(
        id=f"{unit}/{day}", form="daily", unit=unit, period=day, filed=late, known=late, figures={"persons": persons}
    )


def reported(*filings: Filing) -> RollUps:
    book = FilingBook(form=FORM, hierarchy=TREE, since=date(2020, 2, 16), until=date(2020, 2, 18), filings=filings)
    return RollUps(book.as_of(day_end(DAY.first, "Asia/Shanghai")))


class TestRollUps:
    """A unit's own total against what its children report, read where a roll-up is."""

    PARTS = Identity("parts", "persons = sum(persons per child)")

    def found(self, unit: str, *filings: Filing, neighbours: tuple[Period, ...] = ()) -> Finding:
        rollups = reported(*filings)
        beside = [rollups.scope(unit, day, stated=True) for day in neighbours]
        (found,) = reconcile([self.PARTS], rollups.scope(unit, DAY, stated=True), neighbours=beside)
        return found

    def test_children_that_add_up_pass(self) -> None:
        found = self.found("s", filed("s", 30), filed("c1", 12), filed("c2", 18), filed("g1", 5), filed("g2", 7))
        assert (Status.PASS, 30, 30) == (found.status, found.left, found.right)

    def test_a_difference_is_told_with_the_child_that_may_explain_it(self) -> None:
        found = self.found("s", filed("s", 30), filed("c1", 21), filed("c2", 18))
        assert (Status.FAIL, -9) == (found.status, found.difference)
        (swapped,) = [each for each in found.candidates if each.code == "digits.transposed"]
        assert (("child c1 2020-02-17",), 12) == (swapped.changes[0].term.at, swapped.changes[0].value)

    def test_a_silent_child_is_named(self) -> None:
        found = self.found("s", filed("s", 30), filed("c1", 12))
        assert Status.NOT_EVALUATED is found.status
        assert ["'persons' is not stated at child c2 2020-02-17"] == [str(reason) for reason in found.reasons]

    def test_a_sum_that_lacks_a_grid_hides_no_gap(self) -> None:
        """A community that did not report is the sum of its grids, one of which is silent: that cannot be told."""
        filings = (filed("s", 23), filed("c2", 18), filed("g1", 5))
        for _ in range(2):
            found = self.found("s", *filings)
            assert (Status.NOT_EVALUATED, 23, None) == (found.status, found.left, found.right)
            assert ["'persons' is not stated at child c1 2020-02-17, unit g2"] == [str(each) for each in found.reasons]
        assert Status.FAIL is self.found("s", filed("s", 22), *filings[1:]).status

    def test_each_identity_read_in_one_place_is_told_of_the_gap(self) -> None:
        scope = reported(filed("s", 23), filed("c2", 18), filed("g1", 5)).scope("s", DAY, stated=True)
        again = attrs.evolve(self.PARTS, id="again")
        assert [Status.NOT_EVALUATED] * 2 == [found.status for found in reconcile([self.PARTS, again], scope)]

    def test_the_day_before_speaks_for_a_total_that_was_not_brought_up_to_date(self) -> None:
        before = DAY.previous()
        found = self.found(
            "s",
            *(filed("s", 28, before), filed("c1", 11, before), filed("c2", 17, before)),
            *(filed("s", 28), filed("c1", 12), filed("c2", 18)),
            neighbours=(before,),
        )
        assert Status.FAIL is found.status
        assert "day.total" in [candidate.code for candidate in found.candidates]


class TestIdentity:
    def test_text_and_operators_make_the_same_identity(self) -> None:
        built = Identity("it", name("all").is_(name("a") + name("b")))
        assert Identity("it", "all = a + b") == built

    def test_every_fault_is_told_at_once(self) -> None:
        with pytest.raises(DefinitionError) as refused:
            Identity(
                "it",
                "all = a + b",
                tolerance=-1,
                allows={"abuot": Decimal("0.05"), "over": 0.1},
                companions={"back": "c", "b": "a"},
                may_be_negative=("d",),
            )
        assert (
            "identity.companions",
            "identity.companions",
            "identity.negative",
            "identity.tolerance",
            "identity.allows",
            "identity.allows",
        ) == refused.value.codes
        assert "did you mean 'about'?" in str(refused.value)

    @pytest.mark.parametrize("says", ["a + b", "a = b and b = c", "not (a = b)"])
    def test_what_compares_nothing_is_refused(self, says: str) -> None:
        with pytest.raises(DefinitionError) as refused:
            Identity("it", says)
        assert ("identity.relation",) == refused.value.codes

    def test_a_text_that_cannot_be_read_is_refused_with_its_place(self) -> None:
        with pytest.raises(DefinitionError) as refused:
            Identity("it", "all = a +", tolerance=-1)
        assert ("expression.syntax", "identity.tolerance") == refused.value.codes
        assert "character 10" in str(refused.value)


class TestCheckIdentities:
    FIGURES = Figures((Figure("persons", 2, unit="person"), Figure("home", 2), Figure("doors", 1, unit="household")))

    def test_sound_identities_have_no_faults(self) -> None:
        identities = [Identity("a", "persons = home"), Identity("b", "doors <= 2")]
        assert [] == check_identities(identities, self.FIGURES.context())

    def test_unknown_names_and_repeated_ids_are_told_at_once(self) -> None:
        identities = [
            Identity("a", "persons = hoem"),
            Identity("a", "persons = home", companions={"dors": "home"}),
        ]
        faults = check_identities(identities, self.FIGURES.context())
        assert ["expression.name", "identity.repeated", "expression.name"] == [fault.code for fault in faults]
        assert ("did you mean 'home'" in faults[0].problem, "did you mean 'doors'" in faults[2].problem) == (True, True)

    def test_the_units_of_published_figures_are_no_fault_of_the_identity(self) -> None:
        identity = Identity("a", "persons = doors")
        assert [] == check_identities([identity], self.FIGURES.context())
        assert ["unit", "unit"] == [reason.code for reason in reconcile([identity], self.FIGURES)[0].reasons]

    def test_the_units_of_a_form_are(self) -> None:
        child = Context(names={"fever": Number.of("person")})
        names = {"fever": Number.of("person"), "doors": Number.of("household")}
        form = Context(names=names, axes={"child": Axis(child)}, shifts=True)
        sound = [Identity("parts", "fever = sum(fever per child)"), Identity("falls", "fever >= fever[last]")]
        assert [] == check_identities(sound, form)
        assert ["expression.unit"] == [fault.code for fault in check_identities([Identity("a", "fever = doors")], form)]


class TestBreaksInDefinitions:
    """Confirmed cases were counted otherwise from 12 February on: figures before and after do not compare."""

    FORM = Form(
        "daily",
        items=[Item("cases", cumulative=True, definition="5", redefined=[(date(2020, 2, 12), "5+")])],
        every="day",
        zone="UTC",
        owed_by="street",
    )
    NEVER_FALLS = Identity("never falls", "cases >= cases[last]")
    SINCE_YESTERDAY = Identity("since yesterday", "cases >= cases[-1]")

    def found(self, identity: Identity, day: int, **figures: int) -> Finding:
        street = Hierarchy(Level.ordered("street"), [Unit("s", "", "street")])
        days = {int(name[1:]): value for name, value in figures.items()}
        filings = [
            Filing(
                id=f"p{each}",
                form="daily",
                unit="s",
                period=DAILY.read(f"2020-02-{each}"),
                filed=at,
                known=at,
                figures={"cases": value},
            )
            for each, value in days.items()
            for at in [datetime(2020, 2, each, 12, tzinfo=UTC)]
        ]
        book = FilingBook(
            form=self.FORM, hierarchy=street, since=date(2020, 2, 9), until=date(2020, 2, 20), filings=filings
        )
        rollups = RollUps(book.as_of(datetime(2020, 2, 20, tzinfo=UTC)))
        (found,) = reconcile([identity], rollups.scope("s", DAILY.read(f"2020-02-{day}")))
        return found

    def test_within_one_definition_a_fall_fails_also_past_a_gap(self) -> None:
        assert Status.FAIL is self.found(self.NEVER_FALLS, 15, d13=9, d15=8).status
        assert Status.PASS is self.found(self.NEVER_FALLS, 15, d13=9, d15=9).status

    def test_across_a_break_a_fall_is_none(self) -> None:
        finding = self.found(self.NEVER_FALLS, 12, d11=9, d12=8)
        assert Status.NOT_EVALUATED is finding.status
        assert [("definition", "cases")] == [(reason.code, reason.about) for reason in finding.reasons]

    def test_a_comparison_with_the_day_before_is_judged_and_flagged(self) -> None:
        finding = self.found(self.SINCE_YESTERDAY, 12, d11=9, d12=8)
        assert Status.FAIL is finding.status
        assert ["5", "5+"] == sorted(reason.at[-1] for reason in finding.reasons if reason.code == "definition")
        assert () == self.found(self.SINCE_YESTERDAY, 14, d13=9, d14=9).reasons

    def test_two_sources_with_two_definitions_are_flagged(self) -> None:
        first = Figures((Figure("cases", 9, definition="5"),), label="health")
        second = Figures((Figure("cases", 8, definition="5+"),), label="street")
        (found,) = reconcile(first, second)
        assert [("health", "5"), ("street", "5+")] == [reason.at for reason in found.reasons]

    def test_a_period_with_a_break_in_it_names_both_editions(self) -> None:
        item = self.FORM.items[0]
        assert ("5",) == item.definitions(date(2020, 2, 11), date(2020, 2, 12))
        assert ("5+",) == item.definitions(date(2020, 2, 12), date(2020, 2, 13))
        assert ("5", "5+") == item.definitions(date(2020, 2, 10), date(2020, 2, 17))

    def test_editions_out_of_order_are_refused(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            Item("cases", redefined=[(date(2020, 2, 12), "b"), (date(2020, 2, 1), "a")])
        assert ("item.redefined",) == caught.value.codes


class TestNeeded:
    def test_of_one_gap_in_a_sum_it_is_told_what_would_close_it(self) -> None:
        found = finding("home + away = persons", persons(home=3, away=None, persons=10))
        assert found.needed is not None
        assert (Status.NOT_EVALUATED, "away", 7) == (found.status, found.needed.term.name, found.needed.value)
        assert "It would hold with 7 for" in tell(found, ENGLISH)

    def test_what_is_counted_several_times_over_is_needed_as_often_less(self) -> None:
        (finding,) = reconcile([Identity("it", "2 * a + b = 10")], Figures((Figure("a", None), Figure("b", 4))))
        assert finding.needed is not None
        assert ("a", 3) == (finding.needed.term.name, finding.needed.value)

    @pytest.mark.parametrize(
        ("says", "values"),
        [
            ("home + away = persons", {"home": None, "away": None, "persons": 10}),
            ("home + away <= persons", {"home": 3, "away": None, "persons": 10}),
            ("home + away - away = persons", {"home": 3, "away": None, "persons": 10}),
            ("home + away = persons", {"home": 11, "away": None, "persons": 10}),
        ],
    )
    def test_of_several_gaps_of_an_order_and_of_what_cannot_be_nothing_is(
        self, says: str, values: dict[str, int | None]
    ) -> None:
        assert finding(says, persons(**values)).needed is None

    def test_what_only_a_tolerance_leaves_open_is_not_told_as_less_than_nothing(self) -> None:
        found = finding("home + away = persons", persons(home=11, away=None, persons=10), tolerance=1)
        assert (Status.NOT_EVALUATED, None) == (found.status, found.needed)
