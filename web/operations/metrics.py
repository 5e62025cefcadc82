"""``/metrics``: counters of the site and of its index, in the text format of Prometheus, for the operator only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Literal

from flask import Blueprint, Flask, Response, abort, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from search import __version__
from search.coverage import harvest_runs
from search.engine import Engine
from search.errors import SearchError
from search.results.types import IndexInfo
from web.http import caching
from web.http.errors import Refused
from web.operations.measurements import Measurements
from web.operations.rate_limits import is_loopback

PATH = "/metrics"
OPERATOR_PATHS = frozenset({PATH, "/livez", "/readyz", "/health"})
"""The application of the second port."""

FORWARDING_HEADERS = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")
"""A request with one of these came through a proxy, so it is not of this machine although its address may be."""


class Metrics:
    """``/metrics`` of one process, answered to requests of this machine, or to all on a port of its own.

    The numbers are those of this process, or with ``folder`` those of all that write there.
    """

    def __init__(self, index_data: Path, access: Literal["local"] | int, folder: Path | None = None) -> None:
        self._index_data, self._access = index_data, access
        self.measurements = Measurements(folder)

    def install(self, app: Flask, engine: Engine) -> None:
        """Measure the app, and answer ``/metrics``."""
        self.measurements.install(app)
        app.before_request(self._keep_ports_apart)
        metrics = Blueprint("metrics", __name__)
        caching.leave_untagged(metrics)

        @metrics.get(PATH)
        def expose() -> Response:
            if self._access == "local" and not is_of_this_machine():
                raise Refused(403, "Not for readers", "The metrics of this site are answered only on its own machine.")
            index = CollectorRegistry()
            index.register(IndexCollector(engine, self._index_data))
            body = generate_latest(self.measurements.registry) + generate_latest(index)
            return Response(body, content_type=CONTENT_TYPE_PLAIN_0_0_4, headers={"Cache-Control": "no-store"})

        app.register_blueprint(metrics)

    def _keep_ports_apart(self) -> None:
        if self._access == "local":
            return
        is_on_own_port = request.environ.get("SERVER_PORT") == str(self._access)
        if (request.path not in OPERATOR_PATHS) if is_on_own_port else (request.path == PATH):
            abort(404)


def is_of_this_machine() -> bool:
    """Whether the request was sent by a program on this machine, and not by a proxy on it for somebody else."""
    return is_loopback(request.remote_addr or "") and not any(name in request.headers for name in FORWARDING_HEADERS)


class IndexCollector(Collector):
    """The number of records in the index now, and the time at which the source was last read."""

    def __init__(self, engine: Engine, index_data: Path) -> None:
        self._engine, self._index_data = engine, index_data

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics. While no index is open, only that is known of it."""
        try:
            info = self._engine.info()
        except SearchError:
            info = None
        yield GaugeMetricFamily("wrans_index_open", "1 if an index is open.", info is not None)
        if info is not None:
            yield from _index_metrics(info)
        yield from _harvest_metrics(self._index_data)


def _index_metrics(info: IndexInfo) -> Iterator[Metric]:
    yield InfoMetricFamily("wrans_build", "The build that serves.", {"build": info.build, "version": __version__})
    yield GaugeMetricFamily("wrans_records", "Records in the index.", info.records)
    yield GaugeMetricFamily("wrans_built_timestamp_seconds", "When the build was made.", info.built_at.timestamp())
    for name, day in (("answer", info.newest_answer), ("activity", info.newest_activity)):
        if day is not None:
            age = (datetime.now(UTC) - datetime.combine(day, time(), UTC)).total_seconds()
            yield GaugeMetricFamily(f"wrans_newest_{name}_age_seconds", f"Time since the day of the newest {name} began.", age)
    counts = info.source_counts
    yield GaugeMetricFamily("wrans_rejected_records", "Records that could not be read.", counts.rejected)
    yield GaugeMetricFamily("wrans_warned_records", "Records with a value that could not be read.", counts.warned)


def _harvest_metrics(index_data: Path) -> Iterator[Metric]:
    runs = harvest_runs.read(index_data)
    if runs is None:
        return
    yield CounterMetricFamily("wrans_harvest_runs", "Runs that fetched from the source.", runs.runs)
    yield CounterMetricFamily("wrans_harvest_failed_runs", "Those of them that failed.", runs.failed_runs)
    yield GaugeMetricFamily("wrans_harvest_last_run_timestamp_seconds", "When the last of them ended.", runs.last_run)
    if runs.last_success is not None:
        yield GaugeMetricFamily(
            "wrans_harvest_last_success_timestamp_seconds", "When the last without a failure ended.", runs.last_success
        )
