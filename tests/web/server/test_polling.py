"""The loop of the server: an event is for the connection that it was waited for, and for no other with its number."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from web.server.polling import Connections, poll_once


class Recorder:
    """A connection that records its events. It calls ``on_asked`` when it is polled and ``on_read`` when it has data."""

    accepting = False

    def __init__(self, connections: Connections, end: socket.socket) -> None:
        self.events: list[str] = []
        self.end = end
        self.number = end.fileno()
        self.on_asked: Callable[[], object] = list
        self.on_read: Callable[[], object] = list
        self._connections = connections
        connections[self.number] = self

    def readable(self) -> bool:
        """Always wait for data."""
        self.on_asked()
        return True

    def writable(self) -> bool:
        """Wait for no room to write."""
        return False

    def leave(self) -> None:
        """Give the number back, as a connection that is cut off does."""
        self.end.close()
        del self._connections[self.number]

    def handle_read_event(self) -> None:
        """Record that there is something to read."""
        self.events.append("read")
        self.on_read()

    def handle_close(self) -> None:
        """Record that the connection is taken for closed."""
        self.events.append("close")


@pytest.mark.parametrize("moment", ["asked", "read"])
def test_a_connection_gets_no_event_of_one_that_had_its_number(moment: str) -> None:
    """The slow one ends while the loop asks or handles events, and a new one is accepted in the same pass."""
    connections: Connections = {}
    listening, caller = socket.socketpair()
    slow, its_client = socket.socketpair()
    listener, cut_off = Recorder(connections, listening), Recorder(connections, slow)
    accepted: list[Recorder] = []
    caller.send(b"a new connection")
    its_client.close()

    def accept() -> None:
        if moment == "read":
            cut_off.leave()
        accepted.append(Recorder(connections, listening.dup()))

    if moment == "asked":
        listener.on_asked = cut_off.leave
    listener.on_read = accept
    poll_once(connections, 5)
    (new,) = accepted
    assert new.number == cut_off.number, "the system gives the lowest free number"
    assert (listener.events, new.events, cut_off.events) == (["read"], [], [])
    for end in (listening, caller, new.end):
        end.close()


def test_events_reach_their_connections() -> None:
    connections: Connections = {}
    ends = [socket.socketpair() for _ in range(3)]
    recorders = [Recorder(connections, ours) for ours, _ in ends]
    ends[0][1].send(b"x")
    ends[2][1].close()
    poll_once(connections, 5)
    assert [recorder.events for recorder in recorders] == [["read"], [], ["read", "close"]]
    for pair in ends:
        for end in pair:
            end.close()
