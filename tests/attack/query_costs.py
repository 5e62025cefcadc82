"""``python -m tests.attack.query_costs INDEX [NUMBER] [SEED]``: what hostile searches cost, in processor time and memory.

Prints the cost of a common word's page, the number of made searches by status, and the ten costliest of each kind of cost.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections import Counter
from heapq import nlargest
from pathlib import Path
from urllib.parse import unquote_plus

import msgspec
from flask.testing import FlaskClient

from search.engines import open_index
from search.lexicon import synonym_file
from search.lexicon.vocabulary import WordSource
from tests.attack.query_grammar import QueryGrammar
from web import Assets, create_app

COSTLIEST = 10
SHOWN_CHARACTERS = 160
WORDS_PER_LETTER = 30


class Cost(msgspec.Struct, frozen=True):
    """The status of an address, the processor time of its answer, and by how much the process grew for it."""

    address: str
    status: int
    seconds: float
    megabytes: float

    def __str__(self) -> str:
        return f"{self.seconds:6.3f} s {self.megabytes:6.1f} MB {self.status} {unquote_plus(self.address)[:SHOWN_CHARACTERS]}"


def frequent_words(source: WordSource) -> list[str]:
    """Return the most frequent words of an index with each first letter, most frequent first."""
    words = {word for letter in "abcdefghijklmnopqrstuvwxyz" for word in source.most_frequent(letter, WORDS_PER_LETTER)}
    return sorted(words, key=lambda word: (-source.count(word), word))


def measure(client: FlaskClient, address: str) -> Cost:
    """Ask for an address; of a stream, read only the first piece, which costs the search."""
    peak_before = _peak_megabytes()
    start = time.process_time()
    response = client.get(address, buffered=False)
    next(iter(response.response), b"")
    response.close()
    seconds = time.process_time() - start
    return Cost(address, response.status_code, seconds, _peak_megabytes() - peak_before)


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure made searches over an index."""
    parser = argparse.ArgumentParser("python -m tests.attack.query_costs", description=__doc__)
    parser.add_argument("index", type=Path, help="folder of the index")
    parser.add_argument("number", type=int, nargs="?", default=20_000, help="number of searches")
    parser.add_argument("seed", type=int, nargs="?", default=1, help="seed of the searches")
    arguments = parser.parse_args()
    engine = open_index(arguments.index, synonym_file.read(None))
    client = create_app(engine, Assets.find()).test_client()
    grammar = QueryGrammar(arguments.seed, frequent_words(engine.vocabulary().source))
    for _ in range(2):
        common = measure(client, "/search?q=health")
    costs = [measure(client, grammar.address()) for _ in range(arguments.number)]
    print(f"A common word's page: {common.seconds:.3f} s. Made searches: {len(costs):,}, by status:", end=" ")
    print(", ".join(f"{status}: {count:,}" for status, count in sorted(Counter(cost.status for cost in costs).items())))
    print("The costliest in processor time:")
    print(*nlargest(COSTLIEST, costs, key=lambda cost: cost.seconds), sep="\n")
    print("Those for which the process grew most:")
    print(*nlargest(COSTLIEST, costs, key=lambda cost: cost.megabytes), sep="\n")


if __name__ == "__main__":
    main()
