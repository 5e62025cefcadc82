"""The characters that a reader cannot see are removed, and no others."""

from __future__ import annotations

import unicodedata

import pytest

from search.text.invisible import _INVISIBLE, _UNUSUAL, without_invisible

INVISIBLE = {
    "soft hyphen": "\xad",
    "grapheme joiner": "\u034f",
    "Arabic letter mark": "\u061c",
    "Hangul fillers": "\u115f\u1160\u3164\uffa0",
    "Mongolian vowel separator": "\u180e",
    "zero width space": "\u200b",
    "non-joiner and joiner": "\u200c\u200d",
    "marks of direction": "\u200e\u200f",
    "embeddings and overrides": "\u202a\u202b\u202c\u202d\u202e",
    "word joiner": "\u2060",
    "isolates": "\u2066\u2067\u2068\u2069",
    "byte order mark": "\ufeff",
    "variation selectors": "\ufe00\ufe0f\U000e0100",
    "tags": "\U000e0001\U000e0067\U000e007f",
}


@pytest.mark.parametrize("characters", INVISIBLE.values(), ids=INVISIBLE.keys())
def test_an_invisible_character_does_not_change_a_word(characters: str) -> None:
    for character in characters:
        assert without_invisible(f"{character}univer{character * 3}sal{character}") == "universal"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain text\n",
        "caf\xe9 \u2013 \u201c\xa35\u201d\u2026",
        "e\u0301",
        "\u0416\u05d0\u4e2d\uac00 \U0001f43e",
        "a\xa0b\u3000c",
    ],
)
def test_what_a_reader_can_see_is_kept(text: str) -> None:
    assert without_invisible(text) is text


def test_every_format_character_of_running_text_is_invisible() -> None:
    """The exceptions are visible, such as the Arabic sign of a year, or belong to shorthand or music."""
    formats = {chr(number) for number in range(0x10000) if unicodedata.category(chr(number)) == "Cf"}
    visible = {character for character in formats if without_invisible(character)}
    assert all("ARABIC" in (name := unicodedata.name(c)) or "SYRIAC" in name or "INTERLINEAR" in name for c in visible)


def test_the_quick_test_passes_no_invisible_character() -> None:
    for number in range(0x110000):
        assert _INVISIBLE.match(chr(number)) is None or _UNUSUAL.match(chr(number))
