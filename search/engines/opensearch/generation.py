"""The data of a generation other than its records: the documents of the side index.

The document ``current`` says which generation serves. It names the *parts* of the generation, each a blob of bytes that is kept
in other documents, its *chunks*. A chunk never changes. Generations share the chunks of the parts that are the same in both.

    {"generation": base64 of a Generation in MessagePack}     the document ``current``
    {"chunk": base64 of bytes}                                every other document
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
import zstandard

from search.engines.opensearch.layout import FORMAT
from search.engines.whoosh.format.builds import fields_fingerprint
from search.errors import IndexMismatch
from search.lexicon.learning import LearnedNames
from search.lexicon.thesaurus import SynonymEntry
from search.people.member import MemberCount
from search.results.types import IndexInfo

CURRENT = "current"
"""The ``_id`` of the document that says which generation serves."""

CHUNK_BYTES = 4 << 20
_LEVEL = 6


class Blob(msgspec.Struct, frozen=True):
    """A part of a generation: the ``_id`` of its chunks in order, and the SHA-256 of the chunks one after another."""

    chunks: tuple[str, ...]
    sha256: str


class FieldLengths(msgspec.Struct, frozen=True):
    """The number of terms of a ranked field in all records, and how many records have any."""

    terms: int = 0
    records: int = 0

    @property
    def mean(self) -> float:
        """The mean number of terms, over the records that have any; 1 if none has."""
        return self.terms / self.records if self.terms else 1.0


class Generation(msgspec.Struct, frozen=True):
    """A generation: its number, 0 for the build itself; its index of records; what readers see of it; and its parts.

    ``lengths`` is by the name of a ranked field. ``words`` are layers of ``term_counts``: that of the build, then those of the
    updates since. ``names`` is a ``Names``, ``members`` a ``Members``. ``digest`` is the sum of the digests of the records.
    ``format`` and ``fields`` identify the version of the program that wrote it.
    """

    number: int
    index: str
    info: IndexInfo
    lengths: Mapping[str, FieldLengths]
    words: tuple[Blob, ...]
    names: Blob
    members: Blob
    digest: str = ""
    format: int = FORMAT
    fields: str = msgspec.field(default_factory=fields_fingerprint)

    def chunks(self) -> frozenset[str]:
        """Return the ``_id`` of every chunk of its parts."""
        return frozenset(chunk for blob in (*self.words, self.names, self.members) for chunk in blob.chunks)


class Names(msgspec.Struct, frozen=True):
    """The names learned from the records. ``counts`` is an encoded ``LearnedNames``: a search does not decode it."""

    entries: list[SynonymEntry]
    counts: bytes

    @classmethod
    def of(cls, counts: LearnedNames) -> Names:
        """Return the names that are learned from these counts."""
        return cls(list(counts.entries()), msgspec.msgpack.encode(counts))

    def decoded_counts(self) -> LearnedNames:
        """Return the counts that the names are learned from, to which an update adds."""
        return msgspec.msgpack.decode(self.counts, type=LearnedNames)


class Members(msgspec.Struct, frozen=True):
    """Who asked and answered the records, and the answering bodies with their numbers of records."""

    counts: list[MemberCount]
    bodies: dict[str, int]


class _Version(msgspec.Struct, frozen=True):
    """The part of a ``Generation`` that is the same in every version of the format."""

    format: int
    fields: str


def encode_generation(generation: Generation) -> dict[str, Any]:
    """Return the document ``current``."""
    return {"generation": base64.b64encode(msgspec.msgpack.encode(generation)).decode()}


def decode_generation(source: Mapping[str, Any]) -> Generation:
    """Decode the document ``current``. Raises ``IndexMismatch`` if it was written by another version of this program."""
    try:
        raw = base64.b64decode(source["generation"], validate=True)
        _check_version(msgspec.msgpack.decode(raw, type=_Version))
        return msgspec.msgpack.decode(raw, type=Generation)
    except (KeyError, TypeError, ValueError, msgspec.MsgspecError) as error:
        raise IndexMismatch(
            f"The side index of the cluster cannot be read ({error}); build the index again with `wrans build PATH`."
        ) from error


def _check_version(version: _Version) -> None:
    if version.format != FORMAT:
        reason = f"has format {version.format}, and this program reads format {FORMAT}"
    elif version.fields != fields_fingerprint():
        reason = "was made with other fields than this program has"
    else:
        return
    raise IndexMismatch(
        f"The index of the cluster was made by another version of this program: it {reason}; "
        "build the index again with `wrans build PATH`."
    )


def encode_part(part: Names | Members) -> bytes:
    """Return the bytes of a part."""
    return msgspec.msgpack.encode(part)


def decode_names(raw: bytes) -> Names:
    """Decode the learned names."""
    return msgspec.msgpack.decode(raw, type=Names)


def decode_members(raw: bytes) -> Members:
    """Decode the members and bodies."""
    return msgspec.msgpack.decode(raw, type=Members)


def make_blob(name: str, raw: bytes) -> tuple[Blob, dict[str, dict[str, str]]]:
    """Return the blob of some bytes and its chunks by ``_id``. ``name`` is one that no other blob of the index has."""
    packed = zstandard.ZstdCompressor(_LEVEL).compress(raw)
    pieces = [packed[start : start + CHUNK_BYTES] for start in range(0, len(packed), CHUNK_BYTES)]
    documents = {f"{name}-{number}": {"chunk": base64.b64encode(piece).decode()} for number, piece in enumerate(pieces)}
    return Blob(tuple(documents), hashlib.sha256(packed).hexdigest()), documents


def read_blobs(blobs: Sequence[Blob], fetch: Callable[[Iterable[str]], Mapping[str, Mapping[str, str]]]) -> list[bytes]:
    """Return the bytes of blobs. ``fetch`` returns the documents with some ``_id``s.

    Raises ``IndexMismatch`` if a chunk is missing or has changed.
    """
    documents = fetch([chunk for blob in blobs for chunk in blob.chunks])
    return [_read_blob(blob, documents) for blob in blobs]


def _read_blob(blob: Blob, documents: Mapping[str, Mapping[str, str]]) -> bytes:
    try:
        packed = b"".join(base64.b64decode(documents[chunk]["chunk"], validate=True) for chunk in blob.chunks)
    except (KeyError, ValueError) as error:
        raise IndexMismatch(f"The side index of the cluster lacks a part ({error}); build the index again.") from error
    if hashlib.sha256(packed).hexdigest() != blob.sha256:
        raise IndexMismatch("A part of the side index of the cluster has changed since it was written; build the index again.")
    return zstandard.ZstdDecompressor().decompressobj().decompress(packed)
