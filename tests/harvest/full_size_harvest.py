"""A full-size harvest with kills: ``python -m tests.harvest.full_size_harvest [RECORDS]``. Exits with 0 if nothing was lost."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from tests.harvest.api_values import SPAN_OPTIONS, ids_needing_fetch, make_values, read_questions
from tests.harvest.command_process import kill_harvest, start_command
from tests.harvest.faulty_proxy import ROUGH_FAULTS, start_proxy
from tests.harvest.index_contents import by_id, indexed_questions, without_versions
from tests.harvest.local_site import LocalSite, serve

RECORDS = 20_000
KILLS = 10


def main(records: int) -> int:
    """Harvest through a faulty proxy with kills, and compare the index with the source. Return the exit code."""
    values = make_values(records)
    questions = read_questions(values)
    rng = random.Random(4)
    with tempfile.TemporaryDirectory() as folder:
        source, index = Path(folder, "source"), Path(folder, "index")
        WhooshWriter(source).rebuild(questions)
        start = time.monotonic()
        with serve(LocalSite(WhooshEngine(source))) as port, start_proxy(port, ROUGH_FAULTS) as proxy:
            for _ in range(KILLS):
                kill_harvest(proxy, index, rng.randrange(1, records // 14), rng)
            last = start_command("harvest", *SPAN_OPTIONS, "--source", proxy.address, "--index", index)
            print(last.communicate()[0])
        is_same = without_versions(indexed_questions(index)) == by_id(questions)
        print(f"{records:,} records, equal to the source: {is_same}; {time.monotonic() - start:.0f} seconds, {KILLS} kills")
        print(
            f"{len(proxy.complete_responses):,} responses needed, {len(ids_needing_fetch(values)):,} of them questions;",
            end=" ",
        )
        print(f"{proxy.count_repeated()} sent again; {proxy.requests.total():,} requests in all")
    return 0 if is_same and proxy.count_repeated() <= KILLS else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS))
