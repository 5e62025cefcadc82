"""Counters since the site started: requests, their times, refusals, closed connections, running exports.

prometheus_client stores the numbers in memory, or in a file of each process in the folder PROMETHEUS_MULTIPROC_DIR. Then they
are summed. It reads that variable when it is imported, so the program sets it first and imports this module afterwards.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""The upper bounds of the latency histogram in seconds."""

NO_ROUTE = "none"
"""The route of requests for addresses that do not exist. Their paths are not counted one by one: there is no end of them."""

disable_created_metrics()  # type: ignore[no-untyped-call]


class Measurements:
    """The numbers of this process, or with ``folder`` those of all workers."""

    def __init__(self, folder: Path | None = None) -> None:
        self.registry = CollectorRegistry()
        own = CollectorRegistry() if folder else self.registry
        if folder:
            _drop_ended_processes(folder)
            MultiProcessCollector(self.registry, str(folder))  # type: ignore[no-untyped-call]
        self._requests = Counter("wrans_requests", "Requests answered.", ("route", "status"), registry=own)
        self._seconds = Histogram(
            "wrans_request_seconds", "Time until an answer begins.", ("route",), registry=own, buckets=BUCKETS
        )
        self._limited = Counter("wrans_limited_requests", "Requests refused with 429.", registry=own)
        self._closed = Counter("wrans_closed_connections", "Connections that the server closed.", ("reason",), registry=own)
        self._files = Gauge("wrans_files_in_progress", "Exports being made.", registry=own, multiprocess_mode="livesum")
        self._files.set(0)

    def install(self, app: Flask) -> None:
        """Count the requests of the app, also refused ones. ``web.http.middleware`` has noted when they began."""
        app.after_request(self._finish)

    def report_files(self, count: int) -> None:
        """Note how many exports this process is making now."""
        self._files.set(count)

    def report_closed(self, reason: str) -> None:
        """Count a connection that the server closed. There are only a few reasons."""
        self._closed.labels(reason).inc()

    def _finish(self, response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else NO_ROUTE
        self._requests.labels(route, f"{response.status_code // 100}xx").inc()
        self._seconds.labels(route).observe(time.perf_counter() - g.started_at)
        if response.status_code == 429:
            self._limited.inc()
        return response


def _drop_ended_processes(folder: Path) -> None:
    """Drop the gauges of processes that have ended. Their counters still count."""
    for path in folder.glob("gauge_live*.db"):
        process = int(path.stem.rpartition("_")[2])
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            mark_process_dead(process, str(folder))  # type: ignore[no-untyped-call]
