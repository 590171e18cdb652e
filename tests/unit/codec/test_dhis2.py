"""Organisation units of DHIS2, as its documentation shows them and as they should not be."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given

from gridcare.codec.dhis2 import dhis2_id, organisation_units, read_organisation_units
from gridcare.codec.issues import UnreadableInput
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.listing import load_rows
from gridcare.places.units import Unit
from gridcare.testing.strategies.places import hierarchies

DATA = Path(__file__).parents[2] / "data" / "cn_units_small.csv"
OPENED = date(2020, 1, 1)

SIERRA_LEONE = {
    "organisationUnitLevels": [{"level": 1, "name": "National"}, {"level": 2, "name": "District"}],
    "organisationUnits": [
        {
            "id": "ImspTQPwCqd",
            "code": "OU_525",
            "name": "Sierra Leone",
            "shortName": "Sierra Leone",
            "openingDate": "1994-01-01T00:00:00.000",
            "level": 1,
        },
        {
            "id": "O6uvpzGd5pu",
            "code": "OU_264",
            "name": "Bo",
            "shortName": "Bo",
            "openingDate": "1990-02-01T00:00:00.000",
            "closedDate": "2030-01-01",
            "parent": {"id": "ImspTQPwCqd"},
        },
        {"code": "OU_1", "name": "Badjia", "shortName": "Badjia", "openingDate": "", "parent": {"code": "OU_264"}},
    ],
}


class TestReading:
    def test_ids_parents_levels_and_days_are_read(self) -> None:
        hierarchy, oddities = read_organisation_units(SIERRA_LEONE)
        assert oddities == ()
        assert hierarchy["O6uvpzGd5pu"] == Unit(
            "O6uvpzGd5pu",
            "Bo",
            "District",
            "ImspTQPwCqd",
            code="OU_264",
            opened=date(1990, 2, 1),
            closed=date(2030, 1, 1),
        )
        assert hierarchy.path("OU_1") == ("ImspTQPwCqd", "O6uvpzGd5pu", "OU_1")
        assert hierarchy["OU_1"].level == "level 3"

    def test_what_is_odd_is_told_and_the_rest_is_kept(self) -> None:
        units = [
            {"id": "a", "name": "A"},
            {"id": "a", "name": "B"},
            {"id": "b", "name": "B", "parent": {"id": "b"}},
            {"id": "c", "name": "C", "parent": {"id": "nowhere"}, "openingDate": "soon"},
            "no unit at all",
            {"name": "without id"},
        ]
        hierarchy, oddities = read_organisation_units({"organisationUnits": units})
        assert set(hierarchy) == {"a", "b", "c"}
        assert {(odd.row, odd.code) for odd in oddities} == {
            (2, "hierarchy.duplicate-id"),
            (3, "hierarchy.cycle"),
            (4, "hierarchy.orphan"),
            (4, "hierarchy.not-a-day"),
            (5, "dhis2.no-unit"),
            (5, "hierarchy.no-id"),
            (6, "hierarchy.no-id"),
        }

    @pytest.mark.parametrize("document", [{}, {"organisationUnits": {}}, [], None])
    def test_a_document_without_units_is_refused(self, document: object) -> None:
        with pytest.raises(UnreadableInput, match="list of organisation units"):
            read_organisation_units(document)  # type: ignore[arg-type]


class TestWriting:
    @given(hierarchies())
    def test_what_is_written_is_read_back(self, hierarchy: Hierarchy) -> None:
        written = organisation_units(hierarchy, opened=OPENED)
        again, oddities = read_organisation_units(written)
        assert not [odd for odd in oddities if odd.code != "hierarchy.colliding-codes"]
        assert [dhis2_id(unit) for unit in hierarchy] == list(again)
        for unit in hierarchy.values():
            read = again[dhis2_id(unit.id)]
            assert (unit.name, unit.code, OPENED) == (read.name, read.code, read.opened)
            assert (unit.parent and dhis2_id(unit.parent)) == read.parent
        assert organisation_units(again, opened=OPENED)["organisationUnits"] == written["organisationUnits"]

    def test_ids_of_real_units_have_the_form_and_are_distinct(self) -> None:
        with DATA.open(encoding="utf-8", newline="") as text:
            hierarchy = load_rows(csv.DictReader(text), columns={"parent": "parent_code"}).hierarchy
        written = organisation_units(hierarchy, opened=OPENED)
        ids = [unit["id"] for unit in written["organisationUnits"]]
        assert len(set(ids)) == len(hierarchy) == 8_887
        assert all(len(id) == 11 and id[0].isalpha() and id.isalnum() and id.isascii() for id in ids)
        seen: set[str] = set()
        for unit in written["organisationUnits"]:
            assert "parent" not in unit or unit["parent"]["id"] in seen
            seen.add(unit["id"])
        assert [each["name"] for each in written["organisationUnitLevels"]] == [
            "province",
            "city",
            "county",
            "street",
            "village",
        ]
