"""The commands that feed an index from its source: ``harvest``, and ``update`` without files. Prints and chooses exit codes."""

from __future__ import annotations

import logging
import signal
import sqlite3
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from indexer import progress
from indexer.harvest import strategy
from indexer.harvest.catch_up import REJECTED_FILE, OpenEngine, index_new_responses, open_harvested_index, write_lock
from indexer.harvest.client import Client, RequestPolicy
from indexer.harvest.date_windows import DAY, FIRST_DAY, WEEK
from indexer.harvest.fetcher import Fetcher, SourceUnavailable, open_fetcher
from search.engine import Engine, IndexWriter
from search.errors import BAD_USAGE, DONE, FAILED, EngineUnavailable, SearchError
from search.settings import Settings

_log = logging.getLogger("wrans.update")


class IndexTarget(NamedTuple):
    """Where an index is, what changes it, and how long a command waits for others that do."""

    index_data: Path
    writer: IndexWriter
    open_engine: OpenEngine
    wait_seconds: float


def harvest(given: Namespace, chosen: Settings, place: IndexTarget) -> int:
    """Fetch what is lacking of a span of days, and put it into the index."""
    began = _today()
    span = strategy.Span(given.since, given.until or began, given.house)
    if span.last < span.first:
        print(f"--until {span.last} is before --since {span.first}.", file=sys.stderr)
        return BAD_USAGE
    return _round(
        place, chosen, "The harvest", min(span.last, began), lambda each: strategy.fetch_span(span, each, progress.timed)
    )


def update(given: Namespace, chosen: Settings, place: IndexTarget) -> int:
    """Fetch what can have changed, and put it into the index: once, or every so often until SIGTERM or Ctrl+C."""
    if given.every is None:
        return _update(given.weeks, chosen, place)
    signal.signal(signal.SIGTERM, _interrupt)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    try:
        while True:
            due_at = time.monotonic() + given.every
            _log_round(lambda: _update(given.weeks, chosen, place))
            time.sleep(max(0.0, due_at - time.monotonic()))
    except KeyboardInterrupt:
        _log.info("Stopped.")
        return DONE


def _log_round(round: Callable[[], int]) -> None:
    try:
        code = round()
        _log.log(logging.INFO if code == DONE else logging.ERROR, "The round ended with code %d.", code)
    except (SearchError, OSError, sqlite3.Error) as error:
        _log.error("The round failed: %s", error)
    except Exception:  # whatever it is, the next round may fare better
        _log.exception("The round failed.")


def _update(weeks: int, chosen: Settings, place: IndexTarget) -> int:
    engine = open_harvested_index(place.open_engine)
    if engine is None:
        raise EngineUnavailable(f"There is no index to update in {place.index_data}; make one with `wrans harvest`.")
    today = _today()

    def refresh(archive: Fetcher) -> None:
        current_to = _current_to(place.index_data) or _newest(engine)
        since = min(today - weeks * WEEK, current_to - DAY)
        strategy.fetch_changes(engine, strategy.UpdateDays(current_to - WEEK, since, today), archive, progress.timed)

    return _round(place, chosen, "The update", today, refresh)


def _round(place: IndexTarget, chosen: Settings, doing: str, current_to: date, fetch: Callable[[Fetcher], None]) -> int:
    """Fetch, and index what came of it even when the source went away in between."""
    client = Client(chosen.source, RequestPolicy(chosen.contact, chosen.rate))
    gone = None
    with open_fetcher(place.index_data, client, doing, place.wait_seconds) as archive:
        try:
            fetch(archive)
        except SourceUnavailable as error:
            gone = error
        finally:
            _summarise(archive)
        if not archive.stats.fetches_failed:
            newest = max(current_to, _current_to(place.index_data) or current_to)
            (place.index_data / "harvest" / "current_to").write_text(f"{newest}\n", "utf-8")
    with write_lock(place.index_data, doing, place.wait_seconds):
        report = index_new_responses(place.index_data, place.writer, place.open_engine, progress.default())
    if report.counts.rejected:
        print(f"The rejected records, each with its reason and place, are in {place.index_data / REJECTED_FILE}")
    print(report.counts, flush=True)
    if gone:
        print(gone, file=sys.stderr)
    return FAILED if archive.stats.fetches_failed else DONE


def _summarise(archive: Fetcher) -> None:
    traffic, tally = archive.client.traffic, archive.stats
    print(f"{traffic.requests:,} requests, {traffic.body_bytes / 1e6:,.1f} MB, {traffic.retries:,} retries")
    print(
        f"{tally.pages_read:,} pages of {tally.questions_listed:,} questions, {tally.unchanged_pages:,} of them with nothing new; ",
        end="",
    )
    print(
        f"{tally.windows_split:,} windows split; {tally.questions_fetched:,} whole texts; {tally.questions_missing:,} not there any more"
    )
    for failure in tally.failure_messages:
        print(f"Failed: {failure}")
    if tally.fetches_failed:
        print(f"{tally.fetches_failed:,} requests failed; the next run asks again.", flush=True)


def _current_to(index_data: Path) -> date | None:
    """The day up to which a run has last read the source without a failure."""
    try:
        return date.fromisoformat((index_data / "harvest" / "current_to").read_text("utf-8").strip())
    except (OSError, ValueError):
        return None


def _newest(engine: Engine) -> date:
    tabled = engine.info().tabled
    return tabled[1] if tabled else FIRST_DAY


def _today() -> date:
    return datetime.now(UTC).date()


def _interrupt(number: int, frame: FrameType | None) -> None:
    """End as Ctrl+C does, and only once, so that nothing cuts the ending short."""
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
