"""Which indicators and identities read which form, and what reads something that is not there."""

import pytest

from gridcare.errors import Fault, UnknownName
from gridcare.reporting.figures import Figure, Figures
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Indicator, Item
from gridcare.reporting.open_readings import OpenReading
from gridcare.reporting.paperwork import Paperwork
from gridcare.reporting.reconcile import Identity
from gridcare.rules.parameters import Parameter, Parameters

DAILY = Form("daily", items=[Item("fever"), Item("persons")], every="day", zone="UTC", owed_by="grid")
WEEKLY = Form("weekly", items=[Item("visits")], every="week", zone="UTC", owed_by="grid")
PRINTED = Figures((Figure("home", 1), Figure("all", 2)))


def codes(paperwork: Paperwork) -> list[tuple[str, str]]:
    return [(fault.code, fault.where) for fault in paperwork.faults()]


class TestOneForm:
    def test_is_read_by_what_names_none(self) -> None:
        rate = Indicator("rate", "fever / persons")
        alone = Paperwork(forms=(DAILY,), indicators=(rate,))
        assert (rate,) == alone.indicators_of("daily")
        assert [] == codes(alone)

    def test_is_not_read_by_an_identity_that_names_none(self) -> None:
        whole = Identity("whole", "home <= all")
        alone = Paperwork(forms=(DAILY,), figures=PRINTED, identities=(whole,))
        assert ((), (whole,)) == (alone.identities_of("daily"), alone.identities_of())


class TestSeveralForms:
    BOTH = Paperwork(forms=(DAILY, WEEKLY), indicators=(Indicator("rate", "fever / persons"),))

    def test_an_indicator_that_names_none_of_them_reads_none(self) -> None:
        assert ((), ()) == (self.BOTH.indicators_of("daily"), self.BOTH.indicators_of("weekly"))
        assert [("playbook.form", "rate")] == codes(self.BOTH)

    def test_a_form_is_found_by_its_name(self) -> None:
        assert WEEKLY is self.BOTH.form("weekly")
        for asked in (self.BOTH.form, self.BOTH.indicators_of, self.BOTH.identities_of):
            with pytest.raises(UnknownName, match="did you mean 'weekly'"):
                asked("weakly")

    def test_two_of_one_name_are_a_fault(self) -> None:
        assert "forms.name-twice" in [code for code, _ in codes(Paperwork(forms=(DAILY, DAILY)))]


class TestWhatReadsAParameter:
    FEW = Paperwork(
        forms=(DAILY,),
        indicators=(Indicator("rate", "fever * param.of", form="daily"),),
        identities=(Identity("few", "fever <= param.of", form="daily"),),
        parameters=Parameters((Parameter("of", 100),)),
    )

    def test_is_given_with_the_value_in_its_place(self) -> None:
        (rate,), (few,) = self.FEW.indicators_of("daily"), self.FEW.identities_of("daily")
        assert ("fever * 100", "fever <= 100") == (str(rate.says), str(few.says))

    def test_is_a_fault_where_nobody_declares_it(self) -> None:
        bare = Paperwork(forms=(DAILY,), indicators=self.FEW.indicators, identities=self.FEW.identities)
        assert {"rate", "few"} == {where for _, where in codes(bare)}


class TestIdentities:
    def test_one_of_the_figures_reads_no_item_of_a_form(self) -> None:
        found = codes(Paperwork(forms=(DAILY,), identities=(Identity("i", "fever <= persons"),), figures=PRINTED))
        assert {"i"} == {where for _, where in found}

    def test_one_id_in_two_places_is_told_once(self) -> None:
        twice = (Identity("i", "home <= all"), Identity("i", "fever <= persons", form="daily"))
        assert [Fault("playbook.repeated", "i", "two identities bear this id; give each its own")] == list(
            Paperwork(forms=(DAILY,), figures=PRINTED, identities=twice).faults()
        )


class TestOpenReadings:
    def test_one_that_mends_a_printed_figure_is_a_fault(self) -> None:
        readings = [Figures((Figure("home", home),), label=str(home)) for home in (1, 2)]
        question = OpenReading(id="where", asks="are those at work at home?", readings=readings)
        assert [("question.quoted", "where")] == codes(Paperwork(figures=PRINTED, open_readings=(question,)))
