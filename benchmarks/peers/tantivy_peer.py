"""tantivy through its Python package."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

import msgspec
import tantivy
from tantivy import Occur

from benchmarks.peers import Counts, Page, Work
from benchmarks.speed.query import PER_PAGE, Kind
from benchmarks.speed.query import Query as Asked
from search.model.fields import FIELDS, RANKED, Field
from search.model.fields import Kind as FieldKind
from search.model.question import Question

HEAP = 2 << 30
"""Bytes of postings the writer holds: enough that 700,000 records make one segment, which is read fastest."""

_BOOSTS = {field.name: field.boost for field in RANKED}
_TEXTS = list(_BOOSTS)
_FACETS = [field for field in FIELDS.values() if field.facet]
_SHOWN = 5
_SNIPPET = 240
_decode = msgspec.json.Decoder(Question).decode


class Tantivy:
    """One index and one searcher."""

    said: ClassVar[str] = (
        f"a writer of {HEAP >> 20} MB and one thread a core; the record as stored bytes, compressed by its store; the texts "
        "are not stored again, since passages are as quick from a document made of the decoded record; facets by terms "
        "aggregations over columns, which also give the page's total, so that its top ten need not count; a prefix as a range "
        "of terms; more like this of three times as many terms as ours, since a term of its is a word in one field, and each "
        "of our words is looked for in three; it is not asked how many values a facet has, which ours counts"
    )

    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    @staticmethod
    def version() -> str:
        """The version of the package, which carries the library's."""
        from importlib import metadata  # noqa: PLC0415 (no part of what opening an index takes)

        return metadata.version("tantivy")

    @staticmethod
    def build(questions: Iterable[Question], folder: Path, cores: int) -> None:
        """Commit once, and wait for the merges."""
        schema = _make_schema()
        writer = tantivy.Index(schema, path=str(folder)).writer(heap_size=HEAP * cores, num_threads=cores)
        for question in questions:
            writer.add_document(_document(question))
        writer.commit()
        writer.wait_merging_threads()

    @staticmethod
    def can(kind: Kind, work: Work) -> bool:
        """Everything."""
        return True

    def top(self, query: Asked) -> object:
        """Without a count, so that it may leave out what cannot reach the first ten."""
        return self._hits(query, self._query(query))

    def top_and_total(self, query: Asked) -> int:
        """Both in one pass."""
        return _total(self._search(query, self._query(query), count=True))

    def page(self, query: Asked) -> Page:
        """Every record has a House, so its counts add up to the total."""
        if query.form == "like":
            return self._similar(query)
        made = self._query(query)
        records = [self._record(hit) for hit in self._hits(query, made)]
        facets = self._searcher.aggregate(made, _AGGREGATIONS)
        if query.body:  # the site counts a facet without the values chosen of it
            facets |= self._searcher.aggregate(self._query(query, but_body=True), {"body": _AGGREGATIONS["body"]})
        total = sum(bucket["doc_count"] for bucket in facets["house"]["buckets"])
        return Page(
            total, records, {name: _counts(found) for name, found in facets.items()}, self._snippets(query, made, records)
        )

    def close(self) -> None:
        """Drop the searcher and its mappings."""
        del self._searcher, self._index

    def _similar(self, query: Asked) -> Page:
        made = self._query(query)
        found = self._search(query, made, count=True)
        records = [self._record(address) for _, address in found.hits]
        return Page(_total(found), records, {}, self._snippets(query, made, records))

    def _search(self, query: Asked, made: tantivy.Query, count: bool) -> tantivy.SearchResult:
        order = "tabled" if query.form == "everything" else None
        return self._searcher.search(made, PER_PAGE, count=count, order_by_field=order, offset=query.first)

    def _hits(self, query: Asked, made: tantivy.Query) -> Sequence[tantivy.DocAddress]:
        return [address for _, address in self._search(query, made, count=False).hits]

    def _record(self, address: tantivy.DocAddress) -> Question:
        packed = self._searcher.doc(address).get_first(_RECORD)
        assert packed is not None
        return _decode(packed)

    def _snippets(self, query: Asked, made: tantivy.Query, records: Iterable[Question]) -> list[object]:
        """One passage of each text of each record, and what to mark in it; its beginning where nothing is looked for."""
        if query.form == "everything":
            return [(text[:_SNIPPET], ()) for record in records for text in _texts(record).values()]
        generators = [tantivy.SnippetGenerator.create(self._searcher, made, self._schema, name) for name in _TEXTS]
        for generator in generators:
            generator.set_max_num_chars(_SNIPPET)
        found: list[object] = []
        for record in records:
            document = tantivy.Document(**_texts(record))
            for generator in generators:
                snippet = generator.snippet_from_doc(document)
                found.append((snippet.fragment(), snippet.highlighted()))
        return found

    def _query(self, query: Asked, but_body: bool = False) -> tantivy.Query:
        made = self._words(query)
        narrowed = [(Occur.Must, made)]
        if query.body and not but_body:
            narrowed.append((Occur.Must, _unscored(tantivy.Query.term_query(self._schema, "body", query.body))))
        if query.tabled:
            first, last = (day.toordinal() for day in query.tabled)
            dates = tantivy.Query.range_query(self._schema, "tabled", tantivy.FieldType.Integer, first, last)
            narrowed.append((Occur.Must, _unscored(dates)))
        return tantivy.Query.boolean_query(narrowed) if len(narrowed) > 1 else made

    def _words(self, query: Asked) -> tantivy.Query:
        match query.form:
            case "everything":
                return tantivy.Query.all_query()
            case "like":
                return self._like(query.id)
            case "prefix":
                begin: list[str | tuple[int, str]] = [
                    *query.words
                ]  # a phrase of one word that may go on: a range of terms, made faster than a pattern
                fields = [
                    (tantivy.Query.phrase_prefix_query(self._schema, name, begin), boost) for name, boost in _BOOSTS.items()
                ]
                return tantivy.Query.boolean_query(
                    [(Occur.Should, tantivy.Query.boost_query(each, boost)) for each, boost in fields]
                )
            case _:
                text = " ".join(query.words)
                return self._index.parse_query(
                    f'"{text}"' if query.form == "phrase" else text,
                    _TEXTS,
                    field_boosts=_BOOSTS,
                    conjunction_by_default=query.form == "all",
                )

    def _like(self, id: str) -> tantivy.Query:
        from search.pipeline.more_like_this import KEY_TERMS  # noqa: PLC0415 (no part of what opening an index takes)

        itself = tantivy.Query.term_query(self._schema, "id", id)
        _, address = self._searcher.search(itself, 1, count=False).hits[0]
        texts = {name: [text] for name, text in _texts(self._record(address)).items() if text}
        alike = tantivy.Query.more_like_this_document_fields_query(
            self._schema, texts, min_term_frequency=1, max_query_terms=3 * KEY_TERMS
        )
        return tantivy.Query.boolean_query([(Occur.Must, alike), (Occur.MustNot, itself)])


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
    terms: dict[str, object] = {"field": _values_field(field), "size": _SHOWN}
    if field.chronological:
        terms["order"] = {"_key": "desc"}
    return {"terms": terms}


_AGGREGATIONS = {field.name: _aggregation(field) for field in _FACETS}


def _counts(found: dict[str, list[dict[str, object]]]) -> Counts:
    return [(str(bucket["key"]), int(str(bucket["doc_count"]))) for bucket in found["buckets"]]


def _total(found: tantivy.SearchResult) -> int:
    return int(getattr(found, "count"))  # noqa: B009 (the package's own types do not name it)


def _unscored(query: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, 0.0)
