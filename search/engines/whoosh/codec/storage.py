"""Whoosh's table of contents, opened without running what is in it: the one pickle of an index, and Whoosh's own."""

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
"""The classes a table of contents may name."""

INDEX_NAME = "MAIN"


class _SegmentUnpickler(pickle.Unpickler):
    """Makes segments and nothing else, whatever the pickle asks for."""

    def find_class(self, module: str, name: str) -> type:
        if (module, name) not in ADMITTED_CLASSES:
            raise IndexMismatch(f"The index's table of contents asks for {module}.{name}, which it has no need of.")
        return ADMITTED_CLASSES[module, name]


class _TableOfContentsFile(StructFile):  # type: ignore[misc]
    def read_pickle(self) -> Any:
        return _SegmentUnpickler(self.file).load()


class ArrayStorage(FileStorage):  # type: ignore[misc]
    """A folder of segments. Its table of contents is held to the admitted classes; arrays are mapped by the codec itself."""

    def open_file(self, name: str, **options: Any) -> StructFile:
        """Open a file for Whoosh, which leaves open what it finds wrong; so a table of contents is read first."""
        if not name.endswith(".toc"):
            return super().open_file(name, **options)
        return _TableOfContentsFile(io.BytesIO((Path(self.folder) / name).read_bytes()), name=name)


class ArrayIndex(FileIndex):  # type: ignore[misc]
    """An index for Whoosh's own searcher, its schema given, so that no pickled one is read."""

    @property
    def segment_names(self) -> list[str]:
        """The names of its segments, in the order of their documents."""
        return [segment.segment_id() for segment in self._segments()]


def open_index(folder: Path, schema: Schema, digests: Mapping[str, str]) -> ArrayIndex:
    """Open a folder for Whoosh. Raises ``IndexMismatch`` when its table of contents is not the one with this SHA-256."""
    name = TOC._filename(INDEX_NAME, 1)
    try:
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digests.get(name):
            raise IndexMismatch(f"The index is damaged: {name} has changed since it was written; build the index again.")
        return ArrayIndex(ArrayStorage(str(folder)), schema, INDEX_NAME)
    except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:
        raise IndexMismatch(f"The index is damaged: {name} cannot be read ({error}); build the index again.") from error


def write_table_of_contents(folder: Path, schema: Schema, segments: Mapping[str, tuple[int, int]]) -> None:
    """Write Whoosh's table of contents: of each segment the number of documents, and how many of them are deleted."""
    listed = [ArraySegment(name, documents, deleted) for name, (documents, deleted) in segments.items()]
    TOC(schema, listed, 1).write(FileStorage(str(folder)), INDEX_NAME)
