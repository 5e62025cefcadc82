"""The ``Warning`` header (RFC 7234, section 5.5): what was passed over in a request that was answered all the same."""

from __future__ import annotations

import re
from collections.abc import Iterable

from web.official_api.parameters import shortened

MAX_NAMED = 10
MAX_LENGTH = 600

_UNPRINTABLE = re.compile(r"[^ -~]")
_SPECIAL = re.compile(r'["\\]')


def ignored(names: Iterable[str]) -> str:
    """The sentence that names parameters nobody knows; the first of them, where there are many."""
    listed = list(names)
    more = f" and {len(listed) - MAX_NAMED} more" if len(listed) > MAX_NAMED else ""
    return f"Ignored, because there are no such parameters: {', '.join(map(shortened, listed[:MAX_NAMED]))}{more}."


def header(text: str) -> str:
    """The header's value: code 299, no agent, and the text as a quoted string of ASCII."""
    plain = _UNPRINTABLE.sub("?", text[:MAX_LENGTH])
    return f'299 - "{_SPECIAL.sub(_escaped, plain)}"'


def _escaped(found: re.Match[str]) -> str:
    return "\\" + found[0]
