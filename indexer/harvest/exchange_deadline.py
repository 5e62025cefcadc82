"""One time limit for a whole exchange with a source: handshake, headers and body, however slowly the bytes arrive.

A timeout of a socket begins anew with every byte. At the end of this limit the connections are shut down, so a read that waits
for more bytes ends at once.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from weakref import WeakKeyDictionary, finalize

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class ExchangeDeadline:
    """The open connections of one client, which are shut down when an exchange takes too long."""

    def __init__(self) -> None:
        self.has_passed = False
        self._sockets: WeakKeyDictionary[HTTPConnection, socket.socket] = WeakKeyDictionary()

    def watch(self, http: urllib3.PoolManager) -> None:
        """Watch every connection that a pool manager opens from now on."""
        deadline = self

        class Watched:
            def _new_conn(self) -> socket.socket:
                opened: socket.socket = super()._new_conn()  # type: ignore[misc]
                deadline._add(self, opened)  # type: ignore[arg-type]
                return opened

        plain = type("WatchedConnection", (Watched, HTTPConnection), {})
        secure = type("WatchedSecureConnection", (Watched, HTTPSConnection), {})
        http.pool_classes_by_scheme = {
            "http": type("WatchedPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("WatchedSecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
        }

    @contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Shut the connections down if the block takes longer; ``has_passed`` says then that it did."""
        self.has_passed = False
        timer = threading.Timer(seconds, self._shut_down)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            self._release_closed()

    def _add(self, connection: HTTPConnection, opened: socket.socket) -> None:
        """Keep a second descriptor of the socket: TLS takes the first one away from it."""
        self._sockets[connection] = opened.dup()
        finalize(connection, self._sockets[connection].close)
        if self.has_passed:  # while the connection was made
            self._shut_down()

    def _shut_down(self) -> None:
        self.has_passed = True
        for duplicate in list(self._sockets.values()):
            with suppress(OSError):  # it has been closed from the other side
                duplicate.shutdown(socket.SHUT_RDWR)

    def _release_closed(self) -> None:
        for connection in [connection for connection in self._sockets if _is_closed(connection)]:
            self._sockets.pop(connection).close()


def _is_closed(connection: Any) -> bool:
    return connection.sock is None
