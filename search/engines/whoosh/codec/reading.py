"""The codec as Whoosh asks for it, so that its own searcher and tools read the index as any other; slower, since one by one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import columns, formats
from whoosh.codec import base
from whoosh.fields import FieldType
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import GroupPostings
from search.engines.whoosh.codec.segment import Segment

RECORD = "record"
"""The stored field."""


class ArraySegment(base.Segment):  # type: ignore[misc]
    """What the table of contents says of a segment. Nothing here writes, so nothing can be deleted through it."""

    def __init__(self, name: str, documents: int, deleted: int) -> None:
        super().__init__("MAIN")
        self.name, self._documents, self._deleted = name, documents, deleted

    def codec(self) -> ArrayCodec:
        """The codec that reads it."""
        return ArrayCodec()

    def doc_count_all(self) -> int:
        """How many documents it has, deleted ones among them."""
        return self._documents

    def deleted_count(self) -> int:
        """How many of them are deleted."""
        return self._deleted

    def should_assemble(self) -> bool:
        """Never one compound file: Whoosh would copy it into memory."""
        return False


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Reads segments for Whoosh; ``writing`` and ``merging`` write them."""

    def terms_reader(self, storage: Any, segment: ArraySegment) -> ArrayTermsReader:
        """The terms and postings of a segment."""
        return ArrayTermsReader(Segment(Path(storage.folder), segment.segment_id()))

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> ArrayDocumentReader:
        """The lengths, columns and records of a segment."""
        return ArrayDocumentReader(Segment(Path(storage.folder), segment.segment_id()))


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]
    """Each field's share of its group: the terms that occur in it."""

    def __init__(self, segment: Segment) -> None:
        self._fields = {
            field: _FieldTerms(segment, group, number)
            for group in segment.postings.values()
            for number, field in enumerate(group.group.members)
        }

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        name, text = term
        return name in self._fields and self._fields[name].find(text) is not None

    def indexed_field_names(self) -> list[str]:
        """The names of all fields."""
        return sorted(self._fields)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Every (field, term), in order."""
        return (term for term, _ in self.items())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """The same from one on, to the end of the last field."""
        for term, _ in self.items_from(fieldname, prefix):
            yield term
        later = (name for name in self.indexed_field_names() if name > fieldname)
        yield from ((name, text) for name in later for text, _ in self._fields[name].from_text(b""))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Every (field, term) with its statistics."""
        return (item for name in self.indexed_field_names() for item in self.items_from(name, b""))

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """The terms of one field from ``prefix`` on, with statistics."""
        if fieldname in self._fields:
            terms = self._fields[fieldname]
            yield from (((fieldname, text), terms.info(at)) for text, at in terms.from_text(prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Statistics of a term. Raises ``KeyError``, which Whoosh turns into what each of its callers expects."""
        at = self._fields[fieldname].find(text)
        if at is None:
            raise KeyError(text)
        return self._fields[fieldname].info(at)

    def matcher(self, fieldname: str, text: bytes, format_: formats.Format, scorer: Any = None) -> ArrayMatcher:
        """A matcher over the postings of a term. Raises ``TermNotFound``."""
        at = self._fields[fieldname].find(text) if fieldname in self._fields else None
        if at is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return ArrayMatcher(self._fields[fieldname], at, format_, scorer, (fieldname, text))

    def cursor(self, fieldname: str, fieldobj: FieldType) -> ArrayCursor:
        """A cursor over the terms of a field."""
        return ArrayCursor(self._fields[fieldname], fieldobj)


class _FieldTerms:
    """The terms of one member of a group."""

    def __init__(self, segment: Segment, group: GroupPostings, number: int) -> None:
        self._segment = segment
        self._group = group
        self._number = number

    def find(self, text: bytes) -> int | None:
        at = self._group.lexicon.find(text)
        return at if at is not None and self._occurs(at) else None

    def _occurs(self, at: int) -> bool:
        return not self._group.group.counted or bool(self._group.occurrences[at, self._number])

    def from_text(self, prefix: bytes) -> Iterator[tuple[bytes, int]]:
        lexicon = self._group.lexicon
        return ((lexicon[at], at) for at in range(lexicon.place(prefix), len(lexicon)) if self._occurs(at))

    def postings(self, at: int) -> tuple[Array, Array]:
        """The documents that have the term in this member, and how often."""
        docs = self._group.docs(at, at + 1)
        if not self._group.group.counted:
            return docs, np.ones(len(docs), np.uint8)
        freqs = self._group.freqs(at)[self._number]
        return docs[freqs > 0], freqs[freqs > 0]

    def places(self, at: int) -> Array:
        """The term's places in this member, document after document, counted from the member's beginning."""
        freqs = self._group.freqs(at).astype(np.int64)
        docs = self._group.docs(at, at + 1)
        members = self._group.group.members[: self._number]
        before = sum((self._segment.lengths(member)[docs].astype(np.int64) + 1 for member in members), np.zeros(len(docs)))
        first = np.cumsum(freqs.sum(axis=0)) - freqs[self._number :].sum(axis=0)
        held = freqs[self._number]
        slots = np.repeat(first - (np.cumsum(held) - held), held) + np.arange(int(held.sum()))
        return self._group.places(at, at + 1)[slots] - np.repeat(before.astype(np.int64), held)

    def info(self, at: int) -> TermInfo:
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

    def __init__(self, terms: _FieldTerms, field: FieldType) -> None:
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

    def __init__(self, terms: _FieldTerms, at: int, format_: formats.Format, scorer: Any, term: tuple[str, bytes]) -> None:
        self._terms, self._term_at = terms, at
        self.format, self.scorer, self._term = format_, scorer, term
        docs, freqs = terms.postings(at)
        self._docs, self._freqs = docs.tolist(), freqs.tolist()
        self._at = 0

    @cached_property
    def _places(self) -> list[Array]:
        return np.split(self._terms.places(self._term_at), np.cumsum(self._freqs)[:-1])

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


class ArrayDocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """Lengths, columns, deletions and stored records of a segment."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._gone = set(np.flatnonzero(segment.deleted.documents).tolist()) if segment.deleted else set()
        self._lengths: dict[str, Array] = {}

    def doc_count_all(self) -> int:
        """All documents."""
        return self._segment.documents

    def doc_count(self) -> int:
        """All but the deleted."""
        return self._segment.documents - len(self._gone)

    def has_deletions(self) -> bool:
        """Whether any is deleted."""
        return bool(self._gone)

    def is_deleted(self, docnum: int) -> bool:
        """Whether this one is."""
        return docnum in self._gone

    def deleted_docs(self) -> Iterator[int]:
        """Those that are."""
        return iter(self._gone)

    def _words(self, fieldname: str) -> Array:
        if fieldname not in self._lengths:
            counted = any(fieldname in g.group.members and g.group.counted for g in self._segment.postings.values())
            self._lengths[fieldname] = self._segment.lengths(fieldname) if counted else np.zeros(1, np.uint8)
        return self._lengths[fieldname]

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Words of a document in a field; exact, where Whoosh's own codec rounds."""
        words = self._words(fieldname)
        return int(words[docnum]) if len(words) > docnum else default

    def field_length(self, fieldname: str) -> int:
        """Words of all documents in a field."""
        return int(self._words(fieldname).sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        """The fewest words."""
        words = self._words(fieldname)
        return int(words.min()) if len(words) else 0

    def max_field_length(self, fieldname: str) -> int:
        """The most words."""
        return int(self._words(fieldname).max(initial=0))

    def supports_columns(self) -> bool:
        """There are columns."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether this field has one."""
        return self._segment.has_column(fieldname)

    def column_reader(self, fieldname: str, column: columns.Column) -> ArrayColumnReader:
        """A field's column."""
        return ArrayColumnReader(self._segment, fieldname)

    def stored_fields(self, docnum: int) -> dict[str, bytes]:
        """The stored record."""
        return {RECORD: self._segment.records[docnum]}


class ArrayColumnReader(columns.ColumnReader):  # type: ignore[misc]
    """A column, value by value, as Whoosh sorts and groups by it."""

    def __init__(self, segment: Segment, group: str) -> None:
        lexicon = segment.postings[group].lexicon
        self._values = [b"", *lexicon.between(0, len(lexicon))]
        self._ordinals = segment.ordinals(group)

    def __getitem__(self, docnum: int) -> bytes:
        return self._values[int(self._ordinals[docnum])]

    def __len__(self) -> int:
        return len(self._ordinals)
