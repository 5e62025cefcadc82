"""Decides what to fetch: every question of a span of days, or the questions that may have changed since the last update."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

import msgspec

from indexer.harvest import paging
from indexer.harvest.catalogue import LostDays
from indexer.harvest.date_windows import PAGE_SIZE, Window, unanswered_windows, weekly_windows
from indexer.harvest.fetcher import Fetcher
from indexer.progress import TimedProgress
from search.engine import Engine
from search.model.question import WITHOUT_ANSWER, House
from search.query.nodes import AnyOf, DateRange, Node, Or
from search.query.request import SearchRequest

_MAX_UNANSWERED_PER_WINDOW = 2 * PAGE_SIZE


class Span(msgspec.Struct, frozen=True):
    """A span of days tabled, both ends included; ``house`` None stands for both Houses."""

    first: date
    last: date
    house: House | None = None


class UpdateDays(msgspec.Struct, frozen=True):
    """The days from which an update fetches: by date tabled, and by date answered or corrected; and the current day."""

    tabled_since: date
    active_since: date
    today: date


class ExpectedQuestions(msgspec.Struct, frozen=True):
    """The questions of the index that should be on the lists of an update.

    ``unanswered_by_day`` is the number of unanswered questions by day tabled.
    """

    ids: frozenset[int]
    unanswered_by_day: Counter[date]


def fetch_span(span: Span, fetcher: Fetcher, progress: TimedProgress) -> None:
    """Fetch the lists of a span, then every incomplete question. Skips lists and questions that are stored. Raises
    ``SourceUnavailable``.

    Questions that the raw store lost by damage are fetched again, outside the span too.
    """
    windows = weekly_windows(span.first, span.last, span.house)
    _list_windows(progress(windows, "Listing", len(windows), "weeks"), fetcher, paging.reuse_finished)
    _list_lost_days(fetcher, progress)
    catalogue = fetcher.catalogue
    fetcher.fetch_questions(progress(catalogue.ids_to_fetch(), "Whole texts", catalogue.count_to_fetch(), "questions"))


def fetch_changes(engine: Engine, days: UpdateDays, fetcher: Fetcher, progress: TimedProgress) -> None:
    """Fetch the questions that may have changed: the lists, the incomplete questions on them, and missing questions.

    A missing question is one that is expected on the lists and not on them: it may be removed at the source. If a list failed,
    no missing questions are fetched. Raises ``SourceUnavailable``.
    """
    expected = expected_questions(engine, days.active_since)
    windows = [*_update_windows(expected, days)]
    failures_before = fetcher.stats.fetches_failed
    listed = _list_windows(progress(windows, "Listing", len(windows), "windows"), fetcher, paging.never_reuse)
    listed |= _list_lost_days(fetcher, progress)
    ids = sorted({*fetcher.catalogue.ids_to_fetch_among(listed), *fetcher.catalogue.lost_ids()})
    if fetcher.stats.fetches_failed == failures_before:
        ids += sorted(expected.ids - listed - set(ids))
    fetcher.fetch_questions(progress(ids, "Whole texts", len(ids), "questions"))


def expected_questions(engine: Engine, active_since: date) -> ExpectedQuestions:
    """Return the questions without an answer, and those that were answered, corrected or given a holding answer since a day.

    Leaves out those removed at the source, and those from other sources.
    """
    ids: set[int] = set()
    unanswered_by_day: Counter[date] = Counter()
    has_no_answer: Node = AnyOf("state", WITHOUT_ANSWER)
    for question in engine.scan(SearchRequest(query=Or((has_no_answer, DateRange("activity", active_since))))):
        if question.is_removed_at_source or all(record.source != "official-api" for record in question.source_records):
            continue
        ids.add(int(question.id))
        if question.state in WITHOUT_ANSWER and question.tabled_on:
            unanswered_by_day[question.tabled_on] += 1
    return ExpectedQuestions(frozenset(ids), unanswered_by_day)


def _update_windows(expected: ExpectedQuestions, days: UpdateDays) -> Iterable[Window]:
    """Yield the windows of questions tabled recently, unanswered, answered recently, and corrected recently."""
    yield from weekly_windows(min(days.tabled_since, days.today), days.today)
    yield from unanswered_windows(expected.unanswered_by_day, days.today, _MAX_UNANSWERED_PER_WINDOW)
    yield from (Window(week.first, week.last, "answered") for week in weekly_windows(days.active_since, days.today))
    yield Window(days.active_since, days.today, "corrected")


def _list_lost_days(fetcher: Fetcher, progress: TimedProgress) -> set[int]:
    """Read the lists of the days around damage again, and return the ids on them. They are read once, unless a list fails."""
    windows = [window for days in fetcher.catalogue.lost_days() for window in _windows_of(days)]
    failures_before = fetcher.stats.fetches_failed
    listed = _list_windows(
        progress(windows, "Listing days around damage", len(windows), "windows"), fetcher, paging.never_reuse
    )
    if windows and fetcher.stats.fetches_failed == failures_before:
        fetcher.catalogue.delete_lost_days()
    return listed


def _windows_of(days: LostDays) -> Iterable[Window]:
    """Yield the windows of the days around damage: of questions tabled, answered and corrected."""
    yield from weekly_windows(days.tabled_first, days.tabled_last)
    yield from (Window(week.first, week.last, "answered") for week in weekly_windows(days.active_first, days.active_last))
    yield Window(days.active_first, days.active_last, "corrected")


def _list_windows(windows: Iterable[Window], fetcher: Fetcher, reuse_rule: paging.ReuseRule) -> set[int]:
    """Read the lists of windows; continue if one fails. Return the ids of their questions."""
    listed: set[int] = set()
    for window in windows:
        with fetcher.tolerate_failure():
            listed |= paging.read_window(window, fetcher, reuse_rule)
    return listed
