"""Reads the postings of phrases and of near words from the segments of a build."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import FieldGroup
from search.engines.whoosh.execute import positions
from search.engines.whoosh.execute.positions import AnyTermPositions, Positions, TermPositions
from search.engines.whoosh.read.multi_reader import Docs
from search.engines.whoosh.read.snapshot import Snapshot
from search.engines.whoosh.read.term_dictionary import Postings
from search.query.nodes import Near, Phrase
from search.text.term_selection import Selectors, selectors, weight


class PositionReader:
    """Finds phrases and near words, each word in any of its forms."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._reader = snapshot.reader
        self._terms = snapshot.terms
        self._cache = snapshot.cache

    def postings(
        self, group: FieldGroup, node: Phrase | Near, within: Docs | None, members: Sequence[int], *, typed_forms: bool = False
    ) -> Postings:
        """Return the documents of ``within`` (None: all) that match in one of the member fields.

        The frequency in those members is exact. With ``typed_forms``, only the forms that were typed match.
        """
        terms_by_word = {text: self._terms_of_word(group, text, typed_forms) for text in node.words}
        locate = positions.phrase if isinstance(node, Phrase) else partial(positions.near, width=len(node.words) + node.slop)
        parts = []
        for number, base in enumerate(self._reader.bases[:-1]):
            positions_of = {key: self._positions(number, group, key[1]) for key in terms_by_word.values()}
            words = [positions_of[terms_by_word[text]] for text in node.words]
            if any(word is None for word in words):
                continue
            lengths = [self._reader.segments[number].lengths(member) for member in group.members]
            fields = positions.Fields(lengths, members)
            located = locate([word for word in words if word], self._in_segment(within, number), fields)
            parts.append(Postings(located.docs + base, located.freqs))
        return self._terms.without_deleted(_concatenate(parts, group))

    def has_single_forms(self, group: FieldGroup, node: Phrase | Near) -> bool:
        """Whether every word of a node occurs in the form typed only."""
        return all(
            self._terms_of_word(group, text, False)[1] == self._terms_of_word(group, text, True)[1] for text in node.words
        )

    def _terms_of_word(self, group: FieldGroup, text: str, typed_forms: bool) -> tuple[Selectors, tuple[str, ...]]:
        """Return the selectors of a word, and the terms of the index that they match."""
        chosen = selectors(text)
        terms = self._terms.select(group, chosen).terms
        return chosen, tuple(term for term in terms if weight(term, text) == 1) if typed_forms else terms

    def _positions(self, number: int, group: FieldGroup, terms: Sequence[str]) -> Positions | None:
        """Return the positions of any of the terms in a segment; None if it has none of them."""
        postings = self._reader.group_postings(number, group)
        ordinals = [ordinal for term in terms for segment, ordinal in self._terms.entries(group, term) if segment == number]
        parts = [
            TermPositions(postings, ordinal, self._cached(("starts", number, group.name, ordinal))) for ordinal in ordinals
        ]
        if len(parts) < 2:
            return parts[0] if parts else None
        return AnyTermPositions(parts, self._cached(("docs", number, group.name, tuple(ordinals))))

    def _cached(self, key: Hashable) -> Callable[[Callable[[], Array]], Array]:
        """Return a function that returns the array cached under ``key``, or computes and caches it."""
        return lambda compute: self._cache.get(key, lambda: (compute(),))[0]

    def _in_segment(self, docs: Docs | None, number: int) -> Docs | None:
        """Return the documents that are in a segment, by their numbers within the segment."""
        if docs is None:
            return None
        base, end = self._reader.bases[number : number + 2]
        first, last = docs.searchsorted((base, end))
        return docs[first:last] - base


def _concatenate(parts: Sequence[Postings], group: FieldGroup) -> Postings:
    """Return the postings of several segments, one after another."""
    if len(parts) == 1:
        return parts[0]
    docs = [np.zeros(0, np.int64), *(postings.docs for postings in parts)]
    freqs = [np.zeros((len(group.members), 0), np.uint8), *(postings.freqs for postings in parts)]
    return Postings(np.concatenate(docs), np.concatenate(freqs, axis=1))
