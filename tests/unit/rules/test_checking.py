"""What is wrong with an expression in its place, told before it is evaluated."""

import pytest

from gridcare.errors import refuse
from gridcare.rules.checking import check, type_of
from gridcare.rules.contexts import DAY, MOMENT, NUMBER, TEXT, TRUTH, Axis, Context, Number, Signature, Text, Type
from gridcare.rules.grammar import parse

PERSONS = Number.of("person")
HOUSEHOLDS = Number.of("household")

FORM = Context(
    names={
        "persons": PERSONS,
        "away": PERSONS,
        "fever": PERSONS,
        "new_fever": PERSONS,
        "households": HOUSEHOLDS,
        "outcome": Text(("met", "refused", "vacant")),
        "note": TEXT,
        "ready": TRUTH,
        "first_day": DAY,
        "last_day": DAY,
        "filed": MOMENT,
        "length": Number.of("day"),
    },
    open=("fact.",),
    axes={
        "child": Axis(Context(names={"fever": PERSONS, "kind": Text(("old", "new"))}), counts="unit"),
        "day": Axis(counts="day", timed=True),
        "below": Axis(),
    },
    shifts=True,
    windows=True,
    callables={"yanji.rules:risk": Signature((PERSONS,), NUMBER)},
)


BOTH = "'persons' is a number of person and 'households' is a number of household; only like"
MANY = "'fever' may have many values over a window; say what is made of them, such as sum(fever per day)"


def problems(text: str, context: Context = FORM) -> list[str]:
    """Say what is wrong with a text, each with its code."""
    return [f"{fault.code.removeprefix('expression.')}: {fault.problem}" for fault in check(parse(text), context)]


class TestTypes:
    """Each form comes to a type; numbers carry what they count."""

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("persons + away - 3", PERSONS),
            ("3 + persons", PERSONS),
            ("persons / households", PERSONS / HOUSEHOLDS),
            ("1000 * sum(new_fever per day)[7d] / persons", NUMBER),
            ("-round(abs(persons), 2)", PERSONS),
            ("mean(fever per child)", PERSONS),
            ("count(kind = 'old' per child)", Number.of("unit")),
            ("run(ready per day)", Number.of("day")),
            ("share(ready per day)", NUMBER),
            ("any(fever > 0 per child)", TRUTH),
            ("last(outcome per day)", Text(("met", "refused", "vacant"))),
            ("last_day - first_day", Number.of("day")),
            ("first_day + 14", DAY),
            ("first_day + length", DAY),
            ("max(first_day per day)", DAY),
            ("how_many(ready, persons > 3)", NUMBER),
            ("first_known(persons, 0)", PERSONS),
            ("if ready then 0 otherwise persons", PERSONS),
            ("if ready then blank otherwise persons", PERSONS),
            ("blank0(below(fever))", PERSONS),
            ("known(outcome)", TRUTH),
            ("yanji.rules:risk(persons)", NUMBER),
            ("fact.anything", None),
            ("fever[-1] + fever[year] + fever[last]", PERSONS),
        ],
    )
    def test_type_of_a_sound_expression(self, text: str, kind: Type | None) -> None:
        assert [] == problems(text)
        assert kind == type_of(parse(text), FORM)

    def test_types_read_like_words(self) -> None:
        told = [
            str(kind)
            for kind in (PERSONS, NUMBER, PERSONS / HOUSEHOLDS, PERSONS * PERSONS, NUMBER / PERSONS, TEXT, TRUTH)
        ]
        assert [
            "number of person",
            "number",
            "number of person per household",
            "number of person^2",
            "number per person",
            "text",
            "truth",
        ] == told


class TestFaults:
    """Each mistake is told once, with the part of the text that it is in and what would be right."""

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("persns > 3", "name: 'persns' is no name here; did you mean 'persons'?"),
            ("sum(households per child) > 3", "name: 'households' is no name here; there are 'fever', 'kind'"),
            ("sum(fever per chid) > 3", "axis: 'chid' is no axis here; did you mean 'child'?"),
            ("inside(fever) > 3", "axis: 'inside' is no axis here; there are 'below', 'child', 'day'"),
            (
                "persons = households",
                f"unit: {BOTH} compares with like",
            ),
            (
                "persons + away + households > 3",
                f"unit: {BOTH} adds to like",
            ),
            (
                "persons / away > away",
                "unit: 'persons / away' is a number and 'away' is a number of person; only like compares with like",
            ),
            (
                "greatest(0, persons, households) > 1",
                f"unit: {BOTH} stands beside like",
            ),
            ("persons + outcome > 3", "type: 'outcome' is a text, but a number is needed there"),
            ("persons and ready", "type: 'persons' is a number of person, but a condition is needed there"),
            ("if persons then 1 otherwise 2", "type: 'persons' is a number of person, but a condition is needed there"),
            ("count(fever per child) > 1", "type: 'fever' is a number of person, but a condition is needed there"),
            ("outcome = 3", "type: 'outcome' is a text and '3' is a number; only like compares with like"),
            ("ready = 1", "type: 'ready' is a truth and '1' is a number; only like compares with like"),
            ("note < 'b'", "type: 'note < 'b'' puts a text in order; compare it with '=' or '!='"),
            ("ready > false", "type: 'ready > false' puts a truth in order; compare it with '=' or '!='"),
            ("max(kind per child) = 'old'", "type: 'kind' is a text, which has no max"),
            ("greatest(ready, false)", "type: 'greatest(ready, false)' compares a truth, which has no order"),
            ("filed = first_day", "type: 'filed' is a moment and 'first_day' is a day; only like compares with like"),
            (
                "first_day + persons = last_day",
                "type: 'first_day + persons' adds what does not add to a day; add or subtract days",
            ),
            (
                "first_day + last_day = first_day",
                "type: 'first_day + last_day' adds what does not add to a day; add or subtract days",
            ),
            ("outcome = 'mett'", "option: 'outcome' is never 'mett'; did you mean 'met'?"),
            ("'mett' = outcome", "option: 'outcome' is never 'mett'; did you mean 'met'?"),
            (
                "member(outcome, 'met', 'gone')",
                "option: 'outcome' is never 'gone'; there are 'met', 'refused', 'vacant'",
            ),
            (
                "fever[7d] > 3",
                f"window: {MANY}",
            ),
            (
                "sum(fever per child)[7d] > 3",
                f"window: {MANY}",
            ),
            ("sum(fever[-1] per day)[7d] > 3", "times: a shift and a window meet on 'fever'; use one of them"),
            ("sum(fever per day)[7d][-1] > 3", "times: a shift and a window meet on 'fever'; use one of them"),
            (
                "yanji.rules:risk(households) > 1",
                "type: 'households' is a number of household, but 'yanji.rules:risk' takes a number of person",
            ),
            ("yanji.rules:risk() > 1", "callable: 'yanji.rules:risk' takes 1 input(s), not 0"),
            (
                "yanji.rules:rsk(persons) > 1",
                "callable: 'yanji.rules:rsk' may not be cited here; did you mean 'yanji.rules:risk'?",
            ),
        ],
    )
    def test_one_mistake_is_one_fault(self, text: str, problem: str) -> None:
        assert [problem] == problems(text)

    def test_other_times_only_where_there_are_some(self) -> None:
        here = Context(names={"fever": PERSONS}, axes={"day": Axis(timed=True)})
        assert ["shift: 'fever[-1]' looks at another time, which cannot be done here"] == problems(
            "fever > fever[-1]", here
        )
        assert ["window: 'sum(fever per day)[7d]' looks over a stretch of time, which cannot be done here"] == problems(
            "sum(fever per day)[7d] > 1", here
        )

    def test_all_at_once_with_their_place(self) -> None:
        faults = check(
            parse("persns > 3 and outcome = 'mett' and sum(fever per chid) > 1"), FORM, where="door/met/when"
        )
        assert ["expression.name", "expression.option", "expression.axis"] == [fault.code for fault in faults]
        assert {"door/met/when"} == {fault.where for fault in faults}

    def test_without_a_place_the_text_is_the_place(self) -> None:
        (fault,) = check(parse("persns > 3"), FORM)
        assert "persns > 3" == fault.where
        (long,) = check(parse(" and ".join(["ready"] * 40) + " and persons"), FORM)
        assert len(long.where) <= 80

    def test_what_a_guard_must_come_to(self) -> None:
        (fault,) = check(parse("persons"), FORM, expects=TRUTH)
        assert "'persons' is a number of person, but a truth is needed here" == fault.problem
        assert [] == check(parse("outcome"), FORM, expects=TEXT)
        assert 1 == len(check(parse("note"), FORM, expects=Text(("met",))))
        assert [] == check(parse("fact.anything"), FORM, expects=TRUTH)

    def test_a_sound_expression_passes_where_faults_are_refused(self) -> None:
        refuse("form 'daily'", check(parse("persons >= away"), FORM, expects=TRUTH))


class TestContext:
    """A context is a frozen declaration."""

    def test_what_it_was_made_of_may_change_later(self) -> None:
        names: dict[str, Type] = {"a": TRUTH}
        context = Context(names=names)
        names["b"] = TRUTH
        assert not context.admits("b")
        with pytest.raises(TypeError):
            context.names["b"] = TRUTH  # type: ignore[index]

    def test_an_axis_without_a_context_leads_to_scopes_like_this_one(self) -> None:
        assert [] == problems("sum(sum(new_fever per day) per day) > 1")
