"""Measure the cost of the relevance policy: ``python -m benchmarks.policy_cost INDEX_DATA``.

The policy rewrites the query, adds close matches when few records match every word, and adds feedback terms to long texts.
Each search runs with the policy and with the engine alone, in turns, both with every facet. Times are processor time, so that
other programs on the machine do not count.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import geometric_mean, median

from msgspec.structs import replace

from benchmarks import site_request
from benchmarks.query import Kind
from benchmarks.speed import query_sampling
from search.engines.whoosh.engine import WhooshEngine
from search.pipeline import relevance_policy
from search.query.parser import parse
from search.query.request import SearchRequest
from web.queries.facets import FACETS

ROUNDS = 7
_SEED = 20240305
_SKIPPED_KINDS = (Kind.LIKE,)
_WHOLE_QUESTION = "a whole question"
_HEADING = "a heading"


def main() -> None:
    """Print a line for each kind of search, and the geometric mean of the ratios."""
    parser = argparse.ArgumentParser("python -m benchmarks.policy_cost", description=__doc__)
    parser.add_argument("index", type=Path, help="index folder")
    engine = WhooshEngine(parser.parse_args().index)
    ratios = []
    print(f"{'':<26}{'engine, ms':>10}{'policy, ms':>11}{'ratio':>8}")
    for name, requests in searches(engine).items():
        engine_seconds, policy_seconds = _median_seconds(engine, requests)
        ratios.append(policy_seconds / engine_seconds)
        print(f"{name:<26}{engine_seconds * 1e3:>10.2f}{policy_seconds * 1e3:>11.2f}{ratios[-1]:>8.2f}", flush=True)
    print(f"geometric mean of the ratios: {geometric_mean(ratios):.2f}")


def searches(engine: WhooshEngine) -> dict[str, list[SearchRequest]]:
    """Return the searches by kind: the kinds of ``make bench``, headings of records, and whole texts of questions."""
    records = list(engine.scan(SearchRequest(sort="oldest")))
    rng = Random(_SEED)
    sampled_searches = {
        str(kind): [replace(site_request.request(query, FACETS), per_page=20) for query in kind_queries]
        for kind, kind_queries in query_sampling.choose_queries(records, len(records)).items()
        if kind not in _SKIPPED_KINDS
    }
    text_sources: dict[str, Callable[[], str]] = {
        _HEADING: lambda: rng.choice(records).heading,
        _WHOLE_QUESTION: lambda: rng.choice(records).text,
    }
    return sampled_searches | {name: list(_draw_searches(draw_text)) for name, draw_text in text_sources.items()}


def _draw_searches(draw_text: Callable[[], str]) -> Iterator[SearchRequest]:
    count = 0
    while count < query_sampling.QUERIES_PER_KIND:
        if text := draw_text():
            count += 1
            yield SearchRequest(text, parse(text).tree, facets=FACETS)


def _median_seconds(engine: WhooshEngine, requests: Sequence[SearchRequest]) -> tuple[float, float]:
    """Return the median seconds of the searches, with the engine alone and with the policy; a search's time is its median."""
    searches: tuple[Callable[[SearchRequest], object], ...] = (
        engine.search,
        lambda request: relevance_policy.search(engine, request),
    )
    durations: tuple[list[list[float]], ...] = tuple([[] for _ in requests] for _ in searches)
    for round_ in range(ROUNDS + 1):
        for index, request in enumerate(requests):
            for search, seconds in zip(searches, durations, strict=True):
                start = time.thread_time()
                search(request)
                if round_:  # the first round fills the caches and is not counted
                    seconds[index].append(time.thread_time() - start)
    engine_seconds, policy_seconds = (median(map(median, search_seconds)) for search_seconds in durations)
    return engine_seconds, policy_seconds


if __name__ == "__main__":
    main()
