"""This program's own engine, called as the site calls it, the reading of the query included."""

from __future__ import annotations

import functools
import gc
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from benchmarks.peers import Page, Work
from benchmarks.speed.query import PER_PAGE, Kind, Query
from search.engines.whoosh.engine import WhooshEngine
from search.model.question import Question
from search.query.request import FacetRequest, SearchRequest


class Ours:
    """Every call a page of the site makes of the engine."""

    said: ClassVar[str] = (
        "the calls the site makes: text to query tree, search, more like this; every facet with its number of values; what the "
        "site adds to a search (what words are meant, the nearest, feedback) is measured by python -m benchmarks.policy_cost"
    )

    def __init__(self, folder: Path) -> None:
        self._engine = WhooshEngine(folder)

    @staticmethod
    def version() -> str:
        """The commit, and whether files differ from it."""
        import subprocess  # noqa: PLC0415 (no part of what opening an index takes)

        described = subprocess.run(
            ["git", "describe", "--always", "--dirty"],  # noqa: S607
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=False,
        )
        return described.stdout.strip() or "without a commit"

    @staticmethod
    def build(questions: Iterable[Question], folder: Path, cores: int) -> None:
        """One process a core."""
        from search.engines.whoosh.write.writer import WhooshWriter  # noqa: PLC0415 (no part of what opening an index takes)

        WhooshWriter(folder, cores).rebuild(questions)

    @staticmethod
    def can(kind: Kind, work: Work) -> bool:
        """Everything."""
        return True

    def top(self, query: Query) -> object:
        """The engine has the total anyway."""
        return self._ranked(query)

    def top_and_total(self, query: Query) -> int:
        """The total is the engine's second result."""
        return int(self._ranked(query)[1])

    def page(self, query: Query) -> Page:
        """Like the site, which counts no facets beside records that are like another."""
        from web.queries.facets import FACETS  # noqa: PLC0415 (nor is the site)

        found = self._engine.search(self._request(query, () if query.form == "like" else FACETS))
        return Page(
            found.total,
            [hit.question for hit in found.hits],
            {facet.field: [(bucket.value, bucket.count) for bucket in facet.buckets] for facet in found.facets},
            [(hit.heading, hit.snippets) for hit in found.hits],
        )

    def _ranked(self, query: Query) -> tuple[object, int]:
        return self._engine.ranked(self._request(query, ()))

    def close(self) -> None:
        """Close the engine, and forget: one that is opened next knows nothing."""
        self._engine.close()
        _forget()

    def _request(self, query: Query, facets: tuple[FacetRequest, ...]) -> SearchRequest:
        if query.form == "like":
            from search.pipeline import more_like_this  # noqa: PLC0415 (no part of what opening an index takes)

            question = self._engine.get(query.id)
            assert question is not None
            return SearchRequest(query=more_like_this.build_query(self._engine, question).query, per_page=PER_PAGE)
        from benchmarks.speed import site_request  # noqa: PLC0415 (as above)

        return site_request.request(query, facets)


def _forget() -> None:
    """Empty what the process remembers of words beside the engine."""
    for each in gc.get_objects():
        if isinstance(each, functools._lru_cache_wrapper) and str(each.__module__).startswith(("search.", "web.")):
            each.cache_clear()
