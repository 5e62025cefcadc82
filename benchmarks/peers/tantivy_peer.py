"""tantivy through its Python package."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

import msgspec
import tantivy
from tantivy import Occur

from benchmarks.peers import FacetCounts, Page, Work
from benchmarks.query import PER_PAGE, Kind, Query
from search.model.field_types import Field
from search.model.field_types import Kind as FieldKind
from search.model.fields import FIELDS, RANKED
from search.model.question import Question

HEAP_BYTES = 2 << 30
"""The writer's memory for postings, large enough that 700,000 records make one segment, which is fastest to search."""

_BOOSTS = {field.name: field.boost for field in RANKED}
_TEXTS = list(_BOOSTS)
_FACETS = [field for field in FIELDS.values() if field.facet]
_SHOWN_VALUES = 5
_SNIPPET_LENGTH = 240
_decode = msgspec.json.Decoder(Question).decode


class Tantivy:
    """One index and one searcher."""

    setup: ClassVar[str] = (
        f"a writer with {HEAP_BYTES >> 20} MB and one thread per core. The record is stored as bytes, compressed by its store. "
        "The texts are not stored again, because snippets are as fast from a document made of the decoded record. Facets are "
        "terms aggregations over columns, which also give the total of the page. A prefix is a range of terms. More like this "
        "has three times our number of terms, because its term is a word in one field and each of our words is searched in "
        "three. The number of values of a facet, which ours counts, is not requested"
    )

    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    @staticmethod
    def version() -> str:
        """Return the version of the package, which is that of the library."""
        from importlib import metadata  # noqa: PLC0415 (not part of what opening an index takes)

        return metadata.version("tantivy")

    @staticmethod
    def build(questions: Iterable[Question], folder: Path, cores: int) -> None:
        """Commit once, and wait for the merges."""
        schema = _make_schema()
        writer = tantivy.Index(schema, path=str(folder)).writer(heap_size=HEAP_BYTES * cores, num_threads=cores)
        for question in questions:
            writer.add_document(_document(question))
        writer.commit()
        writer.wait_merging_threads()

    @staticmethod
    def supports(kind: Kind, work: Work) -> bool:
        """Return True: the engine supports everything."""
        return True

    def top_ten(self, query: Query) -> object:
        """Search without counting, so that documents that cannot reach the top ten are skipped."""
        return self._hits(query, self._query(query))

    def top_ten_and_total(self, query: Query) -> int:
        """Find the hits and the total in one pass."""
        return _total(self._search(query, self._query(query), count=True))

    def page(self, query: Query) -> Page:
        """Sum the counts of the Houses for the total: every record has a House."""
        if query.form == "like":
            return self._like_page(query)
        tantivy_query = self._query(query)
        records = [self._record(hit) for hit in self._hits(query, tantivy_query)]
        facets = self._searcher.aggregate(tantivy_query, _AGGREGATIONS)
        if query.body:  # the site counts a facet without its own filter
            facets |= self._searcher.aggregate(self._query(query, without_body=True), {"body": _AGGREGATIONS["body"]})
        total = sum(bucket["doc_count"] for bucket in facets["house"]["buckets"])
        return Page(
            total,
            records,
            {name: _counts(facet) for name, facet in facets.items()},
            self._snippets(query, tantivy_query, records),
        )

    def close(self) -> None:
        """Drop the searcher and its memory maps."""
        del self._searcher, self._index

    def _like_page(self, query: Query) -> Page:
        tantivy_query = self._query(query)
        result = self._search(query, tantivy_query, count=True)
        records = [self._record(address) for _, address in result.hits]
        return Page(_total(result), records, {}, self._snippets(query, tantivy_query, records))

    def _search(self, query: Query, tantivy_query: tantivy.Query, count: bool) -> tantivy.SearchResult:
        order = "tabled" if query.form == "everything" else None
        return self._searcher.search(tantivy_query, PER_PAGE, count=count, order_by_field=order, offset=query.offset)

    def _hits(self, query: Query, tantivy_query: tantivy.Query) -> Sequence[tantivy.DocAddress]:
        return [address for _, address in self._search(query, tantivy_query, count=False).hits]

    def _record(self, address: tantivy.DocAddress) -> Question:
        packed = self._searcher.doc(address).get_first(_RECORD)
        assert packed is not None
        return _decode(packed)

    def _snippets(self, query: Query, tantivy_query: tantivy.Query, records: Iterable[Question]) -> list[object]:
        """Return a snippet of each text of each record with its highlights, or its start if no words are searched."""
        if query.form == "everything":
            return [(text[:_SNIPPET_LENGTH], ()) for record in records for text in _texts(record).values()]
        generators = [tantivy.SnippetGenerator.create(self._searcher, tantivy_query, self._schema, name) for name in _TEXTS]
        for generator in generators:
            generator.set_max_num_chars(_SNIPPET_LENGTH)
        snippets: list[object] = []
        for record in records:
            document = tantivy.Document(**_texts(record))
            for generator in generators:
                snippet = generator.snippet_from_doc(document)
                snippets.append((snippet.fragment(), snippet.highlighted()))
        return snippets

    def _query(self, query: Query, without_body: bool = False) -> tantivy.Query:
        tantivy_query = self._word_query(query)
        clauses = [(Occur.Must, tantivy_query)]
        if query.body and not without_body:
            clauses.append((Occur.Must, _constant_score(tantivy.Query.term_query(self._schema, "body", query.body))))
        if query.tabled:
            first, last = (day.toordinal() for day in query.tabled)
            dates = tantivy.Query.range_query(self._schema, "tabled", tantivy.FieldType.Integer, first, last)
            clauses.append((Occur.Must, _constant_score(dates)))
        return tantivy.Query.boolean_query(clauses) if len(clauses) > 1 else tantivy_query

    def _word_query(self, query: Query) -> tantivy.Query:
        match query.form:
            case "everything":
                return tantivy.Query.all_query()
            case "like":
                return self._like_query(query.id)
            case "prefix":
                prefix: list[str | tuple[int, str]] = [
                    *query.words
                ]  # a phrase prefix of one word is a range of terms, which is faster than a pattern
                field_queries = [
                    (tantivy.Query.phrase_prefix_query(self._schema, name, prefix), boost) for name, boost in _BOOSTS.items()
                ]
                return tantivy.Query.boolean_query(
                    [(Occur.Should, tantivy.Query.boost_query(field_query, boost)) for field_query, boost in field_queries]
                )
            case _:
                text = " ".join(query.words)
                return self._index.parse_query(
                    f'"{text}"' if query.form == "phrase" else text,
                    _TEXTS,
                    field_boosts=_BOOSTS,
                    conjunction_by_default=query.form == "all",
                )

    def _like_query(self, id: str) -> tantivy.Query:
        from search.pipeline.more_like_this import KEY_TERMS  # noqa: PLC0415 (not part of what opening an index takes)

        itself = tantivy.Query.term_query(self._schema, "id", id)
        _, address = self._searcher.search(itself, 1, count=False).hits[0]
        texts = {name: [text] for name, text in _texts(self._record(address)).items() if text}
        similar = tantivy.Query.more_like_this_document_fields_query(
            self._schema, texts, min_term_frequency=1, max_query_terms=3 * KEY_TERMS
        )
        return tantivy.Query.boolean_query([(Occur.Must, similar), (Occur.MustNot, itself)])


_RECORD = "record"


def _words_field(field: Field) -> str:
    return field.name if field.kind is FieldKind.TEXT else f"{field.name}_words"


def _values_field(field: Field) -> str:
    return f"{field.name}_value" if field.kind is FieldKind.TEXT else field.name


def _make_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in FIELDS.values():
        if field.kind is FieldKind.DATE:
            builder.add_integer_field(field.name, indexed=True, fast=True)
            continue
        if field.has_words:
            builder.add_text_field(_words_field(field), tokenizer_name="en_stem")
        if field.has_values:
            builder.add_text_field(_values_field(field), tokenizer_name="raw", fast=field.facet, index_option="basic")
    builder.add_bytes_field(_RECORD, stored=True)
    return builder.build()


def _document(question: Question) -> tantivy.Document:
    document = tantivy.Document()
    for field in FIELDS.values():
        for value in field.values(question):
            if field.kind is FieldKind.DATE:
                document.add_integer(field.name, date.fromisoformat(value).toordinal())
                continue
            if field.has_words:
                document.add_text(_words_field(field), value)
            if field.has_values:
                document.add_text(_values_field(field), value)
    document.add_bytes(_RECORD, msgspec.json.encode(question))
    return document


def _texts(question: Question) -> dict[str, str]:
    return {field.name: next(iter(field.values(question)), "") for field in RANKED}


def _aggregation(field: Field) -> dict[str, object]:
    terms: dict[str, object] = {"field": _values_field(field), "size": _SHOWN_VALUES}
    if field.chronological:
        terms["order"] = {"_key": "desc"}
    return {"terms": terms}


_AGGREGATIONS = {field.name: _aggregation(field) for field in _FACETS}


def _counts(aggregation: dict[str, list[dict[str, object]]]) -> FacetCounts:
    return [(str(bucket["key"]), int(str(bucket["doc_count"]))) for bucket in aggregation["buckets"]]


def _total(result: tantivy.SearchResult) -> int:
    return int(getattr(result, "count"))  # noqa: B009 (the package's type stubs lack it)


def _constant_score(query: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, 0.0)
