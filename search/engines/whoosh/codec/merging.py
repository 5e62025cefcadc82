"""Merges several segments into one, without their deleted documents. Memory is bounded for segments of any size.

Terms are merged in ranges of about ``RANGE_ITEMS`` postings and positions; terms with the same head are in the same range.
Documents keep their order and are numbered through all segments, so the merged posting list of a term is the segments' posting
lists one after another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.lexicon import Lexicon
from search.engines.whoosh.codec.postings import GroupPostings, PostingLists, PostingsWriter, counts_of, starts_of
from search.engines.whoosh.codec.segment import Mask, Segment, write_doc_values, write_vocabulary
from search.engines.whoosh.codec.stored_records import copy_records
from search.engines.whoosh.codec.term_vectors import VectorSource, copy_vectors

RANGE_ITEMS = 2_000_000
"""Postings and positions in one range of terms, approximately; each takes some 40 bytes while it is merged."""

WORD_ITEMS = 8
"""A word of the vocabulary takes as much memory as this many postings."""

RANGE_STEPS = 4
"""Items are counted in steps of ``RANGE_ITEMS / RANGE_STEPS``, so a range exceeds ``RANGE_ITEMS`` by a quarter at most."""


Bounds = list[tuple[int, int]]
"""A range of terms: the ordinals (first, last) of its terms in each lexicon, ``last`` excluded."""


class MergeSource(msgspec.Struct, frozen=True):
    """A segment to merge: ``live`` is the mask of documents to keep (None: all), ``new_ids`` int64[documents] their new ids."""

    segment: Segment
    live: Mask | None
    new_ids: Array


def merge(stem: Path, segments: Sequence[Segment]) -> None:
    """Write the segments as one with the path ``stem``. They must have the same groups and the same dictionary."""
    sources, document_count = _sources(segments)
    groups = segments[0].postings
    doc_values = {name: np.zeros(document_count, np.uint32) for name in groups if segments[0].has_doc_values(name)}
    has_wide_positions = any(group.has_wide_positions for segment in segments for group in segment.postings.values())
    vectors = {name: _vector_sources(name, sources) for name in segments[0].vectors}
    with PostingsWriter(stem, has_wide_positions) as writer:
        for name, first in groups.items():
            writer.begin(first.group)
            for bounds, lists in _merged_lists([(source, source.segment.postings[name]) for source in sources]):
                if name in doc_values:
                    fill_ordinals(doc_values[name], lists, writer.term_count)
                if name in vectors:
                    lexicons = [source.segment.postings[name].lexicon for source in sources]
                    _fill_new_ordinals(vectors[name], lexicons, bounds, lists.terms, writer.term_count)
                writer.write(lists)
            writer.end()
    lengths = {
        member: np.concatenate([_live_items(source, source.segment.lengths(member)) for source in sources])
        for group in groups.values()
        for member in group.group.members
        if group.group.has_positions
    }
    write_doc_values(Path(f"{stem}.docvalues"), document_count, doc_values, lengths)
    copy_vectors(Path(f"{stem}.vectors"), vectors)
    copy_records(Path(f"{stem}.stored"), [(source.segment.records, source.live) for source in sources])
    write_vocabulary(Path(f"{stem}.vocabulary"), _merged_word_counts(segments))


def fill_ordinals(ordinals: Array, lists: PostingLists, terms_before: int) -> None:
    """Set the doc values of the documents in ``lists``: ordinals from 1, the first term's being ``terms_before + 1``."""
    ordinals[lists.docs] = np.repeat(np.arange(terms_before + 1, terms_before + 1 + len(lists.terms)), lists.counts)


def _vector_sources(group: str, sources: Sequence[MergeSource]) -> list[VectorSource]:
    """The term vectors of a group. The new ordinals of its terms are filled in while the terms are merged."""
    return [
        VectorSource(
            source.segment.vectors[group], source.live, np.zeros(len(source.segment.postings[group].lexicon), np.uint32)
        )
        for source in sources
    ]


def _fill_new_ordinals(
    vectors: Sequence[VectorSource], lexicons: Sequence[Lexicon], bounds: Bounds, terms: Sequence[bytes], terms_before: int
) -> None:
    """Set the new ordinals of the terms of one range. A term of deleted documents alone gets 0, which is not read."""
    ordinal_of = {term: ordinal for ordinal, term in enumerate(terms, terms_before)}
    for source, lexicon, (first, last) in zip(vectors, lexicons, bounds, strict=True):
        source.new_ordinals[first:last] = [ordinal_of.get(term, 0) for term in lexicon.between(first, last)]


def _sources(segments: Sequence[Segment]) -> tuple[list[MergeSource], int]:
    """The segments as sources, and the number of documents after the merge."""
    sources, document_count = [], 0
    for segment in segments:
        live = ~segment.deleted.mask if segment.deleted else None
        new_ids = np.arange(segment.document_count) if live is None else np.cumsum(live) - 1
        sources.append(MergeSource(segment, live, new_ids + document_count))
        document_count += segment.document_count if live is None else int(live.sum())
    return sources, document_count


def _live_items(source: MergeSource, items: Array) -> Array:
    return items if source.live is None else items[source.live]


def _merged_word_counts(segments: Sequence[Segment]) -> Iterator[tuple[bytes, int]]:
    """Every word of the live documents with its count, sorted."""
    added = [segment.word_counts for segment in segments]
    deleted = [segment.deleted.word_counts for segment in segments if segment.deleted]
    sources = added + deleted
    lexicons = [source.lexicon for source in sources]
    for bounds in _ranges(lexicons, (np.full(len(lexicon), WORD_ITEMS) for lexicon in lexicons)):
        total: Counter[bytes] = Counter()
        for number, (source, (first, last)) in enumerate(zip(sources, bounds, strict=True)):
            counts = dict(zip(source.lexicon.between(first, last), source.counts[first:last].tolist(), strict=True))
            total.update(counts) if number < len(added) else total.subtract(counts)
            source.release()
        yield from sorted((+total).items())


def _merged_lists(groups: Sequence[tuple[MergeSource, GroupPostings]]) -> Iterator[tuple[Bounds, PostingLists]]:
    """The merged posting lists of a group, range by range, each with the bounds of its range."""
    for bounds in _ranges([postings.lexicon for _, postings in groups], (_term_items(postings) for _, postings in groups)):
        parts = [
            _live_lists(source, postings, first, last)
            for (source, postings), (first, last) in zip(groups, bounds, strict=True)
            if last > first
        ]
        if merged := _concatenated([part for part in parts if len(part.docs)]):
            yield bounds, merged


def _term_items(postings: GroupPostings) -> Array:
    """The number of postings and positions of each term: int64[terms]."""
    counts = counts_of(postings.posting_starts)
    return counts + counts_of(postings.position_starts) if postings.group.has_positions else counts


def _ranges(lexicons: Sequence[Lexicon], items: Iterable[Array]) -> Iterator[Bounds]:
    """Split all terms into ranges of about ``RANGE_ITEMS`` items; yield for each the ordinals (first, last) in each lexicon.

    ``items`` gives the item count of each term, lexicon by lexicon. A head with more items is nearly alone in its range. Only
    the heads at which a lexicon's cumulative item count reaches another step are kept in memory. All heads of many segments
    would take as much memory as the ranges save.
    """
    step = max(1, RANGE_ITEMS // (RANGE_STEPS * len(lexicons)))
    step_counts, step_heads = [np.zeros(0, np.int64)], [np.zeros(0, np.uint64)]
    for lexicon, term_items in zip(lexicons, items, strict=True):
        steps = np.diff(np.cumsum(term_items) // step, prepend=0)
        step_counts.append(steps[steps > 0])
        step_heads.append(lexicon.heads[steps > 0])
    heads = np.concatenate(step_heads)
    order = np.argsort(heads, kind="stable")
    heads, cumulative = heads[order], np.cumsum(np.concatenate(step_counts)[order] * step)
    edges = heads[np.flatnonzero(np.diff(cumulative // RANGE_ITEMS, prepend=0))]
    following = heads.searchsorted(edges, "right")
    edges = np.union1d(edges, heads[following[following < len(heads)]])
    cuts = np.array([[0, *lexicon.heads.searchsorted(edges), len(lexicon)] for lexicon in lexicons])
    for number in range(len(edges) + 1):
        yield list(zip(cuts[:, number].tolist(), cuts[:, number + 1].tolist(), strict=True))


def _live_lists(source: MergeSource, postings: GroupPostings, first: int, last: int) -> PostingLists:
    """The posting lists of the terms from ``first`` to ``last`` of one source, without deleted documents, with new ids.

    Everything is copied and the maps are released, so that only one of many sources takes memory at a time.
    """
    docs, counts = postings.docs(first, last), counts_of(postings.posting_starts[first : last + 1])
    terms = postings.lexicon.between(first, last)
    freqs, positions = np.zeros((0, len(docs)), np.uint32), np.zeros(0, np.uint32)
    if postings.group.has_positions:
        freqs, positions = postings.freqs_between(first, last).astype(np.uint32), postings.positions(first, last).copy()
    if source.live is not None:
        live = source.live[docs]
        positions = positions[np.repeat(live, freqs.sum(axis=0, dtype=np.int64))] if len(freqs) else positions
        counts = np.add.reduceat(live, starts_of(counts)[:-1], dtype=np.int64)
        terms = [term for term, count in zip(terms, counts.tolist(), strict=True) if count]
        docs, freqs, counts = docs[live], freqs[:, live], counts[counts > 0]
    docs = source.new_ids[docs].astype(np.uint32)
    source.segment.release()
    return PostingLists(terms, counts, docs, freqs, positions)


def _concatenated(parts: Sequence[PostingLists]) -> PostingLists | None:
    """Join posting lists of consecutive document ranges, in term order. Return None if there are no lists."""
    if len(parts) < 2:
        return parts[0] if parts else None
    terms = sorted(set().union(*(part.terms for part in parts)))
    if len(terms) == 1:
        ordinals = None
    else:
        ordinal_of = {term: ordinal for ordinal, term in enumerate(terms)}
        ordinals = np.concatenate(
            [np.fromiter((ordinal_of[term] for term in part.terms), np.int64, len(part.terms)) for part in parts]
        )
    counts = np.concatenate([part.counts for part in parts])
    docs = np.concatenate([part.docs for part in parts])
    freqs = np.concatenate([part.freqs for part in parts], axis=1)
    positions = np.concatenate([part.positions for part in parts])
    if ordinals is None:
        return PostingLists(terms, counts.sum(keepdims=True), docs, freqs, positions)
    order = np.argsort(ordinals, kind="stable")
    indices = _gather_indices(counts, order)
    if len(freqs):
        position_counts = np.add.reduceat(freqs.sum(axis=0, dtype=np.int64), starts_of(counts)[:-1])
        positions = positions[_gather_indices(position_counts, order)]
    total = np.bincount(ordinals, counts, minlength=len(terms)).astype(np.int64)
    return PostingLists(terms, total, docs[indices], freqs[:, indices], positions)


def _gather_indices(lengths: Array, order: Array) -> Array:
    """The indices that reorder runs of items: runs have these lengths, and ``order`` lists the runs in their new order."""
    starts, ordered_lengths = starts_of(lengths)[:-1][order], lengths[order]
    shifts = starts - (np.cumsum(ordered_lengths) - ordered_lengths)
    return np.repeat(shifts, ordered_lengths) + np.arange(int(ordered_lengths.sum()))
