"""What every locality's method must do (C-01 to C-06): places, reports, ledgers and figures, on the five playbooks."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.codec.documents import from_json, to_json
from gridcare.errors import DefinitionError
from gridcare.facts.fact import Fact, Origin
from gridcare.people.register import Register
from gridcare.people.subjects import SITE, Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.tally import Tally
from gridcare.places.units import Level, Unit
from gridcare.playbook import Playbook
from gridcare.plugins.four_step import FOUR_STEP
from gridcare.plugins.six_in_place import DUTIES, ROSTER_HOURS, SIX_IN_PLACE
from gridcare.plugins.ten_measures import TEN_MEASURES
from gridcare.plugins.three_three_four import THREE_THREE_FOUR
from gridcare.plugins.three_three_four_figures import active_readings
from gridcare.plugins.three_three_three import GATE_DUTIES, THREE_THREE_THREE
from gridcare.reporting.candidates import UNALLOCATED
from gridcare.reporting.columns import Carried
from gridcare.reporting.figures import Figure, Figures, Qualifier
from gridcare.reporting.filings import Content, Filing, Said
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Item
from gridcare.reporting.reconcile import Status, reconcile
from gridcare.reporting.returns import Arrival, FilingBook, Return
from gridcare.reporting.rollup import RollUp, roll_up
from gridcare.timing.periods import DAILY, WEEKLY, Interval, at_clock
from gridcare.work.campaign import Campaign, Unsigned
from gridcare.work.certificates import StillOpen
from gridcare.work.coverage import Counted
from gridcare.work.steps import Standing

ZONE: Final = "Asia/Shanghai"
DAY: Final = date(2022, 3, 14)
METHODS: Final = (THREE_THREE_THREE, TEN_MEASURES, SIX_IN_PLACE, FOUR_STEP, THREE_THREE_FOUR)
every_method = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)


class TestPlaces:
    """C-01: typed levels at any depth, some skipped, none upside down; patches and lanes across; sites; the firm."""

    LEVELS = (
        Level("province"),
        Level("city", "province"),
        Level("county", ("province", "city")),
        Level("street", ("city", "county")),
        Level("community", ("county", "street")),
        Level("village", ("county", "street")),
        Level("group", ("community", "village")),
        Level("grid", ("community", "village", "group")),
        Level("compound", ("community", "village", "group", "grid")),
        Level("building", ("grid", "compound")),
        Level("stairwell", "building"),
        Level("floor", ("building", "stairwell")),
    )
    UNITS = (
        Unit("p", "Province", "province"),
        Unit("d", "City", "city", "p"),
        Unit("k", "County", "county", "d"),
        Unit("s", "Street", "street", "k"),
        Unit("c", "Community", "community", "s"),
        Unit("r", "Residents' group", "group", "c"),
        Unit("g", "Grid", "grid", "r"),
        Unit("m", "Compound", "compound", "g"),
        Unit("b1", "Building 1", "building", "m"),
        Unit("w", "East stairs", "stairwell", "b1"),
        Unit("f", "Fourth floor", "floor", "w"),
        Unit("v", "Village", "village", "k"),
        Unit("y", "Courtyard", "compound", "v"),
        Unit("b2", "Building 2", "building", "y"),
    )
    COUNTRY = Hierarchy(LEVELS, UNITS)
    SITES = ("office building", "dormitory", "hotel", "market", "convenience point", "firm", "motorway exit")

    def test_c01_households_stand_at_any_depth_and_levels_may_be_skipped(self) -> None:
        assert ["p", "d", "k", "s", "c", "r", "g", "m", "b1", "w", "f"] == list(self.COUNTRY.path("f"))
        assert ["p", "d", "k", "v", "y", "b2"] == list(self.COUNTRY.path("b2"))
        homes = (Subject(id=f"home {unit}", kind="household", unit=unit, persons=2) for unit in ("f", "b2", "g"))
        register = Register(self.COUNTRY, homes)
        assert [6, 6, 4, 2, 2, 2] == [register.persons_in(unit) for unit in ("p", "k", "c", "v", "b1", "y")]

    @pytest.mark.parametrize(
        ("unit", "problem"),
        [
            (Unit("x", "", "street", "c"), "street"),
            (Unit("x", "", "stairwell", "m"), "stairwell"),
            (Unit("x", "", "hamlet", "v"), "hamlet"),
        ],
        ids=["upside-down", "not-under-this-level", "no-such-level"],
    )
    def test_c01_a_unit_stands_under_the_legal_parents_of_its_level_only(self, unit: Unit, problem: str) -> None:
        with pytest.raises(DefinitionError) as caught:
            Hierarchy(self.LEVELS, (*self.UNITS, unit))
        assert f"'{problem}'" in str(caught.value)

    @every_method
    def test_c01_each_method_declares_levels_that_skip_and_that_refuse_the_upside_down(self, method: Playbook) -> None:
        top, low = method.levels[0], method.levels[-1]
        skipped = next(name for name in low.parents if name != method.levels[-2].name)
        between = [Unit(skipped, "", skipped, top.name)] if skipped != top.name else []
        skips = Hierarchy(
            method.levels, [Unit(top.name, "", top.name), *between, Unit(low.name, "", low.name, skipped)]
        )
        assert skipped == skips.parent(low.name)
        with pytest.raises(DefinitionError):
            Hierarchy(method.levels, [Unit(low.name, "", low.name), Unit(top.name, "", top.name, low.name)])

    @pytest.mark.parametrize("cut", ["patch", "lane"])
    def test_c01_patches_and_lanes_cut_across_the_tree_and_lose_nobody(self, cut: str) -> None:
        across = self.COUNTRY.regroup(
            (Level(cut), Level("grid", cut), Level("building", cut)),
            [Unit("north", "", cut), Unit("south", "", cut)],
            {"g": "north", "b2": "south", "b1": "south"},
        )
        counted = {"g": 7, "b1": 5, "b2": 3}
        tally = Tally.of(across, [(unit, "seen", {"person": number}) for unit, number in counted.items()])
        assert [7, 8] == [tally.get(unit, "seen", "person") for unit in ("north", "south")]
        assert ("g", "v") == (self.COUNTRY.ancestors("b1")[1], self.COUNTRY.ancestors("b2")[1])

    def test_c01_sites_stand_beside_households_and_say_what_they_are(self) -> None:
        sites = [
            Subject(id=use, kind="site", unit="k", attributes=Attributes(use=use), persons=10) for use in self.SITES
        ]
        register = Register(self.COUNTRY, [Subject(id="h", kind="household", unit="f", persons=3), *sites])
        assert (1, 7) == (register.count("household"), register.count("site", "k"))
        assert ("hotel",) == register.select("subject.use = 'hotel'", kind="site").found
        assert 3 == register.persons_in()

    @every_method
    def test_c01_each_method_knows_sites_beside_its_households(self, method: Playbook) -> None:
        kinds = {kind.name: kind for kind in method.kinds}
        assert "household" in kinds
        assert SITE.fields == kinds["site"].fields

    @pytest.mark.parametrize("told_at", ["c", "m", "b1"], ids=["community", "compound", "building"])
    @pytest.mark.parametrize("firm", [True, False])
    def test_c01_whether_a_firm_serves_may_be_known_at_three_levels(self, told_at: str, firm: bool) -> None:
        units = [
            attrs.evolve(unit, attributes={"property_firm": firm} if unit.id == told_at else {}) for unit in self.UNITS
        ]
        country = Hierarchy(self.LEVELS, units)
        assert firm is country.attribute("f", "property_firm", DAY, inherited=True)
        assert country.attribute("v", "property_firm", DAY, inherited=True) is None
        day = Interval.of_day(DAY, ZONE)
        for duties, hours in ((GATE_DUTIES, None), (DUTIES, ROSTER_HOURS)):
            owed = duties.owed(["m"], day, hierarchy=country, zone=ZONE, parameters=hours)
            known = told_at != "b1"
            assert known is bool(owed.demands)
            assert known is not bool(owed.findings)
            assert (firm and known) is any("property firm" in demand.by for demand in owed.demands)


# Reports


def two_levels(form: Form, levels: tuple[Level, ...]) -> tuple[str, str]:
    """Give two levels that owe a form, the lower of which may stand right under the upper."""
    parents = {level.name: level.parents for level in levels}
    return next((up, low) for low in form.owed_by for up in form.owed_by if up in parents[low])


def tree(method: Playbook) -> Hierarchy:
    """Give one unit that owes the daily form of a method, with three units below it that owe it too."""
    upper, lower = two_levels(method.forms[0], method.levels)
    return Hierarchy(
        method.levels, [Unit("top", "", upper), *(Unit(name, "", lower, "top") for name in ("one", "two", "three"))]
    )


def paper(form: Form, unit: str, figures: dict[str, int | None], day: date = DAY, **more: Any) -> Filing:
    period = DAILY.period_of(day)
    filed = form.due(period) - timedelta(minutes=1)
    told: dict[str, Any] = {"id": f"{unit} {day}", "preparer": "p", "approver": "a", "filed": filed, "known": filed}
    return Filing(**(told | {"form": form.name, "unit": unit, "period": period, "figures": figures} | more))


def book(method: Playbook, *papers: Filing, form: Form | None = None, days: int = 1) -> FilingBook:
    return FilingBook(
        form=form or method.forms[0],
        hierarchy=tree(method),
        since=DAY,
        until=DAY + timedelta(days=days),
        filings=papers,
    )


def late(day: date = DAY) -> datetime:
    return at_clock(day + timedelta(days=1), time(12), ZONE)


def back(method: Playbook, unit: str, *papers: Filing) -> Return:
    told = book(method, *papers).as_of(late()).of(unit, DAILY.period_of(DAY))
    assert told is not None
    return told


def new_items(form: Form) -> list[str]:
    return [item.name for item in form.items if item.said_by_zero]


class TestDailyAndZeroReport:
    """C-03: silence is never zero; a zero is signed; who, when and which figure is which; corrections are seen."""

    @every_method
    def test_c03_silence_is_missing_and_never_zero(self, method: Playbook) -> None:
        silent = back(method, "one")
        assert (Arrival.MISSING, Content.NOTHING) == (silent.arrival, silent.content)
        rolled = roll_up(book(method).as_of(late()), DAILY.period_of(DAY))
        for item in method.forms[0].items:
            cell = rolled.cell(item.name, "one")
            assert (None, Said.NO_REPORT) == (cell.own, cell.said)
            assert rolled.figure(item.name, "top") is None

    @every_method
    def test_c03_a_unit_with_nothing_to_report_signs_for_its_zero(self, method: Playbook) -> None:
        form = method.forms[0]
        zeros = dict.fromkeys((item.name for item in form.items), 0)
        unsigned = back(method, "one", paper(form, "one", zeros))  # type: ignore[arg-type]  # whole numbers
        assert Content.INCOMPLETE is unsigned.content
        assert unsigned.statement is not None
        assert ["filing.zero-unsigned"] == [each.code for each in unsigned.statement.discrepancies]
        signed = back(method, "one", paper(form, "one", {}, zero="head"))
        assert (Arrival.IN_TIME, Content.ZERO) == (signed.arrival, signed.content)
        rolled = roll_up(book(method, paper(form, "one", {}, zero="head")).as_of(late()), DAILY.period_of(DAY))
        assert {(0, Said.ZERO)} == {
            (cell.own, cell.said) for name in new_items(form) for cell in [rolled.cell(name, "one")]
        }

    @every_method
    def test_c03_a_filing_names_its_cut_off_its_preparer_and_its_approver(self, method: Playbook) -> None:
        form = method.forms[0]
        period = DAILY.period_of(DAY)
        cut_off = form.cut_off_of(period)
        filing = paper(form, "one", {}, zero="head", cut_off=cut_off, preparer="clerk 4", approver="head 1")
        kept = Filing.of_fact(filing.fact())
        assert (cut_off, "clerk 4", "head 1") == (kept.cut_off, kept.preparer, kept.approver)
        told = back(method, "one", filing).statement
        assert told is not None
        assert () == told.discrepancies
        other = back(method, "one", attrs.evolve(filing, cut_off=cut_off - timedelta(hours=2))).statement
        assert other is not None
        assert ["filing.other-cut-off"] == [each.code for each in other.discrepancies]

    @every_method
    def test_c03_new_current_and_cumulative_figures_stay_apart(self, method: Playbook) -> None:
        form = attrs.evolve(
            method.forms[0],
            items=(
                Item("new", counts="person"),
                Item("now", counts="person", over_time="last"),
                Item("ever", counts="person", cumulative=True),
            ),
        )
        told = [(5, 12, 100), (0, 9, 100), (2, 11, 102)]
        papers = [
            paper(form, "one", {"new": new, "now": now, "ever": ever}, DAY + timedelta(days=number))
            for number, (new, now, ever) in enumerate(told)
        ]
        week = WEEKLY.period_of(DAY)
        rolled = roll_up(book(method, *papers, form=form, days=7).as_of(late(DAY + timedelta(days=6))), week)
        assert [7, 11, 102] == [rolled.figure(name, "one") for name in ("new", "now", "ever")]
        zero = back_of(form, method, paper(form, "one", {}, zero="head"))
        assert [0, None, None] == [zero.cell(name, "one").own for name in ("new", "now", "ever")]

    @every_method
    def test_c03_a_correction_of_yesterday_is_seen_as_one(self, method: Playbook) -> None:
        form, name = method.forms[0], new_items(method.forms[0])[0]
        first = paper(form, "one", {name: 4})
        next_day = late()
        correction = attrs.evolve(
            paper(form, "one", {name: 6}), id="k1", amends=first.id, known=next_day, reason="counted twice"
        )
        both = book(method, first, correction)
        before = both.as_of(next_day - timedelta(hours=1)).of("one", DAILY.period_of(DAY))
        after = both.as_of(next_day).of("one", DAILY.period_of(DAY))
        assert before is not None
        assert after is not None
        assert [(1, False), (2, True)] == [(each.version, each.corrected) for each in (before, after)]
        assert ["", "counted twice"] == [each.reason for each in after.history]
        assert [4, 6] == [
            roll_up(both.as_of(moment), DAILY.period_of(DAY)).figure(name, "one")
            for moment in (next_day - timedelta(hours=1), next_day)
        ]


def back_of(form: Form, method: Playbook, *papers: Filing) -> RollUp:
    return roll_up(book(method, *papers, form=form).as_of(late()), DAILY.period_of(DAY))


class TestLinkage:
    """C-04: grid, community, street: who is missing, the own figure beside the sum, every difference."""

    GRIDS = Hierarchy(
        Level.ordered("street", "community", "grid"),
        [
            Unit("s", "", "street"),
            *(Unit(community, "", "community", "s") for community in ("c1", "c2")),
            *(Unit(grid, "", "grid", f"c{grid[1]}") for grid in ("g11", "g12", "g21")),
        ],
    )

    @every_method
    def test_c04_the_parents_own_figure_stands_beside_the_sum_and_the_missing_are_named(self, method: Playbook) -> None:
        form, name = method.forms[0], new_items(method.forms[0])[0]
        told = {"top": 9, "one": 4, "three": 2}
        rolled = back_of(form, method, *(paper(form, unit, {name: figure}) for unit, figure in told.items()))
        cell = rolled.cell(name, "top")
        assert (9, 6, ("two",), 3) == (cell.own, cell.children, cell.absent, cell.difference)
        assert (9, Carried.STATED, 3) == (cell.figure, cell.carried, cell.residue)

    def test_c04_every_difference_is_told_at_its_level_and_nothing_else(self) -> None:
        form = attrs.evolve(THREE_THREE_THREE.forms[0], owed_by=("grid", "community", "street"))
        told = {"g11": 1, "g12": 2, "c1": 4, "g21": 5, "c2": 5, "s": 8}
        filings = [paper(form, unit, {"arrivals": figure}) for unit, figure in told.items()]
        books = FilingBook(form=form, hierarchy=self.GRIDS, since=DAY, until=DAY + timedelta(days=1), filings=filings)
        rolled = roll_up(books.as_of(late()), DAILY.period_of(DAY))
        assert {"c1": 1, "s": -1} == {cell.unit: cell.difference for cell in rolled.cells() if cell.difference}
        assert {"arrivals"} == {cell.item for cell in rolled.cells() if cell.difference is not None}

    def test_c04_a_grid_that_nobody_covers_is_named_up_to_the_street(self) -> None:
        form = attrs.evolve(THREE_THREE_THREE.forms[0], owed_by=("grid", "community", "street"))
        filings = [paper(form, unit, {"arrivals": 3}) for unit in ("g11", "g21")]
        books = FilingBook(form=form, hierarchy=self.GRIDS, since=DAY, until=DAY + timedelta(days=1), filings=filings)
        rolled = roll_up(books.as_of(late()), DAILY.period_of(DAY))
        assert [(6, ("g12",)), (3, ("g12",)), (3, ())] == [
            (cell.children, cell.absent) for unit in ("s", "c1", "c2") for cell in [rolled.cell("arrivals", unit)]
        ]
        assert {Carried.DERIVED} == {rolled.cell("arrivals", unit).carried for unit in ("s", "c1", "c2")}


class TestPublishedFigures:
    """C-06: figures as they were published; identities checked, failures explained, nothing corrected."""

    @every_method
    def test_c06_each_figure_keeps_all_that_its_source_says(self, method: Playbook) -> None:
        assert method.figures
        for figure in method.figures.values():
            assert figure.unit
            assert figure.qualifiers
            assert figure.as_of is not None
            assert figure.source in (*method.sources, *(each.source for each in method.figures.values()))
        assert method.figures == from_json(to_json(method.figures), Figures)

    def test_c06_value_unit_qualifiers_day_basis_and_source_are_all_told(self) -> None:
        calls = FOUR_STEP.figures["automatic_calls"]
        assert (3_000, "person", (Qualifier.ABOUT,), date(2020, 2, 17), "cumulative", FOUR_STEP.sources[0]) == (
            calls.value,
            calls.unit,
            calls.qualifiers,
            calls.as_of,
            calls.basis,
            calls.source,
        )
        vehicles = THREE_THREE_FOUR.figures["vehicles"]
        assert ((Qualifier.ABOUT, Qualifier.OVER), False) == (vehicles.qualifiers, vehicles.exact)
        assert "current" == THREE_THREE_THREE.figures["communities"].basis
        with pytest.raises(DefinitionError, match="figure 'x'"):
            Figure("x", 3, qualifiers=("exact", "about"))

    FAILS: Final = {
        "three-three-three": [],
        "ten-measures": [],
        "six-in-place": [],
        "four-step": [("destinations", 80)],
        "three-three-four": [("rounds in households", 0)],
    }

    @every_method
    def test_c06_identities_are_checked_and_a_failing_one_is_reported_with_candidates(self, method: Playbook) -> None:
        before = dict(method.figures)
        findings = reconcile(method.identities_of(), method.figures)
        failing = [finding for finding in findings if finding.status is Status.FAIL]
        assert self.FAILS[method.name] == [(finding.id, finding.difference) for finding in failing]
        for finding in failing:
            codes = [candidate.code for candidate in finding.candidates]
            assert len(codes) > 1
            assert UNALLOCATED == codes[-1]
        assert before == dict(method.figures)

    def test_c06_a_failing_identity_changes_no_figure(self) -> None:
        (finding,) = [each for each in reconcile(FOUR_STEP.identities, FOUR_STEP.figures) if each.status is Status.FAIL]
        assert (11_173, 11_093) == (finding.left, finding.right)
        assert 11_093 == FOUR_STEP.figures["away"].value
        assert {"active"} <= {each.id for each in reconcile(*active_readings()) if each.status is Status.FAIL}


class TestNobodyIsMissed:
    """C-02: five standings that add up to the register; nothing closes over a case that is not finished."""

    POPULATION: Final = tuple(method for method in METHODS if any(not track.beside for track in method.tracks))

    def street(self, method: Playbook) -> Campaign:
        """A unit with two units below it: three households here, two there, one with its persons not stated."""
        upper, lower = two_levels(method.forms[0], method.levels)
        places = Hierarchy(method.levels, [Unit("top", "", upper), *(Unit(at, "", lower, "top") for at in ("a", "b"))])
        homes = [
            Subject(id=f"h{number}", kind="household", unit="ab"[number % 2], persons=number or None)
            for number in range(5)
        ]
        return method.campaign(places, Register(places, homes, method.kinds), opened=at_clock(DAY, time(8), ZONE))

    @pytest.mark.parametrize("method", POPULATION, ids=lambda method: method.name)
    def test_c02_everybody_on_the_register_is_in_one_standing_at_household_and_person_level(
        self, method: Playbook
    ) -> None:
        campaign = self.street(method)
        track = next(track.name for track in method.tracks if not track.beside)
        told = {unit: campaign.coverage(unit, track=track) for unit in ("top", "a", "b")}
        assert Counted(5, 10) == told["top"].total == told["top"].not_started
        assert told["top"] == told["a"] + told["b"]
        for unit, each in told.items():
            register = campaign.register
            assert Counted(register.count("household", unit), register.persons_in(unit)) == each.total
        assert 5 == sum(len(list(campaign.subjects("top", standing, track=track))) for standing in Standing)

    @pytest.mark.parametrize("method", POPULATION, ids=lambda method: method.name)
    def test_c02_closing_is_refused_and_names_everybody_with_the_place(self, method: Playbook) -> None:
        campaign = self.street(method)
        track = next(track.name for track in method.tracks if not track.beside)
        with pytest.raises(StillOpen) as caught:
            campaign.close("top", signed_by="head", track=track)
        assert {("h0", "a"), ("h1", "b"), ("h2", "a"), ("h3", "b"), ("h4", "a")} == {
            (each.subject, each.unit) for each in caught.value.unfinished
        }
        with pytest.raises(StillOpen) as part:
            campaign.close("b", signed_by="head", track=track)
        assert ("h1", "h3") == part.value.subjects

    def fact(self, subject: str, kind: str, outcome: str, hour: int, *performers: str) -> Fact:
        when = at_clock(DAY, time(hour), ZONE)
        return Fact(
            id=f"{subject} {kind} {hour}",
            kind=kind,
            subjects=(subject,),
            happened=when,
            known=when,
            outcome=outcome,
            track="households",
            origin=Origin(performers=performers, channel="phone"),
        )

    def under_way(self) -> Campaign:
        """One screened, one moved away, one tried twice, one tried three times, one not started."""
        campaign = self.street(THREE_THREE_THREE.with_parameters(screening_attempts=3))
        for each in (
            self.fact("h1", "screen", "screened", 9, "worker 7"),
            self.fact("h2", "screen", "moved away", 9, "worker 8"),
            *(self.fact("h3", "screen", "no answer", hour, "worker 9") for hour in (9, 10)),
            *(self.fact("h4", "screen", "no answer", hour, "worker 9") for hour in (9, 10, 11)),
        ):
            campaign.record(each)
        return campaign

    def test_c02_each_standing_says_how_by_whom_and_what_is_next(self) -> None:
        campaign = self.under_way()
        told = campaign.coverage("top", track="households")
        assert [Counted(1, 0), Counted(1, 3), Counted(1, 1), Counted(1, 2), Counted(1, 4)] == [
            told[standing] for standing in ("not started", "in progress", "settled", "excluded", "open")
        ]
        assert not told.closed
        settled, excluded, left = (campaign.case(id, track="households") for id in ("h1", "h2", "h4"))
        assert ("screened", ("worker 7",)) == (settled.state.part, settled.facts[-1].origin.performers)
        assert ("moved away", ("worker 8",)) == (excluded.state.part, excluded.facts[-1].origin.performers)
        assert "to be verified" == left.state.part
        assert [("h0", "screen", 0, "self-governance"), ("h3", "screen", 2, "self-governance")] == sorted(
            (due.subject, due.part, due.attempts, due.team) for due in campaign.due("top", track="households")
        )

    def test_c02_who_is_in_progress_has_a_step_a_moment_and_a_turn(self) -> None:
        campaign = self.street(FOUR_STEP.with_parameters(door_within="24h", phone_within="2h"))
        campaign.record(attrs.evolve(self.fact("h1", "door", "refused", 9), track=""))
        told = {due.subject: (due.part, due.deadline, due.team) for due in campaign.due("top")}
        assert ("phone", at_clock(DAY, time(11), ZONE), "phone") == told["h1"]
        assert ("door", at_clock(DAY + timedelta(days=1), time(8), ZONE), "grid") == told["h0"]

    def test_c02_what_is_carried_over_is_named_and_signed(self) -> None:
        campaign = self.under_way()
        campaign.record(self.fact("h3", "screen", "screened", 12, "worker 9"))
        with pytest.raises(StillOpen, match="'h0'"):
            campaign.close("top", signed_by="head", track="households")
        campaign.record(self.fact("h0", "screen", "screened", 12, "worker 9"))
        with pytest.raises(Unsigned):
            campaign.close("top", signed_by="", track="households")
        certificate = campaign.close("top", signed_by="head", track="households")
        assert ("head", [("h4", "a", 4)]) == (
            certificate.signed_by,
            [(each.subject, each.unit, each.persons) for each in certificate.carry_over],
        )
        parts = certificate.coverage
        assert parts.closed
        assert Counted(5, 10) == parts.total == parts.settled + parts.excluded + parts.open
        assert [Counted(3, 6), Counted(2, 4)] == [line.coverage.total for line in certificate.lines[1:]]
