"""
How well and how fast rows of several sources are linked, measured on a made-up street of which the truth is known.

    python examples/linkage_measured.py [--persons 10000] [--seeds 1 2 3]

It prints one line for each seed: pairs of rows put together that belong together (precision), pairs that belong
together that were put together (recall), the same recall among rows that say more than a name, and what was left to
somebody, with the share of those questions to which the answer is yes. Everybody is SYNTHETIC, and so are the shares of
slips, which stand in ``gridcare.testing.sources``: other registers have others. It needs the extra ``linkage``.
"""

import argparse
from collections.abc import Sequence
from time import perf_counter, process_time

from gridcare.adapters.pinyin import pinyin
from gridcare.adapters.similarity import similarity
from gridcare.people.linkage import Cluster, link
from gridcare.plugins.cn_linkage import residents_rule
from gridcare.testing.sources import STREET_SOURCES, made_sources, quality


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--persons", type=int, default=10_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    options = parser.parse_args(arguments)
    rule = residents_rule(
        STREET_SOURCES,
        sound=pinyin(ordered=False),
        loose_sound=pinyin(variants=True, ordered=False),
        edit=similarity("edit"),
    )
    print("| seed | rows | precision | recall | recall, more than a name | to decide | of them the same | CPU s | s |")
    print("|---|---|---|---|---|---|---|---|---|")
    for seed in options.seeds:
        made = made_sources(options.persons, seed=seed)
        start, worked = perf_counter(), process_time()
        linkage = link(rule, made.rows)
        worked, took = process_time() - worked, perf_counter() - start
        found = quality(linkage.clusters, made.truth)
        telling = {row.ref for row in made.rows if set(row.values) - {"name"}}
        among = (tuple(ref for ref in cluster.rows if ref in telling) for cluster in linkage.clusters)
        told = quality((Cluster(rows) for rows in among if rows), made.truth)
        same = sum(made.truth[pair.first] == made.truth[pair.second] for pair in linkage.uncertain)
        share = same / len(linkage.uncertain) if linkage.uncertain else 1
        quality_told = f"{found.precision:.4f} | {found.recall:.4f} | {told.recall:.4f}"
        asked = f"{len(linkage.uncertain)} | {share:.0%}"
        print(f"| {seed} | {len(made.rows)} | {quality_told} | {asked} | {worked:.1f} | {took:.1f} |")


if __name__ == "__main__":
    main()
