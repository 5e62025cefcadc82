"""Opens Whoosh's table of contents without executing the pickle in it. It is the only pickle of an index."""

from __future__ import annotations

import hashlib
import io
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC, FileIndex

from search.engines.whoosh.codec.whoosh_readers import ArraySegment
from search.errors import IndexMismatch

ADMITTED_CLASSES = {(ArraySegment.__module__, ArraySegment.__name__): ArraySegment}
"""The classes that a table of contents may name, by module and name."""

INDEX_NAME = "MAIN"
"""Whoosh's own name for the only index in a folder."""


class _SegmentUnpickler(pickle.Unpickler):
    """Makes objects of the admitted classes only. Raises ``IndexMismatch`` if the pickle names another class or function."""

    def find_class(self, module: str, name: str) -> type:
        if (module, name) not in ADMITTED_CLASSES:
            raise IndexMismatch(
                f"The index is damaged: its table of contents names {module}.{name}, which no index needs; "
                "build the index again."
            )
        return ADMITTED_CLASSES[module, name]


class _TableOfContentsFile(StructFile):  # type: ignore[misc]
    def read_pickle(self) -> Any:
        return _SegmentUnpickler(self.file).load()


class ArrayStorage(FileStorage):  # type: ignore[misc]
    """A folder of segments. It unpickles only admitted classes. The codec itself maps the array files."""

    def open_file(self, name: str, **options: Any) -> StructFile:
        """Open a file for Whoosh. A table of contents is read into memory: Whoosh does not close a file it finds damaged."""
        if not name.endswith(".toc"):
            return super().open_file(name, **options)
        return _TableOfContentsFile(io.BytesIO((Path(self.folder) / name).read_bytes()), name=name)


class ArrayIndex(FileIndex):  # type: ignore[misc]
    """An index for Whoosh's own searcher. The caller passes the schema, so that no pickled schema is read."""

    @property
    def segment_names(self) -> list[str]:
        """The names of its segments, in document order."""
        return [segment.segment_id() for segment in self._segments()]


def open_index(folder: Path, schema: Schema, digests: Mapping[str, str]) -> ArrayIndex:
    """Open a folder for Whoosh. Raises ``IndexMismatch`` if its table of contents does not have the SHA-256 in ``digests``."""
    name = TOC._filename(INDEX_NAME, 1)
    try:
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digests.get(name):
            raise IndexMismatch(f"The index is damaged: {name} has changed since it was written; build the index again.")
        return ArrayIndex(ArrayStorage(str(folder)), schema, INDEX_NAME)
    except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:
        raise IndexMismatch(f"The index is damaged: {name} cannot be read ({error}); build the index again.") from error


def write_table_of_contents(folder: Path, schema: Schema, segments: Mapping[str, tuple[int, int]]) -> None:
    """Write Whoosh's table of contents. ``segments`` maps names to (number of documents, number of deleted documents)."""
    entries = [ArraySegment(name, documents, deleted) for name, (documents, deleted) in segments.items()]
    TOC(schema, entries, 1).write(FileStorage(str(folder)), INDEX_NAME)
