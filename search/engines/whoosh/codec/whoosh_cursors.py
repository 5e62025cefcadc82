"""The terms of one field and the postings of one term, as the cursors and matchers of Whoosh's searcher: one item at a time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from whoosh import formats
from whoosh.codec import base
from whoosh.fields import FieldType
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import GroupPostings
from search.engines.whoosh.codec.segment import Segment


class FieldTerms:
    """The terms that occur in one member field of a group. Terms are passed as their ordinals in the group's lexicon."""

    def __init__(self, segment: Segment, postings: GroupPostings, member: int) -> None:
        """``member`` is the index of the field among the group's members."""
        self._segment = segment
        self._postings = postings
        self._member = member

    def find(self, text: bytes) -> int | None:
        """The ordinal of a term; None if it does not occur in the field."""
        ordinal = self._postings.lexicon.find(text)
        return ordinal if ordinal is not None and self._occurs(ordinal) else None

    def _occurs(self, ordinal: int) -> bool:
        return not self._postings.group.has_positions or bool(self._postings.occurrences[ordinal, self._member])

    def from_text(self, text: bytes) -> Iterator[tuple[bytes, int]]:
        """The terms that do not sort before ``text``, each with its ordinal."""
        lexicon = self._postings.lexicon
        ordinals = range(lexicon.lower_bound(text), len(lexicon))
        return ((lexicon[ordinal], ordinal) for ordinal in ordinals if self._occurs(ordinal))

    def postings(self, ordinal: int) -> tuple[Array, Array]:
        """The documents that have the term in this field, and its frequency in each: two unsigned [documents]."""
        docs = self._postings.docs(ordinal, ordinal + 1)
        if not self._postings.group.has_positions:
            return docs, np.ones(len(docs), np.uint8)
        freqs = self._postings.freqs(ordinal)[self._member]
        return docs[freqs > 0], freqs[freqs > 0]

    def positions(self, ordinal: int) -> Array:
        """The term's positions in this field, document by document, counted from the start of the field."""
        freqs = self._postings.freqs(ordinal).astype(np.int64)
        docs = self._postings.docs(ordinal, ordinal + 1)
        members = self._postings.group.members[: self._member]
        field_starts = sum(
            (self._segment.lengths(member)[docs].astype(np.int64) + 1 for member in members), np.zeros(len(docs))
        )
        first = np.cumsum(freqs.sum(axis=0)) - freqs[self._member :].sum(axis=0)
        counts = freqs[self._member]
        slots = np.repeat(first - (np.cumsum(counts) - counts), counts) + np.arange(int(counts.sum()))
        return self._postings.positions(ordinal, ordinal + 1)[slots] - np.repeat(field_starts.astype(np.int64), counts)

    def info(self, ordinal: int) -> TermInfo:
        """The term's statistics, as Whoosh's type. Its lengths are placeholders: no document is skipped because of them."""
        docs, freqs = self.postings(ordinal)
        return TermInfo(
            weight=float(freqs.sum(dtype=np.int64)),
            df=len(docs),
            minlength=1,
            maxlength=1,
            maxweight=float(freqs.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )


class ArrayCursor(base.FieldCursor):  # type: ignore[misc]
    """A cursor over the terms of a field."""

    def __init__(self, terms: FieldTerms, field: FieldType) -> None:
        self._terms, self._field = terms, field
        self.first()

    def first(self) -> str | None:
        """Move to the first term."""
        return self.find(b"")

    def find(self, term: bytes | str) -> str | None:
        """Move to the first term that does not sort before ``term``."""
        self._following = self._terms.from_text(term if isinstance(term, bytes) else self._field.to_bytes(term))
        return self.next()

    def next(self) -> str | None:
        """Move to the next term."""
        self._current = next(self._following, None)
        return self.text()

    def text(self) -> str | None:
        """The current term; None after the last."""
        return self._field.from_bytes(self._current[0]) if self._current else None

    def term_info(self) -> TermInfo | None:
        """The statistics of the current term; None after the last."""
        return self._terms.info(self._current[1]) if self._current else None

    def is_valid(self) -> bool:
        """Whether there is a current term."""
        return self._current is not None


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]
    """A matcher over the postings of one term.

    It does not support block quality: Whoosh 2.7.4 skips blocks that hold top-ten documents under boosts and nested queries.
    """

    def __init__(self, terms: FieldTerms, ordinal: int, format_: formats.Format, scorer: Any, term: tuple[str, bytes]) -> None:
        self._terms, self._ordinal = terms, ordinal
        self.format, self.scorer, self._term = format_, scorer, term
        docs, freqs = terms.postings(ordinal)
        self._docs, self._freqs = docs.tolist(), freqs.tolist()
        self._index = 0

    @cached_property
    def _positions(self) -> list[Array]:
        return np.split(self._terms.positions(self._ordinal), np.cumsum(self._freqs)[:-1])

    def is_active(self) -> bool:
        """Whether there is a current document."""
        return self._index < len(self._docs)

    def reset(self) -> None:
        """Move to the first document."""
        self._index = 0

    def copy(self) -> ArrayMatcher:
        """Return another matcher at the same document."""
        other = ArrayMatcher(self._terms, self._ordinal, self.format, self.scorer, self._term)
        other._index = self._index
        return other

    def id(self) -> int:
        """The id of the current document."""
        return int(self._docs[self._index])

    def all_ids(self) -> Iterator[int]:
        """The ids of the current document and all documents after it."""
        return iter(self._docs[self._index :])

    def next(self) -> bool:
        """Move to the next document. Returns False, Whoosh's sign that the matcher stays in its block of postings."""
        self._index += 1
        return False

    def skip_to(self, id: int) -> None:
        """Move forward to the first document whose id is at least ``id``. Raises ``ReadTooFar`` after the last document."""
        if not self.is_active():
            raise ReadTooFar
        self._index = bisect_left(self._docs, id, self._index)

    def weight(self) -> float:
        """The term's frequency in the current document."""
        return float(self._freqs[self._index])

    def supports(self, astype: str) -> bool:
        """Whether ``value_as`` supports this kind of value."""
        return astype in ("frequency", "weight") or (astype == "positions" and bool(self.format.supports("positions")))

    def value_as(self, astype: str) -> Any:
        """The current posting as its "frequency", "weight" or "positions"."""
        if astype == "positions":
            return self._positions[self._index].tolist()
        return int(self._freqs[self._index]) if astype == "frequency" else self.weight()

    def value(self) -> bytes:
        """The current posting encoded in Whoosh's own format."""
        if self.format.supports("positions"):
            return bytes(self.format.encode(self.value_as("positions")))
        return b""

    def supports_block_quality(self) -> bool:
        """Always False."""
        return False

    def max_quality(self) -> float:
        """The scorer's upper bound of the score; 1 without a scorer."""
        return float(self.scorer.max_quality()) if self.scorer else 1.0

    def score(self) -> float:
        """The scorer's score of the current posting."""
        return float(self.scorer.score(self))
