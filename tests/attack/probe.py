"""A reader and a health check that go on while a site is attacked, and what they waited."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress

import msgspec

from tests.attack.site import ROOT

HEALTH = "/health"
PAGES = ("/search?q=the", "/search?q=school+funding", "/", "/search?q=lantern&house=Commons", "/search?q=nurses&sort=newest")
"""What the reader opens, again and again."""

SHARED = "127.0.0.1"
"""The address of attackers. A reader who has it too shares their limits and turns, as behind one proxy."""

PAUSE_SECONDS = 0.05
"""The pause of the reader, and of the health check, after an answer."""

GIVEN_UP_SECONDS = 30.0
"""An answer that has not come by then counts as one of that time."""


class Waits(msgspec.Struct):
    """The seconds of each answer, and every status that is not 200 or 304."""

    seconds: list[float] = []
    faults: list[str] = []

    def quantile(self, share: float) -> float:
        """The seconds that this share of the answers took at most. 0 without answers."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    @property
    def longest(self) -> float:
        """The longest wait in seconds."""
        return max(self.seconds, default=0.0)


class Measured(msgspec.Struct):
    """The waits of a reader and of a health check at the same time."""

    pages: Waits
    health: Waits


def fetch(address: tuple[str, int], path: str, source: str = SHARED, timeout: float = GIVEN_UP_SECONDS) -> tuple[int, float]:
    """Open a page as a new visitor, from the address ``source``.

    Returns the status, 0 where no answer came, and the seconds until the last byte.
    """
    start = time.perf_counter()
    try:
        with closing(http.client.HTTPConnection(*address, timeout=timeout, source_address=(source, 0))) as connection:
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            return response.status, time.perf_counter() - start
    except (OSError, http.client.HTTPException):
        return 0, time.perf_counter() - start


@contextmanager
def probing(address: tuple[str, int], pages: Sequence[str] = PAGES, source: str = SHARED) -> Iterator[Measured]:
    """Read pages and check the health, from the address ``source``, until the block ends; then ``Measured`` is filled.

    This happens in a process of its own, so that the attackers, which are in this one, do not slow the readers.
    """
    measured = Measured(Waits(), Waits())
    command = [sys.executable, "-m", "tests.attack.probe", address[0], str(address[1]), source, *pages]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as probe:
        assert probe.stdout is not None
        assert probe.stdout.readline() == b"reading\n"
        try:
            yield measured
        finally:
            result = msgspec.json.decode(probe.communicate()[0], type=Measured)
            measured.pages, measured.health = result.pages, result.health


def _read(address: tuple[str, int], source: str, pages: Sequence[str], waits: Waits, is_over: threading.Event) -> None:
    number = 0
    while not is_over.is_set():
        page = pages[number % len(pages)]
        status, seconds = fetch(address, page, source)
        waits.seconds.append(seconds)
        if status not in (200, 304):
            waits.faults.append(f"{page}: {status or 'no answer'}")
        number += 1
        is_over.wait(PAUSE_SECONDS)


def _take_precedence() -> None:
    """Run this program before all others of the machine, where that is allowed.

    A reader has a machine of its own, whose waits for a processor are no waits for the site. Beside a crawler and two server
    processes on two processors, the reader's threads waited 2.5 ms each time they had something to do, about four times a page.
    """
    with suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))


def main(host: str, port: str, source: str, *pages: str) -> None:
    """Read until standard input ends, then print what was measured as JSON."""
    _take_precedence()
    measured, is_over = Measured(Waits(), Waits()), threading.Event()
    threads = [
        threading.Thread(target=_read, args=((host, int(port)), source, pages, measured.pages, is_over)),
        threading.Thread(target=_read, args=((host, int(port)), source, (HEALTH,), measured.health, is_over)),
    ]
    for thread in threads:
        thread.start()
    print("reading", flush=True)
    sys.stdin.read()
    is_over.set()
    for thread in threads:
        thread.join()
    print(msgspec.json.encode(measured).decode())


if __name__ == "__main__":
    main(*sys.argv[1:])
