"""A method is explained in a language that is neither Chinese nor English."""

import attrs
import pytest

from gridcare.codec.documents import to_toml
from gridcare.codec.playbooks import read_playbook
from gridcare.errors import DefinitionError, UnknownName
from gridcare.explanation.frames import frames, untranslated
from gridcare.playbook import Playbook
from gridcare.plugins.four_step import FOUR_STEP
from gridcare.reporting.languages import placeholders
from gridcare.rules.notices import Grade, Source
from gridcare.testing.conformance import PlaybookConformance
from gridcare.timing.deadlines import NOT_STATED, OPENED, Deadline, Target
from gridcare.work.effects import Leave
from gridcare.work.steps import On, OpenForVerification, Settled, Step, Wait
from gridcare.work.workflow import Workflow

LADDER = Workflow(
    "aviso", start="puerta", titles=(("es", "Aviso"),),
    parts=(
        Step("puerta", deadline="24h", titles=(("es", "puerta a puerta"),), moves=(
            On("en casa", go="hecho", do=Leave("hoja")), On("nadie", go="abierto"))),
        Settled("hecho", titles=(("es", "avisado"),)),
        OpenForVerification("abierto", titles=(("es", "sin localizar"),)),
    ),
)  # fmt: skip
OWN = {
    "case.start": "Un caso empieza en «{part}»{when}.",
    "case.step": "{number}. {part}{by}.{deadline}{attempts}",
    "case.deadline": " Plazo: {deadline}.",
    "case.within.entered": "{time}",
    "case.standing.settled": "resuelto",
    "practice.target": "Objetivo «{name}»: {share} {deadline}.",
}
FLOOD = Playbook(
    name="crecida",
    titles={"es": "Plan de crecida"},
    zone="Europe/Madrid",
    tracks=LADDER,
    phrases={"es": OWN},
    sources=(Source(body="Protección Civil", title="Plan de avenidas", grade=Grade.SEEN),),
    targets={"tarde": Target(share="9/10", by=Deadline(clock="17:00", nth=2, anchor=OPENED))},
)


class TestExplaining:
    def test_sentences_of_its_own_are_told_and_the_others_in_english(self) -> None:
        assert [
            "Plan de crecida",
            "Source: Protección Civil, Plan de avenidas.",
            "",
            "Procedure ‘Aviso’, for each household.",
            "Un caso empieza en «puerta a puerta».",
            "1. puerta a puerta. Plazo: 24 hours.",
            "   - en casa: on to ‘avisado’; hand out hoja.",
            "   - nadie: on to ‘sin localizar’.",
            "A case ends in one of these:",
            "   - avisado: resuelto",
            "   - sin localizar: open, carried over by name and signature",
            "If every deadline is kept, a case is closed within 24 hours.",
            "",
            "Objetivo «tarde»: 9/10 by 17:00 for the 2 time after the opening.",
        ] == FLOOD.explain("es").splitlines()

    def test_what_time_alone_does_not_end_and_the_hour_of_a_later_day_are_told_in_english(self) -> None:
        watch = Workflow("watch", start="watch", parts=(
            Wait("watch", until=NOT_STATED, go="done", moves=(On("alarm", go="knock"),)),
            Step("knock", deadline=Deadline(clock="17:00", nth=3, anchor=OPENED), moves=(On("met", go="done"),)),
            Settled("done"),
        ))  # fmt: skip
        told = Playbook(name="watch", zone="UTC", tracks=watch).explain().splitlines()
        assert "1. watch: until one of these comes, however long." in told
        assert "2. knock. Due by 17:00, for the 3rd time after opened." in told

    def test_titles_and_words_alone_are_told_in_english_sentences(self) -> None:
        assert "1. puerta a puerta. Due within 24 hours." in attrs.evolve(FLOOD, phrases=()).explain("es")

    def test_it_is_told_in_no_language_that_it_says_nothing_in(self) -> None:
        with pytest.raises(UnknownName, match="'fr' is no language; there are 'en', 'es', 'zh'"):
            FLOOD.explain("fr")

    def test_every_sentence_may_be_brought(self) -> None:
        everything = {
            code: f"[{code}]" + "".join(f"{{{name}}}" for name, _ in placeholders(text))
            for code, text in frames().items()
        }
        told = attrs.evolve(FOUR_STEP, titles={"fr": "Quatre pas"}, phrases={"fr": everything}).explain("fr")
        assert "[case.step]" in told
        assert "[case.effect.leave]" in told
        assert "[practice.protocol]" in told
        assert not untranslated(everything)

    def test_what_is_not_brought_is_listed(self) -> None:
        assert "case.again" in untranslated(OWN)
        assert "case.start" not in untranslated(OWN)

    def test_the_law_of_languages_holds(self) -> None:
        class Kit(PlaybookConformance):
            playbook = FLOOD

        Kit().test_it_speaks_its_languages()


class TestDeclaring:
    def test_every_fault_of_a_sentence_is_told_at_once(self) -> None:
        with pytest.raises(DefinitionError) as caught:
            attrs.evolve(FLOOD, phrases={"es": {"case.strt": "x", "case.start": "{prt}", "case.step": "{"}})
        assert ["playbook.phrase"] * 3 == [fault.code for fault in caught.value.faults]
        assert "'case.strt' is no sentence of an explanation; did you mean 'case.start'?" in str(caught.value)
        assert "'prt' is not put in here; did you mean 'part'?" in str(caught.value)

    def test_a_sentence_reaches_no_further_than_what_is_put_in(self) -> None:
        with pytest.raises(DefinitionError, match="1 fault"):
            attrs.evolve(FLOOD, phrases={"es": {"case.start": "{part.__class__}"}})

    def test_sentences_are_a_table_of_a_file(self) -> None:
        assert 'es = { "case.start" = "Un caso empieza' in to_toml(FLOOD)
        assert FLOOD == read_playbook(to_toml(FLOOD))
