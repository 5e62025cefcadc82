"""The text that is encoded of a question, and the key that its vector is stored under."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from search.model.address_formula import without_address_formula

KEY_BYTES = 8
"""With 64-bit keys, the probability of any collision among a million different texts is 1 in 40 million."""

Keys = NDArray[np.uint64]
"""Keys of texts, uint64[n]."""


def encoded_text(text: str) -> str:
    """Return the part of a question, or of a draft of one, that is encoded: all but its address formula.

    The heading is left out: a draft has none.
    """
    return without_address_formula(text).strip()


def text_key(text: str) -> int:
    """Return the key of an encoded text: its BLAKE2b digest of 64 bits as a number."""
    return int.from_bytes(blake2b(text.encode(), digest_size=KEY_BYTES).digest(), "big")
