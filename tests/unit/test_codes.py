"""What a code means is found by a host that keeps nothing but the code."""

import pytest

from gridcare.errors import DefinitionError, NaiveMoment, UnknownName
from gridcare.explanation.codes import CODES, SUBJECTS, meaning
from gridcare.work.steps import On, Settled, Step
from gridcare.work.workflow import Workflow


class TestMeaning:
    def test_it_is_english_unless_asked_otherwise(self) -> None:
        assert "A moment has no time zone; give it one." == meaning(NaiveMoment.code)

    def test_it_is_told_in_chinese(self) -> None:
        assert "时刻没有注明时区；请注明。" == meaning(NaiveMoment.code, "zh")

    def test_every_fault_of_a_definition_has_one(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            Workflow("w", start="dor", parts=(Step("door", moves=(On("met", go="doen"),)), Settled("done")))
        told = [meaning(code, "zh") for code in caught.value.codes]
        assert len(told) >= 2
        assert "所去的环节不存在；请改正名称。" in told

    def test_a_code_that_is_not_gridcares_is_refused(self) -> None:
        with pytest.raises(UnknownName, match=r"'workflow.lop' is no code; did you mean 'workflow.loop'\?"):
            meaning("workflow.lop")

    def test_a_language_without_words_is_refused(self) -> None:
        with pytest.raises(UnknownName, match=r"'de' is no language of the codes; there are 'en', 'zh'"):
            meaning("variant", "de")

    def test_each_code_is_told_by_its_subject(self) -> None:
        assert all(meanings == CODES[code] for subject in SUBJECTS.values() for code, meanings in subject.items())
