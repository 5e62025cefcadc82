"""Clients that search one engine all the time, and what they saw: answers, errors, wrong answers and how long each took."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import msgspec

from search.errors import SearchError

Answer = TypeVar("Answer")


class Seen(msgspec.Struct):
    """What the clients saw so far. ``slowest`` is in seconds; ``errors`` has each message with its number and its moments."""

    answers: int = 0
    slowest: float = 0.0
    seconds: list[float] = msgspec.field(default_factory=list)
    wrong: list[object] = msgspec.field(default_factory=list)
    errors: Counter[str] = msgspec.field(default_factory=Counter)
    last_error_at: float = float("-inf")

    def describe(self) -> str:
        """Return a line of figures."""
        ordered = sorted(self.seconds) or [0.0]
        p50, p95 = (1000 * ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.95))
        return (
            f"{self.answers:,} answers, {len(self.wrong)} wrong, {sum(self.errors.values())} errors, "
            f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, slowest {self.slowest:.2f} s"
        )


@contextmanager
def searching(ask: Callable[[], Answer], allowed: Callable[[Answer], bool], clients: int = 8) -> Iterator[Seen]:
    """Let some clients ask during the block. An answer that is not ``allowed`` is wrong."""
    seen, ended, lock = Seen(), threading.Event(), threading.Lock()

    def work() -> None:
        while not ended.is_set():
            started = time.monotonic()
            try:
                answer = ask()
            except SearchError as error:
                with lock:
                    seen.errors[str(error)] += 1
                    seen.last_error_at = time.monotonic()
                time.sleep(0.02)
                continue
            seconds = time.monotonic() - started
            with lock:
                seen.answers += 1
                seen.seconds.append(seconds)
                seen.slowest = max(seen.slowest, seconds)
                if not allowed(answer):
                    seen.wrong.append(answer)

    threads = [threading.Thread(target=work, name=f"client {number}", daemon=True) for number in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        ended.set()
        for thread in threads:
            thread.join(60)


def wait_until(holds: Callable[[], bool], seconds: float) -> float:
    """Wait until something holds; return how long that took. Raises ``TimeoutError``."""
    started = time.monotonic()
    while not holds():
        if time.monotonic() - started > seconds:
            raise TimeoutError(f"It did not hold in {seconds:.0f} seconds.")
        time.sleep(0.05)
    return time.monotonic() - started
