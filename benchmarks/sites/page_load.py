"""Measure a site page type by page type: pages a second, milliseconds and processor time by clients, and the bytes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from statistics import mean

import msgspec

from benchmarks import sites
from benchmarks.free_port import free_port
from benchmarks.sites import PageType
from benchmarks.speed import clients

CLIENT_COUNTS = (1, 8, 32)
LOAD_SECONDS = 5.0
_WARMING_SECONDS = 2.0
_SIZED_PAGES = 5
"""The pages of a type whose bytes are counted."""

BROWSER_CODINGS = "gzip, deflate, br, zstd"
"""The Accept-Encoding of browsers over HTTPS."""

CODINGS = ("identity", "gzip", BROWSER_CODINGS)
"""Values of Accept-Encoding with which the bytes of a page are measured."""

_HEADERS = {"Accept-Encoding": BROWSER_CODINGS}


class PageLoad(msgspec.Struct, frozen=True):
    """The result of one type of page with one number of clients.

    ``processor_milliseconds`` are those of the server for a page, with those of its connection; None where unknown.
    """

    clients: int
    pages_a_second: float
    median_milliseconds: float
    percentile_99_milliseconds: float
    processor_milliseconds: float | None
    failed: int


class PageResult(msgspec.Struct, frozen=True):
    """The loads of a type of page, and the mean bytes of its pages as sent for each of ``CODINGS``."""

    loads: tuple[PageLoad, ...]
    bytes: tuple[float, ...]


Results = dict[PageType, dict[str, PageResult]]
"""The result of each site that has a type of page."""


def measure_sites(folders: Mapping[str, Path], addresses: Mapping[str, Mapping[PageType, tuple[str, ...]]]) -> Results:
    """Measure the sites with one process each, in turns: type by type and number by number of clients."""
    results: Results = {}
    ports = {name: free_port() for name in folders}
    for page_type in PageType:
        for name, folder in folders.items():
            if page_addresses := addresses[name].get(page_type):
                command = sites.load_class(name).command(folder, ports[name])
                with clients.serving(command, ports[name]) as process:
                    results.setdefault(page_type, {})[name] = _measure(ports[name], process, page_addresses)
    return results


def _measure(port: int, process: int, addresses: tuple[str, ...]) -> PageResult:
    clients.run_clients(port, addresses, 1, _WARMING_SECONDS, _HEADERS)
    loads = tuple(_load(port, process, addresses, count) for count in CLIENT_COUNTS)
    sizes = (
        mean(len(clients.fetch(port, address, {"Accept-Encoding": coding})) for address in addresses[:_SIZED_PAGES])
        for coding in CODINGS
    )
    return PageResult(loads, tuple(sizes))


def _load(port: int, process: int, addresses: tuple[str, ...], count: int) -> PageLoad:
    before = clients.processor_seconds(process)
    answers = clients.run_clients(port, addresses, count, LOAD_SECONDS, _HEADERS)
    after = clients.processor_seconds(process)
    answered = len(answers.durations)
    return PageLoad(
        count,
        answers.pages_a_second,
        answers.milliseconds(0.5) if answered else 0.0,
        answers.milliseconds(0.99) if answered else 0.0,
        None if before is None or after is None or not answered else (after - before) * 1e3 / answered,
        answers.failed,
    )
