"""Attacks a site in every way, one kind at a time and all together, and prints what a reader waited.

    python -m tests.attack --index DIR              five minutes with each kind and with all of them
    python -m tests.attack --root OTHER_CHECKOUT    the same of another version of the program, to compare
    python -m tests.attack --addresses FILE         with the costliest addresses that tests.attack.query_costs has found

For each kind: the reader's p50, p95 and longest wait, p95 as a multiple of that without an attack, the longest wait for the
health check, answers that failed, the greatest memory of the server without its mapped files, open files, and processor time.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path

import msgspec

from tests.attack import attackers, query_costs
from tests.attack.probe import SHARED, probing
from tests.attack.site import ROOT, Site, serving
from web.exports.formats import EXPORTS

SECONDS = 25.0
"""The time of each of the thirteen rows: more than five minutes in all."""

QUIET_SECONDS = 3.0
"""The pause before each row, in which the site starts and the first pages are read."""

NEAR = " AND ".join([f"({' OR '.join(['heading:%22the to of and in%22~999'] * 5)})"] * 4)
"""A search of words that every record has, near one another."""

READER = "127.0.0.2"
"""The address of the reader."""

CLIENTS = 8
"""Clients with a costly search each."""

MADE = 600
"""Made addresses among which the costliest are chosen, where none are given."""

COSTLY = f"/search?q={NEAR.replace(' ', '+')}"
COLUMNS = (("pages", 6), ("p50 ms", 8), ("p95 ms", 8), ("times", 7), ("max ms", 8), ("health", 8), ("failed", 7))
NAME_WIDTH = 28
MORE_COLUMNS = (("MB", 6), ("files", 7), ("cpu s", 7))

Attack = Callable[[Site], AbstractContextManager[None]]


class Row(msgspec.Struct, frozen=True):
    """What was measured during one attack, in seconds and bytes. ``failed`` counts answers to the reader and health checks."""

    pages: int
    median: float
    p95: float
    longest: float
    longest_health: float
    failed: int
    memory: int
    files: int
    processor: float


def attacks(costliest: Sequence[str]) -> dict[str, Attack]:
    """Return each kind of attack, and all together. ``costliest`` are made addresses that cost most."""
    paths = [f"/export.{ending}?q=" for ending in EXPORTS]
    kinds: dict[str, Attack] = {
        "8 readers of nothing": lambda site: attackers.slow_readers(site.address, paths),
        "8 x 8 readers of nothing": lambda site: attackers.slow_readers(site.address, paths * 8),
        "8 readers, a byte a second": lambda site: attackers.slow_readers(site.address, paths, 1),
        "abandoned workbooks": _abandoning,
        "8 costly searches": lambda site: attackers.repeated(site.address, [COSTLY] * CLIENTS),
        "8 costliest made addresses": lambda site: attackers.repeated(site.address, costliest),
        "99 half-sent requests": lambda site: attackers.half_sent(site.address, 99),
        "500 idle connections": lambda site: attackers.idle(site.address, 500),
        "8 senders, a byte a second": lambda site: attackers.slow_senders(site.address, 8),
        "500 senders": lambda site: attackers.slow_senders(site.address, 500),
    }
    all_kinds = tuple(kinds.values())
    return {
        "none": lambda _: nullcontext(),
        **kinds,
        "all together": lambda site: _together(site, all_kinds),
        "none again": lambda _: nullcontext(),
    }


@contextmanager
def _abandoning(site: Site) -> Iterator[None]:
    """Ask for eight workbooks every second, and hang up on each."""
    is_over = threading.Event()

    def run() -> None:
        while not is_over.wait(0.6):
            attackers.abandon(site.address, "/export.xlsx?q=", 8)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


@contextmanager
def _together(site: Site, kinds: tuple[Attack, ...]) -> Iterator[None]:
    with ExitStack() as stack:
        for attack in kinds:
            stack.enter_context(attack(site))
        yield


def measure(site: Site, attack: Attack, seconds: float, reader: str) -> Row:
    """Attack a site for ``seconds`` while its pages and its health are read from the address ``reader``."""
    with probing(site.address, source=reader):
        time.sleep(QUIET_SECONDS)
    processor, memory, files = site.processor_seconds(), 0, 0
    end = time.monotonic() + seconds
    with attack(site), probing(site.address, source=reader) as waits:
        while time.monotonic() < end:
            memory, files = max(memory, site.memory()), max(files, site.open_files())
            time.sleep(0.5)
    pages, health = waits.pages, waits.health
    return Row(
        *(len(pages.seconds), pages.quantile(0.5), pages.quantile(0.95), pages.longest, health.longest),
        *(len(pages.faults) + len(health.faults), memory, files, site.processor_seconds() - processor),
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--index", type=Path, required=True, help="the folder of an index, best of some 100,000 records")
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout of the program that is attacked")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="the time of each attack")
    parser.add_argument("--workers", default="1", help="server processes")
    parser.add_argument("--addresses", type=Path, help="a file of the costliest made addresses, one a line")
    parser.add_argument("--reader", default=READER, help=f"the reader's address; {SHARED} is that of the attackers")
    parser.add_argument("--only", default="", help="part of the names of the attacks to run; the first row is always run")
    options = parser.parse_args()
    index = options.index.resolve()
    costliest = options.addresses.read_text().split() if options.addresses else query_costs.costliest(index, MADE)
    print("attack".ljust(NAME_WIDTH) + "".join(name.rjust(width) for name, width in (*COLUMNS, *MORE_COLUMNS)))
    p95 = 0.0
    for name, attack in attacks(costliest[:CLIENTS]).items():
        if options.only not in name and p95:
            continue
        with (
            tempfile.TemporaryDirectory() as folder,
            serving(Path(folder), index, "--workers", options.workers, root=options.root) as site,
        ):
            row = measure(site, attack, options.seconds, options.reader)
        p95 = p95 or row.p95
        print(
            f"{name:{NAME_WIDTH}}{row.pages:6}"
            f"{row.median * 1e3:8.0f}{row.p95 * 1e3:8.0f}{row.p95 / p95:7.1f}{row.longest * 1e3:8.0f}"
            f"{row.longest_health * 1e3:8.0f}{row.failed:7}{row.memory / 1e6:6.0f}{row.files:7}{row.processor:7.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
