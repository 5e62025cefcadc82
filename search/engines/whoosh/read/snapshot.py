"""One build, open for reading by any number of threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path

from search.engines.whoosh.codec.arrays import ArrayFile
from search.engines.whoosh.format.builds import TIE_ORDER_FILE, Manifest, check_table_of_contents, read_manifest
from search.engines.whoosh.format.doc_values import DocValues
from search.engines.whoosh.format.groups import RANKED_GROUP, VALUE_GROUPS
from search.engines.whoosh.format.learned_names import read_learned_names
from search.engines.whoosh.format.value_sets import ValueSets
from search.engines.whoosh.read.cache import ArrayCache
from search.engines.whoosh.read.facet_counts import FacetCounter
from search.engines.whoosh.read.member_counts import member_counts
from search.engines.whoosh.read.multi_reader import Docs, MultiReader
from search.engines.whoosh.read.ordering import Ordering
from search.engines.whoosh.read.read_faults import reading_build
from search.engines.whoosh.read.segment_vocabulary import SegmentVocabulary
from search.engines.whoosh.read.stem_statistics import StemStatistics
from search.engines.whoosh.read.stem_vectors import StemVectors
from search.engines.whoosh.read.term_dictionary import TermDictionary
from search.lexicon.thesaurus import SynonymEntry, Thesaurus, with_indexed_words
from search.lexicon.vocabulary import Vocabulary
from search.model.fields import FIELDS
from search.model.question import Question
from search.people.directory import Directory
from search.results.facets import Counts
from search.text.term_selection import selectors
from search.yield_points import yield_point

CACHED_BYTES = 96 << 20
"""Capacity of the cache: mostly scores of common words in each record."""

CACHED_DOCS = 10_000
"""Records whose document numbers are cached."""


class Snapshot:
    """An open build: its parts, and what all searches on it share.

    Raises ``IndexMismatch`` if the build is damaged or of another version. Its files are unmapped when the last reference to
    it is dropped, so no part refers back to the snapshot.
    """

    @reading_build
    def __init__(self, build: Path, synonyms: Sequence[SynonymEntry] = ()) -> None:
        self.folder = build
        self.manifest: Manifest = read_manifest(build)
        check_table_of_contents(build, self.manifest)
        self.records = self.manifest.records
        """How many records there are, deleted documents left out."""
        self.reader = MultiReader(build, self.manifest.segments)
        self.segments = self.reader.segments
        self.cache = ArrayCache(CACHED_BYTES)
        self.terms = TermDictionary(self.reader)
        self.stems = StemStatistics(self.reader, self.terms)
        self.stem_vectors = StemVectors(self.reader, self.stems)
        self.ordering = Ordering(self.reader, ArrayFile(build / TIE_ORDER_FILE), self.cache)
        self.vocabulary = Vocabulary(SegmentVocabulary(self.segments, partial(self.terms.document_frequency, RANKED_GROUP)))
        self._synonyms = synonyms
        self._docs_read: dict[str, int] = {}

    @cached_property
    def thesaurus(self) -> Thesaurus:
        """The configured synonyms whose words occur in the ranked fields, and the names learned from the records."""

        def has(text: str) -> bool:
            return bool(self.terms.select(RANKED_GROUP, selectors(text)).terms)

        return Thesaurus([*with_indexed_words(self._synonyms, has), *read_learned_names(self.folder, self.manifest)])

    @cached_property
    def directory(self) -> Directory:
        """The members who asked or answered, and the bodies."""
        return Directory(member_counts(self.reader), self.doc_values("body").values)

    @property
    def all_docs(self) -> Docs:
        """Every document that is not deleted."""
        return self.reader.all_docs

    def doc_values(self, name: str) -> DocValues:
        """Return the doc values of a field of ``FIELDS``."""
        return self.reader.doc_values(name)

    @cached_property
    def _facet_counter(self) -> FacetCounter:
        """The counter of all facets. Raises ``ValueError`` if a facet has a value that is not one of its field's choices."""
        facets = [name for name in VALUE_GROUPS if FIELDS[name].facet]
        for name in facets:
            choices = FIELDS[name].choices
            if choices and not set(self.facet_values(name)).issubset(choices):
                raise ValueError(f"the field {name} has a value that is not one of its choices")
        return FacetCounter({name: self._value_sets.get(name) or self.doc_values(name) for name in facets})

    @cached_property
    def _value_sets(self) -> Mapping[str, ValueSets]:
        """The columns of the facets that may have several values in a record."""
        names = [field.name for field in FIELDS.values() if field.facet and field.has_several]
        return {name: self.reader.value_sets(name) for name in names}

    @cached_property
    def _all_facet_counts(self) -> Mapping[str, Counts]:
        return self._counts(None if self.reader.alive is None else self.all_docs)

    def _counts(self, docs: Docs | None, *facets: str) -> Mapping[str, Counts]:
        counts = self._facet_counter.counts(docs, *facets)
        return counts | {name: sets.by_value(counts[name]) for name, sets in self._value_sets.items() if name in counts}

    def facet_counts(self, docs: Docs, *facets: str) -> Mapping[str, Counts]:
        """Return how many of the documents have each value of these facets. The counts of all records are cached."""
        return self._all_facet_counts if len(docs) == self.records else self._counts(docs, *facets)

    def facet_values(self, name: str) -> Sequence[str]:
        """Return the values of a facet, sorted."""
        return self._value_sets[name].single_values if FIELDS[name].has_several else self.doc_values(name).values

    def record(self, doc: int) -> Question:
        """Return the stored record of a document."""
        yield_point()
        question = self.reader.record(doc)
        if len(self._docs_read) >= CACHED_DOCS:
            self._docs_read.clear()
        self._docs_read[question.id] = doc
        return question

    def doc_of(self, id: str) -> int | None:
        """Return the document number of the record with this id, or None. Those of the records read last are cached."""
        doc = self._docs_read.get(id)
        if doc is not None:
            return doc
        docs = self.terms.postings(VALUE_GROUPS["id"], id).docs
        return int(docs[0]) if len(docs) else None

    def find(self, id: str) -> Question | None:
        """Return the record with this id, or None."""
        doc = self.doc_of(id)
        return None if doc is None else self.record(doc)
