"""Requests of clients who have used much, and long ones, pause while others are answered, and keep a share of the time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from web.server import pacing
from web.server.pacing import Pace, Work

WAIT_SECONDS = 30.0
"""How long is waited for what happens at once on a quiet machine."""


@pytest.fixture
def pace(monkeypatch: pytest.MonkeyPatch) -> Pace:
    """Requests look at every yield point whether they are preceded, and pause for as long as they are."""
    monkeypatch.setattr(pacing, "SLICE_SECONDS", 0.0)
    monkeypatch.setattr(pacing, "PAUSE_RATIO", 1e9)
    monkeypatch.setattr(pacing, "MAX_PAUSE_SECONDS", 1e9)
    return Pace()


@contextmanager
def under_way(pace: Pace, client: str, *, is_long: bool = False) -> Iterator[Work]:
    work = pace.begin(client, is_long=is_long)
    try:
        yield work
    finally:
        work.end()


def compute(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def use(pace: Pace, client: str, seconds: float) -> None:
    """Answer a request of a client that takes so much of the processor."""
    with under_way(pace, client):
        compute(seconds)


class Beside(threading.Thread):
    """A request in another thread: it works, and passes ``points`` yield points."""

    def __init__(self, pace: Pace, client: str, *, is_long: bool = False, points: int = 1) -> None:
        super().__init__(daemon=True)
        self._begin: Callable[[], Work] = lambda: pace.begin(client, is_long=is_long)
        self._points = points
        self.start()

    def run(self) -> None:
        work = self._begin()
        for _ in range(self._points):
            compute(0.001)
            work.give_way()
        work.end()

    @property
    def is_over(self) -> bool:
        self.join(0.2)
        return not self.is_alive()


def test_a_request_alone_goes_on(pace: Pace) -> None:
    for is_long in (False, True):
        with under_way(pace, "a", is_long=is_long) as work:
            work.give_way()


def test_a_long_request_pauses_while_a_short_one_is_answered_even_of_the_same_client(pace: Pace) -> None:
    for client in ("a", "b"):
        with under_way(pace, client):
            beside = Beside(pace, "a", is_long=True)
            assert not beside.is_over
        beside.join(WAIT_SECONDS)
        assert not beside.is_alive()


def test_a_request_becomes_long_by_what_it_uses(pace: Pace, monkeypatch: pytest.MonkeyPatch) -> None:
    with under_way(pace, "a"):
        assert Beside(pace, "a").is_over
        monkeypatch.setattr(pacing, "COSTLY_SECONDS", 0.0005)
        beside = Beside(pace, "a")
        assert not beside.is_over
    beside.join(WAIT_SECONDS)


def test_a_client_who_has_used_more_lets_one_pass_who_has_used_less(pace: Pace) -> None:
    use(pace, "greedy", pacing.MARGIN_SECONDS * 3)
    with under_way(pace, "modest"):
        beside = Beside(pace, "greedy")
        assert not beside.is_over
        assert Beside(pace, "modest").is_over
    beside.join(WAIT_SECONDS)
    with under_way(pace, "greedy"):
        assert Beside(pace, "modest").is_over
        assert Beside(pace, "greedy").is_over


def test_a_client_who_begins_many_requests_at_once_lets_one_pass_who_has_one(pace: Pace) -> None:
    use(pace, "reader", pacing.UNDER_WAY_SECONDS / 4)
    with under_way(pace, "reader"), under_way(pace, "new"), under_way(pace, "new"):
        beside = Beside(pace, "new")
        assert not beside.is_over
    beside.join(WAIT_SECONDS)


def test_a_short_request_passes_long_ones_that_pause_as_soon_as_none_precedes_it(pace: Pace) -> None:
    use(pace, "greedy", pacing.MARGIN_SECONDS * 3)
    with under_way(pace, "modest") as first, under_way(pace, "other"):
        long = Beside(pace, "other", is_long=True)
        assert not long.is_over
        use(pace, "other", pacing.MARGIN_SECONDS * 6)
        short = Beside(pace, "greedy")
        assert not short.is_over
        first.end()
        short.join(WAIT_SECONDS)
        assert not short.is_alive()
        assert long.is_alive()
    long.join(WAIT_SECONDS)


def test_the_time_that_a_client_used_decays(pace: Pace, monkeypatch: pytest.MonkeyPatch) -> None:
    use(pace, "once greedy", pacing.MARGIN_SECONDS * 3)
    monkeypatch.setattr(pacing, "HALF_LIFE_SECONDS", 0.01)
    time.sleep(0.1)
    with under_way(pace, "modest"):
        assert Beside(pace, "once greedy").is_over


def test_a_request_that_pauses_keeps_a_share_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "SLICE_SECONDS", 0.0)
    pace = Pace()
    start = time.monotonic()
    with under_way(pace, "a"):
        beside = Beside(pace, "b", is_long=True, points=20)
        beside.join(WAIT_SECONDS)
        assert not beside.is_alive()
    assert time.monotonic() - start > 20 * 0.001 * pacing.PAUSE_RATIO


def test_no_pause_is_longer_than_the_longest_whatever_was_worked_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "PAUSE_RATIO", 1e9)
    pace = Pace()
    with under_way(pace, "a"):
        beside = Beside(pace, "b", is_long=True, points=5)
        beside.join(WAIT_SECONDS)
        assert not beside.is_alive()


ROUNDS = 25
"""So many that on a busy machine the second thread is not still waiting for the processor when the first has finished."""


def test_of_two_long_requests_one_works_and_then_the_other() -> None:
    pace, turns, have_begun = Pace(), [], threading.Barrier(2)

    def run(name: str) -> None:
        work = pace.begin(name, is_long=True)
        have_begun.wait(WAIT_SECONDS)
        for _ in range(ROUNDS):
            turns.append(name)
            compute(pacing.SLICE_SECONDS * 1.5)
            work.give_way()
        work.end()

    threads = [threading.Thread(target=run, args=(name,), daemon=True) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
    assert not any(thread.is_alive() for thread in threads)
    assert sorted(turns) == ["a"] * ROUNDS + ["b"] * ROUNDS
    assert "a" * ROUNDS not in "".join(turns)


def test_a_long_request_that_waits_for_something_else_keeps_no_other_waiting(pace: Pace) -> None:
    with under_way(pace, "a", is_long=True) as work:
        work.give_way()
        beside = Beside(pace, "b", is_long=True)
        beside.join(WAIT_SECONDS)
        assert not beside.is_alive()


def test_a_request_gives_way_at_once_to_requests_that_precede_it() -> None:
    pace = Pace()
    with under_way(pace, "reader"), under_way(pace, "greedy", is_long=True) as work:
        start = time.monotonic()
        work.give_way()
        assert time.monotonic() - start >= pacing.SLICE_SECONDS * pacing.PAUSE_RATIO
