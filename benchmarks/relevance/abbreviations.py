"""Print a random sample of the abbreviations that an index has learned, to be checked by eye.

python -m benchmarks.relevance.abbreviations INDEX_DATA
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from search.engines.whoosh.format.builds import Builds, read_manifest
from search.engines.whoosh.format.learned_names import read_learned_names, read_name_counts

SAMPLE_PAIRS = 100


def main() -> None:
    """Print one abbreviation a line, with the number of records that define it by this expansion, of all that define it."""
    parser = argparse.ArgumentParser("python -m benchmarks.relevance.abbreviations", description=__doc__)
    parser.add_argument("index", type=Path, metavar="INDEX_DATA")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    build = Builds(arguments.index).current()
    manifest = read_manifest(build)
    counts = read_name_counts(build, manifest).abbreviations
    learned = {(entry.name, synonym) for entry in read_learned_names(build, manifest) for synonym in entry.synonyms}
    pairs = sorted((short, long) for short, long in learned if short in counts.spelt_out)
    print(f"{len(pairs):,} abbreviations; {SAMPLE_PAIRS} of them, seed {arguments.seed}:")
    for short, long in sorted(random.Random(arguments.seed).sample(pairs, min(SAMPLE_PAIRS, len(pairs)))):
        print(f"{short}\t{long}\t{counts.spelt_out[short].get(long, 0)} of {sum(counts.spelt_out[short].values())}")


if __name__ == "__main__":
    main()
