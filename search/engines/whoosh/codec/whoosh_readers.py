"""Whoosh's codec interface, so that its own searcher and tools can read the index, more slowly: one item at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import columns, formats
from whoosh.codec import base
from whoosh.fields import FieldType
from whoosh.reading import TermInfo, TermNotFound

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.segment import Segment
from search.engines.whoosh.codec.whoosh_cursors import ArrayCursor, ArrayMatcher, FieldTerms

RECORD_FIELD = "record"
"""The Whoosh field that stores the whole record."""


class ArraySegment(base.Segment):  # type: ignore[misc]
    """A segment's entry in Whoosh's table of contents. It is read-only: nothing can be deleted through it."""

    def __init__(self, name: str, documents: int, deleted: int) -> None:
        super().__init__("MAIN")
        self.name, self._documents, self._deleted = name, documents, deleted

    def codec(self) -> ArrayCodec:
        """The codec that reads the segment."""
        return ArrayCodec()

    def doc_count_all(self) -> int:
        """Number of documents, deleted ones included."""
        return self._documents

    def deleted_count(self) -> int:
        """Number of deleted documents."""
        return self._deleted

    def should_assemble(self) -> bool:
        """Always False: Whoosh would read a compound file into memory."""
        return False


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Reads segments for Whoosh. ``segment_writer`` and ``merging`` write them."""

    def terms_reader(self, storage: Any, segment: ArraySegment) -> ArrayTermsReader:
        """A reader of the terms and postings of a segment."""
        return ArrayTermsReader(Segment(Path(storage.folder), segment.segment_id()))

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> ArrayDocumentReader:
        """A reader of the lengths, columns and records of a segment."""
        return ArrayDocumentReader(Segment(Path(storage.folder), segment.segment_id()))


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]
    """The terms of a segment, by field: of each field group's terms, those that occur in the field."""

    def __init__(self, segment: Segment) -> None:
        self._fields = {
            field: FieldTerms(segment, postings, member)
            for postings in segment.postings.values()
            for member, field in enumerate(postings.group.members)
        }

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        name, text = term
        return name in self._fields and self._fields[name].find(text) is not None

    def indexed_field_names(self) -> list[str]:
        """The names of all fields, sorted."""
        return sorted(self._fields)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Every (field, term), sorted."""
        return (term for term, _ in self.items())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Every (field, term) that does not sort before (``fieldname``, ``prefix``), sorted."""
        for term, _ in self.items_from(fieldname, prefix):
            yield term
        following = (name for name in self.indexed_field_names() if name > fieldname)
        yield from ((name, text) for name in following for text, _ in self._fields[name].from_text(b""))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Every (field, term) with its statistics, sorted."""
        return (item for name in self.indexed_field_names() for item in self.items_from(name, b""))

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """The terms of one field that do not sort before ``prefix``, with their statistics."""
        if fieldname in self._fields:
            terms = self._fields[fieldname]
            yield from (((fieldname, text), terms.info(ordinal)) for text, ordinal in terms.from_text(prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """The statistics of a term. Raises ``KeyError``, which Whoosh converts to the exception its caller expects."""
        ordinal = self._fields[fieldname].find(text)
        if ordinal is None:
            raise KeyError(text)
        return self._fields[fieldname].info(ordinal)

    def matcher(self, fieldname: str, text: bytes, format_: formats.Format, scorer: Any = None) -> ArrayMatcher:
        """A matcher over the postings of a term. Raises ``TermNotFound`` if the term does not occur in the field."""
        ordinal = self._fields[fieldname].find(text) if fieldname in self._fields else None
        if ordinal is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return ArrayMatcher(self._fields[fieldname], ordinal, format_, scorer, (fieldname, text))

    def cursor(self, fieldname: str, fieldobj: FieldType) -> ArrayCursor:
        """A cursor over the terms of a field."""
        return ArrayCursor(self._fields[fieldname], fieldobj)


class ArrayDocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """The lengths, columns, deletions and stored records of a segment."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._deleted = set(np.flatnonzero(segment.deleted.mask).tolist()) if segment.deleted else set()
        self._lengths: dict[str, Array] = {}

    def doc_count_all(self) -> int:
        """Number of documents, deleted ones included."""
        return self._segment.document_count

    def doc_count(self) -> int:
        """Number of documents that are not deleted."""
        return self._segment.document_count - len(self._deleted)

    def has_deletions(self) -> bool:
        """Whether any document is deleted."""
        return bool(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        return docnum in self._deleted

    def deleted_docs(self) -> Iterator[int]:
        """The ids of the deleted documents."""
        return iter(self._deleted)

    def _field_lengths(self, fieldname: str) -> Array:
        if fieldname not in self._lengths:
            groups = (postings.group for postings in self._segment.postings.values())
            has_lengths = any(fieldname in group.members and group.has_positions for group in groups)
            self._lengths[fieldname] = self._segment.lengths(fieldname) if has_lengths else np.zeros(1, np.uint8)
        return self._lengths[fieldname]

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Number of words of a document in a field. It is exact; Whoosh's own codec rounds it."""
        lengths = self._field_lengths(fieldname)
        return int(lengths[docnum]) if len(lengths) > docnum else default

    def field_length(self, fieldname: str) -> int:
        """Number of words of all documents in a field."""
        return int(self._field_lengths(fieldname).sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        """The least number of words of a document in a field."""
        lengths = self._field_lengths(fieldname)
        return int(lengths.min()) if len(lengths) else 0

    def max_field_length(self, fieldname: str) -> int:
        """The greatest number of words of a document in a field."""
        return int(self._field_lengths(fieldname).max(initial=0))

    def supports_columns(self) -> bool:
        """Always True."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether a field has a column, which is Whoosh's word for doc values."""
        return self._segment.has_doc_values(fieldname)

    def column_reader(self, fieldname: str, column: columns.Column) -> ArrayColumnReader:
        """A reader of a field's column."""
        return ArrayColumnReader(self._segment, fieldname)

    def stored_fields(self, docnum: int) -> dict[str, bytes]:
        """The stored record, under ``RECORD_FIELD``."""
        return {RECORD_FIELD: self._segment.records[docnum]}


class ArrayColumnReader(columns.ColumnReader):  # type: ignore[misc]
    """The doc values of a field as a Whoosh column, which Whoosh sorts and groups by."""

    def __init__(self, segment: Segment, group: str) -> None:
        lexicon = segment.postings[group].lexicon
        self._values = [b"", *lexicon.between(0, len(lexicon))]
        self._ordinals = segment.ordinals(group)

    def __getitem__(self, docnum: int) -> bytes:
        return self._values[int(self._ordinals[docnum])]

    def __len__(self) -> int:
        return len(self._ordinals)
