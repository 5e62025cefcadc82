"""The commands that fetch from the source: ``harvest``, and ``update`` without files. Prints results and returns exit codes."""

from __future__ import annotations

import logging
import signal
import sqlite3
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import FrameType

import msgspec

from indexer import progress
from indexer.harvest import strategy
from indexer.harvest.catch_up import REJECTED_FILE, OpenEngine, index_new_responses, open_index_unless_sample
from indexer.harvest.client import Client, RequestPolicy, Traffic
from indexer.harvest.date_windows import DAY, FIRST_DAY, WEEK
from indexer.harvest.fetcher import Fetcher, RunStats, SourceUnavailable, open_fetcher
from indexer.report import Report
from search.coverage import harvest_runs
from search.engine import Engine, IndexWriter
from search.errors import BAD_USAGE, DONE, FAILED, EngineUnavailable, SearchError
from search.results.phrasing import counted
from search.settings import Settings

_HARVEST = "The harvest"
_UPDATE = "The update"
_MAX_SLEEP_SECONDS = 1.0
"""The longest single sleep between updates. A signal that arrives just before a sleep begins does not end it: Python runs the
handler after it."""

_log = logging.getLogger("wrans.update")


class IndexTarget(msgspec.Struct, frozen=True):
    """The index that a command changes, its lock, how long the command waits for it, and what encodes questions afterwards."""

    index_data: Path
    writer: IndexWriter
    open_engine: OpenEngine
    lock: Callable[[str, float], AbstractContextManager[None]]
    wait_seconds: float
    encode_new: Callable[[], None]


def harvest(options: Namespace, settings: Settings, target: IndexTarget) -> int:
    """Fetch the questions of a span of days that the raw store lacks, and index them. Return the exit code."""
    return harvest_runs.recorded(target.index_data, lambda: _harvest(options, settings, target))


def _harvest(options: Namespace, settings: Settings, target: IndexTarget) -> int:
    today = _today()
    span = strategy.Span(options.since, options.until or today, options.house)
    if span.last < span.first:
        print(f"--until {span.last} is before --since {span.first}.", file=sys.stderr)
        return BAD_USAGE
    with _fetching(_HARVEST, settings, target, checks_all=True) as fetcher:
        strategy.fetch_span(span, fetcher, progress.timed)
        _record_current_to(target.index_data, min(span.last, today), fetcher.stats)
    report = _index_fetched(_HARVEST, target)
    _print_report(report, target)
    return _exit_code(_HARVEST, fetcher.stats)


def update(options: Namespace, settings: Settings, target: IndexTarget) -> int:
    """Fetch and index the questions that may have changed: once, or until SIGTERM or Ctrl+C. Return the exit code."""
    if options.every is None:
        return _update_once(options.weeks, settings, target)
    signal.signal(signal.SIGTERM, _interrupt)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    try:
        while True:
            next_start = time.monotonic() + options.every
            _log_outcome(lambda: _update_once(options.weeks, settings, target))
            _sleep_until(next_start)
    except KeyboardInterrupt:
        _log.info("Stopped.")
        return DONE


def _sleep_until(deadline: float) -> None:
    """Sleep until a time of the monotonic clock."""
    while (seconds := deadline - time.monotonic()) > 0:
        time.sleep(min(seconds, _MAX_SLEEP_SECONDS))


def _update_once(weeks: int, settings: Settings, target: IndexTarget) -> int:
    return harvest_runs.recorded(target.index_data, lambda: _fetch_changes(weeks, settings, target))


def _fetch_changes(weeks: int, settings: Settings, target: IndexTarget) -> int:
    engine = open_index_unless_sample(target.open_engine)
    if engine is None:
        raise EngineUnavailable(f"There is no index to update in {target.index_data}; make one with `wrans harvest`.")
    today = _today()
    with _fetching(_UPDATE, settings, target) as fetcher:
        days = _update_days(weeks, today, engine, target.index_data)
        strategy.fetch_changes(engine, days, fetcher, progress.timed)
        _record_current_to(target.index_data, today, fetcher.stats)
    report = _index_fetched(_UPDATE, target)
    _print_report(report, target)
    return _exit_code(_UPDATE, fetcher.stats)


@contextmanager
def _fetching(activity: str, settings: Settings, target: IndexTarget, *, checks_all: bool = False) -> Iterator[Fetcher]:
    """Open the fetcher of an index, and print its statistics at the end.

    If the source becomes unavailable, the block ends early and a note is printed. The responses fetched before are still
    indexed.
    """
    client = Client(settings.source, RequestPolicy(settings.contact, settings.rate))
    with open_fetcher(target.index_data, client, activity, target.wait_seconds, checks_all=checks_all) as fetcher:
        try:
            yield fetcher
        except SourceUnavailable as error:
            fetcher.stats.has_stopped = True
            progress.note(f"{error} {activity} stops fetching, and indexes what it has.")
        finally:
            _print_stats(client.traffic, fetcher.stats)


def _index_fetched(activity: str, target: IndexTarget) -> Report:
    """Index the responses that the raw store has and the index has not, from this run or earlier runs."""
    with target.lock(activity, target.wait_seconds):
        report = index_new_responses(target.index_data, target.writer, target.open_engine, progress.default())
    if report.counts.indexed:
        target.encode_new()
    return report


def _print_stats(traffic: Traffic, stats: RunStats) -> None:
    print(f"{traffic.requests:,} requests, {traffic.body_bytes / 1e6:,.1f} MB, {traffic.retries:,} retries")
    print(
        f"{counted(stats.list_pages, 'list page')} with {counted(stats.list_entries, 'question')}, "
        f"{counted(stats.unchanged_pages, 'page')} unchanged; "
        f"{counted(stats.windows_split, 'window')} split; {counted(stats.questions_fetched, 'whole text')}; "
        f"{stats.questions_missing:,} removed at the source"
    )
    for message in stats.failure_messages:
        print(f"Failed: {message}")
    if stats.fetches_failed:
        print(f"{stats.fetches_failed:,} requests failed; the next run repeats them.", flush=True)


def _print_report(report: Report, target: IndexTarget) -> None:
    if report.counts.rejected:
        print(f"The rejected records, each with its reason and place, are in {target.index_data / REJECTED_FILE}")
    for kind in report.warnings:
        print(f"Warning: {kind}")
    print(report.counts, flush=True)


def _exit_code(activity: str, stats: RunStats) -> int:
    """Return the exit code. Says on standard error that a run which the source has ended is to be repeated."""
    if stats.has_stopped:
        print(f"{activity} is not complete: the source does not answer. Run it again to fetch the rest.", file=sys.stderr)
    return FAILED if stats.fetches_failed else DONE


def _log_outcome(run_update: Callable[[], int]) -> None:
    """Run one of repeated updates, and log its exit code or its error."""
    try:
        code = run_update()
        _log.log(logging.INFO if code == DONE else logging.ERROR, "The update ended with exit code %d.", code)
    except (SearchError, OSError, sqlite3.Error) as error:
        _log.error("The update failed: %s", error)
    except Exception:  # a fault of the program must not end the service: the next update may succeed
        _log.exception("The update failed.")


def _update_days(weeks: int, today: date, engine: Engine, index_data: Path) -> strategy.UpdateDays:
    """Return the days an update fetches: those since the last complete run, and at least ``weeks`` weeks of activity."""
    current_to = _read_current_to(index_data) or _newest_day(engine)
    return strategy.UpdateDays(
        tabled_since=current_to - WEEK, active_since=min(today - weeks * WEEK, current_to - DAY), today=today
    )


def _record_current_to(index_data: Path, day: date, stats: RunStats) -> None:
    """After a run without failures, record the day it read the source up to, unless an earlier run read further."""
    if not stats.fetches_failed:
        newest = max(day, _read_current_to(index_data) or day)
        _current_to_file(index_data).write_text(f"{newest}\n", "utf-8")


def _read_current_to(index_data: Path) -> date | None:
    """Return the last day that a run without failures has read the source up to; None if there is no such day."""
    try:
        return date.fromisoformat(_current_to_file(index_data).read_text("utf-8").strip())
    except (OSError, ValueError):
        return None


def _current_to_file(index_data: Path) -> Path:
    return index_data / "harvest" / "current_to"


def _newest_day(engine: Engine) -> date:
    """Return the last day tabled in the index."""
    tabled = engine.info().tabled
    return tabled[1] if tabled else FIRST_DAY


def _today() -> date:
    return datetime.now(UTC).date()


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Handle SIGTERM like Ctrl+C. Ignores further signals, so that they cannot interrupt the clean-up."""
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
