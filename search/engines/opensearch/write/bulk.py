"""Sends documents to an index in parts of limited size, and waits while the cluster is overloaded."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any

import msgspec

from search.engines.opensearch.client import Cluster
from search.engines.opensearch.failures import Blocked, ClusterBusy, block_sentence
from search.errors import SearchError
from search.results.phrasing import counted

PART_BYTES = 4 << 20
"""A part ends at this size. At most ``PARTS_IN_FLIGHT`` are sent at a time, and one more is filled meanwhile."""

PARTS_IN_FLIGHT = 2
PART_SECONDS = 40.0
"""The timeout of a part. It is shorter than the time after which a writer loses its lock."""

FIRST_PAUSE_SECONDS, MAX_PAUSE_SECONDS = 0.5, 15.0
MAX_WAIT_SECONDS = 180.0
"""A part is sent again for this long in total while the cluster is overloaded."""

_NAMED = 5
_TOO_MUCH = 429
_encode = msgspec.json.Encoder().encode

Line = tuple[str, bytes]
"""A document: its ``_id`` and its JSON."""


class RefusedRecords(SearchError):
    """The cluster refused documents for good. The message names some of them and the reasons."""


class BulkLoader(AbstractContextManager["BulkLoader"]):
    """Loads documents into one index. At the end of the ``with`` block all are in the index, or an error is raised.

    ``check`` is called before each part. An error that it raises ends the loading.
    """

    def __init__(self, cluster: Cluster, index: str, check: Callable[[], None]) -> None:
        self._cluster, self._index, self._check = cluster, index, check
        self._lines: list[Line] = []
        self._bytes = 0
        self._threads = ThreadPoolExecutor(PARTS_IN_FLIGHT, "bulk")
        self._parts: deque[Future[None]] = deque()

    def add(self, id: str, document: object) -> None:
        """Add or replace a document. Raises the errors of parts that were sent before."""
        line = (id, _encode(document))
        self._lines.append(line)
        self._bytes += len(line[1])
        if self._bytes >= PART_BYTES:
            self._send()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        try:
            if error is None:
                if self._lines:
                    self._send()
                while self._parts:
                    self._parts.popleft().result()
        finally:
            self._threads.shutdown(cancel_futures=True)

    def _send(self) -> None:
        while len(self._parts) >= PARTS_IN_FLIGHT:
            self._parts.popleft().result()
        self._check()
        self._parts.append(self._threads.submit(load_part, self._cluster, self._index, self._lines))
        self._lines, self._bytes = [], 0


def load_part(cluster: Cluster, index: str, lines: Sequence[Line]) -> None:
    """Send documents until each is in the index. Raises ``RefusedRecords``, ``Blocked`` or ``ClusterBusy``."""
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            lines = _delayed(cluster, index, lines)
            if not lines:
                return
            busy = ClusterBusy(f"The cluster at {cluster.addresses} is overloaded and refused {counted(len(lines), 'record')}.")
        except ClusterBusy as error:
            busy = error
        if time.monotonic() + pause > deadline:
            raise busy
        time.sleep(pause)
        pause = min(2 * pause, MAX_PAUSE_SECONDS)


def _delayed(cluster: Cluster, index: str, lines: Sequence[Line]) -> Sequence[Line]:
    """Send documents once. Return those that the cluster cannot take at present (HTTP 429)."""
    body = b"".join(b'{"index":{"_id":%s}}\n%s\n' % (_encode(name), document) for name, document in lines)
    params = {"filter_path": "errors,items.*._id,items.*.status,items.*.error.type,items.*.error.reason"}
    answer = cluster.request("POST", f"/{index}/_bulk", body, params, seconds=PART_SECONDS)
    if not answer["errors"]:
        return ()
    items = [item["index"] for item in answer["items"]]
    failed = [item for item in items if "error" in item]
    for item in failed:
        if item["error"]["type"] == "cluster_block_exception":
            raise Blocked(block_sentence(cluster.settings.index, item["error"]["reason"]))
    if refused := [item for item in failed if item["status"] != _TOO_MUCH]:
        raise RefusedRecords(_refusal(refused))
    return [line for line, item in zip(lines, items, strict=True) if "error" in item]


def _refusal(refused: Sequence[Any]) -> str:
    named = "; ".join(
        f"{item['_id'].rpartition('@')[0]} ({item['error']['type']}: {item['error']['reason'][:200]})"
        for item in refused[:_NAMED]
    )
    return f"The cluster refuses {counted(len(refused), 'record')}, so the index has not changed: {named}."
