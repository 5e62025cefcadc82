"""Builds, updates and harvests that are killed at any moment: the index is as before or as after, and the next run works."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from pathlib import Path

from search.engines.memory import MemoryEngine
from search.engines.whoosh.write.integrity_check import check
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.question import Question
from tests.attack.damage import outcome
from tests.attack.damage.outcome import Outcome
from tests.engines.test_robustness import all_answers, is_gone, start_build
from tests.harvest.api_values import SPAN_OPTIONS, make_values, read_questions
from tests.harvest.command_process import kill_harvest, start_command
from tests.harvest.faulty_proxy import ROUGH_FAULTS, start_proxy
from tests.harvest.index_contents import by_id, indexed_questions, without_versions
from tests.harvest.local_site import LocalSite, serve
from tests.invented import questions

RECORDS = 300
METHODS = ((1, "rebuild"), (2, "rebuild"), (1, "update"))
"""Processes of the build, and what it does."""

GONE_SECONDS = 20.0
KILLS_A_HARVEST = 8
"""A harvest is killed so often before one is left to end."""

HARVESTED = 300


def kill_builds(folder: Path, count: int, dice: random.Random) -> Outcome:
    """Kill ``count`` builds and updates."""
    result = outcome.new()
    records = questions(RECORDS, seed=9)
    WhooshWriter(folder / "old" / "index").rebuild(records)
    before = all_answers(folder / "old" / "index", records)
    for number, (processes, method) in enumerate(METHODS[:count]):
        finished = folder / f"finished{number}"
        shutil.copytree(folder / "old", finished)
        seconds = _run(finished, processes, method)
        after = all_answers(finished / "index", records)
        for _ in range(len(range(number, count, len(METHODS)))):
            killed = folder / "killed"
            shutil.copytree(folder / "old", killed)
            _run(killed, processes, method, kill_after=dice.uniform(0, seconds))
            _judge(result, killed / "index", records, {"as before": before, "as after": after})
            shutil.rmtree(killed)
    return result


def _run(folder: Path, processes: int, method: str, kill_after: float | None = None) -> float:
    """Run a build to its end, or kill it after ``kill_after`` seconds. Returns its duration in seconds."""
    with start_build(folder, processes, method) as child:
        assert child.stdout is not None
        child.stdout.readline()
        start = time.monotonic()
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(child.pid, signal.SIGKILL)
    seconds = time.monotonic() - start
    deadline = time.monotonic() + GONE_SECONDS
    while not is_gone(child.pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return seconds


def _judge(result: Outcome, index: Path, records: list[Question], expected: dict[str, list[object]]) -> None:
    answers = all_answers(index, records)
    state = next((name for name, listed in expected.items() if answers == listed), "with a wrong answer")
    result.counts[f"answers {state}"] += 1
    if state not in expected:
        result.faults.append(f"{index}: an answer is neither that of the old build nor that of the new one")
    result.faults += [f"{index}: {problem}" for problem in check(index)]


def kill_harvests(folder: Path, count: int, dice: random.Random) -> Outcome:
    """Kill ``count`` harvests of a source with faults; after every eighth, one ends, and has every question once."""
    result = outcome.new()
    values = make_values(HARVESTED)
    expected = by_id(read_questions(values))
    with serve(LocalSite(MemoryEngine(list(expected.values())))) as port, start_proxy(port, ROUGH_FAULTS) as proxy:
        while result.counts["killed"] < count:
            index = folder / f"index{result.counts['killed']}"
            for _ in range(min(KILLS_A_HARVEST, count - result.counts["killed"])):
                kill_harvest(proxy, index, dice.randrange(1, HARVESTED // KILLS_A_HARVEST), dice)
                result.counts["killed"] += 1
                if (index / "CURRENT").exists():
                    result.faults += [f"after a kill: {problem}" for problem in check(index)]
            last = start_command("harvest", *SPAN_OPTIONS, "--source", proxy.address, "--index", index)
            output, errors = last.communicate()
            if last.returncode or "Traceback" in errors:
                result.faults.append(f"the harvest after the kills ended with {last.returncode}: {output} {errors}")
            elif without_versions(indexed_questions(index)) != expected:
                result.faults.append("the harvest after the kills lacks questions, or has other ones")
            shutil.rmtree(index)
    return result
