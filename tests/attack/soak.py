"""A site over real records, read by several clients for an hour, while its index is updated each minute and rebuilt twice.

    python -m tests.attack.soak --data DIR [--minutes 60] [--clients 8] [--workers 1]

DIR holds files of a source; the index is built of them in a folder of temporary files. After each change of the index a quiet
twin, a site over the same build with no other reader, is asked for the same addresses. Every answer that the clients had must
be the twin's for a build that was current while it was made. Prints answers by status, wrong answers, lines of errors in the
log, and the memory and open files of the site in each quarter of the time.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from search.engines import open_index
from search.engines.whoosh.format.builds import Builds
from search.lexicon import synonym_file
from tests.attack.address_grammar import AddressGrammar
from tests.attack.query_costs import sample_material
from tests.attack.site import ROOT, Site, serving
from tests.indexer.source_records import official

MINUTES = 60.0
CLIENTS = 8
ADDRESSES = 60
COMMON = ("/", "/search?q=the", "/search.json?q=school+funding", "/coverage.json", "/changes", "/search.atom?q=nurses")
REBUILDS = 2
UPDATE_SECONDS = 60.0
SAMPLE_SECONDS = 5.0
PAUSE_SECONDS = 1.0
"""The pause of a client after an answer."""

ADDED = 20
FIRST_ID = 90_000_000
"""The ids of the records that updates add, above those of real ones."""

MAX_GROWTH = 1.15
GROWTH_BYTES = 20_000_000
GROWTH_FILES = 20
"""Memory and open files are flat if the last quarter has at most this more than the second."""

TIMEOUT_SECONDS = 60.0
ROOT_URL = "http://localhost"
"""The address that the sites write, whatever their port is."""


class Answer(msgspec.Struct, frozen=True):
    """What a client was answered: a digest of status and body, and when it was asked and answered."""

    address: str
    status: int
    digest: str
    sent: float
    received: float


class Served(msgspec.Struct):
    """A build: when it may have become current, when it may last have been current, and what the twin answers from it."""

    name: str
    start: float
    end: float
    digests: dict[str, str]


class Soak:
    """One soak: the folder of the index, the builds it has had, and what the clients were answered."""

    def __init__(self, data: Path, folder: Path, addresses: Sequence[str]) -> None:
        self._data, self._folder = data, folder
        self.index = folder / "index"
        self._addresses = addresses
        self.builds: list[Served] = []
        self._answers: list[Answer] = []
        self.statuses: Counter[int] = Counter()
        self.wrong: list[str] = []
        self.changes: list[str] = []
        self._is_over = threading.Event()

    def read(self, site: Site, seed: int) -> None:
        """Ask for the addresses in any order until the soak is over."""
        dice = random.Random(seed)
        with closing(http.client.HTTPConnection(*site.address, timeout=TIMEOUT_SECONDS)) as connection:
            while not self._is_over.wait(PAUSE_SECONDS):
                self.note(ask(connection, dice.choice(self._addresses)))

    def note(self, answer: Answer) -> None:
        """Keep an answer until it is compared."""
        self._answers.append(answer)

    def end(self) -> None:
        """Let the clients stop."""
        self._is_over.set()

    @contextmanager
    def clients(self, site: Site, count: int) -> Iterator[None]:
        """Read the site with ``count`` clients while the block runs."""
        threads = [threading.Thread(target=self.read, args=(site, seed)) for seed in range(count)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.end()
            for thread in threads:
                thread.join()

    def update(self, number: int) -> None:
        """Add records, change some of the ones added before, and remove one."""
        file = self._folder / "added" / f"{number:04}.ndjson"
        file.parent.mkdir(exist_ok=True)
        offsets = [*range(ADDED * number, ADDED * (number + 1)), *range(0, ADDED * number, 7)]
        file.write_text("".join(json.dumps(_record(FIRST_ID + offset, number)) + "\n" for offset in offsets))
        self._change("update", str(file), "--remove", str(FIRST_ID + ADDED * number + 3))

    def rebuild(self) -> None:
        """Build the index again, of the same files and of what updates have added."""
        added = sorted((self._folder / "added").glob("*.ndjson"))
        self._change("build", str(self._data), *map(str, added))

    def _change(self, name: str, *arguments: str) -> None:
        start = time.monotonic()
        index_command(name, *arguments, "--index", str(self.index))
        end = time.monotonic()
        if self.builds:
            self.builds[-1].end = end
        self.changes.append(f"{name} {end - start:.0f} s")
        self.compare_with_twin(start)

    def compare_with_twin(self, start: float) -> None:
        """Ask a quiet twin of the current build, and compare what the clients were answered since the last change."""
        build = Builds(self.index).current()
        twin = self._folder / "twin"
        shutil.rmtree(twin, ignore_errors=True)
        shutil.copytree(build, twin / "index" / "builds" / build.name, copy_function=os.link)
        (twin / "index" / "CURRENT").write_text(f"{build.name}\n")
        with (
            serving(twin, twin / "index", WRANS_ADDRESS=ROOT_URL, WRANS_LIMIT="0") as site,
            closing(http.client.HTTPConnection(*site.address, timeout=TIMEOUT_SECONDS)) as connection,
        ):
            digests = {address: ask(connection, address).digest for address in self._addresses}
        self.builds.append(Served(build.name, start, float("inf"), digests))
        self.compare()

    def compare(self) -> None:
        """Compare each answer with those of the builds that may have been current while it was made."""
        answers, self._answers = self._answers, []
        newest = self.builds[-1].start
        for answer in answers:
            if answer.received >= newest and not self._is_over.is_set():
                self._answers.append(answer)  # the next build may have answered it
                continue
            self.statuses[answer.status] += 1
            current = [build for build in self.builds if build.start <= answer.received and answer.sent <= build.end]
            if answer.digest not in {build.digests[answer.address] for build in current}:
                self.wrong.append(f"{answer.status} {answer.address[:200]}")


def _record(number: int, week: int) -> dict[str, object]:
    text = f"To ask the Secretary of State for Health, how many nurses and school lanterns there were in week {week}."
    answer = f"<p>There were {number % 1_000} nurses, and funding for {week} schools.</p>"
    return official(id=number, uin=str(number % 1_000_000), questionText=text, answerText=answer, heading="Nurses: Schools")


def ask(connection: http.client.HTTPConnection, address: str) -> Answer:
    """Ask for an address on a connection that stays open; status 0 if there is no answer."""
    sent = time.monotonic()
    try:
        connection.request("GET", address)
        response = connection.getresponse()
        status, body = response.status, response.read()
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        status, body = 0, repr(error).encode()
    return Answer(address, status, hashlib.sha256(b"%d " % status + body).hexdigest(), sent, time.monotonic())


def index_command(*arguments: str) -> None:
    """Run a command of the indexer. Raises ``CalledProcessError`` if it fails."""
    subprocess.run([sys.executable, "-m", "indexer", *arguments], cwd=ROOT, check=True, capture_output=True)


def chosen_addresses(index: Path, seed: int, count: int = ADDRESSES) -> list[str]:
    """Return made addresses of every kind, and common ones; none of files, which are refused while others are made."""
    engine = open_index(index, synonym_file.read(None))
    grammar = AddressGrammar(seed, sample_material(engine))
    candidates = (grammar.address() for _ in range(20 * count))
    addresses = [address for address in candidates if not address.startswith("/export.")]
    engine.close()
    return [*COMMON, *addresses[:count]]


def soak(
    data: Path,
    folder: Path,
    minutes: float,
    clients: int,
    workers: str,
    update_seconds: float = UPDATE_SECONDS,
    addresses: int = ADDRESSES,
) -> bool:
    """Run a soak and print what happened. Returns whether nothing went wrong."""
    index_command("build", str(data), "--index", str(folder / "index"))
    soaked = Soak(data, folder, chosen_addresses(folder / "index", 1, addresses))
    soaked.compare_with_twin(time.monotonic())
    samples: list[tuple[float, int, int]] = []
    with serving(folder, soaked.index, "--workers", workers, WRANS_ADDRESS=ROOT_URL, WRANS_LIMIT="0") as site:
        start = time.monotonic()
        sampling = threading.Thread(target=_sample, args=(site, start, start + minutes * 60, samples))
        sampling.start()
        with soaked.clients(site, clients):
            _keep_changing(soaked, start, minutes * 60, update_seconds)
        sampling.join()
        soaked.compare()
        errors = [line for line in site.log.read_text().splitlines() if " ERROR " in line or "Traceback" in line]
    return _report(soaked, errors, samples, minutes * 60)


def _keep_changing(soaked: Soak, start: float, seconds: float, update_seconds: float) -> None:
    """Update and rebuild the index until the time is over; on a slow machine, until it was rebuilt as often as it should be."""
    rebuild_at = [start + seconds * (number + 1) / (REBUILDS + 1) for number in range(REBUILDS)]
    number, end = 0, start + seconds
    while time.monotonic() < end or rebuild_at:
        next_update = time.monotonic() + update_seconds
        if rebuild_at and time.monotonic() > rebuild_at[0]:
            rebuild_at.pop(0)
            soaked.rebuild()
        else:
            soaked.update(number)
            number += 1
        time.sleep(max(0.0, min(next_update, end) - time.monotonic()))


def _sample(site: Site, start: float, end: float, samples: list[tuple[float, int, int]]) -> None:
    while time.monotonic() < end:
        samples.append((time.monotonic() - start, site.memory(), site.open_files()))
        time.sleep(min(SAMPLE_SECONDS, max(0.1, (end - start) / 40)))


def _report(soaked: Soak, errors: Sequence[str], samples: Sequence[tuple[float, int, int]], seconds: float) -> bool:
    statuses = ", ".join(f"{status}: {count:,}" for status, count in sorted(soaked.statuses.items()))
    print(
        f"{soaked.statuses.total():,} answers by status: {statuses}; {len(soaked.changes)} changes: {', '.join(soaked.changes)}"
    )
    failed = sum(count for status, count in soaked.statuses.items() if status == 0 or status >= 500)
    print(f"failed: {failed}; wrong against the twin: {len(soaked.wrong)}; errors in the log: {len(errors)}")
    print(*soaked.wrong[:10], *errors[:10], sep="\n")
    quarters = [[sample for sample in samples if sample[0] // (seconds / 4) == number] for number in range(4)]
    memory = [statistics.median(sample[1] for sample in quarter) for quarter in quarters if quarter]
    files = [statistics.median(sample[2] for sample in quarter) for quarter in quarters if quarter]
    print(
        "memory in MB by quarter:",
        *(f"{value / 1e6:.0f}" for value in memory),
        "most",
        f"{max(s[1] for s in samples) / 1e6:.0f}",
    )
    print("open files by quarter:", *(f"{value:.0f}" for value in files), "most", max(sample[2] for sample in samples))
    is_flat = memory[-1] <= memory[1] * MAX_GROWTH + GROWTH_BYTES and files[-1] <= files[1] + GROWTH_FILES
    return not (failed or soaked.wrong or errors) and is_flat


def main() -> None:
    """Soak, and print. The exit code is 1 if something went wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="files of a source, best of some 100,000 records")
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--workers", default="1", help="server processes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        is_well = soak(options.data.resolve(), Path(folder), options.minutes, options.clients, options.workers)
    sys.exit(0 if is_well else 1)


if __name__ == "__main__":
    main()
