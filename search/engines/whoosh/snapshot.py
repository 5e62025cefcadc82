"""One build, open for reading by many threads: Whoosh readers lent one at a time, and what all of them share.

A Whoosh reader keeps one file position, so two threads on one reader read each other's postings; each search borrows its own.
"""

from __future__ import annotations

import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
from whoosh.filedb.filestore import FileStorage
from whoosh.index import EmptyIndexError
from whoosh.reading import IndexReader, TermNotFound

from search.engines.whoosh.builds import Manifest, digest, read_manifest
from search.engines.whoosh.records import unpack
from search.engines.whoosh.schema import RECORD, values_field
from search.errors import EngineUnavailable, IndexMismatch
from search.fields import FIELDS, Field
from search.records import Question
from search.vocabulary import Vocabulary

ORDER, LENGTHS, WORDS = "order.npy", "lengths.npy", "words.json"
CACHED_POSTINGS = 8_000_000
"""Postings kept between searches, eight bytes each."""

ENTRY_COST = 64
"""What an entry of the cache takes beside its postings, counted in postings."""

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Postings:
    """The records a term is in: ``docs`` int32, ascending, and how often, ``freqs`` float32, of the same length."""

    docs: Ints
    freqs: Floats

    def __len__(self) -> int:
        return len(self.docs)


NONE = Postings(np.empty(0, np.int32), np.empty(0, np.float32))


@dataclass(frozen=True, slots=True)
class Values:
    """The whole values of a field: value ``names[ordinals[i]]`` is in record ``docs[i]``, for every such pair."""

    names: list[str]
    docs: Ints
    ordinals: Ints


class Snapshot:
    """An open build. Raises ``IndexMismatch`` when it is damaged or another program's."""

    def __init__(self, build: Path) -> None:
        self.manifest: Manifest = read_manifest(build)
        _check_whooshs_tables(build, self.manifest)
        try:
            self._index = FileStorage(str(build), supports_mmap=False).open_index()
            self.order: Ints = np.load(build / ORDER, allow_pickle=False)
            self.lengths: Ints = np.load(build / LENGTHS, allow_pickle=False)
            self.vocabulary = Vocabulary(msgspec.json.decode((build / WORDS).read_bytes(), type=dict[str, int]))
        except (OSError, EOFError, ValueError) as error:
            raise IndexMismatch(f"The build {build.name} is damaged ({error}); build the index again.") from error
        self._lock = threading.Lock()
        self._idle: list[IndexReader] = []
        self._users, self._closing = 0, False
        self._postings: OrderedDict[Hashable, Postings] = OrderedDict()
        self._held = 0
        self._values: dict[str, Values] = {}
        self._days: dict[str, Ints] = {}

    @property
    def records(self) -> int:
        """How many records the build holds."""
        return len(self.order)

    @cached_property
    def mean_lengths(self) -> list[float]:
        """Mean number of words in each ranked field, over the records that have any."""
        return [float(row[row > 0].mean()) if (row > 0).any() else 1.0 for row in self.lengths]

    @contextmanager
    def reader(self) -> Iterator[IndexReader]:
        """A Whoosh reader no other thread has. The build stays open until the last is given back."""
        with self._lock:
            self._users += 1
            reader = self._idle.pop() if self._idle else None
        try:
            if reader is None:
                reader = self._opened_reader()
            yield reader
        finally:
            with self._lock:
                self._users -= 1
                if reader is not None:
                    self._idle.append(reader)
                self._close_if_unused()

    def _opened_reader(self) -> IndexReader:
        try:
            return self._index.reader()
        except (OSError, EmptyIndexError) as error:
            raise EngineUnavailable(f"The files of the build that serves cannot be read ({error}).") from error

    def close(self) -> None:
        """Close every file once the searches under way have ended."""
        with self._lock:
            self._closing = True
            self._close_if_unused()

    def _close_if_unused(self) -> None:
        if self._closing and not self._users:
            while self._idle:
                self._idle.pop().close()
            self._index.close()

    def record(self, reader: IndexReader, doc: int) -> Question:
        """The stored record of a document number."""
        return unpack(reader.stored_fields(doc)[RECORD])

    def find(self, reader: IndexReader, id: str) -> Question | None:
        """The record with this id."""
        found = self.postings(reader, values_field(FIELDS["id"]), id)
        return self.record(reader, int(found.docs[0])) if len(found) else None

    def postings(self, reader: IndexReader, name: str, text: str) -> Postings:
        """The postings of a term of a Whoosh field."""
        return self.kept((name, text), lambda: read_postings(reader, name, text))

    def kept(self, key: Hashable, read: Callable[[], Postings]) -> Postings:
        """Postings read or worked out before under this key, else by ``read``; the least recently used are let go."""
        with self._lock:
            if key in self._postings:
                self._postings.move_to_end(key)
                return self._postings[key]
        found = read()
        with self._lock:
            if key not in self._postings:
                self._postings[key] = found
                self._held += len(found) + ENTRY_COST
            while self._held > CACHED_POSTINGS:
                self._held -= len(self._postings.popitem(last=False)[1]) + ENTRY_COST
        return found

    def values(self, reader: IndexReader, field: Field) -> Values:
        """The whole values of a field, read once."""
        if field.name not in self._values:
            self._values[field.name] = _read_values(reader, values_field(field))
        return self._values[field.name]

    def days(self, reader: IndexReader, field: Field) -> Ints:
        """The day (proleptic ordinal) of every record in a date field, int32[records]; 0 where it has none."""
        if field.name not in self._days:
            values = self.values(reader, field)
            ordinals = np.array([date.fromisoformat(name).toordinal() for name in values.names], dtype=np.int32)
            days = np.zeros(self.records, dtype=np.int32)
            days[values.docs] = ordinals[values.ordinals]
            self._days[field.name] = days
        return self._days[field.name]


def _check_whooshs_tables(build: Path, manifest: Manifest) -> None:
    """Damage to Whoosh's table of contents or term file can raise anything at all, so both must be what was written.

    Its postings and stored fields are unpickled too and not looked at here: whoever can write a build can run code.
    """
    for name, written in manifest.files.items():
        if name.endswith((".toc", ".trm")) and (not (build / name).is_file() or digest(build / name) != written):
            raise IndexMismatch(f"The build {build.name} is damaged: {name} has changed; build the index again.")


def read_postings(reader: IndexReader, name: str, text: str) -> Postings:
    """The postings of a term, empty when the index does not have it."""
    matcher = term_matcher(reader, name, text)
    if matcher is None:
        return NONE
    docs, freqs = array("i"), array("f")
    while matcher.is_active():
        docs.append(matcher.id())
        freqs.append(matcher.weight())
        matcher.next()
    return Postings(np.frombuffer(docs, np.int32), np.frombuffer(freqs, np.float32))


def term_matcher(reader: IndexReader, name: str, text: str) -> Any:  # Whoosh has no types
    """Whoosh's matcher over the postings of a term, or None when the index does not have it."""
    try:
        return reader.postings(name, text)
    except TermNotFound:
        return None


def _read_values(reader: IndexReader, name: str) -> Values:
    names: list[str] = []
    docs, ordinals = array("i"), array("i")
    for encoded in reader.lexicon(name):
        found = list(reader.postings(name, encoded).all_ids())
        docs.extend(found)
        ordinals.extend([len(names)] * len(found))
        names.append(encoded.decode("utf-8"))
    return Values(names, np.frombuffer(docs, np.int32), np.frombuffer(ordinals, np.int32))
