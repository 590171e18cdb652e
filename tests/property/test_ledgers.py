"""What a ledger shows: never less to a wider scope, the same lines in whole and parts, no line lost to redaction."""

from datetime import UTC, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcare.codec.rows import Column, read_rows
from gridcare.codec.sheets import ledger_sheet
from gridcare.privacy import PrivacyClass
from gridcare.reporting.access import AccessLog, AccessRefused, AccessScope
from gridcare.reporting.ledgers import Ledger, LedgerColumn, LedgerForm, Treatment
from gridcare.reporting.levels import level_gaps
from gridcare.reporting.records import Records
from gridcare.reporting.retention import RetentionRule, RetentionState, erase, erasure_gaps, retentions
from gridcare.rules.expressions import Word
from gridcare.rules.parameters import Parameter
from gridcare.testing.strategies.ledgers import access_logs, access_scopes, ledger_columns, ledgers
from gridcare.testing.strategies.supplies import retention_rules

NOON = datetime(2020, 2, 10, 4, tzinfo=UTC)
RANK = {Treatment.DROPPED: 0, Treatment.MASKED: 1, Treatment.SHOWN: 2}


def everything(ledger: Ledger) -> AccessScope:
    root = ledger.records.hierarchy.roots[0]
    purposes = ledger.form.purposes or ("care",)
    return AccessScope(
        viewer="v", unit=root, purposes=purposes, clearance=PrivacyClass.IDENTIFYING, until=NOON + timedelta(days=9)
    )


@st.composite
def fitting(draw: st.DrawFn, ledger: Ledger) -> AccessScope:
    """Draw scopes to which the ledger is open, however little of it they show."""
    scope = draw(access_scopes(ledger.records.hierarchy))
    return attrs.evolve(
        scope,
        purposes=(*scope.purposes, *ledger.form.purposes[:1]),
        clearance=max(scope.clearance, ledger.listing),
        until=NOON + abs(scope.until - NOON) + timedelta(hours=1),
    )


@st.composite
def wider(draw: st.DrawFn, scope: AccessScope, ledger: Ledger) -> AccessScope:
    hierarchy = ledger.records.hierarchy
    return attrs.evolve(
        scope,
        unit=draw(st.sampled_from((scope.unit, *hierarchy.ancestors(scope.unit)))),
        purposes=(*scope.purposes, *draw(st.sampled_from(((), ("care",), ("response", "supply"))))),
        until=scope.until + timedelta(hours=draw(st.integers(0, 99))),
    )


@given(ledgers(), st.data())
def test_a_wider_scope_never_shows_less(ledger: Ledger, data: st.DataObject) -> None:
    narrow = data.draw(fitting(ledger))
    wide = data.draw(wider(narrow, ledger))
    for clearance in PrivacyClass:
        if clearance >= narrow.clearance:
            shows_no_less(ledger, narrow, attrs.evolve(wide, clearance=clearance))


@given(ledgers(), st.data())
def test_a_wider_scope_shows_what_a_narrower_one_shows_of_the_same_unit(ledger: Ledger, data: st.DataObject) -> None:
    hierarchy = ledger.records.hierarchy
    narrow = data.draw(fitting(ledger))
    near = (*hierarchy.path(narrow.unit), *hierarchy.descendants(narrow.unit))
    shows_no_less(ledger, narrow, data.draw(wider(narrow, ledger)), unit=data.draw(st.sampled_from(near)))


def shows_no_less(ledger: Ledger, narrow: AccessScope, wide: AccessScope, *, unit: str = "") -> None:
    assert wide.covers(narrow, ledger.records.hierarchy)
    less, more = (ledger.view(scope, at=NOON, unit=unit) for scope in (narrow, wide))
    assert all(
        RANK[one.treatment] <= RANK[other.treatment] for one, other in zip(less.headings, more.headings, strict=True)
    )
    inside = [line for line in more.lines if ledger.records.hierarchy.inside(line.unit, less.unit)]
    assert [line.unit for line in less.lines] == [line.unit for line in inside]
    assert all(one.id in ("", other.id) for one, other in zip(less.lines, inside, strict=True))
    for heading in less.shown:
        if heading.treatment is Treatment.SHOWN:
            there = [dict(zip([each.name for each in more.shown], line.cells, strict=True)) for line in inside]
            assert [cells[heading.name] for cells in there] == list(less.column(heading.name))
    assert set(less.undecided) <= set(more.undecided)


@given(ledgers(), st.data())
def test_a_scope_that_does_not_fit_is_refused_and_never_shown_an_empty_list(
    ledger: Ledger, data: st.DataObject
) -> None:
    scope = data.draw(access_scopes(ledger.records.hierarchy))
    fits = (
        scope.until > NOON
        and (not ledger.form.purposes or bool({*scope.purposes} & {*ledger.form.purposes}))
        and ledger.listing <= scope.clearance
    )
    if fits:
        assert scope.unit == ledger.view(scope, at=NOON).unit
    else:
        with pytest.raises(AccessRefused, match="'drawn' is not shown"):
            ledger.view(scope, at=NOON)


@given(ledgers(), st.data())
def test_nothing_above_the_clearance_is_shown_as_it_is(ledger: Ledger, data: st.DataObject) -> None:
    scope = data.draw(fitting(ledger))
    view = ledger.view(scope, at=NOON)
    for heading in view.headings:
        assert (heading.treatment is Treatment.SHOWN) == (heading.privacy <= scope.clearance)
    assert set(view.access.plain) | set(view.access.masked) == {heading.name for heading in view.shown}


@given(ledgers(), ledger_columns("one"), ledger_columns("other"))
def test_a_column_gives_away_as_much_as_each_thing_that_it_reads(
    ledger: Ledger, one: LedgerColumn, other: LedgerColumn
) -> None:
    apart = [attrs.evolve(each, privacy=None) for each in (one, other)]
    both = LedgerColumn("both", Word("known", (one.shows,)) & Word("known", (other.shows,)))
    form = LedgerForm("columns", of="resident", columns=[*apart, both])
    listed = Ledger(form, ledger.records)
    assert listed.privacy("both") == max(listed.privacy("one"), listed.privacy("other"))


@given(ledgers(), st.data())
def test_the_ledger_of_the_whole_is_the_union_of_the_ledgers_of_its_parts(ledger: Ledger, data: st.DataObject) -> None:
    hierarchy = ledger.records.hierarchy
    whole = data.draw(st.sampled_from(tuple(hierarchy)))
    scope = everything(ledger)
    parts = [ledger.view(scope, at=NOON, unit=part).lines for part in hierarchy.children(whole)]
    together = ledger.view(scope, at=NOON, unit=whole).lines
    own = [line for line in together if line.unit == whole]
    assert together == (*own, *(line for part in parts for line in part))
    assert ledger.count(whole) == len(together)
    gaps = level_gaps(hierarchy, {unit: ledger.ids(unit) for unit in hierarchy})
    assert {line.id for line in own if hierarchy.children(whole)} == {gap.id for gap in gaps if gap.unit == whole}


@given(ledgers(), st.data())
def test_redaction_leaves_every_count(ledger: Ledger, data: st.DataObject) -> None:
    register = ledger.records.register
    gone = data.draw(st.sets(st.sampled_from(tuple(register)))) if len(register) else set()
    after = Ledger(
        ledger.form,
        Records(
            register.redact(gone),
            ledger.records.all_facts,
            at=NOON,
            zone=ledger.records.zone,
            kinds_of_facts=ledger.records.kinds_of_facts,
        ),
    )
    for unit in ledger.records.hierarchy:
        assert ledger.ids(unit) == after.ids(unit)
    one, other = (each.view(everything(each), at=NOON) for each in (ledger, after))
    assert one.undecided == other.undecided
    assert [line.unit for line in one.lines] == [line.unit for line in other.lines]


@given(ledgers(), st.randoms(use_true_random=False))
def test_lines_do_not_depend_on_the_order_of_facts(ledger: Ledger, chance: object) -> None:
    facts = list(ledger.records.all_facts)
    chance.shuffle(facts)  # type: ignore[attr-defined]  # a Random
    records = Records(
        ledger.records.register,
        facts,
        at=NOON,
        zone=ledger.records.zone,
        kinds_of_facts=ledger.records.kinds_of_facts,
    )
    scope = everything(ledger)
    assert ledger.view(scope, at=NOON) == Ledger(ledger.form, records).view(scope, at=NOON)


@given(ledgers(), st.data())
def test_a_sheet_holds_a_row_for_each_line(ledger: Ledger, data: st.DataObject) -> None:
    view = ledger.view(everything(ledger), at=NOON, unit=data.draw(st.sampled_from(tuple(ledger.records.hierarchy))))
    sheet = ledger_sheet(view)
    assert 1 + len(view.lines) == len(sheet.splitlines())
    read = read_rows(sheet, [Column(heading.name) for heading in view.shown])
    assert () == read.issues


@given(access_logs(), access_logs(), access_logs())
def test_logs_of_looks_merge_in_any_order(one: AccessLog, other: AccessLog, third: AccessLog) -> None:
    assert one.merge(other) == other.merge(one)
    assert one.merge(other).merge(third) == one.merge(other.merge(third))
    assert one == one.merge(one)
    assert {*one.of("r1"), *other.of("r1")} == set(one.merge(other).of("r1"))


@given(ledgers(), st.lists(retention_rules(), max_size=3))
def test_what_is_due_goes_and_a_register_without_it_bears_the_proof_out(
    ledger: Ledger, rules: list[RetentionRule]
) -> None:
    records = ledger.records
    told = retentions(records, rules)
    after, proof = erase(records.register, told, at=NOON, by="clerk")
    assert () == erasure_gaps(proof, after)
    due = {each.subject for each in told if each.state is RetentionState.DUE}
    assert due == {each for each in records.register if records.register[each] != after[each]}
    assert due == {subject for subject, _ in proof.erased}
    assert {unit: after.persons_in(unit) for unit in after.hierarchy} == {
        unit: records.register.persons_in(unit) for unit in after.hierarchy
    }


@given(ledgers(), st.lists(retention_rules(), min_size=1, max_size=2), retention_rules())
def test_a_further_rule_never_destroys_what_was_kept(
    ledger: Ledger, rules: list[RetentionRule], other: RetentionRule
) -> None:
    at_once = Parameter("keep", "0h", unit="duration")
    before = {each.subject: each for each in retentions(ledger.records, rules)}
    for further in (other, attrs.evolve(rules[0], name="at once", keep=at_once)):
        for each in retentions(ledger.records, [*rules, further]):
            if each.state is RetentionState.DUE:
                assert before[each.subject].state in (RetentionState.DUE, RetentionState.UNRULED)
