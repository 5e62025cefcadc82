"""The side index as a writer sees it: which generation serves, its parts, and the generations that some readers still use.

The document ``retired`` lists the generations that were superseded lately. A reader is pinned to one generation for a request.
So the data that only an older generation needs are deleted ``RETAIN_SECONDS`` after that generation was superseded.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from search.engines.opensearch.client import WRITE_SECONDS, Cluster
from search.engines.opensearch.failures import Conflict, NoSuchDocument, NoSuchIndex
from search.engines.opensearch.generation import (
    CURRENT,
    Blob,
    Generation,
    decode_generation,
    encode_generation,
    make_blob,
    read_blobs,
)
from search.engines.opensearch.layout import side_name
from search.errors import EngineUnavailable, SearchError

RETAIN_SECONDS = 900.0
"""The data of a superseded generation are deleted after this time. No request or download takes so long
(``web.server.limits``)."""

_RETIRED = "retired"


class Superseded(SearchError):
    """Another writer has made a generation meanwhile, so this one is not published."""


class Retired(msgspec.Struct, frozen=True):
    """A superseded generation: its number, when it was superseded in Unix time, and the chunks that it needs."""

    number: int
    at: float
    chunks: frozenset[str]


class SideIndex:
    """The side index of one index of records."""

    def __init__(self, cluster: Cluster, index: str) -> None:
        self._cluster, self._path = cluster, f"/{side_name(index)}"
        self._version: dict[str, str] = {"op_type": "create"}

    def current(self) -> Generation:
        """Return the generation that serves. Raises ``EngineUnavailable`` if the build was not finished."""
        try:
            answer = self._cluster.request("GET", f"{self._path}/_doc/{CURRENT}")
        except (NoSuchDocument, NoSuchIndex):
            raise EngineUnavailable("The index of the cluster is not whole; build it again with `wrans build PATH`.") from None
        self._version = {"if_seq_no": str(answer["_seq_no"]), "if_primary_term": str(answer["_primary_term"])}
        return decode_generation(answer["_source"])

    def read(self, blobs: Sequence[Blob]) -> list[bytes]:
        """Return the bytes of some parts. Raises ``IndexMismatch`` if one is missing or has changed."""
        return read_blobs(blobs, self._fetch)

    def _fetch(self, ids: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
        documents = {}
        for chunk in ids:
            try:
                answer = self._cluster.request("GET", f"{self._path}/_doc/{chunk}", seconds=WRITE_SECONDS)
            except NoSuchDocument:
                continue  # the blob that lacks it says so
            documents[chunk] = answer["_source"]
        return documents

    def write(self, name: str, raw: bytes, old: Blob | None = None) -> Blob:
        """Write a part under a unique name, and return its blob; ``old`` if that has the same bytes."""
        blob, documents = make_blob(name, raw)
        if old is not None and old.sha256 == blob.sha256:
            return old
        for chunk, document in documents.items():
            self._cluster.request("PUT", f"{self._path}/_doc/{chunk}", document, seconds=WRITE_SECONDS)
        return blob

    def publish(self, generation: Generation) -> None:
        """Let this generation serve, in one step. Raises ``Superseded`` if another was published since ``current``."""
        document = encode_generation(generation)
        try:
            self._cluster.request("PUT", f"{self._path}/_doc/{CURRENT}", document, self._version)
        except Conflict:
            # The client repeats a request whose answer was lost: the conflict may be with our own document.
            if self._cluster.request("GET", f"{self._path}/_doc/{CURRENT}")["_source"] != document:
                raise Superseded(
                    "Another writer has changed the index of the cluster meanwhile; run the update again."
                ) from None

    def retire(self, old: Generation, new: Generation) -> int | None:
        """List ``old`` as superseded, and delete the chunks that no reader needs.

        Returns the number of the newest generation that no reader needs, or None.
        """
        now = time.time()
        retired = [*self._retired(), Retired(old.number, now, old.chunks())]
        expired = [generation for generation in retired if now - generation.at > RETAIN_SECONDS]
        retained = [generation for generation in retired if generation not in expired]
        needed = new.chunks().union(*(generation.chunks for generation in retained))
        for chunk in sorted(frozenset().union(*(generation.chunks for generation in expired)) - needed):
            try:
                self._cluster.request("DELETE", f"{self._path}/_doc/{chunk}")
            except NoSuchDocument:
                continue
        packed = base64.b64encode(msgspec.msgpack.encode(retained)).decode()
        self._cluster.request("PUT", f"{self._path}/_doc/{_RETIRED}", {_RETIRED: packed})
        return max((generation.number for generation in expired), default=None)

    def _retired(self) -> list[Retired]:
        try:
            source: Any = self._cluster.request("GET", f"{self._path}/_doc/{_RETIRED}")["_source"]
        except NoSuchDocument:
            return []
        return msgspec.msgpack.decode(base64.b64decode(source[_RETIRED]), type=list[Retired])
