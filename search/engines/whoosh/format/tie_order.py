"""The settled order of ties: newest tabled first, undated last, then by id, whatever order the records were written in."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import counts_of
from search.engines.whoosh.codec.segment import Segment
from search.engines.whoosh.format.doc_values import DocValues
from search.engines.whoosh.format.groups import VALUE_GROUPS


def tie_order_ranks(segments: Sequence[Segment]) -> Array:
    """The place of each document of all segments: int32[documents].

    Ids are compared by their first eight bytes, and only where those are the same by the rest.
    """
    if not segments:
        return np.zeros(0, np.int32)
    days = DocValues(segments, VALUE_GROUPS["tabled"].name).ordinals.astype(np.int32)
    heads, ids = (np.concatenate(parts) for parts in zip(*map(_ids, segments), strict=True))
    sequence = np.lexsort((heads, -days))
    alike = (np.diff(days[sequence]) == 0) & (heads[sequence][1:] == heads[sequence][:-1])
    bases = np.cumsum([0, *(segment.document_count for segment in segments)])
    for start, stop in _runs(alike):
        sequence[start:stop] = sorted(sequence[start:stop].tolist(), key=lambda doc: _id(segments, bases, ids, doc))
    order = np.empty(len(sequence), np.int32)
    order[sequence] = np.arange(len(sequence), dtype=np.int32)
    return order


def _ids(segment: Segment) -> tuple[Array, Array]:
    """Of each document the head of its id, and the id's place in the lexicon."""
    held = segment.postings[VALUE_GROUPS["id"].name]
    docs = held.docs(0, len(held.lexicon))
    places = np.empty(segment.document_count, np.int64)
    places[docs] = np.repeat(np.arange(len(held.lexicon)), counts_of(held.posting_starts))
    return held.lexicon.heads[places], places


def _id(segments: Sequence[Segment], bases: Array, ids: Array, doc: int) -> bytes:
    number = int(np.searchsorted(bases, doc, "right")) - 1
    return segments[number].postings[VALUE_GROUPS["id"].name].lexicon[int(ids[doc])]


def _runs(alike: Array) -> list[tuple[int, int]]:
    """Where stretches of items that are like the one before begin and end."""
    edges = np.flatnonzero(np.diff(alike.astype(np.int8), prepend=0, append=0))
    return [(start, stop + 1) for start, stop in list(pairwise(edges.tolist()))[::2]]
