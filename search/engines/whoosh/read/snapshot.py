"""One build, open for reading by any number of threads: its segments as one run of documents, and what searches share.

Documents are numbered through all segments. Deleted ones keep their numbers and are in no postings that are given out.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from search.engines.whoosh.codec.arrays import Array, ArrayFile
from search.engines.whoosh.codec.postings import FieldGroup, GroupPostings, counts_of
from search.engines.whoosh.codec.segment import Segment
from search.engines.whoosh.format.abbreviation_file import read_abbreviations
from search.engines.whoosh.format.builds import TIE_ORDER_FILE, Manifest, check_table_of_contents, read_manifest
from search.engines.whoosh.format.doc_values import DocValues
from search.engines.whoosh.format.groups import RANKED_GROUP, VALUE_GROUPS, has_doc_values, values_field
from search.engines.whoosh.format.serialization import unpack
from search.engines.whoosh.read.facet_counts import FacetCounter
from search.engines.whoosh.read.segment_vocabulary import SegmentVocabulary
from search.lexicon.thesaurus import SynonymEntry, Thesaurus, with_indexed_words
from search.lexicon.vocabulary import Vocabulary
from search.model.fields import FIELDS
from search.model.question import Question
from search.query.request import SortKey
from search.results.facets import Counts

CACHED_BYTES = 96 << 20
"""Memory for what is worked out of postings and used again: how each word weighs in each record, mostly."""

CACHED_PLACES = 100_000
"""Terms whose places in the lexicons are remembered."""

Docs = npt.NDArray[np.int64]
Places = tuple[tuple[int, int], ...]
"""Where a term is: (number of the segment, place in the lexicon) for each segment that has it."""


class Postings(msgspec.Struct, frozen=True):
    """The records a term is in: ``docs`` ascending, and ``freqs`` [members, docs] how often in each member field."""

    docs: Array
    freqs: Array


class Snapshot:
    """An open build. Raises ``IndexMismatch`` when it is damaged or another program's. What is dropped is unmapped."""

    def __init__(self, build: Path, synonyms: Sequence[SynonymEntry] = ()) -> None:
        self.folder = build
        self.manifest: Manifest = read_manifest(build)
        check_table_of_contents(build, self.manifest)
        self.segments = [Segment(build, name) for name in self.manifest.segments]
        self._order = ArrayFile(build / TIE_ORDER_FILE)
        self.bases = [0]
        for segment in self.segments:
            self.bases.append(self.bases[-1] + segment.document_count)
        self.documents = self.bases[-1]
        self.records = self.manifest.records
        self.vocabulary = Vocabulary(SegmentVocabulary(self.segments))
        self._synonyms = synonyms
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Array, ...]] = OrderedDict()
        self._kept_bytes = 0
        self._places: dict[tuple[str, str], tuple[Places, int]] = {}
        self._columns: dict[str, DocValues] = {}

    @cached_property
    def thesaurus(self) -> Thesaurus:
        """The synonyms given, as far as their words are here, and the abbreviations learned."""

        def has(text: str) -> bool:
            return self.frequency(RANKED_GROUP, text) > 0

        return Thesaurus([*with_indexed_words(self._synonyms, has), *read_abbreviations(self.folder, self.manifest)])

    @cached_property
    def alive(self) -> npt.NDArray[np.bool_] | None:
        """Which documents are not deleted, bool[documents]; None when all are there."""
        if not any(segment.deleted for segment in self.segments):
            return None
        parts = [
            ~segment.deleted.mask if segment.deleted else np.ones(segment.document_count, bool) for segment in self.segments
        ]
        return np.concatenate(parts)

    @cached_property
    def everything(self) -> Docs:
        """Every record."""
        return np.arange(self.documents) if self.alive is None else np.flatnonzero(self.alive)

    @cached_property
    def tie_order(self) -> Array:
        """The place of each document in the settled order of ties (newest tabled, undated last, then id): int32[documents]."""
        return self._order.array("ranks")

    def sequence(self, sort: tuple[SortKey, ...] = ()) -> Array:
        """Every record, in the order of fields, then the settled order: int32[records]."""
        return self._settled if not sort else self.cached(("sequence", sort), lambda: (self._sequence(sort),))[0]

    @cached_property
    def _settled(self) -> Array:
        sequence = np.empty(self.documents, np.int32)
        sequence[self.tie_order] = np.arange(self.documents, dtype=np.int32)
        return sequence if self.alive is None else sequence[self.alive[sequence]]

    def _sequence(self, sort: tuple[SortKey, ...]) -> Array:
        return self.in_order(self.everything, sort).astype(np.int32)

    def in_order(self, docs: Docs, sort: tuple[SortKey, ...]) -> Docs:
        """Some records in the order of fields, then the settled order."""
        keys = [self.keys(by, docs) for by in sort]
        return docs[np.lexsort((self.tie_order[docs], *reversed(keys)))]

    def keys(self, by: SortKey, docs: Docs) -> Array:
        """What some records are ordered by, the least first, those without a value last: int32[docs]."""
        ordinals = self.doc_values(by.field).ordinals[docs].astype(np.int32)
        return -ordinals if by.descending else np.where(ordinals, ordinals, np.iinfo(np.int32).max)

    def lengths(self, member: str) -> Array:
        """How many words each document has in a field: [documents]."""
        parts = [segment.lengths(member) for segment in self.segments]
        return parts[0] if len(parts) == 1 else np.concatenate([np.zeros(0, np.uint8), *parts])

    @cached_property
    def total_lengths(self) -> dict[str, int]:
        """How many words all records have in each ranked field."""
        members = RANKED_GROUP.members
        return {member: int(self.lengths(member)[self.everything].sum(dtype=np.int64)) for member in members}

    @cached_property
    def mean_lengths(self) -> dict[str, float]:
        """Mean number of words in each ranked field, over the records that have any."""
        members = RANKED_GROUP.members
        held = {member: int(np.count_nonzero(self.lengths(member)[self.everything])) for member in members}
        return {member: total / held[member] if total else 1.0 for member, total in self.total_lengths.items()}

    def postings(self, group: FieldGroup, text: str) -> Postings:
        """The postings of a term."""
        parts = [self._part(number, group, place) for number, place in self.places(group, text)]
        if not parts:
            return Postings(np.zeros(0, np.uint32), np.zeros((len(group.members), 0), np.uint8))
        if len(parts) == 1:
            return parts[0]
        return Postings(np.concatenate([p.docs for p in parts]), np.concatenate([p.freqs for p in parts], axis=1))

    def docs_with_term(self, group: FieldGroup, text: str) -> Docs:
        """The records a term is in."""
        parts = []
        for number, place in self.places(group, text):
            docs = self.group(number, group).docs(place, place + 1).astype(np.int64)
            parts.append(docs + self.bases[number] if number else docs)
        docs = parts[0] if len(parts) == 1 else np.concatenate([np.zeros(0, np.int64), *parts])
        return docs if self.alive is None else docs[self.alive[docs]]

    def _part(self, number: int, group: FieldGroup, place: int) -> Postings:
        held = self.segments[number].postings[group.name]
        docs = held.docs(place, place + 1)
        freqs = held.freqs(place) if group.has_positions else np.zeros((1, len(docs)), np.uint8)
        if number:
            docs = docs + np.uint32(self.bases[number])
        if self.alive is not None:
            kept = self.alive[docs]
            docs, freqs = docs[kept], freqs[:, kept]
        return Postings(docs, freqs)

    def places(self, group: FieldGroup, text: str) -> Places:
        """Where a term is in the segments' lexicons."""
        return self._known(group, text)[0]

    def frequency(self, group: FieldGroup, text: str) -> int:
        """How many postings a term has, deleted documents' among them."""
        return self._known(group, text)[1]

    def matching(self, group: FieldGroup, text: str) -> int:
        """How many records have a term."""
        return self.frequency(group, text) if self.alive is None else len(self.docs_with_term(group, text))

    def _known(self, group: FieldGroup, text: str) -> tuple[Places, int]:
        key = (group.name, text)
        known = self._places.get(key)
        if known is None:
            found = ((n, self.group(n, group).lexicon.find(text.encode())) for n in range(len(self.segments)))
            places = tuple((number, place) for number, place in found if place is not None)
            known = places, sum(int(counts_of(self.group(n, group).posting_starts[at : at + 2])[0]) for n, at in places)
            if len(self._places) >= CACHED_PLACES:
                self._places.clear()
            self._places[key] = known
        return known

    def group(self, number: int, group: FieldGroup) -> GroupPostings:
        """A segment's postings of a group."""
        return self.segments[number].postings[group.name]

    def docs_with_field(self, group: FieldGroup) -> Docs:
        """The records that have anything in a group."""
        return self.with_between(group, None, None)

    def with_between(self, group: FieldGroup, low: str | None, high: str | None) -> Docs:
        """The records that have a term of a group from ``low`` to ``high``, both included; None leaves an end open."""
        found = np.zeros(self.documents, bool)
        for number, base in enumerate(self.bases[:-1]):
            held = self.group(number, group)
            first = 0 if low is None else held.lexicon.lower_bound(low.encode())
            last = len(held.lexicon) if high is None else held.lexicon.lower_bound(high.encode() + b"\0")
            if first < last:
                found[held.docs(first, last).astype(np.int64) + base] = True
        return np.flatnonzero(found if self.alive is None else found & self.alive)

    def cached(self, key: Hashable, work: Callable[[], tuple[Array, ...]]) -> tuple[Array, ...]:
        """Arrays worked out before under this key, else by ``work``; the least recently used are let go."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = work()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._kept_bytes += _bytes(made)
            while self._kept_bytes > CACHED_BYTES:
                self._kept_bytes -= _bytes(self._kept.popitem(last=False)[1])
        return made

    def doc_values(self, name: str) -> DocValues:
        """The column of a field of ``FIELDS``."""
        if name not in self._columns:
            self._columns[name] = DocValues(self.segments, values_field(FIELDS[name]))
        return self._columns[name]

    @cached_property
    def _counting(self) -> FacetCounter:
        return FacetCounter(
            {name: self.doc_values(name) for name in VALUE_GROUPS if FIELDS[name].facet and has_doc_values(FIELDS[name])}
        )

    @cached_property
    def _totals(self) -> Mapping[str, Counts]:
        return self._counting.counts(None if self.alive is None else self.everything)

    def counts(self, docs: Docs, *facets: str) -> Mapping[str, Counts]:
        """How many of some records have each value of these facets. Those of all records are counted once."""
        return self._totals if len(docs) == self.records else self._counting.counts(docs, *facets)

    def record(self, doc: int) -> Question:
        """The stored record of a document number."""
        number = bisect_right(self.bases, doc) - 1
        return unpack(self.segments[number].records[doc - self.bases[number]])

    def number(self, id: str) -> int | None:
        """The document number of the record with this id."""
        found = self.postings(VALUE_GROUPS["id"], id).docs
        return int(found[0]) if len(found) else None

    def find(self, id: str) -> Question | None:
        """The record with this id."""
        number = self.number(id)
        return None if number is None else self.record(number)


def _bytes(arrays: tuple[Array, ...]) -> int:
    return sum(array.nbytes for array in arrays) + 256
