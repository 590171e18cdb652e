"""What an audit found is told in both languages: who, what stands against it, what is lacking, and by when."""

from datetime import UTC, datetime, timedelta
from string import Formatter
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcare.explanation.audits import LANGUAGES, tell_audit
from gridcare.explanation.frames import frames
from gridcare.explanation.vocabulary import ToldWords
from gridcare.explanation.workflows import vocabulary
from gridcare.places.hierarchy import Hierarchy, UnknownUnit
from gridcare.places.units import Level, Unit
from gridcare.plugins.ten_measures import AUDIT, TEN_MEASURES
from gridcare.reporting.audit import AuditReport, AuditResult, audit
from gridcare.reporting.criteria import AuditProgramme, Criterion
from gridcare.reporting.evidence import AuditRecord, Dossier, RecordBook, RecordKind
from gridcare.reporting.weighing import WhyLacking
from gridcare.rules.contexts import TEXT, TRUTH
from gridcare.rules.expressions import names
from gridcare.rules.parameters import Parameter, Parameters
from gridcare.testing.strategies.audits import AUDITED, audit_programmes, dossiers
from gridcare.testing.strategies.places import hierarchies
from gridcare.timing.deadlines import NOT_STATED

NOW = datetime(2022, 3, 13, 12, tzinfo=UTC)
STREET = Hierarchy(
    Level.ordered("street", "community"),
    [Unit("s", "北街", "street"), Unit("c1", "文明", "community", "s"), Unit("c2", "", "community", "s")],
)
KINDS = (
    RecordKind("drill", fields=(("live", TRUTH), ("place", TEXT)), titles={"zh": "演练", "en": "drill"}),
    RecordKind("resident", fields={"grid": TEXT}),
)
WORDS: Any = {
    "criterion.k": {"zh": "{max_age}天内开展过演练", "en": "there was a drill within {max_age} days"},
    "record.resident": {"zh": "居民台账", "en": "resident"},
    "level.community": {"zh": "社区"},
    "street": {"zh": "街道"},
    "field.live": {"zh": "是否实战", "en": "whether it was live"},
    "unit.zone": {"zh": "所在分区", "en": "the zone"},
    "param.unset": {"zh": "未定天数", "en": "the number of days"},
}
SET = Parameters((Parameter("max_age", 180, unit="day"), Parameter("unset", NOT_STATED, unit="day")))


def words(language: str, own: dict[str, str] | None = None) -> ToldWords:
    """The words of a method; its parameters say otherwise than those of the audit that is told."""
    return vocabulary(WORDS, language, Parameters((Parameter("max_age", 7, unit="day"),)), own)


def record(kind: str, unit: str, id: str, days: int = 1, **values: Any) -> AuditRecord:
    when = NOW - timedelta(days=days)
    return AuditRecord(id=id, kind=kind, unit=unit, happened=when, known=when, values=values)


def report(says: str, *books: RecordBook, owner: str = "community", days: int | None = None) -> AuditReport:
    programme = AuditProgramme(
        "ten",
        kinds=KINDS,
        levels=("street", "community"),
        criteria=(Criterion("k", says, owner=owner, mend_days=days, titles={"zh": "强化演练", "en": "Drills"}),),
        parameters=SET,
        titles={"zh": "十条措施", "en": "Ten measures"},
    )
    return audit(programme, Dossier(STREET, books), at=NOW, zone="Asia/Shanghai")


def told(found: AuditReport, language: str = "en", unit: str = "s", **how: Any) -> list[str]:
    return tell_audit(found, unit, words(language), **how).splitlines()


DRILLS = "any(live and age <= param.max_age per drill)"
OLD = report(
    DRILLS,
    RecordBook("drill", "c1", (record("drill", "c1", "d1", 200, live=True), record("drill", "c1", "d2", live=False))),
    days=7,
)


class TestAReport:
    def test_in_english(self) -> None:
        assert [
            "Audit ‘Ten measures’ of 北街 as of 13 March 2022:",
            "1. Drills (community): there was a drill within 180 days.",
            "   Met by 0 of 2, not met by 1, cannot be told of 1.",
            "   - 文明: not met, to be put right by 20 March 2022.",
            "     Against it: ‘drill’ of 文明, d1, d2.",
            "     Too few records ‘drill’ of 文明 are as asked.",
            "   - c2: cannot be told, to be put right by 20 March 2022.",
            "     No book ‘drill’ was handed in for c2, so that nobody can tell.",
        ] == told(OLD)

    def test_in_chinese(self) -> None:
        assert [
            "“十条措施”审核意见：北街，截至2022年3月13日。",
            "1. 强化演练（社区）：180天内开展过演练。",
            "   应审核2个，符合0个，不符合1个，无法判定1个。",
            "   - 文明：不符合，限2022年3月20日前（含当日）整改。",
            "     文明不符合要求的“演练”记录：d1、d2。",
            "     文明的“演练”记录中符合要求的不足。",
            "   - c2：无法判定，限2022年3月20日前（含当日）整改。",
            "     c2未提交“演练”记录簿，无从判定。",
        ] == told(OLD, "zh")

    def test_whoever_meets_it_is_counted_and_has_nothing_to_mend(self) -> None:
        met = report(DRILLS, RecordBook("drill", "", (record("drill", "c1", "d1", live=True),)), days=7)
        assert ["   Met by 1 of 1."] == told(met, unit="c1")[2:]
        assert met.assessment("k", "c1").mend_by is None

    def test_without_a_time_to_mend_none_is_told(self) -> None:
        assert "   - 文明: not met." in told(report(DRILLS, RecordBook("drill")))

    def test_a_community_reads_of_itself_and_of_what_is_asked_of_nobody_there(self) -> None:
        departments = report("every(any(live per drill) per community)", RecordBook("drill"), owner="street")
        assert ["Asked of nobody here: Drills."] == told(departments, unit="c1")[1:]
        assert ["此处不适用：强化演练。"] == told(departments, "zh", unit="c1")[1:]

    def test_the_day_is_that_of_the_audit_and_not_of_greenwich(self) -> None:
        found = audit(OLD.programme, Dossier(STREET), at=NOW.replace(hour=20), zone="Asia/Shanghai")
        assert told(found)[0].endswith("14 March 2022:")
        assert "21 March 2022" in told(found)[3]

    def test_of_many_records_the_first_are_named_and_the_rest_counted(self) -> None:
        many = [record("drill", "c1", f"d{number}", live=False) for number in range(9)]
        found = report(DRILLS, RecordBook("drill", "", tuple(many)))
        assert "     Against it: ‘drill’ of 文明, d0, d1 and 7 more." in told(found, most=2)
        assert "     文明不符合要求的“演练”记录：d0、d1，另有7条。" in told(found, "zh", most=2)
        assert "     Against it: ‘drill’ of 文明, d0, d1, d2, d3, d4, d5, d6, d7, d8." in told(found, most=9)

    def test_a_unit_that_is_not_there_is_refused(self) -> None:
        with pytest.raises(UnknownUnit, match="nowhere"):
            told(OLD, unit="nowhere")


class TestWhatIsLacking:
    @pytest.mark.parametrize(
        ("says", "books", "english", "chinese"),
        [
            (
                "any(live per drill)",
                [],
                "No book ‘drill’ was handed in for 文明, so that nobody can tell.",
                "文明未提交“演练”记录簿，无从判定。",
            ),
            (
                "any(live per drill)",
                [RecordBook("drill")],
                "The book ‘drill’ of 文明 holds no record.",
                "文明的“演练”记录簿中没有记录。",
            ),
            (
                "any(live per drill)",
                [RecordBook("drill", "", (record("drill", "c1", "d", live=False),))],
                "Too few records ‘drill’ of 文明 are as asked.",
                "文明的“演练”记录中符合要求的不足。",
            ),
            (
                "book.resident.age <= 3",
                [RecordBook("resident", updated=NOW - timedelta(days=9))],
                "The book ‘resident’ of 文明 was brought up to date too long ago.",
                "文明的“居民台账”记录簿久未更新。",
            ),
            (
                "book.resident.age <= 3",
                [RecordBook("resident")],
                "Not stated of 文明: the day on which the book ‘resident’ was brought up to date.",
                "文明未填报：“居民台账”记录簿的更新日期。",
            ),
            ("unit.zone = 'a'", [], "Not stated of 文明: the zone.", "文明未填报：所在分区。"),
            (
                "any(age <= param.unset per drill)",
                [RecordBook("drill", "", (record("drill", "c1", "d"),))],
                "Not stated in ‘drill’ of 文明, d: the number of days.",
                "文明的“演练”记录（d）未填报：未定天数。",
            ),
            (
                "any(live per drill)",
                [
                    RecordBook(
                        "drill", "", (record("drill", "c1", "d", live=None), record("drill", "c1", "e", live=None))
                    )
                ],
                "Not stated in ‘drill’ of 文明, d, e: whether it was live.",
                "文明的“演练”记录（d、e）未填报：是否实战。",
            ),
            (
                "any(any(live per drill) per street)",
                [RecordBook("drill")],
                "文明 has no street to look at.",
                "文明没有可供审核的街道。",
            ),
        ],
        ids=["not kept", "no record", "too few", "outdated", "day of book", "unit", "parameter", "records", "no unit"],
    )
    def test_everything_that_may_be_lacking_is_told(
        self, says: str, books: list[RecordBook], english: str, chinese: str
    ) -> None:
        found = report(says, *books)
        assert f"     {english}" in told(found, unit="c1")
        assert f"     {chinese}" in told(found, "zh", unit="c1")

    def test_there_is_a_sentence_for_every_reason_and_every_result(self) -> None:
        for phrases in LANGUAGES.values():
            assert {str(each) for each in WhyLacking} <= set(phrases)
            assert {str(each) for each in AuditResult} - {"met"} <= set(phrases)

    def test_a_question_without_yes_or_no_is_told_as_one(self) -> None:
        stated = Hierarchy(
            Level.ordered("street", "community"),
            [Unit("s", "", "street", attributes={"zone": "a"}), Unit("c1", "", "community", "s")],
        )
        asked = attrs.evolve(OLD.programme, criteria=(Criterion("k", "unit.zone", owner="community"),))
        found = audit(asked, Dossier(stated), at=NOW, zone="UTC")
        assert "     What is asked gives neither yes nor no here." == told(found, unit="c1")[-1]


class TestWords:
    def test_both_languages_say_the_same_and_put_in_the_same(self) -> None:
        english, chinese = LANGUAGES["en"], LANGUAGES["zh"]
        assert english.keys() == chinese.keys()
        for code, text in english.items():
            assert _fields(text) == _fields(chinese[code]), code

    def test_a_third_language_brings_its_sentences_and_is_told_the_rest_in_english(self) -> None:
        own = {"audit.heading": "Contrôle de {unit}, {day} :", "audit.not met": "non satisfait"}
        first, *rest = tell_audit(OLD, "s", words("fr", own)).splitlines()
        assert "Contrôle de 北街, 2022-03-13 :" == first
        assert "   - 文明: non satisfait, to be put right by 2022-03-20." in rest
        assert own.keys() <= frames().keys()

    def test_a_method_hands_its_words_over_with_its_own_sentences(self) -> None:
        own = {"fr": {"audit.not met": "non satisfait"}}
        method = attrs.evolve(TEN_MEASURES, titles={"fr": "Dix mesures"}, phrases=own)
        assert "non satisfait" in tell_audit(OLD, "s", method.words_in("fr"))

    def test_the_days_told_are_those_that_the_audit_went_by(self) -> None:
        assert "within 180 days" in told(OLD)[1], "and not the 7 of the method"

    def test_a_method_tells_by_when_a_criterion_is_mended(self) -> None:
        asked = attrs.evolve(OLD.programme, sources=AUDIT.sources)
        method = attrs.evolve(TEN_MEASURES, audits=(asked,), words={**dict(TEN_MEASURES.words), **WORDS})
        assert "there was a drill within 180 days; whatever is lacking is put right within 7 days." in method.explain()
        assert "180天内开展过演练；不符合的，7天内整改。" in method.explain("zh")

    @pytest.mark.parametrize("days", [-1, True, 1.5, "7"])
    def test_a_time_to_mend_is_a_whole_number_of_days(self, days: Any) -> None:
        with pytest.raises(ExceptionGroup) as caught:
            Criterion("k", DRILLS, owner="community", mend_days=days)
        assert "no number of days to mend it in" in str(caught.value)

    def test_the_ten_measures_are_told_in_chinese_to_the_last_word(self) -> None:
        """Every kind of record, and every field that a criterion may find left out."""
        known = TEN_MEASURES.words_in("zh")
        fields = {name for kind in AUDIT.kinds for name, _ in kind.fields}
        read = fields & frozenset().union(*(names(each.says) for each in AUDIT.criteria))
        wanted = [*(f"record.{kind.name}" for kind in AUDIT.kinds), *(f"field.{name}" for name in read - KNOWN_ONLY)]
        assert [] == [name for name in wanted if known.known(name) is None]


KNOWN_ONLY = {"name", "form", "audience", "target", "area", "organisation", "task", "zone", "grid"}
"""Fields of which it is asked whether they are known: a blank is an answer, and nothing that is left out."""


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


class TestLaws:
    @given(st.data(), st.sampled_from(["en", "zh"]))
    def test_whoever_does_not_meet_something_is_named_and_nobody_else_is(
        self, data: st.DataObject, language: str
    ) -> None:
        hierarchy = data.draw(hierarchies(max_size=6))
        found = audit(data.draw(audit_programmes()), data.draw(dossiers(hierarchy)), at=AUDITED, zone="UTC")
        for root in hierarchy.roots:
            lines = tell_audit(found, root, words(language)).splitlines()
            inside = {root, *hierarchy.descendants(root)}
            unmet = [each for each in found.assessments if each.unit in inside and each.result is not AuditResult.MET]
            assert len(unmet) == sum(line.startswith("   - ") for line in lines)
            for each in unmet:
                name = hierarchy[each.unit].name or each.unit
                assert any(line.startswith((f"   - {name}:", f"   - {name}：")) for line in lines)
