"""
How good are the candidates beside a failing sum? Errors planted in made-up reports, and what was named first.

A street publishes every evening how many persons each of its communities has screened and how many that makes, with
some figures beside. One error of a known kind is planted in a report that was right, yesterday's report lies at hand,
and `reconcile` is asked what may have happened. The true cause is known, so it can be counted how often it is named
first, how often among the first three, and how often something false is.

    python examples/candidates_measured.py [--seed 2020] [--cases 200] [--median 1100] [--json PATH]

Every figure in it is synthetic.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import log
from pathlib import Path
from random import Random
from typing import Any

import attrs

from gridcare.reporting.candidates import UNALLOCATED, Candidate
from gridcare.reporting.figures import Figure, Figures
from gridcare.reporting.reconcile import Identity, reconcile

Table = dict[str, int]


@attrs.frozen
class Planted:
    """A report with one error in it, what tells the true cause among the candidates, and another day before it."""

    report: Table
    is_true: Callable[[Candidate], bool]
    before: Table | None = None


@attrs.frozen
class Street:
    """A street on two evenings; every figure in it is right."""

    communities: tuple[str, ...]
    today: Table
    yesterday: Table

    @property
    def identity(self) -> Identity:
        """The sum that must hold."""
        beside = {f"away_{name}": name for name in self.communities[:4]}
        return Identity("screened", f"{' + '.join(self.communities)} = total", companions=beside)


Plant = Callable[[Street, Random], Planted]


def street(random: Random, median: int) -> Street:
    """Draw a street: six to sixteen communities of all sizes, of which every other one screened somebody today."""
    names = tuple(f"c{number}" for number in range(random.randint(6, 16)))
    before = {name: int(random.lognormvariate(log(median), 1)) + 1 for name in names}
    grown = {name: random.randint(1, 1 + size // 10) if random.random() < 0.5 else 0 for name, size in before.items()}
    now = {name: size + grown[name] for name, size in before.items()}
    return Street(names, _published(now, random), _published(before, random))


def _published(parts: Table, random: Random) -> Table:
    beside = {f"away_{name}": random.randint(0, parts[name] // 5) for name in list(parts)[:4]}
    others = {name: random.randint(5, 900) for name in ("volunteers", "elderly", "cadres")}
    return {**parts, "total": sum(parts.values()), **beside, **others}


# --- the errors ----------------------------------------------------------------------------------------------------


def _named(code: str, *names: str) -> Callable[[Candidate], bool]:
    def is_true(candidate: Candidate) -> bool:
        told = {term.name for term in candidate.evidence[: len(names)]}
        return candidate.code == code and (not names or told == set(names))

    return is_true


def _reads(name: str, value: int) -> Callable[[Candidate], bool]:
    """A slip of the pen is named when the figure is read as it was meant."""
    return lambda candidate: [(each.term.name, each.value) for each in candidate.changes] == [(name, value)]


def left_out(of: Street, random: Random) -> Planted:
    """Leave one community out of the total."""
    (name,) = random.sample(of.communities, 1)
    return Planted({**of.today, "total": of.today["total"] - of.today[name]}, _named("part.left-out", name))


def two_left_out(of: Street, random: Random) -> Planted:
    """Leave two communities out of the total."""
    one, other = random.sample(of.communities, 2)
    total = of.today["total"] - of.today[one] - of.today[other]
    return Planted({**of.today, "total": total}, _named("parts.left-out", one, other))


def counted_twice(of: Street, random: Random) -> Planted:
    """Count one community twice."""
    (name,) = random.sample(of.communities, 1)
    return Planted({**of.today, "total": of.today["total"] + of.today[name]}, _named("part.twice", name))


def entered_again(of: Street, random: Random) -> Planted:
    """Enter the row of one community again at the next, which has nobody on either day and publishes nothing beside."""
    at = random.randrange(4, len(of.communities))
    name, above = of.communities[at], of.communities[at - 1]
    report = {**of.today, "total": of.today["total"] - of.today[name], name: of.today[above]}
    before = {**of.yesterday, "total": of.yesterday["total"] - of.yesterday[name], name: 0}
    return Planted(report, _named("part.repeated", name), before)


def _grown(of: Street) -> list[str]:
    return [name for name in of.communities if of.today[name] != of.yesterday[name]]


def one_behind(of: Street, random: Random) -> Planted:
    """Count one community as it was yesterday."""
    (name,) = random.sample(_grown(of), 1)
    total = of.today["total"] - of.today[name] + of.yesterday[name]
    return Planted({**of.today, "total": total}, _named("day.part", name))


def two_behind(of: Street, random: Random) -> Planted:
    """Count two communities as they were yesterday."""
    one, other = random.sample(_grown(of), 2)
    total = of.today["total"] - sum(of.today[name] - of.yesterday[name] for name in (one, other))
    return Planted({**of.today, "total": total}, _named("day.two-parts", one, other))


def total_behind(of: Street, random: Random) -> Planted:
    """Print yesterday's total."""
    return Planted({**of.today, "total": of.yesterday["total"]}, _named("day.total"))


def parts_behind(of: Street, random: Random) -> Planted:
    """Print yesterday's communities under today's total."""
    behind = {name: of.yesterday[name] for name in of.communities}
    return Planted({**of.today, **behind}, _named("day.parts"))


def netted(of: Street, random: Random) -> Planted:
    """Take off the total what is published beside one community."""
    (name,) = random.sample(of.communities[:4], 1)
    total = of.today["total"] - of.today[f"away_{name}"]
    return Planted({**of.today, "total": total}, _named("companion.netted", f"away_{name}", name))


def added(of: Street, random: Random) -> Planted:
    """Add another published figure to the total."""
    (name,) = random.sample(("volunteers", "elderly", "cadres"), 1)
    return Planted({**of.today, "total": of.today["total"] + of.today[name]}, _named("beside.added", name))


def _pen(of: Street, random: Random, write: Callable[[str], str]) -> Planted:
    (name,) = random.sample([*of.communities, "total"], 1)
    meant = str(of.today[name])
    written = write(meant)
    printed = of.today[name] if len(written) > 1 and written.startswith("0") else int(written or 0)
    return Planted({**of.today, name: printed}, _reads(name, of.today[name]))


def transposed(of: Street, random: Random) -> Planted:
    """Let two neighbouring digits change places."""

    def write(meant: str) -> str:
        at = random.randrange(max(1, len(meant) - 1))
        return meant[:at] + meant[at + 1 : at + 2] + meant[at] + meant[at + 2 :]

    return _pen(of, random, write)


def wrong_digit(of: Street, random: Random) -> Planted:
    """Write one digit otherwise."""

    def write(meant: str) -> str:
        at = random.randrange(len(meant))
        return meant[:at] + random.choice("0123456789") + meant[at + 1 :]

    return _pen(of, random, write)


def dropped_digit(of: Street, random: Random) -> Planted:
    """Drop one digit."""

    def write(meant: str) -> str:
        at = random.randrange(len(meant))
        return meant[:at] + meant[at + 1 :]

    return _pen(of, random, write)


def doubled_digit(of: Street, random: Random) -> Planted:
    """Write one digit twice."""

    def write(meant: str) -> str:
        at = random.randrange(len(meant))
        return meant[: at + 1] + meant[at:]

    return _pen(of, random, write)


def other_scale(of: Street, random: Random) -> Planted:
    """Print one figure a hundred, a thousand or ten thousand times too great."""
    by = random.choice((100, 1_000, 10_000))
    (name,) = random.sample([*of.communities, "total"], 1)
    return Planted({**of.today, name: of.today[name] * by}, _reads(name, of.today[name]))


def stale_row(of: Street, random: Random) -> Planted:
    """The total is right and one row is yesterday's: what it should read is nowhere on the paper."""
    (name,) = random.sample(_grown(of), 1)
    return Planted({**of.today, name: of.yesterday[name]}, _reads(name, of.today[name]))


def pasted_row(of: Street, random: Random) -> Planted:
    """A row is written over with the one above it."""
    at = random.randrange(1, len(of.communities))
    name, above = of.communities[at], of.communities[at - 1]
    return Planted({**of.today, name: of.today[above]}, _reads(name, of.today[name]))


def anything(of: Street, random: Random) -> Planted:
    """The total is off by some number."""
    off = random.choice((-1, 1)) * random.randint(1, max(1, of.today["total"] // 20))
    return Planted({**of.today, "total": of.today["total"] + off}, lambda candidate: candidate.code == UNALLOCATED)


NAMEABLE: Mapping[str, Plant] = {
    "a community left out of the total": left_out,
    "two communities left out": two_left_out,
    "a community counted twice": counted_twice,
    "a row entered again": entered_again,
    "one community as of yesterday": one_behind,
    "two communities as of yesterday": two_behind,
    "the total is yesterday's": total_behind,
    "all communities are yesterday's": parts_behind,
    "a figure beside a community netted out": netted,
    "another figure added to the total": added,
    "two digits changed places": transposed,
    "one digit wrong": wrong_digit,
    "one digit dropped": dropped_digit,
    "one digit written twice": doubled_digit,
    "printed in hundreds, thousands, ten thousands": other_scale,
}
"""Errors whose true reading is among the edits that are tried."""
NAMELESS: Mapping[str, Plant] = {
    "one row is yesterday's, the total right": stale_row,
    "one row pasted over the next": pasted_row,
    "the total off by any number": anything,
}
"""Errors whose true reading nobody can know from the paper: every name that is given is by chance."""


# --- the measurement -----------------------------------------------------------------------------------------------


def cases(plant: Plant, random: Random, number: int, median: int) -> Iterator[tuple[Any, ...]]:
    """Plant errors until so many made a difference; give how to tell the true cause, and the candidates."""
    while number:
        of = street(random, median)
        if len(_grown(of)) < 3:
            continue
        planted = plant(of, random)
        found = _found(of, planted)
        if found:
            number -= 1
            yield found


def _found(of: Street, planted: Planted) -> tuple[Any, ...]:
    before = planted.before or of.yesterday
    (finding,) = reconcile([of.identity], _figures(planted.report), neighbours=[_figures(before, "yesterday")])
    return (planted.is_true, finding.candidates) if finding.candidates else ()


def _figures(table: Table, label: str = "today") -> Figures:
    return Figures((Figure(name, value, unit="person") for name, value in table.items()), label=label)


def measured(plant: Plant, random: Random, number: int, median: int) -> dict[str, int]:
    """Count, for one kind of error, what was named."""
    counts = dict.fromkeys(("cases", "first", "tied", "three", "false", "strong"), 0)
    for is_true, listed in cases(plant, random, number, median):
        named = [candidate for candidate in listed if candidate.code != UNALLOCATED]
        ranks = [candidate.rank for candidate in named if is_true(candidate)]
        rank = min(ranks, default=0)
        top = named[0] if named else None
        counts["cases"] += 1
        counts["first"] += rank == 1
        counts["tied"] += rank == 1 and top is not None and top.ties > 1
        counts["three"] += 0 < rank <= 3
        counts["false"] += top is not None and rank != 1
        counts["strong"] += top is not None and rank != 1 and not top.weak
    return counts


def planted(kind: str, seed: int, number: int, median: int) -> dict[str, int]:
    """Plant so many errors of one kind and count what was named; no other kind changes it."""
    return measured({**NAMEABLE, **NAMELESS}[kind], Random(f"{seed} {kind}"), number, median)


def row(kind: str, counts: Mapping[str, int]) -> str:
    """Tell the counts of one kind as a row of shares."""
    shares = (f"{100 * counts[each] / counts['cases']:.1f} %" for each in ("first", "tied", "three", "false", "strong"))
    return f"| {kind} | {' | '.join(shares)} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="Measure how often the true cause of a failing sum is named first.")
    parser.add_argument("--seed", type=int, default=2020)
    parser.add_argument("--cases", type=int, default=200, help="planted errors of each kind")
    parser.add_argument("--median", type=int, default=1100, help="how many persons a community has screened")
    parser.add_argument("--json", type=Path, help="write the counts there")
    given = parser.parse_args(arguments)
    result = {kind: planted(kind, given.seed, given.cases, given.median) for kind in (*NAMEABLE, *NAMELESS)}
    print("| what was planted | first | of them tied | in the first three | something false first | and not weak |")
    print("|---|---:|---:|---:|---:|---:|")
    for kind, counts in [*result.items(), ("all whose true reading can be known", together(result))]:
        print(row(kind, counts))
    if given.json:
        given.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def together(result: Mapping[str, dict[str, int]]) -> dict[str, int]:
    """Add up the kinds whose true reading can be known."""
    kinds = [result[kind] for kind in NAMEABLE]
    return {each: sum(counts[each] for counts in kinds) for each in kinds[0]}


if __name__ == "__main__":
    main()
