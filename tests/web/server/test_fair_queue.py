"""Whose request is answered next: clients share the time, and none has every thread."""

from __future__ import annotations

import msgspec
import pytest

from web.server.clients import client_of, forwarded_client
from web.server.costs import COSTLY_SECONDS, LONG_QUERY, MAX_ENTRIES, Costs
from web.server.fair_queue import DEADLINE_FACTOR, MAX_LEAD_SECONDS, OVERDUE_SECONDS, FairQueue, Turn


class Waiting(msgspec.Struct):
    client: str
    number: int = 0
    is_costly: bool = False
    expected_seconds: float = 0.01
    turn: Turn | None = None


class Clock:
    """A clock that stands still until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def numbers(queue: FairQueue, count: int) -> list[int]:
    """Give ``count`` requests their turn; return their numbers."""
    return [queue.popleft().number for _ in range(count)]  # type: ignore[attr-defined]


def test_clients_take_turns() -> None:
    queue = FairQueue(9, 9, 9, Clock())
    for number in range(3):
        queue.append(Waiting("a", number))
    queue.append(Waiting("b", 7))
    assert numbers(queue, 4) == [0, 7, 1, 2]


def test_the_client_that_has_used_least_time_is_next() -> None:
    queue = FairQueue(1, 1, 9, Clock())
    for client, seconds in (("a", 0.3), ("b", 0.01)):
        for number in range(9):
            queue.append(Waiting(client, number))
        queue.popleft()
        queue.finished(Turn(client, False, 0.0), seconds)
    order = []
    for _ in range(8):
        client = queue.popleft().client
        order.append(client)
        queue.finished(Turn(client, False, 0.0), 0.1)
    assert order == ["b", "b", "b", "a", "b", "a", "b", "a"]


def test_a_client_that_comes_back_has_no_priority_and_one_that_is_ahead_waits_a_bounded_time() -> None:
    queue = FairQueue(1, 1, 9, Clock())
    queue.append(Waiting("a"))
    queue.append(Waiting("a"))
    queue.popleft()
    queue.finished(Turn("a", False, 0.0), 50.0)
    for _ in range(3):
        queue.append(Waiting("b"))
    order = []
    for _ in range(4):
        client = queue.popleft().client
        order.append(client)
        queue.finished(Turn(client, False, 0.0), MAX_LEAD_SECONDS * 0.7)
    assert order == ["b", "b", "a", "b"], "a file of fifty seconds is one of a second"


def test_a_client_leaves_a_thread_to_the_others() -> None:
    queue = FairQueue(2, 2, 9, Clock())
    for _ in range(3):
        queue.append(Waiting("a"))
    assert [queue.popleft().client, queue.popleft().client] == ["a", "a"]
    assert not queue
    assert (len(queue), queue.requests_of("a")) == (1, 3)
    with pytest.raises(IndexError):
        queue.popleft()
    queue.append(Waiting("b"))
    assert queue.popleft().client == "b"
    queue.finished(Turn("a", False, 0.0), 0.01)
    assert queue.popleft().client == "a"


def test_cheap_requests_of_a_client_run_one_after_another_and_beside_those_of_others() -> None:
    clock = Clock()
    queue = FairQueue(3, 1, 1, clock)
    for number in range(4):
        queue.append(Waiting("a", number))
    queue.append(Waiting("a", 5, is_costly=True))
    queue.append(Waiting("b", 7))
    assert sorted(numbers(queue, 3)) == [0, 5, 7]
    assert not queue
    queue.finished(Turn("a", True, 0.0), 0.2)
    assert not queue, "a costly request that ends lets no cheap one begin"
    queue.finished(Turn("a", False, 0.0), 0.01)
    assert numbers(queue, 1) == [1]
    assert not queue


def test_another_cheap_request_begins_beside_one_that_is_overdue() -> None:
    clock = Clock()
    queue = FairQueue(3, 1, 1, clock)
    for number in range(4):
        queue.append(Waiting("a", number))
    assert numbers(queue, 1) == [0]
    clock.now = OVERDUE_SECONDS
    assert numbers(queue, 1) == [1]
    assert not queue
    queue.finished(Turn("a", False, OVERDUE_SECONDS), 0.01)
    assert numbers(queue, 1) == [2], "the overdue one still runs and keeps no other waiting"
    queue.finished(Turn("a", False, 0.0), 0.06)
    assert not queue, "the overdue one has ended, and another still runs"


def test_a_client_without_requests_is_dropped() -> None:
    queue = FairQueue(2, 2, 9, Clock())
    queue.append(Waiting("a"))
    queue.popleft()
    queue.finished(Turn("a", False, 0.0), 0.01)
    assert (len(queue), queue.requests_of("a")) == (0, 0)
    assert (queue._used, queue._cheap_starts) == ({}, {})  # nothing else shows it


def test_quick_requests_of_a_client_overtake_costly_ones_for_a_bounded_time() -> None:
    clock = Clock()
    queue = FairQueue(9, 9, 9, clock)
    queue.append(Waiting("a", 1, expected_seconds=0.04))
    queue.append(Waiting("a", 2, expected_seconds=0.01))
    clock.now = DEADLINE_FACTOR * 0.04
    queue.append(Waiting("a", 3, expected_seconds=0.01))
    assert numbers(queue, 3) == [2, 1, 3]


def test_costly_requests_wait_for_one_another_and_the_others_pass_them() -> None:
    queue = FairQueue(9, 1, 9, Clock())
    for number in range(3):
        queue.append(Waiting("a", number, is_costly=True))
    queue.append(Waiting("a", 7))
    queue.append(Waiting("b", 8, is_costly=True))
    assert numbers(queue, 2) == [0, 7]
    assert (bool(queue), len(queue), queue.requests_of("a")) == (False, 3, 4)
    queue.finished(Turn("a", False, 0.0), 0.01)
    assert not queue
    queue.finished(Turn("a", True, 0.0), 0.2)
    assert queue.popleft().client == "b", "clients take turns in costly requests too"


def test_a_costly_address_is_expected_to_be_costly_again() -> None:
    costs = Costs()
    assert costs.expected("/search", "q=a", "x") < COSTLY_SECONDS
    costs.record("/search", "q=a", "x", 0.5)
    assert costs.expected("/search", "q=a", "y") == 0.5
    costs.record("/export.csv", "q=", "x", 9)
    assert costs.expected("/export.csv", "q=", "x") < COSTLY_SECONDS, "files have limits of their own"


def long_query(number: int) -> str:
    return f"q={number:0{LONG_QUERY}}"


def test_a_long_query_is_expected_to_take_as_long_as_its_clients_earlier_ones() -> None:
    costs = Costs()
    assert costs.expected("/search", long_query(0), "drafts") >= COSTLY_SECONDS, "nothing is known yet"
    for number in range(9):
        costs.record("/search", long_query(number), "attacker", 0.4)
        costs.record("/search", long_query(100 + number), "drafts", 0.02)
    costs.record("/search", long_query(9), "attacker", 0.01)
    assert costs.expected("/search", long_query(10), "attacker") >= COSTLY_SECONDS, "each can be another"
    assert costs.expected("/search", long_query(10), "drafts") < COSTLY_SECONDS
    assert costs.expected("/search", "q=short", "attacker") < COSTLY_SECONDS


def test_the_first_long_query_of_a_client_is_expected_to_take_as_long_as_other_first_ones() -> None:
    costs = Costs()
    for number in range(4):
        costs.record("/asked", long_query(number), f"reader {number}", 0.02)
    for number in range(100):
        costs.record("/search", long_query(number), "reader 1", 0.4)
    assert costs.expected("/asked", long_query(1_000), "new") < COSTLY_SECONDS, "one client's are its own"
    costs.record("/search", long_query(2_000), "another attacker", 0.4)
    assert costs.expected("/asked", long_query(1_000), "new") >= COSTLY_SECONDS
    for number in range(20):
        costs.record("/asked", long_query(number), f"later {number}", 0.02)
    assert costs.expected("/asked", long_query(1_000), "new") < COSTLY_SECONDS


def test_few_costs_are_stored() -> None:
    costs = Costs()
    costs.record("/", "first", "x", 9)
    costs.record("/", long_query(0), "attacker", 9)
    for number in range(MAX_ENTRIES):
        costs.record("/", long_query(number), str(number), 0.01)
    assert costs.expected("/", "first", "x") < COSTLY_SECONDS
    assert costs.expected("/", "first" * LONG_QUERY, "attacker") < COSTLY_SECONDS
    assert costs.expected("/", long_query(1), "x") == 0.01


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
    ],
)
def test_a_client_is_an_address_or_a_network(address: str, client: str) -> None:
    assert client_of(address) == client


@pytest.mark.parametrize(
    ("header", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("203.0.113.9, 192.0.2.7", "192.0.2.7"),
        ('"[2001:db8::1]"', "2001:db8::/64"),
        ("", ""),
    ],
)
def test_the_nearest_proxy_names_the_client(header: str, client: str) -> None:
    assert forwarded_client({"X_FORWARDED_FOR": header}) == client
    assert forwarded_client({}) == ""
