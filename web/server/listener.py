"""Accepts connections. If there are more than the limits allow, the oldest idle one is closed for a new one."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from waitress.server import TcpWSGIServer

from web.server.connection import Connection, TooManyRequests
from web.server.costs import Costs
from web.server.limits import MIN_RATE, MIN_RATE_WHEN_HALF_FULL, Limits
from web.server.open_connections import OpenConnections
from web.server.spool import Spool
from web.server.threads import HEALTH_PATHS, Threads

ACCEPTED_AT_ONCE = 8
"""New connections that are accepted before the open ones are served. Waitress reserves more file descriptors than this."""

MANY_EACH_SECONDS = 10.0
"""A line of the log about refused connections is written at most this often."""

_log = logging.getLogger("wrans.server")


class Listener(TcpWSGIServer):
    """One listening socket and its connections. The listeners of a process share its limits, spool, costs and connections."""

    channel_class = Connection
    task_dispatcher: Threads
    active_channels: Any
    _map: dict[int, Any]

    def __init__(
        self,
        *args: Any,
        limits: Limits,
        spool: Spool,
        costs: Costs,
        connections: OpenConnections,
        report_closed: Callable[[str], object],
        **kwargs: Any,
    ) -> None:
        self.limits, self.spool, self.costs, self.report_closed = limits, spool, costs, report_closed
        self.connections = connections
        self._closed = 0
        self._next_line = 0.0
        super().__init__(*args, **kwargs)

    @property
    def min_rate(self) -> int:
        """Bytes a second that a reader has to read now."""
        return MIN_RATE_WHEN_HALF_FULL if self.spool.is_half_full else MIN_RATE

    def admit(self, new: Connection) -> None:
        """Add a new connection. If a limit is exceeded, close one: the new one only if no other can be closed."""
        self.connections.touch(new)
        if len(self.connections) > self.limits.connections:
            self._make_room(self.connections.connection_to_close(new), new)
        if not new.is_from_proxy and self.connections.count(new.peer) > self.limits.connections_per_address:
            self._make_room(self.connections.connection_to_close(new, new.peer), new)

    def _make_room(self, closed: Any, new: Connection) -> None:
        closed.end()
        self.report_closed("room for others")
        self._closed += 1
        if time.monotonic() > self._next_line:
            _log.warning(
                "%d connections were closed to make room for new ones, the last for one from %s", self._closed, new.peer
            )
            self._closed, self._next_line = 0, time.monotonic() + MANY_EACH_SECONDS

    def handle_accept(self) -> None:
        """Accept the connections that wait, some at a time."""
        for _ in range(ACCEPTED_AT_ONCE):
            super().handle_accept()

    def add_task(self, task: Any) -> None:
        """Let a thread answer the first request of a connection, unless its client has too many under way."""
        task.identify()
        request = task.requests[0]
        if (
            request.path not in HEALTH_PATHS
            and self.task_dispatcher.requests_of(task.client) >= self.limits.connections_per_address
        ):
            request.error = TooManyRequests(
                "Too many of your requests are under way. Wait for their answers, then send this one again."
            )
        super().add_task(task)

    def maintenance(self, now: float) -> None:
        """Close the connections that are too slow or idle. Called by waitress every ``cleanup_interval`` seconds."""
        for connection in list(self.active_channels.values()):
            if fault := connection.fault(now):
                if connection.total_outbufs_len:
                    _log.info("%s is cut off: %s", connection.client, fault)
                self.report_closed(connection.wait_reason)
                connection.end()
