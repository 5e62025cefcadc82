"""Several segments -> one, without the documents that were deleted. Memory stays bounded whatever their size.

Terms are merged range by range, each range of so few postings and places that they can be held; a range never parts terms
with the same head. A source's documents follow the ones before it, so within a term the sources' postings are laid end to end.
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

RANGE_ITEMS = 2_000_000
"""Postings and places of a range of terms, about; each takes some 40 bytes while it is merged."""

WORD_ITEMS = 8
"""A word being counted takes as much memory as so many of them."""

RANGE_STEPS = 4
"""Ranges are weighed in steps, and come out heavier than ``RANGE_ITEMS`` by one part in so many at most."""


class MergeSource(msgspec.Struct, frozen=True):
    """A segment to merge: which of its documents stay (None: all), and the new number of each, int64[documents]."""

    segment: Segment
    kept: Mask | None
    numbers: Array


def merge(stem: Path, segments: Sequence[Segment]) -> None:
    """Write the segments as one, whose files begin with ``stem``. They must have the same groups, and share a dictionary."""
    sources, documents = _sources(segments)
    groups = segments[0].postings
    columns = {name: np.zeros(documents, np.uint32) for name in groups if segments[0].has_doc_values(name)}
    wide = any(group.has_wide_positions for segment in segments for group in segment.postings.values())
    with PostingsWriter(stem, wide) as writer:
        for name, first in groups.items():
            writer.begin(first.group)
            for inverted in _merged_lists([(source, source.segment.postings[name]) for source in sources]):
                if name in columns:
                    fill_ordinals(columns[name], inverted, writer.terms)
                writer.write(inverted)
            writer.end()
    lengths = {
        member: np.concatenate([_live_items(source, source.segment.lengths(member)) for source in sources])
        for group in groups.values()
        for member in group.group.members
        if group.group.has_positions
    }
    write_doc_values(Path(f"{stem}.columns"), documents, columns, lengths)
    copy_records(Path(f"{stem}.records"), [(source.segment.records, source.kept) for source in sources])
    write_vocabulary(Path(f"{stem}.words"), _merged_word_counts(segments))


def fill_ordinals(column: Array, inverted: PostingLists, before: int) -> None:
    """Set the ordinals, counted from 1, of documents that have these values; ``before`` values sort before them."""
    column[inverted.docs] = np.repeat(np.arange(before + 1, before + 1 + len(inverted.terms)), inverted.counts)


def _sources(segments: Sequence[Segment]) -> tuple[list[MergeSource], int]:
    """The segments as sources, and how many documents they have together."""
    sources, documents = [], 0
    for segment in segments:
        kept = ~segment.deleted.mask if segment.deleted else None
        numbers = np.arange(segment.document_count) if kept is None else np.cumsum(kept) - 1
        sources.append(MergeSource(segment, kept, numbers + documents))
        documents += segment.document_count if kept is None else int(kept.sum())
    return sources, documents


def _live_items(source: MergeSource, items: Array) -> Array:
    return items if source.kept is None else items[source.kept]


def _merged_word_counts(segments: Sequence[Segment]) -> Iterator[tuple[bytes, int]]:
    """Every word that is left, in order, with its count."""
    counted = [segment.word_counts for segment in segments]
    gone = [segment.deleted.word_counts for segment in segments if segment.deleted]
    lists = counted + gone
    lexicons = [each.lexicon for each in lists]
    for spans in _ranges(lexicons, (np.full(len(lexicon), WORD_ITEMS) for lexicon in lexicons)):
        total: Counter[bytes] = Counter()
        for at, (each, (first, last)) in enumerate(zip(lists, spans, strict=True)):
            found = dict(zip(each.lexicon.between(first, last), each.counts[first:last].tolist(), strict=True))
            total.update(found) if at < len(counted) else total.subtract(found)
            each.release()
        yield from sorted((+total).items())


def _merged_lists(groups: Sequence[tuple[MergeSource, GroupPostings]]) -> Iterator[PostingLists]:
    """The merged postings of a group, range by range."""
    for spans in _ranges([group.lexicon for _, group in groups], (_term_items(group) for _, group in groups)):
        parts = [_live_lists(*group, *span) for group, span in zip(groups, spans, strict=True) if span[1] > span[0]]
        if merged := _concatenated([part for part in parts if len(part.docs)]):
            yield merged


def _term_items(group: GroupPostings) -> Array:
    """How many postings and places each term has: int64[terms]."""
    postings = counts_of(group.posting_starts)
    return postings + counts_of(group.position_starts) if group.group.has_positions else postings


def _ranges(lexicons: Sequence[Lexicon], weights: Iterable[Array]) -> Iterator[list[tuple[int, int]]]:
    """Ranges of heads, in order, none much over ``RANGE_ITEMS`` in weight, as the span of places each has in each lexicon.

    A head heavier than that is a range of its own, or nearly. Of each lexicon only those heads are held at which its weights,
    added up, pass another step: the lexicons of many segments are together as large as what is to be spared.
    """
    step = max(1, RANGE_ITEMS // (RANGE_STEPS * len(lexicons)))
    passed, passing = [np.zeros(0, np.int64)], [np.zeros(0, np.uint64)]
    for lexicon, each in zip(lexicons, weights, strict=True):
        steps = np.diff(np.cumsum(each) // step, prepend=0)
        passed.append(steps[steps > 0])
        passing.append(lexicon.heads[steps > 0])
    heads = np.concatenate(passing)
    order = np.argsort(heads, kind="stable")
    heads, summed = heads[order], np.cumsum(np.concatenate(passed)[order] * step)
    edges = heads[np.flatnonzero(np.diff(summed // RANGE_ITEMS, prepend=0))]
    following = heads.searchsorted(edges, "right")
    edges = np.union1d(edges, heads[following[following < len(heads)]])
    cuts = np.array([[0, *lexicon.heads.searchsorted(edges), len(lexicon)] for lexicon in lexicons])
    for at in range(len(edges) + 1):
        yield list(zip(cuts[:, at].tolist(), cuts[:, at + 1].tolist(), strict=True))


def _live_lists(source: MergeSource, group: GroupPostings, first: int, last: int) -> PostingLists:
    """The postings of some terms of one source, documents renumbered, without those deleted.

    All of it is copied, and what was mapped is let go: of many sources only one takes memory at a time.
    """
    docs, counts = group.docs(first, last), counts_of(group.posting_starts[first : last + 1])
    terms = group.lexicon.between(first, last)
    freqs, places = np.zeros((0, len(docs)), np.uint32), np.zeros(0, np.uint32)
    if group.group.has_positions:
        freqs, places = group.freqs_between(first, last).astype(np.uint32), group.positions(first, last).copy()
    if source.kept is not None:
        kept = source.kept[docs]
        places = places[np.repeat(kept, freqs.sum(axis=0, dtype=np.int64))] if len(freqs) else places
        counts = np.add.reduceat(kept, starts_of(counts)[:-1], dtype=np.int64)
        terms = [term for term, count in zip(terms, counts.tolist(), strict=True) if count]
        docs, freqs, counts = docs[kept], freqs[:, kept], counts[counts > 0]
    docs = source.numbers[docs].astype(np.uint32)
    source.segment.release()
    return PostingLists(terms, counts, docs, freqs, places)


def _concatenated(parts: Sequence[PostingLists]) -> PostingLists | None:
    """Parts whose documents follow each other as one, terms in order; None for no part."""
    if len(parts) < 2:
        return parts[0] if parts else None
    terms = sorted(set().union(*(part.terms for part in parts)))
    if len(terms) == 1:
        order = None
    else:
        place = {term: at for at, term in enumerate(terms)}
        order = np.concatenate([np.fromiter((place[t] for t in part.terms), np.int64, len(part.terms)) for part in parts])
    counts = np.concatenate([part.counts for part in parts])
    docs = np.concatenate([part.docs for part in parts])
    freqs = np.concatenate([part.freqs for part in parts], axis=1)
    places = np.concatenate([part.positions for part in parts])
    if order is None:
        return PostingLists(terms, counts.sum(keepdims=True), docs, freqs, places)
    blocks = np.argsort(order, kind="stable")
    gather = _gather_indices(counts, blocks)
    if len(freqs):
        held = np.add.reduceat(freqs.sum(axis=0, dtype=np.int64), starts_of(counts)[:-1])
        places = places[_gather_indices(held, blocks)]
    total = np.bincount(order, counts, minlength=len(terms)).astype(np.int64)
    return PostingLists(terms, total, docs[gather], freqs[:, gather], places)


def _gather_indices(lengths: Array, blocks: Array) -> Array:
    """Where the items of blocks of these lengths are, when the blocks are laid in another order."""
    starts, taken = starts_of(lengths)[:-1][blocks], lengths[blocks]
    return np.repeat(starts - (np.cumsum(taken) - taken), taken) + np.arange(int(taken.sum()))
