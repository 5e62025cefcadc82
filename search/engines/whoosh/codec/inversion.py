"""Inversion of the documents of one batch: terms in document order -> posting lists in term order. All of it is in memory."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import PostingLists, is_run_start


def invert(terms: Sequence[bytes], ordinals: Array, lengths: Array) -> PostingLists:
    """Invert the words of one field group.

    ``terms`` are sorted and distinct, and each occurs. ``ordinals`` uint32[words] is the ordinal in ``terms`` of every word,
    document by document and, within a document, member field by member field. ``lengths`` int64[documents, members] is the
    number of words of each document in each member field.
    """
    members = lengths.shape[1]
    owners = np.repeat(np.arange(lengths.size, dtype=np.uint32), lengths.reshape(-1))
    totals = lengths.sum(axis=1)
    positions = (np.arange(len(ordinals)) - np.repeat(np.cumsum(totals) - totals, totals)).astype(np.uint32)
    positions += owners % members
    order = _stable_order(ordinals, len(terms))
    ordinals, owners, positions = ordinals[order], owners[order], positions[order]
    docs = owners // members
    is_first = is_run_start(ordinals) | is_run_start(docs)
    posting = np.cumsum(is_first) - 1
    freqs = np.zeros((members, int(is_first.sum())), np.uint32)
    runs = np.flatnonzero(is_first | is_run_start(owners))
    freqs[owners[runs] % members, posting[runs]] = np.diff(np.append(runs, len(ordinals)))
    firsts = np.flatnonzero(is_first)
    return PostingLists(terms, np.bincount(ordinals[firsts], minlength=len(terms)), docs[firsts], freqs, positions)


def invert_values(values: Sequence[tuple[bytes, ...]]) -> PostingLists:
    """Invert whole values: ``values[doc]`` are the distinct values of one document. The lists have no freqs or positions."""
    pairs = [(value, doc) for doc, doc_values in enumerate(values) for value in doc_values]
    terms = sorted({value for value, _ in pairs})
    ordinal_of = {term: ordinal for ordinal, term in enumerate(terms)}
    ordinals = np.fromiter((ordinal_of[value] for value, _ in pairs), np.uint32, len(pairs))
    docs = np.fromiter((doc for _, doc in pairs), np.uint32, len(pairs))
    empty = np.zeros(0, np.uint32)
    counts = np.bincount(ordinals, minlength=len(terms))
    return PostingLists(terms, counts, docs[_stable_order(ordinals, len(terms))], empty, empty)


def _stable_order(keys: Array, distinct: int) -> Array:
    """The stable argsort of keys below ``distinct``: int64[keys].

    NumPy radix-sorts 16-bit keys, so 32-bit keys are sorted in two passes.
    """
    order = np.argsort(keys.astype(np.uint16), kind="stable")
    if distinct > 1 << 16:
        order = order[np.argsort((keys[order] >> 16).astype(np.uint16), kind="stable")]
    return order
