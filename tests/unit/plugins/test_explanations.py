"""
The five localities, told in Chinese and in English as they are committed, and as their TOML files tell them.

Each explanation stands beside the tests as a text, so that whoever reviews a change reads what an official will read.
After a change that is meant, write them anew and commit them::

    python tests/unit/plugins/test_explanations.py
"""

import re
import warnings
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

import attrs
import pytest

from gridcare.codec.documents import to_toml
from gridcare.codec.playbooks import read_playbook
from gridcare.explanation import papers, practices
from gridcare.playbook import Playbook
from gridcare.plugins.four_step import FOUR_STEP
from gridcare.plugins.six_in_place import SIX_IN_PLACE
from gridcare.plugins.ten_measures import TEN_MEASURES
from gridcare.plugins.three_three_four import THREE_THREE_FOUR
from gridcare.plugins.three_three_three import THREE_THREE_THREE
from gridcare.rules.expressions import Expression
from gridcare.work.steps import Final as End
from gridcare.work.steps import Step

FOLDER: Final = Path(__file__).parents[2] / "data" / "explanations"
COMMAND: Final = "python tests/unit/plugins/test_explanations.py"
METHODS: Final = (THREE_THREE_THREE, TEN_MEASURES, SIX_IN_PLACE, FOUR_STEP, THREE_THREE_FOUR)
LANGUAGES: Final = ("zh", "en")
LATIN: Final = {"CDC", "App", "KT"}
"""Latin letters that Chinese officials write themselves: 疾控中心CDC, an App, KT boards (KT板)."""

every_method = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
both_languages = pytest.mark.parametrize("language", LANGUAGES)


def snapshot(method: Playbook, language: str) -> Path:
    return FOLDER / f"{method.name}.{language}.txt"


def declared(method: Playbook) -> Iterator[tuple[str, str, object]]:
    """Give each part that a method declares: the code of its sentence, its name, and the part."""
    yield from (("duty", each.duty, each) for each in method.duties.rules)
    yield from (("protocol", each.name, each) for each in method.protocols)
    yield from (("scale", each.name, each) for each in method.scales)
    yield from (("line", each.name, each) for each in method.lines)
    yield from (("policy", each.name, each) for each in method.policies)
    yield from (("upkeep", each.name, each) for each in method.upkeeps)
    yield from (("rule set", each.name, each) for each in method.rule_sets)
    yield from (("audit", each.name, each) for each in method.audits)
    yield from (("rule", each.name, each) for each in method.teams)
    yield from (("form", each.name, each) for each in method.forms)
    yield from (("ledger", each.name, each) for each in method.ledgers)
    yield from (("bulletin", each.name, each) for each in method.bulletins)


def title(method: Playbook, name: str, language: str, part: object) -> str:
    """Find what a part is called: by itself, by the words of the method, else by its name."""
    own = getattr(part, "titles", ())
    if own and len(own[0]) == 3:  # a scale titles its grades too
        own = [(code, text) for each, code, text in own if each == name]
    words = dict(dict(method.words).get(name, ()))
    return dict(own).get(language) or words.get(language, name)


class TestTheTexts:
    @every_method
    @both_languages
    def test_each_is_told_as_it_was_committed(self, method: Playbook, language: str) -> None:
        told = f"{method.explain(language)}\n"
        assert snapshot(method, language).read_text(encoding="utf-8") == told, f"when it is meant: {COMMAND}"

    def test_there_is_a_text_for_each_method_and_for_nothing_else(self) -> None:
        assert {snapshot(method, language) for method in METHODS for language in LANGUAGES} == set(FOLDER.iterdir())

    @every_method
    def test_chinese_has_no_word_in_latin_letters(self, method: Playbook) -> None:
        assert set() == set(re.findall(r"[A-Za-z]{2,}", method.explain("zh"))) - LATIN

    @every_method
    @both_languages
    def test_nothing_is_told_as_a_program_writes_it(self, method: Playbook, language: str) -> None:
        told = method.explain(language)
        assert [] == re.findall(
            r"\w*_\w*|param\(|\b(?:subject|unit|fact|memory|traveller|param)\.\w+|[<>]=?|''|\"", told
        )

    @every_method
    @both_languages
    def test_no_line_is_empty_of_words_or_ends_without_a_stop(self, method: Playbook, language: str) -> None:
        title_line, *lines = method.explain(language).splitlines()
        assert title_line
        assert [] == [line for line in lines if line and not line.startswith("   - ") and line[-1] not in ".:。："]
        assert [] == [line for line in lines if re.search(r"，，|、、|。。|；。|  -  |\.\.|, ,|\(\)|（）| $", line)]


class TestWhatIsTold:
    @every_method
    @both_languages
    def test_every_noun_that_is_declared_is_named(self, method: Playbook, language: str) -> None:
        told = method.explain(language)
        phrases = {**practices.LANGUAGES[language], **papers.LANGUAGES[language]}
        for noun, name, part in declared(method):
            head = phrases[noun].partition("{name}" if "{name}" in phrases[noun] else "{title}")[0]
            pattern = ".*".join(map(re.escape, re.split(r"\{\w+\}", head)))
            called = re.escape(title(method, name, language, part))
            assert re.search(f"^{pattern}{called}", told, re.MULTILINE), (noun, name)

    @every_method
    @both_languages
    def test_every_part_of_every_procedure_is_named_once_in_each(self, method: Playbook, language: str) -> None:
        told = method.explain(language)
        for track in method.tracks:
            for part in track.workflow.parts:
                called = dict(part.titles)[language]
                line = rf"^   - {re.escape(called)}[:：]" if isinstance(part, End) else rf"^\d+\. {re.escape(called)}"
                assert re.search(line, told, re.MULTILINE), (track.name, part.name)

    @every_method
    @both_languages
    def test_tracks_that_share_a_procedure_are_told_together(self, method: Playbook, language: str) -> None:
        head = {"zh": "流程：", "en": "Procedure "}[language]
        lines = [line for line in method.explain(language).splitlines() if line.startswith(head)]
        kinds = {kind.name: dict(kind.titles)[language] for kind in method.kinds}
        assert len(lines) == len({(repr(track.workflow), str(track.only)) for track in method.tracks})
        for track in method.tracks:
            called = dict(track.workflow.titles)[language]
            assert any(called in line and kinds[track.kind] in line for line in lines), track.name

    @every_method
    @both_languages
    def test_every_channel_is_offered_in_words(self, method: Playbook, language: str) -> None:
        told = method.explain(language)
        for track in method.tracks:
            for part in track.workflow.parts:
                for channel in part.channels if isinstance(part, Step) else ():
                    words = dict(method.words)
                    called = dict(words.get(f"channel.{channel.name}", words.get(channel.name, ())))
                    assert called.get(language, channel.name) in told

    def test_an_old_and_a_new_compound_are_told_apart(self) -> None:
        told = THREE_THREE_THREE.explain("en")
        new = "if it is a new compound, or one of unknown type that is taken for new"
        assert f"   - ways {new}: online sign-up, online survey; or else telephone, at the door." in told
        assert "   - ways otherwise: telephone, at the door; or else online sign-up, online survey." in told

    @every_method
    @both_languages
    def test_every_setting_and_every_figure_has_its_line(self, method: Playbook, language: str) -> None:
        told = method.explain(language).splitlines()
        lists = [f"   - {dict(figure.titles)[language]}" for figure in method.figures.values()]
        for name in method.parameters.names():
            words = dict(dict(method.words).get(f"param.{name}", ()))
            lists.append(f"   - {words.get(language) or dict(method.parameters.declared(name).titles)[language]}")
        assert [] == [head for head in lists if not any(line.startswith(head) for line in told)]

    def test_what_a_locality_sets_is_what_is_told(self) -> None:
        told = SIX_IN_PLACE.with_parameters(night_begins="21:00").explain("en")
        assert "Duty ‘patrol’: 21:00 to 06:00" in told
        assert "Duty ‘patrol’: 22:00 to 06:00" in SIX_IN_PLACE.explain("en")
        hotter = attrs.evolve(
            THREE_THREE_FOUR,
            policies=tuple(
                attrs.evolve(each, parameters=each.parameters.with_values(fever_from=Decimal("38.3")))
                for each in THREE_THREE_FOUR.policies
            ),
        )
        assert "体温达到38.3℃的，隔离并报告" in hotter.explain("zh")

    @every_method
    def test_every_condition_has_words_in_both_languages(self, method: Playbook) -> None:
        words = dict(method.words)
        said = [
            condition
            for track in method.tracks
            for part in track.workflow.parts
            for move in getattr(part, "moves", ())
            for condition in (move.when, *(effect.when for effect in move.do))
        ]
        said += [track.only for track in method.tracks] + [
            entry.when for t in method.tracks for entry in t.workflow.start
        ]
        texts = {str(each) for each in said if isinstance(each, Expression)}
        assert [] == [text for text in texts if {"zh", "en"} != dict(words.get(text, ())).keys()]


class TestTheFiles:
    @every_method
    def test_a_method_is_its_own_file_and_the_file_tells_the_same(self, method: Playbook) -> None:
        read = read_playbook(to_toml(method), file=f"{method.name}.toml")
        assert method == read
        assert [method.explain(language) for language in LANGUAGES] == [read.explain(each) for each in LANGUAGES]

    @every_method
    def test_check_finds_no_fault_and_warns_of_nothing(
        self, method: Playbook, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        pytest.importorskip("rich")
        from gridcare.adapters.commandline.program import main

        file = tmp_path / f"{method.name}.toml"
        file.write_text(to_toml(method), encoding="utf-8")
        for asked in (method.name, str(file)):
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                assert 0 == main(["check", asked])
            told = capsys.readouterr()
            assert told.out.startswith(f"'{asked}' has no fault.\n")
            assert "" == told.err


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for method in METHODS:
        for language in LANGUAGES:
            snapshot(method, language).write_text(f"{method.explain(language)}\n", encoding="utf-8")
