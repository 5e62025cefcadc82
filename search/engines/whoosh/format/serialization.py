"""A record <-> the bytes that are stored for it: MessagePack, which other programs can read."""

from __future__ import annotations

import msgspec

from search.errors import IndexMismatch
from search.model.question import Question

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Question).decode


def pack(question: Question) -> bytes:
    """Encode a record."""
    return _encode(question)


def unpack(stored: bytes) -> Question:
    """Decode a record. Raises ``IndexMismatch`` if the bytes are not a record."""
    try:
        return _decode(stored)
    except msgspec.MsgspecError as error:
        raise IndexMismatch(f"A stored record cannot be read ({error}); run `wrans check`.") from error
