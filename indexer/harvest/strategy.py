"""What is asked of the source: all of a span of days once, or what can have changed since the last time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from indexer.harvest import paging
from indexer.harvest.date_windows import PAGE_SIZE, Window, unanswered_windows, weekly_windows
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


def fetch_span(span: Span, fetcher: Fetcher, progress: TimedProgress) -> None:
    """Fetch what the raw store lacks of a span: its lists, then every whole text that is due. Raises ``SourceGone``."""
    windows = weekly_windows(span.first, span.last, span.house)
    _list_windows(progress(windows, "Listing", len(windows), "weeks"), fetcher, paging.reuse_finished)
    fetcher.fetch_questions(
        progress(fetcher.catalogue.ids_to_fetch(), "Whole texts", fetcher.catalogue.count_to_fetch(), "questions")
    )


@dataclass(frozen=True, slots=True)
class UpdateDays:
    """From when on all is asked for again by when it was tabled, and by when it was answered or corrected; and the last day."""

    tabled_since: date
    active_since: date
    today: date


def fetch_changes(engine: Engine, days: UpdateDays, fetcher: Fetcher, progress: TimedProgress) -> None:
    """Fetch what can have changed: see ``_update_windows``; and by its number what should have been listed and was not.

    Raises ``SourceGone``.
    """
    expected = ExpectedQuestions.of(engine, days.active_since)
    windows = [*_update_windows(expected, days)]
    failures = fetcher.stats.fetches_failed
    listed = _list_windows(progress(windows, "Listing", len(windows), "windows"), fetcher, paging.never_reuse)
    changed = fetcher.catalogue.ids_to_fetch_among(listed)
    unlisted = sorted(expected.ids - listed) if fetcher.stats.fetches_failed == failures else []
    ids = [*changed, *unlisted]
    fetcher.fetch_questions(progress(ids, "Whole texts", len(ids), "questions"))


@dataclass(frozen=True, slots=True)
class ExpectedQuestions:
    """What of the index a source should list again: the questions, and on which days the unanswered ones were tabled."""

    ids: frozenset[int]
    unanswered_by_day: Counter[date]

    @classmethod
    def of(cls, engine: Engine, since: date) -> ExpectedQuestions:
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


def _update_windows(expected: ExpectedQuestions, days: UpdateDays) -> Iterable[Window]:
    """What was tabled lately, what is unanswered, what was answered or corrected lately."""
    yield from weekly_windows(min(days.tabled_since, days.today), days.today)
    yield from unanswered_windows(expected.unanswered_by_day, days.today, 2 * PAGE_SIZE)
    yield from (Window(each.first, each.last, "answered") for each in weekly_windows(days.active_since, days.today))
    yield Window(days.active_since, days.today, "corrected")


def _list_windows(windows: Iterable[Window], fetcher: Fetcher, since: paging.ReuseRule) -> set[int]:
    """Read windows; one that fails costs only itself. Returns the questions met."""
    listed: set[int] = set()
    for window in windows:
        with fetcher.tolerate_failure():
            listed |= paging.read_window(window, fetcher, since)
    return listed
