"""One field's terms and one term's postings, stepped through one by one as Whoosh's searcher does it."""

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
    """The terms of one member field of a group: those of the group that occur in it. A term is known by its place there."""

    def __init__(self, segment: Segment, group: GroupPostings, number: int) -> None:
        self._segment = segment
        self._group = group
        self._number = number

    def find(self, text: bytes) -> int | None:
        """The place of a term, None when it does not occur."""
        at = self._group.lexicon.find(text)
        return at if at is not None and self._occurs(at) else None

    def _occurs(self, at: int) -> bool:
        return not self._group.group.has_positions or bool(self._group.occurrences[at, self._number])

    def from_text(self, prefix: bytes) -> Iterator[tuple[bytes, int]]:
        """The terms from ``prefix`` on, each with its place."""
        lexicon = self._group.lexicon
        return ((lexicon[at], at) for at in range(lexicon.lower_bound(prefix), len(lexicon)) if self._occurs(at))

    def postings(self, at: int) -> tuple[Array, Array]:
        """The documents that have the term in this member, and how often."""
        docs = self._group.docs(at, at + 1)
        if not self._group.group.has_positions:
            return docs, np.ones(len(docs), np.uint8)
        freqs = self._group.freqs(at)[self._number]
        return docs[freqs > 0], freqs[freqs > 0]

    def positions(self, at: int) -> Array:
        """The term's places in this member, document after document, counted from the member's beginning."""
        freqs = self._group.freqs(at).astype(np.int64)
        docs = self._group.docs(at, at + 1)
        members = self._group.group.members[: self._number]
        before = sum((self._segment.lengths(member)[docs].astype(np.int64) + 1 for member in members), np.zeros(len(docs)))
        first = np.cumsum(freqs.sum(axis=0)) - freqs[self._number :].sum(axis=0)
        held = freqs[self._number]
        slots = np.repeat(first - (np.cumsum(held) - held), held) + np.arange(int(held.sum()))
        return self._group.positions(at, at + 1)[slots] - np.repeat(before.astype(np.int64), held)

    def info(self, at: int) -> TermInfo:
        """Statistics as Whoosh wants them; of lengths it is told nothing, since nothing is skipped by them."""
        docs, freqs = self.postings(at)
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
    """Steps through the terms of a field."""

    def __init__(self, terms: FieldTerms, field: FieldType) -> None:
        self._terms, self._field = terms, field
        self.first()

    def first(self) -> str | None:
        """Go to the first term."""
        return self.find(b"")

    def find(self, term: bytes | str) -> str | None:
        """Go to the first term that does not sort before this one."""
        self._left = self._terms.from_text(term if isinstance(term, bytes) else self._field.to_bytes(term))
        return self.next()

    def next(self) -> str | None:
        """Go to the next term."""
        self._at = next(self._left, None)
        return self.text()

    def text(self) -> str | None:
        """The term, None past the last."""
        return self._field.from_bytes(self._at[0]) if self._at else None

    def term_info(self) -> TermInfo | None:
        """Its statistics."""
        return self._terms.info(self._at[1]) if self._at else None

    def is_valid(self) -> bool:
        """Whether it stands on a term."""
        return self._at is not None


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]
    """One term's postings, a document at a time.

    It has no block quality, on purpose: Whoosh's skipping by quality returns wrong top tens under boosts and nesting.
    """

    def __init__(self, terms: FieldTerms, at: int, format_: formats.Format, scorer: Any, term: tuple[str, bytes]) -> None:
        self._terms, self._term_at = terms, at
        self.format, self.scorer, self._term = format_, scorer, term
        docs, freqs = terms.postings(at)
        self._docs, self._freqs = docs.tolist(), freqs.tolist()
        self._at = 0

    @cached_property
    def _places(self) -> list[Array]:
        return np.split(self._terms.positions(self._term_at), np.cumsum(self._freqs)[:-1])

    def is_active(self) -> bool:
        """Whether it stands on a document."""
        return self._at < len(self._docs)

    def reset(self) -> None:
        """Go back to the first document."""
        self._at = 0

    def copy(self) -> ArrayMatcher:
        """Another matcher at the same document."""
        other = ArrayMatcher(self._terms, self._term_at, self.format, self.scorer, self._term)
        other._at = self._at
        return other

    def id(self) -> int:
        """The document it stands on."""
        return int(self._docs[self._at])

    def all_ids(self) -> Iterator[int]:
        """This document and all after it."""
        return iter(self._docs[self._at :])

    def next(self) -> bool:
        """Go to the next document. False: no block of postings was left behind."""
        self._at += 1
        return False

    def skip_to(self, id: int) -> None:
        """Go to the first document from here on that is not before ``id``."""
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect_left(self._docs, id, self._at)

    def weight(self) -> float:
        """How often the term occurs in the document."""
        return float(self._freqs[self._at])

    def supports(self, astype: str) -> bool:
        """Whether ``value_as`` knows this kind of value."""
        return astype in ("frequency", "weight") or (astype == "positions" and bool(self.format.supports("positions")))

    def value_as(self, astype: str) -> Any:
        """The posting as its frequency, weight or positions."""
        if astype == "positions":
            return self._places[self._at].tolist()
        return int(self._freqs[self._at]) if astype == "frequency" else self.weight()

    def value(self) -> bytes:
        """The posting as Whoosh's own format would write it."""
        if self.format.supports("positions"):
            return bytes(self.format.encode(self.value_as("positions")))
        return b""

    def supports_block_quality(self) -> bool:
        """Never."""
        return False

    def max_quality(self) -> float:
        """No more than the scorer's own bound."""
        return float(self.scorer.max_quality()) if self.scorer else 1.0

    def score(self) -> float:
        """What the scorer makes of the posting."""
        return float(self.scorer.score(self))
