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
from indexer.harvest.catalogue import Catalogue, Listed
from indexer.harvest.client import Client, FetchFailed
from indexer.harvest.date_windows import Window, item_path
from indexer.harvest.response_checks import check_item, check_missing, read_page
from search.errors import SearchError

MOST_FAILURES = 10
"""Requests that fail one after another, each tried several times, before the source counts as gone."""

MOST_TOLD = 20
"""Failures that are named in the summary; of the others only the number is kept."""


class SourceGone(SearchError):
    """The operator's move: nothing asked for is answered."""


@dataclass(slots=True)
class RunStats:
    """What came of a run, beside the client's traffic."""

    pages: int = 0
    kept_out: int = 0
    entries: int = 0
    whole_texts: int = 0
    missing: int = 0
    splits: int = 0
    failures: int = 0
    failed: list[str] = field(default_factory=list)


class Fetcher:
    """The raw store of an index, and the source it is filled from."""

    def __init__(self, client: Client, store: RawStore, journal: Catalogue) -> None:
        self.client = client
        self.store = store
        self.journal = journal
        self.tally = RunStats()
        self._failures_running = 0

    def list_page(self, window: Window, skip: int, since: datetime | None) -> Listed:
        """A page of a list: as it was answered at ``since`` or later, or asked for now; with None always asked for now.

        An answer to the latter that says nothing new is not kept. Raises ``FetchFailed``.
        """
        path = window.path(skip)
        if since is not None and (known := self.journal.listed(path, since)):
            return known
        fetched = self.client.get(path, read_page, _unheard_of)
        page = read_page(fetched.body)
        if not all(window.takes(entry.tabled, entry.house) for entry in page.entries):
            raise FetchFailed(fetched.address, "the list has questions that were not asked for.")
        self.tally.pages += 1
        self.tally.entries += len(page.entries)
        if since is None and not self.journal.says_more(fetched.body):
            self.tally.kept_out += 1
        else:
            self._keep(Response.of(fetched.address, fetched.status, fetched.body.decode()))
        return Listed(page.total, [entry.id for entry in page.entries])

    def fetch_item(self, id: int) -> None:
        """Ask for a question with its whole text, or be told that there is none. Raises ``FetchFailed``."""
        fetched = self.client.get(item_path(id), check_item, check_missing)
        self.tally.whole_texts += fetched.status == 200
        self.tally.missing += fetched.status == 404
        self._keep(Response.of(fetched.address, fetched.status, fetched.body.decode()))

    def fetch_items(self, ids: Iterable[int]) -> None:
        """Ask for each; one that fails costs only itself. Raises ``SourceGone``."""
        for number in ids:
            with self.noting_failure():
                self.fetch_item(number)

    @contextmanager
    def noting_failure(self) -> Iterator[None]:
        """Go on when a request fails, unless too many have, one after another. Raises ``SourceGone``."""
        try:
            yield
        except FetchFailed as failure:
            self.tally.failures += 1
            self.tally.failed += [str(failure)] if len(self.tally.failed) < MOST_TOLD else []
            self._failures_running += 1
            if self._failures_running == MOST_FAILURES:
                raise SourceGone(f"{MOST_FAILURES} requests have failed one after another, the last so: {failure}") from failure
        else:
            self._failures_running = 0

    def _keep(self, response: Response) -> None:
        self.journal.take_in(self.store.append(response), response)


@contextmanager
def opened(index_data: Path, client: Client, doing: str, wait_seconds: float) -> Iterator[Fetcher]:
    """The archive of an index, while no one else fetches for it. Raises ``NotItsTurn``, ``Damaged``."""
    folder = index_data / "harvest"
    with exclusive(folder / FETCH_LOCK, doing, wait_seconds):
        store = RawStore(index_data / "raw")
        journal = Catalogue(folder / "journal.sqlite", store)
        try:
            yield Fetcher(client, store, journal)
        finally:
            store.close()
            journal.close()


def _unheard_of(body: bytes) -> None:
    """A list has no 404: where nothing is found, it is empty."""
    raise msgspec.ValidationError("a list is never missing")
