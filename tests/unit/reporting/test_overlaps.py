"""What several forms ask twice."""

from typing import Any

from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Item
from gridcare.reporting.overlaps import SameItem, check_forms, same_items


def form(name: str, *items: Item, owed_by: str = "grid", **changed: Any) -> Form:
    told: dict[str, Any] = {"every": "day", "zone": "Asia/Shanghai", "owed_by": owed_by}
    return Form(name, items=items, **(told | changed))


FEVER = Item("fever", counts="person", titles={"zh": "发热人数"})
DAILY = form("daily", FEVER)


class TestClaims:
    def test_two_forms_of_one_name_claim_one_obligation(self) -> None:
        (fault,) = check_forms([DAILY, form("daily", Item("away"), owed_by="street")])
        assert ("forms.name-twice", "daily") == (fault.code, fault.where)

    def test_one_item_asked_of_one_level_at_one_cadence_is_asked_twice(self) -> None:
        (fault,) = check_forms([DAILY, form("health", FEVER, Item("away"))])
        assert ("forms.asked-twice", "health/fever") == (fault.code, fault.where)
        assert "'daily' and 'health' both ask 'grid' for it every day" in str(fault)

    def test_units_by_name_overlap_too(self) -> None:
        one, other = (form(name, FEVER, owed_by="", units=("u1", name)) for name in ("a", "b"))
        assert ["forms.asked-twice"] == [fault.code for fault in check_forms([one, other])]

    def test_other_units_and_other_cadences_are_no_claim(self) -> None:
        assert [] == check_forms([DAILY, form("weekly", FEVER, every="week"), form("up", FEVER, owed_by="street")])


class TestSameItems:
    def test_one_title_in_one_language_is_evidence(self) -> None:
        hot = Item("hot", counts="person", titles={"zh": "发热 人数", "en": "Hot"})
        assert (
            SameItem(form="daily", item="fever", other_form="health", other_item="hot", because="title zh"),
        ) == same_items([DAILY, form("health", hot)])

    def test_so_is_a_name_written_otherwise(self) -> None:
        one, other = form("a", Item("new_fever")), form("b", Item("NewFever"))
        assert ["name"] == [each.because for each in same_items([one, other])]

    def test_what_counts_otherwise_is_another_item(self) -> None:
        homes = Item("hot", counts="household", titles={"zh": "发热人数"})
        ever = Item("hot", counts="person", cumulative=True, titles={"zh": "发热人数"})
        assert () == same_items([DAILY, form("homes", homes), form("ever", ever)][:2])
        assert () == same_items([DAILY, form("ever", ever)])

    def test_within_one_form_nothing_is_compared(self) -> None:
        assert () == same_items([form("a", Item("new_fever"), Item("NewFever"))])
