"""
A reorganisation replayed on real units: what every figure is on the map of then and on the map of now.

The units are those of Wuhan, with their real names and codes, from the national list of division codes. What is done
to them here is made up, one thing of each kind: two streets merge, one splits with a declared key and one without,
a part goes to a neighbour, a street moves to another district, three streets trade their codes on one day, one becomes
something else, and one merger is taken back.

Counts of persons are drawn at random for every community (社区). The streets report a figure of their own, too, for
which the communities have none: 3 and 5 for the two that merge.

    python examples/reorganisation.py [--seed N] [--json PATH] [--units FILE]

It stops with an error when one of the things it says it proves does not hold.
"""

import argparse
import csv
import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs

from gridcare.places.alterations import Alteration, Extracted, Merged, Moved, Part, Reclassified, Recoded, Split
from gridcare.places.editions import accept, compare
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.lineage import Lineage
from gridcare.places.listing import load_rows
from gridcare.places.rebasing import Rebased, rebase
from gridcare.places.reversal import undoing
from gridcare.places.tally import Number, Tally
from gridcare.places.units import Level, Unit
from gridcare.reporting.activations import Activation
from gridcare.reporting.filings import Filing
from gridcare.reporting.forms import Form
from gridcare.reporting.indicators import Item
from gridcare.reporting.reorganised import books_by_map, figures_on_map
from gridcare.timing.periods import DAILY, Period, every, moment

UNITS: Final = Path(__file__).parents[1] / "tests" / "data" / "cn_units_small.csv"
LEVELS: Final = Level.ordered("province", "city", "county", "street", "village")
CITY: Final = "4201"
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")

FIRST: Final = date(2020, 1, 1)
MERGED: Final = date(2020, 7, 1)
DIVIDED: Final = date(2020, 10, 1)
TRADED: Final = date(2021, 1, 1)
UNDONE: Final = date(2021, 7, 1)
DECIDED: Final = datetime(2020, 6, 15, 9, tzinfo=SHANGHAI)

SHUITA, MINQUAN = "420103003", "420103004"
HANXING, CHANGQING, TAZIHU, CHENJIAJI, HOUHU = "420103013", "420103012", "420102018", "420102016", "420102017"
TRADING: Final = ("420102002", "420102003", "420102004")
GARDEN: Final = "420102400"
JIANGHAN: Final = "420103"
WEEK: Final = timedelta(days=7)
FORM: Final = Form(
    "daily",
    items=[Item("cases", counts="person")],
    every="day",
    zone="Asia/Shanghai",
    owed_by="street",
    cut_off="17:00",
    due_after="1h",
    on_order=True,
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Replay the reorganisation and print what it proves."""
    options = _options(arguments)
    city = read_city(options.units)
    lineage = reorganised(city)
    report: dict[str, Any] = {"units": len(city), "alterations": len(lineage.entries)}
    print(f"Wuhan: {len(city)} units on {FIRST}, {len(lineage.entries)} alterations since\n")
    report["merger"] = tell_merger(lineage)
    report["reports"] = tell_reports(lineage)
    report["residue"] = tell_divisions(lineage)
    report["codes"] = tell_codes(lineage)
    report["totals"] = tell_totals(lineage, options.seed)
    report["known"] = tell_knowledge(lineage)
    report["editions"] = tell_editions(lineage)
    if options.json:
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--seed", type=int, default=20200701, help="the counts of the communities are drawn from it")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures there")
    parser.add_argument("--units", type=Path, default=UNITS, metavar="FILE", help="the list of units, as CSV")
    return parser.parse_args(arguments)


def prove(what: str, holds: bool) -> None:
    """Print what is proved, or stop."""
    if not holds:
        raise SystemExit(f"this does not hold: {what}")
    print(f"  proved: {what}")


# The units and what is done to them


def read_city(path: Path) -> Hierarchy:
    """Read the city and everything inside it; its codes serve as ids once, and never again."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        country = load_rows(csv.DictReader(text), LEVELS, columns={"parent": "parent_code"}).hierarchy
    city = attrs.evolve(country[CITY], parent=None)
    return Hierarchy(LEVELS, [city, *(country[unit] for unit in country.descendants(CITY))], one_tree=True)


def stamp(id: str, day: date) -> dict[str, Any]:
    """Make what every alteration has."""
    return {"id": id, "day": day, "known": DECIDED}


def reorganised(city: Hierarchy) -> Lineage:
    """Do one thing of each kind, and take the merger back."""
    riverside = Unit("riverside", "水塔民权街道", "street", JIANGHAN, code="420103020")
    lineage = Lineage(city, FIRST, [Merged(**stamp("merger", MERGED), sources=(SHUITA, MINQUAN), into=riverside)])
    lineage = lineage.with_(*divisions(city), *trades(city))
    return lineage.with_(*undoing(lineage, "merger", id="merger undone", day=UNDONE, known=DECIDED))


def halves(city: Hierarchy, street: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part a street's communities in two."""
    members = city.children(street)
    return members[: len(members) // 2], members[len(members) // 2 :]


def divisions(city: Hierarchy) -> tuple[Alteration, ...]:
    """Split one street with a declared key and one without, give a part away, and move a street."""
    north, south = halves(city, HANXING)
    east, west = halves(city, CHANGQING)
    return (
        Split(
            **stamp("split with a key", DIVIDED),
            source=HANXING,
            parts=(
                Part(Unit("hanxing north", "汉兴北街道", "street", JIANGHAN, code="420103021"), north, Fraction(2, 5)),
                Part(Unit("hanxing south", "汉兴南街道", "street", JIANGHAN, code="420103022"), south, Fraction(3, 5)),
            ),
        ),
        Split(
            **stamp("split without a key", DIVIDED),
            source=CHANGQING,
            parts=(
                Part(Unit("changqing east", "常青东街道", "street", JIANGHAN, code="420103023"), east),
                Part(Unit("changqing west", "常青西街道", "street", JIANGHAN, code="420103024"), west),
            ),
        ),
        Extracted(**stamp("part", DIVIDED), source=TAZIHU, part=Part(CHENJIAJI, city.children(TAZIHU)[:3])),
        Moved(**stamp("move", DIVIDED), unit=HOUHU, parent=JIANGHAN),
    )


def trades(city: Hierarchy) -> tuple[Alteration, ...]:
    """Let three streets pass their codes round, and make one body of another type."""
    codes = [city[unit].code for unit in (*TRADING[1:], TRADING[0])]
    turns = zip(TRADING, codes, strict=True)
    return (
        *(Recoded(**stamp(f"code of {unit}", TRADED), unit=unit, code=code) for unit, code in turns),
        Reclassified(**stamp("type", TRADED), unit=GARDEN, kind="街道办事处"),
    )


# What is told


def reported(city: Hierarchy, figures: dict[str, int]) -> Tally:
    """Count what streets report of their own."""
    return Tally.of(city, [(unit, "reported", {"person": amount}) for unit, amount in figures.items()])


def at(figures: Tally | Rebased, unit: str, key: str = "reported") -> Number | None:
    """Read one figure."""
    tally = figures.tally if isinstance(figures, Rebased) else figures
    return tally.get(unit, key, "person")


def tell_merger(lineage: Lineage) -> dict[str, Any]:
    """Show the merging of 3 and 5, on every map."""
    then = lineage.as_of(FIRST)
    print(f"Two streets merge on {MERGED}: {then[SHUITA].name} reported 3 and {then[MINQUAN].name} 5")
    counted = reported(then, {SHUITA: 3, MINQUAN: 5})
    now = rebase(counted, lineage, counted=FIRST, on=MERGED)
    back = rebase(now, lineage, on=FIRST)
    after = rebase(counted, lineage, counted=FIRST, on=UNDONE)
    parts = {piece.origin: piece.amount for piece in now.audit("riverside", "reported")}
    prove("8 on the new map", at(now, "riverside") == 8)
    prove("3 and 5 on the old", (at(back, SHUITA), at(back, MINQUAN)) == (3, 5))
    prove("the 8 names the two it is made of", parts == {SHUITA: 3, MINQUAN: 5})
    prove(f"3 and 5 again on {UNDONE}, when the merger is taken back", after.tally.own(SHUITA) == counted.own(SHUITA))
    alone = rebase(reported(lineage.as_of(MERGED), {"riverside": 7}), lineage, counted=MERGED, on=UNDONE)
    prove("7 that the merged street reported meanwhile are nobody's alone", len(alone.residue) == 1)
    left = tell_residue(alone, lineage)
    print()
    return {"new": at(now, "riverside"), "old": [at(back, SHUITA), at(back, MINQUAN)], "parts": parts, "left": left}


def tell_reports(lineage: Lineage) -> dict[str, Any]:
    """Let every street of the district report each day of two weeks, with the merger between them."""
    fortnight = every(days=14, anchor=MERGED - WEEK).period_of(MERGED)
    filings = [daily(street, day) for day in days_of(fortnight) for street in streets_of(lineage, day)]
    order = Activation(unit=JIANGHAN, since=fortnight.first, ordered=DECIDED, known=DECIDED)
    books = books_by_map(
        FORM, lineage, since=fortnight.first, until=fortnight.end, filings=filings, activations=[order]
    )
    returns = [book.as_of(moment(f"{fortnight.end} 08:00", SHANGHAI)) for book in books]
    counts = [each.counts() for each in returns]
    print(
        f"Every street of {lineage.base[JIANGHAN].name} reports 1 case a day, a week before {MERGED} and a week after"
    )
    for book, told in zip(books, counts, strict=True):
        print(f"    {book.since} to {book.until}: {told.received} of {told.owed} reports")
    on = {day: figures_on_map(returns, fortnight, lineage, on=day) for day in (FIRST, MERGED)}
    prove("nothing owed is lost or doubled", sum(each.owed for each in counts) == len(filings))
    prove(
        "the merged street has the weeks of both and its own", at(on[MERGED].tally, "riverside", "cases") == 7 + 7 + 7
    )
    prove("on the old map each keeps its own week", at(on[FIRST].tally, SHUITA, "cases") == 7)
    prove(
        "and both maps hold every case", all(at(each.tally, JIANGHAN, "cases") == len(filings) for each in on.values())
    )
    print()
    return {
        "owed": [each.owed for each in counts],
        "cases": len(filings),
        "merged": at(on[MERGED].tally, "riverside", "cases"),
        "undivided": [piece.amount for piece in on[FIRST].residue],
    }


def days_of(period: Period) -> tuple[Period, ...]:
    """Cut a period into days."""
    return tuple(DAILY.between(period.first, period.end))


def streets_of(lineage: Lineage, day: Period) -> tuple[str, ...]:
    """Name the streets of the district on a day."""
    return lineage.as_of(day.first).at_level("street", JIANGHAN)


def daily(street: str, day: Period) -> Filing:
    """Report one case, in time."""
    filed = moment(f"{day.first} 17:30", SHANGHAI)
    return Filing(
        id=f"{street}/{day}", form=FORM.name, unit=street, period=day, filed=filed, known=filed, figures={"cases": 1}
    )


def tell_residue(figures: Rebased, lineage: Lineage) -> list[dict[str, Any]]:
    """Print what nobody can say where it belongs: who counted it, where it stands, and for whom."""
    then, now = lineage.as_of(figures.counted), figures.tally.hierarchy
    told: list[dict[str, Any]] = []
    for piece in figures.residue:
        names = {unit: now[unit].name for unit in (str(piece.unit), *piece.heirs)} | {
            piece.origin: then[piece.origin].name
        }
        line = {"from": piece.origin, "amount": str(piece.amount), "at": piece.unit, "heirs": list(piece.heirs)}
        told.append({**line, "names": names})
        heirs = " and ".join(names[unit] for unit in piece.heirs)
        where = names[str(piece.unit)]
        print(f"    residue: {piece.amount} of {names[piece.origin]} stand at {where}, undivided, for {heirs}")
    return told


def tell_divisions(lineage: Lineage) -> list[dict[str, Any]]:
    """Show where what a divided street reported goes."""
    print(f"Streets are divided on {DIVIDED}")
    counted = reported(lineage.as_of(FIRST), {HANXING: 12, CHANGQING: 10, TAZIHU: 9, CHENJIAJI: 4})
    now = rebase(counted, lineage, counted=FIRST, on=DIVIDED)
    key = [at(now, unit) for unit in ("hanxing north", "hanxing south")]
    prove("with a key the parts are exact: 12 = 24/5 + 36/5", key == [Fraction(24, 5), Fraction(36, 5)])
    prove("without one, 10 stand at the district and at neither part", at(now, "changqing east") is None)
    prove("9 of the street that gave a part away stand above both", at(now, TAZIHU) is None)
    prove("whoever took a part in keeps the 4 it had counted itself", at(now, CHENJIAJI) == 4)
    residue = tell_residue(now, lineage)
    print()
    return residue


def tell_codes(lineage: Lineage) -> list[dict[str, Any]]:
    """Show who had a code, and when."""
    code = lineage.base[TRADING[0]].code
    print(f"Three streets trade codes on {TRADED}")
    spells = [
        {"unit": spell.unit.id, "name": spell.unit.name, "since": str(spell.since), "until": str(spell.until or "")}
        for spell in lineage.holders(code)
    ]
    for spell in spells:
        print(f"    {code} was {spell['name']}'s from {spell['since']} to {spell['until'] or 'now'}")
    prove("a code changed hands and no unit changed", [spell["unit"] for spell in spells] == [TRADING[0], TRADING[2]])
    kinds = [lineage.as_of(day).attribute(GARDEN, "type", day) for day in (FIRST, TRADED)]
    prove("a type is dated beside the level", kinds == [None, "街道办事处"])
    print()
    return spells


def tell_totals(lineage: Lineage, seed: int) -> dict[str, Any]:
    """Count every community and every street, and read the counts on the maps of five days."""
    chance, then = Random(seed), lineage.as_of(FIRST)
    people = [(unit, "persons", {"person": chance.randrange(400, 9_000)}) for unit in then.at_level("village")]
    own = [(unit, "reported", {"person": chance.randrange(0, 30)}) for unit in then.at_level("street")]
    counted = Tally.of(then, [*people, *own])
    print("Every community's persons and every street's own figure, on the maps of five days")
    totals: dict[str, Any] = {}
    for day in (FIRST, MERGED, DIVIDED, TRADED, UNDONE):
        read = rebase(counted, lineage, counted=FIRST, on=day)
        residue = sum(piece.amount for piece in read.residue)
        line = {key: str(at(read, CITY, key)) for key in ("persons", "reported")} | {"residue": str(residue)}
        totals[str(day)] = line
        print(f"    {day}: {line['persons']} persons, {line['reported']} reported, {line['residue']} of them residue")
    prove("no total changes", len({(line["persons"], line["reported"]) for line in totals.values()}) == 1)
    moved = rebase(counted, lineage, counted=FIRST, on=UNDONE)
    prove("what was counted at members is nowhere residue", {piece.key for piece in moved.residue} == {"reported"})
    prove("and all of it comes back", rebase(moved, lineage, on=FIRST).tally == counted)
    print()
    return totals


def tell_knowledge(lineage: Lineage) -> dict[str, Any]:
    """Show that what was not known is on no map."""
    eve = DECIDED - timedelta(minutes=1)
    print(f"All of it was decided on {DECIDED:%Y-%m-%d %H:%M}")
    prove("a minute earlier no map of any day shows it", lineage.as_of(UNDONE, eve) == lineage.base)
    kept = Lineage(lineage.base, FIRST, lineage.entries[::-1])
    days = (MERGED, DIVIDED, TRADED, UNDONE)
    prove("told in any order it is the same", all(kept.as_of(day) == lineage.as_of(day) for day in days))
    print()
    return {"units": {str(day): len(lineage.as_of(day)) for day in days}}


def tell_editions(lineage: Lineage) -> dict[str, int]:
    """Forget what was done, publish the last map as a list of codes, and find it out again."""
    now = lineage.as_of(TRADED)
    rows = [
        {
            "code": unit.code,
            "name": unit.name,
            "level": unit.level,
            "parent": now[unit.parent].code if unit.parent else "",
        }
        for unit in now.values()
    ]
    edition = load_rows(rows, LEVELS).hierarchy
    proposals = compare(lineage.base, edition, day=TRADED, known=DECIDED)
    again = Lineage(lineage.base, FIRST, accept(proposals)).as_of(TRADED)
    counted = Counter(type(each.alteration).__name__.lower() for each in proposals)
    print(f"The list of codes of {TRADED}, compared with that of {FIRST}, proposes")
    for kind, times in sorted(counted.items()):
        (example, *_) = (each for each in proposals if type(each.alteration).__name__.lower() == kind)
        about = lineage.base[example.alteration.altered[0]].name
        print(f"    {times} {kind}, such as {about}: {example.evidence[0]}")
    prove("accepted, the proposals lead exactly to that list", shape(again) == shape(edition))
    prove("a list compared with itself proposes nothing", not compare(edition, edition, day=TRADED, known=DECIDED))
    return dict(counted)


def shape(edition: Hierarchy) -> Counter[tuple[tuple[str, str], ...]]:
    """Everything on a list, whatever the ids."""
    return Counter(tuple((edition[step].code, edition[step].name) for step in edition.path(unit)) for unit in edition)


if __name__ == "__main__":
    main()
