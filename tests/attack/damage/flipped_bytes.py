"""Files of a build with one changed bit: every answer is right or refused, and a check names the file."""

from __future__ import annotations

import random
from pathlib import Path

from search.engines.whoosh.format.builds import Builds
from search.engines.whoosh.write.integrity_check import check
from search.engines.whoosh.write.writer import WhooshWriter
from tests.attack.damage import outcome
from tests.attack.damage.outcome import Outcome
from tests.engines.test_robustness import all_answers
from tests.invented import questions

RECORDS = 150


def flip_bytes(folder: Path, count: int, dice: random.Random) -> Outcome:
    """Flip a bit ``count`` times, each time of a whole index of two segments, in every file in turn."""
    result = outcome.new()
    records = questions(RECORDS, seed=4)
    WhooshWriter(folder).rebuild(records[: RECORDS - 10])
    WhooshWriter(folder).update(records[RECORDS - 20 :])
    expected = all_answers(folder, records)
    files = [*sorted(Builds(folder).current().iterdir()), folder / "CURRENT"]
    for number in range(count):
        path = files[number % len(files)]
        whole = path.read_bytes()
        place, bit = dice.randrange(len(whole)), 1 << dice.randrange(8)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
        answers = all_answers(folder, records)
        where = f"{path.name}, byte {place}, bit {bit}"
        if any(pair[0] not in (None, pair[1]) for pair in zip(answers, expected, strict=False)):
            result.faults.append(f"{where}: a wrong answer")
        result.counts["refused" if not answers or None in answers else "not read"] += 1
        if path.name != "CURRENT" and not any(path.name in line or "build the index again" in line for line in check(folder)):
            result.faults.append(f"{where}: the check does not name the file")
        path.write_bytes(whole)
    if all_answers(folder, records) != expected:
        result.faults.append("after all repairs an answer is wrong")
    return result
