"""Removes the characters that a reader cannot see, so that a word pasted with one of them inside is the same word."""

from __future__ import annotations

import re

# The characters with Unicode's property Default_Ignorable_Code_Point, without those of shorthand and musical notation: soft
# hyphen, grapheme joiner, Arabic letter mark, Hangul fillers, Khmer inherent vowels, Mongolian separators, zero width spaces,
# joiners and marks of direction, embeddings and overrides, word joiner, isolates, Hangul filler, variation selectors, byte
# order mark, half width filler, reserved; and tags with more variation selectors.
_INVISIBLE = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufff8\U000e0000-\U000e0fff]+"
)


_UNUSUAL = re.compile("[^\x00-\xac\xae-\u034e\u2010-\u2027\u2030-\u205e\u20a0-\u2fff]")
"""A quick test that nearly all texts without invisible characters pass: the ranges of Latin letters and of punctuation."""


def without_invisible(text: str) -> str:
    """Return the text without its invisible characters; the text itself if it has none."""
    return text if text.isascii() or not _UNUSUAL.search(text) else _INVISIBLE.sub("", text)
