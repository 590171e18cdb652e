"""A compound's three sources linked; beside RapidFuzz alone, every name against every other one."""

from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from typing import Any, Final

from rapidfuzz import fuzz, process

from gridcare.adapters.pinyin import pinyin
from gridcare.adapters.similarity import similarity
from gridcare.people.likeness import folded
from gridcare.people.linkage import Linkage, link
from gridcare.people.sources import LinkRule
from gridcare.plugins.cn_linkage import residents_rule
from gridcare.testing.sources import STREET_SOURCES, MadeSources, made_sources, quality

PERSONS: Final = 2_000
ALIKE: Final = 80


@cache
def street() -> MadeSources:
    return made_sources(PERSONS, seed=1)


@cache
def rule() -> LinkRule:
    return residents_rule(
        STREET_SOURCES,
        sound=pinyin(ordered=False),
        loose_sound=pinyin(variants=True, ordered=False),
        edit=similarity("edit"),
    )


def ours() -> Linkage:
    return link(rule(), street().rows)


def with_rapidfuzz() -> int:
    """Pairs whose name and telephone, as one text, are alike; neither keys, clusters nor contradictions."""
    told = [
        f"{folded(str(row.values.get('name') or ''))} {folded(str(row.values.get('phone') or ''))}"
        for row in street().rows
    ]
    return sum(
        len(process.extract(text, told[:place], scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None))
        for place, text in enumerate(told)
    )


def check() -> None:
    """Ours is right where every pair that it joins is counted; the peer finds more, most of them wrong."""
    found = quality(ours().clusters, street().truth)
    assert found.precision > 0.99
    assert found.recall > 0.85
    assert with_rapidfuzz() > found.true


def ratio_linkage(versus: Callable[..., tuple[float, float]]) -> dict[str, Any]:
    check()
    ours_s, peer_s = versus(ours, with_rapidfuzz, rounds=3)
    return {
        "ours_s": ours_s,
        "peer": f"RapidFuzz {version('rapidfuzz')}, name and telephone of every pair, without blocks or clusters",
        "peer_s": peer_s,
        "floor": 2,
        "goal": 5,
    }


def test_a_compound_is_linked(benchmark: Any) -> None:
    assert benchmark(ours).clusters


def test_beside_every_pair(benchmark: Any) -> None:
    assert benchmark.pedantic(with_rapidfuzz, rounds=1) > 0
