"""What a visit asks, what it may not, and what follows from the answers."""

from datetime import date, datetime
from decimal import Decimal

import attrs
import pytest

from gridcare.attributes import Attributes, Scalar
from gridcare.errors import DefinitionError, UnknownName
from gridcare.facts.completeness import Completeness, Missing, merged
from gridcare.facts.questionnaire import Question, Questionnaire, answer_faults, member_field
from gridcare.privacy import PrivacyClass
from gridcare.rules.evaluation import evaluate
from gridcare.rules.expressions import name
from gridcare.rules.grammar import ParseError, parse
from gridcare.rules.unknowns import Reason, Unknown

DOOR = Questionnaire(
    "door",
    questions=(
        Question("answer", "choice", choices=("opened", "refused", "none")),
        Question("rooms", "integer", required="answer = 'opened'", least=1, most=30),
        Question("returned_on", "date", required=False, least=date(2020, 1, 1)),
        Question("presence", "choice", per="member", required="answer = 'opened'", choices=("home", "away")),
        Question("reading", "number", per="member", required="presence = 'home'", least=30, most=Decimal("45")),
        Question("outings", "truth", per="member", required=False),
    ),
    outcomes=(("refused", "answer = 'refused'"), ("met", "answer = 'opened' and any(presence = 'home' per member)")),
    otherwise="shut",
    counts=(("at_home", "count(presence = 'home' per member)"), ("away", "count(presence = 'away' per member)")),
    forbidden=("religion", "identity_number"),
)
FULL = Attributes(
    {
        "answer": "opened",
        "rooms": 3,
        "presence@p1": "home",
        "reading@p1": Decimal("36.6"),
        "presence@p2": "away",
    }
)
BOTH = ("p1", "p2")


def codes(answers: Attributes, *forms: Questionnaire) -> list[tuple[str, str]]:
    return [(fault.code.removeprefix("questionnaire."), fault.where) for fault in answer_faults(forms, answers)]


class TestOutcome:
    def test_it_follows_from_the_answers(self) -> None:
        assert "met" == DOOR.outcome(FULL)
        assert "refused" == DOOR.outcome(Attributes(answer="refused"))
        assert "shut" == DOOR.outcome(Attributes(answer="none"))

    def test_the_first_that_holds_counts(self) -> None:
        both = attrs.evolve(DOOR, outcomes=(("first", "rooms >= 1"), ("second", "rooms >= 2")))
        assert "first" == both.outcome(FULL)

    def test_what_cannot_be_told_stays_open_with_its_reasons(self) -> None:
        opened = Attributes({"answer": "opened", "presence@p1": "away"})
        outcome = DOOR.outcome(opened, members=BOTH)
        assert Unknown((Reason("missing", "presence", ("member p2",)),)) == outcome
        assert "shut" == DOOR.outcome(opened, members=("p1",))

    def test_an_unanswered_form_is_no_closed_door(self) -> None:
        assert Unknown((Reason("missing", "answer"),)) == DOOR.outcome(Attributes())
        assert Unknown((Reason("blank", "answer"),)) == DOOR.outcome(Attributes(answer=None))

    def test_an_answer_that_does_not_fit_decides_nothing(self) -> None:
        for answer in ("Opened", 1, True, date(2020, 2, 3)):
            assert Unknown((Reason("mismatch", "answer"),)) == DOOR.outcome(Attributes(answer=answer))

    def test_a_form_without_outcomes_means_none(self) -> None:
        assert isinstance(Questionnaire("list", questions=(Question("rooms", "integer"),)).outcome(FULL), Unknown)

    def test_every_outcome_is_named_once(self) -> None:
        assert ("refused", "met", "shut") == DOOR.outcome_names
        twice = attrs.evolve(DOOR, outcomes=(*DOOR.outcomes, ("shut", "rooms = 1")))
        assert ("refused", "met", "shut") == twice.outcome_names


class TestCounts:
    def test_persons_are_counted_from_what_members_answered(self) -> None:
        assert (("at_home", 1), ("away", 1)) == DOOR.counted(FULL)

    def test_a_member_who_was_not_asked_leaves_the_count_open(self) -> None:
        (_, at_home), (_, away) = DOOR.counted(FULL, members=(*BOTH, "p3"))
        assert Unknown((Reason("missing", "presence", ("member p3",)),)) == at_home == away

    def test_nobody_is_zero_persons(self) -> None:
        assert (("at_home", 0), ("away", 0)) == DOOR.counted(Attributes(), members=())


class TestCompleteness:
    def test_a_full_record_needs_no_other_visit(self) -> None:
        assert Completeness() == DOOR.completeness(FULL, members=BOTH)
        assert DOOR.completeness(FULL).complete
        assert "complete" == str(DOOR.completeness(FULL))

    def test_it_names_each_missing_field_and_why(self) -> None:
        partial = FULL.without("rooms", "reading@p1").with_(**{"presence@p2": None})
        complete = DOOR.completeness(partial, members=(*BOTH, "p3"))
        assert not complete.complete
        assert [
            "'rooms' is not stated",
            "'presence' of 'p2' is a stated blank",
            "'presence' of 'p3' is not stated",
            "'reading' of 'p1' is not stated",
            "'reading' of 'p2' may be required, which cannot be told yet, because 'presence' is a stated blank",
            "'reading' of 'p3' may be required, which cannot be told yet, because 'presence' is not stated",
        ] == str(complete).split("; ")

    def test_a_form_nobody_filled_asks_first_for_what_decides_the_rest(self) -> None:
        assert [("answer", "missing"), ("rooms", "undecided")] == [
            (one.field, one.code) for one in DOOR.completeness(Attributes()).missing
        ]

    def test_what_is_not_required_then_is_not_missed(self) -> None:
        assert DOOR.completeness(Attributes(answer="refused"), members=BOTH).complete

    def test_what_nobody_has_to_answer_decides_no_requirement(self) -> None:
        """Nobody asks where the members are at a refused door, so nobody owes their readings either."""
        refused = Attributes({"answer": "refused", "presence@p1": None, "presence@p2": "gone"})
        assert ["'presence' of 'p2' holds what is no answer to it"] == [
            str(missing).partition(",")[0]
            for missing in DOOR.completeness(refused, members=(*BOTH, "p3")).missing
            if missing.code != "undecided"
        ]
        assert {"p2"} == {missing.member for missing in DOOR.completeness(refused, members=(*BOTH, "p3")).missing}

    def test_a_condition_over_the_members_waits_for_each_of_them(self) -> None:
        form = Questionnaire(
            "fever",
            questions=(
                Question("fever", "truth", per="member"),
                Question("doctor", "truth", required="any(fever per member)"),
            ),
        )
        answers = Attributes({"fever@p1": False})
        assert [("fever", "p2", "missing"), ("doctor", "", "undecided")] == [
            (one.field, one.member, one.code) for one in form.completeness(answers, members=BOTH).missing
        ]
        assert form.completeness(answers, members=("p1",)).complete

    def test_a_stray_field_makes_nobody_a_member(self) -> None:
        stray = Attributes({"answer": "opened", "rooms": 3, "presense@p7": "home", "presence@": "home"})
        assert DOOR.completeness(stray).complete
        assert (("at_home", 0), ("away", 0)) == DOOR.counted(stray)

    def test_a_condition_that_can_never_be_told_says_so(self) -> None:
        ratio = (Question("rooms", "integer"), Question("crowded", "truth", required="1 / rooms > 2"))
        (missing,) = Questionnaire("ratio", questions=ratio).completeness(Attributes(rooms=0)).missing
        assert ("crowded", "undecided", "division") == (missing.field, missing.code, missing.reasons[0].code)

    def test_an_answer_that_does_not_fit_is_still_missing(self) -> None:
        (missing,) = DOOR.completeness(FULL.with_(rooms="3"), members=BOTH).missing
        assert Missing(questionnaire="door", field="rooms", code="unusable") == missing
        assert "'rooms' holds what is no answer to it" == str(missing)

    def test_a_visit_that_fills_several_forms_misses_what_any_of_them_misses(self) -> None:
        away = Questionnaire("away", questions=(Question("back_on", "date"), Question("rooms", "integer")))
        parts = [form.completeness(Attributes(answer="opened")) for form in (DOOR, away, DOOR)]
        assert [("door", "rooms"), ("away", "back_on"), ("away", "rooms")] == [
            (one.questionnaire, one.field) for one in merged(parts).missing
        ]
        assert merged([]).complete


class TestChecking:
    @pytest.mark.parametrize(
        ("field", "answer", "code"),
        [
            ("rooms", "3", "type"),
            ("rooms", 3.0, "type"),
            ("rooms", True, "type"),
            ("rooms", Decimal(3), "type"),
            ("rooms", 0, "bounds"),
            ("rooms", 31, "bounds"),
            ("answer", "open", "choice"),
            ("answer", "", "choice"),
            ("returned_on", "2020-02-03", "type"),
            ("returned_on", datetime.fromisoformat("2020-02-03T08:00+08:00"), "type"),
            ("returned_on", date(2019, 12, 31), "bounds"),
            ("outings@p1", 1, "type"),
            ("outings@p1", "true", "type"),
            ("reading@p1", float("nan"), "type"),
            ("reading@p1", Decimal("NaN"), "type"),
            ("reading@p1", Decimal("sNaN"), "type"),
            ("reading@p1", float("inf"), "type"),
            ("reading@p1", 45.1, "bounds"),
        ],
    )
    def test_nothing_is_taken_for_another_thing(self, field: str, answer: Scalar, code: str) -> None:
        assert [(code, f"door/{field}")] == codes(Attributes({field: answer}), DOOR)

    @pytest.mark.parametrize(
        ("field", "answer"),
        [
            ("rooms", 1),
            ("rooms", 30),
            ("rooms", None),
            ("returned_on", date(2020, 1, 1)),
            ("reading@p1", 36.6),
            ("reading@p1", 37),
            ("reading@p1", Decimal("45")),
            ("outings@p1", False),
        ],
    )
    def test_what_fits_passes_and_a_blank_may_always_be_stated(self, field: str, answer: Scalar) -> None:
        assert () == DOOR.check(Attributes({field: answer}))

    def test_a_forbidden_field_is_refused_whatever_it_holds(self) -> None:
        answers = Attributes({"religion": None, "identity_number@p1": "x"})
        assert [("forbidden", "identity_number@p1"), ("forbidden", "religion")] == codes(answers, DOOR)
        assert "may not be collected, says 'door'; delete the answer" == DOOR.check(answers)[0].problem

    def test_one_form_of_a_visit_forbids_for_all(self) -> None:
        curious = Questionnaire("curious", questions=(Question("religion", "choice", choices=("a",)),))
        assert () == curious.check(Attributes(religion="a"))
        assert [("forbidden", "religion")] == codes(Attributes(religion="a"), curious, DOOR)

    def test_an_unknown_field_is_met_with_what_was_meant(self) -> None:
        (fault,) = DOOR.check(Attributes(room=3))
        assert "'room': is asked by no questionnaire of this visit; did you mean 'rooms'?" == str(fault)

    def test_a_field_of_another_form_of_the_visit_is_known(self) -> None:
        other = Questionnaire("other", questions=(Question("pets", "integer"), Question("rooms", "integer", most=2)))
        assert [] == codes(Attributes(rooms=2, pets=1), DOOR, other)
        assert [("bounds", "other/rooms")] == codes(Attributes(rooms=3, pets=1), DOOR, other)

    def test_whose_answer_it_is_is_checked(self) -> None:
        answers = Attributes({"rooms@p1": 3, "outings": True, "outings@": True, "outings@p9": True})
        assert ["member"] * 3 == [code for code, _ in codes(answers, DOOR)]
        problems = [fault.problem for fault in DOOR.check(answers, members=BOTH)]
        assert [
            "is asked of each member; write it as 'outings@<member>'",
            "is asked of each member; write it as 'outings@<member>'",
            "'p9' is no member; correct the id, or let him join",
            "is asked once and of no member; write it as 'rooms'",
        ] == problems

    def test_no_value_shows_in_a_fault(self) -> None:
        planted = Attributes({"rooms": "planted", "answer": "planted", "religion": "planted", "outings@p1": "planted"})
        faults = DOOR.check(planted)
        assert 4 == len(faults)
        assert "planted" not in f"{faults!r} {[str(fault) for fault in faults]}"

    def test_a_hostile_field_name_is_not_repeated_at_length(self) -> None:
        (fault,) = DOOR.check(Attributes({"x" * 100_000: 1}))
        assert len(str(fault)) < 300

    def test_an_id_may_hold_the_sign_between_field_and_member(self) -> None:
        assert () == DOOR.check(Attributes({member_field("outings", "p@1"): True}), members=("p@1",))


class TestDefinition:
    @pytest.mark.parametrize(
        ("changed", "code", "problem"),
        [
            ({"name": ""}, "name", "a questionnaire needs a name"),
            ({"otherwise": ""}, "otherwise", "name the outcome when no condition holds"),
            ({"outcomes": ()}, "otherwise", "stands without outcomes"),
            ({"outcomes": (("", "rooms = 1"),)}, "outcomes", "an outcome has no name"),
            ({"forbidden": ("rooms",)}, "forbidden", "is asked and forbidden"),
            ({"counts": (("rooms", "count(outings per member)"),)}, "repeated", "stands for more than one"),
            ({"questions": (*DOOR.questions, Question("rooms", "truth"))}, "repeated", "stands for more than one"),
            ({"questions": (*DOOR.questions, Question("two words", "truth"))}, "name", "write one word"),
            ({"questions": (*DOOR.questions, Question("per", "truth"))}, "name", "write one word"),
            ({"questions": (*DOOR.questions, Question("way", "choice"))}, "choices", "list what may be answered"),
            ({"questions": (*DOOR.questions, Question("n", "integer", choices=("1",)))}, "choices", "only a choice"),
            (
                {"questions": (*DOOR.questions, Question("way", "choice", choices=("a", "a")))},
                "choices",
                "empty or listed twice",
            ),
            (
                {"questions": (*DOOR.questions, Question("id", "integer", privacy=PrivacyClass.IDENTIFYING))},
                "privacy",
                "keep it in the register",
            ),
            ({"questions": (*DOOR.questions, Question("t", "truth", counts="person"))}, "counts", "is no number"),
            ({"questions": (*DOOR.questions, Question("t", "truth", least=1))}, "bounds", "only numbers and days"),
            ({"questions": (*DOOR.questions, Question("n", "integer", least=Decimal(1)))}, "bounds", "a whole number"),
            ({"questions": (*DOOR.questions, Question("d", "date", most=1))}, "bounds", "must be a day"),
            ({"questions": (*DOOR.questions, Question("n", "number", least=2, most=1))}, "bounds", "swap them"),
        ],
    )
    def test_what_is_wrong_with_it_is_told_when_it_is_made(
        self, changed: dict[str, object], code: str, problem: str
    ) -> None:
        with pytest.raises(DefinitionError, match="has 1 fault") as refusal:
            attrs.evolve(DOOR, **changed)  # type: ignore[arg-type]
        assert problem in refusal.value.faults[0].problem
        assert (f"questionnaire.{code}",) == refusal.value.codes

    @pytest.mark.parametrize(
        ("changed", "where", "problem"),
        [
            ({"outcomes": (("met", "room = 1"),)}, "outcome met", "did you mean 'rooms'"),
            ({"outcomes": (("met", "rooms"),)}, "outcome met", "a truth is needed here"),
            ({"outcomes": (("met", "answer = 'open'"),)}, "outcome met", "'open'"),
            ({"outcomes": (("met", "outings"),)}, "outcome met", "'outings' is no name here"),
            ({"counts": (("n", "count(rooms > 1 per child)"),)}, "count n", "child"),
            ({"counts": (("n", "any(outings per member)"),)}, "count n", "number of person is needed"),
            ({"counts": (("n", "rooms"),)}, "count n", "number of person is needed"),
            (
                {"questions": (*DOOR.questions, Question("pets", "truth", required="outings"))},
                "pets/required",
                "'outings' is no name here",
            ),
            (
                {"questions": (Question("early", "truth", required="rooms > 2"), *DOOR.questions)},
                "early/required",
                "reads 'rooms', which is asked later; ask that before",
            ),
        ],
    )
    def test_its_expressions_are_held_against_its_questions(
        self, changed: dict[str, object], where: str, problem: str
    ) -> None:
        with pytest.raises(DefinitionError, match="has 1 fault") as refusal:
            attrs.evolve(DOOR, **changed)  # type: ignore[arg-type]
        assert problem in refusal.value.faults[0].problem
        assert [where] == [fault.where for fault in refusal.value.faults]

    def test_every_fault_is_told_at_once(self) -> None:
        with pytest.raises(DefinitionError, match="questionnaire 'bad' has 4 faults") as refusal:
            Questionnaire(
                "bad",
                questions=(Question("a b", "truth"), Question("way", "choice"), Question("way", "truth")),
                outcomes=(("met", "way"),),
            )
        assert 4 == len(refusal.value.faults)

    def test_a_word_that_is_none_is_met_with_those_there_are(self) -> None:
        with pytest.raises(UnknownName, match="'int' is no type of answer; did you mean 'integer'"):
            Question("rooms", "int")
        with pytest.raises(UnknownName, match="'person' is no way to ask a question; there are 'member', 'subject'"):
            Question("rooms", "integer", per="person")
        with pytest.raises(ParseError):
            Question("rooms", "integer", required="answer =")

    def test_texts_and_trees_declare_the_same(self) -> None:
        tree = attrs.evolve(DOOR, outcomes=tuple((outcome, parse(str(rule))) for outcome, rule in DOOR.outcomes))
        assert DOOR == tree
        assert hash(DOOR) == hash(tree)
        assert Question("x", "truth", required="rooms = 1") == Question("x", "truth", required=name("rooms").is_(1))

    def test_questions_are_found_by_name(self) -> None:
        assert PrivacyClass.SENSITIVE is DOOR.question("rooms").privacy
        with pytest.raises(UnknownName, match="'room' is no question; did you mean 'rooms'"):
            DOOR.question("room")


class TestScope:
    def test_other_rooms_read_the_answers_like_any_place(self) -> None:
        place = DOOR.scope(FULL, members=BOTH)
        assert evaluate(parse("max(first_known(reading, 0) per member) < 37.3"), place) is True
        assert isinstance(evaluate(parse("sum(reading per child)"), place), Unknown)
        assert isinstance(evaluate(parse("any(any(outings per member) per member)"), place), Unknown)
        assert isinstance(evaluate(parse("rooms[-1]"), place), Unknown)
        assert isinstance(evaluate(parse("sum(rooms per day)[7d]"), place), Unknown)
        assert isinstance(evaluate(parse("presence = 'home'"), place), Unknown)
