"""``search.lexicon.word_similarity`` over the term vectors of a build: all records at once, without reading their texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import counts_of, is_run_start
from search.engines.whoosh.read.snapshot import Snapshot
from search.lexicon import word_similarity
from search.lexicon.word_similarity import COSINE_DECIMALS, WordSimilarity
from search.model.question import Question

PAIR_BITS = 32
"""Two numbers, such as those of a record and a stem, are packed into one of 64 bits: the first is shifted by this many bits."""

_GREATEST = np.iinfo(np.int64).max
"""A number greater than that of any stem or pair."""

_TINY = float(np.finfo(float).tiny)


def word_similarities(snapshot: Snapshot, question: Question, others: Sequence[Question]) -> list[WordSimilarity]:
    """Return how alike some records are to a question. If an update has just removed one of them, their texts are read."""
    docs = [doc for doc in map(snapshot.doc_of, [other.id for other in others]) if doc is not None]
    if len(docs) < len(others):
        return word_similarity.word_similarities(question, others, snapshot.stems.record_counts, snapshot.records)
    numbering = snapshot.stem_vectors.numbering()
    own_doc = snapshot.doc_of(question.id)
    if own_doc is None:
        own_stems = numbering.of_text(word_similarity.compared_stems(question))
        stems, lengths = numbering.of_records(docs)
        stems, lengths = np.append(own_stems, stems), np.append(len(own_stems), lengths)
    else:
        stems, lengths = numbering.of_records([own_doc, *docs])
    owners = np.repeat(np.arange(len(lengths)), lengths)
    wordings = _shares_of_pairs(owners, stems, len(docs))
    cosines = _cosines(owners, stems, numbering.record_counts, snapshot.records, len(docs))
    return list(map(WordSimilarity, wordings.tolist(), cosines.tolist()))


def _shares_of_pairs(owners: Array, stems: Array, others: int) -> Array:
    """Return the share of the pairs of text 0 that each other text has: float64[others]. ``owners`` number the texts."""
    is_pair = owners[1:] == owners[:-1]
    owners, pairs = owners[1:][is_pair], (stems[:-1] << PAIR_BITS | stems[1:])[is_pair]
    first_other = int(owners.searchsorted(1))
    own_pairs = np.sort(pairs[:first_other])
    own_pairs = own_pairs[is_run_start(own_pairs)]
    indices, is_shared = _look_up(own_pairs, pairs[first_other:])
    shared = np.sort(owners[first_other:][is_shared] << PAIR_BITS | indices[is_shared])
    counts = np.bincount(shared[is_run_start(shared)] >> PAIR_BITS, minlength=others + 1)
    return counts[1:] / (len(own_pairs) or 1)


def _cosines(owners: Array, stems: Array, record_counts: Array, records: int, others: int) -> Array:
    """Return the cosine of text 0 with each other text: float64[others]. ``record_counts`` ends with the 0 of unknown stems."""
    occurrences = np.sort(owners << PAIR_BITS | stems)
    starts = is_run_start(occurrences).nonzero()[0]
    entries, frequencies = occurrences[starts], counts_of(np.append(starts, len(occurrences)))
    owners, stems = entries >> PAIR_BITS, entries & ((1 << PAIR_BITS) - 1)
    counts = record_counts.take(stems, mode="clip")
    weights = (1 + np.log(frequencies)) * np.log(1 + records / (counts + 1))
    first_other = int(owners.searchsorted(1))
    indices, is_shared = _look_up(stems[:first_other], stems)
    own_weights = weights.take(indices) * is_shared
    products = np.bincount(owners, weights * own_weights, others + 1)[1:]
    norms = np.sqrt(np.bincount(owners, weights**2, others + 1))
    cosines: Array = products / np.maximum(norms[0] * norms[1:], _TINY)
    return cosines.round(COSINE_DECIMALS)


def _look_up(keys: Array, values: Array) -> tuple[Array, Array]:
    """Return where each value stands among the sorted keys, as ``searchsorted`` does, and whether it is one of them."""
    keys = np.append(keys, _GREATEST)
    indices = keys.searchsorted(values)
    return indices, keys[indices] == values
