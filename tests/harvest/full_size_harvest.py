"""The killed harvest at full size: ``python -m tests.harvest.full_size_harvest [RECORDS]``."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from tests.harvest import command_process
from tests.harvest.api_values import make_values, read_questions
from tests.harvest.faulty_proxy import ROUGH_FAULTS, start_proxy
from tests.harvest.local_site import LocalSite, serve
from tests.harvest.test_harvest import SPAN, ids_needing_fetch, indexed_without_versions, kill_harvest, questions_by_id

KILLS = 10


def main(records: int) -> int:
    """Harvest so many through a rough proxy, killed ten times, and compare."""
    made = make_values(records)
    dice = random.Random(4)
    with tempfile.TemporaryDirectory() as folder:
        source, index = Path(folder, "source"), Path(folder, "index")
        WhooshWriter(source).rebuild(read_questions(made))
        began = time.monotonic()
        with serve(LocalSite(WhooshEngine(source))) as port, start_proxy(port, ROUGH_FAULTS) as proxy:
            for _ in range(KILLS):
                kill_harvest(proxy, index, dice.randrange(1, records // 14), dice)
            last = command_process.start_command("harvest", *SPAN, "--source", proxy.address, "--index", index)
            print(last.communicate()[0])
        is_same = indexed_without_versions(index) == questions_by_id(made)
        print(f"{records:,} records, the same as served: {is_same}; {time.monotonic() - began:.0f} seconds, {KILLS} kills")
        print(
            f"{len(proxy.complete_responses):,} addresses answered, {len(ids_needing_fetch(made)):,} of them questions;",
            end=" ",
        )
        print(f"{proxy.count_repeated()} answered again; {proxy.requests.total():,} requests came in all")
    return 0 if is_same and proxy.count_repeated() <= KILLS else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
