"""``python -m benchmarks.relevance.abbreviations INDEX_DATA``: abbreviations an index has learned, drawn to be read by eye."""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from search.engines.whoosh.format.abbreviation_file import read_abbreviation_counts, read_abbreviations
from search.engines.whoosh.format.builds import Builds, read_manifest

DRAWN = 100


def main() -> None:
    """Print some, one a line, each with the records that spell it out so and any other way."""
    parser = argparse.ArgumentParser("python -m benchmarks.relevance.abbreviations", description=__doc__)
    parser.add_argument("index", type=Path, metavar="INDEX_DATA")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    build = Builds(given.index).current()
    manifest = read_manifest(build)
    counted = read_abbreviation_counts(build, manifest)
    learned = {(each.name, other) for each in read_abbreviations(build, manifest) for other in each.synonyms}
    pairs = sorted((short, long) for short, long in learned if short in counted.spelt_out)
    print(f"{len(pairs):,} learned; {DRAWN} of them, seed {given.seed}:")
    for short, long in sorted(random.Random(given.seed).sample(pairs, min(DRAWN, len(pairs)))):
        print(f"{short}\t{long}\t{counted.spelt_out[short].get(long, 0)} of {sum(counted.spelt_out[short].values())}")


if __name__ == "__main__":
    main()
