"""Which connection is closed for a new one."""

from __future__ import annotations

from web.server.open_connections import OpenConnections


class Connection:
    def __init__(self, peer: str = "a", *, is_idle: bool = True, is_sending: bool = False) -> None:
        self.peer, self.is_idle, self.is_sending, self.connected = peer, is_idle, is_sending, True


def known(*connections: Connection) -> OpenConnections:
    registry = OpenConnections()
    for connection in connections:
        registry.touch(connection)
    return registry


def test_the_idle_one_that_was_heard_of_longest_ago_makes_room() -> None:
    first, second, new = Connection(), Connection(), Connection()
    registry = known(first, second, new)
    assert registry.connection_to_close(new) is first
    registry.touch(first)
    assert registry.connection_to_close(new) is second


def test_an_idle_connection_is_closed_first_then_one_that_sends_then_the_new_one() -> None:
    busy, sending, idle = Connection(is_idle=False), Connection(is_idle=False, is_sending=True), Connection()
    new = Connection()
    assert known(busy, sending, idle, new).connection_to_close(new) is idle
    assert known(busy, sending, new).connection_to_close(new) is sending
    assert known(busy, new).connection_to_close(new) is new


def test_of_one_client_only_its_own_are_closed() -> None:
    other, own, new = Connection("b"), Connection("a"), Connection("a")
    registry = known(other, own, new)
    assert registry.connection_to_close(new, "a") is own
    assert (len(registry), registry.count("a"), registry.count("b"), registry.count("c")) == (3, 2, 1, 0)


def test_a_closed_connection_is_removed_only_once() -> None:
    first, new = Connection(), Connection()
    registry = known(first, new)
    for _ in range(2):
        registry.remove(first)
    assert registry.connection_to_close(new) is new
    assert (len(registry), registry.count("a")) == (1, 1)
    first.connected = False
    registry.remove(new)
    assert (len(registry), registry.count("a")) == (0, 0)
