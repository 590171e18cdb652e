"""
Three sources made into one: who lives in a compound, who must be visited next, and which tenants nobody knew.

The grid database, the notes of visits at the doors and the gate log of a compound are made up from a seed, with the
slips that such lists have. They are linked into one register with the provenance of every value (三者合一), which feeds
the screening of the six-in-place system of Xinqu (Xuzhou): a home about which the three know everything is not visited
again, what they lack is the next visit list, and rented homes are checked against the floating-population register of
2019. It needs the extra ``linkage``.

    python examples/three_sources.py [--seed 20200210] [--scale 1] [--json FILE]

Everybody and every visit in it is SYNTHETIC; the method is the street's own, and that a gap is visited is our reading.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, Final

import attrs

from gridcare.adapters.pinyin import pinyin
from gridcare.adapters.similarity import similarity
from gridcare.attributes import Attributes, Scalar
from gridcare.facts.fact import Fact, Origin
from gridcare.people.identification import IdentityDecision, IdentityDecisions
from gridcare.people.linkage import Linkage, link
from gridcare.people.merging import MergedSubject, MergeRule, Precedence, merge, subject_of
from gridcare.people.register import Register
from gridcare.people.sources import LinkRule, LinkSource, SourceRow
from gridcare.people.subjects import Subject
from gridcare.places.hierarchy import Hierarchy
from gridcare.places.units import Unit
from gridcare.plugins.cn_linkage import LISTED_RESIDENT, residents_rule
from gridcare.plugins.cn_readings import read_address, read_identity_number, read_mobile
from gridcare.plugins.six_in_place import SIX_IN_PLACE
from gridcare.testing.sources import STREET_SOURCES, MadeSources, made_sources, quality
from gridcare.timing.periods import moment
from gridcare.work.campaign import Campaign
from gridcare.work.steps import Standing

PERSONS: Final = 3_000
OPENED: Final = moment("2020-02-10 08:00", SIX_IN_PLACE.zone)
MERGED: Final = OPENED + timedelta(hours=12)
CHECKED: Final = OPENED + timedelta(hours=24)
NEEDS: Final = ("name", "phone", "identity_number", "address")
"""What a full record has; a reading, for the article says 'everything'."""

FIVE: Final = ("property firm", "residents' committee", "community police officer", "grid worker", "urban management")
RENTED: Final = 0.15
HAZARDS: Final = 0.1
EARLIER: Final = "floating population 2019"


def main(arguments: Sequence[str] | None = None) -> None:
    """Link the sources, and take what they say through the screening."""
    options = _options(arguments)
    random = Random(options.seed)
    hierarchy = compound(round(PERSONS * options.scale))
    made = made_sources(
        round(PERSONS * options.scale), seed=options.seed, units=hierarchy.at_level("building"), passages=2.0
    )
    rule = resident_rule(STREET_SOURCES)
    linkage = link(rule, made.rows)
    merges = merge_rule(rule)
    merged = list(merge(merges, linkage))
    report: dict[str, Any] = {"linkage": tell_linkage(made, linkage, merged)}
    report["decision"] = tell_decision(rule, made, linkage)

    homes = homes_of(merged)
    campaign = SIX_IN_PLACE.campaign(hierarchy, register_of(hierarchy, homes, merges, random), opened=OPENED)
    for fact in joint_visits(campaign, homes, random):
        campaign.record(fact)
    report["screening"] = tell_merge(campaign, homes)
    report["nowhere"] = tell_nowhere(merged, homes)
    report["tenants"] = tell_tenants(campaign, homes, random)
    report["standings"] = prove(campaign)
    if options.json:
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--seed", type=int, default=20200210, help="everything is drawn from it")
    parser.add_argument("--scale", type=_scale, default=Fraction(1), help=f"0.1 to 50 times {PERSONS} persons")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures there")
    return parser.parse_args(arguments)


def _scale(text: str) -> Fraction:
    try:
        scale = Fraction(text)
    except (ValueError, ZeroDivisionError):
        scale = Fraction(0)
    if not Fraction(1, 10) <= scale <= 50:
        raise argparse.ArgumentTypeError(f"'{text}' is no scale; give a number from 0.1 to 50")
    return scale


# One register out of three sources


def compound(persons: int) -> Hierarchy:
    """Make the units: one compound, and a building for each 180 persons."""
    buildings = [Unit(f"b{number + 1:03}", "", "building", "compound") for number in range((persons + 179) // 180)]
    above = (
        Unit("street", "", "street"),
        Unit("community", "", "community", "street"),
        Unit("compound", "", "compound", "community"),
    )
    return Hierarchy(SIX_IN_PLACE.levels, (*above, *buildings))


def resident_rule(sources: Iterable[LinkSource]) -> LinkRule:
    """Link residents, names by their sound, too."""
    return residents_rule(
        sources,
        sound=pinyin(ordered=False),
        loose_sound=pinyin(variants=True, ordered=False),
        edit=similarity("edit"),
    )


def merge_rule(rule: LinkRule) -> MergeRule:
    """Believe the database about numbers, and the visit about everything else."""
    return MergeRule(
        linked=rule,
        precedences=(
            Precedence("identity_number", ("database", "visit"), read=read_identity_number),
            Precedence("phone", read=read_mobile),
            Precedence("address", ("database",), read=read_address),
        ),
        needs=NEEDS,
    )


def tell_linkage(made: MadeSources, linkage: Linkage, merged: Sequence[MergedSubject]) -> dict[str, Any]:
    """Say what became of the rows, and hold it against the truth, which only made-up sources have."""
    found = quality(linkage.clusters, made.truth)
    sources = Counter(row.source for row in made.rows)
    told: dict[str, Any] = {
        "rows": dict(sorted(sources.items())),
        "subjects": len(linkage.clusters),
        "precision": round(found.precision, 4),
        "recall": round(found.recall, 4),
        "to_decide": len(linkage.uncertain),
        "conflicts": dict(sorted(Counter(each.field for one in merged for each in one.conflicts).items())),
        "gaps": dict(sorted(Counter(field for one in merged for field in one.gaps).items())),
        "not_met": len(linkage.without("visit")),
        "not_in_database": len(linkage.without("database")),
        "unread": sum(len(each.unread) for each in merged),
    }
    print("SYNTHETIC: everybody and every row is made up\n")
    print(f"{len(made.rows)} rows ({', '.join(f'{count} {name}' for name, count in sorted(sources.items()))})")
    print(f"tell of {told['subjects']} subjects; {told['to_decide']} pairs are for somebody to decide, such as")
    for pair in linkage.uncertain[:2]:
        print(f"  {pair}")
    print(f"of the pairs put together {found.precision:.2%} belong together; of those that do, {found.recall:.2%} are")
    for what in ("conflicts", "gaps"):
        print(f"{what}: {_words(told[what])}")
    (one, *_) = (each for each in merged if len(each.rows) > 2 and each.conflicts)
    print(f"where the values of '{one.id}' come from:")
    for value in one.values:
        print(f"  {value.field}: {', '.join(map(str, value.rows))}")
    for conflict in one.conflicts:
        print(f"  for somebody to decide: {conflict}")
    return told


def tell_decision(rule: LinkRule, made: MadeSources, linkage: Linkage) -> dict[str, Any]:
    """Decide one pair and take it back: nothing of it is left but its record."""
    pair = next(each for each in linkage.uncertain if made.truth[each.first] == made.truth[each.second])
    word = IdentityDecision(first=pair.first, second=pair.second, same=True, decided=MERGED, by="grid worker 3")
    decisions = IdentityDecisions([word])
    decided = link(rule, made.rows, decisions)
    undone = link(rule, made.rows, decisions.undo(word, decided=CHECKED, by="head"))
    _sure(decided.cluster_of(*pair.first) == decided.cluster_of(*pair.second), "a decision did not hold")
    _sure(undone == linkage, "an undone decision left something behind")
    told: dict[str, Any] = {
        "pair": [str(pair.first), str(pair.second)],
        "subjects": [len(each.clusters) for each in (linkage, decided, undone)],
    }
    print(f"\ndecided: '{pair.first}' and '{pair.second}' are the same;")
    print(f"subjects before, after it, after undoing it: {', '.join(map(str, told['subjects']))}")
    return told


# The screening of homes


@attrs.frozen
class Home:
    """A home and those who were merged into it."""

    id: str
    unit: str
    members: tuple[MergedSubject, ...]

    @property
    def met(self) -> bool:
        """Whether a visit met anybody of it."""
        return any("visit" not in each.absent for each in self.members)

    @property
    def gaps(self) -> dict[str, list[str]]:
        """What each member who lacks something lacks, by the member's id."""
        return {each.id: list(each.gaps) for each in self.members if each.gaps}

    @property
    def missing(self) -> dict[str, int]:
        """Of how many members each field is a gap."""
        return dict(sorted(Counter(field for each in self.members for field in each.gaps).items()))


def homes_of(merged: Iterable[MergedSubject]) -> dict[str, Home]:
    """Put those together whose address is read alike; whoever has none is in no home and stays on the list of gaps."""
    by_address: dict[tuple[str, str], list[MergedSubject]] = defaultdict(list)
    for each in merged:
        address = read_address(str(each.value("address") or ""))
        if address and each.unit:
            by_address[each.unit, address].append(each)
    homes = {}
    for number, ((unit, _), members) in enumerate(sorted(by_address.items()), 1):
        id = f"h{number:05}"
        homes[id] = Home(id, unit, tuple(members))
    return homes


def register_of(hierarchy: Hierarchy, homes: Mapping[str, Home], merges: MergeRule, random: Random) -> Register:
    """Make the register: the homes, some of them rented, and their members."""
    subjects = []
    for home in homes.values():
        rented = Attributes(rented=random.random() < RENTED)
        subjects.append(Subject(id=home.id, kind="household", unit=home.unit, attributes=rented))
        members = (subject_of(member, merges) for member in home.members)
        subjects += [attrs.evolve(member, unit=home.unit, containers=(home.id,)) for member in members]
    kinds = [LISTED_RESIDENT if kind.name == LISTED_RESIDENT.name else kind for kind in SIX_IN_PLACE.kinds]
    return Register(hierarchy, subjects, kinds)


def _fact(subject: str, kind: str, outcome: str, at: timedelta, roles: Iterable[str], **answers: Scalar) -> Fact:
    happened = OPENED + at
    return Fact(
        id=f"{subject}/{kind}/{happened:%m%d%H%M}",
        kind=kind,
        subjects=(subject,),
        happened=happened,
        known=happened,
        outcome=outcome,
        answers=Attributes(answers),
        origin=Origin(source="synthetic", roles=tuple(roles)),
    )


def joint_visits(campaign: Campaign, homes: Mapping[str, Home], random: Random) -> list[Fact]:
    """Tell of each door what the visit's rows say: shut where nobody was met, in part where not everybody was."""
    facts = []
    for home in homes.values():
        at = timedelta(minutes=random.randrange(1, 11 * 60))
        if not home.met:
            facts.append(_fact(home.id, "joint visit", "", at, FIVE, answer="none"))
            continue
        rented = campaign.register[home.id].attributes["rented"]
        answers: dict[str, Scalar] = {"answer": "opened", "recent_outings": False, "rented": rented}
        if all("visit" not in member.absent for member in home.members):
            answers["persons"] = len(home.members)
        facts.append(_fact(home.id, "joint visit", "", at, FIVE, **answers))
    return facts


def tell_merge(campaign: Campaign, homes: Mapping[str, Home]) -> dict[str, Any]:
    """Complete from the three sources what a visit left open, and list the rest as the next visits."""
    merging = [each.subject for each in campaign.due("street") if each.part == "merge"]
    owed = {id: _owed(campaign, id) for id in merging}
    completed = []
    for id in merging:
        complete = not homes[id].missing
        completed += [id] if complete else []
        campaign.record(_fact(id, "merge", "complete" if complete else "gaps", MERGED - OPENED, ["grid worker"]))
    visits = [each.subject for each in campaign.due("street") if each.part == "gap visit"]
    recorded = [id for id in homes if campaign.state(id).part == "recorded"]
    _sure(not set(recorded) & set(visits), "somebody who is fully recorded is to be visited again")
    again = campaign.record(_fact(recorded[0], "joint visit", "", CHECKED - OPENED, FIVE, answer="none"))
    _sure([each.code for each in again.discrepancies] == ["after-final"], "a second visit went unnoticed")
    lacking = Counter(field for id in visits for field in homes[id].missing)
    told: dict[str, Any] = {
        "homes": len(homes),
        "recorded_at_once": len(recorded) - sum(campaign.state(id).part == "recorded" for id in completed),
        "partial_at_the_door": dict(sorted(Counter(field for fields in owed.values() for field in fields).items())),
        "completed_by_the_merge": len(completed),
        "next_visits": [
            {"home": id, "unit": homes[id].unit, "not_met": not homes[id].met, "missing": homes[id].gaps}
            for id in visits
        ],
        "missing": dict(sorted(lacking.items())),
    }
    print(f"\n{len(homes)} homes: {told['recorded_at_once']} fully recorded at once and not visited again,")
    print(f"{len(merging)} left open at the door (owed: {_words(told['partial_at_the_door'])}),")
    print(f"{len(completed)} of them completed by the other sources; the next visit list has {len(visits)}, such as")
    for id in visits[:3]:
        home = homes[id]
        print(f"  {id} in {home.unit}: {'' if home.met else 'nobody met; '}missing {_words(home.missing)}")
    return told


def _words(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {what}" for what, count in counts.items())


def tell_nowhere(merged: Sequence[MergedSubject], homes: Mapping[str, Home]) -> dict[str, int]:
    """Count those at whose door nobody can knock, for no source tells where they live; none is dropped unseen."""
    housed = {member.id for home in homes.values() for member in home.members}
    nowhere = [each for each in merged if each.id not in housed]
    _sure(len(housed) + len(nowhere) == len(merged), "a subject was lost between register and visit list")
    told = {"subjects": len(nowhere), "with_a_telephone": sum(each.value("phone") is not None for each in nowhere)}
    print(f"{told['subjects']} subjects have no address and stand on no visit list;", end=" ")
    print(f"{told['with_a_telephone']} of them can be called")
    return told


def _owed(campaign: Campaign, home: str) -> list[str]:
    return [each.field for owed in campaign.case(home).owed_answers.values() for each in owed.missing]


# Tenants against the earlier register


def tell_tenants(campaign: Campaign, homes: Mapping[str, Home], random: Random) -> dict[str, Any]:
    """Check rented homes against the earlier register; a hazard goes up at once, and its handling is recorded."""
    rented = [each.subject for each in campaign.due("street") if each.part == "tenant check"]
    sources = (LinkSource("register", distinct=True), LinkSource(EARLIER, distinct=True))
    tenants = [_tenant(member) for id in rented for member in homes[id].members]
    earlier = [
        attrs.evolve(row, source=EARLIER, id=f"f{number}", values=row.values.without("address"))
        for number, row in enumerate(tenants)
        if random.random() < 0.7
    ]
    found = link(resident_rule(sources), [*tenants, *earlier])
    unknown = {cluster.rows[0].id for cluster in found.without(EARLIER)}
    outcomes: Counter[str] = Counter()
    for id in rented:
        known = all(member.id not in unknown for member in homes[id].members)
        outcome = "hazard" if random.random() < HAZARDS else "on the register" if known else "newly registered"
        outcomes[outcome] += 1
        campaign.record(_fact(id, "tenant check", outcome, CHECKED - OPENED, ["grid worker"]))
    notified = [each for each in campaign.effects if (each.kind, each.what) == ("notify", "street office")]
    _sure(all(each.moment == CHECKED for each in notified), "a hazard was not reported at once")
    findings = list(campaign.subjects("street", track="inspection"))
    _sure(len(findings) == len(notified) == outcomes["hazard"], "a hazard was lost")
    later = CHECKED - OPENED + timedelta(hours=1)
    for id in findings:
        campaign.record(_fact(id, "finding", "solved on the spot", later, ["grid worker"]))
    handled = Counter(campaign.state(id, track="inspection").part for id in findings)
    told: dict[str, Any] = {"homes": len(rented), "tenants": len(tenants), "not_on_the_register": len(unknown)}
    told |= {"outcomes": dict(sorted(outcomes.items())), "handled": dict(handled)}
    print(f"\n{len(rented)} rented homes, {len(tenants)} tenants, {len(unknown)} of them not on the register of 2019:")
    print(f"{_words(dict(sorted(outcomes.items())))};")
    print(f"each hazard went to the street office at once; handling: {_words(handled)}")
    return told


def _tenant(member: MergedSubject) -> SourceRow:
    values = Attributes({each.field: each.value for each in member.values})
    return SourceRow(source="register", id=member.id, values=values)


def prove(campaign: Campaign) -> dict[str, int]:
    """Count where the homes stand; nobody is lost on the way."""
    standings = Counter(campaign.state(id).standing for id in campaign.register.ids("household"))
    told = {each.value: standings[each] for each in Standing if standings[each]}
    _sure(sum(told.values()) == campaign.register.count("household"), "a home was lost")
    print(f"\nhomes by standing: {_words(told)}")
    return told


def _sure(holds: bool, problem: str) -> None:
    if not holds:
        raise SystemExit(f"not proved: {problem}")


if __name__ == "__main__":
    main()
