"""Fetches list pages and questions from the source. Every response is in the raw store before anything else uses it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec

from indexer import progress
from indexer.files.lock import FETCH_LOCK, exclusive
from indexer.files.response_store import RawStore, Response
from indexer.harvest.catalogue import Catalogue, PageIds
from indexer.harvest.catch_up import write_lock
from indexer.harvest.client import Client, FetchedResponse, FetchFailed
from indexer.harvest.date_windows import Window, question_path
from indexer.harvest.response_checks import ListPage, check_question_response, decode_list_response
from indexer.harvest.store_repair import bring_up_to_date
from search.errors import SearchError

MAX_CONSECUTIVE_FAILURES = 10
"""After this many failed fetches in a row, each with several tries, the source is treated as unavailable."""

MAX_FAILURE_MESSAGES = 20
"""The summary prints this many failures; the others are only counted."""


class SourceUnavailable(SearchError):
    """The source does not answer: too many fetches failed in a row."""


class RunStats(msgspec.Struct):
    """Counters of one run. ``list_pages`` includes ``unchanged_pages``. ``has_stopped`` if the source ended the run."""

    list_pages: int = 0
    unchanged_pages: int = 0
    list_entries: int = 0
    windows_split: int = 0
    questions_fetched: int = 0
    questions_missing: int = 0
    fetches_failed: int = 0
    failure_messages: list[str] = []
    has_stopped: bool = False


class Fetcher:
    """Fetches from a source, stores the responses in a raw store, and updates the store's catalogue."""

    def __init__(self, client: Client, store: RawStore, catalogue: Catalogue) -> None:
        self.client = client
        self.store = store
        self.catalogue = catalogue
        self.stats = RunStats()
        self._consecutive_failures = 0

    def fetch_page(self, window: Window, skip: int, reuse_since: datetime | None) -> PageIds:
        """Return the page of a window's list that follows its first ``skip`` questions. Raises ``FetchFailed``.

        Returns a stored page if it was fetched at ``reuse_since`` or later. With None the page is always fetched, and stored
        only if an entry has changed.
        """
        path = window.path(skip)
        if reuse_since is not None and (stored := self.catalogue.page_ids(path, reuse_since)) is not None:
            return stored
        fetched = self.client.get(path, decode_list_response)
        page = fetched.content
        if not all(window.may_contain(entry.tabled, entry.house) for entry in page.entries):
            raise FetchFailed(fetched.address, "the list has questions that were not asked for.")
        self.stats.list_pages += 1
        self.stats.list_entries += len(page.entries)
        if reuse_since is None and not self.catalogue.has_changes(page):
            self.stats.unchanged_pages += 1
        else:
            self._store_response(fetched)
        return PageIds.of(page)

    def fetch_question(self, id: int) -> None:
        """Fetch and store one question with its whole text, or the source's response 404. Raises ``FetchFailed``."""
        fetched = self.client.get(question_path(id), check_question_response)
        self.stats.questions_fetched += fetched.status == 200
        self.stats.questions_missing += fetched.status == 404
        self._store_response(fetched)

    def fetch_questions(self, ids: Iterable[int]) -> None:
        """Fetch questions; continue if one fails. Raises ``SourceUnavailable`` after too many failures in a row."""
        for question_id in ids:
            with self.tolerate_failure():
                self.fetch_question(question_id)

    @contextmanager
    def tolerate_failure(self) -> Iterator[None]:
        """Count a ``FetchFailed`` of the block instead of raising it. Raises ``SourceUnavailable`` after too many in a row."""
        try:
            yield
        except FetchFailed as failure:
            self.stats.fetches_failed += 1
            if len(self.stats.failure_messages) < MAX_FAILURE_MESSAGES:
                self.stats.failure_messages.append(str(failure))
            self._consecutive_failures += 1
            if self._consecutive_failures == MAX_CONSECUTIVE_FAILURES:
                message = f"{MAX_CONSECUTIVE_FAILURES} requests failed in a row. The last failure: {failure}"
                raise SourceUnavailable(message) from failure
            if self.stats.fetches_failed <= MAX_FAILURE_MESSAGES:
                progress.note(f"Gave up on {failure} Going on with the next request.")
        else:
            self._consecutive_failures = 0

    def _store_response(self, fetched: FetchedResponse[ListPage] | FetchedResponse[None]) -> None:
        """Append a response to the store, then add it to the catalogue."""
        response = Response.of(fetched.address, fetched.status, fetched.body.decode())
        self.catalogue.add(self.store.append(response), response, fetched.content)


@contextmanager
def open_fetcher(
    index_data: Path, client: Client, activity: str, wait_seconds: float, *, checks_all: bool = False
) -> Iterator[Fetcher]:
    """Open the only fetcher of an index: it holds a lock. Damage of the raw store is repaired first.

    With ``checks_all`` the whole store is read, otherwise only the responses added since the last run. Raises ``LockTimeout``.
    """
    folder = index_data / "harvest"
    with exclusive(folder / FETCH_LOCK, activity, wait_seconds):
        store = RawStore(index_data / "raw")
        catalogue = Catalogue.open(folder / "catalogue.sqlite")
        try:
            lock_index = partial(write_lock, index_data, activity, wait_seconds)
            bring_up_to_date(index_data, store, catalogue, lock_index, checks_all=checks_all)
            yield Fetcher(client, store, catalogue)
        finally:
            store.close()
            catalogue.close()
