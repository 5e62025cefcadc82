"""Our site, started as an operator starts it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import ClassVar

from msgspec.structs import replace

from benchmarks import site_request
from benchmarks.peers.ours import Ours
from benchmarks.query import Kind, Queries
from benchmarks.sites import PageType
from benchmarks.speed import clients
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.question import Question
from search.query.request import DEFAULT_PAGE_SIZE, SearchRequest
from web.site import urls

KINDS = {PageType.RESULTS: Kind.COMMON, PageType.FILTERED: Kind.FILTERED}
"""The kind of the searches of each type of page that has one."""


class OurSite:
    """``wrans serve`` with its defaults."""

    setup: ClassVar[str] = (
        "`wrans serve` with its defaults: every facet with its number of values, highlighted passages, the order of best "
        "match, and compression"
    )
    version = staticmethod(Ours.version)
    command = staticmethod(clients.site_command)

    @staticmethod
    def build(questions: Iterable[Question], folder: Path) -> None:
        """Index on one core."""
        WhooshWriter(folder, 1).rebuild(questions)

    @staticmethod
    def addresses(queries: Queries) -> Mapping[PageType, tuple[str, ...]]:
        """Return the addresses of every type."""
        searches = {
            page_type: tuple(
                urls.search(replace(site_request.request(query), per_page=DEFAULT_PAGE_SIZE)) for query in queries[kind]
            )
            for page_type, kind in KINDS.items()
        }
        ids = [query.id for query in queries[Kind.LIKE]]
        return {
            PageType.HOME: (urls.home(),),
            **searches,
            PageType.NEWEST: (urls.search(SearchRequest(sort="newest")),),
            PageType.RECORD: tuple(map(urls.record, ids)),
            PageType.SIMILAR: tuple(urls.similar(record_id, urls.SimilarParams()) for record_id in ids),
        }
