"""Unmodified Whoosh 2.7.4: its own codec, collectors, facets and highlighter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import ClassVar

import msgspec
from whoosh import query as whoosh_query
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, NUMERIC, STORED, TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.lang.porter2 import stem
from whoosh.qparser import AndGroup, MultifieldParser, OrGroup
from whoosh.searching import Hit, Results
from whoosh.sorting import Count, FieldFacet

from benchmarks.peers import FacetCounts, Page, Work
from benchmarks.query import PER_PAGE, Kind, Query
from search.model.field_types import Field
from search.model.field_types import Kind as FieldKind
from search.model.fields import FIELDS, RANKED
from search.model.question import Question

_POOL_MEGABYTES = 512
_BOOSTS = {field.name: field.boost for field in RANKED}
_FACETS = [field for field in FIELDS.values() if field.facet]
_SHOWN_VALUES = 5
_SNIPPET_LENGTH = 240
_KEY_TERMS = 25
_RECORD = "record"
_WORD_PATTERN = r"\w+(?:[.'\u2019]\w+)*"
_decode = msgspec.json.Decoder(Question).decode


class StockWhoosh:
    """One index and one searcher."""

    setup: ClassVar[str] = (
        f"a pool of {_POOL_MEGABYTES} MB and one process (two are slower). It has the stemmer of the other engines, with an "
        "unbounded cache. Facets and dates are sortable columns, counted with Count. The record is stored as bytes. Snippets "
        "are by its own highlighter with the default fragmenter: the pinpoint fragmenter saves less than a millisecond a page "
        "and makes the index a seventh larger. Key terms are by Bo1, 25 over the three fields"
    )

    def __init__(self, folder: Path) -> None:
        self._index = FileStorage(str(folder)).open_index()
        self._searcher = self._index.searcher()
        self._parsers = {
            form: MultifieldParser(list(_BOOSTS), self._index.schema, _BOOSTS, group=OrGroup if form == "any" else AndGroup)
            for form in ("all", "any", "phrase", "prefix")
        }

    @staticmethod
    def version() -> str:
        """Return the version of the package."""
        from importlib import metadata  # noqa: PLC0415 (not part of what opening an index takes)

        return metadata.version("whoosh")

    @staticmethod
    def build(questions: Iterable[Question], folder: Path, cores: int) -> None:
        """Index into one segment."""
        index = FileStorage(str(folder)).create_index(_make_schema())
        writer = index.writer(limitmb=_POOL_MEGABYTES, procs=1)
        for question in questions:
            writer.add_document(**_document(question))
        writer.commit(merge=False)
        index.close()

    @staticmethod
    def supports(kind: Kind, work: Work) -> bool:
        """Return True: the engine supports everything."""
        return True

    def top_ten(self, query: Query) -> object:
        """Search with the block quality optimisation, which is on by default."""
        return self._hits(self._search(query), query)

    def top_ten_and_total(self, query: Query) -> int:
        """Return the length of the results, which is exact: Whoosh runs the query again if necessary."""
        results = self._search(query)
        self._hits(results, query)
        return len(results)

    def page(self, query: Query) -> Page:
        """Search once with every facet."""
        has_facets = query.form != "like"
        results = self._search(query, [field.name for field in _FACETS] if has_facets else [])
        facets = {field.name: _counts(field, results) for field in _FACETS} if has_facets else {}
        if query.body:  # the site counts a facet without its own filter
            facets["body"] = _counts(FIELDS["body"], self._search(query, ["body"], without_body=True))
        results.fragmenter.charlimit = None
        records, snippets = [], []
        for hit in self._hits(results, query):
            record = _decode(hit[_RECORD])
            records.append(record)
            texts = {field.name: next(iter(field.values(record)), "") for field in RANKED}
            if query.form == "everything":  # no words to highlight
                snippets.append([text[:_SNIPPET_LENGTH] for text in texts.values()])
            else:
                snippets.append([hit.highlights(name, text=text, top=1) for name, text in texts.items()])
        return Page(len(results), records, facets, snippets)

    def close(self) -> None:
        """Close the searcher and the index."""
        self._searcher.close()
        self._index.close()

    def _hits(self, results: Results, query: Query) -> list[Hit]:
        return list(results[query.offset : query.offset + PER_PAGE])

    def _search(self, query: Query, facets: Iterable[str] = (), without_body: bool = False) -> Results:
        grouped = {name: FieldFacet(_values_field(FIELDS[name]), maptype=Count) for name in facets}
        sorting = {"sortedby": "tabled", "reverse": True} if query.form == "everything" else {}
        filtered_query = whoosh_query.And([self._word_query(query), *_filters(query, without_body)]).normalize()
        return self._searcher.search(filtered_query, limit=query.offset + PER_PAGE, groupedby=grouped or None, **sorting)

    def _word_query(self, query: Query) -> whoosh_query.Query:
        match query.form:
            case "everything":
                return whoosh_query.Every()
            case "like":
                return self._like_query(query.id)
            case "phrase":
                return self._parsers["phrase"].parse(f'"{" ".join(query.words)}"')
            case "prefix":
                return self._parsers["prefix"].parse(f"{query.words[0]}*")
            case form:
                return self._parsers[form].parse(" ".join(query.words))

    def _like_query(self, id: str) -> whoosh_query.Query:
        record = _decode(self._searcher.document(id=id)[_RECORD])
        weighted_words = [
            (weight, field.name, word)
            for field in RANKED
            for text in field.values(record)
            for word, weight in self._searcher.key_terms_from_text(field.name, text, numterms=_KEY_TERMS)
        ]
        terms = [whoosh_query.Term(name, word, boost=weight) for weight, name, word in sorted(weighted_words)[-_KEY_TERMS:]]
        return whoosh_query.AndNot(whoosh_query.Or(terms), whoosh_query.Term("id", id))


def _filters(query: Query, without_body: bool) -> list[whoosh_query.Query]:
    results = []
    if query.body and not without_body:
        results.append(whoosh_query.ConstantScoreQuery(whoosh_query.Term("body", query.body), 0.0))
    if query.tabled:
        first, last = (day.toordinal() for day in query.tabled)
        results.append(whoosh_query.NumericRange("tabled", first, last, boost=0.0))
    return results


def _words_field(field: Field) -> str:
    return field.name if field.kind is FieldKind.TEXT else f"{field.name}_words"


def _values_field(field: Field) -> str:
    return f"{field.name}_value" if field.kind is FieldKind.TEXT else field.name


def _make_schema() -> Schema:
    analyzer = StemmingAnalyzer(_WORD_PATTERN, stoplist=None, stemfn=stem, cachesize=-1)
    schema = Schema(**{_RECORD: STORED()})
    for field in FIELDS.values():
        if field.kind is FieldKind.DATE:
            schema.add(field.name, NUMERIC(sortable=True))
            continue
        if field.has_words:
            schema.add(_words_field(field), TEXT(analyzer=analyzer, phrase=True))
        if field.has_values:
            schema.add(_values_field(field), ID(sortable=field.facet))
    return schema


def _document(question: Question) -> dict[str, object]:
    document: dict[str, object] = {_RECORD: msgspec.json.encode(question)}
    for field in FIELDS.values():
        values = field.values(question)
        if not values:
            continue
        if field.kind is FieldKind.DATE:
            document[field.name] = date.fromisoformat(values[0]).toordinal()
            continue
        if field.has_words:
            document[_words_field(field)] = " ".join(values)
        if field.has_values:
            document[_values_field(field)] = list(values) if len(values) > 1 else values[0]
    return document


def _counts(field: Field, results: Results) -> FacetCounts:
    counts = [(value, count) for value, count in results.groups(field.name).items() if value]
    if field.chronological:
        return sorted(counts, reverse=True)[:_SHOWN_VALUES]
    return sorted(counts, key=lambda pair: -pair[1])[:_SHOWN_VALUES]
