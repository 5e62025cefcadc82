"""Repairs the characters and the spacing of plain text. Accepts any text, and is idempotent.

Corrects wrongly decoded letters (mojibake), invisible characters and unusual spaces, and makes sure that nothing in the text
reads as markup: it adds a space after a "<" that could open a tag, and after an "&" that could begin an entity.
"""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5, name2codepoint
from unicodedata import normalize

from ftfy import fix_encoding

from search.text.invisible import without_invisible

_MAX_ROUNDS = 5
"""The most rounds of decoding. Text that needs more rounds was made to be slow to repair. Only its ASCII characters are
kept."""

_MOJIBAKE_LETTERS = ("Ã", "Â", "â", "Î")
"""The characters that the first byte of most UTF-8 letters and punctuation becomes if it is read as Windows-1252."""

_OTHER_LETTERS = tuple("\xc4\xc5\xca\xcb\xcf\xd0\xd1\xd8\xd9\xef\xf0")
"""What the first bytes of other European letters, Greek, Cyrillic, Arabic and emoji become. They are letters too."""

_OTHER_MOJIBAKE = re.compile(f"[{''.join(_OTHER_LETTERS)}][\x80-\xbf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
"""A first byte read as Windows-1252 with one of the characters that a second byte becomes: "Å‚", "Ð±", "ðŸ"."""

_MISTRANSLATED = {
    "\x8a\x97\x85": "\u2018",
    "\x8a\x97\xc8": "\u2019",
    "\x8a\x97\x93": "\u201c",
    "\x8a\x97\x9d": "\u201d",
    "\x8a\x97\x96": "\u2013",
    "\x8a\x97\x94": "\u2014",
    "\x8a\xe4\x8c": "\u20ac",
    "\xce\xa3": "\xa3",
    "\xce\xe0": "\xb7",
}
"""UTF-8 whose bytes were decoded by another code page, which ftfy does not have: pounds as "Î£", bullets as "Îà".

There are about 1,460 cases in the Linked Data API's records of 2013 to 2015, 770 of them pounds.
"""

_MISTRANSLATED_HALF = re.compile("(?<=[0-9])\xce_(?![^\\s.,;)<])")
"""A half that was translated by that table: "1Î_ million"."""

_ODD_CHARACTERS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufff9-\ufffc\ufffe\uffff\ud800-\udfff]"
)
_PRINTABLE_ASCII = bytes(range(0x20, 0x7F))
_INVISIBLE_LEADS = (b"\xcd\x8f", b"\xe1", b"\xe3", b"\xef", b"\xf3")
"""Bytes with which the invisible characters that Python calls printable begin in UTF-8. Hardly any text has them."""

_CONTROL_LETTERS = re.compile("[\x80-\x9f]")
"""Control codes that nobody uses: letters and punctuation of Windows-1252, read as Latin-1."""

_TAG_OPENING = re.compile(r"<(?=[a-zA-Z/!?])")
_NAMES_WITHOUT_SEMICOLON = "|".join(sorted((name for name in html5 if not name.endswith(";")), reverse=True))
_ENTITY = re.compile(rf"&(?:#[0-9]{{1,9}};?|#[xX][0-9a-fA-F]+;?|[a-zA-Z][a-zA-Z0-9]{{1,31}};|{_NAMES_WITHOUT_SEMICOLON})")
"""Matches what ``html.unescape`` decodes, and little more. Given a whole text, ``unescape`` raises for a very long number."""

_TWICE_ESCAPED = re.compile(rf"&(?:amp;)+(#[0-9]{{1,7}};|#[xX][0-9a-fA-F]{{1,6}};|(?:apos|{'|'.join(name2codepoint)});)")
"""A character that was escaped more than once: an entity of HTML 4 with its semicolon, which no other text looks like."""


def repair(text: str) -> str:
    """Return the text with its characters and spaces repaired, in NFC, without spaces at the start or end of a line."""
    for _ in range(_MAX_ROUNDS):
        repaired = _repair_once(text)
        if repaired == text or not _may_be_mojibake(repaired):
            return repaired
        text = repaired
    return _repair_once(text.encode("ascii", "ignore").decode())


def needs_no_repair(line: str) -> bool:
    """Return whether a single line, once in NFC, has no character to repair. May return False for a line that has none."""
    if line.isascii():
        return not line.encode().translate(None, _PRINTABLE_ASCII)  # a third of the time of isprintable
    return line.isprintable() and not _may_be_mojibake(line) and not any(map(line.encode().__contains__, _INVISIBLE_LEADS))


def is_nfc(text: str) -> bool:
    """Return whether the text is in Unicode's normal form C."""
    return text.isascii() or normalize("NFC", text) == text


def join_paragraphs(parts: list[str]) -> str:
    """Strip the parts, and join those that are not blank with an empty line."""
    return "\n\n".join(filter(None, map(str.strip, parts)))


def repair_letters(text: str) -> str:
    """Return a text or HTML with wrongly decoded letters corrected, and nothing else changed."""
    if text.isascii():
        return text
    text = _CONTROL_LETTERS.sub(_replacement, _retranslated(text))
    return fix_encoding(text) if _may_be_mojibake(text) else text


def unescape_twice_escaped(html: str) -> str:
    """Return HTML in which characters that were escaped more than once are escaped once: "&amp;pound;" is "&pound;"."""
    return _TWICE_ESCAPED.sub(r"&\1", html) if "&amp;" in html else html


def repair_common_faults(text: str) -> str:
    """Repair the most common faults, which are the only ones of most faulty answers, much faster than ``repair``."""
    repaired = _retranslated(text.replace("\r\n", "\n").replace("\u202f", " ").replace("\u200b", ""))
    return text if repaired == text else collapse_spaces(repaired)


def collapse_spaces(text: str) -> str:
    """Replace each run of spaces by one space."""
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def decode_entities(text: str) -> str:
    """Replace HTML entities, named and numeric, by their characters."""
    return _ENTITY.sub(_decoded, text) if "&" in text else text


def normalise_layout(text: str) -> str:
    """Strip every line, allow at most one empty line in succession, and break up anything that reads as markup."""
    text = "\n".join(map(str.strip, text.split("\n"))).strip()
    if "\n\n\n" in text:
        text = join_paragraphs(text.split("\n\n"))
    if "<" in text:
        text = _TAG_OPENING.sub("< ", text)
    return _ENTITY.sub(_broken_up, text) if "&" in text else text


def _repair_once(text: str) -> str:
    if not (text.isascii() and text.replace("\n", "").isprintable()):
        text = _repair_characters(text)
    return normalise_layout(text)


def _repair_characters(text: str) -> str:
    text = _retranslated(text)
    if _may_be_mojibake(text):
        text = fix_encoding(text)
    visible = without_invisible(text)  # after the mojibake, which may include a soft hyphen
    if visible is not text or not text.replace("\n", "").isprintable():
        text = collapse_spaces(_ODD_CHARACTERS.sub(_replacement, repair_common_faults(visible)))
    return normalize("NFC", text)


def _replacement(match: re.Match[str]) -> str:
    """Return a line break, a space, the Windows-1252 character of a control code, or nothing."""
    character = match[0]
    if character == "\r":
        return "\n"
    if "\x80" <= character <= "\x9f":
        return character.encode("latin-1").decode("cp1252", "ignore")
    return " " if character.isspace() else ""


def _may_be_mojibake(text: str) -> bool:
    """Return whether the text has letters typical of mojibake. Most texts that have one are correct, and are not changed."""
    if text.isascii():
        return False
    contains = text.__contains__
    return any(map(contains, _MOJIBAKE_LETTERS)) or (
        any(map(contains, _OTHER_LETTERS)) and _OTHER_MOJIBAKE.search(text) is not None
    )


def _retranslated(text: str) -> str:
    """Correct what another table translated. Its letters are rare, so that most texts cost two searches."""
    if "\x8a" not in text and "\xce" not in text:
        return text
    for wrong, right in _MISTRANSLATED.items():
        text = text.replace(wrong, right)
    return _MISTRANSLATED_HALF.sub("\xbd", text)


def _decoded(entity: re.Match[str]) -> str:
    return html5.get(entity[0][1:]) or unescape(entity[0])


def _broken_up(entity: re.Match[str]) -> str:
    """Return the match with a space after its "&", unless it is no entity."""
    return entity[0] if _decoded(entity) == entity[0] else "& " + entity[0][1:]
