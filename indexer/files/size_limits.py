"""How large a record and a document may be, so that no file, however small when compressed, can fill the memory."""

from __future__ import annotations

import io
from collections.abc import Iterator

MAX_RECORD_BYTES = 8 << 20
"""The longest line or object that is read as a record. The longest of Parliament's has 60 kB."""

MAX_DOCUMENT_BYTES = 16 << 20
"""The longest document that is read as a whole: a file of TheyWorkForYou. The longest known has 2 MB."""

MAX_RESPONSE_VALUES = 1_000_000
"""The most values in a response: 32 MB of empty brackets would take 1 GB. A list of 500 questions has 40,000."""

_SKIPPED_BYTES = 1 << 20


def too_long(kind: str, size: int) -> str:
    """Return the reason why a line, an object or a document is rejected."""
    return f"the {kind} is longer than {size:,} bytes, the most that is read of one"


def has_too_many_values(body: bytes | str) -> bool:
    """Return whether a response in JSON may have more than ``MAX_RESPONSE_VALUES`` values, by its commas and brackets."""
    if isinstance(body, str):
        return sum(map(body.count, ",[{")) > MAX_RESPONSE_VALUES
    return sum(map(body.count, (b",", b"[", b"{"))) > MAX_RESPONSE_VALUES


def lines(stream: io.BufferedReader) -> Iterator[bytes | None]:
    """Yield each line of a stream with its end; None for a line that is longer than ``MAX_RECORD_BYTES``."""
    while line := stream.readline(MAX_RECORD_BYTES + 1):
        if len(line) <= MAX_RECORD_BYTES or line.endswith(b"\n"):
            yield line
            continue
        while (rest := stream.readline(_SKIPPED_BYTES)) and not rest.endswith(b"\n"):
            pass
        yield None
