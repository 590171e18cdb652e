"""What a unit reports, and what can be read from it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest

from gridcare.errors import DefinitionError, NaiveMoment
from gridcare.facts.fact import Fact
from gridcare.reporting.filings import Content, Entry, Filing, NoFigure, NotAFiling, Said, Statement, content_of, read
from gridcare.reporting.forms import Form, ZeroNeeds
from gridcare.reporting.indicators import Item
from gridcare.timing.periods import DAILY, moment

ZONE = "Asia/Shanghai"
FORM = Form(
    "daily",
    items=(
        Item("persons", counts="person", over_time="last"),
        Item("new_fever", counts="person"),
        Item("fever", counts="person", cumulative=True),
    ),
    every="day",
    zone=ZONE,
    owed_by="grid",
    cut_off="17:00",
)
NOTHING: Mapping[str, Any] = {}


def at(text: str) -> datetime:
    return moment(text, ZONE)


def filing(figures: Any = NOTHING, **changed: Any) -> Filing:
    told: dict[str, Any] = {"id": "f1", "form": "daily", "unit": "g1", "period": DAILY.read("2020-02-10")}
    told |= {"filed": at("2020-02-10 16:00"), "known": at("2020-02-10 16:05"), "figures": figures}
    return Filing(**(told | changed))


def said(statement: Statement) -> list[Said]:
    return [statement.said(cell) for cell in range(len(statement.values))]


def codes(statement: Statement) -> list[str]:
    return [found.code for found in statement.discrepancies]


class TestFiling:
    def test_lines_may_be_given_as_numbers_by_item_and_category(self) -> None:
        given = filing({"persons": 312, "fever": {"female": 1, "male": None}})
        assert (Entry("persons", 312), Entry("fever", 1, "female"), Entry("fever", None, "male")) == given.figures

    @pytest.mark.parametrize("value", [3.0, True, [3], Decimal("NaN"), Decimal("Infinity")])
    def test_what_is_no_figure_is_refused_with_its_item(self, value: object) -> None:
        with pytest.raises(NoFigure, match="'persons' is given a") as caught:
            filing({"persons": value})
        assert "persons" == caught.value.item

    def test_a_naive_moment_is_refused(self) -> None:
        with pytest.raises(NaiveMoment, match="'filed' has no time zone"):
            filing(filed=datetime(2020, 2, 10))  # noqa: DTZ001

    def test_a_paper_that_does_not_say_what_it_is_is_refused(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            filing(id="", unit="", void=True)
        assert ("filing.empty", "filing.empty", "filing.amends") == caught.value.codes

    def test_it_shows_no_text_that_somebody_wrote_into_a_line(self) -> None:
        assert "李四" not in repr(filing({"persons": "李四 13800000000"}))

    def test_a_correction_goes_into_a_journal_as_an_amendment(self) -> None:
        correction = filing({"persons": 3}, id="k1", amends="f1", reason="typing error", seen=("k0",))
        amendment = correction.amendment()
        assert ("k1", "f1", ("k0",), "typing error") == (amendment.id, amendment.of, amendment.seen, amendment.reason)
        assert correction.filed == correction.fact().happened
        assert amendment.fact == attrs.evolve(correction, amends="", id="f1", seen=(), reason="").fact()
        assert attrs.evolve(correction, void=True).amendment().fact is None

    def test_a_fact_of_another_kind_is_no_filing(self) -> None:
        now = at("2020-02-10 16:00")
        visit = Fact(id="v1", kind="door", subjects=("h1",), happened=now, known=now)
        with pytest.raises(NotAFiling, match="'v1' is no filing: its kind is 'door'"):
            Filing.of_fact(visit)
        with pytest.raises(NotAFiling, match="its answer 'cadence' is missing"):
            Filing.of_fact(attrs.evolve(visit, kind="filing"))
        broken = filing().fact().answers.with_(period="10 February")
        with pytest.raises(NotAFiling, match="'10 February' is no period"):
            Filing.of_fact(attrs.evolve(filing().fact(), answers=broken))


class TestThreeThings:
    """Blank, zero and no report are one thing by default in DHIS2; here they are three."""

    def test_a_written_zero_is_a_figure(self) -> None:
        statement = read(FORM, filing({"persons": 312, "new_fever": 0, "fever": 2}))
        assert ([Said.FIGURE] * 3, (312, 0, 2)) == (said(statement), statement.values)
        assert Content.FIGURES is statement.content

    def test_a_blank_is_no_zero(self) -> None:
        statement = read(FORM, filing({"persons": 312, "new_fever": None, "fever": 2}))
        assert [Said.FIGURE, Said.BLANK, Said.FIGURE] == said(statement)
        assert Content.INCOMPLETE is statement.content
        (found,) = statement.discrepancies
        assert ("filing.blank", "f1", 2, "new_fever") == (
            found.code,
            found.entry,
            found.data["row"],
            found.data["item"],
        )

    def test_a_line_that_is_not_there_is_no_blank(self) -> None:
        statement = read(FORM, filing({"persons": 312, "fever": 2}))
        assert [Said.FIGURE, Said.NOT_LISTED, Said.FIGURE] == said(statement)
        assert (Content.INCOMPLETE, []) == (statement.content, codes(statement))


class TestZero:
    def test_a_signed_zero_says_that_nothing_is_new(self) -> None:
        statement = read(FORM, filing(zero="head"))
        assert [Said.NOT_LISTED, Said.ZERO, Said.NOT_LISTED] == said(statement)
        assert Content.ZERO is statement.content

    def test_stocks_may_stand_beside_a_signed_zero(self) -> None:
        statement = read(FORM, filing({"persons": 312}, zero="head"))
        assert ([Said.FIGURE, Said.ZERO, Said.NOT_LISTED], (312, 0, 0)) == (said(statement), statement.values)
        assert Content.ZERO is statement.content

    def test_a_blank_line_stays_blank_beside_a_signature(self) -> None:
        statement = read(FORM, filing({"new_fever": None}, zero="head"))
        assert Said.BLANK is statement.said(1)
        assert ["filing.blank"] == codes(statement)

    def test_a_signed_zero_that_states_something_new_is_none(self) -> None:
        statement = read(FORM, filing({"new_fever": 1}, zero="head"))
        assert [Said.NOT_LISTED, Said.FIGURE, Said.NOT_LISTED] == said(statement)
        assert (Content.INCOMPLETE, ["filing.zero-contradicted"]) == (statement.content, codes(statement))

    def test_zeros_that_nobody_signs_are_not_enough_where_a_signature_is_asked_for(self) -> None:
        zeros = filing({"persons": 0, "new_fever": 0, "fever": 0})
        unsigned = read(FORM, zeros)
        assert (Content.INCOMPLETE, ["filing.zero-unsigned"]) == (unsigned.content, codes(unsigned))
        assert [Said.FIGURE] * 3 == said(unsigned)
        plain = read(attrs.evolve(FORM, zero_needs=ZeroNeeds.NOTHING), zeros)
        assert (Content.ZERO, []) == (plain.content, codes(plain))

    def test_an_empty_filing_is_incomplete_and_no_zero(self) -> None:
        statement = read(FORM, filing())
        assert (Content.INCOMPLETE, 0) == (statement.content, statement.stated)


class TestUglyLines:
    @pytest.mark.parametrize(
        ("value", "code", "expected"),
        [
            (-1, "filing.negative", Said.UNUSABLE),
            ("12", "filing.not-a-number", Said.UNUSABLE),
            (Decimal("2.5"), "filing.not-whole", Said.UNUSABLE),
            (None, "filing.blank", Said.BLANK),
        ],
    )
    def test_what_cannot_be_used_is_listed_with_its_row_and_stays_in_the_filing(
        self, value: Any, code: str, expected: Said
    ) -> None:
        paper = filing({"persons": 312, "new_fever": 1, "fever": value})
        statement = read(FORM, paper)
        (found,) = statement.discrepancies
        assert (code, 3, ("g1",)) == (found.code, found.data["row"], found.subjects)
        assert expected is statement.said(2)
        assert value == paper.figures[2].value

    def test_a_line_nobody_asked_for_is_listed_with_a_hint_and_costs_nothing_else(self) -> None:
        statement = read(FORM, filing({"persons": 312, "new_fevr": 1, "fever": 2}))
        (found,) = statement.discrepancies
        assert ("filing.unknown-item", 2) == (found.code, found.data["row"])
        assert "did you mean 'new_fever'" in found.problem
        assert [Said.FIGURE, Said.NOT_LISTED, Said.FIGURE] == said(statement)

    def test_a_category_nobody_asked_for_is_listed(self) -> None:
        form = attrs.evolve(FORM, items=(Item("fever", categories=("female", "male")),))
        statement = read(form, filing({"fever": {"female": 1, "males": 2, "": 3}}))
        assert ["filing.unknown-category", "filing.unknown-category"] == codes(statement)
        assert (1, 0) == statement.values

    def test_a_figure_given_twice_keeps_both_rows_and_counts_only_if_they_agree(self) -> None:
        agreeing = [Entry("persons", 312), Entry("new_fever", 1), Entry("fever", 2), Entry("persons", 312)]
        statement = read(FORM, filing(agreeing))
        assert (["filing.given-twice"], Said.FIGURE, 312) == (codes(statement), statement.said(0), statement.values[0])
        assert "1, 4" == statement.discrepancies[0].data["rows"]
        statement = read(FORM, filing([*agreeing, Entry("persons", 313)]))
        assert (Said.UNUSABLE, 0) == (statement.said(0), statement.values[0])
        assert Content.INCOMPLETE is statement.content
        statement = read(FORM, filing([*agreeing[1:], Entry("persons", None)]))
        assert (Said.UNUSABLE, 0) == (statement.said(0), statement.values[0])

    @pytest.mark.parametrize(
        ("figures", "zero", "expected"),
        [
            ({"persons": 312, "new_fever": 1, "fever": 4}, "", Content.FIGURES),
            ({"persons": 312, "new_fever": 1, "fever": 4}, "head", Content.FIGURES),
            ({"persons": 312, "new_fever": -1, "fever": 4}, "", Content.INCOMPLETE),
            ({"persons": 0, "new_fever": 0, "fever": 0}, "", Content.INCOMPLETE),
            ({"persons": 312, "new_fever": 0, "fever": 4}, "head", Content.ZERO),
            ({}, "head", Content.ZERO),
        ],
    )
    def test_what_it_amounts_to_is_told_alike_with_and_without_its_lines(
        self, figures: Any, zero: str, expected: Content
    ) -> None:
        paper = filing(figures, zero=zero)
        assert expected is content_of(FORM, paper) is read(FORM, paper).content

    def test_numbers_are_exact_where_parts_of_one_have_a_meaning(self) -> None:
        form = attrs.evolve(FORM, items=(Item("hours", counts="hour", whole=False), Item("net", may_be_negative=True)))
        statement = read(form, filing({"hours": Decimal("2.50"), "net": -3}))
        assert ((Fraction(5, 2), -3), []) == (statement.values, codes(statement))
        assert 2 == read(form, filing({"hours": Decimal("2.0")})).values[0]

    def test_a_correction_without_a_reason_and_another_cut_off_are_listed(self) -> None:
        paper = filing({"persons": 1, "new_fever": 1, "fever": 1}, id="k1", amends="f1", cut_off=at("2020-02-10 12:00"))
        assert ["filing.no-reason", "filing.other-cut-off"] == codes(read(FORM, paper))
        assert ["filing.no-reason"] == codes(read(FORM, attrs.evolve(paper, cut_off=None)))
        assert ["filing.other-cut-off"] == codes(read(FORM, attrs.evolve(paper, id="f1", amends="")))
        sound = attrs.evolve(paper, reason="typing error", cut_off=at("2020-02-10 17:00"))
        assert [] == codes(read(FORM, sound))
