"""Words in the order of the documents -> postings in the order of the terms, for as many documents as are held at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import PostingLists


def invert(terms: Sequence[bytes], words: Array, lengths: Array) -> PostingLists:
    """Invert one group.

    ``terms`` are sorted and distinct, each of them in use; ``words`` uint32 gives the term of every word, document after
    document and within a document member after member; ``lengths`` int64[documents, members] says how many words are whose.
    """
    members = lengths.shape[1]
    owner = np.repeat(np.arange(lengths.size, dtype=np.uint32), lengths.reshape(-1))
    totals = lengths.sum(axis=1)
    place = (np.arange(len(words)) - np.repeat(np.cumsum(totals) - totals, totals)).astype(np.uint32)
    place += owner % members
    order = _stable_order(words, len(terms))
    words, owner, place = words[order], owner[order], place[order]
    docs = owner // members
    is_first = _changes(words) | _changes(docs)
    posting = np.cumsum(is_first) - 1
    freqs = np.zeros((members, int(is_first.sum())), np.uint32)
    run = np.flatnonzero(is_first | _changes(owner))
    freqs[owner[run] % members, posting[run]] = np.diff(np.append(run, len(words)))
    at = np.flatnonzero(is_first)
    return PostingLists(terms, np.bincount(words[at], minlength=len(terms)), docs[at], freqs, place)


def invert_values(values: Sequence[tuple[bytes, ...]]) -> PostingLists:
    """Invert whole values: ``values[doc]`` are those of a document, distinct."""
    pairs = [(value, doc) for doc, held in enumerate(values) for value in held]
    terms = sorted({value for value, _ in pairs})
    place = {term: at for at, term in enumerate(terms)}
    ordinals = np.fromiter((place[value] for value, _ in pairs), np.uint32, len(pairs))
    docs = np.fromiter((doc for _, doc in pairs), np.uint32, len(pairs))
    nothing = np.zeros(0, np.uint32)
    counts = np.bincount(ordinals, minlength=len(terms))
    return PostingLists(terms, counts, docs[_stable_order(ordinals, len(terms))], nothing, nothing)


def _changes(items: Array) -> Array:
    """Where an item differs from the one before it, the first always."""
    changed = np.ones(len(items), bool)
    np.not_equal(items[1:], items[:-1], out=changed[1:])
    return changed


def _stable_order(keys: Array, distinct: int) -> Array:
    """The stable order of some keys below ``distinct``: NumPy sorts two bytes by radix, so four are sorted in two passes."""
    order = np.argsort(keys.astype(np.uint16), kind="stable")
    if distinct > 1 << 16:
        order = order[np.argsort((keys[order] >> 16).astype(np.uint16), kind="stable")]
    return order
