"""Asks the source and keeps what it answers: each request goes through here, and is in the raw store before anyone reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from indexer.files.lock import FETCH_LOCK, exclusive
from indexer.files.response_store import RawStore, Response
from indexer.harvest.catalogue import Catalogue, PageIds
from indexer.harvest.client import Client, FetchFailed
from indexer.harvest.date_windows import Window, question_path
from indexer.harvest.response_checks import check_item, check_missing, decode_list
from search.errors import SearchError

MAX_CONSECUTIVE_FAILURES = 10
"""Requests that fail one after another, each tried several times, before the source counts as gone."""

MAX_FAILURE_MESSAGES = 20
"""Failures that are named in the summary; of the others only the number is kept."""


class SourceUnavailable(SearchError):
    """The operator's move: nothing asked for is answered."""


@dataclass(slots=True)
class RunStats:
    """What came of a run, beside the client's traffic."""

    pages_read: int = 0
    unchanged_pages: int = 0
    questions_listed: int = 0
    questions_fetched: int = 0
    questions_missing: int = 0
    windows_split: int = 0
    fetches_failed: int = 0
    failure_messages: list[str] = field(default_factory=list)


class Fetcher:
    """The raw store of an index, and the source it is filled from."""

    def __init__(self, client: Client, store: RawStore, catalogue: Catalogue) -> None:
        self.client = client
        self.store = store
        self.catalogue = catalogue
        self.stats = RunStats()
        self._consecutive_failures = 0

    def fetch_page(self, window: Window, skip: int, reuse_since: datetime | None) -> PageIds:
        """A page of a list: as it was answered at ``since`` or later, or asked for now; with None always asked for now.

        An answer to the latter that says nothing new is not kept. Raises ``FetchFailed``.
        """
        path = window.path(skip)
        if reuse_since is not None and (stored := self.catalogue.page_ids(path, reuse_since)):
            return stored
        fetched = self.client.get(path, decode_list, _unheard_of)
        page = decode_list(fetched.body)
        if not all(window.may_contain(entry.tabled, entry.house) for entry in page.entries):
            raise FetchFailed(fetched.address, "the list has questions that were not asked for.")
        self.stats.pages_read += 1
        self.stats.questions_listed += len(page.entries)
        if reuse_since is None and not self.catalogue.has_changes(fetched.body):
            self.stats.unchanged_pages += 1
        else:
            self._store_response(Response.of(fetched.address, fetched.status, fetched.body.decode()))
        return PageIds(page.total, [entry.id for entry in page.entries])

    def fetch_question(self, id: int) -> None:
        """Ask for a question with its whole text, or be told that there is none. Raises ``FetchFailed``."""
        fetched = self.client.get(question_path(id), check_item, check_missing)
        self.stats.questions_fetched += fetched.status == 200
        self.stats.questions_missing += fetched.status == 404
        self._store_response(Response.of(fetched.address, fetched.status, fetched.body.decode()))

    def fetch_questions(self, ids: Iterable[int]) -> None:
        """Ask for each; one that fails costs only itself. Raises ``SourceUnavailable``."""
        for number in ids:
            with self.tolerate_failure():
                self.fetch_question(number)

    @contextmanager
    def tolerate_failure(self) -> Iterator[None]:
        """Go on when a request fails, unless too many have, one after another. Raises ``SourceUnavailable``."""
        try:
            yield
        except FetchFailed as failure:
            self.stats.fetches_failed += 1
            self.stats.failure_messages += [str(failure)] if len(self.stats.failure_messages) < MAX_FAILURE_MESSAGES else []
            self._consecutive_failures += 1
            if self._consecutive_failures == MAX_CONSECUTIVE_FAILURES:
                raise SourceUnavailable(
                    f"{MAX_CONSECUTIVE_FAILURES} requests have failed one after another, the last so: {failure}"
                ) from failure
        else:
            self._consecutive_failures = 0

    def _store_response(self, response: Response) -> None:
        self.catalogue.add(self.store.append(response), response)


@contextmanager
def open_fetcher(index_data: Path, client: Client, activity: str, wait_seconds: float) -> Iterator[Fetcher]:
    """The archive of an index, while no one else fetches for it. Raises ``NotItsTurn``, ``StoreDamaged``."""
    folder = index_data / "harvest"
    with exclusive(folder / FETCH_LOCK, activity, wait_seconds):
        store = RawStore(index_data / "raw")
        catalogue = Catalogue(folder / "journal.sqlite", store)
        try:
            yield Fetcher(client, store, catalogue)
        finally:
            store.close()
            catalogue.close()


def _unheard_of(body: bytes) -> None:
    """A list has no 404: where nothing is found, it is empty."""
    raise msgspec.ValidationError("a list is never missing")
