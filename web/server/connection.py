"""One connection: its deadlines, the response that is buffered for its client, and the minimum rate of reading."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from typing import Any, Protocol

from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.utilities import Error

from search.yield_points import pausing, yield_point
from web.server.clients import client_of, forwarded_client
from web.server.costs import COSTLY_SECONDS, Costs
from web.server.fair_queue import Turn
from web.server.limits import HEADER_SECONDS, IDLE_SECONDS, RATE_SECONDS, REQUEST_SECONDS, Limits
from web.server.open_connections import OpenConnections
from web.server.parser import RequestParser
from web.server.spool import Spool, SpooledBuffer
from web.server.threads import Threads

SENT_AT_ONCE = 1 << 20
"""The most bytes that are sent to one client before the others are served."""

ROOM_SECONDS = 30.0
"""The time that a response waits for space in the spool before its connection is closed."""

TIMED_OUT = (
    b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: 40\r\n\r\nThe request did not arrive in its time.\n"
)

_log = logging.getLogger("wrans.server")


class Owner(Protocol):
    """The part of a listener that a connection uses."""

    limits: Limits
    spool: Spool
    costs: Costs
    connections: OpenConnections
    task_dispatcher: Threads

    @property
    def min_rate(self) -> int:
        """Bytes a second that a reader has to read now."""

    report_closed: Callable[[str], object]

    def admit(self, new: Connection) -> None:
        """Keep a new connection within the limits."""

    def pull_trigger(self) -> None:
        """Wake the thread that reads and sends."""


class TooManyRequests(Error):
    """The answer to a client that has as many running requests as it may have connections."""

    code = 503
    reason = "Service Unavailable"

    def to_response(self, ident: Any = None) -> Any:
        """Return status, headers and body, with the time after which to try again."""
        status, headers, body = super().to_response(ident)
        return status, [*headers, ("Retry-After", "10")], body


class Connection(HTTPChannel):
    """A connection, as waitress has it, whose answers wait in a ``SpooledBuffer``. Created by its listener.

    The thread of the listener reads and sends; a thread of ``Threads`` runs ``service``, which calls ``write_soon``.
    """

    parser_class = RequestParser
    server: Owner  # type: ignore[assignment]  # a listener, which has all of it
    socket: Any
    outbufs: Any
    expected_seconds = 0.0
    is_costly = False
    turn: Turn | None = None
    """The turn of its first request when that runs; None if the thread for prompt answers runs it."""

    def __init__(self, server: Any, sock: socket.socket, addr: tuple[Any, ...], adj: Any, map: Any = None) -> None:
        super().__init__(server, sock, addr, adj, map=map)
        self.outbufs = [SpooledBuffer(server.spool)]
        self.peer = client_of(str(addr[0]))
        self.client = self.peer
        """The client of the first request: the peer, or the client that a trusted proxy names."""
        self._request_start: float | None = self.creation_time
        self._sent = self._window_sent = 0
        self._window_start = self.creation_time
        self._may_send = SENT_AT_ONCE
        server.admit(self)

    @property
    def is_from_proxy(self) -> bool:
        """Whether the peer is the proxy whose X-Forwarded-For is believed."""
        return bool(self.addr[0] == self.server.limits.proxy)

    @property
    def is_idle(self) -> bool:
        """Whether no answer is lost if the connection is closed: no request is complete, and no answer waits to be read."""
        return not self.requests and not self.total_outbufs_len

    @property
    def is_sending(self) -> bool:
        """Whether it has a finished answer that the client has not read in full."""
        return not self.requests and self.total_outbufs_len > 0

    @property
    def wait_reason(self) -> str:
        """The reason, in two words, if the connection is closed for waiting too long."""
        if self.total_outbufs_len:
            return "slow reader"
        return "idle" if self._request_start is None else "late request"

    def received(self, data: bytes) -> bool:
        """See ``HTTPChannel.received``. Notes when the request began."""
        self.server.connections.touch(self)
        result: bool = super().received(data)
        if self.request is None:
            self._request_start = None
        elif self._request_start is None:
            self._request_start = self.last_activity
        return result

    def identify(self) -> None:
        """Set the client of the first request, and the expected processor time of its answer."""
        request: Any = self.requests[0]
        named = forwarded_client(request.headers) if self.is_from_proxy else ""
        self.client = named or self.peer
        expected = self.server.costs.expected
        self.expected_seconds = 0.0 if request.error else expected(request.path, request.query, self.client)
        self.is_costly = self.expected_seconds >= COSTLY_SECONDS

    def service(self) -> None:
        """Answer the first request, in a thread of ``Threads``."""
        client, turn = self.client, self.turn
        request: Any = self.requests[0]
        threads = self.server.task_dispatcher
        running = threads.scheduler.begin(client if turn else "", is_long=turn is not None and turn.is_costly)
        try:
            with pausing(running.pause) if turn else nullcontext():
                yield_point()
                super().service()
        finally:
            seconds = running.end()
            if turn:
                self.server.costs.record(request.path, request.query, client, seconds)
                threads.finished(turn, seconds)

    def write_soon(self, data: bytes) -> int:
        """Queue bytes for the reader, and send as many as the socket takes. Waits only while the spool is full.

        Raises ``ClientDisconnected`` if the reader closed the connection, or was cut off.
        """
        with self.outbuf_lock:
            self._wait_for_room()
            if not self.connected:
                raise ClientDisconnected
            if not data:
                return 0
            try:
                self.outbufs[0].append(data)
            except OSError as error:
                _log.error("A response cannot be buffered in the folder of temporary files: %s", error)
                self.will_close = True
                self.server.pull_trigger()
                raise ClientDisconnected from error
            self.total_outbufs_len += len(data)
            self._flush_exception(self._flush_some, do_close=False)  # type: ignore[attr-defined]  # not in its stubs
            if self.total_outbufs_len:
                self.server.pull_trigger()
        return len(data)

    def _wait_for_room(self) -> None:
        deadline = time.monotonic() + ROOM_SECONDS
        while self.connected and not self.server.spool.has_room(self.total_outbufs_len):
            if time.monotonic() > deadline:
                _log.warning("%s is cut off: it reads too slowly while the spool is full", self.peer)
                self.server.report_closed("slow reader")
                self.will_close, self.connected = True, False
            self.server.pull_trigger()
            self.outbuf_lock.wait(0.5)

    def _flush_outbufs_below_high_watermark(self) -> None:
        """Wait for nothing between two requests: ``write_soon`` has bounded what waits."""

    def _flush_some(self, do_close: bool = True) -> bool:
        """Send as many bytes as the socket accepts, at most ``SENT_AT_ONCE``. Returns whether any were sent."""
        self._may_send = SENT_AT_ONCE
        result: bool = super()._flush_some(do_close)  # type: ignore[misc]  # not in its stubs
        return result

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send bytes. Returns how many the socket took."""
        if self._may_send <= 0:
            return 0
        count: int = super().send(data, do_close)
        self._may_send -= count
        self._sent += count
        return count

    def fault(self, now: float) -> str:
        """Return why the connection is to be closed at a time (seconds since the epoch), or "" """
        if self.total_outbufs_len:
            return self._rate_fault(now)
        self._window_start, self._window_sent = now, self._sent
        if self.requests:
            return ""
        if self._request_start is None:
            return "idle" if now - self.last_activity > IDLE_SECONDS else ""
        has_headers = self.request is not None and self.request.headers_finished
        limit = REQUEST_SECONDS if has_headers else HEADER_SECONDS
        return "its request did not arrive in time" if now - self._request_start > limit else ""

    def _rate_fault(self, now: float) -> str:
        """Judge the rate of the reader once in ``RATE_SECONDS``."""
        seconds = now - self._window_start
        if seconds < RATE_SECONDS:
            return ""
        rate = (self._sent - self._window_sent) / seconds
        self._window_start, self._window_sent = now, self._sent
        return f"it reads {rate:,.0f} bytes a second" if rate < self.server.min_rate else ""

    def del_channel(self, map: Any = None) -> None:
        """See ``HTTPChannel.del_channel``. The connection is closed."""
        super().del_channel(map)
        self.server.connections.remove(self)

    def end(self) -> None:
        """Close the connection now, in the thread of the listener; a request that began is told so."""
        if self.request is not None and not self.requests and not self.total_outbufs_len:
            with suppress(OSError):
                self.socket.send(TIMED_OUT)
        self.will_close = True
        self.handle_close()
