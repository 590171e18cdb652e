"""Recording at the door, merging what others recorded, and reading what it amounts to."""

import copy
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, tzinfo

import attrs
import pytest

from gridcare.attributes import Attributes
from gridcare.errors import NaiveMoment
from gridcare.facts.discrepancies import Discrepancy, Refused, in_order
from gridcare.facts.fact import Amendment, Fact, Origin, Precision
from gridcare.facts.journal import Journal
from gridcare.timing.periods import moment

EIGHT = moment("2020-02-03 08:00", "Asia/Shanghai")
HOUR = timedelta(hours=1)
NAIVE = EIGHT.replace(tzinfo=None)


def visit(fact_id: str = "f1", at: datetime = EIGHT, outcome: str = "met", **others: object) -> Fact:
    told: dict[str, object] = {"subjects": ("h1",), "happened": at, "known": at, **others}
    return Fact(id=fact_id, kind="door", outcome=outcome, **told)  # type: ignore[arg-type]


def correction(
    name: str = "k1", of: str = "f1", hours: int = 1, fact: Fact | None = None, seen: tuple[str, ...] = ()
) -> Amendment:
    return Amendment(id=name, of=of, known=EIGHT + hours * HOUR, fact=fact, seen=seen)


def codes(journal: Journal) -> list[tuple[str, str]]:
    return [(discrepancy.code, discrepancy.entry) for discrepancy in journal.discrepancies]


class TestRecording:
    def test_a_street_records_its_morning(self) -> None:
        journal = Journal().append(visit("f1"), visit("f2", EIGHT + HOUR))
        assert {"f1", "f2"} == {fact.id for fact in journal.facts()}
        assert 2 == len(journal)
        assert () == journal.discrepancies

    def test_recording_gives_a_new_value_and_leaves_the_old(self) -> None:
        empty = Journal()
        one = empty.append(visit("f1"))
        two, other = one.append(visit("f2")), one.append(visit("f3"))
        assert [0, 1, 2, 2] == [len(journal) for journal in (empty, one, two, other)]
        assert "f3" not in two
        assert "f2" not in other
        assert two.facts() + other.facts()[1:] == (two | other).facts()

    def test_recording_one_by_one_copies_nothing(self) -> None:
        """The latest of a line of journals grows in place, so that a loop over a day's visits is linear."""
        journal = Journal()
        log = journal._log
        for number in range(50):
            journal = journal.append(visit(f"f{number}"))
        assert journal._log is log
        assert 50 == len(journal)

    def test_a_fact_recorded_twice_is_one(self) -> None:
        journal = Journal().append(visit())
        assert journal is journal.append(visit(), attrs.evolve(visit()))
        assert 1 == len(Journal().append(visit(), visit()))

    def test_threads_that_record_into_one_journal_stay_apart(self) -> None:
        start = Journal().append(*(visit(f"f{number}") for number in range(100)))

        def record(worker: int) -> Journal:
            journal = start
            for number in range(100):
                journal = journal.append(visit(f"w{worker}-{number}"))
            return journal

        with ThreadPoolExecutor(8) as pool:
            for worker, journal in enumerate(pool.map(record, range(8))):
                own = (visit(f"w{worker}-{number}") for number in range(100))
                assert journal == Journal.of([*start, *own])

    @pytest.mark.parametrize(
        ("bad", "code", "problem"),
        [
            (visit(happened=NAIVE), "naive-moment", "'f1': 'happened' has no time zone"),
            (visit(known=NAIVE), "naive-moment", "'f1': 'known' has no time zone"),
            (visit(happened="2020-02-03"), "naive-moment", "'happened' has no time zone"),
            (visit(""), "no-id", "has no id"),
            (visit(subjects=()), "no-subject", "at least one id"),
            (visit(subjects=("h1", "")), "no-subject", "at least one id"),
            (visit(subjects="h1"), "no-subject", "give a tuple"),
            (visit(happened=EIGHT + HOUR), "skew", "happened after it was recorded, by more than the 0:00:00"),
        ],
    )
    def test_the_door_refuses_what_can_still_be_mended(self, bad: Fact, code: str, problem: str) -> None:
        with pytest.raises(Refused, match=problem) as refusal:
            Journal().append(visit("f0"), bad)
        assert code == refusal.value.code
        assert [bad.id] == [one.entry for one in refusal.value.discrepancies]

    def test_a_refused_batch_leaves_nothing_behind_and_names_every_fault(self) -> None:
        journal = Journal().append(visit("f0"))
        with pytest.raises(Refused, match="and 1 more") as refusal:
            journal.append(
                visit("f9"), visit("f0", outcome="shut"), visit(""), visit("f1", happened=NAIVE, known=NAIVE)
            )
        assert {"variant", "no-id", "naive-moment"} == {one.code for one in refusal.value.discrepancies}
        assert 4 == len(refusal.value.discrepancies)
        assert "f9" not in journal
        assert refusal.value.discrepancies == pickle.loads(pickle.dumps(refusal.value)).discrepancies  # noqa: S301

    def test_a_clock_may_be_wrong_by_the_declared_skew(self) -> None:
        ahead = visit(happened=EIGHT + HOUR)
        assert ahead == Journal().append(ahead, skew=HOUR).fact("f1")
        with pytest.raises(Refused, match="more than the 0:59:00"):
            Journal().append(ahead, skew=timedelta(minutes=59))

    def test_other_content_under_an_id_in_use_is_refused_with_the_fields(self) -> None:
        journal = Journal().append(visit())
        with pytest.raises(Refused, match="'f1': is held with other content, in outcome, answers;"):
            journal.append(visit(outcome="shut", answers=Attributes(rooms=2)))
        with pytest.raises(Refused, match="in outcome;"):
            Journal().append(visit(), visit(outcome="shut"))

    def test_no_answer_shows_in_a_refusal(self) -> None:
        secret = visit(answers=Attributes(illness="planted secret"))
        with pytest.raises(Refused) as refusal:
            Journal().append(visit()).append(secret)
        assert "planted" not in f"{refusal.value} {refusal.value.discrepancies!r}"


class TestCorrecting:
    def test_a_correction_gives_the_content_and_the_root_its_id_and_knowledge(self) -> None:
        better = visit("anything", EIGHT - HOUR, "shut", known=EIGHT + 9 * HOUR)
        journal = Journal().append(visit()).amend(correction(fact=better))
        assert attrs.evolve(better, id="f1", known=EIGHT) == journal.fact("f1")
        assert 2 == len(journal)

    def test_a_void_saw_what_was_there_and_nothing_is_left_to_list(self) -> None:
        journal = Journal().append(visit()).amend(correction(fact=visit(outcome="shut")))
        voided = journal.void("f1", id="k9", known=EIGHT + 2 * HOUR, reason="wrong door", origin=Origin(source="t1"))
        assert voided.fact("f1") is None
        assert () == voided.facts()
        assert () == voided.discrepancies
        assert ("k1",) == voided.amendments_of("f1")[-1].seen
        assert visit() == voided.resolved("f1").root

    def test_a_correction_may_come_before_its_fact(self) -> None:
        waiting = Journal().amend(correction(fact=visit(outcome="shut")))
        assert [("orphan-amendment", "k1")] == codes(waiting)
        assert "shut" == waiting.append(visit()).facts()[0].outcome
        assert () == waiting.append(visit()).discrepancies

    @pytest.mark.parametrize(
        ("bad", "problem"),
        [
            (correction("", fact=visit()), "has no id"),
            (Amendment(id="k1", of="f1", known=NAIVE), "'known' has no time zone"),
            (correction(fact=visit(happened=NAIVE)), "'k1': 'happened' has no time zone"),
            (correction(fact=visit(subjects=())), "names no subject"),
            (correction(fact=visit(happened=EIGHT + 2 * HOUR)), "happened after it was recorded"),
            (correction("k2", of="k0"), "amends 'k0', which is an amendment; name the fact"),
            (correction("k0"), "'k0': is held with other content, in fact;"),
        ],
    )
    def test_the_door_refuses_a_correction_that_can_still_be_mended(self, bad: Amendment, problem: str) -> None:
        journal = Journal().append(visit()).amend(correction("k0", fact=visit(outcome="shut")))
        with pytest.raises(Refused, match=problem):
            journal.amend(bad)

    def test_what_a_correction_tells_as_its_own_knowledge_is_not_asked(self) -> None:
        told = visit(outcome="shut", known=NAIVE)
        assert EIGHT == Journal().append(visit()).amend(correction(fact=told)).facts()[0].known


class TestMerging:
    def test_the_earliest_known_content_counts_and_the_other_is_listed(self) -> None:
        tablet = Journal.of([visit(outcome="shut", known=EIGHT + HOUR, subjects=("h2",))])
        office = Journal.of([visit()])
        merged = office | tablet
        assert (visit(),) == merged.facts()
        assert 2 == len(merged)
        assert merged.variants("f1")[0] == visit()
        (listed,) = merged.discrepancies
        assert ("variant", "f1", ("h1", "h2")) == (listed.code, listed.entry, listed.subjects)
        assert Attributes(contents=2, fields="subjects known outcome") == listed.data

    def test_three_contents_are_one_discrepancy(self) -> None:
        three = [visit(outcome=outcome) for outcome in ("met", "shut", "refused")]
        assert [("variant", "f1")] == codes(Journal.of(three))
        assert 3 == Journal.of(three).discrepancies[0].data["contents"]

    @pytest.mark.parametrize("bad", [visit(happened=NAIVE), visit(subjects=()), visit(known=NAIVE), visit("")])
    def test_what_cannot_be_used_is_kept_and_folds_into_nothing(self, bad: Fact) -> None:
        merged = Journal.of([visit("f2")]) | Journal.of([bad])
        assert (visit("f2"),) == merged.facts()
        assert bad in merged
        assert [bad.id] == [one.entry for one in merged.discrepancies]

    def test_a_broken_fact_is_cured_by_a_sound_variant_or_a_correction(self) -> None:
        broken = Journal.of([visit(happened=NAIVE)])
        again = broken | Journal.of([visit(known=EIGHT + HOUR)])
        assert (visit(known=EIGHT + HOUR),) == again.facts()
        assert [("variant", "f1")] == codes(again)
        corrected = broken | Journal.of([correction(fact=visit(outcome="shut"))])
        assert "shut" == corrected.facts()[0].outcome
        assert [] == codes(corrected)

    def test_a_broken_correction_leaves_the_fact_as_it_was(self) -> None:
        merged = Journal.of([visit(), correction(fact=visit(happened=NAIVE, outcome="shut"))])
        assert (visit(),) == merged.facts()
        assert [("naive-moment", "k1")] == codes(merged)

    def test_an_amendment_of_an_amendment_is_listed_and_moves_nothing(self) -> None:
        merged = Journal.of([visit(), correction("k1", fact=visit(outcome="shut")), correction("k2", of="k1")])
        assert "shut" == merged.facts()[0].outcome
        assert [("orphan-amendment", "k2")] == codes(merged)
        assert "'k1', which is no fact held here" in merged.discrepancies[0].problem

    def test_one_amendment_id_for_two_facts_counts_for_the_one_it_named_first(self) -> None:
        first = correction("k1", "f1", 1, visit("f1", outcome="shut"))
        second = correction("k1", "f2", 2, visit("f2", outcome="shut"))
        merged = Journal.of([visit("f1"), visit("f2"), first, second])
        assert {"f1": "shut", "f2": "met"} == {fact.id: fact.outcome for fact in merged.facts()}
        assert [("variant", "k1")] == codes(merged)
        assert (second,) == merged.amendments_of("f2")

    def test_only_entries_go_into_a_journal(self) -> None:
        with pytest.raises(TypeError, match="'str' is no entry of a journal; give facts and amendments"):
            Journal.of(["f1"])  # type: ignore[list-item]

    def test_merging_a_later_journal_of_the_same_line_gives_that_journal(self) -> None:
        morning = Journal().append(visit("f1"))
        evening = morning.append(visit("f2"))
        assert evening == morning | evening == evening | morning
        assert evening is evening | morning


class TestLookingBack:
    JOURNAL = (
        Journal()
        .append(visit("f1"), visit("f2", EIGHT + 3 * HOUR))
        .amend(correction("k1", "f1", 4, visit("f1", EIGHT - HOUR, "shut")))
        .void("f2", id="k2", known=EIGHT + 5 * HOUR)
    )

    def at(self, **hours: int) -> list[tuple[str, str]]:
        then = {axis: EIGHT + number * HOUR for axis, number in hours.items()}
        return sorted((fact.id, fact.outcome) for fact in self.JOURNAL.as_of(**then).facts())

    def test_each_moment_knows_what_it_knew(self) -> None:
        assert [] == self.at(known=-1)
        assert [("f1", "met")] == self.at(known=0)
        assert [("f1", "met"), ("f2", "met")] == self.at(known=3)
        assert [("f1", "shut"), ("f2", "met")] == self.at(known=4)
        assert [("f1", "shut")] == self.at(known=5)

    def test_what_happened_by_a_moment_is_told_in_the_light_of_what_was_known(self) -> None:
        assert [] == self.at(happened=-1, known=3)
        assert [("f1", "shut")] == self.at(happened=-1, known=4)
        assert [("f1", "met")] == self.at(happened=0, known=3)

    def test_what_is_left_out_takes_its_corrections_along(self) -> None:
        assert ["f1", "k1"] == [entry.id for entry in self.JOURNAL.as_of(happened=EIGHT)]
        assert () == self.JOURNAL.as_of(happened=EIGHT).discrepancies

    def test_an_amendment_id_used_for_two_facts_follows_the_one_it_counts_for(self) -> None:
        """k1 counts for f1, which was moved to the evening; what it says of f2 counts for nothing, then as now."""
        first = correction("k1", "f1", 1, visit("f1", EIGHT + 9 * HOUR))
        second = correction("k1", "f2", 2, visit("f2", outcome="shut"))
        for entries in ([first, second], [second, first]):
            then = Journal.of([visit("f1"), visit("f2"), *entries]).as_of(happened=EIGHT)
            assert [("f2", "met")] == [(fact.id, fact.outcome) for fact in then.facts()]
            assert ["f2"] == [entry.id for entry in then]

    def test_an_unreadable_moment_was_known_by_no_moment(self) -> None:
        journal = Journal.of([visit(known=NAIVE), visit("f2", happened=NAIVE)])
        assert ["f2"] == [entry.id for entry in journal.as_of(known=EIGHT)]
        assert 0 == len(journal.as_of(happened=EIGHT + HOUR))

    @pytest.mark.parametrize("axis", ["happened", "known"])
    def test_a_moment_without_a_zone_is_refused(self, axis: str) -> None:
        with pytest.raises(NaiveMoment, match=f"'{axis}' has no time zone"):
            Journal().as_of(**{axis: NAIVE})


class TestReading:
    def test_a_replay_is_in_standing_order_with_a_day_at_its_end(self) -> None:
        day = EIGHT - 8 * HOUR
        paper = visit("f1", day, precision=Precision.DAY)
        journal = Journal().append(paper, visit("f3", EIGHT + HOUR), visit("f2"))
        assert ["f2", "f3", "f1"] == [fact.id for fact in journal.replay("Asia/Shanghai")]
        assert ["f1", "f2", "f3"] == sorted(fact.id for fact in journal.facts())

    def test_a_rank_decides_within_one_moment(self) -> None:
        phone = attrs.evolve(visit("f1"), kind="phone")
        journal = Journal().append(phone, visit("f2"))
        ranks = {"door": 0, "phone": 1}
        assert ["f2", "f1"] == [fact.id for fact in journal.replay("Asia/Shanghai", lambda fact: ranks[fact.kind])]

    def test_what_is_not_held_is_nothing(self) -> None:
        journal = Journal()
        assert journal.fact("f1") is None
        assert (None, None, ()) == attrs.astuple(journal.resolved("f1"), recurse=False)
        assert () == journal.variants("f1")
        assert () == journal.amendments_of("f1")
        assert "f1" not in journal
        assert visit() not in journal
        assert 7 not in journal

    def test_entries_come_in_the_order_of_knowledge_and_unreadable_ones_last(self) -> None:
        entries: list[Fact | Amendment] = [
            visit("f0", known=NAIVE),
            visit("f2", EIGHT + HOUR),
            correction("k1", "f2", 1),
            visit("f1"),
        ]
        assert ["f1", "f2", "k1", "f0"] == [entry.id for entry in Journal.of(entries).entries()]

    def test_the_digest_is_of_content_only_and_for_good(self) -> None:
        journal = Journal().append(visit())
        assert Journal.of([attrs.evolve(visit())]).digest == journal.digest
        assert 64 == len(journal.digest)
        assert "a396cff000aaa747" == journal.digest[:16]

    def test_a_journal_travels_without_what_it_shares(self) -> None:
        morning = Journal().append(visit("f1"))
        morning.append(visit("f2"))
        travelled = pickle.loads(pickle.dumps(morning))  # noqa: S301
        assert morning == travelled == copy.deepcopy(morning)
        assert b"f2" not in pickle.dumps(morning)

    def test_a_journal_tells_its_size_and_nothing_of_what_it_holds(self) -> None:
        journal = Journal.of([visit("f1"), visit("f1", outcome="shut"), correction(fact=visit())])
        assert "Journal(2 facts, 1 amendment)" == repr(journal)
        assert "Journal(empty)" == repr(Journal())

    def test_journals_are_values(self) -> None:
        assert 2 == len({Journal(), Journal().append(visit()), Journal.of([visit()])})
        assert Journal() != visit()
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            Journal()._size = 3  # type: ignore[misc]


class TestUglyZones:
    class Silent(tzinfo):
        """A zone that does not know its offset, which Python takes for no zone."""

        def utcoffset(self, _: datetime | None) -> None:
            return None

        dst = tzname = utcoffset

    def test_a_zone_without_an_offset_is_no_zone(self) -> None:
        silent = visit(happened=NAIVE.replace(tzinfo=self.Silent()))
        assert [("naive-moment", "f1")] == codes(Journal.of([silent]))

    @pytest.mark.parametrize("text", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"])
    def test_the_ends_of_the_calendar_are_moments_like_any_other(self, text: str) -> None:
        edge = datetime.fromisoformat(text)
        journal = Journal().append(visit("f1", edge), visit("f2"))
        assert 2 == len(journal.replay("UTC"))
        assert ["f1"] == [fact.id for fact in journal.facts() if fact not in journal.as_of(known=EIGHT)] or edge < EIGHT
        assert 64 == len(journal.digest)


class TestDiscrepancy:
    def test_it_reads_as_a_sentence_and_sorts_in_one_way(self) -> None:
        make: Callable[[str], Discrepancy] = lambda entry: Discrepancy(  # noqa: E731
            code="out-of-turn", entry=entry, problem="came before the door", subjects=("h1",)
        )
        assert "'f1': came before the door" == str(make("f1"))
        assert (make("f1"), make("f2")) == in_order([make("f2"), make("f1"), make("f2")])

    def test_particulars_make_a_difference(self) -> None:
        one = Discrepancy(code="rival", entry="k1", problem="p", data=Attributes(of="f1"))
        other = attrs.evolve(one, data=Attributes(of="f2"))
        assert one != other
        assert in_order([one, other]) == in_order([other, one])
        assert 2 == len(in_order([one, other, one]))
