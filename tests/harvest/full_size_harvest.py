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
from tests.harvest.api_values import questions, values
from tests.harvest.faulty_proxy import ROUGH, proxied
from tests.harvest.local_site import FarEnd, served
from tests.harvest.test_harvest import SPAN, by_id, held, killed, short

KILLS = 10


def main(records: int) -> int:
    """Harvest so many through a rough proxy, killed ten times, and compare."""
    made = values(records)
    dice = random.Random(4)
    with tempfile.TemporaryDirectory() as folder:
        source, index = Path(folder, "source"), Path(folder, "index")
        WhooshWriter(source).rebuild(questions(made))
        began = time.monotonic()
        with served(FarEnd(WhooshEngine(source))) as port, proxied(port, ROUGH) as proxy:
            for _ in range(KILLS):
                killed(proxy, index, dice.randrange(1, records // 14), dice)
            last = command_process.started("harvest", *SPAN, "--source", proxy.address, "--index", index)
            print(last.communicate()[0])
        is_same = held(index) == by_id(made)
        print(f"{records:,} records, the same as served: {is_same}; {time.monotonic() - began:.0f} seconds, {KILLS} kills")
        print(f"{len(proxy.answered):,} addresses answered, {len(short(made)):,} of them questions;", end=" ")
        print(f"{proxy.repeated()} answered again; {proxy.asked.total():,} requests came in all")
    return 0 if is_same and proxy.repeated() <= KILLS else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
