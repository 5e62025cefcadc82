"""Our engine, called as the site calls it. The time of parsing the query is included."""

from __future__ import annotations

import functools
import gc
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from benchmarks.peers import Page, Work
from benchmarks.query import PER_PAGE, Kind, Query
from search.engines.whoosh.engine import WhooshEngine
from search.model.question import Question
from search.query.request import FacetRequest, SearchRequest
from search.results.types import ResultPage


class Ours:
    """Makes the calls that a page of the site makes to the engine."""

    setup: ClassVar[str] = (
        "called as the site calls it. It parses the text, searches, and finds similar records. It counts every facet and its "
        "number of values. Query rewriting, close matches and feedback are left out: `python -m benchmarks.policy_cost` "
        "measures them"
    )

    def __init__(self, folder: Path) -> None:
        self._engine = WhooshEngine(folder)

    @staticmethod
    def version() -> str:
        """Return the commit, with ``-dirty`` if files differ from it."""
        import subprocess  # noqa: PLC0415 (not part of what opening an index takes)

        process = subprocess.run(
            ["git", "describe", "--always", "--dirty"],  # noqa: S607
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=False,
        )
        return process.stdout.strip() or "unknown"

    @staticmethod
    def build(questions: Iterable[Question], folder: Path, cores: int) -> None:
        """Index with one process per core."""
        from search.engines.whoosh.write.writer import WhooshWriter  # noqa: PLC0415 (not part of what opening an index takes)

        WhooshWriter(folder, cores).rebuild(questions)

    @staticmethod
    def supports(kind: Kind, work: Work) -> bool:
        """Return True: the engine supports everything."""
        return True

    def top_ten(self, query: Query) -> object:
        """Return the hits. The engine counts the total in any case."""
        return self._ranked(query)

    def top_ten_and_total(self, query: Query) -> int:
        """Return the total, the second result of the engine."""
        return int(self._ranked(query)[1])

    def page(self, query: Query) -> Page:
        """Search with every facet; more like this has no facets, as on the site."""
        from web.queries.facets import FACETS  # noqa: PLC0415 (not part of what opening an index takes)

        result = self._similar(query) if query.form == "like" else self._engine.search(self._request(query, FACETS))
        return Page(
            result.total,
            [hit.question for hit in result.hits],
            {facet.field: [(bucket.value, bucket.count) for bucket in facet.buckets] for facet in result.facets},
            [(hit.heading, hit.snippets) for hit in result.hits],
        )

    def _similar(self, query: Query) -> ResultPage:
        from search.pipeline import more_like_this  # noqa: PLC0415 (not part of what opening an index takes)

        question = self._engine.get(query.id)
        assert question is not None
        similar = more_like_this.build_query(self._engine, question)
        request = SearchRequest(query=similar.query, per_page=PER_PAGE)
        return more_like_this.similar_page(self._engine, question, request)

    def _ranked(self, query: Query) -> tuple[object, int]:
        return self._engine.ranked(self._request(query, ()))

    def close(self) -> None:
        """Close the engine and clear its caches, so that the next engine starts cold."""
        self._engine.close()
        _clear_caches()

    def _request(self, query: Query, facets: tuple[FacetRequest, ...]) -> SearchRequest:
        if query.form == "like":
            from search.pipeline import more_like_this  # noqa: PLC0415 (not part of what opening an index takes)

            question = self._engine.get(query.id)
            assert question is not None
            return SearchRequest(query=more_like_this.build_query(self._engine, question).query, per_page=PER_PAGE)
        from benchmarks import site_request  # noqa: PLC0415 (as above)

        return site_request.request(query, facets)


def _clear_caches() -> None:
    """Clear every ``lru_cache`` of the program."""
    for cache in gc.get_objects():
        if isinstance(cache, functools._lru_cache_wrapper) and str(cache.__module__).startswith(("search.", "web.")):
            cache.cache_clear()
