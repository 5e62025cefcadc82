"""The open connections of one process, and which of them is closed when a limit is exceeded: of all clients, or of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class OpenConnection(Protocol):
    """The part of a connection that ``OpenConnections`` uses."""

    peer: str
    connected: bool

    @property
    def is_idle(self) -> bool:
        """Whether no answer is lost if the connection is closed."""

    @property
    def is_sending(self) -> bool:
        """Whether it has a finished answer that the client has not read in full."""


class OpenConnections:
    """The connections in the order of their last activity, the oldest first. A change of one takes constant time."""

    def __init__(self) -> None:
        self._all: dict[OpenConnection, None] = {}
        self._of_peer: dict[str, dict[OpenConnection, None]] = {}

    def __len__(self) -> int:
        return len(self._all)

    def count(self, peer: str) -> int:
        """The number of connections of a client."""
        return len(self._of_peer.get(peer, ()))

    def touch(self, connection: OpenConnection) -> None:
        """Put a connection last: it was opened, or the client has sent something."""
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

    def connection_to_close(self, new: OpenConnection, peer: str | None = None) -> OpenConnection:
        """Return the connection to close for a new one: of the client ``peer``, or of any client if it is None.

        It is the idle connection with the oldest activity. If none is idle, it is the one with the oldest activity that is
        sending. If none is sending, it is the new one.
        """
        group: Iterable[OpenConnection] = self._all if peer is None else self._of_peer.get(peer, ())
        idle = next((other for other in group if other is not new and other.connected and other.is_idle), None)
        return idle or next((other for other in group if other is not new and other.connected and other.is_sending), new)
