"""What is asked of the source: all of a span of days once, or what can have changed since the last time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from indexer.harvest import paging
from indexer.harvest.date_windows import PAGE, Window, filled, weeks
from indexer.harvest.fetcher import Fetcher
from indexer.progress import TimedProgress
from search.engine import Engine
from search.model.question import House
from search.query.nodes import AnyOf, DateRange, Node, Or
from search.query.request import SearchRequest


@dataclass(frozen=True, slots=True)
class Span:
    """Days tabled, both ends included; of both Houses where ``house`` is None."""

    first: date
    last: date
    house: House | None = None


def harvest(span: Span, archive: Fetcher, progress: TimedProgress) -> None:
    """Fetch what the raw store lacks of a span: its lists, then every whole text that is due. Raises ``SourceGone``."""
    windows = weeks(span.first, span.last, span.house)
    _list(progress(windows, "Listing", len(windows), "weeks"), archive, paging.once)
    archive.fetch_items(progress(archive.journal.due(), "Whole texts", archive.journal.count_due(), "questions"))


@dataclass(frozen=True, slots=True)
class Days:
    """From when on all is asked for again by when it was tabled, and by when it was answered or corrected; and the last day."""

    tabled: date
    active: date
    today: date


def refresh(engine: Engine, days: Days, archive: Fetcher, progress: TimedProgress) -> None:
    """Fetch what can have changed: see ``_windows``; and by its number what should have been listed and was not.

    Raises ``SourceGone``.
    """
    expected = Expected.of(engine, days.active)
    windows = [*_windows(expected, days)]
    failures = archive.tally.failures
    met = _list(progress(windows, "Listing", len(windows), "windows"), archive, paging.anew)
    due = archive.journal.due_among(met)
    lost = sorted(expected.ids - met) if archive.tally.failures == failures else []
    asked = [*due, *lost]
    archive.fetch_items(progress(asked, "Whole texts", len(asked), "questions"))


@dataclass(frozen=True, slots=True)
class Expected:
    """What of the index a source should list again: the questions, and on which days the unanswered ones were tabled."""

    ids: frozenset[int]
    unanswered: Counter[date]

    @classmethod
    def of(cls, engine: Engine, since: date) -> Expected:
        """Every unanswered question, and those answered, corrected or held since a day; not what has vanished already."""
        ids: set[int] = set()
        unanswered: Counter[date] = Counter()
        is_open: Node = AnyOf("state", ("unanswered",))
        for question in engine.scan(SearchRequest(query=Or((is_open, DateRange("activity", since))))):
            if question.is_removed_at_source or all(wire.source != "official-api" for wire in question.source_records):
                continue
            ids.add(int(question.id))
            if question.state == "unanswered" and question.tabled_on:
                unanswered[question.tabled_on] += 1
        return cls(frozenset(ids), unanswered)


def _windows(expected: Expected, days: Days) -> Iterable[Window]:
    """What was tabled lately, what is unanswered, what was answered or corrected lately."""
    yield from weeks(min(days.tabled, days.today), days.today)
    yield from filled(expected.unanswered, days.today, 2 * PAGE)
    yield from (Window(each.first, each.last, "answered") for each in weeks(days.active, days.today))
    yield Window(days.active, days.today, "corrected")


def _list(windows: Iterable[Window], archive: Fetcher, since: paging.Since) -> set[int]:
    """Read windows; one that fails costs only itself. Returns the questions met."""
    met: set[int] = set()
    for window in windows:
        with archive.noting_failure():
            met |= paging.read(window, archive, since)
    return met
