"""Full-size updates: ``python -m tests.harvest.full_size_update [RECORDS...]``. Exits with 0 if no change was missed.

Every size has the same 20,000 recent questions and the same changes at the source; the other questions are years old.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar

from flask.testing import FlaskClient

from indexer.harvest import fetcher, strategy
from indexer.harvest.catch_up import index_new_responses
from indexer.harvest.client import Client, Decoder, FetchedResponse, RequestPolicy
from indexer.progress import lines, timed
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.question import Question
from tests.harvest.api_values import Values, make_values, read_questions
from tests.harvest.command_process import start_command
from tests.harvest.faulty_proxy import QUESTIONS_PATH, start_proxy
from tests.harvest.index_contents import event_names, indexed_questions
from tests.harvest.local_site import LocalSite, serve
from tests.harvest.polling_client import PollingClient
from tests.harvest.source_changes import RECENT_FIRST_DAY, TODAY, IdsByKind, change_values, event_of, make_recent_values
from web import Assets, create_app

SIZES = (20_000, 100_000)
CHANGE_COUNTS = (100, 1_000)
RECENT_RECORDS = 20_000
LATEST = f"{QUESTIONS_PATH}?take=200&expandMember=true&includeWithdrawn=true"
OLD_DAYS = 2_000
DIFFERENT_UINS = 20_000
"""UINs repeat, as they do in every session: an update reads every record with a UIN that it changes."""

T = TypeVar("T")


class InProcessClient(Client):
    """Requests a site in this process, and so harvests without HTTP."""

    def __init__(self, site: FlaskClient) -> None:
        super().__init__("http://127.0.0.1", RequestPolicy())
        self._site = site

    def get(self, path: str, decode: Decoder[T]) -> FetchedResponse[T]:
        response = self._site.get(path if f"{QUESTIONS_PATH}/" in path else f"{path}&cut=true")
        content = decode(response.status_code, response.data)
        return FetchedResponse(self.source + path, response.status_code, response.data, content)


def main(sizes: tuple[int, ...]) -> int:
    """Measure every size. Return the exit code."""
    results = [_measure(size) for size in sizes]
    return 0 if all(results) else 1


def _measure(size: int) -> bool:
    """Harvest, update after each number of changes, and rebuild from the raw store. Return whether the index was right."""
    values = _make_source_values(size)
    is_right = True
    with tempfile.TemporaryDirectory() as folder:
        source, index, rebuilt = Path(folder, "source"), Path(folder, "index"), Path(folder, "rebuilt")
        WhooshWriter(source).rebuild(read_questions(values))
        site = LocalSite(WhooshEngine(source))
        _harvest(site, index, min(map(_day_tabled, values.values())))
        for seed, change_count in enumerate(CHANGE_COUNTS):
            after, changed = change_values(values, change_count / size * 1.0001, TODAY, seed=seed)
            WhooshWriter(source).update(
                _changed_questions(values, after), [str(question_id) for question_id in values.keys() - after.keys()]
            )
            values = after
            is_right &= _update(site, index, changed, f"{size:,} records, {sum(map(len, changed.values())):,} changed")
        start = time.monotonic()
        code = start_command("build", index / "raw", "--index", rebuilt, "--processes", 1).wait()
        seconds = time.monotonic() - start
        is_same = code == 0 and indexed_questions(index) == indexed_questions(rebuilt)
        print(f"{size:,} records: rebuilt in {seconds:.1f} seconds, equal to the index: {is_same}", flush=True)
    return is_right and is_same


def _make_source_values(size: int) -> Values:
    old = make_values(size - RECENT_RECORDS, OLD_DAYS, 6, RECENT_FIRST_DAY - timedelta(days=OLD_DAYS + 60), answered=1)
    values = {**dict(zip(count(10_000_000), old.values(), strict=False)), **make_recent_values(RECENT_RECORDS)}
    for question_id, value in values.items():
        value |= {"id": question_id, "uin": str(100_000 + question_id % DIFFERENT_UINS)}
    return values


def _harvest(site: LocalSite, index: Path, first_day: date) -> None:
    """Harvest all that a site serves, and index it."""
    client = InProcessClient(create_app(site.engine, Assets.find()).test_client())
    with fetcher.open_fetcher(index, client, "The harvest", 0) as open_fetcher:
        strategy.fetch_span(strategy.Span(first_day, TODAY), open_fetcher, timed)
    (index / "harvest" / "current_to").write_text(f"{TODAY}\n", "utf-8")
    index_new_responses(index, WhooshWriter(index), lambda: WhooshEngine(index), lines)


def _update(site: LocalSite, index: Path, changed: IdsByKind, title: str) -> bool:
    """Update while a client polls. Return whether every change was found and the client saw the old and the new state only."""
    with serve(site) as port, start_proxy(port) as proxy, serve(LocalSite(WhooshEngine(index))) as own_port:
        client = PollingClient(own_port, LATEST)
        client.start()
        start, cpu_start = time.monotonic(), _child_cpu_seconds()
        process = start_command("update", "--source", proxy.address, "--index", index)
        process.communicate()
        seconds, cpu_seconds = time.monotonic() - start, _child_cpu_seconds() - cpu_start
        client.stopped.wait(2)
        saw_no_error = client.is_alive()
        client.stopped.set()
        client.join()
    missed = _missed_changes(WhooshEngine(index), changed)
    print(
        f"{title}: {seconds:.1f} seconds, {cpu_seconds:.1f} of CPU time, {proxy.requests.total():,} requests, "
        f"{missed} missed; a client saw {len(client.responses)} states",
        flush=True,
    )
    return missed == 0 and process.returncode == 0 and saw_no_error and len(client.responses) == 2


def _missed_changes(engine: WhooshEngine, changed: IdsByKind) -> int:
    """Count the changes that are not in the history of their question."""
    missed = 0
    for kind, ids in changed.items():
        for question_id in ids:
            question = engine.get(str(question_id))
            missed += question is None or event_of(kind) not in event_names(question)
    return missed


def _child_cpu_seconds() -> float:
    """Return the CPU time of the processes that this one started and that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _changed_questions(before: Values, after: Values) -> list[Question]:
    return read_questions({question_id: value for question_id, value in after.items() if before.get(question_id) != value})


def _day_tabled(value: dict[str, object]) -> date:
    return date.fromisoformat(str(value["dateTabled"])[:10])


if __name__ == "__main__":
    sys.exit(main(tuple(map(int, sys.argv[1:])) or SIZES))
