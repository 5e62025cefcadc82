"""``search.lexicon.word_similarity`` over the term vectors of a build: all records at once, without reading their texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.read.snapshot import Snapshot
from search.lexicon import word_similarity
from search.lexicon.word_similarity import WordSimilarity
from search.model.question import Question

PAIR_BITS = 32
"""Two numbers, such as those of a record and a stem, are packed into one of 64 bits: the first is shifted by this many bits."""


def word_similarities(snapshot: Snapshot, question: Question, others: Sequence[Question]) -> list[WordSimilarity]:
    """Return how alike some records are to a question. If an update has just removed one of them, their texts are read."""
    docs = [doc for doc in map(snapshot.doc_of, [other.id for other in others]) if doc is not None]
    if len(docs) < len(others):
        return word_similarity.word_similarities(question, others, snapshot.stems.record_counts, snapshot.records)
    return _word_similarities(snapshot, question, docs)


def _word_similarities(snapshot: Snapshot, question: Question, docs: Sequence[int]) -> list[WordSimilarity]:
    words = word_similarity.compared_stems(question)
    counts = snapshot.stems.record_counts(words)
    weights = word_similarity.term_weights(
        words, {text: word_similarity.idf(count, snapshot.records) for text, count in counts.items()}
    )
    pairs = set(pairwise(words))
    numbering = snapshot.stem_vectors.numbering()
    numbers = numbering.of_stems(weights)
    stems, lengths = numbering.of_records(docs)
    owners = np.repeat(np.arange(len(docs)), lengths)
    numbered_pairs = [numbers[a] << PAIR_BITS | numbers[b] for a, b in pairs if a in numbers and b in numbers]
    wordings = _shared_pairs(owners, stems, numbered_pairs, len(docs)) / (len(pairs) or 1)
    entries, frequencies = np.unique(owners << PAIR_BITS | stems, return_counts=True)
    owners, stems = entries >> PAIR_BITS, entries & ((1 << PAIR_BITS) - 1)
    other_weights = (1 + np.log(frequencies)) * np.log(1 + snapshot.records / (numbering.record_counts[stems] + 1))
    products = np.bincount(owners, other_weights * _weights_of(stems, weights, numbers), len(docs))
    norms = np.sqrt(np.bincount(owners, other_weights**2, len(docs))) * word_similarity.norm(weights)
    return list(map(WordSimilarity, wordings.tolist(), (products / np.where(norms > 0, norms, 1.0)).tolist()))


def _shared_pairs(owners: Array, stems: Array, pairs: Sequence[int], records: int) -> Array:
    """Return how many of the pairs of stems each record has: int64[records]."""
    indices = _indices(np.sort(np.array(pairs, np.int64)), stems[:-1] << PAIR_BITS | stems[1:])
    is_shared = (indices >= 0) & (owners[:-1] == owners[1:])
    return np.bincount(np.unique(owners[:-1][is_shared] << PAIR_BITS | indices[is_shared]) >> PAIR_BITS, minlength=records)


def _weights_of(stems: Array, weights: Mapping[str, float], numbers: Mapping[str, int]) -> Array:
    """Return the weights that stems have in a question, 0 for those that it does not have: float64[stems]."""
    by_number = sorted((number, weights[text]) for text, number in numbers.items())
    indices = _indices(np.array([number for number, _ in by_number], np.int64), stems)
    return np.array([*(weight for _, weight in by_number), 0.0])[indices]


def _indices(keys: Array, values: Array) -> Array:
    """Return the index of each value in the sorted keys, -1 if it is no key."""
    indices = keys.searchsorted(values)
    is_key = np.append(keys, -1)[indices] == values
    return np.where(is_key, indices, -1)
