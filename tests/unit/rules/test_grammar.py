"""The text of expressions, and how a text that is none is refused."""

import sys

import pytest

from gridcare.errors import DefinitionError, Fault, refuse
from gridcare.rules.expressions import MAX_DEPTH, Aggregate, Literal, Name, Negative, Relation, Shifted, Windowed
from gridcare.rules.grammar import MAX_TEXT, ParseError, parse
from gridcare.rules.windows import Duration, Shift, Window


def refusal(text: str) -> ParseError:
    """Parse a text that is no expression."""
    with pytest.raises(ParseError) as caught:
        parse(text)
    return caught.value


class TestReading:
    """What binds more tightly is read first, and chains are read from the left."""

    @pytest.mark.parametrize(
        ("text", "bracketed"),
        [
            ("a or b and not c = d + e * -f[-1]", "a or (b and (not (c = (d + (e * (-(f[-1])))))))"),
            ("a - b - c", "a - b - c"),
            ("a - (b - c)", "a - (b - c)"),
            ("not a = b", "not (a = b)"),
            ("-a * b", "(-a) * b"),
            ("1000 * sum(new_fever per day)[7d] / persons", "1000 * (sum(new_fever per day)[7d]) / persons"),
            ("if a then b otherwise c + 1", "if a then b otherwise (c + 1)"),
        ],
    )
    def test_precedence(self, text: str, bracketed: str) -> None:
        assert parse(text) == parse(bracketed)

    def test_forms(self) -> None:
        assert Relation(Name("fever"), ">=", Shifted(Name("fever"), Shift("last"))) == parse("fever >= fever[last]")
        assert Windowed(Aggregate("any", Name("ill"), "day"), Window(Duration(24, "h"))) == parse(
            "any(ill per day)[24h]"
        )
        assert Windowed(Name("x"), Window(-3, -1)) == parse("x[-3..-1]")
        assert Shifted(Name("x"), Shift("year")) == parse("x[year]")

    def test_a_number_with_its_sign_is_one_literal(self) -> None:
        assert Literal(-3) == parse("-3")
        assert Negative(Literal(3)) == parse("-(3)")
        assert Negative(Shifted(Literal(3), Shift(-1))) == parse("-3[-1]")

    def test_words_are_names_where_no_bracket_follows(self) -> None:
        for word in ("sum", "count", "last", "known", "day", "moment", "year", "member"):
            assert Name(word) == parse(word)
            assert Name(f"fact.{word}") == parse(f"fact.{word}")

    def test_names_and_texts_may_be_chinese(self) -> None:
        assert Relation(Name("小区.类型"), "=", Literal("老小区")) == parse("小区.类型 = '老小区'")

    def test_a_quote_inside_a_text_is_written_twice(self) -> None:
        assert Literal("it's") == parse("'it''s'")
        assert "'it''s'" == str(Literal("it's"))

    @pytest.mark.parametrize(
        ("text", "printed"),
        [
            ("037", "37"),
            ("37.30", "37.3"),
            ("37.0", "37"),
            ("0.000", "0"),
            ("day('2020-02-03')", "day('2020-02-03')"),
            ("moment('2020-02-03 08:00+08:00')", "moment('2020-02-03T08:00:00+08:00')"),
        ],
    )
    def test_each_value_has_one_form(self, text: str, printed: str) -> None:
        assert printed == str(parse(text))


class TestRefusal:
    """A text that is no expression is refused at its place, with what to write instead."""

    @pytest.mark.parametrize(
        ("text", "character", "hint"),
        [
            ("", 1, "there is nothing here"),
            ("persons == 3", 10, "write '=' for equal"),
            ("a <> b", 4, "a value is expected"),
            ("a && b", 3, "write 'and'"),
            ("a || b", 3, "write 'or'"),
            ("!a", 1, "write 'not'"),
            ("a AND b", 3, "write 'and'"),
            ("a else b", 3, "write 'otherwise'"),
            ("a ≥ b", 3, "write '>='"),
            ("a≠b", 2, "write '!='"),
            ("share > 90%", 11, "a share is a number"),
            ("人数 ＞ 3", 4, "'＞' is a full-width sign; write '>'"),
            ("max（a per day）", 4, "write '('"),
            ("kind = “old”", 8, "put texts in single quotes"),
            ('kind = "old"', 8, "put texts in single quotes"),
            ("kind = 'old", 8, "no closing quote"),
            ("a < b < c", 7, "relations do not follow one another"),
            ("a = not b", 5, "put the condition in brackets"),
            ("a b", 3, "is a sign such as 'and'"),
            ("(a", 3, "to close the bracket opened at character 1"),
            ("a)", 2, "this bracket closes nothing"),
            ("a +", 4, "ends where a value is expected"),
            ("a.", 2, "may not begin or end with a point"),
            (".5", 1, "a number needs digits on both sides"),
            ("3x", 1, "a name does not begin with a digit"),
            ("x[]", 3, "a shift or a window is written"),
            ("x[-1", 5, "']' is missing"),
            ("x[1.5]", 3, "a shift or a window is written"),
            ("x[-7d]", 2, "write a positive duration"),
            ("x[3..1]", 2, "ends before it begins"),
            ("x[-1..7d]", 2, "write both bounds alike"),
            ("x[99999999]", 2, "between -999999 and 999999"),
            ("24h", 1, "stands only in a window"),
            ("summ(a per day)", 1, "did you mean 'sum'"),
            ("sum(a)", 6, "say along what it is taken"),
            ("sum(a per 3)", 11, "an axis is expected"),
            ("sum(a per a.b)", 11, "cannot name an axis"),
            ("sum(a per per)", 11, "cannot name an axis"),
            ("sum(a per ' ')", 11, "cannot name an axis"),
            ("count(true per tenant check)", 16, "write per 'tenant check'"),
            ("performers.grid head >= 1", 17, "write performers.'grid head'"),
            ("a.''", 2, "may not begin or end with a point"),
            ("abs(a per day)", 7, "'abs' takes no axis"),
            ("known(a, b)", 1, "'known' takes 1 argument(s), not 2"),
            ("round(a, b)", 1, "a whole number of places"),
            ("below(a + b)", 1, "takes the name of a figure"),
            ("if a then b", 12, "every choice says what holds when no condition does"),
            ("if a b", 6, "'then' is missing"),
            ("a then b", 3, "is a sign such as 'and'"),
            ("per + 1", 1, "'per' is a word of the language"),
            ("day(3)", 5, "'day' takes a text such as day('2020-02-03')"),
            ("day('2020-02-30')", 5, "day"),
            ("moment('2020-02-03 08:00')", 8, "has no time zone"),
            ("a.b:c", 6, "'(' is missing"),
            ("a:b.c(1)", 3, "package.module:name(inputs)"),
            ("1" * 61, 1, "more than 60 digits"),
            ("a\x00b", 2, "has no meaning here"),
            ("a 🙂", 3, "SLIGHTLY SMILING FACE"),
        ],
    )
    def test_place_and_hint(self, text: str, character: int, hint: str) -> None:
        refused = refusal(text)
        assert hint in refused.hint
        assert (character, f"character {character}") == (refused.position + 1, refused.where)

    def test_a_caret_stands_under_the_place(self) -> None:
        assert refusal("persons = at_home ++ away").problem.splitlines()[1:] == [
            "  persons = at_home ++ away",
            "                     ^",
        ]

    def test_the_caret_knows_that_chinese_is_wide(self) -> None:
        lines = refusal("人数 ＞ 3").problem.splitlines()
        assert len("  ") + 2 * len("人数") + len(" ") == lines[2].index("^")

    def test_only_the_line_around_the_place_is_shown(self) -> None:
        lines = refusal("a and\nb and and\nc").problem.splitlines()
        assert ["  b and and", "        ^"] == lines[1:]
        long = refusal(" + ".join(["name"] * 500) + " $").problem.splitlines()
        assert max(map(len, long)) < 120

    def test_it_is_a_fault_among_others(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            refuse("form 'daily'", [Fault("form.item", "fever", "is given twice"), refusal("a ==")])
        assert ("form.item", "expression.syntax") == caught.value.codes


class TestHostileText:
    """A text too long, too deep or without balance is refused in time that grows with its length only."""

    @pytest.mark.parametrize(
        "text",
        [
            "(" * 100_000,
            ")" * 100_000,
            "[" * 100_000,
            "'" * 99_999,
            "a" * 100_000,
            "9" * 100_000,
            "not " * 25_000,
            "," * 100_000,
        ],
    )
    def test_a_text_of_a_hundred_kilobytes_is_refused_by_its_length(self, text: str) -> None:
        assert f"more than {MAX_TEXT}" in refusal(text).hint

    @pytest.mark.parametrize(
        "opening", ["(", "-", "not ", "sum(", "if ", "x[-1]", "a or b and c = d + e * (", "known("]
    )
    def test_a_depth_bomb_is_refused_whatever_the_stack_of_the_caller(self, opening: str) -> None:
        bomb = (opening * (MAX_TEXT // len(opening)))[:MAX_TEXT]

        def at_depth(frames: int) -> ParseError:
            return refusal(bomb) if frames == 0 else at_depth(frames - 1)

        assert at_depth(150).position <= MAX_TEXT

    def test_the_deepest_text_needs_less_than_the_usual_stack(self) -> None:
        text = "(" * (MAX_DEPTH - 1) + "a" + ")" * (MAX_DEPTH - 1)
        limit = sys.getrecursionlimit()
        depth, frame = 0, sys._getframe()
        while frame := frame.f_back:  # type: ignore[assignment]
            depth += 1
        sys.setrecursionlimit(depth + 500)
        try:
            assert Name("a") == parse(text)
        finally:
            sys.setrecursionlimit(limit)

    def test_a_long_flat_text_is_no_bomb(self) -> None:
        terms = " + ".join(f"item_{i}" for i in range(1_200))
        assert terms == str(parse(terms))


class TestSeveralWords:
    @pytest.mark.parametrize(
        "text",
        ["performers.'grid head' >= 1", "count(true per 'tenant check')", "a.b.'x''s y'", "sum(a per 'a.b')[2]"],
    )
    def test_the_last_part_of_a_name_and_an_axis_stand_in_quotes(self, text: str) -> None:
        assert text == str(parse(text))

    def test_one_word_needs_none(self) -> None:
        assert parse("a.b") == parse("a.'b'") == Name("a.'b'")
        assert parse("sum(a per day)") == parse("sum(a per 'day')")

    def test_the_axis_is_the_words_themselves(self) -> None:
        tree = parse("any(a per 'the tenant''s check')")
        assert isinstance(tree, Aggregate)
        assert "the tenant's check" == tree.per
