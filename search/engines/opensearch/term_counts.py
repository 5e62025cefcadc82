"""Term statistics of an index, in layers: one of the build, and one of each update since.

A layer has two tables. ``words`` counts the occurrences of each word, in lower case, in all fields with words: the vocabulary.
``selectors`` has a row for each selector (``search.text.term_selection``) of the ranked fields: the number of records that have
it, then its occurrences in each ranked field. In the layer of an update, counts are differences and may be negative.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

import msgspec
import numpy as np

from search.engines.memory_matching import Entry
from search.engines.opensearch.layout import with_stems
from search.engines.whoosh.codec.arrays import Array, MemoryArrays
from search.engines.whoosh.codec.lexicon import Lexicon, write_lexicon
from search.engines.whoosh.codec.segment import WordCounts
from search.engines.whoosh.read.segment_vocabulary import SegmentVocabulary
from search.model.fields import FIELDS, RANKED
from search.text.analysis import STEM_END, form_of, stem_of
from search.text.term_selection import every_form

Row = tuple[int, ...]
"""The number of records with a selector, then its occurrences in each ranked field."""

_NO_ROW: Row = (0,) * (1 + len(RANKED))


class TermCounter:
    """Counts the words of records, as they are added to a layer or taken from it.

    Terms are counted first. The words and selectors of each distinct term are made once, at the end.
    """

    def __init__(self) -> None:
        self._terms: dict[str, Counter[str]] = {field.name: Counter() for field in FIELDS.values() if field.has_words}
        self._records: Counter[str] = Counter()

    def add(self, entry: Entry, sign: int = 1) -> None:
        """Count a record; with ``sign`` -1, one that an update replaces or deletes."""
        for name, field_terms in entry.terms.items():
            _count(self._terms[name], field_terms, sign)
        _count(self._records, with_stems(entry.ranked_terms()), sign)

    def pack(self) -> bytes:
        """Return the layer. Words that are counted 0 times are left out."""
        words: Counter[str] = Counter()
        for counts in self._terms.values():
            for text, count in counts.items():
                words[form_of(text).lower()] += count
        selectors: defaultdict[str, list[int]] = defaultdict(lambda: [*_NO_ROW])
        for selector, count in self._records.items():
            selectors[selector][0] = count
        for number, field in enumerate(RANKED, 1):
            for text, count in self._terms[field.name].items():
                selectors[text][number] += count
                selectors[stem_of(text) + STEM_END][number] += count
        return _pack(words, selectors)


def _count(counts: Counter[str], texts: Iterable[str], sign: int) -> None:
    if sign > 0:
        counts.update(texts)
    else:
        counts.subtract(texts)


def merge_layers(layers: Iterable[bytes]) -> bytes:
    """Return the sum of some layers as one layer. It needs memory for a dictionary of all their words."""
    words: Counter[str] = Counter()
    selectors: dict[str, list[int]] = {}
    for layer in map(Layer, layers):
        for word, count in layer.word_counts():
            words[word] += count
        for selector, row in layer.rows():
            total = selectors.setdefault(selector, [*_NO_ROW])
            selectors[selector] = [one + other for one, other in zip(total, row, strict=True)]
    return _pack(words, selectors)


def _pack(words: Mapping[str, int], selectors: Mapping[str, Sequence[int]]) -> bytes:
    arrays = MemoryArrays()
    counted = sorted((word.encode(), count) for word, count in words.items() if count)
    write_lexicon(arrays, "words", [word for word, _ in counted])
    arrays.put("words/counts", np.array([count for _, count in counted], np.int64))
    rows = sorted((selector.encode(), row) for selector, row in selectors.items() if any(row))
    write_lexicon(arrays, "selectors", [selector for selector, _ in rows])
    arrays.put("selectors/rows", np.array([row for _, row in rows], np.int64).reshape(-1))
    return arrays.to_bytes()


class Layer:
    """A layer, opened. Raises ``IndexMismatch`` if the bytes are not a layer."""

    def __init__(self, raw: bytes) -> None:
        arrays = MemoryArrays.from_bytes(raw)
        self.words = WordCounts(arrays)
        self.selectors = Lexicon(arrays, "selectors")
        self.row_array: Array = arrays.array("selectors/rows").reshape(-1, len(_NO_ROW))

    def word_counts(self) -> Iterable[tuple[str, int]]:
        """Return the words with their counts, sorted."""
        return ((word.decode(), count) for word, count in self.words.items())

    def rows(self) -> Iterable[tuple[str, list[int]]]:
        """Return the selectors with their rows, sorted."""
        texts = self.selectors.between(0, len(self.selectors))
        return ((text.decode(), row) for text, row in zip(texts, self.row_array.tolist(), strict=True))


class _VocabularySegment(msgspec.Struct, frozen=True):
    """The words of a layer as a vocabulary segment. ``deleted`` are the words to subtract, as those of deleted documents."""

    word_counts: WordCounts
    deleted: _VocabularySegment | None = None


class TermCounts:
    """The sum of the layers of a generation. Safe to use from many threads."""

    def __init__(self, base: Layer, updates: Layer | None) -> None:
        """``base`` is the layer of the build, ``updates`` the sum of those of the updates."""
        self._base = base
        self._updates = updates
        self._changes = dict(updates.rows()) if updates else {}
        self._changed = sorted(self._changes)
        self._cached: dict[str, Row] = {}

    def row(self, selector: str) -> Row:
        """Return the row of a selector; zeros if no record has it."""
        row = self._cached.get(selector)
        if row is None:
            ordinal = self._base.selectors.find(selector.encode())
            base: Row = _NO_ROW if ordinal is None else tuple(self._base.row_array[ordinal].tolist())
            change = self._changes.get(selector, _NO_ROW)
            row = tuple(one + other for one, other in zip(base, change, strict=True))
            if len(self._cached) < MAX_CACHED_ROWS:
                self._cached[selector] = row
        return row

    def records(self, selector: str) -> int:
        """Return how many records have a selector in the ranked fields."""
        return self.row(selector)[0]

    def existing(self, selectors: Iterable[str]) -> tuple[str, ...]:
        """Return those of some selectors that the ranked fields of records have."""
        return tuple(selector for selector in dict.fromkeys(selectors) if self.row(selector)[0] > 0)

    def stem_postings(self, stem: str) -> int:
        """Return how many records have each form of a stem, added up."""
        (selector,) = every_form(stem)
        first, last = self._base.selectors.prefix_range(selector.encode())
        total = int(self._base.row_array[first:last, 0].sum())
        start = bisect_left(self._changed, selector)
        for text in self._changed[start:]:
            if not text.startswith(selector):
                break
            total += self._changes[text][0]
        return total - self.records(selector)

    def occurrences(self, selector: str, field: str) -> int:
        """Return how often a selector occurs in a ranked field of all records."""
        return self.row(selector)[_COLUMNS[field]]

    def source(self, records: Callable[[str], int]) -> SegmentVocabulary:
        """Return the words for a ``Vocabulary``. ``records`` returns the number of records with a term."""
        return SegmentVocabulary(self._segments, records)

    @cached_property
    def _segments(self) -> list[_VocabularySegment]:
        if self._updates is None:
            return [_VocabularySegment(self._base.words)]
        changes = [(word, count) for word, count in self._updates.word_counts() if count]
        added, removed = (_words({word: sign * count for word, count in changes if sign * count > 0}) for sign in (1, -1))
        return [_VocabularySegment(self._base.words, _VocabularySegment(removed)), _VocabularySegment(added)]


MAX_CACHED_ROWS = 100_000
_COLUMNS = {field.name: number for number, field in enumerate(RANKED, 1)}


def _words(counts: Mapping[str, int]) -> WordCounts:
    return Layer(_pack(counts, {})).words
