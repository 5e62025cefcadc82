"""Quotation marks around a text from outside, which may have characters that do not print: “harbour”."""

from __future__ import annotations


def quoted(text: str) -> str:
    """Return the text in quotation marks. Characters that do not print, such as a line break, are escaped."""
    return f"“{text if text.isprintable() else ''.join(map(_printed, text))}”"


def _printed(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode()
