"""The tie-break order of documents: the newest by the best day known, undated last, then by id, in any order of writing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import counts_of
from search.engines.whoosh.codec.segment import Segment
from search.engines.whoosh.format.doc_values import DocValues, first_days
from search.engines.whoosh.format.groups import VALUE_GROUPS
from search.query.request import BEST_DAY


def tie_order_ranks(segments: Sequence[Segment]) -> Array:
    """The rank of each document of all segments in the tie-break order, from 0: int32[documents].

    Documents of one day are sorted by the heads of their ids; full ids are compared only where heads are equal.
    """
    if not segments:
        return np.zeros(0, np.int32)
    fields = (BEST_DAY.field, *BEST_DAY.otherwise)
    days = first_days([DocValues(segments, VALUE_GROUPS[name].name) for name in fields])
    heads, id_ordinals = (np.concatenate(parts) for parts in zip(*map(_heads_and_ordinals, segments), strict=True))
    docs = np.lexsort((heads, -days))
    is_tied = (np.diff(days[docs]) == 0) & (heads[docs][1:] == heads[docs][:-1])
    bases = np.cumsum([0, *(segment.document_count for segment in segments)])
    for start, stop in _tied_runs(is_tied):
        docs[start:stop] = sorted(docs[start:stop].tolist(), key=lambda doc: _id(segments, bases, id_ordinals, doc))
    ranks = np.empty(len(docs), np.int32)
    ranks[docs] = np.arange(len(docs), dtype=np.int32)
    return ranks


def _heads_and_ordinals(segment: Segment) -> tuple[Array, Array]:
    """The head of each document's id, uint64[documents], and the id's ordinal in the lexicon, int64[documents]."""
    postings = segment.postings[VALUE_GROUPS["id"].name]
    docs = postings.docs(0, len(postings.lexicon))
    ordinals = np.empty(segment.document_count, np.int64)
    ordinals[docs] = np.repeat(np.arange(len(postings.lexicon)), counts_of(postings.posting_starts))
    return postings.lexicon.heads[ordinals], ordinals


def _id(segments: Sequence[Segment], bases: Array, id_ordinals: Array, doc: int) -> bytes:
    number = int(np.searchsorted(bases, doc, "right")) - 1
    return segments[number].postings[VALUE_GROUPS["id"].name].lexicon[int(id_ordinals[doc])]


def _tied_runs(is_tied: Array) -> list[tuple[int, int]]:
    """The (start, stop) of each run of tied documents. ``is_tied[i]`` says whether document i + 1 ties with document i."""
    edges = np.flatnonzero(np.diff(is_tied.astype(np.int8), prepend=0, append=0))
    return [(start, stop + 1) for start, stop in list(pairwise(edges.tolist()))[::2]]
