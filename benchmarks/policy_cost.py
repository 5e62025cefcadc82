"""``python -m benchmarks.policy_cost INDEX_DATA``: what a page costs with everything the site adds to the search itself.

What words are meant, the nearest where few have every word, and feedback for long texts: each search is made so and as the
engine alone makes it, both with every facet, in turns; by processor time, which other work on the machine does not count in.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import geometric_mean, median

from msgspec.structs import replace

from benchmarks.speed import query_sampling, site_request
from benchmarks.speed.query import Kind
from search.engines.whoosh.engine import WhooshEngine
from search.pipeline import relevance_policy
from search.query.parser import parse
from search.query.request import SearchRequest
from web.queries.facets import FACETS

ROUNDS = 7
_SEED = 20240305
_LEFT_OUT = (Kind.LIKE,)
_LONG = "a whole question"
_HEADING = "a heading"


def main() -> None:
    """Print a line for each kind of search, and the geometric mean."""
    parser = argparse.ArgumentParser("python -m benchmarks.policy_cost", description=__doc__)
    parser.add_argument("index", type=Path, help="folder of an index")
    engine = WhooshEngine(parser.parse_args().index)
    ratios = []
    print(f"{'':<26}{'alone, ms':>10}{'with all':>10}{'ratio':>8}")
    for name, made in searches(engine).items():
        alone, everything = _measured(engine, made)
        ratios.append(everything / alone)
        print(f"{name:<26}{alone * 1e3:>10.2f}{everything * 1e3:>10.2f}{ratios[-1]:>8.2f}", flush=True)
    print(f"geometric mean of ratios: {geometric_mean(ratios):.2f}")


def searches(engine: WhooshEngine) -> dict[str, list[SearchRequest]]:
    """The kinds of ``make bench`` that are searches, headings, and whole questions as they were asked."""
    records = list(engine.scan(SearchRequest(sort="oldest")))
    dice = Random(_SEED)
    found = {
        str(kind): [replace(site_request.request(query, FACETS), per_page=20) for query in chosen]
        for kind, chosen in query_sampling.choose_queries(records, len(records)).items()
        if kind not in _LEFT_OUT
    }
    texts: dict[str, Callable[[], str]] = {
        _HEADING: lambda: dice.choice(records).heading,
        _LONG: lambda: dice.choice(records).text,
    }
    return found | {name: list(_drawn(text)) for name, text in texts.items()}


def _drawn(text: Callable[[], str]) -> Iterator[SearchRequest]:
    made = 0
    while made < query_sampling.QUERIES_PER_KIND:
        if words := text():
            made += 1
            yield SearchRequest(words, parse(words).tree, facets=FACETS)


def _measured(engine: WhooshEngine, made: Sequence[SearchRequest]) -> tuple[float, float]:
    """Medians over the searches of each one's median, in seconds: by the engine alone, and with everything."""
    ways: tuple[Callable[[SearchRequest], object], ...] = (engine.search, lambda asked: relevance_policy.search(engine, asked))
    taken: tuple[list[list[float]], ...] = tuple([[] for _ in made] for _ in ways)
    for turn in range(ROUNDS + 1):
        for at, asked in enumerate(made):
            for way, seconds in zip(ways, taken, strict=True):
                started = time.thread_time()
                way(asked)
                if turn:  # the first is not counted: it reads what the others find in memory
                    seconds[at].append(time.thread_time() - started)
    alone, everything = (median(map(median, each)) for each in taken)
    return alone, everything


if __name__ == "__main__":
    main()
