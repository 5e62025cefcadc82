"""Mends the characters and the spacing of plain text. Never raises, and mending twice changes nothing more.

Wrongly decoded letters, invisible characters and odd spaces are put right, and nothing is left that reads as markup: a
space goes after a "<" that could open a tag and after an "&" that could begin a character's name.
"""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5
from unicodedata import normalize

from ftfy import fix_encoding

_MOST_ROUNDS = 5
"""Text decoded wrongly more often than this is made up to be slow to mend; only its ASCII is kept."""

_WRONG_LETTERS = ("Ã", "Â", "â")
"""What the first byte of most of UTF-8's letters and marks turns into when it is read as Windows-1252."""

_WRONG_MARKS = {
    "\x8a\x97\x85": "\u2018",
    "\x8a\x97\xc8": "\u2019",
    "\x8a\x97\x93": "\u201c",
    "\x8a\x97\x9d": "\u201d",
    "\x8a\x97\x96": "\u2013",
    "\x8a\x97\x94": "\u2014",
}
"""Some 680 marks in the Linked Data API's records of 2013 to 2015 came out so; ftfy does not know them."""

_ODD = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u034f\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000"
    "\ufeff\ufff9-\ufffc\ufffe\uffff\ud800-\udfff]"
)
_PRINTABLE_ASCII = bytes(range(0x20, 0x7F))
_OPENS_TAG = re.compile(r"<(?=[a-zA-Z/!?])")
_OPEN_ENDED = "|".join(sorted((name for name in html5 if not name.endswith(";")), reverse=True))
_ENTITY = re.compile(rf"&(?:#[0-9]{{1,9}};?|#[xX][0-9a-fA-F]+;?|[a-zA-Z][a-zA-Z0-9]{{1,31}};|{_OPEN_ENDED})")
"""What ``html.unescape`` decodes, and little more. It is not given the whole text: a long number would make it raise."""


def repair(text: str) -> str:
    """The text with its characters and spaces put right, in NFC, without a space at either end of a line."""
    for _ in range(_MOST_ROUNDS):
        mended = _settle(text)
        if mended == text or not _is_wrongly_decoded(mended):
            return mended
        text = mended
    return _settle(text.encode("ascii", "ignore").decode())


def needs_no_repair(line: str) -> bool:
    """Whether one line, once it is in NFC, has no character to mend, by a look that is right when it says yes."""
    if line.isascii():
        return not line.encode().translate(None, _PRINTABLE_ASCII)  # a third of the time of isprintable
    return line.isprintable() and not _is_wrongly_decoded(line)


def is_nfc(text: str) -> bool:
    """Whether the text is in NFC."""
    return text.isascii() or normalize("NFC", text) == text


def join_paragraphs(parts: list[str]) -> str:
    """The parts that are not blank, without the spaces at their ends, parted by empty lines."""
    return "\n\n".join(filter(None, map(str.strip, parts)))


def repair_common_faults(text: str) -> str:
    """The text without the faults that are all that most unsound answers have, for much less work than ``repair``."""
    mended = text.replace("\r\n", "\n").replace("\u202f", " ").replace("\u200b", "")
    if "\x8a\x97" in mended:
        for wrong, right in _WRONG_MARKS.items():
            mended = mended.replace(wrong, right)
    return text if mended == text else collapse_spaces(mended)


def collapse_spaces(text: str) -> str:
    """Each run of spaces made one."""
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def decode_entities(text: str) -> str:
    """The characters for their HTML names and numbers."""
    return _ENTITY.sub(_character, text) if "&" in text else text


def normalise_layout(text: str) -> str:
    """No space at either end of a line, no more than one empty line together, nothing that reads as markup."""
    text = "\n".join(map(str.strip, text.split("\n"))).strip()
    if "\n\n\n" in text:
        text = join_paragraphs(text.split("\n\n"))
    if "<" in text:
        text = _OPENS_TAG.sub("< ", text)
    return _ENTITY.sub(_part, text) if "&" in text else text


def _settle(text: str) -> str:
    if not (text.isascii() and text.replace("\n", "").isprintable()):
        text = _mend_characters(text)
    return normalise_layout(text)


def _mend_characters(text: str) -> str:
    if _is_wrongly_decoded(text):
        text = fix_encoding(text)
    if not text.replace("\n", "").isprintable():
        text = collapse_spaces(_ODD.sub(_put_right, repair_common_faults(text)))
    return normalize("NFC", text)


def _put_right(found: re.Match[str]) -> str:
    """A line's end, a space, what Windows-1252 has for a control character, or nothing."""
    character = found[0]
    if character == "\r":
        return "\n"
    if "\x80" <= character <= "\x9f":
        return character.encode("latin-1").decode("cp1252", "ignore")
    return " " if character.isspace() else ""


def _is_wrongly_decoded(text: str) -> bool:
    """Whether a cheap look finds a sign of it; most such texts are sound, and stay as they are."""
    return not text.isascii() and any(map(text.__contains__, _WRONG_LETTERS))


def _character(found: re.Match[str]) -> str:
    return html5.get(found[0][1:]) or unescape(found[0])


def _part(found: re.Match[str]) -> str:
    return found[0] if _character(found) == found[0] else "& " + found[0][1:]
