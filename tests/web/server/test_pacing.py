"""Requests of clients who have used much, and long ones, pause while others are answered, and keep a share of the time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from web.server import pacing
from web.server.pacing import RequestScheduler, RunningRequest

WAIT_SECONDS = 30.0
"""How long is waited for what happens at once on a quiet machine."""


@pytest.fixture
def scheduler(monkeypatch: pytest.MonkeyPatch) -> RequestScheduler:
    """Requests look at every yield point whether they are preceded, and pause for as long as they are."""
    monkeypatch.setattr(pacing, "SLICE_SECONDS", 0.0)
    monkeypatch.setattr(pacing, "PAUSE_RATIO", 1e9)
    monkeypatch.setattr(pacing, "MAX_PAUSE_SECONDS", 1e9)
    return RequestScheduler()


@contextmanager
def under_way(scheduler: RequestScheduler, client: str, *, is_long: bool = False) -> Iterator[RunningRequest]:
    running = scheduler.begin(client, is_long=is_long)
    try:
        yield running
    finally:
        running.end()


def compute(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def use(scheduler: RequestScheduler, client: str, seconds: float) -> None:
    """Answer a request of a client that takes so much of the processor."""
    with under_way(scheduler, client):
        compute(seconds)


class Beside(threading.Thread):
    """A request in another thread: it works, and passes ``points`` yield points."""

    def __init__(self, scheduler: RequestScheduler, client: str, *, is_long: bool = False, points: int = 1) -> None:
        super().__init__(daemon=True)
        self._begin: Callable[[], RunningRequest] = lambda: scheduler.begin(client, is_long=is_long)
        self._points = points
        self.start()

    def run(self) -> None:
        running = self._begin()
        for _ in range(self._points):
            compute(0.001)
            running.pause()
        running.end()

    @property
    def is_over(self) -> bool:
        self.join(0.2)
        return not self.is_alive()


def test_a_request_alone_goes_on(scheduler: RequestScheduler) -> None:
    for is_long in (False, True):
        with under_way(scheduler, "a", is_long=is_long) as running:
            running.pause()


def test_the_processor_time_is_not_read_at_every_yield_point(
    scheduler: RequestScheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    with under_way(scheduler, "a") as running:
        running.pause()
        monkeypatch.delattr(time, "thread_time")
        monkeypatch.setattr(time, "monotonic", lambda: 0.0)
        for _ in range(100):
            running.pause()
        monkeypatch.undo()


def test_a_long_request_pauses_while_a_short_one_is_answered_even_of_the_same_client(scheduler: RequestScheduler) -> None:
    for client in ("a", "b"):
        with under_way(scheduler, client):
            beside = Beside(scheduler, "a", is_long=True)
            assert not beside.is_over
        beside.join(WAIT_SECONDS)
        assert not beside.is_alive()


def test_a_request_becomes_long_by_what_it_uses(scheduler: RequestScheduler, monkeypatch: pytest.MonkeyPatch) -> None:
    with under_way(scheduler, "a"):
        assert Beside(scheduler, "a").is_over
        monkeypatch.setattr(pacing, "COSTLY_SECONDS", 0.0005)
        beside = Beside(scheduler, "a")
        assert not beside.is_over
    beside.join(WAIT_SECONDS)


def test_a_client_that_has_used_more_pauses_for_one_that_has_used_less(scheduler: RequestScheduler) -> None:
    use(scheduler, "greedy", pacing.MARGIN_SECONDS * 3)
    with under_way(scheduler, "modest"):
        beside = Beside(scheduler, "greedy")
        assert not beside.is_over
        assert Beside(scheduler, "modest").is_over
    beside.join(WAIT_SECONDS)
    with under_way(scheduler, "greedy"):
        assert Beside(scheduler, "modest").is_over
        assert Beside(scheduler, "greedy").is_over


def test_a_client_with_many_requests_pauses_for_one_with_a_single_request(scheduler: RequestScheduler) -> None:
    use(scheduler, "reader", pacing.UNDER_WAY_SECONDS / 4)
    with under_way(scheduler, "reader"), under_way(scheduler, "new"), under_way(scheduler, "new"):
        beside = Beside(scheduler, "new")
        assert not beside.is_over
    beside.join(WAIT_SECONDS)


def test_a_short_request_passes_long_ones_that_pause_as_soon_as_none_precedes_it(scheduler: RequestScheduler) -> None:
    use(scheduler, "greedy", pacing.MARGIN_SECONDS * 3)
    with under_way(scheduler, "modest") as first, under_way(scheduler, "other"):
        long = Beside(scheduler, "other", is_long=True)
        assert not long.is_over
        use(scheduler, "other", pacing.MARGIN_SECONDS * 6)
        short = Beside(scheduler, "greedy")
        assert not short.is_over
        first.end()
        short.join(WAIT_SECONDS)
        assert not short.is_alive()
        assert long.is_alive()
    long.join(WAIT_SECONDS)


def test_the_time_that_a_client_used_decays(scheduler: RequestScheduler, monkeypatch: pytest.MonkeyPatch) -> None:
    use(scheduler, "once greedy", pacing.MARGIN_SECONDS * 3)
    monkeypatch.setattr(pacing, "HALF_LIFE_SECONDS", 0.01)
    time.sleep(0.1)
    with under_way(scheduler, "modest"):
        assert Beside(scheduler, "once greedy").is_over


def test_a_request_that_pauses_keeps_a_share_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "SLICE_SECONDS", 0.0)
    scheduler = RequestScheduler()
    start = time.monotonic()
    with under_way(scheduler, "a"):
        beside = Beside(scheduler, "b", is_long=True, points=20)
        beside.join(WAIT_SECONDS)
        assert not beside.is_alive()
    assert time.monotonic() - start > 20 * 0.001 * pacing.PAUSE_RATIO


def test_no_pause_is_longer_than_the_longest_whatever_was_worked_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "PAUSE_RATIO", 1e9)
    scheduler = RequestScheduler()
    with under_way(scheduler, "a"):
        beside = Beside(scheduler, "b", is_long=True, points=5)
        beside.join(WAIT_SECONDS)
        assert not beside.is_alive()


ROUNDS = 25
"""So many that on a busy machine the second thread is not still waiting for the processor when the first has finished."""


def test_of_two_long_requests_one_works_and_then_the_other() -> None:
    scheduler, answered, have_begun = RequestScheduler(), [], threading.Barrier(2)

    def run(name: str) -> None:
        running = scheduler.begin(name, is_long=True)
        have_begun.wait(WAIT_SECONDS)
        for _ in range(ROUNDS):
            answered.append(name)
            compute(pacing.SLICE_SECONDS * 1.5)
            running.pause()
        running.end()

    threads = [threading.Thread(target=run, args=(name,), daemon=True) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
    assert not any(thread.is_alive() for thread in threads)
    assert sorted(answered) == ["a"] * ROUNDS + ["b"] * ROUNDS
    assert "a" * ROUNDS not in "".join(answered)


def test_a_long_request_that_waits_for_something_else_keeps_no_other_waiting(scheduler: RequestScheduler) -> None:
    with under_way(scheduler, "a", is_long=True) as running:
        running.pause()
        beside = Beside(scheduler, "b", is_long=True)
        beside.join(WAIT_SECONDS)
        assert not beside.is_alive()


def test_a_request_pauses_at_once_for_requests_that_precede_it() -> None:
    scheduler = RequestScheduler()
    with under_way(scheduler, "reader"), under_way(scheduler, "greedy", is_long=True) as running:
        start = time.monotonic()
        running.pause()
        assert time.monotonic() - start >= pacing.SLICE_SECONDS * pacing.PAUSE_RATIO
