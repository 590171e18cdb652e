"""An audit depends on what was handed in and not on its order, hides no gap, and rests on the records that it names."""

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from gridcare.reporting.audit import AuditReport, AuditResult, audit
from gridcare.reporting.criteria import AuditProgramme
from gridcare.reporting.evidence import Dossier, RecordBook
from gridcare.testing.strategies.audits import AUDITED, audit_programmes, dossiers, record_books
from gridcare.testing.strategies.places import hierarchies


@st.composite
def audits(draw: st.DrawFn) -> tuple[AuditProgramme, Dossier]:
    hierarchy = draw(hierarchies(max_size=8))
    return draw(audit_programmes()), draw(dossiers(hierarchy))


def held(programme: AuditProgramme, dossier: Dossier, **how: Any) -> AuditReport:
    return audit(programme, dossier, at=AUDITED, zone="UTC", **how)


def results(report: AuditReport) -> dict[tuple[str, str], AuditResult]:
    return {(each.criterion.id, each.unit): each.result for each in report.assessments}


class TestOrder:
    @given(audits(), st.randoms(use_true_random=False))
    def test_the_order_of_books_and_records_does_not_matter(
        self, drawn: tuple[AuditProgramme, Dossier], random: Any
    ) -> None:
        """Nor into how many books the records of one kind and unit were put."""
        programme, dossier = drawn
        books = []
        for book in dossier.books:
            members = list(book.records)
            random.shuffle(members)
            cut = random.randint(0, len(members))
            parts = (tuple(members[:cut]), tuple(members[cut:]))
            books += [RecordBook(book.kind, book.unit, part, updated=book.updated) for part in parts]
        random.shuffle(books)
        shuffled = Dossier(dossier.hierarchy, tuple(books))
        assert dossier == shuffled
        assert held(programme, dossier) == held(programme, shuffled)

    @given(audits(), st.data())
    def test_handing_in_twice_changes_nothing(self, drawn: tuple[AuditProgramme, Dossier], data: st.DataObject) -> None:
        programme, dossier = drawn
        books = data.draw(st.lists(record_books(dossier.hierarchy), max_size=3))
        other = Dossier(dossier.hierarchy, tuple(books))
        assert dossier | other == other | dossier
        assert dossier == dossier | dossier
        assert held(programme, dossier | other) == held(programme, (other | dossier) | dossier)


class TestMoreEvidence:
    @given(audits(), st.data())
    def test_more_records_never_unmake_what_only_grows(
        self, drawn: tuple[AuditProgramme, Dossier], data: st.DataObject
    ) -> None:
        """For criteria that ask records to be there; a record of its own id, so that nobody's content changes."""
        programme, dossier = drawn
        more = data.draw(record_books(dossier.hierarchy))
        taken = {(record.kind, record.id) for record in dossier.records}
        fresh = tuple(record for record in more.records if (record.kind, record.id) not in taken)
        assume(fresh)
        before = results(held(programme, dossier))
        after = results(
            held(programme, dossier | Dossier(dossier.hierarchy, (RecordBook(more.kind, more.unit, fresh),)))
        )
        for key, result in before.items():
            if programme[key[0]].grows_only and result is AuditResult.MET:
                assert after[key] is not AuditResult.NOT_MET

    @given(audits())
    def test_what_is_known_later_changes_nothing_before(self, drawn: tuple[AuditProgramme, Dossier]) -> None:
        programme, dossier = drawn
        heard = tuple(
            RecordBook(
                book.kind,
                book.unit,
                tuple(each for each in book.records if each.known <= AUDITED),
                updated=book.updated,
            )
            for book in dossier.books
        )
        assert held(programme, dossier) == held(programme, Dossier(dossier.hierarchy, heard))


class TestGaps:
    @given(audits())
    def test_every_answer_names_what_it_rests_on(self, drawn: tuple[AuditProgramme, Dossier]) -> None:
        for each in held(*drawn).assessments:
            match each.result:
                case AuditResult.MET:
                    assert () == each.lacks
                    assert () == each.reasons
                case AuditResult.NOT_MET:
                    assert each.exhibits or each.lacks
                    assert () == each.reasons
                case AuditResult.CANNOT_BE_TOLD:
                    assert each.lacks
                    assert each.reasons

    @given(audits())
    def test_the_exhibits_alone_decide_the_same(self, drawn: tuple[AuditProgramme, Dossier]) -> None:
        """Whatever is decided stays so when only the records that it names are left in the books."""
        programme, dossier = drawn
        for each in held(programme, dossier).assessments:
            if each.result is AuditResult.CANNOT_BE_TOLD:
                continue
            named = {(exhibit.kind, exhibit.record) for exhibit in each.exhibits}
            left = tuple(
                RecordBook(
                    book.kind,
                    book.unit,
                    tuple(record for record in book.records if (record.kind, record.id) in named),
                    updated=book.updated,
                )
                for book in dossier.books
            )
            again = held(programme, Dossier(dossier.hierarchy, left), units=[each.unit])
            assert each.result is again.assessment(each.criterion.id, each.unit).result

    @given(audits(), st.data())
    def test_a_book_that_nobody_kept_is_no_empty_book(
        self, drawn: tuple[AuditProgramme, Dossier], data: st.DataObject
    ) -> None:
        """Without any book of a kind nobody is found to have too few of it."""
        programme, dossier = drawn
        kind = data.draw(st.sampled_from([each.name for each in programme.kinds]))
        without = Dossier(dossier.hierarchy, tuple(book for book in dossier.books if book.kind != kind))
        for each in held(programme, without).assessments:
            assert all(lack.why == "not kept" or lack.kind != kind for lack in each.lacks)
            assert all(exhibit.kind != kind for exhibit in each.exhibits)


class TestRollUp:
    @given(audits(), st.data())
    def test_the_roll_up_of_audits_is_the_audit_of_the_union(
        self, drawn: tuple[AuditProgramme, Dossier], data: st.DataObject
    ) -> None:
        programme, dossier = drawn
        whole = held(programme, dossier)
        chosen = data.draw(st.sets(st.sampled_from(sorted(dossier.hierarchy))))
        parts = held(programme, dossier, units=chosen), held(programme, dossier, units=set(dossier.hierarchy) - chosen)
        assert whole == parts[0] | parts[1] == parts[1] | parts[0]
        for unit in dossier.hierarchy:
            for rolled, *each in zip(whole.roll_up(unit), *(part.roll_up(unit) for part in parts), strict=True):
                for result in ("met", "not_met", "cannot_be_told"):
                    found = [of for part in each for of in getattr(part, result)]
                    assert sorted(getattr(rolled, result)) == sorted(found)

    @given(audits())
    def test_every_owner_stands_in_exactly_one_list(self, drawn: tuple[AuditProgramme, Dossier]) -> None:
        programme, dossier = drawn
        report = held(programme, dossier)
        for root in dossier.hierarchy.roots:
            for rolled in report.roll_up(root):
                lists = [*rolled.met, *rolled.not_met, *rolled.cannot_be_told]
                owners = {unit for level in rolled.criterion.owner for unit in dossier.hierarchy.at_level(level, root)}
                assert sorted(owners) == sorted(lists)
                assert rolled.owed == len(owners)
                assert (rolled.result is None) == (not owners)
