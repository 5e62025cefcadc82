"""The engine over one generation."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from msgspec.structs import replace

from search.engines.opensearch.answer_cache import AnswerCache
from search.engines.opensearch.explain import RecordExplainer
from search.engines.opensearch.key_terms import KeyTerms
from search.engines.opensearch.layout import MAX_RESULT_WINDOW, collapse_field, read_record
from search.engines.opensearch.query.relaxed import conjuncts, every_clause, next_level, scored_clauses
from search.engines.opensearch.query.requests import GROUPS, NO_VALUES, SearchBodies, ValueCounts, read_counts
from search.engines.opensearch.reader import GenerationReader
from search.lexicon.thesaurus import Thesaurus
from search.lexicon.vocabulary import Vocabulary
from search.lexicon.word_similarity import WordSimilarity, word_similarities
from search.model.question import Question
from search.people.directory import Directory
from search.query import validation
from search.query.nodes import And, Node, Word
from search.query.request import FacetRequest, SearchRequest
from search.results.facets import build_facet
from search.results.highlighting import NOT_HIGHLIGHTED, highlight
from search.results.types import Facet, Hit, IndexInfo, KeyTerm, ResultPage, ScorePart

SCAN_SIZE = 1_000
"""Records that a scan reads in one request."""

SKIP_SIZE = 10_000
"""Hits that are skipped in one request on the way to a page after ``MAX_RESULT_WINDOW``."""

CACHED_VALUES = 500_000
"""Capacity of the cache of facet counts, in values: some 100 bytes each."""

CACHED_TOTALS = 10_000

RawHit = Mapping[str, Any]
"""A hit in the answer of the cluster."""


class SnapshotEngine:
    """An ``Engine`` over one ``GenerationReader``. It continues to answer from that generation when a newer one serves."""

    def __init__(self, reader: GenerationReader) -> None:
        self._reader = reader
        self._key_terms = KeyTerms(reader.generation, reader.counts)
        self._counts = AnswerCache[ValueCounts](CACHED_VALUES)
        self._totals = AnswerCache[int](CACHED_TOTALS)
        self._explainer = RecordExplainer(reader.vocabulary, reader.translator.statistics)

    def snapshot(self) -> SnapshotEngine:
        """See ``Engine.snapshot``: this engine is pinned already."""
        return self

    @property
    def generation(self) -> tuple[str, int]:
        """The index and the number of the generation."""
        return self._reader.generation.index, self._reader.generation.number

    def search(self, request: SearchRequest) -> ResultPage:
        """See ``Engine.search``."""
        validation.check_request(request)
        bodies = SearchBodies(self._reader.translator, request)
        first = request.offset + (request.page - 1) * request.per_page
        is_deep = first + request.per_page > MAX_RESULT_WINDOW
        page = bodies.page(0, 0) if is_deep else bodies.page(first, request.per_page)
        counts = self._cached_counts(request)
        answer = self._answer(request, bodies, page, counts)
        total = answer["hits"]["total"]["value"]
        groups = counts.get(GROUPS) or NO_VALUES
        collapsed_total = total - groups.collapsed
        hits = answer["hits"]["hits"]
        if is_deep and first < collapsed_total:
            hits = self._deep_hits(bodies, request, first)
        facets = tuple(_facet(request, facet, counts[facet.field]) for facet in request.facets)
        return ResultPage(
            request,
            self._hits(request, hits, groups, is_by_score=bodies.is_by_score),
            total,
            collapsed_total,
            facets,
            self.info(),
        )

    def _answer(
        self, request: SearchRequest, bodies: SearchBodies, page: Mapping[str, Any], counts: dict[str, ValueCounts | None]
    ) -> dict[str, Any]:
        """Return the answer to the search for a page. The counts that are not cached are part of the same request.

        They are facets, groups, and the number of records that match every clause of a relaxed search, which pages show.
        """
        strict = every_clause(request.query)
        full_matches = [] if strict is None else [And((strict, *request.filters))]
        full_matches = [node for node in full_matches if self._totals.get(conjuncts(node)) is None]
        missing = [name for name, known in counts.items() if known is None]
        total_bodies = map(self._reader.translator.total, full_matches)
        searches = [page, *([bodies.counts(missing)] if missing else []), *total_bodies]
        answer, *others = self._reader.searches.answers(searches)
        for name in missing:
            counts[name] = self._cache_counts(request, name, read_counts(others[0], name))
        for node, total in zip(full_matches, others[len(others) - len(full_matches) :], strict=True):
            self._totals.put(conjuncts(node), total["hits"]["total"]["value"])
        return answer

    def _cached_counts(self, request: SearchRequest) -> dict[str, ValueCounts | None]:
        """Return the counts that a request needs, by the name of the facet or ``GROUPS``; None if not cached."""
        names = [facet.field for facet in request.facets] + ([GROUPS] if request.collapse_by is not None else [])
        return {name: self._counts.get(_counts_key(request, name)) for name in names}

    def _cache_counts(self, request: SearchRequest, name: str, counts: ValueCounts) -> ValueCounts:
        self._counts.put(_counts_key(request, name), counts, 1 + len(counts.values))
        return counts

    def _deep_hits(self, bodies: SearchBodies, request: SearchRequest, first: int) -> list[RawHit]:
        """Return the hits of a page beyond ``MAX_RESULT_WINDOW``. The hits before it are read and skipped in batches."""
        hits = [*islice(self._hits_after(bodies, request, first, with_records=False), request.per_page)]
        records = self._reader.records([_id(hit) for hit in hits])
        return [{**hit, "record": records[_id(hit)]} for hit in hits]

    def _hits_after(self, bodies: SearchBodies, request: SearchRequest, first: int, *, with_records: bool) -> Iterator[RawHit]:
        """Yield the hits of a search in order, without the ``first`` ones and without those that are collapsed under another.

        Batches that have only hits to leave out are read without their records.
        """
        after: list[Any] | None = None
        seen: set[str] = set()
        earlier_hits = 0
        while True:
            reads_records = with_records and earlier_hits + SKIP_SIZE > first
            size = SCAN_SIZE if reads_records else SKIP_SIZE
            batch = self._reader.searches.answer(bodies.hits(size, after, with_records=reads_records))["hits"]["hits"]
            hits = [hit for hit in batch if _is_first_of_group(hit, request.collapse_by, seen)]
            yield from hits[max(0, first - earlier_hits) :]
            if len(batch) < size:
                return
            earlier_hits += len(hits)
            after = batch[-1]["sort"]

    def _hits(
        self, request: SearchRequest, hits: Sequence[RawHit], groups: ValueCounts, *, is_by_score: bool
    ) -> tuple[Hit, ...]:
        questions = [hit["record"] if "record" in hit else read_record(hit) for hit in hits]
        passages = highlight(questions, request.query) if request.with_snippets else [NOT_HIGHLIGHTED] * len(questions)
        return tuple(
            Hit(
                question,
                float(hit["sort"][0] if is_by_score else hit.get("_score") or 0.0),
                heading,
                snippets,
                max(groups.count(_group(hit, request.collapse_by)), 1) - 1,
                _missing(hit, request.clauses),
            )
            for hit, question, (heading, snippets) in zip(hits, questions, passages, strict=True)
        )

    def scan(self, request: SearchRequest) -> Iterator[Question]:
        """See ``Engine.scan``."""
        validation.check_request(request)
        bodies = SearchBodies(self._reader.translator, replace(request, clauses=()))
        return map(read_record, self._hits_after(bodies, request, request.offset, with_records=True))

    def count(self, query: Node) -> int:
        """See ``Engine.count``."""
        validation.check_query(query)
        if isinstance(query, Word):
            return self._reader.translator.statistics.document_frequency(query)
        total = self._totals.get(conjuncts(query))
        if total is None:
            looser = next_level(query)
            nodes = [query] if looser is None else [query, looser]
            totals = self._reader.translator.count(nodes, scored_clauses(query))
            for node, number in zip(nodes, totals, strict=True):
                self._totals.put(conjuncts(node), number)
            total = totals[0]
        return total

    def explain(self, query: Node, id: str) -> tuple[ScorePart, ...] | None:
        """See ``Engine.explain``."""
        validation.check_query(query)
        question = self.get(id)
        return None if question is None else self._explainer.explain(question, query)

    def get(self, id: str) -> Question | None:
        """See ``Engine.get``."""
        return self._reader.record(id)

    def key_terms(self, question: Question, limit: int) -> tuple[KeyTerm, ...]:
        """See ``Engine.key_terms``."""
        return self._key_terms.of_record(question, limit)

    def shared_terms(self, questions: Sequence[Question], limit: int) -> tuple[KeyTerm, ...]:
        """See ``Engine.shared_terms``."""
        return self._key_terms.shared(questions, limit)

    def word_similarities(self, question: Question, others: Sequence[Question]) -> list[WordSimilarity]:
        """See ``Engine.word_similarities``."""
        return word_similarities(question, others, self._stem_frequencies, self.info().records)

    def _stem_frequencies(self, stems: Collection[str]) -> dict[str, int]:
        return {text: self._reader.counts.stem_postings(text) for text in stems}

    def vocabulary(self) -> Vocabulary:
        """See ``Engine.vocabulary``."""
        return self._reader.vocabulary

    def thesaurus(self) -> Thesaurus:
        """See ``Engine.thesaurus``."""
        return self._reader.thesaurus

    def directory(self) -> Directory:
        """See ``Engine.directory``."""
        return self._reader.directory

    def info(self) -> IndexInfo:
        """See ``Engine.info``."""
        return self._reader.generation.info

    def close(self) -> None:
        """Do nothing: the connections are those of the engine that made the snapshot."""


def _facet(request: SearchRequest, facet: FacetRequest, counts: ValueCounts | None) -> Facet:
    assert counts is not None
    return build_facet(request, facet, counts.values, counts.counts)


def _counts_key(request: SearchRequest, name: str) -> Hashable:
    """Return the cache key for the counts of a facet or of the groups. The order and page of a request do not affect them."""
    filters = request.filters if name == GROUPS else request.filters_except(name)
    return (request.collapse_by if name == GROUPS else None, name, request.query, filters)


def _id(hit: RawHit) -> str:
    """Return the id of the record: the last value that hits are sorted by."""
    return str(hit["sort"][-1])


def _group(hit: RawHit, collapse_by: str | None) -> str:
    """Return the value that a hit is collapsed by; "" if the search is not collapsed."""
    if collapse_by is None:
        return ""
    value: str = hit["fields"][collapse_field(collapse_by)][0]
    return value


def _missing(hit: RawHit, clauses: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return the clauses that a hit does not match."""
    matched = hit.get("matched_queries", ()) if clauses else ()
    return tuple(clause for number, clause in enumerate(clauses) if str(number) not in matched)


def _is_first_of_group(hit: RawHit, collapse_by: str | None, seen: set[str]) -> bool:
    """Whether no hit before this one has its value. Adds the value to those seen."""
    if collapse_by is None:
        return True
    value = _group(hit, collapse_by)
    is_first = value not in seen
    seen.add(value)
    return is_first
