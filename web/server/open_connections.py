"""The open connections of one process, of all clients and of each: which of them is closed when there is one too many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class OpenConnection(Protocol):
    """What is known of a connection."""

    peer: str
    connected: bool

    @property
    def is_idle(self) -> bool:
        """Whether it can be closed without an answer being lost."""

    @property
    def is_sending(self) -> bool:
        """Whether an answer that is made waits for its reader."""


class OpenConnections:
    """The connections in the order in which they were last heard of. Each is found without a look at the others."""

    def __init__(self) -> None:
        self._all: dict[OpenConnection, None] = {}
        self._of_peer: dict[str, dict[OpenConnection, None]] = {}

    def __len__(self) -> int:
        return len(self._all)

    def count(self, peer: str) -> int:
        """The number of connections of a client."""
        return len(self._of_peer.get(peer, ()))

    def hear(self, connection: OpenConnection) -> None:
        """Note that a connection was opened, or that something came on it: it is the last one now."""
        for group in (self._all, self._of_peer.setdefault(connection.peer, {})):
            group.pop(connection, None)
            group[connection] = None

    def remove(self, connection: OpenConnection) -> None:
        """Forget a connection that is closed. Does nothing if it is not known."""
        self._all.pop(connection, None)
        own = self._of_peer.get(connection.peer, {})
        own.pop(connection, None)
        if not own:
            self._of_peer.pop(connection.peer, None)

    def dispensable(self, new: OpenConnection, peer: str | None = None) -> OpenConnection:
        """Return the connection, of one client or of all, to close so that a new one has room.

        It is the idle one that was heard of longest ago, or else such a one that is sending, or else the new one.
        """
        group: Iterable[OpenConnection] = self._all if peer is None else self._of_peer.get(peer, ())
        idle = next((other for other in group if other is not new and other.connected and other.is_idle), None)
        return idle or next((other for other in group if other is not new and other.connected and other.is_sending), new)
