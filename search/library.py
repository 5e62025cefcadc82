"""The public interface of the library: an open index, with a method for each search of the site."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec.structs import replace

from search.engine import Engine
from search.engines import open_index as open_engine
from search.errors import BadRequest, Problem
from search.model.fields import FIELDS
from search.model.history import HistoryEvent, history_of
from search.model.question import Question
from search.pipeline import more_like_this, relevance_policy
from search.pipeline.semantic_bonus import Meaning
from search.query import url_params
from search.query.request import DEFAULT_PAGE_SIZE, FacetRequest, SearchRequest
from search.results.types import IndexInfo, ResultPage

FilterValue = str | date | bool | list[str] | tuple[str, ...]
"""The value of a filter; of a list, a record needs one. True and False are ``yes`` and ``no``."""

MAX_VALUES = 10_000
"""The most values that ``Index.counts`` counts."""


class Index:
    """An index that is open for searching. Use it in a ``with`` block, or close it.

    Filters are those of an address of the site, with underscores for hyphens: ``body="Home Office"``, ``house="Lords"``,
    ``tabled_from=date(2024, 1, 1)``, ``state=["answered", "corrected"]``, ``named_day=True``, ``words="all"``.
    Each method that takes a text or filters raises ``BadRequest`` for one that cannot be read, and ``EngineUnavailable`` if
    the index cannot be read any more. With ``meaning``, questions like a draft or a record are also ranked by meaning, as on
    a site with ``WRANS_MEANING``.
    """

    def __init__(self, engine: Engine, meaning: Meaning | None = None) -> None:
        self.engine = engine
        self.meaning = meaning

    def search(
        self,
        text: str = "",
        *,
        page: int = 1,
        per_page: int = DEFAULT_PAGE_SIZE,
        sort: str = "relevance",
        **filters: FilterValue,
    ) -> ResultPage:
        """Return a page of results, as the site has them: ``total``, and ``hits`` with their ``question`` and ``score``.

        ``text`` is in the query language: ``dentist -child "waiting list" heading:NHS``. ``sort`` is relevance, newest, oldest,
        newest-answered or oldest-answered. ``per_page`` is 10, 20, 50 or 100.
        """
        request = _request(text, {"page": str(page), "per": str(per_page), "sort": sort, **filters})
        return relevance_policy.search(self.engine, request, self.meaning).page

    def records(self, text: str = "", **filters: FilterValue) -> Iterator[Question]:
        """Yield every record of a search, in the order of its pages, from one build of the index."""
        snapshot = self.engine.snapshot()
        outcome = relevance_policy.search(snapshot, _request(text, filters), self.meaning)
        return relevance_policy.ranked_records(snapshot, outcome)

    def counts(self, field: str, text: str = "", **filters: FilterValue) -> dict[str, int]:
        """Return how many records of a search have each value of a field, most frequent first; months and years newest first.

        ``field`` is a facet, such as ``body``, ``asked``, ``state``, ``tabled-month`` or ``answered-year``.
        """
        name = field.replace("_", "-")
        if name not in FIELDS or not FIELDS[name].facet:
            facets = ", ".join(sorted(other.name for other in FIELDS.values() if other.facet))
            raise BadRequest((Problem("field", f"{field} is not a facet. The facets are {facets}."),))
        request = replace(_request(text, filters), facets=(FacetRequest(name, MAX_VALUES),), with_snippets=False)
        (facet,) = relevance_policy.search(self.engine, request).page.facets
        return {bucket.value: bucket.count for bucket in facet.buckets if bucket.count}

    def get(self, id: str) -> Question | None:
        """Return the record with this id, or None if the index does not contain it."""
        return self.engine.get(id)

    def similar(self, question: Question, *, page: int = 1, per_page: int = DEFAULT_PAGE_SIZE) -> ResultPage:
        """Return a page of the records that share the key terms of a record.

        Of records answered together, only the best is listed.
        """
        query = more_like_this.build_query(self.engine, question)
        paged = _request("", {"page": str(page), "per": str(per_page)})
        request = replace(paged, query=query.query, collapse_by=more_like_this.COLLAPSE_BY)
        return more_like_this.similar_page(self.engine, question, request, self.meaning)

    def asked_before(self, draft: str) -> ResultPage:
        """Return the earlier questions most similar to a draft, at most ten: those of the page "Check a draft"."""
        return relevance_policy.earlier_questions(self.engine, draft, self.meaning).page

    def history(self, question: Question) -> tuple[HistoryEvent, ...]:
        """Return what happened to a record, in order: asked, held, answered, corrected and so on."""
        return tuple(history_of(question))

    def info(self) -> IndexInfo:
        """Return the number of records, their days, and the gaps in the coverage of the index."""
        return self.engine.info()

    def close(self) -> None:
        """Close the files of the index."""
        self.engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def open_index(folder: Path | str) -> Index:
    """Open the index in a folder, with the synonyms that come with the program. Later builds take over while it is open.

    Raises ``EngineUnavailable`` if there is no index, and ``IndexMismatch`` if it is damaged or of another version.
    """
    return Index(open_engine(folder))


def _request(text: str, filters: dict[str, FilterValue]) -> SearchRequest:
    """Return the request for a text and filters. Raises ``BadRequest`` with every problem found."""
    pairs = [("q", text)]
    for name, value in filters.items():
        values = value if isinstance(value, list | tuple) else (value,)
        pairs += [(name.replace("_", "-"), _text(item)) for item in values]
    return url_params.read(pairs)


def _text(value: str | date | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else value.isoformat()
