"""The marks around what somebody typed or a file has, in every message: “harbour”."""

from __future__ import annotations


def quoted(text: str) -> str:
    """Return the text in quotation marks, with escapes for characters that do not print: a line break, an odd surrogate."""
    return f"“{text if text.isprintable() else ''.join(map(_printed, text))}”"


def _printed(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode()
