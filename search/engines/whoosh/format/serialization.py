"""A record <-> the bytes stored for it: MessagePack, which other programs read too."""

from __future__ import annotations

import msgspec

from search.errors import IndexMismatch
from search.model.question import Question

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Question).decode


def pack(question: Question) -> bytes:
    """A record as bytes."""
    return _encode(question)


def unpack(stored: bytes) -> Question:
    """The record as it was packed. Raises ``IndexMismatch`` when the bytes are not one."""
    try:
        return _decode(stored)
    except msgspec.MsgspecError as error:
        raise IndexMismatch(f"A stored record cannot be read ({error}); run `python -m indexer check`.") from error
