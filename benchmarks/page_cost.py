"""Measure the processor time of a page beside that of its search: ``python -m benchmarks.page_cost INDEX_DATA``.

A page is made in this process, from its request to its compressed bytes, in turns with the engine's search for it: twenty hits,
every facet and the months, without the relevance policy. Times are processor time, so that other programs on the machine do not
count.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING

from msgspec.structs import replace
from werkzeug.test import create_environ, run_wsgi_app

from app import reduce_garbage_collection
from benchmarks import site_request
from benchmarks.query import Query
from benchmarks.sites.ours import KINDS, OurSite
from benchmarks.sites.page_load import BROWSER_CODINGS, CODINGS
from benchmarks.speed import query_sampling
from search.engines.whoosh.engine import WhooshEngine
from search.query.request import DEFAULT_PAGE_SIZE, SearchRequest
from web import Assets, create_app
from web.queries.facets import FACETS
from web.queries.insight.histogram import MONTHS_FACET

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

ROUNDS = 5


def main() -> None:
    """Print a line for each type of page."""
    parser = argparse.ArgumentParser("python -m benchmarks.page_cost", description=__doc__)
    parser.add_argument("index", type=Path, help="index folder")
    engine = WhooshEngine(parser.parse_args().index)
    site = create_app(engine, Assets.find())
    records = list(engine.scan(SearchRequest(sort="oldest")))
    queries = query_sampling.choose_queries(records, len(records))
    reduce_garbage_collection()
    print(f"{'':<38}{'page, ms':>10}{'engine, ms':>12}{'ratio':>8}{'bytes':>9}{'gzip':>8}{'browsers':>10}")
    for page_type, addresses in OurSite.addresses(queries).items():
        searches = [_search(engine, query) for query in queries[KINDS[page_type]]] if page_type in KINDS else []
        pages = [partial(_body, site, _environ(address, BROWSER_CODINGS)) for address in addresses]
        page_ms, engine_ms = _median_milliseconds(pages, searches or [_nothing] * len(pages))
        engine_cells = f"{engine_ms:>12.2f}{page_ms / engine_ms:>8.2f}" if searches else f"{'':>20}"
        sizes = [mean(len(_body(site, _environ(address, coding))) for address in addresses) for coding in CODINGS]
        print(f"{page_type:<38}{page_ms:>10.2f}{engine_cells}{sizes[0]:>9,.0f}{sizes[1]:>8,.0f}{sizes[2]:>10,.0f}", flush=True)


def _search(engine: WhooshEngine, query: Query) -> Callable[[], object]:
    request = replace(site_request.request(query, (*FACETS, MONTHS_FACET)), per_page=DEFAULT_PAGE_SIZE)
    return lambda: engine.search(request)


def _nothing() -> None:
    """Stand for the search of a page that has several."""


def _median_milliseconds(
    pages: Sequence[Callable[[], object]], searches: Sequence[Callable[[], object]]
) -> tuple[float, float]:
    """Return the medians over the pages and over their searches, each of whose time is the median of its rounds."""
    durations: list[tuple[list[float], list[float]]] = [([], []) for _ in pages]
    for round_ in range(ROUNDS + 1):
        for pair, lists in zip(zip(pages, searches, strict=True), durations, strict=True):
            for call, milliseconds in zip(pair, lists, strict=True):
                start = time.thread_time()
                call()
                if round_:  # the first round fills the caches and is not counted
                    milliseconds.append((time.thread_time() - start) * 1e3)
    page_ms, engine_ms = (median(median(lists[side]) for lists in durations) for side in (0, 1))
    return page_ms, engine_ms


def _body(site: WSGIApplication, environ: Mapping[str, object]) -> bytes:
    """Return the body of a page as it is sent."""
    return b"".join(run_wsgi_app(site, {**environ}, buffered=True)[0])


def _environ(address: str, accepted_coding: str) -> dict[str, object]:
    """Return the WSGI environment of the request for a page."""
    return create_environ(address, headers={"Accept-Encoding": accepted_coding})


if __name__ == "__main__":
    main()
