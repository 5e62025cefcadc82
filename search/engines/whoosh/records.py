"""A record <-> the bytes stored for it: deflated JSON, readable without this program. (Whoosh pickles the bytes again.)"""

from __future__ import annotations

import zlib

import msgspec

from search.errors import IndexMismatch
from search.records import Question

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Question).decode


def pack(question: Question) -> bytes:
    """A record as bytes."""
    return zlib.compress(_encode(question))


def unpack(stored: bytes) -> Question:
    """The record as it was packed. Raises ``IndexMismatch`` when the bytes are not one."""
    try:
        return _decode(zlib.decompress(stored))
    except (zlib.error, msgspec.MsgspecError) as error:
        raise IndexMismatch(f"A stored record cannot be read ({error}); run `python -m indexer check`.") from error
