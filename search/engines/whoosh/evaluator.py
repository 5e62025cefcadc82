"""A query tree -> which records match, and how well. Whole arrays at a time; nothing is skipped, so totals and tops are exact.

Whoosh's own collectors are not used: with a limit they return wrong top tens, an empty filter filters nothing, and some of
its compound queries match the wrong records. Only postings are read from it, and combined here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
from whoosh.reading import IndexReader

from search.analysis import term
from search.engines.whoosh.schema import values_field, words_field
from search.engines.whoosh.snapshot import NONE, Floats, Ints, Postings, Snapshot, term_matcher
from search.errors import Unsupported
from search.fields import FIELDS, RANKED, Field
from search.query import (
    And,
    AnyOf,
    AtLeast,
    Between,
    Exists,
    Fuzzy,
    MatchAll,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Wildcard,
    Word,
    Words,
)

K1, B = 1.5, 0.75
"""BM25's saturation and length normalisation; 1.5 and .75 measured best over twelve public collections."""

MAX_PLACES = 250_000
"""Records whose word places one search may look at, some ten microseconds each; "secretary of state" looks at 60,000."""

Mask = npt.NDArray[np.bool_]
Places = Mapping[str, Sequence[int]]
_Times = Callable[[Sequence[str], Places], int]


class Evaluator:
    """Evaluates the nodes of one search on one borrowed reader; what it has worked out once it does not work out again."""

    def __init__(self, snapshot: Snapshot, reader: IndexReader) -> None:
        self._snapshot = snapshot
        self._reader = reader
        self._masks: dict[Node, Mask] = {}
        self._terms: dict[Prefix | Wildcard | Fuzzy, list[str]] = {}
        self._places_read = 0

    def mask(self, node: Node) -> Mask:
        """Which records match: bool[records]. Not to be written to."""
        if node not in self._masks:
            self._masks[node] = self._match(node)
        return self._masks[node]

    def scores(self, node: Node) -> Floats:
        """What each record scores: float32[records]; 0 where it does not match.

        Words, phrases and patterns score by BM25F (Robertson, Zaragoza and Taylor 2004): the frequencies in the ranked
        fields, each over its length normalisation, are added with the fields' weights before saturation. A phrase or
        pattern counts as one term. A whole value scores its idf. Exclusions and ranges score nothing.
        """
        match node:
            case And(parts) | Or(parts) | AtLeast(_, parts):
                total = np.zeros(self._snapshot.records, np.float32)
                for part in parts:
                    total += self.scores(part)
                return np.where(self.mask(node), total, np.float32(0))
            case AnyOf():
                matching = self.mask(node)
                return matching * np.float32(self._idf(int(np.count_nonzero(matching))))
            case Word() | Phrase() | Near() | Prefix() | Wildcard() | Fuzzy():
                return self._bm25f(node)
            case _:
                return np.zeros(self._snapshot.records, np.float32)

    def _match(self, node: Node) -> Mask:
        match node:
            case MatchAll():
                return self._all(True)
            case And(parts):
                return _combined(np.logical_and, self._all(True), map(self.mask, parts))
            case Or(parts):
                return _combined(np.logical_or, self._all(False), map(self.mask, parts))
            case AtLeast(minimum, parts):
                times = np.zeros(self._snapshot.records, np.int32)
                for part in parts:
                    times += self.mask(part)
                return np.asarray(times >= minimum)
            case Not(child):
                return ~self.mask(child)
            case AnyOf(name, wanted):
                held = values_field(FIELDS[name])
                return self._marked(self._postings(held, value).docs for value in wanted)
            case Between(name, start, end):
                days = self._snapshot.days(self._reader, FIELDS[name])
                first, last = start.toordinal() if start else 1, end.toordinal() if end else np.iinfo(np.int32).max
                return np.asarray((days >= first) & (days <= last))
            case Exists(name, present):
                return np.asarray(self._existing(FIELDS[name]) == present)
            case _:
                return self._marked(self._occurring(node, field).docs for field in _fields(node))

    def _existing(self, field: Field) -> Mask:
        if field.has_values:
            return self._marked([self._snapshot.values(self._reader, field).docs])
        return np.asarray(self._snapshot.lengths[RANKED.index(field)] > 0)

    def _bm25f(self, node: Words) -> Floats:
        frequency = np.zeros(self._snapshot.records, np.float32)
        for field in _fields(node):
            found = self._occurring(node, field)
            frequency[found.docs] += field.boost * found.freqs / self._normalisation(field, found.docs)
        idf = self._idf(int(np.count_nonzero(self.mask(node))))
        weight = node.weight if isinstance(node, Word) else 1.0
        return np.float32(weight * idf * (K1 + 1)) * frequency / (frequency + np.float32(K1))

    def _normalisation(self, field: Field, docs: Ints) -> Floats:
        """1 - B + B * length / mean length of these records; names have no lengths to speak of."""
        if field not in RANKED:
            return np.ones(len(docs), np.float32)
        row = RANKED.index(field)
        lengths = self._snapshot.lengths[row][docs] / self._snapshot.mean_lengths[row]
        return np.asarray(1 - B + B * lengths, np.float32)

    def _idf(self, matching: int) -> float:
        """ln(1 + (N - n + .5) / (n + .5)), never negative (Robertson and Spärck Jones, as Lucene smooths it)."""
        return math.log(1 + (self._snapshot.records - matching + 0.5) / (matching + 0.5))

    def _occurring(self, node: Words, field: Field) -> Postings:
        """Where and how often a word, phrase or pattern occurs in one field, as if it were a term."""
        name = words_field(field)
        if isinstance(node, Word):
            return self._postings(name, term(node.text))
        return self._snapshot.kept((name, node), lambda: self._occurrences_of(node, name))

    def _occurrences_of(self, node: Phrase | Near | Prefix | Wildcard | Fuzzy, name: str) -> Postings:
        match node:
            case Phrase(texts):
                return self._placed(name, list(map(term, texts)), _phrase_times)
            case Near(texts, slop):
                return self._placed(name, list(map(term, texts)), partial(_near_times, slop=slop))
            case Prefix() | Wildcard() | Fuzzy():
                if node not in self._terms:
                    self._terms[node] = sorted(self._snapshot.vocabulary.expand(node))
                return self._united([self._postings(name, text) for text in self._terms[node]])

    def _postings(self, name: str, text: str) -> Postings:
        return self._snapshot.postings(self._reader, name, text)

    def _united(self, found: Sequence[Postings]) -> Postings:
        found = [postings for postings in found if len(postings)]
        if not found:
            return NONE
        times = np.zeros(self._snapshot.records, np.float32)
        for postings in found:
            times[postings.docs] += postings.freqs
        docs = np.flatnonzero(times).astype(np.int32)
        return Postings(docs, times[docs])

    def _placed(self, name: str, terms: list[str], times: _Times) -> Postings:
        """Records that have all the terms, in places that ``times`` accepts: it says how often they stand as wanted."""
        found = [self._postings(name, text) for text in terms]
        shared = min(found, key=len).docs
        for postings in found:
            shared = shared[np.isin(shared, postings.docs, assume_unique=True)]
        self._places_read += len(shared)
        if self._places_read > MAX_PLACES:
            raise Unsupported(
                "The phrases of this search are of words so common that answering would take many seconds; "
                "leave one out, or search for rarer words."
            )
        matchers = {text: term_matcher(self._reader, name, text) for text in set(terms)} if len(shared) else {}
        docs, freqs = [], []
        for doc in shared.tolist():
            for matcher in matchers.values():
                matcher.skip_to(doc)
            places = {text: matcher.value_as("positions") for text, matcher in matchers.items()}
            if often := times(terms, places):
                docs.append(doc)
                freqs.append(often)
        return Postings(np.array(docs, np.int32), np.array(freqs, np.float32))

    def _marked(self, docs: Iterable[Ints]) -> Mask:
        mask = self._all(False)
        for each in docs:
            mask[each] = True
        return mask

    def _all(self, value: bool) -> Mask:
        return np.full(self._snapshot.records, value)


def _fields(node: Words) -> tuple[Field, ...]:
    return RANKED if node.field is None else (FIELDS[node.field],)


def _combined(operation: np.ufunc, start: Mask, masks: Iterable[Mask]) -> Mask:
    for mask in masks:
        operation(start, mask, out=start)
    return start


def _phrase_times(terms: Sequence[str], places: Places) -> int:
    """How often the terms stand side by side in this order."""
    sets = {text: frozenset(found) for text, found in places.items()}
    return sum(all(first + step in sets[text] for step, text in enumerate(terms)) for first in places[terms[0]])


def _near_times(terms: Sequence[str], places: Places, slop: int) -> int:
    """1 when some ``len(terms) + slop`` neighbouring places hold all the terms, each as often as it is wanted, else 0."""
    missing = Counter(terms)
    lacking, width = len(missing), len(terms) + slop
    standing = sorted((place, text) for text, found in places.items() for place in found)
    left = 0
    for place, text in standing:
        missing[text] -= 1
        lacking -= missing[text] == 0
        while standing[left][0] <= place - width:
            gone = standing[left][1]
            lacking += missing[gone] == 0
            missing[gone] += 1
            left += 1
        if not lacking:
            return 1
    return 0
