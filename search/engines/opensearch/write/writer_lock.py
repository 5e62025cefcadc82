"""The lock of an index in a cluster: one writer at a time on all machines. The lock of a writer that has died expires.

It is a document that its holder writes again every few seconds. A writer that waits takes it when it has not changed for
``STALE_SECONDS`` by the waiter's own clock, so clocks need not agree. Each change names the version it replaces, so of two that
try at once one fails.
"""

from __future__ import annotations

import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from search.engines.opensearch.client import Cluster
from search.engines.opensearch.failures import Conflict, NoSuchDocument
from search.errors import SearchError

STALE_SECONDS = 60.0
RENEWAL_SECONDS = 5.0
MAX_AGE_SECONDS = 20.0
"""A holder that could not renew its lock for this long stops writing. A part that it has just sent ends before another writer
can take the lock."""

_POLL_SECONDS = 0.5
_DOCUMENT = "writer"


class WriterBusy(SearchError):
    """Another writer held the lock for the whole waiting time: the operator has to try again later."""


class LockLost(SearchError):
    """The cluster did not answer for so long that another writer may have the lock, so this one stops."""


class WriterLock:
    """The lock of one index. Not re-entrant."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._index = f"{cluster.settings.index}-lock"
        self._token = secrets.token_hex(8)
        self._version: dict[str, str] = {}
        self._renewed = 0.0
        self._is_lost = False

    @contextmanager
    def hold(self, activity: str, wait_seconds: float) -> Iterator[None]:
        """Hold the lock. Raises ``WriterBusy`` if another writer has it for the whole time."""
        self._create_index()
        holder = f"{activity} (process {os.getpid()} on {socket.gethostname()})"
        self._acquire(holder, activity, wait_seconds)
        ended = threading.Event()
        renewal = threading.Thread(target=self._renew_until, args=(ended, holder), name="writer lock", daemon=True)
        renewal.start()
        try:
            yield
        finally:
            ended.set()
            renewal.join()
            self._release()

    def check(self) -> None:
        """Raise ``LockLost`` unless the lock was renewed lately."""
        if self._is_lost or time.monotonic() - self._renewed > MAX_AGE_SECONDS:
            raise LockLost("The cluster did not answer for so long that another writer may have begun, so this one stops.")

    def _create_index(self) -> None:
        settings = {"number_of_shards": 1, "auto_expand_replicas": "0-2"}
        try:
            self._cluster.request("PUT", f"/{self._index}", {"settings": settings, "mappings": {"dynamic": False}})
        except Conflict:
            return  # it is there already

    def _acquire(self, holder: str, activity: str, wait_seconds: float) -> None:
        deadline = time.monotonic() + wait_seconds
        seen: tuple[object, float] = (None, 0.0)
        self._version, self._is_lost = {}, False
        while not self._try_to_write(holder):
            other = self._read()
            if other is None:
                continue
            if other["_source"]["token"] == self._token:  # an answer was lost, and the client asked again
                self._store_version(other)
                return
            version = (other["_primary_term"], other["_seq_no"])
            if version != seen[0]:
                if seen[0] is None:
                    print(f"{activity} waits for {other['_source']['holder']}.", file=sys.stderr, flush=True)
                seen = (version, time.monotonic())
            elif time.monotonic() - seen[1] >= STALE_SECONDS or _has_died(other["_source"]):
                self._version = {"if_primary_term": str(version[0]), "if_seq_no": str(version[1])}
                continue
            if time.monotonic() >= deadline:
                raise WriterBusy(
                    f"{activity} gave up after {wait_seconds:.0f} seconds of waiting for {other['_source']['holder']};"
                    " try again later."
                )
            time.sleep(_POLL_SECONDS)

    def _try_to_write(self, holder: str) -> bool:
        """Write the document, as a new one or in place of a known version."""
        condition = self._version or {"op_type": "create"}
        body = {"holder": holder, "token": self._token, "host": socket.gethostname(), "process": os.getpid()}
        try:
            answer = self._cluster.request("PUT", f"/{self._index}/_doc/{_DOCUMENT}", body, condition)
        except Conflict:
            self._version = {}
            return False
        self._store_version(answer)
        return True

    def _store_version(self, answer: Mapping[str, Any]) -> None:
        self._version = {"if_primary_term": str(answer["_primary_term"]), "if_seq_no": str(answer["_seq_no"])}
        self._renewed = time.monotonic()

    def _read(self) -> Any:
        try:
            return self._cluster.request("GET", f"/{self._index}/_doc/{_DOCUMENT}")
        except NoSuchDocument:
            return None

    def _renew_until(self, ended: threading.Event, holder: str) -> None:
        while not ended.wait(RENEWAL_SECONDS):
            try:
                if not self._try_to_write(holder):
                    other = self._read()
                    if other is None or other["_source"]["token"] != self._token:
                        self._is_lost = True
                        return
                    self._store_version(other)
            except SearchError:
                continue  # the cluster may be back before the lock is too old

    def _release(self) -> None:
        try:
            self._cluster.request("DELETE", f"/{self._index}/_doc/{_DOCUMENT}", params=self._version)
        except SearchError:
            return  # another writer has it by now, or it expires


def _has_died(holder: Mapping[str, Any]) -> bool:
    """Whether the holder was a process of this machine that has ended."""
    if holder["host"] != socket.gethostname():
        return False
    try:
        os.kill(holder["process"], 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
