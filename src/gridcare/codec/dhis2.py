"""
Units from and to DHIS2, the reporting platform of many health ministries, as the plain data of its JSON.

DHIS2 calls a unit an organisation unit. It knows it by an id of eleven letters and digits, and gives no unit a level
of its own: a unit's level is how deep it stands, and each depth has one name. What is read keeps DHIS2's ids; what is
written keeps ids of that form and derives one from any other, so that writing twice names nothing twice.

The form is that of the metadata import and export (``POST /api/metadata``), see *Metadata* in DHIS2's developer
documentation (dhis2-docs, src/developer/web-api/metadata.md).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Any, Final, cast

from gridcare.codec.issues import Issue, UnreadableInput
from gridcare.places.hierarchy import Hierarchy, Loaded
from gridcare.places.listing import load_rows
from gridcare.places.oddities import Oddity
from gridcare.places.units import Level

__all__ = ["dhis2_id", "organisation_units", "read_organisation_units"]

_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{10}")
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SIGNS: Final = _LETTERS + "0123456789"
_SHORT: Final = 50
"""How long a short name may be in DHIS2."""


def dhis2_id(unit: str) -> str:
    """
    Give the id that a unit has in DHIS2: its own where that has the form, else one derived from it.

    >>> dhis2_id("Rp268JB6Ne4"), dhis2_id("jinxue") == dhis2_id("jinxue"), len(dhis2_id("jinxue"))
    ('Rp268JB6Ne4', True, 11)
    """
    if _ID.fullmatch(unit):
        return unit
    number = int.from_bytes(sha256(unit.encode()).digest()[:12], "big")
    number, first = divmod(number, len(_LETTERS))
    signs = [_LETTERS[first]]
    for _ in range(10):
        number, sign = divmod(number, len(_SIGNS))
        signs.append(_SIGNS[sign])
    return "".join(signs)


def organisation_units(hierarchy: Hierarchy, *, opened: date) -> dict[str, Any]:
    """
    Write a hierarchy as DHIS2's metadata, parents before what stands under them.

    Where units of several levels stand at one depth, as where a level is skipped, DHIS2 can name only one; the most
    frequent is written.

    Args:
        hierarchy: The units.
        opened: The opening day of units that state none, since DHIS2 asks for one.
    """
    depths: defaultdict[int, Counter[str]] = defaultdict(Counter)
    deep: dict[str | None, int] = {None: 0}
    units: list[dict[str, Any]] = []
    for id, unit in hierarchy.items():
        deep[id] = deep[unit.parent] + 1
        depths[deep[id]][unit.level] += 1
        name = unit.name or id
        row: dict[str, Any] = {"id": dhis2_id(id), "name": name, "shortName": name[:_SHORT]}
        row["openingDate"] = (unit.opened or opened).isoformat()
        if unit.code:
            row["code"] = unit.code
        if unit.closed is not None:
            row["closedDate"] = unit.closed.isoformat()
        if unit.parent is not None:
            row["parent"] = {"id": dhis2_id(unit.parent)}
        units.append(row)
    names = [{"level": depth, "name": named.most_common(1)[0][0]} for depth, named in sorted(depths.items())]
    return {"organisationUnitLevels": names, "organisationUnits": units}


def read_organisation_units(
    document: Mapping[str, Any], levels: Iterable[Level] | None = None, *, thorough: bool = False
) -> Loaded:
    """
    Read a hierarchy from DHIS2's metadata.

    Everything usable is used, and what is odd about it comes back beside it, row by row; see
    `gridcare.places.listing.load_rows`. A parent may be named by its id or by its code.

    Args:
        document: The document, parsed: a mapping with ``organisationUnits``, and perhaps ``organisationUnitLevels``.
        levels: The levels to judge by; those that occur when not given.
        thorough: Tell also what may well be right, but often is not.

    Raises:
        UnreadableInput: When it holds no list of organisation units.
        DefinitionError: When the levels themselves are faulty.
    """
    given: object = document
    units = given.get("organisationUnits") if isinstance(given, Mapping) else None
    if not isinstance(units, list):
        problem = "there must be a list of organisation units here"
        raise UnreadableInput("metadata", [Issue("$.organisationUnits", "dhis2.no-units", problem)])
    reader = _Reader(units, document.get("organisationUnitLevels"))
    hierarchy, oddities = load_rows(reader.rows(), levels, thorough=thorough)
    return Loaded(hierarchy, tuple(sorted((*reader.oddities, *oddities), key=lambda oddity: oddity.row)))


class _Reader:
    """Makes rows of organisation units, and lists what is none."""

    def __init__(self, units: list[object], levels: object) -> None:
        self.oddities: list[Oddity] = []
        self._units = [cast(Mapping[str, Any], each) if isinstance(each, Mapping) else {} for each in units]
        for row, each in enumerate(units, 1):
            if not isinstance(each, Mapping):
                problem = f"it is a {type(each).__name__}; an organisation unit is an object"
                self.oddities.append(Oddity(code="dhis2.no-unit", row=row, unit="", problem=problem))
        self._names = {each.get("level"): str(each.get("name")) for each in _objects(levels)}
        self._by_code = {str(each["code"]): _known_by(each) for each in self._units if each.get("code")}
        self._parents = {_known_by(each): self._parent(each) for each in self._units}

    def rows(self) -> Iterator[dict[str, object]]:
        """Yield one row a unit."""
        for each in self._units:
            yield {
                "id": _known_by(each),
                "code": each.get("code"),
                "name": each.get("name"),
                "parent": self._parent(each),
                "level": self._level(each),
                "opened": _day(each.get("openingDate")),
                "closed": _day(each.get("closedDate")),
            }

    def _parent(self, unit: Mapping[str, Any]) -> str:
        above = unit.get("parent")
        if not isinstance(above, Mapping):
            return ""
        code = str(above.get("code") or "")
        return str(above.get("id") or self._by_code.get(code, code))

    def _level(self, unit: Mapping[str, Any]) -> str:
        depth = unit.get("level")
        if not isinstance(depth, int):
            climbed, above = [_known_by(unit)], self._parent(unit)
            while above and above not in climbed:
                climbed.append(above)
                above = self._parents.get(above, "")
            depth = len(climbed)
        return self._names.get(depth, f"level {depth}")


def _objects(given: object) -> list[Mapping[str, Any]]:
    return [each for each in given if isinstance(each, Mapping)] if isinstance(given, list) else []


def _known_by(unit: Mapping[str, Any]) -> str:
    return str(unit.get("id") or unit.get("code") or "")


def _day(moment: object) -> object:
    """Cut the time off that DHIS2 writes behind a day: it is midnight, and of no stated zone."""
    return moment.partition("T")[0] if isinstance(moment, str) else moment
