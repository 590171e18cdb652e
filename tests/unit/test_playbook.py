"""A playbook is checked whole when it is made, and gives out what belongs together."""

import pytest

from gridcare.errors import DefinitionError, UnknownName
from gridcare.playbook import Playbook
from gridcare.plugins.four_step import FIGURES, FOUR_STEP
from gridcare.reporting.figures import Figure, Figures
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Indicator, Item
from gridcare.reporting.languages import CHINESE, ENGLISH
from gridcare.reporting.reconcile import Identity, reconcile
from gridcare.reporting.telling import tell
from gridcare.timing.deadlines import NOT_STATED
from gridcare.work.rows import Track
from gridcare.work.steps import On, Settled, Step
from gridcare.work.workflow import Workflow

ZONE = "Asia/Shanghai"
WORKFLOW = Workflow(
    "door", start="door", parts=(Step("door", moves=(On("met", go="done"),), deadline=NOT_STATED), Settled("done"))
)


def form(name: str, *items: str, every: str, zone: str = ZONE) -> Form:
    counted = tuple(Item(item, counts="visit" if item == "visits" else "person") for item in items)
    return Form(name, items=counted, every=every, zone=zone, owed_by="grid")


DAILY = form("daily", "fever", "persons", every="day")
WEEKLY = form("weekly", "visits", "persons", every="week")
RATE = Indicator("rate", "1000 * fever / persons", form="daily")
LOAD = Indicator("load", "visits / persons", form="weekly")


def playbook(**given: object) -> Playbook:
    return Playbook(**{"name": "p", "zone": ZONE, "tracks": WORKFLOW, **given})  # type: ignore[arg-type]


def faults(**given: object) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        playbook(**given)
    return [f"{fault.code} {fault}" for fault in caught.value.faults]


class TestWhatAPlaybookCannotHold:
    def test_every_fault_is_told_at_once(self) -> None:
        found = faults(
            name="",
            needs="both",
            tracks=(Track(WORKFLOW, kind="flat"), Track(WORKFLOW)),
            forms=(DAILY, form("daily", "x", every="day", zone="Europe/Oslo")),
        )
        codes = [each.split()[0] for each in found]
        assert codes == [
            "playbook.name",
            "playbook.needs",
            "playbook.repeated",
            "playbook.kind",
            "forms.name-twice",
            "playbook.zone",
        ]

    def test_a_playbook_without_a_workflow(self) -> None:
        assert faults(tracks=()) == [
            "playbook.tracks 'p': a playbook without a workflow says nothing to do; declare one"
        ]


class TestSeveralForms:
    def test_each_indicator_reads_the_form_it_names(self) -> None:
        both = playbook(forms=(DAILY, WEEKLY), indicators=(RATE, LOAD))
        assert both.indicators_of("daily") == (RATE,)
        assert both.indicators_of("weekly") == (LOAD,)
        assert both.form("weekly") is WEEKLY

    def test_one_form_needs_no_name(self) -> None:
        plain = Indicator("rate", "fever / persons")
        assert playbook(forms=(DAILY,), indicators=(plain,)).indicators_of("daily") == (plain,)

    @pytest.mark.parametrize(("forms", "told"), [((), "declare the form"), ((DAILY, WEEKLY), "say which form")])
    def test_none_and_several_need_one(self, forms: tuple[Form, ...], told: str) -> None:
        (found,) = faults(forms=forms, indicators=(Indicator("rate", "fever / persons"),))
        assert found.startswith("playbook.form 'rate': the indicator reads no form")
        assert told in found

    def test_what_they_cannot_read_is_a_fault_each(self) -> None:
        found = faults(
            forms=(DAILY, WEEKLY),
            indicators=(
                Indicator("a", "fevr / persons", form="daily"),
                Indicator("b", "fever / persons", form="weekly"),
                Indicator("c", "visits + persons", form="weekly"),
                Indicator("d", "visits", form="weakly"),
            ),
            identities=(
                Identity("e", "fever <= persons", form="daily"),
                Identity("f", "visits = persons", form="weekly"),
                Identity("g", "fever <= persons", form="dayly"),
                Identity("h", "fever <= persons"),
            ),
        )
        assert sorted({each.split("'")[1] for each in found}) == ["a", "b", "c", "d", "f", "g", "h"]
        text = "\n".join(found)
        assert "'weakly' is no form of this playbook; did you mean 'weekly'?" in text
        assert "did you mean 'fever'?" in text
        assert "only like adds to like" in text

    def test_identities_of_filings_and_of_figures_are_kept_apart(self) -> None:
        daily = Identity("part", "fever <= persons", form="daily")
        printed = Identity("printed", "home <= all")
        figures = Figures((Figure("home", 1), Figure("all", 2)))
        both = playbook(forms=(DAILY,), identities=(daily, printed), figures=figures)
        assert both.identities_of("daily") == (daily,)
        assert both.identities_of() == (printed,)
        with pytest.raises(UnknownName, match="did you mean 'daily'"):
            both.identities_of("dialy")

    def test_an_id_is_used_once_over_all_of_them(self) -> None:
        daily = Identity("part", "fever <= persons", form="daily")
        printed = Identity("part", "home <= all")
        figures = Figures((Figure("home", 1), Figure("all", 2)))
        (found,) = faults(forms=(DAILY,), identities=(daily, printed), figures=figures)
        assert found.startswith("playbook.repeated 'part'")


class TestFiguresAreCalledByTheirTitles:
    def test_a_finding_is_placed_in_the_language_of_its_telling(self) -> None:
        finding = reconcile(FOUR_STEP.identities_of(), FIGURES)[0]
        assert "进学街道2020年2月17日公布" in tell(finding, CHINESE)
        assert "Jinxue, 17 February 2020" in tell(finding, ENGLISH)
        assert "jinxue" not in tell(finding, CHINESE).lower()

    def test_without_a_title_the_label_stands(self) -> None:
        figures = Figures((Figure("home", 1), Figure("all", 2)), label="here")
        (finding,) = reconcile((Identity("x", "home <= all"),), figures)
        assert "here" in tell(finding, CHINESE)
