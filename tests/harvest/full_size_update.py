"""Updates at full size: ``python -m tests.harvest.full_size_update [RECORDS...]`` says what came of them, by its exit code too.

Of every size the same 20,000 questions are recent, and the others years old; what changes upstream is the same of all sizes.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from flask.testing import FlaskClient

from indexer.harvest import fetcher, strategy
from indexer.harvest.catch_up import index_new_responses
from indexer.harvest.client import Client, FetchedResponse, RequestPolicy, Validator
from indexer.progress import lines, timed
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.question import Question
from search.query.request import SearchRequest
from tests.harvest import command_process
from tests.harvest.api_values import Values, make_values, read_questions
from tests.harvest.faulty_proxy import QUESTIONS_PATH, start_proxy
from tests.harvest.local_site import LocalSite, serve
from tests.harvest.source_changes import change_values
from tests.harvest.test_update import EVENT_OF_CHANGE, FIRST_DAY, TODAY, PollingClient, event_names, make_recent_values
from web import Assets, create_app

SIZES = (20_000, 100_000)
CHANGES = (100, 1_000)
RECENT = 20_000
LATEST = f"{QUESTIONS_PATH}?take=200&expandMember=true&includeWithdrawn=true"
OLD_DAYS = 2_000
NUMBERS = 20_000
"""Different UINs, which each session uses again: an update looks at every record of the numbers that it changes."""


class Inside(Client):
    """Asks a site in this process: what it fetches is what a harvest would, without the wire."""

    def __init__(self, site: FlaskClient) -> None:
        super().__init__("http://127.0.0.1", RequestPolicy())
        self._site = site

    def get(self, path: str, promise: Validator, missing: Validator) -> FetchedResponse:
        answer = self._site.get(path if f"{QUESTIONS_PATH}/" in path else f"{path}&cut=true")
        return FetchedResponse(self.source + path, answer.status_code, answer.data)


def main(sizes: tuple[int, ...]) -> int:
    """Measure every size. Returns 0 if nothing was missed."""
    return 0 if all(list(map(_measured, sizes))) else 1


def _measured(size: int) -> bool:
    recent = make_recent_values(RECENT)
    old = make_values(size - RECENT, OLD_DAYS, 6, FIRST_DAY - timedelta(days=OLD_DAYS + 60), answered=1)
    shown = {**dict(zip(count(10_000_000), old.values(), strict=False)), **recent}
    for number, each in shown.items():
        each |= {"id": number, "uin": str(100_000 + number % NUMBERS)}
    is_right = True
    with tempfile.TemporaryDirectory() as folder:
        source, index = Path(folder, "source"), Path(folder, "index")
        WhooshWriter(source).rebuild(read_questions(shown))
        far_end = LocalSite(WhooshEngine(source))
        _harvest(far_end, index, min(map(_tabled, shown.values())))
        for number, changes in enumerate(CHANGES):
            after, done = change_values(shown, changes / size * 1.0001, TODAY, seed=number)
            WhooshWriter(source).update(_differing(shown, after), [str(gone) for gone in shown.keys() - after.keys()])
            shown = after
            is_right &= _updated(far_end, index, done, f"{size:,} records, {sum(map(len, done.values())):,} changed")
        began = time.monotonic()
        rebuilding = command_process.start_command("build", index / "raw", "--index", Path(folder, "rebuilt"), "--processes", 1)
        code, took = rebuilding.wait(), time.monotonic() - began
        is_same = code == 0 and _is_same(index, Path(folder, "rebuilt"))
        print(f"{size:,} records: rebuilt from nothing in {took:.1f} seconds, the same: {is_same}", flush=True)
        is_right &= is_same
    return is_right


def _harvest(far_end: LocalSite, index: Path, first: str) -> None:
    """Make the index of all that is served."""
    site = create_app(far_end.engine, Assets.find()).test_client()
    with fetcher.open_fetcher(index, Inside(site), "The harvest", 0) as opened:
        strategy.fetch_span(strategy.Span(date.fromisoformat(first), TODAY), opened, timed)
    (index / "harvest" / "current_to").write_text(f"{TODAY}\n", "utf-8")
    index_new_responses(index, WhooshWriter(index), lambda: WhooshEngine(index), lines)


def _updated(far_end: LocalSite, index: Path, done: dict[str, set[int]], what: str) -> bool:
    """Update while a client asks; whether all was found, and the client saw the old state and the new and no other."""
    with serve(far_end) as port, start_proxy(port) as proxy, serve(LocalSite(WhooshEngine(index))) as ours:
        asker = PollingClient(ours, LATEST)
        asker.start()
        began, computed = time.monotonic(), _children()
        updating = command_process.start_command("update", "--source", proxy.address, "--index", index)
        updating.communicate()
        took, computed = time.monotonic() - began, _children() - computed
        asker.stopped.wait(2)
        saw_no_error = asker.is_alive()
        asker.stopped.set()
        asker.join()
        asked = proxy.requests.total()
    found = WhooshEngine(index)
    missed = [
        (kind, number)
        for kind, numbers in done.items()
        for number in numbers
        if EVENT_OF_CHANGE.get(kind, kind) not in event_names(found.get(str(number)))
    ]
    print(
        f"{what}: {took:.1f} seconds, {computed:.1f} of its own, {asked:,} requests, "
        f"{len(missed)} missed; a client saw {len(asker.responses)} states",
        flush=True,
    )
    return not (missed or updating.returncode or not saw_no_error or len(asker.responses) != 2)


def _children() -> float:
    """Seconds that processes started here have computed."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _is_same(index: Path, rebuilt: Path) -> bool:
    one, other = WhooshEngine(index), WhooshEngine(rebuilt)
    same = all(question == other.get(question.id) for question in one.scan(SearchRequest()))
    return same and one.info().records == other.info().records


def _differing(before: Values, after: Values) -> list[Question]:
    return read_questions({number: value for number, value in after.items() if before.get(number) != value})


def _tabled(value: dict[str, object]) -> str:
    return str(value["dateTabled"])[:10]


if __name__ == "__main__":
    sys.exit(main(tuple(map(int, sys.argv[1:])) or SIZES))
