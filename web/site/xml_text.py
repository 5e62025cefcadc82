"""Text for XML."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def without_forbidden(text: str) -> str:
    """Return the text without the characters that XML 1.0 forbids."""
    return _FORBIDDEN.sub("", text)
