"""Whose request is answered next: addresses take turns, and none has every thread."""

from __future__ import annotations

import msgspec
import pytest

from web.server.clients import client_of, forwarded_client
from web.server.costs import REMEMBERED, Costs
from web.server.threads import Turns


class Waiting(msgspec.Struct):
    client: str
    number: int = 0
    is_costly: bool = False


def test_addresses_take_turns() -> None:
    turns = Turns(9, 9)
    for number in range(3):
        turns.append(Waiting("a", number))
    turns.append(Waiting("b"))
    order = [turns.popleft() for _ in range(4)]
    assert [each.client for each in order] == ["a", "b", "a", "a"]
    assert [each.number for each in order if each.client == "a"] == [0, 1, 2]  # type: ignore[attr-defined]


def test_an_address_leaves_a_thread_to_the_others() -> None:
    turns = Turns(2, 2)
    for _ in range(3):
        turns.append(Waiting("a"))
    assert [turns.popleft().client, turns.popleft().client] == ["a", "a"]
    assert not turns
    assert (len(turns), turns.requests_of("a")) == (1, 3)
    with pytest.raises(IndexError):
        turns.popleft()
    turns.append(Waiting("b"))
    assert turns.popleft().client == "b"
    turns.finished("a", False)
    assert turns.popleft().client == "a"


def test_an_address_that_has_been_answered_is_forgotten() -> None:
    turns = Turns(2, 2)
    turns.append(Waiting("a"))
    turns.popleft()
    turns.finished("a", False)
    assert (len(turns), turns.requests_of("a")) == (0, 0)


def test_costly_requests_wait_for_one_another_and_the_others_pass_them() -> None:
    turns = Turns(limit=9, costly_limit=1)
    for number in range(3):
        turns.append(Waiting("a", number, is_costly=True))
    turns.append(Waiting("a", 7))
    turns.append(Waiting("b", 8, is_costly=True))
    assert [turns.popleft().number for _ in range(2)] == [0, 7]  # type: ignore[attr-defined]
    assert (bool(turns), len(turns), turns.requests_of("a")) == (False, 3, 4)
    turns.finished("a", False)
    assert not turns
    turns.finished("a", True)
    assert turns.popleft().client == "b", "addresses take turns in costly requests too"


def test_what_was_costly_is_costly_the_next_time() -> None:
    costs = Costs()
    assert not costs.is_costly("/search", "q=a")
    assert costs.is_costly("/search", "q=" + "a" * 300)
    costs.learn("/search", "q=a", 0.5)
    costs.learn("/search", "q=" + "a" * 300, 0.01)
    assert costs.is_costly("/search", "q=a")
    assert not costs.is_costly("/search", "q=" + "a" * 300)
    costs.learn("/export.csv", "q=", 9)
    assert not costs.is_costly("/export.csv", "q="), "files have limits of their own"


def test_few_costs_are_remembered() -> None:
    costs = Costs()
    costs.learn("/", "first", 9)
    for number in range(REMEMBERED):
        costs.learn("/", str(number), 9)
    assert not costs.is_costly("/", "first")
    assert costs.is_costly("/", "0")


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
