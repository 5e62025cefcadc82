"""The codec as Whoosh asks for it, so that its own searcher and tools read the index as any other; slower, since one by one."""

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
            field: FieldTerms(segment, group, number)
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


class ArrayDocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """Lengths, columns, deletions and stored records of a segment."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._gone = set(np.flatnonzero(segment.deleted.mask).tolist()) if segment.deleted else set()
        self._lengths: dict[str, Array] = {}

    def doc_count_all(self) -> int:
        """All documents."""
        return self._segment.document_count

    def doc_count(self) -> int:
        """All but the deleted."""
        return self._segment.document_count - len(self._gone)

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
            counted = any(fieldname in g.group.members and g.group.has_positions for g in self._segment.postings.values())
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
        return self._segment.has_doc_values(fieldname)

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
