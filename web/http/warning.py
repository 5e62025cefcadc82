"""The ``Warning`` header (RFC 7234, section 5.5): the ignored parts of a request that was answered."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask import Response

MAX_NAMES = 10
MAX_SHOWN_CHARACTERS = 60
"""The most characters of a value that a message repeats."""

MAX_CHARACTERS = 600

_UNPRINTABLE = re.compile(r"[^ -~]")
_SPECIAL = re.compile(r'["\\]')
_ASCII_QUOTES = str.maketrans("“”‘’", "''''")


def add_notes(response: Response, notes: Iterable[str]) -> Response:
    """Return the response with a ``Warning`` header for each note."""
    for note in dict.fromkeys(notes):
        response.headers.add("Warning", header_value(note))
    return response


def shortened(text: str) -> str:
    """Return the part of a text that a message repeats."""
    return text if len(text) <= MAX_SHOWN_CHARACTERS else text[:MAX_SHOWN_CHARACTERS] + "..."


def ignored_parameters(names: Iterable[str]) -> str:
    """Return the sentence that lists unknown parameters, ``MAX_NAMES`` of them at most."""
    all_names = list(names)
    more = f" and {len(all_names) - MAX_NAMES} more" if len(all_names) > MAX_NAMES else ""
    return f"Ignored, because there are no such parameters: {', '.join(map(shortened, all_names[:MAX_NAMES]))}{more}."


def header_value(text: str) -> str:
    """Return the value of the header: code 299, no agent, and the text as a quoted string of ASCII."""
    printable = _UNPRINTABLE.sub("?", text[:MAX_CHARACTERS].translate(_ASCII_QUOTES))
    return f'299 - "{_SPECIAL.sub(_escaped, printable)}"'


def _escaped(match: re.Match[str]) -> str:
    return "\\" + match[0]
