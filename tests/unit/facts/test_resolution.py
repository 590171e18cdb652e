"""The law of corrections, case by case."""

from datetime import timedelta

import attrs
import pytest

from gridcare.errors import NaiveMoment
from gridcare.facts.content import fingerprint
from gridcare.facts.fact import Amendment, Fact
from gridcare.facts.resolution import Resolved, resolve
from gridcare.timing.periods import moment

EIGHT = moment("2020-02-03 08:00", "Asia/Shanghai")
HOUR = timedelta(hours=1)
ROOT = Fact(id="f1", kind="door", subjects=("h1",), happened=EIGHT, known=EIGHT, outcome="met")


def told(outcome: str) -> Fact:
    return attrs.evolve(ROOT, outcome=outcome)


def amends(name: str, hours: int, outcome: str | None, *seen: str) -> Amendment:
    content = None if outcome is None else told(outcome)
    return Amendment(id=name, of="f1", known=EIGHT + hours * HOUR, fact=content, seen=seen)


def outcome(resolved: Resolved) -> str | None:
    return None if resolved.fact is None else resolved.fact.outcome


def listed(resolved: Resolved) -> list[tuple[str, str]]:
    return [(one.code, one.entry) for one in resolved.discrepancies]


class TestAlone:
    def test_a_sound_fact_is_itself(self) -> None:
        assert Resolved(ROOT, ROOT) == resolve("f1", (ROOT,))

    def test_nothing_amounts_to_nothing(self) -> None:
        assert Resolved(None) == resolve("f1", ())

    def test_it_is_not_yet_there_before_it_was_known(self) -> None:
        assert Resolved(None) == resolve("f1", (ROOT,), known=EIGHT - HOUR)
        assert ROOT == resolve("f1", (ROOT,), known=EIGHT).fact

    def test_a_moment_without_a_zone_cannot_be_asked_about(self) -> None:
        with pytest.raises(NaiveMoment, match="'known' has no time zone"):
            resolve("f1", (ROOT,), known=EIGHT.replace(tzinfo=None))


class TestVariants:
    def test_the_earliest_known_counts_whatever_came_first(self) -> None:
        later = attrs.evolve(told("shut"), known=EIGHT + HOUR)
        assert ROOT == resolve("f1", (later, ROOT)).fact
        assert [("variant", "f1")] == listed(resolve("f1", (later, ROOT)))

    def test_known_at_the_same_moment_the_hash_breaks_the_tie(self) -> None:
        first = min(ROOT, told("shut"), key=fingerprint)
        assert first == resolve("f1", (ROOT, told("shut"))).fact == resolve("f1", (told("shut"), ROOT)).fact

    def test_a_sound_variant_counts_before_a_broken_one_known_earlier(self) -> None:
        broken = attrs.evolve(told("shut"), subjects=(), known=EIGHT - HOUR)
        assert ROOT == resolve("f1", (broken, ROOT)).fact


class TestAmendments:
    def test_a_chain_in_which_each_saw_the_others_is_no_quarrel(self) -> None:
        chain = (amends("k1", 1, "shut"), amends("k2", 2, "refused", "k1"), amends("k3", 3, "moved", "k1", "k2"))
        assert Resolved(told("moved"), ROOT) == resolve("f1", (ROOT,), chain)

    def test_seeing_the_last_is_not_seeing_the_rival_before_it(self) -> None:
        """k2 and k1 were rivals; k3 settles k2 alone, so k1 is still unseen."""
        entries = (amends("k1", 1, "shut"), amends("k2", 2, "refused"), amends("k3", 3, "moved", "k2"))
        assert [("rival", "k1")] == listed(resolve("f1", (ROOT,), entries))
        settled = (*entries, amends("k4", 4, "met", "k1", "k3"))
        assert Resolved(ROOT, ROOT) == resolve("f1", (ROOT,), settled)

    def test_of_two_that_did_not_see_one_another_the_last_known_counts(self) -> None:
        resolved = resolve("f1", (ROOT,), (amends("k9", 1, "shut"), amends("k1", 2, "refused")))
        assert "refused" == outcome(resolved)
        (rival,) = resolved.discrepancies
        assert ("rival", "k9", "k1") == (rival.code, rival.entry, rival.data["counts"])

    def test_known_at_the_same_moment_the_greater_id_counts(self) -> None:
        assert "refused" == outcome(resolve("f1", (ROOT,), (amends("k2", 1, "refused"), amends("k1", 1, "shut"))))

    def test_each_moment_sees_the_quarrel_as_it_stood(self) -> None:
        entries = (amends("k1", 1, "shut"), amends("k2", 2, "refused"), amends("k3", 3, "moved", "k1", "k2"))
        seen = [resolve("f1", (ROOT,), entries, known=EIGHT + hours * HOUR) for hours in range(4)]
        assert ["met", "shut", "refused", "moved"] == [outcome(resolved) for resolved in seen]
        assert [0, 0, 1, 0] == [len(resolved.discrepancies) for resolved in seen]

    def test_a_forged_cycle_falls_apart_by_age(self) -> None:
        cycle = (amends("k1", 1, "shut", "k3"), amends("k2", 2, "refused", "k1"), amends("k3", 3, "moved", "k2"))
        assert Resolved(told("moved"), ROOT) == resolve("f1", (ROOT,), cycle)
        alone = amends("k1", 1, "shut", "k1")
        assert Resolved(told("shut"), ROOT) == resolve("f1", (ROOT,), (alone,))

    def test_two_that_claim_to_have_seen_each_other_were_known_one_after_the_other(self) -> None:
        pair = (amends("k1", 1, "shut", "k2"), amends("k2", 1, "refused", "k1"))
        assert Resolved(told("refused"), ROOT) == resolve("f1", (ROOT,), pair)

    def test_a_correction_older_than_its_fact_counts(self) -> None:
        assert "shut" == outcome(resolve("f1", (ROOT,), (amends("k1", -5, "shut"),)))

    def test_variants_of_an_amendment_count_like_variants_of_a_fact(self) -> None:
        resolved = resolve("f1", (ROOT,), (amends("k1", 2, "refused"), amends("k1", 1, "shut")))
        assert "shut" == outcome(resolved)
        assert [("variant", "k1")] == listed(resolved)

    def test_a_broken_amendment_hides_nothing_that_it_saw(self) -> None:
        broken = attrs.evolve(amends("k2", 2, "refused", "k1"), fact=attrs.evolve(ROOT, subjects=()))
        resolved = resolve("f1", (ROOT,), (amends("k1", 1, "shut"), broken))
        assert "shut" == outcome(resolved)
        assert [("no-subject", "k2")] == listed(resolved)


class TestVoids:
    def test_a_void_ends_the_chain_it_saw(self) -> None:
        resolved = resolve("f1", (ROOT,), (amends("k1", 1, "shut"), amends("k2", 2, None, "k1")))
        assert Resolved(None, ROOT) == resolved

    @pytest.mark.parametrize("revival", [amends("k3", 3, "met", "k2"), amends("k3", 3, "met"), amends("k1", 1, "shut")])
    def test_nothing_revives_it_and_the_attempt_is_listed(self, revival: Amendment) -> None:
        resolved = resolve("f1", (ROOT,), (amends("k2", 2, None), revival))
        assert resolved.fact is None
        assert [("amends-void", revival.id)] == listed(resolved)

    def test_of_an_attempt_that_was_corrected_only_the_last_is_listed(self) -> None:
        attempts = (amends("k3", 3, "met", "k2"), amends("k4", 4, "shut", "k3"))
        assert [("amends-void", "k4")] == listed(resolve("f1", (ROOT,), (amends("k2", 2, None), *attempts)))

    def test_two_voids_agree(self) -> None:
        assert Resolved(None, ROOT) == resolve("f1", (ROOT,), (amends("k1", 1, None), amends("k2", 2, None)))

    def test_before_it_was_known_the_fact_stands(self) -> None:
        assert ROOT == resolve("f1", (ROOT,), (amends("k2", 2, None),), known=EIGHT + HOUR).fact

    def test_it_ends_every_variant(self) -> None:
        older = attrs.evolve(told("shut"), known=EIGHT - HOUR)
        assert resolve("f1", (ROOT, older), (amends("k2", 2, None),)).fact is None


class TestSkew:
    def test_it_is_judged_only_when_it_is_given(self) -> None:
        ahead = attrs.evolve(ROOT, happened=EIGHT + HOUR)
        assert ahead == resolve("f1", (ahead,)).fact
        assert [("skew", "f1")] == listed(resolve("f1", (ahead,), skew=timedelta(0)))
        assert ahead == resolve("f1", (ahead,), skew=HOUR).fact

    def test_a_correction_is_measured_against_its_own_knowledge(self) -> None:
        """The visit was entered before noon as if it had happened at eight; it happened at nine, we know since ten."""
        late = Amendment(id="k1", of="f1", known=EIGHT + 2 * HOUR, fact=attrs.evolve(ROOT, happened=EIGHT + HOUR))
        assert EIGHT + HOUR == getattr(resolve("f1", (ROOT,), (late,), skew=timedelta(0)).fact, "happened", None)
        early = attrs.evolve(late, known=EIGHT)
        assert [("skew", "k1")] == listed(resolve("f1", (ROOT,), (early,), skew=timedelta(0)))


class TestOrphans:
    def test_an_amendment_of_nothing_waits(self) -> None:
        assert [("orphan-amendment", "k1")] == listed(resolve("f1", (), (amends("k1", 1, "shut"),)))

    def test_a_fact_nobody_can_date_is_no_root(self) -> None:
        undated = attrs.evolve(ROOT, known=EIGHT.replace(tzinfo=None))
        resolved = resolve("f1", (undated,), (amends("k1", 1, "shut"),))
        assert Resolved(None, None) == attrs.evolve(resolved, discrepancies=())
        assert [("naive-moment", "f1"), ("orphan-amendment", "k1")] == listed(resolved)
