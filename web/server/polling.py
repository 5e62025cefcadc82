"""Waits for events of connections, and gives each to the connection that it was waited for."""

from __future__ import annotations

import select
from collections.abc import MutableMapping
from typing import Any

from waitress import wasyncore

READ_EVENTS = select.POLLIN | select.POLLPRI

Connections = MutableMapping[int, Any]
"""Connections and listeners by the numbers of their files, as wasyncore has them."""


def poll_once(connections: Connections, timeout: float) -> None:
    """Wait for events for at most ``timeout`` seconds, and handle them. It uses poll, because select handles no file
    descriptor above 1,023.

    ``wasyncore.poll2`` does the same by number alone. But if a connection ends in between, the system reuses its number for
    the next connection, which would then get the event of the first.
    """
    waiting, poller = dict(connections), select.poll()
    for number, connection in waiting.items():
        events = READ_EVENTS if connection.readable() else 0
        if connection.writable() and not connection.accepting:
            events |= select.POLLOUT
        if events and connections.get(number) is connection:  # it may have ended since: ``readable`` closes slow ones
            poller.register(number, events)
    for number, events in poller.poll(timeout * 1_000):
        if connections.get(number) is waiting[number]:
            wasyncore.readwrite(waiting[number], events)
