"""What hostile addresses cost, in processor time and memory: ``python -m tests.attack.query_costs INDEX [NUMBER] [SEED]``.

Prints the cost of a common word's page, the number of made addresses by status, the greatest costs, and the ten costliest.
"""

from __future__ import annotations

import argparse
import re
import resource
import sys
import time
from collections import Counter
from contextlib import suppress
from heapq import nlargest
from pathlib import Path
from urllib.parse import unquote_plus

import msgspec
from flask.testing import FlaskClient

from app import reduce_garbage_collection
from search.engine import Engine
from search.engines import open_index
from search.lexicon import synonym_file
from search.model.question import Question
from search.query.request import SearchRequest
from tests.attack.address_grammar import AddressGrammar
from tests.attack.query_grammar import Material, material
from web import Assets, create_app

COSTLIEST = 10
SHOWN_CHARACTERS = 300

MAX_SECONDS = 0.5
"""Processor time of the costliest address."""

MAX_TIMES = 50
"""The cost of the costliest address in pages of a common word."""

MAX_MEGABYTES = 50.0
"""The memory of the costliest address."""

FILES = "/export."
"""Files have limits of their own; what is measured of one is its search."""

COMMON_PAGE = "/search?q=health"
WARMING_PAGES = 20
COMMON_PAGES = 31
"""The median of ``COMMON_PAGES`` pages is taken. The first pages of a process take twice as long and are left out."""

SAMPLE_RECORDS = 400

READ_AT_ONCE = 1 << 20
"""Bytes."""

_FILES_OF_PROCESS = Path("/proc/self")


class Cost(msgspec.Struct, frozen=True):
    """The status of an address, the processor time of its answer, and the peak growth of the process meanwhile.

    Mapped pages of the index do not count as growth.
    """

    address: str
    status: int
    seconds: float
    megabytes: float

    def __str__(self) -> str:
        return f"{self.seconds:6.3f} s {self.megabytes:6.1f} MB {self.status} {unquote_plus(self.address)[:SHOWN_CHARACTERS]}"


def sample_material(engine: Engine) -> Material:
    """Return the material of searches: frequent words, and records from the whole of an index."""
    total = engine.info().records
    per_page = SAMPLE_RECORDS // 4
    pages = {1 + number * (total // per_page) // 4 for number in range(4)}
    questions: list[Question] = []
    for page in sorted(pages):
        request = SearchRequest(sort="newest", per_page=per_page, page=page, with_snippets=False)
        questions += [hit.question for hit in engine.search(request).hits]
    return material(engine.vocabulary().source, questions)


def map_in(index: Path) -> None:
    """Read each page of an index that this process maps, where the system can (Linux), so that it is not measured as growth.

    Processes share these pages, and the system takes them back when it needs memory.
    """
    with suppress(OSError), (_FILES_OF_PROCESS / "mem").open("rb", buffering=0) as memory:
        for line in (_FILES_OF_PROCESS / "maps").read_text().splitlines():
            if f" {index.resolve()}/" not in line:
                continue
            start, end = (int(bound, 16) for bound in line.partition(" ")[0].split("-"))
            memory.seek(start)
            while memory.tell() < end:
                memory.read(min(READ_AT_ONCE, end - memory.tell()))


def measure(client: FlaskClient, address: str) -> Cost:
    """Ask for an address; of a stream, read only the first piece, which costs the search."""
    before = begin_peak()
    start = time.process_time()
    response = client.get(address, buffered=False)
    next(iter(response.response), b"")
    response.close()
    seconds = time.process_time() - start
    return Cost(address, response.status_code, seconds, peak_megabytes() - before)


def begin_peak() -> float:
    """Begin a new peak of memory where the system can (Linux). Returns the memory from which it grows, in megabytes."""
    with suppress(OSError):
        (_FILES_OF_PROCESS / "clear_refs").write_text("5")
    return peak_megabytes()


def peak_megabytes() -> float:
    """Return the greatest memory of this process, in megabytes, since its peak began."""
    try:
        status = (_FILES_OF_PROCESS / "status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024


def measure_common(client: FlaskClient) -> Cost:
    """Return the median cost of a common word's page, after ``WARMING_PAGES`` of it."""
    costs = [measure(client, COMMON_PAGE) for _ in range(WARMING_PAGES + COMMON_PAGES)][WARMING_PAGES:]
    return sorted(costs, key=lambda cost: cost.seconds)[COMMON_PAGES // 2]


def measure_made(index: Path, number: int, seed: int) -> tuple[Cost, list[Cost]]:
    """Return what a common word's page costs, and what made addresses cost. After an interrupt: those that were measured."""
    engine = open_index(index, synonym_file.read(None))
    client = create_app(engine, Assets.find()).test_client()
    grammar = AddressGrammar(seed, sample_material(engine))
    reduce_garbage_collection()  # as the server does: otherwise a full collection counts as the cost of one address
    map_in(index)
    common = measure_common(client)
    costs: list[Cost] = []
    with suppress(KeyboardInterrupt):
        while len(costs) < number:
            costs.append(measure(client, grammar.address()))
    return common, costs


def costliest(index: Path, number: int, seed: int = 1) -> list[str]:
    """Return the addresses that cost most among made ones, but for files, the costliest first."""
    return _addresses(measure_made(index, number, seed)[1])


def _addresses(costs: list[Cost]) -> list[str]:
    pages = [cost for cost in costs if not cost.address.startswith(FILES)]
    return [cost.address for cost in nlargest(COSTLIEST, pages, key=lambda cost: cost.seconds)]


def main() -> None:
    """Measure made addresses over an index. The exit code is 1 if one costs too much, or fails."""
    parser = argparse.ArgumentParser("python -m tests.attack.query_costs", description=__doc__)
    parser.add_argument("index", type=Path, help="folder of the index")
    parser.add_argument("number", type=int, nargs="?", default=20_000, help="number of addresses")
    parser.add_argument("seed", type=int, nargs="?", default=1, help="seed of the addresses")
    parser.add_argument("--costliest", type=Path, help="a file to write the costliest addresses to, for tests.attack")
    arguments = parser.parse_args()
    common, costs = measure_made(arguments.index, arguments.number, arguments.seed)
    if arguments.costliest:
        arguments.costliest.write_text("".join(f"{address}\n" for address in _addresses(costs)))
    if not report(common, costs):
        sys.exit(1)


def report(common: Cost, costs: list[Cost]) -> bool:
    """Print what addresses cost. Returns whether none costs too much, and none failed."""
    dearest, largest = max(costs, key=lambda cost: cost.seconds), max(costs, key=lambda cost: cost.megabytes)
    statuses = sorted(Counter(cost.status for cost in costs).items())
    print(f"A common word's page: {common.seconds:.4f} s. Made addresses: {len(costs):,}, by status:", end=" ")
    print(", ".join(f"{status}: {count:,}" for status, count in statuses))
    times = dearest.seconds / common.seconds
    print(f"Greatest: {dearest.seconds:.3f} s of {MAX_SECONDS}; {times:.1f} common pages of {MAX_TIMES};", end=" ")
    print(f"{largest.megabytes:.1f} MB of {MAX_MEGABYTES:.0f}")
    print("The costliest in processor time:")
    print(*nlargest(COSTLIEST, costs, key=lambda cost: cost.seconds), sep="\n")
    print("Those for which the process grew most:")
    print(*nlargest(COSTLIEST, costs, key=lambda cost: cost.megabytes), sep="\n")
    over = [cost for cost in costs if _is_too_costly(cost, common) or cost.status >= 500]
    print(f"Too costly, or failed: {len(over):,}")
    print(*(f"  {cost.seconds:.3f} {cost.megabytes:.1f} {cost.status} {cost.address}" for cost in over[:100]), sep="\n")
    return not over


def _is_too_costly(cost: Cost, common: Cost) -> bool:
    return cost.seconds > min(MAX_SECONDS, MAX_TIMES * common.seconds) or cost.megabytes > MAX_MEGABYTES


if __name__ == "__main__":
    main()
