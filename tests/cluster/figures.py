"""Measures the engine of a cluster beside the embedded one, and what readers see of outages and changes.

    python -m cluster start
    python -m tests.cluster.figures --index DIR parity speed outages updates

DIR is an embedded index, whose records are loaded into the cluster. Every figure is printed with what it is.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from msgspec.structs import replace

from cluster.__main__ import from_environment
from cluster.nodes import COUNT, LocalCluster
from search.engine import Engine
from search.engines import open_index
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.engine import OpenSearchEngine
from search.engines.opensearch.write.indices import BuildIndices
from search.engines.opensearch.write.integrity_check import status_lines
from search.engines.opensearch.write.writer import OpenSearchWriter
from search.lexicon import synonym_file
from search.model.question import Question
from search.pipeline import relevance_policy
from search.query.nodes import MatchAll, Word
from search.query.request import FacetRequest, SearchRequest
from search.settings import ClusterSettings
from search.text.analysis import words
from search.text.word_forms.stop_words import STOP_WORDS
from tests.cluster.comparison import SCORE_ERROR, score_difference, visible
from tests.cluster.load import searching, wait_until
from tests.cluster.real_searches import real_searches
from web import Assets, create_app

SEARCHES = int(os.environ.get("WRANS_SEARCHES", "500"))
"""Searches for words of real records whose pages are compared."""

PAGES = 300
CLIENTS = 8
UPDATES = 100
UPDATED = 20
"""Records of one update."""

OUTAGES = {"a node that is not the manager": (1,), "the manager": (0,), "all three nodes": tuple(range(COUNT))}
"""The nodes that are killed, by their distance from the manager."""

_MARK = "wransfigures"
"""A word that no record has. Each update gives its records this word and its own number."""


class Measured:
    """The cluster, its settings, and the embedded index beside it."""

    def __init__(self, nodes: LocalCluster, folder: Path, shards: int) -> None:
        self.nodes = nodes
        self.settings = ClusterSettings(nodes.addresses, "figures", shards=shards, replicas=1)
        self.embedded = open_index(folder)
        self.writer = OpenSearchWriter(self.settings)

    def engine(self) -> OpenSearchEngine:
        """Open the index of the cluster."""
        return OpenSearchEngine(Cluster(self.settings), synonym_file.read())


def load(measured: Measured) -> None:
    """Load the records of the embedded index, and print the rate."""
    records = measured.embedded.info().records
    started, processor = time.monotonic(), time.process_time()
    measured.writer.rebuild(measured.embedded.scan(SearchRequest(sort="newest")))
    seconds, used = time.monotonic() - started, time.process_time() - processor
    rate = f"{records:,} records in {seconds:.0f} s, {records / seconds:,.0f} a second, {used:.0f} s of processor here"
    print(f"build: {rate}", flush=True)
    print("build:", *status_lines(measured.settings)[1:2])


def speed(measured: Measured) -> None:
    """Print the time of whole pages over both engines, which have answered others before, and where it goes on the cluster."""
    paths, other_paths = (page_paths(measured.embedded, seed) for seed in (1, 2))
    engine = measured.engine()
    for name, page_engine in (("embedded", measured.embedded), ("cluster", engine)):
        client = create_app(page_engine, Assets.find()).test_client()
        for path in other_paths:  # a virtual machine compiles what has run often
            client.get(path)
        before = processor_seconds(measured.nodes)
        with counted_requests() as requests:
            seconds = sorted(timed(partial(client.get, path)) for path in paths)
        p50, p95 = (1000 * seconds[int(share * (len(seconds) - 1))] for share in (0.5, 0.95))
        line = f"pages, {name}: {len(paths)} different searches one by one, p50 {p50:.1f} ms, p95 {p95:.1f} ms"
        seconds_here, seconds_on_nodes = (
            (after - start) / len(paths) for after, start in zip(processor_seconds(measured.nodes), before, strict=True)
        )
        line += f"; processor {1000 * seconds_here:.1f} ms a page here"
        if requests:
            line += f" and {1000 * seconds_on_nodes:.1f} ms on the nodes"
            waited, all_seconds = sum(requests), sum(seconds)
            line += (
                f"; {len(requests) / len(paths):.1f} requests to the cluster a page, {waited / all_seconds:.0%} of the time"
                f" waiting for it, {1000 * (all_seconds - waited) / len(paths):.1f} ms of a page here"
            )
        print(line, flush=True)
    mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    nodes = ", ".join(f"{resident_megabytes(measured.nodes, number):,.0f}" for number in range(COUNT))
    print(f"memory: {mine:,.0f} MB here at most, with both engines and the loading; the nodes {nodes} MB")


def page_paths(engine: Engine, seed: int) -> list[str]:
    """Return the addresses of searches for some words of some records, as readers type them: one word to four."""
    random_words = random.Random(seed)
    step = max(1, engine.info().records // PAGES)
    paths = []
    for question in islice(engine.scan(SearchRequest(sort="newest")), 0, step * PAGES, step):
        typed = [word for word in words(question.heading or question.text) if word not in STOP_WORDS and len(word) > 2]
        chosen = random_words.sample(typed, min(len(typed), random_words.choice((1, 2, 2, 3, 4))))
        if chosen:
            paths.append(f"/search?{urlencode({'q': ' '.join(chosen)})}")
    return list(dict.fromkeys(paths))


@contextmanager
def counted_requests() -> Iterator[list[float]]:
    """Collect the seconds of every request to a cluster during the block."""
    seconds: list[float] = []
    request = Cluster.request

    def count(self: Cluster, *values: Any, **named: Any) -> Any:
        started = time.monotonic()
        try:
            return request(self, *values, **named)
        finally:
            seconds.append(time.monotonic() - started)

    Cluster.request = count  # type: ignore[method-assign]
    try:
        yield seconds
    finally:
        Cluster.request = request  # type: ignore[method-assign]


def parity(measured: Measured) -> None:
    """Compare the pages of searches for real words over both engines; print the searches that differ, and how many do."""
    engine, different, greatest = measured.engine(), 0, 0.0
    for request in real_searches(measured.embedded, SEARCHES, seed=1):
        expected, page = (relevance_policy.search(compared, request).page for compared in (measured.embedded, engine))
        is_same = visible(page) == visible(expected)
        difference = score_difference(page, expected) if is_same else 0.0
        greatest = max(greatest, difference)
        if not is_same or difference > SCORE_ERROR:
            different += 1
            print(f"parity: another page or other scores of “{request.text}”", flush=True)
    print(f"parity: {SEARCHES} searches, {different} that differ; scores of equal pages differ by at most {greatest:.1e}")


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    started = time.monotonic()
    work()
    return time.monotonic() - started


def processor_seconds(nodes: LocalCluster) -> tuple[float, float]:
    """Return the processor time that this process and the three nodes have used."""
    ticks = 0
    for number in range(COUNT):
        fields = Path(f"/proc/{nodes.process_id(number)}/stat").read_text("ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return time.process_time(), ticks / os.sysconf("SC_CLK_TCK")


def resident_megabytes(nodes: LocalCluster, number: int) -> float:
    """Return the memory of a node."""
    command = ["ps", "-o", "rss=", "-p", str(nodes.process_id(number))]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout) / 1024


def outages(measured: Measured) -> None:
    """Kill a node, the manager, and all three, while readers search; print what they saw."""
    engine = measured.engine()
    request = SearchRequest("bridge", Word("bridge"), facets=(FacetRequest("body"), FacetRequest("house")))

    def ask() -> object:
        page = engine.search(request)
        return page.total, page.facets, [(hit.question.id, round(hit.score, 4)) for hit in page.hits]

    expected = ask()
    nodes = measured.nodes
    for whom, distances in OUTAGES.items():
        manager = nodes.manager() or 0
        victims = [(manager + distance) % COUNT for distance in distances]
        with searching(ask, lambda answer: answer == expected, CLIENTS) as seen:
            time.sleep(2)
            killed = time.monotonic()
            for victim in victims:
                nodes.kill(victim)
            time.sleep(15)
            for victim in victims:
                nodes.start_node(victim)
            nodes.wait(300)
            green = time.monotonic() - killed
            time.sleep(2)
        last = f"; the last error {seen.last_error_at - killed:.1f} s after the kill" if seen.errors else ""
        print(
            f"outage of {whom}, {CLIENTS} clients: {seen.describe()}{last}; started again after 15 s and green"
            f" {green:.1f} s after the kill",
            flush=True,
        )
        print("   errors:", dict(seen.errors.most_common(3)))


def updates(measured: Measured) -> None:
    """Make many updates and a rebuild while readers search; print how soon each was seen, and whether any page was mixed."""
    engine, watcher = measured.engine(), measured.engine()
    records = list(islice(measured.embedded.scan(SearchRequest(sort="newest")), UPDATED))
    total = engine.count(MatchAll())
    request = SearchRequest(_MARK, Word(_MARK), facets=(FacetRequest("heading"),), per_page=UPDATED)

    def ask() -> tuple[int, tuple[str, ...], frozenset[str]]:
        pinned = engine.snapshot()
        page = pinned.search(request)
        headings = frozenset(hit.question.heading for hit in page.hits)
        return pinned.count(MatchAll()), tuple(bucket.value for bucket in page.facets[0].buckets), headings

    def is_whole(answer: tuple[int, tuple[str, ...], frozenset[str]]) -> bool:
        counted, values, headings = answer
        return counted == total and len(values) <= 1 and headings == frozenset(values)

    def shows(number: int) -> bool:
        return watcher.count(Word(f"n{number}n")) == UPDATED

    def seconds_until_seen(number: int) -> tuple[float, float]:
        started = time.monotonic()
        measured.writer.update(marked(records, number))
        waited = wait_until(partial(shows, number), 60)
        return time.monotonic() - started, waited

    print(f"updates: {UPDATES} of {UPDATED} records, no clients; {_soon(map(seconds_until_seen, range(UPDATES)))}", flush=True)
    with searching(ask, is_whole, CLIENTS) as seen:
        times = map(seconds_until_seen, range(UPDATES, 2 * UPDATES))
        print(f"updates: {UPDATES} of {UPDATED} records, {CLIENTS} clients; {_soon(times)}", flush=True)
        print(f"updates: {seen.describe()}", dict(seen.errors.most_common(3)), flush=True)
        before = seen.answers
        started = time.monotonic()
        changed = {question.id: question for question in marked(records, 2 * UPDATES)}
        everything = measured.embedded.scan(SearchRequest(sort="newest"))
        measured.writer.rebuild(changed.get(question.id, question) for question in everything)
        took = time.monotonic() - started
        wait_until(partial(shows, 2 * UPDATES), 60)
        time.sleep(2)
    print(f"rebuild: {took:.0f} s, {seen.answers - before:,} answers meanwhile; in all {seen.describe()}", dict(seen.errors))


def _soon(times: Iterable[tuple[float, float]]) -> str:
    """Say how soon updates were seen: each with the seconds from the call of the writer, and from its end."""
    called, ended = map(sorted, zip(*times, strict=True))
    p50, p95 = (called[int(share * (len(called) - 1))] for share in (0.5, 0.95))
    return (
        f"seen after p50 {p50:.2f} s, p95 {p95:.2f} s, longest {called[-1]:.2f} s from the call of the writer;"
        f" at most {ended[-1]:.2f} s from its end"
    )


def marked(records: list[Question], number: int) -> list[Question]:
    """Return records as an update changes them."""
    day = date(2020, 1, 1) + timedelta(number)
    return [replace(record, heading=f"{_MARK} n{number}n", tabled_on=day) for record in records]


MEASUREMENTS: dict[str, Callable[[Measured], None]] = {
    "parity": parity,
    "speed": speed,
    "outages": outages,
    "updates": updates,
}


def main() -> None:
    """Load the records, then run the measurements that are named."""
    parser = argparse.ArgumentParser("python -m tests.cluster.figures", description=__doc__)
    parser.add_argument("--index", type=Path, required=True, help="folder of an embedded index")
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--loaded", action="store_true", help="take the records that an earlier run has loaded")
    parser.add_argument("measurements", nargs="*", choices=list(MEASUREMENTS), default=list(MEASUREMENTS))
    options = parser.parse_args()
    nodes = from_environment(os.environ)
    nodes.wait()
    measured = Measured(nodes, options.index, options.shards)
    if not (options.loaded and BuildIndices(Cluster(measured.settings)).current()):
        load(measured)
    for name in options.measurements:
        MEASUREMENTS[name](measured)


if __name__ == "__main__":
    main()
