"""Makes the server of one process from its sockets, its application and its limits."""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from waitress import wasyncore
from waitress.adjustments import Adjustments

from web.server.costs import Costs
from web.server.fair_queue import OVERDUE_SECONDS
from web.server.limits import IDLE_SECONDS, MAX_BODY_BYTES, MAX_HEADER_BYTES, Limits, open_files_for
from web.server.listener import Listener
from web.server.open_connections import OpenConnections
from web.server.polling import poll_once
from web.server.spool import Spool
from web.server.threads import Threads

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

NAME = "wrans"
"""The server's name in answers."""

SWITCH_SECONDS = 0.0001
"""The time that a thread keeps Python's global interpreter lock while another waits for it; Python's default is 0.005. A page
releases the lock many times for short waits. Beside a search that computes, it then waits this long each time."""

BACKLOG = 4_096
"""Connections that wait to be accepted; the system may allow fewer. A client that is refused tries again after a second."""

EXTRA_CONNECTIONS = 16
"""waitress counts listening sockets and pipes as connections, and accepts no more at its limit. Listeners make room first."""


class Server:
    """The server of one process. ``run`` answers until ``KeyboardInterrupt``; then ``close`` ends it."""

    def __init__(
        self,
        application: WSGIApplication,
        sockets: Sequence[socket.socket],
        limits: Limits,
        report_closed: Callable[[str], object] | None = None,
    ) -> None:
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        limits = replace(limits, connections=open_files_for(limits.connections))
        self._adjustments = _adjustments(limits)
        self._map: dict[int, Any] = {}
        self._threads = Threads(limits.threads, limits.concurrency)
        self._is_over = False
        spool, costs, connections = Spool(limits.spool_bytes), Costs(), OpenConnections()
        self._listeners = [
            Listener(
                application,
                self._map,
                True,
                listening,
                dispatcher=self._threads,
                adj=self._adjustments,
                sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
                bind_socket=False,
                limits=limits,
                spool=spool,
                costs=costs,
                connections=connections,
                report_closed=report_closed or str,
            )
            for listening in sockets
        ]

    def run(self) -> None:
        """Answer requests until interrupted or stopped."""
        sys.setswitchinterval(SWITCH_SECONDS)
        with suppress(SystemExit, KeyboardInterrupt):
            while not self._is_over:
                poll_once(self._map, OVERDUE_SECONDS if self._threads.has_waiting else self._adjustments.asyncore_loop_timeout)
                self._threads.wake()

    def stop(self) -> None:
        """End ``run``, which another thread is in, and close."""
        self._is_over = True
        self._listeners[0].pull_trigger()
        self.close()

    def close(self) -> None:
        """Let the requests under way end, for five seconds at most, and close every connection."""
        self._threads.shutdown()
        wasyncore.close_all(self._map)


def _adjustments(limits: Limits) -> Adjustments:
    """waitress's settings.

    ``channel_request_lookahead`` reads while a request is answered, so a closed connection is noticed. The headers of a proxy
    that is not trusted stay in the request. The application only uses them to see that there was a proxy.
    """
    proxied = {"trusted_proxy": limits.proxy, "trusted_proxy_headers": "x-forwarded-for"} if limits.proxy else {}
    return Adjustments(
        threads=limits.threads,
        connection_limit=limits.connections + EXTRA_CONNECTIONS,
        max_request_body_size=MAX_BODY_BYTES,
        max_request_header_size=MAX_HEADER_BYTES,
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=1,
        channel_request_lookahead=1,
        backlog=BACKLOG,
        clear_untrusted_proxy_headers=False,
        ident=NAME,
        **proxied,
    )
